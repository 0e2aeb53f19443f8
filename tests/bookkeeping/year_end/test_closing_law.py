"""The year-end entries of 财会〔2017〕25号's appendix (主要业务和事项账务处理举例), each from a small ledger.

A case gives vouchers and what each step of ``close`` must write: what the appendix prints, by account and detail.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from beancount.core.data import Transaction
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.bookkeeping.year_end.closing import close_year
from gov_accounts.bookkeeping.year_end.file import closing_path
from gov_accounts.books.ledger import Ledger
from gov_accounts.findings import Severity
from gov_accounts.law.accounts import account_code
from gov_accounts.law.closing import Detail, official_rules
from gov_accounts.law.codes import official_codes
from gov_accounts.ledger import load
from tests.support.draws import draws

ROOTS = {"1": "Assets", "3": "Equity", "4": "Income", "5": "Expenses", "6": "Income", "7": "Expenses", "8": "Equity"}
CHART = official_codes().chart.rows
MONEY = "8001"
CARRYING = ("8101", "8102", "8201", "8202")
SMALL = {"8001": ":800102-货币资金"}


class Voucher(NamedTuple):
    """Legs by account (``8101.归集调入`` a detail) in yuan, debit positive, of one fund and project."""

    legs: Mapping[str, int]
    fund: str = "3"
    project: str = ""


Entries = Mapping[str, Mapping[str, int]]
"""What each step writes: narration → account → yuan."""


def account(name: str) -> str:
    """A ledger's account; an official detail with its usual number."""
    code, _, detail = name.partition(".")
    head = f"{'Assets' if code == MONEY else ROOTS[code[0]]}:{code}-{CHART[code].name}"
    if not detail:
        return head + SMALL.get(code, "")
    known = {each.name: each.code for each in _details(code)}
    return f"{head}:{known[detail] or f'{code}99'}-{detail}"


def _details(code: str) -> Sequence[Detail]:
    details = official_rules().details[code]
    return (details.keeps, *details.clears)


def written(
    folder: Path, vouchers: Sequence[Voucher], *, kind: str = "事业单位", details: bool, done: bool = False
) -> Path:
    """A ledger with these vouchers; with `details` every official detail of 8101 to 8202 is open."""
    names = {name for voucher in vouchers for name in voucher.legs}
    if details:
        names |= {f"{code}.{each.name}" for code in CARRYING for each in _details(code)}
    lines = [
        'option "tolerance_multiplier" "0"',
        'plugin "gov_accounts_plugins"',
        '2020-01-01 custom "gov-unit" "name" "某某中心"',
        f'2020-01-01 custom "gov-unit" "kind" "{kind}"',
        '2020-01-01 custom "gov-project" "P1" "平台"',
    ]
    if done:
        lines.append('2020-12-20 custom "gov-project-completed" "P1"')
    lines += [f"2019-12-31 open {account(each)} {'CNY' if each[0] < '6' else 'CNY.B'}" for each in sorted(names)]
    for each in vouchers:
        budget = all(name[0] >= "6" for name in each.legs)
        lines += ["", f'2020-12-01 * "业务" #2060501 #30201{"" if budget else " #no-budget"}', f'  fund: "{each.fund}"']
        lines += [f'  project: "{each.project}"'] if each.project else []
        for name, yuan in each.legs.items():
            lines.append(f"  {account(name)}  {yuan}.00 {'CNY.B' if budget else 'CNY'}")
    path = folder / "main.beancount"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return path


def closed(path: Path) -> Ledger:
    close_year(load(path), 2020).write()
    ledger = load(path)
    assert [each.shown() for each in ledger.findings if each.severity is Severity.ERROR] == []
    return ledger


