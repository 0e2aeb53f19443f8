"""The ties as data: what they say, that every figure is in one, that none can be left out unnoticed, and their list."""

from __future__ import annotations

import dataclasses
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gov_accounts.cli import ties as ties_command
from gov_accounts.findings import Severity
from gov_accounts.law.form import Format, Panel
from gov_accounts.law.formats import FormatSet
from gov_accounts.law.formula import Positive, Reference
from gov_accounts.law.profile import profile_of, read_profile
from gov_accounts.law.reading import DataError
from gov_accounts.printing.rounding import HALF_UP, printed, round_statements
from gov_accounts.printing.units import WAN, YUAN
from gov_accounts.reports.ties import exact_checks, printed_checks
from gov_accounts.statements.figures import Figures, exact
from gov_accounts.statements.fill import Cell, Statement
from gov_accounts.statements.ties import (
    Equation,
    broken_ties,
    check,
    equation_text,
    equations,
    with_previous,
)
from tests.support.numbered import keys
from tests.support.paths import DOCS, EXAMPLES, LEDGERS, SNAPSHOTS
from tests.support.statements import changed
from tests.support.units import YEAR, unit

FORMATS = profile_of(YEAR).formats
EXAMPLE = EXAMPLES / "wuhan_2020" / "main.beancount"


@pytest.fixture(scope="module")
def rich() -> dict[str, Statement]:
    """A unit with every kind of money and many functions: all nine tables are full of figures."""
    return unit(5, 300, "any")


# Every figure is in a tie

BLANK = {
    ("income_expenditure", "1"): [*map(str, range(9, 27))],
    ("fiscal_income_expenditure", "1"): [*map(str, range(4, 27))],
    **{("fiscal_income_expenditure", column): [*map(str, range(61, 64))] for column in "2345"},
}
"""Cells no tie is about, by 行次 and 栏次: those the form leaves blank. ``docs/rounding.md`` lists them."""


def uncaught(statements: Mapping[str, Statement], figures: Figures, step: int) -> Iterator[tuple[str, str, str]]:
    """Cells that can be one step more, or one less, without any equality noticing."""
    of_cell: dict[Reference, list[Equation]] = {}
    for each in equations(statements, FORMATS):
        if each.kind != "at-least" and each.when == "always":
            for reference in each.references():
                of_cell.setdefault(reference, []).append(each)
    for key, statement in statements.items():
        for panel, row in statement.rows():
            for column in panel.columns:
                cell = Reference(row.row.key, column.key, key)
                for fen in (step, -step):
                    if all(done.adds_up for done in check(of_cell.get(cell, ()), changed(figures, cell, fen))):
                        yield key, row.row.key, column.key


def test_every_single_figure_changed_by_one_breaks_a_tie(rich: dict[str, Statement]) -> None:
    blank = {(key, *keys(FORMATS.by_key[key], row, column)) for (key, column), rows in BLANK.items() for row in rows}
    assert set(uncaught(rich, exact(rich), 1)) == blank
    assert set(uncaught(rich, printed(rich, round_statements(rich, FORMATS, WAN)), WAN.step)) == blank
    assert all(not rich[key].cell(row, column).fen for key, row, column in blank)


def test_the_cells_in_no_tie_are_listed_in_the_docs() -> None:
    text = (DOCS / "rounding.md").read_text(encoding="utf-8")
    for (key, column), rows in BLANK.items():
        number = next(form.number for form in FORMATS.formats if form.key == key)
        span = f"{rows[0]}–{rows[-1]}" if len(rows) > 2 else "、".join(rows)
        assert f"| 表{number} | {span} | {column} |" in text


# No tie can be left out unnoticed


@pytest.fixture(scope="module")
def linked(rich: dict[str, Statement]) -> dict[str, Statement]:
    """The same unit with the year before."""
    return dict(with_previous(rich, unit(6, 50, "any")))


def listing(formats: FormatSet, statements: Mapping[str, Statement]) -> str:
    """Every rule once, by what it says first."""
    rules: dict[str, str] = {}
    for each in equations(statements, formats):
        name = each.rule if "-level-" not in each.rule else each.rule.partition("-level-")[0] + "-level"
        rules.setdefault(name, f"{name} [{each.kind}, {each.when}] {equation_text(each, statements)}：{each.why}")
    return "".join(f"{line}\n" for line in rules.values())


def test_the_ties_of_2020_are_these(linked: dict[str, Statement], snapshot: Callable[[str, str], None]) -> None:
    snapshot("ties/2020.txt", listing(FORMATS, linked))


def without(form: Format, panel: Panel, changed: Panel) -> Format:
    return dataclasses.replace(form, panels=tuple(changed if each is panel else each for each in form.panels))


