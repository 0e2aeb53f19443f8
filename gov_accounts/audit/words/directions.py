"""Words that say which way it went, against the figures beside them: 增加, 下降, 小于, 持平."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.audit.words.amounts import fen, plain
from gov_accounts.audit.words.data import data, pattern
from gov_accounts.audit.words.passages import bodies, finding, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.paper import Prose
    from gov_accounts.audit.words.passages import Passage
    from gov_accounts.law.reading import Entry

_WHOLE: Final = 100
"""Per cent."""
_NAME: Final = 16
"""So many characters before a word say what it is of."""
_FAR: Final = 1500
"""A sentence about the whole stands within so many characters before."""


def check_directions(prose: Prose) -> Iterator[AuditFinding]:
    """Words that contradict each other, or the figures of their own item."""
    words = data("words").entry("directions")
    for passage in bodies(prose):
        yield from _changes(passage, words)
        yield from _levels(passage, words)
        yield from _budgets(passage, words)


def _changes(passage: Passage, words: Entry) -> Iterator[AuditFinding]:
    """增加 with 下降, 减少 with 增长."""
    up = words.texts("up")
    for match in pattern(words, "change").finditer(passage.text):
        if (match[1] in up) != (match[2] in up):
            spot = passage.spot(*match.span())
            what = f"前面说“{match[1]}”，后面说“{match[2]}”：{match[0]}"
            yield finding("direction", (spot,), what, "同一个变动额和变动率方向应一致")


def _levels(passage: Passage, words: Entry) -> Iterator[AuditFinding]:
    """持平 with a difference in the same part of the sentence."""
    difference = pattern(words, "level_difference")
    level = pattern(words, "level")
    for begin, end in sentences(passage.text):
        for match in level.finditer(passage.text, begin, end):
            after = difference.match(passage.text, match.end() + 1) or difference.match(passage.text, match.end())
            if after is not None:
                spot = passage.spot(match.start(), after.end())
                what = f"说“持平”，又说“{after[0]}”：{spot.printed}"
                yield finding("direction", (spot,), what, "持平是没有差额；有差额应说增加或减少")


class _Said(NamedTuple):
    """What an item has said so far; `open` until it speaks of parts."""

    budgets: list[re.Match[str]]
    final: re.Match[str] | None = None
    done: tuple[re.Match[str], ...] = ()
    open: bool = True


def _budgets(passage: Passage, words: Entry) -> Iterator[AuditFinding]:
    """大于, 小于 and 持平 against the budget and what was spent."""
    kinds = ("item", "inner", "budget", "final", "done", "compared")
    marks = sorted(
        (
            (match.start(), kinds.index(kind), match)
            for kind in kinds
            for match in pattern(words, kind).finditer(passage.text)
        ),
        key=lambda each: each[:2],
    )
    said = _Said([])
    name = pattern(words, "whole_name")
    for _, kind, match in marks:
        if kinds[kind] == "item":
            said = _Said([])
        elif kinds[kind] == "inner":
            said = _Said([], open=False)
        elif kinds[kind] == "compared" and name.search(passage.text, max(0, match.start() - _NAME), match.start()):
            yield from _whole(passage, words, match)
        elif not said.open:
            continue
        elif kinds[kind] == "budget":
            said = _Said([match] if said.final is not None else [*said.budgets, match])
        elif kinds[kind] == "final":
            # A second amount is of something else: its budget isn't known.
            said = said._replace(final=match) if said.final is None else _Said([])
        elif kinds[kind] == "done":
            said = said._replace(done=(*said.done, match))
        else:
            yield from _compared(passage, words, match, said)


def _whole(passage: Passage, words: Entry, match: re.Match[str]) -> Iterator[AuditFinding]:
    """三公 as a whole: its budget and what was spent stand before its parts."""
    whole = pattern(words, "whole").search(passage.text, max(0, match.start() - _FAR), match.start())
    if whole is None:
        return
    way = 1 if match[1] in words.texts("more") else -1 if match[1] in words.texts("less") else 0
    budget, final = fen(whole[1], whole[2]), fen(whole[3], whole[4])
    really = (final > budget) - (final < budget)
    if way != really:
        sign = {1: "大于", -1: "小于", 0: "等于"}[really]
        spots = (passage.spot(*match.span()), passage.spot(*whole.span(3)), passage.spot(*whole.span(1)))
        what = f"说“三公”经费决算数{match[1]}预算数，而决算{whole[3]}{whole[4]}{sign}预算{whole[1]}{whole[2]}"
        yield finding("direction", spots, what, "说法应与同一项的预算数、决算数一致", sign)


def _compared(passage: Passage, words: Entry, match: re.Match[str], said: _Said) -> Iterator[AuditFinding]:
    way = 1 if match[1] in words.texts("more") else -1 if match[1] in words.texts("less") else 0
    spot = passage.spot(*match.span())
    if said.budgets and said.final is not None:
        final = fen(said.final[1], said.final[2])
        ways = {(final > each) - (final < each) for each in (fen(budget[1], budget[2]) for budget in said.budgets)}
        if way in ways:
            return
        sign = {1: "大于", -1: "小于", 0: "等于"}[ways.pop()]
        compared = f"决算{said.final[1]}{said.final[2]}{sign}预算{said.budgets[-1][1]}{said.budgets[-1][2]}"
        places = (spot, passage.spot(*said.final.span(1)), passage.spot(*said.budgets[-1].span(1)))
        what = f"说决算数{match[1]}预算数，而{compared}" if way else f"说决算数与预算数{match[1]}，而{compared}"
        yield finding("direction", places, what, "说法应与同一项的预算数、决算数一致", sign)
    elif len(said.done) == 1:
        done = said.done[0]
        rate = plain(done[1])
        really = (rate > _WHOLE) - (rate < _WHOLE)
        if really and really != way:
            sign = "大于" if really > 0 else "小于"
            what = f"说决算数{match[1]}预算数，而完成预算的{done[1]}%"
            yield finding(
                "direction",
                (spot, passage.spot(*done.span(1))),
                what,
                "完成预算超过100%是决算大于预算，不足100%是小于",
                sign,
            )
