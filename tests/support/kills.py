"""Kill commands while they write, and look at every file afterwards: as it was, or whole as new.

    python -m tests.support.kills --count 300 --seed 1 close
    python -m tests.support.kills --count 300 --signal TERM report

A run is killed after a random time, or at a random one of the things that it does on the disk, before or after it. The
command runs in a copy of this process, so only where a process can be copied; a copy is killed as dead as any.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner

from gov_accounts.cli import cli, main
from gov_accounts.files.staged import PREFIX
from tests.support.failing import CALLS, tree
from tests.support.heads import HEAD

_SHOWN = 10
YEAR = "2020"
MAIN = "账/main.beancount"
VOUCHERS = """
2020-01-05 * "年初预算" #2060501 #30206
  Assets:9001-可用指标     9000.00 CNY.A
    fund: "11"
  Equity:9101-年初预算    -9000.00 CNY.A

2020-02-05 * "额度到账" #2060501
  Assets:8001-资金结存:800101-零余额账户用款额度   5000.00 CNY.B
  Income:6001-财政拨款预算收入                    -5000.00 CNY.B

2020-03-05 * "电费" #2060501 #30206
  Expenses:7201-事业支出:基本支出                    300.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度    -300.00 CNY.B
"""
LATE = VOUCHERS.rpartition("\n\n")[2].replace("2020-03-05", "2020-12-20").replace("300.00", "1200.00")
LISTED = "科目编码,科目名称\n206,科学技术支出\n20605,科技条件与服务\n2060501,机构运行\n2060577,科研设施共享\n"


@dataclass(frozen=True)
class Scenario:
    """What is there before a command, and the command.

    Attributes:
        whole: folders that are there whole or not at all.
        ends: whether the command, run again, ends what was begun: to the same bytes.
    """

    arguments: tuple[str, ...]
    before: Sequence[Callable[[Path], None]] = ()
    whole: tuple[str, ...] = ()
    ends: bool = False


@dataclass
class Result:
    """What the killed runs left."""

    runs: int = 0
    killed: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    left: int = 0
    left_for_good: int = 0


def _ledger(folder: Path) -> None:
    (folder / "账").mkdir()
    (folder / MAIN).write_text(HEAD + 'include "late.beancount"\n' + VOUCHERS.rstrip(), encoding="utf-8", newline="\n")
    (folder / "账" / "late.beancount").write_bytes(b"")
    (folder / "list.csv").write_text(LISTED, encoding="utf-8")


def _late(folder: Path) -> None:
    (folder / "账" / "late.beancount").write_text(LATE, encoding="utf-8", newline="\n")


def _newer_list(folder: Path) -> None:
    (folder / "list.csv").write_text(LISTED + "2060588,仪器共享\n", encoding="utf-8")


def _empty_folder(folder: Path) -> None:
    (folder / "新账").mkdir()
    (folder / "新账" / "mine.txt").write_bytes(b"mine")


def _done(*arguments: str) -> Callable[[Path], None]:
    def run(folder: Path) -> None:
        assert _ended(_run(folder, arguments, lambda: None)) == 0, arguments

    return run


def _posted(*months: str) -> Callable[[Path], None]:
    def run(folder: Path) -> None:
        for month in months:
            _done("post", MAIN, "--month", month)(folder)

    return run


CLOSE = ("close", MAIN, "--year", YEAR)
CODES = ("codes", MAIN, "list.csv", "--year", YEAR)
CSV = ("report", MAIN, "--format", "csv", "-o", "表/决算表")
DOCX = ("report", MAIN, "--format", "docx", "-o", "决算.docx")
POST = ("post", MAIN, "--month", "2020-12", "--poster", "王某")
REVERSE = ("reverse", MAIN, "记-12-001", "--date", "2021-01-05", "-o", "账/late.beancount")
ARCHIVE = ("archive", MAIN, "--year", YEAR, "--format", "html")
BACKUP = ("backup", MAIN)
INIT = ("init", "新账", "--name", "某某中心", "--year", YEAR)
SCENARIOS: Mapping[str, Sequence[Scenario]] = {
    "close": (Scenario(CLOSE, (_ledger,)), Scenario(CLOSE, (_ledger, _done(*CLOSE), _late))),
    "codes": (Scenario(CODES, (_ledger,)), Scenario(CODES, (_ledger, _done(*CODES), _newer_list))),
    "report": (
        Scenario(CSV, (_ledger,), ("表",)),
        Scenario(CSV, (_ledger, _done(*CSV), _late)),
        Scenario(DOCX, (_ledger,)),
        Scenario(DOCX, (_ledger, _done(*DOCX), _late)),
    ),
    "post": (
        Scenario(("post", MAIN, "--month", "2020-02"), (_ledger, _posted("2020-01")), ends=True),
        Scenario(POST, (_ledger, _late, _posted("2020-01", "2020-02", "2020-03")), ends=True),
        Scenario(POST, (_ledger, _late, _posted("2020-01", "2020-02", "2020-03"), _done(*CLOSE)), ends=True),
    ),
    "reverse": (Scenario(REVERSE, (_ledger, _late, _posted("2020-01", "2020-02", "2020-03", "2020-12"))),),
    "archive": (
        Scenario((*ARCHIVE, "-o", "档/档案.zip"), (_ledger,), ("档",)),
        Scenario((*ARCHIVE, "-o", "档/档案"), (_ledger,), ("档",)),
        Scenario((*ARCHIVE, "-o", "档案.zip"), (_ledger, _done(*ARCHIVE, "-o", "档案.zip"), _late)),
    ),
    "backup": (
        Scenario((*BACKUP, "-o", "备/备份"), (_ledger,), ("备",)),
        Scenario((*BACKUP, "-o", "备份.zip"), (_ledger, _done(*BACKUP, "-o", "备份.zip"), _late)),
    ),
    "init": (Scenario(INIT, (), ("新账",)), Scenario(INIT, (_empty_folder,))),
}


def _run(folder: Path, arguments: Sequence[str], prepare: Callable[[], None]) -> int:
    """Run a command in a copy of this process; its number."""
    child = os.fork()
    if not child:
        status = 70
        try:
            os.chdir(folder)
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, 1)
            os.dup2(nothing, 2)
            prepare()
            main(arguments)
        except SystemExit as ended:
            status = int(ended.code or 0)
        finally:
            os._exit(status)
    return child


def _ended(child: int) -> int:
    """How a process ends: an exit status, or a signal below zero."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _killing(at: int, number: int, *, after: bool) -> Callable[[], None]:
    """Have a process end itself at the `at`-th thing it does on the disk."""

    def prepare() -> None:
        done = 0

        def hook(real: Callable[..., object]) -> Callable[..., object]:
            def called(*arguments: object, **options: object) -> object:
                nonlocal done
                done += 1
                if done == at and not after:
                    os.kill(os.getpid(), number)
                result = real(*arguments, **options)
                if done == at and after:
                    os.kill(os.getpid(), number)
                return result

            return called

        for name in CALLS:
            setattr(os, name, hook(getattr(os, name)))

    return prepare


