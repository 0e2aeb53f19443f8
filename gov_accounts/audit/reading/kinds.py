"""What a file is, by its content; its name doesn't count."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from gov_accounts.audit.reading.errors import SAVE_AS, UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

Kind: TypeAlias = Literal["pdf", "docx", "workbook", "html", "csv", "json", "text"]
MOST_BYTES: Final = 100_000_000
"""Of a file."""
_HEAD: Final = 4096
_ZIP: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
_ARCHIVES: Final = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh")
_PAGE: Final = (b"<html", b"<!doctype html", b"<!doc", b"<head", b"<body", b"<table", b"<meta", b"<div", b"<!--")
_WIDE: Final = "Workbook".encode("utf-16-le")
_BOOK: Final = "Book".encode("utf-16-le")


def kind_of(path: Path) -> Kind:
    """What a file is.

    Raises:
        UnreadableError: it can't be opened, is too large, or is of a kind that isn't read.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise UnreadableError("不是文件。", "路径上是别的东西。", "写文件的路径。")
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise UnreadableError("文件打不开。", "没有这个文件，或没有权限读。", "看看路径写得对不对。") from error
    if size > MOST_BYTES:
        raise UnreadableError(
            "文件太大，不读。", f"最多读 {MOST_BYTES // 1_000_000} MB。", "图片压缩以后另存，或分成几个文件。"
        )
    if not head.strip(b"\xef\xbb\xbf \r\n\t\0"):
        raise UnreadableError("文件是空的。", "里面没有内容。", "重新下载或另存一次。")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_ZIP):
        return _zipped(path)
    if head.startswith(_OLD_OFFICE):
        return _old_office(path)
    _refuse_others(head)
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(_PAGE) or (start.startswith(b"<?xml") and (b"<html" in start or b"<!doctype html" in start)):
        return "html"
    if start.startswith(b"<?xml"):
        return "workbook"
    if start.startswith((b"{", b"[")):
        return "json"
    return "csv" if path.suffix.lower() in (".csv", ".tsv", ".xls", ".xlsx") else "text"


def _refuse_others(head: bytes) -> None:
    if head.startswith(_PICTURES):
        raise UnreadableError(
            "是图片，里面的字读不出来。", "图片里没有文字，只有像素。", "换成原来的 Word 或 PDF 文件。"
        )
    if head.startswith(_ARCHIVES):
        raise _archive()
    if head.startswith(b"{\\rtf"):
        raise UnreadableError("是 RTF 文件，不读。", "读 pdf、docx、xlsx、xls、ods、html、csv、txt。", SAVE_AS)


def _archive() -> UnreadableError:
    return UnreadableError("是压缩包，不读。", "里面有几份文件、是什么，要先看过。", "解压以后，写里面的文件或文件夹。")


def _zipped(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as parts:
            names = set(parts.namelist()[:5000])
            kind = parts.read("mimetype")[:100] if "mimetype" in names and _short(parts) else b""
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, EOFError, NotImplementedError) as error:
        raise UnreadableError(
            "文件已损坏，读不出来。",
            "是 Office 文件或压缩包，里面的部件打不开，可能没有下载完。",
            "重新下载，或另存一次。",
        ) from error
    if "word/document.xml" in names:
        return "docx"
    if any(each.startswith("xl/") for each in names) or b"spreadsheet" in kind:
        return "workbook"
    if b"opendocument.text" in kind:
        raise UnreadableError("是 .odt 文件，不读。", "读 pdf、docx、xlsx、xls、ods、html、csv、txt。", SAVE_AS)
    if "OFD.xml" in names:
        raise UnreadableError(
            "是 OFD 文件，不读。", "读 pdf、docx、xlsx、xls、ods、html、csv、txt。", "用 OFD 阅读器另存为 PDF。"
        )
    raise _archive()


def _short(parts: zipfile.ZipFile) -> bool:
    return parts.getinfo("mimetype").file_size <= _HEAD


def _old_office(path: Path) -> Kind:
    """An .xls is read; .doc, .wps, and what has a password aren't: told by the names in its directory."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadableError("文件加了密码，读不了。", "加了密码的内容读不出来。", "打开以后去掉密码，另存一次。")
    if "WordDocument".encode("utf-16-le") in content:
        raise UnreadableError("是 .doc 或 .wps 文件，不读。", "这种旧格式没有可靠的读法。", SAVE_AS)
    if _WIDE in content or _BOOK in content:
        return "workbook"
    raise UnreadableError("是旧格式的 Office 文件，不读。", "读 pdf、docx、xlsx、xls、ods、html、csv、txt。", SAVE_AS)
