"""The document's blocks, as a profile has them: headings, paragraphs, forms, charts, tables; and what lacks.

profile (TOML) + facts ──Teller──► Headings, Paragraphs, Forms, Pictures, StatementTables
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gov_accounts.findings import Finding, Severity
from gov_accounts.publishing.document import Heading, Paragraph, Picture, StatementTable
from gov_accounts.publishing.forms import make_form
from gov_accounts.publishing.scope import Facts, Item, Scope
from gov_accounts.publishing.settings.schema import about

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gov_accounts.printing.printed import PrintedStatement
    from gov_accounts.publishing.charts import Chart
    from gov_accounts.publishing.document import Block


@dataclass(slots=True)
class Teller:
    """Tells a document's blocks one after the other.

    Attributes:
        facts: what figures and lists are taken from.
        base: what every template may name.
        forms: the profile's forms by name.
        absent: what is said under a heading that would otherwise have nothing below it.
        findings: what was found lacking on the way.
    """

    facts: Facts
    base: Item
    charts: Sequence[Chart]
    tables: Sequence[PrintedStatement]
    forms: Mapping[str, Any]
    absent: str
    findings: list[Finding] = field(default_factory=list)

    def title(self, template: str) -> str:
        """The document's title."""
        return Scope(self.facts, "", "", self.base, {}, {}).plain(template)

    def blocks(self, block: Mapping[str, Any]) -> Iterator[Block]:
        """What a block of the profile says: its heading and its content, or nothing where it doesn't apply."""
        scope = Scope(self.facts, block["id"], "", self.base, block.get("figures", {}), block.get("lists", {}))
        if not scope.meets(block.get("when", ())):
            return
        yield Heading(block["level"], scope.plain(block["heading"]), block["id"])
        told = [
            each
            for content in block.get("content", ())
            for item in (scope.items(content["each"]) if "each" in content else [scope])
            if item.meets(content.get("when", ()))
            for each in self._content(item, content)
        ]
        if "content" in block and not told:
            told = [Paragraph((scope.plain(self.absent),))]
        yield from told
        for need in block.get("needs", ()):
            for each in scope.items(need["each"]) if "each" in need else [scope]:
                self._need(each, need)

    def _content(self, scope: Scope, content: Mapping[str, Any]) -> Iterator[Block]:
        if "heading" in content:
            yield Heading(content["level"], scope.plain(content["heading"]), scope.id)
        if "say" in content:
            if runs := scope.sentences(content["say"]):
                yield Paragraph(tuple(runs))
        elif "chart" in content:
            yield from (Picture(chart) for chart in self.charts if chart.key == content["chart"])
        elif "table" in content:
            table = next(each for each in self.tables if each.key == scope.plain(content["table"]))
            yield StatementTable(table)
        elif "form" in content:
            yield make_form(scope, self.forms[content["form"]])

    def _need(self, scope: Scope, need: Mapping[str, Any]) -> None:
        """Say that something isn't written, where it should be."""
        key = scope.plain(need["key"])
        settings = self.facts.settings
        if settings.get(key) not in (None, [], {}) or not scope.meets(need.get("when", ())):
            return
        reason = need.get("reason", False)
        known = f"{scope.plain(need['what'])}，" if "what" in need else ""
        finding = Finding(
            "disclosure-reason-missing" if reason else "disclosure-missing",
            f"{known}没有写{'原因' if reason else about(key)}。",
            "相差大的，公开时要说明主要原因；没有写，这半句就不印。" if reason else "这不在账里，没有写的不印。",
            settings.where_to_write(key),
            settings.place(key),
            Severity.NOTICE,
        )
        if finding not in self.findings:
            self.findings.append(finding)
