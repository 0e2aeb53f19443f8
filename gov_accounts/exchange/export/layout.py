"""Layouts: which column or element of a format holds which value of a row, as TOML.

columns = [
  { head = "单位名称", value = "unit_name" },
  { head = "币种", fixed = "人民币" },
  { head = "支付单据编号" },                     always blank: the ledger doesn't know it
]
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from gov_accounts.law.reading import At, Entry, official, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FOLDER: Final = ("exchange", "export")


@dataclass(frozen=True, slots=True)
class Field:
    """A column, or an element.

    Attributes:
        head: what it is called.
        value: the name of the row's value that it holds; nothing where it is fixed.
        fixed: what it always holds; nothing where that isn't known of any ledger.
        required: whether it is there even if it is empty.
        id: the number of the data element; nothing where that isn't known.
    """

    head: str
    value: str = ""
    fixed: str = ""
    required: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields of a record, in their order.

    Attributes:
        name: the name of the file or of the element.
        rows: which rows it is filled with.
        id: the number of the record; nothing where it isn't known.
        at: where it stands, for errors.
    """

    name: str
    rows: str
    fields: tuple[Field, ...]
    id: str
    at: At

    def cells(self, row: Mapping[str, str]) -> list[str]:
        """A row's values in the order of the fields.

        Raises:
            DataError: a field asks for a value that such rows don't have.
        """
        try:
            return [row[field.value] if field.value else field.fixed for field in self.fields]
        except KeyError as missing:
            raise self.at.wrong(f"有的值，没有 {missing.args[0]}") from missing


@cache
def layout_file(name: str) -> Entry:
    """The layouts of a format.

    Raises:
        DataError: the file isn't TOML.
    """
    return read(official(*FOLDER, f"{name}.toml"), "/".join([*FOLDER, f"{name}.toml"]))


def read_layout(entry: Entry, key: str = "columns", kinds: Iterable[str] = ()) -> Layout:
    """A layout.

    Args:
        entry: the table that has it.
        key: under which its fields stand.
        kinds: the kinds of rows that it may be of; any, where none is given.

    Raises:
        DataError: it isn't one; the message names file and key.
    """
    entry.known("name", "rows", "id", key)
    allowed = tuple(kinds)
    rows = entry.choice("rows", allowed) if allowed else entry.text("rows", "")
    fields = tuple(
        _field(each.known("head", "value", "fixed", "required", "id")) for each in entry.entries(key, least=1)
    )
    return Layout(entry.text("name"), rows, fields, entry.text("id", ""), entry.at(key))


def _field(entry: Entry) -> Field:
    entry.known("head", "value", "fixed", "required", "id")
    return Field(
        entry.text("head"),
        entry.text("value", ""),
        entry.text("fixed", ""),
        entry.flag("required"),
        entry.text("id", ""),
    )
