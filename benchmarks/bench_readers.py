"""How long readers wait while the ledger they read is edited all the time: 1,000 requests, 50 at a time.

A ledger of 5,000 vouchers is served by ``gov-accounts serve`` in a process of its own. A file of it is saved again and
again, in place, as editors do, while readers ask for the extension's pages and for Fava's own reports in turn. Times
are those of this machine; what can be compared is the ratio to a request of a ledger at rest, asked for alike, in the
same run. To run it::

    python -m benchmarks.bench_readers [--vouchers 5000]

The exit status is 1 where a request fails, or the slowest takes longer than its bound.
"""

from __future__ import annotations

import argparse
import http.client
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.bench_load import HEAD, PLUGIN, approvals, vouchers

AT_A_TIME = 50
PAUSE, PATIENCE, BOUND = 0.5, 180, 20
"""Seconds between two edits, until a reader gives up, and that the slowest may take."""
LINE = '2019-12-31 custom "fava-extension" "gov_accounts.fava"\n'
PATHS = (
    "extension/GovAccounts/?tab=tables",
    "api/changed",
    "extension/GovAccounts/?tab=checks",
    "api/income_statement",
    "extension/GovAccounts/?tab=balance",
    "api/journal_page?page=1&order=desc",
)


@dataclass
class Asked:
    """What became of requests: how each ended, and how many seconds it took."""

    ends: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def said(self) -> str:
        took = sorted(self.seconds) or [0.0]
        middle, most = took[len(took) // 2], took[-1]
        ends = ", ".join(f"{end} {count}" for end, count in sorted(self.ends.items()))
        return f"{ends}; half within {middle:.2f} s, 99 % within {took[len(took) * 99 // 100]:.2f} s, all {most:.2f} s"


def ask(host: str, path: str, cookie: str) -> tuple[str, float]:
    begun = time.monotonic()
    try:
        connection = http.client.HTTPConnection(host, timeout=PATIENCE)
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        end = str(answer.status)
    except TimeoutError:
        end = "timed out"
    except OSError:
        end = "reset"
    except http.client.HTTPException:
        end = "cut"
    return end, time.monotonic() - begun


def ask_all(host: str, slug: str, cookie: str, count: int) -> Asked:
    asked = Asked()
    paths = [f"/{slug}/{PATHS[number % len(PATHS)]}" for number in range(count)]
    with ThreadPoolExecutor(AT_A_TIME) as readers:
        for end, seconds in readers.map(lambda path: ask(host, path, cookie), paths):
            asked.ends[end] += 1
            asked.seconds.append(seconds)
    return asked


def edit(file: Path, ended: threading.Event) -> None:
    text = file.read_text(encoding="utf-8")
    number = 0
    while not ended.wait(PAUSE):
        number += 1
        file.write_text(f"{text}; {number}\n", encoding="utf-8")


def enter(address: str) -> tuple[str, str, str]:
    """The server, the ledger's name in addresses, and the cookie of who is let in."""
    parts = urlsplit(address)
    cookie = ""
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    for _ in range(5):
        connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        cookie = (answer.getheader("Set-Cookie") or cookie).partition(";")[0]
        place = answer.getheader("Location")
        if place is None:
            break
        path = urlsplit(place).path
    return parts.netloc, path.split("/")[1], cookie


def main() -> int:
    """Measure, print, and exit with 1 where something is above its bound."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vouchers", type=int, default=5000)
    parser.add_argument("--requests", type=int, default=1000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path, month = Path(name) / "main.beancount", Path(name) / "month.beancount"
        path.write_text(PLUGIN + LINE + HEAD + approvals() + '\ninclude "month.beancount"\n', encoding="utf-8")
        month.write_text("\n".join(leg for leg, _ in islice(vouchers(), chosen.vouchers)), encoding="utf-8")
        program = [sys.executable, "-m", "gov_accounts", "serve", str(path), "--port", "0"]
        server = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
        try:
            assert server.stdout is not None
            found = re.search(r"http://\S+", server.stdout.readline())
            assert found is not None
            host, slug, cookie = enter(found[0])
            ask_all(host, slug, cookie, len(PATHS))
            rest = ask_all(host, slug, cookie, chosen.requests // 5)
            print("at rest:", rest.said())
            ended = threading.Event()
            editor = threading.Thread(target=edit, args=[month, ended])
            editor.start()
            begun = time.monotonic()
            edited = ask_all(host, slug, cookie, chosen.requests)
            took = time.monotonic() - begun
            ended.set()
            editor.join()
        finally:
            server.terminate()
            server.wait()
    print(
        "edited:",
        edited.said(),
        f"; {took:.0f} s in all; slowest by slowest at rest: {max(edited.seconds) / max(rest.seconds):.1f}",
    )
    return int(set(edited.ends) != {"200"} or max(edited.seconds) > BOUND)


if __name__ == "__main__":
    sys.exit(main())
