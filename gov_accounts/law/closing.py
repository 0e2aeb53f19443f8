"""The rules of year-end closing, read from ``closing.toml``: which amounts go where, with which codes.

Source: 财会〔2017〕25号; each step's article is in the data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.law.accounts import UNIT_KINDS, account_code
from gov_accounts.law.known import ACCOUNTS, FUND, account_in, beginnings_in, code_in, codes_in
from gov_accounts.law.reading import Entry, official, read

if TYPE_CHECKING:
    from collections.abc import Mapping

KEYS: Final = ("func", "econ", "fund", "project")
_DIGITS: Final = re.compile(r"[0-9]*")
_ANY_PROJECT: Final = {"some": True, "none": False}
_STEP_KEYS: Final = (
    *("narration", "from", "except", "amount", "fund", "project", "only_surplus", "main_func", "kinds", "cleared"),
    *("to", "detail", "keep", "funds", "require", "basis"),
)


class Key(NamedTuple):
    """An account, and the codes of postings that are closed together. Accounts of the financial book have none."""

    account: str
    func: str = ""
    econ: str = ""
    fund: str = ""
    project: str = ""


class Detail(NamedTuple):
    """An official detail: its usual number, where it has one, and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Details:
    """The official details of an account.

    Attributes:
        keeps: the one that is carried on from year to year.
        clears: those that a year's end empties into it.
        cuts: name → whether it is for what has a project; a second division, beside the first.
    """

    keeps: Detail
    clears: tuple[Detail, ...]
    cuts: Mapping[str, bool]

    def name_of(self, account: str) -> str:
        """The official name of the detail that an account is, or is below; nothing where it is none of them.

        What a component is called counts before its number: numbers are a custom.
        """
        return self._found(account)[0]

    def beside(self, account: str) -> str:
        """The account that a detail is a detail of, with the colon that its other details begin with."""
        depth = self._found(account)[1]
        return "".join(f"{each}:" for each in account.split(":")[:depth])

    def fits(self, account: str, *, has_project: bool) -> bool:
        """Whether an account is for amounts with a project, or without one; most are for both."""
        parts = account.split(":")[2:]
        return all(wanted == has_project for name, wanted in self.cuts.items() if any(name in each for each in parts))

    def _found(self, account: str) -> tuple[str, int]:
        parts = account.split(":")
        known = (self.keeps, *self.clears)
        for depth, part in enumerate(parts[2:], 2):
            number = _DIGITS.match(part)
            for named in (
                (each for each in known if each.name in part),
                (each for each in known if number and number[0] and number[0] == each.code),
            ):
                if (each := next(named, None)) is not None:
                    return each.name, depth
        return "", len(parts)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of closing.toml, where each key is explained."""

    narration: str
    accounts: tuple[str, ...]
    accounts_except: tuple[str, ...]
    amount: str
    fund: frozenset[str]
    project: str
    only_surplus: bool
    main_func: bool
    kinds: frozenset[str]
    cleared: bool
    to: str
    detail: str
    keep: frozenset[str]
    funds: tuple[str, ...]
    require: frozenset[str]
    basis: str

    def takes(self, key: Key, completed: frozenset[str]) -> bool:
        """Whether an amount is one the step carries over."""
        code = account_code(key.account)
        return (
            code.startswith(self.accounts)
            and not (self.accounts_except and code.startswith(self.accounts_except))
            and (not self.fund or key.fund in self.fund)
            and (not self.project or (key.project in completed if self.project == "completed" else key.project != ""))
            and (not self.cleared or official_rules().is_cleared(key.account))
        )

    def codes(self, key: Key, func: str) -> Key:
        """The codes an amount has on the account it goes to, `func` where it has no functional code itself."""
        if self.cleared:
            return key._replace(account="", econ="")
        fund = key.fund if "fund" in self.keep else ""
        if self.funds and fund not in self.funds:
            fund = self.funds[0]
        project = key.project if "project" in self.keep else ""
        return Key("", (key.func or func) if "func" in self.keep else "", "", fund, project)


class Mend(NamedTuple):
    """How what is left is settled: in words, and the account that takes it, where one does."""

    remedy: str
    against: str


@dataclass(frozen=True, slots=True)
class Settled:
    """An account that should be at zero before a year is closed, see closing.toml.

    Attributes:
        accounts: codes.
        detail: a word of the account's detail, where not every detail is meant.
        unless: an account with whose balance it may be other than zero.
        amount: ``balance`` or ``year``.
        state: what is said of it.
        debit, credit: how a balance on that side is settled; None where one is right.
    """

    accounts: tuple[str, ...]
    detail: str
    unless: str
    amount: str
    state: str
    basis: str
    debit: Mend | None
    credit: Mend | None

    def takes(self, account: str) -> bool:
        """Whether an account is one of them."""
        return account_code(account) in self.accounts and self.detail in account.partition(":")[2].partition(":")[2]

    def mend(self, fen: int) -> Mend | None:
        """How a balance, debit positive, is settled; None where it is right."""
        return self.debit if fen > 0 else self.credit


class Money(NamedTuple):
    """Accounts of money and quota."""

    accounts: tuple[str, ...]
    basis: str


class Quota(NamedTuple):
    """Up to which year quota not used is recorded, of which approvals and income, and how."""

    years_to: int
    approvals: tuple[str, ...]
    income: str
    debit: str
    credit: str
    basis: str


class Advances(NamedTuple):
    """How advances not settled at the year's end are booked, but those of some funds; the debit by kind of unit."""

    fund_except: tuple[str, ...]
    debit: Mapping[str, str]
    credit: str
    basis: str


