"""``gov-accounts bank``: what it prints and remembers, what it refuses, and its exit status."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from gov_accounts.bank.lines import book_lines
from gov_accounts.bank.reconcile import balances_of, reconcile, spanned
from gov_accounts.bank.remember import OUTSIDE, remember
from gov_accounts.bank.statement import read_statement
from gov_accounts.books.postings import read_postings
from gov_accounts.files.generated import CLOSING
from gov_accounts.findings import Place
from gov_accounts.ledger import load
from tests.support.commands import assert_mendable, run
from tests.support.heads import HEAD
from tests.support.paths import DOCS, EXAMPLES

OPENS = """\
2019-12-31 open Liabilities:2307-其他应付款 CNY
2019-12-31 * "期初余额" #no-budget
  Assets:1002-银行存款         50000.00 CNY
  Liabilities:2307-其他应付款

"""
VOUCHERS = """\
2020-06-02 * "某公司" "收押金" #no-budget
  voucher: "记-6-001"
  ref: "20200603001"
  Assets:1002-银行存款          1000.00 CNY
  Liabilities:2307-其他应付款

2020-06-05 * "某商行" "退押金" #no-budget
  voucher: "记-6-002"
\tAssets:1002-银行存款          -300.00 CNY ; 甲
\tLiabilities:2307-其他应付款    300.00 CNY
\tAssets:1002-银行存款          -200.00 CNY
\t  note: "乙"
\tLiabilities:2307-其他应付款    200.00 CNY

2020-06-20 * "某租户" "收押金" #no-budget
  voucher: "记-6-003"
  Assets:1002-银行存款           700.00 CNY
  Liabilities:2307-其他应付款

2020-06-29 * "某学校" "退押金，支票 10203344" #no-budget
  voucher: "记-6-004"
  Assets:1002-银行存款          -860.00 CNY
  Liabilities:2307-其他应付款
