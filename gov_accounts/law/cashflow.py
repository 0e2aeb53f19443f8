"""Which row of 现金流量表 a payment or receipt is in (``accounting/yearly/cashflow.toml``): rules, the first that fits.

Source: 财会〔2017〕25号 part five, 四（二）（六）.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, cast

from gov_accounts.law.accounts import FLOW
from gov_accounts.law.form import SIDES, Side
from gov_accounts.law.known import ACCOUNTS, ECON, accounts_in, beginnings_in, code_in, codes_in

if TYPE_CHECKING:
    from gov_accounts.law.form import Format
    from gov_accounts.law.reading import Entry

_PROJECT: Final = ("", "some", "none")
_ANY_ASSET: Final = "1"
"""What flows are told under: no account is called so, and no row of another statement takes it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Which legs beside money are a row's.

    Attributes:
        accounts: what their accounts begin with; ``5001:工资福利费用`` for a detail.
        econ: what their economic codes begin with; any where there is none.
        project: whether they have one, or nothing.
        capital: whether only those of a voucher that spends on assets.
        side: whether only debits, or credits.
    """

    row: str
    accounts: tuple[str, ...]
    econ: tuple[str, ...]
    project: Literal["", "some", "none"]
    capital: bool
    side: Side | None

    def fits(self, code: str, econ: str, debit: bool, project: bool, capital: bool) -> bool:  # noqa: FBT001
        """Whether a leg is the row's."""
        return (
            code.startswith(self.accounts)
            and (not self.econ or econ.startswith(self.econ))
            and (not self.project or (self.project == "some") == project)
            and (not self.capital or capital)
            and (self.side is None or (self.side == "debit") == debit)
        )


@dataclass(frozen=True, slots=True)
class CashFlow:
    """The rules, and what is money.

    Attributes:
        cash: the accounts that are money.
        direct: the income with which the treasury pays directly.
        capital_accounts, capital_econ: what makes a voucher one that spends on assets.
        names: what a row is called → its key.
    """

    cash: frozenset[str]
    direct: str
    capital_accounts: tuple[str, ...]
    capital_econ: tuple[str, ...]
    rules: tuple[Rule, ...]
    names: dict[str, str]
    known: dict[tuple[str, str, bool, bool, bool], str] = field(default_factory=dict, compare=False, repr=False)

    def row(self, code: str, econ: str, debit: bool, project: bool, capital: bool) -> str:  # noqa: FBT001
        """The row of the first rule that fits; the last is for whatever no other fits.

        Args:
            code: of the account, with the detail that the rules ask for.
            econ: the economic code, or what it begins with.
            debit: whether the leg is a debit.
            project: whether it is of a project.
            capital: whether its voucher spends on assets.
        """
        key = (code, econ, debit, project, capital)
        if key not in self.known:
            fits = (each.row for each in self.rules if each.fits(*key))
            self.known[key] = next(fits, self.rules[-1].row)
        return self.known[key]


def flow_code(row: str) -> str:
    """The code of what a row takes; its end is marked, since codes are taken by how they begin."""
    return f"{_ANY_ASSET}:{FLOW}{row}/"


def read_cash_flow(content: Entry, form: Format) -> CashFlow:
    """The rules of a file, for a form.

    Raises:
        DataError: the file isn't as it should be, or names a row that the form hasn't.
    """
    content.known("cash", "direct", "capital", "rules")
    capital = content.entry("capital").known("accounts", "econ")
    taking = {row.label: row.key for panel in form.panels for row in panel.rows if row.take is not None}
    for panel in form.panels:
        for row in panel.rows:
            if row.take is not None and row.take.accounts != (flow_code(row.key),):
                raise content.wrong(
                    "rules", f"{form.title}里自己的键：{row.key} 行取的是 {'、'.join(row.take.accounts)}"
                )
    return CashFlow(
        frozenset(codes_in(content, "cash", ACCOUNTS)),
        code_in(content, "direct", ACCOUNTS),
        beginnings_in(capital, "accounts", ACCOUNTS),
        beginnings_in(capital, "econ", ECON),
        tuple(_rule(each, tuple(taking.values())) for each in content.entries("rules", least=1)),
        taking,
    )


def _rule(entry: Entry, rows: tuple[str, ...]) -> Rule:
    entry.known("row", "accounts", "econ", "project", "capital", "side")
    side = entry.choice("side", ("", *SIDES), "")
    return Rule(
        entry.choice("row", rows),
        accounts_in(entry, "accounts"),
        beginnings_in(entry, "econ", ECON, ()),
        cast('Literal["", "some", "none"]', entry.choice("project", _PROJECT, "")),
        entry.flag("capital") if "capital" in entry else False,
        cast("Side", side) if side else None,
    )
