"""The extension in a real browser: what a bookkeeper sees, clicks, types and prints."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest

from gov_accounts.fava.texts import CHINESE, ENGLISH
from gov_accounts.law.profile import profile_of
from gov_accounts.ledger import load
from gov_accounts.money import yuan_text
from gov_accounts.printing.printed import print_statement
from gov_accounts.printing.rounding import round_statements
from gov_accounts.printing.units import MONEY_UNITS
from gov_accounts.render import as_csv, as_json, xlsx
from gov_accounts.statements.accounting import Accounts
from gov_accounts.statements.years import statements_of
from tests.support.browser import browsing, extension, serving
from tests.support.heads import EXTENSION_LINE, HEAD
from tests.support.numbered import numbered_print
from tests.support.paths import EXAMPLES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from gov_accounts.printing.printed import PrintedStatement

EXAMPLE = EXAMPLES / "wuhan_2020" / "main.beancount"
CHINESE_LINE = '2019-12-31 custom "fava-option" "language" "zh_CN"\n'
TABS = ("entry", "tables", "statements", "checks", "budget", "charts", "balance", "audit")
CELL = "tab=cell&table=general_expenditure&row=2060501&column=1"
VOUCHER = """
{year}-01-05 * "某公司" "购电" #2060501 #30206
  fund: "11"
  Expenses:7201-事业支出:基本支出                       {amount} CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度       -{amount} CNY.B

{year}-01-04 * "财政局" "拨款" #2060501
  fund: "11"
  Assets:8001-资金结存:800101-零余额账户用款额度        {amount} CNY.B
  Income:6001-财政拨款预算收入                         -{amount} CNY.B
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as found:
        yield found