def _draws(count: int, calls: int, seconds: float, drawn: random.Random) -> Iterator[tuple[int, bool, float]]:
    """When to kill: at which call, before or after; or, with call 0, after how many seconds."""
    for index in range(count):
        if index % 3 == 2:
            yield 0, False, drawn.random() * seconds * 1.1
        elif index < 3 * calls:
            yield index // 3 + 1, bool(index % 3), 0
        else:
            yield drawn.randint(1, calls), drawn.random() < 0.5, 0


def kill(scenario: Scenario, count: int, number: int, drawn: random.Random, result: Result) -> None:
    """Kill a command so many times, each time from the same beginning."""
    with tempfile.TemporaryDirectory() as name:
        work, kept = Path(name, "处"), Path(name, "kept")
        os.environ["GOV_ACCOUNTS_CONFIG"] = str(work / "user")

        def begin() -> None:
            shutil.rmtree(work, ignore_errors=True)
            if kept.exists():
                shutil.copytree(kept, work)

        work.mkdir()
        for step in scenario.before:
            step(work)
        shutil.copytree(work, kept)
        _loaded(work, scenario)
        begin()
        before = _files(work)
        calls, seconds = _measured(work, scenario)
        after = _files(work)
        assert before != after, scenario.arguments
        for at, late, delay in _draws(count, calls, seconds, drawn):
            begin()
            prepare = _killing(at, number, after=late) if at else (lambda: None)
            child = _run(work, scenario.arguments, prepare)
            if not at:
                time.sleep(delay)
                os.kill(child, number)
            ended = _ended(child)
            result.runs += 1
            result.killed += ended in (-number, 128 + number)
            how = f"{scenario.arguments[0]} at {at or delay} {late}"
            _judge(work, before, after, scenario, how, result)
            left = _left(work)
            if scenario.ends:
                _ended(_run(work, scenario.arguments, lambda: None))
                _judge(work, after, after, scenario, f"{how}, and ended", Result(wrong=result.wrong))
            if left:
                result.left += left
                _ended(_run(work, scenario.arguments, lambda: None))
                result.left_for_good += _left(work)
                _judge(work, after, after, scenario, f"{how}, and again", Result(wrong=result.wrong))


