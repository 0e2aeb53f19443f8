"""What holds for every ledger: the tables are the oracle's, order and splitting don't matter, nothing is lost.

Ledgers come from ``gov_accounts.testing``: facts drawn first, text written from them in all ways of tagging; what the
tables must hold is worked out from the facts by an oracle that never reads the text and shares no code with the
library.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.ledger import Ledger
from gov_accounts.books.postings import counted_postings
from gov_accounts.findings import Severity
from gov_accounts.law.profile import profile_of
from gov_accounts.printing.printed import print_statement
from gov_accounts.printing.rounding import round_statements
from gov_accounts.printing.units import WAN, YUAN
from gov_accounts.render import as_json
from gov_accounts.statements.figures import exact
from gov_accounts.statements.lineage import Lineage
from gov_accounts.statements.ties import check_figures
from gov_accounts.statements.years import statements_of
from gov_accounts.testing import RandomLedger, ledgers, shuffled, split, union
from tests.support.contract_ties import broken
from tests.support.drawn import loaded
from tests.support.draws import draws
from tests.support.numbered import numbered_tables

if TYPE_CHECKING:
    from gov_accounts.statements.fill import Cell

Cells = Mapping[str, Mapping[tuple[str, str], int]]


CARRIED = frozenset({"carryover-closed", "carried-in"})
"""Ties of a year's end to what its closing left on the books."""


def errors_of(ledger: Ledger, drawn: RandomLedger) -> list[str]:
    """Errors, less true ones: closings drawn at random may happen to empty a year, and wrongly."""
    return [
        finding.shown()
        for finding in ledger.findings
        if finding.severity is Severity.ERROR and (drawn.closed or finding.rule.removeprefix("tie-") not in CARRIED)
    ]


def cells(drawn: RandomLedger) -> dict[str, dict[tuple[str, str], int]]:
    with loaded(drawn) as ledger:
        return numbered_tables(statements_of(ledger, drawn.year))


def as_dicts(expected: Cells) -> dict[str, dict[tuple[str, str], int]]:
    return {key: dict(table) for key, table in expected.items()}


@draws(200)
@given(ledgers())
def test_every_cell_is_the_oracles_and_the_ledger_is_clean(drawn: RandomLedger) -> None:
    with loaded(drawn) as ledger:
        assert not errors_of(ledger, drawn)
        assert numbered_tables(statements_of(ledger, drawn.year)) == as_dicts(drawn.expected)


@draws(30)
@given(ledgers())
def test_json_in_yuan_holds_every_cell_and_no_other(drawn: RandomLedger) -> None:
    with loaded(drawn) as ledger:
        printed = [print_statement(each, ledger.unit_name, YUAN) for each in statements_of(ledger, drawn.year).values()]
        text = as_json.render(printed)
    for table in json.loads(text)["tables"]:
        read = {(row["id"], column): value for row in table["rows"] for column, value in row["values"].items()}
        expected = {
            place: f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02}"
            for place, fen in drawn.expected[table["key"]].items()
        }
        assert read == expected


@draws(40)
@given(ledgers())
def test_every_printed_table_adds_up(drawn: RandomLedger) -> None:
    """In 万元, by a second reading of the ties that knows nothing of the library's."""
    with loaded(drawn) as ledger:
        statements = statements_of(ledger, drawn.year)
        reports = []
        for unit in (WAN, YUAN):
            rounding = round_statements(statements, profile_of(drawn.year).formats, unit)
            printed = [print_statement(each, ledger.unit_name, rounding) for each in statements.values()]
            text = as_json.render(printed)
            reports.append(json.loads(text))
    assert list(broken(*reports)) == []


@draws(40)
@given(ledgers(), st.integers(0, 1000))
def test_order_of_vouchers_and_files_does_not_matter(drawn: RandomLedger, seed: int) -> None:
    assert cells(shuffled(drawn, seed)) == cells(drawn)


@draws(40)
@given(ledgers())
def test_splitting_a_voucher_in_two_does_not_matter(drawn: RandomLedger) -> None:
    assert cells(split(drawn)) == cells(drawn)


