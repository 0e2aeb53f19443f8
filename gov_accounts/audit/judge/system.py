"""A document as one system: every printed number a node, every rule an equation between nodes, in integers.

What no table prints (last year's figures, budgets) is worked out from the words that name it, so that equations are
between printed numbers only. An amount is in fen; a node's exact amount is within its slack to either side.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from gov_accounts.law.formula import Formula, Positive, Reference
from gov_accounts.statements.paper import PaperTable
from gov_accounts.statements.ties import equations

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from gov_accounts.audit.paper import Claim, FoundTable, PrintedNumber, Prose, Tables
    from gov_accounts.audit.spot import Spot
    from gov_accounts.statements.ties import Equation

Sort = Literal["equal", "same", "ratio", "at-least"]
Terms = tuple[tuple[int, int], ...]
"""Nodes, each with how often it counts."""
State = Literal["holds", "open", "broken"]
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Node:
    """A printed number, or a blank cell, which is nothing.

    Attributes:
        reference: the cell, or the quantity that words name.
        value: in fen as it stands; a ratio's in millionths of a per cent.
        slack: how far the exact amount may be from it.
        spot: where it stands.
        number: as printed; None for a blank cell.
        claim: the claim it is the number of; None for a cell.
    """

    reference: Reference | None
    value: int
    slack: int
    spot: Spot
    number: PrintedNumber | None
    claim: Claim | None = None

    @property
    def table(self) -> str:
        """The key of its table; nothing for words."""
        return str(self.reference.table) if self.reference is not None and self.claim is None else ""


@dataclass(frozen=True, slots=True)
class Rule:
    """An equation between nodes: the sum of the left ones less the right ones is nothing.

    Attributes:
        left, right: of a ratio the numerator and the denominator.
        ratio: of a ratio, the node of the printed one.
        why: the sentence of the rule, without its full stop.
        source: where the rule stands; nothing where arithmetic is enough.
    """

    id: str
    rule: str
    sort: Sort
    left: Terms
    right: Terms
    why: str
    source: str = ""
    ratio: int | None = None

    @property
    def nodes(self) -> tuple[int, ...]:
        """Every node it is about, each once."""
        ratio = () if self.ratio is None else (self.ratio,)
        return tuple(dict.fromkeys((*ratio, *(node for node, _ in (*self.left, *self.right)))))

    def difference(self) -> dict[int, int]:
        """The left side less the right one: node → how often it counts."""
        sums: dict[int, int] = {}
        for sign, terms in ((1, self.left), (-1, self.right)):
            for node, times in terms:
                sums[node] = sums.get(node, 0) + sign * times
        return {node: times for node, times in sums.items() if times}


@dataclass(slots=True)
class System:
    """All nodes and rules of a document.

    Attributes:
        touching: node → the rules that it is in.
        left_out: rules that name what the document doesn't print.
    """

    nodes: list[Node] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    touching: dict[int, list[int]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def add(self, node: Node) -> int:
        """A new node's number."""
        self.nodes.append(node)
        return len(self.nodes) - 1

    def rule(self, rule: Rule) -> None:
        """A new rule; one without nodes, or between a node and itself, says nothing."""
        if rule.nodes and (rule.sort == "ratio" or rule.difference()):
            for node in rule.nodes:
                self.touching.setdefault(node, []).append(len(self.rules))
            self.rules.append(rule)

    def value(self, node: int, changed: Mapping[int, int]) -> int:
        """A node's value, some being changed."""
        return changed.get(node, self.nodes[node].value)

    def total(self, terms: Iterable[tuple[int, int]], changed: Mapping[int, int]) -> int:
        """The sum of some nodes."""
        return sum(times * self.value(node, changed) for node, times in terms)

    def slack(self, terms: Iterable[tuple[int, int]]) -> int:
        """How far the exact sum may be from it."""
        return sum(abs(times) * self.nodes[node].slack for node, times in terms)

    def state(self, rule: Rule, changed: Mapping[int, int] | None = None) -> State:
        """Whether a rule holds as printed, may hold of what was rounded, or can't."""
        changed = changed or {}
        if rule.sort == "ratio":
            return self._ratio(rule, changed)
        difference = rule.difference()
        off = sum(times * self.value(node, changed) for node, times in difference.items())
        slack = self.slack(difference.items())
        if rule.sort == "at-least":
            return "holds" if off >= 0 else "open" if off + slack >= 0 else "broken"
        if off == 0:
            return "holds"
        if rule.sort == "same":
            slacks = sorted(self.nodes[node].slack for node in difference)
            # Printed more coarsely in one place than in another, both may be right as they stand.
            return "holds" if slacks[0] != slacks[-1] and abs(off) <= slacks[-1] else "broken"
        return "open" if abs(off) <= slack else "broken"

    def _ratio(self, rule: Rule, changed: Mapping[int, int]) -> State:
        if rule.ratio is None:
            raise ValueError(rule.id)
        printed, within = self.value(rule.ratio, changed), self.nodes[rule.ratio].slack
        top, bottom = self.total(rule.left, changed), self.total(rule.right, changed)
        scale = PERCENT * 10**6
        if bottom == 0:
            return "open"  # A ratio to nothing is a matter of words.
        exact = Fraction(top * scale, bottom)
        if abs(exact - printed) <= within:
            return "holds"
        ends = [
            Fraction((top + a) * scale, bottom + b)
            for a in (-self.slack(rule.left), self.slack(rule.left))
            for b in (-self.slack(rule.right), self.slack(rule.right))
            if bottom + b
        ]
        return "open" if min(ends) <= printed + within and max(ends) >= printed - within else "broken"


