"""The extension of Fava, asked without a browser: its figures, its refusals, and that nothing in a ledger is markup."""

from __future__ import annotations

import csv
import errno
import html
import io
import json
import os
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, unquote_plus

import openpyxl
import pytest
from fava.application import create_app
from fava.beans.funcs import hash_entry
from fava.core.watcher import WatchfilesWatcher

import gov_accounts.fava as fava_module
from gov_accounts.cli.check import command as check
from gov_accounts.fava import GovAccounts
from gov_accounts.fava import books as books_module
from gov_accounts.fava import checks as checks_module
from gov_accounts.fava import statements as statements_module
from gov_accounts.fava.origin import cell_page
from gov_accounts.fava.query import BY, Filters, read_query
from gov_accounts.fava.site import site as site_of
from gov_accounts.fava.texts import CHINESE, ENGLISH, texts
from gov_accounts.law.profile import profile_of
from gov_accounts.ledger import load
from gov_accounts.money import yuan_text
from gov_accounts.printing import years as printed_module
from gov_accounts.printing.printed import print_statement
from gov_accounts.printing.rounding import round_statements
from gov_accounts.printing.units import MONEY_UNITS
from gov_accounts.render import as_csv, as_json
from gov_accounts.statements import accounting as accounting_module
from gov_accounts.statements import years as tables_module
from gov_accounts.statements.years import statements_of
from tests.support.commands import run
from tests.support.heads import EXTENSION_LINE, HEAD
from tests.support.numbered import cell_of
from tests.support.paths import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask.testing import FlaskClient

EXAMPLE = EXAMPLES / "wuhan_2020" / "main.beancount"
AGENCY = EXAMPLE.parent.parent / "qingshi_2019_2020" / "main.beancount"

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
        self.client: FlaskClient = create_app([str(path)], load=True, poll_watcher=True).test_client()
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
    path.write_text(HEAD + EXTENSION_LINE + VOUCHERS, encoding="utf-8", newline="\n")
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
    statements = statements_of(ledger, 2020)
    rounding = round_statements(statements, profile_of(2020).formats, MONEY_UNITS[unit])
    printed = [print_statement(each, ledger.unit_name, rounding) for each in statements.values()]
    text = as_json.render(printed)
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
    cell = cell_of(statements_of(load(EXAMPLE), 2020)[table], row, column)
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
    assert len(amounts) == cell.count()
    assert "#context-" in first


def test_a_formula_shows_its_parts_first(example: Site) -> None:
    page = example.page("tab=cell&table=1&row=59&column=2")
    assert page.index("公式：") < page.index('class="gov-table gov-postings"')
    assert "row=30" in page


def test_a_chart_and_a_tie_lead_to_the_cells_that_tables_lead_to(example: Site) -> None:
    tables = {unit: figures(example.page(f"tab=tables&unit={unit}")) for unit in ("wan", "yuan")}
    charts = figures(example.page("tab=charts&unit=wan"))
    assert len(charts) > 5
    assert charts.items() <= tables["wan"].items()
    ties = figures(example.page("tab=checks&ties=all"))
    assert len(ties) > 100
    statements = figures(example.page("tab=statements"))
    assert ties.items() <= (tables["yuan"] | statements).items()
    assert len(ties.keys() & statements.keys()) > 20


def test_a_figure_is_said_as_it_is_printed_however_it_is_named(small: Site) -> None:
    """By 行次 and 栏次, or by keys."""
    for column in ("2", "basic"):
        page = small.page(f"tab=cell&table=3&row=2060503&column={column}")
        assert "（印出的 0.00 万元）" in page
        assert "账上 50.00 元，四舍五入 0.01，印作 0.00" in page


def test_adjusted_figures_are_marked_with_their_reason(small: Site) -> None:
    page = small.page("tab=tables&table=3")
    marked = re.findall(r'class="gov-figure gov-changed" title="([^"]*)"', page)
    assert len(marked) == 2
    assert all("账上 50.00 元，四舍五入 0.01，印作 0.00" in each for each in marked)
    assert 'gov-changed" title' not in small.page("tab=tables&table=3&unit=yuan")
    assert "0.005000" in small.page("tab=tables&table=3&figures=exact")


