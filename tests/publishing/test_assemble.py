"""The document: every figure is the tables', words follow figures, nothing is left to fill in; whatever the unit."""

from __future__ import annotations

import csv
import itertools
import re
import shutil
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from beancount.core.data import Transaction

from gov_accounts.books.ledger import Ledger
from gov_accounts.cli.explain import command
from gov_accounts.findings import Finding, Severity
from gov_accounts.law.formats import FormatSet
from gov_accounts.law.profile import profile_of
from gov_accounts.law.reading import At
from gov_accounts.ledger import load
from gov_accounts.printing import years as printed_years
from gov_accounts.printing.rounding import HALF_UP, round_statements
from gov_accounts.printing.units import WAN, YUAN
from gov_accounts.printing.years import PrintedYears
from gov_accounts.publishing import assemble
from gov_accounts.publishing.assemble import Disclosure, make_document
from gov_accounts.publishing.charts import Amount
from gov_accounts.publishing.document import Document, Figure, Form, Heading, Picture, StatementTable
from gov_accounts.publishing.outline.official import outline_of
from gov_accounts.publishing.outline.template import read_template
from gov_accounts.publishing.scope import Facts, Scope
from gov_accounts.publishing.settings.read import read_settings
from gov_accounts.publishing.values import Value
from gov_accounts.statements.years import statements_of
from tests.support.disclosures import (
    EXAMPLE_FILES,
    QINGSHI,
    WUHAN,
    assert_sound,
    assert_words_follow,
    figures,
    paragraphs,
    received,
    section,
    spent,
    texts,
    write,
)
from tests.support.heads import HEAD
from tests.support.paths import DATA

LAW = DATA / "profiles" / "2020" / "document"


@pytest.fixture(scope="module", params=["wuhan", "qingshi"])
def example(request: pytest.FixtureRequest) -> tuple[Ledger, Disclosure]:
    ledger = load(EXAMPLE_FILES[request.param])
    return ledger, make_document(ledger, 2020)


def printed_cell(document: Document, figure: Figure) -> Decimal:
    """The figure printed in the one cell that a figure is."""
    (cell,) = figure.cells
    for block in document.blocks:
        if isinstance(block, StatementTable) and block.statement.key == cell.table:
            for panel in block.statement.panels:
                for row in panel.rows:
                    if row.key == cell.key:
                        return row.values.get(str(cell.column), Decimal("0.00"))
    return Decimal("0.00")


# The document's own sentences


