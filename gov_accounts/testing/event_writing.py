"""Writes what happened as vouchers: the financial legs as a bookkeeper would, the budget legs with nothing left open.

An ``Entry`` says what both books must hold, before it is decided where its codes stand. Here each code of a
financial leg is put on the leg, on the transaction, in a tag, or left to the account's or the cash account's ``open``;
never so that section 3 of the contract would read another code than the one meant. What may stay unsaid because the
counterpart says it is told in the docstring of ``events``.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, NamedTuple

from .oracle import DrawnFact
from .writing import KEYS, NAMES, Chart, Choices, Leg, Meta, Voucher, commodity

CASH: Final = ("1001", "1002", "1011", "1021", "1201")
"""The accounts of budget cash."""

TREASURY: Final = "4001"
"""财政拨款收入: budget cash itself where no other cash is moved (财政直接支付)."""


class Codes(NamedTuple):
    """The codes an amount is meant to have; ``econ`` is None where nothing asks for one (income)."""

    func: str | None
    econ: str | None
    fund: str | None
    project: str | None = None


class Item(NamedTuple):
    """What a leg opens on a detail: ``fen`` is positive, and what is left of it.

    ``held`` says that it is money held for another, or advanced; else ``account`` is the account of the budget book
    that it will be when money moves. ``codes`` are those of the voucher that it arose in, if that says any.
    """

    fen: int
    date: dt.date
    held: bool = False
    account: str = ""
    codes: Codes | None = None


class Line(NamedTuple):
    """One leg of the financial book; ``fen`` is positive on the debit side.

    ``account`` is a 4-digit code, whose detail is chosen when it is written, or a full path. Without codes nothing
    is asked of it. ``follows`` says that it may leave unsaid what its counterparts agree upon, ``known`` what an
    earlier voucher has said; ``mark`` is the value of its ``budget`` metadata, ``item`` what it opens.
    """

    account: str
    fen: int
    codes: Codes | None = None
    follows: bool = False
    mark: str | None = None
    known: Codes | None = None
    item: Item | None = None


class Part(NamedTuple):
    """One leg of the budget book; ``fen`` is positive on the debit side. 8001 has no codes."""

    account: str
    fen: int
    codes: Codes | None = None


@dataclass(frozen=True)
class Entry:
    """One event in both books; ``budget`` is empty where it has no budget leg.

    ``told`` says that its codes are written even then. ``turns`` is what an open item becomes on a detail (解释第1号
    三(一): an advance that is booked as spent before it is settled). ``apart`` is by how much 资金结存 departs in it,
    debit positive, from the money and what is held or advanced (附录 12(4), 40(3): an advance written off or withheld).
    """

    narration: str
    lines: tuple[Line, ...]
    budget: tuple[Part, ...] = ()
    tags: tuple[str, ...] = ()
    told: bool = False
    turns: tuple[str, Item] | None = None
    apart: int = 0


@dataclass(frozen=True)
class _Told:
    """What a voucher says for all its legs, and which funds its cash accounts' opens have."""

    meta: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    cash_funds: frozenset[str | None] = frozenset()
    direct: bool = False
    direct_fund: str | None = None
    treasury: bool = False


FUNCS_OF_ONE_FUND: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"12": ("2120801", "2120899"), "13": ("2230105", "2230101")}
)
"""Functional items that only the budget of a fund has."""

OFFICIAL: Final[Mapping[str, str]] = MappingProxyType(
    {
        **NAMES,
        "1001": "库存现金",
        "1021": "其他货币资金",
        "1101": "短期投资",
        "1211": "应收票据",
        "1212": "应收账款",
        "1214": "预付账款",
        "1215": "应收股利",
        "1218": "其他应收款",
        "1219": "坏账准备",
        "1302": "库存物品",
        "1601": "固定资产",
        "1613": "在建工程",
        "1701": "无形资产",
        "1702": "无形资产累计摊销",
        "1891": "受托代理资产",
        "1902": "待处理财产损溢",
        "2001": "短期借款",
        "2101": "应交增值税",
        "2102": "其他应交税费",
        "2103": "应缴财政款",
        "2201": "应付职工薪酬",
        "2301": "应付票据",
        "2302": "应付账款",
        "2304": "应付利息",
        "2305": "预收账款",
        "2307": "其他应付款",
        "2401": "预提费用",
        "2502": "长期应付款",
        "2901": "受托代理负债",
        "3001": "累计盈余",
        "3101": "专用基金",
        "3302": "本年盈余分配",
        "3401": "无偿调拨净资产",
        "3501": "以前年度盈余调整",
        "5301": "资产处置费用",
        "5801": "所得税费用",
        "8301": "专用结余",
    }
)
"""Official names of the accounts that events are written on."""

