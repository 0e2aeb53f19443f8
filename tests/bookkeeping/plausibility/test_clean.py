"""Ledgers that make sense have no implausible thing in them; one slip of the pen in any of them is found.

Drawn is what happens in a unit: quota by item, salaries and insurances owed and paid, things bought and written off,
money lent and returned. What can be paid is bounded by what there is, as it is in life.
"""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.ledger import load
from tests.support.draws import draws
from tests.support.slips import ids, of_ledger

HEAD: Final = """\
option "tolerance_multiplier" "0"
plugin "gov_accounts_plugins"
2019-12-31 custom "gov-unit" "name" "某某中心"
2019-12-31 custom "gov-unit" "kind" "事业单位"
2019-12-31 open Assets:1001-库存现金 CNY
  fund: "11"
2019-12-31 open Assets:1002-银行存款:基本户 CNY
  fund: "3"
2019-12-31 open Assets:1011-零余额账户用款额度 CNY
  fund: "11"
2019-12-31 open Assets:1218-其他应收款:职工借款 CNY
2019-12-31 open Assets:1601-固定资产:设备 CNY
2019-12-31 open Assets:1602-固定资产累计折旧:设备 CNY
2019-12-31 open Liabilities:2201-应付职工薪酬:基本工资 CNY
  func: "2060501"
  econ: "30101"
2019-12-31 open Liabilities:2201-应付职工薪酬:养老保险 CNY
  func: "2080505"
  econ: "30108"
2019-12-31 open Liabilities:2201-应付职工薪酬:住房公积金 CNY
  func: "2210201"
  econ: "30113"
2019-12-31 open Liabilities:2302-应付账款:某公司 CNY
2019-12-31 open Income:4001-财政拨款收入 CNY
2019-12-31 open Income:4101-事业收入 CNY
  func: "2060501"
2019-12-31 open Expenses:5001-业务活动费用 CNY
2019-12-31 open Assets:8001-资金结存:800101-零余额账户用款额度 CNY.B
  fund: "11"
2019-12-31 open Assets:8001-资金结存:800102-货币资金 CNY.B
2019-12-31 open Expenses:7201-事业支出 CNY.B
2019-12-31 open Income:6001-财政拨款预算收入 CNY.B
2019-12-31 open Income:6101-事业预算收入 CNY.B
"""
OWED: Final = {"2060501": "基本工资", "2080505": "养老保险", "2210201": "住房公积金"}
SALARIES: Final = "Liabilities:2201-应付职工薪酬:"
COST, QUOTA = "Expenses:5001-业务活动费用", "Assets:1011-零余额账户用款额度"
BANK, DEVICES = "Assets:1002-银行存款:基本户", "Assets:1601-固定资产:设备"
WRITTEN_OFF, OWING = "Assets:1602-固定资产累计折旧:设备", "Liabilities:2302-应付账款:某公司"
LENT, INCOME, EARNED = "Assets:1218-其他应收款:职工借款", "Income:4001-财政拨款收入", "Income:4101-事业收入"


@dataclass(frozen=True)
class Voucher:
    """A voucher: what it says, and its two legs."""

    date: datetime.date
    payee: str
    words: str
    tags: str
    debit: str
    credit: str
    fen: int
    meta: tuple[str, ...] = ()
    number: str = ""

    def text(self) -> str:
        amount = Decimal(self.fen).scaleb(-2)
        meta = "".join(f"  {line}\n" for line in (f'voucher: "{self.number}"', *self.meta))
        return (
            f'{self.date} * "{self.payee}" "{self.words}" {self.tags}\n{meta}'
            f"  {self.debit}  {amount} CNY\n  {self.credit}  -{amount} CNY\n\n"
        )


@dataclass
class Unit:
    """A unit as its vouchers leave it: what each account holds, and what each item has left."""

    held: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    vouchers: list[Voucher] = field(default_factory=list)

    def post(self, voucher: Voucher) -> None:
        self.held[voucher.debit] = self.held.get(voucher.debit, 0) + voucher.fen
        self.held[voucher.credit] = self.held.get(voucher.credit, 0) - voucher.fen
        month = voucher.date.month
        number = 1 + sum(1 for each in self.vouchers if each.date.month == month)
        self.vouchers.append(replace(voucher, number=f"记-{month}-{number:03}"))

    def happen(self, date: datetime.date, what: int, item: str, fen: int, mark: int) -> None:
        """One thing of those that happen, as much of it as there is money or debt for; nothing where there is none."""

        def add(payee: str, words: str, tags: str, debit: str, credit: str, most: int | None = None) -> int:
            amount = fen if most is None else min(fen, most)
            invoice = (f'invoice: "{mark:08}"',) if debit in (COST, DEVICES) and credit in (QUOTA, OWING) else ()
            if amount > 0:
                self.post(Voucher(date, f"{payee}{mark}", words, tags, debit, credit, amount, invoice))
            return max(amount, 0)

        salary = f"{SALARIES}{OWED[item]}"
        quota, left = self.held.get(QUOTA, 0), self.items.get(item, 0)
        running = min(quota, self.items.get("2060501", 0))
        match what:
            case 0 | 1 | 2:
                self.items[item] = left + add("财政局", "额度到账", f"#{item}", QUOTA, INCOME)
            case 3:
                add("人事科", "计提", "", COST, salary)
            case 4:
                self.items[item] = left - add(
                    "职工", "缴付", "", salary, QUOTA, min(quota, left, -self.held.get(salary, 0))
                )
            case 5:
                spent = add("供电公司", "电费", "#2060501 #30206", COST, QUOTA, running)
                self.items["2060501"] = self.items.get("2060501", 0) - spent
            case 6:
                spent = add("电脑公司", "买设备", "#2060501 #31002", DEVICES, QUOTA, running)
                self.items["2060501"] = self.items.get("2060501", 0) - spent
            case 7:
                worth = self.held.get(DEVICES, 0) + self.held.get(WRITTEN_OFF, 0)
                add("财务科", "折旧", "", COST, WRITTEN_OFF, worth)
            case 8:
                add("某公司", "印刷费未付", "#2060501 #30202", COST, OWING)
            case 9:
                spent = add(
                    "某公司", "付印刷费", "#2060501 #30202", OWING, QUOTA, min(running, -self.held.get(OWING, 0))
                )
                self.items["2060501"] = self.items.get("2060501", 0) - spent
            case 10:
                add("学员", "培训收入", "", BANK, EARNED)
            case 11:
                add("职工", "借差旅费", "", LENT, BANK, self.held.get(BANK, 0))
            case _:
                add("职工", "还借款", "", BANK, LENT, self.held.get(LENT, 0))


