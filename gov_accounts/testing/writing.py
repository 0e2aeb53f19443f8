"""Writes drawn facts as ledger text, in every way the contract has of putting a code on a posting.

A choice is one byte; zero is always the plainest: codes on the posting, two decimals, one file. Nothing here reads
text, and nothing decides what a fact means: the facts come first, and what is written must mean them.

Accounts are kept as *paths*, that is without their root, so that roots can be renamed when the text is made.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, TypeAlias, TypeVar

from .oracle import DrawnFact

T = TypeVar("T")
Codes: TypeAlias = Mapping[str, str]
Meta: TypeAlias = tuple[tuple[str, str], ...]

KEYS: Final = ("func", "econ", "fund", "project")

NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "1002": "银行存款",
        "1011": "零余额账户用款额度",
        "1201": "财政应返还额度",
        "1602": "固定资产累计折旧",
        "4001": "财政拨款收入",
        "4101": "事业收入",
        "4201": "上级补助收入",
        "4301": "附属单位上缴收入",
        "4401": "经营收入",
        "4601": "非同级财政拨款收入",
        "4602": "投资收益",
        "4603": "捐赠收入",
        "4604": "利息收入",
        "4605": "租金收入",
        "4609": "其他收入",
        "5001": "业务活动费用",
        "5101": "单位管理费用",
        "5201": "经营费用",
        "5401": "上缴上级费用",
        "5501": "对附属单位补助费用",
        "5901": "其他费用",
        "6001": "财政拨款预算收入",
        "6101": "事业预算收入",
        "6201": "上级补助预算收入",
        "6301": "附属单位上缴预算收入",
        "6401": "经营预算收入",
        "6501": "债务预算收入",
        "6601": "非同级财政拨款预算收入",
        "6602": "投资预算收益",
        "6609": "其他预算收入",
        "7101": "行政支出",
        "7201": "事业支出",
        "7301": "经营支出",
        "7401": "上缴上级支出",
        "7501": "对附属单位补助支出",
        "7601": "投资支出",
        "7701": "债务还本支出",
        "7901": "其他支出",
        "8001": "资金结存",
        "8101": "财政拨款结转",
        "8102": "财政拨款结余",
        "8201": "非财政拨款结转",
        "8202": "非财政拨款结余",
        "8401": "经营结余",
        "8501": "其他结余",
        "8701": "非财政拨款结余分配",
        "9001": "可用指标",
        "9101": "年初预算",
        "9102": "预算调整",
    }
)
"""Official names of the accounts written here."""

PROJECTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "P1": "科技金融服务",
        "P2": "“创新创业”大赛（第3届）",
        "XM-2020-003": "设备更新",
    }
)
"""Every project a ledger may declare, id to name."""

DECLARED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "20297": "某外交事务",
        "2029701": "某外交事务支出",
        "20397": "某国防事务",
        "2039701": "某国防事务支出",
        "2069977": "科技金融专项",
        "2170177": "某金融部门事务支出",
        "2199977": "某援助支出",
        "2220477": "某粮油储备支出",
        "23197": "某债务还本",
        "2319701": "某债务还本支出",
        "23297": "某债务付息",
        "2329701": "某债务付息支出",
        "2340177": "某基础设施建设",
    }
)
"""Codes no official list has: a ledger that uses one declares it, and its 款 where that isn't official."""

ROOTS: Final[tuple[Mapping[str, str], ...]] = (
    MappingProxyType({}),
    MappingProxyType({"name_assets": "ZiChan", "name_equity": "JieYu"}),
    MappingProxyType(
        {
            "name_assets": "A资产",
            "name_liabilities": "L负债",
            "name_equity": "E净资产",
            "name_income": "I收入",
            "name_expenses": "X费用",
        }
    ),
    MappingProxyType({"name_income": "Expenses", "name_expenses": "Income"}),
)
"""Ways of renaming the roots, by option."""

