"""How much longer our commands take than beancount alone, as ratios within one run.

Three ledgers of 20,000 vouchers each, and for each what beancount alone takes for the same final legs:

- *written*: the legs of two books each, all written out; ``report`` and ``check``;
- *controlled*: the same with approvals for everything it spends and ``budget-control`` ``"error"``; ``check``;
- *derived*: the accrual legs alone, every budget leg derived; ``check``, against the written legs.

beancount alone is ``bean-check --no-cache`` on the file without the plugin line. All commands run in turn, round after
round. CPU time is user plus system of the whole process, as the kernel counts it; a ratio is the median over the rounds
of a command's time by beancount's in the same round, so that what else the machine does falls on both. Memory is the
peak resident set. To run it::

    python benchmarks/bench_load.py

The exit status is 1 where a ratio is above its bound.
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
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

VOUCHERS = 20_000
ROUNDS = 7
MEMORY_BOUND = Decimal("1.20")
SOLVER_BOUND = Decimal("1.30")
"""The memory bound where tables are rounded together: the solver is loaded for it."""

FUNCS = ("2060501", "2060599", "2080505", "2080506", "2101102", "2210201", "2210202", "2210203")
ECONS = ("30101", "30102", "30107", "30108", "30110", "30113", "30201", "30206", "30207", "30209", "30211", "30302")
COSTS = {"工资福利费用": ECONS[:6], "商品和服务费用": ECONS[6:11], "对个人和家庭的补助费用": ECONS[11:]}
OWN_ECONS = {
    "2080505": ("30108",),
    "2080506": ("30109",),
    "2101102": ("30110",),
    "2210201": ("30113",),
    "2210202": ("30102", "30302"),
    "2210203": ("30102", "30302"),
}
"""Functional items of one kind of expenditure; the others take any."""
QUOTA = Decimal(1000_000_000)
"""What the first receipts bring, in yuan, one an item: more than all vouchers pay, so that nothing falls below zero."""
APPROVED = "10000000000.00"
"""More yuan than all vouchers together can spend on one line."""

PLUGIN = 'plugin "gov_accounts_plugins"\n'
CONTROL = '2019-12-31 custom "gov-unit" "budget-control" "error"\n'
HEAD = """\
option "title" "基准"
option "operating_currency" "CNY"
option "operating_currency" "CNY.B"
option "operating_currency" "CNY.A"
option "tolerance_multiplier" "0"
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
2019-12-31 open Assets:9001-可用指标 CNY.A
2019-12-31 open Equity:9101-年初预算 CNY.A

