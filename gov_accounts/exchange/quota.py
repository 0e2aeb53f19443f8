"""额度到账通知 as a voucher (kind ``quota``): Dr 零余额账户用款额度, Cr 财政拨款收入 by func, project and fund.

All of it is said, so that it needs no rule and no looking at (``*``). Where a ledger has no account of quotas
(预算管理一体化), there is no such voucher. Source: 财会〔2017〕25号 1011, 4001.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gov_accounts.exchange.chosen import Accounts
from gov_accounts.exchange.code_cells import read_code
from gov_accounts.exchange.digests import digest_of
from gov_accounts.exchange.draft import Draft, Leg, Taken
from gov_accounts.exchange.patterns import any_matches, read_pattern
from gov_accounts.findings import Finding
from gov_accounts.money import yuan_text
from gov_accounts.sheets.cells import is_blank, read_amount, read_day, text_of
from gov_accounts.text import clean, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gov_accounts.exchange.maps import Map, Target
    from gov_accounts.exchange.patterns import Pattern
    from gov_accounts.exchange.source import Source
    from gov_accounts.sheets.table import RawRow, RawSheet

_HEAD_ROWS: Final = 30
_SURE: Final = 40
_NEEDED: Final = ("func", "amount")
_TELLING: Final = ("fund", "spending", "project")
_DAY: Final = re.compile(r"(?:19|20)[0-9]{2}\s*(?:[-/.年])\s*[0-9]{1,2}\s*(?:[-/.月])\s*[0-9]{1,2}")
_PROJECT: Final = re.compile(r"[\[(【]?([0-9A-Za-z][0-9A-Za-z_-]*)[\])】]?\s*[-—_ ]?\s*(.*)", re.DOTALL)
_SHORT: Final = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A row: what it brings, in fen, with its codes."""

    row: int
    fen: int
    meta: Mapping[str, str]
    date: datetime.date | None


