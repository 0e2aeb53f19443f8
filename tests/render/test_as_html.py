"""The page: its tables are the printed ones cell by cell, it can be read by all, and words from users stay words."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example as example_of
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.publishing.document import Document, Heading, Paragraph, StatementTable
from gov_accounts.render import as_html
from gov_accounts.render.printable import printable
from gov_accounts.render.sections import in_order, sections
from tests.support.documents import HOSTILE, LONG, QINGSHI, WUHAN, everywhere, example, hostile, number, statements
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from gov_accounts.printing.printed import PrintedPanel

VOID = {"meta", "img", "br", "link", "input"}
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "a", "header", "h1", "h2", "h3", "h4", "p", "nav", "ol", "li"),
    *("main", "div", "table", "caption", "span", "thead", "tbody", "tr", "th", "td", "bdi", "figure", "figcaption"),
    *("details", "summary", "svg", "desc", "rect", "text", "line", "circle", "polyline"),
}
ENVIRONMENTS = (
    {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"},
    {"LC_ALL": "C", "TZ": "America/St_Johns", "PYTHONHASHSEED": "4242", "PYTHONUTF8": "0"},
)


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    inside: list[Element | str] = field(default_factory=list)

    def all(self, *tags: str) -> list[Element]:
        found: list[Element] = []
        for each in self.inside:
            if isinstance(each, Element):
                found += [each] if each.tag in tags or not tags else []
                found += each.all(*tags)
        return found

    @property
    def text(self) -> str:
        return "".join(each if isinstance(each, str) else each.text for each in self.inside)


class Tree(HTMLParser):
    """A page as elements; every one must be closed where it was opened."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]
        self.feed(page)
        self.close()
        assert len(self.open) == 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def tree(document: Document) -> Element:
    return Tree(as_html.render(document)).root


DOCUMENTS: dict[str, Callable[[], Document]] = {
    "wuhan": lambda: example(*WUHAN),
    "qingshi": lambda: example(*QINGSHI),
    "hostile": hostile,
    "everywhere": everywhere,
}
EXAMPLES = pytest.mark.parametrize("name", [WUHAN, QINGSHI], ids=lambda name: str(name[0]))


@EXAMPLES
def test_tables_are_the_printed_ones(name: tuple[str, int]) -> None:
    """Cell by cell, with each row's words before its figures, and one heading for each column."""
    tables = [each for each in tree(example(*name)).all("table") if "statement" in each.attributes.get("class", "")]
    assert len(tables) == 9
    for table, printed in zip(tables, statements(*name), strict=True):
        lines = [[cell.text for cell in row.all("th", "td")] for row in table.all("tbody")[0].all("tr")]
        column = 0
        for panel in printed.panels:
            width = len(panel.stubs) + len(panel.columns)
            expected = [
                [
                    *(row.word(stub.field) for stub in panel.stubs),
                    *(f"{row.values[each.key]:,}" if each.key in row.values else "" for each in panel.columns),
                ]
                for row in panel.rows
            ]
            here = [line[column : column + width] for line in lines]
            assert [line for line in here if any(line)] == [line for line in expected if any(line)]
            column += width
        assert {len(line) for line in lines} == {column}
        caption = table.all("caption")[0].text
        assert f"单位：{printed.money_unit}" in caption
        assert printed.heading in caption
        assert printed.unit_name in caption
        heads = heads_of(table)
        assert all(len(line) == column for line in heads)
        leaves = [head for panel in printed.panels for head in leaves_of(panel)]
        assert heads[-2] == leaves
        assert all(head.attributes["scope"] in {"col", "colgroup"} for head in table.all("thead")[0].all("th"))
        assert all(head.attributes["scope"] == "row" for head in table.all("tbody")[0].all("th"))


def leaves_of(panel: PrintedPanel) -> list[str]:
    return [*(stub.heads[-1] for stub in panel.stubs), *(column.heads[-1] for column in panel.columns)]


def heads_of(table: Element) -> list[list[str]]:
    """The headings laid out: what stands above each column on each line."""
    lines: list[dict[int, str]] = [{} for _ in table.all("thead")[0].all("tr")]
    for top, row in enumerate(table.all("thead")[0].all("tr")):
        column = 0
        for head in row.all("th"):
            while column in lines[top]:
                column += 1
            for down in range(int(head.attributes.get("rowspan", "1"))):
                for across in range(int(head.attributes.get("colspan", "1"))):
                    assert column + across not in lines[top + down], "no heading on another"
                    lines[top + down][column + across] = head.text
    return [[line[column] for column in sorted(line)] for line in lines]


@EXAMPLES
def test_notes_forms_charts_and_sentences_are_there(name: tuple[str, int]) -> None:
    document, root = example(*name), tree(example(*name))
    notes = [note for printed in statements(*name) for note in printed.notes]
    assert [
        p.text for each in root.all("div") if each.attributes.get("class") == "notes" for p in each.all("p")
    ] == notes
    paragraphs = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    texts = [
        each.text
        for section in root.all("main")[0].all("div")
        for each in section.inside
        if isinstance(each, Element) and each.tag == "p"
    ]
    assert [each for each in texts if each not in notes] == paragraphs
    figures = [each for each in root.all("bdi") if each.attributes.get("class") == "number"]
    assert [(each.attributes["id"], each.text) for each in figures] == [
        (each.id, each.text) for each in document.figures()
    ]
    assert [each.attributes["title"] for each in figures] == [each.origin for each in document.figures()]
    charts = root.all("figure")
    assert len(charts) == 5
    for chart in charts:
        (drawing,) = chart.all("svg")
        named = [each.attributes["id"] for each in drawing.all("title", "desc") if "id" in each.attributes]
        assert named == drawing.attributes["aria-labelledby"].split()
        amounts = {cell.text for cell in chart.all("details")[0].all("td")}
        shown = {word.text for word in drawing.all("text") if re.fullmatch(r"[\d,]+\.\d\d", word.text)}
        assert shown or chart is charts[-1]  # the pace, whose axis alone has figures
        assert shown <= amounts
    (form,) = [each for each in root.all("table") if each.attributes.get("class") == "form"]
    assert (
        sum(
            int(cell.attributes.get("colspan", 1)) * int(cell.attributes.get("rowspan", 1))
            for cell in form.all("th", "td")
        )
        == 9 * 7
    )


