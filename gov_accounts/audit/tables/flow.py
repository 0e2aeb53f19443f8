"""Tables read from lines of text: blank cells are not seen, labels and heads are broken over lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.tables.amounts import squeezed
from gov_accounts.audit.tables.anchors import anchored, anchors_of, is_numbering
from gov_accounts.audit.tables.finder import ALIKE, RowFinder
from gov_accounts.audit.tables.layout import head_words
from gov_accounts.audit.tables.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gov_accounts.audit.tables.anchors import Anchors
    from gov_accounts.audit.tables.cells import Cells
    from gov_accounts.audit.tables.finder import Found
    from gov_accounts.audit.tables.pieces import Words
    from gov_accounts.audit.tables.tokens import Token
    from gov_accounts.audit.tables.vocabulary import Vocabulary

_SENTENCE: Final = 60
_NO_ROW: Final = "这一行没有表样里的项目名称"
_TOO_MANY: Final = "数比表样的栏多"
_LEAST: Final = 2
"""Rows that make lines a table, where no heads are seen."""


@dataclass(slots=True)
class _Row:
    """A row as it comes in: its words, its number, its amounts."""

    code: str = ""
    label: str = ""
    found: Found | None = None
    number: int | None = None
    amounts: list[Token] = field(default_factory=list)
    line: int = 0


@dataclass(slots=True)
class _Reader:
    """Goes through the words of a table.

    Attributes:
        numbered: whether rows have a 行次.
        early: amounts that came before the words of their row.
    """

    finder: RowFinder
    heads: frozenset[str]
    numbered: bool
    rows: list[_Row] = field(default_factory=list)
    early: list[Token] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)
    current: _Row | None = None

    def line(self, tokens: Sequence[Token]) -> None:
        """A line's words."""
        for at, token in enumerate(tokens):
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            self._token(token, following, first=at == 0)

    def _token(self, token: Token, following: Token | None, *, first: bool) -> None:
        words = squeezed(token.text)
        if token.figure is None and not token.blank:
            self._words(words, token)
        elif self._is_code(words, following, first=first):
            self._begin(_Row(code=words, found=self.finder.find(words, ""), line=token.line))
        elif self.numbered and token.whole is not None and self._is_number(token.whole):
            row = self.current
            if row is None or row.number is not None or row.amounts:
                row = self._begin(_Row(line=token.line))
            row.number = token.whole
            self.numbers.add(token.whole)
        else:
            self._amount(token)

    def _is_code(self, words: str, following: Token | None, *, first: bool) -> bool:
        if not self.finder.codes or not words.isdigit() or self.finder.code(words) != words:
            return False
        return following.figure is None and not following.blank if following is not None else first or len(words) > 3  # noqa: PLR2004

    def _is_number(self, number: int) -> bool:
        """Whether a whole number is the next 行次: of a row that has none yet, or of the panel beside it."""
        row = self.current
        if row is not None and row.number is None and not row.amounts and row.label:
            return number not in self.numbers
        return number not in self.numbers and (number - 1 in self.numbers or number == 1)

    def _words(self, words: str, token: Token) -> None:
        code, rest = self.finder.parted(words)
        if code:
            self._begin(_Row(code=code, label=rest, found=self.finder.find(code, ""), line=token.line))
            return
        row = self.current
        if row is not None and row.code and not row.amounts:
            found = self.finder.find("", words)
            if found is None or found.way:
                row.label += words
                return
        if row is not None and row.label and not row.code and not row.amounts and row.number is None:
            longer = self.finder.find("", row.label + words)
            alone = self.finder.find("", words)
            if (
                longer is not None
                and (row.found is None or longer.way <= row.found.way)
                and (alone is None or alone.way > 1)
            ):
                row.label, row.found = row.label + words, longer
                return
        found = self.finder.find("", words)
        if found is None and row is not None and row.line >= token.line - 1 and row.found is not None:
            return  # what is left of a label that was broken
        if found is None and words in self.heads:
            return
        self._begin(_Row(label=words, found=found, line=token.line))

    def _amount(self, token: Token) -> None:
        row = self.current
        if row is None or (row.amounts and row.amounts[-1].line < token.line):
            self.early.append(token)
        else:
            row.amounts.append(token)

    def _begin(self, row: _Row) -> _Row:
        self._end()
        if row.found is not None:
            self.finder.take(row.found)
        self.current = row
        return row

    def _end(self) -> None:
        row = self.current
        if row is None:
            return
        self.rows.append(row)
        self.current = None

    def done(self) -> list[_Row]:
        """The rows, amounts that came early with the rows they belong to."""
        self._end()
        return self.rows


