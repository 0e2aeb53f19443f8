"""What is said of a sheet of vouchers: rows that can't be read, vouchers that don't add up, what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.money import BOOK_OF_COMMODITY, yuan_text
from gov_accounts.text import clean, first_few

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from gov_accounts.sheets.table import RawSheet

_LONGEST: Final = 40
_SHOWN: Final = 10
_WHOLE: Final = "一张凭证每一行都读懂才记；读不懂的不猜，整张凭证不写。"
_NAMES: Final = {"func": "功能分类", "econ": "经济分类", "fund": "资金性质", "project": "项目"}


def _quoted(text: str) -> str:
    words = clean(text)
    return f"“{words if len(words) <= _LONGEST else words[:_LONGEST] + '……'}”"


def _at(place: Place, sheet: str) -> str:
    return f"工作表{_quoted(sheet)}第 {place.line} 行" if sheet else f"第 {place.line} 行"


def no_columns(place: Place, sheets: Sequence[RawSheet]) -> Finding:
    """A file without the columns of a journal."""
    from gov_accounts.sheets.cells import text_of  # noqa: PLC0415 (a message only)

    rows = [row for sheet in sheets for row in sheet.rows[:30]]
    heads: list[str] = []
    if rows:
        fullest = max(rows, key=lambda row: sum(bool(text_of(cell)) for cell in row.cells))
        heads = [clean(text_of(each))[:12] for each in fullest.cells if text_of(each)]
        place = Place(place.file, fullest.number)
    read = f"读到的一行是：{first_few(heads, _SHOWN)}。" if heads else "文件里没有内容。"
    return Finding(
        "import-columns-missing",
        "找不到凭证表的列名。",
        "要有一行（或两行）列名：日期、凭证号、科目编码（或科目名称）、借方金额、贷方金额（或金额、方向）。",
        f"把列名改成这些，或用 gov-accounts import --learn 写一份自己的格式。{read}",
        place,
    )


def no_lines(place: Place) -> Finding:
    """A file with columns and nothing below them."""
    return Finding(
        "import-empty",
        "文件里没有一条分录。",
        "有列名，列名下面没有带科目和金额的行。",
        "核对导出的期间；金额在别的列的，改列名，或用 gov-accounts import --learn 写一份格式。",
        place,
    )


def bad_day(place: Place, sheet: str, text: str) -> Finding:
    """A line with a date that isn't one."""
    return Finding(
        "import-row-date",
        f"{_at(place, sheet)}的日期{_quoted(text)}读不懂。",
        _WHOLE,
        "日期写成 2020-05-08、2020/5/8、20200508 或 2020年5月8日；只有月、日的，标题里或“会计年度”一列要有年份。",
        place,
    )


def no_day(place: Place, sheet: str) -> Finding:
    """A line without a date, and nothing above it to take it from."""
    return Finding(
        "import-row-date",
        f"{_at(place, sheet)}没有日期，上面也没有。",
        _WHOLE,
        "补上凭证日期；同一张凭证以下各行可以空着。",
        place,
    )


def no_number(place: Place, sheet: str) -> Finding:
    """A line without a number, that isn't of the day of the one above."""
    return Finding(
        "import-row-number",
        f"{_at(place, sheet)}没有凭证号，日期又与上一行不同，不知道它是哪张凭证的。",
        "同一天、同一凭证字和凭证号的行合成一张凭证。",
        "补上凭证号；同一张凭证以下各行可以空着。",
        place,
    )


def bad_amount(place: Place, sheet: str, wrong: str) -> Finding:
    """A line with an amount that isn't one."""
    return Finding(
        "import-row-amount",
        f"{_at(place, sheet)}的金额不对：{clean(wrong)}。",
        _WHOLE,
        "金额写成 1234.56，最多两位小数，借方、贷方只写一栏；红字写成 -1234.56。",
        place,
    )


def no_account(place: Place, sheet: str) -> Finding:
    """An amount without an account."""
    return Finding(
        "import-row-account",
        f"{_at(place, sheet)}有金额，没有科目。",
        _WHOLE,
        "补上科目编码或科目名称；是合计、说明的，第一格写 合计，或删去这行。",
        place,
    )


def unknown_account(place: Place, sheet: str, account: str) -> Finding:
    """An account that is none of the chart's."""
    return Finding(
        "import-row-account",
        f"{_at(place, sheet)}的科目{_quoted(account)}不在政府会计科目表里。",
        "科目按编码的前四位（没有编码的按名称）对到财会〔2017〕25号的科目表；对不上的不猜。",
        "改正编码；确是单位自己的编码的，在格式文件的 [accounts] 里写明它是哪个账户，"
        '如 "1009" = "Assets:1002-银行存款"。',
        place,
        subject=account,
    )


def unknown_code(place: Place, sheet: str, key: str, text: str) -> Finding:
    """What is said of a code, and is none."""
    remedy = "改成编码，如 11；" if key == "fund" else "改成编码；名称几个科目都有的，只能写编码；"
    return Finding(
        "import-row-code",
        f"{_at(place, sheet)}的{_NAMES[key]}{_quoted(text)}对不上编码。",
        "功能分类、经济分类、资金性质按编码记，名称唯一的才按名称认。",
        f'{remedy}或在格式文件的 [values.{key}] 里写明，如 "{clean(text)[:_LONGEST]}" = "编码"。',
        place,
    )


