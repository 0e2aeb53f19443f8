"""Archives of small ledgers, and what is found of one that was changed."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

from gov_accounts.archive.container import zipped
from gov_accounts.archive.make import archive
from gov_accounts.archive.manifest import MANIFEST, Manifest, read_manifest
from gov_accounts.archive.opening import UnreadableError
from gov_accounts.archive.packing import Package
from gov_accounts.archive.sources import MOST_BYTES, MOST_FILES
from gov_accounts.archive.verify import verified
from gov_accounts.ledger import load
from tests.support.posted import JUNE, LOG, MAIN, edit, post_month, put

YEAR = 2020
UNREADABLE = "archive-unreadable"
DOCUMENT = "发票/2020-05-08 电费.pdf"
SETTINGS = "disclosure.toml"
Files = Mapping[str, bytes]


def posted_ledger(folder: Path) -> Path:
    """A ledger of two months that are posted, with an invoice and a disclosure.toml; its main file."""
    main = put(folder)
    (folder / "发票").mkdir()
    (folder / DOCUMENT).write_bytes(b"%PDF-1.7 not really\n")
    (folder / SETTINGS).write_bytes(b"year = 2020\n")
    edit(folder, JUNE, "#30206\n", f'#30206\n  document: "{DOCUMENT}"\n')
    for month in ("2020-05", "2020-06"):
        post_month(main, month)
    assert (folder / LOG).exists()
    return main


def archived(main: Path, *, outside: bool = False) -> Package:
    """A year's archive, its pages in HTML, which takes no other library."""
    return archive(load(main), YEAR, "html", outside=outside)[0]


def manifest_of(files: Files) -> Manifest:
    return read_manifest(files[MANIFEST], MOST_FILES, MOST_BYTES)


def put_files(folder: Path, files: Files) -> Path:
    """Files in a folder, by names that may lead into folders below."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def zip_of(path: Path, files: Files) -> Path:
    path.write_bytes(zipped(files))
    return path


def files_in(content: bytes) -> dict[str, bytes]:
    """What another program finds in a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def found(path: Path, digest: str = "") -> dict[str, list[str]]:
    """What is found of an archive: rules, and what each is about."""
    try:
        findings = verified(path, digest).findings
    except UnreadableError as error:
        return {error.finding.rule: [""]}
    rules: dict[str, list[str]] = {}
    for each in findings:
        rules.setdefault(each.rule, []).append(each.subject)
    return rules


def restored(files: Files, folder: Path) -> Path:
    """A ledger put back by hand: what is in 账本 copied out, names that were changed put right; its main file."""
    manifest = manifest_of(files)
    names = {}
    for each in manifest.files:
        inside = each.original or each.path.removeprefix("账本/")
        if each.path.startswith(("账本/", "账本外/")):
            names[each.path] = Path(os.path.normpath(folder / inside))
            names[each.path].parent.mkdir(parents=True, exist_ok=True)
            names[each.path].write_bytes(files[each.path])
    return names[manifest.main]


__all__ = [
    "DOCUMENT",
    "MAIN",
    "SETTINGS",
    "UNREADABLE",
    "YEAR",
    "Files",
    "archived",
    "files_in",
    "found",
    "manifest_of",
    "posted_ledger",
    "put_files",
    "restored",
    "zip_of",
]
