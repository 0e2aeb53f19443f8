"""What a file of others' gives, as values: vouchers not yet in the ledger, and what they need beside them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gov_accounts.findings import Finding, Place


@dataclass(frozen=True, slots=True)
class Leg:
    """A line of a voucher.

    Attributes:
        account: the ledger's account, whole.
        fen: debit positive.
        commodity: of its book: ``CNY``, ``CNY.B`` or ``CNY.A``.
        meta: metadata: ``func``, ``econ``, ``fund``, ``project``, ``budget``, ….
        words: its own 摘要, where it isn't the voucher's.
    """

    account: str
    fen: int
    commodity: str
    meta: Mapping[str, str] = field(default_factory=dict)
    words: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A voucher that a file gives.

    Attributes:
        date: its day.
        narration: its 摘要.
        legs: its lines, both books.
        source: ``file#row`` of its first line.
        place: the same, to be shown.
        digest: a hash of what the file says of it, the same however often and under whatever name the file is read.
        payee: the other side.
        number: its 凭证号 as the ledger writes them, such as ``记-5-003``; nothing where it has none.
        checked: whether it needs no looking at (``*``); a proposal does (``!``).
        meta: metadata of the voucher, texts and whole numbers.
        tags: such as ``no-budget``.
        file: the file it goes to, where that isn't its month's, such as ``opening-2020.beancount``.
    """

    date: datetime.date
    narration: str
    legs: tuple[Leg, ...]
    source: str
    place: Place
    digest: str
    payee: str = ""
    number: str = ""
    checked: bool = True
    meta: Mapping[str, str | int] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A detail that isn't open yet, and what its ``open`` says."""

    account: str
    commodity: str
    meta: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewProject:
    """A project that isn't declared yet."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to be kept beside the ledger, such as an invoice.

    Attributes:
        path: where, from the ledger's folder; its parts are names, never ``..``.
        content: its bytes.
    """

    path: str
    content: bytes


class Moved(NamedTuple):
    """What another's 余额表 says was posted to an account up to the day of its balance.

    Attributes:
        since: from which day on.
        debit, credit: fen.
    """

    since: datetime.date
    debit: int
    credit: int


@dataclass(frozen=True, slots=True)
class Expected:
    """What another's 余额表 says an account, or an account's part, holds at a day's end.

    Attributes:
        account: the ledger's account; its details count.
        commodity: of its book.
        date: the day.
        fen: debit positive.
        place: where it says so.
        meta: of which func, econ, fund, project, where it says so; nothing for a key, where it says that there is none.
        moved: what it says was posted up to then.
    """

    account: str
    commodity: str
    date: datetime.date
    fen: int
    place: Place
    meta: Mapping[str, str] = field(default_factory=dict)
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file gives.

    Attributes:
        drafts: vouchers, in the file's order.
        papers: files to be kept.
        expected: balances to be compared with the ledger's once it is written.
        findings: rows that aren't understood (errors: nothing is written unless that is asked for), and notices.
        said: what is worth telling of the file, a line each.
    """

    drafts: tuple[Draft, ...] = ()
    papers: tuple[Paper, ...] = ()
    expected: tuple[Expected, ...] = ()
    findings: tuple[Finding, ...] = ()
    said: tuple[str, ...] = ()


def sum_by_commodity(legs: tuple[Leg, ...]) -> dict[str, int]:
    """Debits less credits of each book, in fen; 0 where it balances."""
    sums: dict[str, int] = {}
    for leg in legs:
        sums[leg.commodity] = sums.get(leg.commodity, 0) + leg.fen
    return sums
