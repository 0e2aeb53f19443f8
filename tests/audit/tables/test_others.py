"""Tables as others publish them: their titles, numbers, units, heads, codes and labels."""

from __future__ import annotations

from decimal import Decimal

from gov_accounts.audit.paper import FoundTable, Tables
from gov_accounts.audit.source import Grid, Source
from gov_accounts.audit.tables import find_tables
from tests.audit.tables.made import grid_of, source_of

COVER = "四川省某某局 2024 年度部门决算"
EXPENDITURE_HEADS = (
    "项目 | < | < | < | 本年支出合计 | 基本支出 | 项目支出 | 上缴上级支出 | 经营支出 | 对附属单位补助支出",
    "功能分类科目编码 | < | < | 科目名称 | ^ | ^ | ^ | ^ | ^ | ^",
    "类 | 款 | 项 | 栏次 | 1 | 2 | 3 | 4 | 5 | 6",
)
SANGONG_HEADS = (
    "预算数 | < | < | < | < | < | 决算数 | < | < | < | < | <",
    " | ".join(["合计 | 因公出国（境）费 | 公务用车购置及运行维护费 | < | < | 公务接待费"] * 2),
    "^ | ^ | 小计 | 公务用车购置费 | 公务用车运行维护费 | ^ | ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行维护费 | ^",
    "1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12",
)


def values(table: FoundTable, row: str) -> dict[str, Decimal]:
    return {column: number.value for column, number in table.rows[row].items() if number is not None}


def one(*blocks: Grid | str) -> tuple[Tables, FoundTable]:
    found = find_tables(source_of(COVER, *blocks))
    (table,) = found.tables.values()
    return found, table


def expenditure(*rows: str) -> tuple[str, Grid]:
    return "支出决算表", grid_of(*EXPENDITURE_HEADS, *rows)


def test_codes_in_three_cells_and_yuan() -> None:
    found, table = one(
        "支出决算表",
        "公开03表",
        "部门：四川省某某局 金额单位：元",
        grid_of(
            *EXPENDITURE_HEADS,
            "合计 | < | < | < | 1,234,567.89 | 1,000,000.00 | 234,567.89 | - | — | ",
            "201 | | | 一般公共服务支出 | 1,234,567.89 | 1,000,000.00 | 234,567.89 | | | 0.00",
            "201 | 03 | | 政府办公厅（室）及相关机构事务 | 1,234,567.89 | 1,000,000.00 | 234,567.89 | | | ",
            "201 | 03 | 01 | 行政运行 | １，０００，０００．００ | 1,000,000.00 | | | | ",
            "2010302 | | | 一般行政管理事务 | 234,567.89 | | 234,567.89 | | | ",
        ),
        "注：本表反映部门本年度各项支出情况。",
        "1栏各行＝（2＋3＋4＋5＋6）栏各行。",
        "合计行＝（201）行。",
        "第三部分 情况说明",
        "2024 年度支出合计 123.46 万元。",
    )
    assert (found.profile.name, found.year, found.unit_name) == ("2024", 2024, "四川省某某局")
    assert (table.key, table.number, table.title, table.unit, table.unit_name) == (
        "expenditure",
        "公开03表",
        "支出决算表",
        100,
        "元",
    )
    assert [*table.rows] == ["total", "201", "20103", "2010301", "2010302"]
    assert values(table, "total") == {
        "total": Decimal("1234567.89"),
        "basic": Decimal("1000000.00"),
        "project": Decimal("234567.89"),
    }
    assert table.rows["total"]["superior"] is None
    assert values(table, "201")["subsidiary"] == 0
    assert values(table, "2010301") == {"total": Decimal("1000000.00"), "basic": Decimal("1000000.00")}
    assert table.labels["2010302"] == "一般行政管理事务"
    number = table.rows["201"]["total"]
    assert number is not None
    assert (number.fen, number.decimals) == (123456789, 2)
    spot = table.spots["total", "superior"]
    assert (spot.table, spot.row, spot.column, spot.printed) == ("公开03表", "合计", "4", "-")
    assert [note.printed for note in table.notes] == [
        "注：本表反映部门本年度各项支出情况。",
        "1栏各行＝（2＋3＋4＋5＋6）栏各行。",
        "合计行＝（201）行。",
    ]
    assert not found.unplaced
    assert found.used == set(range(1, 8))


