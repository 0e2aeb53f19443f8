"""查找: the vouchers that meet the words of the search box, the same as ``gov-accounts find`` lists."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.books.postings import Period
from gov_accounts.fava.query import BadRequestError
from gov_accounts.money import yuan_text
from gov_accounts.search.near import near_misses
from gov_accounts.search.sheet import book_sums, count_text, found_sheet
from gov_accounts.search.vouchers import Hit, Searched, search
from gov_accounts.search.words import LONGEST, read_words, split_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gov_accounts.books.postings import Posting
    from gov_accounts.fava.books import Books
    from gov_accounts.fava.query import Filters, Query
    from gov_accounts.reports.sheet import Sheet

VOUCHERS_A_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A leg of a voucher that was found, amounts in yuan.

    Attributes:
        legs: how many lines, from this one on, are of its voucher; 0 where an earlier line counts it.
        entry_hash: Fava's name of the voucher; nothing where it can't be opened.
        file: where it stands, to be opened in the editor; `line` in it.
        place: the same, as it is shown.
    """

    legs: int
    date: str
    number: str
    words: str
    account: str
    codes: str
    derived: bool
    debit: str
    credit: str
    entry_hash: str
    file: str
    line: int
    place: str


@dataclass(frozen=True, slots=True)
class FoundPage:
    """What was found.

    Attributes:
        count: how many vouchers and legs, in words; nothing where there are none.
        near: what is nearly it, in sentences.
        sums: each book with its debits and credits, of all pages.
    """

    count: str
    lines: tuple[FoundLine, ...]
    near: tuple[str, ...]
    sums: tuple[tuple[str, str, str], ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class _Found:
    hits: tuple[Hit, ...]
    near: tuple[str, ...]


def found_page(books: Books, query: Query, filters: Filters, entry_hash: Callable[[Any], str]) -> FoundPage:
    """The page of what was found.

    Args:
        books: the ledger.
        query: with words.
        filters: Fava's, which narrow what is searched.
        entry_hash: Fava's name of an entry.

    Raises:
        BadRequestError: there are too many words, or fewer pages.
    """
    found = _found(books, query, filters)
    pages = max(1, -(-len(found.hits) // VOUCHERS_A_PAGE))
    if query.page > pages:
        raise BadRequestError(f"只有 {pages} 页。")
    start = (query.page - 1) * VOUCHERS_A_PAGE
    lines = (line for hit in found.hits[start : start + VOUCHERS_A_PAGE] for line in _lines(books, hit, entry_hash))
    sums = book_sums(leg for hit in found.hits for leg in hit.legs)
    return FoundPage(
        count_text(found.hits) if found.hits else "",
        tuple(lines),
        found.near,
        tuple((book, yuan_text(debit), yuan_text(credit)) for book, (debit, credit) in sums.items()),
        query.page,
        pages,
    )


def sheets(books: Books, query: Query, filters: Filters) -> list[Sheet]:
    """The same as a sheet, to be downloaded; none where nothing was found."""
    hits = _found(books, query, filters).hits
    if not hits:
        return []
    ledger, days = books.ledger, [posting.date for posting in books.postings()]
    period = filters.period or Period(min(days), max(days))
    return [found_sheet(hits, query.words, period, base=ledger.path.parent, unit_name=ledger.unit_name)]


def _found(books: Books, query: Query, filters: Filters) -> _Found:
    if len(query.words) > LONGEST:
        raise BadRequestError(f"要找的词太长，一共最多 {LONGEST} 个字。")

    def work() -> _Found:
        words = read_words(split_words(query.words))
        if not words:
            return _Found((), ())
        postings = _searched(books, filters)
        searched = Searched(books.ledger.codes, books.ledger.declarations.projects)
        hits = search(postings, words, searched)
        return _Found(hits, () if hits else near_misses(postings, words, searched))

    plain = filters.period is None and filters.chosen is None
    return books.recent(("found", query.words), work) if plain else work()


def _searched(books: Books, filters: Filters) -> Sequence[Posting]:
    postings = books.chosen_postings(filters.chosen)
    period = filters.period
    return postings if period is None else [each for each in postings if period.covers(each.date)]


def _lines(books: Books, hit: Hit, entry_hash: Callable[[Any], str]) -> Iterator[FoundLine]:
    entry = books.entry(hit.first)
    for index, leg in enumerate(hit.legs):
        yield FoundLine(
            0 if index else len(hit.legs),
            leg.date.isoformat(),
            leg.number,
            " ".join(f"{leg.voucher.payee} {leg.voucher.narration}".split()),
            leg.account,
            " ".join(filter(None, leg.codes)),
            leg.derived,
            yuan_text(leg.fen) if leg.fen >= 0 else "",
            yuan_text(-leg.fen) if leg.fen < 0 else "",
            entry_hash(entry) if entry is not None else "",
            leg.voucher.file,
            leg.line,
            f"{Path(leg.voucher.file).name}:{leg.line}",
        )
