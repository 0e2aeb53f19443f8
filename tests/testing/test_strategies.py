"""The drawn ledgers are sound: their text means their facts, and the oracle agrees with itself.

The text is read again here by beancount and by a resolver of this file alone, which follows section 3 of the
contract.
"""

import ast
import datetime as dt
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import data
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st

from gov_accounts.testing import (
    TABLES,
    DrawnFact,
    RandomLedger,
    carried_forward,
    expected_tables,
    ledgers,
    oracle,
    shuffled,
    split,
    union,
    write_to,
)

PLUGIN = 'plugin "gov_accounts_plugins"\n'
KEYS = ("func", "econ", "fund", "project")
CODE_TAG = {"func": re.compile(r"2\d{6}"), "econ": re.compile(r"3\d{4}")}

moderate = settings(deadline=None, max_examples=60)


def _without_plugin(ledger: RandomLedger, folder: str) -> str:
    assert PLUGIN in ledger.files[ledger.main]
    path = write_to(ledger, Path(folder))
    path.write_text(path.read_text(encoding="utf-8").replace(PLUGIN, ""), encoding="utf-8")
    return str(path)


def _load(ledger: RandomLedger) -> data.Directives:
    with tempfile.TemporaryDirectory() as folder:
        entries, errors, _ = loader.load_file(_without_plugin(ledger, folder))
    assert errors == []
    return entries


def _code(account: str) -> str:
    return account.split(":")[1][:4]


def _fen(posting: data.Posting) -> int:
    assert posting.units is not None
    assert posting.units.number is not None
    fen = posting.units.number * 100
    assert fen == fen.to_integral_value()
    return int(fen)


def _transactions(entries: data.Directives) -> Iterator[data.Transaction]:
    return (entry for entry in entries if isinstance(entry, data.Transaction))


def _own(meta: Mapping[str, object] | None, key: str) -> str | None:
    found = (meta or {}).get(key)
    assert found is None or isinstance(found, str | Decimal)
    return None if found is None else str(found)


def _resolve(posting: data.Posting, entry: data.Transaction, opens: Mapping[str, data.Open], key: str) -> str | None:
    for meta in (posting.meta, entry.meta):
        if (found := _own(meta, key)) is not None:
            return found
    tags = {tag for tag in entry.tags if key in CODE_TAG and CODE_TAG[key].fullmatch(tag)}
    assert len(tags) <= 1, "several tags, and the posting doesn't choose"
    if tags:
        return tags.pop()
    parts = posting.account.split(":")
    for length in range(len(parts), 1, -1):
        if (found := _own(opens[":".join(parts[:length])].meta, key)) is not None:
            return found
    if key != "fund":
        return None
    cash = {_own(opens[p.account].meta, "fund") for p in entry.postings if _code(p.account) == "8001"} - {None}
    assert len(cash) <= 1
    if cash:
        return cash.pop()
    return "11" if _code(posting.account) in {"4001", "6001", "8101", "8102"} else None


def _relevant(account: str, key: str) -> bool:
    """Tell whether anything looks at this code: section 3 and 6 of the contract."""
    if account[0] == "8":
        return key in {"func", "fund"} and account[:2] in {"81", "82"}
    return not (account[0] == "6" and key == "econ")


def _read_again(entries: data.Directives) -> Counter[tuple[object, ...]]:
    """Return the facts that the text has, each with what the contract makes of its codes."""
    opens = {entry.account: entry for entry in entries if isinstance(entry, data.Open)}
    found: Counter[tuple[object, ...]] = Counter()
    for entry in _transactions(entries):
        if not {p.units.currency for p in entry.postings if p.units is not None} - {"CNY"}:
            found += _completed(entry, opens)
        credited = {_code(p.account) for p in entry.postings} & {"9101", "9102"}
        for posting in entry.postings:
            account = _code(posting.account)
            if account[0] not in "6789" or account in {"8001", "9101", "9102"}:
                continue
            fen = _fen(posting) * (1 if account[0] in "79" else -1)
            shown = next(iter(credited)) if account == "9001" else account
            codes = tuple(_resolve(posting, entry, opens, key) if _relevant(shown, key) else None for key in KEYS)
            found[entry.date, shown, *codes, fen, "year-close" in entry.tags] += 1
    return found


