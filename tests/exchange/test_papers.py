"""Invoices, receipts and payment vouchers: written in every wrapping, read back, booked once."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gov_accounts.exchange.papers.kept import safe_name
from tests.exchange.paper_files import ofd, pdf, tax_xml, voucher_xml, xbrl
from tests.exchange.proposing import BANK, GOODS, UNIT, codes, fen, imported, rules_of, taken, unit, vouchers

RULES = """
[[invoice]]
seller = "某商行"
account = "510102"
func = "2010350"
econ = "30201"
narration = "购办公用品"

[[payment]]
econ = ["302*"]
account = "510102"

[[bank]]
words = "手续费"
account = "510102"
func = "2010350"
econ = "30204"
"""


def invoice(number: str = "24512000000012345678", total: str = "113.00", seller: str = "某商行", **more: str) -> bytes:
    facts = {
        "InvoiceNumber": number,
        "IssueTime": "2020-03-05",
        "TotalAmWithoutTax": "100.00",
        "TotalTaxAm": "13.00",
        "TotalTax-includedAmount": total,
        "SellerName": seller,
        "BuyerName": UNIT,
    }
    return tax_xml({**facts, **more}, [{"ItemName": "*纸制品*复印纸", "Amount": "100.00"}])


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder.joinpath(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_an_invoice_is_proposed_by_rule(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=RULES)
    made = imported(main, put(tmp_path, "发票.xml", invoice()))
    assert rules_of(made) == []
    (voucher,) = vouchers(main)
    assert (voucher.flag, voucher.date, voucher.payee, voucher.narration) == (
        "!",
        datetime.date(2020, 3, 5),
        "某商行",
        "购办公用品",
    )
    assert fen(voucher, GOODS) == 11300
    assert fen(voucher, "Liabilities:2302") == -11300
    assert voucher.meta["invoice"] == "24512000000012345678"
    assert voucher.meta["guess"] == "照规则 invoice[1]"
    kept = main.parent / voucher.meta["document"]
    assert voucher.meta["document"] == "票据/2020-03/发票_24512000000012345678.xml"
    assert kept.read_bytes() == invoice()
    assert {"2010350", "30201"} <= voucher.tags


@pytest.mark.parametrize("wrap", ["ofd", "pdf", "xml"])
def test_however_it_is_wrapped_it_is_the_same(tmp_path: Path, wrap: str) -> None:
    main = unit(tmp_path / "a", rules=RULES)
    content = {
        "ofd": ofd({"Doc_0/Attachs/original_invoice.xml": invoice()}),
        "pdf": pdf({"einv.xml": invoice()}),
        "xml": invoice(),
    }[wrap]
    imported(main, put(tmp_path, f"one.{wrap}", content))
    (voucher,) = vouchers(main)
    assert voucher.meta["document"].endswith(f".{wrap}")
    again = taken(main, put(tmp_path, "again.xml", invoice()))
    assert (again.plan.new, again.plan.known, rules_of(again)) == ((), 1, [])


def test_an_invoice_is_booked_once(tmp_path: Path) -> None:
    text = f"""2020-01-09 * "某商行" "购复印纸"
  invoice: "24512000000012345678"
  {GOODS} 113.00 CNY
  Liabilities:2302-应付账款 -113.00 CNY
"""
    main = unit(tmp_path / "a", text, RULES)
    made = taken(main, put(tmp_path, "one.xml", invoice()))
    assert rules_of(made) == ["invoice-booked"]
    assert "2020-01.beancount:" in made.refused[0].what
    assert not made.plan.new


def test_within_one_run_too(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=RULES)
    files = put(tmp_path, "one.xml", invoice()), put(tmp_path, "two.xml", invoice(total="114.00"))
    made = taken(main, *files)
    assert rules_of(made) == ["invoice-booked"]
    assert len(made.plan.new) == 1


def test_an_old_number_counts_with_its_seller(tmp_path: Path) -> None:
    text = f"""2020-01-09 * "某商行" "购复印纸"
  invoice: "12345678"
  {GOODS} 113.00 CNY
  Liabilities:2302-应付账款 -113.00 CNY
