"""What stands where in a 科目余额表: heads, periods, levels, codes; and what is asked where that can't be told."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from gov_accounts.books.ledger import Ledger
from gov_accounts.books.new_ledger import MAIN_FILE, new_ledger, write_new
from gov_accounts.exchange.accounts import AccountBook
from gov_accounts.exchange.balances.period import find_months
from gov_accounts.exchange.draft import Taken
from gov_accounts.exchange.kinds import reader
from gov_accounts.exchange.maps import Target, own, shipped
from gov_accounts.exchange.source import Source
from gov_accounts.ledger import load

MAPS = {each.key: each for each in shipped()}
YEAR = "期间：2020年1月-12月"
HEAD = "科目编码,科目名称,期初借方,期初贷方,本期借方,本期贷方,期末借方,期末贷方"
DAY = datetime.date(2019, 12, 31)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """A new unit's."""
    folder = tmp_path_factory.mktemp("新账") / "账"
    return load(write_new(folder, new_ledger("某某中心", "事业单位", 2020)) / MAIN_FILE)


def written(folder: Path, *lines: str, name: str = "余额表.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def take(path: Path, ledger: Ledger, key: str = "balance", **options: str) -> Taken:
    return reader(MAPS[key]).take(Source(path), Target(ledger, AccountBook(ledger, 2020), {}, options))


def rules(taken: Taken) -> list[str]:
    return sorted({each.rule for each in taken.findings})


def legs(taken: Taken) -> dict[str, int]:
    """Of all openings: account without its root → fen."""
    return {leg.account.partition(":")[2]: leg.fen for draft in taken.drafts for leg in draft.legs}


def closings(taken: Taken, day: str = "2020-12-31") -> dict[str, int]:
    found = (each for each in taken.expected if str(each.date) == day)
    return {each.account.partition(":")[2]: each.fen for each in found}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("期间：2020年1月-2020年12月", "2020-01-01", "2020-12-31"),
        ("2020年1月－12月", "2020-01-01", "2020-12-31"),
        ("2020.01-2020.12", "2020-01-01", "2020-12-31"),
        ("会计期间：2020.01-06", "2020-01-01", "2020-06-30"),
        ("2020年第1期至第12期", "2020-01-01", "2020-12-31"),
        ("2020-01-01 至 2020-02-29", "2020-01-01", "2020-02-29"),
        ("20200101-20201231", "2020-01-01", "2020-12-31"),
        ("2020年1月1日至2020年12月31日", "2020-01-01", "2020-12-31"),
        ("202001-202012", "2020-01-01", "2020-12-31"),
        ("2020/1~2020/3", "2020-01-01", "2020-03-31"),
        ("2020年12月", "2020-12-01", "2020-12-31"),
        ("2020年 02 月份科目余额表", "2020-02-01", "2020-02-29"),
        ("2020.06", "2020-06-01", "2020-06-30"),
        ("2020年度科目余额表", "2020-01-01", "2020-12-31"),
        ("２０２０年１月至１２月", "2020-01-01", "2020-12-31"),
    ],
)
def test_months_are_read_however_written(text: str, first: str, last: str) -> None:
    months = find_months(text)
    assert months is not None
    assert (str(months.first), str(months.last)) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2021-01-05",
            "2020年12月31日",
            "2020-01-12",
            "第 1 页 共 12 页",
            "2019年7月-2020年6月",
            "2020年13月",
            "编号 20201",
        ),
        *("2020-02-10 至 2020-03-31", "2020-02-01 至 2020-03-15", "1234567890", "3020年1月"),
    ],
)
def test_what_names_no_months_of_a_year_is_none(text: str) -> None:
    assert find_months(text) is None


