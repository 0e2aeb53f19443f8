"""The data of the published document: no slip in it is passed over, whatever the ledger, the year and the place.

Every reference and every key of every file is slipped in turn. What is told has to name the file and the key: the
slip's own, or the one at the reference's other end, with the name that isn't there any more.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple, cast, get_args

import pytest

from gov_accounts.law.codes import official_codes
from gov_accounts.law.profile import official_profile, official_profiles, profile_of
from gov_accounts.law.reading import At, DataError, Entry, names, read
from gov_accounts.ledger import load
from gov_accounts.printing.units import WAN
from gov_accounts.publishing.assemble import _base, make_document
from gov_accounts.publishing.outline import blocks, whole
from gov_accounts.publishing.outline.elements import Either, Items, Known, Names, Number, Text, element
from gov_accounts.publishing.outline.keys import Keys as AskedKeys
from gov_accounts.publishing.outline.keys import check_used
from gov_accounts.publishing.outline.lists import OfItem, OfSettings, Source
from gov_accounts.publishing.outline.official import (
    chart_keys,
    forms_named,
    keys_asked,
    outline_of,
    read_outline,
)
from gov_accounts.publishing.outline.references import _BASE, check
from gov_accounts.publishing.outline.scopes import NameScope
from gov_accounts.publishing.outline.template import read_template
from gov_accounts.publishing.outline.whole import Outline, read_whole
from gov_accounts.publishing.scope import Facts, Item, Scope
from gov_accounts.publishing.settings.schema import Schema, read_schema, schema
from gov_accounts.publishing.sources import Sources
from gov_accounts.publishing.values import Value
from tests.support.paths import DATA, EXAMPLES

YEAR = 2020
MINISTRY, SHANGHAI = "2020", "2024-上海"
PROFILES: Final = (MINISTRY, SHANGHAI)
"""The profiles with a document of their own, or one that says what differs from another's."""
SCHEMA = "schema.toml"
WHOLE = "document.toml"
KEY = {"path": "more", "type": "text", "about": "没有人用的"}
Keys = tuple[str | int, ...]

PROSE: Final = {
    *("id", "title", "heading", "say", "name", "note", "origin", "unit", "what", "join", "label", "text", "figure"),
    *(
        "absent",
        "always",
        "numerals",
        "term",
        "told",
        "about",
        "names",
        "origins",
        "chosen",
        "not_chosen",
        "between_choices",
        "func",
        "placeholders",
    ),
}
"""Keys of texts for people: of these only what stands in braces refers to anything. All other texts do."""
NAMED: Final = {"figures", "lists", "forms", "options", "kinds", "sizes", "by_fund"}
"""Tables whose keys are names that something else uses."""
CELL = re.compile(r"(?P<table>(?:previous\.)?\w+)\.(?P<row>\w+|\{\w+\})\[(?P<column>\w+|\{\w+\})\]")
SLOT = re.compile(r"\{(?P<name>\w+)")
CONDITION = re.compile(r"!?\|?(?P<name>\w+)\|?(?: \S+ (?P<other>\S+))?")
WORD = re.compile(r"(?P<word>[^\s.{}]+)(?![^{]*\})")


class Slip(NamedTuple):
    """A change to a file: at a path, a value for another, or a key for another.

    Attributes:
        old: what an error may say that isn't there any more, if it names another key.
        new: the new value; None where the key is left out.
        of: the profile whose file it is.
    """

    file: str
    path: Keys
    old: tuple[str, ...]
    new: Any
    of: str = MINISTRY

    def made(self) -> Any:
        """What the file then holds."""
        return changed(files(self.of)[self.file], self.path, self.new)

    @property
    def shown(self) -> str:
        """The key's path, as an error names it."""
        value: Any = self.made()
        text = ""
        for depth, step in enumerate(self.path, 1):
            key: Any = self.new.key if isinstance(self.new, Renamed) and depth == len(self.path) else step
            value = value[key] if isinstance(value, list) or key in value else None
            text += f"[{called(value, key)}]" if isinstance(key, int) else f".{key}"
        return text[1:]

    @property
    def in_list(self) -> str:
        """The list that a value of another type stands in: it is the list that should be one of texts."""
        return self.shown.rpartition("[")[0] if isinstance(self.new, int) and isinstance(self.path[-1], int) else ""


