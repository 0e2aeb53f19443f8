"""附注 of the statements as data: the tables of 会计报表重要项目说明, what each row takes, and what its sum must equal.

Source: 财会〔2017〕25号 part five 八（五）, and 财会〔2019〕13号（解释第1号）九 for the classes of parties.
What each key means stands at the head of ``accounting/notes/notes.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, cast

from gov_accounts.law.accounting import STATEMENTS, accounting_set
from gov_accounts.law.accounts import AGAINST
from gov_accounts.law.form import MINISTRY, SIDES, Printing, details_named
from gov_accounts.law.form_file import read_printing
from gov_accounts.law.formula import Reference
from gov_accounts.law.known import ACCOUNTS, ECON, FUND, accounts_in, beginnings_in, codes_in
from gov_accounts.law.reading import official, read
from gov_accounts.law.tie import resolves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.law.form import Side
    from gov_accounts.law.formats import FormatSet
    from gov_accounts.law.reading import Entry

Measure = Literal["opening", "increase", "decrease", "closing", "year", "last", "blank"]
Each = Literal["", "detail", "leaf", "party"]
MEASURES: Final = ("opening", "increase", "decrease", "closing", "year", "last", "blank")
STATED: Final = frozenset({"opening", "closing", "year", "last"})
"""Measures that the statements have columns of, under the same keys."""
EACH: Final = ("", "detail", "leaf", "party")
RESULTS: Final = ("budget-result", "surplus")
"""Lines of 差异情况说明 that the statements have too."""
_TABLE_KEYS: Final = ("key", "number", "title", "columns", "stub", "remark", "sorted", "parties", "blocks")
_BLOCK_KEYS: Final = ("key", "label", "name", "top", "accounts", "accounts_except", "side", "statement", "net")
_ROW_KEYS: Final = ("key", "label", "name", "accounts", "accounts_except", "names", "econ", "against", "fund", "party")
_ROW_WAYS: Final = ("each", "less", "optional", "alone")


@dataclass(frozen=True, slots=True)
class NoteColumn:
    """A column: its heading and what stands in it; ``blank`` is for the unit to write in by hand."""

    key: str
    label: str
    of: Measure


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A row, or rows of one kind.

    Attributes:
        label: what is printed; nothing where only the rows of each detail are.
        name: how a person names it.
        accounts, accounts_except: as ``Take`` has them.
        names: what the name of a detail begins with.
        against: what the accounts of the voucher's other side begin with.
        each: a row for each first detail, each detail whole, or each party of the class.
        less: it is taken off the sum, and printed as a positive amount.
        optional: it isn't printed without a figure.
        alone: whether its own label is printed where no other kind of rows has a figure.
    """

    key: str
    label: str
    name: str
    accounts: tuple[str, ...]
    accounts_except: tuple[str, ...]
    names: tuple[str, ...]
    econ: tuple[str, ...]
    against: tuple[str, ...]
    fund: tuple[str, ...]
    party: tuple[str, ...]
    each: Each
    less: bool
    optional: bool
    alone: bool

    def ways(self) -> Iterator[tuple[str, ...]]:
        """What postings may be told by, the strongest way first."""
        yield from (self.names, self.against, self.econ)

    @property
    def plain(self) -> bool:
        """Whether it takes what no other row has taken."""
        return not any(self.ways())


@dataclass(frozen=True, slots=True)
class Block:
    """Rows with their sum.

    Attributes:
        label: of the sum, printed above the rows where `top`, else below.
        side: on which amounts are positive; None for a block that is the difference of two.
        statement: the cells of the yearly statements that the sum equals, without their column: that is the measure's.
        net: the blocks that it is the difference of.
    """

    key: str
    label: str
    name: str
    top: bool
    side: Side | None
    rows: tuple[NoteRow, ...]
    statement: tuple[Reference, ...]
    net: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoteTable:
    """A table.

    Attributes:
        number: within 会计报表重要项目说明, ``18.1``.
        sorted: whether it is told what fell to the last row.
        parties: whether it is printed only where a class of some party has figures.
    """

    key: str
    number: str
    title: str
    columns: tuple[NoteColumn, ...]
    stub: str
    remark: str
    sorted: bool
    parties: bool
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ResultTie:
    """That a line of 差异情况说明 is a figure of the statements."""

    of: str
    statement: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """附注.

    Attributes:
        title: what they are called together.
        date: what stands above each table in the middle.
        classes: of parties.
        details: account → what the rows tell its postings apart by, as `Accounting.details`.
        reconciliation: the number of 差异情况说明.
    """

    title: str
    source: str
    printing: Printing
    classes: tuple[str, ...]
    tables: tuple[NoteTable, ...]
    details: Mapping[str, frozenset[str]]
    reconciliation: str
    results: tuple[ResultTie, ...]


