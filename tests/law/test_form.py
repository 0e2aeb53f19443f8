"""How rows and columns are called: by their keys, which are the same in every year, and by what a person reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.law.codes import official_codes
from gov_accounts.law.form import Format
from gov_accounts.law.formats import read_formats
from gov_accounts.law.profile import profile_of
from gov_accounts.law.reading import DataError
from gov_accounts.statements.origin import NoSuchCellError, explain
from tests.support.numbered import keys, names
from tests.support.paths import DATA
from tests.support.units import unit

FORMS = profile_of(2020).formats.by_key
REPORTS = read_formats(DATA / "reports").by_key

NUMBERED = """
key = "t"
title = "收支表"
remark = "注。"
row_numbers = true
column_numbers = "table"
[[panels]]
key = "income"
columns = [{ key = "amount", heads = ["收入", "金额"] }]
rows = [
  { key = "income", label = "本年收入", take = { accounts = ["6"] } },
  { key = "blank", blank = 2 },
  { key = "total_in", label = "总计", formula = "income", foot = true },
]
[[panels]]
key = "spent"
columns = [
  { key = "basic", heads = ["支出", "基本支出"], take = { project = "none" } },
  { key = "project", heads = ["支出", "项目支出"], take = { project = "some" } },
]
rows = [
  { key = "spent", label = "本年支出", take = { accounts = ["7"] } },
  { key = "empty", blank = 2 },
  { key = "total_out", label = "总计", formula = "spent", foot = true },
]
"""
"""A form with 行次 and 栏次 that count through its two panels."""

WORDS = """
key = "w"
title = "预算与决算"
remark = "注。"
[[panels]]
key = "all"
stubs = [{ field = "label", heads = ["项目"] }]
columns = [
  { key = "planned", heads = ["预算", "支出", "金额"], take = { accounts = ["9101"] } },
  { key = "income", heads = ["决算", "收入", "金额"], take = { accounts = ["6"] } },
  { key = "spent", heads = ["决算", "支出", "金额"], take = { accounts = ["7"] } },
  { key = "rate", heads = ["执行率"], take = { accounts = ["7"] } },
]
rows = [
  { key = "basic", label = "基本支出", take = { project = "none" } },
  { key = "blank", blank = 2 },
  { key = "personnel", label = "其中：人员", name = "基本支出的人员", take = { econ = ["301"] } },
  { key = "project", label = "项目支出", take = { project = "some" } },
  { key = "public", label = "其中：人员", name = "项目支出的人员", take = { econ = ["301"] } },
]
"""
"""A form that prints no numbers, of which two rows have one label."""

WORD = re.compile(r"[a-z]+(_[a-z]+)*")
BLANK = re.compile(r"[a-z]+(_[a-z]+)*\.[0-9]+")
ODD_WORDS = (
    *("", " ", "0", "1", "2", "3", "12", "27", "60", "61", "206", "20605", "2060501", "99", "301", "30201", "39908"),
    *("合计", "总计", "金额", "小计", "基本支出", "本年收入合计", "收入·金额", "支出·金额", "各行"),
    *("total", "amount", "basic", "general", "closing", ".", ".panels[0].rows[8].9"),
)


def read(folder: Path, text: str) -> Format:
    (folder / "t.toml").write_text(text, encoding="utf-8")
    (form,) = read_formats(folder).formats
    return form


@pytest.fixture
def numbered(tmp_path: Path) -> Format:
    return read(tmp_path, NUMBERED)


@pytest.fixture
def worded(tmp_path: Path) -> Format:
    return read(tmp_path, WORDS)


# Located


@pytest.mark.parametrize(
    ("table", "row", "column", "cell"),
    [
        ("income_expenditure", "27", "1", ("total_income", "amount")),
        ("income_expenditure", "36", "2", ("206", "amount")),
        ("income_expenditure", "60", "2", ("total_out", "amount")),
        ("fiscal_income_expenditure", "60", "3", ("closing", "general")),
        ("fiscal_income_expenditure", "1", "1", ("general", "amount")),
        ("sangong", "合计", "12", ("total", "final_reception")),
        ("general_expenditure", "2060501", "1", ("2060501", "total")),
        ("general_basic", "30201", "1", ("30201", "amount")),
        ("general_basic", "30399", "1", ("30399", "amount")),
        ("general_basic", "人员经费合计", "1", ("personnel", "amount")),
    ],
)
def test_a_cell_of_2020_is_found_by_what_is_printed_and_by_its_keys(
    table: str, row: str, column: str, cell: tuple[str, str]
) -> None:
    form = FORMS[table]
    assert form.located(row, column) == cell
    assert form.located(*cell) == cell
    assert names(form, *cell) == (row, column)


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("income_expenditure", "27", "2"),  # a column of the other panel
        ("income_expenditure", "61", "1"),  # one row too many
        ("income_expenditure", "206", "1"),
        ("income_expenditure", "", "1"),
        ("general_expenditure", "2060501", "4"),
        ("general_expenditure", "20605011", "1"),
        ("general_basic", "0", "1"),
        ("general_basic", "合计", "1"),
        ("gov_fund", "6", "合计"),
    ],
)
def test_what_a_form_has_not_is_not_found(table: str, row: str, column: str) -> None:
    assert FORMS[table].located(row, column) is None


@pytest.mark.parametrize("form", [*FORMS.values(), *REPORTS.values()], ids=lambda form: form.key)
def test_every_cell_of_every_form_is_found_by_its_names_and_by_its_keys(form: Format) -> None:
    """And no other cell is so called."""
    cells = [(row.key, column.key) for panel in form.panels for row in panel.rows for column in panel.columns]
    named = [names(form, *cell) for cell in cells]
    assert len({*named}) == len({*cells}) == len(cells)
    for cell, name in zip(cells, named, strict=True):
        assert form.located(*name) == form.located(*cell) == cell
        assert form.has(*cell)


@given(st.sampled_from(sorted(FORMS)), st.sampled_from(ODD_WORDS), st.sampled_from(ODD_WORDS))
def test_whatever_is_found_is_a_cell_that_is_so_called(table: str, row: str, column: str) -> None:
    form = FORMS[table]
    cell = form.located(row, column)
    if cell is not None:
        assert form.has(*cell)
        panel = form.panel_of(cell[0])
        assert panel is not None
        (head,) = [each for each in panel.columns if each.key == cell[1]]
        labels = [each.label for each in panel.rows if each.key == cell[0]]
        assert row in (cell[0], form.row_name(cell[0]), *labels, *(each.partition("、")[2] for each in labels))
        assert column in (head.key, head.name) or "".join(head.words).endswith(column.replace("·", ""))


def test_words_will_do_where_they_leave_no_doubt(numbered: Format) -> None:
    assert numbered.located("本年收入", "金额") == ("income", "amount")
    assert numbered.located("总计", "1") == ("total_in", "amount")
    assert numbered.located("总计", "项目支出") == ("total_out", "project")
    assert numbered.located("2", "1") == (numbered.panels[0].rows[1].key, "amount")
    assert FORMS["income_expenditure"].located("总计", "金额") is None
    assert FORMS["income_expenditure"].located("总计", "2") == ("total_out", "amount")


def test_a_number_goes_before_a_word(tmp_path: Path) -> None:
    """A row whose label is another's 行次."""
    form = read(tmp_path, NUMBERED.replace('label = "本年支出"', 'label = "4"'))
    assert form.located("4", "1") == ("total_in", "amount")
    assert form.located("4", "2") == ("spent", "basic")