class Renamed(NamedTuple):
    key: str


def called(value: Any, index: int) -> str | int:
    """What an error calls one of a list by: its name, or else its place."""
    return next(names(value), index) if isinstance(value, dict) else index


def changed(value: Any, path: Keys, new: Any) -> Any:
    """A value with a change in it; what the change doesn't touch is the same object."""
    key, *inner = path
    if isinstance(value, list):
        return [changed_at(each, inner, new) if index == key else each for index, each in enumerate(value)]
    if inner or not isinstance(new, Renamed | None):
        return {each: changed_at(below, inner, new) if each == key else below for each, below in value.items()}
    # In its place, so that the rest stays in order.
    return {new.key if each == key and new else each: below for each, below in value.items() if new or each != key}


def changed_at(value: Any, inner: Sequence[str | int], new: Any) -> Any:
    return changed(value, tuple(inner), new) if inner else new


@cache
def files(of: str = MINISTRY) -> Mapping[str, Mapping[str, Any]]:
    """What the files hold of which a profile's document is made, put together with those that they extend."""
    folder = DATA / "profiles" / of / "document"
    found = {path.name: official_profile(of).read("document", path.name).values for path in sorted(folder.glob("*"))}
    return {**found, SCHEMA: tomllib.loads((DATA / "disclosure" / SCHEMA).read_text(encoding="utf-8"))}


def own_files(of: str) -> Mapping[str, Mapping[str, Any]]:
    """The files in which slips are planted: the schema, which is all profiles', among one's."""
    return {file: content for file, content in files(of).items() if file != SCHEMA or of == MINISTRY}


