"""Which rows of a 科目余额表 are sums of others, and whether they are: only the lowest level counts.

1002              ─┬─ sum of 100201, 100202
100201  基本户     │
100202  专户      ─┘
7201              ─┬─ sum of its parts by codes
7201 2060501 30201 │
7201 2060501 30206─┘
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from gov_accounts.exchange.accounts import pieces_of
from gov_accounts.law.codes import official_codes

if TYPE_CHECKING:
    from gov_accounts.exchange.balances.rows import Row

Path: TypeAlias = tuple[str, ...]
Amounts: TypeAlias = Mapping[tuple[str, str], int]
_PROJECT: Final = "project"
_CUT: Final = re.compile(r"\s*(?:[/\\_>]|-+|—+)\s*")


@dataclass(frozen=True, slots=True)
class Lowest:
    """A row that counts.

    Attributes:
        row: it.
        path: its levels: digits of its code, then names of details; or names where there are no codes.
        names: what each level is called, nothing where no row says so.
    """

    row: Row
    path: Path
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A sum that isn't what the rows below it come to.

    Attributes:
        row: the sum.
        figure: which of its figures.
        fen: what it says.
        sum: what they come to.
        below: how many they are.
    """

    row: Row
    figure: tuple[str, str]
    fen: int
    sum: int
    below: int


@dataclass(frozen=True, slots=True)
class Tree:
    """The rows of a table.

    Attributes:
        lowest: the rows that count, in order.
        wrong: sums that aren't right.
        rule: digits of each level of a code.
        odd: the first row whose code has none of these lengths; None where all have.
    """

    lowest: tuple[Lowest, ...]
    wrong: tuple[Wrong, ...]
    rule: tuple[int, ...]
    odd: Row | None


def make_tree(rows: Sequence[Row], rule: Sequence[int]) -> Tree:
    """The rows of one table, by level."""
    rule, odd = _rule(rows, rule)
    paths = _paths(rows, rule)
    wholes: dict[Path, int] = {}
    parts: dict[Path, list[int]] = defaultdict(list)
    for at, (row, path) in enumerate(zip(rows, paths, strict=True)):
        if any(row.codes.values()):
            parts[path].append(at)
        else:
            wholes.setdefault(path, at)
    inner = {path[:length] for path in (*wholes, *parts) for length in range(1, len(path))}
    for path in wholes.keys() & parts.keys():
        if path not in inner and not _is_sum(wholes[path], parts[path], rows):
            parts[path].append(wholes.pop(path))
    counted: list[int] = []
    below: dict[int, list[int]] = defaultdict(list)
    for at, path in enumerate(paths):
        whole = wholes.get(path)
        if at == whole or whole is None:
            parent = next((wholes[path[:n]] for n in range(len(path) - 1, 0, -1) if path[:n] in wholes), None)
        else:
            parent = whole
        if path not in inner and (at != whole or path not in parts):
            counted.append(at)
        if parent is not None and (path not in inner or at == whole):
            below[parent].append(at)
    subtotals = {at for path, group in parts.items() for at in _subtotals(group, rows)}
    kept = [at for at in counted if at not in subtotals]
    names = _names(rows, paths, wholes)
    return Tree(
        tuple(Lowest(rows[at], paths[at], names(at)) for at in kept),
        tuple(
            wrong
            for at in sorted(below)
            for wrong in _wrong(rows[at], [rows[each] for each in below[at] if each not in subtotals])
        ),
        tuple(rule),
        odd,
    )


def _paths(rows: Sequence[Row], rule: Sequence[int]) -> list[Path]:
    if any(row.code for row in rows):
        return [(*pieces_of(row.code, rule), *row.details) for row in rows]
    return list(_by_indent(rows))


def _rule(rows: Sequence[Row], rule: Sequence[int]) -> tuple[Sequence[int], Row | None]:
    """The digits of each level, and the first row that has others.

    It is the map's; another where the levels above all codes are there, and so tell it.
    """
    lengths = sorted({len(row.code) for row in rows if row.code.isdigit()})
    if set(lengths) <= set(accumulate(rule)):
        return rule, None
    codes = {row.code for row in rows}
    pairs = list(pairwise(lengths))
    if all(row.code[:shorter] in codes for row in rows for shorter, longer in pairs if len(row.code) == longer):
        return [lengths[0], *(longer - shorter for shorter, longer in pairs)], None
    odd = set(lengths) - set(accumulate(rule))
    return rule, next(row for row in rows if row.code.isdigit() and len(row.code) in odd)


