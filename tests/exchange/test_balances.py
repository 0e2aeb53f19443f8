"""科目余额表, however printed: openings and balances are what was drawn, to the fen; a fen of difference is named."""

from __future__ import annotations

import datetime
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

from gov_accounts.books.ledger import Ledger
from gov_accounts.books.new_ledger import MAIN_FILE, write_new
from gov_accounts.exchange.accounts import AccountBook
from gov_accounts.exchange.compare import Comparison, compare
from gov_accounts.exchange.draft import Taken
from gov_accounts.exchange.kinds import reader
from gov_accounts.exchange.maps import Target, shipped
from gov_accounts.exchange.new_from import new_from
from gov_accounts.exchange.source import Source
from gov_accounts.findings import errors
from gov_accounts.ledger import load
from gov_accounts.testing import EventStream, event_streams
from gov_accounts.testing.writing import PROJECTS
from tests.support.balance_sheets import Layout, Part, Sums, layouts, shifted, table, true_balances, write
from tests.support.draws import draws

YEAR = 2020
FIRST, LAST = datetime.date(YEAR, 1, 1), datetime.date(YEAR, 12, 31)
MAPS = {each.key: each for each in shipped()}


@contextmanager
def written(stream: EventStream) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in stream.explicit.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        yield Path(folder) / stream.main


def take(path: Path, ledger: Ledger, **options: str) -> Taken:
    fits = {key: reader(each).fits(Source(path)) for key, each in MAPS.items()}
    assert max(fits, key=lambda key: fits[key]) == "balance"
    return reader(MAPS["balance"]).take(Source(path), Target(ledger, AccountBook(ledger, YEAR), {}, options))


def sound(layout: Layout) -> Layout:
    """Codes of three digits a level are understood where the levels above are there."""
    return replace(layout, sums=True) if layout.codes == "threes" else layout


def taken_and_compared(
    ledger: Ledger,
    folder: Path,
    balances: Mapping[Part, Sums],
    layout: Layout,
    first: datetime.date,
    last: datetime.date,
) -> tuple[Taken, Comparison]:
    path = write(folder, table(balances, layout, first, last, PROJECTS), layout)
    taken = take(path, ledger)
    return taken, compare(taken.expected, ledger)


@given(event_streams(max_events=25), layouts.map(sound), st.sampled_from((1, 1, 4, 12)), st.sampled_from((12, 12, 7)))
@draws(120)
def test_a_ledgers_own_balances_are_its_own(stream: EventStream, layout: Layout, begins: int, ends: int) -> None:
    begins = min(begins, ends)
    first = datetime.date(YEAR, begins, 1)
    last = LAST if ends == 12 else datetime.date(YEAR, 7, 31)
    balances = true_balances(stream, first, last)
    assume(balances)
    with written(stream) as main:
        ledger = load(main)
        taken, found = taken_and_compared(ledger, main.parent, balances, layout, first, last)
        assert errors(taken.findings) == []
        assert found.differences == ()
        # All accounts of the table were compared at its last day, under whatever names the ledger has them.
        told: dict[str, int] = defaultdict(int)
        for each in taken.expected:
            if each.date == last:
                told[each.account.split(":")[1][:4]] += each.fen
        true: dict[str, int] = defaultdict(int)
        for part, sums in balances.items():
            true[part.code] += sums.closing
        assert told == true


@given(event_streams(max_events=20), layouts.map(sound), st.data())
@draws(60)
def test_a_fen_on_the_wrong_account_is_named(stream: EventStream, layout: Layout, data: st.DataObject) -> None:
    balances = true_balances(stream, FIRST, LAST)
    books = [[each for each in balances if (each.code < "6") == financial] for financial in (True, False)]
    parts = data.draw(st.sampled_from([each for each in books if len({part.code for part in each}) > 1] or [[]]))
    assume(parts)
    one = data.draw(st.sampled_from(parts))
    other = data.draw(st.sampled_from([each for each in parts if each.code != one.code]))
    with written(stream) as main:
        ledger = load(main)
        told = shifted(balances, one, other, 1)
        taken, found = taken_and_compared(ledger, main.parent, told, layout, FIRST, LAST)
    assert errors(taken.findings) == []
    wrong = [each for each in found.differences if each.figure == "balance"]
    assert {(each.account.split(":")[1][:4], each.fen) for each in wrong} == {(one.code, -1), (other.code, 1)}
    assert all(each.place is not None and each.place.line for each in wrong)
    assert len(found.lines) == 1 + len(found.differences)
    assert {each.rule for each in errors(found.findings)} == {"balance-differs"}
    for each, part in ((each, part) for each in wrong for part in (one, other) if part.code in each.account):
        if dict(each.codes).keys() >= {"func", "fund", "project"}:
            told_codes = dict(zip(("func", "econ", "fund", "project"), part.codes, strict=True))
            assert dict(each.codes).items() <= told_codes.items()


