"""What is wrong in a sheet is named on its row, and its voucher left out whole; what is odd and right is read."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gov_accounts.exchange.draft import Draft, Taken
from gov_accounts.findings import errors, notices
from tests.exchange.support import fresh, take

HEAD = "日期,凭证字,凭证号,摘要,科目编码,科目名称,借方金额,贷方金额,功能科目代码,经济科目代码,资金性质,项目"
GOOD = (
    "2020-05-08,记,1,付电费,5001,业务活动费用,100.00,,2060501,30206,11,",
    "2020-05-08,记,1,付电费,1011,零余额账户用款额度,,100.00,,,,",
)


def read(folder: Path, *lines: str, key: str = "journal", head: str = HEAD) -> Taken:
    path = folder / "序时账.csv"
    path.write_text("\n".join([*([head] if head else []), *lines]), encoding="utf-8")
    return take(path, fresh(), key)


def wrong(taken: Taken) -> list[tuple[str, int]]:
    return [(each.rule, each.place.line) for each in errors(taken.findings) if each.place]


def legs(draft: Draft) -> list[tuple[str, int]]:
    return [(leg.account.rpartition(":")[2], leg.fen) for leg in draft.legs]


@pytest.mark.parametrize(
    ("line", "rule", "said"),
    [
        ("2020-13-08,记,2,x,1002,银行存款,5,,,,,", "import-row-date", "2020-13-08"),
        ("五月八日,记,2,x,1002,银行存款,5,,,,,", "import-row-date", "五月八日"),
        ("5-8,记,2,x,1002,银行存款,5,,,,,", "import-row-date", "5-8"),
        ("2020-05-09,记,,x,1002,银行存款,5,,,,,", "import-row-number", "没有凭证号"),
        ("2020-05-09,记,2,x,1002,银行存款,5,5,,,,", "import-row-amount", "都有金额"),
        ("2020-05-09,记,2,x,1002,银行存款,5.123,,,,,", "import-row-amount", "5.123"),
        ("2020-05-09,记,2,x,1002,银行存款,五元,,,,,", "import-row-amount", "五元"),
        ("2020-05-09,记,2,x,1002,银行存款,1e5,,,,,", "import-row-amount", "1e5"),
        ("2020-05-09,记,2,x,,,5,,,,,", "import-row-account", "没有科目"),
        ("2020-05-09,记,2,x,1009,某存款,5,,,,,", "import-row-account", "1009 某存款"),
        ("2020-05-09,记,2,x,,没有的科目,5,,,,,", "import-row-account", "没有的科目"),
        ("2020-05-09,记,2,x,1002,银行存款,5,,,,财拨,", "import-row-code", "财拨"),
        ("2020-05-09,记,2,x,5001,业务活动费用,5,,行政运行,,,", "import-row-code", "行政运行"),
        ("2020-05-09,记,2,x,1002,银行存款,5,,,,,", "import-unbalanced", "差 5.00 元"),
    ],
)
def test_a_wrong_row_is_named_and_its_voucher_left_out(tmp_path: Path, line: str, rule: str, said: str) -> None:
    taken = read(tmp_path, *GOOD, line, GOOD[0].replace(",1,", ",3,", 1), GOOD[1].replace(",1,", ",3,", 1))
    assert wrong(taken) == [(rule, 4)]
    finding = errors(taken.findings)[0]
    assert said in finding.what
    assert finding.remedy.endswith(("。", "。"))
    assert [each.number for each in taken.drafts] == ["记-5-001", "记-5-003"]


def test_the_other_lines_of_a_wrong_voucher_go_with_it(tmp_path: Path) -> None:
    """One finding, not one for each of what follows from it."""
    taken = read(tmp_path, GOOD[0].replace("2020-05-08", "x"), GOOD[1])
    assert wrong(taken) == [("import-row-date", 2), ("import-unbalanced", 3)]
    taken = read(tmp_path, GOOD[0], GOOD[1].replace("2020-05-08", "x"), ",,,,1002,,1,,,,,", ",,,,1002,,,1,,,,")
    assert wrong(taken) == [("import-row-date", 3)]
    assert not taken.drafts


def test_three_planted_rows_are_all_named(tmp_path: Path) -> None:
    lines = [line.replace(",1,", f",{number},", 1) for number in range(1, 30) for line in GOOD]
    lines[10] = lines[10].replace("100.00", "一百")
    lines[30] = lines[30].replace("5001", "5999")
    lines[50] = lines[50].replace("2020-05-08", "2020-02-30")
    taken = read(tmp_path, *lines)
    assert wrong(taken) == [
        ("import-row-amount", 12),
        ("import-row-date", 52),
        ("import-row-account", 32),
        ("import-unbalanced", 53),
    ]
    assert len(taken.drafts) == 26


def test_of_many_alike_the_first_are_told(tmp_path: Path) -> None:
    taken = read(tmp_path, *(f"2020-05-08,记,{number},x,1009,某,1,,,,," for number in range(1, 100)))
    found = errors(taken.findings)
    assert len(found) == 51
    assert "还有 49 行" in found[-1].what


def test_each_book_balances_by_itself(tmp_path: Path) -> None:
    taken = read(
        tmp_path,
        "2020-05-08,记,1,x,5001,,100,,,,,",
        "2020-05-08,记,1,x,1002,,,90,,,,",
        "2020-05-08,记,1,x,8001,,,10,,,,",
    )
    assert [each.what for each in errors(taken.findings)] == [
        "第 2 行起的凭证 记-5-001，财务会计借方 100.00 元，贷方 90.00 元，差 10.00 元。",
        "第 2 行起的凭证 记-5-001，预算会计借方 0.00 元，贷方 10.00 元，差 -10.00 元。",
    ]


# Odd and right


def test_numbers_however_they_are_written(tmp_path: Path) -> None:
    numbers = ("0001", "记-2", "记字第3号", "记-5-004", "２０", "记账凭证-6", "收-7", "现付8")
    lines = [line.replace(",记,1,", f",,{number},", 1) for number in numbers for line in GOOD]
    assert [each.number for each in read(tmp_path, *lines).drafts] == [
        *("记-5-001", "记-5-002", "记-5-003", "记-5-004", "记-5-020", "记-5-006", "收-5-007", "现付-5-008"),
    ]


def test_red_amounts_and_lines_without_amounts(tmp_path: Path) -> None:
    (draft,) = read(
        tmp_path,
        "2020-05-08,记,1,冲,5001,,-5.00,,,,,",
        "2020-05-08,记,1,,1002,,,(5.00),,,,",
        "2020-05-08,记,1,,1001,,0.00,-,,,,",
    ).drafts
    assert legs(draft) == [("5001-业务活动费用", -500), ("1002-银行存款", 500)]
    assert [leg.words for leg in draft.legs] == ["", ""]


def test_codes_that_an_account_gives_are_not_said_again(tmp_path: Path) -> None:
    from tests.exchange.support import new  # noqa: PLC0415

    ledger = new(tmp_path)
    path = tmp_path / "a.csv"
    path.write_text(
        "\n".join([HEAD, GOOD[0], GOOD[1][:-4] + ",,,11,"]).replace("1011,零余额账户用款额度", "1011,"),
        encoding="utf-8",
    )
    (draft,) = take(path, ledger, "journal").drafts
    assert draft.legs[0].meta == {"func": "2060501", "econ": "30206", "fund": "11"}
    assert draft.legs[1].meta == {}  # 1011 is opened with fund 11
    path.write_text(path.read_text(encoding="utf-8").replace("1011,", "101107,某户"), encoding="utf-8")
    (draft,) = take(path, ledger, "journal").drafts
    assert draft.legs[1].account.endswith(":101107-某户")
    assert draft.legs[1].meta == {}


def test_basic_expenditure_is_no_project(tmp_path: Path) -> None:
    names = ("基本支出", "无", "001 人员经费", "P9 平台", "平台（二期）", "")
    lines = [
        line.rsplit(",", 1)[0].replace(",1,", f",{number},", 1) + f",{name}"
        for number, name in enumerate(names, 1)
        for line in GOOD
    ]
    taken = read(tmp_path, *lines)
    assert [each.legs[0].meta.get("project", "") for each in taken.drafts] == ["", "", "", "P9", "平台（二期）", ""]


def test_names_that_one_code_has_are_codes(tmp_path: Path) -> None:
    (draft,) = read(tmp_path, GOOD[0].replace("30206", "电费").replace(",11,", ",一般公共预算资金,"), GOOD[1]).drafts
    assert draft.legs[0].meta == {"func": "2060501", "econ": "30206", "fund": "11"}


@pytest.mark.parametrize(
    ("aux", "codes"),
    [
        ("项目---P1---平台建设", {"project": "P1"}),
        ("功能科目：2060501 机构运行/经济科目：30201 办公费", {"func": "2060501", "econ": "30201"}),
        ("2060501-机构运行；30201；11 一般公共预算", {"func": "2060501", "econ": "30201", "fund": "11"}),
        ("[2060501]机构运行,[30201]办公费,部门:[01]办公室", {"func": "2060501", "econ": "30201"}),
        ("资金性质：110101 一般公共预算资金", {"fund": "11"}),
        ("资金性质：政府性基金预算资金", {"fund": "12"}),
        ("项目：P2 设备更新/二期；经济科目：30201", {"project": "P2", "econ": "30201"}),
        ("项目=XM-2020-003", {"project": "XM-2020-003"}),
        ("支出类型：基本支出；项目：P1", {}),
        ("2060501机构运行", {"func": "2060501"}),
        ("部门：2060501", {}),
        ("科室：2060501；经济科目：30201", {"econ": "30201"}),
        ("资金性质：1101", {"fund": "11"}),
        ("资金性质：31", {"fund": "3"}),
        ("往来单位：某公司", {}),
    ],
)
def test_codes_in_one_text(tmp_path: Path, aux: str, codes: dict[str, str]) -> None:
    head = "日期,凭证号,摘要,科目编码,借方金额,贷方金额,辅助核算"
    (draft,) = read(tmp_path, f'2020-05-08,1,x,5001,5,,"{aux}"', "2020-05-08,1,x,1002,,5,", head=head).drafts
    assert draft.legs[0].meta == codes
    assert draft.payee == ("某公司" if "某公司" in aux else "")


def test_columns_of_codes_go_before_texts(tmp_path: Path) -> None:
    head = "日期,凭证号,摘要,科目编码,借方金额,贷方金额,辅助核算,功能科目代码"
    lines = ("2020-05-08,1,x,5001,5,,2060502；30201,2060501", "2020-05-08,1,x,1002,,5,,")
    (draft,) = read(tmp_path, *lines, head=head).drafts
    assert draft.legs[0].meta == {"func": "2060501", "econ": "30201"}


def test_the_name_of_a_new_project(tmp_path: Path) -> None:
    from gov_accounts.exchange.kinds import reader  # noqa: PLC0415
    from gov_accounts.exchange.source import Source  # noqa: PLC0415
    from tests.exchange.support import map_named, target  # noqa: PLC0415

    into = target(fresh())
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD}\n{GOOD[0]}P7 平台\n{GOOD[1]}P8\n", encoding="utf-8")
    reader(map_named("journal")).take(Source(path), into)
    assert into.projects == {"P7": "平台", "P8": "P8"}


# Both books


def test_the_books_of_one_number_are_one_voucher(tmp_path: Path) -> None:
    taken = read(
        tmp_path,
        *GOOD,
        "2020-05-09,记,2,y,5001,,7,,,,,",
        "2020-05-09,记,2,y,1002,,,7,,,,",
        "2020-05-08,记,1,付电费,7201,事业支出,100.00,,2060501,30206,11,",
        "2020-05-08,记,1,付电费,8001,资金结存,,100.00,,,,",
    )
    assert [(each.number, len(each.legs), each.tags) for each in taken.drafts] == [
        ("记-5-001", 4, ()),
        ("记-5-002", 2, ("no-budget",)),
    ]
    assert [each.rule for each in notices(taken.findings)] == ["import-no-budget"]


RELATED = "凭证日期,凭证字,凭证号,摘要,科目编码,借方,贷方,凭证ID,关联凭证ID"


def test_related_vouchers_are_one(tmp_path: Path) -> None:
    taken = read(
        tmp_path,
        "2020-05-08,记,5,x,5001,3,,701,702",
        ",,,,1002,,3,,",
        "2020-05-08,记,6,x,7201,3,,702,",
        ",,,,8001,,3,,",
        "2020-05-09,记,7,z,5001,4,,703,",
        ",,,,1002,,4,,",
        head=RELATED,
    )
    assert not errors(taken.findings)
    assert [(each.number, len(each.legs), each.meta.get("budget-voucher")) for each in taken.drafts] == [
        ("记-5-005", 4, "记-5-006"),
        ("记-5-007", 2, None),
    ]


def test_related_vouchers_of_other_days_stay_apart(tmp_path: Path) -> None:
    taken = read(
        tmp_path,
        "2020-05-08,记,5,x,5001,3,,701,702",
        ",,,,1002,,3,,",
        "2020-05-09,记,6,x,7201,3,,702,701",
        ",,,,8001,,3,,",
        head=RELATED,
    )
    assert [(str(each.date), len(each.legs)) for each in taken.drafts] == [("2020-05-08", 2), ("2020-05-09", 2)]


@pytest.mark.parametrize(("accounts", "count"), [(("7201", "8001"), 1), (("5001", "1002"), 0)])
def test_marks_of_their_own_and_one_number(tmp_path: Path, accounts: tuple[str, str], count: int) -> None:
    """Of one book each they are one voucher, of the same book two of one number."""
    taken = read(
        tmp_path,
        "2020-05-08,记,5,x,5001,3,,701,",
        ",,,,1002,,3,,",
        f"2020-05-08,记,0005,x,{accounts[0]},3,,702,",
        f",,,,{accounts[1]},,3,,",
        head=RELATED,
    )
    assert len(taken.drafts) == count
    assert wrong(taken) == ([] if count else [("import-number-twice", 4)])


def test_budget_vouchers_with_numbers_of_their_own(tmp_path: Path) -> None:
    taken = read(
        tmp_path,
        "2020-05-08,记,5,x,5001,,3,,,,,",
        ",,,,1002,,,3,,,,",
        "2020-05-09,记,5,x,7201,,3,,,,,",
        ",,5,,8001,,,3,,,,",
    )
    assert [each.number for each in taken.drafts] == ["记-5-005", "记预-5-005"]
    assert "import-budget-numbers" in [each.rule for each in notices(taken.findings)]


BUDGET = (
    "2020-05-08,预,1,付电费,7201,事业支出,100.00,,2060501,30206,11,",
    "2020-05-08,预,1,付电费,8001,资金结存,,100.00,,,,",
)


@pytest.mark.parametrize(("first", "second"), [(GOOD, BUDGET), (BUDGET, GOOD)])
def test_a_book_after_the_other_would_count_twice(tmp_path: Path, first: Sequence[str], second: Sequence[str]) -> None:
    """But the same file again, or one of both books, is read."""
    from gov_accounts.exchange.importing import import_files  # noqa: PLC0415
    from gov_accounts.ledger import load  # noqa: PLC0415
    from tests.exchange.support import map_named, new  # noqa: PLC0415

    ledger = new(tmp_path)
    sheet = tmp_path / "一.csv"
    sheet.write_text("\n".join([HEAD, *first]), encoding="utf-8")
    made = import_files(ledger, [sheet], [map_named("journal")])
    assert not made.refused
    made.plan.write()
    ledger = load(tmp_path / "main.beancount")
    assert not errors(take(sheet, ledger, "journal").findings)
    sheet.write_text("\n".join([HEAD, *second]), encoding="utf-8")
    assert wrong(take(sheet, ledger, "journal")) == [("import-one-book", 0)]


def test_two_vouchers_of_one_number(tmp_path: Path) -> None:
    other = [line.replace("2020-05-08", "2020-05-10") for line in GOOD]
    taken = read(tmp_path, *GOOD, *other)
    assert wrong(taken) == [("import-number-twice", 4)]
    assert not taken.drafts


def test_void_vouchers_and_closing_ones(tmp_path: Path) -> None:
    head = "日期,凭证号,摘要,科目编码,借方,贷方,作废标志,是否结转"
    taken = read(
        tmp_path,
        "2020-05-08,1,x,5001,3,,1,0",
        "2020-05-08,1,x,1002,,3,1,0",
        "2020-12-31,2,结转收入,4001,9,,0,0",
        "2020-12-31,2,结转收入,3301,,9,0,0",
        "2020-12-31,3,结转,8102,,9,0,1",
        "2020-12-31,3,结转,8101,9,,0,1",
        "2020-12-31,4,提取专用基金,5001,9,,0,0",
        "2020-12-31,4,提取专用基金,3101,,9,0,0",
        "2020-05-31,5,付款,5001,9,,0,1",
        "2020-05-31,5,付款,1002,,9,0,1",
        "2020-12-30,6,冲,4001,9,,0,0",
        "2020-12-30,6,冲,3301,,9,0,0",
        "2020-12-31,7,转回,3301,9,,0,0",
        "2020-12-31,7,转回,4001,,9,0,0",
        "2020-12-31,9,转入分配,3301,9,,0,0",
        "2020-12-31,9,转入分配,3302,,9,0,0",
        "2020-12-31,8,提取,4101,9,,0,0",
        "2020-12-31,8,提取,3101,,9,0,0",
        head=head,
    )
    assert {each.number: each.tags for each in taken.drafts} == {
        "记-12-002": ("year-close",),
        "记-12-003": ("year-close",),
        "记-12-004": (),
        "记-5-005": (),
        "记-12-006": (),
        "记-12-007": ("year-close",),
        "记-12-009": ("year-close",),
        "记-12-008": (),
    }
    assert sorted(each.rule for each in notices(taken.findings)) == ["import-not-closing", "import-void"]


def test_a_closing_of_what_may_be_carried_over_shows_by_where_it_goes(tmp_path: Path) -> None:
    """8401 keeps a loss, 8701 keeps nothing: what goes from one to the other is a closing, whatever it is called."""
    taken = read(
        tmp_path,
        "2020-12-31,1,经营盈余转入分配,8401,9,",
        "2020-12-31,1,经营盈余转入分配,8701,,9",
        "2020-12-31,2,提取专用基金,8701,9,",
        "2020-12-31,2,提取专用基金,8301,,9",
        head="日期,凭证号,摘要,科目编码,借方,贷方",
    )
    assert [each.tags for each in taken.drafts] == [("year-close",), ()]


def test_what_is_carried_over_is_moved_for_other_reasons_too(tmp_path: Path) -> None:
    lines = ("2020-12-31,记,1,间接费用,8201,,9,,,,,", "2020-12-31,记,1,间接费用,8202,,,9,,,,")
    assert [each.tags for each in read(tmp_path, *lines).drafts] == [()]


def test_several_units_are_refused(tmp_path: Path) -> None:
    head = "日期,凭证号,摘要,科目编码,借方,贷方,单位代码"
    taken = read(tmp_path, "2020-05-08,1,x,5001,3,,101001", "2020-05-08,1,x,1002,,3,101002", head=head)
    assert wrong(taken) == [("import-units", 0)]
    assert not taken.drafts


# Dates


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("2020年度", "5-8"),
        ("会计年度：2020", "5月8日"),
        ("2020.01-2020.12", "05.08"),
        ("会计期间 2020年5月", "0508"),
        ("某单位", "2020-05-08 00:00:00"),
        ("某单位", "43959"),
        ("某单位", "43959.0"),
        ("某单位", "２０２０年５月８日"),
        ("某单位", "20200508"),
    ],
)
def test_dates(tmp_path: Path, head: str, date: str) -> None:
    lines = [line.replace("2020-05-08", date) for line in GOOD]
    taken = read(tmp_path, HEAD, *lines, head=head)
    assert [each.date for each in taken.drafts] == [datetime.date(2020, 5, 8)]


def test_titles_of_two_years_tell_none(tmp_path: Path) -> None:
    lines = [line.replace("2020-05-08", "5-8") for line in GOOD]
    taken = read(tmp_path, "2020年度,打印日期：2021-01-05", HEAD, *lines, head="某单位")
    assert {rule for rule, _ in wrong(taken)} == {"import-row-date"}


def test_the_year_that_is_said_on_the_command_line(tmp_path: Path) -> None:
    from gov_accounts.exchange.accounts import AccountBook  # noqa: PLC0415
    from gov_accounts.exchange.kinds import reader  # noqa: PLC0415
    from gov_accounts.exchange.maps import Target  # noqa: PLC0415
    from gov_accounts.exchange.source import Source  # noqa: PLC0415
    from tests.exchange.support import map_named  # noqa: PLC0415

    path = tmp_path / "a.csv"
    path.write_text("\n".join([HEAD, *(line.replace("2020-05-08", "5-8") for line in GOOD)]), encoding="utf-8")
    into = Target(fresh(), AccountBook(fresh(), 2020), {}, {"year": "2019"})
    assert [each.date.year for each in reader(map_named("journal")).take(Source(path), into).drafts] == [2019]


def test_a_day_in_two_columns(tmp_path: Path) -> None:
    """As paper has it: the year over 月 and 日."""
    taken = read(
        tmp_path,
        "2020年,,凭证,,摘要,科目,,金额,",
        "月,日,字,号,,编码,名称,借方,贷方",
        "5,8,记,1,x,5001,,3,",
        ",,,,,1002,,,3",
        "6,1,记,1,y,5001,,4,",
        ",,记,1,y,1002,,,4",
        head="",
    )
    assert not errors(taken.findings)
    assert [(str(each.date), each.number) for each in taken.drafts] == [
        ("2020-05-08", "记-5-001"),
        ("2020-06-01", "记-6-001"),
    ]


def test_a_date_of_another_year_than_its_column(tmp_path: Path) -> None:
    head = "会计年度,日期,凭证号,科目编码,借方,贷方"
    taken = read(tmp_path, "2020,2021-05-08,1,5001,3,", "2020,2021-05-08,1,1002,,3", head=head)
    assert wrong(taken) == [("import-row-date", 2), ("import-row-date", 3)]


# Accounts


def test_levels_are_seen_from_the_codes(tmp_path: Path) -> None:
    lines = [line.replace("5001,业务活动费用", "5001001,商品和服务费").replace("1011,", "1011001001,") for line in GOOD]
    (draft,) = read(tmp_path, *lines).drafts
    assert [leg.account.count(":") for leg in draft.legs] == [2, 3]


def test_names_of_levels_above_are_those_of_the_file(tmp_path: Path) -> None:
    taken = read(
        tmp_path,
        "2020-05-08,记,1,x,100203,工行,3,,,,,",
        "2020-05-08,记,1,x,10020301,分户,,3,,,,",
        "2020-05-08,记,2,x,10020302,专户-乙,3,,,,,",
        "2020-05-08,记,2,x,100201,农行,,3,,,,",
    )
    assert [leg.account for each in taken.drafts for leg in each.legs] == [
        "Assets:1002-银行存款:100203-工行",
        "Assets:1002-银行存款:100203-工行:10020301-分户",
        "Assets:1002-银行存款:100203-工行:10020302-专户-乙",
        "Assets:1002-银行存款:03-农行",  # 100201 is 受托代理资产 in the chart
    ]


def test_names_alone_and_whole_paths(tmp_path: Path) -> None:
    taken = read(
        tmp_path,
        "2020-05-08,记,1,x,,事业支出-基本支出,3,,,,,",
        "2020-05-08,记,1,x,,资金结存\\货币资金,,3,,,,",
        "2020-05-08,记,2,x,100203,银行存款/工行,3,,,,,",
        "2020-05-08,记,2,x,1002.04,银行存款_建行,,3,,,,",
    )
    assert not errors(taken.findings)
    assert [leg.account.split(":")[1][:4] for each in taken.drafts for leg in each.legs] == [
        *("7201", "8001", "1002", "1002"),
    ]
    assert [leg.account.rpartition(":")[2] for leg in taken.drafts[1].legs] == ["100203-工行", "100204-建行"]


def test_all_levels_are_named_by_the_whole_name(tmp_path: Path) -> None:
    head = "日期,凭证号,科目编码,科目名称,科目全称,借方,贷方"
    (draft,) = read(
        tmp_path,
        "2020-05-08,1,10020301,分户,银行存款/工行/分户,3,",
        "2020-05-08,1,1001,库存现金,库存现金,,3",
        head=head,
    ).drafts
    assert draft.legs[0].account == "Assets:1002-银行存款:100203-工行:10020301-分户"


# Hostile


def test_what_stands_in_cells_is_words(tmp_path: Path) -> None:
    evil = '=cmd|"/c calc"!A1'
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(HEAD.split(","))
    for side in (("x", None), (None, "x")):
        page.append(["2020-05-08", "记", 1, "\u202e\x1b[31m"[:1] + evil, "5001", "a\nb", *side, "", "", "", ""])
    for row, column in ((2, 7), (3, 8)):
        page.cell(row, column).value = Decimal("5.00")
    book.save(tmp_path / "a.xlsx")
    (draft,) = take(tmp_path / "a.xlsx", fresh(), "journal").drafts
    assert draft.narration == evil
    assert draft.source == "a.xlsx#2"


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><VOUCHERS><VOUCHER><VOU_DET><AMT>&b;</AMT></VOU_DET></VOUCHER></VOUCHERS>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><VOUCHERS><VOU_DET/></VOUCHERS>',
        "<VOUCHERS><VOU_DET>",
        "<VOUCHERS>" + "<a>" * 5000 + "<VOU_DET/>" + "</a>" * 5000 + "</VOUCHERS>",
    ],
)
def test_xml_that_is_not_read(tmp_path: Path, text: str) -> None:
    from gov_accounts.sheets.errors import TableError  # noqa: PLC0415

    (tmp_path / "a.xml").write_text(text, encoding="utf-8")
    with pytest.raises(TableError):
        take(tmp_path / "a.xml", fresh(), "dat95")


def test_an_entity_in_utf_16_is_not_replaced(tmp_path: Path) -> None:
    from gov_accounts.sheets.errors import TableError  # noqa: PLC0415

    text = (
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><V><VOU_DET><AMT>&b;</AMT></VOU_DET></V>'
    )
    (tmp_path / "a.xml").write_bytes(text.encode("utf-16"))
    with pytest.raises(TableError, match="DOCTYPE"):
        take(tmp_path / "a.xml", fresh(), "dat95")


def test_columns_that_are_not_there(tmp_path: Path) -> None:
    taken = read(tmp_path, "2020,1,2", head="甲,乙,丙")
    assert wrong(taken) == [("import-columns-missing", 1)]
    assert "甲、乙、丙" in taken.findings[0].remedy
    assert wrong(read(tmp_path)) == [("import-empty", 0)]


def test_other_sheets_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "五月"
    rows: Sequence[Any] = [HEAD.split(","), *(line.split(",") for line in GOOD)]
    for row in rows:
        page.append(row)
    other = book.create_sheet("说明")
    other.append(["本表由软件导出"])
    june = book.create_sheet("六月")
    for row in rows:
        june.append([cell.replace("-05-", "-06-") for cell in row])
    book.save(tmp_path / "a.xlsx")
    taken = take(tmp_path / "a.xlsx", fresh(), "journal")
    assert [each.number for each in taken.drafts] == ["记-5-001", "记-6-001"]
    assert any("说明" in line for line in taken.said)
