"""审计采集: the tables that auditors take from a unit, as csv; which columns there are is data (``audit.toml``)."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from gov_accounts.exchange.export.layout import layout_file, read_layout
from gov_accounts.exchange.export.lines import all_legs
from gov_accounts.exchange.export.messages import about_unit
from gov_accounts.exchange.export.rows import account_rows, balance_rows, book_row, part_rows, period_rows
from gov_accounts.exchange.export.value import Made

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gov_accounts.exchange.export.rows import Values
    from gov_accounts.exchange.export.value import Books

_ENCODING: Final = "utf-8-sig"
"""With a BOM, without which Excel reads Chinese as ANSI."""
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Wide ones too: Chinese versions of Excel take them for the others."""
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def made(books: Books) -> Made:
    """The tables of a year: a file each."""
    about = book_row(books)
    rows: Mapping[str, Callable[[], Iterable[Values]]] = {
        "book": lambda: [{}],
        "periods": lambda: period_rows(books),
        "accounts": lambda: account_rows(books),
        "balances": lambda: (row for each in books.whole for row in balance_rows(each)),
        "parts": lambda: part_rows(books),
        "legs": lambda: all_legs(books),
    }
    files = {}
    for entry in layout_file("audit").known("tables").entries("tables", least=1):
        layout = read_layout(entry, kinds=rows)
        cells = (layout.cells({**about, **row}) for row in rows[layout.rows]())
        files[f"{layout.name}.csv"] = table([field.head for field in layout.fields], cells)
    return Made(files, tuple(about_unit(books.unit, books.place)))


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A table as csv, of which a spreadsheet takes nothing for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([neutral(each) for each in row] for row in rows)
    return out.getvalue().encode(_ENCODING)


def neutral(text: str) -> str:
    """Words that a spreadsheet would take for a formula begin with an apostrophe; numbers may begin with a minus."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(text) else text
