"""Hypothesis strategy for what happens in a unit's year: the same vouchers without and with their budget legs.

Events are drawn, a ledger of balances lets only those happen that can (quota is never overdrawn, an invoice is paid
once it is there), and each says by itself what it is in both books. Nothing here derives budget legs by rule: that
is what is to be tested.

Where section 5 of the contract leaves room, this is how it is read (财会〔2017〕25号 and the 平行记账 guidance):

- A voucher without cash, 1218, 2307, 2103, 1891 or 2901, and without 4001, has no budget legs.
- 1218, 2307, 2103, 1891 and 2901 stand on 800102, whatever cash they were paid from, so that 800101 is always 1011,
  800103 is 1201, and 800102 all the rest. What moves within 800102 (1001 to 1002, an advance or a deposit in notes or
  through the bank) has no budget legs; paid from 1011 it moves from 800101 to 800102, and nothing is spent.
- 4001 is budget cash where no cash account is in the voucher. With one it is income: quota received, and 1201
  against 4001 at the year's end (800103 against 6001).
- 1891 and 2901 count by their balances, debit positive, so that goods held for others (Dr 1891 Cr 2901) are nothing.
- What is left of a deposit for good (Dr 2307 Cr 4609) is income at that moment, as a cost settled against 1218 is
  expenditure: 8001 must equal the money.
- Every leg that isn't money counts with its own amount on the side it stands, so a voucher paid in part, a
  prepayment used up together with a payment, income billed or advanced in part and tax withheld give the amount
  that moved. Tax withheld (2102) is expenditure when it is remitted, not when it is withheld. What is withheld on
  2307 is expenditure when it is withheld, for 8001 falls then; on a detail of 2201, when it is remitted.
- A 2102, 2201, 2302, 1214, 1212, 2305, 2101 or 4001 leg that stands beside or against others and is silent about func
  or econ takes what those say, if they agree. A 4001 leg of a direct payment that is silent about its fund, in a
  transaction that is, takes the fund of what it pays; ``11`` only when that is silent too. One 4001 leg that is
  silent about func pays several functions: 6001 has the func, fund and project of each leg paid. The project is always
  said on the leg, the transaction or the open, since to be silent about it means 基本支出.
- 2302, 2401, 2201, 2102, 2101 and 1214 paid are 7201 (行政单位: 7101) whatever they were incurred for. Money back from
  1214 in the year is 7201, negative.
- Output tax (2101) is part of the income it was charged with, input tax part of what was bought (25号: 实际收到,
  实际支付); the tax due is expenditure when it is paid.
- 2305 received is 6101. Loans are 6501 and 7701, investments 7601 (25号, 6501, 7701, 7601).
- Before the year a ledger has an opening voucher tagged ``#no-budget``, and beside it one of the budget book alone,
  or no opening at all.

Left out since the contract doesn't determine them: refunds of an earlier year's cost (8101 or 8102, 8201 or 8202),
receivables written off that were 1218, money that comes back on claims written off, investments of earlier years sold,
assets donated together with a payment.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from .event_writing import (
    Codes,
    Entry,
    Line,
    Part,
    add_details,
    code_of,
    facts_of,
    financial,
    path_of,
    write_entry,
)
from .oracle import DrawnFact, Tables, expected_tables
from .writing import MAIN, PROJECTS, ROOTS, Book, Chart, Choices, Layout, Voucher, declarations, render

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

MONEY: Final = frozenset(
    {"1001", "1002", "1011", "1021", "1201", "1218", "2307", "2103", "1891", "2901"},
)
"""The accounts whose balances, debit positive, together are 8001."""

IN_HAND: Final = (*BANK, NOTES, OTHER_MONEY)
PAYING: Final = (*QUOTA, *IN_HAND)
FUNCS: Final = (
    *("2060501", "2060502", "2060599", "2069901", "2069977", "2010101"),
    *("2080505", "2101102", "2120801", "2210201"),
)
ECONS: Final = (
    *("30201", "30101", "30108", "30113", "30202", "30204", "30211", "30212", "30217"),
    *("30226", "30231", "30305", "31002", "31013", "31204"),
)
_NEVER: Final = 10**9

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


@dataclass(frozen=True, repr=False)
class EventStream:
    """What happened in a unit around a year, as text with the financial legs alone and with all legs.

    ``accrual`` and ``explicit`` map the same file names to text; ``main`` is the one to load. A voucher has in
    ``accrual`` exactly its CNY legs of ``explicit``; only the opening's budget balances are in both. ``facts`` are
    what the vouchers mean in the budget book, without 8001; ``expected`` what the nine tables of the year hold, in
    fen. ``budget_cash_by_day`` is what 8001 must stand at, in fen, after every day with a voucher. ``events`` names
    what happened, in order.
    """

    accrual: Mapping[str, str]
    explicit: Mapping[str, str]
    main: str
    year: int
    kind: str
    facts: tuple[DrawnFact, ...]
    expected: Tables
    budget_cash_by_day: Mapping[dt.date, int]
    events: tuple[str, ...]

    def __repr__(self) -> str:
        """Return what someone looking for the cause of a failure reads: the text with all legs, file by file."""
        texts = "".join(f"\n; === {name}\n{text}" for name, text in self.explicit.items())
        return f"<EventStream {self.year} {self.kind} {' '.join(self.events)}{texts}>"

    def _repr_pretty_(self, printer: RepresentationPrinter, _cycle: object) -> None:
        """Let hypothesis print the same."""
        printer.text(repr(self))


def event_streams(year: int = 2020, kind: str = INSTITUTION, *, max_events: int = 40) -> st.SearchStrategy[EventStream]:
    """Return a strategy for streams of events of a year, a few of them in the months around it.

    ``kind`` is 事业单位 or 行政单位. The functional codes are in force from 2019 to 2021. Of the streams that
    hypothesis draws six in seven differ from another in little: some hundred examples are few.
    """
    names = tuple(name for name in (*EVENTS, *_OFTEN) if kind == INSTITUTION or name not in _INSTITUTION_ONLY)
    return _streams(year, kind, names, max_events)


class _Drawn(NamedTuple):
    """One wish: an event, its day counted from the year's first, and what decides its particulars."""

    day: int
    name: str
    data: bytes


