"""Words of a printed voucher that all formats share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.reports.voucher_form import SIGNED

if TYPE_CHECKING:
    from gov_accounts.reports.voucher_form import FormBook, VoucherForm

HEADS: Final = ("摘要", "总账科目", "明细科目", "编码和项目", "借方金额", "贷方金额")
_UNSAID: Final = "＿＿"


def day(form: VoucherForm) -> str:
    """The voucher's day: ``2020 年 5 月 8 日``."""
    return f"{form.date.year} 年 {form.date.month} 月 {form.date.day} 日"


def papers(form: VoucherForm) -> str:
    """How many papers are attached, with room to write it where it isn't said."""
    return f"附件 {form.attachments or _UNSAID} 张"


def total(book: FormBook) -> str:
    """The words of a book's sum, 大写."""
    return f"合计　人民币{book.in_words}"


def signed_by(form: VoucherForm) -> list[tuple[str, str]]:
    """Who signs, and who it was, nothing where nobody did."""
    return list(zip(SIGNED, form.signatures, strict=True))
