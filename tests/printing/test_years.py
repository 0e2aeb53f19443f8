"""The year before, as a document compares with it where the forms have changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from gov_accounts.books.ledger import Ledger
from gov_accounts.fava.books import Books
from gov_accounts.fava.drawings import chart_page
from gov_accounts.fava.query import read_query
from gov_accounts.law.formula import Reference
from gov_accounts.printing.units import WAN
from gov_accounts.printing.years import PrintedYears
from gov_accounts.publishing.assemble import make_document
from gov_accounts.publishing.document import Picture
from tests.support.disclosures import received, spent, write
from tests.support.heads import HEAD

HERE = HEAD.replace("2020-01-01", "2021-01-01").replace("2019-12-31", "2020-12-31")
SANGONG = Reference("total", "final_total", "sangong")
GENERAL = Reference("total", "total", "general_expenditure")


def spent_on_guests(amount: str, fund: str, year: int) -> str:
    return received(amount, f"{year}-03-05", fund) + spent(amount, f"{year}-03-06", fund=fund).replace("30206", "30217")


def on_guests(*years: int) -> str:
    amounts = (("11", "10000.00"), ("12", "20000.00"))
    return "".join(spent_on_guests(each, fund, year) for year in years for fund, each in amounts)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Of 2021, whose form of 三公 takes 一般公共预算 alone, and of 2022, whose form takes every fiscal fund."""
    return write(tmp_path, HERE + on_guests(2021, 2022))


def test_what_the_forms_take_differently_is_taken_as_this_years_do(ledger: Ledger) -> None:
    years = PrintedYears.of(ledger, WAN)
    assert years.year(2021).rounding.printed[SANGONG] == 100
    before = years.before(2022)
    assert before is not None
    assert before.rounding.printed[SANGONG] == 300
    assert before.statements["sangong"].cell("total", "final_total").fen == 3_000_000


def test_what_they_take_alike_is_printed_as_it_was(ledger: Ledger) -> None:
    """A figure rounded away from half up last year isn't another one this year."""
    years = PrintedYears.of(ledger, WAN)
    last = years.year(2021)
    last.rounding.printed[GENERAL] += 1  # type: ignore[index]
    before = years.before(2022)
    assert before is not None
    assert before.rounding.printed[GENERAL] == last.rounding.printed[GENERAL] == 101


def test_a_year_of_the_same_forms_is_as_it_is(tmp_path: Path) -> None:
    own = write(
        tmp_path,
        HERE.replace("2021", "2022") + spent_on_guests("10000.00", "11", 2022) + spent_on_guests("1.00", "11", 2023),
    )
    for year in (2022, 2023):
        years = PrintedYears.of(own, WAN)
        assert years.before(year) == (years.year(year - 1) if year > 2022 else None)


def test_the_charts_in_fava_are_those_of_the_document(tmp_path: Path) -> None:
    """A unit that draws 三公, of which last year's form takes less: both compare by this year's form."""
    own = tmp_path / "own"
    own.mkdir()
    own.joinpath("profile.toml").write_text('title = "本地表样"\nextends = "2022"\n', encoding="utf-8")
    own.joinpath("charts.toml").write_text(
        f'[[charts]]\nkey = "totals"\nfigures = [{{ label = "三公", cell = "{SANGONG}" }}]\n', encoding="utf-8"
    )
    ledger = write(tmp_path, HERE + '2022-01-01 custom "gov-unit" "profile" "./own"\n' + on_guests(2021, 2022))
    printed = [each.chart for each in make_document(ledger, 2022).document.blocks if isinstance(each, Picture)]
    books = Books(ledger)
    *shown, _ = (each.chart for each in chart_page(books, read_query({"year": "2022"}, books)))
    assert shown == printed
    assert [[amount.fen for amount in each.amounts] for each in shown[0].series] == [[3_000_000], [3_000_000]]
