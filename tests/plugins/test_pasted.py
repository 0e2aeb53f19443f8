"""Derived legs pasted into the ledger's text, as Fava's "Duplicate" and beancount's printer write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fava.core  # noqa: F401 (else fava.beans.str imports itself in a circle)
import pytest
from beancount.core.data import Transaction
from beancount.parser import printer
from fava.beans.str import to_string

from gov_accounts.books.ledger import Ledger
from gov_accounts.ledger import load
from gov_accounts.reading.loading import load_files
from gov_accounts_plugins import __plugins__
from tests.support.paths import LEDGERS

CLEAN = LEDGERS / "parallel_clean.beancount"
RULE = "derived-leg-written"


def rules(ledger: Ledger) -> list[str]:
    return [each.rule for each in ledger.findings]


def last_voucher(ledger: Ledger) -> Any:
    return [entry for entry in ledger.entries if isinstance(entry, Transaction)][-1]


def pasted(folder: Path, text: str) -> Ledger:
    """The clean ledger, the last voucher in it written as `text`."""
    original = CLEAN.read_text(encoding="utf-8")
    path = folder / "main.beancount"
    kept = original[: original.index("2020-03-05 *")]
    path.write_text(kept + text, encoding="utf-8", newline="\n")
    return load(path)


@pytest.mark.parametrize("written", [printer.format_entry, to_string], ids=["beancount", "fava"])
def test_a_voucher_that_a_program_wrote_out_is_found_and_counted_once(tmp_path: Path, written: Any) -> None:
    before = load(CLEAN)
    assert rules(before) == []
    ledger = pasted(tmp_path, written(last_voucher(before)))
    assert rules(ledger) == [RULE]
    assert ledger.groups == before.groups
    (finding,) = ledger.findings
    assert finding.place is not None
    line = Path(finding.place.file).read_text(encoding="utf-8").split("\n")[finding.place.line - 1]
    assert "7201-事业支出" in line
    assert "2 条" in finding.what


def test_either_remedy_mends_it(tmp_path: Path) -> None:
    before = load(CLEAN)
    text = printer.format_entry(last_voucher(before))
    without_key = "\n".join(line for line in text.split("\n") if "derived:" not in line)
    ledger = pasted(tmp_path, without_key)
    assert rules(ledger) == []
    assert ledger.groups == before.groups
    without_legs = text[: text.index("  Expenses:7201")]
    ledger = pasted(tmp_path, without_legs)
    assert rules(ledger) == []
    assert ledger.groups == before.groups


def test_the_plugins_find_nothing_in_their_own_result() -> None:
    """Fava and bean-check may run them twice."""
    entries, errors, options = load_files(CLEAN)
    before = list(entries)
    for check in __plugins__:
        entries, more = check(entries, options)
        errors = [*errors, *more]
    assert errors == []
    assert entries == before
    assert any("derived" in (each.meta or {}) for each in entries[-1].postings)
