"""``gov-accounts report --set 附注``: the notes to the statements of a year, and where a figure is from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gov_accounts.cli import common, options
from gov_accounts.cli.output import put_out_statements
from gov_accounts.findings import Finding
from gov_accounts.law.notes import official_notes
from gov_accounts.reports.note_print import RECONCILED, figure_lines, note_findings, print_notes, sign_of
from gov_accounts.reports.notes import AccountNotes
from gov_accounts.statements.accounting import Accounts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.printing.printed import PrintedStatement
    from gov_accounts.reports.notes import Made

_PLAIN = ("csv", "json")
"""Formats that programs read."""


def report(ledger: Ledger, year: int, tables: Sequence[str], kind: str, output: Path | None, *, overwrite: bool) -> int:
    """Print the notes. The exit status is 1 where the ledger has errors, or a sum isn't what the statements have."""
    notes = AccountNotes.of(Accounts.of(ledger, year))
    printed = _chosen(print_notes(notes, indented=kind not in _PLAIN), tables, notes)
    findings = [*ledger.findings, *note_findings(notes)]
    common.show(findings, err=True)
    put_out_statements(
        printed,
        kind,
        output,
        ledger,
        whole=f"{year}{options.NOTES}",
        names=[f"{each.name}{each.title}" for each in printed],
        profile="",
        overwrite=overwrite,
    )
    return int(common.has_errors(findings))


def is_note(table: str) -> bool:
    """Whether a table is named by its sign, ``附注五6``, or ``附注`` and its title."""
    return table.strip().startswith(options.NOTES)


def explain(ledger: Ledger, year: int, table: str, row: str, column: str) -> int:
    """Print the postings behind a figure of the notes; or say that there is no such, and exit with status 2."""
    notes = AccountNotes.of(Accounts.of(ledger, year))
    made = _found(notes, table)
    heads = [each for each in made.table.columns if column in (each.key, each.label)]
    lines = made.called(row)
    if len(lines) != 1 or not heads:
        common.refuse(_unknown(made, year, row if len(lines) != 1 else "", column))
    common.show(ledger.findings, err=True)
    for text in figure_lines(made, lines[0], heads[0], Path.cwd()):
        click.echo(text)
    return int(common.has_errors(ledger.findings))


def _unknown(made: Made, year: int, row: str, column: str) -> Finding:
    """That a table has no such row, or several; or, where no row is given, no such column."""
    several = made.called(row) if row else ()
    present = [each.name for each in several or made.lines] if row else [each.label for each in made.table.columns]
    what = f"不止一行叫“{row}”" if several else f"没有行“{row}”" if row else f"没有栏“{column}”"
    return Finding(
        "cell-ambiguous" if several else "cell-unknown",
        f"{year} 年的{sign_of(made.table.number)} {made.table.title}{what}。",
        "行写项目的名称，栏写表头；没有数的明细不印，也就没有这一行。",
        f"写成其中一个：{'、'.join(present)}。",
    )


def _chosen(
    printed: Sequence[PrintedStatement], wanted: Sequence[str], notes: AccountNotes
) -> Sequence[PrintedStatement]:
    """The tables asked for, in order, all when none is; or exit status 2."""
    keys = {_key(each, notes) for each in wanted}
    found = [each for each in printed if not keys or each.key in keys]
    if missing := keys - {each.key for each in found}:
        empty = next(each for each in official_notes().tables if each.key in missing)
        common.refuse(
            Finding(
                "note-empty",
                f"{notes.year} 年的{sign_of(empty.number)} {empty.title}没有数，不印。",
                "附注只列有余额、有发生额的项目；按支付对象的表要先用 gov-party 声明单位的类别。",
                f"有数的表：{'、'.join(f'{each.name} {each.title}' for each in printed)}。",
            )
        )
    return found


def _found(notes: AccountNotes, table: str) -> Made:
    key = _key(table, notes)
    if key == RECONCILED.key:
        common.refuse(
            Finding(
                "note-elsewhere",
                "差异情况说明的数用 reconcile 来查。",
                "差异情况说明一行是许多凭证的差异，reconcile 逐条列出。",
                f"写：gov-accounts reconcile {notes.accounts.ledger.path.name} --year {notes.year} --explain 行。",
            )
        )
    printed = _chosen(print_notes(notes, indented=False), [table], notes)
    return next(each for each in notes.tables if each.table.key == printed[0].key)


def _key(name: str, notes: AccountNotes) -> str:
    """The key of the table that is called so: by its key, its number, its sign or its title; or exit status 2."""
    called = {
        **{each.key: (sign_of(each.number), each.number, each.title) for each in notes.law.tables},
        RECONCILED.key: (f"{options.NOTES}{notes.law.reconciliation}", notes.law.reconciliation, RECONCILED.title),
    }
    text = name.strip()
    for key, names in called.items():
        if text in (key, *names) or text.removeprefix(options.NOTES) in names:
            return key
    return common.refuse(
        Finding(
            "table-unknown",
            f"附注里没有“{name}”这张表。",
            "附注的表依财会〔2017〕25号第五部分八编号。",
            f"写编号、表名或键：{'、'.join(f'{sign} {title}' for sign, _, title in called.values())}。",
        )
    )
