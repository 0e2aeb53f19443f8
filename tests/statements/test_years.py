"""A table of the financial book, against the trial balance, which is made from postings without any form."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from gov_accounts.books.postings import Period, financial_postings, read_postings
from gov_accounts.law.formats import FormatSet, read_formats
from gov_accounts.ledger import load
from gov_accounts.money import BOOK_OF_COMMODITY, FINANCIAL
from gov_accounts.reports.trial_balance import trial_balance
from gov_accounts.statements.lineage import Lineage
from gov_accounts.statements.years import groups_for, statements_of
from tests.support.paths import EXAMPLES

YEARS = (("wuhan_2020", 2020), ("qingshi_2019_2020", 2019), ("qingshi_2019_2020", 2020))
ACCOUNTS = ("1002", "1011", "1201", "1601", "1602", "2307", "3001", "4001", "5001")


def form(folder: Path) -> FormatSet:
    columns = "\n".join(
        f'  {{ key = "{period}", heads = ["{period}"], take = {{ period = "{period}" }} }},'
        for period in ("before", "opening", "year", "closing")
    )
    rows = "\n".join(
        f'  {{ key = "{each}", label = "{each}", take = {{ accounts = ["{each}"] }} }},' for each in ACCOUNTS
    )
    (folder / "t.toml").write_text(
        'key = "t"\ntitle = "表"\nremark = "注。"\n[[panels]]\nkey = "all"\n'
        f"columns = [\n{columns}\n]\nrows = [\n{rows}\n]\n",
        encoding="utf-8",
    )
    return read_formats(folder)


@pytest.mark.parametrize(("example", "year"), YEARS)
def test_a_table_of_the_financial_book_agrees_with_the_trial_balance(example: str, year: int, tmp_path: Path) -> None:
    """What an account has at the year's beginning is the opening, too: adjustments count for 结转结余 alone."""
    ledger = load(EXAMPLES / example / "main.beancount")
    formats = form(tmp_path)
    table = statements_of(ledger, year, formats)["t"]
    period = Period(datetime.date(year, 1, 1), datetime.date(year, 12, 31))
    (book,) = [
        each
        for each in trial_balance(
            read_postings(ledger.entries), period, ledger.codes.chart, level=1, before_close=False
        )
        if each.book == BOOK_OF_COMMODITY[FINANCIAL]
    ]
    lines = {line.steps[-1].code: line.figures for line in book.lines}
    signs = {code: -1 if ledger.codes.chart.rows[code].credit_normal else 1 for code in ACCOUNTS}
    assert any(code in lines for code in ACCOUNTS)
    for code in ACCOUNTS:
        figures = lines.get(code)
        opening, closing = (figures.opening, figures.closing) if figures else (0, 0)
        assert table.cell(code, "before").fen == table.cell(code, "opening").fen == signs[code] * opening
        assert table.cell(code, "closing").fen == signs[code] * closing
    behind = list(Lineage.of(ledger.entries).behind(table.cell("1002", "year")))
    assert sum(fen for _, fen in behind) == table.cell("1002", "year").fen
    assert {posting.code for posting, _ in behind} == {"1002"}


def test_only_a_table_that_takes_of_the_financial_book_has_it_summed(tmp_path: Path) -> None:
    ledger = load(EXAMPLES / "wuhan_2020" / "main.beancount")
    asked = groups_for(form(tmp_path), ledger.groups, ledger.sums, ledger.codes)
    assert sum(group.postings for group in asked) == sum(group.postings for group in ledger.groups) + sum(
        1 for _ in financial_postings(ledger.entries)
    )
    assert groups_for(ledger.profile(2020).formats, ledger.groups, ledger.sums, ledger.codes) is ledger.groups
