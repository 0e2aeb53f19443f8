"""What is exported and taken in again, into an empty ledger, is the same: accounts, days, amounts, codes, numbers."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from beancount.core.data import Transaction
from hypothesis import given

from gov_accounts.books.ledger import Ledger
from gov_accounts.books.postings import vouchers_of
from gov_accounts.books.voucher_number import read_number
from gov_accounts.exchange.export.books import books_of
from gov_accounts.exchange.export.kinds import made_as
from gov_accounts.exchange.importing import import_files
from gov_accounts.exchange.maps import Map, shipped
from gov_accounts.law.formats import FormatSet
from gov_accounts.ledger import load
from gov_accounts.statements.fill import Statement, make_statements
from gov_accounts.testing import RandomLedger, ledgers
from tests.exchange.exported import Leg, legs_of, names_of, table
from tests.exchange.support import best, new
from tests.support.drawn import loaded
from tests.support.draws import draws
from tests.support.heads import HEAD
from tests.support.paths import EXAMPLES

FILES = {
    "audit": "记账凭证表.csv",
    "dat95": "电子记账凭证-{}.xml",
    "gb24589": "总账.xml",
    "v800": "填制凭证-{}.txt",
}


def bare(folder: Path, kind: str, year: int) -> Ledger:
    """An empty ledger whose accounts give no codes: what is taken in has those that it says, and no others."""
    folder.mkdir()
    accounts = folder / "accounts.beancount"
    new(folder, kind, year)
    lines = accounts.read_text(encoding="utf-8").splitlines(keepends=True)
    accounts.write_text("".join(line for line in lines if not line.startswith("  ")), encoding="utf-8")
    return load(folder / "main.beancount")


def again(ledger: Ledger, year: int, kind: str, folder: Path, maps: Iterable[Map] = ()) -> Ledger:
    """A ledger's year, exported and taken into an empty ledger."""
    name = FILES[kind].format(year)
    (folder / name).write_bytes(made_as(kind, books_of(ledger, year)).files[name])
    empty = bare(folder / "新账", ledger.declarations.unit.get("kind", "事业单位"), year)
    chosen = list(maps) or [each for each in shipped() if each.key == kind]
    made = import_files(empty, [folder / name], chosen, {})
    assert not made.refused, [each.shown() for each in made.refused]
    assert not made.blocking, [each.shown() for each in made.blocking]
    if made.plan.new:
        made.plan.write()
    return load(empty.path)


def legs(ledger: Ledger, year: int) -> Counter[Leg]:
    """The legs of a year; those of nothing are no legs to other software."""
    return Counter({leg: count for leg, count in legs_of(ledger.entries, year).items() if leg.fen})


def by_code(found: Iterable[Leg], codes: Mapping[tuple[str, ...], str], *, coded: bool) -> Counter[Leg]:
    """Legs on accounts that are told by their codes alone, with or without the codes that they carry."""
    told = (leg._replace(account=(codes[leg.account],)) for leg in found)
    return Counter(told if coded else (leg._replace(func="", econ="", fund="", project="") for leg in told))


def by_last_name(found: Iterable[Leg]) -> Counter[Leg]:
    """Legs on accounts that are told by their first code and their last name."""
    return Counter(leg._replace(account=(leg.account[0], leg.account[-1])) for leg in found)


def codes_of(ledger: Ledger, year: int) -> dict[tuple[str, ...], str]:
    """Accounts → their codes, as the chart that is exported has them."""
    rows = table(made_as("audit", books_of(ledger, year)).files, "会计科目表")
    return {names_of(row["科目编码"], row["科目全称"]): row["科目编码"] for row in rows}


def assert_comes_back(ledger: Ledger, year: int, kind: str) -> None:
    """What is taken in again is what was exported, as far as the format can say it."""
    with tempfile.TemporaryDirectory() as folder:
        back = again(ledger, year, kind, Path(folder))
    before, after = legs(ledger, year), legs(back, year)
    if kind == "v800":  # neither names of accounts nor, as the map reads it, codes
        sent = by_code(before.elements(), codes_of(ledger, year), coded=False)
        assert by_code(after.elements(), codes_of(back, year), coded=False) == sent
    elif kind == "gb24589":  # an account's own name only
        assert by_last_name(after.elements()) == by_last_name(before.elements())
    else:
        assert after == before
    given, found = numbers(ledger, year), numbers(back, year)
    assert given - found == Counter()
    without = sum(not each.meta.get("voucher") for each in vouchers_of(ledger.entries, year))
    assert sum((found - given).values()) <= without


def numbers(ledger: Ledger, year: int) -> Counter[tuple[Any, ...]]:
    """The numbers of vouchers with their days, however they are written; those without one aren't compared."""
    found: Counter[tuple[Any, ...]] = Counter()
    for each in ledger.entries:
        if not isinstance(each, Transaction) or each.date.year != year or not each.meta.get("voucher"):
            continue
        if any(leg.units and leg.units.currency in ("CNY", "CNY.B") for leg in each.postings):
            number = read_number(str(each.meta["voucher"]))
            assert number is not None
            found[each.date, number.kind or "记", number.number, number.part] += 1
    return found


