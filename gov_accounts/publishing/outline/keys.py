"""Whether the keys of disclosure.toml that an outline names are keys that may be written, and which nobody names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gov_accounts.publishing.outline.cells import cell_named
from gov_accounts.publishing.settings.schema import ANY, ASKED, EACH, Node, Schema, keys_of

if TYPE_CHECKING:
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
        """What may stand at a key that stands at a place of the outline.

        Raises:
            DataError: nothing may; or its last part isn't a code, or a cell, where it must be.
        """
        try:
            node = self.schema.node(keys_of(path))
        except KeyError as error:
            raise at.wrong(f"schema.toml 里有的键，没有 {path.replace(FIRST, EACH)}") from error
        if node.key is None:
            raise at.wrong(f"schema.toml 里有一行的键，{path} 没有")
        self.asked.add(node.key.path)
        # Whoever asks for a table of names asks for what they name.
        self.asked |= {below.key.path for name, below in node.below.items() if name == ANY and below.key}
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
        node = self.node(path, at)
        if EACH not in node.below:
            raise at.wrong(f"若干张表的键，{path} 不是")
        return node.below[EACH].below

    def check_used(self) -> None:
        """See that every key of the schema is asked for: by the outline, or by name.

        Raises:
            DataError: one isn't.
        """
        for key in self.schema.keys:
            if key.path not in self.asked and key.path not in ASKED:
                raise key.at.within("path").wrong(f"用到的键，{key.path} 没有人用")
