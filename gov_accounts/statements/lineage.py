"""The postings behind a figure: whoever has a key of the sums that it was taken from. Asked when they are asked for."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from gov_accounts.books.cube import Key, key_of
from gov_accounts.books.postings import Posting, counted_postings, financial_postings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from gov_accounts.statements.fill import Cell


class Lineage:
    """The postings that tables of a ledger count, by their keys; read when they are first asked for."""

    def __init__(self, read: Callable[[], Iterable[Posting]], key: Callable[[Posting], Key] = key_of) -> None:
        self._read = read
        self._key = key

    @staticmethod
    def of(entries: Sequence[Any]) -> Lineage:
        """Of beancount directives on which the plugins have run: all three books."""
        return Lineage(lambda: chain(counted_postings(entries), financial_postings(entries)))

    @cached_property
    def _by_key(self) -> Mapping[Key, Sequence[Posting]]:
        found: dict[Key, list[Posting]] = {}
        for posting in self._read():
            found.setdefault(self._key(posting), []).append(posting)
        return found

    def of_key(self, key: Key) -> Sequence[Posting]:
        """The postings of a key, in the ledger's order."""
        return self._by_key.get(key, ())

    def behind(self, cell: Cell) -> Iterator[tuple[Posting, int]]:
        """Every posting behind a cell, with what it adds in fen; they sum to the cell."""
        for group, sign in cell.sums():
            for posting in self.of_key(group.key):
                yield posting, sign * group.sign * posting.fen
