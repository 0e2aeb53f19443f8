"""The rules of 平行记账 as ``parallel.toml`` has them, each with its article of 财会〔2017〕25号 there."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

from gov_accounts.law.accounts import UNIT_KINDS
from gov_accounts.law.chart import Carried, Cash, the_account
from gov_accounts.law.known import ACCOUNTS, beginnings_in, code_in, codes_in, listed
from gov_accounts.law.reading import Entry, official, read

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_BUDGET_TAG: Final = "no-budget"
"""Marks a voucher that has no budget legs, whatever it moves."""
GENERAL_PUBLIC_BUDGET: Final = "11"
FISCAL_FUNDS: Final = frozenset({"11", "12", "13"})
SPENDING: Final = "spending"
"""Stands in the data for the unit's main expenditure account, by its kind."""
PRIOR: Final = "prior"
"""Stands in the data for the carry-over that an earlier year's amount belongs to, by its fund."""
DEBIT: Final = "借"
CREDIT: Final = "贷"


@dataclass(frozen=True, slots=True)
class Rule:
    """What an account's legs give.

    Attributes:
        budget: budget account, or ``spending`` (by kind of unit), or ``prior`` (carry-over, by fund).
        repaid: budget account of debits, where it is another than that of credits.
        offset: the side, 借 or 贷 (or both), on which a leg only reduces another; nothing if neither.
        joins: whether a leg is part of the income or cost of its own side in the voucher, as value added tax is.
    """

    budget: str
    repaid: str
    offset: str
    joins: bool


@dataclass(frozen=True, slots=True)
class Nature:
    """An account of which each detail may be held, advanced or owed.

    Attributes:
        credit_grows: whether its balance usually grows on the credit side.
        received: whether what arrives is budget income at once, and not held.
        only_grows: whether it can't be used before it has grown, as a fund can't.
        cash: the account of cash whose surplus or shortage it records; nothing if it records none.
        over, short: the budget accounts of such a surplus and shortage.
    """

    credit_grows: bool
    received: bool
    only_grows: bool
    cash: str
    over: str
    short: str

    @property
    def may_hold(self) -> bool:
        """Whether its opening balance may be money held or advanced."""
        return not (self.received or self.only_grows or self.cash)


@dataclass(frozen=True, slots=True)
class WithoutMoney:
    """Budget legs that the law prints for a voucher without money: by prefixes of its debit and credit accounts."""

    debit: tuple[str, ...]
    credit: tuple[str, ...]
    only_other_funds: bool
    budget_debit: str
    budget_credit: str


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of 平行记账.

    Attributes:
        money: money account → detail of 资金结存.
        held_detail: the detail of 资金结存 on which money held or advanced stands.
        always_held: accounts whose legs are always money held for others.
        spending: kind of unit → its main expenditure account.
        accounts: account → rule.
        never: account → why it has no budget leg.
        natures: account → how to tell what its details stand for.
        follows: accounts whose details follow what they arose from.
        arising: what is owed against these accounts is this budget account's.
        unbudgeted: an advance on (held) settled against (against) has no budget entry: the two sets of accounts.
        earlier_years: account → budget account of what comes back from earlier years.
        returned: money account → budget account of costs that are returned to it.
        acquired: assets that may be had for nothing, where that shows, and the budget account of what they cost.
        disposed: assets whose sale brings money that isn't budget income, and the accounts beside them then.
        beside: offsetting account → prefixes of the only accounts it may reduce.
        netted: account → prefixes of accounts whose debits are taken off what it brings.
        without_money: entries without money.
        traced: accounts whose details have a history that matters.
        in_hand: 资金结存. As the budget account of a leg, it says that the leg is money held or advanced.
        treasury_income: 财政拨款收入: where the treasury pays directly it stands for money itself.
        fiscal_carryover, other_carryover: 财政拨款结转 and 非财政拨款结转.
        concerning: accounts that make a voucher matter to the budget book, now or when what it owes is paid.
    """

    money: Mapping[str, str]
    held_detail: str
    always_held: frozenset[str]
    spending: Mapping[str, str]
    accounts: Mapping[str, Rule]
    never: Mapping[str, str]
    natures: Mapping[str, Nature]
    follows: frozenset[str]
    arising: Mapping[str, str]
    unbudgeted: tuple[frozenset[str], frozenset[str]]
    earlier_years: Mapping[str, str]
    returned: Mapping[str, str]
    acquired: Acquired
    disposed: tuple[frozenset[str], frozenset[str]]
    beside: Mapping[str, tuple[str, ...]]
    netted: Mapping[str, tuple[str, ...]]
    without_money: tuple[WithoutMoney, ...]
    in_hand: str
    treasury_income: str
    fiscal_carryover: str
    other_carryover: str
    traced: frozenset[str] = field(init=False)
    concerning: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Work out once what is asked of every leg."""
        traced = frozenset(self.always_held | self.natures.keys() | self.follows)
        object.__setattr__(self, "traced", traced)
        object.__setattr__(self, "concerning", frozenset(self.money.keys() | traced | {self.treasury_income}))

    def budget_account(self, code: str, fen: int, fund: str, kind: str) -> str:
        """The budget account of a leg by its account's rule; nothing where it has none."""
        rule = self.accounts.get(code)
        if rule is None:
            return ""
        return self.resolved(rule.repaid if fen > 0 else rule.budget, fund, kind)

    def resolved(self, budget: str, fund: str, kind: str) -> str:
        """A budget account as the data names it, by kind of unit and fund where it depends on them."""
        if budget == SPENDING:
            return self.spending[kind]
        if budget == PRIOR:
            return self.fiscal_carryover if fund in FISCAL_FUNDS else self.other_carryover
        return budget


