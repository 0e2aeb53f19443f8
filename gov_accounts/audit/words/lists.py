"""Items that words list, against the table they are of; what is said not to be there, and is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gov_accounts.audit.words.codes import same
from gov_accounts.audit.words.data import data, pattern
from gov_accounts.audit.words.passages import bodies, finding, headings, notes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.paper import FoundTable, PrintedNumber, Prose, Tables
    from gov_accounts.audit.words.passages import Passage
    from gov_accounts.law.reading import Entry


def check_lists(tables: Tables, prose: Prose) -> Iterator[AuditFinding]:
    """Lists of items, and sentences that there is nothing."""
    words = data("words").entry("lists")
    table = tables.tables.get(words.text("table"))
    if table is not None and (has_figures(table) or _tells_little(table, words)):
        for passage in bodies(prose):
            for match in pattern(words, "list").finditer(passage.text):
                yield from _listed(passage, match, table, words)
    yield from _nothing(tables, prose, words)


def has_figures(table: FoundTable) -> bool:
    """Whether a table has any figure but zero."""
    return any(number is not None and number.value for row in table.rows.values() for number in row.values())


def _listed(passage: Passage, match: re.Match[str], table: FoundTable, words: Entry) -> Iterator[AuditFinding]:
    """The items of one list."""
    personnel = words.texts("personnel")
    whose = {
        code: label
        for code, label in _items(table).items()
        if code.startswith(personnel) == (match[1] == words.text("personnel_name"))
    }
    empty: list[tuple[int, int, str]] = []
    seen: set[str] = set()
    unknown = False
    for begin, end in _pieces(match, words):
        name = passage.text[begin:end]
        codes = [code for code, label in whose.items() if same(label, words.words("other_names").get(name, name))]
        unknown = unknown or not codes
        seen.update(codes)
        if codes and not any(_value(table, code, words) or _below_rounding(table, code, words) for code in codes):
            empty.append((begin, end, codes[0]))
    if empty:
        spots = [passage.spot(begin, end) for begin, end, _ in empty]
        names = "、".join(f"{passage.text[begin:end]}（{code}）" for begin, end, code in empty)
        what = f"{match[1]}列举了没有发生的{names}；{table.number}中都是0或空"
        yield finding("listed-nothing", spots, what, f"列举的应是{table.number}中有数的科目")
    left_out = [code for code in whose if _value(table, code, words) and code not in seen]
    if left_out and not unknown and not re.search(words.text("ends"), match[2]):
        names = "、".join(f"{whose[code]}（{_value(table, code, words)}）" for code in left_out)
        spot = passage.spot(*match.span(2))
        what = f"{match[1]}的列举少了{names}"
        yield finding("listed-not-all", (spot,), what, f"{table.number}中有数的科目都应列举，或者以“等”结尾")


def _pieces(match: re.Match[str], words: Entry) -> Iterator[tuple[int, int]]:
    """Where the items of a list begin and end."""
    begin = match.start(2)
    text = re.sub(words.text("ends"), "", match[2])
    for cut in pattern(words, "separators").finditer(text):
        yield begin, match.start(2) + cut.start()
        begin = match.start(2) + cut.end()
    if begin < match.start(2) + len(text):
        yield begin, match.start(2) + len(text)


def _items(table: FoundTable) -> Mapping[str, str]:
    """The table's codes of the second level, with their names."""
    long = max((len(each) for each in table.rows if each.isdigit()), default=0)
    form = {row.key: row.label for panel in table.form.panels for row in panel.rows}
    return {row: table.labels.get(row) or form.get(row, "") for row in table.rows if row.isdigit() and len(row) == long}


def _value(table: FoundTable, code: str, words: Entry) -> str:
    """The figure of a row as printed; nothing for zero or a blank."""
    number: PrintedNumber | None = table.rows[code].get(words.text("column"))
    if number is None or not number.value:
        return ""
    return number.spot.printed or str(number.value)


def _below_rounding(table: FoundTable, code: str, words: Entry) -> bool:
    """Whether zero is printed in a row, while others are left blank: there was something, too little to print."""
    column = words.text("column")
    blank = any(cells.get(column) is None for row, cells in table.rows.items() if row.isdigit())
    return blank and table.rows[code].get(column) is not None


def _tells_little(table: FoundTable, words: Entry) -> bool:
    """Whether there is nothing but amounts too little to print, and blanks where there is nothing."""
    return any(_below_rounding(table, code, words) for code in _items(table))


def _nothing(tables: Tables, prose: Prose, words: Entry) -> Iterator[AuditFinding]:
    """That there was nothing, of a table that has figures."""
    for key, text in _pairs(words, "nothing"):
        table = tables.tables.get(key)
        if table is None or not has_figures(table):
            continue
        sign = re.compile(text)
        columns = words.lists("nothing_columns").get(key, ())
        about = re.compile(next(each for name, each in _pairs(words, "about") if name == key))
        own = [note for owner, note in notes(tables) if owner is table]
        sections = [each for each in bodies(prose) if each.section is not None and about.search(each.section.heading)]
        said = [(each, match) for each in (*own, *sections) for match in sign.finditer(each.text)]
        income = any(words.text("income") in match[0] for _, match in said)
        there = [
            (row, column, number)
            for row, cells in table.rows.items()
            for column, number in cells.items()
            if number is not None and number.value and column in columns and (income or column != "income")
        ]
        if said and there:
            spots = [each.spot(*match.span()) for each, match in said]
            row, column, number = there[0]
            place = f"{table.form.row_name(row)} {table.form.column_name(row, column)}"
            what = f"说“{spots[0].printed}”，而{table.number}有数（{place} {number.spot.printed or number.value}）"
            yield finding("said-nothing", (*spots, number.spot), what, "文字说明应与表一致")


def empty_without_a_word(tables: Tables, prose: Prose) -> Iterator[FoundTable]:
    """Empty tables of which neither a note nor a section says so, as far as the document's words are known."""
    words = data("words").entry("lists")
    for key, text in _pairs(words, "nothing"):
        table = tables.tables.get(key)
        if table is None or has_figures(table) or _has_codes(table) or not table.form.empty:
            continue
        sign = re.compile(f"{text}|无数据|为空表|空表列示|无此项|没有相关")
        own = (note for owner, note in notes(tables) if owner is table)
        if not any(sign.search(each.text) for each in (*own, *bodies(prose), *headings(prose))):
            yield table


def _has_codes(table: FoundTable) -> bool:
    """Whether a number is printed in the row of a code: amounts too little to print make no table empty."""
    return any(row.isdigit() and any(cells.values()) for row, cells in table.rows.items())


def _pairs(words: Entry, key: str) -> Iterator[tuple[str, str]]:
    pairs = words.values.get(key)
    if not isinstance(pairs, list) or any(len(each) != 2 for each in pairs):  # noqa: PLR2004 - pairs
        raise words.wrong(key, "一列表的键和正则表达式")
    for table, text in pairs:
        yield str(table), str(text)
