"""Archives that somebody made to do harm: nothing is written, no link followed, no more read than an archive holds."""

from __future__ import annotations

import io
import json
import os
import struct
import sys
import tempfile
import tracemalloc
import warnings
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gov_accounts.archive import opening
from gov_accounts.archive.manifest import MANIFEST, ManifestError, read_manifest
from gov_accounts.archive.names import is_portable
from gov_accounts.archive.sources import MOST_BYTES, MOST_FILES
from tests.support.archives import UNREADABLE, Files, archived, found, posted_ledger, put_files, zip_of
from tests.support.commands import assert_mendable, run
from tests.support.draws import draws
from tests.support.failing import tree

POSIX = sys.platform != "win32"
UNSAFE = [
    "../逃.txt", "账本/../../逃.txt", "/tmp/逃.txt", "//server/share/x", "C:/x.txt", "C:x.txt", "账本\\x.txt",
    "..\\x.txt", "a\0b.txt", "账本//x.txt", "./x.txt", "账本/./x.txt", "CON", "账本/nul.txt", "com1.pdf", "x.", "x ",
    "a:b", "a*", "a?b", "a\nb", "\x1b[31m红", "", "a<b", "..", "账本/..", "a|b", 'a"b', "\u2028x", "x" * 300,
]  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return archived(posted_ledger(tmp_path_factory.mktemp("ledger"))).files


def zip_with(path: Path, files: Files, info: zipfile.ZipInfo, content: bytes = b"x", kind: int = 0) -> Path:
    """A zip with one member more, called whatever it likes."""
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that names come twice
        for name, each in files.items():
            archive.writestr(name, each)
        archive.writestr(info, content, kind)
    return path


def named(name: str) -> zipfile.ZipInfo:
    """A member of that name: what `zipfile` itself would make of it is passed by."""
    info = zipfile.ZipInfo("x")
    info.filename = info.orig_filename = name
    return info


@pytest.mark.parametrize("name", UNSAFE)
def test_a_name_that_leads_elsewhere_is_told_and_not_read(files: Files, tmp_path: Path, name: str) -> None:
    assert not is_portable(name)
    before = tree(tmp_path)
    path = zip_with(tmp_path / "a.zip", files, named(name))
    wrong = found(path)
    assert wrong.keys() <= {"archive-name-unsafe", UNREADABLE}, wrong
    assert wrong
    assert tree(tmp_path).keys() - before.keys() == {"a.zip"}
    said = run("archive", "--verify", path)
    assert_mendable(said)
    assert "\x1b" not in said
    assert "\0" not in said


@given(st.text(max_size=60))
@example("上级/x.pdf")
def test_what_is_portable_leads_nowhere_else(name: str) -> None:
    if not is_portable(name):
        return
    assert not name.startswith("/")
    assert not set(name) & set('<>:"|?*\\\0\n\r\x1b')
    for part in name.split("/"):
        assert part
        assert part not in (".", "..")
        assert part[-1] not in " ."
        assert part.partition(".")[0].rstrip(" ").casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}
        assert len(part.encode()) <= 255


def test_two_of_one_name_are_told(files: Files, tmp_path: Path) -> None:
    for name in ("账本/main.beancount", "账本/MAIN.beancount"):
        assert "archive-name-twice" in found(zip_with(tmp_path / "a.zip", files, named(name)))


@pytest.mark.parametrize("mode", [0o120777, 0o020666, 0o010644, 0o060660, 0o140755])
def test_a_link_or_a_device_in_a_zip_is_told(files: Files, tmp_path: Path, mode: int) -> None:
    info = named("账本/链接")
    info.create_system = 3
    info.external_attr = mode << 16
    assert found(zip_with(tmp_path / "a.zip", files, info, b"/etc/passwd")) == {"archive-link": ["账本/链接"]}


@pytest.mark.skipif(not POSIX, reason="links and pipes")
def test_a_link_or_a_pipe_in_a_folder_is_told_and_not_followed(files: Files, tmp_path: Path) -> None:
    folder = put_files(tmp_path / "a", files)
    (tmp_path / "外.txt").write_bytes(b"x")
    (folder / "账本" / "外.txt").symlink_to(tmp_path / "外.txt")
    (folder / "环").symlink_to(folder)
    os.mkfifo(folder / "管道")
    assert found(folder) == {"archive-link": ["环", "管道", "账本/外.txt"]}
    real = folder / "账本" / "main.beancount"
    real.rename(tmp_path / "main.beancount")
    real.symlink_to(tmp_path / "main.beancount")
    assert "账本/main.beancount" in found(folder)["archive-link"]


