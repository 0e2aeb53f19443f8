"""What would come of a voucher: its budget legs, what is found of it, what is left of the budget, not yet saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gov_accounts.bookkeeping.budget_control import Left, left_of
from gov_accounts.books.open_accounts import commodity_of
from gov_accounts.books.postings import Posting, counted_postings, read_postings
from gov_accounts.findings import Finding, Severity
from gov_accounts.law.accounts import account_code
from gov_accounts.law.chart import role
from gov_accounts.law.parallel import NO_BUDGET_TAG
from gov_accounts.ledger import load_as_if
from gov_accounts.money import BUDGETARY, FINANCIAL
from gov_accounts.publishing.ledger_findings import ledger_findings

if TYPE_CHECKING:
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.fava.recording.form import Form
    from gov_accounts.fava.recording.placing import Placed
    from gov_accounts.reading.permissions import Permissions


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would come of a voucher.

    Attributes:
        derived: the budget legs that would be derived from it.
        why: why there are none, where there are none.
        left: what would be left of the budget lines that it draws on.
        here: what is found of the voucher itself.
        elsewhere: what is found by it in other places.
        after: the ledger as it would be.
    """

    derived: tuple[Posting, ...]
    why: str
    left: tuple[Left, ...]
    here: tuple[Finding, ...]
    elsewhere: tuple[Finding, ...]
    after: Ledger


def outcome(ledger: Ledger, known: Iterable[Finding], form: Form, placed: Placed, permissions: Permissions) -> Outcome:
    """What would come of a voucher.

    Args:
        ledger: the ledger as it is.
        known: what is found of it.
        form: the voucher.
        placed: where it would stand.
        permissions: what the user allows the ledger.
    """
    after = load_as_if(ledger.path, {each.path: each.content for each in placed.changes}, permissions)
    file, first = str(placed.path), placed.line
    last = first + placed.text.count("\n") - 1
    own = [each for each in read_postings(after.entries) if each.voucher.file == file and each.voucher.line == first]
    derived = tuple(each for each in own if each.derived)
    new = _new(known, ledger_findings(after))
    here = tuple(each for each in new if _within(each, file, first, last))
    elsewhere = tuple(each for each in new if each not in here)
    spending = [each.codes for each in own if each.commodity == BUDGETARY and role(each.code).spends]
    left = left_of(list(counted_postings(after.entries)), form.date.year, spending) if spending else []
    return Outcome(derived, "" if derived else why_none(form, here), tuple(left), here, elsewhere, after)


def _within(finding: Finding, file: str, first: int, last: int) -> bool:
    place = finding.place
    return place is not None and place.file == file and first <= place.line <= last


def _new(known: Iterable[Finding], found: Iterable[Finding]) -> list[Finding]:
    """Findings that weren't there before, as often as they weren't; lines may have moved."""
    before = Counter(map(_likeness, known))
    new = []
    for each in found:
        key = _likeness(each)
        if before[key]:
            before[key] -= 1
        else:
            new.append(each)
    return new


def _likeness(finding: Finding) -> tuple[str, str, str, Severity]:
    return finding.rule, finding.what, finding.place.file if finding.place else "", finding.severity


_NOT_WANTED: Final = "标了 no-budget，没有预算会计分录。"
_WRITTEN: Final = "预算会计分录已经写在凭证里，照写的算，不再推。"
_NO_MONEY: Final = "没有收付款，不记预算会计（财会〔2017〕25号：纳入预算管理的现金收支，才同时进行预算会计核算）。"
_MOVED: Final = "钱在单位的资金之间转移，或收付的是替别人收着、借出去的钱，不是预算收支。"
_NOT_FINANCIAL: Final = "没有财务会计分录，不推。"
_ASKED: Final = "还推不出来：看下面的问题。"


def why_none(form: Form, found: Iterable[Finding]) -> str:
    """Why a voucher gives no budget legs."""
    commodities = {commodity_of(row.account) for row in form.rows}
    if NO_BUDGET_TAG in form.tags:
        return _NOT_WANTED
    if BUDGETARY in commodities:
        return _WRITTEN
    if FINANCIAL not in commodities:
        return _NOT_FINANCIAL
    if any(each.severity is Severity.ERROR for each in found):
        return _ASKED
    if not any(role(account_code(row.account)).cash for row in form.rows):
        return _NO_MONEY
    return _MOVED


def sums(form: Form) -> Mapping[str, tuple[int, int]]:
    """Debits and credits of each commodity of a form, in fen."""
    found: dict[str, tuple[int, int]] = {}
    for row in form.rows:
        commodity = commodity_of(row.account)
        debit, credit = found.get(commodity, (0, 0))
        found[commodity] = (debit + max(row.fen, 0), credit - min(row.fen, 0))
    return found


def any_error(found: Iterable[Finding]) -> bool:
    """Whether any of what was found is an error."""
    return any(each.severity is Severity.ERROR for each in found)
