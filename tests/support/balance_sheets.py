"""A unit's year as other software would print its 科目余额表, in as many ways as people do. It imports nothing of ours.

What happened is an `EventStream`: its legs and facts tell the true balances, and nothing here works out a code, an
account or a sum otherwise than by adding up.
"""

from __future__ import annotations

import csv
import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import openpyxl
from hypothesis import strategies as st

from gov_accounts.testing import EventStream

NAMES_OF_FUNDS = {
    "11": "一般公共预算资金",
    "12": "政府性基金预算资金",
    "13": "国有资本经营预算资金",
    "2": "财政专户管理资金",
    "3": "单位资金",
}
CREDIT = ("2", "3", "4", "6", "81", "82", "83", "84", "85", "87", "1602", "1702", "1219")
"""What accounts begin with whose balance is usually a credit."""


class Part(NamedTuple):
    """An account of the lowest level, or what of it has the same codes.

    Attributes:
        code: 4 digits; ``details`` are names, of official details with their codes.
        codes: func, econ, fund, project.
    """

    code: str
    name: str
    details: tuple[str, ...]
    codes: tuple[str, str, str, str] = ("", "", "", "")


@dataclass(frozen=True)
class Sums:
    """In fen; balances debit positive. ``year_opening`` and the sums of the year are of January on."""

    year_opening: int = 0
    opening: int = 0
    debit: int = 0
    credit: int = 0
    year_debit: int = 0
    year_credit: int = 0

    @property
    def closing(self) -> int:
        return self.opening + self.debit - self.credit

    def plus(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, each) + getattr(other, each) for each in self.__dataclass_fields__))


def true_balances(
    stream: EventStream, first: datetime.date, last: datetime.date, *, opened: datetime.date | None = None
) -> dict[Part, Sums]:
    """The balances of a period of the stream's year; with `opened`, what else happened before the year is left out."""
    new_year = datetime.date(stream.year, 1, 1)
    found: dict[Part, Sums] = defaultdict(Sums)

    def add(part: Part, day: datetime.date, fen: int) -> None:
        if day > last or (opened is not None and day < new_year and day != opened):
            return
        debit, credit = max(fen, 0), max(-fen, 0)
        before = day < first
        found[part] = found[part].plus(
            Sums(
                fen if day < new_year else 0,
                fen if before else 0,
                0 if before else debit,
                0 if before else credit,
                debit if day >= new_year else 0,
                credit if day >= new_year else 0,
            )
        )

    for day, path, fen in stream.legs:
        if path[0] in "12345" or path.startswith("8001"):
            whole, *details = path.split(":")
            add(Part(whole[:4], whole[5:], tuple(details)), day, fen)
    names = {path[:4]: path.split(":")[0][5:] for _, path, _ in stream.legs}
    for fact in stream.facts:
        codes = (fact.func or "", fact.econ or "", fact.fund or "", fact.project or "")
        fen = fact.fen if fact.account[0] == "7" else -fact.fen
        add(Part(fact.account[:4], names[fact.account[:4]], (), codes), fact.date, fen)
    return dict(found)


def shifted(balances: Mapping[Part, Sums], one: Part, other: Part, fen: int) -> dict[Part, Sums]:
    """The balances with an amount debited to one account and credited to another, in the period."""
    moved = dict(balances)
    for part, debit, credit in ((one, fen, 0), (other, 0, fen)):
        was = moved[part]
        moved[part] = replace(
            was,
            debit=was.debit + debit,
            credit=was.credit + credit,
            year_debit=was.year_debit + debit,
            year_credit=was.year_credit + credit,
        )
    return moved


# Layouts


@dataclass(frozen=True)
class Layout:
    """How a table is printed; the first choice of each is the plainest.

    Attributes:
        kind: of file.
        codes: how codes are written.
        balances: in two columns, or one with its side beside it, or one and nothing.
        head: in one row, in two with merged cells, or with the upper row's cells repeated.
        sums: whether accounts above others are printed.
        dims: how parts by codes are told.
        words: which names columns have.
        amounts: how amounts are written.
        with_year: whether there are columns of the year's opening and sums.
        clutter: blank rows, classes, subtotals, notes.
        sheets: whether the books are on sheets of their own.
        period: how the title says it.
    """

    kind: str = "xlsx"
    codes: str = "digits"
    balances: str = "two"
    head: str = "two"
    sums: bool = True
    dims: str = "columns"
    words: int = 0
    amounts: str = "number"
    with_year: bool = False
    clutter: bool = False
    sheets: bool = False
    period: int = 0


