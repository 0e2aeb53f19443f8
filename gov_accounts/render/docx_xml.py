"""The few elements of WordprocessingML that python-docx has no words for. Text goes in as text nodes only.

Nothing from users gets into the instruction of a field: those are made of the program's own words and numbers.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from docx.oxml.ns import NamespacePrefixedTag, qn
from docx.oxml.parser import oxml_parser

from gov_accounts.render.printable import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docx.text.paragraph import Paragraph

LATIN: Final = "Times New Roman"
SONG: Final = "宋体"
HEI: Final = "黑体"
_AMBIGUOUS: Final = re.compile("([“”‘’—…·×÷√□°±–]+)")


def element(tag: str, attributes: Mapping[str, object] | None = None, *children: Any) -> Any:
    """An element by its prefixed name (``w:tc``), with attributes by theirs, and its children.

    It declares the name spaces of its attributes too: lxml would make up prefixes, others where another library has
    told it some.
    """
    name, spaces = _named(tag)
    named = {}
    for key, value in (attributes or {}).items():
        attribute, space = _attribute(key)
        named[attribute] = str(value)
        if not space.items() <= spaces.items():
            spaces = {**spaces, **space}
    made = oxml_parser.makeelement(name, named, spaces)
    made.extend(children)
    return made


@cache
def _named(tag: str) -> tuple[str, dict[str, str]]:
    """Of an element its full name, and the name space it declares; worked out once for the thousands of them."""
    prefixed = NamespacePrefixedTag(tag)
    return prefixed.clark_name, prefixed.nsmap


@cache
def _attribute(name: str) -> tuple[str, dict[str, str]]:
    """Of an attribute the same; what begins with ``xml:`` is declared everywhere."""
    if ":" not in name:
        return name, {}
    return qn(name), {} if name.startswith("xml:") else NamespacePrefixedTag(name).nsmap


def runs(text: str, size: int = 0, *, bold: bool = False) -> list[Any]:
    """A text as runs: signs that may be Chinese or Latin are Chinese ones, all else is what it is.

    Numbers must not be taken for Chinese: that may be broken over lines at any character.

    Args:
        text: as it comes from users.
        size: in half points; 0 leaves it to the paragraph's style.
        bold: whether it is.
    """
    return [run(each, size, bold=bold, chinese=bool(_AMBIGUOUS.match(each))) for each in _AMBIGUOUS.split(text) if each]


def run(text: str, size: int = 0, *, bold: bool = False, chinese: bool = False) -> Any:
    """A run of text; new lines and tabs in it become the elements they are.

    Args:
        text: as it comes from users.
        size: in half points; 0 leaves it to the paragraph's style.
        bold: whether it is.
        chinese: whether signs that may be Chinese or Latin, such as quotation marks, are Chinese ones.
    """
    properties = [element("w:rFonts", {"w:hint": "eastAsia"})] if chinese else []
    if bold:
        properties.append(element("w:b"))
    if size:
        properties += [element("w:sz", {"w:val": size}), element("w:szCs", {"w:val": size})]
    made = element("w:r", None, element("w:rPr", None, *properties))
    words = printable(text)
    if "\n" in words or "\t" in words:
        made.text = words
    elif words:
        made.append(_words(words))
    return made


def _words(text: str) -> Any:
    """A text node, its spaces kept."""
    made = element("w:t", {"xml:space": "preserve"} if text != text.strip() else None)
    made.text = text
    return made


def field(instruction: str, cached: str, *, dirty: bool = False) -> list[Any]:
    """A field, as runs: what it computes, and what stands there until it is computed."""
    begin: dict[str, object] = {"w:fldCharType": "begin"}
    if dirty:
        begin["w:dirty"] = "true"
    return [
        element("w:r", None, element("w:fldChar", begin)),
        element("w:r", None, instruction_text(instruction)),
        element("w:r", None, element("w:fldChar", {"w:fldCharType": "separate"})),
        run(cached),
        element("w:r", None, element("w:fldChar", {"w:fldCharType": "end"})),
    ]


def instruction_text(instruction: str) -> Any:
    """The instruction of a field."""
    made = element("w:instrText", {"xml:space": "preserve"})
    made.text = f" {instruction} "
    return made


def append(paragraph: Paragraph, *runs: Any | Sequence[Any]) -> None:
    """Put runs at the end of a paragraph."""
    for each in runs:
        if isinstance(each, list):
            paragraph._p.extend(each)  # noqa: SLF001 - the library's documented way down to the XML
        else:
            paragraph._p.append(each)  # noqa: SLF001


def set_fonts(properties: Any, east_asian: str) -> None:
    """Fonts of a style: what of the theme's there was is gone."""
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    fonts = {"w:ascii": LATIN, "w:hAnsi": LATIN, "w:cs": LATIN, "w:eastAsia": east_asian}
    properties.insert(0, element("w:rFonts", cast("Mapping[str, object]", fonts)))
