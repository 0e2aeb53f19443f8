"""Small tables and systems of sums to round, with every way of rounding them tried."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from gov_accounts.printing.controlled import Rounded, Sum, controlled, half_up

UNIT = 10
ANY = "*"
Key = tuple[int | str, ...]


class Table:
    """A table of so many dimensions with all its margins, each a sum over any one of the dimensions it sums over."""

    def __init__(self, sizes: Sequence[int], leaves: Mapping[Key, int]) -> None:
        self.leaves = dict(leaves)
        self.keys: list[Key] = list(itertools.product(*[[*range(size), ANY] for size in sizes]))
        self.index = {key: position for position, key in enumerate(self.keys)}
        self.amounts = [self.margin(self.leaves, key) for key in self.keys]
        self.sums = [
            Sum(((-1, self.index[key]), *((1, self.index[(*key[:d], i, *key[d + 1 :])]) for i in range(size))))
            for key in self.keys
            for d, size in enumerate(sizes)
            if key[d] == ANY
        ]
        self.names = [str(key) for key in self.keys]

    @staticmethod
    def margin(leaves: Mapping[Key, int], key: Key) -> int:
        return sum(
            value for leaf, value in leaves.items() if all(k in (ANY, part) for k, part in zip(key, leaf, strict=True))
        )

    def rounded(self) -> Rounded:
        return controlled(self.amounts, self.sums, UNIT, self.names)

    def cost(self, printed: Sequence[int]) -> tuple[int, int, int]:
        """How many are a unit or more away, how many aren't half up, how far all are away."""
        pairs = list(zip(printed, self.amounts, strict=True))
        return (
            sum(abs(steps * UNIT - amount) >= UNIT for steps, amount in pairs),
            sum(steps != half_up(amount, UNIT) for steps, amount in pairs),
            sum(abs(steps * UNIT - amount) for steps, amount in pairs),
        )

    def best(self, *, further: bool) -> tuple[int, int, int] | None:
        """The least cost there is, by trying every choice for the leaves; margins follow."""
        allowed = [choices(amount, further=further) for amount in self.amounts]
        costs = []
        for picked in itertools.product(*[choices(amount, further=further) for amount in self.leaves.values()]):
            leaves = dict(zip(self.leaves, picked, strict=True))
            printed = [self.margin(leaves, key) for key in self.keys]
            if all(steps in may for steps, may in zip(printed, allowed, strict=True)):
                costs.append(self.cost(printed))
        return min(costs, default=None)


def choices(amount: int, *, further: bool) -> list[int]:
    below, rest = divmod(amount, UNIT)
    near = [below, below + 1] if rest else [below]
    if further and amount:
        near = [near[0] - 1, *near, near[-1] + 1]
    return [steps for steps in near if steps * amount >= 0]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    sizes = draw(st.sampled_from([(3,), (6,), (2, 2), (2, 3), (3, 2), (2, 2, 2)]))
    amounts = st.sampled_from((0, 5, 15, 25, 35)) if draw(st.booleans()) else st.integers(-30, 60)
    return Table(sizes, {key: draw(amounts) for key in itertools.product(*map(range, sizes))})


@st.composite
def systems(draw: st.DrawFn) -> tuple[list[int], list[Sum]]:
    """A few small amounts, and whatever must hold between them."""
    amounts = draw(st.lists(st.sampled_from((-15, -10, -5, 0, 3, 5, 10, 15, 20, 25)), min_size=1, max_size=5))
    sums = []
    for _ in range(draw(st.integers(1, 3))):
        indices = draw(st.lists(st.integers(0, len(amounts) - 1), min_size=1, max_size=4, unique=True))
        terms = tuple((draw(st.sampled_from((-3, -2, -1, 1, 1, 2))), index) for index in indices)
        sums.append(Sum(terms, draw(st.booleans())))
    return amounts, sums
