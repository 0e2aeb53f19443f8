"""What layouts share: how wide columns are, and how large type is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.render.layout import Kind, fitting_size, needed, spread
from gov_accounts.text import text_width

COLUMNS = st.lists(st.tuples(st.integers(1, 200), st.integers(0, 200)), min_size=1, max_size=12)


@given(COLUMNS, st.integers(1, 5000))
def test_columns_fill_a_room_and_have_what_they_need(columns: list[tuple[int, int]], room: int) -> None:
    least = [need for need, _ in columns]
    wanted = [need + more for need, more in columns]
    widths = spread(least, wanted, room)
    assert room - len(columns) < sum(widths) <= room or sum(wanted) == sum(least) <= sum(widths) <= room
    if sum(least) <= room:
        assert all(width >= need for width, need in zip(widths, least, strict=True))
    if sum(wanted) <= room:
        assert all(width >= want for width, want in zip(widths, wanted, strict=True))


def test_what_is_left_goes_where_more_is_wanted() -> None:
    assert spread([10, 10], [10, 40], 32) == (10, 22)
    assert spread([10, 30], [10, 30], 20) == (5, 15)


def test_what_cells_need() -> None:
    cases: dict[tuple[str, Kind], tuple[int, int]] = {
        ("1,234.56", "figure"): (9, 9),
        ("35.4%", "figure"): (6, 6),
        ("二级指标", "head"): (8, 8),
        ("得分（20 分×执行率）", "head"): (-(-text_width("得分（20 分×执行率）") // 2) + 1, 18),
        ("短", "text"): (2, 2),
        ("很长的名称" * 9, "text"): (14, 44),
        ("二行\n更长的一行", "text"): (10, 10),
    }
    for (text, kind), expected in cases.items():
        assert needed(text, kind, 2) == expected


def test_the_largest_size_in_which_all_fit() -> None:
    sizes = (17, 16, 15)
    assert fitting_size(["字" * 10], sizes, 170) == 17
    assert fitting_size(["字", "字" * 10], sizes, 169) == 16
    assert fitting_size(["字" * 10], sizes, 150) == 15
    assert fitting_size(["字" * 10], sizes, 149) == 17
    assert fitting_size([], sizes, 1) == 17
