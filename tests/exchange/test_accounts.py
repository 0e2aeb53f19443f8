"""Others' accounts as ours: by code, by name, by what a map says; what isn't open gets the chart's own name."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.draft_text import code_line
from gov_accounts.books.ledger import Ledger
from gov_accounts.books.new_ledger import new_ledger, write_new
from gov_accounts.exchange.accounts import AccountBook, Override, UnknownAccountError, component
from gov_accounts.findings import errors
from gov_accounts.ledger import load
from gov_accounts.reading.loading import parse_text
from tests.support.draws import draws


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """A new unit's ledger."""
    folder = tmp_path_factory.mktemp("accounts").joinpath("账")
    return load(write_new(folder, new_ledger("某某中心", "事业单位", 2020)).joinpath("main.beancount"))


@pytest.fixture
def book(ledger: Ledger) -> AccountBook:
    """Its accounts."""
    return AccountBook(ledger, 2020)


@pytest.mark.parametrize(
    ("code", "name", "account"),
    [
        ("1011", "零余额账户用款额度", "Assets:1011-零余额账户用款额度"),
        ("1002", "", "Assets:1002-银行存款"),
        ("100201", "基本存款账户", "Assets:1002-银行存款:01-基本存款账户"),
        ("1002.01", "基本存款账户", "Assets:1002-银行存款:01-基本存款账户"),
        ("1002-09", "基本存款账户", "Assets:1002-银行存款:01-基本存款账户"),
        ("", "银行存款/基本存款账户", "Assets:1002-银行存款:01-基本存款账户"),
        ("", "银行存款-基本存款账户", "Assets:1002-银行存款:01-基本存款账户"),
        ("800101", "零余额", "Assets:8001-资金结存:800101-零余额账户用款额度"),
        ("500102", "商品和服务费用", "Expenses:5001-业务活动费用:500102-商品和服务费用"),
        ("5001.02", "业务活动费用_商品和服务费用", "Expenses:5001-业务活动费用:500102-商品和服务费用"),
        ("Assets:1002-银行存款:01-基本存款账户", "", "Assets:1002-银行存款:01-基本存款账户"),
    ],
)
def test_accounts_that_are_open(book: AccountBook, code: str, name: str, account: str) -> None:
    assert book.resolve(code, name) == account


def test_details_that_are_not_open_are_noted(book: AccountBook) -> None:
    assert book.resolve("100202", "农行（专户）") == "Assets:1002-银行存款:100202-农行（专户）"
    assert book.resolve("100202", "农行（专户）") == "Assets:1002-银行存款:100202-农行（专户）"
    assert book.resolve("10020201", "分户", ["银行存款", "农行（专户）"]).endswith(":100202-农行（专户）:10020201-分户")
    assert book.resolve("", "其他应付款/某某公司(代收)") == "Liabilities:2307-其他应付款:06-某某公司（代收）"
    assert book.resolve("82010199", "其他").startswith("Equity:8201-非财政拨款结转:")
    assert [each.commodity for each in book.new] == ["CNY", "CNY", "CNY.B", "CNY"]
    assert all(book.is_open(each.account) for each in book.new)


def test_a_name_alone_is_the_account_that_a_code_and_the_name_gave(book: AccountBook) -> None:
    by_code = book.resolve("230711", "某某公司")
    assert book.resolve("", "其他应付款/某某公司") == by_code
    assert book.resolve("230712", "某某公司") != by_code


def test_a_detail_whose_name_is_not_told_is_one_by_itself(book: AccountBook) -> None:
    """The template's 01-公务卡 is not whatever another unit numbers 01."""
    account = book.resolve("230701")
    assert "未写名称" in account
    assert book.resolve("230701") == account
    assert book.resolve("100201") == "Assets:1002-银行存款:02-100201未写名称"
    assert book.resolve("800101") == "Assets:8001-资金结存:800101-零余额账户用款额度"


