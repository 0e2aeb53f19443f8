"""Appropriations (预算指标): what was approved, what was carried over, what is spent, and what is left.

Control asks at every voucher whether what is spent stays within what is available. A **line** is what an approval
names: always func and fund, and econ and project where it names them. It is opened by an increase; a reduction, like
expenditure, draws on the line that matches it. Of the lines of its func and fund each posting draws on the most
specific one, project before econ:

1. the lines that name its project; only where none does, those that name no project, which so cover 基本支出 and the
   projects nobody names (专款专用: a named project's expenditure never falls back on the unnamed money);
2. among those the line of its econ; else the one that names no econ; else none, which is nothing available.

上年结转, the opening of 8101, names func, fund and maybe a project, never an econ. It goes where expenditure of its
codes goes and pays there for what lines are short of, whichever econ they name. A project that only 结转 names has that
alone, unless its func has an approval without a project, with which it is then put together. A negative 结转 takes
nothing away from approvals.

Only funds with an approval in the year are controlled, each year by itself. Amounts are integer fen.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from gov_accounts.books.cube import sums_of
from gov_accounts.books.declarations import opened_codes
from gov_accounts.books.postings import counted_postings
from gov_accounts.findings import Finding, Severity
from gov_accounts.law.chart import Carried, Stage, role
from gov_accounts.law.codes import Codes, official_codes
from gov_accounts.money import yuan_text

if TYPE_CHECKING:
    from gov_accounts.books.declarations import Declarations
    from gov_accounts.books.postings import Posting

_APPROVED: Final = (Stage.INITIAL, Stage.ADJUSTMENT)

CONTROL: Final = "budget-control"
"""The key of ``custom "gov-unit"`` that says what overspending is."""
ERROR: Final = "error"
WARNING: Final = "warning"
OFF: Final = "off"
CONTROLS: Final = (ERROR, WARNING, OFF)


def budget_control(declarations: Declarations) -> str:
    """What the unit wants of control; a warning where it says nothing, or nothing there is."""
    wanted = declarations.unit.get(CONTROL, WARNING)
    return wanted if wanted in CONTROLS else WARNING


@cache
def _approves(code: str) -> bool:
    """Whether an account is one of approvals."""
    return role(code).stage in _APPROVED


@cache
def _carries_fiscal(code: str) -> bool:
    """Whether an account is 财政拨款结转: what a year's lines may spend beside what is approved."""
    known = role(code)
    return known.fiscal and known.carries is Carried.CARRYOVER


# Control


class Overstep(NamedTuple):
    """A voucher after which a line is overspent, and wasn't before.

    Attributes:
        func, econ, fund, project: what the line names; nothing where it names none.
        available: what the line could spend on that day, in fen: approved, and what 结转 pays for it.
        before: what was spent of it before the voucher.
        fen: what the voucher spends of it; nothing where the voucher doesn't spend but reduces what is available.
        over: what it is short of.
        posting: the posting.
    """

    func: str
    econ: str
    fund: str
    project: str
    available: int
    before: int
    fen: int
    over: int
    posting: Posting


def findings_of(entries: Sequence[Any], declarations: Declarations, options: MutableMapping[str, Any]) -> list[Finding]:
    """The findings of a ledger's directives; the sums made of them on the way are handed on in its options."""
    if budget_control(declarations) == OFF or not any(map(_approves, opened_codes(entries))):
        return []
    _, groups = sums_of(entries, official_codes(), options)
    approved = any(_approves(group.code) for group in groups)
    return budget_findings(list(counted_postings(entries)), declarations) if approved else []