def read_lines(lines: Sequence[Words], cells: Cells, words: Vocabulary) -> None:
    """Read a table's lines into its cells; amounts whose column can't be told by counting are kept as loose."""
    form = cells.form
    finder = RowFinder(form, words)
    heads = head_words(form, words)
    told = [each for each in _until_sentences(lines) if squeezed(each.text)]
    tokens = tokens_of(told)
    anchors = anchors_of(tokens, form, words)
    numberings = {at for at, line in enumerate(tokens) if is_numbering(line, words)}
    numbered = words.rows_numbered in "".join(squeezed(each.text) for each in told[:40])
    if not form.panels[0].stubs:
        _single(tokens, numberings, cells, anchors)
    else:
        reader = _Reader(finder, heads, numbered and not finder.codes)
        start = min(numberings) + 1 if numberings else _first_row(tokens, finder)
        for at, line in enumerate(tokens):
            if at >= start and at not in numberings:
                reader.line(line)
        _take(reader, cells, anchors)
    if len(cells.rows) < _LEAST and not numberings and not _heads_seen(told, heads):
        cells.rows.clear()
        cells.spots.clear()
        cells.loose.clear()
        cells.unplaced.clear()
        return
    cells.columns = {(at, each.key): None for at, panel in enumerate(form.panels) for each in panel.columns}
    cells.used |= {each.block for each in told}


def _first_row(tokens: Sequence[Sequence[Token]], finder: RowFinder) -> int:
    """The line below the heads: the first with a code, a label that is numbered as the form's, or a total's figures."""
    for at, line in enumerate(tokens):
        figures = any(each.figure is not None for each in line)
        for token in line:
            words = squeezed(token.text)
            if finder.code(words) and (token.figure is None or len(line) > 1 or len(words) > 3):  # noqa: PLR2004
                return at
            found = finder.find("", words) if token.figure is None else None
            if found is not None and (figures or finder.words.label(words).number):
                return at
    return 0


def _until_sentences(lines: Iterable[Words]) -> list[Words]:
    kept: list[Words] = []
    for each in lines:
        text = squeezed(each.text)
        if "。" in text or len(text) > 4 * _SENTENCE:
            break
        kept.append(each)
    return kept


def _heads_seen(lines: Sequence[Words], heads: frozenset[str]) -> bool:
    texts = "".join(squeezed(each.text) for each in lines[:60])
    return sum(len(head) > 2 and head in texts for head in heads) > 2  # noqa: PLR2004


def _take(reader: _Reader, cells: Cells, anchors: Anchors) -> None:
    rows = reader.done()
    if reader.early:
        _place_early(rows, reader.early, cells)
    for row in rows:
        if row.found is None:
            for token in row.amounts:
                if token.figure is not None:
                    name = row.code or row.label
                    cells.leave(name, "", token.text, token.page, token.box, _NO_ROW)
            cells.strange += bool(row.amounts or reader.finder.words.label(row.label).number)
            continue
        if row.found.way == ALIKE and not row.amounts and row.number is None:
            continue
        key = row.found.key
        if key in cells.rows and (cells.loose.get(key) or any(cells.rows[key].values())):
            if row.amounts:
                for token in row.amounts:
                    cells.leave(cells.form.row_name(key), "", token.text, token.page, token.box, "同一行印了两次")
            continue
        cells.row(key, row.label or row.code, 0)
        _place(key, row.found.panel, row.amounts, cells, anchors)


def _place_early(rows: Sequence[_Row], early: Sequence[Token], cells: Cells) -> None:
    """Amounts before their labels: each line's go to the next row that has none."""
    by_line: dict[int, list[Token]] = {}
    for token in early:
        by_line.setdefault(token.line, []).append(token)
    for line, tokens in by_line.items():
        row = next((each for each in rows if each.line >= line and each.found is not None), None)
        if row is not None and not row.amounts:
            row.amounts = tokens
            continue
        for token in tokens:
            cells.leave("", "", token.text, token.page, token.box, _NO_ROW)


def _place(key: str, panel: int, amounts: Sequence[Token], cells: Cells, anchors: Anchors) -> None:
    columns = [each.key for each in cells.form.panels[panel].columns]
    if len(amounts) == len(columns):
        for column, token in zip(columns, amounts, strict=True):
            cells.place(key, column, token.figure, token.text, token.page, token.box)
        return
    for column in columns:
        cells.place(key, column, None, "", amounts[0].page if amounts else cells.page, None)
    if len(amounts) > len(columns):
        for token in amounts:
            cells.leave(cells.form.row_name(key), "", token.text, token.page, token.box, _TOO_MANY)
        return
    by_position = anchored(amounts, anchors.get(panel, ()), columns)
    if by_position:
        for column, token in by_position.items():
            cells.place(key, column, token.figure, token.text, token.page, token.box)
    elif amounts:
        cells.loose[key] = [each for each in amounts if each.figure is not None]


def _single(tokens: Sequence[Sequence[Token]], numberings: set[int], cells: Cells, anchors: Anchors) -> None:
    """A form of one row without a name: the line of nothing but amounts below the heads."""
    panel = cells.form.panels[0]
    key = panel.rows[0].key
    start = max(numberings, default=-1) + 1
    amounts: list[Token] = []
    for line in tokens[start:]:
        figures = [each for each in line if each.figure is not None or each.blank]
        if figures and len(figures) >= len(line) - 1:
            amounts += figures
    cells.row(key, "", 0)
    _place(key, 0, amounts, cells, anchors)