"""
STATEMENT = """\
某银行账户明细,,,,,,
交易日期,流水号,借方发生额,贷方发生额,余额,对方户名,摘要
2020-06-03,20200603001,,"1,000.00","51,000.00",某公司,转账
2020-06-08,,500.00,,"50,500.00",某商行,转账
2020-06-21,,15.50,,"50,484.50",,账户管理费
2020-06-21,,,123.45,"50,607.95",,利息
2020-06-22,,,300.00,"50,907.95",某租户,转账
2020-06-22,,,400.00,"51,307.95",某租户,现金存入
合计,,515.50,1823.45,,,
"""
Snapshot = Callable[[str, str], None]


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.beancount").write_text(HEAD + OPENS + 'include "6.beancount"\n', encoding="utf-8", newline="\n")
    (tmp_path / "6.beancount").write_bytes(b"\xef\xbb\xbf" + VOUCHERS.replace("\n", "\r\n").encode())
    (tmp_path / "六月.csv").write_bytes(STATEMENT.encode("gb18030"))


def bank(*more: str, statement: str = "六月.csv") -> str:
    text = run("bank", "main.beancount", statement, "--account", "1002", *more)
    assert_mendable(text)
    return text


def change(old: str, new: str, name: str = "六月.csv") -> None:
    path = Path(name)
    text = path.read_bytes().decode("gb18030" if name.endswith("csv") else "utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new).encode("gb18030" if name.endswith("csv") else "utf-8"))


def test_the_form(snapshot: Snapshot) -> None:
    text = bank("--to", "2020-06-30")
    assert text.endswith("退出码 0\n")
    snapshot("bank/form.txt", text)
    assert text == bank("--to", "2020-06")
    assert text == bank()


def test_the_page_shows_what_comes_out() -> None:
    page = (DOCS / "bank.md").read_text(encoding="utf-8")
    statement, typed, form = re.findall(r"```(?:text|sh)\n(.*?)```", page, re.DOTALL)[:3]
    Path("六月.csv").write_text(statement, encoding="utf-8")
    program, *arguments = typed.split()
    assert program == "gov-accounts"
    assert form in run(*arguments)


def test_the_list() -> None:
    text = bank("--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text[text.index("结果,") : text.index("退出码")])))
    assert [(row["结果"], row["凭什么"], row["银行对账单收"], row["单位账面付"]) for row in rows] == [
        ("银行已收、单位未收", "", "123.45", ""),
        ("银行已付、单位未付", "", "", ""),
        ("单位已付、银行未付", "", "", "860.00"),
        ("对上", "号码", "1000.00", ""),
        ("对上", "同一凭证合计", "", "300.00"),
        ("对上", "同一凭证合计", "", "200.00"),
        ("对上", "同日合计", "300.00", ""),
        ("对上", "同日合计", "400.00", ""),
    ]
    assert rows[2]["天数"] == "1"
    assert rows[5]["组"] == "2"
    assert rows[5]["单位账面位置"].startswith("6.beancount:")


def test_json_and_workbook(tmp_path: Path) -> None:
    assert bank("--format", "json", "-o", "t.json").endswith("退出码 0\n")
    made = json.loads(Path("t.json").read_text(encoding="utf-8"))
    assert [each["name"] for each in made["tables"]] == ["余额调节表", "勾对明细"]
    last = made["tables"][0]["rows"][-1]
    assert last["books_amount"] == last["bank_amount"] == "50447.95"
    bank("--format", "xlsx", "-o", str(tmp_path))
    book = openpyxl.load_workbook("余额调节表-2020-06-30.xlsx")
    assert book.sheetnames == ["银行存款余额调节表", "勾对明细"]
    values = [cell.value for row in book["银行存款余额调节表"].iter_rows() for cell in row if cell.value is not None]
    assert values.count(50447.95) == 2
    assert "减：单位已付、银行未付" in values


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_documents(kind: str) -> None:
    assert "已写入" in bank("--format", kind, "-o", f"t.{kind}")
    first = Path(f"t.{kind}").read_bytes()
    assert "已写入" in bank("--format", kind, "-o", f"t.{kind}")
    assert Path(f"t.{kind}").read_bytes() == first
    if kind == "html":
        assert "银行已收、单位未收" in first.decode()
        assert "50,447.95" in first.decode()


def test_an_opening_that_nothing_explains(snapshot: Snapshot) -> None:
    """The bank had 260 more than the books, which a payment of March explains."""
    change(
        "2020-06-02 *",
        '2020-03-02 * "某人" "退押金" #no-budget\r\n  Assets:1002-银行存款  -260.00 CNY\r\n'
        "  Liabilities:2307-其他应付款\r\n\r\n2020-06-02 *",
        "6.beancount",
    )
    text = bank()
    snapshot("bank/opening.txt", text)
    assert text.endswith("退出码 1\n")


@pytest.mark.parametrize(
    ("name", "changes"),
    {
        "rows": [("2020-06-08", "2020-06-38"), ("15.50,,", "15.505,,"), (",300.00,", ",300元整,")],
        "arithmetic": [("50,484.50", "50,448.50")],
        "reference": [(',"1,000.00"', ',"1,100.00"'), ("51,000.00", "51,100.00"), (",,500.00", ",,600.00")],
        "hints": [
            ("123.45", "700.00"),
            (",300.00,", ",860.00,"),
            (",,500.00", ",no-1,500.00"),
            ("15.50,,", ",680.00,"),
        ],
    }.items(),
)
def test_messages(name: str, changes: list[tuple[str, str]], snapshot: Snapshot) -> None:
    for old, new in changes:
        change(old, new)
    snapshot(f"bank/{name}.txt", bank("--format", "csv").replace("\r\n", "\n"))


def test_what_is_refused(snapshot: Snapshot) -> None:
    Path("folder").mkdir()
    Path("plain.csv").write_text("日期,收入,支出\n2020-06-03,1000,\n", encoding="utf-8")
    Path("none.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    Path("one.csv").write_text("日期,金额\n2020-06-03,1.00\n", encoding="utf-8")
    Path("empty.csv").write_text("日期,收入,支出\n", encoding="utf-8")
    tried = [
        bank(statement="no.csv"),
        bank(statement="folder"),
        bank(statement="none.csv"),
        bank(statement="one.csv"),
        bank(statement="empty.csv"),
        bank(statement="plain.csv"),
        bank("--balance", "壹元"),
        bank("--to", "六月"),
        bank("--from", "2020-07", "--to", "2020-06"),
        bank("--days", "many"),
        bank("--days", "-1"),
        run("bank", "main.beancount", "六月.csv"),
        run("bank", "main.beancount", "--account", "1002"),
        run("bank", "main.beancount", "六月.csv", "--account", "1003"),
    ]
    assert all(each.endswith("退出码 2\n") for each in tried)
    snapshot("bank/refused.txt", "\n".join(tried))


def test_a_balance_that_is_given() -> None:
    Path("plain.csv").write_text("日期,收入,支出\n2020-06-03,1000,\n", encoding="utf-8")
    assert "调节后都是" in bank("--balance", "51,000.00", statement="plain.csv")
    assert "bank-balance-differs" in bank("--balance", "1")


def test_a_folder_is_all_its_statements() -> None:
    Path("对账单").mkdir()
    lines = STATEMENT.splitlines(keepends=True)
    for name, part in (("b.csv", lines[:4]), ("a.csv", lines[:2] + lines[4:])):
        Path("对账单", name).write_text("".join(part), encoding="utf-8")
    Path("对账单", "~$a.xlsx").write_bytes(b"x")
    Path("对账单", "说明.txt.bak").write_bytes(b"x")
    text = bank(statement="对账单")
    assert "调节后都是 50,447.95" in text
    assert "a.csv、b.csv" in text


def test_details_are_told_of() -> None:
    with Path("main.beancount").open("a", encoding="utf-8") as file:
        file.write(
            "2019-12-31 open Assets:1002-银行存款:专户 CNY\n"
            '2020-06-29 * "划转" #no-budget\n  Assets:1002-银行存款:专户  1.00 CNY\n  Assets:1002-银行存款\n'
        )
    assert "bank-several-accounts" in bank()


# Remembering


def test_matches_are_remembered_by_asking() -> None:
    before = Path("6.beancount").read_bytes()
    bank()
    assert Path("6.beancount").read_bytes() == before
    text = bank("--remember")
    assert "记下 4 条分录" in text
    after = Path("6.beancount").read_bytes()
    added = [
        (b"1000.00 CNY\r\n", b'    bank: "2020-06-03#20200603001"\r\n'),
        (b"-300.00 CNY ; \xe7\x94\xb2\r\n", b'\t  bank: "2020-06-08#\xe7\xac\xac1\xe7\xac\x94"\r\n'),
        (b"-200.00 CNY\r\n", b'\t  bank: "2020-06-08#\xe7\xac\xac1\xe7\xac\x94"\r\n'),
        (
            b" 700.00 CNY\r\n",
            '    bank: "2020-06-22#第1笔 2020-06-22#第2笔"\r\n'.encode(),
        ),
    ]
    expected = before
    for line, mark in added:
        assert expected.count(line) == 1
        expected = expected.replace(line, line + mark)
    assert after == expected
    assert [each.rule for each in load(Path("main.beancount")).findings] == ["nothing-recorded"]
    again = bank("--remember", "--format", "csv")
    assert Path("6.beancount").read_bytes() == after
    assert "没有要记下的" in again
    assert again.count("已记下") == 5
    assert "调节后都是 50,447.95" in again


def test_what_is_remembered_holds_first() -> None:
    """Two of one amount: the mark says which, against the nearer day."""
    Path("6.beancount").write_text(
        '2020-06-02 * "甲" #no-budget\n  Assets:1002-银行存款  9.00 CNY\n    bank: "2020-06-10#第1笔"\n'
        "  Liabilities:2307-其他应付款\n\n"
        '2020-06-09 * "乙" #no-budget\n  Assets:1002-银行存款  9.00 CNY\n  Liabilities:2307-其他应付款\n',
        encoding="utf-8",
    )
    Path("六月.csv").write_text("日期,收入,支出,余额\n2020-06-10,9,,50009\n", encoding="utf-8")
    text = bank()
    assert "2020-06-09 乙" in text
    assert "2020-06-02 甲" not in text
    change_mark("第1笔", "第2笔")
    told = bank()
    assert "bank-mark-fails" in told
    assert "2020-06-02 甲" in told


def change_mark(old: str, new: str) -> None:
    path = Path("6.beancount")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_later_statement_alone() -> None:
    """What the bank had before isn't outstanding; what it hadn't is found among its movements."""
    bank("--remember")
    Path("七月.csv").write_text(
        "日期,流水号,支出,收入,余额\n2020-07-02,10203344,860,,50447.95\n2020-07-03,,1,,50446.95\n", encoding="utf-8"
    )
    text = bank(statement="七月.csv")
    # The fee and the interest of June aren't booked: 123.45 - 15.50 is what nothing explains.
    assert "107.95" in text
    assert "对上 1 组" in text
    assert "退出码 1" in text
    both = run("bank", "main.beancount", "七月.csv", "六月.csv", "--account", "1002")
    assert "退出码 0" in both
    assert "单位已付、银行未付 0" not in both
    assert "银行已付、单位未付 2 笔" in both


def test_posted_vouchers_are_not_touched() -> None:
    ledger = Path("main.beancount")
    assert "退出码 0" in run("post", ledger, "--month", "2019-12")
    assert "退出码 0" in run("post", ledger, "--month", "2020-06")
    before = Path("6.beancount").read_bytes()
    text = bank("--remember")
    assert "4 笔所在的凭证已记账，不能再改" in text
    assert Path("6.beancount").read_bytes() == before
    assert "退出码 0" in text


def test_marks_are_sealed_with_their_vouchers() -> None:
    bank("--remember")
    for month in ("2019-12", "2020-06"):
        assert "退出码 0" in run("post", "main.beancount", "--month", month)
    change_mark("2020-06-08#第1笔", "2020-06-08#第3笔")
    assert "posted-voucher-changed" in run("check", "main.beancount")


def test_a_red_letter_voucher_cancels_what_it_takes_back() -> None:
    """And has no mark of the bank's, nor has a copy."""
    bank("--remember")
    for month in ("2019-12", "2020-06"):
        assert "退出码 0" in run("post", "main.beancount", "--month", month)
    for number in ("记-6-004", "记-6-001"):
        text = run("reverse", "main.beancount", number, "--date", "2020-07-02", "-o", "main.beancount")
        assert "退出码 0" in text
    copied = run("copy", "main.beancount", "记-6-001", "--date", "2020-07-03")
    assert "1000.00 CNY" in copied
    assert "bank:" not in copied
    assert "ref:" not in copied
    assert "bank:" not in Path("main.beancount").read_text(encoding="utf-8")
    text = bank("--to", "2020-07", "--format", "csv")
    assert text.count("红字冲销") == 2
    assert "单位已付、银行未付 1 笔" in text  # 记-6-001: the bank had it, and its opposite hasn't come.
    assert "退出码 0" in text


