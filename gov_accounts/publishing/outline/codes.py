"""Whether what an outline names outside of its blocks is there: cells, codes, words, options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.law.accounts import UNIT_KINDS
from gov_accounts.printing.units import MONEY_UNITS
from gov_accounts.publishing.outline.cells import check_cells, check_one_cell, named_form
from gov_accounts.publishing.outline.template import Name

if TYPE_CHECKING:
    from collections.abc import Container

    from gov_accounts.publishing.outline.elements import Known
    from gov_accounts.publishing.outline.glossary import Glossary
    from gov_accounts.publishing.outline.keys import Keys
    from gov_accounts.publishing.outline.whole import Outline

_MONEY_OF_PROJECTS: Final = "project_money"
_FUNCTIONAL_ITEM: Final = 7
"""How many digits its code has."""


def check_codes(outline: Outline, known: Known) -> None:
    """See that cells, funds, accounts and functional codes that the document and the glossary name are there.

    Raises:
        DataError: one isn't.
    """
    check_one_cell(outline.project_total.formula, outline.project_total.at, known.forms)
    for fund in outline.project_funds:
        check_cells(fund.total.formula, fund.total.at, known.forms)
        if fund.fund.text:
            among(fund.fund, known.codes.fund.rows, "资金性质的编码")
    budget = outline.budget
    funds = [fund.fund.text for fund in outline.project_funds]
    for table, of in budget.by_fund.items():
        if table in known.published():
            raise of.at.wrong(f"公开的表没有用的代号，{table} 已有")
    for name in (*budget.by_fund.values(), *budget.fiscal_funds):
        among(name, funds, "project_funds 里的一种资金")
    columns = named_form(Name(_MONEY_OF_PROJECTS, outline.at), known.forms).column_keys()
    for name in (*budget.current, *budget.carried, *budget.other):
        among(name, columns, f"{_MONEY_OF_PROJECTS} 的一栏")
    for names in outline.procurement.paid_with.values():
        for name in names:
            among(name, known.codes.chart.rows, "一个会计科目")
    _check_glossary(outline.glossary, known)


def _check_glossary(glossary: Glossary, known: Known) -> None:
    for term in glossary.terms:
        for cell in term.cells:
            check_one_cell(cell.formula, cell.at, known.forms)
        if term.kind:
            among(term.kind, UNIT_KINDS, "、".join(UNIT_KINDS))
    for code in glossary.func:
        if len(code) != _FUNCTIONAL_ITEM or code not in known.codes.functional.rows:
            raise glossary.at.within(code).wrong(f"功能分类的项，没有 {code}")


def check_written(outline: Outline, keys: Keys) -> None:
    """See that the document's words stand for keys of disclosure.toml, and its choices for the options there.

    Raises:
        DataError: one doesn't.
    """
    at = outline.at.within("procurement")
    for kind, words in (("kinds", outline.procurement.kinds), ("sizes", outline.procurement.sizes)):
        for word, key in words.items():
            keys.there(f"procurement.{key}", at.within(f"{kind}.{word}"))
            # What vouchers say is what the document says, or the figure of one is another's.
            if word not in outline.names[key]:
                raise at.within(f"{kind}.{word}").wrong(f"名称（{outline.names[key]}）里有的词")
    at = outline.at.within("choices")
    fields = keys.fields("performance.projects", at)
    for key, options in outline.choices.items():
        node = fields[key]
        written = keys.schema.options.get(node.key.choices, ()) if node.key else ()
        for name in options:
            among(name, written, f"schema.toml 里 {key} 的一种")
        if len(written) != len(options):
            raise at.within(key).wrong("、".join(written))


def check_money_units(keys: Keys) -> None:
    """See that last year's figures can be written in no units but those that there are.

    Raises:
        DataError: they can.
    """
    units = [unit.name for unit in MONEY_UNITS.values()]
    for key in keys.schema.keys:
        if key.path == "previous.unit":
            for index, option in enumerate(keys.schema.options.get(key.choices, ())):
                if option not in units:
                    at = key.at._replace(key=f"options.{key.choices}[{index}]")
                    raise at.wrong(f"{'、'.join(units)} 之一，没有 {option}")


def among(name: Name, there: Container[str], expected: str) -> None:
    """See that a name is one of some.

    Raises:
        DataError: it isn't.
    """
    if name.text not in there:
        raise name.at.wrong(f"{expected}，没有 {name.text}")
