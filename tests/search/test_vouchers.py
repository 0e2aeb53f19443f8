"""Every voucher is found by what it has, and nothing is listed that doesn't meet all words.

What meets a word is told here once more, straight from beancount's directives and by plain comparison of texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from beancount.core.data import Transaction
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.ledger import Ledger
from gov_accounts.books.postings import Period, Posting, read_postings
from gov_accounts.law.codes import official_codes
from gov_accounts.ledger import load
from gov_accounts.search.near import near_misses
from gov_accounts.search.sheet import book_sums, found_sheet
from gov_accounts.search.vouchers import Hit, Searched, search
from gov_accounts.search.words import read_words
from gov_accounts.testing import RandomLedger, ledgers
from tests.support.drawn import loaded
from tests.support.draws import draws
from tests.support.paths import EXAMPLES

COMMODITIES = ("CNY", "CNY.B", "CNY.A")
NOISE = ("电", "支出", "财政", "302", "=100", ">=5000", "100..900", "2020-06", "3-1", "记-2", "7201", "#11", "没有的")


def numbered(entries: Sequence[Any]) -> list[Any]:
    """Vouchers with numbers, of three kinds, and some without."""
    result = []
    for index, entry in enumerate(entries):
        if isinstance(entry, Transaction) and index % 4:
            number = (f"记-{entry.date.month}-{index:03}", f"收{index}", str(index))[index % 3]
            result.append(entry._replace(meta={**entry.meta, "voucher": number}))
        else:
            result.append(entry)
    return result


def searched(ledger: Ledger) -> Searched:
    return Searched(ledger.codes, ledger.declarations.projects)


# What meets a word, told once more


def same(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def holds(text: str, word: str) -> bool:
    """Whether a text holds a word, digits of which aren't part of a longer number."""
    before = r"(?<!\d)" if word[:1].isdigit() else ""
    after = r"(?!\d)" if word[-1:].isdigit() else ""
    return re.search(before + re.escape(word) + after, same(text)) is not None


def asked_amount(word: str, amount: Decimal) -> bool:
    figure = r"([\d,]+(?:\.\d+)?)"
    size = abs(amount)
    if match := re.fullmatch(r"([\d,]+)\.\.([\d,]+)", word):
        return Decimal(match[1]) <= size <= Decimal(match[2])
    if match := re.fullmatch(f">={figure}", word):
        return size >= Decimal(match[1].replace(",", ""))
    if match := re.fullmatch(f"(-?)=?{figure}", word):
        return size == Decimal(match[2].replace(",", "")) and (not match[1] or amount < 0)
    return False


def levels(account: str) -> list[str]:
    """The codes of an account's levels: digits before a hyphen, each longer than the one above."""
    codes = [""]
    for part in account.split(":")[1:]:
        code = re.match(r"\d*", part)[0]  # type: ignore[index]
        if len(code) > len(codes[-1]) and code.startswith(codes[-1]) and part[len(code) :][:1] in ("", "-"):
            codes.append(code)
    return codes[1:]


def leg_meets(typed: str, posting: Any, ledger: Ledger) -> bool:
    word, meta = same(typed), posting.meta or {}
    func, econ, fund, project = (str(meta.get(key, "")) for key in ("func", "econ", "fund", "project"))
    code = word.removeprefix("#")
    coded = (
        code in levels(posting.account)
        or code in (func[:3], func[:5], func)
        or code in (econ[:3], econ)
        or (bool(project) and code == same(project))
        or (word.startswith("#") and code == fund)
    )
    if re.fullmatch(r"#\S+", word):
        return coded
    if asked_amount(word, posting.units.number):
        return True
    if word.startswith(("=", ">")) or ".." in word:
        return False
    chart = official_codes().chart.rows
    names = [chart[each].name for each in levels(posting.account) if each in chart]
    return coded or any(
        holds(each, word) for each in (posting.account, *names, ledger.declarations.projects.get(project, ""))
    )


