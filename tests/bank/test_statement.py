"""Statements read from files: heads of many banks, titles and notes, what can't be read, and their own arithmetic."""

from __future__ import annotations

import contextlib
import datetime
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.bank.statement import Statement, UnusableStatementError, read_statement
from gov_accounts.bank.vocabulary import plain_head, vocabulary
from gov_accounts.law import reading
from gov_accounts.sheets import bounds, table
from tests.support.draws import draws

DAY = datetime.date(2020, 6, 3)
HEAD = "交易日期,凭证号,借方,贷方,余额,对方户名,摘要"


def written(folder: Path, *lines: str, encoding: str = "utf-8", name: str = "s.csv") -> Path:
    path = folder / name
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def workbook(folder: Path, *rows: Sequence[Any], name: str = "s.xlsx", sheet: str = "明细") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    book.save(folder / name)
    return folder / name


def seen(statement: Statement) -> list[tuple[str, int]]:
    return [(f"{each.date:%m-%d}", each.fen) for each in statement.movements]


def rules(statement: Statement) -> list[str]:
    return [each.rule for each in statement.findings]


def refused(*paths: Path) -> str:
    with pytest.raises(UnusableStatementError) as error:
        read_statement(paths)
    finding = error.value.finding
    assert finding.what.endswith("。")
    assert finding.remedy.endswith("。")
    return finding.what


HEADS = {
    "日期,借方,贷方,余额": ("2020-06-03,1.00,,9.00", "2020-06-04,,2.00,11.00"),
    "交易时间,收入,支出": ("2020-06-03 09:30:00,,1.00", "2020-06-04 09:30:00,2.00,"),
    "记账日期,借方发生额/元(支取),贷方发生额/元(收入),对方户名": ("20200603,1.00,0.00,甲", "20200604,0.00,2.00,乙"),
    "交易日,交易金额,借贷标志": ("2020/6/3,1.00,借", "2020/6/4,2.00,贷"),
    "日期,发生额,收/支,余额": ("2020年6月3日,1.00,支出,9.00", "2020年6月4日,2.00,收入,11.00"),
    "日 期,交易金额（元）,D/C": ("2020-06-03,1.00,D", "2020-06-04,2.00,C"),
    "日期,金额": ("2020-06-03,-1.00", "2020-06-04,2.00"),
    "日期,金额,交易类型": ("2020-06-03,-1.00,转账", "2020-06-04,2.00,利息"),
    "交易类型[ Type ],交易日期[ Date ],交易金额[ Amount ]": ("往账,20200603,-1.00", "来账,20200604,2.00"),
    "日期,转出,转入": ("2020-06-03,1.00,--", "2020-06-04,--,2.00"),
    "起息日,日期,收方金额,付方金额": ("2020-07-03,2020-06-03,,1.00", "2020-07-04,2020-06-04,2.00,"),
}


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
def test_heads_and_encodings(tmp_path: Path, head: str, encoding: str) -> None:
    statement = read_statement([written(tmp_path, "某银行交易明细", "", head, *HEADS[head], encoding=encoding)])
    assert seen(statement) == [("06-03", -100), ("06-04", 200)]
    assert not statement.findings


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_separators(tmp_path: Path, separator: str) -> None:
    lines = [each.replace(",", separator) for each in ("日期,借方,贷方", "2020-06-03,1.00,")]
    assert seen(read_statement([written(tmp_path, *lines)])) == [("06-03", -100)]


def test_titles_notes_and_sums_are_passed_by(tmp_path: Path) -> None:
    statement = read_statement(
        [
            written(
                tmp_path,
                "某银行客户交易明细,,,,,,",
                "账号：4200,,户名：某中心,,,,",
                HEAD,
                ",,,,100.00,,期初余额",
                '2020-06-03,10203344,"1,000.50",,-900.50,"甲,乙",货款',
                '2020-06-04,,,2000.00,"1,099.50",丙,利息',
                "合计,,1000.50,2000.00,,,",
                "期末余额,,,,1099.50,,",
                "打印时间：2020-07-01,,,,,,",
                "本明细仅供参考",
            )
        ]
    )
    assert seen(statement) == [("06-03", -100050), ("06-04", 200000)]
    assert not statement.findings
    assert (statement.opening, statement.closing) == (10000, 109950)
    first = statement.movements[0]
    assert (first.words, first.party, first.references, first.ordinal) == ("货款", "甲,乙", ("10203344",), 1)
    assert (first.place.line, first.balance) == (5, -90050)


