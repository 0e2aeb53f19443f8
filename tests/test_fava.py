"""The extension of Fava, asked without a browser: its figures, its refusals, and that nothing in a ledger is markup."""

from __future__ import annotations

import html
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import openpyxl
import pytest
from fava.application import create_app

from gov_accounts.fava.texts import CHINESE, ENGLISH, texts
from gov_accounts.formats import official_formats
from gov_accounts.ledger import load
from gov_accounts.money import yuan_text
from gov_accounts.printed import print_statement
from gov_accounts.render import as_csv, as_json
from gov_accounts.rounding import MONEY_UNITS, round_statements
from tests.conftest import HEAD

if TYPE_CHECKING:
    from flask.testing import FlaskClient

EXAMPLE = Path(__file__).parent.parent / "examples" / "wuhan_2020" / "main.beancount"
LINE = '2019-12-31 custom "fava-extension" "gov_accounts.fava"\n'

VOUCHERS = """
2020-01-05 * "某公司" "购电" #2060501 #30206
  fund: "11"
  Expenses:7201-事业支出:基本支出                        50.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度        -50.00 CNY.B

2020-02-05 * "某公司" "购水" #2060502 #30205
  fund: "11"
  Expenses:7201-事业支出:基本支出                        50.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度        -50.00 CNY.B

2020-03-05 * "某公司" "购纸" #2060503 #30201
  fund: "11"
  Expenses:7201-事业支出:基本支出                        50.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度        -50.00 CNY.B
"""


class Site:
    """Fava on a ledger, and the addresses of the extension's pages."""

    def __init__(self, path: Path) -> None:
        self.client: FlaskClient = create_app([str(path)], load=True).test_client()
        self.slug = str(self.client.get("/").location).split("/")[1]

    def get(self, query: str = "", endpoint: str = "", **headers: str) -> Any:
        spoken = {"Accept-Language": "zh-CN", **headers}
        return self.client.get(f"/{self.slug}/extension/GovAccounts/{endpoint}?{query}", headers=spoken)

    def page(self, query: str = "", **headers: str) -> str:
        answer = self.get(query, **headers)
        assert answer.status_code == 200, answer.text
        text: str = answer.text
        return text


@pytest.fixture(scope="module")
def example() -> Site:
    return Site(EXAMPLE)


@pytest.fixture
def small(tmp_path: Path) -> Site:
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + LINE + VOUCHERS, encoding="utf-8", newline="\n")
    return Site(path)


def figures(page: str) -> dict[tuple[str, str, str], str]:
    """Every figure by the table, row and column its link names."""
    found = re.findall(r'<a href="[^"]*?\?([^"]*)">([-\d,.]+)</a>', page)
    result = {}
    for query, text in found:
        given = dict(pair.split("=", 1) for pair in html.unescape(query).split("&"))
        if given.get("tab") == "cell":
            result[given["table"], given["row"], given["column"]] = text.replace(",", "")
    return result


@pytest.mark.parametrize("unit", ["wan", "yuan"])
def test_every_figure_is_the_reports(example: Site, unit: str) -> None:
    ledger = load(EXAMPLE)
    statements = ledger.statements(2020)
    rounding = round_statements(statements, official_formats(2020), MONEY_UNITS[unit])
    printed = [print_statement(each, ledger.unit_name, rounding) for each in statements.values()]
    text = as_json.render(printed, unit_name=ledger.unit_name, year=2020, money_unit=rounding.unit.name)
    expected = {
        (table["key"], row["id"], column): value
        for table in json.loads(text)["tables"]
        for row in table["rows"]
        for column, value in row["values"].items()
    }
    shown = figures(example.page(f"tab=tables&unit={unit}"))
    assert {(table, unquote_plus(row), column): value for (table, row, column), value in shown.items()} == expected
    assert len(expected) > 150


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [("general_expenditure", "2060501", "1"), ("income_expenditure", "36", "2"), ("sangong", "合计", "6")],
)
def test_a_figures_postings_sum_to_it(example: Site, table: str, row: str, column: str) -> None:
    cell = load(EXAMPLE).statements(2020, with_facts=True)[table].cell(row, column)
    query = f"tab=cell&table={table}&row={row}&column={column}"
    first = example.page(query)
    pages = int((re.search(r"1 / (\d+)", first) or ["", "1"])[1])
    amounts: list[str] = []
    for number in range(1, pages + 1):
        body = re.search(r"gov-postings.*?<tbody>(.*?)</tbody>", example.page(f"{query}&page={number}"), re.DOTALL)
        assert body
        for line in re.findall(r"<tr.*?</tr>", body[1], re.DOTALL):
            amount, running = re.findall(r'<td class="gov-figure">([-\d,.]+)</td>', line)
            amounts.append(amount)
    assert sum(int(each.replace(",", "").replace(".", "")) for each in amounts) == cell.fen
    assert running == yuan_text(cell.fen)
    assert len(amounts) == sum(1 for _ in cell.facts())
    assert "#context-" in first


