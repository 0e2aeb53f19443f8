"""The rules of year-end closing, read from ``closing.toml``: which amounts go where, with which codes.

Source: 财会〔2017〕25号; each step's article is in the data.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple

from gov_accounts.law.accounts import account_code

_DIGITS: Final = re.compile(r"[0-9]*")
_ANY_PROJECT: Final = {"some": True, "none": False}


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


@dataclass(frozen=True, slots=True)
class Rules:
    """closing.toml.

    Attributes:
        law: where it comes from.
        details: official details of accounts.
        never_debit: accounts whose balance must not be debit.
        allotted: accounts of funds that are allotted from the year's surplus before the rest is carried on.
        steps: in order.
    """

    law: str
    details: Mapping[str, Details]
    never_debit: tuple[str, ...]
    allotted: tuple[str, ...]
    steps: tuple[Step, ...]

    def is_cleared(self, account: str) -> bool:
        """Whether an account is a detail that a year's end empties."""
        details = self.details.get(account_code(account))
        return details is not None and details.name_of(account) not in ("", details.keeps.name)


@cache
def closing_data() -> Mapping[str, Any]:
    """What closing.toml says. Read once."""
    text = resources.files("gov_accounts_ledger").joinpath("closing.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def official_rules() -> Rules:
    """The rules of 财会〔2017〕25号. Read once."""
    data = closing_data()
    return Rules(
        data["law"],
        {each["account"]: _details(each) for each in data["details"]},
        tuple(data["never_debit"]),
        tuple(data["allotted"]),
        tuple(_step(each, data["law"]) for each in data["steps"]),
    )


def _details(each: Mapping[str, Any]) -> Details:
    return Details(
        Detail(**each["keeps"]),
        tuple(Detail(**detail) for detail in each["clears"]),
        {cut["name"]: _ANY_PROJECT[cut["project"]] for cut in each.get("cuts", ())},
    )


def _step(each: Mapping[str, Any], law: str) -> Step:
    return Step(
        narration=each["narration"],
        accounts=tuple(each["from"]),
        accounts_except=tuple(each.get("except", ())),
        amount=each["amount"],
        fund=frozenset(each.get("fund", ())),
        project=each.get("project", ""),
        only_surplus=each.get("only_surplus", False),
        main_func=each.get("main_func", False),
        kinds=frozenset(each.get("kinds", ())),
        cleared=each.get("cleared", False),
        to=each["to"],
        detail=each.get("detail", ""),
        keep=frozenset(each.get("keep", ())),
        funds=tuple(each.get("funds", ())),
        require=frozenset(each.get("require", ())),
        basis=f"{law} {each['basis']}",
    )
