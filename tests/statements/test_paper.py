"""Ties on published tables: what doesn't add up is seen, and told from what can't be right."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Mapping
from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.findings import Severity
from gov_accounts.law.formats import FormatSet
from gov_accounts.law.formula import Reference
from gov_accounts.law.profile import official_profile, profile_of
from gov_accounts.printing.rounding import CONTROLLED, HALF_UP, printed, round_statements
from gov_accounts.printing.units import WAN
from gov_accounts.statements.figures import Figures, exact
from gov_accounts.statements.fill import Statement, UnknownCellError, make_statements
from gov_accounts.statements.paper import PaperTable, paper
from gov_accounts.statements.ties import broken_ties, check, check_figures, equation_text, equations, with_previous
from gov_accounts.testing import RandomLedger, ledgers
from tests.support.drawn import loaded
from tests.support.draws import draws
from tests.support.paper_tables import cell_at, paper_cells, paper_tables
from tests.support.papers import Contradiction, Paper, Place, read_paper
from tests.support.statements import changed
from tests.support.units import YEAR, unit, units

FORMATS = profile_of(YEAR).formats
PAPERS = {
    "putuo_guihua_2024": official_profile("2024-上海").formats,
    "putuo_shegong_2024": official_profile("2024-上海", "26").formats,
}
HALVES = (ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN)

of_papers = pytest.mark.parametrize("name", PAPERS)


def wan(tables: Mapping[str, PaperTable]) -> Figures:
    """Published tables in 万元."""
    return paper(tables, WAN.fen, WAN.name)


def published(statements: Mapping[str, Statement], seed: int = 0) -> dict[str, PaperTable]:
    """Statements as another software may print them: each cell rounded for itself, zero as 0.00 or blank.

    Args:
        statements: exact.
        seed: how each cell is printed; 0 for half up, and blank where it is nothing.
    """
    draw = random.Random(seed)

    def figure(fen: int) -> Decimal | None:
        how = draw.choice(HALVES) if seed else ROUND_HALF_UP
        amount = Decimal(fen).scaleb(-6).quantize(Decimal("0.01"), how) + 0
        return amount if amount or (seed and draw.randrange(2)) else None

    return {
        key: PaperTable(
            each.format,
            each.year,
            {
                row.row.key: {column.key: figure(each.cell(row.row.key, column.key).fen) for column in panel.columns}
                for panel, row in each.rows()
            },
        )
        for key, each in statements.items()
    }


# An exact truth is never called broken


def assert_true_is_not_broken(statements: Mapping[str, Statement], formats: FormatSet, seed: int) -> None:
    books, print_ = exact(statements), wan(published(statements, seed))
    true = {each.equation.id: each for each in check_figures(books, formats)}
    done = list(check_figures(print_, formats))
    assert {each.equation for each in done} == {
        each for each in equations(statements, formats) if each.printed() and each.when in print_.whens
    }
    for each in done:
        truth = true.get(each.equation.id)
        if truth is not None:  # What holds only once the year is closed may not hold before.
            assert truth.left - truth.right in each.difference
            assert each.state in (truth.state, "open")
            assert not (truth.holds and each.broken)
        for reference in each.equation.references():
            assert books.stated(reference) in print_.amount(reference)


@draws(60)
@given(units(), st.integers(0, 2**32))
def test_what_holds_in_the_books_is_not_broken_on_paper(statements: dict[str, Statement], seed: int) -> None:
    assert_true_is_not_broken(statements, FORMATS, seed)


@draws(20)
@given(ledgers(), st.integers(0, 2**32))
def test_nor_for_any_ledger_in_the_forms_of_any_place(drawn: RandomLedger, seed: int) -> None:
    with loaded(drawn) as ledger:
        for formats in (ledger.profile(drawn.year).formats, *PAPERS.values()):
            assert_true_is_not_broken(make_statements(formats, ledger.groups, drawn.year, ledger.codes), formats, seed)


@draws(30)
@given(units(), st.sampled_from((CONTROLLED, HALF_UP)))
def test_what_we_print_ourselves_reads_back_as_it_is(statements: dict[str, Statement], how: str) -> None:
    """And with controlled rounding the exact amounts are still within."""
    rounding = round_statements(statements, FORMATS, WAN, how)
    ours, books = printed(statements, rounding), exact(statements)
    for each in check_figures(ours, FORMATS):
        assert not each.broken or each.equation.kind == "at-least"
        assert all(books.stated(cell) in ours.amount(cell) for cell in each.equation.references())
    if how == HALF_UP:
        theirs = wan(published(statements))
        sides = {each.equation.id: (each.left, each.right) for each in check_figures(theirs, FORMATS)}
        assert all(sides[each.equation.id] == (each.left, each.right) for each in check_figures(ours, FORMATS))


def test_tails_of_our_own_print_are_notices_in_its_unit() -> None:
    statements = unit(5, 60, "any")
    rounding = round_statements(statements, FORMATS, WAN, HALF_UP)
    found = broken_ties(printed(statements, rounding), FORMATS)
    assert found
    assert {each.severity for each in found} == {Severity.NOTICE}
    assert all("相差 0.0" in each.what and "万元。" in each.what for each in found)
    assert not broken_ties(printed(statements, round_statements(statements, FORMATS, WAN)), FORMATS)


# A figure changed


@pytest.mark.parametrize("seed", range(3))
def test_more_than_rounding_can_do_is_broken_and_less_is_open(seed: int) -> None:
    figures = wan(published(unit(seed, 40, "any")))
    tried = 0
    for each in check_figures(figures, FORMATS):
        names = each.equation.references()
        if each.equation.kind == "at-least" or len(names) > 12 or not figures.amount(names[0]).high:
            continue
        assert not each.broken
        halves = sum(WAN.step // 2 for name in names if figures.slack is not None and figures.slack(name))
        within = halves - abs(each.left - each.right)
        least = (within // WAN.step + 1) * WAN.step
        sign = 1 if each.left >= each.right else -1
        for fen, state in ((least, "broken"), (least - WAN.step, "open")):
            after = next(
                done
                for done in check_figures(changed(figures, names[0], sign * fen), FORMATS)
                if done.equation == each.equation
            )
            assert after.state == state, (equation_text(each.equation, figures.shapes), fen)
            assert not after.adds_up or not fen
        tried += 1
        if tried == 40:
            break
    assert tried == 40


def test_an_inequality_is_broken_where_no_exact_figures_satisfy_it() -> None:
    """表7 接待费 0.01 below 表6's may be rounding, 0.02 can't be."""
    form = {each.key: each for each in FORMATS.formats}
    rows = {"30217": {"amount": Decimal("1.00")}}
    for figure, state, adds_up in (("1.00", "open", True), ("0.99", "open", False), ("0.98", "broken", False)):
        tables = {
            "general_basic": PaperTable(form["general_basic"], YEAR, rows),
            "sangong": PaperTable(form["sangong"], YEAR, {"total": {"final_reception": Decimal(figure)}}),
        }
        (done,) = (each for each in check_figures(wan(tables), FORMATS) if each.equation.id == "sangong-30217")
        assert (done.state, done.adds_up) == (state, adds_up)


# Two published papers


def of_tables(each: Contradiction) -> bool:
    return all(place.table for place in (*each.left, *each.right))


@of_papers
def test_what_does_not_add_up_in_a_paper_is_what_was_found_by_hand(name: str) -> None:
    """Its contradictions between figures of tables, each a tie that doesn't add up; none other does not.

    The others are between the text and itself or a table: no tie is about the text.
    """
    facts, formats = read_paper(name, "shanghai_2024"), PAPERS[name]
    figures = wan(paper_tables(facts, formats))
    listed = {
        frozenset(cell_at(facts, formats, place) for place in (*each.left, *each.right)): each
        for each in facts.contradictions
        if of_tables(each)
    }
    found = {
        frozenset(cell for cell in each.equation.references() if figures.stated(cell)): each
        for each in check_figures(figures, formats)
        if not each.adds_up
    }
    assert found.keys() == listed.keys()
    assert {each.kind for each in listed.values()} == {"rounding"}
    assert {each.state for each in found.values()} == {"open"}
    others = [each for each in facts.contradictions if not of_tables(each)]
    assert all(any(place.section for place in (*each.left, *each.right)) for each in others)
    assert (len(listed), len(others)) == {"putuo_guihua_2024": (11, 4), "putuo_shegong_2024": (2, 1)}[name]


@of_papers
def test_every_figure_of_a_paper_has_its_cell(name: str) -> None:
    facts, formats = read_paper(name, "shanghai_2024"), PAPERS[name]
    for form in formats.formats:
        words = facts.form.tables[form.number].words
        expected = sum(
            bool(c) for row in facts.tables[form.number].rows for c, w in zip(row, words, strict=True) if not w
        )
        assert sum(each.figure is not None for each in paper_cells(facts, form)) == expected
    at = {each: cell_at(facts, formats, Place("", *each)) for each in ((1, "总计", 4), (5, "合计", 4), (6, "302", 6))}
    assert at == {
        (1, "总计", 4): Reference("total_out", "amount", "income_expenditure"),
        (5, "合计", 4): Reference("total", "basic", "general_expenditure"),
        (6, "302", 6): Reference("302", "amount", "general_basic"),
    }


def with_figure(facts: Paper, formats: FormatSet, place: Place, figure: str) -> dict[str, PaperTable]:
    """A paper's tables with one figure another one."""
    tables, cell = paper_tables(facts, formats), cell_at(facts, formats, place)
    table = tables[str(cell.table)]
    rows = {**table.rows, cell.key: {**table.rows[cell.key], str(cell.column): Decimal(figure)}}
    return {**tables, str(cell.table): dataclasses.replace(table, rows=rows)}


