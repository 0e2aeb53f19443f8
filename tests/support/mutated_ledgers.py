"""Ledgers that nobody would write, through everything that reads a ledger: ``python -m tests.support.mutated_ledgers``.

Each mutant (``ledger_mutations``) is loaded, checked, reported in every format, closed (dry) and put in every book,
in a process that is started anew where one crashed or took too long. What may not be: an exception, a crash, a hang,
a word of English that isn't the ledger's own, memory that grows. A table of the kinds that were found, each with its
smallest ledger, is printed; the mutants that failed are kept in a folder.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import faulthandler
import gc
import io
import itertools
import json
import multiprocessing
import os
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
import tomllib
import traceback
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, NamedTuple, Self
from unittest import mock

import click

from tests.support.ledger_mutations import MAIN, Mutant, mutant, seeds
from tests.support.paths import ROOT

LIMIT: Final = 10
"""Seconds a mutant may take."""
_LONGEST: Final = 60
"""Seconds it may take where others have the processor too."""
_TELL: Final = getattr(signal, "SIGUSR1", None)
"""Asks a process where it is."""
_START: Final = 120
"""Seconds a process may take to start."""
_MEMORY: Final = 3 << 30
"""Bytes a process may have: an amount may be as large as it likes."""
_SHRINKS: Final = 60
_SHOWN: Final = 14
_WIDTH: Final = 150
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_ENOUGH: Final = 9
"""So many measures tell how memory grows."""
_SERVED: Final = 5000
"""After so many a process is replaced: of each text that it can't read, beancount's parser keeps some objects."""
_SETTLED: Final = 300
"""Mutants after which a process has read what it keeps."""
COMMANDS: Final[tuple[tuple[str, ...], ...]] = (
    ("check",),
    ("report", "--format", "csv"),
    ("ties", "--all"),
    ("close", "--dry-run"),
    ("balance", "--by", "func,econ,fund,project"),
)
IN_TURN: Final[tuple[tuple[str, ...], ...]] = (
    ("report",),
    ("journal", "8001", "--codes"),
    ("budget",),
    ("reconcile",),
    ("report", "--format", "json", "--unit", "yuan"),
    ("budget", "--by", "project", "--format", "json"),
    ("report", "--format", "html"),
    ("report", "--explain-rounding"),
    ("ties", "--unit", "wan", "--rounding", "half-up"),
    ("journal", "7201", "--daily", "--format", "csv"),
)
"""Of these each mutant gets two, since they take long."""


class Failure(NamedTuple):
    """What went wrong: a name for all that is alike, and the whole story."""

    kind: str
    detail: str


# In the process that tries


def tried(folder: Path, index: int) -> list[Failure]:
    """What goes wrong with the ledger in a folder."""
    from gov_accounts.ledger import LedgerUnusableError, load  # noqa: PLC0415
    from gov_accounts.reading.stages import _failed as failed  # noqa: PLC0415

    path = folder / MAIN
    text = "".join(each.read_bytes().decode("utf-8", "replace") for each in sorted(folder.glob("*.beancount")))
    failures: list[Failure] = []

    def listening(line: Any, main: str, error: BaseException) -> Any:
        if line.name.startswith("gov_accounts"):
            failures.append(_failure("plugin", error))
        return failed(line, main, error)

    try:
        with mock.patch("gov_accounts.reading.stages._failed", listening):
            ledger = load(path)
    except LedgerUnusableError as error:
        return english([error.finding.message().replace(str(folder), "")], text)
    except Exception as error:  # noqa: BLE001
        return [_failure("load", error)]
    spoken = [finding.message() for finding in ledger.findings]
    failures += [
        Failure(f"untranslated: {_masked(finding.what, text)}", finding.message())
        for finding in ledger.findings
        if finding.rule == "beancount"
    ]
    with mock.patch("gov_accounts.cli.common.load", return_value=ledger), mock.patch("gc.freeze"):
        turn = IN_TURN[index % len(IN_TURN)], IN_TURN[(index + 3) % len(IN_TURN)]
        for command in (*COMMANDS, *turn):
            name, *arguments = command
            years = ledger.years
            if name != "check" and len(years) > 1:
                arguments += ["--year", str(years[index % len(years)])]
            try:
                spoken.append(_said([name, str(path), *arguments]))
            except Exception as error:  # noqa: BLE001
                failures.append(_failure(" ".join(command), error))
    return failures + english([each.replace(str(folder), "") for each in spoken], text)


def _said(arguments: Sequence[str]) -> str:
    """What a command says to a person: its findings and messages, not its tables."""
    from gov_accounts.cli import cli, usage_message  # noqa: PLC0415

    out, err = _streams()
    for each in (out, err):
        each.seek(0)
        each.truncate()
    said = ""
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main(args=list(arguments), standalone_mode=False)
        except click.exceptions.Exit:
            pass
        except click.UsageError as error:
            said = usage_message(error)
        finally:
            gc.enable()
    shown = [err, out] if arguments[0] == "check" else [err]
    for each in shown:
        each.seek(0)
    return said + "\n".join(each.read() for each in shown)


@cache
def _streams() -> tuple[io.TextIOWrapper, io.TextIOWrapper]:
    """Standard output and standard error of all commands: click never forgets a stream that it has written to."""
    out, err = (
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True, errors="replace") for _ in range(2)
    )
    return out, err


def _failure(where: str, error: BaseException) -> Failure:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames if "gov_accounts" in each.filename] or frames
    last = ours[-1]
    kind = f"{type(error).__name__} {_short(last.filename)}:{last.lineno} {last.name}"
    return Failure(kind, f"{where}\n{''.join(traceback.format_exception(error))[-4000:]}")


def _short(file: str) -> str:
    return "/".join(Path(file).parts[-2:])


@cache
def known_words() -> frozenset[str]:
    """Words that this program says in its own Chinese sentences, and the keys and commands that they name."""
    from gov_accounts.cli import cli  # noqa: PLC0415
    from tests.support.words import WORDS  # noqa: PLC0415

    words = {*WORDS, *itertools.chain.from_iterable(_words(each) for each in cli.list_commands(click.Context(cli)))}
    for path in [*(ROOT / "gov_accounts").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")]:
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        unsaid = {each.value for each in nodes if isinstance(each, ast.Expr)}  # docstrings
        for node in nodes:
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            text = "".join(str(each.value) for each in parts if isinstance(each, ast.Constant))
            words.update(_words(text) if node not in unsaid and _CHINESE.search(text) else ())
    for path in [*(ROOT / "gov_accounts").rglob("*.toml"), *(ROOT / "ledger").rglob("*.toml")]:
        if path.parent.name != "template":
            words.update(*map(_words, _texts(tomllib.loads(path.read_text(encoding="utf-8")))))
    return frozenset(words)


def _texts(value: Any) -> Iterator[str]:
    """The keys of a table, and what it says in Chinese."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        yield from itertools.chain.from_iterable(map(_texts, value))
    elif isinstance(value, str) and (_CHINESE.search(value) or re.fullmatch(r"[a-z_.\[\]]+", value)):
        yield value


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def english(messages: Sequence[str], text: str) -> list[Failure]:
    """Words of English that are neither the ledger's nor this program's own."""
    words = known_words()
    squeezed = re.sub(r"[^!-~]", "", unicodedata.normalize("NFKC", text)).lower()
    # A string's backslashes are gone once it is read.
    squeezed += squeezed.replace("\\", "")
    found = []
    for message in messages:
        for line in message.splitlines():
            own = re.sub(r"“[^”]*”|\[[\w-]+\]", "", line.lower())
            odd = [word for word in _words(own) if word not in words and word not in squeezed]
            if odd:
                found.append(Failure(f"English: {_masked(line, text)}", message[:4000]))
    return list(dict.fromkeys(found))


