"""The words of the pages, in Chinese and in English. Tables and findings are Chinese always: they are statutory."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEXTS: Final = {
    "open": ("（", " ("),
    "close": ("）", ")"),
    "colon": ("：", ": "),
    "comma": ("，", ", "),
    "title": ("政府会计", "Government accounts"),
    "entry": ("记账", "Record"),
    "entry-title": ("记账凭证", "Voucher"),
    "entry-script": (
        "这一页要用 JavaScript；浏览器里关了它，就在编辑器里记。",
        "This page needs JavaScript; without it, record in the editor.",
    ),
    "audit": ("审核", "Audit"),
    "audit-title": ("审核公开的部门决算", "Audit a published document"),
    "audit-what": (
        "谁编的都行：pdf、docx、xlsx、html、txt。哪些数不可能同时印出来，为什么，应该是多少；四舍五入的尾差另列。",
        "Whoever made it: pdf, docx, xlsx, html, txt. Which figures no ledger could have printed, and why.",
    ),
    "audit-file": (
        "部门决算（可以把文件拖到这里；几个文件是一份）",
        "The document (drop it here; several files are one)",
    ),
    "audit-previous": ("上年的部门决算，可以不选", "Last year's document, if there is one"),
    "audit-go": ("审核", "Audit"),
    "audit-kept": (
        "结果开在新的一页，可以打印、存盘。文件不留下，也不进账本。一份四十页的 pdf 要十来秒。",
        "The result opens in a new page, to be printed or saved. No file is kept. A long PDF takes ten seconds.",
    ),
    "tables": ("决算报表", "Final accounts"),
    "statements": ("会计报表", "Statements"),
    "checks": ("核对", "Checks"),
    "budget": ("预算执行", "Budget"),
    "charts": ("图表", "Charts"),
    "balance": ("科目余额", "Trial balance"),
    "find": ("查找", "Find"),
    "find-what": ("金额、摘要、科目、编码、凭证号、日期", "amount, words, account, code, number, date"),
    "find-help": (
        "可以写：18600、18,600.00、18000..19000、>=18000、电费、1002、30201、#11、记-5-003、5-3、2020-05、5月；几个词隔开写，要都符合。",
        "Such as 18600, 18,600.00, >=18000, 电费, 1002, #11, 记-5-003, 5-3, 2020-05; all of several must be met.",
    ),
    "nothing-found": ("没有找到。", "Nothing was found."),
    "number": ("凭证号", "Number"),
    "debit": ("借方（元）", "Debit (yuan)"),
    "credit": ("贷方（元）", "Credit (yuan)"),
    "cell": ("数的来历", "Origin of a figure"),
    "choices": ("选择", "Choices"),
    "skip": ("跳到正文", "Skip to the page"),
    "year": ("年度", "Year"),
    "month": ("月份", "Month"),
    "whole-year": ("全年", "whole year"),
    "table": ("表", "Table"),
    "unit": ("金额单位", "Unit"),
    "wan": ("万元", "10,000 yuan"),
    "yuan": ("元", "yuan"),
    "figures": ("数", "Figures"),
    "printed": ("印出的", "printed"),
    "exact": ("账上的", "exact"),
    "all": ("全部", "all"),
    "download": ("下载", "Download"),
    "this-table": ("本表", "this table"),
    "all-tables": ("全部各张", "all tables"),
    "print": ("打印", "Print"),
    "start": ("先做什么", "What to do first"),
    "no-data": ("账本里还没有预算收支，也没有预算指标。", "Nothing has been recorded in the budget book yet."),
    "start-account": (
        "在账户文件里开立（open）要用的账户；用 gov-accounts init 建的账本已经开好常用的。",
        "Open the accounts you need; a ledger made by gov-accounts init has the usual ones.",
    ),
    "start-budget": (
        "记入批复的年初预算：借 9001 可用指标，贷 9101 年初预算（CNY.A），写明功能分类、经济分类和资金性质。",
        "Record the approved budget: debit 9001, credit 9101 (CNY.A), with functional and economic codes and the fund.",
    ),
    "start-opening": (
        "记入年初余额：资产、负债、净资产，和预算账的结转结余。",
        "Record opening balances: assets, liabilities, net assets, and what the budget book carries forward.",
    ),
    "start-voucher": (
        "记第一张凭证，标上功能分类和经济分类，例如：",
        "Record the first voucher, with its functional and economic codes as tags, for example:",
    ),
    "editor": ("打开主文件", "Open the main file"),
    "unchecked": (
        '账本没有启用检查：在主文件加一行 plugin "gov_accounts_plugins"。',
        'The ledger is unchecked: add the line plugin "gov_accounts_plugins" to its main file.',
    ),
    "problem": (
        "账本现在读不了，下面是改动以前的。改好以后会自动更新。",
        "The ledger can't be read now; this is as it was before. It is read again once it has been mended.",
    ),
    "errors": ("账本有错误，报表可能不对", "The ledger has errors; the statements may be wrong"),
    "all-errors": ("看全部问题", "All findings"),
    "filtered": ("Fava 的筛选正在起作用。", "A Fava filter is on. "),
    "filtered-whole": (
        "这一页是全单位的，不受筛选影响。",
        "This page is of the whole unit and takes no notice of it.",
    ),
    "filtered-cell": (
        "表上的数是全单位的；下面标出了筛选选中的分录。",
        "The figure is of the whole unit; the postings the filter selects are marked.",
    ),
    "filtered-part": (
        "这一页只算它选中的凭证和期间，不是全单位的。",
        "This page counts only the vouchers and the period it selects, not the whole unit.",
    ),
    "changed": (
        "舍位平衡调整过的数（与四舍五入不同），标了底色",
        "Figures adjusted so that totals add up (not half up), shaded in the table",
    ),
    "findings": ("发现的问题", "Findings"),
    "no-findings": ("没有发现问题。", "No findings."),
    "ties": ("勾稽关系", "Ties"),
    "ties-all": ("也列出两边都是零的", "Show those with nothing on either side too"),
    "ties-nonzero": ("不列两边都是零的", "Hide those with nothing on either side"),
    "tie": ("关系", "Tie"),
    "left": ("左边（元）", "Left (yuan)"),
    "right": ("右边（元）", "Right (yuan)"),
    "difference": ("相差（元）", "Difference (yuan)"),
    "state": ("状态", "State"),
    "holds": ("成立", "holds"),
    "broken": ("不平", "broken"),
    "why": ("原因", "Why"),
    "source": ("依据", "Source"),
    "remedy": ("改法", "Remedy"),
    "error": ("错误", "error"),
    "notice": ("提示", "notice"),
    "oversteps": ("超出预算", "Over budget"),
    "formula": ("公式", "Formula"),
    "part": ("组成", "Part"),
    "amount": ("金额（元）", "Amount (yuan)"),
    "running": ("累计（元）", "Running sum (yuan)"),
    "date": ("日期", "Date"),
    "voucher": ("凭证", "Voucher"),
    "account": ("账户", "Account"),
    "codes": ("科目编码", "Codes"),
    "place": ("位置", "Place"),
    "derived": ("平行记账推出", "derived"),
    "postings": ("分录", "Postings"),
    "no-postings": ("没有分录。", "No postings."),
    "total": ("合计", "Total"),
    "selected": ("筛选选中", "selected by the filter"),
    "back": ("返回", "Back"),
    "previous": ("上一页", "Previous page"),
    "next": ("下一页", "Next page"),
    "page": ("页", "Pages"),
    "stock": ("Fava 自己的报表，不计年末结转分录", "Fava's own reports, without the entries of year-end closing"),
    "income_statement": ("损益表", "Income statement"),
    "balance_sheet": ("资产负债表", "Balance sheet"),
    "trial_balance": ("试算表", "Trial balance"),
    "journal": ("日记账", "Journal"),
    "by": ("按", "By"),
    "by-func": ("功能分类", "function"),
    "by-econ": ("经济分类", "economic code"),
    "by-project": ("项目", "project"),
}
CHINESE: Final[Mapping[str, str]] = MappingProxyType({key: words[0] for key, words in _TEXTS.items()})
ENGLISH: Final[Mapping[str, str]] = MappingProxyType({key: words[1] for key, words in _TEXTS.items()})


def texts(locale: str) -> Mapping[str, str]:
    """The words for Fava's language: English where that is English, Chinese otherwise."""
    return ENGLISH if locale.startswith("en") else CHINESE


def language(locale: str) -> str:
    """The language of those words."""
    return "en" if locale.startswith("en") else "zh-CN"
