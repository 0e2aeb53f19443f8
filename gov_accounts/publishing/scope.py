"""What the names of an outline's texts mean, and what the texts then say: figures bound to cells, words that follow.

``outline.template`` tells how texts and conditions are written. What a text from outside holds is never read as one.
"""

from __future__ import annotations

import operator
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from gov_accounts.law.formula import parse
from gov_accounts.money import FEN_PER_YUAN
from gov_accounts.printing.controlled import half_up
from gov_accounts.publishing.document import Figure, Run
from gov_accounts.publishing.outline.figures import Count, Money, Percent, Said, Setting, Share, Total, Words
from gov_accounts.publishing.outline.template import Comparison, Name, Presence, Template
from gov_accounts.publishing.values import Value, in_decimals, percent, shares

if TYPE_CHECKING:
    from gov_accounts.law.reading import DataError
    from gov_accounts.publishing.amounts import Amounts
    from gov_accounts.publishing.outline import figures as outline
    from gov_accounts.publishing.outline.lists import Listed, Source
    from gov_accounts.publishing.outline.template import Condition, Sentence
    from gov_accounts.publishing.settings.read import Settings

_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}


Item: TypeAlias = Mapping[str, Any]
"""What a source gives for each element of a list: texts, Values, and further lists of items."""


@dataclass(slots=True)
class Facts:
    """What figures and lists are taken from.

    Attributes:
        elements: what a list is made of, seen from where it is named.
        numerals: 一, 二, 三 …
        decimals: of per cents.
        used: how often the id of a figure has been given so far.
    """

    amounts: Amounts
    settings: Settings
    elements: Callable[[Scope, Source], Sequence[Item]]
    numerals: Sequence[str]
    decimals: int
    used: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True, weakref_slot=True)
