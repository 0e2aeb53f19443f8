"""Drawn books brought over from each layout: the nine tables are the oracle's, and again nothing is new.

Both books of a unit are drawn as events, written as sheets, and taken into a new ledger. What the tables must hold is
worked out from the events by an oracle that reads neither the sheets nor the ledgers.
"""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gov_accounts.books.ledger import Ledger
from gov_accounts.books.new_ledger import new_ledger
from gov_accounts.exchange.importing import Import, import_files
from gov_accounts.exchange.maps import shipped
from gov_accounts.findings import errors
from gov_accounts.ledger import load
from gov_accounts.statements.accounting import Accounts
from gov_accounts.statements.years import statements_of
from gov_accounts.testing import EventStream, event_streams
from tests.exchange import layouts
from tests.exchange.books import beside, coded, slips_of
from tests.exchange.drawn_slips import looks
from tests.exchange.layouts import LAYOUTS, Entry, Look, Slip
from tests.properties.test_parallel_events import loaded
from tests.properties.test_two_years import closed, two_years
from tests.support.draws import draws
from tests.support.numbered import numbered_tables
from tests.support.statements import figures_of
from tests.support.two_years import TwoYears

ALL = (*LAYOUTS, "dat95")
FUND_ROW = "其中：政府性基金收入"


def written(folder: Path, layout: str, slips: list[Slip], look: Look) -> Path:
    """The vouchers in a file of a layout."""
    if layout == "dat95":
        return layouts.save_dat95(folder / "凭证.xml", slips)
    # A title would say one year for the vouchers of all years.
    plain = look._replace(dates="iso") if look.dates in ("short", "day") else look
    return layouts.save(folder / "凭证.xlsx", layouts.sheet(layout, slips, plain))


@contextmanager
def brought_over(
    ledger: Ledger, kind: str, layout: str, look: Look, *, with_funds: bool = True
) -> Iterator[tuple[Import, Path, Path]]:
    """What a ledger's vouchers, as the layout has them, give in a new ledger: it, its main file, and the file.

    Args:
        with_funds: whether the new ledger's accounts tell the fund of what is paid from them, as they do at first.
    """
    slips = slips_of(ledger)
    assume(slips)
    first = min(each.date.year for each in slips)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in new_ledger("某中心", kind, first).items():
            kept = text if with_funds or file != "accounts.beancount" else text.replace('\n  fund: "11"', "")
            (folder / file).write_text(kept, encoding="utf-8", newline="\n")
        main = folder / "main.beancount"
        with main.open("a", encoding="utf-8", newline="\n") as file_:
            file_.write("\n" + beside(ledger))
        file_of = written(folder, layout, slips, look)
        made = import_files(load(main), [file_of], shipped())
        assert [each.shown() for each in (*made.refused, *made.blocking)] == []
        made.plan.write()
        yield made, main, file_of


@pytest.mark.parametrize("layout", ALL)
@draws(16)
@given(stream=event_streams(), look=looks)
def test_the_nine_tables_of_books_brought_over(layout: str, stream: EventStream, look: Look) -> None:
    with (
        loaded(stream.accrual, stream.main) as ledger,
        brought_over(ledger, stream.kind, layout, look) as (made, main, file),
    ):
        over = load(main)
        assert numbered_tables(statements_of(over, stream.year)) == {k: dict(v) for k, v in stream.expected.items()}
        again = import_files(over, [file], shipped())
        assert (again.plan.new, again.plan.changes, again.plan.known) == ((), (), len(made.plan.new))


@draws(20)
@given(stream=event_streams())
def test_statements_of_codes_alone(stream: EventStream) -> None:
    """The text of V800 has neither names nor functional codes: after a 科目余额表, the statements are the same."""
    with loaded(stream.accrual, stream.main) as ledger, tempfile.TemporaryDirectory() as name:
        slips = slips_of(ledger)
        first = min(each.date.year for each in slips)
        for file, text in new_ledger("某中心", stream.kind, first).items():
            (Path(name) / file).write_text(text, encoding="utf-8", newline="\n")
        main = Path(name) / "main.beancount"
        with main.open("a", encoding="utf-8", newline="\n") as more:
            more.write("\n" + coded(ledger))
        made = import_files(load(main), [layouts.save_v800(Path(name) / "pz.txt", slips)], shipped())
        assert [each.shown() for each in (*made.refused, *made.blocking)] == []
        made.plan.write()
        ours, theirs = (Accounts.of(each, stream.year) for each in (load(main), ledger))
        for key, column in (("balance_sheet", "closing"), ("balance_sheet", "opening"), ("income_statement", "year")):
            found, wanted = (figures_of(each.statements[key], column) for each in (ours, theirs))
            # Of the fund nothing is told either.
            assert {**found, FUND_ROW: 0} == {**wanted, FUND_ROW: 0}


