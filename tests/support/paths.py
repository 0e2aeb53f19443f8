"""Where things lie in this checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
EXAMPLES: Final = ROOT / "examples"
DOCS: Final = ROOT / "docs"
DATA: Final = ROOT / "ledger" / "gov_accounts_ledger"
"""What the law says, as the library reads it."""

TESTS: Final = ROOT / "tests"
LEDGERS: Final = TESTS / "ledgers"
"""Small ledgers, most with one thing wrong."""
LEDGERS_CLOSE: Final = TESTS / "ledgers_close"
"""Small ledgers to close, and those that can't be."""
SNAPSHOTS: Final = TESTS / "snapshots"
TEXTBOOK: Final = TESTS / "textbook"
"""Cases of textbooks: vouchers, and the entries they must become."""
