"""Workbooks: each sheet a grid, numbers as they are shown, merged cells, hidden sheets."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from gov_accounts.audit.reading import read
from gov_accounts.audit.reading.shown import PLAIN, Shown, printed, shown_by


def test_sheets_are_grids_with_merged_cells(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.xlsx")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表1"
    sheet["B2"], sheet["D2"], sheet["B3"], sheet["D3"] = "项目", "合计", "208", 12.5
    sheet["D3"].number_format = "#,##0.00"
    sheet["E3"], sheet["D4"] = 27.509999999999998, 100
    sheet["D4"].number_format = '0.00;-0.00;"-"'
    sheet["E4"] = datetime.datetime(2021, 5, 30)  # noqa: DTZ001 (a workbook's days have no zone)
    sheet.merge_cells("B2:C2")
    sheet.merge_cells("D2:D2")
    book.create_sheet("藏").sheet_state = "hidden"
    book.create_sheet("空")
    book.save(path)
    source = read([path])
    (grid,) = source.grids()
    assert (grid.sheet, grid.name, source.kind) == ("表1", "表1", "workbook")
    rows = [row for row in grid.lines() if any(row)]
    assert [[each for each in row if each] for row in rows] == [
        ["项目", "合计"],
        ["208", "12.50", "27.51"],
        ["100.00", "2021-05-30"],
    ]
    (merged,) = [each for each in grid.cells if each.columns > 1]
    assert (merged.text, merged.rows, merged.columns) == ("项目", 1, 2)
    assert [(each.what, each.why) for each in source.unread] == [("工作表“藏”", "是隐藏的，没有读")]


def test_cells_stand_where_their_formats_do(tmp_path: Path) -> None:
    """Whatever row and column a sheet begins with."""
    for place in ("A1", "C5"):
        path = tmp_path.joinpath("a.xlsx")
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        cell = sheet[place]
        cell.value = 5
        cell.number_format = "0.00"
        sheet.cell(cell.row, cell.column + 1, "右")
        sheet.merge_cells(
            start_row=cell.row, end_row=cell.row, start_column=cell.column + 1, end_column=cell.column + 2
        )
        sheet.cell(cell.row, cell.column + 3, "末")
        book.save(path)
        (grid,) = read([path]).grids()
        assert [(each.text, each.columns) for each in grid.cells] == [("5.00", 1), ("右", 2), ("末", 1)]


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("0.00", "12.5", "12.50"),
        ("#,##0.00_ ", "1234.5", "1234.50"),
        ("#,##0.00_);[Red]\\(#,##0.00\\)", "-12.5", "-12.50"),
        ("0", "12.5", "13"),
        ("0.0", "-0.01", "0.0"),
        ("0.00%", "0.3543", "35.43%"),
        ("0.##", "12.5", "12.5"),
        ('0.00;-0.00;"-"', "0", "-"),
        ("0.00;-0.00;", "0", ""),
        ("0.00;-0.00;0.00", "0", "0.00"),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "0", "-"),
        ('"共"0.0"万元"', "2", "2.0"),
        ("General", "12.50", "12.5"),
        ("@", "100", "100"),
        ("", "27.509999999999998", "27.51"),
    ],
)
def test_numbers_are_written_as_they_are_shown(code: str, value: str, text: str) -> None:
    assert printed(Decimal(value), shown_by(code)) == text


def test_a_format_that_is_none() -> None:
    assert shown_by("General") == PLAIN
    assert shown_by("yyyy-mm-dd") == PLAIN
    assert shown_by("0.000") == Shown(3)


def test_tables_of_a_page_called_a_workbook(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.xls")
    path.write_text("<table><tr><td>甲<td>1.00</table>", encoding="gb18030")
    (grid,) = read([path]).grids()
    assert list(grid.lines()) == [("甲", "1.00")]


def test_a_workbook_in_xml(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.xls")
    path.write_text(
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="表1"><Table>'
        "<Row><Cell><Data>甲</Data></Cell><Cell><Data>1.5</Data></Cell></Row></Table></Worksheet></Workbook>",
        encoding="utf-8",
    )
    (grid,) = read([path]).grids()
    assert (grid.name, list(grid.lines())) == ("表1", [("甲", "1.5")])


def test_what_a_merged_cell_covers_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.xlsx")
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("表1")
        sheet.merge_range("A1:C2", "项目")
        sheet.write("B2", "盖住的")
        sheet.write("D2", "右")
    (grid,) = read([path]).grids()
    assert [(each.text, each.rows, each.columns) for each in grid.cells] == [("项目", 2, 3), ("右", 1, 1)]
