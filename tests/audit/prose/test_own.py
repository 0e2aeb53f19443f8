"""Every number that our own documents put into words is claimed to be what it is, in every profile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gov_accounts.audit.paper import Claim, Prose
from gov_accounts.audit.prose import find_prose
from gov_accounts.audit.reading import read
from gov_accounts.audit.tables import find_tables
from gov_accounts.ledger import load
from gov_accounts.publishing.assemble import make_document
from gov_accounts.publishing.document import Document, Figure
from gov_accounts.render.formats import rendered_document
from tests.support.paths import EXAMPLES

DOCUMENTS = [
    ("wuhan_2020", 0, 2020, "2020"),
    ("qingshi_2019_2020", 0, 2019, "2019"),
    ("qingshi_2019_2020", 0, 2020, "2020"),
    ("qingshi_2019_2020", 1, 2021, "2021"),
    ("qingshi_2019_2020", 2, 2022, "2022"),
    ("puhui_2024", 0, 2023, "2023"),
    ("puhui_2024", 0, 2024, "2024-上海"),
    ("puhui_2024", 1, 2024, "2024"),
    ("puhui_2024", 1, 2025, "2025-上海"),
]
"""An example, how many years later it is told, its year then, and by which profile."""
OF_PROJECTS = re.compile(r"\.P\d+\.|自评|占项目支出总额")
OF_WORDS = ("previous.", "budget_", "words.")


def later(example: str, years: int, folder: Path, *, region: bool) -> Path:
    """An example's files with all years moved."""
    for file in EXAMPLES.joinpath(example).rglob("*"):
        if file.suffix not in {".beancount", ".toml"}:
            continue
        text = re.sub(
            r"(?<!\d)20(1\d|2\d)(?!\d)", lambda match: str(2000 + int(match[1]) + years), file.read_text("utf-8")
        )
        if not region:
            text = re.sub(r'(?m)^.*custom "gov-unit" "(?:region|form)".*$', "", text)
        name = re.sub(r"20\d\d", lambda match: str(int(match[0]) + years), file.name)
        folder.joinpath(name).write_text(text, "utf-8")
    return folder.joinpath("main.beancount")


def own(example: str, years: int, year: int, profile: str, kind: str = "html") -> tuple[Document, Prose]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        ledger = load(later(example, years, folder, region="-" in profile))
        assert ledger.profile(year).name == profile
        document = make_document(ledger, year).document
        file = folder.joinpath(f"公开.{kind}")
        file.write_bytes(rendered_document(document, kind))
        source = read([file])
        return document, find_prose(source, find_tables(source))


def place(figure: Figure) -> set[str]:
    """The sections that a figure may stand in: an id is 三.五.三.完成预算, with a subsection or without."""
    part, *more = figure.id.split(".")
    numerals = [each for each in more if re.fullmatch("[一二三四五六七八九十]+", each)]
    first = f"{part}部分{numerals[0] if numerals else ''}"
    return {first, *(f"{first}（{each}）" for each in numerals[1:2])}


def of_tables(claim: Claim) -> set[str]:
    """The cells of this year's tables that a claim is about."""
    both = (claim.amount, *([claim.base] if claim.base is not None else []))
    cells = {str(each) for formula in both for each in formula.references()}
    return {each for each in cells if not each.startswith(OF_WORDS)}


def printed(claim: Claim) -> str:
    return claim.number.spot.printed.rstrip("%万元")


def agrees(claim: Claim, figure: Figure) -> bool:
    """Whether both say the same of a number. Of a share only the part is looked at: the whole is a sum of cells."""
    if claim.number.spot.section not in place(figure) or printed(claim) != figure.text.lstrip("-"):
        return False
    cells = {str(each) for each in figure.cells}
    about = of_tables(claim)
    return about == cells or not about or (claim.rule == "share" and str(claim.amount) in cells)


def figures(document: Document) -> Iterator[Figure]:
    """Those that a claim is wanted for: amounts and per cents of cells, but a project's own."""
    return (
        each
        for each in document.figures()
        if each.unit in {"万元", "%"} and each.cells and not OF_PROJECTS.search(each.id)
    )


@pytest.mark.parametrize(("example", "years", "year", "profile"), DOCUMENTS)
def test_every_figure_is_claimed_and_no_claim_is_wrong(example: str, years: int, year: int, profile: str) -> None:
    document, prose = own(example, years, year, profile)
    wanted = list(figures(document))
    assert len(wanted) > 40
    assert [each.id for each in wanted if not any(agrees(claim, each) for claim in prose.claims)] == []
    said = [each for each in document.figures() if each.unit]
    wrong = [each for each in prose.claims if not any(agrees(each, figure) for figure in said)]
    assert [f"{each.number.spot.section} {printed(each)} {each.amount}" for each in wrong] == []


@pytest.mark.parametrize("which", [DOCUMENTS[1], DOCUMENTS[5], DOCUMENTS[6]])
def test_a_sheet_of_words_is_read_as_a_page_is(which: tuple[str, int, int, str]) -> None:
    """Its contents name the tables: those titles begin no table there, and the words below them are words."""
    page, sheet = (
        {(each.number.spot.section, each.rule, str(each.amount)) for each in own(*which, kind)[1].claims}
        for kind in ("html", "xlsx")
    )
    assert sheet == page
