"""What each detail account stands for, seen from how it arose.

    5101 400, 2307 -400      owed for a cost: expenditure when it is paid
    1002 500, 2307 -500      held for somebody: no budget income, now or when it goes back

Each detail of 1218, 2307 and their like has open items, first in, first out: what arose and isn't settled yet. An
item is money held or advanced, or it is owed and then has the budget account and the codes of the voucher it arose in.
A detail with items of both kinds can't be read from the ledger, and is asked about. A detail whose balance is back at
zero has no past.

Amounts are integer fen, debit positive. Source: 财会〔2017〕25号, appendix 12, 35, 45, 46, 53; 解释第1号 三.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.bookkeeping.parallel.legs import Codes, Leg, Problem, Role, opposite
from gov_accounts.books.ledger import Advance
from gov_accounts.law.accounts import account_code
from gov_accounts.law.chart import role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gov_accounts.law.parallel import Rules

ADVANCE_SPENT: Final = "spent"
"""The meaning of an advance that was booked as spent at a year's end, 解释第1号 三（一）."""
_OPENING: Final = "opening"
_UNKNOWN: Final = "unknown"


class Item(NamedTuple):
    """What arose on a detail account and isn't settled yet.

    Attributes:
        fen: what is left of it.
        budget: 8001 where it is held or advanced, the budget account it belongs to where it is owed, nothing where
            that is left to the account's rule.
        codes: those of the voucher it arose in.
        year: when it arose.
    """

    fen: int
    budget: str
    codes: Codes
    year: int


class Read(NamedTuple):
    """A voucher's legs, each with what it is; what can't be told; and whether it has no budget legs by law."""

    legs: Sequence[Leg]
    problems: tuple[Problem, ...] = ()
    unbudgeted: bool = False


