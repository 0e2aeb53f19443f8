"""Reads a document's files: what is printed, and where; nothing is understood yet.

What a file is, its content says, not its name. Every file is read in a process of its own, within bounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.audit.reading import own_json, pdf, plain, scans, web, word, workbook
from gov_accounts.audit.reading.bounded import run
from gov_accounts.audit.reading.errors import UnreadableError
from gov_accounts.audit.reading.kinds import kind_of
from gov_accounts.audit.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from gov_accounts.audit.source import Block, Page, Unread

__all__ = ("UnreadableError", "read")

DEADLINE: Final = 60
"""Seconds that a file may take."""
_READERS: Final[Mapping[str, Callable[[Path, int], Source]]] = {
    "pdf": pdf.read,
    "docx": word.read,
    "workbook": workbook.read,
    "html": web.read,
    "json": own_json.read,
}
"""What is read in a process of its own; their libraries are loaded there."""


def read(paths: Sequence[Path], *, deadline: int = DEADLINE, ocr: bool = False) -> Source:
    """A document of one or several files, in the order given; pages are counted through them.

    Args:
        paths: its files, at least one.
        deadline: seconds that each may take; with `ocr`, a PDF may take a quarter of an hour.
        ocr: whether the words of scanned pages are recognised, which needs the extra ``ocr``.

    Raises:
        UnreadableError: one of them can't be read; what is said begins with its name.
    """
    sources: list[Source] = []
    pages = 0
    for path in paths:
        try:
            source = _read_one(path, pages + 1, deadline, ocr=ocr)
        except UnreadableError as error:
            raise UnreadableError(f"{path.name}：{error.what}", error.why, error.remedy) from error
        sources.append(source)
        pages += len(source.pages)
    return _joined(sources)


def _read_one(path: Path, first: int, deadline: int, *, ocr: bool) -> Source:
    kind = kind_of(path)
    match kind:
        case "csv":
            return plain.read_csv(path, first)
        case "text":
            return plain.read_text(path, first)
    if kind == "pdf" and ocr:
        return _checked(
            run(pdf.read_recognising, path, first, deadline=max(deadline, scans.DEADLINE), memory=scans.MEMORY)
        )
    return _checked(run(_READERS[kind], path, first, deadline=deadline))


def _checked(source: object) -> Source:
    if not isinstance(source, Source):
        raise TypeError(type(source))
    return source


def _joined(sources: Sequence[Source]) -> Source:
    blocks: list[Block] = []
    pages: list[Page] = []
    unread: list[Unread] = []
    titles: dict[str, str] = {}
    for each in sources:
        blocks += each.blocks
        pages += each.pages
        unread += each.unread
        titles |= each.titles or {}
    known: Mapping[str, str] | None = titles or None
    files = tuple(file for each in sources for file in each.files)
    return Source(files, sources[0].kind, tuple(blocks), tuple(pages), tuple(unread), known)