@pytest.fixture(scope="module")
def example() -> Iterator[str]:
    with serving(EXAMPLE) as base:
        yield base


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Serves a ledger of a head common to all and what is given; its file is main.beancount in `tmp_path`."""
    with ExitStack() as stack:

        def serve(text: str, head: str = HEAD) -> str:
            path = tmp_path / "main.beancount"
            path.write_text(head + EXTENSION_LINE + CHINESE_LINE + text, encoding="utf-8", newline="\n")
            return stack.enter_context(serving(path))

        yield serve


Open = Callable[..., "Page"]


@pytest.fixture
def window(browser: Browser, served: object) -> Iterator[Open]:
    """Opens a page in a window of its own. No page may complain on the console or open a dialog.

    Windows are closed before the server that a test has started: they ask it every few seconds for what is new.
    """
    del served
    complaints: list[str] = []
    contexts = []

    def opened(address: str, *, width: int = 1280, scheme: Any = "light", locale: str = "zh-CN") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale=locale, accept_downloads=True
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))

        def refused(dialog: Any) -> None:
            complaints.append(f"a dialog: {dialog.message}")
            dialog.dismiss()

        page.on("dialog", refused)
        page.goto(address)
        page.wait_for_selector("header h1")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def shown(page: Page, table: str = ".gov-form") -> dict[tuple[str, str, str], str]:
    """Every figure of a page by the table, row and column that its link names."""
    links = page.eval_on_selector_all(f"{table} td.gov-figure a", "all => all.map(a => [a.href, a.textContent])")
    figures = {}
    for href, text in links:
        given = {name: values[0] for name, values in parse_qs(urlsplit(href).query).items()}
        figures[given["table"], given["row"], given["column"]] = text.replace(",", "")
    return figures


def follow(page: Page, table: str, row: str, column: str) -> None:
    """Click a figure."""
    for link in page.locator("td.gov-figure a").all():
        given = parse_qs(urlsplit(link.get_attribute("href") or "").query)
        if (given["table"], given["row"], given["column"]) == ([table], [row], [column]):
            link.click()
            page.wait_for_selector(".gov-sum")
            return
    raise AssertionError(f"no figure {table} {row} {column}")


def fen(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))


def posted(page: Page) -> list[tuple[int, int]]:
    """What each posting of a figure adds, and the running sum, in fen; over all pages, turned by clicking."""
    found: list[tuple[int, int]] = []
    while True:
        rows = page.eval_on_selector_all(
            ".gov-postings tbody tr",
            "all => all.map(tr => [...tr.querySelectorAll('td.gov-figure')].map(td => td.textContent))",
        )
        found.extend((fen(amount), fen(running)) for amount, running in rows)
        following = page.locator(".gov-pages a[rel=next]")
        if not following.count():
            return found
        number = page.locator(".gov-pages span").text_content()
        following.click()
        page.wait_for_function("was => document.querySelector('.gov-pages span').textContent !== was", arg=number)


def printed(unit: str) -> list[PrintedStatement]:
    ledger = load(EXAMPLE)
    statements = statements_of(ledger, 2020)
    rounding = round_statements(statements, profile_of(2020).formats, MONEY_UNITS[unit])
    return [print_statement(each, ledger.unit_name, rounding) for each in statements.values()]


# What is seen

CONTRAST = """() => {
  const paint = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const seen = (colour, below) => {
    paint.globalCompositeOperation = "source-over";
    paint.fillStyle = `rgb(${below})`; paint.fillRect(0, 0, 1, 1);
    paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const behind = (element) => element === null ? [255, 255, 255]
    : seen(getComputedStyle(element).backgroundColor, behind(element.parentElement));
  const light = (rgb) => rgb.map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, index) => sum + c * [0.2126, 0.7152, 0.0722][index], 0);
  const poor = [];
  const words = document.createTreeWalker(document.querySelector(".gov"), NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const element = words.currentNode.parentElement;
    if (["STYLE", "SCRIPT", "title", "desc"].includes(element.tagName) || !element.checkVisibility()) continue;
    if (!words.currentNode.textContent.trim()) continue;
    const style = getComputedStyle(element);
    const back = behind(element);
    const front = seen(element instanceof SVGElement ? style.fill : style.color, back);
    const [high, low] = [light(front), light(back)].sort((a, b) => b - a);
    if ((high + 0.05) / (low + 0.05) < 4.5) poor.push([words.currentNode.textContent.trim(), front, back]);
  }
  return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_opens_and_can_be_read(window: Open, example: str, scheme: str) -> None:
    """No complaint on the console, and every word stands out from what is behind it."""
    page = window(extension(example), scheme=scheme)
    more = (CELL, "tab=cell&table=income_expenditure&row=60&column=2", "tab=statements&month=6")
    for query in (*(f"tab={tab}" for tab in TABS), *more):
        page.goto(extension(example, query))
        page.wait_for_selector(".gov h2")
        tab = query.removeprefix("tab=").partition("&")[0]
        current = page.locator(".gov-tabs a[aria-current]").text_content()
        assert current == CHINESE[tab if tab in TABS else "tables"]
        assert page.evaluate(CONTRAST) == []
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(255, 255, 255)") == (scheme == "light")


@pytest.mark.parametrize(("locale", "words"), [("zh-CN", CHINESE), ("en-US", ENGLISH)])
def test_both_languages(window: Open, tmp_path: Path, locale: str, words: dict[str, str]) -> None:
    """Where the ledger names no language, Fava's is the browser's; the forms are Chinese always."""
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + EXTENSION_LINE + VOUCHER.format(year=2020, amount="50.00"), encoding="utf-8", newline="\n")
    with serving(path) as base:
        page = window(extension(base), locale=locale)
        assert page.locator(".gov-tabs a").all_text_contents() == [words[tab] for tab in TABS]
        assert words["title"] in page.locator("aside").inner_text()
        assert "2020 年度收入支出决算总表" in page.locator(".gov h2").all_text_contents()
        for tab in TABS:
            page.get_by_role("link", name=words[tab], exact=True).first.click()
            page.wait_for_selector(f'.gov-tabs a[aria-current]:text-is("{words[tab]}")')
        page.context.close()


