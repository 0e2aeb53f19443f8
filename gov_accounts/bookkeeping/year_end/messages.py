"""What is said about a closing: why a year can't be closed, what is out of date, and what is worth knowing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.law.codes import official_codes
from gov_accounts.money import to_yuan, yuan_text
from gov_accounts.text import text_width

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence

STALE: Final = "closing-stale"
_SHOWN: Final = 5
_DATED: Final = "结转分录的日期是 12 月 31 日，账户那时要开着。"


def _named(code: str) -> str:
    return f"{code} {official_codes().chart.rows[code].name}"


def _commands(main_file: str, years: Iterable[int]) -> str:
    return "；".join(f"gov-accounts close {Path(main_file).name} --year {year}" for year in years)


# Errors


def code_not_in_force(account: str, func: str, year: int, place: Place) -> Finding:
    """A balance stands under a functional code that the year doesn't know any more."""
    return Finding(
        "closing-code-not-in-force",
        f"{account} 的余额记在功能分类科目 {func} 下，这个科目在 {year} 年不使用。",
        "结转分录的科目要在结转的年度有效。",
        f"先记一张 {year} 年的凭证，把这个余额从 {func} 调到新的功能分类科目，再结账。",
        place,
    )


def func_missing(account: str, target: str, place: Place | None) -> Finding:
    """A balance without a functional code goes to an account that needs one, and it can't be told which."""
    return Finding(
        "closing-func-missing",
        f"{account} 有余额没有功能分类（func），不能结转到 {_named(target)}。",
        f"{target} 的余额要有功能分类，而这一步结转的功能分类不止一个（或一个也没有），软件不猜。",
        '在这条分录下面写 func: "2060501"（换成实际科目）。',
        place,
    )


def closed_account(account: str, place: Place) -> Finding:
    """An account that has to be posted to at the year's end was closed before."""
    return Finding(
        "closing-account-closed",
        f"账户 {account} 在年末以前已经销户（close），年末结转要记它。",
        _DATED,
        "把 close 的日期改到下一年，或先把账户的余额转到别的账户。",
        place,
    )


def opened_later(account: str, opened: datetime.date, end: datetime.date, place: Place) -> Finding:
    """An account that has to be posted to at the year's end opens after it."""
    return Finding(
        "closing-account-opens-later",
        f"账户 {account} 在 {opened} 才开户，年末结转 {end} 就要记它。",
        _DATED,
        f"把 open 的日期改到 {end} 或以前。",
        place,
    )


def unknown_project(directive: str, values: Sequence[str], projects: Iterable[str], place: Place) -> Finding:
    """A project declared completed that was never declared, or a declaration of another shape."""
    known = "、".join(sorted(projects)) or "（没有）"
    return Finding(
        "closing-project-unknown",
        f"{directive} 声明的项目“{values[0]}”没有声明过。" if len(values) == 1 else f"{directive} 声明的写法不对。",
        f'写成 custom "{directive}" "项目编号"，编号是 gov-project 声明过的：{known}。',
        "核对项目编号，或先声明这个项目。",
        place,
    )


def not_ours(path: Path, *, edited: bool) -> Finding:
    """The closing file isn't as the command wrote it, or it never wrote it."""
    if edited:
        return Finding(
            "closing-file-edited",
            "结账文件被改动过。",
            "软件不覆盖人写的东西；要改结转的数，应改凭证，不改结转分录。",
            "把要保留的内容移到别的文件，删掉这个文件，再运行一次。",
            Place(str(path), 1),
        )
    return Finding(
        "closing-file-foreign",
        "这个文件不是结账命令写的。",
        "软件不覆盖人写的东西，而结账要写的正是这个文件名。",
        "给它换个文件名（连同 include 它的那一行），再运行一次。",
        Place(str(path), 1),
    )


def closing_posted(year: int, path: Path) -> Finding:
    """The closing entries are posted, and would be others now."""
    return Finding(
        "closing-posted",
        f"{year} 年的结转分录已经记账，不能重新生成。",
        "单位不得对已记账凭证进行删除、插入或修改（财会〔2020〕15号《政府会计准则制度解释第3号》四（一））。",
        f"{year} 年记账以后改过的凭证，恢复原样；要更正的，在 {year + 1} 年记“以前年度盈余调整”和“年初余额调整”。",
        Place(str(path), 1),
    )


def no_vouchers(year: int, main_file: Path) -> Finding:
    """A year in which nothing was recorded."""
    return Finding(
        "closing-no-vouchers",
        f"账本里没有 {year} 年的凭证，没有什么可以结转。",
        "年末结转的是一年的收入、支出和费用。",
        "核对 --year；凭证还没有记的，先记入凭证。",
        Place(str(main_file), 0),
    )


