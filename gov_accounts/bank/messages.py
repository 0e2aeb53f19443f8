"""What bank reconciliation finds, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.files.reasons import reason
from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.money import yuan_text
from gov_accounts.text import clean, first_few

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence
    from pathlib import Path

    from gov_accounts.bank.statement import Movement
    from gov_accounts.sheets.errors import TableError
    from gov_accounts.sheets.table import RawSheet

_SHOWN: Final = 5
"""Rows of a kind that are told one by one."""
_LONGEST: Final = 40
_ROWS: Final = "对账单每一笔收支要有日期和一个金额；读不懂的不猜，也不算进去。"


def _quoted(text: str) -> str:
    words = clean(text)
    return f"“{words if len(words) <= _LONGEST else words[:_LONGEST] + '……'}”"


def _in(sheet: str) -> str:
    return f"工作表{_quoted(sheet)}第 " if sheet else "第 "


def unreadable(error: TableError, path: Path) -> Finding:
    """A file that is no statement."""
    return Finding("bank-statement-unreadable", error.what, error.why, error.remedy, Place(str(path), error.line))


def not_there(error: OSError, path: Path) -> Finding:
    """A file that can't be opened."""
    return Finding(
        "bank-statement-unreadable",
        f"对账单打不开（{reason(error)}）。",
        "对账单是银行导出的 .csv 或 .xlsx 文件。",
        "核对文件名和位置；正用 Excel 打开着的，先关上。",
        Place(str(path), 0),
    )


def no_movements(path: Path) -> Finding:
    """A statement without movements."""
    return Finding(
        "bank-statement-empty",
        "对账单里没有一笔收支。",
        "有列名，列名下面没有读得懂的行。",
        "核对导出的期间；这个月真没有收支的，连同前面月份的对账单一起给。",
        Place(str(path), 0),
    )


def no_columns(sheet: RawSheet) -> TableError:
    """A sheet without the columns of a statement."""
    from gov_accounts.sheets.cells import text_of  # noqa: PLC0415 (a message only)
    from gov_accounts.sheets.errors import TableError  # noqa: PLC0415

    fullest = max(sheet.rows[:30], key=lambda row: sum(bool(text_of(cell)) for cell in row.cells))
    heads = [clean(text_of(each))[:12] for each in fullest.cells if text_of(each)]
    return TableError(
        "找不到对账单的列名。",
        "要有一行列名：日期，借方、贷方（或收入、支出，或交易金额、借贷标志）；余额、摘要、对方户名、流水号有就用。",
        f"把列名改成这些。读到的一行是：{first_few(heads, 10)}。",
        fullest.number,
    )


def bad_day(place: Place, sheet: str, text: str) -> Finding:
    """A movement without a day that can be read."""
    said = f"日期{_quoted(text)}读不懂" if text else "有金额，没有日期"
    return Finding(
        "bank-row-unreadable",
        f"{_in(sheet)}{place.line} 行{said}，没有算进去。",
        _ROWS,
        "日期写成 2020-06-03、2020/6/3、20200603 或 2020年6月3日；是合计、说明的，第一格写 合计 或 说明，或删去这行。",
        place,
    )


def bad_amount(place: Place, sheet: str, what: str) -> Finding:
    """A movement whose amount can't be read."""
    return Finding(
        "bank-row-unreadable",
        f"{_in(sheet)}{place.line} 行{clean(what)}，没有算进去。",
        _ROWS,
        "金额写成 1234.56，最多两位小数，只写在收、付的一栏；借贷标志写 借、贷（银行的贷方是单位收到的）。",
        place,
    )


def no_amount(place: Place, sheet: str) -> Finding:
    """A day without an amount."""
    return Finding(
        "bank-row-unreadable",
        f"{_in(sheet)}{place.line} 行有日期，没有金额，没有算进去。",
        _ROWS,
        "补上金额；不是一笔收支的，去掉日期。",
        place,
    )


def bad_balance(place: Place, sheet: str, text: str) -> Finding:
    """A balance that can't be read."""
    return Finding(
        "bank-balance-unreadable",
        f"{_in(sheet)}{place.line} 行的余额{_quoted(text)}读不懂。",
        "余额用来核对对账单自己加减对不对，和取期初、期末余额。",
        "写成 1234.56，或空着。",
        place,
    )