def published() -> list[dict[str, str]]:
    with (WUHAN / "published" / "narrative.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_documents_own_sentences() -> None:
    document = make_document(load(WUHAN / "main.beancount"), 2020).document
    ours = figures(document)
    for row in published():
        if row["id"] in ours:
            assert ours[row["id"]].text == row["ours"], row
        elif row["ours"]:
            numbers = re.findall(r"\d+(?:\.\d+)?", section(document, row["id"]))
            assert row["ours"] in numbers, row
        assert bool(row["reason"]) == (row["printed"] != row["ours"]), row
    # And no figure is told that the document hasn't got, but the weights of the sheet and the kind of the vehicle.
    listed = {row["id"] for row in published()}
    extra = {each for each in ours if each not in listed and not each.endswith("分值")}
    assert extra == {"三.十二.其他用车"}


def test_enough_sentences_are_compared() -> None:
    rows = published()
    assert len(rows) > 130
    assert sum(row["printed"] == row["ours"] for row in rows) > 100


def test_where_the_document_contradicts_itself() -> None:
    """394.81 and 394.82, 35.0 for 35.4, 87 of 97 points, a slipped column: each is listed, and why."""
    differing = {(row["printed"], row["ours"]) for row in published() if row["printed"] != row["ours"]}
    assert {("394.81", "394.82"), ("35.0", "35.4"), ("87", "87.1"), ("9.375", "156"), ("27.50", "27.51")} <= differing


# Any document


def test_an_example_has_nothing_to_complain_of(example: tuple[Ledger, Disclosure]) -> None:
    _, made = example
    assert [finding.shown() for finding in made.findings] == []


def test_all_parts_in_order(example: tuple[Ledger, Disclosure]) -> None:
    _, made = example
    document = made.document
    headings = list(document.headings())
    assert [each.text[:4] for each in headings if each.level == 1] == [f"第{each}部分" for each in "一二三四五"]
    numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三"]
    sections = [each.text.split("、")[0] for each in headings if each.level == 2 and each.id.startswith("三.")]
    assert sections[:13] == numerals
    ids = [each.id for each in headings]
    assert len(ids) == len(set(ids))
    tables = [block.statement.number for block in document.blocks if isinstance(block, StatementTable)]
    assert tables == list(range(1, 10))
    # Each chart stands at the end of its own section.
    place = ""
    charts = []
    for block in document.blocks:
        if isinstance(block, Heading):
            place = block.id
        elif isinstance(block, Picture):
            charts.append((block.chart.number, place))
    assert charts == [(1, "三.一"), (2, "三.二"), (3, "三.三"), (4, "三.四")]


def test_no_section_of_an_example_is_empty(example: tuple[Ledger, Disclosure]) -> None:
    _, made = example
    blocks = made.document.blocks
    for block, after in itertools.pairwise(blocks):
        if isinstance(block, Heading) and isinstance(after, Heading):
            assert after.level > block.level, block


def test_figures_have_ids_of_their_own_and_say_where_from(example: tuple[Ledger, Disclosure]) -> None:
    _, made = example
    found = list(made.document.figures())
    assert len({figure.id for figure in found}) == len(found) > 100
    for figure in found:
        assert figure.origin, figure
        assert figure.name == figure.name.strip()
        assert re.fullmatch(r"-?\d+(\.\d+)?", figure.text), figure


def test_a_figure_that_is_a_cell_is_what_the_cell_prints(example: tuple[Ledger, Disclosure]) -> None:
    _ledger, made = example
    compared = 0
    for figure in made.document.figures():
        alone = re.fullmatch(r"表\d+ \S+ 行 \d+ 栏", figure.origin)
        if alone and figure.unit == "万元":
            assert abs(Decimal(figure.text)) == abs(printed_cell(made.document, figure)), figure
            compared += 1
    assert compared > 20


def test_every_number_is_a_figure_or_is_written_somewhere(example: tuple[Ledger, Disclosure]) -> None:
    """What isn't a figure stands in disclosure.toml, in the outline or in the unit's names; years apart."""
    ledger, made = example
    outline = "".join(path.read_text(encoding="utf-8") for path in LAW.glob("*.toml"))
    written = {number for text in texts(read_settings(ledger.path, 2020)) for number in re.findall(r"[\d.]*\d", text)}
    written |= set(re.findall(r"[\d.]*\d", outline)) | {"2019", "2020"}
    for place, paragraph in paragraphs(made.document):
        text = "".join(run for run in paragraph.runs if isinstance(run, str))
        text = re.sub(r"^\d+\. ", "", text)
        for number in re.findall(r"[\d.]*\d", text):
            ordinal = place == "四" and text == number
            assert number in written or ordinal, (place, text)


def test_the_words_follow_the_figures(example: tuple[Ledger, Disclosure]) -> None:
    assert_words_follow(example[1].document)


def test_the_same_ledger_gives_the_same_document(example: tuple[Ledger, Disclosure]) -> None:
    ledger, made = example
    assert make_document(load(ledger.path), 2020) == made


@pytest.mark.parametrize("how", ["controlled", HALF_UP])
@pytest.mark.parametrize("unit", [WAN, YUAN])
def test_other_units_and_roundings(example: tuple[Ledger, Disclosure], unit: object, how: str) -> None:
    ledger, _ = example
    document = make_document(ledger, 2020, YUAN if unit is YUAN else WAN, how).document
    assert_sound(ledger, document)
    money = {figure.unit for figure in document.figures() if "金额" in figure.name}
    assert money == {"元" if unit is YUAN else "万元"}


# An independent computation


def test_figures_worked_out_again(example: tuple[Ledger, Disclosure]) -> None:
    """From the facts, knowing neither tables nor templates: change, growth, 完成 and the split by project."""
    ledger, made = example
    ours = figures(made.document)
    printed = PrintedYears.of(ledger, WAN).rounding(2020)
    total = printed.figure("income_expenditure", "total_in", "amount") or Decimal(0)
    if 2019 in ledger.years:
        last = PrintedYears.of(ledger, WAN).rounding(2019).figure(
            "income_expenditure", "total_in", "amount"
        ) or Decimal(0)
    else:
        last = Decimal("353.37")
    assert Decimal(ours["三.一.收、支总计增减额"].text) == abs(total - last)
    growth = (abs(total - last) * 100 / last).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert Decimal(ours["三.一.收、支总计增减率"].text) == growth
    approved: dict[str, Decimal] = {}
    for entry in ledger.entries:
        if isinstance(entry, Transaction) and entry.date.year == 2020:
            for posting in entry.postings:
                meta = posting.meta or {}
                codes = [each.account.split(":")[1][:4] for each in entry.postings if each is not posting]
                if ":9001-" in posting.account and "9101" in codes and meta.get("fund") == "11":
                    assert posting.units is not None
                    assert posting.units.number is not None
                    code = meta["func"][:3]
                    approved[code] = approved.get(code, Decimal(0)) + posting.units.number
    listed = {each.split(".")[3] for each in ours if re.fullmatch(r"三\.五\.三\.\d{3}\.年初预算", each)}
    assert listed == set(approved)
    for code, yuan in approved.items():
        assert abs(Decimal(ours[f"三.五.三.{code}.年初预算"].text) - yuan.scaleb(-4)) < Decimal("0.01")
        done = Decimal(ours[f"三.五.三.{code}.支出决算"].text) * 100 / Decimal(ours[f"三.五.三.{code}.年初预算"].text)
        assert Decimal(ours[f"三.五.三.{code}.完成年初预算"].text) == done.quantize(Decimal("0.1"), ROUND_HALF_UP)


def test_procurement_is_what_the_vouchers_paid() -> None:
    """As the example's README has it, in yuan."""
    ledger = load(QINGSHI / "main.beancount")
    ours = figures(make_document(ledger, 2020, YUAN).document)
    said = {
        "政府采购支出总额": "31039345.34",
        "货物": "481918.86",
        "工程": "29199043.50",
        "服务": "1358382.98",
        "授予中小企业合同金额": "12758445.34",
        "授予小微企业合同金额": "2300251.84",
    }
    assert {name: ours[f"三.十一.{name}"].text for name in said} == said


def test_the_items_of_basic_expenditure_are_the_cells_that_are_not_zero(example: tuple[Ledger, Disclosure]) -> None:
    _, made = example
    table = next(
        each.statement
        for each in made.document.blocks
        if isinstance(each, StatementTable) and each.statement.key == "general_basic"
    )
    printed = [row.label for panel in table.panels for row in panel.rows if len(row.id) == 5 and row.values]
    text = section(made.document, "三.六")
    listed = [each for part in re.findall(r"主要包括：([^；。]+)", text) for each in part.split("、")]
    assert listed == printed


def test_the_glossary_explains_exactly_the_items_in_use(example: tuple[Ledger, Disclosure]) -> None:
    ledger, made = example
    used = {
        row.row.key
        for key in ("income", "expenditure", "gov_fund")
        for _, row in statements_of(ledger, 2020)[key].rows()
        if len(row.row.code) == 7
    }
    listed = re.findall(r"（款）(.+)（项）：.+。", section(made.document, "五.二"))
    assert listed == [ledger.codes.functional.name(code, 2020) for code in sorted(used)]


def test_what_was_achieved_is_told_as_it_is_in_the_form(example: tuple[Ledger, Disclosure]) -> None:
    """Told in the narrative and in part four, an indicator has the value and the unit of its form."""
    _, made = example
    forms = [block for block in made.document.blocks if isinstance(block, Form)]
    rows = {
        cells[-5].content.text: (cells[-4].content.text, cells[-3].content.text)
        for form in forms[:-1]
        for row in form.rows
        if len(cells := list(row)) >= 5
    }
    told = section(made.document, "三.十三.三")
    achieved = forms[-1].rows[1:]
    assert len(achieved) >= 7
    for row in achieved:
        _, name, target, actual = (cell.content.text for cell in row)
        assert rows[name] == (target, actual)
        assert f"是{name} {actual}" in told


# Whatever the unit


# One thing at a time


BUDGET = """
2020-01-05 * "年初预算" #{func}
  fund: "11"
  Assets:9001-可用指标                                  {amount} CNY.A
  Equity:9101-年初预算                                 -{amount} CNY.A
"""


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ("1000000.00", "1500000.00", "收、支总计各增加 50.00 万元，增长 50.0%。"),
        ("1000000.00", "250000.00", "收、支总计各减少 75.00 万元，下降 75.0%。"),
        ("1000000.00", "1000000.00", "与 2019 年度相比，收、支总计持平。"),
        ("1000000.00", "999900.00", "收、支总计各减少 0.01 万元，下降 0.0%。"),
        ("300000.00", "400000.00", "收、支总计各增加 10.00 万元，增长 33.3%。"),
    ],
)
def test_change(tmp_path: Path, before: str, now: str, said: str) -> None:
    text = received(before, "2019-03-05") + spent(before, "2019-03-06") + received(now) + spent(now)
    document = make_document(write(tmp_path, HEAD + text), 2020).document
    assert section(document, "三.一").endswith(said)
    assert "三.一" in {heading.id for heading in document.headings()}


