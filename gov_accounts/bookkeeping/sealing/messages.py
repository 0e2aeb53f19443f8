"""What is said of posted vouchers: what was found changed, and why vouchers aren't posted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from gov_accounts.bookkeeping.sealing.log import NAME
from gov_accounts.findings import Finding, Place, Severity

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence

    from gov_accounts.bookkeeping.sealing.log import Posted
    from gov_accounts.bookkeeping.sealing.marks import Mark
    from gov_accounts.bookkeeping.sealing.vouchers import Month, Written

UNFINISHED: Final = "posting-unfinished"
FIGURES: Final = "posted-figures-changed"
_SHOWN: Final = 5
_LAW: Final = (
    "单位不得对已记账凭证进行删除、插入或修改（财会〔2020〕15号《政府会计准则制度解释第3号》四（一）；"
    "财会〔2024〕12号《会计软件基本功能和服务规范》第二十一条）。"
)
_NUMBERS: Final = "凭证按月连续编号，不重号、不跳号（财政部令第98号《会计基础工作规范》第五十一条（二））。"
_RESTORE: Final = "用备份、版本库或 gov-accounts history 恢复原样"


def _red_letter(main_file: Path, number: str) -> str:
    return f"确实要更正的，恢复以后另记红字凭证：gov-accounts reverse {main_file.name} {number} --date 更正的日期。"


def _listed(places: Iterable[Place], base: Path) -> str:
    shown = [each.shown(base) for each in places]
    return "、".join(shown[:_SHOWN]) + ("……" if len(shown) > _SHOWN else "")


# What was found


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
        _NUMBERS,
        "删掉后来的一张，或删掉它的 voucher 一行，由 post 编号。",
        voucher.place,
        subject=voucher.text,
    )


def figures_changed(month: Month, vouchers: Sequence[Written], main_file: Path) -> Finding:
    """What plugins make of posted vouchers is another now, though nobody changed these."""
    numbers = "、".join(each.text for each in vouchers[:_SHOWN]) + ("……" if len(vouchers) > _SHOWN else "")
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


# Why vouchers aren't posted


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
    shown = "、".join(map(str, earlier[:_SHOWN])) + ("……" if len(earlier) > _SHOWN else "")
    return Finding(
        "post-earlier-open",
        f"{shown} 的凭证还没有记账，不能先记 {month}。",
        "账按月依次记；后面的月份记了账，前面就不能再添凭证。",
        f"先运行 gov-accounts post {main_file.name} --month {earlier[0]}。",
        Place(str(main_file), 0),
    )


def number_unreadable(voucher: Written, example: str) -> Finding:
    """A voucher's number isn't one of its month."""
    return Finding(
        "post-number-unreadable",
        f"{voucher.date} 的凭证号“{voucher.text}”不是 {voucher.month} 的号。",
        f"{_NUMBERS}号由字、月、序号组成，如 {example}。",
        f"改成 {example} 这样的号；或删掉 voucher 一行，由 post 编号。",
        voucher.place,
    )


def number_double(first: Written, second: Written, base: Path) -> Finding:
    """Two vouchers of a month have one number."""
    return Finding(
        "post-number-twice",
        f"凭证号 {second.text} 有两张凭证：{_listed((first.place, second.place), base)}。",
        _NUMBERS,
        "改正其中一张的号；或删掉它的 voucher 一行，由 post 编号。",
        second.place,
    )


def number_gap(kind: str, missing: Sequence[int], after: Written) -> Finding:
    """Numbers are left out."""
    shown = "、".join(map(str, missing[:_SHOWN])) + ("……" if len(missing) > _SHOWN else "")
    named = f"“{kind}”字" if kind else ""
    return Finding(
        "post-number-missing",
        f"{after.month} {named}凭证缺 {len(missing)} 个号：{shown}。",
        _NUMBERS,
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


# Why no red-letter voucher is made


def reverse_unknown(number: str, year: int | None, main_file: Path) -> Finding:
    """No voucher has the number."""
    named = f"{year} 年" if year else ""
    return Finding(
        "reverse-unknown",
        f"账本里没有{named}凭证号 {number}。",
        "红字凭证冲销的是一张有号的凭证。",
        "核对凭证号，如 记-5-003；几个年度都有这个号的，加上 --year。",
        Place(str(main_file), 0),
    )


def reverse_ambiguous(number: str, vouchers: Sequence[Written], main_file: Path) -> Finding:
    """Several vouchers have the number."""
    places = _listed((each.place for each in vouchers), main_file.parent)
    years = sorted({each.date.year for each in vouchers})
    several = len(years) > 1
    return Finding(
        "reverse-ambiguous",
        f"凭证号 {number} 有 {len(vouchers)} 张凭证：{places}。",
        "凭证号每年从头编，几个年度都有。" if several else _NUMBERS,
        f"加上 --year，如 --year {years[-1]}。" if several else "先改正重复的号。",
        vouchers[0].place,
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


def reverse_elsewhere(path: Path, main_file: Path) -> Finding:
    """The file isn't the ledger's."""
    return Finding(
        "reverse-elsewhere",
        "这个文件不是账本的文件，红字凭证不写进去。",
        "写进账本没有 include 的文件，凭证不进账。",
        f"-o 写 {main_file.name} 或它 include 的文件；新的文件，先建好并加上 include。不写 -o 就印到屏幕。",
        Place(str(path), 0),
    )


def reverse_not_appendable(path: Path) -> Finding:
    """What is added at the end of a file would be read otherwise."""
    return Finding(
        "reverse-not-appendable",
        "这个文件末尾加不上凭证：加上以后，读出来的不是这张凭证。",
        "文件末尾有没有写完的引号或语句。",
        "先改正文件末尾，或写进账本的另一个文件。",
        Place(str(path), 0),
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
