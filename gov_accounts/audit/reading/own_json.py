"""Reads our own tables in JSON (``report --format json``): of each its title and its unit as lines, and a grid."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.audit.reading.errors import UnreadableError
from gov_accounts.audit.reading.placing import Placing
from gov_accounts.audit.reading.plain import content_of
from gov_accounts.audit.source import Line, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gov_accounts.audit.source import Block

MOST_CELLS: Final = 500_000
_ROW_NUMBER: Final = 2
"""Digits of a 行次."""


def read(path: Path, first: int) -> Source:
    """Tables in our JSON.

    Raises:
        UnreadableError: it is no JSON, or not of that shape.
    """
    del first  # It has no pages.
    try:
        whole = json.loads(content_of(path))
    except (ValueError, RecursionError) as error:
        raise _other() from error
    try:
        blocks = tuple(_blocks(whole))
    except (KeyError, TypeError, AttributeError) as error:
        raise _other() from error
    if not blocks:
        raise _other()
    return Source((path.name,), "workbook", blocks)


def _blocks(whole: Any) -> Iterator[Block]:
    unit_name, year, unit = (str(whole[key]) for key in ("unit_name", "year", "money_unit"))
    left = MOST_CELLS
    for table in whole["tables"]:
        name = f"表{table['number']}"
        yield Line(f"{year} 年度{table['title']}", ends=True, sheet=name)
        yield Line(f"部门：{unit_name} {name} 单位：{unit}", ends=True, sheet=name)
        columns = [(str(each["id"]), str(each["label"])) for each in table["columns"]]
        left -= (len(columns) + 2) * (len(table["rows"]) + 2)
        if left < 0:
            raise _other()
        placing = Placing()
        # Rows are named by their 行次, which are short, or by their codes.
        first = "行次" if all(len(str(each["id"])) <= _ROW_NUMBER for each in table["rows"]) else "科目编码"
        for words in ((first, "项目", *(label for _, label in columns)), ("栏次", "", *(id_ for id_, _ in columns))):
            placing.row()
            for each in words:
                placing.cell(each)
        for row in table["rows"]:
            placing.row()
            placing.cell(str(row["id"]) if row["id"] != row["label"] else "")
            placing.cell(str(row["label"]))
            for id_, _ in columns:
                value = row["values"].get(id_)
                placing.cell("" if value is None else str(value))
        yield placing.grid(name)
        for note in table.get("notes") or ():
            yield Line(str(note), ends=True, sheet=name)


def _other() -> UnreadableError:
    return UnreadableError(
        "是 JSON，但不是本软件写的报表。",
        "JSON 只读 gov-accounts report 写的。",
        "换成公开的 PDF、Word 或 Excel 文件。",
    )