HEADS = (
    (HEAD,),
    ("科目代码,科目名称,期初余额,,本期发生,,期末余额,", ",,借方,贷方,借方,贷方,借方,贷方"),
    (",,年初余额,,本年累计,,期末余额,", "科目编号,会计科目,借,贷,借,贷,借,贷"),
    ("科目编码,科目名称,期初余额(借),期初余额(贷),借方发生额,贷方发生额,期末余额(借),期末余额(贷)",),
    ("科 目 编 码,科目名称,月初借方余额,月初贷方余额,借方,贷方,借方余额,贷方余额",),
    (
        "编码,名称,期初 余额,期初 余额,本期 发生额,本期 发生额,期末 余额,期末 余额",
        "编码,名称,借方（元）,贷方（元）,借方,贷方,借方,贷方",
    ),
    ("科目编码,科目名称,余额,,,,余额,", ",,期初,,本期,,期末,", ",,借方,贷方,借方,贷方,借方,贷方"),
)


@pytest.mark.parametrize("head", HEADS, ids=range(len(HEADS)))
def test_heads_are_found_by_names(tmp_path: Path, ledger: Ledger, head: Sequence[str]) -> None:
    path = written(
        tmp_path,
        "科目余额表,,,,,,,",
        f"单位：某某中心,,,{YEAR},,,,单位：元",
        *head,
        "1001,库存现金,100.00,,30,10.5,119.50,",
        "3001,累计盈余,,100,10.5,30,,119.5",
    )
    taken = take(path, ledger)
    assert rules(taken) == []
    assert legs(taken) == {"1001-库存现金": 10_000, "3001-累计盈余": -10_000}
    assert closings(taken) == {"1001-库存现金": 11_950, "3001-累计盈余": -11_950}


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        (
            "科目编码,科目名称,方向,期初余额,本期借方,本期贷方,方向,期末余额",
            ("1001,库存现金,借,100,30,150,贷,20", "3001,累计盈余,贷,100,150,30,借,20"),
        ),
        # One column of sides, which is one balance's: the sums tell the other's.
        (
            "科目编码,科目名称,方向,期初余额,本期借方,本期贷方,期末余额",
            ("1001,现金,借,100,30,150,20", "3001,盈余,贷,100,150,30,20"),
        ),
        (
            "科目编码,科目名称,余额方向,期初余额,本期借方,本期贷方,期末余额",
            ("1001,现金,贷,100,30,150,20", "3001,盈余,借,100,150,30,20"),
        ),
        (
            "科目编码,科目名称,期初余额,本期借方,本期贷方,期末余额",
            ("1001,现金,100,30,150,-20", "3001,盈余,100,150,30,(20.00)"),
        ),
        (
            "科目编码,科目名称,期初余额,本期借方,本期贷方,期末余额",
            ("1001,现金,100,30,150,-20", "3001,盈余,-100,150,30,20"),
        ),
    ],
)
def test_sides_are_told_beside_or_by_the_account(
    tmp_path: Path, ledger: Ledger, head: str, rows: Iterable[str]
) -> None:
    taken = take(written(tmp_path, YEAR, head, *rows), ledger)
    assert rules(taken) == []
    assert closings(taken) == {"1001-库存现金": -2_000, "3001-累计盈余": 2_000}


def test_a_year_opens_with_what_is_left_of_the_closing(tmp_path: Path, ledger: Ledger) -> None:
    head = "科目编码,科目名称,期初借方,期初贷方,本期借方,本期贷方,本年累计借方,本年累计贷方,期末借方,期末贷方"
    rows = ("1001,库存现金,500,,1,2,450,51,499,", "3001,累计盈余,,500,2,1,51,450,,499")
    taken = take(written(tmp_path, "2020年6月", head, *rows), ledger)
    assert rules(taken) == []
    assert legs(taken) == {"1001-库存现金": 10_000, "3001-累计盈余": -10_000}
    (june, _) = (each.moved for each in taken.expected if str(each.date) == "2020-06-30")
    assert {(str(each.since), each.debit, each.credit) for each in june} == {
        ("2020-01-01", 45_000, 5_100),
        ("2020-06-01", 100, 200),
    }


