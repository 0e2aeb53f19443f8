"""Figures of the year before that the ledger hasn't got: declared in disclosure.toml, and signed off there.

[previous]
signed_by = "某某（财务负责人）依据 2019 年度部门决算"
unit = "万元"
[previous.cells]
"表1 30 1" = 353.37
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.law.tie import PREVIOUS
from gov_accounts.money import yuan_text
from gov_accounts.printing.units import MONEY_UNITS
from gov_accounts.publishing.outline.cells import cell_named
from gov_accounts.publishing.settings.read import read_settings
from gov_accounts.publishing.settings.wording import quoted_text
from gov_accounts.statements.figures import ALWAYS, Figures
from gov_accounts.statements.ties import check, due

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from gov_accounts.law.formats import FormatSet
    from gov_accounts.law.formula import Reference
    from gov_accounts.publishing.settings.read import Settings
    from gov_accounts.statements.ties import Equation

_TABLE: Final = "previous"


def declared_previous(
    settings: Settings, formats: FormatSet, year: int, *, needed: bool
) -> tuple[dict[Reference, int], dict[Reference, str], list[Finding]]:
    """Declared cells of last year's tables in fen, where each is written, and what is wrong with them.

    Args:
        settings: disclosure.toml.
        formats: the year's, which last year's cells are named by.
        year: the year the document is of.
        needed: whether the ledger lacks the year before; what it has is never overruled.
    """
    written: Any = settings.get(_TABLE) or {}
    if written and not needed:
        return {}, {}, [_not_needed(settings, year)]
    unit = next((each.fen for each in MONEY_UNITS.values() if each.name == written.get("unit")), None)
    if unit is None or "signed_by" not in written:
        return {}, {}, []
    fen: dict[Reference, int] = {}
    where: dict[Reference, str] = {}
    findings: list[Finding] = []
    for name, number in (written.get("cells") or {}).items():
        cell = cell_named(name, formats)
        place = settings.place(f"{_TABLE}.cells.{name}")
        amount = number * unit
        if cell is None:
            findings.append(_unknown(name, place))
            continue
        cell = replace(cell, table=f"{PREVIOUS}{cell.table}")
        if cell in fen:
            findings.append(_twice(name, where[cell], place))
        elif amount != int(amount):
            findings.append(_too_fine(name, place))
        else:
            fen[cell] = int(amount)
            where[cell] = f"{settings.path.name}:{place.line}"
    return fen, where, findings


def declared_beside(main: Path, formats: FormatSet, year: int) -> dict[Reference, int]:
    """What is declared beside a ledger of the year before its first, in fen, by last year's own cells.

    Nothing where there is no such file, or where what it says can't be used; whoever makes the document is told so.
    """
    fen, _, _ = declared_previous(read_settings(main, year), formats, year, needed=True)
    return {own_cell(cell): amount for cell, amount in fen.items()}


def own_cell(cell: Reference) -> Reference:
    """A cell of last year's tables as that year names it."""
    return replace(cell, table=str(cell.table).removeprefix(PREVIOUS))


def contradictions(settings: Settings, fen: Mapping[Reference, int], ties: Iterable[Equation]) -> Iterator[Finding]:
    """Declared cells that don't agree with each other: ties of whose cells all are declared, and which don't hold.

    Args:
        settings: disclosure.toml.
        fen: the declared cells.
        ties: those of the tables; of this year's, which last year's are taken to be like.
    """
    own = {own_cell(cell): amount for cell, amount in fen.items()}
    figures = Figures({}, own.__getitem__, knows=own.__contains__)
    equalities = (each for each in due(ties, ALWAYS) if each.kind != "at-least")
    for each in check(equalities, figures):
        if not each.adds_up:
            yield Finding(
                "disclosure-previous-differs",
                f"申报的上年数对不上：一边是 {yuan_text(each.left)} 元，一边是 {yuan_text(each.right)} 元。",
                f"{each.equation.why}。",
                "对照上年公开的表改正。",
                settings.place(f"{_TABLE}.cells"),
            )


def _unknown(name: str, place: Place) -> Finding:
    return Finding(
        "disclosure-previous-cell",
        f"上年数里的“{quoted_text(name)}”不是一个单元格。",
        "上年数按单元格写：表号、行、栏，中间空格，与 gov-accounts explain 的写法相同。",
        '写成 "表1 30 1" 的样子。',
        place,
    )


def _twice(name: str, before: str, place: Place) -> Finding:
    return Finding(
        "disclosure-previous-cell",
        f"上年数“{quoted_text(name)}”写了两次，前一次在 {before}。",
        "一个单元格只有一个数，只用前一次的。",
        "删掉一处。",
        place,
    )


def _too_fine(name: str, place: Place) -> Finding:
    return Finding(
        "disclosure-previous-cell",
        f"上年数“{quoted_text(name)}”比一分还细。",
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
