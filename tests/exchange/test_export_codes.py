"""Codes of accounts: of one length a level, no two the same, the ledger's own where it has them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.exchange.export.codes import Numbered, number_accounts
from gov_accounts.law.codes import official_codes

EARLIER = datetime.date(2019, 12, 31)
LATER = datetime.date(2020, 6, 1)


def numbered(*names: str, later: str = "") -> Numbered:
    listed = [(EARLIER, name, "CNY") for name in names] + ([(LATER, later, "CNY")] if later else [])
    return number_accounts(listed, official_codes().chart, 2020)


def code(found: Numbered, name: str) -> str:
    return found.accounts[name].code


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ("Assets:1002-银行存款", "1002"),
        ("Assets:1002-银行存款:100201-基本户", "100201"),
        ("Assets:1002-银行存款:07-基本户", "100207"),
        ("Assets:1002-银行存款:007-基本户", "100207"),
        ("Assets:1002-银行存款:基本户", "100202"),  # 100201 is the chart's 受托代理资产
        ("Assets:1002-银行存款:受托代理资产", "100201"),
        ("Assets:8001-资金结存:货币资金", "800102"),
        ("Assets:8001-资金结存:800101-零余额账户用款额度", "800101"),
        ("Liabilities:2307-其他应付款:履约保证金", "230701"),
        ("Liabilities:2201-应付职工薪酬:220105-社会保险费:05-个人负担", "22010505"),
        ("Liabilities:2201-应付职工薪酬:220105-社会保险费:22010507-单位", "22010507"),
        ("Assets:1002-银行存款:6222021234567-某行", "100202"),  # a bank account's number is no code
        ("Assets:1002-银行存款:2020-定期", "100202"),
    ],
)
def test_a_detail_has_its_own_code_or_the_charts_or_the_first_free_one(account: str, expected: str) -> None:
    found = numbered(account)
    assert code(found, account) == expected
    assert not found.changed


def test_names_are_without_numbers_and_official_where_the_chart_has_them() -> None:
    names = ("Assets:1002-存款:01-基本户", "Assets:8001-资金结存:800101", "Assets:1002-存款:6222021234567-某行")
    found = numbered(*names)
    assert [found.accounts[each].names for each in names] == [
        ("银行存款", "基本户"),
        ("资金结存", "零余额账户用款额度"),
        ("银行存款", "6222021234567-某行"),
    ]
    assert [each.code for each in found.all] == ["1002", "100201", "100202", "8001", "800101"]
    assert [each.leaf for each in found.all] == [False, True, True, False, True]
    assert [each.budgetary for each in found.all] == [False, False, False, True, True]


def test_a_detail_opened_later_changes_no_code() -> None:
    first = [f"Liabilities:2307-其他应付款:{name}" for name in ("押金", "质保金")]
    last = "Liabilities:2307-其他应付款:代扣"
    before, after = numbered(*first), numbered(*first, later=last)
    assert [code(after, name) for name in first] == [code(before, name) for name in first]
    assert code(after, last) == "230703"


def test_two_details_with_one_number_get_two_and_it_is_told() -> None:
    found = numbered("Assets:1002-银行存款:100203-甲", "Assets:1002-银行存款:03-乙", "Assets:1002-银行存款:丙")
    assert code(found, "Assets:1002-银行存款:100203-甲") == "100203"
    assert code(found, "Assets:1002-银行存款:03-乙") == "100202"
    assert code(found, "Assets:1002-银行存款:丙") == "100204"
    assert found.changed == ("1002:03-乙",)
    assert found.given == 1


def test_a_level_is_as_wide_as_its_most_details_need() -> None:
    many = [f"Assets:1218-其他应收款:职工{number:03}" for number in range(120)]
    found = numbered(*many, "Assets:8001-资金结存:800101-零余额账户用款额度")
    assert found.widths == (4, 3)
    assert code(found, many[0]) == "1218001"
    assert code(found, many[-1]) == "1218120"
    assert code(found, "Assets:8001-资金结存:800101-零余额账户用款额度") == "8001001"
    assert found.changed == ("8001:800101-零余额账户用款额度",)


def test_a_code_of_three_digits_makes_its_level_as_wide() -> None:
    found = numbered("Assets:1002-银行存款:1002001-甲", "Assets:1002-银行存款:02-乙")
    assert found.widths == (4, 3)
    assert code(found, "Assets:1002-银行存款:02-乙") == "1002002"
    assert not found.changed


COMPONENTS = st.sampled_from(
    [
        *("甲", "乙", "丙", "01-甲", "1-甲", "001-乙", "00-零", "99-末", "100201", "100202-户", "10020103-深"),
        *("1002001-长", "2020-年", "受托代理资产", "6222021234567", "A1-乙", "03", "０３-全角"),
    ]
)
NAMES = st.builds(
    lambda first, details: ":".join([first, *details]),
    st.sampled_from(["Assets:1002-银行存款", "资产:1002-存款", "Assets:8001-资金结存", "Expenses:5001-业务活动费用"]),
    st.lists(COMPONENTS, max_size=4),
)


@given(st.lists(st.tuples(st.sampled_from([EARLIER, LATER]), NAMES, st.just("CNY")), max_size=40))
def test_no_two_accounts_share_a_code(names: list[tuple[datetime.date, str, str]]) -> None:
    found = number_accounts(names, official_codes().chart, 2020)
    paths = {name: (name.split(":")[1][:4], *name.split(":")[2:]) for _, name, _ in names}
    codes: dict[str, tuple[str, ...]] = {}
    for name, path in paths.items():
        account = found.accounts[name]
        assert codes.setdefault(account.code, path) == path
        assert [len(piece) for piece in account.pieces] == list(found.widths[: len(path)])
        assert account.code[:4] == path[0]
        assert account.level == len(account.names) == len(path)
        for depth in range(1, len(path)):
            above = next((each for each, other in paths.items() if other == path[:depth]), None)
            assert above is None or found.accounts[above].code == account.above[depth - 1]
    assert [each.code for each in found.all] == sorted({each.code for each in found.all})
    again = number_accounts(reversed(names), official_codes().chart, 2020)
    assert {name: each.code for name, each in again.accounts.items()} == {
        name: each.code for name, each in found.accounts.items()
    }, "whatever the order in which they are read"