def test_a_mid_year_table_opens_no_year(tmp_path: Path, ledger: Ledger) -> None:
    taken = take(written(tmp_path, "2020年6月", HEAD, "1001,现金,1,,,,1,", "3001,盈余,,1,,,,1"), ledger)
    assert (rules(taken), taken.drafts) == (["balance-year-opening-missing"], ())
    assert closings(taken, "2020-06-30") == {"1001-库存现金": 100, "3001-累计盈余": -100}


def test_the_months_may_stand_in_the_files_name_or_be_said(tmp_path: Path, ledger: Ledger) -> None:
    lines = (HEAD, "1001,现金,1,,,,1,", "3001,盈余,,1,,,,1")
    assert rules(take(written(tmp_path, *lines), ledger)) == ["balance-period-missing"]
    assert legs(take(written(tmp_path, *lines, name="2020年1-12月.csv"), ledger))
    assert legs(take(written(tmp_path, *lines), ledger, year="2020"))


def test_names_are_enough_where_they_are_indented(tmp_path: Path, ledger: Ledger) -> None:
    rows = (
        *("银行存款,30,,,,30,", "  甲户,10,,,,10,", "　　乙户,20,,,,20,"),
        *("累计盈余,,30,,,,30", "资金结存,30,,,,30,", "  货币资金,30,,,,30,", "专用结余,,30,,,,30"),
    )
    taken = take(written(tmp_path, YEAR, HEAD.removeprefix("科目编码,"), *rows), ledger)
    assert rules(taken) == []
    assert sorted(legs(taken).items()) == [
        ("1002-银行存款:02-甲户", 1_000),
        ("1002-银行存款:03-乙户", 2_000),
        ("3001-累计盈余", -3_000),
        ("8001-资金结存:800102-货币资金", 3_000),
        ("8301-专用结余", -3_000),
    ]


def test_details_without_codes_go_by_their_level(tmp_path: Path, ledger: Ledger) -> None:
    rows = (
        *("2201,应付职工薪酬,1,,30,,,,30", ",公积金,2,,20,,,,20", ",个人,3,,10,,,,10", ",单位,3,,10,,,,10"),
        *(",其他,2,,10,,,,10", "1001,库存现金,1,30,,,,30,"),
    )
    taken = take(written(tmp_path, YEAR, HEAD.replace("科目名称", "科目名称,级次"), *rows), ledger)
    assert rules(taken) == []
    assert sorted(fen for account, fen in legs(taken).items() if "2201" in account) == [-1_000, -1_000, -1_000]
    assert {account.split(":")[-1].partition("-")[2] for account in legs(taken) if "2201" in account} == {
        *("个人", "单位", "其他"),
    }


@pytest.mark.parametrize(
    ("dims", "said"),
    [
        ("功能科目代码,资金性质代码,项目代码,项目名称", "2060501,3,P7,某项目"),
        ("功能分类编码,资金来源,预算项目", "2060501,单位资金,P7 某项目"),
        ("功能科目,资金性质,项目名称", "2060501 机构运行,31 事业收入资金,P7---某项目"),
        ("辅助核算", "功能科目---2060501---机构运行/资金性质---3---单位资金/项目---P7---某项目"),
        ("核算项目", "[功能分类]2060501；[资金性质]单位资金；[项目]P7 某项目"),
        ("辅助项", "功能分类：2060501|资金性质：非财政拨款资金|项目：P7"),
    ],
)
def test_codes_of_a_row_are_read_however_written(tmp_path: Path, ledger: Ledger, dims: str, said: str) -> None:
    blank = "," * dims.count(",")
    path = written(
        tmp_path,
        YEAR,
        HEAD.replace("科目名称", f"科目名称,{dims}"),
        f"8001,资金结存,{blank},30,,,,30,",
        f"800102,货币资金,{blank},30,,,,30,",
        f"8201,非财政拨款结转,{blank},,30,,,,30",
        f"8201,非财政拨款结转,{said},,30,,,,30",
    )
    projects: dict[str, str] = {}
    target = Target(ledger, AccountBook(ledger, 2020), projects, {})
    taken = reader(MAPS["balance"]).take(Source(path), target)
    assert rules(taken) == []
    assert [dict(leg.meta) for leg in taken.drafts[0].legs] == [
        {},
        {"func": "2060501", "fund": "3", "project": "P7"},
    ]
    assert projects.keys() == {"P7"}


