"""Recognises the words of scanned pages, where the extra ``ocr`` is installed. What it recognises may be wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gov_accounts.audit.reading.characters import meant
from gov_accounts.audit.reading.errors import UnreadableError
from gov_accounts.audit.reading.glyphs import Glyph, lines_of
from gov_accounts.audit.source import Box, Line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEADLINE: Final = 900
"""Seconds that a file with scans may take: some for each page."""
MEMORY: Final = 2_500_000_000
"""Bytes that recognising takes at most."""
_PIXELS: Final = 2
"""To a point."""
_LARGEST: Final = 2_500
"""Points: a page that is wider or higher isn't drawn."""
_SURE: Final = 50
"""In hundredths: what is less sure is left out."""


class Recogniser:
    """Recognises pages of a PDF; its library is loaded once."""

    def __init__(self, path: Path) -> None:
        """Loads the library, and opens the file.

        Raises:
            UnreadableError: the extra isn't installed.
        """
        try:
            from rapidocr_onnxruntime import RapidOCR  # noqa: PLC0415 (an extra)
        except ImportError as error:
            raise UnreadableError(
                "没有装文字识别，扫描的页读不了。",
                "识别扫描件要另装一个程序库。",
                "运行 pip install 'gov-accounts[ocr]'，再运行一次。",
            ) from error
        import pypdfium2  # noqa: PLC0415

        self._engine: Any = RapidOCR()
        self._document = pypdfium2.PdfDocument(path)

    def lines(self, at: int, number: int) -> Iterator[Line]:
        """The lines of a page from the top down.

        Args:
            at: the page in the file, from 0.
            number: the page in the document.
        """
        page = self._document[at]
        if max(page.get_width(), page.get_height()) > _LARGEST:
            return
        found, _ = self._engine(page.render(scale=_PIXELS, may_draw_forms=False).to_numpy())
        glyphs = []
        for corners, text, sure in found or ():
            across, down = [int(each[0]) for each in corners], [int(each[1]) for each in corners]
            box = Box(*(each * 10 // _PIXELS for each in (min(across), min(down), max(across), max(down))))
            if sure * 100 >= _SURE and text.strip():
                glyphs.append(Glyph(meant(text.strip()), box))
        for words in lines_of(glyphs):
            yield Line(" ".join(each.text for each in words), number, words)