def test_a_year_before_without_anything(tmp_path: Path) -> None:
    """A zero base has its own words, and no rate."""
    text = (
        BUDGET.format(func="2060501", amount="1.00").replace("2020-", "2019-") + received("5000.00") + spent("5000.00")
    )
    document = make_document(write(tmp_path, HEAD + text), 2020).document
    assert (
        section(document, "三.一") == "2020 年度收、支总计 0.50 万元。2019 年度没有收支，收、支总计各增加 0.50 万元。"
    )
    assert "三.一.收、支总计增减率" not in figures(document)


def test_a_year_before_that_nobody_knows(tmp_path: Path) -> None:
    made = make_document(write(tmp_path, HEAD + received("5000.00") + spent("5000.00")), 2020)
    assert section(made.document, "三.一") == "2020 年度收、支总计 0.50 万元。"
    assert any(each.rule == "disclosure-missing" and "previous.cells" in each.remedy for each in made.findings)


def test_a_share_below_zero_is_not_told(tmp_path: Path) -> None:
    text = spent("9000.00") + spent("-4000.00", kind="项目支出")
    document = make_document(write(tmp_path, HEAD + text), 2020).document
    assert section(document, "三.三") == "2020 年度支出合计 0.50 万元。其中：基本支出 0.90 万元；项目支出 -0.40 万元。"


def test_what_has_no_budget_says_so_and_wants_a_reason(tmp_path: Path) -> None:
    text = spent("50000.00") + BUDGET.format(func="2080505", amount="20000.00")
    made = make_document(write(tmp_path, HEAD + text), 2020)
    lines = section(made.document, "三.五.三").splitlines()
    assert lines[1:] == [
        "1. 科学技术支出（类）。没有年初预算，支出决算为 5.00 万元。",
        "2. 社会保障和就业支出（类）。年初预算为 2.00 万元，支出决算为 0.00 万元，完成年初预算的 0.0%。",
    ]
    wanting = [each for each in made.findings if each.rule == "disclosure-reason-missing"]
    assert {re.findall(r"\[reasons\.classes\].*?(\d+) = ", each.remedy)[0] for each in wanting} == {"206", "208"}
    assert all(each.severity is Severity.NOTICE and each.place for each in wanting)


def test_a_reason_takes_the_finding_away_and_is_printed(tmp_path: Path) -> None:
    text = spent("50000.00") + BUDGET.format(func="2060501", amount="20000.00")
    toml = 'year = 2020\n[reasons.classes]\n206 = "追加了预算。"\n'
    made = make_document(write(tmp_path, HEAD + text, toml), 2020)
    assert "完成年初预算的 250.0%，支出决算数大于年初预算数的主要原因是追加了预算。" in section(
        made.document, "三.五.三"
    )
    assert not [each for each in made.findings if each.rule == "disclosure-reason-missing"]


def test_a_threshold_of_ones_own(tmp_path: Path) -> None:
    text = spent("10000.00") + BUDGET.format(func="2060501", amount="10400.00")
    toml = "year = 2020\n[thresholds]\nbudget = 5\n"
    made = make_document(write(tmp_path, HEAD + text, toml), 2020)
    assert not [each for each in made.findings if each.rule == "disclosure-reason-missing"]


