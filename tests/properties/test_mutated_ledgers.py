"""A short draw of ``mutated_ledgers``, and that it would see what it looks for."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from gov_accounts.cli import common
from tests.support import mutated_ledgers
from tests.support.ledger_mutations import MAIN, mutant, seeds
from tests.support.paths import LEDGERS

COUNT = int(os.environ.get("MUTANTS", "60"))
"""Long runs try more; the script itself tries any number, on several processors."""


def test_no_mutant_ends_badly() -> None:
    found = mutated_ledgers.try_all(first=0, count=COUNT, seed=1, jobs=1, keep=None)
    assert found.count == COUNT
    assert not found.kinds, "\n".join(mutated_ledgers.table(found, shrink=False))


def test_the_same_numbers_give_the_same_mutants() -> None:
    begun = seeds()
    assert len(begun) > 200
    assert mutant(begun, 1, 7) == mutant(begun, 1, 7) != mutant(begun, 1, 8)
    content = mutant(begun, 1, 7).files[MAIN]
    assert content != begun[0].encode()


def clean(folder: Path) -> Path:
    (folder / MAIN).write_bytes((LEDGERS / "clean.beancount").read_bytes())
    return folder


def test_an_exception_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert mutated_ledgers.tried(clean(tmp_path), 0) == []
    monkeypatch.setattr(common, "show", None)
    kinds = {each.kind.partition(" ")[0] for each in mutated_ledgers.tried(tmp_path, 0)}
    assert kinds == {"TypeError"}


def test_english_is_seen() -> None:
    said = ["main.beancount:1: 错误[syntax] 看不懂：Income:4001\n    原因：Transaction does not balance"]
    (failure,) = mutated_ledgers.english(said, "Income:4001")
    assert "Transaction" in failure.kind
    assert mutated_ledgers.english(["错误[x] 金额 Transaction does not balance"], "transaction does; not balance") == []


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process by a signal")
def test_a_crash_and_a_hang_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {MAIN: (clean(tmp_path) / MAIN).read_bytes()}
    with mutated_ledgers.Worker(tmp_path / "worker") as worker:
        (tmp_path / "worker").mkdir()
        assert worker.failures(files, 0) == []
        # Only now, since on a busy machine the first try alone may take so long.
        monkeypatch.setattr(mutated_ledgers, "LIMIT", 1)
        monkeypatch.setattr(mutated_ledgers, "_LONGEST", 2)
        os.kill(worker.process.pid, signal.SIGSTOP)
        assert worker.failures(files, 0)[0].kind.startswith("hang")
        monkeypatch.undo()
        assert worker.failures(files, 0) == []
        os.kill(worker.process.pid, signal.SIGSEGV)
        assert worker.failures(files, 0)[0].kind.startswith("crash SIGSEGV")