_ROOT_OPTIONS: Final = {
    "name_assets": "Assets",
    "name_liabilities": "Liabilities",
    "name_equity": "Equity",
    "name_income": "Income",
    "name_expenses": "Expenses",
}
_CASH: Final = {"800101": "1011", "800102": "1002", "800103": "1201"}
_TREASURY: Final = ("1011", "1201")
_BUDGET_CASH: Final = (
    "8001-资金结存",
    "8001-资金结存:800101-零余额账户用款额度",
    "8001-资金结存:800102-货币资金",
    "8001-资金结存:800103-财政应返还额度",
    "8001-资金结存:800101-零余额账户用款额度:11-一般公共预算",
    "8001-资金结存:800102-货币资金:A自有",
)
_PARALLEL: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "6001": ("4001",),
        "6101": ("4101",),
        "6201": ("4201",),
        "6301": ("4301",),
        "6401": ("4401",),
        "6601": ("4601",),
        "6602": ("4602",),
        "6609": ("4603", "4604", "4605", "4609"),
        "7101": ("5001",),
        "7201": ("5001", "5101"),
        "7301": ("5201",),
        "7401": ("5401",),
        "7501": ("5501",),
        "7901": ("5901",),
    }
)
_DETAILS: Final = ("A1", "1一期", "基本支出", "B-其他", "项目支出", "2020新增")
_PAYEES: Final = (None, "武汉某公司", '李"三"', "市财政局", "")
_NARRATIONS: Final = (
    "付款",
    "收到拨款（第1批）",
    '购买"办公用品"',
    "更正\\冲销：2060501",
    "",
    "#2060501 不是标签",
    "注;不是注释",
)
_NOT_CODES: Final = ("month-01", "2020", "202003", "20200315", "A2060501", "2060501-a", "func-30206", "no_30206")
_LINKS: Final = ("pz-0001", "2060501", "30206", "year-close")
_NOISE_META: Final = (
    ("invoice", '"No.2060501"'),
    ("attachments", "3"),
    ("funding", '"12"'),
    ("func-note", '"2010101"'),
    ("approved", "TRUE"),
)
_COMMENTS: Final = (
    "; 2060501 30206",
    "* 一月",
    ';; option "name_assets" "X"',
    "** 2020-01-01 open Assets:1002 CNY",
)


class Choices:
    """A stream of choices, one byte each; when it runs out, every further choice is the plainest."""

    def __init__(self, data: bytes) -> None:
        """Start at the first byte."""
        self._data = iter(data)

    def pick(self, count: int) -> int:
        """Return a number below ``count``, which is at most 256."""
        return next(self._data, 0) % count

    def one(self, options: Sequence[T]) -> T:
        """Return one of the options, the first the plainest."""
        return options[self.pick(len(options))]

    def chance(self, one_in: int) -> bool:
        """Return True once in so many times; a zero byte means False."""
        return self.pick(one_in) == one_in - 1


@dataclass(frozen=True)
class Opened:
    """An account, and the metadata its ``open`` carries."""

    path: str
    meta: Meta = ()

    def codes(self) -> dict[str, str]:
        """Return the codes among its metadata, as text."""
        return {key: value.strip('"') for key, value in self.meta if key in KEYS}


@dataclass(frozen=True)
class Leg:
    """One posting; ``fen`` is positive on the debit side. Without a number the text leaves it to beancount."""

    path: str
    fen: int
    number: str
    meta: Meta = ()
    flag: str = ""


@dataclass(frozen=True)
class Voucher:
    """One transaction; ``pushed_tags`` and ``pushed_meta`` are given by pushtag and pushmeta around it."""

    date: dt.date
    flag: str
    payee: str | None
    narration: str
    tags: tuple[str, ...]
    links: tuple[str, ...]
    meta: Meta
    legs: tuple[Leg, ...]
    pushed_tags: tuple[str, ...] = ()
    pushed_meta: Meta = ()
    tags_below: bool = False


@dataclass(frozen=True)
class Draft:
    """Facts that share one voucher, before it is decided how they are written.

    What they leave unbalanced goes against 8001, or for appropriations against the account of the facts.
    ``left_to_plugin`` says that only the legs of the financial book are written.
    """

    date: dt.date
    facts: tuple[DrawnFact, ...]
    left_to_plugin: bool = False

    @property
    def closing(self) -> bool:
        """Tell whether the voucher is a 结转分录."""
        return any(f.closing for f in self.facts)


