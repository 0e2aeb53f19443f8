"""What amounts in words must be to each other beside the claims: parts of a budget, parts of the procurement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.audit.paper import Relation
from gov_accounts.law.formula import Formula, Reference, Term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.audit.paper import Claim
    from gov_accounts.audit.prose.vocabulary import Vocabulary


def find_relations(words: Vocabulary, claims: Sequence[Claim]) -> tuple[Relation, ...]:
    """Of all that are known, those between amounts that are said."""
    return (*_known(words, claims), *_budgets(claims))


def _budgets(claims: Sequence[Claim]) -> Iterator[Relation]:
    """The budgets of all items that are said are not more than the whole's: a purpose without spending isn't told."""
    said = {
        claim.amount.terms[0].of: claim.number.spot
        for claim in claims
        if claim.rule == "budget" and len(claim.amount.terms) == 1
    }
    wholes = [each for each in said if isinstance(each, Reference) and each.key == "total"]
    for whole in wholes:
        for length in (3, 7):
            parts = [
                each
                for each in said
                if isinstance(each, Reference)
                and (each.table, each.column) == (whole.table, whole.column)
                and each.key.isdigit()
                and len(each.key) == length
            ]
            if len(parts) > 1:
                yield Relation(
                    "budget-items",
                    Formula((Term(1, whole),)),
                    Formula(tuple(Term(1, each) for each in parts)),
                    exact=False,
                    why="各项预算之和不应大于总的预算",
                    spots=tuple(said[each] for each in (whole, *parts)),
                )


def _known(words: Vocabulary, claims: Sequence[Claim]) -> Iterator[Relation]:
    """What amounts that only words have must be to each other, as far as they are said."""
    said = {str(each.amount): each.number.spot for each in claims if each.kind == "amount" and not each.sign}
    for each in words.relations:
        parts = [part for part in each.parts if str(part) in said]
        if str(each.whole) in said and parts and (each.exact or len(parts) == len(each.parts)):
            terms = tuple(term for part in parts for term in part.terms)
            spots = tuple(said[str(part)] for part in (each.whole, *parts))
            yield Relation(each.rule, each.whole, Formula(terms), each.exact, each.why, spots)
