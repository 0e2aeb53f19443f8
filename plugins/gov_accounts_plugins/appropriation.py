"""Control the budget: name the voucher that spends more than what is available.

Runs after ``classify``, and after ``parallel`` has derived the budget legs. What is available is what was approved,
with the codes the approval names, and 上年结转; how expenditure finds its approval is told in
``gov_accounts.bookkeeping.budget_control``. With these lines the second voucher is an error, over by 20.00 yuan::

    2020-01-01 custom "gov-unit" "budget-control" "error"

    2020-01-02 * "市财政局" "批复办公费" #2060501 #30201
      fund: "11"
      Assets:9001-可用指标                                    100.00 CNY.A
      Equity:9101-年初预算                                   -100.00 CNY.A

    2020-03-05 * "购买办公用品" #2060501 #30201
      Expenses:7201-事业支出:基本支出                          80.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度          -80.00 CNY.B

    2020-03-06 * "购买办公用品" #2060501 #30201
      Expenses:7201-事业支出:基本支出                          40.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度          -40.00 CNY.B

With ``"warning"``, which holds where the unit says nothing, beancount is told nothing, since it knows errors only:
``gov-accounts check`` shows the same finding as a notice. With ``"off"`` nothing is controlled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from beancount.core.data import Transaction

from gov_accounts.bookkeeping.budget_control import CONTROL, CONTROLS, ERROR, budget_control, findings_of
from gov_accounts.books.declarations import read_declarations
from gov_accounts.findings import NOTICES, Finding, Place
from gov_accounts.law.codes import official_codes
from gov_accounts_plugins.error import LedgerError, error_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, MutableMapping

    from gov_accounts.books.declarations import Declarations


def appropriation(entries: list[Any], options: MutableMapping[str, Any]) -> tuple[list[Any], list[LedgerError]]:
    """Check expenditure against the budget. Returns the entries as they are."""
    declarations = read_declarations(entries, official_codes())
    errors = [error_of(finding, entry) for entry, finding in _unknown_control(declarations)]
    findings = findings_of(entries, declarations, options)
    if budget_control(declarations) == ERROR:
        vouchers = _vouchers(entries, {finding.place for finding in findings}) if findings else {}
        errors.extend(error_of(finding, vouchers.get(finding.place)) for finding in findings)
    elif findings:
        # Beancount knows no warnings: notices are handed on in the options map.
        options.setdefault(NOTICES, []).extend(findings)
    return entries, errors


def _vouchers(entries: Iterable[Any], places: Collection[Place | None]) -> dict[Place | None, Any]:
    """The vouchers that have a posting at one of the places; a derived posting stands where its voucher does."""
    lines = {place.line for place in places if place is not None}
    found: dict[Place | None, Any] = {}
    for entry in entries:
        if isinstance(entry, Transaction):
            for meta in (entry.meta, *(posting.meta or {} for posting in entry.postings)):
                line = meta.get("lineno", 0)
                if line in lines:
                    found[Place(entry.meta["filename"], line)] = entry
    return found


def _unknown_control(declarations: Declarations) -> Iterable[tuple[Any, Finding]]:
    """A finding where the last word on control isn't one there is."""
    wanted = declarations.unit.get(CONTROL)
    if wanted is None or wanted in CONTROLS:
        return
    custom = declarations.directives[CONTROL]
    place = Place(custom.meta["filename"], custom.meta["lineno"])
    yield (
        custom,
        Finding(
            "budget-control-unknown",
            f"预算控制方式“{wanted}”不认识，按提示（warning）处理。",
            "超出指标的支出，error 作为错误，warning 只提示，off 不控制。",
            f"改成 {'、'.join(CONTROLS)} 之一。",
            place,
        ),
    )
