"""DA/T 95—2022 附录 C: vouchers as ``VOUCHER`` with ``VOU_DET``, one file; the elements are data (``dat95.toml``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.exchange.export.layout import layout_file, read_layout
from gov_accounts.exchange.export.lines import vouchers
from gov_accounts.exchange.export.messages import ONLY_VOUCHERS, about_unit
from gov_accounts.exchange.export.rows import book_row
from gov_accounts.exchange.export.value import Made
from gov_accounts.exchange.export.xml_text import record

if TYPE_CHECKING:
    from gov_accounts.exchange.export.value import Books


def made(books: Books) -> Made:
    """The vouchers of a year."""
    settings = layout_file("dat95").known("root", "voucher", "detail")
    root = settings.text("root")
    voucher = read_layout(settings.entry("voucher"), "elements")
    detail = read_layout(settings.entry("detail"), "elements")
    about = book_row(books)
    parts = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}>\n']
    for head, legs in vouchers(books):
        inside = [record(detail, {**about, **leg}, indent="  ") for leg in legs]
        parts.append(record(voucher, {**about, **head}, inside, " "))
    parts.append(f"</{root}>\n")
    files = {f"电子记账凭证-{books.year}.xml": "".join(parts).encode()}
    return Made(files, tuple(about_unit(books.unit, books.place)), (ONLY_VOUCHERS,), single=True)
