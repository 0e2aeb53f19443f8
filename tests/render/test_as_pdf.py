"""The PDF: every figure of the tables in its place, pages as they should lie, words from users only words."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PageObject, PdfReader
from pypdf.generic import IndirectObject

from gov_accounts.printing.printed import PrintedRow
from gov_accounts.printing.units import YUAN
from gov_accounts.publishing.document import Block, Document, Form, Heading, Paragraph, Picture, StatementTable
from gov_accounts.render import as_html, as_pdf, fonts, typesetting
from gov_accounts.render.extras import DocumentsMissingError
from gov_accounts.render.sections import in_order
from tests.support.documents import HOSTILE, LONG, QINGSHI, WUHAN, charts, example, hostile, paragraph, statements
from tests.support.draws import draws
from tests.support.paths import ROOT

FIGURE = re.compile(r"-?\d[\d,]*\.\d\d")
A4 = (595, 842)
ENVIRONMENTS = (
    {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"},
    {
        "LC_ALL": "C",
        "TZ": "America/St_Johns",
        "PYTHONHASHSEED": "4242",
        "PYTHONUTF8": "0",
        # And no font to be found.
        "FONTCONFIG_FILE": "none",
        "FONTCONFIG_PATH": "none",
        "HOME": "none",
        "XDG_DATA_HOME": "none",
    },
)


@cache
def content(name: str) -> bytes:
    documents = {
        "wuhan": lambda: example(*WUHAN),
        "qingshi": lambda: example(*QINGSHI),
        "yuan": lambda: example(*QINGSHI, YUAN),
        "hostile": hostile,
    }
    return as_pdf.render(documents[name]())


@cache
def reader(name: str) -> PdfReader:
    return PdfReader(io.BytesIO(content(name)))


@cache
def pages(name: str) -> list[str]:
    return [page.extract_text() for page in reader(name).pages]


def bookmarks(name: str) -> list[tuple[int, str, int]]:
    """Each with its level and the page, from 0, it leads to."""

    def walk(entries: list[Any], level: int) -> Iterator[tuple[int, str, int]]:
        for entry in entries:
            if isinstance(entry, list):
                yield from walk(entry, level + 1)
            else:
                yield level, str(entry.title), reader(name).get_destination_page_number(entry) or 0

    return list(walk(reader(name).outline, 1))


def plain(text: str) -> str:
    """Without what lines are broken at."""
    return re.sub(r"[\s\u200b\u2060]", "", text)


@dataclass(frozen=True)
class Chunk:
    """Letters drawn at once: where they begin, and how large they are, in points."""

    text: str
    x: float
    y: float
    size: float

    @property
    def end(self) -> float:
        """Where they end, at the least."""
        widths = (
            0.95 if "\u4e00" <= letter <= "\u9fff" else 0.45 if letter in "0123456789x" else 0.15
            for letter in self.text
        )
        return self.x + self.size * sum(widths)


def chunks(sheet: PageObject) -> list[Chunk]:
    found: list[Chunk] = []

    def visit(text: str, cm: Any, tm: Any, _font: Any, points: Any) -> None:
        for line in text.strip().splitlines()[:1]:
            x, y = cm[0] * tm[4] + cm[2] * tm[5] + cm[4], cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
            found.append(Chunk(line, x, y, abs(cm[3] * tm[3]) * points))

    sheet.extract_text(visitor_text=visit)
    return found


def size(name: str, page: int) -> tuple[int, int]:
    box = reader(name).pages[page].mediabox
    return round(box.width), round(box.height)


EXAMPLES = pytest.mark.parametrize(
    ("name", "of"),
    [("wuhan", (*WUHAN,)), ("qingshi", (*QINGSHI,)), ("yuan", (*QINGSHI, YUAN))],
    ids=["wuhan", "qingshi", "yuan"],
)


@EXAMPLES
def test_every_figure_of_every_table_in_order(name: str, of: Any) -> None:
    marks = bookmarks(name)
    for printed in statements(*of):
        (index,) = [
            index for index, mark in enumerate(marks) if plain(mark[1]) == plain(f"{printed.heading}（{printed.name}）")
        ]
        first, after = marks[index][2], marks[index + 1][2]
        assert after > first
        expected: list[str] = []
        heights = {len([row for row in panel.rows if not row.foot]) for panel in printed.panels}
        feet = max(len([row for row in panel.rows if row.foot]) for panel in printed.panels)
        for line in range(max(heights) + feet):
            for panel in printed.panels:
                body, foot = [row for row in panel.rows if not row.foot], [row for row in panel.rows if row.foot]
                rows = body[line : line + 1] if line < max(heights) else foot[line - max(heights) :][:1]
                expected += [
                    f"{row.values[column.key]:,}"
                    for row in rows
                    for column in panel.columns
                    if column.key in row.values
                ]
        assert FIGURE.findall("\n".join(pages(name)[first:after])) == expected
        words = plain("".join(pages(name)[first:after]))
        for panel in printed.panels:
            for row in panel.rows:
                assert plain(row.label) in words
        assert plain(f"{printed.name}单位：{printed.money_unit}") in words
        assert all(plain(note) in words for note in printed.notes)


@EXAMPLES
def test_wide_tables_lie_on_their_side_and_can_be_read(name: str, of: Any) -> None:
    marks = {plain(text): page for _, text, page in bookmarks(name)}
    for printed in statements(*of):
        page = marks[plain(f"{printed.heading}（{printed.name}）")]
        assert size(name, page) == (A4[::-1] if printed.landscape else A4)
    assert all(chunk.size >= 6 for sheet in reader(name).pages for chunk in chunks(sheet))


@pytest.mark.parametrize("name", ["wuhan", "qingshi", "yuan", "hostile"])
def test_nothing_is_cut(name: str) -> None:
    for sheet in reader(name).pages:
        for chunk in chunks(sheet):
            assert chunk.x >= 50
            assert chunk.end <= sheet.mediabox.width - 50
            assert 0 < chunk.y < sheet.mediabox.height


@pytest.mark.parametrize("name", ["wuhan", "qingshi", "hostile"])
def test_bookmarks_are_the_headings_and_the_contents_know_their_pages(name: str) -> None:
    document = {"wuhan": example(*WUHAN), "qingshi": example(*QINGSHI), "hostile": hostile()}[name]
    headings = [each for each in in_order(document.blocks) if isinstance(each, Heading)]
    marks = [mark for mark in bookmarks(name) if mark[1] != "目录"]
    assert [(level, plain(text)) for level, text, _ in marks] == [(each.level, plain(each.text)) for each in headings]
    if name != "hostile":
        first = marks[0][2]
        contents = re.sub(r"\.{3,}", "…", plain(pages(name)[1]))
        assert contents == "目录" + "".join(f"{plain(text)}…{page - first + 1}" for _, text, page in marks) + "I"
        assert all(plain(text).endswith(f"—{number}—") for number, text in enumerate(pages(name)[first:], 1))
        assert [page for level, _, page in marks if level == 1] == sorted(
            {page for level, _, page in marks if level == 1}
        )


@pytest.mark.parametrize("name", ["wuhan", "qingshi"])
def test_no_heading_stands_last_on_its_page(name: str) -> None:
    texts = [plain(text) for _, text, _ in bookmarks(name)]
    titles = [plain(f"{2020} 年度项目自评表")]
    for page in pages(name)[2:]:
        text = re.sub(r"—\d+—$", "", plain(page))
        assert not any(text.endswith(each) for each in texts + titles)


def test_it_says_what_it_is() -> None:
    name = "wuhan"
    document = example(*WUHAN)
    meta = reader(name).metadata
    assert meta is not None
    assert (meta.title, meta.author) == (document.title, document.unit_name)
    assert meta.creation_date is not None
    assert f"{meta.creation_date:%Y-%m-%d %H:%M}" == "2020-12-31 00:00"
    catalog: Any = reader(name).trailer["/Root"]
    assert catalog["/Lang"] == "zh-CN"
    assert catalog["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalog
    assert b"pdfuaid:part" in catalog["/Metadata"].get_data()
    kinds = [each.get("/S") for each in objects(name) if each.get("/Type") == "/StructElem" or "/S" in each]
    assert kinds.count("/Table") == 10
    assert {"/TH", "/Caption", "/H1", "/H2", "/H3", "/Figure"} <= set(kinds)
    alternatives = [plain(str(each["/Alt"])) for each in objects(name) if "/Alt" in each]
    for chart in charts(*WUHAN):
        assert any(plain(chart.name) in each for each in alternatives)


def objects(name: str) -> Iterator[Any]:
    for number in range(1, len(reader(name).xref_objStm) + sum(map(len, reader(name).xref.values())) + 1):
        try:
            each = reader(name).get_object(IndirectObject(number, 0, reader(name)))
        except Exception:  # noqa: BLE001 (a number that isn't used)
            continue
        if isinstance(each, dict):
            yield each


@pytest.mark.parametrize("name", ["wuhan", "qingshi"])
def test_fonts_are_embedded_in_part_and_are_the_one_chosen(name: str) -> None:
    """Those of the charts too: a third would be of another weight."""
    found = [each for each in objects(name) if each.get("/Type") == "/FontDescriptor"]
    assert found
    family = fonts.choose().families[0].replace(" ", "")
    for each in found:
        assert re.match(r"/[A-Z]{6}\+", each["/FontName"])
        assert each.get("/FontFile3") or each.get("/FontFile2")
        assert family.casefold()[:8] in each["/FontName"].casefold()
    assert len(found) <= 2
    assert len(content(name)) < 1_500_000


def test_charts_are_drawn_and_described() -> None:
    for name, of in (("wuhan", WUHAN), ("qingshi", QINGSHI)):
        text = plain("".join(pages(name)))
        for chart in charts(*of):
            assert plain(chart.name) in text
            for line in chart.lines:
                assert plain(line.label) in text
            for series in chart.series if chart.kind != "pace" else ():
                assert all(f"{amount.shown:,f}" in text for amount in series.amounts)
        assert not [each for each in objects(name) if each.get("/Subtype") == "/Image"]


def test_words_from_users_stay_words() -> None:
    text = plain("".join(pages("hostile")))
    for words in HOSTILE:
        # In the contents, as a heading, in a paragraph, in a table, and in the form at least once.
        assert text.count(plain(words)) >= 5
    assert text.count("x") >= 3 * len(LONG)
    assert "前�321�123.45��后二行三行" in text
    assert "空" in text
    for words in (
        "<above>",
        "*x*",
        "#panic(1)",
        "#panic(2)",
        "#panic(3)",
        "#panic(4)",
        "<title>#panic(0)</title>",
        "<i>合计</i>",
        "$a$",
    ):
        assert words in text
    meta = reader("hostile").metadata
    assert meta is not None
    assert (meta.title, meta.author) == ("<title>#panic(0)</title>", 'x" onload="*')
    raw = content("hostile")
    assert b"/JavaScript" not in raw
    assert b"/URI" not in raw
    assert not [each for each in objects("hostile") if each.get("/S") in {"/URI", "/JavaScript", "/Launch"}]


@draws(15)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60), st.sampled_from(HOSTILE))
def test_any_words_come_out_as_they_went_in(words: str, hostile: str) -> None:
    document = Document("题", "单位", 2020, "万元", (Heading(1, hostile, "a"), paragraph("始", words, "末")))
    text = plain("".join(page.extract_text() for page in PdfReader(io.BytesIO(as_pdf.render(document))).pages))
    assert f"始{words}末" in text
    assert plain(hostile) in text


def test_same_document_same_bytes(tmp_path: Path) -> None:
    program = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1])\n"
        "from gov_accounts.render import as_pdf; from tests.support.documents import WUHAN, example\n"
        "print(hashlib.sha256(as_pdf.render(example(*WUHAN))).hexdigest())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program, str(ROOT)],
            cwd=folder,
            env={**os.environ, **environment},
            capture_output=True,
            check=True,
            encoding="ascii",
        ).stdout.strip()
        for folder, environment in zip((ROOT, tmp_path), ENVIRONMENTS, strict=True)
    }
    assert outputs == {hashlib.sha256(content("wuhan")).hexdigest()}
    assert str(tmp_path).encode() not in content("wuhan")
    assert str(ROOT).encode() not in content("wuhan")
    assert b"__typst_py" not in content("wuhan")


def small(*runs: str) -> Document:
    return Document("题", "单位", 2020, "万元", (paragraph(*runs),))


def test_a_document_of_nothing() -> None:
    assert as_pdf.render(Document("题", "单位", 2020, "万元", ())).startswith(b"%PDF")
    assert as_pdf.render(Document("", "", 2020, "万元", ())).startswith(b"%PDF")


def test_without_typst_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(DocumentsMissingError) as raised:
        as_pdf.render(small("字"))
    assert raised.value.finding.rule == "documents-missing"
    assert "pip install typst，" in raised.value.finding.remedy
    assert "pip install '.[documents]'" in raised.value.finding.remedy
    assert as_html.render(small("字"))


def test_without_a_chinese_font_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Typst's own fonts have no Chinese."""
    none = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(fonts, "choose", lambda: fonts.Choice(none, ("Libertinus Serif",)))
    with pytest.raises(as_pdf.FontMissingError) as raised:
        as_pdf.render(small("字"))
    assert raised.value.finding.rule == "pdf-font-missing"
    assert "fonts-noto-cjk" in raised.value.finding.remedy
    assert fonts.VARIABLE in raised.value.finding.remedy


