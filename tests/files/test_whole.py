"""Files are written whole or not at all, whatever fails and whoever else writes at the same time."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.files import lock, staged
from gov_accounts.files.change import Before, Change, ChangedMeanwhileError
from gov_accounts.files.folder import write_new_folder
from gov_accounts.files.reasons import reason
from gov_accounts.files.seen import note, noting, require_unchanged
from gov_accounts.files.whole import write_whole
from tests.support.draws import draws
from tests.support.failing import Killed, failing, tree

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="links and modes are otherwise there")
NAMES = st.sampled_from(["a", "b.csv", "表1", "c"])
CONTENTS = st.binary(max_size=40)
ERRORS = st.sampled_from(
    [Killed(), *(OSError(number, "x") for number in (errno.ENOSPC, errno.EROFS, errno.EIO, errno.ESTALE, errno.EACCES))]
)


@pytest.mark.parametrize("named", [True, False])
@draws(150)
@given(
    st.dictionaries(NAMES, CONTENTS, max_size=4),
    st.dictionaries(NAMES, CONTENTS, min_size=1, max_size=4),
    st.integers(0, 60),
    ERRORS,
    st.booleans(),
)
def test_whatever_fails_all_is_as_it_was_or_all_is_new(
    named: bool,  # noqa: FBT001
    before: Mapping[str, bytes],
    new: Mapping[str, bytes],
    at: int,
    error: BaseException,
    known: bool,  # noqa: FBT001
) -> None:
    """At every step, with and without names for temporary files, with and without a look at what was there."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        if named:
            patch.setattr(staged, "_NAMELESS", 0)
        for file, content in before.items():
            (folder / file).write_bytes(content)
        changes = [
            Change(folder / file, content, before.get(file, Before.ABSENT) if known else Before.ANYTHING)
            for file, content in new.items()
        ]
        written = False
        with failing(at, error) as done, contextlib.suppress(Killed, OSError):
            write_whole(changes)
            written = True
        after = tree(folder)
        new_state = {**before, **new}
        # The program may also end once all is in place, before it could say so.
        ended_late = isinstance(error, Killed) and after == new_state
        assert after == (new_state if written else before) or ended_late, done


@given(st.dictionaries(NAMES, CONTENTS, min_size=1, max_size=4), st.integers(0, 40), ERRORS, st.booleans())
def test_a_new_folder_is_whole_or_absent(
    files: Mapping[str, bytes],
    at: int,
    error: BaseException,
    deep: bool,  # noqa: FBT001
) -> None:
    with tempfile.TemporaryDirectory() as name:
        base = Path(os.path.realpath(name))
        folder = base.joinpath("甲", "乙") if deep else base / "甲"
        written = False
        with failing(at, error) as done, contextlib.suppress(Killed, OSError):
            write_new_folder(folder, files)
            written = True
        if written:
            assert tree(folder) == dict(files), done
        # Where the folder has its name and the program ends before it has told the disk so, it is whole too.
        assert tree(base) in ({}, {(folder / each).relative_to(base).as_posix(): files[each] for each in files})
        # Its end may also come while it clears away what is empty by then.
        assert all(each.name == "甲" or each.name.startswith(staged.PREFIX) for each in base.iterdir())


def test_where_one_of_several_is_changed_none_takes_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even for a moment."""
    for name in ("one", "two"):
        (tmp_path / name).write_bytes(b"old")
    monkeypatch.setattr(staged.Staged, "place", lambda *_, **__: pytest.fail("it took its place"))
    with pytest.raises(ChangedMeanwhileError):
        write_whole([Change(tmp_path / "one", b"new", b"old"), Change(tmp_path / "two", b"new", b"other")])


def test_what_is_saved_after_the_first_look_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By an editor that renames, once what was there has its second name."""
    path = tmp_path / "main"
    path.write_bytes(b"old")
    real = staged.Staged.name

    def name(each: staged.Staged) -> None:
        real(each)
        (tmp_path / "saved").write_bytes(b"edited")
        (tmp_path / "saved").replace(path)

    monkeypatch.setattr(staged.Staged, "name", name)
    with pytest.raises(ChangedMeanwhileError):
        write_whole([Change(path, b"new", b"old")])
    assert tree(tmp_path) == {"main": b"edited"}


