"""Vouchers to begin from: those of last month that this month hasn't yet, and the guide's (记账指南.md)."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gov_accounts.bookkeeping.sealing.vouchers import Written, vouchers_in, written_vouchers
from gov_accounts.books.marks import DERIVED
from gov_accounts.books.new_ledger import GUIDE, LedgerNotWrittenError, new_ledger
from gov_accounts.books.voucher_text import OWN_KEYS
from gov_accounts.fava.recording.lists import spell
from gov_accounts.fava.recording.of_entry import NotInFormError, form_of
from gov_accounts.law.accounts import UNIT_KINDS
from gov_accounts.months import DECEMBER, Month

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.fava.recording.form import Form, Row

_BLOCK: Final = re.compile(r"^## (?P<heading>[^\n]+)$|^```beancount\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_MONTH: Final = re.compile(r"(?<![0-9])(1[0-2]|0?[1-9])月")
_SHOWN: Final = 80
_LAST, _GUIDE = "last", "guide"


class Template(NamedTuple):
    """A voucher to begin from; its id says where it comes from."""

    id: str
    name: str
    form: Form


def groups(ledger: Ledger, month: Month, accounts: Collection[str]) -> list[dict[str, Any]]:
    """All templates of a month, as JSON; only those whose accounts are open."""
    parts = (
        (f"照上月（{before(month)}）", last_month(ledger, month)),
        ("记账指南里的凭证（不带金额）", guide_templates(ledger, month.year)),
    )
    return [
        {
            "name": name,
            "items": [
                {"id": each.id, "code": "", "name": each.name, "spell": spell(each.name)}
                for each in templates
                if all(row.account in accounts for row in each.form.rows)
            ][:_SHOWN],
        }
        for name, templates in parts
    ]


def is_example(wanted: str) -> bool:
    """Whether a template's amounts are only examples."""
    return wanted.startswith(f"{_GUIDE}:")


def template_form(ledger: Ledger, wanted: str, month: Month, date: datetime.date | None) -> Form | None:
    """The form of a template for a month; None where there is none of that id.

    Args:
        ledger: the ledger.
        wanted: the template's id.
        month: the month that the new voucher is of.
        date: its day; None for the day of the month that the template's is.
    """
    kind = wanted.partition(":")[0]
    found = last_month(ledger, month) if kind == _LAST else guide_templates(ledger, month.year)
    for each in found:
        if each.id == wanted:
            form = moved(each.form, date or same_day(each.form.date, month))
            return _of_unit(form, ledger) if is_example(wanted) else form
    return None


def _of_unit(form: Form, ledger: Ledger) -> Form:
    """An example with the functional item that the unit has most, in place of the guide's."""
    used = [each.func for each in ledger.groups if each.func and each.year == form.date.year]
    last = Counter(used).most_common(1)
    return replace(form, codes={**form.codes, "func": last[0][0]}) if last and form.codes["func"] else form


def last_month(ledger: Ledger, month: Month) -> list[Template]:
    """Last month's vouchers of which this month has none alike; those first whose words name a month."""
    last = before(month)
    vouchers = [each for each in written_vouchers(ledger.files) if not each.closing]
    there = {_likeness(each) for each in vouchers if each.month == month}
    found = []
    for each in vouchers:
        if each.month != last or _likeness(each) in there:
            continue
        try:
            form = copied(form_of(each))
        except NotInFormError:
            continue
        name = " ".join(filter(None, (form.payee, form.narration)))
        found.append(Template(f"{_LAST}:{each.place.file}:{each.place.line}", name, form))
    return sorted(found, key=lambda each: _MONTH.search(each.form.narration) is None)


def guide_templates(ledger: Ledger, year: int) -> Sequence[Template]:
    """The guide's vouchers, as a new ledger of this unit's kind and year would have them."""
    unit = ledger.declarations.unit
    kind = unit.get("kind", UNIT_KINDS[0])
    return _guide(kind if kind in UNIT_KINDS else UNIT_KINDS[0], year)


@lru_cache(maxsize=8)
def _guide(kind: str, year: int) -> tuple[Template, ...]:
    try:
        text = new_ledger(GUIDE, kind, year)[GUIDE]
    except LedgerNotWrittenError:
        return ()
    return tuple(_of_guide(text))


def _of_guide(text: str) -> Iterator[Template]:
    heading = ""
    number = 0
    for match in _BLOCK.finditer(text):
        if match["heading"] is not None:
            heading = match["heading"].strip()
            continue
        for written in vouchers_in(match["text"].encode(), GUIDE):
            number += 1
            form = form_of(written)
            name = f"{heading}：{form.narration}"
            yield Template(f"{_GUIDE}:{number}", name, form)


def copied(form: Form) -> Form:
    """A form without what is of the one voucher alone: number, papers, signatures, derived legs."""
    rows = tuple(_copied_row(row) for row in form.rows if DERIVED not in row.more)
    more = {key: value for key, value in form.more.items() if key not in OWN_KEYS}
    return replace(form, number="", attachments=None, rows=rows, more=more)


def _copied_row(row: Row) -> Row:
    return replace(row, more={key: value for key, value in row.more.items() if key not in OWN_KEYS})


def moved(form: Form, date: datetime.date) -> Form:
    """A form of another day; where its narration names its month, the new one."""
    old = form.date.month
    narration = _MONTH.sub(lambda found: f"{date.month}月" if int(found[1]) == old else found[0], form.narration)
    return replace(form, date=date, narration=narration)


def before(month: Month) -> Month:
    """The month before a month."""
    return Month(month.year, month.month - 1) if month.month > 1 else Month(month.year - 1, DECEMBER)


def same_day(date: datetime.date, month: Month) -> datetime.date:
    """The same day of a month, or its last."""
    last = month.last_day
    return last.replace(day=min(date.day, last.day))


def _likeness(written: Written) -> tuple[Any, ...]:
    entry = written.entry
    accounts = tuple(sorted({each.account for each in entry.postings}))
    return entry.payee or "", _MONTH.sub("月", entry.narration or ""), accounts