def leaves(value: Any, path: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inner is None:
        yield path, value
    else:
        for key, each in inner:
            yield from leaves(each, (*path, key))


def keys(value: Any, path: Keys = ()) -> Iterator[Keys]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        if isinstance(key, str):
            yield (*path, key)
        yield from keys(each, (*path, key))


def slipped_references(of: str) -> Iterator[Slip]:
    """A letter too much in each name, wherever it stands in a text."""
    for file, content in own_files(of).items():
        for path, value in leaves(content):
            if isinstance(value, str):
                for start, end in spans(path, value):
                    old = (value[start:end], *((written_key(value),) if file == SCHEMA else ()))
                    yield Slip(file, path, old, f"{value[:end]}x{value[end:]}", of)
            elif path[-1] == "level" and isinstance(path[-2], str):
                # Of a list: how long the codes are. Of a heading it says nothing but itself.
                yield Slip(file, path, (str(value),), value + 1, of)


def spans(path: Keys, text: str) -> Iterator[tuple[int, int]]:
    """Where the names stand that a text refers to."""
    named = [key for key in path if isinstance(key, str)]
    if named == ["blocks", "key"]:
        return  # by which profiles that extend it call a block
    slots = {match.span("name") for match in SLOT.finditer(text)}
    if (PROSE & {named[0], named[-1]} and path[-1] != "words") or path[:2] == ("options", "level1"):
        yield from slots
        return
    if named[-1] in ("when", "keep"):
        match = CONDITION.fullmatch(text)
        assert match, text
        yield match.span("name")
        if match["other"] and not match["other"].isdecimal():
            yield match.span("other")
        return
    yield from slots
    if cells := list(CELL.finditer(text)):
        yield from (cell.span(part) for cell in cells for part in ("table", "row", "column") if "{" not in cell[part])
        return
    yield from (match.span("word") for match in WORD.finditer(text))


def renamed_keys(of: str) -> Iterator[Slip]:
    for file, content in own_files(of).items():
        for path in keys(content):
            yield Slip(file, path, (str(path[-1]),), Renamed(f"{path[-1]}x"), of)


def of_another_type(of: str) -> Iterator[Slip]:
    """A number for a text, a text for anything else: one of each kind of key."""
    for file, content in own_files(of).items():
        for path, value in one_of_a_kind(leaves(content)):
            yield Slip(file, path, (), 42 if isinstance(value, str) else "四十二", of)


def left_out(of: str) -> Iterator[Slip]:
    """One of each kind of key."""
    for file, content in own_files(of).items():
        for path, _ in one_of_a_kind((path, None) for path in keys(content)):
            yield Slip(file, path, (str(path[-1]),), None, of)


def one_of_a_kind(found: Iterable[tuple[Keys, Any]]) -> Iterator[tuple[Keys, Any]]:
    """The first of all that stand under the same keys, whatever their places in lists and their own names."""
    seen: set[Keys] = set()
    for path, value in found:
        kind = tuple(0 if isinstance(key, int) or above in NAMED else key for above, key in pairwise(("", *path)))
        if kind not in seen:
            seen.add(kind)
            yield path, value


def written_key(text: str) -> str:
    """A key of the schema as far as an error repeats it, whatever stands for ``*``."""
    return text.removesuffix("*").rstrip(".")


def entries(of: str, slip: Slip | None = None) -> dict[str, Entry]:
    found = {file: Entry(file, "", content) for file, content in files(of).items()}
    if slip:
        found[slip.file] = Entry(slip.file, "", slip.made())
    return found


def load_all(of: str, read_from: Mapping[str, Entry]) -> None:
    """A profile's outline, checked; all profiles' where the schema isn't the official one, for it is all of theirs."""
    outline = read_whole(read_from[WHOLE], lambda name: by_name(read_from, name))
    if read_from[SCHEMA].values is files(of)[SCHEMA]:
        asked(of, outline, schema())
        return
    rules = read_schema(read_from[SCHEMA])
    outlines = {each: outline if each == of else outline_as_it_is(each) for each in PROFILES}
    check_used(rules, frozenset().union(*(asked(each, its, rules) for each, its in outlines.items())))


def asked(of: str, outline: Outline, rules: Schema) -> frozenset[str]:
    """The keys that an outline asks for, once it is seen that all it names is there."""
    profile = official_profile(of)
    return check(Known(forms_named(profile, outline.budget), chart_keys_once(of), rules, official_codes(), outline))


@cache
def outline_as_it_is(of: str) -> Outline:
    return read_whole(Entry(WHOLE, "", files(of)[WHOLE]), lambda name: by_name(entries(of), name))


def by_name(read_from: Mapping[str, Entry], name: str) -> Entry:
    if name not in read_from:
        raise FileNotFoundError(name)
    return read_from[name]


chart_keys_once = cache(lambda of: chart_keys(official_profile(of)))


def told(slip: Slip) -> str:
    """What is said of a slip; nothing where it is passed over."""
    try:
        load_all(slip.of, entries(slip.of, slip))
    except DataError as error:
        return str(error)
    return ""


def is_named(slip: Slip, error: str) -> bool:
    """Whether an error names the key; or the other end of a reference, and the name that isn't there any more."""
    file, _, rest = error.partition(": ")
    place, _, what = rest.partition(" 应为")
    if file == slip.file and place in (slip.shown, slip.in_list):
        return True
    is_end = slip.file == SCHEMA or bool(NAMED & set(slip.path))
    return is_end and any(file in files(of) for of in PROFILES) and any(old in what for old in slip.old)


@pytest.fixture(autouse=True, scope="module")
def read_once() -> Iterator[None]:
    """Of a block or a form that is as it was, so that thousands of slips take seconds."""
    written = [Entry(file, "", content) for of in PROFILES for file, content in files(of).items()]
    blocks_written = [each for file in written if "blocks" in file for each in file.entries("blocks")]
    forms_written = [each for file in written for each in file.named("forms").values()]
    with pytest.MonkeyPatch.context() as patch:
        for module, name, those in ((blocks, "_block", blocks_written), (whole, "read_form", forms_written)):
            patch.setattr(module, name, remembering(getattr(module, name), those))
        yield


def remembering(read_entry: Callable[[Entry], Any], those: Iterable[Entry]) -> Callable[[Entry], Any]:
    """What reads an entry, for those entries once: where one has their very values at their very place."""

    def place(entry: Entry) -> tuple[int, str, str]:
        return id(entry.values), entry.file, entry.where

    known = {place(each): read_entry(each) for each in those}
    return lambda entry: known[place(entry)] if place(entry) in known else read_entry(entry)


@pytest.mark.parametrize("of", PROFILES)
def test_as_it_is_nothing_is_told(of: str) -> None:
    load_all(of, entries(of))


def test_every_key_of_the_schema_is_some_documents() -> None:
    check_used(schema(), frozenset().union(*(keys_asked(official_profile(each)) for each in official_profiles())))


@pytest.mark.parametrize("of", PROFILES)
@pytest.mark.parametrize("slips", [slipped_references, renamed_keys, of_another_type], ids=lambda each: each.__name__)
def test_no_slip_is_passed_over(of: str, slips: Callable[[str], Iterator[Slip]]) -> None:
    answers = [(slip, told(slip)) for slip in slips(of)]
    assert [(slip.file, slip.shown, slip.old, error) for slip, error in answers if not is_named(slip, error)] == []
    # Shanghai's glossary refers to nothing.
    without = {"glossary.toml"} if (of, slips) == (SHANGHAI, slipped_references) else set()
    assert {slip.file for slip, _ in answers} == set(own_files(of)) - without
    assert len(answers) > {MINISTRY: 200, SHANGHAI: 150}[of]


@pytest.mark.parametrize("of", PROFILES)
def test_what_is_left_out_is_told_or_may_be(of: str) -> None:
    """Never another error, whatever is left out; and most of it has to be there."""
    answers = [(slip, told(slip)) for slip in left_out(of)]
    named = {file for each in PROFILES for file in files(each)}
    assert all(not error or error.partition(": ")[0] in named for _, error in answers)
    assert sum(not error for _, error in answers) < len(answers) * 0.4


def test_a_text_of_another_kind_is_told() -> None:
    """What there is, used as something else."""
    for path, new in (
        (("blocks", 1, "content", 1, "say", 0), "{reason?增加|减少|持平}"),
        (("blocks", 1, "content", 1, "say", 0), "{total"),
        (("blocks", 1, "needs", 2, "when", 0), "change != 行政单位"),
        (("blocks", 1, "needs", 2, "when", 0), "reason > 0"),
        (("blocks", 1, "needs", 2, "when", 0), "change => 0"),
        (("blocks", 1, "figures", "growth", "of", 0), "reason"),
        (("blocks", 8, "content", 3, "each"), "total"),
        (("blocks", 13, "content", 1, "say", 0), "{rows}"),
        (("blocks", 1, "figures", "total", "formula"), "income_expenditure.1..30"),
        (("blocks", 1, "figures", "total", "formula"), "income_expenditure.{year}[1]"),
        (("blocks", 1, "figures", "total", "formula"), "previous.budget_func.合计[2]"),
        (("blocks", 1, "figures", "reason", "words"), "thresholds.change"),
        (("blocks", 1, "figures", "limit", "setting"), "reasons.totals"),
        (("blocks", 8, "lists", "work", "path"), "reasons.totals"),
        (("blocks", 1, "figures", "growth", "of", 0), "growth"),
        (("blocks", 8, "lists", "classes", "keep", 0), "classes"),
    ):
        slip = Slip("narrative.toml", path, (), new)
        assert told(slip).startswith(f"narrative.toml: {slip.shown} 应为"), (path, new, told(slip))


def test_what_nobody_uses_is_told() -> None:
    narrative, document, rules = (files()[name] for name in ("narrative.toml", WHOLE, SCHEMA))
    block, form = narrative["blocks"][1], document["forms"]["key_work"]
    name, second = (called(each, 0) for each in (block, narrative["blocks"][2]))
    twice = (called(each, 0) for each in (KEY, rules["keys"][0]))
    figures = {**block["figures"], "more": {"name": "多余", "formula": "income.total[total]"}}
    lists = {"more": {"source": "rows", "tables": ["income"], "level": 3, "say": ["{name}"], "join": "、"}}
    for slip, place in (
        (Slip("narrative.toml", ("blocks", 1, "figures"), (), figures), f"blocks[{name}].figures.more"),
        (Slip("narrative.toml", ("blocks", 1), (), {**block, "lists": lists}), f"blocks[{name}].lists.more"),
        (Slip("narrative.toml", ("blocks", 1, "id"), (), "三.二"), f"blocks[{second}].id"),
        (Slip(WHOLE, ("forms",), (), {**document["forms"], "more": form}), "forms.more"),
        (Slip(SCHEMA, ("keys",), (), [*rules["keys"], KEY]), f"keys[{next(twice)}].path"),
        (Slip(SCHEMA, ("keys",), (), [*rules["keys"], rules["keys"][0]]), f"keys[{next(twice)}].path"),
        (Slip(SCHEMA, ("options",), (), {**rules["options"], "more": ["多余"]}), "options.more"),
    ):
        assert told(slip).startswith(f"{slip.file}: {place} 应为"), told(slip)


def test_a_figure_that_is_not_there_names_the_text_that_says_it() -> None:
    """That there may be none is for the outline to ask; whether it does, only a ledger tells."""
    scope = Scope(cast("Facts", None), "三.一", "", {"growth": None}, {}, {})
    told_so = re.escape("narrative.toml: blocks[1].heading 应为先用 when 问过有没有 growth")
    for text in ("增长 {growth}%", "{growth?增长|下降|持平}"):
        with pytest.raises(DataError, match=told_so):
            scope.plain(read_template(text, At("narrative.toml", "blocks[1].heading")))


# On disk


def written(value: Any) -> str:
    """A value as TOML has it, on one line."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{json.dumps(key)} = {written(each)}' for key, each in value.items())} }}"
    return f"[{', '.join(map(written, value))}]" if isinstance(value, list) else json.dumps(value, ensure_ascii=False)


def write(folder: Path, slip: Slip | None = None) -> Path:
    folder.mkdir()
    for name, entry in entries(MINISTRY, slip).items():
        lines = (f"{json.dumps(key)} = {written(value)}\n" for key, value in entry.values.items())
        (folder / name).write_text("".join(lines), encoding="utf-8")
    return folder


def outline_in(folder: Path) -> Outline:
    return read_outline(lambda name: read(folder / name, f"{MINISTRY}/document/{name}"))


def test_a_folder_is_read_as_the_official_one(tmp_path: Path) -> None:
    assert outline_in(write(tmp_path / "same")) == outline_of(profile_of(YEAR))
    assert read_schema(read(tmp_path / "same" / SCHEMA)) == schema()


def test_a_slip_in_a_folder_names_its_file_and_key(tmp_path: Path) -> None:
    for file in sorted(set(files()) - {SCHEMA}):
        slip = next(slip for slip in renamed_keys(MINISTRY) if slip.file == file and len(slip.path) > 1)
        with pytest.raises(DataError, match=re.escape(f"{file}: {slip.shown} 应为")):
            outline_in(write(tmp_path / file, slip))
    (tmp_path / WHOLE / WHOLE).write_text("title = ", encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(f"{WHOLE}: 第 1 行")):
        outline_in(tmp_path / WHOLE)


# What the check goes by is what the program gives


def test_elements_have_the_names_that_texts_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Known(
        forms_named(profile_of(YEAR), outline_of(profile_of(YEAR)).budget),
        chart_keys(profile_of(YEAR)),
        schema(),
        official_codes(),
        outline_of(profile_of(YEAR)),
    )
    asked = AskedKeys(known.schema, known.forms, known.codes)
    seen: Counter[type] = Counter()
    made = Sources.elements

    def watched(self: Sources, scope: Scope, source: Source) -> Sequence[Item]:
        items = made(self, scope, source)
        if not isinstance(source, OfItem):
            names = element(source, known, NameScope(known, asked, At("", ""), {}, {}, {}))
            for item in items:
                assert_fits(item, names, whole=not isinstance(source, OfSettings))
                seen[type(source)] += 1
        return items

    monkeypatch.setattr(Sources, "elements", watched)
    for example in ("wuhan_2020", "qingshi_2019_2020"):
        make_document(load(EXAMPLES / example / "main.beancount"), YEAR)
    assert set(get_args(Source)) - {OfItem} == set(seen)


def assert_fits(item: Item, names: Names, *, whole: bool) -> None:
    assert item.keys() == names.keys() if whole else item.keys() >= names.keys()
    for name, kind in names.items():
        value = item[name]
        match kind:
            case Text(values):
                assert isinstance(value, str)
                # A code, or the key of an evaluation, is an example of many; of terms a unit has its own.
                assert not values or value in values or name == "term" or [*map(len, values)][:1] <= [len(value)]
            case Number():
                assert value is None or isinstance(value, Value)
            case Either():
                assert isinstance(value, str | Value)
            case Items(of):
                for each in value:
                    assert_fits(each, of, whole=True)


def test_every_text_may_name_what_the_program_gives() -> None:
    assert _base("", "", YEAR, WAN, outline_of(profile_of(YEAR)).scores).keys() == _BASE.keys()