@pytest.mark.parametrize("content", [b"same", b"new"])
def test_a_file_that_can_not_be_replaced_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """Even if what it holds is what it was to hold."""
    path = tmp_path / "main"
    path.write_bytes(b"same")

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "x")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(PermissionError):
        write_whole([Change(path, content)])
    assert tree(tmp_path) == {"main": b"same"}


def test_a_change_from_another_content_is_refused(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"1")
    two.write_bytes(b"mine")
    for before in (b"2", Before.ABSENT):
        with pytest.raises(ChangedMeanwhileError) as error:
            write_whole([Change(one, b"new", b"1"), Change(two, b"new", before)])
        assert error.value.filename == str(two)
        assert tree(tmp_path) == {"one": b"1", "two": b"mine"}
    with pytest.raises(ChangedMeanwhileError):
        write_whole([Change(tmp_path / "gone", b"new", b"1")])


@POSIX
@pytest.mark.parametrize("how", ["in place", "renamed"])
@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("at", range(12))
def test_an_edit_at_any_moment_stays(tmp_path: Path, how: str, count: int, at: int) -> None:
    """Somebody saves just before a step: then nothing is written, or what was written is what he edits afterwards."""
    path, other = tmp_path / "main", tmp_path / "other"
    path.write_bytes(b"old")
    edited = []
    real = {name: getattr(os, name) for name in ("write", "fsync", "link", "rename", "replace", "close")}
    calls = 0

    def edit() -> None:
        if how == "in place":
            path.write_bytes(b"edited")
        else:
            saved = tmp_path / "saved"
            saved.write_bytes(b"edited")
            real["replace"](saved, path)
        edited.append(calls)

    def hook(name: str) -> Callable[..., object]:
        def called(*arguments: object, **options: object) -> object:
            nonlocal calls
            calls += 1
            # An editor that renames in the very moment between the last look and our rename can't be seen.
            if calls == at + 1 and not (how == "renamed" and name == "replace" and arguments[1] == path):
                edit()
            return real[name](*arguments, **options)

        return called

    changes = [Change(path, b"new", b"old"), Change(other, b"other", Before.ABSENT)][:count]
    with pytest.MonkeyPatch.context() as patch:
        for name in real:
            patch.setattr(os, name, hook(name))
        try:
            write_whole(changes)
            written = True
        except ChangedMeanwhileError:
            written = False
    expected = b"edited" if edited else b"new"
    assert path.read_bytes() == expected
    assert other.exists() == (written and count > 1)
    assert written == (not edited) or path.read_bytes() == b"edited"
    assert not list(tmp_path.glob(".gov*"))


@POSIX
@pytest.mark.parametrize("theirs", [b"theirs", b"ours"])
@pytest.mark.parametrize("named", [False, True])
def test_what_appears_at_the_last_moment_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theirs: bytes, *, named: bool
) -> None:
    """Nor taken away, if it should be the very same."""
    if named:
        monkeypatch.setattr(staged, "_NAMELESS", 0)
    target = tmp_path / "new"
    real = os.link

    def link(source: str, name: Path, **options: Any) -> None:
        if name == target:
            target.write_bytes(theirs)
        real(source, name, **options)

    for denied in (False, True):
        target.unlink(missing_ok=True)
        with monkeypatch.context() as patch:
            if denied:
                patch.setattr(os, "link", deny_after(link, target))
            else:
                patch.setattr(os, "link", link)
            with pytest.raises(ChangedMeanwhileError):
                write_whole([Change(target, b"ours", Before.ABSENT)])
        assert tree(tmp_path) == {"new": theirs}


def deny_after(call: Callable[..., None], target: Path) -> Callable[..., None]:
    """A file system without second names, where somebody writes at the last moment."""

    def link(source: str, name: Path, **options: int) -> None:
        with contextlib.suppress(FileExistsError):
            call(source, name, **options)
        if name == target:
            raise OSError(errno.EPERM, "Operation not permitted")

    return link


@pytest.mark.parametrize("named", [False, True])
def test_a_disk_that_takes_a_little_at_a_time_gets_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, named: bool
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, content: real(handle, content[:3]))
    if named:
        monkeypatch.setattr(staged, "_NAMELESS", 0)
    write_whole([Change(tmp_path / "a", b"0123456789")])
    write_new_folder(tmp_path / "b", {"c": b"0123456789"})
    assert tree(tmp_path) == {"a": b"0123456789", "b/c": b"0123456789"}


