"""disclosure.toml whatever is in it: a short draw of mutants, what they found, and that documents don't pile up."""

from __future__ import annotations

import gc
import os
import sys
import weakref
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from gov_accounts.cli import cli
from gov_accounts.publishing.assemble import make_document
from gov_accounts.publishing.performance import _scored
from gov_accounts.publishing.settings.read import parse_settings, read_settings
from gov_accounts.publishing.settings.toml_lines import lines_of
from gov_accounts.text import text_width
from tests.support.disclosures import EXAMPLE_FILES, INDICATOR, PROJECT
from tests.support.mutated_settings import OBJECTS_GROWN, books, english, live_objects, originals, run

FILE = Path("disclosure.toml")


def test_a_draw_of_mutants() -> None:
    """As many as a test has time for; the script runs any number."""
    assert list(run(20, range(50))) == []


def test_the_originals_are_right() -> None:
    for original in originals():
        findings = parse_settings(original.text, FILE, original.year).findings
        # The template asks for what can't be made up.
        assert [each.shown() for each in findings if original.name != "template"] == []


def test_english_is_seen() -> None:
    assert english("读不了：Invalid value。") == ["invalid", "value"]
    assert english("读不了：“Invalid value”。改成 year = nonsense") == []


@pytest.mark.parametrize(
    ("toml", "line", "what", "remedy"),
    [
        # Numbers.
        ("year = 2020\n[assets]\ngeneral_equipment = " + "9" * 5000, 3, "数太长", "放在引号里"),
        ("year = 2020\n[assets]\ngeneral_equipment = 0x" + "f" * 5000, 3, "写的是 …，太大", "核对位数"),
        ("year = " + "9" * 30, 1, "太大", "核对位数"),
        ("year = 2020\n[procurement]\ngoods = 1e999999999", 3, "写的是 1E+999999999，太大", "元还是万元"),
        ("year = 2020\n[procurement]\ngoods = 1e99999999999999999999", 3, "写的是 inf", "写零或正数"),
        ("year = 2020\n[procurement]\ngoods = 1000000000000", 3, "太大", "元还是万元"),
        ("year = 2020\n[procurement]\ngoods = 0.0000000000001", 3, "小数位数太多", "核对位数"),
        ("year = 2020\n[procurement]\ngoods = nan", 3, "写的是 nan", "写零或正数"),
        ("year = 2020\n[reasons]\ntotals = " + "0x" + "f" * 5000, 3, "写的是 …", "totals"),
        # Depth.
        ("year = 2020\nduties = " + "[" * 5000, 2, "套得太深", "最多套几层"),
        ("year = 2020\n" + ".".join("a" * 100) + " = 1", 2, "套得太深", "最多套几层"),
        ("year = 2020\n[" + ".".join(['"a.b"'] * 100) + "]", 2, "套得太深", "最多套几层"),
        # What findings quote is short, and nothing a terminal obeys.
        ("year = 2020\n" + "x" * 5000 + " = 1", 2, f"没有 \"{'x' * 60}…\" 这个键", "这里可以写"),
        ('year = 2020\n"\\u001b[2J" = 1', 2, '没有 "\\u001b[2J" 这个键', "这里可以写"),
        ('year = 2020\nstaff = "\\u001b[2J"', 2, '文字 "\ufffd[2J"', "[staff]"),
    ],
)  # fmt: skip
def test_what_mutants_found(toml: str, line: int, what: str, remedy: str) -> None:
    settings = parse_settings(toml, FILE, 2020)
    (finding,) = settings.findings if "year = 2020" in toml else settings.findings[:1]
    assert what.replace("\\u001b", "\ufffd") in finding.what
    assert remedy in finding.remedy
    assert finding.place is not None
    assert finding.place.line == line
    assert len(finding.shown()) < 1000
    assert finding.shown().replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("written", "read"),
    [("1e3", "1000"), ("0e999999", "0"), ("-0.0", "0"), ("1.50", "1.50"), ("999999999999", "999999999999")],
)
def test_numbers_are_plain(written: str, read: str) -> None:
    value = parse_settings(f"year = 2020\n[procurement]\ngoods = {written}\n", FILE, 2020).get("procurement.goods")
    assert f"{value:f}" == read