def test_a_slip_in_a_paper_is_an_error_and_says_where() -> None:
    """Two digits of 21202's 项目支出 in 表5 exchanged: rounding can't do that."""
    facts, formats = read_paper("putuo_guihua_2024", "shanghai_2024"), PAPERS["putuo_guihua_2024"]
    tables = with_figure(facts, formats, Place("2250.88", 5, "21202", 5), "2520.88")
    errors = [each for each in broken_ties(wan(tables), formats) if each.severity is Severity.ERROR]
    assert {each.rule for each in errors} == {
        "tie-general_expenditure-column-合计",
        "tie-general_expenditure-level-212",
        "tie-general_expenditure-level-21202",
    }
    column = next(each for each in errors if each.rule == "tie-general_expenditure-column-合计")
    assert column.what == (
        "2024 年度勾稽不平：表5 21202 行 合计 栏 ＝ 2,739.56 万元，"
        "表5 21202 行 （基本支出＋项目支出） 栏 ＝ 3,009.56 万元，"
        "相差 270.00 万元。\n    其中：表5 21202 行 基本支出 栏 488.68，表5 21202 行 项目支出 栏 2,520.88。"
    )
    assert column.why == "一般公共预算财政拨款支出决算表的合计栏应等于 基本支出 + 项目支出 栏。"
    assert column.remedy.startswith("四舍五入造成不了这么大的差")
    assert column.place is None


