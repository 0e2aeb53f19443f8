"""Reads a PDF page by page: ruled tables as grids, everything else as lines by position.

Runs in a process with limits (`bounded`). Programs, attachments and references in the file are never touched.
"""

from __future__ import annotations

import io
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.audit.reading.errors import UnreadableError
from gov_accounts.audit.reading.glyphs import box_of, glyphs_of, is_seen, lines_of, tenths
from gov_accounts.audit.reading.paragraphs import with_ends
from gov_accounts.audit.reading.ruled import MOST_EDGES, ruled_tables
from gov_accounts.audit.reading.running import without_running
from gov_accounts.audit.reading.scans import Recogniser
from gov_accounts.audit.source import Line, Page, Source, Unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from gov_accounts.audit.reading.glyphs import Glyph
    from gov_accounts.audit.source import Block, Box

MOST_PAGES: Final = 1_000
MOST_CHARACTERS: Final = 1_000_000
"""Of a file."""
MOST_ON_PAGE: Final = 30_000
"""Characters of a page."""
_FEW: Final = 10
"""Characters: a page with fewer and a picture over most of it is a scan."""
_PICTURE: Final = 1_000
"""Tenths of a point: a picture is worth a word that is as wide and high."""
_CURVES: Final = 200
"""Curves on a page without characters: its characters were turned into drawings."""


@dataclass(slots=True)
class _Notes:
    """What couldn't be read, by pages."""

    scans: list[int] = field(default_factory=list)
    recognised: list[int] = field(default_factory=list)
    covered: list[int] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    drawn: list[int] = field(default_factory=list)
    dense: list[int] = field(default_factory=list)

    def told(self) -> Iterator[Unread]:
        """Each as a sentence."""
        for pages, what, why in (
            (self.scans, "是扫描的图片", "没有文字，读不出来；换成原来的 Word 或 PDF 文件才能查，或用 --ocr 识别"),
            (self.recognised, "是扫描的图片", "文字是识别出来的，可能认错；表格没有认"),
            (self.covered, "是扫描的图片，上面叠了一层文字", "文字是识别出来的，可能认错"),
            (self.pictures, "的图片", "图片里的字没有读"),
            (self.unknown, "有些字", "字体没有说明是什么字，读不出来"),
            (self.dense, "的线条", "线条太多，没有认里面的表格"),
            (self.drawn, "的线条或文字画成了图形", "图形里的表和字没有读"),
        ):
            if pages:
                yield Unread(f"{pages_named(pages)}{what}", why)


def pages_named(numbers: Iterable[int]) -> str:
    """Pages as a person names them: ``第3、5—8页``."""
    runs: list[tuple[int, int]] = []
    for each in sorted(set(numbers)):
        if runs and each == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], each)
        else:
            runs.append((each, each))
    return f"第{'、'.join(str(first) if first == last else f'{first}—{last}' for first, last in runs)}页"


def read_recognising(path: Path, first: int) -> Source:
    """A PDF, with the words of its scanned pages recognised; see `read`.

    Raises:
        UnreadableError: as `read`; or the library that recognises isn't installed, and there are scans.
    """
    return read(path, first, ocr=True)


def read(path: Path, first: int, *, ocr: bool = False) -> Source:
    """A PDF.

    Args:
        path: the file.
        first: the number of its first page.
        ocr: whether words of scanned pages are recognised.

    Raises:
        UnreadableError: it has a password, no pages, or more than is read, or is broken.
    """
    blocks: list[list[Block]] = []
    pages: list[Page] = []
    notes = _Notes()
    left = MOST_CHARACTERS
    recogniser: Recogniser | None = None
    document = _opened(path)
    # The library's own way to close would lay out each page anew.
    with closing(document.stream):
        for number, page in enumerate(_pages(document), first):
            page = _upright(document, page)  # noqa: PLW2901 (the same page, turned)
            characters = page.chars
            left -= len(characters)
            if left < 0:
                raise _too_much(f"最多读 {MOST_CHARACTERS:,} 个字。")
            if len(characters) > MOST_ON_PAGE:
                raise _too_much(f"第{number}页上的字超过 {MOST_ON_PAGE:,} 个。")
            glyphs, unknown = glyphs_of(characters)
            scanned = _look(page, number, sum(map(is_seen, glyphs)), unknown, notes)
            pages.append(Page(number, path.name, tenths(page.width), tenths(page.height), scanned))
            if scanned and ocr:
                recogniser = recogniser or Recogniser(path)
                blocks.append(list(recogniser.lines(number - first, number)))
                notes.scans.remove(number)
                notes.recognised.append(number)
            else:
                blocks.append(list(_blocks(page, glyphs, number)))
            page.close()
        title = document.metadata.get("Title")
    kept = without_running(blocks, pages)
    return Source(
        files=(path.name,),
        kind="pdf",
        blocks=tuple(with_ends(kept, pages)),
        pages=tuple(pages),
        unread=tuple(notes.told()),
        titles={path.name: title} if isinstance(title, str) and title else None,
    )