def test_codes_that_names_do_not_tell_are_declared_and_known_again(tmp_path: Path) -> None:
    """A journal without names comes after a 科目余额表 with them."""
    main = write_new(tmp_path / "账", new_ledger("某某中心", "事业单位", 2020)) / "main.beancount"
    first = AccountBook(load(main), 2020)
    bank = first.resolve("100201", "基本存款账户")
    assert first.codes == {"100201": bank}
    with main.open("a", encoding="utf-8") as file:
        file.write("\n" + "".join(code_line(datetime.date(2019, 12, 31), *each) for each in first.codes.items()))
        file.write("2019-12-31 open Liabilities:2102-其他应交税费:01-应交个人所得税:21020901-工薪 CNY\n")
    assert errors(load(main).findings) == []
    again = AccountBook(load(main), 2020)
    assert again.resolve("1002.01") == bank
    # The chart's own 100201 is another; that the unit's is the bank was declared, whatever it is called now.
    assert again.resolve("100201", "工行户") == bank
    assert again.resolve("21020901") == "Liabilities:2102-其他应交税费:01-应交个人所得税:21020901-工薪"
    assert (again.codes, again.new) == ({}, ())


def test_what_a_map_says_goes_first(book: AccountBook) -> None:
    overrides = {
        "100201": Override("Assets:1002-银行存款:02-专户", {"fund": "3"}),
        "办公费": Override("Expenses:5101-单位管理费用:510102-商品和服务费用"),
    }
    assert book.resolve("1002.01", "基本存款账户", overrides=overrides) == "Assets:1002-银行存款:02-专户"
    assert book.resolve("", "办公费", overrides=overrides).endswith(":510102-商品和服务费用")
    assert [(each.account, dict(each.meta)) for each in book.new] == [("Assets:1002-银行存款:02-专户", {"fund": "3"})]


@pytest.mark.parametrize(("code", "name"), [("1099", "没有的"), ("", "没有的科目"), ("办公费", ""), ("", "")])
def test_accounts_that_the_chart_has_not(book: AccountBook, code: str, name: str) -> None:
    with pytest.raises(UnknownAccountError):
        book.resolve(code, name)
    assert book.new == ()


def test_rules_of_codes(book: AccountBook) -> None:
    assert book.resolve("1002002", "专户", rule=(4, 3)) == "Assets:1002-银行存款:1002002-专户"
    assert book.resolve("100200201", "分户", rule=(4, 3, 2)) == "Assets:1002-银行存款:1002002-专户:100200201-分户"


@draws(400)
@given(st.text(min_size=1, max_size=80))
def test_any_name_is_a_part_of_an_account(words: str) -> None:
    part = component(words)
    text = f"2020-01-01 open Assets:1002-银行存款:01-{part}" if part else "2020-01-01 open Assets:1002-银行存款:01"
    entries, errors, _ = parse_text(text + "\n")
    assert (errors, len(entries)) == ([], 1)
    assert component(part) == part


@draws(200)
@given(
    st.lists(
        st.tuples(st.sampled_from(["1002", "2307", "5001", "8001"]), st.integers(1, 99), st.text(max_size=8)),
        max_size=8,
    )
)
def test_one_account_each_code_whatever_the_order(ledger: Ledger, drawn: list[tuple[str, int, str]]) -> None:
    """A code with a name is the same account each time, and no other code's."""
    book = AccountBook(ledger, 2020)
    seen: dict[str, str] = {}
    for first, number, name in drawn:
        code = f"{first}{number:02}"
        account = book.resolve(code, name)
        assert account.split(":")[1].startswith(first)
        assert book.resolve(code, name) == account
        assert seen.setdefault(account, code) == code
    assert {each.account for each in book.new} <= seen.keys()
    entries, errors, _ = parse_text("".join(f"2019-12-31 open {each.account} {each.commodity}\n" for each in book.new))
    assert (errors, len(entries)) == ([], len(book.new))
