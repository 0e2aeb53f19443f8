"""Findings: what a check found, as values. They are returned, never raised.

A finding says where, what, why, and how to mend, in Chinese: it is read by bookkeepers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

NOTICES: Final = "gov_accounts_notices"
"""The option of beancount's options map under which plugins hand on their notices: beancount knows errors only."""


ADVANCES: Final = "gov_accounts_advances"
"""The option under which 平行记账 hands on what is advanced at each year's end: year → its open advances."""


class Severity(Enum):
    """How grave a finding is. Only errors change the exit status of a command."""

    ERROR = "错误"
    NOTICE = "提示"


@dataclass(frozen=True, slots=True)
class Place:
    """Where: a file and a line in it. Line 0 means the file as a whole."""

    file: str
    line: int

    def shown(self, base: Path | None = None) -> str:
        """``file:line`` as an editor understands it, relative to `base` where that is shorter."""
        file = self.file
        if base is not None:
            try:
                file = Path(file).relative_to(base).as_posix()
            except ValueError:
                file = Path(file).as_posix()
        return f"{file}:{self.line}" if self.line else file


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    Attributes:
        rule: stable identifier of the rule, such as ``code-unknown``.
        what: what is wrong, one sentence with the figures in it.
        why: the rule it breaks, with its source.
        remedy: what to do.
        place: where, if it has one place.
        subject: what it is about, such as an account, for those who compare findings; nobody reads their words.
    """

    rule: str
    what: str
    why: str
    remedy: str
    place: Place | None = None
    severity: Severity = Severity.ERROR
    subject: str = ""

    def message(self) -> str:
        """What, why and how to mend, without the place (which beancount and Fava print themselves)."""
        return f"{self.what}\n    原因：{self.why}\n    改法：{self.remedy}"

    def shown(self, base: Path | None = None) -> str:
        """The whole finding as text for a terminal."""
        where = f"{self.place.shown(base)}: " if self.place else ""
        return f"{where}{self.severity.value}[{self.rule}] {self.message()}"


_NOWHERE: Final = Place("", 0)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by place, then rule, each once: the same however they were come by."""
    return sorted(
        set(findings),
        key=lambda f: ((f.place or _NOWHERE).file, (f.place or _NOWHERE).line, f.rule, f.what, f.remedy),
    )


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that are errors, not notices."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def notices(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that are notices, not errors."""
    return [finding for finding in findings if finding.severity is Severity.NOTICE]
