"""What happens to a ledger's figures when one thing in it is changed: which edits are found, which only shift figures.

Ledgers of two years, the first closed, the second still open; each edit is made alone, the ledger loaded as ``check``
loads it, and what it finds compared with what it found before::

    PYTHONPATH=plugins:ledger:. python -m tests.support.single_edits --edits 4000 --seed 2020 > table.md

An edit is an *error* or a *notice* (``check`` finds what it didn't find before), else it *shifts* figures in silence
(tables, or the balances by month, account and codes), else it is *harmless* (nothing shifts).
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

from beancount.core.data import Transaction
from hypothesis import HealthCheck, Phase, given, seed, settings

from gov_accounts.bookkeeping.year_end.closing import close_year
from gov_accounts.books.ledger import Ledger
from gov_accounts.findings import Finding, Severity, errors
from gov_accounts.law.accounts import account_code
from gov_accounts.law.profile import profile_of
from gov_accounts.ledger import LedgerUnusableError, load
from gov_accounts.money import FINANCIAL
from gov_accounts.publishing.implausible import table_findings
from gov_accounts.statements.figures import exact
from gov_accounts.statements.ties import broken_ties
from gov_accounts.statements.years import Tables, statements_of
from gov_accounts.testing import EventStream, event_streams
from tests.support.paths import EXAMPLES
from tests.support.two_years import spread

EXAMPLE: Final = EXAMPLES / "qingshi_2019_2020"
HEAD: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d) [*!] ")
LEG: Final = re.compile(r"(  \S+ +)(-?)([\d,]+(?:\.\d+)?)( CNY(?:\.[AB])?)(?![\w.])(.*)")
CODES: Final = {"func": r"\b2\d{6}\b", "econ": r"\b3\d{4}\b"}
FUNCS: Final = ("2010301", "2060501", "2080505", "2101101", "2120101", "2130104", "2210201", "2299901")
ECONS: Final = ("30101", "30201", "30202", "30207", "30211", "30213", "30217", "30226", "30299", "31002")
Files = Mapping[str, str]


@dataclass(frozen=True)
class Book:
    """A ledger as text: the year that is closed in it, and the next, which isn't."""

    name: str
    files: Files
    main: str
    closed: int

    @property
    def opened(self) -> int:
        return self.closed + 1


class Voucher(NamedTuple):
    """A voucher's lines in its file."""

    file: str
    start: int
    end: int
    year: int
    lines: tuple[str, ...]

    @property
    def legs(self) -> list[int]:
        """Which of its lines are legs with an amount."""
        return [index for index, line in enumerate(self.lines) if LEG.fullmatch(line)]


class Edited(NamedTuple):
    """The files that an edit changes, and what it did, for a reader."""

    files: Files
    what: str


@dataclass
class Draw:
    """What an edit is drawn from."""

    book: Book
    random: random.Random
    year: int
    voucher: Voucher

    def one(self, choices: Sequence[Any]) -> Any:
        return self.random.choice(choices)

    def replaced(self, lines: Sequence[str], what: str) -> Edited:
        """The voucher with other lines."""
        return replaced(self.book, self.voucher, lines, what)


Edit = Callable[[Draw], Edited | None]


# Ledgers


def example() -> Book:
    """The example of two years, its second not yet closed."""
    files = {path.name: path.read_text(encoding="utf-8") for path in EXAMPLE.glob("*.beancount")}
    files = {name: text for name, text in files.items() if name != "close-2020.beancount"}
    files["main.beancount"] = re.sub(r'include "close-2020.beancount"\n', "", files["main.beancount"])
    return Book("青石县住建局（示例，凭证有编号，每季度有余额断言）", files, "main.beancount", 2019)