def turned_round(slip: Slip) -> bool:
    """Whether a closing takes off less than nothing, in a year of refunds alone: by hand none is written so.

    ``check`` holds that against a voucher that says it is a closing.
    """
    income = sum(each.fen for each in slip.entries if each.code[0] in "46")
    spent = sum(each.fen for each in slip.entries if each.code[0] in "57")
    return slip.closing and (income < 0 or spent > 0)


@draws(30)
@given(drawn=two_years(), layout=st.sampled_from(ALL))
def test_closed_years_brought_over_give_the_same_tables_and_statements(drawn: TwoYears, layout: str) -> None:
    with closed(drawn) as (ledger, years):
        slips = slips_of(ledger)
        assume(slips and not any(map(turned_round, slips)))
        compare_years(ledger, years, layout)


def compare_years(ledger: Ledger, years: Sequence[int], layout: str) -> None:
    """The books brought over have the same tables and statements of each year.

    Drawn vouchers pay from the quota what they say is of no fund, which the new ledger's accounts would tell.
    """
    with brought_over(ledger, "事业单位", layout, Look(), with_funds=False) as (_, main, _file):
        over = load(main)
        assert {each.rule for each in errors(over.findings)} <= {each.rule for each in errors(ledger.findings)}
        for year in years:
            if year in ledger.years:
                assert numbered_tables(statements_of(over, year)) == numbered_tables(statements_of(ledger, year))
            ours, theirs = Accounts.of(over, year), Accounts.of(ledger, year)
            for key, statement in theirs.statements.items():
                for column in dict.fromkeys(each.key for panel, _ in statement.rows() for each in panel.columns):
                    assert figures_of(ours.statements[key], column) == figures_of(statement, column), (key, column)


def moved(day: int, number: int, fen: int, summary: str, code: str = "1001") -> Slip:
    """A hundred fen out of the bank, and so many to an account."""
    entries = (Entry(code, "库存现金", fen), Entry("1002", "银行存款", -100))
    return Slip(datetime.date(2020, 5, day), "记", number, entries, summary)


WRONG = (moved(8, 801, 100, "没有的科目", "9999"), moved(9, 802, 101, "不平的"), moved(11, 803, 100, "日期错"))
RIGHT = moved(12, 804, 100, "对的")


@pytest.mark.parametrize("layout", [*ALL, "v800"])
def test_three_wrong_rows_are_named_and_nothing_is_written(layout: str, tmp_path: Path) -> None:
    for name, text in new_ledger("某中心", "事业单位", 2020).items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="\n")
    main = tmp_path / "main.beancount"
    file = spoiled(tmp_path, layout)
    ledger = load(main)
    made = import_files(ledger, [file], shipped())
    places = {(each.place.file, each.place.line) for each in made.refused if each.place is not None}
    assert {each for each, _ in places} == {str(file)}
    # Both rows of the third have the wrong day.
    assert len({each.rule for each in made.refused}) == 3
    if layout != "dat95":
        assert {(str(file), line) for line in (2, 4, 6)} <= places <= {(str(file), line) for line in (2, 4, 6, 7)}
    assert [each.narration for each in made.plan.new] == ["对的"]


def spoiled(folder: Path, layout: str) -> Path:
    """A file with a wrong account, a voucher that doesn't balance, a day that there isn't, and a voucher."""
    slips = [*WRONG, RIGHT]
    if layout == "v800":
        path = layouts.save_v800(folder / "pz.txt", slips)
        path.write_bytes(path.read_bytes().replace(b"2020-05-11", b"2020-05-41"))
        return path
    if layout == "dat95":
        path = layouts.save_dat95(folder / "pz.xml", slips)
        path.write_bytes(path.read_bytes().replace(b"20200511", b"20200541"))
        return path
    rows = layouts.sheet(layout, slips, Look())
    wrong = [["2020-05-41" if str(cell) == str(WRONG[2].date) else cell for cell in row] for row in rows]
    return layouts.save(folder / "凭证.csv", wrong)
