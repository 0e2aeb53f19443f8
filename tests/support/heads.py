"""What stands before the vouchers of the ledgers that tests write."""

from __future__ import annotations

EXTENSION_LINE = '2019-12-31 custom "fava-extension" "gov_accounts.fava"\n'
"""What gives a ledger the extension's pages in Fava."""
HEAD = """\
option "operating_currency" "CNY"
option "operating_currency" "CNY.B"
option "operating_currency" "CNY.A"
option "tolerance_multiplier" "0"
plugin "gov_accounts_plugins"
2020-01-01 custom "gov-unit" "name" "某某中心"
2020-01-01 custom "gov-unit" "kind" "事业单位"
2020-01-01 custom "gov-project" "P1" "平台建设"
2019-12-31 open Assets:1002-银行存款 CNY
2019-12-31 open Assets:8001-资金结存:800101-零余额账户用款额度 CNY.B
  fund: "11"
2019-12-31 open Assets:8001-资金结存:800102-货币资金 CNY.B
2019-12-31 open Equity:8101-财政拨款结转 CNY.B
2019-12-31 open Equity:8201-非财政拨款结转 CNY.B
2019-12-31 open Income:6001-财政拨款预算收入 CNY.B
2019-12-31 open Income:6101-事业预算收入 CNY.B
2019-12-31 open Expenses:7201-事业支出:基本支出 CNY.B
2019-12-31 open Expenses:7201-事业支出:项目支出 CNY.B
  project: "P1"
2019-12-31 open Assets:9001-可用指标 CNY.A
2019-12-31 open Equity:9101-年初预算 CNY.A
2019-12-31 open Equity:9102-预算调整 CNY.A
"""
"""A ledger ready to record in, for tests whose docstring holds the vouchers only."""
