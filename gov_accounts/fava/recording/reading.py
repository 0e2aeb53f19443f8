"""A form as the page sends it, read and checked field by field. Nothing in it is taken for granted."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.books.metadata import code_of
from gov_accounts.books.postings import KEYS
from gov_accounts.fava.recording.form import Form, FormError, Problem, Row
from gov_accounts.fava.recording.typed import LONGEST, one_line, typed_day
from gov_accounts.sheets.cells import is_blank, read_amount

if TYPE_CHECKING:
    from collections.abc import Collection

MOST_ROWS: Final = 500
_ATTACHMENTS: Final = 9999
_KEY: Final = re.compile(r"[a-z][a-zA-Z0-9_-]{0,60}")
_LITERAL: Final = re.compile(
    r'"(?:[^"\\\n\r]|\\["\\nt])*"|[0-9]{4}-[0-9]{2}-[0-9]{2}|-?[0-9]{1,20}(?:\.[0-9]{1,20})?|TRUE|FALSE'
)
"""A value as a ledger writes it: a string, a day, a number, a truth value."""
_TAG: Final = re.compile(r"[A-Za-z0-9_/.-]{1,100}")
_ACCOUNT_FIELDS: Final = ("account", "words", "budget", *KEYS)
OWN_FIELDS: Final = frozenset({"voucher", "attachments", "budget", "summary", "filename", "lineno", *KEYS})
"""Metadata that has a field of its own."""


class _Reader:
    """Reads fields, and notes what can't be read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def problem(self, field: str, what: str, row: int = -1) -> None:
        self.problems.append(Problem(field, row, what))

    def words(self, given: Mapping[str, Any], field: str, name: str, row: int = -1) -> str:
        value = given.get(field, "")
        if not isinstance(value, str):
            self.problem(field, f"{name}不是文字。", row)
            return ""
        if len(value) > LONGEST:
            self.problem(field, f"{name}太长，最多 {LONGEST} 个字。", row)
            return ""
        return one_line(value)

    def code(self, given: Mapping[str, Any], field: str, row: int = -1) -> str:
        text = self.words(given, field, KEYS[field], row)
        if text and field in ("func", "econ") and not code_of(text):
            self.problem(field, f"{KEYS[field]}写编码的数字，从列出的里面选：{text}。", row)
        return text

    def more(self, given: Mapping[str, Any], row: int = -1) -> dict[str, str]:
        found = given.get("more", {})
        if not isinstance(found, Mapping):
            self.problem("more", "其他元数据不成样子。", row)
            return {}
        good = {}
        for key, value in found.items():
            whole = isinstance(key, str) and isinstance(value, str) and len(value) <= LONGEST
            if not (whole and _KEY.fullmatch(key) and key not in OWN_FIELDS and _LITERAL.fullmatch(value)):
                self.problem("more", f"其他元数据里有不能写的：{str(key)[:40]}。", row)
            else:
                good[key] = value
        return good

    def names(self, given: Mapping[str, Any], field: str, name: str) -> tuple[str, ...]:
        found = given.get(field, [])
        if not isinstance(found, Sequence) or isinstance(found, str):
            self.problem(field, f"{name}不成样子。")
            return ()
        good = tuple(each for each in found if isinstance(each, str) and _TAG.fullmatch(each))
        if len(good) != len(found):
            self.problem(field, f"{name}只能有字母、数字和 - _ / .。")
        return good

    def amount(self, given: Mapping[str, Any], field: str, name: str, row: int) -> int:
        text = given.get(field, "")
        if not isinstance(text, str) or len(text) > LONGEST:
            self.problem(field, f"{name}金额不是数。", row)
            return 0
        if is_blank(text):
            return 0
        fen = read_amount(text)
        if fen is None:
            self.problem(field, f"{name}金额“{one_line(text)[:40]}”不是数，或比分还细：写成 99.40 这样的。", row)
        return fen or 0