def _loaded(work: Path, scenario: Scenario) -> None:
    """Run a command in this process, so that it has loaded what each copy of it would load again."""
    with contextlib.chdir(work):
        done = CliRunner().invoke(cli, list(scenario.arguments))
    assert done.exit_code == 0, (scenario.arguments, done.output)


def measured(start: Callable[[Callable[[], None]], int]) -> tuple[int, float, int]:
    """How many things a copy of this process does on the disk, how long it takes, and how it ends.

    Args:
        start: starts the copy, which is to call what it is given before its work; gives the copy's number.
    """
    reading, writing = os.pipe()

    def prepare() -> None:
        count = 0

        def hook(real: Callable[..., object]) -> Callable[..., object]:
            def called(*arguments: object, **options: object) -> object:
                nonlocal count
                count += 1
                return real(*arguments, **options)

            return called

        write, end = os.write, os._exit
        for name in CALLS:
            setattr(os, name, hook(getattr(os, name)))

        def exit_(status: int) -> None:
            write(writing, str(count).encode())
            end(status)

        os._exit = exit_  # type: ignore[assignment]

    begun = time.monotonic()
    ended = _ended(start(prepare))
    seconds = time.monotonic() - begun
    os.close(writing)
    with os.fdopen(reading) as pipe:
        return int(pipe.read()), seconds, ended


def _measured(work: Path, scenario: Scenario) -> tuple[int, float]:
    """How many things the command does on the disk, and how long it takes."""
    calls, seconds, ended = measured(lambda prepare: _run(work, scenario.arguments, prepare))
    assert ended == 0, (scenario.arguments, ended)
    return calls, seconds


def _files(work: Path) -> dict[str, bytes]:
    return {name: content for name, content in tree(work).items() if not name.startswith("user/")}


def _left(work: Path) -> int:
    return len(list(work.rglob(f"{PREFIX}*")))


def _judge(
    work: Path, before: Mapping[str, bytes], after: Mapping[str, bytes], scenario: Scenario, how: str, result: Result
) -> None:
    found = _files(work)
    found = {name: content for name, content in found.items() if PREFIX not in name}
    for name in {*before, *found}:
        content = found.get(name)
        if content is None:
            result.wrong.append(f"{how}: {name} is lost")
        elif content not in (before.get(name), after.get(name)):
            result.wrong.append(f"{how}: {name} is cut, of {len(content)} bytes")
    for folder in scenario.whole:
        there = {name for name in found if name.startswith(f"{folder}/")}
        if there and there != {name for name in after if name.startswith(f"{folder}/")}:
            result.wrong.append(f"{how}: {folder} is half")
    outcome = "old" if found == before else "new" if found == after else "between"
    result.outcomes[outcome] += 1


def run(command: str, count: int, seed: int, number: int) -> Result:
    """Kill a command in all its scenarios, `count` times in all."""
    drawn = random.Random(seed)
    result = Result()
    scenarios = SCENARIOS[command]
    for index, scenario in enumerate(scenarios):
        kill(scenario, len(range(index, count, len(scenarios))), number, drawn, result)
    return result


def arguments_main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=[*SCENARIOS, "all"])
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--signal", default="KILL", choices=["KILL", "TERM", "HUP", "INT"])
    chosen = parser.parse_args()
    number = signal.Signals[f"SIG{chosen.signal}"]
    wrong = 0
    for command in SCENARIOS if chosen.command == "all" else [chosen.command]:
        begun = time.monotonic()
        result = run(command, chosen.count, chosen.seed, number)
        outcomes = ", ".join(f"{name} {each}" for name, each in sorted(result.outcomes.items()))
        sys.stdout.write(
            f"{command}: {result.runs} runs, {result.killed} killed; {outcomes}; {len(result.wrong)} files empty, cut "
            f"or lost; {result.left} temporary files left, {result.left_for_good} after the next run; "
            f"{time.monotonic() - begun:.0f} s\n"
        )
        sys.stdout.writelines(f"  {each}\n" for each in result.wrong[:_SHOWN])
        sys.stdout.flush()
        wrong += len(result.wrong)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(arguments_main())
