"""Mutants of disclosure.toml: whatever is in the file, a document is made or Chinese says why not, in bounded time.

    python -m tests.support.mutated_settings --count 20000 --seed 1 --jobs 2

Each mutant is one of the files that are known to be right (the examples', the template filled in) with bytes, tokens,
values, keys or lines of it changed. Its settings are read, its findings shown, its document made and rendered, all on
one ledger loaded once. What ends in an exception, takes too long, says a word of English of its own or leaves objects
behind is printed with its number: the same seed and number give the same mutant (``--only NUMBER``).
"""

from __future__ import annotations

import argparse
import faulthandler
import gc
import multiprocessing
import random
import re
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from gov_accounts.books.ledger import Ledger
from gov_accounts.ledger import load
from gov_accounts.printing.units import WAN
from gov_accounts.printing.years import PrintedYears
from gov_accounts.publishing.assemble import make_document
from gov_accounts.publishing.settings.schema import schema
from gov_accounts.render import as_docx, as_html, xlsx
from tests.support.paths import DATA, EXAMPLES

TEMPLATE: Final = DATA / "template" / "disclosure.toml"
SLOW: Final = 10.0
"""Seconds of work after which a mutant hangs; six times as long by the clock ends the run with a traceback."""
OFFICE_EVERY: Final = 20
"""Of so many documents one is made for Word and Excel too."""
_PART: Final = 500
"""Mutants between two lines of what has been done."""
OBJECTS_GROWN: Final = 500
"""How many objects more there may be after a batch than after another: caches that fill up, not documents kept."""


@dataclass(frozen=True)
class Original:
    """A file that is right, and the ledger and year it is of."""

    name: str
    ledger: str
    year: int
    text: str


def filled_template() -> str:
    """The template as somebody fills it in: nothing commented out, every place filled."""
    text = TEMPLATE.read_text(encoding="utf-8").replace("${year}", "2020")
    opened = re.sub(r"^# (?=\[|\w+ = |\"|  \"|\])", "", text, flags=re.MULTILINE)
    return re.sub(r"某某|XX", "有关", opened)


@cache
def originals() -> Sequence[Original]:
    """The files to begin with."""
    texts = {
        name: (EXAMPLES / name / "disclosure.toml").read_text(encoding="utf-8")
        for name in ("wuhan_2020", "qingshi_2019_2020")
    }
    before = texts["qingshi_2019_2020"].replace("year = 2020", "year = 2019")
    previous = 'signed_by = "甲"\nunit = "万元"\n[previous.cells]\n"表1 30 1" = 353.37\n"表4 32 1" = 353.37\n'
    return (
        Original("template", "wuhan_2020", 2020, filled_template()),
        Original("wuhan", "wuhan_2020", 2020, texts["wuhan_2020"]),
        Original("qingshi", "qingshi_2019_2020", 2020, texts["qingshi_2019_2020"]),
        Original("qingshi before", "qingshi_2019_2020", 2019, f"{before}\n[previous]\n{previous}"),
    )


@cache
def books(name: str) -> Ledger:
    """A ledger, loaded once."""
    return load(EXAMPLES / name / "main.beancount")


@cache
def printed_years(name: str) -> PrintedYears:
    """A ledger's years as they are printed: the same whatever disclosure.toml says."""
    return PrintedYears.of(books(name), WAN)


# Mutations

Draw = random.Random

SIGNS: Final = (
    *"\"'[]{}=.,#\\-+_:0123456789eExXoTZ \t\n\r\v\f\b\x00\x1b\x7f\x85\u2028\u2029\u200b\ufeff\u202e＝“”，。［】年数éİß",
    '"""', "'''", "[[", "]]", "\r\n", "\\u0000", "\\uD800", "\\U0010FFFF", "\\q", "null", "true", "inf", "nan", "某某",
    "{}", "[]", "{ x = 1 }", "\n[a]\n", "\nyear = 2020\n", "\n[reasons]\n", "\n[[key_work]]\n", "\U0001f4b0", "́",
)  # fmt: skip


