"""All postings of a year as one sheet: a row a posting, with every code and all that its voucher says.

The columns of codes are called as in other software's 序时账, so that the rows can be read in again.
"""

from __future__ import annotations

import json
from itertools import groupby
from operator import attrgetter
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.books.marks import DERIVED
from gov_accounts.books.metadata import text_of
from gov_accounts.books.postings import KEYS, read_postings
from gov_accounts.books.voucher_number import NUMBER
from gov_accounts.money import BOOK_OF_COMMODITY
from gov_accounts.printing.units import YUAN
from gov_accounts.reports.sheet import Cell, Column, Row, Sheet
from gov_accounts.reports.trial_balance import account_steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.books.postings import Period, Posting

_NAME: Final = "全年分录"
_CODE_HEADS: Final = {"func": "功能科目", "econ": "经济科目", "fund": "资金性质", "project": "预算项目"}
_PEOPLE: Final = {
    "attachments": "附件张数",
    "maker": "制单",
    "checker": "审核",
    "cashier": "出纳",
    "poster": "记账",
    "cashflow": "现金流量项目",
    "due": "到期日",
}
"""Metadata that have a column of their own."""
_OWN: Final = frozenset({"filename", "lineno", NUMBER, DERIVED, *KEYS, *_PEOPLE})
_COLUMNS: Final = (
    Column("unit_code", "单位代码"),
    Column("unit_name", "单位名称"),
    Column("year", "年度"),
    Column("book", "账套"),
    Column("date", "日期"),
    Column("voucher", "凭证号"),
    Column("flag", "审核标志"),
    Column("payee", "对方单位"),
    Column("narration", "摘要"),
    Column("code", "科目编码"),
    Column("name", "科目名称"),
    Column("account", "账户"),
    Column("debit", "借方金额", figures=True),
    Column("credit", "贷方金额", figures=True),
    Column("amount", "金额（借正贷负）", figures=True),
    *(
        Column(f"{key}_{part}", f"{head}{word}")
        for key, head in _CODE_HEADS.items()
        for part, word in (("code", "代码"), ("name", "名称"))
    ),
    Column("closing", "结转分录"),
    Column("derived", "推出的分录"),
    *(Column(key, head) for key, head in _PEOPLE.items()),
    Column("tags", "标签"),
    Column("links", "关联"),
    Column("more", "其他元数据"),
    Column("file", "文件"),
    Column("line", "行"),
)


def postings_sheet(ledger: Ledger, period: Period) -> Sheet:
    """The postings of a period of a ledger, in the ledger's order."""
    of_period = (each for each in read_postings(ledger.entries) if period.covers(each.date))
    rows = [
        row
        for index, postings in groupby(of_period, key=attrgetter("entry"))
        for row in _voucher(ledger, ledger.entries[index], list(postings))
    ]
    return Sheet(_NAME, _NAME, ledger.unit_name, period, YUAN, _COLUMNS, tuple(rows))


def _voucher(ledger: Ledger, entry: Any, postings: list[Posting]) -> Iterator[Row]:
    legs = [leg for leg in entry.postings if leg.units is not None and leg.units.currency in BOOK_OF_COMMODITY]
    for leg, posting in zip(legs, postings, strict=True):
        meta = {**entry.meta, **(leg.meta or {})}
        steps = account_steps(posting.account, ledger.codes.chart)
        cells: dict[str, Cell] = {
            "unit_code": ledger.declarations.unit.get("code", ""),
            "unit_name": ledger.unit_name,
            "year": str(posting.date.year),
            "book": BOOK_OF_COMMODITY[posting.commodity],
            "date": posting.date,
            "voucher": posting.number,
            "flag": str(entry.flag or ""),
            "payee": posting.voucher.payee,
            "narration": posting.voucher.narration,
            "code": next((each.code for each in reversed(steps) if each.code), ""),
            "name": "/".join(each.name for each in steps),
            "account": posting.account,
            ("debit" if posting.fen >= 0 else "credit"): abs(posting.fen),
            "amount": posting.fen,
            **_codes(ledger, posting),
            "closing": _yes(posting.closing),
            "derived": _yes(posting.derived),
            **{key: text_of(meta.get(key)) for key in _PEOPLE},
            "tags": " ".join(sorted(entry.tags or ())),
            "links": " ".join(sorted(entry.links or ())),
            "more": _more(meta),
            "file": _file(posting.voucher.file, ledger.path),
            "line": str(posting.line),
        }
        yield Row({key: cell for key, cell in cells.items() if cell != ""})


def _codes(ledger: Ledger, posting: Posting) -> Mapping[str, str]:
    cells = {}
    for key in KEYS:
        code = getattr(posting, key)
        if code:
            names = ledger.declarations.projects
            year = posting.date.year
            name = names.get(code, "") if key == "project" else ledger.codes.classification(key).name(code, year)
            cells[f"{key}_code"] = code
            cells[f"{key}_name"] = name or ""
    return cells


def _more(meta: Mapping[str, Any]) -> str:
    """What else is written of the posting and its voucher, as JSON."""
    rest = {key: _plain(value) for key, value in meta.items() if key not in _OWN and not key.startswith("__")}
    return json.dumps(rest, ensure_ascii=False, sort_keys=True) if rest else ""


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _file(file: str, main: Path) -> str:
    """A file as seen from the ledger's folder; outside it, its name alone."""
    path, top = PurePath(file), main.parent
    return path.relative_to(top).as_posix() if path.is_relative_to(top) else path.name


def _yes(value: bool) -> str:  # noqa: FBT001 (a cell of yes and no)
    return "是" if value else ""
