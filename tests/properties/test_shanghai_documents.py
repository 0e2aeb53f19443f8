"""Shanghai's document of any unit, read as a stranger reads it: sentences against the tables in the same one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal
from unittest.mock import patch

from hypothesis import given

from gov_accounts.findings import Severity
from gov_accounts.law import profile
from gov_accounts.publishing.assemble import make_document
from gov_accounts.publishing.document import Document, Heading, StatementTable
from gov_accounts.testing import RandomLedger, ledgers
from tests.support.disclosures import assert_filled_in, assert_words_follow, section
from tests.support.drawn import loaded
from tests.support.draws import draws

SHANGHAI = "2024-上海"
NUMBER = r"(-?\d+(?:\.\d+)?)"
ZERO = Decimal("0.00")
ITEM = re.compile(rf"\d+、.+?（项）。年初预算为 {NUMBER} 万元，支出决算为 {NUMBER} 万元。(.*)")
Cells = Mapping[tuple[str, str, str], Decimal]


@contextmanager
def shanghai() -> Iterator[None]:
    """Every year goes by Shanghai's forms of 2024: the codes that are drawn are of 2020."""
    official = profile.official_profile
    with patch.object(profile, "official_profile", lambda _name, form="": official(SHANGHAI, form)):
        yield


def printed(document: Document) -> Cells:
    return {
        (block.statement.key, row.key, column): figure
        for block in document.blocks
        if isinstance(block, StatementTable)
        for panel in block.statement.panels
        for row in panel.rows
        for column, figure in row.values.items()
    }


def rate(part: Decimal, whole: Decimal) -> Decimal:
    return (part * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def numbers(pattern: str, text: str) -> list[Decimal]:
    return [Decimal(each) for each in re.findall(pattern.replace("#", NUMBER), text)]


def assert_parts(document: Document, now: Cells) -> None:
    for place, table, what in (("三.二", "income", "收入"), ("三.三", "expenditure", "支出")):
        said = section(document, place)
        parts = [
            figure for (key, row, column), figure in now.items() if (key, row) == (table, "total") and column != "total"
        ]
        listed = re.findall(rf"(?:其中：|；)[^；，。]*? {NUMBER} 万元(?:，占 {NUMBER}%)?", said)
        assert sorted(Decimal(each) for each, _ in listed) == sorted(parts), said
        assert (f"年度无{what}。" in said) == (not parts)
        if parts:
            assert said.startswith(f"本年{what}合计 {now.get((table, 'total', 'total'), ZERO)} 万元，其中："), said
        assert_shares([each for _, each in listed], parts)
    said = section(document, "三.五.二")
    classes = [
        figure
        for (key, row, column), figure in sorted(now.items())
        if key == "general_expenditure" and column == "total" and re.fullmatch(r"\d{3}", row)
    ]
    listed = re.findall(rf"（类）{NUMBER} 万元(?:，占 {NUMBER}%)?", said)
    assert [Decimal(each) for each, _ in listed] == classes, said
    assert_shares([each for _, each in listed], classes)


def assert_shares(shares: list[str], parts: list[Decimal]) -> None:
    if parts and min(parts) >= 0 and sum(parts) > 0:
        assert sum(map(Decimal, shares)) == 100, shares
    else:
        assert not any(shares), shares


def assert_items(document: Document, now: Cells) -> None:
    """Every functional item of a table is told with what it spent there, and how that is beside its budget."""
    for place, table in (("三.五.三", "general_expenditure"), ("三.八", "gov_fund"), ("三.九", "state_capital")):
        said = section(document, place).splitlines()
        items = [match for match in map(ITEM.fullmatch, said) if match]
        items_spent = sorted(Decimal(item[2]) for item in items if Decimal(item[2]))
        assert items_spent == sorted(
            figure
            for (key, row, column), figure in now.items()
            if key == table and column == "total" and re.fullmatch(r"\d{7}", row) and figure
        )
        for item in items:
            assert (item[3] == "决算数与预算数持平。") == (Decimal(item[1]) == Decimal(item[2])), item[0]
        if items and place == "三.五.三":
            (total,) = numbers("支出决算为 # 万元", said[0])
            assert total == sum((Decimal(item[2]) for item in items), ZERO) == now.get((table, "total", "total"), ZERO)
            budgets, done = numbers("年初预算为 # 万元", said[0]), numbers("完成年初预算的 #%", said[0])
            assert done == ([rate(total, budgets[0])] if budgets[0] > 0 and total >= 0 else []), said[0]


def assert_sangong(document: Document, now: Cells) -> None:
    there = [figure for (key, _, _), figure in now.items() if key == "sangong"]
    said = section(document, "三.七.一")
    # What comes to nothing, or to less than is printed, may be told as nothing.
    assert said or not any(there)
    assert there or not said
    if not said:
        assert section(document, "三.七.无").endswith("年度无“三公”经费财政拨款支出。")
        return

    def cell(name: str) -> Decimal:
        return now.get(("sangong", "total", name), ZERO)

    first = said.splitlines()[0]
    assert numbers("决算为 # 万元", first) == [
        cell(f"final_{name}") for name in ("total", "abroad", "vehicles", "reception")
    ]
    assert numbers("年初预算为 # 万元", first) == [cell("budget_total")]
    word = re.findall("决算数(大于|小于|与预算数持平)", first)
    gap = cell("final_total") - cell("budget_total")
    assert word == ([] if gap else ["与预算数持平"])
    told = section(document, "三.七.二")
    kinds = [cell(f"final_{name}") for name in ("abroad", "vehicles", "reception")]
    assert numbers("支出决算 # 万元", told) == kinds
    assert_shares(re.findall(rf"占 {NUMBER}%", told.splitlines()[0]), kinds)


def assert_sound(document: Document, unit_name: str) -> None:
    assert_filled_in(document, unit_name)
    ids = [figure.id for figure in document.figures()]
    assert len(ids) == len(set(ids))
    assert all(figure.origin for figure in document.figures())
    titles = [
        heading.text.split("、")[0]
        for heading in document.headings()
        if heading.id.startswith("三.") and heading.level == 2
    ]
    assert titles == ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一"]
    # A heading with nothing below it has headings of its own.
    for block, after in zip(document.blocks, document.blocks[1:], strict=False):
        if isinstance(block, Heading) and isinstance(after, Heading):
            assert after.level > block.level, block


@draws(40)
@given(drawn=ledgers(max_vouchers=20))
def test_any_unit(drawn: RandomLedger) -> None:
    with shanghai(), loaded(drawn) as ledger:
        made = make_document(ledger, drawn.year)
        now = printed(made.document)
        assert_sound(made.document, ledger.unit_name)
        assert_words_follow(made.document)
        assert_parts(made.document, now)
        assert_items(made.document, now)
        assert_sangong(made.document, now)
        told = [each for each in made.findings if each.rule.startswith("disclosure")]
        assert all(each.severity is Severity.NOTICE for each in told)
        assert make_document(ledger, drawn.year) == made
