"""Resolve and check the codes of each posting: func, econ, fund, project.

Before::

    2020-03-02 open Assets:8001-资金结存:800101-零余额账户用款额度 CNY.B
      fund: "11"

    2020-03-05 * "武汉供电公司" "三月电费" #2060501 #30206
      Expenses:7201-事业支出:基本支出                          99.40 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度          -99.40 CNY.B

After, the first posting carries what was resolved for it::

    2020-03-05 * "武汉供电公司" "三月电费" #2060501 #30206
      Expenses:7201-事业支出:基本支出                          99.40 CNY.B
        func: "2060501"
        econ: "30206"
        fund: "11"
      Assets:8001-资金结存:800101-零余额账户用款额度          -99.40 CNY.B

A posting's value of a key is the first found of: its own metadata; its transaction's; for func and econ the
transaction's tags; the metadata of its account's ``open``, then of the parent accounts'; for fund at last the
资金结存 or cash account of the same transaction, by its ``open``; where there is none, so that the treasury has paid
directly, expenditure is of the fund of the 财政拨款收入 beside it; then 11 for 财政拨款 accounts; for expenditure 12 or
13 where the functional item is of that budget only, else 11 where quota or the treasury pays. An empty value
(``project: ""``) is a value: there is none. Codes found are added to the transaction as tags.

Running the plugin on its own result changes no code it gave.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from beancount.core.data import Open, Posting, Transaction

from gov_accounts.books.code_findings import check_code, check_project, government_finding
from gov_accounts.books.declarations import read_declarations
from gov_accounts.books.marks import CLOSING_TAG, HEARD
from gov_accounts.books.metadata import text_of, with_texts
from gov_accounts.findings import NOTICES, Finding, Place, Severity
from gov_accounts.law.accounts import account_code
from gov_accounts.law.chart import Cash, Role, role
from gov_accounts.law.codes import Codes, classification_of, government_items, item_key, official_codes
from gov_accounts.law.parallel import FISCAL_FUNDS, GENERAL_PUBLIC_BUDGET, NO_BUDGET_TAG, official_rules
from gov_accounts_plugins.error import LedgerError, error_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, MutableMapping

KEYS: Final = ("func", "econ", "fund", "project")
_PAYING: Final = (Cash.OWN, Cash.QUOTA, Cash.IN_HAND)
"""资金结存 and the accounts of money: what was paid with tells the fund."""
_TREASURY: Final = {Cash.OWN: False, Cash.QUOTA: True, Cash.DIRECT: True}
"""Whether money is the treasury's: quota, what it will return, and its direct payment, which are 财政拨款."""
_TAG_LENGTHS: Final = range(3, 9)


@dataclass(frozen=True, slots=True)
class _Account:
    """What classification needs to know of an account.

    Attributes:
        role: what the chart says that it is.
        counterpart: whether its legs become budget legs, where a voucher has none yet.
        concerning: whether it makes a voucher matter to the budget book.
        treasury: whether its money is the treasury's; None if it is no money.
        defaults: codes from its ``open`` and its parents'.
    """

    code: str
    role: Role
    counterpart: bool
    concerning: bool
    treasury: bool | None
    defaults: Mapping[str, str]

    @property
    def from_treasury(self) -> bool:
        """Whether it is 财政拨款收入, in either book."""
        return self.role.fiscal and self.role.flow


class _Shape(NamedTuple):
    """All that the codes of a transaction depend on.

    Vouchers of one shape are alike: most of a ledger's are of few shapes, and each shape is resolved once.
    """

    year: int
    closing: bool
    no_budget: bool
    tagged: tuple[tuple[str, tuple[str, ...]], ...]
    meta: tuple[Any, ...]
    postings: tuple[str | tuple[Any, ...], ...]


class _Resolution(NamedTuple):
    """What classification gives a transaction: codes to add to its tags, and each posting's codes.

    A posting's are None where it is left alone.
    """

    found: frozenset[str]
    codes: tuple[Mapping[str, str] | None, ...]


@dataclass(frozen=True, slots=True)
class _Choices:
    """What a transaction says for all its postings: metadata, tags, and the funds it was paid from.

    Where the treasury paid directly, its income tells the fund of expenditure. Where budget legs are to be derived,
    that income may be of the fund of what it pays: none is presumed yet. `treasury` says whether its money is the
    treasury's.
    """

    meta: Mapping[str, str]
    tags: Mapping[str, tuple[str, ...]]
    paid_from: tuple[str, ...]
    direct: tuple[str, ...]
    derives: bool
    treasury: bool
    year: int


