"""What is typed on the page 记账 becomes text that beancount reads as it was typed, in its month's file alone."""

from __future__ import annotations

import base64
import datetime
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from beancount.core.data import Transaction
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.bookkeeping.budget_control import left_of
from gov_accounts.bookkeeping.sealing.posting import Wanted, post
from gov_accounts.bookkeeping.sealing.vouchers import vouchers_in
from gov_accounts.books.new_ledger import new_ledger, write_new
from gov_accounts.books.open_accounts import open_accounts
from gov_accounts.books.postings import KEYS, counted_postings, read_postings
from gov_accounts.fava.recording.desk import COPY, EDIT, RED, Desk
from gov_accounts.fava.recording.form import Form, FormError, Row
from gov_accounts.fava.recording.lists import full_code, spell
from gov_accounts.fava.recording.numbers import month_numbers
from gov_accounts.fava.recording.of_entry import NotInFormError, form_of
from gov_accounts.fava.recording.placing import Placed, Replaced, placed_at_end, placed_instead
from gov_accounts.fava.recording.reading import read_form
from gov_accounts.fava.recording.shown import form_json
from gov_accounts.fava.recording.templates import before, moved, same_day
from gov_accounts.fava.recording.text import form_text
from gov_accounts.fava.recording.typed import one_line, typed_day
from gov_accounts.findings import Finding
from gov_accounts.ledger import load, load_as_if
from gov_accounts.months import Month
from gov_accounts.publishing.ledger_findings import ledger_findings
from gov_accounts.reading.loading import parse_text
from gov_accounts.reading.permissions import NOTHING
from tests.exchange.paper_files import tax_xml
from tests.support.commands import run
from tests.support.draws import draws

COST = "Expenses:5101-单位管理费用:510102-商品和服务费用"
WEAR = "Expenses:5101-单位管理费用:510104-固定资产折旧费"
WORN = "Assets:1602-固定资产累计折旧:03-通用设备"
QUOTA = "Assets:1011-零余额账户用款额度"
INCOME = "Income:4001-财政拨款收入"
BANK = "Assets:1002-银行存款:01-基本存款账户"
DEPOSIT = "Liabilities:2307-其他应付款:04-押金"
ACCOUNTS = (COST, WEAR, WORN, QUOTA, INCOME, BANK)
YEAR = 2020


@pytest.fixture
def main(tmp_path: Path) -> Path:
    """A new unit's ledger."""
    return write_new(tmp_path / "账", new_ledger("某某中心", "事业单位", YEAR)) / "main.beancount"


def desk_of(main: Path) -> Desk:
    ledger = load(main)
    return Desk(ledger, ledger_findings(ledger), NOTHING)


def typed(date: str = "5.8", amount: str = "99.40", **more: Any) -> dict[str, Any]:
    """A form as the page sends it."""
    rows = [{"account": COST, "debit": amount}, {"account": QUOTA, "credit": amount}]
    return {
        "date": date,
        "narration": "五月电费",
        "payee": "某供电公司",
        "func": "2060501",
        "econ": "30206",
        "rows": rows,
    } | more


def request(form: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"year": YEAR, "form": form} | more


