"""``gov-accounts copy``: a voucher once more with another date; what it refuses, and that nothing else changes."""

from __future__ import annotations

import datetime
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from beancount.core.data import Transaction
from beancount.parser import parser
from hypothesis import assume, given
from hypothesis import strategies as st

from gov_accounts.bookkeeping.appending import Appending, append_to
from gov_accounts.bookkeeping.copying import Copy, copied
from gov_accounts.books.ledger import Ledger
from gov_accounts.books.voucher_text import OWN_KEYS, copied_text
from gov_accounts.files import whole
from gov_accounts.files.texts import with_text
from gov_accounts.files.whole import write_whole
from gov_accounts.findings import Place
from gov_accounts.ledger import load
from gov_accounts.testing import RandomLedger, ledgers, write_to
from tests.support.commands import assert_mendable, run
from tests.support.draws import draws
from tests.support.failing import tree
from tests.support.heads import HEAD
from tests.support.paths import EXAMPLES, LEDGERS

LEDGER = """
pushtag #2060501
2020-05-08 * "某公司" "购电" #30206 ^ht-1   ; 每月
  voucher: "记-5-003"
  attachments: 2
  fund: "11"
  ; 按抄表数
    Expenses:7201-事业支出:基本支出           1,860.00 CNY.B   ; 借
      invoice: "00123"
      project: ""
    Assets:8001-资金结存:800101-零余额账户用款额度
poptag #2060501

2020-05-09 * "记两次" #2060501 #30206
  voucher: "记-5-004"
  Expenses:7201-事业支出:基本支出                  1.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度  -1.00 CNY.B

2020-05-10 * "记两次" #2060501 #30206
  voucher: "记-5-004"
  Expenses:7201-事业支出:基本支出                  1.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度  -1.00 CNY.B

2020-12-31 * "结转" #year-close
  voucher: "结-1"
  Income:6001-财政拨款预算收入                     1.00 CNY.B
  Equity:8101-财政拨款结转                        -1.00 CNY.B
"""
COPIED = """\
2020-06-03 * "某公司" "购电" #30206 ^ht-1   ; 每月
  #2060501
  fund: "11"
  ; 按抄表数
    Expenses:7201-事业支出:基本支出           1,860.00 CNY.B   ; 借
      project: ""
    Assets:8001-资金结存:800101-零余额账户用款额度
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger of two files."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.beancount").write_text(HEAD + 'include "2020.beancount"\n', encoding="utf-8", newline="\n")
    (tmp_path / "2020.beancount").write_text(LEDGER, encoding="utf-8", newline="\n")
    return tmp_path


def vouchers(ledger: Ledger) -> list[Any]:
    return [entry for entry in ledger.entries if isinstance(entry, Transaction)]


def facts(meta: Mapping[str, Any] | None) -> dict[str, Any]:
    return {key: value for key, value in (meta or {}).items() if key not in {*OWN_KEYS, "filename", "lineno"}}


def legs(voucher: Any) -> list[Any]:
    """A voucher's legs with their codes, those that were derived marked."""
    return [
        each._replace(meta={**facts(each.meta), "was derived": "derived" in (each.meta or {})})
        for each in voucher.postings
    ]


def test_the_layout_is_the_originals(folder: Path) -> None:
    before = tree(folder)
    text = run("copy", "main.beancount", "记-5-003", "--date", "2020-06-03")
    assert text == COPIED + "没有照抄：attachments、invoice、voucher。新凭证的要自己写。\n退出码 0\n"
    assert run("copy", "main.beancount", "５－３", "--date", "2020/6/3") == text
    assert run("copy", "main.beancount", "2020.beancount:9", "--date", "2020.06.03") == text
    assert tree(folder) == before


def test_the_copy_of_a_red_letter_voucher_reverses_nothing(folder: Path) -> None:
    """What was reversed once is reversed: a copy that said so too would be an error of the ledger."""
    red = '  voucher: "记-5-003"\n  reverses: "记-4-001"\n  reverses-date: 2020-04-08\n'
    load_text(folder, LEDGER.replace('  voucher: "记-5-003"\n', red))
    text = run("copy", "main.beancount", "记-5-003", "--date", "2020-06-03")
    assert "reverses" not in text.partition("没有照抄：")[0]
    assert "reverses、reverses-date、voucher" in text


