"""The accounts a closing posts to: which of a ledger's details takes an amount, and what has to be opened for it."""

from __future__ import annotations

import datetime
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from beancount.core.data import Close, Open

from gov_accounts.bookkeeping.year_end import messages
from gov_accounts.bookkeeping.year_end.file import closing_path, closing_years
from gov_accounts.files.texts import text_of
from gov_accounts.findings import Finding, Place, in_order
from gov_accounts.law.accounts import account_code
from gov_accounts.law.closing import Key, Step, official_rules
from gov_accounts.law.codes import official_codes
from gov_accounts.money import COMMODITY_OF_BOOK

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_ROOT_OPTION: Final = re.compile(
    r'^option\s+"(name_(?:assets|liabilities|equity|income|expenses))"\s+"([^"]+)"', re.MULTILINE
)
_CODES_OF_BALANCES: Final = ("func", "fund", "project")


class ClosingRefusedError(Exception):
    """A year that can't be closed as the ledger stands. Its findings say why and what to do."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(in_order(findings))
        super().__init__("\n".join(finding.shown() for finding in self.findings))


def place_of(entry: Any) -> Place:
    """Where a directive stands."""
    return Place(entry.meta["filename"], entry.meta["lineno"])


class Accounts:
    """The accounts a closing posts to, and those it has to open."""

    def __init__(self, entries: Iterable[Any], year: int, main_file: Path, files: Collection[Path]) -> None:
        self.end = datetime.date(year, 12, 31)
        self.main_file = main_file
        self.opened: dict[str, Any] = {}
        self.closed: dict[str, Any] = {}
        self.ended: set[str] = set()
        self.new: dict[str, str] = {}
        self.targets: dict[tuple[str, str, str, Key], str] = {}
        # What this closing file and later ones open, they open because nothing else does; they will be written anew.
        again = {str(closing_path(main_file, each)) for each in closing_years(main_file, files) if each >= year}
        for entry in entries:
            if isinstance(entry, Open) and entry.meta["filename"] not in again:
                self.opened[entry.account] = entry
            elif isinstance(entry, Close) and entry.date <= self.end:
                self.ended.add(entry.account)
                if entry.date < self.end:
                    self.closed[entry.account] = entry

    @property
    def next_day(self) -> datetime.date:
        """The first day of the next year, which has to have one."""
        return self.end + datetime.timedelta(days=1)

    def target(self, step: Step, source: str, codes: Key) -> str:
        """The account that takes what a step moves from `source` under some codes.

        It is, in this order: the detail the step fills, the detail that is carried on (the one beside a detail that
        is emptied), the account itself or its only fitting one, or a new one.

        Raises:
            ClosingRefusedError: the account that has to be opened was closed before, or opens later.
        """
        details = official_rules().details.get(step.to)
        parent = details.beside(source) if step.cleared and details is not None else ""
        asked = (step.to, step.detail, parent, codes)
        if asked not in self.targets:
            self.targets[asked] = self._target(step, parent, codes)
        return self.targets[asked]

    def _target(self, step: Step, parent: str, codes: Key) -> str:
        details = official_rules().details.get(step.to)
        active = [each for each in self.named(step.to) if self._is_active(each) and self._fits(each, codes)]
        tiers = [active]
        if details is not None:
            called = {each: details.name_of(each) for each in active}
            carried = [each for each in active if called[each] == details.keeps.name]
            beside = [each for each in carried if parent and each.startswith(parent)]
            filled = [each for each in active if step.detail and called[each] == step.detail]
            tiers = [filled, beside, carried, [each for each in active if called[each] in ("", details.keeps.name)]]
        for tier in tiers:
            if chosen := self._best(tier):
                return chosen
        return self._opened_anew(step.to)

    def named(self, code: str) -> Sequence[str]:
        """The accounts of a 4-digit code, whenever they are open."""
        return self.by_code.get(code, ())

    @cached_property
    def by_code(self) -> Mapping[str, Sequence[str]]:
        """The accounts by their 4-digit code."""
        found: dict[str, list[str]] = {}
        for account in sorted(self.opened):
            found.setdefault(account_code(account), []).append(account)
        return found

    def like(self, official: str) -> str:
        """The account that a ledger has for an official one; the official name itself where it has none, or several."""
        root, first, *rest = official.split(":")
        detail = rest[-1].partition("-")[2] if rest else ""
        active = [each for each in self.named(account_code(official)) if self._is_active(each)]
        found = [each for each in active if detail in each.partition(":")[2].partition(":")[2]]
        if len(found) == 1:
            return found[0]
        return ":".join([self.roots.get(f"name_{root.lower()}", root), first, *rest])

    def _is_active(self, account: str) -> bool:
        return self.opened[account].date <= self.end and account not in self.closed

    def _fits(self, account: str, codes: Key) -> bool:
        """Whether an account is for amounts of these codes: its ``open`` and its name say no others."""
        details = official_rules().details.get(account_code(account))
        return all(self.given(account, key) in (None, getattr(codes, key)) for key in _CODES_OF_BALANCES) and (
            details is None or details.fits(account, has_project=bool(codes.project))
        )

    def _best(self, accounts: Sequence[str]) -> str:
        """Of accounts that fit, the one that names most of the codes; of several, the one above the others."""
        if not accounts:
            return ""
        counts = {each: sum(self.given(each, key) is not None for key in _CODES_OF_BALANCES) for each in accounts}
        best = [each for each in accounts if counts[each] == max(counts.values())]
        return next((each for each in best if all(f"{other}:".startswith(f"{each}:") for other in best)), "")

    def _opened_anew(self, code: str) -> str:
        """The account itself; or, where the unit keeps official details, the detail that is carried on."""
        row = official_codes().chart.rows[code]
        named = self.named(code)
        head = ":".join(named[0].split(":")[:2]) if named else f"{self.equity}:{code}-{row.name}"
        if head in self.closed:
            raise ClosingRefusedError([messages.closed_account(head, place_of(self.closed[head]))])
        if head in self.opened:
            if self._is_active(head):
                return head
            raise ClosingRefusedError(
                [messages.opened_later(head, self.opened[head].date, self.end, place_of(self.opened[head]))]
            )
        details = official_rules().details.get(code)
        account = head
        if details is not None and any(details.name_of(each) for each in named):
            account = f"{head}:{details.keeps.code}-{details.keeps.name}"
        if account not in self.opened:
            self.new[account] = COMMODITY_OF_BOOK[row.book]
        return account

    @cached_property
    def roots(self) -> dict[str, str]:
        """The roots' names the ledger has renamed, by option. They hold in the file they stand in only."""
        text = text_of(self.main_file)
        return dict(_ROOT_OPTION.findall(text)) if '"name_' in text else {}

    @property
    def equity(self) -> str:
        """The root of the accounts that take what is carried over."""
        return self.roots.get("name_equity", "Equity")

    def given(self, account: str, key: str) -> str | None:
        """The code that an account's ``open``, or a parent's, gives postings that say none."""
        for each in self._upwards(account):
            if each in self.opened and key in self.opened[each].meta:
                return str(self.opened[each].meta[key])
        return None

    @staticmethod
    def _upwards(account: str) -> Iterator[str]:
        """An account and those above it."""
        parts = account.split(":")
        return (":".join(parts[:length]) for length in range(len(parts), 0, -1))
