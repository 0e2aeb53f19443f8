"""What of a ledger a command shows: an account, and the postings that carry certain codes."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.books.postings import Posting
    from gov_accounts.reports.accounts import Account
    from gov_accounts.reports.chosen_codes import ChosenCodes

_CODES: Final = (
    ("--func", "func", "只登记这个功能分类（连同下级）的分录。"),
    ("--econ", "econ", "只登记这个经济分类（连同下级）的分录。"),
    ("--fund", "fund", "只登记这种资金性质（连同下级）的分录。"),
    ("--project", "project", "只登记这个项目的分录。"),
)


def CODES(command: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802 (a decorator like those of options)
    """The codes that postings must carry."""
    added = (click.option(name, to, default="", metavar="编码", help=meaning) for name, to, meaning in reversed(_CODES))
    return reduce(lambda made, option: option(made), added, command)


def chosen_account(ledger: Ledger, postings: Sequence[Posting], text: str, why: str = "") -> Account:
    """The account that a text means; or a message and exit status 2.

    Args:
        ledger: whose accounts they are.
        postings: all of the ledger's.
        text: a code, a name, or a part of one.
        why: the reason given where it means several, if not that of a journal.
    """
    from gov_accounts.books.postings import opened_accounts  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import Finding, Place  # noqa: PLC0415
    from gov_accounts.reports.accounts import all_accounts, find_account  # noqa: PLC0415

    names = (*opened_accounts(ledger.entries), *(posting.account for posting in postings))
    found = find_account(text, all_accounts(dict.fromkeys(names), ledger.codes.chart), Place(str(ledger.path), 0))
    if isinstance(found, Finding):
        common.refuse(replace(found, why=why) if why and found.rule == "account-ambiguous" else found)
    return found


def chosen_codes(func: str, econ: str, fund: str, project: str) -> ChosenCodes:
    """The codes asked for."""
    from gov_accounts.reports.chosen_codes import ChosenCodes  # noqa: PLC0415

    return ChosenCodes(func.strip(), econ.strip(), fund.strip(), project.strip())


def with_codes(ledger: Ledger, postings: Sequence[Posting], codes: ChosenCodes) -> Sequence[Posting]:
    """The postings that carry the codes asked for; or a message and exit status 2."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import Finding, Place  # noqa: PLC0415

    found = codes.chosen(postings, Place(str(ledger.path), 0))
    if isinstance(found, Finding):
        common.refuse(found)
    return found
