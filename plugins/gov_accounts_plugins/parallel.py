"""平行记账: give vouchers their budget legs, and check those that have them.

Before::

    2020-03-05 * "某供电公司" "三月电费" #2060501 #30206
      Expenses:5001-业务活动费用                               99.40 CNY
      Assets:1011-零余额账户用款额度                          -99.40 CNY

After::

    2020-03-05 * "某供电公司" "三月电费" #2060501 #30206
      Expenses:5001-业务活动费用                               99.40 CNY
      Assets:1011-零余额账户用款额度                          -99.40 CNY
      Expenses:7201-事业支出:基本支出                          99.40 CNY.B
        derived: "平行记账"
      Assets:8001-资金结存:800101-零余额账户用款额度          -99.40 CNY.B
        derived: "平行记账"

A voucher tagged ``#no-budget`` has no budget legs, nor has a 结转分录 (``#year-close``), but those it writes. A voucher
that has budget legs keeps them, and they must change 资金结存 by what its money does, with or without what it holds or
advances. The rules are ``gov_accounts.bookkeeping.parallel``'s.

Where the two books part by law or by hand, that is a notice: beancount knows errors only, so the notices are handed on
in the options map, under ``NOTICES``.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from beancount.core.amount import Amount
from beancount.core.data import Open, Posting, Transaction

from gov_accounts.bookkeeping.parallel import identity, messages
from gov_accounts.bookkeeping.parallel.derive import derive
from gov_accounts.bookkeeping.parallel.history import History, Read, opening_meaning
from gov_accounts.bookkeeping.parallel.legs import BudgetLeg, Codes, Leg, Role
from gov_accounts.books.declarations import read_declarations
from gov_accounts.books.marks import CLOSING_TAG, DERIVED, HEARD
from gov_accounts.findings import ADVANCES, NOTICES, Finding, Place
from gov_accounts.law.accounts import UNIT_KINDS, account_code
from gov_accounts.law.chart import Cash, Element, role
from gov_accounts.law.codes import item_key, official_codes
from gov_accounts.law.parallel import NO_BUDGET_TAG, Rules, official_rules
from gov_accounts.money import BUDGETARY, FEN_PER_YUAN, FINANCIAL, to_fen, to_yuan
from gov_accounts_plugins.error import LedgerError, error_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, MutableMapping, Sequence

    from gov_accounts.books.ledger import Advance

ADVANCE: Final = "advance"
"""Metadata of a voucher that books advances as spent at a year's end: the detail account it is for."""
_MARK: Final = "平行记账"
_BUDGET: Final = "budget"
_BY_LAW: Final = "暂付款核销或从职工薪酬中扣回，制度不作预算会计处理（附录12（4）、40（3））。"


def parallel(entries: list[Any], options: MutableMapping[str, Any]) -> tuple[list[Any], list[LedgerError]]:
    """Derive or check the budget legs of every voucher. Entries are never changed, only replaced."""
    keeper = _Keeper(entries)
    result: list[Any] = []
    for entry in entries:
        if isinstance(entry, Transaction):
            keeper.at(entry.date.year)
            result.append(keeper.kept(entry))
        else:
            result.append(entry)
    keeper.at(None)
    options[ADVANCES] = keeper.advances
    if keeper.derives and not keeper.errors:
        keeper.notices.extend(identity.findings(keeper.changes))
    if keeper.notices:
        options.setdefault(NOTICES, []).extend(keeper.notices)
    return result, keeper.errors


