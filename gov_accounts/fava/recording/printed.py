"""记账凭证 of the ledger as they are printed and signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.books.postings import vouchers_of
from gov_accounts.books.vouchers import recorded_vouchers
from gov_accounts.months import Month, month_of
from gov_accounts.render.formats import rendered_vouchers
from gov_accounts.reports.voucher_form import voucher_forms

if TYPE_CHECKING:
    from gov_accounts.books.ledger import Ledger

PRINTED: Final = ("html", "pdf")
_PAPER: Final = "a4"


def printed(ledger: Ledger, month: Month, file: str, line: int, kind: str) -> bytes | None:
    """The voucher at a line of a file, or a month's where no file is named; None where there is none.

    Args:
        ledger: the ledger.
        month: the month.
        file: the voucher's file, or nothing.
        line: its first line.
        kind: one of `PRINTED`.

    Raises:
        UnavailableError: what the format takes isn't installed.
    """
    entries = [each for each in vouchers_of(ledger.entries, month.year) if month_of(each.date) == month]
    vouchers = recorded_vouchers(entries)
    if file:
        vouchers = [each for each in vouchers if (each.voucher.file, each.voucher.line) == (file, line)]
    if not vouchers:
        return None
    forms = voucher_forms(
        vouchers,
        codes=ledger.codes,
        projects=ledger.declarations.projects,
        unit_name=ledger.unit_name,
        base=ledger.path.parent,
    )
    return rendered_vouchers(forms, kind, _PAPER, month.last_day)
