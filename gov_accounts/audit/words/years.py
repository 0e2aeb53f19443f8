"""Years: the document's own where this year is meant, the one before where it is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.audit.words.data import data, pattern
from gov_accounts.audit.words.passages import bodies, finding, headings, notes, paragraphs, sentence_end, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.paper import Prose, Tables
    from gov_accounts.audit.spot import Spot
    from gov_accounts.audit.words.passages import Passage
    from gov_accounts.law.reading import Entry

    _Wrong = tuple[tuple[int, int], int, str]

_YEAR_END: Final = "资产占用情况说的是本年年末"


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
    """A section's words, each place once."""
    done: set[int] = set()
    text = passage.text
    for found in (_beginnings, _comparisons, _amounts, _absences):
        for (begin, end), expected, why in found(text, year, words):
            if begin not in done:
                done.add(begin)
                yield _wrong(passage.spot(begin, end), expected, why)
    for match in pattern(words, "end").finditer(text):
        if not pattern(words, "end_about").search(text, match.end(), sentence_end(text, match.end())):
            continue
        if int(match[1]) != year:
            yield _wrong(passage.spot(*match.span(1)), year, _YEAR_END)
        elif (match[2], match[3]) != ("12", "31"):
            spot = passage.spot(match.start(1), match.end())
            what = f"截止日写成{spot.printed}，应为{year}年12月31日"
            yield finding("year", (spot,), what, _YEAR_END, f"{year}年12月31日")


def _beginnings(text: str, year: int, words: Entry) -> Iterator[_Wrong]:
    """The first words of paragraphs, which are of this year.

    Below its first paragraph a section may go on about other years; the last one's figures are those compared.
    """
    for begin, end in paragraphs(text):
        first = pattern(words, "first").search(text[begin:end])
        if first is not None and (int(first[1]) != year if begin == 0 else int(first[1]) == year - 1):
            yield (begin + first.start(1), begin + first.end(1)), year, "段落开头说的是本年度"


def _comparisons(text: str, year: int, words: Entry) -> Iterator[_Wrong]:
    """What is compared: this year with the one before."""
    for begin, end in sentences(text):
        for match in pattern(words, "with_itself").finditer(text, begin, end):
            if int(match[1]) != year:
                yield match.span(1), year, "一个年度不与它自己比较"
        for match in pattern(words, "compared").finditer(text, begin, end):
            about_money = pattern(words, "compared_also").search(text, match.end(), end)
            if int(match[1]) != year - 1 and int(match[1]) >= year - 2 and about_money:
                yield match.span(1), year - 1, "决算与上年度比较"


def _amounts(text: str, year: int, words: Entry) -> Iterator[_Wrong]:
    """What is of neither this year nor the one before."""
    for match in pattern(words, "of_amount").finditer(text):
        if int(match[1]) not in (year, year - 1):
            yield match.span(1), year, "决算公开的是本年度的收支，只与上年度比较"


def _absences(text: str, year: int, words: Entry) -> Iterator[_Wrong]:
    """That there was nothing, which is said of this year, or compared with it."""
    for match in pattern(words, "nothing").finditer(text):
        stop = sentence_end(text, match.end())
        compared = int(match[1]) == year - 1 and pattern(words, "change").search(text, match.end(), stop)
        if int(match[1]) != year and not compared:
            yield match.span(1), year, "说明的是本年度有没有"


def _wrong(spot: Spot, expected: int, why: str, printed: str = "") -> AuditFinding:
    year = printed or spot.printed
    around = f"：{spot.around[:40]}" if spot.around else ""
    return finding("year", (spot,), f"年度写成{year}，应为{expected}{around}", why, str(expected))