@dataclass(frozen=True, slots=True)
class Acquired:
    """Assets donated, allocated or exchanged: their accounts, what shows it, and where their cost goes."""

    assets: frozenset[str]
    sources: frozenset[str]
    exchanged: frozenset[str]
    budget: str


@cache
def official_rules() -> Rules:
    """The rules that ship with the package. Read once.

    Raises:
        DataError: parallel.toml isn't as it should be.
    """
    content = read(official("parallel.toml")).known(
        *("money", "spending", "held", "natures", "follows", "arising", "settled_without_budget", "earlier_years"),
        *("returned", "acquired_free", "disposed", "beside", "netted", "without_money", "rules", "never"),
    )
    rules = [each.known("accounts", "budget", "repaid", "offset", "joins") for each in content.entries("rules")]
    never = [each.known("accounts", "why", "offset") for each in content.entries("never")]
    accounts = {
        account: Rule(
            _budget(each, "budget"),
            _budget(each, "repaid") if "repaid" in each else _budget(each, "budget"),
            each.choice("offset", ("", DEBIT, CREDIT, DEBIT + CREDIT), ""),
            each.flag("joins"),
        )
        for each in rules
        for account in codes_in(each, "accounts", ACCOUNTS)
    }
    # An account that never has a budget leg of its own may still offset another (depreciation beside a payment).
    accounts |= {
        account: Rule("", "", each.choice("offset", (DEBIT, CREDIT, DEBIT + CREDIT)), joins=False)
        for each in never
        if "offset" in each
        for account in codes_in(each, "accounts", ACCOUNTS)
    }
    held = content.entry("held").known("detail", "always")
    settled = content.entry("settled_without_budget").known("held", "against")
    free = content.entry("acquired_free").known("assets", "from", "exchanged", "budget")
    disposed = content.entry("disposed").known("assets", "beside")
    return Rules(
        _accounts(content, "money"),
        code_in(held, "detail", ACCOUNTS),
        frozenset(codes_in(held, "always", ACCOUNTS)),
        {kind: code_in(content.entry("spending").known(*UNIT_KINDS), kind, ACCOUNTS) for kind in UNIT_KINDS},
        accounts,
        {account: each.text("why") for each in never for account in codes_in(each, "accounts", ACCOUNTS)},
        {code_in(each, "account", ACCOUNTS): _nature(each) for each in content.entries("natures")},
        frozenset(codes_in(content.entry("follows").known("accounts"), "accounts", ACCOUNTS)),
        _accounts(content, "arising"),
        (frozenset(codes_in(settled, "held", ACCOUNTS)), frozenset(codes_in(settled, "against", ACCOUNTS))),
        _accounts(content, "earlier_years"),
        _accounts(content, "returned"),
        Acquired(
            frozenset(codes_in(free, "assets", ACCOUNTS)),
            frozenset(codes_in(free, "from", ACCOUNTS)),
            frozenset(codes_in(free, "exchanged", ACCOUNTS)),
            _budget(free, "budget"),
        ),
        (frozenset(codes_in(disposed, "assets", ACCOUNTS)), frozenset(codes_in(disposed, "beside", ACCOUNTS))),
        _prefixes(content, "beside"),
        _prefixes(content, "netted"),
        tuple(_without_money(each) for each in content.entries("without_money")),
        the_account(cash=Cash.IN_HAND),
        the_account(cash=Cash.DIRECT),
        the_account(carries=Carried.CARRYOVER, fiscal=True),
        the_account(carries=Carried.CARRYOVER),
    )


def _budget(each: Entry, key: str) -> str:
    """A budget account, or a word that stands for one by kind of unit or by fund."""
    return each.text(key) if each.text(key) in (SPENDING, PRIOR) else code_in(each, key, ACCOUNTS)


def _accounts(content: Entry, key: str) -> Mapping[str, str]:
    """A table of budget accounts by accounts."""
    inner = content.entry(key).without("source")
    for account in inner.values:
        if account not in listed(ACCOUNTS):
            raise inner.wrong(account, "科目表里有的科目")
    return {account: _budget(inner, account) for account in inner.values}


def _prefixes(content: Entry, key: str) -> Mapping[str, tuple[str, ...]]:
    """A table of beginnings of accounts by accounts."""
    inner = content.entry(key).without("source")
    for account in inner.values:
        if account not in listed(ACCOUNTS):
            raise inner.wrong(account, "科目表里有的科目")
    return {account: beginnings_in(inner, account, ACCOUNTS) for account in inner.values}


def _nature(each: Entry) -> Nature:
    each.known("account", "grows", "received", "only_grows", "cash", "over", "short")
    return Nature(
        each.choice("grows", (DEBIT, CREDIT)) == CREDIT,
        each.flag("received"),
        each.flag("only_grows"),
        code_in(each, "cash", ACCOUNTS, ""),
        code_in(each, "over", ACCOUNTS, ""),
        code_in(each, "short", ACCOUNTS, ""),
    )


def _without_money(each: Entry) -> WithoutMoney:
    each.known("debit", "credit", "only_other_funds", "budget")
    budget = each.entry("budget").known("debit", "credit")
    return WithoutMoney(
        beginnings_in(each, "debit", ACCOUNTS),
        beginnings_in(each, "credit", ACCOUNTS),
        each.flag("only_other_funds"),
        code_in(budget, "debit", ACCOUNTS),
        code_in(budget, "credit", ACCOUNTS),
    )