def budget_findings(postings: Iterable[Posting], declarations: Declarations) -> list[Finding]:
    """Every overstep and every approval that can't be used for want of a code; nothing where control is off.

    Findings are errors where the unit controls its budget by ``error``, notices otherwise. Postings that can be gone
    through again are not kept: a second time they are looked at only where something may be overspent.
    """
    control = budget_control(declarations)
    if control == OFF:
        return []
    severity = Severity.ERROR if control == ERROR else Severity.NOTICE
    postings = _lasting(postings)
    tally = _Tally.of(postings)
    codes = official_codes().with_declared(declarations.codes)
    return [
        *(_uncoded(posting, severity) for posting in tally.approvals if not (posting.func and posting.fund)),
        *(_finding(each, codes, declarations.projects, severity, tally) for each in _oversteps(tally, postings)),
    ]


def oversteps(postings: Iterable[Posting]) -> list[Overstep]:
    """Every overstep of every year, in order of date and voucher.

    Postings of one day count in the order they come in, except that approvals count before expenditure. A line that is
    overspent is not named again until it has been healed by an approval or a refund.
    """
    postings = _lasting(postings)
    return list(_oversteps(_Tally.of(postings), postings))


def _lasting(postings: Iterable[Posting]) -> Iterable[Posting]:
    """The postings, so that they can be gone through twice."""
    return list(postings) if isinstance(postings, Iterator) else postings


@dataclass(frozen=True, slots=True)
class _Tally:
    """What a first pass over the postings tells.

    Attributes:
        approvals, carryover: the postings themselves; they are few.
        spent: year and codes → expenditure, refunds left out: the most it can come to on any day.
        first: year and codes → the first day of expenditure.
        closed: the years whose expenditure has been carried over, at least in part.
    """

    approvals: list[Posting] = field(default_factory=list)
    carryover: list[Posting] = field(default_factory=list)
    spent: dict[tuple[int, tuple[Any, ...]], int] = field(default_factory=dict)
    first: dict[tuple[int, tuple[Any, ...]], datetime.date] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)

    def open_year(self, year: int) -> bool:
        """Whether a year has expenditure, none of which has been carried over."""
        return year not in self.closed and any(each == year for each, _ in self.spent)

    @staticmethod
    def of(postings: Iterable[Posting]) -> _Tally:
        """One pass over all a ledger has, so each is asked little."""
        tally = _Tally()
        spent, first = tally.spent, tally.first
        for posting in postings:
            code = posting.code
            if role(code).spends:
                if not posting.closing:
                    day = posting.voucher.date
                    key = (day.year, posting.codes)
                    if key not in spent:
                        spent[key] = 0
                        first[key] = day
                    elif day < first[key]:
                        first[key] = day
                    if posting.fen > 0:
                        spent[key] += posting.fen
                else:
                    tally.closed.add(posting.voucher.date.year)
            elif _carries_fiscal(code):
                tally.carryover.append(posting)
            elif _approves(code) and not posting.closing:
                tally.approvals.append(posting)
        return tally


_Place: TypeAlias = tuple[str, str, str]
"""func, fund and project: what lines and 结转 have in common."""


@dataclass(slots=True, eq=False)
class _Pool:
    """The 结转 of a place, and what the lines there are short of together."""

    carryover: int = 0
    shortage: int = 0
    lines: list[_Line] = field(default_factory=list)

    def heal(self) -> None:
        """Forget which of its lines were reported, if they aren't overspent any more."""
        for line in self.lines:
            line.reported = line.reported and line.over() > 0


@dataclass(slots=True, eq=False)
class _Line:
    """What an approval names, as it stands on a day.

    Attributes:
        reported: whether its overspending has been reported and not been healed since.
    """

    place: _Place
    econ: str
    pool: _Pool
    approved: int = 0
    spent: int = 0
    reported: bool = False

    def add(self, *, approved: int = 0, spent: int = 0) -> None:
        """Approve and spend more."""
        self.pool.shortage -= max(self.spent - self.approved, 0)
        self.approved += approved
        self.spent += spent
        self.pool.shortage += max(self.spent - self.approved, 0)

    def over(self) -> int:
        """What it is short of, after what 结转 pays; zero or less when it isn't."""
        return min(self.spent - self.approved, self.pool.shortage - self.pool.carryover)

    def overstep(self, fen: int, posting: Posting) -> Iterator[Overstep]:
        """The overstep, if the line is overspent now and not reported yet."""
        over = self.over()
        if over > 0 and not self.reported:
            self.reported = True
            func, fund, project = self.place
            yield Overstep(func, self.econ, fund, project, self.spent - over, self.spent - fen, fen, over, posting)


