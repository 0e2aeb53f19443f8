"""Workbooks that claim more than they hold, or hold more than is read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from gov_accounts.sheets.bounds import MOST_CELLS, TooLargeError, check_workbook
from gov_accounts.sheets.errors import TableError
from gov_accounts.sheets.table import read_sheets

ODS = (
    '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
    '<table:table table:name="甲">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)
CELL = '<table:table-cell office:value-type="string"{}><text:p>字</text:p></table:table-cell>'


def checked(name: str, text: str) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(name, text)
    with zipfile.ZipFile(made) as parts:
        check_workbook(parts)


def xlsx(body: str) -> None:
    checked("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{body}</sheetData></worksheet>")


def ods(body: str) -> None:
    checked("content.xml", ODS.format(body))


def test_cells_far_apart() -> None:
    near = '<row r="3"><c r="A3"><v>1</v></c></row>'
    xlsx(near + '<row r="90000"><c r="BZ90000"><v>1</v></c></row>')
    for far in ('<c r="XFD1048576"><v>1</v></c>', "<c r='xfd1048576'><v>1</v></c>", '<x:c s="1" r="XFD1048576"></x:c>'):
        with pytest.raises(TooLargeError):
            xlsx(near + f'<row r="9">{far}</row>')


def test_what_is_blank_takes_no_room() -> None:
    xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576" s="1"><c r="XFD1048576" s="4"/></row>')


def test_cells_that_say_no_place_follow_each_other() -> None:
    wide = "<c><v>1</v></c>" * 9_000
    xlsx(f"<row>{wide}</row>")
    with pytest.raises(TooLargeError):
        xlsx(f"<row>{wide}</row>" + "<row><c><v>1</v></c></row>" * (MOST_CELLS // 9_000 + 1))


def test_cells_that_stand_many_times() -> None:
    many = ' table:number-columns-repeated="9000"'
    row = "<table:table-row{}>" + CELL.format(many) + "</table:table-row>"
    ods(row.format(""))
    ods(row.format("") + '<table:table-row table:number-rows-repeated="1048000"/>')
    with pytest.raises(TooLargeError):
        ods(row.format(' table:number-rows-repeated="1048576"'))
    with pytest.raises(TooLargeError):
        ods(row.format("") + '<table:table-row table:number-rows-repeated="1048000"/>' + row.format(""))
    blank = f"<table:table-cell{many}/>"
    ods(f'<table:table-row table:number-rows-repeated="1048576">{blank}</table:table-row>')


def test_parts_larger_than_they_claim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gov_accounts.sheets.bounds.MOST_BYTES", 1000)
    with pytest.raises(TooLargeError):
        checked("xl/media/image1.png", "0" * 1001)
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("xl/sharedStrings.xml", "0" * 1001)
    with pytest.raises(TableError) as error:
        read_sheets(path)
    assert "太大" in error.value.what
