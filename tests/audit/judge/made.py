"""Tables as if they had been read from a document, made of figures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from gov_accounts.audit.paper import FoundTable, PrintedNumber, Tables
from gov_accounts.audit.spot import Spot
from gov_accounts.law.form import Format
from gov_accounts.law.formats import FormatSet
from gov_accounts.law.profile import Profile
from gov_accounts.printing.rounding import CONTROLLED, round_statements
from gov_accounts.printing.units import WAN
from gov_accounts.statements.fill import Statement
from gov_accounts.statements.paper import PaperTable

UNIT = "某某中心"


def spot_of(form: Format, row: str, column: str, printed: str = "") -> Spot:
    return Spot(form.name, form.row_name(row), form.column_name(row, column), printed=printed)


def found_table(table: PaperTable, unit: int = WAN.fen, decimals: int = 2) -> FoundTable:
    """A table with each number in its place; None for a blank cell."""
    form = table.format
    rows: dict[str, dict[str, PrintedNumber | None]] = {}
    spots: dict[tuple[str, str], Spot] = {}
    for row, cells in table.rows.items():
        for column, figure in cells.items():
            spot = spot_of(form, row, column, "" if figure is None else f"{figure:.{decimals}f}")
            spots[row, column] = spot
            rows.setdefault(row, {})[column] = None if figure is None else PrintedNumber(figure, decimals, unit, spot)
    return FoundTable(form, form.name, form.title, 0, unit, "万元", rows, {}, spots)


def found(tables: Mapping[str, PaperTable], profile: Profile, year: int) -> Tables:
    """Tables of a unit."""
    return Tables(UNIT, year, profile, exactly=True, tables={key: found_table(each) for key, each in tables.items()})


def printed_tables(
    statements: Mapping[str, Statement], formats: FormatSet, how: str = CONTROLLED
) -> dict[str, PaperTable]:
    """Statements as they are printed in 万元: rounded together, or each cell half up by itself."""
    rounding = round_statements(statements, formats, WAN, how)
    made: dict[str, PaperTable] = {}
    for key, each in statements.items():
        rows: dict[str, dict[str, Decimal | None]] = {}
        for panel, row in each.rows():
            for column in panel.columns:
                figure = rounding.figure(key, row.row.key, column.key)
                rows.setdefault(row.row.key, {})[column.key] = figure
        made[key] = PaperTable(each.format, each.year, rows)
    return made


def changed(table: PaperTable, row: str, column: str, figure: Decimal | None) -> PaperTable:
    """The table with another number in a cell."""
    rows = {key: dict(cells) for key, cells in table.rows.items()}
    rows[row][column] = figure
    return PaperTable(table.format, table.year, rows)
