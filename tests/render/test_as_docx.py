"""The document for Word, opened again: its cells, its headings, its charts, and that nothing in it is alive."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gov_accounts.publishing.charts import Amount, Series
from gov_accounts.publishing.document import (
    Block,
    Document,
    Form,
    FormCell,
    Heading,
    Paragraph,
    Picture,
    StatementTable,
)
from gov_accounts.render import as_docx, xlsx
from gov_accounts.render.chart_words import alternative
from gov_accounts.render.docx_styles import LANDSCAPE, PORTRAIT
from gov_accounts.render.grid import grid
from gov_accounts.render.native_chart import is_line, part_labels
from gov_accounts.render.printable import one_line, printable
from gov_accounts.render.spans import placed
from tests.support.documents import EVERYWHERE, QINGSHI, WUHAN, everywhere, example, form, hostile_chart
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from docx.table import Table

    from gov_accounts.law.form import Column, Stub
    from gov_accounts.printing.printed import PrintedPanel, PrintedStatement

NAMES = ("wuhan", "qingshi", "hostile")
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
INSTRUCTION = re.compile(r' (PAGE|SEQ [表图] \\\* ARABIC \\r \d+|TOC \\o "1-3" \\h \\z \\u) ')


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {"wuhan": example(*WUHAN), "qingshi": example(*QINGSHI), "hostile": everywhere()}


@pytest.fixture(scope="module")
def files(documents: dict[str, Document]) -> dict[str, bytes]:
    return {name: as_docx.render(document) for name, document in documents.items()}


_EMPTY = st.just(Paragraph(()))
_SPANS = st.integers(0, 4)


def opened(file: bytes) -> Any:
    return docx.Document(io.BytesIO(file))


def blocks(word: Any) -> Iterator[WordParagraph | Table]:
    return iter(word.iter_inner_content())


def tables(word: Any, document: Document) -> Iterator[tuple[Table, StatementTable | Form]]:
    wanted = [block for block in document.blocks if isinstance(block, StatementTable | Form)]
    return zip(word.tables, wanted, strict=True)


def lines(table: Table) -> list[Any]:
    return list(table._tbl.tr_lst)  # noqa: SLF001 - the XML is what is looked at


def cells(table: Table) -> list[list[str]]:
    """The text of every place, a cell that spans several in each of them."""
    rows: list[list[str]] = []
    for row in lines(table):
        line: list[str] = []
        for cell in row.tc_lst:
            span = cell.grid_span
            text = "\n".join(WordParagraph(each, table).text for each in cell.p_lst)
            line += [rows[-1][len(line)] if cell.vMerge == "continue" else text] * span
        rows.append(line)
    return rows


def expected(statement: PrintedStatement) -> list[list[str]]:
    """The same, worked out from the printed statement by itself: panels side by side, feet at the bottom."""
    parts: list[tuple[PrintedPanel, Stub | Column]] = []
    for panel in statement.panels:
        parts.extend((panel, stub) for stub in panel.stubs)
        parts.extend((panel, column) for column in panel.columns)
    depth = max(len(part.heads) for _, part in parts)
    rows = [[part.heads[min(level, len(part.heads) - 1)] for _, part in parts] for level in range(depth)]
    rows.append([getattr(part, "no", "栏次") for _, part in parts])
    for foot in (False, True):
        height = max(sum(row.foot is foot for row in panel.rows) for panel in statement.panels)
        for number in range(height):
            line = []
            for panel, part in parts:
                of = [row for row in panel.rows if row.foot is foot]
                if number >= len(of):
                    line.append("")
                elif hasattr(part, "field"):
                    line.append(of[number].word(getattr(part, "field", "")))
                else:
                    value = of[number].values.get(getattr(part, "key", ""))
                    line.append("" if value is None else f"{value:,.2f}")
            rows.append(line)
    return [[printable(text) for text in row] for row in rows]


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_of_every_table(files: dict[str, bytes], documents: dict[str, Document], name: str) -> None:
    for table, block in tables(opened(files[name]), documents[name]):
        if isinstance(block, StatementTable):
            assert cells(table) == expected(block.statement)


def test_forms_keep_their_spans(files: dict[str, bytes]) -> None:
    table = opened(files["wuhan"]).tables[-1]
    budget = ["预算执行情况\n（万元）\n（20 分）"] * 2
    assert cells(table) == [
        [*["项目名称"] * 2, *["科技金融公共服务平台建设"] * 5],
        [*["主管部门"] * 2, *["科学技术局"] * 2, "项目实施单位", *["武汉市科技金融创新促进中心"] * 2],
        [*budget, "", "预算数（A）", "执行数（B）", "执行率（B/A）", "得分（20 分×执行率）"],
        [*budget, "年度财政资金总额", "78.90", "78.90", "100%", "20"],
        ["一级指标", "二级指标", "三级指标", "年初目标值", "实际完成值", "权重", "得分"],
        ["产出指标（40 分）", "数量指标", "开展科技金融培训，培育高新技术企业", "≥ 12 场", "14 场", "10", "10"],
        ["产出指标（40 分）", "数量指标", "服务企业", "≥ 300 家", "325 家", "15", "15"],
        ["产出指标（40 分）", "质量指标", "参训企业满意", "≥ 90%", "96%", "15", "15"],
        [*["总分"] * 6, "100"],
    ]


@pytest.mark.parametrize("name", NAMES)
def test_headings_and_paragraphs_in_order(files: dict[str, bytes], documents: dict[str, Document], name: str) -> None:
    word, document = opened(files[name]), documents[name]
    of_style: dict[str, list[str]] = {}
    order = []
    for block in blocks(word):
        if isinstance(block, WordParagraph):
            style = str(block.style.name) if block.style else ""
            of_style.setdefault(style, []).append(block.text)
            if style.startswith("Heading") or style == "Body Text":
                order.append((style, block.text))
    wanted = [
        (f"Heading {block.level}", one_line(block.text))
        if isinstance(block, Heading)
        else ("Body Text", printable(block.text))
        for block in document.blocks
        if isinstance(block, Heading | Paragraph)
    ]
    assert order == wanted
    listed = [paragraph.text for paragraph in word.paragraphs if paragraph.style.name.startswith("toc ")]
    assert listed == [text for style, text in wanted if style.startswith("Heading")]
    notes = [
        printable(note)
        for block in document.blocks
        if isinstance(block, StatementTable)
        for note in block.statement.notes
    ]
    assert [text for text in of_style["Table Note"] if text in notes]


@pytest.mark.parametrize("name", ["wuhan", "qingshi"])
def test_figures_end_at_the_right(files: dict[str, bytes], documents: dict[str, Document], name: str) -> None:
    found = 0
    for table, block in tables(opened(files[name]), documents[name]):
        if isinstance(block, StatementTable):
            for cell in (cell for row in lines(table) for cell in row.tc_lst):
                text = "".join(str(each.text) for each in cell.iter(qn("w:t")))
                if re.fullmatch(r"-?[\d,]+\.\d\d", text):
                    found += 1
                    assert cell.find(f".//{qn('w:jc')}").get(qn("w:val")) == "right"
    assert found > 50


def test_each_table_begins_a_page() -> None:
    """With its headings; where the page is new already nothing is broken, so that none stays empty."""
    upright = [each for each in example(*WUHAN).blocks if isinstance(each, StatementTable)][0::4]
    chosen: list[Block] = [Heading(1, "部分", "1"), Heading(2, "甲", "2"), upright[0]]
    chosen += [Heading(2, "乙", "3"), upright[1], upright[2], Paragraph(("文",))]
    word = opened(as_docx.render(Document("题", "单位", 2020, "万元", tuple(chosen))))
    broken = [
        (each.text, bool(each.paragraph_format.page_break_before or each.style.paragraph_format.page_break_before))
        for each in word.paragraphs
        if each.style.name.startswith(("Heading", "Caption", "Body"))
    ]
    assert [(text[:2], does) for text, does in broken] == [
        ("部分", True),
        ("甲", False),
        ("表1", False),
        ("乙", True),
        ("表5", False),
        ("表9", True),
        ("文", False),
    ]


@given(st.integers(1, 6), st.lists(st.lists(st.builds(FormCell, _EMPTY, _SPANS, _SPANS), max_size=6), max_size=6))
def test_cells_fill_every_line_whatever_they_span(width: int, rows: list[list[FormCell]]) -> None:
    seen: dict[tuple[int, int], FormCell | None] = {}
    for number, line in enumerate(placed(rows, width)):
        assert [place.column for place in line] == [sum(p.columns for p in line[:i]) for i in range(len(line))]
        assert sum(place.columns for place in line) == width
        for place in line:
            assert number + place.lines <= len(rows)
            if place.continued:
                assert seen[number - 1, place.column] is place.cell
            seen[number, place.column] = place.cell


def test_links_of_the_contents_lead_to_their_headings(files: dict[str, bytes]) -> None:
    body = opened(files["qingshi"]).element.body
    headings = {}
    for start in body.iter(qn("w:bookmarkStart")):
        headings[start.get(qn("w:name"))] = WordParagraph(start.getparent(), None).text  # type: ignore[arg-type]
    links = list(body.iter(qn("w:hyperlink")))
    assert len(links) == len(headings) > 20
    for link in links:
        assert headings[link.get(qn("w:anchor"))] == "".join(text.text for text in link.iter(qn("w:t")))


@pytest.mark.parametrize("name", NAMES)
def test_heads_are_repeated_and_rows_stay_whole(
    files: dict[str, bytes], documents: dict[str, Document], name: str
) -> None:
    for table, block in tables(opened(files[name]), documents[name]):
        repeated = [row.trPr is not None and row.trPr.find(qn("w:tblHeader")) is not None for row in lines(table)]
        heads = len(grid(block.statement).heads) + 1 if isinstance(block, StatementTable) else 0
        assert repeated == [index < heads for index in range(len(repeated))]
        if name != "hostile":
            assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in lines(table))


@pytest.mark.parametrize("name", ["wuhan", "qingshi"])
def test_wide_tables_lie_across_and_all_else_stands(
    files: dict[str, bytes], documents: dict[str, Document], name: str
) -> None:
    """Each table is on pages of its own direction, no wider than their text, and its columns add up to it."""
    word = opened(files[name])
    directions = iter([section.orientation for section in word.sections])
    now = next(directions)
    found = []
    for child in word.element.body:
        if child.tag == qn("w:tbl"):
            found.append(now)
            width = sum(int(column.get(qn("w:w"))) for column in child.iter(qn("w:gridCol")))
            page = LANDSCAPE if now == WD_ORIENT.LANDSCAPE else PORTRAIT
            assert page.width - 40 <= width <= page.width
        elif child.tag == qn("w:p"):
            style = WordParagraph(child, word).style
            assert not (style and style.name == "Body Text") or now == WD_ORIENT.PORTRAIT
            if child.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
                now = next(directions)
    wanted = [
        WD_ORIENT.LANDSCAPE if isinstance(block, StatementTable) and block.statement.landscape else WD_ORIENT.PORTRAIT
        for block in documents[name].blocks
        if isinstance(block, StatementTable | Form)
    ]
    assert found == wanted
    starts = [each.find(qn("w:pgNumType")) is not None for each in word.element.body.iter(qn("w:sectPr"))]
    assert starts == [index == 1 for index in range(len(starts))]
    line = word.sections[1].footer.paragraphs[0]
    assert line.text == "— 1 —"
    assert [each.text for run in line.runs for each in run.element.iter(qn("w:instrText"))] == [" PAGE "]
    assert all(section.footer.is_linked_to_previous for section in list(word.sections)[2:])


def test_nothing_that_announces_stands_alone(files: dict[str, bytes]) -> None:
    word = opened(files["qingshi"])
    styles = word.styles
    for name in ("Heading 1", "Heading 2", "Heading 3", "Figure", "Table Line"):
        assert styles[name].paragraph_format.keep_with_next
    body = list(word.element.body)
    for before, child in pairwise(body):
        if child.tag == qn("w:tbl"):
            paragraph = WordParagraph(before, word)
            assert paragraph.style is not None
            kept = paragraph.paragraph_format.keep_with_next or paragraph.style.paragraph_format.keep_with_next
            assert kept


def test_captions_count_as_the_law_does(files: dict[str, bytes]) -> None:
    word = opened(files["wuhan"])
    captions = [each for each in word.paragraphs if each.style.name == "Caption"]
    assert all(each.paragraph_format.keep_with_next for each in captions if each.text.startswith("表"))
    numbered = [each.text for each in captions if any(list(run.element.iter(qn("w:instrText"))) for run in each.runs)]
    assert [text[:2] for text in numbered] == [*(f"表{n}" for n in range(1, 10)), *(f"图{n}" for n in range(1, 5))]
    assert [each.text for each in captions][-2:] == ["支出进度", "2020 年度项目自评表"]


def test_fonts_and_language_are_chinese(files: dict[str, bytes]) -> None:
    word = opened(files["wuhan"])
    defaults = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    assert defaults.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    assert defaults.find(qn("w:lang")).get(qn("w:val")) == "en-US"  # else numbers are broken at a line's end
    for name, font in {"Body Text": "宋体", "Heading 1": "黑体", "Heading 3": "黑体", "Table Text": "宋体"}.items():
        fonts = word.styles[name].element.rPr.find(qn("w:rFonts"))
        assert (fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii"))) == (font, "Times New Roman")
        assert not any("Theme" in key for key in fonts.attrib)
    assert word.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"
    properties = word.core_properties
    assert (properties.created.year, properties.created.month, properties.created.day) == (2020, 12, 31)
    assert properties.modified == properties.created
    assert properties.language == "zh-CN"
    assert properties.title == "武汉市科技金融创新促进中心 2020 年度部门决算"


@pytest.mark.parametrize("name", NAMES)
def test_charts_hold_the_printed_figures(files: dict[str, bytes], documents: dict[str, Document], name: str) -> None:
    """In the chart's own cache, and in the workbook behind it, at the places the chart refers to."""
    archive = zipfile.ZipFile(io.BytesIO(files[name]))
    charts = [block.chart for block in documents[name].blocks if isinstance(block, Picture) and block.chart.series]
    assert charts
    word = opened(files[name])
    described = [each.get("descr") for each in word.element.body.iter(qn("wp:docPr"))]
    assert described == [one_line(alternative(chart)) for chart in charts]
    for number, chart in enumerate(charts, 1):
        root = etree.fromstring(archive.read(f"word/charts/chart{number}.xml"))
        book = openpyxl.load_workbook(io.BytesIO(archive.read(f"word/embeddings/Microsoft_Excel_Sheet{number}.xlsx")))
        sheet = book["Sheet1"]
        assert all(cell.data_type != "f" for row in sheet for cell in row)
        kinds = [each.tag.removeprefix(CHART) for each in root.iter() if str(each.tag).endswith("Chart")]
        pace = ["barChart", "lineChart"] if any(is_line(chart, i) for i in range(len(chart.series))) else ["barChart"]
        assert kinds == {"pie": ["pieChart"], "bars": ["barChart"], "pace": pace}[chart.kind]
        for series, drawn in zip(chart.series, root.iter(f"{CHART}ser"), strict=True):
            for tag, values in (
                ("tx", [series.name]),
                ("cat", list(chart.categories)),
                ("val", [amount.shown for amount in series.amounts]),
            ):
                cached = [each.text for each in drawn.find(f"{CHART}{tag}").iter(f"{CHART}v")]
                place = next(drawn.find(f"{CHART}{tag}").iter(f"{CHART}f")).text.replace("$", "").split("!")[1]
                found = sheet[place]
                behind = [row[0].value for row in found] if isinstance(found, tuple) else [found.value]
                if tag == "val":
                    assert [Decimal(each) for each in cached] == [Decimal(str(each)) for each in behind] == values
                else:
                    assert cached == [printable(str(each)) for each in values]
                    assert [str(each or "").replace("_x000D_", "") for each in behind] == cached
        said = ["\n".join(t.text for t in label.iter(f"{DRAWN}t")) for label in root.iter(f"{CHART}dLbl")]
        assert said == [printable(label) for label in part_labels(chart)]


