"""What is said of a 科目余额表."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.money import yuan_text
from gov_accounts.text import clean, first_few

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.exchange.balances.dimensions import Unknown
    from gov_accounts.exchange.balances.period import Months
    from gov_accounts.exchange.balances.rows import Row
    from gov_accounts.exchange.balances.tree import Wrong

SPANS: Final = {
    "year_opening": "年初",
    "opening": "期初",
    "period": "本期",
    "year": "本年累计",
    "closing": "期末",
}
_SIDES: Final = {"debit": "借方发生额", "credit": "贷方发生额", "balance": "余额", "amount": "余额"}
_KEYS: Final = {"func": "功能分类", "econ": "经济分类", "fund": "资金性质", "project": "项目"}
_EXAMPLES: Final = {"func": "2060501", "econ": "30201", "fund": "11", "project": "P1"}
_MOST: Final = 8
OPENING_MISSING: Final = "balance-year-opening-missing"
CODES_MISSING: Final = "balance-codes-missing"
"""Rules of findings without which there is no opening."""


def figure(span: str, side: str) -> str:
    """What a figure is called."""
    return f"{SPANS[span]}{_SIDES[side]}"


def balance_text(fen: int) -> str:
    """A balance as a person reads it, its side before it."""
    return f"{'借' if fen > 0 else '贷' if fen < 0 else '平'} {yuan_text(abs(fen))}"


def account_text(row: Row) -> str:
    """An account as the table calls it."""
    said = [f"{_KEYS[key]} {each.code or each.name}" for key, each in row.codes.items() if each]
    details = "/".join(row.details)
    head = clean(" ".join(filter(None, [row.code, row.name])) + (f"/{details}" if details else ""))
    return head + (f"（{clean('，'.join(said))}）" if said else "")


def _in_sheet(sheet: str) -> str:
    return f"工作表“{clean(sheet)}”的" if sheet else ""


def no_columns(place: Place) -> Finding:
    """A file without the columns."""
    return Finding(
        "balance-columns-missing",
        "不像科目余额表：找不到科目编码（或名称）和期初、期末余额的列名。",
        "科目余额表要有科目编码或名称，期初（或年初）余额，发生额，期末余额；余额分借方、贷方两栏，或一栏余额加一栏方向。",
        "核对是不是选错了文件；列名叫法不同的，改成“科目编码、科目名称、期初借方、期初贷方、本期借方、本期贷方、期末借方、期末贷方”。",
        place,
    )


def bad_amount(place: Place, sheet: str, column: str, text: str) -> Finding:
    """A cell that should have an amount."""
    return Finding(
        "balance-amount-unreadable",
        f"{_in_sheet(sheet)}“{clean(column)}”栏里的“{clean(text)}”不是金额。",
        "金额是数字，最多两位小数；空着就是零。",
        "在表里改成金额，再读一次。",
        place,
    )


def bad_direction(place: Place, sheet: str, text: str, fen: int) -> Finding:
    """A side that isn't one."""
    return Finding(
        "balance-side-unreadable",
        f"{_in_sheet(sheet)}余额 {yuan_text(fen)} 元的方向是“{clean(text)}”。",
        "方向写借或贷；余额是零的写平，或空着。",
        "在表里写上借或贷，再读一次。",
        place,
    )


def no_account(place: Place, sheet: str, text: str) -> Finding:
    """A row with amounts and no account."""
    return Finding(
        "balance-row-without-account",
        f"{_in_sheet(sheet)}这一行有金额，“{clean(text)}”不是科目编码。",
        "每行是一个科目，编码以四位总账科目编码开头；合计、小计和说明的行不读。",
        "在表里写上科目编码；是合计的，写“合计”；不要的行删掉。",
        place,
    )


def odd_code(row: Row, rule: Sequence[int]) -> Finding:
    """A code whose levels can't be told."""
    lengths = "-".join(map(str, rule))
    return Finding(
        "balance-code-odd",
        f"科目编码 {clean(row.code)} 有 {len(row.code)} 位，不合 {lengths} 的规则，看不出它的上级是哪几位。",
        "编码各级几位，决定它是谁的明细；上级科目都在表里的，软件自己看得出。",
        "在原软件里连上级科目一起导出；或在自己的导入表里写 rule，如 rule = [4, 3, 3]；编码写错的改正。",
        row.place,
    )


