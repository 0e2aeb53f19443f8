"""Charts as values, and as pictures: their figures are the tables', their bars as long as the amounts."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.law.profile import profile_of
from gov_accounts.ledger import load
from gov_accounts.printing.rounding import percentages, round_statements
from gov_accounts.printing.units import MONEY_UNITS, WAN, YUAN
from gov_accounts.printing.years import Year
from gov_accounts.publishing.chart_file import charts_of
from gov_accounts.publishing.charts import Amount, Chart, Line, Series, make_charts, pace_chart
from gov_accounts.render import svg
from gov_accounts.render.chart_words import alternative
from gov_accounts.statements.lineage import Lineage
from gov_accounts.statements.years import statements_of
from gov_accounts.text import text_width
from tests.support.heads import HEAD
from tests.support.paths import EXAMPLES
from tests.support.units import units

if TYPE_CHECKING:
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.statements.fill import Statement

EXAMPLE = EXAMPLES / "wuhan_2020" / "main.beancount"
LAW = charts_of(profile_of(2020))
SPACE = "{http://www.w3.org/2000/svg}"
RECEIVED = """
{day} * "财政局" "拨款" #2060501
  fund: "11"
  Assets:8001-资金结存:800101-零余额账户用款额度        {amount} CNY.B
  Income:6001-财政拨款预算收入                         -{amount} CNY.B
"""
SPENT = """
{day} * "某公司" "付款" #{func} #30206
  fund: "11"
  Expenses:7201-事业支出:{kind}                         {amount} CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度       -{amount} CNY.B
