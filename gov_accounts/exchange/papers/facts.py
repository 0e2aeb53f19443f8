"""What a document says, by what a map calls its elements: texts, amounts, days, and its items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gov_accounts.exchange.patterns import any_matches, read_pattern
from gov_accounts.sheets.cells import read_amount, read_day

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    from gov_accounts.exchange.maps import Map
    from gov_accounts.exchange.papers.containers import Document, Value
    from gov_accounts.exchange.patterns import Pattern
    from gov_accounts.law.reading import Entry

MAKES: Final = ("invoice", "payment", "receipt")


@dataclass(frozen=True, slots=True)
class Elements:
    """What a map says of a kind of document.

    Attributes:
        makes: what comes of it: ``invoice``, ``payment``, ``receipt``.
        signs: lists of names; a document that has all of one is of the kind.
        not_signs: names that one of the kind hasn't.
        fields: what is asked → the names that have it, those preferred first.
        items: names of elements that stand once for each item; what stands in them isn't of the document itself.
        words: lists of patterns by name.
        accounts: codes of accounts by name.
        called: what its kept copy is called.
        unreadable: whether this map takes the files that can't be read, to say why.
    """

    makes: str
    signs: tuple[tuple[str, ...], ...]
    not_signs: frozenset[str]
    fields: Mapping[str, tuple[str, ...]]
    items: frozenset[str]
    words: Mapping[str, tuple[Pattern, ...]]
    accounts: Mapping[str, str]
    called: str
    unreadable: bool

    def fit(self, document: Document) -> int:
        """How many of the signs a document has; 0 where it is of another kind."""
        names = document.names | {document.root}
        if self.not_signs & names:
            return 0
        return max((len(each) for each in self.signs if names.issuperset(each)), default=0)


def read_elements(map_: Map) -> Elements:
    """What a map says.

    Raises:
        DataError: it isn't as it should be.
    """
    entry = map_.entry.known(
        "title", "kind", "makes", "called", "signs", "without", "items", "fields", "words", "accounts", "unreadable"
    )
    signs = tuple(tuple(each.split()) for each in entry.texts("signs"))
    if not signs or not all(signs):
        raise entry.wrong("signs", "至少一组元素名，以空格分开")
    return Elements(
        entry.choice("makes", MAKES),
        signs,
        frozenset(entry.texts("without", ())),
        entry.lists("fields"),
        frozenset(entry.texts("items", ())),
        _words(entry),
        entry.words("accounts"),
        entry.text("called"),
        entry.flag("unreadable"),
    )


def _words(entry: Entry) -> Mapping[str, tuple[Pattern, ...]]:
    found = {}
    for key, texts in entry.lists("words").items():
        try:
            found[key] = tuple(map(read_pattern, texts))
        except ValueError:
            raise entry.wrong(f"words.{key}", "不空的文字") from None
    return found


class Facts:
    """What a document, or one of its items, says."""

    def __init__(self, document: Document, elements: Elements, values: Sequence[Value] | None = None) -> None:
        """A document's own values; an item's, where they are given."""
        self._document = document
        self._elements = elements
        own = values if values is not None else [each for each in document.values if not self._item(each)]
        self._by_name: dict[str, list[str]] = {}
        for each in own:
            self._by_name.setdefault(each.name, []).append(each.text)

    @property
    def root(self) -> str:
        """The name of the document's root."""
        return self._document.root

    def texts(self, field: str) -> list[str]:
        """All that stands under a field's names, those preferred first."""
        names = self._elements.fields.get(field, ())
        return [text for name in names for text in self._by_name.get(name, ())]

    def text(self, field: str) -> str:
        """The first of them; nothing where there is none."""
        return next(iter(self.texts(field)), "")

    def amount(self, field: str) -> int | None:
        """The first that is an amount, in fen."""
        return next((fen for text in self.texts(field) if (fen := read_amount(text)) is not None), None)

    def day(self, field: str) -> datetime.date | None:
        """The first that is a day."""
        return next((day for text in self.texts(field) if (day := read_day(text)) is not None), None)

    def says(self, field: str, words: str) -> bool:
        """Whether one of a field's texts is as one of the map's patterns has it."""
        return any(any_matches(self._elements.words.get(words, ()), each) for each in self.texts(field))

    def items(self) -> list[Facts]:
        """The items, in the document's order."""
        groups: dict[tuple[int, ...], list[Value]] = {}
        for each in self._document.values:
            depth = self._item(each)
            if depth:
                groups.setdefault(each.at[:depth], []).append(each)
        return [Facts(self._document, self._elements, each) for each in groups.values()]

    def _item(self, value: Value) -> int:
        """How deep the item stands that a value is of, the innermost; 0 where it is of none."""
        for depth in range(len(value.path) - 1, 0, -1):
            if value.path[depth - 1] in self._elements.items:
                return depth
        return 0