@draws(40)
@given(ledgers(kind="事业单位"), ledgers(kind="事业单位"))
def test_tables_of_two_units_add_up_to_those_of_their_union(one: RandomLedger, other: RandomLedger) -> None:
    """All but what is the positive part of a difference (使用非财政拨款结余, 结余分配) and what follows from it."""
    uneven = {("income_expenditure", row, column) for row in ("28", "30", "58", "59", "60") for column in ("1", "2")}
    together = cells(union(one, other))
    apart = [cells(one), cells(other)]
    for key, table in together.items():
        for place in {*table, *apart[0][key], *apart[1][key]}:
            if (key, *place) not in uneven:
                assert table.get(place, 0) == sum(each[key].get(place, 0) for each in apart), (key, place)


@draws(60)
@given(ledgers())
def test_money_is_conserved_between_tables(drawn: RandomLedger) -> None:
    """Written out here from the facts, not from ties.toml."""
    table = cells(drawn)

    def at(key: str, row: str, column: str) -> int:
        return table[key].get((row, column), 0)

    year = [fact for fact in drawn.facts if fact.date.year == drawn.year and not fact.closing]
    income = sum(fact.fen for fact in year if fact.account.startswith("6"))
    expenditure = sum(fact.fen for fact in year if fact.account.startswith("7"))
    assert at("income_expenditure", "27", "1") == at("income", "合计", "1") == income
    assert at("income_expenditure", "57", "2") == at("expenditure", "合计", "1") == expenditure
    assert at("income_expenditure", "30", "1") == at("income_expenditure", "60", "2")
    fiscal = [fact for fact in year if fact.fund in ("11", "12", "13") and fact.account.startswith("7")]
    assert at("fiscal_income_expenditure", "59", "2") == sum(fact.fen for fact in fiscal)
    assert at("fiscal_income_expenditure", "59", "2") == (
        at("general_expenditure", "合计", "1") + at("gov_fund", "合计", "3") + at("state_capital", "合计", "1")
    )
    assert at("general_expenditure", "合计", "2") == (
        at("general_basic", "人员经费合计", "1") + at("general_basic", "公用经费合计", "1")
    )


@draws(60)
@given(ledgers())
def test_every_tie_holds_for_every_ledger_that_loads_clean(drawn: RandomLedger) -> None:
    with loaded(drawn) as ledger:
        for year in {*ledger.years, drawn.year}:
            statements = statements_of(ledger, year)
            for each in check_figures(exact(statements), profile_of(year).formats):
                excused = each.equation.kind == "at-least" or (each.equation.id in CARRIED and not drawn.closed)
                assert each.holds or excused, each


@draws(60)
@given(ledgers())
def test_the_postings_behind_every_cell_sum_to_it(drawn: RandomLedger) -> None:
    with loaded(drawn) as ledger:
        lineage = Lineage.of(ledger.entries)
        for statement in statements_of(ledger, drawn.year).values():
            for place, cell in statement.cells.items():
                assert sum(fen for _, fen in lineage.behind(cell)) == cell.fen, (statement.format.key, place)
                assert_parts_sum(cell)


def assert_parts_sum(cell: Cell) -> None:
    if cell.parts:
        assert sum(part.sign * part.cell.fen for part in cell.parts) == cell.fen
    for part in cell.parts:
        assert_parts_sum(part.cell)


@draws(30)
@given(ledgers())
def test_a_posting_is_found_at_its_line(drawn: RandomLedger) -> None:
    """``file:line`` of every posting behind a cell is a line of the ledger that names its account."""
    with loaded(drawn) as ledger:
        lines = {str(path): path.read_text(encoding="utf-8").splitlines() for path in ledger.files}
        postings = list(counted_postings(ledger.entries))
        assert len(postings) == sum(group.postings for group in ledger.groups)
        for posting in postings:
            assert posting.account in lines[posting.place.file][posting.place.line - 1]
