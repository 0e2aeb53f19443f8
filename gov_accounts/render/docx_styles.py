"""How a Word document looks: A4, its styles, its language. All by style, so that a reader can change it at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips

from gov_accounts.render.docx_xml import HEI, SONG, element, set_fonts
from gov_accounts.render.layout import fitting_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as Word
    from docx.section import Section
    from docx.styles.style import ParagraphStyle

CENTRE: Final = WD_ALIGN_PARAGRAPH.CENTER
LEFT: Final = WD_ALIGN_PARAGRAPH.LEFT
BOTH: Final = WD_ALIGN_PARAGRAPH.JUSTIFY
RIGHT: Final = WD_ALIGN_PARAGRAPH.RIGHT

_SHORT, _LONG = 210, 297  # A4, in millimetres
_TWIPS_IN_TEN_MM: Final = 567
_KEPT_TABLE_STYLES: Final = {"TableNormal"}
LANGUAGE: Final = "zh-CN"
_OF_DIGITS: Final = "en-US"
"""Of letters and digits, as in Word's own Chinese documents: called Chinese, numbers are broken at a line's end."""
_WORD_2013: Final = "15"


@dataclass(frozen=True, slots=True)
class Page:
    """Margins of a page in millimetres: it is A4."""

    landscape: bool
    top: int
    bottom: int
    side: int

    @property
    def width(self) -> int:
        """Of the text, in twips."""
        return _twips((_LONG if self.landscape else _SHORT) - 2 * self.side)

    @property
    def height(self) -> int:
        """Of the text, in twips."""
        return _twips((_SHORT if self.landscape else _LONG) - self.top - self.bottom)

    def lay_out(self, section: Section) -> None:
        """Make a section's pages such ones."""
        sides = (_LONG, _SHORT) if self.landscape else (_SHORT, _LONG)
        section.orientation = WD_ORIENT.LANDSCAPE if self.landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = map(Mm, sides)
        section.top_margin, section.bottom_margin = Mm(self.top), Mm(self.bottom)
        section.left_margin = section.right_margin = Mm(self.side)
        section.header_distance = section.footer_distance = Mm(10)


def _twips(millimetres: int) -> int:
    return millimetres * _TWIPS_IN_TEN_MM // 10


PORTRAIT: Final = Page(landscape=False, top=24, bottom=20, side=22)
LANDSCAPE: Final = Page(landscape=True, top=16, bottom=16, side=15)


@dataclass(frozen=True, slots=True)
class _Look:
    """A paragraph style; sizes and spaces in points, `line` in twelfths of a line."""

    name: str
    size: int
    font: str = SONG
    bold: bool = False
    align: WD_ALIGN_PARAGRAPH = LEFT
    before: int = 0
    after: int = 0
    line: int = 12
    keep_next: bool = False
    page_break: bool = False
    outline: int | None = None
    indent: int = 0
    first_line: bool = False


BODY, TABLE_TEXT, TABLE_LINE, NOTE, FIGURE = "Body Text", "Table Text", "Table Line", "Table Note", "Figure"
COVER_UNIT, TOC_HEADING, GAP, PART = "Cover Unit", "TOC Heading", "Gap", "Heading 1"
_PART_SIZES: Final = (16, 15, 14)
_TWIPS_IN_POINT: Final = 20
_LOOKS: Final = (
    _Look("Normal", 12),
    _Look("Title", 24, HEI, align=CENTRE, before=220, after=60, line=18),
    _Look(COVER_UNIT, 16, align=CENTRE, before=240),
    _Look(TOC_HEADING, 16, HEI, align=CENTRE, after=12, keep_next=True, page_break=True),
    _Look(PART, _PART_SIZES[0], HEI, align=CENTRE, after=14, keep_next=True, page_break=True, outline=0),
    _Look("Heading 2", 14, HEI, before=8, after=6, keep_next=True, outline=1),
    _Look("Heading 3", 12, HEI, before=6, after=4, keep_next=True, outline=2),
    _Look(BODY, 12, align=BOTH, line=18, first_line=True),
    _Look("Caption", 11, HEI, align=CENTRE, before=4, after=4),
    _Look(TABLE_LINE, 9, after=2, keep_next=True),
    _Look(TABLE_TEXT, 9),
    _Look(NOTE, 9, before=2, align=BOTH),
    _Look(FIGURE, 9, align=CENTRE, before=8, keep_next=True),
    _Look(GAP, 1),
    _Look("Footer", 9, align=CENTRE),
    _Look("toc 1", 12, HEI, before=6, after=2),
    _Look("toc 2", 12, after=2, indent=24),
    _Look("toc 3", 11, after=1, indent=48),
)