def test_projects_add_up_to_what_is_printed(tmp_path: Path) -> None:
    """Three of 0.005 万元 each: 0.015 is printed 0.02, so two of them are printed 0.01 and one 0.00."""
    names = "".join(f'2020-01-01 custom "gov-project" "P{number}" "项目{number}"\n' for number in (2, 3, 4))
    text = "".join(spent("50.00").replace("CNY.B\n", f'CNY.B\n    project: "P{number}"\n', 1) for number in (2, 3, 4))
    document = make_document(write(tmp_path, HEAD + names + text), 2020).document
    ours = figures(document)
    parts = [Decimal(ours[f"三.五.三.P{number}.支出"].text) for number in (2, 3, 4)]
    assert sum(parts) == Decimal(ours["三.五.三.项目支出"].text) == Decimal("0.02")


def test_text_of_the_unit_is_never_a_template(tmp_path: Path) -> None:
    toml = 'year = 2020\n[[key_work]]\ntitle = "$x %s \\\\n <b>&amp;"\ntext = "=1+1 #import `x` @y"\n'
    document = make_document(write(tmp_path, HEAD + spent("50.00"), toml), 2020).document
    assert section(document, "四") == "一、$x %s \\n <b>&amp;。=1+1 #import `x` @y"


def test_a_copied_ledger_gives_the_same_but_for_places(tmp_path: Path) -> None:
    """Nothing depends on where the ledger is."""
    shutil.copytree(WUHAN, tmp_path / "另一处")
    there = make_document(load(tmp_path / "另一处" / "main.beancount"), 2020).document
    here = make_document(load(WUHAN / "main.beancount"), 2020).document
    assert there == here


@pytest.mark.parametrize(("number", "word"), [("0.01", "增加"), ("-0.01", "减少"), ("0.00", "持平")])
def test_a_word_by_the_sign(number: str, word: str) -> None:
    value = Value(Decimal(number), number, "万元", "增减额", "")
    scope = Scope(cast("Facts", None), "三.一", "", {"change": value}, {}, {})
    assert scope.plain(read_template("{change?增加|减少|持平}", At("", ""))) == word


def test_every_choice_of_words_is_more_then_less_then_the_same() -> None:
    """Also in sentences that few units need: a word of the wrong sign can't stand in any of them."""
    choices = [
        words.split("|")
        for path in sorted(LAW.glob("*.toml"))
        for words in re.findall(r"\{[^}?]*\?([^}]*)\}", path.read_text(encoding="utf-8"))
    ]
    assert len(choices) > 20
    assert all(
        each in (["增加", "减少", "持平"], ["增长", "下降", "持平"], ["大于", "小于", "等于"]) for each in choices
    )


def test_a_chart_and_its_section_say_the_same_change(example: tuple[Ledger, Disclosure]) -> None:
    _, made = example
    ours = figures(made.document)
    charts = {block.chart.number: block.chart for block in made.document.blocks if isinstance(block, Picture)}
    for number, name in ((1, "三.一.收、支总计"), (4, "三.四.财政拨款收、支总计")):
        _, now, change, growth = charts[number].lines[0].cells
        assert isinstance(now, Amount)
        assert isinstance(change, Amount)
        assert (str(now.shown), str(abs(change.shown)), str(growth)) == tuple(
            ours[f"{name}{each}"].text for each in ("", "增减额", "增减率")
        )
    for number, place, name in ((2, "三.二", "占本年收入"), (3, "三.三", "占本年支出")):
        told = [figure.text for key, figure in ours.items() if re.fullmatch(rf"{place}\.\d\.{name}", key)]
        assert told == [str(share) for share in charts[number].shares]


def test_what_the_ledger_has_of_last_year_is_never_overruled(tmp_path: Path) -> None:
    text = received("10000.00", "2019-03-05") + spent("10000.00", "2019-03-06") + received("5000.00") + spent("5000.00")
    toml = 'year = 2020\n[previous]\nsigned_by = "甲"\nunit = "万元"\ncells."表1 30 1" = 9.99\n'
    made = make_document(write(tmp_path, HEAD + text, toml), 2020)
    assert figures(made.document)["三.一.收、支总计增减额"].text == "0.50"
    assert [each.place.line for each in made.findings if each.rule == "disclosure-previous-unused" and each.place] == [
        2
    ]


# What isn't written, and what is written twice


QINGSHI_REASONS = (
    ("totals", "收、支总计比上年增加 34.0%", "三.一"),
    ("fiscal_totals", "财政拨款收、支总计比上年增加 34.8%", "三.四"),
    ("sangong", "“三公”经费支出决算小于年初预算 0.89 万元", "三.七.二"),
    ("operation", "机关运行经费比上年增加 45.3%", "三.十"),
    ("201", "一般公共服务支出（类）支出决算小于年初预算 2.61 万元", "三.五.三"),
    ("221", "住房保障支出（类）支出决算大于年初预算 78.69 万元", "三.五.三"),
    ("21208", "政府性基金预算有国有土地使用权出让收入安排的支出（款）支出 1831.63 万元", "三.八"),
    ("22301", "国有资本经营预算有解决历史遗留问题及改革成本支出（款）支出 110.00 万元", "三.九"),
)


