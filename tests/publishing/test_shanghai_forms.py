"""Shanghai's tables of 2024 are printed as its form has them, cell by cell, and as two published papers have."""

from __future__ import annotations

import pytest

from gov_accounts.books.cube import Group
from gov_accounts.findings import Severity
from gov_accounts.law.codes import official_codes
from gov_accounts.law.profile import official_profile
from gov_accounts.printing.printed import PrintedStatement, print_statement
from gov_accounts.printing.units import WAN
from gov_accounts.render.grid import grid
from gov_accounts.statements.figures import exact
from gov_accounts.statements.fill import make_statements
from gov_accounts.statements.ties import broken_ties, check_figures
from tests.support.as_printed import as_printed
from tests.support.papers import Difference, Paper, differences, head_lines, read_form, read_paper

YEAR = 2024
UNIT = "上海市某某局"
FORM = read_form("shanghai_2024", UNIT, YEAR)
GUIHUA, SHEGONG = (read_paper(name, "shanghai_2024") for name in ("putuo_guihua_2024", "putuo_shegong_2024"))
FUNDS = ("11", "12", "13")
CODES = official_codes()
PROFILES = ("2024-上海", "2025-上海")


def spent(func: str, econ: str, fund: str, project: str = "", fen: int = 1_000_000) -> Group:
    return Group("7201", func, econ, fund, project, YEAR, closing=False, fen=fen, sign=1, postings=1)


def received(func: str, fund: str, fen: int = 5_000_000) -> Group:
    return Group("6001", func, "", fund, "", YEAR, closing=False, fen=fen, sign=-1, postings=1)


FILLED = (
    *(received("2013901", fund) for fund in FUNDS),
    *(spent("2013901", econ, fund) for econ in ("30101", "30217", "31002", "30231") for fund in FUNDS),
    *(spent("2080505", "30108", fund, "P1") for fund in FUNDS),
)
"""Figures in every table, on codes that the form has."""


def printed(groups: tuple[Group, ...] = (), profile: str = "2024-上海", form: str = "") -> dict[int, PrintedStatement]:
    formats = official_profile(profile, form).formats
    made = make_statements(formats, groups, YEAR, CODES)
    return {each.format.number: print_statement(each, UNIT, WAN) for each in made.values()}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("number", FORM.tables)
def test_filled_tables_are_as_the_form_has_them(profile: str, number: int) -> None:
    assert differences(FORM.tables[number], as_printed(printed(FILLED, profile)[number])) == []


@pytest.mark.parametrize("number", FORM.tables)
def test_empty_tables_are_as_the_form_has_them_but_for_a_sentence_that_a_paper_adds(number: int) -> None:
    found = differences(FORM.tables[number], as_printed(printed()[number]))
    note = f"说明：{UNIT}本年度没有财政拨款“三公”经费支出，故本表无数据。"
    assert found == ([Difference("notes", (), (note,))] if number == 7 else [])
    in_paper = [each for each in SHEGONG.differences[7] if each.what == "notes"]
    assert [each.found for each in in_paper] == [(note.replace(UNIT, SHEGONG.unit),)]


@pytest.mark.parametrize("number", FORM.tables)
def test_heads_are_merged_as_the_form_has_them(number: int) -> None:
    """But where it prints the lowest heads in the row of the 合计, which leaves no room for the totals there."""
    table = FORM.tables[number]
    made = [[(head.text, head.columns, head.lines) for head in line] for line in grid(printed(FILLED)[number]).heads]
    if table.total_on_last_head_line:
        below = [path[-1] for path in table.heads if path[-1]]
        assert [head[0] for head in made[1]][2:] == below
        assert [(head[0], head[1]) for head in made[0]] == [(head[0], head[1]) for head in head_lines(table.heads)[0]]
    else:
        assert made == head_lines(table.heads)


@pytest.mark.parametrize("number", FORM.tables)
def test_tables_lie_as_in_the_form(number: int) -> None:
    assert printed()[number].landscape == FORM.tables[number].landscape


