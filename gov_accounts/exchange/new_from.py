"""A new unit's ledger from a 科目余额表: its accounts, its details with codes, and the opening balances of the year.

科目余额表 ──► name, year, kind ──`new_ledger`──► files ──► a ledger that is nowhere yet
                 │                                             │ taken as `import` takes it
                 └──────────── accounts, openings ◄────────────┘ ──► the same files, and the opening's; checked
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from gov_accounts.books.draft_text import code_line, open_lines, project_line
from gov_accounts.books.new_ledger import MAIN_FILE, new_ledger
from gov_accounts.exchange.accounts import AccountBook
from gov_accounts.exchange.balances import messages
from gov_accounts.exchange.balances.table import Table, first_code, read_table
from gov_accounts.exchange.balances.words import words_of
from gov_accounts.exchange.compare import Comparison, compare
from gov_accounts.exchange.kinds import reader
from gov_accounts.exchange.maps import Map, Target, shipped
from gov_accounts.exchange.plan import ACCOUNTS_FILE, draft_text
from gov_accounts.exchange.source import Source
from gov_accounts.files.reasons import reason
from gov_accounts.findings import Finding, Place, Severity, errors, in_order, notices
from gov_accounts.law.accounts import UNIT_KINDS
from gov_accounts.law.codes import official_codes
from gov_accounts.ledger import load_as_if
from gov_accounts.sheets.errors import TableError

if TYPE_CHECKING:
    from pathlib import Path

    from gov_accounts.exchange.draft import Taken

_KIND: Final = "balance"
"""The kind of map that reads a 科目余额表."""
_DECEMBER: Final = 12
_LAST_DAY: Final = 31
_HEADING: Final = "\n; ======== 科目余额表里的科目 ========\n\n"


class NotTakenError(Exception):
    """A 科目余额表 from which no ledger can be made. Its findings say why; nothing was written."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(in_order(findings))
        super().__init__("\n".join(each.shown() for each in self.findings))


@dataclass(frozen=True, slots=True)
class NewBooks:
    """A new ledger.

    Attributes:
        files: its files, by name.
        name, kind, year: of the unit.
        said: what was read, a line each.
        notices: what to look at.
        opening: how its opening compares with the table's.
    """

    files: Mapping[str, str]
    name: str
    kind: str
    year: int
    said: tuple[str, ...]
    notices: tuple[Finding, ...]
    opening: Comparison


def new_from(
    path: Path,
    folder: Path,
    *,
    name: str = "",
    year: int | None = None,
    kind: str = "",
    region: str = "",
    maps: Sequence[Map] = (),
) -> NewBooks:
    """The files of a new ledger that opens with a table's balances. Nothing is written.

    Args:
        path: the table.
        folder: where the ledger is going to be.
        name: the unit's name; what the table says, where it isn't given.
        year: the first year; what the table says, where it isn't given.
        kind: 事业单位 or 行政单位; told by the table's accounts, where it isn't given.
        region: whose forms the unit goes by.
        maps: how the table may be read; the maps that ship, where none is given.

    Raises:
        NotTakenError: the table can't be read, or not all of it.
        LedgerNotWrittenError: a name or year that can't be a unit's.
        DataError: a map isn't as it should be.
    """
    source = Source(path)
    map_ = _map(source, maps or [each for each in shipped() if each.kind == _KIND])
    table = read_table(source, words_of(map_), str(year or ""))
    name, year = _told(table, source, name, year)
    kind = kind or _kind(table)
    files = new_ledger(name, kind, year, region)
    main = folder.absolute() / MAIN_FILE
    ledger = load_as_if(main, _contents(main, files))
    accounts = AccountBook(ledger, year)
    target = Target(ledger, accounts, {}, {"year": str(year)})
    taken = reader(map_).take(source, target)
    missing = [each for each in taken.findings if each.rule == messages.OPENING_MISSING]
    bad = [*errors(taken.findings), *(replace(each, severity=Severity.ERROR) for each in missing)]
    if bad:
        raise NotTakenError(bad)
    files = _with(files, taken, accounts, target.projects, year)
    after = load_as_if(main, _contents(main, files))
    # The files aren't there: what is wrong with them is said of the table.
    if found := errors(after.findings):
        raise NotTakenError(replace(each, place=source.place()) for each in found)
    day = _day_before(year)
    opening = compare([each for each in taken.expected if each.date == day], after)
    if opening.differences:
        raise NotTakenError(opening.findings)
    return NewBooks(files, name, kind, year, taken.said, tuple(notices(taken.findings)), opening)