def save(main: Path, form: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Save as the page does, having read the ledger a moment ago."""
    desk = desk_of(main)
    month = re.match(r"(?:2020-)?0?(\d+)", form["date"])
    digest = desk.months(YEAR)[month[1]]["digest"] if month else ""
    answer, changes = desk.save(request(form, digest=digest) | more)
    for each in changes:
        each.path.write_bytes(each.content)
    return answer


# What is typed


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5.8", (2020, 5, 8)),
        ("5-8", (2020, 5, 8)),
        ("5/8", (2020, 5, 8)),
        ("5 8", (2020, 5, 8)),
        ("0508", (2020, 5, 8)),
        ("508", (2020, 5, 8)),
        ("1208", (2020, 12, 8)),
        ("５．８", (2020, 5, 8)),
        ("5。8", (2020, 5, 8)),
        ("5月8日", (2020, 5, 8)),
        ("2.29", (2020, 2, 29)),
        ("2021-05-08", (2021, 5, 8)),
        ("20200508", (2020, 5, 8)),
    ],
)
def test_a_day_needs_no_year(text: str, day: tuple[int, int, int]) -> None:
    assert typed_day(text, YEAR) == datetime.date(*day)


@pytest.mark.parametrize("text", ["", "8", "5.32", "13.1", "2.30", "五月八日", "5.8.", "5..8", "99999999", "-5.8"])
def test_what_is_no_day(text: str) -> None:
    assert typed_day(text, YEAR) is None


@pytest.mark.parametrize(
    ("change", "field", "row", "said"),
    [
        ({"date": "2.30"}, "date", -1, "没有这一天"),
        ({"date": ""}, "date", -1, "还没有写"),
        ({"date": "2021-05-08"}, "date", -1, "不在 2020 年"),
        ({"narration": " \t"}, "narration", -1, "摘要还没有写"),
        ({"narration": "字" * 1001}, "narration", -1, "太长"),
        ({"attachments": "两张"}, "attachments", -1, "写张数"),
        ({"func": "机构运行"}, "func", -1, "编码"),
        ({"payee": 7}, "payee", -1, "不是文字"),
        ({"tags": ["a b"]}, "tags", -1, "标签"),
        ({"more": {"Key": '"x"'}}, "more", -1, "不能写"),
        ({"more": {"key": "x\n2020-01-01 close A:B"}}, "more", -1, "不能写"),
        ({"more": {"voucher": '"x"'}}, "more", -1, "不能写"),
        ({"rows": []}, "rows", -1, "还没有分录"),
        ({"rows": "x"}, "rows", -1, "不成样子"),
        ({"rows": [{"account": COST, "debit": "1", "credit": "1"}]}, "credit", 0, "又有借方又有贷方"),
        ({"rows": [{"account": COST, "debit": "0.001"}]}, "debit", 0, "比分还细"),
        ({"rows": [{"account": COST, "debit": "一百"}]}, "debit", 0, "不是数"),
        ({"rows": [{"account": COST}]}, "debit", 0, "金额还没有写"),
        ({"rows": [{"account": COST, "debit": "x"}]}, "debit", 0, "。"),
        ({"rows": [{"debit": "1"}]}, "account", 0, "科目还没有写"),
        ({"rows": [{"account": "Expenses:9999-没有", "debit": "1"}]}, "account", 0, "没有开立"),
    ],
)
def test_what_cannot_be_read_names_its_field(change: dict[str, Any], field: str, row: int, said: str) -> None:
    with pytest.raises(FormError) as caught:
        read_form(typed() | change, YEAR, ACCOUNTS)
    assert [(each.field, each.row) for each in caught.value.problems if said in each.what] == [(field, row)]


@pytest.mark.parametrize("given_", [None, [], "x", 7, {"rows": [None]}, {"rows": [[]]}, {"date": {}, "rows": {}}])
def test_what_is_no_form_is_refused(given_: Any) -> None:
    with pytest.raises(FormError):
        read_form(given_, YEAR, ACCOUNTS)


WORDS = st.text(st.characters(codec="utf-8"), max_size=30)
SAID = WORDS.filter(one_line)
LITERALS = st.one_of(
    st.sampled_from(["TRUE", "FALSE", "2020-05-08", "7", "-12.50"]),
    st.from_regex(r'"[a-z0-9甲乙；]{1,10}"', fullmatch=True),
)
MORE = st.dictionaries(st.sampled_from(["invoice", "maker", "due", "x-y_z"]), LITERALS, max_size=2)
FEN = st.integers(-(10**13), 10**13).filter(bool)
CODES = st.fixed_dictionaries(
    {
        "func": st.sampled_from(["", "2060501", "2080505"]),
        "econ": st.sampled_from(["", "30206", "30101"]),
        "fund": st.sampled_from(["", "11", "3"]),
        "project": st.sampled_from(["", "P1"]),
    }
)
ROWS = st.builds(
    lambda account, fen, codes, words, more: (account, fen, codes, words, more),
    st.sampled_from(ACCOUNTS),
    FEN,
    CODES,
    WORDS,
    MORE,
)


@given(
    payee=WORDS,
    narration=SAID,
    number=st.sampled_from(["", "记-5-004", "付-5-1"]),
    attachments=st.one_of(st.none(), st.integers(0, 99)),
    checked=st.booleans(),
    codes=CODES,
    rows=st.lists(ROWS, min_size=1, max_size=4),
    more=MORE,
    tags=st.lists(st.sampled_from(["no-budget", "a.b"]), unique=True),
)
@draws(300)
def test_what_is_typed_is_what_beancount_reads(
    payee: str,
    narration: str,
    number: str,
    attachments: int | None,
    checked: bool,  # noqa: FBT001
    codes: dict[str, str],
    rows: list[tuple[str, int, dict[str, str], str, dict[str, str]]],
    more: dict[str, str],
    tags: list[str],
) -> None:
    """Typed, written, read by beancount's parser: every word, amount and code; and again as a form, the same form."""

    def yuan(fen: int) -> str:
        return f"{fen // 100:,}.{fen % 100:02}"

    form = read_form(
        {
            "date": "5.8",
            "payee": payee,
            "narration": narration,
            "number": number,
            "attachments": "" if attachments is None else str(attachments),
            "checked": checked,
            **codes,
            "more": more,
            "tags": tags,
            "rows": [
                {
                    "account": account,
                    "debit": yuan(fen) if fen > 0 else "",
                    "credit": yuan(-fen) if fen < 0 else "",
                    "words": words,
                    "more": other,
                    **own,
                }
                for account, fen, own, words, other in rows
            ],
        },
        YEAR,
        ACCOUNTS,
    )
    text = form_text(form)
    entries, errors, _ = parse_text(text)
    assert not errors
    (entry,) = entries
    assert isinstance(entry, Transaction)
    assert (entry.date, entry.flag) == (datetime.date(2020, 5, 8), "*" if checked else "!")
    assert (entry.payee or "", entry.narration) == (one_line(payee), one_line(narration))
    assert entry.meta.get("voucher", "") == number
    assert entry.meta.get("attachments") == (None if attachments is None else Decimal(attachments))
    assert set(entry.tags) == {*tags, *filter(None, (codes["func"], codes["econ"]))}
    for key in ("fund", "project"):
        assert entry.meta.get(key, "") == codes[key]
    for posting, (account, fen, own, words, other) in zip(entry.postings, rows, strict=True):
        meta = posting.meta or {}
        assert (posting.account, str(posting.units)) == (account, f"{Decimal(fen).scaleb(-2)} CNY")
        assert {key: meta.get(key, "") for key in KEYS} == own
        assert meta.get("summary", "") == one_line(words)
        assert set(other) <= meta.keys()
    (written,) = vouchers_in(text.encode(), "")
    again = form_of(written)
    assert replace(again, tags=form.tags) == form
    assert sorted(again.tags) == sorted(form.tags)
    assert read_form(form_json(form), YEAR, ACCOUNTS) == form


HOSTILE = (
    '</script><script>alert(1)</script> "引号" \\反斜杠\\',
    '"\n2020-01-01 close Assets:1011-零余额账户用款额度',
    "；#2060501 ^链接 ＃全角 {{ 7*7 }}",
    "\u202e反向\u202c 零宽\u200b字 \x07",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_words(main: Path, words: str) -> None:
    answer = save(main, typed(narration=words, payee=words, rows=[{**row, "words": words} for row in typed()["rows"]]))
    assert answer["saved"], answer
    (entry,) = [each for each in load(main).entries if isinstance(each, Transaction)]
    assert entry.narration == entry.payee == one_line(words)
    metas = [each.meta or {} for each in entry.postings]
    assert {each["summary"] for each in metas if "summary" in each} == {one_line(words)}
    assert set(entry.tags) == {"2060501", "30206"}


# Where it goes


@pytest.mark.parametrize("ending", ["", "\n", "\n\n", "\r\n", "; 没有换行"])
def test_a_voucher_is_added_and_nothing_else_moves(main: Path, ending: str) -> None:
    path = main.with_name("2020-05.beancount")
    content = path.read_bytes().rstrip(b"\n") + ending.encode()
    if "\r" in ending:
        content = content.replace(b"\n", b"\r\n")
    path.write_bytes(content)
    answer = save(main, typed())
    assert answer["saved"]
    after = path.read_bytes()
    assert after.startswith(content)
    assert after.count(b"\r\n") == (after.count(b"\n") if "\r" in ending else 0)
    line = after.decode().split("\n")[answer["line"] - 1]
    assert line.startswith('2020-05-08 * "某供电公司"')


def test_a_file_that_takes_no_voucher_is_refused(main: Path) -> None:
    path = main.with_name("2020-05.beancount")
    path.write_text(
        path.read_text(encoding="utf-8") + '\n2020-05-01 note Assets:1001-库存现金 "没写完\n', encoding="utf-8"
    )
    placed = placed_at_end(load(main), datetime.date(2020, 5, 8), form_text(read_form(typed(), YEAR, ACCOUNTS)))
    assert isinstance(placed, Finding)
    assert placed.rule == "append-not-readable"


def test_a_month_without_a_file_gets_one(main: Path) -> None:
    main.with_name("2020-05.beancount").unlink()
    text = main.read_text(encoding="utf-8").replace('include "2020-05.beancount"\n', "")
    main.write_text(text, encoding="utf-8", newline="\n")
    assert save(main, typed())["saved"]
    assert main.read_text(encoding="utf-8") == text + 'include "2020-05.beancount"\n'
    assert [each.narration for each in load(main).entries if isinstance(each, Transaction)] == ["五月电费"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_only_its_own_lines_change(main: Path, newline: str, *, last: bool) -> None:
    path = main.with_name("2020-05.beancount")
    for narration in ("一", "二", "三"):
        assert save(main, typed(narration=narration, payee=""))["saved"]
    content = path.read_bytes() + (b"" if last else "; 后面的注释\n".encode())
    content = content.removesuffix(b"\n") if last else content
    path.write_bytes(content.replace(b"\n", newline.encode()))
    before_ = path.read_bytes()
    wanted = "三" if last else "二"
    line = next(n for n, each in enumerate(before_.decode().split("\n"), 1) if f'"{wanted}"' in each)
    desk = desk_of(main)
    opened = desk.voucher(EDIT, str(path), line, None)
    form = opened["form"] | {"narration": "改了", "date": "5.9"}
    answer, changes = desk.save(request(form, replaces=opened["replaces"], digest=opened["replaces"]["was"]))
    assert answer["saved"]
    (change,) = changes
    old, new = (each.decode().split("\n") for each in (before_, change.content))
    assert new == [
        *old[: line - 1],
        old[line - 1].replace("2020-05-08", "2020-05-09").replace(wanted, "改了"),
        *old[line:],
    ]


def test_a_voucher_that_was_changed_meanwhile_stays(main: Path) -> None:
    save(main, typed())
    path = main.with_name("2020-05.beancount")
    desk = desk_of(main)
    line = next(n for n, each in enumerate(path.read_text(encoding="utf-8").split("\n"), 1) if "五月电费" in each)
    opened = desk.voucher(EDIT, str(path), line, None)
    path.write_text(path.read_text(encoding="utf-8").replace("99.40", "99.50"), encoding="utf-8", newline="\n")
    answer, changes = desk_of(main).save(request(opened["form"], replaces=opened["replaces"], digest="x"))
    assert not changes
    assert answer["findings"][0]["rule"] == "recording-voucher-gone"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  ; 注释\n", "注释"),
        ("  {cost} 1.00 CNY ; 行尾\n  {quota} -1.00 CNY\n", "注释"),
        ("  ! {cost} 1.00 CNY\n  {quota} -1.00 CNY\n", "标记"),
        ("  {cost} 1.00 CNY\n  {quota}\n", "没有写金额"),
        ("  {cost} 1.00 CNY\n    amount: 7.00 CNY\n  {quota} -1.00 CNY\n", "放不下"),
        ('  {cost} 1.00 CNY\n    note: "有;分号不是注释"\n  {quota} -1.00 CNY\n', ""),
    ],
)
def test_what_the_form_would_lose_is_not_changed_in_it(main: Path, text: str, said: str) -> None:
    path = main.with_name("2020-05.beancount")
    legs = text.format(cost=COST, quota=QUOTA)
    legs += "" if COST in legs else f"  {COST} 1.00 CNY\n  {QUOTA} -1.00 CNY\n"
    path.write_text(f'2020-05-08 * "电费" #2060501 #30206\n{legs}', encoding="utf-8", newline="\n")
    opened = desk_of(main).voucher(EDIT, str(path), 1, None)
    assert ("form" in opened) == (said == "")
    assert said in opened.get("error", "")


def test_a_posted_month_takes_nothing(main: Path) -> None:
    save(main, typed("1.8"))
    plan = post(load(main), (), Wanted(Month(2020, 1), "记"))
    plan.write()
    answer = save(main, typed("1.9"))
    assert not answer["saved"]
    assert answer["findings"][0]["rule"] == "recording-posted"
    path = main.with_name("2020-01.beancount")
    line = next(n for n, each in enumerate(path.read_text(encoding="utf-8").split("\n"), 1) if "五月电费" in each)
    assert "封存" not in desk_of(main).voucher(EDIT, str(path), line, None)["error"]
    assert "已经记到" not in desk_of(main).voucher(COPY, str(path), line, datetime.date(2020, 2, 3)).get("error", "")
    assert save(main, typed("2.1"))["saved"]
    listed = desk_of(main).listed(Month(2020, 1), "")
    assert [(each["number"], each["editable"], each["state"]) for each in listed["vouchers"]] == [
        ("记-1-001", False, "已记账")
    ]


def test_a_file_that_changed_is_told_and_nothing_written(main: Path) -> None:
    desk = desk_of(main)
    digest = desk.months(YEAR)["5"]["digest"]
    save(main, typed(narration="别的窗口记的"))
    before_ = main.with_name("2020-05.beancount").read_bytes()
    answer, changes = desk_of(main).save(request(typed(), digest=digest))
    assert (answer, changes) == ({"changed": "2020-05.beancount", "saved": False}, ())
    assert main.with_name("2020-05.beancount").read_bytes() == before_


# What would come of it


def test_what_is_looked_at_is_what_is_saved(main: Path) -> None:
    desk = desk_of(main)
    looked = desk.look(request(typed()))
    assert looked["problems"] == []
    assert [(leg["account"], leg["debit"], leg["credit"]) for leg in looked["derived"]] == [
        ("7201-事业支出:01-基本支出", "99.40", ""),
        ("8001-资金结存:800101-零余额账户用款额度", "", "99.40"),
    ]
    assert looked["derived"][0]["codes"] == "2060501 机构运行，30206 电费，11 一般公共预算"
    save(main, typed())
    ledger = load(main)
    legs = [each for each in read_postings(ledger.entries) if each.derived]
    assert [(each.account.partition(":")[2], each.fen) for each in legs] == [
        ("7201-事业支出:01-基本支出", 9940),
        ("8001-资金结存:800101-零余额账户用款额度", -9940),
    ]
    assert looked["text"] in main.with_name("2020-05.beancount").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("rows", "more", "why"),
    [
        ([(WEAR, "1", ""), (WORN, "", "1")], {}, "没有收付款"),
        ([(BANK, "1", ""), (DEPOSIT, "", "1")], {}, "替别人收着"),
        ([(COST, "1", ""), (QUOTA, "", "1")], {"tags": ["no-budget"]}, "no-budget"),
        ([("Assets:9001-可用指标", "1", ""), ("Equity:9101-年初预算", "", "1")], {"fund": "11"}, "没有财务会计分录"),
        ([(COST, "1", ""), (QUOTA, "", "1")], {"func": "", "econ": ""}, "下面的问题"),
    ],
)
def test_why_no_budget_legs_come(main: Path, rows: list[tuple[str, str, str]], more: dict[str, Any], why: str) -> None:
    given_ = [{"account": account, "debit": debit, "credit": credit} for account, debit, credit in rows]
    looked = desk_of(main).look(request(typed(rows=given_, **more)))
    assert looked["derived"] == []
    assert why in looked["why"]


