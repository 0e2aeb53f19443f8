"""Hypothesis strategies for whole ledgers whose tables are known.

Facts are drawn first; the text is written from them; what the tables must hold is worked out from the facts by the
oracle. Hypothesis is needed only here.
"""

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from .oracle import NEVER_SPECIAL, DrawnFact, Tables, carried_forward, expected_tables, row_59, unclosed, year_end
from .writing import (
    MAIN,
    PROJECTS,
    ROOTS,
    Book,
    Chart,
    Choices,
    Draft,
    Layout,
    balance_of,
    declarations,
    join_books,
    left_to_plugin,
    make_chart,
    move_book,
    moved,
    place,
    render,
    used_codes,
    write_depreciation,
    write_voucher,
)

INSTITUTION: Final = "事业单位"
AGENCY: Final = "行政单位"

ONE_BUDGET: Final = MappingProxyType(
    {
        "2120801": "12",
        "2120803": "12",
        "2296002": "12",
        "2296099": "12",
        "2340177": "12",
        "2230201": "13",
        "2239901": "13",
    }
)
"""Functional items of one budget only, and its fund: expenditure on them that is silent about its fund is of it."""
FUNCS: Final = (
    *(
        "2060501",
        "2060599",
        "2060502",
        "2069901",
        "2069977",
        "2010101",
        "2010350",
        "2019999",
        "2029701",
        "2039701",
    ),
    *(
        "2040250",
        "2040699",
        "2050205",
        "2050803",
        "2059999",
        "2070104",
        "2079999",
        "2080502",
        "2080505",
        "2080506",
    ),
    *(
        "2080899",
        "2100201",
        "2100410",
        "2101102",
        "2101103",
        "2110301",
        "2111001",
        "2120104",
        "2120801",
        "2120803",
    ),
    *(
        "2130106",
        "2130199",
        "2140106",
        "2150599",
        "2150805",
        "2160299",
        "2170177",
        "2199977",
        "2200150",
        "2210201",
    ),
    *(
        "2210202",
        "2210203",
        "2220477",
        "2230201",
        "2239901",
        "2240106",
        "2240299",
        "2296002",
        "2296099",
        "2299999",
    ),
    *("2319701", "2329701"),
)
"""Codes in force from 2019 to 2021, of every class on the form but 234; some must be declared."""

NEW_FUNCS: Final = ("2340177",)
"""Functional codes that are drawn in the year and after it, not before: 234 began in 2020."""
_NEW_FROM: Final = 2020

ECONS: Final = (
    *(
        "30201",
        "30101",
        "30102",
        "30103",
        "30107",
        "30108",
        "30113",
        "30199",
        "30202",
        "30206",
        "30211",
        "30212",
    ),
    *(
        "30213",
        "30217",
        "30226",
        "30227",
        "30231",
        "30239",
        "30299",
        "30302",
        "30305",
        "30307",
        "30399",
        "30701",
    ),
    *("30902", "30999", "31002", "31003", "31013", "31022", "31204", "39908", "39999"),
)
"""Economic codes of departmental budgets."""

_SANGONG: Final = ("30212", "31013", "30231", "30217")
_OTHER_INCOME: Final = ("6101", "6201", "6301", "6401", "6501", "6601", "6602", "6609")
_AGENCY_INCOME: Final = ("6601", "6609")
_SPENDING: Final = ("7201", "7201", "7201", "7301", "7401", "7501", "7601", "7701", "7901")
_AGENCY_SPENDING: Final = ("7101", "7101", "7901")
_PROJECT_CHOICES: Final = (None, None, None, *PROJECTS)
NOISE: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "func": FUNCS[:8],
        "econ": ECONS[:8],
        "fund": ("11", "12", "13", "2", "3"),
        "project": tuple(PROJECTS),
    }
)
"""Codes that are written where something overrides them."""


