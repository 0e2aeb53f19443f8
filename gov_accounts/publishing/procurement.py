"""政府采购: what the year's vouchers paid for what was procured, by kind and by size of supplier.

    vouchers' metadata ──tagged──► Tagged ─┐
    disclosure.toml [procurement] ─────────┴─procured──► Procurement, and findings where they contradict each other

A voucher says so by its metadata: ``procurement: "货物"`` (工程, 服务), and ``sme: "小微"`` (中型) where the supplier
is a small or medium-sized enterprise. What counts is the money it paid: of the accrual book or, where the voucher has
none, of the budget book. What vouchers say is never overruled: disclosure.toml is for what they don't. The words and
the accounts that are money are data of the year's outline.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.books.postings import vouchers_of
from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.law.accounts import account_code
from gov_accounts.money import BUDGETARY, FEN_PER_YUAN, FINANCIAL, yuan_text
from gov_accounts.publishing.amounts import together
from gov_accounts.publishing.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from gov_accounts.law.profile import Profile
    from gov_accounts.publishing.amounts import Amounts
    from gov_accounts.publishing.outline.template import Name
    from gov_accounts.publishing.outline.whole import Outline, ProcurementWords
    from gov_accounts.publishing.scope import Item
    from gov_accounts.publishing.settings.read import Settings

_KIND: Final = "procurement"
_SIZE: Final = "sme"
_TABLE: Final = "procurement"
_WHOLE: Final = "procured"
_SMALLER: Final = "sme"
_PLACES_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Tagged:
    """What vouchers paid, in fen, by what the outline calls the kind and the size: ``goods`` …, ``medium`` ….

    Attributes:
        places: kind or size → where its vouchers stand, ``2020-03.beancount:12``.
    """

    kinds: Mapping[str, int]
    sizes: Mapping[str, int]
    places: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Procurement:
    """A year's procurement in fen, by kind and by size; no sizes where nothing is known of them.

    Attributes:
        origins: kind, size, ``procured`` or ``sme`` → where it comes from, for people.
        paid: whether the kinds are what vouchers paid.
    """

    kinds: Mapping[str, int]
    sizes: Mapping[str, int]
    origins: Mapping[str, str]
    paid: bool

    def items(self, amounts: Amounts, outline: Outline) -> Sequence[Item]:
        """One item: the year's procurement as printed, its parts adding up; none where there is none."""
        if not any(self.kinds.values()):
            return []
        names = outline.names
        kinds = list(outline.procurement.kinds.values())
        all_sizes = list(outline.procurement.sizes.values())
        sizes = all_sizes if self.sizes else []
        exact = {_WHOLE: sum(self.kinds.values()), **{each: self.kinds.get(each, 0) for each in kinds}}
        sums = [(_WHOLE, kinds)]
        if sizes:
            sme = sum(self.sizes.values())
            exact.update({_SMALLER: sme, **{each: self.sizes.get(each, 0) for each in sizes}})
            exact["others"] = exact[_WHOLE] - sme
            sums += [(_SMALLER, sizes), (_WHOLE, [_SMALLER, "others"])]
        place = {each: index for index, each in enumerate(exact)}
        rows = [[(1, place[whole]), *((-1, place[part]) for part in parts)] for whole, parts in sums]
        steps = dict(zip(exact, together(list(exact.values()), rows, amounts.unit.step), strict=True))

        def value(key: str) -> Value:
            number = amounts.shown(steps[key])
            return Value(number, str(number), amounts.unit.name, names[key], self.origins[key], (), steps[key])

        return [
            {
                "key": "",
                "paid": self.origins[_WHOLE] if self.paid else "",
                "spent": value(_WHOLE),
                "kinds": [{"key": "", "title": names[each], "amount": value(each)} for each in kinds],
                **{each: value(each) if sizes else None for each in (_SMALLER, *all_sizes)},
            }
        ]


