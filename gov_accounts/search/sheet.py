"""What was found, ready to lay out: a line a leg, and the sums of each book at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.books.postings import KEYS
from gov_accounts.findings import Place
from gov_accounts.money import BOOK_OF_COMMODITY
from gov_accounts.printing.units import YUAN
from gov_accounts.reports.sheet import Cell, Column, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from gov_accounts.books.postings import Period, Posting
    from gov_accounts.search.vouchers import Hit

NAME: Final = "查找"
DERIVED: Final = "推出"
"""What stands beside a leg that no person wrote."""


def found_sheet(hits: Sequence[Hit], asked: str, period: Period, *, base: Path, unit_name: str) -> Sheet:
    """The legs that were found, in yuan.

    Args:
        hits: the vouchers.
        asked: the words, as they were typed.
        period: what was searched.
        base: folder that file names are relative to.
        unit_name: the unit's name.
    """
    legs = [leg for hit in hits for leg in hit.legs]
    filled = {key for key in KEYS if any(getattr(leg, key) for leg in legs)}
    books = {leg.commodity for leg in legs}
    rows = [_row(leg, base) for leg in legs]
    return Sheet(
        NAME,
        f"{NAME}：{asked}",
        unit_name,
        period,
        YUAN,
        _columns(filled, with_books=len(books) > 1, with_derived=any(leg.derived for leg in legs)),
        (*rows, *_sums(hits, legs)),
    )


def book_sums(legs: Iterable[Posting]) -> dict[str, tuple[int, int]]:
    """The debits and credits of each book that has any of the legs, in the books' order, in fen."""
    sums: dict[str, tuple[int, int]] = {}
    for leg in legs:
        debit, credit = sums.get(leg.commodity, (0, 0))
        sums[leg.commodity] = debit + max(leg.fen, 0), credit + max(-leg.fen, 0)
    return {book: sums[commodity] for commodity, book in BOOK_OF_COMMODITY.items() if commodity in sums}


def count_text(hits: Sequence[Hit]) -> str:
    """How many were found."""
    return f"{len(hits)} 张凭证，{sum(len(hit.legs) for hit in hits)} 条分录"


def _columns(filled: Iterable[str], *, with_books: bool, with_derived: bool) -> tuple[Column, ...]:
    return (
        Column("date", "日期"),
        Column("voucher", "凭证"),
        Column("words", "摘要", narrowest=8),
        Column("account", "科目", narrowest=12),
        Column("book", "账", printed=with_books),
        Column("derived", "来源", printed=with_derived),
        *(Column(key, name, printed=key in filled) for key, name in KEYS.items()),
        Column("debit", "借方", figures=True, block="amounts"),
        Column("credit", "贷方", figures=True, block="amounts"),
        Column("place", "位置", printed=False),
    )


def _row(leg: Posting, base: Path) -> Row:
    voucher = leg.voucher
    amount: dict[str, Cell] = {"credit": -leg.fen} if leg.fen < 0 else {"debit": leg.fen}
    return Row(
        {
            "date": leg.date,
            "voucher": leg.number or Place(voucher.file, voucher.line).shown(base),
            "words": f"{voucher.payee} {voucher.narration}",
            "account": leg.account,
            "book": BOOK_OF_COMMODITY[leg.commodity],
            "derived": DERIVED if leg.derived else "",
            **{key: getattr(leg, key) for key in KEYS},
            **amount,
            "place": leg.place.shown(base),
        }
    )


def _sums(hits: Sequence[Hit], legs: Sequence[Posting]) -> list[Row]:
    """A row a book; the first says how many were found."""
    rows = []
    for number, (book, (debit, credit)) in enumerate(book_sums(legs).items()):
        said = f"合计：{count_text(hits)}" if number == 0 else "合计"
        rows.append(Row({"words": said, "book": book, "debit": debit, "credit": credit}, total=True, ruled=number == 0))
    return rows
