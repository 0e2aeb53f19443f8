"""What is to be said of the statements of 政府会计制度: ties that don't hold, and what the ledger doesn't tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.statements.figures import exact
from gov_accounts.statements.ties import broken_ties, suspects_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gov_accounts.statements.accounting import Accounts

_SHOWN: Final = 5
"""Vouchers named at most."""


def accounting_findings(accounts: Accounts) -> tuple[Finding, ...]:
    """Ties of the statements that don't hold, as errors; and notices of what they can't show."""
    linked = accounts.linked()
    broken = broken_ties(exact(linked), accounts.formats, suspects_in(linked, accounts.lineage()))
    return (*broken, *_notices(accounts))


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
    if adjusted := accounts.adjusting():
        yield Finding(
            "statements-opening-adjusted",
            f"本年有 {len(adjusted)} 张凭证调整以前年度盈余，报表的年初余额和上年数没有随之调整。",
            "前期差错更正、会计政策变更调整以前年度盈余的，年初余额和上年数的有关项目应当相应调整"
            "（财会〔2017〕25号第五部分一（二）、二（二））；各调多少，账上看不出。",
            "按调整的内容改报出的年初余额、上年数；凭证："
            + "、".join(each.shown() for each in adjusted[:_SHOWN])
            + ("……" if len(adjusted) > _SHOWN else "")
            + "。",
            place,
            Severity.NOTICE,
        )
