"""Names of codes in tables and in words."""

from __future__ import annotations

from gov_accounts.audit.paper import FoundTable
from gov_accounts.audit.words.codes import check_codes, same
from tests.audit.words.understood import nothing, prose, rules, table


def labelled(key: str = "expenditure", **labels: str) -> FoundTable:
    codes = {code.removeprefix("c"): label for code, label in labels.items()}
    return table(key, {code: {"total": "1.00"} for code in codes}, labels=codes)


HOUSING = {"c221": "住房保障支出", "c22102": "住房改革支出", "c2210201": "住房公积金", "c2210203": "购房补贴"}


def test_names_of_the_year_and_cut_ones_are_right() -> None:
    cut = {**HOUSING, "c2080505": "机关事业单位基本养老保险缴"}
    assert check_codes(nothing(expenditure=labelled(**cut)), prose("")) == ((), ())


def test_names_in_another_order_or_with_a_neighbours_words_are_not_told() -> None:
    mixed = {**HOUSING, "c2080505": "缴费支出机关事业单位基本养老保险", "c2210203": "购房补贴合计"}
    assert check_codes(nothing(expenditure=labelled(**mixed)), prose("")) == ((), ())


def test_a_name_of_another_year_and_of_another_code() -> None:
    tables = nothing(expenditure=labelled(c2080599="其他行政事业单位离退休支出", c2210203="提租补贴"))
    findings, unchecked = check_codes(tables, prose(""))
    assert [(each.rule, each.places[0].row, each.expected) for each in findings] == [
        ("code-name", "2080599", "其他行政事业单位养老支出"),
        ("code-name", "2210203", "购房补贴"),
    ]
    assert "2019年以前的名称" in findings[0].what
    assert "2210202" in findings[1].what
    assert unchecked == ()


def test_one_code_with_two_names() -> None:
    tables = nothing(
        expenditure=labelled(c2210203="购房补贴"),
        general_expenditure=labelled("general_expenditure", c2210203="购房津贴"),
    )
    findings, _ = check_codes(tables, prose(""))
    assert [each.places[0].table for each in findings] == ["表5"]


def test_a_name_with_one_wrong_character() -> None:
    """A name that no list has and that all but equals its code's: no place has opened that."""
    labels = {"31299": "其他对企业补贴", "31206": "地方的补助"}
    basic = table("general_basic", {code: {"amount": "1.00"} for code in labels}, labels=labels)
    (finding,), unchecked = check_codes(nothing(general_basic=basic), prose(""))
    assert (finding.rule, finding.places[0].row, finding.expected) == ("code-name", "31299", "其他对企业补助")
    assert "31206" in unchecked[0].what


def test_unknown_codes_are_left_unchecked() -> None:
    findings, unchecked = check_codes(nothing(expenditure=labelled(c2210299="地方增设的支出")), prose(""))
    assert findings == ()
    assert "2210299 地方增设的支出" in unchecked[0].what


def test_where_the_year_is_not_known_any_years_name_is_right() -> None:
    tables = nothing(year=0, expenditure=labelled(c20805="行政事业单位养老支出", c20806="企业改革补助"))
    assert check_codes(tables, prose(""))[0] == ()


def test_words_name_a_section_that_is_not_the_items() -> None:
    text = (
        "1、住房保障支出（类）住房保障支出（款）住房公积金（项）。支出决算为1.00万元。\n"
        "2、住房保障支出（类）住房保障支出（款）购房补贴（项）。支出决算为1.00万元。"
    )
    (finding,), _ = check_codes(nothing(expenditure=labelled(**HOUSING)), prose(text))
    assert (finding.rule, finding.expected, len(finding.places)) == ("code-section", "住房改革支出", 2)


def test_words_name_an_item_that_the_tables_lack() -> None:
    text = (
        "1、住房保障支出（类）住房改革支出（款）住房公积金（项）。支出决算为1.00万元。\n"
        "2、住房保障支出（类）住房改革支出（款）退休住房津贴（项）。支出决算为1.00万元。\n"
        "3、住房保障支出（类）住房改革支出（款）从前的津贴（项）。支出决算为0.00万元。"
    )
    (finding,), _ = check_codes(nothing(expenditure=labelled(**HOUSING)), prose(text))
    assert (finding.rule, finding.places[0].printed, finding.expected) == ("code-item", "退休住房津贴", "购房补贴")


def test_a_glossary_that_calls_one_of_all_items_otherwise() -> None:
    text = (
        "1.住房保障支出（类）住房改革支出（款）住房补助金（项）：指。\n"
        "2.住房保障支出（类）住房改革支出（款）购房补贴（项）：指。"
    )
    (finding,), _ = check_codes(nothing(expenditure=labelled(**HOUSING)), prose(text))
    assert (finding.places[0].printed, finding.expected) == ("住房补助金", "住房公积金")
    assert check_codes(nothing(expenditure=labelled(**HOUSING)), prose(text.partition("\n")[0]))[0] == ()


def test_names_with_and_without_a_common_ending() -> None:
    assert same("科学技术", "科学技术支出")
    assert same("维修(护)费", "维修（护）费")
    assert not same("住房公积金", "住房保障支出")


def test_right_words() -> None:
    text = (
        "1.住房保障支出（类）住房改革支出（款）住房公积金（项）。支出决算为1.00万元。"
        "2.科学技术（类）科技条件与服务（款）机构运行（项）。支出决算为1.00万元。"
    )
    more = {**HOUSING, "c206": "科学技术支出", "c20605": "科技条件与服务", "c2060501": "机构运行"}
    assert rules(check_codes(nothing(expenditure=labelled(**more)), prose(text))[0]) == []