@dataclass(frozen=True)
class Book:
    """Everything a ledger says, before it is laid out in files."""

    unit_name: str
    unit_kind: str
    opened: dt.date
    accounts: tuple[Opened, ...]
    vouchers: tuple[Voucher, ...]
    projects: tuple[str, ...]
    declared: tuple[str, ...]
    roots: int = 0


@dataclass(frozen=True)
class Layout:
    """Where directives stand: in how many files besides the main one, how these are included, and in what order.

    ``style`` 0 includes each file from the main file, 1 by one glob, 2 in a chain from file to file. ``order``
    is the seed of a permutation of all directives; 0 keeps them as they come.
    """

    parts: int = 0
    style: int = 0
    order: int = 0


MAIN: Final = "main.beancount"


# -- accounts -------------------------------------------------------------------------------------------------


def base(code: str) -> str:
    """Return the path of a 4-digit account."""
    return f"{code}-{NAMES[code]}"


def ancestors(path: str) -> Iterator[str]:
    """Yield the path and then its parents', nearest first."""
    parts = path.split(":")
    for length in range(len(parts), 0, -1):
        yield ":".join(parts[:length])


def is_open(fact: DrawnFact, key: str) -> bool:
    """Tell whether no table and no rule looks at this code of a fact, so that its text may show any or none.

    That is econ on 6xxx; econ and project on 8xxx; everything on 84xx, 85xx and 87xx. Everywhere else a fact
    that has None must be written so that nothing gives it a value.
    """
    account = fact.account
    if account[:2] in {"84", "85", "87"}:
        return True
    if account.startswith("8"):
        return key in {"econ", "project"}
    return account.startswith("6") and key == "econ"


def value(fact: DrawnFact, key: str) -> str | None:
    """Return the fact's code of that key."""
    found = {"func": fact.func, "econ": fact.econ, "fund": fact.fund, "project": fact.project}
    return found[key]


def _barred(fact: DrawnFact, key: str) -> bool:
    """Tell whether nothing may give the fact a value of that key."""
    return value(fact, key) is None and not is_open(fact, key)


class Chart:
    """The accounts of one ledger, their opens' metadata, and the ``paths`` that each 4-digit code may take."""

    def __init__(self) -> None:
        """Start without accounts."""
        self._meta: dict[str, Meta] = {}
        self.paths: dict[str, tuple[str, ...]] = {}

    def add(self, path: str, meta: Meta = ()) -> None:
        """Open an account and, plainly, those of its parents which aren't open."""
        for parent in ancestors(path):
            self._meta.setdefault(parent, ())
        if meta:
            self._meta[path] = meta

    def accounts(self) -> tuple[Opened, ...]:
        """Return all accounts, by path."""
        return tuple(Opened(path, meta) for path, meta in sorted(self._meta.items()))

    def own(self, path: str, key: str) -> str | None:
        """Return the code that the account's own ``open`` has."""
        return Opened(path, self._meta.get(path, ())).codes().get(key)

    def inherited(self, path: str, key: str) -> str | None:
        """Return the code that the account's ``open`` has, or else the nearest of its parents'."""
        return next((found for parent in ancestors(path) if (found := self.own(parent, key)) is not None), None)

    def fits(self, path: str, fact: DrawnFact) -> bool:
        """Tell whether the fact can stand on this account: nothing gives it a code it must not have."""
        return not any(_barred(fact, key) and self.inherited(path, key) is not None for key in KEYS)


def leg_account(fact: DrawnFact) -> str:
    """Return the 4-digit account whose posting carries the fact's codes: its own, or 9001 for an appropriation."""
    return "9001" if fact.account.startswith("9") else fact.account


