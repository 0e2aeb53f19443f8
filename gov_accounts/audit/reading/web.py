"""Reads a web page: headings, paragraphs and tables in order. Nothing in it is run or fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.audit.reading.characters import meant
from gov_accounts.audit.reading.errors import UnreadableError
from gov_accounts.audit.reading.parts import number
from gov_accounts.audit.reading.placing import Placing
from gov_accounts.audit.reading.plain import content_of
from gov_accounts.audit.source import Line, Source, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gov_accounts.audit.source import Block

MOST_BLOCKS: Final = 200_000
_DEEPEST: Final = 200
_OUT: Final = frozenset(
    {"script", "style", "head", "template", "noscript", "svg", "iframe", "object", "embed", "button", "select",
     "option", "textarea", "input", "audio", "video", "canvas", "colgroup"}
)  # fmt: skip
"""What is no text of the page."""
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "label",
     "mark", "o:p", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
     "tt", "u", "var", "wbr"}
)  # fmt: skip
"""What stands within a line."""
_BLANKS: Final = re.compile(r"[ \t\r\n\f]+")
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def read(path: Path, first: int) -> Source:
    """A web page.

    Raises:
        UnreadableError: it has no text, or more than is read.
    """
    from lxml import etree  # noqa: PLC0415

    del first  # It has no pages.
    text = content_of(path)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _empty() from error
    if root is None:
        raise _empty()
    page = _Page()
    blocks = list(page.blocks(root))
    if not blocks:
        raise _empty()
    title = next((_BLANKS.sub(" ", each.text or "").strip() for each in root.iter("title")), "")
    unread = (Unread(f"{page.pictures} 个图片", "图片里的字没有读"),) if page.pictures else ()
    return Source((path.name,), "html", tuple(blocks), unread=unread, titles={path.name: title} if title else None)


class _Page:
    """Walks a page, gathering the words of a line until something ends it."""

    def __init__(self) -> None:
        self.pictures = 0
        self._words: list[str] = []
        self._count = 0

    def blocks(self, root: Any) -> Iterator[Block]:
        """Its lines and grids."""
        yield from self._walk(root, 0, 0)
        yield from self._line(0)

    def _line(self, heading: int) -> Iterator[Block]:
        """The line that was gathered, if there is one."""
        text = _tidy("".join(self._words))
        self._words = []
        if text:
            self._count += 1
            if self._count > MOST_BLOCKS:
                raise _too_large()
            yield Line(text, ends=True, heading=heading)

    def _walk(self, element: Any, heading: int, depth: int) -> Iterator[Block]:
        """What an element holds, without what follows it."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _OUT or not tag or _is_hidden(element) or depth > _DEEPEST:
            return
        if tag == "img":
            self.pictures += 1
            return
        if tag == "table" and _is_table(element):
            yield from self._line(heading)
            yield from self._table(element)
            return
        within = tag not in _INLINE
        if within:
            yield from self._line(heading)
        level = int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else heading
        self._words.append(element.text or "")
        for each in element:
            yield from self._walk(each, level, depth + 1)
            self._words.append(each.tail or "")
        if within:
            yield from self._line(level)

    def _table(self, table: Any) -> Iterator[Block]:
        caption = next(iter(table.iterchildren("caption")), None)
        name = ""
        if caption is not None:
            lines = list(_caption(caption))
            name = lines[0] if lines else ""
            yield from (Line(each, ends=True) for each in lines)
        placing = Placing()
        for row in table.iter("tr"):
            if _is_hidden(row):
                continue
            placing.row()
            for cell in row.iterchildren("td", "th"):
                self._count += 1
                if self._count > MOST_BLOCKS:
                    raise _too_large()
                placing.cell(
                    _cell_text(cell), number(cell.get("colspan") or "", 1), number(cell.get("rowspan") or "", 1)
                )
        yield placing.grid(name)


def _is_table(table: Any) -> bool:
    """Whether it is one of cells, not one that lays out a page: it holds no others, and has a row of several cells."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    return any(sum(1 for _ in row.iterchildren("td", "th")) > 1 for row in table.iter("tr"))


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _tidy(text: str) -> str:
    return " ".join(_BLANKS.sub(" ", meant(text)).split(" ")).strip()


def _caption(caption: Any) -> Iterator[str]:
    """The lines of a caption: each of its elements is one, words within them apart."""
    pieces = [caption] if len(caption) == 0 or (caption.text or "").strip() else list(caption)
    for piece in pieces:
        text = _tidy(" ".join(str(each) for each in piece.itertext()))
        if text:
            yield text


def _cell_text(cell: Any) -> str:
    """A cell's words, its paragraphs and breaks as line ends."""
    words: list[str] = []
    _gather(cell, words, 0)
    lines = (_tidy(each) for each in "".join(words).split("\v"))
    return "\n".join(each for each in lines if each)


def _gather(element: Any, words: list[str], depth: int) -> None:
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag in _OUT or not tag or depth > _DEEPEST or (depth and _is_hidden(element)):
        return
    apart = depth > 0 and tag not in _INLINE
    if apart:
        words.append("\v")
    words.append((element.text or "").replace("\v", " "))
    for each in element:
        _gather(each, words, depth + 1)
        words.append((each.tail or "").replace("\v", " "))
    if apart:
        words.append("\v")


def _empty() -> UnreadableError:
    return UnreadableError("网页里没有文字。", "内容可能由程序装上，文件里没有。", "在浏览器里另存为 PDF，再运行一次。")


def _too_large() -> UnreadableError:
    return UnreadableError("网页太大，不读。", f"最多读 {MOST_BLOCKS:,} 段和格。", "分成几个文件，再运行一次。")
