"""The pages of a document that findings stand on, as pictures with marks over them."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gov_accounts.render.audit.marks import boxes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from gov_accounts.audit.audited import Audit
    from gov_accounts.audit.source import Box, Page

MOST_PAGES: Final = 40
MOST_BYTES: Final = 6_000_000
"""Of all pictures of a document."""
_WIDTH: Final = 1_000
"""Pixels of a picture."""
_AROUND: Final = 15
"""Tenths of a point between what is marked and the mark's line."""
_PARTS: Final = 10_000
"""Of a page's width, for hundredths of a per cent."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on a page: the finding's number, and where, in per cent of the page."""

    cause: int
    kind: str
    first: bool
    left: str
    top: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page with its marks.

    Attributes:
        picture: PNG in base 64; nothing where there is none, and the marks stand on white paper.
    """

    number: int
    picture: str
    width: int
    height: int
    marks: tuple[Mark, ...]


def shown_pages(audit: Audit) -> tuple[ShownPage, ...]:
    """The pages with findings that aren't tails, at most 40; none where the document has no pages."""
    marked: dict[int, dict[tuple[int, Box], tuple[str, bool]]] = {}
    for finding in audit.findings:
        if finding.kind == "tail":
            continue
        for index, spot in enumerate(finding.places):
            for page, box in boxes(audit, spot):
                marked.setdefault(page, {}).setdefault((finding.cause, box), (finding.kind, not index))
    sizes = {each.number: each for each in audit.source.pages}
    numbers = sorted(number for number in marked if number in sizes)[:MOST_PAGES]
    pictures = _pictures(audit, numbers)
    shown = []
    for number in numbers:
        size = sizes[number]
        marks = (_mark(size, cause, kind, box, first=first) for (cause, box), (kind, first) in marked[number].items())
        shown.append(ShownPage(number, pictures.get(number, ""), size.width, size.height, tuple(marks)))
    return tuple(shown)


def _mark(page: Page, cause: int, kind: str, box: Box, *, first: bool) -> Mark:
    left, top = max(box.left - _AROUND, 0), max(box.top - _AROUND, 0)
    return Mark(
        cause,
        kind,
        first,
        _share(left, page.width),
        _share(top, page.height),
        _share(min(box.right + _AROUND, page.width) - left, page.width),
        _share(min(box.bottom + _AROUND, page.height) - top, page.height),
    )


def _share(part: int, whole: int) -> str:
    hundredths = part * _PARTS // max(whole, 1)
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def _pictures(audit: Audit, numbers: Sequence[int]) -> Mapping[int, str]:
    """Page number → its picture, as far as they can be drawn and aren't too large together."""
    from gov_accounts.audit.reading.errors import UnreadableError  # noqa: PLC0415
    from gov_accounts.audit.reading.pictures import page_pictures  # noqa: PLC0415

    drawn: dict[int, str] = {}
    left = MOST_BYTES
    for path, own in _by_file(audit, numbers):
        try:
            pictures = page_pictures(path, tuple(own), _WIDTH)
        except UnreadableError:
            continue
        for local, content in sorted(pictures.items()):
            left -= len(content)
            if left >= 0:
                drawn[own[local]] = b64encode(content).decode()
    return drawn


def _by_file(audit: Audit, numbers: Sequence[int]) -> Sequence[tuple[Path, dict[int, int]]]:
    """Each PDF that is still there, with its pages: number in the file → number in the document."""
    places: dict[str, list[Page]] = {}
    for page in audit.source.pages:
        places.setdefault(page.file, []).append(page)
    files = []
    for path in audit.paths:
        if path.suffix.lower() != ".pdf" or not path.is_file():
            continue
        own = {local: page.number for local, page in enumerate(places.get(path.name, ()), 1) if page.number in numbers}
        if own:
            files.append((path, own))
    return files
