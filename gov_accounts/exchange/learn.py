"""A map for a file that no map is for: what is in its columns is guessed, what can't be seen is asked, and written.

look ──► Look: the sheet, where its names of columns stand, each column with examples and what it may be
              │ questions(look): what must be known, what may be there
answers ──────┴──► map_text(look, answers): TOML, the same bytes each time

Nothing is asked here, and nothing is written to a file: values in, values and text out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.bank.vocabulary import plain_head
from gov_accounts.exchange.journal_columns import HEAD_ROWS, columns_at, year_of
from gov_accounts.exchange.journal_rows import read_day_in, text_of
from gov_accounts.exchange.journal_words import shared
from gov_accounts.law.codes import item_key, official_codes
from gov_accounts.sheets.cells import is_blank, read_amount
from gov_accounts.sheets.errors import TableError
from gov_accounts.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from gov_accounts.exchange.source import Source
    from gov_accounts.sheets.cells import Value
    from gov_accounts.sheets.table import RawRow, RawSheet

NEEDED: Final = ("date", "number", "code", "name", "debit", "credit", "amount", "side")
"""What vouchers can't be without, or one of two of it."""
ASKED: Final[Mapping[str, str]] = {
    "date": "凭证日期",
    "word": "凭证字（记、收、付、转）",
    "number": "凭证号",
    "summary": "摘要",
    "code": "科目编码",
    "name": "科目名称",
    "debit": "借方金额",
    "credit": "贷方金额",
    "amount": "金额（借方、贷方在一列的）",
    "side": "借贷方向（借方、贷方在一列的）",
    "func_code": "功能分类科目",
    "econ_code": "部门经济分类科目",
    "fund_code": "资金性质",
    "project_code": "项目",
    "aux": "辅助核算（几样写在一格的）",
    "attachments": "附件张数",
    "maker": "制单人",
}
"""Kinds of columns that are asked for, in order, and what they are called."""
YEAR: Final = "year"
NONE: Final = ""
_SAMPLE: Final = 200
"""Rows that are looked at."""
_EXAMPLES: Final = 3
_LONGEST: Final = 20
_FIRST: Final = 4
_MOST: Final = 60
_SEEN: Final = 80
"""Of a hundred cells that aren't blank, so many must be of a kind."""
_HEAD_CELLS: Final = 3
_NUMBER: Final = 6


class Column(NamedTuple):
    """A column of a file.

    Attributes:
        place: its index, from 0.
        head: its name, nothing where it has none.
        examples: what stands in it.
    """

    place: int
    head: str
    examples: tuple[str, ...]

    def shown(self) -> str:
        """``3 凭证号：1、2、3``."""
        return f"{self.place + 1} {self.head or '（没有列名）'}：{'、'.join(self.examples) or '（空）'}"


