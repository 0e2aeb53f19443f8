"""A statement that begins in the middle, what marks say of other times, and what may be proposed."""

from __future__ import annotations

import datetime

from gov_accounts.bank.hints import hints
from gov_accounts.bank.lines import BookLine
from gov_accounts.bank.reconcile import Balances, Kind, Reconciliation, reconcile
from gov_accounts.bank.statement import Movement
from gov_accounts.books.postings import Period
from tests.bank.drawn import PLACE, in_order, line, movement

JUNE = Period(datetime.date(2020, 6, 1), datetime.date(2020, 6, 30))


def on(day: int, month: int = 6) -> datetime.date:
    return datetime.date(2020, month, day)


def june(books: list[BookLine], bank: list[Movement], opening: int, period: Period = JUNE) -> Reconciliation:
    rows = in_order(bank)
    balances = Balances(opening, opening + sum(each.fen for each in rows))
    return reconcile(sorted(books, key=lambda each: each.date), rows, period, balances, 10, PLACE)


def open_lines(made: Reconciliation) -> list[tuple[str, int]]:
    lines = [(made.books[each].date, made.books[each].fen) for each in made.book_only]
    rows = [(made.bank[each].date, made.bank[each].fen) for each in made.bank_only]
    return sorted((f"{date:%m-%d}", fen) for date, fen in (*lines, *rows))


def test_a_cheque_of_may_paid_in_june() -> None:
    books = [line(on(1, 5), 1000, 1), line(on(28, 5), -300, 2)]
    made = june(books, [movement(on(3), -300)], 1000)
    assert (open_lines(made), made.balanced) == ([], True)
    assert (made.opening.bank, made.opening.books, made.opening.explained) == (1000, 700, 300)


def test_the_same_amount_every_month() -> None:
    """The fee of May was paid in May; that of June isn't booked. The opening balances tell."""
    books = [line(on(1, 5), 1000, 1), line(on(28, 5), -300, 2)]
    made = june(books, [movement(on(3), -300)], 700)
    assert (open_lines(made), made.balanced) == ([("06-03", -300)], True)


def test_many_cheques_and_one_that_was_paid_before() -> None:
    """More than are tried in every way: one or two too many are found all the same."""
    books = [line(on(1, 5), 100_000, 1), *(line(on(28, 5), -1000 - 7**each, each + 2) for each in range(20))]
    rows = [movement(on(3), each.fen) for each in books[1:]]
    for paid in ((4,), (4, 9)):
        opening = sum(each.fen for each in books) - sum(each.fen for each in books[1:])
        opening += sum(books[each].fen for each in paid)
        made = june(books, rows, opening)
        assert open_lines(made) == sorted(("06-03", books[each].fen) for each in paid)
        assert made.balanced


def test_of_two_alike_one_was_paid_before() -> None:
    books = [line(on(1, 5), 1000, 1), line(on(27, 5), -300, 2), line(on(29, 5), -300, 3)]
    made = june(books, [movement(on(3), -300), movement(on(4), -300)], 700)
    assert (open_lines(made), made.balanced) == ([("06-04", -300)], True)
    assert made.matches[0].books == (2,)


def test_what_could_be_either_is_not_taken() -> None:
    """5 = 2 + 3 = 5: which was paid in May isn't told."""
    books = [line(on(1, 5), 1000, 1), *(line(on(28, 5), -fen, fen) for fen in (200, 300, 500))]
    rows = [movement(on(3), -fen, words=str(fen)) for fen in (200, 300, 500)]
    made = june(books, rows, 500)
    assert not made.balanced
    assert made.opening.unexplained == -500


def test_one_line_that_would_explain_it_is_proposed_and_not_taken() -> None:
    books = [line(on(1, 3), 1000, 1), line(on(2, 3), -300, 2), line(on(3, 3), -400, 3)]
    made = june(books, [], 600)
    assert made.opening.unexplained == 300
    (finding,) = made.findings
    assert "2020-03-02 记-2 -3.00" in finding.why
    assert not made.book_only
    two = june(books, [], 1000).findings[0].why
    assert "2 笔" in two
    assert "如果" not in june([*books, line(on(4, 3), -300, 4)], [], 300).findings[0].why


def test_a_balance_brought_forward_on_the_first_day_is_pointed_at() -> None:
    made = june([line(on(1), 1000, 1), line(on(2), 50, 2)], [movement(on(2), 50)], 1000)
    assert made.opening.unexplained == 1000
    assert "2020-06-01 正好有一笔这么多" in made.findings[0].why


def test_marks_of_other_times() -> None:
    """Paid before the statement, though booked in it; paid after it, though booked before."""
    books = [
        line(on(1, 5), 1000, 1),
        line(on(20, 5), -50, 2, mark="2020-07-02#第1笔"),
        line(on(2), -300, 3, mark="2020-05-30#第1笔"),
    ]
    made = june(books, [movement(on(3), -50), movement(on(4), -300)], 700)
    assert made.balanced
    assert not made.findings
    assert open_lines(made) == [("05-20", -50), ("06-03", -50), ("06-04", -300)]


