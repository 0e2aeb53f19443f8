"""Writes vouchers as sheets of other software, in every layout and with what people do to sheets.

A ``Slip`` is a voucher as it is meant; nothing here knows the reader. ``sheet`` gives the cells of a layout, ``save``
writes them as csv (any encoding), xlsx, or text. A ``Look`` says what is done to the sheet: titles above, names of
columns in two rows, repeated values left blank, sums between vouchers, full-width digits, other ways to write dates.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.cell import WriteOnlyCell

Cell: TypeAlias = str | int | Decimal | datetime.date
_WIDE: Final = str.maketrans("0123456789.-,", "０１２３４５６７８９．－，")


class Entry(NamedTuple):
    """A line: an account by code and name, fen (debit positive), and its codes."""

    code: str
    name: str
    fen: int
    func: str = ""
    econ: str = ""
    fund: str = ""
    project: str = ""
    summary: str = ""


class Slip(NamedTuple):
    """A voucher."""

    date: datetime.date
    word: str
    number: int
    entries: tuple[Entry, ...]
    summary: str = "付款"
    attachments: int = 0
    maker: str = ""
    closing: bool = False
    void: bool = False


class Look(NamedTuple):
    """What is done to a sheet."""

    titles: int = 0
    two_rows: bool = False
    blanks: bool = False
    sums: bool = False
    heads_again: bool = False
    wide: bool = False
    dates: str = "iso"
    amounts: str = "plain"
    shuffle: int = 0


class Line(NamedTuple):
    """A line with its voucher."""

    slip: Slip
    entry: Entry
    place: int


Column: TypeAlias = tuple[str, Callable[[Line], Cell]]
PROJECT_NAMES: Final[Mapping[str, str]] = {"P1": "平台建设", "P2": "设备更新/二期", "XM-2020-003": "科技服务"}
FUND_NAMES: Final[Mapping[str, str]] = {
    "11": "一般公共预算资金",
    "12": "政府性基金预算资金",
    "13": "国有资本经营预算资金",
    "2": "财政专户管理资金",
    "3": "单位资金",
}
DATES: Final = ("iso", "slashes", "digits", "chinese", "serial", "short", "day")
AMOUNTS: Final = ("plain", "thousands", "brackets", "yuan")


def yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def debit(line: Line) -> Cell:
    """Red amounts stay on the side that they reduce: those of an odd row, to have both."""
    fen = line.entry.fen
    return yuan(fen) if _is_debit(line) else ""


def credit(line: Line) -> Cell:
    return "" if _is_debit(line) else yuan(-line.entry.fen)


def _is_debit(line: Line) -> bool:
    return (line.entry.fen > 0) != (line.place % 5 == 4)


def _is_budget(line: Line) -> bool:
    return line.entry.code[:1] in "678"


def _dotted(code: str) -> str:
    return ".".join([code[:4], *(code[at : at + 2] for at in range(4, len(code), 2))])


def _aux(style: str) -> Callable[[Line], Cell]:
    """The codes as one text, in the style of a product."""

    def text(line: Line) -> Cell:
        entry = line.entry
        parts = []
        for label, code, name in (
            ("功能科目" if style != "k3" else "支出功能分类", entry.func, "某科目"),
            ("经济科目", entry.econ, "某费用"),
            ("资金性质", entry.fund, FUND_NAMES.get(entry.fund, "")),
            ("项目", entry.project, PROJECT_NAMES.get(entry.project, "")),
        ):
            if code and style == "k3":
                parts.append(f"{label}---{code}---{name}")
            elif code and style == "colon":
                parts.append(f"{label}：{code} {name}")
            elif code:
                parts.append(f"{label}:[{code}]{name}")
        return {"k3": "/", "colon": "；", "bracket": ","}[style].join([*parts, *(["部门：办公室"] if parts else [])])

    return text


AUDIT_HEADS: Final = (
    *("行政区划代码", "行政区划名称", "单位代码", "单位名称", "会计年度", "会计月份"),
    *("电子账簿编号", "电子账簿名称", "会计体系", "记账凭证日期", "记账类型编号", "记账类型名称"),
    *("记账凭证种类", "记账凭证编号", "记账凭证行号", "分录序号", "摘要", "科目编码"),
    *("科目名称", "科目全称", "借方发生额", "贷方发生额", "对方科目编码", "对方科目名称"),
    *("币种", "借方外币", "贷方外币", "汇率", "数量", "单价"),
    *("结算方式代码", "结算方式", "附件数", "制单人员", "复核人员", "记账人员"),
    *("出纳人员", "财务主管", "源凭证号", "记账标志", "作废标志", "是否结转"),
    *("是否为预算账", "支付单据编号", "功能科目代码", "功能科目名称", "经济科目代码", "经济科目名称"),
    *("资金性质代码", "资金性质名称", "指标来源码", "指标来源名称", "支出类型码", "支出类型名称"),
    *("预算管理类型", "支付方式", "预算项目代码", "预算项目名称", "项目分类", "指标文号名称"),
)
"""审计采集 记账凭证表, its columns in order."""
DATE: Final[Column] = ("日期", lambda line: line.slip.date)
LAYOUTS: Final[Mapping[str, tuple[Column, ...]]] = {
    "journal": (
        DATE,
        ("凭证字", lambda line: line.slip.word),
        ("凭证号", lambda line: line.slip.number),
        ("分录号", lambda line: line.place + 1),
        ("摘要", lambda line: line.entry.summary or line.slip.summary),
        ("科目编码", lambda line: line.entry.code),
        ("科目名称", lambda line: line.entry.name),
        ("对方科目", lambda _: ""),
        ("借方金额", debit),
        ("贷方金额", credit),
        ("功能科目代码", lambda line: line.entry.func),
        ("经济科目代码", lambda line: line.entry.econ),
        ("资金性质代码", lambda line: line.entry.fund),
        ("预算项目代码", lambda line: line.entry.project),
        ("附件数", lambda line: line.slip.attachments or ""),
        ("制单人", lambda line: line.slip.maker),
    ),
    "k3": (
        ("凭证日期", lambda line: line.slip.date),
        ("会计年度", lambda line: line.slip.date.year),
        ("会计期间", lambda line: line.slip.date.month),
        ("凭证字", lambda line: line.slip.word),
        ("凭证号", lambda line: line.slip.number),
        ("科目代码", lambda line: _dotted(line.entry.code)),
        ("科目名称", lambda line: line.entry.name),
        ("币别代码", lambda _: "RMB"),
        ("币别名称", lambda _: "人民币"),
        ("原币金额", lambda line: yuan(abs(line.entry.fen))),
        ("借方", debit),
        ("贷方", credit),
        ("制单", lambda line: line.slip.maker),
        ("审核", lambda _: "李四"),
        ("核准", lambda _: "NONE"),
        ("出纳", lambda _: ""),
        ("经办", lambda _: ""),
        ("结算方式", lambda _: "*"),
        ("结算号", lambda _: ""),
        ("凭证摘要", lambda line: line.entry.summary or line.slip.summary),
        ("数量", lambda _: 0),
        ("数量单位", lambda _: "*"),
        ("单价", lambda _: 0),
        ("参考信息", lambda _: ""),
        ("业务日期", lambda line: line.slip.date),
        ("往来业务编号", lambda _: ""),
        ("附件数", lambda line: line.slip.attachments),
        ("序号", lambda line: line.slip.number),
        ("系统模块", lambda _: ""),
        ("业务描述", lambda _: ""),
        ("汇率类型", lambda _: "公司汇率"),
        ("汇率", lambda _: 1),
        ("分录序号", lambda line: line.place),
        ("核算项目", _aux("k3")),
        ("过账", lambda _: "1"),
        ("机制凭证", lambda _: ""),
        ("现金流量", lambda _: ""),
    ),
    "kis": (
        ("凭证日期", lambda line: line.slip.date),
        ("凭证字", lambda line: line.slip.word),
        ("凭证号", lambda line: line.slip.number),
        ("附件数", lambda line: line.slip.attachments),
        ("摘要", lambda line: line.entry.summary or line.slip.summary),
        ("科目代码", lambda line: line.entry.code),
        ("科目名称", lambda line: line.entry.name),
        ("借方金额", debit),
        ("贷方金额", credit),
        ("核算项目", _aux("colon")),
    ),
    "tplus": (
        ("凭证日期", lambda line: line.slip.date),
        ("凭证号", lambda line: f"{line.slip.word}-{line.slip.number:04}"),
        ("附单据数", lambda line: line.slip.attachments),
        ("摘要", lambda line: line.entry.summary or line.slip.summary),
        ("科目编码", lambda line: line.entry.code),
        ("辅助项", _aux("bracket")),
        ("借方金额", debit),
        ("贷方金额", credit),
    ),
    "sided": (
        ("凭证日期", lambda line: line.slip.date),
        ("凭证类型", lambda line: line.slip.word),
        ("凭证编号", lambda line: line.slip.number),
        ("摘要", lambda line: line.entry.summary or line.slip.summary),
        ("会计科目", lambda line: f"{line.entry.code} {line.entry.name}"),
        ("方向", lambda line: "借" if _is_debit(line) else "贷"),
        ("金额", lambda line: yuan(line.entry.fen if _is_debit(line) else -line.entry.fen)),
        ("功能分类", lambda line: f"{line.entry.func} 某科目" if line.entry.func else ""),
        ("部门经济分类", lambda line: f"{line.entry.econ}-某费用" if line.entry.econ else ""),
        ("资金性质", lambda line: FUND_NAMES.get(line.entry.fund, "")),
        (
            "项目",
            lambda line: f"[{line.entry.project}]{PROJECT_NAMES[line.entry.project]}" if line.entry.project else "无",
        ),
    ),
    "audit": tuple(
        {
            "行政区划代码": ("行政区划代码", lambda _: "420100"),
            "单位代码": ("单位代码", lambda _: "101001"),
            "单位名称": ("单位名称", lambda _: "某中心"),
            "会计年度": ("会计年度", lambda line: line.slip.date.year),
            "会计月份": ("会计月份", lambda line: line.slip.date.month),
            "电子账簿编号": ("电子账簿编号", lambda _: "001"),
            "会计体系": ("会计体系", lambda line: "02" if _is_budget(line) else "01"),
            "记账凭证日期": ("记账凭证日期", lambda line: line.slip.date),
            "记账类型编号": ("记账类型编号", lambda _: "1"),
            "记账类型名称": ("记账类型名称", lambda line: {"记": "记账凭证"}.get(line.slip.word, line.slip.word)),
            "记账凭证编号": ("记账凭证编号", lambda line: line.slip.number),
            "记账凭证行号": ("记账凭证行号", lambda line: line.place + 1),
            "分录序号": (
                "分录序号",
                lambda line: f"{line.slip.date:%Y-%m}-记账-{line.slip.number}-{line.place}",
            ),
            "摘要": ("摘要", lambda line: line.entry.summary or line.slip.summary),
            "科目编码": ("科目编码", lambda line: line.entry.code),
            "科目名称": ("科目名称", lambda line: line.entry.name),
            "科目全称": ("科目全称", lambda _: ""),
            "借方发生额": ("借方发生额", debit),
            "贷方发生额": ("贷方发生额", credit),
            "附件数": ("附件数", lambda line: line.slip.attachments),
            "制单人员": ("制单人员", lambda line: line.slip.maker),
            "记账标志": ("记账标志", lambda _: "1"),
            "作废标志": ("作废标志", lambda line: "1" if line.slip.void else "0"),
            "是否结转": ("是否结转", lambda line: "1" if line.slip.closing else "0"),
            "是否为预算账": ("是否为预算账", lambda line: "1" if _is_budget(line) else "0"),
            "功能科目代码": ("功能科目代码", lambda line: line.entry.func),
            "功能科目名称": ("功能科目名称", lambda line: "某科目" if line.entry.func else ""),
            "经济科目代码": ("经济科目代码", lambda line: line.entry.econ),
            "经济科目名称": ("经济科目名称", lambda line: "某费用" if line.entry.econ else ""),
            "资金性质代码": ("资金性质代码", lambda line: f"{line.entry.fund}01" if line.entry.fund else ""),
            "资金性质名称": ("资金性质名称", lambda line: FUND_NAMES.get(line.entry.fund, "")),
            "预算项目代码": ("预算项目代码", lambda line: line.entry.project),
            "预算项目名称": ("预算项目名称", lambda line: PROJECT_NAMES.get(line.entry.project, "")),
        }.get(head, (head, lambda _: ""))
        for head in AUDIT_HEADS
    ),
}
"""Layout → its columns: the name, and what stands there."""
CODELESS: Final = ("v800",)
"""Layouts without codes beside the account."""


def lines_of(slips: Iterable[Slip]) -> list[list[Line]]:
    """The lines of each voucher."""
    return [[Line(slip, entry, index) for index, entry in enumerate(slip.entries)] for slip in slips]


def sheet(layout: str, slips: Sequence[Slip], look: Look | None = None) -> list[list[Cell]]:
    """The cells of a sheet of a layout."""
    look = look or Look()
    columns = _shuffled(LAYOUTS[layout], look.shuffle)
    heads = [head for head, _ in columns]
    years = {slip.date.year for slip in slips}
    rows: list[list[Cell]] = [[title] for title in _titles(look, years)]
    rows += _heads(heads, look)
    for number, lines in enumerate(lines_of(slips)):
        cells = [[_written(head, make(line), look) for head, make in columns] for line in lines]
        rows += _blanked(heads, cells, look)
        if look.sums:
            rows.append(_sum(heads, lines, "合计" if number % 2 else "本页小计"))
        if look.heads_again and number % 3 == 2:
            rows += [["第", number, "页"], *_heads(heads, look)]
    if look.sums:
        rows += [_sum(heads, [], "总计"), ["制表人：张三", "", "审核：李四"]]
    return rows


def _shuffled(columns: Sequence[Column], seed: int) -> list[Column]:
    """The columns turned round and taken in steps."""
    turned = [*columns[seed % len(columns) :], *columns[: seed % len(columns)]]
    return turned[::-1] if seed % 2 else turned


def _titles(look: Look, years: set[int]) -> list[str]:
    """Titles; where dates are without a year, one of them says it."""
    titles = ["武汉市某中心", "记账凭证一览表（序时账）", "单位：元"][: look.titles]
    if look.dates in ("short", "day"):
        titles.append(f"会计期间：{min(years)}年度")
    return titles


def _heads(heads: Sequence[str], look: Look) -> list[list[Cell]]:
    """The names of columns, in two rows where they have a common beginning: 凭证 over 字 and 号."""
    if not look.two_rows:
        return [list(heads)]
    upper, lower, last = [], [], ""
    for head in heads:
        begin = next((each for each in ("凭证", "科目", "借方", "贷方") if head.startswith(each) and head != each), "")
        upper.append("" if begin and begin == last else begin or head)
        lower.append(head[len(begin) :] if begin else "")
        last = begin
    return [list(upper), list(lower)] if any(lower) else [list(heads)]


_FILLED: Final = (
    "日期",
    "凭证日期",
    "凭证字",
    "凭证类型",
    "凭证号",
    "凭证编号",
    "摘要",
    "会计年度",
    "会计期间",
    "凭证摘要",
)


def _blanked(heads: Sequence[str], cells: list[list[Cell]], look: Look) -> list[list[Cell]]:
    """Rows of one voucher: what is the same as above is left out."""
    if not look.blanks:
        return cells
    filled = [head in _FILLED for head in heads]
    return [
        cells[0],
        *(
            ["" if may and cell == over else cell for may, cell, over in zip(filled, row, above, strict=True)]
            for above, row in pairwise(cells)
        ),
    ]


def _sum(heads: Sequence[str], lines: Sequence[Line], word: str) -> list[Cell]:
    row: list[Cell] = [""] * len(heads)
    total = sum((value for line in lines if isinstance(value := debit(line), Decimal)), Decimal(0))
    for head in ("借方金额", "贷方金额", "借方", "贷方", "借方发生额", "贷方发生额", "金额"):
        if head in heads:
            row[heads.index(head)] = total
    place = next(each for each, head in enumerate(heads) if not row[each] and "科目" not in head)
    row[place] = word
    return row


def _written(head: str, cell: Cell, look: Look) -> Cell:
    """A cell as a person, or a program, writes it."""
    match cell:
        case datetime.date():
            return _date(cell, look)
        case Decimal():
            return _amount(cell, look)
        case str() if look.wide and "编码" not in head and "代码" not in head:
            return cell.translate(_WIDE) if cell.isdigit() else cell
    return cell


def _date(day: datetime.date, look: Look) -> Cell:
    match look.dates:
        case "slashes":
            return f"{day.year}/{day.month}/{day.day}"
        case "digits":
            return f"{day:%Y%m%d}"
        case "chinese":
            return f"{day.year}年{day.month}月{day.day}日"
        case "serial":
            return (day - datetime.date(1899, 12, 30)).days
        case "short":
            return f"{day.month}-{day.day}"
        case "day":
            return day
    text = day.isoformat()
    return text.translate(_WIDE) if look.wide else text


def _amount(amount: Decimal, look: Look) -> Cell:
    match look.amounts:
        case "thousands":
            text = f"{amount:,}"
        case "brackets":
            text = f"({-amount:,})" if amount < 0 else f"{amount}"
        case "yuan":
            text = f"¥{amount}" if amount >= 0 else f"-¥{-amount}"
        case _:
            return amount
    return text.translate(_WIDE) if look.wide else text


# Files


def save(path: Path, rows: Sequence[Sequence[Cell]], encoding: str = "utf-8") -> Path:
    """Write cells as what the name says: .csv or .txt in an encoding, .xlsx, or .xls that is a page."""
    match path.suffix:
        case ".xlsx":
            book = openpyxl.Workbook(write_only=True)
            page = book.create_sheet("凭证")
            for row in rows:
                page.append([_cell(page, cell) for cell in row])
            book.save(path)
        case ".xls" | ".html":
            body = "".join(f"<tr>{''.join(f'<td>{escape(_text(cell))}</td>' for cell in row)}</tr>\n" for row in rows)
            page_text = (
                f'<html><head><meta charset="{encoding}"></head><body><table border=1>\n{body}</table></body></html>'
            )
            path.write_bytes(page_text.encode(encoding))
        case _:
            text = io.StringIO()
            csv.writer(text, lineterminator="\r\n").writerows([_text(cell) for cell in row] for row in rows)
            path.write_bytes(text.getvalue().encode(encoding))
    return path


def _cell(page: Any, cell: Cell) -> Any:
    """A cell of a workbook; what begins as a formula is words, as programs write it."""
    if not isinstance(cell, str) or not cell.startswith("="):
        return None if cell == "" else cell
    words = WriteOnlyCell(page, cell)
    words.data_type = "s"
    return words


def _text(cell: Cell) -> str:
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def save_v800(path: Path, slips: Sequence[Slip]) -> Path:
    """The text of 用友: no names of columns, GBK, commas."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(["填制凭证", "V800"])
    for slip in slips:
        for line in lines_of([slip])[0]:
            cells = (
                slip.date.isoformat(),
                slip.word,
                slip.number,
                slip.attachments,
                slip.summary,
                line.entry.code,
                _text(debit(line) or Decimal("0.00")),
                _text(credit(line) or Decimal("0.00")),
                0,
                0,
                0,
                "",
            )
            rows.writerow(cells)
    path.write_bytes(text.getvalue().encode("gb18030"))
    return path