def values(draw: Draw) -> str:
    """A value that may stand anywhere, and mostly shouldn't."""
    digits = draw.choice((1, 12, 13, 18, 19, 28, 29, 40, 309, 4300, 4301, 6000))
    nine = "9" * digits
    deep = draw.choice((2, 50, 300, 2000))
    long = draw.choice(("x", "年", '\\"', "\\u2028", "\\u0000", " ")) * draw.choice((1, 100, 33_000))
    return draw.choice(
        (
            *(nine, f"-{nine}", f"+{nine}", f"{nine}.{nine}", f"0.{nine}", f"0x{'f' * digits}", f"0b{'1' * digits}"),
            *(
                f"1e{nine[:12]}",
                f"-1e{nine[:4]}",
                f"1e-{nine[:12]}",
                "0e999999",
                "0e-999999",
                "-0",
                "-0.0",
                "0",
                "1e11",
            ),
            *("nan", "-nan", "inf", "-inf", "true", "false", "2020", "2020.0", "0.1e1", "1_000", "99999999999.99"),
            *("1979-05-27", "07:32:00", "1979-05-27T07:32:00", "9999-12-31T23:59:59.999999+23:59", "0001-01-01"),
            *('""', "''", f'"{long}"', f"'''\n{long}\n'''", f'"""{long}"""', '"\u2028"', '"表1 30 1"', '"P1"', '"P9"'),
            *("[]", "{}", "[1, 2]", '["甲", "乙"]', "[[], {}]", "{ a = 1, b.c = 2 }", "[{ title = 1 }]"),
            *(f"{'[' * deep}{']' * deep}", f"{'{a=' * deep}1{'}' * deep}", f"{'[' * deep}", f"[{'1,' * deep}]"),
        )
    )


def keys(draw: Draw) -> str:
    """A key that may stand anywhere."""
    count = draw.choice((1, 3, 70, 3000))
    known = draw.choice(schema().keys).path.replace("[]", "").replace("*", draw.choice(("206", '"甲"', "x")))
    return draw.choice(
        (
            *(known, known.rpartition(".")[2], "a" * count, '"' + "年" * count + '"', ".".join("a" * count)),
            *(
                '""',
                "''",
                '"#0"',
                '"#' + "9" * count + '"',
                '"a.b"',
                '"\\u2028"',
                '"\u2028"',
                '"\\u0000"',
                "事业",
                "1.2",
            ),
            *("reasons.totals.x", "year.x", "key_work.title", "performance.projects", "previous.cells", "staff.active"),
        )
    )


def of_bytes(draw: Draw, text: str) -> bytes:
    """Bytes changed, dropped, added or cut off."""
    content = bytearray(text.encode())
    for _ in range(draw.choice((1, 1, 2, 8))):
        at = draw.randrange(len(content) + 1)
        match draw.randrange(6):
            case 0:
                content[at:at] = bytes(draw.randrange(256) for _ in range(draw.choice((1, 2, 5))))
            case 1:
                del content[at : at + draw.choice((1, 2, 40))]
            case 2 if at < len(content):
                content[at] ^= 1 << draw.randrange(8)
            case 3:
                content[at:at] = draw.choice((b"\x00", b"\xef\xbb\xbf", b"\xff\xfe", "\u2028".encode(), b"\r", b"\x1a"))
            case 4 if draw.random() < 0.2:
                del content[at:]
            case _:
                content = content.replace(*draw.choice(((b"\n", b"\r\n"), (b"\n", b"\r"), (b" ", b"\xc2\xa0"))))
    return bytes(content)


