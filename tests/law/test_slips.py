"""A slip in any data file of the law is an error that names the file and the key: every key, every code, every cell.

The text of a file is parsed, one thing in it is changed, and it is read again: each key is renamed; each text that is a
code, an account, a row, a column, a table or a formula, is changed to one that there isn't. The outline of the document
has a test of its own (``tests.publishing.test_outline``).
"""

from __future__ import annotations

import copy
import importlib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gov_accounts.books import chart_findings
from gov_accounts.law import accounting, closing, formats, notes, parallel, profile
from gov_accounts.law.form import Format, Printing
from gov_accounts.law.form_file import read_form
from gov_accounts.law.reading import DataError, Entry
from gov_accounts.publishing import chart_file
from gov_accounts.reports import reconciliation
from tests.support.paths import DATA

plausibility = importlib.import_module("gov_accounts.bookkeeping.plausibility.rules")
"""The package has a function of the module's name."""
PROFILE = DATA / "profiles" / "2020"
PROSE = frozenset(
    """
    why remark title label name narration basis source what remedy state note law empty heads stubs term kinds_of text
    year month increase growth part amount share whole spent cumulative even rate even_rate no_previous negative
    no_budget nothing levels silent keys names aliases heading department sign date stub
    """.split()  # noqa: SIM905 (a list of words reads better so)
)
"""Keys whose texts are words for people, or names of their own: any other text would do."""
NAMED_BY_NOBODY = frozenset({"id", "key", "number", "rule", "severity"})
"""What a thing is called: others name it, which is tried where they do."""


class Slip(NamedTuple):
    """One thing changed in a file: where, and what stands there now."""

    file: str
    path: tuple[str | int, ...]
    what: str


class Kind(NamedTuple):
    """A kind of file: its files, and what reads them all, one of them replaced."""

    files: tuple[Path, ...]
    read: Callable[[], object]


ACCOUNTING = DATA / "accounting" / "yearly"


def read_accounting() -> object:
    made = accounting.read_set("yearly")
    return made, made.details


def read_profile() -> object:
    made = profile.read_profile(PROFILE, 2020)
    return made, chart_file.charts_of.__wrapped__(made)


KINDS = {
    "profile": Kind(
        (
            PROFILE / "profile.toml",
            *sorted((PROFILE / "forms").glob("*.toml")),
            PROFILE / "ties.toml",
            PROFILE / "charts.toml",
        ),
        read_profile,
    ),
    "accounting": Kind(
        (
            ACCOUNTING / "profile.toml",
            *sorted((ACCOUNTING / "forms").glob("*.toml")),
            ACCOUNTING / "ties.toml",
            ACCOUNTING / "cashflow.toml",
        ),
        read_accounting,
    ),
    "reports": Kind(tuple(sorted((DATA / "reports").glob("*.toml"))), lambda: formats.read_formats(DATA / "reports")),
    "closing": Kind((DATA / "closing.toml",), closing.official_rules.__wrapped__),
    "parallel": Kind((DATA / "parallel.toml",), parallel.official_rules.__wrapped__),
    "reconciliation": Kind((DATA / "reconciliation.toml",), reconciliation.official_form.__wrapped__),
    "plausibility": Kind((DATA / "rules" / "plausibility.toml",), plausibility.rules.__wrapped__),
    "notes": Kind((DATA / "accounting" / "notes" / "notes.toml",), notes.official_notes.__wrapped__),
    "retired": Kind((DATA / "chart" / "retired.toml",), chart_findings.retired_accounts.__wrapped__),
}
READERS = (formats, profile, closing, parallel, reconciliation, notes, plausibility, chart_findings, chart_file)


