"""Readers keep the last good ledger while the new one loads, or can't be read. A request has one from start to end."""

from __future__ import annotations

import os
import threading
import time
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import fava.beans.load as fava_load
import pytest

from gov_accounts.fava import GovAccounts, reloading
from gov_accounts.fava.messages import in_chinese
from gov_accounts.fava.site import site
from tests.support.desk import MONTH
from tests.support.heads import EXTENSION_LINE, HEAD

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = "extension/GovAccounts/?tab=tables&unit=yuan"
CHINESE = {"Accept-Language": "zh-CN"}


class Site:
    """A ledger of two files, served."""

    def __init__(self, folder: Path) -> None:
        self.main, self.month = folder / "main.beancount", folder / "2020.beancount"
        text = HEAD + EXTENSION_LINE + '2019-12-31 custom "fava-option" "language" "zh_CN"\n'
        self.main.write_text(text + 'include "2020.beancount"\n', encoding="utf-8", newline="\n")
        self.month.write_text(MONTH, encoding="utf-8", newline="\n")
        self.app = site(self.main)
        self.home: Any = self.app.config["LEDGERS"].home
        (self.slug,) = dict(self.app.config["LEDGERS"].items())

    def get(self, path: str = PAGE) -> Any:
        return self.app.test_client().get(f"/{self.slug}/{path}", headers=CHINESE)

    def page(self, path: str = PAGE) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    def errors(self) -> list[str]:
        return [each["message"] for each in self.get("api/errors").json["data"]]

    def write(self, text: str) -> None:
        self.month.write_text(text, encoding="utf-8", newline="\n")


