"""Engines that sum facts: what one must do. All take the same SQL text, and give the same rows.

No text of a unit's ever becomes part of SQL: what is asked for is put into a table, and joined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gov_accounts.findings import Finding

FACTS = "facts"
"""The name under which SQL finds the rows of the facts files."""


class EngineMissingError(Exception):
    """An engine that isn't installed, or can't be reached. Its finding says what to do."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.shown())
        self.finding = finding


class End(NamedTuple):
    """The end of a file, and what was before it.

    Attributes:
        file: its path.
        footer: the bytes of its footer; empty where it has none.
        digest: the SHA-256 of the bytes before the footer.
        wrong: why it can't be read, in Chinese; nothing where it can.
    """

    file: str
    footer: bytes
    digest: str
    wrong: str = ""


class Engine(Protocol):
    """Reads facts files and runs SQL."""

    def files(self, where: Sequence[str]) -> list[str]:
        """The facts files meant by paths, folders and patterns, each once, in order."""

    def ends(self, files: Sequence[str]) -> Iterable[End]:
        """The ends of some files, each file read once, whole."""

    def load(self, files: Sequence[str]) -> None:
        """Give the rows of some files the name ``facts``."""

    def keep(self, name: str, sql: str) -> None:
        """Give what a query comes to a name, worked out once."""

    def table(self, name: str, columns: Mapping[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Make a table of some rows; columns → SQL types."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query comes to."""
