"""The types that 平行记账 works on."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Role(Enum):
    """What a leg is in its voucher.

    HELD is money held for others, or advanced: it stays 资金结存. OWED grows what is owed and only reduces another leg.
    SPENT settles an advance that was booked as spent at an earlier year's end. RULE leaves it to the account's rule.
    """

    RULE = "rule"
    MONEY = "money"
    HELD = "held"
    OWED = "owed"
    SPENT = "spent"


class Codes(NamedTuple):
    """The codes of a leg; nothing where it has none."""

    func: str = ""
    econ: str = ""
    fund: str = ""
    project: str = ""

    def or_else(self, other: Codes) -> Codes:
        """These codes, and the other's where they are silent."""
        return Codes(*(mine or theirs for mine, theirs in zip(self, other, strict=True)))


class Leg(NamedTuple):
    """An accrual leg.

    Attributes:
        code: 4-digit account.
        fen: amount in fen, debit positive.
        codes: its codes.
        budget: the budget account its own ``budget:`` names, or the one it arose with; nothing where its rule holds.
        account: its full account name, by which its history is known.
        usual: the budget account that the account's ``open`` names.
        role: what it is in its voucher.
        number: its place among the voucher's legs.
        told: whether `budget` was written under the leg itself.
        heard: whether nobody said its fund, and it was heard from the voucher's money.
    """

    code: str
    fen: int
    codes: Codes
    budget: str = ""
    account: str = ""
    usual: str = ""
    role: Role = Role.RULE
    number: int = 0
    told: bool = False
    heard: bool = False

    @property
    def said(self) -> Codes:
        """The codes that somebody said."""
        return self.codes._replace(fund="") if self.heard else self.codes


class BudgetLeg(NamedTuple):
    """A derived leg: budget account (4 or 6 digits), fen (debit positive), codes, and the legs it comes from."""

    account: str
    fen: int
    codes: Codes
    sources: tuple[int, ...]


class Problem(NamedTuple):
    """What keeps a voucher's budget legs from being derived.

    Attributes:
        rule: rule id.
        leg: the accrual leg it is about.
        missing: the key of the code the leg lacks, if that is the problem.
        candidates: the budget legs it might have offset, if its codes contradict them all.
        meanings: the budget accounts it may stand for, if the ledger shows more than one.
    """

    rule: str
    leg: int
    missing: str = ""
    candidates: tuple[BudgetLeg, ...] = ()
    meanings: tuple[str, ...] = ()


def opposite(one: int, other: int) -> bool:
    """Whether two amounts are on different sides."""
    return (one < 0) != (other < 0)
