"""What someone outside would try, by real sockets and in a real browser.

Each attack is tried twice: as the site is served, and with the one defence taken away that stops it. The second must
succeed, or the first says nothing.
"""

from __future__ import annotations

import io
import json
import logging
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import pytest

from gov_accounts.fava import guard, policy, server
from gov_accounts.fava import site as fava_site
from gov_accounts.fava.door import LOGIN, Door
from gov_accounts.fava.guard import Names
from gov_accounts.fava.password import password
from tests.support.browser import browsing, running
from tests.support.heads import EXTENSION_LINE, HEAD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

EVIL = "evil.example"
SECRET = "the payroll"
VOUCHER = f"""
2020-01-05 * "某公司" "{SECRET}" #2060501 #30206
  fund: "11"
  Expenses:7201-事业支出:基本支出                       50.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度       -50.00 CNY.B
"""


class Served:
    """A site that is served: its address, the ledger's name in it, its main file, who is let in, and each status."""

    def __init__(self, address: str, slug: str, path: Path, door: Door | None, answered: list[int]) -> None:
        self.address, self.slug, self.path, self.door, self.answered = address, slug, path, door, answered
        self.port = urlsplit(address).port
        self.base = f"{address}/{quote(slug)}"

    def enter(self, context: BrowserContext) -> None:
        """Open the printed address, as the bookkeeper does."""
        assert self.door is not None
        page = context.new_page()
        page.goto(f"{self.address}/?token={self.door.token}")
        page.close()


Serve = Callable[..., Served]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serves a ledger as the command does."""
    with ExitStack() as stack:

        def started(text: str = VOUCHER, *, names: Any = None, door: Any = "token", read_only: bool = False) -> Served:
            path = tmp_path / "main.beancount"
            path.write_text(HEAD + EXTENSION_LINE + text, encoding="utf-8", newline="\n")
            entrance = Door(b"k" * 32) if door == "token" else door
            app = fava_site.site(path, read_only=read_only, names=names or Names(), door=entrance)
            ((slug, _),) = app.config["LEDGERS"].items()

            def welcome(headers: Any) -> bool:
                return entrance is None or entrance.admits(headers.get("COOKIE", ""), headers.get("HOST", ""))

            answered: list[int] = []

            def noted(environ: Any, start_response: Any) -> Any:
                def start(status: str, *more: Any) -> Any:
                    answered.append(int(status[:3]))
                    return start_response(status, *more)

                return app(environ, start)

            return Served(stack.enter_context(running(noted, welcome)), slug, path, entrance, answered)

        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser to which evil.example is this machine, as DNS rebinding makes it."""
    with browsing(f"--host-resolver-rules=MAP {EVIL} 127.0.0.1, MAP *.{EVIL} 127.0.0.1") as found:
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(locale="zh-CN")
    made.set_default_timeout(10_000)
    yield made
    made.close()


@contextmanager
def page_of(content: str, kind: str = "text/html; charset=utf-8") -> Iterator[str]:
    """Another site, on another port, of one page; gives its address."""

    def app(environ: Any, start_response: Any) -> list[bytes]:
        del environ
        start_response("200 OK", [("Content-Type", kind)])
        return [content.encode()]

    with running(app) as address:
        yield address


def send(port: int | None, *lines: str, body: bytes = b"", wait: int = 10) -> bytes:
    """Everything that is answered to a request."""
    with socket.create_connection(("127.0.0.1", port or 0), timeout=wait) as connection:
        connection.sendall("\r\n".join((*lines, "Connection: close", "", "")).encode() + body)
        received = b""
        while more := connection.recv(1 << 16):
            received += more
    return received


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


# A page on the web whose name leads to this machine


@pytest.mark.parametrize("defended", [True, False])
def test_dns_rebinding_reads_nothing(context: BrowserContext, serve: Serve, *, defended: bool) -> None:
    """The browser takes the answer for the evil site's own. Only the name tells; the door is left open here."""
    site = serve(door=None, names=None if defended else Names(frozenset({EVIL})))
    page = context.new_page()
    answer = page.goto(f"http://{EVIL}:{site.port}/{quote(site.slug)}/journal/")
    assert answer is not None
    assert answer.status == (421 if defended else 200)
    read = page.evaluate("async a => (await (await fetch(a)).text())", f"/{quote(site.slug)}/api/source?filename=")
    assert (SECRET in read) is not defended


