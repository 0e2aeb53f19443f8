"""Economic items that can't go with their account, or with their functional item.

vouchers ──what each says──► pairs of account and item ──plausibility.toml──► findings, one for each pair
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gov_accounts.bookkeeping.plausibility.rules import right, rules, says_checked, shown
from gov_accounts.books.marks import CLOSING_TAG
from gov_accounts.findings import Finding, Place
from gov_accounts.law.accounts import account_code
from gov_accounts.law.chart import role
from gov_accounts.law.codes import item_key

if TYPE_CHECKING:
    from gov_accounts.bookkeeping.plausibility.reading import Reading
    from gov_accounts.law.codes import Codes

_ALL: Final = ("",)
"""Stands for every account of a voucher."""


class _Pair(NamedTuple):
    """A code that doesn't go with an economic item: of an account, or of a functional item."""

    rule: str
    code: str
    econ: str


def economic_findings(reading: Reading, codes: Codes) -> Iterator[Finding]:
    """Pairs that can't be, each once, with the places where they stand.

    Args:
        reading: vouchers on which ``classify`` has run: every code of a voucher is one of its tags.
        codes: the official lists and the unit's own.
    """
    suspects = _Suspects(reading.opened)
    found: dict[_Pair, list[tuple[Any, Place]]] = {}
    for voucher in reading.vouchers:
        suspect = suspects[voucher.tags]
        if suspect and (suspect is _ALL or any(posting.account in suspect for posting in voucher.postings)):
            if CLOSING_TAG in voucher.tags or says_checked(voucher.meta):
                continue
            for pair, place in _pairs(voucher):
                found.setdefault(pair, []).append((voucher, place))
    for pair, places in found.items():
        yield _finding(pair, places, codes)


class _Suspects(dict[frozenset[str], Collection[str]]):
    """For the tags of a voucher the accounts that refuse one of its items; all of them where a function does."""

    def __init__(self, accounts: Iterable[str]) -> None:
        super().__init__()
        self.accounts = [(account, account_code(account)) for account in accounts if refuses(account_code(account))]

    def __missing__(self, tags: frozenset[str]) -> Collection[str]:
        econs, funcs = _codes_of(tags, "econ"), _codes_of(tags, "func")
        if any(refusal("econ-func", func, econ) for func in funcs for econ in econs):
            result: Collection[str] = _ALL
        else:
            result = frozenset(
                account for account, code in self.accounts if any(refusal("econ-account", code, econ) for econ in econs)
            )
        self[tags] = result
        return result


def _codes_of(tags: Iterable[str], key: str) -> list[str]:
    return sorted(tag for tag in tags if item_key(tag) == key)


def _pairs(voucher: Any) -> Iterator[tuple[_Pair, Place]]:
    found: dict[_Pair, Any] = {}
    for posting in voucher.postings:
        meta = posting.meta or {}
        code, econ = account_code(posting.account), meta.get("econ")
        if econ and role(code).spends and refusal("econ-func", meta.get("func"), econ):
            found.setdefault(_Pair("econ-func", meta["func"], econ), meta)
        # Written in both books, the financial leg has no item of its own: any of the voucher's may be meant.
        given = posting.units is not None and posting.units.number < 0
        meant = (econ,) if econ else _codes_of(voucher.tags, "econ") if refuses(code) else ()
        if given:
            meant = ()  # what is given away or used up isn't bought with anything
        if meant and all(refusal("econ-account", code, each) for each in meant) and code not in _not_bought(voucher):
            found.setdefault(_Pair("econ-account", code, meant[0]), meta)
    for pair, meta in found.items():
        if not says_checked(meta):
            yield pair, Place(voucher.meta["filename"], meta.get("lineno") or voucher.meta["lineno"])


def _not_bought(voucher: Any) -> frozenset[str]:
    """Accounts of a voucher that what is paid doesn't buy: what is given, moved or exchanged costs other things."""
    sides: dict[str, set[bool]] = {}
    for posting in voucher.postings:
        if posting.units is not None:
            sides.setdefault(account_code(posting.account), set()).add(posting.units.number > 0)
    found: set[str] = set()
    for each in _refusals():
        if each.unless:
            asked = [code for code in sides if code.startswith(each.accounts)]
            exchanged = len({side for code in asked for side in sides[code]}) > 1
            if exchanged or not sides.keys().isdisjoint(each.unless):
                found.update(asked)
    return frozenset(found)


class _Refusal(NamedTuple):
    """Economic items that accounts refuse, and beside which accounts they don't."""

    accounts: tuple[str, ...]
    econ: tuple[str, ...]
    unless: tuple[str, ...]
    what: str


class _Taking(NamedTuple):
    """The only economic items that a functional item takes."""

    econ: tuple[str, ...]
    what: str


@cache
def _refusals() -> tuple[_Refusal, ...]:
    entries = rules()["econ-account"].data.entries("refuses", least=1)
    return tuple(
        _Refusal(each.texts("accounts"), each.texts("econ"), each.texts("unless", ()), each.text("what"))
        for each in entries
    )


@cache
def _takings() -> Mapping[str, _Taking]:
    entries = rules()["econ-func"].data.entries("takes", least=1)
    return {each.text("func"): _Taking(each.texts("econ"), each.text("what")) for each in entries}


@cache
def refuses(code: str) -> bool:
    """Whether an account refuses any economic item."""
    return any(code.startswith(each.accounts) for each in _refusals())


@cache
def refusal(rule: str, code: str | None, econ: str) -> str:
    """Why an account (``econ-account``) or a functional item (``econ-func``) doesn't go with an economic item.

    Nothing where it does, or where nothing certain is known.
    """
    if not code or not econ:
        return ""
    if rule == "econ-account":
        for each in _refusals():
            if code.startswith(each.accounts) and econ.startswith(each.econ):
                return each.what
    elif (taken := _takings().get(code)) is not None and not econ.startswith(taken.econ):
        return taken.what
    return ""


def _finding(pair: _Pair, places: list[tuple[Any, Place]], codes: Codes) -> Finding:
    voucher, place = places[0]
    year = voucher.date.year
    if pair.rule == "econ-account":
        row = codes.chart.rows.get(pair.code)
        other = f"科目 {pair.code} {row.name if row else ''}"
    else:
        other = f"功能分类 {pair.code} {codes.functional.name(pair.code, year)}"
    count = f"；这样的共 {len(places)} 处：{shown(each for each, _ in places)}" if len(places) > 1 else ""
    return rules()[pair.rule].finding(
        f"{other}用了经济分类 {pair.econ} {codes.economic.name(pair.econ, year)}{count}。",
        f"{refusal(*pair)}。核对两个编码，改正写错的一个。" + right("凭证上"),
        place,
    )
