"""The published document read back from its files, as a stranger with a calculator would: whence does each number come?

Nothing here knows the document's model. Tables and sentences are parsed from the HTML, DOCX and PDF themselves.
A figure in 万元 must stand in a table of the same file, or be what the vouchers say (approvals, procurement, a
project's carry-over) or ``disclosure.toml``, or the difference of two such; a per cent must be the ratio of figures.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import docx
import pypdf
import pytest
from beancount.core.data import Transaction
from lxml import html as lxml_html

from gov_accounts.books.ledger import Ledger
from gov_accounts.law.accounts import account_code
from gov_accounts.ledger import load
from tests.support.paths import EXAMPLES

UNITS = {"wuhan_2020": 2020, "qingshi_2019_2020": 2020}
FORMATS = ("html", "docx", "pdf")
CENT = Decimal("0.01")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
AMOUNT = re.compile(r"(-?\d[\d,]*\.\d+) ?万元")
PERCENT = re.compile(r"(\d[\d,]*\.\d+) ?%")


class Read(NamedTuple):
    """A file as read: its paragraphs outside of tables, and the figures of its tables."""

    paragraphs: tuple[str, ...]
    figures: frozenset[Decimal]


def run(example: str, year: int, kind: str, folder: Path, **env: str) -> bytes:
    out = folder / f"out.{kind}"
    command = [sys.executable, "-m", "gov_accounts", "report", str(EXAMPLES / example / "main.beancount")]
    command += ["--year", str(year), "--format", kind, "-o", str(out)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **env})
    return out.read_bytes()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bytes]:
    folder = tmp_path_factory.mktemp("documents")
    return {(unit, kind): run(unit, year, kind, folder) for unit, year in UNITS.items() for kind in FORMATS}


def tight(text: str) -> str:
    """Without what layout adds: blanks and the soft marks of line breaking."""
    return re.sub(r"[\s\u200b\u2060\u00ad\u00a0]", "", text)


def decimals(texts: Iterable[str]) -> Iterator[Decimal]:
    for text in texts:
        bare = tight(text).replace(",", "")
        if re.fullmatch(r"-?\d+\.\d+", bare):
            yield Decimal(bare)


def read_html(content: bytes) -> Read:
    tree = lxml_html.fromstring(content.decode("utf-8"))
    for chart in [*tree.iter("nav"), *tree.iter("figure")]:
        chart.drop_tree()
    cells = [cell.text_content() for cell in tree.iter("td", "th")]
    for table in list(tree.iter("table")):
        table.drop_tree()
    paragraphs = [tight(each.text_content()) for each in tree.iter("p")]
    return Read(tuple(filter(None, paragraphs)), frozenset(decimals(cells)))


def read_docx(content: bytes) -> Read:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return Read(tuple(filter(None, (tight(each.text) for each in document.paragraphs))), frozenset(decimals(cells)))


def read_pdf(content: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(content))
    pages = [re.sub(r"—\s*\d+\s*—\s*$", "", page.extract_text().strip()) for page in reader.pages]
    return tight("".join(pages))


@cache
def ledger_of(unit: str) -> Ledger:
    return load(EXAMPLES / unit / "main.beancount")


def wan(fen: int) -> Decimal:
    return (Decimal(fen) / 1_000_000).quantize(CENT, ROUND_HALF_UP)


def vouchers_say(unit: str, year: int) -> set[Decimal]:
    """Approvals by class, fund and project; spending and 上年结转 by project; procurement by kind and size."""
    sums: Counter[tuple[str, ...]] = Counter()
    for entry in ledger_of(unit).entries:
        if not isinstance(entry, Transaction) or entry.date.year > year:
            continue
        for posting in entry.postings:
            assert posting.units is not None
            assert posting.units.number is not None
            meta, fen = posting.meta or {}, int(posting.units.number * 100)
            if entry.date.year < year:
                if account_code(posting.account)[:2] in ("81", "82"):
                    sums["carried over", meta.get("project", "")] -= fen
            elif account_code(posting.account) == "9001":
                initial = any(account_code(each.account) == "9101" for each in entry.postings)
                func, fund, project = meta.get("func", ""), meta.get("fund", ""), meta.get("project", "")
                for key in (("",), (fund,), (fund, func[:3]), (fund, func[:5]), (fund, func)):
                    sums["approved", *key] += fen if initial else 0
                sums["project", project] += fen
            elif account_code(posting.account)[:1] == "7" and entry.meta.get("procurement"):
                kind, size = entry.meta["procurement"], entry.meta.get("sme", "")
                for key in (("",), (kind,), ("", size), ("", "any" if size else "")):
                    sums["procured", *key] += fen
            if account_code(posting.account)[:1] == "7" and "year-close" not in entry.tags:
                sums["spent", meta.get("project", "")] += fen
                sums["spent of", meta.get("fund", ""), meta.get("project", "")] += fen
    return {wan(fen) for fen in sums.values()}


def told(unit: str) -> set[Decimal]:
    """Every number of disclosure.toml."""
    text = (EXAMPLES / unit / "disclosure.toml").read_text(encoding="utf-8")
    tomllib.loads(text)
    return {Decimal(each.replace(",", "")) for each in NUMBER.findall(text)}


def before(unit: str, year: int) -> set[Decimal]:
    """Last year's printed figures, as that year's own document has them, and as this year's forms have them."""
    if year - 1 not in ledger_of(unit).years:
        return set()
    found: set[Decimal] = set()
    with tempfile.TemporaryDirectory() as folder:
        books = Path(folder) / "books"
        shutil.copytree(EXAMPLES / unit, books)
        alike = books / "alike"
        alike.mkdir()
        (alike / "profile.toml").write_text(f'title = "同"\nextends = "{year}"\n', encoding="utf-8")
        for line in ("", f'{year - 1}-01-01 custom "gov-unit" "profile" "./alike"\n'):
            with (books / "main.beancount").open("a", encoding="utf-8") as main:
                main.write(line)
            command = [sys.executable, "-m", "gov_accounts", "report", str(books / "main.beancount")]
            done = subprocess.run(
                [*command, "--year", str(year - 1), "--format", "csv"], check=True, capture_output=True
            )
            found |= {Decimal(each) for each in re.findall(r"(?<![\d.])-?\d+\.\d\d(?!\d)", done.stdout.decode("utf-8"))}
    return found


