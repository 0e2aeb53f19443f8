"""A bank's movement as a voucher: money against what the unit's rules, or the payee's history, say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gov_accounts.bank.lines import book_lines, taken_back
from gov_accounts.bank.marks import mark_of, movement_keys, remembered
from gov_accounts.bank.matching import match
from gov_accounts.bank.reconcile import balances_of, reconcile, spanned
from gov_accounts.books.marks import BANK
from gov_accounts.books.postings import read_postings
from gov_accounts.exchange.draft import Draft, Leg
from gov_accounts.exchange.proposals import GUESS, Answer, Desk, Question
from gov_accounts.findings import Finding, Place
from gov_accounts.law.accounts import account_code
from gov_accounts.law.chart import Cash, role
from gov_accounts.money import FINANCIAL
from gov_accounts.text import clean, first_few

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.bank.lines import BookLine
    from gov_accounts.bank.statement import Movement, Statement
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.exchange.maps import Target

ACCOUNT: Final = "account"
"""The option that says which account a statement is of."""
DAYS: Final = 10
"""How far apart a movement and its voucher may be, as `gov-accounts bank` has it."""
_REF: Final = "ref"
_SHORT: Final = 80
_SHOWN: Final = 8


def money_account(
    desk: Desk, target: Target, numbers: Sequence[str], codes: Sequence[str], place: Place
) -> str | Finding:
    """The account that a bank's paper is of: as the user says, as the rules know its number, or the only one there is.

    Args:
        desk: the ledger's accounts and rules.
        target: what the user says beside.
        numbers: the bank account's number, as the paper has it.
        codes: accounts of which it is one, where nothing says which: the only one that is open.
        place: the paper.
    """
    said = target.options.get(ACCOUNT, "")
    if not said:
        digits = ["".join(each for each in text if each.isdigit()) for text in numbers]
        ends = [name for end, name in desk.rules.money.items() if any(each.endswith(end) for each in digits if end)]
        said = ends[0] if ends else ""
    if said:
        found = desk.accounts.named(said)
        if isinstance(found, Finding):
            return replace(found, place=place)
        return found if role(account_code(found)).cash in (Cash.OWN, Cash.QUOTA) else _no_money(said, place)
    held = [each for code in codes for each in desk.accounts.under(code)]
    return held[0] if len(held) == 1 else _which(held, codes, place)


def new_movements(ledger: Ledger, account: str, statement: Statement, place: Place) -> list[Movement]:
    """The movements of a statement that the ledger hasn't, by day.

    Lines are matched as `gov-accounts bank` does. Where the statement has no balances, lines from before it begins
    are taken for settled; lines dated after it ends may be its last movements'.
    """
    postings = [
        each for each in read_postings(ledger.entries) if each.commodity == FINANCIAL and each.account == account
    ]
    books = book_lines(postings, ledger.entries)
    whole, span = spanned(statement, None, None)
    balances = balances_of(whole, None)
    bank = whole.movements
    if balances is not None:
        made = reconcile(books, bank, span, balances, DAYS, place)
        left = [bank[index] for index in made.bank_only]
        among = [each for each in books if each.date > span.last]
        return _left(among, left)
    known = remembered(books, bank, span)
    apart = known.before | known.after | taken_back(books)
    among_ = [index for index, each in enumerate(books) if each.date >= span.first and index not in apart]
    matched = match(books, bank, DAYS, among=among_, fixed=known.matches)
    taken = {index for each in matched.matches for index in each.bank}
    return [each for index, each in enumerate(bank) if index not in taken]


def _left(books: Sequence[BookLine], bank: Sequence[Movement]) -> list[Movement]:
    if not books or not bank:
        return list(bank)
    taken = {index for each in match(books, bank, DAYS).matches for index in each.bank}
    return [each for index, each in enumerate(bank) if index not in taken]


def is_proposed(target: Target, account: str, movement: Movement) -> bool:
    """Whether this run has proposed a movement, by another paper: that stands for one movement only."""
    for index, (there, fen, day) in enumerate(target.proposed):
        if (there, fen) == (account, movement.fen) and abs((day - movement.date).days) <= DAYS:
            del target.proposed[index]
            return True
    return False


def asked(movement: Movement) -> Question:
    """What is asked of a movement."""
    said = {"words": movement.words, "payee": movement.party}
    return Question("bank", movement.date, movement.fen, said, movement.place)


def marks(statement: Statement) -> dict[int, str]:
    """How each movement of a statement is called, by its index, as `gov-accounts bank` remembers it."""
    keys = movement_keys(statement.movements)
    return {index: mark_of([index], statement.movements, keys) for index in range(len(statement.movements))}


def voucher(movement: Movement, answer: Answer, account: str, mark: str, source: str, digest: str, desk: Desk) -> Draft:
    """A movement's voucher, unchecked."""
    commodity = desk.target.accounts.commodity
    date, guess = desk.dated(movement.date, answer.guess)
    legs = (
        Leg(account, movement.fen, commodity(account), {BANK: mark} if mark else {}),
        Leg(answer.account, -movement.fen, commodity(answer.account), dict(answer.meta)),
    )
    words = answer.narration or clean(movement.words)[:_SHORT] or ("收款" if movement.fen > 0 else "付款")
    refs = {_REF: movement.references[0]} if movement.references else {}
    return Draft(
        date,
        words,
        legs,
        source,
        movement.place,
        digest,
        answer.name or clean(movement.party)[:_SHORT],
        checked=False,
        meta={**refs, GUESS: guess},
        tags=answer.tags,
    )


def _no_money(said: str, place: Place) -> Finding:
    return Finding(
        "import-bank-account",
        f"“{said}”不是银行存款一类的科目。",
        "银行的流水、回单，一边是货币资金（银行存款、零余额账户等）。",
        "核对 --account，写银行存款的明细。",
        place,
    )


def _which(held: Sequence[str], codes: Sequence[str], place: Place) -> Finding:
    there = f"账本里有 {first_few(held, _SHOWN)}" if held else "账本里没有开立银行存款"
    return Finding(
        "import-bank-account",
        f"不知道是哪个账户的流水：{there}。",
        "一份对账单是一个银行账户的，记在一个明细里。",
        f"写明科目，如 --account {held[0] if held else codes[0]}；"
        "或在 import-rules.toml 的 [money] 里写账号的末几位和科目。",
        place,
    )