def test_names_of_details_may_say_the_codes(tmp_path: Path, ledger: Ledger) -> None:
    rows = (
        *("800102,货币资金,30,,,,30,", "8102,财政拨款结余,,10,,,,10", "810251,2120803 城市建设支出,,10,,,,10"),
        *("8201,非财政拨款结转,,20,,,,20", "820151,财政专户管理资金,,20,,,,20", "82015101,2060501机构运行,,20,,,,20"),
    )
    taken = take(written(tmp_path, YEAR, HEAD, *rows), ledger)
    # Nothing says the fund of 8102, but the item is of one budget only.
    assert rules(taken) == []
    assert [dict(leg.meta) for leg in taken.drafts[0].legs][1:] == [
        {"func": "2120803", "fund": "12"},
        {"func": "2060501", "fund": "2"},
    ]


@pytest.mark.parametrize(
    ("rows", "rule", "line"),
    [
        (("1001,现金,1,,,,1,", "1009,没有,,1,,,,1"), "balance-account-unknown", 4),
        (("1001,现金,1,,,,1.01,", "3001,盈余,,1,,,,1.01"), "balance-row-unequal", 3),
        (("1001,现金,一元,,,,1,", "3001,盈余,,1,,,,1"), "balance-amount-unreadable", 3),
        (("1001,现金,1,,,,1,", "某某,盈余,,1,,,,1"), "balance-row-without-account", 4),
        (("1001,现金,1,,,,1,", "30010,盈余,,1,,,,1"), "balance-code-odd", 4),
        (("1001,现金,1,,,,1,", "5001,费用,,1,,,,1"), "balance-flow-opens", 4),
        (("1001,现金,1,,,,1,", "3001,盈余,,2,,,,2"), "balance-book-unequal", 0),
        (("800102,货币资金,1,,,,1,", "8201,结转,,1,,,,1"), "balance-codes-missing", 4),
    ],
)
def test_what_is_wrong_is_said_with_its_row(
    tmp_path: Path, ledger: Ledger, rows: Sequence[str], rule: str, line: int
) -> None:
    taken = take(written(tmp_path, YEAR, HEAD, *rows), ledger)
    assert (rule, line) in {(each.rule, each.place.line) for each in taken.findings if each.place}


def test_a_side_that_is_none_is_asked_about(tmp_path: Path, ledger: Ledger) -> None:
    head = "科目编码,科目名称,方向,期初余额,本期借方,本期贷方,方向,期末余额"
    assert rules(take(written(tmp_path, YEAR, head, "1001,现金,左,100,0,0,借,100"), ledger)) == [
        "balance-side-unreadable"
    ]


def test_openings_told_twice_must_agree(tmp_path: Path, ledger: Ledger) -> None:
    head = "科目编码,科目名称,年初借方,年初贷方,期初借方,期初贷方,本期借方,本期贷方,期末借方,期末贷方"
    rows = ("1001,现金,1,,2,,,,2,", "3001,盈余,,1,,2,,,,2")
    assert rules(take(written(tmp_path, YEAR, head, *rows), ledger)) == ["balance-openings-differ"]


def test_a_name_of_several_items_is_asked_about(tmp_path: Path, ledger: Ledger) -> None:
    head = HEAD.replace("科目名称", "科目名称,功能分类,资金性质")
    rows = ("800102,货币资金,,,1,,,,1,", "8201,结转,行政运行,单位资金,,1,,,,1")
    found = take(written(tmp_path, YEAR, head, *rows), ledger)
    (unknown,) = (each for each in found.findings if each.rule == "balance-code-unknown")
    assert "2010101" in unknown.remedy


