"""科目余额表 in: a year's opening balances, and the balances that the books must come to.

sheets ──columns──► rows ──tree──► the lowest level, checked ──openings──► vouchers of the opening, balances expected
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gov_accounts.exchange.balances import messages
from gov_accounts.exchange.balances.columns import find_columns
from gov_accounts.exchange.balances.openings import Opening, Translator, closings_of, opening_of
from gov_accounts.exchange.balances.table import Table, read_table
from gov_accounts.exchange.balances.words import Words, words_of
from gov_accounts.exchange.draft import Taken
from gov_accounts.money import BOOK_OF_COMMODITY
from gov_accounts.text import clean

if TYPE_CHECKING:
    from gov_accounts.exchange.maps import Map, Reader, Target
    from gov_accounts.exchange.source import Source


def reader(map_: Map) -> Reader:
    """What reads 科目余额表 by a map.

    Raises:
        DataError: the map isn't as it should be.
    """
    return _Balances(words_of(map_))


@dataclass(frozen=True, slots=True)
class _Balances:
    words: Words

    def fits(self, source: Source) -> int:
        """How many columns are known, of the sheet that has most; 0 where there is no such sheet."""
        found = [columns for sheet in source.sheets if (columns := find_columns(sheet.rows, self.words)) is not None]
        fitting = [each for each in found if set(self.words.required) <= each.texts.keys()]
        return max((each.known + len(self.words.required) for each in fitting), default=0)

    def take(self, source: Source, target: Target) -> Taken:
        """The opening of the file's first year, and the balances of all its months."""
        table = read_table(source, self.words, target.options.get("year", ""))
        if not table.parts:
            return Taken(findings=table.findings)
        translator = Translator(self.words, target)
        rows = {part.months: translator.rows(part) for part in table.parts}
        if translator.others:
            translator.findings.append(messages.other_book(source.place(), translator.others))
        opening = opening_of(table, rows, source, self.words, target)
        closings = [each for part in table.parts for each in closings_of(rows[part.months], part.months)]
        return Taken(
            opening.drafts,
            (),
            (*opening.expected, *closings),
            (*table.findings, *translator.findings, *opening.findings),
            _said(source, table, sum(map(len, rows.values())), opening),
        )


def _said(source: Source, table: Table, count: int, opening: Opening) -> tuple[str, ...]:
    first, last = table.parts[0].months.first, table.parts[-1].months.last
    unit = f"{clean(table.unit)}，" if table.unit else ""
    wrote = "，".join(f"{BOOK_OF_COMMODITY[each.legs[0].commodity]}会计 {len(each.legs)} 行" for each in opening.drafts)
    opens = f"年初余额记在 {opening.drafts[0].file}：{wrote}" if wrote else "不记年初余额，只核对"
    return (f"{clean(source.name)}：科目余额表，{unit}{first:%Y-%m} 至 {last:%Y-%m}，末级 {count} 行；{opens}。",)