@pytest.fixture(scope="module")
def qingshi(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    folder = tmp_path_factory.mktemp("青石") / "账"
    shutil.copytree(QINGSHI, folder)
    return load(folder / "main.beancount")


@pytest.mark.parametrize(("key", "known", "place"), QINGSHI_REASONS)
def test_a_reason_taken_away_is_asked_for(qingshi: Ledger, key: str, known: str, place: str) -> None:
    """With what is known of it and where to write it; the sentence without it is whole."""
    original = (QINGSHI / "disclosure.toml").read_text(encoding="utf-8")
    (line,) = re.findall(rf"^{key} = .*$", original, re.MULTILINE)
    qingshi.path.with_name("disclosure.toml").write_text(original.replace(line, ""), encoding="utf-8")
    made = make_document(qingshi, 2020)
    (finding,) = made.findings
    assert finding.what.startswith(f"{known}，没有写")
    header = original[: original.index(line)].rsplit("\n[", 1)[1].split("]")[0]
    assert f"disclosure.toml 的 [{header}] 下面写 {key} = " in finding.remedy
    assert finding.place is not None
    assert original.splitlines()[finding.place.line - 1] == f"[{header}]"
    text = section(made.document, place)
    reason = line.split('"')[1]
    assert reason not in text
    assert not re.search(r"，。|，；|是。|用于[。；]|，，", text)
    with_reason = section(make_document(load(QINGSHI / "main.beancount"), 2020).document, place)
    assert re.sub(rf"，[^，。；]*(?:主要原因是|主要用于){re.escape(reason)}", "", with_reason) == text


def test_a_unit_that_writes_nothing(tmp_path: Path) -> None:
    """No heading is bare; whatever is missing says where it is written."""
    made = make_document(write(tmp_path, HEAD + BUDGET.format(func="2060501", amount="1000.00")), 2020)
    blocks = made.document.blocks
    bare = [
        block
        for block, after in itertools.pairwise(blocks)
        if isinstance(block, Heading) and isinstance(after, Heading) and after.level <= block.level
    ]
    assert bare == []
    absent = {place for place, each in paragraphs(made.document) if each.text == "本单位 2020 年度没有填报这部分内容。"}
    assert absent == {"一.一", "一.三", "三.十二", "三.十三.二", "三.十三.四", "四"}
    remedies = "\n".join(each.remedy for each in made.findings)
    for where in (
        "开头、第一个方括号以前写 duties = ",
        "末尾另起一行写 [staff.active]",
        "末尾另起一行写 [assets.vehicles]",
        "末尾另起一行写 [performance]，下一行写 whole = ",
        "末尾另起一行写 [performance]，下一行写 application = ",
        "末尾另起一行写 [[key_work]]",
        '末尾另起一行写 [previous.cells]，下一行写 "表1 30 1" = ',
    ):
        assert where in remedies
    assert section(made.document, "三.七.一") == "某某中心没有一般公共预算财政拨款预算安排“三公”经费的单位。"


def test_a_form_without_date_and_department_has_no_empty_places(tmp_path: Path) -> None:
    toml = 'year = 2020\n[[performance.projects]]\nproject = "P1"\ncategory = "部门预算项目"\n'
    toml += 'attribute = "持续性项目"\ntype = "常年性项目"\n[[performance.projects.indicators]]\n'
    toml += 'level1 = "产出指标"\nlevel2 = "数量指标"\nname = "报告"\ntarget = 1\nactual = 1\n'
    toml += 'unit = "份"\nweight = 80\n'
    made = make_document(write(tmp_path, HEAD + spent("50.00", kind="项目支出"), toml), 2020)
    form = next(each for each in made.document.blocks if isinstance(each, Form))
    assert form.above == ("单位名称：某某中心",)
    assert all(cell.content.text for row in form.rows for cell in row)
    remedies = [each.remedy for each in made.findings if "自评表" in each.what]
    assert [re.findall("第 1 个 .*下面写 (date|department) = ", each) for each in remedies] == [
        ["department"],
        ["date"],
    ]


def test_an_evaluated_project_that_spent_nothing(tmp_path: Path) -> None:
    toml = 'year = 2020\n[[performance.projects]]\nproject = "P1"\ncategory = "部门预算项目"\n'
    toml += 'attribute = "持续性项目"\ntype = "常年性项目"\n'
    made = make_document(write(tmp_path, HEAD + spent("50.00"), toml), 2020)
    assert section(made.document, "三.十三.一").startswith("根据预算绩效管理要求，我单位组织对 1 个项目开展绩效自评")
    assert figures(made.document)["三.十三.三.P1.执行数"].origin == "项目 P1 本年没有支出"


BOUGHT = """
2020-03-01 * "买电脑" #2060501 #30201
  procurement: "{kind}"
  sme: "{size}"
  fund: "11"
  Expenses:7201-事业支出:基本支出                       {amount} CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度       -{amount} CNY.B
"""


def bought(kind: str = "货物", size: str = "小微", amount: str = "10000.00") -> str:
    return BOUGHT.format(kind=kind, size=size, amount=amount)


def of_procurement(made: Disclosure) -> list[Finding]:
    return [each for each in made.findings if "procurement" in each.rule]


@pytest.mark.parametrize(
    ("toml", "rule", "severity"),
    [
        ("goods = 10000.00", "disclosure-procurement-twice", Severity.NOTICE),
        ("goods = 9999.00", "disclosure-procurement-differs", Severity.ERROR),
        ("services = 1", "disclosure-procurement-differs", Severity.ERROR),
        ("small = 10000", "disclosure-procurement-twice", Severity.NOTICE),
        ("medium = 5", "disclosure-procurement-differs", Severity.ERROR),
    ],
)
def test_procurement_of_vouchers_written_again(tmp_path: Path, toml: str, rule: str, severity: Severity) -> None:
    """The vouchers' figure is printed; that disclosure.toml says it too, or another one, is said at its line."""
    made = make_document(write(tmp_path, HEAD + bought(), f"year = 2020\n[procurement]\n{toml}\n"), 2020)
    (finding,) = of_procurement(made)
    assert (finding.rule, finding.severity) == (rule, severity)
    assert finding.place is not None
    assert finding.place.line == 3
    key, amount = toml.split(" = ")
    assert f"procurement.{key} 写的是 {Decimal(amount):,.2f} 元" in finding.what
    assert figures(made.document)["三.十一.货物"].text == "1.00"


def test_procurement_declared_where_vouchers_do_not_tell(tmp_path: Path) -> None:
    toml = "year = 2020\n[procurement]\ngoods = 60000\nworks = 40000\nmedium = 30000\nsmall = 20000\n"
    toml += 'note = "按合同金额统计。"\n'
    made = make_document(write(tmp_path, HEAD + spent("50.00"), toml), 2020)
    assert section(made.document, "三.十一") == (
        "2020 年度某某中心政府采购支出总额 10.00 万元，其中：政府采购货物支出 6.00 万元、政府采购工程支出 4.00 万元。"
        "授予中小企业合同金额 5.00 万元，占政府采购支出总额的 50.0%，其中：授予小微企业合同金额 2.00 万元，"
        "占政府采购支出总额的 20.0%。按合同金额统计。"
    )
    assert of_procurement(made) == []


def test_half_of_the_sizes_is_not_told(tmp_path: Path) -> None:
    """Of small enterprises nothing is known: that it was nothing would be a guess."""
    made = make_document(
        write(tmp_path, HEAD + spent("50.00"), "year = 2020\n[procurement]\ngoods = 60000\nmedium = 30000\n"), 2020
    )
    assert section(made.document, "三.十一").endswith("政府采购货物支出 6.00 万元。")
    assert any("small = " in each.remedy for each in made.findings)


@pytest.mark.parametrize("toml", ["goods = 100\nmedium = 60\nsmall = 60", "medium = 60\nsmall = 60"])
def test_more_for_small_enterprises_than_in_all(tmp_path: Path, toml: str) -> None:
    made = make_document(write(tmp_path, HEAD + spent("50.00"), f"year = 2020\n[procurement]\n{toml}\n"), 2020)
    assert [each.rule for each in of_procurement(made)] == ["disclosure-procurement-over"]


def test_amounts_finer_than_a_fen(tmp_path: Path) -> None:
    made = make_document(write(tmp_path, HEAD + spent("50.00"), "year = 2020\n[procurement]\ngoods = 1.005\n"), 2020)
    assert [each.rule for each in of_procurement(made)] == ["disclosure-procurement-fine"]


def test_tags_of_vouchers_that_would_count_for_nothing(tmp_path: Path) -> None:
    text = (
        bought("物资", "小微")
        + bought("货物", "小型")
        + spent("50.00").replace('  fund: "11"\n', '  fund: "11"\n  sme: "小微"\n')
    )
    text += spent("50.00").replace("CNY.B\n", 'CNY.B\n    procurement: "服务"\n', 1)
    made = make_document(write(tmp_path, HEAD + text), 2020)
    found = of_procurement(made)
    rows = (tmp_path / "main.beancount").read_text(encoding="utf-8").splitlines()
    assert {(each.rule, rows[each.place.line - 1][:12]) for each in found if each.place} == {
        ("procurement-tag-unknown", "2020-03-01 *"),
        ("procurement-tag-missing", "2020-03-05 *"),
        ("procurement-tag-misplaced", "  Expenses:7"),
    }
    assert len(found) == 4
    assert all(each.severity is Severity.ERROR for each in found)


def test_procurement_of_a_voucher_with_both_books_is_counted_once(tmp_path: Path) -> None:
    head = HEAD + "2019-12-31 open Expenses:5001-业务活动费用 CNY\n"
    text = bought() + (
        '2020-03-01 * "买" #2060501 #30201\n  procurement: "服务"\n  fund: "3"\n'
        "  Expenses:5001-业务活动费用  500.00 CNY\n  Assets:1002-银行存款  -500.00 CNY\n"
    )
    made = make_document(write(tmp_path, head + text), 2020, YUAN)
    assert figures(made.document)["三.十一.政府采购支出总额"].text == "10500.00"
    assert figures(made.document)["三.十一.服务"].text == "500.00"


def test_a_figure_of_procurement_names_its_vouchers(tmp_path: Path) -> None:
    text = bought() + bought("服务", "中型", "500.00") + bought("服务", "小微", "700.00")
    ours = figures(make_document(write(tmp_path, HEAD + text), 2020).document)
    rows = (tmp_path / "main.beancount").read_text(encoding="utf-8").splitlines()
    for name, amounts in (
        ("政府采购支出总额", {"10000.00", "500.00", "700.00"}),
        ("服务", {"500.00", "700.00"}),
        ("授予中小企业合同金额", {"10000.00", "500.00", "700.00"}),
        ("授予小微企业合同金额", {"10000.00", "700.00"}),
    ):
        origin = ours[f"三.十一.{name}"].origin
        lines = [int(each) for each in re.findall(r"main\.beancount:(\d+)", origin)]
        assert {rows[line + 3].split()[-2] for line in lines} == amounts, origin
        assert origin.startswith(f"{len(amounts)} 张写明 ")
    assert ours["三.十一.服务"].name == "服务"


# Years


def test_each_year_is_rounded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the year before once more in this year's nine tables, which it is compared in."""
    rounded: list[tuple[int, int]] = []

    def counted(statements: Any, formats: FormatSet, *arguments: Any, **keywords: Any) -> Any:
        rounded.append((next(iter(statements.values())).year, len(formats.formats)))
        return round_statements(statements, formats, *arguments, **keywords)

    monkeypatch.setattr(printed_years, "round_statements", counted)
    make_document(load(QINGSHI / "main.beancount"), 2020)
    assert rounded == [(2019, 8), (2020, 9), (2019, 9)]


def test_the_first_of_two_years(qingshi: Ledger) -> None:
    """The file of the other year isn't used, and what lacks is to be written into one of its own."""
    shutil.copy(QINGSHI / "disclosure.toml", qingshi.path.with_name("disclosure.toml"))
    made = make_document(qingshi, 2019)
    assert_sound(qingshi, made.document)
    assert "2020" not in "".join(paragraph.text for _, paragraph in paragraphs(made.document))
    assert all(each.severity is Severity.NOTICE for each in made.findings)
    assert all("disclosure-2019.toml" in each.remedy for each in made.findings if each.rule.startswith("disclosure"))
    qingshi.path.with_name("disclosure-2019.toml").write_text("year = 2020\n", encoding="utf-8")
    wrong = [each for each in make_document(qingshi, 2019).findings if each.rule == "disclosure-year"]
    assert [each.severity for each in wrong] == [Severity.ERROR]
    qingshi.path.with_name("disclosure-2019.toml").unlink()


PREVIOUS_TOML = 'year = 2020\n[previous]\nsigned_by = "甲"\nunit = "元"\n[previous.cells]\n'


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ('"表1 30 1" = 2500', "与 2019 年度相比，收、支总计各增加 0.25 万元，增长 100.0%。"),
        # 0.255 is printed 0.26.
        ('"表1 30 1" = 2550', "与 2019 年度相比，收、支总计各增加 0.24 万元，增长 92.3%。"),
        ('"表1 30 1" = 0', "2019 年度没有收支，收、支总计各增加 0.50 万元。"),
        # Too little to print, but not nothing.
        ('"表1 30 1" = 0.30', "与 2019 年度相比，收、支总计各增加 0.50 万元。"),
        ('"表1 30 1" = 5000', "与 2019 年度相比，收、支总计持平。"),
    ],
)
def test_a_declared_year_before(tmp_path: Path, cells: str, said: str) -> None:
    made = make_document(write(tmp_path, HEAD + received("5000.00") + spent("5000.00"), PREVIOUS_TOML + cells), 2020)
    assert section(made.document, "三.一") == f"2020 年度收、支总计 0.50 万元。{said}"
    wanting = [each for each in made.findings if "reasons" in each.remedy and "totals" in each.remedy]
    assert bool(wanting) == ("持平" not in said)