def test_codes_kept_as_numbers_have_their_zeros(tmp_path: Path, ledger: Ledger) -> None:
    import openpyxl  # noqa: PLC0415

    book = openpyxl.Workbook()
    rows = ((1002, 30), (1002.1, 10), (1002.11, 20), (3001, -30))
    book.active.append([YEAR])
    book.active.append(["科目编码", "科目名称", "期初余额", "期末余额", "本期借方", "本期贷方"])
    for code, yuan in rows:
        book.active.append([code, f"名{code}", yuan, yuan, 0, 0])
    book.save(tmp_path / "余额表.xlsx")
    taken = take(tmp_path / "余额表.xlsx", ledger)
    assert rules(taken) == []
    assert sorted(legs(taken)) == ["1002-银行存款:100210-名1002-1", "1002-银行存款:100211-名1002-11", "3001-累计盈余"]


@pytest.mark.parametrize(
    "head",
    [
        "日期,凭证号,摘要,科目编码,科目名称,借方金额,贷方金额",
        "科目编码,科目名称,日期,摘要,借方,贷方,方向,余额",
        "科目编码,科目名称,余额",
        "项目,年初余额,期末余额",
    ],
)
def test_other_tables_are_none(tmp_path: Path, head: str) -> None:
    path = written(tmp_path, YEAR, head, "1,2,3,4,5,6,7,8")
    assert [reader(MAPS[key]).fits(Source(path)) for key in ("balance", "audit-balance")] == [0, 0]


# The table of audit offices


AUDIT = (
    *(
        "行政区划代码",
        "行政区划名称",
        "单位代码",
        "单位名称",
        "会计年度",
        "会计月份",
        "电子账簿编号",
        "电子账簿名称",
        "会计体系",
        "科目编码",
    ),
    *(
        "科目名称",
        "科目全称",
        "年初借方余额",
        "年初贷方余额",
        "年初余额方向",
        "期初借方余额",
        "期初贷方余额",
        "期初余额方向",
        "借方发生额",
    ),
    *(
        "借方累计",
        "贷方发生额",
        "贷方累计",
        "期末借方余额",
        "期末贷方余额",
        "期末余额方向",
        "科目分类",
        "科目级次",
        "是否最底级",
    ),
    *(
        "上级科目编码",
        "功能科目代码",
        "功能科目名称",
        "经济科目代码",
        "经济科目名称",
        "资金性质代码",
        "资金性质名称",
        "指标来源码",
    ),
    *("指标来源名称", "支出类型码", "预算项目代码", "预算项目名称", "预算管理类型", "币种"),
)


