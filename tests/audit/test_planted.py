"""Errors planted in clean documents are found where they are; clean documents have none.

A few of each kind here; `tests.support.planted` plants as many as one likes.
"""

from __future__ import annotations

import random
from decimal import Decimal
from functools import cache

import pytest

from gov_accounts.audit.findings import AuditFinding
from tests.support.planted import (
    TRUE_OF_CLEAN,
    Source,
    audited,
    example_sources,
    judged,
    plant,
    random_sources,
    with_cells,
)

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


def test_a_run_that_slid_down_and_lost_its_end_is_one_cause() -> None:
    """Three figures of 表5, each printed a row too low, the last of them nowhere."""
    source = next(each for each in example_sources("puhui_2024") if each.name.endswith("2024"))
    table = "general_expenditure"
    rows = ("2013950", "2013999", "205")
    moved = {(table, rows[0], "total"): None, (table, rows[1], "total"): Decimal("539.16")}
    document = with_cells(source.document, {**moved, (table, rows[2], "total"): Decimal("77.05")})
    (finding,) = (each for each in audited(document, "html").findings if each.rule not in TRUE_OF_CLEAN)
    assert isinstance(finding, AuditFinding)
    assert finding.reason == "错行"
    assert {each.row for each in finding.places[:3]} == set(rows)
