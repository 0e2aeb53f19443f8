"""附注 as printed tables, and what is to be said of them: sums that differ from the statements, costs of no kind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.law.form import Column, Stub
from gov_accounts.law.notes import STATED
from gov_accounts.money import yuan_text
from gov_accounts.printing.printed import PrintedPanel, PrintedRow, PrintedStatement
from gov_accounts.printing.units import YUAN
from gov_accounts.reports.reconciliation import official_form, print_reconciliation
from gov_accounts.text import clean, first_few

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from gov_accounts.law.formula import Reference
    from gov_accounts.law.notes import NoteColumn
    from gov_accounts.reports.notes import AccountNotes, Line, Made

_INDENT: Final = "　"
_SIGN: Final = "附注"
_CHAPTER: Final = "五"
"""会计报表重要项目说明 within 附注."""
_SHOWN: Final = 5
RECONCILED: Final = official_form()
"""差异情况说明."""


def sign_of(number: str) -> str:
    """How a table of 会计报表重要项目说明 is called: ``附注五18.1``."""
    return f"{_SIGN}{_CHAPTER}{number}"


def print_notes(notes: AccountNotes, *, indented: bool) -> list[PrintedStatement]:
    """The tables that have figures, and 差异情况说明 at the end. Exact, in 元.

    Args:
        notes: the year's.
        indented: labels begin with spaces by level, for people; programs want them without.
    """
    ledger = notes.accounts.ledger
    tables = [_printed(each, number, notes, indented=indented) for number, each in enumerate(notes.tables, 1)]
    last = print_reconciliation(notes.reconciliation, ledger.codes.chart, ledger.unit_name, YUAN, indented=indented)
    named = f"{_SIGN}{notes.law.reconciliation}"
    return [*tables, replace(last, number=len(tables) + 1, name=named, printing=notes.law.printing)]


def _printed(made: Made, number: int, notes: AccountNotes, *, indented: bool) -> PrintedStatement:
    table = made.table
    columns = tuple(Column(each.key, "", each.label, (each.label,), None, None) for each in table.columns)
    rows = tuple(
        PrintedRow(
            line.key,
            line.name,
            line.name,
            (_INDENT * line.level if indented else "") + line.label,
            foot=False,
            values={column.key: YUAN.round(fen) for column in table.columns if (fen := line.fen(column.of))},
        )
        for line in made.lines
    )
    return PrintedStatement(
        table.key,
        number,
        sign_of(table.number),
        table.title,
        notes.year,
        notes.accounts.ledger.unit_name,
        YUAN.name,
        landscape=False,
        panels=(PrintedPanel((Stub("label", (table.stub,)),), columns, rows),),
        notes=(f"注：{table.remark}",) if table.remark else (),
        printing=notes.law.printing,
    )


# Findings


def note_findings(notes: AccountNotes) -> list[Finding]:
    """What is wrong with what the ledger says of parties; sums that aren't the statements'; costs of no kind."""
    return [*notes.findings, *_unmet(notes), *_broken(notes), *_unsorted(notes)]


def _unmet(notes: AccountNotes) -> Iterator[Finding]:
    if unmet := [clean(each) for each in notes.unmet]:
        yield Finding(
            "party-not-met",
            f"gov-party 声明的 {len(unmet)} 个单位，到 {notes.year} 年末账上没有：{first_few(unmet, _SHOWN)}。",
            "按名称认单位：与明细科目的名称，或收入、费用凭证上收付款单位的名称，一个字也不差的才算。",
            "核对名称；以后才有往来的，不用改。",
            Place(str(notes.accounts.ledger.path), 0),
            Severity.NOTICE,
        )


def _broken(notes: AccountNotes) -> Iterator[Finding]:
    for made in notes.tables:
        for block, line in made.sums:
            for column in made.table.columns:
                if column.of in STATED:
                    here, there = line.fen(column.of), _stated(notes, block.statement, column.of)
                    if here != there:
                        name = f"{sign_of(made.table.number)} {made.table.title}的{line.label}（{column.label}）"
                        yield _differs(notes, name, here, _names(notes, block.statement, column.of), there)
    for tie in notes.law.results:
        result = next(each for each in notes.reconciliation.lines if each.row.of == tie.of)
        there = _stated(notes, tie.statement, "year")
        if result.fen != there:
            name = f"{_SIGN}{notes.law.reconciliation} {result.row.label}"
            yield _differs(notes, name, result.fen, _names(notes, tie.statement, "year"), there)


def _stated(notes: AccountNotes, cells: Sequence[Reference], column: str) -> int:
    statements = notes.accounts.statements
    return sum(statements[str(each.table)].cell(each.key, column).fen for each in cells)


def _names(notes: AccountNotes, cells: Sequence[Reference], column: str) -> str:
    forms = notes.accounts.set.formats.by_key
    found = [(forms[str(each.table)], each.key) for each in cells]
    return "、".join(f"{form.title}的{form.row_name(row)}（{form.column_name(row, column)}）" for form, row in found)


def _differs(notes: AccountNotes, here: str, fen: int, there: str, stated: int) -> Finding:
    return Finding(
        "note-not-as-stated",
        f"{here}是 {yuan_text(fen)} 元，{there}是 {yuan_text(stated)} 元，相差 {yuan_text(fen - stated)} 元。",
        "重要项目的明细金额合计应当与报表项目金额相衔接（财会〔2017〕25号第五部分八（五））。",
        "先改正账本的错误（gov-accounts check），再编附注；账本没有错误的，是附注的数据漏了科目。",
        Place(str(notes.accounts.ledger.path), 0),
    )


def _unsorted(notes: AccountNotes) -> Iterator[Finding]:
    for made in notes.tables:
        if not made.unsorted:
            continue
        base = notes.accounts.ledger.path.parent
        places = [each.posting.place.shown(base) for each in made.unsorted]
        total = sum(each.fen for each in made.unsorted)
        yield Finding(
            "note-cost-unsorted",
            f"{made.table.title}：有 {len(places)} 条分录、{yuan_text(total)} 元看不出是哪一类费用，单独列出："
            f"{first_few(places, _SHOWN)}。",
            "成本项目依明细科目的名称、对方科目、经济分类来分（财会〔2017〕25号 5001 二、第五部分八（五）20）；"
            "三样都没有说，或经济分类不是表上的类别。",
            "把明细科目命名为表上的类别，如 500102-商品和服务费用，或在分录上写经济分类；"
            "本来就不属于表上各类的，不用改。",
            Place(str(notes.accounts.ledger.path), 0),
            Severity.NOTICE,
        )


# Explaining


def figure_lines(made: Made, line: Line, column: NoteColumn, base: Path) -> Iterator[str]:
    """A figure as text: what it is, then its postings by date, each with file:line, summing to it.

    Args:
        made: the table.
        line: its row.
        column: its column.
        base: folder that file names are relative to.
    """
    figure = yuan_text(line.fen(column.of))
    yield f"{sign_of(made.table.number)} {made.table.title}　{line.name}　{column.label} ＝ {figure} 元"
    items = sorted(
        line.items(column.of), key=lambda item: (item.posting.date, item.posting.voucher.file, item.posting.line)
    )
    for posting, fen in items:
        words = clean(f"{posting.voucher.payee} {posting.voucher.narration}")
        where = posting.place.shown(base)
        yield f"  {where}  {posting.date}  {yuan_text(fen):>14}  {posting.account}  {words}".rstrip()
    yield f"  共 {len(items)} 条分录，合计 {figure} 元"
