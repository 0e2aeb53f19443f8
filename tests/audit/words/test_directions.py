"""Words of direction, and ratios to nothing."""

from __future__ import annotations

import pytest

from gov_accounts.audit.words.bases import check_bases
from gov_accounts.audit.words.directions import check_directions
from tests.audit.words.understood import nothing, prose, rules, table

ITEM = "年初预算为{}万元，支出决算为{}万元，完成年初预算的{}%。决算数{}预算数的主要原因：人员变动。"


@pytest.mark.parametrize(
    "text",
    [
        "总计增加12.00万元，下降3.2%。",
        "总计减少12.00万元、增长3.2%。",
        "公务接待费支出与上一年度持平，减少0.15万元。",
        ITEM.format("54.53", "50.00", "91.69", "大于"),
        ITEM.format("54.53", "60.00", "110.03", "小于"),
        ITEM.format("54.53", "54.53", "100.00", "小于"),
        "年初预算为54.53万元，支出决算为54.00万元。决算数与预算数持平。",
        "完成年初预算的98.20%，支出决算数大于年初预算数的主要原因是人员增加。",
        "“三公”经费支出年初预算为2.85万元，支出决算为0.39万元，其中：接待费决算为0.39万元。“三公”经费支出决算数大于预算数。",
        "年初预算为5万元，支出决算为4万元。决算数小于预算数。\n2、其他。年初预算为3万元，支出决算为4万元。决算数小于预算数。",
    ],
)
def test_words_against_figures(text: str) -> None:
    assert rules(check_directions(prose(text))) == ["direction"]


@pytest.mark.parametrize(
    "text",
    [
        "总计增加12.00万元，增长3.2%；支出减少12.00万元，下降3.2%。",
        "出国费支出与上一年度持平；接待费支出决算减少0.15万元，下降27.78%。",
        ITEM.format("54.53", "50.00", "91.69", "小于"),
        "年初预算为0万元，全年预算为321.02万元，支出决算为307.82万元。决算数小于预算数。",
        "年初预算为54.53万元，支出决算为54.53万元。决算数同预算数持平。",
        "完成预算的100.0%，决算数大于预算数的主要原因是人员增加。",
        "三公年初预算为2.85万元，支出决算为3.39万元，其中：接待费支出决算为3.39万元。决算数大于预算数。",
        "“三公”经费支出年初预算为2.85万元，支出决算为0.39万元，其中：接待费决算为0.39万元。“三公”经费支出决算数小于预算数。",
        "各减少1267.86,2570.97万元,各下降23.51%、38.28%。",
    ],
)
def test_words_that_agree_or_cannot_be_told(text: str) -> None:
    assert rules(check_directions(prose(text))) == []


def test_a_share_of_no_budget_in_words() -> None:
    text = "年初预算为0万元，全年预算为321.02万元，支出决算为307.82万元，完成年初预算的95.89%。"
    (finding,) = check_bases(nothing(), prose(text))
    assert (finding.rule, finding.places[0].printed) == ("zero-base", "完成年初预算的95.89%")
    assert not list(check_bases(nothing(), prose(text.replace("完成年初预算", "完成全年预算"))))


def test_a_share_of_no_budget_in_the_table() -> None:
    text = "因公出国（境）费支出决算为0.00万元，完成预算的0.00%；公务接待费支出决算为0.39万元，完成预算的13.68%。"
    tables = nothing(sangong=table("sangong", {"total": {"budget_abroad": "0.00", "budget_reception": "2.85"}}))
    (finding,) = check_bases(tables, prose(text))
    assert [each.printed for each in finding.places] == ["完成预算的0.00%"]


def test_a_share_of_what_the_others_leave_nothing_of() -> None:
    text = (
        "“三公”经费支出年初预算为234.00元，支出决算为65.00元。其中：因公出国（境）费支出决算为0.00元，完成年初预算的0%；"
        "公务用车运行维护费支出决算为34.00元，完成年初预算的100%；公务接待费支出决算为31.00元，完成年初预算的15.5%。"
    )
    (finding,) = check_bases(nothing(), prose(text))
    assert "34.00÷100%＋31.00÷15.5%" in finding.what
    assert not list(check_bases(nothing(), prose(text.replace("234.00", "240.00"))))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("支出总计307.82万元。与上年相比，增加307.82万元，增长100.00%。", 1),
        ("支出总计307.82万元。与上年相比，增加153.91万元，增长100.00%。", 0),
        ("支出总计307.82万元，增加7.82万元，增长2.61%。", 0),
    ],
)
def test_growth_from_nothing(text: str, count: int) -> None:
    assert rules(check_bases(nothing(), prose(text))) == ["zero-base"] * count