def unexplained(read: Read, known: set[Decimal]) -> list[str]:
    """Amounts and per cents of the sentences for which there is no reason."""
    here = read.figures | known
    found: list[str] = []
    for paragraph in read.paragraphs:
        amounts = [Decimal(each.replace(",", "")) for each in AMOUNT.findall(paragraph)]
        for amount in amounts:
            changes = (abs(one - other) for one in amounts if one in here for other in known)
            if amount not in here and amount not in changes:
                found.append(f"{amount} 万元：{paragraph}")
        for each in PERCENT.findall(paragraph):
            percent = Decimal(each.replace(",", ""))
            if percent not in known and not is_ratio(percent, amounts, here):
                found.append(f"{percent} %：{paragraph}")
    return found


def is_ratio(percent: Decimal, amounts: Sequence[Decimal], here: AbstractSet[Decimal]) -> bool:
    """Whether it is one of the paragraph's amounts to another or to a known figure, within the last decimal."""
    parts = amounts if percent else [*amounts, Decimal(0)]
    wholes = [each for each in (*amounts, *here) if each > 0]
    return any(abs(part * 100 / whole - percent) < Decimal("0.1") for part in parts for whole in wholes)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("kind", ["html", "docx"])
def test_every_figure_of_the_sentences_has_a_reason(files: dict[tuple[str, str], bytes], unit: str, kind: str) -> None:
    reader: Any = {"html": read_html, "docx": read_docx}[kind]
    read = reader(files[unit, kind])
    known = vouchers_say(unit, UNITS[unit]) | told(unit) | before(unit, UNITS[unit])
    assert sum(len(AMOUNT.findall(each)) for each in read.paragraphs) > 30
    assert unexplained(read, known) == []


