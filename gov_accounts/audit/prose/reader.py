"""A section's sentences, figure by figure: each number with the quantity that the words before it name.

Between one number and the next stand words: a name, and how the number is to be taken: a change, a share, a budget. A
number whose words fit nothing is left out and counted: a wrong claim would be a false finding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gov_accounts.audit.paper import Claim, PrintedNumber
from gov_accounts.audit.prose.plain import figures, plain
from gov_accounts.law.formula import Formula, Reference, Term, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gov_accounts.audit.paper import ClaimKind, Section
    from gov_accounts.audit.prose.items import Items
    from gov_accounts.audit.prose.plain import Figure
    from gov_accounts.audit.prose.vocabulary import Scope, Vocabulary

_ITEM: Final = re.compile(r"（?[0-9一二三四五六七八九十]{1,3}[）、.．]")
_MARKED: Final = re.compile("（[类款项]）")
_YEAR: Final = re.compile(r"(20\d\d)年")
_PAUSES: Final = re.compile(r"[，；：。、,]")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a clause is about.

    Attributes:
        cell: what it is.
        name: what it is called.
        budget: ``TABLE.KEY`` of its budgets, a cell of its budget, or nothing.
    """

    cell: Formula
    name: str
    budget: str = ""


def amounts(words: Vocabulary, text: str) -> Iterator[Figure]:
    """The figures of a text, without those that are limits."""
    return (each for each in figures(text) if not words.patterns["limits"].search(text[: each.begin]))


