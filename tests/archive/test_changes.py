"""Whatever is changed in an archive is found: a byte, a file more or less, another name, two files exchanged."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from gov_accounts.archive.container import zipped
from gov_accounts.archive.manifest import MANIFEST, SUMS, manifest_content, sha256, sums_content
from tests.support.archives import (
    UNREADABLE,
    Files,
    archived,
    files_in,
    found,
    manifest_of,
    posted_ledger,
    put_files,
    restored,
    zip_of,
)
from tests.support.draws import draws
from tests.support.posted import JUNE, edit


@dataclass(frozen=True)
class Made:
    """An archive: its files, the bytes of its zip, and the hash that was kept on paper."""

    files: Files
    content: bytes
    digest: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    package = archived(posted_ledger(tmp_path_factory.mktemp("ledger")))
    return Made(package.files, zipped(package.files), package.digest)


def flipped(content: bytes, at: int, bit: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]


def test_an_archive_as_it_was_made_is_clean(made: Made, tmp_path: Path) -> None:
    for path in (zip_of(tmp_path / "a.zip", made.files), put_files(tmp_path / "a", made.files)):
        assert found(path, made.digest) == {}
    assert files_in(made.content) == made.files


@st.composite
def edits(draw: st.DrawFn) -> Callable[[Files], tuple[str, dict[str, bytes], set[str]]]:
    """A change of an archive's files: what it is, the files after it, and the names that have to be told."""
    kind = draw(st.sampled_from(["byte", "cut", "longer", "empty", "remove", "add", "rename", "swap", "case"]))
    first, second, at, bit = (draw(st.integers(0, 1 << 30)) for _ in range(4))
    added = draw(
        st.sampled_from(["新.txt", "账本/x.beancount", "账本/.隐藏", "会计报表/2020年会计报表.pdf.exe", "a/b/c"])
    )

    def edit(files: Files) -> tuple[str, dict[str, bytes], set[str]]:
        after = dict(files)
        names = sorted(files)
        name = names[first % len(names)]
        content = files[name]
        other = names[second % len(names)]
        match kind:
            case "byte":
                after[name] = flipped(content, at % len(content), bit % 8)
            case "cut":
                after[name] = content[: at % len(content)]
            case "longer":
                after[name] = content + bytes([bit % 256])
            case "empty":
                after[name] = b""
            case "remove":
                del after[name]
            case "add":
                after[added] = content
                return kind, after, {added}
            case "rename":
                after[f"{name}~"] = after.pop(name)
                return kind, after, {name, f"{name}~"}
            case "case":
                changed = name.swapcase() if name.swapcase() != name else f"{name}1"
                after[changed] = after.pop(name)
                return kind, after, {name, changed}
            case "swap":
                after[name], after[other] = after[other], after[name]
                return (kind, after, {name, other}) if after != files else ("nothing", after, set())
        return kind, after, {name}

    return edit


@given(edit=edits(), as_folder=st.booleans())
@draws(300)
def test_every_change_of_the_files_is_found(
    made: Made, *, edit: Callable[[Files], tuple[str, dict[str, bytes], set[str]]], as_folder: bool
) -> None:
    """And told by name, but for what the manifest itself is changed into."""
    kind, after, told = edit(made.files)
    event(kind)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "归档"
        path = put_files(path, after) if as_folder else zip_of(path.with_suffix(".zip"), after)
        wrong = found(path)
        if kind == "nothing":
            assert wrong == {}
            return
        assert wrong
        assert found(path, made.digest)
    if not told & {MANIFEST, SUMS} and UNREADABLE not in wrong:
        assert told <= {subject for subjects in wrong.values() for subject in subjects}
    if MANIFEST not in after:
        assert UNREADABLE in wrong


