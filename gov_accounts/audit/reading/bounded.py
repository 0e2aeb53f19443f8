"""Runs what reads a file in a process of its own, within bounds of time and memory. Nothing in a file is trusted.

A PDF of a few kilobytes can ask for days, or for all memory there is; libraries in C can't be interrupted. So the
child is given limits where the system has them (`resource`), and is ended when its time is up.
"""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

from gov_accounts.audit.reading.errors import SAVE_AS, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_MEMORY: Final = 600_000_000
"""Bytes of data that the child may hold, if no more is asked for."""
_PROGRAM: Final = (
    "import json, sys\n"
    "sys.path[:] = json.loads(sys.argv[1])\n"
    "from gov_accounts.audit.reading.bounded import child\n"
    "child()\n"
)
_OWN: Final = "gov_accounts.audit."
"""What comes back is made of these types, and plain ones."""


class _Values(pickle.Unpickler):
    """Values of our own types, and nothing that could be called."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        if module_name.startswith(_OWN) and global_name.isidentifier() and global_name[:1].isupper():
            return super().find_class(module_name, global_name)
        raise pickle.UnpicklingError(module_name)


def run(function: Callable[..., Any], *arguments: Any, deadline: int, memory: int = MOST_MEMORY) -> Any:
    """What a function gives, called in a process of its own.

    Args:
        function: one of a module, found by its name.
        arguments: plain values and paths.
        deadline: seconds that it may take.
        memory: bytes that it may hold.

    Raises:
        UnreadableError: it raised that; or it took more time or memory than is given, or came to an end in another way.
    """
    import json  # noqa: PLC0415

    task = pickle.dumps((function, arguments, deadline, memory))
    command = [sys.executable, "-c", _PROGRAM, json.dumps(sys.path)]
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter, our own program)
            command,
            input=task,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=deadline,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_slow(deadline) from error
    try:
        kind, value = _Values(io.BytesIO(done.stdout)).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError) as error:
        raise _too_much() from error
    match kind:
        case "value":
            return value
        case "unreadable":
            raise UnreadableError(*value)
        case "memory":
            raise _too_much()
    raise UnreadableError("文件已损坏，读不出来。", "里面的内容不合这种文件的格式，或没有下载完。", SAVE_AS)


def child() -> None:
    """What the child runs: a task from standard input, its answer to standard output, where nothing else comes."""
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    function, arguments, deadline, memory = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 (our own parent's)
    _limit(deadline, memory)
    try:
        told: tuple[str, Any] = ("value", function(*arguments))
    except UnreadableError as error:
        told = ("unreadable", (error.what, error.why, error.remedy))
    except BaseException as error:  # noqa: BLE001 (what a hostile file makes libraries raise is anything)
        told = ("memory" if _of_memory(error) else "broken", None)
    with answer:
        pickle.dump(told, answer)
        answer.flush()
        os._exit(0)  # Nothing is left to be tidied up, and what a library would tidy may take long.


def _of_memory(error: BaseException | None) -> bool:
    """Whether memory was at an end, though a library may say it in its own way."""
    while error is not None:
        if isinstance(error, MemoryError) or any(isinstance(each, MemoryError) for each in error.args):
            return True
        error = error.__cause__ or error.__context__
    return False


def _limit(deadline: int, memory: int) -> None:
    """Bounds on memory and time, as far as the system knows them; no files are written."""
    try:
        import resource  # noqa: PLC0415 (not every system has it)
    except ImportError:
        return
    # mypy looks at it as of the system it runs on.
    for name, most in (("RLIMIT_DATA", memory), ("RLIMIT_CPU", 2 * deadline + 1), ("RLIMIT_CORE", 0)):
        limit = getattr(resource, name, None)
        if limit is None:
            continue
        try:
            hard = resource.getrlimit(limit)[1]
            lower = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(limit, (lower, hard))
        except (OSError, ValueError):  # A system that has it, and doesn't let it be set.
            continue


def _too_slow(deadline: int) -> UnreadableError:
    return UnreadableError(
        f"文件 {deadline} 秒还没有读完，不再读。", "内容太多，或文件有毛病。", "分成几个文件，或另存一次，再运行一次。"
    )


def _too_much() -> UnreadableError:
    return UnreadableError(
        "读这个文件要的内存太多，没有读。",
        "展开以后的内容太大，或文件有毛病。",
        "分成几个文件，或另存一次，再运行一次。",
    )