layouts = st.builds(
    Layout,
    st.sampled_from(("xlsx", "csv", "gb18030.csv", "tsv.txt")),
    st.sampled_from(("digits", "points", "numbers", "threes", "indents", "joined")),
    st.sampled_from(("two", "side", "sides", "bare", "signed")),
    st.sampled_from(("two", "one", "above", "repeated")),
    st.booleans(),
    st.sampled_from(("columns", "names", "text", "below")),
    st.integers(0, 3),
    st.sampled_from(("number", "text", "commas", "wide", "brackets")),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.integers(0, 7),
)

_WIDE = {ord(each): ord(each) + 0xFEE0 for each in "0123456789,."}
_CODE = ("科目编码", "科目代码", "科目编号", "会计科目编码")
_NAME = ("科目名称", "科目名称", "会计科目", "会计科目名称")
_OPENING = ("期初余额", "期初", "月初余额", "期初余额（元）")
_PERIOD = ("本期发生额", "本期发生", "本月发生额", "本期发生额（元）")
_YEAR = ("本年累计发生额", "本年累计", "累计发生额", "本年累计发生额（元）")
_CLOSING = ("期末余额", "期末", "月末余额", "期末余额（元）")
_DEBIT = ("借方", "借方", "借", "借方金额")
_CREDIT = ("贷方", "贷方", "贷", "贷方金额")
_SIDE = ("方向", "方向", "借/贷", "借贷方向")
_DIMS = ("功能科目", "经济科目", "资金性质", "预算项目")
_HEADS = (
    ("功能科目代码", "经济科目代码", "资金性质代码", "项目代码"),
    ("功能分类编码", "经济分类编码", "资金性质编码", "预算项目代码"),
    ("支出功能分类科目编码", "部门经济分类编码", "资金来源代码", "项目编号"),
    ("功能分类科目代码", "部门经济代码", "资金性质代码", "项目编码"),
)


def period_text(choice: int, first: datetime.date, last: datetime.date) -> str:
    year, one, two = first.year, first.month, last.month
    return (
        f"期间：{year}年{one}月-{year}年{two}月",
        f"{year}年{one}月—{two}月",
        f"会计期间：{year}.{one:02}-{year}.{two:02}",
        f"{year}年第{one}期至第{two}期",
        f"期间: {year}-{one:02}-01 至 {last}",
        f"{year}{one:02}-{year}{two:02}",
        f"{year} 年度" if (one, two) == (1, 12) else f"{year}年{one:02}月－{two:02}月",
        f"{first.year}年{one}月1日至{last.year}年{two}月{last.day}日",
    )[choice]


class _Row(NamedTuple):
    """``parts`` is whether the account above is printed once more, in parts by codes."""

    path: tuple[str, ...]
    names: tuple[str, ...]
    codes: tuple[str, str, str, str]
    sums: Sums


def _rows(balances: Mapping[Part, Sums], layout: Layout) -> list[_Row]:
    """The rows in order: accounts, their details, their parts by codes, with the sums above them."""
    width = 3 if layout.codes == "threes" else 2
    numbers: dict[tuple[str, ...], str] = {}
    below: dict[tuple[str, ...], int] = defaultdict(int)
    has_details = {part.code for part in balances if part.details}

    def digits(part: Part) -> tuple[tuple[str, ...], tuple[str, ...]]:
        details = part.details or (("未分明细",) if part.code in has_details else ())
        path: tuple[str, ...] = (part.code,)
        names: tuple[str, ...] = (part.name,)
        for detail in details:
            number, dash, name = detail.partition("-")
            key = (*path, detail)
            if key not in numbers:
                if dash and number.startswith("".join(path)) and width == len(number) - len("".join(path)):
                    numbers[key] = number.removeprefix("".join(path))
                else:
                    # 51 on: no official detail has such a number.
                    below[path] += 1
                    numbers[key] = f"{50 + below[path]:0{width}}"
            path = (*path, numbers[key])
            names = (*names, name if dash and number.isdigit() else detail)
        return path, names

    leaves: dict[tuple[tuple[str, ...], tuple[str, str, str, str]], tuple[tuple[str, ...], Sums]] = {}
    for part, sums in balances.items():
        path, names = digits(part)
        leaves[path, part.codes] = (names, sums)
    found: list[_Row] = []
    totals: dict[tuple[str, ...], Sums] = defaultdict(Sums)
    labels: dict[tuple[str, ...], tuple[str, ...]] = {}
    coded = {path for path, codes in leaves if any(codes)}
    for (path, codes), (names, sums) in leaves.items():
        for length in range(1, len(path) + 1):
            if length < len(path) or any(codes):
                totals[path[:length]] = totals[path[:length]].plus(sums)
                labels[path[:length]] = names[:length]
    # Names alone, indented, say nothing without the levels above; parts below an account need its row.
    if layout.sums or layout.codes == "indents" or layout.dims == "below":
        found += [_Row(path, labels[path], ("", "", "", ""), sums) for path, sums in totals.items()]
    found += [_Row(path, names, codes, sums) for (path, codes), (names, sums) in leaves.items()]
    assert coded <= totals.keys()
    return sorted(found, key=lambda row: (row.path, row.codes))


