"""Books with both books written: how their 平行记账 differs from the law's, voucher by voucher.

the ledger ──without the budget legs that were written──► the same vouchers, budget legs derived by the rules
     │ written                                                         │ lawful
     └───────────────────────────► compared ◄──────────────────────────┘

A voucher's budget legs are missing, superfluous, on other accounts, of other amounts, or have other codes. Where the
rules can't tell what they should be, that is said too, and nothing is held against the books.

Source of the rules: 财会〔2017〕25号, as ``bookkeeping.parallel`` has them.
"""

from __future__ import annotations

import datetime
import os
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from beancount.core.data import Transaction

from gov_accounts.books.marks import CLOSING_TAG, DERIVED, HEARD
from gov_accounts.books.metadata import text_of
from gov_accounts.books.postings import Posting, read_postings
from gov_accounts.books.voucher_number import NUMBER
from gov_accounts.exchange.plan import DIGEST
from gov_accounts.findings import Place, Severity
from gov_accounts.law.accounts import account_code
from gov_accounts.law.chart import Element, role
from gov_accounts.law.codes import item_key
from gov_accounts.law.parallel import NO_BUDGET_TAG, official_rules
from gov_accounts.ledger import load_as_if
from gov_accounts.money import BUDGETARY, FINANCIAL, to_fen, yuan_text
from gov_accounts.reading.permissions import NOTHING, Permissions
from gov_accounts.text import first_few

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gov_accounts.books.ledger import Ledger

_META: Final = re.compile(rb"[ \t]+[a-z][A-Za-z0-9_-]*:")
_TAG: Final = re.compile(rb"(?<=[ \t])#" + NO_BUDGET_TAG.encode() + rb"(?![A-Za-z0-9_/.-])")
_HELD: Final = b"  ;"
"""What stands for a line that is left out: lines keep their numbers."""
_PARALLEL: Final = "parallel-"
_AMBIGUOUS: Final = "-ambiguous"
_NUMBERS: Final = 12
_EXAMPLES: Final = 3
_LEGS: Final = 4


class Kind(Enum):
    """How a voucher's budget legs differ from the law's."""

    MISSING = "缺预算分录"
    SUPERFLUOUS = "多预算分录"
    ACCOUNT = "预算科目不同"
    AMOUNT = "金额不同"
    CODES = "编码不同"
    UNTOLD = "推不出该怎么记"
    ALONE = "只有预算分录"


_WHY: Final[Mapping[Kind, str]] = {
    Kind.MISSING: "有纳入部门预算管理的现金收支，财务会计记了，预算会计没有记。",
    Kind.SUPERFLUOUS: "没有纳入部门预算管理的现金收支，或是暂收暂付、代管的钱，预算会计却记了。",
    Kind.ACCOUNT: "预算会计记了，记在别的科目。",
    Kind.AMOUNT: "预算会计记的金额，与按财务会计分录推出的不等。",
    Kind.CODES: "科目和金额相同，功能分类、经济分类、资金性质或项目不同。",
    Kind.UNTOLD: "财务会计分录缺编码，或往来款的性质看不出来；不算差异。",
    Kind.ALONE: "没有对应的财务会计分录；结转以外的，核对它属于哪笔业务。",
}
_TOLD_LAST: Final = (Kind.UNTOLD, Kind.ALONE)


class Part(NamedTuple):
    """What a voucher has of an account of the budget book, and of codes: fen, debit positive."""

    account: str
    func: str
    econ: str
    fund: str
    project: str
    fen: int

    @property
    def codes(self) -> tuple[str, str, str, str]:
        """Its codes."""
        return self.func, self.econ, self.fund, self.project


