"""平行记账 case by case, as official texts and textbooks book it: from the CNY legs, and with budget legs written.

``textbook/*.txt`` holds the cases; the head of ``cases.txt`` says how they are written. A case is right when, voucher
by voucher, the net amount of each 4-digit budget account is the text's and the ledger has no error.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from beancount.core.data import Transaction

from gov_accounts.books.ledger import Ledger
from gov_accounts.findings import errors
from gov_accounts.law.accounts import account_code
from gov_accounts.law.codes import official_codes
from gov_accounts.ledger import load
from tests.support.paths import TEXTBOOK

ROOTS = {
    "1": "Assets",
    "2": "Liabilities",
    "3": "Equity",
    "4": "Income",
    "5": "Expenses",
    "6": "Income",
    "7": "Expenses",
}
TREASURY = {"1011", "1201", "4001"}
DETAILS = {"8001": ("800101-零余额账户用款额度", "800102-货币资金", "800103-财政应返还额度")}
NEEDS_SAYING = {
    "quota-refund-last-year-stock",
    "carryover-surrendered",
    "carryover-received",
    "prior-cost-added-own",
    "project-trial-income",
    "trading-costs",
    "rent-in-advance",
    "note-endorsed",
    "loan-repaid-with-accrued-interest",
    "prepayment-back-next-year",
    "fund-of-surplus-used",
    "construction-agent-receives",
    "vat-on-securities",
}
"""Cases whose CNY legs alone don't tell: which carry-over an earlier year's amount is of, and what no ledger shows."""


WRITTEN = {"account-7902-7903"}
"""Cases whose budget legs the unit writes out: to keep interest and donations on 7902 and 7903 is its own choice."""


class Line(NamedTuple):
    code: str
    amount: Decimal
    told: str
    project: str


class Voucher(NamedTuple):
    financial: tuple[Line, ...]
    options: dict[str, str]
    budget: tuple[tuple[frozenset[str], Decimal], ...]


class Case(NamedTuple):
    name: str
    kind: str
    year: int
    vouchers: tuple[Voucher, ...]

    @property
    def says(self) -> bool:
        """Whether a bookkeeper says anything beside the CNY legs."""
        return any(line.told for each in self.vouchers for line in each.financial) or any(
            "nb" in each.options for each in self.vouchers
        )


def cases() -> Iterator[Case]:
    for path in sorted(TEXTBOOK.glob("*.txt")):
        for block in re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            head, *lines = [line for line in block.splitlines() if line.strip() and not line.startswith(("#", "!"))]
            name, kind, year, *_ = [part.strip() for part in head.split("|")]
            yield Case(name, {"S": "事业单位", "X": "行政单位"}[kind], int(year), tuple(_vouchers(lines)))


def _vouchers(lines: list[str]) -> Iterator[Voucher]:
    vouchers = [line for line in lines if line.startswith(("F", "B"))]
    for financial, budget in zip(vouchers[::2], vouchers[1::2], strict=True):
        match = re.fullmatch(r"F(?:\[(.*?)\])? (.*)", financial)
        assert match is not None
        assert budget.startswith("B ")
        options = dict(part.partition("=")[::2] for part in (match[1] or "").split(",") if part)
        yield Voucher(tuple(_lines(match[2])), options, tuple(_budget(budget[2:])))


def _lines(text: str) -> Iterator[Line]:
    for part in text.split(",") if text != "-" else ():
        match = re.fullmatch(r"(\d{4}) (-?[\d.]+)(?: @(\w+))?(?: >(\d+))?", part.strip())
        assert match is not None, part
        yield Line(match[1], Decimal(match[2]), match[4] or "", match[3] or "")


def _budget(text: str) -> Iterator[tuple[frozenset[str], Decimal]]:
    for part in text.split(",") if text != "-" else ():
        codes, amount = part.strip().split(" ")
        yield frozenset(codes.split("/")), Decimal(amount)


CASES = list(cases())


def account(code: str, detail: str = "") -> str:
    row = official_codes().chart.rows[code]
    root = ROOTS.get(code[0]) or ("Assets" if code == "8001" else "Equity")
    return f"{root}:{code}-{row.name.replace('（', '').replace('）', '')}{':' if detail else ''}{detail}"


def opens() -> str:
    lines = []
    for code, row in official_codes().chart.rows.items():
        if row.book == "指标" or len(code) > 4:
            continue
        commodity = "CNY" if row.book == "财务" else "CNY.B"
        lines += [f"2018-01-01 open {account(code, detail)} {commodity}" for detail in ("", *DETAILS.get(code, ()))]
    return "\n".join(lines) + "\n"


def ledger_of(case: Case, folder: Path, *, told: bool, written: bool) -> Ledger:
    """The case as a ledger: with what the bookkeeper says or without, with the budget legs written out or derived."""
    text = [
        'option "operating_currency" "CNY"',
        'option "tolerance_multiplier" "0"',
        'plugin "gov_accounts_plugins"',
        '2018-01-01 custom "gov-unit" "name" "某某中心"',
        f'2018-01-01 custom "gov-unit" "kind" "{case.kind}"',
        '2018-01-01 custom "gov-unit" "budget-control" "off"',
        '2018-01-01 custom "gov-project" "P1" "项目"',
        opens(),
    ]
    for number, each in enumerate(case.vouchers):
        year = int(each.options.get("year", case.year))
        date = dt.date(year, 1, 10) + dt.timedelta(days=10 * number)
        if not each.financial:
            date = dt.date(year, 12, 31)
        codes = {line.code for line in each.financial}
        fund = each.options.get("fund") or ("11" if codes & TREASURY else "3")
        no_budget = " #no-budget" if "nb" in each.options and told and not (written and each.budget) else ""
        text.append(f'{date} * "{case.name}" "{number}" #2060501 #30299{no_budget}\n  fund: "{fund}"')
        for line in each.financial:
            text.append(f"  {account(line.code)}  {line.amount:.2f} CNY")
            if line.told and told and not (written and each.budget):
                text.append(f'    budget: "{line.told}"')
            if line.project:
                text.append(f'    project: "{line.project}"')
        if written or not each.financial:
            for names, amount in each.budget:
                code = max(names) if "7201" not in names else "7201"
                detail = DETAILS["8001"][1] if code == "8001" else ""
                text.append(f"  {account(code, detail)}  {amount:.2f} CNY.B")
        text.append("")
    path = folder / "main.beancount"
    path.write_text("\n".join(text), encoding="utf-8", newline="\n")
    return load(path)


def wrong(case: Case, ledger: Ledger) -> list[str]:
    """What differs from the text, voucher by voucher."""
    said = [f"{each.rule}: {each.what}" for each in errors(ledger.findings)]
    vouchers = {entry.narration: entry for entry in ledger.entries if isinstance(entry, Transaction)}
    for number, each in enumerate(case.vouchers):
        net: dict[str, Decimal] = {}
        for posting in vouchers[str(number)].postings:
            assert posting.units is not None
            if posting.units.currency == "CNY.B":
                code = account_code(posting.account)
                net[code] = net.get(code, Decimal(0)) + (posting.units.number or 0)
        net = {code: amount for code, amount in net.items() if amount}
        for codes, amount in each.budget:
            match = next((code for code in codes if net.get(code) == amount), None)
            if match is None:
                said.append(f"{number}: {'/'.join(codes)} {amount} not in {net}")
            else:
                del net[match]
        said += [f"{number}: {code} {amount} too much" for code, amount in net.items()]
    return said


@pytest.mark.parametrize("case", [each for each in CASES if each.name not in WRITTEN], ids=lambda case: case.name)
def test_with_what_the_bookkeeper_says(case: Case, tmp_path: Path) -> None:
    assert wrong(case, ledger_of(case, tmp_path, told=True, written=False)) == []


@pytest.mark.parametrize("case", [each for each in CASES if each.says], ids=lambda case: case.name)
def test_from_the_financial_legs_alone(case: Case, tmp_path: Path) -> None:
    """What a bookkeeper needn't say is seen from the ledger; what must be said is one of the cases named above."""
    found = wrong(case, ledger_of(case, tmp_path, told=False, written=False))
    assert bool(found) == (case.name in NEEDS_SAYING), found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_budget_legs_written_out_are_accepted(case: Case, tmp_path: Path) -> None:
    assert wrong(case, ledger_of(case, tmp_path, told=True, written=True)) == []


def share(*, told: bool) -> tuple[int, int]:
    """How many of the cases are right, and how many there are."""
    import tempfile  # noqa: PLC0415

    right = 0
    for case in CASES:
        with tempfile.TemporaryDirectory() as folder:
            right += not wrong(case, ledger_of(case, Path(folder), told=told, written=False))
    return right, len(CASES)
