"""The library's own random ledgers: only what they are drawn to hold is found, and exactly that."""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hypothesis import given

from gov_accounts.bookkeeping.plausibility.rules import rules
from gov_accounts.books.ledger import Ledger
from gov_accounts.ledger import load
from gov_accounts.publishing.implausible import table_findings
from gov_accounts.statements.years import statements_of
from gov_accounts.testing import DrawnFact, EventStream, RandomLedger, event_streams, ledgers
from tests.support.drawn import loaded
from tests.support.draws import draws

if TYPE_CHECKING:
    from gov_accounts.findings import Finding

DRAWN: Final = {
    "item-overspent": "income and expenditure are drawn each by itself, with any function",
    "econ-func": "any economic item is drawn with any function",
    "econ-account": "and with any account",
    "voucher-flagged": "! is drawn",
    "voucher-twice": "a fact is drawn twice in a day",
    "invoice-twice": "one invoice number is drawn, for many vouchers",
    "money-below-zero": "financial legs are made up to match the budget's",
    "depreciation-above-cost": "depreciation is drawn without what is written off",
    "cell-below-zero": "refunds are drawn of anything, and more than was paid",
}
"""Why a random ledger breaks a rule; no other is ever broken."""
HAPPENED: Final = frozenset({"voucher-twice", "cell-below-zero", "econ-account"})
"""Events keep to what there is and what an item was given; but one may happen twice, refunds are drawn, and the
economic item said for a whole voucher is heard by an asset that it gives away, for which nothing is paid."""
FISCAL: Final = ("11", "12", "13")
_ITEM: Final = re.compile(r"([0-9]{4}) 年 ([0-9]{7}) ")


def implausible(ledger: Ledger, year: int) -> list[Finding]:
    """What the rules say of a ledger, and of its tables of a year."""
    tables = table_findings(ledger, year, statements_of(ledger, year))
    return [each for each in (*ledger.findings, *ledger.slips(), *tables) if each.rule in rules()]


def overspent(facts: Iterable[DrawnFact]) -> list[tuple[str, str]]:
    """Year and function of each item below zero, a fund each, worked out from the facts."""
    facts = list(facts)
    found = []
    for year in {fact.date.year for fact in facts}:
        left: defaultdict[tuple[str | None, str | None], int] = defaultdict(int)
        given: defaultdict[tuple[str | None, str | None], int] = defaultdict(int)
        spent: defaultdict[tuple[str | None, str | None], int] = defaultdict(int)
        for fact in facts:
            counts = fact.account in ("8101", "8102") or fact.is_fiscal
            now = fact.date.year == year
            if not counts or fact.fund not in FISCAL or fact.date.year > year or (now and fact.closing):
                continue
            item = (fact.func, fact.fund)
            left[item] += -fact.fen if fact.is_expenditure else fact.fen
            given[item] += fact.fen if now and fact.is_income else 0
            spent[item] += fact.fen if now and fact.is_expenditure else 0
        kept = {fact.fund for fact in facts if fact.account in ("6001", "8101", "8102") and fact.date.year <= year}
        found += [
            (str(year), str(key[0]))
            for key, fen in left.items()
            if fen < 0 and (given[key] or spent[key]) and key[1] in kept
        ]
    return sorted(found)


def items_told(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Year and function of each item that is told."""
    told = [_ITEM.match(each.what) for each in findings if each.rule == "item-overspent"]
    return sorted((match[1], match[2]) for match in told if match)


@draws(60)
@given(ledgers())
def test_of_a_drawn_ledger_is_told_what_was_drawn(drawn: RandomLedger) -> None:
    with loaded(drawn) as ledger:
        findings = implausible(ledger, drawn.year)
    told = {each.rule for each in findings}
    assert told <= DRAWN.keys()
    flagged = any(re.search(r"^\d{4}-\d\d-\d\d ! ", text, re.MULTILINE) for text in drawn.files.values())
    assert ("voucher-flagged" in told) == flagged
    assert items_told(findings) == overspent(drawn.facts)
    negative = {key for key, cells in drawn.expected.items() if any(fen < 0 for fen in cells.values())}
    assert len([each for each in findings if each.rule == "cell-below-zero"]) in (len(negative), 0)
    assert ("cell-below-zero" in told) <= bool(negative)
    if drawn.closed:
        assert ("cell-below-zero" in told) == bool(negative)


@draws(60)
@given(event_streams())
def test_of_drawn_events_is_told_the_same_however_they_are_written(drawn: EventStream) -> None:
    """With the financial legs alone and with all of them. Nothing is ever paid that there isn't."""

    def told(files: Mapping[str, str]) -> list[Finding]:
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return implausible(load(Path(folder) / drawn.main), drawn.year)

    accrual, explicit = told(drawn.accrual), told(drawn.explicit)
    assert {each.rule for each in (*accrual, *explicit)} <= HAPPENED
    assert items_told(accrual) == items_told(explicit) == overspent(drawn.facts)
