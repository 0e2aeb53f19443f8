"""What was exported, read again by readers that know nothing of the exporter; and what the ledger says itself."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from beancount.core import realization
from beancount.core.data import Transaction
from lxml import etree

Files = Mapping[str, bytes]


class Leg(NamedTuple):
    """A line: its account as 4-digit code and names of details."""

    date: datetime.date
    account: tuple[str, ...]
    fen: int
    func: str
    econ: str
    fund: str
    project: str


def fen_of(text: str) -> int:
    yuan = Decimal(text)
    assert yuan == yuan.quantize(Decimal("0.01"))
    return int(yuan * 100)


# The ledger, by beancount alone


def details_of(account: str) -> tuple[str, ...]:
    """An account's 4-digit code, and what its details are called without their numbers."""
    _, first, *details = account.split(":")
    code = first[:4]
    names = [code]
    for each in details:
        match = re.fullmatch(r"([0-9]+)-(.+)", each)
        numbered = match and (len(match[1]) <= 3 or match[1].startswith(code))
        names.append(match[2] if match and numbered else each)
    return tuple(names)


def legs_of(entries: Iterable[Any], year: int) -> Counter[Leg]:
    """The legs of the two books in a year."""
    return Counter(
        Leg(
            entry.date,
            details_of(leg.account),
            int((leg.units.number or 0) * 100),
            *(str((leg.meta or {}).get(key) or "") for key in ("func", "econ", "fund", "project")),
        )
        for entry in entries
        if isinstance(entry, Transaction) and entry.date.year == year
        for leg in entry.postings
        if leg.units is not None and leg.units.currency in ("CNY", "CNY.B")
    )


def balances_of(entries: Iterable[Any], before: datetime.date) -> dict[str, int]:
    """What each 总账科目 of the two books holds before a day, by beancount's own realization; 0 is left out."""
    realized: Any = realization  # without types
    root = realized.realize([each for each in entries if each.date < before])
    sums: Counter[str] = Counter()
    for account in realized.iter_children(root):
        if ":" in account.account:
            for position in account.balance:
                if position.units.currency in ("CNY", "CNY.B"):
                    sums[account.account.split(":")[1][:4]] += int(position.units.number * 100)
    return {code: fen for code, fen in sums.items() if fen}


# The files


def table(files: Files, name: str) -> list[dict[str, str]]:
    """A csv file's rows."""
    content = files[f"{name}.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    heads = next(rows)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def names_of(code: str, full_name: str) -> tuple[str, ...]:
    return (code[:4], *full_name.split("/")[1:])


def audit_legs(files: Files) -> Counter[Leg]:
    return Counter(
        Leg(
            datetime.date.fromisoformat(row["记账凭证日期"]),
            names_of(row["科目编码"], row["科目全称"]),
            fen_of(row["借方发生额"]) - fen_of(row["贷方发生额"]),
            *(row[f"{each}代码"] for each in ("功能科目", "经济科目", "资金性质", "预算项目")),
        )
        for row in table(files, "记账凭证表")
    )


def parsed(content: bytes) -> Any:
    """XML as a strict parser reads it, without anything from elsewhere."""
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def dat95_legs(content: bytes) -> Counter[Leg]:
    return Counter(
        Leg(
            datetime.date.fromisoformat(voucher.findtext("VOUCHER_DATE")),
            names_of(leg.findtext("GOV_ACCT_CLS_CODE"), leg.findtext("GOV_ACCT_CLS_NAME")),
            fen_of(leg.findtext("AMT")) * {"借": 1, "贷": -1}[leg.findtext("DR_CR")],
            *(leg.findtext(each) or "" for each in ("EXP_FUNC_CODE", "DEP_BGT_ECO_CODE", "FUND_TYPE_CODE", "PRO_CODE")),
        )
        for voucher in parsed(content)
        for leg in voucher.findall("VOU_DET")
    )


def gb24589_legs(files: Files) -> Counter[Leg]:
    ledger = parsed(files["总账.xml"])
    names = {each.findtext("科目编号"): each.findtext("科目名称") for each in ledger.findall("会计科目")}
    widths = [int(each) for each in ledger.findtext("总账基础信息/会计科目编号规则").split("-")]
    return Counter(
        Leg(
            datetime.datetime.strptime(leg.findtext("记账凭证日期"), "%Y%m%d").date(),  # noqa: DTZ007
            path_of(leg.findtext("科目编号"), names, widths),
            fen_of(leg.findtext("借方本币金额")) - fen_of(leg.findtext("贷方本币金额")),
            *(leg.findtext(f"辅助项{number}编号") or "" for number in range(1, 5)),
        )
        for leg in ledger.findall("记账凭证")
    )


def path_of(code: str, names: Mapping[str, str], widths: Iterable[int]) -> tuple[str, ...]:
    """An account's 4-digit code and the names of its details, by cutting its code."""
    cut, at = [], 0
    for width in widths:
        at += width
        if at <= len(code):
            cut.append(code[:at])
    assert cut[-1] == code
    return (code[:4], *(names[each] for each in cut[1:]))


def v800_rows(content: bytes) -> list[list[str]]:
    first, *lines = content.decode("gbk").split("\r\n")
    assert first == "填制凭证,V800"
    assert lines.pop() == ""
    return [line.split(",") for line in lines]