@cache
def official_notes() -> Notes:
    """附注 of 政府会计制度. Read once.

    Raises:
        DataError: notes.toml isn't as it should be.
    """
    content = read(official(STATEMENTS.folder, "notes", "notes.toml"))
    content.known("title", "date", "classes", "printing", "columns", "rows", "tables", "reconciliation")
    printing = read_printing(content.entry("printing")) if "printing" in content else MINISTRY
    forms = accounting_set(monthly=False).formats
    classes = content.texts("classes")
    columns = {name: _columns(content.entry("columns"), name) for name in content.entry("columns").values}
    shared = {name: content.entry("rows").entries(name, least=1) for name in content.entry("rows").values}
    tables = tuple(_table(each, columns, shared, classes, forms) for each in content.entries("tables", least=1))
    for key in ("key", "number", "title"):
        _distinct(content, "tables", key, [getattr(each, key) for each in tables])
    used = {each.text("columns") for each in content.entries("tables")}
    if unused := next((name for name in columns if name not in used), ""):
        raise content.wrong("columns", f"有表用的栏，没有用 {unused}")
    last = content.entry("reconciliation").known("number", "ties")
    return Notes(
        content.text("title"),
        content.text("source"),
        replace(printing, date=content.text("date")),
        classes,
        tables,
        _details(tables),
        last.text("number"),
        tuple(
            ResultTie(each.choice("of", RESULTS), _statement(each, ("year",), forms))
            for each in (tie.known("of", "statement") for tie in last.entries("ties", least=1))
        ),
    )


def _columns(entry: Entry, name: str) -> tuple[NoteColumn, ...]:
    made = tuple(
        NoteColumn(each.text("key"), each.text("label"), cast("Measure", each.choice("of", MEASURES)))
        for each in (column.known("key", "label", "of") for column in entry.entries(name, least=1))
    )
    _distinct(entry, name, "key", [each.key for each in made])
    _distinct(entry, name, "of", [each.of for each in made])
    return made


def _table(
    entry: Entry,
    columns: Mapping[str, tuple[NoteColumn, ...]],
    shared: Mapping[str, Sequence[Entry]],
    classes: Sequence[str],
    forms: FormatSet,
) -> NoteTable:
    entry.known(*_TABLE_KEYS)
    heads = columns[entry.choice("columns", tuple(columns))]
    measures = [each.of for each in heads if each.of in STATED]
    blocks: list[Block] = []
    for each in entry.entries("blocks", least=1):
        blocks.append(_block(each, blocks, shared, classes, measures, forms))
    _distinct(entry, "blocks", "key", [each.key for each in blocks])
    _distinct(entry, "blocks", "label", [each.label for each in blocks])
    return NoteTable(
        entry.text("key"),
        entry.text("number"),
        entry.text("title"),
        heads,
        entry.text("stub"),
        entry.text("remark", ""),
        entry.flag("sorted"),
        entry.flag("parties"),
        tuple(blocks),
    )