def procured(
    entries: Sequence[Any], year: int, outline: Outline, settings: Settings
) -> tuple[Procurement, Sequence[Finding]]:
    """A year's procurement, and what is wrong with it.

    Args:
        entries: beancount's directives.
        year: the year.
        outline: the year's.
        settings: disclosure.toml.
    """
    words = outline.procurement
    findings = list(_wrong_tags(_tagging(entries, year), words))
    of_vouchers = tagged(entries, year, words)
    written = settings.get(_TABLE) or {}
    found: dict[str, Mapping[str, int]] = {}
    origins: dict[str, str] = {}
    paid: dict[str, bool] = {}
    for what, whole, told in ((_KIND, _WHOLE, of_vouchers.kinds), (_SIZE, _SMALLER, of_vouchers.sizes)):
        keys = list(_words(words)[what].values())
        declared = {key: int(written[key] * FEN_PER_YUAN) for key in keys if key in written}
        findings += [_too_fine(settings, key) for key in declared if declared[key] != written[key] * FEN_PER_YUAN]
        paid[what] = bool(told) and not (words.contracts and declared)
        if paid[what]:
            findings += [_told_twice(settings, key, declared[key], told.get(key, 0), what) for key in declared]
            found[what] = told
            origins.update(_origins(outline, what, whole, of_vouchers))
        else:
            # Of sizes all have to be known: the narrative says that one is nothing too.
            usable = what == _KIND or len(declared) == len(keys)
            found[what] = declared if usable else {}
            origins.update(
                {key: settings.origin(f"{_TABLE}.{key}") for key in keys}, **{whole: settings.origin(_TABLE)}
            )
    kinds, sizes = found[_KIND], found[_SIZE]
    total, part = sum(kinds.values()), sum(sizes.values())
    if paid[_SIZE] and not paid[_KIND] and words.contracts:
        # Payments aren't part of contracts: those of last year are paid too.
        part, sizes = 0, {}
    if part > max(total, 0):
        findings.append(_too_much(settings, part, total))
        sizes = {}
    return Procurement(kinds, sizes, origins, paid[_KIND]), findings


def _words(words: ProcurementWords) -> Mapping[str, Mapping[str, str]]:
    """What vouchers may say, by the key of their metadata under which they say it."""
    return {_KIND: words.kinds, _SIZE: words.sizes}


def _origins(outline: Outline, tag: str, whole: str, of_vouchers: Tagged) -> dict[str, str]:
    """Where the figures of kinds, or of sizes, come from: how many vouchers say so, and which."""
    words = _words(outline.procurement)[tag]
    saying = {key: (f"{tag}: {word}", of_vouchers.places.get(key, ())) for word, key in words.items()}
    saying[whole] = (tag, sorted(place for _, places in saying.values() for place in places))
    told = outline.origins["procurement"]
    return {
        key: told.filled(
            {
                "count": str(len(places)),
                "tag": said,
                "places": "、".join(places[:_PLACES_SHOWN]) + ("……" if len(places) > _PLACES_SHOWN else ""),
            }
        )
        for key, (said, places) in saying.items()
    }


def tagged(entries: Iterable[Any], year: int, words: ProcurementWords) -> Tagged:
    """What a ledger's vouchers of a year paid for what was procured."""
    kinds: dict[str, int] = {}
    sizes: dict[str, int] = {}
    places: dict[str, list[str]] = {}
    for entry in vouchers_of(entries, year):
        kind = words.kinds.get(entry.meta.get(_KIND, ""))
        paid = _paid(entry, words.paid_with) if kind else None
        if kind is None or paid is None:
            continue
        place = f"{PurePath(entry.meta['filename']).name}:{entry.meta['lineno']}"
        places.setdefault(kind, []).append(place)
        kinds[kind] = kinds.get(kind, 0) + paid
        size = words.sizes.get(entry.meta.get(_SIZE, ""))
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
        if tagging := _tagging(entries, year):
            # Most ledgers have none: the outline isn't read for nothing, nor what reads it.
            from gov_accounts.publishing.outline.official import outline_of  # noqa: PLC0415

            yield from _wrong_tags(tagging, outline_of(profile(year)).procurement)


