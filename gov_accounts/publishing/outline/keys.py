"""Whether the keys of disclosure.toml that an outline names are keys that may be written, and which nobody names.

The schema is all outlines': a key that one of them asks for is used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gov_accounts.publishing.outline.cells import cell_named
from gov_accounts.publishing.settings.schema import ANY, ASKED, EACH, Node, Schema, keys_of

if TYPE_CHECKING:
    from collections.abc import Container

    from gov_accounts.law.codes import Codes
    from gov_accounts.law.formats import FormatSet
    from gov_accounts.law.reading import At

FIRST: Final = ".#0"
"""Stands in a key for each element of an array, as ``[]`` does in the schema."""


@dataclass(slots=True)
class Keys:
    """The keys that are asked for.

    Attributes:
        asked: as the schema has them.
    """

    schema: Schema
    forms: FormatSet
    codes: Codes
    asked: set[str] = field(default_factory=set)

    def node(self, path: str, at: At) -> Node:
        """What may stand at a key that is asked for at a place of the outline.

        Raises:
            DataError: nothing may; or its last part isn't a code, or a cell, where it must be.
        """
        node = self.there(path, at)
        if node.key:
            self.asked.add(node.key.path)
        # Whoever asks for a table of names asks for what they name.
        self.asked |= {below.key.path for name, below in node.below.items() if name == ANY and below.key}
        return node

    def there(self, path: str, at: At) -> Node:
        """The same of a key that is named, but of which nothing is said."""
        try:
            node = self.schema.node(keys_of(path))
        except KeyError as error:
            raise at.wrong(f"schema.toml 里有的键，没有 {path.replace(FIRST, EACH)}") from error
        if node.key is None:
            raise at.wrong(f"schema.toml 里有一行的键，{path} 没有")
        last = str(keys_of(path)[-1])
        if node.key.keys == "func" and last not in self.codes.functional.rows:
            raise at.wrong(f"以功能分类编码结尾的键，没有 {last}")
        if node.key.keys == "cell" and cell_named(last, self.forms) is None:
            raise at.wrong(f"以“表号 行 栏”结尾的键，没有“{last}”这一格")
        return node

    def fields(self, path: str, at: At) -> dict[str, Node]:
        """What each table of an array may have.

        Raises:
            DataError: what stands there is no array of tables.
        """
        node = self.there(path, at)
        if EACH not in node.below:
            raise at.wrong(f"若干张表的键，{path} 不是")
        return node.below[EACH].below


def check_used(schema: Schema, asked: Container[str]) -> None:
    """See that every key of the schema is asked for: by some outline, or by name.

    Args:
        schema: what may be written.
        asked: what all outlines ask for.

    Raises:
        DataError: one isn't.
    """
    for key in schema.keys:
        if key.path not in asked and key.path not in ASKED:
            raise key.at.within("path").wrong(f"用到的键，{key.path} 没有人用")
