"""One load of the ledger for each request, and one thread that loads it again when its files change.

    files changed ──► one thread: load ──► can all of it be read? ──yes──► the ledger of all later requests
                                                                 ──no───► the last one stays, and its pages say why

Fava loads a changed ledger within the request that finds it changed, into the very object that other requests are
reading. Here a load never changes, and a request keeps the one that it began with. Who finds the files changed waits
for the load, as with Fava, but not long; all others go on.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import ItemsView, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fava.core import FavaLedger
from fava.helpers import BeancountError
from fava.util import slugify
from flask import g, has_request_context

from gov_accounts.fava import GovAccounts
from gov_accounts.fava.saving import Files, SaveRefusedError, save_whole
from gov_accounts.files.seen import noting, require_unchanged
from gov_accounts.findings import Finding, Place
from gov_accounts.ledger import LedgerUnusableError, check_readable, check_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask import Flask

THREAD: Final = "gov-accounts-load"
PATIENCE: Final = 2
"""Seconds that a request waits for the load of a change that it found."""
_WRITERS: Final = 60
"""Seconds that who saves something waits for the load."""
_SHORT: Final = 2
"""Seconds of a load after which the next may begin at once."""
_REST: Final = 5
"""Seconds of rest after a long load, at most; as long as the load, else, so that readers have their turn."""
_MISSING: Final = re.compile(r'File glob ".*" does not match any files|File ".*" does not exist', re.DOTALL)
"""What beancount says of a line ``include``."""
_TRIES: Final = 3
_QUIET: Final = 100_000_000
"""Nanoseconds for which a file must not have changed: before, an editor may be in the middle of saving it."""
_PAUSE: Final = 0.02
_RESTLESS: Final = 1
"""Seconds after which it is read all the same."""

Seen = Mapping[str, tuple[int, int, int] | None]
"""Files and folders by name: when changed, how large, and which; None where there is none."""


class UnreadableError(BeancountError):
    """A ledger that can't be read any more, among the errors that Fava shows."""


class Snapshot(FavaLedger):
    """A ledger as it was loaded once. It never changes.

    Attributes:
        read: a hash of each file as it was read.
        number: greater than that of every load before; browsers ask again for what has a smaller one.
    """

    __slots__ = ("_home", "number", "read")

    def __init__(self, path: str, home: Reloading) -> None:
        self._home: Reloading | None = None
        self.number = 0
        with noting() as read:
            super().__init__(path, poll_watcher=True)
        self.read = dict(read)
        self._home = home
        self.file = Files(self, self.read, home)

    def load_file(self) -> None:
        """Load it, once. Later, to Fava it means that the files have changed."""
        if self._home is None:
            super().load_file()
        else:
            self._home.refresh()

    def changed(self) -> bool:
        """It doesn't. The next request has the next one."""
        return False

    @property
    def problem(self) -> Finding | None:
        """Why there is no newer one, though the files have changed."""
        state = self._home.state if self._home is not None else None
        return state.problem if state is not None and state.ledger is self else None

    @property
    def mtime(self) -> int:
        """What browsers compare to see whether they have the newest."""
        state = self._home.state if self._home is not None else None
        return state.number if state is not None and state.ledger is self else self.number

    @property
    def errors(self) -> Sequence[Any]:
        """As Fava's, after what is wrong with the files now, if they can't be read."""
        problem = self.problem
        if problem is None:
            return super().errors
        place = problem.place or Place(self.beancount_file_path, 0)
        first = UnreadableError({"filename": place.file, "lineno": place.line}, problem.message())
        return [first, *super().errors]


@dataclass(frozen=True, slots=True)
class State:
    """What requests are given.

    Attributes:
        ledger: the last that could be read.
        problem: why what is there now can't be, if it can't.
        seen: the files, as they were when they were read; None where they changed while they were.
        number: greater than any before.
    """

    ledger: Snapshot
    problem: Finding | None
    seen: Seen | None
    number: int


