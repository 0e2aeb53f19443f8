"""How long the pages of the extension take beside Fava's own, on the same ledger of 20,000 vouchers, in one run.

- *load*: Fava's load of the ledger with the extension and its first page of tables, by Fava's load of the ledger alone,
  the plugins run in both; in turn, as a median of ratios.
- *pages*: the server's time for each page once the ledger is loaded and the page was asked for once, in milliseconds
  and by the time of Fava's own report of the income statement (its API, which draws no HTML).
- *a figure*: a cell with more than 10,000 postings, its first page and one from the middle.

To run it::

    python -m benchmarks.bench_fava

The exit status is 1 where a page takes longer than its bound.
"""

from __future__ import annotations

import gc
import logging
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from fava.core import FavaLedger

from benchmarks.bench_load import HEAD, PLUGIN, VOUCHERS, approvals, vouchers
from gov_accounts.fava.site import site

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

LOADS = 3
ROUNDS = 15
PAGE_BOUND = Decimal(50)
"""Milliseconds of server time."""
LOAD_BOUND = Decimal("1.50")
EXTENSION_LINE = '2019-12-31 custom "fava-extension" "gov_accounts.fava"\n'
CELL = "tab=cell&table=general_expenditure&row=合计&column=1"
PAGES = {
    "决算报表": "tab=tables",
    "决算报表 元": "tab=tables&unit=yuan",
    "一张表": "tab=tables&table=5",
    "核对": "tab=checks",
    "核对 全部": "tab=checks&ties=all",
    "预算执行": "tab=budget",
    "预算执行 项目": "tab=budget&by=project",
    "图表": "tab=charts",
    "科目余额": "tab=balance",
    "一个数 首页": CELL,
    "一个数 中间": f"{CELL}&page=52",
    "预算执行的数": "tab=cell&table=budget_func&row=合计&column=5",
    "科目余额的数": "tab=cell&table=balance_财务&row=Assets:1011-零余额账户用款额度&column=period_credit",
}


def milliseconds(work: Callable[[], object]) -> Decimal:
    start = time.perf_counter_ns()
    work()
    return Decimal(time.perf_counter_ns() - start).scaleb(-6)


def asked(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:  # noqa: PLR2004
        sys.exit(f"{address}: {answer.status_code} {answer.text[:200]}")


def main() -> int:
    """Measure, print, and exit with 1 where something is above its bound."""
    logging.getLogger("fava").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as name:
        accrual = "\n".join(leg for _, leg in vouchers())
        plain, extended = Path(name) / "plain.beancount", Path(name) / "extended.beancount"
        for path, lines in ((plain, PLUGIN), (extended, PLUGIN + EXTENSION_LINE)):
            path.write_text(lines + HEAD + approvals() + "\n" + accrual, encoding="utf-8")
        load = load_ratio(plain, extended)
        base, pages = page_times(extended)
    print(f"{VOUCHERS} vouchers")
    print(f"load and first page  ×{load:.2f} of Fava's load alone (bound {LOAD_BOUND})")
    print(f"{base:8.1f} ms         Fava's income statement")
    for label, page in pages.items():
        print(f"{page:8.1f} ms  ×{page / base:5.2f}  {label} (bound {PAGE_BOUND} ms)")
    return int(load > LOAD_BOUND or any(page > PAGE_BOUND for page in pages.values()))


def load_ratio(plain: Path, extended: Path) -> Decimal:
    """A load with the extension and its first page, by a load without."""

    def with_page() -> None:
        app = site(extended)
        ((slug, _),) = app.config["LEDGERS"].items()
        asked(app.test_client(), f"/{slug}/extension/GovAccounts/")

    ratios = []
    for _ in range(LOADS):
        gc.collect()
        alone = milliseconds(lambda: FavaLedger(str(plain)))
        gc.collect()
        ratios.append(milliseconds(with_page) / alone)
    return median(ratios)


def page_times(ledger: Path) -> tuple[Decimal, dict[str, Decimal]]:
    """The time of Fava's own report, and of each page, asked for in turn."""
    app = site(ledger)
    client = app.test_client()
    ((slug, _),) = app.config["LEDGERS"].items()
    addresses = {"": f"/{slug}/api/income_statement"} | {
        label: f"/{slug}/extension/GovAccounts/?{query}" for label, query in PAGES.items()
    }
    for address in addresses.values():
        asked(client, address)
    gc.collect()
    taken: dict[str, list[Decimal]] = {label: [] for label in addresses}
    for _ in range(ROUNDS):
        for label, address in addresses.items():
            start = time.perf_counter_ns()
            asked(client, address)
            taken[label].append(Decimal(time.perf_counter_ns() - start).scaleb(-6))
    medians = {label: median(times) for label, times in taken.items()}
    return medians.pop(""), medians


if __name__ == "__main__":
    sys.exit(main())