def test_what_is_found_is_what_check_finds(main: Path) -> None:
    """The findings of the page are those of `check` once the text is in the file: the same words."""
    wrong = typed(econ="30299", rows=[{"account": COST, "debit": "100"}, {"account": QUOTA, "credit": "99"}])
    looked = desk_of(main).look(request(wrong))
    path = main.with_name("2020-05.beancount")
    text = path.read_text(encoding="utf-8") + "\n" + looked["text"]
    known = {each.what for each in ledger_findings(load(main))}
    found = {each.what for each in ledger_findings(load_as_if(main, {path: text.encode()}))} - known
    assert {each["what"] for each in looked["findings"]} == found
    assert any("相差 1.00 元" in each for each in found)
    answer = save(main, wrong)
    assert (answer["saved"], answer["consent"]) == (False, "")


def test_what_is_found_names_its_line(main: Path) -> None:
    """Also below metadata of the voucher and of the lines above it."""
    rows = [
        {"account": WEAR, "debit": "1", "words": "折旧", "func": "2060501"},
        {"account": WORN, "credit": "1", "more": {"note": '"甲"'}},
        {"account": COST, "debit": "2", "econ": "30288"},
        {"account": QUOTA, "credit": "2"},
    ]
    looked = desk_of(main).look(request(typed(number="记-5-001", more={"note": '"乙"'}, rows=rows)))
    places = {each["rule"]: each["place"] for each in looked["findings"] if each["error"]}
    assert places == {"code-unknown": "第 3 行"}, places