def _masked(line: str, text: str) -> str:
    """A line without what it quotes of the ledger and its numbers, for all of a kind to look alike."""
    line = re.sub(r"\S*\.beancount\S*", "…", line)
    kept = [word if len(word) < 4 or word not in text else "…" for word in re.split(r"(\W+)", line)]
    return re.sub(r"\d+", "0", "".join(kept))[:90]


def _work(connection: Connection, log: str) -> None:
    """Try each folder that is asked for, until there is none."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import gov_accounts.cli.common  # noqa: PLC0415
    import gov_accounts.fava  # noqa: F401, PLC0415
    import tests.support.words  # noqa: F401, PLC0415

    file = Path(log).open("w", encoding="utf-8")  # noqa: SIM115
    faulthandler.enable(file)
    if _TELL is not None:
        faulthandler.register(_TELL, file)
    connection.send("ready")
    count = 0
    while True:
        asked = connection.recv()
        if asked is None:
            return
        folder, index = asked
        file.seek(0)
        file.truncate()
        failures = tried(Path(folder), index)
        count += 1
        if count % 100 == 0:
            gc.collect()
        connection.send((failures, _resident() if count % 100 == 0 else 0, count))


def _resident() -> int:
    """Bytes of memory the process has; 0 where the system doesn't say."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, AttributeError):
        return 0


