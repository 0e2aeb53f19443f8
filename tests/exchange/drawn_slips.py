"""Vouchers drawn at random, as they are meant: what their sums are is known before any sheet is written."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import groupby

from hypothesis import strategies as st

from tests.exchange.layouts import AMOUNTS, DATES, Entry, Look, Slip

FINANCIAL = (
    ("1002", "银行存款"),
    ("100203", "工行基本户"),
    ("1011", "零余额账户用款额度"),
    ("121801", "某公司"),
    ("1601", "固定资产"),
    ("230701", "押金"),
    ("4001", "财政拨款收入"),
    ("4101", "事业收入"),
    ("5001", "业务活动费用"),
    ("500102", "商品和服务费用"),
    ("510101", "工资福利费用"),
)
BUDGET = (
    ("6001", "财政拨款预算收入"),
    ("6101", "事业预算收入"),
    ("7201", "事业支出"),
    ("720101", "基本支出"),
    ("800101", "零余额账户用款额度"),
    ("800102", "货币资金"),
    ("7901", "其他支出"),
)
FUNCS = ("", "2060501", "2060502", "2080505")
ECONS = ("", "30201", "30206", "31002")
FUNDS = ("", "11", "12", "13", "2", "3")
PROJECTS = ("", "", "P1", "P2", "XM-2020-003")
SUMMARIES = ("付电费", "收到拨款（第1批）", "购“办公用品”,等", "合计付款", "=1+1", "小计：五月")


@st.composite
def entries(draw: st.DrawFn, accounts: tuple[tuple[str, str], ...]) -> list[Entry]:
    """Lines of one book that add up to nothing."""
    count = draw(st.integers(1, 3))
    fens = draw(st.lists(st.integers(-(10**9), 10**9).filter(bool), min_size=count, max_size=count))
    rest = -sum(fens)
    if not rest:
        fens[0] += 1
        rest = -1
    made = []
    for fen in (*fens, rest):
        code, name = draw(st.sampled_from(accounts))
        made.append(
            Entry(
                code,
                name,
                fen,
                draw(st.sampled_from(FUNCS)),
                draw(st.sampled_from(ECONS)),
                draw(st.sampled_from(FUNDS)),
                draw(st.sampled_from(PROJECTS)),
                draw(st.sampled_from(("", "", *SUMMARIES))),
            )
        )
    return made


@st.composite
def slips(draw: st.DrawFn, year: int = 2020, most: int = 8) -> list[Slip]:
    """Vouchers by date, numbered by month and kind as software does."""
    days = sorted(
        draw(st.lists(st.dates(datetime.date(year, 1, 1), datetime.date(year, 12, 31)), min_size=1, max_size=most))
    )
    made = []
    for _, group in groupby(days, key=lambda day: day.month):
        numbers = {"记": 0, "收": 0}
        for day in group:
            word = draw(st.sampled_from(("记", "记", "收")))
            numbers[word] += 1
            books = draw(st.sampled_from(((FINANCIAL,), (BUDGET,), (FINANCIAL, BUDGET), (FINANCIAL, BUDGET))))
            lines = [entry for book in books for entry in draw(entries(book))]
            made.append(
                Slip(
                    day,
                    word,
                    numbers[word],
                    tuple(lines),
                    draw(st.sampled_from(SUMMARIES)),
                    draw(st.integers(0, 12)),
                    draw(st.sampled_from(("", "张三", "李 四"))),
                )
            )
    return made


looks = st.builds(
    Look,
    titles=st.integers(0, 3),
    two_rows=st.booleans(),
    blanks=st.booleans(),
    sums=st.booleans(),
    heads_again=st.booleans(),
    wide=st.booleans(),
    dates=st.sampled_from(DATES),
    amounts=st.sampled_from(AMOUNTS),
    shuffle=st.integers(0, 40),
)


@dataclass(frozen=True)
class Format:
    """A file's ending and encoding."""

    suffix: str
    encoding: str = "utf-8"


formats = st.sampled_from(
    (Format(".csv"), Format(".csv", "utf-8-sig"), Format(".txt", "gb18030"), Format(".xlsx"), Format(".xls", "gb18030"))
)
