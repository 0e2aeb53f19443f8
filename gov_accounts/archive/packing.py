"""A ledger's files, and what is printed of it, put together: with an index for people and a manifest."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts import __version__
from gov_accounts.archive.manifest import (
    MANIFEST,
    SUMS,
    Listed,
    Manifest,
    ledger_digest,
    manifest_content,
    sha256,
    sums_content,
)
from gov_accounts.archive.names import Names, is_outside, upwards
from gov_accounts.archive.sources import LEDGER, LOG
from gov_accounts.bookkeeping.sealing.archived import Seal, seal_of
from gov_accounts.books.postings import Period
from gov_accounts.law.retention import retention
from gov_accounts.months import DECEMBER
from gov_accounts.printing.units import YUAN
from gov_accounts.render.formats import rendered
from gov_accounts.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gov_accounts.archive.sources import Source
    from gov_accounts.law.retention import Retention

_LIST: Final = "list"
_PROGRAM: Final = "gov-accounts"
_INDEX, _GUIDE = "目录", "怎样看、怎样核对、怎样恢复"
_OWN_WORDS: Final = {MANIFEST: "清单：每个文件的大小和校验值", SUMS: "校验值，sha256sum 可核对"}
_INDEX_COLUMNS: Final = (
    Column("number", "序号"),
    Column("path", "文件"),
    Column("what", "内容"),
    Column("name", "类别"),
    Column("retention", "保管期限"),
    Column("basis", "依据"),
    Column("original", "原来的路径"),
    Column("size", "字节"),
)


class Piece(NamedTuple):
    """A file that is printed for an archive: its kind, its name in the kind's folder, what it is, and its content."""

    kind: str
    name: str
    what: str
    content: bytes


@dataclass(frozen=True, slots=True)
class About:
    """What an archive says of the ledger: see the manifest's attributes."""

    purpose: str
    unit: str
    unit_code: str
    year: int
    profile: str
    errors: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Package:
    """An archive, all of it.

    Attributes:
        files: contents by name.
        digest: the manifest's hash, to be kept on paper.
        manifest: the manifest.
        seal: what the ledger's posting comes to.
    """

    files: Mapping[str, bytes]
    digest: str
    manifest: Manifest
    seal: Seal


class _Named(NamedTuple):
    listed: Listed
    what: str
    content: bytes


def packed(main: Path, sources: Sequence[Source], pieces: Iterable[Piece], about: About) -> Package:
    """Put an archive together. The same in, the same bytes out.

    Args:
        main: the ledger's main file.
        sources: the ledger's files.
        pieces: what is printed.
        about: what it is of.
    """
    law = retention()
    names = Names()
    for own in (MANIFEST, SUMS, law.index, law.guide_name):
        names.take(own)
    # The main file first, then the others that the ledger reads: of names that are alike, theirs stay.
    in_order = sorted(sources, key=lambda each: (each.name != main.name, each.kind != LEDGER, each.name))
    taken = {each.name: _source(each, names, law) for each in in_order}
    members = [*taken.values(), *(_printed(each, names, law) for each in pieces)]
    guide = law.guide.replace("\n", "\r\n").encode("utf-8-sig")
    members.append(_Named(_listed(law.guide_name, _LIST, guide), _GUIDE, guide))
    members.sort(key=lambda each: each.listed.path)
    index = _index(members, law, about)
    members.append(_Named(_listed(law.index, _LIST, index), _INDEX, index))
    members.sort(key=lambda each: each.listed.path)

    texts = {each.listed.path: each for each in members if each.listed.kind == LEDGER}
    log = next((each.content for each in members if each.listed.kind == LOG), None)
    main_name = taken[main.name].listed.path
    seal = seal_of(Path(main_name), {path: each.content for path, each in texts.items()}, log)
    manifest = Manifest(
        about.purpose,
        about.unit,
        about.unit_code,
        about.year,
        about.profile,
        f"{_PROGRAM} {__version__}",
        main_name,
        ledger_digest(each.listed for each in texts.values()),
        about.errors,
        about.closed,
        seal.vouchers,
        seal.lines,
        seal.end,
        len(seal.findings),
        tuple(each.listed for each in members),
    )
    content = manifest_content(manifest)
    own_files = {MANIFEST: content, SUMS: sums_content(manifest, content)}
    return Package({each.listed.path: each.content for each in members} | own_files, sha256(content), manifest, seal)


def _source(source: Source, names: Names, law: Retention) -> _Named:
    """A file of the ledger with its name in the archive, and its own where that isn't told by it."""
    kind = law.kinds[source.kind]
    folder, inside = (law.outside, upwards(source.name)) if is_outside(source.name) else (kind.folder, source.name)
    plain = f"{folder}/{inside}"
    path = names.take(plain)
    original = source.name if path != plain or is_outside(source.name) else ""
    return _Named(_listed(path, source.kind, source.content, original), kind.what, source.content)


def _printed(piece: Piece, names: Names, law: Retention) -> _Named:
    path = names.take(f"{law.kinds[piece.kind].folder}/{piece.name}")
    return _Named(_listed(path, piece.kind, piece.content), piece.what, piece.content)


def _listed(path: str, kind: str, content: bytes, original: str = "") -> Listed:
    return Listed(path, kind, len(content), sha256(content), original)


def _index(members: Sequence[_Named], law: Retention, about: About) -> bytes:
    """The index for people: a line for each file of the archive, itself and the manifest too."""
    own = {law.index: _INDEX, **_OWN_WORDS}
    rows = [
        *((each.listed.path, each.what, law.kinds[each.listed.kind], each.listed) for each in members),
        *((name, what, law.kinds[_LIST], None) for name, what in own.items()),
    ]
    year = about.year or 1
    sheet = Sheet(
        _INDEX,
        _INDEX,
        about.unit,
        Period(datetime.date(year, 1, 1), datetime.date(year, DECEMBER, 31)),
        YUAN,
        _INDEX_COLUMNS,
        tuple(
            Row(
                {
                    "number": str(number),
                    "path": path,
                    "what": what,
                    "name": kind.name,
                    "retention": kind.retention,
                    "basis": kind.basis,
                    "original": listed.original if listed else "",
                    "size": str(listed.size) if listed else "",
                }
            )
            for number, (path, what, kind, listed) in enumerate(rows, 1)
        ),
    )
    return rendered([sheet], "csv", to_file=True)
