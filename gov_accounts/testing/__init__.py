"""Property-based testing of anything that reads such ledgers: ``ledgers()`` draws whole ones with known tables.

Needs hypothesis. Facts are drawn first and written as text in all the ways the contract allows; an oracle that
never reads the text says what the year's tables must hold::

    from hypothesis import given
    from gov_accounts.testing import RandomLedger, ledgers, write_to

    @given(ledgers())
    def test_my_tables(ledger: RandomLedger) -> None:
        with tempfile.TemporaryDirectory() as folder:
            tables = my_tables(write_to(ledger, Path(folder)), ledger.year)
        assert tables == ledger.expected

``event_streams()`` draws what happens in a unit's year, as vouchers with their financial legs alone and with their
budget legs written out; ``worked_examples()`` are the textbook's vouchers in the same two ways.
"""

from .events import EVENTS, EventStream, event_streams
from .oracle import TABLES, DrawnFact, carried_forward, expected_tables, shanghai_tables
from .strategies import RandomLedger, ledgers, shuffled, split, union, write_to
from .textbook import WorkedExample, worked_examples, worked_examples_head

__all__ = [
    "EVENTS",
    "TABLES",
    "DrawnFact",
    "EventStream",
    "RandomLedger",
    "WorkedExample",
    "carried_forward",
    "event_streams",
    "expected_tables",
    "ledgers",
    "shanghai_tables",
    "shuffled",
    "split",
    "union",
    "worked_examples",
    "worked_examples_head",
    "write_to",
]