@st.composite
def _streams(draw: st.DrawFn, year: int, kind: str, names: Sequence[str], max_events: int) -> EventStream:
    one = st.builds(
        _Drawn,
        st.one_of(st.integers(0, 365), st.integers(0, 365), st.integers(-20, 385)),
        st.sampled_from(names),
        st.binary(min_size=72, max_size=72),
    )
    least = min(draw(st.sampled_from((0, 12, 30))), max_events)
    wishes = draw(st.lists(one, min_size=least, max_size=max_events))
    choices = Choices(draw(st.binary(min_size=64, max_size=64)))
    return _stream(year, kind, wishes, choices)


def _stream(year: int, kind: str, wishes: Iterable[_Drawn], choices: Choices) -> EventStream:
    chart = _chart()
    desk = Desk(kind)
    happened: list[tuple[dt.date, str, Entry, Choices]] = []
    if not choices.chance(4):
        opening = dt.date(year - 1, 11, 30)
        happened += [(opening, "opening", entry, Choices(b"")) for entry in _opening(desk, choices)]
    for date, wish in sorted(((_day(year, wish), wish) for wish in wishes), key=lambda pair: pair[0]):
        particulars = Choices(wish.data)
        entry = EVENTS[wish.name](desk, particulars)
        if entry is not None:
            desk.record(entry)
            happened.append((date, wish.name, entry, particulars))
    vouchers = tuple(write_entry(entry, date, chart, particulars) for date, _, entry, particulars in happened)
    accounts = chart.accounts()
    layout = Layout(choices.pick(3), choices.pick(3), choices.pick(256) if choices.chance(3) else 0)
    roots = choices.pick(len(ROOTS)) if choices.chance(3) else 0

    def book(written: tuple[Voucher, ...]) -> Book:
        return Book(
            unit_name="武汉市某中心",
            unit_kind=kind,
            opened=dt.date(year - 1, 1, 1),
            accounts=accounts,
            vouchers=written,
            projects=tuple(PROJECTS),
            declared=declarations(accounts, vouchers),
            roots=roots,
        )

    facts = tuple(fact for date, _, entry, _ in happened for fact in facts_of(entry, date))
    return EventStream(
        accrual=MappingProxyType(render(book(tuple(financial(v) for v in vouchers)), layout)),
        explicit=MappingProxyType(render(book(vouchers), layout)),
        main=MAIN,
        year=year,
        kind=kind,
        facts=facts,
        expected=expected_tables(facts, year),
        budget_cash_by_day=MappingProxyType(_budget_cash((date, entry) for date, _, entry, _ in happened)),
        events=tuple(name for _, name, _, _ in happened),
    )


def _day(year: int, wish: _Drawn) -> dt.date:
    """Return an event's date; what is cancelled is so at the end of its year."""
    date = dt.date(year, 1, 1) + dt.timedelta(days=wish.day)
    return dt.date(date.year, 12, 31) if wish.name.startswith("cancel") else date


def _budget_cash(happened: Iterable[tuple[dt.date, Entry]]) -> dict[dt.date, int]:
    """Return after each day the balances that 8001 stands for, from the financial book alone."""
    by_day: dict[dt.date, int] = {}
    total = 0
    for date, group in groupby(happened, key=lambda pair: pair[0]):
        total += sum(line.fen for _, entry in group for line in entry.lines if code_of(line.account) in MONEY)
        by_day[date] = total
    return by_day


def _chart() -> Chart:
    chart = Chart()
    add_details(chart)
    for path, fund in CASH_FUNDS.items():
        chart.add(path, (("fund", f'"{fund}"'),) if fund is not None else ())
    for path in _DETAILS_OF_8001.values():
        chart.add(path)
    return chart


# -- the desk -------------------------------------------------------------------------------------------------

_DETAILS_OF_8001: Final = {
    "800101": path_of("8001", "800101-零余额账户用款额度"),
    "800102": path_of("8001", "800102-货币资金"),
    "800103": path_of("8001", "800103-财政应返还额度"),
}
_CASH_DETAIL: Final = {"1011": "800101", "1201": "800103"}


@dataclass
class Desk:
    """What there is at a moment: balances by cash account or 4-digit code, in fen, debit positive."""

    kind: str
    balances: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def record(self, entry: Entry) -> None:
        """Take an entry into the balances."""
        for line in entry.lines:
            self.balances[line.account if line.account in CASH_FUNDS else code_of(line.account)] += line.fen

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

    def owed(self, code: str) -> int:
        """Return what stands on the credit side."""
        return -self.balances[code]

    def cash(self, choices: Choices, among: Sequence[str] = PAYING) -> str | None:
        """Choose a cash account that has money."""
        filled = [path for path in among if self.balances[path] > 0]
        return choices.one(filled) if filled else None

    def fund(self, choices: Choices, cash: str | None) -> str | None:
        """Choose the fund of what goes through a cash account; it can be None only if the account's is."""
        own = CASH_FUNDS[cash] if cash is not None else None
        if own is None:
            return choices.one((None, "3", "11", "2"))
        return choices.one((own, own, own, own, "11", "3"))

    def spent(self, choices: Choices, fund: str | None) -> Codes:
        """Choose the codes of a cost."""
        project = choices.one((None, None, None, *PROJECTS))
        return Codes(choices.one(FUNCS), choices.one(ECONS), fund, project)

    def earned(self, choices: Choices, fund: str | None) -> Codes:
        """Choose the codes of income."""
        return Codes(choices.one(FUNCS), None, fund, choices.one((None, None, None, *PROJECTS)))


