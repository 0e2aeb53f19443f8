"""Property-based testing of anything that reads such ledgers: ``ledgers()`` draws whole ones with known tables.

Needs hypothesis. Facts are drawn first and written as text in all the ways the contract allows; an oracle that
never reads the text says what the nine tables of 2020 must hold::

    from hypothesis import given
    from gov_accounts.testing import RandomLedger, ledgers, write_to

    @given(ledgers())
    def test_my_tables(ledger: RandomLedger) -> None:
        with tempfile.TemporaryDirectory() as folder:
            tables = my_tables(write_to(ledger, Path(folder)), ledger.year)
        assert tables == ledger.expected
"""

from .oracle import TABLES, DrawnFact, carried_forward, expected_tables
from .strategies import RandomLedger, ledgers, shuffled, split, union, write_to

__all__ = [
    "TABLES",
    "DrawnFact",
    "RandomLedger",
    "carried_forward",
    "expected_tables",
    "ledgers",
    "shuffled",
    "split",
    "union",
    "write_to",
]
