"""Which file disclosure.toml is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

FILE: Final = "disclosure.toml"
OWN_FILE: Final = "disclosure-{year}.toml"


def settings_file(main: Path, year: int) -> Path:
    """The file for a year, beside the ledger's main file: ``disclosure-2020.toml`` if there is one, else the usual."""
    folder = main.parent
    own = folder / OWN_FILE.format(year=year)
    return own if own.exists() else folder / FILE
