"""Hypothesis strategy for what happens in a unit's year: the same vouchers without and with their budget legs.

Events are drawn, a desk lets only those happen that can (quota is never overdrawn, an invoice is paid once it is
there), and each says by itself what it is in both books. Nothing here derives budget legs by rule: that is tested.

How the law is read (财会〔2017〕25号, 附录 主要业务和事项账务处理举例, by its numbers), where it leaves room:

- 1218, 2307, 2103, 1902, 2305, 3101 are *held or advanced* where they arose with money (12(1), 39, 46(1), 35(3),
  53(3)), *owed* where they arose without it (12(2), 46(3), 20(1), 70(2), 74(2)). Held money stays 资金结存, on 800102,
  so that 800101 is always 1011, 800103 is 1201, and what moves within 800102 has no budget legs.
- What is owed is income or expenditure when money moves, with the codes of the voucher that it arose in where none
  are said. Of a detail the oldest is settled first. A detail moves once a day at most: no order within a day is told.
- An advance settled to a cost is expenditure of the fund of the money advanced, also with money back or added (1(2)).
  Written off or withheld from pay it is nothing in the budget book (12(4), 40(3)): 资金结存 departs from the money.
- Tax withheld (2102) and what is withheld on 2307 is expenditure when it is remitted (40, 70(1)(2)).
- 4001 is budget cash where no cash account is in the voucher, in both directions (59(1)(3)). With one it is income.
- Receivables and payables follow what they arose from, where all that is open agrees: 4401 → 6401, 5201 → 7301,
  5801 → 8202 (8, 72, 76). Else 1212 is 6101, and payables are 7201 (行政单位: 7101).
- A 2102, 2201, 2302, 1214, 1212, 2305, 2101, 2307 or 4001 leg that stands beside others and is silent about func or
  econ takes what those say, if they agree. A 4001 leg of a direct payment that is silent about its fund, in a
  transaction that is, takes the fund of what it pays; ``11`` only when that is silent too. One 4001 leg silent about
  func pays several functions. The project is always said, since to be silent about it means 基本支出.
- Output tax is part of the income it was charged with, also where that is paid back (37); input tax part of what was
  bought, 7301 with 5201.
- Donated, allocated and exchanged assets: what is paid for them is 7901 (15(1), 20(1), 57(1)). Money and a thing
  donated together: only the money is income (66).
- Investments and prepayments that are all of earlier years come back as 8501, or as 8101 and 8201 (5(3), 9(3)).
- Without money: 3302 → 3101 is 8701 and 8301 (53(1)), 2301 → 2001 is 7301 and 6501 (36(2)), project overhead is 8201
  and 8202 (47(1)).
- Before the year a ledger has an opening voucher tagged ``#no-budget``, and beside it one of the budget book alone,
  or no opening at all. 1218 and 2307 in it are held or owed: 8001 there counts them or not, or their opens say so.

Left out since the law doesn't determine them: prepayments and investments of several years mixed, an advance withheld
in the voucher that pays the rest, claims on prepayments of an earlier year.
"""

import datetime as dt
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType
from typing import Final, NamedTuple

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from . import event_details, event_returns
from .event_desk import (
    AGENCY,
    BANK,
    BUDGET_INCOME,
    CASH_FUNDS,
    IN_HAND,
    INSTITUTION,
    INVESTED,
    NOTES,
    OLD_CLAIM,
    OLD_PAYABLE,
    OTHER_MONEY,
    PAY,
    PAYING,
    PREPAID,
    QUOTA,
    RECEIVABLE,
    RETURN_DIRECT,
    RETURN_QUOTA,
    SOCIAL,
    Desk,
    Event,
    accrued,
    aside,
    details,
    income,
    money,
    moved,
    paid,
    parts,
    plausible,
    received,
    settle_debt,
    treasury,
    write,
)
from .event_writing import (
    CASH,
    Codes,
    Entry,
    Item,
    Line,
    Part,
    add_details,
    code_of,
    facts_of,
    financial,
    write_entry,
)
from .oracle import DrawnFact, Tables, expected_tables
from .writing import MAIN, PROJECTS, ROOTS, Book, Chart, Choices, Layout, Meta, Voucher, declarations, render

__all__ = ["AGENCY", "EVENTS", "INSTITUTION", "EventStream", "event_streams"]


