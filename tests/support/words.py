"""The English that the program's Chinese messages may hold."""

from __future__ import annotations

WORDS = frozenset(
    """
    a accounts advance ansi assets b balance beancount bom budget check checked close closing cny code codes
    commodity csv custom derived document documents econ equity error event expenses extends fava fifo filename form
    forms func fund gbk glossary gov include income init kind level liabilities lineno main multiplier name nbsp no none
    note off open operating option outside p pad plugin plugins popmeta poptag price profile profiles project
    pushmeta pushtag region serve strict tables title tolerance toml trust txn unit utf vs warning xlsx year
    """.split()  # noqa: SIM905 (a list of words reads better so)
)
"""Words that a bookkeeper meets in a ledger, or in this program's own messages."""