@pytest.mark.parametrize("defended", [True, False])
def test_dns_rebinding_writes_nothing(context: BrowserContext, serve: Serve, *, defended: bool) -> None:
    site = serve(door=None, names=None if defended else Names(frozenset({EVIL})))
    before = site.path.read_bytes()
    page = context.new_page()
    page.goto(f"http://{EVIL}:{site.port}/")
    entry = {"t": "Note", "date": "2020-02-02", "account": "Assets:1011-零余额账户用款额度", "comment": "x"}
    page.evaluate(
        """async ([a, entries]) => (await fetch(a, {method: "PUT", body: JSON.stringify({entries}),
          headers: {"Content-Type": "application/json"}})).status""",
        [f"/{quote(site.slug)}/api/add_entries", [entry | {"meta": {}, "entry_hash": ""}]],
    )
    assert (site.path.read_bytes() == before) is defended


@pytest.mark.parametrize("defended", [True, False])
def test_a_name_in_host_by_hand(serve: Serve, *, defended: bool) -> None:
    site = serve(door=None, names=None if defended else Names(frozenset({EVIL})))
    answer = send(site.port, f"GET /{quote(site.slug)}/api/source?filename= HTTP/1.1", f"Host: {EVIL}:{site.port}")
    assert (SECRET in answer.decode()) is not defended


@pytest.mark.parametrize(
    "lines",
    [
        ("GET {} HTTP/1.0",),
        ("GET {} HTTP/1.1",),
        ("GET {} HTTP/1.1", "Host:"),
        ("GET {} HTTP/1.1", "Host: 127.0.0.1:{port}", f"Host: {EVIL}"),
        ("GET {} HTTP/1.1", f"Host: {EVIL}", "Host: 127.0.0.1:{port}"),
        ("GET {} HTTP/1.1", f"Host: {EVIL}", "X-Forwarded-Host: 127.0.0.1:{port}"),
        ("GET http://127.0.0.1{} HTTP/1.1", f"Host: {EVIL}"),
    ],
)
def test_no_other_header_makes_up_for_it(serve: Serve, lines: tuple[str, ...]) -> None:
    site = serve(door=None)
    path = f"/{quote(site.slug)}/api/source?filename="
    answer = send(
        site.port,
        *(line.format(path, port=site.port) if "{}" in line else line.format(port=site.port) for line in lines),
    )
    assert SECRET not in answer.decode()
    assert status(answer) in (400, 421)


# Someone else on the machine, and pages of other sites


