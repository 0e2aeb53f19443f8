"""Two cells that select the same are one figure: a tie says so wherever both are printed, and of others none does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pytest

from gov_accounts.books.cube import Group
from gov_accounts.law.codes import official_codes
from gov_accounts.law.formats import FormatSet
from gov_accounts.law.formula import Reference
from gov_accounts.law.profile import official_profile
from gov_accounts.law.selection import Meaning, meaning
from gov_accounts.statements.fill import Statement, make_statements
from gov_accounts.statements.ties import Equation, equations

PROFILES = [("2020", ""), ("2024-上海", ""), ("2024-上海", "26"), ("2025-上海", "")]
CODES = official_codes()
YEAR = 2024
FORM_ROWS = ("2120101", "2230102", "2340101", "2010101", "2310101", "2320101", "2330101")
"""Functions of six classes, of three of which the form of 24 rows has none."""

of_profiles = pytest.mark.parametrize(("name", "form"), PROFILES, ids=lambda each: each or "-")


def everywhere(formats: FormatSet) -> Mapping[str, Statement]:
    """Tables with money of each kind on each row that is only there for its figures."""
    groups = []
    for fund in ("11", "12", "13", "3"):
        for func in FORM_ROWS:
            groups.append(_group("6001" if fund != "3" else "6101", func, "", fund, ""))
            groups.append(_group("8101", func, "", fund, "", YEAR - 1))
            groups += [
                _group("7201", func, econ, fund, project)
                for econ in ("30101", "30901", "30212", "31013", "30231", "30217")
                for project in ("", "P1")
            ]
    return make_statements(formats, groups, YEAR, CODES)


def _group(code: str, func: str, econ: str, fund: str, project: str, year: int = YEAR) -> Group:
    sign = 1 if code.startswith("7") else -1
    return Group(code, func, econ, fund, project, year, closing=False, fen=100, sign=sign, postings=1)


def cells(statements: Mapping[str, Statement]) -> Iterator[tuple[Reference, Meaning]]:
    for key, statement in statements.items():
        for panel, row in statement.rows():
            for column in panel.columns:
                of = meaning(statement.format, row.row.key, column.key)
                if of:
                    yield Reference(row.row.key, column.key, key), of


def pairs(ties: Iterator[Equation]) -> Iterator[tuple[Equation, Reference, Reference]]:
    """Ties that always hold of one printed cell and one other."""
    for each in ties:
        left, right = each.left.terms, each.right.terms
        alone = each.kind != "at-least" and each.when == "always" and each.printed()
        if alone and len(left) == len(right) == 1 and left[0].sign == right[0].sign:
            yield each, *each.references()  # type: ignore[misc]


def alike(statements: Mapping[str, Statement]) -> list[set[Reference]]:
    """Cells of several tables that mean the same."""
    found: dict[Meaning, set[Reference]] = defaultdict(set)
    for cell, of in cells(statements):
        found[of].add(cell)
    return [some for some in found.values() if len({cell.table for cell in some}) > 1]


def apart(some: Iterable[set[Reference]], tied: Iterable[tuple[Equation, Reference, Reference]]) -> list[str]:
    """Cells that mean the same, which ties leave apart: the first such."""
    above: dict[Reference, Reference] = {}

    def top(cell: Reference) -> Reference:
        while cell in above:
            cell = above[cell]
        return cell

    for _, left, right in tied:
        if top(left) != top(right):
            above[top(left)] = top(right)
    return next((sorted(map(str, cells)) for cells in some if len(set(map(top, cells))) > 1), [])


@of_profiles
def test_cells_of_several_tables_that_select_the_same_are_tied(name: str, form: str) -> None:
    """And not for nothing: without any one of the ties between tables whose rows are printed, some aren't."""
    formats = official_profile(name, form).formats
    tables = everywhere(formats)
    rows = {(key, row.row.key) for key, table in tables.items() for _, row in table.rows()}
    some, tied = alike(tables), list(pairs(equations(tables, formats)))
    assert not apart(some, tied)
    for each, left, right in tied:
        if left.table != right.table and {(left.table, left.key), (right.table, right.key)} <= rows:
            assert apart(some, [other for other in tied if other[0] is not each]), each.id


@of_profiles
def test_same_is_said_of_cells_that_select_the_same_alone(name: str, form: str) -> None:
    formats = official_profile(name, form).formats
    others = {
        each.id
        for each, left, right in pairs(equations(everywhere(formats), formats))
        if each.kind == "same"
        and meaning(formats.by_key[str(left.table)], left.key, str(left.column))
        != meaning(formats.by_key[str(right.table)], right.key, str(right.column))
    }
    assert others == set()
