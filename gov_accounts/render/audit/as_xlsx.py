"""Audits as a workbook to work in: 审核表 with room for an opinion, 尾差, and what wasn't checked."""

from __future__ import annotations

import datetime
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.audit.findings import KIND_NAMES
from gov_accounts.render.audit.as_text import place
from gov_accounts.render.audit.summed import NAME, NO_FINDING, SIGNED, profile, told_counts, unit_name, year
from gov_accounts.render.printable import one_line
from gov_accounts.render.xlsx.cells import TITLE_HEIGHT, height, merge, put, words
from gov_accounts.render.xlsx.workbook import Book, Names, keep_heads, set_paper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.audit.audited import Audit
    from gov_accounts.audit.findings import AuditFinding

DAY: Final = datetime.date(2000, 1, 1)
"""What the file says it was made on: not today, so that the same audit gives the same bytes."""
_FOUND: Final = {
    "序号": 6,
    "性质": 9,
    "位置": 34,
    "印的数": 16,
    "应为": 16,
    "问题": 44,
    "依据和算式": 52,
    "核实意见": 18,
}
_UNCHECKED: Final = {"序号": 6, "没有核对的": 60, "原因": 60}


def render(audits: Sequence[Audit]) -> bytes:
    """The workbook; of several documents each has sheets of its own. The same audits give the same bytes."""
    book = Book(NAME, "gov-accounts", DAY)
    names = Names(())
    for audit in audits:
        ending = f" {one_line(audit.file)}" if len(audits) > 1 else ""
        tails = [each for each in audit.findings if each.kind == "tail"]
        found = [each for each in audit.findings if each.kind != "tail"]
        _findings(book, names.take(f"审核表{ending}"), NAME, audit, found)
        _findings(book, names.take(f"尾差{ending}"), "四舍五入的尾差（不算错）", audit, tails)
        _not_checked(book, names.take(f"未核对{ending}"), audit)
    return book.finished()


def _findings(book: Book, name: str, title: str, audit: Audit, findings: Sequence[AuditFinding]) -> None:
    page, row = _begun(book, name, title, audit, _FOUND)
    for each in findings:
        shown = "\n".join(dict.fromkeys(place(spot) for spot in each.places))
        printed = each.places[0].printed if each.places else ""
        values = (str(each.cause), KIND_NAMES[each.kind], shown, printed, each.expected, each.what, each.why, "")
        _line(book, page, row, _FOUND, values)
        row += 1
    if not findings:
        merge(page, row, 0, row, len(_FOUND) - 1, NO_FINDING, book.styles.word)
        row += 1
    _signed(book, page, row + 1)


def _not_checked(book: Book, name: str, audit: Audit) -> None:
    page, row = _begun(book, name, "没有核对的", audit, _UNCHECKED)
    for number, each in zip(count(1), audit.unchecked, strict=False):
        _line(book, page, row, _UNCHECKED, (str(number), each.what, each.why))
        row += 1


def _begun(book: Book, name: str, title: str, audit: Audit, heads: dict[str, int]) -> tuple[Any, int]:
    """A new sheet with its title, whose it is, and its heads; and the row below them."""
    page = book.file.add_worksheet(name)
    set_paper(page, landscape=True)
    last = len(heads) - 1
    for column, width in enumerate(heads.values()):
        page.set_column(column, column, width)
    merge(page, 0, 0, 0, last, title, book.styles.title)
    page.set_row(0, TITLE_HEIGHT)
    whose = (
        f"文件：{one_line(audit.file)}　单位：{one_line(unit_name(audit))}　年度：{year(audit)}　表样：{profile(audit)}"
    )
    merge(page, 1, 0, 1, last, words(whose), book.styles.left)
    merge(page, 2, 0, 2, last, f"结果：{told_counts(audit)}", book.styles.left)
    for column, head in enumerate(heads):
        put(page, 3, column, head, book.styles.head)
    keep_heads(page, 4)
    return page, 4


def _line(book: Book, page: Any, row: int, heads: dict[str, int], values: Sequence[str]) -> None:
    for column, value in enumerate(values):
        put(page, row, column, words(value), book.styles.word)
    tallest = max(height(value, width - 2) for value, width in zip(values, heads.values(), strict=True))
    page.set_row(row, tallest)


def _signed(book: Book, page: Any, row: int) -> None:
    for column, name in zip((2, 5, 6), SIGNED, strict=True):
        put(page, row, column, f"{name}：", book.styles.left)
