"""Headings and the text below them, from lines as formats give them."""

from __future__ import annotations

from gov_accounts.audit.prose import find_sections
from gov_accounts.audit.source import Line, Source


def source(*lines: tuple[int, str], kind: str = "pdf") -> Source:
    return Source(("公开.pdf",), kind, tuple(Line(text, page) for page, text in lines))


PAPER = source(
    (1, "某市图书中心2020年度部门决算"),
    (2, "目 录"),
    (2, "第一部分 概况……3"),
    (2, "第三部分 情况说明……9"),
    (2, "一、收入支出决算总体情况说明……9"),
    (3, "第一部分 概况"),
    (3, "一、主要职能"),
    (9, "第三部分 情况说明"),
    (9, "五、一般公共预算财政拨款支出决算情况说明"),
    (9, "（一）总体情况。2020 年度支出 12"),
    (10, "3.45 万元。"),
    (10, "1.教育支出（类）。年初预算为"),
    (10, "1.00万元。"),
)


def test_ids_are_numerals_of_part_section_and_subsection() -> None:
    assert [each.id for each in find_sections(PAPER)] == [
        "封面",
        "目录",
        "一部分",
        "一部分一",
        "三部分",
        "三部分五",
        "三部分五（一）",
    ]


def test_wrapped_lines_are_joined_and_marks_lead_back() -> None:
    last = find_sections(PAPER)[-1]
    assert last.text == "2020年度支出123.45万元。\n1.教育支出（类）。年初预算为1.00万元。\n"
    assert len(last.marks) == len(last.text)
    at = last.text.index("3.45")
    assert last.marks[at] == (10, 10)
    spot = last.spot(at - 2, at + 4)
    assert (spot.section, spot.printed, spot.around) == ("三部分五（一）", "123.45", "2020年度支出123.45万元。")


def test_what_tables_were_read_from_is_no_text() -> None:
    assert "123.45" not in "".join(each.text for each in find_sections(PAPER, used={9, 10}))


def test_a_document_without_parts_begins_with_its_sections() -> None:
    found = find_sections(source((0, "一、收入支出决算总体情况说明"), (0, "收、支总计1.00万元。"), kind="text"))
    assert [(each.id, each.text.strip()) for each in found] == [("一", "收、支总计1.00万元。")]
