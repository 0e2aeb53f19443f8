"""Shanghai's document of 2024: sentences against vouchers added up again, and what is said where there is nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import pytest
from beancount.core.data import Transaction

from gov_accounts.books.ledger import Ledger
from gov_accounts.findings import Severity
from gov_accounts.law.accounts import account_code
from gov_accounts.ledger import load
from gov_accounts.printing.units import YUAN
from gov_accounts.publishing.assemble import Disclosure, make_document
from gov_accounts.publishing.document import Form, Heading, Picture, StatementTable
from tests.support.disclosures import (
    assert_filled_in,
    assert_words_follow,
    figures,
    paragraphs,
    received,
    section,
    spent,
    write,
)
from tests.support.heads import HEAD
from tests.support.paths import EXAMPLES

PUHUI = EXAMPLES / "puhui_2024" / "main.beancount"
NUMBER = r"(-?\d+(?:\.\d+)?)"
ITEM = re.compile(
    r"(\d+)、(.+?)（类）(.+?)（款）(.+?)（项）。(?:主要用于：([^。]+)。)?"
    rf"年初预算为 {NUMBER} 元，支出决算为 {NUMBER} 元。(.*)"
)
SANGONG = {"出国": ("30212",), "公车": ("31013", "30231"), "接待": ("30217",)}
FISCAL = ("11", "12", "13")
HERE = HEAD.replace("2020-01-01", "2024-01-01").replace("2019-12-31", "2022-12-31") + (
    '2022-12-31 custom "gov-unit" "region" "上海"\n'
)
BUDGET = """
{day} * "年初预算" #{func}
  fund: "{fund}"
  Assets:9001-可用指标                                  {amount} CNY.A
  Equity:9101-年初预算                                 -{amount} CNY.A
"""
DAY, LAST = "2024-03-05", "2023-03-05"


@cache
def puhui() -> Ledger:
    return load(PUHUI)


@cache
def in_yuan() -> Disclosure:
    """The example's document with every amount exact."""
    return make_document(puhui(), 2024, YUAN)


def made_of(tmp_path: Path, vouchers: str = "", disclosure: str = "") -> Disclosure:
    return make_document(write(tmp_path, HERE + vouchers, disclosure and f"year = 2024\n{disclosure}"), 2024)


def legs(year: int, *accounts: str) -> Iterator[tuple[str, str, str, Decimal]]:
    """Fund, function, economic code and amount of the budget's and the spending's legs that vouchers have."""
    for entry in puhui().entries:
        if not isinstance(entry, Transaction) or entry.date.year != year or "year-close" in (entry.tags or ()):
            continue
        codes = {account_code(posting.account) for posting in entry.postings}
        for posting in entry.postings:
            code, meta = account_code(posting.account), posting.meta or {}
            wanted = code.startswith(accounts) if accounts != ("9101",) else code == "9001" and "9101" in codes
            if wanted and posting.units is not None and posting.units.number is not None and meta.get("func"):
                yield meta.get("fund", ""), meta["func"], meta.get("econ", ""), posting.units.number


# The example


def test_the_example_lacks_nothing() -> None:
    made = make_document(puhui(), 2024)
    assert [finding.shown() for finding in made.findings] == []
    assert_words_follow(made.document)
    assert_filled_in(made.document)


def test_parts_and_sections_in_the_forms_order() -> None:
    document = make_document(puhui(), 2024).document
    headings = list(document.headings())
    assert [each.text for each in headings if each.level == 1] == [
        "第一部分 上海市浦汇区社区服务中心概况",
        "上海市浦汇区社区服务中心 2024 年度部门决算表",
        "第三部分 上海市浦汇区社区服务中心 2024 年度部门决算情况说明",
        "第四部分 名词解释",
    ]
    sections = [each.text.split("、")[0] for each in headings if each.level == 2 and each.id.startswith("三.")]
    assert sections == ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一"]
    assert [block.statement.number for block in document.blocks if isinstance(block, StatementTable)] == [*range(1, 10)]
    assert not any(isinstance(block, Picture | Form) for block in document.blocks)
    assert len({heading.id for heading in headings}) == len(headings)
    ids = [figure.id for figure in document.figures()]
    assert len(ids) == len(set(ids)) > 140
    assert all(figure.origin for figure in document.figures())


