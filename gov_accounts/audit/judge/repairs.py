"""What would have to be printed otherwise: the fewest numbers whose change makes broken rules hold, and breaks none.

A broken rule says that something is wrong, not what. So changes are tried: one number, with the sums above it; a column
moved by a row; two numbers exchanged; a table in another unit. The one that mends most rules, and breaks none, is
taken, and the next is looked for in what is left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.judge.slips import slip
from gov_accounts.audit.judge.system import broken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gov_accounts.audit.judge.system import Rule, System

_CHAIN: Final = 14
"""A number with the sums above it: a leaf of a table of three levels and two columns has ten."""
_COLUMN_FROM: Final = 3
"""So many broken rules of one column are looked at as a column that was moved."""
_WINDOWS: Final = 6000
"""So many ways of moving a column are tried at most."""
_FEW_STEPS: Final = 50_000
"""In fen: differences that are alike beyond this are no accident."""
_TEN_THOUSAND: Final = 10_000
_RIVALS: Final = 2
"""So many numbers beside the best that may as well be wrong: it can't be told which is."""
_SLIP: Final = 2
_WORTH: Final = {"broken": 0, "open": 1, "holds": 2}
"""A rule that holds to the last decimal speaks for its numbers more than one that rounding may explain."""


@dataclass(frozen=True, slots=True)
class Repair:
    """Numbers that should be others.

    Attributes:
        values: node → what it should be, the first the one it began with.
        copies: numbers in words that repeat one of them, and go with it.
        fixed: the rules that hold then.
        way: ``one``, ``chain``, ``moved``, ``exchanged``, ``unit``, ``ratio``.
    """

    values: Mapping[int, int]
    fixed: frozenset[int]
    way: str
    copies: Mapping[int, int]

    @property
    def all(self) -> dict[int, int]:
        """Everything that changes."""
        return {**self.values, **self.copies}


def repairs(system: System) -> tuple[list[Repair], list[int]]:
    """Repairs, one after another, and the broken rules that no repair explains."""
    done: list[Repair] = []
    changed: dict[int, int] = {}
    left = dict.fromkeys(broken(system))
    untold: list[int] = []
    while left:
        search = _Search(system, changed, left)
        best = search.best()
        if best is None:
            break
        if search.rivals >= (1 if search.slipped else _RIVALS):
            # Any number of a sum may be the wrong one: none is accused.
            untold += sorted(best.fixed)
            left = {rule: None for rule in left if rule not in best.fixed}
            continue
        done.append(best)
        changed |= best.all
        left = {rule: None for rule in left if system.state(system.rules[rule], changed) == "broken"}
    return done, [*untold, *left]