# In the process that asks


def _seconds(process: int) -> float | None:
    """Seconds of the processor's that a process has had; None where the system doesn't say."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError, ValueError):
        return None


class Worker:
    """A process that tries ledgers, started anew after one that it didn't survive."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "fault.log"
        self.place = folder / "ledger"
        self.process: Any = None
        self.connection: Any = None
        self.used = 0.0
        self.memory: list[list[tuple[int, int]]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.connection.close()
            self.process = None

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, str(self.log)), daemon=True)
        self.process.start()
        theirs.close()
        self.memory.append([])
        if not self.connection.poll(_START):
            raise RuntimeError("a process didn't start")
        self.connection.recv()

    def failures(self, files: dict[str, bytes], index: int) -> list[Failure]:
        """What goes wrong with a ledger of these files."""
        if self.process is None:
            self._start()
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir(parents=True)
        for name, content in files.items():
            (self.place / name).write_bytes(content)
        self.used = _seconds(self.process.pid) or 0
        try:
            self.connection.send((str(self.place), index))
            if self._answered():
                failures, resident, count = self.connection.recv()
                if resident:
                    self.memory[-1].append((count, resident))
                if count >= _SERVED:
                    self.stop()
                return list(failures)
        except (EOFError, OSError):
            self.process.join()
            status = self.process.exitcode
            name = signal.Signals(-status).name if status < 0 else f"status {status}"
            self.stop()
            return [self._from_log(f"crash {name}")]
        if _TELL is not None:
            os.kill(self.process.pid, _TELL)
            time.sleep(0.2)
        self.stop()
        return [self._from_log("hang")]

    def _answered(self) -> bool:
        """Whether an answer comes in time: in so many seconds of the processor's, where the system tells them."""
        for _ in range(_LONGEST // LIMIT):
            if self.connection.poll(LIMIT):
                return True
            now = _seconds(self.process.pid)
            if now is None or now - self.used > LIMIT:
                return False
        return False

    def _from_log(self, kind: str) -> Failure:
        text = self.log.read_text(encoding="utf-8", errors="replace")
        frames = re.findall(r'File "([^"]*)", line (\d+) in (\w+)', text.partition("most recent call first")[2])
        frames = [each for each in frames if "threading" not in each[0]]
        ours = next((each for each in frames if "gov_accounts" in each[0]), None) or (frames or [("", "", "")])[0]
        top = (frames or [("", "", "")])[0]
        return Failure(f"{kind} {_short(ours[0])}:{ours[1]} {ours[2]} ({_short(top[0])} {top[2]})", text[:4000])


@dataclass
class Found:
    """What was found: how often each kind, and its first and smallest mutants."""

    count: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    smallest: dict[str, tuple[int, Mutant, Failure]] = field(default_factory=dict)
    memory: list[list[tuple[int, int]]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, index: int, drawn: Mutant, failures: Sequence[Failure]) -> bool:
        """Count one mutant's failures. Whether any was the smallest of its kind."""
        with self.lock:
            self.count += 1
            new = False
            for kind, failure in {each.kind: each for each in failures}.items():
                self.kinds[kind] += 1
                known = self.smallest.get(kind)
                if known is None or _size(drawn) < _size(known[1]):
                    self.smallest[kind] = (index, drawn, failure)
                    new = True
            return new

    @property
    def growth(self) -> int:
        """Bytes by which a process grew in a thousand ledgers, once it had settled: the most of all processes."""
        settled = [[each for each in memory if each[0] >= _SETTLED] for memory in self.memory]
        return max((_per_thousand(each) for each in settled if len(each) >= _ENOUGH), default=0)


def _per_thousand(memory: Sequence[tuple[int, int]]) -> int:
    """The middle of the last measures less the middle of the first, for a thousand ledgers."""
    third = len(memory) // 3
    first, last = (sorted(size for _, size in each)[third // 2] for each in (memory[:third], memory[-third:]))
    return (last - first) * 1000 // (memory[-1 - third // 2][0] - memory[third // 2][0])


def _size(drawn: Mutant) -> int:
    return sum(map(len, drawn.files.values()))


def try_all(first: int, count: int, seed: int, jobs: int, keep: Path | None, *, progress: bool = False) -> Found:
    """Try mutants by number, in so many processes at a time."""
    found = Found()
    begun = seeds()
    numbers = iter(range(first, first + count))
    started = time.monotonic()

    def run() -> None:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, Worker(Path(folder)) as worker:
            while True:
                with found.lock:
                    index = next(numbers, None)
                if index is None:
                    break
                drawn = mutant(begun, seed, index)
                failures = worker.failures(drawn.files, index)
                if found.add(index, drawn, failures) and keep:
                    _keep(keep, index, drawn, failures)
                if progress and found.count % 500 == 0:
                    speed = found.count / (time.monotonic() - started)
                    kinds = f"{sum(found.kinds.values())} failures of {len(found.kinds)} kinds"
                    click.echo(f"{found.count} tried, {speed:.1f}/s, {kinds}", err=True)
            found.memory.extend(worker.memory)

    threads = [threading.Thread(target=run) for _ in range(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _keep(folder: Path, index: int, drawn: Mutant, failures: Sequence[Failure]) -> None:
    place = folder / str(index)
    place.mkdir(parents=True, exist_ok=True)
    for name, content in drawn.files.items():
        (place / name).write_bytes(content)
    (place / "failures.json").write_text(
        json.dumps({"how": drawn.how, "failures": failures}, ensure_ascii=False, indent=1), encoding="utf-8"
    )


def shrunk(worker: Worker, drawn: Mutant, kind: str, index: int) -> Mutant:
    """A smaller mutant of the same kind: without the lines it doesn't need."""
    files = dict(drawn.files)
    if kind.startswith("hang"):
        return drawn
    left = _SHRINKS
    for name in sorted(files):
        lines = files[name].split(b"\n")
        size = max(len(lines) // 2, 1)
        while size and left:
            at = 0
            while at < len(lines) and left:
                left -= 1
                fewer = lines[:at] + lines[at + size :]
                if any(each.kind == kind for each in worker.failures({**files, name: b"\n".join(fewer)}, index)):
                    lines = fewer
                else:
                    at += size
            size //= 2
        files[name] = b"\n".join(lines)
    return Mutant(files, drawn.how)


def table(found: Found, *, shrink: bool = True) -> Iterator[str]:
    """The kinds that were found, most frequent first, each with a small ledger."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, Worker(Path(folder)) as worker:
        for kind, count in found.kinds.most_common():
            index, drawn, failure = found.smallest[kind]
            if shrink:
                drawn = shrunk(worker, drawn, kind, index)
            yield f"\n{count:5} × {kind}   [mutant {index}: {', '.join(drawn.how)}]"
            yield from (f"      | {line[:_WIDTH]}" for line in failure.detail.strip().splitlines()[-6:])
            for name, content in drawn.files.items():
                shown = content.decode("utf-8", "backslashreplace").split("\n")
                yield from (f"      {name}: {line[:_WIDTH]!r}" for line in shown[:_SHOWN] if line.strip())


def main() -> int:
    """Try as many mutants as asked for; status 1 if any failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0, help="number of the first mutant")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for the mutants that fail")
    parser.add_argument("--no-shrink", action="store_true")
    arguments = parser.parse_args()
    started = time.monotonic()
    found = try_all(arguments.first, arguments.count, arguments.seed, arguments.jobs, arguments.keep, progress=True)
    took = time.monotonic() - started
    for line in table(found, shrink=not arguments.no_shrink):
        click.echo(line)
    kinds = Counter(kind.split(" ")[0].rstrip(":") for kind in found.kinds.elements())
    click.echo(
        f"\n{found.count} ledgers in {took:.0f} s ({found.count / took:.1f}/s), {len(found.kinds)} kinds of failures: "
        f"{', '.join(f'{kind} {count}' for kind, count in kinds.most_common()) or 'none'}; "
        f"memory grew by {found.growth >> 20} MB in a thousand"
    )
    return int(bool(found.kinds))


if __name__ == "__main__":
    sys.exit(main())
