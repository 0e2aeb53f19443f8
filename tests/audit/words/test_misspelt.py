"""Names with one wrong character, and names that are others' by right."""

from __future__ import annotations

import pytest

from gov_accounts.audit.words.misspelt import misspelt_codes, misspelt_unit
from gov_accounts.audit.words.passages import Passage

UNIT = "青石县住房和城乡建设局"


@pytest.mark.parametrize(
    ("text", "printed", "meant"),
    [
        ("1. 教育支出（类）普通教育（款）小学数育（项）：反映小学的支出。", "小学数育", "小学教育"),
        ("卫生健康支付（类）33.73万元，占2.8%。", "卫生健康支付", "卫生健康支出"),
        ("教育支出（类）晋通教育（款）小学教育（项）。", "晋通教育", "普通教育"),
    ],
)
def test_a_code_with_a_wrong_character(text: str, printed: str, meant: str) -> None:
    (finding,) = misspelt_codes({}, [Passage(text)])
    assert (finding.rule, finding.places[0].printed, finding.expected) == ("code-spelling", printed, meant)


@pytest.mark.parametrize(
    "text",
    [
        "教育支出（类）普通教育（款）小学教育（项）。",
        "教育支出（类）普通教育（款）地方自设的项目（项）。",
        "主要用于小学数育。",
        "其中：卫生健康支出（类）33.73万元。",
    ],
)
def test_names_that_are_right_or_unknown(text: str) -> None:
    assert not list(misspelt_codes({}, [Passage(text)]))


def test_a_name_of_the_documents_own() -> None:
    own = {"2060577": ("科技金融服务站",)}
    assert not list(misspelt_codes(own, [Passage("科学技术支出（类）科技金融服务站（项）。")]))
    (finding,) = misspelt_codes(own, [Passage("科学技术支出（类）科技金融服努站（项）。")])
    assert finding.expected == "科技金融服务站"


def test_the_units_name() -> None:
    text = "本部门有预算安排的单位包括青石县住房和城多建设局。"
    assert list(misspelt_unit(UNIT, Passage(text))) == [("青石县住房和城多建设局", 13)]
    for right in (f"单位包括{UNIT}。", "单位包括青石市住房和城乡建设局。", "青石县住房和城镇建设局、青石县水务局。"):
        assert not list(misspelt_unit(UNIT, Passage(right)))
