"""The form as it is printed: it adds up on either side, and says why where both sides don't come to one."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.bank.printed import Heading, form_document, form_sheet, list_sheet, summary
from gov_accounts.bank.reconcile import Kind, Reconciliation
from gov_accounts.money import yuan_text
from gov_accounts.publishing.document import Form
from gov_accounts.render.spans import placed
from tests.bank.drawn import drawn_account

HEADING = Heading("银行存款余额调节表", "某某中心", "1002 银行存款", ("六月.csv",))


def drawn_form(seed: int, count: int, wrong: int, missing: int) -> Reconciliation:
    drawn = drawn_account(seed, count)
    if wrong:
        drawn.row(-30, wrong)
    made = drawn.reconciled()
    return replace(made, bank_balance=made.bank_balance + missing, arithmetic=missing)


@given(st.integers(0, 2**32), st.integers(0, 25), st.integers(0, 900), st.integers(-900, 900))
def test_it_adds_up(seed: int, count: int, wrong: int, missing: int) -> None:
    made = drawn_form(seed, count, wrong, missing)
    sheet = form_sheet(made, HEADING)
    for side in ("books", "bank"):
        sums: list[tuple[str, int]] = []
        items: list[int] = []
        for row in sheet.rows:
            words, fen = row.cells.get(f"{side}_item"), row.cells.get(f"{side}_amount")
            if not isinstance(words, str) or not isinstance(fen, int):
                continue
            if row.indent and sums:
                items[-1] += fen
            else:
                sums.append((words, fen))
                items.append(0)
        opening, plus, minus, adjusted = (fen for _, fen in sums[:4])
        assert opening + plus - minus == adjusted
        assert items[1:3] == [plus, minus]
        if side == "books":
            differences = [fen for _, fen in sums[4:]]
            assert (differences[0] if differences else 0) == sum(differences[1:])
            assert (not differences) == (made.balanced and not made.opening.unexplained)
            total = made.adjusted_books - made.adjusted_bank
            assert (differences[0] if differences else 0) == total
    assert ("不相等" in summary(made)) != made.balanced


@given(st.integers(0, 2**32), st.integers(0, 25), st.integers(0, 900), st.integers(-900, 900))
def test_the_document_is_the_sheet(seed: int, count: int, wrong: int, missing: int) -> None:
    """Every amount of one is in the other, and each line of cells fills the form."""
    made = drawn_form(seed, count, wrong, missing)
    sheet, document = form_sheet(made, HEADING), form_document(made, HEADING)
    (form,) = document.blocks
    assert isinstance(form, Form)
    cells = [cell for row in form.rows for cell in row]
    amounts = [cell.content.text for cell in cells if cell.kind == "figure" and cell.content.text]
    assert sorted(amounts) == sorted(
        yuan_text(fen) for row in sheet.rows for fen in row.cells.values() if isinstance(fen, int)
    )
    assert all(sum(place.columns for place in line) == 4 for line in placed(form.rows, form.width))
    assert all(place.cell is not None for line in placed(form.rows, form.width) for place in line)


@given(st.integers(0, 2**32), st.integers(0, 25))
def test_the_list_has_every_line_once(seed: int, count: int) -> None:
    made = drawn_account(seed, count).reconciled()
    rows = list_sheet(made, HEADING, 10, Path()).rows
    listed = [each.cells for each in rows]
    books = [row for row in listed if "book_date" in row]
    bank = [row for row in listed if "bank_date" in row]
    assert len(bank) == len(made.bank)
    assert len(books) == len(made.book_only) + sum(len(each.books) for each in made.matches) + len(made.cancelled)
    for kind in Kind:
        of_kind = [row for row in listed if row["result"] == kind.value]
        assert sum(fen for row in of_kind for fen in row.values() if isinstance(fen, int)) == made.total(kind)
    received = [row.get("bank_received", 0) for row in bank]
    assert sum(each for each in received if isinstance(each, int)) == sum(max(each.fen, 0) for each in made.bank)
    assert all(isinstance(row["bank_date"], datetime.date) for row in bank)
