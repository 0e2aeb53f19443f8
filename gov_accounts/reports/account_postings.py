"""The postings of a ledger, account by account, each with the codes on the other side of its voucher."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from gov_accounts.money import COMMODITY_OF_BOOK
from gov_accounts.reports.chosen_codes import ANY
from gov_accounts.reports.trial_balance import account_path, account_steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gov_accounts.books.postings import Posting
    from gov_accounts.law.chart import Chart
    from gov_accounts.reports.accounts import Account
    from gov_accounts.reports.chosen_codes import ChosenCodes


class AccountPosting(NamedTuple):
    """A posting to an account.

    Attributes:
        contra: the codes on the other side of its voucher, in its book; an account without one by its full name.
    """

    posting: Posting
    contra: tuple[str, ...]


class AccountPostings:
    """Postings by account of any level. They are gone through once, however many accounts are asked for.

    Those that don't carry the codes asked for are left out, but are seen as the other side of a voucher.
    """

    def __init__(self, postings: Iterable[Posting], chart: Chart, codes: ChosenCodes = ANY) -> None:
        self._chart = chart
        self._of: defaultdict[tuple[str, ...], list[AccountPosting]] = defaultdict(list)
        self._paths: dict[str, tuple[str, ...]] = {}
        for _, group in groupby(postings, key=attrgetter("entry")):
            voucher = list(group)
            others = _others(voucher)
            for posting in filter(codes.meets, voucher):
                name = posting.account
                if name not in self._paths:
                    self._paths[name] = account_path(account_steps(name, chart))
                path = self._paths[name]
                contra = others[posting.commodity, posting.fen < 0] if posting.fen else ()
                each = AccountPosting(posting, contra)
                for level in range(1, len(path) + 1):
                    self._of[path[:level]].append(each)

    def of(self, account: Account) -> Sequence[AccountPosting]:
        """The postings of an account and its details, in its book, in the ledger's order.

        Of an account that isn't in the chart, its book is that of its first posting.
        """
        found = self._of.get(account_path(account.steps), [])
        if not found:
            return found
        row = self._chart.rows.get(account.steps[0].code)
        commodity = COMMODITY_OF_BOOK[row.book] if row else found[0].posting.commodity
        return [each for each in found if each.posting.commodity == commodity]

    def directly(self, account: Account) -> Sequence[AccountPosting]:
        """The postings of an account itself, without its details'."""
        path = account_path(account.steps)
        return [each for each in self.of(account) if self._paths[each.posting.account] == path]


def _others(voucher: Sequence[Posting]) -> defaultdict[tuple[str, bool], tuple[str, ...]]:
    """For each book and whether a posting is a credit, the codes of the voucher's other side."""
    codes: defaultdict[tuple[str, bool], set[str]] = defaultdict(set)
    for each in voucher:
        if each.fen:
            codes[each.commodity, each.fen > 0].add(each.code or each.account)
    return defaultdict(tuple, {side: tuple(sorted(names)) for side, names in codes.items()})