def unbalanced(place: Place, sheet: str, number: str, commodity: str, debit: int, credit: int) -> Finding:
    """A voucher whose sides differ."""
    return Finding(
        "import-unbalanced",
        f"{_at(place, sheet)}起的凭证 {number}，{BOOK_OF_COMMODITY[commodity]}会计借方 {yuan_text(debit)} 元，"
        f"贷方 {yuan_text(credit)} 元，差 {yuan_text(debit - credit)} 元。",
        "每张凭证的财务会计分录和预算会计分录各自借贷相等；整张凭证不写。",
        "核对这张凭证的各行：漏了行，金额错了，或凭证号、日期写错，使几行归到了别的凭证。",
        place,
    )


def number_twice(place: Place, sheet: str, number: str, other: Place) -> Finding:
    """Two vouchers of one number."""
    return Finding(
        "import-number-twice",
        f"{_at(place, sheet)}起的凭证 {number}，与第 {other.line} 行起的另一张日期不同的凭证同号。",
        "一个月里，同一凭证字的号只有一张凭证；两张都不写。",
        "核对这两张凭证的日期、凭证字和凭证号。",
        place,
    )


def several_units(place: Place, units: Sequence[str]) -> Finding:
    """A file of several units' books."""
    return Finding(
        "import-units",
        f"文件里有 {len(units)} 个单位的凭证：{first_few([clean(each) for each in units], _SHOWN)}。",
        "一本账只记一个单位。",
        "按单位筛选，分别另存，一个单位一个文件，各导入各的账本。",
        place,
    )


def too_many(place: Place, rule: str, left: int) -> Finding:
    """So many more of one kind."""
    return Finding(
        rule,
        f"还有 {left} 行是同样的毛病，没有列出。",
        "同样的毛病多，多半是一个原因：列认错了，或格式不合。",
        "先改正上面列出的，再运行一次；列认错了的，用 gov-accounts import --learn 写一份格式。",
        place,
    )


def _numbers(numbers: Sequence[str]) -> str:
    return first_few([clean(each) for each in numbers], _SHOWN)


def voided(place: Place, numbers: Sequence[str]) -> Finding:
    """Vouchers that are marked void."""
    return Finding(
        "import-void",
        f"作废的凭证 {len(numbers)} 张，没有导入：{_numbers(numbers)}。",
        "作废的凭证不入账，号空着。",
        "不用改；其实没有作废的，在原软件里取消作废，再导出一次。",
        place,
        Severity.NOTICE,
    )


def not_closing(place: Place, number: str, date: datetime.date) -> Finding:
    """A voucher that the file marks as closing, and isn't one."""
    return Finding(
        "import-not-closing",
        f"凭证 {number}（{date}）在文件里标着结转，科目或日期却不是期末、年末结转，没有标 #year-close。",
        "标了 #year-close 的凭证不算本年收支（财会〔2017〕25号 第三部分，各科目的期末、年末结转）。",
        "核对这张凭证；确是结转的，在账本里给它加标签 #year-close。",
        place,
        Severity.NOTICE,
    )


def without_budget(place: Place, numbers: Sequence[str]) -> Finding:
    """Vouchers that move money, in a file with both books, and have no budget lines."""
    return Finding(
        "import-no-budget",
        f"文件里有预算会计分录，而 {len(numbers)} 张凭证有资金收付，没有预算分录，照原样导入，标了 #no-budget："
        f"{_numbers(numbers)}。",
        "原来的账这样记，余额才与原软件的余额表相等；该不该有预算分录，看平行记账的核对。",
        "漏记的，导入后删去这张凭证的标签 #no-budget，软件会推出预算分录。",
        place,
        Severity.NOTICE,
    )


def one_book(place: Place, mine: str, there: str) -> Finding:
    """A file of one book, where the ledger's vouchers already have, or are given, the other one's legs."""
    return Finding(
        "import-one-book",
        f"文件里只有{mine}会计分录，账本里这一年已有{there}：同一笔业务的预算收支会记两遍。",
        "只有财务分录的凭证，软件推出预算分录（平行记账）；两套账要在一个文件里，才合成一张凭证。",
        "把财务会计和预算会计的凭证一起导出，或粘贴在一个文件里，导入还没有这些凭证的账本；"
        "只导财务会计的，不必再导预算会计。",
        place,
    )


def renumbered(place: Place, numbers: Sequence[str]) -> Finding:
    """Budget vouchers with numbers of their own series, the same as others'."""
    return Finding(
        "import-budget-numbers",
        f"只有预算分录的凭证 {len(numbers)} 张，与日期不同的财务凭证同号，号里加了“预”字：{_numbers(numbers)}。",
        "原软件的两套账各自编号；一本账里号不能重。",
        "不用改；是同一笔业务的，改正日期，再导入一次，就合成一张凭证。",
        place,
        Severity.NOTICE,
    )


def passed_labels(place: Place, labels: Sequence[str]) -> Finding:
    """What auxiliary texts say, and nobody reads."""
    return Finding(
        "import-aux-unread",
        f"辅助核算里有没有读的：{first_few([_quoted(each) for each in labels], _SHOWN)}。",
        "账本记功能分类、经济分类、资金性质和项目；部门、职员等没有地方记。",
        "不用改；其实是功能分类、经济分类、资金性质或项目的，把前面的字改成这些。",
        place,
        Severity.NOTICE,
    )