@pytest.mark.skipif(not POSIX, reason="names that Windows doesn't have")
def test_a_name_in_a_folder_that_other_systems_have_not_is_told(files: Files, tmp_path: Path) -> None:
    folder = put_files(tmp_path / "a", files)
    (folder / "a:b").write_bytes(b"x")
    (folder / "con.txt").write_bytes(b"x")
    (folder / os.fsdecode(b"\xff\xfe")).write_bytes(b"x")
    assert len(found(folder)["archive-name-unsafe"]) == 3


def bomb(name: str, size: int) -> tuple[zipfile.ZipInfo, bytes]:
    return named(name), bytes(size)


def test_a_bomb_is_not_unpacked(files: Files, tmp_path: Path) -> None:
    """Neither where the manifest doesn't know it, nor where it says that so much is in it."""
    size = 200 << 20
    for name in ("新.bin", "账本/main.beancount"):
        kept = {each: content for each, content in files.items() if each != name}
        if name in files:
            manifest = json.loads(files[MANIFEST])
            next(each for each in manifest["files"] if each["path"] == name)["size"] = size
            kept[MANIFEST] = json.dumps(manifest).encode()
        path = zip_with(tmp_path / "a.zip", kept, named(name), bytes(size), zipfile.ZIP_DEFLATED)
        assert path.stat().st_size < 2 << 20
        tracemalloc.start()
        wrong = found(path)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert wrong["archive-bomb"] == [name]
        assert peak < 40 << 20