def test_heads_in_two_rows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["日期", "发生额", None, "余额"],
        [None, "借方", "贷方", None],
        [datetime.date(2020, 6, 3), 1, None, 9],
    ]
    assert seen(read_statement([workbook(tmp_path, *rows)])) == [("06-03", -100)]


def test_the_last_first(tmp_path: Path) -> None:
    """Also where all is of one day: the balances tell."""
    lines = ["日期,借方,贷方,余额", "2020-06-04,,2.00,11.00", "2020-06-03,1.00,,9.00"]
    statement = read_statement([written(tmp_path, *lines)])
    assert seen(statement) == [("06-03", -100), ("06-04", 200)]
    assert (statement.opening, statement.closing) == (1000, 1100)
    one_day = [each.replace("06-04", "06-03") for each in lines]
    assert [each.fen for each in read_statement([written(tmp_path, *one_day)]).movements] == [-100, 200]


def test_cells_of_a_workbook(tmp_path: Path) -> None:
    statement = read_statement(
        [
            workbook(
                tmp_path,
                ["交易日期", "借方发生额", "贷方发生额", "余额", "附言", "用途", "流水号", "凭证号"],
                [
                    datetime.datetime(2020, 6, 3, 9, 30, tzinfo=datetime.UTC).replace(tzinfo=None),
                    0.1 + 0.2,
                    None,
                    9.7,
                    "甲",
                    "甲",
                    10203344,
                    "0000",
                ],
                ["20200604", "", "１，２３４．５０", "1,244.20", "乙", "丙", "—", "A-77889"],
                ["=1+1", None, None, None, None, None, None, None],
            )
        ]
    )
    assert seen(statement) == [("06-03", -30), ("06-04", 123450)]
    assert [each.words for each in statement.movements] == ["甲", "乙 丙"]
    assert [each.references for each in statement.movements] == [("10203344",), ("a-77889",)]
    assert not statement.findings


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("2020-02-30,,1.00,,,,", "bank-row-unreadable"),
        (",,1.00,,,,房租", "bank-row-unreadable"),
        ("2020-06-04,,1.005,,,,", "bank-row-unreadable"),
        ("2020-06-04,,壹元,,,,", "bank-row-unreadable"),
        ("2020-06-04,,1.00,2.00,,,", "bank-row-unreadable"),
        ("2020-06-04,,,,,,货款", "bank-row-unreadable"),
        ("2020-06-04,,1.00,,约九元,,", "bank-balance-unreadable"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_row(tmp_path: Path, row: str, rule: str) -> None:
    statement = read_statement([written(tmp_path, HEAD, "2020-06-03,,1.00,,,,", row, "2020-06-05,,2.00,,,,")])
    assert [(each.rule, each.place.line if each.place else 0) for each in statement.findings] == [(rule, 3)]
    kept = 1 if rule == "bank-balance-unreadable" else 0
    assert len(statement.movements) == 2 + kept


BANKS = {
    "凭证号,本方账号,对方账号,交易时间,借/贷,借方发生额,贷方发生额,对方行号,摘要,用途,对方单位名称,余额,附言": (
        "000000000,42,43,2020-06-03 09:30:01,借,1.00,0.00,102,汇款,货款,甲,9.00,附"
    ),
    "账号,账户名称,交易时间,借方发生额（支取）,贷方发生额（收入）,余额,币种,对方户名,对方账号,记账日期,摘要,备注,"
    "账户明细编号-交易流水号,企业流水号,凭证种类,凭证号": (
        "42,某中心,20200603 09:30:01,1.00,,9.00,人民币,甲,43,20200603,汇款,货款,12-345678,,,"
    ),
    "交易日,交易时间,起息日,交易类型,借方金额,贷方金额,余额,摘要,流水号,业务名称,用途,收/付方名称": (
        "20200603,09:30:01,20200604,转账汇款,1.00,,9.00,汇款,A1234,,货款,甲"
    ),
}


@pytest.mark.parametrize("head", BANKS)
def test_heads_of_banks(tmp_path: Path, head: str) -> None:
    statement = read_statement([written(tmp_path, "标题", head, BANKS[head])])
    (movement,) = statement.movements
    assert (movement.date, movement.fen, movement.party, movement.balance) == (DAY, -100, "甲", 900)
    assert "货款" in movement.words
    assert movement.references in ((), ("12-345678",), ("a1234",))


@pytest.mark.parametrize(("side", "words"), [("", "没有借贷标志"), ("转账", "看不懂")])
def test_a_side_that_says_nothing(tmp_path: Path, side: str, words: str) -> None:
    statement = read_statement(
        [written(tmp_path, "日期,金额,借贷标志", f"2020-06-03,1.00,{side}", "2020-06-04,1.00,借")]
    )
    assert words in statement.findings[0].what
    assert seen(statement) == [("06-04", -100)]


def test_amounts_without_a_side_are_refused(tmp_path: Path) -> None:
    assert "分不出收和付" in refused(written(tmp_path, "日期,金额", "2020-06-03,1.00", "2020-06-04,2.00"))


def test_its_arithmetic(tmp_path: Path) -> None:
    lines = [HEAD, "2020-06-03,,1.00,,9.00,,", "2020-06-04,,1.00,,8.00,,", "2020-06-05,,1.00,,6.50,,"]
    statement = read_statement([written(tmp_path, *lines)])
    assert rules(statement) == ["bank-statement-arithmetic"]
    assert "6.50" in statement.findings[0].what
    assert "7.00" in statement.findings[0].what
    assert "-0.50" in statement.findings[0].what
    opening = read_statement([written(tmp_path, HEAD, "期初余额,,,,20.00,,", *lines[1:3])])
    assert rules(opening) == ["bank-statement-arithmetic"] * 2
    assert opening.opening == 2000


def test_many_breaks_are_counted(tmp_path: Path) -> None:
    lines = [f"2020-06-{number:02},,1.00,,{9 + number % 2}.00,," for number in range(1, 21)]
    statement = read_statement([written(tmp_path, HEAD, *lines)])
    assert rules(statement) == ["bank-statement-arithmetic"] * 5
    assert "一共" in statement.findings[0].what


def test_sides_the_other_way_round(tmp_path: Path) -> None:
    lines = [HEAD, "2020-06-03,,1.00,,9.00,,", "2020-06-04,,1.00,,10.00,,", "2020-06-05,,,2.00,8.00,,"]
    path = written(tmp_path, *lines)
    assert rules(read_statement([path])) == ["bank-sides-swapped"]
    swapped = read_statement([path], swapped=True)
    assert seen(swapped) == [("06-03", 100), ("06-04", 100), ("06-05", -200)]
    assert not swapped.findings
    words = written(tmp_path, "日期,收入,支出", "2020-06-03,1.00,")
    assert seen(read_statement([words], swapped=True)) == [("06-03", 100)]
    flagged = written(tmp_path, "日期,金额,借贷标志", "2020-06-03,1.00,借", "2020-06-04,1.00,收入")
    assert seen(read_statement([flagged], swapped=True)) == [("06-03", 100), ("06-04", 100)]


def test_several_files_follow_each_other(tmp_path: Path) -> None:
    may = written(tmp_path, HEAD, "2020-05-30,,1.00,,9.00,,", "2020-05-31,,1.00,,8.00,,", name="b.csv")
    june = written(tmp_path, HEAD, "2020-06-03,,1.00,,7.00,,", name="a.csv")
    both = read_statement([june, may])
    assert (both.opening, both.closing, len(both.movements), both.findings) == (1000, 700, 3, ())
    july = written(tmp_path, HEAD, "2020-07-03,,1.00,,3.00,,", name="c.csv")
    assert rules(read_statement([may, june, july])) == ["bank-statement-gap"]
    again = written(tmp_path, HEAD, "2020-05-31,,1.00,,8.00,,", "2020-06-03,,1.00,,7.00,,", name="d.csv")
    overlap = read_statement([may, again])
    assert rules(overlap) == ["bank-statement-twice"]
    assert (overlap.opening, overlap.closing, len(overlap.movements)) == (1000, 700, 3)


def test_pages_that_carry_forward(tmp_path: Path) -> None:
    """Heads and balances brought forward are on every page; the first is the opening."""
    page = [HEAD, "承前页,,,,{},,"]
    lines = [each.format("10.00") for each in page] + ["2020-06-03,,1.00,,9.00,,"]
    lines += [each.format("9.00") for each in page] + ["2020-06-04,,1.00,,8.00,,"]
    statement = read_statement([written(tmp_path, *lines)])
    assert (seen(statement), statement.opening) == ([("06-03", -100), ("06-04", -100)], 1000)
    assert not statement.findings


def test_rows_of_several_lines_are_told_by_their_first(tmp_path: Path) -> None:
    lines = [HEAD, '2020-06-03,,1.00,,9.00,,"两\n行"', '2020-06-99,,1.00,,9.00,,"两\n行"', "2020-06-04,,1.00,,8.00,,"]
    statement = read_statement([written(tmp_path, *lines)])
    assert [each.place.line for each in statement.findings if each.place] == [4]
    assert [each.place.line for each in statement.movements] == [2, 6]
    assert statement.movements[0].words == "两 行"


def test_equal_movements_that_nothing_identifies_are_two(tmp_path: Path) -> None:
    """Without a balance or a number, the same amount in two files may have been paid twice."""
    files = [written(tmp_path, "日期,收入,支出", "2020-06-03,,1.00", name=name) for name in ("a.csv", "b.csv")]
    assert seen(read_statement(files)) == [("06-03", -100)] * 2


def test_a_part_of_a_statement(tmp_path: Path) -> None:
    lines = ["2020-05-30,,1.00,,9.00,,", "2020-06-03,,1.00,,8.00,,", "2020-07-03,,1.00,,7.00,,"]
    whole = read_statement([written(tmp_path, HEAD, *lines)])
    part = whole.between(datetime.date(2020, 6, 1), datetime.date(2020, 6, 30))
    assert (part.opening, part.closing, seen(part)) == (900, 800, [("06-03", -100)])
    nothing = whole.between(datetime.date(2020, 6, 4), datetime.date(2020, 6, 30))
    assert (nothing.opening, nothing.closing) == (800, 800)


# What is no statement


def test_files_that_are_none(tmp_path: Path) -> None:
    assert "打不开" in refused(tmp_path / "no.csv")
    assert "空的" in refused(written(tmp_path, ""))
    assert "列名" in refused(written(tmp_path, "甲,乙", "1,2"))
    assert "没有一笔" in refused(written(tmp_path, HEAD, "合计,,,,,,"))
    assert "引号" in refused(written(tmp_path, HEAD, '2020-06-03,"a"b,1.00,,,,'))
    for content, words in (
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "不是 Excel"),
        (b"PK\x03\x04" + b"x" * 600, "不是 Excel"),
        (b"<html><p>1</p></html>", "网页"),
        (b"\xff\x00\x81\xfe\xff\x00" * 9, "编码"),
        (b"a\x00b,c", "编码"),
    ):
        path = tmp_path / "x.xlsx"
        path.write_bytes(content)
        assert words in refused(path)