def of_tokens(draw: Draw, text: str) -> str:
    """Signs put in, or a token dropped, doubled, or moved."""
    for _ in range(draw.choice((1, 1, 1, 2, 5))):
        spans = [match.span() for match in re.finditer(r"\w+|\"\"\"|\[\[|\]\]|\s+|.", text)]
        first, end = draw.choice(spans) if spans else (0, 0)
        token = text[first:end]
        match draw.randrange(4):
            case 0:
                text = text[:first] + draw.choice(SIGNS) + text[first:]
            case 1:
                text = text[:first] + text[end:]
            case 2:
                text = text[:end] + token * draw.choice((1, 2, 30)) + text[end:]
            case _:
                to, _ = draw.choice(spans or [(0, 0)])
                text = text[:to] + token + text[to:]
    return text


def of_values(draw: Draw, text: str) -> str:
    """Values changed for others, of another type or size; or texts that have something put into them."""
    for _ in range(draw.choice((1, 1, 2, 4))):
        found = list(re.finditer(r"(?<= = )[^\n]+", text))
        at = draw.choice(found)
        new = values(draw)
        if draw.random() < 0.3 and at[0].startswith('"'):
            place = draw.randrange(1, max(len(at[0]), 2))
            new = at[0][:place] + draw.choice(SIGNS) + at[0][place:]
        text = text[: at.start()] + new + text[at.end() :]
    return text


def of_keys(draw: Draw, text: str) -> str:
    """Keys changed, doubled, added; tables renamed, moved and doubled."""
    for _ in range(draw.choice((1, 1, 2))):
        lines = text.split("\n")
        heads = [index for index, line in enumerate(lines) if line.startswith("[")]
        row = draw.randrange(len(lines))
        match draw.randrange(4):
            case 0:
                lines.insert(row, f"{keys(draw)} = {values(draw)}")
            case 1:
                lines.insert(row, draw.choice(("[{}]", "[[{}]]")).format(keys(draw)))
            case 2:
                lines[row] = re.sub(r"^[\w\"]+(?= =)", lambda _: keys(draw), lines[row])
            case _ if heads:
                lines.insert(row, lines[draw.choice(heads)])
        text = "\n".join(lines)
    return text


def of_lines(draw: Draw, text: str) -> str:
    """Lines dropped, doubled, moved, joined or cut."""
    for _ in range(draw.choice((1, 1, 3, 9))):
        lines = text.split("\n")
        row, other = draw.randrange(len(lines)), draw.randrange(len(lines))
        match draw.randrange(5):
            case 0:
                del lines[row : row + draw.choice((1, 1, 5))]
            case 1:
                lines.insert(other, lines[row])
            case 2:
                lines[row], lines[other] = lines[other], lines[row]
            case 3:
                lines[row : row + 2] = ["".join(lines[row : row + 2])]
            case _:
                lines[row] = lines[row][: draw.randrange(len(lines[row]) + 1)]
        text = "\n".join(lines)
    return text


MUTATIONS: Final[Sequence[Callable[[Draw, str], bytes | str]]] = (of_bytes, of_tokens, of_values, of_keys, of_lines)


def mutant(seed: int, number: int) -> tuple[Original, bytes]:
    """The mutant of a number, and what it was before."""
    draw = random.Random(f"{seed}:{number}")
    original = draw.choice(originals())
    text = original.text
    if draw.random() < 0.1:
        text = str(of_values(draw, text))
    made = draw.choice(MUTATIONS)(draw, text)
    return original, made if isinstance(made, bytes) else made.encode(errors="replace")


# Checks

WORDS: Final = frozenset(
    """
    toml utf gbk ansi kb mb code vs disclosure gov accounts custom project budget by func fund procurement sme init
    explain x true false inf nan e
    """.split()  # noqa: SIM905 (a list of words reads better so)
)
"""What a finding may say beside Chinese: names of files, codings and commands, and what a value is written as."""


_QUOTED: Final = re.compile(
    r'“[^”]*”|"(?:\\.|[^"\\])*"|项目 \S+|账本里有：.*|\S+：本年各表里没有 \S+|\S+ (?:这个键|下面)'
    r"|(?<=写的是) \S+|(?<= = )\S+|[^\s.：]+(?= 写的是)|[^\s：]+(?= = )"
)
"""What a finding quotes of the file: it is marked, or stands where only that can stand. Keys may be the unit's own."""


