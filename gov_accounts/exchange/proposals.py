"""How a paper is booked: by the unit's rules, else as its payee always was; else it is listed, to be booked by hand.

Nothing is guessed without a mark: what comes of this is unchecked (``!``), and its ``guess:`` says why it is so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from gov_accounts.exchange.chosen import Accounts
from gov_accounts.exchange.known import Known
from gov_accounts.exchange.rules import PAID, RECEIVED, Rules, read_rules
from gov_accounts.files.reasons import reason
from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.law.reading import DataError
from gov_accounts.money import yuan_text
from gov_accounts.text import clean

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from gov_accounts.exchange.maps import Target
    from gov_accounts.exchange.rules import Rule

GUESS: Final = "guess"
"""Metadata of a proposal: why it is booked so."""
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

    def answer(self, question: Question) -> Answer | Finding:
        """How a paper is booked; a finding where the rule's account is none, or nothing says how."""
        rule = self.rules.first(question.kind, question.said, question.side, issued=question.issued)
        if rule is not None:
            return self._by_rule(rule, question)
        owed = question.kind == "invoice"
        past = self.known.precedent(question.party, received=question.fen > 0, owed=owed) if question.party else None
        if past is None or question.issued:
            return unbooked(question, self.rules.file)
        times = f"等 {past.count} 张都" if past.count > 1 else ""
        why = f"照以前：{past.last}{times}这样记“{clean(question.party)[:_SHORT]}”"
        return Answer(past.way.account, dict(past.way.meta), why, tags=past.way.tags)

    def _by_rule(self, rule: Rule, question: Question) -> Answer | Finding:
        named: dict[str, str] = {}
        for key, text in (("account", rule.account), ("against", rule.against), ("tax", rule.tax)):
            found = self.accounts.named(text) if text else ""
            if isinstance(found, Finding):
                return _rule_account(found, f"{self.rules.file} {rule.called}.{key}", question.place)
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


def _rule_account(found: Finding, where: str, place: Place) -> Finding:
    return replace(found, rule="import-rule-account", what=f"{where}：{found.what}", place=place)


def unbooked(question: Question, file: str) -> Finding:
    """What is listed to be booked by hand: a notice, with the rule that would book it."""
    words = clean(question.said.get("words", ""))[:_SHORT]
    party = clean(question.party)[:_SHORT]
    who = "seller" if question.kind == "invoice" else "payee"
    key, value = (who, party) if party else ("words", words)
    side = f'side = "{question.side}"，' if question.kind == "bank" else ""
    codes = "" if question.kind == "payment" or question.side == RECEIVED else '，func = "…"，econ = "…"'
    issued = "，issued = true" if question.issued else ""
    said = "，".join(each for each in (party, words) if each) or "没有户名和摘要"
    amount = yuan_text(abs(question.fen))
    return Finding(
        "import-unbooked",
        f"{TO_BE_BOOKED}：{question.date} {question.side} {amount}，{said}。",
        "没有规则管到它，账里也没有和对方一直一样的记法；没有依据的，软件不猜。",
        f'自己记这一张；或在 {file} 里加一条再导：[[{question.kind}]]，{key} = "{_toml(value)}"，'
        f'{side}account = "科目"{codes}{issued}。',
        question.place,
        Severity.NOTICE,
    )


def _toml(text: str) -> str:
    return text.replace("\\", "").replace('"', "") or "*"
