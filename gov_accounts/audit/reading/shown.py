"""How a workbook shows its numbers: the decimals of each cell's format, which a library of values doesn't give."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.audit.reading.parts import attribute, child, local, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.audit.reading.parts import Parts

_BUILT_IN: Final = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0", 38: "#,##0", 39: "#,##0.00",
    40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
}  # fmt: skip
_LITERALS: Final = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_DIGITS: Final = re.compile(r"[0#?][0#?,]*(?:\.(?P<decimals>[0?]*)(?P<open>#*))?")
_FIFTEEN: Final = Context(prec=15)
"""A workbook keeps numbers in binary, of which fifteen digits are meant."""
_CELL: Final = re.compile(rb"<(?:\w+:)?c\s([^<>]*?)/?>")
_PLACE: Final = re.compile(rb'(?:^|\s)r="([A-Z]{1,3})([0-9]{1,7})"')
_STYLE: Final = re.compile(rb'(?:^|\s)s="([0-9]{1,6})"')
_MOST_DECIMALS: Final = 10
_ZERO_SECTION: Final = 3
"""A format's third section is that of zero."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How a format shows numbers.

    Attributes:
        decimals: how many; None for as many as the value has.
        percent: whether in per cent.
        zero: what it shows for zero, where that is no number: nothing, or a dash.
    """

    decimals: int | None = None
    percent: bool = False
    zero: str | None = None


PLAIN: Final = Shown()


def shown_by(code: str) -> Shown:
    """What a format's code says: ``#,##0.00``, ``0.0%``, ``0.00;-0.00;"-"``."""
    sections = _sections(code)
    match = _DIGITS.search(_LITERALS.sub("", sections[0]))
    if match is None:
        return PLAIN
    decimals = None if match["open"] else min(len(match["decimals"] or ""), _MOST_DECIMALS)
    zero = None
    if len(sections) >= _ZERO_SECTION and not _DIGITS.search(_LITERALS.sub("", sections[2]).replace("?", "")):
        zero = "".join(each[1] or each[2] or "" for each in _LITERALS.finditer(sections[2]))
        zero = (zero or re.sub(r"[?\s]", "", _LITERALS.sub("", sections[2]))).strip()
    return Shown(decimals, "%" in _LITERALS.sub("", sections[0]), zero)


def _sections(code: str) -> list[str]:
    """A code's sections, parted by semicolons that aren't quoted."""
    sections = [""]
    for piece in re.findall(r'"[^"]*"|\\.|.', code, re.DOTALL):
        if piece == ";":
            sections.append("")
        else:
            sections[-1] += piece
    return sections


def printed(value: Decimal, shown: Shown = PLAIN) -> str:
    """A number as a format shows it, without separators of thousands."""
    value = _FIFTEEN.create_decimal(value)
    if not value and shown.zero is not None:
        return shown.zero
    if shown.percent:
        value *= 100
    if shown.decimals is None:
        text = f"{value.normalize():f}"
    else:
        text = f"{value.quantize(Decimal(1).scaleb(-shown.decimals), ROUND_HALF_UP):f}"
    if text.strip("-0.") == "":
        text = text.lstrip("-")
    return f"{text}%" if shown.percent else text


@dataclass(frozen=True, slots=True)
class Formats:
    """The formats of an .xlsx.

    Attributes:
        sheets: sheet → (row, column) from 0 → how its numbers are shown; one that isn't there is plain.
    """

    sheets: Mapping[str, Mapping[tuple[int, int], Shown]] = field(default_factory=dict)


def read_formats(parts: Parts) -> Formats:
    """The formats of an .xlsx's cells.

    Raises:
        UnreadableError: a part can't be unpacked, or is no XML.
    """
    styles = _styles(parts.tree("xl/styles.xml"))
    found = {}
    for name, part in _sheet_parts(parts).items():
        content = parts.bytes_of(part)
        if content is None:
            continue
        cells = {}
        for match in _CELL.finditer(content):
            place, style = _PLACE.search(match[1]), _STYLE.search(match[1])
            if place is None or style is None:
                continue
            shown = styles.get(int(style[1]), PLAIN)
            if shown != PLAIN:
                cells[int(place[2]) - 1, _column(place[1])] = shown
        found[name] = cells
    return Formats(found)


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1


def _styles(root: Any) -> dict[int, Shown]:
    """A cell's style number → how it shows numbers."""
    if root is None:
        return {}
    codes = dict(_BUILT_IN)
    codes |= {
        number(attribute(each, "numFmtId")): attribute(each, "formatCode")[:300]
        for each in root.iter()
        if local(each) == "numFmt"
    }
    formats = child(root, "cellXfs")
    return {
        at: shown_by(codes.get(number(attribute(each, "numFmtId")), ""))
        for at, each in enumerate(formats if formats is not None else ())
    }


def _sheet_parts(parts: Parts) -> dict[str, str]:
    """A sheet's name → its part."""
    book, relations = parts.tree("xl/workbook.xml"), parts.tree("xl/_rels/workbook.xml.rels")
    if book is None or relations is None:
        return {}
    targets = {
        attribute(each, "Id"): posixpath.normpath(posixpath.join("/xl", attribute(each, "Target"))).lstrip("/")
        for each in relations
    }
    sheets = child(book, "sheets")
    return {
        attribute(each, "name"): targets.get(next((v for k, v in each.attrib.items() if k.endswith("}id")), ""), "")
        for each in (sheets if sheets is not None else ())
    }