def unknown_account(row: Row) -> Finding:
    """An account that isn't the chart's."""
    return Finding(
        "balance-account-unknown",
        f"科目 {account_text(row)} 不在政府会计制度的科目表里。",
        "科目以四位总账科目编码开头（财会〔2017〕25号），账本的账户按它来认。",
        "核对编码；原软件自编的科目，在自己的导入表里写它是账本的哪个账户："
        f'[accounts."{clean(row.code or row.name)}"] 下面写 account = "…"。',
        row.place,
    )


def unknown_code(row: Row, unknown: Unknown) -> Finding:
    """A code of a classification that is none, or a name of several."""
    said = clean(unknown.said.code or unknown.said.name)
    if unknown.among:
        what = f"{account_text(row)}的{_KEYS[unknown.key]}只写了“{said}”，叫这个名字的有 {len(unknown.among)} 个。"
        remedy = f"写代码，是其中一个：{first_few(list(unknown.among), _MOST)}。"
    else:
        what = f"{account_text(row)}的{_KEYS[unknown.key]}“{said}”认不出来。"
        remedy = f"写代码，如 {_EXAMPLES[unknown.key]}；可用 gov-accounts codes 按名称查。"
    return Finding(
        "balance-code-unknown",
        what,
        "功能分类是 7 位代码，部门预算支出经济分类是 5 位代码，资金性质是 11、12、13、2、3。",
        remedy,
        row.place,
    )


def codes_missing(row: Row, fen: int, keys: Sequence[str]) -> Finding:
    """A balance of the budget book that needs codes."""
    names = "和".join(_KEYS[key] for key in keys)
    heads = "、".join({"func": "功能科目代码", "fund": "资金性质代码"}.get(key, _KEYS[key]) for key in keys)
    meta = "，".join(f'{key}: "{_EXAMPLES[key] if key != "fund" else "3"}"' for key in keys)
    return Finding(
        CODES_MISSING,
        f"{account_text(row)}年初 {balance_text(fen)} 元没有{names}。",
        "财政拨款结转结余、非财政拨款结转结余分功能分类和资金性质滚存，决算的年初数按它们填列。",
        f"在余额表上加“{heads}”栏，写在这一行；不止一个的，拆成几行，金额合计不变。"
        f"整个科目只有一个的，也可写在账户的 open 下面（如 {meta}），或写在自己的导入表里："
        f'[accounts."{clean(row.code or row.name)}"]。',
        row.place,
    )


def row_unequal(row: Row, spans: tuple[str, str, str], told: int, comes_to: int) -> Finding:
    """A row whose figures contradict each other."""
    first, moved, last = (SPANS[each] for each in spans)
    return Finding(
        "balance-row-unequal",
        f"{account_text(row)}：{first}余额加{moved}借方减贷方是 {balance_text(comes_to)}，"
        f"{last}余额是 {balance_text(told)}，差 {yuan_text(abs(told - comes_to))} 元。",
        f"{first}余额＋{moved}借方发生额－{moved}贷方发生额＝{last}余额。",
        "到原软件里核对这个科目；表在 Excel 里改过的，重新导出。",
        row.place,
    )


def sum_unequal(wrong: Wrong) -> Finding:
    """A sum that isn't what is below it."""
    span, side = wrong.figure
    shown = balance_text if side == "balance" else yuan_text
    return Finding(
        "balance-sum-unequal",
        f"{account_text(wrong.row)}的{figure(span, side)}是 {shown(wrong.fen)}，下面 {wrong.below} 行合计 "
        f"{shown(wrong.sum)}，差 {yuan_text(abs(wrong.fen - wrong.sum))} 元。",
        "上级科目的数是它的明细之和；账本只记最末一级。",
        "表里少了明细、多了行，或改过数：在原软件里按最末级重新导出；明细没有编码又不止一级的，加一栏“级次”。",
        wrong.row.place,
    )