@pytest.mark.parametrize(("place", "fund"), [("三.五.三", "11"), ("三.八", "12"), ("三.九", "13")])
def test_every_item_has_its_own_budget_and_expenditure(place: str, fund: str) -> None:
    budget: dict[str, Decimal] = {}
    actual: dict[str, Decimal] = {}
    for sums, accounts in ((budget, ("9101",)), (actual, ("72", "71"))):
        for of, func, _, amount in legs(2024, *accounts):
            if of == fund:
                sums[func] = sums.get(func, Decimal(0)) + amount
    told = [ITEM.fullmatch(line) for line in section(in_yuan().document, place).splitlines()]
    items = [match.groups() for match in told if match]
    codes = sorted(code for code in {*budget, *actual} if budget.get(code) or actual.get(code))
    names = puhui().codes.functional
    assert len(items) == len(codes) > 0
    for number, (item, code) in enumerate(zip(items, codes, strict=True), 1):
        assert item[:4] == (str(number), *(names.name(code[:size], 2024) for size in (3, 5, 7)))
        planned, used = budget.get(code, Decimal(0)), actual.get(code, Decimal(0))
        assert (Decimal(item[5]), Decimal(item[6])) == (planned, used), code
        word = "大于" if used > planned else "小于"
        assert item[4]
        assert item[7].startswith(f"决算数{word}预算数的主要原因：")


def test_the_three_public_expenses_are_of_all_fiscal_funds_and_compare_with_last_years_alike() -> None:
    """Last year's form takes 一般公共预算 alone: what is compared is what this year's takes."""
    planned, used, before = (
        {
            name: sum((each for fund, _, econ, each in legs(year, *of) if fund in FISCAL and econ in codes), Decimal(0))
            for name, codes in SANGONG.items()
        }
        for year, of in ((2024, ("9101",)), (2024, ("72", "71")), (2023, ("72", "71")))
    )
    first, second = section(in_yuan().document, "三.七.一").splitlines()
    assert f"年初预算为 {sum(planned.values())} 元，支出决算为 {sum(used.values())} 元" in first
    assert re.findall(rf"(?:决算为) {NUMBER} 元(?:，完成预算的 {NUMBER}%)?", first) == [
        (str(actual), str((Decimal(actual) * 100 / Decimal(plan)).quantize(Decimal("0.01"), ROUND_HALF_UP)))
        for actual, plan in (
            (sum(used.values()), sum(planned.values())),
            *zip(used.values(), planned.values(), strict=True),
        )
    ]
    changes = [sum(used.values()) - sum(before.values()), *(used[name] - before[name] for name in SANGONG)]
    assert [Decimal(each) for each in re.findall(rf"(?:增加|减少) {NUMBER} 元", second)] == [
        abs(each) for each in changes
    ]
    words = re.findall(rf"(增加|减少) {NUMBER} 元", second)
    assert [word for word, _ in words] == ["增加" if each > 0 else "减少" for each in changes]
    # By the form that 2023 went by, it would be another sum.
    general = sum(
        (each for fund, _, econ, each in legs(2023, "72", "71") if fund == "11" and econ in sum(SANGONG.values(), ())),
        Decimal(0),
    )
    assert general != sum(before.values())
    shares = re.findall(rf"占 {NUMBER}%", section(in_yuan().document, "三.七.二").splitlines()[0])
    assert len(shares) == 3
    assert sum(map(Decimal, shares)) == 100


