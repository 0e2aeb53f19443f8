"""Files of vouchers that no line includes are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from gov_accounts.bookkeeping.year_end.closing import close_year
from gov_accounts.bookkeeping.year_end.file import closing_path
from gov_accounts.findings import Severity
from gov_accounts.ledger import load
from tests.support.heads import HEAD

VOUCHER = """
2020-03-05 * "到账" #2060501
  Assets:8001-资金结存:800101-零余额账户用款额度     10.00 CNY.B
  Income:6001-财政拨款预算收入                      -10.00 CNY.B
"""


def told(path: Path) -> list[str]:
    found = [each for each in load(path).findings if each.rule == "file-not-included"]
    assert all(each.severity is Severity.NOTICE for each in found)
    return [Path(each.place.file).name for each in found if each.place]


@pytest.fixture
def main(tmp_path: Path) -> Path:
    (tmp_path / "月").mkdir()
    (tmp_path / "月" / "2020-03.beancount").write_text(VOUCHER, encoding="utf-8")
    path = tmp_path / "main.beancount"
    path.write_text(f'{HEAD}\ninclude "月/2020-03.beancount"\n', encoding="utf-8")
    return path


def test_a_month_that_nobody_includes_is_told(main: Path) -> None:
    assert told(main) == []
    (main.parent / "月" / "2020-04.beancount").write_text(VOUCHER, encoding="utf-8")
    (main.parent / "2020-05.bean").write_text(VOUCHER.replace("* ", "txn "), encoding="utf-8")
    assert told(main) == ["2020-05.bean", "2020-04.beancount"]
    finding = next(each for each in load(main).findings if each.rule == "file-not-included")
    assert finding.remedy.startswith('在 main.beancount 加一行：include "2020-05.bean"')


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("2020-04.beancount", "; 四月\n2020-04-01 open Assets:1001-库存现金 CNY\n"),
        ("2020-03 (1).beancount", VOUCHER),
        ("2020-03 - 副本.beancount", VOUCHER),
        (".2020-03.beancount", VOUCHER),
        ("2020-03.beancount.txt", VOUCHER),
    ],
)
def test_what_is_no_part_of_it_is_not(main: Path, name: str, text: str) -> None:
    (main.parent / "月" / name).write_text(text, encoding="utf-8")
    (main.parent / "月" / "folder.beancount").mkdir()
    assert told(main) == []


def test_a_copy_of_nothing_is_a_file_like_others(main: Path) -> None:
    """Whatever it is called: what it is a copy of isn't there, so its vouchers are nowhere else."""
    (main.parent / "月" / "2020-07 (1).beancount").write_text(VOUCHER, encoding="utf-8")
    assert told(main) == ["2020-07 (1).beancount"]


def test_nothing_is_told_beside_another_ledger(main: Path) -> None:
    (main.parent / "other.beancount").write_text(HEAD + VOUCHER, encoding="utf-8")
    (main.parent / "2020-05.beancount").write_text(VOUCHER, encoding="utf-8")
    assert told(main) == []


def test_a_closing_that_is_not_included_any_more_is_told(main: Path) -> None:
    close_year(load(main), 2020).write()
    assert told(main) == []
    main.write_text(main.read_text(encoding="utf-8").replace('include "close', '; include "close'), encoding="utf-8")
    assert told(main) == [closing_path(main, 2020).name]
    assert "结转分录都不算" in "".join(each.what for each in load(main).findings)
