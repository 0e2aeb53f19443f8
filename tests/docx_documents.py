"""Documents for tests: a small and hostile one, and those with the tables and charts of the examples."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

from gov_accounts.charts import Amount, Chart, Line, Series, Year, make_charts, pace_chart
from gov_accounts.disclosure.document import (
    Block,
    Document,
    Figure,
    Form,
    FormCell,
    Heading,
    Paragraph,
    Picture,
    StatementTable,
)
from gov_accounts.formats import Column, Stub
from gov_accounts.ledger import load
from gov_accounts.printed import PrintedPanel, PrintedRow, PrintedStatement, print_statement
from gov_accounts.rounding import WAN, round_year

EXAMPLES = Path(__file__).parent.parent / "examples"
LEDGERS = {"wuhan": EXAMPLES / "wuhan_2020", "qingshi": EXAMPLES / "qingshi_2019_2020"}

HOSTILE = (
    '{ HYPERLINK "http://x" }',
    "=cmd|'/c calc'!A1",
    "+1+1",
    "@SUM(1)",
    "<w:p>&amp;&lt;]]>\"'",
    "控制\x00\x01\x07\x0b\x1f符\x7f\ufffe",
    "右\u202e左\u2066内\u200f标",
    "W" * 5000,
    "一\n二\r\n三\t四",
    "\U0001f4b0",
)


def _cell(text: str, kind: str = "text", columns: int = 1, lines: int = 1) -> FormCell:
    return FormCell(Paragraph((text,)), columns, lines, kind)  # type: ignore[arg-type]


def form(title: str = "项目自评表") -> Form:
    rate = Figure("三.九.执行率", "预算执行率", "96.35", "%", "表5 2060501[1] ÷ 年初预算")
    return Form(
        title,
        ("单位名称：某某中心", "填报日期：2021 年 3 月 1 日"),
        5,
        (
            (_cell("项目名称", "label"), _cell("科技金融服务平台", columns=4)),
            (
                _cell("预算执行情况（20 分）", "label", lines=2),
                _cell("预算数", "label"),
                _cell("执行数", "label"),
                _cell("执行率", "label"),
                _cell("得分", "label"),
            ),
            (
                _cell("1,200.00", "figure"),
                _cell("1,156.20", "figure"),
                FormCell(Paragraph((rate, "%")), kind="figure"),
                _cell("19.27", "figure"),
            ),
            (
                _cell("产出指标", "label", lines=2),
                _cell("数量指标", "label"),
                _cell("服务企业数", columns=2),
                _cell("30", "figure"),
            ),
            (
                _cell("质量指标", "label"),
                _cell("为高新技术企业提供认定与政策培训，" * 4, columns=2),
                _cell("28.50", "figure"),
            ),
            (_cell("合计", "label", columns=4), _cell("77.77", "figure")),
        ),
    )


def hostile_statement(text: str) -> PrintedStatement:
    return PrintedStatement(
        "hostile",
        2,
        text,
        2020,
        text,
        "万元",
        True,  # noqa: FBT003 - landscape
        (
            PrintedPanel(
                (Stub("id", ("项目", "编码")), Stub("label", ("项目", "名称"))),
                (Column("1", ("金额",), None, None),),
                (PrintedRow(text, text, False, {"1": Decimal("1234567.89")}),),  # noqa: FBT003 - no foot
            ),
        ),
        (text,),
    )


def hostile_chart(text: str, kind: str = "pie") -> Chart:
    amounts = (Amount(1_000_000, Decimal("1.00")), Amount(2_000_000, Decimal("2.00")))
    return Chart(
        "hostile",
        1,
        text,
        2020,
        WAN,
        kind,  # type: ignore[arg-type]
        (text, f"{text}乙"),
        (Series(text, amounts),) if kind == "pie" else (Series(text, amounts), Series(f"{text}丙", amounts)),
        (Decimal("33.3"), Decimal("66.7")) if kind == "pie" else (),
        (text, "金额"),
        (Line(text, (amounts[0],)), Line(f"{text}乙", (amounts[1],))),
        (text,),
    )


def hostile() -> Document:
    """Every text of it is one of the hostile ones."""
    return Document(HOSTILE[0], HOSTILE[4], 2020, "万元", tuple(_hostile_blocks()))


def _hostile_blocks() -> Iterator[Block]:
    for number, text in enumerate(HOSTILE):
        yield Heading(1 + number % 3, text, f"h{number}")
        yield Paragraph((text, Figure(f"{text}{number}", text, "1.5", "%", text), "%"))
        yield StatementTable(hostile_statement(text))
        yield Form(text, (text,), 2, ((_cell(text, "label"), _cell(text, "figure")), (_cell(text, columns=2),)))
        yield Picture(hostile_chart(text, ("pie", "bars", "pace")[number % 3]))


@cache
def example(name: str) -> Document:
    """A document with the nine tables and the charts of an example, and some words between them."""
    ledger = load(LEDGERS[name] / "main.beancount")
    year = 2020
    rounding = round_year(ledger, year, WAN)
    statements = ledger.statements(year, with_facts=True)
    before = None
    if year - 1 in ledger.years:
        before = Year(ledger.statements(year - 1), round_year(ledger, year - 1, WAN))
    this = Year(statements, rounding)
    charts = [*make_charts(year, this, before), pace_chart(year, this, 433_555_000)]
    printed = [print_statement(each, ledger.unit_name, rounding) for each in statements.values()]
    blocks: list[Block] = [Heading(1, "第一部分　单位概况", "1")]
    for number in "一二三":
        blocks += [Heading(2, f"{number}、主要职能", f"1.{number}"), Paragraph((_PROSE,)), Paragraph((_PROSE,))]
    blocks.append(Heading(1, f"第二部分　{ledger.unit_name} {year} 年度部门决算表", "2"))
    for statement in printed:
        blocks += [
            Heading(2, f"{statement.heading}（{statement.name}）", f"2.{statement.number}"),
            StatementTable(statement),
        ]
    blocks.append(Heading(1, f"第三部分　{ledger.unit_name} {year} 年度部门决算情况说明", "3"))
    for index, chart in enumerate(charts, 1):
        amount = chart.series[0].amounts[0]
        figure = Figure(
            f"三.{index}.首项", chart.categories[0], f"{amount.shown:,f}", chart.unit.name, str(amount.cell)
        )
        blocks += [
            Heading(2, f"{index}、{chart.title}情况说明", f"3.{index}"),
            Heading(3, "（一）总体情况", f"3.{index}.1"),
            Paragraph((f"{year} 年度{chart.categories[0]} ", figure, f" {chart.unit.name}。", _PROSE)),
            Picture(chart),
        ]
    blocks += [Heading(2, "项目绩效评价情况", "3.p"), form(), Paragraph((_PROSE,))]
    blocks += [Heading(1, "第五部分　名词解释", "5"), Paragraph(("（一）财政拨款收入：指“三公”经费以外的拨款。",))]
    return Document(f"{ledger.unit_name} {year} 年度部门决算", ledger.unit_name, year, "万元", tuple(blocks))


_PROSE = (
    "承担科技贷款企业推荐、风险分担、融资成本补贴、科技保险保费补贴、科技企业上市早期培育等工作，促进科技和金融相结合。"
)