class Question(NamedTuple):
    """What is asked.

    Attributes:
        key: a kind of `ASKED`, or ``year``.
        text: the question.
        guess: the answer that seems right: a column's number from 1, or a year; nothing where none does.
        needed: whether vouchers can't be read without an answer.
    """

    key: str
    text: str
    guess: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What is seen of a file.

    Attributes:
        name: the file's.
        head: the number of the row with the names of columns; 0 where there is none.
        columns: its columns.
        known: kinds that the names of columns tell → the column's index.
        guessed: kinds that the cells seem to be → the column's index.
        dated: whether the dates, or a title, say the year.
    """

    name: str
    head: int
    columns: tuple[Column, ...]
    known: Mapping[str, int]
    guessed: Mapping[str, int]
    dated: bool


def look(source: Source) -> Look:
    """What is seen of a file: of its sheet with the most rows.

    Raises:
        TableError: it is no table, or has no rows.
        OSError: it can't be read.
    """
    sheet = max(source.sheets, key=lambda each: len(each.rows), default=None)
    if sheet is None or not sheet.rows:
        raise TableError("文件是空的。", "要有列名和几行分录，才看得出哪一列是什么。", "核对是不是选错了文件。")
    head = _head(sheet)
    names = head.cells if head is not None else ()
    heads = {index: clean(each) for index, each in enumerate(names) if isinstance(each, str)}
    number = head.number if head is not None else 0
    below = [row for row in sheet.rows if row.number > number][:_SAMPLE]
    width = min(max((len(row.cells) for row in below), default=0), _MOST)
    cells = [[row.cells[place] for row in below if place < len(row.cells)] for place in range(width)]
    columns = tuple(Column(place, heads.get(place, ""), _examples(cells[place])) for place in range(width))
    plain = [(plain_head(each.head),) for each in columns]
    known = {key: place for key, place in columns_at(plain, shared()).items() if key in ASKED}
    year = year_of(row for row in sheet.rows[:HEAD_ROWS] if row.number <= number)
    guessed = _guessed(cells, known, year)
    date = known.get("date", guessed.get("date", -1))
    dated = bool(year) or (date >= 0 and any(read_day_in(each, 0) for each in cells[date]))
    return Look(source.name, number, columns, known, guessed, dated)


def _head(sheet: RawSheet) -> RawRow | None:
    """The row with the names of columns: the last row of words before rows with amounts; None where there is none."""
    found: tuple[int, RawRow] | None = None
    for row in sheet.rows[:HEAD_ROWS]:
        texts = [text_of(each) for each in row.cells]
        words = sum(1 for each in texts if each and not any(sign.isdigit() for sign in each))
        if words >= _HEAD_CELLS and words == sum(map(bool, texts)) and (found is None or words > found[0]):
            found = (words, row)
    return found[1] if found else None


def _examples(cells: Iterable[Value]) -> tuple[str, ...]:
    texts = dict.fromkeys(clean(text_of(each))[:_LONGEST] for each in cells if not is_blank(each))
    return tuple(texts)[:_EXAMPLES]


def _guessed(cells: Sequence[Sequence[Value]], known: Mapping[str, int], year: int) -> dict[str, int]:
    """What cells seem to be, of the columns whose names don't tell."""
    guessed: dict[str, int] = {}
    told = set(known.values())
    amounts = []
    for place, column in enumerate(cells):
        filled = [each for each in column if not is_blank(each)]
        if place in told or not filled:
            continue
        kind = _kind(filled, year)
        if kind == "amount":
            amounts.append(place)
        elif kind and kind not in known:
            guessed.setdefault(kind, place)
    if not known.keys() & {"debit", "credit", "amount"}:
        if "side" in guessed or "side" in known:
            guessed |= {"amount": amounts[0]} if amounts else {}
        elif len(amounts) > 1:
            guessed |= {"debit": amounts[0], "credit": amounts[1]}
    return guessed


def _kind(filled: Sequence[Value], year: int) -> str:
    """What most of the cells are; nothing where they are of no kind that can be seen."""
    texts = [text_of(each) for each in filled]
    chart = official_codes().chart.rows
    names = {name for row in official_codes().chart.accounts for name in row.names}
    funds = official_codes().fund.rows
    words = shared()
    tests: dict[str, Callable[[Value, str], bool]] = {
        "date": lambda value, text: read_day_in(value, year or 2000) is not None and not item_key(text),
        "func_code": lambda _, text: item_key(text[:7]) == "func",
        "code": lambda _, text: text[:_FIRST] in chart and len(text) >= _FIRST and text[:1].isdigit(),
        "econ_code": lambda _, text: item_key(text[:5]) == "econ",
        "side": lambda _, text: plain_head(text) in words.debit | words.credit and not text.isdigit(),
        "word": lambda _, text: plain_head(text) in words.kinds,
        "name": lambda _, text: text in names,
        "fund_code": lambda _, text: text in funds and len(set(texts)) < _NUMBER,
        "number": lambda _, text: text.isdigit() and 0 < len(text) <= _NUMBER and "." not in text,
        "amount": lambda value, _: read_amount(value) is not None,
    }
    for kind, is_one in tests.items():
        count = sum(1 for value, text in zip(filled, texts, strict=True) if is_one(value, text))
        if count * 100 >= len(filled) * _SEEN:
            return kind
    return ""


def questions(seen: Look) -> tuple[Question, ...]:
    """What is to be asked: what names of columns don't tell, those that vouchers need first marked as needed."""
    asked = []
    for key, called in ASKED.items():
        if key in seen.known or _is_settled(key, seen):
            continue
        guess = seen.guessed.get(key)
        asked.append(Question(key, f"哪一列是{called}？", NONE if guess is None else str(guess + 1), key in NEEDED))
    if not seen.dated:
        asked.append(Question(YEAR, "日期没有写年份，是哪一年的？", NONE, needed=True))
    return tuple(asked)


