"""Bank statements as vouchers (kind ``bank``): what the ledger hasn't yet, by rules or as the payee always was.

Whatever neither covers is listed to be booked by hand; that is no error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.bank.statement import UnusableStatementError, find_columns, read_statement
from gov_accounts.bank.vocabulary import plain_head
from gov_accounts.exchange.digests import Digests
from gov_accounts.exchange.draft import Taken
from gov_accounts.exchange.movements import asked, is_proposed, marks, money_account, new_movements, voucher
from gov_accounts.exchange.patterns import any_matches
from gov_accounts.exchange.proposals import Desk
from gov_accounts.exchange.rules import patterns
from gov_accounts.findings import Finding
from gov_accounts.text import plain

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from gov_accounts.bank.statement import Movement, Statement
    from gov_accounts.exchange.maps import Map, Target
    from gov_accounts.exchange.source import Source

_TELLING: Final = ("party", "balance", "reference")
"""Columns of which a statement has one at least; a journal of other software has days and amounts too."""
_SWAPPED: Final = "bank-sides-swapped"


class BankReader:
    """Reads statements; what the columns are called is `gov-accounts bank`'s affair."""

    def __init__(self, map_: Map) -> None:
        """What the map says: accounts that a statement may be of, and heads that no statement has.

        Raises:
            DataError: it isn't as it should be.
        """
        entry = map_.entry.known("title", "kind", "accounts", "without")
        self._codes = entry.texts("accounts")
        self._without = patterns(entry, "without")

    def fits(self, source: Source) -> int:
        """How many kinds of columns of a statement a file has.

        Raises:
            TableError, OSError: the file can't be read.
        """
        best = 0
        for sheet in source.sheets:
            columns = find_columns(sheet.rows)
            if columns is None or not any(columns.at.get(each) for each in _TELLING):
                continue
            heads = [
                plain_head(each)
                for row in sheet.rows
                if row.number <= columns.head
                for each in row.cells
                if isinstance(each, str)
            ]
            if not any(any_matches(self._without, each) for each in heads):
                best = max(best, sum(1 for each in columns.at.values() if each))
        return best

    def take(self, source: Source, target: Target) -> Taken:
        """The proposals for the movements that the ledger hasn't."""
        desk = Desk(target)
        if desk.findings:
            return Taken(findings=desk.findings)
        account = money_account(desk, target, (), self._codes, source.place())
        if isinstance(account, Finding):
            return Taken(findings=(account,))
        try:
            statement, said = _read(source)
        except UnusableStatementError as error:
            return Taken(findings=(error.finding,))
        new = new_movements(target.ledger, account, statement, source.place())
        fresh: list[tuple[str, int, datetime.date]] = []
        drafts, findings = [], [*statement.findings]
        digests = [desk.known.fresh(each) for each in _digests(statement.movements, account)]
        called = marks(statement)
        left = {id_of(each) for each in new if not is_proposed(target, account, each)}
        for index, movement in enumerate(statement.movements):
            if id_of(movement) not in left:
                continue
            answer = desk.answer(asked(movement))
            if isinstance(answer, Finding):
                if digests[index] not in desk.known.digests:
                    findings.append(answer)
                continue
            if digests[index] not in desk.known.digests:
                fresh.append((account, movement.fen, movement.date))
            where = source.row(movement.place.line, movement.sheet)
            drafts.append(voucher(movement, answer, account, called[index], where, digests[index], desk))
        target.proposed.extend(fresh)
        made = len(fresh)
        whole, listed = len(statement.movements), len(left) - len(drafts)
        there = whole - listed - made
        said.append(f"记在 {account}；流水 {whole} 笔，账里已有 {there} 笔，拟出 {made} 张，待记 {listed} 笔。")
        return Taken(tuple(drafts), findings=tuple(dict.fromkeys(findings)), said=tuple(said))


def reader(map_: Map) -> BankReader:
    """What reads statements by a map.

    Raises:
        DataError: the map isn't as it should be.
    """
    return BankReader(map_)


def id_of(movement: Movement) -> tuple[object, ...]:
    """What tells a movement of a statement from any other: where it stands."""
    return movement.place.line, movement.sheet


def _read(source: Source) -> tuple[Statement, list[str]]:
    """A statement; one that keeps the unit's view is turned, where its own balances show that it does."""
    statement = read_statement([source.path])
    if not any(each.rule == _SWAPPED for each in statement.findings):
        return statement, []
    return read_statement([source.path], swapped=True), ["借方是单位收到的（余额说明是这样），照单位的账读。"]


def _digests(movements: Sequence[Movement], account: str) -> list[str]:
    digests = Digests()
    return [
        digests.of("bank", account, each.date, each.fen, plain(each.party), plain(each.words), *sorted(each.references))
        for each in movements
    ]