INCOME = {"4001": "6001", "4101": "6101", "4201": "6201", "4301": "6301", "4401": "6401", "4601": "6601"}
INCOME |= {"4602": "6602", "4603": "6609", "4604": "6609", "4605": "6609", "4609": "6609"}
COSTS = {"5001": "7201", "5101": "7201", "5201": "7301", "5401": "7401", "5501": "7501", "5901": "7901"}


def _completed(entry: data.Transaction, opens: Mapping[str, data.Open]) -> Counter[tuple[object, ...]]:
    """Return what section 5 of the contract makes of a voucher of a 事业单位 without budget legs."""
    found: Counter[tuple[object, ...]] = Counter()
    if "no-budget" in entry.tags:
        return found
    for posting in entry.postings:
        account = {**INCOME, **COSTS}.get(_code(posting.account))
        if account is not None:
            fen = _fen(posting) * (1 if account[0] == "7" else -1)
            codes = tuple(_resolve(posting, entry, opens, key) if _relevant(account, key) else None for key in KEYS)
            found[entry.date, account, *codes, fen, False] += 1
    return found


def _as_read(fact: DrawnFact) -> tuple[object, ...]:
    values = (fact.func, fact.econ, fact.fund, fact.project)
    codes = tuple(code if _relevant(fact.account, key) else None for key, code in zip(KEYS, values, strict=True))
    return (fact.date, fact.account, *codes, fact.fen, fact.closing)


def _raw_totals(entries: data.Directives) -> dict[tuple[str, int], int]:
    totals: defaultdict[tuple[str, int], int] = defaultdict(int)
    for entry in _transactions(entries):
        for posting in entry.postings:
            account = _code(posting.account)
            if account[0] in "678" or account in {"9101", "9102"}:
                totals[account, entry.date.year] += _fen(posting) * (1 if account[0] == "7" else -1)
    return {key: fen for key, fen in totals.items() if fen and key[0] != "8001"}


def _fact_totals(ledger: RandomLedger) -> dict[tuple[str, int], int]:
    totals: defaultdict[tuple[str, int], int] = defaultdict(int)
    for fact in ledger.facts:
        totals[fact.account, fact.date.year] += fact.fen
    return {key: fen for key, fen in totals.items() if fen}


def _assert_means_its_facts(ledger: RandomLedger) -> None:
    entries = _load(ledger)
    assert _raw_totals(entries) == _fact_totals(ledger)
    assert _read_again(entries) == Counter(_as_read(fact) for fact in ledger.facts)


@moderate
@given(ledgers())
def test_the_text_means_the_facts(ledger: RandomLedger) -> None:
    """Beancount reads the text without errors, and every posting has the codes of its fact."""
    _assert_means_its_facts(ledger)


@moderate
@given(ledgers())
def test_every_transaction_balances_exactly(ledger: RandomLedger) -> None:
    """Each commodity balances to the fen, and is the one of its account's book."""
    for entry in _transactions(_load(ledger)):
        sums: defaultdict[str, int] = defaultdict(int)
        for posting in entry.postings:
            assert posting.units is not None
            digit = _code(posting.account)[0]
            assert posting.units.currency == ("CNY.B" if digit in "678" else "CNY.A" if digit == "9" else "CNY")
            sums[posting.units.currency] += _fen(posting)
        assert not any(sums.values())


@moderate
@given(ledgers())
def test_every_code_is_declared_or_known(ledger: RandomLedger) -> None:
    """Projects are declared; codes made up for the tests are declared with their 款."""
    customs = {
        (entry.type, *(value.value for value in entry.values[:2]))
        for entry in _load(ledger)
        if isinstance(entry, data.Custom)
    }
    text = "".join(ledger.files.values())
    for project in {f.project for f in ledger.facts} - {None}:
        assert any(custom[:2] == ("gov-project", project) for custom in customs)
    for code in re.findall(r"\b2\d{4}77\b|\b2\d297\d\d\b|\b23197\d\d\b|\b20397\d\d\b", text):
        assert ("gov-code", "func", code) in customs
        if code[3:5] == "97":
            assert ("gov-code", "func", code[:5]) in customs