def test_without_any_font_too(monkeypatch: pytest.MonkeyPatch) -> None:
    none = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
    monkeypatch.setattr(fonts, "choose", lambda: fonts.Choice(none, ()))
    with pytest.raises(as_pdf.FontMissingError) as raised:
        as_pdf.render(small("字"))
    assert raised.value.finding.rule == "pdf-font-missing"


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Of every look for fonts, whether the system's were among them; nothing is remembered of earlier looks."""
    system: list[bool] = []
    real = typst.Fonts

    def looking(*, include_system_fonts: bool = True, font_paths: Sequence[str] = ()) -> Any:
        system.append(include_system_fonts)
        return real(include_system_fonts=include_system_fonts, font_paths=list(font_paths))

    monkeypatch.setattr(typst, "Fonts", looking)
    monkeypatch.delenv(fonts.VARIABLE, raising=False)
    forget()
    yield system
    forget()


def forget() -> None:
    fonts._packaged.cache_clear()  # noqa: SLF001
    fonts._installed.cache_clear()  # noqa: SLF001


def test_the_font_of_the_extra_is_used_and_none_of_the_system(looked: list[bool]) -> None:
    assert fonts.choose().families == (fonts.PACKAGED,)
    assert hashlib.sha256(as_pdf.render(example(*WUHAN))).digest() == hashlib.sha256(content("wuhan")).digest()
    assert looked == [False]
    # A heading is in the bold weight: more than one font, though of one file.
    assert len([each for each in objects("wuhan") if each.get("/Type") == "/FontDescriptor"]) == 2