def test_signs_that_end_lines_elsewhere_end_none_here() -> None:
    """A key below a text with such a sign stands on its own line, and what looks like a header within is none."""
    for sign in "\u2028\u2029\x85":
        text = f'year = 2020\n[reasons]\ntotals = """甲{sign}[x"y]\n"""\ngeneral = 5\n'
        (finding,) = parse_settings(text, FILE, 2020).findings
        assert finding.place is not None
        assert finding.place.line == 5


def test_quotes_before_those_that_end_a_text() -> None:
    text = "a = [\"\"\"\"a\"\"\"\"]\nb = 1\n[c]\nd = '''''x'''''\ne = 2\n"
    assert {path: line for path, line in lines_of(text).items() if len(path) < 3} == {
        ("a",): 1, ("b",): 2, ("c",): 3, ("c", "d"): 4, ("c", "e"): 5,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("weight", "target", "actual", "score"),
    [
        ("80", "999999999999", "0.000000000001", "0"),
        ("999999999999", "0.000000000003", "0.000000000001", "333333333333.0"),
        ("80", "0.000000000001", "999999999999", "80"),
        ("8.9", "3", "2", "5.9"),
    ],
)
def test_scores_of_any_numbers(weight: str, target: str, actual: str, score: str) -> None:
    assert _scored(*map(Decimal, (weight, target, actual)), less=False, decimals=1) == Decimal(score)


def test_a_weight_of_any_size_is_told(tmp_path: Path) -> None:
    toml = f"year = 2020\n{PROJECT}{INDICATOR}target = 1\nactual = 3e11\nweight = 999999999999\n"
    (tmp_path / "disclosure.toml").write_text(toml, encoding="utf-8")
    made = make_document(replace(books("wuhan_2020"), path=tmp_path / "main.beancount"), 2020)
    assert "disclosure-weights" in {each.rule for each in made.findings}


# Files that are none


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "disclosure.toml")
    (finding,) = read_settings(tmp_path / "main.beancount", 2020).findings
    assert "不是文件" in finding.what


def test_a_file_of_any_length_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "disclosure.toml").open("wb") as file:
        file.truncate(1 << 30)
    (finding,) = read_settings(tmp_path / "main.beancount", 2020).findings
    assert "太大" in finding.what


# Memory


def test_what_documents_are_made_of_is_freed_without_the_collector() -> None:
    """Nothing of ours holds itself: a process in which nobody collects garbage doesn't grow by its documents."""
    ledger = books("qingshi_2019_2020")
    make_document(ledger, 2020)
    gc.collect()
    gc.disable()
    try:
        assert make_document(ledger, 2020).document.blocks
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_texts_are_not_remembered() -> None:
    """Of long ones only their width is worked out."""

    class Text(str):
        __slots__ = ("__weakref__",)

    text = Text("年" * 1000)
    kept = weakref.ref(text)
    assert text_width(text) == 2000
    del text
    assert kept() is None


@pytest.mark.parametrize("kind", ["html", "xlsx", "docx"])
def test_commands_in_one_process_leave_nothing_behind(tmp_path: Path, kind: str) -> None:
    """The libraries that write documents leave garbage to collect; loading a ledger stops collecting for a while."""
    counts = []
    for number in range(4):
        out = tmp_path / f"{number}.{kind}"
        arguments = ["report", str(EXAMPLE_FILES["wuhan"]), "--format", kind, "-o", str(out)]
        cli.main(arguments, standalone_mode=False)
        assert gc.isenabled()
        counts.append(len(gc.get_objects()) if number == 0 else live_objects())
    assert counts[3] - counts[2] < OBJECTS_GROWN, counts
