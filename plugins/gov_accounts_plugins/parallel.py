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
that has budget legs keeps them, and they must change 资金结存 by what its money accounts change. The rules are
``gov_accounts.parallel``'s.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from beancount.core.amount import Amount
from beancount.core.data import Open, Posting, Transaction

from gov_accounts.accounts import account_code
from gov_accounts.codes import official_codes
from gov_accounts.declarations import UNIT_KINDS, read_declarations
from gov_accounts.facts import CLOSING_TAG, DERIVED
from gov_accounts.findings import Finding, Place
from gov_accounts.money import BUDGETARY, FEN_PER_YUAN, FINANCIAL, to_fen, to_yuan, yuan_text
from gov_accounts.parallel import (
    NO_BUDGET_TAG,
    BudgetLeg,
    Codes,
    Leg,
    Problem,
    Rules,
    contradicted,
    derive,
    official_rules,
)

_MARK: Final = "平行记账"
_FUNDS_IN_HAND: Final = "8001"


class ParallelError(NamedTuple):
    """Budget legs that can't be derived, or that contradict the voucher's money."""

    source: Mapping[str, Any]
    message: str
    entry: Any
    finding: Finding


def parallel(entries: list[Any], _options: Mapping[str, Any]) -> tuple[list[Any], list[ParallelError]]:
    """Derive or check the budget legs of every voucher. Entries are never changed, only replaced."""
    rules = official_rules()
    kind = read_declarations(entries, official_codes()).unit.get("kind", UNIT_KINDS[0])
    kind = kind if kind in rules.spending else UNIT_KINDS[0]
    accounts = _BudgetAccounts(entries)
    result: list[Any] = []
    errors: list[ParallelError] = []
    apart: list[tuple[Any, int]] = []
    keeps_accrual = False
    for entry in entries:
        if not isinstance(entry, Transaction):
            result.append(entry)
            continue
        accrual, written, moved, funds = _moved(entry, rules)
        if not accrual or written or not entry.tags.isdisjoint((NO_BUDGET_TAG, CLOSING_TAG)):
            if moved != funds:
                apart.append((entry, moved - funds))
                if accrual and written:
                    errors.append(_error(_contradiction(entry, moved, funds), entry))
            result.append(entry)
        else:
            legs, places = _legs(entry)
            legs = _with_fund(legs, rules, accounts)
            derived, problems = derive(legs, rules, kind, _unchosen(entry.tags, legs))
            findings = [_problem(problem, legs, places[problem.leg], rules, entry.tags) for problem in problems]
            postings, unopened = _postings(derived, entry, accounts)
            findings.extend(unopened)
            keeps_accrual = keeps_accrual or bool(postings)
            errors.extend(_error(finding, entry) for finding in findings)
            result.append(entry._replace(postings=[*entry.postings, *postings]) if postings and not findings else entry)
    if keeps_accrual and not errors:
        errors.extend(_error(finding, entry) for finding, entry in _first_apart(apart))
    return result, errors


def _error(finding: Finding, entry: Any) -> ParallelError:
    place = finding.place or Place("<ledger>", 0)
    return ParallelError({"filename": place.file, "lineno": place.line}, finding.message(), entry, finding)


def _legs(txn: Any) -> tuple[Sequence[Leg], list[Place]]:
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
        codes = Codes(*(str(meta.get(key, "")) for key in Codes._fields))
        legs.append(Leg(code, to_fen(units.number), codes, str(meta.get("budget", ""))))
        places.append(Place(meta.get("filename", txn.meta["filename"]), meta.get("lineno") or txn.meta["lineno"]))
    return legs, places


# Deriving


_CODE_TAGS: Final = {"func": re.compile("2[0-9]{6}"), "econ": re.compile("3[0-9]{4}")}


@cache
def _tag_key(tag: str) -> str:
    """Which key a tag is a code of, or nothing."""
    return next((key for key, shape in _CODE_TAGS.items() if shape.fullmatch(tag)), "")


