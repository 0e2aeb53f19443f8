"""beancount's loader, kinder to the files that bookkeepers' editors save.

A file may begin with a BOM (Notepad writes one); a folder, a file that can't be opened, or one that breaks beancount's
parser is an error of that file, not the end of the program. Some lines may be read otherwise than they stand, which
tells what would still be wrong once they are mended.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, localcontext
from pathlib import Path
from typing import Any, Final, NamedTuple

from beancount import loader
from beancount.core.data import Custom, new_metadata
from beancount.parser import parser

from gov_accounts.files.seen import note

BOM: Final = b"\xef\xbb\xbf"
UNREADABLE: Final = "Unreadable file: "
BAD_PLUGIN: Final = "Invalid plugin name: "
NOT_UTF8: Final = "Not UTF-8"
BY_ZERO: Final = "Division by zero"
Loaded = tuple[list[Any], list[Any], dict[str, Any]]
"""Directives, errors, and the options map."""

_MODULE: Final = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")

_mended: ContextVar[Mapping[str, bytes] | None] = ContextVar("_mended", default=None)


class FileError(NamedTuple):
    """A file that beancount's parser couldn't be given."""

    source: Mapping[str, Any]
    message: str
    entry: None = None


class _Parser:
    """What the loader asks of beancount's parser."""

    parse_string = staticmethod(parser.parse_string)

    @staticmethod
    def parse_file(filename: str, **options: Any) -> Loaded:
        """The directives of a file, its BOM passed by."""
        try:
            content = (_mended.get() or {}).get(filename)
            if content is None:
                content = Path(filename).read_bytes()
                note(filename, content)
            content.decode()  # Of what isn't UTF-8 the parser makes a hundred errors, and names that nobody wrote.
            file = io.BytesIO(content.removeprefix(BOM))
            with _no_traps() as context:
                loaded = parser.parse_file(file, report_filename=filename, **options)
            if context.flags[DivisionByZero] or context.flags[InvalidOperation]:
                loaded = _without_infinite(loaded, filename)
            return _without_bad_plugins(_with_values(loaded), filename, content)
        except UnicodeDecodeError:
            return _refused(filename, 0, NOT_UTF8)
        except OSError as error:
            return _refused(filename, 0, f"{UNREADABLE}{error.strerror}")
        except Exception as error:  # noqa: BLE001 (such as TypeError, of a pushmeta that nothing ends)
            return _refused(filename, 0, f"{UNREADABLE}{type(error).__name__}")


def accept_files_as_saved() -> None:
    """Have beancount's loader read files as this module does, for Fava too. Once is enough; again does no harm."""
    loader.parser = _Parser  # type: ignore[assignment, attr-defined]


def load_files(path: Path, mended: Mapping[str, bytes] | None = None) -> Loaded:
    """Load a ledger; of the files in `mended`, by name, the content given there is read instead.

    beancount's cache of loaded ledgers is passed by: it is kept beside the ledger and knows nothing of a newer version
    of this package.
    """
    accept_files_as_saved()
    with _instead(mended or {}):
        try:
            return loader._load([(str(path), True)], None, None, None)  # noqa: SLF001
        except Exception as error:  # noqa: BLE001 (a strange value of an option breaks booking, or the loader itself)
            entries, errors, options = _refused(str(path), 0, f"{UNREADABLE}{type(error).__name__}")
            return entries, errors, {**options, "include": [str(path)]}


def parse_text(text: str) -> tuple[Sequence[Any], Sequence[Any], Mapping[str, Any]]:
    """The directives, errors and options of some lines, by beancount's parser."""
    try:
        with _no_traps() as context:
            loaded = parser.parse_string(text)
    except Exception as error:  # noqa: BLE001 (as in parse_file)
        return _refused("<string>", 1, f"{UNREADABLE}{type(error).__name__}")
    by_zero = context.flags[DivisionByZero] or context.flags[InvalidOperation]
    return _without_infinite(loaded, "<string>") if by_zero else loaded


@contextmanager
def _no_traps() -> Iterator[Context]:
    """Divisions by nothing give infinity: an exception at that place ends beancount's parser, and the whole program."""
    with localcontext() as context:
        context.clear_flags()
        context.traps[DivisionByZero] = context.traps[InvalidOperation] = False
        yield context


def _without_infinite(loaded: Loaded, filename: str) -> Loaded:
    """What was parsed, less what has an amount that was divided by nothing; each is an error."""
    entries, errors, options = loaded
    kept = [each for each in entries if not _infinite(each)]
    lines = [_infinite(each) for each in entries if _infinite(each)] or [0]
    return kept, [*errors, *(FileError(new_metadata(filename, line), BY_ZERO) for line in lines)], options


def _infinite(entry: Any) -> int:
    """The line of the first amount of an entry that is no number, or 0."""
    amounts = [(entry.meta, getattr(entry, "amount", None))]
    amounts += [(each.meta, each.units) for each in getattr(entry, "postings", ())]
    for meta, amount in amounts:
        number = getattr(amount, "number", None)
        if isinstance(number, Decimal) and not number.is_finite():
            return int(meta["lineno"])
    return 0


def _with_values(loaded: Loaded) -> Loaded:
    """What was parsed; a ``custom`` without values has none, instead of a None that breaks ``beancount.ops.pad``."""
    entries, errors, options = loaded
    bare = {index for index, each in enumerate(entries) if isinstance(each, Custom) and not each.values}
    if bare:
        entries = [each._replace(values=[]) if index in bare else each for index, each in enumerate(entries)]
    return entries, errors, options


def _without_bad_plugins(loaded: Loaded, filename: str, content: bytes) -> Loaded:
    """What was parsed, less the plugins whose names can't be names: the loader doesn't survive importing them."""
    entries, errors, options = loaded
    bad = [name for name, _ in options["plugin"] if not _MODULE.fullmatch(name)]
    for name in bad:
        found = re.search(rb'^plugin\s+"' + re.escape(name.encode()), content, re.MULTILINE)
        line = content.count(b"\n", 0, found.start()) + 1 if found else 0
        errors = [*errors, FileError(new_metadata(filename, line), f"{BAD_PLUGIN}'{name}'")]
    if bad:
        options = {**options, "plugin": [each for each in options["plugin"] if each[0] not in bad]}
    return entries, errors, options


@contextmanager
def _instead(mended: Mapping[str, bytes]) -> Iterator[None]:
    token = _mended.set(mended)
    try:
        yield
    finally:
        _mended.reset(token)


def _refused(filename: str, line: int, message: str) -> Loaded:
    entries, _, options = parser.parse_string("", report_filename=filename)
    return list(entries), [FileError(new_metadata(filename, line), message)], dict(options)
