"""What the arguments of a command mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from gov_accounts.audit.reading import UnreadableError
from gov_accounts.audit.reading.documents import documents


def named(folder: Path, names: str) -> list[Path]:
    """Files of these names."""
    paths = []
    for name in names.split():
        path = folder.joinpath(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
        paths.append(path)
    return paths


def told(folder: Path, found: list[tuple[Path, ...]]) -> list[str]:
    return [" ".join(each.relative_to(folder).as_posix() for each in files) for files in found]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("a.pdf b.docx c.txt", ["a.pdf", "b.docx", "c.txt"]),
        ("表10.csv 表2.csv 表1.csv", ["表1.csv 表2.csv 表10.csv"]),
        ("甲/表1.csv 乙/表1.csv 甲/表2.csv", ["甲/表1.csv 甲/表2.csv", "乙/表1.csv"]),
        ("表1.xlsx 表2.xlsx", ["表1.xlsx 表2.xlsx"]),
        ("甲局.xlsx 乙局.xlsx", ["甲局.xlsx", "乙局.xlsx"]),
        ("决算2023.xlsx 决算2024.xlsx", ["决算2023.xlsx", "决算2024.xlsx"]),
        ("a.csv", ["a.csv"]),
        ("005.xlsx 011.xlsx 017.xlsx", ["005.xlsx", "011.xlsx", "017.xlsx"]),
        ("附件1：表2.xlsx 附件1：表1.xlsx", ["附件1：表1.xlsx 附件1：表2.xlsx"]),
        ("a.pdf 表1.csv 表2.csv", ["a.pdf", "表1.csv 表2.csv"]),
    ],
)
def test_files(tmp_path: Path, names: str, expected: list[str]) -> None:
    assert told(tmp_path, documents(named(tmp_path, names))) == expected


def test_all_together(tmp_path: Path) -> None:
    paths = named(tmp_path, "b.docx a.xlsx 表/表10.csv 表/表9.csv")
    found = documents([*paths[:2], tmp_path.joinpath("表")], together=True)
    assert told(tmp_path, found) == ["b.docx a.xlsx 表/表9.csv 表/表10.csv"]


def test_a_folder_of_papers(tmp_path: Path) -> None:
    named(tmp_path, "10.pdf 9.pdf 甲/表2.csv 甲/表1.csv 乙/决算.docx 乙/附表.xlsx ~$9.docx .git/a.txt 说明.jpg 旧.doc")
    assert told(tmp_path, documents([tmp_path])) == [
        "9.pdf",
        "10.pdf",
        "旧.doc",
        "乙/决算.docx",
        "乙/附表.xlsx",
        "甲/表1.csv 甲/表2.csv",
    ]


def test_a_hundred_papers(tmp_path: Path) -> None:
    named(tmp_path, " ".join(f"{at}.pdf" for at in range(100)))
    assert told(tmp_path, documents([tmp_path])) == [f"{at}.pdf" for at in range(100)]


def test_a_folder_with_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="没有能读的"):
        documents([tmp_path])