def classify(entries: list[Any], options: MutableMapping[str, Any]) -> tuple[list[Any], list[LedgerError]]:
    """Resolve every posting's codes into its metadata and check them. Entries are never changed, only replaced.

    Beancount knows errors only: notices are handed on in the options map, under ``NOTICES``.
    """
    entries = with_texts(entries)
    declarations = read_declarations(entries, official_codes())
    codes = official_codes().with_declared(declarations.codes)
    accounts = _Accounts(entries)
    found: list[tuple[Finding, Any]] = [(finding, None) for finding in declarations.findings]
    checked: dict[tuple[str, Any, int], Finding | None] = {}
    sound: dict[_Shape, _Resolution] = {}
    result: list[Any] = []
    for entry in entries:
        if not isinstance(entry, Transaction):
            result.append(entry)
            continue
        tags = _by_key(entry.tags)
        shape = _shape(entry, tags)
        resolution = sound.get(shape)
        if resolution is None:
            resolution, findings = _resolve_transaction(entry, accounts, tags, codes)
            findings.extend(_odd_tags(entry, tags, codes))
            findings.extend(_check(entry, resolution, codes, declarations.projects, checked))
            found.extend((finding, entry) for finding in dict.fromkeys(findings))
            if not findings and len(sound) < _SHAPES_KEPT:
                sound[shape] = resolution
        result.append(_resolved(entry, resolution))
    notices = [finding for finding, _ in found if finding.severity is Severity.NOTICE]
    if notices:
        options.setdefault(NOTICES, []).extend(notices)
    return result, [error_of(finding, entry) for finding, entry in found if finding.severity is Severity.ERROR]


# Accounts


class _Accounts(dict[str, _Account]):
    """Accounts by name; one posted to without an ``open``, which beancount reports, is read by its name alone."""

    def __init__(self, entries: Iterable[Any]) -> None:
        super().__init__()
        self.opened = {entry.account: entry.meta for entry in entries if isinstance(entry, Open)}

    def __missing__(self, account: str) -> _Account:
        self[account] = result = _account(account, self.opened)
        return result


def _account(account: str, opened: Mapping[str, Mapping[str, Any]]) -> _Account:
    code = account_code(account)
    defaults: dict[str, str] = {}
    parts = account.split(":")
    for length in range(len(parts), 0, -1):
        meta = opened.get(":".join(parts[:length]), {})
        for key in KEYS:
            if key in meta:
                defaults.setdefault(key, text_of(meta[key]))
    known = role(code)
    treasury = _TREASURY.get(known.cash) if known.cash is not None else None
    counterpart = known.financial and known.cash not in _PAYING
    return _Account(code, known, counterpart, code in official_rules().concerning, treasury, defaults)


# Resolving


_SHAPES_KEPT: Final = 1 << 16
_SINGLE: Final = frozenset({"func", "econ"})
_PLAIN: Final = 2
"""A posting's metadata without anything a person wrote: file and line."""
_ABSENT: Final = object()
"""What a shape has of metadata that isn't there."""