def system_of(tables: Tables, prose: Prose, previous: Tables | None = None) -> System:
    """The system of a document's tables and words; last year's tables may be beside them."""
    made = _Maker(System())
    shown = dict(tables.tables)
    loose = {(each.spot.table, each.spot.row) for each in tables.unplaced}
    for key, table in shown.items():
        made.table(key, table, loose)
    for key, table in (previous.tables if previous is not None else {}).items():
        made.table(f"previous.{key}", table)
    made.claims(prose.claims)
    shapes: dict[str, PaperTable] = {
        form.key: PaperTable(form, tables.year, {}) for form in tables.profile.formats.formats
    }
    shapes |= {key: _shape(table, tables.year) for key, table in shown.items()}
    if previous is not None:
        shapes |= {f"previous.{key}": _shape(table, previous.year) for key, table in previous.tables.items()}
    fiscal_only = _fiscal_only(tables)
    by_column = fiscal_only and not _in_other_columns(tables)
    for each in equations(shapes, tables.profile.formats):
        # What fiscal money pays may stand in other columns than 基本支出 and 项目支出: then these differ by right.
        apart = each.rule.startswith("expenditure-fiscal-")
        made.equation(each, fiscal_only=by_column if apart else fiscal_only)
    for number, relation in enumerate(prose.relations):
        made.between(
            f"{relation.rule}-{number}",
            relation.rule,
            "equal" if relation.exact else "at-least",
            relation.left,
            relation.right,
            relation.why,
        )
    return made.system


def _shape(table: FoundTable, year: int) -> PaperTable:
    rows = {
        row: {column: number.value if number is not None else None for column, number in cells.items()}
        for row, cells in table.rows.items()
    }
    return PaperTable(table.form, year, rows)


