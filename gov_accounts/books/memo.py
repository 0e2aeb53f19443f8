"""What was worked out from a ledger's directives, kept for whoever asks for it next in the same load.

A plugin and the library that loads the ledger need the same sums, and beancount gives a plugin no way to hand them on.
Only the last ledger's are kept; directives don't change, so the same ones give the same results.
"""

from __future__ import annotations

from operator import is_
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Result = TypeVar("Result")

_entries: tuple[Any, ...] = ()
_results: dict[str, Any] = {}


def once(entries: Sequence[Any], name: str, work: Callable[[], Result]) -> Result:
    """The result of `work` on these very directives: worked out now, or when it was first asked for by this name."""
    global _entries  # noqa: PLW0603 (see the module's docstring)
    if len(_entries) != len(entries) or not all(map(is_, _entries, entries)):
        _entries = tuple(entries)
        _results.clear()
    if name not in _results:
        _results[name] = work()
    result: Result = _results[name]
    return result
