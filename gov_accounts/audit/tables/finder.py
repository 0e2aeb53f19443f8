"""Which row of a form a printed row is, by its code or its label."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.tables.amounts import figure_of, squeezed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.audit.tables.vocabulary import Label, Vocabulary
    from gov_accounts.law.form import Format

_CODE: Final = re.compile(r"^(\d{3}|\d{5}|\d{7})(?!\d)[-.、:]?(.*)$")
_CODE_LAST: Final = re.compile(r"^(\D+?)[(\[]?(\d{3}|\d{5}|\d{7})[)\]]?$")
_PARTED: Final = re.compile(r"^(\d{3})[-.·](\d\d)(?:[-.·](\d\d))?$")
_CUT: Final = 4
"""The fewest characters of a label that is cut off."""
_LIKE: Final = 60
"""How many of a hundred characters are alike where the row's number says the same."""
_LONGEST: Final = 60
EXACT, SYNONYM, SHORT, CUT_OFF, ALIKE = range(5)


@dataclass(frozen=True, slots=True)
class Found:
    """A row that was found.

    Attributes:
        panel: the number of its panel.
        at: its place among the panel's rows; -1 for a code's row that the form doesn't fix.
        way: how well the label fits, 0 the best.
    """

    key: str
    panel: int
    at: int
    way: int


@dataclass(slots=True)
class _Known:
    label: Label
    others: tuple[Label, ...]
    key: str
    panel: int
    at: int


@dataclass(slots=True)
class RowFinder:
    """Finds a form's rows.

    Attributes:
        last: panel → the place of the row found last, so that of rows alike the next one is meant.
    """

    form: Format
    words: Vocabulary
    last: dict[int, int] = field(default_factory=dict)
    known: list[_Known] = field(init=False)
    codes: bool = field(init=False)
    remembered: dict[str, list[tuple[int, _Known]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Prepare the labels of the rows that the form fixes."""
        others = self.words.rows.get(self.form.key, {})
        self.codes = any(panel.classification for panel in self.form.panels)
        self.known = [
            _Known(
                self.words.label(row.label),
                tuple(self.words.label(each) for each in (*others.get(row.key, ()), row.name)),
                row.key,
                number,
                at,
            )
            for number, panel in enumerate(self.form.panels)
            for at, row in enumerate(panel.rows)
            if row.label and not row.code
        ]

    def code(self, text: str) -> str:
        """The code that a text is or begins or ends with, if the form has a row for it; else nothing."""
        return self.parted(text)[0]

    def parted(self, text: str, *, dotted: bool = False) -> tuple[str, str]:
        """A code and the name beside it; nothing, and the text, where it has no code of the form's.

        Args:
            text: what stands in a cell.
            dotted: whether it is a cell for codes, so that ``208.05`` is no amount.
        """
        plain = squeezed(text)
        if self.codes and (dotted or plain.isdigit() or figure_of(plain) is None):
            pieces = _PARTED.match(plain) if dotted else None
            if pieces is not None:
                plain = "".join(filter(None, pieces.groups()))
            if (found := _CODE.match(plain)) and self.form.panel_of(found[1]) is not None:
                return found[1], found[2]
            if (found := _CODE_LAST.match(plain)) and self.form.panel_of(found[2]) is not None:
                return found[2], found[1]
        return "", plain

    def find(self, code: str, label: str, panels: Sequence[int] | None = None) -> Found | None:
        """A printed row; None where the form has none that fits.

        Args:
            code: digits, or nothing.
            label: the words beside it.
            panels: where it is to be looked for; everywhere, if not given.
        """
        if code and self.codes:
            panel = self.form.panel_of(code)
            if panel is None:
                return None
            number = next(at for at, each in enumerate(self.form.panels) if each is panel)
            return Found(code, number, -1, EXACT)
        found = [(way, each) for way, each in self._ways(label) if panels is None or each.panel in panels]
        if not found:
            return None
        best = min(way for way, _ in found)
        among = [each for way, each in found if way == best or (best <= SYNONYM and way <= SYNONYM)]
        after = [each for each in among if each.at > self.last.get(each.panel, -1)]
        chosen = min(after or among, key=lambda each: (each.panel, each.at))
        return Found(chosen.key, chosen.panel, chosen.at, best)

    def take(self, found: Found) -> None:
        """Remember that a row was read."""
        if found.at >= 0:
            self.last[found.panel] = found.at

    def alike(self, label: str) -> frozenset[int]:
        """The panels that have a row so called."""
        return frozenset(each.panel for way, each in self._ways(label) if way <= SYNONYM)

    def _ways(self, label: str) -> list[tuple[int, _Known]]:
        if len(label) > _LONGEST:
            return []
        if label not in self.remembered:
            printed = self.words.label(label)
            ways = [(self._way(printed, each), each) for each in self.known] if printed.bare else []
            self.remembered[label] = [(way, each) for way, each in ways if way is not None]
        return self.remembered[label]

    @staticmethod
    def _way(printed: Label, known: _Known) -> int | None:
        if printed.bare == known.label.bare:
            return EXACT
        if any(printed.bare == each.bare for each in known.others):
            return SYNONYM
        if printed.short == known.label.short:
            return SHORT
        same_number = printed.number == known.label.number
        if len(printed.bare) >= _CUT and known.label.bare.startswith(printed.bare) and same_number:
            return CUT_OFF
        if same_number and printed.number and len(printed.bare) >= _CUT:
            beginning = known.label.bare[: len(printed.bare) + 2]
            like = difflib.SequenceMatcher(None, printed.bare, beginning, autojunk=False)
            if like.ratio() * 100 >= _LIKE:
                return ALIKE
        return None
