"""The XML of an electronic document: alone, inside an OFD (a zip), or attached to a PDF. Nothing in it is trusted.

No entity is resolved, nothing outside is opened, nothing is unpacked beyond bounds, and no name within is a path.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.sheets.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ZIP: Final = b"PK\x03\x04"
_PDF: Final = b"%PDF-"
_XML: Final = (b"<", b"\xff\xfe<", b"\xfe\xff\x00<")
_BOM: Final = b"\xef\xbb\xbf"
_MOST_PARTS: Final = 2_000
"""Parts of a zip, or attachments of a PDF."""
_MOST_XML: Final = 200
"""Parts that are read."""
_MOST_BYTES: Final = 60_000_000
"""Bytes unpacked of one file, in all."""
_LARGEST: Final = 20_000_000
"""Bytes of one XML."""
_CHUNK: Final = 1 << 16
_MOST_ELEMENTS: Final = 200_000
_LONGEST: Final = 2_000
"""Characters of a value."""
_DEEPEST: Final = 60
_BROKEN_ZIP: Final = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError)
_EXPORT: Final = "向开票方要 XML 文件，或在查验、下载的地方导出 XML，再导入 XML。"


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a document.

    Attributes:
        path: the local names of the elements that it stands in, the outermost first; its own last.
        text: what stands there, on one line.
        at: numbers of these elements, in the document's order: what tells one of several from the next.
    """

    path: tuple[str, ...]
    text: str
    at: tuple[int, ...]

    @property
    def name(self) -> str:
        """The local name of its element, whatever its namespace."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Document:
    """An XML: the local name of its root, its values, and words that say what it is: namespaces and schemas."""

    root: str
    values: tuple[Value, ...]
    spaces: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        """The names that have values."""
        return frozenset(each.name for each in self.values)


def suffix_of(content: bytes) -> str:
    """How a file's name ends, from its content: ``ofd``, ``pdf``, ``xml``; nothing where it is none of them."""
    if content.startswith(_ZIP):
        return "ofd"
    if content[:1024].lstrip().startswith(_PDF):
        return "pdf"
    return "xml" if content.removeprefix(_BOM).lstrip().startswith(_XML) else ""


def documents(content: bytes) -> list[Document]:
    """The documents that a file holds.

    Raises:
        TableError: it can't be read: broken, too large, or with what isn't read, such as a DOCTYPE.
    """
    match suffix_of(content):
        case "ofd":
            return _of_ofd(content)
        case "pdf":
            return _of_pdf(content)
        case "xml":
            return [parsed(content)]
    return []


# XML


def parsed(content: bytes) -> Document:
    """An XML.

    Raises:
        TableError: it is none, is too large, or has a DOCTYPE: no document of the standards has, entities come with it.
    """
    from lxml import etree  # noqa: PLC0415 (most commands don't need it)

    if len(content) > _LARGEST:
        raise _too_large()
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content.removeprefix(_BOM).lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise TableError("不是 XML，或已损坏。", "电子凭证的数据是 XML（XBRL）。", f"重新下载；{_EXPORT}") from error
    if root.getroottree().docinfo.doctype:
        raise TableError(
            "XML 里有 DOCTYPE，不读。",
            "电子凭证的 XML 没有这个；它能引入外部文件，或无限展开。",
            f"核对文件从哪里来；{_EXPORT}",
        )
    return Document(_local(root), tuple(_values(root)), frozenset(_spaces(root)))


def _values(root: Any) -> Iterator[Value]:
    """Values in the document's order, those of attributes that name them too; no deeper than any document is."""
    stack: list[tuple[Any, tuple[str, ...], tuple[int, ...]]] = [(root, (_local(root),), (0,))]
    count = 0
    while stack:
        element, path, at = stack.pop()
        count += 1
        if count > _MOST_ELEMENTS:
            raise _too_large()
        children = [each for each in element if isinstance(each.tag, str)]
        text = _one_line(element.text)
        if text and not children:
            named = element.get("Name")
            # An OFD's own <CustomData Name="发票号码">…</CustomData>.
            yield Value((*path[:-1], named) if named else path, text, at)
        if len(path) < _DEEPEST:
            stack += [(each, (*path, _local(each)), (*at, index)) for index, each in enumerate(children)][::-1]


