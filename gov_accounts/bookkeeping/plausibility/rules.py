"""The rules of plausibility.toml: what a rule is about, how grave a breach is, why; and what a person has checked.

A breach may yet be right. Whoever knows says so where it stands: ``checked: "说明"``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.law.known import ACCOUNTS, ECON, FUNC, FUND, beginnings_in, code_in, codes_in, listed
from gov_accounts.law.reading import Entry, official, read
from gov_accounts.text import first_few

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CHECKED: Final = "checked"
"""Metadata of a voucher, a posting or an ``open`` that says that what looks wrong is right."""
_PLACES_SHOWN: Final = 5
_ACCOUNTS: Final = ("accounts", "both_sides", "money", "recognises", "spends", "income", "spent", "carried", "flows")
"""Keys of accounts."""
_OTHERS: Final = ("funds", "refuses", "takes", "years", "names", "keys", "silent", "aliases", "of")


@dataclass(frozen=True, slots=True)
class Rule:
    """A section of plausibility.toml.

    Attributes:
        why: why a breach is implausible, with its source.
        data: the accounts, codes and limits it is about, as the section explains them.
    """

    id: str
    severity: Severity
    why: str
    data: Entry

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of the section, such as its accounts."""
        return self.data.texts(key)

    def finding(self, what: str, remedy: str, place: Place | None) -> Finding:
        """A breach of the rule."""
        return Finding(self.id, what, f"{self.why}。", remedy, place, self.severity)


@cache
def rules() -> Mapping[str, Rule]:
    """The rules by their id. Read once."""
    return {key: _rule(key, each) for key, each in read(official("rules", "plausibility.toml")).named().items()}


def _rule(key: str, each: Entry) -> Rule:
    severity = Severity(each.choice("severity", [level.value for level in Severity]))
    each.known("severity", "why", *_ACCOUNTS, *_OTHERS)
    for named in _ACCOUNTS:
        beginnings_in(each, named, ACCOUNTS, ())
    codes_in(each, "funds", FUND, ())
    if "of" in each:
        for account in each.entry("of").values:
            code_in(each.entry("of"), account, ACCOUNTS)
            if account not in listed(ACCOUNTS):
                raise each.entry("of").wrong(account, "科目表里有的科目")
    for refused in each.entries("refuses"):
        refused.known("accounts", "econ", "unless", "what")
        for named in ("accounts", "unless"):
            beginnings_in(refused, named, ACCOUNTS, ())
        beginnings_in(refused, "econ", ECON)
    for taken in each.entries("takes"):
        code_in(taken.known("func", "econ", "what"), "func", FUNC)
        beginnings_in(taken, "econ", ECON)
    return Rule(key, severity, each.text("why"), each)


def right(where: str) -> str:
    """How to say that what looks wrong is right, as the end of a remedy."""
    return f'确实如此的，在{where}写 {CHECKED}: "说明"。'


def says_checked(meta: Mapping[str, Any] | None) -> bool:
    """Whether metadata says that what stands here is right. A word is wanted: an empty one says nothing."""
    return bool(meta) and bool(str((meta or {}).get(CHECKED) or "").strip())


def is_checked(voucher: Any) -> bool:
    """Whether a voucher, or a posting of it, says that it is right as it is."""
    return says_checked(voucher.meta) or any(says_checked(posting.meta) for posting in voucher.postings)


def place_of(entry: Any) -> Place:
    """File and line of a directive."""
    return Place(entry.meta["filename"], entry.meta["lineno"])


def shown(entries: Iterable[Any]) -> str:
    """Places of directives, the first few: ``2020-03.beancount:12、2020-03.beancount:30……``."""
    places = [f"{Path(entry.meta['filename']).name}:{entry.meta['lineno']}" for entry in entries]
    return first_few(places, _PLACES_SHOWN)
