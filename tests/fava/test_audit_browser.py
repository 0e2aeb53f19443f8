"""The page 审核 in a real browser: a document is chosen, and its working paper opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gov_accounts.books.new_ledger import new_ledger, write_new
from gov_accounts.fava.auditing import _free_name
from tests.support.browser import browsing, extension, serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

WORDS = """第三部分 情况说明
三、支出决算情况说明
2020 年度支出合计 10.00 万元。其中：基本支出 9.00 万元，占本年支出 91.0%。
<script>document.title = "run"</script>
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    main = (
        write_new(tmp_path_factory.mktemp("audit") / "账", new_ledger("某某中心", "事业单位", 2020)) / "main.beancount"
    )
    with serving(main) as base, browsing() as browser:
        context = browser.new_context(locale="zh-CN")
        context.set_default_timeout(30_000)
        opened = context.new_page()
        opened.goto(extension(base, "tab=audit"))
        yield opened
        context.close()


def test_a_document_is_audited(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "<b>决算.txt"
    file.write_text(WORDS, encoding="utf-8")
    page.set_input_files("[name=file]", file)
    with page.expect_popup() as popup:
        page.click("form[action=audit-report] button")
    report = popup.value
    report.wait_for_load_state()
    words = report.inner_text("body")
    assert "91.0%" in words
    assert "90.0%" in words
    assert report.title() != "run"
    report.close()


def test_what_cannot_be_read_is_said_in_words(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF-1.7\nnothing")
    page.set_input_files("[name=file]", file)
    with page.expect_popup() as popup:
        page.click("form[action=audit-report] button")
    popup.value.wait_for_load_state()
    assert "改法" in popup.value.inner_text("body")
    popup.value.close()


def test_a_strange_document_is_no_broken_page(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a program has not foreseen is said in words."""
    from gov_accounts.audit import audited  # noqa: PLC0415

    def fail(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(audited, "audit", fail)
    file = tmp_path / "a.txt"
    file.write_text(WORDS, encoding="utf-8")
    page.set_input_files("[name=file]", file)
    with page.expect_popup() as popup:
        page.click("form[action=audit-report] button")
    popup.value.wait_for_load_state()
    assert "程序出错了（ZeroDivisionError）" in popup.value.inner_text("body")
    popup.value.close()


def test_names_of_files_lead_nowhere(tmp_path: Path) -> None:
    assert _free_name(tmp_path, "../../etc/passwd") == "passwd"
    assert _free_name(tmp_path, "C:\\a\\决算.pdf") == "决算.pdf"
    assert _free_name(tmp_path, "..") == "文件"
    (tmp_path / "a.pdf").touch()
    assert _free_name(tmp_path, "a.pdf") == "a-2.pdf"
