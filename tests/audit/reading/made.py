"""Documents of our own making: PDFs typeset from markup, and PDFs written byte by byte for what no program writes."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import typst

from gov_accounts.render import fonts


def typeset(path: Path, markup: str) -> Path:
    """A PDF of typst's markup."""
    choice = fonts.choose()
    family = ", ".join(f'"{each}"' for each in choice.families)
    head = f'#set page(paper: "a4", margin: 72pt)\n#set text(font: ({family},), lang: "zh", size: 12pt)\n'
    path.write_bytes(typst.compile((head + markup).encode(), font_paths=choice.fonts, format="pdf"))
    return path


def stream(content: bytes, keys: str = "", *, packed: bool = False) -> bytes:
    """A stream's object."""
    if packed:
        content, keys = zlib.compress(content, 9), f"{keys} /Filter /FlateDecode"
    return f"<< /Length {len(content)} {keys} >>\nstream\n".encode() + content + b"\nendstream"


def assembled(objects: Mapping[int, bytes], trailer: str = "/Root 1 0 R") -> bytes:
    """A PDF of numbered objects."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    begin = len(out)
    count = max(objects) + 1
    out += f"xref\n0 {count}\n0000000000 65535 f \n".encode()
    for number in range(1, count):
        out += f"{places.get(number, 0):010} 00000 n \n".encode()
    out += f"trailer\n<< /Size {count} {trailer} >>\nstartxref\n{begin}\n%%EOF\n".encode()
    return bytes(out)


def written(
    contents: Sequence[bytes],
    page_keys: str = "",
    resources: str = "",
    extra: Mapping[int, bytes] | None = None,
    catalog: str = "",
) -> bytes:
    """A PDF of pages' contents, with Helvetica as F1; a page is 600 × 800 points."""
    kids = " ".join(f"{10 + 2 * at} 0 R" for at in range(len(contents)))
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        **(extra or {}),
    }
    for at, content in enumerate(contents):
        objects[10 + 2 * at] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {11 + 2 * at} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> {resources} >> {page_keys} >>"
        ).encode()
        objects[11 + 2 * at] = stream(content)
    return assembled(objects)


def text(x: int, y: int, words: str, size: int = 12) -> bytes:
    """Words at a place, in points from the lower left."""
    return f"BT /F1 {size} Tf {x} {y} Td ({words}) Tj ET\n".encode()


def ruled(columns: Sequence[int], rows: Sequence[int]) -> bytes:
    """The lines of a table: at these places across, and up."""
    lines = [f"{columns[0]} {y} m {columns[-1]} {y} l S" for y in rows]
    lines += [f"{x} {rows[0]} m {x} {rows[-1]} l S" for x in columns]
    return ("\n".join(lines) + "\n").encode()
