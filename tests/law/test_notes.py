"""The data of 附注: what a slip of a key or a code can't show (``test_slips``), and what the law prints."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from typing import Any

import pytest

from gov_accounts.law import notes
from gov_accounts.law.reading import DataError, Entry
from tests.support.paths import DATA

CONTENT = tomllib.loads((DATA / "accounting" / "notes" / "notes.toml").read_text(encoding="utf-8"))


def block(content: Any, table: str, index: int = 0) -> Any:
    return next(each for each in content["tables"] if each["key"] == table)["blocks"][index]


def no_rest(content: Any) -> None:
    content["rows"]["cost_items"].pop()


def no_account(content: Any) -> None:
    block(content, "cash")["rows"][0]["names"] = ["库存"]


def net_of_itself(content: Any) -> None:
    block(content, "fixed_assets", 2)["net"] = ["cost", "net"]


def net_of_three(content: Any) -> None:
    block(content, "fixed_assets", 2)["net"] = ["cost", "depreciation", "cost"]


def twice(content: Any) -> None:
    content["tables"].append(copy.deepcopy(content["tables"][0]))


def row_twice(content: Any) -> None:
    block(content, "cash")["rows"].append(block(content, "cash")["rows"][0])


def no_statement(content: Any) -> None:
    block(content, "cash")["statement"] = []


def of_no_column(content: Any) -> None:
    block(content, "cash")["statement"] = ["income_statement.income"]


def party_of_nobody(content: Any) -> None:
    del content["rows"]["parties"][0]["each"]


def no_words(content: Any) -> None:
    del block(content, "cash")["rows"][0]["label"]


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        (no_rest, "收下 5001 的其余分录"),
        (no_account, "收下 1001 的其余分录"),
        (net_of_itself, "前面两块的 key"),
        (net_of_three, "前面两块的 key"),
        (twice, "互不相同的 key，有两个 cash"),
        (row_twice, "互不相同的 key，有两个 hand"),
        (no_statement, "statement 应为至少 1 项"),
        (of_no_column, "income_statement.income[closing]"),
        (party_of_nobody, "party 有类别时"),
        (no_words, "一段文字，或写 each"),
    ],
)
def test_what_cannot_be_is_refused(slip: Callable[[Any], None], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = copy.deepcopy(CONTENT)
    slip(content)
    monkeypatch.setattr(notes, "read", lambda _: Entry("notes.toml", "", content))
    with pytest.raises(DataError, match=r"^notes\.toml: ") as refused:
        notes.official_notes.__wrapped__()
    assert said in str(refused.value)


def test_the_laws_tables_have_the_laws_rows_in_its_order() -> None:
    """财会〔2017〕25号 part five 八（五）6, 19 and 20, as printed there."""
    tables = {each.key: each for each in notes.official_notes().tables}
    assert [row.label for row in tables["costs"].blocks[0].rows if not row.optional] == [
        "工资福利费用",
        "商品和服务费用",
        "对个人和家庭的补助费用",
        "对企业补助费用",
        "固定资产折旧费",
        "无形资产摊销费",
        "公共基础设施折旧（摊销）费",
        "保障性住房折旧费",
        "计提专用基金",
        "所得税费用",
        "资产处置费用",
        "上缴上级费用",
        "对附属单位补助费用",
        "其他费用",
    ]
    cost, worn, net = tables["fixed_assets"].blocks
    assert [row.name for row in cost.rows if not row.optional] == [
        "房屋及构筑物",
        "通用设备",
        "专用设备",
        "文物和陈列品",
        "图书、档案",
        "家具、用具、装具及动植物",
    ]
    assert [row.name for row in worn.rows if not row.optional] == [
        "房屋及构筑物",
        "通用设备",
        "专用设备",
        "家具、用具、装具",
    ]
    assert [each.label for each in (cost, worn, net)] == ["一、原值合计", "二、累计折旧合计", "三、账面价值合计"]
    heads = {key: [column.label for column in each.columns] for key, each in tables.items()}
    assert heads["fixed_assets"] == ["年初余额", "本期增加额", "本期减少额", "期末余额"]
    assert heads["cash"] == ["期末余额", "年初余额"]
    assert heads["activities"] == ["本期发生额", "上期发生额"]
    assert heads["costs"] == ["本年数", "上年数"]


def test_the_tables_stand_in_the_laws_order() -> None:
    numbers = [tuple(map(int, each.number.split("."))) for each in notes.official_notes().tables]
    assert numbers == sorted(numbers)
    assert {each[0] for each in numbers} == set(range(1, 21))
