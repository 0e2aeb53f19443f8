"""What a template's names mean, and what it then says: figures bound to cells, words that follow the figures.

The profile's own language, in short (``ledger/gov_accounts_ledger/disclosure/README.md`` has all of it):

    {total}                       a figure, a text or a list, by its name
    {change?增加|减少|持平}        a word by the sign of a figure: above zero, below, zero
    when = ["change > 0"]         a condition: a comparison, ``name`` (there is one) or ``!name`` (there is none)

What a text from outside holds is never read as a template.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from gov_accounts.law.formula import parse
from gov_accounts.publishing.document import Figure, Run
from gov_accounts.publishing.values import Value, in_decimals, percent, shares

if TYPE_CHECKING:
    from gov_accounts.publishing.amounts import Amounts
    from gov_accounts.publishing.settings.read import Settings

_SLOT: Final = re.compile(r"\{(\w+)(?:\?([^{}|]*)\|([^{}|]*)\|([^{}|]*))?\}")
_COMPARISON: Final = re.compile(r"(\|?)(\w+)\|?\s*(!=|>=|<=|=|>|<)\s*(\S+)")


class ProfileError(ValueError):
    """A profile that can't be used; the message names what is wrong in it."""


Item: TypeAlias = Mapping[str, Any]
"""What a source gives for each element of a list: texts, Values, and further lists of items."""
Source: TypeAlias = Callable[["Scope", Mapping[str, Any]], Sequence[Item]]


