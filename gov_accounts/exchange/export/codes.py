"""Codes of accounts for other software: digits of the same length at each level, no two accounts the same.

    Assets:1002-银行存款:100201-基本户                         1002 01        the detail's own code
    Expenses:7201-事业支出:01-基本支出                         7201 01        its own number below its parent's
    Expenses:5001-业务活动费用:商品和服务费用                    5001 02        the chart's, by its name
    Liabilities:2307-其他应付款:履约保证金                      2307 01        the first number that is free

Numbers are given in the order in which accounts were opened, those of a day by name, so that a detail opened later
changes none. A level has two digits, or as many as its longest code or its most details need: the rule is told.
Source of the chart: 财会〔2017〕25号.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gov_accounts.exchange.export.value import Account
from gov_accounts.law.accounts import account_code
from gov_accounts.money import BUDGETARY, COMMODITY_OF_BOOK

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Mapping

    from gov_accounts.law.chart import Chart

_NUMBERED: Final = re.compile(r"([0-9]+)(?:-(.*))?", re.DOTALL)
_FIRST: Final = 4
_USUAL: Final = 2
_OWN_DIGITS: Final = 3
"""The most digits of a detail's number below its parent; more are something else, such as a year or a bank account."""


@dataclass(slots=True)
class _Node:
    """An account while it is numbered.

    Attributes:
        own: its code by itself, as far as the ledger or the chart says it; nothing where they don't.
        piece: what that adds to its parent's; nothing where it is to be numbered.
        whole: whether its label is its whole code, not the piece alone.
    """

    label: str
    opened: tuple[datetime.date, str]
    own: str = ""
    piece: str = ""
    whole: bool = False
    details: dict[str, _Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Numbered:
    """Accounts with their codes.

    Attributes:
        accounts: name in the ledger → the account.
        all: every account, those above them too, by code.
        widths: how many digits each level has.
        given: how many details were given a number.
        changed: details whose own code isn't what they have here: its length is another, or it was taken.
    """

    accounts: Mapping[str, Account]
    all: tuple[Account, ...]
    widths: tuple[int, ...]
    given: int
    changed: tuple[str, ...]


def number_accounts(names: Iterable[tuple[datetime.date, str, str]], chart: Chart, year: int) -> Numbered:
    """Accounts with codes.

    Args:
        names: of each account when it was opened, its name and its commodity. Each has a 4-digit code.
        chart: official names and details.
        year: whose names are used.
    """
    firsts: dict[str, _Node] = {}
    commodities: dict[str, str] = {}
    listed = sorted(names)
    for day, name, commodity in listed:
        code = account_code(name)
        commodities.setdefault(code, commodity)
        first, *details = name.split(":")[1:]
        row = chart.rows.get(code)
        label = row.name_in(year) if row else first[_FIRST:].lstrip("-") or code
        node = firsts.setdefault(code, _Node(label, (day, name), code, code))
        for detail in details:
            if detail not in node.details:
                node.details[detail] = _detail(node, detail, (day, name), chart, year)
            node = node.details[detail]
    widths = tuple(_widths(firsts.values(), chart))
    found: dict[tuple[str, ...], Account] = {}
    given, changed = [], []
    for code in sorted(firsts):
        row = chart.rows.get(code)
        budgetary = (COMMODITY_OF_BOOK[row.book] if row else commodities[code]) == BUDGETARY
        likeness = budgetary, row.element if row else "", bool(row and row.credit_normal)
        for path, pieces, labels, node in _numbered(
            firsts[code], (code,), (code,), (firsts[code].label,), widths, chart
        ):
            found[path] = Account("".join(pieces), labels, pieces, *likeness, not node.details)
            if not node.piece:
                given.append(path)
            elif len(path) > 1 and (
                ("".join(pieces) != node.own) if node.whole else int(pieces[-1]) != int(node.piece)
            ):
                changed.append(":".join(path))
    accounts = {name: found[account_code(name), *name.split(":")[2:]] for _, name, _ in listed}
    return Numbered(
        accounts, tuple(sorted(found.values(), key=lambda each: each.code)), widths, len(given), tuple(sorted(changed))
    )


def _differs(node: _Node, pieces: tuple[str, ...]) -> bool:
    """Whether an account's code isn't the one that it has by itself."""
    return "".join(pieces) != node.own if node.whole else int(pieces[-1]) != int(node.piece)


def _detail(parent: _Node, detail: str, opened: tuple[datetime.date, str], chart: Chart, year: int) -> _Node:
    match = _NUMBERED.fullmatch(detail)
    digits, label = (match[1], match[2] or "") if match else ("", "")
    if digits and parent.own and digits.startswith(parent.own) and len(digits) > len(parent.own):
        official = chart.rows.get(digits)
        name = label or (official.name_in(year) if official else digits)
        return _Node(name, opened, digits, digits[len(parent.own) :], whole=True)
    if digits and len(digits) <= _OWN_DIGITS:
        return _Node(label or digits, opened, parent.own + digits if parent.own else "", digits)
    for row in chart.details(parent.own) if parent.own else ():
        if detail in row.names:
            return _Node(detail, opened, row.code, row.code[len(parent.own) :], whole=True)
    return _Node(detail, opened)


def _reserved(node: _Node, chart: Chart) -> set[int]:
    """The numbers that the chart gives to details of an account."""
    return {int(row.code[len(node.own) :]) for row in chart.details(node.own)} if node.own else set()


def _widths(firsts: Iterable[_Node], chart: Chart) -> Iterator[int]:
    """How many digits each level needs."""
    yield _FIRST
    level = list(firsts)
    while any(node.details for node in level):
        need = _USUAL
        for node in level:
            need = max(need, len(str(len(node.details) + len(_reserved(node, chart)))))
            for each in node.details.values():
                need = max(need, len(each.piece) if each.whole else len(each.piece.lstrip("0")))
        yield need
        level = [each for node in level for each in node.details.values()]


def _numbered(
    node: _Node,
    path: tuple[str, ...],
    pieces: tuple[str, ...],
    labels: tuple[str, ...],
    widths: tuple[int, ...],
    chart: Chart,
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], _Node]]:
    """An account and its details: path, pieces of the code, names."""
    yield path, pieces, labels, node
    if not node.details:
        return
    width = widths[len(pieces)]
    numbers: dict[str, int] = {}
    ordered = sorted(node.details, key=lambda each: node.details[each].opened)
    for each in sorted(
        (each for each in ordered if node.details[each].piece), key=lambda each: not node.details[each].whole
    ):
        number = int(node.details[each].piece)
        if number not in numbers.values():
            numbers[each] = number
    taken = {*numbers.values(), *_reserved(node, chart)}
    free = (number for number in range(1, 10**width) if number not in taken)
    for each in ordered:
        if each not in numbers:
            numbers[each] = next(free)
    for each in ordered:
        piece = f"{numbers[each]:0{width}}"
        child = node.details[each]
        yield from _numbered(child, (*path, each), (*pieces, piece), (*labels, child.label), widths, chart)
