"""A voucher's digest is of what the file says of it: the same under another name, in another format and order."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.exchange.draft import Draft
from tests.exchange import layouts
from tests.exchange.drawn_slips import Format, formats, looks, slips
from tests.exchange.layouts import Look, Slip
from tests.exchange.support import fresh, take
from tests.support.draws import draws


def drafts(drawn: list[Slip], look: Look, format_: Format, name: str, layout: str = "journal") -> list[Draft]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}{format_.suffix}"
        layouts.save(path, layouts.sheet(layout, drawn, look), format_.encoding)
        return list(take(path, fresh(), layout).drafts)


@draws(30)
@given(drawn=slips(), one=looks, other=looks, first=formats, second=formats, layout=st.sampled_from(("journal", "kis")))
def test_saved_anew_the_digests_are_the_same(
    drawn: list[Slip], one: Look, other: Look, first: Format, second: Format, layout: str
) -> None:
    """Not even what is done to the sheet matters, nor the order of its vouchers."""
    before = {each.number: each.digest for each in drafts(drawn, one, first, "一", layout)}
    after = {each.number: each.digest for each in drafts(drawn[::-1], other, second, "二", layout)}
    assert before == after


@given(
    drawn=slips(most=4), which=st.integers(0, 100), how=st.sampled_from(("fen", "account", "date", "econ", "summary"))
)
def test_what_is_changed_has_another_digest(drawn: list[Slip], which: int, how: str) -> None:
    place = which % len(drawn)
    slip = drawn[place]
    one, *others = slip.entries
    changes: dict[str, dict[str, Any]] = {
        "fen": {"entries": (one._replace(fen=one.fen + 1), *others[:-1], others[-1]._replace(fen=others[-1].fen - 1))},
        "account": {"entries": (one._replace(code="1001", name="库存现金"), *others)},
        "date": {"date": slip.date.replace(day=slip.date.day % 28 + 1)},
        "econ": {"entries": (one._replace(econ="30299"), *others)},
        "summary": {"entries": (one._replace(summary="另外的"), *others)},
    }
    changed = [*drawn[:place], slip._replace(**changes[how]), *drawn[place + 1 :]]
    before = {each.digest for each in drafts(drawn, Look(), Format(".csv"), "一")}
    after = {each.digest for each in drafts(changed, Look(), Format(".csv"), "一")}
    assert len(before - after) == 1


@given(drawn=slips(most=4))
def test_who_made_it_and_how_many_papers_does_not_matter(drawn: list[Slip]) -> None:
    changed = [each._replace(maker="另一人", attachments=each.attachments + 1) for each in drawn]
    before = [each.digest for each in drafts(drawn, Look(), Format(".csv"), "一")]
    assert before == [each.digest for each in drafts(changed, Look(), Format(".csv"), "一")]


@given(drawn=slips(most=4))
def test_the_order_of_lines_does_not_matter(drawn: list[Slip]) -> None:
    turned = [each._replace(entries=each.entries[::-1], summary="同") for each in drawn]
    before = [
        each.digest for each in drafts([each._replace(summary="同") for each in drawn], Look(), Format(".csv"), "一")
    ]
    assert before == [each.digest for each in drafts(turned, Look(), Format(".csv"), "一")]


def test_equal_vouchers_without_numbers_are_several(tmp_path: Path) -> None:
    head = "日期,摘要,科目编码,借方,贷方,凭证ID\n"
    lines = "2020-05-08,x,1001,3,,{0}\n2020-05-08,x,1002,,3,{0}\n"
    path = tmp_path / "a.csv"
    path.write_text(head.replace("凭证ID", "凭证ID,凭证号") + lines.format(1) + lines.format(2), encoding="utf-8")
    made = take(path, fresh(), "journal").drafts
    assert len(made) == len({each.digest for each in made}) == 2
    path.write_text(head.replace("凭证ID", "凭证ID,凭证号") + lines.format(2) + lines.format(1), encoding="utf-8")
    assert {each.digest for each in take(path, fresh(), "journal").drafts} == {each.digest for each in made}
