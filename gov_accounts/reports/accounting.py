"""What is to be said of the statements of 政府会计制度: ties that don't hold, and what the ledger doesn't tell."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.law.accounting import accounting_set, note_format
from gov_accounts.law.tie import NOTE, PREVIOUS, PUBLISHED
from gov_accounts.reports.reconciliation import reconcile
from gov_accounts.statements.figures import exact
from gov_accounts.statements.fill import Cell, Statement, StatementRow
from gov_accounts.statements.ties import broken_ties, check_figures, suspects_in
from gov_accounts.statements.years import statements_of
from gov_accounts.text import first_few

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gov_accounts.reports.reconciliation import Reconciliation
    from gov_accounts.statements.accounting import Accounts
    from gov_accounts.statements.ties import Check

_SHOWN: Final = 5
"""Vouchers named at most."""


def accounting_findings(accounts: Accounts) -> tuple[Finding, ...]:
    """Ties of the statements that don't hold, as errors; and notices of what they can't show."""
    return (*accounting_errors(accounts, beside(accounts)), *_notices(accounts))


def beside(accounts: Accounts) -> Mapping[str, Statement]:
    """What the ties of a year's statements name besides: the year's public tables, and the note of differences."""
    ledger, year = accounts.ledger, accounts.year
    if accounts.month or year not in ledger.years:
        return {}
    tables = published(statements_of(ledger, year))
    return {**tables, f"{NOTE}{note_format().key}": _note(accounts)}


def published(tables: Mapping[str, Statement]) -> Mapping[str, Statement]:
    """The public tables of a year as ties of its statements name them."""
    return {f"{PUBLISHED}{key}": each for key, each in tables.items() if not key.startswith(PREVIOUS)}


def difference_note(accounts: Accounts) -> Reconciliation:
    """本年盈余与预算结余的差异情况说明 of a year's statements: what they take for 结转 is no difference."""
    return reconcile(chain.from_iterable(accounts.vouchers), accounts.year)


def _note(accounts: Accounts) -> Statement:
    """The same, as a statement of one column."""
    form = note_format()
    note = difference_note(accounts)
    (panel,) = form.panels
    cells = {(line.row.id, panel.columns[0].key): Cell(line.fen) for line in note.lines}
    rows = tuple(StatementRow(each, each.label) for each in panel.rows)
    return Statement(form, accounts.year, (rows,), cells, {}, closed=accounts.closed)


def accounting_checks(accounts: Accounts, beside: Mapping[str, Statement]) -> list[Check]:
    """The ties of the statements that must hold as things stand, with the tables that stand beside them."""
    return list(check_figures(exact(accounts.linked(beside)), accounts.formats))


def accounting_errors(accounts: Accounts, beside: Mapping[str, Statement]) -> Iterator[Finding]:
    """Ties that don't hold, and vouchers that name no row of 现金流量表."""
    linked = accounts.linked(beside)
    yield from broken_ties(exact(linked), accounts.formats, suspects_in(linked, accounts.lineage()))
    if unknown := accounts.unknown_flows():
        law = accounting_set(monthly=False).cash_flow
        yield Finding(
            "cashflow-unknown",
            f"有 {len(unknown)} 张凭证的 cashflow 写的不是现金流量表的项目：{_named(unknown, accounts)}。",
            "cashflow 写明这笔收付算现金流量表的哪一项；认不出的没有用。",
            f"写成其中一个，放在引号里：{'、'.join(law.names if law else ())}。",
            Place(str(accounts.ledger.path), 0),
        )


def _notices(accounts: Accounts) -> Iterator[Finding]:
    place = Place(str(accounts.ledger.path), 0)
    if not accounts.month and not accounts.closed:
        yield Finding(
            "statements-not-closed",
            f"{accounts.year} 年还没有年终结账，年度报表的期末数不含本年的收支。",
            "年度报表在年终转账以后编制：资产负债表的净资产、预算结转结余的年末数是转账以后的余额。",
            f"先结账：gov-accounts close {accounts.ledger.path.name} --year {accounts.year}；"
            f"要看年内的，用 --period {accounts.year}-12。",
            place,
            Severity.NOTICE,
        )
    if unclear := accounts.unclear_flows():
        yield Finding(
            "cashflow-unclear",
            f"有 {len(unclear)} 张凭证，冲减收付的是哪一项看不出，现金流量表里算在最大的一项："
            f"{_named(unclear, accounts)}。",
            "一张凭证里收付的有几项，又有代扣、冲抵的，冲减哪一项依记录分析填列（财会〔2017〕25号第五部分四（六））。",
            '在冲减的分录下面写 cashflow: "项目名称"，或拆成几张凭证。',
            place,
            Severity.NOTICE,
        )
    if adjusted := accounts.adjusting():
        yield Finding(
            "statements-opening-adjusted",
            f"本年有 {len(adjusted)} 张凭证调整以前年度盈余，报表的年初余额和上年数没有随之调整。",
            "前期差错更正、会计政策变更调整以前年度盈余的，年初余额和上年数的有关项目应当相应调整"
            "（财会〔2017〕25号第五部分一（二）、二（二））；各调多少，账上看不出。",
            f"按调整的内容改报出的年初余额、上年数；凭证：{_named(adjusted, accounts)}。",
            place,
            Severity.NOTICE,
        )


def _named(places: Sequence[Place], accounts: Accounts) -> str:
    return first_few([each.shown(accounts.ledger.path.parent) for each in places], _SHOWN)
