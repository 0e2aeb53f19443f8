"""``gov-accounts export``: files, messages, exit status; numbers, red letters, texts that aren't trusted."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from gov_accounts.books.ledger import Ledger
from gov_accounts.exchange.export.books import books_of
from gov_accounts.exchange.export.kinds import FORMATS, made_as
from gov_accounts.ledger import load
from tests.exchange.exported import fen_of, parsed, table, v800_rows
from tests.support.commands import assert_mendable, run
from tests.support.heads import HEAD
from tests.support.paths import EXAMPLES

WUHAN = EXAMPLES / "wuhan_2020" / "main.beancount"
QINGSHI = EXAMPLES / "qingshi_2019_2020" / "main.beancount"
OPENS = """
2019-12-31 open Assets:1011-零余额账户用款额度 CNY
  fund: "11"
2019-12-31 open Expenses:5001-业务活动费用:500102-商品和服务费用 CNY
"""
VOUCHER = """
2020-05-08 * "某公司" "电费" #2060501 #30206
  Expenses:5001-业务活动费用:500102-商品和服务费用          30.00 CNY
  Assets:1011-零余额账户用款额度                           -30.00 CNY
"""


@pytest.fixture
def main(tmp_path: Path) -> Path:
    path = tmp_path / "账" / "main.beancount"
    path.parent.mkdir()
    path.write_text(HEAD + OPENS + VOUCHER, encoding="utf-8", newline="\n")
    return path


def add(main: Path, text: str) -> Ledger:
    with main.open("a", encoding="utf-8", newline="\n") as file:
        file.write("\n" + text)
    return load(main)


def files_of(ledger: Ledger, kind: str) -> dict[str, bytes]:
    return dict(made_as(kind, books_of(ledger, 2020)).files)


def rules_of(ledger: Ledger, kind: str = "audit") -> set[str]:
    books = books_of(ledger, 2020)
    return {each.rule for each in (*books.findings, *made_as(kind, books).findings)}


# Files


@pytest.mark.parametrize("kind", FORMATS)
def test_a_format_goes_into_a_folder(main: Path, kind: str, tmp_path: Path) -> None:
    add(main, VOUCHER.replace("电费", "水费").replace(" #30206", ' #30205\n  invoice: "25952000000012345678"'))
    (tmp_path / "出").mkdir()
    said = run("export", main, "--format", kind, "-o", tmp_path / "出")
    assert_mendable(said)
    assert said.endswith("退出码 0\n")
    written = {each.name: each.read_bytes() for each in (tmp_path / "出").iterdir()}
    assert written == files_of(load(main), kind)
    assert f"科目编码规则：{'4-2'}" in said
    assert run("export", main, "--format", kind, "-o", tmp_path / "出").endswith("退出码 0\n"), "over its own files"


def test_a_format_of_one_file_takes_its_name(main: Path, tmp_path: Path) -> None:
    assert run("export", main, "--format", "dat95", "-o", tmp_path / "凭证.xml").endswith("退出码 0\n")
    assert (tmp_path / "凭证.xml").read_bytes() == files_of(load(main), "dat95")["电子记账凭证-2020.xml"]
    run("export", main, "--format", "receiver", "-o", tmp_path / "无")
    assert not (tmp_path / "无").exists()


def test_somebody_elses_file_stays(main: Path, tmp_path: Path) -> None:
    own = tmp_path / "凭证.txt"
    own.write_text("我写的", encoding="utf-8")
    said = run("export", main, "--format", "v800", "-o", own)
    assert said.endswith("退出码 2\n")
    assert own.read_text(encoding="utf-8") == "我写的"
    before = main.read_bytes()
    assert run("export", main, "--format", "v800", "-o", main, "--overwrite").endswith("退出码 2\n")
    assert main.read_bytes() == before


def test_a_year_must_be_told_and_must_be_there(tmp_path: Path) -> None:
    said = run("export", QINGSHI, "--format", "v800", "-o", tmp_path / "x")
    assert "year-not-chosen" in said
    assert run("export", QINGSHI, "--format", "v800", "-o", tmp_path / "x", "--year", "1999").endswith("退出码 2\n")
    assert "审计" in run("export", "--help")
    assert run("export", QINGSHI, "-o", tmp_path / "x").endswith("退出码 2\n")
    assert run("export", QINGSHI, "--format", "excel", "-o", tmp_path / "x").endswith("退出码 2\n")
    assert not (tmp_path / "x").exists()


def test_a_ledger_with_errors_is_exported_and_says_so(main: Path, tmp_path: Path) -> None:
    add(main, VOUCHER.replace("500102-商品和服务费用", "500104-没有开"))
    said = run("export", main, "--format", "audit", "-o", tmp_path / "出")
    assert said.endswith("退出码 1\n")
    assert (tmp_path / "出" / "记账凭证表.csv").exists()


def test_an_account_without_a_code_is_refused(main: Path, tmp_path: Path) -> None:
    add(
        main,
        '2020-01-01 open Assets:A-现金 CNY\n2020-05-09 * "x" #no-budget\n'
        "  Assets:A-现金  1.00 CNY\n  Assets:1011-零余额账户用款额度 -1.00 CNY\n",
    )
    said = run("export", main, "--format", "audit", "-o", tmp_path / "出")
    assert "export-account-without-code" in said
    assert said.endswith("退出码 2\n")
    assert not (tmp_path / "出").exists()


# Numbers


def test_numbers_stay_and_vouchers_without_one_get_one(main: Path) -> None:
    numbered = ("记-5-003", "指-001", "付字第7号", "2020-05", "记-2020-05-004", "甲之乙")
    for number in numbered:
        add(main, VOUCHER.replace("\n  Exp", f'\n  voucher: "{number}"\n  Exp'))
    ledger = add(main, VOUCHER.replace("2020-05-08", "2020-06-01"))
    rows = table(files_of(ledger, "audit"), "记账凭证表")
    numbers = list(dict.fromkeys(row["记账凭证编号"] for row in rows))
    assert set(numbers) == {*numbered, "记-5-006", "记-6-001"}
    assert numbers[-2:] == ["记-5-006", "记-6-001"], "those given come last in their month"
    assert len({row["分录序号"] for row in rows}) == len(rows)
    kinds = {row["记账凭证编号"]: row["记账类型编号"] for row in rows}
    assert (kinds["付字第7号"], kinds["指-001"], kinds["甲之乙"]) == ("付", "指", "记")
    assert {row["记账标志"] for row in rows} == {"0"}, "checked, but not posted"
    assert "export-numbers-given" in rules_of(ledger)
    entries = {row["分录序号"] for row in rows if row["记账凭证编号"] == "记-5-003"}
    assert entries == {f"2020-05-记-003-{line}-{'01' if line < 3 else '02'}" for line in range(1, 5)}


def test_two_vouchers_of_one_number_are_told_and_their_lines_counted_on(main: Path) -> None:
    for _ in range(2):
        ledger = add(main, VOUCHER.replace("\n  Exp", '\n  voucher: "记-5-001"\n  Exp'))
    rows = [row for row in table(files_of(ledger, "audit"), "记账凭证表") if row["记账凭证编号"] == "记-5-001"]
    assert [row["记账凭证行号"] for row in rows] == [str(line) for line in range(1, 9)]
    assert "export-number-double" in rules_of(ledger)


def test_numbers_written_in_two_ways_are_one_and_no_entry_has_anothers_number(main: Path) -> None:
    for number in ("记-5-001", "记-05-1", "指-001", "指-5-001"):
        ledger = add(main, VOUCHER.replace("\n  Exp", f'\n  voucher: "{number}"\n  Exp'))
    rows = table(files_of(ledger, "audit"), "记账凭证表")
    assert len({row["分录序号"] for row in rows}) == len(rows)
    (double,) = (each for each in books_of(ledger, 2020).findings if each.rule == "export-number-double")
    assert "记-05-1" in double.what


# What a voucher says


def test_a_red_letter_voucher_has_minus_amounts_on_the_sides_of_the_other(main: Path) -> None:
    ledger = add(
        main,
        '2020-06-03 * "某公司" "冲销" #2060501 #30206\n  voucher: "记-6-001"\n  reverses: "记-5-001"\n'
        "  Expenses:5001-业务活动费用:500102-商品和服务费用  -30.00 CNY\n  Assets:1011-零余额账户用款额度  30.00 CNY\n",
    )
    rows = [row for row in table(files_of(ledger, "audit"), "记账凭证表") if row["记账凭证编号"] == "记-6-001"]
    assert [(row["科目编码"], row["借方发生额"], row["贷方发生额"]) for row in rows] == [
        ("500102", "-30.00", "0.00"),
        ("1011", "0.00", "-30.00"),
        ("720105", "-30.00", "0.00"),
        ("800101", "0.00", "-30.00"),
    ]
    (voucher,) = (
        each for each in parsed(next(iter(files_of(ledger, "dat95").values()))) if each.findtext("RED_FLAG") == "1"
    )
    assert voucher.findtext("RED_VOU_NO") == "记-5-001"
    assert {voucher.findtext(each) for each in ("DR_AMT", "CR_AMT", "DR_YS_AMT", "CR_YS_AMT")} == {"-30.00"}
    balances = table(files_of(ledger, "audit"), "科目余额表")
    (cost,) = (row for row in balances if row["科目编码"] == "5001" and row["会计月份"] == "6")
    heads = ("借方发生额", "贷方发生额", "借方累计发生额", "期末借方余额")
    assert [cost[each] for each in heads] == ["-30.00", "0.00", "0.00", "0.00"]
    parts = table(files_of(ledger, "audit"), "辅助余额表")
    ends = [(row["会计月份"], row["借方累计发生额"], row["期末借方余额"]) for row in parts]
    assert ends == [("12", "0.00", "0.00")] * 4, "taken back, as if it had never been"


def test_people_papers_and_flags(main: Path) -> None:
    ledger = add(
        main,
        VOUCHER.replace("2020-05-08 *", "2020-07-01 !").replace(
            "\n  Exp",
            '\n  voucher: "记-7-001"\n  attachments: 12\n  maker: "张某"\n  checker: "李某"\n  cashier: "王某"\n  Exp',
        ),
    )
    row = next(row for row in table(files_of(ledger, "audit"), "记账凭证表") if row["记账凭证编号"] == "记-7-001")
    heads = (
        "附件数",
        "制单人员",
        "复核人员",
        "出纳人员",
        "记账人员",
        "记账标志",
        "作废标志",
        "是否结转",
        "摘要",
        "对方科目编码",
    )
    assert [row[each] for each in heads] == ["12", "张某", "李某", "王某", "", "0", "0", "0", "某公司 电费", "1011"]
    voucher = parsed(next(iter(files_of(ledger, "dat95").values())))[-1]
    assert (voucher.findtext("VOU_STATUS"), voucher.findtext("POSTER_DATE")) == ("未审核", "")
    assert "export-unchecked" in rules_of(ledger)


def test_a_posted_month_is_told_with_its_day(main: Path) -> None:
    said = run("post", main, "--month", "2020-05", "--poster", "赵某")
    assert said.endswith("退出码 0\n"), said
    ledger = load(main)
    row = table(files_of(ledger, "audit"), "记账凭证表")[0]
    assert (row["记账标志"], row["记账人员"], row["记账凭证编号"]) == ("1", "赵某", "记-5-001")
    voucher = parsed(next(iter(files_of(ledger, "dat95").values())))[0]
    assert (voucher.findtext("VOU_STATUS"), voucher.findtext("POSTER_DATE")) == ("已记账", "2020-05-31")
    assert not rules_of(ledger) & {"export-unposted", "export-numbers-given"}


def test_what_the_unit_says_of_itself_is_in_the_files(main: Path) -> None:
    assert "export-unit-unknown" in rules_of(load(main))
    said = {"code": "101001", "division": "420100", "division-name": "武汉市", "credit-code": "12420100MB1234567X"}
    ledger = add(main, "".join(f'2020-01-01 custom "gov-unit" "{key}" "{value}"\n' for key, value in said.items()))
    assert "export-unit-unknown" not in rules_of(ledger)
    (unit,) = table(files_of(ledger, "audit"), "单位表")
    assert list(unit.values())[:5] == ["420100", "武汉市", "101001", unit["单位名称"], "12420100MB1234567X"]
    voucher = parsed(next(iter(files_of(ledger, "dat95").values())))[0]
    assert (voucher.findtext("MOF_DIV_CODE"), voucher.findtext("AGENCY_CODE")) == ("420100", "101001")


def test_a_line_s_own_summary_is_its_words(main: Path) -> None:
    ledger = add(
        main,
        '2020-06-03 * "某公司" "一批" #2060501 #30206\n  voucher: "记-6-001"\n'
        '  Expenses:5001-业务活动费用:500102-商品和服务费用  5.00 CNY\n    summary: "水费"\n'
        "  Assets:1011-零余额账户用款额度  -5.00 CNY\n",
    )
    rows = [row for row in table(files_of(ledger, "audit"), "记账凭证表") if row["记账凭证编号"] == "记-6-001"]
    assert [row["摘要"] for row in rows][:2] == ["水费", "某公司 一批"]


def test_vouchers_of_appropriations_are_left_out_and_told(tmp_path: Path) -> None:
    said = run("export", WUHAN, "--format", "v800", "-o", tmp_path / "x.txt")
    assert "12 张只记预算指标" in said
    assert not any(row[5].startswith("9") for row in v800_rows((tmp_path / "x.txt").read_bytes()))


# Nothing in a ledger is trusted


def test_nothing_is_taken_for_a_formula_or_a_tag(main: Path) -> None:
    words = '=1+1 <b>&amp; ]]> 甲\\t乙,丙\\"丁\u0007𠮷㊣'
    ledger = add(main, VOUCHER.replace('"某公司" "电费"', f'"{words}"'))
    shown = '=1+1 <b>&amp; ]]> 甲 乙,丙"丁'
    rows = table(files_of(ledger, "audit"), "记账凭证表")
    assert any(row["摘要"].startswith("'" + shown) for row in rows)
    for kind in ("dat95", "gb24589"):
        texts = [
            each.text for content in files_of(ledger, kind).values() for each in parsed(content).iter() if each.text
        ]
        assert any(text.startswith('=1+1 <b>&amp; ]]> 甲 乙,丙"丁') for text in texts)
        assert any("𠮷" in text for text in texts)
    books = books_of(ledger, 2020)
    made = made_as("v800", books)
    line = next(row for row in v800_rows(next(iter(made.files.values()))) if "甲" in row[4])
    assert line[4].startswith("'=1+1 <b>&amp; ]]> 甲 乙，丙＂丁")
    assert "〓" in line[4]
    assert "𠮷" not in line[4]
    (finding,) = (each for each in made.findings if each.rule == "export-not-in-gbk")
    assert "𠮷（U+20BB7，记-5-" in finding.what


def test_a_code_that_is_none_stays_in_its_place(main: Path) -> None:
    ledger = add(main, VOUCHER.replace("\n  Exp", '\n  project: "P1\n,=X"\n  maker: "张\n,三"\n  Exp'))
    rows = [row for row in table(files_of(ledger, "audit"), "记账凭证表") if row["预算项目代码"]]
    assert {(row["预算项目代码"], row["制单人员"]) for row in rows} == {("P1 ,=X", "张 ,三")}
    lines = v800_rows(files_of(ledger, "v800")["填制凭证-2020.txt"])
    assert {len(line) for line in lines} == {24}
    assert {(line[20], line[11]) for line in lines if line[20]} == {("P1 ，=X", "张 ，三")}


def test_long_words_are_cut_and_told(main: Path) -> None:
    ledger = add(main, VOUCHER.replace("电费", "长" * 80))
    made = made_as("v800", books_of(ledger, 2020))
    assert max(len(row[4]) for row in v800_rows(next(iter(made.files.values())))) == 60
    assert "export-words-cut" in {each.rule for each in made.findings}


def test_an_invoice_gives_its_accounting_information(main: Path) -> None:
    for number in ("25952000000012345678", "25952000000012345678/乙"):
        ledger = add(
            main,
            VOUCHER.replace("\n  Exp", f'\n  voucher: "记-5/{number[-1]}"\n  invoice: "{number}"\n  Exp'),
        )
    files = files_of(ledger, "receiver")
    assert len(files) == 2
    assert all(re.fullmatch(r"[\w.-]+", name) for name in files)
    root = parsed(files["入账信息-2020-记-5_8.xml"])
    assert [each.tag for each in root] == [
        "UnifiedSocialCreditCodeOfAccountingEntity",
        "NameOfAccountingEntity",
        "InvoiceNumber",
        "InformationOfAccountingDocumentsTuple",
    ]
    document = root[-1]
    assert [each.tag for each in document][:4] == [
        "NumberOfAccountingDocuments",
        "PostingDate",
        "AccountingPeriod",
        "SummaryOfAccountingDocuments",
    ]
    assert [document.findtext(each.tag) for each in document][:4] == ["记-5/8", "2020-05-08", "2020-05", "某公司 电费"]
    entries = [[leg.text or "" for leg in entry] for entry in document.findall("InformationOfDebitAndCreditEntryTuple")]
    assert entries == [
        ["借", "业务活动费用", "商品和服务费用", "30.00"],
        ["贷", "零余额账户用款额度", "", "30.00"],
        ["借", "事业支出", "基本支出", "30.00"],
        ["贷", "资金结存", "零余额账户用款额度", "30.00"],
    ]
    assert [each.tag for each in document[-1]] == [
        "DebitOrCredit",
        "NameOfGeneralLedgerSubject",
        "NameOfSubsidiaryLedgerSubject",
        "RecordedAmount",
    ]


def test_no_name_in_a_ledger_is_a_path(main: Path, tmp_path: Path) -> None:
    text = main.read_text(encoding="utf-8").replace('"某某中心"', '"../../某\\"<>:单位"')
    main.write_text(text, encoding="utf-8", newline="\n")
    add(main, VOUCHER.replace("\n  Exp", '\n  voucher: "../../记-5-009"\n  invoice: "1"\n  Exp'))
    duckdb_missing = "department-missing"
    for kind in (*FORMATS, "parquet"):
        said = run("export", main, "--format", kind, "-o", tmp_path / "出" / kind)
        assert said.endswith("退出码 0\n") or duckdb_missing in said
    inside = {each for each in (tmp_path / "出").rglob("*") if each.is_file()}
    assert {each.resolve() for each in inside} == inside
    assert {each.name for each in tmp_path.iterdir()} == {"账", "出"}
    assert {each.name for each in (tmp_path / "账").iterdir()} == {"main.beancount"}
    assert all(re.fullmatch(r"[\w.（）()-]+", each.name) for each in inside)


def test_a_folder_that_is_a_file_is_refused(main: Path, tmp_path: Path) -> None:
    (tmp_path / "出").write_text("x", encoding="utf-8")
    said = run("export", main, "--format", "audit", "-o", tmp_path / "出")
    assert_mendable(said)
    assert said.endswith("退出码 2\n")


def test_xml_is_whole_in_any_parser(main: Path) -> None:
    ledger = load(main)
    for kind in ("dat95", "gb24589"):
        for content in files_of(ledger, kind).values():
            assert etree.fromstring(content) is not None
            head = content.split(b"\n", 1)[0]
            encoding = re.search(rb'encoding="([^"]+)"', head)
            assert encoding is not None
            content.decode(encoding[1].decode())


# Facts


def test_without_duckdb_it_says_what_to_install(main: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    said = run("export", main, "--format", "parquet", "-o", tmp_path / "x.parquet")
    assert "pip install duckdb" in said
    assert said.endswith("退出码 2\n")
    assert not (tmp_path / "x.parquet").exists()


FACTS = {
    "unit_code": "VARCHAR",
    "unit_name": "VARCHAR",
    "year": "INTEGER",
    "book": "VARCHAR",
    "date": "DATE",
    "code": "VARCHAR",
    "account": "VARCHAR",
    "func": "VARCHAR",
    "econ": "VARCHAR",
    "fund": "VARCHAR",
    "project": "VARCHAR",
    "fen": "BIGINT",
    "closing": "BOOLEAN",
    "derived": "BOOLEAN",
    "voucher": "VARCHAR",
    "file": "VARCHAR",
    "line": "INTEGER",
    "payee": "VARCHAR",
    "narration": "VARCHAR",
    "counted": "VARCHAR",
    "counterparty": "VARCHAR",
}


def test_facts_are_the_ledgers_postings(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    said = run("export", QINGSHI, "--format", "parquet", "-o", tmp_path / "事实")
    assert said.endswith("退出码 0\n"), said
    ledger = load(QINGSHI)
    for path in (tmp_path / "事实").iterdir():
        year = int(path.stem[-4:])
        described = duckdb.sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
        assert {name: kind for name, kind, *_ in described} == FACTS
        rows = duckdb.sql(f"SELECT * FROM '{path}'").fetchall()
        expected = Counter(
            (
                year,
                {"CNY": "F", "CNY.B": "B", "CNY.A": "A"}[leg.units.currency],
                entry.date,
                leg.account.split(":")[1][:4],
                leg.account,
                *(leg.meta.get(key, "") for key in ("func", "econ", "fund", "project")),
                fen_of(str(leg.units.number)),
                "year-close" in entry.tags,
                "derived" in leg.meta,
                entry.meta.get("voucher", ""),
                Path(entry.meta["filename"]).relative_to(QINGSHI.parent).as_posix(),
                leg.meta.get("lineno") or entry.meta["lineno"],
                entry.payee or "",
                entry.narration,
            )
            for entry in ledger.entries
            if type(entry).__name__ == "Transaction" and entry.date.year == year
            for leg in entry.postings
        )
        assert Counter(row[2:-2] for row in rows) == expected
        assert [row[5] for row in rows if row[3] == "B"] == sorted(row[5] for row in rows if row[3] == "B")
        counted = {(row[5], row[-2]) for row in rows}
        assert {(code, as_) for code, as_ in counted if code != as_} <= {
            ("9001", "9101"),
            ("9001", "9102"),
            ("9101", ""),
            ("9102", ""),
        }
        ((manifest,),) = duckdb.sql(
            f"SELECT decode(value) FROM parquet_kv_metadata('{path}') WHERE decode(key) = 'gov_accounts'"
        ).fetchall()
        said_of = json.loads(manifest)
        assert (said_of["year"], said_of["rows"]) == (year, len(rows))
        debits = {"F": 0, "B": 0, "A": 0}
        for row in rows:
            debits[row[3]] += max(row[11], 0)
        assert said_of["debits"] == debits
    one = tmp_path / "一年.parquet"
    run("export", QINGSHI, "--format", "parquet", "-o", one, "--year", "2020")
    assert one.read_bytes() == next(each for each in (tmp_path / "事实").iterdir() if "2020" in each.stem).read_bytes()
