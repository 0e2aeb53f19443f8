"""Invoices, receipts and payment vouchers: written in every wrapping, read back, booked once."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gov_accounts.exchange.papers.kept import safe_name
from gov_accounts.findings import errors
from gov_accounts.law.codes import government_items
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


def test_what_was_taken_back_may_be_booked_again(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=RULES)
    path = put(tmp_path, "one.xml", invoice())
    imported(main, path)
    month = main.parent.joinpath("2020-03.beancount")
    text = (
        month.read_text(encoding="utf-8")
        .replace("  invoice:", '  voucher: "记-3-001"\n  invoice:')
        .replace(" ! ", " * ")
    )
    red = f"""
2020-03-31 * "某商行" "冲销"
  voucher: "记-3-002"
  reverses: "记-3-001"
  reverses-date: 2020-03-05
  {GOODS} -113.00 CNY
  Liabilities:2302-应付账款 113.00 CNY
"""
    month.write_text(text, encoding="utf-8")
    assert taken(main, path).plan.known == 1
    month.write_text(text + red, encoding="utf-8")
    made = imported(main, path)
    assert (rules_of(made), len(made.plan.new)) == ([], 1)
    assert taken(main, path).plan.known == 1


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
    own = invoice("7", SellerName=UNIT, BuyerName="某文具店")
    assert rules_of(taken(main, put(tmp_path, "own.xml", own))) == ["import-unbooked"]
    imported(main, put(tmp_path, "two.xml", invoice(seller="某文具店")))
    (voucher,) = vouchers(main)
    assert voucher.meta["guess"].startswith("照以前：2020-01-09")
    assert voucher.narration == "复印纸"
    assert codes(voucher, GOODS) == [{"func": "2010350", "econ": "30201"}]


def test_tax_that_counts_and_invoices_of_its_own(tmp_path: Path) -> None:
    rules = """
[[invoice]]
seller = "某商行"
account = "1302"
tax = "2101"
against = "1011"
func = "2010350"
econ = "30201"
[[invoice]]
seller = "某学会"
issued = true
account = "4101"
against = "1212"
"""
    main = unit(tmp_path / "a", rules=rules)
    imported(main, put(tmp_path, "one.xml", invoice()))
    (bought,) = vouchers(main)
    legs = ("Assets:1302", "Liabilities:2101", "Assets:1011")
    assert [fen(bought, each) for each in legs] == [10000, 1300, -11300]
    own = invoice("3", SellerName=UNIT, BuyerName="某学会")
    imported(main, put(tmp_path, "own.xml", own))
    (sold,) = [each for each in vouchers(main) if each.meta["invoice"] == "3"]
    assert (sold.payee, fen(sold, "Income:4101"), fen(sold, "Assets:1212")) == ("某学会", -11300, 11300)
    other = invoice("4", SellerName=UNIT, BuyerName="某商行")
    made = taken(main, put(tmp_path, "other.xml", other))
    assert rules_of(made) == ["import-unbooked"]
    assert "issued = true" in made.told[0].remedy


def test_red_by_a_word_and_a_total_that_is_not_written(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=RULES)
    red = xbrl(
        "einv",
        {
            "InvoiceNumber": "8",
            "IssueDate": "2020-03-05",
            "TotalAmWithoutTax": "100.00",
            "TotalTaxAm": "13.00",
            "SellerName": "某商行",
            "WhetherEinvoiceIsRedEinvoice": "是",
        },
    )
    imported(main, put(tmp_path, "red.xml", red))
    (voucher,) = vouchers(main)
    assert (fen(voucher, GOODS), fen(voucher, "Liabilities:2302")) == (-11300, 11300)


def test_a_receipt_of_money_received_and_one_with_another_number(tmp_path: Path) -> None:
    booked = f"""2020-06-02 * "某银行" "付手续费" #2010350 #30204
  ref: "R99990000"
  {GOODS} 15.50 CNY
  {BANK} -15.50 CNY

2020-01-02 * "某银行" "付手续费" #2010350 #30204
  ref: "R2020060300018"
  {GOODS} 15.50 CNY
  {BANK} -15.50 CNY