@st.composite
def units(draw: st.DrawFn) -> tuple[Voucher, ...]:
    """The vouchers of a unit's year, in date order, a file a month."""
    days = st.integers(0, 365).map(lambda day: datetime.date(2020, 1, 1) + datetime.timedelta(days=day))
    wishes = draw(
        st.lists(
            st.tuples(days, st.integers(0, 12), st.sampled_from(sorted(OWED)), st.integers(1, 10_000_00)),
            min_size=10,
            max_size=60,
        )
    )
    unit = Unit()
    for mark, item in enumerate(sorted(OWED) if draw(st.booleans()) else ()):
        unit.happen(datetime.date(2020, 1, 1), 0, item, 5_000_00, 1000 + mark)
    if draw(st.booleans()):
        unit.happen(datetime.date(2020, 1, 1), 10, "2060501", 5_000_00, 2000)
    for mark, (date, what, item, fen) in enumerate(sorted(wishes, key=lambda wish: wish[0]), 1):
        unit.happen(date, what, item, fen, mark)
    return tuple(unit.vouchers)


def rules_found(files: dict[str, str]) -> list[str]:
    """The rules broken in a ledger of these files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        includes = "".join(f'include "{name}"\n' for name in files)
        main = Path(folder) / "main.beancount"
        main.write_text(HEAD + includes, encoding="utf-8")
        return sorted(set(ids(of_ledger(load(main)))))


def texts(vouchers: tuple[Voucher, ...]) -> dict[str, str]:
    """A file a month."""
    files: dict[str, str] = {}
    for voucher in vouchers:
        name = f"{voucher.date:%Y-%m}.beancount"
        files[name] = files.get(name, "") + voucher.text()
    return files


@draws(150)
@given(units())
def test_what_makes_sense_is_silent(vouchers: tuple[Voucher, ...]) -> None:
    assert not rules_found(texts(vouchers))


def only(slip: str, *, where: bool) -> str | None:
    """A slip where it can be made."""
    return slip if where else None


SLIPS: Final[Mapping[str, Callable[[Voucher], str | None]]] = {
    "voucher-twice": lambda each: each.text() * 2,
    "invoice-twice": lambda each: only(each.text() + replace(each, payee="另一家").text(), where=bool(each.meta)),
    "voucher-number-twice": lambda each: each.text() + replace(each, payee="另一家").text(),
    "voucher-number-missing": lambda each: replace(each, number=f"{each.number}9").text(),
    "voucher-number-date": lambda each: replace(each, number=f"记-{each.date.month % 12 + 1}-001").text(),
    "date-year-far": lambda each: replace(each, date=each.date.replace(year=2202, day=1)).text(),
    "date-not-of-file": lambda each: replace(each, date=datetime.date(2020, each.date.month % 12 + 1, 15)).text(),
    "key-nearly": lambda each: replace(each, meta=(*each.meta, 'projcet: "P1"')).text(),
    "voucher-flagged": lambda each: each.text().replace(" * ", " ! ", 1),
    "money-below-zero": lambda each: only(
        replace(each, fen=each.fen + 100_000_000_00).text(), where=each.credit == QUOTA
    ),
    "item-overspent": lambda each: only(
        replace(each, tags="#2060599 #30206").text(), where=each.credit == QUOTA and not each.debit.startswith(SALARIES)
    ),
    "econ-account": lambda each: only(
        replace(each, tags="#2060501 #31003").text(), where=(each.debit, each.credit) == (COST, QUOTA)
    ),
    "econ-func": lambda each: only(
        replace(each, tags="#2080505 #30206").text(), where=(each.debit, each.credit) == (COST, QUOTA)
    ),
}
"""By rule: what one slip in a voucher makes of it, or nothing where it can't be made in it."""


@draws(100)
@given(units(), st.integers(0, 10_000), st.sampled_from(sorted(SLIPS)))
def test_one_slip_is_found(vouchers: tuple[Voucher, ...], index: int, rule: str) -> None:
    # Alone in a ledger, no year is far from the others.
    if len(vouchers) < 2:
        return
    voucher = vouchers[index % len(vouchers)]
    slip = SLIPS[rule](voucher)
    if slip is not None:
        files = texts(vouchers)
        name = f"{voucher.date:%Y-%m}.beancount"
        assert rule in rules_found({**files, name: files[name].replace(voucher.text(), slip)})