def _map(source: Source, maps: Sequence[Map]) -> Map:
    """The map that fits a table best."""
    place = source.place()
    try:
        fits = [(reader(each).fits(source), -index) for index, each in enumerate(maps)]
    except TableError as error:
        raise NotTakenError(
            [Finding("import-unreadable", error.what, error.why, error.remedy, Place(place.file, error.line))]
        ) from error
    except OSError as error:
        raise NotTakenError([_not_there(error, place)]) from error
    best, index = max(fits, default=(0, 0))
    if not best:
        raise NotTakenError([messages.no_columns(place)])
    return maps[-index]


def _not_there(error: OSError, place: Place) -> Finding:
    return Finding(
        "import-not-there",
        f"读不了这个文件（{reason(error)}）。",
        "文件不在那里，或没有读取的权限。",
        "核对文件名；正用别的程序打开的，先关闭它。",
        place,
    )


def _told(table: Table, source: Source, name: str, year: int | None) -> tuple[str, int]:
    """The unit's name and the year, as they are given, or as the table says."""
    if not table.parts:
        raise NotTakenError(table.findings or [messages.no_columns(source.place())])
    first = table.parts[0].months.first.year
    if year is not None and year != first:
        raise NotTakenError([_other_year(source.place(), year, first)])
    if not (name or table.unit).strip():
        raise NotTakenError([_no_name(source.place())])
    return (name or table.unit).strip(), first


def _other_year(place: Place, year: int, first: int) -> Finding:
    return Finding(
        "balance-other-year",
        f"余额表是 {first} 年的，--year 写的是 {year}。",
        "账本从余额表那一年的年初记起。",
        f"去掉 --year，或写 --year {first}；要从 {year} 年记起，导出 {year} 年的余额表。",
        place,
    )


def _no_name(place: Place) -> Finding:
    return Finding(
        "unit-name-missing",
        "余额表的标题里没有单位名称。",
        "决算公开的每张表都要印单位名称。",
        "写上单位全称：--name 某某中心；或在表头上面加一行“核算单位：某某中心”。",
        place,
    )


def _kind(table: Table) -> str:
    """The kind of unit that the table's accounts are of: the one whose own accounts it has; 事业单位 where neither."""
    chart = official_codes().chart
    codes = {first_code(each) for part in table.parts for each in part.lowest if any(each.row.figures.values())}
    own = Counter(
        kind for code in codes - {""} for kind in chart.rows[code].unit_kinds if len(chart.rows[code].unit_kinds) == 1
    )
    return max(UNIT_KINDS, key=lambda kind: own[kind])


def _day_before(year: int) -> datetime.date:
    return datetime.date(year - 1, _DECEMBER, _LAST_DAY)


def _contents(main: Path, files: Mapping[str, str]) -> dict[Path, bytes]:
    return {main.with_name(name): text.encode() for name, text in files.items() if name.endswith(main.suffix)}


def _with(
    files: Mapping[str, str], taken: Taken, accounts: AccountBook, projects: Mapping[str, str], year: int
) -> dict[str, str]:
    """A new ledger's files with accounts, projects and opening vouchers added."""
    day = _day_before(year)
    opened = files[ACCOUNTS_FILE]
    more = []
    for each in sorted(accounts.new, key=lambda each: each.account.split(":")[1:]):
        lines = open_lines(day, each.account, each.commodity, each.meta)
        commented = f"; {lines}"
        if commented in opened:
            opened = opened.replace(commented, lines)
        else:
            more.append(lines)
    used = {leg.meta.get("project") for draft in taken.drafts for leg in draft.legs}
    more += [project_line(day, key, name) for key, name in projects.items() if key in used]
    more += [code_line(day, code, account) for code, account in accounts.codes.items()]
    main = files[MAIN_FILE]
    texts: dict[str, list[str]] = {}
    for draft in taken.drafts:
        texts.setdefault(draft.file, []).append(draft_text(draft))
    for name in texts:
        line = f'include "{ACCOUNTS_FILE}"\n'
        main = main.replace(line, f'{line}include "{name}"\n', 1)
    heading = f"; {year} 年年初余额：上年末的余额，取自科目余额表。财务会计一张，预算会计一张。\n\n"
    return {
        **files,
        MAIN_FILE: main,
        ACCOUNTS_FILE: opened.rstrip("\n") + "\n" + (_HEADING + "".join(more) if more else ""),
        **{name: heading + "\n".join(each) for name, each in texts.items()},
    }
