"""What the page asks for: to see what would come of a voucher, and to save it. Requests in, answers out, as JSON."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.books.open_accounts import open_accounts
from gov_accounts.books.postings import vouchers_of
from gov_accounts.fava.recording import shown
from gov_accounts.fava.recording.form import Form, FormError, Problem
from gov_accounts.fava.recording.lists import lists
from gov_accounts.fava.recording.numbers import KIND, month_numbers
from gov_accounts.fava.recording.placing import Placed, Replaced, file_digest, month_file, placed_at_end, placed_instead
from gov_accounts.fava.recording.preview import Outcome, any_error, outcome, sums
from gov_accounts.fava.recording.reading import read_form
from gov_accounts.fava.recording.text import form_text
from gov_accounts.findings import Finding
from gov_accounts.months import DECEMBER, month_of

if TYPE_CHECKING:
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.books.postings import Posting
    from gov_accounts.files.change import Change
    from gov_accounts.reading.permissions import Permissions

_LINE_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Desk:
    """A ledger at which vouchers are typed.

    Attributes:
        ledger: as it was loaded last.
        known: what is found of it.
        permissions: what the user allows it.
    """

    ledger: Ledger
    known: Sequence[Finding]
    permissions: Permissions

    def look(self, request: object) -> dict[str, Any]:
        """What would come of the voucher that a request holds. Nothing is written."""
        form = self._form(request)
        if not isinstance(form, Form):
            return {"problems": shown.problem_json(form), "findings": [], "derived": [], "left": [], "sums": []}
        placed = self._placed(form, request)
        if isinstance(placed, Finding):
            return {**self._about(form), "findings": [shown.finding_json(placed, self.ledger, here=True)]}
        came = outcome(self.ledger, self.known, form, placed, self.permissions)
        return {**self._about(form), **self._of(came, form), "text": placed.text, "file": placed.path.name}

    def save(self, request: object) -> tuple[dict[str, Any], Sequence[Change]]:
        """Save the voucher that a request holds: the answer, and what is to be written; nothing where it is refused."""
        form = self._form(request)
        if not isinstance(form, Form):
            return {"problems": shown.problem_json(form), "saved": False}, ()
        placed = self._placed(form, request)
        if isinstance(placed, Finding):
            return {"findings": [shown.finding_json(placed, self.ledger, here=True)], "saved": False}, ()
        if placed.was != _text(request, "digest"):
            return {"changed": placed.path.name, "saved": False}, ()
        came = outcome(self.ledger, self.known, form, placed, self.permissions)
        refused = any_error(came.here)
        consent = _consent(came.elsewhere)
        if refused or (any_error(came.elsewhere) and consent != _text(request, "consent")):
            return {
                **self._about(form),
                **self._of(came, form),
                "saved": False,
                "consent": "" if refused else consent,
            }, ()
        answer = {"saved": True, "file": placed.path.name, "line": placed.line, "number": form.number}
        return answer, placed.changes

    def lists(self, year: int, postings: Sequence[Posting]) -> dict[str, Any]:
        """What the pickers list in a year."""
        return {**lists(self.ledger, postings, year), "year": year}

    def months(self, year: int) -> dict[str, Any]:
        """What each month's file is."""
        return {str(month): self.month(datetime.date(year, month, 1)) for month in range(1, DECEMBER + 1)}

    def month(self, date: datetime.date) -> dict[str, Any]:
        """The file that vouchers of a day go to, as it is, and the number that the next would have."""
        path = month_file(self.ledger, date)
        month = month_of(date)
        vouchers = [each for each in vouchers_of(self.ledger.entries, date.year) if month_of(each.date) == month]
        numbers = month_numbers(vouchers, month, KIND)
        return {"file": path.name, "digest": file_digest(path), "next": numbers.next, "used": numbers.used}

    def _form(self, request: object) -> Form | tuple[Problem, ...]:
        given = request if isinstance(request, Mapping) else {}
        year = given.get("year")
        if not isinstance(year, int) or isinstance(year, bool) or not 1 <= year <= 9999:  # noqa: PLR2004 (dates end)
            return (Problem("year", -1, "没有写年度。重新打开这一页再试。"),)
        try:
            return read_form(given.get("form"), year, open_accounts(self.ledger.entries))
        except FormError as error:
            return error.problems

    def _placed(self, form: Form, request: object) -> Placed | Finding:
        replaced = _replaced(request)
        text = form_text(form)
        if replaced is None:
            return placed_at_end(self.ledger, form.date, text)
        return placed_instead(self.ledger, replaced, form.date, text)

    def _about(self, form: Form) -> dict[str, Any]:
        return {
            "problems": [],
            "derived": [],
            "left": [],
            "findings": [],
            "sums": shown.sums_json(sums(form)),
            "month": self.month(form.date),
        }

    def _of(self, came: Outcome, form: Form) -> dict[str, Any]:
        return {
            "derived": shown.legs_json(came.derived, came.after),
            "why": came.why,
            "left": shown.left_json(came.left, came.after, form.date.year),
            "findings": [
                *(shown.finding_json(each, self.ledger, here=True) for each in came.here),
                *(shown.finding_json(each, self.ledger, here=False) for each in came.elsewhere),
            ],
        }


def _replaced(request: object) -> Replaced | None:
    given = request.get("replaces") if isinstance(request, Mapping) else None
    if not isinstance(given, Mapping):
        return None
    file, line, digest = given.get("file"), given.get("line"), given.get("digest")
    return Replaced(
        file if isinstance(file, str) else "",
        line if isinstance(line, int) and len(str(line)) <= _LINE_DIGITS else 0,
        digest if isinstance(digest, str) else "",
    )


def _text(request: object, name: str) -> str:
    value = request.get(name) if isinstance(request, Mapping) else ""
    return value if isinstance(value, str) else ""


def _consent(found: Iterable[Finding]) -> str:
    """What a person agrees to by saving all the same."""
    words = "\n".join(sorted(f"{each.rule} {each.what}" for each in found))
    return hashlib.sha256(words.encode()).hexdigest()
