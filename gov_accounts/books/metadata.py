"""Metadata as text, whatever a person wrote: the one place where a value is read as a code.

beancount reads ``fund: 11`` as a number, ``fund: TRUE`` as a truth value, ``fund: 2020-01-01`` as a date, and
``fund:`` as nothing at all. Here each becomes the text that stands in the ledger; whether such a code exists is then
asked as of any other, and its finding has the line.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from beancount.core.data import Open, Transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TEXTS: Final = frozenset({"func", "econ", "fund", "project", "budget", "advance", "voucher", "checked"})
"""Keys whose values we read as text."""
_PLAIN: Final = 2
"""Metadata without anything a person wrote: file and line."""
_DIGITS: Final = 300
"""So many digits a number is written out with; longer ones are no code, however they are shown."""


def text_of(value: Any) -> str:
    """A metadata value as text: nothing for nothing, a whole number by its digits, a truth value as it is typed."""
    match value:
        case str():
            return value.strip()
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case Decimal() if value.is_finite() and abs(value.adjusted()) < _DIGITS:
            return f"{value:.0f}" if value == value.to_integral_value() else f"{value:f}"
    return str(value).strip()


def with_texts(entries: Iterable[Any]) -> list[Any]:
    """The directives, the values of `TEXTS` being text in accounts' ``open``s, in vouchers and their legs.

    Directives are never changed: what has another value is replaced.
    """
    return [_with_texts(entry) if isinstance(entry, (Transaction, Open)) else entry for entry in entries]


def _with_texts(entry: Any) -> Any:
    meta = _texts(entry.meta)
    if meta is not None:
        entry = entry._replace(meta={**entry.meta, **meta})
    if isinstance(entry, Open):
        return entry
    odd = {}
    for index, posting in enumerate(entry.postings):
        own = posting.meta
        if own and len(own) > _PLAIN and (meta := _texts(own)) is not None:
            odd[index] = posting._replace(meta={**own, **meta})
    if odd:
        return entry._replace(postings=[odd.get(index, each) for index, each in enumerate(entry.postings)])
    return entry


def _texts(meta: Mapping[str, Any]) -> dict[str, str] | None:
    """Those of the values that aren't plain text, as text; None where all are."""
    if len(meta) == _PLAIN:
        return None
    odd = None
    for key in TEXTS & meta.keys():
        value = meta[key]
        if type(value) is not str or value != value.strip():
            odd = odd or {}
            odd[key] = text_of(value)
    return odd


_LONGEST_CODE: Final = 9
"""No code of any list is longer."""


@lru_cache(maxsize=65536, typed=True)
def code_of(value: Any) -> str:
    """A functional or economic code as tables count it: digits, or nothing, such as for ``#2060501`` (with a finding).

    Codes are the names of rows and of their formulas, which other characters would break.
    """
    text = text_of(value)
    return text if text.isascii() and text.isdigit() and len(text) <= _LONGEST_CODE else ""