@pytest.mark.parametrize(
    ("cells", "rules"),
    [
        ('"表1 30 1" = 5\n"表1 60 2" = 6', ["disclosure-previous-differs"]),
        ('"表1 30 1" = 5\n"表1 60 2" = 5', []),
        ('"表1 30 1" = 5\n"表1  30 1" = 5', ["disclosure-previous-cell"]),
        ('"表5 20601 1" = 5', []),
        ('"表5 2060 1" = 5', ["disclosure-previous-cell"]),
        ('"表5 甲 1" = 5', ["disclosure-previous-cell"]),
    ],
)
def test_declared_cells_are_checked(tmp_path: Path, cells: str, rules: list[str]) -> None:
    made = make_document(write(tmp_path, HEAD + spent("5000.00"), PREVIOUS_TOML + cells), 2020)
    assert [each.rule for each in made.findings if "previous" in each.rule] == rules


def test_a_negative_year_before_is_no_base(tmp_path: Path) -> None:
    text = spent("-5000.00", "2019-03-06").replace("--", "") + received("5000.00") + spent("5000.00")
    document = make_document(write(tmp_path, HEAD.replace("2019-", "2018-") + text), 2020).document
    assert "与 2019 年度相比，一般公共预算财政拨款支出增加 1.00 万元。" in section(document, "三.五.一")