@cache
def example(name: str) -> Ledger:
    return load(EXAMPLES / name / "main.beancount")


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize(("name", "year"), [("wuhan_2020", 2020), ("qingshi_2019_2020", 2020)])
def test_an_example_comes_back(kind: str, name: str, year: int) -> None:
    assert_comes_back(example(name), year, kind)


def test_the_codes_of_the_text_come_back_too(tmp_path: Path) -> None:
    ledger = example("wuhan_2020")
    back = again(ledger, 2020, "v800", tmp_path, shipped())
    sent = by_code(legs(ledger, 2020).elements(), codes_of(ledger, 2020), coded=True)
    assert by_code(legs(back, 2020).elements(), codes_of(back, 2020), coded=True) == sent


@pytest.mark.parametrize("kind", FILES)
def test_the_map_is_found_by_the_file_alone(kind: str, tmp_path: Path) -> None:
    name = FILES[kind].format(2020)
    (tmp_path / name).write_bytes(made_as(kind, books_of(example("wuhan_2020"), 2020)).files[name])
    assert best(tmp_path / name) == {"v800": "v800-codes"}.get(kind, kind)


@draws(15)
@given(ledgers() | ledgers(completed=True))
def test_a_random_ledger_comes_back(drawn: RandomLedger) -> None:
    with loaded(drawn) as ledger:
        if legs(ledger, drawn.year):
            for kind in FILES:
                assert_comes_back(ledger, drawn.year, kind)


DETAILS = (
    "Assets:1002-银行存款:100203-基本户",
    "Assets:1002-银行存款:04-专户",
    "Assets:1002-银行存款:一般户",
    "Assets:1002-银行存款:甲-乙",
    "Assets:1002-银行存款:6222021234567-某行",
    "Assets:1002-银行存款:甲、乙（丙）",
    "Liabilities:2307-其他应付款:230705-代管:01-工会",
    "Liabilities:2307-其他应付款:230705-代管:食堂",
    "Liabilities:2307-其他应付款:押金:某公司",
)


@pytest.mark.parametrize("kind", FILES)
def test_details_of_every_kind_and_red_letters_come_back(kind: str, tmp_path: Path) -> None:
    main = tmp_path / "main.beancount"
    opens = "".join(f"2019-12-31 open {account} CNY\n" for account in DETAILS)
    vouchers = "".join(
        f'2020-05-{number:02} * "某公司" "第{number}笔" #no-budget\n  voucher: "记-5-{number:03}"\n{reverses}'
        f"  {account}  {sign}{number}.25 CNY\n  {DETAILS[-1 - number]}  {other}{number}.25 CNY\n\n"
        for number, account in enumerate(DETAILS[:-1], 1)
        if account != DETAILS[-1 - number]
        for reverses, sign, other in [("", "", "-") if number % 3 else ('  reverses: "记-5-001"\n', "-", "")]
    )
    main.write_text(f"{HEAD}{opens}\n{vouchers}", encoding="utf-8", newline="\n")
    ledger = load(main)
    assert len(legs(ledger, 2020)) > 12
    assert_comes_back(ledger, 2020, kind)


def statements_of(ledger: Ledger, year: int, formats: FormatSet) -> Mapping[str, Statement]:
    return make_statements(formats, ledger.groups, year, ledger.codes)


@pytest.mark.parametrize(("name", "year"), [("qingshi_2019_2020", 2019), ("puhui_2024", 2024)])
def test_a_year_with_its_openings_gives_the_same_tables(name: str, year: int, tmp_path: Path) -> None:
    """Vouchers and 辅助余额表 of `audit`, into a new ledger: what no appropriation is in, is the same to the fen."""
    ledger = example(name)
    files = made_as("audit", books_of(ledger, year)).files
    paths = [tmp_path / each for each in ("记账凭证表.csv", "辅助余额表.csv")]
    for path in paths:
        path.write_bytes(files[path.name])
    (tmp_path / "新账").mkdir()
    empty = new(tmp_path / "新账", ledger.declarations.unit["kind"], year)
    made = import_files(empty, paths, shipped(), {})
    assert not made.refused
    assert not made.blocking
    made.plan.write()
    back = load(empty.path)
    before, after = (statements_of(each, year, ledger.profile(year).formats) for each in (ledger, back))
    assert len(cells(before)) > 200
    assert cells(after) == cells(before)


def cells(statements: Mapping[str, Statement]) -> dict[tuple[str, str, str], int]:
    """The cells that aren't zero, but for those of the budget: it is in the appropriations, which aren't exported."""
    return {
        (key, row, column): cell.fen
        for key, statement in statements.items()
        for (row, column), cell in statement.cells.items()
        if cell.fen and "budget" not in (row + column)
    }