def test_charts_compare_with_what_is_declared_of_last_year(small: Site, tmp_path: Path) -> None:
    """As the document does; read anew each time, and left out where it can't be used."""
    path = tmp_path / "disclosure.toml"
    assert "没有 2019 年度的数" in small.page("tab=charts")
    written = (
        'year = 2020\n[previous]\nsigned_by = "张三"\nunit = "元"\n[previous.cells]\n"表1 30 1" = {}\n"表1 60 2" = {}\n'
    )
    path.write_text(written.format("321.09", "321.09"), encoding="utf-8")
    page = small.page("tab=charts&unit=yuan")
    assert page.count(">321.09<") == 4
    path.write_text(written.format("=", '"x"'), encoding="utf-8")
    assert "没有 2019 年度的数" in small.page("tab=charts&unit=yuan")
    path.unlink()


TABS = ("tables", "statements", "checks", "budget", "charts", "balance")


@pytest.mark.parametrize("tab", TABS)
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
        ("tab=statements&month=13", "没有这个月：13。参数 month 写 1 到 12"),
        ("tab=statements&month=-1", "没有这个月：-1"),
        ("tab=statements&month=１", "没有这个月：１"),
        ("month=" + "1" * 30, "没有这个月：" + "1" * 30),
        (
            "tab=statements&table=expenditure",
            "会计报表没有这张表：expenditure。有 资产负债表、收入费用表、净资产变动表",
        ),
        ("tab=statements&table=<script>", "会计报表没有这张表：<script>"),
        ("tab=statements&month=6&table=cash_flow", "月报没有这张表：cash_flow。有 资产负债表、收入费用表。"),
        ("tab=statements&year=2019", "账本里没有这一年：2019"),
        ("tab=cell&month=6&table=statement_cash_flow&row=x&column=y", "月报没有这张表：cash_flow"),
        ("tab=cell&table=statement_x&row=x&column=y", "会计报表没有这张表：x"),
        ("tab=cell&table=balance_sheet&row=cash&column=closing", "没有这张表：balance_sheet"),
        ("table=statement_balance_sheet", "没有这张表：statement_balance_sheet"),
        ("tab=cell&table=statement_balance_sheet&row=x&column=closing", "没有这个单元格：行 x"),
        ("tab=cell&table=statement_balance_sheet&row=cash&column=month", "没有这个单元格：栏 month"),
        ("unit=dollar", "参数 unit 只能是 wan、yuan"),
        ("figures=x", "参数 figures 只能是"),
        ("by=payee", "参数 by 只能是"),
        ("page=0", "参数 page"),
        ("page=x", "参数 page"),
        ("page=1" + "0" * 30, "参数 page"),
        ("year=2020" + "0" * 30, "账本里没有这一年"),
        ("format=pdf", "参数 format 只能是 xlsx、csv"),
        ("ties=x", "参数 ties 只能是"),
        ("table=budget_func", "没有这张表：budget_func"),
        ("tab=cell&table=budget_payee&row=合计&column=1", "没有这张表：budget_payee"),
        ("tab=cell&table=budget_func&row=9&column=1", "没有这个单元格：行 9"),
        ("tab=cell&table=budget_func&row=合计&column=7", "没有这个单元格：栏 7"),
        ("tab=cell&table=budget_project&row=P1&column=9", "没有这个单元格：栏 9"),
        ("tab=cell&table=balance_财务&row=x&column=period_debit", "没有这个科目：x"),
        ("tab=cell&table=balance_财务&row=合计&column=x", "没有这个单元格：合计、x"),
        ("tab=cell&table=balance_x&row=合计&column=period_debit", "没有这张表：balance_x"),
        ("tab=tables&time=never", "时间筛选看不懂：never"),
        ("tab=budget&filter=%28", "筛选看不懂：("),
        ("tab=cell&table=5&row=9&column=1", "没有这个单元格：行 9"),
        ("tab=cell&table=5&row=合计&column=9", "没有这个单元格：栏 9"),
        ("tab=cell&row=合计&column=1", "要写明年度和表"),
        ("tab=cell&table=5&row=合计&column=1&page=99", "只有"),
        ("tab=find&words=" + "9" * 201, "要找的词太长"),
        ("tab=find&words=2020-05&page=99", "只有"),
        ("tab=find&words=9&time=never", "时间筛选看不懂"),
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
    statements = statements_of(ledger, 2020)
    rounding = round_statements(statements, profile_of(2020).formats, MONEY_UNITS["wan"])
    printed = print_statement(statements["general_expenditure"], ledger.unit_name, rounding)
    answer = example.get("format=csv&table=5", "download")
    assert answer.data == as_csv.render([printed]).encode(as_csv.ENCODING)
    assert "attachment" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(example.get("", "download").data))
    assert len(book.sheetnames) == 9
    exact = example.get("format=csv&table=5&figures=exact", "download").data.decode(as_csv.ENCODING)
    cell = statements["general_expenditure"].cell("2060501", "total")
    assert f"机构运行,{cell.fen // 1_000_000}.{cell.fen % 1_000_000:06}" in exact
    for query, sheets in (("tab=statements", 7), ("tab=statements&month=6", 2), ("tab=statements&table=cash_flow", 1)):
        answer = example.get(query, "download")
        assert len(openpyxl.load_workbook(io.BytesIO(answer.data)).sheetnames) == sheets
    for tab in ("budget", "balance"):
        assert example.get(f"tab={tab}&format=csv", "download").data.decode(as_csv.ENCODING).count("\n") > 10
        openpyxl.load_workbook(io.BytesIO(example.get(f"tab={tab}", "download").data))
    for query in ("format=pdf", "format=csv", "tab=charts", "format=xlsx&table=../../etc/passwd"):
        assert example.get(query, "download").status_code == 400