@given(st.data())
@draws(300)
def test_every_byte_of_a_zip_matters(made: Made, data: st.DataObject) -> None:
    """Of its files' headers and its directory too, which no file's content depends on."""
    end = len(made.content)
    directory = made.content.index(b"PK\x01\x02")
    at = data.draw(st.one_of(st.integers(0, end - 1), st.integers(directory, end - 1), st.integers(0, 60)))
    bit = data.draw(st.integers(0, 7))
    changed = data.draw(st.sampled_from([flipped(made.content, at, bit), made.content[:at], made.content + b"\0"]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        path.write_bytes(changed)
        assert found(path)


def test_every_byte_of_the_manifest_matters(made: Made, tmp_path: Path) -> None:
    """One that reads the same is found too: the file has one form only."""
    manifest = made.files[MANIFEST]
    for at in range(0, len(manifest), 37):
        path = zip_of(tmp_path / "a.zip", {**made.files, MANIFEST: flipped(manifest, at, at % 8)})
        assert found(path), at
    for content in (manifest + b"\n", manifest.replace(b"\n", b"\r\n"), manifest.replace(b'"year"', b'"year" ')):
        assert found(zip_of(tmp_path / "a.zip", {**made.files, MANIFEST: content}))


def test_a_manifest_of_another_form_is_found_whatever_the_sums_say(made: Made, tmp_path: Path) -> None:
    """What its reader passes over is no place for anything."""
    manifest = made.files[MANIFEST]
    for old, new in (
        (b'"year"', b'"year" '),
        (b'"format"', b'"more": "x",\n "format"'),
        (b'"passed": true', b'"passed": 1'),
    ):
        content = manifest.replace(old, new, 1)
        sums = made.files[SUMS].replace(sha256(manifest).encode(), sha256(content).encode())
        path = zip_of(tmp_path / "a.zip", {**made.files, MANIFEST: content, SUMS: sums})
        assert found(path) == {"archive-manifest-changed": [""]}


def test_a_manifest_that_contradicts_the_ledger_is_found_whatever_the_sums_say(made: Made, tmp_path: Path) -> None:
    manifest = manifest_of(made.files)
    for other in (
        replace(manifest, ledger_sha256="0" * 64),
        replace(manifest, vouchers=manifest.vouchers + 1),
        replace(manifest, posted=0),
        replace(manifest, posted_last="0" * 64),
        replace(manifest, main="账本/没有.beancount"),
        replace(manifest, main="目录.csv"),
    ):
        content = manifest_content(other)
        files = {**made.files, MANIFEST: content, SUMS: sums_content(other, content)}
        assert "archive-manifest-changed" in found(zip_of(tmp_path / "a.zip", files))
        assert found(zip_of(tmp_path / "a.zip", files), made.digest)


def repacked(made: Made, folder: Path, change: Callable[[Path], None]) -> Files:
    """An archive that somebody took apart, changed, and put together again, manifest and all."""
    folder.mkdir()
    main = restored(made.files, folder)
    change(main.parent)
    from gov_accounts.archive.make import backup_unread  # noqa: PLC0415 (whoever forges one asks for no check)
    from gov_accounts.reading.permissions import NOTHING  # noqa: PLC0415

    return backup_unread(main, NOTHING)[0].files


def test_an_archive_put_together_anew_is_told_by_the_hash_on_paper(made: Made, tmp_path: Path) -> None:
    files = repacked(made, tmp_path / "x", lambda at: edit(at, "disclosure.toml", "2020", "2021"))
    path = zip_of(tmp_path / "a.zip", files)
    assert found(path) == {}
    assert found(path, made.digest) == {"archive-digest-differs": [""]}


def test_a_voucher_changed_together_with_the_manifest_is_told_by_the_chain(made: Made, tmp_path: Path) -> None:
    """The forger's manifest says that something was wrong already: it is told all the same, and by the hash found."""
    files = repacked(made, tmp_path / "x", lambda at: edit(at, JUNE, "六月电费", "六月水费"))
    path = zip_of(tmp_path / "a.zip", files)
    from gov_accounts.archive.verify import verified  # noqa: PLC0415

    done = verified(path)
    assert [each.rule for each in done.before] == ["posted-voucher-changed"]
    forged = {**files, MANIFEST: files[MANIFEST].replace(b'"posted_wrong": 1', b'"posted_wrong": 0')}
    assert "posted-voucher-changed" in found(zip_of(tmp_path / "a.zip", forged))


def test_the_voucher_that_was_changed_is_named(made: Made, tmp_path: Path) -> None:
    name = f"账本/{JUNE}"
    changed = made.files[name].replace("六月电费".encode(), "六月水费".encode())
    wrong = found(zip_of(tmp_path / "a.zip", {**made.files, name: changed}))
    assert wrong["archive-changed"] == [name]
    assert wrong["posted-voucher-changed"] == ["记-6-001"]


def test_a_zip_packed_again_by_another_program_says_so(made: Made, tmp_path: Path) -> None:
    import zipfile  # noqa: PLC0415

    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as again:
        again.mkdir("账本")
        for name, content in made.files.items():
            again.writestr(name, content)
    assert found(path, made.digest) == {"archive-repacked": [""]}
