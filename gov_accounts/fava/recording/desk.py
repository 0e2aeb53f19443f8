"""What the page asks for: to see what would come of a voucher, and to save it. Requests in, answers out, as JSON."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.bookkeeping.sealing.posting import PostRefusedError
from gov_accounts.bookkeeping.sealing.red_letter import not_mirrored, not_posted
from gov_accounts.bookkeeping.sealing.reversal import reverse
from gov_accounts.bookkeeping.sealing.vouchers import vouchers_in
from gov_accounts.books.open_accounts import open_accounts
from gov_accounts.books.postings import vouchers_of
from gov_accounts.fava.recording import shown
from gov_accounts.fava.recording.details import opened_detail
from gov_accounts.fava.recording.form import Form, FormError, Problem
from gov_accounts.fava.recording.listed import listed
from gov_accounts.fava.recording.lists import lists
from gov_accounts.fava.recording.numbers import KIND, Numbers, month_numbers
from gov_accounts.fava.recording.of_entry import NotInFormError, form_of
from gov_accounts.fava.recording.papers import PaperError, paper_changes, paper_form, sent_file
from gov_accounts.fava.recording.placing import (
    Placed,
    Replaced,
    editable,
    file_digest,
    month_file,
    placed_at_end,
    placed_instead,
    voucher_at,
)
from gov_accounts.fava.recording.preview import Outcome, any_error, outcome, sums
from gov_accounts.fava.recording.reading import read_form
from gov_accounts.fava.recording.templates import copied, groups, is_example, moved, template_form
from gov_accounts.fava.recording.text import form_text
from gov_accounts.fava.recording.typed import typed_day
from gov_accounts.findings import Finding
from gov_accounts.months import DECEMBER, month_of

if TYPE_CHECKING:
    from gov_accounts.bookkeeping.sealing.vouchers import Written
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.books.postings import Posting
    from gov_accounts.files.change import Change
    from gov_accounts.months import Month
    from gov_accounts.reading.permissions import Permissions

_LINE_DIGITS: Final = 9
EDIT, COPY, RED = "edit", "copy", "red"
ACTIONS: Final = (EDIT, COPY, RED)
"""What is done with a voucher of the ledger."""


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
            return {**self._about(form), "findings": [shown.finding_json(placed, self.ledger)]}
        came = outcome(self.ledger, self.known, form, placed, self.permissions)
        return {**self._about(form), **self._of(came, form, placed), "text": placed.text, "file": placed.path.name}

    def save(self, request: object) -> tuple[dict[str, Any], Sequence[Change]]:
        """Save the voucher that a request holds: the answer, and what is to be written; nothing where it is refused."""
        form = self._form(request)
        if not isinstance(form, Form):
            return {"problems": shown.problem_json(form), "saved": False}, ()
        placed = self._placed(form, request)
        if isinstance(placed, Finding):
            return {"findings": [shown.finding_json(placed, self.ledger)], "saved": False}, ()
        if placed.was != _text(request, "digest"):
            return {"changed": placed.path.name, "saved": False}, ()
        came = outcome(self.ledger, self.known, form, placed, self.permissions)
        refused = any_error(came.here)
        consent = _consent(came.elsewhere)
        if refused or (any_error(came.elsewhere) and consent != _text(request, "consent")):
            return {
                **self._about(form),
                **self._of(came, form, placed),
                "saved": False,
                "consent": "" if refused else consent,
            }, ()
        answer = {"saved": True, "file": placed.path.name, "line": placed.line, "number": form.number}
        sent = request.get("paper") if isinstance(request, Mapping) else None
        return answer, (*paper_changes(self.ledger, form, sent), *placed.changes)

    def lists(self, year: int, postings: Sequence[Posting]) -> dict[str, Any]:
        """What the pickers list in a year."""
        return {**lists(self.ledger, postings, year), "year": year}

    def months(self, year: int) -> dict[str, Any]:
        """What each month's file is."""
        return {str(month): self.month(datetime.date(year, month, 1)) for month in range(1, DECEMBER + 1)}

    def month(self, date: datetime.date) -> dict[str, Any]:
        """The file that vouchers of a day go to, as it is, and the number that the next would have."""
        path = month_file(self.ledger, date)
        numbers = self._numbers(date, KIND)
        return {"file": path.name, "digest": file_digest(path), "next": numbers.next, "used": numbers.used}

    def _numbers(self, date: datetime.date, kind: str) -> Numbers:
        return month_numbers(vouchers_of(self.ledger.entries, date.year), month_of(date), kind)

    def listed(self, month: Month, words: str) -> dict[str, Any]:
        """A month's vouchers."""
        return listed(self.ledger, month, words)

    def templates(self, month: Month) -> dict[str, Any]:
        """The vouchers to begin from."""
        return {"groups": groups(self.ledger, month, open_accounts(self.ledger.entries))}

    def template(self, wanted: str, month: Month, typed: str) -> dict[str, Any]:
        """One of these as a form."""
        form = template_form(self.ledger, wanted, month, typed_day(typed, month.year))
        if form is None:
            return {"error": "没有这张常用凭证了，重新打开列表。"}
        return {"form": shown.form_json(form, amounts=not is_example(wanted))}

    def voucher(self, action: str, file: str, line: int, day: datetime.date | None) -> dict[str, Any]:
        """A voucher of the ledger as a form: to be changed, copied, or taken back in red.

        Args:
            action: one of `ACTIONS`.
            file: its file.
            line: its first line.
            day: of the new voucher; None for the same day.
        """
        written = voucher_at(self.ledger, file, line)
        if written is None:
            return {"error": "这张凭证已经不在原来的地方，重新打开列表。"}
        try:
            if action == RED:
                return self._red(written, day or written.date)
            form = form_of(written)
            if action == COPY:
                return {"form": shown.form_json(moved(copied(form), day or written.date))}
            refused = editable(self.ledger, written)
        except (NotInFormError, PostRefusedError) as error:
            return {"error": _cannot(error)}
        if refused is not None:
            return {"error": f"{refused.what}{refused.remedy}"}
        replaces = {
            "file": file,
            "line": line,
            "digest": written.digest,
            "was": file_digest(Path(file)),
            "name": Path(file).name,
        }
        return {"form": shown.form_json(form), "replaces": replaces}

    def _red(self, written: Written, day: datetime.date) -> dict[str, Any]:
        """A red-letter voucher as a form."""
        place = written.place.shown(self.ledger.path.parent)
        made = reverse(self.ledger, place, day, None, self.permissions)
        (red,) = vouchers_in(made.text.encode(), "")
        notes = [
            *([] if made.posted else [not_posted(written, self.ledger.path.parent)]),
            *([] if made.mirrored else [not_mirrored(written)]),
        ]
        note = "".join(f"　{each.what}{each.remedy}" for each in notes)
        return {"form": shown.form_json(form_of(red)), "note": note}

    def paper(self, request: object) -> dict[str, Any]:
        """The voucher that an invoice's file, or another document's, proposes."""
        file = sent_file(request)
        if file is None:
            return {"error": "没有收到文件，再拖一次。"}
        try:
            form, note = paper_form(self.ledger, *file)
        except PaperError as error:
            return {"error": str(error)}
        return {"form": shown.form_json(form), "note": note}

    def open_detail(self, request: object) -> tuple[dict[str, Any], Sequence[Change]]:
        """Open a detail account: the answer, and what is to be written."""
        year = request.get("year") if isinstance(request, Mapping) else None
        if not isinstance(year, int) or not 1 < year <= datetime.MAXYEAR:
            return {"error": "没有写年度。重新打开这一页再试。"}, ()
        fields = [_text(request, name) for name in ("parent", "name", "budget")]
        account, changes = opened_detail(self.ledger, year, *fields)
        return ({"account": account}, changes) if changes else ({"error": account}, ())

    def _form(self, request: object) -> Form | tuple[Problem, ...]:
        given = request if isinstance(request, Mapping) else {}
        year = given.get("year")
        if not isinstance(year, int) or isinstance(year, bool) or not 1 < year <= datetime.MAXYEAR:
            return (Problem("year", -1, "没有写年度。重新打开这一页再试。"),)
        try:
            form = read_form(given.get("form"), year, open_accounts(self.ledger.entries))
        except FormError as error:
            return error.problems
        return self._numbered(form)

    def _numbered(self, form: Form) -> Form:
        """A form of which only the kind of the number was typed, such as ``付``, with the next of that kind."""
        kind = form.number.rstrip("-")
        if not kind or any(each.isdigit() for each in kind):
            return form
        return replace(form, number=self._numbers(form.date, kind).next)

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

    def _of(self, came: Outcome, form: Form, placed: Placed) -> dict[str, Any]:
        return {
            "derived": shown.legs_json(came.derived, came.after),
            "why": came.why,
            "left": shown.left_json(came.left, came.after, form.date.year),
            "findings": [
                *(shown.finding_json(each, self.ledger, placed) for each in came.here),
                *(shown.finding_json(each, self.ledger) for each in came.elsewhere),
            ],
        }


def _cannot(error: Exception) -> str:
    """Why a voucher doesn't go into the form."""
    if isinstance(error, PostRefusedError):
        return "".join(f"{each.what}{each.remedy}" for each in error.findings)
    return f"{error}，这个表单里放不下；在编辑器里打开它。"


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