def test_it_only_reads(example: Site) -> None:
    for method in ("post", "put", "delete"):
        answer = getattr(example.client, method)(f"/{example.slug}/extension/GovAccounts/download")
        assert answer.status_code == 404


def test_a_changed_file_gives_new_figures(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + EXTENSION_LINE + VOUCHERS, encoding="utf-8", newline="\n")
    site = Site(path)
    assert "150.00" in site.page("tab=tables&table=3&unit=yuan")
    extension = site.client.application.config["LEDGERS"][site.slug]
    path.write_text(HEAD + EXTENSION_LINE + VOUCHERS.replace("50.00", "70.00"), encoding="utf-8", newline="\n")
    extension.load_file()
    assert "210.00" in site.page("tab=tables&table=3&unit=yuan")


def test_a_change_is_seen_without_the_systems_notices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a network drive, or where too many programs have asked for them."""

    def none_left(*_: object) -> None:
        raise OSError(errno.EMFILE, "no more")

    monkeypatch.setattr(WatchfilesWatcher, "update", none_left)
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + EXTENSION_LINE + VOUCHERS, encoding="utf-8", newline="\n")
    client = site_of(path).test_client()
    page = f"{client.get('/').location}?tab=tables&table=3&unit=yuan"
    assert "150.00" in client.get(page, follow_redirects=True).text
    path.write_text(HEAD + EXTENSION_LINE + VOUCHERS.replace("50.00", "70.00"), encoding="utf-8", newline="\n")
    later = path.stat().st_mtime_ns + 10**9
    os.utime(path, ns=(later, later))
    assert "210.00" in client.get(page, follow_redirects=True).text


def test_filters_are_named_and_mark_what_they_select(small: Site) -> None:
    assert CHINESE["filtered"] not in html.unescape(small.page("tab=tables"))
    assert CHINESE["filtered"] in html.unescape(small.page("tab=tables&filter=%232060501&table=3"))
    page = small.page("tab=cell&table=3&row=合计&column=1&filter=%232060501")
    assert page.count('class="gov-selected"') == 1
    assert "150.00" in page
    assert "filter=%232060501" in page


def test_the_checks_page_tells_what_check_tells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A tag of procurement that would not count is no error of the load, and yet one of the books."""
    path = tmp_path / "main.beancount"
    tagged = VOUCHERS.replace("#30206\n", '#30206\n  procurement: "货品"\n')
    path.write_text(HEAD + EXTENSION_LINE + tagged, encoding="utf-8", newline="\n")
    assert check.main([str(path)], standalone_mode=False) == 1
    told = re.findall(r"错误\[([\w-]+)\] (.*)", capsys.readouterr().out)
    page = html.unescape(Site(path).page("tab=checks"))
    assert [rule for rule, _ in told] == ["procurement-tag-unknown"]
    assert all(what in page for _, what in told)


