"""A ledger in which every account is open, and vouchers whose accounts are written by their codes alone."""

from __future__ import annotations

import re

from gov_accounts.law.codes import official_codes

HEAD = """\
option "operating_currency" "CNY"
option "operating_currency" "CNY.B"
option "operating_currency" "CNY.A"
option "tolerance_multiplier" "0"
plugin "gov_accounts_plugins"
2019-01-01 custom "gov-unit" "name" "某某中心"
2019-01-01 custom "gov-unit" "kind" "{kind}"
2019-01-01 custom "gov-project" "P1" "平台建设"
"""
FUNDS = {"1011": "11", "800101": "11", "1201": "11", "800103": "11"}
ROOTS = {
    "1": "Assets",
    "2": "Liabilities",
    "3": "Equity",
    "4": "Income",
    "5": "Expenses",
    "6": "Income",
    "7": "Expenses",
}


def opens() -> str:
    """An ``open`` for every account of both books."""
    rows = official_codes().chart.rows
    lines = []
    for code, row in rows.items():
        if row.book == "指标" or len(code) > 4:
            continue
        root = ROOTS.get(code[0]) or ("Assets" if code == "8001" else "Equity")
        name = f"{root}:{code}-{row.name.replace('（', '').replace('）', '')}"
        details = ["800101-零余额账户用款额度", "800102-货币资金", "800103-财政应返还额度"] if code == "8001" else [""]
        for detail in ["", *details] if code == "8001" else details:
            commodity = "CNY" if row.book == "财务" else "CNY.B"
            lines.append(f"2019-01-01 open {name}{':' if detail else ''}{detail} {commodity}")
            fund = FUNDS.get(detail[:6]) or FUNDS.get(code)
            if fund:
                lines.append(f'  fund: "{fund}"')
    return "\n".join(lines) + "\n"


def expand(text: str) -> str:
    """Accounts written by their code alone, in full."""
    rows = official_codes().chart.rows

    def full(match: re.Match[str]) -> str:
        code = match.group(1)
        name = rows[code].name.replace("（", "").replace("）", "")
        root = ROOTS.get(code[0]) or ("Assets" if code == "8001" else "Equity")
        return f"  {root}:{code}-{name}{match.group(2)}"

    return re.sub(r"^  (\d{4})(\s)", full, text, flags=re.MULTILINE)
