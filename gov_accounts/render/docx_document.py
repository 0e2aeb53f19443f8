"""A document laid out in Word: cover, contents, and its blocks in order, the wide tables on pages of their own.

Document ──blocks──► python-docx ──► its parts in a zip file whose dates are fixed
"""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import TYPE_CHECKING, Any, Final

import docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Twips

from gov_accounts.publishing.document import Form, Heading, Paragraph, Picture, StatementTable
from gov_accounts.render import docx_styles as styles
from gov_accounts.render.docx_chart import drawing
from gov_accounts.render.docx_styles import LANDSCAPE, PORTRAIT
from gov_accounts.render.docx_table import form_table, statement_table
from gov_accounts.render.docx_xml import append, element, field, run, runs
from gov_accounts.render.printable import one_line, printable
from gov_accounts.render.sections import in_order
from gov_accounts.text import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.text.paragraph import Paragraph as WordParagraph

    from gov_accounts.publishing.document import Block, Document

_CONTENTS: Final = "目录"
_NO_PAGES_YET: Final = (
    "页码由 Word 算：打开时问是否更新域，选“是”；没有问的，右键点目录，选“更新域”。更新以后这一行自动消失。"
)
_DEEPEST: Final = 3
_TITLE_WIDTH: Final = 36
"""Half characters of the title's type on a line."""
_FIRST_ZIP_YEAR, _LAST_ZIP_YEAR = 1980, 2107
_PROPERTY_LIMIT: Final = 255


def write(document: Document) -> bytes:
    """The document as a DOCX file."""
    word = docx.Document()
    styles.prepare(word, [one_line(heading.text) for heading in document.headings() if _level(heading) == 1])
    _Writer(document, word).write()
    _set_properties(document, word)
    out = io.BytesIO()
    word.save(out)
    return _dated(out.getvalue(), document.year)


def _set_properties(document: Document, word: Any) -> None:
    """What the file says of itself. The time of writing would make two runs differ."""
    last_day = datetime.datetime(document.year, 12, 31, tzinfo=datetime.UTC).replace(tzinfo=None)
    properties = word.core_properties
    properties.title = one_line(document.title)[:_PROPERTY_LIMIT]
    properties.author = properties.last_modified_by = one_line(document.unit_name)[:_PROPERTY_LIMIT]
    properties.created = properties.modified = last_day
    properties.language = styles.LANGUAGE
    properties.comments = properties.keywords = ""
    properties.revision = 1


def _dated(file: bytes, year: int) -> bytes:
    """The same zip file with every entry of the year's last day."""
    day = (min(max(year, _FIRST_ZIP_YEAR), _LAST_ZIP_YEAR), 12, 31, 0, 0, 0)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, day)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # else it is that of the machine
            target.writestr(entry, source.read(name))
    return out.getvalue()