def _unchosen(tags: frozenset[str], legs: Sequence[Leg]) -> Collection[str]:
    """The keys, func or econ, of which a voucher's tags are codes that no leg of it has."""
    left = tags.difference(*[leg.codes[:2] for leg in legs])
    return {_tag_key(tag) for tag in left} if left else ()


def _with_fund(legs: Sequence[Leg], rules: Rules, accounts: _BudgetAccounts) -> Sequence[Leg]:
    """The legs, those of no fund given that of the 资金结存 account the money will be on, where there is just one."""
    if all(leg.codes.fund for leg in legs if leg.code not in rules.money):
        return legs
    details = {rules.money[leg.code] for leg in legs if leg.code in rules.money}
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
            findings.append(_not_open(leg.account, place))
            continue
        codes = {key: value for key, value in leg.codes._asdict().items() if value}
        meta = {"filename": place.file, "lineno": place.line, DERIVED: _MARK, **codes}
        postings.append(Posting(account, Amount(to_yuan(leg.fen), BUDGETARY), None, None, None, meta))
    return postings, findings


def _not_open(code: str, place: Place) -> Finding:
    chart = official_codes().chart.rows
    name = chart[code].name if code in chart else ""
    return Finding(
        "parallel-account-missing",
        f"这张凭证要记预算账的 {code} {name}，账本里没有开这个账户。",
        "纳入部门预算管理的现金收支，预算会计要平行记账（财会〔2017〕25号）。",
        f"在账户文件里为 {code}-{name} 写一行 open，货币是 {BUDGETARY}；不是预算收支就给凭证加标签 #{NO_BUDGET_TAG}。",
        place,
    )


_NAMES: Final = {"func": "功能分类科目", "econ": "经济分类科目", "fund": "资金性质", "project": "项目"}


def _problem(problem: Problem, legs: Sequence[Leg], place: Place, rules: Rules, tags: Iterable[str]) -> Finding:
    leg = legs[problem.leg]
    name = _account_name(leg.code)
    if problem.rule == "parallel-offset-contradicts":
        return _contradicting(leg, problem.candidates, place)
    if problem.rule == "parallel-code-missing":
        key = problem.missing
        told = sorted(tag for tag in tags if _tag_key(tag) == key)
        if len(told) > 1:
            return Finding(
                f"{key}-ambiguous",
                f"凭证有 {len(told)} 个{_NAMES[key]}（{'、'.join(told)}），{leg.code} {name}这条分录没有说用哪个。",
                "一张凭证有几个同类科目时，每条分录要自己写明，软件不猜，也就推不出预算分录。",
                f'在这条分录下面写 {key}: "{told[0]}"（或另一个），或拆成两张凭证。',
                place,
            )
        return Finding(
            problem.rule,
            f"{leg.code} {name}这条分录没有{_NAMES[key]}（{key}），推不出预算分录。",
            "预算分录的科目取自它对应的费用、资产、负债或收入分录，或取自整张凭证。",
            f'在这条分录下面写 {key}: "…"，或给凭证加标签；不是预算收支就加标签 #{NO_BUDGET_TAG}。',
            place,
        )
    if problem.rule == "parallel-split":
        return Finding(
            problem.rule,
            f"{leg.code} {name}的 {yuan_text(abs(leg.fen))} 元没有收付，分不清冲减凭证里的哪一项。",
            "凭证有几个不同科目的收支，软件不按比例分摊。",
            "在这条分录下面写明它属于哪一项（那一项的 func、econ、fund 或 project），或拆成两张凭证，或写出预算分录。",
            place,
        )
    return Finding(
        problem.rule,
        f"凭证有资金收付，对方是 {leg.code} {name}，推不出预算分录。",
        f"{rules.never.get(leg.code, '没有这个科目的平行记账规则')}。",
        f"不是预算收支就给凭证加标签 #{NO_BUDGET_TAG}；"
        f'是的话写出 {BUDGETARY} 分录，或在这条分录下面写 budget: "预算科目"。',
        place,
    )


def _account_name(code: str) -> str:
    rows = official_codes().chart.rows
    return rows[code].name if code in rows else ""


