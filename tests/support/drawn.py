"""Random ledgers, written to a folder and loaded."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gov_accounts.books.ledger import Ledger
from gov_accounts.ledger import load
from gov_accounts.testing import RandomLedger, write_to


@contextlib.contextmanager
def loaded(drawn: RandomLedger) -> Iterator[Ledger]:
    """A random ledger as it is loaded from its files, which are there until the end."""
    with tempfile.TemporaryDirectory() as folder:
        yield load(write_to(drawn, Path(folder)))
