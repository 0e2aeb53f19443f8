"""A ledger loaded as beancount's loader does it, kinder to the files that bookkeepers' editors save.

A file may begin with a BOM (Notepad writes one). What can't be read is an error of its line, never the end of the
program; nothing outside the ledger's folder is read, and no program of its author's is run, unless the user allows it
(`reading`). Some lines may be read otherwise than they stand, which tells what would still be wrong once they are
mended.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from beancount import loader

from gov_accounts.reading import stages
from gov_accounts.reading.errors import error_at
from gov_accounts.reading.files import Read, read_all
from gov_accounts.reading.parsing import BOM, parse
from gov_accounts.reading.permissions import NOTHING, Permissions
from gov_accounts.reading.programs import allowed
from gov_accounts.reading.stages import Loaded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["BOM", "PERMISSIONS", "Loaded", "load_by_our_stages", "load_files", "parse_text"]

PERMISSIONS: Final = "gov_accounts_permissions"
"""The option under which a loaded ledger keeps what the user allows, so that it is read alike when it is read again."""

beancounts_load: Final = loader._load  # noqa: SLF001
"""How beancount itself loads."""


def load_files(path: Path, mended: Mapping[str, bytes] | None = None, permissions: Permissions = NOTHING) -> Loaded:
    """Load a ledger; of the files in `mended`, by name, the content given there is read instead.

    beancount's cache of loaded ledgers is passed by: it is kept beside the ledger and knows nothing of a newer version
    of this package.
    """
    return _loaded(str(path), mended or {}, permissions, ())


def read_files(path: Path, permissions: Permissions) -> Read:
    """A ledger's files read, and nothing run. Its errors are those of lines that aren't allowed, too."""
    return allowed(read_all(str(path), {}, permissions), permissions)[0]


def load_by_our_stages(permissions: Permissions = NOTHING) -> None:
    """Have beancount's loader load files as this module does, for Fava too, with what the user allows.

    It holds for the whole process, until it is called again.
    """

    def load(
        sources: list[tuple[str, bool]], log_timings: Any, extra_validations: list[Any] | None, encoding: str | None
    ) -> Any:
        if len(sources) == 1 and sources[0][1]:
            return _loaded(sources[0][0], {}, permissions, extra_validations or ())
        return beancounts_load(sources, log_timings, extra_validations, encoding)

    loader._load = load  # noqa: SLF001


def parse_text(text: str) -> tuple[Sequence[Any], Sequence[Any], Mapping[str, Any]]:
    """The directives, errors and options of some lines, by beancount's parser."""
    parsed = parse(text.encode(errors="replace"), "<string>")
    return parsed.entries, parsed.errors, parsed.options


def _loaded(
    path: str, mended: Mapping[str, bytes], permissions: Permissions, extra_validations: Sequence[Any]
) -> Loaded:
    read, plugins = allowed(read_all(path, mended, permissions), permissions)
    read.options[PERMISSIONS] = permissions
    try:
        return stages.load(read, plugins, extra_validations)
    except Exception as error:  # noqa: BLE001 (what no stage foresees mustn't end the program either)
        message = f"Internal error: {type(error).__name__}"
        return [], [*read.errors, error_at(os.path.normpath(path), 0, message)], read.options
