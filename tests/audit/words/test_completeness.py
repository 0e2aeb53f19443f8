"""What is missing, and what is a part only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gov_accounts.audit.paper import Prose, Section
from gov_accounts.audit.words import check_words
from gov_accounts.audit.words.completeness import check_completeness
from gov_accounts.audit.words.contents import check_contents
from tests.audit.words.test_own_documents import own
from tests.audit.words.understood import Understood, nothing, prose, rules, section, source


def without(made: Understood, words: str) -> Understood:
    """The document without the sections that such words stand in, and without the lines."""
    gone = tuple(each for each in made.prose.sections if words in each.heading + each.text)
    marks = {block for each in gone for _, block in each.marks}
    left = (
        replace(each, text=each.text.replace(words, "")) if each in gone and each.id == "目录" else each
        for each in made.prose.sections
        if each not in gone or each.id == "目录"
    )
    blocks = tuple(
        each for at, each in enumerate(made.source.blocks) if at not in marks and words not in getattr(each, "text", "")
    )
    return Understood(replace(made.source, blocks=blocks), replace(made.tables, used=frozenset()), Prose(tuple(left)))


@pytest.mark.parametrize(
    ("document", "words", "rule"),
    [
        (("puhui_2024", 2024), "名词解释", "missing-glossary"),
        (("qingshi_2019_2020", 2020), "机关运行经费", "missing-running"),
        (("puhui_2024", 2024), "政府采购", "missing-procurement"),
        (("puhui_2024", 2024), "绩效", "missing-performance"),
    ],
)
def test_what_every_document_has(document: tuple[str, int], words: str, rule: str) -> None:
    made = without(own(*document), words)
    assert rule in rules(check_completeness(*made)[0])


def test_a_table_that_is_missing() -> None:
    made = own("wuhan_2020", 2020)
    left = {key: each for key, each in made.tables.tables.items() if key != "state_capital"}
    made = without(made._replace(tables=replace(made.tables, tables=left)), "国有资本经营")
    findings = [each for each in check_completeness(*made)[0] if each.rule == "missing-table"]
    assert [each.kind for each in findings] == ["omission"]
    assert "国有资本经营" in findings[0].what


def test_a_part_of_a_document_is_not_accused() -> None:
    findings, unchecked = check_completeness(source("收入总计12.00万元。"), nothing(), prose("收入总计12.00万元。"))
    assert findings == ()
    assert [each.what for each in unchecked] == ["文件是否齐全"]


def test_an_empty_table_without_a_word() -> None:
    made = own("wuhan_2020", 2020)
    mute = {
        key: replace(each, notes=()) if key in ("gov_fund", "state_capital") else each
        for key, each in made.tables.tables.items()
    }
    silent = without(made._replace(tables=replace(made.tables, tables=mute)), "没有国有资本经营预算财政拨款支出")
    findings = check_completeness(*silent)[0]
    assert "missing-empty" in rules(findings)


def test_a_difference_without_a_reason() -> None:
    made = own("wuhan_2020", 2020)
    text = "支出决算数小于年初预算数。\n下一项，原因是别的。"
    more = Prose((*made.prose.sections, section("三部分十九", text, "十九、其他")))
    findings = check_completeness(made.source, made.tables, more)[0]
    assert rules(findings) == ["missing-reason"]


def test_contents_against_the_document() -> None:
    made = own("wuhan_2020", 2020)

    def listed(change: tuple[str, str]) -> list[str]:
        sections: list[Section] = []
        for each in made.prose.sections:
            text = each.text.replace(*change) if each.id == "目录" else each.text
            sections.append(replace(each, text=text, marks=((0, 1),) * len(text)))
        return rules(check_contents(made.source, made.tables, Prose(tuple(sections))))

    assert listed(("", "")) == []
    assert listed(("情况说明", "说明")) == []
    assert listed(("武汉市科技金融", "武汉市金融")) == []
    assert listed(("政府采购支出", "政府购买服务支出")) == ["contents", "contents"]
    assert listed(("二、收入决算情况说明\n", "")) == ["contents"]


def test_the_same_document_gives_the_same_findings() -> None:
    made = own("wuhan_2020", 2020)
    broken = made._replace(prose=Prose((*made.prose.sections, section("三部分二十", "支出XX万元，，增长5.00。"))))
    assert check_words(*broken) == check_words(*broken)
    assert rules(check_words(*broken).findings) == ["placeholder", "percent-missing", "punctuation-doubled"]