@POSIX
def test_mode_and_links_are_kept(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    real = tmp_path / "far" / "real"
    real.write_bytes(b"old")
    real.chmod(0o604)
    link = tmp_path / "link"
    link.symlink_to(real)
    fresh = tmp_path / "fresh"
    mask = os.umask(0o027)
    try:
        write_whole([Change(link, b"new", b"old"), Change(fresh, b"new")])
    finally:
        os.umask(mask)
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o604
    assert stat.S_IMODE(fresh.stat().st_mode) == 0o640
    assert tree(tmp_path) == {"far/real": b"new", "link": b"new", "fresh": b"new"}


@POSIX
@pytest.mark.parametrize("kind", ["folder", "fifo", "loop", "long"])
def test_what_is_no_file_is_left_alone(tmp_path: Path, kind: str) -> None:
    path = tmp_path / ("x" * 300 if kind == "long" else "x")
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "loop":
        path.symlink_to(path)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(OSError, match=r".") as error:
        write_whole([Change(path, b"new")])
    assert not reason(error.value).isascii()
    assert sorted(tmp_path.iterdir()) == before


def test_what_a_killed_program_left_is_cleared_away(tmp_path: Path) -> None:
    """At once where it is known to have ended, later where it may be writing just now, on another machine."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    now, here, me = int(time.time()), staged.HOST, os.getpid()
    kept = [f"{now}-{me}-{here}-ab", f"{now}-{ended.pid}-000000-ab", f"{now}-1-{here}-ab", "x"]
    gone = [f"{now - 601}-{me}-{here}-ab", f"{now - 601}-{ended.pid}-000000-ab"]
    (kept if sys.platform == "win32" else gone).append(f"{now}-{ended.pid}-{here}-ab")
    for each in (*kept, *gone):
        (tmp_path / f".gov-accounts-{each}.tmp").write_bytes(b"")
    (tmp_path / f".gov-accounts-{now - 9999}-1-000000-cd.tmp" / "甲").mkdir(parents=True)
    write_whole([Change(tmp_path / "a", b"a")])
    assert set(tree(tmp_path)) == {*(f".gov-accounts-{each}.tmp" for each in kept), "a"}


@POSIX
def test_two_writers_wait_for_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And of two that each add a line to what they read, one is refused: no line is lost."""
    path = tmp_path / "main"
    path.write_bytes(b"")
    refused = 0

    def add(number: int) -> None:
        nonlocal refused
        while True:
            present = path.read_bytes()
            try:
                write_whole([Change(path, present + b"%d\n" % number, present)])
            except ChangedMeanwhileError:
                refused += 1
            else:
                return

    def add_ten() -> None:
        for number in range(10):
            add(number)

    writers = [threading.Thread(target=add_ten) for _ in range(6)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert sorted(path.read_bytes().split()) == sorted(b"%d" % each for each in range(10) for _ in range(6))
    monkeypatch.setattr(lock, "_PATIENCE", 0)
    with lock.locked([tmp_path]), pytest.raises(OSError, match="正在这里写"):
        write_whole([Change(path, b"", path.read_bytes())])
    write_whole([Change(path, b"")])


@POSIX
def test_where_there_are_no_locks_none_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock, "_take", none)
    with lock.locked([tmp_path]):
        write_whole([Change(tmp_path / "a", b"a", Before.ABSENT)])
    assert tree(tmp_path) == {"a": b"a"}


def test_what_was_read_is_compared(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"1")
    note("elsewhere", b"")
    with noting() as read:
        note(str(path), path.read_bytes())
    require_unchanged(read)
    path.write_bytes(b"2")
    with pytest.raises(ChangedMeanwhileError):
        require_unchanged(read)
    path.unlink()
    with pytest.raises(ChangedMeanwhileError):
        require_unchanged(read)


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_reasons_are_in_chinese(number: int) -> None:
    said = reason(OSError(number, os.strerror(number)))
    assert not said.replace(str(number), "").strip().isascii()
    assert "。" not in said