@pytest.mark.parametrize("unit", UNITS)
def test_a_number_put_in_by_hand_is_found(files: dict[tuple[str, str], bytes], unit: str) -> None:
    """Each amount of the sentences in turn, made wrong by 0.37: the reading above has to notice nearly all of them."""
    read = read_html(files[unit, "html"])
    known = vouchers_say(unit, UNITS[unit]) | told(unit) | before(unit, UNITS[unit])
    tried = noticed = 0
    for index, paragraph in enumerate(read.paragraphs):
        for match in AMOUNT.finditer(paragraph):
            wrong = str(Decimal(match.group(1).replace(",", "")) + Decimal("0.37"))
            changed = paragraph[: match.start(1)] + wrong + paragraph[match.end(1) :]
            paragraphs = (*read.paragraphs[:index], changed, *read.paragraphs[index + 1 :])
            tried += 1
            noticed += bool(unexplained(read._replace(paragraphs=paragraphs), known))
    assert tried > 30
    assert noticed >= tried * 9 // 10


@pytest.mark.parametrize("unit", UNITS)
def test_all_formats_say_the_same(files: dict[tuple[str, str], bytes], unit: str) -> None:
    page, word, pdf = read_html(files[unit, "html"]), read_docx(files[unit, "docx"]), read_pdf(files[unit, "pdf"])
    said = [each for each in page.paragraphs if AMOUNT.search(each) or PERCENT.search(each)]
    assert len(said) > 10
    for paragraph in said:
        assert paragraph in word.paragraphs
        assert paragraph in pdf, paragraph
    assert page.figures <= word.figures
    for figure in page.figures:
        assert f"{figure:,f}" in pdf or f"{figure:f}" in pdf


@pytest.mark.parametrize("unit", UNITS)
def test_nothing_is_left_to_fill_in_and_the_year_is_right(files: dict[tuple[str, str], bytes], unit: str) -> None:
    read = read_html(files[unit, "html"])
    text = "\n".join(read.paragraphs)
    assert not re.search(r"XX|××|\{|\}|TODO|请填|待填|None", text)
    year = UNITS[unit]
    for found in re.findall(r"(20\d\d)年度", text):
        assert int(found) in (year, year - 1)


@pytest.mark.parametrize("kind", [*FORMATS, "xlsx"])
def test_the_same_bytes_wherever_it_is_made(files: dict[tuple[str, str], bytes], kind: str, tmp_path: Path) -> None:
    again = run("wuhan_2020", 2020, kind, tmp_path, TZ="America/New_York", LC_ALL="C", PYTHONHASHSEED="7")
    known = files.get(("wuhan_2020", kind)) or run("wuhan_2020", 2020, kind, tmp_path)
    assert again == known


# The command


def report(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "gov_accounts", "report", *arguments],
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("kind", FORMATS)
def test_one_table_alone_has_neither_cover_nor_contents(kind: str, tmp_path: Path) -> None:
    out = tmp_path / f"表5.{kind}"
    code, _ = report(str(EXAMPLES / "wuhan_2020" / "main.beancount"), "--table", "5", "--format", kind, "-o", str(out))
    assert code == 0
    content = out.read_bytes()
    if kind == "pdf":
        assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 1
    else:
        reader: Any = {"html": read_html, "docx": read_docx}[kind]
        assert Decimal("394.82") in reader(content).figures
        assert "目录" not in "".join(reader(content).paragraphs)


def test_what_is_wrong_in_disclosure_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "账"
    shutil.copytree(EXAMPLES / "wuhan_2020", folder)
    toml = folder / "disclosure.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("[reasons]", "[reason]"), encoding="utf-8")
    out = tmp_path / "部门决算.docx"
    code, said = report(str(folder / "main.beancount"), "--format", "docx", "-o", str(out))
    assert code == 2
    assert re.search(r"disclosure\.toml:\d+: 错误\[", said)
    assert "reasons" in said
    assert not out.exists()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["账"]