class _Plan:
    """The lines of a year, found by codes; only those of controlled funds are ever asked for.

    Attributes:
        funds: those controlled.
        approvals, carryover: what is granted in the year.
    """

    def __init__(self, tally: _Tally, year: int) -> None:
        approvals = [
            posting for posting in tally.approvals if posting.date.year == year and posting.func and posting.fund
        ]
        self.econs: dict[_Place, set[str]] = {}
        for posting in approvals:
            if posting.fen < 0:
                self.econs.setdefault((posting.func, posting.fund, posting.project), set()).add(posting.econ)
        self.funds = {fund for _, fund, _ in self.econs}
        self.approvals = [posting for posting in approvals if posting.fund in self.funds]
        self.carryover = [posting for posting in tally.carryover if _opens(posting, year)]
        approved = frozenset(self.econs)
        for posting in self.carryover:
            if (posting.func, posting.fund, "") not in approved:
                self.econs.setdefault((posting.func, posting.fund, posting.project), set())
        self.pools: dict[_Place, _Pool] = {}
        self.lines: dict[tuple[_Place, str], _Line] = {}
        self.known: dict[tuple[Any, ...], _Line] = {}

    def place(self, func: str, fund: str, project: str) -> _Place:
        """Where what has these codes draws: on its project where that is named, else on its func and fund."""
        return (func, fund, project) if (func, fund, project) in self.econs else (func, fund, "")

    def pool(self, posting: Posting) -> _Pool:
        """The 结转 of a posting's place."""
        return self.pools.setdefault(self.place(posting.func, posting.fund, posting.project), _Pool())

    def line(self, codes: tuple[Any, ...]) -> _Line:
        """The line that a posting with these codes (func, econ, fund, project) draws on."""
        if codes not in self.known:
            func, econ, fund, project = codes
            place = self.place(func, fund, project)
            named = self.econs.get(place, set())
            # Where nothing at all is named there is one line, reported once; an econ missing among others is its own.
            econ = econ if econ in named or (named and "" not in named) else ""
            if (place, econ) not in self.lines:
                pool = self.pools.setdefault(place, _Pool())
                self.lines[place, econ] = line = _Line(place, econ, pool)
                pool.lines.append(line)
            self.known[codes] = self.lines[place, econ]
        return self.known[codes]


_DAY: Final = attrgetter("voucher.date")
_VOUCHER: Final = attrgetter("voucher")


def _opens(posting: Posting, year: int) -> bool:
    """Whether a posting of 8101 is 上年结转 of a year: as in the tables, from before it, or in it but not by 结转."""
    return posting.date.year < year or (posting.date.year == year and not posting.closing)


def _oversteps(tally: _Tally, postings: Iterable[Posting]) -> Iterator[Overstep]:
    """The oversteps. Mostly nothing may be overspent, and then the postings needn't be looked at again."""
    years = sorted({posting.date.year for posting in tally.approvals})
    plans = {year: _Plan(tally, year) for year in years}
    doubtful = {year: pools for year, plan in plans.items() if (pools := _doubtful(plan, tally, year))}
    spending: dict[int, list[Posting]] = {year: [] for year in doubtful}
    for posting in postings if doubtful else ():
        if role(posting.code).spends and not posting.closing and (year := posting.voucher.date.year) in doubtful:
            plan = plans[year]
            if posting.fund in plan.funds and plan.line(posting.codes).pool in doubtful[year]:
                spending[year].append(posting)
    for year, pools in doubtful.items():
        yield from _walk(plans[year], pools, spending[year])


