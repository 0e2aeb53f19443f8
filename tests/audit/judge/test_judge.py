"""Figures judged: clean ones are clean, and of a planted error the place comes first, with its reason."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.audit.judge import judge
from gov_accounts.audit.judge.joint import impossible_together
from gov_accounts.audit.judge.system import system_of
from gov_accounts.audit.paper import Claim, PrintedNumber, Prose, Relation
from gov_accounts.audit.spot import Spot
from gov_accounts.law.formula import parse
from gov_accounts.law.profile import official_profile, profile_of
from gov_accounts.printing.rounding import HALF_UP
from gov_accounts.printing.units import WAN
from gov_accounts.statements.fill import Statement
from gov_accounts.statements.paper import PaperTable
from tests.audit.judge.made import changed, found, printed_tables
from tests.support.draws import draws
from tests.support.paper_tables import paper_tables
from tests.support.papers import read_paper
from tests.support.units import YEAR, unit, units

PROFILE = profile_of(YEAR)
FORMATS = PROFILE.formats
NOTHING_SAID = Prose(())

Tables = dict[str, PaperTable]


def judged(tables: Mapping[str, PaperTable], prose: Prose = NOTHING_SAID) -> list[tuple[str, str, str, str]]:
    """Of each finding that isn't a tail: kind, reason, first place, what should stand there."""
    return [
        (each.kind, each.reason, f"{each.places[0].table} {each.places[0].row} {each.places[0].column}", each.expected)
        for each in judge(found(tables, PROFILE, YEAR), prose).findings
        if each.kind != "tail"
    ]


@draws(12)
@given(units(12))
def test_what_we_print_is_clean(statements: dict[str, Statement]) -> None:
    assert not judge(found(printed_tables(statements, FORMATS), PROFILE, YEAR), NOTHING_SAID).findings


@draws(12)
@given(units(12))
def test_cells_rounded_each_for_itself_give_tails_alone(statements: dict[str, Statement]) -> None:
    made = judge(found(printed_tables(statements, FORMATS, HALF_UP), PROFILE, YEAR), NOTHING_SAID)
    assert {each.kind for each in made.findings} <= {"tail"}


# Planted


def tables() -> Tables:
    """A unit with four kinds of expenditure and all kinds of money."""
    return printed_tables(unit(3, 25, "any"), FORMATS)


def a_cell(made: Tables, table: str, column: str, least: int = 100) -> tuple[str, Decimal]:
    """The last row with a figure of so much at least in a column: a leaf."""
    rows = [(row, cells.get(column)) for row, cells in made[table].rows.items() if len(row) in {5, 7}]
    return [(row, figure) for row, figure in rows if figure is not None and figure >= least][-1]


def digits_swapped(figure: Decimal) -> Decimal:
    digits = f"{figure:.2f}".replace(".", "")
    at = next(
        place for place in range(len(digits) - 1) if digits[place] != digits[place + 1] and digits[place + 1] != "0"
    )
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    return Decimal(swapped).scaleb(-2)


SLIPS: dict[str, Callable[[Decimal], Decimal]] = {
    "少一位": lambda figure: Decimal(f"{figure:.2f}"[0] + f"{figure:.2f}"[2:]),
    "多一位": lambda figure: Decimal(f"{figure:.2f}"[0] + f"{figure:.2f}"),
    "数字颠倒": digits_swapped,
    "正负号": lambda figure: -figure,
    "单位": lambda figure: figure * 10_000,
    "抄错": lambda figure: figure + 37,
}


@pytest.mark.parametrize("table", ["income", "expenditure", "general_expenditure", "general_basic"])
@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_found_in_its_place_with_what_should_stand_there(table: str, slip: str) -> None:
    made = tables()
    form = made[table].format
    column = {"general_basic": "amount"}.get(table, "total")
    row, figure = a_cell(made, table, column)
    wrong = changed(made[table], row, column, SLIPS[slip](figure))
    ((_, reason, place, expected),) = judged({**made, table: wrong})
    assert place == f"{form.name} {form.row_name(row)} {form.column_name(row, column)}"
    assert expected == f"{figure:.2f}"
    assert reason == slip


