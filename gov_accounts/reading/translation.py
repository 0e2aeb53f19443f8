"""beancount's own errors, said in Chinese with what to do.

They are English and speak to programmers. All that beancount's parser, booking, loader and checks have is translated; a
test reads its sources for what is missing. Only what a stranger's plugin says is passed on as it is, its first line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gov_accounts.files.encodings import SAVE_AS_UTF8
from gov_accounts.findings import Finding, Place
from gov_accounts.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

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
        r"Transaction does not balance: \(?(?P<a>.*?)\)?",
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
        r"ValueError: Invalid number format: '(?P<a>.*)'",
        "syntax",
        "金额 {a} 的写法不对。",
        "千分位逗号要么不写，要么每三位一个。",
        "改正金额。",
    ),
    (
        r"ValueError: (year|month|day) .*",
        "date",
        "日期不存在。",
        "日期写成 年-月-日，如 2020-03-05。",
        "改正日期。",
    ),
    (
        r"Division by zero",
        "division-by-zero",
        "金额是除以 0 的算式。",
        "金额可以写成算式，如 300/3，但除数不能是 0。",
        "把这一行的金额改成一个数。",
    ),
    (
        r"Absurd number of (?P<a>\d+) digits and (?P<b>\d+) decimals",
        "amount-absurd",
        "金额有 {a} 位整数、{b} 位小数，没有这样的金额。",
        "金额以元计，整数最多 15 位，精确到分。",
        "核对这一行的金额，是不是粘连了别的数字。",
    ),
    (
        r"Reserved metadata key: '(?P<a>.*)'",
        "metadata-reserved",
        "元数据不能叫 {a}。",
        "filename 和 lineno 是 beancount 自己记凭证所在位置用的。",
        "换一个名字，或删掉这一行。",
    ),
    (
        r"Nested too deep",
        "syntax",
        "这一行附近的括号或正负号套得太深，整个文件没有读进去。",
        "金额的算式用不着这么多层括号。",
        "把算式改成一个数。",
    ),
    (
        r"Invalid plugin name: '(?P<a>.*)'",
        "plugin-missing",
        "没有名叫 “{a}” 的插件。",
        "插件名由字母、数字、下划线和点组成。",
        '核对这行 plugin 的拼写；本软件的是 plugin "gov_accounts_plugins"。',
    ),
    (
        r"Not UTF-8",
        "file-not-utf8",
        "文件不是 UTF-8 编码，没有读进去。",
        "账本必须是 UTF-8 文本，否则汉字会读错。",
        SAVE_AS_UTF8,
    ),
    (
        r"Unreadable file: .*",
        "file-unreadable",
        "这个文件 beancount 读不了，没有读进去。",
        "文件被占用、没有权限、是文件夹，或其中有 beancount 处理不了的写法（如只有 pushmeta 没有 popmeta）。",
        "核对文件；能打开的话，先删去最近改动的部分，再一点点加回来。",
    ),
    (
        r"Pipe symbol is deprecated\.",
        "syntax",
        "对方和摘要之间写了 |。",
        "对方和摘要各用双引号括起，中间空一格。",
        '写成：日期 * "对方" "摘要"。',
    ),
    (
        r"Too many strings on transaction description: .*",
        "titles-too-many",
        "凭证头行有两段以上带引号的文字。",
        "头行最多两段：先对方，后摘要。",
        "合并成一段摘要，其余写成下一行的元数据或 ; 后的说明。",
    ),
    (
        r"Tags or links not allowed after first Posting: .*",
        "tags-after-posting",
        "标签写在了分录后面。",
        "标签写在凭证头行，或头行之后、第一条分录之前的行里。",
        "把标签移到凭证头行。",
    ),
    (
        r"Duplicate (metadata field on entry|posting metadata field): (?:KeyValue\(key='(?P<a>[^']*)'.*|.*)",
        "metadata-twice",
        "同一处的 {a} 写了两次，值不一样。",
        "一张凭证或一条分录的一个键只能有一个值。",
        "删掉多余的一行。",
    ),
    (
        r"Unbalanced pushed tag: '(?P<a>.*)'",
        "pushtag-open",
        "pushtag #{a} 没有对应的 poptag。",
        "pushtag 之后的凭证都带这个标签，到 poptag 为止。",
        "在文件末尾加一行：poptag #{a}。",
    ),
    (
        r"Unbalanced metadata key '(?P<a>.*)'; leftover metadata '.*'",
        "pushmeta-open",
        "pushmeta {a}: 没有对应的 popmeta。",
        "pushmeta 之后的凭证都带这个元数据，到 popmeta 为止。",
        "在文件末尾加一行：popmeta {a}:。",
    ),
    (
        r"Attempting to pop absent tag: '(?P<a>.*)'",
        "pushtag-missing",
        "poptag #{a} 之前没有 pushtag #{a}。",
        "poptag 结束前面 pushtag 开始的标签。",
        "删掉这一行，或在前面加上 pushtag #{a}。",
    ),
    (
        r"Attempting to pop absent metadata key: '(?P<a>.*)'",
        "pushmeta-missing",
        "popmeta {a}: 之前没有 pushmeta。",
        "popmeta 结束前面 pushmeta 开始的元数据。",
        "删掉这一行，或在前面加上 pushmeta。",
    ),
    (
        r"Invalid option: '(?P<a>.*)'",
        "option-unknown",
        "没有 option “{a}”。",
        "option 的名字是 beancount 规定的，如 title、operating_currency。",
        "核对拼写，或删掉这一行。",
    ),
    (
        r"Option '(?P<a>.*)' may not be set",
        "option-unknown",
        "option “{a}” 不能在账本里设。",
        "它由 beancount 自己设定。",
        "删掉这一行。",
    ),
    (
        r"Error for option '(?P<a>[^']*)'.*",
        "option-value",
        "option “{a}” 的值不对。",
        "这个 option 不收这样的值。",
        "改正值，或删掉这一行。",
    ),
    (
        r"(Renamed to '|Allowing ).*",
        "option-old",
        "这个 option 是旧的写法。",
        "beancount 以后不再认它。",
        "删掉这一行；inferred_tolerance_multiplier 改成 tolerance_multiplier。",
    ),
    (
        r"Invalid booking method: (?P<a>.*)",
        "booking-method",
        "open 行末的 “{a}” 不是 beancount 的批次方法。",
        "行末带引号的文字是批次方法（STRICT、NONE、FIFO 等）；人民币账户不需要。",
        "删掉行末带引号的文字。",
    ),
    (
        (
            r"(Negative prices are not allowed|Total price on a posting without units|"
            r"Cost and price currencies must match|Duplicate cost|Duplicate date|Duplicate label|"
            r"Duplicate merge-cost spec|Cost merging is not supported yet|Per-unit cost may not be specified|"
            r"Cost syntax not supported|Cannot infer per-unit cost|Cannot infer price for postings|Cost is negative|"
            r"Self-reduction is not allowed|No position matches|Not enough lots|Ambiguous matches|"
            r"Cannot merge positions|Explicit cost reductions|AVERAGE method|Reducing position results|"
            r"Attempt to pad an entry with cost|Amount is zero|Currency '.*' is used both with and without cost|"
            r"Invalid price vs\. proceeds/gains|Cost basis on reducing posting).*"
        ),
        "cost-or-price",
        "分录里的成本 {{…}} 或单价 @ 不对。",
        "人民币的分录只有金额和货币，没有成本和单价。",
        "删掉金额后面的 {{…}} 或 @ 及其后的数。",
    ),
    (
        r'Error importing "(?P<a>[^"]*)".*',
        "plugin-missing",
        "插件 {a} 装不上。",
        "账本里写了 plugin “{a}”，但这台电脑上没有它。",
        "核对插件名的拼写，或安装它，或删掉这一行。",
    ),
    (
        r'Error applying plugin "gov_accounts_plugins.*',
        "check-failed",
        "本软件的一项检查运行时出错，没有做完。",
        "账本里有它没有料到的写法；这是软件的毛病。",
        "先改正其余各处，再检查一次；还是这样，请把账本中能引起它的部分和所用版本告诉本软件的作者。",
    ),
    (
        r'Error applying plugin "beancount\.ops\..*: RecursionError.*',
        "check-failed",
        "有账户的级数太多，beancount 没有核对完余额。",
        "账户名里每个英文冒号是一级，几百级的账户读不完。",
        "把冒号太多的账户改短，通常五六级就够。",
    ),
    (
        r'Error applying plugin "beancount\.ops\..*',
        "check-failed",
        "beancount 自己的一项核对运行时出错，没有做完。",
        "账本里有它没有料到的写法。",
        "先改正其余各处，再检查一次。",
    ),
    (
        r'Error applying plugin "(?P<a>[^"]*)".*',
        "plugin-failed",
        "插件 {a} 运行时出错。",
        "插件名后面写的配置它读不懂，账本里有它没有料到的写法，或者它自己有毛病。",
        "对照插件的说明核对这行 plugin 的配置；不用这个插件，就删掉这一行。",
    ),
    (
        r"Invalid configuration for (?P<a>\w+) plugin; skipping\.",
        "plugin-configuration",
        "插件 {a} 的配置读不懂，没有运行。",
        "这行 plugin 的第二段带引号的文字是它的配置，要照它规定的写法。",
        "对照插件的说明改正配置；不用这个插件，就删掉这一行。",
    ),
    (
        r"Invalid regexp: '(?P<a>.*)' for (?P<b>.*)",
        "plugin-configuration",
        "插件 check_commodity 的配置里，{b} 的 {a} 不是正则表达式。",
        "配置写的是 {{账户的正则表达式: 货币的正则表达式}}。",
        "改正配置，或删掉启用它的那行 plugin。",
    ),
    (
        r"Missing Commodity directive for '(?P<a>.*)' in '(?P<b>.*:.*)'",
        "commodity-missing",
        "货币 {a} 没有声明，账户 {b} 用了它。",
        "账本启用的插件 check_commodity 要求每种货币都用 commodity 声明。",
        "在主文件加一行：2000-01-01 commodity {a}；不要这项检查，就删掉启用它的那行 plugin。",
    ),
    (
        r"Missing Commodity directive for '(?P<a>.*)' in '.*'",
        "commodity-missing",
        "货币 {a} 没有声明，price 或 commodity 用了它。",
        "账本启用的插件 check_commodity 要求每种货币都用 commodity 声明。",
        "在主文件加一行：2000-01-01 commodity {a}；不要这项检查，就删掉启用它的那行 plugin。",
    ),
    (
        r"Missing attribute '(?P<a>.*)' for Commodity directive (?P<b>\S+)",
        "commodity-attribute",
        "货币 {b} 的 commodity 下面没有写 {a}。",
        "账本启用的插件 commodity_attr 要求每种货币都有它。",
        '在这行 commodity 下面缩进写一行：{a}: "…"；不要这项检查，就删掉启用它的那行 plugin。',
    ),
    (
        r"Invalid value '(?P<a>.*)' for attribute (?P<b>.*), Commodity directive (?P<c>\S+); valid options: (?P<d>.*)",
        "commodity-attribute",
        "货币 {c} 的 {b} 写的是 {a}，插件 commodity_attr 不收。",
        "账本启用这个插件时，写明了只能是哪几种。",
        "改成其中之一：{d}；或改这行 plugin 的配置。",
    ),
    (
        r"Non-leaf account '(?P<a>.*)' has postings on it",
        "account-not-leaf",
        "账户 {a} 有明细账户，却直接记了账。",
        "账本启用的插件 leafonly 要求只在最末级账户记账。",
        "改记它的明细账户；不要这项检查，就删掉启用它的那行 plugin。",
    ),
    (
        r"Unused account '(?P<a>.*)'",
        "account-unused",
        "账户 {a} 开了户，没有记过账。",
        "账本启用的插件 nounused 要求开户的账户都有用。",
        "删掉这行 open；不要这项检查，就删掉启用它的那行 plugin。",
    ),
    (
        r"More than one (cost )?currency in account '(?P<a>.*)': (?P<b>.*)",
        "posting-commodity",
        "账户 {a} 记了几种货币：{b}。",
        "账本启用的插件 onecommodity 要求一个账户只有一种货币；三本账也以货币分开。",
        "改正记错的货币，或分成几个账户。",
    ),
    (
        r"Disagreeing price entries",
        "price-twice",
        "同一天有两个 price，价格不一样。",
        "账本启用的插件 unique_prices 要求一种货币一天只有一个价格。",
        "删掉或改正其中一个。",
    ),
    (
        r"Document not found: '(?P<a>.*)'",
        "document-missing",
        "凭证上写的附件 {a} 不存在。",
        "账本启用的插件 link_documents 按 document 元数据找附件的文件。",
        "核对附件的文件名，或删掉这一行。",
    ),
    (
        (
            r"(Too many missing numbers|You may not have more than one auto-posting|.*missing numbers|"
            r"Transaction has incomplete elements).*"
        ),
        "amount-missing",
        "凭证有不止一条分录没有写金额。",
        "一张凭证的一本账最多一条分录可以省略金额，由其余分录推算。",
        "补上金额。",
    ),
    (
        r"(Failed to categorize posting|Could not resolve .* currency).*",
        "currency-missing",
        "分录缺货币，也推算不出来。",
        "金额后面写货币：财务账 CNY，预算账 CNY.B，指标账 CNY.A。",
        "补上货币。",
    ),
    (
        r"Invalid currency '(?P<b>.*)' for Balance directive:",
        "posting-commodity",
        "balance 的货币 {b} 不是账户 open 限定的。",
        "账户的 open 限定了货币，三本账以货币分开。",
        "改正 balance 行末的货币。",
    ),
    (
        r"Duplicate close directive for (?P<a>.*)",
        "account-close-twice",
        "账户 {a} 销户了两次。",
        "一个账户只能有一个 close。",
        "删掉多余的 close。",
    ),
    (
        r"Internal error: closing date for (?P<a>.*) appears before opening date",
        "account-close-early",
        "账户 {a} 的销户日期在开户日期之前。",
        "close 的日期要在 open 之后。",
        "改正 close 或 open 的日期。",
    ),
    (
        r"Unopened account (?P<a>.*) is being closed",
        "account-close-unopened",
        "销户的账户 {a} 没有开户。",
        "账户要先用 open 开户才能用 close 销户。",
        "核对账户名的每个字，或删掉这行 close。",
    ),
    (
        r"Duplicate balance assertion with different amounts",
        "balance-twice",
        "同一账户同一天有两个 balance，金额不一样。",
        "一个账户一种货币一天只能断言一个余额。",
        "删掉或改正其中一个。",
    ),
    (
        r"Duplicate commodity directives for '(?P<a>.*)'",
        "commodity-twice",
        "货币 {a} 声明了两次。",
        "一种货币只能有一个 commodity。",
        "删掉多余的 commodity。",
    ),
    (
        r"Duplicate entry: .*",
        "entry-twice",
        "这一条和另一条完全一样。",
        "同一件事只记一次。",
        "删掉多余的一条。",
    ),
    (
        r"Unused Pad entry",
        "pad-unused",
        "pad 没有用上。",
        "pad 补足到同一账户下一个 balance；后面没有 balance，或余额本来就对。",
        "删掉 pad，照实记一张凭证。",
    ),
    (
        r"Position held at cost goes negative: .*",
        "cost-or-price",
        "按成本记的数成了负数。",
        "人民币的分录只有金额和货币，没有成本。",
        "删掉金额后面的 {{…}}。",
    ),
    (
        r'File does not exist: "(?P<a>.*)"',
        "document-missing",
        "附件 {a} 不存在。",
        "document 的路径从写它的文件所在文件夹算起。",
        "核对附件的路径，或删掉这一行。",
    ),
    (
        r"Invalid relative path for entry",
        "document-missing",
        "附件的路径不对。",
        "document 的路径从写它的文件所在文件夹算起。",
        "核对附件的路径，或删掉这一行。",
    ),
    (
        r"Document root '(?P<a>.*)' does not exist",
        "document-missing",
        "附件文件夹“{a}”不存在。",
        'option "documents" 写的是附件所在的文件夹。',
        "核对文件夹名，或删掉这一行。",
    ),
    (
        r"Document '(?P<a>.*)' found in (child|parent) account .*",
        "document-misplaced",
        "附件 {a} 放在了上级或下级账户的文件夹里。",
        "附件放在与账户同名的文件夹里。",
        "把附件移到账户自己的文件夹。",
    ),
    (
        r"Invalid date on document file '(?P<a>.*)': .*",
        "document-date",
        "附件 {a} 文件名开头的日期不存在。",
        "附件的文件名以 年-月-日 开头，如 2020-03-05.发票.pdf。",
        "改正文件名。",
    ),
    (
        r"(Invalid data types: |Internal error|(\w+\.)*\w*(Error|Exception|ByZero|Operation|Overflow)\b).*",
        "syntax",
        "这里的写法 beancount 处理不了。",
        "这里不是账本的写法。",
        "对照前后正常的凭证改正这一处。",
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
            values = match.groupdict(default="元数据")
            mend = remedy.format_map(values)
            if rule == "account-not-open" and (near := _near(values["a"], opened)):
                mend = f"已开户的有 {'、'.join(near)}。{mend}"
            return Finding(
                rule, what.format_map(values), why.format_map(values), mend, place, subject=values.get("a", "")
            )
    first = message.strip().splitlines()[0] if message.strip() else "没有说明"
    return Finding(
        "beancount",
        f"账本里启用的插件报告了一处问题，原话是：{first}",
        "这个插件不是本软件的。",
        "按插件的说明改正这一处，或删掉启用它的那行 plugin。",
        place,
    )


def _near(account: str, opened: Collection[str]) -> list[str]:
    """Accounts a bookkeeper may have meant: its details as they were opened, or else those of names like it."""
    details = [each for each in opened if each.startswith(f"{account}:")]
    return details[:_NAMED] or nearest(account, opened)
