"""附注 of drawn ledgers against sums of what was drawn: by account and detail, as the law names accounts.

The oracle reads neither our tables nor our reading of postings: it adds up legs, as drawn or as beancount has them.
Source: 财会〔2017〕25号 part five 八（五）.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from beancount.core.data import Open, Transaction
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.ledger import Ledger
from gov_accounts.reports.note_print import note_findings, print_notes
from gov_accounts.reports.notes import AccountNotes, Made
from gov_accounts.statements.accounting import Accounts
from gov_accounts.testing import EventStream, event_streams
from tests.properties.test_accounting import TRUST, Leg, legs_of
from tests.properties.test_parallel_events import errors, loaded
from tests.properties.test_two_years import closed, entered, two_years
from tests.support.draws import draws
from tests.support.two_years import TwoYears

BALANCES: Mapping[str, tuple[int, Sequence[str]]] = {
    "货币资金": (1, ("1001", "1002", "1011", "1021")),
    "应收账款": (1, ("1212", "1219")),
    "应收票据": (1, ("1211",)),
    "预付账款": (1, ("1214",)),
    "其他应收款": (1, ("1218",)),
    "存货": (1, ("1301", "1302", "1303")),
    "长期待摊费用": (1, ("1901",)),
    "应付账款": (-1, ("2302",)),
    "应付票据": (-1, ("2301",)),
    "预收账款": (-1, ("2305",)),
    "其他应付款": (-1, ("2307",)),
    "长期应付款": (-1, ("2502",)),
    "预计负债": (-1, ("2601",)),
    "长期借款": (-1, ("2501",)),
    "短期借款": (-1, ("2001",)),
}
CHANGES: Mapping[tuple[str, str], tuple[int, Sequence[str]]] = {
    ("短期投资", "合计"): (1, ("1101",)),
    ("长期股权投资", "合计"): (1, ("1501",)),
    ("长期债券投资", "合计"): (1, ("1502",)),
    ("固定资产", "一、原值合计"): (1, ("1601",)),
    ("固定资产", "二、累计折旧合计"): (-1, ("1602",)),
    ("在建工程", "合计"): (1, ("1613",)),
    ("无形资产", "一、原值合计"): (1, ("1701",)),
    ("无形资产", "二、累计摊销合计"): (-1, ("1702",)),
    ("公共基础设施", "原值合计"): (1, ("1801",)),
    ("公共基础设施", "累计折旧合计"): (-1, ("1802",)),
    ("政府储备物资", "合计"): (1, ("1811",)),
    ("受托代理资产", "合计"): (1, ("1891",)),
}
FLOWS: Mapping[str, tuple[int, Sequence[str]]] = {
    "事业收入": (-1, ("4101",)),
    "非同级财政拨款收入": (-1, ("4601",)),
    "其他收入": (-1, ("4609",)),
    "业务活动费用（按经济分类）": (1, ("5001",)),
    "单位管理费用（按经济分类）": (1, ("5101",)),
    "经营费用（按经济分类）": (1, ("5201",)),
    "其他费用": (1, ("5901",)),
    "本期费用按经济分类": (1, ("5",)),
}
DETAILED = ("应收票据", "预付账款", "其他应收款", "应付账款", "预收账款", "其他应付款", "短期借款")
"""Tables of which every row is a detail, where the ledger declares no class of anybody."""
KINDS = ("工资福利费用", "商品和服务费用", "对个人和家庭的补助费用", "对企业补助费用")
WEAR = {
    "1602": "固定资产折旧费",
    "1702": "无形资产摊销费",
    "1802": "公共基础设施折旧（摊销）费",
    "1832": "保障性住房折旧费",
    "3101": "计提专用基金",
}
ECONS = dict(zip(("301", "302", "303", "312", "311"), (*KINDS, KINDS[3]), strict=True))
ACCOUNTS = {
    "5801": "所得税费用",
    "5301": "资产处置费用",
    "5401": "上缴上级费用",
    "5501": "对附属单位补助费用",
    "5901": "其他费用",
}
UNSORTED = "没有归入以上各类的费用"


def notes_of(ledger: Ledger, year: int) -> tuple[AccountNotes, dict[str, Made]]:
    notes = AccountNotes.of(Accounts.of(ledger, year))
    return notes, {each.table.title: each for each in notes.tables}


def figures(made: Made | None, label: str) -> list[int]:
    """A row of a table, in the order of its columns; zeros where there is no table."""
    if made is None:
        return [0] * 4
    (line,) = made.called(label)
    return [line.fen(column.of) for column in made.table.columns]


def total(legs: Iterable[Leg], sign: int, accounts: Sequence[str], kept: Callable[[int], bool] = bool) -> int:
    return sum(
        sign * fen
        for _, path, fen in legs
        if path.startswith(tuple(accounts)) and kept(sign * fen) and not ({TRUST} & set(path.split(":")[1:]))
    )


def by_detail(legs: Iterable[Leg], sign: int, accounts: Sequence[str]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for _, path, fen in legs:
        if path.startswith(tuple(accounts)):
            account, *details = (re.sub(r"^\d+-", "", part) for part in path.split(":"))
            sums["—".join(details) or account] += sign * fen
    return {name: fen for name, fen in sums.items() if fen}


def assert_balances(tables: Mapping[str, Made], until: Sequence[Leg], before: Sequence[Leg], year: int) -> None:
    of_year = [leg for leg in until if leg[0].year == year]
    for title, (sign, accounts) in BALANCES.items():
        wanted = [total(until, sign, accounts), total(before, sign, accounts)]
        assert figures(tables.get(title), "合计")[:2] == wanted, title
    for (title, label), (sign, accounts) in CHANGES.items():
        opening, rise, fall, closing = figures(tables.get(title), label)[-4:]
        assert opening == total(before, sign, accounts)
        assert rise == total(of_year, sign, accounts, lambda fen: fen > 0)
        assert fall == -total(of_year, sign, accounts, lambda fen: fen < 0)
        assert closing == opening + rise - fall == total(until, sign, accounts)
    for title in DETAILED:
        sign, accounts = BALANCES[title]
        for column, legs in (("closing", until), ("opening", before)):
            lines = tables[title].lines[:-1] if title in tables else ()
            shown = {line.label: line.fen("closing" if column == "closing" else "opening") for line in lines}
            assert {name: fen for name, fen in shown.items() if fen} == by_detail(legs, sign, accounts)


def assert_flows(tables: Mapping[str, Made], year: Sequence[Leg], last: Sequence[Leg]) -> None:
    for title, (sign, accounts) in FLOWS.items():
        label = "本期费用合计" if accounts == ("5",) else "合计"
        wanted = [total(year, sign, accounts), total(last, sign, accounts)]
        assert figures(tables.get(title), label)[:2] == wanted, title


def assert_sound(notes: AccountNotes) -> None:
    """Every sum is the statements' and its rows'; every figure is that of its postings; it prints."""
    assert [each.shown() for each in note_findings(notes) if each.rule == "note-not-as-stated"] == []
    for made in notes.tables:
        for line in made.lines:
            for column in made.table.columns:
                assert sum(each.fen for each in line.items(column.of)) == line.fen(column.of)
        for block, whole in made.sums:
            rows = [each for each in made.lines if each.key.startswith(f"{block.key}.") and each.level == block.top]
            less = {f"{block.key}.{row.key}" for row in block.rows if row.less}
            for column in made.table.columns:
                assert sum((-1 if each.key in less else 1) * each.fen(column.of) for each in rows) == whole.fen(
                    column.of
                )
    printed = print_notes(notes, indented=False)
    assert len({each.name for each in printed}) == len(printed)
    for each in printed:
        names = [row.id for panel in each.panels for row in panel.rows]
        assert len(set(names)) == len(names)


@draws(80)
@given(event_streams())
def test_the_notes_are_what_was_drawn(stream: EventStream) -> None:
    with loaded(stream.accrual, stream.main) as ledger:
        assert errors(ledger) == []
        notes, tables = notes_of(ledger, stream.year)
        until = [leg for leg in stream.legs if leg[0].year <= stream.year]
        before = [leg for leg in until if leg[0].year < stream.year]
        assert_balances(tables, until, before, stream.year)
        flows = {year: [leg for leg in until if leg[0].year == year] for year in (stream.year, stream.year - 1)}
        assert_flows(tables, flows[stream.year], flows[stream.year - 1] if stream.year - 1 in ledger.years else [])
        assert_sound(notes)


@draws(40)
@given(two_years())
def test_the_notes_of_closed_years_are_what_their_vouchers_add_up_to(drawn: TwoYears) -> None:
    with closed(drawn) as (ledger, years):
        books = [each for each in entered(ledger) if each.commodity == "CNY"]
        for year in years:
            notes, tables = notes_of(ledger, year)
            until = legs_of(each for each in books if each.date.year <= year)
            assert_balances(tables, until, [leg for leg in until if leg[0].year < year], year)
            kept = [each for each in books if not each.closing]
            of = {each: legs_of(one for one in kept if one.date.year == each) for each in (year, year - 1)}
            assert_flows(tables, of[year], of[year - 1] if year - 1 in ledger.years else [])
            assert_sound(notes)


CLASSES = ("本部门内部单位", "本部门以外同级政府单位", "本部门以外非同级政府单位", "其他单位")
NAMES = (
    "A职工借款",
    "B公务卡",
    "H上年结转",
    "J跨年借款",
    "A保证金",
    "C公务卡",
    "E劳务费",
    "K财政预拨",
    "B经营",
    "C租金",
    "C代建",
)
"""Details of 1218, 2307, 1212 and 2305 in drawn ledgers."""


@draws(40)
@given(event_streams(), st.dictionaries(st.sampled_from(NAMES), st.sampled_from(CLASSES)))
def test_parties_are_of_the_classes_declared(stream: EventStream, parties: Mapping[str, str]) -> None:
    said = "".join(f'\n2019-01-01 custom "gov-party" "{name}" "{kind}"\n' for name, kind in parties.items())
    files = {**stream.accrual, stream.main: stream.accrual[stream.main] + said}
    with loaded(files, stream.main) as ledger:
        notes, tables = notes_of(ledger, stream.year)
        assert_sound(notes)
        until = [leg for leg in stream.legs if leg[0].year <= stream.year]
        for title in ("其他应收款", "应收账款", "预收账款", "其他应付款"):
            sign, accounts = BALANCES[title]
            held = by_detail(until, sign, accounts[:1])
            wanted: Counter[str] = Counter()
            for name, fen in held.items():
                wanted[parties.get(name, "")] += fen
            found = tables[title].lines if title in tables else ()
            shown = {line.label: line.fen("closing") for line in found}
            for kind in CLASSES:
                assert shown.get(kind, 0) == wanted[kind]
            for name in parties:
                assert shown.get(name, 0) == held.get(name, 0)


# What kind of cost: read from beancount's own entries


def shares(entry: Transaction, posting: Any) -> Iterator[tuple[str, int]]:
    """How much of a cost is against which kind of wear; nothing for what isn't, or can't be told."""
    fen = int(posting.units.number * 100)
    legs = [(each.account.split(":")[1][:4], each.units) for each in entry.postings if each.units]
    own = [(code, int((units.number or 0) * 100)) for code, units in legs if units.currency == "CNY"]
    same = [code for code, each in own if each and (each > 0) == (fen > 0)]
    against: Counter[str] = Counter()
    for code, each in own:
        if each and (each > 0) != (fen > 0):
            against[WEAR.get(code, "")] -= each
    alike = [kind for kind, of in against.items() if kind and of == fen]
    if len(against) == 1:
        yield next(iter(against)), fen
    elif len(same) == 1 and sum(against.values()) == fen:
        yield from against.items()
    else:
        yield alike[0] if len(alike) == 1 else "", fen


def econ_of(entry: Transaction, posting: Any, opens: Mapping[str, Mapping[str, Any]]) -> str:
    parts = posting.account.split(":")
    above = (opens.get(":".join(parts[:length]), {}) for length in range(len(parts), 1, -1))
    for said in (posting.meta or {}, entry.meta):
        if said.get("econ"):
            return str(said["econ"])
    tags = [tag for tag in entry.tags if re.fullmatch(r"3\d{4}", tag)]
    if len(tags) == 1:
        return str(tags[0])
    opened = next((str(each["econ"]) for each in above if "econ" in each), "")
    budget = {
        (each.meta or {}).get("econ", "")
        for each in entry.postings
        if each.units and each.units.currency == "CNY.B" and each.account.split(":")[1][0] in "67"
    }
    return opened or (str(budget.pop()) if len(budget) == 1 else "")


def costs_of(ledger: Ledger, year: int) -> dict[str, int]:
    opens = {each.account: each.meta for each in ledger.entries if isinstance(each, Open)}
    sums: Counter[str] = Counter()
    for entry in ledger.entries:
        if not isinstance(entry, Transaction) or entry.date.year != year or "year-close" in entry.tags:
            continue
        for posting in entry.postings:
            code = posting.account.split(":")[1][:4]
            if posting.units is None or posting.units.currency != "CNY" or code[0] != "5":
                continue
            if code in ACCOUNTS:
                sums[ACCOUNTS[code]] += int((posting.units.number or 0) * 100)
                continue
            for wear, fen in shares(entry, posting):
                sums[wear or ECONS.get(econ_of(entry, posting, opens)[:3], UNSORTED)] += fen
    return {kind: fen for kind, fen in sums.items() if fen}


@draws(80)
@given(event_streams())
def test_every_cost_is_of_its_kind(stream: EventStream) -> None:
    for files in (stream.accrual, stream.explicit):
        with loaded(files, stream.main) as ledger:
            _, tables = notes_of(ledger, stream.year)
            found = tables["本期费用按经济分类"].lines if "本期费用按经济分类" in tables else ()
            shown = {line.label: line.fen("year") for line in found if not line.level and line.label != "本期费用合计"}
            assert {kind: fen for kind, fen in shown.items() if fen} == costs_of(ledger, stream.year)
