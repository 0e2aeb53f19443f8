"""The English that the program's Chinese messages may hold."""

from __future__ import annotations

WORDS = frozenset(
    """
    a accounts advance ansi assets b balance beancount bom budget checked close closing cny code codes commodity
    csv custom document documents econ equity error event expenses fava fifo filename func fund gbk glossary gov
    include income init kind
    liabilities lineno main multiplier name
    level nbsp no none note off open operating option outside p pad plugin plugins popmeta poptag price project pushmeta
    pushtag serve strict title tolerance trust txn unit utf vs warning xlsx year
    """.split()  # noqa: SIM905 (a list of words reads better so)
)
"""Words that a bookkeeper meets in a ledger, or in this program's own messages."""