"""
    main = unit(tmp_path / "a", text, RULES)
    old = invoice("12345678").replace(b"<InvoiceNumber>", b"<InvoiceCode>051001900111</InvoiceCode><InvoiceNumber>")
    assert rules_of(taken(main, put(tmp_path, "one.xml", old))) == ["invoice-booked"]
    other = old.replace("某商行".encode(), "另一商行".encode())
    assert rules_of(taken(main, put(tmp_path, "two.xml", other))) == ["import-unbooked"]


def test_a_red_invoice_takes_back(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=RULES)
    red = invoice("245", "-113.00", TotalAmWithoutTax="-100.00", TotalTaxAm="-13.00")
    imported(main, put(tmp_path, "red.xml", red))
    (voucher,) = vouchers(main)
    assert fen(voucher, GOODS) == -11300


def test_without_rule_it_is_listed_and_with_history_it_is_as_before(tmp_path: Path) -> None:
    before = f"""2020-01-09 * "某文具店" "付办公费" #2010350 #30201
  {GOODS} 50.00 CNY
  Assets:1011-零余额账户用款额度 -50.00 CNY
"""
    main = unit(tmp_path / "a", before)
    made = taken(main, put(tmp_path, "one.xml", invoice(seller="新店")))
    assert rules_of(made) == ["import-unbooked"]
    assert 'seller = "新店"' in made.told[0].remedy
    imported(main, put(tmp_path, "two.xml", invoice(seller="某文具店")))
    (voucher,) = vouchers(main)
    assert voucher.meta["guess"].startswith("照以前：2020-01-09")
    assert codes(voucher, GOODS) == [{"func": "2010350", "econ": "30201"}]


def test_another_buyer_is_told(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=RULES)
    made = taken(main, put(tmp_path, "one.xml", invoice(BuyerName="别的单位")))
    assert rules_of(made) == ["invoice-buyer"]
    assert len(made.plan.new) == 1


PAYMENT = {
    "Id": "1",
    "VouDate": "20200506",
    "VoucherNo": "2020-00017",
    "FundTypeCode": "1",
    "FundTypeName": "一般公共预算资金",
    "ExpFuncCode": "2010350",
    "GovExpEcoCode": "50502",
    "DepExpEcoCode": "30201",
    "PayeeAcctName": "某物业公司",
    "PaySummaryName": "付办公费",
    "PayAmt": "500.00",
    "PayTypeName": "财政授权支付",
}


def payment(**more: str) -> bytes:
    return voucher_xml({**PAYMENT, **more}, [])


def test_a_payment_carries_its_codes(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=RULES)
    made = imported(main, put(tmp_path, "one.pdf", pdf({"voucher.xml": payment()})))
    assert rules_of(made) == []
    (voucher,) = vouchers(main)
    assert voucher.flag == "!"
    assert fen(voucher, "Assets:1011") == -50000
    assert fen(voucher, GOODS) == 50000
    assert fen(voucher, "Expenses:7201") == 50000
    assert {"2010350", "30201"} <= voucher.tags
    assert voucher.meta["document"] == "票据/2020-05/支付凭证_2020-00017.pdf"


def test_where_there_is_no_quota_it_is_income(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=RULES, year=2024)
    imported(main, put(tmp_path, "one.xml", payment(VouDate="2024-05-06")))
    (voucher,) = vouchers(main)
    assert fen(voucher, "Income:4001") == -50000
    assert fen(voucher, "Income:6001") == -50000


def test_direct_payment_is_income(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=RULES)
    imported(main, put(tmp_path, "one.xml", payment(PayTypeName="财政直接支付")))
    (voucher,) = vouchers(main)
    assert (fen(voucher, "Income:4001"), fen(voucher, "Assets:1011")) == (-50000, 0)


def test_a_project_is_declared(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=RULES)
    project = {"DepProCode": "P20-1", "DepProName": "平台建设", "PayKindName": "项目支出"}
    made = imported(main, put(tmp_path, "one.xml", payment(**project)))
    assert rules_of(made) == []
    (voucher,) = vouchers(main)
    assert [each.get("project") for each in codes(voucher, GOODS)] == ["P20-1"]
    basic = {**project, "PayKindName": "基本支出", "VoucherNo": "2"}
    imported(main, put(tmp_path, "two.xml", payment(**basic)))
    assert [each.get("project") for each in codes(vouchers(main)[1], GOODS)] == [None]


def test_items_with_codes_are_booked_apart(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=RULES)
    items = [
        {"ExpFuncCode": "2010350", "DepExpEcoCode": "30201", "PayAmt": "200.00"},
        {"ExpFuncCode": "2010302", "DepExpEcoCode": "30207", "PayAmt": "300.00"},
    ]
    imported(main, put(tmp_path, "one.xml", voucher_xml(PAYMENT, items)))
    (voucher,) = vouchers(main)
    assert [each["econ"] for each in codes(voucher, GOODS)] == ["30201", "30207"]
    items[0]["PayAmt"] = "201.00"
    bad = voucher_xml({**PAYMENT, "VoucherNo": "9"}, items)
    assert rules_of(taken(main, put(tmp_path, "two.xml", bad))) == ["payment-sum"]


def receipt(**more: str) -> bytes:
    facts = {
        "NumberOfBankElectronicReceipt": "R2020060300017",
        "DateOfBookkeeping": "2020-06-03",
        "TransactionAmountInFigures": "15.50",
        "AccountNameOfPayer": UNIT,
        "AccountNameOfPayee": "某银行",
        "Usage": "账户管理手续费",
    }
    return xbrl("bker", {**facts, **more})


def test_a_receipt_is_a_movement(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=RULES)
    name = "Doc_0/Attachs/bker_issuer_20200603_1.xml"
    imported(main, put(tmp_path, "one.ofd", ofd({name: receipt()})))
    (voucher,) = vouchers(main)
    assert (fen(voucher, BANK), fen(voucher, GOODS)) == (-1550, 1550)
    assert voucher.meta["ref"] == "r2020060300017"
    assert not taken(main, put(tmp_path, "again.xml", receipt())).plan.new


def test_a_receipt_of_what_is_booked_is_told(tmp_path: Path) -> None:
    text = f"""2020-06-02 * "某银行" "付手续费" #2010350 #30204
  {GOODS} 15.50 CNY
  {BANK} -15.50 CNY
