"""Amounts whose columns can't be told by counting: told by arithmetic, by other tables, by the document's words.

A row of fewer amounts than columns may be read in several ways, in order. Those that break the row's own formula are
out; so are those with an amount where the row above, of which it is a part, has none. Of the rest, rows of one parent
are tried together: their sums must be the parent's. Then what other tables say decides, by ties and by the same row
and column elsewhere; at last sentences that name a column and the amount.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.source import Line
from gov_accounts.audit.tables.amounts import squeezed
from gov_accounts.audit.tables.ways import apart, families, parent_of, step_of, values_of
from gov_accounts.law.formula import Reference
from gov_accounts.law.tie import EACH_ROW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gov_accounts.audit.source import Source
    from gov_accounts.audit.tables.cells import Cells
    from gov_accounts.audit.tables.regions import Region
    from gov_accounts.audit.tables.tokens import Token
    from gov_accounts.audit.tables.vocabulary import Vocabulary
    from gov_accounts.audit.tables.ways import Option
    from gov_accounts.law.formula import Formula
    from gov_accounts.law.profile import Profile

_MOST_WAYS: Final = 20_000
"""Of reading the rows of one parent together."""
_ROUNDS: Final = 4
_LITTLE: Final = 50
"""Steps of the last decimal: less may be the tails of a few sums."""
_CLOSE: Final = 5
"""Steps of the last decimal by which sums of printed amounts may differ."""
_UNTOLD: Final = "分不清是哪一栏的数"


@dataclass(slots=True)
class _Settling:
    tables: Mapping[str, Cells]
    profile: Profile
    text: str
    words: Vocabulary
    said: dict[tuple[str, str], bool] = field(default_factory=dict)

    def value(self, table: str, row: str, column: str) -> int:
        """A cell in fen; 0 for a blank one."""
        number = self.tables[table].rows.get(row, {}).get(column)
        return number.fen if number is not None else 0

    def options(self, cells: Cells, row: str) -> list[Option]:
        """The ways in which a row's amounts may stand in its columns, by its own formulas and its parent's blanks."""
        panel = cells.form.panel_of(row)
        if panel is None:
            return []
        keys = [each.key for each in panel.columns]
        amounts = cells.loose[row]
        parent = parent_of(cells, row)
        allowed = [
            key for key in keys if parent is None or parent in cells.loose or cells.rows[parent].get(key) is not None
        ]
        if len(allowed) < len(amounts):
            allowed = keys
        ways = {each: apart(panel, each, amounts, cells.unit) for each in combinations(allowed, len(amounts))}
        least = min(ways.values(), default=0)
        return [each for each, apart in ways.items() if apart == least]

    def told(self, cells: Cells, row: str, options: Sequence[Option]) -> Option | None:
        """The one way that other tables and the words support best; None where several are as good."""
        if len(options) == 1:
            return options[0]
        best = self.best(cells, row, options)
        return best[0] if len(best) == 1 else None

    def best(self, cells: Cells, row: str, options: Sequence[Option]) -> list[Option]:
        """The ways that break the fewest ties, and of those the best supported; all of them, of little amounts."""
        if len(options) > 1 and _little(cells, row):
            return list(options)
        near = step_of(cells.loose[row], cells.unit) * _CLOSE
        broken = {each: self.broken(cells, row, each) for each in options}
        least = min(broken.values(), default=0)
        among = [each for each in options if broken[each] <= least + near]
        support = {each: self.support(cells, row, each) for each in among}
        most = max(support.values(), default=0)
        return [each for each in among if support[each] == most]

    def broken(self, cells: Cells, row: str, option: Option) -> int:
        """By how much ties with other tables don't hold, in fen, tails left out."""
        values = values_of(option, cells.loose[row], cells.unit)
        key = cells.form.key
        step = step_of(cells.loose[row], cells.unit)

        def value(of: Reference) -> int:
            if of.table == key and of.key == row:
                return values.get(of.column or "", 0)
            return self.value(of.table or "", of.key, of.column or "")

        total = 0
        for kind, left, right in self._ties(key, row):
            apart = left.evaluate(value) - right.evaluate(value)
            apart = max(-apart, 0) if kind == "at-least" else abs(apart)
            total += apart if apart > step * _CLOSE else 0
        return total + self._sums(cells, row, values, step)

    def _sums(self, cells: Cells, row: str, values: Mapping[str, int], step: int) -> int:
        """By how much rows differ from their formulas, of those that are made of this one, and itself."""
        form = cells.form
        total = 0
        for panel in form.panels:
            keys = [each.key for each in panel.rows]
            for each in panel.rows:
                for column in panel.columns:
                    formula = each.formula_in(column.key)
                    if formula is None:
                        continue
                    formula = formula.expanded(keys)
                    named = {of.key for of in formula.references()} | {each.key}
                    if row not in named or any(key not in form.fixed or key in cells.loose for key in named - {row}):
                        continue
                    value = self._in_column(cells, row, values, column.key)
                    apart = abs(formula.evaluate(value) - value(Reference(each.key)))
                    total += apart if apart > step * _CLOSE else 0
        return total

    def _in_column(self, cells: Cells, row: str, values: Mapping[str, int], column: str) -> Callable[[Reference], int]:
        """What a formula's rows are worth in a column; of a panel with one column, in that."""

        def value(of: Reference) -> int:
            columns = cells.form.fixed[of.key].columns
            at = of.column or (column if len(columns) > 1 else columns[0].key)
            return values.get(at, 0) if of.key == row else self.value(cells.form.key, of.key, at)

        return value

    def _ties(self, table: str, row: str) -> Iterator[tuple[str, Formula, Formula]]:
        """The ties that always hold and name a row, all of whose other cells are read and told."""
        for tie in self.profile.formats.ties:
            references = list(tie.references())
            if tie.when != "always" or not any(
                each.table == table and each.key in (row, EACH_ROW) for each in references
            ):
                continue
            if any(each.table is None or each.table not in self.tables or each.column is None for each in references):
                continue
            left, right = (each.renamed(lambda key: row if key == EACH_ROW else key) for each in (tie.left, tie.right))
            others = (
                each for each in (*left.references(), *right.references()) if (each.table, each.key) != (table, row)
            )
            if any(each.key in self.tables[each.table or ""].loose for each in others):
                continue
            yield tie.kind, left, right

    def support(self, cells: Cells, row: str, option: Option) -> int:
        """How often the same row has the same amount in that column elsewhere, and sentences name it."""
        panel = cells.form.panel_of(row)
        support = 0
        for column, token in zip(option, cells.loose[row], strict=True):
            if token.figure is None or not token.figure.value:
                continue
            value = token.figure.value
            for key, other in self.tables.items():
                if key != cells.form.key and row not in other.loose:
                    number = other.rows.get(row, {}).get(column)
                    support += number is not None and number.value == value
            heads = next((each.words for each in panel.columns if each.key == column), ()) if panel is not None else ()
            support += sum(self._says(head, token.text) for head in heads)
        return support

    def _says(self, head: str, printed: str) -> bool:
        """Whether a sentence has a heading's words just before an amount."""
        word = squeezed(head).removesuffix(self.words.amounts)
        if word in self.words.totals or len(word) < 2:  # noqa: PLR2004 - no heading is shorter
            return False
        if (word, printed) not in self.said:
            pattern = rf"{re.escape(word)}[^\d。]{{0,12}}{re.escape(printed)}(?![\d])"
            self.said[word, printed] = re.search(pattern, self.text) is not None
        return self.said[word, printed]

    def sums(self, cells: Cells, parent: str, rows: Sequence[str], options: Sequence[Option]) -> list[Option]:
        """The ways of a row that are nearest to the sums of those it is made of."""
        off = {}
        for option in options:
            values = values_of(option, cells.loose[parent], cells.unit)
            columns = {*values, *(column for row in rows for column in cells.rows[row])}
            made = {each: sum(self.value(cells.form.key, row, each) for row in rows) for each in columns}
            off[option] = sum(abs(made[each] - values.get(each, 0)) for each in columns)
        near = step_of(cells.loose[parent], cells.unit) * (_CLOSE + len(rows))
        return [option for option in options if off[option] <= min(off.values()) + near]

    def together(self, cells: Cells, parent: str, rows: Sequence[str]) -> dict[str, Option] | None:
        """The one way in which a parent's rows add up to it in every column; None where it can't be told."""
        ways = {row: self.options(cells, row) for row in rows if row in cells.loose}
        count = 1
        for each in ways.values():
            count *= max(len(each), 1)
        if not ways or count > _MOST_WAYS:
            return None
        wanted = {column: number.fen if number else 0 for column, number in cells.rows[parent].items()}
        fixed = dict.fromkeys(wanted, 0)
        for row in rows:
            if row not in ways:
                for column in wanted:
                    fixed[column] += self.value(cells.form.key, row, column)
        parts = {
            row: [(each, values_of(each, cells.loose[row], cells.unit)) for each in options]
            for row, options in ways.items()
        }
        ranked = []
        for chosen in product(*parts.values()):
            off = sum(
                abs(wanted[column] - fixed[column] - sum(values.get(column, 0) for _, values in chosen))
                for column in wanted
            )
            ranked.append((off, tuple(option for option, _ in chosen)))
        ranked.sort()
        step = max(step_of(each, cells.unit) for each in cells.loose.values())
        if ranked[0][0] > step * (_CLOSE + len(rows)) or (
            len(ranked) > 1 and ranked[1][0] - ranked[0][0] <= step * _CLOSE
        ):
            return None
        return dict(zip(ways, ranked[0][1], strict=True))


