"""The document of any unit, read as a stranger reads it: sentences against the tables printed in the same document.

Nothing here asks the model what a figure is. Sentences are taken apart by their words, and what they say is compared
with the printed cells, with last year's own document and with sums of the drawn facts.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from beancount.core.data import Transaction
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.ledger import Ledger
from gov_accounts.books.profiles import stand_in
from gov_accounts.findings import Severity
from gov_accounts.law.accounts import account_code
from gov_accounts.ledger import load
from gov_accounts.publishing.assemble import Disclosure, make_document
from gov_accounts.publishing.document import Document, Form, Heading, Paragraph, Picture, StatementTable
from gov_accounts.statements.fill import make_statements
from gov_accounts.statements.years import statements_of
from gov_accounts.testing import RandomLedger, ledgers, write_to
from tests.support.disclosures import PLACEHOLDERS, assert_sound, assert_words_follow, section
from tests.support.draws import draws
from tests.support.numbered import numbered_print
from tests.support.sections import sections_of

if TYPE_CHECKING:
    from gov_accounts.statements.fill import Statement

NUMBER = r"(-?\d+(?:\.\d+)?)"
ZERO = Decimal("0.00")
ABSENT = "没有填报这部分内容"
KINDS = ("货物", "工程", "服务")
SIZES = (None, "中型", "小微")


class Tables(NamedTuple):
    """The printed cells of a document: (table, row, column) → figure."""

    cells: Mapping[tuple[str, str, str], Decimal]

    def __call__(self, table: str, row: str, column: str) -> Decimal:
        return self.cells.get((table, row, column), ZERO)


def printed(document: Document) -> Tables:
    return Tables(
        {
            (block.statement.key, *name): figure
            for block in document.blocks
            if isinstance(block, StatementTable)
            for name, figure in numbered_print(block.statement).items()
        }
    )


def assert_change(said: str, what: str, now: Decimal, before: Decimal, last: int) -> None:
    """The words of a comparison with last year have the sign of the difference, and the numbers are right."""
    change = now - before
    if not change:
        assert f"与 {last} 年度相比，{what}持平。" in said, said
        return
    (word, size), *more = re.findall(rf"{what}(?:各)?(增加|减少) {NUMBER} 万元", said)
    assert not more, said
    assert word == ("增加" if change > 0 else "减少"), said
    assert Decimal(size) == abs(change), said
    growth = re.findall(rf"(增长|下降) {NUMBER}%", said)
    if before > 0:
        rate = (abs(change) * 100 / before).quantize(Decimal("0.1"), ROUND_HALF_UP)
        assert growth == [("增长" if change > 0 else "下降", str(rate))], said
    else:
        assert growth == [], said


def assert_comparisons(document: Document, before: Document, ledger: Ledger) -> None:
    """Sections 一, 四 and 五（一） against last year's document, where both years' forms take the same money."""
    own = statements_of(ledger, before.year)
    by_now = make_statements(ledger.profile(document.year).formats, ledger.groups, before.year, ledger.codes)
    totals = {"fiscal_income_expenditure": ("total_in", "amount"), "income_expenditure": ("total_in", "amount")}
    now, then, last = printed(document), printed(before), before.year
    rows, rows_before = sections_of(document.year).totals, sections_of(last).totals
    for place, what, table, row, row_before in (
        ("三.一", "收、支总计", "income_expenditure", rows[0], rows_before[0]),
        ("三.四", "财政拨款收、支总计", "fiscal_income_expenditure", rows[1], rows_before[1]),
        ("三.五.一", "一般公共预算财政拨款支出", "general_expenditure", "合计", "合计"),
    ):
        said = section(document, place)
        place_in = totals.get(table, ("total", "total"))
        if own[table].cell(*place_in).fen != by_now[table].cell(*place_in).fen:
            continue
        cell, cell_before = (table, row, "1"), (table, row_before, "1")
        if cell in now.cells:
            assert_change(said, what, now(*cell), then(*cell_before), last)
            # Nothing is said of a zero base unless last year's table prints nothing there.
            assert (f"{last} 年度没有" in said) <= (cell_before not in then.cells), said


def assert_parts(document: Document) -> None:
    """Sentences that list parts of a whole: each part and the whole are cells, per cents add up or aren't told."""
    now = printed(document)
    for place, table, row, whole in (
        ("三.二", "income", "合计", "1"),
        ("三.三", "expenditure", "合计", "1"),
    ):
        said = section(document, place)
        listed = re.findall(rf"(?:其中：|；)([^；，。]*?) {NUMBER} 万元(?:，占本年(?:收入|支出) {NUMBER}%)?", said)
        parts = [
            figure for (key, at, column), figure in now.cells.items() if (key, at) == (table, row) and column != whole
        ]
        assert sorted(Decimal(each[1]) for each in listed) == sorted(parts), said
        if listed:
            assert sum(parts, ZERO) == now(table, row, whole)
            assert f"合计 {now(table, row, whole)} 万元" in said
        assert_shares([each[2] for each in listed], parts)
    said = section(document, "三.五.二")
    listed = re.findall(rf"（类）{NUMBER} 万元(?:，占 {NUMBER}%)?", said)
    classes = [figure for (key, at, column), figure in now.cells.items()
               if key == "general_expenditure" and column == "1" and len(at) == 3]  # fmt: skip
    assert [Decimal(amount) for amount, _ in listed] == classes, said
    assert_shares([share for _, share in listed], classes)