def test_findings_link_to_their_line(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    text = HEAD + EXTENSION_LINE + VOUCHERS.replace("#30206", "#30210")
    path.write_text(text, encoding="utf-8", newline="\n")
    page = html.unescape(Site(path).page("tab=checks"))
    line = next(number for number, each in enumerate(text.splitlines(), 1) if "#30210" in each)
    assert "code-unknown" in page
    assert re.search(rf"editor/\?[^\"]*line={line + 2}|editor/\?[^\"]*line={line}", page)


def test_an_unchecked_ledger_says_so(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    text = (HEAD + EXTENSION_LINE).replace('plugin "gov_accounts_plugins"\n', "")
    path.write_text(text, encoding="utf-8", newline="\n")
    assert "plugin &#34;gov_accounts_plugins&#34;" in Site(path).page()


def test_a_ledger_without_vouchers_says_so(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + EXTENSION_LINE, encoding="utf-8", newline="\n")
    for tab in TABS:
        assert CHINESE["no-data"] in Site(path).page(f"tab={tab}")


def test_every_figure_of_every_page_opens_and_sums(example: Site) -> None:
    """Of all nine tables, of the budget by each classification, and of the three books."""
    books = extension(example).books
    nothing = Filters(on=False, period=None, chosen=None, selected=lambda _: False)
    opened = 0
    for query in ("tab=tables", *(f"tab=budget&by={by}" for by in BY), "tab=balance"):
        for (table, row, column), text in figures(example.page(f"{query}&unit=yuan")).items():
            asked = {"tab": "cell", "table": unquote_plus(table), "row": unquote_plus(row), "column": column}
            fen, total, page, pages = round(Decimal(text) * 100), 0, 1, 1
            while page <= pages:
                found = cell_page(books, read_query({**asked, "page": str(page)}, books), nothing, hash_entry)
                assert found.amount == yuan_text(fen)
                total += sum(to_fen(line.amount) for line in found.lines)
                page, pages = page + 1, found.pages
            if found.parts:
                assert sum((-1 if part.sign == "－" else 1) * to_fen(part.amount) for part in found.parts) == fen
            assert total == fen or (row == "%E5%90%88%E8%AE%A1" and table.startswith("balance"))
            opened += 1
    assert opened > 500


@pytest.mark.parametrize("path", [EXAMPLE, AGENCY], ids=["one year", "two years"])
def test_every_statement_is_the_reports(path: Path, tmp_path: Path) -> None:
    """The figures of a year and of months are those that ``report`` prints."""
    site = Site(path)
    for year in extension(site).books.years:
        for month in (0, 6, 12):
            written = tmp_path / f"{year}-{month}.json"
            period = f"{year}-{month:02}" if month else str(year)
            said = run("report", path, "--set", "会计报表", "--period", period, "--format", "json", "-o", written)
            assert said.endswith("退出码 0\n")
            expected = {
                (f"statement_{table['key']}", row["key"], column["key"]): row["values"][column["id"]]
                for table in json.loads(written.read_text(encoding="utf-8"))["tables"]
                for row in table["rows"]
                for column in table["columns"]
                if column["id"] in row["values"]
            }
            assert dict(shown(site, year, month)) == expected
            assert len(expected) > 20


def shown(site: Site, year: int, month: int) -> Iterator[tuple[tuple[str, str, str], str]]:
    """Every figure of the page of statements, by the keys of its cell."""
    made = extension(site).books.accounts(year, month).statements
    for (table, row, column), text in figures(site.page(f"tab=statements&year={year}&month={month or ''}")).items():
        form = made[table.removeprefix("statement_")].format
        located = form.located(unquote_plus(row), unquote_plus(column))
        assert located is not None
        yield (table, *located), text


def test_every_figure_of_every_statement_opens_and_sums() -> None:
    """Of two years, and of a month of each."""
    site = Site(AGENCY)
    books = extension(site).books
    nothing = Filters(on=False, period=None, chosen=None, selected=lambda _: False)
    opened = 0
    for year in books.years:
        for month in (0, 7):
            for (table, row, column), text in shown(site, year, month):
                asked = {"tab": "cell", "year": str(year), "month": str(month), "table": table}
                asked |= {"row": row, "column": column}
                page, pages, total = 1, 1, 0
                while page <= pages:
                    found = cell_page(books, read_query({**asked, "page": str(page)}, books), nothing, hash_entry)
                    total += sum(to_fen(line.amount) for line in found.lines)
                    page, pages = page + 1, found.pages
                assert (found.amount, total) == (yuan_text(to_fen(text)), to_fen(text))
                opened += 1
    assert opened > 300


def test_a_month_has_the_statements_that_are_made_monthly(small: Site) -> None:
    for month in range(13):
        page = small.page(f"tab=statements&month={month or ''}")
        tables = re.findall(r'<section class="gov-form[^"]*" id="gov-([^"]*)"', page)
        monthly = ["balance_sheet", "income_statement"]
        assert tables == monthly if month else (len(tables) == 7 and tables[:2] == monthly)
        date = f"2020 年 {month or 12} 月"
        assert f"<span>{date} {29 if month == 2 else 31} 日</span>" in page or (
            month in {4, 6, 9, 11} and f"{date} 30" in page
        )


def test_statements_say_what_is_to_be_said_of_them(tmp_path: Path) -> None:
    """Ties that don't hold, and cash flows that the books don't tell; not on a month, where there are none."""
    unclear = """
2020-06-01 open Liabilities:2103-应缴财政款 CNY
2020-06-01 open Assets:1002-银行存款 CNY
2020-06-01 open Liabilities:2307-其他应付款 CNY
2020-06-01 open Equity:3301-本期盈余 CNY
2020-06-01 * "" "错的期末" #no-budget
  Assets:1002-银行存款              5.00 CNY
  cashflow: "没有的项目"
  Equity:3301-本期盈余             -5.00 CNY
"""
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + EXTENSION_LINE + VOUCHERS + unclear, encoding="utf-8", newline="\n")
    site = Site(path)
    page = html.unescape(site.page("tab=statements"))
    assert "年还没有年终结账" in page
    assert "1 张凭证的 cashflow 写的不是现金流量表的项目" in page
    assert page.index("gov-error") < page.index("gov-notice")
    assert "年还没有年终结账" not in site.page("tab=statements&month=6")


def test_a_month_keeps_the_statement_that_it_has(example: Site) -> None:
    page = html.unescape(example.page("tab=statements&table=balance_sheet"))
    assert "month=6&table=balance_sheet" in page
    page = html.unescape(example.page("tab=statements&table=cash_flow"))
    assert "month=6&table" not in page
    assert 'data-gov-choice="month-6"' in page
    cell = html.unescape(example.page("tab=cell&month=6&table=statement_balance_sheet&row=cash&column=closing"))
    assert "?tab=statements&year=2020&month=6&table=balance_sheet&" in cell
    assert 'aria-current="true">会计报表</a>' in cell


def to_fen(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))


