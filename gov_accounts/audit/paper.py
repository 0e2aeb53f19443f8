"""A published document as understood: its tables cell by cell, what its words claim, and every number's place."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gov_accounts.audit.source import Unread
    from gov_accounts.audit.spot import Spot
    from gov_accounts.law.form import Format
    from gov_accounts.law.formula import Formula
    from gov_accounts.law.profile import Profile


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number as printed.

    Attributes:
        value: in the unit it is printed in, its sign included.
        decimals: how many are printed.
        unit: one of it in fen for money (万元 1,000,000; 元 100); 0 for what isn't money.
        spot: where it stands.
    """

    value: Decimal
    decimals: int
    unit: int
    spot: Spot

    @property
    def fen(self) -> int:
        """The amount as it stands, in fen. Finer than a fen is cut."""
        return int(self.value * self.unit)

    @property
    def slack(self) -> int:
        """How far the exact amount may be from it, in fen: half a step of its last decimal; 0 where that is a fen."""
        return self.unit // (2 * 10**self.decimals) if self.decimals < len(str(self.unit)) - 1 else 0


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table of the document, cell by cell.

    Attributes:
        form: the form of the profile that it was read by.
        number: as printed: ``表5``, ``公开05表``; by our form's name (``表5``) where it has none.
        title: as printed.
        page: the first it stands on; 0 where there are no pages.
        unit: its money unit in fen; 1,000,000 for 万元.
        unit_name: what that is called.
        rows: row key → column key → the number; None for a blank cell of a column the table has. A row that isn't
            printed has no entry; nor has a column that the table lacks.
        labels: row key → its label as printed, without the code.
        spots: (row key, column key) → where the cell is, blank ones too.
        notes: the lines of notes below it (注, 说明, formulas), each with its place.
        year: the year in its heading; 0 where none is printed.
        head: the line of its title, with its place.
    """

    form: Format
    number: str
    title: str
    page: int
    unit: int
    unit_name: str
    rows: Mapping[str, Mapping[str, PrintedNumber | None]]
    labels: Mapping[str, str] = field(default_factory=dict)
    spots: Mapping[tuple[str, str], Spot] = field(default_factory=dict)
    notes: tuple[Spot, ...] = ()
    year: int = 0
    head: Spot | None = None

    @property
    def key(self) -> str:
        """The form's key: ``general_expenditure``."""
        return self.form.key


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A row, a column or a number of a table that the form has no place for."""

    spot: Spot
    why: str


@dataclass(frozen=True, slots=True)
class Tables:
    """The document's tables, and whose it is.

    Attributes:
        unit_name: of the unit, as most of the document has it.
        year: the year it is of.
        profile: by which it was read: the nearest one where its forms are not known.
        exactly: whether the document's forms are that profile's in every table that was found.
        tables: by form key, in the document's order.
        unplaced: what the forms have no place for.
        unchecked: what couldn't be recognised, and why.
        used: the numbers of the source's blocks (from 0) that tables were read from: titles, units, heads, rows, notes.
    """

    unit_name: str
    year: int
    profile: Profile
    exactly: bool
    tables: Mapping[str, FoundTable]
    unplaced: tuple[Unplaced, ...] = ()
    unchecked: tuple[Unread, ...] = ()
    used: frozenset[int] = frozenset()


ClaimKind = Literal["amount", "ratio"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A number in words, and what it is said to be.

    Quantities are named as ties and the narrative name them: ``expenditure.total[total]``,
    ``previous.income_expenditure.total_in[amount]``, ``budget_func.2060501[initial]``; what only words know has a table
    of its own: ``words.procurement_total[amount]``. A quantity that no table prints is unknown until a claim gives it.

    Attributes:
        rule: which sentence it was found by, such as ``change``, ``share``, ``done``, ``part``.
        kind: an amount, or a ratio in per cent.
        amount: what the number, or the ratio's numerator, is.
        base: the ratio's denominator.
        number: as printed; a ratio's in per cent, its unit 0.
        sign: 1 or -1 where words give the sign (增加, 减少) and the number is printed without; 0 where it is as
            printed.
        name: what it is called in the sentence: ``基本支出``.
        group: ratios that are the parts of one whole have the same group; nothing else has one.
        complete: whether the group's parts are said to be the whole.
    """

    rule: str
    kind: ClaimKind
    amount: Formula
    number: PrintedNumber
    base: Formula | None = None
    sign: int = 0
    name: str = ""
    group: str = ""
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """What words say of amounts beside claims: parts make up a whole, one isn't more than another.

    Attributes:
        exact: whether both sides are equal; else the left isn't less than the right.
        why: the sentence of the rule.
        spots: where it is said.
    """

    rule: str
    left: Formula
    right: Formula
    exact: bool
    why: str
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the words.

    Attributes:
        id: ``三部分五（三）``; ``封面``, ``目录``; an id may come twice where the document numbers twice alike.
        heading: as printed.
        text: what stands below it, without blanks between Chinese characters and numbers; lines joined, paragraphs
            apart by line ends.
        marks: for each character of the text, the page and the line it stands in (a block's number in the source).
    """

    id: str
    heading: str
    text: str
    marks: Sequence[tuple[int, int]]
    head: Spot | None = None

    def spot(self, begin: int, end: int) -> Spot:
        """The place of some of its characters, with the sentence around them."""
        from gov_accounts.audit.spot import Spot  # noqa: PLC0415

        before = max(self.text.rfind(mark, 0, begin) for mark in "。；\n")
        after = min((at for at in (self.text.find(mark, end) for mark in "。；\n") if at >= 0), default=len(self.text))
        page = self.marks[begin][0] if begin < len(self.marks) else 0
        around = self.text[before + 1 : after + 1].strip()
        return Spot(section=self.id, page=page, printed=self.text[begin:end], around=around)


@dataclass(frozen=True, slots=True)
class Prose:
    """What the document's words say.

    Attributes:
        sections: in order.
        claims: every number that is a known quantity.
        relations: what is said of several.
        unchecked: sentences with amounts that no pattern reads, counted by section.
    """

    sections: tuple[Section, ...]
    claims: tuple[Claim, ...] = ()
    relations: tuple[Relation, ...] = ()
    unchecked: tuple[Unread, ...] = ()