def steps(ledger: Ledger) -> Entries:
    """What the closing file's entries come to, by step, account and official detail."""
    own = str(closing_path(ledger.path, 2020))
    found: dict[str, dict[str, int]] = {}
    for entry in ledger.entries:
        if isinstance(entry, Transaction) and entry.meta["filename"] == own:
            sums = found.setdefault(str(entry.narration), {})
            for posting in entry.postings:
                assert posting.units is not None
                assert posting.units.number is not None
                name = named(posting.account)
                sums[name] = sums.get(name, 0) + int(posting.units.number)
    return {step: {name: yuan for name, yuan in sums.items() if yuan} for step, sums in found.items()}


def named(account: str) -> str:
    code = account_code(account)
    details = official_rules().details.get(code)
    detail = details.name_of(account) if details else ""
    return f"{code}.{detail}" if detail else code


FISCAL = "财政拨款收支转入财政拨款结转"
CLEAR = {
    "8101": "冲销财政拨款结转的明细科目",
    "8102": "冲销财政拨款结余的明细科目",
    "8201": "冲销非财政拨款结转的明细科目",
    "8202": "冲销非财政拨款结余的明细科目",
}
SPECIAL = "非财政专项资金收支转入非财政拨款结转"
OTHER = "非财政非专项资金收支转入其他结余"
BUSINESS = "经营收支转入经营结余"
DISTRIBUTED = "经营盈余转入非财政拨款结余分配"
TO_DISTRIBUTION = "其他结余转入非财政拨款结余分配"
TO_SURPLUS = "非财政拨款结余分配转入非财政拨款结余"
AGENCY = "其他结余转入非财政拨款结余"