@pytest.mark.parametrize(
    ("fen", "ends"),
    [((90_00, 100_00), {"min": "0"}), ((-90_00, -100_00), {"max": "0"}), ((-90_00, 100_00), {})],
)
def test_bars_begin_at_zero(fen: tuple[int, int], ends: dict[str, str]) -> None:
    """Else the program that draws them shows a tenth more as twice as much."""
    amounts = tuple(Amount(each, Decimal(each).scaleb(-2)) for each in fen)
    chart = replace(hostile_chart("图", "bars"), series=(Series("年", amounts),))
    document = Document("题", "单位", 2020, "万元", (Picture(chart),))
    for file, path in (
        (as_docx.render(document), "word/charts/chart1.xml"),
        (xlsx.render_document(document), "xl/charts/chart1.xml"),
    ):
        root = etree.fromstring(zipfile.ZipFile(io.BytesIO(file)).read(path))
        scaling = next(root.iter(f"{CHART}valAx")).find(f"{CHART}scaling")
        found = {each.tag.removeprefix(CHART): each.get("val") for each in scaling}
        assert {end: at for end, at in found.items() if end in {"min", "max"}} == ends


def test_spaces_around_words_are_kept() -> None:
    word = opened(as_docx.render(Document("题", "单位", 2020, "万元", (Paragraph((" 前后 ",)), Paragraph(("中",))))))
    kept = [(each.text, each.get(qn("xml:space"))) for each in word.element.body.iter(qn("w:t"))]
    assert kept == [(" 前后 ", "preserve"), ("中", None)]