@dataclass(frozen=True, repr=False)
class EventStream:
    """What happened in a unit around a year, as text with the financial legs alone and with all legs.

    ``accrual`` and ``explicit`` map the same file names to text; ``main`` is the one to load. A voucher has in
    ``accrual`` exactly its CNY legs of ``explicit``; only the opening's budget balances are in both. ``facts`` are
    what the vouchers mean in the budget book, without 8001; ``expected`` what the nine tables of the year hold, in
    fen. ``budget_cash_by_day`` is what 8001 must stand at, in fen, after every day with a voucher. ``events`` names
    what happened, in order. ``legs`` are all legs of both books: day, account without its root, fen, debit positive.
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
    legs: tuple[tuple[dt.date, str, int], ...]

    def __repr__(self) -> str:
        """Return what someone looking for the cause of a failure reads: the text with all legs, file by file."""
        texts = "".join(f"\n; === {name}\n{text}" for name, text in self.explicit.items())
        return f"<EventStream {self.year} {self.kind} {' '.join(self.events)}{texts}>"

    def _repr_pretty_(self, printer: RepresentationPrinter, _cycle: object) -> None:
        """Let hypothesis print the same."""
        printer.text(repr(self))


def event_streams(year: int = 2020, kind: str = INSTITUTION, *, max_events: int = 40) -> st.SearchStrategy[EventStream]:
    """Return a strategy for streams of events of a year, a few of them in the months around it.

    ``kind`` is 事业单位 or 行政单位. The functional codes are in force from 2019 to 2021.
    """
    chains = ((name,) for name in (*EVENTS, *_OFTEN))
    among = tuple(
        chain for chain in (*chains, *_CHAINS) if kind == INSTITUTION or not _INSTITUTION_ONLY.intersection(chain)
    )
    return _streams(year, kind, among, max_events)


class _Drawn(NamedTuple):
    """One wish: events one after another, the first's day counted from the year's first, and what decides the rest."""

    day: int
    names: tuple[str, ...]
    data: bytes


_DAYS: Final = ((0, 365), (0, 365), (-20, 385))
_SEED: Final = 4
_REST: Final = 128


@st.composite
def _streams(draw: st.DrawFn, year: int, kind: str, among: Sequence[tuple[str, ...]], max_events: int) -> EventStream:
    one = st.builds(
        _Drawn,
        st.one_of(*(st.integers(*days) for days in _DAYS)),
        st.sampled_from(among),
        st.binary(min_size=72, max_size=72),
    )
    if draw(st.sampled_from((False, *(True,) * 15))):
        size = _SEED + 1 + max_events
        wishes, rest = _scattered(draw(st.binary(min_size=size, max_size=size)), among)
    else:
        least = min(draw(st.sampled_from((0, 12, 30))), max_events)
        wishes = draw(st.lists(one, min_size=least, max_size=max_events))
        rest = draw(st.binary(min_size=_REST, max_size=_REST))
    return _stream(year, kind, wishes, Choices(rest))


def _scattered(number: bytes, among: Sequence[tuple[str, ...]]) -> tuple[list[_Drawn], bytes]:
    """Return wishes and the rest that a number decides, but for those that its last bytes leave out.

    What hypothesis draws by parts it then changes by parts, and most streams would be much like another. A number gives
    another stream for each; and what can be left out of one that fails is soon found.
    """
    turn = random.Random(number[:_SEED])  # noqa: S311
    least = turn.choice((1, 1, 100, 200))
    rest, *kept = number[_SEED:]
    every = [_Drawn(turn.randint(*turn.choice(_DAYS)), turn.choice(among), turn.randbytes(72)) for _ in kept]
    wishes = [wish for wish, byte in zip(every, kept, strict=True) if byte >= least]
    return wishes, turn.randbytes(_REST) if rest else b""


def _stream(year: int, kind: str, wishes: Iterable[_Drawn], choices: Choices) -> EventStream:
    chart = Chart()
    add_details(chart)
    desk = Desk(kind)
    happened: list[tuple[dt.date, str, Entry, Choices]] = []
    opens = dict(details(kind, choices))
    if not choices.chance(4):
        desk.today = dt.date(year - 1, 11, 30)
        old = choices.pick(4)
        opens |= _told_of_old(old, kind)
        happened += [(desk.today, "opening", entry, Choices(b"")) for entry in _opening(desk, old, choices)]
    for path, meta in opens.items():
        chart.add(path, meta)
    singles = [(date, name, data) for wish in wishes for date, name, data in _singles(year, wish)]
    for date, name, data in sorted(singles, key=lambda single: single[0]):
        particulars = Choices(data)
        desk.today = date
        entry = EVENTS[name](desk, particulars)
        if entry is not None and (entry.lines or entry.budget):
            entry = plausible(entry)
            if desk.overspends(entry) or desk.overwears(entry):
                continue
            desk.record(entry)
            happened.append((date, name, entry, particulars))
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
        legs=tuple((each.date, leg.path, leg.fen) for each in vouchers for leg in each.legs),
    )


def _singles(year: int, wish: _Drawn) -> Iterable[tuple[dt.date, str, bytes]]:
    """Return the events of a wish, each with its day and its own particulars."""
    apart = (1, 9, 30, 61)[wish.data[-1] % 4]
    for place, name in enumerate(wish.names):
        turned = wish.data[7 * place :] + wish.data[: 7 * place]
        yield _day(year, min(wish.day + apart * place, 385), name), name, turned


def _day(year: int, day: int, name: str) -> dt.date:
    """Return an event's date: what is cancelled is so at its year's end, what is late in December, early after it."""
    date = dt.date(year, 1, 1) + dt.timedelta(days=day)
    if name.startswith("cancel"):
        return date.replace(month=12, day=31)
    within = min(date.year, year)
    if name.endswith("_last"):
        return dt.date(within, 12, 31)
    if name.endswith("_late"):
        return dt.date(within, 12, 1 + day % 31)
    return dt.date(within + 1, 1, 1 + day % 20) if name.endswith("_early") else date


def _budget_cash(happened: Iterable[tuple[dt.date, Entry]]) -> dict[dt.date, int]:
    """Return what 8001 stands at after each day, by what each event says of it."""
    by_day: dict[dt.date, int] = {}
    total = 0
    for date, group in groupby(happened, key=lambda pair: pair[0]):
        total += sum(part.fen for _, entry in group for part in entry.budget if code_of(part.account) == "8001")
        by_day[date] = total
    return by_day


# -- money of the treasury ------------------------------------------------------------------------------------


def quota(desk: Desk, choices: Choices) -> Entry | None:
    """零余额账户用款额度到账."""
    cash, total = choices.one(QUOTA), desk.some(choices)
    fund = CASH_FUNDS[cash]
    split = [(fen, desk.earned(choices, fund)) for fen in parts(total, choices)]
    return write(
        "收到财政授权支付额度",
        (Line(cash, total), *(Line("4001", -fen, codes) for fen, codes in split)),
        (money(cash, total), *(Part("6001", -fen, codes) for fen, codes in split)),
    )


def direct(desk: Desk, choices: Choices) -> Entry | None:
    """财政直接支付, of costs, assets, prepayments and what is owed."""
    account = choices.one((*desk.costs(), "1601", "1302", "1613", PAY[0], "2302", "2102", "2502", PREPAID))
    total = desk.some(choices, desk.owed(account)) if account[0] == "2" else desk.some(choices)
    if not total or not desk.is_free(account):
        return None
    fund = choices.one(("11", "11", "12", "13"))
    one = desk.spent(choices, fund)
    split = [
        (fen, desk.spent(choices, fund)._replace(project=one.project) if place else one)
        for place, fen in enumerate(parts(total, choices))
    ]
    return write(
        "财政直接支付",
        (
            *(
                Line(
                    account,
                    fen,
                    codes,
                    item=Item(fen, desk.today, account=desk.spending, codes=codes) if account == PREPAID else None,
                )
                for fen, codes in split
            ),
            *treasury(-1, split, choices),
        ),
        (
            *(Part(desk.spending, fen, codes) for fen, codes in split),
            *(Part("6001", -fen, income(codes)) for fen, codes in split),
        ),
    )


def direct_partly(desk: Desk, choices: Choices) -> Entry | None:
    """财政直接支付 of a part; the rest is owed."""
    paid, rest = desk.some(choices), desk.some(choices)
    codes = desk.spent(choices, choices.one(("11", "11", "12")))
    return write(
        "购买资产，财政直接支付部分价款",
        (
            Line(choices.one(("1601", "1302", "5001")), paid + rest, codes),
            *treasury(-1, [(paid, codes)], choices),
            Line("2302", -rest, codes, follows=True),
        ),
        (Part(desk.spending, paid, codes), Part("6001", -paid, income(codes))),
    )


def direct_payroll(desk: Desk, choices: Choices) -> Entry | None:
    """统发工资: pay that the treasury pays directly, with tax withheld."""
    account = desk.pay_owed(choices)
    total = desk.some(choices, desk.owed(account))
    if not total:
        return None
    tax = total * choices.pick(30) // 100
    codes = desk.spent(choices, "11")
    return write(
        "财政统发工资",
        (
            Line(account, total, codes),
            Line("2102", -tax, codes, follows=True),
            *treasury(-1, [(total - tax, codes)], choices),
        ),
        (Part(desk.spending, total - tax, codes), Part("6001", tax - total, income(codes))),
    )


def direct_and_quota(desk: Desk, choices: Choices) -> Entry | None:
    """One purchase, paid partly by the treasury, partly from the quota."""
    cash = desk.cash(choices, QUOTA)
    if cash is None:
        return None
    paid, by_treasury = desk.some(choices, desk.balances[cash]), desk.some(choices)
    codes = desk.spent(choices, CASH_FUNDS[cash])
    earned = income(codes)
    return write(
        "直接支付与授权支付共同购买设备",
        (Line("1601", paid + by_treasury, codes), Line(cash, -paid), Line("4001", -by_treasury, earned)),
        (Part(desk.spending, paid + by_treasury, codes), money(cash, -paid), Part("6001", -by_treasury, earned)),
    )


def cancel_quota(desk: Desk, choices: Choices) -> Entry | None:
    """年末注销零余额账户用款额度: all of it."""
    source = desk.cash(choices, QUOTA)
    if source is None:
        return None
    fen = desk.balances[source]
    return write(
        "年末注销授权支付额度",
        (Line(RETURN_QUOTA, fen), Line(source, -fen)),
        (money(RETURN_QUOTA, fen), money(source, -fen)),
    )


def cancel_direct(desk: Desk, choices: Choices) -> Entry | None:
    """年末确认财政直接支付的应返还额度."""
    fen, codes = desk.some(choices), desk.earned(choices, CASH_FUNDS[RETURN_DIRECT])
    return write(
        "年末确认应返还的直接支付额度",
        (Line(RETURN_DIRECT, fen), Line("4001", -fen, codes)),
        (money(RETURN_DIRECT, fen), Part("6001", -fen, codes)),
    )


def restore(desk: Desk, choices: Choices) -> Entry | None:
    """下年恢复额度."""
    return moved(desk, choices, "恢复财政授权支付额度", (RETURN_QUOTA,), QUOTA)


def spend_returned(desk: Desk, choices: Choices) -> Entry | None:
    """使用以前年度财政直接支付额度."""
    accounts = (*desk.costs(), "1601")
    return paid(desk, choices, "使用上年直接支付额度", accounts, desk.spending, (RETURN_DIRECT,))


# -- paying ---------------------------------------------------------------------------------------------------


def pay(desk: Desk, choices: Choices) -> Entry | None:
    """Costs paid."""
    return paid(desk, choices, "支付费用", desk.costs(), desk.spending)


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
        budget += [Part(desk.spending, fen, codes), money(cash, -fen)]
    return write("不同资金共同支付", lines, budget)


def fees(desk: Desk, choices: Choices) -> Entry | None:
    """Bank charges and other costs that are 5901."""
    return paid(desk, choices, "支付银行手续费等", ("5901",), "7901", BANK)


def operate(desk: Desk, choices: Choices) -> Entry | None:
    """经营费用."""
    return paid(desk, choices, "支付经营费用", ("5201",), "7301", IN_HAND)


def pay_superior(desk: Desk, choices: Choices) -> Entry | None:
    """上缴上级."""
    return paid(desk, choices, "上缴上级款项", ("5401",), "7401", BANK)


def subsidise(desk: Desk, choices: Choices) -> Entry | None:
    """对附属单位补助."""
    return paid(desk, choices, "对附属单位补助", ("5501",), "7501", BANK)


def buy(desk: Desk, choices: Choices) -> Entry | None:
    """Assets and stock bought."""
    return paid(desk, choices, "购买资产", ("1601", "1701", "1302", "1613"), desk.spending)


def buy_partly(desk: Desk, choices: Choices) -> Entry | None:
    """Something bought of which only a part is paid."""
    cash = desk.cash(choices)
    if cash is None:
        return None
    paid, rest = desk.some(choices, desk.balances[cash]), desk.some(choices)
    codes = desk.spent(choices, desk.fund(choices, cash))
    return write(
        "购买并支付部分价款",
        (
            Line(choices.one(("1601", "1302", "5001")), paid + rest, codes),
            Line(cash, -paid),
            Line(choices.one(("2302", "2302", "2502")), -rest, codes, follows=True),
        ),
        (Part(desk.spending, paid, codes), money(cash, -paid)),
    )


# -- owed and paid --------------------------------------------------------------------------------------------


def accrue(desk: Desk, choices: Choices) -> Entry | None:
    """Costs incurred, not paid."""
    return accrued(desk, choices, "发生费用尚未支付", desk.costs(), "2302")


def invoice(desk: Desk, choices: Choices) -> Entry | None:
    """Goods received, not paid."""
    return accrued(desk, choices, "收到发票", ("1302", "1601", "1701"), "2302")


def pay_invoice(desk: Desk, choices: Choices) -> Entry | None:
    """What is owed is paid."""
    return settle_debt(desk, choices, "支付应付账款", "2302")


def pay_long(desk: Desk, choices: Choices) -> Entry | None:
    """支付长期应付款 (附录 49(2))."""
    return settle_debt(desk, choices, "支付长期应付款", "2502")


def local_tax(desk: Desk, choices: Choices) -> Entry | None:
    """计提城建税等 (附录 38(1)): nothing yet."""
    return accrued(desk, choices, "计提附加税费", desk.costs(), "2102")


def forgive_payable(desk: Desk, choices: Choices) -> Entry | None:
    """无法偿付的应付账款 (附录 42(4)): nothing."""
    fen = desk.some(choices, desk.owed("2302"))
    return write("无法偿付的应付账款转收入", (Line("2302", fen), Line("4609", -fen))) if fen else None


def provide(desk: Desk, choices: Choices) -> Entry | None:
    """预提费用."""
    return accrued(desk, choices, "预提费用", desk.costs(), "2401")


def pay_provided(desk: Desk, choices: Choices) -> Entry | None:
    """预提费用实际支付."""
    return settle_debt(desk, choices, "支付预提费用", "2401")


def payroll(desk: Desk, choices: Choices) -> Entry | None:
    """Pay accrued."""
    return accrued(desk, choices, "计提工资", desk.costs(), choices.one((*PAY, SOCIAL)))


def pay_payroll(desk: Desk, choices: Choices) -> Entry | None:
    """Pay, with tax withheld (2102), and social security withheld on a detail of 2201."""
    cash = desk.cash(choices, (*QUOTA, *BANK))
    account = desk.pay_owed(choices)
    owed = desk.owed(account)
    if cash is None or not (total := desk.some(choices, min(owed, desk.balances[cash]))):
        return None
    fund = desk.fund(choices, cash)
    split = [(fen, desk.spent(choices, fund, fen)) for fen in parts(total, choices)]
    first, codes = split[0]
    alone = len(split) == 1  # what is withheld from one of several parts says which
    tax = first * choices.pick(30) // 100
    social = first * choices.pick(20) // 100 if choices.chance(2) else 0
    return write(
        "发放工资",
        (
            *(Line(account, fen, own) for fen, own in split),
            Line("2102", -tax, codes, follows=alone),
            Line(SOCIAL, -social, codes, follows=alone),
            Line(cash, tax + social - total),
        ),
        (
            *(Part(desk.spending, fen, own) for fen, own in split),
            Part(desk.spending, -tax - social, codes),
            money(cash, tax + social - total),
        ),
    )


def remit_tax(desk: Desk, choices: Choices) -> Entry | None:
    """代缴个人所得税."""
    return settle_debt(desk, choices, "代缴个人所得税", "2102")


def remit_social(desk: Desk, choices: Choices) -> Entry | None:
    """缴纳社会保险费和住房公积金, the unit's and what is withheld on 2201."""
    return paid(desk, choices, "缴纳社会保险费", (SOCIAL,), desk.spending, limit=desk.owed(SOCIAL))


