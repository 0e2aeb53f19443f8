"""Whatever an outline names is there: cells, tables, charts, forms, figures, lists, keys of disclosure.toml, codes.

It is looked for once the outline is read, so that no slip in a file waits for the ledger that comes upon it. What
nobody names is a slip too: a figure or a list that is defined, a form; a key of disclosure.toml that no outline names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.law.accounts import UNIT_KINDS
from gov_accounts.publishing.outline.blocks import DrawIt, FillIt, PrintIt, SayIt
from gov_accounts.publishing.outline.codes import among, check_codes, check_money_units, check_written
from gov_accounts.publishing.outline.elements import ANY_TEXT, Known, Names, Text
from gov_accounts.publishing.outline.keys import Keys
from gov_accounts.publishing.outline.scopes import NameScope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gov_accounts.publishing.outline.blocks import Block, Content, Need
    from gov_accounts.publishing.outline.forms import FormPattern

_BASE: Final[Names] = {
    **dict.fromkeys(("year", "last", "unit_name", "money", "execution_weight", "indicator_weight"), ANY_TEXT),
    "kind": Text(UNIT_KINDS),
}
"""What every text may name: ``assemble`` gives it."""


def check(known: Known) -> frozenset[str]:
    """See that whatever an outline names is there.

    Returns:
        The keys of disclosure.toml that it asks for, as the schema has them.

    Raises:
        DataError: something isn't; the message names file, key and name.
    """
    outline, keys = known.outline, Keys(known.schema, known.forms, known.codes)
    check_codes(outline, known)
    check_written(outline, keys)
    check_money_units(keys)
    top = NameScope(known, keys, outline.title.at, _BASE, {}, {})
    top.check_template(outline.title)
    top.check_template(outline.absent)
    ids: set[str] = set()
    forms: set[str] = set()
    for block in outline.blocks:
        if block.id in ids:
            raise block.at.within("id").wrong(f"没有用过的编号，{block.id} 已有")
        ids.add(block.id)
        forms |= _check_block(block, known, keys)
    for key, form in outline.forms.items():
        if key not in forms:
            raise form.at.wrong(f"用到的表格，{key} 没有人用")
    return frozenset(keys.asked)


def _check_block(block: Block, known: Known, keys: Keys) -> set[str]:
    """Check a block; the forms it has are given."""
    scope = NameScope(known, keys, block.at, _BASE, block.figures, block.lists)
    scope.check_conditions(block.when)
    scope.check_template(block.title.text)
    forms = {form for content in block.content for form in _check_content(content, scope, known)}
    for need in block.needs:
        _check_need(need, scope, keys)
    scope.check_defined()
    scope.check_used()
    return forms


def _check_content(content: Content, around: NameScope, known: Known) -> Iterable[str]:
    scope = around.each(content.each)
    scope.check_conditions(content.when)
    if content.title:
        scope.check_template(content.title.text)
    match content.print:
        case SayIt(sentences):
            scope.check_sentences(sentences)
        case DrawIt(chart):
            among(chart, known.charts, "一张图的 key")
        case PrintIt(table):
            for text in scope.texts(table):
                if text not in known.published():
                    raise table.at.wrong(f"一张表的代号，没有 {text}")
        case FillIt(form):
            among(form, known.outline.forms, "forms 里的一张表格")
            _check_form(known.outline.forms[form.text], scope)
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
