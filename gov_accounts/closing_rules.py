"""The rules of year-end closing, read from ``closing.toml``: which amounts go where, with which codes.

Source: 财会〔2017〕25号; each step's article is in the data.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

from gov_accounts.accounts import account_code


class Key(NamedTuple):
    """An account, and the codes of postings that are closed together. Accounts of the financial book have none."""

    account: str
    func: str = ""
    econ: str = ""
    fund: str = ""
    project: str = ""


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
    kinds: frozenset[str]
    to: str
    keep: frozenset[str]
    funds: tuple[str, ...]
    require: frozenset[str]
    next_year: bool
    basis: str

    def takes(self, key: Key, completed: frozenset[str]) -> bool:
        """Whether an amount is one the step carries over."""
        code = account_code(key.account)
        return (
            code.startswith(self.accounts)
            and not (self.accounts_except and code.startswith(self.accounts_except))
            and (not self.fund or key.fund in self.fund)
            and (not self.project or (key.project in completed if self.project == "completed" else key.project != ""))
        )

    def codes(self, key: Key, func: str) -> Key:
        """The codes an amount has on the account it goes to, `func` where it has no functional code itself."""
        fund = key.fund if "fund" in self.keep else ""
        if self.funds and fund not in self.funds:
            fund = self.funds[0]
        project = key.project if "project" in self.keep else ""
        return Key("", (key.func or func) if "func" in self.keep else "", "", fund, project)


@dataclass(frozen=True, slots=True)
class Rules:
    """closing.toml: its steps in order, official details of accounts, and which balances must not be debit."""

    law: str
    details: Mapping[str, str]
    never_debit: tuple[str, ...]
    steps: tuple[Step, ...]


@cache
def official_rules() -> Rules:
    """The rules of 财会〔2017〕25号. Read once."""
    data = tomllib.loads(resources.files("gov_accounts_ledger").joinpath("closing.toml").read_text(encoding="utf-8"))
    steps = tuple(
        Step(
            narration=each["narration"],
            accounts=tuple(each["from"]),
            accounts_except=tuple(each.get("except", ())),
            amount=each["amount"],
            fund=frozenset(each.get("fund", ())),
            project=each.get("project", ""),
            only_surplus=each.get("only_surplus", False),
            kinds=frozenset(each.get("kinds", ())),
            to=each["to"],
            keep=frozenset(each.get("keep", ())),
            funds=tuple(each.get("funds", ())),
            require=frozenset(each.get("require", ())),
            next_year=each.get("next_year", False),
            basis=f"{data['law']} {each['basis']}",
        )
        for each in data["steps"]
    )
    return Rules(data["law"], data["details"], tuple(data["never_debit"]), steps)
