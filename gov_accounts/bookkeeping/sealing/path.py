"""Where a ledger's log is: asked of every ledger that is loaded, so nothing is imported for it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

NAME: Final = "posted.log"


def log_path(main_file: Path) -> Path:
    """The log of a ledger, beside its main file, as beancount names that."""
    return main_file.parent / NAME


def log_is_there(main_file: Path) -> bool:
    """Whether there is a log, or anything of its name."""
    return os.path.lexists(log_path(main_file))
