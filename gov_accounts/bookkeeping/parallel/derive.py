"""The budget legs that follow from a voucher's accrual legs, by the rules of ``parallel.toml``.

What moves budget money is known from the money accounts, and from what is held or advanced: their legs together are
the change of 资金结存. Every other leg gives one budget leg of the same amount on the same side, with its own codes; so
the budget legs balance because the voucher does. A leg that pays or receives nothing itself (a payable credited, stock
used) offsets another. Where it can't be told which one, where it names codes that none of them has, or where a leg
lacks a code, that is a problem named, never a guess.

Source: 财会〔2017〕25号; each rule's article is in the data.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

from gov_accounts.bookkeeping.parallel.legs import BudgetLeg, Codes, Leg, Problem, Role, opposite
from gov_accounts.law.chart import Element, role
from gov_accounts.law.parallel import (
    CREDIT,
    DEBIT,
    FISCAL_FUNDS,
    GENERAL_PUBLIC_BUDGET,
    PRIOR,
    Rule,
    Rules,
    WithoutMoney,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

Derived = tuple[list[BudgetLeg], list[Problem]]
_ECON: Final = "econ"


def derive(legs: Sequence[Leg], rules: Rules, kind: str, unchosen: Collection[str] = ()) -> Derived:
    """The budget legs of a voucher, 资金结存 last, or the problems that stand in their way.

    Args:
        legs: the voucher's accrual legs, each with its role.
        rules: the rules.
        kind: 事业单位 or 行政单位.
        unchosen: ``func`` or ``econ``, where the voucher names a code of it that no leg has. A leg silent about it may
            be meant, and isn't given another's.
    """
    if not any(leg.role in (Role.MONEY, Role.HELD) or leg.code == rules.treasury_income for leg in legs):
        return _without_money(legs, rules)
    simple = _simple(legs, rules, kind)
    if simple is not None:
        return simple
    return _Voucher(legs, rules, kind).derived([key for key in ("func", "econ") if key not in unchosen])


def _simple(legs: Sequence[Leg], rules: Rules, kind: str) -> Derived | None:
    """The budget legs of a voucher of money and one other leg, as most are; None if it is of another kind."""
    others = [leg for leg in legs if leg.role is not Role.MONEY]
    if len(others) != 1 or len(legs) == 1:
        return None
    (leg,) = others
    rule = rules.accounts.get(leg.code)
    plain = leg.role is Role.RULE and not leg.budget and leg.code != rules.treasury_income
    if not plain or rule is None or not rule.budget or any(each.code in rules.returned for each in legs):
        return None
    account = rules.budget_account(leg.code, leg.fen, leg.codes.fund, kind)
    codes = _without_econ(account, leg.codes)
    made = BudgetLeg(account, leg.fen, codes, (leg.number,))
    problems = _missing(made)
    money = [each for each in legs if each.role is Role.MONEY]
    return ([], problems) if problems else ([made, *_in_hand(money, rules)], [])


def _in_hand(money: Iterable[Leg], rules: Rules) -> list[BudgetLeg]:
    """What legs of money, held money among them, do to each detail of 资金结存."""
    sums: dict[str, int] = {}
    sources: dict[str, list[int]] = {}
    for leg in money:
        detail = rules.money.get(leg.code, rules.held_detail)
        sums[detail] = sums.get(detail, 0) + leg.fen
        sources.setdefault(detail, []).append(leg.number)
    return [BudgetLeg(each, fen, Codes(), tuple(sources[each])) for each, fen in sorted(sums.items()) if fen]


# Entries without money


def _without_money(legs: Sequence[Leg], rules: Rules) -> Derived:
    """The budget legs that the law prints though no money moves."""
    result: list[BudgetLeg] = []
    problems: list[Problem] = []
    for entry in rules.without_money:
        debits = [leg for leg in legs if leg.fen > 0 and _named(leg, entry.debit)]
        credited = [leg for leg in legs if leg.fen < 0 and _named(leg, entry.credit)]
        if not debits or not credited or sum(leg.fen for leg in (*debits, *credited)) != 0:
            continue
        made = list(_printed(entry, debits, credited))
        result.extend(made)
        problems.extend(problem for each in made for problem in _missing(each))
    return ([], problems) if problems else (result, [])


def _named(leg: Leg, prefixes: tuple[str, ...]) -> bool:
    """Whether a leg is of one of these accounts, its detail's official code counting too."""
    details = (part.split("-")[0] for part in leg.account.split(":")[1:])
    return leg.code.startswith(prefixes) or any(detail.startswith(prefixes) for detail in details)


