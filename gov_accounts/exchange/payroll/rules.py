"""The unit's rules for its payroll: which column goes where, which departments cost what, and which vouchers are made.

[payroll]
ignore = ["*"]                          columns that are no money of the unit
[[payroll.items]]      应发: columns, payable (a detail of 应付职工薪酬), econ
[[payroll.withheld]]   代扣: columns, to (社会保险费, 住房公积金, 应交个人所得税, 其他应付款, 其他应收款), econ
[[payroll.employer]]   单位负担: columns, payable, func, econ
[[payroll.costs]]      department, account, func, fund, project
[payroll.accrual], [payroll.pay], [[payroll.remit]]      the vouchers: day, narration, name, money

Source: 财会〔2017〕25号 2201 三.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gov_accounts.exchange.patterns import read_pattern
from gov_accounts.law.reading import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gov_accounts.exchange.patterns import Pattern

_LAST_DAY: Final = 31
_CODES: Final = ("func", "econ", "fund", "project")
_DEPARTMENT: Final = ("func", "fund", "project")
NEXT: Final = "下月"


@dataclass(frozen=True, slots=True)
class Part:
    """Columns that go one way.

    Attributes:
        called: how messages call it: ``payroll.items[2]``.
        columns: what they are called.
        account: where they go, as it is written.
        meta: codes of their own.
    """

    called: str
    columns: tuple[Pattern, ...]
    account: str
    meta: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a department's pay is booked to: the account, and the codes that its pay is paid with."""

    called: str
    department: tuple[Pattern, ...]
    account: str
    meta: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Slot:
    """A voucher to be made.

    Attributes:
        called: how messages call it.
        day: of the month; its last where it hasn't so many.
        late: whether of the month after.
        narration: with ``{月}`` for the month, ``{年}`` for the year.
        name: the payee.
        money: the account that pays; nothing where nothing is paid.
        to: of a remittance, the accounts whose money it is.
    """

    called: str
    day: int
    late: bool
    narration: str
    name: str = ""
    money: str = ""
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PayrollRules:
    """All of them."""

    ignore: tuple[Pattern, ...]
    items: tuple[Part, ...]
    withheld: tuple[Part, ...]
    employer: tuple[Part, ...]
    costs: tuple[Cost, ...]
    accrual: Slot | None
    pay: Slot | None
    remit: tuple[Slot, ...]


def read_payroll_rules(entry: Entry) -> PayrollRules:
    """The table ``[payroll]``.

    Raises:
        DataError: it isn't as it should be; the message names file and key.
    """
    entry.known("ignore", "items", "withheld", "employer", "costs", "accrual", "pay", "remit")
    items = _parts(entry, "items", "payable", least=1)
    if any("econ" not in each.meta for each in items):
        first = next(each for each in items if "econ" not in each.meta)
        raise Entry(entry.file, first.called, {}).wrong("econ", "一段文字：部门经济分类，如 30101")
    return PayrollRules(
        exact(entry, "ignore") if "ignore" in entry else (),
        items,
        _parts(entry, "withheld", "to"),
        _parts(entry, "employer", "payable"),
        tuple(_cost(each) for each in _numbered(entry, "costs", least=1)),
        _slot(_inner(entry, "accrual"), pays=False) if "accrual" in entry else None,
        _slot(_inner(entry, "pay")) if "pay" in entry else None,
        tuple(_slot(each, remits=True) for each in _numbered(entry, "remit")),
    )


def exact(entry: Entry, key: str) -> tuple[Pattern, ...]:
    """Names of columns, or of departments: those without ``*`` have to be the very name.

    Raises:
        DataError: they are no list of texts, or one has nothing in it.
    """
    value = entry.values.get(key)
    texts = (value,) if isinstance(value, str) else entry.texts(key)
    try:
        found = tuple(read_pattern(_squeezed(each)) for each in texts)
    except ValueError:
        raise entry.wrong(key, "不空的文字") from None
    if not found:
        raise entry.wrong(key, "至少一段文字")
    return found


def _squeezed(text: str) -> str:
    """A name without blanks, as a sheet's heads are compared."""
    bare = "".join(text.split())
    return bare if not bare or "*" in bare or "＊" in bare or bare[0] in "=＝" else f"={bare}"


def _inner(entry: Entry, key: str) -> Entry:
    inner = entry.entry(key)
    return Entry(inner.file, f"payroll.{key}", inner.values)


def _numbered(entry: Entry, key: str, *, least: int = 0) -> list[Entry]:
    found = entry.entries(key, least=least)
    return [Entry(each.file, f"payroll.{key}[{number}]", each.values) for number, each in enumerate(found, 1)]


def _parts(entry: Entry, key: str, to: str, *, least: int = 0) -> tuple[Part, ...]:
    made = []
    for each in _numbered(entry, key, least=least):
        each.known("columns", to, *_CODES)
        made.append(Part(each.where, exact(each, "columns"), each.text(to), _meta(each, _CODES)))
    return tuple(made)


def _cost(entry: Entry) -> Cost:
    entry.known("department", "account", *_DEPARTMENT)
    return Cost(entry.where, exact(entry, "department"), entry.text("account"), _meta(entry, _DEPARTMENT))


def _meta(entry: Entry, keys: tuple[str, ...]) -> dict[str, str]:
    return {key: value for key in keys if (value := entry.text(key, ""))}


def _slot(entry: Entry, *, pays: bool = True, remits: bool = False) -> Slot:
    entry.known("day", "month", "narration", *(("name", "money") if pays else ()), *(("to",) if remits else ()))
    day = entry.number("day")
    if not 1 <= day <= _LAST_DAY:
        raise entry.wrong("day", f"1 到 {_LAST_DAY} 的整数")
    to = entry.texts("to") if remits else ()
    if remits and not to:
        raise entry.wrong("to", "至少一个科目")
    return Slot(
        entry.where,
        day,
        entry.choice("month", ("本月", NEXT), "本月") == NEXT,
        entry.text("narration"),
        entry.text("name", "") if pays else "",
        entry.text("money") if pays else "",
        to,
    )