def make_chart(facts: Sequence[DrawnFact], choices: Choices) -> Chart:
    """Open accounts for the facts, with metadata at details and parents."""
    chart = Chart()
    for code in sorted({leg_account(f) for f in facts}):
        here = [f for f in facts if leg_account(f) == code]
        top = base(code)
        allowed = [key for key in KEYS if not any(_barred(f, key) for f in here)]
        chart.add(top, _open_meta(choices.one(here), allowed, choices, 5))
        found = [top]
        for label in _DETAILS[: choices.pick(4)]:
            parent = found[-1] if choices.chance(4) else top
            path = f"{parent}:{label}"
            chart.add(path, _open_meta(choices.one(here), KEYS, choices, 2))
            found.append(path)
        chart.paths[code] = tuple(found)
    cash = [_BUDGET_CASH[0]]
    chart.add(cash[0])
    for path in _BUDGET_CASH[1:]:
        fund = choices.one((None, None, None, "11", "11", "12", "3", "13"))
        if choices.chance(2):
            fund = fund or chart.inherited(path, "fund")  # whether a cash account's parents count is left open
            chart.add(path, (("fund", _written("fund", fund, choices)),) if fund else ())
            cash.append(path)
    chart.paths["8001"] = tuple(cash)
    return chart


def place(fact: DrawnFact, chart: Chart, choices: Choices) -> DrawnFact:
    """Choose the account a fact is written on."""
    code = leg_account(fact)
    path = choices.one(chart.paths.get(code, (base(code),)))
    if not chart.fits(path, fact):
        path = base(code)
    chart.add(path)
    return replace(fact, path=path)


def _open_meta(model: DrawnFact, keys: Sequence[str], choices: Choices, one_in: int) -> Meta:
    meta: list[tuple[str, str]] = []
    for key in keys:
        code = value(model, key)
        if choices.chance(one_in) and code is not None:
            meta.append((key, _written(key, code, choices)))
    if choices.chance(6):
        meta.append(choices.one(_NOISE_META))
    return tuple(meta)


def _written(key: str, code: str, choices: Choices) -> str:
    """Write a metadata value: a string, or for codes of digits sometimes a bare number."""
    return code if key != "project" and choices.chance(4) else f'"{code}"'


# -- vouchers -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Shared:
    """What the postings of one voucher have in common: its codes, and the account their balance goes against."""

    meta: Codes
    tags: Mapping[str, tuple[str, ...]]
    contra: str | None


def write_voucher(draft: Draft, chart: Chart, noise: Mapping[str, Sequence[str]], choices: Choices) -> Voucher:
    """Write placed facts as one voucher, choosing for every code where it stands.

    ``noise`` has codes, of each key, that are put where something of higher rank overrides them.
    """
    facts = draft.facts
    contra = _contra(draft, chart, choices) if balance_of(facts) else None
    above = _above(facts, noise, choices)
    tags = _code_tags(facts, noise, choices)
    shared = _Shared(above, tags, contra)
    legs = tuple(_fact_leg(fact, shared, chart, choices) for fact in facts)
    rest = -sum(leg.fen for leg in legs)
    parallel = _parallel(draft, shared, rest, choices)
    if draft.left_to_plugin:
        legs = ()
    elif facts[0].account.startswith("9") and (not rest or choices.chance(3)):
        against = base(facts[0].account)
        chart.add(against)
        legs = (*legs, *(Leg(against, -leg.fen, _number(-leg.fen, choices)) for leg in legs))
    elif contra is not None:
        elided = not parallel and choices.chance(6)
        legs = (*legs, Leg(contra, rest, "" if elided else _number(rest, choices)))
    for leg in parallel:
        chart.add(leg.path)
    legs = (*parallel, *legs) if choices.chance(2) else (*legs, *parallel)
    if choices.chance(3):
        legs = tuple(reversed(legs))
    meta = tuple((key, _written(key, code, choices)) for key, code in above.items())
    all_tags = tuple(tag for key in ("func", "econ") for tag in tags[key])
    pushed_meta, pushed_tags = choices.chance(8), choices.chance(8)
    other = (choices.one(_NOT_CODES),) if choices.chance(4) else ()
    closing = ("year-close",) if draft.closing else ()
    return Voucher(
        date=draft.date,
        payee=choices.one(_PAYEES),
        narration=choices.one(_NARRATIONS),
        flag="!" if choices.chance(5) else "*",
        tags=(*(() if pushed_tags else all_tags), *other, *closing),
        links=(choices.one(_LINKS),) if choices.chance(5) else (),
        meta=(*(() if pushed_meta else meta), *((choices.one(_NOISE_META),) if choices.chance(6) else ())),
        legs=legs,
        pushed_tags=all_tags if pushed_tags else (),
        pushed_meta=meta if pushed_meta else (),
        tags_below=choices.chance(6),
    )


