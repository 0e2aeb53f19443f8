"""``import`` as a person types it: what is said, what is written, what is left alone, and what a ledger would find."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import openpyxl
import pytest

from gov_accounts.books.new_ledger import new_ledger, write_new
from gov_accounts.exchange.importing import import_files
from gov_accounts.exchange.maps import shipped
from gov_accounts.ledger import load
from tests.exchange import layouts
from tests.exchange.layouts import Entry, Slip
from tests.support.commands import assert_mendable, run

MAY = datetime.date(2020, 5, 8)
END = datetime.date(2020, 12, 31)
PAID = Slip(
    MAY,
    "记",
    1,
    (
        Entry("510102", "商品和服务费用", 12_345, "2060502", "30201", "3"),
        Entry("100201", "基本存款账户", -12_345),
        Entry("720101", "基本支出", 12_345, "2060502", "30201", "3"),
        Entry("800102", "货币资金", -12_345, fund="3"),
    ),
    "付办公费",
)
EARNED = Slip(
    MAY,
    "记",
    2,
    (
        Entry("100201", "基本存款账户", 50_000),
        Entry("4101", "事业收入", -50_000, "2060502", fund="3"),
        Entry("800102", "货币资金", 50_000, fund="3"),
        Entry("6101", "事业预算收入", -50_000, "2060502", fund="3"),
    ),
    "收到服务费",
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with a new ledger in a folder of its own."""
    write_new(tmp_path / "账", new_ledger("某某中心", "事业单位", 2020))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sheet(place: Path, *slips: Slip, name: str = "序时账.xlsx") -> str:
    layouts.save(place / name, layouts.sheet("journal", slips))
    return name


def tree(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_what_would_be_written_is_what_is_written(place: Path) -> None:
    file = sheet(place, PAID, EARNED)
    before = tree(place / "账")
    dry = run("import", "账/main.beancount", file, "--dry-run")
    assert tree(place / "账") == before
    said = run("import", "账/main.beancount", file)
    assert "新的凭证 2 张" in said
    assert said.endswith("退出码 0\n")
    for name, content in tree(place / "账").items():
        assert content.startswith(before.get(name, b""))
        for line in content[len(before.get(name, b"")) :].decode().splitlines():
            assert line in dry
    assert "平行记账核对：2 张凭证，2 张能比，都与制度相同" in said
    again = run("import", "账/main.beancount", file)
    assert "没有新的凭证，账本里已有 2 张" in again


def test_a_row_that_is_not_understood_keeps_all_out(place: Path) -> None:
    wrong = EARNED._replace(number=3, entries=(Entry("9999", "没有的", 1), Entry("100201", "基本存款账户", -1)))
    unequal = PAID._replace(number=4, entries=PAID.entries[:1])
    file = sheet(place, PAID, wrong, unequal)
    before = tree(place / "账")
    said = run("import", "账/main.beancount", file)
    assert_mendable(said)
    assert "序时账.xlsx:6: " in said
    assert "序时账.xlsx:8: " in said
    assert "什么也没有写：有 2 处读不懂" in said
    assert said.endswith("退出码 1\n")
    assert tree(place / "账") == before
    part = run("import", "账/main.beancount", file, "--partial")
    assert "新的凭证 1 张" in part
    assert part.endswith("退出码 1\n")
    assert tree(place / "账") != before


def test_a_posted_month_gets_nothing(place: Path) -> None:
    run("import", "账/main.beancount", sheet(place, PAID, EARNED))
    assert run("post", "账/main.beancount", "--month", "2020-05").endswith("退出码 0\n")
    before = tree(place / "账")
    late = PAID._replace(number=9, summary="迟到的")
    said = run("import", "账/main.beancount", sheet(place, late, name="迟.xlsx"))
    assert_mendable(said)
    assert "账已经记到 2020-05" in said
    assert said.endswith("退出码 1\n")
    assert tree(place / "账") == before


def test_a_closing_that_was_not_seen_is_told(place: Path) -> None:
    """Turned round one by one, nothing tells it from a correction, but that the whole year comes to nothing."""
    back = [
        slip._replace(date=END, number=number, entries=tuple(each._replace(fen=-each.fen) for each in slip.entries))
        for number, slip in enumerate((PAID, EARNED), 1)
    ]
    main = place / "账" / "main.beancount"
    made = import_files(load(main), [place / sheet(place, PAID, EARNED, *back)], shipped())
    assert "import-year-emptied" in {each.rule for each in made.worse}
    fine = import_files(load(main), [place / sheet(place, PAID, EARNED)], shipped())
    assert fine.worse == ()


def test_files_that_are_none(place: Path) -> None:
    (place / "空.txt").write_bytes(b"")
    (place / "乱.xlsx").write_bytes(b"PK\x03\x04" + b"x" * 300)
    (place / "词.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    for name in ("空.txt", "乱.xlsx", "词.csv", "没有.xlsx", "账"):
        said = run("import", "账/main.beancount", name)
        assert_mendable(said)
        assert said.endswith("退出码 1\n")
    assert "v800" in run("import", "账/main.beancount", "--maps")
    assert run("import", "账/main.beancount").endswith("退出码 2\n")
    assert run("import", "账/main.beancount", "词.csv", "--map", "没有的").endswith("退出码 2\n")
    assert_mendable(run("import", "账/main.beancount", "词.csv", "--map", "没有.toml"))


def test_a_row_is_named_with_its_sheet_where_there_are_several(place: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.append(["说明"])
    for title, slip in (("五月", PAID), ("六月", EARNED._replace(date=datetime.date(2020, 6, 1), number=1))):
        page = book.create_sheet(title)
        for row in layouts.sheet("journal", [slip]):
            page.append([None if cell == "" else cell for cell in row])
    book.save(place / "两个月.xlsx")
    run("import", "账/main.beancount", "两个月.xlsx")
    ledger = load(place / "账" / "main.beancount")
    assert [each.meta["source"] for each in ledger.entries if each.meta.get("source")] == [
        "两个月.xlsx#五月!2",
        "两个月.xlsx#六月!2",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="no such signs in names there")
def test_names_of_files_are_inert(place: Path) -> None:
    name = '序"时\\账.xlsx'
    run("import", "账/main.beancount", sheet(place, PAID, name=name))
    ledger = load(place / "账" / "main.beancount")
    assert [each.meta["source"] for each in ledger.entries if each.meta.get("source")] == [f"{name}#2"]
