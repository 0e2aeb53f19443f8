"""The parts of a zipped document (.docx, .xlsx), within bounds, as XML that is inert.

No entity is resolved, nothing outside the file is opened, and a part with a document type is refused.
"""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Final, Self

from gov_accounts.audit.reading.errors import UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

MOST_PART: Final = 120_000_000
"""Bytes of one part, unpacked."""
_CHUNK: Final = 1 << 20
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError)


class Parts:
    """A zipped document that is open; use it with ``with``."""

    def __init__(self, path: Path) -> None:
        """Opens it.

        Raises:
            UnreadableError: it isn't one.
        """
        try:
            self._zip = zipfile.ZipFile(path)
        except _BROKEN as error:
            raise broken() from error
        self._names = set(self._zip.namelist())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def names(self) -> frozenset[str]:
        """The names of all parts."""
        return frozenset(self._names)

    def bytes_of(self, name: str) -> bytes | None:
        """A part, unpacked; None if it isn't there.

        Raises:
            UnreadableError: it can't be unpacked, or is larger than is read.
        """
        if name not in self._names:
            return None
        kept = bytearray()
        try:
            with self._zip.open(name) as part:
                while block := part.read(_CHUNK):
                    kept += block
                    if len(kept) > MOST_PART:
                        raise too_large()
        except _BROKEN as error:
            raise broken() from error
        return bytes(kept)

    def tree(self, name: str) -> Any:
        """A part's XML; None if it isn't there.

        Raises:
            UnreadableError: it can't be unpacked, is larger than is read, or is no XML.
        """
        from lxml import etree  # noqa: PLC0415

        content = self.bytes_of(name)
        if content is None:
            return None
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise broken() from error
        if root.getroottree().docinfo.doctype:
            raise broken()
        return root

    def title(self) -> str:
        """The title that its properties give; nothing where they give none, or can't be read."""
        try:
            root = self.tree("docProps/core.xml")
        except UnreadableError:
            return ""
        found = [each.text or "" for each in (root.iter() if root is not None else ()) if local(each) == "title"]
        return found[0].strip() if found else ""


def local(element: Any) -> str:
    """An element's name without its namespace, of which Office has two for each."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """An attribute by its name without its namespace; nothing if it isn't there."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""


def child(element: Any, *names: str) -> Any:
    """The first child of a name, of that its child, and so on; None if there is none."""
    for name in names:
        element = next((each for each in element if local(each) == name), None)
        if element is None:
            return None
    return element


def number(text: str, otherwise: int = 0) -> int:
    """A count that a file gives, if it is one of at most six digits."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else otherwise  # noqa: PLR2004


def broken() -> UnreadableError:
    """A zipped document that can't be read."""
    return UnreadableError(
        "文件已损坏，读不出来。", "里面的部件缺了、打不开，或不是该有的 XML。", "重新下载，或打开以后另存一次。"
    )


def too_large() -> UnreadableError:
    """One that holds more than is read."""
    return UnreadableError(
        "文件展开以后太大，不读。", f"里面的一个部件最多读 {MOST_PART // 1_000_000} MB。", "分成几个文件，再运行一次。"
    )