@dataclass(frozen=True, slots=True)
class Difference:
    """A voucher whose budget legs aren't what the law has.

    Attributes:
        kind: how they differ.
        number: the voucher's number; its day where it has none.
        date: its day.
        place: where it stands.
        fen: how much it is about.
        written: its budget legs, by account and codes.
        lawful: what the rules make of its financial legs.
        why: why that can't be told, where it can't.
    """

    kind: Kind
    number: str
    date: datetime.date
    place: Place
    fen: int
    written: tuple[Part, ...]
    lawful: tuple[Part, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """What comes of it.

    Attributes:
        compared: how many vouchers have both books, or should.
        differences: those that differ, by day.
    """

    compared: int
    differences: tuple[Difference, ...]

    def by_kind(self) -> list[tuple[Kind, list[Difference]]]:
        """The differences of each kind, the largest sum first; what isn't held against the books last."""
        kinds: dict[Kind, list[Difference]] = {}
        for each in self.differences:
            kinds.setdefault(each.kind, []).append(each)
        return sorted(
            kinds.items(), key=lambda each: (each[0] in _TOLD_LAST, -sum(one.fen for one in each[1]), each[0].value)
        )

    @property
    def wrong(self) -> tuple[Difference, ...]:
        """Those that are held against the books."""
        return tuple(each for each in self.differences if each.kind not in _TOLD_LAST)

    def lines(self) -> list[str]:
        """The audit as lines of text."""
        wrong = self.wrong
        if not self.compared:
            return []
        head = f"平行记账核对：{self.compared} 张凭证，{self.compared - len(self._untold())} 张能比，"
        lines = [
            head
            + (f"{len(wrong)} 张与制度不同（财会〔2017〕25号）。" if wrong else "都与制度相同（财会〔2017〕25号）。")
        ]
        for kind, found in self.by_kind():
            numbers = first_few([each.number for each in found], _NUMBERS)
            lines.append(f"  {kind.value}：{len(found)} 张，{yuan_text(sum(each.fen for each in found))} 元：{numbers}")
            lines.append(f"    {_WHY[kind]}")
            largest = sorted(found, key=lambda each: -each.fen)[:_EXAMPLES]
            lines += [f"    {each.number}：{_shown(each)}" for each in largest]
        return lines

    def _untold(self) -> list[Difference]:
        return [each for each in self.differences if each.kind is Kind.UNTOLD]


def _shown(each: Difference) -> str:
    if each.kind is Kind.UNTOLD:
        return each.why
    written, lawful = _legs(each.written), _legs(each.lawful)
    return f"记的是 {written or '没有'}；按制度是 {lawful or '没有'}。"


def _legs(parts: Sequence[Part]) -> str:
    texts = []
    for each in parts[:_LEGS]:
        side = "借" if each.fen > 0 else "贷"
        codes = "/".join(filter(None, each.codes))
        texts.append(f"{side} {each.account}{f'（{codes}）' if codes else ''} {yuan_text(abs(each.fen))}")
    return "，".join(texts) + ("……" if len(parts) > _LEGS else "")


# Comparing


_Key: TypeAlias = tuple[str, str, str, str, str]
"""An account, and its codes."""


class _At(NamedTuple):
    """Where a voucher stands."""

    file: str
    line: int


def audit(ledger: Ledger, contents: Mapping[Path, bytes] | None = None, permissions: Permissions = NOTHING) -> Audit:
    """How the budget legs that a ledger's vouchers have written differ from those that the rules derive.

    Compared are vouchers with financial legs and written budget legs, and those that were imported without any, which
    ``#no-budget`` says. Codes are compared as far as the financial legs have any. Nothing is written.

    Args:
        ledger: the ledger, as it is or would be.
        contents: what its files would hold, where that isn't what they hold.
        permissions: as the ledger was loaded with.

    Raises:
        OSError: a file of the ledger can't be read.
    """
    asked = {_at(each): each for each in ledger.entries if isinstance(each, Transaction) and _is_asked(each)}
    if not asked:
        return Audit(0, ())
    would = dict(contents or {})
    silent = {at: _silent(each) for at, each in asked.items()}
    lawful = load_as_if(ledger.path, {**would, **_stripped(asked, would)}, permissions)
    untold = _untold(lawful, asked)
    written, derived = _budget(ledger.entries), _budget(lawful.entries)
    differences: list[Difference] = []
    compared = 0
    for at, each in asked.items():
        whole, lawfully = written.get(at, Counter()), derived.get(at, Counter())
        ours, theirs = _without_keys(whole, silent[at]), _without_keys(lawfully, silent[at])
        if not _legs_of(each, FINANCIAL):
            differences.append(_difference(Kind.ALONE, each, whole, Counter()))
            continue
        compared += 1
        if at in untold:
            differences.append(_difference(Kind.UNTOLD, each, whole, Counter(), untold[at]))
        elif (kind := _kind(ours, theirs)) is not None:
            found = _difference(kind, each, ours, theirs)
            shown = found if kind is Kind.CODES else _difference(kind, each, whole, lawfully)
            differences.append(replace(shown, fen=found.fen))
    return Audit(compared, tuple(sorted(differences, key=lambda each: (each.date, each.place.file, each.place.line))))


def _at(txn: Any) -> _At:
    return _At(str(txn.meta["filename"]), int(txn.meta["lineno"]))


def _legs_of(txn: Any, commodity: str) -> list[Any]:
    return [each for each in txn.postings if each.units is not None and each.units.currency == commodity]


def _is_asked(txn: Any) -> bool:
    """Whether a voucher's budget legs are to be compared: it has written ones, or came without. Balances aren't."""
    if CLOSING_TAG in txn.tags:
        return False
    if any(map(_is_written, _legs_of(txn, BUDGETARY))):
        opens = not text_of(txn.meta.get(NUMBER)) and not any(
            role(account_code(each.account)).flow for each in txn.postings
        )
        return NO_BUDGET_TAG not in txn.tags and not (opens and not _legs_of(txn, FINANCIAL))
    return NO_BUDGET_TAG in txn.tags and DIGEST in txn.meta and not _is_opening(txn)


def _is_opening(txn: Any) -> bool:
    """Whether a voucher without a number takes over balances."""
    natures = official_rules().natures
    codes = [account_code(each.account) for each in txn.postings]
    return not text_of(txn.meta.get(NUMBER)) and any(
        role(code).element is Element.NET_ASSETS and code not in natures for code in codes
    )


def _is_written(posting: Any) -> bool:
    return DERIVED not in (posting.meta or {})


_CODES: Final = ("func", "econ", "fund", "project")
_BY_TAG: Final = _CODES[:2]


def _silent(txn: Any) -> frozenset[str]:
    """The kinds of codes that no financial leg says: those of the budget legs then can't be held against them.

    Much software has codes on the budget legs alone.
    """
    said = {
        key
        for each in _legs_of(txn, FINANCIAL)
        for key in _CODES
        if (each.meta or {}).get(key) and not (key == _CODES[2] and HEARD in each.meta)
    }
    return frozenset(_CODES) - said


def _without_keys(sums: Counter[_Key], silent: frozenset[str]) -> Counter[_Key]:
    if not silent:
        return sums
    left: Counter[_Key] = Counter()
    for (account, *codes), fen in sums.items():
        func, econ, fund, project = ("" if key in silent else code for key, code in zip(_CODES, codes, strict=True))
        left[account, func, econ, fund, project] += fen
    return Counter({key: fen for key, fen in left.items() if fen})


def _untold(lawful: Ledger, asked: Mapping[_At, Any]) -> dict[_At, str]:
    """Vouchers whose budget legs can't be derived, and why."""
    lines: dict[str, list[int]] = {}
    for at in sorted(asked):
        lines.setdefault(at.file, []).append(at.line)
    untold: dict[_At, str] = {}
    for finding in lawful.findings:
        place = finding.place
        if finding.severity is not Severity.ERROR or place is None or place.file not in lines:
            continue
        if not (finding.rule.startswith(_PARALLEL) or finding.rule.endswith(_AMBIGUOUS)):
            continue
        index = bisect_right(lines[place.file], place.line) - 1
        told = _At(place.file, lines[place.file][max(index, 0)])
        if told.line <= place.line <= max(_lines_of(asked[told])):
            untold.setdefault(told, finding.what)
    return untold


def _lines_of(txn: Any) -> Iterable[int]:
    """The lines of a voucher and its legs."""
    yield txn.meta["lineno"]
    yield from (each.meta["lineno"] for each in txn.postings if each.meta and each.meta.get("lineno"))


# What a voucher has


def _budget(entries: Sequence[Any]) -> dict[_At, Counter[_Key]]:
    """The budget legs of vouchers, summed by account and the codes that count for it."""
    found: dict[_At, Counter[_Key]] = {}
    for each in read_postings(entries):
        if each.commodity == BUDGETARY and each.code:
            at = _At(each.voucher.file, each.voucher.line)
            found.setdefault(at, Counter())[_key(each)] += each.fen
    return {at: Counter({key: fen for key, fen in sums.items() if fen}) for at, sums in found.items()}


def _key(each: Posting) -> _Key:
    """An account and its codes: money has none, and only expenditure an economic one."""
    what = role(each.code)
    if what.cash is not None:
        return each.code, "", "", "", ""
    return each.code, each.func, each.econ if what.spends else "", each.fund, each.project


def _kind(ours: Counter[_Key], theirs: Counter[_Key]) -> Kind | None:
    """How legs differ; None where they don't."""
    if ours == theirs:
        return None
    if not ours:
        return Kind.MISSING
    if not theirs:
        return Kind.SUPERFLUOUS
    by_account = [_by_account(ours), _by_account(theirs)]
    if by_account[0] == by_account[1]:
        return Kind.CODES
    money, others = ([_only(each, cash=cash) for each in by_account] for cash in (True, False))
    if money[0] == money[1] and others[0].keys() != others[1].keys():
        return Kind.ACCOUNT
    return Kind.AMOUNT


def _by_account(sums: Mapping[_Key, int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (account, *_), fen in sums.items():
        found[account] += fen
    return Counter({account: fen for account, fen in found.items() if fen})


def _only(sums: Mapping[str, int], *, cash: bool) -> dict[str, int]:
    return {account: fen for account, fen in sums.items() if (role(account).cash is not None) == cash}


def _difference(kind: Kind, txn: Any, ours: Counter[_Key], theirs: Counter[_Key], why: str = "") -> Difference:
    differing = {key for key in (*ours, *theirs) if ours[key] != theirs[key]}
    written, lawful = (
        tuple(Part(*key, sums[key]) for key in sorted(differing, key=lambda key: (-sums[key], key)) if sums[key])
        for sums in (ours, theirs)
    )
    more = sum(max(ours[key] - theirs[key], 0) for key in differing)
    less = sum(max(theirs[key] - ours[key], 0) for key in differing)
    financial = sum(max(to_fen(each.units.number), 0) for each in _legs_of(txn, FINANCIAL))
    fen = financial if kind is Kind.UNTOLD else max(more, less)
    place = Place(txn.meta["filename"], txn.meta["lineno"])
    number = text_of(txn.meta.get(NUMBER)) or str(txn.date)
    return Difference(kind, number, txn.date, place, fen, written, lawful, why)


# The ledger without written budget legs


def _stripped(asked: Mapping[_At, Any], contents: Mapping[Path, bytes]) -> dict[Path, bytes]:
    """The files of vouchers, without budget legs where they have financial ones; lines keep their numbers."""
    by_file: dict[str, list[Any]] = {}
    for at, each in asked.items():
        if _legs_of(each, FINANCIAL):
            by_file.setdefault(at.file, []).append(each)
    return {Path(file): _without(_content(Path(file), contents), found) for file, found in by_file.items()}


def _content(path: Path, contents: Mapping[Path, bytes]) -> bytes:
    real = {os.path.normpath(each): content for each, content in contents.items()}
    found = real.get(os.path.normpath(path))
    return path.read_bytes() if found is None else found


def _lent(txn: Any) -> list[str]:
    """Codes of the budget legs that the voucher is to have as a whole, where no financial leg says any of that kind."""
    silent = _silent(txn)
    return [
        code
        for key in _BY_TAG
        if key in silent
        for code in [text_of(each.meta.get(key)) for each in _legs_of(txn, BUDGETARY) if each.meta.get(key)][:1]
        if item_key(code) == key
    ]


def _without(content: bytes, vouchers: Iterable[Any]) -> bytes:
    lines = content.split(b"\n")
    for txn in vouchers:
        head = txn.meta["lineno"] - 1
        if DIGEST in txn.meta:
            lines[head] = _TAG.sub(b"", lines[head])
        if tags := _lent(txn):
            lines[head] = lines[head].rstrip() + b"".join(f" #{each}".encode() for each in tags)
        for each in filter(_is_written, _legs_of(txn, BUDGETARY)):
            line = each.meta["lineno"] - 1
            lines[line] = _HELD
            line += 1
            while line < len(lines) and _META.match(lines[line]):
                lines[line] = _HELD
                line += 1
    return b"\n".join(lines)