def write_depreciation(date: dt.date, fen: int, chart: Chart) -> Voucher:
    """Write a voucher of the financial book alone, which no table of the nine sees."""
    number = _plain(fen)
    legs = (Leg(base("5001"), fen, number), Leg(base("1602"), -fen, f"-{number}"))
    for leg in legs:
        chart.add(leg.path)
    return Voucher(date, "*", None, "计提折旧", ("no-budget",), (), (), legs)


def _contra(draft: Draft, chart: Chart, choices: Choices) -> str:
    if draft.facts[0].account.startswith("9"):
        path = base(draft.facts[0].account)
    elif draft.left_to_plugin:
        path = choices.one(_plain_cash(chart))
    else:
        path = choices.one(chart.paths["8001"])
        if chart.own(path, "fund") is not None and any(_barred(f, "fund") for f in draft.facts):
            path = chart.paths["8001"][0]
    chart.add(path)
    return path


def _above(facts: Sequence[DrawnFact], noise: Mapping[str, Sequence[str]], choices: Choices) -> dict[str, str]:
    """Choose the transaction's own metadata: a fact's code, or one that every posting overrides."""
    above: dict[str, str] = {}
    for key in KEYS:
        how = choices.pick(6)
        if how < 3 or any(_barred(f, key) for f in facts):  # noqa: PLR2004
            continue
        code = value(choices.one(facts), key) if how < 5 else choices.one(noise[key])  # noqa: PLR2004
        if code is not None:
            above[key] = code
    return above


def _code_tags(
    facts: Sequence[DrawnFact], noise: Mapping[str, Sequence[str]], choices: Choices
) -> dict[str, tuple[str, ...]]:
    """Choose the transaction's tags: none, a fact's code, one that something overrides, or several codes."""
    tags: dict[str, tuple[str, ...]] = {}
    for key in ("func", "econ"):
        how = choices.pick(8)
        codes = sorted({code for f in facts if (code := value(f, key)) is not None})
        found: tuple[str, ...] = ()
        if how >= 3 and codes and not any(_barred(f, key) for f in facts):  # noqa: PLR2004
            found = (choices.one(codes),)
            if how == 6:  # noqa: PLR2004
                found = (choices.one(noise[key]),)
            elif how == 7 and all(value(f, key) is not None for f in facts):  # noqa: PLR2004
                found = tuple(dict.fromkeys((*codes, choices.one(noise[key]))))
        tags[key] = found
    return tags


def _fact_leg(fact: DrawnFact, shared: _Shared, chart: Chart, choices: Choices) -> Leg:
    meta: list[tuple[str, str]] = []
    for key in KEYS:
        code = value(fact, key)
        if code is None:
            continue
        several = len(shared.tags.get(key, ())) > 1
        if several or code != _without_own(fact, key, shared, chart) or choices.chance(4):
            meta.append((key, _written(key, code, choices)))
    if choices.chance(8):
        meta.insert(0, choices.one(_NOISE_META))
    debit = leg_account(fact)[0] == "7" or leg_account(fact) == "9001"
    fen = fact.fen if debit else -fact.fen
    return Leg(fact.path, fen, _number(fen, choices), tuple(meta), "!" if choices.chance(12) else "")


