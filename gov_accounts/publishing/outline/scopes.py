"""What names stand for where an outline uses them, and whether they are used as what they are.

It follows ``scope.Scope``, which looks the same names up in a document that is being made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Final

from gov_accounts.publishing.outline.cells import check_cells
from gov_accounts.publishing.outline.elements import (
    ANY_TEXT,
    NUMBER,
    NUMBERED,
    Items,
    Known,
    Names,
    Number,
    Text,
    element,
)
from gov_accounts.publishing.outline.figures import Count, Money, Percent, Said, Setting, Share, Total, Words
from gov_accounts.publishing.outline.template import Comparison, Name, Presence, Template, read_sum

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gov_accounts.law.reading import At
    from gov_accounts.publishing.outline.elements import Kind
    from gov_accounts.publishing.outline.figures import Figure
    from gov_accounts.publishing.outline.keys import Keys
    from gov_accounts.publishing.outline.lists import Listed
    from gov_accounts.publishing.outline.template import Condition, Sentence

_TEXTS: Final = frozenset({"text"})
_NUMBERS: Final = frozenset({"count", "amount", "number"})


@dataclass(slots=True)
class ListScope:
    """A list, and the scope of its elements."""

    listed: Listed
    inside: NameScope


@dataclass(slots=True)
class NameScope:
    """Names, and what they stand for: an element's own first, then those around it.

    Attributes:
        at: where its figures and lists are defined.
        own: what it has whatever the outline adds.
        used: those of its figures and lists that something names.
        below: the scopes of its lists' elements, by name of the list.
        looked_at: figure or list → whether it has been looked at; false while it is.
    """

    known: Known
    keys: Keys
    at: At
    own: Names
    figures: Mapping[str, Figure]
    lists: Mapping[str, Listed]
    outer: NameScope | None = None
    used: set[str] = field(default_factory=set)
    below: dict[str, ListScope] = field(default_factory=dict)
    looked_at: dict[str, bool] = field(default_factory=dict)

    def find(self, name: str, at: At) -> Kind | ListScope:
        """What a name stands for.

        Raises:
            DataError: for nothing, or for what is made of itself.
        """
        scope: NameScope | None = self
        while scope is not None:
            if name in scope.own and not isinstance(scope.own[name], Items):
                return scope.own[name]
            if name in scope.figures or name in scope.lists:
                scope.used.add(name)
                return scope.defined(name, at)
            scope = scope.outer
        raise at.wrong(f"这里有的名字，没有 {name}")

    def defined(self, name: str, at: At) -> Kind | ListScope:
        """What one of its figures or lists is, once it is seen that it is made of what is there."""
        if self.looked_at.get(name) is False:
            raise at.wrong(f"不绕回自己的名字，{name} 由它自己得出")
        if name not in self.looked_at:
            self.looked_at[name] = False
            if name in self.figures:
                self._check_figure(self.figures[name], self.at.within(f"figures.{name}"))
            else:
                self.list_scope(name).inside.check_conditions(self.lists[name].keep)
            self.looked_at[name] = True
        if name in self.figures:
            return ANY_TEXT if isinstance(self.figures[name], Words | Said) else NUMBER
        return self.list_scope(name)

    def list_scope(self, name: str) -> ListScope:
        """One of its lists, and the scope of that one's elements."""
        if name not in self.below:
            listed = self.lists[name]
            own = {**element(listed.source, self.known, self), **NUMBERED}
            inside = NameScope(self.known, self.keys, listed.at, own, listed.figures, listed.lists, self)
            self.below[name] = ListScope(listed, inside)
        return self.below[name]

    def items(self, name: Name) -> ListScope:
        """A list.

        Raises:
            DataError: the name isn't one's.
        """
        found = self.find(name.text, name.at)
        if not isinstance(found, ListScope):
            raise name.at.wrong(f"一个列表的名字，{name.text} 不是")
        return found

    def each(self, name: Name | None) -> NameScope:
        """The scope of a list's elements; the scope itself, where no list is named."""
        return self if name is None else self.items(name).inside

    def number(self, name: Name) -> None:
        """See that a name is a figure's."""
        if not isinstance(self.find(name.text, name.at), Number):
            raise name.at.wrong(f"一个数的名字，{name.text} 不是")

    def text(self, name: Name) -> None:
        """See that a name is a text's."""
        if not isinstance(self.find(name.text, name.at), Text):
            raise name.at.wrong(f"一段文字的名字，{name.text} 不是")

    def texts(self, template: Template) -> tuple[str, ...]:
        """What a template may come to; where a text may be anything, there is no telling.

        Raises:
            DataError: there is no telling.
        """
        values: dict[str, tuple[str, ...]] = {}
        for slot in template.slots():
            found = self.find(slot.name, template.at)
            if not isinstance(found, Text) or not found.values or slot.signs:
                raise template.at.wrong(f"一段文字，花括号里是编码、栏次一类有限的几种，{slot.name} 不是")
            values[slot.name] = found.values
        chosen = product(*values.values())
        return tuple(template.filled(dict(zip(values, each, strict=True))) for each in chosen)

    def own_list(self, name: str) -> Items | None:
        """A list that an element has itself: of this scope, or of those around it."""
        scope: NameScope | None = self
        while scope is not None:
            found = scope.own.get(name)
            if isinstance(found, Items):
                return found
            scope = scope.outer
        return None

    # Checks

    def check_template(self, template: Template) -> None:
        """See that everything a text names is there, and can be said."""
        for slot in template.slots():
            found = self.find(slot.name, template.at)
            if slot.signs and not isinstance(found, Number):
                raise template.at.wrong(f"依数的正负取词的文字，{slot.name} 不是数")
            if isinstance(found, ListScope) and not found.listed.say:
                raise template.at.wrong(f"说得出的名字，列表 {slot.name} 没有 say")

    def check_sentences(self, sentences: Sequence[Sentence]) -> None:
        """The same of sentences."""
        for sentence in sentences:
            if isinstance(sentence, Template):
                self.check_template(sentence)
                continue
            for each in sentence:
                self.check_conditions(each.when)
                self.check_template(each.say)

    def check_conditions(self, conditions: Sequence[Condition]) -> None:
        """See that conditions are of what is there, and of what it is."""
        for condition in conditions:
            found = self.find(condition.name, condition.at)
            match condition, found:
                case Presence(), _:
                    pass
                case Comparison(size=False, sign="=" | "!=", other=str(other)), Text(values):
                    if values and other not in values:
                        raise condition.at.wrong(f"与 {'、'.join(values)} 比较的条件，没有 {other}")
                case Comparison(other=Decimal()), Number() | ListScope():
                    pass
                case Comparison(other=str(other)), Number() | ListScope():
                    if not isinstance(self.find(other, condition.at), Number):
                        raise condition.at.wrong(f"与数比较的条件，{other} 不是数")
                case _:
                    raise condition.at.wrong(f"比较数与数、文字与文字的条件，{condition.name} 不能这样比")

    def check_defined(self) -> None:
        """See that its figures and lists are made of what is there; and those of its lists' elements."""
        for name in (*self.figures, *self.lists):
            self.defined(name, self.at)
        for name, listed in self.lists.items():
            inside = self.list_scope(name).inside
            inside.check_sentences(listed.say)
            inside.check_defined()

    def check_used(self) -> None:
        """See that something names each of its figures and lists."""
        for kind, defined in (("figures", self.figures), ("lists", self.lists)):
            for name in defined:
                if name not in self.used:
                    raise self.at.within(f"{kind}.{name}").wrong(f"用到的名字，{name} 没有人用")
        for each in self.below.values():
            each.inside.check_used()

    def _check_figure(self, figure: Figure, at: At) -> None:
        match figure:
            case Money(formula=formula):
                for text in self.texts(formula):
                    check_cells(read_sum(Name(text, formula.at)).formula, formula.at, self.known.forms)
            case Percent(part=part, whole=whole):
                self.number(part)
                self.number(whole)
            case Share(of=of):
                if self.outer is None:
                    raise at.within("shares").wrong("列表里的数才有的键")
                self.number(of)
            case Count(items=items):
                self.items(items)
            case Total(items=items, figure=of):
                self.items(items).inside.number(of)
            case Words() | Setting():
                self._check_written(figure)
            case Said():
                pass

    def _check_written(self, figure: Words | Setting) -> None:
        """See that a figure of disclosure.toml is a text there, or a number or a table of numbers."""
        types, what = (_TEXTS, "文字") if isinstance(figure, Words) else (_NUMBERS, "数")
        for text in self.texts(figure.path):
            node = self.keys.node(text, figure.path.at)
            if not ({below.type for below in node.below.values()} or {node.type}) <= types:
                raise figure.path.at.wrong(f"{what}的键，{text} 不是")