Event: TypeAlias = Callable[[Desk, Choices], Entry | None]


def _money(cash: str, fen: int) -> Part:
    """Return the leg of 8001 that goes with a cash account."""
    return Part(_DETAILS_OF_8001[_CASH_DETAIL.get(code_of(cash), "800102")], fen)


def _parts(total: int, choices: Choices) -> tuple[int, ...]:
    """Split an amount into one to three."""
    count = min(1 + choices.one((0, 0, 1, 2)), total)
    first = [1 + choices.pick(max(1, min(200, total // count))) for _ in range(count - 1)]
    return (*first, total - sum(first)) if sum(first) < total else (total,)


def _merged(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return the legs with those of one account and the same codes added up, and without those that are nothing."""
    sums: defaultdict[tuple[str, Codes | None], int] = defaultdict(int)
    for part in parts:
        sums[part.account, part.codes] += part.fen
    return tuple(Part(account, fen, codes) for (account, codes), fen in sums.items() if fen)


def _entry(narration: str, lines: Iterable[Line], budget: Iterable[Part] = ()) -> Entry:
    merged = tuple(
        part if part.account.startswith("8001") else part._replace(account=path_of(part.account))
        for part in _merged(budget)
    )
    return Entry(narration, tuple(line for line in lines if line.fen), merged)


def _pay(
    desk: Desk,
    choices: Choices,
    narration: str,
    accounts: Sequence[str],
    target: str,
    among: Sequence[str] = PAYING,
    limit: int = _NEVER,
) -> Entry | None:
    """Something is paid at once, split over one to three sets of codes."""
    cash = desk.cash(choices, among)
    if cash is None or not (total := desk.some(choices, min(limit, desk.balances[cash]))):
        return None
    account, fund = choices.one(accounts), desk.fund(choices, cash)
    split = [(fen, desk.spent(choices, fund)) for fen in _parts(total, choices)]
    return _entry(
        narration,
        (*(Line(account, fen, codes) for fen, codes in split), Line(cash, -total)),
        (*(Part(target, fen, codes) for fen, codes in split), _money(cash, -total)),
    )


def _settle_debt(desk: Desk, choices: Choices, narration: str, code: str) -> Entry | None:
    return _pay(desk, choices, narration, (code,), desk.spending, limit=desk.owed(code))


def _receive(
    desk: Desk, choices: Choices, narration: str, accounts: Mapping[str, str], among: Sequence[str] = IN_HAND
) -> Entry | None:
    """Money arrives for income, of one to three accounts or sets of codes."""
    cash, total = choices.one(among), desk.some(choices)
    fund = desk.fund(choices, cash)
    split = [(choices.one(tuple(accounts)), fen, desk.earned(choices, fund)) for fen in _parts(total, choices)]
    return _entry(
        narration,
        (Line(cash, total), *(Line(account, -fen, codes) for account, fen, codes in split)),
        (_money(cash, total), *(Part(accounts[account], -fen, codes) for account, fen, codes in split)),
    )


def _move(
    desk: Desk, choices: Choices, narration: str, out: Sequence[str], into: Sequence[str], least: int = 1
) -> Entry | None:
    """Money goes from one cash account to another; within one detail of 8001 that is nothing."""
    source = desk.cash(choices, out)
    if source is None or desk.balances[source] < least:
        return None
    target, fen = choices.one([path for path in into if path != source]), desk.some(choices, desk.balances[source])
    return _entry(narration, (Line(target, fen), Line(source, -fen)), (_money(target, fen), _money(source, -fen)))


def _aside(
    desk: Desk, choices: Choices, narration: str, account: str, *, arrives: bool, limit: int = _NEVER
) -> Entry | None:
    """Money that isn't budget money arrives for, or is paid to, an account of its own: it moves within 8001 at most."""
    cash = choices.one((*IN_HAND, QUOTA[0])) if arrives else desk.cash(choices)
    if cash is None:
        return None
    fen = desk.some(choices, limit if arrives else min(limit, desk.balances[cash]))
    if not fen:
        return None
    moved = fen if arrives else -fen
    return _entry(narration, (Line(cash, moved), Line(account, -moved)), (_money(cash, moved), _money(NOTES, -moved)))


def _accrue(
    desk: Desk, choices: Choices, narration: str, debits: Sequence[str], credit: str, limit: int = _NEVER
) -> Entry | None:
    """Nothing is paid: no budget legs. The codes may be said all the same."""
    fen = desk.some(choices, limit)
    if not fen:
        return None
    codes = desk.spent(choices, choices.one(("11", "3")))
    return _entry(narration, (Line(choices.one(debits), fen, codes), Line(credit, -fen, codes, follows=True)))


# -- money of the treasury ------------------------------------------------------------------------------------


def quota(desk: Desk, choices: Choices) -> Entry | None:
    """零余额账户用款额度到账."""
    cash, total = choices.one(QUOTA), desk.some(choices)
    fund = CASH_FUNDS[cash]
    split = [(fen, desk.earned(choices, fund)) for fen in _parts(total, choices)]
    return _entry(
        "收到财政授权支付额度",
        (Line(cash, total), *(Line("4001", -fen, codes) for fen, codes in split)),
        (_money(cash, total), *(Part("6001", -fen, codes) for fen, codes in split)),
    )


def direct(desk: Desk, choices: Choices) -> Entry | None:
    """财政直接支付, of costs, assets, prepayments and what is owed."""
    account = choices.one((*desk.costs(), "1601", "1302", "2201", "2302", "1214"))
    limit = desk.owed(account) if account.startswith("2") else _NEVER
    total = desk.some(choices, limit)
    if not total:
        return None
    fund = choices.one(("11", "11", "12", "13"))
    one = desk.spent(choices, fund)
    split = [
        (fen, desk.spent(choices, fund)._replace(project=one.project) if place else one)
        for place, fen in enumerate(_parts(total, choices))
    ]
    return _entry(
        "财政直接支付",
        (*(Line(account, fen, codes) for fen, codes in split), *_treasury(-1, split, choices)),
        (
            *(Part(desk.spending, fen, codes) for fen, codes in split),
            *(Part("6001", -fen, codes._replace(econ=None)) for fen, codes in split),
        ),
    )


def _treasury(sign: int, split: Sequence[tuple[int, Codes]], choices: Choices) -> tuple[Line, ...]:
    """Return the legs of 4001: one for each func, or one for all, which then says none unless they are the same."""
    said = [(fen, codes._replace(econ=None)) for fen, codes in split]
    if len({codes for _, codes in said}) > 1 and choices.chance(2):
        return tuple(Line("4001", sign * fen, codes) for fen, codes in said)
    funcs = {codes.func for _, codes in said}
    func = funcs.pop() if len(funcs) == 1 else None
    total = sum(fen for fen, _ in said)
    return (Line("4001", sign * total, said[0][1]._replace(func=func), follows=True),)


def direct_partly(desk: Desk, choices: Choices) -> Entry | None:
    """财政直接支付 of a part; the rest is owed."""
    paid, rest = desk.some(choices), desk.some(choices)
    codes = desk.spent(choices, choices.one(("11", "11", "12")))
    return _entry(
        "购买资产，财政直接支付部分价款",
        (
            Line(choices.one(("1601", "1302", "5001")), paid + rest, codes),
            *_treasury(-1, [(paid, codes)], choices),
            Line("2302", -rest, codes, follows=True),
        ),
        (Part(desk.spending, paid, codes), Part("6001", -paid, codes._replace(econ=None))),
    )


def direct_payroll(desk: Desk, choices: Choices) -> Entry | None:
    """统发工资: pay that the treasury pays directly, with tax withheld."""
    total = desk.some(choices, desk.owed("2201"))
    if not total:
        return None
    tax = total * choices.pick(30) // 100
    codes = desk.spent(choices, "11")
    return _entry(
        "财政统发工资",
        (
            Line("2201", total, codes),
            Line("2102", -tax, codes, follows=True),
            *_treasury(-1, [(total - tax, codes)], choices),
        ),
        (Part(desk.spending, total - tax, codes), Part("6001", tax - total, codes._replace(econ=None))),
    )


def direct_and_quota(desk: Desk, choices: Choices) -> Entry | None:
    """One purchase, paid partly by the treasury, partly from the quota."""
    cash = desk.cash(choices, QUOTA)
    if cash is None:
        return None
    paid, by_treasury = desk.some(choices, desk.balances[cash]), desk.some(choices)
    codes = desk.spent(choices, CASH_FUNDS[cash])
    income = codes._replace(econ=None)
    return _entry(
        "直接支付与授权支付共同购买设备",
        (Line("1601", paid + by_treasury, codes), Line(cash, -paid), Line("4001", -by_treasury, income)),
        (Part(desk.spending, paid + by_treasury, codes), _money(cash, -paid), Part("6001", -by_treasury, income)),
    )


def direct_refund(desk: Desk, choices: Choices) -> Entry | None:
    """本年财政直接支付退回."""
    fen, codes = desk.some(choices), desk.spent(choices, choices.one(("11", "12")))
    return _entry(
        "财政直接支付款项退回",
        (*_treasury(1, [(fen, codes)], choices), Line(choices.one(desk.costs()), -fen, codes)),
        (Part("6001", fen, codes._replace(econ=None)), Part(desk.spending, -fen, codes)),
    )


def cancel_quota(desk: Desk, choices: Choices) -> Entry | None:
    """年末注销零余额账户用款额度: all of it."""
    source = desk.cash(choices, QUOTA)
    if source is None:
        return None
    fen = desk.balances[source]
    return _entry(
        "年末注销授权支付额度",
        (Line(RETURN_QUOTA, fen), Line(source, -fen)),
        (_money(RETURN_QUOTA, fen), _money(source, -fen)),
    )


def cancel_direct(desk: Desk, choices: Choices) -> Entry | None:
    """年末确认财政直接支付的应返还额度."""
    fen, codes = desk.some(choices), desk.earned(choices, CASH_FUNDS[RETURN_DIRECT])
    return _entry(
        "年末确认应返还的直接支付额度",
        (Line(RETURN_DIRECT, fen), Line("4001", -fen, codes)),
        (_money(RETURN_DIRECT, fen), Part("6001", -fen, codes)),
    )


def restore(desk: Desk, choices: Choices) -> Entry | None:
    """下年恢复额度."""
    return _move(desk, choices, "恢复财政授权支付额度", (RETURN_QUOTA,), QUOTA)


def spend_returned(desk: Desk, choices: Choices) -> Entry | None:
    """使用以前年度财政直接支付额度."""
    accounts = (*desk.costs(), "1601")
    return _pay(desk, choices, "使用上年直接支付额度", accounts, desk.spending, (RETURN_DIRECT,))


# -- paying ---------------------------------------------------------------------------------------------------


def pay(desk: Desk, choices: Choices) -> Entry | None:
    """Costs paid."""
    return _pay(desk, choices, "支付费用", desk.costs(), desk.spending)


def pay_mixed(desk: Desk, choices: Choices) -> Entry | None:
    """Costs paid from two cash accounts: their legs say their fund."""
    one, other = desk.cash(choices), desk.cash(choices, tuple(reversed(PAYING)))
    if one is None or other is None or one == other:
        return None
    lines: list[Line] = []
    budget: list[Part] = []
    for cash in (one, other):
        fen = desk.some(choices, desk.balances[cash])
        codes = desk.spent(choices, CASH_FUNDS[cash] or choices.one(("3", "11")))
        lines += [Line(choices.one(desk.costs()), fen, codes), Line(cash, -fen)]
        budget += [Part(desk.spending, fen, codes), _money(cash, -fen)]
    return _entry("不同资金共同支付", lines, budget)


def fees(desk: Desk, choices: Choices) -> Entry | None:
    """Bank charges and other costs that are 5901."""
    return _pay(desk, choices, "支付银行手续费等", ("5901",), "7901", BANK)


def operate(desk: Desk, choices: Choices) -> Entry | None:
    """经营费用."""
    return _pay(desk, choices, "支付经营费用", ("5201",), "7301", IN_HAND)


def pay_superior(desk: Desk, choices: Choices) -> Entry | None:
    """上缴上级."""
    return _pay(desk, choices, "上缴上级款项", ("5401",), "7401", BANK)


def subsidise(desk: Desk, choices: Choices) -> Entry | None:
    """对附属单位补助."""
    return _pay(desk, choices, "对附属单位补助", ("5501",), "7501", BANK)


def buy(desk: Desk, choices: Choices) -> Entry | None:
    """Assets and stock bought."""
    return _pay(desk, choices, "购买资产", ("1601", "1701", "1302"), desk.spending)


def buy_partly(desk: Desk, choices: Choices) -> Entry | None:
    """Something bought of which only a part is paid."""
    cash = desk.cash(choices)
    if cash is None:
        return None
    paid, rest = desk.some(choices, desk.balances[cash]), desk.some(choices)
    codes = desk.spent(choices, desk.fund(choices, cash))
    return _entry(
        "购买并支付部分价款",
        (
            Line(choices.one(("1601", "1302", "5001")), paid + rest, codes),
            Line(cash, -paid),
            Line("2302", -rest, codes, follows=True),
        ),
        (Part(desk.spending, paid, codes), _money(cash, -paid)),
    )


def refund(desk: Desk, choices: Choices) -> Entry | None:
    """A cost of this year comes back."""
    cash, fen = choices.one((*QUOTA, *BANK)), desk.some(choices)
    codes = desk.spent(choices, desk.fund(choices, cash))
    return _entry(
        "退回本年支出",
        (Line(cash, fen), Line(choices.one(desk.costs()), -fen, codes)),
        (_money(cash, fen), Part(desk.spending, -fen, codes)),
    )


# -- owed and paid --------------------------------------------------------------------------------------------


def accrue(desk: Desk, choices: Choices) -> Entry | None:
    """Costs incurred, not paid."""
    return _accrue(desk, choices, "发生费用尚未支付", desk.costs(), "2302")


def invoice(desk: Desk, choices: Choices) -> Entry | None:
    """Goods received, not paid."""
    return _accrue(desk, choices, "收到发票", ("1302", "1601", "1701"), "2302")


def pay_invoice(desk: Desk, choices: Choices) -> Entry | None:
    """What is owed is paid."""
    return _settle_debt(desk, choices, "支付应付账款", "2302")


def provide(desk: Desk, choices: Choices) -> Entry | None:
    """预提费用."""
    return _accrue(desk, choices, "预提费用", desk.costs(), "2401")


def pay_provided(desk: Desk, choices: Choices) -> Entry | None:
    """预提费用实际支付."""
    return _settle_debt(desk, choices, "支付预提费用", "2401")


def payroll(desk: Desk, choices: Choices) -> Entry | None:
    """Pay accrued."""
    return _accrue(desk, choices, "计提工资", desk.costs(), "2201")


def pay_payroll(desk: Desk, choices: Choices) -> Entry | None:
    """Pay, with tax withheld (2102), and social security withheld on 2307 or on a detail of 2201."""
    cash = desk.cash(choices, (*QUOTA, *BANK))
    owed = desk.owed("2201")
    if cash is None or not (total := desk.some(choices, min(owed, desk.balances[cash]))):
        return None
    fund = desk.fund(choices, cash)
    split = [(fen, desk.spent(choices, fund)) for fen in _parts(total, choices)]
    first, codes = split[0]
    tax = first * choices.pick(30) // 100
    social = first * choices.pick(20) // 100 if choices.chance(2) else 0
    internal = choices.chance(2)
    lines = (
        *(Line("2201", fen, own) for fen, own in split),
        Line("2102", -tax, codes, follows=True),
        Line(path_of("2201", "C社会保险费"), -social, codes, follows=True) if internal else Line("2307", -social),
        Line(cash, tax + social - total),
    )
    unpaid = tax + (social if internal else 0)
    budget = (
        *(Part(desk.spending, fen, own) for fen, own in split),
        Part(desk.spending, -unpaid, codes),
        _money(cash, tax + social - total),
        *(() if internal else (_money(NOTES, -social),)),
    )
    return _entry("发放工资", lines, budget)


def remit_tax(desk: Desk, choices: Choices) -> Entry | None:
    """代缴个人所得税."""
    return _settle_debt(desk, choices, "代缴个人所得税", "2102")


def remit_social(desk: Desk, choices: Choices) -> Entry | None:
    """缴纳社会保险费和住房公积金, the unit's and what is withheld on 2201."""
    account = path_of("2201", "C社会保险费")
    return _pay(desk, choices, "缴纳社会保险费", (account,), desk.spending, limit=desk.owed("2201"))


def remit_withheld(desk: Desk, choices: Choices) -> Entry | None:
    """What was withheld on 2307 is handed on."""
    return _aside(desk, choices, "代缴个人负担的社会保险费", "2307", arrives=False, limit=desk.owed("2307"))


# -- stock, wear, prepayments ---------------------------------------------------------------------------------


def use_stock(desk: Desk, choices: Choices) -> Entry | None:
    """领用库存物品."""
    return _accrue(desk, choices, "领用库存物品", desk.costs(), "1302", desk.balances["1302"])


def depreciate(desk: Desk, choices: Choices) -> Entry | None:
    """计提折旧、摊销."""
    return _accrue(desk, choices, "计提折旧", desk.costs(), choices.one(("1602", "1702")))


def scrap(desk: Desk, choices: Choices) -> Entry | None:
    """处置资产, nothing received."""
    return _accrue(desk, choices, "报废固定资产", ("5301",), "1601", desk.balances["1601"])


def donated(desk: Desk, choices: Choices) -> Entry | None:
    """接受捐赠的资产."""
    fen = desk.some(choices)
    return _entry("接受捐赠资产", (Line(choices.one(("1601", "1302")), fen), Line("4603", -fen)))


def prepay(desk: Desk, choices: Choices) -> Entry | None:
    """预付账款: expenditure when it is paid."""
    return _pay(desk, choices, "预付货款", ("1214",), desk.spending)


def consume(desk: Desk, choices: Choices) -> Entry | None:
    """What was paid in advance is received."""
    debits = (*desk.costs(), "1302", "1601")
    return _accrue(desk, choices, "收到已预付的货物或服务", debits, "1214", desk.balances["1214"])


def consume_and_pay(desk: Desk, choices: Choices) -> Entry | None:
    """What was paid in advance in part is received, and the rest paid."""
    cash = desk.cash(choices)
    advanced = desk.some(choices, desk.balances["1214"])
    if cash is None or not advanced:
        return None
    paid = desk.some(choices, desk.balances[cash])
    codes = desk.spent(choices, desk.fund(choices, cash))
    return _entry(
        "收货并补付货款",
        (
            Line(choices.one((*desk.costs(), "1601")), advanced + paid, codes),
            Line("1214", -advanced, codes, follows=True),
            Line(cash, -paid),
        ),
        (Part(desk.spending, paid, codes), _money(cash, -paid)),
    )


def refund_prepaid(desk: Desk, choices: Choices) -> Entry | None:
    """A prepayment of this year comes back."""
    cash, fen = choices.one((*QUOTA, *BANK)), desk.some(choices, desk.balances["1214"])
    if not fen:
        return None
    codes = desk.spent(choices, desk.fund(choices, cash))
    return _entry(
        "退回本年预付款",
        (Line(cash, fen), Line("1214", -fen, codes)),
        (_money(cash, fen), Part(desk.spending, -fen, codes)),
    )


# -- income ---------------------------------------------------------------------------------------------------


def earn(desk: Desk, choices: Choices) -> Entry | None:
    """Income that arrives in money."""
    agency = ("4601", "4603", "4605", "4609")
    accounts = BUDGET_INCOME if desk.kind == INSTITUTION else {code: BUDGET_INCOME[code] for code in agency}
    return _receive(desk, choices, "取得收入", accounts)


def interest(desk: Desk, choices: Choices) -> Entry | None:
    """利息收入."""
    return _receive(desk, choices, "存款利息", {"4604": "6609"}, BANK)


def bill(desk: Desk, choices: Choices) -> Entry | None:
    """Income earned, not received."""
    fen, codes = desk.some(choices), desk.earned(choices, "3")
    lines = (Line("1212", fen, codes, follows=True), Line(choices.one(("4101", "4401")), -fen, codes))
    return _entry("确认应收款项", lines)


def collect(desk: Desk, choices: Choices) -> Entry | None:
    """应收账款 collected: 6101, or 6401 where the leg says so."""
    cash, total = choices.one(IN_HAND), desk.some(choices, desk.balances["1212"])
    if not total:
        return None
    fund = desk.fund(choices, cash)
    split = [(fen, desk.earned(choices, fund), choices.chance(3)) for fen in _parts(total, choices)]
    return _entry(
        "收回应收账款",
        (
            Line(cash, total),
            *(Line("1212", -fen, codes, mark="6401" if other else None) for fen, codes, other in split),
        ),
        (
            _money(cash, total),
            *(Part("6401" if other else "6101", -fen, codes) for fen, codes, other in split),
        ),
    )


def bill_partly(desk: Desk, choices: Choices) -> Entry | None:
    """Income of which only a part is received at once."""
    cash, got, rest = choices.one(IN_HAND), desk.some(choices), desk.some(choices)
    codes, operating = desk.earned(choices, desk.fund(choices, cash)), choices.chance(3)
    account, target = ("4401", "6401") if operating else ("4101", "6101")
    return _entry(
        "取得收入，部分款项未收",
        (
            Line(cash, got),
            Line("1212", rest, codes, follows=True, mark="6401" if operating else None),
            Line(account, -got - rest, codes),
        ),
        (_money(cash, got), Part(target, -got, codes)),
    )


def advance_receipt(desk: Desk, choices: Choices) -> Entry | None:
    """预收账款: income of the budget book when it is received."""
    return _receive(desk, choices, "预收款项", {"2305": "6101"})


def earn_advance(desk: Desk, choices: Choices) -> Entry | None:
    """What was received in advance is earned."""
    fen, codes = desk.some(choices, desk.owed("2305")), desk.earned(choices, "3")
    if not fen:
        return None
    return _entry("预收款项确认收入", (Line("2305", fen, codes, follows=True), Line("4101", -fen, codes)))


def earn_with_advance(desk: Desk, choices: Choices) -> Entry | None:
    """Income of which a part was received in advance and the rest arrives."""
    advanced = desk.some(choices, desk.owed("2305"))
    if not advanced:
        return None
    cash, got = choices.one(IN_HAND), desk.some(choices)
    codes = desk.earned(choices, desk.fund(choices, cash))
    return _entry(
        "确认收入并收到余款",
        (
            Line(cash, got),
            Line("2305", advanced, codes, follows=True),
            Line("4101", -got - advanced, codes),
        ),
        (_money(cash, got), Part("6101", -got, codes)),
    )


def doubtful(desk: Desk, choices: Choices) -> Entry | None:
    """计提坏账准备."""
    return _accrue(desk, choices, "计提坏账准备", ("5901",), "1219")


def write_off(desk: Desk, choices: Choices) -> Entry | None:
    """核销应收账款."""
    limit = min(desk.owed("1219"), desk.balances["1212"])
    return _accrue(desk, choices, "核销应收账款", ("1219",), "1212", limit)


# -- tax ------------------------------------------------------------------------------------------------------


def earn_taxed(desk: Desk, choices: Choices) -> Entry | None:
    """Income with output tax: what arrives is income of the budget book."""
    cash, net = choices.one(BANK), desk.some(choices)
    tax = 1 + choices.pick(200)
    codes = desk.earned(choices, desk.fund(choices, cash))
    account = choices.one(("4101", "4401"))
    return _entry(
        "取得应税收入",
        (Line(cash, net + tax), Line(account, -net, codes), Line("2101", -tax, codes, follows=True)),
        (_money(cash, net + tax), Part(BUDGET_INCOME[account], -net - tax, codes)),
    )


def buy_taxed(desk: Desk, choices: Choices) -> Entry | None:
    """A purchase with input tax: what is paid is expenditure."""
    cash = desk.cash(choices, BANK)
    tax = 1 + choices.pick(200)
    if cash is None or desk.balances[cash] <= tax:
        return None
    net = desk.some(choices, desk.balances[cash] - tax)
    codes = desk.spent(choices, desk.fund(choices, cash))
    return _entry(
        "购买应税货物",
        (
            Line(choices.one(("1302", "1601", "5001")), net, codes),
            Line("2101", tax, codes, follows=True),
            Line(cash, -net - tax),
        ),
        (Part(desk.spending, net + tax, codes), _money(cash, -net - tax)),
    )


def remit_vat(desk: Desk, choices: Choices) -> Entry | None:
    """缴纳增值税."""
    return _settle_debt(desk, choices, "缴纳增值税", "2101")


# -- cash, advances, deposits ---------------------------------------------------------------------------------


def withdraw(desk: Desk, choices: Choices) -> Entry | None:
    """Money taken out of the quota: 800102 from 800101."""
    return _move(desk, choices, "从零余额账户提取现金", QUOTA, (NOTES, NOTES, BANK[2]))


def put_back(desk: Desk, choices: Choices) -> Entry | None:
    """Notes returned to the quota: 800101 from 800102."""
    return _move(desk, choices, "现金退回零余额账户", (NOTES,), QUOTA)


def shift(desk: Desk, choices: Choices) -> Entry | None:
    """Money moved within 800102: no budget legs."""
    return _move(desk, choices, "提取或存入现金", IN_HAND, IN_HAND)


def advance(desk: Desk, choices: Choices) -> Entry | None:
    """职工借款."""
    return _aside(desk, choices, "职工借款", "1218", arrives=False)


def give_back(desk: Desk, choices: Choices) -> Entry | None:
    """A staff advance returned unspent."""
    return _aside(desk, choices, "退还借款", "1218", arrives=True, limit=desk.balances["1218"])


def settle(desk: Desk, choices: Choices) -> Entry | None:
    """A staff advance settled: exactly, with money returned, or topped up."""
    lent = desk.some(choices, desk.balances["1218"])
    if not lent:
        return None
    how = choices.pick(3)
    cash = choices.one(IN_HAND) if how == 1 else desk.cash(choices, IN_HAND)
    extra = 0
    if how and cash is not None:
        extra = -choices.pick(min(lent, 200)) if how == 1 else desk.some(choices, desk.balances[cash])
    if not extra:
        cash = None
    codes = desk.spent(choices, desk.fund(choices, cash))
    spent = lent + extra
    lines = [Line(choices.one(desk.costs()), spent, codes), Line("1218", -lent)]
    if cash is not None:
        lines.append(Line(cash, -extra))
    return _entry("报销差旅费，核销借款", lines, (Part(desk.spending, spent, codes), _money(NOTES, -spent)))


def hold(desk: Desk, choices: Choices) -> Entry | None:
    """收到押金、保证金."""
    return _aside(desk, choices, "收到履约保证金", "2307", arrives=True)


def give_deposit_back(desk: Desk, choices: Choices) -> Entry | None:
    """退还押金、保证金."""
    return _aside(desk, choices, "退还履约保证金", "2307", arrives=False, limit=desk.owed("2307"))


def keep_deposit(desk: Desk, choices: Choices) -> Entry | None:
    """A deposit that needn't be returned."""
    fen = desk.some(choices, desk.owed("2307"))
    if not fen:
        return None
    codes = desk.earned(choices, choices.one(("3", None)))
    return _entry(
        "没收保证金转收入",
        (Line("2307", fen), Line("4609", -fen, codes)),
        (_money(NOTES, fen), Part("6609", -fen, codes)),
    )


def treasury_due(desk: Desk, choices: Choices) -> Entry | None:
    """收到应缴财政的款项."""
    return _aside(desk, choices, "收到应缴财政款", "2103", arrives=True)


def treasury_remit(desk: Desk, choices: Choices) -> Entry | None:
    """上缴财政."""
    return _aside(desk, choices, "上缴应缴财政款", "2103", arrives=False, limit=desk.owed("2103"))


def entrusted_money(desk: Desk, choices: Choices) -> Entry | None:
    """收到受托代理资金."""
    return _aside(desk, choices, "收到受托代理资金", "2901", arrives=True)


def entrusted_goods(desk: Desk, choices: Choices) -> Entry | None:
    """收到受托代理物资."""
    return _accrue(desk, choices, "收到受托代理物资", ("1891",), "2901")


def entrusted_buy(desk: Desk, choices: Choices) -> Entry | None:
    """Goods bought with entrusted money."""
    limit = desk.owed("2901") - desk.balances["1891"]
    return _aside(desk, choices, "用受托资金购买物资", "1891", arrives=False, limit=limit)


def entrusted_paid(desk: Desk, choices: Choices) -> Entry | None:
    """Entrusted money handed on."""
    limit = desk.owed("2901") - desk.balances["1891"]
    return _aside(desk, choices, "转付受托代理资金", "2901", arrives=False, limit=limit)


def entrusted_handed_on(desk: Desk, choices: Choices) -> Entry | None:
    """Entrusted goods handed on."""
    limit = min(desk.owed("2901"), desk.balances["1891"])
    return _accrue(desk, choices, "交付受托代理物资", ("2901",), "1891", limit)


# -- loans and investments ------------------------------------------------------------------------------------


def borrow(desk: Desk, choices: Choices) -> Entry | None:
    """借入短期借款."""
    return _receive(desk, choices, "借入短期借款", {"2001": "6501"}, BANK)


def repay(desk: Desk, choices: Choices) -> Entry | None:
    """偿还借款本金."""
    return _pay(desk, choices, "偿还短期借款", ("2001",), "7701", BANK, desk.owed("2001"))


def invest(desk: Desk, choices: Choices) -> Entry | None:
    """对外投资."""
    return _pay(desk, choices, "购买短期国债", ("1101",), "7601", BANK)


# -- all of them ----------------------------------------------------------------------------------------------

EVENTS: Final[Mapping[str, Event]] = MappingProxyType(
    {
        event.__name__: event
        for event in (
            *(
                quota,
                direct,
                direct_partly,
                direct_payroll,
                direct_and_quota,
                direct_refund,
                cancel_quota,
                cancel_direct,
                restore,
                spend_returned,
            ),
            *(pay, pay_mixed, fees, operate, pay_superior, subsidise, buy, buy_partly, refund),
            *(accrue, invoice, pay_invoice, provide, pay_provided),
            *(payroll, pay_payroll, remit_tax, remit_social, remit_withheld),
            *(use_stock, depreciate, scrap, donated, prepay, consume, consume_and_pay, refund_prepaid),
            *(earn, interest, bill, collect, bill_partly, advance_receipt, earn_advance, earn_with_advance),
            *(doubtful, write_off, earn_taxed, buy_taxed, remit_vat),
            *(withdraw, put_back, shift, advance, give_back, settle, hold, give_deposit_back, keep_deposit),
            *(treasury_due, treasury_remit),
            *(entrusted_money, entrusted_goods, entrusted_buy, entrusted_paid, entrusted_handed_on),
            *(borrow, repay, invest),
        )
    }
)
"""Every event by name."""

_OFTEN: Final = ("direct", "direct", "direct", "quota", "pay", "pay_payroll", "earn")
"""Events that are drawn more often than others, since they have more forms."""

_INSTITUTION_ONLY: Final = frozenset(
    {
        *("operate", "pay_superior", "subsidise", "bill", "collect", "bill_partly", "advance_receipt"),
        *("earn_advance", "earn_with_advance", "doubtful", "write_off", "earn_taxed", "buy_taxed", "remit_vat"),
        *("borrow", "repay", "invest"),
    }
)
"""Events on accounts that a 行政单位 doesn't have."""


def _opening(desk: Desk, choices: Choices) -> tuple[Entry, ...]:
    """Return the balances brought over: one voucher tagged ``#no-budget``, and one of the budget book alone."""
    cash = (*BANK, NOTES, OTHER_MONEY, RETURN_DIRECT, RETURN_QUOTA)
    debts = ["2302", "2401", "2201", "2102", "2307", "2103", "2901"]
    claims = ["1214", "1218", "1302", "1601", "1891"]
    if desk.kind == INSTITUTION:
        debts += ["1219", "2305", "2001", "2101"]
        claims.append("1212")
    lines = [Line(path, (1 + choices.pick(200)) * 10_001) for path in (*cash, *claims)]
    lines += [Line(code, -(1 + choices.pick(100)) * 5_003) for code in debts]
    lines.append(Line("3001", -sum(line.fen for line in lines)))
    money = [line for line in lines if code_of(line.account) in MONEY]
    returned = sum(line.fen for line in money if code_of(line.account) == "1201")
    total = sum(line.fen for line in money)
    left = 5_000 + choices.pick(200)
    carried = (
        Part("8101", -returned + left, Codes("2060501", None, "11")),
        Part("8101", -left, Codes("2120801", None, "12")),
        Part("8201", -3 * left, Codes("2060502", None, "3")),
        Part("8202", returned + 3 * left - total, Codes("2060502", None, "3")),
    )
    opening = _entry("年初余额", lines)
    desk.record(opening)
    return (
        Entry(opening.narration, opening.lines, tags=("no-budget",)),
        _entry("年初预算结余", (), (_money(RETURN_DIRECT, returned), _money(NOTES, total - returned), *carried)),
    )
