"""The statements of 政府会计制度 as data: ``accounting/yearly`` and ``accounting/monthly``.

The same files as a profile's: ``profile.toml``, ``forms/*.toml``, ``ties.toml``; ``monthly`` says only what differs.
Source: 财会〔2017〕25号 part four (the forms) and part five (how they are filled).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from gov_accounts.law.accounts import AGAINST, DEBITS, WITHIN_YEAR
from gov_accounts.law.cashflow import CashFlow, flow_code, read_cash_flow
from gov_accounts.law.form import Column, Format, Panel, Row, Take, details_named, form_accounts
from gov_accounts.law.known import ACCOUNTS, code_in, codes_in
from gov_accounts.law.profile import PROFILE_FILE, Family, official_profile, read_profile
from gov_accounts.law.reading import official, read
from gov_accounts.law.tie import NOTE, PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.law.formats import FormatSet

_CASH_FLOW: Final = "cash_flow"
_OLDEST: Final = "2020"
"""The profile of public tables that all others extend: its cells are what ties may name."""


def _beside() -> Mapping[str, Format]:
    """The tables that ties of statements name besides: public ones, and the note of differences."""
    published = official_profile(_OLDEST).formats.by_key
    note = note_format()
    return {f"{PUBLISHED}{key}": form for key, form in published.items()} | {f"{NOTE}{note.key}": note}


@cache
def note_format() -> Format:
    """本年盈余与预算结余的差异情况说明 as a form: its rows' ids, and one column, ``amount``.

    Raises:
        DataError: its file isn't as it should be.
    """
    content = read(official("reconciliation.toml"))
    rows = tuple(
        Row(each.text("id"), "", each.text("label"), each.text("label")) for each in content.entries("rows", least=1)
    )
    panel = Panel((), (Column("amount", "", "金额", ("金额",), None, None),), rows, "", (), ())
    name, title = content.text("name"), content.text("title")
    return Format(
        content.text("key"), 0, name, title, "", "", landscape=False, take=Take(), panels=(panel,), auxiliary={}
    )


STATEMENTS: Final = Family("accounting", ("transfers", "adjusts", "accumulates"), statements=True, beside=_beside)
"""The forms of 政府会计制度."""
YEARLY: Final = "yearly"
MONTHLY: Final = "monthly"


@dataclass(frozen=True, slots=True)
class Accounting:
    """A set of statements.

    Attributes:
        title: what it is called.
        formats: the forms and the ties between them.
        transfers: accounts that a period's income and expense go to: a voucher with one of them carries over.
        adjusts: the account that years before are adjusted by, until that goes to 累计盈余.
        accumulates: the latter.
        details: account → its details that the forms, and the rules of cash flows, ask for, by name.
        cash_flow: the rules of 现金流量表, where it is among them.
    """

    title: str
    formats: FormatSet
    transfers: frozenset[str]
    adjusts: str
    accumulates: str
    details: Mapping[str, frozenset[str]]
    cash_flow: CashFlow | None

    def by_voucher(self, code: str) -> bool:
        """Whether more than an account's name tells what its postings are of: their voucher, their side, or a day."""
        asked = self.details.get(code, frozenset())
        told = any(each in {WITHIN_YEAR, DEBITS} or each.startswith(AGAINST) for each in asked)
        return told or code in self.transfers

    def without_flows(self) -> Accounting:
        """The set without 现金流量表: whatever a voucher's money was paid for, it comes to what the money moved."""
        flows = flow_code("")
        kept = tuple(
            each
            for each in self.formats.formats
            if not any(code.startswith(flows[:-1]) for take in each.takes() for code in take.accounts)
        )
        return replace(self, formats=replace(self.formats, formats=kept), cash_flow=None)


@cache
def accounting_set(*, monthly: bool) -> Accounting:
    """The statements of a month, or of a year.

    Raises:
        DataError: a file isn't as it should be.
    """
    return read_set(MONTHLY if monthly else YEARLY)


def read_set(name: str) -> Accounting:
    """A set by the name of its folder.

    Raises:
        DataError: a file isn't as it should be.
    """
    profile = read_profile(official(STATEMENTS.folder, name), 0, family=STATEMENTS)
    content = profile.read(PROFILE_FILE)
    forms: tuple[Format, ...] = profile.formats.formats
    form = profile.formats.by_key.get(_CASH_FLOW)
    cash_flow = read_cash_flow(profile.read("cashflow.toml"), form) if form is not None else None
    rules = cash_flow.rules if cash_flow is not None else ()
    return Accounting(
        profile.title,
        profile.formats,
        frozenset(codes_in(content, "transfers", ACCOUNTS)),
        code_in(content, "adjusts", ACCOUNTS),
        code_in(content, "accumulates", ACCOUNTS),
        details_named(chain.from_iterable([form_accounts(forms), (each.accounts for each in rules)])),
        cash_flow,
    )