@moderate
@given(ledgers(kind="事业单位", completed=True))
def test_vouchers_that_the_plugin_completes(ledger: RandomLedger) -> None:
    """What is written in the financial book alone means its facts by the rules of 平行记账."""
    assert _read_again(_load(ledger)) == Counter(_as_read(fact) for fact in ledger.facts)


def test_some_vouchers_are_left_to_the_plugin() -> None:
    """Vouchers without budget legs are drawn when asked for."""

    def wanted(drawn: RandomLedger) -> bool:
        vouchers = [v for v in drawn.book.vouchers if "no-budget" not in v.tags]
        return any({"1", "5"} == {leg.path[0] for leg in voucher.legs} for voucher in vouchers)

    ledger = _smallest(ledgers(completed=True), wanted)
    assert _raw_totals(_load(ledger)) != _fact_totals(ledger), "the text holds less than it means"


@moderate
@given(ledgers(kind="事业单位"), ledgers(kind="事业单位"))
def test_a_union_means_the_facts_of_both(one: RandomLedger, other: RandomLedger) -> None:
    """Accounts of two ledgers that differ in their opens' metadata keep apart."""
    both = union(one, other)
    _assert_means_its_facts(both)
    assert len(both.facts) == len(one.facts) + len(other.facts)
    additive = [key for key in TABLES if key != "income_expenditure"]
    for key in additive:
        added = Counter(dict(one.expected[key]))
        added.update(dict(other.expected[key]))
        assert {cell: fen for cell, fen in added.items() if fen} == both.expected[key]


def _smallest(strategy: st.SearchStrategy[RandomLedger], wanted: Callable[[RandomLedger], bool]) -> RandomLedger:
    quick = settings(max_examples=500, database=None, derandomize=True, phases=[Phase.generate, Phase.shrink])
    return find(strategy, wanted, settings=quick)


def test_a_union_needs_one_year_and_one_kind() -> None:
    """Ledgers of different kinds of unit can't be united."""
    one = _smallest(ledgers(kind="事业单位"), lambda _: True)
    other = _smallest(ledgers(kind="行政单位"), lambda _: True)
    with pytest.raises(ValueError, match="same year and kind"):
        union(one, other)


@moderate
@given(ledgers(), st.integers(0, 2**32), st.integers(0, 6), st.integers(0, 2))
def test_order_and_files_change_nothing(ledger: RandomLedger, seed: int, parts: int, style: int) -> None:
    """Shuffling and splitting keep facts and tables, and the text still means them."""
    other = split(shuffled(ledger, seed), parts, style)
    assert (other.facts, other.expected) == (ledger.facts, ledger.expected)
    assert len(other.files) == parts + 1
    _assert_means_its_facts(other)


