"""项目自评表's money: 全年预算数 has last year's money and every fund in it; nothing is overspent in print alone."""

from __future__ import annotations

import itertools
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from gov_accounts.findings import Severity
from gov_accounts.ledger import load
from gov_accounts.publishing.assemble import make_document
from gov_accounts.publishing.document import Document, Form
from gov_accounts.publishing.projects import _printed_budget
from gov_accounts.testing import RandomLedger, ledgers, write_to
from tests.support.disclosures import section, write
from tests.support.draws import draws
from tests.support.heads import HEAD

CHOSEN = 'category = "部门预算项目"\nattribute = "持续性项目"\ntype = "常年性项目"\n'
INDICATOR = '[[performance.projects.indicators]]\nlevel1 = "产出指标"\nlevel2 = "数量指标"\nname = "报告"\n'
INDICATOR += 'unit = "份"\ntarget = 1\nactual = 1\nweight = 80\n'
OPENED = """
2019-01-01 open Equity:8101-财政拨款结转 CNY.B
2019-01-01 open Equity:8201-非财政拨款结转 CNY.B
2019-01-01 open Assets:8001-资金结存:800102-货币资金 CNY.B
2019-01-01 open Equity:9102-预算调整 CNY.A
"""


def evaluated(*projects: str, year: int = 2020) -> str:
    """disclosure.toml with an indicator for each project."""
    return f"year = {year}\n" + "".join(
        f'[[performance.projects]]\nproject = "{each}"\n{CHOSEN}{INDICATOR}' for each in projects
    )


def approved(amount: str, fund: str = "11", of: str = "9101-年初预算") -> str:
    codes = f'  func: "2060501"\n  fund: "{fund}"\n  project: "P1"\n'
    return (
        f'\n2020-01-05 * "预算" #30299\n{codes}  Assets:9001-可用指标 {amount} CNY.A\n  Equity:{of} -{amount} CNY.A\n'
    )


def carried(amount: str, fund: str = "11", account: str = "8101-财政拨款结转") -> str:
    """What a project had left at the end of the year before."""
    codes = f'    func: "2060501"\n    fund: "{fund}"\n    project: "P1"\n'
    money = "800101-零余额账户用款额度" if fund == "11" else "800102-货币资金"
    return (
        f'\n2019-12-31 * "年初" #no-budget #year-close\n  Assets:8001-资金结存:{money} {amount} CNY.B\n'
        f"  Equity:{account} -{amount} CNY.B\n{codes}"
    )


def paid(amount: str, fund: str = "11") -> str:
    money = "800101-零余额账户用款额度" if fund == "11" else "800102-货币资金"
    return (
        f'\n2020-06-01 * "支出" #2060501 #30299\n  fund: "{fund}"\n  project: "P1"\n'
        f"  Expenses:7201-事业支出:02-项目支出 {amount} CNY.B\n  Assets:8001-资金结存:{money} -{amount} CNY.B\n"
    )


def rows(document: Document) -> dict[str, list[str]]:
    """What the form says of money: a row's label → its figures."""
    form = next(each for each in document.blocks if isinstance(each, Form) and "自评表" in each.title)
    said = {row[0].content.text: [cell.content.text for cell in row[1:]] for row in form.rows if len(row) > 2}
    return {label: cells for label, cells in said.items() if "资金" in label or "拨款" in label}


WHOLE, CURRENT, LAST, OTHER = "年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"


@pytest.mark.parametrize(
    ("books", "expected", "told"),
    [
        # This year's money alone: one row.
        ([approved("600000"), paid("212600")],
         {"年度财政资金总额": ["60.00", "21.26", "35.4%", "7.1"]}, "60.00 万元，"),
        # Adjustments count, and what is left of last year.
        (
            [approved("300000"), approved("60000", of="9102-预算调整"), carried("315700"), paid("378700")],
            {
                WHOLE: ["67.57", "37.87", "56.0%", "11.2"],
                CURRENT: ["36.00", "37.87", "—", "—"],
                LAST: ["31.57", "—", "—"],
                OTHER: ["0.00", "0.00", "—", "—"],
            },
            "67.57 万元（其中上年结转 31.57 万元），",
        ),
        # All of it spent: each is known.
        (
            [approved("100000"), carried("200000"), paid("300000")],
            {
                WHOLE: ["30.00", "30.00", "100.0%", "20.0"],
                CURRENT: ["10.00", "10.00", "—", "—"],
                LAST: ["20.00", "20.00", "—", "—"],
                OTHER: ["0.00", "0.00", "—", "—"],
            },
            "30.00 万元（其中上年结转 20.00 万元），",
        ),
        # Last year's money alone.
        (
            [carried("200000"), paid("150000")],
            {
                WHOLE: ["20.00", "15.00", "75.0%", "15.0"],
                CURRENT: ["0.00", "0.00", "—", "—"],
                LAST: ["20.00", "15.00", "—", "—"],
                OTHER: ["0.00", "0.00", "—", "—"],
            },
            "20.00 万元（其中上年结转 20.00 万元），",
        ),
        # Other money, approved and carried over.
        (
            [
                *(approved("100000"), paid("80000"), approved("40000", "3"), paid("60000", "3")),
                carried("20000", "3", "8201-非财政拨款结转"),
            ],
            {
                WHOLE: ["16.00", "14.00", "87.5%", "17.5"],
                CURRENT: ["10.00", "8.00", "—", "—"],
                LAST: ["0.00", "0.00", "—", "—"],
                OTHER: ["6.00", "6.00", "—", "—"],
            },
            "16.00 万元（其中其他资金 6.00 万元），",
        ),
    ],
)  # fmt: skip
def test_the_whole_budget_is_this_years_and_last_years_of_every_fund(
    tmp_path: Path, books: list[str], expected: dict[str, list[str]], told: str
) -> None:
    made = make_document(write(tmp_path, HEAD + OPENED + "".join(books), evaluated("P1")), 2020)
    assert rows(made.document) == expected
    assert f"项目全年预算数为 {told}执行数为" in section(made.document, "三.十三.三")
    assert "disclosure-project-overspent" not in {each.rule for each in made.findings}


