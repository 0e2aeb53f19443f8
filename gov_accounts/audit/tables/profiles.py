"""Which profiles a document may have been made by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.law.profile import official_profile, official_profiles, profile_of, regions

if TYPE_CHECKING:
    from gov_accounts.law.profile import Profile


def candidates(year: int, named: str, hint: str | None) -> list[Profile]:
    """The profiles to try, the likeliest first.

    Args:
        year: the document's; 0 where it names none.
        named: the unit's name and the tables' heads, in which a place may be named.
        hint: the profile's name, if known.
    """
    if hint:
        name, _, variant = hint.partition("/")
        return [official_profile(name, variant), *([] if variant else _variants(name))]
    if not year:
        found = []
        for name in sorted(official_profiles(), key=lambda each: ("-" in each, -int(each[:4]))):
            found += [official_profile(name), *_variants(name)]
        return found
    found = []
    for region in regions():
        if region in named:
            profile = profile_of(year, region)
            found += [profile, *(_variants(profile.name) if profile.region else [])]
    found.append(profile_of(year))
    return list(dict.fromkeys(found))


def _variants(name: str) -> list[Profile]:
    return [official_profile(name, variant) for variant in official_profile(name).variants()]