def no_sides(place: Place) -> Finding:
    """Amounts of which nothing says whether they were received."""
    return Finding(
        "bank-sides-unknown",
        "只有金额，没有一笔是负数，也没有借贷标志，分不出收和付。",
        "收、付要由对账单说明：借方、贷方两栏，收入、支出两栏，借贷标志一栏，或付出的写负数。",
        "加一栏 借贷标志，每行写 借（付出）或 贷（收到）。",
        place,
    )


def sides_swapped(first: Movement) -> Finding:
    """A statement whose 借方 adds to its balance."""
    return Finding(
        "bank-sides-swapped",
        "借、贷两栏和余额对不上：借方的每一笔都使余额增加。",
        "银行的账，贷方是单位收到的，借方是付出的；这份对账单的余额说明它是反过来的（照单位的账写的）。",
        "核对以后加上 --swap 再运行一次。",
        first.place,
    )


def breaks(broken: Sequence[tuple[Movement, int]]) -> list[Finding]:
    """Balances that don't follow from the one before."""
    findings = []
    for movement, expected in broken[:_SHOWN]:
        more = f"（一共 {len(broken)} 处，只列前 {_SHOWN} 处）" if len(broken) > _SHOWN else ""
        findings.append(
            Finding(
                "bank-statement-arithmetic",
                f"{_in(movement.sheet)}{movement.place.line} 行的余额是 {yuan_text(movement.balance or 0)}，"
                f"按上一行加减应是 {yuan_text(expected)}，相差 {yuan_text((movement.balance or 0) - expected)}{more}。",
                "对账单每一行的余额 = 上一行的余额 + 收 - 付；不成立就是漏了行、改了数，或行的次序不对。",
                "在网银里重新导出这一段，不要在 Excel 里删行、排序。",
                movement.place,
            )
        )
    return findings


def opening_differs(first: Movement, said: int, worked_out: int) -> Finding:
    """A balance brought forward that isn't what the first movement follows from."""
    return Finding(
        "bank-statement-arithmetic",
        f"写着的期初余额 {yuan_text(said)}，按第一笔的余额推算应是 {yuan_text(worked_out)}。",
        "对账单的期初余额 + 收 - 付 = 每一行的余额。",
        "在网银里重新导出，期初余额和明细要是同一段时间的。",
        first.place,
    )


def twice(place: Place, count: int) -> Finding:
    """Movements that two files have."""
    return Finding(
        "bank-statement-twice",
        f"有 {count} 笔另一个文件（或工作表）里也有，只算一次。",
        "日期、金额、余额、号码、摘要都相同。",
        "几个文件的期间不要重叠，就不会有疑问。",
        place,
        Severity.NOTICE,
    )


def gap(last: Movement, first: Movement, ends: int, begins: int) -> Finding:
    """Two statements between which something is missing."""
    return Finding(
        "bank-statement-gap",
        f"前一份对账单到 {last.date} 余额 {yuan_text(ends)}，"
        f"后一份从 {first.date} 起期初余额 {yuan_text(begins)}，不相接。",
        "几份对账单要一天接一天，前一份的期末余额就是后一份的期初余额。",
        "补上中间缺的对账单；不是同一个账户的，不要放在一起。",
        first.place,
    )


def no_balance(path: Path) -> Finding:
    """A statement from which no balance can be told."""
    return Finding(
        "bank-balance-missing",
        "对账单没有余额，编不出调节表。",
        "调节表从银行对账单的期末余额编起；没有余额栏，就要另外写明。",
        "加上 --balance，写对账单期末的余额，如 --balance 18600.00。",
        Place(str(path), 0),
    )


def no_files(folder: Path) -> Finding:
    """A folder without statements."""
    return Finding(
        "bank-statement-unreadable",
        "这个文件夹里没有 .csv 或 .xlsx 文件。",
        "写文件夹时，读里面（不含下一层）的全部对账单。",
        "核对文件夹，或写明文件名。",
        Place(str(folder), 0),
    )


def balance_differs(given: int, said: int, place: Place) -> Finding:
    """A closing balance that isn't the statement's."""
    return Finding(
        "bank-balance-differs",
        f"--balance 写的是 {yuan_text(given)}，对账单最后一笔的余额是 {yuan_text(said)}。",
        "对账单自己有余额的，用它的。",
        "去掉 --balance，或核对对账单是不是完整。",
        place,
    )


