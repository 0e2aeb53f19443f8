"""What is exported says what the ledger says, whatever the format: read again by readers of its own."""

from __future__ import annotations

import datetime
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from gov_accounts.books.ledger import Ledger
from gov_accounts.exchange.export.books import books_of
from gov_accounts.exchange.export.kinds import FORMATS, made_as
from gov_accounts.exchange.export.value import Books, Made
from gov_accounts.ledger import load
from gov_accounts.testing import RandomLedger, ledgers
from tests.exchange.exported import (
    audit_legs,
    balances_of,
    dat95_legs,
    fen_of,
    gb24589_legs,
    legs_of,
    parsed,
    table,
    v800_rows,
)
from tests.support.drawn import loaded
from tests.support.paths import EXAMPLES

FIELDS = tomllib.loads((Path(__file__).parent / "fields.toml").read_text(encoding="utf-8"))


def made(ledger: Ledger, year: int) -> tuple[Books, Mapping[str, Made]]:
    books = books_of(ledger, year)
    return books, {kind: made_as(kind, books) for kind in FORMATS}


def only(each: Made) -> bytes:
    (content,) = each.files.values()
    return content


def assert_says(ledger: Ledger, year: int) -> None:
    """Every format has the ledger's legs, and balances are beancount's own."""
    _, formats = made(ledger, year)
    expected = legs_of(ledger.entries, year)
    audit = formats["audit"].files
    assert audit_legs(audit) == expected
    assert dat95_legs(only(formats["dat95"])) == expected
    assert gb24589_legs(formats["gb24589"].files) == expected
    codes = {row["科目编码"]: row["科目全称"].split("/") for row in table(audit, "会计科目表")}
    lines = Counter(
        (row[0], (row[5][:4], *codes[row[5]][1:]), fen_of(row[6]) - fen_of(row[7]))
        for row in v800_rows(only(formats["v800"]))
    )
    assert lines == Counter((leg.date.isoformat(), leg.account, leg.fen) for leg in expected.elements())
    assert_balances(audit, ledger, year)
    assert_dimensions_balance(formats["gb24589"].files, ledger, year)


