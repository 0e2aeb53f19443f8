"""A month's vouchers as the page lists them, those that meet some words, and the numbers that are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gov_accounts.books.postings import read_postings, vouchers_of
from gov_accounts.books.vouchers import recorded_vouchers
from gov_accounts.fava.recording.numbers import KIND, month_numbers
from gov_accounts.fava.recording.placing import posted_until
from gov_accounts.money import FINANCIAL, yuan_text
from gov_accounts.months import Month, month_of
from gov_accounts.search.vouchers import Searched, search
from gov_accounts.search.words import LONGEST, read_words, split_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.books.postings import Posting
    from gov_accounts.books.vouchers import Recorded

_CLOSING: Final = "结转"
_POSTED: Final = "已记账"


def listed(ledger: Ledger, month: Month, words: str) -> dict[str, Any]:
    """A month's vouchers in order of their numbers, and the gaps of these."""
    entries = [each for each in vouchers_of(ledger.entries, month.year) if month_of(each.date) == month]
    vouchers = recorded_vouchers(entries)
    wanted = read_words(split_words(words[:LONGEST]))
    if wanted:
        searched = Searched(ledger.codes, ledger.declarations.projects)
        hits = search(list(read_postings(entries)), wanted, searched)
        met = {each.first.voucher for each in hits}
        vouchers = [each for each in vouchers if each.voucher in met]
    last = posted_until(ledger)
    posted = last is not None and month <= last
    gaps = month_numbers(entries, month, KIND).gaps
    return {
        "vouchers": [_line(each, posted=posted) for each in vouchers],
        "gaps": list(gaps),
        "words": words,
        "month": str(month),
        "posted": posted,
    }


def _line(recorded: Recorded, *, posted: bool) -> dict[str, Any]:
    voucher, closing = recorded.voucher, recorded.postings[0].closing
    written = [each for each in recorded.postings if not each.derived]
    return {
        "date": recorded.date.isoformat(),
        "number": recorded.number,
        "payee": voucher.payee,
        "narration": voucher.narration,
        "checked": recorded.checked,
        "accounts": "　".join(dict.fromkeys(_short(each) for each in written)),
        "amount": yuan_text(_total(written)),
        "file": voucher.file,
        "line": voucher.line,
        "closing": closing,
        "state": _POSTED if posted else _CLOSING if closing else "",
        "editable": not posted and not closing,
    }


def _total(legs: Iterable[Posting]) -> int:
    """The debits of the financial book; of a voucher without it, of all its books."""
    legs = list(legs)
    own = [each for each in legs if each.commodity == FINANCIAL] or legs
    return sum(each.fen for each in own if each.fen > 0) or -sum(each.fen for each in own if each.fen < 0)


def _short(leg: Posting) -> str:
    """An account by its last name, and the side."""
    side = "借" if leg.fen >= 0 else "贷"
    return f"{side} {leg.account.rpartition(':')[2]}"
