"""What is odd about an account of the chart: its name, its detail's number, and when or by whom it is used.

The chart (``chart/accounts.csv``) says which years an account holds for, which kinds of unit use it, and of which
accounts the 制度 lists all details; ``chart/retired.toml`` says where an account is no longer used, though it has no
end that holds for everybody. Units may add accounts of their own (财会〔2017〕25号 第一部分第四条（一）), so most of
this is a notice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from string import Template
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.law.accounts import UNIT_KINDS, account_code
from gov_accounts.law.known import ACCOUNTS, codes_in
from gov_accounts.law.reading import Entry, official, read

if TYPE_CHECKING:
    from gov_accounts.law.chart import Chart, ChartRow

CHECKED: Final = "checked"
"""Metadata of an account's ``open`` or of a voucher by which a person says that it is right."""
_LABEL: Final = re.compile(r"([0-9]{4,})[-－—]?(.*)")
_DETAIL_DIGITS: Final = 6

Question = Callable[[Any, Any], Finding | None]
"""Asked of a voucher and its posting to an account; told once."""


@dataclass(frozen=True, slots=True)
class Retired:
    """A rule of ``chart/retired.toml``, where each field is explained."""

    rule: str
    accounts: tuple[str, ...]
    against: tuple[str, ...]
    first_year: int
    month: int
    levels: frozenset[str]
    what: str
    why: str
    remedy: str
    source: str


@cache
def retired_accounts() -> tuple[Retired, ...]:
    """The rules of ``chart/retired.toml``. Read once."""
    return tuple(
        map(_read_retired, read(official("chart", "retired.toml")).known("retired").entries("retired", least=1))
    )


def _read_retired(each: Entry) -> Retired:
    each.known("rule", "accounts", "against", "from", "month", "levels", "what", "why", "remedy")
    return Retired(
        each.text("rule"),
        codes_in(each, "accounts", ACCOUNTS),
        codes_in(each, "against", ACCOUNTS, ()),
        each.number("from"),
        each.number("month", 0),
        frozenset(each.texts("levels", ())),
        each.text("what"),
        each.text("why"),
        each.text("remedy"),
        each.text("source"),
    )


# As it is opened


def open_findings(account: str, year: int, chart: Chart, place: Place) -> Iterator[Finding]:
    """Notices on an account's name and its detail's number. `year` is that of its ``open``."""
    parts = account.split(":")
    row = chart.rows.get(account_code(account))
    if row is None:
        return
    label = _parts(parts[1])[1]
    if label not in row.names:
        yield from _others_name(account, label, row, chart, place)
    elif label == row.name != row.name_in(year):
        yield _former_name(account, label, row, year, place)
    if row.closed and len(parts) > 2:  # noqa: PLR2004 (root, account, detail)
        yield from _detail(account, parts[2], row, chart, place)


def _parts(component: str) -> tuple[str, str]:
    match = _LABEL.fullmatch(component)
    return (match[1], match[2]) if match else ("", component)


def _others_name(account: str, label: str, row: ChartRow, chart: Chart, place: Place) -> Iterator[Finding]:
    others = _by_name(chart).get(label, ())
    if not others:
        return
    shown = "、".join(f"{other.code}-{other.name}" for other in others)
    yield Finding(
        "account-name-other",
        f"账户 {account} 的编码 {row.code} 是{row.name}，名称却是另一个科目的（{shown}）。",
        "账户是什么只看 4 位编码，名称不起作用：编码写错了，账就记到了别的科目（财会〔2017〕25号科目表）。",
        f"编码写错的，改成 {shown}；编码没有错的，名称改成{row.name}。",
        place,
        Severity.NOTICE,
    )


@cache
def _named(rows: tuple[ChartRow, ...]) -> Mapping[str, tuple[ChartRow, ...]]:
    named: dict[str, tuple[ChartRow, ...]] = {}
    for row in rows:
        for name in row.names:
            named[name] = (*named.get(name, ()), row)
    return named


def _by_name(chart: Chart) -> Mapping[str, tuple[ChartRow, ...]]:
    return _named(chart.accounts)


def _former_name(account: str, label: str, row: ChartRow, year: int, place: Place) -> Finding:
    first, name, source = next(each for each in reversed(row.renamed) if each[0] <= year)
    return Finding(
        "account-name-former",
        f"账户 {account} 用的是旧名：{row.code} {label}自 {first} 年起改称{name}。",
        f"科目按当年的名称设置，编码不变：{source}。",
        f"改成 {row.code}-{name}；以前年度开的账户不用改名。",
        place,
        Severity.NOTICE,
    )


