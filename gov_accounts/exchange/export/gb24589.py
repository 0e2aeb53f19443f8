"""GB/T 24589: 公共档案 and 总账 as xml in GB 18030; elements and their numbers are data (``gb24589.toml``).

The text of part 2 (行政事业单位) wasn't to be had: what is written says that it goes by part 1's structure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.exchange.export import rows
from gov_accounts.exchange.export.layout import layout_file, read_layout
from gov_accounts.exchange.export.lines import all_legs
from gov_accounts.exchange.export.messages import about_unit
from gov_accounts.exchange.export.value import Made
from gov_accounts.exchange.export.xml_text import escaped, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gov_accounts.exchange.export.rows import Values
    from gov_accounts.exchange.export.value import Books


def made(books: Books) -> Made:
    """The two files of a year."""
    about = rows.book_row(books)
    filled: Mapping[str, Callable[[], Iterable[Values]]] = {
        "book": lambda: [{}],
        "periods": lambda: rows.period_rows(books),
        "kinds": lambda: rows.kind_rows(books),
        "dimensions": lambda: rows.dimension_rows(books),
        "dimension_values": lambda: rows.dimension_value_rows(books),
        "accounts": lambda: rows.account_rows(books),
        "account_dimensions": lambda: rows.account_dimension_rows(books),
        "balances": lambda: (row for each in books.parts for row in rows.balance_rows(each)),
        "legs": lambda: all_legs(books),
    }
    settings = layout_file("gb24589").known("label", "files")
    label = settings.text("label")
    files = {}
    for entry in settings.entries("files", least=1):
        root = entry.known("name", "records").text("name")
        parts = [f'<?xml version="1.0" encoding="GB18030"?>\n<!-- {escaped(label)} -->\n<{root}>\n']
        for each in entry.entries("records", least=1):
            layout = read_layout(each, "elements", filled)
            parts += [record(layout, {**about, **row}, indent=" ") for row in filled[layout.rows]()]
        parts.append(f"</{root}>\n")
        files[f"{root}.xml"] = "".join(parts).encode("gb18030")
    return Made(files, tuple(about_unit(books.unit, books.place)), (label,))