@pytest.mark.parametrize("defended", [True, False])
def test_nobody_is_let_in_without_the_printed_address(browser: Browser, serve: Serve, *, defended: bool) -> None:
    site = serve(door="token" if defended else None)
    stranger = browser.new_context()
    page = stranger.new_page()
    answer = page.goto(f"{site.base}/journal/")
    assert answer is not None
    assert (answer.status == 403) is defended
    assert ("请用终端里印出的网址打开" in page.content()) is defended
    for path in (
        "/static/app.js",
        f"/{quote(site.slug)}/api/changed",
        f"/{quote(site.slug)}/extension/GovAccounts/download",
    ):
        assert (status(send(site.port, f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{site.port}")) == 403) is defended
    stranger.close()


def test_the_printed_address_opens_and_a_bookmark_after_it(context: BrowserContext, serve: Serve) -> None:
    site = serve()
    assert site.door is not None
    page = context.new_page()
    page.goto(f"{site.address}/?token={site.door.token}")
    page.wait_for_selector("header h1")
    assert "token" not in page.url
    page.goto(f"{site.base}/journal/")
    page.wait_for_selector("ol.journal")
    assert page.evaluate("document.cookie") == ""


def test_a_link_from_another_site_leads_to_a_page_that_leads_on(context: BrowserContext, serve: Serve) -> None:
    """A browser keeps the cookie back when another site leads here; a click later it doesn't."""
    site = serve()
    site.enter(context)
    with page_of(f'<a href="{site.base}/journal/">go</a>') as elsewhere:
        page = context.new_page()
        page.goto(elsewhere.replace("127.0.0.1", EVIL))
        page.click("a")
        page.get_by_text("点这里再打开一次").click()
        page.wait_for_selector("ol.journal")


FOREIGN_CALL = """async ([address, method]) => {
  const given = method === "GET" ? {} : {method, body: "{}"};
  try { await fetch(address, {mode: "no-cors", credentials: "include", ...given}); return "sent"; }
  catch { return "refused"; }
}"""


@pytest.mark.parametrize("defended", [True, False])
def test_another_port_of_this_machine_is_another_site(
    context: BrowserContext, serve: Serve, monkeypatch: pytest.MonkeyPatch, *, defended: bool
) -> None:
    """Its pages' requests carry the cookie: to the browser, a machine's ports are one site."""
    if not defended:
        monkeypatch.setattr(guard, "_origin", lambda *_: None)
    site = serve()
    site.enter(context)
    # What the page that is closed now had asked for may still be answered.
    count = -1
    while count != len(site.answered):
        count = len(site.answered)
        time.sleep(0.3)
    site.answered.clear()
    with page_of("<title>other</title>") as elsewhere:
        page = context.new_page()
        page.goto(elsewhere)
        for method in ("GET", "POST"):
            page.evaluate(FOREIGN_CALL, [f"{site.base}/api/changed", method])
        page.wait_for_timeout(200)
    assert site.answered == ([403, 403] if defended else [200, 405])


@pytest.mark.parametrize(
    "headers",
    [
        ("Origin: http://evil.example",),
        ("Origin: null",),
        ("Referer: http://evil.example/",),
        ("Sec-Fetch-Site: cross-site",),
    ],
)
@pytest.mark.parametrize("defended", [True, False])
def test_a_foreign_origin_writes_nothing(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, headers: tuple[str, ...], *, defended: bool
) -> None:
    if not defended:
        monkeypatch.setattr(guard, "_origin", lambda *_: None)
    site = serve(door=None)
    before = site.path.read_bytes()
    entry = {"t": "Note", "date": "2020-02-02", "account": "Assets:1011-零余额账户用款额度", "comment": "x", "meta": {}}
    body = json.dumps({"entries": [entry]}).encode()
    answer = send(
        site.port,
        f"PUT /{quote(site.slug)}/api/add_entries HTTP/1.1",
        f"Host: 127.0.0.1:{site.port}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *headers,
        body=body,
    )
    assert (status(answer) == 403) is defended, answer
    assert (site.path.read_bytes() == before) is defended


@pytest.mark.parametrize("defended", [True, False])
def test_no_page_of_another_site_frames_it(
    context: BrowserContext, serve: Serve, monkeypatch: pytest.MonkeyPatch, *, defended: bool
) -> None:
    """Where Fava is drawn into another page, a click on the one is a click on the other."""
    monkeypatch.setattr(guard, "_origin", lambda *_: None)
    if not defended:
        monkeypatch.setattr(policy, "headers", lambda *_: [])
    site = serve()
    site.enter(context)
    with page_of(f'<iframe src="{site.base}/journal/"></iframe>') as elsewhere:
        page = context.new_page()
        page.goto(elsewhere)
        page.wait_for_load_state("networkidle")
        framed = page.frames[1]
        assert (framed.locator("header h1").count() == 1) is not defended


def test_two_servers_remember_the_same_browser(context: BrowserContext, serve: Serve) -> None:
    first, second = serve(), serve()
    first.enter(context)
    second.enter(context)
    page = context.new_page()
    for each in (first, second, first):
        answer = page.goto(f"{each.base}/journal/")
        assert answer is not None
        assert answer.status == 200


# What stands in a ledger

MARKUP = (
    "<img src=x onerror='window.hacked = 1'>",
    "<details open ontoggle='window.hacked = 2'>x</details>",
    "<iframe srcdoc='<script>parent.hacked = 3</script>'></iframe>",
    "<script>window.hacked = 4</script>",
    "<svg onload='window.hacked = 5'></svg>",
    "<input autofocus onfocus='window.hacked = 6'>",
    "<iframe src='javascript:parent.hacked = 7'></iframe>",
    "<style onload='window.hacked = 8'></style>",
    "<iframe srcdoc=\"<script src='/static/app.js'></script>\" onload='window.hacked = 9'></iframe>",
)
JOURNALS = ("journal/", f"account/{quote('Expenses:7201-事业支出:基本支出', safe=':')}/")


def hostile(markup: str) -> str:
    """A payee, a narration and a note of it."""
    quoted = markup.replace("\\", "\\\\").replace('"', '\\"')
    return VOUCHER.replace("某公司", quoted).replace(SECRET, quoted) + (
        f'2020-01-06 note Expenses:7201-事业支出:基本支出 "{quoted}"\n'
        f'2020-01-07 query "{quoted}" "SELECT {len(quoted)}"\n'
        f'2020-01-08 custom "memo" "{quoted}"\n'
    )


def looked_at(context: BrowserContext, address: str) -> tuple[Page, Any]:
    """A journal, opened by its address, and what of its scripts has run."""
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("ol.show-transaction li.transaction")
    hacked = None
    for _ in range(10):
        hacked = page.evaluate("window.hacked ?? null")
        if hacked is not None:
            break
        page.wait_for_timeout(100)
    return page, hacked


@pytest.mark.parametrize(("escaped", "policed"), [(True, True), (True, False), (False, True), (False, False)])
@pytest.mark.parametrize("markup", MARKUP[:3], ids=("img", "details", "iframe"))
def test_markup_in_a_voucher_is_inert(
    context: BrowserContext, serve: Serve, monkeypatch: pytest.MonkeyPatch, markup: str, *, escaped: bool, policed: bool
) -> None:
    """In Fava's own journal. Two defences, each enough: its words are escaped, and no script but Fava's runs."""
    if not escaped:
        inert = policy.inert
        monkeypatch.setattr(
            policy, "inert", lambda text: inert(text).replace("{% autoescape true %}", "{% autoescape false %}")
        )
    if not policed:
        monkeypatch.setattr(policy, "headers", lambda *_: [])
    site = serve(hostile(markup), door=None)
    page, ran = looked_at(context, f"{site.base}/journal/")
    assert (ran is None) is (escaped or policed)
    if escaped:
        assert markup in page.locator("ol.journal .payee").all_inner_texts()


@pytest.mark.parametrize("escaped", [True, False])
@pytest.mark.parametrize("path", JOURNALS, ids=("journal", "account"))
def test_all_markup_in_all_journals_is_inert(
    context: BrowserContext, serve: Serve, monkeypatch: pytest.MonkeyPatch, path: str, *, escaped: bool
) -> None:
    if not escaped:
        inert = policy.inert
        monkeypatch.setattr(
            policy, "inert", lambda text: inert(text).replace("{% autoescape true %}", "{% autoescape false %}")
        )
    site = serve("".join(map(hostile, MARKUP)), door=None)
    page, ran = looked_at(context, f"{site.base}/{path}")
    assert ran is None
    assert (page.locator("ol.show-transaction :is(img, iframe, script)").count() == 0) is escaped
    if escaped:
        shown = page.locator("ol.show-transaction").inner_text()
        assert all(markup in shown for markup in MARKUP)


@pytest.mark.parametrize("policed", [True, False])
def test_a_link_that_is_a_script_is_inert(
    context: BrowserContext, serve: Serve, monkeypatch: pytest.MonkeyPatch, *, policed: bool
) -> None:
    """Fava draws a ledger's own links in its sidebar, whatever they lead to."""
    if not policed:
        monkeypatch.setattr(policy, "headers", lambda *_: [])
    line = '2020-01-01 custom "fava-sidebar-link" "点我" "javascript:void(window.hacked = 1)"\n'
    site = serve(VOUCHER + line, door=None)
    page = context.new_page()
    page.goto(f"{site.base}/journal/")
    page.get_by_role("link", name="点我").click()
    page.wait_for_timeout(300)
    assert (page.evaluate("window.hacked ?? null") is None) is policed


_SCRIPT = "<title>t</title><script>document.title = 'hacked'</script>"
DOCUMENTS = {
    "发票.html": f"{_SCRIPT}<img src=x onerror=\"document.title = 'hacked'\">",
    "发票.svg": f'<svg xmlns="http://www.w3.org/2000/svg">{_SCRIPT}</svg>',
    "发票.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml"><head>{_SCRIPT}</head></html>',
}


@pytest.mark.parametrize("policed", [True, False])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_file_that_came_with_a_voucher_is_inert(
    context: BrowserContext, serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, *, policed: bool
) -> None:
    """Fava shows it at its own address, where a script could do all that Fava can."""
    if not policed:
        monkeypatch.setattr(policy, "headers", lambda *_: [])
    file = tmp_path / name
    file.write_text(DOCUMENTS[name], encoding="utf-8")
    site = serve(VOUCHER + f'2020-01-06 document Expenses:7201-事业支出:基本支出 "{file.as_posix()}"\n', door=None)
    page = context.new_page()
    page.goto(f"{site.base}/document/?filename={quote(str(file))}")
    page.wait_for_timeout(300)
    assert ("hacked" in page.title()) is not policed


def test_documents_are_shown_in_their_page(context: BrowserContext, serve: Serve, tmp_path: Path) -> None:
    """What is forbidden to others stays allowed to Fava's own pages: a picture, a sheet, a page, a text."""
    complaints: list[str] = []
    names = ("a.png", "b.pdf", "c.html", "d.txt")
    (tmp_path / "a.png").write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8ffff3f00"
            "05fe02fea7359f0a0000000049454e44ae426082"
        )
    )
    (tmp_path / "b.pdf").write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"trailer<</Root 1 0 R>>"
    )
    (tmp_path / "c.html").write_text("<p>hello</p>", encoding="utf-8")
    (tmp_path / "d.txt").write_text("hello", encoding="utf-8")
    lines = "".join(f'2020-01-06 document Expenses:7201-事业支出:基本支出 "{name}"\n' for name in names)
    site = serve(VOUCHER + lines, door=None)
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{site.base}/documents/")
    for name, selector in zip(names, ("img", "object", "iframe", ".cm-content"), strict=True):
        page.locator("tbody td", has_text=name).first.click()
        page.wait_for_selector(f"article {selector}")
        page.wait_for_timeout(200)
    assert page.locator(".cm-content").inner_text().strip() == "hello"
    assert complaints == []


