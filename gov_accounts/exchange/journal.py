"""Vouchers of other software, from sheets or XML: the kind of maps called ``journal``.

sheets ──columns──► rows ──► lines ──accounts, codes──► legs ──together──► vouchers ──balanced──► drafts

Of what can't be read each row is a finding, and the voucher it is of is left out as a whole.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from beancount.core.data import Transaction

from gov_accounts.books.marks import CLOSING_TAG, DERIVED
from gov_accounts.books.voucher_number import NUMBER
from gov_accounts.exchange import journal_messages as messages
from gov_accounts.exchange.accounts import USUAL_RULE, UnknownAccountError
from gov_accounts.exchange.draft import Leg, Taken
from gov_accounts.exchange.inherited import Inherited
from gov_accounts.exchange.journal_codes import Coder
from gov_accounts.exchange.journal_columns import find_columns
from gov_accounts.exchange.journal_drafts import drafts
from gov_accounts.exchange.journal_rows import Rows
from gov_accounts.exchange.journal_vouchers import Read, vouchers
from gov_accounts.exchange.journal_words import layout
from gov_accounts.exchange.journal_xml import is_marked_up, is_xml_of, xml_sheets
from gov_accounts.exchange.plan import DIGEST
from gov_accounts.findings import Severity
from gov_accounts.law.codes import official_codes
from gov_accounts.money import BUDGETARY, FINANCIAL
from gov_accounts.sheets.cells import text_of
from gov_accounts.sheets.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gov_accounts.exchange.draft import Draft
    from gov_accounts.exchange.journal_columns import Columns
    from gov_accounts.exchange.journal_rows import Line
    from gov_accounts.exchange.journal_words import Layout
    from gov_accounts.exchange.maps import Map, Target
    from gov_accounts.exchange.source import Source
    from gov_accounts.findings import Finding
    from gov_accounts.sheets.table import RawSheet

_FITS: Final = 40
_MARKED: Final = 6
_MOST_COLUMNS: Final = 29
_SURE: Final = 100
_SHOWN: Final = 50
"""Rows of one kind of mistake that are told one by one."""
_FIRST: Final = 4
"""Digits of an account of the first level."""
_PATH: Final = re.compile(r"\s*(?:/|\\|_|—+|-+|>|:|：)\s*")


def reader(map_: Map) -> JournalReader:
    """What reads files by a map of this kind.

    Raises:
        DataError: the map isn't as it should be.
    """
    return JournalReader(layout(map_))


class JournalReader:
    """Reads vouchers by a layout."""

    def __init__(self, layout_: Layout) -> None:
        self._layout = layout_

    def fits(self, source: Source) -> int:
        """How well a file is one of the layout: 0 not at all; 100 where its first line or elements say so.

        A sheet with the columns of a journal has 40 and one for each column that is known, and six for each of those
        by which the software is told.

        Raises:
            TableError, OSError: the file can't be read.
        """
        if self._layout.elements is not None:
            return _SURE if is_xml_of(source.content, self._layout.elements) else 0
        try:
            sheets = source.sheets
        except TableError:
            if is_marked_up(source.content):
                return 0  # XML is others' affair.
            raise
        return max(
            (self._score(each) for sheet, each in self._found(sheets) if self._is_shaped(sheet, each)), default=0
        )

    def _is_shaped(self, sheet: RawSheet, columns: Columns) -> bool:
        """Whether columns that are to hold numbers of so many digits hold some, and nothing else."""
        for key, digits in self._layout.digits.items():
            place = columns.at.get(key, -1)
            cells = (text_of(row.cells[place]) for row in sheet.rows if 0 <= place < len(row.cells))
            lengths = {len(each) if each.isascii() and each.isdigit() else 0 for each in cells if each}
            if lengths != {digits}:
                return False
        return True

    def _score(self, columns: Columns) -> int:
        if self._layout.opening:
            return _SURE + len(self._layout.digits)
        marks = self._layout.marks
        if not set(marks) <= set(columns.heads):
            return 0
        known = sum(1 for place in set(columns.at.values()) if place >= 0) + len(columns.several.get("aux", ()))
        return min(_FITS + min(known, _MOST_COLUMNS) + _MARKED * len(marks), _SURE)

    def _found(self, sheets: Iterable[RawSheet]) -> Iterator[tuple[RawSheet, Columns]]:
        for sheet in sheets:
            columns = find_columns(sheet.rows, self._layout) if sheet.rows else None
            if columns is not None:
                yield sheet, columns

    def take(self, source: Source, target: Target) -> Taken:
        """The vouchers of a file.

        Raises:
            TableError, OSError: the file can't be read.
        """
        elements = self._layout.elements
        sheets = source.sheets if elements is None else xml_sheets(source.content, elements)
        found = list(self._found(sheets))
        if not found:
            return Taken(findings=(messages.no_columns(source.place(), sheets),))
        lines: list[Line] = []
        findings: list[Finding] = []
        year = target.options.get("year", "")
        for sheet, columns in found:
            dated = columns if columns.year or not year.isdigit() else columns._replace(year=int(year))
            rows = Rows(source, sheet, dated, self._layout)
            lines += rows.lines()
            findings += rows.findings
        if not lines:
            return Taken(findings=(messages.no_lines(source.place()), *findings))
        units = sorted({line.unit for line in lines if line.unit})
        if len(units) > 1:
            return Taken(findings=(messages.several_units(source.place(), units),))
        meaning = _Meaning(source, target, self._layout, lines)
        reads = [meaning.read(line) for line in lines]
        made, void, mixed = vouchers(reads, self._layout.words.kinds, str(source.path), by_year=self._layout.by_year)
        done, wrong = drafts(made, source)
        findings += [*meaning.findings, *mixed, *wrong]
        if (twice := _booked_twice(done, target, source)) is not None:
            findings.append(twice)
        if void:
            findings.append(messages.voided(source.place(), void))
        if meaning.passed:
            findings.append(messages.passed_labels(source.place(), sorted(meaning.passed)))
        for draft in done:
            for leg in draft.legs:
                if (project := leg.meta.get("project", "")) in meaning.projects:
                    target.projects.setdefault(project, meaning.projects[project])
        passed = [each.name for each in sheets if each.rows and each not in [sheet for sheet, _ in found]]
        said = []
        if done:
            first, last = min(each.date for each in done), max(each.date for each in done)
            said.append(f"{first} 至 {last}，{sum(len(each.legs) for each in done)} 条分录。")
        if passed:
            said.append(f"没有读的工作表（不是凭证）：{'、'.join(passed)}。")
        return Taken(tuple(done), findings=tuple(_capped(findings, source)), said=tuple(said))


def _booked_twice(made: Sequence[Draft], target: Target, source: Source) -> Finding | None:
    """A finding where a file has one book, and the ledger has what that book says from the other one, in its years."""
    ordinary = [each for each in made if CLOSING_TAG not in each.tags]
    books = {leg.commodity for each in ordinary for leg in each.legs}
    years = {each.date.year for each in ordinary}
    known = {each.digest for each in made}
    if len(books) != 1:
        return None
    for each in target.ledger.entries:
        if not isinstance(each, Transaction) or each.date.year not in years or each.meta.get(DIGEST) in known:
            continue
        commodities = {leg.units.currency for leg in each.postings if leg.units is not None}
        if books == {BUDGETARY} and any(DERIVED in (leg.meta or {}) for leg in each.postings):
            return messages.one_book(source.place(), "预算", "推出的预算分录")
        alone = DIGEST in each.meta and CLOSING_TAG not in each.tags and NUMBER in each.meta
        if books == {FINANCIAL} and alone and commodities == {BUDGETARY}:
            return messages.one_book(source.place(), "财务", "单独导入的预算凭证")
    return None


def _capped(findings: Sequence[Finding], source: Source) -> Iterator[Finding]:
    """The findings; of one kind of mistake so many, and how many more there are."""
    seen: Counter[str] = Counter()
    for each in findings:
        seen[each.rule] += 1
        if seen[each.rule] <= _SHOWN or each.severity is not Severity.ERROR:
            yield each
    for rule, count in seen.items():
        if count > _SHOWN:
            yield messages.too_many(source.place(), rule, count - _SHOWN)


class _Meaning:
    """What lines mean to a ledger: its accounts and codes.

    Attributes:
        findings: accounts and codes that are none.
        passed: labels of auxiliary texts that mean nothing to a ledger.
        projects: id → name of the projects that aren't declared.
    """

    def __init__(self, source: Source, target: Target, layout_: Layout, lines: Sequence[Line]) -> None:
        self.findings: list[Finding] = []
        self.passed: set[str] = set()
        self.projects: dict[str, str] = {}
        self._source = source
        self._accounts = target.accounts
        self._layout = layout_
        self._inherited = Inherited(target)
        year = next((line.key.date.year for line in lines if line.key.date is not None), 0)
        self._declared = {**target.ledger.declarations.projects, **target.projects}
        self._coder = Coder(layout_, target.ledger.codes, self._declared, year)
        self._rule = layout_.levels or _seen_rule({line.code for line in lines}, layout_.words.rules)
        self._names = {line.code: line.name for line in lines if line.code and line.name}
        self._resolved: dict[tuple[str, str], str] = {}

    def read(self, line: Line) -> Read:
        """A line with its leg."""
        if not line.sound or line.void:
            return Read(line, None)
        at = (line.code, line.name)
        if at not in self._resolved:
            try:
                self._resolved[at] = self._accounts.resolve(
                    line.code, line.name, self._above(*at), self._rule, self._layout.accounts
                )
            except UnknownAccountError:
                self._resolved[at] = ""
        account = self._resolved[at]
        place = self._source.place(line.row)
        if not account:
            words = " ".join(filter(None, at))
            self.findings.append(messages.unknown_account(place, line.sheet, words))
            return Read(line, None)
        coded = self._coder.coded(line.said, line.texts, line.spending)
        for key, text in coded.unknown.items():
            self.findings.append(messages.unknown_code(place, line.sheet, key, text))
        if coded.unknown:
            return Read(line, None)
        self.passed.update(coded.passed)
        self.projects |= {id_: name for id_, name in coded.projects.items() if id_ not in self._declared}
        override = self._layout.accounts.get(line.code) or self._layout.accounts.get(line.name)
        own = {**(override.meta if override else {}), **coded.codes}
        given = self._inherited.of(account)
        meta = {key: value for key, value in own.items() if given.get(key) != value}
        if coded.payee and not line.payee:
            line = line._replace(payee=coded.payee)
        return Read(line, Leg(account, line.fen, self._accounts.commodity(account), meta))

    def _above(self, code: str, name: str) -> Sequence[str]:
        """The names of the levels above an account; nothing where its name has them all."""
        row = official_codes().chart.rows.get(code[:_FIRST])
        parts = _PATH.split(name)
        if row is None or not name or (len(parts) > 1 and parts[0] in row.names):
            return ()
        codes = _prefixes(code, self._rule)
        return [row.name, *(self._names.get(each, "") for each in codes[1:])] if codes else ()


def _prefixes(code: str, rule: Sequence[int]) -> list[str]:
    """The codes of the levels above one, first level first."""
    if not code.isdigit():
        cut = [index for index, each in enumerate(code) if not each.isalnum()]
        return [code[:index] for index in cut]
    lengths = [sum(rule[: count + 1]) for count in range(len(rule))]
    return [code[:length] for length in lengths if length < len(code)]


def _seen_rule(codes: Iterable[str], rules: Sequence[Sequence[int]]) -> Sequence[int]:
    """The first way to cut codes that goes with the lengths of all that are digits."""
    lengths = {len(each) for each in codes if each.isdigit()}
    for rule in rules:
        if lengths <= {sum(rule[: count + 1]) for count in range(len(rule))}:
            return rule
    return USUAL_RULE
