"""What a template or a hand left behind: placeholders, choices, instructions, signs that are missing or doubled."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.words.data import any_of, data
from gov_accounts.audit.words.passages import MOST_PLACES, bodies, finding, headings, outside

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.paper import Prose, Tables
    from gov_accounts.audit.source import Source
    from gov_accounts.audit.spot import Spot
    from gov_accounts.audit.words.passages import Passage

_WHERE: Final = ("body", "any", "cells")
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Residue:
    """What is looked for, see ``audit/residues.toml``."""

    rule: str
    where: str
    apart: bool
    what: str
    why: str
    expected: str
    unnamed: str
    matches: re.Pattern[str]


@cache
def residues() -> tuple[Residue, ...]:
    """Everything that is looked for."""
    found = []
    for each in data("residues").known("patterns").entries("patterns", least=1):
        each.known("rule", "where", "apart", "what", "why", "expected", "unnamed", "matches")
        matches = any_of(each, "matches")
        if matches is None:
            raise each.wrong("matches", "至少一项")
        found.append(
            Residue(
                each.text("rule"),
                each.choice("where", _WHERE),
                each.flag("apart"),
                each.text("what"),
                each.text("why"),
                each.text("expected", ""),
                each.text("unnamed", ""),
                matches,
            )
        )
    return tuple(found)


def check_residues(source: Source, tables: Tables, prose: Prose) -> Iterator[AuditFinding]:
    """Residues, one finding for what has one cause."""
    inside, beside = bodies(prose), outside(source, tables, prose)
    around = {"body": inside, "any": (*headings(prose), *inside, *beside), "cells": beside}
    for residue in residues():
        if residue.unnamed and residue.unnamed in tables.unit_name:
            continue
        found: dict[str, _Found] = {}
        for passage, begin, end, match in _matches(residue, around[residue.where]):
            one = found.setdefault(match[0] if residue.apart else "", _Found())
            one.count += 1
            if one.count <= MOST_PLACES:
                one.spots.append(passage.spot(begin, end))
            one.expected = one.expected or (match.expand(residue.expected) if residue.expected else "")
        for one in found.values():
            yield _finding(residue, one)


@dataclass(slots=True)
class _Found:
    """What was found of one cause."""

    count: int = 0
    spots: list[Spot] = field(default_factory=list)
    expected: str = ""


def _matches(residue: Residue, passages: Sequence[Passage]) -> Iterator[tuple[Passage, int, int, re.Match[str]]]:
    for passage in passages:
        if residue.where == "cells":
            whole = residue.matches.fullmatch(passage.text)
            if whole is not None:
                yield passage, 0, len(passage.text), whole
            continue
        for match in residue.matches.finditer(passage.text):
            yield passage, *match.span(), match


def _finding(residue: Residue, found: _Found) -> AuditFinding:
    shown = "、".join(f"“{each}”" for each in list(dict.fromkeys(spot.printed for spot in found.spots))[:_SHOWN])
    times = f"，共 {found.count} 处" if found.count > 1 else ""
    return finding(residue.rule, found.spots, f"{residue.what}：{shown}{times}", residue.why, found.expected)
