"""A filled table against sums made one by one: of any form, from any groups, and from a ledger's own postings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.cube import Group
from gov_accounts.books.ledger import Ledger
from gov_accounts.books.postings import Posting, read_postings
from gov_accounts.law.codes import official_codes
from gov_accounts.law.form import PERIODS, SIDES, Column, Format, Panel, Row, Take
from gov_accounts.law.formats import FormatSet
from gov_accounts.law.formula import Reference, parse
from gov_accounts.money import BUDGETARY
from gov_accounts.statements.fill import EMPTY, Cell, Statement, UnknownCellError, compute, make_statements
from gov_accounts.statements.lineage import Lineage
from gov_accounts.statements.years import statements_of
from gov_accounts.testing import RandomLedger, ledgers
from tests.support.drawn import loaded
from tests.support.draws import draws
from tests.support.numbered import numbered

CODES = official_codes()
YEAR = 2020
ACCOUNTS = ("6001", "6101", "7201", "7301", "8101", "8201", "9101")
FUNCS = ("", "2060501", "2060502", "2050201", "2080505")
ECONS = ("", "30101", "30201", "31002")
FUNDS = ("", "11", "12", "3")


# Any form, any groups


def codes_of(known: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """A code or two, or beginnings of them."""
    beginnings = sorted({code[:length] for code in known for length in range(1, len(code) + 1)})
    return st.lists(st.sampled_from(beginnings), min_size=1, max_size=2, unique=True).map(tuple)


def whole(known: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from([code for code in known if code]), min_size=1, max_size=2, unique=True).map(tuple)


ASKED: Mapping[str, st.SearchStrategy[Any]] = {
    "accounts": codes_of(ACCOUNTS),
    "accounts_except": codes_of(ACCOUNTS),
    "func": codes_of(FUNCS),
    "func_except": codes_of(FUNCS),
    "econ": codes_of(ECONS),
    "econ_except": codes_of(ECONS),
    "fund": whole(FUNDS),
    "fund_except": whole(FUNDS),
    "project": st.booleans(),
    "period": st.sampled_from(PERIODS),
    "side": st.sampled_from(SIDES),
}


@st.composite
def takes(draw: st.DrawFn) -> Take:
    """One that asks little: table, row and column together would else take nothing."""
    asked = draw(st.lists(st.sampled_from(sorted(ASKED)), max_size=2, unique=True))
    return Take(**{each: draw(ASKED[each]) for each in asked})


GROUPS = st.lists(
    st.builds(
        Group,
        st.sampled_from(ACCOUNTS),
        st.sampled_from(FUNCS),
        st.sampled_from(ECONS),
        st.sampled_from(FUNDS),
        st.sampled_from(("", "P1", "P2")),
        st.integers(YEAR - 2, YEAR + 1),
        st.booleans(),
        st.integers(-(10**12), 10**12),
        st.sampled_from((1, -1)),
        st.just(1),
        st.just(()),
        st.integers(0, 12),
    ).map(lambda group: group._replace(sign=1 if group.code.startswith("7") else -1)),
    max_size=12,
)
"""All of an account are on the side that is its normal one."""


def form(
    rows: Sequence[Row],
    columns: Sequence[Column],
    take: Take = Take(),  # noqa: B008 (a Take can't be changed)
    classification: str = "",
    levels: tuple[int, ...] = (),
) -> FormatSet:
    panel = Panel((), tuple(columns), tuple(rows), classification, levels, ())
    return FormatSet(
        YEAR, (Format("t", 1, "表1", "表", "注。", "", landscape=False, take=take, panels=(panel,), auxiliary={}),), ()
    )


def filled(formats: FormatSet, groups: Sequence[Group], month: int = 0) -> Statement:
    return make_statements(formats, groups, YEAR, CODES, month)["t"]


def column(id_: str = "1", take: Take | None = None, formula: str = "") -> Column:
    return Column(id_, id_, id_, (id_,), take, parse(formula) if formula else None)


def begins(code: str, wanted: Sequence[str], refused: Sequence[str]) -> bool:
    return (not wanted or any(code.startswith(each) for each in wanted)) and not any(
        code.startswith(each) for each in refused
    )


def is_of(group: Group, take: Take) -> bool:
    """Whether a Take takes a group, whenever it was."""
    return (
        begins(group.code, take.accounts, take.accounts_except)
        and begins(group.func, take.func, take.func_except)
        and begins(group.econ, take.econ, take.econ_except)
        and (not take.fund or group.fund in take.fund)
        and group.fund not in take.fund_except
        and take.project in (None, bool(group.project))
    )


def counts(group: Group, period: str, month: int = 0) -> bool:
    """Whether a group is of a period: the year's, without carrying over, or what a balance is at its ends.

    What the year posts to an account of 结转结余 adjusts what it began with; other accounts begin with what they had.
    """
    adjusts = group.code[:2] in ("81", "82", "84")
    return {
        "year": group.year == YEAR and not group.closing,
        "before": group.year < YEAR,
        "opening": group.year < YEAR or (group.year == YEAR and not group.closing and adjusts),
        "closing": group.year <= YEAR,
        "month": group.year == YEAR and not group.closing and group.month == month > 0,
        "posted": group.year == YEAR,
    }[period]


def amount(group: Group, side: str | None) -> int:
    """What a group counts with: on the side that is asked for, a group being on that of its sign."""
    return group.fen if side is None or (side == "debit") == (group.sign == 1) else -group.fen


@draws(300)
@given(
    GROUPS,
    takes(),
    st.lists(takes(), min_size=1, max_size=4),
    st.lists(takes(), min_size=1, max_size=3),
    st.integers(0, 12),
)
def test_a_cell_is_the_sum_of_what_its_table_row_and_column_all_take(
    groups: list[Group], table: Take, rows: list[Take], columns: list[Take], month: int
) -> None:
    made = filled(
        form(
            [Row(f"r{n}", "", f"r{n}", "", take=take) for n, take in enumerate(rows)],
            [column(f"c{n}", take) for n, take in enumerate(columns)],
            table,
        ),
        groups,
        month,
    )
    for r, row in enumerate(rows):
        for c, of_column in enumerate(columns):
            period = row.period or of_column.period or table.period or "year"
            side = row.side or of_column.side or table.side
            taken = [
                group
                for group in groups
                if all(is_of(group, take) for take in (table, row, of_column)) and counts(group, period, month)
            ]
            cell = made.cell(f"r{r}", f"c{c}")
            assert cell.fen == sum(amount(group, side) for group in taken)
            assert sum(group.postings for group in cell.groups) == len(taken)


@pytest.mark.parametrize(
    ("code", "sums"),
    [
        ("8101", {"before": 100, "opening": 130, "year": 30, "closing": 137, "month": 20, "posted": 37}),
        ("6001", {"before": 100, "opening": 100, "year": 30, "closing": 137, "month": 20, "posted": 37}),
    ],
)
def test_what_the_year_posts_to_an_account_carried_over_adjusts_its_opening(code: str, sums: Mapping[str, int]) -> None:
    """100 of years before, 30 posted in the year, of them 20 in its sixth month, 7 by its 结转; and later ones."""
    groups = [
        Group(code, "", "", "", "", year, closing, fen, 1, 1, month=month)
        for year, closing, fen, month in (
            (YEAR - 1, False, 60, 6),
            (YEAR - 1, True, 40, 6),
            (YEAR, False, 10, 5),
            (YEAR, False, 20, 6),
            (YEAR, True, 7, 6),
            (YEAR + 1, False, 5, 6),
        )
    ]
    made = filled(
        form([Row("r", "", "r", "", take=Take())], [column(each, Take(period=each)) for each in PERIODS]), groups, 6
    )
    assert {each: made.cell("r", each).fen for each in PERIODS} == sums


@given(GROUPS, st.sampled_from((True, False)))
def test_a_closed_year_is_one_whose_flows_were_all_carried_over(groups: list[Group], carried: bool) -> None:  # noqa: FBT001
    flows = [each for each in groups if each.code[0] in "67" and not each.closing]
    back = [each._replace(fen=-each.fen, closing=True) for each in flows] if carried else []
    net: dict[str, int] = defaultdict(int)
    for each in flows:
        net[each.code] += each.fen if each.year == YEAR else 0
    made = filled(form([Row("1", "", "1", "", take=Take())], [column()]), [*flows, *back])
    assert made.closed == (carried and any(net.values()))


# A ledger's own postings


def budget(ledger: Ledger) -> list[Posting]:
    """The postings of the budget book dated in the year, carrying over left out."""
    return [
        each
        for each in read_postings(ledger.entries)
        if each.commodity == BUDGETARY and each.date.year == YEAR and not each.closing
    ]


def by_code(postings: Sequence[Posting], of: Callable[[Posting], bool]) -> dict[str, int]:
    """Sums by functional class, subclass and item, and of all."""
    sums: dict[str, int] = defaultdict(int)
    for each in postings:
        if of(each):
            for row in {"合计", *(each.func[:length] for length in (3, 5, 7) if len(each.func) >= length)}:
                sums[row] += each.fen
    return {row: fen for row, fen in sums.items() if fen}


@draws(25)
@given(ledgers(YEAR))
def test_expenditure_is_the_sum_of_the_postings_of_the_budget_book(drawn: RandomLedger) -> None:
    """In 支出决算表 and in the table of 一般公共预算 alone, column by column."""
    with loaded(drawn) as ledger:
        tables, postings = statements_of(ledger, YEAR), budget(ledger)
        apart = ("7301", "7401", "7501")
        asked: dict[tuple[str, str], Callable[[Posting], bool]] = {
            ("expenditure", "1"): lambda each: each.code[:1] == "7",
            ("expenditure", "2"): lambda each: each.code[:1] == "7" and each.code not in apart and not each.project,
            ("expenditure", "3"): lambda each: each.code[:1] == "7" and each.code not in apart and bool(each.project),
            ("expenditure", "4"): lambda each: each.code == "7401",
            ("general_expenditure", "1"): lambda each: each.code[:1] == "7" and each.fund == "11",
            ("general_expenditure", "2"): lambda each: each.code[:1] == "7" and each.fund == "11" and not each.project,
        }
        for (key, column), of in asked.items():
            cells = {row: fen for (row, at), fen in numbered(tables[key]).items() if at == column}
            assert cells == by_code(postings, of), (key, column)


@draws(25)
@given(ledgers(YEAR))
def test_the_postings_behind_a_cell_sum_to_it(drawn: RandomLedger) -> None:
    with loaded(drawn) as ledger:
        lineage = Lineage.of(ledger.entries)
        for statement in statements_of(ledger, YEAR).values():
            for place, cell in statement.cells.items():
                if not dropped(cell):
                    assert sum(fen for _, fen in lineage.behind(cell)) == cell.fen, (statement.format.key, place)
                assert cell.groups == () or cell.parts == ()
                assert sum(part.sign * part.cell.fen for part in cell.parts) == (cell.fen if cell.parts else 0)


def dropped(cell: Cell) -> bool:
    """Whether a formula took nothing of what is below nothing, here or in what the cell is made of."""
    return bool(cell.dropped) or any(dropped(part.cell) for part in cell.parts)


# Rows and formulas


def group(func: str, fen: int, code: str = "7201", **more: object) -> Group:
    return Group(code, func, "30201", "11", "", YEAR, closing=False, fen=fen, sign=1, postings=1)._replace(
        **more  # type: ignore[arg-type]
    )


def rows_of(groups: Sequence[Group]) -> list[str]:
    formats = form([Row("合计", "", "合计", "", take=Take())], [column()], Take(("7",)), "func", (3, 5, 7))
    return [each.row.key for _, each in filled(formats, groups).rows()]


def test_a_code_has_a_row_where_it_has_a_figure_and_so_have_those_above_it() -> None:
    assert rows_of([group("2060501", 5), group("2050201", 7)]) == [
        *("合计", "205", "20502", "2050201", "206", "20605", "2060501")
    ]


def test_a_code_whose_figures_cancel_out_has_none() -> None:
    assert rows_of([group("2060501", 5), group("2060501", -5, econ="30101")]) == ["合计"]


def test_a_code_above_details_that_cancel_out_keeps_its_row() -> None:
    assert rows_of([group("2060501", 5), group("2060502", -5)]) == ["合计", "206", "20605", "2060501", "2060502"]


def test_rows_are_called_what_their_codes_are_called_in_the_year() -> None:
    formats = form([], [column()], Take(("7",)), "func", (3,))
    ((_, row),) = filled(formats, [group("2060501", 5)]).rows()
    assert (row.row.key, row.label) == ("206", "科学技术支出")


def test_a_row_and_a_column_of_formulas_are_worked_out_from_the_cells_they_name() -> None:
    rows = [
        Row("1", "", "1", "", take=Take(("6",))),
        Row("2", "", "2", "", take=Take(("7",))),
        Row("3", "", "3", "", formula=parse("1 - 2")),
    ]
    columns = [column("a", Take(func=("206",))), column("b", Take(func=("205",))), column("c", formula="a + b")]
    made = filled(form(rows, columns), [group("2060501", 5, "6001"), group("2050201", 3, "6001"), group("2060501", 4)])
    assert [[made.cell(row, at).fen for at in "abc"] for row in "123"] == [[5, 3, 8], [4, 0, 4], [1, 3, 4]]


@given(st.integers(-9, 9), st.integers(-9, 9))
def test_of_what_is_below_nothing_a_formula_may_take_nothing(one: int, other: int) -> None:
    cell = compute(parse("positive(1 - 2) + 1"), lambda reference: Cell({"1": one, "2": other}[reference.key]))
    assert cell.fen == max(one - other, 0) + one
    assert [part.cell.dropped for part in cell.parts] == [min(one - other, 0), 0]


def test_zero_is_for_a_row_without_figures_and_for_nothing_else() -> None:
    made = filled(form([Row("1", "", "1", "", take=Take())], [column()], Take(), "func", (3, 5, 7)), [])
    assert made.cell("1", "1") is EMPTY
    assert made.cell("2060501", "1") is made.cell("206", "1") is EMPTY
    assert made.empty()
    for row, of_column in (("9", "1"), ("1", "9"), ("206", "9"), ("20605", "2"), ("2060", "1"), ("总计", "1")):
        with pytest.raises(UnknownCellError):
            made.cell(row, of_column)
    with pytest.raises(UnknownCellError):
        made.named(Reference("nothing"))


@pytest.mark.parametrize("later", [YEAR + 1, YEAR + 5])
def test_what_comes_after_the_year_is_in_no_cell(later: int) -> None:
    rows = [Row(period, "", period, "", take=Take(period=period)) for period in PERIODS]
    assert filled(form(rows, [column()]), [group("2060501", 5, year=later)]).empty()
