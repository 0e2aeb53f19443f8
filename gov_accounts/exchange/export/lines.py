"""The vouchers of a year line by line, each account worked out once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from gov_accounts.exchange.export.rows import account_row, leg_rows, voucher_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gov_accounts.exchange.export.rows import Values
    from gov_accounts.exchange.export.value import Books


def all_legs(books: Books) -> Iterator[Values]:
    """All lines."""
    for _, legs in vouchers(books):
        yield from legs


def vouchers(books: Books) -> Iterator[tuple[Values, list[Values]]]:
    """Each voucher's head and lines.

    Of vouchers of a month with one kind and number, lines are counted on, so that no two of them are the same.
    """
    account = cache(account_row)
    lines: dict[tuple[int, str, str], int] = {}
    for voucher in books.vouchers:
        head = voucher_row(voucher, books)
        key = voucher.date.month, voucher.kind, voucher.serial
        first = lines.get(key, 0) + 1
        legs = list(leg_rows(voucher, head, account, books, first))
        lines[key] = first - 1 + len(legs)
        yield head, legs
