"""Books as rows of named values: what a layout picks its columns and elements from.

Amounts have two decimals, days are told as ``2020-05-08`` and as ``20200508``, months as ``5`` and ``05``, yes and no
as 1 and 0. Every value is text on one line; nothing where there is none.
"""

from __future__ import annotations

import calendar
import re
from typing import TYPE_CHECKING, Final

from gov_accounts import __version__
from gov_accounts.books.postings import KEYS
from gov_accounts.exchange.export.value import LAYERED, MONTHS
from gov_accounts.law.chart import Cash, role
from gov_accounts.law.codes import official_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gov_accounts.exchange.export.value import Account, Balance, Books, Leg, Voucher

Values = dict[str, str]
_FEN: Final = 100
_COUNT: Final = re.compile(r"[0-9]{1,6}")
_SYSTEMS: Final = {False: ("01", "财务会计"), True: ("02", "预算会计")}
_DIMENSIONS: Final = {"func": "功能分类", "econ": "经济分类", "fund": "资金性质", "project": "项目"}
_MONEY: Final = (Cash.OWN, Cash.QUOTA, Cash.IN_HAND)
_KINDS: Final = {"记": "记账凭证", "收": "收款凭证", "付": "付款凭证", "转": "转账凭证"}


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals: ``-1234.50``."""
    whole, rest = divmod(abs(fen), _FEN)
    return f"{'-' if fen < 0 else ''}{whole}.{rest:02}"


def yes(value: object) -> str:
    """1 or 0."""
    return "1" if value else "0"


def book_row(books: Books) -> Values:
    """The set of books."""
    unit = books.unit
    return {
        "division": unit.division,
        "division_name": unit.division_name,
        "unit": unit.code,
        "unit_name": unit.name,
        "unit_kind": unit.kind,
        "registration": unit.registration,
        "head": unit.head,
        "year": str(books.year),
        "book": f"{unit.code}{books.year}",
        "book_name": f"{unit.name}{books.year}",
        "program": "gov-accounts",
        "version": __version__,
        "rule": books.rule,
        "separator": "-",
    }


def period_rows(books: Books) -> Iterator[Values]:
    """The months of the year."""
    for month in MONTHS:
        last = calendar.monthrange(books.year, month)[1]
        yield {
            **_month(month),
            "year": str(books.year),
            "first": f"{books.year}-{month:02}-01",
            "first8": f"{books.year}{month:02}01",
            "last": f"{books.year}-{month:02}-{last}",
            "last8": f"{books.year}{month:02}{last}",
        }


def _month(month: int) -> Values:
    return {"month": str(month), "month2": f"{month:02}"}


def kind_rows(books: Books) -> Iterator[Values]:
    """The kinds of vouchers that there are."""
    for kind in sorted({each.kind for each in books.vouchers}):
        yield {"kind": kind, "kind_name": kind_name(kind)}


def kind_name(kind: str) -> str:
    """What vouchers of a kind are called."""
    return _KINDS.get(kind, f"{kind}字凭证")


def account_row(account: Account) -> Values:
    """An account."""
    system, system_name = _SYSTEMS[account.budgetary]
    return {
        "code": account.code,
        "name": account.name,
        "full_name": "/".join(account.names),
        "first_name": account.names[0],
        "rest_name": "/".join(account.names[1:]),
        "level": str(account.level),
        "parent": account.parent,
        "leaf": yes(account.leaf),
        "system": system,
        "system_name": system_name,
        "budgetary": yes(account.budgetary),
        "element": account.element,
        "side": "贷" if account.credit_normal else "借",
        "side_sign": "-1" if account.credit_normal else "1",
        "cash": yes(role(account.pieces[0]).cash in _MONEY),
    }


def account_rows(books: Books) -> Iterator[Values]:
    """The accounts, by code, with the names of the codes that their legs carry."""
    used = _dimensions_used(books)
    keys = list(_DIMENSIONS.values())
    for account in books.accounts:
        dimensions = [keys[index] for index in sorted(used.get(account.code, ()))]
        yield {
            **account_row(account),
            "has_dimensions": yes(dimensions),
            "dimensions": "、".join(dimensions),
        }


def dimension_rows(books: Books) -> Iterator[Values]:
    """The codes that vouchers carry: which there are."""
    for number, key in enumerate(KEYS, 1):
        if books.names[key]:
            widths = _lengths(key)
            yield {
                "dimension": key,
                "dimension_name": _DIMENSIONS[key],
                "dimension_number": str(number),
                "layered": yes(len(widths) > 1),
                "dimension_rule": "-".join(map(str, widths)),
            }


def _lengths(key: str) -> Sequence[int]:
    """How many digits each level of a code adds."""
    if key not in LAYERED:
        return ()
    lengths = official_codes().classification(key).lengths
    return [longer - shorter for shorter, longer in zip((0, *lengths), lengths, strict=False)]


def dimension_value_rows(books: Books) -> Iterator[Values]:
    """The codes themselves that vouchers carry, and those above them."""
    for key, names in books.names.items():
        for code, name in names.items():
            list_of = official_codes().classification(key) if key in LAYERED else None
            yield {
                "dimension": key,
                "value": code,
                "value_name": name,
                "value_parent": list_of.parent(code) if list_of else "",
                "value_level": str(len(list_of.ancestors(code))) if list_of else "1",
            }


def account_dimension_rows(books: Books) -> Iterator[Values]:
    """Which codes the legs of each account carry."""
    used = _dimensions_used(books)
    keys = list(KEYS)
    for account in sorted(used):
        for index in sorted(used[account]):
            yield {
                "code": account,
                "dimension": keys[index],
                "dimension_name": _DIMENSIONS[keys[index]],
                "dimension_number": str(index + 1),
            }


def _dimensions_used(books: Books) -> dict[str, set[int]]:
    """Code of an account → which of `KEYS` its legs carry, by their place there."""
    used: dict[str, set[int]] = {}
    for part in books.parts:
        for index, code in enumerate(part.codes or ()):
            if code:
                used.setdefault(part.account.code, set()).add(index)
    return used


# Balances


def part_rows(books: Books) -> Iterator[Values]:
    """What each account posted to, by the codes that it carries, has at the year's end: opening, sums, closing."""
    for part in books.parts:
        row = {}
        for row in balance_rows(part):  # noqa: B007 (the last)
            pass
        if row:
            row.update(_month(MONTHS[-1]))
            for key in KEYS:
                row[f"{key}_name"] = books.names[key].get(row[key], "")
            yield row


