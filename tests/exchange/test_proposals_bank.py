"""Bank lines as proposals: what the ledger hasn't, by rule or as before; never without a mark, never twice."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gov_accounts.exchange.kinds import reader
from gov_accounts.exchange.maps import shipped
from gov_accounts.exchange.source import Source
from gov_accounts.findings import errors
from gov_accounts.ledger import load
from tests.exchange.proposing import BANK, GOODS, codes, fen, imported, rules_of, taken, unit, vouchers
from tests.support.commands import run

HEADS = ["交易日期", "流水号", "借方发生额", "贷方发生额", "余额", "对方户名", "摘要"]
RULES = """
[[bank]]
words = "手续费"
side = "付"
account = "510102"
func = "2010350"
econ = "30204"
fund = "3"
narration = "付银行手续费"

[[bank]]
words = "*利息"
side = "收"
account = "4604"
func = "2010350"
fund = "3"
name = "开户银行"
"""
OPENING = f"""2019-12-31 * "年初余额" #no-budget
  {BANK} 1000.00 CNY
  Equity:3001-累计盈余 -1000.00 CNY
"""
RENT = f"""2020-01-08 * "某物业公司" "付1月物业费" #2010350 #30209
  fund: "3"
  {GOODS} 300.00 CNY
  {BANK} -300.00 CNY
"""
JUNE = [
    ["2020-06-03", "20200603001", "300.00", "", "400.00", "某物业公司", "物业费"],
    ["2020-06-05", "20200605001", "15.50", "", "384.50", "", "账户手续费"],
    ["2020-06-21", "", "", "1.23", "385.73", "", "活期利息"],
    ["2020-06-22", "20200622009", "100.00", "", "285.73", "某新公司", "货款"],
]


def statement(folder: Path, rows: Sequence[Sequence[str]] = JUNE, name: str = "六月.csv") -> Path:
    text = io.StringIO()
    csv.writer(text).writerows([HEADS, *rows])
    path = folder.joinpath(name)
    path.write_bytes(text.getvalue().encode("gb18030"))
    return path


def test_by_rule_by_history_or_listed(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", OPENING + "\n" + RENT, RULES)
    made = imported(main, statement(tmp_path))
    assert rules_of(made) == ["import-unbooked"]
    listed = made.told[0]
    assert (listed.place and listed.place.line, "某新公司" in listed.what, "100.00" in listed.what) == (5, True, True)
    assert [each.strip() for each in listed.remedy.splitlines()[1:4]] == [
        "[[bank]]",
        'payee = "某新公司"',
        'side = "付"',
    ]
    rent, fee, interest = vouchers(main)
    assert {each.flag for each in (rent, fee, interest)} == {"!"}
    assert (rent.payee, rent.narration, fen(rent, GOODS), fen(rent, BANK)) == ("某物业公司", "物业费", 30000, -30000)
    assert codes(rent, GOODS) == [{"func": "2010350", "econ": "30209", "fund": "3"}]
    assert rent.meta["guess"].startswith("照以前：2020-01-08")
    assert (fee.narration, fee.meta["guess"], fee.meta["ref"]) == ("付银行手续费", "照规则 bank[1]", "20200605001")
    assert (interest.payee, fen(interest, BANK), fen(interest, "Income:4604")) == ("开户银行", 123, -123)
    marks = [
        (each.meta or {}).get("bank")
        for voucher in (rent, interest)
        for each in voucher.postings
        if each.account == BANK
    ]
    assert marks == ["2020-06-03#20200603001", "2020-06-21#第1笔"]
    assert errors(load(main).findings) == []


def test_twice_adds_nothing_even_after_it_was_looked_at(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", OPENING + "\n" + RENT, RULES)
    imported(main, statement(tmp_path))
    month = main.parent.joinpath("2020-06.beancount")
    text = month.read_text(encoding="utf-8")
    month.write_text(text.replace("2020-06-05 !", "2020-06-05 *").replace('"30204"', '"30299"'), encoding="utf-8")
    again = taken(main, statement(tmp_path, name="另存.csv"))
    assert (again.plan.new, rules_of(again)) == ((), ["import-unbooked"])


def test_what_is_booked_by_hand_is_not_proposed(tmp_path: Path) -> None:
    booked = RENT.replace("2020-01-08", "2020-06-04").replace("付1月", "付6月")
    main = unit(tmp_path / "a", OPENING + "\n" + RENT + "\n" + booked, RULES)
    made = taken(main, statement(tmp_path))
    assert [each.narration for each in made.plan.new] == ["付银行手续费", "活期利息"]
    assert "账里已有 1 笔" in made.read[0].taken.said[-1]


def test_booked_the_month_after_counts(tmp_path: Path) -> None:
    late = f"""2020-07-02 * "某新公司" "付货款" #2010350 #30201
  fund: "3"
  {GOODS} 100.00 CNY
  {BANK} -100.00 CNY
