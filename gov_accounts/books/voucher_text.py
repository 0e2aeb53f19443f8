"""A voucher's text, written again with another date.

    2020-05-08 * "计提5月退休费" #2060501           2020-06-08 * "计提5月退休费" #2060501
      voucher: "记-5-003"                    ──►      Expenses:5101-单位管理费用   30525.90 CNY
      Expenses:5101-单位管理费用   30525.90 CNY       …
      …

The lines are the source's own, less what is of that one voucher: its number, who signed it, its papers. Whatever comes
out is read again by beancount, and must mean the same; where the lines don't, the voucher is formatted anew.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Final

from beancount.core.data import Transaction
from beancount.parser import parser, printer

from gov_accounts.books.marks import BANK, DERIVED
from gov_accounts.books.voucher_number import NUMBER

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

OWN_KEYS: Final = frozenset(
    {
        NUMBER,
        DERIVED,
        BANK,
        "ref",
        "attachments",
        "invoice",
        "maker",
        "checker",
        "cashier",
        "poster",
        "posted",
        "checked",
        "reverses",
        "reverses-date",
        "source",
        "source-hash",
    }
)
"""Metadata that is of one voucher alone: a new one has no number, papers or signatures yet, and nobody has looked."""
_BEANCOUNTS: Final = ("filename", "lineno")
_DATE: Final = re.compile(r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}")
_KEY_LINE: Final = re.compile(r"\s+([a-z][\w-]*):")


def copied_text(source: str, line: int, date: datetime.date) -> str | None:
    """The text of the voucher at a line with another date, ending with a line end; None where it can't be written.

    Args:
        source: the text of the whole file, so that pushed tags count.
        line: the voucher's first line, from 1.
        date: the new date.
    """
    original = next((each for each in _vouchers(source) if each.meta["lineno"] == line), None)
    if original is None:
        return None
    wanted = _copied(original, date)
    edited = _with_pushed(_edited(source.split("\n"), original, date), wanted)
    for text in (edited, printer.format_entry(wanted)):
        read = _vouchers(text)
        if len(read) == 1 and _meaning(read[0]) == _meaning(wanted):
            return text
    return None


def left_out(entry: Any) -> tuple[str, ...]:
    """The metadata of a voucher that isn't copied, by key, but for what marks derived legs."""
    metas = (entry.meta, *(posting.meta or {} for posting in entry.postings if DERIVED not in (posting.meta or {})))
    return tuple(sorted({key for meta in metas for key in meta} & OWN_KEYS - {DERIVED}))


def _with_pushed(text: str, wanted: Any) -> str:
    """The text with the tags and metadata that a ``pushtag`` or ``pushmeta`` gave the voucher where it stood."""
    read = _vouchers(text)
    if len(read) != 1:
        return text
    tags = sorted(wanted.tags - read[0].tags)
    meta = {key: value for key, value in _facts(wanted.meta).items() if key not in read[0].meta}
    more = io.StringIO()
    if tags:
        more.write(f"  {' '.join(f'#{tag}' for tag in tags)}\n")
    printer.EntryPrinter().write_metadata(meta, more)  # type: ignore[no-untyped-call]
    first, _, rest = text.partition("\n")
    return f"{first}\n{more.getvalue()}{rest}"


def _vouchers(text: str) -> list[Any]:
    entries, _, _ = parser.parse_string(text)
    return [entry for entry in entries if isinstance(entry, Transaction)]


def _copied(entry: Any, date: datetime.date) -> Any:
    postings = [
        posting._replace(meta=_kept(posting.meta)) for posting in entry.postings if DERIVED not in (posting.meta or {})
    ]
    return entry._replace(date=date, meta=_kept(entry.meta), postings=postings)


def _kept(meta: Mapping[str, Any] | None) -> dict[str, Any]:
    return {key: value for key, value in (meta or {}).items() if key not in OWN_KEYS}


def _meaning(entry: Any) -> tuple[Any, ...]:
    """What a voucher says, wherever it stands."""
    head = (entry.date, entry.flag, entry.payee or "", entry.narration or "", entry.tags, entry.links)
    return (*head, _facts(entry.meta), *(each._replace(meta=_facts(each.meta)) for each in entry.postings))


def _facts(meta: Mapping[str, Any] | None) -> dict[str, Any]:
    return {key: value for key, value in (meta or {}).items() if key not in _BEANCOUNTS}


def _edited(lines: Sequence[str], entry: Any, date: datetime.date) -> str:
    """The voucher's lines with the new date, less what isn't copied."""
    start = entry.meta["lineno"] - 1
    dropped = {posting.meta["lineno"]: DERIVED in posting.meta for posting in entry.postings}
    kept = [_DATE.sub(date.isoformat(), lines[start], count=1)]
    leaving = False
    for number, line in enumerate(lines[start + 1 :], start + 2):
        if not line[:1].isspace() or not line.strip():
            break
        key = _KEY_LINE.match(line)
        leaving = dropped.get(number, leaving)
        if not (leaving if key is None else leaving or key[1] in OWN_KEYS) or line.lstrip().startswith(";"):
            kept.append(line)
    return "\n".join(kept) + "\n"
