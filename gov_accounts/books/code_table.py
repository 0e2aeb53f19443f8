"""A table of codes and names as finance offices hand them out: which columns hold what, and its rows as text.

CSV in UTF-8 or GBK, separated by commas, semicolons or tabs; sheets of an Excel workbook. The head may stand below a
title. A code stands in one cell, together with its name in one cell (``2060501 机构运行``, ``[2060501]机构运行``), or
in pieces under 类, 款 and 项, of which those that repeat may be left out.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gov_accounts.sheets.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

CODE: Final = "code"
NAME: Final = "name"
YEAR: Final = "year"
_PIECES: Final = ("类", "款", "项")
_HEADS: Final = {
    CODE: (
        *("编码", "代码", "科目编码", "科目代码", "科目编号", "编号", "code", "功能科目代码", "经济科目代码"),
        *(
            "功能分类科目编码",
            "功能分类科目代码",
            "经济分类科目编码",
            "经济分类科目代码",
            "功能科目编码",
            "经济科目编码",
        ),
        *("支出功能分类科目编码", "支出经济分类科目编码", "功能分类编码", "经济分类编码"),
    ),
    NAME: (
        *("名称", "科目名称", "name", "功能科目名称", "经济科目名称", "功能分类科目名称", "经济分类科目名称"),
        *("支出功能分类科目名称", "支出经济分类科目名称", "功能分类名称", "经济分类名称"),
    ),
    YEAR: ("年度", "年份", "year", "预算年度"),
}
_TOGETHER: Final = (
    "科目",
    "功能分类科目",
    "经济分类科目",
    "功能科目",
    "经济科目",
    "支出功能分类科目",
    "支出经济分类科目",
)
_BOTH: Final = re.compile(r"[\[【(]?([0-9]{3,})[\]】)]?[-—_.、:\s]*(.*)")
_HEAD_ROWS: Final = 30
_SEPARATORS: Final = (",", "\t", ";")

Row = tuple[int, tuple[str, ...]]
"""A row's number, from 1, and the text of its cells."""


class Columns(NamedTuple):
    """Where a table's columns are.

    Attributes:
        head: the number of the row that names them.
        at: ``code``, ``name``, ``year`` → index.
        pieces: indices of 类, 款 and 项 where the code stands in pieces; else empty.
    """

    head: int
    at: Mapping[str, int]
    pieces: tuple[int, ...]


def csv_rows(text: str) -> list[Row]:
    """The rows of a CSV text. Lines that begin with # are remarks; blank rows are left out.

    Raises:
        TableError: it isn't CSV.
    """
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    try:
        for cells in reader:
            if cells and not cells[0].startswith("#"):
                rows.append((reader.line_num, tuple(plain(cell) for cell in cells)))
    except csv.Error as error:
        raise TableError(
            f"第 {reader.line_num} 行不是 CSV：引号不成对，或引号后面多了字。",
            "CSV 每行是一个科目，用逗号分开，有逗号的名称用引号括起来。",
            "用 Excel 打开，另存为“CSV UTF-8（逗号分隔）”或 xlsx。",
            reader.line_num,
        ) from error
    return rows


def plain(value: Any) -> str:
    """A cell as text: full-width digits of a number made plain, whole numbers whole.

    Blanks around it and signs that can't be seen are taken away.
    """
    if value is None:
        return ""
    if not isinstance(value, (str, int)):
        number = str(value)
        value = str(int(Decimal(number))) if re.fullmatch(r"[0-9]+\.0+", number) else number
    text = re.sub(r"\s*[\r\n]+\s*", "", str(value))
    text = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C").strip().strip("'")
    digits = unicodedata.normalize("NFKC", text)
    return digits if digits.isascii() and digits.isdigit() else text.strip()


def find_columns(rows: Iterable[Row]) -> Columns:
    """Where the columns are, from the first row that names them.

    Raises:
        TableError: no row does.
    """
    for number, cells in list(rows)[:_HEAD_ROWS]:
        heads = [re.sub(r"[\s　]", "", cell).lower() for cell in cells]
        at = {key: heads.index(head) for key, names in _HEADS.items() for head in names[::-1] if head in heads}
        pieces = tuple(heads.index(piece) for piece in _PIECES if piece in heads)
        together = next((heads.index(head) for head in _TOGETHER if head in heads), None)
        if NAME in at and (CODE in at or len(pieces) > 1):
            return Columns(number, at, () if CODE in at else pieces)
        if CODE in at or together is not None:
            column = at.get(CODE, together)
            if column is not None and _hold_both(rows, number, column):
                return Columns(number, {**at, CODE: column, NAME: column}, ())
    raise TableError(
        "找不到“编码”“名称”两列。",
        f"前 {_HEAD_ROWS} 行里要有一行列名，写着编码（或代码、科目编码，或类、款、项三列）和名称（或科目名称）。",
        "把两列的列名改成“编码”和“名称”。",
    )


def _hold_both(rows: Iterable[Row], head: int, column: int) -> bool:
    return any(
        number > head and column < len(cells) and (match := _BOTH.fullmatch(cells[column])) is not None and match[2]
        for number, cells in rows
    )


def text_cells(rows: Iterable[Row], columns: Columns) -> Iterator[tuple[int, dict[str, str]]]:
    """The code, the name and the year of each row below the head that has a code; the rest has none."""
    above: list[str] = []
    for number, cells in rows:
        if number <= columns.head:
            continue
        found = {key: cells[index] if index < len(cells) else "" for key, index in columns.at.items()}
        if columns.pieces:
            found[CODE] = _joined([cells[index] if index < len(cells) else "" for index in columns.pieces], above)
        elif columns.at[CODE] == columns.at[NAME]:
            match = _BOTH.fullmatch(found[CODE])
            found[CODE], found[NAME] = (match[1], match[2]) if match else ("", "")
        if found[CODE]:
            yield number, found


def _joined(pieces: Sequence[str], above: list[str]) -> str:
    """A code from its pieces; those left out are the row's above. `above` is kept up to date."""
    deepest = max((index for index, piece in enumerate(pieces) if piece), default=-1)
    if deepest < 0:
        return ""
    filled = [
        piece or (above[index] if index < len(above) else "") for index, piece in enumerate(pieces[: deepest + 1])
    ]
    above[:] = filled
    if len(filled[-1]) > 2 and all(filled[-1].startswith(each) for each in filled[:-1] if each):  # noqa: PLR2004
        return filled[-1]
    return filled[0] + "".join(piece.zfill(2) for piece in filled[1:])