def _by_key(tags: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Tags that are codes, or look like it, by ``func``, ``econ`` and ``odd``."""
    found: dict[str, tuple[str, ...]] = {}
    for tag in tags:
        key = _tag_key(tag)
        if key:
            found[key] = (*found[key], tag) if key in found else (tag,)
    return found


def _concerns_budget(txn: Any, accounts: Mapping[str, _Account]) -> bool:
    """Whether budget legs may be derived from a voucher, or from what it owes: it matters, and has none yet."""
    used = [accounts[posting.account] for posting in txn.postings]
    return any(account.concerning for account in used) and not any(account.role.budgetary for account in used)


def _shape(txn: Any, tags: Mapping[str, tuple[str, ...]]) -> _Shape:
    meta = txn.meta
    return _Shape(
        txn.date.year,
        CLOSING_TAG in txn.tags,
        NO_BUDGET_TAG in txn.tags,
        tuple(sorted(tags.items())),
        tuple([meta.get(key, _ABSENT) for key in KEYS]),
        tuple(
            [
                posting.account
                if posting.meta is None or len(posting.meta) == _PLAIN
                else (posting.account, *[posting.meta.get(key, _ABSENT) for key in KEYS])
                for posting in txn.postings
            ]
        ),
    )


def _resolve_transaction(
    txn: Any, accounts: Mapping[str, _Account], tags: Mapping[str, tuple[str, ...]], lists: Codes
) -> tuple[_Resolution, list[Finding]]:
    findings: list[Finding] = []
    closing = CLOSING_TAG in txn.tags
    derives = not closing and _concerns_budget(txn, accounts)
    meta_codes = {key: text_of(txn.meta[key]) for key in KEYS if key in txn.meta}
    direct = () if derives or closing else _paid_directly(txn, accounts, meta_codes)
    money = {accounts[posting.account].treasury for posting in txn.postings} - {None}
    choices = _Choices(
        meta_codes, tags, _paid_from(txn, accounts), direct, derives, money == {True} and not closing, txn.date.year
    )
    codes: list[Mapping[str, str] | None] = []
    found: set[str] = set()
    for posting in txn.postings:
        account = accounts[posting.account]
        meta = posting.meta or {}
        if not account.role.coded and not (derives and account.counterpart):
            found.update(text_of(meta[key]) for key in ("func", "econ") if key in meta)
            codes.append(None)
            continue
        heard = account.counterpart and _hears_fund(meta, account, choices)
        resolved = {key: value for key in KEYS if (value := _resolve(key, meta, account, choices))}
        if not resolved.get("fund") and "fund" not in meta and (fund := _last_fund(resolved, account, choices, lists)):
            resolved["fund"] = fund
            heard = True
        # What a 结转分录 empties needs no codes; what it fills keeps them from year to year.
        for key in account.role.needs if account.role.keeps or not closing else ():
            if key not in resolved:
                findings.append(_missing(key, account, choices, _place(posting, txn)))
        findings.extend(_contradiction(resolved, account, lists, txn.date.year, _place(posting, txn)))
        found.update(resolved[key] for key in ("func", "econ") if key in resolved)
        if heard and account.counterpart and "fund" in resolved:
            resolved[HEARD] = "fund"
        codes.append(resolved)
    return _Resolution(frozenset(found - {""}), tuple(codes)), findings


def _hears_fund(meta: Mapping[str, Any], account: _Account, choices: _Choices) -> bool:
    """Whether only the money of the voucher tells a posting's fund."""
    return not ("fund" in meta or "fund" in choices.meta or "fund" in account.defaults)


def _last_fund(codes: Mapping[str, str], account: _Account, choices: _Choices, lists: Codes) -> str:
    """The fund that nothing tells but the functional item, or whose money it is; nothing where that doesn't tell."""
    if len(choices.paid_from) > 1 or "fund" in choices.meta:
        return ""
    if account.role.fiscal and not choices.derives:
        return GENERAL_PUBLIC_BUDGET
    spends = account.role.spends or (choices.derives and not account.from_treasury)
    only = lists.functional.fund(codes.get("func", ""), choices.year) if spends or choices.derives else ""
    if only:
        return only
    if account.role.spends and choices.direct:
        return choices.direct[0] if len(choices.direct) == 1 else ""
    return GENERAL_PUBLIC_BUDGET if choices.treasury and spends else ""


def _contradiction(
    codes: Mapping[str, str], account: _Account, lists: Codes, year: int, place: Place
) -> Iterable[Finding]:
    """A functional item of one budget only, and money of another: 政府收支分类科目 has each budget's items apart."""
    only = lists.functional.fund(codes.get("func", ""), year)
    fund = codes.get("fund", "")
    if not only or not fund or fund == only:
        return
    funds = {code: lists.fund.name(code, year) for code in (only, fund)}
    yield Finding(
        "fund-contradicts-func",
        f"{account.code} 分录的功能分类 {codes['func']} 只在{funds[only]}（{only}）里有，"
        f"资金性质却是 {fund} {funds[fund]}。",
        "政府收支分类科目按预算分列，政府性基金预算、国有资本经营预算的支出科目不与一般公共预算共用。",
        f'核对功能分类和资金性质：是{funds[only]}的，写 fund: "{only}"，不是的，改用别的功能分类。',
        place,
        Severity.NOTICE,
    )


def _resolved(txn: Any, resolution: _Resolution) -> Any:
    """The transaction with its codes written in; itself where they stand there already."""
    postings = [
        posting if codes is None else _with_codes(posting, codes)
        for posting, codes in zip(txn.postings, resolution.codes, strict=True)
    ]
    tags = txn.tags if resolution.found <= txn.tags else txn.tags | resolution.found
    if tags is txn.tags and all(map(operator.is_, postings, txn.postings)):
        return txn
    return Transaction(txn.meta, txn.date, txn.flag, txn.payee, txn.narration, tags, txn.links, postings)


def _with_codes(posting: Any, codes: Mapping[str, str]) -> Any:
    meta = posting.meta or {}
    if len(meta) != _PLAIN:
        written = {key: meta[key] for key in KEYS if key in meta}
        if written == codes:
            return posting
        meta = {key: value for key, value in meta.items() if key not in written}
    elif not codes:
        return posting
    return Posting(posting.account, posting.units, posting.cost, posting.price, posting.flag, {**meta, **codes})


def _paid_from(txn: Any, accounts: Mapping[str, _Account]) -> tuple[str, ...]:
    """The funds of the cash accounts in a transaction, 资金结存 first: those of its own book decide."""
    funds: dict[bool, set[str]] = {True: set(), False: set()}
    for posting in txn.postings:
        account = accounts[posting.account]
        if account.role.cash in _PAYING and account.defaults.get("fund"):
            funds[account.role.cash is Cash.IN_HAND].add(account.defaults["fund"])
    return tuple(sorted(funds[True] or funds[False]))


def _paid_directly(txn: Any, accounts: Mapping[str, _Account], meta_codes: Mapping[str, str]) -> tuple[str, ...]:
    """The funds of the treasury's income in a transaction without cash; of the budget book's, if it has any."""
    funds: dict[bool, set[str]] = {True: set(), False: set()}
    for posting in txn.postings:
        account = accounts[posting.account]
        if account.role.cash in _PAYING:
            return ()
        if account.from_treasury:
            said = {**account.defaults, **meta_codes, **(posting.meta or {})}
            funds[account.role.budgetary].add(text_of(said.get("fund", GENERAL_PUBLIC_BUDGET)))
    return tuple(sorted(funds[True] or funds[False]))


@lru_cache(maxsize=65536)
def _tag_key(tag: str) -> str:
    """Which key a tag is a code of; ``odd`` if it only looks like one; else nothing."""
    if key := item_key(tag):
        return key
    other = len(tag) == official_codes().economic.lengths[-1] and tag in government_items()
    alike = classification_of(tag) and len(tag) in _TAG_LENGTHS and not _is_date(tag)
    return "odd" if other or alike else ""


def _resolve(key: str, meta: Mapping[str, Any], account: _Account, choices: _Choices) -> str:
    if key in meta:
        return text_of(meta[key])
    if key in choices.meta:
        return choices.meta[key]
    default = account.defaults.get(key)
    tags = choices.tags.get(key, ())
    if len(tags) == 1:
        return tags[0]
    if tags and default not in tags:
        return ""
    if default is not None:
        return default
    if key == "fund" and len(choices.paid_from) == 1:
        return choices.paid_from[0]
    return ""


# Checking


def _place(posting: Any, txn: Any) -> Place:
    """Where a posting stands; the transaction itself, for None or a posting without a line of its own."""
    meta = (posting.meta if posting is not None else None) or {}
    if meta.get("lineno"):
        return Place(meta["filename"], meta["lineno"])
    return Place(txn.meta["filename"], txn.meta["lineno"])


_NAMES: Final = {"func": "功能分类科目", "econ": "经济分类科目", "fund": "资金性质"}
_EXAMPLES: Final = {"func": "2060501", "econ": "30201", "fund": "11"}


def _missing(key: str, account: _Account, choices: _Choices, place: Place) -> Finding:
    tags = sorted(choices.tags.get(key, ()))
    if len(tags) > 1:
        return Finding(
            f"{key}-ambiguous",
            f"凭证有{len(tags)}个{_NAMES[key]}标签（{'、'.join('#' + tag for tag in tags)}），"
            f"{account.code} 分录没有说用哪个。",
            "一张凭证有多个同类标签时，每条分录要自己写明，软件不猜。",
            f'在这条分录下面写 {key}: "{tags[0]}"（或另一个），或拆成两张凭证。',
            place,
        )
    if key == "fund" and len(choices.paid_from) > 1:
        return _several_funds(account, choices, place)
    return Finding(
        f"{key}-missing",
        f"{account.code} 分录没有{_NAMES[key]}（{key}）。",
        "预算收入要有功能分类，预算支出要有功能分类和经济分类，财政与非财政拨款结转结余要有功能分类和资金性质。",
        f'在凭证上加标签 #{_EXAMPLES[key]}（换成实际科目），或在分录下面写 {key}: "{_EXAMPLES[key]}"。'
        if key != "fund"
        else '在分录下面写 fund: "11"（换成实际资金性质），或写在账户的 open 下面。',
        place,
    )


def _several_funds(account: _Account, choices: _Choices, place: Place) -> Finding:
    return Finding(
        "fund-ambiguous",
        f"凭证用了资金性质不同的几个资金账户（{'、'.join(choices.paid_from)}），{account.code} 分录没有说用哪个。",
        "资金性质由付款账户确定，付款账户不止一种性质时软件不猜。",
        f'在这条分录下面写 fund: "{choices.paid_from[0]}"（或另一个），或拆成两张凭证。',
        place,
    )


def _odd_tags(txn: Any, tags: Mapping[str, tuple[str, ...]], codes: Codes) -> Iterable[Finding]:
    for tag in sorted(tags.get("odd", ())):
        item = government_items().get(tag)
        if item is not None:
            yield government_finding(item, codes, txn.date.year, Place(txn.meta["filename"], txn.meta["lineno"]))
            continue
        yield Finding(
            "tag-not-a-code",
            f"标签 #{tag} 像科目编码，但不是。",
            "功能分类标签是 2 开头的 7 位数字（项级），经济分类标签是 3 开头的 5 位数字（款级）。",
            "补全或改正位数，如 #2060501、#30206；不是科目就换个不全是数字的标签。",
            Place(txn.meta["filename"], txn.meta["lineno"]),
        )


def _is_date(tag: str) -> bool:
    """Whether a tag of digits is a year, a month or a day, such as 2020, 202003 or 20200315."""
    months = range(1, 13)
    days = range(1, 32)
    match len(tag):
        case 4:
            return True
        case 6:
            return int(tag[4:]) in months
        case 8:
            return int(tag[4:6]) in months and int(tag[6:]) in days
    return False


def _check(
    txn: Any,
    resolution: _Resolution,
    codes: Codes,
    projects: Mapping[str, str],
    checked: dict[tuple[str, Any, int], Finding | None],
) -> list[Finding]:
    """Findings on codes: of each posting, and of what the transaction itself says, used or not."""
    year: int = txn.date.year
    findings: list[Finding] = []

    def check(key: str, value: Any, posting: Any) -> None:
        known = (key, value, year)
        if known not in checked:
            text, place = text_of(value), _place(posting, txn)
            checked[known] = (
                check_project(projects, text, place) if key == "project" else check_code(codes, key, text, year, place)
            )
        finding = checked[known]
        if finding is not None and not any(each.what == finding.what for each in findings):
            findings.append(replace(finding, place=_place(posting, txn)))
            if finding.severity is Severity.NOTICE:
                checked[known] = None  # told once

    for posting, resolved in zip(txn.postings, resolution.codes, strict=True):
        written = resolved if resolved is not None else posting.meta or {}
        for key in KEYS:
            if written.get(key):
                check(key, written[key], posting)
        fund = text_of(written.get("fund"))
        if fund and fund not in FISCAL_FUNDS and role(account_code(posting.account)).fiscal:
            findings.append(_not_fiscal(posting, fund, _place(posting, txn)))
    for key in KEYS:
        if txn.meta.get(key):
            check(key, txn.meta[key], None)
    for tag in sorted(txn.tags):
        if _tag_key(tag) in _SINGLE:
            check(_tag_key(tag), tag, None)
    return findings


def _not_fiscal(posting: Any, fund: str, place: Place) -> Finding:
    code = account_code(posting.account)
    return Finding(
        "fund-not-fiscal",
        f"{code} 是财政拨款科目，资金性质却是 {fund}。",
        "财政拨款只有 11 一般公共预算、12 政府性基金预算、13 国有资本经营预算三种资金。",
        "改正这条分录的 fund，或改用非财政拨款的科目（如 6101、6601、8201）。",
        place,
    )
