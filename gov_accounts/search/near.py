"""What is nearly what was looked for, where nothing is just that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.money import FEN_PER_YUAN, yuan_text
from gov_accounts.nearest import nearest
from gov_accounts.search.vouchers import Searched, search, totals
from gov_accounts.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gov_accounts.books.postings import Posting
    from gov_accounts.search.words import Word

_MOST: Final = 3
"""So many near ones are told."""
_SHORTEST: Final = 2
"""Characters of a word that others may be near to."""


def near_misses(postings: Sequence[Posting], words: Sequence[Word], searched: Searched) -> tuple[str, ...]:
    """Sentences on what is nearly there, one a word; nothing where nothing is near.

    Where each word is met by some voucher, and all of them by none, it says how many meet each.
    """
    counts = [len(search(postings, [word], searched)) for word in words]
    if all(counts):
        each = "，".join(f"“{word.typed}”有 {count} 张" for word, count in zip(words, counts, strict=True))
        return (f"分开找：{each}；没有一张全都符合。",) if len(words) > 1 else ()
    found: list[str] = []
    for word, count in zip(words, counts, strict=True):
        if count:
            continue
        near = list(_amounts(postings, word)) or _texts(postings, word)
        if near:
            found.append(f"没有“{word.typed}”，相近的有：{'、'.join(near)}。")
        elif len(words) > 1:
            found.append(f"没有一张凭证符合“{word.typed}”。")
    return tuple(found)


def _amounts(postings: Iterable[Posting], word: Word) -> Iterator[str]:
    """Amounts within one yuan of the only one that was asked for, nearest first."""
    amounts = word.amounts
    if amounts is None or amounts.least is None or not amounts.one:
        return
    asked = amounts.least
    sizes = {abs(fen) for fen in (*(each.fen for each in postings), *_totals_of(postings))}
    near = sorted((abs(size - asked), size) for size in sizes if 0 < abs(size - asked) <= FEN_PER_YUAN)
    yield from (f"{yuan_text(size)} 元" for _, size in near[:_MOST])


def _totals_of(postings: Iterable[Posting]) -> Iterator[int]:
    """The totals of all vouchers."""
    vouchers: dict[int, list[Posting]] = {}
    for posting in postings:
        vouchers.setdefault(posting.entry, []).append(posting)
    for legs in vouchers.values():
        yield from totals(legs)


def _texts(postings: Iterable[Posting], word: Word) -> list[str]:
    """Pieces of payees, narrations and accounts, as long as the word, that are most like it."""
    wanted = word.text
    size = len(wanted)
    if size < _SHORTEST or wanted.isdigit():
        return []
    texts = {text for each in postings for text in (each.voucher.payee, each.voucher.narration, each.account)}
    letters = set(wanted)
    pieces: set[str] = set()
    for text in map(plain, texts):
        for start in range(len(text) - size + 1):
            piece = text[start : start + size]
            # Nothing is like it that shares no more than half of its characters.
            if 2 * len(letters & set(piece)) > len(letters) and piece.strip() == piece:
                pieces.add(piece)
    return nearest(wanted, sorted(pieces), _MOST)
