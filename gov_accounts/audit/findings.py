"""What an audit finds, as values (CONTRACT: ``audit``'s JSON)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from gov_accounts.audit.spot import Spot

Kind = Literal["impossible", "same", "tail", "text", "omission"]
KINDS: Final = ("impossible", "same", "text", "omission", "tail")
"""In the order they are told."""
KIND_NAMES: Final = {
    "impossible": "不可能",
    "same": "不一致",
    "text": "文字",
    "omission": "缺漏",
    "tail": "尾差",
}


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One finding: one rule that is broken at some places.

    Attributes:
        rule: stable identifier of the rule, such as ``tie-income-total``, ``quotient``, ``placeholder``.
        kind: ``impossible``: no ledger could print this; ``same``: one quantity is printed with two values; ``tail``:
            rounding explains it; ``text``: words against figures, residues, a wrong year or name; ``omission``.
        places: what it is about: the guilty place first, then what it was compared with.
        expected: what should stand at the first place; nothing where that can't be told.
        what: what is wrong, one sentence with the figures in it.
        why: the rule it breaks, its source, and the proof in one line that a person follows with a calculator.
        cause: one number for all findings of one cause, from 1; 0 until they are grouped.
        reason: what probably happened: ``尾数``, ``错行``, ``多一位``, ``少一位``, ``数字颠倒``, ``正负号``, ``口径``,
            ``上年数``, ``邻栏``, ``单位``, ``抄错``; nothing where it can't be told.
    """

    rule: str
    kind: Kind
    places: tuple[Spot, ...]
    expected: str
    what: str
    why: str
    cause: int = 0
    reason: str = ""
