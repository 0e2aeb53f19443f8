"""From exact fen to printed figures: the one place where statements are rounded.

    exact statements + ties ──half up | controlled──► Rounding: printed figures, what differs from half up and why

Half up (四舍五入) rounds each cell by itself, away from zero for negative ones, and then totals stop adding up.
Controlled rounding (舍位平衡) rounds all tables together so that every tie that holds exactly holds in print. What is
carried over from last year's tables was printed then, and is printed so again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from gov_accounts.law.formula import Reference
from gov_accounts.law.tie import PREVIOUS
from gov_accounts.money import yuan_text
from gov_accounts.printing.alike import same_money
from gov_accounts.printing.binaries import SolverError
from gov_accounts.printing.controlled import Sum, controlled, half_up
from gov_accounts.statements.figures import Figures, exact
from gov_accounts.statements.ties import Check, Equation, check, due, equations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gov_accounts.law.formats import FormatSet
    from gov_accounts.printing.units import MoneyUnit
    from gov_accounts.statements.fill import Statement

CONTROLLED: Final = "controlled"
HALF_UP: Final = "half-up"
ROUNDINGS: Final = (CONTROLLED, HALF_UP)


@dataclass(frozen=True, slots=True)
class Change:
    """A printed figure that isn't the exact one rounded half up.

    Attributes:
        exact: in fen.
        half_up, printed: in steps of the unit's last decimal.
        tie: one that needed it: it doesn't hold with this figure rounded half up. Or that it is the same money as
            another cell, if for that it isn't printed as the ties alone would have it.
    """

    cell: Reference
    exact: int
    half_up: int
    printed: int
    tie: Equation


@dataclass(frozen=True, slots=True)
class Rounding:
    """Printed figures of a year's tables, rounded together.

    Attributes:
        printed: steps of the unit's last decimal, of every cell that isn't exactly zero; among them last year's cells
            that this year's repeat.
        changes: what differs from half up, in the order of the tables.
        further: cells printed more than a step away from the exact figure, since nothing nearer adds up.
        tails: ties that hold exactly and not in print: with controlled rounding none but those of `conflict`, and
            those to last year's print where nothing that adds up agrees with it.
        conflict: ties that can't hold in print together; then every figure is half up.
        unsolved: no print in which the ties hold was found, though there may be one; then every figure is half up.
        alike: cells of the same money that are printed alike for that reason alone.
        apart: those that can't be printed alike.
        moved: how many cells more differ from half up for the sake of `alike`.
    """

    unit: MoneyUnit
    printed: Mapping[Reference, int]
    changes: tuple[Change, ...] = ()
    further: tuple[Reference, ...] = ()
    tails: tuple[Check, ...] = ()
    conflict: tuple[Equation, ...] = ()
    unsolved: bool = False
    alike: tuple[Equation, ...] = ()
    apart: tuple[Equation, ...] = ()
    moved: int = 0

    def figure(self, table: str, row: str, column: str) -> Decimal | None:
        """What is printed in a cell; nothing where the exact amount is zero."""
        steps = self.printed.get(Reference(row, column, table))
        return None if steps is None else self.unit.shown(steps)

    def value(self, reference: Reference) -> int:
        """A printed figure in steps; zero where nothing is printed."""
        return self.printed.get(reference, 0)

    @property
    def changed_since(self) -> tuple[Check, ...]:
        """Ties to last year's print that don't hold."""
        return tuple(each for each in self.tails if any(map(_is_previous, each.equation.tables())))

    def tailed_tables(self) -> frozenset[str]:
        """Keys of the tables in which something doesn't add up in print."""
        within = (each for each in self.tails if each not in self.changed_since)
        return frozenset().union(*(each.equation.tables() for each in within))


