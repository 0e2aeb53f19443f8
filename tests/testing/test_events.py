"""The drawn events are sound: their text with all legs means their facts, and both texts are the same vouchers.

The text is read again here by beancount without any plugin, and by a resolver of this file alone, which follows
section 3 of the contract.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from importlib import resources
from itertools import groupby
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import data
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st

from gov_accounts.findings import Severity
from gov_accounts.ledger import load
from gov_accounts.statements.years import statements_of
from gov_accounts.testing import (
    EVENTS,
    EventStream,
    WorkedExample,
    event_streams,
    worked_examples,
    worked_examples_head,
)
from tests.support.draws import draws
from tests.support.numbered import numbered_tables

PLUGIN = 'plugin "gov_accounts_plugins"\n'
KEYS = ("func", "econ", "fund", "project")
AGENCY = "行政单位"
CASH = {"1011": "800101", "1201": "800103"} | dict.fromkeys(("1001", "1002", "1021"), "800102")
"""The money that 8001 stands for, and the detail of each."""

HELD = {
    *("1218-其他应收款", "1218-其他应收款:A职工借款", "1218-其他应收款:B公务卡"),
    *("2307-其他应付款", "2307-其他应付款:A保证金", "2307-其他应付款:K财政预拨"),
    *("1212-应收账款:D应缴财政专户", "1902-待处理财产损溢:C处理净收入", "2305-预收账款:C代建", "3101-专用基金:C其他"),
}
"""The details that are always held or advanced; so are all of 1891, 2103 and 2901."""

MAY_FOLLOW = {"2102", "2201", "2302", "1214", "1212", "2305", "2101", "4001", "2307"}
"""The accounts whose legs may leave their codes to their counterparts."""

PLAIN = {
    *("1301", "1302", "1601", "1701", "1212", "1214", "2001", "2101", "2102", "2201", "2302", "2304", "2305", "2401"),
    *("4001", "4101", "4201", "4301", "4401", "4601", "4602", "4603", "4604", "4605", "4609"),
    *("5001", "5101", "5201", "5401", "5501", "5901", "1101"),
}
"""The accounts of vouchers whose legs say all by themselves."""

quick = settings(max_examples=100)
streams = st.one_of(event_streams(), event_streams(kind=AGENCY))


def _write(files: Mapping[str, str], folder: str, main: str) -> Path:
    for name, text in files.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return Path(folder) / main


def _read(files: Mapping[str, str], main: str = "main.beancount") -> data.Directives:
    """Return the directives as beancount alone reads them."""
    assert PLUGIN in files[main]
    bare = {name: text.replace(PLUGIN, "") for name, text in files.items()}
    with tempfile.TemporaryDirectory() as folder:
        entries, errors, _ = loader.load_file(str(_write(bare, folder, main)))
    assert errors == []
    return entries


def _transactions(entries: data.Directives) -> Iterator[data.Transaction]:
    return (entry for entry in entries if isinstance(entry, data.Transaction))


def _code(posting: data.Posting, digits: int = 4) -> str:
    found = re.match(rf"\w+:(?:.*:)?(\d{{{digits}}})-", posting.account)
    assert found is not None
    return found[1]


def _fen(posting: data.Posting) -> int:
    assert posting.units is not None
    assert posting.units.number is not None
    fen = posting.units.number * 100
    assert fen == fen.to_integral_value()
    return int(fen)


def _budget(posting: data.Posting) -> bool:
    assert posting.units is not None
    return posting.units.currency == "CNY.B"


def _path(posting: data.Posting) -> str:
    return posting.account.split(":", 1)[1]


class _Held:
    """Tells which legs are of money that is held or advanced, voucher by voucher, from the text alone."""

    def __init__(self, entries: data.Directives) -> None:
        self.opens = {entry.account: entry for entry in entries if isinstance(entry, data.Open)}
        self.balances: Counter[str] = Counter()
        self.natures: dict[str, bool] = {}
        self.booked: set[str] = set()
        opening = [p for e in _transactions(entries) if (e.narration or "").startswith("年初") for p in e.postings]
        kept = sum(_fen(p) for p in opening if _code(p) in {*CASH, "1891", "2103", "2901"})
        self.all_old_held = kept != sum(_fen(p) for p in opening if _code(p) == "8001")

    def of(self, entry: data.Transaction) -> list[data.Posting]:
        found = [p for p in entry.postings if not _budget(p) and self._is_held(p, entry)]
        if entry.narration == "年末确认暂付款的支出":
            self.booked.add("1218-其他应收款:J跨年借款")
        elif any(_path(p) in self.booked for p in entry.postings):
            self.booked.clear()
        for posting in entry.postings:
            self.balances[posting.account] += _fen(posting)
        return found

    def _is_held(self, posting: data.Posting, entry: data.Transaction) -> bool:
        path = _path(posting)
        if path.endswith("J跨年借款"):
            return path not in self.booked
        if path.endswith(("H上年结转", "Z往来")) and not self.balances[posting.account]:
            said = self.opens[posting.account].meta.get("budget")
            old = said == "8001" if said else self.all_old_held
            paid = any(_code(p) in CASH for p in entry.postings)
            self.natures[path] = old if path.endswith("H上年结转") else paid
        return path in HELD or _code(posting) in {"1891", "2103", "2901"} or self.natures.get(path, False)


def _details(entry: data.Transaction, held: list[data.Posting]) -> tuple[Counter[str], Counter[str]]:
    """Return by detail of 8001 what the budget legs say, and what the financial legs say."""
    said: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for posting in entry.postings:
        if _budget(posting) and _code(posting) == "8001":
            said[_code(posting, 6)] += _fen(posting)
        elif posting in held or _code(posting) in CASH:
            there[CASH.get(_code(posting), "800102")] += _fen(posting)
    return said, there


def _nonzero(counter: Counter[str]) -> dict[str, int]:
    return {key: fen for key, fen in counter.items() if fen}


@quick
@given(streams)
def test_all_legs_load_clean_and_give_the_tables(stream: EventStream) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = _write(stream.explicit, folder, stream.main)
        _, errors, _ = loader.load_file(str(path))
        assert errors == []
        ledger = load(path)
        assert not [each.shown() for each in ledger.findings if each.severity is Severity.ERROR]
        tables = numbered_tables(statements_of(ledger, stream.year))
    assert tables == {key: dict(table) for key, table in stream.expected.items()}


@quick
@given(streams)
def test_the_text_with_all_legs_means_the_facts(stream: EventStream) -> None:
    """Every budget leg but those of 8001 is a fact, with the codes on the leg itself."""
    found: Counter[tuple[object, ...]] = Counter()
    for entry in _transactions(_read(stream.explicit)):
        for posting in entry.postings:
            if _budget(posting) and (account := _code(posting)) != "8001":
                fen = _fen(posting) if account[0] == "7" else -_fen(posting)
                found[entry.date, account, *((posting.meta or {}).get(key) for key in KEYS), fen] += 1
    facts = ((f.date, f.account, f.func, f.econ, f.fund, f.project, f.fen) for f in stream.facts)
    assert found == Counter(facts)


@quick
@given(streams)
def test_without_budget_legs_it_is_the_same_text(stream: EventStream) -> None:
    """What was left out are whole postings in CNY.B; only the opening's budget balances stay."""
    assert list(stream.accrual) == list(stream.explicit)
    for name, text in stream.explicit.items():
        kept: list[str] = []
        for block in re.split(r"(?m)^(?=\d{4}-\d\d-\d\d |\*)", text):
            lines = block.splitlines(keepends=True)
            if re.search(r" CNY\n", block) and " open " not in lines[0]:
                posting = ""
                for line in lines:
                    posting = line if re.match(r"  \S+:\S", line) else posting if line.startswith("    ") else ""
                    if not posting.endswith(" CNY.B\n"):
                        kept.append(line)
            else:
                kept += lines
        assert "".join(kept) == stream.accrual[name]
    left = [e.narration for e in _transactions(_read(stream.accrual)) if any(map(_budget, e.postings))]
    assert set(left) <= {"年初预算结余", "年末确认暂付款的支出"}


