"""What the main file says of a posting: ``2020-05-31 custom "gov-posted" "2020-05" 17 "sha256"``.

The month, how many of its vouchers are posted, and the log's last chain. A log that is gone, cut at its end or written
anew as a whole is found by these lines; the last of them, kept on paper, tells of a ledger that was exchanged together
with its log.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.findings import Place
from gov_accounts.months import Month, read_month

if TYPE_CHECKING:
    from collections.abc import Iterable

DIRECTIVE: Final = "gov-posted"
_CHAIN: Final = re.compile(r"[0-9a-f]{64}")
_VALUES: Final = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """A posting, as the main file tells of it; month None where it isn't written as it should be."""

    place: Place
    month: Month | None
    count: int
    chain: str


def mark_line(month: Month, count: int, chain: str) -> str:
    """The line."""
    return f'{month.last_day} custom "{DIRECTIVE}" "{month}" {count} "{chain}"'


def read_marks(customs: Iterable[Any]) -> list[Mark]:
    """The marks among ``custom`` directives, by file and line."""
    marks = [_mark(each) for each in customs]
    return sorted(marks, key=lambda each: (each.place.file, each.place.line))


def _mark(custom: Any) -> Mark:
    place = Place(str(custom.meta["filename"]), int(custom.meta["lineno"]))
    values = [each.value for each in custom.values or ()]
    if len(values) == _VALUES:
        month, count, chain = values
        if isinstance(month, str) and isinstance(count, Decimal) and count == int(count) and _is_chain(chain):
            found = read_month(month)
            if found is not None and str(found) == month and found.last_day == custom.date:
                return Mark(place, found, int(count), str(chain))
    return Mark(place, None, 0, "")


def _is_chain(value: Any) -> bool:
    return isinstance(value, str) and _CHAIN.fullmatch(value) is not None