PAGES = (
    "income_statement",
    "balance_sheet",
    "trial_balance",
    "journal",
    "query",
    "holdings",
    "commodities",
    "documents",
    "events",
    "statistics",
    "editor",
    "errors",
    "import",
    "options",
    "help",
)


def test_fava_does_all_it_did(context: BrowserContext, serve: Serve) -> None:
    """Every page opens without a complaint of the browser: scripts, styles, fonts, the editor's parser."""
    complaints: list[str] = []
    site = serve(VOUCHER * 3)
    site.enter(context)
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for name in PAGES:
        page.goto(f"{site.base}/{name}/")
        page.wait_for_selector("aside")
        page.wait_for_timeout(200)
    page.goto(f"{site.base}/editor/")
    page.wait_for_selector(".cm-content")
    assert page.locator(".cm-content span[class]").count() > 5, "the editor colours what its parser tells it"
    page.goto(f"{site.base}/query/?query_string=select+account")
    page.wait_for_selector("article table")
    page.goto(f"{site.base}/journal/#add-transaction")
    page.wait_for_selector("dialog[open], .overlay")
    assert complaints == []


def test_a_voucher_is_saved_from_the_editor(context: BrowserContext, serve: Serve) -> None:
    """All guards up, a bookkeeper still writes."""
    site = serve()
    site.enter(context)
    page = context.new_page()
    page.goto(f"{site.base}/editor/")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("; 2020")
    page.get_by_role("button", name="保存").click()
    for _ in range(50):
        if "; 2020" in site.path.read_text(encoding="utf-8"):
            return
        page.wait_for_timeout(100)
    raise AssertionError("not saved")