def test_names_of_basic_expenditure_are_those_with_money() -> None:
    names = puhui().codes.economic
    used: dict[str, Decimal] = {}
    for entry in puhui().entries:
        if isinstance(entry, Transaction) and entry.date.year == 2024 and "year-close" not in (entry.tags or ()):
            for posting in entry.postings:
                meta = posting.meta or {}
                if (
                    account_code(posting.account).startswith("7")
                    and meta.get("fund") == "11"
                    and not meta.get("project")
                ):
                    assert posting.units is not None
                    assert posting.units.number is not None
                    used[meta["econ"]] = used.get(meta["econ"], Decimal(0)) + posting.units.number
    people, running = re.findall(r"主要包括：([^；。]+)", section(in_yuan().document, "三.六"))
    listed = [name for part in (people, running) for name in part.split("、")]
    codes = sorted(
        (code for code, amount in used.items() if amount), key=lambda code: (code[:3] not in ("301", "303"), code)
    )
    assert listed == [names.name(code, 2024) for code in codes]


# One thing at a time


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ("1000000.00", "1500000.00", "收入支出总计增加 50.00 万元，增长 50.00%。"),
        ("1000000.00", "250000.00", "收入支出总计减少 75.00 万元，下降 75.00%。"),
        ("1000000.00", "1000000.00", "与 2023 年度相比，收入支出总计持平。"),
        ("300000.00", "400000.00", "收入支出总计增加 10.00 万元，增长 33.33%。"),
    ],
)
def test_change(tmp_path: Path, before: str, now: str, said: str) -> None:
    vouchers = received(before, LAST) + spent(before, LAST) + received(now, DAY) + spent(now, DAY)
    made = made_of(tmp_path, vouchers, '[reasons]\ntotals = "业务调整"\n')
    reason = "" if "持平" in said else "主要原因：业务调整。"
    assert section(made.document, "三.一").endswith(said + reason)


def test_the_first_year_compares_with_nothing(tmp_path: Path) -> None:
    made = made_of(tmp_path, received("500000.00", DAY) + spent("500000.00", DAY))
    assert section(made.document, "三.一") == "某某中心 2024 年度收入支出总计 50.00 万元。"
    assert "2023" not in "\n".join(paragraph.text for _, paragraph in paragraphs(made.document))
    asked = {each.what for each in made.findings if "账本里没有 2023 年的账" in each.what}
    assert {each.split("，")[1] for each in asked} >= {"收入支出总计不与上年比较", "财政拨款收入支出总计不与上年比较"}


def test_last_years_figures_may_be_declared(tmp_path: Path) -> None:
    declared = '[previous]\nsigned_by = "某会计"\nunit = "万元"\n[previous.cells]\n"表1 总计 收入·决算数" = 40.00\n'
    made = made_of(tmp_path, received("500000.00", DAY) + spent("500000.00", DAY), declared)
    assert "与 2023 年度相比，收入支出总计增加 10.00 万元，增长 25.00%。" in section(made.document, "三.一")


@pytest.mark.parametrize(
    ("budget", "amount", "said"),
    [
        ("500000.00", "500000.00", "年初预算为 50.00 万元，支出决算为 50.00 万元。决算数与预算数持平。"),
        (
            "400000.00",
            "500000.00",
            "年初预算为 40.00 万元，支出决算为 50.00 万元。决算数大于预算数的主要原因：年中追加。",
        ),
        (
            "600000.00",
            "500000.00",
            "年初预算为 60.00 万元，支出决算为 50.00 万元。决算数小于预算数的主要原因：年中追加。",
        ),
    ],
)
def test_an_item_and_its_budget(tmp_path: Path, budget: str, amount: str, said: str) -> None:
    vouchers = (
        BUDGET.format(day=DAY, func="2060501", fund="11", amount=budget) + received(amount, DAY) + spent(amount, DAY)
    )
    toml = '[purposes]\n2060501 = "机构运行"\n[reasons.items]\n2060501 = "年中追加"\n'
    made = made_of(tmp_path, vouchers, toml)
    _, item = section(made.document, "三.五.三").splitlines()
    assert item == f"1、科学技术支出（类）科技条件与服务（款）机构运行（项）。主要用于：机构运行。{said}"