@dataclass(frozen=True, repr=False)
class RandomLedger:
    """A ledger as text, the facts it was written from, and what its tables must hold.

    ``files`` maps relative names to text; ``main`` is the one to load. ``expected`` maps table keys to cells,
    keyed (row id, column id), in fen; cells of zero are left out. ``closed`` says that the year and the one
    before it are properly closed: income and expenditure stand at zero at the year's end, and 8101, 8102, 8201
    and 8401 hold what row 59 of 表1 says.
    """

    files: Mapping[str, str]
    main: str
    year: int
    facts: tuple[DrawnFact, ...]
    expected: Tables
    closed: bool
    kind: str
    book: Book
    layout: Layout

    def __repr__(self) -> str:
        """Return what someone looking for the cause of a failure reads: the text, file by file."""
        texts = "".join(f"\n; === {name}\n{text}" for name, text in self.files.items())
        return f"<RandomLedger {self.year} {self.kind}{' closed' if self.closed else ''}{texts}>"

    def _repr_pretty_(self, printer: RepresentationPrinter, _cycle: object) -> None:
        """Let hypothesis print the same."""
        printer.text(repr(self))


def write_to(ledger: RandomLedger, directory: Path) -> Path:
    """Write the ledger's files below the directory; return the path of the main one."""
    for name, text in ledger.files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return directory / ledger.main


def shuffled(ledger: RandomLedger, seed: int) -> RandomLedger:
    """Return the same ledger with its directives in another order; the seed 0 is the order as drawn."""
    return _laid_out(ledger, replace(ledger.layout, order=abs(seed)))


def split(ledger: RandomLedger, parts: int = 4, style: int = 0) -> RandomLedger:
    """Return the same ledger spread over so many included files; ``style`` is as in Layout."""
    return _laid_out(ledger, replace(ledger.layout, parts=parts, style=style))


def union(one: RandomLedger, other: RandomLedger) -> RandomLedger:
    """Return one ledger with the vouchers of two, each on details of its own.

    Both must be of the same year and kind of unit, else ValueError. What the tables hold is worked out anew:
    rows 28, 58 and 59 of 表1 don't add up over ledgers.
    """
    if (one.year, one.kind) != (other.year, other.kind):
        message = "only ledgers of the same year and kind of unit can be united"
        raise ValueError(message)
    book = join_books(move_book(one.book, "A"), move_book(other.book, "B"))
    facts = tuple(
        replace(fact, path=moved(fact.path, label))
        for ledger, label in ((one, "A"), (other, "B"))
        for fact in ledger.facts
    )
    return _ledger(book, one.layout, facts, one.year, closed=one.closed and other.closed)


def ledgers(
    year: int = 2020,
    *,
    kind: str | None = None,
    closed: bool | None = None,
    max_vouchers: int = 25,
    max_facts: int = 60,
    completed: bool = False,
) -> st.SearchStrategy[RandomLedger]:
    """Return a strategy for ledgers of a year.

    ``kind`` is 事业单位 or 行政单位, or None for either; ``closed`` asks for ledgers whose year is closed, or
    isn't; ``max_vouchers`` and ``max_facts`` limit what is drawn before the year is closed. With ``completed``,
    simple vouchers may have legs of the financial book alone, which 平行记账 has to complete: such a ledger means
    its facts only after the plugin has run. The functional codes drawn are in force from 2019 to 2021.
    """
    return _ledgers(_Wish(year, kind, closed, max_vouchers, max_facts, completed))


@dataclass(frozen=True)
class _Wish:
    year: int
    kind: str | None
    closed: bool | None
    max_vouchers: int
    max_facts: int
    completed: bool


