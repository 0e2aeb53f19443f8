"""How a grid's columns go: which name rows, by code, label or number, and which column of the form a figure is of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.tables.amounts import figure_of, is_blank, squeezed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gov_accounts.audit.tables.finder import RowFinder
    from gov_accounts.audit.tables.pieces import Rows
    from gov_accounts.audit.tables.vocabulary import Vocabulary
    from gov_accounts.law.form import Column, Format

_ORDER: Final = re.compile(r"^c(\d{1,2})(?:_.*)?$")
_JOINTS: Final = re.compile(r"[·/]")


@dataclass(frozen=True, slots=True)
class Segment:
    """Columns that belong together: those that name a row, and those of its figures."""

    codes: tuple[int, ...]
    labels: tuple[int, ...]
    numbers: tuple[int, ...]
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A grid's layout.

    Attributes:
        heads: how many rows of heads it begins with.
        columns: the grid's column → the panel's number → the column's key.
        paths: the grid's column → its heads, from the top.
    """

    width: int
    heads: int
    segments: tuple[Segment, ...]
    columns: Mapping[int, Mapping[int, str]]
    paths: Mapping[int, tuple[str, ...]]

    def matched(self) -> int:
        """How many of the grid's columns have one of the form's."""
        return sum(1 for each in self.columns.values() if each)


def layout_of(rows: Rows, finder: RowFinder, words: Vocabulary) -> Layout:
    """A grid's layout by a form."""
    form = finder.form
    known = head_words(form, words)
    heads = _count_heads(rows, finder, known, words)
    paths, numbers = _paths(rows, heads, words)
    kinds = [_kind(rows, heads, column, paths[column], finder, words) for column in range(rows.width)]
    segments = _segments(kinds)
    columns: dict[int, dict[int, str]] = {}
    for number, segment in enumerate(segments):
        panels = _panels(rows, heads, segment, finder)
        if len(segments) == len(form.panels) and not finder.codes:
            panels = panels or (number,)
        for panel in panels or range(len(form.panels)):
            for column, key in _matched(form, panel, segment.values, paths, numbers, words).items():
                columns.setdefault(column, {})[panel] = key
    return Layout(rows.width, heads, segments, columns, paths)


def head_words(form: Format, words: Vocabulary) -> frozenset[str]:
    """The words that a form's heads are made of."""
    found = {words.word(head) for panel in form.panels for each in panel.columns for head in each.words}
    found |= {words.word(head) for panel in form.panels for stub in panel.stubs for head in stub.heads}
    for paths in words.heads.get(form.key, {}).values():
        found |= {head for path in paths for head in path}
    for stubs in words.stubs.values():
        found |= stubs
    return frozenset(found | words.not_rows)


def is_head(rows: Rows, row: int, known: frozenset[str], words: Vocabulary) -> bool:
    """Whether a row is of heads: words of heads, or numbers of columns."""
    texts = [words.word(rows.text(row, column)) for column in range(rows.width)]
    filled = [each for each in texts if each]
    if not filled:
        return False
    if filled[0] in words.not_rows:
        return True
    if _is_numbering(filled):
        return True
    return all(each in known or is_blank(each) for each in filled) and (len(filled) > 1 or filled[0] in known)


def _is_numbering(filled: Sequence[str]) -> bool:
    """Whether cells number columns: 栏次, 1, 2, …, again from 1 in another panel."""
    digits = [each for each in filled if each.isdigit()]
    if len(digits) < 3 or len(digits) < len(filled) - 3:  # noqa: PLR2004 - 栏次, once in each panel
        return False
    numbers = [int(each) for each in digits]
    return numbers[0] <= 1 and all(after in (before + 1, 1) for before, after in pairwise(numbers))