def _detail(account: str, component: str, row: ChartRow, chart: Chart, place: Place) -> Iterator[Finding]:
    """A numbered detail of an account whose details the 制度 lists whole."""
    code, label = _parts(component)
    official = chart.details(row.code)
    if len(code) != _DETAIL_DIGITS or any(code == each.code and label in ("", each.name) for each in official):
        return
    meant = next((each for each in official if each.name == label), None)
    listed = "、".join(f"{each.code}-{each.name}" for each in official)
    if meant is not None:
        what = f"账户 {account} 的明细编码 {code} 不对：{label}是 {meant.code}。"
    elif any(code == each.code for each in official):
        return
    else:
        what = f"账户 {account} 的明细编码 {code} 不在 {row.code} {row.name}的明细科目里。"
    yield Finding(
        "account-detail-unknown",
        what,
        f"{row.code} {row.name}的明细科目由制度列全（财会〔2017〕25号 {row.code} 第二条），编号是通行做法：{listed}。",
        f"改成 {meant.code}-{meant.name}。"
        if meant
        else "改成其中之一；单位自设的明细不用这样编号，只写名称，放在官方明细的下一级。",
        place,
        Severity.NOTICE,
    )


# As it is used


def questions(
    account: str, meta: Mapping[str, Any], chart: Chart, unit: Mapping[str, str], last: int
) -> list[Question]:
    """What to ask of postings to an account until it has been told; most accounts have nothing to be asked.

    Args:
        account: the account's name.
        meta: its ``open``'s metadata.
        chart: the official chart.
        unit: what the ledger declares of the unit.
        last: the last year that the ledger has directives of.
    """
    code = account_code(account)
    row = chart.rows.get(code)
    if row is None or CHECKED in meta:
        return []
    asked: list[Question] = []
    kind = unit.get("kind", "")
    if kind in UNIT_KINDS and kind not in row.unit_kinds:
        asked.append(partial(_other_kind, row, kind))
    if row.first_year > chart.first_year or row.last_year < last:
        asked.append(partial(_out_of_force, row, chart))
    for rule in retired_accounts():
        level = unit.get("level", "")
        concerns = not rule.levels or not level or level in rule.levels
        if last >= rule.first_year and concerns and _is_one_of(account, rule.accounts):
            severity = Severity.ERROR if rule.levels and level else Severity.NOTICE
            asked.append(partial(_retired, rule, severity))
    return asked


def use_findings(txn: Any, watched: dict[str, list[Question]]) -> Iterator[Finding]:
    """What is odd about a voucher's accounts. A question that was answered is dropped from `watched`: told once."""
    for posting in txn.postings:
        asked = watched.get(posting.account)
        if asked:
            for question in tuple(asked):
                finding = question(txn, posting)
                if finding is not None:
                    asked.remove(question)
                    yield finding


def _is_one_of(account: str, codes: Iterable[str]) -> bool:
    components = account.split(":")[1:]
    return any(_parts(component)[0] == code for component in components for code in codes)


def _place(txn: Any, posting: Any) -> Place:
    meta = posting.meta if posting.meta and posting.meta.get("lineno") else txn.meta
    return Place(meta["filename"], meta["lineno"])


def _other_kind(row: ChartRow, kind: str, txn: Any, posting: Any) -> Finding:
    return Finding(
        "account-other-kind",
        f"{kind}用了{'、'.join(sorted(row.unit_kinds))}的科目：{row.code} {row.name}。",
        f"{row.code} 是{'、'.join(sorted(row.unit_kinds))}专用的科目（财会〔2017〕25号科目表）；"
        "参照公务员法管理的事业单位按所执行的财务规则选用（财会〔2021〕33号，解释第4号第一条）。",
        f'改用{kind}的科目；账本的单位类型写错的，改 gov-unit "kind"；确应使用的，在 {posting.account} 的 open 下面写 '
        f'{CHECKED}: "原因"，不再提示。',
        _place(txn, posting),
        Severity.NOTICE,
    )


def _out_of_force(row: ChartRow, chart: Chart, txn: Any, posting: Any) -> Finding | None:
    year = txn.date.year
    if chart.row(row.code, year) is not None:
        return None
    span = f"自 {row.first_year} 年起" if year < row.first_year else f"到 {row.last_year} 年为止"
    return Finding(
        "account-not-in-force",
        f"{row.code} {row.name}在 {year} 年不适用。",
        f"这个科目{span}使用：{row.source}。",
        f'核对凭证日期；确应使用的，在 {posting.account} 的 open 下面写 {CHECKED}: "原因"，不再提示。',
        _place(txn, posting),
        Severity.NOTICE,
    )


def _retired(rule: Retired, severity: Severity, txn: Any, posting: Any) -> Finding | None:
    year = txn.date.year
    if year < rule.first_year or rule.month not in (0, txn.date.month):
        return None
    if CHECKED in txn.meta or posting.units is None:
        return None
    number = posting.units.number
    if rule.against and not any(
        _is_one_of(other.account, rule.against) and other.units is not None and other.units.number < 0 < number
        for other in txn.postings
    ):
        return None
    words = {"account": posting.account, "year": str(year)}
    what, why, remedy = (Template(text).substitute(words) for text in (rule.what, rule.why, rule.remedy))
    return Finding(rule.rule, what, why, remedy, _place(txn, posting), severity)