def settle(found: Mapping[str, tuple[Cells, Region]], profile: Profile, source: Source, words: Vocabulary) -> None:
    """Place the loose amounts of tables; those that can't be told are listed as without a place."""
    tables = {key: cells for key, (cells, _) in found.items()}
    if not _loose(tables):
        return
    used = frozenset().union(*(cells.used for cells in tables.values()))
    lines = (each.text for at, each in enumerate(source.blocks) if isinstance(each, Line) and at not in used)
    text = "".join(map(squeezed, lines))
    settling = _Settling(tables, profile, text, words)
    for _ in range(_ROUNDS):
        before = len(_loose(tables))
        for cells in tables.values():
            _settle(settling, cells)
        if before == len(_loose(tables)):
            break
    left = [(cells, row, settling.best(cells, row, settling.options(cells, row))) for cells, row in _loose(tables)]
    for cells, row, options in left:
        for token in _common(cells, row, options):
            cells.leave(cells.form.row_name(row), "", token.text, token.page, token.box, _UNTOLD)
        del cells.loose[row]


def _loose(tables: Mapping[str, Cells]) -> list[tuple[Cells, str]]:
    return [(cells, row) for cells in tables.values() for row in cells.loose]


def _settle(settling: _Settling, cells: Cells) -> None:
    for parent, rows in families(cells):
        if parent in cells.loose:
            options = settling.options(cells, parent)
            if rows and not any(row in cells.loose for row in rows) and not _little(cells, parent):
                options = settling.sums(cells, parent, rows, options)
            chosen = settling.told(cells, parent, options)
            if chosen is not None:
                _put(cells, parent, chosen)
        if parent not in cells.loose and rows and not any(_little(cells, each) for each in rows):
            for row, option in (settling.together(cells, parent, rows) or {}).items():
                _put(cells, row, option)
    for row in list(cells.loose):
        chosen = settling.told(cells, row, settling.options(cells, row))
        if chosen is not None:
            _put(cells, row, chosen)


def _little(cells: Cells, row: str) -> bool:
    """Whether a row has an amount so little that rounding could bring it about: arithmetic tells nothing of it."""
    amounts = cells.loose.get(row, [])
    least = step_of(amounts, cells.unit) * _LITTLE
    return any(abs(each.figure.value * cells.unit) < least for each in amounts if each.figure is not None)


def _put(cells: Cells, row: str, option: Option) -> None:
    for column, token in zip(option, cells.loose.pop(row), strict=True):
        cells.place(row, column, token.figure, token.text, token.page, token.box)


def _common(cells: Cells, row: str, options: Sequence[Option]) -> list[Token]:
    """Place the amounts whose column is the same in all ways that are left; those that aren't come back."""
    left = []
    for at, token in enumerate(cells.loose[row]):
        columns = {option[at] for option in options}
        if len(columns) == 1:
            cells.place(row, columns.pop(), token.figure, token.text, token.page, token.box)
        else:
            left.append(token)
    return left