def _without_own(fact: DrawnFact, key: str, shared: _Shared, chart: Chart) -> str | None:
    """Return the code the posting has if its own metadata is silent: the order of section 3 of the contract."""
    if key in shared.meta:
        return shared.meta[key]
    if shared.tags.get(key):
        return shared.tags[key][0]
    inherited = chart.inherited(fact.path, key)
    if inherited is not None or key != "fund":
        return inherited
    cash = shared.contra
    if cash is not None and cash.startswith("8001") and (fund := chart.own(cash, "fund")) is not None:
        return fund
    return "11" if fact.account in {"6001", "8101", "8102"} else None


def balance_of(facts: Iterable[DrawnFact]) -> int:
    """Return by how much, in fen, facts' income exceeds their expenditure."""
    return sum(-f.fen if leg_account(f)[0] in "79" else f.fen for f in facts)


def _parallel(draft: Draft, shared: _Shared, rest: int, choices: Choices) -> tuple[Leg, ...]:
    """Write the voucher's legs of the financial book, or none."""
    wanted = choices.chance(3) or draft.left_to_plugin
    cash = next((account for code, account in _CASH.items() if f":{code}-" in (shared.contra or "")), None)
    facts = draft.facts
    if not wanted or draft.closing or not all(f.account in _PARALLEL for f in facts) or (rest and cash is None):
        return ()
    if _without_fund(facts) and cash in _TREASURY:
        return ()  # the treasury's money would tell the fund
    legs: list[Leg] = []
    for fact in facts:
        account = choices.one(_PARALLEL[fact.account])
        fen = fact.fen if fact.is_expenditure else -fact.fen
        meta = _parallel_meta(fact, account, shared, choices if draft.left_to_plugin else None)
        legs.append(Leg(base(account), fen, _number(fen, choices), meta))
    if rest and cash is not None:
        legs.append(Leg(base(cash), rest, _number(rest, choices)))
    return tuple(legs)


def _parallel_meta(fact: DrawnFact, account: str, shared: _Shared, choices: Choices | None) -> Meta:
    """Return the codes of a leg of the financial book: all, or with choices those it hasn't from elsewhere."""
    meta: list[tuple[str, str]] = []
    for key in KEYS:
        code, tags = value(fact, key), shared.tags.get(key, ())
        elsewhere = shared.meta.get(key) or (tags[0] if tags else None)
        if elsewhere is None and key == "fund" and account == "4001":
            elsewhere = "11"
        silent = choices is not None and len(tags) <= 1 and code == elsewhere and choices.chance(2)
        if code is not None and not silent:
            meta.append((key, f'"{code}"'))
    return tuple(meta)


def _plain_cash(chart: Chart) -> tuple[str, ...]:
    """Return the official details of 8001 whose ``open`` has no fund."""
    return tuple(path for path in _BUDGET_CASH[1:4] if chart.own(path, "fund") is None)


def _without_fund(facts: Iterable[DrawnFact]) -> bool:
    """Whether expenditure is among facts that has no fund."""
    return any(fact.account.startswith("7") and fact.fund is None for fact in facts)


def left_to_plugin(draft: Draft, chart: Chart) -> Draft:
    """Return the draft as one whose budget legs aren't written, where it leaves the plugin no choice; else as is.

    That is one income or one cost through an account of budget cash, or a cost that the treasury pays directly. Its
    facts are on the 4-digit accounts, though the plugin may choose others.
    """
    facts = draft.facts
    direct = len(facts) == 2 and balance_of(facts) == 0 and facts[1].account == "6001"  # noqa: PLR2004
    simple = len(facts) == 1 or direct
    if (
        draft.closing
        or not simple
        or _without_fund(facts)
        or not _plain_cash(chart)
        or not all(f.account in _PARALLEL for f in facts)
    ):
        return draft
    placed = tuple(replace(f, path=base(f.account)) for f in facts)
    return replace(draft, facts=placed, left_to_plugin=True)


