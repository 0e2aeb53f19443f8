"""平行记账 of books that have both: nothing is held against right ones, and one thing wrong is found as what it is.

What both books hold of each event is drawn with it, and no rule of ours is asked (``gov_accounts.testing.events``).
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from beancount.core.data import Transaction
from hypothesis import given, reject
from hypothesis import strategies as st

from gov_accounts.exchange.importing import import_files
from gov_accounts.exchange.parallel_audit import Audit, Kind, audit
from gov_accounts.ledger import load
from gov_accounts.testing import EventStream, event_streams
from tests.exchange.support import map_named, new
from tests.support.draws import draws

UNCERTAIN = (Kind.UNTOLD, Kind.ALONE)


def written(drawn: EventStream, folder: Path) -> Path:
    for name, text in drawn.explicit.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / drawn.main


def differences(made: Audit) -> list[tuple[Kind, int]]:
    return [(each.kind, each.fen) for each in made.differences if each.kind not in UNCERTAIN]


@draws(20)
@given(drawn=event_streams())
def test_books_that_are_right_have_no_differences(drawn: EventStream) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = audit(load(written(drawn, Path(folder).resolve())))
    assert not differences(made), made.lines()


def both(entries: Any) -> list[Any]:
    """The vouchers of both books, in order."""
    return [
        each
        for each in entries
        if isinstance(each, Transaction)
        and not each.tags & {"no-budget", "year-close"}
        and {one.units.currency for one in each.postings if one.units} == {"CNY", "CNY.B"}
    ]


def code(account: str) -> str:
    return account.split(":")[1][:4]


def fen(number: Decimal) -> int:
    return int(number * 100)


def budget_lines(txn: Any) -> list[Any]:
    return [each for each in txn.postings if each.units.currency == "CNY.B"]


def net(txn: Any) -> int:
    """Debits of the budget legs, those of one account and code together."""
    sums: Counter[tuple[str, ...]] = Counter()
    for each in budget_lines(txn):
        own = code(each.account)
        codes = ("",) * 4
        if own != "8001":
            codes = tuple(str(each.meta.get(key, "")) for key in ("func", "econ", "fund", "project"))  # type: ignore[assignment]
        sums[own, *codes] += fen(each.units.number)
    return sum(each for each in sums.values() if each > 0)


def spoil(text: list[str], txn: Any, how: str) -> tuple[Kind, int] | None:
    """Do something wrong in a voucher's lines. Returns what it is, None where the voucher has nothing for it."""
    head = txn.meta["lineno"] - 1
    legs = [(each, each.meta["lineno"] - 1) for each in budget_lines(txn)]
    spending = [(each, line) for each, line in legs if code(each.account) in ("7101", "7201")]
    if how == "missing":
        for _, line in legs:
            text[line] = "  ;"
            while re.match(r"\s+[a-z-]+:", text[line + 1]):
                line += 1  # noqa: PLW2901
                text[line] = "  ;"
        text[head] += ' #no-budget\n  voucher: "记-099"\n  source-hash: "x"'
        return Kind.MISSING, net(txn)
    if how == "double":
        for each, line in legs:
            text[line] = f"  {each.account}  {each.units.number * 2} CNY.B"
        return Kind.AMOUNT, net(txn)
    if len(spending) != 1 or any(code(each.account) in ("7901", "7301") for each, _ in legs):
        return None
    (leg, line), number = spending[0], abs(fen(spending[0][0].units.number))
    if how == "account":
        text[line] = f"  Expenses:7901-其他支出  {leg.units.number} CNY.B"
        return Kind.ACCOUNT, number
    if not any(each.meta.get("func") for each in txn.postings if each.units.currency == "CNY"):
        return None  # Nothing says another code than the budget legs.
    for place in range(line + 1, len(text)):
        if not re.match(r"\s+[a-z-]+:", text[place]):
            return None
        if "func:" in text[place]:
            text[place] = '    func: "2010350"'
            return Kind.CODES, number
    return None


