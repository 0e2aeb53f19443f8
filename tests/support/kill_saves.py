"""Kill a server while it saves, and look at the ledger's files afterwards: each as it was, or whole as new.

    python -m tests.support.kill_saves --count 1000 --seed 1

Each run saves in one of the five ways that Fava knows, uploads, or records on the page 记账, in a copy of this
process; it is killed after a random time, or at a random one of the things that it does on the disk, before or after
it. A copy is killed as dead as any. Only where a process can be copied.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gov_accounts.fava import reloading
from gov_accounts.files.staged import PREFIX
from gov_accounts.files.versions import FOLDER, versions_of
from tests.support.desk import SAVES, Desk
from tests.support.failing import tree
from tests.support.kills import _draws, _ended, _killing, measured

_SHOWN = 10
WAYS: dict[str, Any] = {
    **SAVES,
    "three entries": lambda desk: desk.add_entries(3),
    "upload": Desk.upload,
    "record": Desk.record,
    "amend": Desk.amend,
}


@dataclass
class Result:
    """What the killed runs left."""

    runs: int = 0
    killed: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    left: int = 0


class _Run:
    """A ledger served, as often as it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.kept = folder / "账", folder / "kept"
        self.folder.mkdir()
        self.desk = Desk(self.folder)
        shutil.copytree(self.folder, self.kept)

    def begin(self) -> None:
        for path in self.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(self.kept, self.folder, dirs_exist_ok=True)
        self.desk.home.fresh()
        for thread in threading.enumerate():
            if thread.name == reloading.THREAD:
                thread.join()  # It may hold a lock, which a copy of this process would never see released.

    def child(self, way: str, prepare: Any) -> int:
        """Save in a copy of this process; its number."""
        child = os.fork()
        if not child:
            status = 70
            try:
                nothing = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nothing, 2)
                prepare()
                status = 0 if WAYS[way](self.desk).status_code == 200 else 1
            finally:
                os._exit(status)
        return child

    def measured(self, way: str) -> tuple[int, float]:
        """How many things a save does on the disk, and how long it takes."""
        self.begin()
        calls, seconds, ended = measured(lambda prepare: self.child(way, prepare))
        assert ended == 0, (way, ended)
        return calls, seconds


def _files(folder: Path) -> dict[str, bytes]:
    return {name: content for name, content in tree(folder).items() if not name.startswith(FOLDER.parts[0])}


def _judge(run: _Run, before: Mapping[str, bytes], after: Mapping[str, bytes], how: str, result: Result) -> None:
    found = _files(run.folder)
    result.left += len(list(run.folder.rglob(f"{PREFIX}*")))
    found = {name: content for name, content in found.items() if PREFIX not in name}
    for name in {*before, *found}:
        content = found.get(name)
        if content is None:
            result.wrong.append(f"{how}: {name} is lost")
        elif content not in (before.get(name), after.get(name)):
            result.wrong.append(f"{how}: {name} is cut, of {len(content)} bytes")
    month = run.desk.month
    changed = month.read_bytes() != before[month.name]
    versions = [each.path.read_bytes() for each in versions_of(month)]
    if changed and versions != [before[month.name]]:
        result.wrong.append(f"{how}: what was replaced isn't kept")
    if any(each != before[month.name] for each in versions):
        result.wrong.append(f"{how}: a version is cut")
    result.outcomes["old" if found == before else "new" if found == after else "between"] += 1


def kill(count: int, seed: int) -> Result:
    """Kill saves so many times, each way alike often."""
    drawn, result = random.Random(seed), Result()
    with tempfile.TemporaryDirectory() as name:
        run = _Run(Path(name))
        for index, way in enumerate(WAYS):
            calls, seconds = run.measured(way)
            before, after = _files(run.kept), _files(run.folder)
            assert before != after, way
            for at, late, delay in _draws(len(range(index, count, len(WAYS))), calls, seconds, drawn):
                run.begin()
                child = run.child(way, _killing(at, signal.SIGKILL, after=late) if at else (lambda: None))
                if not at:
                    time.sleep(delay)
                    os.kill(child, signal.SIGKILL)
                result.runs += 1
                result.killed += _ended(child) == -signal.SIGKILL
                _judge(run, before, after, f"{way} at {at or delay} {late}", result)
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    begun = time.monotonic()
    result = kill(chosen.count, chosen.seed)
    outcomes = ", ".join(f"{name} {each}" for name, each in sorted(result.outcomes.items()))
    sys.stdout.write(
        f"saves: {result.runs} runs, {result.killed} killed; {outcomes}; {len(result.wrong)} files empty, cut or lost; "
        f"{result.left} temporary files left; {time.monotonic() - begun:.0f} s\n"
    )
    sys.stdout.writelines(f"  {each}\n" for each in result.wrong[:_SHOWN])
    return int(bool(result.wrong))


if __name__ == "__main__":
    sys.exit(main())