def _number(fen: int, choices: Choices) -> str:
    """Write an amount: plain, with as few decimals as say it, with thousands commas, or as a sum."""
    style = choices.pick(8)
    sign, size = ("-" if fen < 0 else ""), abs(fen)
    few = _plain(size).rstrip("0").rstrip(".") if size % 10 == 0 else _plain(size)
    if style in {3, 4}:
        return f"{sign}{few}"
    if style == 5:  # noqa: PLR2004
        return f"{sign}{size // 100:,}.{size % 100:02d}"
    if style == 6 and size % 100 == 0:  # noqa: PLR2004
        return f"{sign}{size // 100:,}"
    if style == 7:  # noqa: PLR2004
        return f"{sign}{_plain(size + 250)} {'+' if sign else '-'} 2.5"
    return f"{sign}{_plain(size)}"


def _plain(size: int) -> str:
    return f"{size // 100}.{size % 100:02d}"


# -- text -----------------------------------------------------------------------------------------------------


def render(book: Book, layout: Layout) -> dict[str, str]:
    """Lay the book out in files, relative name to text."""
    directives = list(_directives(book))
    if layout.order:
        directives = _permuted(directives, layout.order)
    options = "".join(f'option "{key}" "{name}"\n' for key, name in ROOTS[book.roots].items())
    names = [MAIN, *(f"账本/{n:02d}/凭证.beancount" for n in range(1, layout.parts + 1))]
    bodies = dict.fromkeys(names, f"{options}\n")
    for number, directive in enumerate(directives):
        bodies[names[number * len(names) // len(directives)]] += f"{directive}\n"
    header = (
        'option "title" "随机账本"\n'
        'option "operating_currency" "CNY"\n'
        'option "operating_currency" "CNY.B"\n'
        'option "operating_currency" "CNY.A"\n'
        'option "tolerance_multiplier" "0"\n'
        'plugin "gov_accounts_plugins"\n'
    )
    includes = ""
    if layout.parts and layout.style == 1:
        includes = 'include "账本/*/*.beancount"\n'
    elif layout.parts and layout.style == 2:  # noqa: PLR2004
        includes = f'include "{names[1]}"\n'
        for number, name in enumerate(names[2:], start=2):
            bodies[names[number - 1]] += f'include "../{number:02d}/{name.rsplit("/", 1)[1]}"\n'
    else:
        includes = "".join(f'include "{name}"\n' for name in names[1:])
    return {**bodies, MAIN: f"{header}{includes}{bodies[MAIN]}"}


def _permuted(items: Sequence[T], seed: int) -> list[T]:
    """Return the items in an order that the seed alone decides (Fisher-Yates on a congruential sequence)."""
    result = list(items)
    state = seed
    for last in range(len(result) - 1, 0, -1):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        other = (state >> 33) % (last + 1)
        result[last], result[other] = result[other], result[last]
    return result


def _directives(book: Book) -> Iterator[str]:
    first = book.opened.isoformat()
    yield f'{first} custom "gov-unit" "name" {_quoted(book.unit_name)}\n'
    yield f'{first} custom "gov-unit" "kind" "{book.unit_kind}"\n'
    for project in book.projects:
        yield f'{first} custom "gov-project" "{project}" {_quoted(PROJECTS[project])}\n'
    for code in book.declared:
        yield f'2000-01-01 custom "gov-code" "func" "{code}" "{DECLARED[code]}"\n'
    for account in book.accounts:
        meta = "".join(f"  {key}: {text}\n" for key, text in account.meta)
        yield f"{first} open {rooted(account.path, book.roots)} {commodity(account.path)}\n{meta}"
    for number, voucher in enumerate(book.vouchers):
        comment = f"{_COMMENTS[number // 9 % len(_COMMENTS)]}\n" if number % 9 == 8 else ""  # noqa: PLR2004
        yield comment + _voucher_text(voucher, book.roots)


def commodity(path: str) -> str:
    """Return the commodity of the book an account is in."""
    if path[0] in "678":
        return "CNY.B"
    return "CNY.A" if path[0] == "9" else "CNY"


def rooted(path: str, roots: int) -> str:
    """Return the full name of an account."""
    if path[0] == "1" or path[:4] in {"8001", "9001"}:
        option = "name_assets"
    else:
        option = {
            "2": "name_liabilities",
            "4": "name_income",
            "5": "name_expenses",
            "6": "name_income",
            "7": "name_expenses",
        }.get(path[0], "name_equity")
    return f"{ROOTS[roots].get(option, _ROOT_OPTIONS[option])}:{path}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _voucher_text(voucher: Voucher, roots: int) -> str:
    marks = [f"#{tag}" for tag in voucher.tags] + [f"^{link}" for link in voucher.links]
    head = f"{voucher.date.isoformat()} {voucher.flag} "
    head += f"{_quoted(voucher.payee)} " if voucher.payee is not None else ""
    head += _quoted(voucher.narration)
    lines = [f"pushtag #{tag}" for tag in voucher.pushed_tags]
    lines += [f"pushmeta {key}: {text}" for key, text in voucher.pushed_meta]
    if marks and voucher.tags_below:
        lines += [head, f"  {' '.join(marks)}"]
    else:
        lines.append(" ".join([head, *marks]))
    lines += [f"  {key}: {text}" for key, text in voucher.meta]
    for leg in voucher.legs:
        flag = f"{leg.flag} " if leg.flag else ""
        amount = f"  {leg.number} {commodity(leg.path)}" if leg.number else ""
        lines.append(f"  {flag}{rooted(leg.path, roots)}{amount}")
        lines += [f"    {key}: {text}" for key, text in leg.meta]
    lines += [f"popmeta {key}:" for key, _ in reversed(voucher.pushed_meta)]
    lines += [f"poptag #{tag}" for tag in reversed(voucher.pushed_tags)]
    return "\n".join(lines) + "\n"


# -- uniting --------------------------------------------------------------------------------------------------


def moved(path: str, label: str) -> str:
    """Return the path one level further down, right below its official part."""
    parts = path.split(":")
    official = 1 + sum(1 for part in parts[1:] if re.match(r"\d{6}-", part))
    return ":".join([*parts[:official], label, *parts[official:]])


def move_book(book: Book, label: str) -> Book:
    """Return the book with every account moved below a detail of that name, where its own metadata goes along."""
    accounts: dict[str, Opened] = {}
    for account in book.accounts:
        path = moved(account.path, label)
        accounts[path] = Opened(path, account.meta)
        for parent in ancestors(path):
            accounts.setdefault(parent, Opened(parent))
    vouchers = tuple(
        replace(v, legs=tuple(replace(leg, path=moved(leg.path, label)) for leg in v.legs)) for v in book.vouchers
    )
    return replace(book, accounts=tuple(accounts[path] for path in sorted(accounts)), vouchers=vouchers)


def join_books(one: Book, other: Book) -> Book:
    """Return one book of two, whose accounts must not be the same except where neither has metadata."""
    accounts = {account.path: account for account in (*one.accounts, *other.accounts)}
    return replace(
        one,
        opened=min(one.opened, other.opened),
        accounts=tuple(accounts[path] for path in sorted(accounts)),
        vouchers=(*one.vouchers, *other.vouchers),
        projects=tuple(sorted({*one.projects, *other.projects})),
        declared=tuple(sorted({*one.declared, *other.declared})),
    )


def used_codes(accounts: Iterable[Opened], vouchers: Iterable[Voucher], key: str) -> frozenset[str]:
    """Return every code of that key that the text has anywhere, in metadata or as a tag."""
    found: set[str] = set()
    for account in accounts:
        found |= {text.strip('"') for name, text in account.meta if name == key}
    for voucher in vouchers:
        metas = [voucher.meta, voucher.pushed_meta, *(leg.meta for leg in voucher.legs)]
        found |= {text.strip('"') for meta in metas for name, text in meta if name == key}
        found |= {*voucher.tags, *voucher.pushed_tags}
    return frozenset(found)


def declarations(accounts: Sequence[Opened], vouchers: Sequence[Voucher]) -> tuple[str, ...]:
    """Return which of the codes in DECLARED the text has to declare."""
    used = used_codes(accounts, vouchers, "func")
    return tuple(code for code in DECLARED if any(name.startswith(code) for name in used if len(name) == 7))  # noqa: PLR2004
