"""``gov-accounts audit``: what it prints, where it writes, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.commands import assert_mendable, run

Snapshot = Callable[[str, str], None]

CLEAN = """\
# 青石市科技局2020年度部门决算

## 第三部分 2020年度部门决算情况说明

### 一、收入支出决算总体情况说明

2020年度收入总计120.00万元，支出总计120.00万元。
"""
LEFT_OPEN = CLEAN.replace("收入总计120.00", "收入总计XX")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that commands are run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        folder.joinpath(f"{name}.md").write_text(text, encoding="utf-8")


def test_help(snapshot: Snapshot) -> None:
    """What a person is told."""
    snapshot("audit/help.txt", run("audit", "--help"))


def test_a_finding_is_told_and_ends_with_1(folder: Path, snapshot: Snapshot) -> None:
    """With its reason, its place, and what wasn't checked."""
    write(folder, 甲=LEFT_OPEN)
    snapshot("audit/placeholder.txt", run("audit", "甲.md"))


def test_nothing_found_ends_with_0(folder: Path) -> None:
    """It is said in words."""
    write(folder, 甲=CLEAN)
    said = run("audit", "甲.md")
    assert "没有发现问题。" in said
    assert said.endswith("退出码 0\n")


def test_what_cannot_be_read_ends_with_2_and_the_others_are_told(folder: Path) -> None:
    """Whatever was found in them."""
    write(folder, 甲=LEFT_OPEN)
    folder.joinpath("坏.pdf").write_bytes(b"%PDF-1.7\nnothing of a document")
    said = run("audit", "坏.pdf", "甲.md")
    assert_mendable(said)
    assert "占位符" in said
    assert said.endswith("退出码 2\n")


def test_a_file_without_anything_of_accounts_is_not_called_clean(folder: Path) -> None:
    """It is said that nothing was recognised."""
    folder.joinpath("别的.txt").write_text("今天下雨。\n", encoding="utf-8")
    said = run("audit", "别的.txt")
    assert_mendable(said)
    assert "没有发现问题" not in said
    assert said.endswith("退出码 2\n")


@pytest.mark.usefixtures("folder")
def test_a_file_that_is_not_there() -> None:
    """It is named."""
    said = run("audit", "没有.pdf")
    assert_mendable(said)
    assert "没有.pdf" in said
    assert said.endswith("退出码 2\n")


def test_a_folder_gives_a_report_each_and_a_summary(folder: Path) -> None:
    """Progress is told; nothing is written over unasked."""
    folder.joinpath("各单位").mkdir()
    write(folder.joinpath("各单位"), 甲=LEFT_OPEN, 乙=CLEAN)
    said = run("audit", "各单位", "--format", "html", "-o", "结果")
    assert "1/2 乙.md" in said
    assert said.endswith("退出码 1\n")
    written = {each.name for each in folder.joinpath("结果").iterdir()}
    assert written == {"甲.html", "乙.html", "汇总.html", "汇总.xlsx"}
    assert 'href="./%E7%94%B2.html"' in folder.joinpath("结果", "汇总.html").read_text(encoding="utf-8")


def test_together_files_are_one_document(folder: Path) -> None:
    """Otherwise each is one."""
    write(folder, 甲=LEFT_OPEN, 乙=CLEAN)
    for arguments, count in (((), 2), (("--together",), 1)):
        run("audit", "甲.md", "乙.md", "--format", "json", "-o", "审核.json", "--overwrite", *arguments)
        content = json.loads(folder.joinpath("审核.json").read_text(encoding="utf-8"))
        assert len(content["documents"]) == count


def test_last_year_is_of_one_document(folder: Path) -> None:
    """With several it isn't known whose it is."""
    write(folder, 甲=CLEAN, 乙=CLEAN)
    said = run("audit", "甲.md", "乙.md", "--previous", "甲.md")
    assert "--previous 只能和一份文件一起用" in said
    assert said.endswith("退出码 2\n")


def test_one_strange_document_does_not_take_the_others_with_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a program has not foreseen is told of its file, and is no clean document."""
    from gov_accounts.audit import audited  # noqa: PLC0415

    whole = audited.audit

    def audit(paths: tuple[Path, ...], *more: object, **named: object) -> audited.Audit:
        if paths[0].name == "乙.md":
            raise ZeroDivisionError
        return whole(paths, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(audited, "audit", audit)
    write(folder, 甲=CLEAN, 乙=CLEAN, 丙=LEFT_OPEN)
    said = run("audit", str(folder), "--format", "html", "-o", "结果")
    assert said.endswith("退出码 2\n")
    assert "审核 乙.md 时程序出错了（ZeroDivisionError）" in said
    assert {each.name for each in folder.joinpath("结果").iterdir()} == {"甲.html", "丙.html", "汇总.html", "汇总.xlsx"}


def test_reports_of_files_named_alike_are_numbered(folder: Path) -> None:
    """Also one that is named as the summary is."""
    for within in ("一", "二"):
        folder.joinpath(within).mkdir()
        folder.joinpath(within, "甲.md").write_text(CLEAN, encoding="utf-8")
    write(folder, 汇总=CLEAN)
    run("audit", "一/甲.md", "二/甲.md", "汇总.md", "-o", "结果/", "--format", "json")
    assert {each.name for each in folder.joinpath("结果").iterdir()} == {
        "甲.json",
        "甲-2.json",
        "汇总-2.json",
        "汇总.html",
        "汇总.xlsx",
    }