def test_what_is_not_spent_of_a_budget_is_told_too(tmp_path: Path) -> None:
    vouchers = BUDGET.format(day=DAY, func="2120899", fund="12", amount="300000.00")
    made = made_of(tmp_path, vouchers)
    said = section(made.document, "三.八").splitlines()
    assert said[0] == "政府性基金预算财政拨款收入 0.00 万元，支出 0.00 万元，支出具体情况如下："
    assert said[1].endswith("年初预算为 30.00 万元，支出决算为 0.00 万元。")


def test_a_unit_with_nothing_at_all(tmp_path: Path) -> None:
    made = made_of(tmp_path)
    said = {heading.id: section(made.document, heading.id) for heading in made.document.headings()}
    none = {
        "三.一": "收入和支出",
        "三.二": "收入",
        "三.三": "支出",
        "三.四": "财政拨款收入和支出",
        "三.五.一": "一般公共预算财政拨款支出",
        "三.五.二": "一般公共预算财政拨款支出",
        "三.五.三": "一般公共预算财政拨款支出",
        "三.六": "一般公共预算财政拨款基本支出",
        "三.七.无": "“三公”经费财政拨款支出",
        "三.八": "政府性基金预算财政拨款收入和支出",
        "三.九": "国有资本经营预算财政拨款收入和支出",
        "三.十一.一": "机关运行经费支出",
        "三.十一.二": "政府采购",
    }
    assert {place: said[place] for place in none} == {
        place: f"某某中心 2024 年度无{what}。" for place, what in none.items()
    }
    assert not any(place.startswith(("三.七.一", "三.七.二")) or place == "三.七" for place in said)
    assert said["四"].count("\n") == 10
    assert "主要是" not in said["四"]
    assert all(each.severity is Severity.NOTICE for each in made.findings)


def test_several_units_are_listed_one_unit_tells_of_itself(tmp_path: Path) -> None:
    several = made_of(tmp_path / "several", "", 'member_units = ["甲局（本级）", "乙中心"]\n')
    (form,) = (block for block in several.document.blocks if isinstance(block, Form))
    assert [[cell.content.text for cell in row] for row in form.rows] == [
        ["序号", "单位名称", "备注"],
        ["1", "甲局（本级）", ""],
        ["2", "乙中心", ""],
    ]
    one = made_of(tmp_path / "one", "", 'organization = ["设两个科室。"]\n')
    titles = [[block.text for block in each.document.blocks if isinstance(block, Heading)] for each in (several, one)]
    assert ["二、部门决算单位构成" in each for each in titles] == [True, False]
    assert ["二、机构设置" in each for each in titles] == [False, True]
    assert section(one.document, "一.二.一") == "设两个科室。"


def test_vehicles_of_all_kinds_and_what_is_of_none(tmp_path: Path) -> None:
    toml = '[assets]\nlarge_equipment = 3\n[assets.vehicles]\n"消防车" = 2\n"应急保障用车" = 1\n'
    said = section(made_of(tmp_path, "", toml).document, "三.十一.三")
    assert (
        "共有车辆 3 辆，其中：部级领导干部用车 0 辆、主要领导干部用车 0 辆、机要通信用车 0 辆、应急保障用车 1 辆、"
        in said
    )
    assert said.endswith("其他用车 0 辆、消防车 2 辆。单价 100 万元（含）以上设备（不含车辆）3 台（套）。")


