"""Drawn vouchers written in every layout, and what is read of them: the same sums, whatever was done to the sheet."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.findings import errors
from tests.exchange import layouts
from tests.exchange.drawn_slips import Format, formats, looks, slips
from tests.exchange.layouts import LAYOUTS, Look, Slip
from tests.exchange.support import best, found, fresh, meant, take
from tests.support.draws import draws

MAPS = {"sided": "journal"}
"""Layouts that are read by a map of another name."""


@pytest.mark.parametrize("layout", LAYOUTS)
@draws(40)
@given(drawn=slips(), look=looks, format_=formats)
def test_every_layout_is_read_as_it_was_meant(layout: str, drawn: list[Slip], look: Look, format_: Format) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"凭证{format_.suffix}"
        layouts.save(path, layouts.sheet(layout, drawn, look), format_.encoding)
        assert best(path) == MAPS.get(layout, layout)
        taken = take(path, fresh(), MAPS.get(layout, layout))
    assert not errors(taken.findings), [each.shown() for each in taken.findings]
    assert found(taken.drafts) == meant(drawn)
    assert len(taken.drafts) == len(drawn)
    assert [each.number for each in taken.drafts] == [
        f"{slip.word}-{slip.date.month}-{slip.number:03}" for slip in drawn
    ]
    assert len({each.digest for each in taken.drafts}) == len(drawn)


@draws(40)
@given(drawn=slips())
def test_text_of_v800(drawn: list[Slip]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = layouts.save_v800(Path(folder) / "pz.txt", drawn)
        assert best(path) == "v800"
        taken = take(path, fresh(), "v800")
    assert not errors(taken.findings), [each.shown() for each in taken.findings]
    assert found(taken.drafts) == meant(drawn, coded=False)
    assert [each.meta.get("attachments", 0) for each in taken.drafts] == [each.attachments for each in drawn]


@draws(40)
@given(drawn=slips(), nested=st.booleans())
def test_xml_of_dat95(drawn: list[Slip], nested: bool) -> None:  # noqa: FBT001 (drawn)
    with tempfile.TemporaryDirectory() as folder:
        path = layouts.save_dat95(Path(folder) / "pz.xml", drawn, nested=nested)
        assert best(path) == "dat95"
        taken = take(path, fresh(), "dat95")
    assert not errors(taken.findings), [each.shown() for each in taken.findings]
    assert found(taken.drafts) == meant(drawn)
    assert [each.narration for each in taken.drafts] == [
        " ".join((each.entries[0].summary or each.summary).split()) for each in drawn
    ]
