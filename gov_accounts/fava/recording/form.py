"""A voucher as it is typed: the values of the form, checked in themselves, before any ledger is asked."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from gov_accounts.books.postings import KEYS

NO_CODES: Final[Mapping[str, str]] = dict.fromkeys(KEYS, "")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a voucher.

    Attributes:
        account: the ledger's account, whole.
        fen: debit positive.
        codes: `KEYS` → its own code; nothing where it has the voucher's.
        words: its own 摘要; nothing where it is the voucher's.
        budget: what its metadata ``budget`` says.
        more: its other metadata, each value as the ledger writes it.
    """

    account: str
    fen: int
    codes: Mapping[str, str] = field(default_factory=lambda: NO_CODES)
    words: str = ""
    budget: str = ""
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """A voucher.

    Attributes:
        number: 凭证号; nothing where ``post`` is to give one.
        checked: whether it is marked ``*``; else ``!``.
        attachments: how many papers go with it; None where that isn't said.
        codes: `KEYS` → the code of all its lines that have none of their own.
        rows: its lines, in the order in which they are written.
        tags: those that are no codes, such as ``no-budget``.
        links: its links.
        more: its other metadata, each value as the ledger writes it.
    """

    date: datetime.date
    narration: str
    rows: tuple[Row, ...]
    payee: str = ""
    number: str = ""
    checked: bool = True
    attachments: int | None = None
    codes: Mapping[str, str] = field(default_factory=lambda: NO_CODES)
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """What can't be read of a form.

    Attributes:
        field: which, as the page calls it.
        row: of which line, counted from 0; -1 for the voucher itself.
        what: a sentence for the person who types.
    """

    field: str
    row: int
    what: str


class FormError(Exception):
    """A form that isn't a voucher yet."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("".join(each.what for each in problems))
        self.problems = problems
