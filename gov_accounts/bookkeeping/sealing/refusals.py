"""Why vouchers aren't posted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gov_accounts.bookkeeping.sealing.messages import NUMBERS, SHOWN, listed
from gov_accounts.bookkeeping.sealing.path import NAME
from gov_accounts.findings import Finding, Place
from gov_accounts.text import first_few

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.bookkeeping.sealing.vouchers import Written
    from gov_accounts.months import Month


def flagged(voucher: Written) -> Finding:
    """A voucher that nobody has checked."""
    return Finding(
        "post-not-checked",
        f"{voucher.date} 的凭证标着 !，还没有审核。",
        "审核过的凭证才能记账（财会〔2024〕12号《会计软件基本功能和服务规范》第二十一条）。",
        "审核以后把 ! 改成 *，再记账。",
        voucher.place,
    )


def no_vouchers(month: Month, main_file: Path) -> Finding:
    """A month without vouchers."""
    return Finding(
        "post-no-vouchers",
        f"账本里没有 {month} 的凭证。",
        "没有凭证的月份不用记账。",
        "核对 --month；凭证还没有记的，先记入凭证。",
        Place(str(main_file), 0),
    )


def earlier_open(month: Month, earlier: Sequence[Month], main_file: Path) -> Finding:
    """Earlier months that aren't posted."""
    return Finding(
        "post-earlier-open",
        f"{first_few([*map(str, earlier)], SHOWN)} 的凭证还没有记账，不能先记 {month}。",
        "账按月依次记；后面的月份记了账，前面就不能再添凭证。",
        f"先运行 gov-accounts post {main_file.name} --month {earlier[0]}。",
        Place(str(main_file), 0),
    )


def number_unreadable(voucher: Written, example: str) -> Finding:
    """A voucher's number isn't one of its month."""
    return Finding(
        "post-number-unreadable",
        f"{voucher.date} 的凭证号“{voucher.text}”不是 {voucher.month} 的号。",
        f"{NUMBERS}号由字、月、序号组成，如 {example}。",
        f"改成 {example} 这样的号；或删掉 voucher 一行，由 post 编号。",
        voucher.place,
    )


def number_double(first: Written, second: Written, base: Path) -> Finding:
    """Two vouchers of a month have one number."""
    return Finding(
        "post-number-twice",
        f"凭证号 {second.text} 有两张凭证：{listed((first.place, second.place), base)}。",
        NUMBERS,
        "改正其中一张的号；或删掉它的 voucher 一行，由 post 编号。",
        second.place,
    )


def number_gap(kind: str, missing: Sequence[int], after: Written) -> Finding:
    """Numbers are left out."""
    named = f"“{kind}”字" if kind else ""
    return Finding(
        "post-number-missing",
        f"{after.month} {named}凭证缺 {len(missing)} 个号：{first_few([*map(str, missing)], SHOWN)}。",
        NUMBERS,
        "补上漏掉的凭证，或改正号；没有编号的凭证由 post 接着最大的号编，不填空号。",
        after.place,
    )


def not_insertable(voucher: Written) -> Finding:
    """A number can't be written into the text so that only it is new."""
    return Finding(
        "post-not-insertable",
        f"{voucher.date} 的凭证，号写不进去：写进去以后，别的内容也变了。",
        "号写在凭证第一行下面；摘要跨行、一行里有几样东西的，写不进去。",
        "把凭证第一行写成一行，再记账。",
        voucher.place,
    )


def unfinished_differs(month: Month, log: Path, line: int) -> Finding:
    """A posting that can't be finished, since something was changed meanwhile."""
    return Finding(
        "posting-unfinished-changed",
        f"{month} 的记账没有写完，现在也写不下去：凭证、--poster 或 --kind 和那时不一样。",
        f"{NAME} 从这一行起，是没有写完的那次记账的记录。",
        f"把凭证恢复原样，用同样的选项再运行；仍不行的，用备份或版本库把账本和 {NAME} 一起恢复到记账以前。",
        Place(str(log), line),
    )
