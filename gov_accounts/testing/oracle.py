"""What the tables of a year hold, worked out from drawn facts alone: a second implementation, in whole fen.

It reads no ledger, no format file and nothing else of gov_accounts, so that it can disagree with them. How it
reads section 6 of the contract, where that leaves room:

- A flow counts when its fact is dated in the year and isn't closing (``#year-close``).
- The opening of 8101, 8102, 8201 and 8401 is everything recorded on them before the year, year-ends included, and
  what is recorded on them within the year outside the year's closing, such as 以前年度调整.
- 表1: row 8 is every 6xxx that rows 1-7 don't name. U leaves out 6001, 6401, 7301, whatever has a project, and
  expenditure of funds 11, 12, 13. J is all of 6401 less all of 7301, with a project or without. Row 59 is
  60 - 57 - 58.
- 表4: rows 61-63 on the right have a 行次 and nothing else.
- These are 2020's row numbers. In 2019 there is no row, column or table of 国有资本经营预算, nor class 234: its money
  is in 其他收入, class 223 in 其他支出, and in no fiscal table. From 2022 on “三公” is the last table: all fiscal
  money, beside the whole year's budget.
- 表6 and “三公” take every 7xxx account, “三公” with and without a project; its budget is 9101 of fund 11 only.
- Expenditure without a fund is nobody's fiscal money: it is in 表1 and 表3 and in no fiscal table.

Cells are keyed ``(row id, column id)`` as in the JSON of ``report``; cells of zero are left out.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, TypeAlias

Cells: TypeAlias = Mapping[tuple[str, str], int]
Tables: TypeAlias = Mapping[str, Cells]
Words: TypeAlias = tuple[str, tuple[str, ...]]
"""The words of a cell's row, and the headings above it."""

FISCAL_FUNDS: Final = ("11", "12", "13")
"""一般公共预算, 政府性基金预算, 国有资本经营预算: what 财政拨款 is, whatever a year's tables say of it."""


@dataclass(frozen=True)
class FormYear:
    """What a year's tables are.

    Attributes:
        tables: title by key, 表1 and so on.
        income: the labels of 表1's kinds of income, in order, 财政拨款收入 first.
        funds: of 财政拨款, those that the tables tell apart.
        classes: functional class → its name, in the order of the form; 其他支出 takes what has no class there.
        surplus_used: how the row is called.
        sangong_funds: whose money “三公” is.
        sangong_budget: the accounts of its budget.
    """

    tables: Mapping[str, str]
    income: tuple[str, ...]
    funds: tuple[str, ...]
    classes: Mapping[str, str]
    surplus_used: str
    sangong_funds: tuple[str, ...]
    sangong_budget: tuple[str, ...]

    def row(self, func: str | None) -> int:
        """Return which of the classes a functional code is in, from 0."""
        code = (func or "")[:3]
        return list(self.classes).index(code if code in self.classes else _REST)