def test_the_font_of_the_extra_has_every_common_character(looked: list[bool]) -> None:
    """Those of GB 2312, and of names: some that the list of 2013 has beyond the first plane of Unicode."""
    rows = (bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    common = [character for character in rows if character]
    assert len(common) == 6763
    assert fonts._missing(fonts.choose(), [*common, *"𠅤𠙶𡎚𣗋𤧛𥔲𦈡𧿹𨐈𩽾𪟝𫄧𬀩𬺓㛃镕堃喆"], 1) == []  # noqa: SLF001
    assert looked


@pytest.mark.parametrize("package", ["gov_accounts_no_font", "gov_accounts"])
def test_without_the_font_of_the_extra_the_system_is_asked(
    monkeypatch: pytest.MonkeyPatch, looked: list[bool], package: str
) -> None:
    """Also where the package is there and its file isn't."""
    monkeypatch.setattr(fonts, "PACKAGE", package)
    choice = fonts.choose()
    assert any(looked)
    assert choice.families == (fonts._known(choice.fonts) or tuple(choice.fonts.families()))  # noqa: SLF001


def test_a_font_that_is_named_goes_before_that_of_the_extra(
    monkeypatch: pytest.MonkeyPatch, looked: list[bool], tmp_path: Path
) -> None:
    (file,) = [each.path for each in fonts.choose().fonts.fonts() if each.family == fonts.PACKAGED]
    named = tmp_path / "字.ttc"
    named.write_bytes(Path(str(file)).read_bytes())
    monkeypatch.setenv(fonts.VARIABLE, str(named))
    assert {each.path for each in fonts.choose().fonts.fonts() if each.path} == {str(named)}
    assert not any(looked)


def test_characters_no_font_has_are_named() -> None:
    """In sentences and in charts."""
    chart = replace(charts(*WUHAN)[0], categories=("甲\u0378", "乙"))
    for block in (paragraph("某单位的\u0378字和\u0379"), Picture(chart)):
        with pytest.raises(as_pdf.FontMissingError) as raised:
            as_pdf.render(Document("题", "单位", 2020, "万元", (block,)))
        finding = raised.value.finding
        assert finding.rule == "pdf-character-missing"
        assert "U+0378" in finding.what
        assert ("U+0379" in finding.what) == isinstance(block, Paragraph)
        assert ("某单位的\u0378字和" in finding.what) == isinstance(block, Paragraph)


def test_fonts_are_looked_for_once_and_again_when_one_lacks_a_character(monkeypatch: pytest.MonkeyPatch) -> None:
    """And a document whose characters are all there is laid out once."""
    looked: list[str] = []
    laid_out: list[str] = []

    def counted(made: list[str], work: Any) -> Any:
        def count(*args: Any, **options: Any) -> Any:
            made.append("")
            return work(*args, **options)

        return count

    monkeypatch.setattr(typst, "Fonts", counted(looked, typst.Fonts))
    monkeypatch.setattr(typst, "compile", counted(laid_out, typst.compile))
    monkeypatch.delenv(fonts.VARIABLE, raising=False)
    fonts._packaged.cache_clear()  # noqa: SLF001
    for _ in range(2):
        as_pdf.render(small("字"))
    assert (len(looked), len(laid_out)) == (1, 2)
    with pytest.raises(as_pdf.FontMissingError):
        as_pdf.render(small("\u0378"))
    assert len(looked) == 1
    as_pdf.render(small("字"))
    assert len(looked) == 2


@pytest.mark.parametrize(("count", "contents"), [(40, 1), (42, 1), (47, 1), (60, 2)])
def test_the_contents_have_no_page_of_a_line_or_two(count: int, contents: int) -> None:
    blocks = (
        Heading(1, "第一部分", "1"),
        *(Heading(2, f"第{number}节", f"{number}") for number in range(2, count + 1)),
    )
    pdf = PdfReader(io.BytesIO(as_pdf.render(Document("题", "单位", 2020, "万元", blocks))))
    roman = [page for page in pdf.pages if re.search(r"[^I]I{1,2}$", page.extract_text().strip())]
    assert len(roman) == contents
    assert all(len(page.extract_text().splitlines()) > 10 for page in roman)


@pytest.mark.parametrize("length", [12, 29, 30])
def test_a_part_is_headed_on_one_line_where_it_can_be(length: int) -> None:
    blocks = (Heading(1, "第一部分", "1"), paragraph("文"), Heading(1, "某" * length, "2"), paragraph("文"))
    pdf = PdfReader(io.BytesIO(as_pdf.render(Document("题", "单位", 2020, "万元", blocks))))
    headed = [chunk for chunk in chunks(pdf.pages[-1]) if "某" in chunk.text]
    assert "".join(chunk.text for chunk in headed) == "某" * length
    assert len({round(chunk.y) for chunk in headed}) == 1
    (other,) = [chunk for chunk in chunks(pdf.pages[-2]) if "第一部分" in chunk.text]
    assert {round(chunk.size, 1) for chunk in headed} == {round(other.size, 1)}
    assert (other.size > 16.9) == (length < 30)


def with_long_names(rows: int, figure: Decimal) -> PdfReader:
    """Table 3 with many lines whose names are long, and nothing else."""
    printed = statements(*QINGSHI)[2]
    (panel,) = printed.panels
    made = tuple(
        PrintedRow(
            f"{2000000 + row}",
            f"{2000000 + row}",
            f"{2000000 + row}",
            f"始{row}的" + "很长的科目名称" * 30 + f"终{row}的",
            foot=False,
            values={column.key: figure for column in panel.columns},
        )
        for row in range(rows)
    )
    long = replace(printed, panels=(replace(panel, rows=made),))
    return PdfReader(io.BytesIO(as_pdf.render(Document("题", "单位", 2020, "万元", (StatementTable(long),)))))


def test_a_long_table_repeats_its_heads_and_keeps_its_lines_whole() -> None:
    texts = [plain(page.extract_text()) for page in with_long_names(60, Decimal("1.00")).pages]
    assert len(texts) > 2
    assert all("功能分类科目编码" in text and "栏次" in text for text in texts)
    for row in range(60):
        assert [f"始{row}的" in text for text in texts] == [f"终{row}的" in text for text in texts]


def test_type_is_smaller_before_names_are_in_pieces() -> None:
    for figure, smallest, largest in ((Decimal("1.00"), 9.5, 9.5), (Decimal("-1234567890123.00"), 7.5, 9)):
        (first, *_) = with_long_names(3, figure).pages
        (size,) = {round(chunk.size, 1) for chunk in chunks(first) if FIGURE.fullmatch(chunk.text)}
        assert smallest <= size <= largest


@pytest.mark.parametrize("lines", [0, 24, 30])
def test_a_form_that_fits_a_page_is_not_broken(lines: int) -> None:
    form = next(block for block in example(*WUHAN).blocks if isinstance(block, Form))
    blocks: tuple[Block, ...] = (*(paragraph("一行") for _ in range(lines)), form)
    pdf = PdfReader(io.BytesIO(as_pdf.render(Document("题", "单位", 2020, "万元", blocks))))
    held = ["项目名称" in page.extract_text() for page in pdf.pages]
    assert held == ["总分" in page.extract_text() for page in pdf.pages]
    assert held.count(True) == 1


def test_short_heads_of_a_form_are_not_broken() -> None:
    (sheet,) = [page for page in reader("wuhan").pages if "三级指标" in page.extract_text()]
    texts = [chunk.text for chunk in chunks(sheet)]
    for words in ("项目名称", "主管部门", "一级指标", "二级指标", "三级指标", "权重"):
        assert words in texts


def test_a_font_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    choice = fonts.choose()
    paths = {each.path for each in choice.fonts.fonts() if each.family == choice.families[-1] and each.path}
    path = Path(min(paths))
    monkeypatch.setenv(fonts.VARIABLE, str(path))
    named = fonts.choose()
    assert {each.family for each in named.fonts.fonts() if Path(each.path or "").name == path.name} == set(
        named.families
    )
    assert choice.families[-1] in named.families
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(as_pdf.render(small("决算")))).pages)
    assert "决算" in text
    monkeypatch.setenv(fonts.VARIABLE, str(path.parent))
    assert set(named.families) <= set(fonts.choose().families)
    (tmp_path / "字.ttf").write_bytes(b"no font")
    for wrong in (tmp_path / "没有.ttf", tmp_path / "字.ttf", tmp_path, tmp_path / "没有" / "没有.ttf"):
        monkeypatch.setenv(fonts.VARIABLE, str(wrong))
        with pytest.raises(as_pdf.FontMissingError) as raised:
            as_pdf.render(small("决算"))
        assert raised.value.finding.rule == "pdf-font-unusable"
        assert str(wrong) in raised.value.finding.what