CASES: Mapping[str, tuple[Sequence[Voucher], Entries]] = {
    "55 3301、56 3302、57 3401、58 3501：财务会计": (
        (
            Voucher({"1002": 700, "4101": -500, "4602": -200}),
            Voucher({"5001": 300, "5101": 100, "1002": -400}),
            Voucher({"1601": 90, "3401": -90}),
            Voucher({"3501": 15, "1602": -15}),
            Voucher({"3302": 20, "3101": -20}),
        ),
        {
            "收入转入本期盈余": {"4101": 500, "4602": 200, "3301": -700},
            "费用转入本期盈余": {"5001": -300, "5101": -100, "3301": 400},
            "本期盈余转入本年盈余分配": {"3301": 300, "3302": -300},
            "本年盈余分配转入累计盈余": {"3302": 280, "3001": -280},
            "无偿调拨净资产转入累计盈余": {"3401": 90, "3001": -90},
            "以前年度盈余调整转入累计盈余": {"3501": -15, "3001": 15},
        },
    ),
    "19（6）（7）：财政拨款收支转入本年收支结转，再转入累计结转": (
        (Voucher({MONEY: 100, "6001": -100}, "11"), Voucher({"7201": 60, MONEY: -60}, "11")),
        {
            FISCAL: {"6001": 100, "7201": -60, "8101.本年收支结转": -40},
            CLEAR["8101"]: {"8101.本年收支结转": 40, "8101.累计结转": -40},
        },
    ),
    "19（7）：年初余额调整在贷方，归集调入、单位内部调剂": (
        (
            Voucher({MONEY: 7, "8101.年初余额调整": -7}, "11"),
            Voucher({MONEY: 20, "8101.归集调入": -20}, "11"),
            Voucher({"8102.单位内部调剂": 30, "8101.单位内部调剂": -30}, "11", "P1"),
        ),
        {
            CLEAR["8101"]: {
                "8101.年初余额调整": 7,
                "8101.归集调入": 20,
                "8101.单位内部调剂": 30,
                "8101.累计结转": -57,
            },
            CLEAR["8102"]: {"8102.单位内部调剂": -30, "8102.累计结余": 30},
        },
    ),
    "19（7）：年初余额调整在借方，归集调出、归集上缴": (
        (
            Voucher({MONEY: -7, "8101.年初余额调整": 7}, "12"),
            Voucher({MONEY: -20, "8101.归集调出": 20}, "12"),
            Voucher({MONEY: -5, "8101.归集上缴": 5}, "12"),
        ),
        {
            CLEAR["8101"]: {
                "8101.年初余额调整": -7,
                "8101.归集调出": -20,
                "8101.归集上缴": -5,
                "8101.累计结转": 32,
            },
        },
    ),
    "19（8）、20（4）（5）：完成的项目转入财政拨款结余": (
        (
            Voucher({MONEY: 100, "8101.累计结转": -100}, "11", "P1"),
            Voucher({MONEY: 3, "8102.年初余额调整": -3}, "11"),
            Voucher({MONEY: -9, "8102.归集上缴": 9}, "11"),
        ),
        {
            "已完成项目的财政拨款结转转入结余": {"8101.累计结转": 100, "8102.结转转入": -100},
            CLEAR["8102"]: {
                "8102.年初余额调整": 3,
                "8102.归集上缴": -9,
                "8102.结转转入": 100,
                "8102.累计结余": -94,
            },
        },
    ),
    "21（4）（5）：非财政专项收支，缴回资金、管理费": (
        (
            Voucher({MONEY: 500, "6101": -500}, project="P1"),
            Voucher({MONEY: 60, "6501": -60}, project="P1"),
            Voucher({"7201": 300, "7901": 20, MONEY: -320}, project="P1"),
            Voucher({"8201.缴回资金": 10, MONEY: -10}, project="P1"),
            Voucher({"8201.项目间接费用或管理费": 8, "8202.项目间接费用或管理费": -8}, project="P1"),
            Voucher({"8201.年初余额调整": 1, MONEY: -1}, project="P1"),
        ),
        {
            SPECIAL: {"6101": 500, "6501": 60, "7201": -300, "7901": -20, "8201.本年收支结转": -240},
            CLEAR["8201"]: {
                "8201.缴回资金": -10,
                "8201.项目间接费用或管理费": -8,
                "8201.年初余额调整": -1,
                "8201.本年收支结转": 240,
                "8201.累计结转": -221,
            },
            CLEAR["8202"]: {"8202.项目间接费用或管理费": 8, "8202.累计结余": -8},
        },
    ),
    "21（6）、22（4）（5）：完成的专项留归本单位": (
        (
            Voucher({MONEY: 100, "8201.累计结转": -100}, project="P1"),
            Voucher({MONEY: 4, "8202.年初余额调整": -4}),
        ),
        {
            "已完成项目的非财政拨款结转转入结余": {"8201.累计结转": 100, "8202.结转转入": -100},
            CLEAR["8202"]: {"8202.结转转入": 100, "8202.年初余额调整": 4, "8202.累计结余": -104},
        },
    ),
    "24、26（1）（3）：经营结余在贷方": (
        (Voucher({MONEY: 90, "6401": -90}), Voucher({"7301": 50, MONEY: -50})),
        {
            BUSINESS: {"6401": 90, "7301": -50, "8401": -40},
            DISTRIBUTED: {"8401": 40, "8701": -40},
            TO_SURPLUS: {"8701": 40, "8202.累计结余": -40},
        },
    ),
    "24（2）：经营结余在借方，不予结转": (
        (Voucher({MONEY: 50, "6401": -50}), Voucher({"7301": 90, MONEY: -90})),
        {BUSINESS: {"6401": 50, "7301": -90, "8401": 40}},
    ),
    "24（1）：先弥补以前年度的经营亏损": (
        (Voucher({MONEY: -15, "8401": 15}), Voucher({MONEY: 90, "6401": -90}), Voucher({"7301": 50, MONEY: -50})),
        {
            BUSINESS: {"6401": 90, "7301": -50, "8401": -40},
            DISTRIBUTED: {"8401": 25, "8701": -25},
            TO_SURPLUS: {"8701": 25, "8202.累计结余": -25},
        },
    ),
    "25（1）（3）、26（1）（2）（3）：其他结余在贷方，提取专用结余": (
        (
            Voucher({MONEY: 100, "6101": -40, "6201": -10, "6301": -10, "6601": -20, "6609": -20}),
            Voucher({MONEY: 30, "6602": -30}, project="P1"),
            Voucher({MONEY: 60, "6501": -60}),
            Voucher({"7201": 20, "7901": 5, "7401": 6, "7501": 7, "7601": 8, "7701": 9, MONEY: -55}),
            Voucher({"8701": 12, "8301": -12}),
        ),
        {
            OTHER: {
                "6101": 40,
                "6201": 10,
                "6301": 10,
                "6601": 20,
                "6609": 20,
                "6602": 30,
                "6501": 60,
                "7201": -20,
                "7901": -5,
                "7401": -6,
                "7501": -7,
                "7601": -8,
                "7701": -9,
                "8501": -135,
            },
            TO_DISTRIBUTION: {"8501": 135, "8701": -135},
            TO_SURPLUS: {"8701": 123, "8202.累计结余": -123},
        },
    ),
    "25（1）（3）、26（1）（3）：投资预算收益和其他结余在借方": (
        (Voucher({MONEY: -30, "6602": 30}), Voucher({"7601": 8, MONEY: -8}, project="P1")),
        {
            OTHER: {"6602": -30, "7601": -8, "8501": 38},
            TO_DISTRIBUTION: {"8501": -38, "8701": 38},
            TO_SURPLUS: {"8701": -38, "8202.累计结余": 38},
        },
    ),
    "25（2）：行政单位": (
        (Voucher({MONEY: 70, "6609": -70}), Voucher({"7101": 20, MONEY: -20})),
        {OTHER: {"6609": 70, "7101": -20, "8501": -50}, AGENCY: {"8501": 50, "8202.累计结余": -50}},
    ),
}
AGENCIES = ("25（2）：行政单位",)
DONE = ("19（8）", "21（6）")


