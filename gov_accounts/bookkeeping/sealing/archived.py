"""The posted vouchers of a ledger of which there are the files' contents only, as in an archive. Nothing is run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from beancount.core.data import Custom

from gov_accounts.bookkeeping.sealing.marks import DIRECTIVE
from gov_accounts.bookkeeping.sealing.state import sealed_by
from gov_accounts.bookkeeping.sealing.verify import written_findings
from gov_accounts.bookkeeping.sealing.vouchers import Written, vouchers_among
from gov_accounts.reading.parsing import parse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gov_accounts.findings import Finding
    from gov_accounts.months import Month


class Seal(NamedTuple):
    """What a ledger's posting comes to.

    Attributes:
        findings: what is wrong with what was posted.
        lines: how many vouchers the log has lines of.
        end: the log's last hash; nothing where there is no log.
        vouchers: how many vouchers there are.
        open_months: the months that have vouchers which aren't posted.
    """

    findings: tuple[Finding, ...]
    lines: int
    end: str
    vouchers: int
    open_months: tuple[Month, ...]


def seal_of(main_file: Path, files: Mapping[str, bytes], log: bytes | None) -> Seal:
    """What is posted of a ledger, and whether it is still what it was, as far as it is written.

    Args:
        main_file: what the main file is called.
        files: the contents of all files that the ledger reads, by what they are called.
        log: the content of ``posted.log``; None where there is none.
    """
    vouchers: list[Written] = []
    marks: list[Custom] = []
    for name, content in files.items():
        try:
            content.decode()
        except UnicodeDecodeError:
            continue
        entries = parse(content, name).entries
        vouchers.extend(vouchers_among(entries))
        marks.extend(each for each in entries if isinstance(each, Custom) and each.type == DIRECTIVE)
    sealed = sealed_by(main_file, log, marks)
    due = {each.month for each in vouchers if not (each.text and each.key in sealed.finished)}
    return Seal(
        tuple(written_findings(sealed, vouchers)),
        len(sealed.log.posted) if sealed.log is not None else 0,
        sealed.log.end if sealed.log is not None and sealed.log.posted else "",
        len(vouchers),
        tuple(sorted(due)),
    )
