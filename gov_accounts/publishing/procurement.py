"""政府采购: what the year's vouchers paid for what was procured, by kind and by size of supplier.

    vouchers' metadata ──tagged──► Tagged ─┐
    disclosure.toml [procurement] ─────────┴─procured──► Procurement, and findings where they contradict each other

What vouchers say is never overruled: disclosure.toml is for what they don't.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.findings import Finding, Severity
from gov_accounts.money import FEN_PER_YUAN, yuan_text
from gov_accounts.publishing.amounts import together
from gov_accounts.publishing.procurement_tags import KIND, SIZE, Tagged, findings_of, tagged, vouchers_tagged, words_of
from gov_accounts.publishing.values import Value
from gov_accounts.text import first_few

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gov_accounts.publishing.amounts import Amounts
    from gov_accounts.publishing.outline.whole import Outline
    from gov_accounts.publishing.scope import Item
    from gov_accounts.publishing.settings.read import Settings

_TABLE: Final = "procurement"
_WHOLE: Final = "procured"
_SMALLER: Final = "sme"
_PLACES_SHOWN: Final = 12


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
    findings = list(findings_of(vouchers_tagged(entries, year), words))
    of_vouchers = tagged(entries, year, words)
    written = settings.get(_TABLE) or {}
    found: dict[str, Mapping[str, int]] = {}
    origins: dict[str, str] = {}
    paid: dict[str, bool] = {}
    for what, whole, told in ((KIND, _WHOLE, of_vouchers.kinds), (SIZE, _SMALLER, of_vouchers.sizes)):
        keys = list(words_of(words)[what].values())
        declared = {key: int(written[key] * FEN_PER_YUAN) for key in keys if key in written}
        findings += [_too_fine(settings, key) for key in declared if declared[key] != written[key] * FEN_PER_YUAN]
        paid[what] = bool(told) and not (words.contracts and declared)
        if paid[what]:
            findings += [_told_twice(settings, key, declared[key], told.get(key, 0), what) for key in declared]
            found[what] = told
            origins.update(_origins(outline, what, whole, of_vouchers))
        else:
            # Of sizes all have to be known: the narrative says that one is nothing too.
            usable = what == KIND or len(declared) == len(keys)
            found[what] = declared if usable else {}
            origins.update(
                {key: settings.origin(f"{_TABLE}.{key}") for key in keys}, **{whole: settings.origin(_TABLE)}
            )
    kinds, sizes = found[KIND], found[SIZE]
    total, part = sum(kinds.values()), sum(sizes.values())
    if paid[SIZE] and not paid[KIND] and words.contracts:
        # Payments aren't part of contracts: those of last year are paid too.
        part, sizes = 0, {}
    if part > max(total, 0):
        findings.append(_too_much(settings, part, total))
        sizes = {}
    return Procurement(kinds, sizes, origins, paid[KIND]), findings


def _origins(outline: Outline, tag: str, whole: str, of_vouchers: Tagged) -> dict[str, str]:
    """Where the figures of kinds, or of sizes, come from: how many vouchers say so, and which."""
    words = words_of(outline.procurement)[tag]
    saying = {key: (f"{tag}: {word}", of_vouchers.places.get(key, ())) for word, key in words.items()}
    saying[whole] = (tag, sorted(place for _, places in saying.values() for place in places))
    told = outline.origins["procurement"]
    return {
        key: told.filled(
            {
                "count": str(len(places)),
                "tag": said,
                "places": first_few(places, _PLACES_SHOWN),
            }
        )
        for key, (said, places) in saying.items()
    }


# Findings


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
        f"核对 {_TABLE} 里的 medium、small 和凭证上的 {KIND}、{SIZE}；单位是元。",
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