class Reloading:
    """A ledger, loaded again whenever its files have changed.

    Args:
        path: the main file, absolute.
        warm: what is done with a new load before requests are given it.
    """

    def __init__(self, path: Path, warm: Callable[[FavaLedger], None] = lambda _: None) -> None:
        self._path = path
        self._warm = warm
        self.writing = threading.RLock()
        self._turn = threading.Condition()
        self._asked = self._done = 0
        self._running = self._urgent = False
        self._rest = time.monotonic()
        ledger = Snapshot(str(path), self)
        warm(ledger)
        self.state = State(ledger, None, _seen(ledger, None), _number(0))
        ledger.number = self.state.number

    def now(self) -> Snapshot:
        """The ledger for a request that begins."""
        if not self._running and time.monotonic() >= self._rest:
            state = self.state
            if _changed(state):
                with self._turn:
                    if self.state is state and not self._running:
                        self._wait(self._ask(), PATIENCE)
        return self.state.ledger

    def fresh(self) -> Snapshot:
        """The ledger as it is on the disk now.

        Raises:
            SaveRefusedError: it can't be read.
        """
        while _changed(state := self.state):
            with self._turn:
                if self._running:
                    self._wait(self._asked, _WRITERS)
                elif self.state is state:
                    self._wait(self._ask(), _WRITERS)
                    break
        problem = self.state.problem
        if problem is not None:
            raise SaveRefusedError(f"没有保存：账本现在读不了。{problem.what}{problem.remedy}")
        return self.state.ledger

    def refresh(self) -> None:
        """Load what is on the disk now, and give it to this request too: it has saved something."""
        with self._turn:
            self._urgent = True
            self._wait(self._ask(), _WRITERS)
        if has_request_context() and isinstance(getattr(g, "ledger", None), Snapshot):
            g.ledger = self.state.ledger

    def _ask(self) -> int:
        """Ask for a load that begins after now, and see to it that the thread runs; its number."""
        self._asked += 1
        if not self._running:
            self._running = True
            threading.Thread(target=self._run, daemon=True, name=THREAD).start()
        return self._asked

    def _wait(self, number: int, patience: int) -> None:
        self._turn.wait_for(lambda: self._done >= number, patience)

    def _run(self) -> None:
        """Load until nobody asks any more."""
        while True:
            with self._turn:
                if self._done == self._asked:
                    self._running = False
                    return
                number, urgent, self._urgent = self._asked, self._urgent, False
            begun = time.monotonic()
            state = self._tried(settle=not urgent)
            for _ in range(_TRIES):
                # What was read may be half of what an editor was saving.
                if state.seen is not None or time.monotonic() - begun > _SHORT:
                    break
                state = self._tried(settle=True)
            took = time.monotonic() - begun
            with self._turn:
                self.state = state
                self._done = number
                self._rest = time.monotonic() + (min(took, _REST) if took > _SHORT else 0)
                self._turn.notify_all()

    def _tried(self, *, settle: bool) -> State:
        """What there is after a load, whatever happens in it."""
        try:
            return self._loaded(settle=settle)
        except Exception as error:  # noqa: BLE001 (whatever is wrong with a ledger, the last one is there)
            return self._failed(_broken(self._path, error))

    def _loaded(self, *, settle: bool) -> State:
        """What there is after a load."""
        last = self.state
        if settle:
            _settle(last.seen or {})
        try:
            check_readable(self._path)
        except LedgerUnusableError as error:
            return self._failed(error.finding)
        ledger = Snapshot(str(self._path), self)
        seen = _seen(ledger, last)
        problem = _unreadable(ledger, last.ledger)
        worse = problem is not None or len(ledger.load_errors) > len(last.ledger.load_errors)
        if seen is None and worse:
            return State(last.ledger, last.problem, None, last.number)
        if problem is not None:
            return self._failed(problem)
        with suppress(Exception):  # A page will say what is wrong.
            self._warm(ledger)
        ledger.number = _number(last.number)
        return State(ledger, None, seen, ledger.number)

    def _failed(self, problem: Finding) -> State:
        last = self.state
        number = last.number if problem == last.problem else _number(last.number)
        return State(last.ledger, problem, _stats([*(last.seen or ()), *_names(last.ledger)]), number)


class Ledgers:
    """Fava's ledgers by the names they have in addresses: one, as the request that begins is given it."""

    def __init__(self, home: Reloading) -> None:
        self.home = home

    @property
    def ledgers(self) -> list[FavaLedger]:
        """The ledger."""
        return [self.home.state.ledger]

    @property
    def ledgers_by_slug(self) -> Mapping[str, FavaLedger]:
        """The ledger by its name."""
        return {_slug(ledger): ledger for ledger in self.ledgers}

    def first_slug(self) -> str:
        """The name of the ledger."""
        return _slug(self.home.state.ledger)

    def items(self) -> ItemsView[str, FavaLedger]:
        """The ledger with its name."""
        return self.ledgers_by_slug.items()

    def __getitem__(self, slug: str) -> FavaLedger:
        ledger = self.home.now()
        if _slug(ledger) != slug:
            raise KeyError(slug)
        return ledger