def test_per_cents_have_the_profiles_decimals(monkeypatch: pytest.MonkeyPatch) -> None:
    """In sentences, forms and charts alike."""
    outline = replace(outline_of(profile_of(2020)), percent_decimals=2)
    monkeypatch.setattr(assemble, "outline_of", lambda _: outline)
    made = make_document(load(WUHAN / "main.beancount"), 2020)
    ours = figures(made.document)
    assert ours["三.五.二.206.占比"].text == "78.06"
    assert ours["三.一.收、支总计增减率"].text == "11.73"
    assert ours["三.十三.三.P1.执行率"].text == "35.43"
    charts = {block.chart.number: block.chart for block in made.document.blocks if isinstance(block, Picture)}
    assert str(charts[1].lines[0].cells[-1]) == "11.73"
    assert [str(each) for each in charts[3].shares] == [ours[f"三.三.{key}.占本年支出"].text for key in (2, 3)]
    assert "100.00%" in section(made.document, "三.二")


def test_a_change_too_little_to_print_is_none_in_the_chart_either(tmp_path: Path) -> None:
    text = received("30.00", "2020-03-05").replace("2020", "2019") + received("40.00")
    document = make_document(write(tmp_path, HEAD.replace("2019-", "2018-") + text), 2020).document
    assert "收、支总计持平" in section(document, "三.一") or "各增加" in section(document, "三.一")
    (chart,) = [block.chart for block in document.blocks if isinstance(block, Picture) and block.chart.number == 1]
    _, _, change, growth = chart.lines[0].cells
    assert isinstance(change, Amount)
    assert (change.shown == 0) == ("持平" in section(document, "三.一"))
    assert growth in (None, Decimal(0)) or "增长" in section(document, "三.一")