class QuotaReader:
    """Reads notices of quotas."""

    def __init__(self, map_: Map) -> None:
        """What the map says.

        Raises:
            DataError: it isn't as it should be.
        """
        entry = map_.entry.known("title", "kind", "narration", "columns", "words", "accounts")
        self._columns = {key: tuple(map(_head, names)) for key, names in entry.lists("columns").items()}
        self._words = {key: tuple(map(read_pattern, texts)) for key, texts in entry.lists("words").items()}
        accounts = entry.entry("accounts").known("quota", "income")
        self._quota, self._income = accounts.text("quota"), accounts.text("income")
        self._narration = entry.text("narration")

    def fits(self, source: Source) -> int:
        """Whether a sheet has the columns.

        Raises:
            TableError, OSError: the file can't be read.
        """
        best = 0
        for sheet in source.sheets:
            found = self._found(sheet)
            if found is not None and any(each in found[1] for each in _TELLING):
                best = max(best, _SURE + len(found[1]))
        return best

    def take(self, source: Source, target: Target) -> Taken:
        """A voucher for each day of each sheet; none where a row isn't understood."""
        accounts = Accounts(target)
        if not accounts.under(self._quota):
            return Taken(findings=(self._unified(source),))
        named = [accounts.named(each) for each in (self._quota, self._income)]
        wrong = [each for each in named if isinstance(each, Finding)]
        if wrong:
            return Taken(findings=tuple(wrong))
        quota, income = (each for each in named if isinstance(each, str))
        drafts: list[Draft] = []
        findings: list[Finding] = []
        for sheet in source.sheets:
            found = self._found(sheet)
            if found is None:
                continue
            head, at = found
            lines, slips = _Sheet(sheet, head, at, self._words, source, target).read()
            findings += slips
            if slips:
                continue
            day = _day_above(sheet, head)
            by_day: dict[datetime.date, list[Line]] = defaultdict(list)
            for line in lines:
                when = line.date or day
                if when is None:
                    findings.append(_no_day(line.row, source))
                    break
                by_day[when].append(line)
            else:
                drafts += [
                    self._draft(each, some, (quota, income), source, sheet.name, target)
                    for each, some in by_day.items()
                ]
        return Taken(tuple(drafts), findings=tuple(findings))

    def _found(self, sheet: RawSheet) -> tuple[int, dict[str, int]] | None:
        """The number of the head row, and where the columns are."""
        for row in sheet.rows[:_HEAD_ROWS]:
            heads = [_head(text_of(each)) for each in row.cells]
            at: dict[str, int] = {}
            for key, names in self._columns.items():
                index = next((heads.index(each) for each in names if each in heads), None)
                if index is not None and index not in at.values():
                    at[key] = index
            if all(each in at for each in _NEEDED):
                return row.number, at
        return None

    def _draft(
        self,
        day: datetime.date,
        lines: Sequence[Line],
        accounts: tuple[str, str],
        source: Source,
        sheet: str,
        target: Target,
    ) -> Draft:
        commodity = target.accounts.commodity
        by_fund: dict[str, int] = defaultdict(int)
        by_codes: dict[tuple[tuple[str, str], ...], int] = defaultdict(int)
        for line in lines:
            by_fund[line.meta.get("fund", "")] += line.fen
            by_codes[tuple(line.meta.items())] += line.fen
        several = len(by_fund) > 1
        legs = [
            Leg(accounts[0], fen, commodity(accounts[0]), {"fund": fund} if several and fund else {})
            for fund, fen in by_fund.items()
        ]
        legs += [Leg(accounts[1], -fen, commodity(accounts[1]), dict(codes)) for codes, fen in by_codes.items()]
        said = [text for line in lines for text in (line.fen, *line.meta.items())]
        return Draft(
            day,
            self._narration,
            tuple(each for each in legs if each.fen),
            source.row(lines[0].row, sheet),
            source.place(lines[0].row),
            digest_of("quota", day, *said),
            "财政部门",
        )

    def _unified(self, source: Source) -> Finding:
        return Finding(
            "quota-unified",
            f"账本没有开零余额账户用款额度（{self._quota}），额度到账不记凭证。",
            "预算管理一体化以后不再下达额度，财政付一笔，记一笔财政拨款收入。",
            "批了的预算记预算指标（appropriations.beancount）；仍下达额度的单位，在 accounts.beancount 去掉这个科目"
            "前面的分号，再导。",
            source.place(),
        )


def reader(map_: Map) -> QuotaReader:
    """What reads notices by a map.

    Raises:
        DataError: the map isn't as it should be.
    """
    return QuotaReader(map_)


