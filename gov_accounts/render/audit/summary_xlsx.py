"""Many audits on one sheet: a line a document."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.findings import KIND_NAMES, KINDS
from gov_accounts.render.audit.as_xlsx import DAY
from gov_accounts.render.audit.summed import NAME, counts, profile, unit_name, worst, year
from gov_accounts.render.xlsx.cells import TITLE_HEIGHT, height, merge, put, words
from gov_accounts.render.xlsx.workbook import Book, keep_heads, set_paper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.audit.audited import Audit

_WIDE: Final = 9
_HEADS: Final = {
    "序号": 6,
    "文件": 34,
    "单位": 30,
    "年度": 8,
    "表样": 18,
    **{KIND_NAMES[kind]: _WIDE for kind in KINDS},
    "最要紧的一条": 60,
    "没有核对的": 12,
}


def render(audits: Sequence[Audit]) -> bytes:
    """The workbook. The same audits give the same bytes."""
    book = Book(f"{NAME}汇总", "gov-accounts", DAY)
    page = book.file.add_worksheet("汇总")
    set_paper(page, landscape=True)
    for column, (head, width) in enumerate(_HEADS.items()):
        page.set_column(column, column, width)
        put(page, 1, column, head, book.styles.head)
    merge(page, 0, 0, 0, len(_HEADS) - 1, f"{NAME}汇总", book.styles.title)
    page.set_row(0, TITLE_HEIGHT)
    keep_heads(page, 2)
    count = book.styles.boxed(align="center", num_format="0")
    for row, audit in enumerate(audits, 2):
        values: list[str | int] = [row - 1, audit.file, unit_name(audit), year(audit), profile(audit)]
        values += [*counts(audit).values(), worst(audit), len(audit.unchecked)]
        for column, value in enumerate(values):
            if isinstance(value, int):
                put(page, row, column, Decimal(value), count)
            else:
                put(page, row, column, words(value), book.styles.word)
        texts = ((str(value), width) for value, width in zip(values, _HEADS.values(), strict=True))
        page.set_row(row, max(height(text, width - 2) for text, width in texts))
    page.autofilter(1, 0, len(audits) + 1, len(_HEADS) - 1)
    return book.finished()
