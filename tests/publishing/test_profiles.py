"""Every profile that ships with the package can be used whole: tables, ties, charts and document, in each variant."""

from __future__ import annotations

import pytest

from gov_accounts.law.own_profile import read_own_profile
from gov_accounts.law.profile import official_profile, official_profiles
from gov_accounts.publishing.chart_file import charts_of
from gov_accounts.publishing.outline.official import outline_of
from tests.support.paths import DATA


@pytest.mark.parametrize("name", official_profiles())
def test_a_profile_can_be_used_whole(name: str) -> None:
    folder = DATA / "profiles" / name
    for form in ("", *read_own_profile(folder).variants()):
        profile = read_own_profile(folder, form=form)
        assert profile.formats.formats
        assert charts_of(profile).charts
        assert outline_of(profile).blocks


def test_a_profile_says_where_it_is_from_in_its_title() -> None:
    """A year or a place of its own, so that whoever reads which one stands in knows whose it is."""
    titles = [official_profile(name).title for name in official_profiles()]
    assert len(set(titles)) == len(titles)
    assert all(name[:4] in title for name, title in zip(official_profiles(), titles, strict=True))
