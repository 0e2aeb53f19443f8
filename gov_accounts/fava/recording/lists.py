"""What the form's pickers list: open accounts, codes in force, projects, and words used before; last used first.

Each has how it is searched: its digits, and the letters its characters' pinyin begins with (`search.initials`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.books.open_accounts import OpenAccount, open_accounts
from gov_accounts.books.postings import KEYS
from gov_accounts.law.chart import Cash, Element, role
from gov_accounts.law.codes import item_key
from gov_accounts.search.initials import letters_of

if TYPE_CHECKING:
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.books.postings import Posting
    from gov_accounts.law.codes import Codes

_WORDS: Final = 400
"""So many payees and narrations are offered."""
_NUMBERED: Final = re.compile(r"([0-9]+)")
_NO_ECON: Final = (Element.INCOME, Element.BUDGET_INCOME, Element.NET_ASSETS, Element.BUDGET_SURPLUS)
Item = dict[str, Any]


def lists(ledger: Ledger, postings: Sequence[Posting], year: int) -> dict[str, Any]:
    """All lists, as JSON.

    Args:
        ledger: the ledger.
        postings: its postings, in order of date.
        year: the year that vouchers are typed in.
    """
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    accounts = open_accounts(ledger.entries)
    posted = {each.account for each in postings}
    usable = [each for each in accounts.values() if each.code and (each.leaf or each.name in posted)]
    usable = [each for each in usable if each.opened <= last]
    usable = [each for each in usable if each.closed is None or each.closed > first]
    own = [each for each in postings if not each.derived and not each.closing]
    return {
        "accounts": list(map(_account, _recent(usable, lambda each: each.name, (p.account for p in own)))),
        "parents": _parents(ledger.codes, accounts.values(), year),
        "func": _codes(ledger.codes, "func", year, (p.func for p in own)),
        "econ": _codes(ledger.codes, "econ", year, (p.econ for p in own)),
        "fund": _codes(ledger.codes, "fund", year, (p.fund for p in own)),
        "project": _projects(ledger, (p.project for p in own)),
        "payee": _used(p.voucher.payee for p in own),
        "narration": _used(p.voucher.narration for p in own),
    }


def spell(name: str) -> str:
    """The letters that each Chinese character's pinyin may begin with, characters apart."""
    return " ".join(filter(None, map(letters_of, name)))


def full_code(account: str) -> str:
    """An account's digits down to its last detail: 230701 of ``2307-其他应付款:01-公务卡``."""
    code = ""
    for part in account.split(":")[1:]:
        match = _NUMBERED.match(part)
        digits = match[1] if match else ""
        code = digits if digits.startswith(code) else code + digits
    return code


def _account(account: OpenAccount) -> Item:
    known = role(account.code)
    name = account.name.partition(":")[2]
    coded = known.cash is None or known.cash is Cash.DIRECT
    may = [key for key in KEYS if coded and not (key == "econ" and known.element in _NO_ECON)]
    return {
        "id": account.name,
        "code": full_code(account.name),
        "name": name,
        "spell": spell(name),
        "book": account.commodity,
        "may": may,
        "needs": list(known.needs) if coded else [],
        "has": {key: value for key, value in account.meta.items() if key in KEYS},
    }


def _parents(codes: Codes, opened: Iterable[OpenAccount], year: int) -> list[Item]:
    """The accounts that a detail may be opened under: those of the chart, and those that are open."""
    names = {
        row.code: f"{row.code}-{row.name_in(year)}" for row in codes.chart.accounts if codes.chart.row(row.code, year)
    }
    items = {code: {"id": code, "code": code, "name": name, "spell": spell(name)} for code, name in names.items()}
    for each in opened:
        if each.code and each.name.count(":") > 1:
            name = each.name.partition(":")[2]
            items[each.name] = {"id": each.name, "code": full_code(each.name), "name": name, "spell": spell(name)}
    return [items[key] for key in sorted(items, key=lambda key: items[key]["code"])]


def _codes(codes: Codes, key: str, year: int, used: Iterable[str]) -> list[Item]:
    listed = codes.classification(key)
    items = []
    for code in listed.rows:
        row = listed.row(code, year)
        if row is None or (key != "fund" and item_key(code) != key) or listed.left_out(code, year):
            continue
        above = [listed.name(each, year) for each in listed.ancestors(code)[:-1]]
        path = "·".join(filter(None, above))
        items.append({"id": code, "code": code, "name": row.name, "path": path, "spell": spell(row.name)})
    return _recent(items, lambda each: str(each["id"]), used)


def _projects(ledger: Ledger, used: Iterable[str]) -> list[Item]:
    projects = ledger.declarations.projects
    items = [{"id": each, "code": each, "name": name, "spell": spell(name)} for each, name in projects.items()]
    return _recent(items, lambda each: str(each["id"]), used)


def _used(words: Iterable[str]) -> list[Item]:
    """Words by when they were used last."""
    last: dict[str, None] = {}
    for each in words:
        if each:
            last.pop(each, None)
            last[each] = None
    recent = list(reversed(last))[:_WORDS]
    return [{"id": each, "code": "", "name": each, "spell": spell(each)} for each in recent]


def _recent(items: Iterable[Any], name: Any, used: Iterable[str]) -> list[Any]:
    """Items used last first; the others as they come."""
    rank = {each: index for index, each in enumerate(used)}
    return sorted(items, key=lambda each: -rank.get(name(each), -1))