@pytest.mark.parametrize("unit", ["wan", "yuan"])
def test_the_nine_tables_are_the_reports(window: Open, example: str, unit: str) -> None:
    text = as_json.render(printed(unit))
    expected = {
        (table["key"], row["id"], column): value
        for table in json.loads(text)["tables"]
        for row in table["rows"]
        for column, value in row["values"].items()
    }
    page = window(extension(example))
    page.locator(".gov-choice a", has_text="万元" if unit == "wan" else re.compile("^元$")).click()
    page.wait_for_selector(f'a[data-gov-choice="unit-{unit}"][aria-current]')
    assert shown(page) == expected
    assert len(expected) > 150
    assert page.locator(".gov-form").count() == 9


def test_a_month_is_chosen_and_a_figure_of_its_statements_followed(window: Open, example: str) -> None:
    """From the year's seven statements to June's two, to one of them, to a figure's postings, and back to it."""
    page = window(extension(example, "tab=statements"))
    assert page.locator(".gov-form").count() == 7
    assert page.locator(".gov-found").count() == 0
    page.locator('a[data-gov-choice="month-6"]').click()
    page.wait_for_selector('a[data-gov-choice="month-6"][aria-current]')
    assert page.locator(".gov-form h2").all_text_contents() == ["资产负债表", "收入费用表"]
    page.locator('a[data-gov-choice="table-income_statement"]').click()
    page.wait_for_selector('a[data-gov-choice="table-income_statement"][aria-current]')
    assert page.locator(".gov-form").count() == 1
    assert "2020 年 6 月" in page.locator("caption").inner_text()
    made = Accounts.of(load(EXAMPLE), 2020, 6).statements["income_statement"]
    row, column = next((row, column) for (row, column), cell in made.cells.items() if cell.fen and column == "month")
    names = (made.format.row_name(row), made.format.column_name(row, column))
    figure = made.cell(row, column).fen
    assert fen(shown(page)["statement_income_statement", *names]) == figure
    follow(page, "statement_income_statement", *names)
    assert f"{yuan_text(figure)} 元" in page.locator(".gov-sum").inner_text()
    assert sum(amount for amount, _ in posted(page)) == figure
    page.locator("a[data-gov-back]").click()
    page.wait_for_selector('a[data-gov-choice="table-income_statement"][aria-current]')
    with page.expect_download() as download:
        page.locator(".gov-choice a", has_text="xlsx（全部各张）").click()
    assert download.value.suggested_filename == "2020-06-会计报表.xlsx"


def test_charts_agree_with_tables(window: Open, example: str) -> None:
    page = window(extension(example, "tab=charts"))
    tables = {
        (each.key, *name): f"{value:f}" for each in printed("wan") for name, value in numbered_print(each).items()
    }
    figures = shown(page, ".gov-chart")
    assert figures
    assert all(tables[cell] == text for cell, text in figures.items())
    names = [page.locator(".gov-chart h2").nth(index).text_content() for index in range(5)]
    assert [str(name)[:2] for name in names] == ["图1", "图2", "图3", "图4", "支出"]
    assert page.locator("svg.chart[role=img]").count() == 5
    for picture in page.locator("svg.chart").all():
        named = str(picture.get_attribute("aria-labelledby")).split()
        assert all(page.locator(f"[id='{name}']").count() == 1 for name in named)
    assert page.locator(".gov-chart .gov-table").count() == 5


# Clicking


@pytest.mark.parametrize(
    ("tab", "table", "row", "column"),
    [
        ("tables", "general_expenditure", "2060501", "1"),
        ("tables", "income_expenditure", "60", "2"),
        ("budget", "budget_func", "206", "6"),
        ("balance", "balance_预算", "Assets:8001-资金结存", "period_credit"),
        ("balance", "balance_财务", "Liabilities:2102-其他应交税费", "closing_credit"),
    ],
)
def test_a_figure_opens_to_its_postings(
    window: Open, example: str, tab: str, table: str, row: str, column: str
) -> None:
    page = window(extension(example, f"tab={tab}&unit=yuan"))
    cell = fen(shown(page)[table, row, column])
    follow(page, table, row, column)
    assert yuan_text(cell) in str(page.locator(".gov-sum").first.text_content())
    found = posted(page)
    assert sum(amount for amount, _ in found) == cell
    total = 0
    for amount, running in found:
        total += amount
        assert running == total
    if column in ("2", "6"):
        parts = page.eval_on_selector_all(
            ".gov-parts tbody tr", "all => all.map(tr => [tr.cells[0].textContent[0], tr.cells[1].textContent])"
        )
        assert sum((-1 if sign == "－" else 1) * fen(amount) for sign, amount in parts) == cell


