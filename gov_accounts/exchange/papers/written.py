"""What papers share: what a run has taken, the voucher of an answer, and what is said where a paper lacks something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gov_accounts.bank.lines import book_lines
from gov_accounts.books.postings import read_postings
from gov_accounts.exchange.draft import Draft, Leg, Taken
from gov_accounts.exchange.papers.containers import suffix_of
from gov_accounts.exchange.papers.kept import kept_paper
from gov_accounts.exchange.proposals import GUESS, Desk
from gov_accounts.findings import Finding, Severity
from gov_accounts.money import FINANCIAL
from gov_accounts.text import clean, first_few

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    from gov_accounts.bank.lines import BookLine
    from gov_accounts.exchange.maps import Target
    from gov_accounts.exchange.papers.facts import Elements
    from gov_accounts.exchange.proposals import Answer
    from gov_accounts.exchange.source import Source

DOCUMENT = "document"
"""Metadata of a voucher: where its paper is kept."""
_SHOWN = 6


class Run:
    """What is known while files are read into a ledger.

    Attributes:
        target: what they are read into.
        desk: what answers how papers are booked.
        kept: path → content of the papers kept so far.
    """

    def __init__(self, target: Target) -> None:
        """Nothing is taken yet."""
        self.target = target
        self.desk = Desk(target)
        self.kept: dict[str, bytes] = {}
        self._lines: dict[str, tuple[BookLine, ...]] = {}

    def lines(self, account: str) -> tuple[BookLine, ...]:
        """The lines that the ledger has of an account."""
        if account not in self._lines:
            entries = self.target.ledger.entries
            postings = [
                each for each in read_postings(entries) if each.commodity == FINANCIAL and each.account == account
            ]
            self._lines[account] = book_lines(postings, entries)
        return self._lines[account]

    def leg(self, account: str, fen: int, meta: Mapping[str, str] | None = None) -> Leg:
        """A leg of an account."""
        return Leg(account, fen, self.target.accounts.commodity(account), dict(meta or {}))


def proposal(
    run: Run,
    source: Source,
    elements: Elements,
    *,
    number: str,
    date: datetime.date,
    legs: Sequence[Leg],
    answer: Answer,
    payee: str,
    words: str,
    digest: str,
    meta: Mapping[str, str | int],
) -> Taken:
    """A paper's voucher, unchecked, with the copy that it names."""
    paper = kept_paper(
        run.target.ledger, run.kept, elements.called, number, date, source.content, suffix_of(source.content) or "xml"
    )
    booked, guess = run.desk.dated(date, answer.guess)
    draft = Draft(
        booked,
        answer.narration or words,
        tuple(each for each in legs if each.fen),
        source.name,
        source.place(),
        digest,
        answer.name or payee,
        checked=False,
        meta={**meta, DOCUMENT: paper.path, GUESS: guess},
        tags=answer.tags,
    )
    return Taken((draft,), (paper,))


def refused(*findings: Finding) -> Taken:
    """Nothing but what is said."""
    return Taken(findings=findings)


def lacking(source: Source, what: str, names: Sequence[str]) -> Finding:
    """A paper that doesn't say what a voucher needs."""
    return Finding(
        "paper-lacks",
        f"文件里没有{what}，或看不懂。",
        f"照这种凭证的格式，{what}在元素 {first_few(names, _SHOWN)} 里。",
        "核对文件是不是完整；元素名不同的，照这份格式另写一份（--map），改元素名。",
        source.place(),
    )


def nothing(source: Source, what: str) -> Finding:
    """A paper of no amount."""
    return Finding(
        "paper-nothing",
        f"{what}的金额是 0，没有要记的。",
        "支付失败的、作废的，金额是 0。",
        "不用记；金额不对的，核对文件。",
        source.place(),
        Severity.NOTICE,
    )


def short(text: str, most: int = 60) -> str:
    """A text of a paper, on one line and bounded."""
    return clean(text)[:most]
