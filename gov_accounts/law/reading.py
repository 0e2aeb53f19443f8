"""Data files of the law, read key by key: whatever isn't as it should be is an error that names the file and the key.

A key that nobody asks for is an error too, so that a slip in a file is never passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

Result = TypeVar("Result")
_NAMES: Final = ("key", "id", "term", "path", "func")


class DataError(ValueError):
    """A data file that can't be used; the message names the file and the key."""


class At(NamedTuple):
    """Where something stands in a data file: kept with what is looked at again once everything is read."""

    file: str
    key: str

    def wrong(self, expected: str) -> DataError:
        """The error that it isn't what it should be."""
        return DataError(f"{self.file}: {self.key} 应为{' ' if expected[:1].isascii() else ''}{expected}")

    def within(self, key: str) -> At:
        """Of what stands there, something under a key."""
        return At(self.file, f"{self.key}.{key}".strip("."))


@dataclass(frozen=True, slots=True)
class Entry:
    """A table of a data file.

    Attributes:
        file: the file's name.
        where: the key under which the table stands, such as ``panels[income].rows[3]``, what has a name by its name;
            nothing for the file itself.
        values: what it holds, as TOML has it.
    """

    file: str
    where: str
    values: Mapping[str, Any]

    def __contains__(self, key: str) -> bool:
        """Whether it says something under a key."""
        return key in self.values

    def known(self, *keys: str) -> Entry:
        """The entry itself, once it is seen that it has no other keys but ``source``: where a rule stands."""
        for key in self.values:
            if key not in keys and key != "source":
                raise self.wrong(key, f"{'、'.join(sorted(keys))} 之一")
        return self

    def text(self, key: str, otherwise: str | None = None) -> str:
        """A text that isn't empty; what is given as `otherwise` where there is none."""
        if key not in self.values and otherwise is not None:
            return otherwise
        value = self.values.get(key)
        if not isinstance(value, str) or not (value or otherwise == ""):
            raise self.wrong(key, "一段文字")
        return value

    def texts(self, key: str, otherwise: Sequence[str] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        value = self.values.get(key, otherwise)
        if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
            raise self.wrong(key, "文字的列表")
        return tuple(value)

    def number(self, key: str, otherwise: int | None = None) -> int:
        """A whole number."""
        value = self.values.get(key, otherwise)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(key, "整数")
        return value

    def numbers(self, key: str, otherwise: Sequence[int] = ()) -> tuple[int, ...]:
        """A list of whole numbers."""
        value = self.values.get(key, otherwise)
        if not isinstance(value, list | tuple) or not all(type(each) is int for each in value):
            raise self.wrong(key, "整数的列表")
        return tuple(value)

    def flag(self, key: str) -> bool:
        """Whether a key says true; false where it isn't there."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "true 或 false")
        return value

    def choice(self, key: str, choices: Sequence[str], otherwise: str | None = None) -> str:
        """One of some texts."""
        value = self.values.get(key, otherwise)
        if value not in choices:
            raise self.wrong(key, "、".join(each for each in choices if each))
        return str(value)

    def entry(self, key: str) -> Entry:
        """A table within."""
        value = self.values.get(key)
        if not isinstance(value, Mapping):
            raise self.wrong(key, "一组键和值")
        return Entry(self.file, self._at(key), value)

    def entries(self, key: str, *, least: int = 0) -> tuple[Entry, ...]:
        """A list of tables, of so many at least."""
        value = self.values.get(key, ())
        if not isinstance(value, list | tuple) or len(value) < least:
            raise self.wrong(key, f"至少 {least} 项" if least else "一列项目")
        for index, each in enumerate(value):
            if not isinstance(each, Mapping):
                raise self.wrong(f"{key}[{index}]", "一组键和值")
        return tuple(
            Entry(self.file, f"{self._at(key)}[{next(names(each), index)}]", each) for index, each in enumerate(value)
        )

    def named(self, key: str = "") -> Mapping[str, Entry]:
        """The tables of a table, by their names; none where it isn't there."""
        if not key:
            return {name: self.entry(name) for name in self.values}
        return self.entry(key).named() if key in self.values else {}

    def words(self, key: str) -> Mapping[str, str]:
        """A table of texts by their names; none where it isn't there."""
        if key not in self.values:
            return {}
        inner = self.entry(key)
        return {name: inner.text(name, "") for name in inner.values if name != "source"}

    def lists(self, key: str) -> Mapping[str, tuple[str, ...]]:
        """A table of lists of texts by their names; none where it isn't there."""
        if key not in self.values:
            return {}
        inner = self.entry(key)
        return {name: inner.texts(name) for name in inner.values if name != "source"}

    def without(self, *keys: str) -> Entry:
        """The entry without some keys, such as a table's ``source`` beside what it lists."""
        return Entry(self.file, self.where, {key: value for key, value in self.values.items() if key not in keys})

    def parsed(self, key: str, parse: Callable[[str], Result], expected: str) -> Result:
        """A text that something else reads.

        Args:
            key: where the text stands.
            parse: reads it; a ValueError says that it can't, and at which place.
            expected: what the text should be.
        """
        text = self.text(key)
        try:
            return parse(text)
        except ValueError as error:
            raise self.wrong(key, f"{expected}，读到“{error}”处读不下去") from error

    def wrong(self, key: str, expected: str) -> DataError:
        """The error that something under a key isn't what it should be."""
        return self.at(key).wrong(expected)

    def at(self, key: str = "") -> At:
        """Where something under a key stands; the entry itself, where no key is given."""
        return At(self.file, self._at(key))

    def _at(self, key: str) -> str:
        return f"{self.where}.{key}".strip(".")


def names(table: Mapping[str, Any]) -> Iterator[str]:
    """A table's names, the one that it is called by first; none where it has none."""
    return (str(table[key]) for key in _NAMES if key in table)


def read(file: Traversable, name: str = "") -> Entry:
    """A TOML file.

    Args:
        file: the file.
        name: what errors call it, where not by its own name.

    Raises:
        DataError: it isn't TOML.
    """
    import tomllib  # noqa: PLC0415 - whoever only catches errors needs no parser

    from gov_accounts.law.toml_mistakes import mistake, too_deep  # noqa: PLC0415

    try:
        text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise DataError(f"{name or file.name}: 第 {line} 行不是 UTF-8 编码；另存为 UTF-8") from error
    wrong = too_deep(text)
    if wrong is None:
        try:
            return Entry(name or file.name, "", tomllib.loads(text))
        except (ValueError, RecursionError) as error:
            wrong = mistake(text, error)
    raise DataError(f"{name or file.name}: 第 {wrong.line} 行{wrong.what}；{wrong.remedy.rstrip('。')}")


def official(*path: str) -> Traversable:
    """A file or folder of the data that ships with the package."""
    return resources.files("gov_accounts_ledger").joinpath(*path)
