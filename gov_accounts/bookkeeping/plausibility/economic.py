"""Economic items that can't go with their account, or with their functional item.

vouchers ──what each says──► pairs of account and item ──plausibility.toml──► findings, one for each pair
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gov_accounts.accounts import account_code
from gov_accounts.bookkeeping.plausibility.rules import place_of, right, rules, says_checked, shown
from gov_accounts.facts import CLOSING_TAG
from gov_accounts.findings import Finding, Place

if TYPE_CHECKING:
    from gov_accounts.codes import Codes

_SPENT: Final = "7"
_ECON_LENGTH: Final = 5
_FUNC_LENGTH: Final = 7


class _Pair(NamedTuple):
    """A code that doesn't go with an economic item: of an account, or of a functional item."""

    rule: str
    code: str
    econ: str


def economic_findings(vouchers: Iterable[Any], codes: Codes) -> Iterator[Finding]:
    """Pairs that can't be, each once, with the places where they stand.

    Args:
        vouchers: transactions on which ``classify`` has run: every code of a voucher is one of its tags.
        codes: the official lists and the unit's own.
    """
    # Vouchers of one shape are alike: those that can't have such a pair are passed by.
    sound: dict[tuple[Any, ...], bool] = {}
    found: dict[_Pair, list[tuple[Any, Place]]] = {}
    for voucher in vouchers:
        shape = (voucher.tags, *[posting.account for posting in voucher.postings])
        suspect = sound.get(shape)
        if suspect is None:
            suspect = sound[shape] = CLOSING_TAG not in voucher.tags and _may_have(voucher)
        if suspect and not says_checked(voucher.meta):
            for pair, place in _pairs(voucher):
                found.setdefault(pair, []).append((voucher, place))
    for pair, places in found.items():
        yield _finding(pair, places, codes)


def _codes_of(voucher: Any, digits: int, first: str) -> list[str]:
    return sorted(tag for tag in voucher.tags if len(tag) == digits and tag[0] == first and tag.isdigit())


def _may_have(voucher: Any) -> bool:
    econs = _codes_of(voucher, _ECON_LENGTH, "3")
    named = [
        *(("econ-account", account_code(posting.account)) for posting in voucher.postings),
        *(("econ-func", func) for func in _codes_of(voucher, _FUNC_LENGTH, "2")),
    ]
    return any(refusal(rule, code, econ) for rule, code in named for econ in econs)


def _pairs(voucher: Any) -> Iterator[tuple[_Pair, Place]]:
    econs = _codes_of(voucher, _ECON_LENGTH, "3")
    lines: set[_Pair] = set()
    for posting in voucher.postings:
        meta: Mapping[str, Any] = posting.meta or {}
        code, econ = account_code(posting.account), str(meta.get("econ") or "")
        pairs = []
        # Written in both books, the financial leg has no item of its own: any of the voucher's may be meant.
        meant = [econ] if econ else econs
        if meant and all(refusal("econ-account", code, each) for each in meant):
            pairs.append(_Pair("econ-account", code, meant[0]))
        func = str(meta.get("func") or "")
        if code.startswith(_SPENT) and refusal("econ-func", func, econ):
            pairs.append(_Pair("econ-func", func, econ))
        for pair in pairs:
            if pair not in lines and not says_checked(meta):
                lines.add(pair)
                place = place_of(voucher)
                yield pair, Place(place.file, meta.get("lineno") or place.line)


@cache
def refusal(rule: str, code: str, econ: str) -> str:
    """Why an account (``econ-account``) or a functional item (``econ-func``) doesn't go with an economic item.

    Nothing where it does, or where nothing certain is known.
    """
    if not code or not econ:
        return ""
    if rule == "econ-account":
        for each in rules()[rule].data["refuses"]:
            if code.startswith(tuple(each["accounts"])) and econ.startswith(tuple(each["econ"])):
                return str(each["what"])
    else:
        for each in rules()[rule].data["takes"]:
            if code == each["func"] and not econ.startswith(tuple(each["econ"])):
                return str(each["what"])
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