class _Keeper:
    """Reads vouchers one after another, and gives each the budget legs it must have.

    Attributes:
        history: what each detail account stands for, as of the voucher being read.
        notices: what is worth saying, though it is no error.
        advances: year → what is advanced at its end.
        changes: vouchers after which 资金结存 and money differ otherwise than before.
        derives: whether any voucher was given budget legs.
    """

    def __init__(self, entries: Sequence[Any]) -> None:
        self.rules = official_rules()
        kind = read_declarations(entries, official_codes()).unit.get("kind", UNIT_KINDS[0])
        self.kind = kind if kind in self.rules.spending else UNIT_KINDS[0]
        self.accounts = _BudgetAccounts(entries)
        self.usual = _usual_budgets(entries)
        self.history = History(self.rules, self.kind, _opening(entries, self.rules, self.usual))
        self.errors: list[LedgerError] = []
        self.changes: list[identity.Change] = []
        self.notices: list[Finding] = []
        self.derives = False
        self.year: int | None = None
        self.advances: dict[int, tuple[Advance, ...]] = {}
        for entry in entries:
            if isinstance(entry, Open) and entry.account in self.usual:
                self._check_account(self.usual[entry.account], _place(entry), entry)

    def at(self, year: int | None) -> None:
        """Note what is advanced as a year ends; None ends the last."""
        if self.year is not None and year != self.year:
            self.advances[self.year] = self.history.open_advances()
        self.year = year

    def kept(self, entry: Any) -> Any:
        """A voucher with its budget legs; itself where it has them, has none, or they can't be derived."""
        rules = self.rules
        accrual, written, moved, funds, traced, told = _moved(entry, rules)
        opening = _is_opening(entry, rules)
        if written and accrual and moved == funds and not (traced or told or opening):
            return entry  # most vouchers of a ledger that writes both books
        legs, places = self._legs(entry) if accrual else ([], [])
        closing = CLOSING_TAG in entry.tags
        budgeted = not closing and NO_BUDGET_TAG not in entry.tags
        derives = accrual and not written and budgeted
        if opening:
            read = self.history.opened(legs)
        elif traced and not closing:
            read = self.history.read(legs, entry.date.year, budgeted=budgeted)
        else:
            read = Read(legs)
        if told and not self._check_told(read.legs, places, entry, written=written):
            return entry
        if derives:
            return self._derived(entry, read, places)
        held = sum(leg.fen for leg in read.legs if leg.role is Role.HELD)
        if written and accrual and not closing:
            read, held = self._as_written(entry, read, moved, funds)
        self._record(read, entry, opening=opening)
        if not closing:
            spent = self._spent(entry, funds) if written and not accrual else 0
            cause = _BY_LAW if read.unbudgeted else _cause(entry, accrual=accrual, written=written)
            self._compare(entry, moved + held + spent, funds, cause)
        return entry

    def _derived(self, entry: Any, read: Read, places: Sequence[Place]) -> Any:
        found = read.problems
        derived: Sequence[BudgetLeg] = ()
        legs = read.legs
        if not found and not read.unbudgeted:
            legs = _with_fund(legs, self.rules, self.accounts)
            derived, problems = derive(legs, self.rules, self.kind, _unchosen(entry.tags, legs))
            found = tuple(problems)
        by_index = {leg.number: leg for leg in legs}
        findings = [
            messages.problem_finding(
                problem,
                by_index[problem.leg],
                places[problem.leg],
                self.rules,
                _told_codes(entry.tags, problem.missing),
            )
            for problem in found
        ]
        postings, unopened = _postings(derived, entry, self.accounts)
        findings.extend(unopened)
        self.errors.extend(error_of(finding, entry) for finding in findings)
        self._record(read, entry, opening=False)
        if read.unbudgeted and not findings:
            held = sum(leg.fen for leg in legs if leg.role is Role.HELD)
            self._compare(entry, held, 0, _BY_LAW)
        self.derives = self.derives or bool(postings)
        return entry._replace(postings=[*entry.postings, *postings]) if postings and not findings else entry

    def _legs(self, txn: Any) -> tuple[list[Leg], list[Place]]:
        legs: list[Leg] = []
        places: list[Place] = []
        for posting in txn.postings:
            units = posting.units
            if units is None or units.currency != FINANCIAL:
                continue
            code = account_code(posting.account)
            if not code or units.number * 100 % 1:
                return [], []  # `books` reports it
            meta = posting.meta or {}
            get = meta.get
            codes = Codes(str(get("func", "")), str(get("econ", "")), str(get("fund", "")), str(get("project", "")))
            told = str(meta.get(_BUDGET, ""))
            usual = self.usual.get(posting.account, "") if self.usual else ""
            role = Role.MONEY if code in self.rules.money else Role.RULE
            legs.append(
                Leg(
                    code,
                    to_fen(units.number),
                    codes,
                    told,
                    posting.account,
                    usual,
                    role,
                    len(legs),
                    bool(told),
                    HEARD in meta,
                )
            )
            places.append(Place(meta.get("filename", txn.meta["filename"]), meta.get("lineno") or txn.meta["lineno"]))
        return legs, places

    def _as_written(self, entry: Any, read: Read, moved: int, funds: int) -> tuple[Read, int]:
        """The reading of a voucher that its own 资金结存 shows, and what is held by it; or an error if none does."""
        held = [leg for leg in read.legs if leg.role is Role.HELD]
        total = sum(leg.fen for leg in held)
        for count in range(len(held), -1, -1):
            for some in combinations(held, count):
                if moved + sum(leg.fen for leg in some) == funds:
                    return self._not_held(entry, read, some), funds - moved
        unread = [leg for leg in read.legs if leg.code in self.rules.natures and leg.role is not Role.HELD]
        for leg in unread:
            if moved + total + leg.fen == funds:
                return Read(
                    [each._replace(role=Role.HELD) if each is leg else each for each in read.legs]
                ), total + leg.fen
        self.errors.append(error_of(messages.contradiction(moved, funds, total, _place(entry)), entry))
        return read, funds - moved

    @staticmethod
    def _not_held(entry: Any, read: Read, held: Sequence[Leg]) -> Read:
        """What isn't held, though money came with it, is of the only budget account that the voucher writes."""
        written = {account_code(each.account) for each in entry.postings if each.units.currency == BUDGETARY}
        budgets = {each for each in written if role(each).cash is not Cash.IN_HAND}
        budget = budgets.pop() if len(budgets) == 1 else ""
        return read._replace(
            legs=[
                leg._replace(role=Role.RULE, budget=leg.budget or budget)
                if leg.role is Role.HELD and leg not in held
                else leg
                for leg in read.legs
            ]
        )

    def _record(self, read: Read, entry: Any, *, opening: bool) -> None:
        if any(leg.code in self.rules.traced for leg in read.legs):
            # What is opened with in January stood there the year before.
            earlier = opening and entry.date.month == 1
            self.history.record(read.legs, entry.date.year - earlier, opening=opening)

    def _spent(self, entry: Any, funds: int) -> int:
        """What a voucher of the budget book alone books as spent of advances, 解释第1号 三（一）, as money."""
        spends = any(role(account_code(each.account)).spends for each in entry.postings)
        if not spends or funds >= 0:
            return 0
        return funds if self.history.spend_advances(-funds, str(entry.meta.get(ADVANCE, ""))) else 0

    def _compare(self, entry: Any, money: int, funds: int, cause: str) -> None:
        if money != funds:
            self.changes.append(identity.Change(entry.date.toordinal(), funds - money, cause, _place(entry)))

    # What a person says by `budget:`

    def _check_told(self, legs: Sequence[Leg], places: Sequence[Place], entry: Any, *, written: bool) -> bool:
        """Notice what is told without effect, unless budget legs are written out. Whether all told are accounts."""
        moves = any(leg.role in (Role.MONEY, Role.HELD) or leg.code == self.rules.treasury_income for leg in legs)
        for leg in legs:
            told = next(iter(_budget_of(entry, leg.number)), "")
            if not told:
                continue
            if not self._check_account(told, places[leg.number], entry):
                return False
            if written:
                continue
            if leg.code in self.rules.money or (leg.code not in self.rules.traced and not moves):
                self.notices.append(messages.idle(leg._replace(budget=told), places[leg.number]))
        return True

    def _check_account(self, budget: str, place: Place, entry: Any) -> bool:
        row = official_codes().chart.rows.get(budget)
        if row is not None and row.role.budgetary:
            return True
        self.errors.append(error_of(messages.unknown_account(budget, place), entry))
        return False