def test_a_column_pasted_a_row_too_low_is_one_finding() -> None:
    made = tables()
    rows = list(made["general_expenditure"].rows)
    figures = [made["general_expenditure"].rows[row]["total"] for row in rows]
    table = made["general_expenditure"]
    for row, figure in zip(rows[2:9], [None, *figures[2:8]], strict=True):
        table = changed(table, row, "total", figure)
    ((kind, reason, place, _),) = judged({**made, "general_expenditure": table})
    assert (kind, reason) == ("impossible", "错行")
    assert place.startswith("表5")


def test_two_numbers_in_each_others_place() -> None:
    made = tables()
    table = made["general_expenditure"]
    one = table.rows["total"]
    swapped = changed(changed(table, "total", "basic", one["project"]), "total", "project", one["basic"])
    ((_, reason, place, _),) = judged({**made, "general_expenditure": swapped})
    assert reason == "邻栏"
    assert "合计" in place


def test_a_table_in_another_unit_is_one_finding() -> None:
    made = tables()
    table = made["general_basic"]
    for row, cells in made["general_basic"].rows.items():
        for column, figure in cells.items():
            if figure is not None:
                table = changed(table, row, column, figure * 10_000)
    ((kind, reason, place, _),) = judged({**made, "general_basic": table})
    assert (kind, reason) == ("impossible", "单位")
    assert place.startswith("表6")


def test_one_quantity_with_two_values_a_hundredth_apart_is_no_tail() -> None:
    made = tables()
    figure = made["income_expenditure"].rows["total_expenditure"]["amount"]
    assert figure is not None
    total = changed(made["expenditure"], "total", "total", figure + Decimal("0.01"))
    found_ = judged({**made, "expenditure": total})
    assert [each[0] for each in found_] == ["same"]
    assert found_[0][3] == f"{figure:.2f}"


# Words


def number(text: str, unit_: int = WAN.fen) -> PrintedNumber:
    value = Decimal(text)
    decimals = -int(value.as_tuple().exponent)
    return PrintedNumber(value, decimals, unit_, Spot(section="三部分三", printed=text))


def said(rule: str, amount: str, text: str, base: str = "", sign: int = 0, group: str = "") -> Claim:
    kind = "ratio" if base else "amount"
    return Claim(
        rule,
        kind,  # type: ignore[arg-type]
        parse(amount),
        number(text, 0 if base else WAN.fen),
        parse(base) if base else None,
        sign,
        "支出合计",
        group,
    )


TOTAL = "expenditure.total[total]"
LAST = "previous.expenditure.total[total]"


def of(prose: tuple[Claim, ...], relations: tuple[Relation, ...] = ()) -> list[tuple[str, str]]:
    """Of words alone: kind and what should stand."""
    made = judge(found({}, PROFILE, YEAR), Prose((), prose, relations))
    return [(each.kind, each.expected) for each in made.findings]


def test_words_alone_hold_together_or_not() -> None:
    right = (
        said("amount", TOTAL, "394.82"),
        said("change", f"{TOTAL} - {LAST}", "41.45", sign=1),
        said("growth", f"{TOTAL} - {LAST}", "11.7", LAST, sign=1),
    )
    assert of(right) == []
    assert of((*right[:2], said("growth", f"{TOTAL} - {LAST}", "11.8", LAST, sign=1))) == [("impossible", "11.7%")]
    assert of((*right[:2], said("growth", f"{TOTAL} - {LAST}", "11.7", LAST, sign=-1))) == [("impossible", "-11.7%")]


def test_a_quotient_cut_off_is_not_rounded() -> None:
    cut = (said("amount", TOTAL, "9759.38"), said("amount", "expenditure.total[basic]", "9746.50"))
    assert of((*cut, said("share", "expenditure.total[basic]", "99.87", TOTAL))) == []
    assert of((*cut, said("share", "expenditure.total[basic]", "99.86", TOTAL))) == [("impossible", "99.87%")]


