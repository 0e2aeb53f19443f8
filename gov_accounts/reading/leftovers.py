"""Copies of a ledger's files beside them: what synchronising, downloading twice, or an editor that was cut off left.

    2020-03.beancount        the file
    2020-03 (1).beancount    downloaded once more
    2020-03 - 副本.beancount  copied
    2020-03.sync-conflict-20200402-101500-ABCDEFG.beancount    changed at two places at once
    .2020-03.beancount.swp   open in an editor, or the editor was cut off

A copy may hold vouchers that the file lacks. Where a pattern of ``include`` takes it in, it holds vouchers twice.
A name counts only where the file that it is a copy of stands beside it.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.findings import Finding, Place, Severity, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_WORDS: Final = r"(?:副本|复件|拷贝|备份冲突|冲突副本|冲突文件|冲突版本|冲突|conflicted copy|conflict|copy)"
_AFTER: Final = re.compile(
    rf"""(?:
      \s*[(（]\ ?\d{{1,3}}\ ?[)）]                                  # (1)
    | \s*[(（][^()（）]*{_WORDS}[^()（）]*[)）]                      # (某某的冲突副本 2020-04-02)
    | \s*[-_－—]?\s*的?{_WORDS}(?:[\s_-]*\d+|[_-][^/]*)?             # - 副本 2, _冲突文件_某某_20200402
    | \.sync-conflict-[\w-]+                                       # Syncthing
    | [-_](?:DESKTOP|LAPTOP|WIN|PC|USER)-[A-Z0-9]+(?:-\d+)?        # OneDrive: the computer's name
    | _(?:BACKUP|BASE|LOCAL|REMOTE)_\d+                            # while Git merges
    )+""",
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE: Final = re.compile(rf"(?:Copy of|{_WORDS})\s*(?:[(（]\d+[)）])?\s*[-_]?\s*", re.IGNORECASE)
_EDITORS: Final = (
    (re.compile(r"\.(.+)\.sw[a-p]"), "vim"),
    (re.compile(r"~\$(.+)"), "Office 或 WPS"),
    (re.compile(r"\.~lock\.(.+)#"), "LibreOffice"),
    (re.compile(r"#(.+)#"), "Emacs"),
    (re.compile(r"\.#(.+)"), "Emacs"),
)
_BACKUP: Final = re.compile(r"(.+)~")
_HEAD: Final = re.compile(r"^\d{4}[-/]\d.*\S", re.MULTILINE)
_HALF: Final = 2
_SETTINGS: Final = re.compile(r"disclosure(?:-\d{4})?\.toml|codes-\d{4}\.csv")
_SHOWN: Final = 5


class _Copy(NamedTuple):
    """A file that by its name is a copy of another beside it; `editor` names the one that made it, if any did."""

    path: Path
    original: Path
    editor: str = ""


def leftover_findings(files: Iterable[Path]) -> list[Finding]:
    """Copies beside a ledger's files that aren't read: notices, one a file.

    Args:
        files: the ledger's files, absolute.
    """
    read = frozenset(files)
    copies: dict[Path, list[_Copy]] = {}
    for each in _beside(read):
        if each.path not in read:
            copies.setdefault(each.original, []).append(each)
    found: list[Finding] = []
    for original, of_one in copies.items():
        same = [each for each in of_one if not each.editor]
        found.extend([_copies(original, same)] if same else [])
        found.extend(_left_by_editor(each) for each in of_one if each.editor)
    return in_order(found)


def copies_beside(files: Iterable[Path]) -> frozenset[Path]:
    """What stands beside a ledger's files and is a copy of one of them, by its name.

    Args:
        files: the ledger's files, absolute.
    """
    return frozenset(each.path for each in _beside(frozenset(files)))


def copies_read(files: Iterable[Path]) -> list[Finding]:
    """Copies that the ledger reads beside the files that they are copies of: vouchers twice.

    Args:
        files: the ledger's files, absolute.
    """
    by_folder: dict[Path, dict[str, Path]] = {}
    for file in files:
        by_folder.setdefault(file.parent, {})[file.name] = file
    return [
        finding
        for names in by_folder.values()
        for copy in _among(names, names)
        if (finding := _read_twice(copy)) is not None
    ]


def _beside(read: frozenset[Path]) -> Iterator[_Copy]:
    """What stands in the ledger's folders and is a copy of one of its files."""
    for folder in sorted({file.parent for file in read}):
        try:
            with os.scandir(folder) as present:
                names = sorted(each.name for each in present)
        except OSError:
            continue
        originals = {name: folder / name for name in names if folder / name in read or _SETTINGS.fullmatch(name)}
        yield from _among(originals, {name: folder / name for name in names})