@dataclass(slots=True)
class History:
    """The open items of every detail account, as vouchers are read one after another in date order.

    Attributes:
        rules: the rules.
        kind: 事业单位 or 行政单位.
        opening: what the details of the ledger's opening balances are: 8001, nothing (owed), or None (not to be told).
    """

    rules: Rules
    kind: str
    opening: str | None
    items: dict[str, list[Item]] = field(default_factory=dict)

    def read(self, legs: Sequence[Leg], year: int, *, budgeted: bool = True) -> Read:
        """What each leg of a voucher is. Changes nothing; `record` does, once it is known.

        Args:
            legs: the voucher's accrual legs.
            year: its year.
            budgeted: whether budget legs may be derived; of a voucher without, all that arrives is held.
        """
        cash = [leg for leg in legs if leg.code in self.rules.money]
        money = sum(leg.fen for leg in cash or [leg for leg in legs if leg.code == self.rules.treasury_income])
        moves = bool(cash) or any(leg.code == self.rules.treasury_income for leg in legs)
        only = {leg.code for leg in cash}
        problems: list[Problem] = []
        result: list[Leg] = []
        late: list[int] = []
        for leg in legs:
            if leg.code in self.rules.money:
                result.append(leg._replace(role=Role.MONEY))
            elif leg.code in self.rules.always_held:
                result.append(leg._replace(role=Role.HELD))
            elif self.rules.in_hand in (leg.budget, "" if leg.budget else leg.usual):
                result.append(self._inherited(leg._replace(role=Role.HELD, budget="")))
            elif leg.budget and self._settles(leg) and leg.code in self.rules.natures:
                result.append(self._inherited(leg))
            elif leg.budget or leg.code not in self.rules.traced:
                result.append(leg)
            elif self._settles(leg):
                against = [each for each in legs if opposite(each.fen, leg.fen)]
                read = self._settled(leg, year, money, against, moves=moves, only_cash=only)
                if isinstance(read, Problem):
                    problems.append(read)
                    result.append(leg)
                else:
                    result.extend(read)
            elif self._arises_with_money(leg, money, moves=bool(moves)):
                result.append(self._received(leg, only, budgeted=budgeted))
            else:
                late.append(len(result))
                result.append(leg)
        # What is cleared away is read first: what is claimed for it follows it.
        for place in sorted(late, key=lambda each: not self._clears(result[each])):
            result[place] = self._owed(result, place)
        return Read(result, tuple(problems), self._unbudgeted(result, moves=moves))

    def opened(self, legs: Sequence[Leg]) -> Read:
        """What each leg of an opening voucher is: held where it always is, is told, or the opening 8001 shows it."""
        held = self.rules.always_held
        result: list[Leg] = []
        for leg in legs:
            nature = self.rules.natures.get(leg.code)
            shown = nature is not None and nature.may_hold and not leg.usual and self.opening == self.rules.in_hand
            if leg.code in self.rules.money:
                result.append(leg._replace(role=Role.MONEY))
            elif leg.code in held or leg.usual == self.rules.in_hand or shown:
                result.append(leg._replace(role=Role.HELD))
            else:
                result.append(leg)
        return Read(result)

    # Settling

    def _settles(self, leg: Leg) -> bool:
        """Whether a leg takes its detail's balance back towards zero."""
        items = self.items.get(leg.account, [])
        return bool(items) and opposite(sum(item.fen for item in items), leg.fen)

    def _settled(
        self, leg: Leg, year: int, money: int, against: Sequence[Leg], *, moves: bool, only_cash: set[str]
    ) -> list[Leg] | Problem:
        items = [item._replace(budget=self._opened(item)) for item in self.items[leg.account]]
        nature = self.rules.natures.get(leg.code)
        meanings = {item.budget for item in items}
        if nature is not None and nature.cash and not meanings & {nature.over, nature.short}:
            # 残值 and 清理费 are held apart from the value of what is cleared, on one account as on two.
            if only_cash and money and opposite(money, leg.fen):
                return [leg._replace(role=Role.HELD)]
            if not only_cash and self._only_details(against):
                return [leg._replace(role=Role.HELD)]
            meanings = self._meant_by_amount(items, leg) or meanings
        if meanings & {_OPENING, _UNKNOWN} and (moves or self.rules.in_hand in meanings):
            return Problem("parallel-nature-unknown", leg.number)
        if meanings == {self.rules.in_hand}:
            return [self._inherited(leg._replace(role=Role.HELD))]
        if meanings == {ADVANCE_SPENT}:
            return [leg._replace(role=Role.SPENT)]
        if meanings & {self.rules.in_hand, ADVANCE_SPENT}:
            return Problem("parallel-nature-ambiguous", leg.number, meanings=tuple(sorted(meanings)))
        if not moves or (money and not opposite(money, leg.fen)):
            # Set off, used up or forgiven: nobody pays it.
            return [leg._replace(role=Role.OWED)] if nature is not None else [leg]
        earlier = self.rules.earlier_years.get(leg.code)
        if earlier and all(item.year < year for item in items):
            return [leg._replace(budget=earlier)]
        if self._drawn(leg, against):
            return [leg._replace(budget=meanings.pop() if len(meanings) == 1 else "")]
        return self._paid(leg, items, meanings)

    def _drawn(self, leg: Leg, against: Sequence[Leg]) -> bool:
        """Whether net assets set a leg off in full: 3101 drawn on for an asset, which has a leg of its own."""
        return any(
            each.fen == -leg.fen and leg.code.startswith(self.rules.beside[each.code])
            for each in against
            if each.code in self.rules.beside
        )

    def _opened(self, item: Item) -> str:
        if item.budget != _OPENING:
            return item.budget
        return _OPENING if self.opening is None else self.opening

    @staticmethod
    def _meant_by_amount(items: Sequence[Item], leg: Leg) -> set[str]:
        """The only meaning of which just this amount is open, where there is one."""
        sums: dict[str, int] = {}
        for item in items:
            sums[item.budget] = sums.get(item.budget, 0) + item.fen
        alike = {budget for budget, fen in sums.items() if fen == -leg.fen}
        return alike if len(alike) == 1 else set()

    def _paid(self, leg: Leg, items: Sequence[Item], meanings: set[str]) -> list[Leg] | Problem:
        """A leg that pays or collects what is owed: whole, by item; in part, where all items agree."""
        nature = leg.code in self.rules.natures
        if len(meanings) > 1 and not nature:
            return [leg]
        silent = nature and not (leg.codes.func and leg.codes.econ)
        alike = len({(item.budget, item.codes) for item in items}) == 1
        if (len(meanings) > 1 or (silent and not alike)) and sum(item.fen for item in items) == -leg.fen:
            return [
                leg._replace(fen=-item.fen, budget=item.budget, codes=leg.codes.or_else(item.codes)) for item in items
            ]
        if len(meanings) > 1:
            return Problem("parallel-nature-ambiguous", leg.number, meanings=tuple(sorted(meanings)))
        (budget,) = meanings
        items = [item for item in items if not _contradicts(leg.said, item.codes)] or items
        if nature and not leg.codes.project and len({item.codes.project for item in items}) > 1:
            return Problem("parallel-code-missing", leg.number, "project")
        codes = leg.codes.or_else(_agreed(item.codes for item in items)) if nature else leg.codes
        return [leg._replace(budget=budget or leg.usual, codes=codes)]

    def _inherited(self, leg: Leg) -> Leg:
        """A leg whose meaning is told, with the codes of what it settles: of what is held, the fund of its money."""
        items = self.items.get(leg.account, [])
        if leg.code not in self.rules.natures or not self._settles(leg):
            return leg
        codes = _agreed(item.codes for item in items)
        if leg.role is Role.HELD:
            codes = Codes(fund=codes.fund)
        return leg._replace(codes=leg.codes.or_else(codes))

    # Arising

    def _arises_with_money(self, leg: Leg, money: int, *, moves: bool) -> bool:
        nature = self.rules.natures.get(leg.code)
        if nature is None:
            return False
        if nature.cash:
            return moves and bool(money) and opposite(money, leg.fen)
        unusual = leg.fen < 0 if not nature.credit_grows else leg.fen > 0
        if unusual and nature.only_grows:
            return False
        if moves and money:
            return opposite(money, leg.fen)
        # Of what is settled here and arose before the ledger begins, the end alone is seen.
        return unusual and not nature.received

    def _received(self, leg: Leg, only_cash: set[str], *, budgeted: bool) -> Leg:
        nature = self.rules.natures[leg.code]
        if nature.cash and only_cash == {nature.cash} and budgeted:
            return leg._replace(budget=nature.over if leg.fen < 0 else nature.short)
        if leg.usual or (budgeted and nature.received):
            return leg._replace(budget=leg.usual)
        return leg._replace(role=Role.HELD)

    def _owed(self, legs: Sequence[Leg], place: int) -> Leg:
        """A leg that grows without money of its own: handed on from what is held, or owed."""
        leg = legs[place]
        against = [each for each in legs if opposite(each.fen, leg.fen)]
        nature = self.rules.natures.get(leg.code)
        moved = any(each.role is Role.MONEY for each in legs)
        if self._clears(leg) and not moved and self._only_details(against):
            return leg._replace(role=Role.HELD)
        earned = nature is not None and nature.received and (leg.fen < 0) == nature.credit_grows
        if against and all(each.role is Role.HELD for each in against) and not earned and not moved:
            return leg._replace(role=Role.HELD)
        return leg if nature is None else leg._replace(role=Role.OWED)

    def _clears(self, leg: Leg) -> bool:
        """Whether a leg is of 1902, which clears things away and money found or missing."""
        nature = self.rules.natures.get(leg.code)
        return nature is not None and bool(nature.cash)

    def _only_details(self, legs: Sequence[Leg]) -> bool:
        """Whether only what is held, claimed or owed stands against a leg: proceeds handed on, and no value."""
        details = self.rules.natures.keys() | self.rules.always_held
        return bool(legs) and all(leg.code in details for leg in legs)

    def _unbudgeted(self, legs: Sequence[Leg], *, moves: bool) -> bool:
        """Whether an advance is written off or kept back from pay, which has no budget legs (附录 12（4）, 40（3）)."""
        accounts, against = self.rules.unbudgeted
        return (
            not moves
            and all(each.code in (accounts if each.role is Role.HELD else against) for each in legs)
            and any(each.role is Role.HELD for each in legs)
        )

    # Recording

    def record(self, legs: Sequence[Leg], year: int, *, opening: bool = False) -> None:
        """Take a voucher's legs, as they were read, into the open items."""
        # Read off before any item changes: what arises in a voucher may take its meaning from what it settles.
        changed: dict[str, list[Item]] = {}
        for leg in legs:
            if leg.code not in self.rules.traced:
                continue
            items = changed.get(leg.account, self.items.get(leg.account, []))
            left = leg.fen
            if items and opposite(sum(item.fen for item in items), leg.fen):
                items, left = _less(items, leg, self.rules.in_hand)
            if left:
                items = [*items, *self._arisen(legs, leg, left, year, opening=opening)]
            changed[leg.account] = items
        for account, items in changed.items():
            if items:
                self.items[account] = items
            else:
                self.items.pop(account, None)

    def _arisen(self, legs: Sequence[Leg], leg: Leg, fen: int, year: int, *, opening: bool) -> list[Item]:
        if opening:
            nature = self.rules.natures.get(leg.code)
            known = self.rules.in_hand if leg.code in self.rules.always_held else leg.usual
            if nature is not None and nature.only_grows:
                known = known or _UNKNOWN
            elif nature is not None and nature.may_hold:
                known = known or _OPENING
            return [Item(fen, known, leg.codes, year)]
        if leg.role is Role.HELD:
            return [Item(fen, self.rules.in_hand, leg.codes, year)]
        told = leg.budget or leg.usual
        cash = [each for each in legs if each.role is Role.MONEY]
        money = sum(each.fen for each in cash or [each for each in legs if each.code == self.rules.treasury_income])
        if leg.role is Role.RULE and money and opposite(money, leg.fen):
            return [Item(fen, told or self._beside_money(legs, leg), leg.codes, year)]
        nature = self.rules.natures.get(leg.code)
        if nature is not None and nature.cash:
            return [Item(fen, told, leg.codes, year)]
        against = [
            each
            for each in legs
            if opposite(each.fen, leg.fen) and each.role is not Role.MONEY and each.code != self.rules.treasury_income
        ]
        beside = [each for each in legs if not opposite(each.fen, leg.fen)]
        origins = [(told or self.meaning(each), leg.codes.or_else(each.codes)) for each in against]
        if len(beside) == 1 and fen == leg.fen == -sum(each.fen for each in against):
            return [
                Item(-each.fen, budget, codes, year) for each, (budget, codes) in zip(against, origins, strict=True)
            ]
        meanings = {budget for budget, _ in origins}
        codes = leg.codes.or_else(_agreed(codes for _, codes in origins))
        return [Item(fen, meanings.pop() if len(meanings) == 1 else told, codes, year)]

    def _beside_money(self, legs: Sequence[Leg], leg: Leg) -> str:
        """Dividends and interest bought together with an investment come back as the investment does."""
        rule = self.rules.accounts.get(leg.code)
        if rule is None or not role(rule.budget).earns or leg.fen < 0:
            return ""
        bought = {
            self.rules.accounts[each.code].budget
            for each in legs
            if each.code in self.rules.earlier_years and each.code in self.rules.accounts and each.fen > 0
        }
        return bought.pop() if len(bought) == 1 else ""

    def meaning(self, leg: Leg) -> str:
        """The budget account that a leg gives what is owed against it."""
        if leg.budget or leg.usual:
            return leg.budget or leg.usual
        if leg.code in self.rules.arising:
            return self.rules.arising[leg.code]
        if leg.role is Role.HELD:
            return self.rules.in_hand
        open_items = {item.budget for item in self.items.get(leg.account, ())} - {""}
        if len(open_items) == 1 and open_items != {_OPENING}:
            return open_items.pop()
        nature = self.rules.natures.get(leg.code)
        if nature is not None and nature.cash:
            return self.rules.in_hand  # what is claimed for a thing cleared away is held, as what is got for it is
        return self.rules.budget_account(leg.code, leg.fen, leg.codes.fund, self.kind)

    # Advances spent at a year's end

    def spend_advances(self, fen: int, account: str = "") -> str:
        """Mark advances as spent, as 解释第1号 三（一） asks at a year's end. Returns what was found of them.

        Args:
            fen: the expenditure booked for them.
            account: the detail it is for, where the voucher says; else the only detail of that amount, or all.
        """
        advances = {detail: sum(item.fen for item in items) for detail, items in self.advances().items()}
        alike = [detail for detail, total in advances.items() if total == fen and account in ("", detail)]
        chosen = alike if len(alike) == 1 else list(advances) if sum(advances.values()) == fen else []
        for detail in chosen:
            self.items[detail] = [item._replace(budget=ADVANCE_SPENT) for item in self.items[detail]]
        return "、".join(chosen)

    def open_advances(self) -> tuple[Advance, ...]:
        """What is advanced and neither settled nor booked as spent, by account and fund."""
        sums: dict[tuple[str, str], int] = {}
        for detail, items in sorted(self.advances().items()):
            for item in items:
                key = (detail, item.codes.fund)
                sums[key] = sums.get(key, 0) + item.fen
        return tuple(Advance(detail, fund, fen) for (detail, fund), fen in sums.items())

    def advances(self) -> Mapping[str, Sequence[Item]]:
        """The details on which money advanced is open, and not booked as spent."""
        return {
            detail: items
            for detail, items in self.items.items()
            if account_code(detail) in self.rules.natures
            and sum(item.fen for item in items) > 0
            and all(item.budget == self.rules.in_hand for item in items)
        }


