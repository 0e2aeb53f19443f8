"""Vouchers of a file as drafts: balanced in each book, with tags, a digest of what the file says, and its row."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from beancount.core.amount import Amount
from beancount.core.data import EMPTY_SET, Posting, Transaction

from gov_accounts.bookkeeping.year_end.tag import tag_findings
from gov_accounts.books.marks import CLOSING_TAG
from gov_accounts.exchange import journal_messages as messages
from gov_accounts.exchange.draft import Draft, Leg, sum_by_commodity
from gov_accounts.exchange.journal_rows import PEOPLE
from gov_accounts.exchange.journal_words import shared
from gov_accounts.findings import Place
from gov_accounts.law import closing
from gov_accounts.law.accounts import account_code
from gov_accounts.law.chart import Element, role
from gov_accounts.law.parallel import NO_BUDGET_TAG, official_rules
from gov_accounts.money import BUDGETARY, FINANCIAL, to_yuan
from gov_accounts.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from gov_accounts.exchange.journal_rows import Line
    from gov_accounts.exchange.journal_vouchers import Voucher
    from gov_accounts.exchange.source import Source
    from gov_accounts.findings import Finding

BUDGET_NUMBER: Final = "budget-voucher"
"""Metadata of a voucher: the number that its budget half had in the other software."""
_ATTACHMENTS: Final = "attachments"
_EARNED: Final = (Element.INCOME, Element.BUDGET_INCOME)


def drafts(made: Sequence[Voucher], source: Source) -> tuple[list[Draft], list[Finding]]:
    """The drafts of vouchers, in the same order, and what is wrong with those that are left out."""
    findings: list[Finding] = []
    result: list[Draft] = []
    seen: Counter[str] = Counter()
    for each in made:
        unbalanced = list(_unbalanced(each, source))
        findings += unbalanced
        if unbalanced:
            continue
        digest = _digest(each)
        seen[digest] += 1
        if seen[digest] > 1:
            digest = hashlib.sha256(f"{digest} {seen[digest]}".encode()).hexdigest()
        draft = _draft(each, source, digest)
        result.append(draft)
        if any(line.closing for line, _ in each.lines) and CLOSING_TAG not in draft.tags:
            findings.append(messages.not_closing(source.place(each.first.row), each.number, each.date))
    return _as_written(result, source, findings), findings


def _unbalanced(voucher: Voucher, source: Source) -> Iterable[Finding]:
    legs = _legs(voucher)
    for commodity, fen in sum_by_commodity(legs).items():
        if fen:
            own = [each.fen for each in legs if each.commodity == commodity]
            debit, credit = sum(each for each in own if each > 0), -sum(each for each in own if each < 0)
            first = voucher.first
            yield messages.unbalanced(
                source.place(first.row), first.sheet, voucher.number or "（无号）", commodity, debit, credit
            )


def _legs(voucher: Voucher) -> tuple[Leg, ...]:
    return tuple(leg for _, leg in voucher.lines if leg is not None)


def _draft(voucher: Voucher, source: Source, digest: str) -> Draft:
    lines = [line for line, _ in voucher.lines]
    narration = next((line.summary for line in lines if line.summary), "")
    legs = tuple(
        Leg(leg.account, leg.fen, leg.commodity, leg.meta, "" if line.summary == narration else line.summary)
        for line, leg in voucher.lines
        if leg is not None
    )
    payees = {line.payee for line in lines} - {""}
    first = voucher.first
    closes = _closes(voucher, legs, source, marked=any(line.closing for line in lines))
    return Draft(
        voucher.date,
        narration,
        legs,
        source.row(first.row, first.sheet),
        source.place(first.row),
        digest,
        payees.pop() if len(payees) == 1 else "",
        voucher.number,
        meta=_meta(lines, voucher),
        tags=(CLOSING_TAG,) if closes else (),
    )


def _meta(lines: Sequence[Line], voucher: Voucher) -> dict[str, str | int]:
    meta: dict[str, str | int] = {}
    attachments = max((line.attachments or 0 for line in lines), default=0)
    if attachments:
        meta[_ATTACHMENTS] = attachments
    for place, key in enumerate(PEOPLE):
        if person := next((line.people[place] for line in lines if line.people[place]), ""):
            meta[key] = person
    if voucher.budget_number:
        meta[BUDGET_NUMBER] = voucher.budget_number
    return meta


# What a voucher is


def _closes(voucher: Voucher, legs: Sequence[Leg], source: Source, *, marked: bool) -> bool:
    """Whether a voucher is a 结转分录: marked as one, or its legs show it; and one that may be tagged so."""
    codes = {account_code(each.account) for each in legs}
    said = any(word in line.summary for line, _ in voucher.lines for word in shared().carried)
    if not (marked or _empties(codes) or _cancels(legs, codes) or (said and _carries(codes))):
        return False
    postings = [Posting(each.account, Amount(to_yuan(each.fen), each.commodity), None, None, None, {}) for each in legs]
    meta: dict[str, Any] = {"filename": str(source.path), "lineno": voucher.first.row}
    txn = Transaction(meta, voucher.date, "*", None, "", EMPTY_SET, EMPTY_SET, postings)
    return next(iter(tag_findings(txn)), None) is None


def _empties(codes: AbstractSet[str]) -> bool:
    """Whether a voucher's accounts are those that the law empties, and those that it closes them to.

    On whichever side: what came to less than nothing is closed from the other one, as is a closing taken back. An
    account that the law empties as well gets what it has by closings alone, as 8701 does from 8401. What is carried
    over to an account that keeps it may be moved within the year for other reasons, and shows nothing alone.
    """
    emptied = {
        code
        for code in codes
        for to in (codes - {code}) & _targets(code)
        if None in (role(code).carries, role(to).carries)
    }
    filled = {code for each in emptied for code in _targets(each)}
    return bool(emptied) and all(code in emptied or (code in filled and not role(code).flow) for code in codes)


def _cancels(legs: Sequence[Leg], codes: AbstractSet[str]) -> bool:
    """Whether income and costs are closed to one account, and nothing is left for it."""
    if not all(role(code).flow for code in codes):
        return False
    earned = sum(each.fen for each in legs if role(account_code(each.account)).element in _EARNED)
    return earned > 0 and bool(frozenset.intersection(*map(_targets, codes)))


def _carries(codes: AbstractSet[str]) -> bool:
    """Whether a voucher only carries balances of the budget book on, as at a year's end 8201 to 8202."""
    sources = {code for code in codes if _targets(code) & codes}
    reached = sources.union(*map(_targets, sources))
    return bool(sources) and codes <= reached and all(role(code).budgetary and not role(code).flow for code in codes)