def test_an_error_elsewhere_is_agreed_to_first(main: Path) -> None:
    path = main.with_name("2020-05.beancount")
    path.write_text(
        path.read_text(encoding="utf-8") + f"\n2020-06-01 balance {QUOTA} 0.00 CNY\n", encoding="utf-8", newline="\n"
    )
    answer = save(main, typed())
    assert not answer["saved"]
    assert [(each["rule"], each["here"]) for each in answer["findings"] if each["error"]] == [("balance-failed", False)]
    assert save(main, typed(), consent=answer["consent"])["saved"]


def test_what_is_left_of_the_budget(main: Path) -> None:
    """By hand: approved 100, of 公用经费 without econ; spent 30 before, and 99.40 by this voucher."""
    budget = typed(
        "1.2",
        narration="批复",
        econ="",
        fund="11",
        rows=[
            {"account": "Assets:9001-可用指标", "debit": "100"},
            {"account": "Equity:9101-年初预算", "credit": "100"},
        ],
    )
    assert save(main, budget)["saved"]
    assert save(main, typed("1.5", "30"))["saved"]
    (left,) = desk_of(main).look(request(typed()))["left"]
    assert left == {
        "name": "2060501 机构运行，11 一般公共预算",
        "approved": "100.00",
        "spent": "129.40",
        "left": "-29.40",
        "over": True,
    }
    postings = list(counted_postings(load(main).entries))
    (line,) = left_of(postings, YEAR, [("2060501", "30206", "11", "")])
    assert (line.approved, line.spent, line.fen) == (10000, 3000, 7000)
    assert left_of(postings, YEAR, [("2060501", "30206", "3", "")]) == []
    (other,) = left_of(postings, YEAR, [("2080505", "30206", "11", "")])
    assert (other.approved, other.fen) == (0, 0)