def test_what_rounding_alone_can_do_is_a_notice() -> None:
    """Published tables are no statements; asking them for postings was an AttributeError once."""
    facts, formats = read_paper("putuo_shegong_2024", "shanghai_2024"), PAPERS["putuo_shegong_2024"]
    found = broken_ties(wan(paper_tables(facts, formats)), formats)
    assert [(each.rule, each.severity) for each in found] == [
        ("tie-general_basic-level-302", Severity.NOTICE),
        ("tie-general-basic", Severity.NOTICE),
    ]
    assert "表5 合计 行 基本支出 栏 ＝ 105.58 万元" in found[1].what
    assert "相差 0.01 万元" in found[1].what
    assert found[1].remedy == "各数分别四舍五入，会有这样的尾差，不一定有错。"


# Tables of a paper


@draws(30)
@given(units())
def test_rows_of_codes_stand_in_their_panels_in_the_order_of_print(statements: dict[str, Statement]) -> None:
    for key, table in published(statements).items():
        mixed = dataclasses.replace(table, rows=dict(reversed(list(table.rows.items()))))
        rows = [[row.row.key for row in panel] for panel in statements[key].panels]
        assert [[row.row.key for row in panel] for panel in mixed.panels] == rows


@of_papers
def test_a_total_stands_where_the_form_has_it(name: str) -> None:
    facts, formats = read_paper(name, "shanghai_2024"), PAPERS[name]
    printed_rows = [row[0] for row in facts.tables[5].rows]
    (panel,) = paper_tables(facts, formats)["general_expenditure"].panels
    assert [row.row.code or row.label for row in panel] == printed_rows
    assert printed_rows[-1] == "合计"


def test_a_blank_cell_is_less_than_half_a_step_and_a_row_not_printed_is_nothing() -> None:
    form = FORMATS.by_key["gov_fund"]
    rows: dict[str, dict[str, Decimal | None]] = {"212": {"income": Decimal("-0.01"), "opening": None}}
    figures = wan({"gov_fund": PaperTable(form, YEAR, rows)})

    def within(row: str, column: str) -> tuple[int, int]:
        amount = figures.amount(Reference(row, column, "gov_fund"))
        return amount.low, amount.high

    assert within("212", "income") == (-15_000, -5_000)
    assert within("212", "opening") == (-5_000, 5_000)
    assert within("213", "opening") == within("212", "closing") == (0, 0)


def test_a_table_has_no_other_rows_and_columns_than_its_form() -> None:
    form = FORMATS.by_key["gov_fund"]
    for row, column in (("9999", "income"), ("212", "incomes"), ("totals", "income")):
        with pytest.raises(UnknownCellError, match=rf"gov_fund\.{row}\[{column}\]"):
            PaperTable(form, YEAR, {row: {column: None}})
    table = PaperTable(form, YEAR, {"212": {"income": Decimal("1.005")}})
    with pytest.raises(ValueError, match="more than 2 decimals"):
        wan({"gov_fund": table})


def test_last_year_s_paper_may_be_among_them() -> None:
    """What a year begins with isn't what the year before ended with: seen by whoever has both papers."""
    form = FORMATS.by_key["gov_fund"]
    last = PaperTable(form, YEAR - 1, {"total": {"closing": Decimal(5)}, "212": {"closing": Decimal(5)}})
    this = PaperTable(form, YEAR, {"total": {"opening": Decimal(4)}, "212": {"opening": Decimal(4)}})
    linked = with_previous({"gov_fund": this}, {"gov_fund": last})
    figures = wan(linked)
    assert figures.whens == {"always", "closed", "carried"}
    assert figures.year == YEAR
    carried = [each for each in equations(linked, FORMATS) if each.rule == "carried-fund"]
    states = {each.equation.id: each.state for each in check(carried, figures)}
    assert states == {"carried-fund-合计": "broken", "carried-fund-212": "broken"}