def _printed(entry: WithoutMoney, debits: Sequence[Leg], credited: Sequence[Leg]) -> Iterable[BudgetLeg]:
    for side, account in ((debits, entry.budget_debit), (credited, entry.budget_credit)):
        for leg in side:
            if entry.only_other_funds and {each.codes.fund for each in (*debits, *credited)} & {*FISCAL_FUNDS}:
                return
            others = credited if side is debits else debits
            said = {each.codes for each in others}
            codes = leg.codes.or_else(said.pop()) if len(said) == 1 else leg.codes
            yield BudgetLeg(account, leg.fen, _without_econ(account, codes), (leg.number,))


# Entries with money


class _Part(Enum):
    """What a leg does in a voucher: gives a budget leg, reduces another, goes with another, or nobody knows."""

    TARGET = "target"
    OFFSET = "offset"
    JOINING = "joining"
    UNKNOWN = "unknown"


class _Voucher:
    """A voucher that moves budget money, and what is found in it one step after another.

    Attributes:
        arriving, leaving: whether money arrives, and leaves.
        paid_directly: whether the treasury pays, and no money of the unit moves.
        drawn: amounts drawn from a fund on the way (3101 to 3001) with the budget account that the fund stands on.
    """

    def __init__(self, legs: Sequence[Leg], rules: Rules, kind: str) -> None:
        self.rules = rules
        self.kind = kind
        self.legs = list(legs)
        self.money = [leg for leg in legs if leg.role in (Role.MONEY, Role.HELD)]
        self.arriving = any(leg.fen > 0 for leg in self.money)
        self.leaving = any(leg.fen < 0 for leg in self.money)
        treasury = [leg for leg in legs if leg.code == rules.treasury_income]
        self.paid_directly = bool(treasury) and not any(leg.role is Role.MONEY for leg in legs)
        self.refunded = self.paid_directly and sum(leg.fen for leg in treasury) > 0
        self.earlier = any(leg.role is Role.SPENT for leg in legs) or self._returned()
        self.drawn: dict[int, str] = {}
        self.exchanged = self._exchanged()
        self.free = self.exchanged or self._given_free()

    def derived(self, keys: Collection[str]) -> Derived:
        """The budget legs, or the problems."""
        if sold := self._disposed():
            return [], [Problem("parallel-disposal", sold.number)]
        apart = self._apart()
        self.drawn = {
            self.legs[place].fen: self.legs[place].budget
            for place in apart
            if role(self.legs[place].budget).element is Element.BUDGET_SURPLUS
        }
        counted = [place for place, leg in enumerate(self.legs) if place not in apart and leg not in self.money]
        parts = {place: self._part(self.legs[place]) for place in counted}
        targets = [self._target(place) for place in counted if parts[place] is _Part.TARGET]
        offsets = [place for place in counted if parts[place] is _Part.OFFSET]
        joining = [place for place in counted if parts[place] is _Part.JOINING]
        problems = [
            Problem("parallel-no-rule", self.legs[place].number) for place in counted if parts[place] is _Part.UNKNOWN
        ]
        for place in joining:
            self._join(targets, offsets, place)
        targets = self._treasury_paid(targets)
        targets = self._completed(targets, keys)
        for place in offsets:
            problem = self._offset(targets, place)
            if problem is not None:
                problems.append(problem)
        targets = [self._at_earlier_years(each) for each in targets]
        merged = [leg for leg in _merged(targets) if leg.fen]
        problems.extend(self._found(problem) for leg in merged for problem in _missing(leg))
        if problems:
            return [], problems
        return [
            *(each._replace(sources=self._indices(each.sources)) for each in merged),
            *_in_hand(self.money, self.rules),
        ], []

    def _indices(self, places: Iterable[int]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self.legs[place].number for place in places))

    def _found(self, problem: Problem) -> Problem:
        return problem._replace(leg=self.legs[problem.leg].number)

    # What kind of business it is

    def _returned(self) -> bool:
        """Whether what was paid in an earlier year comes back, to an account of money that shows it.

        A cost of this year, paid out of an earlier year's quota, comes back as what it is.
        """
        if any(role(leg.code).element is Element.EXPENSE for leg in self.legs):
            return False
        return any(leg.fen > 0 and leg.code in self.rules.returned for leg in self.legs) and all(
            leg.fen > 0 or leg.code not in (self.rules.treasury_income, *self.rules.money) for leg in self.legs
        )

    def _exchanged(self) -> bool:
        """Whether an asset was given for another, so that what is paid is tax, carriage or boot."""
        kinds = self.rules.acquired.exchanged
        had = {leg.code for leg in self.legs if leg.fen > 0 and leg.code in kinds}
        given = {leg.code for leg in self.legs if leg.fen < 0 and leg.code in kinds}
        return bool(had) and bool(given - had)

    def _given_free(self) -> bool:
        """Whether an asset was donated or allocated, so that what is paid is its tax and carriage."""
        free = self.rules.acquired
        sources = {leg.code for leg in self.legs if leg.fen < 0 and leg.code in free.sources}
        if not sources or not (self.leaving or self.paid_directly):
            return False
        return any(leg.fen > 0 and leg.code in free.assets for leg in self.legs) and (
            not self.arriving or any(role(code).element is Element.NET_ASSETS for code in sources)
        )

    def _disposed(self) -> Leg | None:
        """An asset sold for money that nobody has said what becomes of."""
        assets, beside = self.rules.disposed
        sold = [leg for leg in self.legs if leg.code in assets and leg.fen < 0 and not leg.budget]
        gone = any(leg.code in beside and leg.fen > 0 for leg in self.legs)
        received = sum(leg.fen for leg in self.money) > 0
        return sold[0] if sold and gone and received else None

    def _apart(self) -> frozenset[int]:
        """The places of legs that are businesses of their own without money: of each, a debit and an equal credit."""
        still = {place for place, leg in enumerate(self.legs) if self._never_moved(leg)}
        if still and sum(self.legs[place].fen for place in still) == 0:
            return frozenset(still)
        apart: set[int] = set()
        for place, leg in enumerate(self.legs):
            if place in apart or place not in still:
                continue
            possible = [
                other
                for other, each in enumerate(self.legs)
                if other not in apart
                and (each.fen < 0) != (leg.fen < 0)
                and each.role in (Role.RULE, Role.OWED)
                and each.code != self.rules.treasury_income
                and not each.told
                and self._reduces(leg, each)
            ]
            # A leg that says its codes goes with one of these codes, even where another happens to be of its amount.
            said = [each for each in possible if not _others(Codes._fields, leg.said, self.legs[each].codes)]
            alike = [other for other in said or possible if self.legs[other].fen == -leg.fen]
            meant = {(self.legs[other].code, self.legs[other].codes) for other in alike}
            rest = [
                each
                for other, each in enumerate(self.legs)
                if other not in apart and each.role in (Role.RULE, Role.OWED) and each is not leg
            ]
            if len(meant) == 1 and len(rest) > 1:
                apart |= {place, alike[0]}
        return frozenset(apart)

    def _never_moved(self, leg: Leg) -> bool:
        rule = self.rules.accounts.get(leg.code)
        if leg.role is Role.OWED:
            return True
        return (
            leg.role is Role.RULE
            and not leg.budget
            and rule is not None
            and not rule.joins
            and (
                self._nothing_arrives(leg, rule.budget)
                or (_side(leg) in rule.offset and not (leg.fen < 0 and self._comes_back(leg)))
            )
        )

    def _comes_back(self, leg: Leg) -> bool:
        """Whether a credit of an asset may be a refund."""
        return (
            (self.arriving or self.refunded)
            and not self.leaving
            and role(leg.code).element is Element.ASSET
            and not any(each.fen < 0 and _is_income(each) for each in self.legs)
        )

    # What the legs give

    def _part(self, leg: Leg) -> _Part:
        rule = self.rules.accounts.get(leg.code)
        if leg.role is Role.SPENT or (leg.budget and (leg.told or not self._nothing_arrives(leg, leg.budget))):
            return _Part.TARGET
        if rule is not None and rule.joins:
            return _Part.JOINING
        if leg.role is Role.OWED or (rule is not None and self._offsets(leg, rule)):
            return _Part.OFFSET
        if rule is not None and rule.budget:
            return _Part.TARGET
        return _Part.UNKNOWN if leg.fen else _Part.OFFSET

    def _target(self, place: int) -> BudgetLeg:
        leg = self.legs[place]
        account = self.rules.spending[self.kind] if leg.role is Role.SPENT else self._account(leg)
        if role(leg.code).element is Element.ASSET:
            account = self.drawn.get(leg.fen, account)  # bought out of a fund drawn from surplus
        return BudgetLeg(account, leg.fen, leg.codes, (place,))

    def _account(self, leg: Leg) -> str:
        if self.free and leg.code in self.rules.acquired.assets and not leg.told:
            return self.rules.acquired.budget
        return self.rules.resolved(leg.budget, leg.codes.fund, self.kind) or self.rules.budget_account(
            leg.code, leg.fen, leg.codes.fund, self.kind
        )

    def _offsets(self, leg: Leg, rule: Rule) -> bool:
        """Whether a leg moves no money itself."""
        if self.refunded and leg.fen < 0:
            return False  # what the treasury is paid back for
        if self.exchanged and leg.code in self.rules.acquired.sources:
            return True  # the gain in value of what was given
        if _is_income(leg) and leg.fen > 0 and self.leaving and not self.arriving:
            return False  # income that is paid back
        return _side(leg) in rule.offset or self._nothing_arrives(leg, rule.budget) or self._not_paid(leg)

    def _nothing_arrives(self, leg: Leg, budget: str) -> bool:
        """Whether income has no money arriving with it, as where an asset is donated and only its carriage paid."""
        return leg.fen < 0 and leg.code != self.rules.treasury_income and role(budget).earns and not self.arriving

    def _not_paid(self, leg: Leg) -> bool:
        """Whether a debit has no money leaving for it: an asset donated together with money, interest on a note."""
        if leg.fen < 0 or self.leaving or self.paid_directly:
            return False
        income = [each for each in self.legs if each.fen < 0 and _is_income(each)]
        if leg.code in self.rules.acquired.assets and income:
            return True
        return any(
            each.fen < 0 and leg.code.startswith(self.rules.netted[each.code])
            for each in self.legs
            if each.code in self.rules.netted
        )

    def _join(self, targets: list[BudgetLeg], offsets: list[int], place: int) -> None:
        """Let value added tax go with the income or cost of its own side, or offset what it is withheld of."""
        leg = self.legs[place]
        beside = [each for each in targets if not opposite(each.fen, leg.fen) and role(each.account).budget_flow]
        income = [each for each in beside if role(each.account).earns]
        accounts = {each.account for each in income or beside}
        if len(accounts) == 1:
            targets.append(BudgetLeg(accounts.pop(), leg.fen, leg.codes, (place,)))
        elif leg.fen < 0:
            offsets.append(place)
        else:
            targets.append(BudgetLeg(self._account(leg), leg.fen, leg.codes, (place,)))

    def _at_earlier_years(self, target: BudgetLeg) -> BudgetLeg:
        """An earlier year's expenditure that comes back, or turns out other than it was booked, is its carry-over's."""
        if target.account != PRIOR and not (self.earlier and role(target.account).spends):
            return target
        account = self.rules.resolved(PRIOR, target.codes.fund, self.kind)
        return target._replace(account=account, codes=target.codes._replace(econ=""))

    def _treasury_paid(self, targets: Sequence[BudgetLeg]) -> list[BudgetLeg]:
        """Let a direct payment's income and costs tell each other their codes: the treasury pays just these costs.

        The costs are of the income's fund where they don't say; the income is of the costs' functions, and of their
        projects and fund where it doesn't say. Income of which nothing tells the fund is 一般公共预算.
        """
        income = [each for each in targets if self._treasury(each)]
        costs = [each for each in targets if not self._treasury(each)]
        paid = {each.codes.fund for each in costs} - {""} if self.paid_directly else set()
        silent = paid.pop() if len(paid) == 1 else GENERAL_PUBLIC_BUDGET
        income = [each._replace(codes=each.codes._replace(fund=each.codes.fund or silent)) for each in income]
        if not self.paid_directly or not income:
            return [*costs, *income]
        funds = {each.codes.fund for each in income}
        if len(funds) == 1:
            fund = funds.pop()
            costs = [each._replace(codes=each.codes._replace(fund=each.codes.fund or fund)) for each in costs]
        return [*costs, *(self._by_costs(income[0], costs) if len(income) == 1 else income)]

    def _treasury(self, target: BudgetLeg) -> bool:
        return self.legs[target.sources[0]].code == self.rules.treasury_income

    @staticmethod
    def _by_costs(source: BudgetLeg, costs: Sequence[BudgetLeg]) -> list[BudgetLeg]:
        """The treasury's income of a payment, by the functional items of what it pays."""
        said = [
            source._replace(
                fen=-cost.fen,
                codes=Codes(
                    cost.codes.func or source.codes.func,
                    "",
                    source.codes.fund or cost.codes.fund,
                    source.codes.project or cost.codes.project,
                ),
            )
            for cost in costs
        ]
        if said and sum(each.fen for each in said) == source.fen:
            return said
        # Where part of the costs isn't paid yet, one function is sure to be the income's; of several none is.
        if not source.codes.func and len({each.codes for each in said}) == 1:
            return [said[0]._replace(fen=source.fen)]
        return [source]

    def _completed(self, targets: Sequence[BudgetLeg], keys: Collection[str]) -> list[BudgetLeg]:
        """Give assets and liabilities that are silent about a code the one all others of their kind agree on.

        Input tax belongs to what was bought, output tax to what was sold. A cost or an income says its codes itself.
        """
        result: list[BudgetLeg] = []
        for each in targets:
            codes = each.codes
            leg = self.legs[each.sources[0]]
            if not role(leg.code).flow or leg.code == self.rules.treasury_income:
                element = role(each.account).element
                beside = [other.codes for other in targets if role(other.account).element is element]
                for key in keys:
                    said = {getattr(other, key) for other in beside} - {""}
                    if not getattr(codes, key) and len(said) == 1:
                        codes = codes._replace(**{key: said.pop()})
            result.append(each._replace(codes=codes))
        return result

    def _offset(self, targets: list[BudgetLeg], place: int) -> Problem | None:
        """Take an offsetting leg off the target it belongs to, in place; or say that it can't be told which."""
        leg = self.legs[place]
        rule = self.rules.accounts.get(leg.code)
        candidates = [
            each
            for each in targets
            if each.account != self.rules.in_hand
            and self._reduces(leg, self.legs[each.sources[0]])
            and not (self._treasury(each) and not _is_income(leg))
        ]
        alike = [each for each in candidates if opposite(each.fen, leg.fen)] or candidates
        if not alike:
            if rule is None or not rule.budget:
                return Problem("parallel-no-rule", leg.number)
            targets.append(BudgetLeg(self._account(leg), leg.fen, leg.codes, (place,)))
            return None
        meant = [each for each in alike if not contradicted(leg.said, each)]
        meant = meant or [each for each in candidates if not contradicted(leg.said, each)]
        # The codes of income that never arrived, or of a thing given, say where it comes from, not what it reduces.
        if not meant and not _is_income(leg) and not self.free:
            return Problem("parallel-offset-contradicts", leg.number, candidates=tuple(_merged(candidates)))
        meant = meant or alike
        if leg.codes.func and leg.codes.econ:
            meant = [each for each in meant if each.codes.project == leg.codes.project] or meant
        if len({(each.account, each.codes) for each in meant}) > 1:
            return Problem("parallel-split", leg.number)
        target = meant[0]
        targets.append(BudgetLeg(target.account, leg.fen, target.codes, (place,)))
        return None

    def _reduces(self, leg: Leg, other: Leg) -> bool:
        """Whether an offsetting leg may reduce what another leg gives."""
        prefixes = self.rules.beside.get(leg.code)
        return prefixes is None or other.code.startswith(prefixes)


