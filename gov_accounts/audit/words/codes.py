"""Codes and their names: in the tables against the classification of the year and each other, in words against both."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.source import Unread
from gov_accounts.audit.spot import Spot
from gov_accounts.audit.words.data import data, pattern
from gov_accounts.audit.words.misspelt import misspelt_codes, one_differs
from gov_accounts.audit.words.passages import bodies, finding, squeezed
from gov_accounts.law.codes import classification_of, official_codes

if TYPE_CHECKING:
    from gov_accounts.audit.findings import AuditFinding
    from gov_accounts.audit.paper import FoundTable, Prose, Tables
    from gov_accounts.audit.words.passages import Passage
    from gov_accounts.law.codes import Classification

_WHY: Final = "科目名称应是当年《政府收支分类科目》的，各处应一致"
_SHORTEST: Final = 2
_LONG_ENOUGH: Final = 5
"""A shorter name is too like others."""
_SHOWN: Final = 20
_CLASS, _SECTION, _ITEM = official_codes().functional.lengths
"""How many digits 类, 款 and 项 have."""
_BRACKETS: Final = str.maketrans("()[]－—", "（）［］--")
_LEADING: Final = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[0-9]+[.．、]|其中：|[类款项]+$)"
)


def check_codes(tables: Tables, prose: Prose) -> tuple[tuple[AuditFinding, ...], tuple[Unread, ...]]:
    """Names that aren't their code's; codes that aren't known are left unchecked, for a place may have its own."""
    findings: list[AuditFinding] = []
    unknown: dict[str, None] = {}
    names = Names.of(tables)
    for (code, label), places in _labels(tables).items():
        if all(_as_in_form(table, code, label) for table, _ in places):
            continue
        wrong = names.wrong(code, label)
        if wrong is None:
            unknown[f"{code} {label}"] = None
        elif wrong:
            spots = [spot for _, spot in places]
            what = f"{'、'.join(dict.fromkeys(table.number for table, _ in places))}里{code}的名称是“{label}”，{wrong}"
            findings.append(finding("code-name", spots, what, _WHY, names.official(code)))
    slips = list(misspelt_codes(names.own, bodies(prose)))
    wrong_names = {each.places[0].printed for each in slips}
    findings += slips
    findings += [each for each in _triples(names, prose) if _plain(each.places[0].printed) not in wrong_names]
    why = "目录里没有这些科目，也可能是地方增设的"
    listed = "、".join(list(unknown)[:_SHOWN]) + ("等" if len(unknown) > _SHOWN else "")
    return tuple(findings), ((Unread(f"科目名称：{listed}", why),) if unknown else ())


def _labels(tables: Tables) -> Mapping[tuple[str, str], list[tuple[FoundTable, Spot]]]:
    """Code and name → where they stand, of tables whose rows are codes."""
    found: dict[tuple[str, str], list[tuple[FoundTable, Spot]]] = {}
    for table in tables.tables.values():
        for row, label in table.labels.items():
            plain = squeezed(label)
            panel = table.form.panel_of(row)
            if panel is None or not panel.classification or not plain or not classification_of(row):
                continue
            if panel.classification != classification_of(row):
                continue
            page = next((spot.page for (key, _), spot in table.spots.items() if key == row), table.page)
            spot = Spot(table=table.number, row=row, page=page, printed=plain)
            found.setdefault((row, plain), []).append((table, spot))
    return found


def _as_in_form(table: FoundTable, code: str, label: str) -> bool:
    """Whether a code is called as its form calls it."""
    panel = table.form.fixed.get(code)
    return panel is not None and any(row.key == code and same(row.label, label) for row in panel.rows)


def _plain(name: str) -> str:
    return squeezed(name).translate(_BRACKETS)


def same(one: str, other: str) -> bool:
    """Whether two names are one: cut by the page, or with or without a word that is often left out."""
    one, other = _loose(one), _loose(other)
    return one == other


@cache
def _official_codes(year: int) -> Mapping[str, tuple[str, ...]]:
    """The codes of each name in a year, all levels."""
    listed = official_codes().functional
    found: dict[str, tuple[str, ...]] = {}
    for code in listed.rows:
        row = listed.row(code, year)
        if row is not None:
            loose = _loose(row.name)
            found[loose] = (*found.get(loose, ()), code)
    return found