# -- stock, wear, prepayments ---------------------------------------------------------------------------------


def use_stock(desk: Desk, choices: Choices) -> Entry | None:
    """领用库存物品."""
    return accrued(desk, choices, "领用库存物品", desk.costs(), "1302", desk.balances["1302"])


def depreciate(desk: Desk, choices: Choices) -> Entry | None:
    """计提折旧、摊销."""
    cost, worn = choices.one((("1601", "1602"), ("1701", "1702")))
    return accrued(desk, choices, "计提折旧", desk.costs(), worn, desk.has(cost) - desk.owed(worn))


def scrap(desk: Desk, choices: Choices) -> Entry | None:
    """处置资产, nothing received."""
    return accrued(desk, choices, "报废固定资产", ("5301",), "1601", desk.has("1601") - desk.owed("1602"))


# -- income ---------------------------------------------------------------------------------------------------


def earn(desk: Desk, choices: Choices) -> Entry | None:
    """Income that arrives in money."""
    agency = ("4601", "4603", "4605", "4609")
    accounts = BUDGET_INCOME if desk.kind == INSTITUTION else {code: BUDGET_INCOME[code] for code in agency}
    return received(desk, choices, "取得收入", accounts)


def interest(desk: Desk, choices: Choices) -> Entry | None:
    """利息收入."""
    return received(desk, choices, "存款利息", {"4604": "6609"}, BANK)


