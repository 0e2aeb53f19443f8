"""How much longer `report` and `check` take than beancount alone, as ratios within one run.

Writes a ledger of 20,000 vouchers with the legs of two books each, then runs, in turn and several times over:

- ``bean-check --no-cache`` on the vouchers without the plugin line (what the work costs anyway);
- ``gov-accounts report --format json`` and ``gov-accounts check`` on the same vouchers with it.

CPU time is user plus system of the whole process, as the kernel counts it; the least of the rounds is taken, since
other work on the machine only ever adds. Memory is the peak resident set. To run it::

    python benchmarks/bench_load.py
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

VOUCHERS = 20_000
ROUNDS = 5
CPU_BOUND, MEMORY_BOUND = Decimal("1.10"), Decimal("1.20")

FUNCS = ("2060501", "2060599", "2080505", "2080506", "2101102", "2210201", "2210202", "2210203")
ECONS = ("30101", "30102", "30107", "30108", "30110", "30113", "30201", "30206", "30207", "30209", "30211", "30302")
COSTS = {"工资福利费用": ECONS[:6], "商品和服务费用": ECONS[6:11], "对个人和家庭的补助费用": ECONS[11:]}

HEAD = """\
option "title" "基准"
option "operating_currency" "CNY"
option "operating_currency" "CNY.B"
option "operating_currency" "CNY.A"
option "tolerance_multiplier" "0"
{plugin}
2019-12-31 custom "gov-unit" "name" "基准单位"
2019-12-31 custom "gov-unit" "kind" "事业单位"
2019-12-31 custom "gov-project" "P1" "平台建设"
2019-12-31 open Assets:1011-零余额账户用款额度 CNY
  fund: "11"
2019-12-31 open Income:4001-财政拨款收入 CNY
2019-12-31 open Expenses:5001-业务活动费用:工资福利费用 CNY
2019-12-31 open Expenses:5001-业务活动费用:商品和服务费用 CNY
2019-12-31 open Expenses:5001-业务活动费用:对个人和家庭的补助费用 CNY
2019-12-31 open Assets:8001-资金结存:800101-零余额账户用款额度 CNY.B
  fund: "11"
2019-12-31 open Income:6001-财政拨款预算收入 CNY.B
2019-12-31 open Expenses:7201-事业支出:基本支出 CNY.B
2019-12-31 open Expenses:7201-事业支出:项目支出 CNY.B
  project: "P1"

"""


@dataclass(frozen=True)
class Measured:
    """One command's least CPU seconds and greatest memory in KiB over the rounds."""

    cpu: Decimal
    memory: int


def vouchers() -> str:
    """The vouchers: a twelfth receipts, the rest payments, coded by tags."""
    draw = random.Random(2020)
    lines = []
    for number in range(VOUCHERS):
        month, day = 1 + number * 12 // VOUCHERS, 1 + draw.randrange(28)
        amount = Decimal(draw.randrange(1_00, 100_000_00)).scaleb(-2)
        func = draw.choice(FUNCS)
        if number % 12 == 0:
            lines.append(
                f'2020-{month:02}-{day:02} * "市财政局" "第{number}号授权支付额度到账" #{func}\n'
                f"  Assets:1011-零余额账户用款额度  {amount} CNY\n"
                f"  Income:4001-财政拨款收入  -{amount} CNY\n"
                f"  Assets:8001-资金结存:800101-零余额账户用款额度  {amount} CNY.B\n"
                f"  Income:6001-财政拨款预算收入  -{amount} CNY.B\n"
            )
            continue
        detail = draw.choice(sorted(COSTS))
        econ = draw.choice(COSTS[detail])
        kind = draw.choice(("基本支出", "基本支出", "基本支出", "项目支出"))
        lines.append(
            f'2020-{month:02}-{day:02} * "某公司" "第{number}号凭证付款" #{func} #{econ}\n'
            f"  Expenses:5001-业务活动费用:{detail}  {amount} CNY\n"
            f"  Assets:1011-零余额账户用款额度  -{amount} CNY\n"
            f"  Expenses:7201-事业支出:{kind}  {amount} CNY.B\n"
            f"  Assets:8001-资金结存:800101-零余额账户用款额度  -{amount} CNY.B\n"
        )
    return "\n".join(lines)


def measure(command: list[str]) -> Measured:
    """CPU and memory of one run of a command."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return Measured(Decimal(str(usage.ru_utime)) + Decimal(str(usage.ru_stime)), usage.ru_maxrss)


def main() -> int:
    """Measure, print the ratios, and exit with 1 where one is above its bound."""
    scripts = Path(sys.executable).parent
    bean_check = shutil.which("bean-check", path=str(scripts)) or "bean-check"
    ours = [sys.executable, "-m", "gov_accounts"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        body = vouchers()
        for file, plugin in (("plain.beancount", ""), ("main.beancount", 'plugin "gov_accounts_plugins"\n')):
            (folder / file).write_text(HEAD.format(plugin=plugin) + body, encoding="utf-8")
        commands = {
            "bean-check": [bean_check, "--no-cache", str(folder / "plain.beancount")],
            "report": [*ours, "report", str(folder / "main.beancount"), "--format", "json"],
            "check": [*ours, "check", str(folder / "main.beancount")],
        }
        rounds = [{key: measure(command) for key, command in commands.items()} for _ in range(ROUNDS)]
    least = {
        key: Measured(min(each[key].cpu for each in rounds), max(each[key].memory for each in rounds))
        for key in commands
    }
    base = least["bean-check"]
    print(f"{VOUCHERS} vouchers; least CPU of {ROUNDS} rounds")
    print(f"bean-check --no-cache  {base.cpu:6.2f} s  {base.memory // 1024} MB")
    failed = False
    for key in ("report", "check"):
        cpu, memory = least[key].cpu / base.cpu, Decimal(least[key].memory) / base.memory
        failed = failed or cpu > CPU_BOUND or memory > MEMORY_BOUND
        print(
            f"{key:<22} {least[key].cpu:6.2f} s  {least[key].memory // 1024} MB"
            f"  CPU ×{cpu:.2f} (bound {CPU_BOUND})  memory ×{memory:.2f} (bound {MEMORY_BOUND})"
        )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