def _loose(name: str) -> str:
    plain = _plain(name)
    for word in data("words").entry("codes").texts("loose"):
        plain = plain.removesuffix(word) or plain
    return plain


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called: by the classification of a year, and by a document's own tables.

    Attributes:
        own: code → the names that the tables have for it.
    """

    year: int
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _own_codes: Mapping[str, tuple[str, ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Work out once which codes a name is of."""
        by_name: dict[str, tuple[str, ...]] = {}
        for code, labels in self.own.items():
            for loose in dict.fromkeys(map(_loose, labels)):
                by_name[loose] = (*by_name.get(loose, ()), code)
        object.__setattr__(self, "_own_codes", by_name)

    @classmethod
    def of(cls, tables: Tables) -> Names:
        """Those of a document."""
        own: dict[str, dict[str, None]] = {}
        for code, label in _labels(tables):
            own.setdefault(code, {})[label] = None
        return cls(tables.year, {code: tuple(labels) for code, labels in own.items()})

    def _list(self, code: str) -> Classification:
        return official_codes().classification(classification_of(code) or "func")

    def official(self, code: str) -> str:
        """The name in the year; nothing for a code that isn't in force then."""
        row = self._list(code).row(code, self.year)
        return row.name if row is not None else ""

    def wrong(self, code: str, label: str) -> str | None:
        """What is wrong with a name of a code in a table; nothing if it is right, None if it can't be told."""
        name = self.official(code)
        plain = _plain(label)
        if not self.year and any(same(row.name, label) for row in self._list(code).rows.get(code, ())):
            return ""
        if not name or not self.year:
            # The document itself may tell: its tables should have one name.
            others = [each for each in self.own.get(code, ()) if not _misread(_plain(each), plain)]
            return f"别的表里是“{others[0]}”" if others else None
        if same(plain, name):
            return ""
        for row in self._list(code).rows.get(code, ()):
            if same(row.name, label):
                years = f"{row.last_year}年以前" if row.last_year < self.year else f"{row.first_year}年起"
                return f"那是{years}的名称，{self.year}年是“{name}”"
        if _misread(plain, _plain(name)):
            return ""
        if any(same(each, name) for each in self.own.get(code, ()) if each != label):
            return f"别的表里和{self.year}年的科目里都是“{name}”"
        listed = self._list(code)
        for each in listed.rows:
            other = listed.row(each, self.year) if len(each) == len(code) else None
            if other is not None and other.name == label and len(label) > _SHORTEST:
                return f"那是{other.code}的名称，{code}是“{name}”"
        if len(plain) >= _LONG_ENOUGH and one_differs(plain, _plain(name)) is not None:
            return f"像是“{name}”写错了一个字"
        return None

    def called(self, name: str, length: int, below: str = "") -> list[str]:
        """The codes of a length, below another, that are so called, the tables' own first."""
        loose = _loose(name)
        for codes in (self._own_codes.get(loose, ()), _official_codes(self.year).get(loose, ())):
            found = [code for code in codes if len(code) == length and code.startswith(below)]
            if found:
                return found
        return []

    def name(self, code: str) -> str:
        """What a code is called, in the tables if they have it."""
        return self.official(code) or next(iter(self.own.get(code, ())), code)


def _misread(one: str, other: str) -> bool:
    """Whether one name may be the other as it is read from a narrow cell: cut, in another order, with a neighbour's."""
    counts, others = Counter(one), Counter(other)
    return min(len(one), len(other)) >= _SHORTEST and (counts <= others or others <= counts)


def _triples(names: Names, prose: Prose) -> list[AuditFinding]:
    """Class, section and item in words: each below the one before it."""
    words = data("words").entry("codes")
    triple, final = pattern(words, "triple"), pattern(words, "final")
    far = words.number("far")
    found: dict[tuple[str, str], list[AuditFinding]] = {}
    for passage in bodies(prose):
        matches = list(triple.finditer(passage.text))
        said = frozenset(_plain(match[3]) for match in matches)
        ends = [*(match.start() for match in matches[1:]), len(passage.text)]
        for match, end in zip(matches, ends, strict=False):
            amount = final.search(passage.text, match.end(), min(match.end() + far, end))
            one = _judge(names, passage, match, amount, said)
            if one is not None:
                found.setdefault((one.rule, one.places[0].printed), []).append(one)
    merged = []
    for same_cause in found.values():
        first = same_cause[0]
        spots = [each.places[0] for each in same_cause]
        merged.append(finding(first.rule, spots, first.what, first.why, first.expected))
    return merged


def _judge(
    names: Names, passage: Passage, match: re.Match[str], amount: re.Match[str] | None, said: frozenset[str]
) -> AuditFinding | None:
    classes = names.called(_trimmed(match[1]), 3)
    if not classes or not names.own:
        return None
    sections = names.called(match[2], 5, classes[0])
    if not sections:
        items = names.called(match[3], 7, classes[0])
        if not items:
            return None
        right = names.name(items[0][:5])
        spot = passage.spot(*match.span(2))
        what = f"“{match[3]}（项）”属于“{right}（款）”，写成了“{match[2]}（款）”（{items[0]}在{items[0][:5]}之下）"
        return finding("code-section", (spot,), what, "项级科目应写在自己的款之下", right)
    if names.called(match[3], 7, sections[0]):
        return None
    spot = passage.spot(*match.span(3))
    beside = [each for each in names.own if len(each) == _ITEM and each.startswith(sections[0])]
    # The one that no other sentence is about is likely to be meant.
    left = [name for name in map(names.name, beside) if not any(same(name, each) for each in said)]
    spent = amount is not None and any(character in "123456789" for character in amount[1])
    # Without an amount it may be an item of which nothing was spent, unless all others are told of by their names.
    if not beside or not (spent or (amount is None and len(left) == 1 and len(beside) > 1)):
        return None
    listed = "、".join(f"{each} {names.name(each)}" for each in beside)
    what = f"“{match[2]}（款）”之下没有“{match[3]}（项）”；表中这一款之下有：{listed}"
    why = "文字说明的项级科目应与表中的、当年科目的名称一致"
    return finding("code-item", (spot,), what, why, left[0] if len(left) == 1 else "")


def _trimmed(name: str) -> str:
    return _LEADING.sub("", name)