def voucher_meets(typed: str, txn: Any) -> bool:
    word = same(typed)
    for commodity in COMMODITIES:
        for sign in (1, -1):
            legs = [p.units.number for p in txn.postings if p.units.currency == commodity and p.units.number * sign > 0]
            if legs and ".." not in word and ">" not in word and asked_amount(word, sum(legs, Decimal(0))):
                return True
    if word.startswith(("=", ">")) or re.fullmatch(r"#\S+", word) or ".." in word:
        return False
    if txn.date.isoformat() == word or txn.date.isoformat()[:7] == word:
        return True
    number = str(txn.meta.get("voucher", ""))
    if number:
        parts = re.fullmatch(r"(\D*?)-?(?:(\d+)-)?(\d+)", number)
        wanted = re.fullmatch(r"(\D*?)-?(?:(\d{1,2})-)?(\d+)", word)
        assert parts
        if word == number:
            return True
        if wanted and wanted[1] == "" and wanted[2] is None:
            if parts[1] == "" and parts[2] is None and int(parts[3]) == int(wanted[3]):
                return True
        elif wanted and wanted[1] in ("", parts[1]) and int(parts[3]) == int(wanted[3]):
            month = int(wanted[2]) if wanted[2] else 0
            if month <= 12 and month in (0, int(parts[2]) if parts[2] else txn.date.month):
                return True
    return holds(txn.payee or "", word) or holds(txn.narration or "", word)


def expected(entries: Sequence[Any], words: Sequence[str], ledger: Ledger) -> dict[int, list[int]]:
    """The vouchers that meet all words, by their place, with the places of the legs that meet one."""
    found = {}
    for index, entry in enumerate(entries):
        if not isinstance(entry, Transaction):
            continue
        meeting = [{n for n, leg in enumerate(entry.postings) if leg_meets(word, leg, ledger)} for word in words]
        if all(some or voucher_meets(word, entry) for word, some in zip(words, meeting, strict=True)):
            legs = [some for some in meeting if some]
            every = set(range(len(entry.postings)))
            shown = (set.intersection(*legs) or set.union(*legs)) if legs else every
            found[index] = sorted(shown)
    return found


def attributes(txn: Any) -> Iterator[str]:
    """What a person may remember of a voucher."""
    yield from (txn.date.isoformat(), txn.date.isoformat()[:7])
    yield from filter(None, (txn.payee, txn.narration, str(txn.meta.get("voucher", ""))))
    if match := re.fullmatch(r"记-(\d+)-(\d+)", str(txn.meta.get("voucher", ""))):
        yield from (f"{match[1]}-{int(match[2])}", f"记-{match[2]}")
    for leg in txn.postings:
        number = abs(leg.units.number)
        yield from (f"{number:f}", f"{number:,.2f}", f"={number:f}", f">={number:f}")
        yield from (f"{int(number)}..{int(number) + 1}", f"{number:,.2f}".translate(str.maketrans("0123", "０１２３")))
        if leg.units.number < 0:
            yield f"-{number:f}"
        yield from (leg.account, *levels(leg.account), leg.account.split(":")[-1])
        yield from (
            prefix + str(leg.meta[key])
            for key in ("func", "econ", "project")
            for prefix in ("", "#")
            if (leg.meta or {}).get(key)
        )
        if (leg.meta or {}).get("fund"):
            yield "#" + str(leg.meta["fund"])


def places(entries: Sequence[Any], hits: Sequence[Hit]) -> dict[int, list[int]]:
    """Hits as `expected` gives them."""
    by_entry: dict[int, list[Posting]] = {}
    for each in read_postings(entries):
        by_entry.setdefault(each.entry, []).append(each)
    found: dict[int, list[int]] = {}
    for hit in hits:
        legs = by_entry[hit.first.entry]
        wanted = list(hit.legs)
        kept = []
        for number, leg in enumerate(legs):
            if wanted and leg == wanted[0]:
                kept.append(number)
                wanted.pop(0)
        assert not wanted
        found[hit.first.entry] = kept
    return found


@draws(60)
@given(ledgers(max_vouchers=8, completed=True), st.data())
def test_just_the_vouchers_that_meet_all_words_are_found(drawn: RandomLedger, data: st.DataObject) -> None:
    with loaded(drawn) as ledger:
        entries = numbered(ledger.entries)
        vouchers = [entry for entry in entries if isinstance(entry, Transaction)]
        pool = sorted({word for each in vouchers for word in attributes(each)} | set(NOISE))
        postings = list(read_postings(entries))
        names = searched(ledger)
        for _ in range(12):
            words = data.draw(st.lists(st.sampled_from(pool), min_size=1, max_size=3))
            hits = search(postings, read_words(words), names)
            assert places(entries, hits) == expected(entries, words, ledger), words


