"""What is typed into the form's fields: days of which the year is known, and words on one line."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Final

from gov_accounts.sheets.cells import read_day

_SEPARATED: Final = re.compile(r"([0-9]{1,2})\s*(?:[-./月 ])\s*([0-9]{1,2})日?")
_TOGETHER: Final = re.compile(r"([0-9]{1,2})([0-9]{2})")
_MINUS: Final = str.maketrans("−–—－‐‑﹣。", "-------.")
LONGEST: Final = 1000
"""Characters of one field."""


def typed_day(text: str, year: int) -> datetime.date | None:
    """The day that is meant by ``5.8``, ``5-8``, ``0508``, ``508``, ``5月8日`` in a year, or by a whole date.

    None where it is none, or of another year than it says.
    """
    bare = unicodedata.normalize("NFKC", text).translate(_MINUS).strip()
    match = _SEPARATED.fullmatch(bare) or _TOGETHER.fullmatch(bare)
    if match is None:
        return read_day(bare)
    try:
        return datetime.date(year, int(match[1]), int(match[2]))
    except ValueError:
        return None


def one_line(text: str) -> str:
    """Words as a ledger keeps them: on one line, single blanks, nothing that can't be seen."""
    seen = "".join(
        " " if each.isspace() else each
        for each in text
        if each.isspace() or unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Cn", "Co")
    )
    return " ".join(seen.split(" ")).strip()