@pytest.mark.parametrize(("parts", "lines"), [(1, 0), (2, 2)])
def test_parts_of_a_pie_are_set_apart_where_there_are_several(parts: int, lines: int) -> None:
    pie = hostile_chart("图")
    amounts = pie.series[0].amounts[:parts]
    chart = replace(
        pie,
        categories=pie.categories[:parts],
        series=(Series("年", amounts),),
        shares=pie.shares[:parts],
    )
    file = as_docx.render(Document("题", "单位", 2020, "万元", (Picture(chart),)))
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(file)).read("word/charts/chart1.xml"))
    white = [each for point in root.iter(f"{CHART}dPt") for each in point.iter(f"{DRAWN}ln") if len(each[0])]
    assert len(white) == lines


def test_headings_skip_no_level() -> None:
    blocks = (Heading(3, "甲", "a"), Heading(1, " ", "b"), Heading(2, "乙", "c"), Heading(1, "丙", "d"))
    word = opened(as_docx.render(Document("题", "单位", 2020, "万元", blocks)))
    headed = [(each.style.name, each.text) for each in word.paragraphs if each.style.name.startswith("Heading")]
    assert headed == [("Heading 1", "甲"), ("Heading 2", "乙"), ("Heading 1", "丙")]


@pytest.mark.parametrize(("length", "size"), [(20, 16), (31, 15), (33, 14), (40, 16)])
def test_a_part_is_headed_on_one_line_where_it_can_be(length: int, size: int) -> None:
    word = opened(as_docx.render(Document("题", "单位", 2020, "万元", (Heading(1, "某" * length, "a"),))))
    assert word.styles["Heading 1"].font.size.pt == size


