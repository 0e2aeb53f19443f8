"""beancount's own errors, said in Chinese with what to do.

They are English and speak to programmers. The common ones are translated; whatever isn't known is passed on as it is,
its first line only, so that no traceback reaches a bookkeeper.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection
from typing import Final

from gov_accounts.findings import Finding, Place

_NAMED: Final = 5
"""Of accounts like one that isn't open, as many are named."""

_RULES: Final[tuple[tuple[str, str, str, str, str], ...]] = (
    (
        r"Invalid reference to unknown account '(?P<a>.*)'",
        "account-not-open",
        "账户 {a} 没有开户。",
        "账户要先用 open 开户才能记账。",
        "核对账户名的每个字；新账户请加一行：日期 open {a} 货币。",
    ),
    (
        r"Invalid reference to inactive account '(?P<a>.*)'",
        "account-not-active",
        "账户 {a} 在这一天还没有开户，或已经销户。",
        "凭证日期要在账户的 open 与 close 之间。",
        "核对凭证日期，或把 open 的日期提前。",
    ),
    (
        r"Transaction does not balance: \((?P<a>.*)\)",
        "voucher-unbalanced",
        "凭证不平，相差 {a}。",
        "每张凭证的每本账都要借贷相等。",
        "核对各条分录的金额。",
    ),
    (
        r"Invalid currency (?P<b>\S+) for account '(?P<a>.*)'",
        "posting-commodity",
        "账户 {a} 不能记 {b}。",
        "账户的 open 限定了货币，三本账以货币分开。",
        "改正这条分录的货币，或账户 open 行末的货币。",
    ),
    (
        (
            r"Balance failed for '(?P<a>.*)': expected (?P<b>.*) != accumulated (?P<c>.*) "
            r"\((?P<d>[\d.,]+) too (much|little)\)"
        ),
        "balance-failed",
        "账户 {a} 的余额断言不成立：断言 {b}，账上 {c}，相差 {d}。",
        "balance 断言的是当天开始时的余额。",
        "核对断言的金额与日期，或查找这一天之前漏记、错记、重记的凭证。",
    ),
    (
        r"Balance failed for '(?P<a>.*)'.*",
        "balance-failed",
        "账户 {a} 的余额断言不成立。",
        "balance 断言的是当天开始时的余额。",
        "核对断言的金额与日期，或查找这一天之前漏记、错记、重记的凭证。",
    ),
    (
        r'File glob "(?P<a>.*)" does not match any files',
        "include-missing",
        "include 的文件 {a} 不存在。",
        "include 的路径从写它的文件所在文件夹算起。",
        "核对文件名和路径，或删掉这行 include。",
    ),
    (
        r'File "(?P<a>.*)" does not exist',
        "include-missing",
        "文件 {a} 不存在。",
        "include 的路径从写它的文件所在文件夹算起。",
        "核对文件名和路径，或删掉这行 include。",
    ),
    (
        r'Duplicate filename parsed: "(?P<a>.*)"',
        "include-twice",
        "文件 {a} 被 include 了两次。",
        "每个文件只能包含一次，否则凭证会重复。",
        "删掉多余的那行 include。",
    ),
    (
        r"Duplicate open directive for (?P<a>.*)",
        "account-open-twice",
        "账户 {a} 开户了两次。",
        "一个账户只能有一个 open。",
        "删掉多余的 open。",
    ),
    (
        r"Invalid account name: (?P<a>.*)",
        "account-name",
        "账户名 {a} 的写法不对。",
        "账户写成“根:4位科目编码-科目名称[:明细]”，每一段以大写字母或数字开头。",
        "改成如 Assets:1002-银行存款:2-基本户 的写法。",
    ),
    (
        r"Invalid token: '(?P<a>.*)'",
        "syntax",
        "看不懂：{a}",
        "这里不是账本的写法。",
        "核对这一行的拼写、标点（要用半角）和缩进。",
    ),
    (
        r"syntax error.*",
        "syntax",
        "这一行的语法不对。",
        "凭证头行写“日期 * 摘要”，分录行要缩进，标点用半角，文字用双引号括起。",
        "对照前后正常的凭证改正这一行或上一行。",
    ),
    (
        r"ValueError: (month|day) .*",
        "date",
        "日期不存在。",
        "日期写成 年-月-日，如 2020-03-05。",
        "改正日期。",
    ),
    (
        r'Error importing "(?P<a>[^"]*)".*',
        "plugin-missing",
        "插件 {a} 装不上。",
        "账本里写了 plugin “{a}”，但这台电脑上没有它。",
        "核对插件名的拼写，或安装它，或删掉这一行。",
    ),
    (
        r'Error applying plugin "(?P<a>[^"]*)".*',
        "plugin-failed",
        "插件 {a} 运行时出错。",
        "这是插件的毛病，不是账本的。",
        "请把账本中能引起它的部分和所用版本告诉插件的作者。",
    ),
    (
        r"(Too many missing numbers|Failed to categorize|.*missing numbers).*",
        "amount-missing",
        "凭证有不止一条分录没有写金额。",
        "一张凭证的一本账最多一条分录可以省略金额，由其余分录推算。",
        "补上金额。",
    ),
)
_COMPILED: Final = tuple((re.compile(rule[0], re.DOTALL), rule[1:]) for rule in _RULES)


def translate(message: str, place: Place | None, opened: Collection[str] = ()) -> Finding:
    """An error `message` of beancount's as a finding.

    Args:
        message: what beancount said.
        place: where.
        opened: accounts there are, of which those like one that isn't open are named.
    """
    for pattern, (rule, what, why, remedy) in _COMPILED:
        match = pattern.fullmatch(message.strip())
        if match:
            values = match.groupdict()
            mend = remedy.format_map(values)
            if rule == "account-not-open" and (near := _near(values["a"], opened)):
                mend = f"已开户的有 {'、'.join(near)}。{mend}"
            return Finding(rule, what.format_map(values), why.format_map(values), mend, place)
    first = message.strip().splitlines()[0] if message.strip() else "（没有说明）"
    return Finding(
        "beancount", f"beancount 报告：{first}", "账本没有通过 beancount 的检查。", "按所述改正这一处。", place
    )


def _near(account: str, opened: Collection[str]) -> list[str]:
    """Accounts a bookkeeper may have meant: its details as they were opened, or else those of names like it."""
    details = [each for each in opened if each.startswith(f"{account}:")]
    return details[:_NAMED] or difflib.get_close_matches(account, opened)