def test_a_mark_is_not_written_over() -> None:
    change_mark("1000.00 CNY", '1000.00 CNY\n    bank: "2020-06-04#1111"')
    text = bank("--remember")
    assert "1 笔分录下已有另外的 bank" in text
    assert "2020-06-04#1111" in Path("6.beancount").read_text(encoding="utf-8")


def test_files_that_are_not_ours_to_write(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What close wrote, and what stands outside the ledger's folder."""
    outside = tmp_path_factory.mktemp("outside") / "5.beancount"
    leg = "  Assets:1002-银行存款  {} CNY\n  Liabilities:2307-其他应付款\n"
    outside.write_text('2020-06-08 * "外" #no-budget\n' + leg.format("7.00"), encoding="utf-8")
    Path("close.beancount").write_text(
        CLOSING.stamped('2020-06-08 * "结" #no-budget\n' + leg.format("8.00")), encoding="utf-8", newline="\n"
    )
    with Path("main.beancount").open("a", encoding="utf-8") as file:
        file.write(f'include "{outside.as_posix()}"\ninclude "close.beancount"\n')
    Path("六月.csv").write_text("日期,收入,支出,余额\n2020-06-08,7,,50007\n2020-06-08,8,,50015\n", encoding="utf-8")
    files = [outside, Path("close.beancount")]
    before = [each.read_bytes() for each in files]
    text = bank("--remember", "--outside")
    assert "1 笔在 close 写出的文件里" in text
    assert "1 笔在账本文件夹外面的文件里" in text
    assert [each.read_bytes() for each in files] == before


def test_a_line_that_would_be_read_otherwise_is_not_written() -> None:
    """A voucher that pushes its legs' metadata is as it was; one whose leg can't be found is skipped."""
    Path("6.beancount").write_text(
        'pushmeta bank: "x"\n2020-06-02 * "甲" #no-budget\n  Assets:1002-银行存款  9.00 CNY\n'
        "  Liabilities:2307-其他应付款\npopmeta bank:\n",
        encoding="utf-8",
    )
    Path("六月.csv").write_text("日期,收入,支出,余额\n2020-06-02,9,,50009\n", encoding="utf-8")
    before = Path("6.beancount").read_bytes()
    assert "分录下已有另外的 bank" in bank("--remember")
    assert Path("6.beancount").read_bytes() == before


@pytest.mark.parametrize("empty", ["bank:", 'bank: ""'])
def test_a_leg_with_an_empty_mark_is_left(empty: str) -> None:
    """beancount takes one line of a key."""
    change_mark("1000.00 CNY", f"1000.00 CNY\n    {empty}")
    before = Path("6.beancount").read_bytes()
    text = bank("--remember")
    assert "1 笔分录下已有另外的 bank" in text
    after = Path("6.beancount").read_bytes()
    assert after.count(b"20200603001") == before.count(b"20200603001")


def test_legs_of_no_file_of_the_ledger_are_left() -> None:
    """A plugin may say that a leg stands anywhere."""
    ledger = load(Path("main.beancount"))
    statement = read_statement([Path("六月.csv")])
    part, period = spanned(statement, None, None)
    balances = balances_of(part, None)
    assert balances is not None
    postings = [each for each in read_postings(ledger.entries) if each.code == "1002"]
    made = reconcile(book_lines(postings, ledger.entries), part.movements, period, balances, 10, Place("六月.csv", 0))
    assert remember(ledger, made).count == 4
    nowhere = remember(replace(ledger, files=()), made)
    assert (nowhere.changes, nowhere.skipped) == ((), ((OUTSIDE, 4),))


def test_a_file_changed_meanwhile_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    from gov_accounts.bank import remember as module  # noqa: PLC0415

    real = module.remember

    def slow(*arguments: object) -> object:
        done = real(*arguments)  # type: ignore[arg-type]
        with Path("6.beancount").open("ab") as file:
            file.write(b"; later\n")
        return done

    monkeypatch.setattr(module, "remember", slow)
    text = bank("--remember")
    assert "ledger-changed" in text
    assert "退出码 2" in text
    assert "bank:" not in Path("6.beancount").read_text(encoding="utf-8")


# The examples


@pytest.mark.parametrize(
    ("name", "account", "code"),
    [("wuhan_2020", "1011", "1011"), ("qingshi_2019_2020", "1011", "1011"), ("puhui_2024", "01-基本存款账户", "1002")],
)
def test_the_examples(name: str, account: str, code: str, tmp_path: Path) -> None:
    """A statement made of an account's own postings, two days later: nothing is left but what isn't there yet."""
    import datetime  # noqa: PLC0415

    from gov_accounts.money import to_yuan  # noqa: PLC0415

    main = EXAMPLES / name / "main.beancount"
    postings = [
        each
        for each in read_postings(load(main).entries)
        if each.code == code and each.commodity == "CNY" and (account == code or each.account.endswith(account))
    ]
    year = postings[-1].date.year
    first, last = datetime.date(year, 1, 1), datetime.date(year, 11, 30)
    balance = sum(each.fen for each in postings if each.date < first)
    lines = ["日期,收入,支出,余额"]
    late = 0
    for each in postings:
        if not first <= each.date <= last:
            continue
        day = each.date + datetime.timedelta(days=2)
        if day > last:
            late += 1
            continue
        balance += each.fen
        received, paid = max(each.fen, 0), max(-each.fen, 0)
        lines.append(f"{day},{to_yuan(received)},{to_yuan(paid)},{to_yuan(balance)}")
    path = tmp_path / "s.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    text = run("bank", main, path, "--account", account, "--from", str(first), "--to", str(last))
    assert "退出码 0" in text
    assert f"对上 {len(lines) - 1} 组" in text
    assert ("没有未达账项" in text) == (late == 0)