def no_next_year(year: int, main_file: Path) -> Finding:
    """A year that has none after it that could be opened."""
    return Finding(
        "closing-year-impossible",
        f"{year} 年不能结账。",
        "结账要写下一年的年初余额，日期里的年份是 1 到 9999。",
        "核对凭证的日期，改正年份。",
        Place(str(main_file), 0),
    )


def stale(
    year: int,
    path: Path,
    main_file: Path,
    differences: Sequence[tuple[str, int, int]],
    opening: Sequence[tuple[str, int, int]],
) -> Finding:
    """A closing that no longer fits its year: by how much, in which accounts.

    Args:
        year: the year.
        path: the closing file.
        main_file: the ledger.
        differences: what is carried over: account, due, done; fen, debit positive.
        opening: what the next year opens with: account, true balance, asserted one.
    """
    said = [
        *[_difference(*each) for each in differences[:_SHOWN]],
        *[_opening(*each) for each in opening[: _SHOWN if not differences else 0]],
    ]
    count = len(differences) or len(opening)
    more = f"；等 {count} 个账户" if count > _SHOWN else ""
    return Finding(
        STALE,
        f"{year} 年的年末结转已经过时：{'；'.join(said)}{more}。",
        f"结账以后，{year} 年或以前年度的凭证又有增减改动，结账文件还是原来的数，下一年的年初数也就不对。",
        f"运行 {_commands(str(main_file), [year])}，重新结转。",
        Place(str(path), 1),
    )


def _difference(account: str, due: int, done: int) -> str:
    if due == done:
        return f"{account} 金额不变，科目编码不同"
    return f"{account} 应结转{_side(due)}，已结转{_side(done)}，相差 {yuan_text(abs(due - done))} 元"


def _opening(account: str, true: int, asserted: int) -> str:
    return f"{account} 年末余额是{_side(true)}，结账时是{_side(asserted)}，相差 {yuan_text(abs(true - asserted))} 元"


def _side(fen: int) -> str:
    return f"{'借方' if fen > 0 else '贷方'} {yuan_text(abs(fen))} 元" if fen else " 0 元"


# Notices


def before_december(year: int, last: datetime.date, place: Place) -> Finding:
    """The year's last voucher is of an earlier month."""
    return _notice(
        "closing-before-december",
        f"{year} 年最后一张凭证是 {last}，12 月还没有凭证。",
        "年末结转应在全年凭证记完以后。",
        "以后补记了凭证，再运行一次结账，结转分录会重新生成。",
        place,
    )


def earlier_open(year: int, earlier: Sequence[int], place: Place) -> Finding:
    """Earlier years were never closed."""
    return _notice(
        "closing-earlier-open",
        f"{'、'.join(map(str, earlier))} 年还没有结账，那一年的收入、支出和费用还留在账上。",
        f"{year} 年的结转只结转 {year} 年的发生额；以前年度不结账，{year} 年的年初数就不全。",
        f"先结以前年度：{_commands(place.file, earlier)}。",
        place,
    )


def later_closed(year: int, later: Sequence[int], place: Place) -> Finding:
    """Later years were closed already, on what this year left them."""
    return _notice(
        "closing-later-closed",
        f"{'、'.join(map(str, later))} 年已经结账，它的年初数来自 {year} 年。",
        f"{year} 年的结转变了，以后年度的结转可能也要变。",
        f"再依次结一次：{_commands(place.file, later)}。",
        place,
    )


def negative(year: int, code: str, fund: str, fen: int, place: Place) -> Finding:
    """More was spent than there was: likely the opening balances are missing."""
    return _notice(
        "closing-negative",
        f"{year} 年末 {_named(code)}（资金性质 {fund or '没有写'}）是借方余额 {yuan_text(fen)} 元，结转和结余为负。",
        "支出不会多于年初结转和结余加本年收入；多出来的，多半是年初数没有记。",
        f"核对 {year} 年的年初余额是否记入了 {code}，上一年是否结账，支出的资金性质（fund）是否写对。",
        place,
    )


def old_loss(code: str, profit: int, used: int, law: str, place: Place) -> Finding:
    """An earlier loss is made good by the year's profit, which the statutory table counts whole."""
    return _notice(
        "closing-old-loss",
        f"{_named(code)}：本年盈余 {yuan_text(profit)} 元，其中 {yuan_text(used)} 元先弥补以前年度的经营亏损，"
        f"转入结余分配的是 {yuan_text(profit - used)} 元。",
        f"{law} {code}：本科目核算本年度收支相抵后余额弥补以前年度经营亏损后的余额，只结转贷方余额；"
        f"决算表的结余分配（58 行）算的是本年盈余，比账上多 {yuan_text(used)} 元，年末结转和结余（59 行）少同样多。",
        "账不必改；在决算说明里写明这笔差额。",
        place,
    )