class _Writer:
    """Puts a document's blocks into a Word document, one after another."""

    def __init__(self, document: Document, word: Any) -> None:
        self.document = document
        self.blocks = tuple(in_order(document.blocks))
        self.headings = [block for block in self.blocks if isinstance(block, Heading)]
        self.word = word
        self.style_ids = {style.name: style.style_id for style in word.styles}
        self.page = PORTRAIT
        self.fresh = True  # nothing stands on the page yet
        self.page_break_pending = False
        self.bookmarks = 0
        self.charts = 0

    def write(self) -> None:
        blocks = self.blocks
        PORTRAIT.lay_out(self.word.sections[-1])
        if self.headings:
            self.cover()
            self.contents()
            self.begin_section(_page_of(blocks, 0))
            _number_from_one(self.word.sections[-1])
        else:
            self.page = _page_of(blocks, 0)
            self.page.lay_out(self.word.sections[-1])
        self.page_numbers()
        for index, block in enumerate(blocks):
            if index == 0 or not isinstance(blocks[index - 1], Heading):
                self.turn_page(blocks, index)
            self.block(block)
        self.close_table()

    def paragraph(self, style: str, text: str = "") -> Any:
        made = self.word.add_paragraph()
        made._p.style = self.style_ids[style]  # noqa: SLF001 - by its name the library looks through all styles
        if text:
            append(made, runs(text))
        return made

    # Pages

    def turn_page(self, blocks: Sequence[Block], index: int) -> None:
        """Before headings and what stands below them: another section if its pages lie otherwise.

        A statutory table that doesn't flow begins a page, with its headings.
        """
        page = _page_of(blocks, index)
        below = _below_headings(blocks, index)
        if page is not self.page:
            self.begin_section(page)
        elif isinstance(below, StatementTable) and not self.fresh:
            self.close_table()
            self.page_break_pending = not below.statement.flows

    def begin_section(self, page: styles.Page) -> None:
        self.word.add_section(WD_SECTION.NEW_PAGE)
        # The break gets a paragraph of its own, which might take a page: the one before it can carry it.
        breaking = self.word.element.body[-2]
        before = breaking.getprevious()
        if before is not None and before.tag == qn("w:p"):
            before.get_or_add_pPr().append(breaking.pPr.sectPr)
            breaking.getparent().remove(breaking)
        else:
            breaking.get_or_add_pPr().insert(0, element("w:pStyle", {"w:val": styles.GAP}))
        self.page = page
        section = self.word.sections[-1]
        page.lay_out(section)
        for numbering in section._sectPr.findall(qn("w:pgNumType")):  # noqa: SLF001 - see _number_from_one
            section._sectPr.remove(numbering)  # noqa: SLF001 - pages are numbered on, not anew
        self.fresh = True
        self.page_break_pending = False

    def close_table(self) -> None:
        """A table is followed by a paragraph: without one Word adds its own, a line high."""
        body = self.word.element.body
        last = body[-2] if len(body) > 1 else None
        if last is not None and last.tag == qn("w:tbl"):
            self.paragraph(styles.GAP)

    def page_numbers(self) -> None:
        section = self.word.sections[-1]
        section.footer.is_linked_to_previous = False
        line = section.footer.paragraphs[0]
        line.style = self.word.styles["Footer"]
        append(line, runs("— "), field("PAGE", "1"), runs(" —"))

    # Before the blocks

    def cover(self) -> None:
        self.paragraph("Title", self.cover_title())
        self.paragraph(styles.COVER_UNIT, one_line(self.document.unit_name))

    def cover_title(self) -> str:
        """The title; if it doesn't fit a line, the unit's name stands on the first."""
        title, unit = one_line(self.document.title), one_line(self.document.unit_name)
        rest = title.removeprefix(unit).strip()
        broken = unit and rest and title.startswith(unit) and text_width(title) > _TITLE_WIDTH
        return f"{unit}\n{rest}" if broken else title

    def contents(self) -> None:
        """The field, and in it already the headings, as links.

        On which pages they come to stand only the program that lays them out can know: it adds that when its user lets
        it. A number worked out here would be wrong with other fonts. What is said instead stands within the field: it
        is gone as soon as the numbers are there.
        """
        self.paragraph(styles.TOC_HEADING, _CONTENTS)
        begin, instruction, separate, _, end = field(f'TOC \\o "1-{_DEEPEST}" \\h \\z \\u', "", dirty=True)
        append(self.paragraph(styles.NOTE), begin, instruction, separate, runs(_NO_PAGES_YET))
        for number, heading in enumerate(self.headings, 1):
            entry = self.paragraph(f"toc {_level(heading)}")
            link = element("w:hyperlink", {"w:anchor": _bookmark(number), "w:history": 1})
            link.extend(runs(one_line(heading.text)))
            append(entry, link)
            if number == len(self.headings):
                append(entry, end)

    # Blocks

    def block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self.heading(block)
        elif isinstance(block, Paragraph):
            self.started(self.paragraph(styles.BODY, block.text))
        elif isinstance(block, StatementTable):
            self.statement(block)
        elif isinstance(block, Form):
            self.form(block)
        else:
            self.picture(block)

    def started(self, first: WordParagraph) -> WordParagraph:
        """A block's first paragraph: it begins the page if one is to begin."""
        if self.page_break_pending:
            first.paragraph_format.page_break_before = True
            self.page_break_pending = False
        self.fresh = False
        return first

    def heading(self, heading: Heading) -> None:
        line = self.started(self.paragraph(f"Heading {_level(heading)}"))
        self.bookmarks += 1
        place = {"w:id": self.bookmarks, "w:name": _bookmark(self.bookmarks)}
        append(
            line,
            element("w:bookmarkStart", place),
            runs(one_line(heading.text)),
            element("w:bookmarkEnd", {"w:id": self.bookmarks}),
        )

    def caption(self, kind: str, number: int, text: str) -> Any:
        """A numbered caption. The number is the law's, not the place in the document: the field begins there."""
        line = self.paragraph("Caption")
        if number:
            append(line, run(kind), field(f"SEQ {kind} \\* ARABIC \\r {number}", str(number)), run("　"))
        append(line, runs(one_line(text)))
        return line

    def statement(self, block: StatementTable) -> None:
        printed = block.statement
        caption = self.started(self.caption("表", printed.counted, printed.heading))
        caption.paragraph_format.keep_with_next = True
        money = printed.money if printed.counted else printed.numbered_money
        self.line_above([one_line(each) for each in printed.above(money)])
        self.table(statement_table(printed, self.page))
        for note in printed.notes:
            self.paragraph(styles.NOTE, note)

    def line_above(self, words: Sequence[str]) -> None:
        """What stands above a table, spread over its width; what is longer than that goes on below."""
        line = self.paragraph(styles.TABLE_LINE)
        for number in range(1, len(words)):
            last = number == len(words) - 1
            place = Twips(self.page.width * number // (len(words) - 1))
            line.paragraph_format.tab_stops.add_tab_stop(
                place, WD_TAB_ALIGNMENT.RIGHT if last else WD_TAB_ALIGNMENT.CENTER
            )
        append(line, runs("\t".join(words)))

    def form(self, form: Form) -> None:
        caption = self.started(self.caption("", 0, form.title))
        caption.paragraph_format.keep_with_next = True
        if form.above:
            self.line_above([one_line(each) for each in form.above])
        if form.rows:
            self.table(form_table(form, self.page))
            self.close_table()

    def table(self, table: Any) -> None:
        self.word.element.body.insert_element_before(table, "w:sectPr")

    def picture(self, picture: Picture) -> None:
        chart = picture.chart
        if chart.series:
            self.charts += 1
            append(self.started(self.paragraph(styles.FIGURE)), drawing(self.word, chart, self.charts))
        self.started(self.caption("图", chart.number, chart.title)).paragraph_format.keep_with_next = bool(chart.notes)
        for note in chart.notes:
            self.paragraph(styles.NOTE, printable(note))


def _level(heading: Heading) -> int:
    return min(max(heading.level, 1), _DEEPEST)


def _bookmark(number: int) -> str:
    return f"_Toc{number:08d}"


def _below_headings(blocks: Sequence[Block], index: int) -> Block | None:
    """The first block from `index` on that isn't a heading."""
    return next((block for block in blocks[index:] if not isinstance(block, Heading)), None)


def _page_of(blocks: Sequence[Block], index: int) -> styles.Page:
    """The pages a block stands on: headings on those of what stands below them."""
    below = _below_headings(blocks, index)
    wide = isinstance(below, StatementTable) and below.statement.landscape
    return LANDSCAPE if wide else PORTRAIT


def _number_from_one(section: Any) -> None:
    numbering = element("w:pgNumType", {"w:start": 1})
    section._sectPr.find(qn("w:pgMar")).addnext(numbering)  # noqa: SLF001 - the library has no word for it