@pytest.mark.parametrize("how", ["missing", "double", "account", "codes"])
@draws(12)
@given(drawn=event_streams(), which=st.integers(0, 1000))
def test_one_thing_wrong_is_found_as_what_it_is(how: str, drawn: EventStream, which: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        main = written(drawn, Path(folder).resolve())
        vouchers = both(load(main).entries)
        start = which % max(len(vouchers), 1)
        for txn in [*vouchers[start:], *vouchers[:start]]:
            path = Path(txn.meta["filename"])
            text = path.read_text(encoding="utf-8").split("\n")
            expected = spoil(text, txn, how)
            if expected is not None and expected[1] > 0:
                break
        else:
            reject()
        path.write_text("\n".join(text), encoding="utf-8")
        made = audit(load(main))
    assert differences(made) == [expected], made.lines()


BOOKS = """日期,凭证字,凭证号,摘要,科目编码,科目名称,借方金额,贷方金额,功能科目代码,经济科目代码,资金性质代码
2020-05-08,记,1,付电费,5001,业务活动费用,1234.56,,2060501,30206,11
,,,,1011,零余额账户用款额度,,1234.56,,,
,,,,7201,事业支出,1234.56,,2060501,30206,11
,,,,800101,零余额,,1234.56,,,
2020-05-09,记,2,漏记,5001,业务活动费用,500,,2060501,30205,11
,,,,1011,零余额账户用款额度,,500,,,
2020-05-10,记,3,收押金,1002,银行存款,800,,,,
,,,,2307,其他应付款,,800,,,
,,,,8001,资金结存,800,,,,
,,,,6609,其他预算收入,,800,2060501,,3
2020-05-11,记,4,科目不同,5001,业务活动费用,300,,2060501,30201,11
,,,,1011,零余额账户用款额度,,300,,,
,,,,7901,其他支出,300,,2060501,30201,11
,,,,800101,零余额,,300,,,
2020-05-12,记,5,金额不同,5001,业务活动费用,300,,2060501,30201,11
,,,,1011,零余额账户用款额度,,300,,,
,,,,7201,事业支出,30,,2060501,30201,11
,,,,800101,零余额,,30,,,
2020-05-13,记,6,编码不同,5001,业务活动费用,300,,2060501,30201,11
,,,,1011,零余额账户用款额度,,300,,,
,,,,7201,事业支出,300,,2060501,30202,11
,,,,800101,零余额,,300,,,
2020-05-14,记,7,财务分录没有编码,5001,业务活动费用,77,,,,
,,,,1002,银行存款,,77,,,
,,,,7201,事业支出,77,,2060501,30202,3
,,,,800102,货币资金,,77,,,
2020-05-15,记,8,财务分录没有编码、科目不同,5001,业务活动费用,78,,,,
,,,,1002,银行存款,,78,,,
,,,,7301,经营支出,38,,2060501,30202,3
,,,,7301,经营支出,40,,2060502,30206,3
,,,,800102,货币资金,,78,,,
2020-05-16,记,9,只有预算,7201,事业支出,9,,2060501,30202,3
,,,,800102,货币资金,,9,,,
2020-05-17,记,10,提折旧,5001,业务活动费用,10,,2060501,,
,,,,1602,固定资产累计折旧,,10,,,
2020-05-18,记,11,处置收款,1002,银行存款,10,,,,
,,,,1601,固定资产,,20,,,
,,,,5301,资产处置费用,10,,,,
,,,,800102,货币资金,10,,,,
,,,,6609,其他预算收入,,10,2060501,,3
2020-05-19,记,12,科目金额都不同,5001,业务活动费用,300,,2060501,30201,11
,,,,1011,零余额账户用款额度,,300,,,
,,,,7901,其他支出,20,,2060501,30201,11
,,,,800101,零余额,,20,,,
2020-05-20,记,13,直接支付、收入也带经济分类,5001,业务活动费用,60,,2060501,30201,11
,,,,4001,财政拨款收入,,60,2060501,30201,11
,,,,7201,事业支出,60,,2060501,30201,11
,,,,6001,财政拨款预算收入,,60,2060501,30201,11
"""


def test_each_kind_in_words(tmp_path: Path) -> None:
    """As it comes out of an import, before anything is written."""
    ledger = new(tmp_path)
    sheet = tmp_path / "序时账.csv"
    sheet.write_text(BOOKS, encoding="utf-8")
    made = import_files(ledger, [sheet], [map_named("journal")])
    assert made.after is not None
    found = audit(made.after, made.plan.contents)
    assert [(each.number, each.kind, each.fen) for each in found.differences] == [
        ("记-5-002", Kind.MISSING, 50000),
        ("记-5-003", Kind.SUPERFLUOUS, 80000),
        ("记-5-004", Kind.ACCOUNT, 30000),
        ("记-5-005", Kind.AMOUNT, 27000),
        ("记-5-006", Kind.CODES, 30000),
        ("记-5-008", Kind.ACCOUNT, 7800),
        ("记-5-009", Kind.ALONE, 900),
        ("记-5-011", Kind.UNTOLD, 2000),
        ("记-5-012", Kind.AMOUNT, 30000),
    ]
    assert found.lines()[:5] == [
        "平行记账核对：11 张凭证，10 张能比，7 张与制度不同（财会〔2017〕25号）。",
        "  多预算分录：1 张，800.00 元：记-5-003",
        "    没有纳入部门预算管理的现金收支，或是暂收暂付、代管的钱，预算会计却记了。",
        "    记-5-003：记的是 借 8001 800.00，贷 6609（2060501/3） 800.00；按制度是 没有。",
        "  金额不同：2 张，570.00 元：记-5-005、记-5-012",
    ]
    made.plan.write()
    assert audit(load(tmp_path / "main.beancount")).lines() == found.lines()


def test_books_without_budget_legs_have_nothing_to_compare(tmp_path: Path) -> None:
    ledger = new(tmp_path)
    sheet = tmp_path / "序时账.csv"
    sheet.write_text("\n".join(BOOKS.splitlines()[:3]), encoding="utf-8")
    made = import_files(ledger, [sheet], [map_named("journal")])
    assert made.after is not None
    assert audit(made.after, made.plan.contents) == Audit(0, ())
    assert not Audit(0, ()).lines()
