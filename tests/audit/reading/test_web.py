"""Web pages: headings, paragraphs, tables with spans; programs and styles are none of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gov_accounts.audit.reading import UnreadableError, read
from gov_accounts.audit.source import Line, Source

PAGE = """<!DOCTYPE html><html><head><meta charset="{}"><title>部门决算</title><style>p {{}}</style></head><body>
<script>document.write("不是字")</script><nav hidden>藏</nav><p style="display: none">藏</p>
<h1>某单位&nbsp;2024 年度决算</h1>
<p>收入<b>总计</b> <span>12.50</span>
 万元。<br>第二行</p>
<div><div>甲</div>乙<ul><li>丙<li>丁</ul></div>
<table><caption><span>收入决算表</span><span><i>部门：某单位</i><i>单位：万元</i></span></caption>
<tr><th colspan=2>项目<th rowspan=2>合计</tr><tr><th>编码<th>名称</tr>
<tr><td>208</td><td>社会保障<br>和就业<p>支出</p></td><td>754.75&#8203;</td></tr></table>
<table><tr><td><table><tr><td>内</td><td>1</td></tr></table></td></tr></table>
<table><tr><td>布局的字</td></tr></table><svg><text>图</text></svg></body></html>"""


def written(path: Path, encoding: str = "utf-8") -> Source:
    path.write_text(PAGE.format(encoding), encoding=encoding)
    return read([path])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_page_in_order(tmp_path: Path, encoding: str) -> None:
    source = written(tmp_path.joinpath("a.html"), encoding)
    assert [(each.text, each.heading) if isinstance(each, Line) else list(each.lines()) for each in source.blocks] == [
        ("某单位 2024 年度决算", 1),
        ("收入总计 12.50 万元。", 0),
        ("第二行", 0),
        ("甲", 0),
        ("乙", 0),
        ("丙", 0),
        ("丁", 0),
        ("收入决算表", 0),
        ("部门：某单位 单位：万元", 0),
        [("项目", "", "合计"), ("编码", "名称", ""), ("208", "社会保障\n和就业\n支出", "754.75")],
        [("内", "1")],
        ("布局的字", 0),
    ]
    assert source.titles == {"a.html": "部门决算"}
    first = next(source.grids())
    assert first.name == "收入决算表"
    assert [(each.text, each.rows, each.columns) for each in first.cells[:2]] == [("项目", 1, 2), ("合计", 2, 1)]


@pytest.mark.parametrize("content", ["<html></html>", "<html><body><script>1</script></body></html>"])
def test_a_page_without_text(tmp_path: Path, content: str) -> None:
    path = tmp_path.joinpath("a.html")
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableError, match="没有文字"):
        read([path])


def test_cells_beside_those_of_several_rows(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.html")
    path.write_text(
        "<table><tr><td rowspan=3>甲<td>1<td colspan=2 rowspan=2>乙<tr><td>2<tr><td>3<td>4<td>5</table>",
        encoding="utf-8",
    )
    (grid,) = read([path]).grids()
    assert list(grid.lines()) == [("甲", "1", "乙", ""), ("", "2", "", ""), ("", "3", "4", "5")]