@dataclass(slots=True)
class Facts:
    """What figures and lists are taken from.

    Attributes:
        sources: where lists come from, by the name the profile gives.
        numerals: 一, 二, 三 …
        decimals: of per cents.
        used: how often the id of a figure has been given so far.
    """

    amounts: Amounts
    settings: Settings
    sources: Mapping[str, Source]
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
    figures: Mapping[str, Mapping[str, Any]]
    lists: Mapping[str, Mapping[str, Any]]
    outer: weakref.ref[Scope] | None = None
    known: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str) -> Any:
        """A text, a Value, a list of scopes, or None where there is nothing of that name to say.

        Raises:
            ProfileError: nothing is called so.
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
            raise ProfileError(f"{self.id}: {name}")
        return self.known[name]

    @property
    def around(self) -> Scope | None:
        """The scope that this one's element is of a list of."""
        return self.outer() if self.outer is not None else None

    def items(self, name: str) -> list[Scope]:
        """A list's elements."""
        items: list[Scope] = self.get(name)
        return items

    def value(self, name: str) -> Value:
        """A figure that is known to be there."""
        value = self.get(name)
        if not isinstance(value, Value):
            raise ProfileError(f"{self.id}: {name}")
        return value

    def plain(self, template: str) -> str:
        """A template as plain text."""
        return "".join(run if isinstance(run, str) else run.text for run in self._runs(template, figures=False))

    def sentences(self, sentences: Sequence[Any]) -> list[Run]:
        """Sentences one after the other; of alternatives the first whose condition is met."""
        runs: list[Run] = []
        for sentence in sentences:
            if isinstance(sentence, str):
                runs.extend(self._runs(sentence))
                continue
            chosen = next((each for each in sentence if isinstance(each, str) or self.meets(each["when"])), "")
            runs.extend(self._runs(chosen if isinstance(chosen, str) else chosen["say"]))
        return _joined(runs)

    def meets(self, conditions: Sequence[str]) -> bool:
        """Whether all conditions are met."""
        return all(self._meets(each) for each in conditions)

    def _meets(self, condition: str) -> bool:
        if comparison := _COMPARISON.fullmatch(condition):
            size, name, sign, other = comparison.groups()
            left = self.get(name)
            if left is None:
                return False
            if isinstance(left, str):
                return (left == other) == (sign == "=")
            number = left.number if isinstance(left, Value) else Decimal(len(left))
            right = Decimal(other) if other[0].isdigit() else self.value(other).number
            return _compare(abs(number) if size else number, sign, right)
        name = condition.removeprefix("!")
        there = self.get(name) not in (None, "", [])
        return there != condition.startswith("!")

    # Text

    def _runs(self, template: str, *, figures: bool = True) -> Iterator[Run]:
        position = 0
        for slot in _SLOT.finditer(template):
            yield template[position : slot.start()]
            position = slot.end()
            value = self.get(slot[1])
            if slot[2] is not None:
                number = self.value(slot[1]).number
                yield slot[2] if number > 0 else slot[3] if number < 0 else slot[4]
            elif isinstance(value, Value):
                yield self._said(value) if figures else value.text
            elif isinstance(value, str):
                yield value
            elif isinstance(value, list):
                yield from self._listed(slot[1], value, figures=figures)
            else:
                raise ProfileError(f"{self.id}: {slot[1]}")
        yield template[position:]

    def _listed(self, name: str, items: Sequence[Scope], *, figures: bool) -> Iterator[Run]:
        law = self._law(name)
        for index, item in enumerate(items):
            if index:
                yield law["join"]
            if figures:
                yield from item.sentences(law["say"])
            else:
                yield from (run if isinstance(run, str) else run.text for run in item.sentences(law["say"]))

    def _law(self, name: str) -> Mapping[str, Any]:
        if name in self.lists:
            return self.lists[name]
        around = self.around
        if around is None:
            raise ProfileError(f"{self.id}: {name}")
        return around._law(name)  # noqa: SLF001

    def _said(self, value: Value) -> Figure:
        """A value as it stands in a sentence, with an id that no other figure has, however often it is said."""
        base = f"{self.id}.{value.name}"
        count = self.facts.used[base] = self.facts.used.get(base, 0) + 1
        own = base if count == 1 else f"{base}.{count}"
        # An element that is called as its figure isn't named twice.
        name = self.label.removesuffix(f"{value.name} ") + value.name
        return Figure(own, name, value.text, value.unit, value.origin, value.cells)

    # Figures

    def _figure(self, law: Mapping[str, Any]) -> Value | str | None:
        """A figure's value as its definition in the profile says; None where there is none."""
        if not self.meets(law.get("when", ())):
            return None
        if "formula" in law:
            return self._money(law)
        if "of" in law:
            part, whole = (self.get(name) for name in law["of"])
            if part is None or whole is None:
                return None
            share = percent(part, whole, law["name"], self.facts.decimals)
            return share.without_sign() if share is not None and law.get("size") else share
        if "count" in law:
            number = Decimal(len(self.items(law["count"])))
            return Value(number, f"{number:f}", law.get("unit", ""), law["name"], law["origin"])
        if "total" in law:
            return self._total(law)
        if "words" in law:
            words = self.facts.settings.get(self.plain(law["words"]))
            return words.rstrip("。；") if isinstance(words, str) else None
        return self._setting(law)

    def _money(self, law: Mapping[str, Any]) -> Value | None:
        amounts = self.facts.amounts
        formula = parse(self.plain(law["formula"]))
        steps = amounts.value(formula)
        if steps is None or (law.get("if_any") and not amounts.anything(formula)):
            return None
        number = amounts.shown(steps)
        value = Value(
            number,
            str(number),
            amounts.unit.name,
            law["name"],
            f"{amounts.described(formula)}{law.get('note', '')}",
            amounts.cells(formula),
            steps,
        )
        return value.without_sign() if law.get("size") else value

    def _total(self, law: Mapping[str, Any]) -> Value | None:
        """The sum of a figure over a list."""
        name, figure = law["total"]
        values = [item.value(figure) for item in self.items(name)]
        if not values:
            return None
        number = sum((value.number for value in values), Decimal(0))
        first = values[0]
        cells = tuple(dict.fromkeys(cell for value in values for cell in value.cells))
        origin = "＋".join(dict.fromkeys(value.origin for value in values))
        steps = sum(value.steps or 0 for value in values) if first.steps is not None else None
        return Value(number, in_decimals(number), first.unit, law["name"], origin, cells, steps)

    def _setting(self, law: Mapping[str, Any]) -> Value | None:
        settings = self.facts.settings
        path = self.plain(law["setting"])
        written = settings.get(path)
        if isinstance(written, Mapping):
            written = sum(written.values()) if written else None
        if written is None:
            if "default" not in law:
                return None
            number, origin = Decimal(law["default"]), ""
        else:
            number, origin = Decimal(written), settings.origin(path)
        return Value(number, in_decimals(number), law.get("unit", ""), law["name"], origin)

    # Lists

    def _list(self, law: Mapping[str, Any]) -> list[Scope]:
        found = self.facts.sources[law["source"]](self, law)
        items = [self._inside(item, index, law) for index, item in enumerate(found, 1)]
        kept = [item for item in items if item.meets(law.get("keep", ()))]
        if len(kept) != len(items):
            kept = [self._inside(item.item, index, law) for index, item in enumerate(kept, 1)]
        for name, figure in law.get("figures", {}).items():
            if "shares" in figure:
                values = [item.value(figure["shares"]) for item in kept]
                found_shares = shares(values, figure["name"], figure["origin"], self.facts.decimals)
                for item, share in zip(kept, found_shares, strict=True):
                    item.known[name] = share
        return kept

    def _inside(self, item: Item, index: int, law: Mapping[str, Any]) -> Scope:
        numerals = self.facts.numerals
        ordinal = numerals[index - 1] if index <= len(numerals) else str(index)
        key = str(item.get("key", index))
        own = {**item, "number": str(index), "ordinal": ordinal}
        called = item.get("title") or item.get("name")
        label = f"{called} " if called else ""
        own_id = f"{self.id}.{key}" if key else self.id
        figures, lists = law.get("figures", {}), law.get("lists", {})
        return Scope(self.facts, own_id, self.label + label, own, figures, lists, weakref.ref(self))


def _compare(left: Decimal, sign: str, right: Decimal) -> bool:
    return {
        "=": left == right,
        "!=": left != right,
        ">": left > right,
        "<": left < right,
        ">=": left >= right,
        "<=": left <= right,
    }[sign]


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Neighbouring pieces of text put together, empty ones left out."""
    joined: list[Run] = []
    for run in runs:
        if isinstance(run, str) and joined and isinstance(joined[-1], str):
            joined[-1] += run
        elif run != "":
            joined.append(run)
    return joined