def reduced() -> Iterator[tuple[str, FormatSet]]:
    """The formats less one tie each: a row of ties.toml, a formula of a row or a column, the levels of a panel."""
    for tie in FORMATS.ties:
        yield tie.id, dataclasses.replace(FORMATS, ties=tuple(each for each in FORMATS.ties if each is not tie))
    for form in FORMATS.formats:
        for panel in form.panels:
            for row in panel.rows:
                if row.formula is not None or row.formulas is not None:
                    bare = dataclasses.replace(row, formula=None, formulas=None)
                    rows = tuple(bare if each is row else each for each in panel.rows)
                    yield f"{form.key} {row.key} 行", replaced(form, panel, rows=rows)
            for column in panel.columns:
                if column.formula is not None:
                    free = dataclasses.replace(column, formula=None)
                    columns = tuple(free if each is column else each for each in panel.columns)
                    yield f"{form.key} {column.key} 栏", replaced(form, panel, columns=columns)
            if panel.levels:
                yield f"{form.key} 级次", replaced(form, panel, levels=())


def replaced(form: Format, panel: Panel, **changes: Any) -> FormatSet:
    changed = without(form, panel, dataclasses.replace(panel, **changes))
    return dataclasses.replace(FORMATS, formats=tuple(changed if each is form else each for each in FORMATS.formats))


def reshaped(statements: Mapping[str, Statement], formats: FormatSet) -> dict[str, Statement]:
    changed = {form.key: dataclasses.replace(statements[form.key], format=form) for form in formats.formats}
    return {**statements, **changed}


def test_leaving_out_any_tie_changes_the_list(linked: dict[str, Statement]) -> None:
    """And so the snapshot above, which names every one."""
    whole = {each.id: each.rule for each in equations(linked, FORMATS)}
    listed = (SNAPSHOTS / "ties" / "2020.txt").read_text(encoding="utf-8")
    names = []
    for name, formats in reduced():
        names.append(name)
        left = {each.id for each in equations(reshaped(linked, formats), formats)}
        gone = whole.keys() - left
        assert gone, f"{name} can be left out unnoticed"
        rules = {rule if "-level-" not in rule else f"{rule.partition('-level-')[0]}-level" for rule in whole.values()}
        assert rules == {line.partition(" [")[0] for line in listed.splitlines()}
    assert len(names) > 150


def test_each_tie_catches_what_it_is_for(linked: dict[str, Statement]) -> None:
    """One side changed: that very tie says so."""
    figures = exact(linked)
    for each in equations(linked, FORMATS):
        side = each.left if next(each.left.references(), None) is not None else each.right
        cell = next(side.references())
        if any(isinstance(term.of, Positive) for term in (*each.left.terms, *each.right.terms)):
            continue
        (done,) = check([each], changed(figures, cell, -(10**15)))
        assert done.broken, each


def test_a_year_that_begins_with_what_last_year_did_not_end_with() -> None:
    """上年结转 carried in by the books against 59 行 of last year's table."""
    last, this = unit(6, 50, "any"), unit(7, 50, "any")
    closed = {key: dataclasses.replace(each, closed=True) for key, each in last.items()}
    rules = [each.rule for each in broken_ties(exact(with_previous(this, closed)), FORMATS)]
    assert rules == ["tie-carried-in"]
    assert broken_ties(exact(with_previous(this, last)), FORMATS) == []


