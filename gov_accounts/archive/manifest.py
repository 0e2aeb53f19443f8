"""The manifest of an archive: what it is of, and each file's size and SHA-256. One content has one text.

manifest.json      the manifest; its own SHA-256 is what is kept on paper
SHA256SUMS         the same hashes, and the manifest's, as ``sha256sum -c`` reads them
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gov_accounts.archive.names import is_portable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
OWN: Final = (MANIFEST, SUMS)
"""What lists the files, and isn't listed."""
ARCHIVE, BACKUP = "archive", "backup"
_FORMAT: Final = "gov-accounts-archive"
_VERSION: Final = 1
_TEXTS: Final = ("purpose", "unit", "unit_code", "profile", "program", "main", "ledger_sha256", "posted_last")
_NUMBERS: Final = ("year", "errors", "vouchers", "posted", "posted_wrong")
_KEYS: Final[Mapping[str, type]] = {**dict.fromkeys(_TEXTS, str), **dict.fromkeys(_NUMBERS, int), "closed": bool}
"""What a manifest says beside its files, and as what."""
_HASH: Final = re.compile(r"[0-9a-f]{64}")


class Listed(NamedTuple):
    """A file of an archive.

    Attributes:
        path: its name in the archive.
        kind: what it is, a key of the kinds of an archive.
        size: in bytes.
        sha256: of its content.
        original: what it is called as seen from the ledger's folder, where that isn't what its name says.
    """

    path: str
    kind: str
    size: int
    sha256: str
    original: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive is of.

    Attributes:
        purpose: ``archive`` or ``backup``.
        unit: the unit's name.
        unit_code: its code, where the ledger says it.
        year: the year; 0 for a backup, which is of all.
        profile: the forms that the year goes by; nothing for a backup.
        program: the program and its version.
        main: the main file's name in the archive.
        ledger_sha256: of the hashes and names of the ledger's files.
        errors: how many errors the ledger had; -1 where it couldn't be read as one.
        closed: whether the year is closed.
        vouchers: how many there are in the ledger's text.
        posted: how many of them the log has lines of.
        posted_last: the log's last hash; nothing where there is no log.
        posted_wrong: how many things were wrong with posted vouchers.
        files: in order of their names.
    """

    purpose: str
    unit: str
    unit_code: str
    year: int
    profile: str
    program: str
    main: str
    ledger_sha256: str
    errors: int
    closed: bool
    vouchers: int
    posted: int
    posted_last: str
    posted_wrong: int
    files: tuple[Listed, ...]

    @property
    def passed(self) -> bool:
        """Whether the ledger's checks passed."""
        return not self.errors


class ManifestError(ValueError):
    """A manifest that can't be read."""


def sha256(content: bytes) -> str:
    """The hash of a content, as it is written."""
    return hashlib.sha256(content).hexdigest()


def ledger_digest(files: Iterable[Listed]) -> str:
    """The hash of a ledger's text: of a line for each of its files, hash and name, in order of the names."""
    lines = sorted((each.original or each.path, each.sha256) for each in files)
    return sha256("".join(f"{digest}  {name}\n" for name, digest in lines).encode())


def manifest_content(manifest: Manifest) -> bytes:
    """The manifest's file."""
    files = [{key: value for key, value in each._asdict().items() if value != ""} for each in manifest.files]
    values = {"format": _FORMAT, "version": _VERSION, **asdict(manifest), "passed": manifest.passed, "files": files}
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode()


def sums_content(manifest: Manifest, content: bytes) -> bytes:
    """The file of hashes for other programs.

    Args:
        manifest: the manifest.
        content: its file.
    """
    lines = [*((each.path, each.sha256) for each in manifest.files), (MANIFEST, sha256(content))]
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(lines)).encode()


def read_manifest(content: bytes, most_files: int, most_bytes: int) -> Manifest:
    """The manifest that a file holds, whoever wrote it.

    Args:
        content: the file.
        most_files: so many files it may list,
        most_bytes: of so many bytes together.

    Raises:
        ManifestError: it is none, or lists what no archive has.
    """
    try:
        values = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ManifestError("manifest.json 不是 JSON") from error
    if not isinstance(values, dict) or values.get("format") != _FORMAT:
        raise ManifestError("manifest.json 不是归档清单")
    if values.get("version") != _VERSION:
        raise ManifestError("manifest.json 由别的版本的软件写出，这个版本不认识")
    files = values.get("files")
    if not isinstance(files, list) or len(files) > most_files:
        raise ManifestError("manifest.json 的文件太多，或没有列文件")
    listed = tuple(map(_listed, files))
    if sum(each.size for each in listed) > most_bytes:
        raise ManifestError(f"manifest.json 列出的文件共超过 {most_bytes >> 20} MB")
    if len({each.path for each in listed}) != len(listed):
        raise ManifestError("manifest.json 里有重名的文件")
    said = {key: _value(values, key, kind) for key, kind in _KEYS.items()}
    return Manifest(**said, files=listed)


def _listed(values: Any) -> Listed:
    if not isinstance(values, dict):
        raise ManifestError("manifest.json 的文件写得不对")
    path, kind, digest = (_value(values, key, str) for key in ("path", "kind", "sha256"))
    size, original = _value(values, "size", int), _value({"original": "", **values}, "original", str)
    if not is_portable(path) or path in OWN:
        raise ManifestError("manifest.json 里有不该有的文件名")
    if size < 0 or not _HASH.fullmatch(digest):
        raise ManifestError("manifest.json 里的大小或校验值写得不对")
    return Listed(path, kind, size, digest, original)


def _value(values: Mapping[str, Any], key: str, kind: type) -> Any:
    value = values.get(key)
    if type(value) is not kind or (isinstance(value, str) and not _is_text(value)):
        raise ManifestError(f"manifest.json 没有写 {key}，或写得不对")
    return value


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
