"""How a paper is booked: by the unit's rules, else as its payee always was; else it is listed, to be booked by hand.

Nothing is guessed without a mark: what comes of this is unchecked (``!``), and its ``guess:`` says why it is so.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from gov_accounts.bookkeeping.sealing.state import read_sealed
from gov_accounts.exchange.chosen import Accounts
from gov_accounts.exchange.known import Known
from gov_accounts.exchange.rules import PAID, RECEIVED, Rules, read_rules
from gov_accounts.files.reasons import reason
from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.law.reading import DataError
from gov_accounts.money import yuan_text
from gov_accounts.months import month_of
from gov_accounts.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gov_accounts.exchange.maps import Target
    from gov_accounts.exchange.rules import Rule

GUESS: Final = "guess"
"""Metadata of a proposal: why it is booked so."""
_SAID: Final = {"payment": ("func", "econ", "fund", "project")}
"""What a paper itself says: as its payee was booked, those may have differed."""
TO_BE_BOOKED: Final = "待记"
_SHORT: Final = 60


@dataclass(frozen=True, slots=True)
class Question:
    """A paper that asks how it is booked.

    Attributes:
        kind: of its rules: ``bank``, ``payment``, ``invoice``.
        date: its day.
        fen: what it comes to: money received positive, paid or owed negative.
        said: what rules ask: ``words``, ``payee`` or ``seller``, codes.
        place: where it stands.
        issued: whether it is an invoice of the unit's own.
    """

    kind: str
    date: datetime.date
    fen: int
    said: Mapping[str, str]
    place: Place
    issued: bool = False

    @property
    def party(self) -> str:
        """The other side."""
        return self.said.get("payee", "") or self.said.get("seller", "")

    @property
    def side(self) -> str:
        """Whether money is received or paid."""
        return RECEIVED if self.fen > 0 else PAID


@dataclass(frozen=True, slots=True)
class Answer:
    """How it is booked.

    Attributes:
        account: the account beside money, or the cost of an invoice; whole.
        meta: what stands under its leg.
        guess: why.
        narration, name, tags: of the voucher; nothing where the paper's own are taken.
        against, tax: of an invoice: the other side, and the tax's account; nothing where the rule doesn't say.
    """

    account: str
    meta: Mapping[str, str]
    guess: str
    narration: str = ""
    name: str = ""
    tags: tuple[str, ...] = ()
    against: str = ""
    tax: str = ""


class Desk:
    """What answers such questions for a ledger: its rules, its accounts and what it has."""

    def __init__(self, target: Target) -> None:
        """For a ledger; what is wrong with its rules is kept as a finding."""
        self.target = target
        self.accounts = Accounts(target)
        self.known = Known(target.ledger)
        self.rules, self.findings = _rules(target)
        self._posted = max(read_sealed(target.ledger.path, target.ledger.declarations.posted).months, default=None)

    def dated(self, day: datetime.date, guess: str) -> tuple[datetime.date, str]:
        """The day on which a voucher can be booked, and why it is so booked.

        Nothing is added to a month that is posted: what comes late is booked on the first day after.
        """
        if self._posted is None or month_of(day) > self._posted:
            return day, guess
        first = self._posted.last_day + datetime.timedelta(days=1)
        return first, f"{guess}；{month_of(day)} 已记账，{day} 的改记在 {first}"

    def answer(self, question: Question) -> Answer | Finding:
        """How a paper is booked; a finding where the rule's account is none, or nothing says how.

        Money paid of just the amount that is owed to the payee pays that, before any rule: its cost is booked.
        """
        if question.kind != "invoice" and question.party and question.fen < 0:
            owed = self.known.owed(question.party, -question.fen)
            if owed is not None:
                why = f"付 {owed.called} 欠“{clean(question.party)[:_SHORT]}”的 {yuan_text(owed.fen)}"
                return Answer(owed.account, dict(owed.meta), why)
        rule = self.rules.first(question.kind, question.said, question.side, issued=question.issued)
        if rule is not None:
            return self._by_rule(rule)
        past = None
        if question.party and not question.issued:
            booked, codes = question.kind == "invoice", _SAID.get(question.kind, ())
            past = self.known.precedent(question.party, received=question.fen > 0, owed=booked, codes=codes)
        if past is None:
            return unbooked(question, self.rules.file)
        times = f" 等 {past.count} 张都" if past.count > 1 else ""
        why = f"照以前：{past.last}{times}这样记“{clean(question.party)[:_SHORT]}”"
        return Answer(past.way.account, dict(past.way.meta), why, tags=past.way.tags)

    def wrong_account(self, found: Finding, where: str) -> Finding:
        """What is said where a rule's account is none: where in the rules it stands."""
        place = Place(str(self.target.ledger.path.with_name(self.rules.file)), 0)
        return replace(found, rule="import-rule-account", what=f"{where}：{found.what}", place=place)

    def _by_rule(self, rule: Rule) -> Answer | Finding:
        named: dict[str, str] = {}
        for key, text in (("account", rule.account), ("against", rule.against), ("tax", rule.tax)):
            found = self.accounts.named(text) if text else ""
            if isinstance(found, Finding):
                return self.wrong_account(found, f"{rule.called}.{key}")
            named[key] = found
        return Answer(
            named["account"],
            rule.meta,
            f"照规则 {rule.called}",
            rule.narration,
            rule.name,
            rule.tags,
            named["against"],
            named["tax"],
        )