def _place(entry: Any) -> Place:
    return Place(entry.meta["filename"], entry.meta["lineno"])


def _usual_budgets(entries: Iterable[Any]) -> dict[str, str]:
    """The ``budget:`` of accounts' ``open``s, by account; details have their parents'."""
    own = {
        entry.account: str(entry.meta[_BUDGET])
        for entry in entries
        if isinstance(entry, Open) and _BUDGET in entry.meta
    }
    if not own:
        return {}
    usual: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry, Open):
            parts = entry.account.split(":")
            named = (own.get(":".join(parts[:length])) for length in range(len(parts), 0, -1))
            if found := next((each for each in named if each), ""):
                usual[entry.account] = found
    return usual


def _budget_of(txn: Any, index: int) -> Iterable[str]:
    """The ``budget:`` under the accrual leg of that number."""
    accrual = [each for each in txn.postings if each.units is not None and each.units.currency == FINANCIAL]
    meta = accrual[index].meta or {}
    if _BUDGET in meta:
        yield str(meta[_BUDGET])


# Openings


def _is_opening(txn: Any, rules: Rules) -> bool:
    """Whether a voucher takes over balances: it has no budget legs, and holds net assets against them."""
    if NO_BUDGET_TAG not in txn.tags:
        return False
    codes = [account_code(each.account) for each in txn.postings]
    return any(role(code).element is Element.NET_ASSETS and code not in rules.natures for code in codes)