def _count_heads(rows: Rows, finder: RowFinder, known: frozenset[str], words: Vocabulary) -> int:
    bare = not finder.form.panels[0].stubs
    heads = 0
    for row in range(len(rows.cells)):
        texts = [rows.text(row, column) for column in range(rows.width)]
        filled = [words.word(each) for each in texts if squeezed(each)]
        if _only_total(filled, finder):
            break
        if is_head(rows, row, known, words):
            heads = row + 1
            continue
        if any(figure_of(each) is not None for each in texts) and (bare or heads):
            break
        if sum(each in known for each in filled) > 1:
            heads = row + 1
            continue
        first = next((each for each in texts if squeezed(each)), "")
        code, label = finder.parted(first)
        if first and finder.find(code, label) is not None:
            break
        if not filled and heads:
            break
        if any(figure_of(each) is not None and not squeezed(each).isdigit() for each in texts):
            break
    return heads


def _only_total(filled: Sequence[str], finder: RowFinder) -> bool:
    """Whether a row says nothing but the label of one of the form's rows."""
    return len({*filled}) == 1 and bool(finder.form.panels[0].stubs) and finder.find("", filled[0]) is not None


def _paths(rows: Rows, heads: int, words: Vocabulary) -> tuple[dict[int, tuple[str, ...]], dict[int, str]]:
    """The heads above each column, and its number where it has one."""
    numbers: dict[int, str] = {}
    levels: list[list[str]] = []
    spread: list[list[bool]] = []
    for row in range(heads):
        texts = [words.word(rows.text(row, column)) for column in range(rows.width)]
        filled = [each for each in texts if each]
        numbering = (
            _is_numbering(filled)
            or filled[:1] == [words.columns_numbered]
            or bool(filled and all(map(str.isdigit, filled)))
        )
        if numbering:
            numbers |= {column: text for column, text in enumerate(texts) if text.isdigit()}
            texts = ["" if text.isdigit() or text == words.columns_numbered else text for text in texts]
            if not any(texts):
                continue
        cells = rows.cells[row]
        levels.append(texts if numbering else [words.word(cell.text) if cell is not None else "" for cell in cells])
        spread.append([cell is not None and cell.row != rows.numbers[row] for cell in cells])
    for number, level in enumerate(levels):
        for column in range(1, rows.width):
            below = any(each[column] and not spread[at][column] for at, each in enumerate(levels) if at > number)
            if not level[column] and below and not any(each[column] for each in levels[:number]):
                level[column] = level[column - 1]
            elif not level[column] and below and number:
                same = all(each[column] == each[column - 1] for each in levels[:number])
                level[column] = level[column - 1] if same else ""
    paths = {}
    for column in range(rows.width):
        path: list[str] = []
        for level in levels:
            for word in _JOINTS.split(level[column]) if level[column] else ():
                if word and word != words.columns_numbered and (not path or path[-1] != word):
                    path.append(word)
        if path and path[-1].isdigit():
            numbers[column] = path.pop()
        paths[column] = tuple(path)
    return paths, numbers


def _kind(rows: Rows, heads: int, column: int, path: tuple[str, ...], finder: RowFinder, words: Vocabulary) -> str:
    """What a column holds: ``code``, ``label``, ``number`` of rows, ``value``."""
    texts = [squeezed(rows.text(row, column)) for row in range(heads, len(rows.cells))]
    filled = [each for each in texts if not is_blank(each)]
    leaf = path[-1] if path else ""
    named = next((kind for kind, heads_of in words.stubs.items() if leaf in heads_of), "")
    if not named and len(path) > 1 and finder.codes and finder.find("", leaf) is not None:
        named = next((kind for kind in ("code", "label") if path[-2] in words.stubs[kind]), "")
    if named in ("code", "number"):
        return named
    worded = [each for each in filled if figure_of(each) is None]
    codes = [each for each in filled if finder.code(each)]
    if (named or not path) and codes and len(codes) * 5 >= len(filled) * 3 - 5 and len(codes) > len(worded):
        return "code"
    if named:
        return "label"
    if worded and len(worded) * 2 >= len(filled):
        return "label" if not path or any(finder.find("", each) for each in worded) else "value"
    if filled and not path and all(each.isdigit() for each in filled):
        digits = [int(each) for each in filled]
        if len(digits) > 2 and digits == list(range(digits[0], digits[0] + len(digits))):  # noqa: PLR2004
            return "number"
    return "value"