def _doubtful(plan: _Plan, tally: _Tally, year: int) -> set[_Pool]:
    """Where a line might be overspent."""
    granted: dict[_Line, list[Posting]] = {}
    for posting in plan.approvals:
        granted.setdefault(plan.line(posting.codes), []).append(posting)
    spent = dict.fromkeys(granted, 0)
    first = dict.fromkeys(granted, datetime.date.max)
    for key, fen in tally.spent.items():
        of_year, codes = key
        if of_year == year and codes[2] in plan.funds:
            line = plan.line(codes)
            spent[line] = spent.get(line, 0) + fen
            first[line] = min(first.get(line, datetime.date.max), tally.first[key])
    return {line.pool for line, fen in spent.items() if not _covered(granted.get(line, []), fen, first[line])}


def _covered(granted: Iterable[Posting], spent: int, first: datetime.date) -> bool:
    """Whether approvals alone, from the first expenditure on, are never less than all of the year's."""
    approved = 0
    for day, postings in groupby(sorted(granted, key=_DAY), key=_DAY):
        if day > first and approved < spent:
            return False
        approved -= sum(posting.fen for posting in postings)
        if approved < 0:
            return False
    return approved >= spent


def _walk(plan: _Plan, pools: set[_Pool], spending: Iterable[Posting]) -> Iterator[Overstep]:
    """Go through a year's days, on each through the approvals first."""
    grants = [posting for posting in plan.carryover if plan.pool(posting) in pools]
    grants += [posting for posting in plan.approvals if plan.line(posting.codes).pool in pools]
    grants.sort(key=_DAY)
    given = 0
    for day, postings in groupby(sorted(spending, key=_DAY), key=_DAY):
        upto = bisect_right(grants, day, lo=given, key=_DAY)
        yield from _grant(plan, grants[given:upto])
        given = upto
        for _, legs in groupby(postings, key=_VOUCHER):
            yield from _spend(plan, legs)
    yield from _grant(plan, grants[given:])


def _grant(plan: _Plan, grants: Sequence[Posting]) -> Iterator[Overstep]:
    """Make what was approved and carried over available; where it was taken back, someone may be short of it."""
    for _, postings in groupby(grants, key=_DAY):
        lessened: dict[_Line, Posting] = {}
        pools: list[_Pool] = []
        for posting in postings:
            if _carries_fiscal(posting.code):
                pool = plan.pool(posting)
                pool.carryover -= posting.fen
                lines = pool.lines
            else:
                line = plan.line(posting.codes)
                line.add(approved=-posting.fen)
                pool, lines = line.pool, [line]
            pools.append(pool)
            if posting.fen > 0:
                lessened.update(dict.fromkeys(lines, posting))
        for pool in pools:
            pool.heal()
        for line, posting in lessened.items():
            yield from line.overstep(0, posting)


def _spend(plan: _Plan, legs: Iterable[Posting]) -> Iterator[Overstep]:
    """Spend a voucher's legs together. A voucher that gives back to a line never oversteps it."""
    spent: dict[_Line, list[Posting]] = {}
    for posting in legs:
        spent.setdefault(plan.line(posting.codes), []).append(posting)
    for line, postings in spent.items():
        line.add(spent=sum(posting.fen for posting in postings))
    for line, postings in spent.items():
        line.pool.heal()
        fen = sum(posting.fen for posting in postings)
        if fen > 0:
            yield from line.overstep(fen, next(posting for posting in postings if posting.fen > 0))


# What is left


class Left(NamedTuple):
    """What is left of the line that codes draw on, in fen, of the whole year.

    Attributes:
        func, econ, fund, project: what the line names; nothing where it names none.
        approved: what was approved for it.
        carryover: what 结转 can still pay beside it.
        spent: what was spent of it.
    """

    func: str
    econ: str
    fund: str
    project: str
    approved: int
    carryover: int
    spent: int

    @property
    def fen(self) -> int:
        """What is left; less than nothing where it is overspent."""
        return self.approved + self.carryover - self.spent