@quick
@given(streams)
def test_8001_is_the_money_after_every_day(stream: EventStream) -> None:
    """8001 = money + what is held or advanced, by detail and voucher; only what is written off or withheld is apart."""
    by_day: dict[dt.date, int] = {}
    total = 0
    entries = _read(stream.explicit)
    natures = _Held(entries)
    for date, of_day in groupby(_transactions(entries), key=lambda entry: entry.date):
        opening: tuple[Counter[str], Counter[str]] = Counter(), Counter()
        for entry in of_day:
            held = natures.of(entry)
            said, there = _details(entry, held)
            total += sum(said.values())
            if (entry.narration or "").startswith("年初"):
                opening[0].update(said)
                opening[1].update(there)
            elif entry.narration == "年末确认暂付款的支出":
                assert _nonzero(there) == {}
            elif any(_budget(p) or _code(p) in CASH for p in entry.postings):
                assert _nonzero(said) == _nonzero(there), entry.narration
            elif there["800102"]:
                against = {_code(p) for p in entry.postings if p not in held}
                assert against <= {"1219", "2201", "5301"}
        assert _nonzero(opening[0]) == _nonzero(opening[1])
        by_day[date] = total
    assert by_day == dict(stream.budget_cash_by_day)


@quick
@given(streams)
def test_nothing_is_drawn_that_is_not_there(stream: EventStream) -> None:
    """After every day no cash account is overdrawn, nothing is paid that isn't owed, nothing used that isn't held."""
    held: Counter[str] = Counter()
    owed: Counter[str] = Counter()
    for _, entries in groupby(_transactions(_read(stream.explicit)), key=lambda entry: entry.date):
        for posting in (posting for entry in entries for posting in entry.postings):
            code = _code(posting)
            if code in CASH:
                held[posting.account] += _fen(posting)
            elif code in {"1101", "1211", "1212", "1214", "1215", "1218", "1302", "1601", "1891"}:
                held[posting.account if code != "1601" else code] += _fen(posting)
            elif code in {"2001", "2102", "2103", "2201", "2301", "2302", "2305", "2307", "2401", "2901", "3101"}:
                owed[posting.account if code != "2201" else code] -= _fen(posting)
        assert -held == Counter()
        assert -owed == Counter()