def load_aside(app: Flask, path: Path) -> None:
    """Have Fava's application serve a ledger that is loaded aside, and save its files whole."""

    def warm(ledger: FavaLedger) -> None:
        extension = ledger.extensions.get_extension(GovAccounts.__name__)
        if isinstance(extension, GovAccounts):
            extension.warm()

    save_whole(app)
    app.config["LEDGERS"] = Ledgers(Reloading(path, warm))


def _slug(ledger: FavaLedger) -> str:
    return slugify(ledger.options["title"]) or slugify(ledger.beancount_file_path)


def _number(last: int) -> int:
    return max(time.time_ns(), last + 1)


def _names(ledger: FavaLedger) -> Iterator[str]:
    """The files and folders that a ledger is made of: a file in a folder of documents changes the folder."""
    files, folders = ledger.paths_to_watch()
    yield ledger.beancount_file_path
    yield from map(str, files)
    for folder in folders:
        yield str(folder)
        for name, _, _ in os.walk(folder):
            yield name


def _changed(state: State) -> bool:
    return state.seen is None or _stats(state.seen) != state.seen


def _stats(names: Iterable[str]) -> Seen:
    seen: dict[str, tuple[int, int, int] | None] = {}
    for name in names:
        try:
            found = Path(name).stat()
        except (OSError, ValueError):
            seen[name] = None
        else:
            seen[name] = (found.st_mtime_ns, found.st_size, found.st_ino)
    return seen


def _seen(ledger: Snapshot, last: State | None) -> Seen | None:
    """The files that a load was made of; None where they aren't any more what was read."""
    seen = _stats(_names(ledger))
    if last is not None and last.seen is not None:
        # A file that was there may be back in a moment.
        gone = [name for name in _names(last.ledger) if name not in seen]
        seen = {**seen, **_stats(gone)}
    try:
        require_unchanged(ledger.read)
    except OSError:
        return None
    return seen


def _settle(seen: Seen) -> None:
    """Wait until no file has been changed a moment ago."""
    end = time.monotonic() + _RESTLESS
    while time.monotonic() < end:
        newest = max((found[0] for found in _stats(seen).values() if found is not None), default=0)
        if not 0 <= time.time_ns() - newest < _QUIET:
            return
        time.sleep(_PAUSE)


def _unreadable(new: Snapshot, last: Snapshot) -> Finding | None:
    """Why a load isn't all of the ledger, if it isn't: a file can't be read, or is gone or empty all at once."""
    files = new.options["include"]
    for file in files:
        try:
            check_text(Path(file))
        except LedgerUnusableError as error:
            return error.finding
        if Path(file) in last.read and last.read[Path(file)] != new.read.get(Path(file)) and _is_empty(file):
            return _emptied(file)
    missing = any(_MISSING.match(each.message) for each in new.load_errors)
    for file in last.options["include"]:
        if missing and file not in files and not os.path.lexists(file):
            return _gone(file)
    return None


def _is_empty(file: str) -> bool:
    try:
        return Path(file).stat().st_size == 0
    except OSError:
        return False


def _emptied(file: str) -> Finding:
    return Finding(
        "file-emptied",
        "文件忽然成了空的。",
        "也许编辑器正在保存，也许保存时断了电、满了盘。",
        "恢复它的内容（gov-accounts history 列出在浏览器里改过以前的版本）；本来就要清空的，写上一行注释，如“; 空”。",
        Place(file, 0),
    )


def _gone(file: str) -> Finding:
    return Finding(
        "file-gone",
        "文件不见了，账本里还有包含它的 include。",
        "没有它，报表就缺了这个文件里的凭证。",
        "把文件放回原处；改了名字、移到别处或不要了的，改 include 这一行。",
        Place(file, 0),
    )


def _broken(path: Path, error: Exception) -> Finding:
    return Finding(
        "ledger-not-loaded",
        f"账本读不进去（{type(error).__name__}）。",
        "刚才的改动里有程序没有料到的内容。",
        "改回刚才改动的地方；仍然不行，把账本里这几行报告给软件的维护者。",
        Place(str(path), 0),
    )
