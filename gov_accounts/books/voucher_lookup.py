"""The one voucher that a person means, by its number or by the place where it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from beancount.core.data import Close, Open, Transaction

from gov_accounts.books.metadata import text_of
from gov_accounts.books.voucher_number import NUMBER, read_number
from gov_accounts.findings import Finding, Place
from gov_accounts.nearest import nearest
from gov_accounts.text import plain

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence

_PLACE: Final = re.compile(r"(.+):([0-9]{1,9})")
_SHOWN: Final = 5


def find_voucher(entries: Iterable[Any], typed: str, main_file: Path, year: int | None = None) -> Any | Finding:
    """The transaction that is meant by a number (``记-5-003``, ``5-3``) or a place (``2020-05.beancount:21``).

    Args:
        entries: beancount directives.
        typed: what was typed.
        main_file: the ledger's main file, which places are relative to.
        year: of the voucher; None for any.

    Returns:
        The transaction; a finding where there is none, or where there are several.
    """
    vouchers = [entry for entry in entries if isinstance(entry, Transaction) and year in (None, entry.date.year)]
    found = _numbered(vouchers, typed) or _placed(vouchers, typed, main_file.parent)
    if len(found) == 1:
        return found[0]
    place = Place(str(main_file), 0)
    return _several(typed, found, main_file, place) if found else _unknown(typed, year, vouchers, place)


def not_open(entries: Iterable[Any], voucher: Any, date: datetime.date) -> Finding | None:
    """A finding where an account of a voucher isn't open on a day."""
    used = {posting.account for posting in voucher.postings}
    place = Place(voucher.meta["filename"], voucher.meta["lineno"])
    for entry in entries:
        if isinstance(entry, Open) and entry.account in used and entry.date > date:
            return _not_open(entry.account, date, f"{entry.date} 才开立（open）", place)
        if isinstance(entry, Close) and entry.account in used and entry.date <= date:
            return _not_open(entry.account, date, f"{entry.date} 已经关闭（close）", place)
    return None


def _not_open(account: str, date: datetime.date, why: str, place: Place) -> Finding:
    return Finding(
        "copy-account-not-open",
        f"{date} 不能记 {account}：它 {why}。",
        "凭证用到的账户，在凭证的日期都要已经开立、没有关闭。",
        "换一个日期，或先改账户的 open、close。",
        place,
    )


def _numbered(vouchers: Sequence[Any], typed: str) -> list[Any]:
    """The vouchers of a number: those of the very number, else those that may be meant by it."""
    wanted = plain(typed)
    number = read_number(wanted)
    known = [(each, plain(text_of(each.meta[NUMBER]))) for each in vouchers if NUMBER in each.meta]
    if number is None:
        return [each for each, text in known if text == wanted]
    read = [(each, other) for each, text in known if (other := read_number(text)) is not None]
    same = [each for each, other in read if number.is_same(other, each.date)]
    return same or [each for each, other in read if number.means(other, each.date)]


def _placed(vouchers: Sequence[Any], typed: str, base: Path) -> list[Any]:
    """The vouchers at a place; a file is named by its path, or by the end of it."""
    match = _PLACE.fullmatch(typed.strip())
    if match is None:
        return []
    name, line = Path(match[1]).as_posix(), int(match[2])
    there = [each for each in vouchers if _first(each) <= line <= _last(each)]
    shown = [Place(each.meta["filename"], 0).shown(base) for each in there]
    named = [each for each, file in zip(there, shown, strict=True) if file == name]
    return named or [each for each, file in zip(there, shown, strict=True) if file.endswith("/" + name)]


def _first(entry: Any) -> int:
    return int(entry.meta["lineno"])


def _last(entry: Any) -> int:
    """The last line with a leg of the voucher."""
    lines = [(posting.meta or {}).get("lineno") or 0 for posting in entry.postings]
    return max(_first(entry), *lines) if lines else _first(entry)


def _several(typed: str, found: Sequence[Any], main_file: Path, place: Place) -> Finding:
    more = f"……共 {len(found)} 张" if len(found) > _SHOWN else ""
    listed = "；".join(
        f"{each.date} {text_of(each.meta.get(NUMBER))} {' '.join(filter(None, (each.payee, each.narration)))}"
        f"（{Place(each.meta['filename'], each.meta['lineno']).shown(main_file.parent)}）"
        for each in found[:_SHOWN]
    )
    years = sorted({each.date.year for each in found})
    return Finding(
        "voucher-ambiguous",
        f"“{typed}”可以是 {len(found)} 张凭证：{listed}{more}。",
        "凭证号每年从头编，几个年度都有。" if len(years) > 1 else "这里一次只要一张凭证，写到只有一张符合。",
        f"加上 --year，如 --year {years[-1]}。"
        if len(years) > 1
        else "写全凭证号，如 记-5-003；号重复的，写文件名和行号，如 2020-05.beancount:21。",
        place,
    )


def _unknown(typed: str, year: int | None, vouchers: Sequence[Any], place: Place) -> Finding:
    numbers = dict.fromkeys(text_of(each.meta[NUMBER]) for each in vouchers if NUMBER in each.meta)
    near = nearest(plain(typed), numbers)
    return Finding(
        "voucher-not-found",
        f"账本里没有{f' {year} 年的' if year else ''}凭证“{typed}”。",
        "凭证按凭证号（voucher:）找，没有号的按文件名和行号找。",
        f"是不是要写：{'、'.join(near)}？" if near else "用 gov-accounts find 找到它，照列出的凭证号或位置写。",
        place,
    )