def test_what_is_carried_over_may_be_spent_too(main: Path) -> None:
    """By hand: 100 approved, 50 carried over, 130 spent: 20 left. What another line takes of it isn't left."""
    opening = typed("1.1", narration="上年结转", econ="", tags=["no-budget"], fund="11", rows=[])
    opening["rows"] = [
        {"account": "Assets:8001-资金结存:800101-零余额账户用款额度", "debit": "50"},
        {"account": "Equity:8101-财政拨款结转:810107-累计结转", "credit": "50"},
    ]
    approved = [("30206", "100"), ("30201", "10")]
    budget = typed("1.2", narration="批复", econ="", fund="11")
    budget["rows"] = [
        *({"account": "Assets:9001-可用指标", "debit": amount, "econ": econ} for econ, amount in approved),
        {"account": "Equity:9101-年初预算", "credit": "110"},
    ]
    for form in (opening, budget, typed("1.5", "130")):
        assert save(main, form)["saved"]
    asked = [("2060501", "30206", "11", ""), ("2060501", "30201", "11", ""), ("2060501", "30206", "11", "")]
    one, two = left_of(list(counted_postings(load(main).entries)), YEAR, asked)
    assert (one.approved, one.carryover, one.spent, one.fen) == (10000, 5000, 13000, 2000)
    assert (two.approved, two.carryover, two.spent, two.fen) == (1000, 2000, 0, 3000)


# Lists


def test_lists_hold_what_may_be_posted_and_what_was_used_last_first(main: Path) -> None:
    save(main, typed())
    save(main, typed("5.9", func="2080505", payee="另一家"))
    ledger = load(main)
    lists = desk_of(main).lists(YEAR, list(read_postings(ledger.entries)))
    names = [each["id"] for each in lists["accounts"]]
    assert set(names[:2]) == {COST, QUOTA}
    opened = open_accounts(ledger.entries)
    assert set(names) == {each.name for each in opened.values() if each.leaf}
    assert [each["id"] for each in lists["func"][:2]] == ["2080505", "2060501"]
    assert all(re.fullmatch("2[0-9]{6}", each["id"]) for each in lists["func"])
    assert all(re.fullmatch("3[0-9]{4}", each["id"]) for each in lists["econ"])
    assert [each["id"] for each in lists["payee"]] == ["另一家", "某供电公司"]
    cost = next(each for each in lists["accounts"] if each["id"] == COST)
    assert cost["may"] == list(KEYS)
    assert (cost["code"], cost["book"]) == ("510102", "CNY")
    assert next(each for each in lists["accounts"] if each["id"] == QUOTA)["may"] == []
    assert "econ" not in next(each for each in lists["accounts"] if each["id"] == INCOME)["may"]
    assert next(each for each in lists["accounts"] if each["id"].startswith("Expenses:7201"))["needs"] == [
        "func",
        "econ",
    ]