def test_sangong_by_its_title_whatever_its_number() -> None:
    for title in (
        "2024年度财政拨款“三公”经费支出决算表",
        "“三公”经费公共预算财政拨款支出决算表",
        "表九：四川省某某局2024年度一般公共预算财政拨款“三公”经费支出决算表（公开09表）",
        "公开07表 一般公共预算财政拨款「三公」经费支出决算表",
    ):
        found, table = one(
            title,
            "单位：万元",
            grid_of(*SANGONG_HEADS, "5.00 | | 3.00 | | 3.00 | 2.00 | 4.10 | | 2.60 | | 2.60 | 1.50"),
        )
        assert table.key == "sangong", title
        assert values(table, "total") == {
            "budget_total": Decimal("5.00"),
            "budget_vehicles": Decimal("3.00"),
            "budget_running": Decimal("3.00"),
            "budget_reception": Decimal("2.00"),
            "final_total": Decimal("4.10"),
            "final_vehicles": Decimal("2.60"),
            "final_running": Decimal("2.60"),
            "final_reception": Decimal("1.50"),
        }
        assert not found.unplaced


def test_a_title_over_two_lines_and_another_table_with_a_longer_one() -> None:
    found = find_tables(
        source_of(
            COVER,
            "一般公共预算财政拨款基本",
            "支出决算表",
            "单位：万元",
            grid_of(
                "科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数",
                "301 | 工资福利支出 | 10.00 | 302 | 商品和服务支出 | 5.00",
                "30101 | 基本工资 | 10.00 | 30201 | 办公费 | 5.00",
                "人员经费合计 | < | 10.00 | 公用经费合计 | < | 5.00",
            ),
            "政府采购支出决算表",
            grid_of("项目 | 金额", "货物 | 1.00", "合计 | 1.00"),
        )
    )
    assert [*found.tables] == ["general_basic"]
    assert values(found.tables["general_basic"], "public") == {"amount": Decimal("5.00")}


def test_panels_one_below_the_other() -> None:
    found, table = one(
        "收入支出决算总表 公开01表 单位：万元",
        grid_of(
            "收入 | <",
            "项目 | 金额",
            "一、一般公共预算财政拨款收入 | 100.00",
            "八、其他收入 | 1.00",
            "本年收入合计 | 101.00",
            "使用非财政拨款结余（含专用结余） | ",
            "年初结转和结余 | 2.00",
            "总计 | 103.00",
            "支出 | <",
            "项目 | 金额",
            "一、一般公共服务支出 | 90.00",
            "（八）社会保障和就业支出 | 10.00",
            "本年支出合计 | 100.00",
            "结余分配 | ",
            "年末结转和结余 | 3.00",
            "总计 | 103.00",
        ),
    )
    assert values(table, "general") == {"amount": Decimal("100.00")}
    assert values(table, "208") == {"amount": Decimal("10.00")}
    assert values(table, "total_in") == values(table, "total_out") == {"amount": Decimal("103.00")}
    assert table.rows["distribution"] == {"amount": None}
    assert not found.unplaced


def test_labels_that_are_cut_off_numbered_otherwise_or_unknown() -> None:
    found, table = one(
        "财政拨款收入支出决算总表",
        grid_of(
            "收入 | < | 支出 | < | < | < | <",
            "项目 | 决算数 | 项目 | 合计 | 一般公共预算财政拨款 | 政府性基金预算财政拨款 | 国有资本经营预算财政拨款",
            "一、一般公共预算财政拨 | 10.00 | 一、一般公共服务支 | 9.00 | 9.00 | | ",
            "二、政府性基金预算财政拨款 | | 二十六、抗疫特别国债安排的支 | | | | ",
            "三、国有资本经营财政拨 | | 某某支出 | 1.00 | 1.00 | | ",
            "本年收入合计 | 10.00 | 本年支出合计 | 10.00 | 10.00 | | ",
            "年初财政拨款结转和结余 | 1.00 | 年末财政拨款结转和结余 | 1.00 | 1.00 | | ",
            "一、一般公共预算财政拨款 | 1.00 | | | | | ",
            "二、政府性基金预算财政拨款 | (0.50) | | | | | ",
            "三、国有资本经营预算财政拨款 | -0.25 | | | | | ",
            "总计 | 11.00 | 总计 | 11.00 | 11.00 | | ",
        ),
    )
    assert values(table, "general") == {"amount": Decimal("10.00")}
    assert values(table, "opening_general") == {"amount": Decimal("1.00")}
    assert values(table, "opening_gov_fund") == {"amount": Decimal("-0.50")}
    assert values(table, "opening_state_capital") == {"amount": Decimal("-0.25")}
    assert table.rows["state_capital"] == {"amount": None}
    assert "234" in table.rows
    assert [(each.spot.row, each.spot.printed) for each in found.unplaced] == [("某某支出", "1.00")] * 2
    assert not found.exactly


