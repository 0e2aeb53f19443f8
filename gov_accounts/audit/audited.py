"""The front door: files in, an audit out, a plain value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.findings import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.paper import Prose, Tables
    from gov_accounts.audit.source import Source, Unread

_JOINT: Final = "、"


@dataclass(frozen=True, slots=True)
class Audit:
    """A document's audit.

    Attributes:
        file: its name, or its files' names joined by ``、``.
        findings: those of one cause together, in the order of their causes.
        unchecked: what was not checked, and why: always complete.
        paths: where its files are, for pictures of their pages; none where they aren't kept.
    """

    file: str
    source: Source
    tables: Tables
    prose: Prose
    findings: tuple[AuditFinding, ...]
    unchecked: tuple[Unread, ...]
    paths: tuple[Path, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether there is nothing but tails."""
        return all(each.kind == "tail" for each in self.findings)


def audit(paths: Sequence[Path], previous: Sequence[Path] = ()) -> Audit:
    """Read a document's files and judge them.

    Args:
        paths: its files, in order.
        previous: the files of last year's document.

    Raises:
        UnreadableError: a file can't be read.
    """
    from gov_accounts.audit.judge import judge  # noqa: PLC0415 (the solver is loaded for an audit only)
    from gov_accounts.audit.prose import find_prose  # noqa: PLC0415
    from gov_accounts.audit.reading import read  # noqa: PLC0415
    from gov_accounts.audit.tables import find_tables  # noqa: PLC0415
    from gov_accounts.audit.words import check_words  # noqa: PLC0415

    source = read(paths)
    tables = find_tables(source)
    prose = find_prose(source, tables)
    before = find_tables(read(previous)) if previous else None
    judged = judge(tables, prose, before)
    words = check_words(source, tables, prose)
    unchecked = (*source.unread, *tables.unchecked, *prose.unchecked, *judged.unchecked, *words.unchecked)
    return Audit(
        _JOINT.join(source.files),
        source,
        tables,
        prose,
        tuple(_numbered((*judged.findings, *words.findings))),
        (*unchecked, *_unplaced(tables)),
        tuple(paths),
    )


def _numbered(findings: Iterable[AuditFinding]) -> Iterable[AuditFinding]:
    """In the order of their kinds, and each cause with one number, counted from 1."""
    found = list(findings)
    groups: dict[object, list[AuditFinding]] = {}
    for index, each in enumerate(found):
        groups.setdefault((each.rule, each.cause) if each.cause else ("", index), []).append(each)
    order = sorted(groups.values(), key=lambda group: min(KINDS.index(each.kind) for each in group))
    for cause, group in enumerate(order, 1):
        yield from (replace(each, cause=cause) for each in group)


def _unplaced(tables: Tables) -> Iterable[Unread]:
    from gov_accounts.audit.source import Unread  # noqa: PLC0415

    for each in tables.unplaced:
        spot = each.spot
        where = " ".join(filter(None, (spot.table, spot.row, spot.column)))
        yield Unread(f"{where}：{spot.printed}", each.why)