def printed(statements: Mapping[str, Statement], rounding: Rounding) -> Figures:
    """Statements' figures as they are printed, and how far from them the exact ones are.

    Within half a step as a rule; farther where controlled rounding printed another figure than the nearest. What isn't
    printed is zero, and so is its exact amount.

    Args:
        statements: the year's; last year's may be among them, see `with_previous`.
        rounding: theirs.
    """
    books, unit = exact(statements), rounding.unit

    def stated(cell: Reference) -> int:
        return rounding.value(cell) * unit.step

    def slack(cell: Reference) -> int:
        return max(unit.step // 2, abs(books.stated(cell) - stated(cell))) if cell in rounding.printed else 0

    return replace(
        books,
        stated=stated,
        slack=slack,
        knows=lambda cell: cell.column is not None,
        text=lambda fen: yuan_text(fen // unit.step),
        unit=unit.name,
    )


def round_statements(
    statements: Mapping[str, Statement],
    formats: FormatSet,
    unit: MoneyUnit,
    how: str = CONTROLLED,
    previous: Rounding | None = None,
) -> Rounding:
    """Round all tables of a year together.

    Args:
        statements: every table of the year, for ties link them; last year's may be among them, see `with_previous`.
        formats: the year's.
        unit: what to print in.
        how: ``controlled`` or ``half-up``.
        previous: how last year's are printed; without it they don't count.
    """
    if previous is None:
        statements = {key: each for key, each in statements.items() if not _is_previous(key)}
    amounts = dict(_amounts(statements))
    if previous is None and unit.step == 1:
        return Rounding(unit, amounts)
    ties = _printed_ties(statements, formats)
    settled = _settled(ties, previous) if previous is not None else {}
    amounts = {cell: fen for cell, fen in amounts.items() if not _is_previous(str(cell.table)) or cell in settled}
    plain = {cell: settled.get(cell, half_up(fen, unit.step)) for cell, fen in amounts.items()}
    if unit.step == 1:
        return Rounding(unit, plain)
    tails = _broken(ties, plain)
    if how == HALF_UP or not tails:
        return Rounding(unit, plain, tails=tails)
    cells = list(amounts)
    index = {cell: position for position, cell in enumerate(cells)}
    wishes = [
        Check(each, amounts[cell], amounts[cell])
        for each in same_money(statements, {c: fen for c, fen in amounts.items() if c not in settled})
        for cell in each.references()[:1]
    ]
    try:
        rounded = controlled(
            list(amounts.values()),
            [_sum(each, index) for each in ties],
            unit.step,
            [_name(cell, statements) for cell in cells],
            {index[cell]: steps for cell, steps in settled.items()},
            [_sum(each, index) for each in wishes],
        )
    except SolverError:
        return Rounding(unit, plain, tails=tails, unsolved=True)
    if rounded.conflict and settled:
        # Last year's print is a fact; where nothing that adds up agrees with it, this year's has to differ.
        alone = round_statements(statements, formats, unit, how)
        both = {**alone.printed, **settled}
        return replace(alone, printed=both, tails=_broken(ties, both))
    if rounded.conflict:
        return Rounding(unit, plain, tails=tails, conflict=tuple(ties[each].equation for each in rounded.conflict))
    printed = dict(zip(cells, rounded.printed, strict=True))
    by_ties = dict(zip(cells, rounded.alone or rounded.printed, strict=True))
    apart = tuple(wishes[each].equation for each in rounded.unmet)
    alike = tuple(each.equation for each in _broken(wishes, by_ties) if each.equation not in apart)
    return Rounding(
        unit,
        printed,
        tuple(_changes(amounts, plain, printed, ties, tails, _moved_to_be_alike(alike, printed, by_ties))),
        tuple(cells[each] for each in rounded.further),
        _broken(ties, printed),
        alike=alike,
        apart=apart,
        moved=sum((printed[cell] != steps) - (by_ties[cell] != steps) for cell, steps in plain.items()),
    )


def _is_previous(table: str) -> bool:
    return table.startswith(PREVIOUS)


def _settled(ties: Iterable[Check], previous: Rounding) -> dict[Reference, int]:
    """Last year's cells that this year's ties name, as they were printed."""
    named = {cell for each in ties for cell in each.equation.references() if _is_previous(str(cell.table))}
    last = {cell: Reference(cell.key, cell.column, str(cell.table).removeprefix(PREVIOUS)) for cell in named}
    return {cell: previous.printed[own] for cell, own in last.items() if own in previous.printed}


def _amounts(statements: Mapping[str, Statement]) -> Iterable[tuple[Reference, int]]:
    """Every cell that has an amount, in print order."""
    for key, statement in statements.items():
        for panel, each in statement.rows():
            for column in panel.columns:
                fen = statement.cell(each.row.key, column.key).fen
                if fen:
                    yield Reference(each.row.key, column.key, key), fen


def _name(cell: Reference, statements: Mapping[str, Statement]) -> str:
    """What decides between solutions that are equally good: printed names, which stay as they are in a year."""
    form = statements[str(cell.table)].format
    return f"{cell.table} {form.row_name(cell.key)} {form.column_name(cell.key, str(cell.column))}"


def _printed_ties(statements: Mapping[str, Statement], formats: FormatSet) -> list[Check]:
    """The ties between printed cells that hold exactly; what is broken in the books can't be mended in print."""
    books = exact(statements)
    between_cells = (each for each in equations(statements, formats) if each.printed())
    return [each for each in check(due(between_cells, {*books.whens, "equal"}), books) if each.holds]


def _must_equal(tie: Check) -> bool:
    """What is equal in the books is equal in print."""
    return tie.left == tie.right


def _broken(ties: Sequence[Check], printed: Mapping[Reference, int]) -> tuple[Check, ...]:
    """Those of the ties, as they hold in the books, that don't hold in print; in steps."""
    done = check((each.equation for each in ties), Figures({}, lambda cell: printed.get(cell, 0)))
    return tuple(
        after
        for before, after in zip(ties, done, strict=True)
        if (after.left != after.right if _must_equal(before) else not after.adds_up)
    )


def _sum(tie: Check, index: Mapping[Reference, int]) -> Sum:
    terms: dict[int, int] = {}
    for sign, operand in tie.equation.difference():
        if isinstance(operand, Reference) and operand in index:
            position = index[operand]
            terms[position] = terms.get(position, 0) + sign
    return Sum(tuple((value, position) for position, value in terms.items() if value), not _must_equal(tie))


def _moved_to_be_alike(
    alike: Iterable[Equation], printed: Mapping[Reference, int], by_ties: Mapping[Reference, int]
) -> dict[Reference, Equation]:
    """Cells that aren't printed as the ties alone would have it, with the cell that they are printed like."""
    return {cell: each for each in alike for cell in each.references() if printed[cell] != by_ties[cell]}


def _changes(
    amounts: Mapping[Reference, int],
    plain: Mapping[Reference, int],
    printed: Mapping[Reference, int],
    ties: Sequence[Check],
    tails: Sequence[Check],
    alike: Mapping[Reference, Equation],
) -> Iterable[Change]:
    """Each figure that isn't half up, with a tie it is needed for: one broken by half up, if there is one."""
    broken = {each.equation.id for each in tails}
    of_cell: dict[Reference, list[Check]] = {}
    for tie in sorted(ties, key=lambda each: each.equation.id not in broken):
        for cell in tie.equation.references():
            if printed.get(cell) != plain.get(cell):
                of_cell.setdefault(cell, []).append(tie)
    for cell, fen in amounts.items():
        if printed[cell] == plain[cell]:
            continue
        changed = {**printed, cell: plain[cell]}
        needing = alike.get(cell) or next(tie.equation for tie in of_cell[cell] if _broken([tie], changed))
        yield Change(cell, fen, plain[cell], printed[cell], needing)


def percentages(parts: Sequence[int], decimals: int = 1) -> tuple[Decimal, ...]:
    """Per cents of the parts of a whole that add to exactly 100: largest remainders are rounded up.

    Of equal remainders the larger part's is rounded up first, then the earlier one's.

    Args:
        parts: amounts, none negative; what they add up to is the whole.
        decimals: how many each per cent has.
    """
    whole = sum(parts)
    if not whole:
        return tuple(Decimal(0).scaleb(-decimals) for _ in parts)
    total = 100 * 10**decimals
    shares = [divmod(part * total, whole) for part in parts]
    short = total - sum(share for share, _ in shares)
    first = sorted(range(len(parts)), key=lambda index: (-shares[index][1], -parts[index], index))[:short]
    return tuple(Decimal(share + (index in first)).scaleb(-decimals) for index, (share, _) in enumerate(shares))
