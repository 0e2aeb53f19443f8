"""A voucher that doesn't balance is told once, and where every amount is positive, which of them are credits."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.books.marks import DERIVED
from gov_accounts.spelling import negated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gov_accounts.findings import Finding

UNBALANCED: Final = "voucher-unbalanced"


def told_once(told: Iterable[tuple[Finding, Any]], files: Sequence[Path]) -> list[Finding]:
    """The findings, those of one unbalanced voucher as one.

    A book whose legs are all derived doesn't balance because the legs it was derived from don't.

    Args:
        told: findings, each with the entry that it is about, or None.
        files: the ledger's files, whose lines may be shown.
    """
    others: list[Finding] = []
    vouchers: dict[tuple[str, int], list[tuple[Finding, Any]]] = {}
    for finding, entry in told:
        if finding.rule != UNBALANCED or entry is None:
            others.append(finding)
        else:
            place = (str(entry.meta["filename"]), int(entry.meta["lineno"]))
            vouchers.setdefault(place, []).append((finding, entry))
    return [*others, *(_one(list(dict.fromkeys(f for f, _ in each)), each[0][1], files) for each in vouchers.values())]


def _one(findings: Sequence[Finding], entry: Any, files: Sequence[Path]) -> Finding:
    written: dict[str, list[Any]] = {}
    for each in entry.postings:
        if each.units and DERIVED not in (each.meta or ()):
            written.setdefault(each.units.currency, []).append(each)
    first = findings[0]
    if len(findings) > 1 and len(written) > 1:
        more = [each.what.removeprefix("凭证的").rstrip("。") for each in findings[1:]]
        first = replace(first, what="；".join([first.what.rstrip("。"), *more]) + "。")
    positive = [legs for _, legs in sorted(written.items()) if all(each.units.number > 0 for each in legs)]
    if not any(len(legs) > 1 for legs in positive):
        return first
    credits_ = [_credits(legs, files) for legs in positive]
    shown = "\n".join(line for lines, _ in credits_ for line in lines)
    if not shown:
        remedy = "贷方写负数，如 -100.00。"
    elif all(balanced for _, balanced in credits_):
        remedy = f"贷方写负数。先借后贷的话，改成：\n{shown}"
    else:
        remedy = f"贷方写负数，如：\n{shown}"
    return replace(first, why=f"金额都是正数；借方为正，贷方为负。{first.why}", remedy=remedy)


def _credits(legs: Sequence[Any], files: Sequence[Path]) -> tuple[list[str], bool]:
    """The lines of a book's credits, negative, and whether they make the book balance.

    Debits are written before credits: they end where half of the sum is reached.
    """
    sums = list(accumulate(each.units.number for each in legs))
    half = next((index for index, each in enumerate(sums) if each * 2 == sums[-1]), None)
    lines = [_turned(each, files) for each in (legs[-1:] if half is None else legs[half + 1 :])]
    return [line for line in lines if line], half is not None and all(lines)


def _turned(posting: Any, files: Sequence[Path]) -> str:
    """The posting's line with the sign of its amount turned; nothing where that can't be told."""
    file, line = Path(str((posting.meta or {}).get("filename", ""))), int((posting.meta or {}).get("lineno") or 0)
    if file not in files or not line:
        return ""
    lines = file.read_bytes().decode("utf-8", errors="replace").split("\n")
    return (negated(lines[line - 1]) or "") if line <= len(lines) else ""
