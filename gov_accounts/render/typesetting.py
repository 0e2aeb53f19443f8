"""PDFs by typst, after a template. What is printed reaches it as data, never as markup.

A PDF keeps to PDF/A-2a (to be kept in archives) and PDF/UA-1 (to be read aloud), as far as typst checks that.
"""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.findings import Finding
from gov_accounts.render import fonts
from gov_accounts.render.extras import DocumentsMissingError
from gov_accounts.render.fonts import PdfError
from gov_accounts.render.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_STANDARDS: Final = ("a-2a", "ua-1")
_LETTERS: Final = "0123456789IVXLC—"
"""Of page numbers."""
_LONG_WORD: Final = re.compile(r"[^\s\u200b\u2e80-\uffff]{17,}")
_PIECE: Final = 8


def typeset(template: str, make: Callable[[Sequence[str]], dict[str, Any]]) -> bytes:
    """A PDF after a template. The same data gives the same bytes, with the same fonts.

    Args:
        template: the name of its file.
        make: gives the data, from the names of the fonts' families.

    Raises:
        DocumentsMissingError: typst isn't installed.
        FontMissingError: no font has all the characters.
        PdfError: typst refuses the data.
    """
    try:
        import typst  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise DocumentsMissingError("typst", "PDF") from error
    choice = fonts.choose()
    data = json.dumps(make(choice.families), ensure_ascii=False)
    file = resources.files("gov_accounts.render") / "templates" / template
    try:
        return typst.compile(
            file.read_bytes(),
            font_paths=choice.fonts,
            format="pdf",
            sys_inputs={"document": data},
            pdf_standards=list(_STANDARDS),
        )
    except typst.TypstError as error:
        # An accessible PDF may have no character without a glyph: mostly it is that, and which is looked for only now.
        fonts.demand(choice, data + _LETTERS)
        raise PdfError(
            Finding(
                "pdf-refused",
                f"typst 没能排出 PDF：{error.message}",
                "这多半是 typst 太旧，或程序的缺陷。",
                "运行 pip install -U typst 再试；还不行，请把这条信息报告给开发者。",
            )
        ) from error


def words(text: str) -> str:
    """A text that can be printed, and folded within words too long for a column."""
    return foldable(printable(text))


def foldable(text: str) -> str:
    """`text` with places to break within words too long for a column."""
    return _LONG_WORD.sub(lambda match: "\u200b".join(_pieces(match.group())), text)


def _pieces(word: str) -> Iterator[str]:
    return (word[start : start + _PIECE] for start in range(0, len(word), _PIECE))