def test_a_code_not_in_force_is_not_listed(main: Path) -> None:
    main.write_text(
        main.read_text(encoding="utf-8") + '\n2020-01-01 custom "gov-code" "func" "2069977" "自设"\n', encoding="utf-8"
    )
    listed = {each["id"]: each["name"] for each in desk_of(main).lists(YEAR, [])["func"]}
    assert listed["2069977"] == "自设"
    codes = load(main).codes.functional
    assert set(listed) == {code for code in codes.rows if len(code) == 7 and codes.row(code, YEAR)}


def test_what_the_finance_office_leaves_out_is_not_listed(main: Path) -> None:
    given_ = main.parent / "list.csv"
    given_.write_text(
        "科目编码,科目名称\n206,科学技术支出\n20605,科技条件与服务\n2060502,技术创新服务体系\n", encoding="utf-8"
    )
    run("codes", str(main), str(given_), "--year", "2020")
    listed = {each["id"] for each in desk_of(main).lists(YEAR, [])["func"]}
    assert {"2060502", "2080505"} <= listed
    assert "2060501" not in listed


def test_digits_and_letters() -> None:
    assert full_code("Liabilities:2307-其他应付款:01-公务卡") == "230701"
    assert full_code(COST) == "510102"
    assert full_code("Assets:8001-资金结存:800101-额度:02-某行") == "80010102"
    assert spell("行政 A运行") == "xh z y xh"


# Beginning from a voucher


def test_last_months_vouchers_are_offered_until_this_month_has_them(main: Path) -> None:
    save(main, typed("4.30", narration="4月电费"))
    save(main, typed("4.12", narration="买纸"))

    def names() -> list[str]:
        groups = desk_of(main).templates(Month(2020, 5))["groups"]
        assert groups[0]["name"] == "照上月（2020-04）"
        return [each["name"] for each in groups[0]["items"]]

    assert names() == ["某供电公司 4月电费", "某供电公司 买纸"]
    group = desk_of(main).templates(Month(2020, 5))["groups"][0]["items"]
    form = desk_of(main).template(group[0]["id"], Month(2020, 5), "")["form"]
    assert (form["date"], form["narration"], form["rows"][0]["debit"]) == ("2020-05-30", "5月电费", "99.40")
    assert desk_of(main).template(group[0]["id"], Month(2020, 5), "5.7")["form"]["date"] == "2020-05-07"
    save(main, form)
    assert names() == ["某供电公司 买纸"]
    assert "error" in desk_of(main).template("last:nowhere:1", Month(2020, 5), "")


def test_the_guides_vouchers_are_offered_without_their_amounts(main: Path) -> None:
    guide = desk_of(main).templates(Month(2020, 5))["groups"][1]["items"]
    assert len(guide) >= 30
    form = next(
        desk_of(main).template(each["id"], Month(2020, 5), "5.7")["form"] for each in guide if "1月电费" in each["name"]
    )
    assert form["narration"] == "5月电费"
    assert [(row["side"], row["debit"], row["credit"]) for row in form["rows"]] == [
        ("debit", "", ""),
        ("credit", "", ""),
    ]
    filled = form | {"rows": [row | {row["side"]: "12.00"} for row in form["rows"]]}
    assert save(main, filled)["saved"]


def test_a_month_is_moved_in_words_only_where_it_is_the_vouchers() -> None:
    form = Form(datetime.date(2020, 1, 31), "发放1月工资，补11月、2021年1月", (Row(COST, 1),))
    assert moved(form, datetime.date(2020, 2, 29)).narration == "发放2月工资，补11月、2021年2月"
    assert same_day(form.date, Month(2020, 2)) == datetime.date(2020, 2, 29)
    assert before(Month(2020, 1)) == Month(2019, 12)


def test_a_copy_has_nothing_of_the_one_voucher(main: Path) -> None:
    save(main, typed(number="记-5-001", attachments="3", more={"invoice": '"123"', "maker": '"张"', "note": '"留"'}))
    path = main.with_name("2020-05.beancount")
    line = next(n for n, each in enumerate(path.read_text(encoding="utf-8").split("\n"), 1) if "五月电费" in each)
    form = desk_of(main).voucher(COPY, str(path), line, datetime.date(2020, 6, 8))["form"]
    assert (form["date"], form["number"], form["attachments"], form["more"]) == ("2020-06-08", "", "", {"note": '"留"'})
    assert form["narration"] == "五月电费"


def test_a_red_letter_voucher_takes_it_back(main: Path) -> None:
    save(main, typed(number="记-5-001"))
    path = main.with_name("2020-05.beancount")
    line = next(n for n, each in enumerate(path.read_text(encoding="utf-8").split("\n"), 1) if "五月电费" in each)
    red = desk_of(main).voucher(RED, str(path), line, datetime.date(2020, 6, 8))
    assert "还没有记账" in red["note"]
    form = red["form"]
    assert form["more"] == {"reverses": '"记-5-001"', "reverses-date": "2020-05-08"}
    assert save(main, form | {"date": "6.8"})["saved"]
    sums: dict[str, int] = {}
    for posting in read_postings(load(main).entries):
        sums[posting.account] = sums.get(posting.account, 0) + posting.fen
    assert set(sums.values()) == {0}
    assert "已经冲销过" in desk_of(main).voucher(RED, str(path), line, datetime.date(2020, 6, 9))["error"]


