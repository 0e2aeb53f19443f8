"""The desk at which events happen: what there is and what is open, and the forms that most vouchers have.

An event asks the desk for what can happen, and says what its voucher is in both books. What is *held or advanced* and
what is *owed* is known here by the account: each detail below is of one nature, but for those of ``FLEXIBLE`` and those
carried over from the year before, whose nature is that of what is open.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, TypeAlias

from .event_writing import CASH, FUNCS_OF_ONE_FUND, Codes, Entry, Item, Line, Part, code_of, path_of
from .writing import PROJECTS, Choices, Meta

INSTITUTION: Final = "事业单位"
AGENCY: Final = "行政单位"

QUOTA: Final = (path_of("1011", "A一般公共预算"), path_of("1011", "B政府性基金预算"))
BANK: Final = (path_of("1002", "A基本户"), path_of("1002", "B财政专户"), path_of("1002", "C其他户"))
NOTES: Final = path_of("1001")
OTHER_MONEY: Final = path_of("1021")
RETURN_DIRECT: Final = path_of("1201", "120101-财政直接支付")
RETURN_QUOTA: Final = path_of("1201", "120102-财政授权支付")

CASH_FUNDS: Final[Mapping[str, str | None]] = MappingProxyType(
    {
        QUOTA[0]: "11",
        QUOTA[1]: "12",
        BANK[0]: "3",
        BANK[1]: "2",
        BANK[2]: None,
        NOTES: None,
        OTHER_MONEY: "3",
        RETURN_DIRECT: "11",
        RETURN_QUOTA: None,
    }
)
"""The cash accounts of every drawn ledger, and the fund that their opens have."""

IN_HAND: Final = (*BANK, NOTES, OTHER_MONEY)
PAYING: Final = (*QUOTA, *IN_HAND)
FUNCS: Final = (
    *("2060501", "2060502", "2060599", "2069901", "2069977", "2010101"),
    *("2080505", "2101102", "2210201"),
)
ECONS: Final = (
    *("30201", "30101", "30108", "30110", "30113", "30202", "30204", "30211", "30212", "30217"),
    *("30226", "30231", "30305", "31002", "31013", "31204"),
)
_ECON_OF_FUNC: Final = {"2080505": "30108", "2101102": "30110", "2210201": "30113"}
"""Functional items that are for one kind of expenditure."""

_PAY_ECONS: Final = ("30101", "30102", "30107", "30108", "30305")
_ASSET_ECONS: Final = ("31002", "31003", "31013", "31099")
_STOCK_ECONS: Final = ("30201", "30202", "30218")
_COST_ECONS: Final = ("30201", "30211", "30231", "30299")
_ECONS_OF: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = MappingProxyType(
    {
        "2201": (("301", "303", "30226"), _PAY_ECONS),
        "1601": (("310", "312"), _ASSET_ECONS),
        "1701": (("310", "312"), _ASSET_ECONS),
        "1302": (("302", "310", "312"), _STOCK_ECONS),
        **dict.fromkeys(("5001", "5101", "5201", "5901"), (("301", "302", "303", "312"), _COST_ECONS)),
    }
)
"""What an account takes of economic items (by their beginning), and what it is given instead of others."""
FISCAL: Final = ("11", "12", "13")
_NEVER: Final = 10**9

# Details that are held or advanced: they stay 资金结存.
ADVANCES: Final = (path_of("1218"), path_of("1218", "A职工借款"), path_of("1218", "B公务卡"))
DEPOSITS: Final = (path_of("2307"), path_of("2307", "A保证金"))
LATE_ADVANCE: Final = path_of("1218", "J跨年借款")
NEXT_YEAR: Final = path_of("2307", "K财政预拨")
FEES_DUE: Final = path_of("1212", "D应缴财政专户")
CLEARING: Final = path_of("1902", "C处理净收入")
AGENT: Final = path_of("2305", "C代建")
GIVEN_FUND: Final = path_of("3101", "C其他")

# Details that are owed: income or expenditure when money moves.
CARD: Final = path_of("2307", "C公务卡")
RETENTION: Final = path_of("2307", "D质量保证金")
LABOUR: Final = path_of("2307", "E劳务费")
WITHHELD: Final = path_of("2307", "B代扣社会保险费")
SUPERIOR: Final = path_of("2307", "F上缴上级")
SUBSIDY: Final = path_of("2307", "I补助附属单位")
FINES: Final = path_of("2307", "J罚没赔偿")
CASH_DUE: Final = path_of("2307", "G现金溢余")
AFFILIATE: Final = path_of("1218", "D附属单位上缴")
OTHER_CLAIM: Final = path_of("1218", "E其他收入")
CASH_CLAIM: Final = path_of("1218", "G赔款")
LOST_PREPAYMENT: Final = path_of("1218", "F预付转入")
RECOVERED: Final = (path_of("1218", "I收回已核销"), path_of("1212", "E收回已核销"))
FUND_OF_COSTS: Final = path_of("3101", "A从收入提取")
FUND_OF_SURPLUS: Final = path_of("3101", "B从结余提取")

# Details of either nature, told by what is open.
FLEXIBLE: Final = (path_of("2307", "Z往来"), path_of("1218", "Z往来"))
OLD_PAYABLE: Final = path_of("2307", "H上年结转")
OLD_CLAIM: Final = path_of("1218", "H上年结转")

# Details that follow what they arose from, and others.
CASH_OVER: Final = path_of("1902", "A现金溢余")
CASH_SHORT: Final = path_of("1902", "B现金短缺")
WRECKED: Final = path_of("1902", "D待处理财产价值")
RENT: Final = path_of("2305", "B租金")
RECEIVABLE: Final = path_of("1212")
TRADING_RECEIVABLE: Final = path_of("1212", "B经营")
RENT_RECEIVABLE: Final = path_of("1212", "C租金")
TRADING_NOTE: Final = path_of("1211")
PREPAID: Final = path_of("1214")
TRADING_PREPAID: Final = path_of("1214", "B经营")
INVESTED: Final = path_of("1101")
DIVIDEND: Final = path_of("1215")
TRADING_PAYABLE: Final = path_of("2302", "B经营")
TRADING_PAY: Final = path_of("2201", "D经营人员")
TRADING_TAX: Final = path_of("2102", "C经营人员个人所得税")
INCOME_TAX: Final = path_of("2102", "B企业所得税")
NOTE_PAYABLE: Final = path_of("2301")
TRADING_NOTE_PAYABLE: Final = path_of("2301", "B经营")
PAY: Final = (path_of("2201"), path_of("2201", "A基本工资"), path_of("2201", "B津贴补贴"))
SOCIAL: Final = path_of("2201", "C社会保险费")
_OPEN_ECONS: Final = {PAY[1]: "30101", PAY[2]: "30102", SOCIAL: "30108"}
INDIRECT: Final = path_of("2401", "240101-项目间接费用或管理费")

TOLD: Final[Mapping[str, str]] = MappingProxyType(
    {
        ADVANCES[1]: "8001",
        DEPOSITS[1]: "8001",
        NEXT_YEAR: "8001",
        CLEARING: "8001",
        AGENT: "8001",
        GIVEN_FUND: "8001",
        CARD: "spending",
        RETENTION: "spending",
        LABOUR: "spending",
        WITHHELD: "spending",
        SUPERIOR: "7401",
        SUBSIDY: "7501",
        FINES: "7901",
        AFFILIATE: "6301",
        FUND_OF_COSTS: "spending",
        FUND_OF_SURPLUS: "8301",
        RENT: "6609",
    }
)
"""Details whose open may tell in ``budget`` what they are."""

_DETAILS: Final = (
    *(
        *ADVANCES,
        *DEPOSITS,
        LATE_ADVANCE,
        NEXT_YEAR,
        FEES_DUE,
        CLEARING,
        AGENT,
        GIVEN_FUND,
        CARD,
        RETENTION,
        LABOUR,
        WITHHELD,
    ),
    *(SUPERIOR, SUBSIDY, FINES, CASH_DUE, AFFILIATE, OTHER_CLAIM, CASH_CLAIM, LOST_PREPAYMENT, *RECOVERED),
    *(FUND_OF_COSTS, FUND_OF_SURPLUS, *FLEXIBLE, OLD_PAYABLE, OLD_CLAIM, CASH_OVER, CASH_SHORT, WRECKED, RENT),
    *(
        RECEIVABLE,
        TRADING_RECEIVABLE,
        RENT_RECEIVABLE,
        TRADING_NOTE,
        PREPAID,
        TRADING_PREPAID,
        INVESTED,
        DIVIDEND,
        TRADING_PAYABLE,
    ),
    *(*PAY, SOCIAL, TRADING_PAY, TRADING_TAX, INCOME_TAX, NOTE_PAYABLE, TRADING_NOTE_PAYABLE, INDIRECT),
)
_ALWAYS_HELD: Final = frozenset({"1891", "2103", "2901"})
_HELD: Final = frozenset({FEES_DUE, CLEARING})

BUDGET_INCOME: Final[Mapping[str, str]] = MappingProxyType(
    {
        "4101": "6101",
        "4201": "6201",
        "4301": "6301",
        "4401": "6401",
        "4601": "6601",
        "4602": "6602",
        "4603": "6609",
        "4604": "6609",
        "4605": "6609",
        "4609": "6609",
    }
)

DETAILS_OF_8001: Final = MappingProxyType(
    {
        "800101": path_of("8001", "800101-零余额账户用款额度"),
        "800102": path_of("8001", "800102-货币资金"),
        "800103": path_of("8001", "800103-财政应返还额度"),
    }
)
_CASH_DETAIL: Final = {"1011": "800101", "1201": "800103"}


@dataclass
class Desk:
    """What there is at a moment: balances by cash account, detail or 4-digit code, in fen, debit positive.

    ``items`` are what is open on details, oldest first. A detail moves once a day at most: which of two vouchers of
    a day comes first is nobody's business.
    """

    kind: str
    today: dt.date = dt.date.min
    balances: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    items: defaultdict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))
    left: defaultdict[tuple[str | None, str | None], int] = field(default_factory=lambda: defaultdict(int))
    moved: dict[str, dt.date] = field(default_factory=dict)

    def record(self, entry: Entry) -> None:
        """Take an entry into the balances; what it says of 资金结存 must be so."""
        held = sum(line.fen for line in entry.lines if self.is_held(line))
        money = sum(line.fen for line in entry.lines if code_of(line.account) in CASH)
        said = sum(part.fen for part in entry.budget if code_of(part.account) == "8001")
        assert said == money + held + entry.apart, entry  # noqa: S101
        assert sum(part.fen for part in entry.budget) == sum(line.fen for line in entry.lines) == 0, entry  # noqa: S101
        for line in entry.lines:
            self.balances[_key(line.account)] += line.fen
            if line.account in _DETAILS:
                self.moved[line.account] = self.today
                self._open_or_settle(line)
        if entry.turns is not None:
            path, item = entry.turns
            self.items[path] = [item]
            self.moved[path] = self.today
        for part in entry.budget:
            if part.codes is not None and part.account.startswith(("6001", "7", "8101")):
                self.left[part.codes.fund, part.codes.func] -= part.fen

    def overspends(self, entry: Entry) -> bool:
        """Tell whether an entry takes more of the treasury's money for an item than the item was given."""
        taken: defaultdict[tuple[str | None, str | None], int] = defaultdict(int)
        for part in entry.budget:
            fiscal = part.account.startswith(("6001", "7", "8101"))
            if fiscal and part.codes is not None and part.codes.fund in FISCAL:
                taken[part.codes.fund, part.codes.func] += part.fen
        return any(fen > max(self.left[item], 0) for item, fen in taken.items())

    def is_held(self, line: Line) -> bool:
        """Tell whether a leg is of money held for others or advanced."""
        if line.item is not None:
            return line.item.held
        opened = self.items[line.account]
        return code_of(line.account) in _ALWAYS_HELD or line.account in _HELD or bool(opened and opened[0].held)

    def _open_or_settle(self, line: Line) -> None:
        opened = self.items[line.account]
        if line.item is not None:
            opened.append(line.item)
            return
        rest = abs(line.fen)
        while opened and rest:
            taken = min(rest, opened[0].fen)
            opened[0] = opened[0]._replace(fen=opened[0].fen - taken)
            rest -= taken
            if not opened[0].fen:
                opened.pop(0)

    def is_free(self, path: str) -> bool:
        """Tell whether nothing has happened on a detail today."""
        return self.moved.get(path) != self.today

    def first(self, path: str) -> Item | None:
        """Return the oldest item that is open on a detail, if it may be settled today and can be told from the others.

        That it has no project can't be said beside others that have one: silence is asked about.
        """
        if not self.items[path] or not self.is_free(path):
            return None
        projects = [item.codes.project for item in self.items[path] if item.codes is not None]
        if len(set(projects)) > 1 and projects[0] is None:
            return None
        return self.items[path][0]

    def opened(self, path: str) -> tuple[Item, ...]:
        """Return all that is open on a detail, if more may be settled today."""
        return tuple(self.items[path]) if self.is_free(path) else ()

    def known(self, path: str) -> Codes | None:
        """Return the codes that all that is open on a detail agrees on: they need not be said again."""
        said = [item.codes for item in self.items[path]]
        if None in said:
            return None
        return Codes(*(one[0] if len(set(one)) == 1 else None for one in zip(*(c for c in said if c), strict=True)))

    @property
    def spending(self) -> str:
        """Return the budget account of ordinary expenditure."""
        return "7201" if self.kind == INSTITUTION else "7101"

    def costs(self) -> tuple[str, ...]:
        """Return the accounts of ordinary costs."""
        return ("5001", "5101") if self.kind == INSTITUTION else ("5001",)

    def some(self, choices: Choices, limit: int = _NEVER) -> int:
        """Choose an amount from 1 to the limit, in fen; 0 if there is nothing."""
        if limit <= 0:
            return 0
        if choices.chance(4):
            return min(limit, _NEVER // 10)
        fen = 1 + choices.pick(256) * 256 + choices.pick(256)
        return min(fen * choices.one((100, 1, 37)), limit)

    def has(self, account: str) -> int:
        """Return what stands on the debit side."""
        return self.balances[_key(account)]

    def owed(self, account: str) -> int:
        """Return what stands on the credit side."""
        return -self.balances[_key(account)]

    def cash(self, choices: Choices, among: Sequence[str] = PAYING) -> str | None:
        """Choose a cash account that has money."""
        filled = [path for path in among if self.balances[path] > 0]
        return choices.one(filled) if filled else None

    def cash_of(self, choices: Choices, fund: str | None, among: Sequence[str] = PAYING) -> str | None:
        """Choose a cash account that has money, of a fund or of none."""
        return self.cash(choices, [path for path in among if CASH_FUNDS[path] in {None, fund}])

    def fund(self, choices: Choices, cash: str | None) -> str | None:
        """Choose the fund of what goes through a cash account; it can be None only if the account's is."""
        own = CASH_FUNDS[cash] if cash is not None else None
        if own is None:
            return choices.one((None, "3", "11", "2"))
        return choices.one((own, own, own, own, "11", "3"))

    def func(self, choices: Choices, fund: str | None, fen: int = 0) -> str:
        """Choose a functional item of a fund's budget, if there is one that still has so much of the fund's money."""
        funcs = FUNCS_OF_ONE_FUND.get(fund or "", FUNCS)
        rich = [func for func in funcs if self.left[fund, func] >= fen > 0] if fund in FISCAL else []
        return choices.one(rich or funcs)

    def spent(self, choices: Choices, fund: str | None, fen: int = 0) -> Codes:
        """Choose the codes of a cost; ``fen`` is what is taken from what the item was given."""
        project = choices.one((None, None, None, *PROJECTS))
        func = self.func(choices, fund, fen)
        return Codes(func, _ECON_OF_FUNC.get(func) or choices.one(ECONS), fund, project)

    def pay_owed(self, choices: Choices) -> str:
        """Choose a detail of 2201, on which pay is owed if there is one."""
        return choices.one([path for path in PAY if self.owed(path) > 0] or PAY)

    def earned(self, choices: Choices, fund: str | None) -> Codes:
        """Choose the codes of income."""
        return Codes(self.func(choices, fund), None, fund, choices.one((None, None, None, *PROJECTS)))


Event: TypeAlias = Callable[[Desk, Choices], Entry | None]


def _key(account: str) -> str:
    return account if account in CASH_FUNDS or account in _DETAILS else code_of(account)


def details(kind: str, choices: Choices) -> Mapping[str, Meta]:
    """Return the cash accounts and details to be opened, with the metadata of their opens."""
    opens: dict[str, Meta] = dict.fromkeys((*_DETAILS, *DETAILS_OF_8001.values()), ())
    opens |= {path: (("fund", f'"{fund}"'),) if fund is not None else () for path, fund in CASH_FUNDS.items()}
    opens |= {path: (("econ", f'"{econ}"'),) for path, econ in _OPEN_ECONS.items()}
    for path, account in TOLD.items():
        if choices.chance(4):
            said = account.replace("spending", Desk(kind).spending)
            opens[path] = (("budget", f'"{said}"'),)
    return opens


def money(cash: str, fen: int) -> Part:
    """Return the leg of 8001 that goes with a cash account."""
    return Part(DETAILS_OF_8001[_CASH_DETAIL.get(code_of(cash), "800102")], fen)


def income(codes: Codes) -> Codes:
    """Return the codes without those that income hasn't."""
    return codes._replace(econ=None)


def parts(total: int, choices: Choices) -> tuple[int, ...]:
    """Split an amount into one to three."""
    count = min(1 + choices.one((0, 0, 1, 2)), total)
    first = [1 + choices.pick(max(1, min(200, total // count))) for _ in range(count - 1)]
    return (*first, total - sum(first)) if sum(first) < total else (total,)


def _merged(legs: Iterable[Part]) -> tuple[Part, ...]:
    """Return the legs with those of one account and the same codes added up, and without those that are nothing."""
    sums: defaultdict[tuple[str, Codes | None], int] = defaultdict(int)
    for part in legs:
        sums[part.account, part.codes] += part.fen
    return tuple(Part(account, fen, codes) for (account, codes), fen in sums.items() if fen)


def write(narration: str, lines: Iterable[Line], budget: Iterable[Part] = ()) -> Entry:
    """Return an entry; budget accounts but 8001 are given by code."""
    merged = tuple(
        part if part.account.startswith("8001") else part._replace(account=path_of(part.account))
        for part in _merged(budget)
    )
    return Entry(narration, tuple(line for line in lines if line.fen), merged)


def plausible(entry: Entry) -> Entry:
    """Return the entry with economic items that go with its accounts, and functional items that go with those."""
    changes: dict[Codes, Codes] = {}
    for line in entry.lines:
        allowed, others = _ECONS_OF.get(code_of(line.account), ((), ()))
        if line.codes is None or line.codes.econ is None or not allowed or line.codes.econ.startswith(allowed):
            continue
        econ = others[ECONS.index(line.codes.econ) % len(others)] if line.codes.econ in ECONS else others[0]
        func = "2060599" if line.codes.func in _ECON_OF_FUNC else line.codes.func
        changes[line.codes] = line.codes._replace(econ=econ, func=func)
        changes[income(line.codes)] = line.codes._replace(econ=None, func=func)
    if not changes:
        return entry

    def changed(codes: Codes | None) -> Codes | None:
        return changes.get(codes, codes) if codes is not None else None

    return replace(
        entry,
        lines=tuple(
            line._replace(
                codes=changed(line.codes), item=line.item and line.item._replace(codes=changed(line.item.codes))
            )
            for line in entry.lines
        ),
        budget=tuple(part._replace(codes=changed(part.codes)) for part in entry.budget),
    )


def told(entry: Entry | None) -> Entry | None:
    """Return the entry as one whose codes are written though it has no budget leg: later ones go by them."""
    return None if entry is None else replace(entry, told=True)


def paid(
    desk: Desk,
    choices: Choices,
    narration: str,
    accounts: Sequence[str],
    target: str,
    among: Sequence[str] = PAYING,
    limit: int = _NEVER,
    mark: str | None = None,
) -> Entry | None:
    """Something is paid at once, split over one to three sets of codes."""
    cash = desk.cash(choices, among)
    if cash is None or not (total := desk.some(choices, min(limit, desk.balances[cash]))):
        return None
    account, fund = choices.one(accounts), desk.fund(choices, cash)
    split = [(fen, desk.spent(choices, fund, fen)) for fen in parts(total, choices)]
    return write(
        narration,
        (*(Line(account, fen, codes, mark=mark) for fen, codes in split), Line(cash, -total)),
        (*(Part(target, fen, codes) for fen, codes in split), money(cash, -total)),
    )


def settle_debt(desk: Desk, choices: Choices, narration: str, code: str) -> Entry | None:
    """What is owed on an account is paid as ordinary expenditure."""
    return paid(desk, choices, narration, (code,), desk.spending, limit=desk.owed(code))


def received(
    desk: Desk, choices: Choices, narration: str, accounts: Mapping[str, str], among: Sequence[str] = IN_HAND
) -> Entry | None:
    """Money arrives for income, of one to three accounts or sets of codes."""
    cash, total = choices.one(among), desk.some(choices)
    fund = desk.fund(choices, cash)
    split = [(choices.one(tuple(accounts)), fen, desk.earned(choices, fund)) for fen in parts(total, choices)]
    return write(
        narration,
        (Line(cash, total), *(Line(account, -fen, codes) for account, fen, codes in split)),
        (money(cash, total), *(Part(accounts[account], -fen, codes) for account, fen, codes in split)),
    )


def moved(desk: Desk, choices: Choices, narration: str, out: Sequence[str], into: Sequence[str]) -> Entry | None:
    """Money goes from one cash account to another; within one detail of 8001 that is nothing."""
    source = desk.cash(choices, out)
    if source is None:
        return None
    target, fen = choices.one([path for path in into if path != source]), desk.some(choices, desk.balances[source])
    return write(narration, (Line(target, fen), Line(source, -fen)), (money(target, fen), money(source, -fen)))


def aside(
    desk: Desk,
    choices: Choices,
    narration: str,
    account: str,
    *,
    arrives: bool,
    limit: int = _NEVER,
    opens: bool = False,
) -> Entry | None:
    """Money that isn't budget money arrives for, or is paid to, an account of its own: it moves within 8001 at most."""
    if not desk.is_free(account):
        return None
    cash = choices.one((*IN_HAND, QUOTA[0])) if arrives else desk.cash(choices)
    if cash is None:
        return None
    fen = desk.some(choices, limit if arrives else min(limit, desk.balances[cash]))
    if not fen:
        return None
    moved = fen if arrives else -fen
    codes = Codes(None, None, CASH_FUNDS[cash])
    item = Item(fen, desk.today, held=True, codes=codes) if opens else None
    return write(
        narration,
        (Line(cash, moved), Line(account, -moved, item=item)),
        (money(cash, moved), money(NOTES, -moved)),
    )


def accrued(
    desk: Desk, choices: Choices, narration: str, debits: Sequence[str], credit: str, limit: int = _NEVER
) -> Entry | None:
    """Nothing is paid: no budget legs. The codes may be said all the same."""
    fen = desk.some(choices, limit)
    if not fen:
        return None
    codes = desk.spent(choices, choices.one(("11", "3")))
    return write(narration, (Line(choices.one(debits), fen, codes), Line(credit, -fen, codes, follows=True)))


def owe(
    desk: Desk,
    choices: Choices,
    narration: str,
    debits: Sequence[str],
    path: str,
    account: str,
    *,
    funds: Sequence[str] = ("11", "3"),
    marked: bool = True,
) -> Entry | None:
    """Something is owed on a detail, to be expenditure of its codes when it is paid."""
    if not desk.is_free(path):
        return None
    fen = desk.some(choices)
    codes = desk.spent(choices, choices.one(funds))
    mark = account if marked and choices.chance(6) else None
    item = Item(fen, desk.today, account=account, codes=codes)
    return told(
        write(
            narration,
            (
                Line(choices.one(debits), fen, codes),
                Line(path, -fen, codes, follows=True, mark=mark, item=item),
            ),
        )
    )


def pay_owed(
    desk: Desk,
    choices: Choices,
    narration: str,
    path: str,
    among: Sequence[str] = PAYING,
    *,
    direct: bool = True,
    inherits: bool = True,
) -> Entry | None:
    """The oldest that is owed on a detail is paid, wholly or in part, from money or by the treasury.

    ``inherits`` says that the codes of the voucher that it arose in need not be said again.
    """
    item = desk.first(path)
    if item is None or item.codes is None:
        return None
    codes, known = item.codes, desk.known(path) if inherits else None
    if direct and codes.fund in {"11", "12", "13"} and choices.chance(3):
        fen = desk.some(choices, item.fen)
        return write(
            narration,
            (Line(path, fen, codes, known=known), *treasury(-1, [(fen, codes)], choices)),
            (Part(item.account, fen, codes), Part("6001", -fen, income(codes))),
        )
    cash = desk.cash_of(choices, codes.fund, among)
    if cash is None:
        return None
    fen = desk.some(choices, min(item.fen, desk.balances[cash]))
    return write(
        narration,
        (Line(path, fen, codes, known=known), Line(cash, -fen)),
        (Part(item.account, fen, codes), money(cash, -fen)),
    )


def collect_owed(
    desk: Desk, choices: Choices, narration: str, path: str, *, mark: str | None = None, inherits: bool = True
) -> Entry | None:
    """The oldest claim on a detail is received, wholly or in part."""
    item = desk.first(path)
    if item is None or item.codes is None:
        return None
    codes = item.codes
    cash = choices.one([path for path in IN_HAND if CASH_FUNDS[path] in {None, codes.fund}])
    fen = desk.some(choices, item.fen)
    return write(
        narration,
        (Line(cash, fen), Line(path, -fen, codes, mark=mark, known=desk.known(path) if inherits else None)),
        (money(cash, fen), Part(item.account, -fen, codes)),
    )


def treasury(sign: int, split: Sequence[tuple[int, Codes]], choices: Choices) -> tuple[Line, ...]:
    """Return the legs of 4001: one for each func, or one for all, which then says none unless they are the same."""
    said = [(fen, income(codes)) for fen, codes in split]
    if len({codes for _, codes in said}) > 1 and choices.chance(2):
        return tuple(Line("4001", sign * fen, codes) for fen, codes in said)
    funcs = {codes.func for _, codes in said}
    func = funcs.pop() if len(funcs) == 1 else None
    total = sum(fen for fen, _ in said)
    return (Line("4001", sign * total, said[0][1]._replace(func=func), follows=True),)
