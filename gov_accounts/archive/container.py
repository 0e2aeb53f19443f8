"""Files as one zip: the same files, the same bytes, on every system and for good.

Nothing is compressed: what compresses differs between versions of a library, and of a damaged archive all but the
damaged file can still be read. There is no clock in it; all files may be read by all and written by their owner.
"""

from __future__ import annotations

import io
import stat
import zipfile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest day that a zip knows."""
_UNIX: Final = 3
_MODE: Final = stat.S_IFREG | 0o644
_MODE_AT: Final = 16
SUFFIX: Final = ".zip"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of files, in order of their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _DATE)
            info.create_system = _UNIX
            info.external_attr = _MODE << _MODE_AT
            archive.writestr(info, files[name])
    return out.getvalue()