def test_every_tie_says_what_why_and_whence() -> None:
    content = tomllib.loads(
        (resources.files("gov_accounts_ledger") / "profiles" / "2020" / "ties.toml").read_text(encoding="utf-8")
    )
    assert "财预〔2016〕143号" in content["source"]
    for tie in FORMATS.ties:
        assert tie.source
        assert len(tie.why) > 8
        if tie.kind == "same":
            assert len(tie.references()) == 2
    statements = unit(1, 5, "any")
    every = list(equations(statements, FORMATS))
    assert len({each.id for each in every}) == len(every)
    assert all(each.source and each.why for each in every)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "same"', 'kind = "alike"', "ties[t-{row}].kind 应为 equal、same、at-least"),
        ('when = "equal"', 'when = "sometimes"', "ties[t-{row}].when 应为 always、closed、carried、equal"),
        ('each = "some"', 'each = "none"', "ties[t-{row}].each 应为 [lists] 里的一组值：some"),
        ('id = "t-{row}"', 'id = "t"', "ties[t].id 应为没有用过的编号，t 已有"),
        ('right = "t.spent[amount]"', 'right = "t.spent[amount] +"', "ties[t-{row}].right 应为一个公式"),
        ('source = "表样"', "", "source 应为一段文字"),
    ],
)
def test_a_wrong_tie_names_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = """
source = "表样"
[lists]
some = [{ row = "income" }, { row = "spent" }]
[[ties]]
id = "t-{row}"
kind = "same"
when = "equal"
left = "t.{row}[amount]"
right = "t.spent[amount]"
why = "应相等"
each = "some"
"""
    assert old in text
    table = """
key = "t"
title = "表"
remark = "注"
[[panels]]
key = "all"
columns = [{ key = "amount", heads = ["金额"] }]
rows = [
  { key = "income", label = "收入", take = { accounts = ["6"] } },
  { key = "spent", label = "支出", take = { accounts = ["7"] } },
]
"""
    (tmp_path / "profile.toml").write_text('title = "表样"\ntables = ["t"]\n', encoding="utf-8")
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "t.toml").write_text(table, encoding="utf-8")
    (tmp_path / "ties.toml").write_text(text, encoding="utf-8")
    assert [tie.id for tie in read_profile(tmp_path, YEAR).formats.ties] == ["t-income", "t-spent"]
    (tmp_path / "ties.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError) as error:
        read_profile(tmp_path, YEAR)
    assert said in str(error.value)


# Findings


def altered(statements: dict[str, Statement], key: str, row: str, column: str, fen: int) -> dict[str, Statement]:
    """The same statements with one figure changed, named as it is printed: as someone else's tables might have it."""
    statement = statements[key]
    place = keys(statement.format, row, column)
    cell = Cell(statement.cell(*place).fen + fen)
    changed = dataclasses.replace(statement, cells={**statement.cells, place: cell})
    return {**statements, key: changed}


def test_a_broken_tie_names_both_sums_the_difference_and_each_contributor() -> None:
    statements = altered(unit(2, 6, "any", 1), "income_expenditure", "27", "1", 100)
    (one, *_) = [
        each for each in broken_ties(exact(statements), FORMATS) if each.rule == "tie-income_expenditure-row-27"
    ]
    assert "表1 27 行 1 栏 ＝ " in one.what
    assert "相差 1.00 元" in one.what
    assert "其中：表1 1 行 1 栏 " in one.what
    assert one.severity is Severity.ERROR
    assert "explain" in one.remedy


def test_less_than_its_part_is_a_notice() -> None:
    """A refund of project money can make 表7 less than 表6: true, and worth a look."""
    statements = unit(4, 200, "any")
    fen = statements["sangong"].cell("total", "final_reception").fen
    assert fen > 0
    less = altered(statements, "sangong", "合计", "12", -fen)
    found = {each.rule: each.severity for each in broken_ties(exact(less), FORMATS)}
    assert found["tie-sangong-30217"] is Severity.NOTICE
    assert found["tie-sangong-column-7"] is Severity.ERROR


def test_printed_ties_hold_with_controlled_rounding_and_tails_are_shown_with_half_up(
    rich: dict[str, Statement],
) -> None:
    assert all(each.holds for each in exact_checks(rich, FORMATS))
    assert all(each.adds_up for each in printed_checks(rich, FORMATS, round_statements(rich, FORMATS, WAN)))
    plain = round_statements(rich, FORMATS, WAN, HALF_UP)
    broken = [each for each in printed_checks(rich, FORMATS, plain) if not each.adds_up]
    assert {each.state for each in broken} == {"open"}
    assert broken
    assert {each.equation.id for each in broken} <= {each.equation.id for each in plain.tails}
    assert all(each.holds for each in printed_checks(rich, FORMATS, round_statements(rich, FORMATS, YUAN)))


def test_a_formula_side_is_written_as_a_reader_does() -> None:
    statements = unit(1, 5, "any")
    ties = {each.id: equation_text(each, statements) for each in equations(statements, FORMATS)}
    assert ties["income_expenditure-row-57-2"] == "表1 57 行 2 栏 ＝ 表1 （31＋32＋…＋56） 行 2 栏"
    assert ties["gov_fund-column-6-合计"] == "表8 合计 行 6 栏 ＝ 表8 合计 行 （1＋2－3） 栏"
    assert (
        ties["fiscal_income_expenditure-row-60-3"] == "表4 60 行 3 栏 ＝ 表4 1 行 1 栏＋表4 29 行 1 栏－表4 59 行 3 栏"
    )
    assert ties["sangong-30217"] == "表7 合计 行 12 栏 ≥ 表6 30217 行 1 栏"


# The command


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(ties_command.command, list(arguments), standalone_mode=False)
    return int(done.return_value or 0), done.stdout, done.stderr


def test_the_list_of_the_example(snapshot: Callable[[str, str], None]) -> None:
    code, out, _ = run(str(EXAMPLE), "--table", "4")
    assert code == 0
    snapshot("ties/wuhan_4.txt", out)


def test_json_has_every_tie_with_both_sums(tmp_path: Path) -> None:
    code, out, _ = run(str(EXAMPLE), "--format", "json", "--all")
    (sheet,) = json.loads(out)["tables"]
    rows = sheet["rows"]
    assert code == 0
    assert len(rows) > 400
    assert {row["state"] for row in rows} == {"成立"}
    assert all(row["id"] and row["why"] and row["source"] and row["kind"] for row in rows)
    target = tmp_path / "勾稽.xlsx"
    assert run(str(EXAMPLE), "--format", "xlsx", "-o", str(target))[0] == 0
    assert target.stat().st_size > 1000


def test_a_broken_tie_is_listed_and_the_exit_status_says_so() -> None:
    code, out, err = run(str(LEDGERS / "fund_not_fiscal.beancount"))
    assert code == 1
    assert "不平" in out
    assert "不成立" in out
    assert "tie-income-fiscal" in err
