"""The words of 政府采购, ``procurement`` in ``document.toml``: all of the outline that vouchers are checked by."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from gov_accounts.money import BUDGETARY, FINANCIAL
from gov_accounts.publishing.outline.template import Name, names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.law.profile import Profile
    from gov_accounts.law.reading import Entry


class ProcurementWords(NamedTuple):
    """What vouchers say of what was procured, word → name, and per book the accounts that paid for it.

    Attributes:
        contracts: whether contracts count, which disclosure.toml tells: what vouchers paid is for what it doesn't.
    """

    kinds: Mapping[str, str]
    sizes: Mapping[str, str]
    paid_with: Mapping[str, tuple[Name, ...]]
    contracts: bool


@cache
def procurement_words(profile: Profile) -> ProcurementWords:
    """Those of a profile, the rest of its outline left unread.

    Raises:
        DataError: they aren't as they should be.
    """
    return read_procurement_words(profile.read("document", "document.toml").entry("procurement"))


def read_procurement_words(entry: Entry) -> ProcurementWords:
    """The table ``procurement``.

    Raises:
        DataError: it isn't as it should be.
    """
    entry.known("kinds", "sizes", "paid_with", "contracts")
    paid_with = entry.entry("paid_with").known(FINANCIAL, BUDGETARY)
    return ProcurementWords(
        entry.words("kinds"),
        entry.words("sizes"),
        {book: names(paid_with, book) for book in (FINANCIAL, BUDGETARY)},
        entry.flag("contracts"),
    )
