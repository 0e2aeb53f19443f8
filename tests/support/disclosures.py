"""Documents of examples and of ledgers written on the spot, read; and what must hold of any unit's."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from gov_accounts.books.ledger import Ledger
from gov_accounts.books.profiles import stand_in
from gov_accounts.ledger import load
from gov_accounts.publishing.document import Document, Figure, Form, Heading, Paragraph
from gov_accounts.publishing.settings.read import Settings, read_settings
from gov_accounts.statements.years import statements_of
from tests.support.paths import EXAMPLES
from tests.support.sections import sections_of

WUHAN = EXAMPLES / "wuhan_2020"
QINGSHI = EXAMPLES / "qingshi_2019_2020"
PLACEHOLDERS = ("XX", "××", "TODO", "请填写", "某某", "{", "}", "None")
EXAMPLE_FILES = {"wuhan": WUHAN / "main.beancount", "qingshi": QINGSHI / "main.beancount"}


def figures(document: Document) -> dict[str, Figure]:
    return {figure.id: figure for figure in document.figures()}


def paragraphs(document: Document) -> Iterator[tuple[str, Paragraph]]:
    """Every paragraph, those in forms too, with the id of the heading above it."""
    section = ""
    for block in document.blocks:
        if isinstance(block, Heading):
            section = block.id
        elif isinstance(block, Paragraph):
            yield section, block
        elif isinstance(block, Form):
            yield from ((section, cell.content) for row in block.rows for cell in row)


def section(document: Document, wanted: str) -> str:
    return "\n".join(paragraph.text for place, paragraph in paragraphs(document) if place == wanted)


def texts(settings: Settings) -> Iterator[str]:
    """Every text the settings hold, keys of open tables too."""

    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, Mapping):
            for key, each in value.items():
                yield str(key)
                yield from walk(each)
        elif isinstance(value, list):
            for each in value:
                yield from walk(each)
        else:
            yield str(value)

    yield from walk(settings.values)


def assert_words_follow(document: Document) -> None:
    """Words agree with the figures beside them: what 增加 or 减少 tells of is never negative, and 大于 is more."""
    for _, paragraph in paragraphs(document):
        runs = paragraph.runs
        for before, figure in itertools.pairwise(runs):
            directed = isinstance(before, str) and before.endswith(("增加 ", "增长 ", "减少 ", "下降 "))
            if directed and isinstance(figure, Figure):
                assert Decimal(figure.text) >= 0, paragraph.text
        text = paragraph.text
        for budget, spent, word in re.findall(
            r"(?:年初|全年)预算数?为 (-?[\d.]+) 万元，支出决算为 (-?[\d.]+) 万元"
            r"[^。]*?支出决算数(大于|小于|等于)(?:年初|全年)预算数",
            text,
        ):
            sign = Decimal(spent) - Decimal(budget)
            assert word == ("大于" if sign > 0 else "小于" if sign < 0 else "等于"), text


def assert_filled_in(document: Document, *names: str) -> None:
    """No paragraph has a placeholder, but in names that are what they are."""
    text = "\n".join(paragraph.text for _, paragraph in paragraphs(document))
    for name in names:
        text = text.replace(name, "")
    assert text
    assert [each for each in PLACEHOLDERS if each in text] == []


def assert_sound(ledger: Ledger, document: Document) -> None:
    """What must hold of any unit's document."""
    # Another year's form that stands in is named.
    named = stand_in(ledger.declarations, document.year)
    text = "\n".join(paragraph.text for _, paragraph in paragraphs(document)).replace(named, "")
    assert_filled_in(document, named, ledger.unit_name)
    written = {year for each in texts(read_settings(ledger.path, document.year)) for year in re.findall(r"\d{4}", each)}
    assert set(re.findall(r"(\d{4}) 年", text)) <= written | {str(document.year), str(document.year - 1)}
    ids = [figure.id for figure in document.figures()]
    assert len(ids) == len(set(ids))
    found = figures(document)
    for name in ("占本年收入", "占本年支出", "占比"):
        for place in ("三.二", "三.三", "三.五.二"):
            shares = [Decimal(each.text) for key, each in found.items() if re.fullmatch(rf"{place}\.\w+\.{name}", key)]
            assert not shares or sum(shares) == 100, (place, shares)
            assert all(0 <= share <= 100 for share in shares)
    statements = statements_of(ledger, document.year)
    where = sections_of(document.year)
    none = f"本单位 {document.year} 年度没有政府性基金预算财政拨款收入支出。"
    assert (section(document, where.gov_fund) == none) == statements["gov_fund"].empty()
    if where.state_capital:
        none = f"本单位 {document.year} 年度没有国有资本经营预算财政拨款支出。"
        assert (section(document, where.state_capital) == none) == statements["state_capital"].empty()
    assert section(document, where.gov_fund)
    # Parts of a printed sum add up to it.
    parts = [Decimal(each.text) for key, each in found.items() if re.fullmatch(r"三\.五\.三\.[^.]+\.支出", key)]
    if parts and (total := found.get("三.五.三.项目支出")):
        assert sum(parts) == Decimal(total.text)


def write(folder: Path, text: str, disclosure: str = "") -> Ledger:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "main.beancount"
    path.write_text(text, encoding="utf-8", newline="\n")
    if disclosure:
        (folder / "disclosure.toml").write_text(disclosure, encoding="utf-8", newline="\n")
    return load(path)


VOUCHER = """
{day} * "付款" #{func} #30206
  fund: "{fund}"
  Expenses:7201-事业支出:{kind}                         {amount} CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度       -{amount} CNY.B
"""
RECEIPT = """
{day} * "拨款" #2060501
  fund: "{fund}"
  Assets:8001-资金结存:800101-零余额账户用款额度        {amount} CNY.B
  Income:6001-财政拨款预算收入                         -{amount} CNY.B
"""


def received(amount: str, day: str = "2020-03-05", fund: str = "11") -> str:
    return RECEIPT.format(day=day, fund=fund, amount=amount)


def spent(amount: str, day: str = "2020-03-05", func: str = "2060501", fund: str = "11", kind: str = "基本支出") -> str:
    return VOUCHER.format(day=day, func=func, fund=fund, kind=kind, amount=amount).replace("--", "")


ROW = 'level1 = "产出指标"\nlevel2 = "数量指标"\nname = "报告"\n'
PROJECT = '[[performance.projects]]\nproject = "P1"\ncategory = "部门预算项目"\n'
PROJECT += 'attribute = "持续性项目"\ntype = "常年性项目"\n'
INDICATOR = "[[performance.projects.indicators]]\n" + ROW + 'unit = "份"\n'