def audit_rows() -> list[list[str]]:
    """A year of two months, each account every month; whole accounts and parts by codes."""
    accounts = (
        ("01", "1001", "库存现金", "库存现金", "1", ("", "", "", "")),
        ("01", "3001", "累计盈余", "累计盈余", "1", ("", "", "", "")),
        ("02", "8001", "资金结存", "资金结存", "0", ("", "", "", "")),
        ("02", "800102", "货币资金", "资金结存/货币资金", "1", ("", "", "", "")),
        ("02", "8201", "非财政拨款结转", "非财政拨款结转", "1", ("2060501", "", "3", "P1")),
        ("02", "8201", "非财政拨款结转", "非财政拨款结转", "1", ("2060502", "", "3", "")),
    )
    opening = {"1001": 300, "3001": -300, "8001": 300, "800102": 300}
    rows = []
    for month in (1, 2):
        for system, code, name, full, leaf, codes in accounts:
            opens = opening.get(code, -100 if codes[0] == "2060501" else -200)
            moved = month * (1 if opens > 0 or codes[0] == "2060502" else -1)
            moved = 0 if codes[0] == "2060501" else 5 if opens > 0 else -5
            at = opens + moved * (month - 1)
            ends = opens + moved * month

            def two(fen: int) -> list[str]:
                return [str(max(fen, 0)), str(max(-fen, 0)), "1" if fen > 0 else "-1" if fen else "0"]

            debit, credit = max(moved, 0), max(-moved, 0)
            told = {
                **dict(zip(AUDIT[12:18], [*two(opens), *two(at)], strict=True)),
                **dict(zip(AUDIT[22:25], two(ends), strict=True)),
                "借方发生额": str(debit),
                "贷方发生额": str(credit),
                "借方累计": str(debit * month),
                "贷方累计": str(credit * month),
                "会计年度": "2020",
                "会计月份": f"{month}",
                "会计体系": system,
                "单位名称": "某某中心",
                "科目编码": code,
                "科目名称": name,
                "科目全称": full,
                "是否最底级": leaf,
                "科目级次": str(len(code) // 2 - 1),
                **dict(zip(("功能科目代码", "经济科目代码", "资金性质代码", "预算项目代码"), codes, strict=True)),
                "预算项目名称": "平台" if codes[3] else "",
            }
            rows.append([told.get(each, "") for each in AUDIT])
    return rows


def test_the_audit_offices_table_is_read_month_by_month(tmp_path: Path, ledger: Ledger) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([AUDIT, *audit_rows()])
    path = written(tmp_path, text.getvalue(), name="KMYE.csv")
    fits = {key: reader(each).fits(Source(path)) for key, each in MAPS.items()}
    assert len(AUDIT) == 42
    assert max(fits, key=lambda key: fits[key]) == "audit-balance"
    taken = take(path, ledger, "audit-balance")
    assert rules(taken) == []
    assert [
        (leg.account.partition(":")[2], leg.fen, dict(leg.meta)) for draft in taken.drafts for leg in draft.legs
    ] == [
        ("1001-库存现金", 30_000, {}),
        ("3001-累计盈余", -30_000, {}),
        ("8001-资金结存:800102-货币资金", 30_000, {}),
        ("8201-非财政拨款结转", -10_000, {"func": "2060501", "fund": "3", "project": "P1"}),
        ("8201-非财政拨款结转", -20_000, {"func": "2060502", "fund": "3"}),
    ]
    assert closings(taken, "2020-01-31")["1001-库存现金"] == 30_500
    assert closings(taken, "2020-02-29")["1001-库存现金"] == 31_000
    assert "某某中心" in taken.said[0]


# A map of one's own


def test_a_map_says_only_what_differs(tmp_path: Path, ledger: Ledger) -> None:
    map_ = written(
        tmp_path,
        'kind = "balance"',
        'title = "我们的"',
        "rule = [4, 3]",
        "[texts]",
        'code = ["账号"]',
        "[accounts.1002051]",
        'account = "Assets:1002-银行存款:01-基本存款账户"',
        "[accounts.8201]",
        'func = "2060501"',
        'fund = "3"',
        name="我们的.toml",
    )
    rows = ("1002051,某户,1,,,,1,", "3001,盈余,,1,,,,1", "8001052,货币资金,1,,,,1,", "8201,结转,,1,,,,1")
    path = written(tmp_path, YEAR, HEAD.replace("科目编码", "账号"), *rows)
    taken = reader(own(map_)).take(Source(path), Target(ledger, AccountBook(ledger, 2020), {}, {}))
    assert rules(taken) == []
    assert legs(taken).keys() == {
        *("1002-银行存款:01-基本存款账户", "3001-累计盈余", "8001-资金结存:800102-货币资金", "8201-非财政拨款结转"),
    }
    assert dict(taken.drafts[1].legs[1].meta) == {"func": "2060501", "fund": "3"}


def test_of_a_balance_told_twice_the_two_sides_count(tmp_path: Path, ledger: Ledger) -> None:
    """One side alone is no balance: it isn't taken for one."""
    head = "科目编码,科目名称,期初余额,期初借方,期初贷方,本期借方,期末借方,期末贷方"
    taken = take(written(tmp_path, YEAR, head, "1001,现金,7,1,,,1,", "3001,盈余,7,,1,,,1"), ledger)
    assert rules(taken) == []
    assert legs(taken) == {"1001-库存现金": 100, "3001-累计盈余": -100}
    assert {each.moved for each in taken.expected} == {()}


PARTS = ("7201,事业支出,,,,,30,,30,", "7201,事业支出,2060501,,,,10,,10,", "7201,事业支出,2060502,,,,20,,20,")
INCOME = "6601,非同级财政拨款预算收入,,,,,,30,,30"
CODED = HEAD.replace("科目名称", "科目名称,功能科目代码,经济科目代码")


def test_sums_of_parts_by_codes_are_no_parts(tmp_path: Path, ledger: Ledger) -> None:
    """By item first, then by item and economic code; sums come before what they are of."""
    finer = ("7201,事业支出,2060502,30201,,,15,,15,", "7201,事业支出,2060502,30206,,,5,,5,")
    taken = take(written(tmp_path, YEAR, CODED, *PARTS, *finer, INCOME), ledger)
    assert rules(taken) == []
    parts = {(each.meta["func"], each.meta["econ"], each.fen) for each in taken.expected if "7201" in each.account}
    assert {each for each in parts if each[2]} == {
        ("2060501", "", 1_000),
        ("2060502", "30201", 1_500),
        ("2060502", "30206", 500),
    }


def test_a_sum_of_parts_by_codes_that_is_a_fen_off_is_named(tmp_path: Path, ledger: Ledger) -> None:
    off = (PARTS[0].replace("30", "30.01"), *PARTS[1:])
    found = take(written(tmp_path, YEAR, CODED, *off, INCOME), ledger).findings
    assert [(each.rule, each.place.line) for each in found if each.place] == [("balance-sum-unequal", 3)] * 2


def test_one_project_is_no_sum_of_another(tmp_path: Path, ledger: Ledger) -> None:
    """基本支出 and a project of the same item and amount are two parts."""
    head = HEAD.replace("科目名称", "科目名称,功能科目代码,项目代码")
    rows = ("7201,事业支出,2060501,,,,15,,15,", "7201,事业支出,2060501,P1,,,15,,15,")
    taken = take(written(tmp_path, YEAR, head, *rows, INCOME), ledger)
    assert rules(taken) == []
    assert [each.fen for each in taken.expected if "7201" in each.account and each.fen] == [1_500, 1_500]


def test_parts_that_offset_each_other_open_as_one(tmp_path: Path, ledger: Ledger) -> None:
    """Where what was used was booked without codes, they say nothing of a balance; of income parts may, in all none."""
    head = HEAD.replace("科目名称", "科目名称,功能科目代码")
    rows = (
        *("1302,库存物品,2060501,50,,,,50,", "1302,库存物品,,,20,,,,20", "3001,累计盈余,,,30,,,,30"),
        *("4609,其他收入,2060501,,9,,,,9", "4609,其他收入,2060502,9,,,,9,"),
    )
    taken = take(written(tmp_path, YEAR, head, *rows), ledger)
    assert rules(taken) == []
    (draft,) = taken.drafts
    assert [(leg.account.partition(":")[2], leg.fen, dict(leg.meta)) for leg in draft.legs] == [
        ("1302-库存物品", 3_000, {}),
        ("3001-累计盈余", -3_000, {}),
    ]


def test_income_alone_opens_nothing(tmp_path: Path, ledger: Ledger) -> None:
    taken = take(written(tmp_path, YEAR, HEAD, "5001,费用,1,,,,1,", "4609,收入,,1,,,,1"), ledger)
    assert (rules(taken), taken.drafts) == (["balance-flow-opens"], ())