"""
    main = unit(tmp_path / "a", OPENING + "\n" + RENT + "\n" + late, RULES)
    made = taken(main, statement(tmp_path))
    assert rules_of(made) == []
    assert [each.payee for each in made.plan.new] == ["某物业公司", "", "开户银行"]


def test_a_history_that_differs_is_no_guide(tmp_path: Path) -> None:
    other = RENT.replace("2020-01-08", "2020-02-08").replace("30209", "30201")
    main = unit(tmp_path / "a", OPENING + "\n" + RENT + "\n" + other, RULES)
    made = taken(main, statement(tmp_path))
    assert [each.payee for each in made.plan.new] == ["", "开户银行"]
    assert rules_of(made) == ["import-unbooked"] * 2


@pytest.mark.parametrize("change", [(" * ", " ! "), ("某物业公司", "另一公司")])
def test_nor_is_what_nobody_looked_at_or_of_another(tmp_path: Path, change: tuple[str, str]) -> None:
    main = unit(tmp_path / "a", OPENING + "\n" + RENT.replace(*change), RULES)
    assert rules_of(taken(main, statement(tmp_path))) == ["import-unbooked"] * 2


def test_nor_is_money_the_other_way(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", OPENING + "\n" + RENT, RULES)
    back = [["2020-06-03", "20200603001", "", "300.00", "1000.00", "某物业公司", "退款"]]
    assert rules_of(taken(main, statement(tmp_path, back))) == ["import-unbooked"]


def test_a_rule_for_money_paid_is_not_for_money_received(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", OPENING, RULES)
    back = [["2020-06-03", "20200603001", "", "15.50", "1015.50", "某银行", "退回手续费"]]
    assert rules_of(taken(main, statement(tmp_path, back))) == ["import-unbooked"]


@pytest.mark.parametrize("tail", ["#year-close", "reversed"])
def test_nor_is_what_closes_or_was_taken_back(tmp_path: Path, tail: str) -> None:
    text = RENT.replace('"付1月物业费"', f'"付1月物业费" {tail}' if tail.startswith("#") else '"付1月物业费"')
    if tail == "reversed":
        text = text.replace('  fund: "3"\n', '  voucher: "记-1-001"\n  fund: "3"\n', 1)
        text += f"""
2020-01-09 * "某物业公司" "冲销" #2010350 #30209
  voucher: "记-1-002"
  reverses: "记-1-001"
  reverses-date: 2020-01-08
  fund: "3"
  {GOODS} -300.00 CNY
  {BANK} 300.00 CNY
