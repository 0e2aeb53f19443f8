"""XML as text. Written by hand: a year of 50,000 lines has a million elements, and a tree of them takes long to make.

What is written is read back by lxml in the tests.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gov_accounts.exchange.export.layout import Field, Layout

_SPECIAL: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escaped(text: str) -> str:
    """Text as XML has it; what XML can't have is left out."""
    return _NOT_XML.sub("", text).translate(_SPECIAL)


def element(name: str, text: str, number: str = "") -> str:
    """An element with text, and the number of the data element as an attribute where there is one."""
    about = f' locID="{escaped(number)}"' if number else ""
    return f"<{name}{about}>{escaped(text)}</{name}>" if text else f"<{name}{about}/>"


def record(layout: Layout, row: Mapping[str, str], inside: Iterable[str] = (), indent: str = "") -> str:
    """An element with a layout's fields as elements, a line each: those that hold something, or are required."""
    cells = zip(layout.fields, layout.cells(row), strict=True)
    lines = [f"{indent} {_field(field, text)}\n" for field, text in cells if text or field.required]
    about = f' locID="{escaped(layout.id)}"' if layout.id else ""
    return f"{indent}<{layout.name}{about}>\n{''.join(lines)}{''.join(inside)}{indent}</{layout.name}>\n"


def _field(field: Field, text: str) -> str:
    return element(field.head, text, field.id)
