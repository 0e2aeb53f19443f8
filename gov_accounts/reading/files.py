"""The files of a ledger, read one after another as its lines ``include`` say.

beancount does this too, but for any path: it opens devices and waits for pipes, runs a program on files that look
encrypted, and follows ``**`` through the whole disk. Here only regular files are opened, inside the ledger's folder
unless the user allows another, and only so many of them; the rest is an error of the line that includes it.
"""

from __future__ import annotations

import fnmatch
import os
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from beancount import loader

from gov_accounts.files.seen import note
from gov_accounts.findings import Finding, Place
from gov_accounts.reading import refusals
from gov_accounts.reading.errors import ReadError, error_at, told
from gov_accounts.reading.folders import (
    TooManyError,
    fixed_part,
    is_inside,
    is_network,
    is_really_inside,
    kind_of,
    matching,
)
from gov_accounts.reading.parsing import Line, Parsed, parse
from gov_accounts.reading.permissions import Permissions, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

UNREADABLE: Final = "Unreadable file: "
NOT_UTF8: Final = "Not UTF-8"
MOST_FILES: Final = 10_000
MOST_BYTES: Final = 1 << 30
_ENCRYPTED: Final = (".gpg", ".pgp")
_ENCRYPTED_START: Final = (b"-----BEGIN PGP MESSAGE", b"age-encryption.org/")


class Read(NamedTuple):
    """A ledger's files, read.

    Attributes:
        main: the main file.
        entries: the directives, file by file.
        errors: what couldn't be read.
        options: the main file's options map, completed from the others as beancount does.
        files: what each file says, by name; the main file first.
    """

    main: str
    entries: list[Any]
    errors: list[Any]
    options: dict[str, Any]
    files: Mapping[str, Parsed]


class _Source(NamedTuple):
    """A file to be read: the line that includes it, as a place and as it stands, and whether it may be anywhere."""

    name: str
    by: Place
    shown: str = ""
    anywhere: bool = True


@dataclass(slots=True)
class _Reader:
    """Reading a ledger.

    Attributes:
        top: the folder of the main file.
        mended: files by name that are read otherwise than they stand.
        left: so many bytes may still be read.
    """

    main: str
    top: str
    mended: Mapping[str, bytes]
    permissions: Permissions
    files: dict[str, Parsed] = field(default_factory=dict)
    entries: list[Any] = field(default_factory=list)
    errors: list[Any] = field(default_factory=list)
    left: int = field(default_factory=lambda: MOST_BYTES)


def read_all(main: str, mended: Mapping[str, bytes], permissions: Permissions) -> Read:
    """Read a ledger.

    Args:
        main: the main file, absolute.
        mended: of the files in here, by name, this content is read instead of their own; they needn't be there.
        permissions: what the user allows.
    """
    main = os.path.normpath(main)
    reader = _Reader(main, os.path.dirname(main), mended, permissions)  # noqa: PTH120 (as beancount makes names)
    queue = deque([_Source(main, Place(main, 0))])
    while queue:
        source = queue.popleft()
        refused = _refused(reader, source)
        if refused is not None:
            reader.errors.append(refused)
            if refused.finding is not None and refused.finding.rule == refusals.TOO_MUCH:
                break
            continue
        parsed = _parsed(reader, source)
        # Booking makes every directive anew: those that it doesn't need any more mustn't be held here.
        reader.files[source.name] = parsed._replace(entries=[])
        reader.entries.extend(parsed.entries)
        reader.errors.extend(parsed.errors)
        for line in parsed.includes:
            queue.extend(_included(reader, line, source.name))
    first, *others = [each.options for each in reader.files.values()] or [parse(b"", main).options]
    first["include"] = sorted(reader.files)
    options = loader.aggregate_options_map(first, others)
    return Read(main, reader.entries, reader.errors, options, reader.files)


def refusal(path: Path) -> Finding | None:
    """Why a main file isn't opened, if it isn't: it is a device or a pipe, or encrypted."""
    name = str(path)
    reader = _Reader(name, os.path.dirname(name), {}, Permissions())  # noqa: PTH120
    refused = _refused(reader, _Source(name, Place(name, 0)))
    return refused.finding if refused is not None else None