@moderate
@given(ledgers())
def test_the_oracle_agrees_with_itself(ledger: RandomLedger) -> None:
    """The ties between the tables hold in the expected cells."""
    t1, t2, t3, t4, t5, t6, t7, t8, t9 = (Counter(dict(ledger.expected[key])) for key in TABLES)
    assert t1["30", "1"] == t1["60", "2"] == t1["27", "1"] + t1["28", "1"] + t1["29", "1"]
    assert t1["60", "2"] == t1["57", "2"] + t1["58", "2"] + t1["59", "2"]
    assert t1["27", "1"] == sum(t1[str(row), "1"] for row in range(1, 9)) == t2["合计", "1"]
    assert t1["57", "2"] == sum(t1[str(row), "2"] for row in range(31, 57)) == t3["合计", "1"]
    assert min(t1["28", "1"], t1["58", "2"]) == 0
    assert t2["合计", "2"] == t4["27", "1"] == sum(t4[str(row), "1"] for row in (1, 2, 3))
    for table, columns in ((t2, 7), (t3, 6), (t5, 3), (t9, 3)):
        for row in {row for row, _ in table}:
            assert table[row, "1"] == sum(table[row, str(column)] for column in range(2, columns + 1))
        for column in map(str, range(1, columns + 1)):
            for length in (3, 5, 7):
                rows = {row for row, _ in table if len(row) == length and row.isdigit()}
                assert table["合计", column] == sum(table[row, column] for row in rows)
    for column, fund in (("3", t5["合计", "1"]), ("4", t8["合计", "3"]), ("5", t9["合计", "1"])):
        assert t4["59", column] == fund == sum(t4[str(row), column] for row in range(33, 59))
        assert t4["64", column] == t4["59", column] + t4["60", column]
    assert t4["32", "1"] == t4["64", "2"] == t4["27", "1"] + t4["28", "1"]
    assert t4["60", "2"] == sum(t4["60", column] for column in ("3", "4", "5"))
    assert t6["人员经费合计", "1"] + t6["公用经费合计", "1"] == t5["合计", "2"]
    assert sum(fen for (row, _), fen in t6.items() if len(row) == 3) == t5["合计", "2"]
    for shift in (0, 6):
        a, b, c, d, e, f = (t7["合计", str(shift + column)] for column in range(1, 7))
        assert (a, c) == (b + c + f, d + e)
    for row in {row for row, _ in t8}:
        assert t8[row, "6"] == t8[row, "1"] + t8[row, "2"] - t8[row, "3"]
        assert t8[row, "3"] == t8[row, "4"] + t8[row, "5"]
    assert t8["合计", "1"] == t4["30", "1"]
    assert not any(fen == 0 for table in ledger.expected.values() for fen in table.values())


@settings(deadline=None, max_examples=150)
@given(ledgers(closed=True))
def test_closed_ledgers_are_closed(ledger: RandomLedger) -> None:
    """Nothing is left on income and expenditure, and the balances are row 59."""
    assert ledger.closed
    end = dt.date(ledger.year, 12, 31)
    left: Counter[str] = Counter()
    for fact in ledger.facts:
        if fact.date <= end and fact.account[0] in "67":
            left[fact.path] += fact.fen
    assert not any(left.values())
    for year in (ledger.year - 1, ledger.year):
        assert oracle.row_59(expected_tables(ledger.facts, year), year) == carried_forward(ledger.facts, year)


@given(ledgers())
@moderate
def test_the_text_follows_from_the_facts_alone(ledger: RandomLedger) -> None:
    """The oracle needs nothing but facts: their order doesn't matter."""
    assert expected_tables(reversed(ledger.facts), ledger.year) == ledger.expected


def test_a_year_by_hand() -> None:
    """Figures worked out on paper."""
    day, func = dt.date(2020, 3, 1), "2060501"
    facts = (
        DrawnFact(dt.date(2019, 12, 31), "8101", func, None, "12", None, 500, closing=True),
        DrawnFact(day, "6001", func, None, "11", None, 1000),
        DrawnFact(day, "6401", func, None, None, None, 70),
        DrawnFact(day, "7301", func, "30201", None, None, 100),
        DrawnFact(day, "6101", func, None, "3", None, 40),
        DrawnFact(day, "7201", func, "30212", "11", None, 300),
        DrawnFact(day, "7201", func, "30101", None, "P1", 25),
        DrawnFact(day, "6001", func, None, "11", None, -1000, closing=True),
        DrawnFact(day, "9101", func, "30217", "11", None, 900),
    )
    tables = expected_tables(facts, 2020)
    assert tables["income_expenditure"] == {
        ("1", "1"): 1000,
        ("5", "1"): 40,
        ("6", "1"): 70,
        ("27", "1"): 1110,
        ("29", "1"): 500,
        ("30", "1"): 1610,
        ("36", "2"): 425,
        ("57", "2"): 425,
        ("58", "2"): 40,
        ("59", "2"): 1145,
        ("60", "2"): 1610,
    }
    assert tables["sangong"] == {("合计", "1"): 900, ("合计", "6"): 900, ("合计", "7"): 300, ("合计", "8"): 300}
    assert tables["gov_fund"] == {(row, c): 500 for row in ("合计", "206", "20605", func) for c in ("1", "6")}
    assert tables["general_basic"] == {("302", "1"): 300, ("30212", "1"): 300, ("公用经费合计", "1"): 300}


