"""A PDF's pages as pictures, for reports that show where something stands; made in a process with limits."""

from __future__ import annotations

import io
from collections import Counter
from math import pi
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.audit.reading.bounded import run
from gov_accounts.audit.reading.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

DEADLINE: Final = 60
"""Seconds that all pages of a file may take."""
MOST_PAGES: Final = 300
"""Of one call."""
WIDEST: Final = 2_400
"""Pixels."""
_ENOUGH: Final = 1_000
"""Characters of a page that are looked at to see which way it is."""
_SIDEWAYS: Final = (1, 3)
_TALLEST: Final = 6_000
"""Pixels; what is taller is drawn smaller."""


def page_pictures(path: Path, numbers: Sequence[int], width: int, *, deadline: int = DEADLINE) -> Mapping[int, bytes]:
    """Pages of a PDF as PNG files.

    Args:
        path: the file.
        numbers: the pages, counted from 1 in this file; those it doesn't have are left out.
        width: of each picture in pixels, at most 2,400.
        deadline: seconds that all may take.

    Returns:
        Each page's picture; none for a page that can't be drawn.

    Raises:
        UnreadableError: the file can't be drawn within the limits.
    """
    found = run(draw, path, tuple(numbers)[:MOST_PAGES], min(max(width, 1), WIDEST), deadline=deadline)
    if not isinstance(found, dict):
        raise TypeError(type(found))
    return found


def page_picture(path: Path, number: int, width: int) -> bytes:
    """One page; see `page_pictures`.

    Raises:
        UnreadableError: it can't be drawn.
    """
    picture = page_pictures(path, (number,), width).get(number)
    if picture is None:
        raise UnreadableError(
            f"第 {number} 页画不出来。", "文件里没有这一页，或这一页已损坏。", "重新下载，或另存一次。"
        )
    return picture


def draw(path: Path, numbers: Sequence[int], width: int) -> dict[int, bytes]:
    """The pages, drawn in the process that calls; forms aren't filled, nothing in the file is run.

    Raises:
        UnreadableError: the file can't be opened.
    """
    import pypdfium2  # noqa: PLC0415 (a library in C, loaded where it is used)

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError("PDF 画不出来。", "文件已损坏，或加了密码。", "重新下载，或另存一次。") from error
    drawn = {}
    for number in numbers:
        if not 1 <= number <= len(document):
            continue
        try:
            drawn[number] = _drawn(document[number - 1], width)
        except (pypdfium2.PdfiumError, ValueError):
            continue
    return drawn


def _drawn(page: Any, width: int) -> bytes:
    page.set_rotation((page.get_rotation() + _turn(page)) % 360)
    across, down = page.get_width(), page.get_height()
    if across < 1 or down < 1:
        raise ValueError
    # Tenths of a point are integers, as everywhere; the library asks for pixels to a point.
    scale = _ratio(width, across)
    if down * scale > _TALLEST:
        scale = _ratio(_TALLEST, down)
    bitmap = page.render(scale=scale, may_draw_forms=False)
    held = io.BytesIO()
    # Sixteen greys: legible, and a third of the size in colours.
    bitmap.to_pil().convert("L").point([shade // 17 * 17 for shade in range(256)]).save(held, "PNG")
    page.close()
    return held.getvalue()


def _turn(page: Any) -> int:
    """By how many degrees a page is turned where most of its characters lie on their side, as it is when read."""
    import pypdfium2  # noqa: PLC0415

    text = page.get_textpage()
    # Quarter turns to the left, of each character as the page is shown.
    turns = Counter(
        (-round(pypdfium2.raw.FPDFText_GetCharAngle(text, at) * 2 * pi**-1) - page.get_rotation() // 90) % 4
        for at in range(min(text.count_chars(), _ENOUGH))
    )
    text.close()
    most = max(turns, key=lambda each: (turns[each], -each), default=0)
    return 90 * most if most in _SIDEWAYS else 0


def _ratio(pixels: int, points: Any) -> Any:
    """Pixels to a point."""
    return pixels * points**-1
