"""平行记账 of books that have both: nothing is held against right ones, and one thing wrong is found as what it is.

What both books hold of each event is drawn with it, and no rule of ours is asked (``gov_accounts.testing.events``).
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from beancount.core.data import Transaction
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gov_accounts.exchange.parallel_audit import Audit, Kind, audit
from gov_accounts.ledger import load
from gov_accounts.testing import EventStream, event_streams

UNCERTAIN = (Kind.UNTOLD, Kind.ALONE)


def written(drawn: EventStream, folder: Path) -> Path:
    for name, text in drawn.explicit.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / drawn.main


def differences(made: Audit) -> list[tuple[Kind, int]]:
    return [(each.kind, each.fen) for each in made.differences if each.kind not in UNCERTAIN]


@settings(max_examples=20, deadline=None)
@given(drawn=event_streams())
def test_books_that_are_right_have_no_differences(drawn: EventStream) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = audit(load(written(drawn, Path(folder).resolve())))
    assert not differences(made), made.lines()


def both(entries: Any) -> list[Any]:
    """The vouchers of both books, in order."""
    return [
        each
        for each in entries
        if isinstance(each, Transaction)
        and not each.tags & {"no-budget", "year-close"}
        and {one.units.currency for one in each.postings if one.units} == {"CNY", "CNY.B"}
    ]


def code(account: str) -> str:
    return account.split(":")[1][:4]


def fen(number: Decimal) -> int:
    return int(number * 100)


def budget_lines(txn: Any) -> list[Any]:
    return [each for each in txn.postings if each.units.currency == "CNY.B"]


def net(txn: Any) -> int:
    """Debits of the budget legs, those of one account and code together."""
    sums: Counter[tuple[str, ...]] = Counter()
    for each in budget_lines(txn):
        own = code(each.account)
        codes = ("",) * 4
        if own != "8001":
            codes = tuple(str(each.meta.get(key, "")) for key in ("func", "econ", "fund", "project"))  # type: ignore[assignment]
        sums[own, *codes] += fen(each.units.number)
    return sum(each for each in sums.values() if each > 0)


def spoil(text: list[str], txn: Any, how: str) -> tuple[Kind, int] | None:
    """Do something wrong in a voucher's lines. Returns what it is, None where the voucher has nothing for it."""
    head = txn.meta["lineno"] - 1
    legs = [(each, each.meta["lineno"] - 1) for each in budget_lines(txn)]
    spending = [(each, line) for each, line in legs if code(each.account) in ("7101", "7201")]
    if how == "missing":
        for _, line in legs:
            text[line] = "  ;"
            while re.match(r"\s+[a-z-]+:", text[line + 1]):
                line += 1  # noqa: PLW2901
                text[line] = "  ;"
        text[head] += ' #no-budget\n  voucher: "记-099"\n  source-hash: "x"'
        return Kind.MISSING, net(txn)
    if how == "double":
        for each, line in legs:
            text[line] = f"  {each.account}  {each.units.number * 2} CNY.B"
        return Kind.AMOUNT, net(txn)
    if len(spending) != 1 or any(code(each.account) in ("7901", "7301") for each, _ in legs):
        return None
    (leg, line), number = spending[0], abs(fen(spending[0][0].units.number))
    if how == "account":
        text[line] = f"  Expenses:7901-其他支出  {leg.units.number} CNY.B"
        return Kind.ACCOUNT, number
    for place in range(line + 1, len(text)):
        if not re.match(r"\s+[a-z-]+:", text[place]):
            return None
        if "func:" in text[place]:
            text[place] = '    func: "2010350"'
            return Kind.CODES, number
    return None


@pytest.mark.parametrize("how", ["missing", "double", "account", "codes"])
@settings(max_examples=12, deadline=None)
@given(drawn=event_streams(), which=st.integers(0, 1000))
def test_one_thing_wrong_is_found_as_what_it_is(how: str, drawn: EventStream, which: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        main = written(drawn, Path(folder).resolve())
        vouchers = both(load(main).entries)
        assume(vouchers)
        txn = vouchers[which % len(vouchers)]
        path = Path(txn.meta["filename"])
        text = path.read_text(encoding="utf-8").split("\n")
        expected = spoil(text, txn, how)
        assume(expected is not None and expected[1] > 0)
        path.write_text("\n".join(text), encoding="utf-8")
        made = audit(load(main))
    assert differences(made) == [expected], made.lines()