def test_a_unit_of_no_kind_is_not_called_one(tmp_path: Path) -> None:
    head = HEAD.replace('2020-01-01 custom "gov-unit" "kind" "事业单位"\n', "")
    document = make_document(write(tmp_path, head + spent("50.00")), 2020).document
    assert section(document, "三.十") == "本单位 2020 年度没有机关运行经费支出。"


def test_what_was_taken_back_is_not_called_a_use(tmp_path: Path) -> None:
    text = spent("90000.00") + spent("-40000.00", kind="项目支出")
    document = make_document(write(tmp_path, HEAD + text + BUDGET.format(func="2060501", amount="1.00")), 2020).document
    assert "项目支出 -4.00 万元。项目支出包括平台建设 -4.00 万元。" in section(document, "三.五.三")
    refund = spent("-500.00").replace("#30206", "#30217")
    document = make_document(write(tmp_path, HEAD + refund), 2020).document
    assert section(document, "三.七.二").splitlines()[-1] == "3. 公务接待费没有年初预算，支出决算为 -0.05 万元。"


def test_a_rate_below_zero_is_not_told(tmp_path: Path) -> None:
    text = spent("-5000.00") + BUDGET.format(func="2060501", amount="10000.00")
    text += BUDGET.format(func="2060501", amount="10000.00").replace("#2060501", "#2060501 #30217")
    text += spent("-500.00").replace("#30206", "#30217")
    document = make_document(write(tmp_path, HEAD + text), 2020).document
    lines = section(document, "三.五.三").splitlines()
    assert lines[0].startswith("2020 年度一般公共预算财政拨款支出年初预算为 2.00 万元，支出决算为 -0.55 万元。其中")
    assert lines[1] == "1. 科学技术支出（类）。年初预算为 2.00 万元，支出决算为 -0.55 万元。"
    sangong = section(document, "三.七.二").splitlines()
    assert sangong[0] == "2020 年度“三公”经费财政拨款年初预算数为 1.00 万元，支出决算为 -0.05 万元。"
    assert sangong[-1] == "3. 公务接待费年初预算为 1.00 万元，支出决算为 -0.05 万元。"


def test_a_term_of_ones_own_goes_before(tmp_path: Path) -> None:
    toml = 'year = 2020\n[glossary.terms]\n"基本支出" = "本单位的说法。"\n'
    terms = section(make_document(write(tmp_path, HEAD + spent("50.00"), toml), 2020).document, "五.一")
    assert re.findall(r"基本支出：.*", terms) == ["基本支出：本单位的说法。"]


def test_a_projects_budget_is_the_years_with_adjustments(tmp_path: Path) -> None:
    budget = BUDGET.format(func="2060501", amount="30000.00").replace('fund: "11"', 'fund: "11"\n  project: "P1"')
    text = budget + budget.replace("9101-年初预算", "9102-预算调整").replace("30000.00", "10000.00")
    toml = 'year = 2020\n[[performance.projects]]\nproject = "P1"\ncategory = "部门预算项目"\n'
    toml += 'attribute = "持续性项目"\ntype = "常年性项目"\n'
    made = make_document(write(tmp_path, HEAD + text + spent("10000.00", kind="项目支出"), toml), 2020)
    said = "平台建设项目绩效自评综述：项目全年预算数为 4.00 万元，执行数为 1.00 万元，完成预算的 25.0%。"
    assert said in section(made.document, "三.十三.三")


def test_terms_are_those_of_the_kind_of_unit(example: tuple[Ledger, Disclosure]) -> None:
    ledger, made = example
    assert ("机关运行经费：" in section(made.document, "五.一")) == (ledger.declarations.unit["kind"] == "行政单位")


# explain


def test_explain_shows_where_a_section_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(WUHAN / "main.beancount")
    assert command.main([path, "三部分五（三）"], standalone_mode=False) == 0
    said = capsys.readouterr().out
    assert "三.五.三.206.完成年初预算　科学技术支出 完成年初预算 ＝ 90.6 %" in said
    assert "  来自：（表5 206 行 1 栏）÷（预算执行情况表 206 行 2 栏" in said
    (line,) = {each for each in said.splitlines() if each.endswith("表5 206 1")}
    # What it tells to type is what lists the postings.
    arguments = line.split()[2:]
    assert command.main(arguments, standalone_mode=False) == 0
    assert "3,081,796.00 元" in capsys.readouterr().out


def test_explain_shows_one_figure(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(WUHAN / "main.beancount")
    assert command.main([path, "三.十三.三.P1.5.实际完成值"], standalone_mode=False) == 0
    first, origin = capsys.readouterr().out.splitlines()
    assert first.endswith("＝ 9.375 亿元")
    file, line = origin.removeprefix("  来自：").split(":")
    rows = (WUHAN / file).read_text(encoding="utf-8").splitlines()
    assert "actual = 9.375" in rows[int(line) - 1 : int(line) + 7]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [("三部分九", "九、国有资本经营预算财政拨款支出决算情况说明里没有数"), ("六部分", "没有“六部分”")],
)
def test_explain_of_what_isnt_there(wanted: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([str(WUHAN / "main.beancount"), wanted], standalone_mode=False) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "有数的节：一、一.三、" in error
