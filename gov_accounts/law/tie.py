"""The ties between tables (``ties.toml``), read: every cell that one names is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, cast

from gov_accounts.law.formula import Formula, Reference, parse
from gov_accounts.law.known import ECON, FUNC, beginnings
from gov_accounts.law.reading import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gov_accounts.law.form import Format

TieKind = Literal["equal", "same", "at-least"]
TIE_KINDS: Final = ("equal", "same", "at-least")
TieWhen = Literal["always", "closed", "carried", "equal"]
TIE_WHENS: Final = ("always", "closed", "carried", "equal")
PREVIOUS: Final = "previous."
"""Before a table's key: last year's."""
PUBLISHED: Final = "published."
"""Before a table's key: a public table, beside a statement of 政府会计制度."""
NOTE: Final = "note."
"""Before its key: a note to the statements."""
BESIDE: Final = (PUBLISHED, NOTE)
EACH_ROW: Final = "各行"
"""In a tie between tables: every row they have."""
_FORMULA: Final = "一个公式"


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie between tables: the formulas of both sides, and the sentence that says how they relate.

    A side that names ``各行`` stands for as many ties as its tables have rows, each with that row's id.

    Attributes:
        kind: ``equal``, both sides agree; ``same``, one fact is printed twice; ``at-least``, the left side isn't less.
        when: ``always``; ``closed``, once the year is closed; ``carried``, once last year is; ``equal``, wherever the
            books have both sides equal, so that what is one figure in the books is one figure in print.
        why: what must hold, as a sentence without its full stop.
        source: where the rule stands.
        remedy: what to do where it doesn't hold, as sentences; nothing where the postings on one side only are to be
            looked at.
    """

    id: str
    kind: TieKind
    left: Formula
    right: Formula
    when: TieWhen
    why: str
    source: str
    remedy: str = ""

    @property
    def when_closed(self) -> bool:
        """Whether it holds only once the year is closed."""
        return self.when == "closed"

    def references(self) -> tuple[Reference, ...]:
        """Every cell and auxiliary quantity either side names."""
        return (*self.left.references(), *self.right.references())


def read_ties(content: Entry, forms: Mapping[str, Format]) -> Iterator[Tie]:
    """The ties of ``ties.toml``, in order.

    Args:
        content: the file.
        forms: by key, of which the ties name cells.

    Raises:
        DataError: the file is not as it should be, or a tie names a cell that no form has.
    """
    source = content.text("source")
    shared = content.entry("lists") if "lists" in content else Entry(content.file, "lists", {})
    lists = {name: _filled_in(shared, name) for name in shared.values}
    seen: set[str] = set()
    for entry in content.entries("ties", least=1):
        entry.known("id", "kind", "left", "right", "when", "why", "source", "remedy", "each", "except")
        for values in _each(entry, lists):
            try:
                texts = {key: text.format_map(values) for key, text in entry.values.items() if isinstance(text, str)}
            except (KeyError, ValueError, IndexError) as error:
                raise entry.wrong("each", f"有各处所写 {error} 的一组值") from error
            filled = Entry(entry.file, entry.where, texts)
            tie = Tie(
                filled.text("id"),
                cast("TieKind", filled.choice("kind", TIE_KINDS, "equal")),
                filled.parsed("left", parse, _FORMULA),
                filled.parsed("right", parse, _FORMULA),
                cast("TieWhen", filled.choice("when", TIE_WHENS, "always")),
                filled.text("why"),
                filled.text("source", source),
                filled.text("remedy", ""),
            )
            if tie.id in seen:
                raise entry.wrong("id", f"没有用过的编号，{tie.id} 已有")
            seen.add(tie.id)
            for side, formula in (("left", tie.left), ("right", tie.right)):
                for reference in formula.references():
                    if not resolves(reference, forms):
                        raise entry.wrong(side, f"各张表里有的单元格，没有 {reference}")
            yield tie


def resolves(reference: Reference, forms: Mapping[str, Format]) -> bool:
    """Whether what a reference names, in a table of this year or of last year, is there."""
    form = forms.get(str(reference.table).removeprefix(PREVIOUS))
    if form is None:
        return False
    if reference.key == EACH_ROW:
        return reference.column in form.column_keys()
    if reference.column is None:
        return reference.key in form.auxiliary
    known = reference.key in form.fixed or any(reference.key in beginnings(each) for each in (FUNC, ECON))
    return known and form.has(reference.key, reference.column)


def _each(entry: Entry, lists: Mapping[str, Sequence[Mapping[str, str]]]) -> Sequence[Mapping[str, str]]:
    """What is put into a tie one after another: its own list, or one that several share, but for some codes."""
    if "each" not in entry:
        return [{}]
    left_out = entry.texts("except", ())
    if isinstance(entry.values["each"], str):
        if entry.values["each"] not in lists:
            raise entry.wrong("each", f"[lists] 里的一组值：{'、'.join(lists)}")
        each = lists[entry.text("each")]
    else:
        each = _filled_in(entry, "each")
    for index, code in enumerate(left_out):
        if not any(code in values.values() for values in each):
            raise entry.wrong(f"except[{index}]", f"each 里有的一个值，没有 {code}")
    return [values for values in each if not set(left_out) & set(values.values())]


def _filled_in(entry: Entry, key: str) -> Sequence[Mapping[str, str]]:
    return [{name: each.text(name) for name in each.values} for each in entry.entries(key, least=1)]
