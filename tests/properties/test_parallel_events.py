"""平行记账 against an independent generator of events: accrual legs alone give what both books written out give."""

from __future__ import annotations

import datetime
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from beancount.core.data import Transaction
from hypothesis import given

from gov_accounts.books.ledger import Ledger
from gov_accounts.findings import Severity
from gov_accounts.law.accounts import account_code
from gov_accounts.ledger import load
from gov_accounts.statements.years import statements_of
from gov_accounts.testing import (
    EventStream,
    WorkedExample,
    event_streams,
    worked_examples,
    worked_examples_head,
)
from tests.support.draws import draws
from tests.support.numbered import numbered_tables

_Legs = dict[tuple[str, ...], int]


@contextmanager
def loaded(files: Mapping[str, str], main: str) -> Iterator[Ledger]:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        yield load(Path(folder) / main)


def errors(ledger: Ledger) -> list[str]:
    return [finding.shown() for finding in ledger.findings if finding.severity is Severity.ERROR]


def check_stream(stream: EventStream) -> None:
    with loaded(stream.accrual, stream.main) as ledger:
        assert errors(ledger) == []
        cells = numbered_tables(statements_of(ledger, stream.year))
        assert cells == {key: dict(table) for key, table in stream.expected.items()}
        assert {day: fen for day, fen in funds_by_day(ledger).items() if day in stream.budget_cash_by_day} == dict(
            stream.budget_cash_by_day
        )


def funds_by_day(ledger: Ledger) -> dict[datetime.date, int]:
    """资金结存 after every day with a voucher."""
    total = 0
    days: dict[datetime.date, int] = {}
    for entry in ledger.entries:
        if isinstance(entry, Transaction):
            total += sum(
                int(posting.units.number * 100)
                for posting in entry.postings
                if posting.units and posting.units.number is not None and account_code(posting.account) == "8001"
            )
            days[entry.date] = total
    return days


@draws(80)
@given(event_streams())
def test_accrual_legs_alone_give_the_tables_and_the_money_of_every_day(stream: EventStream) -> None:
    check_stream(stream)


@draws(40)
@given(event_streams(kind="行政单位"))
def test_of_an_agency_too(stream: EventStream) -> None:
    check_stream(stream)


def budget_legs(text: str) -> _Legs:
    """The budget legs of a textbook's business by day, account and codes, in fen."""
    legs: _Legs = defaultdict(int)
    with loaded({"main.beancount": worked_examples_head() + text}, "main.beancount") as ledger:
        assert errors(ledger) == []
        for entry in ledger.entries:
            if not isinstance(entry, Transaction):
                continue
            for posting in entry.postings:
                if posting.units is None or posting.units.number is None or posting.units.currency != "CNY.B":
                    continue
                parts = posting.account.split(":")[1:]
                code = parts[-1][:6] if parts[-1][:4] == "8001" else parts[0][:4]
                keys = ("func", "econ", "fund", "project") if code.startswith("7") else ("func", "fund")
                codes = (
                    tuple((posting.meta or {}).get(key, "") for key in keys)
                    if code[:2] not in {"80", "83", "85", "87"}
                    else ()
                )
                legs[str(entry.date), code, *codes] += int(posting.units.number * 100)
    return {key: fen for key, fen in legs.items() if fen}


@pytest.mark.parametrize("example", worked_examples(), ids=lambda example: example.title)
def test_the_textbook(example: WorkedExample) -> None:
    assert budget_legs(example.accrual) == budget_legs(example.explicit)
