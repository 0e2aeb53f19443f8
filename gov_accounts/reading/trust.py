"""What the user has allowed ledgers for good: kept in the user's own settings, where no ledger can bring it along.

The file is JSON: the path of a ledger's main file → its lines, as `reading.permissions` writes them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from gov_accounts.files.change import Change

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_FILE: Final = "trusted.json"


def allowed(folder: Path, ledger: Path) -> frozenset[str]:
    """The lines that a ledger was allowed; none where the file can't be read."""
    return frozenset(_read(folder).get(_name(ledger), ()))


def allow(folder: Path, ledger: Path, lines: Iterable[str]) -> Path:
    """Allow a ledger these lines and no others, none to take back what was allowed; the file it is kept in.

    Raises:
        OSError: it can't be written.
    """
    kept = _read(folder)
    kept.pop(_name(ledger), None)
    if lines := sorted(set(lines)):
        kept[_name(ledger)] = lines
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / _FILE
    from gov_accounts.files.whole import write_whole  # noqa: PLC0415 (loading a ledger writes nothing)

    write_whole([Change(target, json.dumps(kept, ensure_ascii=True, indent=2, sort_keys=True).encode())])
    return target


def _read(folder: Path) -> dict[str, list[str]]:
    try:
        kept = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(kept, dict):
        return {}
    return {
        name: [line for line in lines if isinstance(line, str)]
        for name, lines in kept.items()
        if isinstance(lines, list)
    }


def _name(ledger: Path) -> str:
    return str(ledger.absolute().resolve())
