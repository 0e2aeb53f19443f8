"""平行记账: the budget legs that follow from a voucher's accrual legs, by the rules of ``parallel.toml``.

What moves budget money is known from the money accounts: their legs together are the change of 资金结存. Every
other leg gives one budget leg of the same amount on the same side, with its own codes; so the budget legs balance
because the voucher does. A leg that pays or receives nothing itself (a payable credited, stock used) offsets another.
Where it can't be told which one, where it names codes that none of them has, or where a leg lacks a code, that is a
problem named, never a guess.

Source: 财会〔2017〕25号; each rule's article is in the data.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

NO_BUDGET_TAG: Final = "no-budget"
"""Marks a voucher that has no budget legs, whatever it moves."""
TREASURY_INCOME: Final = "4001"
"""财政拨款收入: where the treasury pays directly it stands for money itself."""
GENERAL_PUBLIC_BUDGET: Final = "11"
FISCAL_FUNDS: Final = frozenset({"11", "12", "13"})
FISCAL_CARRYOVER: Final = "8101"
OTHER_CARRYOVER: Final = "8201"
_FUNDS_IN_HAND: Final = "8001"
_DEBIT: Final = "借"
_CREDIT: Final = "贷"


class Codes(NamedTuple):
    """The codes of a leg; nothing where it has none."""

    func: str = ""
    econ: str = ""
    fund: str = ""
    project: str = ""


class Leg(NamedTuple):
    """An accrual leg: 4-digit account, fen (debit positive), its codes, and the budget account it asks for, if any."""

    code: str
    fen: int
    codes: Codes
    budget: str = ""


class BudgetLeg(NamedTuple):
    """A derived leg: budget account (4 or 6 digits), fen (debit positive), codes, and the legs it comes from."""

    account: str
    fen: int
    codes: Codes
    sources: tuple[int, ...]


class Problem(NamedTuple):
    """What keeps a voucher's budget legs from being derived.

    Attributes:
        rule: rule id.
        leg: the accrual leg it is about.
        missing: the key of the code the leg lacks, if that is the problem.
        candidates: the budget legs it might have offset, if its codes contradict them all.
    """

    rule: str
    leg: int
    missing: str = ""
    candidates: tuple[BudgetLeg, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """What an account's legs give.

    Attributes:
        budget: budget account, or ``spending`` (by kind of unit), or ``prior`` (carry-over, by fund).
        repaid: budget account of debits, where it is another than that of credits.
        offset: the side, 借 or 贷 (or both), on which a leg only reduces another; nothing if neither.
        joins: first digit of the budget accounts an offsetting leg belongs to before all others; nothing if any.
    """

    budget: str
    repaid: str
    offset: str
    joins: str
    source: str


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of 平行记账.

    Attributes:
        money: money account → detail of 资金结存.
        spending: kind of unit → its main expenditure account.
        accounts: account → rule.
        never: account → why it has no budget leg.
    """

    money: Mapping[str, str]
    spending: Mapping[str, str]
    accounts: Mapping[str, Rule]
    never: Mapping[str, str]


@cache
def official_rules() -> Rules:
    """The rules that ship with the package. Read once."""
    text = resources.files("gov_accounts_ledger").joinpath("parallel.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    accounts = {
        account: Rule(
            each["budget"],
            each.get("repaid", each["budget"]),
            each.get("offset", ""),
            each.get("joins", ""),
            each["source"],
        )
        for each in content["rules"]
        for account in each["accounts"]
    }
    # An account that never has a budget leg of its own may still offset another (depreciation beside a payment).
    accounts |= {
        account: Rule("", "", each["offset"], "", each["why"])
        for each in content["never"]
        if "offset" in each
        for account in each["accounts"]
    }
    never = {account: each["why"] for each in content["never"] for account in each["accounts"]}
    return Rules(content["money"], content["spending"], accounts, never)


def concerns_budget(legs: Sequence[Leg], rules: Rules) -> bool:
    """Whether a voucher moves budget money at all: some leg is money, or the treasury's own payment."""
    return any(leg.code in rules.money or leg.code == TREASURY_INCOME for leg in legs)


