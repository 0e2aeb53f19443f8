"""Numbers of items and headings."""

from __future__ import annotations

import pytest

from gov_accounts.audit.paper import Prose
from gov_accounts.audit.words.numerals import numeral, written
from gov_accounts.audit.words.ordinals import check_ordinals
from tests.audit.words.understood import prose, rules, section, source


def test_numerals_there_and_back() -> None:
    assert [numeral(written(each)) for each in range(1, 100)] == list(range(1, 100))
    assert [numeral(each) for each in ("", "十百", "三四", "零", "一十一二")] == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("一是甲；二是乙；二是丙；三是丁。", "ordinal-doubled"),
        ("一是甲；二是乙；四是丁；五是戊。", "ordinal-skipped"),
        ("1、甲。\n2、乙。\n2、丙。\n3、丁。", "ordinal-doubled"),
        ("1、甲。\n2、乙。\n4、丁。\n5、戊。", "ordinal-skipped"),
    ],
)
def test_a_run_with_a_mistake(text: str, rule: str) -> None:
    assert rules(check_ordinals(source(), prose(text))) == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "一是甲；二是乙。另外，一是丙；二是丁；三是戊。",
        "这是一是一、二是二的事。",
        "1、甲。\n（1）乙。\n2、丙。\n3.5万元。",
        "1、甲。\n2、乙。3、丙。\n4、丁。",
        "三是丙；五是戊。",
        "1、甲\n1、子\n2、丑\n2、乙",
    ],
)
def test_runs_that_are_right_or_cannot_be_told(text: str) -> None:
    assert rules(check_ordinals(source(), prose(text))) == []


def test_headings_that_come_twice_or_are_left_out() -> None:
    def headed(*ids: str) -> Prose:
        return Prose(tuple(section(each, "文字。", f"{each[-1]}、标题{at}") for at, each in enumerate(ids)))

    assert rules(check_ordinals(source(), headed("三部分一", "三部分二", "三部分二", "三部分三"))) == [
        "heading-doubled"
    ]
    skipped = list(check_ordinals(source(), headed("三部分一", "三部分二", "三部分五")))
    assert rules(skipped) == ["heading-skipped"]
    assert "三、四" in skipped[0].what
    assert rules(check_ordinals(source(), headed("三部分一", "三部分二", "四部分一", "四部分二"))) == []