@st.composite
def _ledgers(draw: st.DrawFn, wish: _Wish) -> RandomLedger:
    year = wish.year
    kind = wish.kind or draw(st.sampled_from((INSTITUTION, INSTITUTION, INSTITUTION, AGENCY)))
    close = draw(st.sampled_from((False, False, True))) if wish.closed is None else wish.closed
    least = min(draw(st.sampled_from((0, 0, 4, 8, 16))), wish.max_vouchers)
    drawn = draw(st.lists(_drafts(year, kind), min_size=least, max_size=wish.max_vouchers))
    drafts = _within(drawn, wish.max_facts)
    if close:
        drafts = [_unclosed(d) for d in drafts if not (d.closing and any(f.is_flow for f in d.facts))]
    chart = make_chart([f for d in drafts for f in d.facts], draw(_choices(384)))
    drafts = [_placed(draft, chart, draw(_choices(len(draft.facts)))) for draft in drafts]
    if wish.completed:
        drafts = [left_to_plugin(draft, chart) if draw(st.booleans()) else draft for draft in drafts]
    vouchers = [write_voucher(draft, chart, NOISE, draw(_choices(96))) for draft in drafts]
    for closing_year in (year - 1, year) if close else ():
        facts = tuple(f for d in drafts for f in d.facts)
        for legs in year_end(facts, closing_year, kind):
            # Refunds alone, closed against each other, read as a direct payment that somebody tagged by mistake.
            assume(not all(leg.is_flow for leg in legs) or sum(leg.fen for leg in legs if leg.is_income) < 0)
            choices = draw(_choices(40))
            draft = _placed(Draft(legs[0].date, legs), chart, choices)
            drafts.append(draft)
            vouchers.append(write_voucher(draft, chart, NOISE, choices))
    choices = draw(_choices(16))
    if choices.chance(4):
        vouchers.append(write_depreciation(dt.date(year, 12, 1), 1 + choices.pick(200), chart))
    accounts = chart.accounts()
    needed = used_codes(accounts, vouchers, "project")
    book = Book(
        unit_name=choices.one(("武汉市某中心", '某"单位"', "某局（本级）")),
        unit_kind=kind,
        opened=dt.date(year - choices.one((1, 2, 20)), 1, 1),
        accounts=accounts,
        vouchers=tuple(vouchers),
        projects=tuple(p for p in PROJECTS if p in needed or choices.chance(3)),
        declared=declarations(accounts, vouchers),
        roots=choices.pick(len(ROOTS)) if choices.chance(2) else 0,
    )
    layout = Layout(choices.pick(4), choices.pick(3), choices.pick(256) if choices.chance(3) else 0)
    facts = tuple(f for d in drafts for f in d.facts)
    return _ledger(book, layout, facts, year, closed=close)


def _unclosed(draft: Draft) -> Draft:
    """Return the draft as no part of any closing: it brings balances into a year that will be closed."""
    return replace(draft, facts=tuple(replace(f, closing=False) for f in draft.facts))


def _placed(draft: Draft, chart: Chart, choices: Choices) -> Draft:
    return replace(draft, facts=tuple(f if f.path else place(f, chart, choices) for f in draft.facts))


@functools.cache
def _choices(size: int) -> st.SearchStrategy[Choices]:
    return st.binary(min_size=size, max_size=size).map(Choices)


def _ledger(book: Book, layout: Layout, facts: Sequence[DrawnFact], year: int, *, closed: bool) -> RandomLedger:
    expected = expected_tables(facts, year)
    tied = row_59(expected, year) == carried_forward(facts, year)
    return RandomLedger(
        files=MappingProxyType(render(book, layout)),
        main=MAIN,
        year=year,
        facts=tuple(facts),
        expected=expected,
        closed=closed and tied and not unclosed(facts, year),
        kind=book.unit_kind,
        book=book,
        layout=layout,
    )


def _laid_out(ledger: RandomLedger, layout: Layout) -> RandomLedger:
    return replace(ledger, layout=layout, files=MappingProxyType(render(ledger.book, layout)))


def _within(drafts: Sequence[Draft], max_facts: int) -> list[Draft]:
    """Return the drafts from the first on that together keep to the limit."""
    kept: list[Draft] = []
    count = 0
    for draft in drafts:
        count += len(draft.facts)
        if count > max_facts:
            break
        kept.append(draft)
    return kept


# -- what one voucher says ------------------------------------------------------------------------------------


@functools.cache
def _fen() -> st.SearchStrategy[int]:
    """Return amounts, 1 fen to 10^12 fen; the sign is drawn apart."""
    return st.one_of(
        st.integers(1, 10**6),
        st.integers(1, 10**4).map(lambda n: n * 100),
        st.integers(1, 10**12),
        st.just(1),
    )