def _features(ledger: RandomLedger) -> Iterator[str]:
    """Yield the name of everything that a reader of such ledgers has to cope with and that this one has."""
    year = ledger.year
    for fact in ledger.facts:
        yield f"account {fact.account}"
        yield f"year {fact.date.year - year:+d}, closing {fact.closing}"
        if fact.account[0] == "7":
            yield f"fund {fact.fund}"
            yield f"class {(fact.func or '')[:3]}"
            yield f"sangong {fact.econ}" if fact.econ in {"30212", "31013", "30231", "30217"} else "other econ"
        yield f"project {fact.project is not None}"
        yield "refund" if fact.fen < 0 else "amount"
        if abs(fact.fen) == 1:
            yield "one fen"
        if abs(fact.fen) > 10**11:
            yield "billions"
        if fact.account in {"8101", "8201"} and fact.date.year == year and not fact.closing:
            yield "adjustment"
    yield f"closed {ledger.closed}"
    yield f"kind {ledger.kind}"
    yield f"files {len(ledger.files)}"
    row = ledger.expected["income_expenditure"]
    yield from (f"row {number}" for number in ("28", "58") if any(key[0] == number for key in row))
    text = "".join(ledger.files.values())
    for name, pattern in TEXT_FEATURES.items():
        if re.search(pattern, text, re.MULTILINE):
            yield name
    yield from _voucher_features(ledger)


def _voucher_features(ledger: RandomLedger) -> Iterator[str]:
    metas = {account.path: account.codes() for account in ledger.book.accounts}
    for path, codes in metas.items():
        yield from (f"open {key} at {'parent' if path.count(':') == 0 else 'detail'}" for key in codes)
    for voucher in ledger.book.vouchers:
        above = {key: text.strip('"') for key, text in (*voucher.meta, *voucher.pushed_meta) if key in KEYS}
        funcs = {tag for tag in (*voucher.tags, *voucher.pushed_tags) if CODE_TAG["func"].fullmatch(tag)}
        books = {leg.path[0] for leg in voucher.legs}
        if books & set("45") and books & set("67"):
            yield "parallel"
        if len(funcs) > 1:
            yield "several func tags"
        for leg in voucher.legs:
            own = {key: text.strip('"') for key, text in leg.meta if key in KEYS}
            opened = {k: c for depth in range(4) for k, c in metas.get(leg.path.rsplit(":", depth)[0], {}).items()}
            yield from _leg_features(own, above, opened)
            if funcs and leg.path[0] in "67" and "func" not in {*own, *above}:
                yield "func by tag alone"
            if leg.path[:4] == "6001" and "fund" not in {*own, *above, *opened}:
                yield "fund by cash account or default"


def _leg_features(own: Mapping[str, str], above: Mapping[str, str], opened: Mapping[str, str]) -> Iterator[str]:
    for key in KEYS:
        yield f"posting {key}" if key in own else f"no posting {key}"
        if key in above:
            yield f"transaction {key}"
        places = (("posting", own), ("transaction", above), ("open", opened))
        for higher, lower in ((0, 1), (1, 2), (0, 2)):
            (name, codes), (overridden, others) = places[higher], places[lower]
            if key in codes and key in others and codes[key] != others[key]:
                yield f"{name} over {overridden} {key}"


TEXT_FEATURES = {
    "bare number": r"^ +func: \d{7}$",
    "string": r'^ +func: "\d{7}"$',
    "bare fund": r"^ +fund: 11$",
    "pushtag": r"^pushtag #2",
    "pushmeta": r"^pushmeta econ:",
    "tags below": r"^  #\w",
    "commas": r"\d,\d{3}(,\d{3})*(\.\d\d)? CNY.B",
    "no decimals": r" \d+ CNY.B",
    "one decimal": r" \d+\.\d CNY.B",
    "expression": r"\d [+-] 2\.5 CNY",
    "elided": r"^  \S*8001\S*$",
    "escaped quotes": r'\\"',
    "escaped backslash": r"\\\\",
    "flag !": r"^\d{4}-\d\d-\d\d ! ",
    "link": r" \^2060501",
    "tag near to a code": r"#20200315",
    "renamed roots": r'name_assets" "A资产"',
    "glob": r'include "账本/\*/\*',
    "chain": r'include "\.\./',
    "no-budget": "#no-budget",
    "gov-code": 'custom "gov-code"',
    "year-close": "#year-close",
}

