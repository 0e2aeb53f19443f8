"""Units made straight from sums of postings, faster than from text: whole years of hostile figures."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from gov_accounts.books.cube import Group
from gov_accounts.law.codes import official_codes
from gov_accounts.law.profile import official_profile, profile_of
from gov_accounts.statements.fill import Statement, make_statements

if TYPE_CHECKING:
    from gov_accounts.law.formats import FormatSet

YEAR: Final = 2020
FISCAL: Final = ("11", "12", "13")
STYLES: Final = ("half", "any", "fen", "huge", "negative", "mixed")

_CODES: Final = official_codes()
_OFF_THE_FORM: Final = ("227", "230", "233")
FUNCS: Final = sorted(
    code
    for code in _CODES.functional.rows
    if len(code) == 7 and not code.startswith(_OFF_THE_FORM) and _CODES.functional.row(code, YEAR) is not None
)
ECONS: Final = sorted(
    code for code in _CODES.economic.rows if len(code) == 5 and _CODES.economic.row(code, YEAR) is not None
)
_OTHER_INCOME: Final = ("6101", "6201", "6301", "6401", "6601", "6609")


def amount(draw: random.Random, style: str) -> int:
    """An amount in fen: halves of a printed unit, any, a few fen, huge, or of either sign."""
    match style:
        case "half":
            return draw.randrange(40) * 10_000 + 5_000
        case "any":
            return draw.randint(1, 10**9)
        case "fen":
            return draw.randint(1, 3)
        case "huge":
            return draw.randint(1, 10**13)
        case "negative":
            return draw.randint(-(10**7), 10**7)
        case _:
            return amount(draw, draw.choice(STYLES[:-1]))


def unit(seed: int, leaves: int, style: str, funds: int = 5, formats: FormatSet | None = None) -> dict[str, Statement]:
    """The nine tables of a unit with so many kinds of expenditure, a third as many of income, and some carried in.

    Args:
        seed: the same gives the same unit.
        leaves: how many sums of expenditure.
        style: what its amounts are like.
        funds: of how many natures its money is, 一般公共预算 first.
        formats: the forms; those of `YEAR` where none are given.
    """
    draw = random.Random(seed)
    natures = ("11", "12", "13", "3", "2")[:funds]
    funcs = draw.sample(FUNCS, min(len(FUNCS), max(1, leaves // draw.choice((1, 2, 4)))))
    groups: list[Group] = []

    def add(code: str, func: str, econ: str, fund: str, project: str, year: int, sign: int) -> None:
        fen = amount(draw, style)
        groups.append(Group(code, func, econ, fund, project, year, closing=False, fen=fen, sign=sign, postings=1))

    for _ in range(leaves):
        fund = draw.choice(natures)
        code = "7201" if fund in FISCAL else draw.choice(("7201", "7201", "7301", "7401", "7501", "7901"))
        add(code, draw.choice(funcs), draw.choice(ECONS), fund, draw.choice(("", "", "P1")), YEAR, 1)
    for _ in range(max(1, leaves // 3)):
        fund = draw.choice(natures)
        code = "6001" if fund in FISCAL else draw.choice(_OTHER_INCOME)
        add(code, draw.choice(funcs), "", fund, draw.choice(("", "P1")), YEAR, -1)
    for _ in range(leaves // 5):
        fund = draw.choice(natures)
        add("8101" if fund in FISCAL else "8201", draw.choice(funcs), "", fund, "", YEAR - 1, -1)
    return make_statements(formats or profile_of(YEAR).formats, groups, YEAR, _CODES)


def paired(seed: int, leaves: int, style: str, funds: int = 5) -> tuple[dict[str, Statement], list[tuple[str, str]]]:
    """As `unit`, but most functions' money goes to one economic item, which has no other: 住房公积金 is 2210201, 30113.

    Returns:
        the tables; functions and economic items that are the same money of 一般公共预算 and 基本支出.
    """
    draw = random.Random(seed)
    natures = ("11", "11", "11", "12", "13", "3", "2")[: funds + 2]
    funcs, econs = draw.sample(FUNCS, leaves), draw.sample(ECONS, leaves)
    groups: list[Group] = []
    pairs: list[tuple[str, str]] = []

    def add(code: str, func: str, econ: str, fund: str, sign: int) -> None:
        fen = amount(draw, style)
        groups.append(Group(code, func, econ, fund, "", YEAR, closing=False, fen=fen, sign=sign, postings=1))

    shared = draw.randrange(leaves)
    for func, econ in zip(funcs, econs, strict=True):
        fund = draw.choice(natures)
        own = bool(draw.randrange(8))
        if own and fund == "11":
            pairs.append((func, econ))
        add("7201", func, econ if own else econs[shared], fund, 1)
        add("6001" if fund in FISCAL else "6609", func, "", fund, -1)
    return make_statements(profile_of(YEAR).formats, groups, YEAR, _CODES), [
        each for each in pairs if each[1] != econs[shared]
    ]


def two_years(
    seed: int, leaves: int, style: str, funds: int = 3, forms: tuple[FormatSet, FormatSet] | None = None
) -> tuple[dict[str, Statement], dict[str, Statement]]:
    """The tables of a year and of the next, which opens with what the first leaves: fiscal money alone.

    Args:
        seed: the same gives the same unit.
        leaves: how many sums a year has.
        style: what its amounts are like.
        funds: of how many natures its money is.
        forms: of both years; those of `YEAR` where none are given.
    """
    draw = random.Random(seed)
    funcs = draw.sample(FUNCS, max(1, leaves // draw.choice((1, 2, 4))))
    groups: list[Group] = []
    left: dict[tuple[str, str], int] = {}

    def add(code: str, func: str, fund: str, year: int, fen: int, *, closing: bool = False) -> None:
        econ = draw.choice(ECONS) if code == "7201" else ""
        project = draw.choice(("", "P1")) if code == "7201" else ""
        sign = 1 if code == "7201" else -1
        groups.append(Group(code, func, econ, fund, project, year, closing=closing, fen=fen, sign=sign, postings=1))
        if year < YEAR:
            left[func, fund] = left.get((func, fund), 0) - sign * fen

    for year in (YEAR - 1, YEAR):
        for _ in range(leaves):
            code = draw.choice(("7201", "7201", "6001", "8101" if year < YEAR else "6001"))
            before = year - 1 if code == "8101" else year
            add(code, draw.choice(funcs), draw.choice(FISCAL[:funds]), before, amount(draw, style))
    for (func, fund), fen in list(left.items()):
        brought = sum(each.fen for each in groups if each.code == "8101" and (each.func, each.fund) == (func, fund))
        add("8101", func, fund, YEAR - 1, fen - brought, closing=True)
    forms = forms or (profile_of(YEAR).formats,) * 2
    last, this = (
        make_statements(form, groups, year, _CODES) for form, year in zip(forms, (YEAR - 1, YEAR), strict=True)
    )
    return last, this


def units(most: int = 30) -> st.SearchStrategy[dict[str, Statement]]:
    """Any such unit."""
    return st.builds(unit, st.integers(0, 2**32), st.integers(1, most), st.sampled_from(STYLES), st.integers(1, 5))


def units_of(profile: str, form: str = "", most: int = 30) -> st.SearchStrategy[dict[str, Statement]]:
    """Any such unit, in another profile's forms."""
    formats = official_profile(profile, form).formats
    return st.builds(
        unit, st.integers(0, 2**32), st.integers(1, most), st.sampled_from(STYLES), st.integers(1, 5), st.just(formats)
    )
