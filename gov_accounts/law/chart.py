"""The chart of accounts as data: what each account is called in a year, and what it is: its role.

An account's element says what it is for (资产, 预算支出, …), further columns of ``chart/accounts.csv`` which codes its
postings must have, whether it is money, and what of it is carried over. No other module asks an account's digits.
Source: 财会〔2017〕25号.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Final, TypeVar

from gov_accounts.law.alike import most_like
from gov_accounts.law.reading import DataError, Entry, official

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_FIRST_YEAR: Final = 0
_LAST_YEAR: Final = 9999
_ACCOUNT_DIGITS: Final = 4
_KEYS: Final = ("func", "econ", "fund", "project")
_FISCAL: Final = "财政拨款"
_CREDIT: Final = "贷"


class Element(Enum):
    """会计要素 of either book; an appropriation (指标) is of none, and of a book of its own."""

    ASSET = "资产"
    LIABILITY = "负债"
    NET_ASSETS = "净资产"
    INCOME = "收入"
    EXPENSE = "费用"
    BUDGET_INCOME = "预算收入"
    EXPENDITURE = "预算支出"
    BUDGET_SURPLUS = "预算结余"
    APPROPRIATION = "指标"


class Cash(Enum):
    """What kind of money an account is, or stands for.

    OWN is the unit's money, QUOTA what the treasury holds for it. IN_HAND is 资金结存, which the
    budget book has for both. DIRECT is the income with which the treasury pays directly: it stands for money itself.
    """

    OWN = "货币资金"
    QUOTA = "财政额度"
    IN_HAND = "资金结存"
    DIRECT = "直接支付"


class Carried(Enum):
    """What an account's balance is carried over to the next year as: to be used as it was, or as is left over."""

    CARRYOVER = "结转"
    SURPLUS = "结余"


class Stage(Enum):
    """What an account of appropriations has: what is available of them, or how it was approved."""

    AVAILABLE = "可用"
    INITIAL = "年初"
    ADJUSTMENT = "调整"


_FLOWS: Final = (Element.INCOME, Element.EXPENSE, Element.BUDGET_INCOME, Element.EXPENDITURE)
_BUDGET_FLOWS: Final = (Element.BUDGET_INCOME, Element.EXPENDITURE)
_FINANCIAL: Final = (Element.ASSET, Element.LIABILITY, Element.NET_ASSETS, Element.INCOME, Element.EXPENSE)
_BUDGETARY: Final = (*_BUDGET_FLOWS, Element.BUDGET_SURPLUS)
_KEPT: Final = (Element.ASSET, Element.LIABILITY, Element.NET_ASSETS, Element.BUDGET_SURPLUS)


@dataclass(frozen=True, slots=True)
class Role:
    """What an account is.

    Attributes:
        element: its element; None for what is no account.
        needs: keys of the codes that its postings must have.
        cash: what kind of money it is, if it is money.
        fiscal: whether it has 财政拨款 only.
        carries: what its balance is carried over as, if 年末结转 leaves one on it.
        stage: of an account of appropriations.
        flow: whether it has income, cost or expenditure of a year.
        keeps: whether it keeps its balance from year to year.
        financial: whether it is of the financial book.
        budgetary: whether it is of the budget book.
        budget_flow: whether it has income or expenditure of the budget book.
        spends: whether it has expenditure of the budget book.
        earns: whether it has income of the budget book.
        yearly: whether a year has it: income and expenditure of the budget book, and appropriations.
        coded: whether its postings are given codes.
    """

    element: Element | None = None
    needs: tuple[str, ...] = ()
    cash: Cash | None = None
    fiscal: bool = False
    carries: Carried | None = None
    stage: Stage | None = None
    flow: bool = field(init=False)
    keeps: bool = field(init=False)
    financial: bool = field(init=False)
    budgetary: bool = field(init=False)
    budget_flow: bool = field(init=False)
    spends: bool = field(init=False)
    earns: bool = field(init=False)
    yearly: bool = field(init=False)
    coded: bool = field(init=False)

    def __post_init__(self) -> None:
        """Work out once what is asked of every posting."""
        budgetary = self.element in _BUDGETARY
        worked_out = {
            "flow": self.element in _FLOWS,
            "keeps": self.element in _KEPT,
            "financial": self.element in _FINANCIAL,
            "budgetary": budgetary,
            "budget_flow": self.element in _BUDGET_FLOWS,
            "spends": self.element is Element.EXPENDITURE,
            "earns": self.element is Element.BUDGET_INCOME,
            "yearly": self.element in (*_BUDGET_FLOWS, Element.APPROPRIATION),
            "coded": (budgetary and self.cash is None) or self.stage is Stage.AVAILABLE,
        }
        for name, value in worked_out.items():
            object.__setattr__(self, name, value)


