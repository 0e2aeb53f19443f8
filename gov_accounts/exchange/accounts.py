"""Others' accounts as ours: by a map, by code, by name; what isn't open yet is noted, to be opened.

    1002          银行存款              Assets:1002-银行存款
    100201        基本户         ──►    Assets:1002-银行存款:100201-基本户      (or the detail that is open: 01-基本户)
    8001.01       零余额账户用款额度      Assets:8001-资金结存:800101-零余额账户用款额度

Codes are cut as the map says (4-2-2-2), or where they have points. Of the chart's own accounts and details, official
names are used (财会〔2017〕25号).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from beancount.core.data import Custom, Open

from gov_accounts.books.new_ledger import official_account
from gov_accounts.exchange.draft import NewAccount
from gov_accounts.law.accounts import account_code
from gov_accounts.law.codes import official_codes
from gov_accounts.money import COMMODITY_OF_BOOK

if TYPE_CHECKING:
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.law.chart import ChartRow

USUAL_RULE: Final = (4, 2, 2, 2, 2)
"""How many digits each level of a code has, where nothing else is said."""
DECLARED: Final = "gov-account"
"""The directive that says which account another's code is."""
_FIRST: Final = 4
_NAMELESS: Final = "未写名称"
_CUT: Final = re.compile(r"[.\-_/\\ ]+")
_SLASH: Final = re.compile(r"\s*/\s*")
_NAME_CUT: Final = re.compile(r"\s*(?:/|\\|_|—+|--?|>|:|：)\s*")
_CODED: Final = re.compile(r"([0-9]{5,})(?:-|$)")
_NUMBERED: Final = re.compile(r"([A-Z]?[0-9]*)-?(.*)", re.DOTALL)
_WIDE: Final = str.maketrans({each: chr(ord(each) + 0xFEE0) for each in "()<>[]%&+=!?*#@$^~|';,"})
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Override:
    """What a map says of another's account: which of ours it is, and what is said of it when it is opened."""

    account: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)


class UnknownAccountError(Exception):
    """An account that is none of the chart's; the argument is its code or name."""


class AccountBook:
    """The accounts of a ledger, and those that are to be opened."""

    def __init__(self, ledger: Ledger, year: int) -> None:
        """The accounts that a ledger opens; new ones get their names of a year."""
        self._year = year
        self._open = {each.account: tuple(each.currencies or ()) for each in ledger.entries if isinstance(each, Open)}
        self._new: dict[str, NewAccount] = {}
        self._children: dict[str, list[str]] = {}
        self._code_of: dict[str, str] = {}
        """An account that was found by its name → the code it was found for: another code of that name is another."""
        self._found: dict[tuple[str, str, tuple[str, ...], tuple[int, ...]], str] = {}
        self._by_code: dict[str, str] = {}
        """Another's code → the account that it was told, or found, to be."""
        for account in self._open:
            self._note(account)
            if (found := _CODED.match(account.rpartition(":")[2])) and found[1][:_FIRST] == account_code(account):
                self._by_code.setdefault(found[1], account)
        self._declared = {code: account for code, account in _declared(ledger) if account in self._open}
        self._by_code |= self._declared

    @property
    def codes(self) -> Mapping[str, str]:
        """Another's code → account, of those that the account's name doesn't tell: to be declared, for later files."""
        return {
            code: account
            for account, code in sorted(self._code_of.items())
            if not account.rpartition(":")[2].startswith(code) and self._declared.get(code) != account
        }

    @property
    def new(self) -> tuple[NewAccount, ...]:
        """The accounts to be opened, by name."""
        return tuple(self._new[each] for each in sorted(self._new))

    def is_open(self, account: str) -> bool:
        """Whether an account is open, or going to be."""
        return account in self._open or account in self._new

    def commodity(self, account: str) -> str:
        """Of its book."""
        return COMMODITY_OF_BOOK[official_codes().chart.rows[account.partition(":")[2][:_FIRST]].book]

    def resolve(
        self,
        code: str,
        name: str = "",
        above: Sequence[str] = (),
        rule: Sequence[int] = USUAL_RULE,
        overrides: Mapping[str, Override] | None = None,
    ) -> str:
        """The ledger's account of another's; it is opened where it isn't.

        Args:
            code: another's code, cut by `rule` or by its own points; may be empty where there is a name.
            name: its own name, or all its levels' (``银行存款/基本户``).
            above: the names of the levels above it, the first level's first, where they are known.
            rule: digits of each level.
            overrides: what a map says, by code (as written, or digits only) or name.

        Raises:
            UnknownAccountError: its first level is none of the chart's.
        """
        key = (code, name, tuple(above), tuple(rule))
        if key not in self._found:
            self._found[key] = self._resolve(code.strip(), name.strip(), above, rule, overrides or {})
        return self._found[key]

    def _resolve(
        self, code: str, name: str, above: Sequence[str], rule: Sequence[int], overrides: Mapping[str, Override]
    ) -> str:
        pieces = pieces_of(code, rule)
        said = overrides.get(code) or overrides.get("".join(pieces)) or overrides.get(name) or Override()
        if said.account:
            return self._opened(said.account, said.meta)
        if code in self._open or (not code and name in self._open):
            return code or name
        names = [*above, *([name] if name else [])]
        if not pieces:
            names = [part for part in _NAME_CUT.split(name) if part]
            pieces = [code_of_name(names[0] if names else name)]
        elif len(names) < len(pieces) and name:
            # All levels in one cell, or the last level's name alone.
            # A name may hold other signs than those that levels are cut at: 银行存款/甲-乙.
            cuts = ([part for part in cut.split(name) if part] for cut in (_SLASH, _NAME_CUT))
            parts = next((each for each in cuts if len(each) == len(pieces)), [])
            names = parts or [*above, *[""] * (len(pieces) - len(above) - 1), name]
        row = official_codes().chart.rows.get(pieces[0])
        if row is None:
            raise UnknownAccountError(code or name)
        account = self._first(pieces[0])
        levels = max(len(pieces), len(names))
        so_far = pieces[0]
        for level in range(1, levels):
            piece = pieces[level] if level < len(pieces) else ""
            label = names[level] if level < len(names) else ""
            so_far += piece
            known = self._by_code.get(so_far, "") if piece else ""
            if not (known and self._is_known(so_far, known, label)):
                known = self._detail(account, so_far if piece else "", piece, label)
            account = known
        return self._opened(account, said.meta)

    def _is_known(self, code: str, account: str, label: str) -> bool:
        """Whether a code is an account: an official number is only where the name isn't another's."""
        official = official_codes().chart.rows.get(code)
        told = code in self._declared or account in self._code_of
        return told or not label or official is None or _is_alike(label, official)

    def _first(self, code: str) -> str:
        """The account of the chart's first level, as the ledger names it."""
        for account in self._open:
            if account.count(":") and account.split(":")[1][:_FIRST] == code:
                return ":".join(account.split(":")[:2])
        return official_account(code, self._year)

    def _detail(self, parent: str, code: str, piece: str, label: str) -> str:
        """The detail that is open under an account, by code or name; else what it is to be called."""
        rows = official_codes().chart.rows
        official, above = rows.get(code), rows.get(code.removesuffix(piece))
        # A unit numbers its details as it likes: 100201 is 受托代理资产 in the chart, 基本户 in many a unit.
        own = above is None or not above.closed
        other = own and official is not None and not _is_alike(label, official)
        official = None if other else official
        wanted = {_plain(each) for each in (label, *(official.names if official else ())) if each}
        near: list[str] = []
        for child in self._children.get(parent, ()):
            found = _NUMBERED.fullmatch(child)
            digits, words = (found[1], found[2]) if found else ("", child)
            if code and digits == code and not other:
                return f"{parent}:{child}"
            if code and self._code_of.get(f"{parent}:{child}", code) != code:
                continue
            if _plain(words) in wanted or _plain(child) in wanted:
                near.insert(0, child)
        if near:
            return self._known(f"{parent}:{near[0]}", code)
        # Whose name isn't told is a detail by itself: its number alone says nothing of what it is.
        words = component(official.name_in(self._year) if official else label or (f"{code}{_NAMELESS}" if code else ""))
        # Without a code, it is numbered after those that are there: a component begins with a capital or a digit.
        number = code if official is not None or not other else ""
        number = number or self._free_number(parent, piece)
        return self._known(f"{parent}:{number}-{words}" if words else f"{parent}:{number}", code)

    def _free_number(self, parent: str, piece: str) -> str:
        """A number that no detail has: its own level's digits, else the next."""
        taken = {found[1] for each in self._children.get(parent, ()) if (found := _NUMBERED.fullmatch(each))}
        count = len(self._children.get(parent, ())) + 1
        return piece if piece and piece not in taken else f"{count:02}"

    def _known(self, account: str, code: str) -> str:
        if code:
            self._code_of[account] = code
            self._by_code[code] = account
        return account

    def _opened(self, account: str, meta: Mapping[str, str]) -> str:
        if not self.is_open(account):
            self._new[account] = NewAccount(account, self.commodity(account), dict(meta))
            self._note(account)
        return account

    def _note(self, account: str) -> None:
        parts = account.split(":")
        for level in range(1, len(parts)):
            children = self._children.setdefault(":".join(parts[:level]), [])
            if parts[level] not in children:
                children.append(parts[level])


