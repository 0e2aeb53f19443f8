"""入账信息: what the books say of a voucher with an invoice, to be kept with it; elements are data (``receiver.toml``).

财会〔2024〕12号 21（四） wants it written. The names are those of the Ministry's 电子凭证会计数据标准. It is no XBRL
instance, for which each kind of document has its own entry point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.exchange.export import messages
from gov_accounts.exchange.export.layout import layout_file, read_layout
from gov_accounts.exchange.export.lines import vouchers
from gov_accounts.exchange.export.rows import book_row
from gov_accounts.exchange.export.value import Made, file_name
from gov_accounts.exchange.export.xml_text import record

if TYPE_CHECKING:
    from gov_accounts.exchange.export.value import Books


def made(books: Books) -> Made:
    """A file a voucher that carries an invoice."""
    settings = layout_file("receiver").known("head", "document", "entry")
    head, document, entry = (read_layout(settings.entry(key), "elements") for key in ("head", "document", "entry"))
    about = book_row(books)
    files: dict[str, bytes] = {}
    for voucher, legs in vouchers(books):
        if not voucher["invoice"]:
            continue
        row = {**about, **voucher}
        entries = [record(entry, {**row, **leg}, indent="  ") for leg in legs]
        text = record(head, row, [record(document, row, entries, " ")])
        files[_name(voucher["voucher"], files)] = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()
    return Made(files, tuple(messages.about_receiver(books.unit, len(files), books.place)))


def _name(voucher: str, others: dict[str, bytes]) -> str:
    """A file's name, as Windows may have it too, that no other has."""
    stem = f"入账信息-{file_name(voucher)}"
    name, count = f"{stem}.xml", 1
    while name.casefold() in {each.casefold() for each in others}:
        count += 1
        name = f"{stem}-{count}.xml"
    return name