def assert_shares(shares: list[str], parts: list[Decimal]) -> None:
    if parts and min(parts) >= 0 and sum(parts) > 0:
        assert sum(map(Decimal, shares)) == 100, shares
        assert all(0 <= Decimal(each) <= 100 for each in shares)
    else:
        assert not any(shares), shares


def approvals(ledger: Ledger, year: int) -> dict[str, int]:
    """年初预算 of fund 11 by class, in fen, added up from the vouchers."""
    approved: dict[str, int] = {}
    for entry in ledger.entries:
        if not isinstance(entry, Transaction) or entry.date.year != year:
            continue
        codes = {account_code(posting.account) for posting in entry.postings}
        for posting in entry.postings:
            meta = posting.meta or {}
            if account_code(posting.account) == "9001" and "9101" in codes and meta.get("fund") == "11":
                assert posting.units is not None
                assert posting.units.number is not None
                code = str(meta["func"])[:3]
                approved[code] = approved.get(code, 0) + int(posting.units.number * 100)
    return approved


def assert_classes(document: Document, ledger: Ledger) -> None:
    """五（三）, class by class: approvals are the vouchers', expenditure is the table's, per cents follow."""
    now = printed(document)
    approved = approvals(ledger, document.year)
    told = {match[1]: match[0] for match in re.finditer(r"\d+\. (.+?)（类）。.*", section(document, "三.五.三"))}
    classes = {row for table, row, _ in now.cells if table == "general_expenditure" and len(row) == 3} | {*approved}
    for code in classes:
        spent, budget = now("general_expenditure", code, "1"), Decimal(approved.get(code, 0)) / 1_000_000
        line = told.pop(str(ledger.codes.functional.name(code, document.year)), "")
        if not line:
            assert not spent
            assert abs(budget) < Decimal("0.01")
            continue
        assert f"支出决算为 {spent} 万元" in line, line
        base = Decimal((re.findall(rf"年初预算为 {NUMBER} 万元", line) or ["0"])[0])
        assert abs(base - budget) < Decimal("0.02"), line
        assert ("没有年初预算" in line) == (base == 0), line
        done = [(spent * 100 / base).quantize(Decimal("0.1"), ROUND_HALF_UP)] if base > 0 and spent >= 0 else []
        assert [Decimal(each) for each in re.findall(rf"完成年初预算的 {NUMBER}%", line)] == done, line
    assert told == {}


def assert_projects(document: Document) -> None:
    """What projects are said to have spent adds up to 项目支出, and is called a use only if it is one."""
    now = printed(document)
    first = section(document, "三.五.三").splitlines()[0]
    if "其中：基本支出" not in first:
        return
    basic, project = re.findall(rf"其中：基本支出 {NUMBER} 万元，项目支出 {NUMBER} 万元", first)[0]
    assert Decimal(basic) == now("general_expenditure", "合计", "2")
    assert Decimal(project) == now("general_expenditure", "合计", "3")
    _, *listed = re.split(r"项目支出(?:主要用于|包括)", first)
    if listed:
        amounts = [Decimal(each) for each in re.findall(rf" {NUMBER} 万元", listed[0])]
        assert sum(amounts, ZERO) == Decimal(project), first
        assert ("项目支出主要用于" in first) == (Decimal(project) > 0)


SANGONG = (
    ("“三公”经费", ("1",), "7"),
    ("因公出国（境）费", ("2",), "8"),
    ("公务用车购置及运行费", ("3",), "9"),
    ("公务接待费", ("6",), "12"),
    ("公务用车购置费", (), "10"),
    ("公务用车运行费", (), "11"),
)


