"""What a facts file is: the columns of its rows, and the manifest that says whose they are and that they are whole.

A file is of one unit and one year, all three books, a row a posting. Openings aren't in it: they are the sums of the
files of the years before. The manifest stands in the file's own metadata: a hash of the rows as they are stored, and a
seal over the manifest itself. Whoever changes a row or a word without knowing how is found out; a signature it is not.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    "counted": "VARCHAR",
    "counterparty": "VARCHAR",
}
"""The columns and their SQL types; nothing is empty text, never null.

``book`` is ``F``, ``B`` or ``A``; ``fen`` is positive on the debit side. ``counted`` is the code that tables count the
posting under, with the opposite sign where it isn't ``code``. ``counterparty`` is the code of the unit it is with.
"""
FORMAT: Final = "gov-accounts facts"
VERSION: Final = 2
MANIFEST: Final = "gov_accounts"
"""The key of the file's metadata under which the manifest stands, as JSON."""
SUFFIX: Final = ".parquet"
MAGIC: Final = b"PAR1"
_SIZE: Final = 4
TAIL: Final = _SIZE + len(MAGIC)
"""Bytes at the end of a file: the size of its footer, and the magic."""
_BEGINS: Final = f'{{"format": "{FORMAT}", '.encode()


class NotFactsError(ValueError):
    """A file that isn't facts as this program writes them. Its text says what is wrong, in Chinese."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a file says of itself.

    Attributes:
        unit_code, unit_name, unit_kind, region, form: as the ledger's ``gov-unit`` says; nothing where it doesn't.
        year: of its rows.
        first_year: the first year that the ledger has postings of: files from it on are needed for openings.
        profile: the name of the profile that the unit's own tables of the year are made by.
        codes: ``func`` or ``econ``, code, name: those that the unit has declared itself.
        projects: id, name: those that the unit has declared.
        errors: the rules that the ledger breaks, each once; none where every check has passed.
        posted: the last chain of the ledger's log of posted vouchers; nothing where there is none.
        ledger: a hash of all of the ledger's files.
        program: the version of this program.
        rows: how many there are.
        debits: book → fen on the debit side.
        data: the hash of the file's bytes before its footer.
    """

    unit_code: str
    unit_name: str
    unit_kind: str
    region: str
    form: str
    year: int
    first_year: int
    profile: str
    codes: tuple[tuple[str, str, str], ...]
    projects: tuple[tuple[str, str], ...]
    errors: tuple[str, ...]
    posted: str
    ledger: str
    program: str
    rows: int
    debits: Mapping[str, int]
    data: str

    @property
    def shown(self) -> str:
        """The unit as a person reads it."""
        return f"{self.unit_name}（{self.unit_code}）"

    def text(self) -> str:
        """It as JSON in ASCII, sealed. The form comes first, by which it is found again."""
        said = {"format": FORMAT, "version": VERSION, **asdict(self)}
        return json.dumps({**said, "seal": _seal(said)})


def _seal(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def footer_size(tail: bytes) -> int:
    """How long the footer of a parquet file is, its tail not counted.

    Args:
        tail: the last `TAIL` bytes.

    Raises:
        NotFactsError: it is no parquet file.
    """
    if len(tail) != TAIL or tail[_SIZE:] != MAGIC:
        raise NotFactsError("它不是完整的 parquet 文件")
    return int.from_bytes(tail[:_SIZE], "little")


def read_manifest(footer: bytes, digest: str) -> Manifest:
    """The manifest in a footer.

    Args:
        footer: the bytes of the file's footer.
        digest: the SHA-256 of the bytes before it.

    Raises:
        NotFactsError: there is none, it has been changed, or the rows aren't those it was written for.
    """
    begin = footer.find(_BEGINS)
    if begin < 0:
        raise NotFactsError("它是 parquet 文件，却不是 gov-accounts export --format parquet 写出的")
    try:
        said, _ = json.JSONDecoder().raw_decode(footer[begin:].decode("ascii", errors="replace"))
        seal = said.pop("seal")
        version = said["version"]
        manifest = Manifest(**{each.name: _read(said[each.name]) for each in fields(Manifest)})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotFactsError("文件里的说明（manifest）读不出来") from error
    if version != VERSION:
        raise NotFactsError(f"它是第 {version} 版的格式，这个程序读第 {VERSION} 版")
    if seal != _seal(said):
        raise NotFactsError("文件里的说明（manifest）被改动过")
    if manifest.data != digest:
        raise NotFactsError("文件里的数据被改动过，与写出时不同")
    return manifest


def _read(value: Any) -> Any:
    """A value with tuples for lists."""
    return tuple(map(_read, value)) if isinstance(value, list) else value