_REST: Final = "229"
"""其他支出: the class of what has none on the form."""
_NUMERALS: Final = (
    *("一", "二", "三", "四", "五", "六", "七", "八", "九", "十"),
    *("十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九", "二十"),
    *("二十一", "二十二", "二十三", "二十四", "二十五", "二十六"),
)
_FUND_NAMES: Final = {"11": "一般公共预算财政拨款", "12": "政府性基金预算财政拨款", "13": "国有资本经营预算财政拨款"}
_CLASSES: Final = {
    "201": "一般公共服务支出",
    "202": "外交支出",
    "203": "国防支出",
    "204": "公共安全支出",
    "205": "教育支出",
    "206": "科学技术支出",
    "207": "文化旅游体育与传媒支出",
    "208": "社会保障和就业支出",
    "210": "卫生健康支出",
    "211": "节能环保支出",
    "212": "城乡社区支出",
    "213": "农林水支出",
    "214": "交通运输支出",
    "215": "资源勘探工业信息等支出",
    "216": "商业服务业等支出",
    "217": "金融支出",
    "219": "援助其他地区支出",
    "220": "自然资源海洋气象等支出",
    "221": "住房保障支出",
    "222": "粮油物资储备支出",
    "223": "国有资本经营预算支出",
    "224": "灾害防治及应急管理支出",
    "229": "其他支出",
    "231": "债务还本支出",
    "232": "债务付息支出",
    "234": "抗疫特别国债安排的支出",
}
_OTHER_INCOME_LABELS: Final = ("上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
_GENERAL: Final = {
    "income_expenditure": "收入支出决算总表",
    "income": "收入决算表",
    "expenditure": "支出决算表",
    "fiscal_income_expenditure": "财政拨款收入支出决算总表",
    "general_expenditure": "一般公共预算财政拨款支出决算表",
    "general_basic": "一般公共预算财政拨款基本支出决算表",
}
_SANGONG_TITLE: Final = "一般公共预算财政拨款“三公”经费支出决算表"
_GOV_FUND_TITLE: Final = "政府性基金预算财政拨款收入支出决算表"
_STATE_CAPITAL_TITLE: Final = "国有资本经营预算财政拨款支出决算表"
_FORM_2020: Final = FormYear(
    {**_GENERAL, "sangong": _SANGONG_TITLE, "gov_fund": _GOV_FUND_TITLE, "state_capital": _STATE_CAPITAL_TITLE},
    (*(f"{name}收入" for name in _FUND_NAMES.values()), *_OTHER_INCOME_LABELS),
    FISCAL_FUNDS,
    _CLASSES,
    "使用非财政拨款结余",
    ("11",),
    ("9101",),
)
_FORM_2019: Final = replace(
    _FORM_2020,
    tables={**_GENERAL, "sangong": _SANGONG_TITLE, "gov_fund": _GOV_FUND_TITLE},
    income=(*(f"{_FUND_NAMES[fund]}收入" for fund in ("11", "12")), *_OTHER_INCOME_LABELS),
    funds=("11", "12"),
    classes={
        code: "资源勘探信息等支出" if code == "215" else name
        for code, name in _CLASSES.items()
        if code not in ("223", "234")
    },
)
_FORM_2022: Final = replace(
    _FORM_2020,
    tables={
        **_GENERAL,
        "general_basic": "一般公共预算财政拨款基本支出决算明细表",
        "gov_fund": _GOV_FUND_TITLE,
        "state_capital": _STATE_CAPITAL_TITLE,
        "sangong": "财政拨款“三公”经费支出决算表",
    },
    surplus_used="使用非财政拨款结余（含专用结余）",
    sangong_funds=FISCAL_FUNDS,
    sangong_budget=("9101", "9102"),
)


def form_of(year: int) -> FormYear:
    """Return what a year's tables are: 2019's and before, 2020's and 2021's, 2022's and after."""
    if year < 2020:  # noqa: PLR2004
        return _FORM_2019
    return _FORM_2020 if year < 2022 else _FORM_2022  # noqa: PLR2004


TABLES: Final = tuple(_FORM_2020.tables)
"""The keys of the nine tables of 2020, 表1 to 表9."""


def labels(year: int) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return what is printed in each row of 表1 and 表4, by table: 行次 and label, in order; no label where none is."""
    form = form_of(year)
    names = [f"{_NUMERALS[place - 1]}、{name}" for place, name in enumerate(form.classes.values(), 1)]
    funds = [_FUND_NAMES[fund] for fund in form.funds]
    size = len(form.classes)

    def column(first: Sequence[str], *last: str) -> list[str]:
        return [*first, *[""] * (size - len(first)), *last]

    income = column(
        [f"{_NUMERALS[place - 1]}、{name}" for place, name in enumerate(form.income, 1)],
        *("本年收入合计", form.surplus_used, "年初结转和结余", "总计"),
    )
    spent = column(names, "本年支出合计", "结余分配", "年末结转和结余", "总计")
    fiscal_income = column(
        [f"{_NUMERALS[place - 1]}、{name}" for place, name in enumerate(funds, 1)],
        *("本年收入合计", "年初财政拨款结转和结余", *funds, "总计"),
    )
    fiscal_spent = column(names, "本年支出合计", "年末财政拨款结转和结余", *[""] * len(funds), "总计")
    return {
        "income_expenditure": tuple((str(no), label) for no, label in enumerate((*income, *spent), 1)),
        "fiscal_income_expenditure": tuple(
            (str(no), label) for no, label in enumerate((*fiscal_income, *fiscal_spent), 1)
        ),
    }


_TOTAL: Final = "合计"
_PERSONNEL: Final = "人员经费合计"
_OPERATING: Final = "公用经费合计"
_CARRIED: Final = frozenset({"8101", "8102", "8201", "8401"})
_INCOME_COLUMNS: Final = {"6001": "2", "6201": "3", "6101": "4", "6401": "5", "6301": "6"}
_INCOME_ROWS: Final = ("6201", "6101", "6401", "6301")
_SANGONG: Final = {"30212": ("2",), "31013": ("3", "4"), "30231": ("3", "5"), "30217": ("6",)}
NEVER_SPECIAL: Final = frozenset({"6602", "7401", "7501", "7601", "7701"})
"""Accounts that go to 8501 whole, with a project too (25号, 8501)."""
_INSTITUTION: Final = "事业单位"

# What Shanghai's form of 2024 calls the same things, read from the form.
_SHANGHAI_TITLES: Final = (
    "收入支出决算总表",
    "收入决算表",
    "支出决算表",
    "财政拨款收入支出决算总表",
    "一般公共预算财政拨款支出决算表",
    "一般公共预算财政拨款基本支出决算表",
    "财政拨款“三公”经费支出决算表",
    "政府性基金预算财政拨款收入支出决算表",
    "国有资本经营预算财政拨款收入支出决算表",
)
_SHANGHAI_1: Final = {
    1: "一、一般公共预算财政拨款收入",
    2: "二、政府性基金预算财政拨款收入",
    3: "三、国有资本经营预算财政拨款收入",
    4: "四、上级补助收入",
    5: "五、事业收入",
    6: "六、经营收入",
    7: "七、附属单位上缴收入",
    8: "八、其他收入",
    27: "本年收入合计",
    28: "使用非财政拨款结余",
    29: "年初结转和结余",
    30: "总计",
    57: "本年支出合计",
    58: "结余分配",
    59: "年末结转和结余",
    60: "总计",
}
_SHANGHAI_4: Final = {
    1: "一、一般公共预算财政拨款",
    2: "二、政府性基金预算财政拨款",
    3: "三、国有资本经营预算财政拨款",
    27: "本年收入合计",
    28: "年初财政拨款结转和结余",
    29: "一、一般公共预算财政拨款#2",
    30: "二、政府性基金预算财政拨款#2",
    31: "三、国有资本经营预算财政拨款#2",
    32: "总计",
    59: "本年支出合计",
    60: "年末财政拨款结转和结余",
    64: "总计",
}
_SHANGHAI_4_HEADS: Final = (
    ("收入", "决算数"),
    ("支出", "合计"),
    ("支出", "一般公共预算财政拨款"),
    ("支出", "政府性基金预算财政拨款"),
    ("支出", "国有资本经营预算财政拨款"),
)
_SHANGHAI_HEADS: Final = {
    "income": (
        *(("本年收入合计",), ("财政拨款收入",), ("上级补助收入",), ("事业收入",)),
        *(("经营收入",), ("附属单位上缴收入",), ("其他收入",)),
    ),
    "expenditure": (
        *(("本年支出合计",), ("基本支出",), ("项目支出",)),
        *(("上缴上级支出",), ("经营支出",), ("对附属单位补助支出",)),
    ),
    "general_expenditure": (("合计",), ("基本支出",), ("项目支出",)),
    "general_basic": (("决算数",),),
}
_SHANGHAI_FUND_HEADS: Final = (
    *(("年初结转和结余",), ("本年收入",), ("本年支出", "合计"), ("本年支出", "基本支出"), ("本年支出", "项目支出")),
    ("年末结转和结余",),
)
_VEHICLES: Final = "公务用车购置及运行维护费"
_SHANGHAI_SANGONG: Final = {
    "30212": (("合计",), ("因公出国（境）费",)),
    "31013": (("合计",), (_VEHICLES, "小计"), (_VEHICLES, "公务用车购置费")),
    "30231": (("合计",), (_VEHICLES, "小计"), (_VEHICLES, "公务用车运行维护费")),
    "30217": (("合计",), ("公务接待费",)),
}


@dataclass(frozen=True)
class DrawnFact:
    """One amount on one account, with the codes it means, however the text says them.

    ``fen`` is positive on the account's normal side (income and balances credit, expenditure debit) and negative
    for a refund or reversal. A code is None when the fact has none. ``closing`` says that its voucher is tagged
    ``#year-close``. An appropriation is a fact on 9101 or 9102, though its codes are written on 9001. ``path``
    is the account without its root (an appropriation's: that of the 9001 leg).
    """

    date: dt.date
    account: str
    func: str | None
    econ: str | None
    fund: str | None
    project: str | None
    fen: int
    closing: bool = False
    path: str = ""

    @property
    def is_income(self) -> bool:
        """Tell whether this is 预算收入."""
        return self.account.startswith("6")

    @property
    def is_expenditure(self) -> bool:
        """Tell whether this is 预算支出."""
        return self.account.startswith("7")

    @property
    def is_flow(self) -> bool:
        """Tell whether this is income or expenditure."""
        return self.is_income or self.is_expenditure

    @property
    def is_fiscal(self) -> bool:
        """Tell whether its money is 财政拨款: 6001, or expenditure of fund 11, 12 or 13."""
        return self.account == "6001" or (self.is_expenditure and self.fund in FISCAL_FUNDS)


def expected_tables(facts: Iterable[DrawnFact], year: int) -> Tables:
    """Return every table's non-zero cells, in fen."""
    return _tables(tuple(facts), year, form_of(year))


def _tables(kept: Sequence[DrawnFact], year: int, form: FormYear) -> Tables:
    flows = tuple(f for f in kept if f.is_flow and f.date.year == year and not f.closing)
    opening = tuple(f for f in kept if f.account in _CARRIED and _opens(f, year))
    income = tuple(f for f in flows if f.is_income)
    spent = tuple(f for f in flows if f.is_expenditure)
    budget = tuple(f for f in kept if f.account in form.sangong_budget and f.date.year == year and not f.closing)
    cells = {
        "income_expenditure": _income_expenditure(income, spent, opening, form),
        "income": _income(income, form),
        "expenditure": _expenditure(spent),
        "fiscal_income_expenditure": _fiscal(income, spent, opening, form),
        "general_expenditure": _basic_and_project(f for f in spent if f.fund == "11"),
        "general_basic": _general_basic(f for f in spent if f.fund == "11" and f.project is None),
        "sangong": _sangong(budget, spent, form),
        "gov_fund": _in_and_out(income, spent, opening, "12"),
        "state_capital": _basic_and_project(f for f in spent if f.fund == "13"),
    }
    return MappingProxyType(
        {key: MappingProxyType({cell: fen for cell, fen in cells[key].items() if fen}) for key in form.tables}
    )


def row_59(tables: Tables, year: int) -> int:
    """Return row 59 of 表1, 年末结转和结余, whatever its number in a year's form, in fen."""
    return tables["income_expenditure"].get((str(2 * len(form_of(year).classes) + 7), "2"), 0)


def shanghai_tables(facts: Iterable[DrawnFact], year: int, classes: int = 24) -> Mapping[str, Mapping[Words, int]]:
    """Return every table's non-zero cells as Shanghai's form of 2024 prints them, in fen, by the words beside them.

    The keys are titles; a cell's are the words of its row (a code, or else the label, with ``#2`` where it stands for
    the second time) and the headings above it from the top. What has a class without a row is in totals alone.

    Args:
        facts: what was drawn.
        year: the year.
        classes: 24, without 231 and 232, or 26.
    """
    kept = tuple(facts)
    of_ministry = _tables(kept, year, _FORM_2020)
    flows = tuple(f for f in kept if f.is_flow and f.date.year == year and not f.closing)
    opening = tuple(f for f in kept if f.account in _CARRIED and _opens(f, year))
    income = tuple(f for f in flows if f.is_income)
    spent = tuple(f for f in flows if f.is_expenditure)
    budget = tuple(f for f in kept if f.account == "9101" and f.date.year == year and not f.closing)
    numbered = [each for each in _CLASSES if classes == len(_CLASSES) or each not in {"231", "232"}]
    labels = {each: f"{_NUMERALS[n]}、{_CLASSES[each]}" for n, each in enumerate(numbered)}
    tables: dict[str, dict[Words, int]] = {title: {} for title in _SHANGHAI_TITLES}
    for (row, column), fen in of_ministry["income_expenditure"].items():
        words = _summary_words(int(row), 31, _SHANGHAI_1, labels)
        if words:
            tables[_SHANGHAI_TITLES[0]][words, ("收入" if column == "1" else "支出", "决算数")] = fen
    for (row, column), fen in of_ministry["fiscal_income_expenditure"].items():
        words = _summary_words(int(row), 33, _SHANGHAI_4, labels)
        if words:
            tables[_SHANGHAI_TITLES[3]][words, _SHANGHAI_4_HEADS[int(column) - 1]] = fen
    for place, key in ((1, "income"), (2, "expenditure"), (4, "general_expenditure"), (5, "general_basic")):
        for (row, column), fen in of_ministry[key].items():
            tables[_SHANGHAI_TITLES[place]][row, _SHANGHAI_HEADS[key][int(column) - 1]] = fen
    for facts_of, word in ((budget, "预算数"), (spent, "决算数")):
        for fact in facts_of:
            groups = _SHANGHAI_SANGONG.get(fact.econ or "", ())
            if fact.fund in FISCAL_FUNDS:
                for group in groups:
                    cell = ("", ("财政拨款“三公”经费", *group, word))
                    table = tables[_SHANGHAI_TITLES[6]]
                    table[cell] = table.get(cell, 0) + fact.fen
    for place, fund in ((7, "12"), (8, "13")):
        for (row, column), fen in _in_and_out(income, spent, opening, fund).items():
            tables[_SHANGHAI_TITLES[place]][row, _SHANGHAI_FUND_HEADS[int(column) - 1]] = fen
    return {title: {cell: fen for cell, fen in table.items() if fen} for title, table in tables.items()}


def _summary_words(row: int, first: int, words: Mapping[int, str], labels: Mapping[str, str]) -> str:
    """Return the words of a row of 表1 or 表4, given its 行次 and that of the first class in the Ministry's form."""
    if 0 <= row - first < len(_CLASSES):
        return labels.get(list(_CLASSES)[row - first], "")
    return words[row]


def carried_forward(facts: Iterable[DrawnFact], year: int) -> int:
    """Return what row 59 of 表1 is once the year is closed, from what the books hold then, in fen, credit positive.

    That is 8101, 8102, 8201 and 8401 together, and what 财会〔2017〕25号 moves to 8202 without its being in row 58 or
    28: what is left of completed projects (8201 (六)), of accounts that go to 8501 with a project too (8501 (一)),
    less the year's profit of 6401 and 7301 that makes good an earlier loss (8401 一).
    """
    kept = tuple(facts)
    flows = tuple(f for f in kept if f.is_flow and f.date.year == year and not f.closing)
    held = _sum(f for f in kept if f.account in _CARRIED and f.date.year <= year)
    done = _sum(f for f in kept if f.account == "8202" and f.closing and f.date.year == year and f.project is not None)
    apart = [f for f in flows if f.account in NEVER_SPECIAL and f.project is not None and not f.is_fiscal]
    profit = _sum(f for f in flows if f.account == "6401") - _sum(f for f in flows if f.account == "7301")
    begun = _sum(f for f in kept if f.account == "8401" and _opens(f, year))
    return held + done + _net(apart) + max(begun + profit, 0) - max(profit, 0)


def unclosed(facts: Iterable[DrawnFact], year: int) -> Mapping[DrawnFact, int]:
    """Return what is left on income and expenditure accounts at the year's end.

    The keys are facts with the account, path and codes of the balance, dated at the year's end.
    """
    balances: defaultdict[DrawnFact, int] = defaultdict(int)
    for fact in facts:
        if fact.is_flow and fact.date.year <= year:
            balances[replace(fact, date=dt.date(year, 12, 31), fen=0, closing=True)] += fact.fen
    return {key: fen for key, fen in balances.items() if fen}


def year_end(facts: Iterable[DrawnFact], year: int, kind: str) -> tuple[tuple[DrawnFact, ...], ...]:
    """Return the vouchers that close the year (财会〔2017〕25号, 8101, 8201, 8401, 8501, 8701, 8202).

    Each voucher is a tuple of facts that balance by themselves. Fiscal money goes to 8101, other money with a
    project to 8201, 6401 and 7301 to 8401, the rest to 8501, and so do 6602, 7401, 7501, 7601 and 7701 with a project;
    what 8401 has on its credit side then, and 8501, go on to 8202, by 8701 where the unit is a 事业单位. Facts on 8xxx
    have no path yet.
    """
    facts = tuple(facts)
    end = dt.date(year, 12, 31)
    parts: defaultdict[tuple[str, str | None, str | None], list[DrawnFact]] = defaultdict(list)
    for key, fen in unclosed(facts, year).items():
        parts[_destination(key)].append(replace(key, fen=-fen))
    vouchers: list[tuple[DrawnFact, ...]] = []
    sums: defaultdict[str, int] = defaultdict(int)
    last_func = "2299999"
    for (account, func, fund), legs in parts.items():
        moved = -sum(f.fen if f.is_income else -f.fen for f in legs)
        last_func = legs[0].func or last_func
        sums[account] += moved
        rest = (_balance(end, account, func, fund, moved),) if moved else ()
        vouchers.append((*legs, *rest))
    profit = max(sums["8401"] + _sum(f for f in facts if f.account == "8401" and f.date.year <= year), 0)
    for account, fen in (("8401", profit), ("8501", sums["8501"])):
        if fen:
            by_way = _balance(end, "8701", None, None, fen)
            last = _balance(end, "8202", last_func, "3", fen)
            vouchers.append(
                (
                    _balance(end, account, None, None, -fen),
                    by_way if kind == _INSTITUTION else last,
                )
            )
    distributed = profit + sums["8501"]
    if kind == _INSTITUTION and distributed:
        vouchers.append(
            (
                _balance(end, "8701", None, None, -distributed),
                _balance(end, "8202", last_func, "3", distributed),
            )
        )
    return tuple(vouchers)


def _balance(end: dt.date, account: str, func: str | None, fund: str | None, fen: int) -> DrawnFact:
    return DrawnFact(end, account, func, None, fund, None, fen, closing=True)


def _destination(fact: DrawnFact) -> tuple[str, str | None, str | None]:
    if fact.account in {"6401", "7301"}:
        return "8401", None, None
    if fact.is_fiscal:
        return "8101", fact.func, fact.fund
    if fact.project is not None and fact.account not in NEVER_SPECIAL:
        return "8201", fact.func, "3"
    return "8501", None, None


def _opens(fact: DrawnFact, year: int) -> bool:
    return fact.date.year < year or (fact.date.year == year and not fact.closing)


def _sum(facts: Iterable[DrawnFact]) -> int:
    return sum(f.fen for f in facts)


def _net(flows: Iterable[DrawnFact]) -> int:
    """Income less expenditure."""
    return sum(f.fen if f.is_income else -f.fen for f in flows)


def _levels(func: str | None) -> tuple[str, ...]:
    """Return the rows a functional code is in: 合计, 类, 款, 项."""
    return (_TOTAL,) if func is None else (_TOTAL, func[:3], func[:5], func)


def _income_expenditure(
    income: Sequence[DrawnFact], spent: Sequence[DrawnFact], opening: Sequence[DrawnFact], form: FormYear
) -> dict[tuple[str, str], int]:
    cells: defaultdict[tuple[str, str], int] = defaultdict(int)
    size = len(form.classes)
    sums, more = size + 1, size + 4  # 27, and how far the right side's rows are from the left's

    def at(row: int, *, right: bool = False) -> tuple[str, str]:
        return (str(row + more), "2") if right else (str(row), "1")

    for fact in income:
        kinds = [*form.funds, *_INCOME_ROWS]
        kind = (fact.fund or "11") if fact.account == "6001" else fact.account
        cells[at(1 + (kinds.index(kind) if kind in kinds else len(kinds)))] += fact.fen
        cells[at(sums)] += fact.fen
    for fact in spent:
        cells[at(1 + form.row(fact.func), right=True)] += fact.fen
        cells[at(sums, right=True)] += fact.fen
    undirected = _sum(f for f in income if f.account not in {"6001", "6401"} and f.project is None) - _sum(
        f for f in spent if f.account != "7301" and not f.is_fiscal and f.project is None
    )
    operating = _sum(f for f in income if f.account == "6401") - _sum(f for f in spent if f.account == "7301")
    distributed = undirected + max(operating, 0)
    cells[at(sums + 1, right=True)] = max(distributed, 0)
    cells[at(sums + 1)] = max(-distributed, 0)
    cells[at(sums + 2)] = _sum(opening)
    total = sum(cells[at(sums + each)] for each in (0, 1, 2))
    cells[at(sums + 3)] = cells[at(sums + 3, right=True)] = total
    cells[at(sums + 2, right=True)] = total - cells[at(sums, right=True)] - cells[at(sums + 1, right=True)]
    return cells


def _income(income: Sequence[DrawnFact], form: FormYear) -> dict[tuple[str, str], int]:
    cells: defaultdict[tuple[str, str], int] = defaultdict(int)
    for fact in income:
        unnamed = fact.account == "6001" and fact.fund not in form.funds
        for row in _levels(fact.func):
            cells[row, "1"] += fact.fen
            cells[row, "7" if unnamed else _INCOME_COLUMNS.get(fact.account, "7")] += fact.fen
    return cells


def _expenditure(spent: Sequence[DrawnFact]) -> dict[tuple[str, str], int]:
    cells: defaultdict[tuple[str, str], int] = defaultdict(int)
    for fact in spent:
        other = "2" if fact.project is None else "3"
        column = {"7401": "4", "7301": "5", "7501": "6"}.get(fact.account, other)
        for row in _levels(fact.func):
            cells[row, "1"] += fact.fen
            cells[row, column] += fact.fen
    return cells


def _fiscal(
    income: Sequence[DrawnFact], spent: Sequence[DrawnFact], opening: Sequence[DrawnFact], form: FormYear
) -> dict[tuple[str, str], int]:
    cells: defaultdict[tuple[str, str], int] = defaultdict(int)
    sums = len(form.classes) + 1
    last = sums + 2 + len(form.funds)
    for place, fund in enumerate(form.funds):
        column = str(3 + place)
        received = _sum(f for f in income if f.account == "6001" and f.fund == fund)
        opened = _sum(f for f in opening if f.account in {"8101", "8102"} and f.fund == fund)
        paid = [f for f in spent if f.fund == fund]
        for row, fen in ((1 + place, received), (sums, received), (sums + 2 + place, opened), (sums + 1, opened)):
            cells[str(row), "1"] += fen
        cells[str(last), "1"] += received + opened
        for fact in paid:
            for where in ("2", column):
                cells[str(last + 1 + form.row(fact.func)), where] += fact.fen
        rest = received + opened - _sum(paid)
        for row, fen in ((sums, _sum(paid)), (sums + 1, rest), (last, received + opened)):
            for where in ("2", column):
                cells[str(last + row), where] += fen
    return cells


def _basic_and_project(spent: Iterable[DrawnFact]) -> dict[tuple[str, str], int]:
    cells: defaultdict[tuple[str, str], int] = defaultdict(int)
    for fact in spent:
        for row in _levels(fact.func):
            cells[row, "1"] += fact.fen
            cells[row, "2" if fact.project is None else "3"] += fact.fen
    return cells


def _general_basic(spent: Iterable[DrawnFact]) -> dict[tuple[str, str], int]:
    cells: defaultdict[tuple[str, str], int] = defaultdict(int)
    for fact in spent:
        econ = fact.econ or ""
        total = _PERSONNEL if econ[:3] in {"301", "303"} else _OPERATING
        for row in (econ[:3], econ, total):
            cells[row, "1"] += fact.fen
    return cells


def _sangong(budget: Sequence[DrawnFact], spent: Sequence[DrawnFact], form: FormYear) -> dict[tuple[str, str], int]:
    cells: defaultdict[tuple[str, str], int] = defaultdict(int)
    for facts, shift in ((budget, 0), (spent, 6)):
        for fact in facts:
            columns = _SANGONG.get(fact.econ or "", ())
            if fact.fund in form.sangong_funds and columns:
                for column in ("1", *columns):
                    cells[_TOTAL, str(int(column) + shift)] += fact.fen
    return cells


def _in_and_out(
    income: Sequence[DrawnFact], spent: Sequence[DrawnFact], opening: Sequence[DrawnFact], fund: str
) -> dict[tuple[str, str], int]:
    cells: defaultdict[tuple[str, str], int] = defaultdict(int)
    opened = (("1", 1, f) for f in opening if f.account in {"8101", "8102"})
    received = (("2", 1, f) for f in income if f.account == "6001")
    paid = (("3", -1, f) for f in spent)
    for column, sign, fact in (*opened, *received, *paid):
        if fact.fund != fund:
            continue
        for row in _levels(fact.func):
            cells[row, column] += fact.fen
            cells[row, "6"] += sign * fact.fen
            if column == "3":
                cells[row, "4" if fact.project is None else "5"] += fact.fen
    return cells