def test_it_is_appended_to_a_file_of_the_ledger(folder: Path) -> None:
    before = tree(folder)
    text = run("copy", "main.beancount", "5-3", "--date", "2020-06-03", "-o", "2020.beancount")
    assert text.startswith("将写入 2020.beancount：5-3 的副本，日期 2020-06-03，加在末尾。\n已写入 2020.beancount。\n")
    after = tree(folder)
    assert after.keys() == before.keys()
    assert after["main.beancount"] == before["main.beancount"]
    assert after["2020.beancount"] == before["2020.beancount"] + b"\n" + COPIED.encode()
    ledger = load(folder / "main.beancount")
    assert [each.rule for each in ledger.findings] == [each.rule for each in load_text(folder, LEDGER).findings]


def load_text(folder: Path, text: str) -> Ledger:
    (folder / "2020.beancount").write_text(text, encoding="utf-8", newline="\n")
    return load(folder / "main.beancount")


@pytest.mark.parametrize("number", ["记-1-008", "记-5-011", "记-7-035", "指-003", "记-5-006"])
def test_a_copy_loads_clean_and_has_the_same_legs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    """Derived legs come again, by the plugin."""
    shutil.copytree(EXAMPLES / "wuhan_2020", tmp_path / "books")
    monkeypatch.chdir(tmp_path / "books")
    (before,) = (each for each in vouchers(load(Path("main.beancount"))) if each.meta.get("voucher") == number)
    text = run("copy", "main.beancount", number, "--date", "2020-11-30", "-o", "2020-11.beancount")
    assert text.endswith("退出码 0\n")
    after = load(Path("main.beancount"))
    copy = max((each for each in vouchers(after) if each.date == datetime.date(2020, 11, 30)), key=line_of)
    assert legs(copy) == legs(before)
    assert facts(copy.meta) == facts(before.meta)
    assert "voucher" not in copy.meta
    rules = {each.rule for each in after.findings}
    assert rules <= {"closing-stale", "balance-failed", "budget-overspent"}, rules


def line_of(entry: Any) -> int:
    return int(entry.meta["lineno"]) if entry.meta["filename"].endswith("2020-11.beancount") else 0


def test_a_pasted_derived_leg_is_not_copied() -> None:
    text = (LEDGERS / "derived_pasted.beancount").read_text(encoding="utf-8")
    line = text[: text.index("2020-04-07")].count("\n") + 1
    copied = copied_text(text, line, datetime.date(2020, 5, 7))
    assert copied is not None
    lines = text.split("\n")[line - 1 :]
    written = [each for each in lines[: lines.index(next(x for x in lines if "7201" in x))] if each]
    assert copied == "\n".join([written[0].replace("2020-04-07", "2020-05-07"), *written[1:], ""])


def parsed(text: str) -> Any:
    (entry,) = parser.parse_string(text)[0]
    return entry