def test_lines_above_a_form_stand_beside_each_other(files: dict[str, bytes]) -> None:
    (line,) = [each for each in opened(files["wuhan"]).paragraphs if "填报日期" in each.text]
    assert line.text == "单位名称：武汉市科技金融创新促进中心\t填报日期：2021 年 5 月 30 日"
    assert [stop.position.twips for stop in line.paragraph_format.tab_stops] == [PORTRAIT.width]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_from_users_is_alive(files: dict[str, bytes], name: str) -> None:
    """No field, link or object but the program's own; every part is XML a strict reader takes."""
    archive = zipfile.ZipFile(io.BytesIO(files[name]))
    for entry in archive.namelist():
        if entry.endswith((".xml", ".rels")):
            root = etree.fromstring(archive.read(entry), etree.XMLParser(resolve_entities=False, huge_tree=False))
            for instruction in root.iter(qn("w:instrText")):
                assert INSTRUCTION.fullmatch(instruction.text), instruction.text
            assert not list(root.iter(qn("w:fldSimple")))
            assert all(each.get("TargetMode") != "External" for each in root.iter())
    text = archive.read("word/document.xml").decode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x84\u202a-\u202e\u2066-\u2069\ufffe]", text.replace("\r", ""))


def test_hostile_texts_are_read_as_they_were_written(files: dict[str, bytes]) -> None:
    body = [each.text for each in opened(files["hostile"]).paragraphs if each.style.name == "Body Text"]
    assert body[0] == '{ HYPERLINK "http://x" }1.5%'
    assert body[4] == "<w:p>&amp;&lt;]]>\"'1.5%"
    assert body[5] == "控制�����符��1.5%"
    assert body[6] == "右�左�内\u200f标1.5%"
    assert body[7] == "W" * 5000 + "1.5%"
    assert body[8] == "一\n二\n三\t四1.5%"
    assert len(body) == len(EVERYWHERE)


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_of_the_file_is_of_the_year(files: dict[str, bytes], name: str) -> None:
    archive = zipfile.ZipFile(io.BytesIO(files[name]))
    assert {entry.date_time for entry in archive.infolist()} == {(2020, 12, 31, 0, 0, 0)}
    assert {entry.create_system for entry in archive.infolist()} == {0}, "the file knows the machine"
    assert len(set(archive.namelist())) == len(archive.namelist())
    assert "docProps/thumbnail.jpeg" not in archive.namelist()
    core = archive.read("docProps/core.xml").decode("utf-8")
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2020-12-31T00:00:00Z"}