def test_codes_and_names_in_one_cell_and_codes_with_dots() -> None:
    _, table = one(
        "一般公共预算财政拨款支出决算表",
        grid_of(
            "项目 | 本年支出 | < | <",
            "^ | 小计 | 基本支出 | 项目支出",
            "合计 | 3.00 | 2.00 | 1.00",
            "201一般公共服务支出 | 3.00 | 2.00 | 1.00",
            "20103 政府办公厅（室）及相关机构事务 | 3.00 | 2.00 | 1.00",
            "2010301 行政运行 | 2.00 | 2.00 | ",
            "2010302 一般行政管理事务 | 1.00 | | 1.00",
        ),
    )
    assert [*table.rows] == ["total", "201", "20103", "2010301", "2010302"]
    _, table = one(
        "一般公共预算财政拨款支出决算表",
        grid_of(
            "功能分类科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出",
            "201 | 一般公共服务支出 | 208.05 | 208.05 | ",
            "201.03 | 政府办公厅（室）及相关机构事务 | 208.05 | 208.05 | ",
            "201.03.01 | 行政运行 | 208.05 | 208.05 | ",
        ),
    )
    assert [*table.rows] == ["201", "20103", "2010301"]
    assert values(table, "2010301") == {"total": Decimal("208.05"), "basic": Decimal("208.05")}


def test_columns_in_another_order_one_too_many_and_one_missing() -> None:
    found, table = one(
        "收入决算表",
        grid_of(
            "科目编码 | 科目名称 | 本年收入合计 | 财政拨款收入 | 其他收入 | 事业收入 | 非本级财政拨款",
            "合计 | < | 6.00 | 3.00 | 1.00 | 2.00 | 0.50",
            "201 | 一般公共服务支出 | 6.00 | 3.00 | 1.00 | 2.00 | ",
        ),
    )
    assert values(table, "201") == {
        "total": Decimal("6.00"),
        "fiscal": Decimal("3.00"),
        "other": Decimal("1.00"),
        "operations": Decimal("2.00"),
    }
    assert "superior" not in table.rows["201"]
    assert [each.spot.printed for each in found.unplaced] == ["0.50"]


def test_a_table_over_pages_with_its_heads_and_its_title_again() -> None:
    first = grid_of(*EXPENDITURE_HEADS, "合计 | < | < | < | 2.00 | 2.00 | | | | ", page=1)
    second = grid_of(*EXPENDITURE_HEADS, "201 | | | 一般公共服务支出 | 2.00 | 2.00 | | | | ", page=2)
    third = grid_of("20103 | | | 政府办公厅 | 2.00 | 2.00 | | | | ", page=3)
    for between in ("- 1 -", "支出决算表", "支出决算表（续）", "单位：万元"):
        found, table = one("支出决算表", first, between, second, "3", third)
        assert [*table.rows] == ["total", "201", "20103"], between
        assert not found.unplaced
        assert table.spots["20103", "basic"].page == 3
        assert not found.unchecked


def test_the_same_table_twice_is_said() -> None:
    rows = "合计 | < | < | < | 2.00 | 2.00 | | | | "
    found = find_tables(source_of(COVER, *expenditure(rows), *expenditure(rows)))
    assert [each.what for each in found.unchecked] == ["《支出决算表》"]