def book_unequal(place: Place, book: str, span: str, debit: int, credit: int) -> Finding:
    """A book whose debits and credits differ."""
    what = "余额" if span in ("year_opening", "opening", "closing") else "发生额"
    return Finding(
        "balance-book-unequal",
        f"{book}会计各科目的{SPANS[span]}{what}，借方合计 {yuan_text(debit)} 元，贷方合计 {yuan_text(credit)} 元，"
        f"差 {yuan_text(abs(debit - credit))} 元。",
        "财务会计、预算会计各自借贷相等。",
        "表里少了科目，或改过数：在原软件里导出全部科目的余额表，包括没有发生额的。",
        place,
    )


def no_months(place: Place) -> Finding:
    """A table that doesn't say of which months it is."""
    return Finding(
        "balance-period-missing",
        "看不出是哪年哪月的科目余额表。",
        "期初是哪天的、期末是哪天的，要写在表的标题里，或写在工作表名、文件名里。",
        "在表头上面加一行，如“期间：2020年1月-2020年12月”；或把文件名改成“科目余额表2020年1月-12月”；"
        "全年的表，也可加 --year 2020。",
        place,
    )


def other_money(place: Place, money: str) -> Finding:
    """Amounts that aren't yuan."""
    return Finding(
        "balance-unit-not-yuan",
        f"金额单位是{clean(money)}。",
        "账本记到分，万元、千元的表分不出来。",
        "在原软件里按元导出。",
        place,
    )


def flow_opens(row: Row, fen: int) -> Finding:
    """Income or expenditure that a year begins with."""
    return Finding(
        "balance-flow-opens",
        f"{account_text(row)}年初有余额 {balance_text(fen)} 元。",
        "收入、费用、预算收入、预算支出年末全部结转，年初没有余额（财会〔2017〕25号，各科目的“年末”）。",
        "核对表的期间是不是从一月起；上年没有结转的，先在原软件里结转，再导出。",
        row.place,
    )


def no_year_opening(place: Place, months: Months) -> Finding:
    """A table from which the year's opening can't be told."""
    return Finding(
        OPENING_MISSING,
        f"表是 {months.first.year} 年 {months.first.month} 月起的，看不出年初余额。",
        "账本从年初记起：年初余额取年初栏，或从一月起的期初栏，或期末余额减去本年累计发生额。",
        "在原软件里导出一月起的余额表，或带年初余额（本年累计借方、贷方）栏的。",
        place,
        Severity.NOTICE,
    )


def opening_unequal(row: Row, told: int, other: int) -> Finding:
    """A year's opening that is told twice, differently."""
    return Finding(
        "balance-openings-differ",
        f"{account_text(row)}年初余额栏是 {balance_text(told)}，按一月期初（或期末减累计）是 {balance_text(other)}，"
        f"差 {yuan_text(abs(told - other))} 元。",
        "年初余额就是一月的期初余额，也等于期末余额减去本年累计发生额。",
        "到原软件里核对这个科目的年初余额。",
        row.place,
    )


def other_book(place: Place, rows: int) -> Finding:
    """Accounts of appropriations."""
    return Finding(
        "balance-other-book",
        f"有 {rows} 行是预算指标的科目，没有读。",
        "预算指标从批复记起，不从科目余额表转入。",
        "批复的指标记在 appropriations.beancount。",
        place,
        Severity.NOTICE,
    )


def fund_presumed(place: Place, rows: Sequence[Row]) -> Finding:
    """The fund that 财政拨款结转, 结余 are taken to be of."""
    return Finding(
        "balance-fund-presumed",
        f"{first_few([account_text(each) for each in rows], _MOST)}没有写资金性质，记作 11 一般公共预算。",
        "财政拨款结转、结余多是一般公共预算的；是政府性基金（12）、国有资本经营预算（13）的要写明。",
        "不是一般公共预算的，在余额表上加“资金性质代码”栏；或在期初凭证里改 fund。",
        place,
        Severity.NOTICE,
    )
