"""Whether an archive is what it was: each difference is a finding. What is changed is found; nothing is prevented."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gov_accounts.archive import messages
from gov_accounts.archive.container import zipped
from gov_accounts.archive.manifest import (
    MANIFEST,
    OWN,
    SUMS,
    Manifest,
    ManifestError,
    ledger_digest,
    manifest_content,
    read_manifest,
    sha256,
    sums_content,
)
from gov_accounts.archive.opening import MOST_MANIFEST, Opened, UnreadableError, opened
from gov_accounts.archive.sources import LEDGER, LOG, MOST_BYTES, MOST_FILES
from gov_accounts.bookkeeping.sealing.archived import Seal, seal_of
from gov_accounts.files.reasons import reason
from gov_accounts.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MORE_TEXT: Final = 1 << 20
"""So many bytes more than they had are read of changed texts together, to say which voucher was changed."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found.

    Attributes:
        manifest: what the archive says it is.
        digest: the manifest's hash, to be compared with the one on paper.
        findings: what isn't as it was; of the posted vouchers too, unless that was so when the archive was made.
        before: what was wrong with posted vouchers already when it was made.
        seal: what the ledger's posting comes to.
    """

    manifest: Manifest
    digest: str
    findings: tuple[Finding, ...]
    before: tuple[Finding, ...]
    seal: Seal


def verified(path: Path, digest: str = "") -> Verified:
    """Look at all of an archive.

    Args:
        path: the zip or the folder.
        digest: the manifest's hash as it was kept; nothing where it isn't given.

    Raises:
        UnreadableError: it can't be read as an archive.
    """
    archive = opened(path)
    place = Place(str(path), 0)
    content = _manifest_of(archive)
    try:
        manifest = read_manifest(content, MOST_FILES, MOST_BYTES)
    except ManifestError as error:
        raise UnreadableError(messages.unreadable(path, str(error))) from error
    texts: dict[str, bytes] = {}
    files = list(_files(archive, manifest, place, texts))
    findings = [*archive.findings, *files]
    if digest and digest != sha256(content):
        findings.append(messages.digest_differs(place))
    findings.extend(_own(archive, manifest, content, place))
    seal = _seal(manifest, texts)
    if not findings:
        findings.extend(_said(manifest, seal, place))
    if archive.whole is not None and not findings and _repacked(archive, archive.whole):
        findings.append(messages.repacked(place))
    known = len(seal.findings) == manifest.posted_wrong
    return Verified(
        manifest,
        sha256(content),
        (*findings, *(() if known else seal.findings)),
        seal.findings if known else (),
        seal,
    )


def _manifest_of(archive: Opened) -> bytes:
    member = archive.members.get(MANIFEST)
    if member is None:
        raise UnreadableError(messages.unreadable(archive.path, f"里面没有 {MANIFEST}"))
    try:
        content = member.content(MOST_MANIFEST)
    except OSError as error:
        raise UnreadableError(messages.unreadable(archive.path, f"{MANIFEST}：{reason(error)}")) from error
    if len(content) > MOST_MANIFEST:
        raise UnreadableError(messages.unreadable(archive.path, f"{MANIFEST} 太大"))
    return content


def _files(archive: Opened, manifest: Manifest, place: Place, texts: dict[str, bytes]) -> Iterator[Finding]:
    """The files against the manifest. The ledger's own are kept in `texts`, changed or not."""
    told = {each.subject for each in archive.findings}
    room = _MORE_TEXT
    for each in manifest.files:
        member = archive.members.get(each.path)
        if member is None:
            if each.path not in told:
                yield messages.missing(each.path, place)
            continue
        try:
            if each.kind in (LEDGER, LOG) and member.size <= each.size + room:
                texts[each.path] = member.content(each.size + room)
                room -= max(0, len(texts[each.path]) - each.size)
                same = len(texts[each.path]) == each.size and sha256(texts[each.path]) == each.sha256
            else:
                # Nothing is read of what has another size, however large it is.
                same = member.size == each.size and member.sha256(each.size) == (each.size, each.sha256)
        except OSError as error:
            yield messages.not_readable(each.path, reason(error), place)
        else:
            if not same:
                yield messages.changed(each.path, place)
    listed = {each.path for each in manifest.files} | set(OWN)
    for name in sorted(archive.members.keys() - listed):
        yield messages.added(name, place)


def _own(archive: Opened, manifest: Manifest, content: bytes, place: Place) -> Iterator[Finding]:
    """The manifest against its own form, and the file of hashes."""
    if content != manifest_content(manifest):
        yield messages.manifest_changed(f"{MANIFEST} 不是写出时的样子", place)
    sums = sums_content(manifest, content)
    member = archive.members.get(SUMS)
    try:
        if member is None:
            yield messages.missing(SUMS, place)
        elif member.content(len(sums)) != sums:
            yield messages.manifest_changed(f"{MANIFEST} 和 {SUMS} 对不上", place)
    except OSError as error:
        yield messages.not_readable(SUMS, reason(error), place)


def _seal(manifest: Manifest, texts: Mapping[str, bytes]) -> Seal:
    kinds = {each.path: each.kind for each in manifest.files}
    log = next((content for path, content in texts.items() if kinds[path] == LOG), None)
    return seal_of(
        Path(manifest.main), {path: content for path, content in texts.items() if kinds[path] == LEDGER}, log
    )


def _said(manifest: Manifest, seal: Seal, place: Place) -> Iterator[Finding]:
    """What the manifest says of the ledger against the ledger, whose files are as the manifest says."""
    texts = [each for each in manifest.files if each.kind == LEDGER]
    if manifest.main not in {each.path for each in texts}:
        yield messages.manifest_changed("主文件不在文件里", place)
    if manifest.ledger_sha256 != ledger_digest(texts):
        yield messages.manifest_changed("账本文本的校验值和各文件的不符", place)
    if (manifest.vouchers, manifest.posted, manifest.posted_last) != (seal.vouchers, seal.lines, seal.end):
        yield messages.manifest_changed("凭证张数、记账记录和账本的不符", place)


def _repacked(archive: Opened, whole: bytes) -> bool:
    """Whether a zip isn't what writing its files gives."""
    try:
        return zipped({name: each.content(each.size) for name, each in archive.members.items()}) != whole
    except OSError:
        return True
