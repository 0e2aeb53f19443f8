"""A real browser on a real server, for tests: the system's Chromium, and Fava on a ledger in a thread."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from gov_accounts.fava import server
from gov_accounts.fava.site import EXTENSION, site

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]


def executable() -> str | None:
    """The browser named by the environment (CHROME), or the first one found."""
    if named := os.environ.get("CHROME"):
        return named
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or next((place for place in PLACES if Path(place).exists()), None)


def unavailable(why: str) -> NoReturn:
    """Skip; or fail, where the environment says that there must be a browser."""
    if os.environ.get("GOV_ACCOUNTS_BROWSER") == "required":
        pytest.fail(f"the browser tests must run here, and can't: {why}")
    pytest.skip(f"no browser: {why}")


@contextmanager
def browsing(*more: str) -> Iterator[Browser]:
    """A browser, with more of its command line's switches; the test is skipped where there is none."""
    program = executable()
    if program is None:
        unavailable(f"none of {', '.join(NAMES)} is installed, and CHROME names none")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS, *more])
        except Error as error:
            unavailable(f"{program} doesn't start: {error.message.splitlines()[0]}")
        yield browser
        browser.close()


@contextmanager
def serving(ledger: Path) -> Iterator[str]:
    """Fava on a ledger; gives the address of its pages, without the slash at the end."""
    app = site(ledger)
    ((slug, _),) = app.config["LEDGERS"].items()
    with running(app) as address:
        yield f"{address}/{quote(slug)}"


@contextmanager
def running(app: WSGIApplication, welcome: server.Welcome = lambda _: True) -> Iterator[str]:
    """An application in the server of `serve`, in a thread; gives its address, without the slash at the end."""
    serving = server.server(server.listen("127.0.0.1", 0), app, welcome)
    thread = threading.Thread(target=server.run, args=[serving], daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{serving.effective_port}"
    finally:
        server.stop(serving)
        thread.join(10)
    assert not thread.is_alive()


def extension(base: str, query: str = "") -> str:
    """The address of a page of the extension."""
    return f"{base}/extension/{EXTENSION}/" + (f"?{query}" if query else "")