def test_a_posting_opens_to_its_voucher(window: Open, example: str) -> None:
    page = window(extension(example, CELL))
    first = page.locator(".gov-postings tbody tr").first
    place = str(first.locator("td").last.text_content())
    first.locator("th a").click()
    dialog = page.locator("dialog[open]")
    dialog.locator(".cm-content").wait_for()
    assert place.partition(":")[0] in dialog.inner_text()
    assert "2060501" in dialog.inner_text()
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    assert page.locator(".gov-postings").is_visible()


def test_a_formula_leads_on_to_its_parts(window: Open, example: str) -> None:
    page = window(extension(example, "tab=cell&table=income_expenditure&row=60&column=2"))
    part = page.locator(".gov-parts tbody th a").first
    name = str(part.text_content())
    amount = str(page.locator(".gov-parts tbody td").first.text_content())
    part.click()
    page.wait_for_function("name => document.querySelector('.gov h2').textContent.includes(name)", arg=name)
    assert amount in str(page.locator(".gov-sum").first.text_content())


def test_the_year_is_switched(window: Open, served: Callable[[str], str]) -> None:
    base = served(VOUCHER.format(year=2020, amount="50.00") + VOUCHER.format(year=2021, amount="70.00"))
    page = window(extension(base, "unit=yuan"))
    assert shown(page)["income_expenditure", "57", "2"] == "70.00"
    page.get_by_role("link", name="2020", exact=True).click()
    page.wait_for_selector('h2:has-text("2020 年度收入支出决算总表")')
    assert shown(page)["income_expenditure", "57", "2"] == "50.00"
    assert page.evaluate("document.activeElement.textContent") == "2020"
    page.goto(extension(base, "tab=charts&unit=yuan&year=2021"))
    cells = page.locator(".gov-chart .gov-table tbody tr").first.locator("td").all_text_contents()
    assert [text.strip() for text in cells] == ["50.00", "70.00", "20.00", "40.0"]


def test_a_voucher_edited_on_disk_gives_a_new_figure(
    window: Open, served: Callable[[str], str], tmp_path: Path
) -> None:
    base = served(VOUCHER.format(year=2020, amount="50.00"))
    page = window(extension(base, "unit=yuan"))
    assert shown(page)["expenditure", "合计", "1"] == "50.00"
    path = tmp_path / "main.beancount"
    time.sleep(0.1)
    path.write_text(path.read_text(encoding="utf-8").replace("50.00", "61.23"), encoding="utf-8", newline="\n")
    for _ in range(50):
        page.reload()
        page.wait_for_selector(".gov-form")
        if shown(page)["expenditure", "合计", "1"] == "61.23":
            return
        time.sleep(0.1)
    raise AssertionError("the figure stayed what it was")


def test_downloads_are_what_is_shown(window: Open, example: str) -> None:
    page = window(extension(example, "table=general_expenditure"))
    whole = printed("wan")
    (table,) = [each for each in whole if each.key == "general_expenditure"]
    for name, content in (
        ("csv（本表）", as_csv.render([table]).encode(as_csv.ENCODING)),
        ("xlsx（本表）", xlsx.render([table])),
        ("xlsx（全部各张）", xlsx.render(whole)),
    ):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=name).click()
        assert Path(waiting.value.path()).read_bytes() == content
    page.goto(extension(example, "tab=balance"))
    with page.expect_download() as waiting:
        page.get_by_role("link", name="xlsx", exact=True).click()
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert book.sheetnames == ["财务", "预算", "指标"]


# What goes wrong


def test_a_wrong_address_is_answered_in_plain_words(browser: Browser, example: str) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    answer = page.goto(extension(example, "tab=tables&year=1999"))
    assert answer is not None
    assert answer.status == 400
    assert "账本里没有这一年：1999" in page.inner_text("body")
    context.close()


