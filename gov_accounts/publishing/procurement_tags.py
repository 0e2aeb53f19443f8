"""政府采购, as vouchers say it: ``procurement: "货物"`` (工程, 服务), and ``sme: "小微"`` (中型).

The second is for a supplier that is a small or medium-sized enterprise. The words, and the accounts that are money, are
data of the year's outline. What counts is the money a voucher paid: of the accrual book or, where it has none, of the
budget book.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.books.postings import vouchers_of
from gov_accounts.findings import Finding, Place
from gov_accounts.law.accounts import account_code
from gov_accounts.money import BUDGETARY, FEN_PER_YUAN, FINANCIAL
from gov_accounts.publishing.outline.procurement import procurement_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from gov_accounts.law.profile import Profile
    from gov_accounts.publishing.outline.procurement import ProcurementWords
    from gov_accounts.publishing.outline.template import Name

KIND: Final = "procurement"
SIZE: Final = "sme"


@dataclass(frozen=True, slots=True)
class Tagged:
    """What vouchers paid, in fen, by what the outline calls the kind and the size: ``goods`` …, ``medium`` ….

    Attributes:
        places: kind or size → where its vouchers stand, ``2020-03.beancount:12``.
    """

    kinds: Mapping[str, int]
    sizes: Mapping[str, int]
    places: Mapping[str, Sequence[str]]


def words_of(words: ProcurementWords) -> Mapping[str, Mapping[str, str]]:
    """What vouchers may say, by the key of their metadata under which they say it."""
    return {KIND: words.kinds, SIZE: words.sizes}


def tagged(entries: Iterable[Any], year: int, words: ProcurementWords) -> Tagged:
    """What a ledger's vouchers of a year paid for what was procured."""
    kinds: dict[str, int] = {}
    sizes: dict[str, int] = {}
    places: dict[str, list[str]] = {}
    for entry in vouchers_of(entries, year):
        kind = words.kinds.get(entry.meta.get(KIND, ""))
        paid = _paid(entry, words.paid_with) if kind else None
        if kind is None or paid is None:
            continue
        place = f"{PurePath(entry.meta['filename']).name}:{entry.meta['lineno']}"
        places.setdefault(kind, []).append(place)
        kinds[kind] = kinds.get(kind, 0) + paid
        size = words.sizes.get(entry.meta.get(SIZE, ""))
        if size is not None:
            sizes[size] = sizes.get(size, 0) + paid
            places.setdefault(size, []).append(place)
    return Tagged(kinds, sizes, places)


def _paid(entry: Any, accounts: Mapping[str, Sequence[Name]]) -> int | None:
    """What a voucher paid, in fen, of the accrual book if it has any legs of it, else of the budget book."""
    legs = [each for each in entry.postings if each.units is not None]
    commodity = FINANCIAL if any(each.units.currency == FINANCIAL for each in legs) else BUDGETARY
    money = {name.text for name in accounts[commodity]}
    paid = [int(each.units.number * FEN_PER_YUAN) for each in legs if account_code(each.account) in money]
    return -sum(paid) if paid else None


# Findings


def wrong_tags(entries: Sequence[Any], years: Iterable[int], profile: Callable[[int], Profile]) -> Iterator[Finding]:
    """Vouchers of years whose tags aren't among the outline's words, or stand where they don't count.

    Args:
        entries: the ledger's.
        years: which are looked at.
        profile: gives a year's.
    """
    for year in years:
        if tagging := vouchers_tagged(entries, year):
            yield from findings_of(tagging, procurement_words(profile(year)))


def vouchers_tagged(entries: Sequence[Any], year: int) -> list[Any]:
    """The vouchers of a year with any of the tags, in place or not."""
    found = []
    for entry in vouchers_of(entries, year):
        meta = entry.meta
        if KIND in meta or SIZE in meta:
            found.append(entry)
            continue
        for posting in entry.postings:  # Of all legs a ledger has: nothing is called for each.
            own = posting.meta
            if own and (KIND in own or SIZE in own):
                found.append(entry)
                break
    return found


def findings_of(tagging: Iterable[Any], words: ProcurementWords) -> Iterator[Finding]:
    """What is wrong with the tags of some vouchers."""
    for entry in tagging:
        place = Place(entry.meta["filename"], entry.meta["lineno"])
        for key, known in words_of(words).items():
            said = entry.meta.get(key)
            if said is not None and said not in known:
                yield Finding(
                    "procurement-tag-unknown",
                    f"{key} 写的是“{said}”，没有这一种。",
                    "认不出的不会算进政府采购支出，公开的数就少了。",
                    f"改成{'、'.join(known)}之一，写在引号里。",
                    place,
                )
        if entry.meta.get(SIZE) is not None and entry.meta.get(KIND) is None:
            yield Finding(
                "procurement-tag-missing",
                f"写了 {SIZE}，没有写 {KIND}。",
                "供应商的规模只对政府采购有意义，这张凭证没有算进政府采购支出。",
                f"加一行 {KIND}: …（{'、'.join(words.kinds)}，写在引号里）；不是政府采购，删掉 {SIZE}。",
                place,
            )
        for posting in entry.postings:
            own = posting.meta or {}
            for key in (KIND, SIZE):
                if key in own:
                    yield Finding(
                        "procurement-tag-misplaced",
                        f"{key} 写在分录上。",
                        "一张凭证付的钱是一个数，政府采购按凭证算，分录上的不算。",
                        f"把 {key} 移到凭证第一行的下面、分录的上面；一张凭证付几种的，分成几张。",
                        Place(own.get("filename", place.file), own.get("lineno", place.line)),
                    )
