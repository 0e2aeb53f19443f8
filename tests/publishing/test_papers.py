"""The facts of published forms and papers hold together; what compares a table with a form sees every slip."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.support.papers import (
    CODES,
    Difference,
    FormTable,
    Paper,
    Place,
    TableGrid,
    differences,
    head_lines,
    read_form,
    read_paper,
)

FORM = read_form("shanghai_2024", "上海市某某局", 2024)
PAPERS = [read_paper(name, "shanghai_2024") for name in ("putuo_guihua_2024", "putuo_shegong_2024")]
TABLES = [pytest.param(table, id=f"表{table.number}") for table in FORM.tables.values()]

of_papers = pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.unit)


def panel_words(table: FormTable) -> list[list[tuple[str, ...]]]:
    """Of each panel, of each row, the words."""
    made, start = [], 0
    for panel in table.panels:
        columns = [column for column in range(start, start + len(panel)) if table.words[column]]
        made.append([tuple(row[column] for column in columns) for row in table.rows])
        start += len(panel)
    return made


def test_a_form_has_nine_tables_in_the_order_of_its_contents() -> None:
    numerals = "一二三四五六七八九"
    lines = [f"{numerals[number - 1]}、{table.title}" for number, table in FORM.tables.items()]
    start = FORM.contents.index(lines[0])
    assert list(FORM.tables) == list(range(1, 10))
    assert FORM.contents[start : start + 9] == tuple(lines)


@pytest.mark.parametrize("table", TABLES)
def test_heads_are_paths_of_as_many_steps_as_there_are_lines(table: FormTable) -> None:
    assert all(head[0] for head in table.heads)
    assert len({len(head) for head in table.heads}) == 1
    assert all(sum(columns for _, columns, _ in line) <= len(table.heads) for line in head_lines(table.heads))
    assert sum(columns * down for line in head_lines(table.heads) for _, columns, down in line) == len(
        table.heads
    ) * len(table.heads[0])


@pytest.mark.parametrize("table", TABLES)
def test_rows_of_a_form_have_a_cell_in_each_column_and_no_figure(table: FormTable) -> None:
    assert all(len(row) == len(table.heads) for row in table.rows)
    assert not any(cell for row in table.rows for cell, words in zip(row, table.words, strict=True) if not words)


@pytest.mark.parametrize("table", TABLES)
def test_no_row_stands_twice_in_a_panel_but_the_kinds_of_money_that_are_income_and_carried_over(
    table: FormTable,
) -> None:
    repeated = ["一、一般公共预算财政拨款", "二、政府性基金预算财政拨款", "三、国有资本经营预算财政拨款"]
    rows = [words for panel in panel_words(table) for words, n in Counter(panel).items() if n > 1 and any(words)]
    assert rows == ([(words,) for words in repeated] if table.number == 4 else [])


def test_functional_rows_are_the_same_in_both_summaries() -> None:
    first, fourth = (panel_words(FORM.tables[number])[1][:24] for number in (1, 4))
    assert first == fourth
    assert first[-1] == ("二十四、抗疫特别国债安排的支出",)


def test_codes_stand_before_the_total_in_one_table_and_after_it_in_the_others() -> None:
    places = {number: [row[0] for row in table.rows] for number, table in FORM.tables.items()}
    assert {number: rows for number, rows in places.items() if CODES in rows} == {
        **{number: ["合计", CODES] for number in (2, 3, 8, 9)},
        5: [CODES, "合计"],
    }


def test_sections_of_the_text_are_those_of_the_contents() -> None:
    start = next(n for n, line in enumerate(FORM.contents) if line.startswith("第三部分")) + 1
    headings = [section.heading for section in FORM.sections]
    assert [*FORM.contents[start : start + 10], "十一、其他重要事项的情况说明"] == headings
    assert FORM.contents[start + 10] == "十一、其他重要事项说明"
    assert [section.heading[0] for section in FORM.sections if section.nothing] == ["七", "八", "九", "十"]


def test_what_else_a_form_lists() -> None:
    assert len(set(FORM.vehicles)) == 8
    assert len(FORM.glossary) == 11
    assert all(definition.startswith("指") for definition in FORM.glossary.values())
    assert [part.split(" ")[0] for part in FORM.parts if part.startswith("第")] == ["第一部分", "第三部分", "第四部分"]
    assert FORM.decimals == {"amounts": 2, "percents": 2}


@of_papers
@pytest.mark.parametrize("number", range(1, 10))
def test_papers_are_as_the_form_has_it_but_for_what_is_named(paper: Paper, number: int) -> None:
    assert differences(paper.form.tables[number], paper.tables[number]) == list(paper.differences[number])


@of_papers
def test_figures_have_the_decimals_of_the_form(paper: Paper) -> None:
    figure = re.compile(rf"(-?\d+\.\d{{{paper.form.decimals['amounts']}}})?")
    for number, table in paper.form.tables.items():
        for row in paper.tables[number].rows:
            for cell, words in zip(row, table.words, strict=True):
                assert words or figure.fullmatch(cell), row


@of_papers
def test_places_that_papers_differ_in_are_the_form_s(paper: Paper) -> None:
    assert all(paper.form.headed(wording.where) for wording in paper.wording)
    assert all(wording.form != wording.paper for wording in paper.wording)
    assert all(table in paper.form.tables for table in paper.differences)


def holds(paper: Paper, place: Place) -> bool:
    """Whether a place is there, and a cell has the value it is said to have."""
    if place.table:
        return paper.cell(place.table, place.row, place.column) == place.value
    return paper.form.headed(place.section)


@of_papers
def test_contradictions_are_there(paper: Paper) -> None:
    for each in paper.contradictions:
        both = [*each.left, *each.right]
        assert all(holds(paper, place) for place in both), each
        left, right = (sum((Decimal(place.value) for place in side), Decimal(0)) for side in (each.left, each.right))
        apart = abs(left - right)
        assert apart, each
        # Figures rounded for themselves are never farther apart than half a unit each.
        assert (apart <= len(both) * Decimal("0.005")) == (each.kind == "rounding"), each
        assert each.kind in ("rounding", "scope", "slip")


@of_papers
def test_percents_that_are_wrong_are(paper: Paper) -> None:
    for each in paper.percents:
        assert all(holds(paper, place) for place in (each.printed, each.part, each.whole))
        right = Decimal(each.part.value) / Decimal(each.whole.value) * 100
        assert abs(right - Decimal(each.printed.value)) > Decimal("0.005"), each


@of_papers
def test_words_that_contradict_a_table_do(paper: Paper) -> None:
    for each in [*paper.names, *paper.nothing_in]:
        assert holds(paper, each.text)
        assert holds(paper, each.table)
        assert each.text.value != each.table.value
    for each in paper.nothing_in:
        assert Decimal(each.table.value) == 0
        assert paper.cell(each.table.table, each.text.value, each.table.column) == each.table.value


def test_a_row_is_asked_for_by_a_name_that_is_its_own() -> None:
    with pytest.raises(LookupError, match="2 rows of table 4"):
        PAPERS[0].cell(4, "一、一般公共预算财政拨款", 2)
    with pytest.raises(LookupError, match="0 rows of table 1"):
        PAPERS[0].cell(1, "一、一般公共服务支出", 2)


@pytest.mark.parametrize("table", TABLES)
def test_a_form_s_own_table_is_as_the_form_has_it(table: FormTable) -> None:
    assert differences(table, table.grid()) == []
    assert differences(table, replace(table.grid(), heads=tuple(tuple(filter(None, h)) for h in table.heads))) == []


def test_lines_of_heads_say_what_is_merged() -> None:
    assert head_lines(FORM.tables[7].heads) == [
        [("财政拨款“三公”经费", 12, 1)],
        [("合计", 2, 2), ("因公出国（境）费", 2, 2), ("公务用车购置及运行维护费", 6, 1), ("公务接待费", 2, 2)],
        [("小计", 2, 1), ("公务用车购置费", 2, 1), ("公务用车运行维护费", 2, 1)],
        [("预算数", 1, 1), ("决算数", 1, 1)] * 6,
    ]
    assert head_lines(FORM.tables[5].heads) == [
        [("项目", 2, 1), ("合计", 1, 2), ("基本支出", 1, 2), ("项目支出", 1, 2)],
        [("功能分类科目编码", 1, 1), ("科目名称", 1, 1)],
    ]


def rows(change: Callable[[list[tuple[str, ...]]], object]) -> Callable[[TableGrid], TableGrid]:
    def changed(grid: TableGrid) -> TableGrid:
        made = list(grid.rows)
        change(made)
        return replace(grid, rows=tuple(made))

    return changed


def put(at: int, column: int, text: str) -> Callable[[TableGrid], TableGrid]:
    return rows(
        lambda made: made.__setitem__(at, tuple(text if n == column else cell for n, cell in enumerate(made[at])))
    )


def swap(left: int, right: int) -> Callable[[TableGrid], TableGrid]:
    def swapped(made: list[tuple[str, ...]]) -> None:
        made[left], made[right] = made[right], made[left]

    return rows(swapped)


def heads_swapped(grid: TableGrid) -> TableGrid:
    first, second, *others = grid.heads
    return replace(grid, heads=(second, first, *others))


PLANTED: list[tuple[str, int, Callable[[TableGrid], TableGrid], str]] = [
    ("another title", 1, lambda grid: replace(grid, title="收入支出决算表"), "title"),
    ("yuan", 1, lambda grid: replace(grid, unit_words="单位：元"), "unit words"),
    ("a head elsewhere", 3, heads_swapped, "heads"),
    ("a head less deep", 4, lambda grid: replace(grid, heads=(("项目",), *grid.heads[1:])), "heads"),
    ("a head missing", 7, lambda grid: replace(grid, heads=grid.heads[1:]), "heads"),
    ("a row missing", 1, rows(lambda made: made.pop(3)), "rows"),
    ("a row twice", 6, rows(lambda made: made.insert(3, made[3])), "rows"),
    ("rows in another order", 1, swap(10, 11), "rows"),
    ("a slip in a label", 1, put(3, 2, "四、公共安全"), "rows"),
    ("a label where the form has none", 4, put(26, 2, "一、一般公共预算财政拨款"), "rows"),
    ("no label where the form has one", 1, put(5, 0, ""), "rows"),
    ("another code", 6, put(2, 0, "30104"), "rows"),
    ("a cell too few", 2, rows(lambda made: made.__setitem__(0, made[0][1:])), "rows"),
    ("the total first", 5, rows(lambda made: made.insert(0, made.pop())), "rows"),
    ("a row of another kind", 2, put(3, 0, "其中："), "rows"),
    ("codes in another order", 2, swap(2, 3), "codes"),
    ("a code without its parent", 3, rows(lambda made: made.pop(1)), "codes"),
    ("a code twice", 5, rows(lambda made: made.insert(4, made[4])), "codes"),
    ("a code without a name", 5, put(4, 1, ""), "codes"),
    ("a figure where there is no row", 1, put(12, 1, "0.00"), "figures"),
    ("a figure where the form has no label", 4, put(26, 4, "1.00"), "figures"),
    ("another note", 1, lambda grid: replace(grid, notes=("注：本表反映部门收支情况。",)), "notes"),
    ("no note", 5, lambda grid: replace(grid, notes=()), "notes"),
    ("empty and silent", 8, lambda grid: replace(grid, notes=grid.notes[:1]), "notes"),
    ("not empty, and said to be", 8, put(0, 2, "1.00"), "notes"),
    ("a blank row less", 9, rows(lambda made: made.pop()), "rows"),
]


@pytest.mark.parametrize(("number", "slip", "what"), [each[1:] for each in PLANTED], ids=[each[0] for each in PLANTED])
def test_a_slip_is_seen(number: int, slip: Callable[[TableGrid], TableGrid], what: str) -> None:
    paper = PAPERS[0]
    assert {each.what for each in differences(paper.form.tables[number], slip(paper.tables[number]))} == {what}


def test_a_difference_shows_what_the_form_has_and_what_was_found() -> None:
    paper = PAPERS[0]
    assert differences(paper.form.tables[1], put(3, 2, "四、公共安全")(paper.tables[1])) == [
        Difference("rows", ("四、上级补助收入 | 四、公共安全支出",), ("四、上级补助收入 | 四、公共安全",))
    ]


def test_blank_rows_give_way_to_codes() -> None:
    table = FORM.tables[8]
    total = ("合计", "", "", "", "5.00", "", "5.00", "")
    codes = [(code, "名称", "", "", "5.00", "", "5.00", "") for code in ("212", "21208", "2120802")]
    assert differences(table, replace(table.grid(), rows=(total, *codes), notes=(table.note,))) == []


def test_blanks_that_typesetters_put_between_words_and_figures_are_no_difference() -> None:
    table = read_form("shanghai_2024", "某部2024组", 2024).tables[8]
    spaced = tuple(note.replace("2024", " 2024 ") for note in table.grid().notes)
    assert spaced != table.grid().notes
    assert differences(table, replace(table.grid(), notes=spaced)) == []