@pytest.fixture
def served(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_what_was_changed_is_on_the_next_page(served: Site) -> None:
    assert "110.00" in served.page()
    for amount in ("61.00", "62.00", "63.00"):
        served.write(MONTH.replace("60.00", amount))
        assert f"11{amount[1:]}" in served.page()
    before = int(served.get("api/changed").json["mtime"])
    served.write(MONTH)
    assert int(served.get("api/changed").json["mtime"]) > before


def test_a_file_that_is_older_than_before_is_noticed(served: Site) -> None:
    """Such as one copied back from a backup with its time."""
    served.write(MONTH.replace("60.00", "61.00"))
    assert "111.00" in served.page()
    number = int(served.get("api/changed").json["mtime"])
    served.write(MONTH)
    os.utime(served.month, (1, 1))
    assert "110.00" in served.page()
    assert int(served.get("api/changed").json["mtime"]) > number


def missing(served: Site) -> None:
    served.month.unlink()


def without_main(served: Site) -> None:
    served.main.unlink()


BAD: dict[str, tuple[Callable[[Site], Any], str]] = {
    "gbk": (lambda served: served.month.write_bytes(MONTH.encode("gbk")), "文件不是 UTF-8 编码，编码看来是 GBK"),
    "gbk main": (lambda served: served.main.write_bytes(served.main.read_bytes().decode().encode("gbk")), "GBK"),
    "utf-16": (lambda served: served.month.write_bytes(MONTH.encode("utf-16")), "UTF-16"),
    "empty": (lambda served: served.month.write_bytes(b""), "文件忽然成了空的"),
    "gone": (missing, "文件不见了"),
    "main gone": (without_main, "找不到这个文件"),
    "main empty": (lambda served: served.main.write_bytes(b""), "文件忽然成了空的"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_ledger_that_cannot_be_read_any_more_is_told_and_the_last_stays(served: Site, name: str) -> None:
    spoil, said = BAD[name]
    main = served.main.read_bytes()
    assert served.errors() == []
    number = int(served.get("api/changed").json["mtime"])
    spoil(served)
    for tab in ("tables", "checks", "budget", "charts", "balance"):
        page = served.page(f"extension/GovAccounts/?tab={tab}&unit=yuan")
        assert "账本现在读不了，下面是改动以前的" in page
        assert said in page
        assert page.count('class="gov-error"') == 1
    assert "110.00" in served.page()
    (error,) = served.errors()
    assert said in error
    assert int(served.get("api/changed").json["mtime"]) > number
    # Once told, it isn't read again at each request, nor told to browsers as something new.
    again = served.get("api/changed").json["mtime"]
    assert served.get("api/changed").json["mtime"] == again
    if served.month.exists():
        served.month.touch()
    assert served.get("api/changed").json["mtime"] == again
    served.main.write_bytes(main)
    served.write(MONTH.replace("60.00", "61.00"))
    assert "111.00" in served.page()
    assert "账本现在读不了" not in served.page()
    assert served.errors() == []


def test_an_error_that_is_none_of_reading_is_shown_with_the_new_tables(served: Site) -> None:
    served.write(MONTH.replace("60.00 CNY.B\n  Assets", "61.00 CNY.B\n  Assets"))
    page = served.page()
    assert "账本现在读不了" not in page
    assert "账本有错误" in page


def test_a_file_that_goes_with_its_line_is_no_loss(served: Site) -> None:
    served.main.write_text(served.main.read_text(encoding="utf-8").replace('include "2020.beancount"\n', ""), "utf-8")
    served.month.unlink()
    assert "账本现在读不了" not in served.page()


def test_a_file_of_a_pattern_that_comes_back_is_noticed(served: Site) -> None:
    """Nothing says that it is missing meanwhile: a pattern includes what there is."""
    text = served.main.read_text(encoding="utf-8").replace('"2020.beancount"', '"202*.beancount"')
    served.main.write_text(text, encoding="utf-8", newline="\n")
    (served.main.parent / "2021.beancount").write_bytes(b"; empty\n")
    assert "110.00" in served.page()
    served.month.unlink()
    assert "110.00" not in served.page()
    served.write(MONTH)
    assert "110.00" in served.page()


def test_a_page_that_cannot_be_worked_out_does_not_hold_the_ledger_back(
    served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(GovAccounts, "warm", fails)
    served.write(MONTH.replace("60.00", "61.00"))
    assert "111.00" in served.page()


def test_a_file_caught_half_saved_is_not_shown(served: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor writes in place while the ledger is read: what is shown is read after that."""
    real = fava_load.load_uncached
    halves = [MONTH[:150], ""]

    def load(path: str, **named: Any) -> Any:
        if not halves:
            return real(path, **named)
        served.write(halves.pop())
        loaded = real(path, **named)
        served.write(MONTH.replace("60.00", "61.00"))
        return loaded

    monkeypatch.setattr("fava.core.load_uncached", load)
    served.write(MONTH.replace("60.00", "59.00"))
    for _ in range(2):
        page = served.page()
        assert "账本现在读不了" not in page
        assert "账本有错误" not in page
        assert "111.00" in page
    assert not halves


def test_whatever_goes_wrong_in_loading_the_last_ledger_stays(served: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("fava.core.load_uncached", fails)
    served.write(MONTH.replace("60.00", "61.00"))
    page = served.page()
    assert "账本读不进去（RuntimeError）" in page
    assert "110.00" in page


@pytest.fixture
def slow(served: Site, monkeypatch: pytest.MonkeyPatch) -> tuple[Site, threading.Event, list[str]]:
    """Loads wait for an event; those that have begun are counted."""
    allowed, begun = threading.Event(), []
    real = fava_load.load_uncached

    def load(path: str, **named: Any) -> Any:
        begun.append(path)
        assert allowed.wait(20)
        return real(path, **named)

    monkeypatch.setattr("fava.core.load_uncached", load)
    monkeypatch.setattr(reloading, "PATIENCE", 0.1)
    return served, allowed, begun


def test_readers_go_on_while_the_ledger_is_loaded_once(slow: tuple[Site, threading.Event, list[str]]) -> None:
    served, allowed, begun = slow
    before = served.home.state.ledger
    served.write(MONTH.replace("60.00", "61.00"))
    pages: list[str] = []
    readers = [threading.Thread(target=lambda: pages.append(served.page())) for _ in range(20)]
    for each in readers:
        each.start()
    for each in readers:
        each.join(10)
    assert len(pages) == 20
    assert all("110.00" in page for page in pages)
    assert len(begun) == 1
    assert served.home.state.ledger is before
    allowed.set()
    end = time.monotonic() + 10
    while served.home.state.ledger is before and time.monotonic() < end:
        time.sleep(0.01)
    assert "111.00" in served.page()
    assert len(begun) == 1


def test_a_request_has_one_ledger_from_start_to_end(served: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another is loaded in the middle of it."""
    real = GovAccounts.page

    def page(extension: Any) -> Any:
        served.write(MONTH.replace("60.00", "61.00"))
        served.home.fresh()
        assert extension.ledger.changed() is False
        return real(extension)

    monkeypatch.setattr(GovAccounts, "page", page)
    assert "110.00" in served.page()
    assert "111.00" in served.page()


def test_who_saves_waits_for_the_load_and_others_do_not(slow: tuple[Site, threading.Event, list[str]]) -> None:
    served, allowed, _ = slow
    body = {
        "file_path": str(served.month),
        "source": MONTH.replace("60.00", "61.00"),
        "sha256sum": sha256(MONTH.encode()).hexdigest(),
    }
    answers: list[Any] = []
    saver = threading.Thread(
        target=lambda: answers.append(served.app.test_client().put(f"/{served.slug}/api/source", json=body))
    )
    saver.start()
    end = time.monotonic() + 10
    while served.month.read_text(encoding="utf-8") == MONTH and time.monotonic() < end:
        time.sleep(0.01)
    assert "110.00" in served.page()
    assert answers == []
    allowed.set()
    saver.join(10)
    assert answers[0].status_code == 200
    assert "111.00" in served.page()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("filter", "18,600", "找金额，写 = 18600，数里不加逗号"),
        ("filter", "((((", "筛选看不懂：(((("),
        ("filter", '"', '筛选看不懂："'),
        ("filter", "(" * 3000, "筛选看不懂：((((("),
        ("time", "0000", "时间筛选看不懂：0000"),
        ("time", "day-99999999999", "时间筛选看不懂：day-99999999999"),
        ("time", "9999-12-31", "时间筛选看不懂：9999-12-31"),
        ("time", "2020-13", "时间筛选看不懂：2020-13"),
        ("time", "0001", "时间筛选看不懂：0001"),
        ("account", "(((", "账户筛选看不懂：((("),
    ],
)
def test_a_filter_that_cannot_be_read_is_told(served: Site, name: str, value: str, said: str) -> None:
    """On the extension's pages, in its downloads, and in what Fava's own pages call."""
    for path in (
        "extension/GovAccounts/?tab=tables",
        "extension/GovAccounts/download?tab=balance",
        "api/balance_sheet?",
        "api/journal?",
        "download-journal/?",
        "download-query/query_result.csv?query_string=select+account",
    ):
        answer = served.get(f"{path}&{name}={quote(value)}")
        assert answer.status_code == 400, path
        text = answer.json["error"] if answer.is_json else unescape(answer.text)
        assert said in text
        assert "Failed" not in text
    assert served.get(f"income_statement/?{name}={quote(value)}").status_code == 200


def test_what_fava_refuses_is_said_in_chinese(served: Site) -> None:
    for path in (
        "api/source_slice?entry_hash=x",
        "api/query?query_string=nonsense",
        "api/context",
        "api/context?entry_hash=x",
    ):
        words = served.get(path).json.get("error")
        if words is not None:
            assert any("\u4e00" <= each <= "\u9fff" for each in words)
    assert in_chinese("No space left on device") == "没有办成：磁盘已满。"
    assert in_chinese("Something new") == "没有办成：Something new"
    assert in_chinese("") == "没有办成：原因不明。"
    assert in_chinese("没有保存：文件没有变。") == "没有保存：文件没有变。"