def extension(site: Site) -> GovAccounts:
    ((_, ledger),) = site.client.application.config["LEDGERS"].items()
    found: GovAccounts = ledger.extensions.get_extension("GovAccounts")
    return found


def test_a_year_begins_as_the_year_before_was_printed() -> None:
    """2,823,452.42: 282.35 at the end of 2019; 2020 by itself would print 282.34."""
    site = Site(AGENCY)
    pages = {year: site.page(f"tab=tables&table=1&year={year}") for year in (2019, 2020)}
    assert "282.35" in pages[2019]
    assert "282.35" in pages[2020]
    assert "282.34" not in pages[2020]


def counted(name: str, work: Callable[..., Any], worked: list[str]) -> Callable[..., Any]:
    def counting(*args: Any, **kwargs: Any) -> Any:
        worked.append(name)
        return work(*args, **kwargs)

    return counting


def test_things_are_worked_out_once_a_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str] = []
    for module, name in (
        (tables_module, "statements_of"),
        (printed_module, "round_statements"),
        (books_module, "counted_postings"),
        (books_module, "trial_balance"),
        (books_module, "execution"),
        (checks_module, "check_figures"),
        (fava_module, "assemble"),
        (accounting_module, "make_statements"),
        (statements_module, "accounting_findings"),
    ):
        monkeypatch.setattr(module, name, counted(name, getattr(module, name), worked))
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + EXTENSION_LINE + VOUCHERS, encoding="utf-8", newline="\n")
    site = Site(path)
    pages = [f"tab={tab}" for tab in TABS] + ["tab=cell&table=3&row=合计&column=1", "tab=statements&month=2"]
    pages.append("tab=cell&month=2&table=statement_balance_sheet&row=total&column=closing")
    for page in pages:
        site.page(page)
    first = list(worked)
    assert {"statements_of", "assemble", "trial_balance"} <= set(first)
    assert first.count("statements_of") == 1
    for page in pages * 2:
        site.page(page)
    assert worked == first