def test_a_voucher_that_is_no_more_there(main: Path) -> None:
    for file in (str(main), "/etc/passwd", "", "2020-05.beancount"):
        assert "重新打开" in desk_of(main).voucher(EDIT, file, 1, None)["error"]


INVOICE = {
    "SellerName": "某供电公司",
    "BuyerName": "某某中心",
    "TotalAmWithoutTax": "88.50",
    "TotalTaxAm": "11.50",
    "TotalTax-includedAmount": "100.00",
    "InvoiceNumber": "24312000000012345678",
    "IssueTime": "2020-05-08",
}
PAPER = tax_xml(INVOICE, [{"ItemName": "*供电*电费", "TotaltaxIncludedAmount": "100.00"}])


def sent(content: bytes, name: str = "发票.xml") -> dict[str, str]:
    return {"name": name, "content": base64.b64encode(content).decode()}


def test_an_invoice_fills_the_form_and_is_kept_once_saved(main: Path) -> None:
    opened = desk_of(main).paper(sent(PAPER, "../../发票.xml"))
    form = opened["form"]
    assert (form["date"], form["payee"], form["narration"]) == ("2020-05-08", "某供电公司", "*供电*电费")
    assert (form["checked"], form["rows"][0]["debit"]) == (False, "100.00")
    rows = [form["rows"][0] | {"account": COST}, {"account": QUOTA, "credit": "100.00"}]
    filled = form | {"rows": rows, "func": "2060501", "econ": "30206"}
    desk = desk_of(main)
    digest = desk.months(YEAR)["5"]["digest"]
    answer, changes = desk.save(request(filled, digest=digest, paper=sent(PAPER)))
    assert answer["saved"]
    kept, month = changes
    assert kept.path == main.parent / "票据" / "2020-05" / "发票_24312000000012345678.xml"
    assert (kept.content, month.path.name) == (PAPER, "2020-05.beancount")
    month.path.write_bytes(month.content)
    (entry,) = [each for each in load(main).entries if isinstance(each, Transaction)]
    assert (entry.meta["invoice"], entry.flag) == ("24312000000012345678", "!")
    assert entry.meta["document"] == "票据/2020-05/发票_24312000000012345678.xml"
    assert "已经记过" in desk_of(main).paper(sent(PAPER))["error"]


def test_a_paper_is_kept_only_where_its_reader_says(main: Path) -> None:
    form = desk_of(main).paper(sent(PAPER))["form"]
    rows = [form["rows"][0] | {"account": COST}, {"account": QUOTA, "credit": "100.00"}]
    filled = form | {"rows": rows, "func": "2060501", "econ": "30206", "more": {"document": '"../../x.xml"'}}
    desk = desk_of(main)
    answer, changes = desk.save(request(filled, digest=desk.months(YEAR)["5"]["digest"], paper=sent(PAPER)))
    assert answer["saved"]
    assert [each.path.name for each in changes] == ["2020-05.beancount"]


@pytest.mark.parametrize("content", [b"", b"<x/>", b"%PDF-1.4", b"PK\x03\x04", b"\xff" * 100])
@pytest.mark.parametrize("name", ["x.xml", "x.pdf", "x.ofd", "", "con.exe", "/"])
def test_what_is_no_paper_is_told(main: Path, content: bytes, name: str) -> None:
    assert desk_of(main).paper(sent(content, name))["error"].endswith("。")
    assert "没有收到文件" in desk_of(main).paper({"name": name, "content": "不是"})["error"]


# Numbers, the month's list, details


def test_the_next_number_and_the_gaps(main: Path) -> None:
    assert desk_of(main).month(datetime.date(2020, 5, 1)) | {"digest": ""} == {
        "file": "2020-05.beancount",
        "digest": "",
        "next": "记-5-001",
        "used": False,
    }
    for number in ("记-5-001", "记-5-004", "付-5-009", "记-4-077"):
        assert save(main, typed(number=number))["saved"]
    month = desk_of(main).month(datetime.date(2020, 5, 1))
    assert (month["next"], month["used"]) == ("记-5-005", True)
    assert desk_of(main).listed(Month(2020, 5), "")["gaps"] == ["记-5-002", "记-5-003"]


@pytest.mark.parametrize(
    ("numbers", "next_", "used", "gaps"),
    [
        ([], "记-5-001", False, ()),
        (["记-5-001", "记-5-2"], "记-5-3", True, ()),
        (["记-2020-05-009", "记-2020-05-007"], "记-2020-05-010", True, ("记-2020-05-001", "记-2020-05-002")),
        (["记-001", "记-007"], "记-008", True, ()),
        (["记字第12号"], "记字第13号", True, ()),
        (["记-5-003-1/2"], "记-5-004", True, ("记-5-001", "记-5-002")),
        (["付-5-003"], "记-5-001", False, ()),
        (["收据七"], "记-5-001", False, ()),
    ],
)
def test_numbers_go_on_as_the_unit_writes_them(
    numbers: list[str],
    next_: str,
    used: bool,  # noqa: FBT001
    gaps: tuple[str, ...],
) -> None:
    text = "".join(f'2020-05-0{day} * "x"\n  voucher: "{number}"\n' for day, number in enumerate(numbers, 1))
    entries = [each for each in parse_text(text)[0] if isinstance(each, Transaction)]
    found = month_numbers(entries, Month(2020, 5))
    assert (found.next, found.used) == (next_, used)
    assert found.gaps[: len(gaps)] == gaps
    assert bool(found.gaps) == bool(gaps)


