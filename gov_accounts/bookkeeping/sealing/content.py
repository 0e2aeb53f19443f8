"""What a voucher says, as one digest: what a person wrote, and apart from it the legs that plugins made of that.

The written content is independent of where it stands and of how it is laid out: comments, blank lines, spaces, the
order of tags and metadata, and zeros behind a decimal point don't count. The resolved legs carry their codes, from
wherever they have them, and include those that 平行记账 derived.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from beancount.core.amount import Amount
from beancount.core.number import MISSING

from gov_accounts.books.marks import DERIVED
from gov_accounts.books.metadata import text_of
from gov_accounts.books.postings import KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLACE: Final = frozenset({"filename", "lineno"})
_HIDDEN: Final = "__"
"""What beancount's own metadata begin with."""
_encode: Final = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def content_digest(voucher: Any) -> str:
    """SHA-256 of what is written of a voucher, as beancount's parser gave it, not booked.

    Date, flag, payee, narration, tags, links, metadata, and each leg in order with flag, account, amount and metadata.
    """
    return _digest(
        [
            voucher.date.isoformat(),
            voucher.flag,
            _value(voucher.payee),
            _value(voucher.narration),
            sorted(voucher.tags or ()),
            sorted(voucher.links or ()),
            _metadata(voucher.meta),
            [
                [
                    each.flag,
                    each.account,
                    _value(each.units),
                    _value(each.cost),
                    _value(each.price),
                    _metadata(each.meta),
                ]
                for each in voucher.postings
            ],
        ]
    )


def figures_digest(voucher: Any) -> str:
    """SHA-256 of a voucher's legs after the plugins: account, amount, codes, whether derived. In any order."""
    legs: list[list[str]] = [
        [
            each.account,
            _value(each.units),
            *(text_of((each.meta or {}).get(key)) for key in KEYS),
            DERIVED if DERIVED in (each.meta or {}) else "",
        ]
        for each in voucher.postings
    ]
    return _digest(sorted(legs))


def _digest(content: Any) -> str:
    return hashlib.sha256(_encode(content).encode()).hexdigest()


def _metadata(meta: Mapping[str, Any] | None) -> list[list[str]]:
    return sorted(
        [key, _value(value)] for key, value in (meta or {}).items() if key not in _PLACE and not key.startswith(_HIDDEN)
    )


def _value(value: Any) -> str:
    """A value with its kind, so that a number isn't the text of its digits."""
    if value is MISSING:
        return "?"
    match value:
        case None:
            return "-"
        case str():
            return f"s{value}"
        case bool():
            return f"b{value:d}"
        case Decimal():
            return f"n{_number(value)}"
        case datetime.date():
            return f"d{value.isoformat()}"
        case Amount():
            return f"a{_value(value.number)} {_value(value.currency)}"
    return f"o{value!r}"


def _number(number: Decimal) -> str:
    """A number exactly, without zeros that say nothing."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    return "0" if text == "-0" else text
