"""Accounts of all levels that a ledger has, and the one that a person means."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from gov_accounts.findings import Finding, Place
from gov_accounts.nearest import nearest
from gov_accounts.reports.trial_balance import account_path, account_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from gov_accounts.law.chart import Chart
    from gov_accounts.reports.trial_balance import Step

_SHOWN: Final = 12
_NEAREST: Final = 3


@dataclass(frozen=True, slots=True)
class Account:
    """An account of any level.

    Attributes:
        steps: its levels, 总账科目 first.
        name: its full name in the ledger; where roots or labels differ, the first.
    """

    steps: tuple[Step, ...]
    name: str

    @property
    def code(self) -> str:
        """Its code; of a detail without one, that of the nearest account above."""
        return next((step.code for step in reversed(self.steps) if step.code), "")

    @property
    def label(self) -> str:
        """What people call it: code and names."""
        return f"{self.code} {'/'.join(step.name for step in self.steps)}".strip()

    def holds(self, path: Sequence[str]) -> bool:
        """Whether an account of that path is it or one of its details."""
        return tuple(path[: len(self.steps)]) == account_path(self.steps)


def all_accounts(names: Iterable[str], chart: Chart) -> tuple[Account, ...]:
    """The accounts of all levels that full names of accounts have."""
    accounts: dict[tuple[str, ...], Account] = {}
    for name in names:
        steps = account_steps(name, chart)
        parts = name.split(":")
        for level in range(1, len(steps) + 1):
            full = ":".join(parts[: level + 1]) if steps[0].code and level < len(steps) else name
            accounts.setdefault(account_path(steps[:level]), Account(steps[:level], full))
    return tuple(accounts[path] for path in sorted(accounts))


def find_account(text: str, accounts: Sequence[Account], place: Place) -> Account | Finding:
    """The account meant by a code (1011, 800101), a full name, or a part of one that only one account has.

    A part that an account has, its details have too: the account is meant.

    Args:
        text: what was asked for.
        accounts: those there are.
        place: the ledger, for the finding.

    Returns:
        The account; a finding that lists those it may be, or the nearest if it is none.
    """
    wanted = text.strip()
    matches: list[Account] = []
    tests: tuple[Callable[[Account], bool], ...] = (
        lambda each: each.steps[-1].code == wanted,
        lambda each: each.name == wanted,
        lambda each: each.steps[-1].name == wanted,
        lambda each: wanted in each.name or wanted in each.label,
    )
    for test in tests if wanted else ():
        found = [each for each in accounts if test(each)]
        matches = [
            each
            for each in found
            if not any(other is not each and other.holds(account_path(each.steps)) for other in found)
        ]
        if matches:
            break
    if len(matches) == 1:
        return matches[0]
    return _several(wanted, matches, place) if matches else _unknown(wanted, accounts, place)


def _several(text: str, matches: Sequence[Account], place: Place) -> Finding:
    more = f"……共 {len(matches)} 个" if len(matches) > _SHOWN else ""
    return Finding(
        "account-ambiguous",
        f"“{text}”可以是 {len(matches)} 个科目。",
        "明细账一次印一个科目（连同它的明细），科目要写到只有一个符合。",
        f"写编码或全名：{'、'.join(each.name for each in matches[:_SHOWN])}{more}。",
        place,
    )


def _unknown(text: str, accounts: Sequence[Account], place: Place) -> Finding:
    called: dict[str, Account] = {}
    for each in accounts:
        for name in (each.steps[-1].code, each.steps[-1].name, each.name):
            called.setdefault(name, each)
    called.pop("", None)
    if text.isdigit():
        alike = {name: _alike(name, text) for name in called if name.isdigit()}
        near = sorted((name for name in alike if alike[name]), key=lambda name: (-alike[name], len(name), name))
    else:
        near = nearest(text, called, 2 * _NEAREST)
    labels = list(dict.fromkeys(called[name].label for name in near))[:_NEAREST]
    return Finding(
        "account-not-in-ledger",
        f"账本里没有科目“{text}”。",
        "科目写账本里开立（open）了的：编码、全名，或全名里的一段。",
        f"是不是要看：{'、'.join(labels)}？" if labels else "用 gov-accounts balance 看账本里有哪些科目。",
        place,
    )


def _alike(code: str, other: str) -> int:
    """With how many of the same digits two codes begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(code, other, strict=False)))