# Matching


def opening_difference(
    first: datetime.date, bank: int, books: int, explained: int, suggestion: str, place: Place
) -> Finding:
    """What was outstanding before the statement begins, and isn't known."""
    return Finding(
        "bank-opening-difference",
        f"{first} 以前的差额没有说明：那天以前对账单余额 {yuan_text(bank)}，账面余额 {yuan_text(books)}，"
        f"以前未达、本期对上的 {yuan_text(explained)}，还差 {yuan_text(bank - books - explained)}。",
        "对账单开始以前的未达账项，只有一份从中间开始的对账单看不出来；调节后的余额因此不相等。" + suggestion,
        "把以前月份的对账单一起写在命令里（可以写文件夹），从开户或年初、两边余额相等的那天起；"
        "或以前的用 --remember 记下来。",
        place,
    )


def suggested(texts: Sequence[str]) -> str:
    """Which postings, if they are still outstanding, would explain the difference."""
    return f"如果这 {len(texts)} 笔到现在银行还没有收付，就对上了：{'；'.join(texts)}。" if texts else ""


def dated_late(day: datetime.date) -> str:
    """A line of just the difference, which may be the balance brought forward itself."""
    return f"账上 {day} 正好有一笔这么多：它如果是期初余额，日期要写成对账单开始的前一天，它不是一笔收支。"


def reference_differs(reference: str, books: int, bank: int, place: Place) -> Finding:
    """The same reference with another amount."""
    return Finding(
        "bank-reference-differs",
        f"号码 {_quoted(reference)} 账上是 {yuan_text(books)}，对账单上是 {yuan_text(bank)}，没有对上。",
        "同一张票据、回单，两边的金额和收付方向应当相同；多半是一边记错了数。",
        "核对回单；账记错了的，改正凭证（已记账的用 gov-accounts reverse 红字更正），银行错了的，请银行更正。",
        place,
        Severity.NOTICE,
    )


def ambiguous(what: str, place: Place, count: int) -> Finding:
    """An amount that several sums make."""
    return Finding(
        "bank-sum-ambiguous",
        f"{what}可以由对方不止一种（{count} 种以上）的几笔合成，没有对上。",
        "一笔对几笔，只有一种合法时才算对上；不止一种的不猜。",
        '在凭证上写 ref: "流水号"，或在分录下写 bank: "日期#流水号"，指明是哪几笔。',
        place,
        Severity.NOTICE,
    )


def too_many(count: int, place: Place) -> Finding:
    """Where sums weren't searched to the end."""
    return Finding(
        "bank-sum-limited",
        f"没有对上的太多，{count} 笔没有找遍几笔合成一笔的情形。",
        "一笔对几笔的找法有上限，免得找不完。",
        "先处理列出的未达账项，或分月核对，再运行一次。",
        place,
        Severity.NOTICE,
    )


def mark_fails(mark: str, why: str, place: Place) -> Finding:
    """A remembered match that doesn't hold."""
    return Finding(
        "bank-mark-fails",
        f"记着的 bank: {_quoted(mark)} 不成立：{why}；照没有记来核对。",
        "分录下的 bank 是对上的那笔银行收支：日期#流水号，没有流水号的是 日期#当天第几笔；合计要等于它。",
        "改正或删去这一行；对账单换了版本的，核对以后用 --remember 重新记下。",
        place,
        Severity.NOTICE,
    )


def several_accounts(names: Sequence[str], place: Place) -> Finding:
    """An account with details, each of which may be a bank account of its own."""
    return Finding(
        "bank-several-accounts",
        f"这个科目有 {len(names)} 个有发生额的明细：{first_few(list(names), 6)}，合在一起核对。",
        "一份对账单是一个银行账户的；几个账户的明细合在一起，互相划转的会对不上。",
        "--account 写到这份对账单的明细，如 --account " + names[0] + "。",
        place,
        Severity.NOTICE,
    )


def not_marked(reasons: Sequence[tuple[str, int]]) -> str:
    """What isn't noted, and why."""
    return "；".join(f"{count} 笔{why}" for why, count in reasons)
