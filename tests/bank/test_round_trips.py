"""Drawn statements written as banks write them are read back; what is remembered is what was matched."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.bank.lines import book_lines
from gov_accounts.bank.matching import Basis
from gov_accounts.bank.reconcile import Reconciliation, balances_of, reconcile, spanned
from gov_accounts.bank.remember import remember
from gov_accounts.bank.statement import Movement, Statement, read_statement
from gov_accounts.books.ledger import Ledger
from gov_accounts.books.postings import read_postings
from gov_accounts.findings import Place
from gov_accounts.ledger import load
from tests.bank.drawn import EVENTS, FIRST, LAST, by_red_letter, drawn_account, found, in_order
from tests.support.draws import draws
from tests.support.heads import HEAD

if TYPE_CHECKING:
    import pytest

DAY_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日", "%Y-%m-%d 09:30:00", "%Y.%m.%d")


def amount_text(draw: random.Random, fen: int) -> str:
    """An amount as some bank writes it."""
    yuan = Decimal(fen).scaleb(-2)
    text = f"{yuan:,.2f}" if draw.random() < 0.5 else f"{yuan:.2f}"
    if draw.random() < 0.3:
        text = "".join(chr(ord(each) + 0xFEE0) for each in text)
    if fen < 0 and draw.random() < 0.3:
        text = f"({text[1:]})"
    return draw.choice(("", "￥", " ")) + text if fen >= 0 else text


def sides(draw: random.Random) -> tuple[list[str], Callable[[int], list[str]]]:
    """The columns of amounts, and what stands in them."""
    blank = draw.choice(("", "0.00", "-"))
    match draw.randrange(3):
        case 0:
            heads = draw.choice((["借方发生额", "贷方发生额"], ["支出", "收入"], ["付款金额", "收款金额"]))
            return heads, lambda fen: [amount_text(draw, -fen), blank] if fen < 0 else [blank, amount_text(draw, fen)]
        case 1:
            flags = draw.choice((("借", "贷"), ("支出", "收入"), ("D", "C"), ("往账", "来账")))
            return ["交易金额", "借贷标志"], lambda fen: [amount_text(draw, abs(fen)), flags[fen > 0]]
    return ["金额"], lambda fen: [amount_text(draw, fen)]


def as_rows(draw: random.Random, movements: list[Movement], opening: int) -> list[list[str]]:
    """A statement's rows."""
    heads, amounts = sides(draw)
    days, balance, rows = draw.choice(DAY_FORMATS), opening, []
    for each in movements:
        balance += each.fen
        number = each.references[0] if each.references else draw.choice(("", "0000000"))
        rows.append([f"{each.date:{days}}", *amounts(each.fen), amount_text(draw, balance), each.words, number])
    if draw.random() < 0.5:
        rows.reverse()
    title = [["某银行账户明细"], ["账号", "4200"]] if draw.random() < 0.5 else []
    ends = [["合计", *["1.00"] * len(heads)], ["打印日期：2020-07-01"]] if draw.random() < 0.5 else []
    return [*title, [draw.choice(("交易日期", "日 期")), *heads, "账户余额", "摘要", "流水号"], *rows, *ends]


def written(draw: random.Random, rows: list[list[str]], folder: Path) -> Path:
    if draw.random() < 0.3:
        book = openpyxl.Workbook()
        page = book.active
        assert page is not None
        for row in rows:
            page.append(row)
        book.save(folder / "s.xlsx")
        return folder / "s.xlsx"
    out = io.StringIO()
    csv.writer(out, delimiter=draw.choice(",\t;")).writerows(rows)
    (folder / "s.csv").write_bytes(out.getvalue().encode(draw.choice(("utf-8", "utf-8-sig", "gb18030"))))
    return folder / "s.csv"


def day_sorted(statement: Statement) -> list[tuple[object, ...]]:
    return [(each.date, each.fen, each.words, each.references) for each in statement.movements]


@draws(120)
@given(st.integers(0, 2**32), st.integers(3, 25))
def test_statements_are_read_as_they_were_meant(
    tmp_path_factory: pytest.TempPathFactory, seed: int, count: int
) -> None:
    drawn = drawn_account(seed, count)
    movements = [each for each in in_order(drawn.bank) if FIRST <= each.date <= LAST]
    if not any(each.fen < 0 for each in movements):
        movements = in_order([*movements, Movement(LAST, -100, "", "", (), None, Place("", 0))])
    draw = random.Random(seed)
    statement = read_statement([written(draw, as_rows(draw, movements, 10**13), tmp_path_factory.getbasetemp())])
    assert not statement.findings
    assert day_sorted(statement) == [(each.date, each.fen, each.words, each.references) for each in movements]
    assert statement.opening == 10**13
    assert statement.closing == 10**13 + sum(each.fen for each in movements)


