"""Facts of a unit's year as parquet: a row a posting, all three books, for many units to be put together.

Openings aren't in a year's file: they are the sums of the files of the years before. Written by DuckDB, which isn't
installed by default.
"""

from __future__ import annotations

import json
import tempfile
from importlib import import_module
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.books.postings import read_postings
from gov_accounts.exchange.export import messages
from gov_accounts.exchange.export.books import NotExportedError
from gov_accounts.exchange.export.value import Made, file_name
from gov_accounts.money import APPROPRIATIONS, BUDGETARY, FINANCIAL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.books.postings import Posting

COLUMNS: Final = {
    "unit_code": "VARCHAR",
    "unit_name": "VARCHAR",
    "year": "INTEGER",
    "book": "VARCHAR",
    "date": "DATE",
    "code": "VARCHAR",
    "account": "VARCHAR",
    "func": "VARCHAR",
    "econ": "VARCHAR",
    "fund": "VARCHAR",
    "project": "VARCHAR",
    "fen": "BIGINT",
    "closing": "BOOLEAN",
    "derived": "BOOLEAN",
    "voucher": "VARCHAR",
    "file": "VARCHAR",
    "line": "INTEGER",
    "payee": "VARCHAR",
    "narration": "VARCHAR",
}
"""The columns of the facts and DuckDB's types of them; nothing is empty text, never null."""
BOOKS: Final = {FINANCIAL: "F", BUDGETARY: "B", APPROPRIATIONS: "A"}
MANIFEST: Final = "gov_accounts"
"""The key of the file's metadata under which its manifest stands, as JSON."""
_VERSION: Final = 1


def made(ledger: Ledger, years: Iterable[int]) -> Made:
    """A file for each of some years.

    Raises:
        NotExportedError: DuckDB isn't installed.
    """
    duckdb = _duckdb()
    unit, name = ledger.declarations.unit.get("code", ""), ledger.unit_name
    by_year: dict[int, list[Posting]] = {year: [] for year in years}
    for each in read_postings(ledger.entries):
        if each.date.year in by_year:
            by_year[each.date.year].append(each)
    files = {
        f"{file_name(unit or name)}-{year}.parquet": _file(duckdb, postings, (unit, name, year), ledger.path.parent)
        for year, postings in by_year.items()
    }
    return Made(files, tuple(messages.about_facts(unit, ledger.path)), single=len(files) == 1)


def _duckdb() -> Any:
    try:
        return import_module("duckdb")
    except ImportError as error:
        raise NotExportedError(messages.DUCKDB_MISSING) from error


def _file(duckdb: Any, postings: Iterable[Posting], whose: tuple[str, str, int], base: Path) -> bytes:
    columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    debits = dict.fromkeys(BOOKS.values(), 0)
    for each in postings:
        for name, value in zip(columns, _row(each, whose, base), strict=True):
            columns[name].append(value)
        debits[BOOKS[each.commodity]] += max(each.fen, 0)
    manifest = {
        "format": "gov-accounts facts",
        "version": _VERSION,
        "unit_code": whose[0],
        "unit_name": whose[1],
        "year": whose[2],
        "rows": len(columns["fen"]),
        "debits": debits,
    }
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.execute("SET threads = 1")  # rows stay in their order
        declared = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
        connection.execute(f"CREATE TABLE facts ({declared})")
        lists = ", ".join(f"unnest(${number}::{kind}[])" for number, kind in enumerate(COLUMNS.values(), 1))
        connection.execute(f"INSERT INTO facts SELECT {lists}", list(columns.values()))
        path = Path(folder, "facts.parquet")
        about = json.dumps(manifest, ensure_ascii=False, sort_keys=True)
        options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{MANIFEST}: {_quoted(about)}}}"
        connection.execute(f"COPY facts TO {_quoted(str(path))} ({options})")
        return path.read_bytes()


def _row(posting: Posting, whose: tuple[str, str, int], base: Path) -> tuple[Any, ...]:
    voucher = posting.voucher
    return (
        *whose,
        BOOKS[posting.commodity],
        posting.date,
        posting.code,
        posting.account,
        *posting.codes,
        posting.fen,
        posting.closing,
        posting.derived,
        posting.number,
        _shown(voucher.file, base),
        posting.line,
        voucher.payee,
        voucher.narration,
    )


def _shown(file: str, base: Path) -> str:
    """A file as seen from the ledger's folder; outside it, its name alone."""
    path = PurePath(file)
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
