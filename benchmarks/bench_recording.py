"""The guide's twelve vouchers: keys and seconds on the page 记账, and the keys of a text editor and of Fava's own form.

    python -m benchmarks.bench_recording

On the page every key is pressed in a real browser, and what is saved is compared with the guide. In a text editor a key
is a character of the voucher's lines (blanks that align count once, line ends too). Fava's form is counted by its
rules, not typed: eight digits of the day, words and tags, of each leg the digits that find its account, Enter, the
amount with its commodity, a Tab after each field, and for a line of metadata its key, its value and the way to it.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gov_accounts.books.new_ledger import new_ledger, write_new
from gov_accounts.books.postings import KEYS
from gov_accounts.fava.recording.lists import full_code
from gov_accounts.fava.recording.of_entry import form_of
from gov_accounts.fava.recording.text import TAGGED
from gov_accounts.money import to_yuan
from tests.support.browser import browsing, extension, serving
from tests.support.paths import EXAMPLES
from tests.support.typist import Typist, guide_vouchers

if TYPE_CHECKING:
    from gov_accounts.fava.recording.form import Form

YEAR = 2020
KEYS_A_SECOND = 4
"""How fast a bookkeeper types: 240 keys a minute, Chinese words counted as they end up, one key a character."""
METADATA = 4
"""Keys to get to a new line of metadata in Fava's form and from its key to its value."""


def editor_keys(text: str) -> int:
    """Of a voucher in a text editor."""
    return len(re.sub(" {2,}(?=-?[0-9])", " ", text))


def fava_keys(form: Form) -> int:
    """Of a voucher in Fava's own form."""
    tags = sum(len(form.codes[key]) + 2 for key in TAGGED if form.codes[key])
    keys = 9 + len(form.payee) + 1 + len(form.narration) + tags + 1
    keys += sum(METADATA + len(key) + len(form.codes[key]) for key in KEYS if key not in TAGGED and form.codes[key])
    for row in form.rows:
        keys += len(full_code(row.account)) + 2 + len(f"{to_yuan(row.fen):f} CNY") + 1
        keys += sum(METADATA + len(key) + len(code) for key, code in row.codes.items() if code)
    return keys + 1


def typed(page: Any, vouchers: list[tuple[str, Any]]) -> tuple[list[int], list[float]]:
    """Type and save them: the keys of each, and the seconds from the key that saves until it is saved."""
    typist, keys, waits = Typist(page), [], []
    for _, written in vouchers:
        before = typist.keys
        typist.enter(form_of(written))
        begun = time.perf_counter()
        typist.save()
        waits.append(time.perf_counter() - begun)
        keys.append(typist.keys - before)
        page.evaluate("document.querySelector('[data-part=mode]').textContent = ''")
    return keys, waits


def looks(page: Any) -> list[float]:
    """Seconds that the example of 424 vouchers takes to say what would come of one more, asked by the browser."""
    body = """{year: 2020, form: {date: "5.8", narration: "电费", payee: "某公司", func: "2060501", econ: "30206",
      rows: [{account: "Expenses:5001-业务活动费用:商品和服务费用", debit: "9.90"},
             {account: "Assets:1011-零余额账户用款额度", credit: "9.90"}]}}"""
    asked = f"""async () => {{
      const begun = performance.now();
      const options = {{method: "POST", headers: {{"Content-Type": "application/json"}}, body: JSON.stringify({body})}};
      const answer = await (await fetch("entry-look", options)).json();
      return [performance.now() - begun, answer.problems.length, answer.derived.length];
    }}"""
    found = [page.evaluate(asked) for _ in range(12)]
    assert all((problems, derived) == (0, 2) for _, problems, derived in found), found
    return [milliseconds / 1000 for milliseconds, _, _ in found]


def main() -> int:
    vouchers = guide_vouchers(YEAR)
    with tempfile.TemporaryDirectory() as folder, browsing() as browser:
        ledger = write_new(Path(folder) / "账", new_ledger("某某中心", "事业单位", YEAR)) / "main.beancount"
        with serving(ledger) as base:
            page = browser.new_page(locale="zh-CN")
            page.goto(extension(base, "tab=entry"))
            page.wait_for_selector("[data-ready]")
            keys, waits = typed(page, vouchers)
            page.close()
        with serving(EXAMPLES / "wuhan_2020" / "main.beancount") as base:
            page = browser.new_page(locale="zh-CN")
            page.goto(extension(base, "tab=entry"))
            page.wait_for_selector("[data-ready]")
            seconds = looks(page)
            page.close()
    editor, fava = [editor_keys(text) for text, _ in vouchers], [fava_keys(form_of(each)) for _, each in vouchers]
    print(f"{'':24}{'page':>8}{'editor':>8}{'Fava':>8}")
    for (_, written), one, two, three in zip(vouchers, keys, editor, fava, strict=True):
        print(f"{written.entry.narration[:10]:24}{one:8}{two:8}{three:8}")
    for name, counts, wait in (("page", keys, sum(waits)), ("editor", editor, 0), ("Fava", fava, 0)):
        total = sum(counts)
        print(f"{name:8}{total:6} keys, {total / KEYS_A_SECOND + wait:6.0f} s at {KEYS_A_SECOND} keys a second")
    print(f"saving one: {statistics.median(waits):.2f} s (median), {max(waits):.2f} s at most")
    print(f"looking, of 424 vouchers: {statistics.median(seconds):.2f} s (median), {max(seconds):.2f} s at most")
    return 0


if __name__ == "__main__":
    sys.exit(main())
