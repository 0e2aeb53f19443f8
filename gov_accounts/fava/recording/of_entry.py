"""A voucher of a ledger as a form, to be changed, copied or taken back; or why the form can't hold it."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.bookkeeping.sealing.vouchers import vouchers_in
from gov_accounts.books.draft_text import quoted
from gov_accounts.books.metadata import text_of
from gov_accounts.books.postings import KEYS
from gov_accounts.books.voucher_number import NUMBER
from gov_accounts.books.vouchers import ATTACHMENTS
from gov_accounts.exchange.plan import SUMMARY
from gov_accounts.fava.recording.form import Form, Row
from gov_accounts.fava.recording.text import TAGGED, form_text
from gov_accounts.law.codes import item_key
from gov_accounts.money import to_fen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gov_accounts.bookkeeping.sealing.vouchers import Written

_PLACE: Final = ("filename", "lineno")
_STRING: Final = re.compile(r'"(?:\\.|[^"\\])*"')
_FLAGS: Final = "*!"


class NotInFormError(Exception):
    """A voucher that the form can't hold; the argument says why."""


def form_of(written: Written) -> Form:
    """A voucher as it is written, as a form that writes the same again.

    Raises:
        NotInFormError: the form would lose something of it.
    """
    entry = written.entry
    if entry.flag not in _FLAGS:
        raise NotInFormError(f"凭证的标记是“{entry.flag}”")
    codes = _tagged(entry.tags)
    meta, more = _parted(entry.meta, (NUMBER, ATTACHMENTS, "fund", "project"))
    codes |= {key: meta[key] for key in ("fund", "project")}
    form = Form(
        entry.date,
        entry.narration or "",
        tuple(map(_row, entry.postings)),
        entry.payee or "",
        meta[NUMBER],
        entry.flag == "*",
        int(meta[ATTACHMENTS]) if meta[ATTACHMENTS] else None,
        codes,
        tuple(sorted(set(entry.tags) - set(codes.values()))),
        tuple(sorted(entry.links)),
        more,
    )
    again = vouchers_in(form_text(form).encode(), "")
    if [each.digest for each in again] != [written.digest]:
        raise NotInFormError("凭证里有表单放不下的写法")
    return form


def _tagged(tags: Iterable[str]) -> dict[str, str]:
    """The voucher's codes that are tags; where there are several of a kind, the legs choose."""
    found: dict[str, list[str]] = {key: [] for key in TAGGED}
    for tag in tags:
        if item_key(tag) in found:
            found[item_key(tag)].append(tag)
    return {key: each[0] if len(each) == 1 else "" for key, each in found.items()}


def _row(posting: Any) -> Row:
    if posting.flag or posting.cost is not None or posting.price is not None:
        raise NotInFormError("分录上有标记、成本或单价")
    number = getattr(posting.units, "number", None)
    if not isinstance(number, Decimal):
        raise NotInFormError("有一条分录没有写金额")
    try:
        fen = to_fen(number)
    except ValueError:
        raise NotInFormError("有一条分录的金额比分还细") from None
    meta, more = _parted(posting.meta or {}, (*KEYS, SUMMARY, "budget"))
    return Row(posting.account, fen, {key: meta[key] for key in KEYS}, meta[SUMMARY], meta["budget"], more)


def _parted(meta: Mapping[str, Any], fields: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Metadata that has a field, as text; and the rest as the ledger writes it."""
    own = {key: text_of(meta.get(key)) for key in fields}
    rest = {key: value for key, value in meta.items() if key not in own and key not in _PLACE and key[:2] != "__"}
    return own, {key: _literal(value) for key, value in rest.items()}


def _literal(value: Any) -> str:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case Decimal():
            return f"{value:f}"
        case datetime.date():
            return value.isoformat()
        case str():
            return quoted(value)
    raise NotInFormError("元数据里有表单放不下的值")


def lines_of(lines: list[str], first: int) -> int:
    """The number of the last line of the voucher that begins at a line, both counted from 1."""
    last = first
    while last < len(lines) and lines[last][:1].isspace() and lines[last].strip():
        last += 1
    return last


def has_comment(lines: Iterable[str]) -> bool:
    """Whether any of a voucher's lines holds a comment."""
    return any(";" in _STRING.sub("", line) for line in lines)
