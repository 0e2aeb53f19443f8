"""A small ledger of a few months, in files of two kinds of line ends, to be posted and then changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gov_accounts.bookkeeping.sealing.posting import Wanted, post
from gov_accounts.books.ledger import Ledger
from gov_accounts.findings import Finding
from gov_accounts.ledger import load
from gov_accounts.months import read_month
from gov_accounts.publishing.checking import check_all

MAIN = "main.beancount"
MAY = "2020-05.beancount"
JUNE = "2020-06.beancount"
LOG = "posted.log"
HEAD = """\
option "operating_currency" "CNY"
option "operating_currency" "CNY.B"
option "operating_currency" "CNY.A"
option "tolerance_multiplier" "0"
plugin "gov_accounts_plugins"
2020-01-01 custom "gov-unit" "name" "某某中心"
2020-01-01 custom "gov-unit" "kind" "事业单位"
2020-01-01 open Assets:1011-零余额账户用款额度 CNY
  fund: "11"
2020-01-01 open Liabilities:2302-应付账款 CNY
2020-01-01 open Income:4001-财政拨款收入 CNY
2020-01-01 open Expenses:5001-业务活动费用:500102-商品和服务费用 CNY
2020-01-01 open Assets:8001-资金结存:800101-零余额账户用款额度 CNY.B
  fund: "11"
2020-01-01 open Income:6001-财政拨款预算收入 CNY.B
2020-01-01 open Expenses:7201-事业支出:01-基本支出 CNY.B
"""
VOUCHERS_MAY = """\
; 五月
2020-05-20 * "某供电公司" "五月电费" #2060501 #30206
  maker: "张某"
  attachments: 3
  Expenses:5001-业务活动费用:500102-商品和服务费用   99.40 CNY
    meter: "甲表"
  Assets:1011-零余额账户用款额度                    -99.40 CNY

2020-05-06 * "市财政局" "五月额度到账" #2060501 ^L-1
\tAssets:1011-零余额账户用款额度   1000.00 CNY
\tIncome:4001-财政拨款收入        -1000.00 CNY

2020-05-20 * "某办公用品商行" "办公用品，欠款" #2060501 #30201
    Expenses:5001-业务活动费用:500102-商品和服务费用   50.00 CNY ; 货到
    Liabilities:2302-应付账款

2020-05-21 * "某办公用品商行" "付欠款" #2060501 #30201
  Liabilities:2302-应付账款        50.00 CNY
  Assets:1011-零余额账户用款额度  -50.00 CNY
"""
VOUCHERS_JUNE = """\
2020-06-05 * "某供电公司" "六月电费" #2060501 #30206
  Expenses:5001-业务活动费用:500102-商品和服务费用   88.00 CNY
  Assets:1011-零余额账户用款额度                    -88.00 CNY
"""
IN_MAIN = """
2020-05-20 * "邮局" "邮寄费" #2060501 #30207
  Expenses:5001-业务活动费用:500102-商品和服务费用   12.00 CNY
  Assets:1011-零余额账户用款额度                    -12.00 CNY
"""
BOM = b"\xef\xbb\xbf"
FILES: Mapping[str, bytes] = {
    MAIN: (HEAD + f'include "{MAY}"\ninclude "{JUNE}"\n' + IN_MAIN).encode(),
    MAY: BOM + VOUCHERS_MAY.replace("\n", "\r\n").encode(),
    JUNE: VOUCHERS_JUNE.encode(),
}


def put(folder: Path, files: Mapping[str, bytes] = FILES) -> Path:
    """The ledger in a folder; its main file."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder / MAIN


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Replace the first place of a text in a file, which has to have it."""
    path = folder / name
    content = path.read_bytes()
    assert old.encode() in content, old
    path.write_bytes(content.replace(old.encode(), new.encode(), 1))


def errors(main: Path) -> dict[str, Finding]:
    """What `check` finds wrong, by rule."""
    return {each.rule: each for each in check_all(load(main)).findings if each.severity.name == "ERROR"}


def post_month(main: Path, month: str, poster: str = "", *, confirm: bool = False) -> Ledger:
    """Post a month as the command does. Returns the ledger as it was."""
    wanted = read_month(month)
    assert wanted is not None
    ledger = load(main)
    post(ledger, check_all(ledger).findings, Wanted(wanted, "记", poster, confirm)).write()
    return ledger