def _opened(path: Path) -> Any:
    """A PDF; one with broken references as another library mends it.

    Raises:
        UnreadableError: it has a password, or is broken beyond that.
    """
    import pdfplumber  # noqa: PLC0415 (takes a while, and most formats don't need it)
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect  # noqa: PLC0415
    from pdfminer.pdfpage import PDFPage  # noqa: PLC0415
    from pdfplumber.utils.exceptions import PdfminerException  # noqa: PLC0415

    try:
        document = pdfplumber.open(path, raise_unicode_errors=False)
    except PdfminerException as error:
        if any(isinstance(each, PDFPasswordIncorrect | PDFEncryptionError) for each in error.args):
            raise UnreadableError(
                "PDF 加了密码，读不了。", "加了密码的内容读不出来。", "打开以后去掉密码，另存一次。"
            ) from error
        return _mended(path)
    if next(PDFPage.create_pages(document.doc), None) is None:
        return _mended(path)
    return document


def _mended(path: Path) -> Any:
    """A broken PDF, its references made anew.

    Raises:
        UnreadableError: it can't be mended.
    """
    import pdfplumber  # noqa: PLC0415
    import pypdfium2  # noqa: PLC0415
    from pdfminer.pdfpage import PDFPage  # noqa: PLC0415

    held = io.BytesIO()
    try:
        pypdfium2.PdfDocument(path).save(held)
        document = pdfplumber.open(held, raise_unicode_errors=False)
        found = next(PDFPage.create_pages(document.doc), None)
    except Exception as error:
        raise _broken() from error
    if found is None:
        raise _broken()
    return document


def _pages(document: Any) -> Iterator[Any]:
    """Its pages, counted before any is laid out."""
    from pdfminer.pdfpage import PDFPage  # noqa: PLC0415
    from pdfplumber.page import Page as Laid  # noqa: PLC0415

    found = list(islice(PDFPage.create_pages(document.doc), MOST_PAGES + 1))
    if len(found) > MOST_PAGES:
        raise _too_much(f"最多读 {MOST_PAGES:,} 页。")
    for number, each in enumerate(found, 1):
        yield Laid(document, each, page_number=number, initial_doctop=0)


def _upright(document: Any, page: Any) -> Any:
    """A page, turned where most of its characters lie on their side: a wide table on a page that wasn't turned."""
    from pdfplumber.page import Page as Laid  # noqa: PLC0415

    ways = Counter(
        0 if each["upright"] else 90 if each["matrix"][1] > 0 else 270 for each in page.chars if each["text"].strip()
    )
    turn = max(ways, key=lambda each: (ways[each], -each), default=0)
    if not turn:
        return page
    own = page.page_obj
    own.rotate = (own.rotate + turn) % 360
    own.attrs = {**own.attrs, "Rotate": own.rotate}
    page.close()
    return Laid(document, own, page_number=page.page_number, initial_doctop=0)


def _look(page: Any, number: int, characters: int, unknown: int, notes: _Notes) -> bool:
    """Note what of a page can't be read; gives whether it is a scan."""
    pictures = [box_of(each) for each in page.images]
    area = tenths(page.width) * tenths(page.height)
    covered = any(_area(each) * 2 > area for each in pictures)
    nearly = any(_area(each) * 10 > area * 9 for each in pictures)
    if characters < _FEW and covered:
        notes.scans.append(number)
        return True
    if nearly:
        notes.covered.append(number)
    elif any(each.right - each.left > _PICTURE and each.bottom - each.top > _PICTURE for each in pictures):
        notes.pictures.append(number)
    if unknown * 50 > characters + unknown:
        notes.unknown.append(number)
    if len(page.edges) > MOST_EDGES:
        notes.dense.append(number)
    if not characters and len(page.curves) > _CURVES:
        notes.drawn.append(number)
    return False


def _area(box: Box) -> int:
    return max(box.right - box.left, 0) * max(box.bottom - box.top, 0)


def _blocks(page: Any, glyphs: list[Glyph], number: int) -> Iterator[Block]:
    """Lines and grids from the top down."""
    tables = ruled_tables(page, glyphs, number)
    outside = [each for each in glyphs if not any(_holds(table.box, each) for table in tables)]
    placed: list[tuple[int, int, Block]] = [(each.box.top, each.box.left, each.grid) for each in tables]
    for words in lines_of(outside):
        line = Line(" ".join(word.text for word in words), number, words)
        box = line.box
        if box is not None:
            placed.append(((box.top + box.bottom) // 2, box.left, line))
    placed.sort(key=lambda each: each[:2])
    yield from (each for _, _, each in placed)


def _holds(box: Box, glyph: Glyph) -> bool:
    x, y = glyph.middle
    return box.left <= x <= box.right and box.top <= y <= box.bottom


def _too_much(most: str) -> UnreadableError:
    return UnreadableError("PDF 太大，不读。", most, "把要查的几页另存为一个文件，再运行一次。")


def _broken() -> UnreadableError:
    return UnreadableError(
        "PDF 已损坏，读不出来。", "里面没有能读的页，可能没有下载完。", "重新下载，或用阅读器打开后另存一次。"
    )