def derive(
    legs: Sequence[Leg], rules: Rules, kind: str, unchosen: Collection[str] = ()
) -> tuple[list[BudgetLeg], list[Problem]]:
    """The budget legs of a voucher, 资金结存 last, or the problems that stand in their way.

    Args:
        legs: the voucher's accrual legs.
        rules: the rules.
        kind: 事业单位 or 行政单位.
        unchosen: ``func`` or ``econ``, where the voucher names a code of it that no leg has. A leg silent about it may
            be meant, and isn't given another's.
    """
    if not concerns_budget(legs, rules):
        return [], []
    money: dict[str, list[int]] = {}
    targets: list[BudgetLeg] = []
    offsets: list[int] = []
    problems: list[Problem] = []
    for index, leg in enumerate(legs):
        if leg.code in rules.money:
            money.setdefault(rules.money[leg.code], []).append(index)
            continue
        rule = rules.accounts.get(leg.code)
        if leg.budget:
            targets.append(BudgetLeg(leg.budget, leg.fen, leg.codes, (index,)))
        elif rule is not None and (_side(leg) in rule.offset or _not_received(leg, rule, legs, rules)):
            offsets.append(index)
        elif rule is None or not rule.budget:
            if leg.fen:
                problems.append(Problem("parallel-no-rule", index))
        else:
            account = _account(leg, rule, rules, kind)
            targets.append(BudgetLeg(account, leg.fen, leg.codes, (index,)))
    targets = _treasury_paid(targets, legs, paid_directly=not money)
    targets = _completed(targets, legs, [key for key in ("func", "econ") if key not in unchosen])
    for index in offsets:
        problem = _offset(targets, index, legs[index], rules, kind)
        if problem is not None:
            problems.append(problem)
    merged = [leg for leg in _merged(targets) if leg.fen]
    problems.extend(problem for leg in merged for problem in _missing(leg))
    held = [
        BudgetLeg(detail, fen, Codes(), tuple(indices))
        for detail, indices in sorted(money.items())
        if (fen := sum(legs[index].fen for index in indices))
    ]
    return ([], problems) if problems else ([*merged, *held], [])


def _side(leg: Leg) -> str:
    return _CREDIT if leg.fen < 0 else _DEBIT


def _not_received(leg: Leg, rule: Rule, legs: Sequence[Leg], rules: Rules) -> bool:
    """Whether an income leg has no money arriving with it, as where an asset is donated and only its carriage paid."""
    if leg.fen > 0 or leg.code == TREASURY_INCOME or not rule.budget.startswith("6"):
        return False
    return not any(each.fen > 0 for each in legs if each.code in rules.money)


def _account(leg: Leg, rule: Rule, rules: Rules, kind: str) -> str:
    budget = rule.repaid if leg.fen > 0 else rule.budget
    if budget == "spending":
        return rules.spending[kind]
    if budget == "prior":
        return FISCAL_CARRYOVER if leg.codes.fund in FISCAL_FUNDS else OTHER_CARRYOVER
    return budget


def _treasury_paid(targets: Sequence[BudgetLeg], legs: Sequence[Leg], *, paid_directly: bool) -> list[BudgetLeg]:
    """Let a direct payment's income and costs tell each other their codes: the treasury pays just these costs.

    The costs are of the income's fund where they don't say; the income is of the costs' functions, projects and fund
    where it doesn't. Income from the treasury of which nothing tells the fund is 一般公共预算.
    """
    income = [each for each in targets if legs[each.sources[0]].code == TREASURY_INCOME]
    costs = [each for each in targets if legs[each.sources[0]].code != TREASURY_INCOME]
    paid = {each.codes.fund for each in costs} - {""} if paid_directly else set()
    silent = paid.pop() if len(paid) == 1 else GENERAL_PUBLIC_BUDGET
    income = [each._replace(codes=each.codes._replace(fund=each.codes.fund or silent)) for each in income]
    if not paid_directly or not income:
        return [*costs, *income]
    funds = {each.codes.fund for each in income}
    if len(funds) == 1:
        fund = funds.pop()
        costs = [each._replace(codes=each.codes._replace(fund=each.codes.fund or fund)) for each in costs]
    said = [each for each in income if each.codes.func]
    unsaid = [each for each in income if not each.codes.func]
    if len(unsaid) == 1 and not said:
        source = unsaid[0]
        said = [
            BudgetLeg(
                source.account,
                -cost.fen,
                Codes(
                    cost.codes.func,
                    "",
                    source.codes.fund or cost.codes.fund,
                    source.codes.project or cost.codes.project,
                ),
                source.sources,
            )
            for cost in costs
        ]
        # Where part of the costs isn't paid yet, one function is sure to be the income's; of several none is.
        if len({each.codes for each in said}) == 1:
            return [*costs, said[0]._replace(fen=source.fen)]
        return [*costs, *(said if sum(each.fen for each in said) == source.fen else unsaid)]
    return [*costs, *said, *unsaid]


