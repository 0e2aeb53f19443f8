"""PDFs, by position: tables between lines, words, sentences over lines and pages."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from gov_accounts.audit.reading import read
from gov_accounts.audit.reading.characters import meant
from gov_accounts.audit.reading.pictures import page_picture
from gov_accounts.audit.source import Grid, Line, Source
from tests.audit.reading import made

HEADS = """
#table(columns: (1fr, 1fr, 1fr, 1fr), stroke: 0.5pt,
  table.cell(colspan: 2)[项目], table.cell(rowspan: 2)[合计], table.cell(rowspan: 2)[基本支出],
  [编码], [名称],
  [208], [社会保障 \\ 和就业支出], [754.75], [],
  [], [], [], [],
)
"""
SENTENCE = "本年度支出总计比上年增加，主要原因是项目支出增加，人员经费减少，其他各项与上年持平。" * 3


def words(source: Source) -> list[str]:
    return ["GRID" if isinstance(each, Grid) else "".join(each.text.split()) for each in source.blocks]


def paragraphs(source: Source) -> list[str]:
    found = [""]
    for each in source.lines():
        found[-1] += "".join(each.text.split())
        if each.ends:
            found.append("")
    return [each for each in found if each]


def test_a_ruled_table_among_lines(tmp_path: Path) -> None:
    source = read([made.typeset(tmp_path.joinpath("a.pdf"), f"收入决算表\n\n单位：万元\n{HEADS}\n注：本表反映收入。")])
    assert words(source) == ["收入决算表", "单位：万元", "GRID", "注：本表反映收入。"]
    (grid,) = source.grids()
    assert list(grid.lines()) == [
        ("项目", "", "合计", "基本支出"),
        ("编码", "名称", "", ""),
        ("208", "社会保障\n和就业支出", "754.75", ""),
        ("", "", "", ""),
    ]
    assert [
        (each.row, each.column, each.rows, each.columns) for each in grid.cells if each.rows + each.columns > 2
    ] == [
        (0, 0, 1, 2),
        (0, 2, 2, 1),
        (0, 3, 2, 1),
    ]
    assert (source.kind, grid.page, source.unread) == ("pdf", 1, ())


def test_places_are_tenths_of_a_point_from_the_upper_left(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.pdf")
    path.write_bytes(
        made.written(
            [made.text(50, 700, "before") + made.ruled((50, 150, 300), (500, 530, 560)) + made.text(160, 510, "12.50")]
        )
    )
    source = read([path])
    line, grid = source.blocks
    assert isinstance(line, Line)
    assert isinstance(grid, Grid)
    assert line.box is not None
    assert (line.box.left, line.box.top // 100) == (500, 9)
    assert line.words[0].text == "before"
    (cell,) = grid.cells
    assert (cell.text, cell.row, cell.column) == ("12.50", 1, 1)
    assert cell.box is not None
    assert (cell.box.left, cell.box.top, cell.box.right, cell.box.bottom) == (1500, 2700, 3000, 3000)
    (page,) = source.pages
    assert (page.number, page.file, page.width, page.height, page.scanned) == (1, "a.pdf", 6000, 8000, False)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(tmp_path: Path, turn: int) -> None:
    path = tmp_path.joinpath("a.pdf")
    matrix = {90: "0 1 -1 0 600 0", 180: "-1 0 0 -1 600 800", 270: "0 -1 1 0 0 800"}[turn]
    content = made.text(50, 700 - 200 * (turn != 180), "above") + made.ruled((50, 150, 300), (300, 330, 360))
    content += made.text(160, 310, "12.50") + made.text(50, 200, "below")
    path.write_bytes(made.written([f"{matrix} cm\n".encode() + content], page_keys=f"/Rotate {turn}"))
    source = read([path])
    assert words(source) == ["above", "GRID", "below"]
    assert [cell.text for grid in source.grids() for cell in grid.cells] == ["12.50"]
    assert (source.pages[0].width, source.pages[0].height) == ((6000, 8000) if turn == 180 else (8000, 6000))


def test_a_landscape_page_after_an_upright_one(tmp_path: Path) -> None:
    source = read([made.typeset(tmp_path.joinpath("a.pdf"), f"第一部分\n#page(flipped: true)[{HEADS}]\n第三部分")])
    assert words(source) == ["第一部分", "GRID", "第三部分"]
    assert [each.width > each.height for each in source.pages] == [False, True, False]
    assert [each.page for each in source.blocks] == [1, 2, 3]


def test_an_order_broken_by_the_file_is_mended_by_position(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.pdf")
    pieces = [("total", 50, 700), ("394.82", 100, 700), ("next", 50, 650), ("line", 90, 650)]
    path.write_bytes(made.written([b"".join(made.text(x, y, word) for word, x, y in reversed(pieces))]))
    assert [each.text for each in read([path]).lines()] == ["total 394.82", "next line"]


def test_what_is_printed_twice_to_look_bold_is_read_once(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.pdf")
    doubled = made.text(50, 700, "1122.00") + b"BT /F1 12 Tf 50.3 700 Td (1122.00) Tj ET\n"
    path.write_bytes(made.written([doubled]))
    assert [each.text for each in read([path]).lines()] == ["1122.00"]


def test_sides_without_lines_are_cells_too(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.pdf")
    lines = b"".join(f"50 {y} m 500 {y} l S\n".encode() for y in (500, 530, 560))
    lines += b"".join(f"{x} 500 m {x} 560 l S\n".encode() for x in (200, 350))
    content = lines + b"".join(made.text(x, 510, word) for x, word in ((60, "a"), (210, "b"), (360, "c")))
    path.write_bytes(made.written([content]))
    (grid,) = read([path]).grids()
    assert list(grid.lines()) == [("", "", ""), ("a", "b", "c")]


def test_a_frame_around_text_is_no_table(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.pdf")
    path.write_bytes(made.written([made.ruled((50, 500), (500, 600)) + made.text(60, 550, "framed")]))
    assert words(read([path])) == ["framed"]


def test_coloured_grounds_are_no_tables(tmp_path: Path) -> None:
    """Nor are the bars of a chart."""
    path = tmp_path.joinpath("a.pdf")
    bars = b"0.9 g\n" + b"".join(
        f"{x} 400 50 {height} re f\n".encode() for x, height in ((100, 90), (150, 60), (200, 90))
    )
    path.write_bytes(made.written([bars + b"0 g\n" + made.text(105, 420, "500")]))
    assert words(read([path])) == ["500"]


def test_paragraphs_go_on_over_lines_and_pages(tmp_path: Path) -> None:
    body = "\n\n".join(f"{number}、{SENTENCE}" for number in range(1, 16))
    head = '#set page(numbering: "- 1 -")\n#set par(first-line-indent: (amount: 2em, all: true), justify: true)\n'
    path = made.typeset(tmp_path.joinpath("a.pdf"), f"{head}{body}\n\n短。")
    source = read([path])
    assert len(source.pages) > 1
    assert paragraphs(source) == [f"{number}、{SENTENCE}" for number in range(1, 16)] + ["短。"]


@pytest.mark.parametrize("numbering", ["1", "- 1 -", "第 1 页", "I"])
def test_page_numbers_are_left_out(tmp_path: Path, numbering: str) -> None:
    markup = f'#set page(numbering: "{numbering}")\n甲\n#pagebreak()\n乙\n#pagebreak()\n丙'
    assert words(read([made.typeset(tmp_path.joinpath("a.pdf"), markup)])) == ["甲", "乙", "丙"]


def test_numbers_at_a_pages_foot_that_do_not_count_are_kept(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.pdf")
    path.write_bytes(made.written([made.text(50, 40, word) for word in ("394", "82", "17")]))
    assert words(read([path])) == ["394", "82", "17"]


def test_running_heads_are_left_out_but_for_those_of_tables(tmp_path: Path) -> None:
    head = "#set page(header: [#text(size: 9pt)[某单位 2024 年度部门决算]])\n"
    markup = head + f"甲\n#pagebreak()\n乙\n#pagebreak()\n{HEADS}\n#pagebreak()\n丁"
    assert words(read([made.typeset(tmp_path.joinpath("a.pdf"), markup)])) == [
        "甲",
        "乙",
        "某单位2024年度部门决算",
        "GRID",
        "丁",
    ]


def test_pages_are_counted_through_files(tmp_path: Path) -> None:
    paths = [tmp_path.joinpath(f"{number}.pdf") for number in (1, 2)]
    for path in paths:
        path.write_bytes(made.written([made.text(50, 700, path.stem), made.text(50, 700, "x")]))
    source = read(paths)
    assert [(each.number, each.file) for each in source.pages] == [
        (1, "1.pdf"),
        (2, "1.pdf"),
        (3, "2.pdf"),
        (4, "2.pdf"),
    ]
    assert [each.page for each in source.blocks] == [1, 2, 3, 4]


def test_a_scan_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.pdf")
    image = made.stream(
        bytes(100), "/Type /XObject /Subtype /Image /Width 10 /Height 10 /ColorSpace /DeviceGray /BitsPerComponent 8"
    )
    scan = b"q 600 0 0 800 0 0 cm /I Do Q\n"
    path.write_bytes(
        made.written([scan, made.text(50, 700, "words"), scan], resources="/XObject << /I 4 0 R >>", extra={4: image})
    )
    source = read([path])
    assert [each.scanned for each in source.pages] == [True, False, True]
    assert [each.what for each in source.unread] == ["第1、3页是扫描的图片"]


def test_nothing_but_scans_and_blank_pages(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.pdf")
    path.write_bytes(made.written([b"", b""]))
    source = read([path])
    assert (source.blocks, len(source.pages), source.unread) == ((), 2, ())


def test_radicals_are_read_as_characters() -> None:
    """As some programs' PDFs have them: a font's sign for 支 said to be the radical."""
    assert meant("⽀出⻋辆⾦额⺠⽣，１２") == "支出车辆金额民生，１２"


def test_the_same_file_gives_the_same(tmp_path: Path) -> None:
    path = made.typeset(tmp_path.joinpath("a.pdf"), HEADS + SENTENCE)
    assert read([path]) == read([path])


def test_a_numbered_heading_after_a_full_line_begins_anew(tmp_path: Path) -> None:
    full = "本年度支出总计比上年增加，主要原因是项目支出增加，人员经费减少，与上年持。"
    pieces = [full, "六、一般公共预算财政拨款基本支出情况", full, "（一）总体情况", "短。"]
    markup = "#set par(leading: 6pt, spacing: 6pt)\n" + "\n\n".join(pieces)
    assert paragraphs(read([made.typeset(tmp_path.joinpath("a.pdf"), markup)])) == pieces


def test_an_indented_line_after_a_full_one_begins_anew(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.pdf")
    full = "m" * 40
    places = [(74, full[:-2]), (50, full), (74, full[:-2]), (50, full), (50, "m")]
    path.write_bytes(made.written([b"".join(made.text(x, 700 - 18 * at, word) for at, (x, word) in enumerate(places))]))
    assert [each.ends for each in read([path]).lines()] == [False, True, False, False, True]


@pytest.mark.parametrize("matrix", ["0 1 -1 0 600 0", "0 -1 1 0 0 800"])
@pytest.mark.parametrize("turn", [0, 180])
def test_a_table_that_lies_on_its_side(tmp_path: Path, matrix: str, turn: int) -> None:
    path = tmp_path.joinpath("a.pdf")
    content = made.text(50, 500, "above") + made.ruled((50, 150, 300), (300, 330, 360)) + made.text(160, 310, "12.50")
    path.write_bytes(
        made.written([f"{matrix} cm\n".encode() + content + made.text(50, 200, "below")], page_keys=f"/Rotate {turn}")
    )
    source = read([path])
    assert words(source) == ["above", "GRID", "below"]
    assert (source.pages[0].width, source.pages[0].height) == (8000, 6000)
    picture = page_picture(path, 1, 400)
    assert struct.unpack(">II", picture[16:24]) == (400, 300)
    upright = tmp_path.joinpath("b.pdf")
    upright.write_bytes(
        made.written([content + made.text(50, 200, "below")]).replace(b"[0 0 600 800]", b"[0 0 800 600]")
    )
    assert read([upright]).blocks == source.blocks
    assert page_picture(upright, 1, 400) == picture