# A form without numbers


def test_a_column_is_called_by_as_many_headings_as_tell_it_apart(worded: Format) -> None:
    (panel,) = worded.panels
    assert [column.name for column in panel.columns] == ["预算·支出·金额", "收入·金额", "决算·支出·金额", "执行率"]
    assert {column.no for column in panel.columns} == {""}
    assert worded.column_name("basic", "spent") == "决算·支出·金额"
    assert worded.located("基本支出", "决算·支出·金额") == ("basic", "spent")
    assert worded.located("基本支出", "收入·金额") == ("basic", "income")
    assert worded.located("基本支出", "spent") == worded.located("basic", "决算·支出·金额") == ("basic", "spent")
    assert worded.located("基本支出", "支出·金额") is None
    assert worded.located("基本支出", "金额") is None


def test_a_heading_alone_will_do_where_no_other_column_has_it(tmp_path: Path) -> None:
    form = read(tmp_path, WORDS.replace('["决算", "收入", "金额"]', '["决算", "收入", "收到的金额"]'))
    assert form.column_name("basic", "income") == "收到的金额"


def test_a_row_is_called_by_its_name_or_else_its_label(worded: Format) -> None:
    assert worded.row_name("basic") == "基本支出"
    assert worded.row_name("personnel") == "基本支出的人员"
    assert worded.located("项目支出的人员", "执行率") == ("public", "rate")
    assert worded.located("其中：人员", "执行率") is None
    (panel,) = worded.panels
    assert [row.label for row in panel.rows].count("其中：人员") == 2


def test_blank_rows_have_no_name_and_no_formula_can_name_them(worded: Format, numbered: Format) -> None:
    blank = [row for row in worded.panels[0].rows if not row.label]
    assert [(row.no, row.name) for row in blank] == [("", ""), ("", "")]
    assert worded.located("", "执行率") is None
    blank += [row for row in numbered.panels[0].rows if not row.label]
    assert [row.no for row in blank] == ["", "", "2", "3"]
    assert not any(re.fullmatch(r"\w+", row.key) for row in blank)


def test_a_row_or_column_that_is_not_there_keeps_its_key_as_its_name(worded: Format) -> None:
    assert (worded.row_name("nothing"), worded.column_name("nothing", "at_all")) == ("nothing", "at_all")
    assert worded.column_name("basic", "at_all") == "at_all"


# What is refused


