"""A month's payroll as vouchers: accrual, payment with what is withheld, remittances. Sums only, never a person.

    accrual      Dr cost                         Cr 2201 details: pay, and the unit's own share
    payment      Dr 2201 details                 Cr what is withheld (2201 社会保险费, …, 2102 个人所得税), money
    remittance   Dr 2201 社会保险费, …, 2102      Cr money

Source: 财会〔2017〕25号 2201 三（一）至（四）, 2102 三（二）.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from gov_accounts.exchange.draft import Leg
from gov_accounts.exchange.patterns import any_matches
from gov_accounts.exchange.payroll.checks import net_of
from gov_accounts.findings import Finding
from gov_accounts.law.accounts import account_code
from gov_accounts.law.chart import Element, role
from gov_accounts.months import last_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gov_accounts.exchange.maps import Target
    from gov_accounts.exchange.payroll.checks import Roles
    from gov_accounts.exchange.payroll.rules import Cost, Part, PayrollRules, Slot
    from gov_accounts.exchange.payroll.sheet import Payroll, Person
    from gov_accounts.exchange.proposals import Desk

_KEYS: Final = ("func", "econ", "fund", "project")
_Group = tuple[str, tuple[tuple[str, str], ...]]
"""An account and the codes of its leg."""


class PayrollLegs:
    """The legs of a month's vouchers, in fen."""

    def __init__(
        self, payroll: Payroll, rules: PayrollRules, roles: Roles, named: Mapping[str, str], target: Target
    ) -> None:
        """A sheet's rows, by the rules.

        Args:
            payroll: the sheet.
            rules: the unit's.
            roles: what the columns are.
            named: an account as the rules write it → the ledger's.
            target: whose accounts they are.
        """
        self._payroll = payroll
        self._rules = rules
        self._roles = roles
        self._named = named
        self._target = target
        money = [each for each in payroll.columns if each.index in roles.all]
        parts = (*rules.items, *rules.withheld, *rules.employer)
        self._indices = {part.called: [each.index for each in money if each.is_one(part.columns)] for part in parts}

    def accrual(self) -> tuple[Leg, ...]:
        """计提: costs by department against what is owed."""
        sums: dict[_Group, int] = defaultdict(int)
        for person, cost in self._persons():
            for part in (*self._rules.items, *self._rules.employer):
                fen = self._fen(person, part)
                sums[self._group(cost.account, {})] += fen
                sums[self._group(part.account, {})] -= fen
        return self._legs(sums)

    def payment(self, money: str) -> tuple[Leg, ...]:
        """发放: what is owed against what is withheld, and the money that is left."""
        sums: dict[_Group, int] = defaultdict(int)
        paid = 0
        for person, cost in self._persons():
            for part in self._rules.items:
                sums[self._group(part.account, {**cost.meta, **part.meta})] += self._fen(person, part)
            for part in self._rules.withheld:
                sums[self._withheld(part, cost)] -= self._fen(person, part)
            paid += net_of(person.fen, self._roles)
        sums[self._group(money, {})] -= paid
        return self._legs(sums)

    def remittance(self, slot: Slot) -> tuple[Leg, ...]:
        """缴纳: what was withheld and the unit's own share, of the accounts that a slot names."""
        wanted = {self._named[each] for each in slot.to}
        sums: dict[_Group, int] = defaultdict(int)
        for person, cost in self._persons():
            for part in self._rules.employer:
                if self._named[part.account] in wanted:
                    sums[self._group(part.account, {**cost.meta, **part.meta})] += self._fen(person, part)
            for part in self._rules.withheld:
                if self._named[part.account] in wanted:
                    sums[self._withheld(part, cost)] += self._fen(person, part)
        sums[self._group(slot.money, {})] -= sum(sums.values())
        return self._legs(sums)

    def _withheld(self, part: Part, cost: Cost) -> _Group:
        """Where something withheld goes: it is a part of the pay, with its codes; what the unit is owed has none."""
        first = self._rules.items[0]
        owed = role(account_code(self._named[part.account])).element is Element.LIABILITY
        return self._group(part.account, {**cost.meta, **first.meta, **part.meta} if owed else {})

    def _persons(self) -> Iterable[tuple[Person, Cost]]:
        for person in self._payroll.persons:
            cost = cost_of(person.department, self._rules.costs)
            if cost is not None:
                yield person, cost

    def _fen(self, person: Person, part: Part) -> int:
        return sum(person.fen.get(each, 0) for each in self._indices[part.called])

    def _group(self, account: str, meta: Mapping[str, str]) -> _Group:
        return self._named[account], tuple((key, meta[key]) for key in _KEYS if key in meta)

    def _legs(self, sums: Mapping[_Group, int]) -> tuple[Leg, ...]:
        """Debits first, credits after them, as they came; those of nothing left out."""
        commodity = self._target.accounts.commodity
        legs = [Leg(account, fen, commodity(account), dict(meta)) for (account, meta), fen in sums.items() if fen]
        return tuple(sorted(legs, key=lambda each: each.fen < 0))


def cost_of(department: str, costs: Sequence[Cost]) -> Cost | None:
    """What a department's pay is booked to; None where no rule is for it."""
    text = "".join(department.split())
    return next((each for each in costs if any_matches(each.department, text)), None)


def named_accounts(rules: PayrollRules, desk: Desk) -> tuple[dict[str, str], list[Finding]]:
    """The accounts that the rules write → the ledger's; and those that are none."""
    slots = [each for each in (rules.accrual, rules.pay, *rules.remit) if each is not None]
    parts: tuple[Part | Cost, ...] = (*rules.items, *rules.withheld, *rules.employer, *rules.costs)
    written = {each.account: each.called for each in parts}
    written |= {each.money: f"{each.called}.money" for each in slots if each.money}
    written |= {text: f"{each.called}.to" for each in slots for text in each.to if text not in written}
    named: dict[str, str] = {}
    findings = []
    for text, where in written.items():
        found = desk.accounts.named(text)
        if isinstance(found, Finding):
            findings.append(desk.wrong_account(found, where))
        else:
            named[text] = found
    return named, findings


def day_of(slot: Slot, year: int, month: int) -> datetime.date:
    """The day of a voucher: of the payroll's month, or of the next."""
    if slot.late:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)  # noqa: PLR2004 (December)
    return datetime.date(year, month, min(slot.day, last_day(year, month).day))
