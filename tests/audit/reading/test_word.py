"""Word: paragraphs with the numbers that Word gives them, tables with their spans, boxes, and what isn't read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from gov_accounts.audit.reading import read
from gov_accounts.audit.reading.numerals import chinese, numeral
from gov_accounts.audit.source import Grid, Line, Source

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def document(path: Path, body: str, numbering: str = "", styles: str = "") -> Source:
    """A .docx of a body written by hand."""
    spaces = (
        f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    )
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("word/document.xml", f"<w:document {spaces}><w:body>{body}</w:body></w:document>")
        file.writestr("word/header1.xml", f"<w:hdr {spaces}><w:p><w:r><w:t>页眉</w:t></w:r></w:p></w:hdr>")
        if numbering:
            file.writestr("word/numbering.xml", f"<w:numbering {spaces}>{numbering}</w:numbering>")
        if styles:
            file.writestr("word/styles.xml", f"<w:styles {spaces}>{styles}</w:styles>")
    return read([path])


def p(words: str, keys: str = "") -> str:
    return f"<w:p><w:pPr>{keys}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def of_list(list_: int, level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_}"/></w:numPr>'


def texts(source: Source) -> list[str]:
    return [each.text for each in source.lines()]


def test_what_another_program_writes(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.docx")
    made = docx.Document()
    made.core_properties.title = "部门决算"
    made.add_heading("第一部分 概况", 1)
    made.add_paragraph("收入总计 12.50 万元。")
    table = made.add_table(rows=3, cols=4)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "项目"
    table.cell(0, 2).merge(table.cell(1, 2)).text = "合计"
    table.cell(1, 3).merge(table.cell(2, 3)).text = "基本支出"
    table.cell(2, 0).text = "208"
    table.cell(2, 2).text = "754.75"
    made.add_heading("一、说明", 2)
    made.save(str(path))
    source = read([path])
    assert [(each.text, each.heading) if isinstance(each, Line) else "GRID" for each in source.blocks] == [
        ("第一部分 概况", 1),
        ("收入总计 12.50 万元。", 0),
        "GRID",
        ("一、说明", 2),
    ]
    (grid,) = source.grids()
    assert [(each.text, each.row, each.column, each.rows, each.columns) for each in grid.cells] == [
        ("项目", 0, 0, 1, 2),
        ("合计", 0, 2, 2, 1),
        ("基本支出", 1, 3, 2, 1),
        ("208", 2, 0, 1, 1),
        ("754.75", 2, 2, 1, 1),
    ]
    assert (source.kind, source.titles, source.pages) == ("docx", {"a.docx": "部门决算"}, ())


NUMBERING = """
<w:abstractNum w:abstractNumId="7">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2.%3"/></w:lvl>
  <w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="●"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="7"/>
  <w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
