"""An error of reading, as beancount's loader hands errors on, and where it can be said whole, with its finding."""

from __future__ import annotations

from typing import Any, NamedTuple

from beancount.core.data import new_metadata

from gov_accounts.findings import Finding, Place


class ReadError(NamedTuple):
    """What couldn't be read or wasn't run.

    Attributes:
        source: the file and the line.
        message: what, for `translation` where there is no finding.
        entry: none, ever; beancount's errors have one.
        finding: what is told.
        line: the line of the ledger that the user may allow, as `permissions` remembers it.
    """

    source: dict[str, Any]
    message: str
    entry: None = None
    finding: Finding | None = None
    line: str = ""


def error_at(file: str, line: int, message: str) -> ReadError:
    """An error that `translation` has the words for."""
    return ReadError(new_metadata(file, line), message)


def told(finding: Finding, line: str = "") -> ReadError:
    """An error that is said whole."""
    place = finding.place or Place("", 0)
    return ReadError(new_metadata(place.file, place.line), finding.message(), None, finding, line)