"""
    rules = RULES + '\n[[bank]]\nwords = "利息"\nside = "收"\naccount = "4604"\nfunc = "2010350"\n'
    main = unit(tmp_path / "a", booked, rules)
    assert len(taken(main, put(tmp_path, "one.xml", receipt())).plan.new) == 1
    same = receipt(NumberOfBankElectronicReceipt="R2020060300018")
    assert rules_of(taken(main, put(tmp_path, "two.xml", same))) == ["receipt-booked"]
    got = receipt(AccountNameOfPayer="某银行", AccountNameOfPayee=UNIT, Usage="利息")
    imported(main, put(tmp_path, "three.xml", got))
    (voucher,) = vouchers(main)
    assert (fen(voucher, BANK), fen(voucher, "Income:4604"), voucher.payee) == (1550, -1550, "某银行")


def test_whose_receipt_it_is_by_the_account(tmp_path: Path) -> None:
    rules = RULES + '\n[money]\n0017 = "01-基本存款账户"\n'
    main = unit(tmp_path / "a", rules=rules)
    numbered = receipt(AccountNameOfPayer="某中心工会", AccountNumberOfPayer="6200 0000 0017")
    (draft,) = taken(main, put(tmp_path, "one.xml", numbered)).plan.new
    assert [each.fen for each in draft.legs if each.account == BANK] == [-1550]


def test_the_department_item_of_a_government_one(tmp_path: Path) -> None:
    rules = '[[payment]]\necon = "*"\naccount = "510102"\n'
    main = unit(tmp_path / "a", rules=rules)
    one = {**PAYMENT, "GovExpEcoCode": "50201"}
    del one["DepExpEcoCode"]
    assert rules_of(taken(main, put(tmp_path, "one.xml", voucher_xml(one, [])))) == ["payment-code"]
    single = next(each for each in government_items().values() if len(each.department) == 1)
    (draft,) = taken(main, put(tmp_path, "two.xml", voucher_xml({**one, "GovExpEcoCode": single.code}, []))).plan.new
    assert draft.legs[0].meta["econ"] == single.department[0]


@pytest.mark.parametrize(
    ("field", "text", "rule"),
    [
        ("PayTypeName", "别的方式", "payment-kind"),
        ("ExpFuncCode", "201", "payment-code"),
        ("PayAmt", "", "import-unknown"),
        ("VouDate", "不是日子", "paper-lacks"),
    ],
)
def test_what_a_payment_lacks_is_said(tmp_path: Path, field: str, text: str, rule: str) -> None:
    rules = '[[payment]]\necon = "*"\naccount = "510102"\n'
    root = voucher_xml({**PAYMENT, field: text}, []).replace(b"AuthorizedPaymentVoucher", b"PaymentVoucher")
    made = taken(unit(tmp_path / "a", rules=rules), put(tmp_path, "one.xml", root))
    assert rules_of(made) == [rule]
    assert made.plan.new == ()


def test_another_buyer_is_told(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=RULES)
    made = taken(main, put(tmp_path, "one.xml", invoice(BuyerName="别的单位")))
    assert rules_of(made) == ["invoice-buyer"]
    assert len(made.plan.new) == 1


def test_a_payment_goes_where_its_payee_always_went_with_its_own_codes(tmp_path: Path) -> None:
    before = "".join(
        f"""2020-01-0{day} * "某物业公司" "付款" #2010350 #{econ}
  {GOODS} 50.00 CNY
  Assets:1011-零余额账户用款额度 -50.00 CNY

