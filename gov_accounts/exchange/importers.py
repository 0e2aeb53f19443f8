"""The same readers for beangulp, and so for Fava's page Import: one importer a map.

    CONFIG = importers(lambda: load(Path("main.beancount")))

What comes out are beancount's directives, with accounts to be opened and projects to be declared before the vouchers;
vouchers that the ledger has already are left out, told by their ``source-hash``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from beancount.core.data import Transaction
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


_NEEDED: Final = re.compile(r'[0-9-]{10} (?:open |custom "gov-project")')
"""Lines that vouchers need beside them."""


class NotUnderstoodError(Exception):
    """A file with rows that aren't understood: nothing of it is offered."""


class MapImporter(Importer):  # type: ignore[misc]  # beangulp has no types
    """Files of one map."""

    def __init__(self, map_: Map, ledger: Callable[[], Ledger], *, vouchers_only: bool = False) -> None:
        """Read files by a map into a ledger, which is loaded when a file is read.

        Args:
            map_: the map.
            ledger: loads the ledger.
            vouchers_only: whether who asks can take vouchers only: what needs accounts to be opened is refused then.
        """
        self._map = map_
        self._ledger = ledger
        self._vouchers_only = vouchers_only

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
        if not self._vouchers_only:
            return list(entries)
        vouchers = [each for each in entries if isinstance(each, Transaction)]
        if needed := [each for each in text.split("\n") if _NEEDED.match(each)]:
            raise NotUnderstoodError(
                "这一页只能导入凭证，这些凭证还要先开户、声明项目。用命令 gov-accounts import 导入，"
                "或先把下面这些行加进账本：\n" + "\n".join(needed)
            )
        return vouchers

    def deduplicate(self, entries: Sequence[Any], existing: Sequence[Any]) -> None:
        """Nothing is marked: what the ledger has is left out already, and equal amounts are no sign of a double."""


def importers(
    ledger: Callable[[], Ledger], maps: Sequence[Map] = (), *, vouchers_only: bool = False
) -> list[MapImporter]:
    """An importer for each map; for those that ship, where none is named."""
    return [MapImporter(each, ledger, vouchers_only=vouchers_only) for each in maps or shipped()]
