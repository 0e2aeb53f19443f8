"""Reasons and explanations written for codes that the year doesn't have: likely slips of the pen, so they are said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.findings import Finding, Severity
from gov_accounts.publishing.settings.schema import keys_of, schema, shown
from gov_accounts.publishing.settings.wording import quoted_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gov_accounts.publishing.amounts import Amounts
    from gov_accounts.publishing.settings.read import Settings


def unused_codes(settings: Settings, amounts: Amounts) -> Iterator[Finding]:
    """A notice for each functional code that disclosure.toml names and no table of the year has."""
    present = {row.row.code for each in amounts.statements.values() for _, row in each.rows()}
    for entry in schema().keys:
        if entry.keys != "func":
            continue
        path = entry.path.removesuffix(".*")
        for code in settings.get(path) or ():
            if code not in present:
                near = sorted(each for each in present if each[:3] == code[:3] and len(each) == len(code))
                yield Finding(
                    "disclosure-code-unused",
                    f"{shown((*keys_of(path), code))}：本年各表里没有 {quoted_text(code)}。",
                    "这里写的是功能分类编码，表里没有的印不出来。",
                    f"是不是 {'、'.join(near)}？" if near else "核对编码；本年没有这一类，就删掉这一行。",
                    settings.place(f"{path}.{code}"),
                    Severity.NOTICE,
                )