def _by_indent(rows: Sequence[Row]) -> Iterator[Path]:
    stack: list[tuple[int, str]] = []
    for row in rows:
        if not row.name:  # a part of the account above, by codes
            yield (*(name for _, name in stack), *row.details)
            continue
        while stack and stack[-1][0] >= row.indent:
            stack.pop()
        stack.append((row.indent, row.name))
        yield (*(name for _, name in stack), *row.details)


def _names(rows: Sequence[Row], paths: Sequence[Path], wholes: Mapping[Path, int]) -> Callable[[int], tuple[str, ...]]:
    def names(at: int) -> tuple[str, ...]:
        row, path = rows[at], paths[at]
        coded = len(path) - len(row.details) if row.code else len(path)
        parts = [part for part in _CUT.split(row.name) if part] if row.code else []
        if coded > 1 and len(parts) == coded:  # all levels in one cell
            return (*parts, *row.details)
        found = []
        for level in range(1, coded):
            whole = wholes.get(path[:level])
            told = rows[whole].name if whole is not None else ""
            found.append(told or (row.above[level - 1] if len(row.above) == coded - 1 else ""))
        if not row.code:
            return path
        return (*found, row.name, *row.details)

    return names


def _is_sum(whole: int, parts: Sequence[int], rows: Sequence[Row]) -> bool:
    """Whether a row without codes is the sum of those with codes: said to be, or equal, or before them."""
    leaf = rows[whole].leaf
    if leaf is not None:
        return not leaf
    return _sum(rows[at].figures for at in parts) == dict(rows[whole].figures) or whole < min(parts)


def _sum(figures: Iterable[Amounts]) -> dict[tuple[str, str], int]:
    total: dict[tuple[str, str], int] = {}
    for each in figures:
        for key, fen in each.items():
            total[key] = total.get(key, 0) + fen
    return total


def _subtotals(group: Sequence[int], rows: Sequence[Row]) -> Iterator[int]:
    """Of an account's parts those that are the sums of others with more codes; another project is another part."""
    by_keys: dict[frozenset[str], list[int]] = defaultdict(list)
    for at in group:
        by_keys[frozenset(key for key, said in rows[at].codes.items() if said)].append(at)
    for keys, coarse in by_keys.items():
        for more, fine in by_keys.items():
            if not keys < more or (_PROJECT in keys) != (_PROJECT in more):
                continue
            sums: dict[Path, list[Amounts]] = defaultdict(list)
            for at in fine:
                sums[_told(rows[at], keys)].append(rows[at].figures)
            for at in coarse:
                if (of := sums.get(_told(rows[at], keys))) and _sum(of) == dict(rows[at].figures):
                    yield at


def _told(row: Row, keys: frozenset[str]) -> Path:
    """What a row says of some keys."""
    return tuple(part for key in sorted(keys) for part in row.codes[key])


def _wrong(row: Row, below: Sequence[Row]) -> Iterator[Wrong]:
    total = _sum([each.figures for each in below])
    for figure, fen in row.figures.items():
        if below and total.get(figure, 0) != fen:
            yield Wrong(row, figure, fen, total.get(figure, 0), len(below))


def with_sides(rows: Sequence[Row], *, by_chart: bool) -> list[Row]:
    """The rows, their balances of one column without a side turned: by the account's usual side, or as they are."""
    coded = any(row.code for row in rows)
    accounts = [row.code for row in rows] if coded else [path[0] for path in _by_indent(rows)]
    found = []
    for row, account in zip(rows, accounts, strict=True):
        sign = -1 if by_chart and (_is_credit(account) if coded else _is_credit_name(account)) else 1
        figures = {
            (span, "balance" if side == "amount" else side): sign * fen if side == "amount" else fen
            for (span, side), fen in row.figures.items()
        }
        found.append(replace(row, figures=figures))
    return found


def _is_credit(code: str) -> bool:
    """Whether the balance of an account is usually a credit: as the chart says of its longest beginning."""
    rows = official_codes().chart.rows
    digits = "".join(each for each in code if each.isdigit())
    return next((rows[digits[:n]].credit_normal for n in range(len(digits), 0, -1) if digits[:n] in rows), False)


def _is_credit_name(name: str) -> bool:
    return any(name in each.names and each.credit_normal for each in official_codes().chart.accounts)