def test_the_longest_figures_fit_beside_each_other() -> None:
    """Hundreds of billions of yuan in each of twelve columns, on one line that isn't wider than the page."""
    printed = statements(*QINGSHI)[6]
    (panel,) = printed.panels
    (row,) = panel.rows
    huge = {column: value + 10**11 for column, value in row.values.items()}
    wide = replace(printed, panels=(replace(panel, rows=(replace(row, values=huge),)),))
    pdf = PdfReader(io.BytesIO(as_pdf.render(Document("题", LONG, 2020, "元", (StatementTable(wide),)))))
    (sheet,) = pdf.pages
    figures = [chunk for chunk in chunks(sheet) if FIGURE.fullmatch(chunk.text)]
    assert [each.text for each in figures] == [
        f"{huge[column.key]:,}" for column in panel.columns if column.key in huge
    ]
    assert len(figures) == 12
    assert len({round(each.y) for each in figures}) == 1
    assert all(left.end < right.x for left, right in pairwise(figures))
    assert all(chunk.end < sheet.mediabox.width - 50 for chunk in chunks(sheet))


def test_what_typst_refuses_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """As an old typst does, which keeps to one standard only."""
    monkeypatch.setattr(typesetting, "_STANDARDS", ("a-1b", "a-2a"))
    with pytest.raises(as_pdf.PdfError) as raised:
        as_pdf.render(small("字"))
    assert raised.value.finding.rule == "pdf-refused"
    assert "pip install -U" in raised.value.finding.remedy