"""


@dataclass(frozen=True)
class Measured:
    """One run of a command: CPU seconds, and memory in KiB."""

    cpu: Decimal
    memory: int


@dataclass(frozen=True)
class Case:
    """A command of ours, the file it runs on, the file beancount alone runs on, and the bounds of its ratios."""

    name: str
    arguments: tuple[str, ...]
    file: str
    base: str
    bound: Decimal
    memory: Decimal = MEMORY_BOUND


CASES = (
    Case(
        "written: half-up",
        ("report", "--format", "json", "--rounding", "half-up"),
        "written",
        "written.plain",
        Decimal("1.10"),
    ),
    Case("written: report", ("report", "--format", "json"), "written", "written.plain", Decimal("1.10"), SOLVER_BOUND),
    Case("written: check", ("check",), "written", "written.plain", Decimal("1.10")),
    Case("controlled: check", ("check",), "controlled", "controlled.plain", Decimal("1.10")),
    Case("derived: check", ("check",), "derived", "written.plain", Decimal("1.25")),
)


def vouchers() -> Iterator[tuple[str, str]]:
    """The vouchers: a twelfth receipts, the rest payments, coded by tags; each in both books, and in the accrual book.

    Where both books are written the account of the budget leg tells the project, where one is the accrual leg does.
    """
    draw = random.Random(2020)
    for number in range(VOUCHERS):
        month, day = 1 + number * 12 // VOUCHERS, 1 + draw.randrange(28)
        amount = Decimal(draw.randrange(1_00, 100_000_00)).scaleb(-2)
        func = draw.choice(FUNCS)
        if number < len(FUNCS):
            day, amount, func = 1, QUOTA, FUNCS[number]
        if number % 12 == 0 or number < len(FUNCS):
            accrual = (
                f'2020-{month:02}-{day:02} * "市财政局" "第{number}号授权支付额度到账" #{func}\n'
                f"  Assets:1011-零余额账户用款额度  {amount} CNY\n"
                f"  Income:4001-财政拨款收入  -{amount} CNY\n"
            )
            budget = (
                f"  Assets:8001-资金结存:800101-零余额账户用款额度  {amount} CNY.B\n"
                f"  Income:6001-财政拨款预算收入  -{amount} CNY.B\n"
            )
            yield accrual + budget, accrual
            continue
        detail = draw.choice(sorted(COSTS))
        econ = draw.choice(OWN_ECONS.get(func, COSTS[detail]))
        kind = draw.choice(("基本支出", "基本支出", "基本支出", "项目支出"))
        head = (
            f'2020-{month:02}-{day:02} * "某公司" "第{number}号凭证付款" #{func} #{econ}\n'
            f"  Expenses:5001-业务活动费用:{detail}  {amount} CNY\n"
        )
        project = '    project: "P1"\n' if kind == "项目支出" else ""
        cash = f"  Assets:1011-零余额账户用款额度  -{amount} CNY\n"
        budget = (
            f"  Expenses:7201-事业支出:{kind}  {amount} CNY.B\n"
            f"  Assets:8001-资金结存:800101-零余额账户用款额度  -{amount} CNY.B\n"
        )
        yield head + cash + budget, head + project + cash


def approvals() -> str:
    """An approval for every func and econ, with the project and without."""
    return "\n".join(
        f'2020-01-01 * "市财政局" "批复" #{func} #{econ}\n'
        f'  fund: "11"\n{project}'
        f"  Assets:9001-可用指标  {APPROVED} CNY.A\n"
        f"  Equity:9101-年初预算  -{APPROVED} CNY.A\n"
        for func in FUNCS
        for econ in OWN_ECONS.get(func, ECONS)
        for project in ("", '  project: "P1"\n')
    )


def write_ledgers(folder: Path) -> None:
    """The ledgers, each with the plugin line and, where beancount runs on it, without."""
    both, accrual = ("\n".join(legs) for legs in zip(*vouchers(), strict=True))
    controlled = CONTROL + approvals() + "\n" + both
    for name, text in (
        ("written", PLUGIN + HEAD + both),
        ("written.plain", HEAD + both),
        ("controlled", PLUGIN + HEAD + controlled),
        ("controlled.plain", HEAD + controlled),
        ("derived", PLUGIN + HEAD + accrual),
    ):
        (folder / f"{name}.beancount").write_text(text, encoding="utf-8")


def measure(command: list[str]) -> Measured:
    """CPU and memory of one run of a command, which must find nothing wrong."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)}: exit status {os.waitstatus_to_exitcode(status)}")
    return Measured(Decimal(str(usage.ru_utime)) + Decimal(str(usage.ru_stime)), usage.ru_maxrss)


def check_alike(folder: Path) -> None:
    """Exit unless the derived legs make the very tables that the written ones make."""
    written, derived = (
        subprocess.run(
            [sys.executable, "-m", "gov_accounts", "report", str(folder / f"{name}.beancount"), "--format", "json"],
            check=True,
            capture_output=True,
        ).stdout
        for name in ("written", "derived")
    )
    if written != derived:
        sys.exit("the derived legs do not make the tables of the written ones")


def main() -> int:
    """Measure, print the ratios, and exit with 1 where one is above its bound."""
    scripts = Path(sys.executable).parent
    bean_check = shutil.which("bean-check", path=str(scripts)) or "bean-check"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_ledgers(folder)
        check_alike(folder)
        commands = {
            base: [bean_check, "--no-cache", str(folder / f"{base}.beancount")]
            for base in sorted({case.base for case in CASES})
        }
        for case in CASES:
            verb, *options = case.arguments
            file = str(folder / f"{case.file}.beancount")
            commands[case.name] = [sys.executable, "-m", "gov_accounts", verb, file, *options]
        rounds = [{key: measure(command) for key, command in commands.items()} for _ in range(ROUNDS)]
    print(f"{VOUCHERS} vouchers; medians of {ROUNDS} rounds")
    failed = False
    for key in commands:
        cpu = median(each[key].cpu for each in rounds)
        memory = max(each[key].memory for each in rounds)
        line = f"{key:<20} {cpu:6.2f} s {memory // 1024:5} MB"
        for case in CASES:
            if case.name == key:
                ratio = median(each[key].cpu / each[case.base].cpu for each in rounds)
                size = Decimal(memory) / max(each[case.base].memory for each in rounds)
                failed = failed or ratio > case.bound or size > case.memory
                line += f"  CPU ×{ratio:.2f} (bound {case.bound})  memory ×{size:.2f} (bound {case.memory})"
        print(line)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
