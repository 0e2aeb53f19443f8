"""Broken ledgers by the thousand: none may raise, hang, end the program, or be told of in English.

A short draw of it runs with the tests. To draw more::

    python -m tests.mutations --count 100000 --seed 7

Each ledger is one of the tests' or of the examples', with bytes, words and lines inserted, deleted, repeated and moved.
They are loaded in child processes, since a crash must be seen too; the text that does harm is kept in ``--keep``.
The exit status is 1 where there is any.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from gov_accounts.ledger import LedgerUnusableError, load
from gov_accounts.loading import load_files

ROOT: Final = Path(__file__).parent.parent
LONGEST: Final = 20
"""Seconds that one ledger may take."""
_BATCH: Final = 100
_WORDS: Final = (
    *(
        '"',
        "'",
        "{",
        "}",
        "{{",
        "}}",
        "(",
        ")",
        "@",
        "@@",
        "#",
        "^",
        "*",
        "/",
        "-",
        "+",
        "~",
        "|",
        ":",
        ",",
        "\\",
        '\\"',
    ),
    *("\n", "\r", "\r\n", "\t", "  ", "\0", "\x01", "\x1b", "\u2028", "中", "“", "TRUE", "NULL", "CNY", "CNY.B", "USD"),
    *("1/0", "0", "-0.00", "9" * 30, "9" * 255, "9" * 256, "1e999999", "0." + "0" * 250 + "1", "1*" * 500 + "1"),
    *("9" * 200 + "*9" * 300, "1/3*3", "2020-01-01", "0001-01-01", "9999-12-31", "99999-01-01", "2020-13-45"),
)
_LINES: Final = (
    *("pushtag #x", "poptag #x", "pushmeta a1: 1", "pushmeta fund: 11", "pushmeta fund:", "pushmeta lineno: 3"),
    *('option "tolerance_multiplier" "1e9"', 'option "tolerance_multiplier" "NaN"', 'option "documents" "/"'),
    *('option "inferred_tolerance_default" "*:99999999999"', 'option "booking_method" "FIFO"', 'option "dcontext" "x"'),
    *('option "name_assets" "Z"', 'option "display_precision" "CNY:0.000001"', 'option "documents" "."'),
    *('plugin ""', 'plugin "."', 'plugin "x y"', 'plugin "beancount"', 'plugin "beancount.plugins.auto"'),
    *('plugin "beancount.plugins.sellgains"', 'plugin "beancount.plugins.currency_accounts" "("'),
    *('plugin "beancount.plugins.commodity_attr"', 'plugin "beancount.plugins.pedantic"', 'include "**"'),
    *('plugin "fava.plugins.link_documents"', 'include "*"', 'include "/**"', 'include "/dev/zero"', 'include "."'),
    *('include ""', 'include "main.beancount"', 'include "["', '2020-01-01 custom "gov-unit" 1 2'),
    *("  lineno: 5", '  filename: "x"', "  fund: 11", "  econ:", "  func: 2060501", "  project: 2020-01-01"),
    *("  voucher: TRUE", "  budget: CNY", "  fund: #a", '2020-01-01 open Assets:X USD "NONE"'),
    *("2020-01-01 pad Assets:1002 Equity:3001", "2020-01-01 balance Assets:1002 1 ~ 5 CNY"),
    *('2020-01-01 custom "gov-unit"', '2020-01-01 custom "fava-extension" 1', "2020-01-01 price CNY 1 USD"),
    *('2020-01-01 document Assets:1002 "//x/y"', '2020-01-01 query "a" "b"', "2020-01-01 close Assets:1002"),
)
_ENCODED: Final = (*(each.encode() for each in _WORDS), b"\xff", b"\xc0\x80", b"\xe4\xb8")
_ENCODED_LINES: Final = tuple(each.encode() for each in _LINES)
_LONG: Final = (100, 1000, 8190, 8191, 8192, 8193, 16383, 16384, 16385, 20_000)


def texts() -> list[bytes]:
    """What is broken: the tests' ledgers, and the beginnings of the examples' files."""
    small = sorted((ROOT / "tests" / "ledgers").glob("*.beancount"))
    return [
        *(each.read_bytes() for each in small),
        *(each.read_bytes()[:20_000] for each in sorted((ROOT / "examples").rglob("*.beancount"))),
    ]


def broken(draw: random.Random, sources: list[bytes]) -> bytes:
    """A ledger with slips and attacks in it."""
    text = draw.choice(sources)
    for _ in range(draw.choice((1, 1, 1, 2, 3, 5, 10))):
        text = _broken_once(draw, text)
    return text


def _broken_once(draw: random.Random, text: bytes) -> bytes:
    at, kind = draw.randrange(len(text) + 1), draw.randrange(40)
    lines = text.split(b"\n")
    row = draw.randrange(len(lines))
    if kind < 15:
        inserted = draw.choice(_ENCODED) if kind < 9 else bytes([draw.randrange(256)])
        return text[:at] + inserted + text[at + draw.choice((0, 0, 1)) :]
    if kind < 19:
        return text[:at] + text[at + draw.choice((1, 1, 2, 5, 20)) :]
    if kind < 20:
        length = draw.choice(_LONG)
        long = draw.choice((b"(", b"-", b'"', b"A", "中".encode(), b"$", b":A", b"\n", b"9", b'"a')) * length
        return text[:at] + long + text[at:]
    if kind < 28:
        new = draw.choice(_ENCODED_LINES) if kind < 25 else draw.choice(lines)
        return b"\n".join([*lines[:row], new, *lines[row:]])
    if kind < 33:
        joined = b"".join(lines[row : row + 2]) if kind < 31 else b"\n"
        return b"\n".join([*lines[:row], joined, *lines[row + 2 :]])
    words = lines[row].split(b" ")
    if kind < 36:
        words[draw.randrange(len(words))] = draw.choice(_ENCODED)
    elif kind < 38:
        del words[draw.randrange(len(words))]
    else:
        draw.shuffle(words)
    return b"\n".join([*lines[:row], b" ".join(words), *lines[row + 1 :]])


def _load_each(seed: int, numbers: range, folder: Path, mode: str) -> None:
    """Load some broken ledgers, in a process of its own. What raises is written beside them."""
    sources = texts()
    main = folder / "main.beancount"
    for number in numbers:
        main.write_bytes(broken(random.Random(f"{seed}-{number}"), sources))
        (folder / "at").write_text(str(number), encoding="utf-8")
        try:
            if mode == "read":
                load_files(main)
            else:
                ledger = load(main)
                for finding in (*ledger.findings, *ledger.slips()):
                    finding.shown()
        except LedgerUnusableError as error:
            error.finding.shown()
        except BaseException as error:  # noqa: BLE001 (this is what is looked for)
            where = " < ".join(
                f"{Path(f.filename).name}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)[::-1]
            )
            with (folder / "raised").open("a", encoding="utf-8") as file:
                file.write(f"{number} {type(error).__name__} {where}\n")


def harm(seed: int, count: int, mode: str) -> Iterator[tuple[int, str]]:
    """The numbers of the broken ledgers that raise, hang or end the program, and how.

    Args:
        seed: of all that is drawn.
        count: so many ledgers.
        mode: ``read`` for beancount's directives only, ``load`` for the findings too.
    """
    context = multiprocessing.get_context("spawn")
    done = 0
    while done < count:
        numbers = range(done, min(done + _BATCH, count))
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            process = context.Process(target=_load_each, args=(seed, numbers, folder, mode))
            process.start()
            at = _watch(process, folder)
            if (folder / "raised").exists():
                for line in (folder / "raised").read_text(encoding="utf-8").splitlines():
                    number, _, how = line.partition(" ")
                    yield int(number), how
            if at is None:
                done = numbers.stop
            else:
                yield at, "hangs" if process.exitcode is None else f"ends with {process.exitcode}"
                process.kill()
                done = at + 1


def _watch(process: multiprocessing.process.BaseProcess, folder: Path) -> int | None:
    """Wait for a process; the number of the ledger where it hangs or ends, or None where it gets through."""
    last, since = -1, time.monotonic()
    while process.is_alive():
        process.join(1)
        at = _number(folder)
        if at != last:
            last, since = at, time.monotonic()
        elif time.monotonic() - since > LONGEST + (60 if at < 0 else 0):
            return max(at, 0)
    return None if process.exitcode == 0 else max(_number(folder), 0)


def _number(folder: Path) -> int:
    try:
        return int((folder / "at").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return -1


def main() -> int:
    """Draw, and print what does harm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mode", choices=("read", "load"), default="load")
    parser.add_argument("--keep", type=Path, help="a folder for the texts that do harm")
    options = parser.parse_args()
    found = 0
    for number, how in harm(options.seed, options.count, options.mode):
        found += 1
        sys.stdout.write(f"{options.seed}-{number}: {how}\n")
        sys.stdout.flush()
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            text = broken(random.Random(f"{options.seed}-{number}"), texts())
            (options.keep / f"{options.seed}-{number}.beancount").write_bytes(text)
    sys.stdout.write(f"{found} of {options.count}\n")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
