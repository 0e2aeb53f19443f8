"""Formulas between cells: parsed once, evaluated, and printed as the footnotes of a form.

    "general..other"                      the sum of the rows from general to other
    "total_income + surplus_used + opening"
    "positive(distributable)"
    "closing[general]"                    the row closing in the column general
    "expenditure.206[total]"              another table's row 206 in its column total
    "previous.expenditure.206[total]"     the same in last year's table

A plain key names a row in a row's formula, a column in a column's formula, or an auxiliary quantity of the
table. ``positive(x)`` is x where it is above zero, else zero.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_TOKEN: Final = re.compile(r"\s*(\.\.|[-+()\[\].]|[^\W_][\w]*)", re.UNICODE)


class FormulaError(ValueError):
    """A formula that can't be read."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell named in a formula: the key of its row, or of its column, and where given the other key and the table."""

    key: str
    column: str | None = None
    table: str | None = None

    def __str__(self) -> str:
        table = f"{self.table}." if self.table else ""
        return f"{table}{self.key}" + (f"[{self.column}]" if self.column else "")


@dataclass(frozen=True, slots=True)
class Range:
    """The sum of all rows, or columns, from one key to another in the form's order."""

    first: str
    last: str

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


@dataclass(frozen=True, slots=True)
class Positive:
    """The positive part of a formula."""

    of: Formula

    def __str__(self) -> str:
        return f"positive({self.of})"


Operand = Reference | Range | Positive


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a sum, with its sign (1 or -1)."""

    sign: int
    of: Operand


@dataclass(frozen=True, slots=True)
class Formula:
    """A sum of signed terms."""

    terms: tuple[Term, ...]

    def __str__(self) -> str:
        text = " ".join(f"{'-' if term.sign < 0 else '+'} {term.of}" for term in self.terms)
        return text.removeprefix("+ ")

    def renamed(self, name: Callable[[str], str]) -> Formula:
        """The same formula with every row or column, ends of ranges too, called what `name` says of its key."""
        terms: list[Term] = []
        for term in self.terms:
            match term.of:
                case Reference(key, column, table):
                    terms.append(Term(term.sign, Reference(name(key), column, table)))
                case Range(first, last):
                    terms.append(Term(term.sign, Range(name(first), name(last))))
                case Positive(of=inner):
                    terms.append(Term(term.sign, Positive(inner.renamed(name))))
        return Formula(tuple(terms))

    def shown(self, name: Callable[[Reference], str]) -> str:
        """The formula as a person reads it, each reference by its `name`."""
        written = []
        for term in self.terms:
            match term.of:
                case Reference():
                    text = name(term.of)
                case Positive(of=inner):
                    text = f"取正数（{inner.shown(name)}）"
                case Range():
                    text = str(term.of)
            written.append(f"{'－' if term.sign < 0 else '＋'}{text}")
        return "".join(written).removeprefix("＋")

    def references(self) -> Iterator[Reference]:
        """Every cell named, ranges left out."""
        for term in self.terms:
            match term.of:
                case Reference():
                    yield term.of
                case Positive(of=inner):
                    yield from inner.references()
                case Range():
                    pass

    def expanded(self, keys: Sequence[str]) -> Formula:
        """The same formula with each range written out as the keys it covers, in the order of `keys`.

        Raises:
            FormulaError: a range names a key that isn't there, or runs backwards.
        """
        terms: list[Term] = []
        for term in self.terms:
            match term.of:
                case Range(first, last):
                    if first not in keys or last not in keys or keys.index(first) > keys.index(last):
                        raise FormulaError(f"{term.of}")
                    covered = keys[keys.index(first) : keys.index(last) + 1]
                    terms.extend(Term(term.sign, Reference(each)) for each in covered)
                case Positive(of=inner):
                    terms.append(Term(term.sign, Positive(inner.expanded(keys))))
                case Reference():
                    terms.append(term)
        return Formula(tuple(terms))

    def evaluate(self, value: Callable[[Reference], int]) -> int:
        """The formula's value, each reference's value asked of `value`. Ranges must have been expanded."""
        total = 0
        for term in self.terms:
            match term.of:
                case Reference():
                    total += term.sign * value(term.of)
                case Positive(of=inner):
                    total += term.sign * max(inner.evaluate(value), 0)
                case Range():
                    raise FormulaError(f"{term.of}")
        return total


def parse(text: str) -> Formula:
    """Read a formula.

    Raises:
        FormulaError: it can't be read; the message is the offending text.
    """
    tokens: list[str] = []
    position = 0
    text = text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise FormulaError(text[position:])
        tokens.append(match.group(1))
        position = match.end()
    parser = _Parser(tokens)
    formula = parser.formula()
    if parser.peek():
        raise FormulaError(" ".join(tokens[parser.position :]))
    return formula


class _Parser:
    """Recursive descent over tokens."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = tokens
        self.position = 0

    def peek(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.peek()
        if not token or (expected and token != expected):
            raise FormulaError(token or "（公式没有写完）")
        self.position += 1
        return token

    def formula(self) -> Formula:
        terms: list[Term] = []
        sign = 1
        if self.peek() in ("+", "-"):
            sign = -1 if self.take() == "-" else 1
        terms.append(Term(sign, self.operand()))
        while self.peek() in ("+", "-"):
            sign = -1 if self.take() == "-" else 1
            terms.append(Term(sign, self.operand()))
        return Formula(tuple(terms))

    def operand(self) -> Operand:
        name = self.identifier()
        if name == "positive" and self.peek() == "(":
            self.take("(")
            inner = self.formula()
            self.take(")")
            return Positive(inner)
        if self.peek() == "..":
            self.take()
            return Range(name, self.identifier())
        table = None
        if self.peek() == ".":
            self.take()
            table, name = name, self.identifier()
            if self.peek() == ".":
                self.take()
                table, name = f"{table}.{name}", self.identifier()
        column = None
        if self.peek() == "[":
            self.take()
            column = self.identifier()
            self.take("]")
        return Reference(name, column, table)

    def identifier(self) -> str:
        token = self.take()
        if not (token[0].isalnum()):
            raise FormulaError(token)
        return token
