"""A form as the lines of a ledger, laid out as the program's own files are.

2020-05-08 * "某供电公司" "五月电费" #2060501 #30206
  voucher: "记-5-004"
  Expenses:5001-业务活动费用:500102-商品和服务费用                99.40 CNY
  Assets:1011-零余额账户用款额度                                 -99.40 CNY
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.books.draft_text import head_line, leg_line, meta_lines
from gov_accounts.books.open_accounts import commodity_of
from gov_accounts.books.postings import KEYS
from gov_accounts.books.voucher_number import NUMBER
from gov_accounts.books.vouchers import ATTACHMENTS
from gov_accounts.exchange.plan import SUMMARY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gov_accounts.fava.recording.form import Form, Row

TAGGED: Final = ("func", "econ")
"""Codes that are a tag of the voucher, where they are all its lines'."""
_LEG_INDENT: Final = "    "


def form_text(form: Form) -> str:
    """The voucher's lines, ended by a line feed."""
    tags = [*(form.codes[key] for key in TAGGED if form.codes[key]), *form.tags]
    head = head_line(form.date, checked=form.checked, payee=form.payee, narration=form.narration, tags=tags)
    head = head.removesuffix("\n") + "".join(f" ^{each}" for each in form.links) + "\n"
    counted = {} if form.attachments is None else {ATTACHMENTS: form.attachments}
    own = {key: form.codes[key] for key in KEYS if key not in TAGGED}
    return "".join(
        [
            head,
            *meta_lines({NUMBER: form.number, **counted, **own}),
            *_literals(form.more, "  "),
            *(line for row in form.rows for line in _leg(row)),
        ]
    )


def _leg(row: Row) -> Iterator[str]:
    yield leg_line(row.account, row.fen, commodity_of(row.account))
    yield from meta_lines({**row.codes, "budget": row.budget, SUMMARY: row.words}, _LEG_INDENT)
    yield from _literals(row.more, _LEG_INDENT)


def _literals(more: Mapping[str, str], indent: str) -> Iterator[str]:
    for key, value in more.items():
        yield f"{indent}{key}: {value}\n"