@pytest.mark.parametrize("case", CASES)
def test_what_the_appendix_prints(case: str, tmp_path: Path) -> None:
    vouchers, expected = CASES[case]
    kind = "行政单位" if case in AGENCIES else "事业单位"
    path = written(tmp_path, vouchers, kind=kind, details=True, done=case.startswith(DONE))
    assert steps(closed(path)) == expected


@pytest.mark.parametrize("case", CASES)
def test_what_a_person_has_written_so_is_left_alone(case: str, tmp_path: Path) -> None:
    """The entries by hand, tagged ``#year-close``: nothing is left to write, and the tables tie."""
    vouchers, _ = CASES[case]
    kind = "行政单位" if case in AGENCIES else "事业单位"
    path = written(tmp_path, vouchers, kind=kind, details=True, done=case.startswith(DONE))
    text = close_year(load(path), 2020).text
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(text[text.index("\n2020-12-31") : text.index("; 2021 年年初余额")])
    closing = close_year(load(path), 2020)
    assert closing.entries == ()
    closed(path)


def without(entries: Entries) -> Entries:
    """The same for a unit that keeps none of the details: what moves within an account doesn't move."""
    result = {}
    for step, legs in entries.items():
        sums: dict[str, int] = {}
        for name, yuan in legs.items():
            sums[name.partition(".")[0]] = sums.get(name.partition(".")[0], 0) + yuan
        if step not in CLEAR.values():
            result[step] = sums
    return result


@pytest.mark.parametrize("case", CASES)
def test_a_unit_without_the_details_has_the_same_by_account(case: str, tmp_path: Path) -> None:
    vouchers, expected = CASES[case]
    plain = [each._replace(legs=legs) for each in vouchers if (legs := _by_code(each.legs))]
    kind = "行政单位" if case in AGENCIES else "事业单位"
    path = written(tmp_path, plain, kind=kind, details=False, done=case.startswith(DONE))
    assert steps(closed(path)) == without(expected)
    accounts = re.findall(r"[A-Z]\w+:8[12]\S+", closing_path(path, 2020).read_text(encoding="utf-8"))
    assert {each.count(":") for each in accounts} <= {1}