@given(event_streams(max_events=20), layouts.map(sound), st.data())
@draws(60)
def test_a_cell_that_is_a_fen_off_is_named(stream: EventStream, layout: Layout, data: st.DataObject) -> None:
    layout = replace(layout, amounts="number", sheets=False)
    balances = true_balances(stream, FIRST, LAST)
    assume(balances)
    sheets = table(balances, layout, FIRST, LAST, PROJECTS)
    (rows,) = sheets.values()
    cells = [(at, column) for at, row in enumerate(rows) for column, cell in enumerate(row) if isinstance(cell, float)]
    at, column = data.draw(st.sampled_from(cells))
    cell = rows[at][column]
    assert isinstance(cell, float)
    rows[at][column] = round(cell + data.draw(st.sampled_from((0.01, -0.01))), 2)
    with written(stream) as main:
        taken = take(write(main.parent, sheets, layout), load(main))
    assert at + 1 in {each.place.line for each in errors(taken.findings) if each.place is not None}


def openings(balances: Mapping[Part, Sums]) -> dict[tuple[str, ...], int]:
    """What a year opens with: account, detail, and the codes of what is kept in the budget book."""
    details = {part.code for part in balances if part.details}
    found: dict[tuple[str, ...], int] = defaultdict(int)
    for part, sums in balances.items():
        detail = part.details[-1] if part.details else "未分明细" if part.code in details else ""
        number, dash, name = detail.partition("-")
        codes = (part.codes[0], *part.codes[2:])
        found[part.code, name if dash and number.isdigit() else detail, *codes] += sums.year_opening
    return {key: fen for key, fen in found.items() if fen}


@given(
    st.sampled_from(("事业单位", "行政单位")).flatmap(lambda kind: event_streams(kind=kind, max_events=15)),
    layouts.map(sound),
)
@draws(60)
def test_a_new_ledger_opens_with_what_was_drawn(stream: EventStream, layout: Layout) -> None:
    opened = datetime.date(YEAR - 1, 11, 30)
    assume(any(day == opened for day, _, _ in stream.legs))
    balances = true_balances(stream, FIRST, LAST, opened=opened)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = write(folder, table(balances, layout, FIRST, LAST, PROJECTS), layout)
        made = new_from(path, folder / "账")
        assert (made.name, made.year) == ("武汉市某中心", YEAR)
        assert made.opening.differences == ()
        ledger = load(write_new(folder / "账", made.files) / MAIN_FILE)
    assert errors(ledger.findings) == []
    found: dict[tuple[str, ...], int] = defaultdict(int)
    for each in ledger.sums:
        account, *details = each.account.split(":")[1:]
        key = (account[:4], details[-1].partition("-")[2] if details else "")
        codes = (each.func, each.fund, each.project) if account[:2] in ("81", "82") else ()
        found[(*key, *(code or "" for code in codes), *[""] * (3 - len(codes)))] += each.fen
        assert (each.year, each.month) == (YEAR - 1, 12)
    assert found == openings(balances)


@given(event_streams(max_events=10), layouts.map(sound), layouts.map(sound))
@draws(30)
def test_the_same_table_written_anew_is_the_same_vouchers(stream: EventStream, layout: Layout, other: Layout) -> None:
    opened = datetime.date(YEAR - 1, 11, 30)
    assume(any(day == opened for day, _, _ in stream.legs))
    balances = true_balances(stream, FIRST, LAST, opened=opened)
    other = replace(other, codes=layout.codes, dims=layout.dims, sums=layout.sums)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        empty = new_from(write(folder, table(balances, layout, FIRST, LAST, PROJECTS), layout), folder / "账")
        again = new_from(write(folder, table(balances, other, FIRST, LAST, PROJECTS), other, "另一份"), folder / "账")
    digests = [re.findall('source-hash: "(.*)"', each.files["opening-2020.beancount"]) for each in (empty, again)]
    assert len(digests[0]) == 2
    assert digests[0] == digests[1]
