"""Fixtures: ledgers written in a test's docstring, and snapshots of what is printed."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from gov_accounts.books.ledger import Ledger
from gov_accounts.ledger import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SNAPSHOTS = Path(__file__).parent / "snapshots"
LEDGERS = Path(__file__).parent / "ledgers"

EXTENSION_LINE = '2019-12-31 custom "fava-extension" "gov_accounts.fava"\n'
"""What gives a ledger the extension's pages in Fava."""
HEAD = """\
option "operating_currency" "CNY"
option "operating_currency" "CNY.B"
option "operating_currency" "CNY.A"
option "tolerance_multiplier" "0"
plugin "gov_accounts_plugins"
2020-01-01 custom "gov-unit" "name" "某某中心"
2020-01-01 custom "gov-unit" "kind" "事业单位"
2020-01-01 custom "gov-project" "P1" "平台建设"
2019-12-31 open Assets:1002-银行存款 CNY
2019-12-31 open Assets:8001-资金结存:800101-零余额账户用款额度 CNY.B
  fund: "11"
2019-12-31 open Assets:8001-资金结存:800102-货币资金 CNY.B
2019-12-31 open Equity:8101-财政拨款结转 CNY.B
2019-12-31 open Equity:8201-非财政拨款结转 CNY.B
2019-12-31 open Income:6001-财政拨款预算收入 CNY.B
2019-12-31 open Income:6101-事业预算收入 CNY.B
2019-12-31 open Expenses:7201-事业支出:基本支出 CNY.B
2019-12-31 open Expenses:7201-事业支出:项目支出 CNY.B
  project: "P1"
2019-12-31 open Assets:9001-可用指标 CNY.A
2019-12-31 open Equity:9101-年初预算 CNY.A
2019-12-31 open Equity:9102-预算调整 CNY.A
"""
"""A ledger ready to record in, for tests whose docstring holds the vouchers only."""

# Long runs draw more: HYPOTHESIS_PROFILE=deep.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("deep", settings.get_profile("default"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(autouse=True, scope="session")
def _user_folder_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the program remembers of whoever runs the tests is neither looked at nor added to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOV_ACCOUNTS_CONFIG", str(tmp_path_factory.mktemp("settings")))
        yield


@pytest.fixture(autouse=True)
def user_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the program remembers of its user, for this test and the programs it starts."""
    folder = tmp_path_factory.mktemp("user")
    monkeypatch.setenv("GOV_ACCOUNTS_CONFIG", str(folder))
    return folder


@pytest.fixture
def ledger_file(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The ledger in the test's docstring, after the common head."""
    path = tmp_path / "main.beancount"
    doc = textwrap.dedent(request.function.__doc__ or "")
    path.write_text(HEAD + "\n" + doc, encoding="utf-8", newline="\n")
    return path


@pytest.fixture
def ledger(ledger_file: Path) -> Ledger:
    """The ledger in the test's docstring, loaded."""
    return load(ledger_file)


@pytest.fixture
def snapshot() -> Callable[[str, str], None]:
    """Compare text with a stored snapshot; ``SNAPSHOT=write`` stores it instead."""

    def compare(name: str, text: str) -> None:
        path = SNAPSHOTS / name
        if os.environ.get("SNAPSHOT") == "write":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), f"no snapshot {name}: run with SNAPSHOT=write, then read it"
        assert text == path.read_text(encoding="utf-8")

    return compare