@pytest.mark.parametrize(
    ("query", "row", "figure"),
    [
        ("tab=budget&unit=yuan&time=2020-02", ("budget_func", "合计", "5"), "100.00"),
        ("tab=budget&unit=yuan&filter=%232060503", ("budget_func", "合计", "5"), "50.00"),
        ("tab=budget&unit=yuan&time=2020-02+-+2020-03", ("budget_func", "合计", "5"), "150.00"),
        ("tab=balance&time=2020-02", ("balance_预算", "Expenses:7201-事业支出", "opening_debit"), "50.00"),
        ("tab=balance&time=2020-02", ("balance_预算", "Expenses:7201-事业支出", "period_debit"), "50.00"),
        ("tab=balance&filter=%232060503", ("balance_预算", "Expenses:7201-事业支出", "closing_debit"), "50.00"),
        ("tab=balance&account=Assets:1002", ("balance_预算", "Expenses:7201-事业支出", "closing_debit"), None),
        ("tab=tables&unit=yuan&time=2020-02&filter=%232060503", ("expenditure", "合计", "1"), "150.00"),
    ],
)
def test_filters_keep_their_meaning_where_they_can(
    small: Site, query: str, row: tuple[str, str, str], figure: str | None
) -> None:
    shown = {tuple(map(unquote_plus, key)): text for key, text in figures(small.page(query)).items()}
    assert shown.get(row) == figure
    if figure is not None:
        given = query.split("&", 1)[1]
        page = small.page(f"{given}&tab=cell&table={row[0]}&row={row[1]}&column={row[2]}")
        assert f"<strong>{figure} 元</strong>" in page


@pytest.mark.parametrize(
    "broken",
    [
        "2020-01-05 oops",
        'include "nowhere.beancount"',
        'option "nonsense" "1"',
        '2020-01-05 * "x" "y"\n  Assets:None  1.00 CNY\n',
        'plugin "no_such_plugin"',
        '2020-01-05 * "x" "y" #2060501 #30201\n  Expenses:7201-事业支出:基本支出  1.00 CNY.B\n',
        "2020-01-05 balance Assets:1002-银行存款  5.00 CNY",
        '2020-01-01 custom "gov-unit" "kind" "公司"',
    ],
)
def test_a_ledger_with_errors_shows_them_on_top(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + EXTENSION_LINE + VOUCHERS + broken + "\n", encoding="utf-8", newline="\n")
    site = Site(path)
    for tab in TABS:
        page = html.unescape(site.page(f"tab={tab}"))
        top = page.index('class="gov-error"')
        assert "main.beancount:" in page[top:] or "nowhere" in page[top:] or "no_such_plugin" in page[top:]
        if tab == "tables":
            assert top < page.index('class="gov-table"')


