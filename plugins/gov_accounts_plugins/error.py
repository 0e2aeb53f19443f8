"""The one kind of error that these plugins give: as beancount wants it, with the finding it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from gov_accounts.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Mapping


class LedgerError(NamedTuple):
    """An error of a ledger. It is defined at the module's top level, so that beancount can keep it in its cache."""

    source: Mapping[str, Any]
    message: str
    entry: Any
    finding: Finding


def error_of(finding: Finding, entry: Any = None, place: Place | None = None) -> LedgerError:
    """A finding as an error.

    Args:
        finding: what is wrong.
        entry: the directive it is about, if it is about one.
        place: where the error stands, if elsewhere than the finding.
    """
    place = place or finding.place or Place("<ledger>", 0)
    return LedgerError({"filename": place.file, "lineno": place.line}, finding.message(), entry, finding)