def _is_credit(path: Sequence[str]) -> bool:
    return path[0].startswith(CREDIT)


def _amount(fen: int, layout: Layout, *, blank: bool) -> object:
    if not fen and blank:
        return ""
    sign, size = "-" if fen < 0 else "", abs(fen)
    if layout.amounts == "number":
        return fen / 100
    whole, part = divmod(size, 100)
    if layout.amounts == "text":
        return f"{sign}{whole}.{part:02}"
    if layout.amounts == "brackets":
        return f"({whole:,}.{part:02})" if sign else f"{whole:,}.{part:02}"
    text = f"{sign}{whole:,}.{part:02}"
    return text.translate(_WIDE) if layout.amounts == "wide" else text


def _columns(layout: Layout) -> list[tuple[str, str, str]]:
    """Upper and lower head, and what stands in the column."""
    word = layout.words
    columns: list[tuple[str, str, str]] = []
    spans = [(_OPENING[word], "opening"), (_PERIOD[word], ""), (_CLOSING[word], "closing")]
    if layout.with_year:
        spans = [("年初余额", "year_opening"), *spans[:2], (_YEAR[word], "year_"), spans[2]]
    for head, key in spans:
        if key in ("", "year_"):
            columns += [(head, _DEBIT[word], f"{key}debit"), (head, _CREDIT[word], f"{key}credit")]
        elif layout.balances == "two":
            columns += [(head, _DEBIT[word], f"{key} debit"), (head, _CREDIT[word], f"{key} credit")]
        elif layout.balances == "side":
            columns += [("", _SIDE[word], f"{key} side"), ("", head, f"{key} size")]
        elif layout.balances == "sides":
            columns += [(head, "金额", f"{key} size"), (head, "方向", f"{key} side")]
        elif layout.balances == "bare":
            columns += [("", head, f"{key} usual")]
        else:
            columns += [("", head, f"{key} signed")]
    return columns


def _value(row: _Row, what: str, layout: Layout, *, blank: bool) -> object:
    key, _, how = what.partition(" ")
    fen = int(getattr(row.sums, key))
    match how:
        case "debit":
            return _amount(max(fen, 0), layout, blank=blank)
        case "credit":
            return _amount(max(-fen, 0), layout, blank=blank)
        case "side":
            return "借" if fen > 0 else "贷" if fen < 0 else "平"
        case "size":
            return _amount(abs(fen), layout, blank=blank)
        case "usual":
            return _amount(-fen if _is_credit(row.path) else fen, layout, blank=blank)
        case _:
            return _amount(fen, layout, blank=blank)


def _said(codes: Sequence[str], layout: Layout, projects: Mapping[str, str]) -> list[str]:
    """What the four columns of codes, or a text, say."""
    if layout.dims == "columns":
        return list(codes)
    named = [
        *codes[:2],
        NAMES_OF_FUNDS.get(codes[2], ""),
        f"{codes[3]} {projects[codes[3]]}" if codes[3] else "",
    ]
    if layout.dims == "names":
        return named
    values = [*codes[:3], f"{codes[3]}---{projects[codes[3]]}" if codes[3] else ""]
    if layout.dims == "text":
        return ["/".join(f"{kind}---{value}" for kind, value in zip(_DIMS, values, strict=True) if value)]
    return ["；".join(f"[{kind}]{value}" for kind, value in zip(_DIMS, named, strict=True) if value)]