def test_errors_stand_on_top_and_lead_to_their_line(window: Open, served: Callable[[str], str]) -> None:
    text = VOUCHER.format(year=2020, amount="50.00").replace("#30206", "#30210")
    page = window(extension(served(text)))
    top = page.locator(".gov-warning")
    assert "账本有错误" in top.inner_text()
    assert page.locator(".gov-form").count() == 9
    assert top.bounding_box()["y"] < page.locator(".gov-form").first.bounding_box()["y"]  # type: ignore[index]
    top.locator("li a").first.click()
    page.locator(".cm-content").wait_for()
    line = parse_qs(urlsplit(page.url).query)["line"][0]
    written = (HEAD + EXTENSION_LINE + CHINESE_LINE + text).splitlines()[int(line) - 1]
    assert "30210" in written or "7201" in written
    assert page.locator(".cm-activeLine").inner_text().strip() == written.strip()


def test_an_empty_ledger_says_what_to_do_first(window: Open, served: Callable[[str], str]) -> None:
    page = window(extension(served("")))
    for tab in TABS[
        1:-1
    ]:  # The first is for typing vouchers, which an empty ledger waits for; the last asks no ledger.
        page.get_by_role("link", name=CHINESE[tab], exact=True).first.click()
        page.wait_for_selector(f'.gov-tabs a[aria-current]:text-is("{CHINESE[tab]}")')
        assert page.locator(".gov-start li").count() == 4
    page.get_by_role("link", name=CHINESE["editor"]).click()
    page.locator(".cm-content").wait_for()


def test_a_filter_is_named_and_marks_what_it_selects(window: Open, served: Callable[[str], str]) -> None:
    other = VOUCHER.format(year=2020, amount="20.00").replace("2060501", "2060502")
    base = served(VOUCHER.format(year=2020, amount="50.00") + other)
    page = window(extension(base, "unit=yuan&filter=%232060502"))
    assert "全单位" in page.locator(".gov-notice").inner_text()
    assert shown(page)["expenditure", "合计", "1"] == "70.00"
    follow(page, "expenditure", "合计", "1")
    assert page.locator("tr.gov-selected").count() == 1
    page.goto(extension(base, "tab=balance&filter=%232060502"))
    assert "不是全单位" in page.locator(".gov-notice").inner_text()
    assert shown(page)["balance_预算", "Expenses:7201-事业支出", "period_debit"] == "20.00"


# How it is used


def test_a_narrow_window_scrolls_tables_and_nothing_else(window: Open, example: str) -> None:
    page = window(extension(example), width=390)
    for query in (*(f"tab={tab}" for tab in TABS), CELL):
        page.goto(extension(example, query))
        page.wait_for_selector(".gov h2")
        for selector in ("html", "article"):
            width, inner = page.eval_on_selector(selector, "e => [e.scrollWidth, e.clientWidth]")
            assert width <= inner, f"{query}: {selector} is {width - inner} too wide"
    assert page.locator(".gov-scroll").first.evaluate("e => e.scrollWidth > e.clientWidth")


def test_the_keyboard_reaches_everything(window: Open, example: str) -> None:
    """From the top, by Tab alone: tabs, choices, the table's region, its first figure; Enter opens it."""
    page = window(extension(example))
    page.locator(".gov-tabs a").first.focus()
    reached: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.className || document.activeElement.textContent.trim()"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        if page.evaluate("document.activeElement.closest('td.gov-figure') !== null"):
            break
        assert outline != "none" or page.evaluate("document.activeElement.tagName") == "BUTTON"
    assert {"核对", "科目余额", "元", "账上的", "gov-scroll"} <= set(reached)
    page.keyboard.press("Enter")
    page.wait_for_selector(".gov-sum")


FOCUSED = "document.activeElement.textContent.trim()"


