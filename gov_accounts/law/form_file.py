"""A form's file, read: every code it takes is in some list, every row and column a formula names is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from itertools import count
from typing import TYPE_CHECKING, Final, TypeVar, cast

from gov_accounts.law.form import (
    MINISTRY,
    PERIODS,
    SIDES,
    Auxiliary,
    Column,
    Format,
    Panel,
    Printing,
    Row,
    Stub,
    Take,
    code_row,
)
from gov_accounts.law.formula import Formula, FormulaError, Reference, parse
from gov_accounts.law.known import ECON, FUNC, FUND, accounts_in, beginnings_in, codes_in

if TYPE_CHECKING:
    from gov_accounts.law.form import Period, Side
    from gov_accounts.law.reading import Entry

_PROJECT: Final = {"some": True, "none": False}
_FORMULA: Final = "一个公式"
_LOOKS: Final = ("bold", "indent", "unfilled")
Part = TypeVar("Part", Row, Column)


def read_form(content: Entry, number: int = 0, printing: Printing | None = None, *, statements: bool = False) -> Format:
    """A form from its file.

    Args:
        content: the file.
        number: its 表 number in the set; 0 for a table of no set.
        printing: how the tables of its set are printed, where that is said.
        statements: whether it is a statement of 政府会计制度, which may ask for what no other form is filled with.

    Raises:
        DataError: it is not as it should be, or a formula names a row or column that it hasn't.
    """
    content.known(
        *("key", "title", "remark", "empty", "landscape", "row_numbers", "column_numbers"),
        *("take", "panels", "auxiliary"),
        *(("sign", "date") if statements else ()),
    )
    title = content.text("title")
    form = Format(
        content.text("key"),
        number,
        content.text("sign", f"表{number}" if number else title),
        title,
        content.text("remark", ""),
        content.text("empty", ""),
        content.flag("landscape"),
        _take(content) or Take(),
        _called(_numbered(_panels(content), content)),
        {name: _auxiliary(name, each) for name, each in content.named("auxiliary").items()},
        replace(printing or MINISTRY, date=_pattern(content, "date", "", "year", "month", "day")),
    )
    _check(form, content)
    if not statements and (asked := _of_statements(form)):
        raise content.wrong("panels", f"公开的表能填的，{asked} 只有会计报表能写")
    return form


def read_printing(entry: Entry) -> Printing:
    """How the tables of a set are printed; what isn't said is as it is in the Ministry's forms.

    Raises:
        DataError: it is not as it should be.
    """
    entry.known(*(field.name for field in fields(Printing)))
    return Printing(
        _pattern(entry, "heading", MINISTRY.heading, "title", "year"),
        entry.text("department", MINISTRY.department) if entry.values.get("department") != "" else "",
        entry.text("money", MINISTRY.money),
        entry.flag("numbered") if "numbered" in entry else MINISTRY.numbered,
        entry.flag("totals_across"),
        flowing=entry.flag("flowing"),
    )


def _of_statements(form: Format) -> str:
    """What a form asks for that only the statements of 政府会计制度 are filled with; nothing where it asks for none."""
    if any(row.each_project for panel in form.panels for row in panel.rows):
        return "each_project"
    if any(column.last for panel in form.panels for column in panel.columns):
        return "last"
    return 'period = "month"' if any(take.period == "month" for take in form.takes()) else ""


def _pattern(entry: Entry, key: str, otherwise: str, *slots: str) -> str:
    """A text with slots, each of which is known."""
    text = entry.text(key, otherwise)
    try:
        text.format_map(dict.fromkeys(slots, ""))
    except (KeyError, ValueError, IndexError) as error:
        raise entry.wrong(key, f"只用 {'、'.join(f'{{{each}}}' for each in slots)} 的一段文字") from error
    return text


def _auxiliary(name: str, entry: Entry) -> Auxiliary:
    entry.known("label", "take", "formula")
    return Auxiliary(name, entry.text("label"), _take(entry), _formula(entry))


def _panels(content: Entry) -> tuple[Panel, ...]:
    entries = content.entries("panels", least=1)
    keys = [each.text("key") for each in entries]
    if len(set(keys)) != len(keys):
        raise content.wrong("panels", "互不相同的 key")
    return tuple(_panel(each) for each in entries)


def _panel(entry: Entry) -> Panel:
    entry.known("key", "stubs", "columns", "rows", "codes", "classification", "levels", "under", "blank_lines")
    classification = entry.choice("classification", ("", "func", "econ"), "")
    rows = [row for each in entry.entries("rows") for row in _rows(each)]
    codes = codes_in(entry, "codes", classification, ()) if classification else ()
    coded = [code_row(classification, code) for code in codes]
    return Panel(
        tuple(
            Stub(stub.choice("field", ("id", "label")), stub.texts("heads"))
            for stub in (each.known("field", "heads") for each in entry.entries("stubs"))
        ),
        tuple(_column(each) for each in entry.entries("columns", least=1)),
        (*(row for row in rows if not row.foot), *coded, *(row for row in rows if row.foot)),
        classification,
        entry.numbers("levels"),
        beginnings_in(entry, "under", classification, ()) if "under" in entry else (),
        entry.number("blank_lines", 0),
    )


def _column(entry: Entry) -> Column:
    entry.known("key", "heads", "take", "formula", "last")
    last = entry.text("last", "")
    return Column(entry.text("key"), "", "", entry.texts("heads"), _take(entry), _formula(entry), last)


def _numbered(panels: tuple[Panel, ...], content: Entry) -> tuple[Panel, ...]:
    """The panels with the numbers that the form prints: 行次 count through it, 栏次 through it or each panel."""
    rows, columns = count(1), count(1)
    by_row = content.flag("row_numbers")
    by_column = content.choice("column_numbers", ("", "table", "panel"), "")
    if named := by_row and [row for panel in panels for row in panel.rows if row.label and row.name != row.label]:
        raise content.wrong("row_numbers", f"false，或去掉 {named[0].key} 行的 name：有行次的行就叫它的行次")
    made = []
    for panel in panels:
        if by_column == "panel":
            columns = count(1)
        made.append(
            replace(
                panel,
                rows=tuple(_with_number(each, str(next(rows))) for each in panel.rows) if by_row else panel.rows,
                columns=tuple(_with_number(each, str(next(columns))) for each in panel.columns)
                if by_column
                else panel.columns,
            )
        )
    return tuple(made)


def _with_number(part: Part, number: str) -> Part:
    return replace(part, no=number, name=number)


def _called(panels: tuple[Panel, ...]) -> tuple[Panel, ...]:
    """The panels, each column without a 栏次 called by as many of its headings as tell it from the others."""
    paths = [column.words for panel in panels for column in panel.columns]

    def name(column: Column) -> str:
        for size in range(1, len(column.words)):
            end = column.words[-size:]
            if sum(path[-size:] == end for path in paths) == 1:
                return "·".join(end)
        return "·".join(column.words)

    return tuple(
        replace(panel, columns=tuple(replace(each, name=each.name or name(each)) for each in panel.columns))
        for panel in panels
    )


def _rows(entry: Entry) -> Iterable[Row]:
    """A row; or as many blank ones as it says."""
    entry.known("key", "name", "label", "take", "formula", "foot", "blank", "why", "each_project", *_LOOKS)
    key = entry.text("key")
    if "blank" in entry:
        entry.known("key", "blank")
        yield from (Row(f"{key}.{number}", "", "", "") for number in range(1, entry.number("blank") + 1))
        return
    label = _pattern(entry, "label", "", "number", "name") if "each_project" in entry else entry.text("label")
    by_column = None
    if isinstance(entry.values.get("formula"), Mapping):
        inner = entry.entry("formula")
        by_column = {column: inner.parsed(column, parse, _FORMULA) for column in inner.values}
    yield Row(
        key,
        "",
        entry.text("name", label),
        label,
        "",
        _take(entry),
        _formula(entry) if by_column is None else None,
        by_column,
        entry.flag("foot"),
        entry.text("why", ""),
        entry.flag("each_project") if "each_project" in entry else False,
        entry.flag("bold") if "bold" in entry else False,
        entry.number("indent", 0),
        entry.texts("unfilled", ()),
    )


def _take(entry: Entry) -> Take | None:
    if "take" not in entry:
        return None
    taken = entry.entry("take").known(*(field.name for field in fields(Take) if field.name != "projects"))
    project = taken.choice("project", ("", *_PROJECT), "")
    period = taken.choice("period", ("", *PERIODS), "")
    side = taken.choice("side", ("", *SIDES), "")
    return Take(
        accounts_in(taken, "accounts"),
        accounts_in(taken, "accounts_except"),
        beginnings_in(taken, "func", FUNC, ()),
        beginnings_in(taken, "func_except", FUNC, ()),
        beginnings_in(taken, "econ", ECON, ()),
        beginnings_in(taken, "econ_except", ECON, ()),
        codes_in(taken, "fund", FUND, ()),
        codes_in(taken, "fund_except", FUND, ()),
        _PROJECT[project] if project else None,
        cast("Period", period) if period else None,
        cast("Side", side) if side else None,
    )


def _formula(entry: Entry) -> Formula | None:
    return entry.parsed("formula", parse, _FORMULA) if "formula" in entry else None


def _check(form: Format, content: Entry) -> None:
    """Refuse a form of which two rows are called the same, or a formula names what it hasn't."""
    rows = [row.key for panel in form.panels for row in panel.rows]
    if len(set(rows)) != len(rows):
        raise content.wrong("rows", "互不相同的行")
    if any(not (row.label or row.code) for panel in form.panels for row in panel.rows):
        heights = [len(panel.rows) for panel in form.panels]
        if len(set(heights)) != 1:
            raise content.wrong("panels", f"有空行的表，各块的行数相同，现在是 {'、'.join(map(str, heights))} 行")
    for panel, entry in zip(form.panels, content.entries("panels"), strict=True):
        _check_panel(form, panel, entry.where, content)
    for auxiliary in form.auxiliary.values():
        if auxiliary.key in form.fixed:
            raise content.wrong(f"auxiliary.{auxiliary.key}", "与各行不同的键")
        for reference in _references(content, auxiliary.formula, []):
            if reference.key not in form.auxiliary or reference.column is not None:
                raise content.wrong(f"auxiliary.{auxiliary.key}", f"表内辅助数组成的公式，没有 {reference}")


