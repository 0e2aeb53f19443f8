"""What merging, synchronising and editors leave in a ledger and beside it is told; what isn't left by them isn't."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.findings import Severity
from gov_accounts.ledger import load
from gov_accounts.reading.conflicts import settle
from gov_accounts.reading.leftovers import copies_read, leftover_findings
from tests.support.commands import assert_mendable, run
from tests.support.draws import draws
from tests.support.heads import HEAD

Snapshot = Callable[[str, str], None]

VOUCHER = """
2020-03-{day:02} * "电费" #2060501 #30206
  Expenses:7201-事业支出:基本支出                    {amount} CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度    -{amount} CNY.B
"""
COPIES = [
    "2020-03 (1).beancount",
    "2020-03(2).beancount",
    "2020-03（1）.beancount",
    "2020-03 - 副本.beancount",
    "2020-03 - 副本 (2).beancount",
    "2020-03副本.beancount",
    "2020-03 的副本.beancount",
    "副本 2020-03.beancount",
    "复件 (2) 2020-03.beancount",
    "2020-03 copy.beancount",
    "2020-03 copy 2.beancount",
    "2020-03 - Copy.beancount",
    "Copy of 2020-03.beancount",
    "2020-03 (copy).beancount",
    "2020-03 (冲突副本 2020-04-02).beancount",
    "2020-03(冲突副本_李_20200402).beancount",
    "2020-03_冲突文件_李_20200402.beancount",
    "2020-03 (某某的冲突版本 2020-04-02 10-15-00).beancount",
    "2020-03 (Li's conflicted copy 2020-04-02).beancount",
    "2020-03 (conflicted copy 2020-04-02 101500).beancount",
    "2020-03.sync-conflict-20200402-101500-ABCDEFG.beancount",
    "2020-03-DESKTOP-4F2K9QX.beancount",
    "2020-03-LAPTOP-AB12CD34.beancount",
    "2020-03-DESKTOP-4F2K9QX-2.beancount",
    "2020-03_LOCAL_4711.beancount",
    "2020-03 (1) - 副本.BEANCOUNT",
]
OTHERS = [
    "2020-03-2.beancount",
    "2020-031.beancount",
    "2020-03a.beancount",
    "2020-04.beancount",
    "2020-04 (1).beancount",
    "2020-03补记.beancount",
    "2020-03-工资.beancount",
    "2020-03(工资).beancount",
    "2020-03 (2020).beancount",
    "2020-03.txt",
    "2020-03 (1).xlsx",
    "2020-03.beancount.bak",
    "copy.beancount",
    "main-2020.beancount",
    ".2020-04.beancount.swp",
    "~$2020-03.xlsx",
    ".gov-accounts-x.tmp",
]


@pytest.fixture
def main_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + 'include "2020-03.beancount"\n', encoding="utf-8", newline="\n")
    vouchers = "".join(VOUCHER.format(day=day, amount=f"{day}.00") for day in range(1, 6))
    (tmp_path / "2020-03.beancount").write_text(vouchers, encoding="utf-8", newline="\n")
    return path


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_told_once_beside_its_file(main_file: Path, name: str) -> None:
    files = (main_file, main_file.with_name("2020-03.beancount"))
    main_file.with_name(name).write_bytes(b"")
    (found,) = leftover_findings(files)
    assert found.rule == "copy-beside"
    assert found.severity is Severity.NOTICE
    assert name in found.what
    assert found.place is not None
    assert found.place.file == str(files[1])


def test_what_only_looks_like_one_is_not(main_file: Path) -> None:
    for name in OTHERS:
        main_file.with_name(name).write_bytes(b"")
    assert leftover_findings((main_file, main_file.with_name("2020-03.beancount"))) == []


@pytest.mark.parametrize(
    "name",
    [
        ".2020-03.beancount.swp",
        "~$2020-03.beancount",
        "#2020-03.beancount#",
        ".#2020-03.beancount",
        ".~lock.2020-03.beancount#",
        "2020-03.beancount~",
        "~$disclosure.toml",
    ],
)
def test_what_an_editor_left_is_told(main_file: Path, name: str) -> None:
    (main_file.with_name("disclosure.toml")).write_bytes(b"year = 2020\n")
    main_file.with_name(name).write_bytes(b"")
    os.utime(main_file.with_name("2020-03.beancount"), (1, 1))
    files = (main_file, main_file.with_name("2020-03.beancount"))
    (found,) = leftover_findings(files)
    assert found.rule == "editor-left"
    assert name in found.what


def test_a_backup_made_by_saving_is_no_news(main_file: Path) -> None:
    backup = main_file.with_name("2020-03.beancount~")
    backup.write_bytes(b"")
    os.utime(backup, (1, 1))
    assert leftover_findings((main_file, main_file.with_name("2020-03.beancount"))) == []


def test_leftovers_read_well(main_file: Path, snapshot: Snapshot) -> None:
    for name in ("2020-03 (1).beancount", "2020-03 - 副本.beancount", ".2020-03.beancount.swp", "main (1).beancount"):
        main_file.with_name(name).write_bytes(b"")
    text = run("check", "main.beancount")
    assert_mendable(text)
    assert text.count("copy-beside") == 2
    snapshot("leftovers/beside.txt", text)
    assert "copy-beside" not in run("report", "main.beancount", "--table", "5")


def test_a_copy_that_a_pattern_takes_in_is_an_error(main_file: Path, snapshot: Snapshot) -> None:
    main_file.write_text(HEAD + 'include "2020-*.beancount"\n', encoding="utf-8", newline="\n")
    copy = main_file.with_name("2020-03 (1).beancount")
    copy.write_bytes(main_file.with_name("2020-03.beancount").read_bytes())
    text = run("check", "main.beancount")
    assert text.endswith("退出码 1\n")
    assert_mendable(text)
    snapshot("leftovers/read.txt", "".join(re.findall(r"^.*copy-read.*\n.*\n.*\n", text, re.MULTILINE)))
    rest = "".join(VOUCHER.format(day=day, amount=f"{day}.00") for day in range(7, 12))
    copy.write_text(rest + VOUCHER.format(day=5, amount="5.00"), encoding="utf-8", newline="\n")
    (found,) = copies_read(load(main_file).files)
    assert found.severity is Severity.NOTICE
    copy.write_text(rest, encoding="utf-8", newline="\n")
    assert copies_read(load(main_file).files) == []
    assert leftover_findings(load(main_file).files) == []


# Conflict marks

LINES = st.sampled_from(
    ["", "2020-01-01 open Assets:A", "  Assets:A  1 CNY", "; c", "====", "=======x", " <<<<<<<", "<<<<<<<<"]
)
SIDES = st.lists(LINES, max_size=4)


@given(st.lists(st.tuples(SIDES, SIDES, st.none() | SIDES, SIDES), max_size=4))
def test_each_conflict_is_told_once_and_the_first_version_stays(
    drawn: list[tuple[list[str], list[str], list[str] | None, list[str]]],
) -> None:
    lines: list[str] = []
    kept: list[str | None] = []
    begun = []
    for before, ours, base, theirs in drawn:
        begun.append(len(lines) + len(before))
        lines += [*before, "<<<<<<< HEAD", *ours]
        kept += [*before, None, *ours]
        if base is not None:
            lines += ["||||||| merged", *base]
            kept += [None] * (len(base) + 1)
        lines += ["=======", *theirs, ">>>>>>> theirs"]
        kept += [None] * (len(theirs) + 2)
    typed = list(lines)
    found = settle("x", lines)
    assert sorted(found) == begun
    for line, expected, was in zip(lines, kept, typed, strict=True):
        assert line == expected if expected is not None else line in ("", "  ;"), was
    assert {index for _, gone in found.values() for index in gone} == {n for n, each in enumerate(kept) if each is None}


@given(st.lists(LINES | st.sampled_from(["<<<<<<< a", ">>>>>>> b", "=======", "||||||| c"]), max_size=12))
def test_of_marks_in_any_order_none_is_left(lines: list[str]) -> None:
    settle("x", lines)
    assert not [line for line in lines if re.fullmatch(r"(<{7}|>{7})( .*)?", line)]


@draws(15)
@given(st.lists(st.integers(1, 3), min_size=1, max_size=3))
def test_nothing_else_is_told_of_a_ledger_with_conflicts(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[int]
) -> None:
    """Around whole vouchers, around the legs of one, or around a line of one."""
    text = HEAD
    for day, where in enumerate(drawn, 1):
        ours, theirs = (VOUCHER.format(day=day, amount=amount).strip("\n").split("\n") for amount in ("1.00", "2.00"))
        start, stop = {1: (0, 3), 2: (1, 3), 3: (0, 1)}[where]
        lines = [
            *ours[:start],
            "<<<<<<< HEAD",
            *ours[start:stop],
            "=======",
            *theirs[start:stop],
            ">>>>>>> theirs",
            *ours[stop:],
        ]
        text += "\n" + "\n".join(lines) + "\n"
    path = tmp_path_factory.mktemp("conflicts") / "main.beancount"
    path.write_text(text, encoding="utf-8", newline="\n")
    assert [each.rule for each in load(path).findings if each.severity is Severity.ERROR] == ["conflict-marks"] * len(
        drawn
    )