@dataclass(frozen=True, slots=True)
class Rules:
    """closing.toml.

    Attributes:
        law: where it comes from.
        details: official details of accounts.
        never_debit: accounts whose balance must not be debit.
        allotted: accounts of funds that are allotted from the year's surplus before the rest is carried on.
        steps: in order.
        settled: what should be at zero before a year is closed.
        money: what should not be below zero then.
        quota: what is recorded of quota not used, in years that had quota.
        advances: what is recorded of advances not settled.
    """

    law: str
    details: Mapping[str, Details]
    never_debit: tuple[str, ...]
    allotted: tuple[str, ...]
    steps: tuple[Step, ...]
    settled: tuple[Settled, ...]
    money: Money
    quota: Quota
    advances: Advances

    def is_cleared(self, account: str) -> bool:
        """Whether an account is a detail that a year's end empties."""
        details = self.details.get(account_code(account))
        return details is not None and details.name_of(account) not in ("", details.keeps.name)


@cache
def official_rules() -> Rules:
    """The rules of 财会〔2017〕25号. Read once.

    Raises:
        DataError: closing.toml isn't as it should be.
    """
    data = read(official("closing.toml")).known(
        "law", "never_debit", "allotted", "details", "steps", "settled", "money", "quota", "advances"
    )
    law = data.text("law")
    details = {code_in(each, "account", ACCOUNTS): _details(each) for each in data.entries("details")}
    return Rules(
        law,
        details,
        codes_in(data, "never_debit", ACCOUNTS),
        codes_in(data, "allotted", ACCOUNTS),
        tuple(_step(each, law, details) for each in data.entries("steps", least=1)),
        tuple(_settled(each, law) for each in data.entries("settled")),
        _money(data.entry("money"), law),
        _quota(data.entry("quota"), law),
        _advances(data.entry("advances")),
    )


def _details(each: Entry) -> Details:
    each.known("account", "keeps", "clears", "cuts")
    return Details(
        _detail(each.entry("keeps")),
        tuple(_detail(detail) for detail in each.entries("clears")),
        {cut.text("name"): _ANY_PROJECT[cut.choice("project", tuple(_ANY_PROJECT))] for cut in each.entries("cuts")},
    )


def _detail(each: Entry) -> Detail:
    each.known("code", "name")
    return Detail(code_in(each, "code", ACCOUNTS, ""), each.text("name"))


def _step(each: Entry, law: str, details: Mapping[str, Details]) -> Step:
    each.known(*_STEP_KEYS)
    of = details.get(each.text("to"))
    if "detail" in each and (of is None or each.text("detail") not in {named.name for named in (of.keeps, *of.clears)}):
        raise each.wrong("detail", f"{each.text('to')} 的一个明细")
    return Step(
        narration=each.text("narration"),
        accounts=beginnings_in(each, "from", ACCOUNTS),
        accounts_except=beginnings_in(each, "except", ACCOUNTS, ()),
        amount=each.choice("amount", ("year", "balance")),
        fund=frozenset(codes_in(each, "fund", FUND, ())),
        project=each.choice("project", ("", "some", "completed"), ""),
        only_surplus=each.flag("only_surplus"),
        main_func=each.flag("main_func"),
        kinds=frozenset(_of(each, "kinds", UNIT_KINDS)),
        cleared=each.flag("cleared"),
        to=code_in(each, "to", ACCOUNTS),
        detail=each.text("detail", ""),
        keep=frozenset(_of(each, "keep", KEYS)),
        funds=codes_in(each, "funds", FUND, ()),
        require=frozenset(_of(each, "require", KEYS)),
        basis=f"{law} {each.text('basis')}",
    )


def _of(each: Entry, key: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Some of the words that there are."""
    texts = each.texts(key, ())
    if not set(texts) <= set(words):
        raise each.wrong(key, "、".join(words))
    return texts


def _settled(each: Entry, law: str) -> Settled:
    each.known("accounts", "detail", "unless", "amount", "state", "basis", "debit", "credit")
    return Settled(
        codes_in(each, "accounts", ACCOUNTS),
        each.text("detail", ""),
        code_in(each, "unless", ACCOUNTS, ""),
        each.choice("amount", ("balance", "year")),
        each.text("state"),
        f"{law} {each.text('basis')}",
        _side(each, "debit"),
        _side(each, "credit"),
    )


def _side(each: Entry, key: str) -> Mend | None:
    if key not in each:
        return None
    side = each.entry(key).known("remedy", "against")
    return Mend(side.text("remedy"), account_in(side, "against", ""))


def _money(each: Entry, law: str) -> Money:
    each.known("accounts", "basis")
    return Money(codes_in(each, "accounts", ACCOUNTS), f"{law} {each.text('basis')}")


def _quota(each: Entry, law: str) -> Quota:
    each.known("years_to", "approvals", "income", "debit", "credit", "basis")
    return Quota(
        each.number("years_to"),
        codes_in(each, "approvals", ACCOUNTS),
        code_in(each, "income", ACCOUNTS),
        account_in(each, "debit"),
        account_in(each, "credit"),
        f"{law} {each.text('basis')}",
    )


def _advances(each: Entry) -> Advances:
    each.known("fund_except", "debit", "credit", "basis")
    debit = each.entry("debit").known(*UNIT_KINDS)
    return Advances(
        codes_in(each, "fund_except", FUND),
        {kind: account_in(debit, kind) for kind in UNIT_KINDS},
        account_in(each, "credit"),
        each.text("basis"),
    )
