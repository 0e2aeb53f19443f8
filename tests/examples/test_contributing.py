"""CONTRIBUTING.md is true: what it names is there, where it says; and its walk can be walked."""

from __future__ import annotations

import importlib
import re
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from gov_accounts.books.cube import Key, key_of
from gov_accounts.books.postings import counted_postings, read_postings
from gov_accounts.fava.books import Books
from gov_accounts.ledger import load
from gov_accounts.printing.units import WAN
from gov_accounts.printing.years import PrintedYears
from gov_accounts.statements.lineage import Lineage
from gov_accounts.statements.years import Tables
from tests.support.paths import EXAMPLES, ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TICKED = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL))
INVENTED = re.compile(r"\bP/|NAME|ID\b|KEY|PART|2026-某地|FOLDER|LEDGER")
"""What a recipe makes, or stands for what it makes."""
PATHS = sorted({each for each in TICKED if "/" in each and " " not in each and not INVENTED.search(each)})
DOTTED = sorted({each for each in TICKED if re.fullmatch(r"gov_accounts(_plugins)?\.[\w.]+", each)})
NAMED = sorted(set(re.findall(r"`(\w+)`[^`.]{0,12}\b(?:of|in)\b (?:the )?`([\w/]+\.py)`", TEXT)))


@pytest.mark.parametrize("path", PATHS)
def test_a_path_is_there(path: str) -> None:
    assert (ROOT / path).exists() or path.startswith(".ci/")  # which no source package has


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)", TEXT))))
def test_a_link_leads_somewhere(target: str) -> None:
    assert (ROOT / target).exists()


@pytest.mark.parametrize("name", DOTTED)
def test_a_function_is_there(name: str) -> None:
    assert found(name) is not None


@pytest.mark.parametrize(("name", "path"), NAMED)
def test_a_name_is_in_the_file_it_is_said_to_be_in(name: str, path: str) -> None:
    assert re.search(rf"^(def |class )?{name}\b", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)


def test_enough_is_looked_at() -> None:
    assert len(PATHS) > 40
    assert len(DOTTED) > 25
    assert {name for name, _ in NAMED} >= {"SLIPS", "CLEAN", "WORDS", "PROFILES", "_COMMANDS", "_OTHERS", "put_out"}


def found(name: str) -> Any:
    """What a dotted name names: a module, or a function, a class or a method of one."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            module = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        return reduce(getattr, parts[length:], module)
    raise AssertionError(name)


def test_the_walk_can_be_walked_forth_and_back() -> None:
    ledger = load(EXAMPLES / "wuhan_2020" / "main.beancount")
    number = "记-1-017"
    written, *_ = [each for each in read_postings(ledger.entries) if each.number == number]
    assert (written.code, written.commodity, written.fen) == ("5101", "CNY", 10386)
    assert (written.func, written.econ, written.fund) == ("2060501", "30206", "11")
    leg, _ = [each for each in counted_postings(ledger.entries) if each.number == number]
    assert (leg.code, leg.fen, leg.derived) == ("7201", 10386, True)
    assert key_of(leg) == Key("7201", "2060501", "30206", "11", "", 2020, closing=False)
    cell = Tables.of(ledger).linked(2020)["general_expenditure"].cell("2060501", "total")
    assert cell.fen == 286919600
    assert key_of(leg) in {group.key for group, _ in cell.sums()}
    assert "2,869,196.00" in TEXT
    figure = PrintedYears.of(ledger, WAN).rounding(2020).figure("general_expenditure", "2060501", "total")
    assert str(figure) == "286.92"
    behind = list(Lineage.of(ledger.entries).behind(cell))
    assert sum(fen for _, fen in behind) == cell.fen
    (back,) = [posting for posting, _ in behind if posting.number == number]
    assert back == leg
    assert Path(back.place.file).name == "2020-01.beancount"
    assert Books(ledger).entry(back).narration == "12月电费"
