"""A short draw of single edits: what must be found in a clean ledger of two years is found.

The whole draw is `single_edits`; docs/single-edits.md has its figures.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import DOCS
from tests.support.single_edits import KINDS, Bench, Kind, draw_edit, example, table

CAUGHT = (
    "一条分录差一分",
    "一条分录数字颠倒",
    "一条分录正负号反了",
    "两条分录不足一分",
    "加了单价或成本",
    "功能科目写成没有的",
    "经济科目写成没有的",
    "账户名少一个字",
    "漏一条分录",
    "一条分录写进下一张凭证",
    "普通凭证标 #year-close",
    "open 的货币错",
    "balance 差一分",
    "balance 写容差盖住差额",
    "用 pad 补差额",
    "结账文件改金额",
    "结账文件删一条",
    "结账文件删编码",
    "漏 plugin",
)
"""What is an error wherever it happens."""

TOLD = ("凭证原样重复", "* 写成 !", "漏记一张凭证", "注释掉一张凭证", "漏 include", "指标：重复一张")
"""What is an error or a notice, where vouchers have numbers."""

CLOSED = (
    "借贷各一条同差一分",
    "借贷两条同样颠倒",
    "整张凭证错十倍",
    "整张凭证借贷反了",
    "两张凭证金额互换",
    "科目记到同级明细",
    "凭证隔日、换了摘要重记",
    "日期差一年",
    "期初：借贷同差一分",
    "期初：漏一张",
)
"""What is an error once the year is closed."""

OWN = {"tie-state-capital-income", "tie-state-capital-expenditure"}
"""Notices that the example has: 2019's form has no row for its money of 国有资本经营预算."""

BY_NAME = {kind.name: kind for kind in KINDS}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = Bench(example(), tmp_path_factory.mktemp("edits"))
    assert {rule for rule, _ in made.found} == OWN, "the example is clean, but for what 2019's form can't show"
    yield made
    assert {path: path.read_text(encoding="utf-8") for path in files(made)} == files(made), "each edit is taken back"


def files(bench: Bench) -> dict[Path, str]:
    return {bench.folder / name: text for name, text in bench.book.files.items()}


def outcomes(bench: Bench, kind: Kind, year: int, edits: int = 1) -> list[str]:
    """What becomes of some edits of a kind. Each loads the example anew."""
    found = []
    for number in range(edits):
        drawn = random.Random(f"{kind.name} {number}")
        edited = draw_edit(bench.book, bench.places.get((kind.of, year), []), kind, year, drawn)
        if edited is not None:
            found.append(bench.outcome(edited)[0])
    assert found, "the kind can be drawn"
    return found


@pytest.mark.parametrize("name", CAUGHT)
def test_what_breaks_a_rule_is_an_error(bench: Bench, name: str) -> None:
    assert set(outcomes(bench, BY_NAME[name], bench.book.opened)) == {"error"}


@pytest.mark.parametrize("name", TOLD)
def test_what_leaves_a_trace_is_told(bench: Bench, name: str) -> None:
    assert set(outcomes(bench, BY_NAME[name], bench.book.opened, 2)) <= {"error", "notice"}


@pytest.mark.parametrize("name", CLOSED)
def test_a_closed_year_does_not_change_in_silence(bench: Bench, name: str) -> None:
    assert set(outcomes(bench, BY_NAME[name], bench.book.closed)) == {"error"}


def test_every_kind_is_in_the_table_that_is_kept() -> None:
    kept = (DOCS / "single-edits.md").read_text(encoding="utf-8")
    assert [kind.name for kind in KINDS if f"| {kind.name} |" not in kept] == []
    assert table([]).startswith("| 改动 |")