def table(
    balances: Mapping[Part, Sums],
    layout: Layout,
    first: datetime.date,
    last: datetime.date,
    projects: Mapping[str, str],
    unit: str = "武汉市某中心",
) -> dict[str, list[list[object]]]:
    """The table's sheets by name: rows of cells."""
    rows = _rows(balances, layout)
    if not layout.sheets or layout.kind != "xlsx":
        return {"Sheet1": _sheet(rows, layout, first, last, projects, unit)}
    books = {
        "财务会计": [each for each in rows if each.path[0] < "6"],
        "预算会计": [each for each in rows if each.path[0] >= "6"],
    }
    return {name: _sheet(each, layout, first, last, projects, unit) for name, each in books.items() if each}


def _sheet(
    rows: Sequence[_Row],
    layout: Layout,
    first: datetime.date,
    last: datetime.date,
    projects: Mapping[str, str],
    unit: str,
) -> list[list[object]]:
    word = layout.words
    figures = _columns(layout)
    dims = {"columns": _HEADS[word], "names": _DIMS, "text": ("辅助核算",), "below": ()}[layout.dims]
    texts = [_NAME[word]] if layout.codes == "indents" else [_CODE[word], _NAME[word]]
    if layout.codes == "joined":
        texts = ["科目"]
    heads = [("", each, "") for each in (*texts, *dims)] + figures
    cells: list[list[object]] = [
        ["科目余额表"],
        [f"编制单位：{unit}", "", period_text(layout.period, first, last), "", "单位：元"],
    ]
    if layout.clutter:
        cells.append([])
    if layout.head == "one":
        cells.append([f"{upper}{lower}" for upper, lower, _ in heads])
    elif layout.head == "repeated":
        cells.append([upper or lower for upper, lower, _ in heads])
        cells.append([lower for _, lower, _ in heads])
    else:
        # A merged cell has its text once, in its first column.
        uppers = [upper if at == 0 or heads[at - 1][0] != upper else "" for at, (upper, _, _) in enumerate(heads)]
        lowers = [lower for _, lower, _ in heads]
        if layout.head == "two":
            single = [not upper for upper, _, _ in heads]
            uppers = [lower if one else upper for one, upper, lower in zip(single, uppers, lowers, strict=True)]
            lowers = ["" if one else lower for one, lower in zip(single, lowers, strict=True)]
        cells += [[*uppers], [*lowers]]
    blank = layout.words % 2 == 0
    previous = ""
    for row in rows:
        if layout.clutter and row.path[0][0] != previous[:1]:
            cells.append(["资产类" if row.path[0][0] == "1" else "小计"])
        previous = row.path[0]
        cells.append(
            [
                *_account(row, layout, projects),
                *(_said(row.codes, layout, projects) if layout.dims != "below" else ()),
                *(_value(row, what, layout, blank=blank) for _, _, what in figures),
            ]
        )
    if layout.clutter:
        cells += [
            ["合计", *[""] * (len(heads) - 2), "1,234.00"],
            [],
            ["制表人：张三", "", "打印日期：2021-03-05", "第 1 页 共 1 页"],
        ]
    return cells


def _account(row: _Row, layout: Layout, projects: Mapping[str, str]) -> list[object]:
    """The cells of code and name."""
    if layout.dims == "below" and any(row.codes):
        said = _said(row.codes, layout, projects)[0]
        if layout.codes == "indents":
            return ["　" * 9 + said]
        return [said] if layout.codes == "joined" else ["", said]
    match layout.codes:
        case "points":
            return [".".join(row.path), row.names[-1]]
        case "numbers":
            return [int("".join(row.path)), row.names[-1]]
        case "indents":
            return ["  " * (len(row.path) - 1) + row.names[-1]]
        case "joined":
            return [f"{''.join(row.path)} {row.names[-1]}"]
        case _:
            return ["".join(row.path), "  " * (len(row.path) - 1) + row.names[-1]]


def write(folder: Path, sheets: Mapping[str, Iterable[Sequence[object]]], layout: Layout, stem: str = "余额表") -> Path:
    """The file."""
    path = folder / f"{stem}.{layout.kind}"
    if layout.kind == "xlsx":
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append([None if each == "" else each for each in row])
        book.save(path)
        return path
    encoding = "gb18030" if layout.kind.startswith("gb") else "utf-8-sig"
    with path.open("w", encoding=encoding, newline="") as file:
        for rows in sheets.values():
            csv.writer(file, delimiter="\t" if layout.kind.startswith("tsv") else ",").writerows(rows)
    return path
