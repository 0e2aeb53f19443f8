"""What a document must have, and hasn't. A part of a document isn't accused of what it lacks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gov_accounts.audit.source import Unread
from gov_accounts.audit.spot import Spot
from gov_accounts.audit.words.data import any_of, data, pattern
from gov_accounts.audit.words.lists import empty_without_a_word
from gov_accounts.audit.words.passages import bodies, finding, headings, outside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.paper import Prose, Tables
    from gov_accounts.audit.source import Source
    from gov_accounts.audit.words.passages import Passage
    from gov_accounts.law.reading import Entry


def check_completeness(
    source: Source, tables: Tables, prose: Prose
) -> tuple[tuple[AuditFinding, ...], tuple[Unread, ...]]:
    """Omissions, and why they weren't looked for."""
    law = data("completeness")
    sections = [each for each in bodies(prose) if each.id not in ("封面", "目录")]
    missing_tables = len(tables.tables) < law.number("least_tables")
    missing_words = len(sections) < law.number("least_sections")
    if missing_tables or missing_words:
        parts = "、".join(name for name, gone in (("决算表", missing_tables), ("情况说明", missing_words)) if gone)
        why = f"读到的{parts}不多，像是文件的一部分：{len(tables.tables)}张表、{len(sections)}节文字"
        return (), (Unread("文件是否齐全", why),)
    everything = "\n".join(
        each.text for each in (*headings(prose), *bodies(prose), *outside(source, tables, prose)) if each.id != "目录"
    )
    found = [*_required(tables, everything, law), *_beside(tables, sections, law), *_reasons(sections, law)]
    found += _empty(tables, prose, law)
    lacking, unread = _tables(tables, everything, law)
    return (*found, *lacking), unread


def _omission(rule: str, what: str, entry: Entry, spot: Spot | None = None, why: str = "source") -> AuditFinding:
    return finding(rule, (spot or Spot(),), what, entry.text(why), kind="omission")


def _required(tables: Tables, everything: str, law: Entry) -> Iterator[AuditFinding]:
    """What every document has."""
    year = tables.year
    for entry in law.entries("required", least=1):
        entry.known("id", "what", "since", "words", "unless", "unsure")
        words = any_of(entry, "words")
        unless = entry.text("unless", "")
        if year < entry.number("since") or (unless and re.search(unless, tables.unit_name)):
            continue
        if words is not None and not words.search(everything):
            yield _omission(f"missing-{entry.text('id')}", f"没有{entry.text('what')}", entry)


def _tables(tables: Tables, everything: str, law: Entry) -> tuple[tuple[AuditFinding, ...], tuple[Unread, ...]]:
    """Tables that the document lacks; one whose title stands there may only not have been recognised."""
    entry = law.entry("tables")
    titles, since = entry.words("titles"), entry.entry("since")
    lacking: list[AuditFinding] = []
    unread: list[str] = []
    for form in tables.profile.formats.formats:
        if form.key in tables.tables or form.key not in titles:
            continue
        if tables.year < since.number(form.key, 0):
            continue
        if re.search(titles[form.key], everything):
            unread.append(form.title)
        else:
            lacking.append(_omission("missing-table", f"没有{form.title}", entry))
    why = "有这样的标题或说明，没有认出表来"
    return tuple(lacking), ((Unread("、".join(unread), why),) if unread else ())


def _beside(tables: Tables, sections: list[Passage], law: Entry) -> Iterator[AuditFinding]:
    """Counts that go with money that was spent."""
    where = law.entry("beside_source")
    table = tables.tables.get(where.text("table"))
    headed = [each for each in sections if each.section and "三公" in each.section.heading]
    about = headed or [each for each in sections if "三公" in each.text]
    if table is None or not about:
        return
    row = table.rows.get(where.text("row"), {})
    parts = {each.id for each in about}
    around = "\n".join(each.text for each in sections if any(each.id.startswith(part) for part in parts))
    for entry in law.entries("beside"):
        entry.known("column", "name", "what", "words")
        number = row.get(entry.text("column"))
        words = any_of(entry, "words")
        if number is None or not number.value or words is None or words.search(around):
            continue
        printed = number.spot.printed or str(number.value)
        what = f"{entry.text('name')}{printed}{table.unit_name}，没有说{entry.text('what')}"
        yield _omission("missing-count", what, where, about[0].section.head if about[0].section else None, "why")


def _reasons(sections: list[Passage], law: Entry) -> Iterator[AuditFinding]:
    """Differences without a reason."""
    entry = law.entry("reasons")
    difference, reason, far = pattern(entry, "difference"), pattern(entry, "reason"), entry.number("far")
    for passage in sections:
        for match in difference.finditer(passage.text):
            stop = passage.text.find("\n", match.end())
            stop = min(match.end() + far, stop if stop >= 0 else len(passage.text))
            if not reason.search(passage.text, match.end(), stop):
                spot = passage.spot(*match.span())
                yield _omission("missing-reason", f"说“{match[0]}”，没有说原因", entry, spot)


def _empty(tables: Tables, prose: Prose, law: Entry) -> Iterator[AuditFinding]:
    """Empty tables of which nothing is said."""
    for table in empty_without_a_word(tables, prose):
        spot = table.head or Spot(table=table.number, page=table.page, printed=table.title)
        what = f"{table.number}没有数，表下和文字里都没有说明"
        yield _omission("missing-empty", what, law.entry("empty"), spot)
