"""A file that says only what differs, put together with the one it extends: by properties, and what it refuses."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gov_accounts.law.layers import extended
from gov_accounts.law.reading import DataError, Entry

WORDS = st.sampled_from(["a", "b", "c", "d", "e"])
VALUES = st.one_of(st.integers(0, 9), st.text("xyz", max_size=3), st.lists(st.text("xyz", max_size=2), max_size=3))


def named(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Lists of tables that each have a name, no two the same."""
    table = st.builds(lambda name, more: {**more, "key": name}, WORDS, st.dictionaries(st.sampled_from("pqr"), inner))
    return st.lists(table, min_size=1, max_size=4, unique_by=lambda each: each["key"])


CONTENTS: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    WORDS,
    st.recursive(
        VALUES, lambda inner: st.one_of(st.dictionaries(WORDS, inner, max_size=3), named(inner)), max_leaves=8
    ),
)


def merged(base: Mapping[str, Any], differing: Mapping[str, Any]) -> Mapping[str, Any]:
    return extended(Entry("base.toml", "", base), Entry("own.toml", "", differing)).values


@given(CONTENTS)
def test_an_empty_file_changes_nothing_and_neither_does_the_file_itself(content: dict[str, Any]) -> None:
    kept = copy.deepcopy(content)
    assert merged(content, {}) == content
    assert merged({}, content) == content
    assert merged(content, content) == content
    assert content == kept


@given(CONTENTS, CONTENTS)
def test_what_is_said_stands_and_what_is_not_said_stays(base: dict[str, Any], own: dict[str, Any]) -> None:
    try:
        made = merged(base, own)
    except DataError as error:
        # What a list hasn't got yet says that it is new.
        assert str(error).startswith("own.toml")  # noqa: PT017
        assert lists_of(own)
        return
    assert_says(made, own)
    for key, value in base.items():
        assert key in made
        if key not in own:
            assert made[key] == value
    assert list(made) == [*base, *(key for key in own if key not in base)]


def assert_says(made: Any, own: Any) -> None:
    if isinstance(own, Mapping):
        for key, value in own.items():
            assert_says(made[key], value)
    elif isinstance(own, list) and own and isinstance(own[0], Mapping):
        by_name = {each["key"]: each for each in made}
        for each in own:
            assert_says(by_name[each["key"]], each)
    else:
        assert made == own


def lists_of(value: Any) -> bool:
    """Whether there is a list of named tables anywhere within."""
    if isinstance(value, Mapping):
        return any(map(lists_of, value.values()))
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


@given(named(VALUES), st.data())
def test_names_are_taken_out_and_the_rest_stays_in_order(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    gone = data.draw(st.lists(st.sampled_from([each["key"] for each in rows]), unique=True))
    made = merged({"rows": rows}, {"without": {"rows": gone}})
    assert made == {"rows": [each for each in rows if each["key"] not in gone]}


@given(named(VALUES), st.data())
def test_named_ones_change_places_among_themselves(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    names = [each["key"] for each in rows]
    moved = data.draw(st.lists(st.sampled_from(names), unique=True))
    made = merged({"rows": rows}, {"order": {"rows": moved}})["rows"]
    assert [each["key"] for each in made if each["key"] in moved] == moved
    assert [each if each["key"] not in moved else None for each in made] == [
        each if each["key"] not in moved else None for each in rows
    ]
    assert sorted(map(str, made)) == sorted(map(str, rows))


@given(named(VALUES), WORDS, st.data())
def test_a_new_one_comes_after_the_one_it_says_or_last(
    rows: list[dict[str, Any]], name: str, data: st.DataObject
) -> None:
    assume(name not in [each["key"] for each in rows])
    after = data.draw(st.sampled_from(["", *(each["key"] for each in rows)]))
    own = {"key": name, "p": 1, **({"after": after} if after else {"new": True})}
    made = merged({"rows": rows}, {"rows": [own]})["rows"]
    place = [each["key"] for each in made].index(name)
    assert made[place] == {"key": name, "p": 1}
    assert made[:place] + made[place + 1 :] == rows
    assert made[place - 1]["key"] == after if after else place == len(rows)


@given(st.dictionaries(WORDS, VALUES, min_size=1), st.data())
def test_keys_are_taken_out_of_a_table(table: dict[str, Any], data: st.DataObject) -> None:
    gone = data.draw(st.lists(st.sampled_from(sorted(table)), unique=True))
    made = merged({"formula": table}, {"without": {"formula": gone}})
    assert made == {"formula": {key: value for key, value in table.items() if key not in gone}}


def test_what_is_found_by_another_of_its_names_takes_the_new_one() -> None:
    """A section is called by its key; its number may change."""
    made = merged({"blocks": [{"key": "gov_fund", "id": "8"}]}, {"blocks": [{"key": "gov_fund", "id": "7"}]})
    assert made == {"blocks": [{"key": "gov_fund", "id": "7"}]}
    made = merged({"blocks": [{"key": "gov_fund", "id": "8"}]}, {"blocks": [{"id": "8", "heading": "八"}]})
    assert made == {"blocks": [{"key": "gov_fund", "id": "8", "heading": "八"}]}


BASE = {"rows": [{"key": "a"}, {"key": "b", "formula": {"x": "1"}}], "words": ["z"], "title": "t"}


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"without": {"rows": ["c"]}}, "without.rows"),
        ({"without": {"words": ["z"]}}, "without.words"),
        ({"without": {"nothing": ["a"]}}, "without.nothing"),
        ({"without": {"rows": "a"}}, "without.rows"),
        ({"order": {"rows": ["b", "c"]}}, "order.rows"),
        ({"order": {"rows": ["b", "b"]}}, "order.rows"),
        ({"order": {"title": ["t"]}}, "order.title"),
        ({"rows": [{"key": "c", "after": "d"}]}, "rows[c].after"),
        ({"rows": [{"key": "a"}, {"key": "b", "after": "a"}]}, "rows[b]"),
        ({"rows": [{"key": "c"}]}, "rows[c]"),
        ({"rows": [{"key": "b", "without": {"formula": ["y"]}}]}, "rows[b].without.formula"),
        ({"instead": ["nothing"]}, "instead[0]"),
    ],
)
def test_a_slip_names_the_file_and_the_key(own: dict[str, Any], said: str) -> None:
    with pytest.raises(DataError) as error:
        merged(BASE, own)
    file, _, rest = str(error.value).partition(": ")
    assert file.startswith("own.toml")
    assert rest.partition(" 应为")[0] == said


FILE = Entry("base.toml", "", {"terms": [{"term": "甲", "told": "1"}], "words": {"a": "1", "b": "2"}, "title": "题"})


def test_what_is_named_instead_stands_alone() -> None:
    own = Entry("own.toml", "", {"instead": ["terms"], "terms": [{"term": "乙", "told": "2"}], "words": {"a": "3"}})
    made = extended(FILE, own).values
    assert made == {"terms": [{"term": "乙", "told": "2"}], "words": {"a": "3", "b": "2"}, "title": "题"}


def test_within_a_table_and_where_nothing_stands_instead() -> None:
    own = Entry("own.toml", "", {"instead": ["terms"], "words": {"instead": ["a", "b"], "c": "4"}})
    assert extended(FILE, own).values == {"words": {"c": "4"}, "title": "题"}


def test_there_has_to_be_what_it_stands_instead_of() -> None:
    with pytest.raises(DataError, match=r"instead\[0\] 应为已有的一个键，没有 term$"):
        extended(FILE, Entry("own.toml", "", {"instead": ["term"]}))
