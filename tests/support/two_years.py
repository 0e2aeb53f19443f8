"""Ledgers of two years, and ledgers as they were before somebody closed them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import NamedTuple

from gov_accounts.testing import EventStream, RandomLedger
from gov_accounts.testing.writing import render


def stripped(drawn: RandomLedger) -> RandomLedger:
    """A properly closed ledger without its closing entries: what it was before somebody closed it."""
    kept = tuple(each for each in drawn.book.vouchers if "year-close" not in {*each.tags, *each.pushed_tags})
    book = dataclasses.replace(drawn.book, vouchers=kept)
    facts = tuple(fact for fact in drawn.facts if not fact.closing)
    return dataclasses.replace(drawn, book=book, facts=facts, files=render(book, drawn.layout), closed=False)


class TwoYears(NamedTuple):
    """A ledger of a year and the next as text, not closed."""

    files: Mapping[str, str]
    main: str
    year: int


def spread(stream: EventStream) -> TwoYears:
    """A stream with what happened from July on moved to the next year, and what came after the year left out.

    Moved too, it would be in a third year; where it is, it would come before what it settles.
    """
    later = re.compile(rf"^{stream.year}(?=-(?:0[7-9]|1[0-2])-)", re.MULTILINE)
    after = re.compile(rf"^{stream.year + 1}-.*\n(?:[ ].*\n)*", re.MULTILINE)
    files = {name: later.sub(str(stream.year + 1), after.sub("", text)) for name, text in stream.accrual.items()}
    return TwoYears(files, stream.main, stream.year)
