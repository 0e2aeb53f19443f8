"""Saving in the browser: whole or not at all, never over what somebody else has written, the last versions kept."""

from __future__ import annotations

import datetime
import errno
import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import fava.core.file as fava_file
import pytest
from fava.core.extensions import ExtensionModule

from gov_accounts.fava import reloading, saving
from gov_accounts.fava.reloading import Reloading
from gov_accounts.files import versions as versions_module
from gov_accounts.files import whole
from gov_accounts.files.versions import FOLDER, versions_of
from tests.support.desk import MONTH, SAVES, Desk
from tests.support.failing import failing, tree


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    folder = tmp_path / "账"
    folder.mkdir()
    return Desk(folder)


def in_chinese(answer: Any) -> str:
    words: str = answer.json["error"]
    assert any("\u4e00" <= each <= "\u9fff" for each in words), words
    assert "Error" not in words
    assert "changed" not in words
    return words


def test_every_place_where_fava_writes_is_known() -> None:
    """A Fava that writes at a sixth place would have to be looked at."""
    source = Path(fava_file.__file__).read_text(encoding="utf-8")
    assert source.count('open("w"') == len(SAVES)
    assert "write_text" not in source
    assert "write_bytes" not in source


@pytest.mark.parametrize("name", SAVES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_save_is_what_fava_would_write(tmp_path: Path, name: str, newline: str) -> None:
    """The same bytes as Fava's own module writes, by a rename, and what was there is kept."""
    written = []
    for folder in (tmp_path / "ours", tmp_path / "favas"):
        folder.mkdir()
        desk = Desk(folder, newline)
        before, number = desk.month.read_bytes(), desk.month.stat().st_ino
        if folder.name == "favas":
            desk.ledger.file = fava_file.FileModule(desk.ledger)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(fava_file, "Path", Path)
                assert SAVES[name](desk).status_code == 200
            assert desk.month.stat().st_ino == number
        else:
            assert SAVES[name](desk).status_code == 200
            assert desk.month.stat().st_ino != number
            (version,) = versions_of(desk.month)
            assert version.path.read_bytes() == before
            assert version.by.startswith("serve")
            assert version.path.is_relative_to(folder / FOLDER)
        assert desk.month.read_bytes() != before
        assert desk.month.read_bytes().count(b"\r\n") == (
            desk.month.read_bytes().count(b"\n") if newline != "\n" else 0
        )
        written.append(desk.month.read_bytes().replace(str(folder).encode(), b""))
    assert written[0] == written[1]


@pytest.mark.parametrize("name", SAVES)
def test_the_next_page_has_what_was_saved(desk: Desk, name: str) -> None:
    first = desk.ledger
    answer = SAVES[name](desk)
    assert int(answer.json["mtime"]) > first.mtime
    assert desk.ledger is not first
    assert desk.ledger.mtime == int(answer.json["mtime"])
    assert Path(str(desk.month)) in desk.ledger.read


def test_entries_are_inserted_all_or_none(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = desk.month.read_bytes()
    heard: list[bytes] = []
    monkeypatch.setattr(
        ExtensionModule, "after_insert_entry", lambda _self, _entry: heard.append(desk.month.read_bytes())
    )
    assert desk.add_entries(3).status_code == 200
    after = desk.month.read_text(encoding="utf-8")
    assert [f"购纸{number}" in after for number in range(3)] == [True] * 3
    assert len(versions_of(desk.month)) == 1
    # Extensions, such as one that commits to git, hear of an entry when it is on the disk.
    assert heard == [after.encode()] * 3
    desk.month.write_bytes(before)
    real, calls = fava_file.insert_entry, []

    def failing_at_the_second(*arguments: Any, **named: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 2:
            raise OSError(errno.EIO, "input/output error")
        return real(*arguments, **named)

    monkeypatch.setattr(fava_file, "insert_entry", failing_at_the_second)
    assert "磁盘或网络盘读写出错" in in_chinese(desk.add_entries(3))
    assert desk.month.read_bytes() == before


@pytest.mark.parametrize("name", SAVES)
def test_what_somebody_wrote_meanwhile_stays(desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between Fava's reading and the rename: at the last moment, after the version was kept."""
    theirs = desk.month.read_bytes() + b"; theirs\n"
    real = whole.write_whole

    def write(changes: Any, require: Any) -> None:
        def required() -> None:
            require()
            desk.month.write_bytes(theirs)

        real(changes, required)

    monkeypatch.setattr(saving, "write_whole", write)
    answer = SAVES[name](desk)
    assert answer.status_code == 409
    assert "刚刚被别的程序改动了" in in_chinese(answer)
    assert desk.month.read_bytes() == theirs


def test_what_somebody_wrote_before_is_taken_in(desk: Desk) -> None:
    """The page is of the ledger before; what is saved goes into the file as it is now."""
    ledger, entry = desk.ledger, desk.hash_of("购电")
    desk.month.write_text(MONTH + "; 后\n", encoding="utf-8", newline="\n")
    ledger.file.insert_metadata(entry, "document", "a.pdf")
    expected = MONTH.replace("#30206\n", '#30206\n  document: "a.pdf"\n') + "; 后\n"
    assert desk.month.read_text(encoding="utf-8") == expected
    assert ledger is not desk.ledger


def test_an_entry_that_has_moved_is_refused(desk: Desk) -> None:
    """Fava knows an entry by its lines too."""
    ledger, entry = desk.ledger, desk.hash_of("购电")
    desk.month.write_text("; 前\n" + MONTH, encoding="utf-8", newline="\n")
    with pytest.raises(saving.SaveRefusedError, match="已经不在账本里了"):
        ledger.file.insert_metadata(entry, "document", "a.pdf")
    assert desk.month.read_text(encoding="utf-8") == "; 前\n" + MONTH


@pytest.mark.parametrize("name", ["insert_metadata", "insert_entries"])
def test_a_place_is_used_only_in_the_file_it_was_read_from(
    desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is changed after the ledger was looked at, before Fava reads the file."""
    shifted = b"; shifted\n" + desk.month.read_bytes()
    real = Reloading.fresh

    def fresh(home: Reloading) -> Any:
        found = real(home)
        desk.month.write_bytes(shifted)
        return found

    monkeypatch.setattr(Reloading, "fresh", fresh)
    answer = SAVES[name](desk)
    assert answer.status_code == 409
    assert "刚刚被别的程序改动了" in in_chinese(answer)
    assert desk.month.read_bytes() == shifted


def test_an_old_page_of_the_editor_is_refused(desk: Desk) -> None:
    answer = desk.set_source("", digest="0" * 64)
    assert answer.status_code == 409
    assert "刚刚被别的程序改动了" in in_chinese(answer)
    assert desk.month.read_text(encoding="utf-8") == MONTH


def test_an_old_page_of_an_entry_is_refused(desk: Desk) -> None:
    found = desk.slice()
    desk.month.write_text(MONTH.replace("60.00", "62.00"), encoding="utf-8", newline="\n")
    answer = desk.call("PUT", "source_slice", json=found)
    assert answer.status_code == 404
    assert "已经不在账本里了" in in_chinese(answer)
    assert "62.00" in desk.month.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "number"),
    [*((name, errno.ENOSPC) for name in SAVES), ("set_source", errno.EIO), ("set_source", errno.EROFS)],
)
def test_a_disk_that_fails_leaves_the_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, number: int
) -> None:
    """At each thing done on the disk in turn; the server goes on, and the next save is done."""
    # The file is put back before each save, and no editor is in the middle of it: nothing to wait for.
    monkeypatch.setattr(reloading, "_QUIET", 0)
    folder = tmp_path / "账"
    folder.mkdir()
    desk = Desk(folder)
    before = desk.month.read_bytes()
    SAVES[name](desk)
    after = desk.month.read_bytes()
    refused = 0
    for at in range(100):
        desk.month.write_bytes(before)
        shutil.rmtree(folder / FOLDER.parts[0], ignore_errors=True)
        assert desk.ledger.problem is None
        with failing(at, OSError(number, os.strerror(number))) as done:
            answer = SAVES[name](desk)
        assert desk.month.read_bytes() in (before, after), (at, done)
        if answer.status_code != 200:
            refused += 1
            assert in_chinese(answer).startswith("没有办成，文件没有变")
            assert desk.month.read_bytes() == before
        if len(done) <= at:
            break
    assert refused > 6
    assert desk.month.read_bytes() == after
    assert not [each for each in tree(folder) if each.endswith(".tmp")]


def test_where_no_version_can_be_kept_nothing_is_saved(desk: Desk) -> None:
    (desk.main.parent / FOLDER.parts[0]).write_bytes(b"")
    answer = desk.set_source()
    assert "文件没有变" in in_chinese(answer)
    assert desk.month.read_text(encoding="utf-8") == MONTH


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_folder_of_versions_that_is_a_link_is_refused(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (desk.main.parent / FOLDER.parts[0]).symlink_to(tmp_path / "elsewhere")
    assert "链接" in in_chinese(desk.set_source())
    assert desk.month.read_text(encoding="utf-8") == MONTH
    assert not tree(tmp_path / "elsewhere")


def test_only_the_ledgers_files_are_written(desk: Desk, tmp_path: Path) -> None:
    """A ledger can name any file as the one that new entries go to."""
    other = tmp_path / "other.txt"
    other.write_bytes(b"other\n")
    text = desk.main.read_text(encoding="utf-8").replace(str(desk.month), str(other))
    desk.main.write_text(text, encoding="utf-8", newline="\n")
    answer = desk.add_entries()
    assert answer.status_code == 403
    assert "不是账本的文件" in in_chinese(answer)
    assert other.read_bytes() == b"other\n"
    body = {"file_path": str(other), "source": "", "sha256sum": sha256(b"other\n").hexdigest()}
    assert "不是账本的文件" in in_chinese(desk.call("PUT", "source", json=body))
    assert "不是账本的文件" in in_chinese(desk.call("GET", "source", query_string={"filename": str(other)}))
    assert other.read_bytes() == b"other\n"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_file_behind_a_link_stays_behind_it(tmp_path: Path) -> None:
    folder = tmp_path / "账"
    folder.mkdir()
    desk = Desk(folder)
    real = folder / "实" / "2020.beancount"
    real.parent.mkdir()
    desk.month.rename(real)
    desk.month.symlink_to(real)
    assert desk.set_source().status_code == 200
    assert desk.month.is_symlink()
    assert real.read_text(encoding="utf-8") == MONTH + "; 记\n"
    assert versions_of(desk.month) == versions_of(real) != []


@pytest.mark.skipif(sys.platform == "win32", reason="modes are kept otherwise there")
def test_versions_are_as_private_as_the_file(desk: Desk) -> None:
    for mode in (0o600, 0o640):
        desk.month.chmod(mode)
        desk.set_source()
        assert versions_of(desk.month)[0].path.stat().st_mode & 0o777 == mode
        assert desk.month.stat().st_mode & 0o777 == mode


def test_text_that_is_none_is_refused(desk: Desk) -> None:
    body = json.dumps(
        {"file_path": str(desk.month), "source": "\ud800", "sha256sum": sha256(MONTH.encode()).hexdigest()}
    )
    answer = desk.call("PUT", "source", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert "不成字" in in_chinese(answer)
    assert desk.month.read_text(encoding="utf-8") == MONTH


def test_a_file_in_gbk_is_told_in_the_editor(desk: Desk) -> None:
    desk.month.write_bytes(MONTH.encode("gbk"))
    answer = desk.call("GET", "source", query_string={"filename": str(desk.month)})
    assert answer.status_code == 422
    assert "UTF-8" in in_chinese(answer)
    assert "读不了" in in_chinese(desk.add_entries())


def test_an_upload_is_whole_and_over_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk.upload().status_code == 200
    (paper,) = (desk.main.parent / "附件").rglob("*.pdf")
    assert paper.read_bytes() == b"paper"
    assert 'document: "发票.pdf"' in desk.month.read_text(encoding="utf-8")
    assert desk.upload().status_code == 409
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert "同名的文件" in in_chinese(desk.upload())
    assert paper.read_bytes() == b"paper"


def test_an_upload_on_a_full_disk_leaves_nothing(desk: Desk) -> None:
    for at in range(100):
        with failing(at, OSError(errno.ENOSPC, "No space left on device")) as done:
            answer = desk.upload()
        papers = list((desk.main.parent / "附件").rglob("*.pdf"))
        assert all(paper.read_bytes() == b"paper" for paper in papers)
        if papers or len(done) <= at:
            break
        assert "磁盘已满" in in_chinese(answer)
    assert at > 2


@pytest.mark.skipif(sys.platform == "win32", reason="only where a process can be copied")
def test_a_server_killed_while_it_saves_leaves_every_file_whole() -> None:
    """A short draw of ``tests.support.kill_saves``, in a process of its own: one with threads can't be copied."""
    program = [sys.executable, "-m", "tests.support.kill_saves", "--count", "84"]
    done = subprocess.run(program, check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "84 runs" in done.stdout
    assert "0 files empty, cut or lost" in done.stdout


def test_versions_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last of each file always; of the rest the newest, as many as fit."""
    monkeypatch.setattr(versions_module, "MOST", 4)
    first, second = tmp_path / "a.beancount", tmp_path / "b" / "b.beancount"
    second.parent.mkdir()
    for file in (first, second):
        file.write_bytes(b"")
    versions_module.keep(second, b"x" * 100, tmp_path, "serve")
    for number in range(9):
        versions_module.keep(first, b"%d" % number * 10, tmp_path, "serve")
    assert [each.path.read_bytes()[:1] for each in versions_of(first)] == [b"8", b"7", b"6", b"5"]
    assert [each.number for each in versions_of(first)] == [9, 8, 7, 6]
    monkeypatch.setattr(versions_module, "MOST_BYTES", 125)
    versions_module.keep(first, b"9" * 10, tmp_path, "serve")
    assert [each.path.read_bytes()[:1] for each in versions_of(first)] == [b"9", b"8"]
    assert len(versions_of(second)) == 1
    versions_module.keep(first, b"9" * 10, tmp_path, "serve")
    assert len(versions_of(first)) == 2
    assert versions_of(tmp_path / "c.beancount") == []


def test_what_is_kept_already_is_not_kept_twice(tmp_path: Path) -> None:
    """As after a save that was refused at the last moment."""
    file = tmp_path / "a.beancount"
    file.write_bytes(b"")
    for content in (b"1", b"1", b"2", b"1"):
        versions_module.keep(file, content, tmp_path, "serve")
    assert [each.path.read_bytes() for each in versions_of(file)] == [b"1", b"2", b"1"]


def test_what_is_no_version_is_let_be(tmp_path: Path) -> None:
    file = tmp_path / "a.beancount"
    file.write_bytes(b"")
    versions_module.keep(file, b"1", tmp_path, "serve")
    folder = tmp_path / FOLDER / "a.beancount"
    (folder / "mine.txt").write_bytes(b"mine")
    (folder / "7_2020-99-99_10.00.00_x_y.txt").write_bytes(b"no day")
    (folder / "8_2020-01-01_10.00.00_x_y.txt").mkdir()
    versions_module.keep(file, b"2", tmp_path, "serve")
    assert [each.number for each in versions_of(file)] == [2, 1]
    assert versions_of(file)[0].replaced.date() == datetime.datetime.now().astimezone().date()
    assert (folder / "mine.txt").read_bytes() == b"mine"
    assert (tmp_path / FOLDER.parts[0] / ".gitignore").read_text() == "*\n"
