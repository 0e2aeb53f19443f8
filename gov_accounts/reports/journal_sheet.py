"""Journals ready to lay out: 明细账, 日记账, 总账 and 多栏账, in yuan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.books.postings import KEYS
from gov_accounts.findings import Place
from gov_accounts.printing.units import YUAN
from gov_accounts.reports.book_kinds import DETAILED, GENERAL
from gov_accounts.reports.sheet import Cell, Column, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from gov_accounts.books.postings import Period
    from gov_accounts.reports.account_journal import Line, Sums
    from gov_accounts.reports.accounts import Account

_WITHOUT_CODES: Final = "说明：这些分录没有功能分类、经济分类、资金性质和项目。"
_POSTING_COLUMNS: Final = frozenset({"voucher", "detail", "account", "place", "contra"})
"""Columns of what only a posting has."""
_BESIDE_PARTS: Final = frozenset({"detail", "contra"})
"""Columns that programs alone get where there are parts: those need the room."""
_PARTS: Final = {False: "其中（借方）", True: "其中（贷方）"}


class Part(NamedTuple):
    """A column of a 多栏账: its key in a journal's lines, and its heading."""

    key: str
    head: str


class _Parts(NamedTuple):
    """The columns of a 多栏账, and whether they have credits as positive figures."""

    columns: Sequence[Part]
    credit: bool

    def cells(self, of: Mapping[str, int]) -> dict[str, Cell]:
        sign = -1 if self.credit else 1
        return {_part_id(each): sign * of[each.key] for each in self.columns if of.get(each.key)}


def journal_sheet(
    lines: Sequence[Line],
    account: Account,
    period: Period,
    *,
    base: Path,
    unit_name: str,
    name: str = DETAILED,
    with_codes: bool = False,
    parts: Sequence[Part] = (),
    credit: bool = False,
    notes: Sequence[str] = (),
    several: bool = False,
) -> Sheet:
    """A journal ready to lay out, in yuan.

    Args:
        lines: the journal.
        account: whose journal it is.
        period: what it is of.
        base: folder that file names are relative to.
        unit_name: the unit's name.
        name: 明细账, 日记账, 总账 or 多栏账.
        with_codes: func, econ, fund and project of each posting in columns of their own.
        parts: the columns of a 多栏账.
        credit: whether those have credits as positive figures.
        notes: printed below.
        several: whether other accounts' journals are printed with it: each row names its account, for programs.
    """
    keys = tuple(KEYS) if with_codes else ()
    postings = [line.posting for line in lines if line.posting is not None]
    details = {posting.account for posting in postings}
    filled = {key for key in keys if any(getattr(posting, key) for posting in postings)}
    more = (_WITHOUT_CODES,) if keys and not filled else ()
    columns = _columns(keys, filled, with_details=len(details) > 1)
    if name == GENERAL:
        columns = tuple(each for each in columns if each.id not in _POSTING_COLUMNS)
    if parts:
        columns = tuple(replace(each, printed=each.printed and each.id not in _BESIDE_PARTS) for each in columns)
    of = {"of": account.label} if several else {}
    split = _Parts(parts, credit)
    return Sheet(
        name,
        f"{account.label} {name}",
        unit_name,
        period,
        YUAN,
        (*(Column(each, "科目", printed=False) for each in of), *columns, *_part_columns(split)),
        tuple(_row(line, account, base, keys, split, of) for line in lines),
        (*more, *notes),
    )


def _columns(keys: Sequence[str], filled: Collection[str], *, with_details: bool) -> tuple[Column, ...]:
    return (
        Column("date", "日期"),
        Column("voucher", "凭证"),
        Column("words", "摘要", narrowest=8),
        Column("detail", "明细", narrowest=8, printed=with_details),
        Column("account", "账户", printed=False),
        Column("place", "位置", printed=False),
        Column("contra", "对方科目", narrowest=6),
        *(Column(key, KEYS[key], printed=key in filled) for key in keys),
        Column("debit", "借方", figures=True, block="period"),
        Column("credit", "贷方", figures=True, block="period"),
        Column("side", "方向", figures=True, block="balance"),
        Column("balance", "余额", figures=True, block="balance"),
    )


def _part_columns(parts: _Parts) -> list[Column]:
    over = _PARTS[parts.credit]
    return [Column(_part_id(each), each.head, over, figures=True, block=_part_id(each)) for each in parts.columns]


def _part_id(part: Part) -> str:
    return f"part:{part.key}"


def _row(line: Line, account: Account, base: Path, keys: Sequence[str], parts: _Parts, of: Mapping[str, Cell]) -> Row:
    balance: dict[str, Cell] = {
        "side": "借" if line.balance > 0 else "贷" if line.balance < 0 else "平",
        "balance": abs(line.balance),
    }
    cells: dict[str, Cell] = {**of, "date": line.date, "words": line.words, **balance, **parts.cells(line.parts)}
    carried = {**of, **_carried(line.carried), **balance, **parts.cells(line.carried.parts)}
    posting = line.posting
    if posting is None:
        sums = {"debit": line.debit, "credit": line.credit}
        return Row(cells | {key: fen for key, fen in sums.items() if fen is not None}, total=True, carried=carried)
    amount: dict[str, Cell] = {"credit": -posting.fen} if posting.fen < 0 else {"debit": posting.fen}
    voucher = posting.voucher
    return Row(
        {
            **cells,
            **amount,
            "voucher": posting.number or Place(voucher.file, voucher.line).shown(base),
            "words": f"{voucher.payee} {voucher.narration}",
            "detail": _below(posting.account, account),
            "account": posting.account,
            "place": posting.place.shown(base),
            "contra": "，".join(line.contra),
            **{key: getattr(posting, key) for key in keys},
        },
        carried=carried,
    )


def _carried(sums: Sums) -> dict[str, Cell]:
    """Sums that are carried over; blank where there are none."""
    return {key: fen for key, fen in (("debit", sums.debit), ("credit", sums.credit)) if fen}


def _below(name: str, account: Account) -> str:
    """What of an account's name comes after that of one above it."""
    return ":".join(name.split(":")[len(account.steps) + 1 :])
