"""Writes what happened as vouchers: the financial legs as a bookkeeper would, the budget legs with nothing left open.

An ``Entry`` says what both books must hold, before it is decided where its codes stand. Here each code of a
financial leg is put on the leg, on the transaction, in a tag, or left to the account's or the cash account's ``open``;
never so that section 3 of the contract would read another code than the one meant. What may stay unsaid because the
counterpart says it is told in the docstring of ``events``.
"""

import datetime as dt
import re
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

    ``told`` says that its codes are written even then. ``apart`` is by how much 资金结存 departs in it, debit positive,
    from the money and what is held or advanced (附录 12(4), 40(3): an advance that is written off or withheld).
    """

    narration: str
    lines: tuple[Line, ...]
    budget: tuple[Part, ...] = ()
    tags: tuple[str, ...] = ()
    told: bool = False
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
        "2201": (
            ("A基本工资", (("econ", '"30101"'),)),
            ("B津贴补贴", (("econ", '"30102"'),)),
            ("C社会保险费", (("econ", '"30108"'),)),
        ),
        "1601": (("A通用设备", (("econ", '"31002"'),)),),
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


# -- vouchers of the textbook ---------------------------------------------------------------------------------


class WorkedExample(NamedTuple):
    """One voucher of a 事业单位 as the 制度 has it: with its financial legs alone, and with both books' legs.

    ``source`` names the accounts of 财会〔2017〕25号 (第三部分 会计科目使用说明) whose entries it is.
    """

    title: str
    accrual: str
    explicit: str
    source: str


def worked_examples() -> tuple[WorkedExample, ...]:
    """Return the textbook's vouchers; each stands alone after ``worked_examples_head()``."""
    found: list[WorkedExample] = []
    for text in _EXAMPLES.strip().split("\n\n"):
        heading, explicit = text.split("\n", 1)
        title, accounts = heading.removeprefix("; ").split("：")
        found.append(
            WorkedExample(title, _without_budget(explicit) + "\n", explicit + "\n", f"财会〔2017〕25号 {accounts}")
        )
    return tuple(found)


def worked_examples_head() -> str:
    """Return what the examples need before them: options, the plugin, the unit, a project, and their accounts."""
    accounts = sorted(set(re.findall(r"^  ([A-Z][a-z]+:\S+)", _EXAMPLES, re.MULTILINE)))
    opens = ""
    for account in accounts:
        path = account.split(":", 1)[1]
        fund = {"1011": "11", "1002": "3"}.get(path[:4])
        opens += f"2019-01-01 open {account} {commodity(path)}\n" + (f'  fund: "{fund}"\n' if fund else "")
    return (
        'option "operating_currency" "CNY"\n'
        'option "operating_currency" "CNY.B"\n'
        'option "tolerance_multiplier" "0"\n'
        'plugin "gov_accounts_plugins"\n'
        '2019-01-01 custom "gov-unit" "name" "某事业单位"\n'
        '2019-01-01 custom "gov-unit" "kind" "事业单位"\n'
        '2019-01-01 custom "gov-project" "P1" "平台建设"\n'
        f"{opens}\n"
    )


def _without_budget(text: str) -> str:
    """Return a voucher's text without its postings of the budget book and their metadata."""
    kept: list[str] = []
    dropping = False
    for line in text.splitlines():
        if not line.startswith("    "):
            dropping = line.endswith(" CNY.B")
        if not dropping:
            kept.append(line)
    return "\n".join(kept)


