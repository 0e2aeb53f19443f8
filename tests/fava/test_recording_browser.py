"""The page 记账 in a real browser, by keyboard: one server, one page, and a new voucher for each test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from beancount.core.data import Transaction

from gov_accounts.bookkeeping.sealing.vouchers import vouchers_in
from gov_accounts.books.new_ledger import new_ledger, write_new
from gov_accounts.fava.recording.of_entry import form_of
from gov_accounts.ledger import load
from tests.exchange.paper_files import tax_xml
from tests.support.browser import browsing, extension, serving
from tests.support.typist import Typist, guide_vouchers

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

YEAR = 2020
COST, QUOTA, CARD = "510102", "1011", "230701"


class Desk:
    """The ledger served, and the page on it."""

    def __init__(self, main: Path, base: str, context: BrowserContext) -> None:
        self.main, self.base, self.context = main, base, context
        self.complaints: list[str] = []
        self.page = self.opened()

    def opened(self) -> Page:
        page = self.context.new_page()
        page.on("console", lambda said: self._heard(said.type, said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(extension(self.base, "tab=entry"))
        page.wait_for_selector("[data-ready]")
        return page

    def _heard(self, kind: str, text: str) -> None:
        # A save that is refused is an answer 409, which browsers say too.
        if kind in ("error", "warning") and "409" not in text:
            self.complaints.append(text)

    def month(self, number: int) -> Path:
        return self.main.with_name(f"{YEAR}-{number:02}.beancount")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("recording") / "账"
    main = write_new(folder, new_ledger("某某中心", "事业单位", YEAR)) / "main.beancount"
    with serving(main) as base, browsing() as browser:
        context = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="zh-CN")
        context.set_default_timeout(10_000)
        made = Desk(main, base, context)
        yield made
        context.close()
    assert made.complaints == []


@pytest.fixture
def page(desk: Desk) -> Page:
    """The page with an empty voucher, the cursor in the field of its date."""
    desk.page.keyboard.press("Escape")
    desk.page.click("[data-action=new]")
    desk.page.keyboard.press("Delete")
    return desk.page


def part(page: Page, name: str) -> str:
    return str(page.text_content(f"[data-part={name}]"))


def looked(page: Page) -> None:
    """Wait until the server has said what comes of what stands there now."""
    page.wait_for_timeout(300)
    page.wait_for_function("() => !document.querySelector('[data-part=found]').hasAttribute('aria-busy')")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name || document.activeElement.dataset.action"))


def a_voucher(page: Page, narration: str = "电费", date: str = "5.8", amount: str = "12.34", **more: str) -> Typist:
    """Type a whole voucher, not saved."""
    typist = Typist(page)
    typist.type(date, "Enter")
    typist.type(more.get("payee", "某供电公司"), "Enter")
    typist.type(narration, "Enter", "Enter")
    typist.type(more.get("func", "2060501"), "Enter")
    typist.type(more.get("econ", "30206"), "Enter")
    typist.type(more.get("debit", COST), "Enter")
    typist.type(amount, "Enter")
    typist.type(more.get("credit", QUOTA), "Enter", "Enter")
    typist.type(more.get("other", "="), "Enter")
    return typist


def test_the_guides_vouchers_by_keyboard_alone(desk: Desk, page: Page) -> None:
    """Twelve vouchers typed without a mouse; the files then hold what the guide prints."""
    vouchers = guide_vouchers(YEAR)
    assert len(vouchers) == 12
    typist = Typist(page)
    for _, written in vouchers:
        typist.enter(form_of(written))
        typist.save()
        page.evaluate("document.querySelector('[data-part=mode]').textContent = ''")
    digests = {each.digest for month in range(1, 13) for each in vouchers_in(desk.month(month).read_bytes(), "")}
    assert {written.digest for _, written in vouchers} <= digests
    text = "".join(each for each, _ in vouchers)
    assert typist.keys < len(re.sub(" {2,}", "  ", text)) // 2


def test_a_voucher_is_written_as_the_guide_lays_it_out(desk: Desk, page: Page) -> None:
    a_voucher(page, "三月电费", "3.8", "985.4").save()
    assert (
        desk.month(3)
        .read_text(encoding="utf-8")
        .endswith(
            """