def _is_settled(key: str, seen: Look) -> bool:
    """Whether the names of columns tell what makes a kind needless: amounts in two columns, or in one with a side."""
    both = {"debit", "credit"} <= seen.known.keys()
    one = {"amount", "side"} <= seen.known.keys()
    return (key in ("amount", "side") and both) or (key in ("debit", "credit") and one)


class UnansweredError(Exception):
    """Answers that aren't enough, or make no sense; the argument says what is missing, in Chinese."""


def checked(seen: Look, answers: Mapping[str, str]) -> Mapping[str, int]:
    """All kinds with their column's index, those of the names of columns too.

    Raises:
        UnansweredError: an answer is no column, or what vouchers need isn't answered.
    """
    at = dict(seen.known)
    for key, answer in answers.items():
        if key == YEAR or not answer.strip():
            continue
        if not answer.strip().isdigit() or not 1 <= int(answer) <= len(seen.columns):
            raise UnansweredError(f"{ASKED.get(key, key)}：没有第“{clean(answer)}”列，有 1 到 {len(seen.columns)} 列")
        at[key] = int(answer) - 1
    twice = [place for place, count in Counter(at.values()).items() if count > 1]
    if twice:
        raise UnansweredError(f"第 {twice[0] + 1} 列答了两次")
    if {"debit", "credit"} <= at.keys():
        at.pop("amount", None)
        at.pop("side", None)
    for wanted in (("date",), ("number",), ("code", "name")):
        if not at.keys() & set(wanted):
            raise UnansweredError(f"要知道哪一列是{'或'.join(ASKED[each] for each in wanted)}")
    if not ({"debit", "credit"} <= at.keys() or {"amount", "side"} <= at.keys()):
        raise UnansweredError("要知道哪两列是借方金额和贷方金额（或金额和借贷方向）")
    year = answers.get(YEAR, "").strip()
    if not seen.dated and not (year.isdigit() and len(year) == _FIRST):
        raise UnansweredError("日期没有写年份，要知道是哪一年的")
    return at


def map_text(seen: Look, answers: Mapping[str, str], title: str = "") -> str:
    """The map, as TOML.

    Columns are told by their names where each has its own, else by their places.

    Raises:
        UnansweredError: as `checked`.
    """
    at = checked(seen, answers)
    plain = Counter(plain_head(each.head) for each in seen.columns)
    heads = {key: seen.columns[place].head for key, place in at.items()}
    lines = [
        f"# 读“{clean(seen.name)}”这样的文件；由 gov-accounts import --learn 写成，可以改。",
        'kind = "journal"',
        f"title = {_quoted(title or f'凭证（如 {clean(seen.name)}）')}",
    ]
    year = answers.get(YEAR, "").strip()
    if year and not seen.dated:
        lines += ["# 日期没有年份，是这一年的。", f"year = {int(year)}"]
    if all(plain[plain_head(head)] == 1 and head for head in heads.values()):
        lines += ["# 有这些列的，才是这种文件。", f"marks = [{', '.join(_quoted(heads[key]) for key in at)}]", ""]
        lines += ["# 哪一列是什么：列名，后面是例子。", "[columns]"]
        lines += [
            f"{key} = [{_quoted(heads[key])}]  # {ASKED[key]}，如 {_example(seen.columns[place])}"
            for key, place in at.items()
            if key != "aux"
        ]
        if "aux" in at:
            lines += ["", "[several]", f"aux = [{_quoted(heads['aux'])}]  # 如 {_example(seen.columns[at['aux']])}"]
    else:
        lines += ["# 第一条分录在第几行。", f"first_row = {seen.head + 1}", ""]
        lines += ["# 没有列名，或列名重复：第几列是什么，从 1 数起。", "[positions]"]
        lines += [
            f"{key} = {place + 1}  # {ASKED[key]}，如 {_example(seen.columns[place])}" for key, place in at.items()
        ]
    lines += [
        "",
        "# 科目编码对不到科目表的，在这里写明是账本的哪个账户：",
        "# [accounts]",
        '# "1009" = "Assets:1002-银行存款"',
        "",
        "# 功能分类、经济分类、资金性质、项目的写法与账本不同的，在这里写明：",
        "# [values.fund]",
        '# "财拨" = "11"',
        "",
    ]
    return "\n".join(lines)


def _example(column: Column) -> str:
    return "、".join(column.examples) or "（空）"


def _quoted(text: str) -> str:
    """A string of TOML: JSON's are, but for the sign of deletion."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "")
