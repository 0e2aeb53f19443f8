"""A small unit's ledger to propose vouchers into, and how a file is imported into it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from beancount.core.data import Transaction

from gov_accounts.books.new_ledger import new_ledger, write_new
from gov_accounts.exchange.importing import Import, import_files
from gov_accounts.exchange.maps import shipped
from gov_accounts.ledger import load

UNIT = "某某中心"
BANK = "Assets:1002-银行存款:01-基本存款账户"
GOODS = "Expenses:5101-单位管理费用:510102-商品和服务费用"


def unit(folder: Path, text: str = "", rules: str = "", year: int = 2020, kind: str = "事业单位") -> Path:
    """A new ledger of a year, with vouchers of its first month, and rules beside it. Returns its main file."""
    write_new(folder, new_ledger(UNIT, kind, year))
    if text:
        month = folder.joinpath(f"{year}-01.beancount")
        month.write_text(month.read_text(encoding="utf-8") + "\n" + text, encoding="utf-8")
    if rules:
        folder.joinpath("import-rules.toml").write_text(rules, encoding="utf-8")
    return folder.joinpath("main.beancount")


def taken(main: Path, *files: Path, map_name: str = "", **said: str) -> Import:
    """Files, as they would be taken into a ledger."""
    maps = [each for each in shipped() if map_name in ("", each.key)]
    return import_files(load(main), list(files), maps, said)


def imported(main: Path, *files: Path, **said: str) -> Import:
    """Files taken into a ledger, and written."""
    made = taken(main, *files, **said)
    assert not made.blocking, [each.shown() for each in made.blocking]
    made.plan.write()
    return made


def rules_of(made: Import) -> list[str]:
    """The rules of all that is said, refused first."""
    return [each.rule for each in (*made.refused, *made.blocking, *made.told, *made.worse)]


def vouchers(main: Path) -> list[Transaction]:
    """The vouchers of a ledger, those that a file gave."""
    found = [each for each in load(main).entries if isinstance(each, Transaction)]
    return [each for each in found if "source-hash" in each.meta]


def fen(voucher: Transaction, account: str) -> int:
    """What a voucher posts to an account, and to those below it."""
    legs = [each.units for each in voucher.postings if each.account.startswith(account) and each.units is not None]
    return int(sum((each.number or Decimal(0) for each in legs), Decimal(0)) * 100)


def codes(voucher: Transaction, account: str) -> list[dict[str, str]]:
    """What stands under a voucher's legs of an account: func, econ, fund, project, where they were written."""
    legs = [each for each in voucher.postings if each.account.startswith(account)]
    keys = ("func", "econ", "fund", "project")
    return [{key: (each.meta or {})[key] for key in keys if key in (each.meta or {})} for each in legs]