@pytest.mark.parametrize("read_only", [True, False])
def test_read_only_stays(context: BrowserContext, serve: Serve, *, read_only: bool) -> None:
    site = serve(read_only=read_only)
    site.enter(context)
    before = site.path.read_bytes()
    page = context.new_page()
    page.goto(f"{site.base}/journal/")
    entry = {"t": "Note", "date": "2020-02-02", "account": "Assets:1011-零余额账户用款额度", "comment": "x", "meta": {}}
    said = page.evaluate(
        """async ([a, entries]) => (await fetch(a, {method: "PUT", body: JSON.stringify({entries}),
          headers: {"Content-Type": "application/json"}})).text()""",
        [f"{site.base}/api/add_entries", [entry | {"entry_hash": ""}]],
    )
    assert (site.path.read_bytes() == before) is read_only
    assert ("现在只能看，不能改" in said) is read_only


# Jump


@pytest.mark.parametrize("defended", [True, False])
def test_jump_leads_to_no_other_site(
    context: BrowserContext, serve: Serve, monkeypatch: pytest.MonkeyPatch, *, defended: bool
) -> None:
    site = serve(door=None)
    if not defended:
        monkeypatch.setattr(fava_site, "netloc", lambda _: f"127.0.0.1:{site.port}")
    with page_of("<title>other</title><meta name=referrer content=unsafe-url><a>x</a>") as elsewhere:
        page = context.new_page()
        page.goto(elsewhere.replace("127.0.0.1", EVIL))
        page.evaluate("a => document.querySelector('a').href = a", f"{site.address}/jump?time=2020")
        page.click("a")
        page.wait_for_load_state()
        assert (EVIL not in page.url) is defended


# The password


def test_the_password_in_a_browser(context: BrowserContext, serve: Serve) -> None:
    site = serve(door=Door(b"k" * 32, password=password("correct horse")))
    page = context.new_page()
    answer = page.goto(f"{site.base}/journal/?time=2020")
    assert answer is not None
    assert answer.status == 403
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="打开").click()
    assert "密码不对" in page.get_by_role("alert").inner_text()
    page.get_by_label("密码").fill("correct horse")
    page.get_by_role("button", name="打开").click()
    page.wait_for_selector("ol.journal")
    assert page.url == f"{site.base}/journal/?time=2020"
    assert page.evaluate("document.cookie") == ""


