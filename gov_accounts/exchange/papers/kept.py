"""Where a paper is kept beside the ledger: ``票据/2020-05/发票_0123.ofd``, a name that every system takes."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gov_accounts.exchange.draft import Paper

if TYPE_CHECKING:
    import datetime

    from gov_accounts.books.ledger import Ledger

FOLDER: Final = "票据"
_LONGEST: Final = 60
_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)", re.IGNORECASE)
_HASH: Final = 8


def kept_paper(
    ledger: Ledger, taken: dict[str, bytes], called: str, number: str, day: datetime.date, content: bytes, suffix: str
) -> Paper:
    """A paper and where it is kept. What stands there with other content gets no part of it: the name differs then.

    Args:
        ledger: beside which it is kept.
        taken: path without capitals → content of what is kept in this run, added to.
        called: what it is: ``发票``.
        number: its number, as the paper has it.
        day: its day.
        content: its bytes.
        suffix: how its name ends.
    """
    stem = safe_name(f"{called}_{number}")
    folder = f"{FOLDER}/{day:%Y-%m}"
    path = f"{folder}/{stem}.{suffix}"
    if (
        _differs(ledger.path.parent.joinpath(*path.split("/")), content)
        or taken.get(path.casefold(), content) != content
    ):
        path = f"{folder}/{stem}_{hashlib.sha256(content).hexdigest()[:_HASH]}.{suffix}"
    taken[path.casefold()] = content
    return Paper(path, content)


def safe_name(text: str) -> str:
    """A text as a file's name without its ending: letters, digits, ``-`` and ``_``, bounded, no device of Windows."""
    folded = unicodedata.normalize("NFKC", text)
    kept = "".join(each if each.isalnum() or each in "-_" else "_" for each in folded)
    kept = re.sub("_{2,}", "_", kept)[:_LONGEST].strip("_-") or "_"
    return f"_{kept}" if _DEVICES.fullmatch(kept) else kept


def _differs(path: Path, content: bytes) -> bool:
    """Whether something else stands there."""
    try:
        return path.is_symlink() or path.read_bytes() != content
    except FileNotFoundError:
        return False
    except OSError:
        return True
