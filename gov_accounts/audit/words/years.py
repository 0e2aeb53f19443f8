"""Years: the document's own where this year is meant, the one before where it is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.audit.words.data import data, pattern
from gov_accounts.audit.words.passages import bodies, finding, headings, notes, sentence_end, sentences

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.paper import Prose, Tables
    from gov_accounts.audit.spot import Spot
    from gov_accounts.audit.words.passages import Passage
    from gov_accounts.law.reading import Entry


def check_years(tables: Tables, prose: Prose) -> Iterator[AuditFinding]:
    """Every year that isn't what its place asks for, each once."""
    if not tables.year:
        return
    words = data("words").entry("years")
    yield from _titles(tables, prose, words)
    history = pattern(words, "history")
    for passage in bodies(prose):
        section = passage.section
        if passage.id in ("封面", "目录") or section is None or history.search(section.heading):
            continue
        yield from _body(passage, tables.year, words)
    nothing = pattern(words, "nothing")
    for _, note in notes(tables):
        for match in nothing.finditer(note.text):
            if int(match[1]) != tables.year:
                yield _wrong(note.spot(match.start(1), match.end(1)), tables.year, "表下说明应说本年度")


def _titles(tables: Tables, prose: Prose, words: Entry) -> Iterator[AuditFinding]:
    """Cover, contents, headings and tables' titles."""
    year, title = tables.year, pattern(words, "title")
    here = [each for each in bodies(prose) if each.id in ("封面", "目录")]
    for passage in (*headings(prose), *here):
        for match in title.finditer(passage.text):
            if int(match[1]) != year:
                yield _wrong(passage.spot(match.start(1), match.end(1)), year, "封面、目录和标题写本年度")
    for table in tables.tables.values():
        if table.year and table.year != year and table.head is not None:
            yield _wrong(table.head, year, f"{table.number}的标题写本年度", str(table.year))


def _body(passage: Passage, year: int, words: Entry) -> Iterator[AuditFinding]:
    """A section's words."""
    done: set[int] = set()

    def wrong(match: re.Match[str], expected: int, why: str) -> Iterator[AuditFinding]:
        if match.start(1) not in done:
            done.add(match.start(1))
            yield _wrong(passage.spot(match.start(1), match.end(1)), expected, why)

    first = pattern(words, "first").search(passage.text)
    if first is not None and int(first[1]) != year:
        yield from wrong(first, year, "一节开头说的是本年度")
    for begin, end in sentences(passage.text):
        for match in pattern(words, "compared").finditer(passage.text, begin, end):
            about_money = pattern(words, "compared_also").search(passage.text, match.end(), end)
            if int(match[1]) != year - 1 and int(match[1]) >= year - 2 and about_money:
                yield from wrong(match, year - 1, "决算与上年度比较")
    for match in pattern(words, "of_amount").finditer(passage.text):
        if int(match[1]) not in (year, year - 1):
            yield from wrong(match, year, "决算公开的是本年度的收支，只与上年度比较")
    for match in pattern(words, "nothing").finditer(passage.text):
        stop = sentence_end(passage.text, match.end())
        compared = int(match[1]) == year - 1 and pattern(words, "change").search(passage.text, match.end(), stop)
        if int(match[1]) != year and not compared:
            yield from wrong(match, year, "说明的是本年度有没有")
    for match in pattern(words, "end").finditer(passage.text):
        stop = sentence_end(passage.text, match.end())
        if not pattern(words, "end_about").search(passage.text, match.end(), stop):
            continue
        if int(match[1]) != year:
            yield from wrong(match, year, "资产占用情况说的是本年年末")
        elif (match[2], match[3]) != ("12", "31"):
            spot = passage.spot(match.start(1), match.end())
            what = f"截止日写成{spot.printed}，应为{year}年12月31日"
            yield finding("year", (spot,), what, "资产占用情况说的是本年年末", f"{year}年12月31日")


def _wrong(spot: Spot, expected: int, why: str, printed: str = "") -> AuditFinding:
    year = printed or spot.printed
    around = f"：{spot.around[:40]}" if spot.around else ""
    return finding("year", (spot,), f"年度写成{year}，应为{expected}{around}", why, str(expected))