def test_same_document_same_bytes(files: dict[str, bytes]) -> None:
    program = (
        "import hashlib\n"
        "from gov_accounts.render import as_docx, xlsx\n"
        "from tests.support.documents import QINGSHI, everywhere, example\n"
        "for document in (example(*QINGSHI), everywhere()):\n"
        "    for file in (as_docx.render(document), xlsx.render_document(document)):\n"
        "        print(hashlib.sha256(file).hexdigest())\n"
    )
    outputs = set()
    for environment in (
        {"TZ": "Asia/Shanghai", "LC_ALL": "zh_CN.GBK", "PYTHONHASHSEED": "1"},
        {"TZ": "America/St_Johns", "LC_ALL": "C", "PYTHONHASHSEED": "4242", "PYTHONUTF8": "0"},
    ):
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            check=True,
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1
    assert len(outputs.pop().split()) == 4
    assert as_docx.render(everywhere()) == files["hostile"]


def test_tables_alone_have_no_cover(documents: dict[str, Document]) -> None:
    wanted = [block for block in documents["wuhan"].blocks if isinstance(block, StatementTable)][4:6]
    word = opened(as_docx.render(Document("表", "某某中心", 2020, "万元", tuple(wanted))))
    assert [section.orientation for section in word.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
    assert word.paragraphs[0].text == "表5　2020 年度一般公共预算财政拨款支出决算表"
    assert len(word.tables) == 2


def test_shares_of_a_pie_are_those_printed(documents: dict[str, Document]) -> None:
    chart = next(
        each.chart for each in documents["wuhan"].blocks if isinstance(each, Picture) and each.chart.number == 3
    )
    assert part_labels(chart) == ("基本支出\n373.56 万元，94.6%", "项目支出\n21.26 万元，5.4%")


def test_an_empty_document_opens() -> None:
    word = opened(as_docx.render(Document("题", "单位", 2020, "万元", ())))
    assert not word.tables
    lone = opened(
        as_docx.render(Document("题", "单位", 2020, "万元", (Paragraph(()), form("", 2020), form("二", 2020))))
    )
    assert [child.tag for child in lone.element.body].count(qn("w:tbl")) == 2
    assert lone.element.body[-2].tag == qn("w:p")
