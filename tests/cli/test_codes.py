"""``gov-accounts codes``: a finance office's list is checked, compared and kept by the ledger, for its year only."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.code_findings import check_code
from gov_accounts.books.code_table import csv_rows, find_columns, plain, text_cells
from gov_accounts.books.codes_file import classification_key, stamped
from gov_accounts.exchange.code_list import ListRefusedError, read_list
from gov_accounts.files.generated import CODES, Owner
from gov_accounts.findings import Place, Severity
from gov_accounts.law.codes import official_codes
from gov_accounts.ledger import load
from tests.support.commands import assert_mendable, run
from tests.support.draws import draws
from tests.support.failing import tree
from tests.support.heads import HEAD

Snapshot = Callable[[str, str], None]

LIST = """\
科目编码,科目名称
206,科学技术支出
20605,科技条件与服务
2060501,机构运行
2060577,科研设施共享
2060599,其他科技条件和服务支出
302,商品和服务支出
30201,办公费
30206,电费
30288,算力使用费
30299,其他商品和服务支出
"""
VOUCHER = """
{date} * "算力" #{func} #{econ}
  Expenses:7201-事业支出:基本支出                    1 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度    -1 CNY.B
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger of 2020 and 2021, and a list, in the current folder."""
    monkeypatch.chdir(tmp_path)
    text = HEAD + "".join(VOUCHER.format(date=f"{year}-03-05", func="2060501", econ="30206") for year in (2020, 2021))
    (tmp_path / "main.beancount").write_text(text, encoding="utf-8", newline="\n")
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    return tmp_path


def codes_told(path: Path) -> list[tuple[str, int]]:
    """Findings on codes, with the line of each."""
    return [
        (each.rule, each.place.line if each.place else 0)
        for each in load(path).findings
        if each.rule.startswith(("code", "econ-of"))
    ]


# What it does


def test_a_list_is_taken_over_and_told(folder: Path, snapshot: Snapshot) -> None:
    before = tree(folder)
    tried = run("codes", "main.beancount", "list.csv", "--year", "2020", "--dry-run")
    assert tree(folder) == before
    done = run("codes", "main.beancount", "list.csv", "--year", "2020")
    again = run("codes", "main.beancount", "list.csv", "--year", "2020")
    snapshot("codes/taken_over.txt", f"{tried}\n{done}\n{again}")
    assert tree(folder) == {
        **before,
        "main.beancount": before["main.beancount"] + b'2020-01-01 custom "gov-codes" "codes-2020.csv"\n',
        "codes-2020.csv": (folder / "codes-2020.csv").read_bytes(),
    }
    kept = (folder / "codes-2020.csv").read_text(encoding="utf-8").splitlines()
    assert kept[0] == CODES.mark
    assert kept[2:4] == ["year,code,name", "2020,206,科学技术支出"]


def test_its_codes_hold_in_its_year_only(folder: Path) -> None:
    run("codes", "main.beancount", "list.csv", "--year", "2020")
    ledger = load(folder / "main.beancount")
    func, econ = ledger.codes.functional, ledger.codes.economic
    assert (func.name("2060577", 2020), econ.name("30288", 2020)) == ("科研设施共享", "算力使用费")
    assert func.name("2060599", 2020) == "其他科技条件和服务支出"
    assert func.name("2060599", 2021) == func.name("2060599", 2019) == "其他科技条件与服务支出"
    assert func.row("2060577", 2021) is None
    assert [row.code for row in func.nearest("2060598", 2020)].count("2060599") == 1
    text = "".join(VOUCHER.format(date=date, func="2060577", econ="30288") for date in ("2020-04-05", "2021-04-05"))
    with (folder / "main.beancount").open("a", encoding="utf-8") as file:
        file.write(text)
    assert [rule for rule, _ in codes_told(folder / "main.beancount")] == ["code-unknown"] * 2
    lines = (folder / "main.beancount").read_text(encoding="utf-8").splitlines()
    assert {lines[line - 1] for _, line in codes_told(folder / "main.beancount")} == {
        "  Expenses:7201-事业支出:基本支出                    1 CNY.B"
    }
    assert min(line for _, line in codes_told(folder / "main.beancount")) > lines.index(
        '2021-04-05 * "算力" #2060577 #30288'
    )


def test_the_tables_print_the_list_s_names(folder: Path) -> None:
    run("codes", "main.beancount", "list.csv", "--year", "2020")
    with (folder / "main.beancount").open("a", encoding="utf-8") as file:
        file.write(VOUCHER.format(date="2020-04-05", func="2060599", econ="30288"))
    assert "其他科技条件和服务支出" in run("report", "main.beancount", "--year", "2020", "--table", "3")


def test_an_official_code_that_the_list_leaves_out_is_told_once(folder: Path) -> None:
    """And not if the unit declares it; nor where the list has nothing beside it, such as class 208."""
    run("codes", "main.beancount", "list.csv", "--year", "2020")
    main_file = folder / "main.beancount"
    with main_file.open("a", encoding="utf-8") as file:
        for day in (5, 6, 7):
            file.write(VOUCHER.format(date=f"2020-04-0{day}", func="2060502", econ="30205"))
            file.write(VOUCHER.format(date=f"2020-05-0{day}", func="2080505", econ="30108"))
            file.write(VOUCHER.format(date=f"2021-05-0{day}", func="2060502", econ="30205"))
    found = [each for each in load(main_file).findings if each.rule.startswith("code")]
    assert [(each.rule, each.severity) for each in found] == [("code-not-in-list", Severity.NOTICE)] * 2
    assert len({each.place for each in found}) == 1
    with main_file.open("a", encoding="utf-8") as file:
        file.write('2020-01-01 custom "gov-code" "func" "2060502" "技术创新服务体系"\n')
        file.write('2020-01-01 custom "gov-code" "econ" "30205" "水费"\n')
    assert codes_told(main_file) == []


def test_a_renamed_code_keeps_its_budget(folder: Path) -> None:
    (folder / "list.csv").write_text(
        "编码,名称\n212,城乡社区\n21208,土地出让收入支出\n2120803,城建\n", encoding="utf-8"
    )
    run("codes", "main.beancount", "list.csv", "--year", "2020")
    functional = load(folder / "main.beancount").codes.functional
    assert functional.name("21208", 2020) == "土地出让收入支出"
    assert functional.fund("2120803", 2020) == functional.fund("2120803", 2021) == "12"


def test_a_list_of_another_year_stands_beside_it(folder: Path) -> None:
    run("codes", "main.beancount", "list.csv", "--year", "2020")
    (folder / "list.csv").write_text(LIST.replace("科研设施共享", "仪器共享"), encoding="utf-8")
    run("codes", "main.beancount", "list.csv", "--year", "2021")
    ledger = load(folder / "main.beancount")
    assert ledger.declarations.code_files == ("codes-2020.csv", "codes-2021.csv")
    names = [ledger.codes.functional.name("2060577", year) for year in (2020, 2021)]
    assert names == ["科研设施共享", "仪器共享"]


def test_a_newer_list_takes_the_older_one_s_place(folder: Path) -> None:
    run("codes", "main.beancount", "list.csv", "--year", "2020")
    (folder / "list.csv").write_text(LIST.replace("2060577,科研设施共享", "2060578,仪器共享"), encoding="utf-8")
    assert "已写入 codes-2020.csv。" in run("codes", "main.beancount", "list.csv", "--year", "2020")
    functional = load(folder / "main.beancount").codes.functional
    assert functional.row("2060577", 2020) is None
    assert functional.name("2060578", 2020) == "仪器共享"


def test_line_ends_of_the_main_file_are_kept(folder: Path) -> None:
    path = folder / "main.beancount"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n").rstrip())
    run("codes", "main.beancount", "list.csv", "--year", "2020")
    assert path.read_bytes().endswith(b'\r\n2020-01-01 custom "gov-codes" "codes-2020.csv"\r\n')
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")


# What it reads


def as_csv(rows: Sequence[Sequence[str]], separator: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()


def pairs_of(text: str) -> dict[str, str]:
    rows = csv_rows(text)
    return {cells["code"]: cells["name"] for _, cells in text_cells(rows, find_columns(rows))}


WANTED = {"206": "科学技术支出", "20605": "科技条件与服务", "2060501": "机构运行", "2060599": "其他"}


@pytest.mark.parametrize(
    "rows",
    [
        [["编码", "名称"], *WANTED.items()],
        [["2024年支出功能分类科目", ""], ["", ""], ["名 称", "科目 代码"], *((b, a) for a, b in WANTED.items())],
        [["序号", "科目编码", "科目名称"], *((str(n), *each) for n, each in enumerate(WANTED.items()))],
        [["功能分类科目"], *([f"{a} {b}"] for a, b in WANTED.items())],
        [["科目"], *([f"[{a}]{b}"] for a, b in WANTED.items())],
        [["编码"], *([f"{a}-{b}"] for a, b in WANTED.items())],
        [
            ["类", "款", "项", "科目名称"],
            ["206", "", "", "科学技术支出"],
            ["", "05", "", "科技条件与服务"],
            ["", "", "01", "机构运行"],
            ["206", "05", "99", "其他"],
        ],
        [
            ["类", "款", "项", "科目名称"],
            ["206", "", "", "科学技术支出"],
            ["206", "5", "", "科技条件与服务"],
            ["206", "5", "1", "机构运行"],
            ["206", "5", "99", "其他"],
        ],
        [
            ["类", "款", "项", "科目名称"],
            ["206", "", "", "科学技术支出"],
            ["", "20605", "", "科技条件与服务"],
            ["", "", "2060501", "机构运行"],
            ["", "", "2060599", "其他"],
        ],
        [
            ["编码", "名称"],
            *((a.translate(str.maketrans("0123456789", "０１２３４５６７８９")), f"　{b} ") for a, b in WANTED.items()),
        ],
    ],
)
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_the_columns_are_found_by_name(rows: Sequence[Sequence[str]], separator: str) -> None:
    assert pairs_of(as_csv(rows, separator)) == WANTED


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (2060501, "2060501"),
        ("2060501.0", "2060501.0"),
        ("'206", "206"),
        ("二０六", "二０六"),
        ("电\n费", "电费"),
    ],
)
def test_a_cell_as_text(value: object, expected: str) -> None:
    assert plain(value) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_that_excel_writes(folder: Path, encoding: str) -> None:
    (folder / "list.csv").write_bytes(LIST.encode(encoding))
    assert len(read_list(folder / "list.csv", 2020, official_codes()).codes) == LIST.count("\n") - 1


def test_a_workbook_of_two_sheets(folder: Path, snapshot: Snapshot) -> None:
    """Codes as numbers or text; a sheet without codes is passed by, as are rows of other classifications."""
    book = openpyxl.Workbook()
    functional = book.active
    functional.title = "功能分类"
    functional.append(["附件1：2020年支出功能分类科目"])
    functional.append(["科目编码", "科目名称", "说明"])
    for code, name in WANTED.items():
        functional.append([int(code), name, "反映……"])
    functional.append([2060577.0, "科研设施共享", None])
    functional.append(["合计", None, None])
    functional.append([206057701, "目级", None])
    functional.append([101, "税收收入", None])
    economic = book.create_sheet("经济分类")
    economic.append(["代码", "名称"])
    for row in (("302", "商品和服务支出"), ("30288", "算力使用费"), ("50201", "办公经费"), (None, "注")):
        economic.append(row)
    book.create_sheet("说明").append(["本目录自2020年起施行"])
    book.create_sheet("空")
    book.save(folder / "目录.xlsx")
    snapshot("codes/workbook.txt", run("codes", "main.beancount", "目录.xlsx", "--year", "2020"))
    assert load(folder / "main.beancount").codes.economic.name("30288", 2020) == "算力使用费"


def test_a_year_column_chooses_the_rows(folder: Path) -> None:
    text = "年度,编码,名称\n2020,2060577,甲\n2021,2060577,乙\n2021,2060578,丙\n"
    (folder / "list.csv").write_text(text, encoding="utf-8")
    codes = official_codes()
    assert [each.name for each in read_list(folder / "list.csv", 2020, codes).codes] == ["甲"]
    assert [each.name for each in read_list(folder / "list.csv", 2021, codes).codes] == ["乙", "丙"]
    with pytest.raises(ListRefusedError) as refused:
        read_list(folder / "list.csv", 2022, codes)
    assert [each.rule for each in refused.value.findings] == ["codes-list-empty"]


# What it refuses: nothing is written then


REFUSED = {
    "rows": "编码,名称\n2060577,甲\n2060577,乙\n206057,少一位\n2988801,没有上级\n30288,\n4001,别的\n",
    "columns": "甲,乙\n2060501,机构运行\n",
    "empty": "",
    "no_codes": "编码,名称\n101,税收收入\n",
    "quotes": '编码,名称\n2060501,"机构运行"x"\n',
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_makes_no_sense_is_told_and_nothing_is_written(folder: Path, name: str, snapshot: Snapshot) -> None:
    (folder / "list.csv").write_text(REFUSED[name], encoding="utf-8")
    before = tree(folder)
    text = run("codes", "main.beancount", "list.csv", "--year", "2020")
    assert_mendable(text)
    assert text.endswith("退出码 2\n")
    assert tree(folder) == before
    snapshot(f"codes/refused_{name}.txt", text)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.xlsx", b"not a workbook"),
        ("list.xlsx", b"PK\x05\x06" + bytes(18)),
        ("list.csv", b"\xff\xfe\x00\xd8\xff"),
        ("list.xls", b"\xd0\xcf\x11\xe0"),
        ("list.pdf", b"%PDF"),
        ("list", b"x"),
    ],
)
def test_a_file_that_is_no_table_is_refused(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    before = tree(folder)
    text = run("codes", "main.beancount", name, "--year", "2020")
    assert "错误[codes-list-unreadable]" in text
    assert_mendable(text)
    assert text.endswith("退出码 2\n")
    assert tree(folder) == before


@pytest.mark.parametrize("file", ["nowhere.csv", "nowhere.xlsx", "."])
def test_a_file_that_is_not_there(folder: Path, file: str) -> None:
    text = run("codes", "main.beancount", file, "--year", "2020")
    assert "错误[codes-list-unreadable]" in text
    assert text.endswith("退出码 2\n")
    assert not (folder / "codes-2020.csv").exists()


@pytest.mark.parametrize("year", ["20", "2006", "2100", "0", "-1"])
def test_a_year_that_is_none(folder: Path, year: str) -> None:
    text = run("codes", "main.beancount", "list.csv", "--year", year)
    assert "错误[year-not-possible]" in text
    assert sorted(tree(folder)) == ["list.csv", "main.beancount"]


@pytest.mark.parametrize("whose", ["changed", "a person's"])
def test_a_file_that_a_person_wrote_or_changed_is_left_alone(folder: Path, whose: str, snapshot: Snapshot) -> None:
    path = folder / "codes-2020.csv"
    if whose == "changed":
        run("codes", "main.beancount", "list.csv", "--year", "2020")
        path.write_text(path.read_text(encoding="utf-8") + "2020,2060579,补记\n", encoding="utf-8")
    else:
        path.write_text("编码,名称\n2060579,补记\n", encoding="utf-8")
        with (folder / "main.beancount").open("a", encoding="utf-8") as file:
            file.write('2020-01-01 custom "gov-codes" "codes-2020.csv"\n')
    before = tree(folder)
    (folder / "list.csv").write_text(LIST.replace("科研设施共享", "别的"), encoding="utf-8")
    text = run("codes", "main.beancount", "list.csv", "--year", "2020")
    assert text.endswith("退出码 2\n")
    assert tree(folder)["codes-2020.csv"] == before["codes-2020.csv"]
    assert tree(folder)["main.beancount"] == before["main.beancount"]
    snapshot(f"codes/{'edited' if whose == 'changed' else 'persons'}.txt", text)
    assert load(folder / "main.beancount").codes.functional.name("2060579", 2020) == "补记"


def test_what_a_person_lists_only_adds(folder: Path) -> None:
    """A few codes by hand are no whole list: nothing beside them is left out by it."""
    (folder / "codes-2020.csv").write_text("编码,名称\n2060579,补记\n30288,算力使用费\n", encoding="utf-8")
    with (folder / "main.beancount").open("a", encoding="utf-8") as file:
        file.write('2020-01-01 custom "gov-codes" "codes-2020.csv"\n')
        file.write(VOUCHER.format(date="2020-04-05", func="2060579", econ="30288"))
    assert codes_told(folder / "main.beancount") == []


def test_a_link_that_leads_out_of_the_folder_is_not_read(folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir()
    (inner / "codes-2020.csv").symlink_to(folder / "list.csv")
    (inner / "main.beancount").write_text(
        (folder / "main.beancount").read_text(encoding="utf-8") + '2020-01-01 custom "gov-codes" "codes-2020.csv"\n',
        encoding="utf-8",
    )
    rules = [each.rule for each in load(inner / "main.beancount").findings]
    assert rules == ["codes-file-outside"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [(LIST.encode("gb18030"), "codes-file-unreadable"), (b"x,y\n1,2\n", "codes-file-unreadable")],
)
def test_a_file_that_cannot_be_used_is_told_where_it_is(folder: Path, content: bytes, rule: str) -> None:
    (folder / "codes-2020.csv").write_bytes(content)
    with (folder / "main.beancount").open("a", encoding="utf-8") as file:
        file.write('2020-01-01 custom "gov-codes" "codes-2020.csv"\n')
    (finding,) = [each for each in load(folder / "main.beancount").findings if each.rule.startswith("codes")]
    assert finding.rule == rule
    assert finding.place is not None
    assert Path(finding.place.file).name == "codes-2020.csv"


def test_a_main_file_that_cannot_be_written_leaves_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(folder)
    real = os.replace

    def refused(source: Path, target: Path) -> None:
        if target == folder / "main.beancount":
            raise PermissionError(13, "Permission denied", str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", refused)
    text = run("codes", "main.beancount", "list.csv", "--year", "2020")
    assert "错误[output-not-writable]" in text
    assert text.endswith("退出码 2\n")
    assert tree(folder) == before


# What holds for every list

_NAMES = st.text(alphabet='科目经费支出（）、"，, ;#a', min_size=1, max_size=6).map(str.strip).filter(bool)
_ITEMS = st.builds(lambda item: f"20605{item:02}", st.integers(0, 99))
_KINDS = st.builds(lambda item: f"302{item:02}", st.integers(0, 99))


@given(
    codes=st.dictionaries(st.one_of(_ITEMS, _KINDS), _NAMES, min_size=1, max_size=12),
    year=st.integers(2019, 2026),
    suffix=st.sampled_from(["csv", "xlsx"]),
)
@draws(20)
def test_a_list_taken_over_twice_adds_nothing_and_holds_in_its_year(
    codes: Mapping[str, str], year: int, suffix: str
) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        main_file = folder / "main.beancount"
        main_file.write_text(HEAD, encoding="utf-8")
        path = folder / f"list.{suffix}"
        if suffix == "csv":
            path.write_text(as_csv([["编码", "名称"], *codes.items()]), encoding="utf-8")
        else:
            book = openpyxl.Workbook()
            for row in [("编码", "名称"), *codes.items()]:
                book.active.append(row)
            book.save(path)
        run("codes", main_file, path, "--year", str(year))
        first = tree(folder)
        run("codes", main_file, path, "--year", str(year))
        assert tree(folder) == first
        assert CODES.owner(folder / f"codes-{year}.csv") is Owner.PROGRAM
        before, after = official_codes(), load(main_file).codes
        place = Place("", 0)
        for code, name in codes.items():
            key = classification_key(code)
            assert check_code(after, key, code, year, place) is None
            assert after.classification(key).name(code, year) == name
        every = {*codes, "2060501", "2060502", "2080505", "30201", "30206", "2069999"}
        for code in every:
            for other in {*range(2018, 2028)} - {year}:
                key = classification_key(code)
                assert after.classification(key).row(code, other) == before.classification(key).row(code, other)
                assert not after.classification(key).left_out(code, other)


@given(codes=st.dictionaries(_ITEMS, _NAMES, min_size=1, max_size=5))
def test_what_is_written_is_read_back(codes: Mapping[str, str]) -> None:
    from gov_accounts.books.codes_file import ListedCode, read_codes_file  # noqa: PLC0415

    listed = [ListedCode(code, name, 0) for code, name in sorted(codes.items())]
    with tempfile.TemporaryDirectory() as temporary:
        Path(temporary, "codes-2020.csv").write_text(stamped(2020, listed), encoding="utf-8")
        read = read_codes_file("codes-2020.csv", str(Path(temporary, "main.beancount")), 1)
    assert read.findings == ()
    assert {row.code: row.name for row in read.rows["func"]} == codes
    assert all(row.listed and row.first_year == row.last_year == 2020 for row in read.rows["func"])


@pytest.mark.parametrize(
    "name",
    [
        "../a.csv",
        "a/../../b.csv",
        "/a.csv",
        "\\a.csv",
        "C:a.csv",
        "C:\\a.csv",
        "//host/a.csv",
        "\\\\host\\a\\b.csv",
        "..",
    ],
)
def test_a_path_out_of_the_folder_is_refused(folder: Path, name: str) -> None:
    with (folder / "main.beancount").open("a", encoding="utf-8") as file:
        escaped = name.replace("\\", "\\\\")
        file.write(f'2020-01-01 custom "gov-codes" "{escaped}"\n')
    assert [each.rule for each in load(folder / "main.beancount").findings] == ["codes-file-outside"]


# Finding a code


def test_find_lists_codes_with_their_path() -> None:
    assert run("codes", "find", "水费", "--year", "2020") == (
        "2020 年适用的，符合“水费”的有 1 个：\n经济分类  30205  商品和服务支出／水费  可以记账\n退出码 0\n"
    )
    text = run("codes", "find", "20605", "--year", "2020", "--kind", "func")
    assert "功能分类  20605    科学技术支出／科技条件与服务                          不能记账，记到下级\n" in text
    assert "科技条件与服务／机构运行                可以记账\n" in text
    assert "30205" in run("codes", "find", "sf", "--kind", "econ", "--year", "2020")
    assert "……还有" in run("codes", "find", "2", "--year", "2020")


def test_find_says_what_is_near_or_of_other_years() -> None:
    text = run("codes", "find", "水力费", "--year", "2020")
    assert text == "2020 年适用的科目里没有符合“水力费”的。\n与“水力费”相近的有：30205 水费。\n退出码 0\n"
    assert "退出码 0" in run("codes", "find", "没有的", "--year", "2020")
    assert "别的年度有：2013901" in run("codes", "find", "2013901", "--year", "2020")
    assert "到 2020 年是全的，2024 年的以财政部门的目录为准" in run("codes", "find", "水费", "--year", "2024")


def test_find_knows_a_ledgers_own_codes(folder: Path) -> None:
    run("codes", "main.beancount", "list.csv", "--year", "2020")
    assert "30288" not in run("codes", "find", "算力", "--year", "2020")
    assert "30288" in run("codes", "find", "算力", "--year", "2020", "--ledger", "main.beancount")
    assert "2021 年适用的科目里没有" in run("codes", "find", "算力", "--ledger", "main.beancount")
    assert sorted(each.name for each in folder.iterdir()) == ["codes-2020.csv", "list.csv", "main.beancount"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "缺少参数 词…"),
        ((" ",), "要找的词是空的"),
        (("水费", "--year", "0"), "--year 0 不是年度"),
        (("水费", "--kind", "x"), "--kind 只能是 func、econ、fund、account 之一"),
        (("水费", "--ledger", "none.beancount"), "file-not-found"),
    ],
)
def test_find_refuses_what_it_cannot_use(arguments: tuple[str, ...], said: str) -> None:
    text = run("codes", "find", *arguments)
    assert said in text
    assert_mendable(text)
    assert text.endswith("退出码 2\n")


def test_a_ledger_called_find_is_still_loaded(folder: Path) -> None:
    (folder / "main.beancount").rename(folder / "find")
    assert "年科目目录" in run("codes", "./find", "list.csv", "--year", "2020", "--dry-run")