# Remembering


def voucher_text(draw: random.Random, lines: list[tuple[int, str]], date: str, number: str) -> str:
    """A voucher as somebody types it: tabs or blanks, remarks, metadata below some legs."""
    indent = draw.choice(("  ", "\t", "    "))
    text = f'{date} * "{number}" #no-budget\n'
    for fen, reference in lines:
        remark = draw.choice(("", " ; 注", "  "))
        text += f"{indent}Assets:1002-银行存款  {Decimal(fen).scaleb(-2)} CNY{remark}\n"
        if reference:
            text += f'{indent}{indent}ref: "{reference}"\n'
        elif draw.random() < 0.2:
            text += f'{indent}  note: "甲"\n'
    return text + f"{indent}Liabilities:2307-其他应付款  {Decimal(-sum(fen for fen, _ in lines)).scaleb(-2)} CNY\n\n"


def reconciled(main: Path, statement: Statement) -> tuple[Reconciliation, Ledger]:
    ledger = load(main)
    assert [each.rule for each in ledger.findings] == ["nothing-recorded"]
    part, period = spanned(statement, FIRST, LAST)
    balances = balances_of(part, None)
    assert balances is not None
    postings = [each for each in read_postings(ledger.entries) if each.code == "1002"]
    lines = book_lines(postings, ledger.entries)
    return reconcile(lines, part.movements, period, balances, 10, Place("s", 0)), ledger


@draws(20)
@given(st.integers(0, 2**32), st.integers(3, 20))
def test_what_is_remembered_is_what_was_matched(
    tmp_path_factory: pytest.TempPathFactory, seed: int, count: int
) -> None:
    """Nothing else changes in the files, byte for byte; and once more finds the same, with nothing left to write."""
    events = [each for each in EVENTS if each is not by_red_letter]  # Its vouchers are written by another command.
    drawn, draw, folder = drawn_account(seed, count, events), random.Random(seed), tmp_path_factory.mktemp("books")
    vouchers: dict[int, list[tuple[int, str]]] = {}
    dates = {}
    for each in drawn.books:
        vouchers.setdefault(each.voucher, []).append((each.fen, "".join(each.references)))
        dates[each.voucher] = each.date
    opens = '2019-01-01 open Liabilities:2307-其他应付款 CNY\n\ninclude "v.beancount"\n'
    head = HEAD.replace("2019-12-31 open Assets:1002", "2019-01-01 open Assets:1002")
    (folder / "main.beancount").write_text(head + opens, encoding="utf-8", newline="\n")
    text = voucher_text(draw, [(drawn.opening, "")], "2019-01-02", "期初")
    text += "".join(voucher_text(draw, vouchers[each], f"{dates[each]}", f"{each}") for each in vouchers)
    text = text.rstrip("\n") if draw.random() < 0.3 else text
    content = draw.choice((b"", b"\xef\xbb\xbf")) + text.replace("\n", draw.choice(("\n", "\r\n"))).encode()
    file = folder / "v.beancount"
    file.write_bytes(content)
    movements = [each for each in in_order(drawn.bank) if each.date <= LAST]
    statement = Statement(tuple(movements), drawn.opening, ())
    first, ledger = reconciled(folder / "main.beancount", statement)
    assert found(first) == drawn.outstanding
    noted = remember(ledger, first)
    assert not noted.skipped
    assert noted.count == sum(len(each.books) for each in first.matches)
    noted.write()
    kept = b"\n".join(each for each in file.read_bytes().split(b"\n") if b"bank: " not in each)
    assert kept.rstrip(b"\r\n") == content.rstrip(b"\r\n")
    second, ledger = reconciled(folder / "main.beancount", statement)
    assert [(each.books, each.bank) for each in second.matches] == [(each.books, each.bank) for each in first.matches]
    assert {each.basis for each in second.matches} <= {Basis.REMEMBERED}
    assert found(second) == drawn.outstanding
    again = remember(ledger, second)
    assert (again.changes, again.skipped) == ((), ())
