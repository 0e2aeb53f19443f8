"""What tells whether a file's voucher is in the ledger already: a hash of what the file says of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Final

_LENGTH: Final = 32
"""Hexadecimal digits that are kept."""


class Digests:
    """Digests of one file's vouchers: equal ones are told apart by their count, in the file's order."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, ...]] = Counter()

    def of(self, *said: object) -> str:
        """The digest of a voucher, from what the file says of it."""
        parts = tuple(str(each) for each in said)
        self._seen[parts] += 1
        return digest_of(*parts, self._seen[parts])


def digest_of(*said: object) -> str:
    """A digest of texts and numbers; which text is which counts."""
    text = "\0".join(str(each).replace("\0", " ") for each in said)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]