@functools.cache
def _signed() -> st.SearchStrategy[int]:
    """Return amounts of which one in six is a refund."""
    return st.builds(lambda fen, refund: -fen if refund else fen, _fen(), st.sampled_from((False,) * 5 + (True,)))


@functools.cache
def _dates(year: int) -> st.SearchStrategy[dt.date]:
    return st.dates(dt.date(year, 1, 1), dt.date(year, 12, 31))


@functools.cache
def _funcs(*, new: bool) -> st.SearchStrategy[str]:
    """Return functional codes, a few of them often, so that rows have several facts, and no class seldom.

    Of the ``new`` ones too, once they are in force.
    """
    rare = tuple({code[:3]: code for code in (*FUNCS, *(NEW_FUNCS if new else ()))}.values())
    return st.sampled_from((*FUNCS[:5] * 4, *FUNCS, *rare, *(NEW_FUNCS * 2 if new else ())))


@st.composite
def _income(draw: st.DrawFn, date: dt.date, kind: str, *, new: bool) -> DrawnFact:
    others = _OTHER_INCOME if kind == INSTITUTION else _AGENCY_INCOME
    account = draw(st.sampled_from(("6001",) * 6 + others))
    funds = ("11", "11", "12", "13") if account == "6001" else (None, "3", "2")
    return DrawnFact(
        date=date,
        account=account,
        func=draw(_funcs(new=new)),
        econ=None,
        fund=draw(st.sampled_from(funds)),
        project=draw(st.sampled_from(_PROJECT_CHOICES)),
        fen=draw(_signed()),
    )


@st.composite
def _spending(draw: st.DrawFn, date: dt.date, kind: str, *, new: bool) -> DrawnFact:
    func = draw(_funcs(new=new))
    funds = ("11", "11", "11", "11", "12", "12", "13", "13", "2", "3")
    fund = draw(st.sampled_from((*funds, *(() if func in ONE_BUDGET else (None, None)))))
    return DrawnFact(
        date=date,
        account=draw(st.sampled_from(_SPENDING if kind == INSTITUTION else _AGENCY_SPENDING)),
        func=func,
        econ=draw(st.sampled_from((*ECONS, *_SANGONG * 2))),
        fund=fund,
        project=draw(st.sampled_from(_PROJECT_CHOICES)),
        fen=draw(_signed()),
    )


@st.composite
def _flow_draft(draw: st.DrawFn, year: int, kind: str, *, new: bool) -> Draft:
    """Income and expenditure against 8001, if they don't come to the same.

    Where they do nothing passes through 8001, and what has no fund would be of the treasury's income beside it; so all
    have one.
    """
    date = draw(_dates(year))
    one = st.one_of(_spending(date, kind, new=new), _income(date, kind, new=new))
    facts = tuple(draw(st.lists(one, min_size=1, max_size=4)))
    return Draft(date, facts if balance_of(facts) else tuple(replace(f, fund=f.fund or "3") for f in facts))


@st.composite
def _direct_draft(draw: st.DrawFn, year: int, kind: str) -> Draft:
    """财政直接支付: income and expenditure of one sum, nothing through 8001."""
    date = draw(_dates(year))
    spent = replace(draw(_spending(date, kind, new=year >= _NEW_FROM)), fund=draw(st.sampled_from(("11", "12", "13"))))
    return Draft(date, (spent, replace(spent, account="6001", econ=None)))


@st.composite
def _balance(draw: st.DrawFn, date: dt.date, accounts: tuple[str, ...], *, closing: bool) -> DrawnFact:
    account = draw(st.sampled_from(accounts))
    funds = {"8101": ("11", "12", "13"), "8102": ("11", "12", "13"), "8201": ("3", "2"), "8202": ("3",)}
    return DrawnFact(
        date=date,
        account=account,
        func=draw(_funcs(new=False)) if account in funds else None,
        econ=None,
        fund=draw(st.sampled_from(funds.get(account, (None,)))),
        project=draw(st.sampled_from(_PROJECT_CHOICES)) if account == "8201" else None,
        fen=draw(_signed()),
        closing=closing,
    )