class _Sheet:
    """The rows of a sheet."""

    def __init__(
        self,
        sheet: RawSheet,
        head: int,
        at: Mapping[str, int],
        words: Mapping[str, tuple[Pattern, ...]],
        source: Source,
        target: Target,
    ) -> None:
        self._rows = [each for each in sheet.rows if each.number > head]
        self._at = at
        self._words = words
        self._source = source
        self._target = target

    def read(self) -> tuple[list[Line], list[Finding]]:
        """What the rows bring, and what isn't understood."""
        lines: list[Line] = []
        findings: list[Finding] = []
        total = 0
        for row in self._rows:
            made = self._line(row)
            if isinstance(made, Line):
                lines.append(made)
                total += made.fen
            elif isinstance(made, Finding):
                findings.append(made)
            elif made is not None and made != total:
                findings.append(self._wrong(row, f"合计是 {yuan_text(made)}，各行相加是 {yuan_text(total)}"))
        return lines, findings

    def _line(self, row: RawRow) -> Line | Finding | int | None:
        """A row; what a sum comes to; a finding; None for a note."""
        value = row.cells[self._at["amount"]] if self._at["amount"] < len(row.cells) else ""
        label = next((text for each in row.cells if (text := plain(text_of(each)))), "")
        fen = None if is_blank(value) else read_amount(value)
        if any_matches(self._words.get("totals", ()), label):
            return fen if label.startswith(("合计", "总计")) or label.endswith("合计") else None
        texts = {key: self._text(row, key) for key in self._at}
        if is_blank(value):
            return None
        if fen is None:
            return self._wrong(row, f"“{clean(text_of(value))[:_SHORT]}”不是金额")
        other = self._other_unit(texts.get("unit", ""))
        if other:
            return self._wrong(row, f"是“{clean(other)[:_SHORT]}”的，不是本单位的")
        date = read_day(row.cells[self._at["date"]]) if texts.get("date") else None
        meta = self._codes(texts, date)
        return Line(row.number, fen, meta, date) if isinstance(meta, dict) else self._wrong(row, meta)

    def _codes(self, texts: Mapping[str, str], date: datetime.date | None) -> dict[str, str] | str:
        """The codes of a row, or what is wrong with them."""
        ledger = self._target.ledger
        year = date.year if date is not None else max(ledger.dated_years, default=0)
        meta: dict[str, str] = {}
        for key, label in (("func", "功能分类"), ("fund", "资金性质")):
            said = [texts[each] for each in (key, f"{key}_name") if texts.get(each)]
            found = next((code for each in said if (code := read_code(ledger.codes, key, each, year))), "")
            if not found and (said or key == "func"):
                level = "，要写到项" if key == "func" else ""
                return f"的{label}“{clean(said[0] if said else '')[:_SHORT]}”看不懂{level}"
            if found:
                meta[key] = found
        basic = any_matches(self._words.get("basic", ()), texts.get("spending", ""))
        if texts.get("project") and not basic:
            project = self._project(texts["project"], texts.get("project_name", ""))
            if not project:
                return f"的项目“{clean(texts['project'])[:_SHORT]}”没有编号，账本里也没有叫这个的项目"
            meta["project"] = project
        return meta

    def _project(self, text: str, name: str) -> str:
        """A project's id: of one that the ledger has, by id or name; else the one that is written, to be declared."""
        there = {**self._target.ledger.declarations.projects, **self._target.projects}
        bare = text.strip()
        if bare in there:
            return bare
        named = [key for key, called in there.items() if plain(called) in (plain(bare), plain(name) or None)]
        if len(named) == 1:
            return named[0]
        match = _PROJECT.fullmatch(bare)
        if match is None:
            return ""
        project = match[1].rstrip("-_")
        if project not in there:
            self._target.projects[project] = (match[2] or name or project).strip()
        return project

    def _other_unit(self, text: str) -> str:
        """The unit that a row is of, where it is another; a code alone, or before the name, says nothing."""
        own = plain(self._target.ledger.unit_name)
        bare = plain(text).lstrip("0123456789-[]() ")
        return text if own and bare and own not in bare and bare not in own else ""

    def _text(self, row: RawRow, key: str) -> str:
        index = self._at[key]
        return text_of(row.cells[index]) if index < len(row.cells) else ""

    def _wrong(self, row: RawRow, what: str) -> Finding:
        return Finding(
            "quota-row",
            f"第 {row.number} 行{what}。",
            "每行一个功能分类（项）的额度；额度按功能分类、项目、资金性质记财政拨款收入（财会〔2017〕25号 4001）。",
            "改正这张表的这一行，再导。",
            self._source.place(row.number),
        )


def _head(text: str) -> str:
    return re.sub(r"\([^)]*\)", "", plain(text).replace(" ", ""))


def _day_above(sheet: RawSheet, head: int) -> datetime.date | None:
    """The only day that is written above the head."""
    found = {day for row in sheet.rows if row.number < head for day in _days(row)}
    return found.pop() if len(found) == 1 else None


def _days(row: RawRow) -> Iterator[datetime.date]:
    for each in row.cells:
        if isinstance(each, datetime.datetime):
            yield each.date()
            continue
        for match in _DAY.finditer(text_of(each)):
            day = read_day(re.sub(r"[年月/.\s]+", "-", match[0]))
            if day is not None:
                yield day


def _no_day(row: int, source: Source) -> Finding:
    return Finding(
        "quota-no-day",
        "看不出额度是哪天到账的。",
        "凭证要有日期；标题里只写到月的，不知道是哪天。",
        "在表里加一列“到账日期”，或在标题下面写上日期，如 2020-05-08。",
        source.place(row),
    )
