"""Names that are written with one wrong character: of codes in words, and the unit's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.words.data import data
from gov_accounts.audit.words.passages import finding
from gov_accounts.law.codes import official_codes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.words.passages import Passage

_LEVELS: Final = dict(zip("类款项", official_codes().functional.lengths, strict=True))
_SIGN: Final = re.compile("（([类款项])）")
_BEFORE: Final = re.compile(r"[。；，、：）.．\n0-9]")
_SHORTEST: Final = 4
"""A shorter name is too like others."""
_CHARACTER: Final = re.compile("[一-鿿]")
_SHORTEST_UNIT: Final = 6
_WHY: Final = "文字说明的科目名称应与表中的、当年科目的名称一致"


def misspelt_codes(own: Mapping[str, Sequence[str]], passages: Sequence[Passage]) -> Iterator[AuditFinding]:
    """Names before （类）, （款）, （项） that no code has, and that differ from one code's by one character.

    Args:
        own: code → its names in the document's tables.
        passages: where to look.
    """
    listed = official_codes().functional
    names: dict[str, set[str]] = {}
    for level, length in _LEVELS.items():
        official = {row.name for code, rows in listed.rows.items() if len(code) == length for row in rows}
        names[level] = official | {name for code, each in own.items() if len(code) == length for name in each}
    for passage in passages:
        for sign in _SIGN.finditer(passage.text):
            meant = _meant(passage.text[: sign.start()], names[sign[1]])
            if meant is None:
                continue
            spot = passage.spot(sign.start() - len(meant), sign.start())
            what = f"“{spot.printed}（{sign[1]}）”像是“{meant}”写错了一个字"
            yield finding("code-spelling", (spot,), what, _WHY, meant)


def _meant(text: str, names: Collection[str]) -> str | None:
    """The one name that a text ends with but for a character; None where it ends with a name, or with none so."""
    if any(text.endswith(name) and _begins(text, len(name)) for name in names):
        return None
    near = {
        name
        for name in names
        if len(name) >= _SHORTEST and _begins(text, len(name)) and one_differs(text[-len(name) :], name) is not None
    }
    return near.pop() if len(near) == 1 else None


def _begins(text: str, length: int) -> bool:
    return len(text) == length or (len(text) > length and _BEFORE.match(text[-length - 1]) is not None)


def misspelt_unit(name: str, passage: Passage) -> Iterator[tuple[str, int]]:
    """Where the unit's name stands but for one character within it, which isn't one that tells like units apart."""
    if len(name) < _SHORTEST_UNIT:
        return
    telling = data("words").entry("unit").text("telling")
    text = passage.text
    for begin in range(len(text) - len(name) + 1):
        if text[begin] != name[0] and text[begin + 1] != name[1]:
            continue
        variant = text[begin : begin + len(name)]
        at = one_differs(variant, name)
        if (
            at is None
            or at in {0, len(name) - 1}
            or not "一" <= variant[at] <= "鿿"
            or (variant[at] in telling and name[at] in telling)
        ):
            continue
        if at == len(name) - 1 and _CHARACTER.match(text, begin + len(name)):
            continue  # A longer name that begins alike: of a unit below it.
        listed = text[begin - 1 : begin] == "、" or text[begin + len(name) : begin + len(name) + 1] in {
            "、",
            "和",
            "及",
        }
        if not listed:
            yield variant, begin


def one_differs(one: str, other: str) -> int | None:
    """Where two texts of one length differ, if it is at one place alone."""
    if len(one) != len(other):
        return None
    places = [at for at, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
    return places[0] if len(places) == 1 else None
