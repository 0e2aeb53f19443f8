"""An archive of a year of a ledger; a backup of all of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from gov_accounts.archive.contents import Year, printed
from gov_accounts.archive.manifest import ARCHIVE, BACKUP
from gov_accounts.archive.messages import not_closed, not_posted
from gov_accounts.archive.packing import About, Package, packed
from gov_accounts.archive.sources import ArchiveRefusedError, gathered
from gov_accounts.books.declarations import read_declarations
from gov_accounts.files.seen import require_unchanged
from gov_accounts.findings import errors
from gov_accounts.law.codes import official_codes
from gov_accounts.publishing.checking import check_all
from gov_accounts.reading.loading import read_files
from gov_accounts.reports.accounting import accounting_findings

if TYPE_CHECKING:
    from gov_accounts.books.declarations import Declarations
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.findings import Finding
    from gov_accounts.reading.permissions import Permissions

_UNKNOWN: Final = -1
"""How many errors a ledger has that couldn't be loaded."""


def archive(ledger: Ledger, year: int, pages: str, *, outside: bool) -> tuple[Package, tuple[Finding, ...]]:
    """The archive of a year, and what is to be said of it: nothing of that is an error.

    Args:
        ledger: the ledger.
        year: the year.
        pages: the format of what has pages.
        outside: whether documents outside the ledger's folder may be read.

    Raises:
        ArchiveRefusedError: the ledger has errors, or is too large.
        UnavailableError: what the format of pages takes isn't installed.
        ChangedMeanwhileError: a file of the ledger isn't any more what was read.
        OSError: a file can't be read.
    """
    of_year = Year(ledger, year, pages)
    found = [*check_all(ledger).findings, *accounting_findings(of_year.accounts)]
    if wrong := errors(found):
        raise ArchiveRefusedError(wrong)
    sources = gathered(ledger.path, ledger.files, ledger.entries, ledger.declarations, outside=outside)
    about = About(
        ARCHIVE,
        ledger.unit_name,
        ledger.declarations.unit.get("code", ""),
        year,
        ledger.profile(year).name,
        0,
        of_year.closed,
    )
    package = packed(ledger.path, sources.files, printed(of_year), about)
    require_unchanged(ledger.read)
    notices = [*sources.findings, *of_year.notices]
    if not of_year.closed:
        notices.append(not_closed(ledger.path, year))
    if months := [each for each in package.seal.open_months if each.year == year]:
        notices.append(not_posted(ledger.path, months))
    return package, tuple(notices)


def backup(ledger: Ledger, *, outside: bool) -> tuple[Package, tuple[Finding, ...]]:
    """A backup of a ledger, whatever is wrong with it; and what is named and isn't in it.

    Raises:
        ArchiveRefusedError: it is too large.
        ChangedMeanwhileError: a file of the ledger isn't any more what was read.
        OSError: a file can't be read.
    """
    sources = gathered(ledger.path, ledger.files, ledger.entries, ledger.declarations, outside=outside)
    about = _of_backup(ledger.declarations, len(errors(check_all(ledger).findings)))
    package = packed(ledger.path, sources.files, (), about)
    require_unchanged(ledger.read)
    return package, sources.findings


def backup_unread(main: Path, permissions: Permissions) -> tuple[Package, tuple[Finding, ...]]:
    """A backup of a ledger that can't be loaded, such as one with a file that isn't UTF-8: as far as it can be read.

    Args:
        main: the main file, absolute; it is a regular file.
        permissions: what the user allows.

    Raises:
        ArchiveRefusedError: it is too large.
        OSError: a file can't be read.
    """
    read = read_files(main, permissions)
    declarations = read_declarations(read.entries, official_codes())
    files = [Path(each) for each in read.files]
    sources = gathered(main, files, read.entries, declarations, outside=permissions.outside)
    return packed(main, sources.files, (), _of_backup(declarations, _UNKNOWN)), sources.findings


def _of_backup(declarations: Declarations, wrong: int) -> About:
    unit = declarations.unit
    return About(BACKUP, unit.get("name", ""), unit.get("code", ""), 0, "", wrong, closed=False)