def test_units_are_each_tables_own_else_the_others() -> None:
    rows = "合计 | < | < | < | 2 | 2 | | | | "
    found = find_tables(
        source_of(
            COVER,
            "收入决算表",
            "单位:元",
            grid_of("科目编码 | 科目名称 | 本年收入合计 | 财政拨款收入", "201 | 一般公共服务支出 | 20000 | 20000"),
            *expenditure(rows),
        )
    )
    assert {key: table.unit for key, table in found.tables.items()} == {"income": 100, "expenditure": 100}
    (table,) = find_tables(source_of(*expenditure(rows))).tables.values()
    assert table.unit == 1_000_000


def test_contents_and_prose_are_no_tables() -> None:
    found = find_tables(
        source_of(
            COVER,
            "目录",
            "收入支出决算总表",
            "收入决算表 .......... 7",
            "支出决算表",
            "第三部分 2024 年度部门决算情况说明",
            "一、收入支出决算总体情况说明",
            "2024 年度收、支总计 103.00 万元，详见收入支出决算总表。",
            grid_of("序号 | 单位名称", "1 | 某某中心"),
        )
    )
    assert not found.tables
    assert not found.unplaced
    assert not found.used


def test_nothing_at_all() -> None:
    found = find_tables(Source((), "text", ()))
    assert (found.unit_name, found.year, dict(found.tables)) == ("", 0, {})


def test_words_that_are_no_table_but_named_so() -> None:
    found, table = one(
        *expenditure("合计 | < | < | < | XX | 2.00 | | | | ", "201 | | | 一般公共服务支出 | … | | | | | ")
    )
    assert values(table, "total") == {"basic": Decimal("2.00")}
    assert [each.spot.printed for each in found.unplaced] == ["XX", "…"]
    assert {each.why for each in found.unplaced} == {"不是数"}


def test_sangong_printed_sideways() -> None:
    found, table = one(
        "“三公”经费支出决算表",
        grid_of(
            "项目 | 预算数 | 决算数",
            "合计 | 5.00 | 4.00",
            "1.因公出国（境）费 | 0.00 | ",
            "2.公务接待费 | 2.00 | 1.00",
            "3.公务用车购置及运行费 | 3.00 | 3.00",
            "其中：（1）公务用车运行维护费 | 3.00 | 3.00",
            "（2）公务用车购置费 | 0.00 | 0.00",
        ),
    )
    assert values(table, "total") == {
        "budget_total": Decimal("5.00"),
        "final_total": Decimal("4.00"),
        "budget_abroad": Decimal("0.00"),
        "budget_reception": Decimal("2.00"),
        "final_reception": Decimal("1.00"),
        "budget_vehicles": Decimal("3.00"),
        "final_vehicles": Decimal("3.00"),
        "budget_running": Decimal("3.00"),
        "final_running": Decimal("3.00"),
        "budget_purchase": Decimal("0.00"),
        "final_purchase": Decimal("0.00"),
    }
    assert table.rows["total"]["final_abroad"] is None
    assert not found.unplaced


def test_what_follows_a_table_is_none_of_it() -> None:
    """Neither its words nor a grid that happens to be as wide."""
    heads = "科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出"
    found, table = one(
        "一般公共预算财政拨款支出决算表",
        grid_of(heads, "201 | 一般公共服务支出 | 1.00 | 1.00 | "),
        "单位组织完成了全年的工作。",
        grid_of("一 | 产出指标 | 10.00 | 9.00 | 1.00", "二 | 效益指标 | 10.00 | 9.00 | 1.00"),
        "以上是全部内容",
    )
    assert [*table.rows] == ["201"]
    assert found.used == {1, 2}
    assert not found.unplaced


def test_a_table_whose_title_is_not_known_is_known_by_its_heads() -> None:
    found = find_tables(
        source_of(
            COVER,
            "附件三",
            grid_of(
                "科目编码 | 科目名称 | 本年收入合计 | 财政拨款收入 | 上级补助收入 | 事业收入 | 经营收入"
                " | 附属单位上缴收入 | 其他收入",
                "201 | 一般公共服务支出 | 1.00 | 1.00 | | | | | ",
            ),
        )
    )
    assert [*found.tables] == ["income"]
    assert found.tables["income"].number == "表2"