2020-03-08 * "某供电公司" "三月电费" #2060501 #30206
  Expenses:5101-单位管理费用:510102-商品和服务费用                985.40 CNY
  Assets:1011-零余额账户用款额度                                 -985.40 CNY
"""
        )
    )


def test_live_what_comes_of_it(page: Page) -> None:
    a_voucher(page, "活的", "5.7")
    looked(page)
    assert "7201-事业支出:01-基本支出" in part(page, "derived")
    assert "2060501 机构运行，30206 电费，11 一般公共预算" in part(page, "derived")
    assert "2020-05.beancount" in part(page, "file")
    assert focused(page) == "account"
    page.keyboard.press("Enter")
    assert focused(page) == "save"


MISTAKES: tuple[tuple[str, dict[str, str], str], ...] = (
    ("unbalanced", {"other": "12.43"}, "凭证的财务账不平：借方 12.34 元，贷方 12.43 元，相差 0.09 元。"),
    ("no such day", {"date": "2.30"}, "日期“2.30”没有这一天"),
    ("another year", {"date": "2021-05-08"}, "日期 2021-05-08 不在 2020 年"),
    ("no such account", {"debit": "9999"}, "没有开立这个科目：9999"),
    ("finer than a fen", {"amount": "12.345"}, "借方金额“12.345”不是数，或比分还细"),
    ("no codes", {"func": "", "econ": ""}, "功能分类"),
    ("a code that isn't in force", {"func": "2069988"}, "2069988"),
    ("no words in the list", {"econ": "电费啊"}, "经济分类写编码的数字，从列出的里面选：电费啊"),
    ("no narration", {"narration": ""}, "摘要还没有写"),
    ("words for an amount", {"amount": "十二元"}, "借方金额“十二元”不是数"),
)


@pytest.mark.parametrize(("what", "typed", "said"), MISTAKES, ids=[each for each, _, _ in MISTAKES])
def test_a_mistake_is_told_and_nothing_saved(
    desk: Desk, page: Page, what: str, typed: dict[str, str], said: str
) -> None:
    before = {each: each.read_bytes() for each in desk.main.parent.glob("*.beancount")}
    a_voucher(page, **typed)
    page.keyboard.press("F8")
    page.wait_for_function("() => !document.querySelector('[data-part=alert]').hidden")
    assert said in part(page, "found"), what
    assert "没有保存" in part(page, "alert-words")
    assert {each: each.read_bytes() for each in desk.main.parent.glob("*.beancount")} == before


def test_the_same_voucher_twice_is_asked_about(page: Page) -> None:
    a_voucher(page, "八月电费", "8.8").save()
    a_voucher(page, "八月电费", "8.8")
    looked(page)
    assert "“某供电公司” “八月电费”的凭证记了 2 次" in part(page, "found")


def test_an_input_methods_enter_is_not_the_next_field(page: Page) -> None:
    page.keyboard.type("5.8")
    page.keyboard.press("Enter")
    assert focused(page) == "payee"
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "gongdian", "selectionStart": 8, "selectionEnd": 8})
    for kind in ("rawKeyDown", "keyUp"):
        session.send(
            "Input.dispatchKeyEvent", {"type": kind, "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
        )
    page.evaluate(
        """document.activeElement.dispatchEvent(
          new KeyboardEvent("keydown", {key: "Enter", isComposing: true, bubbles: true, cancelable: true}))"""
    )
    assert focused(page) == "payee"
    session.send("Input.insertText", {"text": "供电公司"})
    assert page.input_value("[name=payee]") == "供电公司"
    page.keyboard.press("Enter")
    assert focused(page) == "narration"
    session.detach()


def test_pickers_find_by_number_words_and_letters(page: Page) -> None:
    """And say to a screen reader what is marked; Esc closes, Tab takes, what was used last comes first."""
    page.focus("[name=econ]")
    for typed, code in (("30206", "30206 电费"), ("电费", "30206 电费"), ("clf", "30211 差旅费"), ("df", "30206 电费")):
        page.fill("[name=econ]", "")
        page.keyboard.type(typed)
        box = page.locator(".gov-entry-head [name=econ]")
        assert box.get_attribute("aria-expanded") == "true"
        marked = page.locator(f"[id='{box.get_attribute('aria-activedescendant')}']")
        assert marked.get_attribute("aria-selected") == "true"
        page.keyboard.press("Enter")
        assert page.input_value("[name=econ]") == code, typed
        assert box.get_attribute("aria-expanded") == "false"
        page.focus("[name=econ]")
    page.keyboard.press("F2")
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert page.input_value("[name=econ]") == "30206 电费"


def test_hostile_words_come_out_as_typed(desk: Desk, page: Page) -> None:
    words = '</script><img src=x onerror=alert(1)>"引号"\\ {{7*7}} ＃2060501'
    a_voucher(page, words, "9.8", payee=words).save()
    (entry,) = [
        each
        for each in load(desk.main).entries
        if isinstance(each, Transaction) and each.date.month == 9 and each.payee
    ]
    assert (entry.payee, entry.narration) == (words, words)
    page.keyboard.press("F9")
    page.select_option("[data-part=month] select", "9")
    page.wait_for_function("() => document.querySelector('[data-part=vouchers]').textContent.includes('onerror')")
    assert page.locator("[data-part=month] img").count() == 0
    page.click("[data-part=vouchers] button:has-text('改')")
    page.wait_for_function("() => document.querySelector('[data-part=mode]').textContent.startsWith('正在改')")
    assert page.input_value("[name=narration]") == words
    page.evaluate("document.querySelector('[data-part=month]').hidden = true")


def test_saving_takes_what_is_marked(desk: Desk, page: Page) -> None:
    a_voucher(page, "水费", "12.1", econ="")
    page.focus(".gov-entry-head [name=econ]")
    typist = Typist(page)
    typist.type("水费")
    page.wait_for_function("() => document.activeElement.getAttribute('aria-expanded') === 'true'")
    typist.save()
    *_, written = vouchers_in(desk.month(12).read_bytes(), "")
    assert form_of(written).codes["econ"] == "30205"


def test_a_line_balances_itself(page: Page) -> None:
    """Where it belongs, whichever side it was asked on; again once another amount has changed."""
    first, second = (f"tbody tr:nth-child({row}) " for row in (1, 2))

    def amounts() -> list[str]:
        return [page.input_value(f"{row}[name={side}]") for row in (first, second) for side in ("debit", "credit")]

    page.fill(f"{first}[name=debit]", "1,200.5")
    page.focus(f"{second}[name=debit]")
    page.keyboard.type("=")
    assert amounts() == ["1200.50", "", "", "1200.50"]
    page.fill(f"{first}[name=debit]", "7")
    page.focus(f"{second}[name=credit]")
    page.keyboard.type("=")
    assert amounts() == ["7.00", "", "", "7.00"]
    page.fill(f"{first}[name=debit]", "")
    page.fill(f"{first}[name=credit]", "8")
    page.focus(f"{second}[name=credit]")
    page.keyboard.type("＝")
    assert amounts() == ["", "8.00", "8.00", ""]
    assert "不平" not in str(page.text_content("[data-part=sums]"))


def test_what_check_asks_for_can_be_written(desk: Desk, page: Page) -> None:
    """`checked` on the voucher, `budget` under a line: by keyboard, kept when it is opened again."""
    a_voucher(page, "收押金", "8.20", func="", econ="", debit="100201", credit="230705")
    page.keyboard.press("Alt+Enter")
    page.wait_for_selector("dialog[open] input")
    page.keyboard.press("Escape")
    page.focus("tbody tr:nth-child(2) [name=credit]")
    typist = Typist(page)
    typist.type("", "Alt+Enter")
    page.wait_for_selector("dialog[open] input")
    typist.type("budget", "Enter")
    typist.type("8001", "Enter", "Enter")
    assert focused(page) == "credit"
    page.focus("[name=narration]")
    typist.type("", "Alt+Enter")
    page.wait_for_selector("dialog[open] input")
    typist.type("checked", "Enter")
    typist.type('看过"两遍"\\', "Enter", "Enter")
    typist.save()
    *_, written = vouchers_in(desk.month(8).read_bytes(), "")
    form = form_of(written)
    assert form.rows[1].budget == "8001"
    assert form.more == {"checked": '"看过\\"两遍\\"\\\\"'}
    assert written.entry.meta["checked"] == '看过"两遍"\\'


def test_words_that_nothing_meets_open_nothing(page: Page) -> None:
    """What opens a new detail is marked only where it is called by its name, or by the arrows."""
    page.focus("tbody [name=account]")
    page.keyboard.type("没有这样的科目")
    page.keyboard.press("Enter")
    assert page.locator("dialog[open]").count() == 0
    assert focused(page) == "debit"
    page.focus("tbody [name=account]")
    page.keyboard.press("F2")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert page.locator("dialog[open]").count() == 1
    page.keyboard.press("Escape")


SHEET = (
    ("摘要", "科目", "经济分类", "借方", "贷方"),
    ("水费", "510102", "30205 水费", "1,200.00", ""),
    ("电费", "510102 商品和服务费用", "30206", "99.40", ""),
    ("", "1011", "", "", "1,299.40"),
)


BARE = (
    ("水费", "510102", "2060501", "30205", "1200", ""),
    ("电费", "510102", "2060501", "30206", "99.4", ""),
    ("", "1011", "", "", "", "1299.4"),
)


@pytest.mark.parametrize("sheet", [SHEET, BARE], ids=["heads", "bare"])
def test_rows_of_a_sheet_are_pasted(desk: Desk, page: Page, sheet: tuple[tuple[str, ...], ...]) -> None:
    page.keyboard.type("10.8" if sheet is SHEET else "2.8")
    page.fill("[name=narration]", "贴入的")
    page.fill(".gov-entry-head [name=func]", "2060501" if sheet is SHEET else "")
    page.focus("tbody [name=account]")
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const pasting = {clipboardData: data, bubbles: true, cancelable: true};
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", pasting));
        }""",
        "\r\n".join("\t".join(cells) for cells in sheet),
    )
    assert "贴入 3 行" in part(page, "mode")
    Typist(page).save()
    *_, written = vouchers_in(desk.month(10 if sheet is SHEET else 2).read_bytes(), "")
    form = form_of(written)
    assert [(row.words, row.codes["func"] or form.codes["func"], row.codes["econ"], row.fen) for row in form.rows] == [
        ("水费", "2060501", "30205", 120000),
        ("电费", "2060501", "30206", 9940),
        ("", form.codes["func"], "", -129940),
    ]


