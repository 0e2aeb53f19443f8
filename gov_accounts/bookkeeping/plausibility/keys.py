"""Metadata keys that are nearly one of ours (``projcet:``): nobody reads them, and nothing says so."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from gov_accounts.bookkeeping.plausibility.rules import place_of, right, rules, says_checked
from gov_accounts.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gov_accounts.bookkeeping.plausibility.reading import Reading

_SHORT: Final = 4
"""Keys shorter than this are never taken for another: too little is left to be alike."""


def key_findings(reading: Reading) -> Iterator[Finding]:
    """Keys that are nearly ours, each with the first place it stands at."""
    near = {key: meant for key in reading.used if (meant := meant_by(key))}
    if not near:
        return
    found: dict[str, list[Place]] = {}
    for entry in reading.keyed:
        if says_checked(entry.meta):
            continue
        metas = [entry.meta, *(each.meta for each in getattr(entry, "postings", ()) if each.meta)]
        for meta in metas:
            for key in near.keys() & meta.keys():
                place = place_of(entry)
                if not says_checked(meta):
                    found.setdefault(key, []).append(Place(place.file, meta.get("lineno") or place.line))
    for key, places in found.items():
        count = f"，共 {len(places)} 处" if len(places) > 1 else ""
        yield rules()["key-nearly"].finding(
            f"元数据 {key}: 软件不认得{count}，是不是要写 {near[key]}:？",
            f"改成 {near[key]}:；是单位自己的键，换一个不相近的名字，或" + right("同一处").removeprefix("确实如此的，"),
            min(places, key=lambda place: (place.file, place.line)),
        )


@cache
def meant_by(key: str) -> str:
    """The key of ours that one may have meant by `key`; nothing if it is ours, beancount's, or far from all of ours."""
    rule = rules()["key-nearly"]
    ours: tuple[str, ...] = rule.texts("keys")
    if key in ours or key in rule.texts("silent") or key.startswith("__") or key in ("filename", "lineno"):
        return ""
    aliases = rule.data.words("aliases")
    plain = _plain(key)
    if plain in aliases:
        return aliases[plain]
    return next((each for each in ours if _is_near(plain, _plain(each))), "")


def _plain(key: str) -> str:
    return key.lower().replace("-", "").replace("_", "")


def _is_near(key: str, ours: str) -> bool:
    """Whether one slip of the pen makes one of the other: a letter more, less, another, or two in the wrong order.

    A digit at the end isn't a slip but a second of the kind; of letters in another order all may be.
    """
    if key == ours:
        return True
    if min(len(key), len(ours)) < _SHORT or key.rstrip("0123456789") == ours:
        return False
    if len(key) == len(ours):
        different = [index for index, (one, other) in enumerate(zip(key, ours, strict=True)) if one != other]
        return len(different) == 1 or (key[0] == ours[0] and sorted(key) == sorted(ours))
    shorter, longer = sorted((key, ours), key=len)
    return any(longer[:index] + longer[index + 1 :] == shorter for index in range(len(longer)))
