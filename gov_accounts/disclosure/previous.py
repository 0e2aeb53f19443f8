"""Figures of the year before that the ledger hasn't got: declared in disclosure.toml, and signed off there.

[previous]
signed_by = "某某（财务负责人）依据 2019 年度部门决算"
unit = "万元"
[previous.cells]
"表1 30 1" = 353.37
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.formats import PREVIOUS, FormatSet, official_formats
from gov_accounts.formula import Reference
from gov_accounts.rounding import MONEY_UNITS

if TYPE_CHECKING:
    from gov_accounts.disclosure.settings import Settings

_TABLE: Final = "previous"
_WORDS: Final = 3


def declared_previous(
    settings: Settings, year: int, *, needed: bool
) -> tuple[dict[Reference, int], dict[Reference, str], list[Finding]]:
    """Declared cells of last year's tables in fen, where each is written, and what is wrong with them.

    Args:
        settings: disclosure.toml.
        year: the year the document is of.
        needed: whether the ledger lacks the year before; what it has is never overruled.
    """
    written: Any = settings.get(_TABLE) or {}
    if written and not needed:
        return {}, {}, [_not_needed(settings, year)]
    fen: dict[Reference, int] = {}
    where: dict[Reference, str] = {}
    findings: list[Finding] = []
    unit = next((each.fen for each in MONEY_UNITS.values() if each.name == written.get("unit")), None)
    if unit is None or "signed_by" not in written:
        return {}, {}, []
    formats = official_formats(year)
    for name, number in (written.get("cells") or {}).items():
        cell = _cell(formats, name)
        place = settings.place(f"{_TABLE}.cells.{name}")
        if cell is None:
            findings.append(_unknown(name, place))
            continue
        amount = number * unit
        if amount != int(amount):
            findings.append(_too_fine(name, place))
            continue
        fen[cell] = int(amount)
        where[cell] = f"{settings.path.name}:{place.line}"
    return fen, where, findings


def _cell(formats: FormatSet, name: str) -> Reference | None:
    """The cell that ``表1 30 1`` names, as ``explain`` does; None where the table has no such place."""
    words = name.split()
    form = formats.find(words[0]) if words else None
    if len(words) != _WORDS or form is None:
        return None
    _, row, column = words
    for panel in form.panels:
        if column in (each.id for each in panel.columns) and (panel.levels or row in (each.id for each in panel.rows)):
            return Reference(row, column, f"{PREVIOUS}{form.key}")
    return None


def named(formats: FormatSet, cells: Iterator[Reference]) -> list[str]:
    """Cells as they are written here."""
    numbers = {form.key: form.number for form in formats.formats}
    return [f"表{numbers[str(each.table).removeprefix(PREVIOUS)]} {each.id} {each.column}" for each in cells]


def _unknown(name: str, place: Place) -> Finding:
    return Finding(
        "disclosure-previous-cell",
        f"上年数里的“{name}”不是一个单元格。",
        "上年数按单元格写：表号、行、栏，中间空格，与 gov-accounts explain 的写法相同。",
        '写成 "表1 30 1" 的样子。',
        place,
    )


def _too_fine(name: str, place: Place) -> Finding:
    return Finding(
        "disclosure-previous-cell",
        f"上年数“{name}”比一分还细。",
        "金额最小是一分。",
        "核对小数位数和 previous.unit。",
        place,
    )


def _not_needed(settings: Settings, year: int) -> Finding:
    return Finding(
        "disclosure-previous-unused",
        f"账本里有 {year - 1} 年的账，申报的上年数没有用。",
        "上年数由账本得出，与上年公开的表一致。",
        "删掉 [previous]。",
        settings.place(_TABLE),
        Severity.NOTICE,
    )
