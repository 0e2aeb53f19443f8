"""XML of vouchers as a sheet: an element that is a line gives a row, with what its voucher says beside its own.

<VOUCHER><VOU_ID>7</VOU_ID><VOUCHER_NO>3</VOUCHER_NO>…
  <VOU_DET><GOV_ACCT_CLS_CODE>1011</GOV_ACCT_CLS_CODE>…</VOU_DET>      ──►  VOU_ID VOUCHER_NO GOV_ACCT_CLS_CODE …
</VOUCHER>

Nothing is fetched, no entity is replaced, a document type is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gov_accounts.sheets.errors import TableError
from gov_accounts.sheets.table import MOST_ROWS, RawRow, RawSheet

if TYPE_CHECKING:
    from gov_accounts.exchange.journal_words import Elements

_MOST_NAMES: Final = 300
_LONGEST: Final = 500
_HEAD: Final = 4096
_BROKEN: Final = "用原软件再导出一次；改过的，改回 XML 的写法。"


def is_marked_up(content: bytes) -> bool:
    """Whether a file begins as XML, or a page, does."""
    return content[:_HEAD].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def is_xml_of(content: bytes, elements: Elements) -> bool:
    """Whether a file is XML with the element of a line."""
    if not is_marked_up(content):
        return False
    names = {elements.row.encode(), elements.row.encode("gb18030").lower()}
    lower = content.lower()
    return any(sign + name in lower for sign in (b"<", b":") for name in names)


def xml_sheets(content: bytes, elements: Elements) -> list[RawSheet]:
    """The lines of a file as one sheet; its first row has the elements' names.

    Raises:
        TableError: it isn't XML, has a document type, or is too large.
    """
    root = _parsed(content)
    heads: dict[str, int] = {}
    rows: list[tuple[int, dict[str, str]]] = []
    joined = [each.casefold() for each in elements.join]
    above: dict[str, dict[str, str]] = {}
    if joined:
        for element in root.iter():
            if _name(element) == elements.above:
                own = _values(element)
                above.setdefault(own.get(joined[0], ""), own)
    for element in root.iter():
        if _name(element) != elements.row:
            continue
        if len(rows) >= MOST_ROWS:
            raise TableError(f"行数太多，超过 {MOST_ROWS} 行。", "一次最多读这么多。", "分月导出，分几次读。")
        own = _values(element)
        parent = next((each for each in element.iterancestors() if _name(each) == elements.above), None)
        if parent is not None:
            values = {**_values(parent), **own}
        else:
            values = {**above.get(own.get(joined[1], "") if joined else "", {}), **own}
        for name in values:
            heads.setdefault(name, len(heads))
        if len(heads) > _MOST_NAMES:
            raise TableError("XML 里不同的元素太多。", f"一条分录最多 {_MOST_NAMES} 项。", _BROKEN)
        rows.append((element.sourceline or 0, values))
    names = list(heads)
    sheet = [RawRow(0, tuple(names))]
    sheet += [RawRow(line, tuple(values.get(name, "") for name in names)) for line, values in rows]
    return [RawSheet("", sheet)]


def _parsed(content: bytes) -> Any:
    from lxml import etree  # noqa: PLC0415 (most files aren't XML)

    if b"<!doctype" in content.lower():
        raise _typed()
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", 0) or 0
        raise TableError(
            f"不是完整的 XML：第 {line} 行读不下去。", "元素要成对，编码要与声明的一致。", _BROKEN, line
        ) from error
    if root.getroottree().docinfo.doctype:
        raise _typed()
    return root


def _typed() -> TableError:
    return TableError("XML 带有文档类型声明（DOCTYPE），不读。", "文档类型可以引用别的文件，凭证用不着。", _BROKEN)


def _name(element: Any) -> str:
    """An element's name without its namespace; nothing for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2].casefold() if isinstance(tag, str) else ""


def _values(element: Any) -> dict[str, str]:
    """What an element says of itself: its attributes, and its children that have no children."""
    values = {name.rpartition("}")[2].casefold(): text.strip()[:_LONGEST] for name, text in element.attrib.items()}
    for child in element:
        if (name := _name(child)) and not len(child):
            values[name] = (child.text or "").strip()[:_LONGEST]
    return values