class _Search:
    """One step: the best single change, some having been made."""

    def __init__(self, system: System, changed: Mapping[int, int], left: Mapping[int, None]) -> None:
        self.system = system
        self.changed = dict(changed)
        self.left = left
        self.slipped = False
        """Whether a slip of the hand explains the best: another that one explains as well makes it unsure."""
        self.rivals = 0
        """How many single numbers would mend as much as the best of them, and as likely."""
        self.before = {number: system.state(rule, changed) for number, rule in enumerate(system.rules)}

    def best(self) -> Repair | None:
        """The change that mends most; None where none mends without breaking."""
        best: tuple[tuple[int, ...], Repair] | None = None
        for values, way in self._tries():
            found = self._weighed(values, way)
            if found is not None and best is not None and found[0] == best[0] and way == "one":
                self.rivals += found[1].fixed == best[1].fixed
            if found is not None and (best is None or found[0] > best[0]):
                best, self.rivals, self.slipped = found, 0, found[0][-1] == _SLIP
        return best[1] if best is not None else None

    def _tries(self) -> Iterator[tuple[dict[int, int], str]]:
        seen: set[tuple[int, int]] = set()
        for number in self.left:
            for node, value in self._settings(self.system.rules[number]):
                if (node, value) in seen or value == self.system.value(node, self.changed):
                    continue
                seen.add((node, value))
                yield {node: value}, "ratio" if self.system.rules[number].sort == "ratio" else "one"
                chain = self._chain(node, value)
                if len(chain) > 1:
                    yield chain, "chain"
        yield from self._exchanges()
        yield from self._moves()
        yield from self._units()

    def _settings(self, rule: Rule) -> Iterator[tuple[int, int]]:
        """Each node of a broken rule with the value that makes it hold."""
        if rule.sort == "ratio":
            bottom = self.system.total(rule.right, self.changed)
            if bottom and rule.ratio is not None:
                step = 2 * self.system.nodes[rule.ratio].slack or 1
                exact = self.system.total(rule.left, self.changed) * 100 * 10**6
                yield rule.ratio, _nearest(exact, bottom, step)
            return
        difference = rule.difference()
        off = sum(times * self.system.value(node, self.changed) for node, times in difference.items())
        for node, times in difference.items():
            if off % times == 0:
                yield node, self.system.value(node, self.changed) - off // times

    def _chain(self, node: int, value: int) -> dict[int, int]:
        """A number with the sums above it, in its own table, as they would have to be."""
        values = {node: value}
        table = self.system.nodes[node].table
        if not table:
            return values
        while len(values) < _CHAIN:
            upper = self._upper(values, table)
            if upper is None:
                return values
            values[upper[0]] = upper[1]
        return values

    def _upper(self, values: Mapping[int, int], table: str) -> tuple[int, int] | None:
        now = {**self.changed, **values}
        for number in dict.fromkeys(each for node in values for each in self.system.touching.get(node, ())):
            rule = self.system.rules[number]
            if len(rule.left) != 1 or rule.sort == "ratio" or self.before[number] == "broken":
                continue
            whole, times = rule.left[0]
            nodes = self.system.nodes
            inside = all(nodes[each].table == table for each in rule.nodes)
            worse = _WORTH[self.system.state(rule, now)] < _WORTH[self.before[number]]
            if whole in values or times != 1 or not inside or not worse:
                continue
            return whole, self.system.total(rule.right, now)
        return None

    def _exchanges(self) -> Iterator[tuple[dict[int, int], str]]:
        """Two numbers of one column, or of one row, in each other's place."""
        if len(self.left) < 2:  # noqa: PLR2004
            return
        guilty = dict.fromkeys(node for number in self.left for node in self.system.rules[number].nodes)
        cells = [node for node in guilty if self.system.nodes[node].table]
        for index, one in enumerate(cells):
            for other in cells[index + 1 :]:
                first, second = self.system.nodes[one].reference, self.system.nodes[other].reference
                if first is None or second is None:
                    continue
                same = first.column == second.column or first.key == second.key
                a, b = self.system.value(one, self.changed), self.system.value(other, self.changed)
                if same and first.table == second.table and a != b:
                    yield {one: b, other: a}, "exchanged"

    def _moves(self) -> Iterator[tuple[dict[int, int], str]]:
        """A column's numbers, or a run of them, a row higher or lower; what falls out at the end comes in again."""
        columns: dict[tuple[str, str], dict[int, None]] = {}
        for number in self.left:
            for node in self.system.rules[number].nodes:
                reference = self.system.nodes[node].reference
                if self.system.nodes[node].table and reference is not None:
                    columns.setdefault((str(reference.table), str(reference.column)), {})[number] = None
        tried = 0
        for (table, column), rules in columns.items():
            if len(rules) < _COLUMN_FROM:
                continue
            nodes = [
                number
                for number, node in enumerate(self.system.nodes)
                if node.table == table and node.reference is not None and node.reference.column == column
            ]
            values = [self.system.value(node, self.changed) for node in nodes]
            for begin in range(len(nodes)):
                for end in range(len(nodes), begin + 2, -1):
                    run = values[begin:end]
                    if tried > _WINDOWS or not any(run):
                        continue
                    tried += 2
                    for moved in ([*run[1:], run[0]], [run[-1], *run[:-1]]):
                        change = {
                            node: new for node, old, new in zip(nodes[begin:end], run, moved, strict=True) if old != new
                        }
                        if len(change) > 2:  # noqa: PLR2004
                            yield change, "moved"

    def _units(self) -> Iterator[tuple[dict[int, int], str]]:
        """A table printed in 元 where 万元 is said, or the other way."""
        tables = dict.fromkeys(
            self.system.nodes[node].table for number in self.left for node in self.system.rules[number].nodes
        )
        for table in filter(None, tables):
            nodes = [number for number, node in enumerate(self.system.nodes) if node.table == table and node.value]
            now = {node: self.system.value(node, self.changed) for node in nodes}
            yield {node: value * _TEN_THOUSAND for node, value in now.items()}, "unit"
            yield {node: value // _TEN_THOUSAND for node, value in now.items()}, "unit"

    def _weighed(self, values: dict[int, int], way: str) -> tuple[tuple[int, ...], Repair] | None:
        copies = self._copies(values)
        now = {**self.changed, **values, **copies}
        fixed: set[int] = set()
        gain = 0
        for number in dict.fromkeys(each for node in (*values, *copies) for each in self.system.touching.get(node, ())):
            state = self.system.state(self.system.rules[number], now)
            was = self.before[number]
            if state == "broken" and was != "broken":
                return None
            if was == "broken" and state != "broken" and number in self.left:
                fixed.add(number)
            gain += _WORTH[state] - _WORTH[was]
        if not any(self.system.rules[number].sort != "at-least" for number in fixed):
            return None  # That parts are more than the whole doesn't tell which of them is wrong.
        steps = 1 if way in {"moved", "unit"} else 2 if way == "exchanged" else len(values)
        words = all(self.system.nodes[node].claim is not None for node in values)
        # A sum is printed from its parts: of two ways as good, the one that leaves more as it stands.
        likely = min(self._likely(node, value) for node, value in values.items()) if way == "one" else 0
        weight = (gain - steps, len(fixed), int(words), -len(copies), -len(values), likely)
        return weight, Repair(values, frozenset(fixed), way, copies)

    def _likely(self, node: int, value: int) -> int:
        """How well a slip of the hand explains a number, of those that would mend as much: 2, 1, or 0 if not at all."""
        each = self.system.nodes[node]
        if not each.value or value < 0 < each.value:
            return 0
        step = 2 * each.slack or 1
        return _SLIP if slip(each.value, value, step) else 1

    def _copies(self, values: Mapping[int, int]) -> dict[int, int]:
        """Numbers in words that repeat a cell as it stands: they were copied from it, and change with it."""
        copies: dict[int, int] = {}
        for node, value in values.items():
            for number in self.system.touching.get(node, ()):
                rule = self.system.rules[number]
                if rule.sort != "same" or self.before[number] == "broken" or len(rule.nodes) != 2:  # noqa: PLR2004
                    continue
                other = next(each for each in rule.nodes if each != node)
                if self.system.nodes[other].claim is not None and other not in values:
                    sign = next(times for each, times in rule.left if each == other) if rule.left else 1
                    copies[other] = value * sign
        return copies


def _nearest(top: int, bottom: int, step: int) -> int:
    """A quotient rounded half up to a step."""
    if bottom < 0:
        top, bottom = -top, -bottom
    size = (2 * abs(top) + bottom * step) // (2 * bottom * step) * step
    return size if top >= 0 else -size


def together(system: System, found: Sequence[Repair]) -> list[list[Repair]]:
    """Repairs of one cause: the same difference, in one row or linked by a rule."""
    groups: list[list[Repair]] = []
    for each in found:
        home = next((group for group in groups if any(_linked(system, each, other) for other in group)), None)
        if home is None:
            groups.append([each])
        else:
            home.append(each)
    return groups


def _linked(system: System, one: Repair, other: Repair) -> bool:
    if "moved" in {one.way, other.way}:
        # What fell out at the end of a column that was moved is found by itself.
        return bool(one.values.keys() & other.values.keys())
    if one.values.keys() & other.values.keys():
        return True  # One number, looked at twice.
    if _slid(system, one, other) or _slid(system, other, one):
        return True
    moves = [{value - system.nodes[node].value for node, value in each.values.items()} for each in (one, other)]
    if one.way == "ratio" or other.way == "ratio" or not moves[0] & moves[1]:
        return False
    rows = [
        {ref.key for node in each.values if (ref := system.nodes[node].reference) is not None} for each in (one, other)
    ]
    if rows[0] & rows[1]:
        return True
    if max(abs(move) for move in moves[0] & moves[1]) > _FEW_STEPS:
        return True
    rules = [{number for node in each.all for number in system.touching.get(node, ())} for each in (one, other)]
    return bool(rules[0] & rules[1])


def _slid(system: System, one: Repair, other: Repair) -> bool:
    """Whether a number of one repair should be what is printed elsewhere in its column, which should be another.

    So it is where a column was pasted a row too low or too high, and what fell out at its end isn't printed.
    """
    for node, value in one.values.items():
        for there in other.values:
            here, beside = system.nodes[node].reference, system.nodes[there].reference
            if not value or here is None or beside is None or system.nodes[there].value != value:
                continue
            if node != there and (here.table, here.column) == (beside.table, beside.column):
                return True
    return False


def merged(system: System, group: Sequence[Repair]) -> Repair:
    """Repairs of one cause as one."""
    first, *others = group
    if any(_slid(system, one, other) for one in group for other in group if one is not other):
        first = replace(first, way="moved")
    for each in others:
        first = replace(
            first,
            values={**first.values, **each.values},
            copies={**first.copies, **each.copies},
            fixed=first.fixed | each.fixed,
        )
    return first
