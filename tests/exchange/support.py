"""What the tests of readers share: a ledger to take files into, and what drafts come to."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from gov_accounts.books.ledger import Ledger
from gov_accounts.books.new_ledger import new_ledger
from gov_accounts.exchange.accounts import AccountBook
from gov_accounts.exchange.draft import Draft, Taken
from gov_accounts.exchange.kinds import reader
from gov_accounts.exchange.maps import Map, Target, shipped
from gov_accounts.exchange.source import Source
from gov_accounts.law.accounts import account_code
from gov_accounts.ledger import load
from tests.exchange.layouts import Slip


def new(folder: Path, kind: str = "事业单位", year: int = 2020) -> Ledger:
    """A new ledger in a folder."""
    for name, text in new_ledger("某中心", kind, year).items():
        (folder / name).write_text(text, encoding="utf-8")
    return load(folder / "main.beancount")


@cache
def fresh() -> Ledger:
    """A new ledger whose accounts give no codes, loaded once; nothing is written to it."""
    with tempfile.TemporaryDirectory() as folder:
        new(Path(folder))
        accounts = Path(folder) / "accounts.beancount"
        lines = accounts.read_text(encoding="utf-8").splitlines()
        accounts.write_text("\n".join(line for line in lines if not line.startswith("  ")) + "\n", encoding="utf-8")
        return load(Path(folder) / "main.beancount")


def target(ledger: Ledger, year: int = 2020) -> Target:
    return Target(ledger, AccountBook(ledger, year), {}, {})


@cache
def map_named(key: str) -> Map:
    return next(each for each in shipped() if each.key == key)


def take(path: Path, ledger: Ledger, key: str) -> Taken:
    return reader(map_named(key)).take(Source(path), target(ledger))


def best(path: Path) -> str:
    """The map of vouchers that fits a file best."""
    source = Source(path)
    return max((reader(each).fits(source), each.key) for each in shipped() if each.kind == "journal")[1]


def meant(slips: Iterable[Slip], *, coded: bool = True) -> Counter[tuple[str, ...]]:
    """What vouchers come to: fen by day, account of the first level, codes; zeros left out."""
    sums: Counter[tuple[str, ...]] = Counter()
    for slip in slips:
        for each in slip.entries:
            codes = (each.func, each.econ, each.fund, each.project) if coded else ("",) * 4
            sums[str(slip.date), each.code[:4], *codes] += each.fen
    return Counter({key: fen for key, fen in sums.items() if fen})


def found(drafts: Iterable[Draft]) -> Counter[tuple[str, ...]]:
    """The same of drafts."""
    sums: Counter[tuple[str, ...]] = Counter()
    for draft in drafts:
        for leg in draft.legs:
            codes = (leg.meta.get(key, "") for key in ("func", "econ", "fund", "project"))
            sums[str(draft.date), account_code(leg.account), *codes] += leg.fen
    return Counter({key: fen for key, fen in sums.items() if fen})