_EXAMPLES: Final = """
; 收到财政授权支付额度：1011、4001、6001、8001
2020-01-05 * "收到授权支付额度" #2060501
  Assets:1011-零余额账户用款额度  50000.00 CNY
  Income:4001-财政拨款收入  -50000.00 CNY
  Assets:8001-资金结存:800101-零余额账户用款额度  50000.00 CNY.B
  Income:6001-财政拨款预算收入  -50000.00 CNY.B
    fund: "11"

; 财政直接支付费用：4001、5001、6001、7201
2020-01-06 * "财政直接支付物业费" #2060501 #30209
  Expenses:5001-业务活动费用  12000.00 CNY
  Income:4001-财政拨款收入  -12000.00 CNY
  Expenses:7201-事业支出  12000.00 CNY.B
    fund: "11"
  Income:6001-财政拨款预算收入  -12000.00 CNY.B
    fund: "11"

; 财政直接支付购买固定资产，政府性基金：4001、1601、6001、7201
2020-01-07 * "财政直接支付购买设备" #2120801 #31003
  fund: "12"
  Assets:1601-固定资产  80000.00 CNY
  Income:4001-财政拨款收入  -80000.00 CNY
  Expenses:7201-事业支出  80000.00 CNY.B
  Income:6001-财政拨款预算收入  -80000.00 CNY.B

; 财政直接支付，一张凭证几个功能分类：2201、4001、6001、7201
2020-01-08 * "财政直接支付养老保险和医疗保险"
  Liabilities:2201-应付职工薪酬  16000.00 CNY
    func: "2080505"
    econ: "30108"
  Liabilities:2201-应付职工薪酬  8000.00 CNY
    func: "2101102"
    econ: "30110"
  Income:4001-财政拨款收入  -16000.00 CNY
    func: "2080505"
  Income:4001-财政拨款收入  -8000.00 CNY
    func: "2101102"
  Expenses:7201-事业支出  16000.00 CNY.B
    func: "2080505"
    econ: "30108"
    fund: "11"
  Expenses:7201-事业支出  8000.00 CNY.B
    func: "2101102"
    econ: "30110"
    fund: "11"
  Income:6001-财政拨款预算收入  -16000.00 CNY.B
    func: "2080505"
    fund: "11"
  Income:6001-财政拨款预算收入  -8000.00 CNY.B
    func: "2101102"
    fund: "11"

; 本年财政直接支付的款项退回：4001、5001、6001、7201
2020-01-09 * "直接支付退回" #2060501 #30209
  Income:4001-财政拨款收入  500.00 CNY
  Expenses:5001-业务活动费用  -500.00 CNY
  Income:6001-财政拨款预算收入  500.00 CNY.B
    fund: "11"
  Expenses:7201-事业支出  -500.00 CNY.B
    fund: "11"

; 授权支付费用：1011、5001、7201、8001
2020-01-10 * "支付办公费" #2060501 #30201
  Expenses:5001-业务活动费用  300.00 CNY
  Assets:1011-零余额账户用款额度  -300.00 CNY
  Expenses:7201-事业支出  300.00 CNY.B
    fund: "11"
  Assets:8001-资金结存:800101-零余额账户用款额度  -300.00 CNY.B

; 不同资金共同支付：1002、1011、5001、5101、7201、8001
2020-01-11 * "支付水电费" #2060501 #30206
  Expenses:5001-业务活动费用  700.00 CNY
    fund: "11"
  Expenses:5101-单位管理费用  200.00 CNY
    fund: "3"
  Assets:1011-零余额账户用款额度  -700.00 CNY
  Assets:1002-银行存款  -200.00 CNY
  Expenses:7201-事业支出  700.00 CNY.B
    fund: "11"
  Expenses:7201-事业支出  200.00 CNY.B
    fund: "3"
  Assets:8001-资金结存:800101-零余额账户用款额度  -700.00 CNY.B
  Assets:8001-资金结存:800102-货币资金  -200.00 CNY.B

; 项目支出和基本支出在一张凭证：1011、5001、7201、8001
2020-01-12 * "支付印刷费" #2060501 #30202
  Expenses:5001-业务活动费用  400.00 CNY
    project: "P1"
  Expenses:5001-业务活动费用  100.00 CNY
  Assets:1011-零余额账户用款额度  -500.00 CNY
  Expenses:7201-事业支出  400.00 CNY.B
    fund: "11"
    project: "P1"
  Expenses:7201-事业支出  100.00 CNY.B
    fund: "11"
  Assets:8001-资金结存:800101-零余额账户用款额度  -500.00 CNY.B

; 从零余额账户提取现金：1001、1011、8001
2020-01-13 * "提取备用金"
  Assets:1001-库存现金  2000.00 CNY
  Assets:1011-零余额账户用款额度  -2000.00 CNY
  Assets:8001-资金结存:800102-货币资金  2000.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度  -2000.00 CNY.B

; 从银行提取现金，都是货币资金：1001、1002、8001
2020-01-14 * "提取现金"
  Assets:1001-库存现金  1000.00 CNY
  Assets:1002-银行存款  -1000.00 CNY

; 计提工资：2201、5001
2020-01-15 * "计提工资" #2060501 #30101
  Expenses:5001-业务活动费用  100000.00 CNY
  Liabilities:2201-应付职工薪酬  -100000.00 CNY

; 发放工资，代扣个人所得税和个人负担的社会保险费：2201、2102、2307、7201、8001
2020-01-16 * "发放工资" #2060501 #30101
  Liabilities:2201-应付职工薪酬  100000.00 CNY
  Liabilities:2102-其他应交税费  -1000.00 CNY
  Liabilities:2307-其他应付款  -8000.00 CNY
  Assets:1011-零余额账户用款额度  -91000.00 CNY
  Expenses:7201-事业支出  99000.00 CNY.B
    fund: "11"
  Assets:8001-资金结存:800101-零余额账户用款额度  -91000.00 CNY.B
  Assets:8001-资金结存:800102-货币资金  -8000.00 CNY.B

; 发放工资，代扣的社会保险费记在应付职工薪酬明细：2201、2102、7201、8001
2020-01-17 * "发放工资"
  Liabilities:2201-应付职工薪酬:A基本工资  50000.00 CNY
    func: "2060501"
    econ: "30101"
  Liabilities:2201-应付职工薪酬:C社会保险费  -4000.00 CNY
  Liabilities:2102-其他应交税费  -500.00 CNY
  Assets:1011-零余额账户用款额度  -45500.00 CNY
  Expenses:7201-事业支出  45500.00 CNY.B
    func: "2060501"
    econ: "30101"
    fund: "11"
  Assets:8001-资金结存:800101-零余额账户用款额度  -45500.00 CNY.B

; 从零余额账户代缴个人负担的社会保险费，只在资金结存内部转移：1011、2307、8001
2020-02-02 * "代缴个人负担的社会保险费"
  Liabilities:2307-其他应付款  8000.00 CNY
  Assets:1011-零余额账户用款额度  -8000.00 CNY
  Assets:8001-资金结存:800102-货币资金  8000.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度  -8000.00 CNY.B

; 代缴个人所得税：2102、7201、8001
2020-02-03 * "代缴个人所得税" #2060501 #30101
  Liabilities:2102-其他应交税费  1000.00 CNY
  Assets:1011-零余额账户用款额度  -1000.00 CNY
  Expenses:7201-事业支出  1000.00 CNY.B
    fund: "11"
  Assets:8001-资金结存:800101-零余额账户用款额度  -1000.00 CNY.B

; 缴纳单位和个人负担的社会保险费：2201、7201、8001
2020-02-04 * "缴纳社会保险费" #2080505 #30108
  Liabilities:2201-应付职工薪酬:C社会保险费  12000.00 CNY
  Assets:1011-零余额账户用款额度  -12000.00 CNY
  Expenses:7201-事业支出  12000.00 CNY.B
    fund: "11"
  Assets:8001-资金结存:800101-零余额账户用款额度  -12000.00 CNY.B

; 购买固定资产，扣下部分价款：1601、2302、7201、8001
2020-02-05 * "购买设备，余款待验收后付" #2060501 #31003
  Assets:1601-固定资产  30000.00 CNY
  Liabilities:2302-应付账款  -10000.00 CNY
  Assets:1011-零余额账户用款额度  -20000.00 CNY
  Expenses:7201-事业支出  20000.00 CNY.B
    fund: "11"
  Assets:8001-资金结存:800101-零余额账户用款额度  -20000.00 CNY.B

; 收到发票，尚未支付：1302、2302
2020-02-06 * "材料验收入库" #2060501 #30218
  Assets:1302-库存物品  3000.00 CNY
  Liabilities:2302-应付账款  -3000.00 CNY

; 支付应付账款：2302、7201、8001
2020-02-07 * "支付材料款" #2060501 #30218
  Liabilities:2302-应付账款  3000.00 CNY
  Assets:1011-零余额账户用款额度  -3000.00 CNY
  Expenses:7201-事业支出  3000.00 CNY.B
    fund: "11"
  Assets:8001-资金结存:800101-零余额账户用款额度  -3000.00 CNY.B

; 购买库存物品：1302、7201、8001
2020-02-08 * "购买材料" #2060501 #30218
  Assets:1302-库存物品  600.00 CNY
  Assets:1011-零余额账户用款额度  -600.00 CNY
  Expenses:7201-事业支出  600.00 CNY.B
    fund: "11"
  Assets:8001-资金结存:800101-零余额账户用款额度  -600.00 CNY.B

; 领用库存物品：1302、5001
2020-02-09 * "领用材料" #2060501 #30218
  Expenses:5001-业务活动费用  250.00 CNY
  Assets:1302-库存物品  -250.00 CNY

; 计提折旧：1602、5001
2020-02-29 * "计提折旧"
  Expenses:5001-业务活动费用  900.00 CNY
  Assets:1602-固定资产累计折旧  -900.00 CNY

; 接受捐赠的固定资产：1601、4603
2020-03-01 * "接受捐赠的电脑"
  Assets:1601-固定资产  5000.00 CNY
  Income:4603-捐赠收入  -5000.00 CNY

; 预付账款：1214、7201、8001
2020-03-02 * "预付平台升级款" #2060501 #30213
  project: "P1"
  Assets:1214-预付账款  6000.00 CNY
  Assets:1011-零余额账户用款额度  -6000.00 CNY
  Expenses:7201-事业支出  6000.00 CNY.B
    fund: "11"
  Assets:8001-资金结存:800101-零余额账户用款额度  -6000.00 CNY.B

; 收到已预付的服务：1214、5001
2020-03-03 * "平台升级第一期验收" #2060501 #30213
  Expenses:5001-业务活动费用  2000.00 CNY
  Assets:1214-预付账款  -2000.00 CNY

; 收到已部分预付的服务并补付：1214、5001、7201、8001
2020-03-04 * "平台升级验收并补付" #2060501 #30213
  project: "P1"
  Expenses:5001-业务活动费用  9000.00 CNY
  Assets:1214-预付账款  -4000.00 CNY
  Assets:1011-零余额账户用款额度  -5000.00 CNY
  Expenses:7201-事业支出  5000.00 CNY.B
    fund: "11"
  Assets:8001-资金结存:800101-零余额账户用款额度  -5000.00 CNY.B

; 收到事业收入：1002、4101、6101、8001
2020-03-05 * "收到技术服务费" #2060501
  Assets:1002-银行存款  4000.00 CNY
  Income:4101-事业收入  -4000.00 CNY
  Assets:8001-资金结存:800102-货币资金  4000.00 CNY.B
  Income:6101-事业预算收入  -4000.00 CNY.B
    fund: "3"

; 上级补助、附属单位上缴、非同级财政拨款、租金和捐赠：4201、4301、4601、4605、4603、6201、6301、6601、6609
2020-03-06 * "收到各项收入" #2060501
  Assets:1002-银行存款  15000.00 CNY
  Income:4201-上级补助收入  -5000.00 CNY
  Income:4301-附属单位上缴收入  -4000.00 CNY
  Income:4601-非同级财政拨款收入  -3000.00 CNY
  Income:4605-租金收入  -2000.00 CNY
  Income:4603-捐赠收入  -1000.00 CNY
  Assets:8001-资金结存:800102-货币资金  15000.00 CNY.B
  Income:6201-上级补助预算收入  -5000.00 CNY.B
    fund: "3"
  Income:6301-附属单位上缴预算收入  -4000.00 CNY.B
    fund: "3"
  Income:6601-非同级财政拨款预算收入  -3000.00 CNY.B
    fund: "3"
  Income:6609-其他预算收入  -3000.00 CNY.B
    fund: "3"

; 存款利息：1002、4604、6609、8001
2020-03-21 * "收到存款利息" #2060501
  Assets:1002-银行存款  12.34 CNY
  Income:4604-利息收入  -12.34 CNY
  Assets:8001-资金结存:800102-货币资金  12.34 CNY.B
  Income:6609-其他预算收入  -12.34 CNY.B
    fund: "3"

; 确认应收账款：1212、4101
2020-03-22 * "技术服务完成，款未收" #2060501
  Assets:1212-应收账款  2500.00 CNY
  Income:4101-事业收入  -2500.00 CNY

; 收回应收账款：1212、6101、8001
2020-03-23 * "收回技术服务费" #2060501
  Assets:1002-银行存款  2500.00 CNY
  Assets:1212-应收账款  -2500.00 CNY
  Assets:8001-资金结存:800102-货币资金  2500.00 CNY.B
  Income:6101-事业预算收入  -2500.00 CNY.B
    fund: "3"

; 收回经营活动的应收账款：1212、6401、8001
2020-03-24 * "收回经营款项" #2060501
  Assets:1002-银行存款  800.00 CNY
  Assets:1212-应收账款  -800.00 CNY
    budget: "6401"
  Assets:8001-资金结存:800102-货币资金  800.00 CNY.B
  Income:6401-经营预算收入  -800.00 CNY.B
    fund: "3"

; 预收款项：2305、6101、8001
2020-03-25 * "预收技术服务费" #2060501
  Assets:1002-银行存款  1500.00 CNY
  Liabilities:2305-预收账款  -1500.00 CNY
  Assets:8001-资金结存:800102-货币资金  1500.00 CNY.B
  Income:6101-事业预算收入  -1500.00 CNY.B
    fund: "3"

; 预收款项确认收入：2305、4101
2020-03-26 * "技术服务完成" #2060501
  Liabilities:2305-预收账款  1500.00 CNY
  Income:4101-事业收入  -1500.00 CNY

; 应税的经营收入，按实际收到的含税金额：2101、4401、6401、8001
2020-03-27 * "收到经营款项" #2060501
  Assets:1002-银行存款  1030.00 CNY
  Income:4401-经营收入  -1000.00 CNY
  Liabilities:2101-应交增值税  -30.00 CNY
  Assets:8001-资金结存:800102-货币资金  1030.00 CNY.B
  Income:6401-经营预算收入  -1030.00 CNY.B
    fund: "3"

; 缴纳增值税：2101、7201、8001
2020-04-10 * "缴纳增值税" #2060501 #30240
  Liabilities:2101-应交增值税  30.00 CNY
  Assets:1002-银行存款  -30.00 CNY
  Expenses:7201-事业支出  30.00 CNY.B
    fund: "3"
  Assets:8001-资金结存:800102-货币资金  -30.00 CNY.B

; 职工借款：1218
2020-04-11 * "职工借差旅费"
  Assets:1218-其他应收款  3000.00 CNY
  Assets:1001-库存现金  -3000.00 CNY

; 报销差旅费，退回余款：1218、5001、7201、8001
2020-04-12 * "报销差旅费" #2060501 #30211
  fund: "11"
  Expenses:5001-业务活动费用  2600.00 CNY
  Assets:1001-库存现金  400.00 CNY
  Assets:1218-其他应收款  -3000.00 CNY
  Expenses:7201-事业支出  2600.00 CNY.B
  Assets:8001-资金结存:800102-货币资金  -2600.00 CNY.B

; 报销差旅费，补付差额：1218、5001、7201、8001
2020-04-13 * "报销差旅费" #2060501 #30211
  fund: "11"
  Expenses:5001-业务活动费用  3200.00 CNY
  Assets:1001-库存现金  -200.00 CNY
  Assets:1218-其他应收款  -3000.00 CNY
  Expenses:7201-事业支出  3200.00 CNY.B
  Assets:8001-资金结存:800102-货币资金  -3200.00 CNY.B

; 收到履约保证金：2307
2020-04-14 * "收到履约保证金"
  Assets:1002-银行存款  5000.00 CNY
  Liabilities:2307-其他应付款  -5000.00 CNY

; 退还履约保证金：2307
2020-04-15 * "退还履约保证金"
  Liabilities:2307-其他应付款  5000.00 CNY
  Assets:1002-银行存款  -5000.00 CNY

; 收到应缴财政款：2103
2020-04-16 * "收到应缴财政的罚没款"
  Assets:1002-银行存款  700.00 CNY
  Liabilities:2103-应缴财政款  -700.00 CNY

; 上缴应缴财政款：2103
2020-04-17 * "上缴财政"
  Liabilities:2103-应缴财政款  700.00 CNY
  Assets:1002-银行存款  -700.00 CNY

; 收到受托代理资金：1002、2901
2020-04-18 * "收到受托转赠的资金"
  Assets:1002-银行存款  9000.00 CNY
  Liabilities:2901-受托代理负债  -9000.00 CNY

; 收到受托代理物资：1891、2901
2020-04-19 * "收到受托转赠的物资"
  Assets:1891-受托代理资产  9000.00 CNY
  Liabilities:2901-受托代理负债  -9000.00 CNY

; 支付银行手续费：1002、5901、7901、8001
2020-04-20 * "银行手续费" #2060501 #30204
  Expenses:5901-其他费用  15.00 CNY
  Assets:1002-银行存款  -15.00 CNY
  Expenses:7901-其他支出  15.00 CNY.B
    fund: "3"
  Assets:8001-资金结存:800102-货币资金  -15.00 CNY.B

; 经营费用、上缴上级、补助附属单位：5201、5401、5501、7301、7401、7501
2020-04-21 * "支付各项" #2060501 #30299
  Expenses:5201-经营费用  300.00 CNY
  Expenses:5401-上缴上级费用  200.00 CNY
  Expenses:5501-对附属单位补助费用  100.00 CNY
  Assets:1002-银行存款  -600.00 CNY
  Expenses:7301-经营支出  300.00 CNY.B
    fund: "3"
  Expenses:7401-上缴上级支出  200.00 CNY.B
    fund: "3"
  Expenses:7501-对附属单位补助支出  100.00 CNY.B
    fund: "3"
  Assets:8001-资金结存:800102-货币资金  -600.00 CNY.B

; 本年支出退回：1011、5001、7201、8001
2020-05-06 * "退回多付的办公费" #2060501 #30201
  Assets:1011-零余额账户用款额度  50.00 CNY
  Expenses:5001-业务活动费用  -50.00 CNY
  Assets:8001-资金结存:800101-零余额账户用款额度  50.00 CNY.B
  Expenses:7201-事业支出  -50.00 CNY.B
    fund: "11"

; 计提坏账准备：1219、5901
2020-12-31 * "计提坏账准备"
  Expenses:5901-其他费用  120.00 CNY
  Assets:1219-坏账准备  -120.00 CNY

; 借入短期借款：2001、6501、8001
2020-05-07 * "借入短期借款" #2060501
  Assets:1002-银行存款  20000.00 CNY
  Liabilities:2001-短期借款  -20000.00 CNY
  Assets:8001-资金结存:800102-货币资金  20000.00 CNY.B
  Income:6501-债务预算收入  -20000.00 CNY.B
    fund: "3"

; 偿还短期借款本金：2001、7701、8001
2020-11-07 * "偿还短期借款" #2060501 #31099
  Liabilities:2001-短期借款  20000.00 CNY
  Assets:1002-银行存款  -20000.00 CNY
  Expenses:7701-债务还本支出  20000.00 CNY.B
    fund: "3"
  Assets:8001-资金结存:800102-货币资金  -20000.00 CNY.B

; 购买短期国债：1101、7601、8001
2020-05-08 * "购买短期国债" #2060501 #39999
  Assets:1101-短期投资  10000.00 CNY
  Assets:1002-银行存款  -10000.00 CNY
  Expenses:7601-投资支出  10000.00 CNY.B
    fund: "3"
  Assets:8001-资金结存:800102-货币资金  -10000.00 CNY.B

; 年末注销授权支付额度：1011、1201、8001
2020-12-31 * "注销授权支付额度"
  Assets:1201-财政应返还额度  1200.00 CNY
  Assets:1011-零余额账户用款额度  -1200.00 CNY
  Assets:8001-资金结存:800103-财政应返还额度  1200.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度  -1200.00 CNY.B

; 年末确认应返还的直接支付额度：1201、4001、6001、8001
2020-12-31 * "确认应返还的直接支付额度" #2060501
  Assets:1201-财政应返还额度  800.00 CNY
  Income:4001-财政拨款收入  -800.00 CNY
  Assets:8001-资金结存:800103-财政应返还额度  800.00 CNY.B
  Income:6001-财政拨款预算收入  -800.00 CNY.B
    fund: "11"

; 下年恢复授权支付额度：1011、1201、8001
2021-01-04 * "恢复授权支付额度"
  Assets:1011-零余额账户用款额度  1200.00 CNY
  Assets:1201-财政应返还额度  -1200.00 CNY
  Assets:8001-资金结存:800101-零余额账户用款额度  1200.00 CNY.B
  Assets:8001-资金结存:800103-财政应返还额度  -1200.00 CNY.B

; 使用上年直接支付额度：1201、5001、7201、8001
2021-01-05 * "使用上年直接支付额度" #2060501 #30201
  fund: "11"
  Expenses:5001-业务活动费用  800.00 CNY
  Assets:1201-财政应返还额度  -800.00 CNY
  Expenses:7201-事业支出  800.00 CNY.B
  Assets:8001-资金结存:800103-财政应返还额度  -800.00 CNY.B
"""
