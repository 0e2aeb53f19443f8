"""What is said of red-letter vouchers: why none is made, and what to look at in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.findings import Finding, Severity

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from gov_accounts.bookkeeping.sealing.vouchers import Written
    from gov_accounts.months import Month


def reverse_unnumbered(original: Written) -> Finding:
    """A voucher without a number: it isn't posted, and a red-letter voucher couldn't name it."""
    return Finding(
        "reverse-unnumbered",
        "这张凭证没有凭证号，还没有记账。",
        "红字凭证冲销的是一张有号的凭证。",
        "还没有记账的，直接改正这张凭证。",
        original.place,
    )


def reversed_already(original: Written, red: Written, base: Path) -> Finding:
    """A voucher was taken back before."""
    return Finding(
        "reverse-twice",
        f"凭证 {original.text} 已经冲销过：{red.place.shown(base)}。",
        "冲销两次，账就反了。",
        "核对凭证号；那张红字凭证不对的，没有记账的直接改，已经记账的冲销它。",
        red.place,
    )


def reverse_closing(original: Written) -> Finding:
    """A closing entry isn't taken back."""
    return Finding(
        "reverse-closing",
        f"{original.text} 是结转分录，不冲销。",
        "年末结转是从全年的账算出的；年度记账、结账以后发现的差错，在下一年更正"
        "（财会〔2020〕15号《政府会计准则制度解释第3号》四）。",
        "在下一年记更正的凭证：收入、费用记“以前年度盈余调整”，预算收支记结转结余的“年初余额调整”。",
        original.place,
    )


def reverse_too_early(original: Written, date: datetime.date, last: Month | None) -> Finding:
    """The day is before the voucher's, or in a month that is posted."""
    posted = f"账已经记到 {last}；" if last is not None else ""
    return Finding(
        "reverse-too-early",
        f"红字凭证不能写 {date}：{posted}{original.text} 的日期是 {original.date}。",
        "红字凭证记在发现差错的时候，已经记账的月份不能再添凭证。",
        f"--date 写{f' {last} 以后' if last is not None else f' {original.date} 或以后'}的日期。",
        original.place,
    )


def other_year(original: Written, date: datetime.date) -> Finding:
    """A voucher of an earlier year is taken back."""
    return Finding(
        "reverse-other-year",
        f"{original.text} 是 {original.date.year} 年的，红字凭证记在 {date.year} 年，减少的是 {date.year} 年的收支。",
        "更正以前年度的收入、费用，通过“以前年度盈余调整”；预算收支，通过结转结余的“年初余额调整”"
        "（财会〔2020〕15号《政府会计准则制度解释第3号》四）。",
        "有收入、费用、预算收支的，把这些分录的科目换成以上科目。",
        original.place,
        Severity.NOTICE,
    )


def not_posted(original: Written, base: Path) -> Finding:
    """A voucher that isn't posted is taken back."""
    return Finding(
        "reverse-not-posted",
        f"{original.text} 还没有记账，可以直接改：{original.place.shown(base)}。",
        "红字冲销是更正已记账凭证的办法。",
        "还没有记账的，改正原来的凭证就行。",
        original.place,
        Severity.NOTICE,
    )


def not_mirrored(original: Written) -> Finding:
    """What plugins make of a red-letter voucher isn't the opposite of what they make of the other."""
    return Finding(
        "reverse-not-mirrored",
        f"{original.text} 的红字凭证，推出的预算分录或科目编码和原凭证的不正好相抵。",
        "平行记账的规则有的看收付的方向和往来的由来，反过来不一定推得出相反的分录。",
        "记入以后运行 gov-accounts check，照提示改；预算分录可以写在红字凭证里，写了就不再推。",
        original.place,
        Severity.NOTICE,
    )