def test_a_ledger_without_the_extension_opens_as_fava_does(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + VOUCHERS, encoding="utf-8", newline="\n")
    assert "income_statement" in str(site_of(path).test_client().get("/").location)
    path.write_text(HEAD + EXTENSION_LINE + VOUCHERS, encoding="utf-8", newline="\n")
    assert str(site_of(path).test_client().get("/").location).endswith("/extension/GovAccounts/")


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
    text = head + EXTENSION_LINE + f'2020-01-01 custom "gov-code" "func" "2060577" "{quoted}"\n'
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
        "tab=charts",
        "tab=balance",
        "tab=find&words=50.00",
        "tab=find&words=" + quote_plus(words[:200]),
    ):
        page = site.page(f"{query}&partial=true")
        body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
        assert "<script>alert" not in body
        assert "<img" not in body
        assert "onmouseover='" not in body
        assert "</style><b>" not in body
        assert "49{%" not in body
    for tab in ("tables", "budget&by=project", "balance", "find&words=50.00"):
        sheets = openpyxl.load_workbook(io.BytesIO(site.get(f"tab={tab}", "download").data))
        for sheet in sheets:
            assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        table = "&table=3" if tab == "tables" else ""
        text = site.get(f"tab={tab}{table}&format=csv", "download").data.decode(as_csv.ENCODING)
        for row in csv.reader(io.StringIO(text)):
            for cell in row:
                assert not cell.startswith(("=", "@", "+", "\t", "\r"))
                assert not cell.startswith("-") or re.fullmatch(r"-[0-9.]+", cell)


def test_words_are_there_in_both_languages() -> None:
    assert CHINESE.keys() == ENGLISH.keys()
    assert all(CHINESE.values())
    assert all(ENGLISH.values())


# The search box


def found_rows(page: str) -> list[list[str]]:
    """The words of each leg that a page of vouchers found lists, those of its voucher first."""
    body = re.search(r"gov-postings.*?<tbody>(.*?)</tbody>", page, re.DOTALL)
    rows: list[list[str]] = []
    head: list[str] = []
    for line in re.findall(r"<tr>(.*?)</tr>", body[1] if body else "", re.DOTALL):
        cells = [re.sub(r"<[^>]*>", "", each).strip() for each in re.findall(r"<t[hd].*?</t[hd]>", line, re.DOTALL)]
        head = cells[:3] if "rowspan" in line else head
        rows.append([html.unescape(each) for each in [*head, *cells[-5:]]])
    return rows


def listed_by_find(words: str) -> list[list[str]]:
    text = run("find", EXAMPLE, "--format", "csv", *words.split())
    rows = list(csv.DictReader(io.StringIO(text[text.index("日期,") : text.index("找到 ")])))
    return [
        [
            row["日期"],
            row["凭证"] if row["凭证"].startswith(("记", "指")) else "",
            row["摘要"],
            row["科目"] + (" 平行记账推出" if row["来源"] else ""),
            " ".join(filter(None, (row[name] for name in ("功能分类", "经济分类", "资金性质", "项目")))),
            f"{Decimal(row['借方']):,.2f}" if row["借方"] else "",
            f"{Decimal(row['贷方']):,.2f}" if row["贷方"] else "",
            row["位置"],
        ]
        for row in rows
        if row["日期"]
    ]


@pytest.mark.parametrize("words", ["132,000", "30,525.90", "电费 2020-05", "记-5-003", "#30206", "1001 5月"])
def test_the_search_box_lists_what_find_lists(example: Site, words: str) -> None:
    expected = listed_by_find(words)
    assert expected
    assert found_rows(example.page("tab=find&words=" + quote_plus(words))) == expected


