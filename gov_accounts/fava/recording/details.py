"""A new detail account, opened from the page where a voucher needs it."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Final

from gov_accounts.books.draft_text import open_lines
from gov_accounts.books.new_ledger import official_account
from gov_accounts.books.open_accounts import commodity_of, open_accounts
from gov_accounts.exchange.accounts import component
from gov_accounts.exchange.plan import Files
from gov_accounts.law.accounts import UNIT_KINDS, account_code
from gov_accounts.law.chart import Cash, the_account
from gov_accounts.law.codes import official_codes
from gov_accounts.law.parallel import official_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.files.change import Change

HELD: Final = "held"
OWED: Final = "owed"
_DIGITS: Final = 2
"""Of the numbers that units give their own details."""
_NUMBER: Final = re.compile(r"([0-9]+)")


def opened_detail(ledger: Ledger, year: int, parent: str, name: str, nature: str) -> tuple[str, tuple[Change, ...]]:
    """A detail's ``open``, at the end of the file of accounts.

    Args:
        ledger: the ledger.
        year: the year that it is needed in: it is open from the last day before.
        parent: the code of an account of the chart, or an account that is open.
        name: what it is called, with or without a number.
        nature: `HELD`, `OWED` or nothing: what its ``budget`` says.

    Returns:
        The account, and the change; why there is none, and no change.
    """
    accounts = open_accounts(ledger.entries)
    above = parent if parent in accounts else _of_chart(parent, accounts, year)
    words = component(name)
    if not above:
        return f"没有这个上级科目：{parent[:60]}。从列出的里面选。", ()
    if not words:
        return "明细的名称还没有写。", ()
    children = {each.removeprefix(f"{above}:").partition(":")[0] for each in accounts if each.startswith(f"{above}:")}
    if any(_named(each) == _named(words) for each in children):
        return f"已经有这个明细：{above.partition(':')[2]}:{words}。", ()
    detail = words if _NUMBER.match(words) else f"{_next(children):02}-{words}"
    account = f"{above}:{detail}"
    if account in accounts:
        return f"已经开立了：{account.partition(':')[2]}。", ()
    kind = ledger.declarations.unit.get("kind", UNIT_KINDS[0])
    spending = official_rules().spending.get(kind, "")
    budget = {HELD: the_account(cash=Cash.IN_HAND), OWED: spending}.get(nature, "")
    files = Files(ledger)
    day = datetime.date(year, 1, 1) - datetime.timedelta(days=1)
    files.add(files.accounts(), open_lines(day, account, commodity_of(account), {"budget": budget}))
    return account, tuple(files.changes())


def _of_chart(code: str, accounts: Iterable[str], year: int) -> str:
    """The account of a code of the chart, as the ledger names it; nothing where it is none."""
    if all(row.code != code for row in official_codes().chart.accounts):
        return ""
    named = next((each for each in accounts if account_code(each) == code), "")
    return ":".join(named.split(":")[:2]) if named else official_account(code, year)


def _named(detail: str) -> str:
    """A detail's name without its number."""
    return _NUMBER.sub("", detail, count=1).lstrip("-")


def _next(children: Iterable[str]) -> int:
    numbers = [int(found[1]) for each in children if (found := _NUMBER.match(each)) and len(found[1]) <= _DIGITS]
    return max(numbers, default=0) + 1