# Rows


@dataclass(frozen=True, slots=True)
class ChartRow:
    """An account of the official chart.

    Attributes:
        book: 财务, 预算 or 指标.
        element: 资产, 负债, …, 预算收入, 预算支出, 预算结余.
        credit_normal: whether its balance is normally on the credit side.
        unit_kinds: the kinds of unit that use it.
        first_year, last_year: the years in which it holds, both included.
        optional: which units open it beside the general chart; empty for an account of the general chart.
        other_names: what the same code is called in other units.
        renamed: later names of the account, each with the year from which it holds and its source.
        closed: whether the 制度 lists all its details.
        source: the document that lists it.
        role: what it is.
    """

    code: str
    name: str
    book: str
    element: str
    credit_normal: bool
    unit_kinds: frozenset[str]
    first_year: int = _FIRST_YEAR
    last_year: int = _LAST_YEAR
    optional: str = ""
    other_names: tuple[str, ...] = ()
    renamed: tuple[tuple[int, str, str], ...] = ()
    closed: bool = False
    source: str = ""
    role: Role = field(default_factory=Role)

    @property
    def names(self) -> frozenset[str]:
        """Every name it has or had."""
        return frozenset({self.name, *self.other_names, *(name for _, name, _ in self.renamed)})

    def name_in(self, year: int) -> str:
        """Its name in `year`."""
        return next((name for first, name, _ in reversed(self.renamed) if first <= year), self.name)


@dataclass(frozen=True, slots=True)
class Chart:
    """The official chart of accounts (政府会计制度, 财会〔2017〕25号) with our appropriation accounts."""

    rows: Mapping[str, ChartRow]

    @property
    def accounts(self) -> tuple[ChartRow, ...]:
        """The 总账科目, without details."""
        return tuple(row for row in self.rows.values() if len(row.code) == _ACCOUNT_DIGITS)

    @property
    def first_year(self) -> int:
        """The first year of the 制度: of the account that began first."""
        return min(row.first_year for row in self.rows.values() if row.first_year)

    def row(self, code: str, year: int) -> ChartRow | None:
        """The account in force in `year`, if there is one; before the 制度 began, what it began with."""
        row = self.rows.get(code)
        if row is None:
            return None
        return row if row.first_year <= max(year, self.first_year) and year <= row.last_year else None

    def details(self, code: str) -> tuple[ChartRow, ...]:
        """The official details right below an account, by code."""
        return tuple(row for row in self.rows.values() if row.code[:-2] == code and len(row.code) > _ACCOUNT_DIGITS)

    def under(self, code: str) -> tuple[ChartRow, ...]:
        """The official details of an account at any depth, by code."""
        return tuple(row for row in self.rows.values() if row.code.startswith(code) and row.code != code)

    def nearest(self, code: str) -> tuple[ChartRow, ...]:
        """Accounts one may have meant by `code`, best first."""
        firsts = [row for row in self.rows.values() if len(row.code) == _ACCOUNT_DIGITS and not row.optional]
        return most_like(code, firsts)


# Reading


def _year(text: str, otherwise: int) -> int:
    return int(text[:4]) if text else otherwise


def _records() -> Iterator[tuple[str, Entry]]:
    """The rows of accounts.csv, each with its code, so that what is wrong names them."""
    file = official("chart", "accounts.csv")
    with file.open(encoding="utf-8") as lines:
        for record in csv.DictReader(lines):
            yield record["code"], Entry(file.name, record["code"], record)


_Word = TypeVar("_Word", bound=Enum)


@cache
def _words(kind: type[Enum]) -> Mapping[str, Enum]:
    return {word.value: word for word in kind}