"""
    main = unit(tmp_path / "a", OPENING + "\n" + text, RULES)
    made = taken(main, statement(tmp_path))
    assert "某物业公司" not in {each.payee for each in made.plan.new}
    assert rules_of(made).count("import-unbooked") == 2


def test_without_balances_earlier_lines_are_settled(tmp_path: Path) -> None:
    may = RENT.replace("2020-01-08", "2020-05-30").replace("付1月", "付5月")
    main = unit(tmp_path / "a", OPENING + "\n" + may, RULES)
    rows = [[*each[:4], "", *each[5:]] for each in JUNE[:1]]
    assert [each.payee for each in taken(main, statement(tmp_path, rows)).plan.new] == ["某物业公司"]


def test_which_account(tmp_path: Path) -> None:
    more = "2019-12-31 open Assets:1002-银行存款:02-专用账户 CNY\n\n"
    main = unit(tmp_path / "a", more + OPENING + "\n" + RENT, RULES)
    made = taken(main, statement(tmp_path))
    assert rules_of(made) == ["import-bank-account"]
    assert "01-基本存款账户" in made.refused[0].what
    assert len(taken(main, statement(tmp_path), account="专用账户").plan.new) == 3
    imported(main, statement(tmp_path), account="专用账户")
    assert len(taken(main, statement(tmp_path), account="01-基本存款账户").plan.new) == 3
    assert rules_of(taken(main, statement(tmp_path), account="1302")) == ["import-bank-account"]
    assert rules_of(taken(main, statement(tmp_path), account="没有的")) == ["import-account"]


def test_an_account_that_is_open_itself_is_meant(tmp_path: Path) -> None:
    more = "2019-12-31 open Assets:1002-银行存款 CNY\n\n"
    main = unit(tmp_path / "a", more + OPENING + "\n" + RENT, RULES)
    made = taken(main, statement(tmp_path), account="1002")
    assert {each.legs[0].account for each in made.plan.new} == {"Assets:1002-银行存款"}


def test_a_rule_of_no_account_is_named(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", OPENING, RULES.replace('"510102"', '"99"'))
    made = taken(main, statement(tmp_path))
    assert "import-rule-account" in rules_of(made)
    assert "bank[1].account" in made.refused[0].what
    assert made.refused[0].place is not None
    assert made.refused[0].place.file.endswith("import-rules.toml")
    twice = [*JUNE[1:2], ["2020-06-06", "20200606001", "3.00", "", "381.50", "", "手续费"]]
    assert [each.rule for each in taken(main, statement(tmp_path, twice)).refused] == ["import-rule-account"]


def test_a_rule_opens_an_account_of_the_chart(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", OPENING, RULES.replace('"4604"', '"4605"'))
    made = imported(main, statement(tmp_path))
    assert "Income:4605-租金收入 CNY" in main.parent.joinpath("accounts.beancount").read_text(encoding="utf-8")
    assert set(rules_of(made)) == {"import-unbooked"}


def test_rules_that_cannot_be_read_stop_it(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", OPENING, "[[bank]\n")
    made = taken(main, statement(tmp_path))
    assert rules_of(made) == ["import-rules-unusable"]
    assert made.plan.new == ()


def test_two_equal_fees_of_a_day_are_two(tmp_path: Path) -> None:
    rows = [
        ["2020-06-05", "", "15.50", "", "984.50", "", "手续费"],
        ["2020-06-05", "", "15.50", "", "969.00", "", "手续费"],
    ]
    main = unit(tmp_path / "a", OPENING, RULES)
    imported(main, statement(tmp_path, rows))
    assert [fen(each, BANK) for each in vouchers(main)] == [-1550, -1550]
    assert taken(main, statement(tmp_path, rows)).plan.new == ()


def test_what_comes_late_is_booked_after_the_posted_month(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", RENT, RULES)
    assert run("post", main, "--month", "2020-01").endswith("退出码 0\n")
    rows = [
        ["2020-01-20", "20200120001", "15.50", "", "684.50", "", "手续费"],
        ["2020-02-05", "20200205001", "20.00", "", "664.50", "", "手续费"],
    ]
    made = imported(main, statement(tmp_path, rows))
    assert made.blocking == ()
    voucher, on_time = vouchers(main)
    assert (str(voucher.date), str(on_time.date)) == ("2020-02-01", "2020-02-05")
    assert on_time.meta["guess"] == "照规则 bank[1]"
    assert voucher.meta["guess"] == "照规则 bank[1]；2020-01 已记账，2020-01-20 的改记在 2020-02-01"
    assert taken(main, statement(tmp_path, rows)).plan.new == ()


def test_a_journal_is_no_statement(tmp_path: Path) -> None:
    text = "日期,凭证号,摘要,科目名称,借方,贷方,余额\n2020-06-05,记-1,付款,银行存款,,15.50,1.00\n"
    path = tmp_path.joinpath("账.csv")
    path.write_text(text, encoding="utf-8")
    (bank,) = [each for each in shipped() if each.key == "bank"]
    assert reader(bank).fits(Source(path)) == 0
    path.write_text(text.replace("科目名称", "对方户名"), encoding="utf-8")
    assert reader(bank).fits(Source(path)) > 0


HOSTILE = st.text('某物业手续费"\\\n\t;#^*{}=@!（）ab1\u202e\x07', max_size=14)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 28), st.integers(1, 10**7), st.booleans(), HOSTILE, HOSTILE), min_size=1, max_size=6
    ),
    st.booleans(),
)
def test_what_is_drawn_is_proposed_once_with_a_mark(
    rows: list[tuple[int, int, bool, str, str]],
    balances: bool,  # noqa: FBT001
) -> None:
    rules = '[[bank]]\nwords = "*"\naccount = "510102"\nfunc = "2010350"\necon = "30201"\nfund = "3"\n'
    lines, balance = [], 100_000
    for day, amount, received, party, words in sorted(rows, key=lambda each: each[0]):
        balance += amount if received else -amount
        sides = ["", f"{amount // 100}.{amount % 100:02}"][:: 1 if received else -1]
        shown = f"{'-' if balance < 0 else ''}{abs(balance) // 100}.{abs(balance) % 100:02}"
        lines.append([f"2020-06-{day:02}", "", *sides, shown if balances else "", party, words])
    with tempfile.TemporaryDirectory() as name:
        main = unit(Path(name) / "a", OPENING, rules)
        made = imported(main, statement(Path(name), lines))
        assert made.refused == ()
        found = vouchers(main)
        assert {each.flag for each in found} == {"!"}
        assert all(each.meta["guess"] for each in found)
        assert sorted(fen(each, BANK) for each in found) == sorted(
            amount if got else -amount for _, amount, got, *_ in rows
        )
        again = taken(main, statement(Path(name), lines, "再.csv"))
        assert again.plan.new == ()
