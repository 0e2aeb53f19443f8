"""The password of `serve`: read from a file, compared in constant time, and not to be guessed by trying."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

_FREE: Final = 3
"""Attempts without a wait: people mistype."""
_LONGEST: Final = 60
"""Seconds that one waits at most."""
_KNOWN: Final = 4096
"""Addresses that are remembered."""
_SECOND: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Password:
    """A password, known by its digest."""

    digest: bytes = field(repr=False)

    def matches(self, given: str) -> bool:
        """Whether it is this one; the time taken says nothing of where it differs."""
        return hmac.compare_digest(_digest(given), self.digest)


def password(text: str) -> Password:
    """A password as it is written."""
    return Password(_digest(text))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


class Attempts:
    """Attempts at a password: after the third, each one waits twice as long as the one before."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._failed: OrderedDict[str, tuple[int, int]] = OrderedDict()
        """By address: attempts so far, and when the next one may be made, in nanoseconds of a steady clock."""

    def begin(self, address: str) -> int:
        """Count an attempt, before it is known whether it is right: many at once are many.

        Returns:
            Seconds to wait where it is too early, and the attempt mustn't be looked at; 0 where it may.
        """
        who = _network(address)
        now = time.monotonic_ns()
        with self._lock:
            count, next_at = self._failed.get(who, (0, 0))
            if now < next_at:
                return -((now - next_at) // _SECOND)
            count += 1
            wait = min(2 ** (count - _FREE), _LONGEST) if count >= _FREE else 0
            self._failed[who] = count, now + wait * _SECOND
            self._failed.move_to_end(who)
            if len(self._failed) > _KNOWN:
                self._failed.popitem(last=False)
        return 0

    def forget(self, address: str) -> None:
        """After a right one."""
        with self._lock:
            self._failed.pop(_network(address), None)


def _network(address: str) -> str:
    """An address, or the network of an IPv6 address, of which one machine has as many as it likes."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 6:  # noqa: PLR2004
        return str(ipaddress.ip_network((found, 64), strict=False))
    return address
