"""The list of ties, as it is printed."""

from __future__ import annotations

from gov_accounts.ledger import load
from gov_accounts.printing.units import YUAN
from gov_accounts.reports.ties import exact_checks, tie_sheet
from gov_accounts.statements.years import Tables
from tests.support.paths import EXAMPLES


def test_a_tie_names_its_tables_once_each_in_the_order_of_their_numbers() -> None:
    ledger = load(EXAMPLES / "wuhan_2020" / "main.beancount")
    statements, formats = Tables.of(ledger).linked(2020), ledger.profile(2020).formats
    checks = exact_checks(statements, formats)
    sheet = tie_sheet(
        checks, statements, list(formats.by_key), unit_name=ledger.unit_name, money_unit=YUAN, everything=True
    )
    named = [str(row.cells["tables"]) for row in sheet.rows]
    numbers = [[int(table.removeprefix("表")) for table in each.split("、")] for each in named]
    assert numbers
    assert all(each == sorted(set(each)) for each in numbers)
    assert {"表1、表4", "表1、表2", "表1"} <= set(named)