def test_contracts_count_not_what_was_paid(tmp_path: Path) -> None:
    """What vouchers paid is said where contracts aren't written, and that they should be."""
    paid = spent("30000.00", DAY).replace('  fund: "11"\n', '  fund: "11"\n  procurement: "货物"\n  sme: "小微"\n', 1)
    vouchers = received("30000.00", DAY) + paid
    made = made_of(tmp_path / "paid", vouchers)
    assert "为 3.00 万元，其中：货物采购金额 3.00 万元、工程采购金额 0.00 万元" in section(made.document, "三.十一.二")
    assert any("公开的是合同签订的金额，账里只有凭证付的钱，3.00 万元" in each.what for each in made.findings)
    toml = "[procurement]\ngoods = 45000\nreserved_sme = 20000\nreserved_small = 10000.5\n"
    made = made_of(tmp_path / "written", vouchers, toml)
    first, second = section(made.document, "三.十一.二").splitlines()
    assert "为 4.50 万元，其中：货物采购金额 4.50 万元" in first
    assert second.endswith(
        "面向中小企业预留政府采购项目预算金额 2.00 万元，面向小微企业预留政府采购项目预算金额 1.00 万元。"
    )
    assert not any("procurement" in each.rule or "合同签订" in each.what for each in made.findings)


def test_performance_as_far_as_it_is_written(tmp_path: Path) -> None:
    counts = "".join(
        f"[performance.{each}]\nprojects = 2\nbudget = 15000\n" for each in ("goals", "monitored", "evaluated")
    )
    start = 'performance.systems = ["甲办法", "乙规程"]\n'
    grades = "score = 99.5\nexcellent = 2\ngood = 0\nqualified = 0\nunqualified = 0\nproblems = 0\n"
    said = section(made_of(tmp_path / "1", "", start).document, "三.十")
    assert said.endswith("预算绩效管理制度：甲办法、乙规程。")
    said = section(made_of(tmp_path / "2", "", start + counts).document, "三.十")
    assert said.endswith("绩效自评的 2024 年度项目 2 个，涉及预算金额 1.50 万元。")
    said = section(made_of(tmp_path / "3", "", start + counts + grades).document, "三.十")
    assert said.endswith("“不合格”的项目 0 个。绩效自评中共发现问题 0 个）。")
    mended = grades.replace("problems = 0", "problems = 3\nmended = 1\nmending = 2")
    said = section(made_of(tmp_path / "4", "", start + counts + mended).document, "三.十")
    assert said.endswith("共发现问题 3 个，已经完成整改的 1 个，正在整改的 2 个）。")
    assert said.count("（") == said.count("）")


def test_a_kind_of_income_says_what_it_mainly_is(tmp_path: Path) -> None:
    earned = """
2024-03-05 * "事业收入" #2060501
  fund: "2"
  Assets:8001-资金结存:800102-货币资金                    100.00 CNY.B
  Income:6101-事业预算收入                               -100.00 CNY.B
"""
    toml = '[glossary.income]\noperations = "培训"\nbusiness = "食堂"\n'
    said = section(made_of(tmp_path, earned, toml).document, "四").splitlines()
    assert said[1].endswith("取得的收入。主要是：培训收入等。")
    assert said[2].endswith("取得的收入。")


def test_what_another_form_asks_for_is_said_not_to_be_printed(tmp_path: Path) -> None:
    toml = '[staff.active]\n"事业" = 3\n[performance]\noverall = "好"\n[[key_work]]\ntitle = "甲"\ntext = "乙"\n'
    rule = "disclosure-key-unprinted"
    told = [each for each in made_of(tmp_path / "here", "", toml).findings if each.rule == rule]
    assert sorted(each.what.split(" ")[0] for each in told) == ["key_work", "performance.overall", "staff"]
    assert all(each.severity is Severity.NOTICE for each in told)
    elsewhere = write(tmp_path / "there", HEAD, 'year = 2020\nduties = ["甲"]\n[purposes]\n2060501 = "甲"\n')
    told = [each for each in make_document(elsewhere, 2020).findings if each.rule == rule]
    assert [each.what.split(" ")[0] for each in told] == ["purposes"]


def test_a_figure_is_found_by_its_place() -> None:
    found = figures(make_document(puhui(), 2024).document)
    assert found["三.八.2296002.支出决算"].text == "60.54"
    assert found["三.五.三.2080208.年初预算"].text == "0.00"