def _by_code(legs: Mapping[str, int]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for name, yuan in legs.items():
        sums[name.partition(".")[0]] += yuan
    return {code: yuan for code, yuan in sums.items() if yuan}


# Which account takes it


def opened(folder: Path, accounts: Mapping[str, str], vouchers: str) -> Path:
    """A ledger with these accounts of 8xxx, and what their opens say."""
    head = written(folder, [Voucher({MONEY: 1, "6001": -1}), Voucher({MONEY: 1, "6101": -1})], details=False)
    opens = "".join(f"2019-12-31 open {name} CNY.B\n{said}" for name, said in accounts.items())
    text = head.read_text(encoding="utf-8")
    head.write_text(text[: text.index("\n2020-12-01 *")] + "\n" + opens + vouchers, encoding="utf-8", newline="\n")
    return head


def received(fund: str = "11", project: str = "") -> str:
    said = f'  project: "{project}"\n' if project else ""
    return f"""
2020-12-02 * "拨款" #2060501
  fund: "{fund}"
{said}  Assets:8001-资金结存:800102-货币资金  10.00 CNY.B
  Income:6001-财政拨款预算收入          -10.00 CNY.B
"""


def adjusted(name: str, fund: str = "11") -> str:
    return f"""
2020-12-03 * "退回" #2060501
  fund: "{fund}"
  Assets:8001-资金结存:800102-货币资金  3.00 CNY.B
  {name}  -3.00 CNY.B
"""


def held(path: Path) -> dict[str, int]:
    """What each account of 8101 holds at the year's end, credit positive."""
    sums: Counter[str] = Counter()
    for entry in closed(path).entries:
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                if account_code(posting.account) == "8101" and posting.units is not None:
                    sums[posting.account.removeprefix("Equity:8101-财政拨款结转")] -= int(posting.units.number or 0)
    return {name: yuan for name, yuan in sums.items() if yuan}


A = "Equity:8101-财政拨款结转"


@pytest.mark.parametrize(
    ("accounts", "vouchers", "expected"),
    [
        # The unit's own numbers: the name counts.
        (
            {f"{A}:810102-年初余额调整": "", f"{A}:810101-累计结转": ""},
            adjusted(f"{A}:810102-年初余额调整"),
            {":810101-累计结转": 3},
        ),
        # The usual number where the name is another.
        ({f"{A}:810101-调整": "", f"{A}:810107-滚存": ""}, adjusted(f"{A}:810101-调整"), {":810107-滚存": 3}),
        # No detail to carry on: the account itself, or the official detail where only details are open.
        ({A: "", f"{A}:810101-年初余额调整": ""}, adjusted(f"{A}:810101-年初余额调整"), {"": 3}),
        ({f"{A}:810101-年初余额调整": ""}, adjusted(f"{A}:810101-年初余额调整"), {":810107-累计结转": 3}),
        ({f"{A}:810101-年初余额调整": ""}, received(), {":810107-累计结转": 10}),
        # 按照财政拨款的种类: the detail of that fund, told by its open; and the sibling of what is emptied.
        (
            {
                f"{A}:A一般:810101-年初余额调整": "",
                f"{A}:A一般:810107-累计结转": '  fund: "11"\n',
                f"{A}:B基金:810101-年初余额调整": "",
                f"{A}:B基金:810107-累计结转": '  fund: "12"\n',
            },
            adjusted(f"{A}:B基金:810101-年初余额调整", "12") + received("11"),
            {":B基金:810107-累计结转": 3, ":A一般:810107-累计结转": 10},
        ),
        ({f"{A}:A一般": '  fund: "11"\n', f"{A}:B基金": '  fund: "12"\n'}, received("12"), {":B基金": 10}),
        ({f"{A}:A一般": '  fund: "11"\n'}, received("12"), {"": 10}),
        (
            {f"{A}:{each}": "" for each in ("A:1年初余额调整", "A:2累计结转", "B:1年初余额调整", "B:2累计结转")},
            adjusted(f"{A}:B:1年初余额调整"),
            {":B:2累计结转": 3},
        ),
        # 基本支出结转 and 项目支出结转.
        ({f"{A}:A基本支出结转": "", f"{A}:A项目支出结转": ""}, received(), {":A基本支出结转": 10}),
        ({f"{A}:A基本支出结转": "", f"{A}:A项目支出结转": ""}, received(project="P1"), {":A项目支出结转": 10}),
        # The one above the others, where nothing tells them apart.
        ({A: "", f"{A}:A一": "", f"{A}:A二": ""}, received(), {"": 10}),
        ({f"{A}:A一": "", f"{A}:A二": ""}, received(), {"": 10}),
    ],
)
def test_which_detail_takes_it(
    tmp_path: Path, accounts: Mapping[str, str], vouchers: str, expected: Mapping[str, int]
) -> None:
    assert held(opened(tmp_path, accounts, vouchers)) == expected


# What holds for every ledger

NAMES = (
    *("6001", "6101", "6201", "6401", "6501", "6602", "6609", "7201", "7301", "7401", "7601", "7701", "7901"),
    *("8401", "8301"),
    *(f"{code}.{each.name}" for code in CARRYING for each in _details(code)),
)


@st.composite
def vouchers(draw: st.DrawFn) -> list[Voucher]:
    drawn = []
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=8)):
        yuan = draw(st.integers(-500, 500).filter(bool))
        fiscal = name[:4] in ("6001", "8101", "8102") or (name[0] == "7" and name != "7301" and draw(st.booleans()))
        fund = draw(st.sampled_from(("11", "12", "13") if fiscal else ("3", "2")))
        drawn.append(Voucher({MONEY: -yuan, name: yuan}, fund, draw(st.sampled_from(("", "", "P1")))))
    return drawn