def test_a_voucher_is_found_changed_and_taken_back_in_red(desk: Desk, page: Page) -> None:
    a_voucher(page, "要改的", "11.8")
    page.fill("[name=number]", "记-11-001")
    Typist(page).save()
    page.keyboard.press("F9")
    page.select_option("[data-part=month] select", "11")
    page.fill("[data-part=month] input", "12.34")
    page.wait_for_function("() => document.querySelector('[data-part=vouchers]').textContent.includes('要改的')")
    page.click("[data-part=vouchers] button:has-text('改')")
    page.wait_for_function("() => document.querySelector('[data-part=mode]').textContent.startsWith('正在改')")
    page.fill("[name=narration]", "改过的")
    Typist(page).save()
    content = desk.month(11).read_text(encoding="utf-8")
    assert "改过的" in content
    assert "要改的" not in content
    page.fill("[data-part=month] input", "改过")
    page.wait_for_function("() => document.querySelector('[data-part=vouchers]').textContent.includes('改过的')")
    page.click("[data-part=vouchers] button:has-text('红字')")
    page.wait_for_function("() => document.querySelector('[data-part=mode]').textContent.startsWith('红字冲销')")
    Typist(page).save()
    assert 'reverses: "记-11-001"' in desk.month(11).read_text(encoding="utf-8")
    page.evaluate("document.querySelector('[data-part=month]').hidden = true")


