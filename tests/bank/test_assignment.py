"""Pairs of days against trying every way; sums against trying every selection."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.bank import assignment
from gov_accounts.bank.assignment import paired
from gov_accounts.bank.sums import Budget, ways
from tests.support.draws import draws

DAYS = st.lists(st.integers(0, 20), max_size=6).map(sorted)


def best(ours: list[int], theirs: list[int], window: int) -> tuple[int, int]:
    """How many pairs there can be, and the fewest days of so many: by every way there is."""
    size = min(len(ours), len(theirs))
    found = (0, 0)
    for count in range(size + 1):
        for some in combinations(ours, count):
            for others in permutations(theirs, count):
                days = [abs(one - other) for one, other in zip(some, others, strict=True)]
                if all(each <= window for each in days):
                    found = max(found, (count, -sum(days)))
    return found[0], -found[1]


def measured(pairs: list[tuple[int, int]], ours: list[int], theirs: list[int], window: int) -> tuple[int, int]:
    days = [abs(ours[one] - theirs[other]) for one, other in pairs]
    assert all(each <= window for each in days)
    assert len({one for one, _ in pairs}) == len({other for _, other in pairs}) == len(pairs)
    return len(pairs), sum(days)


@draws(400)
@given(DAYS, st.lists(st.integers(0, 20), max_size=5).map(sorted), st.integers(0, 8))
def test_no_way_pairs_more_or_nearer(ours: list[int], theirs: list[int], window: int) -> None:
    assert measured(paired(ours, theirs, window), ours, theirs, window) == best(ours, theirs, window)


@given(DAYS, DAYS, st.integers(0, 8), st.sampled_from([0, 2_000_000]))
def test_too_many_are_paired_soundly(ours: list[int], theirs: list[int], window: int, most: int) -> None:
    """Equal days first, and then no fewer pairs than there can be of the rest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assignment, "_MOST_CELLS", most)
        pairs = assignment.equal_first(ours, theirs, window)
    measured(pairs, ours, theirs, window)
    equal = Counter(ours) & Counter(theirs)
    left, right = (sorted((Counter(side) - equal).elements()) for side in (ours, theirs))
    assert sum(ours[one] == theirs[other] for one, other in pairs) == equal.total()
    assert len(pairs) == equal.total() + best(left, right, window)[0]


def test_thousands_of_one_amount_on_one_day() -> None:
    assert len(paired([5] * 4000, [5] * 5000, 10)) == 4000


AMOUNTS = st.lists(st.integers(1, 30), max_size=8)


@draws(400)
@given(st.integers(2, 60), AMOUNTS)
def test_sums_are_all_found(target: int, amounts: list[int]) -> None:
    every = {tuple(sorted(some)) for size in (2, 3, 4) for some in combinations(amounts, size) if sum(some) == target}
    found = ways(target, amounts, Budget(10**6), enough=10**6)
    assert found is not None
    assert Counter(tuple(sorted(amounts[index] for index in each)) for each in found) == Counter(every)
    assert all(len(set(each)) == len(each) for each in found)


@given(st.integers(2, 60), AMOUNTS, st.integers(0, 40))
def test_a_search_ends_and_says_so(target: int, amounts: list[int], steps: int) -> None:
    """Nothing that was cut short is taken for the whole."""
    found = ways(target, amounts, Budget(steps))
    whole = ways(target, amounts, Budget(10**6))
    assert found is None or found == whole


def test_equal_amounts_are_one_way_and_the_first_are_taken() -> None:
    assert ways(10, [5, 5, 5], Budget(1000)) == [(0, 1)]
    assert ways(11, [5, 6, 5, 6], Budget(1000)) == [(1, 0)]
