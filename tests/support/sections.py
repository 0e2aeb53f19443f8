"""Where a year's document says what, and in which words: what a reader of that year's papers looks for."""

from __future__ import annotations

from typing import NamedTuple


class Sections(NamedTuple):
    """The numbers of a year's sections, and what it calls the budget and the money of “三公”.

    Attributes:
        state_capital: nothing where there is no such section.
        totals: 行次 of 表1's and 表4's 总计 on the left.
    """

    sangong: str
    gov_fund: str
    state_capital: str
    operation: str
    procurement: str
    approval: str
    sangong_money: str
    totals: tuple[str, str]


_GENERAL = "一般公共预算财政拨款"
_OF_2019 = Sections("三.七.二", "三.八", "", "三.九", "三.十", "年初预算", _GENERAL, ("28", "29"))
_OF_2020 = Sections("三.七.二", "三.八", "三.九", "三.十", "三.十一", "年初预算", _GENERAL, ("30", "32"))
_OF_2022 = Sections("三.九.二", "三.七", "三.八", "三.十", "三.十一", "全年预算", "财政拨款", ("30", "32"))


def sections_of(year: int) -> Sections:
    """2019's, 2020's and 2021's, or those from 2022 on."""
    return _OF_2019 if year < 2020 else _OF_2020 if year < 2022 else _OF_2022