@cache
def content(file: Path) -> Mapping[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def codes() -> frozenset[str]:
    """Every code of every list: one that is begun is another's beginning, not a slip."""
    files = [DATA / "chart" / "accounts.csv", *(DATA / "classification").glob("*.csv")]
    lines = (line for file in files for line in file.read_text(encoding="utf-8-sig").splitlines())
    return frozenset(line.split(",", 1)[0] for line in lines)


def walk(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every table and every text, with where it stands."""
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from walk(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from walk(inner, (*path, index))
    else:
        yield path, value


def slips(file: Path) -> Iterator[tuple[Slip, Mapping[str, Any]]]:
    """The file with one thing changed, for each thing."""
    for path, value in walk(content(file)):
        keys = [each for each in path if isinstance(each, str)]
        if isinstance(value, dict):
            for key in value:
                if key != "source" and not is_free(path):
                    yield Slip(file.name, (*path, key), f"{key}x"), changed(file, path, renamed(value, key))
        elif path[:1] == ("settled",) and keys[-1] == "detail":
            continue  # a word in the names of details that units make
        elif keys[-1:] == ["blank"]:
            for number in (value + 1, value - 1):
                yield Slip(file.name, path, str(number)), changed(file, path, number)
        elif isinstance(value, str) and value and not is_words(file, path):
            for new in wrong(value):
                yield Slip(file.name, path, new), changed(file, path, new)


def is_words(file: Path, path: tuple[str | int, ...]) -> bool:
    """Whether a text is for people, or a name of its own; of what a list puts in, whether it is in no formula."""
    keys = [each for each in path if isinstance(each, str)]
    if file.name == "ties.toml" and ("each" in keys or keys[0] == "lists"):
        ties = content(file)["ties"]
        within = [ties[path[1]]] if keys[0] == "ties" else [each for each in ties if each.get("each") == keys[1]]
        return not any(f"{{{keys[-1]}}}" in each[side] for each in within for side in ("left", "right"))
    # The words before a unit of money are words; a list of accounts of money isn't.
    return path[-1] == "money" or keys[-1] in PROSE | NAMED_BY_NOBODY or bool(PROSE & set(keys))


def is_free(path: tuple[str | int, ...]) -> bool:
    """Whether a table's keys are names of its own: of quantities, of lists, of what a list puts in, of rules."""
    names = [each for each in path if isinstance(each, str)]
    return path == () or (
        bool(names)
        and (names[-1] in {"auxiliary", "lists", "aliases", "words"} or "lists" in names[:-1] or names[-1] == "each")
    )


def renamed(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    return {f"{each}x" if each == key else each: value for each, value in table.items()}


def wrong(value: str) -> Iterator[str]:
    """What may stand there by a slip: another code, row, column or table; a word that isn't one."""
    if re.fullmatch(r"\d+", value):
        yield "99" + value[2:] if len(value) > 1 else "0"
        if not any(code.startswith(value + "9") for code in codes()):
            yield value + "9"
    elif re.fullmatch(r"[\w.\[\]+\- ()]+", value) and re.search(r"\d|\.", value):
        for match in re.finditer(r"\w+", value):
            if match[0] not in ("positive", "previous", "各行"):
                yield value[: match.start()] + match[0] + "_x" + value[match.end() :]
    else:
        yield value + "_x"


def changed(file: Path, path: tuple[str | int, ...], new: Any) -> Mapping[str, Any]:
    """The file's content with something else in one place."""
    made: Any = {"": copy.deepcopy(content(file))}
    at = made
    for step in ("", *path)[:-1]:
        at = at[step]
    at[("", *path)[-1]] = new
    result: Mapping[str, Any] = made[""]
    return result


def once(reads: Callable[..., Format], files: tuple[Path, ...]) -> Callable[..., Format]:
    """What reads a form, of a file that is as it was once: only one has a slip at a time."""
    as_it_was = {id(content(file)) for file in files}
    known: dict[tuple[object, ...], Format] = {}

    def read(entry: Entry, number: int = 0, printing: Printing | None = None, *, statements: bool = False) -> Format:
        if id(entry.values) not in as_it_was:
            return reads(entry, number, printing, statements=statements)
        asked = (id(entry.values), number, printing, statements)
        if asked not in known:
            known[asked] = reads(entry, number, printing, statements=statements)
        return known[asked]

    return read


@pytest.mark.parametrize("kind", KINDS)
def test_no_slip_is_passed_over(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files, reads = KINDS[kind]
    planted: dict[str, Mapping[str, Any]] = {}

    def read(file: Any, _: str = "") -> Entry:
        return Entry(file.name, "", planted.get(file.name) or content(Path(str(file))))

    for module in READERS:
        if hasattr(module, "read"):
            monkeypatch.setattr(module, "read", read)
    monkeypatch.setattr(formats, "read_form", once(read_form, files))
    reads()
    passed: list[Slip] = []
    unnamed: list[tuple[Slip, str]] = []
    tried = 0
    for file in files:
        for slip, text in slips(file):
            planted.clear()
            planted[file.name] = text
            tried += 1
            try:
                reads()
            except DataError as error:
                if not re.match(r"[\w.]+\.toml: \S", str(error)):
                    unnamed.append((slip, str(error)))
            else:
                passed.append(slip)
    assert tried > 15
    assert not unnamed, unnamed[:5]
    assert not passed, f"{len(passed)} of {tried}: {passed[:40]}"
