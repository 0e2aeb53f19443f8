"""Where the table of contents ends, whatever its program prints before it."""

from __future__ import annotations

from gov_accounts.audit.prose.sections import find_sections
from gov_accounts.audit.source import Line, Source

CONTENTS = ("第一部分 单位概况", "一、主要职能", "第二部分 情况说明", "一、收入决算情况说明")


def test_contents_end_after_a_hint_to_whoever_prints_them() -> None:
    hint = "页码由 Word 算：打开时问是否更新域，选“是”。"
    body = ("第一部分 单位概况", "一、主要职能", "管房子。", "第二部分 情况说明", "一、收入决算情况说明", "没有收入。")
    for above in ((), (hint,)):
        lines = ("某某中心", "目录", *above, *CONTENTS, *body)
        source = Source(("文件.docx",), "docx", tuple(map(Line, lines)))
        found = {each.id: each.text for each in find_sections(source)}
        assert found["一部分一"] == "管房子。\n"
        assert found["二部分一"] == "没有收入。\n"
