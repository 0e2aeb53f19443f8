"""Booking, plugins and validation, as beancount's loader does them one after another; none of them ends the program.

What a stage can't do is an error: of a voucher, where booking fails at it; of the line ``plugin``, where a plugin does.
"""

from __future__ import annotations

import collections
import importlib
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from beancount import loader
from beancount.core.data import Open, entry_sortkey
from beancount.core.inventory import Inventory
from beancount.ops import validation
from beancount.parser import booking, booking_full

from gov_accounts.reading.errors import error_at
from gov_accounts.reading.interrupts import Ended
from gov_accounts.reading.parsing import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.reading.files import Read

Loaded = tuple[list[Any], list[Any], dict[str, Any]]
"""Directives, errors, and the options map."""

# beancount's functions without types.
_book: Any = booking.book
_book_one: Any = booking_full.book
_missing: Any = booking.validate_missing_eliminated
_input_hash: Any = loader.compute_input_hash


def load(read: Read, plugins: Sequence[Line], extra_validations: Sequence[Any] = ()) -> Loaded:
    """Do with what was read what beancount's loader does; its directives are taken out of it, to be held once."""
    options = read.options
    unbooked = sorted(read.entries, key=entry_sortkey)
    read.entries.clear()
    entries, wrong = _booked(unbooked, options)
    del unbooked
    errors = [*read.errors, *wrong]
    with _paths_first(options["pythonpath"]):
        entries = _transformed(entries, errors, options, plugins, read.main)
    for validate in (*validation.VALIDATIONS, *extra_validations):
        try:
            errors.extend(validate(entries, options))
        except Exception as error:  # noqa: BLE001 (of directives that a plugin made)
            errors.append(_internal(read.main, 0, error))
    options["input_hash"] = _input_hash(options["include"])
    return entries, errors, options


def _booked(entries: list[Any], options: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """The directives with what their vouchers leave out; those that can't be booked are errors."""
    try:
        booked, errors = _book(entries, options)
    except Exception:  # noqa: BLE001 (beancount books them together: below, one after another)
        return _booked_apart(entries, options)
    return booked, errors


def _booked_apart(entries: list[Any], options: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    methods: Any = collections.defaultdict(lambda: options["booking_method"])
    methods.update({each.account: each.booking for each in entries if isinstance(each, Open) and each.booking})
    balances: Any = collections.defaultdict(Inventory)
    booked: list[Any] = []
    errors: list[Any] = []
    for entry in entries:
        try:
            done, wrong = _book_one([entry], options, methods, balances)
            wrong += _missing(done, options)
        except Exception as error:  # noqa: BLE001 (such as arithmetic that gives no number)
            errors.append(_internal(str(entry.meta["filename"]), int(entry.meta["lineno"]), error))
        else:
            booked += done
            errors += wrong
    return booked, errors


def _transformed(
    entries: list[Any], errors: list[Any], options: dict[str, Any], plugins: Sequence[Line], main: str
) -> list[Any]:
    """The directives as the plugins leave them. Adds to the errors."""
    before = [Line(0, *each) for each in loader.PLUGINS_PRE]
    after = [Line(0, *each) for each in (*loader.PLUGINS_AUTO, *loader.PLUGINS_POST)]
    raw = options["plugin_processing_mode"] == "raw"
    for line in plugins if raw else [*before, *plugins, *after]:
        try:
            module = importlib.import_module(line.name)
            functions = list(getattr(module, "__plugins__", ()))
        except ImportError as error:
            errors.append(error_at(main, line.number, f'Error importing "{line.name}": {error}'))
            continue
        except Ended:
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001 (whatever a stranger's plugin does as it is loaded)
            errors.append(_failed(line, main, error))
            continue
        for function in functions:
            try:
                callback = getattr(module, function) if isinstance(function, str) else function
                made, more = callback(entries, options, *(() if line.config is None else (line.config,)))
                made, more = list(made), list(more)
                if function is functions[-1]:
                    made.sort(key=entry_sortkey)
            except Ended:
                raise
            except (Exception, SystemExit) as error:  # noqa: BLE001 (whatever it does as it runs)
                errors.append(_failed(line, main, error))
            else:
                entries = made
                errors += more
    return entries


def _failed(line: Line, main: str, error: BaseException) -> Any:
    return error_at(main, line.number, f'Error applying plugin "{line.name}": {type(error).__name__}: {error}')


def _internal(file: str, line: int, error: Exception) -> Any:
    return error_at(file, line, f"Internal error: {type(error).__name__}")


@contextmanager
def _paths_first(paths: Sequence[str]) -> Iterator[None]:
    """Look for modules in these folders first."""
    before = list(sys.path)
    sys.path[0:0] = paths
    try:
        yield
    finally:
        sys.path[:] = before