def _contradicting(leg: Leg, candidates: Sequence[BudgetLeg], place: Place) -> Finding:
    """An offsetting leg that names codes which nothing it might reduce has."""
    against = [contradicted(leg.codes, each) for each in candidates]
    keys = [key for key in Codes._fields if any(key in each for each in against)]
    theirs = "；".join(
        f"{each.account} {_account_name(each.account)}（{_said(each.codes, keys)}）" for each in candidates
    )
    nearest = min(range(len(candidates)), key=lambda index: len(against[index]))
    mended = "、".join(f'{key}: "{getattr(candidates[nearest].codes, key)}"' for key in against[nearest])
    return Finding(
        "parallel-offset-contradicts",
        f"{leg.code} {_account_name(leg.code)}的 {yuan_text(abs(leg.fen))} 元没有收付，只能冲减凭证里的另一项，"
        f"它的科目（{_said(leg.codes, keys)}）却与哪项都不同。凭证里可冲减的是：{theirs}。",
        "没有收付的分录冲减哪项收支，就用哪项的科目；科目不同，软件不猜是科目写错了，还是漏了一项。",
        f"是冲减其中一项的，在这条分录下面写那项的科目，如 {mended}；是另一件事的，拆成两张凭证，或写出预算分录。",
        place,
    )


def _said(codes: Codes, keys: Iterable[str]) -> str:
    """``经济分类 30201、项目 P1``."""
    return "、".join(
        f"{name} {value}" if (value := getattr(codes, key)) else f"不带{name}"
        for key in keys
        for name in [_NAMES[key].removesuffix("科目")]
    )


# Checking


def _moved(txn: Any, rules: Rules) -> tuple[bool, bool, int, int]:
    """Whether a voucher has accrual and budget legs; what its money moves, and what its 资金结存 legs do, in fen."""
    accrual = written = False
    moved = funds = 0
    for posting in txn.postings:
        units = posting.units
        if units is None:
            continue
        if units.currency == FINANCIAL:
            accrual = True
            if account_code(posting.account) in rules.money:
                moved += int(units.number * FEN_PER_YUAN)
        elif units.currency == BUDGETARY:
            written = True
            if account_code(posting.account) == _FUNDS_IN_HAND:
                funds += int(units.number * FEN_PER_YUAN)
    return accrual, written, moved, funds


def _first_apart(apart: Sequence[tuple[Any, int]]) -> Iterable[tuple[Finding, Any]]:
    """The voucher after which 资金结存 no longer is the money there is, if there is one.

    Asked only of ledgers whose budget legs are derived. The two books may be opened by vouchers of their own, of the
    same day: what counts is each day's end.
    """
    total = 0
    for date in sorted({entry.date for entry, _ in apart}):
        day = [(entry, difference) for entry, difference in apart if entry.date == date]
        total += sum(difference for _, difference in day)
        if total:
            entry = day[0][0]
            finding = Finding(
                "parallel-funds-apart",
                f"从这一天起，8001 资金结存与资金相差 {yuan_text(abs(total))} 元。",
                "8001 资金结存始终等于货币资金和额度，加 1218，减 2307、2103 和受托代理的资金。",
                f"核对这张凭证：标了 #{NO_BUDGET_TAG} 的，资金变动要另有预算分录（如期初），或去掉标签；"
                "只有预算分录的，补上财务分录。",
                Place(entry.meta["filename"], entry.meta["lineno"]),
            )
            yield finding, entry
            return


def _contradiction(txn: Any, moved: int, funds: int) -> Finding:
    """A voucher that carries both books must move 资金结存 by what its money moves."""
    return Finding(
        "parallel-funds",
        f"凭证的资金变动是 {yuan_text(moved)} 元，预算账的 8001 资金结存却记了 {yuan_text(funds)} 元。",
        "8001 资金结存始终等于货币资金和额度，加 1218，减 2307、2103 和受托代理的资金。",
        f"核对两本账的金额；预算分录可以删去，由软件推出；不是预算收支就删去预算分录，加标签 #{NO_BUDGET_TAG}。",
        Place(txn.meta["filename"], txn.meta["lineno"]),
    )