def _block(
    entry: Entry,
    before: Sequence[Block],
    shared: Mapping[str, Sequence[Entry]],
    classes: Sequence[str],
    measures: Sequence[str],
    forms: FormatSet,
) -> Block:
    entry.known(*_BLOCK_KEYS, "shared", "rows")
    label = entry.text("label")
    net = entry.texts("net", ())
    if net:
        entry.known("key", "label", "name", "top", "statement", "net")
        if len(net) != 2 or any(each not in {one.key for one in before} for each in net):  # noqa: PLR2004
            raise entry.wrong("net", "前面两块的 key")
    named = shared[entry.choice("shared", tuple(shared))] if "shared" in entry else ()
    entries = (*named, *entry.entries("rows"))
    if "accounts" in entry and all("accounts" in each for each in entries):
        raise entry.wrong("accounts", "不写：每一行都写了自己的科目")
    rows = tuple(_row(each, entry, classes) for each in entries)
    if not rows and not net:
        raise entry.wrong("rows", "至少 1 项")
    if lost := next((each for row in rows for each in row.accounts if not _covered(each, rows)), ""):
        raise entry.wrong("rows", f"有一行收下 {lost} 的其余分录：不写 names、against、econ、fund、party")
    _distinct(entry, "rows", "key", [each.key for each in rows])
    _distinct(entry, "rows", "label", [each.label for each in rows if each.label])
    return Block(
        entry.text("key"),
        label,
        entry.text("name", label),
        entry.flag("top"),
        None if net else cast("Side", entry.choice("side", SIDES)),
        rows,
        _statement(entry, measures, forms),
        net,
    )


def _covered(account: str, rows: Sequence[NoteRow]) -> bool:
    """Whether every posting of an account is of some row."""
    return any(row.plain and not row.fund and not row.party and account.startswith(row.accounts) for row in rows)


def _row(entry: Entry, block: Entry, classes: Sequence[str]) -> NoteRow:
    entry.known(*_ROW_KEYS, *_ROW_WAYS)
    own = entry if "accounts" in entry else block
    accounts = accounts_in(own, "accounts")
    excepted = (*accounts_in(block, "accounts_except"), *accounts_in(entry, "accounts_except"))
    each = cast("Each", entry.choice("each", EACH, ""))
    label = entry.text("label", "")
    party = entry.texts("party", ())
    if not accounts:
        raise own.wrong("accounts", "至少一个科目")
    if not label and not each:
        raise entry.wrong("label", "一段文字，或写 each")
    if wrong := next((one for one in party if one not in classes), ""):
        raise entry.wrong("party", f"classes 里有的类别，没有 {wrong}")
    if (each == "party") != bool(party):
        raise entry.wrong("each", 'party 有类别时，并且只在这时，是 "party"')
    return NoteRow(
        entry.text("key"),
        label,
        entry.text("name", label),
        accounts,
        excepted,
        entry.texts("names", ()),
        beginnings_in(entry, "econ", ECON, ()),
        beginnings_in(entry, "against", ACCOUNTS, ()),
        codes_in(entry, "fund", FUND, ()),
        party,
        each,
        entry.flag("less"),
        entry.flag("optional"),
        entry.flag("alone") if "alone" in entry else True,
    )


def _statement(entry: Entry, columns: Sequence[str], forms: FormatSet) -> tuple[Reference, ...]:
    """Cells of statements, ``table.row``, that are there in all of some columns."""
    found = []
    for each in entry.texts("statement"):
        table, _, row = each.partition(".")
        for column in columns:
            if not resolves(Reference(row, column, table), forms.by_key):
                raise entry.wrong("statement", f"年度报表里有的表和行，没有 {each}[{column}]")
        found.append(Reference(row, None, table))
    if not found:
        raise entry.wrong("statement", "至少 1 项")
    return tuple(found)


def _distinct(entry: Entry, at: str, key: str, found: Sequence[str]) -> None:
    if twice := next((each for each in found if found.count(each) > 1), ""):
        raise entry.wrong(at, f"互不相同的 {key}，有两个 {twice}")


def _details(tables: Sequence[NoteTable]) -> Mapping[str, frozenset[str]]:
    rows = [row for table in tables for block in table.blocks for row in block.rows]
    against = ([f"{code}:{AGAINST}{other}" for code in row.accounts for other in row.against] for row in rows)
    return details_named([*(row.accounts for row in rows), *(row.accounts_except for row in rows), *against])