def _opening(entries: Iterable[Any], rules: Rules, usual: Mapping[str, str]) -> str | None:
    """What the details of opening balances are, seen from the 8001 that the ledger opens with."""
    money = in_hand = 0
    details: list[int] = []
    for entry in entries:
        if not isinstance(entry, Transaction) or CLOSING_TAG in entry.tags or not entry.postings:
            continue
        if NO_BUDGET_TAG not in entry.tags and not _is_surplus(account_code(entry.postings[0].account)):
            continue
        codes = {account_code(each.account) for each in entry.postings}
        if _is_opening(entry, rules) or all(map(_is_surplus, codes)):
            for each in entry.postings:
                code, fen = (
                    account_code(each.account),
                    int((each.units.number or 0) * FEN_PER_YUAN) if each.units else 0,
                )
                held = usual.get(each.account) == rules.in_hand
                if code == rules.in_hand:
                    in_hand += fen
                elif code in rules.money or code in rules.always_held or held:
                    money += fen
                elif code in rules.natures and rules.natures[code].may_hold and each.account not in usual:
                    details.append(fen)
    return opening_meaning(money, in_hand, details, rules.in_hand)


def _is_surplus(code: str) -> bool:
    return role(code).element is Element.BUDGET_SURPLUS


# Deriving


def _unchosen(tags: frozenset[str], legs: Sequence[Leg]) -> Collection[str]:
    """The keys, func or econ, of which a voucher's tags are codes that no leg of it has."""
    left = tags.difference(*[leg.codes[:2] for leg in legs])
    return {item_key(tag) for tag in left} if left else ()


def _with_fund(legs: Sequence[Leg], rules: Rules, accounts: _BudgetAccounts) -> Sequence[Leg]:
    """The legs, those of no fund given that of the money advanced, or of the 资金结存 account the money will be on."""
    if all(leg.codes.fund for leg in legs if leg.role is not Role.MONEY):
        return legs
    funds = {leg.codes.fund for leg in legs if leg.role is Role.HELD} - {""}
    if not funds:
        details = {rules.money[leg.code] for leg in legs if leg.role is Role.MONEY}
        funds = {accounts.fund(detail) for detail in details} - {""}
    if len(funds) != 1:
        return legs
    (fund,) = funds
    return [leg if leg.codes.fund else leg._replace(codes=leg.codes._replace(fund=fund)) for leg in legs]


