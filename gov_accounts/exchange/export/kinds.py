"""Which module writes which format: a new format is one module and one line here."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from gov_accounts.exchange.export.value import Books, Made

FORMATS: Final = {
    "audit": "审计采集表（csv，一个文件夹）",
    "dat95": "DA/T 95—2022 电子记账凭证（xml）",
    "gb24589": "GB/T 24589 公共档案、总账（xml，一个文件夹）",
    "v800": "用友“填制凭证”文本（txt）",
    "receiver": "带发票的凭证的入账信息（xml，一个文件夹）",
}
"""A format, which is the name of its module, and what it is."""


def made_as(kind: str, books: Books) -> Made:
    """The books of a year in a format.

    Raises:
        DataError: the format's layout isn't as it should be.
    """
    make = cast("Callable[[Books], Made]", import_module(f"gov_accounts.exchange.export.{kind}").made)
    return make(books)