@cache
def own_words() -> frozenset[str]:
    """Those words, and the keys that there are."""
    paths = " ".join(entry.path for entry in schema().keys)
    return WORDS | frozenset(re.findall(r"[a-z]+", paths))


def english(message: str) -> list[str]:
    """The words of a finding, outside of what it quotes, that are no Chinese and nobody has to type."""
    plain = _QUOTED.sub("", message)
    return [word for word in re.findall(r"[a-z]+", plain.lower()) if word not in own_words()]


def try_mutant(folder: Path, seed: int, number: int) -> Iterator[str]:
    """What is wrong with how a mutant is treated; nothing where it is right."""
    original, content = mutant(seed, number)
    (folder / "disclosure.toml").write_bytes(content)
    ledger = replace(books(original.ledger), path=folder / "main.beancount")
    years = printed_years(original.ledger)
    # Of this process: a machine that is busy with others is no hang.
    began = time.process_time()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(PrintedYears, "of", lambda *_: years)
            made = make_document(ledger, original.year)
        for finding in made.findings:
            finding.shown(folder)
            if words := english(finding.message().replace(str(folder), "")):
                yield f"English {words}: {finding.message()[:300]}"
            if not (finding.what.strip() and finding.why.strip() and finding.remedy.strip()):
                yield f"says nothing: {finding}"
        as_html.render(made.document)
        if number % OFFICE_EVERY == 0:
            as_docx.render(made.document)
            xlsx.render_document(made.document)
    except Exception:  # noqa: BLE001 (that there is none is what is checked)
        yield traceback.format_exc()
    took = time.process_time() - began
    if took > SLOW:
        yield f"took {took:.1f} s"


def live_objects() -> int:
    """How many objects there are that the collector looks at."""
    gc.collect()
    return len(gc.get_objects())


def run(seed: int, numbers: Sequence[int], batches: int = 3) -> Iterator[tuple[int, str]]:
    """What is wrong, with the mutant's number; and with that of a batch's last one, if objects were left behind."""
    size = max(1, -(-len(numbers) // batches))
    counts: list[int] = []
    with TemporaryDirectory() as made:
        folder = Path(made).resolve()
        for start in range(0, len(numbers), size):
            for number in numbers[start : start + size]:
                faulthandler.dump_traceback_later(6 * SLOW, exit=True)
                for wrong in try_mutant(folder, seed, number):
                    yield number, wrong
                faulthandler.cancel_dump_traceback_later()
            counts.append(live_objects())
    # The first batch loads what is loaded once.
    if len(counts) > 2 and counts[-1] - counts[1] > OBJECTS_GROWN:
        yield numbers[-1], f"objects left behind: {counts}"


def _part(task: tuple[int, Sequence[int]]) -> tuple[list[tuple[int, str]], str]:
    """What is wrong in a part of the mutants; and the objects its process has then."""
    return list(run(*task)), f"{live_objects()} objects in process {multiprocessing.current_process().name}"


def main() -> int:
    """Run so many mutants, and print what is wrong; exit status 1 if anything is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", type=int, help="try this mutant alone, and print its text")
    given = parser.parse_args()
    if given.only is not None:
        sys.stdout.write(f"{mutant(given.seed, given.only)[1].decode(errors='replace')}\n")
        numbers: list[Sequence[int]] = [[given.only]]
    else:
        numbers = [range(start, min(start + _PART, given.count)) for start in range(0, given.count, _PART)]
    began = time.perf_counter()
    wrong = done = 0
    with multiprocessing.Pool(given.jobs) as pool:
        for part, (found, memory) in enumerate(pool.imap(_part, [(given.seed, part) for part in numbers])):
            done += len(numbers[part])
            wrong += len(found)
            for number, what in found:
                sys.stdout.write(f"--- {number}: {what.strip()}\n")
            sys.stdout.write(f"{done} mutants, {wrong} wrong, {time.perf_counter() - began:.0f} s, {memory}\n")
            sys.stdout.flush()
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