def test_a_years_numbers_go_on_in_the_next_month() -> None:
    text = '2020-05-01 * "x"\n  voucher: "记-041"\n'
    entries = [each for each in parse_text(text)[0] if isinstance(each, Transaction)]
    assert month_numbers(entries, Month(2020, 6)) == ("记-042", False, ())


def test_a_kind_alone_gets_its_next_number(main: Path) -> None:
    save(main, typed(number="付-5-002"))
    answer = save(main, typed("5.9", number="付"))
    assert (answer["saved"], answer["number"]) == (True, "付-5-003")
    assert save(main, typed("5.10", number="收-"))["number"] == "收-5-001"


def test_a_number_that_is_taken_is_told(main: Path) -> None:
    save(main, typed(number="记-5-001"))
    looked = desk_of(main).look(request(typed("5.9", number="记-5-1")))
    assert "voucher-number-twice" in [each["rule"] for each in looked["findings"]]


@pytest.mark.parametrize(
    ("words", "found"),
    [("", 2), ("99.40", 1), ("五月电费", 2), ("30206", 2), ("记-5-002", 1), ("另一家", 1), ("没有", 0), ("510102", 2)],
)
def test_a_months_vouchers_are_searched(main: Path, words: str, found: int) -> None:
    save(main, typed(number="记-5-001"))
    save(main, typed("5.9", "12.00", number="记-5-002", payee="另一家"))
    listed = desk_of(main).listed(Month(2020, 5), words)["vouchers"]
    assert len(listed) == found
    assert {each["amount"] for each in listed} <= {"99.40", "12.00"}


@pytest.mark.parametrize(
    ("parent", "name", "nature", "account"),
    [
        ("2307", "食堂材料款", "owed", "Liabilities:2307-其他应付款:06-食堂材料款"),
        ("2307", "07-甲", "", "Liabilities:2307-其他应付款:07-甲"),
        ("1021", "外埠存款", "", "Assets:1021-其他货币资金:01-外埠存款"),
        (DEPOSIT, "甲(乙)公司", "held", DEPOSIT + ":01-甲（乙）公司"),
    ],
)
def test_a_detail_is_opened(main: Path, parent: str, name: str, nature: str, account: str) -> None:
    answer, changes = desk_of(main).open_detail({"year": YEAR, "parent": parent, "name": name, "budget": nature})
    assert answer == {"account": account}
    (change,) = changes
    assert isinstance(change.before, bytes)
    assert change.content.startswith(change.before)
    change.path.write_bytes(change.content)
    ledger = load(main)
    opened = open_accounts(ledger.entries)[account]
    assert opened.opened == datetime.date(2019, 12, 31)
    assert opened.meta.get("budget", "") == {"owed": "7201", "held": "8001", "": ""}[nature]
    assert not [each for each in ledger.findings if each.severity.value == "错误"]


@pytest.mark.parametrize(
    ("parent", "name", "said"),
    [
        ("9999", "甲", "没有这个上级科目"),
        ("Assets:没有", "甲", "没有这个上级科目"),
        ("2307", "  ", "名称还没有写"),
        ("2307", "押金", "已经有这个明细"),
        ("2307", "04-押金", "已经有这个明细"),
    ],
)
def test_a_detail_that_is_not_opened(main: Path, parent: str, name: str, said: str) -> None:
    answer, changes = desk_of(main).open_detail({"year": YEAR, "parent": parent, "name": name})
    assert said in answer["error"]
    assert not changes


def test_a_form_that_loses_nothing(main: Path) -> None:
    """Every voucher of the guide goes into the form and comes out the same."""
    guide = new_ledger("某某中心", "事业单位", YEAR)["记账指南.md"]
    blocks = re.findall(r"^```beancount\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    written = [each for block in blocks for each in vouchers_in(block.encode(), "")]
    assert len(written) > 30
    for each in written:
        (again,) = vouchers_in(form_text(form_of(each)).encode(), "")
        assert again.digest == each.digest
    (odd,) = vouchers_in(f'2020-05-08 P "x"\n  {COST} 1 CNY\n  {QUOTA} -1 CNY\n'.encode(), "")
    with pytest.raises(NotInFormError):
        form_of(odd)
    del main


def test_what_stands_at_the_end_is_placed_as_it_stands(main: Path) -> None:
    placed = placed_at_end(load(main), datetime.date(2020, 5, 8), form_text(read_form(typed(), YEAR, ACCOUNTS)))
    assert isinstance(placed, Placed)
    gone = placed_instead(
        load(main), Replaced(str(placed.path), placed.line, "x"), datetime.date(2020, 5, 8), placed.text
    )
    assert isinstance(gone, Finding)
