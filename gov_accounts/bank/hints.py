"""What an outstanding line may be: the same amount further away, the other way round, with its digits changed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, Protocol

from gov_accounts.money import yuan_text

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence

    from gov_accounts.bank.reconcile import Reconciliation


_FURTHEST: Final = 400
"""Days: the widest window that can be asked for."""


class _Line(Protocol):
    @property
    def date(self) -> datetime.date: ...
    @property
    def fen(self) -> int: ...


def hints(made: Reconciliation, days: int) -> tuple[dict[int, str], dict[int, str]]:
    """What is said beside outstanding lines of the books, and movements of the bank: index → words."""
    of_books = _Side(made.books, made.book_only)
    of_bank = _Side(made.bank, made.bank_only)
    return (
        {each: _hint(made.books[each], of_books, of_bank, "对账单", days) for each in made.book_only},
        {each: _hint(made.bank[each], of_bank, of_books, "账上", days) for each in made.bank_only},
    )


class _Side:
    """Outstanding lines of a side, by amount and by digits."""

    def __init__(self, lines: Sequence[_Line], indices: Iterable[int]) -> None:
        self.by_fen: dict[int, list[datetime.date]] = defaultdict(list)
        self.by_digits: dict[tuple[bool, str], list[tuple[int, datetime.date]]] = defaultdict(list)
        for index in indices:
            line = lines[index]
            self.by_fen[line.fen].append(line.date)
            self.by_digits[_digits(line.fen)].append((line.fen, line.date))


def _digits(fen: int) -> tuple[bool, str]:
    return fen > 0, "".join(sorted(str(abs(fen))))


def _hint(line: _Line, own: _Side, other: _Side, called: str, days: int) -> str:
    for day in other.by_fen.get(line.fen, ()):
        apart = abs((day - line.date).days)
        if days < apart <= _FURTHEST:
            return f"{called} {day} 有同样的金额，相隔 {apart} 天；是同一笔的，加 --days {apart}"
    for day in other.by_fen.get(-line.fen, ()):
        return f"{called} {day} 有同样的金额，收付相反；可能记反了方向"
    for day in own.by_fen.get(-line.fen, ()):
        return f"同一边 {day} 有一笔相反的，可能是冲销"
    for fen, day in other.by_digits.get(_digits(line.fen), ()):
        if abs((day - line.date).days) <= days and fen != line.fen:
            return f"{called} {day} 有 {yuan_text(abs(fen))}，数字相同、次序不同；可能写错了数"
    return ""
