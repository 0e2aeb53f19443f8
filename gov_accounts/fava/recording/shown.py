"""What the page is answered, as JSON: forms, findings, budget legs and what is left of the budget."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.books.postings import KEYS
from gov_accounts.findings import Finding, Severity
from gov_accounts.money import BOOK_OF_COMMODITY, to_yuan, yuan_text

_LEG: Final = re.compile(r"  [^ a-z]")
"""A leg among a voucher's lines: metadata begin with a small letter."""

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gov_accounts.bookkeeping.budget_control import Left
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.books.postings import Posting
    from gov_accounts.fava.recording.form import Form, Problem
    from gov_accounts.fava.recording.placing import Placed


def form_json(form: Form, *, amounts: bool = True) -> dict[str, Any]:
    """A form as the page fills it in; without its amounts, only on which side they are."""
    return {
        "date": form.date.isoformat(),
        "number": form.number,
        "checked": form.checked,
        "payee": form.payee,
        "narration": form.narration,
        "attachments": "" if form.attachments is None else str(form.attachments),
        **{key: form.codes.get(key, "") for key in KEYS},
        "tags": list(form.tags),
        "links": list(form.links),
        "more": dict(form.more),
        "rows": [
            {
                "words": row.words,
                "account": row.account,
                **{key: row.codes.get(key, "") for key in KEYS},
                "budget": row.budget,
                "side": "debit" if row.fen >= 0 else "credit",
                "debit": f"{to_yuan(row.fen):f}" if amounts and row.fen >= 0 else "",
                "credit": f"{to_yuan(-row.fen):f}" if amounts and row.fen < 0 else "",
                "more": dict(row.more),
            }
            for row in form.rows
        ],
    }


def finding_json(finding: Finding, ledger: Ledger, placed: Placed | None = None) -> dict[str, Any]:
    """A finding in the words of ``check``; where it is: a line of the voucher that is typed, or a place elsewhere."""
    place = finding.place
    here = placed is not None
    if placed is not None:
        shown = f"第 {row} 行" if (row := row_of(finding, placed)) else ""
    else:
        shown = "" if place is None or not place.line else place.shown(ledger.path.parent)
    return {
        "rule": finding.rule,
        "error": finding.severity is Severity.ERROR,
        "kind": finding.severity.value,
        "what": finding.what,
        "why": finding.why,
        "remedy": finding.remedy,
        "place": shown,
        "here": here,
    }


def row_of(finding: Finding, placed: Placed) -> int:
    """Which line of the form a finding is of, counted from 1; 0 for the voucher itself."""
    at = finding.place.line - placed.line if finding.place else 0
    above = placed.text.split("\n")[1 : at + 1]
    return sum(_LEG.match(line) is not None for line in above)


def problem_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """What can't be read of a form."""
    return [{"field": each.field, "row": each.row, "what": each.what} for each in problems]


def legs_json(legs: Iterable[Posting], ledger: Ledger) -> list[dict[str, str]]:
    """Budget legs."""
    return [
        {
            "account": leg.account.partition(":")[2],
            "codes": codes_text(dict(zip(KEYS, leg.codes, strict=True)), ledger, leg.date.year),
            "debit": yuan_text(leg.fen) if leg.fen >= 0 else "",
            "credit": yuan_text(-leg.fen) if leg.fen < 0 else "",
        }
        for leg in legs
    ]


def codes_text(codes: Mapping[str, str], ledger: Ledger, year: int) -> str:
    """Codes with their names."""
    named = []
    for key, code in codes.items():
        if code:
            projects = ledger.declarations.projects
            name = projects.get(code, "") if key == "project" else ledger.codes.classification(key).name(code, year)
            named.append(f"{code} {name}".rstrip())
    return "，".join(named)


def left_json(left: Iterable[Left], ledger: Ledger, year: int) -> list[dict[str, Any]]:
    """What is left of the budget."""
    return [
        {
            "name": codes_text({key: getattr(each, key) for key in KEYS}, ledger, year),
            "approved": yuan_text(each.approved + each.carryover),
            "spent": yuan_text(each.spent),
            "left": yuan_text(each.fen),
            "over": each.fen < 0,
        }
        for each in left
    ]


def sums_json(sums: Mapping[str, tuple[int, int]]) -> list[dict[str, str]]:
    """Debits and credits of each book."""
    return [
        {
            "book": BOOK_OF_COMMODITY[commodity],
            "debit": yuan_text(debit),
            "credit": yuan_text(credit),
            "difference": yuan_text(abs(debit - credit)) if debit != credit else "",
        }
        for commodity, (debit, credit) in sums.items()
    ]