def test_two_keys_reach_the_first_figure(window: Open, example: str) -> None:
    """The first stop of a page leads past Fava's menu; on Fava's own pages there is none."""
    page = window(extension(example))
    page.wait_for_selector(".gov-skip", state="attached")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "跳到正文"
    assert page.locator(".gov-skip").bounding_box() is not None
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement === document.querySelector('.gov-figure a')")
    page.goto(extension(example, CELL))
    page.wait_for_selector(".gov-sum")
    page.wait_for_selector(".gov-skip", state="attached")
    assert page.locator(".gov-skip").count() == 1
    page.locator("aside a[href*=journal]").first.click()
    page.wait_for_selector(".gov-skip", state="detached")
    page.wait_for_selector(".journal")


def test_the_keyboard_stays_where_it_was(window: Open, example: str) -> None:
    """On the heading of the page that a figure leads to; on that figure again after going back, by either way."""
    page = window(extension(example))
    figure = page.locator(".gov-figure a").nth(7)
    words, target = figure.inner_text(), figure.get_attribute("href")
    for by_link in (False, True):
        figure.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".gov-sum")
        assert page.evaluate(FOCUSED) == page.locator("[data-gov-heading]").inner_text()
        if by_link:
            page.locator("[data-gov-back]").click()
        else:
            page.go_back()
        page.wait_for_selector(".gov-form")
        page.wait_for_function("() => document.activeElement.closest('.gov-figure') !== null")
        assert page.evaluate(FOCUSED) == words
        assert page.evaluate("document.activeElement.getAttribute('href')") == target


def test_a_vouchers_legs_are_one_group_and_lead_to_their_lines(window: Open, example: str) -> None:
    page = window(extension(example, CELL))
    page.wait_for_selector(".gov-postings")
    rows = page.eval_on_selector_all(
        ".gov-postings tbody tr", "rows => rows.map(r => [r.querySelector('th')?.rowSpan ?? 0, r.cells.length])"
    )
    assert all(cells == (7 if span else 5) for span, cells in rows)
    assert sum(span for span, _ in rows) == len(rows)
    place = page.locator(".gov-postings tbody tr a[href*=editor]").first
    line = place.inner_text().rpartition(":")[2]
    place.click()
    page.wait_for_url(re.compile(r"/editor/"))
    assert f"line={line}" in page.url


def test_screen_readers_are_told(window: Open, example: str) -> None:
    """Every table has a caption and headings with a scope; every region a name; headings don't skip a level."""
    page = window(extension(example))
    for query in (*(f"tab={tab}" for tab in TABS), CELL):
        page.goto(extension(example, query))
        page.wait_for_selector(".gov h2")
        assert page.locator(".gov table:not(:has(caption))").count() == 0
        assert page.locator(".gov th:not([scope])").count() == 0
        assert page.locator(".gov [role=region]:not([aria-label]):not([aria-labelledby])").count() == 0
        levels = page.eval_on_selector_all("h1, .gov h2, .gov h3", "all => all.map(h => Number(h.tagName[1]))")
        assert levels[0] == 1
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_the_search_box_finds_an_amount_with_its_comma(window: Open, example: str) -> None:
    """Typed on any page, sent with the return key; a row opens to its voucher."""
    page = window(extension(example, "tab=balance"))
    box = page.get_by_role("searchbox", name="查找")
    box.fill("30,525.90 5月")
    box.press("Enter")
    page.wait_for_selector(".gov-postings")
    assert page.locator(".gov-sum").inner_text().startswith("2 张凭证，2 条分录")
    assert page.get_by_role("searchbox", name="查找").input_value() == "30,525.90 5月"
    page.locator(".gov-postings a[href*=context]").first.click()
    page.wait_for_selector("pre, .cm-editor")
    assert "计提5月退休费及退休人员提租补贴" in page.content()


def test_printing_a_page_prints_the_form(window: Open, example: str) -> None:
    page = window(extension(example, "table=1"))
    page.evaluate("void (window.print = () => { window.asked = true; })")
    assert page.evaluate("window.asked") is None
    page.get_by_role("button", name="打印").click()
    assert page.evaluate("window.asked") is True
    page.emulate_media(media="print", color_scheme="dark")
    for selector in ("header", "aside", ".gov-tabs", ".gov-choices"):
        assert not page.locator(selector).first.is_visible()
    assert page.locator(".gov-form").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(CONTRAST) == []
    assert page.pdf()[:4] == b"%PDF"


