"""Codes by the names that words have for them: 科学技术（类）科技条件与服务（款）机构运行（项）."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gov_accounts.law.codes import official_codes

if TYPE_CHECKING:
    from gov_accounts.audit.paper import Tables

_CLASS: Final = r"(?P<class>[一-鿿、“”]{2,24}?)(?:支出)?（类）(?:支出)?"
_TRIPLE: Final = re.compile(
    rf"{_CLASS}(?P<group>[一-鿿、（）“”]{{2,40}}?)（款）(?:支出)?(?P<item>[一-鿿、（）“”]{{2,40}}?)（项）(?:支出)?"
)
_ALONE: Final = re.compile(r"(?P<name>[一-鿿、（）“”]{2,40}?)（(?P<level>[类款项])）(?:支出)?")
_LEVELS: Final = {"类": 3, "款": 5, "项": 7}
_LENGTHS: Final = (3, 5, 7)


@dataclass(frozen=True, slots=True)
class Named:
    """Names of codes, and where in the text they end."""

    code: str
    name: str
    end: int


class Items:
    """The codes of a document, by their names: those that its tables print, and the year's classification."""

    def __init__(self, tables: Tables) -> None:
        self.names: dict[str, dict[str, str]] = {}
        listed = official_codes()
        for table in tables.tables.values():
            for code, label in table.labels.items():
                if code.isdigit() and len(code) in _LENGTHS:
                    self._add(code, label)
                    self._add(code, listed.functional.name(code, tables.year))
        self.year = year = tables.year
        self.classes = {
            _base(row.name): row.code
            for rows in listed.functional.rows.values()
            for row in rows
            if len(row.code) == _LENGTHS[0] and row.in_force(year)
        }
        self.econ: dict[str, str] = {}
        for rows in listed.economic.rows.values():
            for row in rows:
                if row.in_force(year):
                    self.econ.setdefault(row.name, row.code)
        for table in tables.tables.values():
            if table.key == "general_basic":
                self.econ |= {_bare(label): code for code, label in table.labels.items() if code.isdigit()}

    def _add(self, code: str, label: str) -> None:
        if label:
            self.names.setdefault(code, {})[_base(_bare(label))] = code

    def last(self, text: str) -> Named | None:
        """The last code that is named in a text."""
        triples = list(_TRIPLE.finditer(text))
        alone = list(_ALONE.finditer(text))
        if triples and (not alone or triples[-1].end() > alone[-1].end()):
            match = triples[-1]
            code = self._triple(match["class"], match["group"], match["item"])
            return Named(code, match["item"], match.end()) if code else None
        if alone:
            match = alone[-1]
            words, length = match["name"].lstrip("、"), _LEVELS[match["level"]]
            code = self._class(words) if length == _LENGTHS[0] else self._below(words, length)
            return Named(code, f"{words}（{match['level']}）", match.end()) if code else None
        return None

    def _below(self, words: str, length: int) -> str:
        """The only code of a level that is so named."""
        base = _base(words)
        found = {
            code: len(name)
            for code, names in self.names.items()
            if len(code) == length
            for name in names
            if base.endswith(name)
        }
        best = [code for code, long in found.items() if long == max(found.values())]
        return best[0] if len(best) == 1 else ""

    def _class(self, words: str) -> str:
        """A class by its name, with whatever stands before it in the text."""
        base = _base(words)
        found = [name for name in self.classes if base.endswith(name)]
        return self.classes[max(found, key=len)] if found else ""

    def _triple(self, of_class: str, group: str, item: str) -> str:
        code = self._class(of_class)
        under = [each for each in self.names if len(each) == _LENGTHS[2] and each.startswith(code)] if code else []
        same = [each for each in under if _base(item) in self.names[each]]
        if len(same) > 1:
            groups = {each for each in self.names if _base(group) in self.names[each]}
            same = [each for each in same if each[: _LENGTHS[1]] in groups]
        return same[0] if len(same) == 1 else ""

    def alone(self, words: str) -> str:
        """The code of a class that words name and nothing else, as in a list of classes: 教育支出."""
        return self.classes.get(_base(words), "") if words.endswith("支出") else ""

    def economic(self, words: str) -> str:
        """An economic code by its name at the end of some words."""
        found = [name for name in self.econ if words.endswith(name)]
        return self.econ[max(found, key=len)] if found else ""


def _base(name: str) -> str:
    return name.removesuffix("支出")


def _bare(label: str) -> str:
    """A label without blanks, and without what numbers it."""
    return re.sub(r"\s+", "", label)
