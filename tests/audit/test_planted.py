"""Errors planted in clean documents are found where they are; clean documents have none.

A few of each kind here; `tests.support.planted` plants as many as one likes.
"""

from __future__ import annotations

import random
from functools import cache

import pytest

from tests.support.planted import TRUE_OF_CLEAN, Source, audited, example_sources, judged, plant, random_sources

SOME = ("少一位", "低一行", "正负号", "百分比", "年度", "单位名称", "空表无说明")
"""Of each sort of error one: all take too long here."""


@cache
def sources() -> tuple[Source, ...]:
    return tuple(example_sources("wuhan_2020"))


@pytest.mark.parametrize(("number", "form"), [(0, "docx"), (0, "html"), (0, "xlsx")])
def test_a_clean_document_has_nothing(number: int, form: str) -> None:
    result = audited(sources()[number].document, form)
    assert result.tables.tables
    assert not [each for each in result.findings if each.rule not in TRUE_OF_CLEAN]


@pytest.mark.parametrize("form", ["docx"])
def test_a_clean_document_of_any_unit_has_nothing(form: str) -> None:
    for source in random_sources(2, 4):
        result = audited(source.document, form)
        assert not [each for each in result.findings if each.rule not in TRUE_OF_CLEAN], source.name


@pytest.mark.parametrize("kind", SOME)
def test_what_is_planted_is_found(kind: str) -> None:
    chance = random.Random(f"一处 {kind}")
    for _ in range(40):
        planted = plant(chance.choice(sources()), kind, chance)
        if planted is not None and planted.seen:
            break
    else:
        pytest.fail(f"no document has a place for {kind}")
    outcome = judged(planted, audited(planted.document, "html"))
    assert outcome.found, planted.told
    assert not outcome.other, [each.what for each in outcome.other]