"""
    main = unit(tmp_path / "a", text, RULES)
    made = taken(main, put(tmp_path, "one.xml", receipt()))
    assert rules_of(made) == ["receipt-booked"]
    assert not made.plan.new
    whose = receipt(AccountNameOfPayer="甲", AccountNameOfPayee="乙")
    assert rules_of(taken(main, put(tmp_path, "two.xml", whose))) == ["receipt-whose"]


# Drawn


WORDS = st.text("某办公用品商行中心（）()&<>\"'\\ ab1", min_size=1, max_size=12).filter(lambda each: each.strip())


@settings(max_examples=25, deadline=None)
@given(
    number=st.text("0123456789", min_size=8, max_size=20),
    total=st.integers(1, 10**9),
    tax=st.integers(0, 10**6),
    day=st.dates(datetime.date(2020, 1, 1), datetime.date(2020, 12, 31)),
    seller=WORDS,
    wrap=st.sampled_from(["xml", "ofd", "pdf"]),
    standard=st.booleans(),
)
def test_what_is_drawn_is_read(
    number: str, total: int, tax: int, day: datetime.date, seller: str, wrap: str, *, standard: bool
) -> None:
    facts = {
        "InvoiceNumber": number,
        "IssueTime": str(day),
        "TotalAmWithoutTax": f"{(total - tax) // 100}.{(total - tax) % 100:02}" if total >= tax else "0.00",
        "TotalTaxAm": f"{tax // 100}.{tax % 100:02}",
        "TotalTax-includedAmount": f"{total // 100}.{total % 100:02}",
        "SellerName": seller,
        "BuyerName": UNIT,
    }
    xml = xbrl("einv", facts) if standard else tax_xml(facts, [])
    content = {"xml": xml, "ofd": ofd({"Doc_0/Attachs/a.xml": xml}), "pdf": pdf({"a.xml": xml})}[wrap]
    rules = '[[invoice]]\nseller = "*"\naccount = "510102"\nfunc = "2010350"\necon = "30201"\n'
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        main = unit(folder / "a", rules=rules)
        made = imported(main, put(folder, f"one.{wrap}", content))
        assert rules_of(made) == []
        (voucher,) = vouchers(main)
        assert (voucher.flag, voucher.date, fen(voucher, GOODS)) == ("!", day, total)
        assert voucher.meta["invoice"] == number
        assert (voucher.payee or "") == " ".join(seller.split())
        assert taken(main, put(folder, f"two.{wrap}", content)).plan.known == 1


@given(st.text(max_size=200))
def test_a_name_is_safe_everywhere(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name) <= 61
    assert not set(name) & set('/\\:*?"<>|. \0')
    assert name.lower() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}
    assert all(each.isalnum() or each in "-_" for each in name)