def test_shares_made_to_add_up_to_a_hundred_may_differ_by_the_last_decimal() -> None:
    parts = {"264.87": "86.05", "10.82": "3.52", "2.71": "0.88", "29.42": "9.55"}
    cells = ["basic", "project", "superior", "business"]
    claims = [said("amount", TOTAL, "307.82")]
    for cell, (amount, share) in zip(cells, parts.items(), strict=True):
        claims.append(said("amount", f"expenditure.total[{cell}]", amount))
        claims.append(said("share", f"expenditure.total[{cell}]", share, TOTAL, group="一"))
    assert {kind for kind, _ in of(tuple(claims))} <= {"tail"}
    alone = tuple(claim for claim in claims if claim.number.spot.printed not in {"86.05", "3.52", "0.88"})
    assert ("impossible", "9.56%") in of(alone)


def test_units_and_decimals_are_compared_at_the_coarser() -> None:
    yuan = Claim("amount", "amount", parse(TOTAL), number("3948150.00", 100), name="支出合计")
    assert of((said("amount", TOTAL, "394.82"), yuan)) == []
    off = Claim("amount", "amount", parse(TOTAL), number("3958150.00", 100), name="支出合计")
    assert [kind for kind, _ in of((said("amount", TOTAL, "394.82"), off))] == ["same"]


def test_parts_of_a_whole_are_not_more_than_it() -> None:
    whole, one, other = (f"words.{name}[amount]" for name in ("whole", "one", "other"))
    claims = tuple(said("amount", name, "21.07") for name in (whole, one, other))
    more = Relation("parts", parse(whole), parse(f"{one} + {other}"), exact=False, why="部分之和不应大于总数")
    assert [kind for kind, _ in of(claims, (more,))] == ["impossible"]
    assert of(claims[:2], (Relation("parts", parse(whole), parse(one), exact=False, why=""),)) == []


# Together


def test_what_is_possible_alone_may_not_be_together() -> None:
    """a＋b＝2.01 needs both to be above 1.00, a＋c＝1.99 and b＋d＝1.99 need both to be no more than that."""
    sums = {"up": ("a", "b", "2.01"), "down": ("a", "c", "1.99"), "low": ("b", "d", "1.99")}
    claims = [said("amount", f"words.{name}[amount]", "1.00") for name in "abcd"]
    relations = []
    for name, (one, other, total) in sums.items():
        claims.append(said("amount", f"words.{name}[amount]", total))
        parts = parse(f"words.{one}[amount] + words.{other}[amount]")
        relations.append(Relation("sum", parse(f"words.{name}[amount]"), parts, exact=True, why="和"))
    for several in (relations[:1], relations[:2], relations):
        system = system_of(found({}, PROFILE, YEAR), Prose((), tuple(claims), tuple(several)))
        assert all(system.state(each) == "open" for each in system.rules)
        assert bool(impossible_together(system, {})) == (len(several) > 2)
    assert of(tuple(claims), tuple(relations)) == [("impossible", "")]


# Papers


@pytest.mark.parametrize(
    ("name", "profile", "kinds"),
    [
        ("putuo_guihua_2024", official_profile("2024-上海"), {"236.64", "3845.24"}),
        ("putuo_shegong_2024", official_profile("2024-上海", "26"), set()),
    ],
)
def test_published_tables(name: str, profile: object, kinds: set[str]) -> None:
    """The tables of two papers: the two quantities that are printed twice, and else tails."""
    assert isinstance(profile, type(PROFILE))
    paper = read_paper(name, "shanghai_2024")
    made = judge(found(paper_tables(paper, profile.formats), profile, paper.year), NOTHING_SAID)
    assert {each.expected for each in made.findings if each.kind != "tail"} == kinds
    assert {each.kind for each in made.findings} <= {"same", "tail"}


@draws(12)
@given(st.integers(0, 2**32))
def test_any_number_changed_much_is_seen(seed: int) -> None:
    draw = random.Random(seed)
    made = printed_tables(unit(seed % 7, 12, "any"), FORMATS)
    cells = [
        (key, row, column, figure)
        for key, table in made.items()
        for row, cells_ in table.rows.items()
        for column, figure in cells_.items()
        if figure
    ]
    key, row, column, figure = draw.choice(cells)
    assert judged({**made, key: changed(made[key], row, column, figure + draw.randint(1, 999))})
