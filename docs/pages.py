"""The pictures of the document's pages: all pages of both examples in each format, and a few of them in full.

Programs that readers use print the pages: LibreOffice those of Word and Excel, Chromium those of the web page. To make
the pictures again, from a checkout with the test extra, LibreOffice, Chromium, Poppler and ImageMagick installed::

    python -m docs.pages
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.ledger import load
from gov_accounts.publishing.assemble import make_document
from gov_accounts.render import as_docx, as_html, as_pdf, xlsx
from tests.support.browser import browsing

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER: Final = Path(__file__).parent
EXAMPLES: Final = FOLDER.parent / "examples"
UNITS: Final = {"wuhan": "wuhan_2020", "qingshi": "qingshi_2019_2020"}
YEAR: Final = 2020
LARGEST: Final = 200 * 1024
IN_FULL: Final = (
    ("qingshi", "pdf", "表4", "table"),
    ("qingshi", "docx", "三级指标", "form"),
)
"""Pages that are shown in full: of which unit, in which format, the first after the contents with which words, and what
the picture is called."""
_SMALL, _FULL = 29, 90
"""Dots per inch."""
_COLOURS: Final = ("+dither", "-colors", "20", "-strip", "-define", "png:compression-level=9")


def write_documents(unit: str, folder: Path, browser: Any) -> None:
    """The document of a unit as ``<unit>-<format>.pdf``, one for each format."""
    document = make_document(load(EXAMPLES / UNITS[unit] / "main.beancount"), YEAR).document
    (folder / f"{unit}-pdf.pdf").write_bytes(as_pdf.render(document))
    (folder / f"{unit}-docx.docx").write_bytes(as_docx.render(document))
    (folder / f"{unit}-xlsx.xlsx").write_bytes(xlsx.render_document(document))
    (folder / f"{unit}-html.html").write_text(as_html.render(document), encoding="utf-8")
    page = browser.new_page(locale="zh-CN")
    page.goto((folder / f"{unit}-html.html").as_uri())
    page.pdf(path=folder / f"{unit}-html.pdf", prefer_css_page_size=True)
    page.close()
    office = [folder / f"{unit}-{kind}.{kind}" for kind in ("docx", "xlsx")]
    _run("soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, *office)


def contact_sheet(pdf: Path, target: Path) -> None:
    """All pages, small, beside each other."""
    _run("pdftoppm", "-r", str(_SMALL), "-png", pdf, pdf.with_suffix(""))
    pages = sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))
    _run("montage", *pages, "-tile", "8x", "-geometry", "+4+4", "-background", "#8a8f94", target)
    _run("mogrify", *_COLOURS, target)


def full_page(pdf: Path, words: str, target: Path) -> None:
    """The first page on which the words stand, after the cover and the contents."""
    pages = _run("pdftotext", "-layout", pdf, "-").split("\f")
    number = next(index for index, page in enumerate(pages, 1) if words in page and "目录" not in page)
    _run("pdftoppm", "-r", str(_FULL), "-png", "-singlefile", "-f", str(number), pdf, target.with_suffix(""))
    _run("mogrify", *_COLOURS, target)


def _run(*command: str | Path) -> str:
    """A program's output; an error where it fails."""
    return subprocess.run([*map(str, command)], check=True, capture_output=True, encoding="utf-8").stdout  # noqa: S603


def main() -> int:
    """Make the pictures, and exit with 1 where one is too large."""
    made: list[Path] = []

    def named(parts: Sequence[str]) -> Path:
        made.append(FOLDER / f"{'-'.join(parts)}.png")
        return made[-1]

    with tempfile.TemporaryDirectory() as name, browsing() as browser:
        folder = Path(name)
        for unit in UNITS:
            write_documents(unit, folder, browser)
            for kind in ("pdf", "docx", "html", "xlsx"):
                contact_sheet(folder / f"{unit}-{kind}.pdf", named(("pages", unit, kind)))
        for unit, kind, words, called in IN_FULL:
            full_page(folder / f"{unit}-{kind}.pdf", words, named(("page", called)))
    for path in made:
        print(f"{path.name}: {path.stat().st_size // 1024} KiB")
    return int(max(path.stat().st_size for path in made) > LARGEST)


if __name__ == "__main__":
    sys.exit(main())
