"""Formulas, footnotes, and what is said of a format file that can't be used."""

from __future__ import annotations

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
from tests.support.paths import SNAPSHOTS

TABLE = """
key = "t"
number = 1
title = "表"
remark = "注。"
[[panels]]
columns = [{ id = "1", heads = ["金额"] }]
rows = [{ id = "1", take = { accounts = ["6"] } }, { id = "2", formula = "1" }]
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
    assert formula.evaluate(lambda reference: int(reference.id)) == value


def test_cells_of_other_rows_columns_and_tables() -> None:
    (term,) = parse("expenditure.206[1]").terms
    assert term.of == Reference("206", "1", "expenditure")
    (term,) = parse("60[3]").terms
    assert term.of == Reference("60", "3")


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
    assert profile_of(2020).formats.year == 2020
    assert profile_of(2023).formats.year == 2020
    assert profile_of(2019).formats.year == 2020


def test_every_formula_names_cells_that_are_there() -> None:
    """An empty year fills every table: a reference to nothing, or a circle, would raise."""
    formats = profile_of(2020).formats
    statements = make_statements(formats, (), 2020, official_codes())
    assert len(statements) == 9
    for tie in formats.ties:
        for reference in (*tie.left.references(), *tie.right.references()):
            form = statements[str(reference.table).removeprefix(PREVIOUS)].format
            if reference.column is None:
                assert reference.id in form.auxiliary
                continue
            assert reference.column in form.column_ids(), (tie.id, reference)
            rows = {row.id for panel in form.panels for row in panel.rows}
            coded = any(panel.levels for panel in form.panels)
            official = {EACH_ROW, *official_codes().functional.rows, *official_codes().economic.rows}
            assert reference.id in rows or (coded and reference.id in official), (tie.id, reference)


def read(folder: Path, text: str) -> None:
    (folder / "t.toml").write_text(text, encoding="utf-8")
    read_formats(folder, 2020)


def test_a_small_format_is_read(tmp_path: Path) -> None:
    read(tmp_path, TABLE)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "表"', "", "t.toml: title 应为"),
        ('key = "t"', 'key = "t"\ncolour = 1', "t.toml: colour 应为"),
        ('formula = "1"', 'formula = "1 +"', "rows[1].formula 应为"),
        ('formula = "1"', 'formula = "9"', "没有 9"),
        ('formula = "1"', 'formula = "1[7]"', "没有 1[7]"),
        ('formula = "1"', 'formula = "1..9"', "没有 1..9"),
        ('accounts = ["6"]', 'acounts = ["6"]', "rows[0].take.acounts 应为"),
        ('accounts = ["6"]', "accounts = [6]", "rows[0].take.accounts 应为"),
        ('accounts = ["6"]', 'project = "maybe"', "rows[0].take.project 应为"),
        ('accounts = ["6"]', 'period = "month"', "rows[0].take.period 应为"),
        ('id = "2"', 'id = "1"', "rows 应为互不相同的行次"),
        ("number = 1", "number = = 1", "t.toml: "),
    ],
)
def test_a_wrong_format_names_file_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in TABLE
    with pytest.raises(DataError) as error:
        read(tmp_path, TABLE.replace(old, new))
    assert said in str(error.value)


def test_a_circle_of_formulas_is_refused(tmp_path: Path) -> None:
    read(tmp_path, TABLE.replace('take = { accounts = ["6"] }', 'formula = "2"'))
    formats = read_formats(tmp_path, 2020)
    with pytest.raises(DataError, match="绕回"):
        make_statements(formats, (), 2020, official_codes())
