"""DuckDB, on this machine: the engine that needs nothing else."""

from __future__ import annotations

import hashlib
import tempfile
from glob import glob
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.units import messages
from gov_accounts.units.engine import FACTS, End, EngineMissingError
from gov_accounts.units.facts import COLUMNS, SUFFIX, TAIL, NotFactsError, footer_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_CHUNK: Final = 1 << 20
_LONGEST_FOOTER: Final = 1 << 26


def require_duckdb() -> Any:
    """DuckDB's module.

    Raises:
        EngineMissingError: it isn't installed.
    """
    try:
        return import_module("duckdb")
    except ImportError as error:
        raise EngineMissingError(messages.DUCKDB_MISSING) from error


class Duck:
    """Facts files of this machine, summed by DuckDB."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._connection = require_duckdb().connect()
        # Nothing is fetched from anywhere; what doesn't fit into memory isn't left where the command is run.
        self._connection.execute("SET autoinstall_known_extensions = false")
        self._connection.execute("SET temp_directory = ?", [tempfile.gettempdir()])

    def files(self, where: Sequence[str]) -> list[str]:
        """The files meant by paths, folders (whole, with what is below) and patterns, each once, in order."""
        found: set[str] = set()
        for each in where:
            if Path(each).is_dir():
                found.update(map(str, Path(each).rglob(f"*{SUFFIX}")))
            elif Path(each).is_file():
                found.add(each)
            else:
                found.update(name for name in glob(each, recursive=True) if name.endswith(SUFFIX))  # noqa: PTH207 (patterns may begin anywhere)
        return sorted(found)

    def ends(self, files: Sequence[str]) -> Iterator[End]:
        """The ends of some files."""
        for file in files:
            yield _end(file)

    def load(self, files: Sequence[str]) -> None:
        """Give the rows of some files the name ``facts``."""
        self._connection.read_parquet(list(files), union_by_name=False).select(*COLUMNS).create_view(
            FACTS, replace=True
        )

    def keep(self, name: str, sql: str) -> None:
        """Give what a query comes to a name, worked out once."""
        self._connection.execute(f"CREATE OR REPLACE TABLE {name} AS {sql}")

    def table(self, name: str, columns: Mapping[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Make a table of some rows."""
        declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        self._connection.execute(f"CREATE OR REPLACE TABLE {name} ({declared})")
        lists = ", ".join(f"unnest(${number}::{kind}[])" for number, kind in enumerate(columns.values(), 1))
        if rows:
            self._connection.execute(
                f"INSERT INTO {name} SELECT {lists}", [list(each) for each in zip(*rows, strict=True)]
            )

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query comes to."""
        found: list[tuple[Any, ...]] = self._connection.execute(sql).fetchall()
        return found


def _end(file: str) -> End:
    """The end of one file, of which no more than a piece is held at a time."""
    try:
        with open(file, "rb") as content:  # noqa: PTH123
            size = content.seek(0, 2)
            content.seek(max(size - TAIL, 0))
            footer = footer_size(content.read(TAIL))
            before = size - TAIL - footer
            if footer > _LONGEST_FOOTER or before < 0:
                return End(file, b"", "", "它不是完整的 parquet 文件")
            content.seek(0)
            digest = hashlib.sha256()
            left = before
            while left:
                piece = content.read(min(_CHUNK, left))
                if not piece:
                    return End(file, b"", "", "读的时候文件变短了")
                digest.update(piece)
                left -= len(piece)
            return End(file, content.read(footer), digest.hexdigest())
    except NotFactsError as error:
        return End(file, b"", "", str(error))
    except OSError as error:
        return End(file, b"", "", error.strerror or "文件读不出来")
