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

_CHANGES: Final = frozenset({"change", "growth"})
_DIRECTIONS: Final = frozenset({"direction"})
_JOINT: Final = "、"
_MOST_REASONS: Final = 3
_FRONT: Final = ("封面", "目录")
"""Sections that any text has."""


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

    def summed(self) -> Audit:
        """The same without what was read: enough to be told, not to be shown beside its pages."""
        from gov_accounts.audit.paper import Prose  # noqa: PLC0415

        return replace(self, source=replace(self.source, blocks=(), pages=()), prose=Prose(()))


def audit(paths: Sequence[Path], previous: Sequence[Path] = (), *, ocr: bool = False) -> Audit:
    """Read a document's files and judge them.

    Args:
        paths: its files, in order.
        previous: the files of last year's document.
        ocr: whether words of scanned pages are recognised, which needs the extra ``ocr``.

    Raises:
        UnreadableError: a file can't be read, or has nothing of published accounts.
    """
    from gov_accounts.audit.judge import judge  # noqa: PLC0415 (the solver is loaded for an audit only)
    from gov_accounts.audit.prose import find_prose  # noqa: PLC0415
    from gov_accounts.audit.reading import read  # noqa: PLC0415
    from gov_accounts.audit.tables import find_tables  # noqa: PLC0415
    from gov_accounts.audit.words import check_words  # noqa: PLC0415

    source = read(paths, ocr=ocr)
    tables = find_tables(source)
    prose = find_prose(source, tables)
    before = find_tables(read(previous, ocr=ocr)) if previous else None
    judged = judge(tables, prose, before)
    words = check_words(source, tables, prose)
    said = prose.claims or any(each.id not in _FRONT for each in prose.sections)
    if not (tables.tables or said or judged.findings or words.findings):
        raise _nothing(source)
    unchecked = (*source.unread, *tables.unchecked, *prose.unchecked, *judged.unchecked, *words.unchecked)
    return Audit(
        _JOINT.join(source.files),
        source,
        tables,
        prose,
        tuple(_numbered((*_untold(judged.findings, words.findings), *words.findings))),
        (*unchecked, *_unplaced(tables)),
        tuple(paths),
    )


def _nothing(source: Source) -> Exception:
    """What is said of a document of which nothing was recognised: to call it clean would be wrong."""
    from gov_accounts.audit.reading import UnreadableError  # noqa: PLC0415

    reasons = "；".join(f"{each.what}：{each.why}" for each in source.unread[:_MOST_REASONS])
    return UnreadableError(
        f"{_JOINT.join(source.files)} 里没有认出决算表，也没有认出情况说明。",
        f"{reasons}。" if reasons else "这份文件不是部门决算公开，或文字和表格都不是通常的样子。",
        "核对文件；扫描件要先识别成文字。",
    )


def _untold(figures: Iterable[AuditFinding], words: Iterable[AuditFinding]) -> Iterable[AuditFinding]:
    """Findings of figures, but for a change whose direction words themselves contradict: that is told by the words."""
    turned = {(spot.section, spot.around) for each in words if each.rule in _DIRECTIONS for spot in each.places}
    for each in figures:
        lead = each.places[0] if each.places else None
        if lead is None or each.rule not in _CHANGES or (lead.section, lead.around) not in turned:
            yield each


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