def _rules(target: Target) -> tuple[Rules, tuple[Finding, ...]]:
    folder = target.ledger.path.parent
    empty = Rules("import-rules.toml")
    try:
        return read_rules(folder), ()
    except DataError as error:
        said = str(error)
    except OSError as error:
        said = f"{empty.file}: {reason(error)}"
    found = Finding(
        "import-rules-unusable",
        f"规则写得不对：{said}。",
        "规则写明银行流水、支付凭证、发票、工资表怎样记账；有一处不对，就不照它记。",
        "照上面说的位置改正，再导一次。",
        Place(str(folder.joinpath(empty.file)), 0),
    )
    return empty, (found,)


def unbooked(question: Question, file: str) -> Finding:
    """What is listed to be booked by hand: a notice, with the rule that would book it."""
    words = clean(question.said.get("words", ""))[:_SHORT]
    party = clean(question.party)[:_SHORT]
    said = "，".join(each for each in (party, words) if each) or "没有户名和摘要"
    what = "发票" if question.kind == "invoice" else question.side
    rule = "".join(f"\n      {each}" for each in _lines(question, party, words))
    return Finding(
        "import-unbooked",
        f"{TO_BE_BOOKED}：{question.date} {what} {yuan_text(abs(question.fen))}，{said}。",
        "没有规则管到它，账里也没有和对方一直一样的记法；没有依据的，软件不猜。",
        f"自己记这一张；或在 {file} 里加上这几行，填上科目和编码，再导：{rule}",
        question.place,
        Severity.NOTICE,
    )


def _lines(question: Question, party: str, words: str) -> Iterator[str]:
    """The rule that would be met."""
    yield f"[[{question.kind}]]"
    if question.kind == "payment":
        yield f'econ = "{question.said.get("econ", "")}"'
    elif party:
        yield f'{"seller" if question.kind == "invoice" else "payee"} = "{_toml(party)}"'
    else:
        yield f'words = "{_toml(words)}"'
    if question.kind == "bank":
        yield f'side = "{question.side}"'
    yield 'account = ""'
    if question.kind != "payment":
        yield 'func = ""'
        if question.fen < 0:
            yield 'econ = ""'
        yield 'fund = ""'
    if question.issued:
        yield "issued = true"


def _toml(text: str) -> str:
    return text.replace("\\", "").replace('"', "") or "*"