"""


def test_numbers_that_word_gives(tmp_path: Path) -> None:
    places = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (1, 3), (2, 0), (2, 0), (1, 0)]
    body = "".join(p(f"标题{at}", of_list(*each)) for at, each in enumerate(places))
    assert texts(document(tmp_path.joinpath("a.docx"), body, NUMBERING)) == [
        "一、标题0",
        "（一）标题1",
        "（二）标题2",
        "1.2.1 标题3",
        "二、标题4",
        "（一）标题5",
        "标题6",
        "五、标题7",
        "六、标题8",
        "七、标题9",
    ]


def test_numbers_and_headings_of_styles(tmp_path: Path) -> None:
    styles = f"""
    <w:style w:styleId="A"><w:name w:val="heading 2"/><w:pPr>{of_list(1, 0)}</w:pPr></w:style>
    <w:style w:styleId="B"><w:name w:val="own"/><w:basedOn w:val="A"/></w:style>
    <w:style w:styleId="C"><w:name w:val="other"/><w:basedOn w:val="B"/>
      <w:pPr><w:outlineLvl w:val="3"/></w:pPr></w:style>
    """
    body = p("甲", '<w:pStyle w:val="A"/>') + p("乙", '<w:pStyle w:val="B"/>') + p("丙", '<w:pStyle w:val="C"/>')
    body += p("丁", '<w:pStyle w:val="A"/><w:numPr><w:numId w:val="0"/></w:numPr><w:outlineLvl w:val="9"/>')
    source = document(tmp_path.joinpath("a.docx"), body, NUMBERING, styles)
    assert [(each.text, each.heading) for each in source.lines()] == [
        ("一、甲", 2),
        ("二、乙", 2),
        ("三、丙", 4),
        ("丁", 0),
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (35, "三十五"),
        (100, "一百"),
        (105, "一百零五"),
        (1010, "一千零一十"),
    ],
)
def test_numbers_in_chinese(value: int, written: str) -> None:
    assert chinese(value) == written


@pytest.mark.parametrize(
    ("value", "kind", "written"),
    [
        (3, "decimal", "3"),
        (3, "unheard of", "3"),
        (3, "ideographTraditional", "丙"),
        (3, "decimalEnclosedCircle", "③"),
        (28, "upperLetter", "BB"),
        (3, "lowerLetter", "c"),
        (14, "upperRoman", "XIV"),
        (3, "decimalFullWidth", "３"),
        (12, "ideographDigital", "一二"),
    ],
)
def test_numbers_in_other_formats(value: int, kind: str, written: str) -> None:
    assert numeral(value, kind) == written


def test_tables_by_hand(tmp_path: Path) -> None:
    """Rows that begin later, a merge that goes on without beginning, a table in a cell, one of one column."""

    def cell(words: str, keys: str = "") -> str:
        return f"<w:tc><w:tcPr>{keys}</w:tcPr>{words}</w:tc>"

    goes_on, begins = "<w:vMerge/>", '<w:vMerge w:val="restart"/>'
    inner = f"<w:tbl><w:tr>{cell(p('内'))}{cell(p('1'))}</w:tr></w:tbl>"
    body = (
        "<w:tbl><w:tblPr><w:tblCaption w:val='表1'/></w:tblPr>"
        f"<w:tr>{cell(p('甲'), goes_on)}{cell(p('乙'), begins)}{cell(p('丙') + p('丁'))}</w:tr>"
        f"<w:tr>{cell(p(''), goes_on)}{cell(p(''), goes_on)}{cell(inner)}</w:tr>"
        f"<w:tr><w:trPr><w:gridBefore w:val='2'/></w:trPr>{cell(p('戊'))}</w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr>{cell(p('删'))}</w:tr></w:tbl>"
        f"<w:tbl><w:tr>{cell(p('框里') + p('的字'))}</w:tr></w:tbl>"
    )
    source = document(tmp_path.joinpath("a.docx"), body)
    outer, nested = source.grids()
    assert list(outer.lines()) == [("甲", "乙", "丙\n丁"), ("", "", ""), ("", "", "戊")]
    assert [(each.rows, each.columns) for each in outer.cells] == [(2, 1), (2, 1), (1, 1), (1, 1)]
    assert outer.name == "表1"
    assert list(nested.lines()) == [("内", "1")]
    assert texts(source) == ["框里", "的字"]
    assert [isinstance(each, Grid) for each in source.blocks] == [True, True, False, False]


def test_what_is_read_and_what_is_not(tmp_path: Path) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>增</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>移</w:t></w:r></w:moveFrom>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:instrText>TOC</w:instrText></w:r>"
        "<w:hyperlink><w:r><w:t>链</w:t><w:tab/><w:t>接</w:t></w:r></w:hyperlink></w:p>"
        f"<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        "<w:p><w:r><w:drawing><pic:pic/></w:drawing></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    source = document(tmp_path.joinpath("a.docx"), body)
    assert texts(source) == ["甲增链 接", "框", "乙", "丙"]
    assert [each.what for each in source.unread] == ["1 个图片"]


def test_a_break_in_a_title_does_not_end_it(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.docx")
    made = docx.Document()
    title = made.add_heading("某单位", 0)
    title.add_run().add_break()
    title.add_run("2024 年度部门决算")
    made.save(str(path))
    assert [(each.text, each.ends) for each in read([path]).lines()] == [("某单位", False), ("2024 年度部门决算", True)]


def test_references_outside_are_never_opened(tmp_path: Path) -> None:
    path, secret = tmp_path.joinpath("a.docx"), tmp_path.joinpath("secret.txt")
    secret.write_text("秘密", encoding="utf-8")
    made = docx.Document()
    made.add_paragraph("甲")
    relation = made.part.relate_to(secret.as_uri(), "http://a/subDocument", is_external=True)
    sub = OxmlElement("w:subDoc")
    sub.set(qn("r:id"), relation)
    made.element.body.append(sub)
    made.save(str(path))
    assert texts(read([path])) == ["甲"]
