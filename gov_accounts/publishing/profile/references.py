"""Whatever a profile names is there: cells, tables, charts, forms, figures, lists, keys of disclosure.toml, codes.

It is looked for once the profile is read, so that no slip in a file waits for the ledger that comes upon it. What
nobody names is a slip too: a figure or a list that is defined, a form, a key of disclosure.toml.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TYPE_CHECKING

from gov_accounts.books.declarations import UNIT_KINDS
from gov_accounts.printing.rounding import MONEY_UNITS
from gov_accounts.publishing.profile.blocks import DrawIt, FillIt, PrintIt, SayIt
from gov_accounts.publishing.profile.cells import check_cells, check_one_cell, named_form
from gov_accounts.publishing.profile.elements import ANY_TEXT, Known, Names, Text
from gov_accounts.publishing.profile.keys import Keys
from gov_accounts.publishing.profile.lists import Listed, OfProjects
from gov_accounts.publishing.profile.scopes import NameScope
from gov_accounts.publishing.profile.template import Name

if TYPE_CHECKING:
    from gov_accounts.publishing.profile.blocks import Block, Content, Need
    from gov_accounts.publishing.profile.forms import FormPattern
    from gov_accounts.publishing.profile.whole import Profile

_BASE: Names = {
    **dict.fromkeys(("year", "last", "unit_name", "money", "execution_weight", "indicator_weight"), ANY_TEXT),
    "kind": Text(UNIT_KINDS),
}
"""What every text may name: ``assemble`` gives it."""
_MONEY_OF_PROJECTS = "project_money"
_FUNCTIONAL_ITEM = 7


def check(known: Known) -> None:
    """See that whatever a profile names is there.

    Raises:
        DataError: something isn't; the message names file, key and name.
    """
    profile, keys = known.profile, Keys(known.schema, known.forms, known.codes)
    _check_codes(profile, known)
    _check_written(profile, keys)
    _check_money_units(keys)
    top = NameScope(known, keys, profile.title.at, _BASE, {}, {})
    top.check_template(profile.title)
    top.check_template(profile.absent)
    ids: set[str] = set()
    forms: set[str] = set()
    for block in profile.blocks:
        if block.id in ids:
            raise block.at.within("id").wrong(f"没有用过的编号，{block.id} 已有")
        ids.add(block.id)
        forms |= _check_block(block, known, keys)
    for key, form in profile.forms.items():
        if key not in forms:
            raise form.at.wrong(f"用到的表格，{key} 没有人用")
    keys.check_used()


def _check_block(block: Block, known: Known, keys: Keys) -> set[str]:
    """Check a block; the forms it has are given."""
    scope = NameScope(known, keys, block.at, _BASE, block.figures, block.lists)
    for listed in block.lists.values():
        _check_fund(listed, known)
    scope.check_conditions(block.when)
    scope.check_template(block.title.text)
    forms = {form for content in block.content for form in _check_content(content, scope, known)}
    for need in block.needs:
        _check_need(need, scope, keys)
    scope.check_defined()
    scope.check_used()
    return forms


def _check_fund(listed: Listed, known: Known) -> None:
    if isinstance(listed.source, OfProjects):
        funds = [fund.fund.text for fund in known.profile.project_funds]
        _among(listed.source.fund, funds, "project_funds 里的一种资金")
    for each in listed.lists.values():
        _check_fund(each, known)


def _check_content(content: Content, around: NameScope, known: Known) -> Iterable[str]:
    scope = around.each(content.each)
    scope.check_conditions(content.when)
    if content.title:
        scope.check_template(content.title.text)
    match content.print:
        case SayIt(sentences):
            scope.check_sentences(sentences)
        case DrawIt(chart):
            _among(chart, known.charts, "一张图的 key")
        case PrintIt(table):
            for text in scope.texts(table):
                if text not in known.published():
                    raise table.at.wrong(f"一张表的代号，没有 {text}")
        case FillIt(form):
            _among(form, known.profile.forms, "forms 里的一张表格")
            _check_form(known.profile.forms[form.text], scope)
            yield form.text


def _check_need(need: Need, around: NameScope, keys: Keys) -> None:
    scope = around.each(need.each)
    for path in scope.texts(need.key):
        node = keys.node(path, need.key.at)
        if need.reason and node.type != "text":
            raise need.key.at.wrong(f"一段文字的键，{path} 不是")
    scope.check_conditions(need.when)
    if need.what:
        scope.check_template(need.what)


def _check_form(form: FormPattern, scope: NameScope) -> None:
    scope.check_template(form.title)
    for line in form.above:
        scope.check_conditions(line.when)
        scope.check_template(line.say)
    for row in form.rows:
        scope.check_conditions(row.when)
        inside = scope.each(row.each)
        for cell in row.cells:
            inside.check_sentences(cell.said)
            if cell.down:
                inside.items(cell.down)
            for name in cell.group:
                inside.text(name)


def _check_codes(profile: Profile, known: Known) -> None:
    """Cells, funds, accounts and functional codes that the document and the glossary name."""
    check_one_cell(profile.project_total.formula, profile.project_total.at, known.forms)
    for fund in profile.project_funds:
        check_cells(fund.total.formula, fund.total.at, known.forms)
        if fund.fund.text:
            _among(fund.fund, known.codes.fund.rows, "资金性质的编码")
    budget = profile.budget
    funds = [fund.fund.text for fund in profile.project_funds]
    for name in (budget.fund, *budget.fiscal_funds):
        _among(name, funds, "project_funds 里的一种资金")
    columns = named_form(Name(_MONEY_OF_PROJECTS, budget.fund.at), known.forms).column_ids()
    for name in (*budget.current, *budget.carried, *budget.other):
        _among(name, columns, f"{_MONEY_OF_PROJECTS} 的一栏")
    for names in profile.procurement.paid_with.values():
        for name in names:
            _among(name, known.codes.chart.rows, "一个会计科目")
    glossary = profile.glossary
    for term in glossary.terms:
        for cell in term.cells:
            check_one_cell(cell.formula, cell.at, known.forms)
        if term.kind:
            _among(term.kind, UNIT_KINDS, "、".join(UNIT_KINDS))
    for code in glossary.func:
        if len(code) != _FUNCTIONAL_ITEM or code not in known.codes.functional.rows:
            raise glossary.at.within(code).wrong(f"功能分类的项，没有 {code}")


def _check_written(profile: Profile, keys: Keys) -> None:
    """Keys of disclosure.toml that the document's words stand for."""
    at = profile.title.at._replace(key="procurement")
    for kind, words in (("kinds", profile.procurement.kinds), ("sizes", profile.procurement.sizes)):
        for word, key in words.items():
            keys.node(f"procurement.{key}", at.within(f"{kind}.{word}"))
            # What vouchers say is what the document says, or the figure of one is another's.
            if word not in profile.names[key]:
                raise at.within(f"{kind}.{word}").wrong(f"名称（{profile.names[key]}）里有的词")
    at = profile.title.at._replace(key="choices")
    fields = keys.fields("performance.projects", at)
    for key, options in profile.choices.items():
        node = fields[key]
        written = keys.schema.options.get(node.key.choices, ()) if node.key else ()
        for name in options:
            _among(name, written, f"schema.toml 里 {key} 的一种")
        if len(written) != len(options):
            raise at.within(key).wrong("、".join(written))


def _check_money_units(keys: Keys) -> None:
    """Last year's figures can be written in the units that there are."""
    units = [unit.name for unit in MONEY_UNITS.values()]
    for key in keys.schema.keys:
        if key.path == "previous.unit":
            for index, option in enumerate(keys.schema.options.get(key.choices, ())):
                if option not in units:
                    at = key.at._replace(key=f"options.{key.choices}[{index}]")
                    raise at.wrong(f"{'、'.join(units)} 之一，没有 {option}")


def _among(name: Name, there: Container[str], expected: str) -> None:
    if name.text not in there:
        raise name.at.wrong(f"{expected}，没有 {name.text}")
