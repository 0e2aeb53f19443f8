"""Payroll sheets, drawn and written: heads of one row or two, departments, subtotals, notes below."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st
from openpyxl import Workbook

ITEMS = ("岗位工资", "薪级工资", "生活补贴", "绩效工资")
WITHHELD = ("养老保险", "公积金", "个税")
EMPLOYER = ("单位养老保险", "单位公积金")
RULES = """
[payroll]
[[payroll.items]]
columns = ["岗位工资", "薪级工资"]
payable = "220101"
econ = "30101"
[[payroll.items]]
columns = ["生活补贴"]
payable = "220102"
econ = "30102"
[[payroll.items]]
columns = ["绩效工资"]
payable = "220103"
econ = "30107"
[[payroll.withheld]]
columns = ["养老保险"]
to = "220105"
[[payroll.withheld]]
columns = ["公积金"]
to = "220106"
[[payroll.withheld]]
columns = ["个税"]
to = "应交个人所得税"
[[payroll.employer]]
columns = ["单位养老保险"]
payable = "220105"
func = "2080505"
econ = "30108"
[[payroll.employer]]
columns = ["单位公积金"]
payable = "220106"
func = "2210201"
econ = "30113"
[[payroll.costs]]
department = ["办公室", "财务科"]
account = "510101"
func = "2010350"
[[payroll.costs]]
department = "*"
account = "500101"
func = "2010350"
[payroll.accrual]
day = 10
narration = "计提{月}月工资"
[payroll.pay]
day = 10
narration = "发放{年}年{月}月工资"
name = "在职职工"
money = "MONEY"
[[payroll.remit]]
to = ["220105", "220106"]
day = 31
narration = "缴{月}月社保、公积金"
name = "经办机构"
money = "MONEY"
[[payroll.remit]]
to = ["应交个人所得税"]
day = 10
month = "下月"
narration = "缴{月}月个税"
name = "税务局"
money = "MONEY"
"""


@dataclass(frozen=True)
class Worker:
    """A person of a drawn sheet: amounts in fen."""

    name: str
    department: str
    items: tuple[int, ...]
    withheld: tuple[int, ...]
    employer: tuple[int, ...]


@dataclass(frozen=True)
class Drawn:
    """A drawn payroll of a month."""

    month: int
    workers: tuple[Worker, ...]

    def column(self, kind: str, index: int, departments: Sequence[str] = ()) -> int:
        """What a column comes to, of all or of some departments."""
        rows = [each for each in self.workers if not departments or each.department in departments]
        return sum(getattr(each, kind)[index] for each in rows)


NAMES = st.sampled_from(["欧阳测试甲", "司马测试乙", "诸葛测试丙", "上官测试丁"])


@st.composite
def payrolls(draw: st.DrawFn) -> Drawn:
    """A payroll of one to seven persons in up to three departments, in order of departments."""
    count = draw(st.integers(1, 7))
    workers = []
    for department in sorted(
        draw(st.lists(st.sampled_from(["办公室", "财务科", "业务一科"]), min_size=count, max_size=count))
    ):
        items = draw(st.tuples(st.integers(300_000, 900_000), *[st.integers(0, 400_000)] * 3))
        withheld = draw(st.tuples(*[st.integers(0, 90_000)] * 3))
        workers.append(Worker(draw(NAMES), department, items, withheld, draw(st.tuples(*[st.integers(0, 90_000)] * 2))))
    return Drawn(draw(st.integers(1, 11)), tuple(workers))


def grid(drawn: Drawn, *, two: bool, subtotals: bool, blank_departments: bool) -> list[list[str]]:
    """The cells of a sheet."""
    heads = ["序号", "姓名", "部门", *ITEMS, "应发合计", *WITHHELD, "扣款合计", "实发工资", *EMPLOYER, "备注"]
    rows = [[f"某某中心2020年{drawn.month}月工资表"], ["单位：元"]]
    if two:
        rows += [
            ["序号", "姓名", "部门", "应发项目", *[""] * 4, "代扣项目", *[""] * 3, "实发工资", "单位负担", "", "备注"],
            ["", "", "", *ITEMS, "合计", *WITHHELD, "合计", "", *EMPLOYER, ""],
        ]
    else:
        rows.append(heads)
    groups: dict[str, list[Worker]] = {}
    for each in drawn.workers:
        groups.setdefault(each.department, []).append(each)
    number = 0
    for department, workers in groups.items():
        for index, each in enumerate(workers):
            number += 1
            shown = "" if blank_departments and index else department
            rows.append([str(number), each.name, shown, *_amounts([each]), ""])
        if subtotals:
            rows.append(["", f"{department}小计", "", *_amounts(workers), ""])
    rows.append(["合计", "", "", *_amounts(drawn.workers), ""])
    rows.append(["制表：测试戊", "", "", "审核：测试己"])
    return rows


def _amounts(workers: Sequence[Worker]) -> list[str]:
    def sums(kind: str) -> list[int]:
        return [sum(column) for column in zip(*(getattr(each, kind) for each in workers), strict=True)]

    items, withheld, employer = sums("items"), sums("withheld"), sums("employer")
    whole = [*items, sum(items), *withheld, sum(withheld), sum(items) - sum(withheld), *employer]
    return [yuan(each) for each in whole]


def yuan(fen: int) -> str:
    """An amount as a sheet has it."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02}" if fen else ""


def write_csv(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """A sheet as csv."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode("gb18030"))
    return path


def write_xlsx(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """A sheet as a workbook, amounts as numbers."""
    book = Workbook()
    sheet = book.active
    sheet.title = "工资"
    for row in rows:
        sheet.append(
            [
                float(each.replace(",", ""))
                if each.replace(",", "").replace(".", "").lstrip("-").isdigit()
                else each or None
                for each in row
            ]
        )
    book.save(path)
    return path