def test_what_is_found_is_paged_and_summed(example: Site) -> None:
    whole = listed_by_find("30206")
    first = example.page("tab=find&words=7201")
    pages = int((re.search(r"1 / (\d+)", first) or ["", "1"])[1])
    assert pages > 1
    rows = [row for page in range(1, pages + 1) for row in found_rows(example.page(f"tab=find&words=7201&page={page}"))]
    assert rows == listed_by_find("7201")
    assert html.unescape(first).count("words=7201&page=2") == 1
    page = example.page("tab=find&words=30206")
    assert f"张凭证，{len(whole)} 条分录" in page
    total = re.findall(r'<td class="gov-figure gov-total">([\d,.]+)</td>', page)
    assert sum(to_fen(each) for each in total[::2]) == sum(to_fen(row[5]) for row in whole if row[5])


def test_each_row_leads_to_its_voucher(small: Site) -> None:
    page = small.page("tab=find&words=购水")
    ledger = extension(small).ledger
    (entry,) = [each for each in ledger.all_entries if getattr(each, "narration", "") == "购水"]
    assert page.count(f'href="#context-{hash_entry(entry)}"') == 1
    assert re.search(rf"/editor/[^\"]*line={int(str(entry.meta['lineno'])) + 2}", html.unescape(page))


def test_what_is_nearly_there_is_told(small: Site) -> None:
    page = html.unescape(small.page("tab=find&words=50.3"))
    assert CHINESE["nothing-found"] in page
    assert "没有“50.3”，相近的有：50.00 元" in page
    assert CHINESE["find-help"] in html.unescape(small.page("tab=find"))


def test_the_search_box_is_a_form_that_keeps_filters(small: Site) -> None:
    """It works without a script: a form that asks, with Fava's filters in it."""
    for tab in (*TABS, "find"):
        page = small.page(f"tab={tab}&time=2020-02")
        form = re.search(r'<form class="gov-find.*?</form>', page, re.DOTALL)
        assert form is not None
        assert 'method="get"' in form[0]
        assert '<input type="hidden" name="time" value="2020-02">' in form[0]
    narrowed = small.page("tab=find&words=50.00&time=2020-02")
    assert {row[0] for row in found_rows(narrowed)} == {"2020-02-05"}
    assert CHINESE["filtered-part"] in html.unescape(narrowed)
    tagged = small.page("tab=find&words=50.00&filter=%232060501")
    assert {row[2] for row in found_rows(tagged)} == {"某公司 购电"}


def test_what_is_found_can_be_downloaded(small: Site) -> None:
    data = small.get("tab=find&words=购水&format=csv", "download").data.decode(as_csv.ENCODING)
    assert "某公司 购水" in data
    assert "购电" not in data
    assert small.get("tab=find&words=没有&format=csv", "download").status_code == 400
    assert "format=csv" in small.page("tab=find&words=购水")


# Other years and places


@pytest.fixture(scope="module")
def regional() -> Site:
    return Site(EXAMPLES / "puhui_2024" / "main.beancount")


def test_the_tables_are_in_the_forms_of_their_year_and_place(regional: Site) -> None:
    """Those that stand in for a year's own say so, and a figure of a form without numbers leads to where it is from."""
    page = regional.page("tab=tables&year=2024")
    assert "<h2" in page
    assert "国有资本经营预算财政拨款收入支出决算表" in page
    assert "栏次" not in page
    assert "没有上海" not in page
    assert "没有上海 2023 年的表样，按“" in regional.page("tab=tables&year=2023")
    place = next(place for place in figures(page) if place[0] == "sangong")
    row, column = (quote_plus(unquote_plus(each)) for each in place[1:])
    cell = regional.page(f"tab=cell&year=2024&table=sangong&row={row}&column={column}")
    assert "财政拨款“三公”经费支出决算表" in html.unescape(cell)