def prepare(word: Word, parts: Sequence[str]) -> None:
    """Give an empty document the styles, the language, and nothing of the template's that isn't used.

    Args:
        word: the document.
        parts: headings of level 1; each is to stand on one line.
    """
    styles = word.styles
    for style in list(styles.element.findall(qn("w:style"))):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:styleId")) not in _KEPT_TABLE_STYLES:
            styles.element.remove(style)
    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    set_fonts(defaults, SONG)
    language = {"w:val": _OF_DIGITS, "w:eastAsia": LANGUAGE, "w:bidi": "ar-SA"}
    _replace(defaults, element("w:lang", language))
    names = {style.name for style in styles}
    part_size = fitting_size(parts, _PART_SIZES, PORTRAIT.width // _TWIPS_IN_POINT)
    for each in _LOOKS:
        look = replace(each, size=part_size) if each.name == PART else each
        known = look.name in names
        _apply(look, styles[look.name] if known else styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH))
    _set_options(word.settings.element)
    _drop_unused(word)


def _apply(look: _Look, style: Any) -> None:
    made: ParagraphStyle = style
    for tag in ("w:pPr", "w:rPr", "w:semiHidden", "w:unhideWhenUsed"):
        for old in made.element.findall(qn(tag)):
            made.element.remove(old)
    made.font.size = Pt(look.size)
    made.font.bold = look.bold
    set_fonts(made.element.get_or_add_rPr(), look.font)
    layout = made.paragraph_format
    layout.alignment = look.align
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    # A multiple of a line is written in its 240ths.
    spacing = made.element.get_or_add_pPr().get_or_add_spacing()
    spacing.set(qn("w:line"), str(look.line * 20))
    spacing.set(qn("w:lineRule"), "auto")
    layout.keep_with_next = look.keep_next
    layout.keep_together = look.keep_next
    layout.page_break_before = look.page_break
    layout.widow_control = True
    if look.indent:
        layout.left_indent = Pt(look.indent)
    if look.first_line:
        indent = made.element.pPr.get_or_add_ind()
        indent.set(qn("w:firstLineChars"), "200")
        indent.set(qn("w:firstLine"), str(2 * 20 * look.size))
    if look.outline is not None:
        made.element.pPr.append(element("w:outlineLvl", {"w:val": look.outline}))
    if look.name.startswith("toc "):
        layout.tab_stops.add_tab_stop(Twips(PORTRAIT.width), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _set_options(settings: Any) -> None:
    """Fields are computed on opening, by the program that knows the pages; the text is Chinese."""
    language = {"w:val": _OF_DIGITS, "w:eastAsia": LANGUAGE}
    _replace(settings, element("w:themeFontLang", language))
    compatibility = settings.find(qn("w:compat"))
    compatibility.find(qn("w:compatSetting")).set(qn("w:val"), _WORD_2013)
    compatibility.addprevious(element("w:updateFields", {"w:val": "true"}))


def _replace(parent: Any, new: Any) -> None:
    old = parent.find(new.tag)
    if old is None:
        parent.append(new)
    else:
        parent.replace(old, new)


def _drop_unused(word: Word) -> None:
    """The template's picture of itself, and its copies of the styles."""
    for part, kinds in ((word.part.package, ("thumbnail",)), (word.part, ("stylesWithEffects", "customXml"))):
        for key, relation in list(part.rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] in kinds:
                del part.rels[key]