def _spaces(root: Any) -> Iterator[str]:
    for element in [root, *root[:5]]:
        yield from (str(each) for each in element.nsmap.values())
        yield from (str(each) for each in element.attrib.values() if str(each).endswith(".xsd"))


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _one_line(text: str | None) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in (text or "")[:_LONGEST]).split())


# OFD


def _of_ofd(content: bytes) -> list[Document]:
    """The documents in a zip, attachments first. Parts that are no XML, or of another kind, are passed over.

    Raises:
        TableError: it is broken, too large, has no part that is read, or none that is an XML.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            found = list(_parts(parts))
    except _BROKEN_ZIP as error:
        raise TableError(
            "不是 OFD，或已损坏。", "OFD 是一个压缩包，没有下载完的解不开。", "重新下载这个文件。"
        ) from error
    if not found:
        raise TableError("OFD 里没有 XML。", "数据在 OFD 的附件（Doc_0/Attachs）里，这个文件没有附件。", _EXPORT)
    made: list[Document] = []
    refused: TableError | None = None
    for attached, part in found:
        if not attached and refused is not None and not made:
            raise refused  # the document's own pages say nothing where its data can't be read
        try:
            made.append(parsed(part))
        except TableError as error:
            refused = refused or error
    if not made and refused is not None:
        raise refused
    return made


def _parts(parts: zipfile.ZipFile) -> Iterator[tuple[bool, bytes]]:
    """The parts that may be a document, attachments first: whether it is one, and what it holds."""
    infos = parts.infolist()
    if len(infos) > _MOST_PARTS:
        raise _too_large()
    wanted = [each for each in infos if not each.is_dir() and (_is_xml(each.filename) or _attached(each.filename))]
    wanted.sort(key=lambda each: not _attached(each.filename))
    left = _MOST_BYTES
    for part in wanted[:_MOST_XML]:
        kept = bytearray()
        with parts.open(part) as file:
            while block := file.read(_CHUNK):
                left -= len(block)
                kept += block
                if left < 0 or len(kept) > _LARGEST:
                    raise _too_large()
        if suffix_of(bytes(kept)) == "xml":
            yield _attached(part.filename), bytes(kept)


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".xbrl"))


def _attached(name: str) -> bool:
    return any("attach" in each for each in name.lower().replace("\\", "/").split("/")[:-1])


# PDF


def _of_pdf(content: bytes) -> list[Document]:
    """The documents attached to a PDF.

    Raises:
        TableError: it can't be read, or has no XML attached.
    """
    found = [each for each in _attachments(content) if suffix_of(each) == "xml"]
    if not found:
        raise TableError("PDF 里没有附上 XML。", "只有版面的 PDF，数据读不出来；扫描件也一样。", _EXPORT)
    return [parsed(each) for each in found[:_MOST_XML]]


def _attachments(content: bytes) -> list[bytes]:
    try:
        import pypdf  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise TableError(
            "没有装读 PDF 的 pypdf，PDF 里的附件读不出来。",
            "PDF 的附件要另装一个库来读；XML 和 OFD 不用。",
            f"pip install gov-accounts[papers]；或{_EXPORT}",
        ) from error
    import logging  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it says on the terminal what it thinks of a file
    made: list[bytes] = []
    left = _MOST_BYTES
    for data in _attached_to(pypdf, content):
        left -= len(data)
        if left < 0 or len(data) > _LARGEST:
            raise _too_large()
        made.append(data)
    return made


def _attached_to(pypdf: Any, content: bytes) -> Iterator[bytes]:
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        there = reader.attachments
        for name in islice(there, _MOST_PARTS):
            yield from map(bytes, there[name])
    except (Exception, RecursionError) as error:  # a broken PDF breaks the library in many ways
        raise TableError("PDF 读不出来：已损坏，或加了密码。", "附在 PDF 里的数据要读出 PDF 才有。", _EXPORT) from error


def _too_large() -> TableError:
    return TableError(
        "文件里的内容太大，不读。",
        f"一份电子凭证展开以后最多 {_MOST_BYTES // 1_000_000} MB，再大就不像一张票据。",
        f"核对文件从哪里来；{_EXPORT}",
    )