def test_a_formula_shows_its_parts_first(example: Site) -> None:
    page = example.page("tab=cell&table=1&row=59&column=2")
    assert page.index("公式：") < page.index('class="gov-table gov-postings"')
    assert "row=30" in page


def test_adjusted_figures_are_marked_with_their_reason(small: Site) -> None:
    page = small.page("tab=tables&table=3")
    marked = re.findall(r'class="gov-figure gov-changed" title="([^"]*)"', page)
    assert len(marked) == 2
    assert all("账上 50.00 元，四舍五入 0.01，印作 0.00" in each for each in marked)
    assert 'gov-changed" title' not in small.page("tab=tables&table=3&unit=yuan")
    assert "0.005000" in small.page("tab=tables&table=3&figures=exact")


@pytest.mark.parametrize("tab", ["tables", "checks", "budget", "balance"])
def test_every_page_in_both_languages(example: Site, small: Site, tab: str) -> None:
    assert f'aria-current="page">{CHINESE[tab]}</a>' in example.page(f"tab={tab}")
    small_page = small.page(f"tab={tab}", **{"Accept-Language": "en"})
    assert f'aria-current="page">{ENGLISH[tab]}</a>' in small_page
    assert texts("zh_CN") is CHINESE


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("tab=everything", "参数 tab 只能是"),
        ("year=2019", "账本里没有这一年：2019"),
        ("year=２０２０", "账本里没有这一年"),
        ("table=10", "没有这张表：10"),
        ("unit=dollar", "参数 unit 只能是 wan、yuan"),
        ("figures=x", "参数 figures 只能是"),
        ("by=payee", "参数 by 只能是"),
        ("page=0", "参数 page"),
        ("page=x", "参数 page"),
        ("tab=cell&table=5&row=9&column=1", "没有这个单元格：行 9"),
        ("tab=cell&table=5&row=合计&column=9", "没有这个单元格：栏 9"),
        ("tab=cell&row=合计&column=1", "要写明年度和表"),
        ("tab=cell&table=5&row=合计&column=1&page=99", "只有"),
        ("tab=cell&table=5&column=1&row=" + "9" * 100, "没有这个单元格：行 " + "9" * 40 + "……"),
        ("table=<script>", "没有这张表：<script>"),
    ],
)
def test_a_wrong_parameter_is_answered_400_in_plain_text(example: Site, query: str, said: str) -> None:
    answer = example.get(query)
    assert answer.status_code == 400
    assert answer.mimetype == "text/plain"
    assert said in answer.text


def test_downloads_are_the_reports(example: Site) -> None:
    ledger = load(EXAMPLE)
    statements = ledger.statements(2020)
    rounding = round_statements(statements, official_formats(2020), MONEY_UNITS["wan"])
    printed = print_statement(statements["general_expenditure"], ledger.unit_name, rounding)
    answer = example.get("format=csv&table=5", "download")
    assert answer.data == as_csv.render(printed).encode(as_csv.ENCODING)
    assert "attachment" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(example.get("", "download").data))
    assert len(book.sheetnames) == 9
    for query in ("format=pdf", "format=csv", "format=xlsx&table=../../etc/passwd"):
        assert example.get(query, "download").status_code == 400