def _side(leg: Leg) -> str:
    return CREDIT if leg.fen < 0 else DEBIT


def _is_income(leg: Leg) -> bool:
    return role(leg.code).element is Element.INCOME


def _without_econ(account: str, codes: Codes) -> Codes:
    """Economic codes are of expenditure only, even where a voucher's tags would give them to its income."""
    return codes if role(account).spends or not codes.econ else codes._replace(econ="")


def contradicted(codes: Codes, target: BudgetLeg) -> tuple[str, ...]:
    """The keys of which an offsetting leg names another code than the budget leg it would reduce.

    Who is silent contradicts nobody; but a budget leg without a project is 基本支出, and income has no econ.
    """
    keys = [key for key in Codes._fields if key != _ECON or role(target.account).spends]
    return _others(keys, codes, target.codes)


def _others(keys: Iterable[str], codes: Codes, target: Codes) -> tuple[str, ...]:
    """Those of the keys of which `codes` says another code than `target` has."""
    return tuple(
        key
        for key in keys
        if getattr(codes, key)
        and getattr(codes, key) != getattr(target, key)
        and (getattr(target, key) or key == "project")
    )


def _merged(legs: Sequence[BudgetLeg]) -> list[BudgetLeg]:
    """Legs of one account and the same codes as one, in the order they first appear."""
    merged: dict[tuple[str, Codes], BudgetLeg] = {}
    for each in legs:
        leg = each._replace(codes=_without_econ(each.account, each.codes))
        key = (leg.account, leg.codes)
        known = merged.get(key)
        merged[key] = (
            leg if known is None else known._replace(fen=known.fen + leg.fen, sources=(*known.sources, *leg.sources))
        )
    return list(merged.values())


def _missing(leg: BudgetLeg) -> list[Problem]:
    """The codes a budget leg must have and hasn't, each a problem of the leg it comes from."""
    needs = role(leg.account).needs
    return [Problem("parallel-code-missing", leg.sources[0], key) for key in needs if not getattr(leg.codes, key)]