def save_dat95(path: Path, slips: Sequence[Slip], *, nested: bool = True) -> Path:
    """DA/T 95-2022 C: VOUCHER and VOU_DET, one within the other or joined by VOU_ID."""
    text = ['<?xml version="1.0" encoding="UTF-8"?>', "<VOUCHERS>"]
    for number, slip in enumerate(slips):
        lines = lines_of([slip])[0]
        head = {
            "VOU_ID": number,
            "FISCAL_YEAR": slip.date.year,
            "ACCT_PERIOD": slip.date.month,
            "AGENCY_CODE": "101001",
            "AGENCY_ACCT_VOUCHER_TYPE": slip.word,
            "VOUCHER_NO": slip.number,
            "VOUCHER_ABS": slip.summary,
            "INPUTER": slip.maker,
            "VOUCHER_DATE": f"{slip.date:%Y%m%d}",
            "VOU_CNT": slip.attachments,
            "IS_CARRY_OVER": int(slip.closing),
        }
        details = [
            {
                "VOU_DET_ID": f"{number}-{line.place}",
                "VOU_ID": number,
                "VOU_SEQ": line.place + 1,
                "VOU_DET_DESC": line.entry.summary or slip.summary,
                "GOV_ACCT_CLS_CODE": line.entry.code,
                "GOV_ACCT_CLS_NAME": line.entry.name,
                "DR_CR": 1 if _is_debit(line) else -1,
                "AMT": yuan(line.entry.fen if _is_debit(line) else -line.entry.fen),
                "EXP_FUNC_CODE": line.entry.func,
                "DEP_BGT_ECO_CODE": line.entry.econ,
                "FUND_TYPE_CODE": line.entry.fund,
                "PRO_CODE": line.entry.project,
            }
            for line in lines
        ]
        inner = [f"<VOU_DET>{_elements(each)}</VOU_DET>" for each in details]
        if nested:
            text += [f"<VOUCHER>{_elements(head)}", *inner, "</VOUCHER>"]
        else:
            text += [f"<VOUCHER>{_elements(head)}</VOUCHER>", *inner]
    path.write_text("\n".join([*text, "</VOUCHERS>"]), encoding="utf-8")
    return path


def _elements(values: Mapping[str, object]) -> str:
    return "".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in values.items() if value != "")
