"""Codes as others write them, as the ledger's: ``2060501-科技成果``, ``[30201]办公费``, ``一般公共预算资金``."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from gov_accounts.law.codes import item_key
from gov_accounts.text import plain

if TYPE_CHECKING:
    from gov_accounts.law.codes import Classification, Codes

_BETWEEN: Final = "])】-—_ "
_DIGITS: Final = re.compile(r"[\[(【]?\s*([0-9]{1,9})")


def read_code(codes: Codes, key: str, text: str, year: int) -> str:
    """The code of a list that a text means; nothing where it means none, or several.

    Args:
        codes: the ledger's.
        key: ``func``, ``econ`` or ``fund``.
        text: a code, with or without its name; or a name that only one code has.
        year: whose list.
    """
    bare = unicodedata.normalize("NFKC", text).strip()
    found = codes.classification(key)
    match = _DIGITS.match(bare)
    if match and key == "fund":
        return _by_digits(found, match[1], year) or _by_name(found, bare[match.end() :].lstrip(_BETWEEN), year)
    if match:
        # A code that the list lacks is the ledger's affair, which says which ones there are.
        return match[1] if item_key(match[1]) == key else ""
    return _by_name(found, bare, year)


def _by_digits(codes: Classification, digits: str, year: int) -> str:
    """The finest code that digits begin with: finance offices have finer funds."""
    begun = [digits[:length] for length in range(len(digits), 0, -1)]
    return next((each for each in begun if codes.row(each, year) is not None), "")


def _by_name(codes: Classification, text: str, year: int) -> str:
    if not text:
        return ""
    wanted = plain(text)
    finest = [each for each in codes.rows if codes.row(each, year) is not None]
    named = [each for each in finest if plain(codes.name(each, year)) == wanted]
    begun = [each for each in finest if wanted.startswith(plain(codes.name(each, year)))]
    lengths = max((len(each) for each in named), default=0)
    best = [each for each in named if len(each) == lengths]
    return best[0] if len(best) == 1 else begun[0] if not named and len(begun) == 1 else ""
