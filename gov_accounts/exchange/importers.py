"""The same readers for beangulp, and so for Fava's page Import: one importer a map.

    CONFIG = importers(lambda: load(Path("main.beancount")))

What comes out are beancount's directives, with accounts to be opened and projects to be declared before the vouchers;
vouchers that the ledger has already are left out, told by their ``source-hash``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from beangulp.importer import Importer

from gov_accounts.exchange.importing import import_files
from gov_accounts.exchange.kinds import reader
from gov_accounts.exchange.maps import shipped
from gov_accounts.exchange.source import Source
from gov_accounts.reading.loading import parse_text
from gov_accounts.sheets.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.exchange.maps import Map


class NotUnderstoodError(Exception):
    """A file with rows that aren't understood: nothing of it is offered."""


class MapImporter(Importer):  # type: ignore[misc]  # beangulp has no types
    """Files of one map."""

    def __init__(self, map_: Map, ledger: Callable[[], Ledger]) -> None:
        """Read files by a map into a ledger, which is loaded when a file is read."""
        self._map = map_
        self._ledger = ledger

    @property
    def name(self) -> str:
        """The map's name and title."""
        return f"{self._map.key} {self._map.title}"

    def identify(self, filepath: str) -> bool:
        """Whether a file is one that the map is for."""
        try:
            return reader(self._map).fits(Source(Path(filepath))) > 0
        except (TableError, OSError):
            return False

    def account(self, filepath: str) -> str:
        """None: a file has vouchers of many accounts."""
        del filepath
        return ""

    def extract(self, filepath: str, existing: Sequence[Any]) -> list[Any]:
        """The directives that are new.

        Raises:
            NotUnderstoodError: with what isn't understood, in Chinese.
        """
        del existing
        made = import_files(self._ledger(), [Path(filepath)], [self._map])
        if made.refused or made.blocking:
            base = Path(filepath).parent
            raise NotUnderstoodError("\n".join(each.shown(base) for each in (*made.refused, *made.blocking)))
        text = "\n".join(made.plan.texts[each] for each in sorted(made.plan.texts))
        entries, _, _ = parse_text(text)
        return list(entries)

    def deduplicate(self, entries: Sequence[Any], existing: Sequence[Any]) -> None:
        """Nothing is marked: what the ledger has is left out already, and equal amounts are no sign of a double."""


def importers(ledger: Callable[[], Ledger], maps: Sequence[Map] = ()) -> list[MapImporter]:
    """An importer for each map; for those that ship, where none is named."""
    return [MapImporter(each, ledger) for each in maps or shipped()]