def _among(originals: Mapping[str, Path], present: Mapping[str, Path]) -> Iterator[_Copy]:
    stems: dict[str, dict[str, Path]] = {}
    for name, path in originals.items():
        stem, end = os.path.splitext(name)  # noqa: PTH122 (names, not paths)
        stems.setdefault(end.lower(), {})[stem] = path
    for name, path in present.items():
        editor = _editors(name, originals)
        if editor is not None:
            if _is_news(path, editor[0], editor[1]):
                yield _Copy(path, *editor)
            continue
        stem, end = os.path.splitext(name)  # noqa: PTH122
        original = _original(stem, stems.get(end.lower(), {}))
        if original is not None:
            yield _Copy(path, original)


def _editors(name: str, originals: Mapping[str, Path]) -> tuple[Path, str] | None:
    """The file that an editor's own file belongs to, and the editor."""
    for pattern, editor in _EDITORS:
        match = pattern.fullmatch(name)
        if match and match[1] in originals:
            return originals[match[1]], editor
    match = _BACKUP.fullmatch(name)
    return (originals[match[1]], "~") if match and match[1] in originals else None


def _is_news(path: Path, original: Path, editor: str) -> bool:
    """Whether an editor's file may hold what its file lacks: a backup made by saving is older, and no news."""
    if editor != "~":
        return True
    try:
        return path.stat().st_mtime_ns > original.stat().st_mtime_ns
    except OSError:
        return False


def _original(stem: str, stems: Mapping[str, Path]) -> Path | None:
    """The file that one of this name is a copy of."""
    for cut in range(len(stem) - 1, 0, -1):
        if stem[:cut] in stems and _AFTER.fullmatch(stem[cut:]):
            return stems[stem[:cut]]
    before = _BEFORE.match(stem)
    return stems.get(stem[before.end() :]) if before else None


def _copies(original: Path, copies: list[_Copy]) -> Finding:
    names = "、".join(each.path.name for each in copies[:_SHOWN]) + ("等" if len(copies) > _SHOWN else "")
    return Finding(
        "copy-beside",
        f"{original.name} 旁边有它的副本：{names}。",
        "同步、重复下载或另存会留下副本；两台电脑同时改过的，副本里可能有这个文件没有的凭证。账本没有读它。",
        "对照两个文件，把缺的凭证补进来，再把副本移到别处或删去。",
        Place(str(original), 0),
        Severity.NOTICE,
    )


def _left_by_editor(copy: _Copy) -> Finding:
    if copy.editor == "~":
        what = f"{copy.original.name} 旁边有编辑软件的备份 {copy.path.name}，比它还新。"
        why = "备份是存盘以前的内容，应当比文件旧；比它新的，里面可能有这个文件没有的凭证。"
        remedy = "对照两个文件，把缺的凭证补进来，再删去备份。"
    else:
        what = f"{copy.original.name} 旁边有 {copy.editor} 的临时文件 {copy.path.name}。"
        why = f"{copy.editor} 正开着这个文件，或上次没有正常退出；里面可能有还没存盘的改动。"
        remedy = f"在 {copy.editor} 里存盘或恢复后关闭；临时文件还在的，删去它。"
    return Finding(
        "editor-left",
        what,
        why,
        remedy,
        Place(str(copy.original), 0),
        Severity.NOTICE,
    )


def _read_twice(copy: _Copy) -> Finding | None:
    """What to say of a copy that is read: an error where it says what its original says."""
    heads, others = _heads(copy.path), _heads(copy.original)
    shared = sum(each in others for each in heads)
    if not shared:
        return None
    whole = shared * _HALF >= len(heads)
    return Finding(
        "copy-read",
        f"{copy.path.name} 看来是 {copy.original.name} 的副本，账本把两个都读了，{shared} 个头行两边都有。",
        "include 的通配符会把副本也读进来，同一张凭证就记了两次。",
        "对照两个文件，把缺的凭证并成一份，再把副本移出账本的文件夹；不是副本的，换一个不像副本的文件名。",
        Place(str(copy.path), 0),
        Severity.ERROR if whole else Severity.NOTICE,
    )


def _heads(path: Path) -> set[str]:
    """The first lines of a file's directives."""
    try:
        return set(_HEAD.findall(path.read_bytes().decode("utf-8", errors="replace")))
    except OSError:
        return set()
