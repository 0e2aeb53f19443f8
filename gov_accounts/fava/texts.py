"""The words of the pages, in Chinese and in English. Tables and findings are Chinese always: they are statutory."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_TEXTS: Final = {
    "title": ("政府会计", "Government accounts"),
    "tables": ("决算报表", "Statements"),
    "checks": ("核对", "Checks"),
    "budget": ("预算执行", "Budget"),
    "charts": ("图表", "Charts"),
    "balance": ("科目余额", "Trial balance"),
    "cell": ("数的来历", "Origin of a figure"),
    "year": ("年度", "Year"),
    "unit": ("金额单位", "Unit"),
    "wan": ("万元", "10,000 yuan"),
    "yuan": ("元", "yuan"),
    "figures": ("数", "Figures"),
    "printed": ("印出的", "printed"),
    "exact": ("账上的", "exact"),
    "all-tables": ("全部九张", "All tables"),
    "download": ("下载", "Download"),
    "this-table": ("本表", "this table"),
    "whole": ("全部", "all"),
    "no-data": ("账本里还没有预算收支，也没有预算指标。", "Nothing has been recorded in the budget book yet."),
    "unchecked": (
        '账本没有启用检查：在主文件加一行 plugin "gov_accounts_plugins"。',
        'The ledger is unchecked: add the line plugin "gov_accounts_plugins" to its main file.',
    ),
    "filtered": (
        "Fava 的筛选正在起作用。决算报表是全单位的，不受筛选影响；数的来历里标出了筛选选中的分录。",
        "A Fava filter is on. The statements are of the whole unit; a figure's origin marks what the filter selects.",
    ),
    "changed": ("舍位平衡调整过的数，鼠标停留看原因", "Adjusted so that totals add up; hover for the reason"),
    "findings": ("发现的问题", "Findings"),
    "no-findings": ("没有发现问题。", "No findings."),
    "ties": ("勾稽关系", "Ties"),
    "tie": ("关系", "Tie"),
    "left": ("左边", "Left"),
    "right": ("右边", "Right"),
    "difference": ("相差", "Difference"),
    "state": ("状态", "State"),
    "holds": ("成立", "holds"),
    "broken": ("不平", "broken"),
    "place": ("位置", "Place"),
    "finding": ("问题", "Finding"),
    "why": ("原因", "Why"),
    "remedy": ("改法", "Remedy"),
    "error": ("错误", "error"),
    "notice": ("提示", "notice"),
    "formula": ("公式", "Formula"),
    "part": ("组成", "Part"),
    "amount": ("金额（元）", "Amount (yuan)"),
    "running": ("累计（元）", "Running (yuan)"),
    "date": ("日期", "Date"),
    "voucher": ("凭证", "Voucher"),
    "account": ("账户", "Account"),
    "codes": ("科目编码", "Codes"),
    "derived": ("平行记账推出", "derived"),
    "postings": ("分录", "Postings"),
    "total": ("合计", "Total"),
    "selected": ("筛选选中", "selected by the filter"),
    "back": ("返回报表", "Back to the table"),
    "previous": ("上一页", "Previous page"),
    "next": ("下一页", "Next page"),
    "page": ("页", "page"),
    "by": ("按", "By"),
    "by-func": ("功能分类", "function"),
    "by-econ": ("经济分类", "economic code"),
    "by-project": ("项目", "project"),
    "until": ("截至", "Until"),
    "book": ("账本", "Book"),
    "unit-name": ("部门", "Unit"),
}
CHINESE: Final[Mapping[str, str]] = MappingProxyType({key: words[0] for key, words in _TEXTS.items()})
ENGLISH: Final[Mapping[str, str]] = MappingProxyType({key: words[1] for key, words in _TEXTS.items()})


def texts(locale: str) -> Mapping[str, str]:
    """The words for Fava's language: English where that is English, Chinese otherwise."""
    return ENGLISH if locale.startswith("en") else CHINESE