def _fiscal_only(tables: Tables) -> bool:
    """Whether the tables say that there is no money but fiscal money: then all tables of it show the same."""
    whole, fiscal = tables.tables.get("income_expenditure"), tables.tables.get("fiscal_income_expenditure")
    if whole is None or fiscal is None:
        return False

    def fen(table: FoundTable, row: str, column: str) -> int:
        number = table.rows.get(row, {}).get(column)
        return number.fen if number is not None else 0

    income = sum(fen(whole, row, "amount") for row in ("general", "gov_fund", "state_capital"))
    other = ("superior", "operations", "business", "subsidiary", "other", "surplus_used", "distribution")
    return (
        income != 0
        and income == fen(whole, "total_income", "amount")
        and all(fen(whole, row, "amount") == 0 for row in other)
        and fen(whole, "opening", "amount") == fen(fiscal, "opening", "amount")
        and fen(whole, "closing", "amount") == fen(fiscal, "closing", "total")
    )


def _in_other_columns(tables: Tables) -> bool:
    """Whether 支出决算表 has money in the columns that the tables of fiscal money haven't got."""
    table = tables.tables.get("expenditure")
    total = table.rows.get("total", {}) if table is not None else {}
    numbers = (total.get(each) for each in ("superior", "business", "subsidiary"))
    return any(number is not None and number.value for number in numbers)