def _refused(reader: _Reader, source: _Source) -> ReadError | None:
    """Why a file isn't opened, if it isn't."""
    name, by, shown, anywhere = source
    if name in reader.files:
        return error_at(by.file, by.line, f'Duplicate filename parsed: "{name}"')
    if len(reader.files) >= MOST_FILES or reader.left <= 0:
        return told(refusals.too_much(by, MOST_FILES, MOST_BYTES))
    if name in reader.mended:
        return None
    if not anywhere and not is_really_inside(name, reader.top):
        return told(refusals.link_outside(name, reader.main, by), line_of(shown))
    kind = kind_of(name)
    if kind == "nothing":
        return error_at(by.file, by.line, f'File "{name}" does not exist')
    if kind == "other":
        return told(refusals.not_a_file(name, by))
    if kind == "file" and name.lower().endswith(_ENCRYPTED):
        return told(refusals.encrypted(name, by))
    if not _is_unicode(name):
        return told(refusals.odd_name(name, by))
    return None


def _parsed(reader: _Reader, source: _Source) -> Parsed:
    """What a file says. That it can't be read is an error of the file."""
    name = source.name
    try:
        content = reader.mended.get(name)
        if content is None:
            if os.path.getsize(name) > reader.left:  # noqa: PTH202
                reader.left = 0
                return _nothing(name, told(refusals.too_much(source.by, MOST_FILES, MOST_BYTES)))
            content = Path(name).read_bytes()
            note(name, content)
        reader.left -= len(content)
        if content.startswith(_ENCRYPTED_START):
            return _nothing(name, told(refusals.encrypted(name, source.by)))
        content.decode()  # Of what isn't UTF-8 the parser makes a hundred errors, and names that nobody wrote.
        return parse(content, name)
    except UnicodeDecodeError:
        return _nothing(name, error_at(name, 0, NOT_UTF8))
    except OSError as error:
        return _nothing(name, error_at(name, 0, f"{UNREADABLE}{error.strerror}"))


def _nothing(name: str, error: ReadError) -> Parsed:
    return parse(b"", name)._replace(errors=[error])


def _included(reader: _Reader, line: Line, file: str) -> Iterator[_Source]:
    """The files that a line includes, as beancount finds them."""
    by = Place(file, line.number)
    shown = f'include "{line.name}"'
    folder = os.path.dirname(file)  # noqa: PTH120 (as beancount joins them)
    fixed = fixed_part(folder, line.name)
    anywhere = reader.permissions.outside or line_of(shown) in reader.permissions.lines
    try:
        if not anywhere and not is_inside(fixed, reader.top):
            there = is_network(line.name) or bool(line.name and os.path.lexists(fixed))
            found: list[str] | None = None if there else []
        else:
            found = sorted({*matching(folder, line.name), *_given(reader.mended, folder, line.name)})
    except TooManyError:
        reader.errors.append(told(refusals.too_wide(shown, by)))
        return
    except ValueError:  # Of a name with a zero byte in it.
        found = []
    if found is None:
        reader.errors.append(told(refusals.outside(shown, reader.main, by), line_of(shown)))
        return
    if not found:
        reader.errors.append(error_at(file, line.number, f'File glob "{line.name}" does not match any files'))
        return
    folders = [each for each in found if kind_of(each) == "folder"]
    if folders:
        reader.errors.append(told(refusals.is_folder(shown, folders, found, by)))
    for each in found:
        if each not in folders:
            yield _Source(os.path.normpath(each), by, shown, anywhere)


def _given(mended: Mapping[str, bytes], folder: str, pattern: str) -> Iterator[str]:
    """The files whose content is given that a line includes, there or not."""
    wanted = os.path.normpath(os.path.join(folder, pattern))  # noqa: PTH118 (as beancount joins them)
    for name in mended:
        if os.path.dirname(name) == os.path.dirname(wanted) and fnmatch.fnmatchcase(name, wanted):  # noqa: PTH120
            yield name


def _is_unicode(name: str) -> bool:
    """Whether a file's name is text; names in another encoding can't be printed or handed on."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