def test_a_template_by_keyboard(desk: Desk, page: Page) -> None:
    typist = Typist(page)
    typist.type("7.9", "F4")
    page.wait_for_selector("dialog[open] li")
    typist.type("公务卡报销", "Enter")
    page.wait_for_function("() => document.querySelector('[data-part=mode]').textContent.includes('公务卡报销差旅费')")
    typist.type("", "Enter", "Enter", "Enter", "Enter", "Enter", "Enter", "Enter")
    typist.type("88", "Enter", "Enter")
    typist.type("=")
    typist.save()
    *_, written = vouchers_in(desk.month(7).read_bytes(), "")
    assert [row.fen for row in form_of(written).rows] == [8800, -8800]


def drop_invoice(page: Page, seller: str, number: str) -> bytes:
    said = {
        "SellerName": seller,
        "BuyerName": "某某中心",
        "TotalTax-includedAmount": "66.00",
        "InvoiceNumber": number,
        "IssueTime": f"{YEAR}-07-20",
    }
    content = tax_xml(said, [{"ItemName": "*水*水费", "TotaltaxIncludedAmount": "66.00"}])
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], "发票.xml"));
          const dropping = {dataTransfer: data, bubbles: true, cancelable: true};
          document.querySelector(".gov-entry-paper").dispatchEvent(new DragEvent("drop", dropping));
        }""",
        content.decode(),
    )
    page.wait_for_function("() => document.querySelector('[data-part=mode]').textContent.startsWith('照票据 发票.xml')")
    return content


def test_an_invoices_file_is_not_kept_over_a_reload(page: Page) -> None:
    """And no voucher names a copy that wouldn't be there."""
    drop_invoice(page, "某某公司", "24312000000099999999")
    page.reload()
    page.wait_for_selector("[data-ready]")
    assert page.input_value("[name=payee]") == "某某公司"
    assert "再拖到页上一次" in part(page, "alert-words")
    assert "还写了 2 项" in str(page.text_content("[data-action=more]"))