@pytest.mark.parametrize(
    ("document", "headings"),
    [(example(*WUHAN), 25), (example(*QINGSHI), 25), (hostile(), 22), (everywhere(), 10)],
    ids=["wuhan", "qingshi", "hostile", "everywhere"],
)
def test_the_page_is_accessible(document: Document, headings: int) -> None:
    root = tree(document)
    (html,) = root.all("html")
    assert html.attributes == {"lang": "zh-CN"}
    assert len(root.all("h1")) == len(root.all("main")) == len(root.all("nav")) == 1
    levels = [int(each.tag[1]) for each in root.all("h1", "h2", "h3", "h4")]
    assert all(level <= before + 1 for before, level in pairwise(levels))
    ids = [each.attributes["id"] for each in root.all() if "id" in each.attributes]
    assert len(set(ids)) == len(ids)
    assert not any(re.search(r"\s", each) for each in ids)
    named = [(each.attributes["id"], each.text) for each in root.all("main")[0].all("h2", "h3", "h4")]
    links = [(each.attributes["href"], each.text) for each in root.all("nav")[0].all("a")]
    assert links == [(f"#{name}", text) for name, text in named]
    assert len(links) >= headings
    assert all(len(each.all("caption")) == 1 for each in root.all("table"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nothing_comes_from_elsewhere_and_nothing_runs(name: str) -> None:
    document = DOCUMENTS[name]()
    root, page = tree(document), as_html.render(document)
    assert {each.tag for each in root.all()} <= ALLOWED
    for each in root.all():
        for key, value in each.attributes.items():
            assert not key.startswith("on")
            assert key not in {"src", "srcset", "style", "action", "xlink:href"}
            assert key != "href" or value.startswith("#")
    (style,) = root.all("style")
    assert "url(" not in style.text
    assert "@import" not in style.text
    assert "default-src 'none'" in page


def test_words_from_users_stay_words() -> None:
    root = tree(hostile())
    document = hostile()
    texts = [each.text for each in root.all("p")]
    assert [each for each in HOSTILE if each not in texts] == []
    assert LONG in texts
    assert root.all("title")[0].text == root.all("h1")[0].text == document.title
    table = next(each for each in root.all("table") if "statement" in each.attributes["class"])
    assert [each.text for each in table.all("tbody")[0].all("th")][: len(HOSTILE)] == list(HOSTILE)
    form = next(each for each in root.all("table") if each.attributes["class"] == "form")
    assert [each.text for each in form.all("th")] == list(HOSTILE)
    assert "前�321�123.45��后\n二行\n三行" in texts
    for control in ("\u202e", "\u202c", "\x00", "\x07", "\x0b", "\r"):
        assert control not in root.text


def test_pictures_are_well_formed() -> None:
    for document in (example(*QINGSHI), hostile()):
        drawings = re.findall(r"<svg.*?</svg>", as_html.render(document), re.DOTALL)
        assert drawings
        for each in drawings:
            ET.fromstring(each)


@example_of("content", "0")
@example_of("contents", "0")
@given(st.text(), st.text(min_size=1))
def test_any_words_come_out_as_they_went_in(words: str, text: str) -> None:
    blocks = (Heading(1, f"第{words}", words), Paragraph((words, number("数", text), words)), Heading(2, "末", words))
    root = Tree(as_html.render(Document(words, words, 2020, "万元", blocks))).root
    assert root.all("p")[1].text == printable(words) + printable(text) + printable(words)
    ids = [each.attributes["id"] for each in root.all() if "id" in each.attributes]
    assert len(set(ids)) == len(ids)


def test_headings_stay_with_their_table() -> None:
    for name in (WUHAN, QINGSHI):
        made = list(sections(in_order(example(*name).blocks)))
        for section in made:
            tables = [each for each in section.blocks if isinstance(each, StatementTable)]
            assert len(tables) <= 1
            assert section.landscape == any(each.statement.landscape for each in tables)
            if tables:
                before = section.blocks[: section.blocks.index(tables[0])]
                assert before
                assert all(isinstance(each, Heading) for each in before)
            assert not isinstance(section.blocks[-1], Heading)
        assert [block for section in made for block in section.blocks] == list(example(*name).blocks)


def test_headings_that_skip_a_level_are_mended() -> None:
    blocks = [
        Heading(3, "甲", "a"),
        Heading(1, " ", "b"),
        Heading(2, "乙", "c"),
        Heading(4, "丙", "d"),
        Heading(1, "丁", "e"),
    ]
    assert [(each.level, each.text) for each in in_order(blocks) if isinstance(each, Heading)] == [
        (1, "甲"),
        (2, "乙"),
        (3, "丙"),
        (1, "丁"),
    ]


def test_same_document_same_page(tmp_path: Path) -> None:
    program = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1])\n"
        "from gov_accounts.render import as_html; from tests.support.documents import WUHAN, example\n"
        "print(hashlib.sha256(as_html.render(example(*WUHAN)).encode()).hexdigest())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program, str(ROOT)],
            cwd=tmp_path,
            env={**os.environ, **environment},
            capture_output=True,
            check=True,
        ).stdout
        for environment in ENVIRONMENTS
    }
    assert len(outputs) == 1
