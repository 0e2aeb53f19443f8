"""Fava's page Import, asked without a browser: files of its folder, vouchers that are new, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchange import layouts
from tests.exchange.layouts import Entry, Slip
from tests.exchange.test_importing import MAY
from tests.support.desk import Desk

KEY = "journal 序时账（凭证表）"
PAID = Slip(
    MAY,
    "记",
    1,
    (
        Entry("720101", "基本支出", 12_300, "2060501", "30201", "11"),
        Entry("800101", "零余额账户用款额度", -12_300, fund="11"),
    ),
    "付<b>办公费</b>",
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A ledger that is served, and a folder beside it for files."""
    made = Desk(tmp_path)
    (tmp_path / "import").mkdir()
    return made


def put(folder: Path, *slips: Slip) -> Path:
    return layouts.save(folder / "五月.xlsx", layouts.sheet("journal", slips))


def test_a_file_of_the_folder_is_offered_and_read(desk: Desk, tmp_path: Path) -> None:
    path = put(tmp_path / "import", PAID)
    offered = desk.call("GET", "imports").json["data"]
    assert [(each["basename"], [one["importer_name"] for one in each["importers"]]) for each in offered] == [
        ("五月.xlsx", [KEY])
    ]
    read = desk.call("GET", "extract", query_string={"filename": str(path), "importer": KEY}).json["data"]
    assert [(each["t"], each["date"], each["narration"]) for each in read] == [
        ("Transaction", "2020-05-08", "付<b>办公费</b>")
    ]
    accounts = [each["account"] for each in read[0]["postings"]]
    assert accounts == ["Expenses:7201-事业支出:基本支出", "Assets:8001-资金结存:800101-零余额账户用款额度"]


def test_what_is_there_already_is_not_offered_again(desk: Desk, tmp_path: Path) -> None:
    path = put(tmp_path / "import", PAID)
    asked = {"filename": str(path), "importer": KEY}
    entry = desk.call("GET", "extract", query_string=asked).json["data"][0]
    saved = desk.call("PUT", "add_entries", json={"entries": [entry]})
    assert saved.status_code == 200
    assert desk.call("GET", "extract", query_string=asked).json["data"] == []


def test_what_is_not_understood_is_said_in_chinese(desk: Desk, tmp_path: Path) -> None:
    path = put(tmp_path / "import", PAID._replace(entries=PAID.entries[:1]))
    said = desk.call("GET", "extract", query_string={"filename": str(path), "importer": KEY}).json["error"]
    assert "改法" in said
    assert "Traceback" not in said
    new = PAID._replace(entries=(PAID.entries[0]._replace(code="720199", name="别的"), PAID.entries[1]))
    path = put(tmp_path / "import", new)
    said = desk.call("GET", "extract", query_string={"filename": str(path), "importer": KEY}).json["error"]
    assert "还要先开户" in said
    assert "open Expenses:7201-事业支出:" in said


def test_no_file_elsewhere_is_read(desk: Desk, tmp_path: Path) -> None:
    elsewhere = put(tmp_path, PAID)
    (tmp_path / "import" / "链.xlsx").symlink_to(elsewhere)
    for name in (
        str(elsewhere),
        "/etc/passwd",
        str(tmp_path / "import" / ".." / "五月.xlsx"),
        str(tmp_path / "import" / "链.xlsx"),
    ):
        said = desk.call("GET", "extract", query_string={"filename": name, "importer": KEY}).json["error"]
        assert "只读导入文件夹里的文件" in said
