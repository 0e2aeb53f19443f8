"""Documents to lay out: with the tables and charts of the examples, and two of hostile words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Final

from gov_accounts.books.ledger import Ledger
from gov_accounts.law.form import Column, Stub
from gov_accounts.ledger import load
from gov_accounts.printing.printed import PrintedPanel, PrintedRow, PrintedStatement, print_statement
from gov_accounts.printing.units import WAN, MoneyUnit
from gov_accounts.printing.years import PrintedYears
from gov_accounts.publishing.chart_file import charts_of
from gov_accounts.publishing.charts import Amount, Chart, Kind, Line, Series, make_charts, pace_chart
from gov_accounts.publishing.document import (
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
from gov_accounts.statements.lineage import Lineage
from gov_accounts.statements.years import statements_of
from tests.support.paths import EXAMPLES

WUHAN: Final = ("wuhan_2020", 2020)
QINGSHI: Final = ("qingshi_2019_2020", 2020)

RTL: Final = "\u202e321\u202c"
"""Turns what follows round."""
LONG: Final = "x" * 5000
HOSTILE: Final = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></title></svg><h1>not a heading</h1>",
    "&lt;b&gt; &amp;amp;",
    "{{ 7*7 }} {% raw %}",
    '#panic("x")',
    '#import "@preview/x:1.0.0": *',
    "$x^2$ $",
    "*a* _b_ `c`",
    "@ref <label> #label",
    "//comment",
    "/* comment */",
    "= heading",
    "- item",
    "+ item",
    "\\ \\\\ \\u{41}",
    "'\"“”‘’",
    "-- --- ...",
    "https://example.com/<x>",
    "]] [[ } {",
    "=1+1",
)
"""Words that mean something to somebody."""
EVERYWHERE: Final = (
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
"""Words that files in XML, and spreadsheets, may stumble over; the last is a character that few fonts have."""


def paragraph(*runs: str | Figure) -> Paragraph:
    return Paragraph(runs)


def number(name: str, text: str, unit: str = "万元") -> Figure:
    return Figure(f"测试.{name}", name, text, unit, f"表1 <{name}> 的来历")


@cache
def ledger(name: str) -> Ledger:
    return load(EXAMPLES / name / "main.beancount")


@cache
def statements(name: str, year: int, unit: MoneyUnit = WAN) -> tuple[PrintedStatement, ...]:
    books = ledger(name)
    made = statements_of(books, year)
    rounding = PrintedYears.of(books, unit).rounding(year)
    return tuple(print_statement(each, books.unit_name, rounding) for each in made.values())


@cache
def charts(name: str, year: int) -> tuple[Chart, ...]:
    books = ledger(name)
    years = PrintedYears.of(books, WAN)
    this, before = years.year(year), years.year(year - 1) if year - 1 in books.years else None
    law = charts_of(books.profile(year))
    return (*make_charts(law, year, this, before), pace_chart(law, year, this, 433_555_000, Lineage.of(books.entries)))


@cache
def example(name: str, year: int, unit: MoneyUnit = WAN) -> Document:
    """The tables, the charts and a form of an example, with headings and some sentences."""
    unit_name = ledger(name).unit_name
    blocks: list[Block] = [
        Heading(1, f"第一部分 {unit_name}概况", "一"),
        Heading(2, "一、主要职能", "一.一"),
        *(
            paragraph(f"{index}、承担上级交办的第 {index} 项工作，" + "提供认定、政策培训等服务。" * index)
            for index in range(1, 8)
        ),
        Heading(1, f"第二部分 {unit_name} {year} 年度部门决算表", "二"),
    ]
    for each in statements(name, year, unit):
        blocks += [Heading(2, f"{each.heading}（{each.name}）", f"二.{each.number}"), StatementTable(each)]
    blocks.append(Heading(1, f"第三部分 {unit_name} {year} 年度部门决算情况说明", "三"))
    for index, chart in enumerate(charts(name, year), 1):
        blocks += [
            Heading(2, f"{'一二三四五'[index - 1]}、{chart.title}", f"三.{index}"),
            Heading(3, "（一）变动情况", f"三.{index}.一"),
            paragraph(f"{year} 年度收、支总计 ", number(f"总计{index}", "1,394.82"), " 万元，与上年相比增加 ",
                      number(f"增幅{index}", "35.4", "%"), "%，" + "主要原因是人员经费增加、项目支出按计划完成。" * 6),
            Picture(chart),
        ]  # fmt: skip
    blocks += [Heading(2, "十三、预算绩效情况说明", "三.五"), paragraph("项目自评情况见下表。"), form(unit_name, year)]
    blocks += [Heading(1, "第四部分 名词解释", "四"), paragraph("一、财政拨款收入：指单位从同级财政部门取得的拨款。")]
    return Document(f"{unit_name} {year} 年度部门决算", unit_name, year, unit.name, tuple(blocks))


def form(unit_name: str, year: int) -> Form:
    """A performance form, with cells that span lines and columns."""

    def cell(text: str, columns: int = 1, lines: int = 1, kind: str = "text") -> FormCell:
        return FormCell(paragraph(text), columns, lines, kind)  # type: ignore[arg-type]

    budget = ("", "预算数（A）", "执行数（B）", "执行率（B/A）", "得分（20 分×执行率）")
    heads = ("一级指标", "二级指标", "三级指标", "年初目标值", "实际完成值", "权重", "得分")
    rows = [
        (cell("项目名称", 2, kind="label"), cell("科技金融公共服务平台建设", 5)),
        (
            cell("主管部门", 2, kind="label"),
            cell("科学技术局", 2),
            cell("项目实施单位", 1, kind="label"),
            cell(unit_name, 2),
        ),
        (cell("预算执行情况\n（万元）\n（20 分）", 2, 2, "label"), *(cell(each, kind="label") for each in budget)),
        (
            cell("年度财政资金总额", kind="label"),
            *(cell(each, kind="figure") for each in ("78.90", "78.90", "100%", "20")),
        ),
        tuple(cell(each, kind="label") for each in heads),
        (
            cell("产出指标（40 分）", 1, 3, "label"),
            cell("数量指标", 1, 2),
            *(cell(each) for each in ("开展科技金融培训，培育高新技术企业", "≥ 12 场", "14 场")),
            *(cell(each, kind="figure") for each in ("10", "10")),
        ),
        (*map(cell, ("服务企业", "≥ 300 家", "325 家")), *(cell(each, kind="figure") for each in ("15", "15"))),
        (
            *map(cell, ("质量指标", "参训企业满意", "≥ 90%", "96%")),
            *(cell(each, kind="figure") for each in ("15", "15")),
        ),
        (cell("总分", 6, kind="label"), FormCell(paragraph(number("总分", "100", "分")), kind="figure")),
    ]
    above = (f"单位名称：{unit_name}", f"填报日期：{year + 1} 年 5 月 30 日")
    return Form(f"{year} 年度项目自评表", above, 7, tuple(rows))


def hostile() -> Document:
    """A small document in which every word that can be hostile is."""
    base = statements(*WUHAN)[8]
    rows = tuple(
        PrintedRow(f"{index}", f"{index}", f"{index}", words, foot=False, values={"1": Decimal("1234.56")})
        for index, words in enumerate((*HOSTILE, f"前{RTL}后", LONG))
    )
    panel = PrintedPanel(
        (Stub("id", ("<b>科目</b>", "编码")), Stub("label", ("<b>科目</b>", "#panic(1)"))),
        (
            Column("1", "1", "1", ("<i>合计</i>", "$a$"), None, None),
            Column("2", "2", "2", ("<i>合计</i>", "=2"), None, None),
        ),
        rows,
    )
    statement = replace(
        base, title="<u>标题</u> #x", unit_name='某"&<>中心*', panels=(panel,), notes=("注：<b>#panic(2)</b>", LONG)
    )
    amounts = (Amount(100, Decimal("1.00")), Amount(300, Decimal("3.00")))
    chart = replace(
        charts(*WUHAN)[0],
        title="</svg><script>alert(2)</script>\x0b",
        categories=("<a>&", RTL),
        series=(Series("</title>#panic(3)", amounts),),
        heads=("<b>", "*c*"),
        lines=(Line("<d>", (amounts[0],)), Line("$e$", (None,))),
        notes=("<f>",),
        kind="bars",
    )
    cells = tuple((FormCell(paragraph(words), kind="label"), FormCell(paragraph(words), 9, 9)) for words in HOSTILE)
    blocks: list[Block] = [
        Heading(3, "<h1>先三级</h1>", 'a b"<'),
        Heading(3, "", "empty"),
        *(Heading(2, words, f"h{index}") for index, words in enumerate(HOSTILE)),
        *(paragraph(words) for words in HOSTILE),
        paragraph("", number("空", ""), "前", RTL, number("反", "123.45"), "\x00\x07后\r\n二行\u2028三行"),
        paragraph(LONG),
        paragraph(),
        StatementTable(statement),
        Picture(chart),
        Picture(replace(chart, series=(), lines=(), categories=())),
        Form("</table>#panic(4)", ("<above>", "*x*"), 3, cells),
        Form("空", (), 1, ()),
    ]
    return Document("<title>#panic(0)</title>", 'x" onload="*', 2020, "万元", tuple(blocks))


def hostile_statement(text: str) -> PrintedStatement:
    return PrintedStatement(
        "hostile",
        2,
        "表2",
        text,
        2020,
        text,
        "万元",
        True,  # noqa: FBT003 - landscape
        (
            PrintedPanel(
                (Stub("id", ("项目", "编码")), Stub("label", ("项目", "名称"))),
                (Column("1", "1", "1", ("金额",), None, None),),
                (PrintedRow(text, text, text, text, False, {"1": Decimal("1234567.89")}),),  # noqa: FBT003 - no foot
            ),
        ),
        (text,),
    )


def hostile_chart(text: str, kind: Kind = "pie") -> Chart:
    amounts = (Amount(1_000_000, Decimal("1.00")), Amount(2_000_000, Decimal("2.00")))
    return Chart(
        "hostile",
        1,
        text,
        2020,
        WAN,
        kind,
        (text, f"{text}乙"),
        (Series(text, amounts),) if kind == "pie" else (Series(text, amounts), Series(f"{text}丙", amounts)),
        (Decimal("33.3"), Decimal("66.7")) if kind == "pie" else (),
        (text, "金额"),
        (Line(text, (amounts[0],)), Line(f"{text}乙", (amounts[1],))),
        (text,),
    )


def everywhere() -> Document:
    """Each of the words of that name in every place a document has for words."""
    return Document(EVERYWHERE[0], EVERYWHERE[4], 2020, "万元", tuple(_everywhere()))


def _everywhere() -> Iterator[Block]:
    kinds: tuple[Kind, ...] = ("pie", "bars", "pace")
    for index, text in enumerate(EVERYWHERE):
        yield Heading(1 + index % 3, text, f"h{index}")
        yield paragraph(text, Figure(f"{text}{index}", text, "1.5", "%", text), "%")
        yield StatementTable(hostile_statement(text))
        label, figure, across = (
            FormCell(paragraph(text), kind="label"),
            FormCell(paragraph(text), kind="figure"),
            FormCell(paragraph(text), 2),
        )
        yield Form(text, (text,), 2, ((label, figure), (across,)))
        yield Picture(hostile_chart(text, kinds[index % len(kinds)]))