def _completed(targets: Sequence[BudgetLeg], legs: Sequence[Leg], keys: Collection[str]) -> list[BudgetLeg]:
    """Give assets and liabilities that are silent about a code the one all others of their kind agree on.

    Input tax belongs to what was bought, output tax to what was sold. A cost or an income says its codes itself.
    """
    result: list[BudgetLeg] = []
    for each in targets:
        codes = each.codes
        if legs[each.sources[0]].code[:1] not in ("4", "5") or legs[each.sources[0]].code == TREASURY_INCOME:
            beside = [other.codes for other in targets if other.account[:1] == each.account[:1]]
            for key in keys:
                said = {getattr(other, key) for other in beside} - {""}
                if not getattr(codes, key) and len(said) == 1:
                    codes = codes._replace(**{key: said.pop()})
        result.append(each._replace(codes=codes))
    return result


def _offset(targets: list[BudgetLeg], index: int, leg: Leg, rules: Rules, kind: str) -> Problem | None:
    """Take an offsetting leg off the target it belongs to, in place; or say that it can't be told which."""
    rule = rules.accounts[leg.code]
    candidates = [each for each in targets if each.account != _FUNDS_IN_HAND]
    joined = [each for each in candidates if rule.joins and each.account.startswith(rule.joins)]
    candidates = joined or candidates
    alike = joined or [each for each in candidates if _opposite(each.fen, leg.fen)] or candidates
    if not alike:
        if not rule.budget:
            return Problem("parallel-no-rule", index)
        targets.append(BudgetLeg(_account(leg, rule, rules, kind), leg.fen, leg.codes, (index,)))
        return None
    meant = [each for each in alike if not contradicted(leg.codes, each)]
    meant = meant or [each for each in candidates if not contradicted(leg.codes, each)]
    # The codes of income that never arrived say where it comes from, not what it reduces.
    if not meant and not leg.code.startswith("4"):
        return Problem("parallel-offset-contradicts", index, candidates=tuple(_merged(candidates)))
    meant = meant or alike
    if leg.codes.func and leg.codes.econ:
        meant = [each for each in meant if each.codes.project == leg.codes.project] or meant
    if len({(each.account, each.codes) for each in meant}) > 1:
        return Problem("parallel-split", index)
    target = meant[0]
    targets.append(BudgetLeg(target.account, leg.fen, target.codes, (index,)))
    return None


def contradicted(codes: Codes, target: BudgetLeg) -> tuple[str, ...]:
    """The keys of which an offsetting leg names another code than the budget leg it would reduce.

    Who is silent contradicts nobody; but a budget leg without a project is 基本支出, and income has no econ.
    """
    keys = [key for key in Codes._fields if key != "econ" or target.account.startswith("7")]
    return tuple(
        key
        for key in keys
        if getattr(codes, key)
        and getattr(codes, key) != getattr(target.codes, key)
        and (getattr(target.codes, key) or key == "project")
    )


def _opposite(one: int, other: int) -> bool:
    return (one < 0) != (other < 0)


def _merged(legs: Sequence[BudgetLeg]) -> list[BudgetLeg]:
    """Legs of one account and the same codes as one, in the order they first appear."""
    merged: dict[tuple[str, Codes], BudgetLeg] = {}
    for each in legs:
        # Economic codes are of expenditure only, even where a voucher's tags would give them to its income.
        leg = each if each.account.startswith("7") else each._replace(codes=each.codes._replace(econ=""))
        key = (leg.account, leg.codes)
        known = merged.get(key)
        merged[key] = (
            leg if known is None else known._replace(fen=known.fen + leg.fen, sources=(*known.sources, *leg.sources))
        )
    return list(merged.values())


def _missing(leg: BudgetLeg) -> list[Problem]:
    """The codes a budget leg must have and hasn't, each a problem of the leg it comes from."""
    match leg.account[:2]:
        case "81" | "82":
            needed: tuple[str, ...] = ("func", "fund")
        case _ if leg.account.startswith("6"):
            needed = ("func",)
        case _ if leg.account.startswith("7"):
            needed = ("func", "econ")
        case _:
            needed = ()
    return [Problem("parallel-code-missing", leg.sources[0], key) for key in needed if not getattr(leg.codes, key)]