def assert_sangong(document: Document) -> None:
    """What is said of each kind is the table's, and its rate is of its own budget."""
    now = printed(document)
    where = sections_of(document.year)
    said, approval = section(document, where.sangong), where.approval
    for name, budgets, spent_in in SANGONG:
        spent = now("sangong", "合计", spent_in)
        for column in budgets:
            budget = now("sangong", "合计", column)
            pattern = rf"{name}(?:财政拨款)?{approval}数?为 {NUMBER} 万元，支出决算为 {NUMBER} 万元"
            pattern += rf"(?:，完成{approval}的 {NUMBER}%)?"
            for base, done, rate in re.findall(pattern, said):
                assert (Decimal(base), Decimal(done)) == (budget, spent), said
                wanted = (spent * 100 / budget).quantize(Decimal("0.1"), ROUND_HALF_UP) if budget > 0 <= spent else None
                assert (Decimal(rate) if rate else None) == wanted, said
            if f"{name}没有预算和支出" in said:
                assert budget == spent == 0
            for done in re.findall(rf"{name}没有{approval}，支出决算为 {NUMBER} 万元", said):
                assert (budget, Decimal(done)) == (ZERO, spent), said
        if not budgets:
            assert all(Decimal(each) == spent for each in re.findall(rf"{name} {NUMBER} 万元", said)), said


def assert_empty_sections(document: Document, tables: Mapping[str, Statement], kind: str) -> None:
    """A section says that there is nothing exactly where its table has nothing."""
    year, where = f"本单位 {document.year} 年度没有", sections_of(document.year)
    assert ("state_capital" in tables) == bool(where.state_capital)
    for place, table, sentence in (
        ("三.二", "income", f"{year}收入。"),
        ("三.三", "expenditure", f"{year}支出。"),
        ("三.五.二", "general_expenditure", f"{year}一般公共预算财政拨款支出。"),
        ("三.六", "general_basic", f"{year}一般公共预算财政拨款基本支出。"),
        (where.sangong, "sangong", f"{year}{where.sangong_money}“三公”经费预算和支出。"),
        (where.gov_fund, "gov_fund", f"{year}政府性基金预算财政拨款收入支出。"),
        (where.state_capital, "state_capital", f"{year}国有资本经营预算财政拨款支出。"),
    ):
        if not place:
            continue
        if table not in ("income", "expenditure", "general_expenditure") or not any_figure(tables[table]):
            assert (sentence in section(document, place)) == (not any_figure(tables[table])), (place, table)
        assert section(document, place)
    assert ("属事业单位，无机关运行经费" in section(document, where.operation)) == (kind == "事业单位")


def any_figure(statement: Statement) -> bool:
    return any(cell.fen for cell in statement.cells.values())


def assert_nothing_bare(made: Disclosure) -> None:
    """Every heading has something below it; what merely isn't written is told, with the place to write it."""
    blocks = made.document.blocks
    for block, after in itertools.pairwise((*blocks, Heading(1, "", ""))):
        if isinstance(block, Heading) and isinstance(after, Heading):
            assert after.level > block.level, block
    absent = sum(isinstance(each, Paragraph) and ABSENT in each.text for each in blocks)
    missing = [each for each in made.findings if each.rule == "disclosure-missing"]
    assert len(missing) >= absent
    assert all(each.severity is Severity.NOTICE and each.place and "写 " in each.remedy for each in missing)


def every_text(document: Document) -> Iterator[str]:
    """All that is printed, charts too."""
    yield document.title
    for block in document.blocks:
        match block:
            case Heading():
                yield block.text
            case Paragraph():
                yield block.text
            case Form():
                yield from (block.title, *block.above)
                yield from (cell.content.text for row in block.rows for cell in row)
            case Picture():
                chart = block.chart
                yield from (chart.name, *chart.heads, *chart.notes, *(each.name for each in chart.series))


def assert_of_the_year(document: Document, ledger: Ledger) -> None:
    """No other year than the document's and the one before; whatever is of last year is compared with."""
    said = stand_in(ledger.declarations, document.year)
    text = "\n".join(every_text(document)).replace(ledger.unit_name, "").replace(said, "")
    years = {int(each) for each in re.findall(r"(?<![\d.])(\d{4}) ?年", text)}
    assert years <= {document.year, document.year - 1}
    assert document.year in years
    assert not any(each in text for each in PLACEHOLDERS)
    for part in ("第二部分", "第三部分", "第四部分"):
        assert re.search(rf"^{part} .*{document.year} 年", text, re.MULTILINE), part


