"""``gov-accounts report --set 会计报表``: the statements of 政府会计制度, of a year or a month."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import click

from gov_accounts.cli import common, options
from gov_accounts.cli.output import put_out_statements
from gov_accounts.law.accounting import accounting_set
from gov_accounts.printing.printed import print_statement
from gov_accounts.printing.units import YUAN
from gov_accounts.reports.accounting import accounting_findings
from gov_accounts.statements.accounting import Accounts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gov_accounts.books.ledger import Ledger

_NUMBERED: Final = "表"
_PERIOD: Final = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?")
_MONTHS: Final = 12


def chosen(ledger: Ledger, year: int | None, period: str | None) -> Accounts:
    """The statements of a year or, for a period like ``2020-06``, of a month; or exit status 2."""
    match = _PERIOD.fullmatch(period.strip()) if period else None
    month = int(match[2] or 0) if match else 0
    if period and (match is None or month > _MONTHS or (match[2] and not month)):
        raise click.BadOptionUsage("period", f"--period 写月份，如 2020-06；写年度的，如 2020。没有 {period} 这个月。")
    if match and year is not None and int(match[1]) != year:
        raise click.BadOptionUsage("period", f"--year {year} 和 --period {period} 不是同一年，写一个就够。")
    return Accounts.of(ledger, common.choose_year(ledger, int(match[1]) if match else year), month)


def asked(ledger: Ledger, table: str, year: int | None, period: str | None) -> Accounts | None:
    """The statements that a table named is one of; None where it is none of them, and no month is given."""
    name = table.strip()
    # A number alone is a published table's.
    numbered = name.removeprefix(_NUMBERED).isdigit()
    if not period and (numbered or accounting_set(monthly=False).formats.find(name) is None):
        return None
    return chosen(ledger, year, period)


def report(
    ledger: Ledger, accounts: Accounts, tables: Sequence[str], kind: str, output: Path | None, *, overwrite: bool
) -> int:
    """Print the statements. The exit status is 1 where the ledger has errors, or a tie doesn't hold."""
    keys = common.choose_tables(accounts.set.formats, tables, accounts.set.title)
    findings = [*ledger.findings, *accounting_findings(accounts)]
    common.show(findings, err=True)
    printed = [print_statement(accounts.statements[key], ledger.unit_name, YUAN) for key in keys]
    period = f"{accounts.year}-{accounts.month:02}" if accounts.month else str(accounts.year)
    put_out_statements(
        printed,
        kind,
        output,
        ledger,
        whole=f"{period}{options.STATEMENTS}",
        names=[f"{each.name}{each.title}" for each in printed],
        profile="",
        overwrite=overwrite,
    )
    return int(common.has_errors(findings))
