"""Formulas, footnotes, and what is said of a format file that can't be used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gov_accounts.law.codes import official_codes
from gov_accounts.law.formats import read_formats
from gov_accounts.law.formula import FormulaError, Reference, parse
from gov_accounts.law.profile import profile_of
from gov_accounts.law.reading import DataError
from gov_accounts.law.tie import EACH_ROW, PREVIOUS
from gov_accounts.printing.footnotes import footnotes
from gov_accounts.statements.fill import make_statements
from tests.support.paths import DOCS, SNAPSHOTS

TABLE = """
key = "t"
title = "表"
remark = "注。"
[[panels]]
key = "all"
columns = [{ key = "amount", heads = ["金额"] }]
rows = [
  { key = "income", label = "收入", take = { accounts = ["6"] } },
  { key = "same", label = "同上", formula = "income" },
]
"""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 - 3", 1 + 2 - 3),
        ("-1 + 10", 9),
        ("1..4", 10),
        ("positive(3 - 5)", 0),
        ("positive(5 - 3) + 1", 3),
        ("2 - positive(-1)", 2),
    ],
)
def test_formulas_are_worked_out(text: str, value: int) -> None:
    formula = parse(text).expanded([str(number) for number in range(1, 11)])
    assert formula.evaluate(lambda reference: int(reference.key)) == value


def test_cells_of_other_rows_columns_and_tables() -> None:
    (term,) = parse("expenditure.206[total]").terms
    assert term.of == Reference("206", "total", "expenditure")
    (term,) = parse("total_out[general]").terms
    assert term.of == Reference("total_out", "general")
    (term,) = parse("previous.gov_fund.total[closing]").terms
    assert term.of == Reference("total", "closing", "previous.gov_fund")


@pytest.mark.parametrize("text", ["", "1 +", "1 2", "(1)", "1..", "positive(1", "1 * 2", "9..2"])
def test_formulas_that_cannot_be_read(text: str) -> None:
    with pytest.raises(FormulaError):
        parse(text).expanded(["1", "2", "9"])


def test_footnotes_are_made_from_the_formulas() -> None:
    written = "\n\n".join("\n".join(footnotes(form)) for form in profile_of(2020).formats.formats) + "\n"
    assert "30行＝（27＋28＋29）行" in written
    assert "57行＝（31＋32＋…＋56）行" in written
    assert "1栏各行＝（2＋3＋4＋5＋6＋7）栏各行" in written
    assert "1栏＝（2＋3＋6）栏" in written
    assert written == (SNAPSHOTS / "footnotes.txt").read_text(encoding="utf-8")


def test_a_year_without_its_own_forms_takes_the_last_before_it() -> None:
    names = {year: profile_of(year).name for year in (1990, 2019, 2020, 2021, 2024, 2025, 2100)}
    assert names == {1990: "2019", 2019: "2019", 2020: "2020", 2021: "2021", 2024: "2024", 2025: "2024", 2100: "2024"}
    regional = {year: profile_of(year, "上海").name for year in (2020, 2023, 2024, 2025, 2100)}
    assert regional == {2020: "2020", 2023: "2023", 2024: "2024-上海", 2025: "2025-上海", 2100: "2025-上海"}
    assert profile_of(2024, "无此地") is profile_of(2024)


def test_every_formula_names_cells_that_are_there() -> None:
    """An empty year fills every table: a reference to nothing, or a circle, would raise."""
    formats = profile_of(2020).formats
    statements = make_statements(formats, (), 2020, official_codes())
    assert len(statements) == 9
    for tie in formats.ties:
        for reference in (*tie.left.references(), *tie.right.references()):
            form = statements[str(reference.table).removeprefix(PREVIOUS)].format
            if reference.column is None:
                assert reference.key in form.auxiliary
                continue
            assert reference.column in form.column_keys(), (tie.id, reference)
            rows = {row.key for panel in form.panels for row in panel.rows}
            coded = any(panel.levels for panel in form.panels)
            official = {EACH_ROW, *official_codes().functional.rows, *official_codes().economic.rows}
            assert reference.key in rows or (coded and reference.key in official), (tie.id, reference)


def read(folder: Path, text: str) -> None:
    (folder / "t.toml").write_text(text, encoding="utf-8")
    read_formats(folder)


def test_the_example_of_the_docs_is_the_form_it_shows(tmp_path: Path) -> None:
    text = (DOCS / "formats.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```toml\n(key = .*?)```", text, re.DOTALL)
    read(tmp_path, shown)
    (form,) = read_formats(tmp_path).formats
    ours = profile_of(2020).formats.by_key["gov_fund"]
    assert (form.title, form.take, form.panels) == (ours.title, ours.take, ours.panels)


def test_a_small_format_is_read(tmp_path: Path) -> None:
    read(tmp_path, TABLE)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "表"', "", "t.toml: title 应为"),
        ('key = "t"', 'key = "t"\ncolour = 1', "t.toml: colour 应为"),
        ('formula = "income"', 'formula = "income +"', "rows[same].formula 应为"),
        ('formula = "income"', 'formula = "spent"', "没有 spent"),
        ('formula = "income"', 'formula = "income[total]"', "没有 income[total]"),
        ('formula = "income"', 'formula = "income..spent"', "没有 income..spent"),
        ('accounts = ["6"]', 'acounts = ["6"]', "rows[income].take.acounts 应为"),
        ('accounts = ["6"]', "accounts = [6]", "rows[income].take.accounts 应为"),
        ('accounts = ["6"]', 'project = "maybe"', "rows[income].take.project 应为"),
        ('accounts = ["6"]', 'period = "quarter"', "rows[income].take.period 应为"),
        ('accounts = ["6"]', 'period = "month"', "只有会计报表能写"),
        ('key = "same"', 'key = "income"', "rows 应为互不相同的行"),
        ('remark = "注。"', 'remark = = "注。"', "t.toml: "),
    ],
)
def test_a_wrong_format_names_file_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in TABLE
    with pytest.raises(DataError) as error:
        read(tmp_path, TABLE.replace(old, new))
    assert said in str(error.value)


def test_a_circle_of_formulas_is_refused(tmp_path: Path) -> None:
    read(tmp_path, TABLE.replace('take = { accounts = ["6"] }', 'formula = "same"'))
    formats = read_formats(tmp_path)
    with pytest.raises(DataError, match="绕回"):
        make_statements(formats, (), 2020, official_codes())