def _targets(code: str) -> frozenset[str]:
    steps = closing.official_rules().steps
    return frozenset(
        each.to
        for each in steps
        if code.startswith(each.accounts) and not (each.accounts_except and code.startswith(each.accounts_except))
    )


def _as_written(made: Sequence[Draft], source: Source, findings: list[Finding]) -> list[Draft]:
    """The drafts; where the file has both books, those that move money and have one of them say there is no other."""
    if not any(leg.commodity == BUDGETARY and CLOSING_TAG not in each.tags for each in made for leg in each.legs):
        return list(made)
    untold = {index for index, each in enumerate(made) if CLOSING_TAG not in each.tags and _moves(each.legs)}
    if untold:
        place = Place(str(source.path), 0)
        findings.append(
            messages.without_budget(place, [made[each].number or str(made[each].date) for each in sorted(untold)])
        )
    return [_tagged(each, NO_BUDGET_TAG) if index in untold else each for index, each in enumerate(made)]


def _moves(legs: Sequence[Leg]) -> bool:
    """Whether legs are of the financial book alone, and move money that the budget book has too."""
    if {each.commodity for each in legs} != {FINANCIAL}:
        return False
    rules = official_rules()
    sums: dict[str, int] = {}
    for leg in legs:
        code = account_code(leg.account)
        detail = rules.money.get(code, code if code == rules.treasury_income else "")
        if detail:
            sums[detail] = sums.get(detail, 0) + leg.fen
    return any(sums.values())


def _tagged(draft: Draft, tag: str) -> Draft:
    return replace(draft, tags=(*draft.tags, tag))


# What a file says of it


def _digest(voucher: Voucher) -> str:
    """A hash of what the file says of a voucher: day, numbers, and its lines, in whatever order.

    Who made and checked it, and how many papers go with it, may still change there.
    """
    numbers = sorted({voucher.number, voucher.budget_number} - {""})
    lines = sorted(
        [
            plain(line.code) or plain(line.name),
            line.fen,
            plain(line.summary),
            sorted([key, plain(each.code) or plain(each.name)] for key, each in line.said.items() if any(each)),
            [plain(text) for _, text in line.texts],
        ]
        for line, _ in voucher.lines
    )
    return hashlib.sha256(json.dumps([str(voucher.date), numbers, lines], ensure_ascii=False).encode()).hexdigest()
