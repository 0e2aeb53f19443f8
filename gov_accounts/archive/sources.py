"""The files that a ledger is made of, with what is in them: those that it reads, and those that it names.

    main.beancount, what it includes         every file that was read
    posted.log, disclosure.toml, codes, forms      beside them
    document directives, metadata `document…`      invoices and contracts
    plugin "name"                            the ledger's own programs, where they lie in its folder

What lies outside the ledger's folder is taken only where the ledger may read there. Nothing but regular files is read.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gov_accounts.archive.messages import documents_left_out, too_large
from gov_accounts.bookkeeping.sealing.path import log_path
from gov_accounts.law.own_profile import files_of
from gov_accounts.law.reading import DataError
from gov_accounts.publishing.settings.file import FILE, OWN_FILE
from gov_accounts.reading.folders import is_inside, is_network, is_really_inside, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gov_accounts.books.declarations import Declarations
    from gov_accounts.findings import Finding

MOST_BYTES: Final = 1 << 30
"""Of all files together: an archive is made in memory."""
MOST_FILES: Final = 30_000
LEDGER, LOG, DOCUMENTS, SETTINGS, CODES, FORMS, PROGRAMS = (
    *("ledger", "log", "documents", "settings", "codes", "forms", "programs"),
)
_NAMED: Final = "document"
"""How the metadata begin that name a file, as Fava has it."""
_SETTINGS: Final = re.compile(re.escape(OWN_FILE).replace(r"\{year\}", r"[0-9]{4}") + "|" + re.escape(FILE))
_PLUGIN: Final = re.compile(rb'^plugin[ \t]+"([A-Za-z_]\w*)', re.MULTILINE)
_PROGRAM: Final = ".py"


class ArchiveRefusedError(Exception):
    """An archive that isn't made. Its findings say why."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        super().__init__()
        self.findings = list(findings)


class Source(NamedTuple):
    """A file of a ledger.

    Attributes:
        name: its path as seen from the ledger's folder, with ``/``; begins with ``..`` where it is outside.
        kind: what it is, a key of the kinds of an archive.
        content: what is in it.
    """

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Sources:
    """A ledger's files.

    Attributes:
        files: in order of their names.
        findings: what is named and isn't there, or mustn't be read, as notices.
    """

    files: tuple[Source, ...]
    findings: tuple[Finding, ...]


class _Wanted(NamedTuple):
    path: str
    kind: str


def gathered(
    main: Path, files: Iterable[Path], entries: Sequence[Any], declarations: Declarations, *, outside: bool
) -> Sources:
    """The files of a ledger.

    Args:
        main: the main file, absolute.
        files: every file that was read: it was allowed, wherever it is.
        entries: its directives, for the documents that they name.
        declarations: for lists of codes, and forms of the unit's own.
        outside: whether documents outside the ledger's folder may be read.

    Raises:
        ArchiveRefusedError: it is too much.
        OSError: a file can't be read.
    """
    main = Path(os.path.normpath(main))
    top = str(main.parent)
    read = list(dict.fromkeys(os.path.normpath(each) for each in (main, *files)))
    contents = _Contents()
    found: dict[str, Source] = {}
    for path in read:
        found[path] = Source(_seen_from(path, top), LEDGER, contents.of(path))
    left_out: list[str] = []
    texts = [each.content for each in found.values()]
    for path, kind in (
        *_beside(main),
        *_codes(read, declarations),
        *_forms(declarations),
        *_programs(main, texts),
        *_documents(entries),
    ):
        if path in found:
            continue
        if kind_of(path) == "file" and (outside or (is_inside(path, top) and is_really_inside(path, top))):
            found[path] = Source(_seen_from(path, top), kind, contents.of(path))
        elif kind == DOCUMENTS:
            left_out.append(_seen_from(path, top))
    wrong = (documents_left_out(main, sorted(set(left_out))),) if left_out else ()
    return Sources(tuple(sorted(found.values())), wrong)


class _Contents:
    """Files read one after another, as long as they aren't too much."""

    def __init__(self) -> None:
        self._bytes = 0
        self._files = 0

    def of(self, path: str) -> bytes:
        self._files += 1
        self._bytes += os.path.getsize(path)  # noqa: PTH202 (paths are text here)
        if self._bytes > MOST_BYTES or self._files > MOST_FILES:
            raise ArchiveRefusedError([too_large(path, MOST_FILES, MOST_BYTES)])
        return Path(path).read_bytes()


def _seen_from(path: str, folder: str) -> str:
    try:
        relative = os.path.relpath(path, folder)
    except ValueError:  # On another drive of Windows.
        relative = f"../{path}"
    return relative.replace(os.sep, "/")


def _beside(main: Path) -> Iterator[_Wanted]:
    """What stands beside the main file."""
    yield _Wanted(str(log_path(main)), LOG)
    with os.scandir(main.parent) as present:
        yield from (_Wanted(each.path, SETTINGS) for each in present if _SETTINGS.fullmatch(each.name))


def _codes(files: Iterable[str], declarations: Declarations) -> Iterator[_Wanted]:
    """The lists of codes, each beside one of the ledger's files that names it."""
    for folder in dict.fromkeys(os.path.dirname(each) for each in files):  # noqa: PTH120 (paths are text here)
        for name in declarations.code_files:
            yield _Wanted(_joined(folder, name), CODES)


def _forms(declarations: Declarations) -> Iterator[_Wanted]:
    """The files of the unit's own forms."""
    directive = declarations.directives.get("profile")
    if directive is None:
        return
    folder = _joined(os.path.dirname(directive.meta["filename"]), declarations.unit["profile"])  # noqa: PTH120
    try:
        present = files_of(Path(folder))
    except (DataError, OSError):
        return  # The ledger's findings tell of it.
    yield from (_Wanted(str(each), FORMS) for each in present)


def _programs(main: Path, texts: Iterable[bytes]) -> Iterator[_Wanted]:
    """The ledger's own plugins."""
    names = sorted({name.decode() for text in texts for name in _PLUGIN.findall(text)})
    for name in names:
        path = str(main.with_name(name))
        yield _Wanted(f"{path}{_PROGRAM}", PROGRAMS)
        for inside, folders, files in os.walk(path):
            folders[:] = sorted(each for each in folders if not each.startswith((".", "__pycache__")))
            yield from (_Wanted(_joined(inside, each), PROGRAMS) for each in sorted(files) if each.endswith(_PROGRAM))


def _documents(entries: Iterable[Any]) -> Iterator[_Wanted]:
    """The files that directives ``document`` and metadata name."""
    for entry in entries:
        meta = getattr(entry, "meta", None) or {}
        folder = os.path.dirname(str(meta.get("filename", "")))  # noqa: PTH120 (paths are text here)
        if isinstance(name := getattr(entry, "filename", None), str):
            yield from _document(folder, name)
        for each in (meta, *(leg.meta or {} for leg in getattr(entry, "postings", None) or ())):
            for key, value in each.items():
                if key.startswith(_NAMED) and isinstance(value, str):
                    yield from _document(folder, value)


def _document(folder: str, name: str) -> Iterator[_Wanted]:
    """A document; one on another machine isn't asked for, not even whether it is there."""
    if name and "\0" not in name and not is_network(name):
        yield _Wanted(_joined(folder, name), DOCUMENTS)


def _joined(folder: str, name: str) -> str:
    return os.path.normpath(os.path.join(folder, name))  # noqa: PTH118 (paths are text here)