WANTED = {
    *(f"account {code}" for code in ("6001", "6101", "6201", "6301", "6401", "6501", "6601", "6602", "6609")),
    *(f"account {code}" for code in ("7101", "7201", "7301", "7401", "7501", "7601", "7701", "7901")),
    *(f"account {code}" for code in ("8101", "8102", "8201", "8202", "8401", "8501", "8701", "9101", "9102")),
    *(f"fund {fund}" for fund in ("11", "12", "13", "2", "3", None)),
    *(f"class {n}" for n in (*range(201, 209), *range(210, 218), *range(219, 225), 229, 231, 232, 234)),
    *(f"sangong {econ}" for econ in ("30212", "31013", "30231", "30217")),
    *(f"year {n:+d}, closing {c}" for n in (-1, 0, 1) for c in (True, False) if (n, c) != (1, True)),
    *(
        "project True",
        "project False",
        "refund",
        "amount",
        "one fen",
        "billions",
        "adjustment",
        "row 28",
        "row 58",
    ),
    *(
        "closed True",
        "closed False",
        "kind 事业单位",
        "kind 行政单位",
        "files 1",
        "files 2",
        "files 4",
        "parallel",
    ),
    *(f"open {key} at {where}" for key in KEYS for where in ("parent", "detail")),
    *(f"{how} {key}" for key in KEYS for how in ("posting", "no posting", "transaction", "posting over transaction")),
    *(f"{how} {key}" for key in KEYS for how in ("transaction over open", "posting over open")),
    *("several func tags", "func by tag alone", "fund by cash account or default"),
    *TEXT_FEATURES,
}


def test_every_feature_is_drawn() -> None:
    """Nothing that the strategies promise is so rare that some hundred ledgers don't have it.

    Ledgers of one run are like each other, and which they are depends on what else is imported; so there are several
    runs, until all has been seen.
    """
    seen: set[str] = set()
    for number in range(6):

        @seed(number)
        @settings(
            deadline=None,
            max_examples=150,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=[HealthCheck.nested_given],
        )
        @given(ledgers())
        def draw_many(ledger: RandomLedger) -> None:
            seen.update(_features(ledger))

        draw_many()
        if seen >= WANTED:
            break
    assert WANTED - seen == set()


def test_a_failure_shrinks_to_the_plainest_ledger() -> None:
    """The smallest ledger with an expenditure has one voucher, one file and its codes on the posting."""
    ledger = _smallest(ledgers(), lambda drawn: any(f.account[0] == "7" for f in drawn.facts))
    assert len(ledger.book.vouchers) == 1
    assert list(ledger.files) == [ledger.main]
    assert not ledger.closed
    assert '    func: "2060501"\n    econ: "30201"\n    fund: "11"\n' in ledger.files[ledger.main]


def test_the_package_stands_alone() -> None:
    """It imports the standard library, itself, and hypothesis in the strategies: an oracle that shares no code."""
    for path in sorted(Path(oracle.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            for name in names:
                allowed = name.split(".")[0] in sys.stdlib_module_names
                draws = path.name in ("strategies.py", "events.py")
                assert allowed or (name.startswith("hypothesis") and draws), (path.name, name)


@pytest.mark.parametrize("year", [2020, 2021])
def test_the_year_can_be_chosen(year: int) -> None:
    """Facts are drawn in the year asked for and the two around it."""
    ledger = _smallest(ledgers(year), lambda drawn: len(drawn.facts) > 0)
    assert ledger.year == year
    assert {fact.date.year - year for fact in ledger.facts} <= {-1, 0, 1}