def _check_panel(form: Format, panel: Panel, where: str, content: Entry) -> None:
    names = [row.name for row in panel.rows if row.name]
    if twice := next((each for each in names if names.count(each) > 1), ""):
        raise content.wrong(where, f"互不相同的行名，有两行叫“{twice}”，给其中一行写 name")
    columns = [column.key for column in panel.columns]
    if len(set(columns)) != len(columns):
        raise content.wrong(f"{where}.columns", "互不相同的栏")
    for row in panel.rows:
        for key, written in (("公式", row.formulas or ()), (" unfilled ", row.unfilled)):
            if unknown := [each for each in written if each not in columns]:
                raise content.wrong(where, f"有的栏，{row.key} 行的{key}写了 {unknown[0]}")
        for column in columns:
            for reference in _references(content, row.formula_in(column), [each.key for each in panel.rows]):
                if not form.resolves(reference, column):
                    raise content.wrong(f"{where} {row.key} 行", f"表内有的行和栏组成的公式，没有 {reference}")
    for each in panel.columns:
        if each.last and (each.last not in columns or each.take is not None or each.formula is not None):
            raise content.wrong(
                f"{where} {each.key} 栏", f"last 写另一栏的键，有 last 的不写 take 和 formula：{each.last}"
            )
        for reference in _references(content, each.formula, columns):
            if reference.key not in columns or reference.column is not None:
                raise content.wrong(f"{where} {each.key} 栏", f"这一栏所在的各栏组成的公式，没有 {reference}")


def _references(content: Entry, formula: Formula | None, ids: Sequence[str]) -> list[Reference]:
    try:
        return list(formula.expanded(ids).references()) if formula is not None else []
    except FormulaError as error:
        raise content.wrong(f"formula {formula}", f"表内有的行或栏，没有 {error}") from error