def _contradicts(said: Codes, codes: Codes) -> bool:
    """Whether codes that somebody said are other codes than these."""
    return any(mine and theirs and mine != theirs for mine, theirs in zip(said, codes, strict=True))


def _agreed(codes: Iterable[Codes]) -> Codes:
    """The codes that all agree on; nothing of a key where they don't."""
    values = [set(each) for each in zip(*codes, strict=True)]
    return Codes(*(each.pop() if len(each) == 1 else "" for each in values)) if values else Codes()


def _less(items: Sequence[Item], leg: Leg, in_hand: str) -> tuple[list[Item], int]:
    """The items less what a leg settles, those it means first and then the oldest; and what is left of the leg."""
    meant = in_hand if leg.role is Role.HELD else leg.budget
    order = sorted(range(len(items)), key=lambda index: (bool(meant) and items[index].budget != meant, index))
    left = leg.fen
    kept = dict(enumerate(items))
    for index in order:
        item = kept[index]
        if not left or not opposite(item.fen, left):
            continue
        settled = min(abs(item.fen), abs(left))
        sign = 1 if left > 0 else -1
        left -= sign * settled
        kept[index] = item._replace(fen=item.fen + sign * settled)
    return [item for _, item in sorted(kept.items()) if item.fen], left


def opening_meaning(money: int, in_hand: int, details: Iterable[int], held: str) -> str | None:
    """What the details of an opening balance are, seen from its 8001.

    Args:
        money: what money the ledger opens with, less what is always held for others.
        in_hand: the 8001 it opens with.
        details: the balances of 1218, 2307 and their like, of which nothing tells what they are.
        held: what stands for money held or advanced: the account 8001 itself.

    Returns:
        8001 if 8001 counts them, nothing if it doesn't, None if it is neither.
    """
    total = sum(details)
    if in_hand == money + total:
        return held
    return "" if in_hand == money else None