def test_serve_prints_a_link_that_opens(window: Open, tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + EXTENSION_LINE + VOUCHER.format(year=2020, amount="50.00"), encoding="utf-8", newline="\n")
    command = [sys.executable, "-X", "utf8", "-m", "gov_accounts", "serve", str(path), "--port", "0"]
    own = {**os.environ, "HOME": str(tmp_path), "APPDATA": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=own
    ) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", process.stdout.readline())
            assert found
            page = window(found[0])
            page.wait_for_selector(".gov-form")
            assert "token" not in page.url
            page.context.close()
        finally:
            process.send_signal(signal.SIGINT if sys.platform != "win32" else signal.SIGTERM)
            process.communicate(timeout=10)
    assert process.returncode == 0 or sys.platform == "win32"


HOSTILE = (
    "<script>window.hacked = 1; alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "' onmouseover='alert(3)' x='",
    '" autofocus onfocus="alert(4)',
    "</style></script></title><svg onload=alert(5)>",
    "=cmd|' /C calc'!A0",
    "\u202egnihtyreve\u202d",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(6)",
    "长" * 10_000,
)


def test_a_hostile_ledger_is_inert(window: Open, served: Callable[..., str]) -> None:
    """In a unit's name, the title, projects and their ids, payees, narrations, metadata, and names of codes."""
    quoted = [words.replace("\\", "\\\\").replace('"', '\\"') for words in HOSTILE]
    head = HEAD.replace('"name" "某某中心"', f'"name" "{"".join(quoted)}"')
    text = f'option "title" "{"".join(quoted[:4])}"\n'
    for index, words in enumerate(quoted):
        text += f'2020-01-01 custom "gov-code" "func" "20605{70 + index}" "{words}"\n'
        text += f'2020-01-01 custom "gov-project" "{words}" "{words}"\n'
        text += (
            f'2020-01-0{1 + index % 9} * "{words}" "{words}" #20605{70 + index} #30206\n'
            f'  fund: "11"\n  project: "{words}"\n  note: "{words}"\n'
            f"  Expenses:7201-事业支出:基本支出                       {index + 1}.00 CNY.B\n"
            f"  Assets:8001-资金结存:800101-零余额账户用款额度       -{index + 1}.00 CNY.B\n"
        )
    base = served(text, head)
    page = window(extension(base))
    count = page.locator("script").count()
    pages = (*(f"tab={tab}" for tab in TABS), "tab=budget&by=project", "tab=cell&table=3&row=合计&column=1")
    for query in pages:
        page.goto(extension(base, query))
        page.wait_for_selector(".gov h2, .gov li")
        assert page.locator(".gov img, .gov script, .gov [onmouseover], .gov [onfocus], .gov [onload]").count() == 0
        assert page.locator("script").count() == count
        assert page.evaluate("window.hacked") is None
        assert page.evaluate("document.querySelectorAll('a[href^=\"javascript\"]').length") == 0
        rows = page.eval_on_selector_all(".gov tr", "all => all.map(tr => tr.getBoundingClientRect().height)")
        assert max(rows, default=0) < 500
        body = page.locator(".gov").inner_text()
        assert "49{%" not in body
        for selector in ("html", "article"):
            width, inner = page.eval_on_selector(selector, "e => [e.scrollWidth, e.clientWidth]")
            assert width <= inner
    said = page.locator(".gov-postings th").all_inner_texts()
    for words in HOSTILE:
        assert any(words in text for text in said), words[:40]
    for link in page.locator(".gov-postings th a").all()[:3]:
        link.hover()
    page.goto(extension(base, "tab=budget&by=project&unit=yuan"))
    for index in (0, 9):
        follow(page, "budget_project", HOSTILE[index], "5")
        assert f"{index + 1}.00 元" in str(page.locator(".gov-sum").first.text_content())
        page.go_back()
        page.wait_for_selector(".gov-form")
