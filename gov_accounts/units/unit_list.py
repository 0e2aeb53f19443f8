"""A list of units, with the tree of departments: ``units.csv``, a line a unit or department, code and name.

    代码,名称
    101,某某局
    101001,某某局（本级）
    101002,某某中心

A code below another begins with it. Units are those that nothing is below.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from gov_accounts.findings import Finding, Place
from gov_accounts.text import first_few

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_CODE: Final = ("代码", "单位代码", "code", "unit_code")
_NAME: Final = ("名称", "单位名称", "name", "unit_name")
_LARGEST: Final = 1 << 26
_SHOWN: Final = 5


class UnitListError(ValueError):
    """A list that can't be used. Its finding says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.shown())
        self.finding = finding


@dataclass(frozen=True, slots=True)
class UnitList:
    """A tree of departments and units: code → name, in the list's order."""

    names: Mapping[str, str]

    @property
    def units(self) -> tuple[str, ...]:
        """The codes that nothing is below."""
        ordered = sorted(self.names)
        # What begins with a code comes right after it.
        above = {one for one, other in pairwise(ordered) if other.startswith(one)}
        return tuple(each for each in self.names if each not in above)


def read_unit_list(path: Path) -> UnitList:
    """A list of units.

    Raises:
        UnitListError: it can't be read, has no such columns, or names a code twice.
    """
    try:
        content = path.read_bytes() if path.stat().st_size <= _LARGEST else b""
    except OSError as error:
        raise _wrong(path, 0, f"读不出来（{error.strerror}）") from error
    rows = list(csv.reader(io.StringIO(_decoded(content, path))))
    if not rows:
        raise _wrong(path, 0, "是空的")
    head = [each.strip().lower() for each in rows[0]]
    code_at = next((at for at, name in enumerate(head) if name in _CODE), None)
    name_at = next((at for at, name in enumerate(head) if name in _NAME), None)
    if code_at is None or name_at is None:
        raise _wrong(path, 1, "第一行没有“代码”和“名称”两栏")
    names: dict[str, str] = {}
    for number, row in enumerate(rows[1:], 2):
        if not any(each.strip() for each in row):
            continue
        code, name = (row[at].strip() if at < len(row) else "" for at in (code_at, name_at))
        if not code or not name:
            raise _wrong(path, number, "没有代码或名称")
        if code in names:
            raise _wrong(path, number, f"代码 {code} 写了两次")
        names[code] = name
    if not names:
        raise _wrong(path, 0, f"只有表头（{first_few(head, _SHOWN)}），没有单位")
    return UnitList(names)


def _decoded(content: bytes, path: Path) -> str:
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _wrong(path, 0, "不是 UTF-8 或 GB18030 编码的文本")


def _wrong(path: Path, line: int, what: str) -> UnitListError:
    return UnitListError(
        Finding(
            "units-unusable",
            f"单位清单不能用：{what}。",
            "清单是 csv：第一行“代码,名称”，一行一个单位或部门，下级的代码以上级的代码开头。",
            "改正后再运行。",
            Place(str(path), line),
        )
    )