@draws(30)
@given(ledgers(max_vouchers=6, completed=True))
def test_every_voucher_is_found_by_all_it_has(drawn: RandomLedger) -> None:
    with loaded(drawn) as ledger:
        entries = numbered(ledger.entries)
        postings = list(read_postings(entries))
        names = searched(ledger)
        for index, entry in enumerate(entries):
            if isinstance(entry, Transaction) and entry.postings:
                words = list(dict.fromkeys(attributes(entry)))
                for word in words:
                    assert index in {hit.first.entry for hit in search(postings, read_words([word]), names)}, word
                assert index in {hit.first.entry for hit in search(postings, read_words(words), names)}


# An example


@cache
def example() -> tuple[Ledger, tuple[Posting, ...]]:
    ledger = load(EXAMPLES / "wuhan_2020" / "main.beancount")
    return ledger, tuple(read_postings(ledger.entries))


def found(*words: str) -> list[str]:
    """The numbers of the vouchers found in the example."""
    ledger, postings = example()
    return [hit.first.number for hit in search(postings, read_words(words), searched(ledger))]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (("记-5-003",), ["记-5-003"]),
        (("5-3",), ["记-5-003"]),
        (("５－３",), ["记-5-003"]),
        (("78.92",), ["记-5-011"]),
        (("电费", "5月13日"), ["记-5-011"]),
        (("30525.90", "2020/5"), ["记-5-003", "记-5-004"]),
        (("#30206", "供电", "2020-05"), ["记-5-011"]),
        (("平台建设", "69020", "7月"), ["记-7-035"]),
        (("没有的字",), []),
    ],
)
def test_an_examples_vouchers(words: Sequence[str], numbers: list[str]) -> None:
    assert found(*words) == numbers


def test_the_code_of_a_fund_needs_its_mark() -> None:
    """Else a day's number would be every voucher."""
    assert len(found("#11")) > 200
    assert len(found("11")) < 30


def test_a_total_is_an_amount_too() -> None:
    """114,818.80 stands nowhere: it is what two legs of 记-5-005 come to."""
    ledger, postings = example()
    hits = search(postings, read_words(["114,818.80"]), searched(ledger))
    assert [hit.first.number for hit in hits if hit.first.date.month == 5] == ["记-5-005", "记-5-006"]
    (hit,) = (each for each in hits if each.first.number == "记-5-005")
    assert len(hit.legs) == 6
    assert "记-5-005" not in found(">=114818")


def test_legs_shown_are_those_that_meet_all_words() -> None:
    ledger, postings = example()
    (hit,) = search(postings, read_words(["5101", "78.92", "2020-05-13"]), searched(ledger))
    assert [leg.code for leg in hit.legs] == ["5101"]
    (hit,) = search(postings, read_words(["1011", "#30206", "2020-05-13"]), searched(ledger))
    assert [leg.code for leg in hit.legs] == ["5101", "1011", "7201"]


def test_the_sums_are_of_the_legs_shown() -> None:
    ledger, postings = example()
    hits = search(postings, read_words(["#30206"]), searched(ledger))
    legs = [leg for hit in hits for leg in hit.legs]
    sums = book_sums(legs)
    assert list(sums) == [book for book in ("财务", "预算", "指标") if book in sums]
    for commodity, book in zip(COMMODITIES, ("财务", "预算", "指标"), strict=True):
        of_book = [leg.fen for leg in legs if leg.commodity == commodity]
        assert sums[book] == (sum(fen for fen in of_book if fen > 0), -sum(fen for fen in of_book if fen < 0))
    period = Period(min(leg.date for leg in legs), max(leg.date for leg in legs))
    sheet = found_sheet(hits, "#30206", period, base=ledger.path.parent, unit_name=ledger.unit_name)
    assert [(row.cells["debit"], row.cells["credit"]) for row in sheet.rows if row.total] == list(sums.values())
    assert len([row for row in sheet.rows if not row.total]) == len(legs)


# Near misses


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["30525.91"], ("没有“30525.91”，相近的有：30,525.90 元。",)),
        (["物管费"], ("没有“物管费”，相近的有：",)),
        (["电费", "30525.90"], ("分开找：“电费”有 ", "没有一张全都符合")),
        (["电费", "99999"], ("没有一张凭证符合“99999”。",)),
        (["99999"], ()),
    ],
)
def test_what_is_nearly_there_is_told(words: list[str], told: tuple[str, ...]) -> None:
    ledger, postings = example()
    said = "".join(near_misses(postings, read_words(words), searched(ledger)))
    assert all(each in said for each in told)
    assert bool(said) == bool(told)