def test_an_invoices_file_is_dropped_on_the_page(desk: Desk, page: Page) -> None:
    content = drop_invoice(page, "某供水公司", "24312000000012345679")
    assert page.input_value("[name=narration]") == "*水*水费"
    page.fill(".gov-entry-head [name=func]", "2060501")
    page.fill(".gov-entry-head [name=econ]", "30205")
    page.focus("tbody [name=account]")
    typist = Typist(page)
    typist.type(COST, "Enter", "Enter")
    typist.type(QUOTA, "Enter", "Enter")
    typist.type("=")
    typist.save()
    (kept,) = (desk.main.parent / "票据").rglob("*.xml")
    assert kept.read_bytes() == content
    assert f'document: "票据/{YEAR}-07/{kept.name}"' in desk.month(7).read_text(encoding="utf-8")


def test_a_detail_is_opened_from_the_line_that_needs_it(desk: Desk, page: Page) -> None:
    typist = a_voucher(page, "应付材料款", "6.9", credit="")
    page.focus("tbody tr:nth-child(2) [name=account]")
    typist.type("新增", "Enter")
    page.wait_for_selector("dialog[open] input")
    typist.type("2307", "Enter")
    typist.type("食堂材料款", "Enter", "Enter")
    page.wait_for_function("() => document.activeElement.name === 'debit'")
    assert page.input_value("tbody tr:nth-child(2) [name=account]") == "2307-其他应付款:06-食堂材料款"
    assert "06-食堂材料款" in (desk.main.with_name("accounts.beancount")).read_text(encoding="utf-8")


