"""Where the columns of a 科目余额表 are: a head of one row, or of up to three with merged cells.

             期初余额          本期发生额
科目编码  科目名称  借方  贷方  借方  贷方      ──►  opening debit, opening credit, period debit, …
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.exchange.balances.words import BALANCES, SPANS, TEXTS, Words, plain

if TYPE_CHECKING:
    from gov_accounts.sheets.table import RawRow

_HEAD_ROWS: Final = 40
"""So many rows are looked at for the head."""
_DEEPEST: Final = 3
"""Rows of a head."""
_ONE: Final = "amount"
"""A balance in one column, its side told beside it or by the account."""


class Columns(NamedTuple):
    """Where a sheet's columns are.

    Attributes:
        first: which of the sheet's rows, from 0, is the head's first.
        last: and which its last.
        texts: the kind of a column of words → its index.
        figures: (span, ``debit``, ``credit`` or ``amount``) → its index.
        directions: span → the column that says the side of its balance; ``""`` for all balances.
        names: what each column is called, by index.
    """

    first: int
    last: int
    texts: Mapping[str, int]
    figures: Mapping[tuple[str, str], int]
    directions: Mapping[str, int]
    names: Mapping[int, str]

    @property
    def spans(self) -> frozenset[str]:
        """Of what there are figures: both sides, or one column of a balance."""
        return frozenset(span for span, _ in self.figures)

    @property
    def known(self) -> int:
        """How many columns are known."""
        return len(self.texts) + len(self.figures) + len(self.directions)


def find_columns(rows: Sequence[RawRow], words: Words) -> Columns | None:
    """The columns of a sheet; None where it isn't a 科目余额表."""
    best: Columns | None = None
    for at, row in enumerate(rows[:_HEAD_ROWS]):
        if not any(words.has("texts", kind, str(cell)) for kind in ("code", "name") for cell in row.cells):
            continue
        for first in range(at, max(at - 2, -1), -1):
            for last in range(at, min(first + _DEEPEST, len(rows))):
                found = _columns(rows, first, last, words)
                if found is not None and (best is None or found.known > best.known):
                    best = found
        if best is not None:
            return best
    return None


def _columns(rows: Sequence[RawRow], first: int, last: int, words: Words) -> Columns | None:
    heads = _heads(rows[first : last + 1])
    texts: dict[str, int] = {}
    figures: dict[tuple[str, str], int] = {}
    sides: list[tuple[int, str]] = []
    for index, (whole, lowest) in enumerate(heads):
        if not whole or any(word in whole for word in words.lists["ignored"]["words"]):
            continue
        kind = _text_kind(whole, words) or _text_kind(lowest, words)
        if kind:
            texts.setdefault(kind, index)
            continue
        span, side = _span(whole, words), _side(whole, words)
        if side == "direction":
            sides.append((index, _said_span(whole, words)))
        elif span in BALANCES or (span and side):
            figures.setdefault((span, side or _ONE), index)
    figures = _whole(figures)
    directions = _directions(sides, figures)
    spans = {span for span, _ in figures}
    if any(lowest in words.lists["ignored"]["journal"] for _, lowest in heads):
        return None
    opens = spans & {"opening", "year_opening"} or spans >= {"year", "closing"}
    if not texts.keys() & {"code", "name"} or not opens or len(spans) == 1:
        return None
    names = {index: whole for index, (whole, _) in enumerate(heads) if whole}
    return Columns(first, last, texts, figures, directions, names)


def _heads(rows: Sequence[RawRow]) -> list[tuple[str, str]]:
    """What stands over each column, from above, and the lowest of it; a merged cell holds for those right of it."""
    width = max(len(row.cells) for row in rows)
    spread: list[list[str]] = []
    for number, row in enumerate(rows):
        own = [plain(str(cell)) if isinstance(cell, str) else "" for cell in row.cells] + [""] * width
        held, line = "", []
        for index in range(width):
            if own[index]:
                held = own[index]
            # Where nothing stands below, nothing is merged above it.
            below = any(_text(each, index) for each in rows[number + 1 :])
            line.append(own[index] or (held if below else ""))
        spread.append(line)
    found = []
    for index in range(width):
        pieces = [line[index] for line in spread if line[index]]
        found.append(("".join(dict.fromkeys(pieces)), pieces[-1] if pieces else ""))
    return found


def _text(row: RawRow, index: int) -> str:
    cell = row.cells[index] if index < len(row.cells) else ""
    return plain(cell) if isinstance(cell, str) else ""


def _text_kind(head: str, words: Words) -> str:
    return next((kind for kind in TEXTS if head in words.lists["texts"][kind]), "")


def _said_span(head: str, words: Words) -> str:
    return next((span for span in SPANS if any(word in head for word in words.lists["spans"][span])), "")


def _span(head: str, words: Words) -> str:
    found = _said_span(head, words)
    if not found and any(word in head for word in words.lists["ignored"]["balance"]):
        return "closing"
    # 借方 and 贷方 alone are those of the period.
    return found or ("period" if _side(head, words) in ("debit", "credit") else "")


def _side(head: str, words: Words) -> str:
    return next((side for side, names in words.lists["sides"].items() if any(word in head for word in names)), "")


def _whole(figures: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Of a span in one column and in two, the two; of one side alone, nothing."""
    kept = {}
    for (span, side), index in figures.items():
        both = (span, "debit") in figures and (span, "credit") in figures
        if both == (side != _ONE):
            kept[span, side] = index
    return kept


def _directions(sides: Sequence[tuple[int, str]], figures: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """Which column says the side of which balance: the one that is named so, else the one beside it."""
    single = {index: span for (span, side), index in figures.items() if side == _ONE}
    found: dict[str, int] = {}
    for index, span in sides:
        if span in BALANCES:
            found[span] = index
        elif len(sides) == 1:
            found[""] = index
        else:
            beside = single.get(index + 1) or single.get(index - 1)
            if beside:
                found.setdefault(beside, index)
    return {span: index for span, index in found.items() if not span or (span, _ONE) in figures}