def test_other_sheets_are_passed_by(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.append(["说明"])
    page = book.create_sheet("六月")
    page.append(["日期", "借方", "贷方"])
    page.append(["2020-06-03", 1, None])
    hidden = book.create_sheet("藏")
    hidden.sheet_state = "hidden"
    hidden.append(["日期", "借方", "贷方"])
    hidden.append(["2020-06-04", 1, None])
    book.save(tmp_path / "s.xlsx")
    statement = read_statement([tmp_path / "s.xlsx"])
    assert seen(statement) == [("06-03", -100)]
    assert statement.movements[0].sheet == "六月"


def patched(path: Path, name: str, change: str, to: str) -> Path:
    """A workbook with the text of a part changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w") as new:
        for each in old.namelist():
            content = old.read(each)
            new.writestr(each, content.decode().replace(change, to).encode() if each == name else content)
    path.write_bytes(made.getvalue())
    return path


SHEET = "xl/worksheets/sheet1.xml"


def test_hostile_workbooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fresh() -> Path:
        return workbook(tmp_path, ["日期", "借方", "贷方"], ["2020-06-03", 1, None])

    assert seen(read_statement([patched(fresh(), SHEET, 'ref="A1:C2"', 'ref="A1"')])) == [("06-03", -100)]
    assert "太大" in refused(patched(fresh(), SHEET, 'r="B2"', 'r="B99999999"'))
    assert "太大" in refused(patched(fresh(), SHEET, '<c r="B2"', '<c r="XFD1048576"'))
    for change, to in (("<sheetData>", "<sheetData"), ("<v>1</v>", "<v>x</v>"), ('r="A2"', 'r="!!"')):
        assert refused(patched(fresh(), SHEET, change, to))

    monkeypatch.setattr(bounds, "MOST_BYTES", 100)
    assert "太大" in refused(fresh())
    monkeypatch.setattr(table, "_LARGEST", 100)
    assert "太大" in refused(fresh())


def test_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "_MOST_SHEETS", 0)
    assert "工作表超过 0 张" in refused(workbook(tmp_path, ["日期", "借方", "贷方"]))
    monkeypatch.undo()
    monkeypatch.setattr(table, "MOST_ROWS", 3)
    rows: list[list[Any]] = [["日期", "借方"], *(["2020-06-03", 1] for _ in range(3))]
    assert "行数太多" in refused(workbook(tmp_path, *rows))
    assert "行数太多" in refused(written(tmp_path, *(",".join(map(str, row)) for row in rows)))


@draws(150)
@given(
    st.binary(max_size=300) | st.text(st.sampled_from('日期借贷余额,\n"0123456789-.\t'), max_size=200).map(str.encode)
)
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes("日期,借方,贷方,余额\n".encode() + content)
    with contextlib.suppress(UnusableStatementError):
        assert read_statement([path]).movements


@draws(100)
@given(st.integers(0, 4000), st.integers(0, 255), st.integers(0, 2**16))
def test_any_workbook_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, where: int, byte: int, cut: int
) -> None:
    folder = tmp_path_factory.getbasetemp()
    path = workbook(folder, ["日期", "借方", "贷方"], ["2020-06-03", 1, None], name="any.xlsx")
    content = bytearray(path.read_bytes())
    content[where % len(content)] = byte
    path.write_bytes(content[: len(content) - cut % 2000 if cut % 3 == 0 else None])
    with contextlib.suppress(UnusableStatementError):
        assert read_statement([path]).movements


# The names of columns


def test_names_are_of_one_kind() -> None:
    """A name that two kinds have would be read as either."""
    words = vocabulary()
    for kind, names in words.columns.items():
        assert len(names) == len(set(names)), kind
        for other, others in words.columns.items():
            assert kind == other or not set(names) & set(others), (kind, other)
    assert not words.received & words.paid
    assert all(plain_head(name) == name for names in words.columns.values() for name in names)


def test_a_slip_in_the_names_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = reading.official("bank", "statement.toml").read_text(encoding="utf-8")
    slip = tmp_path / "statement.toml"
    slip.write_text(text.replace("[sides]", "[sids]"), encoding="utf-8")
    monkeypatch.setattr("gov_accounts.bank.vocabulary.official", lambda *_: slip)
    vocabulary.cache_clear()
    try:
        with pytest.raises(reading.DataError, match=r"bank/statement\.toml: sids"):
            vocabulary()
    finally:
        monkeypatch.undo()
        vocabulary.cache_clear()
