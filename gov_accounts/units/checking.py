"""Facts files looked at before anything is summed: which are whole, whose they are, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.units import messages
from gov_accounts.units.facts import COLUMNS, NotFactsError, read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gov_accounts.findings import Finding
    from gov_accounts.units.engine import Engine
    from gov_accounts.units.facts import Manifest
    from gov_accounts.units.unit_list import UnitList

_SOUND: Final = {"unit_code": "VARCHAR", "year": "INTEGER"}
_KEYS: Final = (
    *("unit_code", "year", "book", "code", "counted", "func", "econ", "fund", "project", "closing"),
    "counterparty",
)
_AMOUNTS: Final = {"fen": "BIGINT", "debit": "BIGINT", "postings": "BIGINT"}
_SUMS: Final = """
SELECT unit_code, year, book, code, counted, func, econ, fund, project, closing, counterparty,
       CAST(sum(fen) AS BIGINT) AS fen,
       CAST(sum(CASE WHEN fen > 0 THEN fen ELSE 0 END) AS BIGINT) AS debit,
       count(*) AS postings
FROM facts
GROUP BY unit_code, year, book, code, counted, func, econ, fund, project, closing, counterparty
"""
"""Rows alike in all but voucher, detail and words, summed: the only query that sees every row."""
_CUBE: Final = """
SELECT s.unit_code, s.year, s.book, s.code, s.counted, s.func, s.econ, s.fund, s.project, s.closing, s.counterparty,
       s.fen, s.debit, s.postings