def bill(desk: Desk, choices: Choices) -> Entry | None:
    """Income earned, not received."""
    if not desk.is_free(RECEIVABLE):
        return None
    fen, codes = desk.some(choices), desk.earned(choices, "3")
    account, target = choices.one((("4101", "6101"), ("4401", "6401")))
    item = Item(fen, desk.today, account=target, codes=codes)
    return write("确认应收款项", (Line(RECEIVABLE, fen, codes, follows=True, item=item), Line(account, -fen, codes)))


def collect(desk: Desk, choices: Choices) -> Entry | None:
    """应收账款 collected: what it arose from where all that is open agrees, or what its leg says."""
    opened = desk.opened(RECEIVABLE)
    total = desk.some(choices, sum(item.fen for item in opened))
    if not total:
        return None
    cash = choices.one(IN_HAND)
    fund = desk.fund(choices, cash)
    arisen = {item.account for item in opened}
    usual = "6401" if arisen == {"6401"} else "6101"
    split = [(fen, desk.earned(choices, fund), choices.one((usual, usual, "6401"))) for fen in parts(total, choices)]
    mixed = "6401" in arisen and len(arisen) > 1
    return write(
        "收回应收账款",
        (
            Line(cash, total),
            *(
                Line(RECEIVABLE, -fen, codes, mark=target if target != usual or mixed else None)
                for fen, codes, target in split
            ),
        ),
        (money(cash, total), *(Part(target, -fen, codes) for fen, codes, target in split)),
    )