DETAILS: Final[Mapping[str, tuple[tuple[str, Meta], ...]]] = MappingProxyType(
    {
        "4001": (("A基本支出", ()), ("B政府性基金预算", (("fund", '"12"'),))),
        "4101": (("A科技服务", (("func", '"2060502"'),)), ("B专项", (("project", '"P1"'),))),
        "5001": (
            ("A科技条件", (("func", '"2060501"'), ("econ", '"30201"'))),
            ("B平台建设", (("project", '"P1"'),)),
            ("C单位资金", (("fund", '"3"'),)),
        ),
        "5101": (("A办公费", (("econ", '"30201"'),)),),
    }
)
"""Details that cost and other accounts may have, with the metadata of their opens."""


def path_of(code: str, detail: str = "") -> str:
    """Return the path of a 4-digit account, or of a detail of it."""
    return f"{code}-{OFFICIAL[code]}" + (f":{detail}" if detail else "")


def code_of(account: str) -> str:
    """Return the 4-digit code of an account given as code or path."""
    return account[:4]


def number(fen: int) -> str:
    """Write an amount of fen as yuan with two decimals."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def add_details(chart: Chart) -> None:
    """Open every account that an entry can be written on, with its details."""
    for code in OFFICIAL:
        chart.add(path_of(code))
    for code, details in DETAILS.items():
        for detail, meta in details:
            chart.add(path_of(code, detail), meta)


def write_entry(entry: Entry, date: dt.date, chart: Chart, choices: Choices) -> Voucher:
    """Write an entry as one voucher with the legs of both books."""
    placed = tuple(line._replace(account=_place(line, chart, choices)) for line in entry.lines)
    if not entry.budget and choices.chance(2) and not entry.told:
        placed = tuple(line._replace(codes=None) for line in placed)
    told = _told(placed, chart, choices)
    legs = tuple(_financial_leg(line, placed, told, chart, choices) for line in placed)
    if choices.chance(3):
        legs = tuple(reversed(legs))
    budget = tuple(_budget_leg(part) for part in entry.budget)
    unneeded = not entry.budget and not entry.tags and choices.chance(5)
    return Voucher(
        date=date,
        flag="*",
        payee=None,
        narration=entry.narration,
        tags=(*told.tags.values(), *entry.tags, *(("no-budget",) if unneeded else ())),
        links=(),
        meta=tuple((key, f'"{code}"') for key, code in told.meta.items()),
        legs=(*budget, *legs) if choices.chance(4) else (*legs, *budget),
    )


def financial(voucher: Voucher) -> Voucher:
    """Return the voucher without its legs of the budget book, where it has others."""
    legs = tuple(leg for leg in voucher.legs if commodity(leg.path) == "CNY")
    return replace(voucher, legs=legs) if legs else voucher


def facts_of(entry: Entry, date: dt.date) -> tuple[DrawnFact, ...]:
    """Return what the entry means for the tables: everything in the budget book but 8001."""
    return tuple(_fact(part, date) for part in entry.budget if code_of(part.account) != "8001")


def _fact(part: Part, date: dt.date) -> DrawnFact:
    codes = part.codes or Codes(None, None, None)
    account = code_of(part.account)
    fen = part.fen if account.startswith("7") else -part.fen
    return DrawnFact(date, account, *codes, fen=fen, path=part.account)


def _place(line: Line, chart: Chart, choices: Choices) -> str:
    """Choose the detail of an account: one whose opens give no code that the line must not have."""
    if len(line.account) > len("0000"):
        return line.account
    details = [path_of(line.account, detail) for detail, _ in DETAILS.get(line.account, ())]
    fitting = [p for p in details if not any(chart.inherited(p, key) for key in _barred(line))]
    return choices.one((path_of(line.account), *fitting))


def _value(line: Line, key: str) -> str | None:
    found: str | None = getattr(line.codes, key)
    return found


def _asked(line: Line, key: str) -> bool:
    """Tell whether the line's value of the key matters: all do but the econ of income."""
    return line.codes is not None and not (key == "econ" and line.codes.econ is None)


def _barred(line: Line) -> tuple[str, ...]:
    """Return the keys which nothing may give the line a value of."""
    return tuple(key for key in KEYS if _asked(line, key) and _value(line, key) is None)