FROM sums s JOIN sound ON s.unit_code = sound.unit_code AND s.year = sound.year
"""
"""The same of sound files alone, under the name ``cube``: what everything else is worked out from."""
_TOTALS: Final = """
SELECT unit_code, year, book, CAST(sum(postings) AS BIGINT), CAST(sum(debit) AS BIGINT)
FROM cube
GROUP BY unit_code, year, book
"""


class Sound(NamedTuple):
    """A file that may be summed."""

    file: str
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What was handed in, looked at, and loaded into an engine.

    Attributes:
        engine: it, where the sums are known as ``cube``.
        sound: the files that are summed, by unit and year.
        findings: what is wrong with others, and what is missing.
    """

    engine: Engine
    sound: tuple[Sound, ...]
    findings: tuple[Finding, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years there are files of."""
        return tuple(sorted({each.manifest.year for each in self.sound}))

    def units(self, year: int) -> dict[str, Manifest]:
        """The units that have handed in a year, by code: what each says of itself."""
        return {each.manifest.unit_code: each.manifest for each in self.sound if each.manifest.year == year}

    def known(self, year: int) -> dict[str, Manifest]:
        """The units of which there is that year or an earlier one, by code: what each says of itself the last time."""
        return {each.manifest.unit_code: each.manifest for each in self.sound if each.manifest.year <= year}


def hand_in(engine: Engine, files: Sequence[str], listed: UnitList | None = None) -> HandedIn:
    """Look at facts files and load those that are sound.

    Args:
        engine: what reads and sums them.
        files: their paths, each once.
        listed: the units that are wanted; all where None.
    """
    findings: list[Finding] = []
    whole = _whole(engine, sorted(files), findings)
    sound = list(_wanted(_once(whole, findings), listed, findings))
    engine.table("cube", {**{key: COLUMNS[key] for key in _KEYS}, **_AMOUNTS}, [])
    while sound:
        engine.load([each.file for each in sound])
        engine.keep("sums", _SUMS)
        engine.table("sound", _SOUND, [(each.manifest.unit_code, each.manifest.year) for each in sound])
        engine.keep("cube", _CUBE)
        odd = _odd(engine, sound)
        if not odd:
            break
        findings.extend(messages.rows_differ(each.file, each.manifest) for each in sound if each.file in odd)
        sound = [each for each in sound if each.file not in odd]
    findings.extend(messages.checks_failed(*each) for each in sound if each.manifest.errors)
    return HandedIn(engine, tuple(sound), tuple(findings))


def missing(handed: HandedIn, year: int, listed: UnitList | None = None, code: str = "") -> list[Finding]:
    """What a year's sum lacks: units of a list, and earlier years of units that are there.

    Args:
        handed: what was handed in.
        year: the year.
        listed: the units that are wanted, if they are known.
        code: what the codes of those begin with that are summed.
    """
    units = {each: manifest for each, manifest in handed.units(year).items() if each.startswith(code)}
    there = {(each.manifest.unit_code, each.manifest.year) for each in handed.sound}
    findings = []
    if listed is not None:
        wanted = [each for each in listed.units if each.startswith(code)]
        absent = [f"{listed.names[each]}（{each}）" for each in wanted if each not in units]
        findings += [messages.not_handed_in(absent, year)] if absent else []
    else:
        before = {each: manifest for each, manifest in handed.known(year).items() if each.startswith(code)}
        gone = [manifest.shown for each, manifest in sorted(before.items()) if each not in units]
        findings += [messages.not_handed_in(gone, year)] if gone else []
    for unit, manifest in sorted(units.items()):
        lacking = [each for each in range(manifest.first_year, year) if (unit, each) not in there]
        findings += [messages.years_missing(manifest, lacking)] if lacking else []
    return findings


def _whole(engine: Engine, files: Sequence[str], findings: list[Finding]) -> list[Sound]:
    """The files that are facts, as they were written, and of a unit."""
    found = []
    for end in engine.ends(files):
        if end.wrong:
            findings.append(messages.not_facts(end.file, end.wrong))
            continue
        try:
            manifest = read_manifest(end.footer, end.digest)
        except NotFactsError as error:
            findings.append(messages.not_facts(end.file, str(error)))
            continue
        if manifest.unit_code:
            found.append(Sound(end.file, manifest))
        else:
            findings.append(messages.without_code(end.file))
    return sorted(found, key=lambda each: (each.manifest.unit_code, each.manifest.year, each.file))


def _once(whole: Iterable[Sound], findings: list[Finding]) -> list[Sound]:
    """Of a unit's year that is there several times, the first where all are alike, and none where they aren't."""
    by_unit: dict[tuple[str, int], list[Sound]] = {}
    for each in whole:
        by_unit.setdefault((each.manifest.unit_code, each.manifest.year), []).append(each)
    kept = []
    for first, *others in by_unit.values():
        same = all(each.manifest.data == first.manifest.data for each in others)
        findings.extend(messages.twice(first.file, each.file, each.manifest, same=same) for each in others)
        kept += [first] if same else []
    return kept


def _wanted(sound: Sequence[Sound], listed: UnitList | None, findings: list[Finding]) -> Sequence[Sound]:
    if listed is None:
        return sound
    wanted = set(listed.units)
    others = {each.manifest.shown: None for each in sound if each.manifest.unit_code not in wanted}
    if others:
        findings.append(messages.not_listed(list(others)))
    return [each for each in sound if each.manifest.unit_code in wanted]


def _odd(engine: Engine, sound: Sequence[Sound]) -> set[str]:
    """The files whose rows aren't as many, or don't come to as much, as they say; or are of somebody else."""
    said: dict[tuple[str, int, str], tuple[int, int]] = {}
    rows: dict[tuple[str, int], int] = {}
    for unit, year, book, postings, debit in engine.rows(_TOTALS):
        said[unit, year, book] = (postings, debit)
        rows[unit, year] = rows.get((unit, year), 0) + postings
    # Rows of a unit that no file is of are in no sum; those of another's are too many there.
    owners = {(each.manifest.unit_code, each.manifest.year): each for each in sound}
    return {each.file for key, each in owners.items() if not _agrees(each.manifest, key, said, rows)}


def _agrees(
    manifest: Manifest,
    key: tuple[str, int],
    said: Mapping[tuple[str, int, str], tuple[int, int]],
    rows: Mapping[tuple[str, int], int],
) -> bool:
    debits = {book: said.get((*key, book), (0, 0))[1] for book in manifest.debits}
    return rows.get(key, 0) == manifest.rows and debits == dict(manifest.debits)