def bill_partly(desk: Desk, choices: Choices) -> Entry | None:
    """Income of which only a part is received at once."""
    if not desk.is_free(RECEIVABLE):
        return None
    cash, got, rest = choices.one(IN_HAND), desk.some(choices), desk.some(choices)
    codes, trading = desk.earned(choices, desk.fund(choices, cash)), choices.chance(3)
    account, target = ("4401", "6401") if trading else ("4101", "6101")
    item = Item(rest, desk.today, account=target, codes=codes)
    return write(
        "取得收入，部分款项未收",
        (
            Line(cash, got),
            Line(RECEIVABLE, rest, codes, follows=True, item=item),
            Line(account, -got - rest, codes),
        ),
        (money(cash, got), Part(target, -got, codes)),
    )


def advance_receipt(desk: Desk, choices: Choices) -> Entry | None:
    """预收账款: income of the budget book when it is received."""
    return received(desk, choices, "预收款项", {"2305": "6101"})


def earn_advance(desk: Desk, choices: Choices) -> Entry | None:
    """What was received in advance is earned."""
    fen, codes = desk.some(choices, desk.owed("2305")), desk.earned(choices, "3")
    if not fen:
        return None
    return write("预收款项确认收入", (Line("2305", fen, codes, follows=True), Line("4101", -fen, codes)))


