"""The document's blocks, as an outline has them: headings, paragraphs, forms, charts, tables; and what lacks.

outline (TOML) + facts ──Teller──► Headings, Paragraphs, Forms, Pictures, StatementTables
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gov_accounts.findings import Finding, Severity
from gov_accounts.law.formula import Reference
from gov_accounts.publishing.document import Heading, Paragraph, Picture, StatementTable
from gov_accounts.publishing.forms import make_form
from gov_accounts.publishing.outline.blocks import DrawIt, FillIt, PrintIt, SayIt
from gov_accounts.publishing.outline.cells import CELLS, cell_words
from gov_accounts.publishing.scope import Facts, Item, Scope
from gov_accounts.publishing.settings.schema import about

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gov_accounts.printing.printed import PrintedStatement
    from gov_accounts.publishing.charts import Chart
    from gov_accounts.publishing.document import Block
    from gov_accounts.publishing.outline import blocks as outline
    from gov_accounts.publishing.outline.forms import FormPattern
    from gov_accounts.publishing.outline.template import Template


@dataclass(slots=True)
class Teller:
    """Tells a document's blocks one after the other.

    Attributes:
        facts: what figures and lists are taken from.
        base: what every template may name.
        forms: the outline's forms by name.
        absent: what is said under a heading that would otherwise have nothing below it.
        findings: what was found lacking on the way.
    """

    facts: Facts
    base: Item
    charts: Sequence[Chart]
    tables: Sequence[PrintedStatement]
    forms: Mapping[str, FormPattern]
    absent: Template
    findings: list[Finding] = field(default_factory=list)

    def title(self, template: Template) -> str:
        """The document's title."""
        return Scope(self.facts, "", "", self.base, {}, {}).plain(template)

    def blocks(self, block: outline.Block) -> Iterator[Block]:
        """What a block of the outline says: its heading and its content, or nothing where it doesn't apply."""
        scope = Scope(self.facts, block.id, "", self.base, block.figures, block.lists)
        if not scope.meets(block.when):
            return
        yield Heading(block.title.level, scope.plain(block.title.text), block.id)
        told = [
            each
            for content in block.content
            for item in (scope.items(content.each) if content.each else [scope])
            if item.meets(content.when)
            for each in self._content(item, content)
        ]
        if block.content and not told:
            told = [Paragraph((scope.plain(self.absent),))]
        yield from told
        for need in block.needs:
            for each in scope.items(need.each) if need.each else [scope]:
                self._need(each, need)

    def _content(self, scope: Scope, content: outline.Content) -> Iterator[Block]:
        if content.title:
            yield Heading(content.title.level, scope.plain(content.title.text), scope.id)
        match content.print:
            case SayIt(sentences):
                if runs := scope.sentences(sentences):
                    yield Paragraph(tuple(runs))
            case DrawIt(chart):
                yield from (Picture(each) for each in self.charts if each.key == chart.text)
            case PrintIt(table):
                key = scope.plain(table)
                yield StatementTable(next(each for each in self.tables if each.key == key))
            case FillIt(form):
                yield make_form(scope, self.forms[form.text])

    def _written_key(self, key: str) -> str:
        """A key of disclosure.toml as a person writes it: one that names a cell by its printed numbers."""
        path, _, cell = key.rpartition(".")
        if path != CELLS:
            return key
        table, row, column = cell.split(" ")
        form = self.facts.amounts.statements[table].format
        return f"{CELLS}.{cell_words(form, Reference(row, column, table))}"

    def _need(self, scope: Scope, need: outline.Need) -> None:
        """Say that something isn't written, where it should be."""
        key = self._written_key(scope.plain(need.key))
        settings = self.facts.settings
        if settings.get(key) not in (None, [], {}) or not scope.meets(need.when):
            return
        known = f"{scope.plain(need.what)}，" if need.what else ""
        finding = Finding(
            "disclosure-reason-missing" if need.reason else "disclosure-missing",
            f"{known}没有写{'原因' if need.reason else about(key)}。",
            "相差大的，公开时要说明主要原因；没有写，这半句就不印。" if need.reason else "这不在账里，没有写的不印。",
            settings.where_to_write(key),
            settings.place(key),
            Severity.NOTICE,
        )
        if finding not in self.findings:
            self.findings.append(finding)