def _told(lines: Sequence[Line], chart: Chart, choices: Choices) -> _Told:
    """Choose what the transaction says: nothing, a code that some leg means, or one that every leg overrides."""
    meta: dict[str, str] = {}
    tags: dict[str, str] = {}
    for key in KEYS:
        how = choices.pick(8)
        asking = [line for line in lines if _asked(line, key)]
        meant = [code for line in asking if (code := _value(line, key)) is not None]
        if how < 3 or not meant or len(meant) < len(asking):  # noqa: PLR2004
            continue
        overrides = how == 7 and all(line.codes is not None or _is_money(line) for line in lines)  # noqa: PLR2004
        code = choices.one(_OVERRIDDEN[key]) if overrides else choices.one(meant)
        (tags if key in {"func", "econ"} and how % 2 else meta)[key] = code
    cash = [line for line in lines if code_of(line.account) in CASH]
    treasury = [line for line in lines if code_of(line.account) == TREASURY]
    own = {fund for line in treasury for fund in (chart.inherited(line.account, "fund"), _said_fund(line))}
    return _Told(
        meta,
        tags,
        frozenset(chart.own(line.account, "fund") for line in cash),
        direct=bool(treasury) and not cash,
        treasury=bool(cash) and all(code_of(line.account) in {"1011", "1201"} for line in cash),
        direct_fund="11" if own <= {None, "11"} else None,
    )


def _is_money(line: Line) -> bool:
    """Tell whether no code of a line without any is of interest, whatever the transaction says."""
    return code_of(line.account) in {*CASH, "1218", "2307", "2103", "1891", "2901"}


_OVERRIDDEN: Final = {
    "func": ("2060501", "2010101"),
    "econ": ("30201", "31003"),
    "fund": ("11", "12", "3"),
    "project": ("P1", "P2"),
}


def _said_fund(line: Line) -> str | None:
    return line.codes.fund if line.codes is not None else None


def _financial_leg(line: Line, lines: Sequence[Line], told: _Told, chart: Chart, choices: Choices) -> Leg:
    meta: list[tuple[str, str]] = []
    for key in KEYS:
        if not _asked(line, key):
            continue
        meant = _value(line, key)
        heard = _heard(line, key, told, chart)
        spare = choices.chance(4)
        silent = _may_be_silent(line, key, heard, told, lines) and choices.pick(3) > 0
        if meant is not None and not silent and (heard != meant or spare):
            meta.append((key, f'"{meant}"'))
    if line.mark is not None:
        meta.append(("budget", f'"{line.mark}"'))
    return Leg(line.account, line.fen, number(line.fen), tuple(meta))


def _heard(line: Line, key: str, told: _Told, chart: Chart) -> str | None:
    """Return the code that the line has if it is silent (section 3); for a fund in doubt, none."""
    found = told.meta.get(key) or told.tags.get(key) or chart.inherited(line.account, key)
    if found is not None or key != "fund":
        return found
    if told.direct:
        return "11" if code_of(line.account) == TREASURY else told.direct_fund
    funds = told.cash_funds
    if len(funds) == 1 and (fund := next(iter(funds))) is not None:
        return fund
    return "11" if code_of(line.account) == TREASURY and funds <= {None} else None


def _may_be_silent(line: Line, key: str, heard: str | None, told: _Told, lines: Iterable[Line]) -> bool:
    """Tell whether the line may leave a code unsaid that section 3 doesn't find for it."""
    return (
        _may_follow(line, key, heard, told, lines)
        or _is_known(line, key, heard, told)
        or (key == "fund" and heard is None and _is_of_its_money(line, told))
    )


def _is_known(line: Line, key: str, heard: str | None, told: _Told) -> bool:
    """Tell whether the voucher that a line's item arose in has said the code."""
    if heard is not None or line.known is None or (key == "fund" and told.direct):
        return False
    meant: str | None = getattr(line.known, key)
    return meant is not None and meant == _value(line, key)


def _is_of_its_money(line: Line, told: _Told) -> bool:
    """Tell whether an item of one budget only, or the treasury's money, says the fund (section 5, last rule)."""
    if line.codes is None or line.follows or told.direct or not told.cash_funds <= {None}:
        return False
    only = next((fund for fund, funcs in FUNCS_OF_ONE_FUND.items() if line.codes.func in funcs), None)
    return line.codes.fund == (only or ("11" if told.treasury else None))


def _may_follow(line: Line, key: str, heard: str | None, told: _Told, lines: Iterable[Line]) -> bool:
    """Tell whether the line may be silent because its counterparts say the code, and agree."""
    if not line.follows or key == "project":
        return False
    leaders = {_value(other, key) for other in lines if other.codes is not None and not other.follows}
    if leaders != {_value(line, key)}:
        return False
    if key == "fund":
        said = told.meta.get("fund") is not None
        return told.direct and not said and ":" not in line.account
    return heard is None


def _budget_leg(part: Part) -> Leg:
    codes = part.codes or Codes(None, None, None)
    meta = tuple((key, f'"{code}"') for key, code in zip(KEYS, codes, strict=True) if code is not None)
    return Leg(part.account, part.fen, number(part.fen), meta)