def earn_with_advance(desk: Desk, choices: Choices) -> Entry | None:
    """Income of which a part was received in advance and the rest arrives."""
    advanced = desk.some(choices, desk.owed("2305"))
    if not advanced:
        return None
    cash, got = choices.one(IN_HAND), desk.some(choices)
    codes = desk.earned(choices, desk.fund(choices, cash))
    return write(
        "确认收入并收到余款",
        (
            Line(cash, got),
            Line("2305", advanced, codes, follows=True),
            Line("4101", -got - advanced, codes),
        ),
        (money(cash, got), Part("6101", -got, codes)),
    )


def doubtful(desk: Desk, choices: Choices) -> Entry | None:
    """计提坏账准备."""
    return accrued(desk, choices, "计提坏账准备", ("5901",), "1219")


def write_off(desk: Desk, choices: Choices) -> Entry | None:
    """核销应收账款."""
    limit = min(desk.owed("1219"), desk.has(RECEIVABLE) if desk.is_free(RECEIVABLE) else 0)
    return accrued(desk, choices, "核销应收账款", ("1219",), RECEIVABLE, limit)


# -- tax ------------------------------------------------------------------------------------------------------


def earn_taxed(desk: Desk, choices: Choices) -> Entry | None:
    """Income with output tax: what arrives is income of the budget book."""
    cash, net = choices.one(BANK), desk.some(choices)
    tax = 1 + choices.pick(200)
    codes = desk.earned(choices, desk.fund(choices, cash))
    account = choices.one(("4101", "4401"))
    return write(
        "取得应税收入",
        (Line(cash, net + tax), Line(account, -net, codes), Line("2101", -tax, codes, follows=True)),
        (money(cash, net + tax), Part(BUDGET_INCOME[account], -net - tax, codes)),
    )


