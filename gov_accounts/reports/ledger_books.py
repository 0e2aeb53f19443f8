"""账簿: the books of account of a period as sheets, each account on a sheet of its own.

总账 has the 总账科目, 明细账 each account that is posted to, 日记账 money, 多栏账 what is spent by details or codes.
Source: 会计基础工作规范 第五十六至六十三条; 会计档案管理办法 第六条.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from gov_accounts.law.chart import Cash, Element, role
from gov_accounts.printing.units import YUAN
from gov_accounts.reports.account_journal import journal
from gov_accounts.reports.account_postings import AccountPostings
from gov_accounts.reports.account_summary import summary_sheets
from gov_accounts.reports.accounts import Account, all_accounts
from gov_accounts.reports.book_kinds import BALANCES, COLUMNAR, DAILY, DETAIL, DETAILED, ECON, GENERAL, SUMMARY
from gov_accounts.reports.chosen_codes import ANY
from gov_accounts.reports.journal_sheet import Part, journal_sheet
from gov_accounts.reports.trial_balance import account_path, account_steps, balance_sheets, code_name, trial_balance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from gov_accounts.books.postings import Period, Posting
    from gov_accounts.law.codes import Codes
    from gov_accounts.reports.account_journal import Line
    from gov_accounts.reports.account_postings import AccountPosting
    from gov_accounts.reports.chosen_codes import ChosenCodes
    from gov_accounts.reports.sheet import Sheet

_SPENT: Final = (Element.EXPENSE, Element.EXPENDITURE)
_POSTED_ABOVE: Final = "（未分明细）"
_WITHOUT_CODE: Final = "（没有编码）"


@dataclass(frozen=True)
class LedgerBooks:
    """What the books of a period are made of, and its books.

    Attributes:
        postings: of any time, in the ledger's order.
        period: from when to when the books are.
        codes: names of accounts and codes.
        projects: names of projects.
        unit_name: the unit's name.
        base: folder that file names are relative to.
        chosen: the codes that postings must carry to be in the books.
        asked: the accounts to print, with their details; all that a book has, where there is none.
        by: what the columns of a 多栏账 are, one of `BY`; where it is nothing, economic items of what needs them
            (预算支出), else details.
    """

    postings: Sequence[Posting]
    period: Period
    codes: Codes
    projects: Mapping[str, str]
    unit_name: str
    base: Path
    chosen: ChosenCodes = ANY
    asked: tuple[Account, ...] = ()
    by: str = ""

    def sheets(self, kind: str) -> list[Sheet]:
        """The sheets of one of the kinds of book; an account without a balance or a posting in the period has none."""
        made: Mapping[str, Callable[[], list[Sheet]]] = {
            GENERAL: self._general,
            DETAILED: self._detailed,
            DAILY: self._daily,
            COLUMNAR: self._columnar,
            SUMMARY: self._summary,
            BALANCES: self._balances,
        }
        return made[kind]()

    # Books

    def _general(self) -> list[Sheet]:
        roots = {each.steps[:1] for each in self.asked}
        accounts = [each for each in self._roots if not roots or each.steps in roots]
        return self._journals(GENERAL, [(each, journal(self._own.of(each), self.period)) for each in accounts])

    def _detailed(self) -> list[Sheet]:
        posted = self._posted(self.asked or self._roots)
        return self._journals(DETAILED, [(each, journal(own, self.period)) for each, own in posted])

    def _daily(self) -> list[Sheet]:
        money = [each for each in self._roots if role(each.steps[0].code).cash is Cash.OWN]
        posted = self._posted(self.asked or money)
        return self._journals(DAILY, [(each, journal(own, self.period, daily=True)) for each, own in posted])

    def _columnar(self) -> list[Sheet]:
        spent = [each for each in self._roots if role(each.steps[0].code).element in _SPENT]
        made = []
        for account in self.asked or spent:
            own = self._own.of(account)
            by = self.by or (ECON if ECON in role(account.steps[0].code).needs else DETAIL)
            made.append((account, journal(own, self.period, part=self._part(account, by)), by))
        several = len(made) > 1
        return [
            self._sheet(COLUMNAR, account, lines, several=several, parts=self._parts(account, lines, by))
            for account, lines, by in made
            if _anything(lines)
        ]

    def _summary(self) -> list[Sheet]:
        return summary_sheets(self._recorded, self.period, self.codes.chart, self.unit_name, self.chosen.notes())

    def _balances(self) -> list[Sheet]:
        balances = trial_balance(self._recorded, self.period, self.codes.chart)
        return balance_sheets(
            [each for each in balances if each.lines],
            self.period,
            codes=self.codes,
            projects=self.projects,
            unit_name=self.unit_name,
            money_unit=YUAN,
            notes=self.chosen.notes(),
        )

    # Accounts

    @cached_property
    def _recorded(self) -> Sequence[Posting]:
        return [each for each in self.postings if self.chosen.meets(each)]

    @cached_property
    def _accounts(self) -> tuple[Account, ...]:
        """The accounts of all levels that are posted to, in the order of their codes."""
        return all_accounts(dict.fromkeys(each.account for each in self._recorded), self.codes.chart)

    @property
    def _roots(self) -> list[Account]:
        return [each for each in self._accounts if len(each.steps) == 1]

    @cached_property
    def _own(self) -> AccountPostings:
        return AccountPostings(self.postings, self.codes.chart, self.chosen)

    def _posted(self, above: Sequence[Account]) -> list[tuple[Account, Sequence[AccountPosting]]]:
        """The accounts that are posted to themselves, among some and their details, with those postings."""
        among = [each for each in self._accounts if any(one.holds(account_path(each.steps)) for one in above)]
        return [(each, own) for each in among if (own := self._own.directly(each))]

    # Parts of an account

    def _part(self, account: Account, by: str) -> Callable[[Posting], str]:
        """The column of a 多栏账 that a posting of the account belongs in."""
        if by != DETAIL:
            return lambda posting: str(getattr(posting, by))
        level = len(account.steps)
        known: dict[str, str] = {}

        def detail(posting: Posting) -> str:
            if posting.account not in known:
                below = account_path(account_steps(posting.account, self.codes.chart))[level:]
                known[posting.account] = below[0] if below else ""
            return known[posting.account]

        return detail

    def _parts(self, account: Account, lines: Sequence[Line], by: str) -> list[Part]:
        """The columns that have a figure in any line, in the order of their codes; what has none is the last."""
        keys = sorted({key for line in lines for key, fen in line.parts.items() if fen}, key=lambda key: (not key, key))
        return [Part(key, self._head(account, key, by)) for key in keys]

    def _head(self, account: Account, key: str, by: str) -> str:
        if not key:
            return _POSTED_ABOVE if by == DETAIL else _WITHOUT_CODE
        if by != DETAIL:
            name = code_name(by, key, self.codes, self.projects, self.period.last.year)
            return name if name == key else f"{key} {name}"
        below = (*account_path(account.steps), key)
        (step,) = [each.steps[-1] for each in self._accounts if account_path(each.steps) == below]
        return f"{step.code} {step.name}".strip()

    # Sheets

    def _journals(self, name: str, made: Sequence[tuple[Account, tuple[Line, ...]]]) -> list[Sheet]:
        several = len(made) > 1
        return [self._sheet(name, account, lines, several=several) for account, lines in made if _anything(lines)]

    def _sheet(
        self, name: str, account: Account, lines: Sequence[Line], *, several: bool, parts: Sequence[Part] = ()
    ) -> Sheet:
        if name == GENERAL:
            lines = [each for each in lines if each.posting is None]
        row = self.codes.chart.rows.get(account.steps[0].code)
        return journal_sheet(
            lines,
            account,
            self.period,
            base=self.base,
            unit_name=self.unit_name,
            name=name,
            parts=parts,
            credit=row is not None and row.credit_normal,
            notes=self.chosen.notes(),
            several=several,
        )


def _anything(lines: Sequence[Line]) -> bool:
    """Whether a journal has a balance at its beginning, or a posting."""
    return bool(lines[0].balance) or any(each.posting is not None for each in lines)