def tagged(drawn: RandomLedger, kinds: list[tuple[str, str | None]]) -> tuple[dict[str, str], int]:
    """The ledger's files, its first vouchers of the year tagged as procurement in turn."""
    left = iter(kinds)
    count = 0

    def tag(match: re.Match[str]) -> str:
        nonlocal count
        said = next(left, None)
        if said is None:
            return match[0]
        count += 1
        kind, size = said
        return f'{match[0]}\n  procurement: "{kind}"' + (f'\n  sme: "{size}"' if size else "")

    pattern = re.compile(rf"^{drawn.year}-\d\d-\d\d [*!] .*$", re.MULTILINE)
    return {name: pattern.sub(tag, text) for name, text in drawn.files.items()}, count


def assert_procurement(document: Document, ledger: Ledger) -> None:
    """The sums of tagged vouchers, added up anew; parts add up in print."""
    exact: dict[str, int] = {}
    for entry in ledger.entries:
        if not isinstance(entry, Transaction) or "procurement" not in entry.meta or entry.date.year != document.year:
            continue
        money = {"CNY": 0, "CNY.B": 0}
        for posting in entry.postings:
            assert posting.units is not None
            assert posting.units.number is not None
            cash = ("1001", "1002", "1011", "1021", "1201", "4001", "8001")
            if posting.units.currency in money and account_code(posting.account) in cash:
                money[posting.units.currency] -= int(posting.units.number * 100)
        books = {each.units.currency for each in entry.postings if each.units is not None}
        paid = money["CNY" if "CNY" in books else "CNY.B"]
        for key in (str(entry.meta["procurement"]), "all", str(entry.meta.get("sme"))):
            exact[key] = exact.get(key, 0) + paid
    said = section(document, sections_of(document.year).procurement)
    if not any(exact.get(kind) for kind in KINDS):
        assert said.endswith("没有政府采购支出。"), said
        return
    total = Decimal(re.findall(rf"政府采购支出总额 {NUMBER} 万元", said)[0])
    parts = {kind: Decimal(each) for kind, each in re.findall(rf"政府采购(货物|工程|服务)支出 {NUMBER} 万元", said)}
    assert sum(parts.values(), ZERO) == total, said
    assert abs(total - Decimal(exact["all"]) / 1_000_000) < Decimal("0.05"), said
    for kind in KINDS:
        assert abs(parts.get(kind, ZERO) - Decimal(exact.get(kind, 0)) / 1_000_000) < Decimal("0.05"), said
    for share in re.findall(rf"占政府采购支出总额的 {NUMBER}%", said):
        assert 0 <= Decimal(share) <= 100 or min(exact.values()) < 0, said


@draws(40)
@given(
    drawn=ledgers(max_vouchers=20),
    kinds=st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(SIZES)), max_size=6),
)
def test_any_unit(drawn: RandomLedger, kinds: list[tuple[str, str | None]]) -> None:
    assert_documents(drawn, kinds)


@draws(20)
@given(
    drawn=st.sampled_from((2019, 2022, 2024)).flatmap(lambda year: ledgers(year, max_vouchers=20)),
    kinds=st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(SIZES)), max_size=6),
)
def test_any_unit_in_years_of_other_forms(drawn: RandomLedger, kinds: list[tuple[str, str | None]]) -> None:
    assert_documents(drawn, kinds)


def assert_documents(drawn: RandomLedger, kinds: list[tuple[str, str | None]]) -> None:
    """All that must hold of a ledger's first and last years' documents."""
    files, _ = tagged(drawn, kinds)
    with TemporaryDirectory() as folder:
        main = write_to(drawn, Path(folder))
        for name, text in files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        ledger = load(main)
        kind = ledger.declarations.unit.get("kind", "")
        for year in dict.fromkeys((*ledger.years[:1], *ledger.years[-1:])):
            made = make_document(ledger, year)
            document = made.document
            assert_sound(ledger, document)
            assert_words_follow(document)
            assert_parts(document)
            assert_classes(document, ledger)
            assert_projects(document)
            assert_sangong(document)
            assert_empty_sections(document, statements_of(ledger, year), kind)
            assert_nothing_bare(made)
            assert_of_the_year(document, ledger)
            assert_procurement(document, ledger)
            if year - 1 in ledger.years:
                assert_comparisons(document, make_document(ledger, year - 1).document, ledger)
            told = [each for each in made.findings if each.rule.startswith("disclosure")]
            assert all(each.severity is Severity.NOTICE for each in told if "procurement" not in each.rule)
            assert make_document(ledger, year) == made