def buy_taxed(desk: Desk, choices: Choices) -> Entry | None:
    """A purchase with input tax: what is paid is expenditure."""
    cash = desk.cash(choices, BANK)
    tax = 1 + choices.pick(200)
    if cash is None or desk.balances[cash] <= tax:
        return None
    net = desk.some(choices, desk.balances[cash] - tax)
    codes = desk.spent(choices, desk.fund(choices, cash))
    return write(
        "购买应税货物",
        (
            Line(choices.one(("1302", "1601", "5001")), net, codes),
            Line("2101", tax, codes, follows=True),
            Line(cash, -net - tax),
        ),
        (Part(desk.spending, net + tax, codes), money(cash, -net - tax)),
    )


def remit_vat(desk: Desk, choices: Choices) -> Entry | None:
    """缴纳增值税."""
    return settle_debt(desk, choices, "缴纳增值税", "2101")


# -- cash, advances, deposits ---------------------------------------------------------------------------------


def withdraw(desk: Desk, choices: Choices) -> Entry | None:
    """Money taken out of the quota: 800102 from 800101."""
    return moved(desk, choices, "从零余额账户提取现金", QUOTA, (NOTES, NOTES, BANK[2]))


def put_back(desk: Desk, choices: Choices) -> Entry | None:
    """Notes returned to the quota: 800101 from 800102."""
    return moved(desk, choices, "现金退回零余额账户", (NOTES,), QUOTA)


def shift(desk: Desk, choices: Choices) -> Entry | None:
    """Money moved within 800102: no budget legs."""
    return moved(desk, choices, "提取或存入现金", IN_HAND, IN_HAND)


def treasury_due(desk: Desk, choices: Choices) -> Entry | None:
    """收到应缴财政的款项."""
    return aside(desk, choices, "收到应缴财政款", "2103", arrives=True)


def treasury_remit(desk: Desk, choices: Choices) -> Entry | None:
    """上缴财政."""
    return aside(desk, choices, "上缴应缴财政款", "2103", arrives=False, limit=desk.owed("2103"))


def entrusted_money(desk: Desk, choices: Choices) -> Entry | None:
    """收到受托代理资金."""
    return aside(desk, choices, "收到受托代理资金", "2901", arrives=True)


def entrusted_goods(desk: Desk, choices: Choices) -> Entry | None:
    """收到受托代理物资."""
    return accrued(desk, choices, "收到受托代理物资", ("1891",), "2901")


def entrusted_buy(desk: Desk, choices: Choices) -> Entry | None:
    """Goods bought with entrusted money."""
    limit = desk.owed("2901") - desk.balances["1891"]
    return aside(desk, choices, "用受托资金购买物资", "1891", arrives=False, limit=limit)


def entrusted_paid(desk: Desk, choices: Choices) -> Entry | None:
    """Entrusted money handed on."""
    limit = desk.owed("2901") - desk.balances["1891"]
    return aside(desk, choices, "转付受托代理资金", "2901", arrives=False, limit=limit)


def entrusted_handed_on(desk: Desk, choices: Choices) -> Entry | None:
    """Entrusted goods handed on."""
    limit = min(desk.owed("2901"), desk.balances["1891"])
    return accrued(desk, choices, "交付受托代理物资", ("2901",), "1891", limit)


# -- loans and investments ------------------------------------------------------------------------------------


def borrow(desk: Desk, choices: Choices) -> Entry | None:
    """借入短期借款."""
    return received(desk, choices, "借入短期借款", {"2001": "6501"}, BANK)


def repay(desk: Desk, choices: Choices) -> Entry | None:
    """偿还借款本金."""
    return paid(desk, choices, "偿还短期借款", ("2001",), "7701", BANK, desk.owed("2001"))


# -- all of them ----------------------------------------------------------------------------------------------