class _Maker:
    """Puts a system together: first what is printed, then what words give beside it, then the rules."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.cells: dict[Reference, int] = {}
        self.known: dict[Reference, tuple[tuple[int, Fraction], ...]] = {}
        self.tables: dict[str, FoundTable] = {}

    def table(self, key: str, table: FoundTable, loose: Collection[tuple[str, str]] = ()) -> None:
        """A node for each cell, blank ones too; of a row with numbers that have no place, blank ones are unknown."""
        self.tables[key] = table
        for row, cells in table.rows.items():
            for column, number in cells.items():
                reference = Reference(row, column, key)
                spot = table.spots.get((row, column))
                if number is not None:
                    node = Node(reference, number.fen, number.slack, number.spot, number)
                elif spot is not None and (table.number, spot.row) not in loose:
                    node = Node(reference, 0, table.unit // 2 // PERCENT if table.unit > PERCENT else 0, spot, None)
                else:
                    continue
                self.cells[reference] = self.system.add(node)

    def terms(self, formula: Formula) -> tuple[tuple[int, int], ...] | None:
        """A formula in nodes; None where it names what isn't known, or isn't a sum."""
        sums: dict[int, Fraction] = {}
        for term in formula.terms:
            if not isinstance(term.of, Reference):
                return None
            found = self.of(term.of)
            if found is None:
                return None
            for node, times in found:
                sums[node] = sums.get(node, Fraction(0)) + term.sign * times
        if any(times.denominator != 1 for times in sums.values()):
            return None
        return tuple((node, int(times)) for node, times in sums.items() if times)

    def of(self, reference: Reference) -> tuple[tuple[int, Fraction], ...] | None:
        """A quantity in nodes; nothing where it is nothing for certain."""
        if reference in self.cells:
            return ((self.cells[reference], Fraction(1)),)
        if reference in self.known:
            return self.known[reference]
        table = self.tables.get(str(reference.table))
        if table is None or reference.column is None:
            return None
        panel = table.form.panel_of(reference.key)
        if panel is None or reference.key in table.rows:
            return None
        row = next((each for each in panel.rows if each.key == reference.key), None)
        printed = {column for cells in table.rows.values() for column in cells}
        if row is not None and row.formula_in(reference.column) is not None:
            return None  # A total that isn't printed is unknown, not nothing.
        return () if reference.column in printed else None

    def claims(self, claims: tuple[Claim, ...]) -> None:
        """Nodes for numbers in words; what only they name becomes known by the first that does."""
        waiting = [(self.system.add(_node_of(each)), each) for each in claims]
        while waiting:
            left = [(node, claim) for node, claim in waiting if not self._settled(node, claim)]
            if len(left) == len(waiting):
                break
            waiting = left
        self.system.left_out += [f"{claim.name} {claim.number.spot.printed}".strip() for _, claim in waiting]

    def _settled(self, node: int, claim: Claim) -> bool:
        unknown = [term for term in claim.amount.terms if isinstance(term.of, Reference) and self.of(term.of) is None]
        if any(isinstance(term.of, Positive) for term in claim.amount.terms):
            return False
        if claim.kind == "amount" and len(unknown) == 1 and isinstance(unknown[0].of, Reference):
            # The number makes the only unknown known.
            term = unknown[0]
            sums: dict[int, Fraction] = {node: Fraction(claim.sign or 1) * term.sign}
            for other in claim.amount.terms:
                if other is not term and isinstance(other.of, Reference):
                    for each, times in self.of(other.of) or ():
                        sums[each] = sums.get(each, Fraction(0)) - other.sign * term.sign * times
            self.known[unknown[0].of] = tuple((each, times) for each, times in sums.items() if times)
            return True
        if unknown:
            return False
        top = self.terms(claim.amount)
        if top is None:
            return False
        spot = claim.number.spot
        name = f"{spot.section}的{claim.name or '数'} {spot.printed}"
        if claim.kind == "ratio":
            bottom = self.terms(claim.base) if claim.base is not None else None
            if bottom is None:
                return False
            if claim.sign < 0:
                top = tuple((each, -times) for each, times in top)
            self.system.rule(
                Rule(f"{claim.rule}-{node}", claim.rule, "ratio", top, bottom, f"{name} 应是两数相除所得", "", node)
            )
            return True
        single = len(top) == 1 and top[0][1] == 1
        mine = ((node, claim.sign or 1),)
        self.system.rule(
            Rule(f"{claim.rule}-{node}", claim.rule, "same" if single else "equal", mine, top, f"{name} 应与表中一致")
        )
        return True

    def equation(self, equation: Equation, *, fiscal_only: bool) -> None:
        """A tie or a formula of the forms."""
        sort: Sort = equation.kind
        if equation.when == "equal" or (equation.rule.startswith("expenditure-fiscal") and fiscal_only):
            if not fiscal_only and equation.when == "equal" and not equation.rule.startswith("carried"):
                return
            sort = "same"
        if sort == "at-least":
            return
        self.between(equation.id, equation.rule, sort, equation.left, equation.right, equation.why, equation.source)

    def between(
        self, name: str, rule: str, sort: Sort, left: Formula, right: Formula, why: str, source: str = ""
    ) -> None:
        """An equation between formulas, if all that it names is known."""
        printed = any(str(each.table) in self.tables for each in (*left.references(), *right.references()))
        if not right.terms and not printed:
            return  # The sum of the rows of a table that isn't there.
        one, other = self.terms(left), self.terms(right)
        if one is None or other is None:
            if printed and all(each.column is not None for each in (*left.references(), *right.references())):
                self.system.left_out.append(why or name)
            return
        made = Rule(name, rule, "equal" if sort == "same" else sort, one, other, why, source)
        shown = [
            (node, times)
            for node, times in made.difference().items()
            if self.system.nodes[node].number is not None or self.system.nodes[node].value
        ]
        twice = len(shown) == 2 and {times for _, times in shown} == {1, -1}  # noqa: PLR2004
        alone = len(right.terms) == 1 and len(left.terms) == 1
        if sort != "at-least" and twice and (sort == "same" or alone):
            made = Rule(name, rule, "same", one, other, why, source)
        self.system.rule(made)


def _node_of(claim: Claim) -> Node:
    number = claim.number
    if claim.kind == "ratio":
        step = 10 ** (6 - number.decimals) if number.decimals < 6 else 1  # noqa: PLR2004
        return Node(None, int(number.value * 10**6), step // 2, number.spot, number, claim)
    single = claim.amount.terms[0].of if len(claim.amount.terms) == 1 else None
    reference = single if isinstance(single, Reference) else None
    return Node(reference, number.fen, number.slack, number.spot, number, claim)


def broken(system: System, changed: Mapping[int, int] | None = None) -> Iterator[int]:
    """The rules that can't hold, by number."""
    for number, rule in enumerate(system.rules):
        if system.state(rule, changed) == "broken":
            yield number
