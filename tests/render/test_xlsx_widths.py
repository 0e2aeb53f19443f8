"""Workbooks show every number and day: a column too narrow for one shows nothing but ####."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from gov_accounts.cli import cli
from gov_accounts.ledger import load
from gov_accounts.printing.units import YUAN
from gov_accounts.publishing.assemble import make_document
from gov_accounts.render import xlsx
from gov_accounts.reports.book_kinds import KINDS
from tests.support.disclosures import EXAMPLE_FILES, received, spent, write
from tests.support.heads import HEAD

FREE = 1
"""Half characters of a column that its cells don't use."""


def shown(value: object, number_format: str) -> str:
    """A cell's value as Excel shows it, as far as the formats used here go."""
    if isinstance(value, datetime.date | datetime.datetime):
        assert number_format == "yyyy-mm-dd"
        return f"{value:%Y-%m-%d}"
    decimals = len(number_format.partition(".")[2])
    return f"{value:{',' if '#,##0' in number_format else ''}.{decimals}f}"


def too_narrow(workbook: bytes) -> tuple[list[str], int]:
    """The cells whose number or day doesn't fit their column; and how many were looked at."""
    narrow, seen = [], 0
    for sheet in openpyxl.load_workbook(io.BytesIO(workbook)):
        # The reader gives a run of columns alike the first one's width only.
        widths: dict[str, float] = {}
        for dimension in sheet.column_dimensions.values():
            for column in range(dimension.min, dimension.max + 1):
                widths[get_column_letter(column)] = dimension.width
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float | datetime.date) and not isinstance(cell.value, bool):
                    seen += 1
                    text = shown(cell.value, cell.number_format)
                    if len(text) + FREE + int(cell.alignment.indent) > widths[cell.column_letter]:
                        narrow.append(f"{sheet.title}!{cell.coordinate} {text} in {widths[cell.column_letter]}")
    return narrow, seen


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """A ledger of a hundred thousand million."""
    return write(tmp_path, HEAD + received("123456789012.34") + spent("123456789012.34")).path


def by_command(*words: str) -> Callable[[Path, Path, str], bytes]:
    def run(ledger: Path, out: Path, year: str) -> bytes:
        command, *rest = words
        cli.main(
            [command, str(ledger), *rest, "--format", "xlsx", "-o", str(out), *year.split()], standalone_mode=False
        )
        return out.read_bytes()

    return run


COMMANDS: Sequence[Callable[[Path, Path, str], bytes]] = (
    by_command("report", "--table", "1", "--table", "4", "--unit", "yuan"),
    by_command("report", "--unit", "yuan"),
    by_command("journal", "8001"),
    by_command("balance"),
    by_command("ledger-book", *(word for kind in KINDS for word in ("--kind", kind))),
    by_command("budget", "--by", "func", "--unit", "yuan"),
)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["rich", *EXAMPLE_FILES])
def test_every_number_and_day_fits_its_column(
    tmp_path: Path, rich: Path, name: str, command: Callable[[Path, Path, str], bytes]
) -> None:
    ledger = rich if name == "rich" else EXAMPLE_FILES[name]
    narrow, seen = too_narrow(command(ledger, tmp_path / "书.xlsx", "--year 2020" if name != "rich" else ""))
    assert narrow == []
    assert seen


def test_every_number_of_a_document_fits(rich: Path) -> None:
    narrow, seen = too_narrow(xlsx.render_document(make_document(load(rich), 2020, YUAN).document))
    assert narrow == []
    assert seen > 20