def _heard(entry: data.Transaction, posting: data.Posting, opens: Mapping[str, data.Open], key: str) -> str | None:
    """Return a code as section 3 of the contract finds it for a posting."""
    for meta in (posting.meta, entry.meta):
        if meta and isinstance(found := meta.get(key), str):
            return found
    pattern = {"func": r"2\d{6}", "econ": r"3\d{4}"}.get(key, r"(?!)")
    tags = [tag for tag in entry.tags if re.fullmatch(pattern, tag)]
    assert len(tags) <= 1
    if tags:
        return tags[0]
    parts = posting.account.split(":")
    for length in range(len(parts), 1, -1):
        if isinstance(found := opens[":".join(parts[:length])].meta.get(key), str):
            return found
    if key != "fund":
        return None
    cash = [p.account for p in entry.postings if _code(p) in CASH]
    funds = {opens[account].meta.get("fund") for account in cash}
    if len(funds) == 1 and isinstance(fund := funds.pop(), str):
        return fund
    treasury = any(_code(p) == "4001" for p in entry.postings) and not cash
    return "11" if treasury or _code(posting) == "4001" else None


@draws(200)
@given(streams)
def test_the_financial_legs_say_the_codes_of_the_budget_legs(stream: EventStream) -> None:
    """Code by code, the legs that aren't money come to what the budget legs come to; no money leg needs a code.

    Only where a leg is silent, and may be, can the sums differ; then others say what it doesn't. Where something is
    owed, given or exchanged, what the budget legs say is said by some leg.
    """
    entries = _read(stream.explicit)
    natures = _Held(entries)
    for entry in _transactions(entries):
        held = natures.of(entry)
        legs = [p for p in entry.postings if not _budget(p) and _code(p) not in CASH and p not in held]
        budget = [p for p in entry.postings if _budget(p) and _code(p) != "8001"]
        if not budget or not legs:
            continue
        spent = all(_code(p)[0] == "7" for p in budget)
        keys: tuple[str, ...] = KEYS if spent else ("func", "fund", "project")
        silent = {
            _code(p)
            for p in legs
            for key in keys
            if key in {"func", "econ"} and not _heard(entry, p, natures.opens, key)
        }
        codes = {_code(p) for p in legs}
        beside = codes | {_code(p) for p in budget}
        given = beside & {"4101", "4401", "4603", "7901"} and codes & {"1302", "1601", "1701"}
        if given or "240101" in str(legs) or not codes <= PLAIN:
            continue
        if {"1218", "2305", "2307"} & {_code(p) for p in held}:  # the fund of the money advanced or held
            keys = tuple(key for key in keys if key != "fund")
        assert silent <= MAY_FOLLOW
        direct = any(_code(p) == "4001" for p in legs) and not any(_code(p) in CASH for p in entry.postings)
        if silent or direct:
            keys = ("project",)
            legs = [p for p in legs if not (direct and _code(p) == "4001")]
            budget = [p for p in budget if not (direct and _code(p) == "6001")]
        if direct and silent - {"4001"}:
            continue
        meant: defaultdict[tuple[str | None, ...], int] = defaultdict(int)
        for posting in legs:
            meant[tuple(_heard(entry, posting, natures.opens, key) for key in keys)] += _fen(posting)
        for posting in budget:
            meant[tuple((posting.meta or {}).get(key) for key in keys)] -= _fen(posting)
        assert not any(meant.values()), (entry.narration, dict(meant))


