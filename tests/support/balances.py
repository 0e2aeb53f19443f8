"""Random ledgers' trial balances."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st

from gov_accounts.books.ledger import Ledger
from gov_accounts.books.postings import Period, read_postings
from gov_accounts.law.codes import official_codes
from gov_accounts.reports.trial_balance import BookBalance, Line, trial_balance

CHART = official_codes().chart
YEAR = Period(datetime.date(2020, 1, 1), datetime.date(2020, 12, 31))


def periods() -> st.SearchStrategy[Period]:
    days = st.dates(datetime.date(2019, 7, 1), datetime.date(2021, 6, 30))
    return st.just(YEAR) | st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))


def balances(ledger: Ledger, period: Period = YEAR, **options: object) -> dict[str, BookBalance]:
    made = trial_balance(read_postings(ledger.entries), period, CHART, **options)  # type: ignore[arg-type]
    return {balance.book: balance for balance in made}


def accounts(balance: BookBalance) -> list[Line]:
    return [line for line in balance.lines if line.codes is None and not line.direct]