def _tagging(entries: Sequence[Any], year: int) -> list[Any]:
    return [entry for entry in vouchers_of(entries, year) if _tags(entry)]


def _wrong_tags(tagging: Iterable[Any], words: ProcurementWords) -> Iterator[Finding]:
    for entry in tagging:
        place = Place(entry.meta["filename"], entry.meta["lineno"])
        for key, known in _words(words).items():
            said = entry.meta.get(key)
            if said is not None and said not in known:
                yield Finding(
                    "procurement-tag-unknown",
                    f"{key} 写的是“{said}”，没有这一种。",
                    "认不出的不会算进政府采购支出，公开的数就少了。",
                    f"改成{'、'.join(known)}之一，写在引号里。",
                    place,
                )
        if entry.meta.get(_SIZE) is not None and entry.meta.get(_KIND) is None:
            yield Finding(
                "procurement-tag-missing",
                f"写了 {_SIZE}，没有写 {_KIND}。",
                "供应商的规模只对政府采购有意义，这张凭证没有算进政府采购支出。",
                f"加一行 {_KIND}: …（{'、'.join(words.kinds)}，写在引号里）；不是政府采购，删掉 {_SIZE}。",
                place,
            )
        for posting in entry.postings:
            own = posting.meta or {}
            for key in (_KIND, _SIZE):
                if key in own:
                    yield Finding(
                        "procurement-tag-misplaced",
                        f"{key} 写在分录上。",
                        "一张凭证付的钱是一个数，政府采购按凭证算，分录上的不算。",
                        f"把 {key} 移到凭证第一行的下面、分录的上面；一张凭证付几种的，分成几张。",
                        Place(own.get("filename", place.file), own.get("lineno", place.line)),
                    )


def _tags(entry: Any) -> bool:
    """Whether a voucher or a leg of it has any of the tags."""
    if _KIND in entry.meta or _SIZE in entry.meta:
        return True
    for posting in entry.postings:
        own = posting.meta
        if own and (_KIND in own or _SIZE in own):
            return True
    return False


def _told_twice(settings: Settings, key: str, declared: int, of_vouchers: int, tag: str) -> Finding:
    same = declared == of_vouchers
    return Finding(
        "disclosure-procurement-twice" if same else "disclosure-procurement-differs",
        f"{_TABLE}.{key} 写的是 {yuan_text(declared)} 元，凭证上的 {tag} 加起来是 {yuan_text(of_vouchers)} 元。",
        f"凭证写了 {tag} 的，数由凭证得出，这里的没有用" + ("。" if same else "；两处不同，必有一处错。"),
        f"删掉 {_TABLE}.{key}。" if same else f"核对凭证：漏写 {tag} 的补上，写错的改正；然后删掉 {_TABLE}.{key}。",
        settings.place(f"{_TABLE}.{key}"),
        Severity.NOTICE if same else Severity.ERROR,
    )


def _too_much(settings: Settings, part: int, whole: int) -> Finding:
    return Finding(
        "disclosure-procurement-over",
        f"授予中小企业合同金额 {yuan_text(part)} 元，大于政府采购支出总额 {yuan_text(whole)} 元。",
        "授予中小企业的是政府采购支出的一部分。",
        f"核对 {_TABLE} 里的 medium、small 和凭证上的 {_KIND}、{_SIZE}；单位是元。",
        settings.place(_TABLE),
    )


def _too_fine(settings: Settings, key: str) -> Finding:
    return Finding(
        "disclosure-procurement-fine",
        f"{_TABLE}.{key} 比一分还细。",
        "金额最小是一分，单位是元。",
        "核对小数位数。",
        settings.place(f"{_TABLE}.{key}"),
    )
