"""Fava's page Import: it offers what ``gov-accounts import`` reads, with a preview, without any configuration.

The page can show vouchers only. Files are read from the folders for them, whatever name a request has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fava.core.ingest import ImporterExtractError, IngestModule, LoadedImportConfig, WrappedImporter
from fava.helpers import FavaAPIError

from gov_accounts.exchange.importers import NotUnderstoodError, importers
from gov_accounts.reading.folders import is_really_inside

if TYPE_CHECKING:
    from collections.abc import Callable

    from fava.beans.abc import Directive
    from fava.core import FavaLedger

    from gov_accounts.books.ledger import Ledger

FOLDER: Final = "import"
"""Where files to be taken in are looked for, and uploaded to, beside the main file, where the ledger names no other."""
_OURS: Final = "gov-accounts"
"""Named as the configuration: Fava's page asks only whether there is one."""


class Ingest(IngestModule):  # type: ignore[misc, unused-ignore]
    """Fava's, but for what it says and where it reads."""

    def extract(self, filename: str, importer_name: str) -> list[Directive]:
        """The new directives of a file.

        Raises:
            FavaAPIError: it isn't in a folder for files to be taken in, or isn't understood; in Chinese.
        """
        folders = [str(self.ledger.join_path(each)) for each in self.ledger.fava_options.import_dirs]
        if not any(is_really_inside(filename, each) for each in folders):
            raise FavaAPIError(f"只读导入文件夹里的文件：{'、'.join(folders)}。")
        try:
            return super().extract(filename, importer_name)
        except ImporterExtractError as error:
            if isinstance(error.__cause__, NotUnderstoodError):
                raise FavaAPIError(str(error.__cause__)) from error
            raise


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
    wrapped = [WrappedImporter(each) for each in importers(load, vouchers_only=True)]
    ledger.ingest = Ingest(ledger)
    ledger.ingest.loaded_config = LoadedImportConfig({each.name: each for each in wrapped}, ())
