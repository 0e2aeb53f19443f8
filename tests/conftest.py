"""Fixtures: ledgers written in a test's docstring, and snapshots of what is printed."""

from __future__ import annotations

import os
import signal
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from gov_accounts.books.ledger import Ledger
from gov_accounts.ledger import load
from tests.support.heads import HEAD
from tests.support.paths import SNAPSHOTS

# Long runs draw more: HYPOTHESIS_PROFILE=deep. The check of a commit draws the same each time, so that its verdict is
# on the commit: HYPOTHESIS_PROFILE=same. Everybody else's runs draw anew.
settings.register_profile("default", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("deep", settings.get_profile("default"), max_examples=2000)
settings.register_profile("same", settings.get_profile("default"), max_examples=25, derandomize=True, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
if os.environ.get("HYPOTHESIS_PROFILE") == "same":
    # What is drawn would else depend on the constants of whatever modules a worker happens to have loaded.
    _none = providers._local_constants  # noqa: SLF001
    providers.HypothesisProvider._local_constants = property(lambda _: _none)  # type: ignore[assignment] # noqa: SLF001


for _signal in ("SIGINT", "SIGHUP", "SIGTERM"):
    # What was started in the background ignores them, and so would every program that a test starts and ends by one.
    if (_number := getattr(signal, _signal, None)) is not None and signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, signal.default_int_handler if _signal == "SIGINT" else signal.SIG_DFL)


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
