"""Where a figure comes from: the postings behind a cell, or its formula and the parts it adds up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gov_accounts.books.postings import KEYS
from gov_accounts.money import yuan_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gov_accounts.books.postings import Posting
    from gov_accounts.statements.fill import Cell, Statement
    from gov_accounts.statements.lineage import Lineage


class NoSuchCellError(LookupError):
    """A row or column the statement doesn't have, or several cells of one name.

    Attributes:
        what: ``行``, ``栏``, or ``格`` where there are several.
        wanted: the name.
        present: what there is instead; of several cells, their own names.
    """

    def __init__(self, what: str, wanted: str, present: tuple[str, ...]) -> None:
        super().__init__(f"{what} {wanted}")
        self.what = what
        self.wanted = wanted
        self.present = present


@dataclass(frozen=True, slots=True)
class Explanation:
    """A cell, named."""

    name: str
    label: str
    cell: Cell


def explain(statement: Statement, row: str, column: str) -> Explanation:
    """The cell of a row and a column, by how a person names them or by their keys, with its names.

    Raises:
        NoSuchCellError: the statement has no such row, or the row no such column.
    """
    form = statement.format
    located = form.located(row, column)
    for panel, each in statement.rows():
        for candidate in panel.columns:
            if (each.row.key, candidate.key) == located:
                number = f"{form.name} " if form.number else ""
                return Explanation(
                    f"{number}{form.title} {each.row.name} 行 {candidate.name} 栏",
                    f"{each.label}·{candidate.label}" if each.label else candidate.label,
                    statement.cell(*located),
                )
    if located is None and (several := form.called(row, column)):
        names = (f"{form.row_name(key)} {form.column_name(key, head)}" for key, head in several)
        raise NoSuchCellError("格", f"{row} {column}", tuple(names))
    called = {key for head in form.column_keys() for key, _ in form.called(row, head)}
    rows = [panel for panel, each in statement.rows() if each.row.key in called]
    if rows:
        present = (candidate.name for panel in rows for candidate in panel.columns)
        raise NoSuchCellError("栏", column, tuple(dict.fromkeys(present)))
    written = (each.row.name for _, each in statement.rows())
    raise NoSuchCellError("行", row, tuple(filter(None, dict.fromkeys(written))))


def explanation_lines(explanation: Explanation, lineage: Lineage, base: Path, *, full: bool = False) -> Iterator[str]:
    """An explanation as lines of text: the cell, then its postings, each with file:line; or its formula and parts.

    Args:
        explanation: the cell.
        lineage: the ledger's postings.
        base: folder that file names are relative to.
        full: list the postings of a formula's parts too, not only how many there are.
    """
    yield f"{explanation.name}（{explanation.label}）＝ {yuan_text(explanation.cell.fen)} 元"
    cell = explanation.cell
    if cell.formula:
        yield from _formula_lines(cell, lineage, base, "  ", full=full)
    else:
        yield from _posting_lines(cell, lineage, base, "  ")


def _formula_lines(cell: Cell, lineage: Lineage, base: Path, indent: str, *, full: bool) -> Iterator[str]:
    yield f"{indent}公式：{cell.formula}"
    for part in cell.parts:
        sign = "减" if part.sign < 0 else "加"
        line = f"{indent}{sign} {part.label} ＝ {yuan_text(part.cell.fen)} 元"
        if part.cell.formula and not part.cell.parts:
            yield f"{line}（{part.cell.formula} ＝ {yuan_text(part.cell.dropped)} 元，不是正数）"
        elif part.cell.formula:
            yield line
            yield from _formula_lines(part.cell, lineage, base, indent + "    ", full=full)
        elif full:
            yield line
            yield from _posting_lines(part.cell, lineage, base, indent + "    ")
        else:
            yield f"{line}（{part.cell.count()} 条分录）"


def _posting_lines(cell: Cell, lineage: Lineage, base: Path, indent: str) -> Iterator[str]:
    postings = sorted(lineage.behind(cell), key=lambda each: (each[0].date, each[0].place.file, each[0].place.line))
    for posting, fen in postings:
        yield f"{indent}{posting_line(posting, fen, base)}"
    yield f"{indent}共 {len(postings)} 条分录，合计 {yuan_text(sum(fen for _, fen in postings))} 元"


def posting_line(posting: Posting, fen: int, base: Path) -> str:
    """A posting on one line: file:line, date, amount in yuan, codes, account, and the voucher's words."""
    codes = " ".join(f"{key}={value}" for key, value in zip(KEYS, posting.codes, strict=True) if value)
    words = " ".join(f"{posting.voucher.payee} {posting.voucher.narration}".split())
    words += "（平行记账推出）" if posting.derived else ""
    where = f"{posting.place.shown(base)}  {posting.date}"
    words = f"{posting.number} {words}" if posting.number else words
    return f"{where}  {yuan_text(fen):>14}  {posting.account}  {codes}  {words}".rstrip()
