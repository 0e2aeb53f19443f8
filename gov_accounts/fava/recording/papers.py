"""An invoice's file, or another electronic document's, as a form: as the unit's rules propose it, else what it says.

The readers are those of ``gov-accounts import``. A person looks at the form: a document that no rule is for fills in
its day, words and amount, and the account is asked.
"""

from __future__ import annotations

import base64
import binascii
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.books.draft_text import quoted
from gov_accounts.books.postings import KEYS
from gov_accounts.exchange.accounts import AccountBook
from gov_accounts.exchange.kinds import reader
from gov_accounts.exchange.known import INVOICE
from gov_accounts.exchange.maps import Target, shipped
from gov_accounts.exchange.papers import PaperReader
from gov_accounts.exchange.papers.kept import safe_name
from gov_accounts.exchange.papers.written import DOCUMENT
from gov_accounts.exchange.plan import DIGEST, SOURCE
from gov_accounts.exchange.source import Source
from gov_accounts.fava.recording.form import Form, Row
from gov_accounts.fava.recording.typed import one_line
from gov_accounts.files.change import Before, Change
from gov_accounts.files.texts import present
from gov_accounts.reading.folders import is_really_inside
from gov_accounts.sheets.errors import TableError

if TYPE_CHECKING:
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.exchange.draft import Draft, Leg, Paper
    from gov_accounts.findings import Finding

KIND: Final = "paper"
_ENDING: Final = 8
_BOOKED: Final = "invoice-booked"


class PaperError(Exception):
    """A file that gives no voucher; the argument says why."""


def paper_form(ledger: Ledger, name: str, content: bytes) -> tuple[Form, str]:
    """The voucher that a file proposes, and what there is to say of it.

    Args:
        ledger: the ledger.
        name: the file's.
        content: its bytes.

    Raises:
        PaperError: it gives none, or its invoice has been booked.
    """
    form, _, findings = _read(ledger, name, content)
    booked = next((each for each in findings if each.rule == _BOOKED), None)
    if booked is not None:
        raise PaperError(f"{booked.what}{booked.remedy}")
    if form is None:
        raise PaperError("".join(f"{each.what}{each.remedy}" for each in findings) or "文件里没有可以记账的内容。")
    return form, "".join(each.what for each in findings)


def paper_changes(ledger: Ledger, form: Form, sent: object) -> tuple[Change, ...]:
    """The copy of a voucher's paper, to be kept beside the ledger; none where the voucher doesn't name it.

    Where it is kept is worked out again from the file: what the page says of that isn't asked.
    """
    file = sent_file(sent)
    if file is None or DOCUMENT not in form.more:
        return ()
    try:
        _, paper, _ = _read(ledger, *file)
    except PaperError:
        return ()
    if paper is None or quoted(paper.path) != form.more[DOCUMENT]:
        return ()
    path = ledger.path.parent.joinpath(*paper.path.split("/"))
    inside = is_really_inside(str(path), str(ledger.path.parent)) and isinstance(present(path), Before)
    return (Change(path, paper.content, Before.ABSENT),) if inside else ()


def sent_file(sent: object) -> tuple[str, bytes] | None:
    """A file's name and bytes, as the page sends them; None where there are none."""
    given: Mapping[str, Any] = sent if isinstance(sent, Mapping) else {}
    name, content = given.get("name"), given.get("content")
    if not isinstance(name, str) or not isinstance(content, str):
        return None
    try:
        return name, base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        return None


def _read(ledger: Ledger, name: str, content: bytes) -> tuple[Form | None, Paper | None, tuple[Finding, ...]]:
    """The voucher of a file, its copy, and what is found of it; by the map that fits it best."""
    with _source(name, content) as source:
        try:
            readers = [
                made for each in shipped() if each.kind == KIND and isinstance(made := reader(each), PaperReader)
            ]
            fits = [each.fits(source) for each in readers]
            if not any(fits):
                raise PaperError("不认得这个文件：要电子发票、国库电子凭证、银行回单的 XML、OFD，或带附件的 PDF。")
            best = readers[fits.index(max(fits))]
            taken = best.take(source, Target(ledger, AccountBook(ledger, max(ledger.dated_years, default=0)), {}, {}))
            if taken.drafts:
                return _form(taken.drafts[0]), next(iter(taken.papers), None), taken.findings
            form, paper = _asked(best, source, ledger)
        except TableError as error:
            raise PaperError(f"{error.what}{error.remedy}") from error
        except OSError:
            raise PaperError("这个文件读不了，再拖一次。") from None
    return form, paper, taken.findings


@contextmanager
def _source(name: str, content: bytes) -> Iterator[Source]:
    """A file that was sent, as readers take it: they tell files by their endings; its name leads nowhere."""
    last = Path(name.replace("\\", "/").rpartition("/")[2])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{safe_name(last.stem)}.{safe_name(last.suffix)[:_ENDING].lower()}")
        path.write_bytes(content)
        yield Source(path)


def _asked(made: PaperReader, source: Source, ledger: Ledger) -> tuple[Form | None, Paper | None]:
    """What a document says, where nobody said how such a one is booked."""
    facts = made.facts(source)
    day, total = facts.day("date"), facts.amount("total")
    # An older invoice's number isn't the only one of its kind: its code stands before it.
    number = "-".join(filter(None, (one_line(facts.text("code")), one_line(facts.text("number")))))
    if day is None or not total:
        return None, None
    paper = made.kept(source, ledger, number, day)
    items = [one_line(each.text("item")) for each in facts.items()]
    words = "、".join(dict.fromkeys(filter(None, items))) or one_line(facts.text("item"))
    payee = one_line(facts.text("seller"))
    more = {INVOICE: quoted(number), DOCUMENT: quoted(paper.path), SOURCE: quoted(source.name)}
    form = Form(day, words or payee or number, (Row("", total),), payee, checked=False, more=more)
    return form, paper


def _form(draft: Draft) -> Form:
    codes = {key: str(draft.meta.get(key, "")) for key in KEYS}
    more = {
        key: str(value) if isinstance(value, int) else quoted(value)
        for key, value in draft.meta.items()
        if value != "" and key not in codes
    }
    return Form(
        draft.date,
        one_line(draft.narration),
        tuple(map(_row, draft.legs)),
        one_line(draft.payee),
        draft.number,
        draft.checked,
        codes=codes,
        tags=tuple(each for each in draft.tags if not each.isdigit()),
        more={**more, SOURCE: quoted(draft.source), DIGEST: quoted(draft.digest)},
    )


def _row(leg: Leg) -> Row:
    own = {key: leg.meta.get(key, "") for key in KEYS}
    more = {key: quoted(value) for key, value in leg.meta.items() if key not in own and key != "budget" and value}
    return Row(leg.account, leg.fen, own, one_line(leg.words), leg.meta.get("budget", ""), more)
