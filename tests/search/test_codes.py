"""Finding codes: by names, digits and pinyin; only what is in force, each with its path and whether it is posted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.code_findings import check_code
from gov_accounts.findings import Place
from gov_accounts.law.codes import CodeRow, official_codes
from gov_accounts.search.codes import ACCOUNT, ECON, FUNC, FUND, KINDS, find_codes, near_codes, other_years
from gov_accounts.search.initials import letters_of, spelt

CODES = official_codes()
HERE = Place("main.beancount", 1)


def found(*words: str, year: int = 2020, kinds: tuple[str, ...] = tuple(KINDS)) -> list[str]:
    return [each.code for each in find_codes(CODES, words, year, kinds)]


def names() -> set[str]:
    every = {row.name for row in CODES.chart.rows.values()}
    for key in (FUNC, ECON, FUND):
        every |= {row.name for rows in CODES.classification(key).rows.values() for row in rows}
    return every


def test_every_character_of_the_lists_has_its_letters() -> None:
    characters = {each for name in names() for each in name if "\u4e00" <= each <= "\u9fff"}
    assert len(characters) > 700
    assert [each for each in sorted(characters) if not letters_of(each)] == []


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("水费", "sf"),
        ("银行存款", "yhck"),
        ("行政运行", "xzyx"),
        ("殡葬", "bz"),
        ("农村人畜饮水", "ncrcys"),
        ("以前年度盈余调整", "yqndyytz"),
        ("灾后重建", "zhcj"),
        ("重大项目", "zdxm"),
        ("会计", "kj"),
        ("会议费", "hyf"),
        ("啊匝座", "azz"),
        ("款项（含税）", "kxhs"),
        ("差旅费", "lf"),
    ],
)
def test_a_name_is_spelt_by_its_first_letters(name: str, letters: str) -> None:
    assert spelt(name, letters)
    assert not spelt(name, letters + "q")
    assert not spelt(name, "i")


def test_other_signs_have_no_letter() -> None:
    for each in "，（a1 ★龘\U00020000":
        assert letters_of(each) == ""


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (("水费",), ["30205"]),
        (("sf", "shangpin"), []),
        (("科学技术", "行政运行"), ["2060101"]),
        (("kxjs", "xzyx"), ["2060101"]),
        (("2060501",), ["2060501"]),
        (("２０６０５０１",), ["2060501"]),
        (("银行存款",), ["1002"]),
        (("YHCK",), ["1002"]),
        (("一般公共预算", "11"), ["11"]),
        (("没有这样的科目",), []),
    ],
)
def test_codes_are_found(words: tuple[str, ...], codes: list[str]) -> None:
    assert found(*words) == codes


def test_just_that_name_comes_first() -> None:
    assert found("奖金") == ["30103", "2309"]
    assert found("其他支出")[:3] == ["2020799", "21999", "229"]
    assert found("其他支出")[-1] == "2140699"
    assert {each.kind for each in find_codes(CODES, ["工资"], 2020, [ECON])} == {ECON}


def test_the_path_and_whether_it_is_posted() -> None:
    (item,) = find_codes(CODES, ["2060501"], 2020)
    assert item.path == ("科学技术支出", "科技条件与服务", "机构运行")
    assert item.posted
    above = find_codes(CODES, ["20605"], 2020)[0]
    assert (above.code, above.posted) == ("20605", False)
    (detail,) = find_codes(CODES, ["800101"], 2020)
    assert detail.path[0] == "资金结存"


def test_only_what_is_in_force_is_found_and_other_years_are_told() -> None:
    rows = [row for rows in CODES.functional.rows.values() for row in rows if row.first_year and len(rows) == 1]
    assert len(rows) > 5
    for row in rows:
        assert row.code in found(row.code, year=row.first_year)
        assert row.code not in found(row.code, year=row.first_year - 1)
    assert other_years(CODES, ["2013901"], 2020) == ("2013901 行政运行（2024 年起）",)
    assert other_years(CODES, ["2013901"], 2024) == ()


def test_a_units_own_code_is_found() -> None:
    own = CODES.with_declared({"econ": [CodeRow("30288", "算力使用费", "302", 2020, 2020)]})
    assert [each.code for each in find_codes(own, ["算力"], 2020)] == ["30288"]
    assert find_codes(own, ["算力"], 2021) == ()


def test_what_is_nearly_it_is_told() -> None:
    assert near_codes(CODES, "水力费", 2020) == ("30205 水费",)
    assert "30201 办公费" in near_codes(CODES, "30200", 2020)
    assert near_codes(CODES, "9999", 2020) == ()


def rows_in_force(year: int) -> list[tuple[str, str, str]]:
    """Every code of a year with its name, told once more."""
    every = [
        (key, code, row.name)
        for key in (FUNC, ECON, FUND)
        for code, rows in CODES.classification(key).rows.items()
        for row in rows
        if row.first_year <= year <= row.last_year
    ]
    accounts = [(code, row) for code, row in CODES.chart.rows.items() if CODES.chart.row(code, year)]
    return [*every, *((ACCOUNT, code, row.name_in(year)) for code, row in accounts)]


@given(st.integers(2015, 2026), st.data())
def test_every_code_is_found_by_what_it_has_and_nothing_else_is(year: int, data: st.DataObject) -> None:
    kind, code, name = data.draw(st.sampled_from(rows_in_force(year)))
    start = data.draw(st.integers(0, len(name) - 1))
    piece = name[start : data.draw(st.integers(start + 1, len(name)))].strip() or name
    prefix = code[: data.draw(st.integers(1, len(code)))]
    assert (kind, code) in {(each.kind, each.code) for each in find_codes(CODES, [piece, prefix], year)}
    if not piece.isascii():
        expected = {(k, c) for k, c, n in rows_in_force(year) if piece.casefold() in n.casefold()}
        assert {(each.kind, each.code) for each in find_codes(CODES, [piece], year)} == expected
    expected = {(k, c) for k, c, _ in rows_in_force(year) if c.startswith(prefix)}
    assert {(each.kind, each.code) for each in find_codes(CODES, [prefix], year)} == expected
    for each in find_codes(CODES, [code], year, [FUNC, ECON, FUND]):
        assert each.posted == (check_code(CODES, each.kind, each.code, year, HERE) is None)
