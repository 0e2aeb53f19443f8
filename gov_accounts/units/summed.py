"""A ledger of many units: their sums, as if they were one's. It has no vouchers, and all that is filled from sums."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.books.cube import grouped
from gov_accounts.books.declarations import Declarations
from gov_accounts.books.ledger import Ledger
from gov_accounts.books.sums import Sums
from gov_accounts.law.codes import CodeRow, official_codes
from gov_accounts.money import FINANCIAL
from gov_accounts.statements.figures import exact
from gov_accounts.statements.ties import broken_ties
from gov_accounts.statements.years import Tables
from gov_accounts.units import messages
from gov_accounts.units.each import PositiveParts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gov_accounts.findings import Finding
    from gov_accounts.law.codes import Codes
    from gov_accounts.units.checking import HandedIn, Sound
    from gov_accounts.units.facts import Manifest

_COUNTED: Final = """
SELECT c.counted, c.func, c.econ, c.fund, CASE WHEN c.project = '' THEN '' ELSE '有' END AS project, c.year, c.closing,
       CAST(sum(CASE WHEN c.counted = c.code THEN c.fen ELSE -c.fen END) AS BIGINT) AS fen,
       CAST(sum(c.postings) AS BIGINT) AS postings
FROM cube c JOIN asked ON c.unit_code = asked.unit_code
WHERE c.counted <> '' AND c.book <> 'F'
GROUP BY c.counted, c.func, c.econ, c.fund, CASE WHEN c.project = '' THEN '' ELSE '有' END, c.year, c.closing
"""
"""What tables count; 有 stands for any project: what units call theirs says nothing together."""
_FINANCIAL: Final = """
SELECT c.code, c.func, c.econ, c.fund, c.year, c.closing,
       CAST(sum(c.fen) AS BIGINT) AS fen, CAST(sum(c.postings) AS BIGINT) AS postings
FROM cube c JOIN asked ON c.unit_code = asked.unit_code
WHERE c.book = 'F' AND c.code <> ''
GROUP BY c.code, c.func, c.econ, c.fund, c.year, c.closing
"""
_PROJECTS: Final = "CASE WHEN c.project = '' THEN '' ELSE '有' END"
_OWN_PROJECTS: Final = "CASE WHEN c.project = '' THEN '' ELSE concat(c.unit_code, ' ', c.project) END"
"""Each unit's own, called by its code and what the unit calls it: for so few units that a document names them."""
_NAMED: Final = 100
_ANY_PROJECT: Final = {"有": "各单位的项目"}
_ASKED: Final = {"unit_code": "VARCHAR"}
_ROOT: Final = "汇总"
"""Stands before an account's code, where a ledger has the name of its root."""
_EVER: Final = (0, 9999)


@dataclass(frozen=True, slots=True)
class Department:
    """Who is summed, and what the sum is called.

    Attributes:
        name: of the department.
        code: what the units' codes begin with; nothing for all.
        folder: where its ``disclosure.toml`` is.
        region, form: which forms it prints by, as ``gov-unit`` says; of most units where empty.
    """

    name: str
    code: str = ""
    folder: Path = Path()
    region: str = ""
    form: str = ""


def summed(handed: HandedIn, department: Department, taken_out: Sequence[tuple[Any, ...]] = ()) -> Ledger:
    """The ledger of a department: its units' sums.

    Args:
        handed: what was handed in.
        department: whose sum it is.
        taken_out: sums by the columns of ``counted`` that are left out, as what units pay each other is.
    """
    of = [each for each in handed.sound if each.manifest.unit_code.startswith(department.code)]
    codes, declared, findings = _codes(of)
    engine = handed.engine
    units = sorted({(each.manifest.unit_code,) for each in of})
    ask = partial(engine.table, "asked", _ASKED, units)
    ask()
    named = len(units) <= _NAMED
    sql = _COUNTED.replace(_PROJECTS, _OWN_PROJECTS) if named else _COUNTED
    counted = [*engine.rows(sql), *taken_out]
    groups = grouped(((tuple(key), int(fen), int(postings)) for *key, fen, postings in counted), codes)
    known = {
        (f"{_ROOT}:{code}", FINANCIAL, func, econ, fund, "", year * 100 + 12, closing): (fen, postings)
        for code, func, econ, fund, year, closing, fen, postings in engine.rows(_FINANCIAL)
    }
    return Ledger(
        path=department.folder.absolute() / f"{department.name}.beancount",
        files=(),
        checked=True,
        declarations=_declared(department, of, declared, _projects(of) if named else _ANY_PROJECT),
        codes=codes,
        entries=(),
        groups=tuple(each for each in groups if each.fen or each.postings),
        findings=tuple(findings),
        sums=Sums(known, ()),
        members=tuple(dict.fromkeys(each.manifest.unit_name for each in of)),
        positive=PositiveParts(engine, codes, ask).of,
    )


def _projects(of: Iterable[Sound]) -> dict[str, str]:
    """The units' projects, as sums of few units call them."""
    return {f"{each.manifest.unit_code} {key}": name for each in of for key, name in each.manifest.projects}


def _declared(
    department: Department,
    of: Sequence[Sound],
    codes: Mapping[str, tuple[CodeRow, ...]],
    projects: Mapping[str, str],
) -> Declarations:
    unit = {"name": department.name, "code": department.code}
    for key in ("region", "form"):
        said = getattr(department, key) or _most(getattr(each.manifest, key) for each in of)
        unit |= {key: said} if said else {}
    kinds = {each.manifest.unit_kind for each in of}
    unit |= {"kind": kinds.pop()} if len(kinds) == 1 else {}
    return Declarations({key: value for key, value in unit.items() if value}, projects, codes, (), (), {})


def _most(values: Iterable[str]) -> str:
    """What most say; of as many, the first in order."""
    times: dict[str, int] = {}
    for each in values:
        times[each] = times.get(each, 0) + 1
    return min(times, key=lambda each: (-times[each], each), default="")


def _codes(of: Iterable[Sound]) -> tuple[Codes, dict[str, tuple[CodeRow, ...]], list[Finding]]:
    """The official lists with the codes that units have declared; of several names, that of the first unit."""
    official = official_codes()
    names: dict[tuple[str, str], list[str]] = {}
    for each in of:
        for key, code, name in each.manifest.codes:
            found = names.setdefault((key, code), [])
            found += [name] if name not in found else []
    rows: dict[str, tuple[CodeRow, ...]] = {}
    for (key, code), (name, *_) in sorted(names.items()):
        parent = official.classification(key).parent(code)
        rows[key] = (*rows.get(key, ()), CodeRow(code, name, parent, *_EVER))
    differ = [messages.names_differ(code, each) for (_, code), each in sorted(names.items()) if len(each) > 1]
    return official.with_declared(rows), rows, differ


def broken_in(ledger: Ledger, year: int) -> list[Finding]:
    """The ties that don't hold in the tables of a sum."""
    return broken_ties(exact(Tables.of(ledger).linked(year)), ledger.profile(year).formats)


def other_profiles(units: Mapping[str, Manifest], chosen: str) -> list[Finding]:
    """That some units print by other forms than their sum."""
    others = [each.shown for _, each in sorted(units.items()) if each.profile != chosen]
    return [messages.profiles_differ(chosen, others)] if others else []
