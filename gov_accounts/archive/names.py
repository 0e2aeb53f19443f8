"""Names of files in an archive: such as every system can have, whatever the ledger's own files are called.

账本/a:b.beancount      账本/a%3Ab.beancount
账本/CON.beancount      账本/%43ON.beancount
账本外/上级/共用.beancount    of ../共用.beancount
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from itertools import count
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_FORBIDDEN: Final = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\\/\u2028\u2029\ud800-\udfff]')
"""Signs that Windows doesn't let a name have, and those that a terminal obeys."""
_LAST: Final = re.compile(r"[ .]+$")
_DEVICE: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|$)", re.IGNORECASE)
_LONGEST: Final = 240
"""Bytes of a name's part: file systems take 255."""
_KEPT: Final = 160
_UP: Final = "上级"
_PARENT: Final = ".."


def portable(name: str) -> str:
    """A relative path with ``/`` that every system can have; itself, where it is one already."""
    return "/".join(_part(each) for each in name.split("/"))


def is_portable(name: str) -> bool:
    """Whether a member may be called so: a plain path inside the archive, on every system."""
    parts = name.split("/")
    return all(each and each not in (".", _PARENT) for each in parts) and portable(name) == name


def upwards(name: str) -> str:
    """A path that leads out of a folder, with a folder's name for each step up."""
    return "/".join(_UP if each == _PARENT else each for each in name.split("/"))


def is_outside(name: str) -> bool:
    """Whether a path leads out of the folder that it is seen from."""
    return name.split("/", 1)[0] == _PARENT or PurePosixPath(name).is_absolute() or name[1:2] == ":"


class Names:
    """Names given one after another, none of which a system takes for another, or for a folder of another."""

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def take(self, wanted: str) -> str:
        """A portable name like the one that is wanted."""
        *folders, last = portable(wanted).split("/")
        path = ""
        for each in folders:
            path = _free(path, each, self._files)
            self._folders.add(alike(path))
        name = _free(path, last, self._files | self._folders)
        self._files.add(alike(name))
        return name


def _free(folder: str, wanted: str, taken: AbstractSet[str]) -> str:
    """A path in a folder that isn't taken: as it is wanted, or with a number."""
    path, numbers = PurePosixPath(wanted), count(2)
    name = wanted
    while alike(f"{folder}/{name}".strip("/")) in taken:
        name = f"{path.stem}~{next(numbers)}{path.suffix}"
    return f"{folder}/{name}".strip("/")


def alike(name: str) -> str:
    """What names have in common that some system takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _part(part: str) -> str:
    escaped = _FORBIDDEN.sub(lambda found: _escaped(found.group()), part)
    escaped = _LAST.sub(lambda found: _escaped(found.group()), escaped)
    if _DEVICE.match(escaped):
        escaped = _escaped(escaped[0]) + escaped[1:]
    content = escaped.encode("utf-8", "surrogatepass")
    if len(content) > _LONGEST:
        digest = hashlib.sha256(content).hexdigest()[:8]
        escaped = f"{content[:_KEPT].decode('utf-8', 'ignore')}~{digest}{_suffix(part)}"
    return escaped


def _suffix(part: str) -> str:
    suffix = PurePosixPath(part).suffix
    return suffix if suffix.isascii() and suffix[1:].isalnum() and len(suffix) <= len(".beancount") else ""


def _escaped(signs: str) -> str:
    return "".join(f"%{each:02X}" for each in signs.encode("utf-8", "surrogatepass"))