def test_texts_that_have_grown_are_not_all_read(files: Files, tmp_path: Path) -> None:
    """Each by less than is looked at of a changed one, and packed well enough to be let pass alone."""
    manifest = json.loads(files[MANIFEST])
    grown = {f"账本/{number}.beancount": b"; \n" * 300_000 for number in range(100)}
    for name in grown:
        manifest["files"].append({"path": name, "kind": "ledger", "size": 0, "sha256": "0" * 64})
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**files, **grown, MANIFEST: json.dumps(manifest).encode()}.items():
            archive.writestr(name, content)
    assert path.stat().st_size < 1 << 20
    tracemalloc.start()
    wrong = found(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert set(grown) <= set(wrong["archive-changed"])
    assert peak < 20 << 20


def test_a_member_that_lies_about_its_size_is_read_no_further(files: Files, tmp_path: Path) -> None:
    name = "账本/main.beancount"
    path = zip_of(tmp_path / "a.zip", files)
    content = path.read_bytes()
    directory = content.index(b"PK\x01\x02", content.rindex(files[name]))
    at = content.index(name.encode(), directory) - 46
    size = len(files[name]).to_bytes(4, "little")
    assert content[at + 20 : at + 24] == content[at + 24 : at + 28] == size
    for lie in (0, len(files[name]) + 9, 1 << 31, 0xFFFFFFFF):
        packed, plain = (lie.to_bytes(4, "little"),) * 2
        for start, value in ((at + 20, packed), (at + 24, plain)):
            path.write_bytes(content[:start] + value + content[start + 4 :])
            assert found(path)
        path.write_bytes(content[: at + 20] + packed + plain + content[at + 28 :])
        assert found(path)


def test_a_directory_that_is_too_long_is_not_read(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zip_of(tmp_path / "a.zip", files)
    monkeypatch.setattr(opening, "_MOST_LISTED", 5)
    assert found(path) == {UNREADABLE: [""]}
    assert found(put_files(tmp_path / "a", files)) == {UNREADABLE: [""]}
    monkeypatch.undo()
    monkeypatch.setattr(opening, "_DIRECTORY", 100)
    assert found(path) == {UNREADABLE: [""]}
    monkeypatch.undo()
    content = path.read_bytes()
    end = content.rindex(b"PK\x05\x06")
    count, size, start = struct.unpack("<HII", content[end + 10 : end + 20])
    other = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    path.write_bytes(content[:end] + other + locator + content[end:])
    with zipfile.ZipFile(path) as as_others_read_it:
        assert len(as_others_read_it.namelist()) == count
    assert found(path) == {UNREADABLE: [""]}


def test_a_file_that_is_too_large_is_not_read(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zip_of(tmp_path / "a.zip", files)
    monkeypatch.setattr(opening, "MOST_BYTES", 10)
    monkeypatch.setattr(opening, "_DIRECTORY", 10)
    assert found(path) == {UNREADABLE: [""]}


def test_a_manifest_too_large_is_not_read(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gov_accounts.archive import verify  # noqa: PLC0415

    monkeypatch.setattr(verify, "MOST_MANIFEST", 10)
    assert found(zip_of(tmp_path / "a.zip", files)) == {UNREADABLE: [""]}


def test_an_encrypted_member_is_told(files: Files, tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", files)
    content = path.read_bytes()
    at = content.rindex("账本/main.beancount".encode()) - 46
    path.write_bytes(content[: at + 8] + b"\x01\x08" + content[at + 10 :])
    assert "archive-damaged" in found(path)


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x05\x06", b"PK\x03\x04", b"PK\x01\x02"]))
@draws(200)
def test_anything_is_told_and_nothing_raised(content: bytes, start: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        path.write_bytes(start + content)
        assert found(path) == {UNREADABLE: [""]}
        (Path(folder) / MANIFEST).write_bytes(content)
        assert found(Path(folder)) == {UNREADABLE: [""]}


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just("账本/../x")),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=5,
)


@given(st.data())
@draws(300)
def test_a_manifest_of_anything_is_told(files: Files, data: st.DataObject) -> None:
    """A key that is taken away, or has another value, of the manifest or of one of its files."""
    manifest = json.loads(files[MANIFEST])
    target = data.draw(st.sampled_from([manifest, manifest["files"][0]]))
    key = data.draw(st.sampled_from(sorted(target)))
    if data.draw(st.booleans()):
        del target[key]
    else:
        target[key] = data.draw(VALUES)
    content = (
        json.dumps(manifest, ensure_ascii=False, indent=1, allow_nan=True).encode("utf-8", "surrogatepass") + b"\n"
    )
    if content == files[MANIFEST]:
        return
    with tempfile.TemporaryDirectory() as folder:
        assert found(zip_of(Path(folder) / "a.zip", {**files, MANIFEST: content}))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"format": "gov-accounts-archive"}',
        b'{"format": "gov-accounts-archive", "version": 2}', b"9" * 10_000,
        b'{"format": "gov-accounts-archive", "version": 1, "files": {}}',
    ],
)  # fmt: skip
def test_what_is_no_manifest_is_refused(content: bytes) -> None:
    with pytest.raises(ManifestError):
        read_manifest(content, MOST_FILES, MOST_BYTES)


def test_a_manifest_of_more_than_an_archive_holds_is_refused(files: Files) -> None:
    with pytest.raises(ManifestError, match="太多"):
        read_manifest(files[MANIFEST], 3, MOST_BYTES)
    with pytest.raises(ManifestError, match="超过"):
        read_manifest(files[MANIFEST], MOST_FILES, 3)
    twice = json.loads(files[MANIFEST])
    twice["files"].append(twice["files"][0])
    with pytest.raises(ManifestError, match="重名"):
        read_manifest(json.dumps(twice).encode(), MOST_FILES, MOST_BYTES)


@pytest.mark.parametrize("name", [MANIFEST, "SHA256SUMS", "../x", "账本/../x", "/x", ""])
def test_a_manifest_that_lists_itself_or_what_lies_elsewhere_is_refused(files: Files, name: str) -> None:
    manifest = json.loads(files[MANIFEST])
    manifest["files"][0]["path"] = name
    with pytest.raises(ManifestError, match="文件名"):
        read_manifest(json.dumps(manifest).encode(), MOST_FILES, MOST_BYTES)


def test_what_is_no_archive_at_all_is_refused(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    with zipfile.ZipFile(tmp_path / "别的.zip", "w") as archive:
        archive.writestr("x", io.BytesIO().getvalue())
    for name in ("空", "别的.zip", "没有.zip", *(("/dev/null",) if POSIX else ())):
        assert found(tmp_path / name) == {UNREADABLE: [""]}
        said = run("archive", "--verify", tmp_path / name)
        assert_mendable(said)
        assert said.endswith("退出码 2\n")
