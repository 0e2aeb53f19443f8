"""The example is the published document: every cell of its nine tables, but where the document contradicts itself."""

from __future__ import annotations

import csv
import datetime
import json
from decimal import Decimal
from typing import Any

import pytest
from beancount import loader
from beancount.core.data import Transaction

from gov_accounts.books.ledger import Ledger
from gov_accounts.findings import Severity
from gov_accounts.law.accounts import account_code
from gov_accounts.law.profile import profile_of
from gov_accounts.ledger import load
from gov_accounts.printing.printed import print_statement
from gov_accounts.printing.rounding import HALF_UP, round_statements
from gov_accounts.printing.units import WAN
from gov_accounts.render import as_json
from gov_accounts.statements.years import statements_of
from tests.support.paths import EXAMPLES

EXAMPLE = EXAMPLES / "wuhan_2020"
CONTRADICTED = {
    *((3, code, column) for code in ("210", "21011", "2101102") for column in ("1", "2")),
    (3, "合计", "1"),
    (3, "合计", "2"),
}


@pytest.fixture(scope="module")
def example() -> Ledger:
    return load(EXAMPLE / "main.beancount")


@pytest.fixture(scope="module")
def tables(example: Ledger) -> list[dict[str, Any]]:
    statements = statements_of(example, 2020)
    rounding = round_statements(statements, profile_of(2020).formats, WAN)
    printed = [print_statement(each, example.unit_name, rounding) for each in statements.values()]
    text = as_json.render(printed)
    tables: list[dict[str, Any]] = json.loads(text)["tables"]
    return tables


def published(number: int) -> list[dict[str, str]]:
    with (EXAMPLE / "published" / f"table{number}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_ledger_is_clean(example: Ledger) -> None:
    assert [finding.shown() for finding in example.findings if finding.severity is Severity.ERROR] == []


@pytest.mark.parametrize("number", range(1, 10))
def test_every_published_cell(tables: list[dict[str, Any]], number: int) -> None:
    rows = {row["id"]: row["values"] for row in tables[number - 1]["rows"]}
    cells = published(number)
    for cell in cells:
        place = (number, cell["row"], cell["column"])
        assert rows.get(cell["row"], {}).get(cell["column"], "") == cell["ours"], place
        assert (cell["printed"] != cell["ours"]) == (place in CONTRADICTED), place
        assert bool(cell["reason"]) == (place in CONTRADICTED), place
    # And nothing is printed that the document doesn't have.
    listed = {(cell["row"], cell["column"]) for cell in cells}
    assert {(row, column) for row, values in rows.items() for column in values} <= listed


def test_no_cell_is_other_than_half_up(example: Ledger) -> None:
    """Its own figures force none: read consistently, 27.505 万元 is 27.51 in every table, and everything adds up."""
    statements = statements_of(example, 2020)
    rounding = round_statements(statements, profile_of(2020).formats, WAN)
    assert rounding.changes == ()
    assert round_statements(statements, profile_of(2020).formats, WAN, HALF_UP).tails == ()


def test_enough_cells_are_compared() -> None:
    assert sum(len(published(number)) for number in range(1, 10)) > 500
    assert sum(1 for number in range(1, 10) for cell in published(number) if cell["printed"]) > 150


def test_the_fen_behind_the_contradiction(example: Ledger) -> None:
    """27.505 万元: half up 27.51; as a binary float a little less, hence 27.50 in one table of the document."""
    statement = statements_of(example, 2020)["expenditure"]
    assert statement.cell("2101102", "total").fen == 27_505_000
    assert f"{27.505:.2f}" == "27.50"
    assert WAN.round(27_505_000) == Decimal("27.51")


def test_money_on_hand_is_the_same_in_both_books_every_day() -> None:
    """资金结存 = 货币资金、额度 + 其他应收款 − 其他应付款 − 应缴财政款, read straight from the postings."""
    entries, _, _ = loader.load_file(str(EXAMPLE / "main.beancount"))
    signs = {"1001": 1, "1002": 1, "1011": 1, "1021": 1, "1201": 1, "1218": 1, "2307": 1, "2103": 1}
    difference: dict[datetime.date, Decimal] = {}
    running = Decimal(0)
    quota = Decimal(0)
    vouchers = 0
    for entry in entries:
        if not isinstance(entry, Transaction):
            continue
        vouchers += 1
        for posting in entry.postings:
            assert posting.units is not None
            assert posting.units.number is not None
            code = account_code(posting.account)
            if code == "8001":
                running += posting.units.number
            running -= signs.get(code, 0) * posting.units.number
            quota += posting.units.number if code == "1011" else 0
        difference[entry.date] = running
        assert quota >= 0, entry.meta
    assert set(difference.values()) == {Decimal(0)}
    assert vouchers > 400