class _BudgetAccounts:
    """The ledger's own accounts of the budget book, to find the one a derived leg goes to."""

    def __init__(self, entries: Iterable[Any]) -> None:
        self.opened: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
        for entry in entries:
            if isinstance(entry, Open):
                parts = entry.account.split(":")
                for part in parts[1:]:
                    code = part.split("-")[0]
                    if code.isdigit() and code.startswith(account_code(entry.account)):
                        self.opened.setdefault(code, []).append((entry.account, entry.meta))

    def fund(self, detail: str) -> str:
        """The fund a detail of 资金结存 has by its ``open``."""
        account = self.find(detail, Codes())
        return str(next((meta.get("fund", "") for name, meta in self.opened.get(detail, []) if name == account), ""))

    def find(self, code: str, codes: Codes) -> str | None:
        """The account of `code` that suits `codes`: one with no detail, or one whose name or ``open`` says so."""
        candidates = self.opened.get(code) or self.opened.get(code[:4], [])
        if not candidates:
            return None
        word = "项目支出" if codes.project else "基本支出"

        def unlike(candidate: tuple[str, Mapping[str, Any]]) -> tuple[int, int, int, str]:
            account, meta = candidate
            wanted = [(key, str(meta[key])) for key in Codes._fields if key in meta]
            contradicted = sum(value != getattr(codes, key) for key, value in wanted)
            other = "基本支出" if codes.project else "项目支出"
            return (contradicted, int(other in account), -len(wanted) - int(word in account), account)

        return min(candidates, key=unlike)[0]


def _postings(derived: Sequence[BudgetLeg], txn: Any, accounts: _BudgetAccounts) -> tuple[list[Any], list[Finding]]:
    place = Place(txn.meta["filename"], txn.meta["lineno"])
    postings: list[Any] = []
    findings: list[Finding] = []
    for leg in derived:
        account = accounts.find(leg.account, leg.codes)
        if account is None:
            findings.append(messages.not_open(leg.account, place))
            continue
        codes = {key: value for key, value in leg.codes._asdict().items() if value}
        meta = {"filename": place.file, "lineno": place.line, DERIVED: _MARK, **codes}
        postings.append(Posting(account, Amount(to_yuan(leg.fen), BUDGETARY), None, None, None, meta))
    return postings, findings


def _told_codes(tags: Iterable[str], key: str) -> list[str]:
    return sorted(tag for tag in tags if item_key(tag) == key) if key else []


# Checking


def _moved(txn: Any, rules: Rules) -> tuple[bool, bool, int, int, bool, bool]:
    """What of each book a voucher has.

    Returns:
        Whether it has accrual and budget legs; what its money moves, and what its 资金结存 legs do, in fen; whether a
        detail is in it whose history matters; and whether a leg of it says ``budget:``.
    """
    accrual = written = traced = told = False
    moved = funds = 0
    money, details, in_hand = rules.money, rules.traced, rules.in_hand
    for account, units, _, _, _, meta in txn.postings:
        if units is None:
            continue
        if meta is not None and _BUDGET in meta:
            told = True
        number, currency = units
        if currency == FINANCIAL:
            accrual = True
            code = account_code(account)
            if code in money:
                moved += int(number * FEN_PER_YUAN)
            elif code in details:
                traced = True
        elif currency == BUDGETARY:
            written = True
            if account_code(account) == in_hand:
                funds += int(number * FEN_PER_YUAN)
    return accrual, written, moved, funds, traced, told


def _cause(txn: Any, *, accrual: bool, written: bool) -> str:
    if NO_BUDGET_TAG in txn.tags:
        return f"它标了 #{NO_BUDGET_TAG}，资金动了，预算账没有动。"
    if written and not accrual:
        return "它只有预算分录，没有财务分录。"
    return "它写出的预算分录与资金不同。"