def balance_rows(balance: Balance) -> Iterator[Values]:
    """What an account, or a part of it, holds and moves in each month; none where there is nothing."""
    about = account_row(balance.account)
    for key, code in zip(KEYS, balance.codes or ("", "", "", ""), strict=True):
        about[key] = code
    _sided(about, "year_opening", balance.opening)
    opening, so_far = balance.opening, (0, 0)
    for month in MONTHS:
        debit, credit, legs = balance.debit[month - 1], balance.credit[month - 1], balance.legs[month - 1]
        closing = opening + debit - credit
        so_far = so_far[0] + debit, so_far[1] + credit
        if opening or closing or legs or any(so_far):
            row = {
                **about,
                **_month(month),
                "debit": yuan(debit),
                "credit": yuan(credit),
                "year_debit": yuan(so_far[0]),
                "year_credit": yuan(so_far[1]),
                "legs": str(legs),
            }
            _sided(row, "opening", opening)
            _sided(row, "closing", closing)
            yield row
        opening = closing


def _sided(row: Values, name: str, fen: int) -> None:
    """A balance on its side: debit and credit apart, its amount, and its side as a word and as a sign."""
    row[f"{name}_debit"] = yuan(max(fen, 0))
    row[f"{name}_credit"] = yuan(max(-fen, 0))
    row[f"{name}_amount"] = yuan(abs(fen))
    row[f"{name}_sign"] = "1" if fen > 0 else "-1" if fen < 0 else "0"
    row[f"{name}_side"] = "借" if fen > 0 else "贷" if fen < 0 else "平"