def left_of(postings: Iterable[Posting], year: int, codes: Iterable[tuple[str, str, str, str]]) -> list[Left]:
    """What is left of the lines that func, econ, fund and project draw on; of each line once.

    Those whose fund has no approval in the year aren't controlled, and have none.
    """
    postings = _lasting(postings)
    plan = _Plan(_Tally.of(postings), year)
    for posting in plan.carryover:
        plan.pool(posting).carryover -= posting.fen
    for posting in plan.approvals:
        plan.line(posting.codes).add(approved=-posting.fen)
    for posting in postings:
        spends = role(posting.code).spends and not posting.closing and posting.voucher.date.year == year
        if spends and posting.fund in plan.funds:
            plan.line(posting.codes).add(spent=posting.fen)
    lines = dict.fromkeys(plan.line(each) for each in codes if each[2] in plan.funds)
    return [_left(line) for line in lines]


def _left(line: _Line) -> Left:
    func, fund, project = line.place
    others = line.pool.shortage - max(line.spent - line.approved, 0)
    carryover = max(line.pool.carryover - others, 0)
    return Left(func, line.econ, fund, project, line.approved, carryover, line.spent)


# Findings


_WHY: Final = (
    "各单位的支出必须以经批准的预算为依据，未列入预算的不得支出（《预算法》第十三条）；"
    "可用的是到这一天为止批复的指标（9101、9102）和上年结转（8101）。"
)


def _finding(
    overstep: Overstep, codes: Codes, projects: Mapping[str, str], severity: Severity, tally: _Tally
) -> Finding:
    posting = overstep.posting
    available, before, over = (yuan_text(fen) for fen in (overstep.available, overstep.before, overstep.over))
    if overstep.fen:
        what = f"可用 {available} 元，此前已支出 {before} 元，本凭证支出 {yuan_text(overstep.fen)} 元，超出 {over} 元。"
        remedy = (
            f"核对金额、科目和项目；已批复调剂或追加的，补记 9102 预算调整，日期不晚于 {posting.date}；"
            "没有批复的，先办理调剂再支出。"
        )
        if tally.open_year(posting.date.year - 1):
            last = posting.date.year - 1
            remedy += (
                f"{last} 年还没有结账，它的结转不在可用数里：用上年结转开支的，先 gov-accounts close --year {last}。"
            )
    else:
        what = f"调减 {yuan_text(posting.fen)} 元后可用 {available} 元，已支出 {before} 元，超出 {over} 元。"
        remedy = "核对调减的金额，以及功能分类、经济分类、资金性质和项目是否与原来批复的一致。"
    return Finding(
        "budget-overspent",
        f"{_line_name(overstep, codes, projects)}超出指标：{what}",
        _WHY,
        remedy,
        posting.place,
        severity,
    )


def _line_name(overstep: Overstep, codes: Codes, projects: Mapping[str, str]) -> str:
    year = overstep.posting.date.year
    named = [
        f"{code} {codes.classification(key).name(code, year)}".rstrip()
        for key, code in (("func", overstep.func), ("econ", overstep.econ), ("fund", overstep.fund))
        if code
    ]
    if overstep.project:
        named.append(f"项目 {overstep.project} {projects.get(overstep.project, '')}".rstrip())
    return "，".join(named)


def _uncoded(posting: Posting, severity: Severity) -> Finding:
    key, name, example = ("fund", "资金性质", "11") if posting.func else ("func", "功能分类科目", "2060501")
    return Finding(
        "appropriation-code-missing",
        f"指标 {yuan_text(-posting.fen)} 元没有{name}（{key}）。",
        "指标按功能分类和资金性质控制支出，缺一项就不知道给谁用，这笔指标没有计入可用数。",
        f'在 9001 分录下面写 {key}: "{example}"（换成实际的）。',
        posting.place,
        severity,
    )
