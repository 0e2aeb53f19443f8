"""What a template or a hand left behind: placeholders, choices, instructions, signs that are missing or doubled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.words.data import any_of, data
from gov_accounts.audit.words.passages import bodies, finding, headings, outside

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
    matches: re.Pattern[str]


@cache
def residues() -> tuple[Residue, ...]:
    """Everything that is looked for."""
    found = []
    for each in data("residues").known("patterns").entries("patterns", least=1):
        each.known("rule", "where", "apart", "what", "why", "expected", "matches")
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
                matches,
            )
        )
    return tuple(found)


def check_residues(source: Source, tables: Tables, prose: Prose) -> Iterator[AuditFinding]:
    """Residues, one finding for what has one cause."""
    inside, beside = bodies(prose), outside(source, tables, prose)
    around = {"body": inside, "any": (*headings(prose), *inside, *beside), "cells": beside}
    for residue in residues():
        found: dict[str, list[tuple[Spot, str]]] = {}
        for spot, match in _matches(residue, around[residue.where]):
            expected = match.expand(residue.expected) if residue.expected else ""
            found.setdefault(match[0] if residue.apart else "", []).append((spot, expected))
        for places in found.values():
            yield _finding(residue, [spot for spot, _ in places], places[0][1])


def _matches(residue: Residue, passages: Sequence[Passage]) -> Iterator[tuple[Spot, re.Match[str]]]:
    for passage in passages:
        if residue.where == "cells":
            whole = residue.matches.fullmatch(passage.text)
            if whole is not None:
                yield passage.spot(0, len(passage.text)), whole
            continue
        for match in residue.matches.finditer(passage.text):
            yield passage.spot(*match.span()), match


def _finding(residue: Residue, spots: Sequence[Spot], expected: str) -> AuditFinding:
    shown = "、".join(f"“{each}”" for each in list(dict.fromkeys(spot.printed for spot in spots))[:_SHOWN])
    times = f"，共 {len(spots)} 处" if len(spots) > 1 else ""
    return finding(residue.rule, spots, f"{residue.what}：{shown}{times}", residue.why, expected)
