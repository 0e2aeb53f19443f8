"""Pages and Excel's own XML that are called .xls: cells where they are shown, and nothing run, fetched or expanded."""

from __future__ import annotations

import time
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.sheets.errors import TableError
from gov_accounts.sheets.page import NoTableError, Table, TooManyError, tables
from gov_accounts.sheets.table import read_sheets

WORKBOOK = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">{}</Workbook>'
)


def rows(text: str, name: str = "") -> list[list[str]]:
    (table,) = tables(text, 1000, 50)
    assert table.name == name
    return [row for _, row in table.rows]


@st.composite
def laid_out(draw: st.DrawFn) -> tuple[list[list[str]], str, str]:
    """A grid in which some cells are over others, as a page, and as a workbook."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    words = st.text(st.sampled_from("金额<&>\"'= 1.5,"), min_size=1, max_size=6).filter(lambda text: bool(text.strip()))
    taken: set[tuple[int, int]] = set()
    grid = [[""] * width for _ in range(height)]
    page, book = [], []
    for row in range(height):
        cells, parts = [], []
        for column in range(width):
            if (row, column) in taken:
                continue
            across = draw(st.integers(1, min(3, width - column)))
            while any((row, column + each) in taken for each in range(across)):
                across -= 1
            down = draw(st.integers(1, min(3, height - row)))
            taken |= {(row + y, column + x) for y in range(down) for x in range(across)}
            text = draw(words).strip()
            grid[row][column] = text
            cells.append(f"<td colspan={across} rowspan='{down}'>{escape(text)}</td>")
            parts.append(
                f'<Cell ss:Index="{column + 1}" ss:MergeAcross="{across - 1}" ss:MergeDown="{down - 1}">'
                f'<Data ss:Type="String">{escape(text)}</Data></Cell>'
            )
        page.append(f"<tr>{''.join(cells)}</tr>")
        book.append(f'<Row ss:Index="{row + 1}">{"".join(parts)}</Row>')
    sheet = f"<Worksheet ss:Name={quoteattr('五月')}><Table>{''.join(book)}</Table></Worksheet>"
    return grid, f"<html><table>{''.join(page)}</table></html>", WORKBOOK.format(sheet)


def padded(found: list[list[str]], width: int) -> list[list[str]]:
    return [[*row, *[""] * (width - len(row))] for row in found]


@given(laid_out())
def test_cells_stand_where_they_are_shown(drawn: tuple[list[list[str]], str, str]) -> None:
    grid, page, book = drawn
    assert padded(rows(page), len(grid[0])) == grid
    assert padded(rows(book, "五月"), len(grid[0])) == grid


def test_words_of_programs_are_no_words(tmp_path: Path) -> None:
    path = tmp_path / "凭证.xls"
    path.write_bytes(
        "<html><meta charset=gbk><body><table><tr><th>日期<script>alert('x')</script><style>b{}</style><th>&nbsp;金额"
        "<tr><td>2020-05-08<br>五<td x:num>1,234.50<!-- 注 --></table></body></html>".encode("gbk")
    )
    (sheet,) = read_sheets(path)
    assert [each.cells for each in sheet.rows] == [("日期", "金额"), ("2020-05-08五", "1,234.50")]


def test_several_tables_are_several_sheets() -> None:
    found = tables("<table><tr><td><table><tr><td>1</table><td></table><table><tr><td>2</table>", 10, 10)
    assert found == [Table("表1", [(1, ["1"])]), Table("表2", [(1, ["2"])])]


def test_rows_that_are_left_out_in_the_numbers() -> None:
    book = (
        '<Worksheet><Table><Row ss:Index="5"><Cell ss:Index="3"><Data>7</Data></Cell></Row><Row/></Table></Worksheet>'
    )
    (table,) = tables(WORKBOOK.format(book), 10, 10)
    assert table.rows == [(5, ["", "", "7"]), (6, [])]


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row><Cell><Data>&c;</Data>'
    "</Cell></Row></Table></Worksheet></Workbook>"
)


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        '<?xml version="1.0"?>' + LAUGHS.replace('"ha"', 'SYSTEM "file:///etc/passwd"'),
        "<html></html>",
        WORKBOOK.format("<Worksheet>"),
        "<?xml version='1.0'?><VOUCHER/>",
        "<",
    ],
)
def test_what_has_no_table(text: str) -> None:
    with pytest.raises(NoTableError):
        tables(text, 10, 10)


def test_an_entity_of_a_page_is_not_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("秘密", encoding="utf-8")
    text = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]><table><tr><td>&x;<td>1</table>'
    assert "秘密" not in str(tables(text, 10, 10))


def test_a_page_that_claims_to_be_large_takes_little() -> None:
    begun = time.monotonic()
    wide = "<tr>" + "<td colspan=999999 rowspan=999999>1" * 200
    (table,) = tables(f"<table>{wide * 500}</table>", 1000, 120)
    assert max(len(row) for _, row in table.rows) <= 120
    deep = tables("<table><tr><td>" * 3000 + "1" + "</table>" * 3000, 10, 10)
    assert len(deep) <= 1
    with pytest.raises(TooManyError):
        tables("<table>" + "<tr><td>1" * 1001 + "</table>", 1000, 10)
    assert time.monotonic() - begun < 20


def test_numbers_of_excels_xml_are_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    values = {"DateTime": "2020-05-08T00:00:00.000", "Number": "12.5"}
    cells = "".join(f'<Cell><Data ss:Type="{kind}">{value}</Data></Cell>' for kind, value in values.items())
    path.write_text(WORKBOOK.format(f"<Worksheet ss:Name='一'><Table><Row>{cells}</Row></Table></Worksheet>"), "utf-8")
    (sheet,) = read_sheets(path)
    assert sheet.rows[0].cells == ("2020-05-08T00:00:00.000", "12.5")


def test_a_page_without_a_table_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text("<html><p>登录超时</p></html>", encoding="utf-8")
    with pytest.raises(TableError, match="没有表格"):
        read_sheets(tmp_path / "a.xls")
