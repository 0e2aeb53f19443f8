"""What is written and not printed: for codes that the year doesn't have, or for another year's or place's document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gov_accounts.findings import Finding, Severity
from gov_accounts.publishing.outline.elements import EVALUATIONS
from gov_accounts.publishing.outline.official import keys_asked
from gov_accounts.publishing.settings.schema import ANY, ASKED, Node, keys_of, schema, shown
from gov_accounts.publishing.settings.wording import quoted_text

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from gov_accounts.law.profile import Profile
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


def unprinted_keys(settings: Settings, profile: Profile) -> Iterator[Finding]:
    """A notice for each key of disclosure.toml that the profile's document tells nothing of."""
    printed = set(keys_asked(profile))
    printed |= {key for key in ASKED if not key.startswith(EVALUATIONS) or EVALUATIONS in printed}
    for keys in _unprinted(schema().top, settings.values, printed, ()):
        yield Finding(
            "disclosure-key-unprinted",
            f"{shown(keys)} 写了，按“{profile.title}”编制的文件不印这一项。",
            "各年各地的公开文件要说的不同。",
            "别的年度要用的，写到那一年的 disclosure-年份.toml；用不着的删掉。",
            settings.place(".".join(keys)),
            Severity.NOTICE,
        )


def _unprinted(
    node: Node, written: Mapping[str, Any], printed: Container[str], above: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    """The keys of which nothing is printed, those within them left out."""
    for key, value in written.items():
        below = node.below.get(key) or node.below[ANY]
        if not _is_printed(below, printed):
            yield (*above, key)
        elif below.type == "table":
            yield from _unprinted(below, value, printed, (*above, key))


def _is_printed(node: Node, printed: Container[str]) -> bool:
    return (node.key is not None and node.key.path in printed) or any(
        _is_printed(each, printed) for each in node.below.values()
    )