def try_password(port: int | None, given: str) -> int:
    body = f"next=%2F&password={quote(given)}".encode()
    lines = (f"POST {LOGIN} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Content-Length: {len(body)}")
    return status(send(port, *lines, body=body))


def test_a_password_is_not_guessed_by_many_at_once(serve: Serve) -> None:
    """However many connections try, few are looked at."""
    site = serve(door=Door(b"k" * 32, password=password("correct horse")))
    seen: list[int] = []

    def attempt(number: int) -> None:
        seen.append(try_password(site.port, f"x{number}"))

    tries = [threading.Thread(target=attempt, args=[number]) for number in range(40)]
    for each in tries:
        each.start()
    for each in tries:
        each.join()
    assert seen.count(403) <= 5
    assert seen.count(429) >= 35


# Half a request, too much of one, none at all


@contextmanager
def half_sent(port: int | None, count: int, text: bytes) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        opened = []
        for _ in range(count):
            opened.append(stack.enter_context(socket.create_connection(("127.0.0.1", port or 0), timeout=10)))
            opened[-1].sendall(text)
        time.sleep(0.3)
        yield opened


HALVES = {
    "nothing": b"",
    "half a line": b"GET / HT",
    "half a head": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ",
    "half a body": b"POST /_login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\npassword=",
    "half a chunk": b"PUT / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
}


def promptly(port: int | None) -> bool:
    """Whether a reader is answered at once."""
    begun = time.monotonic()
    answered = send(port, "GET /static/app.js HTTP/1.1", f"Host: 127.0.0.1:{port}", wait=30).startswith(b"HTTP/1.1 200")
    return answered and time.monotonic() - begun < 2


@pytest.mark.parametrize("text", HALVES.values(), ids=HALVES.keys())
@pytest.mark.parametrize("most", [200, 30])
def test_half_sent_requests_stop_nobody(serve: Serve, monkeypatch: pytest.MonkeyPatch, text: bytes, most: int) -> None:
    """Fewer than the server takes at one time, or more."""
    monkeypatch.setattr(server, "CONNECTIONS", most)
    site = serve(door=None)
    with half_sent(site.port, 100, text):
        assert all(promptly(site.port) for _ in range(5))


@pytest.fixture
def kept_open() -> Iterator[list[socket.socket]]:
    """Connections that are closed at the very end."""
    connections: list[socket.socket] = []
    yield connections
    for each in connections:
        each.close()


def test_stopping_waits_for_nobody(kept_open: list[socket.socket], serve: Serve) -> None:
    """The server is stopped after this, with a connection open: its thread must end."""
    site = serve(door=None)
    kept_open.append(socket.create_connection(("127.0.0.1", site.port or 0), timeout=10))
    kept_open[0].sendall(HALVES["half a head"])
    assert promptly(site.port)


def test_half_sent_requests_stop_fava_own_server(tmp_path: Path) -> None:
    """Why it isn't used: each holds a thread, of ten. (To see that the test above means something.)"""
    from cheroot.wsgi import Server  # noqa: PLC0415

    path = tmp_path / "main.beancount"
    path.write_text(HEAD + EXTENSION_LINE, encoding="utf-8", newline="\n")
    cheroot = Server(("127.0.0.1", 0), fava_site.site(path), shutdown_timeout=0)
    cheroot.prepare()
    thread = threading.Thread(target=cheroot.serve, daemon=True)
    thread.start()
    port = cheroot.socket.getsockname()[1]
    with half_sent(port, 15, HALVES["half a head"]), pytest.raises(TimeoutError):
        send(port, "GET /static/app.js HTTP/1.1", f"Host: 127.0.0.1:{port}", wait=2)
    cheroot.stop()
    thread.join()


def test_slow_readers_stop_nobody(serve: Serve) -> None:
    site = serve(door=None)
    ask = f"GET /static/app.js HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n\r\n".encode()
    with half_sent(site.port, 60, ask):
        assert all(promptly(site.port) for _ in range(5))