EVENTS: Final[Mapping[str, Event]] = MappingProxyType(
    {
        event.__name__: event
        for event in (
            *(quota, direct, direct_partly, direct_payroll, direct_and_quota),
            *(cancel_quota, cancel_direct, restore, spend_returned),
            *(pay, pay_mixed, fees, operate, pay_superior, subsidise, buy, buy_partly),
            *(accrue, invoice, pay_invoice, pay_long, local_tax, forgive_payable, provide, pay_provided),
            *(payroll, pay_payroll, remit_tax, remit_social),
            *(use_stock, depreciate, scrap),
            *(earn, interest, bill, collect, bill_partly, advance_receipt, earn_advance, earn_with_advance),
            *(doubtful, write_off, earn_taxed, buy_taxed, remit_vat),
            *(withdraw, put_back, shift, treasury_due, treasury_remit),
            *(entrusted_money, entrusted_goods, entrusted_buy, entrusted_paid, entrusted_handed_on),
            *(borrow, repay, *event_details.EVENTS, *event_returns.EVENTS),
        )
    }
)
"""Every event by name."""

_OFTEN: Final = ("direct", "direct", "direct", "quota", "pay", "pay_payroll", "earn")
"""Events that are drawn more often than others, since they have more forms."""

_CHAINS: Final = (*event_details.CHAINS, *event_returns.CHAINS)

_INSTITUTION_ONLY: Final = frozenset(
    {
        *("operate", "pay_superior", "subsidise", "bill", "collect", "bill_partly", "advance_receipt"),
        *("earn_advance", "earn_with_advance", "doubtful", "write_off", "earn_taxed", "buy_taxed", "remit_vat"),
        *("borrow", "repay", *event_details.INSTITUTION_ONLY, *event_returns.INSTITUTION_ONLY),
    }
)
"""Events on accounts that a 行政单位 doesn't have."""


_OLD_TOLD: Final = {2: ("8001", "spending"), 3: ("6609", "8001")}
"""What the opens of 1218 and 2307 say, where they say what the opening brings over."""


def _told_of_old(old: int, kind: str) -> dict[str, Meta]:
    told = [each.replace("spending", Desk(kind).spending) for each in _OLD_TOLD.get(old, ())]
    return {path: (("budget", f'"{each}"'),) for path, each in zip((OLD_CLAIM, OLD_PAYABLE), told, strict=bool(told))}


def _opening(desk: Desk, old: int, choices: Choices) -> tuple[Entry, ...]:
    """Return the balances brought over: one voucher tagged ``#no-budget``, and one of the budget book alone.

    ``old`` says whether 1218 and 2307 in it are held (0), owed (1), or told by their opens (2, 3).
    """
    cash = (*BANK, NOTES, OTHER_MONEY, RETURN_DIRECT, RETURN_QUOTA)
    debts = ["2302", "2401", PAY[0], "2102", OLD_PAYABLE, "2103", "2901"]
    claims = [PREPAID, OLD_CLAIM, "1302", "1601", "1891"]
    if desk.kind == INSTITUTION:
        debts += ["1219", "2305", "2001", "2101"]
        claims += [RECEIVABLE, INVESTED]
    items = {
        PREPAID: Item(0, desk.today),
        RECEIVABLE: Item(0, desk.today),
        INVESTED: Item(0, desk.today),
        OLD_CLAIM: Item(0, desk.today, held=old in {0, 2}, account="6609"),
        OLD_PAYABLE: Item(0, desk.today, held=old in {0, 3}, account=desk.spending),
    }
    lines = [Line(path, (1 + choices.pick(200)) * 10_001) for path in (*cash, *claims)]
    lines += [Line(code, -(1 + choices.pick(100)) * 5_003) for code in debts]
    lines.append(Line("3001", -sum(line.fen for line in lines)))
    lines = [
        line._replace(item=items[line.account]._replace(fen=abs(line.fen))) if line.account in items else line
        for line in lines
    ]
    kept = [line for line in lines if code_of(line.account) in CASH or desk.is_held(line)]
    returned = sum(line.fen for line in kept if code_of(line.account) == "1201")
    total = sum(line.fen for line in kept)
    left = 5_000 + choices.pick(200)
    carried = (
        Part("8101", -returned + left, Codes("2060501", None, "11")),
        Part("8101", -left, Codes("2120801", None, "12")),
        Part("8201", -3 * left, Codes("2060502", None, "3")),
        Part("8202", returned + 3 * left - total, Codes("2060502", None, "3")),
    )
    opening = write("年初余额", lines)
    opening = replace(opening, tags=("no-budget",), apart=-total)
    budget = write("年初预算结余", (), (money(RETURN_DIRECT, returned), money(NOTES, total - returned), *carried))
    budget = replace(budget, apart=total)
    for entry in (opening, budget):
        desk.record(entry)
    return opening, budget