def test_what_is_taken_back_is_neither_outstanding_nor_matched() -> None:
    wrong = line(on(2), 300, 1)
    books = [wrong, line(on(20), -300, 2, reverses=wrong.key), line(on(20), 300, 3)]
    made = june(books, [movement(on(21), 300)], 0)
    assert ([each.books for each in made.matches], made.cancelled) == ([(2,)], (0, 1))
    assert made.balanced
    other = june([wrong, line(on(20), -300, 2, reverses=(on(3), wrong.key))], [], 0)
    assert open_lines(other) == [("06-02", 300), ("06-20", -300)]
    twice = june([wrong, *(line(on(day), -300, day, reverses=wrong.key) for day in (20, 21))], [], 0)
    assert (twice.cancelled, open_lines(twice)) == ((0, 1), [("06-21", -300)])


def test_what_the_bank_had_and_was_taken_back_all_the_same() -> None:
    """A mark says that the bank had it; so it isn't cancelled."""
    wrong = line(on(2), 300, 1, mark="2020-06-03#第1笔")
    made = june([wrong, line(on(20), -300, 2, reverses=wrong.key)], [movement(on(3), 300)], 0)
    assert (made.cancelled, open_lines(made)) == ((), [("06-20", -300)])
    paid_back = line(on(20), -300, 2, mark="2020-06-21#第1笔", reverses=line(on(2), 300, 1).key)
    other = june([line(on(2), 300, 1), paid_back], [movement(on(3), 300), movement(on(21), -300)], 0)
    assert (other.cancelled, open_lines(other)) == ((), [])


def test_a_mark_of_the_first_day_is_of_the_statement() -> None:
    books = [line(on(1, 5), 1000, 1), line(on(9), -300, 2, mark="2020-06-01#第1笔")]
    made = june(books, [movement(on(1), -300), movement(on(9), -300)], 1000)
    assert open_lines(made) == [("06-09", -300)]


def test_marks_that_do_not_hold() -> None:
    marks = ["2020-06-03#第2笔", "2020-06-03", "2020-06-33#第1笔", "2020-06-03#第1笔 2020-06-03#第1笔", "甲"]
    for mark in marks:
        made = june([line(on(2), -300, 1, mark=mark)], [movement(on(3), -300)], 0)
        assert [each.rule for each in made.findings] == ["bank-mark-fails"], mark
        assert made.balanced
        assert not made.book_only
    other = june([line(on(2), -200, 1, mark="2020-06-03#第1笔")], [movement(on(3), -300)], 0)
    assert "-2.00" in other.findings[0].what
    twice = [line(on(2), -300, 1, mark="2020-06-03#第1笔"), line(on(2), -300, 2, mark="2020-06-03#no10")]
    assert "已经记在" in june(twice, [movement(on(3), -300, references=("no10",))], 0).findings[0].what


def test_a_number_that_two_have_on_a_day_is_no_name() -> None:
    rows = [movement(on(3), -300, references=("no10",)), movement(on(3), -300, references=("no10",))]
    made = june([line(on(2), -300, 1, mark="2020-06-03#no10")], rows, 0)
    assert [each.rule for each in made.findings] == ["bank-mark-fails"]


def test_days_after_the_last_are_not_looked_at() -> None:
    made = june([line(on(2, 7), -300, 1)], [movement(on(30), -300)], 0)
    assert (made.book_balance, open_lines(made)) == (0, [("06-30", -300)])
    assert made.outstanding(Kind.BANK_PAID) == (0,)
    assert made.balanced


def test_hints() -> None:
    """Far apart, the other way round, digits changed, cancelled on the same side; and nothing of the kind."""

    def said(books: list[BookLine], bank: list[Movement]) -> list[str]:
        made = june(books, bank, 0)
        ours, theirs = hints(made, 10)
        return [*ours.values(), *theirs.values()]

    far = said([line(on(1), 100)], [movement(on(20), 100)])
    assert all("19 天" in each and "--days 19" in each for each in far)
    assert all("收付相反" in each for each in said([line(on(1), 100)], [movement(on(2), -100)]))
    assert all("数字相同" in each for each in said([line(on(1), 1680)], [movement(on(2), 1860)]))
    assert said([line(on(1), 1680)], [movement(on(20), 1860)]) == ["", ""]
    assert said([line(on(1), 100), line(on(2), -100, 2)], []) == [
        "同一边 2020-06-02 有一笔相反的，可能是冲销",
        "同一边 2020-06-01 有一笔相反的，可能是冲销",
    ]
    assert said([line(on(1), 100)], [movement(on(2), 777)]) == ["", ""]
    years = Period(datetime.date(2019, 1, 1), JUNE.last)
    ours, _ = hints(june([line(on(1), 100)], [movement(on(1).replace(year=2019), 100)], 0, years), 10)
    assert list(ours.values()) == ["对账单 2019-06-01 有同样的金额，相隔 366 天；是同一笔的，加 --days 366"]
    ours, _ = hints(june([line(on(1), 100)], [movement(datetime.date(2019, 1, 2), 100)], 0, years), 10)
    assert list(ours.values()) == [""]
