"""A file to be taken in: its bytes and its sheets, each read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gov_accounts.findings import Place
from gov_accounts.sheets.errors import TableError
from gov_accounts.sheets.table import read_sheets

if TYPE_CHECKING:
    from gov_accounts.sheets.table import RawSheet

LARGEST: Final = 50_000_000
"""Bytes of a file."""


@dataclass(frozen=True)
class Source:
    """A file.

    Attributes:
        path: where it is.
    """

    path: Path

    @property
    def name(self) -> str:
        """Its name without folders: what ``source:`` says, the same on every machine."""
        return self.path.name

    @cached_property
    def content(self) -> bytes:
        """Its bytes.

        Raises:
            TableError: it is too large.
            OSError: it can't be read.
        """
        with self.path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise TableError(
                "文件太大，不读。", f"最多读 {LARGEST // 1_000_000} MB。", "分月导出，几个文件一起写在命令里。"
            )
        return content

    @cached_property
    def sheets(self) -> list[RawSheet]:
        """Its sheets; a csv file is one without a name.

        Raises:
            TableError: it is no table.
            OSError: it can't be read.
        """
        return read_sheets(self.path)

    def place(self, row: int = 0) -> Place:
        """A row of it."""
        return Place(str(self.path), row)

    def row(self, row: int, sheet: str = "") -> str:
        """``file#row`` as ``source:`` says it; ``file#sheet!row`` where the file has several sheets with something."""
        known: list[RawSheet] = self.__dict__.get("sheets", [])
        several = sum(1 for each in known if each.rows) > 1
        return f"{self.name}#{sheet}!{row}" if sheet and several else f"{self.name}#{row}"
