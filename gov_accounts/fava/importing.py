"""Fava's page Import: it offers what ``gov-accounts import`` reads, with a preview, without any configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fava.core.ingest import LoadedImportConfig, WrappedImporter

from gov_accounts.exchange.importers import importers

if TYPE_CHECKING:
    from collections.abc import Callable

    from fava.core import FavaLedger

    from gov_accounts.books.ledger import Ledger

FOLDER: Final = "import"
"""Where files to be taken in are looked for, and uploaded to, beside the main file, where the ledger names no other."""
_OURS: Final = "gov-accounts"
"""Named as the configuration: Fava's page asks only whether there is one."""


def offer(ledger: FavaLedger, load: Callable[[], Ledger]) -> None:
    """Offer our importers, unless the ledger has a configuration of its own.

    Args:
        ledger: Fava's ledger, just loaded: its options are read anew each time.
        load: the ledger as we have it.
    """
    if ledger.fava_options.import_config:
        return
    ledger.fava_options.import_config = _OURS
    if not ledger.fava_options.import_dirs:
        ledger.fava_options.set_import_dirs(FOLDER)
    wrapped = [WrappedImporter(each) for each in importers(load)]
    ledger.ingest.loaded_config = LoadedImportConfig({each.name: each for each in wrapped}, ())
