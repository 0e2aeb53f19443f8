"""What an element of each kind of list has, whatever the outline adds: the names that its sentences may use.

``sources`` makes the elements; what this says of them and what they are is held together by a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TypeAlias

from gov_accounts.publishing.outline.cells import named_form
from gov_accounts.publishing.outline.codes import among
from gov_accounts.publishing.outline.keys import FIRST, Keys
from gov_accounts.publishing.outline.lists import (
    Achievements,
    Bought,
    Columns,
    Evaluations,
    Functions,
    Funds,
    OfItem,
    OfProjects,
    OfSettings,
    Rows,
    Source,
    Tables,
    Terms,
)
from gov_accounts.publishing.outline.whole import CHOICES

if TYPE_CHECKING:
    from gov_accounts.law.codes import Codes
    from gov_accounts.law.formats import FormatSet
    from gov_accounts.publishing.outline.template import Template
    from gov_accounts.publishing.outline.whole import Outline
    from gov_accounts.publishing.settings.schema import Schema


class Text(NamedTuple):
    """A text.

    Attributes:
        values: what it may be, or an example of it; nothing where it may be anything.
    """

    values: tuple[str, ...] = ()


class Number(NamedTuple):
    """A figure; there may be none."""


class Either(NamedTuple):
    """A figure or a text: it can be said, and no more."""


class Items(NamedTuple):
    """A list of its own, that a list of the outline may be made of."""

    of: Mapping[str, Kind]


Kind: TypeAlias = Text | Number | Either | Items
Names: TypeAlias = Mapping[str, Kind]

ANY_TEXT: Final = Text()
NUMBER: Final = Number()
NUMBERED: Final[Names] = {"number": ANY_TEXT, "ordinal": ANY_TEXT}
"""What any element has: 1 and 一, 2 and 二 …"""
EVALUATIONS: Final = "performance.projects"
"""The key of disclosure.toml that self-evaluations are written under."""
_TEXTS: Final = ("department", "date", "goal", "problems", "measures", "deviation", "follow_up", "implementer")
_MONEY: Final = (
    *("budget", "executed", "current", "carried", "other"),
    *("spent_fiscal", "spent_current", "spent_carried", "spent_other"),
)
_INDICATOR: Final[Names] = {
    **dict.fromkeys(("name", "level1", "level2", "unit"), ANY_TEXT),
    **dict.fromkeys(("target", "actual"), Either()),
    **dict.fromkeys(("weight", "score"), NUMBER),
}
_EVALUATION: Final[Names] = {
    "key": ANY_TEXT,
    "path": Text((f"{EVALUATIONS}{FIRST}",)),
    **dict.fromkeys(("title", "several", *_TEXTS, *CHOICES), ANY_TEXT),
    **dict.fromkeys((*_MONEY, "rate", "execution_score", "total"), NUMBER),
    "indicators": Items(_INDICATOR),
    "told": Items(_INDICATOR),
}
_COUNTED: Final[Names] = {"key": ANY_TEXT, "title": ANY_TEXT, "amount": NUMBER}
_FIXED: Final[Mapping[type[Source], Names]] = {
    Evaluations: _EVALUATION,
    Achievements: {"key": ANY_TEXT, "of_project": ANY_TEXT, **_INDICATOR},
}


class Known(NamedTuple):
    """What there is to name.

    Attributes:
        forms: the year's tables, and those of the budget; these have no number.
        charts: keys of the year's charts.
    """

    forms: FormatSet
    charts: frozenset[str]
    schema: Schema
    codes: Codes
    outline: Outline

    def published(self) -> tuple[str, ...]:
        """Keys of the tables that are in the document."""
        return tuple(form.key for form in self.forms.formats if form.number)


class Around(Protocol):
    """Where a list is made, as far as what its elements have depends on it."""

    keys: Keys

    def texts(self, template: Template) -> tuple[str, ...]:
        """What a template may come to."""

    def own_list(self, name: str) -> Items | None:
        """A list that an element around has itself."""


def element(source: Source, known: Known, around: Around) -> Names:
    """The names that an element of a list has.

    Raises:
        DataError: the source isn't one that can be.
    """
    outline = known.outline
    match source:
        case OfProjects(fund):
            among(fund, [each.fund.text for each in outline.project_funds], "project_funds 里的一种资金")
            return {"key": ANY_TEXT, "name": ANY_TEXT, "amount": NUMBER}
        case Evaluations() | Achievements():
            around.keys.node(EVALUATIONS, outline.at)
            return _FIXED[type(source)]
        case Terms():
            return {
                "key": ANY_TEXT,
                "term": Text(tuple(each.term for each in outline.glossary.terms)),
                "told": ANY_TEXT,
            }
        case Tables():
            return {"key": Text(known.published()), "title": ANY_TEXT, "no": ANY_TEXT}
        case Rows():
            return {"key": Text(_code(source, known)), "name": ANY_TEXT}
        case Columns():
            _check_columns(source, known.forms)
            return {"id": ANY_TEXT, "key": Text(tuple(each.text for each in source.columns)), "name": ANY_TEXT}
        case OfSettings():
            return _written(source, around.keys, around.texts(source.path))
        case Funds():
            around.keys.node(EVALUATIONS, outline.at)
            totals = Text(tuple(str(fund.total.formula) for fund in outline.project_funds))
            projects = Items({"key": ANY_TEXT, "amount": NUMBER})
            return {"key": ANY_TEXT, "name": ANY_TEXT, "total_cell": totals, "projects": projects}
        case Bought():
            return _bought(outline, around.keys)
        case Functions():
            of_code = dict.fromkeys(("name", "class", "group", "told"), ANY_TEXT)
            return {"key": Text(_code(source.rows, known)), **of_code}
        case OfItem():
            items = around.own_list(source.of.text)
            if items is None:
                raise source.of.at.wrong(f"外面一层的每一个自己有的列表，没有 {source.of.text}")
            return items.of


def _bought(outline: Outline, keys: Keys) -> Names:
    for kind in outline.procurement.kinds.values():
        keys.node(f"procurement.{kind}", outline.at)
    figures = ("spent", "sme", *outline.procurement.sizes.values())
    return {"key": ANY_TEXT, "paid": ANY_TEXT, "kinds": Items(_COUNTED), **dict.fromkeys(figures, NUMBER)}


def _check_columns(source: Columns, forms: FormatSet) -> None:
    table, row = source.table, source.row
    form = named_form(table, forms)
    for column in source.columns:
        if column.text not in form.column_keys():
            raise column.at.wrong(f"{table.text} 的一栏，没有 {column.text}")
        if not form.has(row.text, column.text):
            raise row.at.wrong(f"{table.text} 的一行，没有 {row.text}")


def _code(source: Rows, known: Known) -> tuple[str, ...]:
    """A code whose row the tables may have, of the classification of each."""
    found: dict[str, None] = {}
    for table in source.tables:
        panels = [panel for panel in named_form(table, known.forms).panels if source.level in panel.levels]
        if not panels:
            raise source.at.within("level").wrong(f"编码的长度，{table.text} 的各行没有 {source.level} 位的")
        for panel in panels:
            rows = known.codes.classification(panel.classification).rows
            for each in (*source.under, *source.without):
                if each.text not in rows:
                    raise each.at.wrong(f"{table.text} 各行的一个编码，没有 {each.text}")
            under, without = (tuple(each.text for each in prefixes) for prefixes in (source.under, source.without))
            fitting = (code for code in rows if len(code) == source.level and code.startswith(under or ""))
            code = next((code for code in fitting if not code.startswith(without)), None)
            if code is None:
                raise source.at.within("without").wrong("去掉以后还剩下编码的一列")
            found[code] = None
    return tuple(found)


def _written(source: OfSettings, keys: Keys, paths: tuple[str, ...]) -> Names:
    """What disclosure.toml lists under a path."""
    at = source.path.at
    if len(paths) > 1:
        raise at.wrong("写明的一个键")
    (path,) = paths
    node = keys.node(path, at)
    counted = node.type == "table" and {below.type for below in node.below.values()} == {"count"}
    if node.type not in ("texts", "tables") and not counted:
        raise at.wrong(f"列出若干段文字、若干张表或一张个数的表的键，{path} 不是")
    if counted != bool(source.unit):
        raise source.at.within("unit").wrong(f"个数的单位；{path} {'是' if counted else '不是'}一张个数的表")
    if source.always and not counted:
        raise source.at.within("always").wrong(f"个数的表才有的一列名称，{path} 不是")
    if source.keys and node.type != "tables":
        raise source.at.within("keys").wrong(f"若干张表才有的一列键，{path} 不是")
    if counted:
        return _COUNTED
    if node.type == "tables":
        for each in source.keys:
            if keys.node(f"{path}{FIRST}.{each.text}", each.at).type != "text":
                raise each.at.wrong(f"一段文字的键，{path}[].{each.text} 不是")
        return dict.fromkeys((each.text for each in source.keys), ANY_TEXT)
    return {"text": ANY_TEXT}