@pytest.mark.parametrize(
    "voucher",
    [
        '2020-05-08 * "某公司" "一行\n两行"\n  voucher: "1"\n  Assets:A  1 CNY\n  Assets:B\n',
        '2020/5/8 ! "x"\n\tAssets:A  1 CNY ; y\n\t\tvoucher: 5\n\tAssets:B\n; 不缩进的注\n\n  Assets:C\n',
        '2020-05-08 txn "x" #a\n  #b ^c\n  voucher: "1"\n  Assets:A  (1 + 2) CNY\n  Assets:B\n',
        'pushmeta posted: TRUE\n2020-05-08 * "x"\n  Assets:A  1 CNY\n  Assets:B\npopmeta posted:\n',
        '2020-05-08 * "x"\n  checked: "对\n过"\n  Assets:A  1 CNY\n  Assets:B\n',
    ],
)
def test_odd_layouts_mean_the_same(voucher: str) -> None:
    """What can't be kept line by line is formatted anew; the copy's copy is itself."""
    line = next(number for number, each in enumerate(voucher.split("\n"), 1) if each.startswith("2020"))
    day = datetime.date(2020, 6, 30)
    text = copied_text(voucher, line, day)
    assert text is not None
    assert "2020-06-30" in text
    assert not any(key + ":" in text for key in ("voucher", "checked", "posted"))
    before, after = (parsed(each) for each in (voucher, text))
    assert (after.narration, after.tags, after.links) == (before.narration, before.tags, before.links)
    assert [(each.account, each.units) for each in after.postings] == [
        (each.account, each.units) for each in before.postings
    ]
    assert copied_text(text, text[: text.index("2020-06-30")].count("\n") + 1, day) == text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("记-5-093", "--date", "2020-06-03"), "voucher-not-found"),
        (("2020.beancount:1", "--date", "2020-06-03"), "voucher-not-found"),
        (("other.beancount:4", "--date", "2020-06-03"), "voucher-not-found"),
        (
            ("记-5-004", "--date", "2020-06-03"),
            "可以是 2 张凭证：2020-05-09 记-5-004 记两次（2020.beancount:14）",
        ),
        (("记-5-003", "--date", "2020-02-30"), "没有这一天"),
        (("记-5-003", "--date", "2020-06"), "不是一天的日期"),
        (("记-5-003", "--date", "六月三日"), "不是一天的日期"),
        (("记-5-003",), "缺少参数"),
        (("记-5-003", "--date", "2019-06-03"), "copy-account-not-open"),
        (("结-1", "--date", "2021-12-31"), "copy-of-closing"),
        (("记-5-003", "--date", "2020-06-03", "-o", "new.beancount"), "append-outside-ledger"),
        (("记-5-003", "--date", "2020-06-03", "-o", "../2020.beancount"), "append-outside-ledger"),
        (("记-5-003", "--date", "2020-06-03", "-o", "/dev/stdout"), "append-outside-ledger"),
        (("记-5-003", "--date", "2020-06-03", "-o", "."), "append-outside-ledger"),
    ],
)
def test_what_it_cannot_use_is_refused(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    before = tree(folder)
    text = run("copy", "main.beancount", *arguments)
    assert said in text
    assert_mendable(text)
    assert text.endswith("退出码 2\n")
    assert tree(folder) == before


def test_a_number_of_two_years_needs_the_year(folder: Path) -> None:
    later = LEDGER.replace("2020-05-08", "2021-05-08").partition("\n2020-05-10")[0]
    path = folder / "2020.beancount"
    path.write_text(LEDGER + later, encoding="utf-8", newline="\n")
    text = run("copy", "main.beancount", "记-5-003", "--date", "2021-06-03")
    assert_mendable(text)
    assert "加上 --year，如 --year 2021" in text
    copied_one = run("copy", "main.beancount", "记-5-003", "--date", "2021-06-03", "--year", "2020")
    assert copied_one.startswith("2021-06-03 * ")
    assert run("copy", "main.beancount", "记-2020-5-003", "--date", "2021-06-03") == copied_one
    assert "没有 2019 年的凭证" in run("copy", "main.beancount", "5-3", "--date", "2021-06-03", "--year", "2019")


def test_the_file_of_close_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(EXAMPLES / "wuhan_2020", tmp_path / "books")
    monkeypatch.chdir(tmp_path / "books")
    before = tree(tmp_path / "books")
    text = run("copy", "main.beancount", "5-3", "--date", "2020-12-03", "-o", "close-2020.beancount")
    assert "append-into-closing" in text
    assert_mendable(text)
    assert tree(tmp_path / "books") == before


def test_a_file_that_the_ledger_reads_elsewhere_is_not_written(folder: Path) -> None:
    """Trust is for reading."""
    inside = folder / "books"
    inside.mkdir()
    (inside / "main.beancount").write_text(HEAD + 'include "../2020.beancount"\n', encoding="utf-8")
    before = tree(folder)
    text = run("copy", "books/main.beancount", "5-3", "--date", "2020-06-03", "-o", "2020.beancount", "--outside")
    assert "在账本文件夹外面" in text
    assert tree(folder) == before


def test_a_ledger_changed_meanwhile_is_not_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever of its files it is, and at the last moment too."""

    def changed(name: str) -> Any:
        def write(*arguments: Any, **named: Any) -> None:
            path = folder / name
            path.write_bytes(path.read_bytes() + b"; later\n")
            write_whole(*arguments, **named)

        return write

    for name in ("2020.beancount", "main.beancount"):
        monkeypatch.setattr(whole, "write_whole", changed(name))
        before = tree(folder)
        text = run("copy", "main.beancount", "5-3", "--date", "2020-06-03", "-o", "2020.beancount")
        assert "ledger-changed" in text
        assert_mendable(text)
        assert text.endswith("退出码 2\n")
        assert tree(folder) == {**before, name: before[name] + b"; later\n"}


def test_a_voucher_moved_since_it_was_read_is_not_copied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = load(folder / "main.beancount")
    path = folder / "2020.beancount"
    path.write_bytes(b"; a line more\n" + path.read_bytes())
    with pytest.raises(OSError, match="改动"):
        copied(ledger, "5-3", datetime.date(2020, 6, 3))
    monkeypatch.setattr("gov_accounts.cli.common.load_or_exit", lambda _: ledger)
    assert "ledger-changed" in run("copy", "main.beancount", "5-3", "--date", "2020-06-03")


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_link_is_followed_and_stays(folder: Path) -> None:
    (folder / "link.beancount").symlink_to("2020.beancount")
    text = run("copy", "main.beancount", "5-3", "--date", "2020-06-03", "-o", "link.beancount")
    assert text.endswith("退出码 0\n")
    assert (folder / "link.beancount").is_symlink()
    assert (folder / "2020.beancount").read_bytes().endswith(COPIED.encode())


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", b"a\nb\n"),
        (b"x", b"x\n\na\nb\n"),
        (b"x\n", b"x\n\na\nb\n"),
        (b"x\n\n", b"x\n\na\nb\n"),
        (b"x\r\n", b"x\r\n\r\na\r\nb\r\n"),
        (b"x\r\n\r\n", b"x\r\n\r\na\r\nb\r\n"),
    ],
)
def test_text_is_added_with_the_files_line_ends(content: bytes, expected: bytes) -> None:
    assert with_text(content, "a\nb\n") == expected


def test_windows_line_ends_and_the_mark_of_notepad(folder: Path) -> None:
    path = folder / "2020.beancount"
    path.write_bytes(b"\xef\xbb\xbf" + LEDGER.replace("\n", "\r\n").encode())
    run("copy", "main.beancount", "5-3", "--date", "2020-06-03", "-o", "2020.beancount")
    assert path.read_bytes().endswith(b"\r\n\r\n" + COPIED.replace("\n", "\r\n").encode())
    assert path.read_bytes().count(b"\xef\xbb\xbf") == 1


@draws(40)
@given(ledgers(max_vouchers=6, completed=True), st.data())
def test_any_voucher_of_any_ledger_is_copied(drawn: RandomLedger, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        main = write_to(drawn, Path(folder))
        before = load(main)
        plain = [each for each in vouchers(before) if "year-close" not in each.tags]
        assume(plain)
        voucher = data.draw(st.sampled_from(plain))
        place = Place(voucher.meta["filename"], voucher.meta["lineno"]).shown(Path(folder))
        copy = copied(before, place, voucher.date)
        assert isinstance(copy, Copy), copy
        appending = append_to(before, Path(voucher.meta["filename"]), copy.text)
        assert isinstance(appending, Appending), appending
        appending.write()
        after = load(main)
        assert len(vouchers(after)) == len(vouchers(before)) + 1
        same = [each for each in vouchers(after) if each.meta["filename"] == voucher.meta["filename"]]
        assert legs(max(same, key=lambda each: each.meta["lineno"])) == legs(voucher)
