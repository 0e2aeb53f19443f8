"""记账凭证 as one page of HTML, ready to print, without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.money import yuan_text
from gov_accounts.render.page import templates
from gov_accounts.render.voucher_words import HEADS, day, papers, signed_by, total
from gov_accounts.reports.voucher_form import DERIVED, DERIVED_NOTE, NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.reports.voucher_form import VoucherForm


def render(forms: Sequence[VoucherForm]) -> str:
    """The page, ending with a line end. The same vouchers give the same text."""
    return (
        templates()
        .get_template("vouchers.html")
        .render(
            title=f"{forms[0].unit_name} {NAME}",
            name=NAME,
            unit_name=forms[0].unit_name,
            forms=forms,
            heads=HEADS,
            day=day,
            papers=papers,
            total=total,
            signed_by=signed_by,
            mark=DERIVED,
            note=DERIVED_NOTE,
            yuan=yuan_text,
        )
    )