def _declared(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """``custom "gov-account" "100201" "Assets:1002-银行存款:01-基本存款账户"``: what another's code is."""
    for entry in ledger.entries:
        if isinstance(entry, Custom) and entry.type == DECLARED:
            match [str(value.value) for value in entry.values or ()]:
                case [code, account]:
                    yield code, account


def component(words: str) -> str:
    """A name as a part of an account may have it: signs of ASCII that beancount doesn't take made full-width."""
    text = unicodedata.normalize("NFC", words).strip().translate(_WIDE)
    kept = "".join(each if not each.isascii() or each.isalnum() or each == "-" else "-" for each in text)
    kept = "".join(each for each in kept if not each.isspace() and unicodedata.category(each)[0] != "C")
    return re.sub("-{2,}", "-", kept).strip("-")[:_LONGEST]


def _plain(words: str) -> str:
    return component(unicodedata.normalize("NFKC", words)).casefold()


def _is_alike(label: str, official: ChartRow) -> bool:
    """Whether a detail may be called so: by one of its official names, or by one that has two characters of it."""
    said = _plain(label)
    pairs = {said[at : at + 2] for at in range(len(said) - 1)}
    return any(said == name or any(pair in name for pair in pairs) for name in map(_plain, official.names))


def pieces_of(code: str, rule: Sequence[int]) -> list[str]:
    """A code's levels; none where it has no digits."""
    text = unicodedata.normalize("NFKC", code).strip()
    cut = [each for each in _CUT.split(text) if each]
    if len(cut) > 1 and all(each.isascii() and each.isalnum() for each in cut):
        return cut
    digits = "".join(cut)
    if not (digits.isascii() and digits.isdigit()):
        return []
    pieces, at = [], 0
    for width in rule:
        if at >= len(digits):
            break
        pieces.append(digits[at : at + width])
        at += width
    return [*pieces, digits[at:]] if at < len(digits) else pieces


def code_of_name(name: str) -> str:
    """The chart's account of a name; nothing where it is none's, or several'."""
    found = {row.code for row in official_codes().chart.accounts if name in row.names}
    return found.pop() if len(found) == 1 else ""
