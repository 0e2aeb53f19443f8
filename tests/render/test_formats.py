"""The one switch over formats: what it gives of sheets and of statements, and what it loads for it."""

from __future__ import annotations

import csv
import datetime
import io
import json
import subprocess
import sys
from decimal import Decimal

import openpyxl
import pytest

from gov_accounts.books.postings import Period
from gov_accounts.printing.printed import PrintedStatement
from gov_accounts.printing.units import YUAN
from gov_accounts.publishing.document import StatementTable
from gov_accounts.render.as_csv import ENCODING
from gov_accounts.render.formats import rendered
from gov_accounts.render.values import Value, plain, shown, value_of
from gov_accounts.reports.sheet import Column, Row, Sheet
from tests.support.documents import WUHAN, example
from tests.support.paths import LEDGERS

DAY = datetime.date(2020, 3, 5)
SHEET = Sheet(
    "明细账",
    "库存现金 明细账",
    "某某中心",
    Period(datetime.date(2020, 1, 1), datetime.date(2020, 12, 31)),
    YUAN,
    (Column("day", "日期"), Column("word", "摘要", narrowest=6), Column("fen", "金额", figures=True)),
    (Row({"day": DAY, "word": "=1\x1b+1", "fen": -123456}), Row({"word": "合计", "fen": 0}, total=True)),
    ("注。",),
)


@pytest.fixture(scope="module")
def statements() -> list[PrintedStatement]:
    return [block.statement for block in example(*WUHAN).blocks if isinstance(block, StatementTable)]


@pytest.mark.parametrize(
    ("cell", "value", "program", "people"),
    [
        (None, None, "", ""),
        ("甲\x1b[2J\n乙", "甲 [2J 乙", "甲 [2J 乙", "甲 [2J 乙"),
        (-123456789, Decimal("-1234567.89"), "-1234567.89", "-1,234,567.89"),
        (0, Decimal("0.00"), "0.00", "0.00"),
        (DAY, DAY, "2020-03-05", "2020-03-05"),
    ],
)
def test_a_value_is_written(cell: str | int | datetime.date | None, value: Value, program: str, people: str) -> None:
    assert value_of(cell, YUAN) == value
    assert (plain(value), shown(value)) == (program, people)


def test_sheets_as_csv_are_one_table() -> None:
    content = rendered([SHEET, SHEET], "csv", to_file=True)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode(ENCODING), newline="")))
    two = [["2020-03-05", "'=1 +1", "-1234.56"], ["", "合计", "0.00"]]
    assert rows == [["日期", "摘要", "金额"], *two, *two]


def test_statements_as_csv_stand_below_their_names(statements: list[PrintedStatement]) -> None:
    alone = [rendered([each], "csv").decode() for each in statements]
    together = rendered(statements, "csv").decode()
    assert together.startswith(f"{statements[0].name} {statements[0].heading}\r\n{alone[0]}\r\n{statements[1].name} ")
    assert together.endswith(f"{alone[-1]}\r\n")


def test_a_json_document_says_what_it_is_of(statements: list[PrintedStatement]) -> None:
    document = json.loads(rendered(statements, "json", profile="2020"))
    assert list(document) == ["unit_name", "year", "money_unit", "profile", "tables"]
    assert "profile" not in json.loads(rendered(statements[:1], "json"))
    document = json.loads(rendered([SHEET], "json"))
    assert list(document) == ["unit_name", "first", "last", "money_unit", "tables"]
    assert document["tables"][0]["rows"][0] == {"day": "2020-03-05", "word": "=1 +1", "fen": "-1234.56"}


def test_a_workbook_has_values_of_their_kind() -> None:
    (page,) = openpyxl.load_workbook(io.BytesIO(rendered([SHEET], "xlsx"))).worksheets
    values = [[cell.value for cell in row] for row in page.iter_rows(min_row=5)]
    assert values[0] == [datetime.datetime(2020, 3, 5), "=1 +1", -1234.56]  # noqa: DTZ001 (as a workbook has it)
    assert values[1:] == [[None, "合计", 0], ["注。", None, None]]
    assert page["B5"].data_type == "s"
    assert (page.freeze_panes, page.print_title_rows) == ("A5", "$1:$4")


def test_tables_as_text_stand_one_below_the_other(statements: list[PrintedStatement]) -> None:
    first, second = (rendered([each], "text", width=80) for each in statements[:2])
    assert rendered(statements[:2], "text", width=80) == first + b"\n" + second
    assert "03-05  =1 +1  -1,234.56\n" in rendered([SHEET], "text").decode()


@pytest.mark.parametrize(
    ("arguments", "loaded"),
    [
        (["check"], []),
        (["balance"], []),
        (["balance", "--format", "csv"], []),
        (["balance", "--format", "xlsx"], ["xlsxwriter"]),
        (["budget"], ["rich"]),
    ],
)
def test_a_library_is_loaded_by_its_format_only(arguments: list[str], loaded: list[str]) -> None:
    program = (
        "import sys\n"
        "from gov_accounts.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "finally:\n    print(sorted({'jinja2', 'rich', 'xlsxwriter'} & set(sys.modules)), file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", program, arguments[0], str(LEDGERS / "clean.beancount"), *arguments[1:]]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr.decode().splitlines()[-1] == str(loaded)
