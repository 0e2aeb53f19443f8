"""Of what a ledger's lines would have run or looked for, what the user allows: the rest is left out, and told."""

from __future__ import annotations

import importlib.util
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from beancount.core.data import Custom, Document

from gov_accounts.findings import Place
from gov_accounts.reading import refusals
from gov_accounts.reading.errors import ReadError, error_at, told
from gov_accounts.reading.folders import endless, is_inside, is_network, leads_outside
from gov_accounts.reading.permissions import (
    EVALUATING,
    OUR_EXTENSION,
    OURS,
    Permissions,
    beside,
    digest_of,
    harmless,
    has_module,
    line_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.reading.files import Read
    from gov_accounts.reading.parsing import Line

BAD_PLUGIN: Final = "Invalid plugin name: "
_MODULE: Final = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


def allowed(read: Read, permissions: Permissions) -> tuple[Read, tuple[Line, ...]]:
    """What was read, less what isn't allowed, whose errors are added; and the lines ``plugin`` that are run."""
    errors = list(read.errors)
    main = read.files.get(read.main)
    paths = [
        os.path.dirname(name)  # noqa: PTH120 (as beancount does)
        for name, each in read.files.items()
        if each.pythonpath and _keep(_pythonpath(read, name, each.pythonpath, permissions), errors)
    ]
    lines = main.plugins if main else ()
    plugins = tuple(
        each
        for index, each in enumerate(lines)
        if _keep(_again(read, each, lines[:index]) or _plugin(read, each, permissions, paths), errors)
    )
    documents = [
        each.name for each in (main.documents if main else ()) if _keep(_documents(read, each, permissions), errors)
    ]
    entries = [each for each in read.entries if _keep(_entry(read, each, permissions), errors)]
    options = {
        **read.options,
        "plugin": [(each.name, each.config) for each in plugins],
        "documents": documents,
        "insert_pythonpath": read.options["insert_pythonpath"] and os.path.dirname(read.main) in paths,  # noqa: PTH120
        "pythonpath": sorted(set(paths)),
    }
    return read._replace(entries=entries, errors=errors, options=options), plugins


def _keep(refused: ReadError | None, errors: list[Any]) -> bool:
    if refused is not None:
        errors.append(refused)
    return refused is None


def _runs(permissions: Permissions, line: str) -> bool:
    return permissions.run or line in permissions.lines


def _again(read: Read, line: Line, before: Sequence[Line]) -> ReadError | None:
    """That our own checks are turned on once more; others' plugins may mean something by running twice."""
    if line.name != OURS or all(each.name != OURS for each in before):
        return None
    return told(refusals.plugin_again(line.name, Place(read.main, line.number)))


def _plugin(read: Read, line: Line, permissions: Permissions, paths: list[str]) -> ReadError | None:
    name, config = line.name, line.config
    by = Place(read.main, line.number)
    if not _MODULE.fullmatch(name):
        return error_at(by.file, by.line, f"{BAD_PLUGIN}'{name}'")
    if harmless(name, config):
        return None
    shown = f'plugin "{name}"' + (f' "{config}"' if config is not None else "")
    top = Path(read.main).parent
    if name not in EVALUATING and not _is_there(name, [str(top), *paths]):
        return error_at(by.file, by.line, f'Error importing "{name}": no such module')
    key = line_of(shown, beside(top, name))
    if _runs(permissions, key):
        return None
    return told(refusals.plugin(shown, read.main, by, evaluates=name in EVALUATING), key)


def _is_there(name: str, paths: list[str]) -> bool:
    """Whether there is a module of a name, without importing anything."""
    top = name.partition(".")[0]
    try:
        if importlib.util.find_spec(top) is not None:
            return True
    except (ImportError, ValueError, OSError):
        return False
    return any(has_module(Path(path), name) for path in paths)


def _pythonpath(read: Read, file: str, line: Line, permissions: Permissions) -> ReadError | None:
    shown = f'option "insert_pythonpath" "{line.name}"'
    key = line_of(shown, beside(Path(file).parent))
    if _runs(permissions, key):
        return None
    return told(refusals.pythonpath(shown, read.main, Place(file, line.number)), key)


def _documents(read: Read, line: Line, permissions: Permissions) -> ReadError | None:
    by = Place(read.main, line.number)
    shown = f'option "documents" "{line.name}"'
    top = os.path.dirname(read.main)  # noqa: PTH120
    folder = os.path.normpath(os.path.join(top, line.name))  # noqa: PTH118
    anywhere = permissions.outside or line_of(shown) in permissions.lines
    if not anywhere and not is_inside(folder, top):
        return told(refusals.documents(shown, read.main, by), line_of(shown))
    if endless(folder):
        return told(refusals.documents_endless(shown, by))
    if not anywhere and leads_outside(folder, top):
        return told(refusals.documents(shown, read.main, by), line_of(shown))
    return None


def _entry(read: Read, entry: Any, permissions: Permissions) -> ReadError | None:
    """Why a directive is left out, if it is."""
    if isinstance(entry, Custom):
        return _custom(read, entry, permissions) if entry.type in {"fava-extension", "fava-option"} else None
    if isinstance(entry, Document) and is_network(entry.filename):
        shown = f'document "{entry.filename}"'
        free = permissions.outside or line_of(shown) in permissions.lines
        if not free and not is_inside(entry.filename, os.path.dirname(read.main)):  # noqa: PTH120
            return told(refusals.document_elsewhere(shown, read.main, _place(entry)), line_of(shown))
    return None


def _custom(read: Read, entry: Custom, permissions: Permissions) -> ReadError | None:
    """Why a directive to Fava is left out, if it is: an extension or an import configuration would be run."""
    texts = [str(each.value) for each in entry.values or ()]
    folder = Path(read.main).parent
    shown = " ".join(["custom", *(f'"{each}"' for each in (entry.type, *texts))])
    if entry.type == "fava-extension":
        if texts[:1] == [OUR_EXTENSION]:
            return None
        key = line_of(shown, beside(folder, texts[0]) if texts and _MODULE.fullmatch(texts[0]) else "")
        if texts and _runs(permissions, key):
            return None
        return told(refusals.extension(shown, read.main, _place(entry)), key)
    if not texts or texts[0].replace("-", "_") != "import_config":
        return None
    key = line_of(shown, digest_of(folder / texts[1]) if len(texts) > 1 else "")
    return None if _runs(permissions, key) else told(refusals.import_config(shown, read.main, _place(entry)), key)


def _place(entry: Any) -> Place:
    return Place(str(entry.meta["filename"]), int(entry.meta["lineno"]))


def lines_to_allow(errors: list[Any]) -> Iterator[ReadError]:
    """The errors of lines that the user may allow."""
    return (each for each in errors if isinstance(each, ReadError) and each.line)