"""
        for day, econ in ((8, "30209"), (9, "30206"))
    )
    main = unit(tmp_path / "a", before)
    imported(main, put(tmp_path, "one.xml", payment()))
    (voucher,) = vouchers(main)
    assert codes(voucher, GOODS) == [{"func": "2010350", "econ": "30201", "fund": "11"}]
    assert voucher.meta["guess"].startswith("照以前：2020-01-09 等 2 张都")


def test_rules_that_cannot_be_read_stop_it(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=RULES + "\n[[bank]]\nwords = 3\n")
    for content in (invoice(), payment(), receipt()):
        made = taken(main, put(tmp_path, "one.xml", content))
        assert (rules_of(made), made.plan.new) == (["import-rules-unusable"], ())


def test_what_an_item_says_is_not_the_whole(tmp_path: Path) -> None:
    items = [{"XPayAmt": each, "PayAmt": each, "XPayDate": "20200601"} for each in ("200.00", "300.00")]
    main = unit(tmp_path / "a", rules=RULES)
    (draft,) = taken(main, put(tmp_path, "one.xml", voucher_xml(PAYMENT, items))).plan.new
    assert (str(draft.date), [each.fen for each in draft.legs]) == ("2020-05-06", [50000, -50000])


def test_of_nothing_nothing_is_made(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=RULES)
    for content in (invoice(total="0.00"), payment(XPayAmt="0.00"), receipt(TransactionAmountInFigures="0")):
        made = taken(main, put(tmp_path, "one.xml", content))
        assert (rules_of(made), made.plan.new) == (["paper-nothing"], ())


def test_blanks_before_the_declaration_do_no_harm(tmp_path: Path) -> None:
    content = b'\xef\xbb\xbf\r\n <?xml version="1.0" encoding="UTF-8"?>' + invoice()
    assert len(taken(unit(tmp_path / "a", rules=RULES), put(tmp_path, "one.xml", content)).plan.new) == 1


LINE = "交易日期,流水号,借方发生额,贷方发生额,余额,对方户名,摘要\n2020-04-01,20200401001,113.00,,887.00,某商行,货款\n"


def test_money_that_is_owed_is_paid_not_spent_twice(tmp_path: Path) -> None:
    rules = RULES + '\n[[bank]]\npayee = "某商行"\naccount = "510102"\nfunc = "2010350"\necon = "30201"\n'
    main = unit(tmp_path / "a", rules=rules)
    imported(main, put(tmp_path, "one.xml", invoice()))
    made = imported(main, put(tmp_path, "流水.csv", LINE.encode()))
    assert errors(made.worse) == []
    bought, paid = vouchers(main)
    assert (fen(paid, "Liabilities:2302"), fen(paid, BANK), fen(paid, GOODS)) == (11300, -11300, 0)
    assert paid.meta["guess"] == "付 2020-03-05 欠“某商行”的 113.00"
    assert (fen(bought, "Expenses:7201"), fen(paid, "Expenses:7201")) == (0, 11300)
    assert {"2010350", "30201"} <= paid.tags
    again = LINE + "2020-04-02,20200402001,113.00,,774.00,某商行,货款\n"
    (other,) = taken(main, put(tmp_path, "再.csv", again.encode())).plan.new
    assert other.meta["guess"] == "照规则 bank[2]"
    fresh = unit(tmp_path / "b", rules=rules)
    imported(fresh, put(tmp_path, "one.xml", invoice()))
    both = taken(fresh, put(tmp_path, "再.csv", again.encode())).plan.new
    assert [str(each.meta["guess"])[:3] for each in both] == ["付 2", "照规则"]
    part = LINE.replace("113.00", "112.99")
    assert taken(main, put(tmp_path, "少.csv", part.encode())).plan.new[0].meta["guess"] == "照规则 bank[2]"


def test_the_treasury_pays_what_is_owed_too(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=RULES)
    imported(main, put(tmp_path, "one.xml", invoice()))
    own = {"PayeeAcctName": "某商行", "PayAmt": "113.00", "DepExpEcoCode": "30211"}
    imported(main, put(tmp_path, "two.xml", payment(**own)))
    paid = vouchers(main)[1]
    assert codes(paid, "Liabilities:2302") == [{"func": "2010350", "econ": "30211", "fund": "11"}]
    assert fen(paid, "Assets:1011") == -11300


OTHERS = {
    "rai": (
        {
            "ElectronicInvoiceRailwayETicketNumber": "24000000000000000001",
            "DateOfIssue": "2020-03-05",
            "Fare": "113.00",
            "TaxAmount": "9.33",
            "IssueParty": "某铁路局",
            "NameOfPassenger": "不能写进账里",
            "NameOfPurchaser": UNIT,
        },
        "火车票",
    ),
    "atr": (
        {
            "ETicketNumber": "7812345678901",
            "IssueDate": "2020-03-05",
            "TotalAmount": "113.00",
            "IssueParty": "某航空公司",
            "PassengerName": "不能写进账里",
            "NameOfPurchaser": UNIT,
        },
        "行程单",
    ),
    "efi": (
        {
            "EInvoiceCode": "42060120",
            "EInvoiceNumber": "0001234567",
            "IssueDate": "20200305",
            "TotalAmount": "113.00",
            "InvoicingPartyName": "某学会",
            "PayerPartyName": UNIT,
        },
        "财政票据",
    ),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_others_are_invoices_too(tmp_path: Path, kind: str) -> None:
    facts, called = OTHERS[kind]
    rules = '[[invoice]]\nseller = "*"\naccount = "510102"\nfunc = "2010350"\necon = "30211"\n'
    main = unit(tmp_path / "a", rules=rules)
    made = imported(main, put(tmp_path, "one.ofd", ofd({f"Doc_0/Attachs/{kind}_issuer.xml": xbrl(kind, facts)})))
    assert [each.map.key for each in made.read] == [kind]
    (voucher,) = vouchers(main)
    assert (str(voucher.date), fen(voucher, GOODS)) == ("2020-03-05", 11300)
    assert f"/{called}_" in voucher.meta["document"]
    assert "不能" not in "".join(each.read_text(encoding="utf-8") for each in main.parent.glob("*.beancount"))


def test_an_ofd_of_an_older_invoice_says_it_itself(tmp_path: Path) -> None:
    own = "".join(
        f'<ofd:CustomData Name="{key}">{value}</ofd:CustomData>'
        for key, value in {
            "发票代码": "051001900111",
            "发票号码": "12345678",
            "合计税额": "13.00",
            "合计金额": "100.00",
            "开票日期": "2020年03月05日",
            "销售方名称": "某商行",
        }.items()
    )
    whole = f'<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody>{own}</ofd:DocBody></ofd:OFD>'
    main = unit(tmp_path / "a", rules=RULES)
    imported(main, put(tmp_path, "one.ofd", ofd({"OFD.xml": whole.encode()})))
    (voucher,) = vouchers(main)
    assert (voucher.meta["invoice"], fen(voucher, GOODS)) == ("051001900111-12345678", 11300)


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


@pytest.mark.parametrize("paytype", ["财政直接支付", "财政授权支付"])
def test_money_of_a_government_fund(tmp_path: Path, paytype: str) -> None:
    main = unit(tmp_path / "a", rules=RULES)
    fund = {"FundTypeCode": "12", "FundTypeName": "", "ExpFuncCode": "2121499", "PayTypeName": paytype}
    made = imported(main, put(tmp_path, "one.xml", payment(**fund)))
    assert rules_of(made) == []
    (voucher,) = vouchers(main)
    budget = [each for each in voucher.postings if each.account.startswith(("Expenses:7201", "Income:6001"))]
    assert {(each.meta or {}).get("fund") for each in budget} == {"12"}


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
    alike = voucher_xml({**PAYMENT, "VoucherNo": "7"}, [items[0], {**items[0], "PayAmt": "300.00"}])
    (joined,) = taken(main, put(tmp_path, "alike.xml", alike)).plan.new
    assert [each.fen for each in joined.legs] == [50000, -50000]
    inner = voucher_xml({**PAYMENT, "VoucherNo": "8"}, items)
    inner = inner.replace(b"<Items>", b"<Item>").replace(b"</Items>", b"</Item>")
    inner = inner.replace(b"<Item>", b"<Items><Item>", 1).replace(
        b"</AuthorizedPaymentVoucher>", b"</Items></AuthorizedPaymentVoucher>"
    )
    (draft,) = taken(main, put(tmp_path, "inner.xml", inner)).plan.new
    assert [each.fen for each in draft.legs] == [20000, 30000, -50000]
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


def test_a_receipt_and_a_statement_of_one_run_are_one_movement(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=RULES)
    rows = "交易日期,借方发生额,贷方发生额,余额,对方户名,摘要\n2020-06-05,15.50,,84.50,某银行,手续费\n"
    line = put(tmp_path, "流水.csv", rows.encode())
    paper = put(tmp_path, "回单.xml", receipt())
    assert [len(taken(main, *files).plan.new) for files in ((line, paper), (paper, line))] == [1, 1]
    assert rules_of(taken(main, line, paper)) == ["receipt-proposed"]
    twice = line.read_text(encoding="utf-8") + "2020-06-06,15.50,,69.00,某银行,手续费\n"
    line.write_text(twice, encoding="utf-8")
    assert len(taken(main, paper, line).plan.new) == 2


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