def read_form(given: object, year: int, accounts: Collection[str]) -> Form:
    """The voucher that a form is.

    Args:
        given: what the page sent.
        year: the year that a day and a month are of.
        accounts: those that are open.

    Raises:
        FormError: it is none yet; each of its problems names its field.
    """
    reader = _Reader()
    if not isinstance(given, Mapping):
        raise FormError((Problem("", -1, "收到的不是凭证。重新打开这一页再试。"),))
    date = _date(reader, given, year)
    number = reader.words(given, "number", "凭证号")
    payee = reader.words(given, "payee", "对方")
    narration = reader.words(given, "narration", "摘要")
    if not narration:
        reader.problem("narration", "摘要还没有写。")
    attachments = _attachments(reader, given)
    codes = {key: reader.code(given, key) for key in KEYS}
    rows = _rows(reader, given.get("rows", []), accounts)
    form = Form(
        date,
        narration,
        rows,
        payee,
        number,
        given.get("checked", True) is not False,
        attachments,
        codes,
        reader.names(given, "tags", "标签"),
        reader.names(given, "links", "链接"),
        reader.more(given),
    )
    if reader.problems:
        raise FormError(tuple(reader.problems))
    return form


def _date(reader: _Reader, given: Mapping[str, Any], year: int) -> datetime.date:
    text = reader.words(given, "date", "日期")
    day = typed_day(text, year)
    if day is None:
        what = (
            f"日期“{text[:40]}”没有这一天：写月和日，如 5.8、0508。"
            if text
            else "日期还没有写：写月和日，如 5.8、0508。"
        )
        reader.problem("date", what)
    elif day.year != year:
        reader.problem("date", f"日期 {day} 不在 {year} 年；要记别的年度，先换年度。")
    return day or datetime.date(year, 1, 1)


def _attachments(reader: _Reader, given: Mapping[str, Any]) -> int | None:
    text = reader.words(given, "attachments", "附件张数")
    if not text:
        return None
    if text.isascii() and text.isdigit() and int(text) <= _ATTACHMENTS:
        return int(text)
    reader.problem("attachments", f"附件写张数，从 0 到 {_ATTACHMENTS}。")
    return None


def _rows(reader: _Reader, given: object, accounts: Collection[str]) -> tuple[Row, ...]:
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > MOST_ROWS:
        reader.problem("rows", f"分录不成样子，或多于 {MOST_ROWS} 行。")
        return ()
    rows = []
    for index, each in enumerate(given):
        if not isinstance(each, Mapping):
            reader.problem("rows", "分录不成样子。", index)
            continue
        row = _row(reader, each, index, accounts)
        if row is not None:
            rows.append(row)
    if not rows and not any(each.row >= 0 for each in reader.problems):
        reader.problem("rows", "还没有分录。")
    return tuple(rows)


def _row(reader: _Reader, given: Mapping[str, Any], index: int, accounts: Collection[str]) -> Row | None:
    known = len(reader.problems)
    debit = reader.amount(given, "debit", "借方", index)
    credit = reader.amount(given, "credit", "贷方", index)
    readable = len(reader.problems) == known
    typed = [field for field in (*_ACCOUNT_FIELDS, "debit", "credit") if given.get(field) not in ("", None)]
    if not typed:
        return None
    account = reader.words(given, "account", "科目", index)
    if not account:
        reader.problem("account", "科目还没有写。", index)
    elif account not in accounts:
        reader.problem("account", f"没有开立这个科目：{account}。从列出的里面选，或在这里新增明细。", index)
    if debit and credit:
        reader.problem("credit", "一行不能又有借方又有贷方。", index)
    elif readable and not debit and not credit:
        reader.problem("debit", "金额还没有写。", index)
    codes = {key: reader.code(given, key, index) for key in KEYS}
    words = reader.words(given, "words", "摘要", index)
    budget = reader.words(given, "budget", "预算科目", index)
    return Row(account, debit - credit, codes, words, budget, reader.more(given, index))