def func_chosen(account: str, func: str, target: str, fen: int, place: Place) -> Finding:
    """A balance without a functional code that goes with the largest of several others."""
    return _notice(
        "closing-func-chosen",
        f"{account} 有{_side(fen)}没有功能分类（func），随金额最大的 {func} 结转到 {_named(target)}。",
        "经营结余不要求功能分类，转到的非财政拨款结余要求；这一步结转的功能分类不止一个。",
        f'应当是别的科目的，在这笔余额的分录下面写 func: "{func}"（换成实际科目），再结一次账。',
        place,
    )


def fiscal_business(year: int, code: str, place: Place) -> Finding:
    """经营支出 paid with fiscal money: the fiscal tables then differ from 财政拨款结转."""
    return _notice(
        "closing-fiscal-business",
        f"{year} 年有用财政拨款支付的 {_named(code)}。",
        "经营支出不应使用财政拨款；它结转到经营结余，财政拨款总表的年末数就与账上的财政拨款结转不等。",
        "核对这些分录的科目和资金性质（fund）。",
        place,
    )


# What to look at before a year is closed


class VoucherLeg(NamedTuple):
    """A leg of a voucher that a message proposes: fen, debit positive."""

    account: str
    fen: int


def voucher_text(
    year: int, narration: str, legs: Sequence[VoucherLeg], commodity: str, codes: str = "", meta: Sequence[str] = ()
) -> str:
    """A voucher of the year's last day, as it is to be typed; `codes` are its tags, with a space before them."""
    width = max(text_width(leg.account) for leg in legs)
    digits = max(len(str(to_yuan(leg.fen))) for leg in legs)
    lines = [f'{year}-12-31 * "{narration}"{codes}', *[f"  {line}" for line in meta]]
    for account, fen in legs:
        lines.append(f"  {account}{' ' * (width - text_width(account))}  {to_yuan(fen)!s:>{digits}} {commodity}")
    return "".join(f"\n        {line}" for line in lines)


def money_negative(year: int, code: str, fen: int, basis: str, place: Place) -> Finding:
    """Money or quota that has more taken out of it than there was."""
    return _notice(
        "closing-money-negative",
        f"{year} 年末 {_named(code)} 是贷方余额 {yuan_text(fen)} 元，从这里起付出的比有的多。",
        f"{basis}；不会是贷方余额。",
        "核对年初余额是否记了，付款的账户和金额是否记对，收款是否漏记；改正后再结一次账。",
        place,
    )


def not_settled(year: int, name: str, state: str, fen: int, basis: str, remedy: str, place: Place) -> Finding:
    """An account that should be at zero by the year's end has a balance."""
    return _notice(
        "closing-not-settled",
        f"{year} 年末 {name} 有{_side(fen)}的余额，{state}。",
        f"{basis}。",
        remedy,
        place,
    )


def quota_unrecorded(
    year: int, fund: str, approved: int, income: int, basis: str, remedy: str, place: Place
) -> Finding:
    """More was approved than income has been recorded: what is left may have to be recorded as 财政应返还额度."""
    return _notice(
        "closing-quota-unrecorded",
        f"{year} 年{fund}财政拨款的预算指标 {yuan_text(approved)} 元，已确认的财政拨款预算收入 {yuan_text(income)} 元，"
        f"少 {yuan_text(approved - income)} 元。",
        f"{basis}。",
        remedy,
        place,
    )


def advance_open(account: str, year: int, fund: str, fen: int, basis: str, voucher: str, place: Place) -> Finding:
    """An advance of other money that isn't settled by the year's end and not booked as expenditure."""
    return _notice(
        "advance-open-at-year-end",
        f"{year} 年末 {account}（资金性质 {fund or '没有写'}）的暂付款项 {yuan_text(fen)} 元没有结算，"
        "也没有列入本年的预算支出。",
        f"{basis}。",
        "纳入本年预算的，在年末记一张只有预算会计的凭证（func、econ 换成实际科目）；"
        f"以后年度结算的金额不同的，差额记结转结余的“年初余额调整”。应纳入下一年预算的和不纳入预算的，不记，"
        f'在这个账户的 open 下面写 checked: "说明"：{voucher}',
        place,
    )


def _notice(rule: str, what: str, why: str, remedy: str, place: Place) -> Finding:
    return Finding(rule, what, why, remedy, place, Severity.NOTICE)