class Scope:
    """What a template's names mean: of an element of a list its own first, then those around it.

    Attributes:
        id: the section's, with the keys of the elements one is within: where its figures' ids begin.
        label: what the element is called, before the names of its figures.
        outer: what is around an element, which has it among its lists: held weakly, for two that hold each other are
            freed by the garbage collector alone, and a process that prints many documents grows meanwhile.
    """

    facts: Facts
    id: str
    label: str
    item: Item
    figures: Mapping[str, outline.Figure]
    lists: Mapping[str, Listed]
    outer: weakref.ref[Scope] | None = None
    known: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str) -> Any:
        """A text, a Value, a list of scopes, or None where there is nothing of that name to say.

        ``outline.references`` has seen that something is called so.
        """
        if name in self.known:
            return self.known[name]
        if name in self.item and not isinstance(self.item[name], list):
            return self.item[name]
        if name in self.figures:
            self.known[name] = self._figure(self.figures[name])
        elif name in self.lists:
            self.known[name] = self._list(self.lists[name])
        elif (around := self.around) is not None:
            return around.get(name)
        else:
            raise KeyError(name)
        return self.known[name]

    @property
    def around(self) -> Scope | None:
        """The scope that this one's element is of a list of."""
        return self.outer() if self.outer is not None else None

    def items(self, name: Name) -> list[Scope]:
        """A list's elements."""
        items: list[Scope] = self.get(name.text)
        return items

    def value(self, name: Name) -> Value:
        """A figure that is known to be there.

        Raises:
            DataError: it isn't, so that the outline should have asked for it first.
        """
        value = self.get(name.text)
        if not isinstance(value, Value):
            raise _missing(name)
        return value

    def text(self, name: Name) -> str:
        """A text that an element has."""
        return str(self.get(name.text))

    def plain(self, template: Template) -> str:
        """A template as plain text."""
        return "".join(run if isinstance(run, str) else run.text for run in self._runs(template, figures=False))

    def sentences(self, sentences: Sequence[Sentence]) -> list[Run]:
        """Sentences one after the other; of alternatives the first whose conditions are met."""
        runs: list[Run] = []
        for sentence in sentences:
            alternatives = () if isinstance(sentence, Template) else sentence
            said = sentence if isinstance(sentence, Template) else None
            chosen = next((each.say for each in alternatives if self.meets(each.when)), said)
            runs.extend(self._runs(chosen) if chosen is not None else ())
        return _joined(runs)

    def meets(self, conditions: Sequence[Condition]) -> bool:
        """Whether all conditions are met."""
        return all(self._meets(each) for each in conditions)

    def _meets(self, condition: Condition) -> bool:
        found = self.get(condition.name)
        match condition:
            case Presence():
                return (found not in (None, "", [])) == condition.there
            case Comparison(size=size, sign=sign, other=other):
                compare = _COMPARE[sign]
                if found is None:
                    return False
                if isinstance(found, str):
                    return compare(found, other)
                number = found.number if isinstance(found, Value) else Decimal(len(found))
                right = other if isinstance(other, Decimal) else self.value(Name(other, condition.at)).number
                return compare(abs(number) if size else number, right)

    # Text

    def _runs(self, template: Template, *, figures: bool = True) -> Iterator[Run]:
        for piece in template.pieces:
            if isinstance(piece, str):
                yield piece
                continue
            name = Name(piece.name, template.at)
            if piece.signs:
                number = self.value(name).number
                yield piece.signs.above if number > 0 else piece.signs.below if number < 0 else piece.signs.zero
                continue
            value = self.get(piece.name)
            if isinstance(value, Value):
                yield self._said(value) if figures else value.text
            elif isinstance(value, str):
                yield value
            elif isinstance(value, list):
                yield from self._listed(self._definition(piece.name), value, figures=figures)
            else:
                raise _missing(name)

    def _listed(self, listed: Listed, items: Sequence[Scope], *, figures: bool) -> Iterator[Run]:
        for index, item in enumerate(items):
            if index:
                yield listed.join
            runs = item.sentences(listed.say)
            yield from runs if figures else (run if isinstance(run, str) else run.text for run in runs)

    def _definition(self, name: str) -> Listed:
        """A list as the outline has it."""
        scope: Scope | None = self
        while scope is not None and name not in scope.lists:
            scope = scope.around
        if scope is None:
            raise KeyError(name)
        return scope.lists[name]

    def _said(self, value: Value) -> Figure:
        """A value as it stands in a sentence, with an id that no other figure has, however often it is said."""
        base = f"{self.id}.{value.name}"
        count = self.facts.used[base] = self.facts.used.get(base, 0) + 1
        own = base if count == 1 else f"{base}.{count}"
        # An element that is called as its figure isn't named twice.
        name = self.label.removesuffix(f"{value.name} ") + value.name
        return Figure(own, name, value.text, value.unit, value.origin, value.cells)

    # Figures

    def _figure(self, figure: outline.Figure) -> Value | str | None:
        """A figure's value as the outline defines it; None where there is none."""
        match figure:
            case Money():
                return self._money(figure)
            case Percent(name, part, whole, size):
                of, all_of = self.get(part.text), self.get(whole.text)
                if of is None or all_of is None:
                    return None
                share = percent(of, all_of, name, self.facts.decimals)
                return share.without_sign() if share is not None and size else share
            case Count(name, items, unit, origin):
                number = Decimal(len(self.items(items)))
                return Value(number, f"{number:f}", unit, name, origin)
            case Total():
                return self._total(figure)
            case Words(path):
                words = self.facts.settings.get(self.plain(path))
                return words.rstrip("。；") if isinstance(words, str) else None
            case Said(text):
                return text
            case Setting():
                return self._setting(figure)
            case Share():
                # It is known once all elements are.
                return None

    def _money(self, figure: Money) -> Value | None:
        amounts = self.facts.amounts
        formula = parse(self.plain(figure.formula))
        steps = amounts.value(formula)
        if steps is None or (figure.if_any and not amounts.anything(formula)):
            return None
        number = amounts.shown(steps)
        origin = f"{amounts.described(formula)}{figure.note}"
        cells = amounts.cells(formula)
        value = Value(number, str(number), amounts.unit.name, figure.name, origin, cells, steps)
        return value.without_sign() if figure.size else value

    def _total(self, figure: Total) -> Value | None:
        """The sum of a figure over a list."""
        values = [item.value(figure.figure) for item in self.items(figure.items)]
        if not values:
            return None
        number = sum((value.number for value in values), Decimal(0))
        first = values[0]
        cells = tuple(dict.fromkeys(cell for value in values for cell in value.cells))
        origin = "＋".join(dict.fromkeys(value.origin for value in values))
        steps = sum(value.steps or 0 for value in values) if first.steps is not None else None
        return Value(number, in_decimals(number), first.unit, figure.name, origin, cells, steps)

    def _setting(self, figure: Setting) -> Value | None:
        settings = self.facts.settings
        path = self.plain(figure.path)
        written = settings.get(path)
        if isinstance(written, Mapping):
            written = sum(written.values()) if written else None
        if written is None:
            if figure.default is None:
                return None
            number, origin = Decimal(figure.default), f"{settings.path.name} 没有写 {path}"
        else:
            number, origin = Decimal(written), settings.origin(path)
        if figure.money:
            amounts = self.facts.amounts
            steps = half_up(int(number * FEN_PER_YUAN), amounts.unit.step)
            shown = amounts.shown(steps)
            return Value(shown, str(shown), amounts.unit.name, figure.name, origin, (), steps)
        return Value(number, in_decimals(number), figure.unit, figure.name, origin)

    # Lists

    def _list(self, listed: Listed) -> list[Scope]:
        found = self.facts.elements(self, listed.source)
        items = [self._inside(item, index, listed) for index, item in enumerate(found, 1)]
        kept = [item for item in items if item.meets(listed.keep)]
        if len(kept) != len(items):
            kept = [self._inside(item.item, index, listed) for index, item in enumerate(kept, 1)]
        for name, figure in listed.figures.items():
            if isinstance(figure, Share):
                values = [item.value(figure.of) for item in kept]
                found_shares = shares(values, figure.name, figure.origin, self.facts.decimals)
                for item, share in zip(kept, found_shares, strict=True):
                    item.known[name] = share
        return kept

    def _inside(self, item: Item, index: int, listed: Listed) -> Scope:
        numerals = self.facts.numerals
        ordinal = numerals[index - 1] if index <= len(numerals) else str(index)
        key = str(item.get("id", item.get("key", index)))
        own = {**item, "number": str(index), "ordinal": ordinal}
        called = item.get("title") or item.get("name")
        label = f"{called} " if called else ""
        own_id = f"{self.id}.{key}" if key else self.id
        around = weakref.ref(self)
        return Scope(self.facts, own_id, self.label + label, own, listed.figures, listed.lists, around)


def _missing(name: Name) -> DataError:
    return name.at.wrong(f"先用 when 问过有没有 {name.text} 的一句")


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Neighbouring pieces of text put together, empty ones left out."""
    joined: list[Run] = []
    for run in runs:
        if isinstance(run, str) and joined and isinstance(joined[-1], str):
            joined[-1] += run
        elif run != "":
            joined.append(run)
    return joined
