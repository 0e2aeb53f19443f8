"""记账凭证 as a PDF: two slips on A4, or one on paper of 240 by 140 mm.

It is laid out after ``templates/vouchers.typ``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gov_accounts.money import yuan_text
from gov_accounts.render.printable import one_line
from gov_accounts.render.typesetting import foldable, typeset, words
from gov_accounts.render.voucher_slips import PAPERS, slips
from gov_accounts.render.voucher_words import HEADS, day, papers, signed_by, total
from gov_accounts.reports.voucher_form import DERIVED, DERIVED_NOTE, NAME

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

    from gov_accounts.render.voucher_slips import Slip, SlipBook
    from gov_accounts.reports.voucher_form import FormLine, VoucherForm

CONTINUED: Final = "（续）"
_SIZE: Final = 80
"""Of letters, in tenths of a point."""


def render(forms: Sequence[VoucherForm], paper: str, last: datetime.date) -> bytes:
    """The PDF. The same vouchers give the same bytes.

    Args:
        forms: at least one.
        paper: one of `voucher_slips.PAPERS`.
        last: the day that the file is of.

    Raises:
        UnavailableError: typst or a font isn't installed, or typst refuses the vouchers.
    """
    chosen = PAPERS[paper]
    unit_name = one_line(forms[0].unit_name)
    return typeset(
        "vouchers.typ",
        lambda families: {
            "fonts": families,
            "title": f"{unit_name} {NAME}",
            "unit_name": unit_name,
            "day": [last.year, last.month, last.day],
            "paper": chosen._asdict(),
            "size": _SIZE,
            "heads": HEADS,
            "slips": [_slip(form, slip) for form in forms for slip in slips(form, chosen)],
        },
    )


def _slip(form: VoucherForm, slip: Slip) -> dict[str, Any]:
    return {
        "title": f"{NAME}{f'　{one_line(form.state)}' if form.state else ''}",
        "above": [
            f"单位：{foldable(one_line(form.unit_name))}",
            day(form),
            "　".join(_beside(form, slip)),
        ],
        "words": slip.words,
        "long": list(slip.above),
        "books": [_book(each) for each in slip.books],
        "signed": [f"{name}：{foldable(one_line(who))}" for name, who in signed_by(form)],
        "note": DERIVED_NOTE if any(line.derived for each in slip.books for line in each.lines) else "",
    }


def _beside(form: VoucherForm, slip: Slip) -> Iterator[str]:
    """What stands above to the right: the number, which slip it is, and how many papers are attached."""
    yield f"凭证号：{foldable(one_line(form.number))}"
    if slip.slips > 1:
        yield f"第 {slip.number}/{slip.slips} 张"
    yield foldable(one_line(papers(form)))


def _book(part: SlipBook) -> dict[str, Any]:
    book = part.book
    amounts = [yuan_text(book.debit), yuan_text(book.credit)]
    return {
        "name": f"{book.name}{CONTINUED if part.continued else ''}",
        "lines": [_line(line) for line in part.lines],
        "sum": [total(book), *amounts] if part.ended else [],
    }


def _line(line: FormLine) -> list[str]:
    return [
        f"{DERIVED if line.derived else ''}{words(line.account)}",
        words(line.detail),
        words(line.codes),
        yuan_text(line.debit) if line.debit else "",
        yuan_text(line.credit) if line.credit else "",
    ]
