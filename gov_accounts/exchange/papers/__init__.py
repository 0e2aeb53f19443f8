"""Electronic documents as vouchers: invoices, payment vouchers of the treasury, receipts of the bank (kind ``paper``).

file ──`containers`──► XML ──`facts`, by a map──► what it says ──`invoice`, `payment`, `receipt`──► a proposal (``!``)
                                                                                          └──`kept`──► its copy

Source: 财会〔2025〕9号 and 电子凭证会计数据标准; DA/T 95-2022 附录 B.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from gov_accounts.exchange.draft import Taken
from gov_accounts.exchange.papers import containers
from gov_accounts.exchange.papers.facts import Facts, read_elements
from gov_accounts.exchange.papers.invoice import invoice_voucher
from gov_accounts.exchange.papers.kept import kept_paper
from gov_accounts.exchange.papers.payment import payment_voucher
from gov_accounts.exchange.papers.receipt import receipt_voucher
from gov_accounts.exchange.papers.written import Run
from gov_accounts.sheets.errors import TableError

if TYPE_CHECKING:
    import datetime

    from gov_accounts.books.ledger import Ledger
    from gov_accounts.exchange.draft import Paper
    from gov_accounts.exchange.maps import Map, Target
    from gov_accounts.exchange.papers.containers import Document
    from gov_accounts.exchange.papers.facts import Elements
    from gov_accounts.exchange.source import Source

_SURE: Final = 100
"""An element's name says more than a column's."""
_MAKERS: Final = {"invoice": invoice_voucher, "payment": payment_voucher, "receipt": receipt_voucher}
_SUFFIXES: Final = (".ofd", ".pdf", ".xml", ".xbrl")


class PaperReader:
    """Reads electronic documents by a map."""

    def __init__(self, map_: Map) -> None:
        """What the map says.

        Raises:
            DataError: it isn't as it should be.
        """
        self._elements = read_elements(map_)
        self._title = map_.title
        self._run: Run | None = None

    def fits(self, source: Source) -> int:
        """How many of its signs a file has; 1 for a document that can't be read, where the map is to say why."""
        try:
            found = _documents(source.content, source.path.suffix.lower())
        except TableError:
            return 0
        if isinstance(found, TableError):
            return int(self._elements.unreadable)
        best = max(map(self._elements.fit, found), default=0)
        return _SURE + best if best else 0

    def facts(self, source: Source) -> Facts:
        """What a document says, for who asks a person how it is booked.

        Raises:
            TableError: it can't be read, or isn't of the map's kind.
        """
        found = _documents(source.content, source.path.suffix.lower())
        if isinstance(found, TableError):
            raise found
        document = _best(found, self._elements)
        if document is None:
            raise TableError(
                f"文件里没有“{self._title}”的数据。",
                "文件里的 XML 没有这种凭证该有的元素。",
                "去掉 --map 由软件认；或换成开票方给的 XML。",
            )
        return Facts(document, self._elements)

    def kept(self, source: Source, ledger: Ledger, number: str, day: datetime.date) -> Paper:
        """The copy of a document, and where it is kept beside a ledger."""
        suffix = containers.suffix_of(source.content) or "xml"
        return kept_paper(ledger, {}, self._elements.called, number, day, source.content, suffix)

    def take(self, source: Source, target: Target) -> Taken:
        """Its proposal, and its copy.

        Raises:
            TableError: it can't be read, or isn't of the map's kind.
        """
        facts = self.facts(source)
        if self._run is None or self._run.target is not target:
            self._run = Run(target)
        if self._run.desk.findings:
            return Taken(findings=self._run.desk.findings)
        return _MAKERS[self._elements.makes](facts, self._elements, source, self._run)


def reader(map_: Map) -> PaperReader:
    """What reads documents by a map.

    Raises:
        DataError: the map isn't as it should be.
    """
    return PaperReader(map_)


def _best(found: list[Document], elements: Elements) -> Document | None:
    """The document that has the most of the signs: an OFD may hold the seller's XML beside the standard's."""
    fits = [(elements.fit(each), -index) for index, each in enumerate(found)]
    best, index = max(fits, default=(0, 0))
    return found[-index] if best else None


@lru_cache(maxsize=2)
def _documents(content: bytes, suffix: str) -> list[Document] | TableError:
    """The documents in a file, or why it can't be read; of what is no such file, none.

    It is asked by every map in turn.
    """
    kind = containers.suffix_of(content)
    if suffix not in _SUFFIXES and kind != "pdf":
        return []
    if kind == "" and suffix in (".ofd", ".pdf"):
        return TableError(
            f"不是 {suffix[1:].upper()} 文件，只是名字像。",
            "文件的内容和名字不合，或没有下载完。",
            "重新下载这个文件。",
        )
    try:
        return containers.documents(content)
    except TableError as error:
        return error
