"""A form's file, read: every code it takes is in some list, every row and column a formula names is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Final, cast

from gov_accounts.law.form import PERIODS, Auxiliary, Column, Format, Panel, Row, Stub, Take, selecting
from gov_accounts.law.formula import Formula, FormulaError, Reference, parse
from gov_accounts.law.known import ACCOUNTS, ECON, FUNC, FUND, beginnings_in, codes_in

if TYPE_CHECKING:
    from gov_accounts.law.form import Period
    from gov_accounts.law.reading import Entry

_PROJECT: Final = {"some": True, "none": False}
_FORMULA: Final = "一个公式"


def read_form(content: Entry) -> Format:
    """A form from its file.

    Raises:
        DataError: it is not as it should be, or a formula names a row or column that it hasn't.
    """
    content.known("key", "number", "title", "remark", "empty", "landscape", "take", "panels", "auxiliary")
    form = Format(
        content.text("key"),
        content.number("number", 0),
        content.text("title"),
        content.text("remark"),
        content.text("empty", ""),
        content.flag("landscape"),
        _take(content) or Take(),
        tuple(_panel(each) for each in content.entries("panels", least=1)),
        {name: _auxiliary(name, each) for name, each in content.named("auxiliary").items()},
    )
    _check(form, content)
    return form


def _auxiliary(name: str, entry: Entry) -> Auxiliary:
    entry.known("label", "take", "formula")
    return Auxiliary(name, entry.text("label"), _take(entry), _formula(entry))


def _panel(entry: Entry) -> Panel:
    entry.known("stubs", "columns", "rows", "codes", "classification", "levels", "under")
    classification = entry.choice("classification", ("", "func", "econ"), "")
    rows = [row for each in entry.entries("rows") for row in _rows(each)]
    codes = codes_in(entry, "codes", classification, ()) if classification else ()
    coded = [Row(code, "", code, selecting(classification, code)) for code in codes]
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
    )


def _column(entry: Entry) -> Column:
    entry.known("id", "heads", "take", "formula")
    return Column(entry.text("id"), entry.texts("heads"), _take(entry), _formula(entry))


def _rows(entry: Entry) -> Iterable[Row]:
    """A row; or, where its id is a range such as ``9..26``, as many blank ones."""
    entry.known("id", "label", "take", "formula", "foot")
    row_id = entry.text("id")
    if ".." in row_id:
        first, last = row_id.split("..")
        yield from (Row(str(number), "") for number in range(int(first), int(last) + 1))
        return
    by_column = None
    if isinstance(entry.values.get("formula"), Mapping):
        inner = entry.entry("formula")
        by_column = {column: inner.parsed(column, parse, _FORMULA) for column in inner.values}
    yield Row(
        row_id,
        entry.text("label", row_id),
        "",
        _take(entry),
        _formula(entry) if by_column is None else None,
        by_column,
        entry.flag("foot"),
    )


def _take(entry: Entry) -> Take | None:
    if "take" not in entry:
        return None
    taken = entry.entry("take").known(*(field.name for field in fields(Take)))
    project = taken.choice("project", ("", *_PROJECT), "")
    period = taken.choice("period", ("", *PERIODS), "")
    return Take(
        beginnings_in(taken, "accounts", ACCOUNTS, ()),
        beginnings_in(taken, "accounts_except", ACCOUNTS, ()),
        beginnings_in(taken, "func", FUNC, ()),
        beginnings_in(taken, "func_except", FUNC, ()),
        beginnings_in(taken, "econ", ECON, ()),
        beginnings_in(taken, "econ_except", ECON, ()),
        codes_in(taken, "fund", FUND, ()),
        codes_in(taken, "fund_except", FUND, ()),
        _PROJECT[project] if project else None,
        cast("Period", period) if period else None,
    )


def _formula(entry: Entry) -> Formula | None:
    return entry.parsed("formula", parse, _FORMULA) if "formula" in entry else None


def _check(form: Format, content: Entry) -> None:
    """Refuse a form of which two rows are called the same, or a formula names what it hasn't."""
    rows = [row.id for panel in form.panels for row in panel.rows]
    if len(set(rows)) != len(rows):
        raise content.wrong("rows", "互不相同的行次")
    for index, panel in enumerate(form.panels):
        _check_panel(form, panel, f"panels[{index}]", content)
    for auxiliary in form.auxiliary.values():
        for reference in _references(content, auxiliary.formula, []):
            if reference.id not in form.auxiliary or reference.column is not None:
                raise content.wrong(f"auxiliary.{auxiliary.id}", f"表内辅助数组成的公式，没有 {reference}")


def _check_panel(form: Format, panel: Panel, where: str, content: Entry) -> None:
    columns = [column.id for column in panel.columns]
    if len(set(columns)) != len(columns):
        raise content.wrong(f"{where}.columns", "互不相同的栏次")
    for row in panel.rows:
        for written in row.formulas or ():
            if written not in columns:
                raise content.wrong(where, f"有的栏，{row.id} 行的公式写了 {written}")
        for column in columns:
            for reference in _references(content, row.formula_in(column), [each.id for each in panel.rows]):
                if not form.resolves(reference, column):
                    raise content.wrong(f"{where} {row.id} 行", f"表内有的行和栏组成的公式，没有 {reference}")
    for each in panel.columns:
        for reference in _references(content, each.formula, columns):
            if reference.id not in columns or reference.column is not None:
                raise content.wrong(f"{where} {each.id} 栏", f"这一栏所在的各栏组成的公式，没有 {reference}")


def _references(content: Entry, formula: Formula | None, ids: Sequence[str]) -> list[Reference]:
    try:
        return list(formula.expanded(ids).references()) if formula is not None else []
    except FormulaError as error:
        raise content.wrong(f"formula {formula}", f"表内有的行或栏，没有 {error}") from error
