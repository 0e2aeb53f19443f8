"""记账凭证: each leg is once on its voucher, both books balance on it, and it says who signed and what was derived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from beancount.core.data import Transaction
from hypothesis import given

from gov_accounts.books.ledger import Ledger
from gov_accounts.books.vouchers import recorded_vouchers
from gov_accounts.cli.voucher import command
from gov_accounts.money import BOOK_OF_COMMODITY
from gov_accounts.printing.in_words import amount_in_words
from gov_accounts.reports.voucher_form import VoucherForm, voucher_forms
from gov_accounts.testing import RandomLedger, ledgers
from tests.support.commands import assert_mendable, run_command
from tests.support.drawn import loaded
from tests.support.draws import draws
from tests.support.paths import EXAMPLES

Snapshot = Callable[[str, str], None]
NAMES = {"CNY": "财务会计", "CNY.B": "预算会计", "CNY.A": "预算指标"}


def forms_of(ledger: Ledger) -> list[VoucherForm]:
    return voucher_forms(
        recorded_vouchers(ledger.entries),
        codes=ledger.codes,
        projects=ledger.declarations.projects,
        unit_name=ledger.unit_name,
        base=ledger.path.parent,
    )


@draws(60)
@given(ledgers() | ledgers(completed=True))
def test_each_leg_is_once_on_its_voucher(drawn: RandomLedger) -> None:
    with loaded(drawn) as ledger:
        forms = {form.place: form for form in forms_of(ledger)}
        written = [entry for entry in ledger.entries if isinstance(entry, Transaction) and entry.postings]
        assert len(forms) == len(written)
        for entry in written:
            place = f"{Path(entry.meta['filename']).relative_to(ledger.path.parent).as_posix()}:{entry.meta['lineno']}"
            form = forms[place]
            legs = Counter(
                (
                    NAMES[leg.units.currency],
                    leg.account.split(":")[1][:4],
                    int((leg.units.number or 0) * 100),
                    "derived" in (leg.meta or {}),
                )
                for leg in entry.postings
                if leg.units is not None and leg.units.currency in BOOK_OF_COMMODITY
            )
            assert legs == Counter(
                (book.name, line.account[:4], line.debit - line.credit, line.derived)
                for book in form.books
                for line in book.lines
            )
            for book in form.books:
                assert book.debit == book.credit == sum(line.debit for line in book.lines)
                assert book.in_words == amount_in_words(book.debit)
            assert (form.date, form.state) == (entry.date, "" if entry.flag == "*" else "未审核")


def test_a_voucher_has_its_signatures_and_papers(ledger: Ledger) -> None:
    """
    2020-03-05 ! "某公司" "收押金" #no-budget
      voucher: "记-3-002"
      attachments: 3
      maker: "张某"
      checker: "李某"
      cashier: "王某"
      Assets:1002-银行存款          1680.32 CNY
      Liabilities:2307-其他应付款  -1680.32 CNY

    2020-03-06 * "没有编号" #no-budget
      Assets:1002-银行存款          1.00 CNY
      Liabilities:2307-其他应付款  -1.00 CNY

    2020-03-07 * "在前面" #no-budget
      voucher: "记-3-001"
      Assets:1002-银行存款          1.00 CNY
      Liabilities:2307-其他应付款  -1.00 CNY
    """
    first, second, third = forms_of(ledger)
    assert [each.words for each in (first, second, third)] == ["在前面", "某公司 收押金", "没有编号"]
    assert (second.number, second.attachments, second.state) == ("记-3-002", "3", "未审核")
    assert second.signatures == ("", "", "李某", "王某", "张某")
    assert (third.number, third.attachments, third.state) == ("（未编号）", "", "")
    (book,) = second.books
    assert (book.name, book.in_words) == ("财务会计", "壹仟陆佰捌拾元零叁角贰分")


def test_derived_legs_are_marked_and_written_ones_are_not(ledger: Ledger) -> None:
    """
    2020-03-05 * "某供电公司" "电费" #2060501 #30206
      Expenses:5001-业务活动费用:500102-商品和服务费用          30.00 CNY
      Assets:1011-零余额账户用款额度                           -30.00 CNY

    2020-03-06 * "某供电公司" "电费" #2060501 #30206
      Expenses:5001-业务活动费用:500102-商品和服务费用          30.00 CNY
      Assets:1011-零余额账户用款额度                           -30.00 CNY
      Expenses:7201-事业支出:基本支出                           30.00 CNY.B
      Assets:8001-资金结存:800101-零余额账户用款额度           -30.00 CNY.B
    """
    derived, written = forms_of(ledger)
    assert [[line.derived for line in book.lines] for book in derived.books] == [[False, False], [True, True]]
    assert not written.derived
    assert written.books[1].lines[0].codes == "2060501 机构运行；30206 电费；11 一般公共预算"


# The command


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES)


NAMED = "puhui_2024/main.beancount"


@pytest.mark.usefixtures("here")
def test_vouchers_by_number_as_text(snapshot: Snapshot) -> None:
    text = run_command(command, NAMED, "记-2024-06-017", "2024-06-003")
    snapshot("voucher/two.txt", text)
    assert run_command(command, NAMED, "2024-06-003", "2024-06-017") == text, "in the order of vouchers"


@pytest.mark.usefixtures("here")
def test_a_month_is_the_period_from_its_first_day_to_its_last() -> None:
    month = run_command(command, NAMED, "--month", "2024-06", "--format", "csv")
    assert month == run_command(command, NAMED, "--from", "2024-06-01", "--to", "2024-06-30", "--format", "csv")
    assert "记-2024-06-001" in month
    assert "记-2024-07-001" not in month


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("记-2024-06-999",), "账本里没有凭证“记-2024-06-999”"),
        (("--month", "2024-13"), "不是日期"),
        (("--month", "2024-06", "--from", "2024-05"), "写一种就够"),
        (("--paper", "a5"), "--paper 只能是 a4、240x140"),
        (("--year", "2021"), "没有 2021 年的凭证"),
    ],
)
def test_what_it_cannot_use_is_answered(arguments: tuple[str, ...], told: str) -> None:
    text = run_command(command, NAMED, *arguments)
    assert told in text
    assert_mendable(text)
    assert text.endswith("退出码 2\n")


@pytest.mark.usefixtures("here")
def test_a_month_without_vouchers_is_said_to_have_none() -> None:
    text = run_command(command, NAMED, "记-2024-06-017", "--month", "2024-05")
    assert "2024-05-01 至 2024-05-31 没有凭证。" in text
    assert text.endswith("退出码 0\n")
