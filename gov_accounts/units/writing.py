"""Facts of a ledger's years, written as parquet by DuckDB, which isn't installed by default."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from gov_accounts import __version__
from gov_accounts.bookkeeping.sealing.log import log_content, read_log
from gov_accounts.books.facts import read_facts
from gov_accounts.exchange.export.value import LAYERED, Made, file_name
from gov_accounts.findings import errors
from gov_accounts.money import APPROPRIATIONS, BUDGETARY, FINANCIAL
from gov_accounts.units import messages
from gov_accounts.units.duck import require_duckdb
from gov_accounts.units.facts import COLUMNS, MANIFEST, TAIL, Manifest, footer_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gov_accounts.books.facts import Fact
    from gov_accounts.books.ledger import Ledger

BOOKS: Final = {FINANCIAL: "F", BUDGETARY: "B", APPROPRIATIONS: "A"}
_ORDER: Final = ("book", "code", "account", "func", "econ", "fund", "project", "date", "file", "line", "fen")
"""Like stands by like, which is stored in less; the rest makes the order the same whenever it is written."""


def made(ledger: Ledger, years: Iterable[int]) -> Made:
    """A file for each of some years.

    Raises:
        EngineMissingError: DuckDB isn't installed.
    """
    duckdb = require_duckdb()
    facts = list(read_facts(ledger.entries))
    wanted = {year: [each for each in facts if each.posting.date.year == year] for year in years}
    first = min((each.posting.date.year for each in facts), default=0)
    unit, name = ledger.declarations.unit.get("code", ""), ledger.unit_name
    files = {
        f"{file_name(unit or name)}-{year}.parquet": _file(duckdb, ledger, year, first or year, of_year)
        for year, of_year in wanted.items()
    }
    return Made(files, tuple(messages.about_unit(unit, ledger.path)), single=len(files) == 1)


def _file(duckdb: Any, ledger: Ledger, year: int, first: int, facts: Sequence[Fact]) -> bytes:
    unit = ledger.declarations.unit
    whose = (unit.get("code", ""), ledger.unit_name, year)
    columns = _columns(facts, whose, ledger.path.parent)
    debits = dict.fromkeys(BOOKS.values(), 0)
    for each in facts:
        debits[BOOKS[each.posting.commodity]] += max(each.posting.fen, 0)
    log = log_content(ledger.path)
    manifest = Manifest(
        unit_code=whose[0],
        unit_name=whose[1],
        unit_kind=unit.get("kind", ""),
        region=unit.get("region", ""),
        form=unit.get("form", ""),
        year=year,
        first_year=first,
        profile=ledger.profile(year).name,
        codes=tuple(
            sorted({(key, row.code, row.name) for key in LAYERED for row in ledger.declarations.codes.get(key, ())})
        ),
        projects=tuple(sorted(ledger.declarations.projects.items())),
        errors=tuple(sorted({each.rule for each in errors(ledger.findings)})),
        posted=read_log(log).end if log else "",
        ledger=_digest_of(ledger),
        program=__version__,
        rows=len(facts),
        debits=debits,
        data="",
    )
    # The rows are stored alike whatever the manifest says, so that it can have their hash.
    stored = _stored(duckdb, columns, manifest)
    sealed = _stored(duckdb, columns, replace(manifest, data=_data_digest(stored)))
    if _data_digest(sealed) != _data_digest(stored):
        raise AssertionError("DuckDB stores the same rows differently")
    return sealed


def _data_digest(content: bytes) -> str:
    return hashlib.sha256(content[: -TAIL - footer_size(content[-TAIL:])]).hexdigest()


def _digest_of(ledger: Ledger) -> str:
    """A hash of the ledger's files with their names, from its folder."""
    whole = hashlib.sha256()
    for name, path in sorted((_shown(str(path), ledger.path.parent), path) for path in ledger.files):
        whole.update(f"{name}\n".encode())
        whole.update(ledger.read.get(path) or hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _stored(duckdb: Any, columns: Sequence[Sequence[Any]], manifest: Manifest) -> bytes:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.execute("SET threads = 1")  # rows stay in their order
        declared = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
        connection.execute(f"CREATE TABLE facts ({declared})")
        lists = ", ".join(f"unnest(${number}::{kind}[])" for number, kind in enumerate(COLUMNS.values(), 1))
        connection.execute(f"INSERT INTO facts SELECT {lists}", columns)
        path = Path(folder, "facts.parquet")
        options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{MANIFEST}: {_quoted(manifest.text())}}}"
        connection.execute(f"COPY facts TO {_quoted(str(path))} ({options})")
        return path.read_bytes()


def _columns(facts: Sequence[Fact], whose: tuple[str, str, int], base: Path) -> list[list[Any]]:
    rows = [_row(each, whose, base) for each in facts]
    order = [list(COLUMNS).index(name) for name in _ORDER]
    rows.sort(key=lambda row: [row[at] for at in order])
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in COLUMNS]


def _row(fact: Fact, whose: tuple[str, str, int], base: Path) -> tuple[Any, ...]:
    posting = fact.posting
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
        fact.counted,
        fact.counterparty,
    )


def _shown(file: str, base: Path) -> str:
    """A file as seen from the ledger's folder; outside it, its name alone."""
    path = PurePath(file)
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
