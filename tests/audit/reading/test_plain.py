"""Text and separated values, whatever their encoding."""

from __future__ import annotations

from pathlib import Path

import pytest

from gov_accounts.audit.reading import UnreadableError, read
from gov_accounts.audit.source import Grid, Line


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path.joinpath("决算.txt")
    path.write_text("第一部分 概况\n\n　　收入总计 12.50 万元。\n", encoding=encoding)
    source = read([path])
    assert source.kind == "text"
    assert [each.text for each in source.lines()] == ["第一部分 概况", "收入总计 12.50 万元。"]
    assert all(each.ends and each.page == 0 for each in source.lines())


def test_a_form_feed_begins_a_page_and_files_are_counted_through(tmp_path: Path) -> None:
    first, second = tmp_path.joinpath("一.txt"), tmp_path.joinpath("二.txt")
    first.write_text("甲\f乙\f", encoding="utf-8")
    second.write_text("丙\f丁", encoding="utf-8")
    source = read([first, second])
    assert [(each.text, each.page) for each in source.lines()] == [("甲", 1), ("乙", 2), ("丙", 3), ("丁", 4)]
    assert [(each.number, each.file) for each in source.pages] == [
        (1, "一.txt"),
        (2, "一.txt"),
        (3, "二.txt"),
        (4, "二.txt"),
    ]
    assert source.files == ("一.txt", "二.txt")


def test_headings_of_markdown(tmp_path: Path) -> None:
    path = tmp_path.joinpath("决算.md")
    path.write_text("# 第一部分 概况\n## 一、职能\n文字\n", encoding="utf-8")
    assert [(each.text, each.heading) for each in read([path]).lines()] == [
        ("第一部分 概况", 1),
        ("一、职能", 2),
        ("文字", 0),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_separated_values_are_a_grid(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path.joinpath("表1.csv")
    path.write_text(
        f"项目{separator}决算数\n一、收入{separator}12.50\n{separator}\n合计{separator}\n", encoding=encoding
    )
    source = read([path])
    (grid,) = source.grids()
    assert (grid.name, grid.height, grid.width) == ("表1", 4, 2)
    assert list(grid.lines()) == [("项目", "决算数"), ("一、收入", "12.50"), ("", ""), ("合计", "")]
    assert source.kind == "workbook"


def test_titles_between_rows_part_tables(tmp_path: Path) -> None:
    path = tmp_path.joinpath("全部.csv")
    path.write_text("表1 总表\n项目,1\n甲,2.00\n表2 收入表\n项目,1,2\n乙,,3\n", encoding="utf-8")
    blocks = read([path]).blocks
    assert [each.text if isinstance(each, Line) else list(each.lines()) for each in blocks] == [
        "表1 总表",
        [("项目", "1"), ("甲", "2.00")],
        "表2 收入表",
        [("项目", "1", "2"), ("乙", "", "3")],
    ]


def test_several_files_are_one_document(tmp_path: Path) -> None:
    paths = [tmp_path.joinpath(f"表{number}.csv") for number in (1, 2)]
    for path in paths:
        path.write_text(f"项目,金额\n{path.stem},1\n", encoding="utf-8")
    assert [each.name for each in read(paths).blocks if isinstance(each, Grid)] == ["表1", "表2"]


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0" + bytes(600) + "WordDocument".encode("utf-16-le"), ".doc"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n" + bytes(60), "图片"),
        ("a.zip", b"PK\x03\x04" + bytes(60), "损坏"),
        ("a.rar", b"Rar!\x1a\x07" + bytes(60), "压缩包"),
        ("a.rtf", b"{\\rtf1 }", "RTF"),
        ("a.txt", b"", "空"),
        ("a.txt", b" \n\n ", "空"),
        ("a.txt", bytes(range(256)) * 4, "文字"),
        ("a.csv", '甲,"乙\n丙,丁\n'.encode(), "引号"),
    ],
)
def test_what_is_not_read_is_refused_with_what_to_do(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    path = tmp_path.joinpath(name)
    path.write_bytes(content)
    with pytest.raises(UnreadableError, match=what) as told:
        read([path])
    assert told.value.what.startswith(f"{name}：")
    assert told.value.why
    assert told.value.remedy


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="打不开"):
        read([tmp_path.joinpath("没有.pdf")])
    with pytest.raises(UnreadableError, match=r"不是文件|打不开"):
        read([tmp_path])