class SectionReader:
    """Reads a section's figures, one after the other."""

    def __init__(
        self, words: Vocabulary, scope: Scope, items: Items, section: Section, budget_kinds: Mapping[str, str]
    ) -> None:
        self.words = words
        self.budget_kinds = budget_kinds
        self.scope = scope
        self.items = items
        self.section = section
        self.text = plain(section.text)
        self.left: list[Figure] = []
        self.subject: Subject | None = None
        self.budgets: dict[str, str] = {}
        self.paragraph = 0
        self.projects = 0
        self.of_codes = False

    def claims(self) -> Iterator[Claim]:
        """Every number that is a known quantity."""
        last = 0
        for figure in amounts(self.words, self.text):
            between = self.text[last : figure.begin]
            last = figure.after
            if "\n" in between:
                self.paragraph += 1
                if _ITEM.match(between.rpartition("\n")[2]):
                    self.subject, self._compared, self.budgets = None, None, {}
            if self.scope.func is not None and _MARKED.search(between) and self._code(between) is None:
                self.subject = None  # A code that isn't known.
            begin = self.text.rfind("\n", 0, figure.begin) + 1
            self.of_codes = _MARKED.search(self.text, begin, figure.begin) is not None
            found = None if self._of_reasons(figure) else self._claim(figure, between)
            if found is None:
                self.left.append(figure)
                if figure.unit:
                    # What follows may be of the amount that wasn't understood.
                    self.subject = self._compared = None
            else:
                yield found

    def _of_reasons(self, figure: Figure) -> bool:
        """Whether a number stands in a reason or a list of purposes: of something else than the section's figures."""
        begin = max(self.text.rfind(stop, 0, figure.begin) for stop in "。；\n")
        clause = self.text[begin + 1 : figure.begin]
        found = self.words.patterns["reasons"].search(clause)
        return found is not None and "其中：" not in clause[found.end() :]

    def _claim(self, figure: Figure, between: str) -> Claim | None:
        clause = re.split(r"[。\n]", between)[-1]
        if figure.unit:
            return self._amount(figure, between, clause)
        return self._percent(figure, clause)

    # Amounts

    def _amount(self, figure: Figure, between: str, clause: str) -> Claim | None:
        scope, patterns = self.scope, self.words.patterns
        if (figure.first or figure.second) and scope.pair:
            return self._of_pair(figure, clause)
        change = patterns["change.amount"].search(clause)
        if change is not None:
            return self._change(figure, clause, change)
        if patterns["budget.initial"].search(clause):
            return self._budget(figure, clause[: patterns["budget.initial"].search(clause).start()], between, "initial")  # type: ignore[union-attr]
        if patterns["budget.whole"].search(clause):
            return self._budget(figure, clause[: patterns["budget.whole"].search(clause).start()], between, "whole")  # type: ignore[union-attr]
        if patterns["budget.plain"].search(clause):
            return self._budget(figure, clause[: patterns["budget.plain"].search(clause).start()], between, "plain")  # type: ignore[union-attr]
        named = self._named(clause)
        if named is None or not scope.own:
            about = self._final_alone(clause, between)
            if about is not None:
                return self._made(figure, "final", about.cell, about.name)
        if named is not None and scope.own:
            return self._made(figure, "amount", self.subject.cell, "执行数") if self.subject is not None else None
        if named is not None:
            self.subject = named
            return self._made(figure, "amount", named.cell, named.name)
        if patterns["budget.final"].search(clause):
            words = clause[: patterns["budget.final"].search(clause).start()]  # type: ignore[union-attr]
            about = self._mentioned(between) or self._still(words)
            if about is not None:
                self.subject = about
                return self._made(figure, "final", about.cell, about.name)
        return None

    def _final_alone(self, clause: str, between: str) -> Subject | None:
        """What ``支出决算为`` is said of where no name stands beside it: the item that the words were about."""
        if not self.words.patterns["budget.final_alone"].fullmatch(_PAUSES.split(clause)[-1]):
            return None
        about = self._code(between)
        self.subject = about[0] if about is not None else self.subject
        return self.subject

    def _of_pair(self, figure: Figure, clause: str) -> Claim | None:
        scope = self.scope
        change = self.words.patterns["change.amount"].search(clause) if figure.first else None
        if figure.first:
            self._pair_change = change[1] if change is not None else ""
        cell = scope.pair[0] if figure.first else scope.pair[1]
        self.subject = Subject(scope.pair[0], "收、支总计")
        if self._pair_change:
            sign = 1 if self._pair_change in self.words.up else -1
            return self._made(figure, "change", _less(cell, _previous(cell)), "收、支总计", sign=sign)
        return self._made(figure, "amount", cell, "收、支总计")

    def _pair_growth(self, figure: Figure, clause: str) -> Claim | None:
        scope = self.scope
        change = self.words.patterns["change.percent"].search(clause)
        if figure.first and change is None:
            return None
        if change is not None:
            self._pair_change = change[1]
        cell = scope.pair[0] if figure.first else scope.pair[1]
        sign = 1 if self._pair_change in self.words.up else -1
        before = _previous(cell)
        return self._made(figure, "growth", _less(cell, before), "收、支总计", base=before, sign=sign)

    _pair_change = ""

    def _change(self, figure: Figure, clause: str, change: re.Match[str]) -> Claim | None:
        before = clause[: change.start()]
        about = self._mentioned(before) or self._still(before)
        if about is None:
            return None
        sign = 1 if change[1] in self.words.up else -1
        base = self._base(about, before)
        self.subject, self._compared = about, (about, base) if base is not None else None
        if base is None:
            return None
        return self._made(figure, "change", _less(about.cell, base), about.name, sign=sign)

    _compared: tuple[Subject, Formula] | None = None

    def _base(self, about: Subject, words: str) -> Formula | None:
        """What a change is against: last year's, or where words say so the budget; None where there is none."""
        patterns = self.words.patterns
        if not patterns["change.against_budget"].search(words):
            return _previous(about.cell)
        which = "initial" if patterns["budget.done_initial"].search(words) else "whole"
        return self._budget_cell(about.budget, which) if about.budget else None

    def _growth(self, figure: Figure, words: str, sign: int) -> Claim | None:
        """A change in per cent: of what was just said to have changed, or of what is named, or of the subject."""
        named = self._mentioned(words)
        if named is None and not words.strip("，,、；;") and self._compared is not None:
            about, base = self._compared
        else:
            still = named or self._still(words)
            found = self._base(still, words) if still is not None else None
            if still is None or found is None:
                return None
            about, base = still, found
        return self._made(figure, "growth", _less(about.cell, base), about.name, base=base, sign=sign)

    def _still(self, words: str) -> Subject | None:
        """What was spoken of before, where words name nothing else."""
        return None if self.words.patterns["neutral"].sub("", words) else self.subject

    def _budget(self, figure: Figure, before: str, between: str, which: str) -> Claim | None:
        if self.scope.own:
            self.projects += 1
            table = f"words.project{self.section.id}{self.projects}"
            self.subject = Subject(Formula((Term(1, Reference("amount", "amount", table)),)), "项目", table)
            self.budgets[str(self.subject.cell)] = which
            cell = Formula((Term(1, Reference("budget", which, table)),))
            return self._made(figure, "budget", cell, "项目预算")
        about = self._mentioned(before) or self._mentioned(between) or self._still(before)
        if about is None or not about.budget:
            return None
        self.subject = about
        cell = self._budget_cell(about.budget, which)
        self.budgets[str(about.cell)] = which
        return self._made(figure, "budget", cell, f"{about.name}预算")

    def _named(self, clause: str) -> Subject | None:
        """The quantity whose name, with nothing but filler after it, ends the clause."""
        scope = self.scope
        filler = self.words.patterns["filler"]
        code = self._code(clause)
        if code is not None and filler.fullmatch(clause[code[1] :]):
            return code[0]
        if self.of_codes and scope.func is not None:
            return None  # What is said of a code isn't the whole.
        best: tuple[int, int, Subject] | None = None
        for name in scope.names:
            for match in name.words.finditer(clause):
                key = (match.end(), -match.start())
                before = clause[: match.start()]
                if not filler.fullmatch(clause[match.end() :]) or self._of_other(before) or self._of_year(before):
                    continue
                if best is None or key > best[:2]:
                    best = (*key, Subject(name.cell, match["name"], name.budget))
        if best is not None:
            return best[2]
        words = _PAUSES.split(clause)[-1]
        if scope.func is not None and (named := self.items.alone(words)):
            cell, budget = (each.format(code=named) for each in scope.func)
            return Subject(parse(cell), words, budget)
        if scope.econ:
            found_code = self.items.economic(words)
            if found_code:
                return Subject(parse(scope.econ.format(code=found_code)), words)
        return None

    def _mentioned(self, text: str) -> Subject | None:
        """The quantity that a text names last."""
        scope = self.scope
        code = self._code(text)
        if code is not None:
            return code[0]
        if self.of_codes and scope.func is not None:
            return None
        best: tuple[int, int, Subject] | None = None
        for name in scope.names:
            for match in name.words.finditer(text):
                key = (match.end(), -match.start())
                if not self._of_other(text[: match.start()]) and (best is None or key > best[:2]):
                    best = (*key, Subject(name.cell, match["name"], name.budget))
        return best[2] if best is not None else None

    def _of_other(self, before: str) -> bool:
        """Whether a name that follows these words is a part of another name."""
        of_scope = self.scope.other_than
        return bool(
            self.words.patterns["other_than"].search(before) or (of_scope is not None and of_scope.search(before))
        )

    def _of_year(self, before: str) -> bool:
        """Whether the words before a name say that it is of another year."""
        years = _YEAR.findall(before)
        return bool(years) and self.items.year > 0 and int(years[-1]) != self.items.year

    def _code(self, text: str) -> tuple[Subject, int] | None:
        scope = self.scope
        if scope.func is None:
            return None
        named = self.items.last(text)
        if named is None:
            return None
        cell, budget = (each.format(code=named.code) for each in scope.func)
        return Subject(parse(cell), named.name, budget), named.end

    # Per cents

    def _percent(self, figure: Figure, clause: str) -> Claim | None:
        patterns = self.words.patterns
        if (figure.first or figure.second) and self.scope.pair:
            return self._pair_growth(figure, clause)
        if (share := patterns["share"].search(clause)) is not None and self.subject is not None:
            whole = self._whole(share["whole"])
            if self._still(clause[: share.start()]) is None or whole is None or str(whole) == str(self.subject.cell):
                return None
            group = f"{self.section.id}-{self.paragraph}-{whole}"
            return self._made(figure, "share", self.subject.cell, self.subject.name, base=whole, group=group)
        if patterns["budget.done"].search(clause):
            return self._done(figure, clause)
        change = patterns["change.percent"].search(clause)
        if change is not None:
            return self._growth(figure, clause[: change.start()], 1 if change[1] in self.words.up else -1)
        return None

    def _done(self, figure: Figure, clause: str) -> Claim | None:
        about = self.subject if self.scope.own else self._mentioned(clause) or self.subject
        if about is None or not about.budget:
            return None
        said = self.budgets.get(str(about.cell))
        wanted = (
            "initial"
            if self.words.patterns["budget.done_initial"].search(clause)
            else "whole"
            if self.words.patterns["budget.done_whole"].search(clause)
            else said or "plain"
        )
        own = self.scope.own
        if own:
            cell = Formula((Term(1, Reference("budget", said or "", about.budget)),))
        else:
            cell = self._budget_cell(about.budget, wanted)
        return self._made(figure, "done", about.cell, about.name, base=cell)

    def _budget_cell(self, budget: str, which: str) -> Formula:
        """A budget's formula: of a table's cell, where it is of that kind; else of what only words know."""
        if not budget.endswith("]"):
            return parse(f"{budget}[{'whole' if which == 'whole' else 'initial'}]")
        cell = parse(budget)
        of = next(each for each in cell.references())
        printed = self.budget_kinds.get(of.table or "", "")
        if which == "plain" or not printed or printed == which:
            return cell
        return Formula((Term(1, Reference(of.column or "", which, "words")),))

    def _whole(self, words: str) -> Formula | None:
        scope = self.scope
        if words:
            named = next((cell for each, cell in self.words.wholes if each.search(words)), None)
            if named is not None:
                return named
            found = self._named(words)
            return found.cell if found is not None else None
        if len(scope.wholes) == 1:
            return scope.wholes[0][1]
        about = self.subject.name if self.subject is not None else ""
        return next((cell for within, cell in scope.wholes if within in about), None)

    def _made(
        self,
        figure: Figure,
        rule: str,
        amount: Formula,
        name: str,
        *,
        base: Formula | None = None,
        sign: int = 0,
        group: str = "",
    ) -> Claim:
        kind: ClaimKind = "ratio" if base is not None else "amount"
        spot = self.section.spot(figure.begin, figure.after if not figure.unit or figure.second else figure.end)
        number = PrintedNumber(figure.value, figure.decimals, figure.unit, spot)
        return Claim(rule, kind, amount, number, base, sign, name, group, bool(group))


def _previous(formula: Formula) -> Formula:
    """The same of last year."""
    terms = (term for term in formula.terms if isinstance(term.of, Reference))
    return Formula(
        tuple(Term(term.sign, Reference(term.of.key, term.of.column, f"previous.{term.of.table}")) for term in terms)  # type: ignore[union-attr]
    )


def _less(one: Formula, other: Formula) -> Formula:
    return Formula((*one.terms, *(Term(-term.sign, term.of) for term in other.terms)))