def test_nothing_else_stands_above_a_table() -> None:
    for table in printed(FILLED).values():
        assert (table.heading, table.department, table.numbered_money) == (table.title, "", "单位：万元")
        assert not grid(table).numbers


@pytest.mark.parametrize("number", FORM.tables)
def test_the_form_of_26_rows_is_as_a_paper_prints_it(number: int) -> None:
    found = differences(FORM.tables[number], as_printed(printed(FILLED, form="26")[number]))
    assert found == [each for each in SHEGONG.differences[number] if each.what == "rows" and number in {1, 4}]


@pytest.mark.parametrize(("paper", "form"), [(GUIHUA, ""), (SHEGONG, "26")], ids=["规划", "社工"])
@pytest.mark.parametrize("number", FORM.tables)
def test_words_are_those_of_two_papers(paper: Paper, form: str, number: int) -> None:
    """Every cell of words of a paper, row by row, in a table filled on the codes that it prints; and its notes."""
    table = FORM.tables[number]
    theirs, groups = paper.tables[number], []
    codes = [row[0] for row in theirs.rows if row[0].isdecimal() and len(row[0]) == 7]
    for code in codes:
        groups += [received(code, "11"), spent(code, "30101", "11", "P1" if number > 5 else "")]
    if number == 7 and any(any(row) for row in theirs.rows):
        groups.append(spent("2013901", "30217", "11"))
    ours = as_printed(printed(tuple(groups), form=form)[number])
    words = [column for column, is_words in enumerate(table.words) if is_words]
    notes = tuple(each for each in theirs.notes if each[:2] in {"注：", "说明"})
    assert [[row[column] for column in words] for row in ours.rows] == [
        [row[column] for column in words] for row in theirs.rows
    ]
    assert tuple(each.replace(UNIT, paper.unit) for each in ours.notes) == notes
    assert ours.heads == theirs.heads or table.total_on_last_head_line


def test_items_the_form_has_not_stand_in_their_order_in_the_right_panel() -> None:
    econs = ("30701", "30901", "31101", "31204", "31303", "39908", "31006")
    table = printed(tuple(spent("2013901", econ, "11") for econ in econs))[6]
    left, right = ([row.key for row in panel.rows if not row.foot] for panel in table.panels)
    assert left == [code for code in left if code[:3] in {"301", "303"}] == sorted(left)
    assert right == sorted(right)
    assert {*econs, *(each[:3] for each in econs)} <= {*right}
    assert differences(FORM.tables[6], as_printed(table)) != []
    feet = [row for panel in table.panels for row in panel.rows if row.foot]
    assert [(row.label, *map(str, row.values.values())) for row in feet] == [
        ("人员经费合计",),
        ("公用经费合计", "7.00"),
    ]


def test_a_total_at_the_foot_is_tied_to_the_first_level() -> None:
    formats = official_profile("2024-上海").formats
    made = make_statements(formats, FILLED, YEAR, CODES)
    found = {each.equation.id for each in check_figures(exact(made), formats)}
    assert {f"general_expenditure-level-合计-{column}" for column in ("合计", "基本支出", "项目支出")} <= found


@pytest.mark.parametrize(("form", "missing"), [("", ("2310101", "2320101", "2330101")), ("26", ("2330101",))])
def test_money_that_has_no_row_is_in_the_totals_and_an_error_says_so(form: str, missing: tuple[str, ...]) -> None:
    formats = official_profile("2024-上海", form).formats
    for func in ("2310101", "2320101", "2330101"):
        tables = make_statements(formats, (spent(func, "30101", "11"), received(func, "11", 1_000_000)), YEAR, CODES)
        assert tables["income_expenditure"].cell("total_expenditure", "amount").fen == 1_000_000
        assert tables["expenditure"].cell(func[:3], "total").fen == 1_000_000
        said = [each for each in broken_ties(exact(tables), formats) if each.severity is Severity.ERROR]
        assert {each.rule for each in said} == (
            {f"tie-{key}-row-本年支出合计" for key in ("income_expenditure", "fiscal_income_expenditure")}
            if func in missing
            else set()
        )
        assert all(('custom "gov-unit" "form" "26"' in each.why) is (form == "") for each in said)