@draws(60)
@given(vouchers(), st.booleans(), st.booleans())
def test_a_closed_year_leaves_nothing_where_nothing_may_be(drawn: list[Voucher], details: bool, done: bool) -> None:  # noqa: FBT001
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), drawn, details=details, done=done)
        before = Counter(balances(load(path)))
        ledger = closed(path)
        after = balances(ledger)
        assert not [name for name in after if name[0] in "67" or name[:4] in ("8501", "8701")]
        assert not [name for name in after if "." in name and "累计" not in name]
        assert after.get("8401", 0) >= 0
        assert after.get(MONEY, 0) == before[MONEY]
        assert sum(after.values()) == sum(before.values()) == 0
        assert not close_year(ledger, 2020).changed


def balances(ledger: Ledger) -> dict[str, int]:
    """What the budget book holds, debit positive, by account and official detail."""
    sums: Counter[str] = Counter()
    for entry in ledger.entries:
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                assert posting.units is not None
                sums[named(posting.account)] += int(posting.units.number or 0)
    return {name: yuan for name, yuan in sums.items() if yuan}


def test_project_money_closed_by_hand_to_the_surplus_is_told(tmp_path: Path) -> None:
    """The tie of row 59 takes what 8201 gave up and 8202 got for a project, and nothing else, for a completed one."""
    path = written(tmp_path, [Voucher({MONEY: 100, "6101": -100}, project="P1")], details=False)
    by_hand = """
2019-12-31 open Equity:8202-非财政拨款结余 CNY.B
2020-12-31 * "结转" #2060501 #year-close
  fund: "3"
  Income:6101-事业预算收入   100.00 CNY.B
    project: "P1"
  Equity:8202-非财政拨款结余  -100.00 CNY.B
"""
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(by_hand)
    assert [each.rule for each in load(path).findings] == ["tie-carryover-closed"]