"""


def year(statements: dict[str, Statement], unit: str = "wan") -> Year:
    number = next(iter(statements.values())).year
    return Year(statements, round_statements(statements, profile_of(number).formats, MONEY_UNITS[unit]))


def written(tmp_path: Path, text: str) -> Ledger:
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + text, encoding="utf-8", newline="\n")
    return load(path)


def drawn(chart: Chart) -> ET.Element:
    return ET.fromstring(svg.render(chart))


@given(units())
def test_charts_show_what_the_tables_print(statements: dict[str, Statement]) -> None:
    this = year(statements)
    charts = {chart.number: chart for chart in make_charts(LAW, 2020, this, this)}
    assert sorted(charts) == [1, 2, 3, 4]
    for chart in charts.values():
        for series in chart.series:
            for amount in series.amounts:
                if amount.cell is not None:
                    place = amount.cell
                    figure = this.rounding.figure(str(place.table), place.key, str(place.column))
                    assert amount.shown == (figure or 0)
        svg_text = svg.render(chart)
        assert (svg_text == "") == (not chart.series)
        if svg_text:
            ET.fromstring(svg_text)
    for chart in (charts[2], charts[3]):
        amounts = [amount.fen for series in chart.series for amount in series.amounts]
        if chart.kind == "pie" and amounts:
            printed = [int(amount.shown * 100) for series in chart.series for amount in series.amounts]
            assert chart.shares == percentages(printed if any(printed) else amounts)
            assert sum(chart.shares) == 100
            assert sum(amounts) == statements[str(chart.series[0].amounts[0].cell.table)].cell("total", "total").fen  # type: ignore[union-attr]
        else:
            assert not amounts or min(amounts) < 0


def test_a_year_beside_the_one_before(tmp_path: Path) -> None:
    text = "".join(
        RECEIVED.format(day=f"{number}-03-05", amount=amount) for number, amount in ((2020, "200.00"), (2021, "250.00"))
    )
    ledger = written(tmp_path, text)
    this, before = (year(statements_of(ledger, number), "yuan") for number in (2021, 2020))
    totals = make_charts(LAW, 2021, this, before)[0]
    assert [series.name for series in totals.series] == ["2020 年度", "2021 年度"]
    assert totals.heads == ("项目", "2020 年度", "2021 年度", "增减额", "增减（%）")
    cells = [cell.shown if isinstance(cell, Amount) else cell for cell in totals.lines[0].cells]
    assert cells == [Decimal(200), Decimal(250), Decimal(50), Decimal("25.0")]
    alone = make_charts(LAW, 2021, this, None)[0]
    assert len(alone.series) == 1
    assert alone.notes == ("没有 2020 年度的数，图中只有本年。",)


def test_the_pace_adds_up_month_by_month() -> None:
    ledger = load(EXAMPLE)
    statements = statements_of(ledger, 2020)
    lineage = Lineage.of(ledger.entries)
    for unit in ("wan", "yuan"):
        this = year(statements, unit)
        chart = pace_chart(LAW, 2020, this, 433_555_000, lineage)
        spent, even = chart.series
        months = [line.cells[0] for line in chart.lines]
        assert sum(month.shown for month in months if isinstance(month, Amount)) == spent.amounts[-1].shown
        assert spent.amounts[-1].shown == this.rounding.figure("expenditure", "total", "total")
        assert even.amounts[-1].fen == 433_555_000
        assert chart.lines[5].cells[3] == Decimal("50.0")
        by_month = [0] * 12
        for posting, fen in lineage.behind(statements["expenditure"].cell("total", "total")):
            by_month[posting.date.month - 1] += fen
        assert [month.fen for month in months if isinstance(month, Amount)] == by_month


def test_without_a_budget_there_is_no_even_pace(tmp_path: Path) -> None:
    ledger = written(tmp_path, SPENT.format(day="2020-03-05", func="2060501", kind="基本支出", amount="9.00"))
    chart = pace_chart(LAW, 2020, year(statements_of(ledger, 2020)), 0, Lineage.of(ledger.entries))
    assert len(chart.series) == 1
    assert chart.notes == ("账本里没有可用的预算，所以没有序时进度。",)


def test_a_part_below_zero_makes_bars_of_a_pie(tmp_path: Path) -> None:
    text = SPENT.format(day="2020-03-05", func="2060501", kind="基本支出", amount="9.00")
    text += SPENT.format(day="2020-03-05", func="2060501", kind="项目支出", amount="-4.00").replace("--", "")
    chart = make_charts(LAW, 2020, year(statements_of(written(tmp_path, text), 2020), "yuan"), None)[2]
    assert (chart.kind, chart.shares) == ("bars", ())
    assert chart.notes == ("有的部分是负数，不能算比重，所以画成条形。",)
    bars = drawn(chart).findall(f"{SPACE}rect[{SPACE}title]")
    heights = [int(bar.attrib["height"]) for bar in bars]
    assert abs(heights[0] * 4 - heights[1] * 9) <= 9
    assert int(bars[0].attrib["y"]) + heights[0] == int(bars[1].attrib["y"])


def bars_of(*amounts: int) -> Chart:
    values = tuple(Amount(fen, YUAN.round(fen)) for fen in amounts)
    names = tuple(str(index) for index in range(len(amounts)))
    return Chart("k", 1, "图", 2020, YUAN, "bars", names, (Series("年", values),), (), ("项目",), ())


@given(st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=6).filter(any))
def test_bars_are_as_long_as_the_amounts(amounts: list[int]) -> None:
    picture = drawn(bars_of(*amounts))
    bars = picture.findall(f"{SPACE}rect[{SPACE}title]")
    heights = [int(bar.attrib["height"]) for bar in bars]
    most = max(map(abs, amounts))
    longest = heights[[abs(fen) for fen in amounts].index(most)]
    for fen, height in zip(amounts, heights, strict=True):
        assert abs(height * most - longest * abs(fen)) <= 2 * most
    assert longest > 20
    for bar in bars:
        assert int(bar.attrib["y"]) >= 40
        assert int(bar.attrib["y"]) + int(bar.attrib["height"]) <= 40 + 220
    ticks = [text for text in picture.findall(f"{SPACE}text") if text.attrib["text-anchor"] == "end"][:-1]
    assert 2 <= len(ticks) <= 10


def test_a_ring_is_closed() -> None:
    amounts = (700_00, 200_00, 100_00, 1)
    values = tuple(Amount(fen, YUAN.round(fen)) for fen in amounts)
    names = ("甲", "乙" * 60, "丙", "丁")
    chart = Chart("k", 2, "图", 2020, YUAN, "pie", names, (Series("金额", values),), percentages(amounts), (), ())
    rings = drawn(chart).findall(f"{SPACE}circle")
    lengths = [Decimal(ring.attrib["stroke-dasharray"].split()[0]) for ring in rings]
    starts = [-Decimal(ring.attrib["stroke-dashoffset"]) for ring in rings]
    assert sum(lengths) == 600
    assert starts == [sum(lengths[:index], Decimal(0)) for index in range(len(lengths))]
    assert [length / 6 for length in lengths] == list(chart.shares)


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "\" onload='x'", "&amp;]]>", "\u202eabc"])
def test_words_in_a_picture_are_words(words: str) -> None:
    values = (Amount(1, YUAN.round(1)),)
    chart = Chart('k"<', 1, words, 2020, WAN, "bars", (words,), (Series(words, values),), (), (), ())
    picture = drawn(chart)
    assert {each.tag.removeprefix(SPACE) for each in picture.iter()} == {"svg", "title", "desc", "line", "rect", "text"}
    assert any(words in (each.text or "") for each in picture.iter(f"{SPACE}text"))
    assert all(not name.startswith("on") for each in picture.iter() for name in each.attrib)


def test_a_picture_stands_alone_and_is_described() -> None:
    ledger = load(EXAMPLE)
    this = year(statements_of(ledger, 2020))
    for chart in make_charts(LAW, 2020, this, None):
        text = svg.render(chart)
        assert text == svg.render(chart)
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"<(?:rect|text|line|circle)(?![^>]*(?:fill|stroke)=)", text)
        picture = ET.fromstring(text)
        described = picture.findtext(f"{SPACE}desc") or ""
        for series in chart.series:
            for amount in series.amounts:
                assert f"{amount.shown:,f}" in described


@given(
    st.lists(st.integers(-(10**15), 10**15), min_size=2, max_size=8),
    st.lists(st.text("某项目收入支出", min_size=1, max_size=24), min_size=8, max_size=8),
)
def test_words_and_figures_keep_clear_of_each_other(amounts: list[int], words: list[str]) -> None:
    """Names fit their places, and begin below all figures and bars; the picture ends below them."""
    made = tuple(Amount(fen, WAN.round(fen)) for fen in amounts)
    chart = Chart("c", 1, "图", 2020, WAN, "bars", tuple(words[: len(made)]), (Series("年", made),), (), (), ())
    drawing = svg.render(chart)
    height = int(re.findall(r'viewBox="0 0 640 (\d+)"', drawing)[0])
    texts = [
        (Decimal(x), int(y), anchor, words)
        for x, y, anchor, words in re.findall(r'<text x="(\d+)" y="(\d+)" text-anchor="(\w+)"[^>]*>([^<]*)<', drawing)
    ]
    names = [each for each in texts if each[2] == "middle" and re.fullmatch("[某项目收入支出]+", each[3])]
    figures = [each for each in texts if each[2] == "middle" and each not in names]
    assert sorted("".join(each[3] for each in names)) == sorted("".join(chart.categories))
    slot = min((b[0] - a[0] for a, b in pairwise(sorted(set(names), key=lambda each: each[0])) if b[0] > a[0]))
    assert all(text_width(each[3]) * 7 <= slot for each in names)
    assert all(y + 6 <= height for _, y, _, _ in names)
    assert all(figure[1] + 8 < min(each[1] for each in names) for figure in figures)


def test_a_chart_in_words_says_all_of_it() -> None:
    amount = Amount(12345600, Decimal("12.35"))
    lines = (Line("甲", (amount, Decimal("60.0"))), Line("乙", (amount, None)))
    chart = Chart(
        "c", 2, "结构", 2020, WAN, "bars", ("甲",), (), (), ("项目", "金额", "占比"), lines, ("没有上年数。",)
    )
    said = "图2 结构。甲：金额 12.35，占比 60.0。乙：金额 12.35。单位：万元。没有上年数。"
    assert alternative(chart) == said
