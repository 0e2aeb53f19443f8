"""Which profile a ledger's year goes by: what the unit declares chooses it.

2024-01-01 custom "gov-unit" "region" "上海"
2024-01-01 custom "gov-unit" "form" "26"
2025-01-01 custom "gov-unit" "profile" "./本市表样"

A profile of the unit's own holds from the year of its declaration on.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.files.reasons import reason
from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.law.own_profile import files_of, read_own_profile
from gov_accounts.law.profile import Profile, profile_of, regions
from gov_accounts.law.reading import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gov_accounts.books.declarations import Declarations

_REGION: Final = "region"
_FORM: Final = "form"
_OWN: Final = "profile"
_KEPT: Final = 8
"""So many readings of folders, as they were at some time, are kept."""


class _Stamp(NamedTuple):
    """A file as it is now: read again once it is another."""

    path: Path
    changed: int
    size: int


def chosen_profile(declarations: Declarations, year: int) -> Profile:
    """The profile of a ledger's year.

    Where what is declared can't be used, what would be used without it: `profile_findings` says so.
    """
    region, form = (declarations.unit.get(key, "") for key in (_REGION, _FORM))
    own = _own(declarations, year)
    if isinstance(own, Profile):
        return own
    profile = profile_of(year, region)
    return profile_of(year, region, form) if form in profile.variants() else profile


def profile_findings(declarations: Declarations, years: Iterable[int]) -> Iterator[Finding]:
    """What is wrong with a declared profile (errors), and years that another year's stands in for (notices)."""
    years = tuple(years)
    region, form = (declarations.unit.get(key, "") for key in (_REGION, _FORM))
    # Looked at before anything is recorded, too.
    begun = (declarations.directives[_OWN].date.year,) if _OWN in declarations.unit else ()
    own = [_own(declarations, year) for year in (*years, *begun)]
    if wrong := next((each for each in own if isinstance(each, str)), ""):
        yield unusable_profile(declarations, wrong)
    if region and region not in regions() and not (own and all(isinstance(each, Profile) for each in own)):
        yield Finding(
            "profile-region-unknown",
            f"没有“{region}”的表样，按财政部的表样编制。",
            f"自带地方表样的地区：{'、'.join(regions())}。",
            "名称写得不同的，改成上面的写法；本地表样不同的，自己写一份，"
            f'加一行 custom "gov-unit" "{_OWN}" "./本地表样"。',
            _place(declarations, _REGION),
            Severity.NOTICE,
        )
    if form and years and not any(form in chosen_profile(declarations, year).variants() for year in years):
        known = sorted({each for year in years for each in chosen_profile(declarations, year).variants()})
        yield Finding(
            "profile-form-unknown",
            f"这份表样没有“{form}”这一种。",
            "同一份表样有几种印法的，用 form 选一种。",
            f"改成 {'、'.join(known)}。" if known else "删掉这一行。",
            _place(declarations, _FORM),
        )
    for year in years:
        said = stand_in(declarations, year)
        if said:
            yield Finding(
                "profile-stand-in",
                said,
                "表样每年会变，没有当年的，先用最近一年的。",
                f'当年表样不同的，自己写一份，加一行 {year}-01-01 custom "gov-unit" "{_OWN}" "./本地表样"'
                "（gov-accounts profiles 说怎么写）。",
                severity=Severity.NOTICE,
            )


def unusable_profile(declarations: Declarations, why: str) -> Finding:
    """That the unit's own profile can't be used, and why, as some words without a full stop."""
    return Finding(
        "profile-unusable",
        f"表样 {declarations.unit[_OWN]} 不能用：{why}。",
        "各张表、勾稽、图和文字都照表样编制；表样写到的行、栏、科目都要有。",
        f"按上面说的位置改正，再用 gov-accounts profiles --check {declarations.unit[_OWN]} 检查。",
        _place(declarations, _OWN),
    )


def own_profiles(declarations: Declarations, years: Iterable[int]) -> tuple[Profile, ...]:
    """The unit's own profiles that some years go by."""
    own = (_own(declarations, year) for year in years)
    return tuple(dict.fromkeys(each for each in own if isinstance(each, Profile)))


def stand_in(declarations: Declarations, year: int) -> str:
    """That another year's or place's profile is used for a year, and what is known to differ; or nothing."""
    profile, region = chosen_profile(declarations, year), declarations.unit.get(_REGION, "")
    wanted = region if region in regions() else ""
    if (profile.year, profile.region) == (year, wanted) or _own(declarations, year) is profile:
        return ""
    differs = profile.later.get(str(year), "")
    whose = f"{wanted} " if wanted else " "
    return f"没有{whose}{year} 年的表样，按“{profile.title}”编制{f'；已知不同的是：{differs}' if differs else ''}。"


def _own(declarations: Declarations, year: int) -> Profile | str | None:
    """The unit's own profile for a year, or what is wrong with it; None where it has none."""
    written = declarations.unit.get(_OWN)
    if written is None:
        return None
    directive = declarations.directives[_OWN]
    if directive.date.year > year:
        return None
    around = Path(directive.meta["filename"]).resolve().parent
    try:
        folder = around.joinpath(written).resolve()
        if not folder.is_relative_to(around) or folder == around:
            return "它不在账本的文件夹里面，要搬进来"
        if not folder.is_dir():
            return "没有这个文件夹"
        files = [(each, each.stat()) for each in files_of(folder)]
    except (DataError, OSError) as error:
        return _said(error)
    stamps = tuple(_Stamp(each, stat.st_mtime_ns, stat.st_size) for each, stat in files)
    region, form = (declarations.unit.get(key, "") for key in (_REGION, _FORM))
    return _read(folder, stamps, directive.date.year, region, form)


@lru_cache(maxsize=_KEPT)
def _read(folder: Path, stamps: tuple[_Stamp, ...], year: int, region: str, form: str) -> Profile | str:
    del stamps
    try:
        return read_own_profile(folder, year, region, form)
    except (DataError, OSError) as error:
        return _said(error)


def _said(error: DataError | OSError) -> str:
    return f"{Path(error.filename or '').name} {reason(error)}".strip() if isinstance(error, OSError) else str(error)


def _place(declarations: Declarations, key: str) -> Place:
    meta = declarations.directives[key].meta
    return Place(meta["filename"], meta["lineno"])
