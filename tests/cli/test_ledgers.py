"""Wrong input, one small file each in ``ledgers/``: the whole message, and the exit status, are snapshots.

Every message says where, what, why and how to mend; none is a traceback; no file is changed.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from gov_accounts.cli import cli, usage_message
from tests.support.commands import assert_mendable, run
from tests.support.paths import LEDGERS

Snapshot = Callable[[str, str], None]
CHECKED = sorted(path.stem for path in LEDGERS.glob("*.beancount"))
UNREADABLE = {"gbk", "utf16"}
CLEAN = {
    "account_names",
    "account_other_kind",
    "bom",
    "plugin_twice",
    "clean",
    "code_not_in_list",
    "code_unknown_declared",
    "no_vouchers",
    "out_of_force",
    "parallel_clean",
    "fund_contradicts_func",
    "parallel_budget_idle",
    "parallel_funds_apart",
    "parallel_nature_told",
    "parallel_withheld",
    "profile_region_unknown",
    "profile_stand_in_early",
    "rounding_tail",
}
"""Ledgers without an error; some get notices."""

NOTICED = "slip_"
"""Ledgers of slips that may yet be right: notices, no errors."""

REPORTS = {
    "empty": ("empty.beancount",),
    "file_not_found": ("clear.beancount",),
    "folder": (".",),
    "gbk": ("gbk.beancount",),
    "no_vouchers": ("no_vouchers.beancount",),
    "plugin_line_missing": ("plugin_line_missing.beancount",),
    "table_unknown": ("clean.beancount", "--table", "10"),
    "year_not_in_ledger": ("clean.beancount", "--year", "2018"),
    "statement_unknown": ("clean.beancount", "--set", "会计报表", "--table", "附注"),
    "statements_month": ("clean.beancount", "--set", "会计报表", "--period", "2020-13"),
    "statements_two_years": ("clean.beancount", "--set", "会计报表", "--year", "2020", "--period", "2021-03"),
    "statements_rounded": ("clean.beancount", "--set", "会计报表", "--unit", "wan"),
    "statements_month_alone": ("clean.beancount", "--period", "2020-03"),
    "output_is_ledger": ("clean.beancount", "-o", "clean.beancount"),
}


@pytest.fixture(autouse=True)
def in_ledgers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(LEDGERS)


@pytest.mark.parametrize("name", CHECKED)
def test_check_says_what_is_wrong(name: str, snapshot: Snapshot) -> None:
    before = (LEDGERS / f"{name}.beancount").read_bytes()
    text = run("check", f"{name}.beancount")
    assert_mendable(text)
    expected = 2 if name in UNREADABLE else 0 if name in CLEAN or name.startswith(NOTICED) else 1
    assert text.endswith(f"退出码 {expected}\n")
    if expected == 1:
        assert re.search(rf"^{name}\.beancount(:\d+)?: 错误\[", text, re.MULTILINE), "no file in the message"
    snapshot(f"check/{name}.txt", text)
    assert (LEDGERS / f"{name}.beancount").read_bytes() == before


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_report_refuses_what_it_cannot_use(name: str, snapshot: Snapshot) -> None:
    text = run("report", *REPORTS[name])
    assert_mendable(text)
    assert text.endswith("退出码 2\n")
    snapshot(f"report/{name}.txt", text)


def test_report_without_a_unit_name_makes_the_tables_and_says_so() -> None:
    text = run("report", "unit_name_missing.beancount", "--table", "5")
    assert "unit-name-missing" in text
    assert "2060501" in text
    assert text.endswith("退出码 1\n")


def test_output_folder_not_writable(tmp_path: Path) -> None:
    """A file stands where a folder would have to be: as unwritable to root as to anybody."""
    blocked = tmp_path / "blocked"
    blocked.write_text("a file", encoding="utf-8")
    text = run("report", "clean.beancount", "--format", "csv", "-o", str(blocked / "tables"))
    assert "错误[output-not-writable]" in text
    assert_mendable(text)
    assert text.endswith("退出码 2\n")
    assert blocked.read_text(encoding="utf-8") == "a file"


def test_a_failed_report_leaves_no_file_behind(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.mkdir()
    (target / "决算公开表.json").mkdir()
    text = run("report", "clean.beancount", "--format", "json", "-o", str(target))
    assert text.endswith("退出码 2\n")
    assert [path.name for path in target.iterdir()] == ["决算公开表.json"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("reprot", "x"), "没有命令"),
        (("unpost", "x"), "用 gov-accounts reverse 写出红字凭证冲销"),
        (("report",), "缺少参数 账本"),
        (("report", "clean.beancount", "--unti", "yuan"), "没有选项 --unti。是不是要写 --unit"),
        (("report", "clean.beancount", "--unit", "分"), "只能是 wan、yuan 之一"),
        (("report", "clean.beancount", "--year", "二〇二〇"), "--year 要写成整数"),
        (("check", "clean.beancount", "x"), "多了参数"),
    ],
)
def test_wrong_arguments_are_answered_in_chinese(arguments: tuple[str, ...], expected: str) -> None:
    with pytest.raises(click.UsageError) as error:
        cli.main(list(arguments), standalone_mode=False)
    assert expected in usage_message(error.value)


def test_three_halves_printed_so_that_they_add_up(snapshot: Snapshot) -> None:
    text = run("report", "rounding_tail.beancount", "--table", "3", "--table", "6")
    snapshot("report/rounding_controlled.txt", text)
    snapshot("report/rounding_explained.txt", run("report", "rounding_tail.beancount", "--explain-rounding"))


def test_three_halves_half_up_leave_a_tail_and_a_note(snapshot: Snapshot) -> None:
    text = run("report", "rounding_tail.beancount", "--table", "3", "--table", "7", "--rounding", "half-up")
    assert text.count("尾差") == 1
    snapshot("report/rounding_half_up.txt", text)
    ties = run("ties", "rounding_tail.beancount", "--table", "3", "--unit", "wan", "--rounding", "half-up")
    assert ties.endswith("退出码 1\n")
    snapshot("ties/half_up.txt", ties)


def test_the_solver_is_loaded_only_to_print_what_needs_it() -> None:
    """check never; report of a unit whose figures add up half up, or as trees, neither."""
    program = (
        "import sys\n"
        "from gov_accounts.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "finally:\n    print('solver' if 'highspy' in sys.modules else 'none', file=sys.stderr)\n"
    )
    for arguments in (("check", "rounding_tail.beancount"), ("report", "clean.beancount"), ("ties", "clean.beancount")):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments], capture_output=True, check=True, encoding="utf-8"
        )
        assert done.stderr.endswith("none\n")


def test_explain_of_a_cell_that_is_not_there(snapshot: Snapshot) -> None:
    text = run("explain", "clean.beancount", "表5", "2060599", "1") + run(
        "explain", "clean.beancount", "5", "合计", "9"
    )
    assert_mendable(text)
    snapshot("explain/cell_unknown.txt", text)


def test_explain_names_each_posting(snapshot: Snapshot) -> None:
    text = run("explain", "clean.beancount", "表5", "2060501", "1")
    assert "clean.beancount:20" in text
    snapshot("explain/postings.txt", text)


def test_explain_gives_a_formula_and_its_parts(snapshot: Snapshot) -> None:
    text = run("explain", "clean.beancount", "income_expenditure", "59", "2")
    snapshot("explain/formula.txt", text + run("explain", "clean.beancount", "1", "59", "2", "--full"))
