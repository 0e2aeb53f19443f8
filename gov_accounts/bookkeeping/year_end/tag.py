"""What may carry ``#year-close``: the tag takes a voucher out of the year's flows, so out of the tables.

A closing entry moves what the year has brought onto accounts that keep it: its accounts are those that closing.toml
empties or fills, and it is dated as the 制度 dates it, on 12-31, or at a month's end where income and costs of the
financial book are carried to 3301 each month (期末). Written by hand it may be cut otherwise than ``close`` cuts it, so
no more than that is asked.

Source: 财会〔2017〕25号 第三部分, the accounts' “年末” and “期末”, as closing.toml has them.
"""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.files.generated import BY_PROGRAM, CLOSING
from gov_accounts.findings import Finding, Place
from gov_accounts.law.accounts import account_code
from gov_accounts.law.chart import Element, Stage, role
from gov_accounts.law.closing import official_rules
from gov_accounts.months import last_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_INCOME: Final = (Element.INCOME, Element.BUDGET_INCOME)
_REMEDY: Final = "不是结转的，删掉这张凭证的标签 #year-close（凭证上没有写的，来自前面的 pushtag）；是结转的，{mend}。"
_WHY: Final = "标了 #year-close 的凭证不算本年收支，不进报表，只有结转分录可以标"


def tag_findings(txn: Any) -> Iterator[Finding]:
    """Why a voucher tagged ``#year-close`` can't be a closing entry: the first reason there is."""
    codes = {account_code(each.account): each for each in txn.postings}
    others = [each.account for code, each in codes.items() if not _closes(code)]
    if others:
        yield _finding(
            txn,
            f"凭证标了 #year-close，却记了 {'、'.join(others)}。",
            f"{_WHY}：它的科目只有收入、费用、支出和它们转入的净资产、结转结余科目，预算指标则是 9001、9101、9102",
            "收付款项和往来另记一张凭证",
        )
    elif wrong := _date(txn.date, codes):
        yield _finding(
            txn,
            f"凭证标了 #year-close，日期却是 {txn.date}。",
            f"{_WHY}：{wrong}",
            f"日期改成 {datetime.date(txn.date.year, 12, 31)}",
        )
    elif (wrong := _direction(txn.postings)) and CLOSING.owner(Path(txn.meta["filename"])) not in BY_PROGRAM:
        yield _finding(
            txn,
            f"凭证标了 #year-close，{wrong}。",
            f"{_WHY}：结转把收入从借方、支出从贷方转出，指标从贷方注销",
            "写上转入的科目，借贷方向写对",
        )


@cache
def _closes(code: str) -> bool:
    """Whether closing empties or fills an account."""
    rules = official_rules()
    return (
        role(code).stage is not None
        or code in rules.allotted
        or any(code == each.to or code.startswith(each.accounts) for each in rules.steps)
    )


def _date(date: datetime.date, codes: Iterable[str]) -> str:
    """What is wrong with the date, if anything."""
    if (date.month, date.day) == (12, 31):
        return ""
    if any(role(code).budgetary or role(code).stage is not None for code in codes):
        return "预算会计和预算指标在年末结转，即 12 月 31 日"
    if date != last_day(date.year, date.month):
        return "财务会计在期末结转，即月末或 12 月 31 日"
    return ""


def _direction(postings: Iterable[Any]) -> str:
    """What is wrong with a voucher whose accounts are all emptied: it books, or moves within them, and closes nothing.

    Where `close` wrote it each amount is checked, and amounts below zero may turn the sides.
    """
    legs = [(account_code(each.account), each.units.number or 0) for each in postings if each.units is not None]
    if any(not role(code).flow for code, _ in legs):
        available = sum(number for code, number in legs if role(code).stage is Stage.AVAILABLE)
        return "却增加了可用指标" if available > 0 else ""
    earned = sum(number for code, number in legs if role(code).element in _INCOME)
    return "却只记收入和支出，没有转出" if earned <= 0 else ""


def _finding(txn: Any, what: str, why: str, mend: str) -> Finding:
    place = Place(txn.meta["filename"], txn.meta["lineno"])
    return Finding("year-close-ordinary", what, f"{why}。", _REMEDY.format(mend=mend), place)