@st.composite
def _opening_draft(draw: st.DrawFn, year: int, kind: str) -> Draft:
    """Balances brought over from before the year; or moved from one to another as it was closed, ``#year-close``."""
    end = dt.date(year - 1, 12, 31)
    if draw(st.booleans()):
        moved = draw(_balance(end, ("8101", "8201"), closing=True))
        to = "8102" if moved.account == "8101" else "8202"
        fund = moved.fund if moved.account == "8101" else "3"
        return Draft(end, (moved, replace(moved, account=to, fund=fund, fen=-moved.fen)))
    date = draw(st.sampled_from((end, dt.date(year - 1, 1, 1))))
    accounts = ("8101", "8101", "8102", "8201", "8202", *(("8401",) if kind == INSTITUTION else ()))
    return Draft(date, tuple(draw(st.lists(_balance(date, accounts, closing=False), min_size=1, max_size=3))))


@st.composite
def _adjustment_draft(draw: st.DrawFn, year: int) -> Draft:
    """以前年度调整 within the year, against 8001 or from 8101 to 8102."""
    date = draw(_dates(year))
    fact = draw(_balance(date, ("8101", "8201", "8102"), closing=False))
    if fact.account == "8101" and draw(st.booleans()):
        return Draft(date, (fact, replace(fact, account="8102", fen=-fact.fen)))
    return Draft(date, (fact,))


@st.composite
def _closing_draft(draw: st.DrawFn, year: int, kind: str) -> Draft:
    """A 结转分录 of one income or expenditure into a balance; it need not be all there is."""
    date = dt.date(year, 12, 31)
    fact = draw(st.one_of(_spending(date, kind, new=False), _income(date, kind, new=False)))
    fen = fact.fen if fact.is_income else -fact.fen
    if fact.account in {"6401", "7301"}:
        target = DrawnFact(date, "8401", None, None, None, None, fen, closing=True)
    elif fact.is_fiscal:
        target = replace(fact, account="8101", econ=None, fen=fen, closing=True)
    elif fact.project is not None and fact.account not in NEVER_SPECIAL:
        target = replace(fact, account="8201", econ=None, fund="3", fen=fen, closing=True)
    else:
        target = DrawnFact(date, "8501", None, None, None, None, fen, closing=True)
    return Draft(date, (replace(fact, fen=-fact.fen, closing=True), target))


@st.composite
def _appropriation(draw: st.DrawFn, date: dt.date, account: str) -> DrawnFact:
    return DrawnFact(
        date=date,
        account=account,
        func=draw(_funcs(new=False)),
        econ=draw(st.sampled_from((*_SANGONG * 3, *ECONS[:6], None, None))),
        fund=draw(st.sampled_from(("11", "11", "11", "12", "13"))),
        project=draw(st.sampled_from(_PROJECT_CHOICES)),
        fen=draw(_signed()),
    )


@st.composite
def _appropriation_draft(draw: st.DrawFn, year: int) -> Draft:
    """预算指标: the year's, an adjustment, or another year's."""
    date = draw(_dates(year + draw(st.sampled_from((0, 0, 0, 0, -1, 1)))))
    account = draw(st.sampled_from(("9101", "9101", "9102")))
    return Draft(date, tuple(draw(st.lists(_appropriation(date, account), min_size=1, max_size=3))))


@functools.cache
def _drafts(year: int, kind: str) -> st.SearchStrategy[Draft]:
    flows = _flow_draft(year, kind, new=year >= _NEW_FROM)
    return st.one_of(
        flows,
        flows,
        flows,
        flows,
        _direct_draft(year, kind),
        _appropriation_draft(year),
        _opening_draft(year, kind),
        _adjustment_draft(year),
        _closing_draft(year, kind),
        _flow_draft(year - 1, kind, new=False),
        _closing_draft(year - 1, kind),
        _flow_draft(year + 1, kind, new=year + 1 >= _NEW_FROM),
    )
