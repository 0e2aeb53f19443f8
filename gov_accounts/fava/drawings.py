"""图表: the charts of the disclosure and the pace of spending, each with its figures as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from gov_accounts.fava.books import year_period
from gov_accounts.law.reading import DataError
from gov_accounts.publishing.chart_file import charts_of
from gov_accounts.publishing.charts import Chart, make_charts, pace_chart
from gov_accounts.publishing.outline.official import outline_of
from gov_accounts.publishing.previous import declared_beside
from gov_accounts.render import svg

if TYPE_CHECKING:
    from gov_accounts.fava.books import Books
    from gov_accounts.fava.query import Query


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart and its picture."""

    chart: Chart
    picture: Markup


def chart_page(books: Books, query: Query) -> list[Drawing]:
    """The charts of the year, of the whole unit."""
    year, unit = query.year, query.unit
    if year is None:
        return []

    # The file isn't among those whose change makes Fava load again, so it is read each time.
    declared = {} if year - 1 in books.years else declared_beside(books.ledger.path, books.formats(year), year)

    def work() -> list[Drawing]:
        printed = books.printed(unit)
        before = printed.before(year) or declared or None
        this = printed.year(year)
        budget = books.execution(year, "func", year_period(year).last)
        profile = books.ledger.profile(year)
        try:
            law, decimals = charts_of(profile), outline_of(profile).percent_decimals
        except DataError:
            return []  # A unit's own profile, and 核对 tells what is wrong with it.
        charts = [
            *make_charts(law, year, this, before, decimals),
            pace_chart(law, year, this, budget.available(), books.lineage()),
        ]
        # The picture escapes whatever words it is given.
        return [Drawing(chart, Markup(svg.render(chart))) for chart in charts]  # noqa: S704

    return books.recent(("charts", year, unit, frozenset(declared.items())), work)
