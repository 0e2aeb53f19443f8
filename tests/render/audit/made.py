"""An audit made by hand, of a document that means no good."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from gov_accounts.audit.audited import Audit
from gov_accounts.audit.findings import AuditFinding
from gov_accounts.audit.paper import FoundTable, PrintedNumber, Prose, Section, Tables
from gov_accounts.audit.source import Box, Line, Page, Source, Unread, Word
from gov_accounts.audit.spot import Spot
from gov_accounts.law.profile import official_profile

UNIT = '<script>alert("单位")</script>'
FORMULA = "=cmd|' /C calc'!A0"
CELL = Spot(table="表5", row="2060501", column="1", page=1, printed="19.40", box=Box(1000, 2000, 1400, 2120))
SENTENCE = "本年支出100.00万元，占00.00%，<b>比上年</b>增加10.00万元。"
WORDS = Spot(section="三部分五（一）", page=1, printed="10.00", around=SENTENCE)
LINE = Line(SENTENCE, 1, (Word(SENTENCE, Box(900, 3000, 5000, 3120)),))
FINDINGS = (
    AuditFinding("sum", "impossible", (CELL, WORDS), "19.41", f"表5印的数不对{FORMULA}", "1.00＋18.41＝19.41", 1),
    AuditFinding("placeholder", "text", (WORDS,), "", "占位<i>没有</i>删", FORMULA, 2),
    AuditFinding("sum", "tail", (CELL,), "", "合计差 0.01", "四舍五入", 3),
)


def audit(*, pages: bool = True, findings: tuple[AuditFinding, ...] = FINDINGS) -> Audit:
    """The audit, of a document with pages or without."""
    profile = official_profile("2020")
    number = PrintedNumber(Decimal("19.40"), 2, 1_000_000, CELL)
    table = FoundTable(
        profile.formats.by_key["general_expenditure"],
        "表5",
        "一般公共预算财政拨款支出决算表",
        1,
        1_000_000,
        "万元",
        {"2060501": {"total": number, "basic": None}},
        {"2060501": "机构<u>运行"},
        {("2060501", "total"): CELL},
    )
    section = Section("三部分五（一）", "（一）总体情况", SENTENCE, [(1, 0)] * len(SENTENCE))
    return Audit(
        "<img src=x onerror=alert(1)>.pdf",
        Source(("<img src=x onerror=alert(1)>.pdf",), "pdf", (LINE,), (Page(1, "a.pdf", 5950, 8420),) if pages else ()),
        Tables(UNIT, 2020, profile, exactly=True, tables={"general_expenditure": table}),
        Prose((section,)),
        findings,
        (Unread("第 2 页<br>", "是扫描的图"),),
        (Path("gone.pdf"),),
    )
