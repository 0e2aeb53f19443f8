"""Whatever is edited in a posted ledger is found by `check`, or it says the same.

What says the same is told without our digests: the vouchers up to the posted month are equal but for where they stand,
their derived legs and codes included, and so are the marks and the log's lines. HYPOTHESIS_PROFILE=deep draws 10,000.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from beancount.core.data import Custom, Transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from gov_accounts.findings import errors
from gov_accounts.ledger import LedgerUnusableError, load
from gov_accounts.publishing.ledger_findings import ledger_findings
from gov_accounts.reading.loading import load_files
from tests.support.draws import draws
from tests.support.posted import FILES, JUNE, LOG, MAIN, MAY, post_month, put

Files = Mapping[str, bytes]
VOUCHER = re.compile(rb"(?m)^2020-0[56]-[0-9]{2} [*!] .*\n(?:[ \t]+.*(?:\n|\Z))+")
AMOUNT = re.compile(rb"(?P<sign>-?)(?P<number>[0-9]+\.[0-9]{2}) CNY")
LATER = """
2020-07-02 * "七月" #2060501 #30206
  Expenses:5001-业务活动费用:500102-商品和服务费用   5.00 CNY
  Assets:1011-零余额账户用款额度                    -5.00 CNY
"""
"""A voucher that isn't posted."""
FREE = datetime.date(2020, 7, 1)
"""From here on vouchers may be added and changed."""
ADDED = tuple(
    each.encode()
    for each in (
        "; 说明", "", "   ", "\r", '  checked: "x"', "  attachments: 9", '  poster: "x"', '  voucher: "记-5-001"',
        '  voucher: "记-7-001"', "pushtag #x", "poptag #x", 'plugin "beancount.plugins.auto"', 'option "title" "x"',
        '2020-07-01 note Assets:1011 "x"', '2020-05-31 custom "gov-posted" "2020-05" 5 "x"',
    )
)  # fmt: skip


@dataclass(frozen=True)
class Posted:
    """The ledger that is edited, and what it says."""

    folder: Path
    files: Files
    directives: Counter[str]

    @property
    def main(self) -> Path:
        return self.folder / MAIN


@pytest.fixture(scope="module")
def posted(tmp_path_factory: pytest.TempPathFactory) -> Posted:
    folder = tmp_path_factory.mktemp("posted")
    put(folder, {**FILES, JUNE: FILES[JUNE] + LATER.encode()})
    for month in ("2020-05", "2020-06"):
        post_month(folder / MAIN, month, "王某")
    files = {name: (folder / name).read_bytes() for name in (MAIN, MAY, JUNE, LOG)}
    assert not wrong(folder / MAIN)
    return Posted(folder, files, said(folder / MAIN))


def wrong(main: Path) -> list[str]:
    """The rules of the errors that `check` finds; what ties would add isn't asked."""
    try:
        return [each.rule for each in errors(ledger_findings(load(main)))]
    except LedgerUnusableError as error:
        return [error.finding.rule]


def said(main: Path) -> Counter[str]:
    """What is read of vouchers up to the last posted month, the plugins run, and of the marks, but for places."""
    entries = load_files(main)[0]
    vouchers = (each for each in entries if isinstance(each, Transaction) and each.date < FREE)
    marks = (each._replace(meta={}) for each in entries if isinstance(each, Custom) and each.type == "gov-posted")
    return Counter(map(text_of, (*vouchers, *marks)))


def text_of(value: Any) -> str:
    """A value and all in it, without the order of what has none, and without places."""
    match value:
        case dict():
            kept = ((key, text_of(each)) for key, each in value.items() if key not in ("filename", "lineno"))
            return repr(sorted(each for each in kept if not each[0].startswith("__")))
        case frozenset() | set():
            return repr(sorted(map(text_of, value)))
        case tuple() if hasattr(value, "_fields"):
            return f"{type(value).__name__}({', '.join(map(text_of, value))})"
        case list() | tuple():
            return repr([text_of(each) for each in value])
        case Decimal():
            return repr(value.normalize())
    return repr(value)


# Edits


def choose(draw: st.DrawFn, many: Sequence[Any]) -> Any:
    return many[draw(st.integers(0, len(many) - 1))]


def edit_bytes(draw: st.DrawFn, files: dict[str, bytes]) -> None:
    """A byte is another, is gone, or comes in."""
    name = choose(draw, sorted(files))
    content = files[name]
    if not content:
        return
    at = draw(st.integers(0, len(content) - 1))
    byte = bytes([draw(st.one_of(st.integers(0, 255), st.sampled_from(b' \n\t;"0123456789-*!#^abcAZ')))])
    end = at + draw(st.sampled_from((0, 1, 1, 2)))
    files[name] = content[:at] + draw(st.sampled_from((byte, byte, b""))) + content[end:]


def edit_lines(draw: st.DrawFn, files: dict[str, bytes]) -> None:
    """Lines are taken out, doubled, exchanged, moved to another file, or come in."""
    name, other = choose(draw, sorted(files)), choose(draw, sorted(files))
    lines = files[name].split(b"\n")
    one, two = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    match draw(st.sampled_from(("out", "several", "double", "exchange", "move", "in", "cut"))):
        case "out":
            del lines[one]
        case "several":
            del lines[min(one, two) : max(one, two) + 1]
        case "double":
            lines.insert(two, lines[one])
        case "exchange":
            lines[one], lines[two] = lines[two], lines[one]
        case "move":
            files[other] += b"\n" + lines.pop(one) + b"\n"
            if other == name:
                return
        case "in":
            lines.insert(one, choose(draw, ADDED))
        case "cut":
            lines = lines[:one]
    files[name] = b"\n".join(lines)