def assert_balances(audit: Mapping[str, bytes], ledger: Ledger, year: int) -> None:
    rows = table(audit, "科目余额表")
    firsts = [row for row in rows if row["科目级次"] == "1"]
    for month in range(1, 13):
        of_month = {row["科目编码"]: row for row in firsts if row["会计月份"] == str(month)}
        begin = datetime.date(year, month, 1)
        end = datetime.date(year + month // 12, month % 12 + 1, 1)
        for name, day in (("期初", begin), ("期末", end), ("年初", datetime.date(year, 1, 1))):
            found = {
                code: fen
                for code, row in of_month.items()
                if (fen := fen_of(row[f"{name}借方余额"]) - fen_of(row[f"{name}贷方余额"]))
            }
            expected = balances_of(ledger.entries, day)
            assert found == (expected if name != "年初" else {code: expected[code] for code in found})
        moved = {code: fen_of(row["借方发生额"]) - fen_of(row["贷方发生额"]) for code, row in of_month.items()}
        before, after = balances_of(ledger.entries, begin), balances_of(ledger.entries, end)
        changes = {code: after.get(code, 0) - before.get(code, 0) for code in before.keys() | after.keys()}
        assert without_zeros(moved) == without_zeros(changes)
    parts = table(audit, "辅助余额表")
    for name, day in (("年初", datetime.date(year, 1, 1)), ("期末", datetime.date(year + 1, 1, 1))):
        sums: Counter[str] = Counter()
        for row in parts:
            sums[row["科目编码"][:4]] += fen_of(row[f"{name}借方余额"]) - fen_of(row[f"{name}贷方余额"])
        assert without_zeros(sums) == balances_of(ledger.entries, day)
    keys = ("科目编码", "功能科目代码", "经济科目代码", "资金性质代码", "预算项目代码")
    assert len({tuple(row[key] for key in keys) for row in parts}) == len(parts)
    for row in parts:
        moved_of = fen_of(row["借方累计发生额"]) - fen_of(row["贷方累计发生额"])
        ends = [fen_of(row[f"{name}借方余额"]) - fen_of(row[f"{name}贷方余额"]) for name in ("年初", "期末")]
        assert ends[0] + moved_of == ends[1]
    # Details add up to what they are details of.
    for row in rows:
        below = [
            each for each in rows if (each["上级科目编码"], each["会计月份"]) == (row["科目编码"], row["会计月份"])
        ]
        legs = sum(int(each["分录数"]) for each in below)
        assert legs <= int(row["分录数"])
        if legs == int(row["分录数"]) and below:
            assert fen_of(row["借方发生额"]) == sum(fen_of(each["借方发生额"]) for each in below)


def assert_dimensions_balance(files: Mapping[str, bytes], ledger: Ledger, year: int) -> None:
    """The parts by codes of 科目余额及发生额 sum to what beancount says at the year's end."""
    sums: Counter[str] = Counter()
    for each in parsed(files["总账.xml"]).findall("科目余额及发生额"):
        if each.findtext("会计期间号") == "12":
            side = {"借": 1, "贷": -1, "平": 0}[each.findtext("期末余额方向")]
            sums[each.findtext("科目编号")[:4]] += side * fen_of(each.findtext("期末本币余额"))
    assert without_zeros(sums) == balances_of(ledger.entries, datetime.date(year + 1, 1, 1))


def without_zeros(sums: Mapping[str, int]) -> dict[str, int]:
    return {code: fen for code, fen in sums.items() if fen}


@settings(max_examples=25)
@given(ledgers() | ledgers(completed=True))
def test_every_format_says_what_a_random_ledger_says(drawn: RandomLedger) -> None:
    with loaded(drawn) as ledger:
        assert_says(ledger, drawn.year)


@pytest.mark.parametrize(
    ("example", "year"),
    [("wuhan_2020", 2020), ("qingshi_2019_2020", 2019), ("qingshi_2019_2020", 2020), ("puhui_2024", 2024)],
)
def test_every_format_says_what_an_example_says(example: str, year: int) -> None:
    ledger = load(EXAMPLES / example / "main.beancount")
    assert_says(ledger, year)


# What each format must have


@pytest.fixture(scope="module")
def formats() -> Mapping[str, Made]:
    return made(load(EXAMPLES / "qingshi_2019_2020" / "main.beancount"), 2020)[1]


def test_audit_has_its_tables_and_columns_in_order(formats: Mapping[str, Made]) -> None:
    files = formats["audit"].files
    assert list(files) == [
        f"{name}.csv"
        for name in ("记账凭证表", "科目余额表", "辅助余额表", "会计科目表", "单位表", "电子账簿表", "会计期间表")
    ]
    assert list(table(files, "记账凭证表")[0]) == FIELDS["audit_vouchers"]
    assert list(table(files, "科目余额表")[0]) == FIELDS["audit_balances"]
    for content in files.values():
        text = content.decode("utf-8-sig")
        assert text.count("\n") == text.count("\r\n")
    legs = table(files, "记账凭证表")
    assert len({row["分录序号"] for row in legs}) == len(legs)
    assert {(row["会计体系"], row["是否为预算账"]) for row in legs} == {("01", "0"), ("02", "1")}
    assert {row["科目编码"][0] for row in legs if row["会计体系"] == "02"} <= set("678")
    named = {row["功能科目代码"]: row["功能科目名称"] for row in legs}
    assert named["2120101"] == "行政运行"
    parts = table(files, "辅助余额表")
    told = {row["功能科目代码"]: row["功能科目名称"] for row in parts}
    assert named == {code: name for code, name in told.items() if code in named}
    assert {row["会计月份"] for row in parts} == {"12"}
    sides = {row["科目编码"]: row["余额方向"] for row in table(files, "会计科目表")}
    assert (sides["1002"], sides["2201"], sides["1602"]) == ("1", "-1", "-1")
    closing = [row for row in legs if row["是否结转"] == "1"]
    assert {row["记账凭证日期"] for row in closing} == {"2020-12-31"}
    (book,) = table(files, "电子账簿表")
    assert book["会计科目结构"] == "4-2-2-2-2"[: len(book["会计科目结构"])]
    assert [(row["开始日期"], row["截止日期"]) for row in table(files, "会计期间表")][1] == ("2020-02-01", "2020-02-29")
    accounts = table(files, "会计科目表")
    codes = [row["科目编码"] for row in accounts]
    assert codes == sorted(set(codes))
    assert all(row["上级科目编码"] in codes for row in accounts if row["科目级次"] != "1")
    parents = {row["上级科目编码"] for row in accounts}
    assert {row["科目编码"] for row in accounts if row["是否最低级科目"] == "0"} == parents - {""}


def assert_order(element: Any, expected: list[str], inside: str = "") -> None:
    """An element's children are those expected, in order, those marked ``?`` perhaps missing."""
    names = [child.tag for child in element if child.tag != inside]
    assert names == [each for each in (name.rstrip("?") for name in expected) if each in names]
    assert not {each for each in expected if not each.endswith("?")} - set(names)


def test_dat95_has_its_elements_in_order_and_its_sums(formats: Mapping[str, Made]) -> None:
    root = parsed(only(formats["dat95"]))
    assert len(root) > 200
    details = [leg.findtext("VOU_DET_ID") for leg in root.iter("VOU_DET")]
    assert len(details) == len(set(details))
    for voucher in root:
        assert voucher.tag == "VOUCHER"
        assert_order(voucher, FIELDS["dat95_voucher"], "VOU_DET")
        sums: Counter[tuple[bool, str]] = Counter()
        for number, leg in enumerate(voucher.findall("VOU_DET"), 1):
            assert_order(leg, FIELDS["dat95_detail"])
            assert leg.findtext("VOU_SEQ") == str(number)
            budget = leg.findtext("GOV_ACCT_CLS_CODE")[0] in "678"
            sums[budget, leg.findtext("DR_CR")] += fen_of(leg.findtext("AMT"))
        for budget, name in ((False, "AMT"), (True, "YS_AMT")):
            for side, word in (("DR", "借"), ("CR", "贷")):
                assert fen_of(voucher.findtext(f"{side}_{name}")) == sums[budget, word]
        assert sums[False, "借"] == sums[False, "贷"]
        assert sums[True, "借"] == sums[True, "贷"]


def test_gb24589_is_the_tree_in_gb18030_and_says_what_it_goes_by(formats: Mapping[str, Made]) -> None:
    each = formats["gb24589"]
    assert each.said == ("按 24589.1 的结构",)
    numbers = FIELDS["gb24589_numbers"]
    for name, records in FIELDS["gb24589_tree"].items():
        content = each.files[f"{name}.xml"]
        assert content.startswith(b'<?xml version="1.0" encoding="GB18030"?>\n')
        root = parsed(content)
        assert root.tag == name
        assert root.getroottree().xpath("/comment()")[0].text.strip() == "按 24589.1 的结构"
        assert list(dict.fromkeys(child.tag for child in root)) == records
        for element in root.iter():
            if isinstance(element.tag, str) and len(element) == 0 and element.tag in numbers:
                assert element.get("locID") == numbers[element.tag], element.tag
    archive = parsed(each.files["公共档案.xml"])
    values = {
        (value.findtext("档案编码"), value.findtext("档案值编码")): value.findtext("档案值名称")
        for value in archive.findall("自定义档案项值")
    }
    kinds = {item.findtext("档案编码"): item.findtext("档案名称") for item in archive.findall("自定义档案项")}
    assert kinds == {"func": "功能分类", "econ": "经济分类", "fund": "资金性质", "project": "项目"}
    used = {
        (key, code)
        for leg in parsed(each.files["总账.xml"]).findall("记账凭证")
        for number, key in enumerate(kinds, 1)
        if (code := leg.findtext(f"辅助项{number}编号"))
    }
    assert used
    assert used <= values.keys(), "every code that a leg carries is in its list"
    assert values["func", "2120101"] == "行政运行"
    assert values["func", "21201"] == "城乡社区管理事务"
    for value in archive.findall("自定义档案项值"):
        kind, parent = value.findtext("档案编码"), value.findtext("档案值父节点")
        assert not parent or (kind, parent) in values, "every value above is there"
        level = {"func": {3: "1", 5: "2", 7: "3"}, "econ": {3: "1", 5: "2"}}.get(kind, {})
        assert value.findtext("档案值级次") == level.get(len(value.findtext("档案值编码")), "1")
        assert bool(parent) == (value.findtext("档案值级次") != "1")
    rules = {item.findtext("档案编码"): item.findtext("档案编码规则") for item in archive.findall("自定义档案项")}
    assert rules == {"func": "3-2-2", "econ": "3-2", "fund": "", "project": ""}
    assert len(archive.findall("会计期间")) == 12


def test_v800_has_plain_lines_of_one_length(formats: Mapping[str, Made]) -> None:
    rows = v800_rows(only(formats["v800"]))
    assert {len(row) for row in rows} == {24}
    assert {row[1] for row in rows} <= {"记", "指"}
    assert all(row[5].isdigit() and len(row[5]) in (4, 6, 8, 10, 12) for row in rows)


def test_the_same_ledger_gives_the_same_bytes(formats: Mapping[str, Made]) -> None:
    again = made(load(EXAMPLES / "qingshi_2019_2020" / "main.beancount"), 2020)[1]
    assert {kind: each.files for kind, each in again.items()} == {kind: each.files for kind, each in formats.items()}


def test_an_opening_is_what_is_dated_before_the_year(tmp_path: Path) -> None:
    ledger = load(EXAMPLES / "qingshi_2019_2020" / "main.beancount")
    rows = table(made(ledger, 2020)[1]["audit"].files, "科目余额表")
    january = {row["科目编码"]: row for row in rows if row["会计月份"] == "1" and row["科目级次"] == "1"}
    december = {
        row["科目编码"]: row
        for row in table(made(ledger, 2019)[1]["audit"].files, "科目余额表")
        if row["会计月份"] == "12" and row["科目级次"] == "1"
    }
    held = {code: row["期末借方余额"] for code, row in december.items() if row["期末余额方向"] != "0"}
    assert held == {code: january[code]["年初借方余额"] for code in held}
    assert all(row["年初余额方向"] == "0" for code, row in january.items() if code[0] in "4567")
    assert not list(tmp_path.iterdir())
