"""A profile that a person wrote: its folder is looked at as a whole, since a file that nobody reads is a slip too."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gov_accounts.law.profile import PROFILE_FILE, read_profile
from gov_accounts.law.reading import At, DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.law.profile import Profile

_MOST_FILES: Final = 500
_LARGEST: Final = 1 << 20
_TEXTS: Final = (".toml", ".toml.txt")
"""How what is meant to be read ends; an editor of Windows adds the second ending, and doesn't show it."""


def files_of(folder: Path) -> tuple[Path, ...]:
    """The files of a profile's folder, hidden ones left out, in order.

    Raises:
        DataError: there are links in it, which may lead anywhere, or more, or larger files, than forms ever are.
        OSError: a folder can't be looked into.
    """
    found: list[Path] = []
    for inside, folders, files in os.walk(folder, onerror=_raise):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for each in (*folders, *files):
            path = Path(inside, each)
            if path.is_symlink():
                raise DataError(f"{_shown(folder, path)}: 是链接，要用文件夹里自己的文件")
        found.extend(Path(inside, each) for each in files if not each.startswith("."))
        if len(found) > _MOST_FILES:
            raise DataError(f"{folder.name}: 里面有 {_MOST_FILES} 个以上的文件，不像一份表样")
    for path in found:
        if _is_read(path) and path.stat().st_size > _LARGEST:
            raise DataError(f"{_shown(folder, path)}: 文件太大（超过 1 MB），是不是误贴了别的内容")
    return tuple(sorted(found))


def read_own_profile(folder: Path, year: int = 0, region: str = "", form: str = "") -> Profile:
    """A profile's folder, every file of which must be one that is read.

    Args:
        folder: the folder, absolute.
        year: whose forms they are.
        region: the place whose they are, or nothing.
        form: which variant of the forms, where it has it.

    Raises:
        DataError: a file is not as it should be, or names what isn't there, or isn't one that a profile has.
        OSError: a file can't be read.
    """
    files = files_of(folder)
    if not folder.joinpath(PROFILE_FILE).is_file():
        raise DataError(f"{folder.name}: 没有 {PROFILE_FILE}")
    profile = read_profile(folder, year, region)
    for path in files:
        if _is_read(path):
            _check_name(folder, path, profile)
    return read_profile(folder, year, region, form) if form in profile.variants() else profile


def _is_read(path: Path) -> bool:
    return path.name.lower().endswith(_TEXTS)


def _check_name(folder: Path, path: Path, profile: Profile) -> None:
    """Refuse a file that a profile doesn't have: one whose name is misspelt would be passed over in silence."""
    parts = path.relative_to(folder).parts
    inside = parts[2:] if parts[0] == "variants" else parts
    known = tuple(_names(inside, profile))
    if not known:
        raise At(_shown(folder, path), "文件夹").wrong("forms、document、variants/（印法） 之一")
    if path.name not in known:
        raise At(_shown(folder, path), "文件名").wrong(f"{'、'.join(known)} 之一")


def _names(path: Sequence[str], profile: Profile) -> Iterator[str]:
    """The names that files may have where one stands."""
    match path:
        case (_,):
            yield from (PROFILE_FILE, "ties.toml", "charts.toml")
        case ("forms", _):
            yield from (f"{table}.toml" for table in profile.read(PROFILE_FILE).texts("tables"))
        case ("document", _):
            yield from ("document.toml", *profile.read("document", "document.toml").texts("parts"), "glossary.toml")


def _shown(folder: Path, path: Path) -> str:
    return f"{folder.name}/{path.relative_to(folder).as_posix()}"


def _raise(error: OSError) -> None:
    raise error