@quick
@given(event_streams(kind=AGENCY))
def test_an_agency_uses_its_own_accounts_only(stream: EventStream) -> None:
    """The chart says which accounts a 行政单位 has."""
    chart = resources.files("gov_accounts_ledger").joinpath("chart/accounts.csv").read_text(encoding="utf-8")
    kinds = {row["code"]: row["unit_kinds"].split("|") for row in csv.DictReader(chart.splitlines())}
    for entry in _transactions(_read(stream.explicit)):
        assert all(AGENCY in kinds[_code(posting)] for posting in entry.postings)


def test_every_event_happens() -> None:
    """In one run of streams, or in the next few; and the docstring of each says what it is."""
    assert all(each.__doc__ for each in EVENTS.values())
    seen: set[str] = set()
    for number in range(10):

        @seed(number)
        @settings(deadline=None, max_examples=300, database=None, phases=[Phase.generate])
        @given(event_streams())
        def draw_many(stream: EventStream) -> None:
            assert stream.accrual
            seen.update(stream.events)

        draw_many()
        if seen >= EVENTS.keys():
            return
    assert sorted(EVENTS.keys() - seen) == []


WANTED = {
    *("opening", "no opening", "year -1", "year 0", "year 1", "files 1", "files 3", "renamed roots"),
    *("no-budget", "silent 2102", "silent 4001", "silent 2302", "one 4001 for several functions"),
    *("func by tag", "econ by tag", "fund by transaction", "project by transaction", "code by open"),
    *("fund by cash", "several functions", "several projects", "two funds", "no fund", "6401 marked"),
    *("refund", "8001 within itself", "tax withheld", "deposit kept", "advance settled", "direct payment back"),
    *("公务卡 over the year's end", "owed 1218", "owed 2307", "owed 3101"),
    *("silent func of 2307", "silent econ of 2307", "silent fund of 2307", "silent project of 2307"),
}


def _features(stream: EventStream) -> Iterator[str]:
    text = "".join(stream.explicit.values())
    yield "opening" if "opening" in stream.events else "no opening"
    yield f"files {len(stream.explicit)}"
    if 'option "name_assets"' in text:
        yield "renamed roots"
    if 'budget: "6401"' in text:
        yield "6401 marked"
    if "claim_card_late" in stream.events and "repay_card_early" in stream.events:
        yield "公务卡 over the year's end"
    entries = _read(stream.explicit)
    natures = _Held(entries)
    opens = natures.opens
    for entry in _transactions(entries):
        held = natures.of(entry)
        yield f"year {entry.date.year - stream.year}"
        if "no-budget" in entry.tags and entry.narration != "年初余额":
            yield "no-budget"
        budget = [p for p in entry.postings if _budget(p)]
        flows = [p for p in budget if _code(p) != "8001"]
        legs = [p for p in entry.postings if not _budget(p) and _code(p) not in CASH and p not in held]
        if not flows:
            if budget:
                yield "8001 within itself"
            continue
        yield from _codes_said(entry, legs, flows, opens)
        if any(_code(p) == "7201" and _fen(p) < 0 for p in flows):
            yield "refund"
        if any(_code(p) == "2102" and _fen(p) < 0 for p in legs):
            yield "tax withheld"
        if any(_code(p) == "2307" for p in held) and legs:
            yield "deposit kept"
        if any(_code(p) == "1218" for p in held) and legs:
            yield "advance settled"
        if any(_code(p) == "4001" and _fen(p) > 0 for p in legs):
            yield "direct payment back"
        yield from (f"owed {_code(p)}" for p in legs if _code(p) in {"1218", "2307", "3101"})
        yield from (f"silent {key} of 2307" for key in KEYS if _is_silent(entry, legs, flows, opens, key))


def _is_silent(
    entry: data.Transaction,
    legs: list[data.Posting],
    flows: list[data.Posting],
    opens: Mapping[str, data.Open],
    key: str,
) -> bool:
    """Tell whether what is owed on 2307 is paid, and leaves its code to the voucher that it arose in."""
    paid = [p for p in legs if _code(p) == "2307" and _fen(p) > 0]
    meant = any((p.meta or {}).get(key) for p in flows)
    return meant and any(_heard(entry, p, opens, key) is None for p in paid)