def test_it_only_reads(example: Site) -> None:
    for method in ("post", "put", "delete"):
        answer = getattr(example.client, method)(f"/{example.slug}/extension/GovAccounts/download")
        assert answer.status_code == 404


def test_a_changed_file_gives_new_figures(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + LINE + VOUCHERS, encoding="utf-8", newline="\n")
    site = Site(path)
    assert "150.00" in site.page("tab=tables&table=3&unit=yuan")
    extension = site.client.application.config["LEDGERS"][site.slug]
    path.write_text(HEAD + LINE + VOUCHERS.replace("50.00", "70.00"), encoding="utf-8", newline="\n")
    extension.load_file()
    assert "210.00" in site.page("tab=tables&table=3&unit=yuan")


def test_filters_are_named_and_mark_what_they_select(small: Site) -> None:
    assert CHINESE["filtered"] not in html.unescape(small.page("tab=tables"))
    assert CHINESE["filtered"] in html.unescape(small.page("tab=tables&filter=%232060501&table=3"))
    page = small.page("tab=cell&table=3&row=合计&column=1&filter=%232060501")
    assert page.count('class="gov-selected"') == 1
    assert "150.00" in page
    assert "filter=%232060501" in page


def test_findings_link_to_their_line(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    text = HEAD + LINE + VOUCHERS.replace("#30206", "#30210")
    path.write_text(text, encoding="utf-8", newline="\n")
    page = html.unescape(Site(path).page("tab=checks"))
    line = next(number for number, each in enumerate(text.splitlines(), 1) if "#30210" in each)
    assert "code-unknown" in page
    assert re.search(rf"editor/\?[^\"]*line={line + 2}|editor/\?[^\"]*line={line}", page)


def test_an_unchecked_ledger_says_so(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    text = (HEAD + LINE).replace('plugin "gov_accounts_plugins"\n', "")
    path.write_text(text, encoding="utf-8", newline="\n")
    assert "plugin &#34;gov_accounts_plugins&#34;" in Site(path).page()


def test_a_ledger_without_vouchers_says_so(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + LINE, encoding="utf-8", newline="\n")
    for tab in ("tables", "checks", "budget", "balance"):
        assert CHINESE["no-data"] in Site(path).page(f"tab={tab}")


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "' onmouseover='alert(3)",
    "</style><b>",
    "=cmd|' /C calc'!A0",
    "\u202egnihtyreve",
    "{{ 7 * 7 }}{% raw %}",
    "长" * 10_000,
)


@pytest.mark.parametrize("words", HOSTILE, ids=[str(number) for number in range(len(HOSTILE))])
def test_hostile_words_are_inert(tmp_path: Path, words: str) -> None:
    """In a unit's name, a project's, a payee, a narration, an account's detail and a code's name."""
    quoted = words.replace("\\", "\\\\").replace('"', '\\"')
    head = HEAD.replace('"name" "某某中心"', f'"name" "{quoted}"').replace('"P1" "平台建设"', f'"P1" "{quoted}"')
    text = head + LINE + f'2020-01-01 custom "gov-code" "func" "2060577" "{quoted}"\n'
    text += VOUCHERS.replace('"某公司" "购电" #2060501', f'"{quoted}" "{quoted}" #2060577').replace(
        "购纸", "购纸 " + quoted
    )
    path = tmp_path / "main.beancount"
    path.write_text(text, encoding="utf-8", newline="\n")
    site = Site(path)
    for query in (
        "tab=tables",
        "tab=cell&table=3&row=合计&column=1",
        "tab=checks",
        "tab=budget&by=project",
        "tab=balance",
    ):
        page = site.page(f"{query}&partial=true")
        body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
        assert "<script>alert" not in body
        assert "<img" not in body
        assert "onmouseover='" not in body
        assert "</style><b>" not in body
        assert "49{%" not in body
    sheets = openpyxl.load_workbook(io.BytesIO(site.get("", "download").data))
    for sheet in sheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_words_are_there_in_both_languages() -> None:
    assert CHINESE.keys() == ENGLISH.keys()
    assert all(CHINESE.values())
    assert all(ENGLISH.values())
