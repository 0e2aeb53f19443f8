"""A year's books as a value, whatever format they are put in: unit, accounts, vouchers of both books, balances."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from gov_accounts.findings import Finding, Place

_NOT_IN_NAMES: Final = re.compile(r"[^\w（）()-]+")
MONTHS: Final = range(1, 13)
LAYERED: Final = ("func", "econ")
"""The keys whose codes are of levels that are told with them."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Whose books they are; nothing for what the ledger doesn't say.

    Attributes:
        name, code, kind: as ``gov-unit`` says.
        division, division_name: 行政区划 (``gov-unit`` ``division``, ``division-name``).
        registration: 统一社会信用代码 (``gov-unit`` ``credit-code``).
        head: 会计机构负责人 (``gov-unit`` ``accounting-head``).
    """

    name: str
    code: str
    kind: str
    division: str
    division_name: str
    registration: str
    head: str


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """An account of any level: made once, so that none is like another.

    Attributes:
        code: digits, its parent's and its own piece.
        names: of its levels, the 总账科目 first.
        pieces: the code of each level, as long as the rule says.
        budgetary: whether it is of the budget book.
        element: 资产, 负债, …, as the chart says.
        credit_normal: whether its balance is normally on the credit side.
        leaf: whether it has no details.
    """

    code: str
    names: tuple[str, ...]
    pieces: tuple[str, ...]
    budgetary: bool
    element: str
    credit_normal: bool
    leaf: bool

    @property
    def name(self) -> str:
        """Its own name."""
        return self.names[-1]

    @property
    def level(self) -> int:
        """1 for a 总账科目."""
        return len(self.pieces)

    @property
    def parent(self) -> str:
        """The code of the account above it; nothing for a 总账科目."""
        return "".join(self.pieces[:-1])

    @property
    def above(self) -> tuple[str, ...]:
        """The codes of the accounts above it, the first level's first, and its own."""
        return tuple("".join(self.pieces[:level]) for level in range(1, self.level + 1))


class Leg(NamedTuple):
    """A line of a voucher.

    Attributes:
        fen: debit positive.
        red: whether it is of a red-letter voucher: on the side of the leg that it takes back, with a minus.
        codes: func, econ, fund, project.
        words: its own 摘要, or the voucher's.
    """

    account: Account
    fen: int
    red: bool
    codes: tuple[str, str, str, str]
    words: str

    @property
    def on_debit(self) -> bool:
        """Whether it stands on the debit side."""
        return (self.fen > 0) != self.red

    @property
    def amount(self) -> int:
        """Fen on its side."""
        return self.fen if self.on_debit else -self.fen


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher of the year; its legs are of the financial and the budget book, the appropriations' left out.

    Attributes:
        kind: 字, such as 记.
        serial: its number within kind and month, as written: ``001``.
        number: the whole of it, as written: ``记-5-001``.
        provisional: whether it has none in the ledger, and was given one here.
        payee: the other side.
        words: its 摘要, with the other side's name before it.
        attachments: how many papers; nothing where that isn't said.
        signatures: by `gov_accounts.books.vouchers.SIGNATURES`.
        checked, closing: whether it is checked, and whether it is a 结转分录.
        posted_on: the day its month was posted; None where it wasn't.
        reverses: the number of the voucher that it takes back; nothing where it is no red-letter voucher.
        invoice: the number of its invoice; nothing where it has none.
    """

    date: datetime.date
    kind: str
    serial: str
    number: str
    provisional: bool
    payee: str
    words: str
    legs: tuple[Leg, ...]
    attachments: str
    signatures: Mapping[str, str]
    checked: bool
    posted_on: datetime.date | None
    closing: bool
    reverses: str
    invoice: str
    place: Place

    @property
    def posted(self) -> bool:
        """Whether its month is posted."""
        return self.posted_on is not None


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account, or a part of it that carries the same codes, holds and moves in the year, in fen.

    Attributes:
        codes: func, econ, fund, project; None for the whole account with its details.
        opening: when the year begins, debit positive.
        debit, credit: of each month, January first.
        legs: how many lines each month has.
    """

    account: Account
    codes: tuple[str, str, str, str] | None
    opening: int
    debit: tuple[int, ...]
    credit: tuple[int, ...]
    legs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Books:
    """The books of a year.

    Attributes:
        accounts: all that the ledger has, those above them too, by code; appropriations' left out.
        widths: how many digits a code has at each level.
        vouchers: by month and number.
        whole: balances of accounts with their details, by code; of those that hold or move something.
        parts: balances by account posted to and codes.
        names: key (func, econ, fund, project) → code → its name, of the codes that are used and those above them.
        findings: what whoever gets the books should know.
        place: the ledger.
    """

    unit: Unit
    year: int
    accounts: tuple[Account, ...]
    widths: tuple[int, ...]
    vouchers: tuple[Voucher, ...]
    whole: tuple[Balance, ...]
    parts: tuple[Balance, ...]
    names: Mapping[str, Mapping[str, str]]
    findings: tuple[Finding, ...]
    place: Place

    @property
    def rule(self) -> str:
        """How codes are cut: ``4-2-2``."""
        return "-".join(map(str, self.widths))


def file_name(words: str) -> str:
    """Words as a part of a file's name: a name on every system, and never a path."""
    return _NOT_IN_NAMES.sub("_", words).strip("_") or "_"


class Made(NamedTuple):
    """What a format gives.

    Attributes:
        files: the contents of files by name.
        findings: what is to be looked at.
        said: what is worth telling, a line each.
        single: whether it is always one file, which may be given a name.
    """

    files: Mapping[str, bytes]
    findings: tuple[Finding, ...] = ()
    said: tuple[str, ...] = ()
    single: bool = False
