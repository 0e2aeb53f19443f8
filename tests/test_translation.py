"""What is said of an account that isn't open: which ones the bookkeeper may have meant."""

from __future__ import annotations

from gov_accounts.translation import translate

DETAILS = tuple(f"Expenses:5001-业务活动费用:{name}费用" for name in "甲乙丙丁戊己")
OTHERS = ("Assets:1002-银行存款", "Expenses:5101-单位管理费用:甲费用")


def remedy(account: str, *opened: str) -> str:
    return translate(f"Invalid reference to unknown account '{account}'", None, opened).remedy


def test_its_details_come_first_as_they_were_opened() -> None:
    """Five are enough, and names that are merely alike aren't mixed with them."""
    opened = (*OTHERS, *reversed(DETAILS))
    assert remedy("Expenses:5001-业务活动费用", *opened).startswith(
        f"已开户的有 {'、'.join(reversed(DETAILS[1:]))}。核对账户名的每个字"
    )


def test_else_those_whose_names_are_like_it() -> None:
    assert remedy("Assets:1002-银行存欵", *OTHERS).startswith("已开户的有 Assets:1002-银行存款。核对")


def test_nothing_is_named_where_nothing_is_like_it() -> None:
    assert remedy("Equity:8101-财政拨款结转", *OTHERS[1:]).startswith("核对账户名的每个字")
    assert remedy("Equity:8101-财政拨款结转").startswith("核对账户名的每个字")