@pytest.mark.parametrize(
    ("form", "old", "new", "said"),
    [
        (
            WORDS,
            'name = "基本支出的人员"',
            'name = "项目支出的人员"',
            "panels[all] 应为互不相同的行名，有两行叫“项目支出的人员”",
        ),
        (WORDS, 'name = "基本支出的人员"', 'name = ""', "rows[personnel].name 应为"),
        (WORDS, 'key = "rate"', 'key = "spent"', "panels[all].columns 应为互不相同的栏"),
        (WORDS, 'key = "public"', 'key = "basic"', "rows 应为互不相同的行"),
        (WORDS, 'label = "项目支出"', 'label = ""', "rows[project].label 应为"),
        (WORDS, 'key = "project", label', "label", "rows[3].key 应为"),
        (WORDS, "blank = 2", 'blank = "2"', "rows[blank].blank 应为整数"),
        (WORDS, "blank = 2", 'blank = 2, label = "空"', "rows[blank].label 应为"),
        (WORDS, 'key = "blank", blank = 2', "blank = 2", "rows[1].key 应为"),
        (
            NUMBERED,
            'label = "本年支出"',
            'label = "本年支出", name = "支出"',
            "row_numbers 应为 false，或去掉 spent 行的",
        ),
        (NUMBERED, 'column_numbers = "table"', 'column_numbers = "all"', "column_numbers 应为 table、panel"),
        (NUMBERED, 'key = "spent"\ncolumns', 'key = "income"\ncolumns', "panels 应为互不相同的 key"),
    ],
)
def test_a_form_that_calls_two_things_alike_or_miscounts_names_file_and_key(
    tmp_path: Path, form: str, old: str, new: str, said: str
) -> None:
    assert old in form
    read(tmp_path, form)
    with pytest.raises(DataError) as error:
        read(tmp_path, form.replace(old, new))
    assert str(error.value).startswith("t.toml: ")
    assert said in str(error.value)


def test_one_of_two_rows_of_one_label_is_to_have_a_name(tmp_path: Path) -> None:
    text = WORDS.replace(', name = "基本支出的人员"', "")
    assert read(tmp_path, text).located("其中：人员", "执行率") == ("personnel", "rate")
    text = text.replace(', name = "项目支出的人员"', "")
    said = "t.toml: panels[all] 应为互不相同的行名，有两行叫“其中：人员”，给其中一行写 name"
    with pytest.raises(DataError, match=re.escape(said)):
        read(tmp_path, text)


def test_a_row_is_not_called_what_a_quantity_of_the_table_is(tmp_path: Path) -> None:
    """A formula that names it could mean either."""
    text = NUMBERED.replace(
        "[[panels]]", '[auxiliary]\nincome = { label = "收入", take = { accounts = ["7"] } }\n[[panels]]', 1
    )
    with pytest.raises(DataError, match=r"t\.toml: auxiliary\.income 应为"):
        read(tmp_path, text)


# The forms of 2020


@pytest.mark.parametrize("form", [*FORMS.values(), *REPORTS.values()], ids=lambda form: form.key)
def test_every_key_is_a_word_or_a_code_and_unique(form: Format) -> None:
    """A word, never a printed number; a code where it is one's; what stands for nothing can't be named."""
    official = {*official_codes().functional.rows, *official_codes().economic.rows}
    rows = [row for panel in form.panels for row in panel.rows]
    assert len({row.key for row in rows}) == len(rows)
    assert not {row.key for row in rows} & form.auxiliary.keys()
    for row in rows:
        assert WORD.fullmatch(row.key) or row.key in official or (BLANK.fullmatch(row.key) and not row.label), row.key
    for panel in form.panels:
        columns = [column.key for column in panel.columns]
        assert len({*columns}) == len(columns)
        assert all(map(WORD.fullmatch, columns)), columns


def test_the_numbers_of_2020_count_through() -> None:
    for key, rows, columns in (("income_expenditure", 60, 2), ("fiscal_income_expenditure", 64, 5), ("sangong", 0, 12)):
        panels = FORMS[key].panels
        assert [row.no for panel in panels for row in panel.rows if row.no] == [str(1 + each) for each in range(rows)]
        assert [column.no for panel in panels for column in panel.columns] == [str(1 + each) for each in range(columns)]


# Explained


def test_a_cell_is_explained_by_words_and_by_keys() -> None:
    made = unit(5, 30, "any")
    statement, spent = made["income_expenditure"], made["general_expenditure"]
    wanted = "表1 收入支出决算总表 27 行 1 栏"
    assert explain(statement, "27", "1").name == explain(statement, *keys(statement.format, "27", "1")).name == wanted
    assert explain(statement, "本年收入合计", "金额").name == wanted
    (code, label) = next((each.row.code, each.label) for _, each in spent.rows() if each.row.code)
    assert explain(spent, code, "1").label == f"{label}·小计"
    for name in (label, ""):
        with pytest.raises(NoSuchCellError, match=f"行 {name}"):
            explain(spent, name, "1")
    with pytest.raises(NoSuchCellError, match="栏 9"):
        explain(statement, "27", "9")