@pytest.mark.parametrize("dripping", [True, False])
def test_half_a_head_is_not_waited_for(serve: Serve, monkeypatch: pytest.MonkeyPatch, *, dripping: bool) -> None:
    """Not even where a byte comes now and then."""
    monkeypatch.setattr(server, "IDLE", 1)
    monkeypatch.setattr(server, "SWEEP", 1)
    site = serve(door=None)
    with socket.create_connection(("127.0.0.1", site.port or 0), timeout=20) as connection:
        connection.sendall(HALVES["half a head"])
        begun = time.monotonic()
        connection.settimeout(0.2)
        while time.monotonic() - begun < 15:
            try:
                if connection.recv(1) == b"":
                    break
            except TimeoutError:
                if dripping:
                    connection.sendall(b"a")
            except OSError:
                break
        assert time.monotonic() - begun < 12


LARGE = {
    "an endless address": (431, b"GET /" + b"a" * 400_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
    "an endless header": (431, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 400_000),
    "endless headers": (431, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X: a\r\n" * 80_000),
    "too large a body": (413, b"PUT /b/api/source HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10000000000\r\n\r\n"),
    "no number": (400, b"PUT / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: x\r\n\r\n"),
    "no request": (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
    "an odd encoding": (501, b"PUT / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: gzip\r\n\r\n"),
}


@pytest.mark.parametrize("kind", LARGE)
def test_what_is_too_large_or_no_request_is_refused_in_chinese(serve: Serve, kind: str) -> None:
    expected, text = LARGE[kind]
    site = serve(door=None)
    answer = b""
    with socket.create_connection(("127.0.0.1", site.port or 0), timeout=10) as connection, suppress(ConnectionError):
        connection.sendall(text)
        while more := connection.recv(1 << 16):
            answer += more
    assert status(answer) == expected
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"Content-Security-Policy" in head
    assert b"X-Frame-Options: DENY" in head
    assert re.search("[一-龥]", body.decode())
    assert b"waitress" not in answer


def test_an_endless_chunked_body_ends(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "BODY", 1 << 20)
    site = serve(door=None)
    with socket.create_connection(("127.0.0.1", site.port or 0), timeout=10) as connection:
        connection.sendall(b"PUT /b/api/source HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        sent = 0
        try:
            for _ in range(200):
                connection.sendall(b"10000\r\n" + b"a" * 0x10000 + b"\r\n")
                sent += 1
            answer = connection.recv(100)
        except OSError:
            answer = b""
    assert sent < 200 or status(answer) == 413


@pytest.mark.parametrize("size", [b"Content-Length: 1000000", b"Transfer-Encoding: chunked"])
@pytest.mark.parametrize("defended", [True, False])
def test_a_stranger_sends_no_large_body(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, size: bytes, *, defended: bool
) -> None:
    """It would be kept on disk before anybody asks who sent it."""
    if not defended:
        monkeypatch.setattr(server, "STRANGER", 1 << 30)
        monkeypatch.setattr(Door, "admits", lambda *_: True)
    site = serve(door=Door(b"k" * 32, password=password("correct horse")))
    with socket.create_connection(("127.0.0.1", site.port or 0), timeout=2) as connection:
        host = f"Host: 127.0.0.1:{site.port}".encode()
        connection.sendall(b"PUT /b/api/source HTTP/1.1\r\n" + host + b"\r\n" + size + b"\r\n\r\n")
        if defended:
            assert status(connection.recv(1 << 16)) == 413
        else:
            connection.settimeout(0.5)
            with pytest.raises(TimeoutError):
                connection.recv(1)


# The command itself


@contextmanager
def command(tmp_path: Path, *arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """``serve`` in a process of its own; gives the printed address."""
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + EXTENSION_LINE + VOUCHER, encoding="utf-8", newline="\n")
    home = dict.fromkeys(("HOME", "APPDATA", "XDG_CONFIG_HOME"), str(tmp_path))
    line = [sys.executable, "-X", "utf8", "-m", "gov_accounts", "serve", str(path), *arguments]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    with subprocess.Popen(line, env=os.environ | home, **pipes) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        try:
            assert found
            yield found[0], process
        finally:
            process.kill()


def stopped(process: subprocess.Popen[str]) -> str:
    """Everything on standard error, after Ctrl-C."""
    process.send_signal(signal.SIGINT if sys.platform != "win32" else signal.SIGTERM)
    return process.communicate(timeout=20)[1]


def test_a_restart_keeps_who_is_in_and_not_the_printed_address(context: BrowserContext, tmp_path: Path) -> None:
    with command(tmp_path, "--port", "0") as (first, process):
        port = urlsplit(first).port
        page = context.new_page()
        page.goto(first)
        page.wait_for_selector("header h1")
        bookmark = page.url
        page.goto("about:blank")
        stopped(process)
    with command(tmp_path, "--port", str(port)) as (second, _):
        assert second != first
        answer = page.goto(bookmark)
        assert answer is not None
        assert answer.status == 200
        assert status(send(port, f"GET /?{urlsplit(first).query} HTTP/1.1", f"Host: 127.0.0.1:{port}")) == 403
        assert status(send(port, f"GET /?{urlsplit(second).query} HTTP/1.1", f"Host: 127.0.0.1:{port}")) == 303


@pytest.mark.skipif(sys.platform == "win32", reason="stopping it there ends it without a word")
def test_clients_that_go_away_leave_no_trace(tmp_path: Path) -> None:
    """Reset before, within and after a request, and while the answer is sent."""
    with command(tmp_path, "--port", "0") as (address, process):
        port = urlsplit(address).port
        ask = f"GET /?{urlsplit(address).query} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
        for text in (*HALVES.values(), ask, ask * 50):
            for _ in range(10):
                connection = socket.create_connection(("127.0.0.1", port or 0))
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.sendall(text)
                connection.close()
        assert status(send(port, "GET / HTTP/1.1", f"Host: 127.0.0.1:{port}")) == 403
        assert stopped(process) == "已停止。\n"
    assert process.returncode == 0


class Insider:
    """Someone let in: asks a server by socket, with the cookie."""

    def __init__(self, address: str) -> None:
        self.port = urlsplit(address).port
        self.host = f"Host: 127.0.0.1:{self.port}"
        answer = send(self.port, f"GET /?{urlsplit(address).query} HTTP/1.1", self.host).decode()
        self.cookie = f"Cookie: {re.findall(r'(?i)set-cookie: ([^;]*)', answer)[0]}"
        self.slug = re.findall(r"(?i)location: /([^/]*)/", self.ask("/").decode())[0]

    def ask(self, path: str, *more: str, method: str = "GET", body: bytes = b"") -> bytes:
        size = [f"Content-Length: {len(body)}"] if body else []
        return send(self.port, f"{method} {path} HTTP/1.1", self.host, self.cookie, *size, *more, body=body)


@pytest.mark.skipif(sys.platform == "win32", reason="stopping it there ends it without a word")
def test_what_fava_refuses_is_no_traceback_in_the_terminal(tmp_path: Path) -> None:
    with command(tmp_path, "--port", "0") as (address, process):
        insider = Insider(address)
        answer = insider.ask(f"/{insider.slug}/statement/?entry_hash=x&key=y")
        insider.ask(f"/{insider.slug}/api/narration_transaction?narration=")
        insider.ask(f"/{insider.slug}/api/source?filename=/etc/passwd")
        said = stopped(process)
    assert status(answer) == 400
    *told, last = said.splitlines()
    assert last == "已停止。"
    assert all(line.startswith("浏览器的一个请求没有办成：") for line in told), said


def test_a_mistake_of_the_program_is_told_in_one_line(tmp_path: Path) -> None:
    """Not by a traceback; and not lost either."""
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + EXTENSION_LINE, encoding="utf-8", newline="\n")
    app = fava_site.site(path)

    def broken() -> str:
        raise RuntimeError("two\nlines")

    app.add_url_rule("/broken/", view_func=broken)
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    logging.getLogger().addHandler(handler)
    try:
        server.say_in_one_line()
        answer = app.test_client().get("/broken/")
    finally:
        logging.getLogger().removeHandler(handler)
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    (line,) = said.getvalue().splitlines()
    assert line.startswith("浏览器的一个请求没有办成：")
    assert line.endswith("（RuntimeError：two lines）")


def test_the_command_puts_it_together(tmp_path: Path) -> None:
    """The names given and no others; a large upload from who is in, and from nobody else."""
    with command(tmp_path, "--port", "0", "--host-name", "Books.Example") as (address, _):
        insider = Insider(address)
        front = "GET /static/app.js HTTP/1.1"
        assert status(send(insider.port, front, f"Host: {EVIL}:{insider.port}")) == 421
        assert status(send(insider.port, front, f"Host: books.example:{insider.port}")) == 403
        assert status(send(insider.port, front, insider.host, insider.cookie)) == 200
        source = f"/{insider.slug}/api/format_source"
        body = json.dumps({"source": "; " + "x" * 100_000}).encode()
        kind = "Content-Type: application/json"
        assert status(insider.ask(source, kind, method="PUT", body=body)) == 200
        insider.cookie = "Cookie: none=1"
        with suppress(ConnectionError):
            assert status(insider.ask(source, kind, method="PUT", body=body)) == 413