def _codes_said(
    entry: data.Transaction, legs: list[data.Posting], flows: list[data.Posting], opens: Mapping[str, data.Open]
) -> Iterator[str]:
    tags = "".join(sorted(entry.tags))
    yield from (
        f"{key} by tag" for key, digits in (("func", r"2\d{6}"), ("econ", r"3\d{4}")) if re.search(digits, tags)
    )
    yield from (f"{key} by transaction" for key in KEYS if key in entry.meta)
    metas = [posting.meta or {} for posting in flows]
    for key, many in (("func", "several functions"), ("project", "several projects"), ("fund", "two funds")):
        if len({meta.get(key) for meta in metas}) > 1:
            yield many
    if any(meta.get("fund") is None for meta in metas):
        yield "no fund"
    for posting in legs:
        own = posting.meta or {}
        if not _heard(entry, posting, opens, "func"):
            yield f"silent {_code(posting)}"
        opened = opens[posting.account].meta
        said = {**entry.meta, **own}
        if any(key in opened and key not in said for key in KEYS):
            yield "code by open"
        if "fund" not in said and "fund" not in opened and _heard(entry, posting, opens, "fund"):
            yield "fund by cash"
    treasury = [p for p in legs if _code(p) == "4001"]
    if len(treasury) == 1 and len({(p.meta or {}).get("func") for p in flows if _code(p) == "6001"}) > 1:
        yield "one 4001 for several functions"


def test_every_feature_is_drawn() -> None:
    """Nothing that the strategy promises is so rare that a few hundred streams don't have it."""
    seen: Counter[str] = Counter()

    @settings(
        max_examples=250,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.nested_given],
    )
    @given(event_streams())
    def draw_many(stream: EventStream) -> None:
        seen.update(set(_features(stream)))

    draw_many()
    assert WANTED - set(seen) == set()


@pytest.mark.parametrize("year", [2019, 2021])
def test_the_year_can_be_chosen(year: int) -> None:
    stream = find(
        event_streams(year),
        lambda drawn: any(fact.date.year == year for fact in drawn.facts),
        settings=settings(database=None, derandomize=True, phases=[Phase.generate]),
    )
    assert stream.year == year
    assert {date.year - year for date in stream.budget_cash_by_day} <= {-1, 0, 1}


def test_a_failure_shrinks_to_one_event() -> None:
    """The smallest stream with expenditure is one voucher after nothing but what gives it money."""
    stream = find(
        event_streams(),
        lambda drawn: any(fact.account == "7201" for fact in drawn.facts),
        settings=settings(database=None, derandomize=True),
    )
    assert len(stream.events) <= 3
    assert list(stream.explicit) == [stream.main]


EXAMPLES = worked_examples()


def test_the_examples_are_a_textbook() -> None:
    """Each has a title of its own and names its accounts."""
    assert len({example.title for example in EXAMPLES}) == len(EXAMPLES)
    for example in EXAMPLES:
        accounts = set(re.findall(r":(\d{4})-", example.explicit))
        cited = set(re.findall(r"\b\d{4}\b", example.source.removeprefix("财会〔2017〕25号 ")))
        assert cited <= accounts | {"8001"}, example.title


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_an_example_is_sound(example: WorkedExample) -> None:
    """It loads clean, its 8001 is its money by detail, and without the budget legs it is the same vouchers."""
    head = worked_examples_head()
    written = list(_transactions(_read({"main.beancount": head + example.explicit})))
    for entry in written:
        if not {_code(p) for p in entry.postings} & {"1212", "1218", "1902", "2103", "2305", "2307", "2901", "3101"}:
            said, there = _details(entry, [])
            assert _nonzero(said) == _nonzero(there)
    bare = list(_transactions(_read({"main.beancount": head + example.accrual})))
    assert "CNY.B" not in example.accrual
    assert [[(p.account, p.units) for p in entry.postings] for entry in bare] == [
        [(p.account, p.units) for p in entry.postings if not _budget(p)] for entry in written
    ]
    with tempfile.TemporaryDirectory() as folder:
        ledger = load(_write({"main.beancount": head + example.explicit}, folder, "main.beancount"))
    assert not [each.shown() for each in ledger.findings if each.severity is Severity.ERROR]


def test_the_examples_together_are_a_ledger() -> None:
    """They can be kept in one file."""
    text = worked_examples_head() + "\n".join(example.explicit for example in EXAMPLES)
    with tempfile.TemporaryDirectory() as folder:
        ledger = load(_write({"main.beancount": text}, folder, "main.beancount"))
        assert not [each.shown() for each in ledger.findings if each.severity is Severity.ERROR]