def drawn(number: int, *, explicit: bool) -> Book:
    """The longest of some streams of events that nothing is found in, spread over two years and closed once."""
    streams: list[EventStream] = []

    @seed(number)
    @settings(
        max_examples=150,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(event_streams())
    def collect(stream: EventStream) -> None:
        streams.append(stream)

    collect()
    for stream in sorted(streams, key=lambda each: -len(each.events)):
        two = spread(dataclasses.replace(stream, accrual=stream.explicit) if explicit else stream)
        with tempfile.TemporaryDirectory() as folder:
            put(Path(folder), two.files)
            ledger = load(Path(folder) / two.main)
            if len(ledger.years) > 1 and not told(ledger):
                for year in (two.year - 1, two.year):
                    if year in ledger.dated_years and any(
                        isinstance(each, Transaction) and each.date.year == year for each in ledger.entries
                    ):
                        close_year(ledger, year).write()
                        ledger = load(ledger.path)
                if not told(ledger):
                    files = {
                        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
                        for path in Path(folder).rglob("*.beancount")
                    }
                    kind = "两本账都写出" if explicit else "只记财务会计，预算会计推出"
                    return Book(f"随机账本（{kind}）", files, two.main, two.year)
    raise ValueError("no stream is clean")


def reconciled(book: Book) -> Book:
    """The ledger with the balances of its money asserted at each month's beginning, as bank statements have them."""
    held: dict[str, Decimal] = {}
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        put(Path(folder), book.files)
        entries = load(Path(folder) / book.main).entries
    months = [datetime.date(year, month, 1) for year in (book.closed, book.opened) for month in range(1, 13)]
    for entry in entries:
        while months and entry.date >= months[0]:
            day = months.pop(0)
            lines += [f"{day} balance {account}  {held[account]:.2f} CNY" for account in sorted(held)]
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                if account_code(posting.account) in MONEY:
                    held[posting.account] = held.get(posting.account, Decimal(0)) + number_of(posting)
    # What is above other accounts is asserted together with them: left out.
    lines = [line for line in lines if not any(each.startswith(f"{line.split()[2]}:") for each in held)]
    text = book.files[book.main] + "\n" + "\n".join(lines) + "\n"
    return dataclasses.replace(book, name=f"{book.name}，每月对账", files={**book.files, book.main: text})


def number_of(posting: Any) -> Decimal:
    """A posting's amount; in a clean ledger all have one."""
    return posting.units.number if posting.units is not None else Decimal(0)


def put(folder: Path, files: Files) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


# Reading and writing vouchers


def vouchers(book: Book) -> Iterator[Voucher]:
    """The vouchers of a ledger's files, but for those that ``close`` wrote."""
    for name, text in sorted(book.files.items()):
        if name.startswith("close-"):
            continue
        lines = text.split("\n")
        for start, line in enumerate(lines):
            match = HEAD.match(line)
            if match:
                end = start + 1
                while end < len(lines) and lines[end].startswith(" "):
                    end += 1
                yield Voucher(name, start, end, int(match[1]), tuple(lines[start:end]))


def replaced(book: Book, voucher: Voucher, lines: Sequence[str], what: str) -> Edited:
    whole = book.files[voucher.file].split("\n")
    whole[voucher.start : voucher.end] = lines
    return Edited({voucher.file: "\n".join(whole)}, what)


def amount_of(line: str) -> Decimal:
    match = LEG.fullmatch(line)
    assert match is not None
    return Decimal(match[2] + match[3].replace(",", ""))


def with_amount(line: str, amount: Decimal) -> str:
    match = LEG.fullmatch(line)
    assert match is not None
    return f"{match[1]}{amount:.2f}{match[4]}{match[5]}"


def pair(draw: Draw) -> tuple[int, int] | None:
    """Two legs of one book, on sides of their own."""
    legs = draw.voucher.legs
    pairs = [
        (one, other)
        for one in legs
        for other in legs
        if amount_of(draw.voucher.lines[one]) > 0 > amount_of(draw.voucher.lines[other])
        and LEG.fullmatch(draw.voucher.lines[one])[4] == LEG.fullmatch(draw.voucher.lines[other])[4]  # type: ignore[index]
    ]
    return draw.one(pairs) if pairs else None


def changed(draw: Draw, change: Callable[[Decimal], Decimal], legs: Sequence[int]) -> Edited | None:
    lines = list(draw.voucher.lines)
    for index in legs:
        before = amount_of(lines[index])
        after = change(before)
        if after == before:
            return None
        lines[index] = with_amount(lines[index], after)
    return draw.replaced(lines, " / ".join(lines[index].strip() for index in legs))


# Amounts


def fen_one(draw: Draw) -> Edited | None:
    legs = draw.voucher.legs
    by = draw.one((Decimal("0.01"), Decimal("-0.01")))
    return changed(draw, lambda amount: amount + by, [draw.one(legs)]) if legs else None


def fen_two(draw: Draw) -> Edited | None:
    both = pair(draw)
    return changed(draw, lambda amount: amount + Decimal("0.01").copy_sign(amount), both) if both else None


def transpose(amount: Decimal, at: int) -> Decimal:
    digits = list(f"{abs(amount):.2f}")
    places = [index for index, each in enumerate(digits) if each.isdigit()]
    one, other = places[at % (len(places) - 1)], places[at % (len(places) - 1) + 1]
    digits[one], digits[other] = digits[other], digits[one]
    return Decimal("".join(digits)).copy_sign(amount)


def transposed_one(draw: Draw) -> Edited | None:
    legs = draw.voucher.legs
    at = draw.random.randrange(12)
    return changed(draw, lambda amount: transpose(amount, at), [draw.one(legs)]) if legs else None


def transposed_two(draw: Draw) -> Edited | None:
    both = pair(draw)
    if both is None or amount_of(draw.voucher.lines[both[0]]) != -amount_of(draw.voucher.lines[both[1]]):
        return None
    at = draw.random.randrange(12)
    return changed(draw, lambda amount: transpose(amount, at), both)


def tenfold(draw: Draw) -> Edited | None:
    factor = draw.one((Decimal(10), Decimal("0.1")))
    legs = draw.voucher.legs
    if not legs or any((amount_of(draw.voucher.lines[each]) * factor * 100) % 1 for each in legs):
        return None
    return changed(draw, lambda amount: amount * factor, legs)


def turned_one(draw: Draw) -> Edited | None:
    legs = draw.voucher.legs
    return changed(draw, lambda amount: -amount, [draw.one(legs)]) if legs else None


def turned_all(draw: Draw) -> Edited | None:
    return changed(draw, lambda amount: -amount, draw.voucher.legs) if draw.voucher.legs else None


# Codes


def _code(draw: Draw, key: str, value: str) -> Edited | None:
    """One code of the voucher, wherever it is written, made another."""
    places = [
        (index, match)
        for index, line in enumerate(draw.voucher.lines)
        if f"{key}:" in line or "#" in line
        for match in re.finditer(CODES[key], line)
    ]
    if not places:
        return None
    index, match = draw.one(places)
    if match[0] == value:
        return None
    lines = list(draw.voucher.lines)
    lines[index] = lines[index][: match.start()] + value + lines[index][match.end() :]
    return draw.replaced(lines, f"{match[0]} → {value}")


def func_valid(draw: Draw) -> Edited | None:
    return _code(draw, "func", draw.one(FUNCS))


def func_invalid(draw: Draw) -> Edited | None:
    return _code(draw, "func", draw.one(("2060598", "2999999", "2129998", "2080595")))


def econ_valid(draw: Draw) -> Edited | None:
    return _code(draw, "econ", draw.one(ECONS))


def econ_invalid(draw: Draw) -> Edited | None:
    return _code(draw, "econ", draw.one(("30199", "30298", "39998", "30230")[1:]))


def _meta(draw: Draw, key: str, values: Sequence[str]) -> Edited | None:
    places = [
        (index, match)
        for index, line in enumerate(draw.voucher.lines)
        if (match := re.fullmatch(rf'( +{key}: *)"?([^"]*)"?(.*)', line)) is not None
    ]
    if not places:
        return None
    index, match = draw.one(places)
    value = draw.one([each for each in values if each != match[2]])
    lines = list(draw.voucher.lines)
    lines[index] = f'{match[1]}"{value}"{match[3]}'
    return draw.replaced(lines, f"{key} {match[2]} → {value}")


def fund_other(draw: Draw) -> Edited | None:
    return _meta(draw, "fund", ("11", "12", "13", "2", "3"))


def project_other(draw: Draw) -> Edited | None:
    declared = [
        each
        for text in draw.book.files.values()
        for each in re.findall(r'^\S+ custom "gov-project" "([^"]+)"', text, re.MULTILINE)
    ]
    return _meta(draw, "project", declared) if len(declared) > 1 else None


def code_dropped(draw: Draw) -> Edited | None:
    """A line of metadata with a code, or a tag, left out."""
    lines = list(draw.voucher.lines)
    places = [index for index, line in enumerate(lines) if re.match(r" +(func|econ|fund|project):", line)]
    tags = re.findall(r" #\d{5,7}\b", lines[0])
    if places and (not tags or draw.random.random() < 0.5):
        index = draw.one(places)
        gone = lines.pop(index).strip()
    elif tags:
        gone = draw.one(tags)
        lines[0] = lines[0].replace(gone, "", 1)
    else:
        return None
    return draw.replaced(lines, f"删去 {gone.strip()}")


# Dates


def _dated(draw: Draw, date: datetime.date) -> Edited:
    lines = list(draw.voucher.lines)
    before = lines[0][:10]
    lines[0] = f"{date}{lines[0][10:]}"
    return draw.replaced(lines, f"{before} → {date}")


def _date(draw: Draw) -> datetime.date:
    return datetime.date.fromisoformat(draw.voucher.lines[0][:10])


def day_moved(draw: Draw) -> Edited | None:
    date = _date(draw) + datetime.timedelta(days=draw.one((-1, 1)))
    return _dated(draw, date) if date.year == draw.year else None


def month_moved(draw: Draw) -> Edited | None:
    date = _date(draw)
    month = date.month + draw.one((-1, 1))
    return _dated(draw, date.replace(month=month, day=min(date.day, 28))) if 1 <= month <= 12 else None


def year_moved(draw: Draw) -> Edited | None:
    date = _date(draw)
    year = date.year + draw.one((-1, 1))
    return _dated(draw, date.replace(year=year, day=min(date.day, 28)))


# Accounts and legs


def _opened(book: Book) -> list[tuple[str, str]]:
    return [
        (match[1], match[2])
        for text in book.files.values()
        for match in re.finditer(r"^\d{4}-\d\d-\d\d open (\S+) +(CNY(?:\.[AB])?)", text, re.MULTILINE)
    ]


def _account(draw: Draw, *, sibling: bool) -> Edited | None:
    """A leg on another account: of the same code, or of another in the same class."""
    legs = draw.voucher.legs
    if not legs:
        return None
    index = draw.one(legs)
    line = draw.voucher.lines[index]
    account = line.split()[0]
    match = LEG.fullmatch(line)
    assert match is not None
    code = account.split(":")[1][:4]
    others = [
        name
        for name, commodity in _opened(draw.book)
        if commodity == match[4].strip()
        and name != account
        and (name.split(":")[1][:4] == code) == sibling
        and name.split(":")[1][:1] == code[:1]
    ]
    if not others:
        return None
    other = draw.one(others)
    lines = list(draw.voucher.lines)
    lines[index] = line.replace(account, other, 1)
    return draw.replaced(lines, f"{account} → {other}")


def account_sibling(draw: Draw) -> Edited | None:
    return _account(draw, sibling=True)


def account_class(draw: Draw) -> Edited | None:
    return _account(draw, sibling=False)


def account_mistyped(draw: Draw) -> Edited | None:
    legs = draw.voucher.legs
    if not legs:
        return None
    index = draw.one(legs)
    lines = list(draw.voucher.lines)
    account = lines[index].split()[0]
    at = draw.random.randrange(account.index(":") + 1, len(account))
    wrong = account[:at] + account[at + 1 :]
    lines[index] = lines[index].replace(account, wrong, 1)
    return draw.replaced(lines, f"{account} → {wrong}")


def _end_of_leg(voucher: Voucher, index: int) -> int:
    """The line after a leg and its metadata."""
    end = index + 1
    while end < len(voucher.lines) and voucher.lines[end].startswith("   "):
        end += 1
    return end


def leg_dropped(draw: Draw) -> Edited | None:
    legs = draw.voucher.legs
    if not legs:
        return None
    index = draw.one(legs)
    lines = [*draw.voucher.lines[:index], *draw.voucher.lines[_end_of_leg(draw.voucher, index) :]]
    return draw.replaced(lines, f"删去 {draw.voucher.lines[index].strip()}")


def leg_moved(draw: Draw) -> Edited | None:
    """A leg, with its metadata, at the end of the next voucher of the file."""
    legs = draw.voucher.legs
    following = [
        each for each in vouchers(draw.book) if each.file == draw.voucher.file and each.start >= draw.voucher.end
    ]
    if not legs or not following:
        return None
    index, other = draw.one(legs), following[0]
    end = _end_of_leg(draw.voucher, index)
    whole = draw.book.files[other.file].split("\n")
    whole[other.end : other.end] = draw.voucher.lines[index:end]
    del whole[draw.voucher.start + index : draw.voucher.start + end]
    return Edited({other.file: "\n".join(whole)}, f"{draw.voucher.lines[index].strip()} 移到下一张凭证")


# Whole vouchers


def doubled(draw: Draw) -> Edited:
    return draw.replaced([*draw.voucher.lines, "", *draw.voucher.lines], f"重复 {draw.voucher.lines[0]}")


def doubled_later(draw: Draw) -> Edited | None:
    """Entered again two days later, in other words, under no number."""
    date = _date(draw) + datetime.timedelta(days=2)
    if date.year != draw.year:
        return None
    again = [line for line in draw.voucher.lines if not re.match(r" +(voucher|invoice):", line)]
    again[0] = re.sub(r'"([^"]*)"(?!.*")', r'"补：\1"', f"{date}{again[0][10:]}", count=1)
    return draw.replaced([*draw.voucher.lines, "", *again], f"隔日再记 {draw.voucher.lines[0]}")


def dropped(draw: Draw) -> Edited:
    return draw.replaced([], f"删去 {draw.voucher.lines[0]}")


def commented(draw: Draw) -> Edited:
    return draw.replaced([f"; {line}" for line in draw.voucher.lines], f"注释掉 {draw.voucher.lines[0]}")


def narration(draw: Draw) -> Edited | None:
    lines = list(draw.voucher.lines)
    lines[0] = re.sub(r'"([^"]+)"(?!.*")', '"其他"', lines[0], count=1)
    return draw.replaced(lines, "摘要改成“其他”") if lines[0] != draw.voucher.lines[0] else None


def swapped(draw: Draw) -> Edited | None:
    """Two vouchers of a file change places."""
    others = [each for each in vouchers(draw.book) if each.file == draw.voucher.file and each.start >= draw.voucher.end]
    if not others:
        return None
    other = draw.one(others)
    whole = draw.book.files[other.file].split("\n")
    whole[other.start : other.end] = draw.voucher.lines
    whole[draw.voucher.start : draw.voucher.end] = other.lines
    return Edited({other.file: "\n".join(whole)}, "两张凭证换了位置")


def amounts_swapped(draw: Draw) -> Edited | None:
    """The amounts of two vouchers of two legs each change places."""
    others = [
        each
        for each in vouchers(draw.book)
        if each.file == draw.voucher.file and each.start >= draw.voucher.end and len(each.legs) == 2
    ]
    if not others or len(draw.voucher.legs) != 2:
        return None
    other = others[0]
    amounts = [abs(amount_of(each.lines[each.legs[0]])) for each in (draw.voucher, other)]
    if amounts[0] == amounts[1]:
        return None
    whole = draw.book.files[other.file].split("\n")
    for voucher, amount in ((draw.voucher, amounts[1]), (other, amounts[0])):
        for index in voucher.legs:
            line = voucher.lines[index]
            whole[voucher.start + index] = with_amount(line, amount.copy_sign(amount_of(line)))
    return Edited({other.file: "\n".join(whole)}, "两张凭证的金额互换")


def flagged(draw: Draw) -> Edited | None:
    lines = list(draw.voucher.lines)
    lines[0] = f"{lines[0][:11]}!{lines[0][12:]}"
    return draw.replaced(lines, "* → !") if lines[0] != draw.voucher.lines[0] else None


def _tag(draw: Draw, tag: str) -> Edited | None:
    lines = list(draw.voucher.lines)
    if tag in lines[0]:
        return None
    lines[0] = re.sub(r'("[^"]*")(?!.*")', rf"\1 {tag}", lines[0], count=1)
    return draw.replaced(lines, f"加 {tag}")


def tag_close(draw: Draw) -> Edited | None:
    return _tag(draw, "#year-close")


def tag_no_budget(draw: Draw) -> Edited | None:
    return _tag(draw, "#no-budget")


def tag_func(draw: Draw) -> Edited | None:
    return _tag(draw, f"#{draw.one(FUNCS)}")


def priced(draw: Draw) -> Edited | None:
    """A price or a cost behind an amount; the other leg, where there is one only, made to balance."""
    legs = draw.voucher.legs
    if not legs:
        return None
    lines = list(draw.voucher.lines)
    index = draw.one(legs)
    match = LEG.fullmatch(lines[index])
    assert match is not None
    written = draw.one(("@ 2{0}", "{{2{0}}}"))
    lines[index] = f"{match[1]}{match[2]}{match[3]}{match[4]} {written.format(match[4])}{match[5]}"
    other = next((each for each in legs if each != index), None)
    if len(legs) == 2 and other is not None:
        lines[other] = with_amount(lines[other], amount_of(lines[other]) * 2)
    return draw.replaced(lines, lines[index].strip())


def finer(draw: Draw) -> Edited | None:
    """Two legs of a voucher with a tenth of a fen more."""
    both = pair(draw)
    if both is None:
        return None
    lines = list(draw.voucher.lines)
    for index in both:
        match = LEG.fullmatch(lines[index])
        assert match is not None
        whole = match[3] if "." in match[3] else f"{match[3]}.00"
        lines[index] = f"{match[1]}{match[2]}{whole}4{match[4]}{match[5]}"
    return draw.replaced(lines, lines[both[0]].strip())


# Lines that aren't vouchers


def _lines(book: Book, pattern: str, *, closings: bool = False) -> list[tuple[str, int]]:
    return [
        (name, number)
        for name, text in sorted(book.files.items())
        if closings == name.startswith("close-")
        for number, line in enumerate(text.split("\n"))
        if re.match(pattern, line)
    ]


def _line(draw: Draw, pattern: str, change: Callable[[str], str | None], *, closings: bool = False) -> Edited | None:
    """One of the lines that begin so changed, or left out where the change gives None."""
    found = _lines(draw.book, pattern, closings=closings)
    if not found:
        return None
    name, number = draw.one(found)
    whole = draw.book.files[name].split("\n")
    before, after = whole[number], change(whole[number])
    if before == after:
        return None
    if after is None:
        del whole[number]
        while number < len(whole) and whole[number].startswith(" "):
            del whole[number]  # What belongs to the line.
    else:
        whole[number] = after
    return Edited({name: "\n".join(whole)}, f"{before.strip()} → {(after or '').strip() or '删去'}")


def open_dropped(draw: Draw) -> Edited | None:
    return _line(draw, r"\d{4}-\d\d-\d\d open ", lambda _: None)


def open_commodity(draw: Draw) -> Edited | None:
    return _line(
        draw,
        r"\d{4}-\d\d-\d\d open ",
        lambda line: re.sub(
            r"CNY(\.[AB])?$", lambda m: draw.one([c for c in ("CNY", "CNY.B", "CNY.A") if c != m[0]]), line
        ),
    )


def open_code(draw: Draw) -> Edited | None:
    """A code under an ``open``, which gives it to all that is posted there, dropped or changed."""
    return _line(
        draw,
        r"  (fund|func|econ|project|budget): *\"?\w+\"?$",
        lambda _: None if draw.random.random() < 0.5 else '  fund: "12"',
    )


def balance_amount(draw: Draw) -> Edited | None:
    return _line(
        draw,
        r"\d{4}-\d\d-\d\d balance ",
        lambda line: re.sub(r"(-?[\d.]+)( CNY\S*)$", lambda m: f"{Decimal(m[1]) + Decimal('0.01')}{m[2]}", line),
    )


def balance_dropped(draw: Draw) -> Edited | None:
    return _line(draw, r"\d{4}-\d\d-\d\d balance ", lambda _: None)


def balance_tolerant(draw: Draw) -> Edited | None:
    return _line(
        draw,
        r"\d{4}-\d\d-\d\d balance ",
        lambda line: re.sub(r"(-?[\d.]+)( CNY\S*)$", lambda m: f"{Decimal(m[1]) + 5} ~ 100000{m[2]}", line),
    )


def padded(draw: Draw) -> Edited | None:
    """A wrong assertion, and a pad that makes it hold."""
    account, commodity = draw.one([each for each in _opened(draw.book) if each[1] == "CNY"])
    date = datetime.date(draw.year, 6, 1)
    text = f"\n{date} pad {account} Equity:3001-累计盈余\n{date.replace(day=2)} balance {account} 77.00 {commodity}\n"
    return Edited({draw.book.main: draw.book.files[draw.book.main] + text}, text.strip())


def closing_changed(draw: Draw) -> Edited | None:
    return _line(
        draw,
        r"  \S+ +-?[\d.]+ CNY",
        lambda line: re.sub(r"(-?[\d.]+)( CNY\S*)$", lambda m: f"{Decimal(m[1]) + draw.one((1, -1, 100))}{m[2]}", line),
        closings=True,
    )


def closing_dropped(draw: Draw) -> Edited | None:
    """A voucher, an assertion, or an ``open`` of the closing file."""
    return _line(draw, r"\d{4}-\d\d-\d\d ", lambda _: None, closings=True)


def closing_code(draw: Draw) -> Edited | None:
    return _line(draw, r"    (func|fund|project): ", lambda _: None, closings=True)


def option_changed(draw: Draw) -> Edited | None:
    option = draw.one(
        (
            'option "tolerance_multiplier" "1000"',
            'option "inferred_tolerance_default" "*:100"',
            'option "plugin_processing_mode" "raw"',
            'option "infer_tolerance_from_cost" "TRUE"',
            'option "booking_method" "NONE"',
        )
    )
    return Edited({draw.book.main: f"{draw.book.files[draw.book.main]}\n{option}\n"}, option)


def include_dropped(draw: Draw) -> Edited | None:
    return _line(draw, r"include ", lambda line: f"; {line}")


def plugin_dropped(draw: Draw) -> Edited | None:
    return _line(draw, r"plugin ", lambda line: f"; {line}")


def declaration_dropped(draw: Draw) -> Edited | None:
    return _line(draw, r"\S+ custom \"gov-", lambda line: f"; {line}")


@dataclass(frozen=True)
class Kind:
    """A kind of edit: its name, what it is made to, how, and whether its year matters."""

    name: str
    make: Edit
    of: str = "voucher"


MONEY: Final = ("1001", "1002", "1011", "1021", "1201")
VOUCHER: Final = "voucher"
APPROVAL: Final = "approval"
OPENING: Final = "opening"
ELSEWHERE: Final = "elsewhere"

KINDS: Final = (
    Kind("一条分录差一分", fen_one),
    Kind("借贷各一条同差一分", fen_two),
    Kind("一条分录数字颠倒", transposed_one),
    Kind("借贷两条同样颠倒", transposed_two),
    Kind("整张凭证错十倍", tenfold),
    Kind("一条分录正负号反了", turned_one),
    Kind("整张凭证借贷反了", turned_all),
    Kind("两条分录不足一分", finer),
    Kind("加了单价或成本", priced),
    Kind("两张凭证金额互换", amounts_swapped),
    Kind("功能科目写成别的（有的）", func_valid),
    Kind("功能科目写成没有的", func_invalid),
    Kind("经济科目写成别的（有的）", econ_valid),
    Kind("经济科目写成没有的", econ_invalid),
    Kind("资金性质写错", fund_other),
    Kind("项目写成另一个", project_other),
    Kind("漏写一个编码", code_dropped),
    Kind("多标一个功能科目", tag_func),
    Kind("日期差一天", day_moved),
    Kind("日期差一个月", month_moved),
    Kind("日期差一年", year_moved),
    Kind("科目记到同级明细", account_sibling),
    Kind("科目记到同类别的科目", account_class),
    Kind("账户名少一个字", account_mistyped),
    Kind("漏一条分录", leg_dropped),
    Kind("一条分录写进下一张凭证", leg_moved),
    Kind("凭证原样重复", doubled),
    Kind("凭证隔日、换了摘要重记", doubled_later),
    Kind("漏记一张凭证", dropped),
    Kind("注释掉一张凭证", commented),
    Kind("摘要改了", narration),
    Kind("两张凭证换位置", swapped),
    Kind("* 写成 !", flagged),
    Kind("普通凭证标 #year-close", tag_close),
    Kind("普通凭证标 #no-budget", tag_no_budget),
    Kind("指标：借贷同差一分", fen_two, APPROVAL),
    Kind("指标：漏一张", dropped, APPROVAL),
    Kind("指标：重复一张", doubled, APPROVAL),
    Kind("指标：编码写成别的", func_valid, APPROVAL),
    Kind("期初：借贷同差一分", fen_two, OPENING),
    Kind("期初：漏一张", dropped, OPENING),
    Kind("期初：编码写成别的", func_valid, OPENING),
    Kind("漏 open", open_dropped, ELSEWHERE),
    Kind("open 的货币错", open_commodity, ELSEWHERE),
    Kind("open 下面的编码错或漏", open_code, ELSEWHERE),
    Kind("balance 差一分", balance_amount, ELSEWHERE),
    Kind("漏 balance", balance_dropped, ELSEWHERE),
    Kind("balance 写容差盖住差额", balance_tolerant, ELSEWHERE),
    Kind("用 pad 补差额", padded, ELSEWHERE),
    Kind("结账文件改金额", closing_changed, ELSEWHERE),
    Kind("结账文件删一条", closing_dropped, ELSEWHERE),
    Kind("结账文件删编码", closing_code, ELSEWHERE),
    Kind("改 option", option_changed, ELSEWHERE),
    Kind("漏 include", include_dropped, ELSEWHERE),
    Kind("漏 plugin", plugin_dropped, ELSEWHERE),
    Kind("漏单位或项目的声明", declaration_dropped, ELSEWHERE),
)


# What is told


def told(ledger: Ledger) -> list[Finding]:
    """All that ``check`` finds."""
    findings = [*ledger.findings, *ledger.slips()]
    for year in () if errors(findings) else ledger.years:
        tables = Tables.of(ledger).linked(year)
        findings.extend(table_findings(ledger, year, tables))
        findings.extend(broken_ties(exact(tables), profile_of(year).formats))
    return findings


def figures(ledger: Ledger) -> Mapping[tuple[Any, ...], Any]:
    """Every cell of the tables, and what was posted by month, account and codes."""
    found: dict[tuple[Any, ...], Any] = {}
    for year in ledger.years:
        for key, table in statements_of(ledger, year).items():
            found.update({(year, key, *place): cell.fen for place, cell in table.cells.items() if cell.fen})
    sums: dict[tuple[Any, ...], Decimal] = {}
    for entry in ledger.entries:
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                # No figure of the financial book asks for codes.
                meta = {} if posting.units is None or posting.units.currency == FINANCIAL else posting.meta or {}
                codes = tuple(str(meta.get(key, "")) for key in ("func", "econ", "fund", "project"))
                place = (entry.date.year, entry.date.month, posting.account, *codes)
                sums[place] = sums.get(place, Decimal(0)) + number_of(posting)
    return {**found, **{key: number for key, number in sums.items() if number}}


def _said(finding: Finding) -> tuple[str, str]:
    """A finding as an edit may move it: lines and figures in it may be others."""
    return finding.rule, re.sub(r"[\d,.]+", "0", finding.what)


class Result(NamedTuple):
    """What became of an edit."""

    kind: str
    when: str
    outcome: str
    rules: tuple[str, ...]
    book: str
    what: str


@dataclass
class Bench:
    """A ledger on disk, that edits are made to and taken back."""

    book: Book
    folder: Path
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    figures: Mapping[tuple[Any, ...], Any] = field(default_factory=dict)
    places: Mapping[tuple[str, int], list[Voucher]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = places(self.book)
        put(self.folder, self.book.files)
        ledger = load(self.folder / self.book.main)
        self.found = Counter(map(_said, told(ledger)))
        self.figures = figures(ledger)

    def outcome(self, edited: Edited) -> tuple[str, tuple[str, ...]]:
        """What ``check`` makes of the ledger with an edit in it, and by which rules."""
        put(self.folder, edited.files)
        try:
            ledger = load(self.folder / self.book.main)
            new = self._new(told(ledger))
            for severity, name in ((Severity.ERROR, "error"), (Severity.NOTICE, "notice")):
                rules = sorted({each.rule for each in new if each.severity is severity})
                if rules:
                    return name, tuple(rules)
            return ("shift" if figures(ledger) != self.figures else "harmless"), ()
        except LedgerUnusableError as error:
            return "error", (error.finding.rule,)
        finally:
            put(self.folder, {name: self.book.files[name] for name in edited.files})

    def _new(self, findings: Sequence[Finding]) -> list[Finding]:
        left = Counter(self.found)
        new = []
        for each in findings:
            if left[_said(each)]:
                left[_said(each)] -= 1
            else:
                new.append(each)
        return new


# Drawing


def is_approval(voucher: Voucher) -> bool:
    return any(" CNY.A" in line for line in voucher.lines)


def places(book: Book) -> dict[tuple[str, int], list[Voucher]]:
    """The vouchers that edits of a kind are made to, by kind and year."""
    found: dict[tuple[str, int], list[Voucher]] = {}
    for voucher in vouchers(book):
        of = APPROVAL if is_approval(voucher) else OPENING if voucher.year < book.closed else VOUCHER
        year = book.closed if of == OPENING else voucher.year
        found.setdefault((of, year), []).append(voucher)
        found.setdefault((ELSEWHERE, year), []).append(voucher)
    return found


TRIES: Final = 40


def draw_edit(book: Book, choices: Sequence[Voucher], kind: Kind, year: int, random_: random.Random) -> Edited | None:
    """An edit of a kind, of one of the vouchers that it can be made to."""
    for _ in range(TRIES if choices else 0):
        edited = kind.make(Draw(book, random_, year, random_.choice(choices)))
        if edited is not None and any(text != book.files[name] for name, text in edited.files.items()):
            return edited
    return None


def run(books: Sequence[Book], edits: int, number: int, say: Callable[[str], None]) -> list[Result]:
    """So many edits, each kind as often as the others, spread over the ledgers and their years."""
    results: list[Result] = []
    rounds = 0
    benches = []
    with tempfile.TemporaryDirectory() as folder:
        for index, book in enumerate(books):
            benches.append(Bench(book, Path(folder) / str(index)))
        started = time.monotonic()
        while len(results) < edits:
            before = len(results)
            for kind in KINDS:
                bench = benches[rounds % len(benches)]
                year = (bench.book.closed, bench.book.opened)[rounds // len(benches) % 2]
                random_ = random.Random(f"{number} {rounds} {kind.name}")
                edited = draw_edit(bench.book, bench.places.get((kind.of, year), []), kind, year, random_)
                if edited is None or len(results) >= edits:
                    continue
                outcome, rules = bench.outcome(edited)
                when = "" if kind.of == ELSEWHERE else ("closed" if year == bench.book.closed else "open")
                results.append(Result(kind.name, when, outcome, rules, bench.book.name, edited.what))
            rounds += 1
            if len(results) == before and rounds > 4 * len(benches):
                break
            if rounds % 10 == 0:
                say(f"{len(results)} edits, {int(time.monotonic() - started)} s")
        shutil.rmtree(folder, ignore_errors=True)
    return results


# The table


OUTCOMES: Final = ("error", "notice", "shift", "harmless")


def table(results: Sequence[Result]) -> str:
    """Markdown: a row a kind, with the shares of each outcome in the closed year and the open one."""
    lines = [
        "| 改动 | 年度 | 次数 | 报错 | 提示 | 数字变了没有说 | 什么都没变 | 最常见的规则 |",
        "|---|---|---:|---:|---:|---:|---:|---|",
    ]
    for kind in KINDS:
        for when, name in (("closed", "已结账"), ("open", "未结账"), ("", "—")):
            of = [each for each in results if each.kind == kind.name and each.when == when]
            if not of:
                continue
            rules = Counter(rule for each in of for rule in each.rules).most_common(2)
            shown = "、".join(f"`{rule}`" for rule, _ in rules)
            lines.append(f"| {kind.name} | {name} | {len(of)} | {_shares(of)} | {shown} |")
    lines.append(_total(results, "**合计**"))
    return "\n".join(lines) + "\n\n" + by_book(results)


def by_book(results: Sequence[Result]) -> str:
    """Markdown: the edits of vouchers, a row a ledger and year."""
    lines = [
        "| 账本 | 年度 | 次数 | 报错 | 提示 | 数字变了没有说 | 什么都没变 |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for book in dict.fromkeys(each.book for each in results):
        for when, name in (("closed", "已结账"), ("open", "未结账")):
            of = [each for each in results if each.book == book and each.when == when]
            if of:
                lines.append(f"| {book} | {name} | {len(of)} | {_shares(of)} |")
    return "\n".join(lines) + "\n"


def _shares(of: Sequence[Result]) -> str:
    counts = Counter(each.outcome for each in of)
    return " | ".join(_percent(counts[each], len(of)) for each in OUTCOMES)


def _percent(count: int, of: int) -> str:
    percent = (200 * count + of) // (2 * of)
    return f"{percent}%" if percent else "<1%" if count else ""


def _total(results: Sequence[Result], name: str) -> str:
    counts = Counter(each.outcome for each in results)
    total = " | ".join(f"{counts[each]}" for each in OUTCOMES)
    return f"| {name} | | {len(results)} | {total} | |"


def books(number: int) -> list[Book]:
    """The ledgers that edits are made to."""
    derived = drawn(number, explicit=False)
    return [example(), derived, drawn(number, explicit=True), reconciled(derived)]


def main() -> None:
    """Make the edits, print the table; on standard error what slipped through."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=2020)
    parser.add_argument("--list", choices=OUTCOMES, help="also print each edit that came to this")
    options = parser.parse_args()

    def say(text: str) -> None:
        sys.stderr.write(f"{text}\n")

    results = run(books(options.seed), options.edits, options.seed, say)
    sys.stdout.write(table(results))
    for each in results:
        if each.outcome == options.list:
            say(f"{each.kind}\t{each.when}\t{each.book}\t{each.what}\t{'、'.join(each.rules)}")


if __name__ == "__main__":
    main()
