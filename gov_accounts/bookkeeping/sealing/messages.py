"""What is found of posted vouchers that were changed, and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from gov_accounts.bookkeeping.sealing.path import NAME
from gov_accounts.findings import Finding, Place
from gov_accounts.text import first_few

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gov_accounts.bookkeeping.sealing.log import Posted
    from gov_accounts.bookkeeping.sealing.marks import Mark
    from gov_accounts.bookkeeping.sealing.vouchers import Written
    from gov_accounts.months import Month

UNFINISHED: Final = "posting-unfinished"
FIGURES: Final = "posted-figures-changed"
SHOWN: Final = 5
_LAW: Final = (
    "单位不得对已记账凭证进行删除、插入或修改（财会〔2020〕15号《政府会计准则制度解释第3号》四（一）；"
    "财会〔2024〕12号《会计软件基本功能和服务规范》第二十一条）。"
)
NUMBERS: Final = "凭证按月连续编号，不重号、不跳号（财政部令第98号《会计基础工作规范》第五十一条（二））。"
_RESTORE: Final = "用备份、版本库或 gov-accounts history 恢复原样"


def _red_letter(main_file: Path, number: str) -> str:
    return f"确实要更正的，恢复以后另记红字凭证：gov-accounts reverse {main_file.name} {number} --date 更正的日期。"


def listed(places: Iterable[Place], base: Path) -> str:
    """Places, the first few."""
    return first_few([each.shown(base) for each in places], SHOWN)


def changed(voucher: Written, posted: Posted, main_file: Path) -> Finding:
    """A posted voucher isn't what it was."""
    dated = posted.record.date
    moved = f"（日期原是 {dated}，现在是 {voucher.date}）" if dated != voucher.date else ""
    return Finding(
        "posted-voucher-changed",
        f"已记账的凭证 {voucher.text} 和记账时不一样了{moved}。",
        _LAW + "日期、摘要、标签、元数据、分录的次序、科目、金额，哪一处变了都算。",
        f"{_RESTORE}；{_red_letter(main_file, voucher.text)}",
        voucher.place,
        subject=voucher.text,
    )


def removed(posted: Posted, log: Path, main_file: Path) -> Finding:
    """A posted voucher isn't there any more."""
    number = posted.record.number
    return Finding(
        "posted-voucher-removed",
        f"已记账的凭证 {number}（{posted.record.date}）找不到了：被删除、改了号或年度，或它所在的文件没有读入。",
        _LAW,
        f"{_RESTORE}；{_red_letter(main_file, number)}",
        Place(str(log), posted.line),
        subject=number,
    )


def inserted(voucher: Written, month: Month, last: Month) -> Finding:
    """A voucher in a month that is posted, of which the log knows nothing."""
    named = f"凭证 {voucher.text}" if voucher.text else "一张没有编号的凭证"
    return Finding(
        "posted-voucher-inserted",
        f"{named}（{voucher.date}）记在 {month}，而账已经记到 {last}，{NAME} 里没有它。",
        _LAW,
        f"漏记的业务，日期写在 {last} 以后，补记一张；不是业务的，删掉。号是 post 编的，不要自己写。",
        voucher.place,
        subject=voucher.text,
    )


def twice(voucher: Written, first: Written, base: Path) -> Finding:
    """A number that a posted voucher has."""
    return Finding(
        "posted-number-twice",
        f"凭证号 {voucher.text} 已经记账，又有一张凭证用它：{first.place.shown(base)}、{voucher.place.shown(base)}。",
        NUMBERS,
        "删掉后来的一张，或删掉它的 voucher 一行，由 post 编号。",
        voucher.place,
        subject=voucher.text,
    )


def figures_changed(month: Month, vouchers: Sequence[Written], main_file: Path) -> Finding:
    """What plugins make of posted vouchers is another now, though nobody changed these."""
    numbers = first_few([each.text for each in vouchers], SHOWN)
    return Finding(
        FIGURES,
        f"{month} 有 {len(vouchers)} 张已记账的凭证没有改，但推出的分录、科目编码和记账时不一样了：{numbers}。",
        "凭证的编码和预算会计分录，取自账户的 open 和平行记账的规则；它们变了，已记账月份的报表也跟着变。",
        "账户的 open、gov-project 等改动过的，恢复原样，要变的另开账户；确实应当如此的（如软件改正了规则），"
        f"核对报表后确认：gov-accounts post {main_file.name} --month {month} --confirm（在 {NAME} 末尾另记）。",
        vouchers[0].place,
        subject=str(month),
    )


def log_broken(log: Path, line: int) -> Finding:
    """A line of the log isn't as it was written."""
    return Finding(
        "posted-log-broken",
        f"{NAME} 从第 {line} 行起和写出时不一样：这里改过、删过、加过行，或调换了次序。",
        "每一行的校验值接着上一行的算，改一处，从那里起就对不上。这个文件只由 post 写。",
        "用备份或版本库恢复这个文件；不要手工改它。",
        Place(str(log), line),
    )


def log_missing(mark: Mark, *, there: bool) -> Finding:
    """The ledger says that it is posted, and has no log."""
    what = "读不了（不是普通文件、打不开，或是通到别处的链接）" if there else "不见了"
    return Finding(
        "posted-log-missing",
        f"账本写着已经记账到 {mark.month or '某月'}，记账记录 {NAME} 却{what}。",
        "没有它，已记账的凭证改过没有就查不出来。",
        f"用备份或版本库恢复 {NAME}，放在主文件旁边。",
        mark.place,
    )


def log_cut(mark: Mark) -> Finding:
    """The log hasn't the line that a mark is of."""
    return Finding(
        "posted-log-cut",
        f"{mark.month} 记账 {mark.count} 张，校验值在 {NAME} 里找不到：记录被截短、改写或换过，或这一行改过。",
        f"记账时，{NAME} 末尾的校验值同时写在账本里，两处应当相同。",
        f"用备份或版本库恢复 {NAME} 和这一行。",
        mark.place,
    )


def mark_wrong(mark: Mark) -> Finding:
    """A mark isn't as it was written."""
    return Finding(
        "posted-mark-changed",
        "gov-posted 这一行改过、重复了，或和记账记录不符。",
        f"这一行由 post 写出：月份、张数和 {NAME} 的校验值，一月一行。",
        "用备份或版本库恢复这一行。",
        mark.place,
    )


def mark_missing(month: Month, log: Path, line: int) -> Finding:
    """A month of the log has no mark in the ledger."""
    return Finding(
        "posted-mark-missing",
        f"{month} 已经记账，账本里却没有它的 gov-posted 一行。",
        f"这一行由 post 写在主文件末尾；没有它，{NAME} 被截短就查不出来。",
        "用备份或版本库恢复主文件里的这一行。",
        Place(str(log), line),
    )


def unfinished(month: Month, log: Path, line: int, main_file: Path) -> Finding:
    """A posting that was ended before all was written."""
    return Finding(
        UNFINISHED,
        f"{month} 的记账没有写完：{NAME} 里已经有了，账本里还不全。",
        "记账时程序被终止，或断了电；或者主文件里的 gov-posted 一行被删掉了。",
        f"凭证不要改，把同一条命令（选项也相同）再运行一次：gov-accounts post {main_file.name} --month {month}。",
        Place(str(log), line),
        subject=str(month),
    )