def _segments(kinds: Sequence[str]) -> tuple[Segment, ...]:
    segments: list[dict[str, list[int]]] = []
    before = "value"
    for column, kind in enumerate(kinds):
        if not segments or (before == "value" and kind != "value"):
            segments.append({"code": [], "label": [], "number": [], "value": []})
        segments[-1][kind].append(column)
        before = kind
    return tuple(
        Segment(tuple(each["code"]), tuple(each["label"]), tuple(each["number"]), tuple(each["value"]))
        for each in segments
    )


def row_words(rows: Rows, row: int, segment: Segment, finder: RowFinder) -> tuple[str, str]:
    """The code and the label that a row has in a segment."""
    pieces = [squeezed(rows.text(row, column)) for column in segment.codes]
    labels = [rows.text(row, column) for column in segment.labels]
    digits = [each for each in pieces if each.isdigit()]
    code = digits[-1] if digits else ""
    if len(digits) > 1 and len(digits[-1]) == 2:  # noqa: PLR2004 - 类, 款 and 项 apart
        code = "".join(digits)
    elif not code:
        for each in pieces:
            found, rest = finder.parted(each, dotted=True)
            code = code or found
            if rest and not (labels and any(map(squeezed, labels))):
                labels.append(rest)
    label = "".join(squeezed(each) for each in labels)
    if not code:
        code, rest = finder.parted(label)
        label = rest if code else label
    return code, label


def _panels(rows: Rows, heads: int, segment: Segment, finder: RowFinder) -> tuple[int, ...]:
    """The panels whose rows stand in a segment, those of a few stray labels left out; none where no row says."""
    counts: dict[int, int] = {}
    for row in range(heads, len(rows.cells)):
        code, label = row_words(rows, row, segment, finder)
        if not code and not label:
            continue
        found = finder.find(code, label)
        if found is not None:
            for panel in (finder.alike(label) if not code else ()) or (found.panel,):
                counts[panel] = counts.get(panel, 0) + 1
    most = max(counts.values(), default=0)
    return tuple(sorted(panel for panel, count in counts.items() if count * 5 >= most))


def _matched(
    form: Format,
    panel: int,
    values: Sequence[int],
    paths: Mapping[int, tuple[str, ...]],
    numbers: Mapping[int, str],
    words: Vocabulary,
) -> dict[int, str]:
    """The grid's columns of figures → the panel's columns."""
    columns = form.panels[panel].columns
    others = words.heads.get(form.key, {})
    scored = []
    for column in values:
        path = paths[column]
        if path and (ordered := _ORDER.match(path[-1])):
            at = int(ordered[1]) - 1
            if at < len(columns):
                scored.append((1000, -at, column, columns[at].key))
            continue
        for at, each in enumerate(columns):
            fit = max(score(path, ways, words) for ways in (_heads(each, words), *others.get(each.key, ())))
            if numbers.get(column) and numbers[column] == each.no:
                fit = max(fit, 0) + 1
            if fit > 0:
                scored.append((fit, -at, column, each.key))
    found: dict[int, str] = {}
    for _, _, column, key in sorted(scored, key=lambda each: (-each[0], -each[1], each[2])):
        if column not in found and key not in found.values():
            found[column] = key
    if not found and values and not any(paths[each] for each in values) and len(values) == len(columns):
        found = {column: each.key for column, each in zip(values, columns, strict=True)}
    if not found and len(columns) == 1 and len(values) == 1:
        found = {values[0]: columns[0].key}
    return found


def _heads(column: Column, words: Vocabulary) -> tuple[str, ...]:
    return tuple(words.word(each) for each in column.words)


def score(path: Sequence[str], heads: Sequence[str], words: Vocabulary) -> int:
    """How well heads fit: the words they share, less those that one of them has alone; nothing below 1 fits."""
    if not path or not heads:
        return 0
    ours, theirs = [*map(words.head, heads)], [*map(words.head, path)]
    if ours[-1] not in theirs and theirs[-1] not in ours:
        return 0
    return 10 * len({*ours} & {*theirs}) - 2 * len({*ours} ^ {*theirs})
