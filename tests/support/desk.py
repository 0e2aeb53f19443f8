"""A ledger served to a browser, and each way to save in it."""

from __future__ import annotations

import io
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fava.beans.funcs import hash_entry

from gov_accounts.fava.reloading import Reloading
from gov_accounts.fava.site import site
from tests.support.heads import EXTENSION_LINE, HEAD

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient


MONTH = """
2020-01-05 * "某公司" "购电" #2060501 #30206
  fund: "11"
  Expenses:7201-事业支出:基本支出                        50.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度        -50.00 CNY.B

2020-02-05 * "某公司" "购水" #2060502 #30205
  fund: "11"
  Expenses:7201-事业支出:基本支出                        60.00 CNY.B
  Assets:8001-资金结存:800101-零余额账户用款额度        -60.00 CNY.B
"""
ENTRY = {
    "t": "Transaction",
    "date": "2020-03-05",
    "flag": "*",
    "payee": "某公司",
    "narration": "购纸",
    "tags": ["2060501", "30201"],
    "links": [],
    "meta": {"fund": "11"},
    "postings": [
        {"account": "Expenses:7201-事业支出:基本支出", "amount": "70.00 CNY.B", "meta": {}},
        {"account": "Assets:8001-资金结存:800101-零余额账户用款额度", "amount": "-70.00 CNY.B", "meta": {}},
    ],
}


class Desk:
    """A ledger of two files, served, and what can be done with it from the browser."""

    def __init__(self, folder: Path, newline: str = "\n") -> None:
        self.main, self.month = folder / "main.beancount", folder / "2020.beancount"
        text = (
            HEAD
            + EXTENSION_LINE
            + f'option "documents" "附件"\n2019-12-31 custom "fava-option" "default-file" "{self.month}"\n'
        )
        self.main.write_text(text + 'include "2020.beancount"\n', encoding="utf-8", newline="\n")
        self.month.write_text(MONTH, encoding="utf-8", newline=newline)
        self.app = site(self.main)
        self.home: Reloading = self.app.config["LEDGERS"].home
        self.client: FlaskClient = self.app.test_client()
        self.slug = next(iter(dict(self.app.config["LEDGERS"].items())))

    @property
    def ledger(self) -> Any:
        return self.app.config["LEDGERS"][self.slug]

    def call(self, method: str, name: str, **named: Any) -> Any:
        return self.client.open(f"/{self.slug}/api/{name}", method=method, **named)

    def ask(self, name: str, body: Any = None, **query: Any) -> Any:
        """What the page 记账 asks of one of its addresses."""
        path = f"/{self.slug}/extension/GovAccounts/{name}"
        if body is None:
            return self.client.get(path, query_string=query)
        return self.client.post(path, json=body)

    def record(self) -> Any:
        """A new voucher, in a month that has no file yet."""
        rows = [
            {"account": "Expenses:7201-事业支出:基本支出", "debit": "70"},
            {"account": "Assets:8001-资金结存:800101-零余额账户用款额度", "credit": "70"},
        ]
        form = {"date": "3.5", "narration": "购纸", "func": "2060501", "econ": "30201", "fund": "11", "rows": rows}
        return self.ask("entry-save", {"year": 2020, "form": form, "digest": ""})

    def amend(self) -> Any:
        """A voucher changed where it stands."""
        lines = self.month.read_text(encoding="utf-8").split("\n")
        line = next(number for number, each in enumerate(lines, 1) if "购水" in each)
        found = self.ask("entry-voucher", action="edit", year=2020, line=line, file=str(self.month)).json
        body = {"year": 2020, "form": found["form"] | {"narration": "购自来水"}, "replaces": found["replaces"]}
        return self.ask("entry-save", body | {"digest": found["replaces"]["was"]})

    def hash_of(self, words: str) -> str:
        return next(
            hash_entry(each) for each in self.ledger.all_entries if words in str(getattr(each, "narration", ""))
        )

    def set_source(self, source: str | None = None, digest: str = "") -> Any:
        text = self.month.read_text(encoding="utf-8")
        body = {
            "file_path": str(self.month),
            "source": text + "; 记\n" if source is None else source,
            "sha256sum": digest or sha256(text.encode()).hexdigest(),
        }
        return self.call("PUT", "source", json=body)

    def add_entries(self, count: int = 1) -> Any:
        entries = [{**ENTRY, "narration": f"购纸{number}"} for number in range(count)]
        return self.call("PUT", "add_entries", json={"entries": entries})

    def add_metadata(self) -> Any:
        return self.call("PUT", "attach_document", json={"filename": "a.pdf", "entry_hash": self.hash_of("购电")})

    def slice(self) -> dict[str, str]:
        entry = self.hash_of("购水")
        found = self.call("GET", "source_slice", query_string={"entry_hash": entry}).json["data"]
        return {"entry_hash": entry, "source": found["slice"], "sha256sum": found["sha256sum"]}

    def save_slice(self) -> Any:
        found = self.slice()
        return self.call("PUT", "source_slice", json={**found, "source": found["source"].replace("60.00", "61.00")})

    def delete_slice(self) -> Any:
        found = self.slice()
        del found["source"]
        return self.call("DELETE", "source_slice", query_string=found)

    def upload(self) -> Any:
        form = {
            "file": (io.BytesIO(b"paper"), "发票.pdf"),
            "folder": "附件",
            "account": "Assets:1002-银行存款",
            "hash": self.hash_of("购电"),
        }
        return self.call("PUT", "add_document", data=form, content_type="multipart/form-data")


SAVES: dict[str, Callable[[Desk], Any]] = {
    "set_source": Desk.set_source,
    "insert_metadata": Desk.add_metadata,
    "save_entry_slice": Desk.save_slice,
    "delete_entry_slice": Desk.delete_slice,
    "insert_entries": Desk.add_entries,
}
"""The five places at which Fava's core writes."""
