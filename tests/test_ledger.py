"""Loading: what can't be loaded says why, and what a loaded ledger knows of itself."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.ledger import Ledger
from gov_accounts.findings import Finding, Severity, in_order
from gov_accounts.ledger import LedgerUnusableError, assemble, load
from gov_accounts.reading.loading import load_files
from gov_accounts.testing import RandomLedger, ledgers, write_to
from tests.support.draws import draws
from tests.support.heads import HEAD
from tests.support.paths import EXAMPLES, LEDGERS

SPENT = """
{day} * "电费" #2060501 #30206
  Expenses:7201-事业支出:基本支出                    50.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度    -50.00 CNY.B
"""


def refused(path: Path) -> Finding:
    with pytest.raises(LedgerUnusableError) as error:
        load(path)
    return error.value.finding


def rules(ledger: Ledger) -> list[str]:
    return [finding.rule for finding in ledger.findings]


# What can't be loaded


def test_a_file_that_is_not_there_is_told_with_the_ledgers_that_are_the_most_like_first(tmp_path: Path) -> None:
    for name in ("main.beancount", "2020.beancount", "main.txt"):
        (tmp_path / name).touch()
    finding = refused(tmp_path / "mian.beancount")
    assert finding.rule == "file-not-found"
    assert finding.remedy == "这个文件夹里有：main.beancount、2020.beancount。"


def test_of_a_folder_without_ledgers_none_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "main.beancount").remedy == "核对文件名和所在文件夹。"
    assert refused(tmp_path / "没有" / "main.beancount").remedy == "核对文件名和所在文件夹。"


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    finding = refused(tmp_path)
    assert finding.rule == "file-is-folder"
    assert finding.place is not None
    assert finding.place.file == str(tmp_path)


@given(
    st.lists(st.sampled_from(["; 注释", "", "; note", "2020-01-01 open Assets:A CNY"]), max_size=9),
    st.binary(max_size=4),
)
def test_a_file_that_is_not_utf_8_is_told_with_the_line_where_it_stops_being(lines: list[str], more: bytes) -> None:
    text = "".join(f"{line}\n" for line in lines).encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "main.beancount"
        path.write_bytes(text + "; 科目".encode("gbk") + b"\n" + more)
        finding = refused(path)
    assert finding.rule == "file-not-utf8"
    assert finding.place is not None
    assert finding.place.line == len(lines) + 1


def test_the_line_is_right_in_a_large_file_too(tmp_path: Path) -> None:
    """Larger than what is read of it at once."""
    path = tmp_path / "main.beancount"
    path.write_bytes("; 注释\n".encode() * 250_000 + "; 科目\n".encode("gbk"))
    place = refused(path).place
    assert place is not None
    assert place.line == 250_001


def test_a_file_that_is_included_is_looked_at_too(tmp_path: Path) -> None:
    (tmp_path / "main.beancount").write_text(f'{HEAD}include "一月.beancount"\n', encoding="utf-8")
    (tmp_path / "一月.beancount").write_bytes("; 一月\n; 凭证\n".encode("gbk"))
    finding = refused(tmp_path / "main.beancount")
    assert finding.rule == "file-not-utf8"
    assert finding.place is not None
    assert (Path(finding.place.file).name, finding.place.line) == ("一月.beancount", 1)


# What a loaded ledger is


def test_of_a_clean_ledger_nothing_is_told() -> None:
    ledger = load(LEDGERS / "clean.beancount")
    assert (ledger.findings, list(ledger.slips())) == ((), [])
    assert ledger.checked
    assert (ledger.unit_name, ledger.years) == ("某某中心", (2020,))


@pytest.mark.parametrize("example", ["wuhan_2020", "qingshi_2019_2020", "puhui_2024"])
def test_of_an_example_nothing_is_told(example: str) -> None:
    ledger = load(EXAMPLES / example / "main.beancount")
    assert (ledger.findings, list(ledger.slips())) == ((), [])


def test_years_are_those_with_income_expenditure_or_appropriations(ledger: Ledger) -> None:
    """
    2018-03-05 * "只有余额"
      Assets:8001-资金结存:800102-货币资金               50.00 CNY.B
      Equity:8201-非财政拨款结转                        -50.00 CNY.B
    2020-03-05 * "电费" #2060501 #30206
      Expenses:7201-事业支出:基本支出                    50.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -50.00 CNY.B
    2022-01-05 * "下达" #2060501
      fund: "11"
      Assets:9001-可用指标    100.00 CNY.A
      Equity:9101-年初预算   -100.00 CNY.A
    """
    assert ledger.years == (2020, 2022)
    assert {2018, 2019, 2020, 2022} == ledger.dated_years


def test_a_year_of_carrying_over_alone_is_none(ledger: Ledger) -> None:
    """
    2020-12-31 * "结转" #year-close #2060501
      fund: "11"
      Income:6001-财政拨款预算收入     50.00 CNY.B
      Equity:8101-财政拨款结转        -50.00 CNY.B
    """
    assert ledger.years == ()


def test_without_the_plugin_nothing_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    head = HEAD.replace('plugin "gov_accounts_plugins"\n', "")
    path.write_text(head + SPENT.format(day="2020-03-05").replace("#30206", "#39999"), encoding="utf-8")
    ledger = load(path)
    assert rules(ledger) == ["plugin-line-missing"]
    assert not ledger.checked
    assert list(ledger.slips()) == []
    assert ledger.unit_name == "某某中心"


def test_a_ledger_ready_to_record_in_is_told_that_it_holds_nothing(ledger: Ledger) -> None:
    (finding,) = ledger.findings
    assert (finding.rule, finding.severity) == ("nothing-recorded", Severity.NOTICE)


def test_what_is_wrong_is_told_in_the_order_of_its_places(ledger: Ledger) -> None:
    """
    2020-03-06 * "没有经济分类" #2060501
      Expenses:7201-事业支出:基本支出                    50.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -50.00 CNY.B
    2020-03-05 * "不平" #2060501 #30206
      Expenses:7201-事业支出:基本支出                    50.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度    -40.00 CNY.B
    """
    assert rules(ledger) == ["econ-missing", "voucher-unbalanced"]
    assert list(ledger.findings) == list(in_order(ledger.findings))


def test_expenditure_of_nobodys_money_is_told_once_a_year_with_every_line(ledger: Ledger) -> None:
    """
    2020-03-05 * "电费" #2060501 #30206
      Expenses:7201-事业支出:基本支出         50.00 CNY.B
      Assets:8001-资金结存:800102-货币资金   -50.00 CNY.B
    2020-03-06 * "水费" #2060501 #30205
      Expenses:7201-事业支出:基本支出         60.00 CNY.B
      Assets:8001-资金结存:800102-货币资金   -60.00 CNY.B
    """
    lines = ledger.path.read_text(encoding="utf-8").splitlines()
    spent = [number for number, line in enumerate(lines, 1) if line.startswith("  Expenses:7201-")]
    (finding,) = [each for each in ledger.findings if each.rule == "fund-not-told"]
    assert (
        f"有 2 条支出分录没有资金性质（fund），按非财政资金计：main.beancount:{spent[0]}、{spent[1]}。" in finding.what
    )
    assert finding.place is not None
    assert finding.place.line == spent[0]


def test_every_file_that_was_read_is_known_and_what_was_read_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the main file was named."""
    (tmp_path / "main.beancount").write_text(f'{HEAD}include "凭证/*.beancount"\n', encoding="utf-8")
    (tmp_path / "凭证").mkdir()
    for month in ("01", "02"):
        (tmp_path / "凭证" / f"{month}.beancount").write_text(SPENT.format(day=f"2020-{month}-05"), encoding="utf-8")
    monkeypatch.chdir(tmp_path / "凭证")
    ledger = load(Path("..", "main.beancount"))
    assert ledger.path.is_absolute()
    assert all(file.is_absolute() for file in ledger.files)
    assert sorted(file.name for file in ledger.files) == ["01.beancount", "02.beancount", "main.beancount"]
    assert {file.resolve() for file in ledger.read} == {file.resolve() for file in ledger.files}
    again = load(tmp_path / "main.beancount")
    assert sorted(ledger.read.values()) == sorted(again.read.values())
    (tmp_path / "凭证" / "02.beancount").write_text("; nothing any more\n", encoding="utf-8")
    assert len({*again.read.values()} & {*load(tmp_path / "main.beancount").read.values()}) == 2


@draws(25)
@given(ledgers())
def test_where_a_ledger_lies_is_of_no_account(drawn: RandomLedger) -> None:
    """And what was loaded by somebody else is the same ledger."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        path = write_to(drawn, Path(one))
        ledger = load(path)
        given_ = assemble(path, *load_files(path))
        shutil.copytree(one, other, dirs_exist_ok=True)
        moved = load(Path(other) / path.relative_to(one))
    for same in (given_, moved):
        assert (same.years, same.groups, same.declarations.unit) == (
            ledger.years,
            ledger.groups,
            ledger.declarations.unit,
        )
        assert rules(same) == rules(ledger)