# Vouchers


def voucher_row(voucher: Voucher, books: Books) -> Values:
    """What stands on a voucher."""
    financial = [leg for leg in voucher.legs if not leg.account.budgetary]
    budget = [leg for leg in voucher.legs if leg.account.budgetary]
    posted_on = voucher.posted_on
    return {
        **_month(voucher.date.month),
        "year": str(books.year),
        "period": f"{books.year}-{voucher.date.month:02}",
        "date": voucher.date.isoformat(),
        "date8": voucher.date.isoformat().replace("-", ""),
        "kind": voucher.kind,
        "kind_name": kind_name(voucher.kind),
        "serial": voucher.serial,
        "number": voucher.number,
        "voucher": f"{books.year}-{voucher.number}",
        "words": voucher.words,
        "payee": voucher.payee,
        "attachments": str(int(voucher.attachments)) if _COUNT.fullmatch(voucher.attachments) else "0",
        **voucher.signatures,
        "head": books.unit.head,
        "posted": yes(voucher.posted),
        "posted_on": posted_on.isoformat() if posted_on else "",
        "state": "已记账" if voucher.posted else "已审核" if voucher.checked else "未审核",
        "closing": yes(voucher.closing),
        "red": yes(voucher.reverses),
        "reverses": voucher.reverses,
        "invoice": voucher.invoice,
        "financial_debit": yuan(_side(financial, on_debit=True)),
        "financial_credit": yuan(_side(financial, on_debit=False)),
        "budget_debit": yuan(_side(budget, on_debit=True)),
        "budget_credit": yuan(_side(budget, on_debit=False)),
    }


def _side(legs: Sequence[Leg], *, on_debit: bool) -> int:
    return sum(leg.amount for leg in legs if leg.on_debit is on_debit)


def leg_rows(
    voucher: Voucher, head: Mapping[str, str], account: Callable[[Account], Values], books: Books, first: int = 1
) -> Iterator[Values]:
    """The lines of a voucher.

    Args:
        voucher: the voucher.
        head: its `voucher_row`.
        account: gives an account's row.
        books: names of codes.
        first: the number of its first line.
    """
    against = _against(voucher)
    for line, leg in enumerate(voucher.legs, first):
        row = {**head, **account(leg.account)}
        row["line"] = str(line)
        system = row["system"]
        row["entry"] = f"{head['year']}-{head['month2']}-{voucher.kind}-{voucher.serial}-{line}-{system}"
        row["leg"] = f"{head['voucher']}-{line}"
        row["words"] = leg.words
        row["debit"], row["credit"] = (yuan(leg.amount), "0.00") if leg.on_debit else ("0.00", yuan(leg.amount))
        row["amount"] = yuan(leg.amount)
        row["leg_side"] = "借" if leg.on_debit else "贷"
        for key, code in zip(KEYS, leg.codes, strict=True):
            row[key] = code
            row[f"{key}_name"] = books.names[key][code] if code else ""
        row["other"], row["other_name"] = against[leg.account.budgetary, not leg.on_debit]
        yield row


def _against(voucher: Voucher) -> Mapping[tuple[bool, bool], tuple[str, str]]:
    """Of each book and side, the accounts that stand there: codes and names."""
    found = {}
    for budgetary in (False, True):
        for on_debit in (False, True):
            there = dict.fromkeys(
                leg.account for leg in voucher.legs if leg.account.budgetary is budgetary and leg.on_debit is on_debit
            )
            found[budgetary, on_debit] = "/".join(each.code for each in there), "/".join(each.name for each in there)
    return found