def edit_vouchers(draw: st.DrawFn, files: dict[str, bytes]) -> None:
    """A whole voucher is taken out, doubled, moved to another file, dated or numbered otherwise, or exchanged."""
    name, other = (choose(draw, (MAIN, MAY, JUNE)) for _ in range(2))
    found = [each.group() for each in VOUCHER.finditer(files[name])]
    if not found:
        return
    voucher = choose(draw, found)
    match draw(st.sampled_from(("out", "double", "move", "date", "number", "again", "turn"))):
        case "out":
            files[name] = files[name].replace(voucher, b"")
        case "double":
            files[other] += b"\n" + voucher
        case "move":
            files[name] = files[name].replace(voucher, b"")
            files[other] += b"\n" + voucher
        case "date":
            day = draw(st.sampled_from((b"2020-05-20", b"2020-05-07", b"2020-07-20", b"2020-04-20", b"2021-05-20")))
            files[name] = files[name].replace(voucher, day + voucher[10:])
        case "number":
            number = draw(st.sampled_from(("记-5-001", "记-5-1", "记-05-002", "记-5-006", "记-7-001", "付-5-001", "")))
            again = re.sub(rb'voucher: ".*?"', f'voucher: "{number}"'.encode(), voucher)
            files[name] = files[name].replace(voucher, again)
        case "again":
            plain = re.sub(rb"[ \t]+(voucher|poster): .*\n", b"", voucher)
            files[other] += b"\n" + plain
        case "turn":
            files[name] = files[name].replace(voucher, AMOUNT.sub(_opposite, voucher))


def edit_amounts(draw: st.DrawFn, files: dict[str, bytes]) -> None:
    """A leg and the other leg are changed, so that the voucher balances as before."""
    name = choose(draw, (MAIN, MAY, JUNE))
    found = [each.group() for each in VOUCHER.finditer(files[name])]
    if found:
        voucher, fen = choose(draw, found), draw(st.integers(1, 20000))
        amount = f"{fen // 100}.{fen % 100:02}".encode()
        again = AMOUNT.sub(lambda each: each["sign"] + amount + b" CNY", voucher)
        files[name] = files[name].replace(voucher, again)


def edit_log(draw: st.DrawFn, files: dict[str, bytes]) -> None:
    """The log is cut, put in another order, gone, or a field of it is another."""
    lines = files[LOG].split(b"\n")
    match draw(st.sampled_from(("cut", "order", "gone", "field", "without", "both"))):
        case "cut":
            files[LOG] = b"".join(line + b"\n" for line in lines[: draw(st.integers(0, len(lines) - 1))])
        case "order":
            files[LOG] = b"\n".join(draw(st.permutations(lines)))
        case "gone":
            files.pop(LOG)
        case "field":
            at = draw(st.integers(0, len(lines) - 1))
            fields = lines[at].split(b"\t")
            fields[draw(st.integers(0, len(fields) - 1))] = draw(st.sampled_from((b"", b"x", b"0" * 64, b"2020-05-06")))
            lines[at] = b"\t".join(fields)
            files[LOG] = b"\n".join(lines)
        case "without":
            del lines[draw(st.integers(0, len(lines) - 1))]
            files[LOG] = b"\n".join(lines)
        case "both":
            # The last month's lines, and what the ledger says of it; its vouchers stay as they are.
            files[LOG] = b"".join(line + b"\n" for line in lines if "记-6".encode() not in line and line)
            edit_amounts(draw, files)


def _opposite(each: re.Match[bytes]) -> bytes:
    return (b"" if each["sign"] else b"-") + each["number"] + b" CNY"


EDITS = (edit_bytes, edit_bytes, edit_lines, edit_lines, edit_vouchers, edit_amounts, edit_log)


@st.composite
def edited(draw: st.DrawFn, files: Files) -> tuple[dict[str, bytes], int]:
    """The files with an edit or two, and how many there are."""
    made = dict(files)
    edits = draw(st.sampled_from((1, 1, 1, 2)))
    for _ in range(edits):
        if LOG in made:
            draw(st.sampled_from(EDITS))(draw, made)
    return made, edits


def logged(files: Files) -> list[str]:
    """The log's lines, as a person sees them."""
    content = files.get(LOG, b"").decode("utf-8-sig", "replace").replace("\r\n", "\n").rstrip("\n")
    return content.split("\n") if content else []


def earlier(posted: Posted, files: Files) -> bool:
    """Whether log and marks are those of an earlier day: what a person can do who edits both, and nobody can find."""
    kept, whole = logged(files), logged(posted.files)
    marks = [chain for each in said(posted.main) for chain in re.findall(r"gov-posted.*([0-9a-f]{64})", each)]
    return kept != whole and whole[: len(kept)] == kept and all(any(each in line for line in kept) for each in marks)


@given(st.data())
@draws(5 * settings().max_examples, suppress_health_check=list(HealthCheck))
def test_an_edit_is_found_or_says_the_same(posted: Posted, data: st.DataObject) -> None:
    files, edits = data.draw(edited(posted.files))
    for name in posted.files:
        (posted.folder / name).unlink(missing_ok=True)
    put(posted.folder, files)
    found = wrong(posted.main)
    event(next((each for each in found if each.startswith("post")), "another error" if found else "no error"))
    if not found and not (edits > 1 and earlier(posted, files)):
        assert said(posted.main) == posted.directives, "\n".join(_differing(posted.files, files))
        assert logged(files) == logged(posted.files)


def _differing(old: Files, new: Files) -> Iterator[str]:
    for name in old:
        if old[name] != new.get(name):
            yield f"== {name}\n{new.get(name, b'gone').decode('utf-8', 'replace')}"
