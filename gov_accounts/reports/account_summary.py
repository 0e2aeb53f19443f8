"""科目汇总表: what each 总账科目 was debited and credited with in a period, and from which vouchers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.printing.units import YUAN
from gov_accounts.reports.book_kinds import SUMMARY
from gov_accounts.reports.sheet import Column, Row, Sheet
from gov_accounts.reports.trial_balance import trial_balance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.books.postings import Period, Posting
    from gov_accounts.law.chart import Chart
    from gov_accounts.reports.sheet import Cell
    from gov_accounts.reports.trial_balance import BookBalance

_SUM: Final = "合计"


def summary_sheets(
    postings: Sequence[Posting], period: Period, chart: Chart, unit_name: str, notes: Sequence[str] = ()
) -> list[Sheet]:
    """The summary of each book that has a posting in the period, in yuan. Debits and credits are equal.

    Args:
        postings: of any period.
        period: what is summed.
        chart: names of accounts.
        unit_name: the unit's name.
        notes: printed below each.
    """
    vouchers = _vouchers_note([each for each in postings if period.covers(each.date)])
    return [
        Sheet(
            balance.book,
            f"{SUMMARY}（{balance.book}账）",
            unit_name,
            period,
            YUAN,
            (
                Column("book", "账本", printed=False),
                Column("code", "科目编码"),
                Column("name", "科目名称", narrowest=16),
                Column("debit", "借方发生额", figures=True),
                Column("credit", "贷方发生额", figures=True),
            ),
            (*_rows(balance), _bottom(balance)),
            (*vouchers, *notes),
        )
        for balance in trial_balance(postings, period, chart, level=1)
        if any(line.figures.debit or line.figures.credit for line in balance.lines)
    ]


def _rows(balance: BookBalance) -> Iterator[Row]:
    for line in balance.lines:
        debit, credit = line.figures.debit, line.figures.credit
        if debit or credit:
            (step,) = line.steps
            amounts: dict[str, Cell] = {key: fen for key, fen in (("debit", debit), ("credit", credit)) if fen}
            yield Row({"book": balance.book, "code": step.code, "name": step.name, **amounts})


def _bottom(balance: BookBalance) -> Row:
    totals = balance.totals()
    cells: dict[str, Cell] = {"book": balance.book, "name": _SUM, "debit": totals.debit, "credit": totals.credit}
    return Row(cells, total=True, ruled=True)


def _vouchers_note(postings: Sequence[Posting]) -> tuple[str, ...]:
    """How many vouchers were summed, and the first and the last number of those that have one."""
    numbers = {each.entry: each.number for each in postings}
    if not numbers:
        return ()
    written = [number for number in numbers.values() if number]
    range_of = f"，编号 {written[0]} 至 {written[-1]}" if written else ""
    missing = len(numbers) - len(written)
    without = f"，{missing} 张没有编号" if missing else ""
    return (f"说明：汇总凭证 {len(numbers)} 张{range_of}{without}。",)
