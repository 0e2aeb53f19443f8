"""Types vouchers on the page 记账 by keyboard alone, and counts the keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gov_accounts.bookkeeping.sealing.vouchers import Written, vouchers_in
from gov_accounts.books.new_ledger import GUIDE, new_ledger
from gov_accounts.books.postings import KEYS
from gov_accounts.fava.recording.form import Form, Row
from gov_accounts.fava.recording.lists import full_code
from gov_accounts.money import to_yuan

if TYPE_CHECKING:
    from playwright.sync_api import Page

_BLOCK = re.compile(r"^```beancount\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def guide_vouchers(year: int, sections: int = 12) -> list[tuple[str, Written]]:
    """The first voucher of each of the guide's sections, with its text."""
    guide = new_ledger("某某中心", "事业单位", year)[GUIDE]
    found = []
    for section in re.split(r"^## [0-9]+\. .*$", guide, flags=re.MULTILINE)[1 : sections + 1]:
        block = _BLOCK.search(section)
        assert block is not None
        first = block[1].split("\n\n")[0]
        text = "".join(f"{line}\n" for line in first.split("\n") if line and not line.startswith(";"))
        (written,) = vouchers_in(text.encode(), GUIDE)
        found.append((text, written))
    return found


def _amount(fen: int) -> str:
    """An amount with no more digits than are needed."""
    text = f"{to_yuan(abs(fen)):f}"
    return (
        text.removesuffix(".00").rstrip("0")
        if text.endswith("0") and not text.endswith(".00")
        else text.removesuffix(".00")
    )


class Typist:
    """Someone at the keyboard.

    Attributes:
        keys: how many were pressed so far: one for each character and each other key.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0

    def type(self, text: str, *then: str) -> None:
        """Type characters, then press keys."""
        self.keys += len(text) + len(then)
        self.page.keyboard.type(text)
        for each in then:
            self.page.keyboard.press(each)

    def enter(self, form: Form) -> None:
        """Type a voucher, the cursor being in the field of its date; it isn't saved yet."""
        self.type(f"{form.date.month}.{form.date.day}", "Enter")
        self.type(form.payee, "Enter")
        self.type(form.narration, "Enter")
        self.type("" if form.attachments is None else str(form.attachments), "Enter")
        self.type(form.codes["func"], "Enter")
        further = [key for key in ("fund", "project") if form.codes[key]]
        self.type(form.codes["econ"], "Tab" if further else "Enter")
        if further:
            if form.codes["project"]:
                self.type(form.codes["fund"], "Tab")
            self.type(form.codes[further[-1]], "Enter")
        for index, row in enumerate(form.rows):
            self._row(row, last=index == len(form.rows) - 1)

    def _row(self, row: Row, *, last: bool) -> None:
        codes = [row.codes[key] for key in KEYS]
        coded = any(codes)
        self.type(full_code(row.account), "Tab" if coded else "Enter")
        for index, code in enumerate(codes if coded else []):
            if any(codes[index:]) and not any(codes[index + 1 :]):
                # The last code of the line: Enter goes on to the amounts.
                self.type(code, "Enter")
                break
            self.type(code, "Tab")
        if row.fen < 0:
            self.type("", "Enter")
        self.type("=" if last else _amount(row.fen), "Enter")

    def save(self) -> None:
        """Save, and wait until the page says so."""
        self.type("", "F8")
        self.page.wait_for_function("() => document.querySelector('[data-part=mode]').textContent.startsWith('已保存')")