def test_two_windows_save_at_once(desk: Desk, page: Page) -> None:
    """One is saved; the other is told, keeps what was typed, and is saved once it has read the ledger again."""
    other = desk.opened()
    a_voucher(page, "甲窗口", "4.8")
    a_voucher(other, "乙窗口", "4.9")
    page.evaluate("document.querySelector('[data-part=mode]').textContent = ''")
    page.keyboard.press("F8")
    other.keyboard.press("F8")
    page.wait_for_function("() => document.querySelector('[data-part=mode]').textContent.startsWith('已保存')")
    other.wait_for_function(
        "() => document.querySelector('[data-part=alert-words]').textContent.includes('在别处改动')"
    )
    assert other.input_value("[name=narration]") == "乙窗口"
    assert "乙窗口" not in desk.month(4).read_text(encoding="utf-8")
    other.click("[data-action=reread]")
    other.wait_for_function("() => document.querySelector('[data-part=alert]').hidden")
    Typist(other).save()
    other.close()
    narrations = [each.entry.narration for each in vouchers_in(desk.month(4).read_bytes(), "")]
    assert narrations[-2:] == ["甲窗口", "乙窗口"]


def test_a_file_edited_outside_meanwhile_is_not_written_over(desk: Desk, page: Page) -> None:
    a_voucher(page, "外面改时", "12.8")
    looked(page)
    path = desk.month(12)
    theirs = path.read_bytes() + "; 编辑器里加的\n".encode()
    path.write_bytes(theirs)
    page.keyboard.press("F8")
    page.wait_for_function("() => !document.querySelector('[data-part=alert]').hidden")
    assert "在别处改动" in part(page, "alert-words")
    assert path.read_bytes() == theirs
    assert page.input_value("[name=narration]") == "外面改时"
    page.click("[data-action=reread]")
    page.wait_for_function("() => document.querySelector('[data-part=alert]').hidden")
    Typist(page).save()
    assert path.read_bytes().startswith(theirs)


def test_a_server_that_does_not_answer_leaves_the_form(desk: Desk, page: Page) -> None:
    """Ended before it has written, or after: nobody knows, and the page says so."""
    a_voucher(page, "服务停了", "12.9")
    looked(page)
    before = desk.month(12).read_bytes()
    page.route("**/entry-save", lambda route: route.abort())
    page.keyboard.press("F8")
    page.wait_for_function(
        "() => document.querySelector('[data-part=alert-words]').textContent.includes('不知道存了没有')"
    )
    page.unroute("**/entry-save")
    assert page.input_value("[name=narration]") == "服务停了"
    assert desk.month(12).read_bytes() == before
    desk.complaints[:] = [each for each in desk.complaints if "ERR_FAILED" not in each]
    page.click("[data-action=reread]")
    page.wait_for_function("() => document.querySelector('[data-part=alert]').hidden")
    Typist(page).save()
    assert "服务停了" in desk.month(12).read_text(encoding="utf-8")


def test_what_was_typed_outlives_a_reload(page: Page) -> None:
    a_voucher(page, "没保存就刷新", "5.9")
    page.reload()
    page.wait_for_selector("[data-ready]")
    assert "上次没有保存" in part(page, "mode")
    assert page.input_value("[name=narration]") == "没保存就刷新"
    assert page.input_value("tbody [name=debit]") == "12.34"


@pytest.mark.parametrize("width", [1400, 390])
def test_nothing_is_wider_than_the_page(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    a_voucher(page, "宽窄", "5.10")
    looked(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    widths: list[float] = page.eval_on_selector_all(
        ".gov-entry-paper input:not([type=checkbox])", "all => all.map(each => each.getBoundingClientRect().width)"
    )
    assert min(widths) > 24
    page.set_viewport_size({"width": 1400, "height": 1000})