def _word(each: Entry, key: str, kind: type[_Word], otherwise: _Word | None) -> _Word | None:
    """What a column says; what is above the account says where it says nothing."""
    if not each.text(key, ""):
        return otherwise
    return kind(each.choice(key, tuple(_words(kind))))


_made: Final = cache(Role)
"""A role, made once for all accounts that are the same."""


def _role(each: Entry, above: Role) -> Role:
    """The role of a row: of what it says nothing, that of the account above it."""
    needs = tuple(filter(None, each.text("needs", "").split("|")))
    if not set(needs) <= set(_KEYS):
        raise each.wrong("needs", f"{'、'.join(_KEYS)}，以 | 分开")
    return _made(
        Element(each.choice("element", tuple(_words(Element)))),
        needs or above.needs,
        _word(each, "cash", Cash, above.cash),
        each.choice("fiscal", ("", _FISCAL)) == _FISCAL or above.fiscal,
        _word(each, "carries", Carried, above.carries),
        _word(each, "stage", Stage, above.stage),
    )


def _rows() -> dict[str, ChartRow]:
    rows: dict[str, ChartRow] = {}
    for code, each in _records():
        parent = each.text("parent", "")
        if parent and parent not in rows:
            raise each.wrong("parent", "上面已有的科目")
        first, last = _year(each.text("valid_from", ""), _FIRST_YEAR), _year(each.text("valid_to", ""), _LAST_YEAR)
        name, source = each.text("name"), each.text("source")
        role = _role(each, rows[parent].role if parent else Role())
        credit_normal = each.text("normal_side") == _CREDIT
        if code in rows:
            known = rows[code]
            # A role is looked up without a year: what an account is doesn't change, only what it is called.
            if (known.role, known.credit_normal) != (role, credit_normal):
                raise each.wrong("element", "同一编码各年相同：要素、方向和作用都是")
            rows[code] = replace(known, last_year=last, renamed=(*known.renamed, (first, name, source)))
            continue
        rows[code] = ChartRow(
            code,
            name,
            each.text("book"),
            each.text("element"),
            credit_normal,
            frozenset(each.text("unit_kinds").split("|")),
            first,
            last,
            each.text("optional", ""),
            tuple(filter(None, each.text("other_names", "").split("|"))),
            closed=each.text("details", "") == "封闭",
            source=source,
            role=role,
        )
    return rows


@cache
def official_chart() -> Chart:
    """The official chart that ships with the package. Read once.

    Raises:
        DataError: accounts.csv isn't as it should be.
    """
    return Chart(_rows())


# Roles


class _Roles(dict[str, Role]):
    """Roles by code: after the first time, no more than a look into a dictionary."""

    def __missing__(self, code: str) -> Role:
        self[code] = result = _role_of(code)
        return result


def _role_of(code: str) -> Role:
    """The role of the official account that a code is, or is a detail of.

    What isn't in the chart, and what only begins a code, is of the element of all accounts that begin most alike, and
    needs what all of them need.
    """
    chart = official_chart()
    for length in range(len(code), 0, -1):
        if (row := chart.rows.get(code[:length])) is not None:
            return row.role
        alike = [each.role for each in chart.accounts if each.code.startswith(code[:length])]
        if alike:
            return Role(_common(each.element for each in alike), _common(each.needs for each in alike) or ())
    return Role()


_Value = TypeVar("_Value")


def _common(values: Iterable[_Value]) -> _Value | None:
    """What all values are; None where they differ."""
    different = set(values)
    return different.pop() if len(different) == 1 else None


role: Final = _Roles().__getitem__
"""The role of an account by its code, of four digits or more; of no element where it is none."""


@cache
def the_account(
    *, cash: Cash | None = None, carries: Carried | None = None, fiscal: bool = False, stage: Stage | None = None
) -> str:
    """The code of the only account of the chart, details aside, that is just this.

    Raises:
        DataError: there is none, or more than one.
    """
    asked = (cash, carries, stage)
    found = [
        row.code
        for row in official_chart().accounts
        if (row.role.cash, row.role.carries, row.role.stage) == asked and (carries is None or row.role.fiscal == fiscal)
    ]
    if len(found) != 1:
        words = "、".join(each.value for each in asked if each is not None)
        raise DataError(f"accounts.csv: {words}应正好有一个总账科目，有 {len(found)} 个")
    return found[0]
