"""The period of the books of account a command shows: its options, and what they come to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.books.postings import Period, Posting
    from gov_accounts.cli.options import Decorator

FIRST: Final[Decorator] = click.option(
    "--from", "first", metavar="日期", help="期间的第一天，如 2020-06-15；也可写 2020-06、2020。"
)
_DAY_SIGNS: Final = re.compile(r"[/.]")
_DAY: Final = re.compile(r"[0-9]{4}(?:[-/.][0-9]{1,2}){2}")
LAST: Final[Decorator] = click.option(
    "--to", "last", metavar="日期", help="期间的最后一天；写月份、年度时是它的最后一天。"
)


def chosen_period(
    ledger: Ledger, postings: Sequence[Posting], year: int | None, first: str | None, last: str | None
) -> Period:
    """The period asked for, by default the ledger's year; or a message and exit status 2.

    A ledger has the years that tables can be made of; where it has none, those it has vouchers of.
    """
    from gov_accounts.books.postings import choose_period  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import Finding, Place  # noqa: PLC0415

    from_period, to_period = _asked("--from", first), _asked("--to", last)
    if year is not None:
        common.choose_year(ledger, year)
    chosen = choose_period(
        year,
        from_period and from_period.first,
        to_period and to_period.last,
        ledger.years or {posting.date.year for posting in postings},
        Place(str(ledger.path), 0),
    )
    if isinstance(chosen, Finding):
        common.refuse(chosen)
    return chosen


def searched_period(
    ledger: Ledger, postings: Sequence[Posting], year: int | None, first: str | None, last: str | None
) -> Period:
    """The period to search: what isn't asked for is as far as the ledger goes; or a message and exit status 2."""
    if year is not None or not postings:
        return chosen_period(ledger, postings, year, first, last)
    from gov_accounts.books.postings import Period  # noqa: PLC0415

    from_period, to_period = _asked("--from", first), _asked("--to", last)
    days = [posting.date for posting in postings]
    if from_period is not None and to_period is not None:
        return chosen_period(ledger, postings, year, first, last)
    if from_period is not None:
        return Period(from_period.first, max(from_period.last, *days))
    if to_period is not None:
        return Period(min(to_period.first, *days), to_period.last)
    return Period(min(days), max(days))


def day(option: str, text: str) -> datetime.date:
    """The day that an option is given, or a message and exit status 2."""
    from gov_accounts.books.postings import read_period  # noqa: PLC0415

    period = read_period(_DAY_SIGNS.sub("-", text.strip()))
    if period is None and _DAY.fullmatch(text.strip()):
        raise click.BadOptionUsage(option, f"{option} 的“{text}”没有这一天。核对月份和日子，写成 2020-06-03。")
    if period is None or period.first != period.last:
        raise click.BadOptionUsage(option, f"{option} 的“{text}”不是一天的日期。写成 2020-06-03。")
    return period.first


def _asked(option: str, text: str | None) -> Period | None:
    from gov_accounts.books.postings import read_period  # noqa: PLC0415

    if text is None:
        return None
    period = read_period(text)
    if period is None:
        raise click.BadOptionUsage(
            option.strip("-"), f"{option} 的“{text}”不是日期。写成 2020-06-15，或只写到月（2020-06）、年（2020）。"
        )
    return period
