"""Say that these checks have no configuration: what stands after the plugin's name is read by nobody.

This line is an error, and the checks run all the same::

    plugin "gov_accounts_plugins" "strict"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

from gov_accounts.files.texts import last_line
from gov_accounts.findings import Finding, Place
from gov_accounts_plugins.error import LedgerError, error_of

_LINE: Final = re.compile(r'^plugin\s+"gov_accounts_plugins"\s+"')

Check = Callable[[list[Any], Any], tuple[list[Any], Any]]


def configuration(
    entries: list[Any], options: Mapping[str, Any], given: str | None = None
) -> tuple[list[Any], list[LedgerError]]:
    """Report a configuration. Returns the entries as they are."""
    if given is None:
        return entries, []
    file = str(options.get("filename") or "<ledger>")
    line = last_line(file, _LINE)
    finding = Finding(
        "plugin-configuration",
        f'plugin "gov_accounts_plugins" 后面写了“{given}”，没有用处。',
        "本软件的检查没有可以设的东西，写在插件名后面的没有人读。",
        '这一行改成：plugin "gov_accounts_plugins"。',
        Place(file, line),
    )
    return entries, [error_of(finding)]


def unconfigured(check: Check) -> Callable[..., tuple[list[Any], Any]]:
    """A check that is run as well where there is a configuration."""

    @wraps(check)
    def run(entries: list[Any], options: Any, given: str | None = None) -> tuple[list[Any], Any]:
        del given
        return check(entries, options)

    return run