@pytest.mark.parametrize(
    ("books", "what", "rate"),
    [
        ([approved("100000"), paid("118500")],
         "支出 118,500.00 元，全年预算只有 100,000.00 元，执行率超过 100%。", "118.5%"),
        ([approved("100000"), paid("100000"), paid("1", "3")],
         "全年预算只有 100,000.00 元，执行率超过 100%。", "100.0%"),
        ([paid("500")], "账里没有它的预算，算不出执行率。", "—"),
    ],
)  # fmt: skip
def test_what_is_overspent_is_told(tmp_path: Path, books: list[str], what: str, rate: str) -> None:
    made = make_document(write(tmp_path, HEAD + OPENED + "".join(books), evaluated("P1")), 2020)
    (finding,) = [each for each in made.findings if each.rule == "disclosure-project-overspent"]
    assert finding.what.endswith(what)
    assert finding.severity is Severity.NOTICE
    assert finding.place is not None
    assert finding.place.line == 3
    assert next(iter(rows(made.document).values()))[2] == rate


@given(
    st.lists(st.integers(0, 10**9), min_size=3, max_size=3),
    st.integers(0, 3 * 10**9),
    st.integers(-1, 1),
    st.sampled_from([100, 10_000, 1_000_000]),
)
def test_rounding_overspends_nothing(parts: list[int], spent: int, off: int, step: int) -> None:
    """However what was spent is rounded, within a step, to add up with other projects."""
    whole = sum(parts)
    spent = min(spent, whole)
    printed = max(-(-spent // step) + off if off <= 0 else -(-spent // step), spent // step)
    budget = _printed_budget(parts, spent, printed, step)
    assert budget.total == sum(budget[1:])
    assert budget.total >= printed
    assert all(abs(each * step - part) < step for each, part in zip(budget[1:], parts, strict=True))
    assert abs(budget.total * step - whole) < step


@draws(60, phases=[Phase.generate])
@given(ledgers())
def test_no_rate_is_above_100_unless_the_books_are(drawn: RandomLedger) -> None:
    with TemporaryDirectory() as folder:
        main = write_to(drawn, Path(folder))
        ledger = load(main)
        toml = main.with_name("disclosure.toml")
        for year in ledger.years:
            toml.write_text(evaluated(*ledger.declarations.projects, year=year), encoding="utf-8")
            made = make_document(ledger, year)
            over = {
                each.place.line for each in made.findings if each.rule == "disclosure-project-overspent" and each.place
            }
            forms = [each for each in made.document.blocks if isinstance(each, Form) and "自评表" in each.title]
            lines = [
                line
                for line, text in enumerate(toml.read_text(encoding="utf-8").split("\n"), 1)
                if text.startswith("project =")
            ]
            for form, line in zip(forms, lines, strict=True):
                (money,) = [row for row in form.rows if "资金总额" in row[0].content.text]
                budget, spent = (Decimal(cell.content.text) for cell in money[1:3])
                assert line in over or spent <= max(budget, Decimal(0)), form.title


# 重点工作


def test_an_indicator_of_several_projects_is_read_with_its_project(tmp_path: Path) -> None:
    names = "".join(
        f'2020-01-01 custom "gov-project" "{each}" "{name}"\n' for each, name in (("P2", "平台"), ("P3", "平台"))
    )
    toml = evaluated("P1", "P2", "P3") + INDICATOR.replace("报告", "培训")
    document = make_document(write(tmp_path, HEAD + names + paid("500"), toml), 2020).document
    form = next(each for each in document.blocks if isinstance(each, Form) and "重点工作" in each.title)
    name = load(tmp_path / "main.beancount").declarations.projects["P1"]
    assert [row[1].content.text for row in form.rows[1:]] == [
        f"{name}：报告",
        "平台（P2）：报告",
        "平台（P3）：报告",
        "培训",
    ]


def test_an_indicator_of_one_project_stands_alone(tmp_path: Path) -> None:
    document = make_document(write(tmp_path, HEAD + paid("500"), evaluated("P1") + INDICATOR), 2020).document
    form = next(each for each in document.blocks if isinstance(each, Form) and "重点工作" in each.title)
    assert [row[1].content.text for row in form.rows[1:]] == ["报告", "报告"]
    assert len(list(itertools.chain(*form.rows))) == 12
