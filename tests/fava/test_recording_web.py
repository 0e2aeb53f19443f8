"""The addresses of the page 记账: who may ask, what a disk that fails leaves, what somebody wrote meanwhile."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from gov_accounts.fava import reloading, saving
from gov_accounts.fava.recording.desk import Desk as RecordingDesk
from gov_accounts.fava.recording.endpoints import SCRIPTS
from gov_accounts.fava.site import site
from gov_accounts.files import whole
from gov_accounts.files.versions import FOLDER, versions_of
from tests.support.desk import Desk
from tests.support.failing import failing, tree

GETS = ("entry-lists", "entry-month", "entry-voucher", "entry-templates", "entry-template", "entry-print")
POSTS = ("entry-look", "entry-save", "entry-open")
QUERY = {"year": 2020, "month": 1, "line": 1, "action": "edit"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    folder = tmp_path / "账"
    folder.mkdir()
    return Desk(folder)


def test_read_only_has_no_such_page(desk: Desk) -> None:
    before = tree(desk.main.parent)
    client = site(desk.main, read_only=True).test_client()
    page = f"/{desk.slug}/extension/GovAccounts/"
    assert "tab=entry" not in client.get(page).text
    refused = client.get(f"{page}?tab=entry")
    assert (refused.status_code, "没有记账这一页" in refused.text) == (400, True)
    for name in GETS:
        assert client.get(f"{page}{name}", query_string=QUERY).status_code == 403, name
    for name in POSTS:
        assert client.post(f"{page}{name}", json={}).status_code == 401, name
    assert tree(desk.main.parent) == before


def test_the_page_and_its_modules_are_there(desk: Desk) -> None:
    page = desk.client.get(f"/{desk.slug}/extension/GovAccounts/?tab=entry")
    assert "data-gov-entry" in page.text
    for name in SCRIPTS:
        answer = desk.ask(name)
        assert answer.mimetype == "text/javascript"
        assert answer.status_code == 200
        # Each imports only what is served.
        assert {each.split('"')[0] for each in answer.text.split('from "./')[1:]} <= set(SCRIPTS)


def test_another_sites_page_saves_nothing(desk: Desk) -> None:
    path = f"/{desk.slug}/extension/GovAccounts/entry-save"
    before = tree(desk.main.parent)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert desk.client.post(path, json={}, headers=headers).status_code == 403
    assert desk.client.post(path, data="{}", content_type="text/plain").status_code == 415
    assert desk.client.get(path).status_code == 404
    assert tree(desk.main.parent) == before


BODIES: tuple[Any, ...] = (
    None,
    [],
    "x",
    7,
    {},
    {"year": "2020"},
    {"year": True, "form": {}},
    {"year": -1, "form": {}},
    {"year": 10**9, "form": {}},
    {"year": 2020},
    {"year": 2020, "form": {"rows": [{"account": {}}], "date": [], "tags": {}}},
    {"year": 2020, "form": {"date": "5.8", "narration": "x", "rows": [{"account": "x", "debit": "1"}]}, "replaces": 7},
    {"year": 2020, "form": {}, "replaces": {"file": 1, "line": "x", "digest": None}},
)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("name", POSTS)
def test_whatever_is_sent_is_answered(desk: Desk, name: str, body: Any) -> None:
    before, path = tree(desk.main.parent), f"/{desk.slug}/extension/GovAccounts/{name}"
    answer = desk.client.post(path, data=json.dumps(body), content_type="application/json")
    assert answer.status_code == 200
    said = answer.get_json()
    assert said.get("error") or said["problems"]
    assert tree(desk.main.parent) == before


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("entry-lists", {"year": ""}),
        ("entry-lists", {"year": "0"}),
        ("entry-lists", {"year": "２０２０"}),
        ("entry-lists", {"year": "99999"}),
        ("entry-month", {"month": "13"}),
        ("entry-voucher", {"action": "burn"}),
        ("entry-voucher", {"line": "-1"}),
        ("entry-print", {"format": "exe"}),
    ],
)
def test_a_wrong_parameter_is_told(desk: Desk, name: str, query: dict[str, str]) -> None:
    answer = desk.ask(name, **{**QUERY, **query})
    assert answer.status_code == 400
    assert "参数" in answer.text


def test_what_goes_wrong_is_said_to_the_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As JSON with words in Chinese, whatever it is, since a page of HTML is no message."""

    def broken(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    body = {"year": 2020, "form": {}}
    monkeypatch.setattr(RecordingDesk, "look", broken)
    assert "读写出错" in desk.ask("entry-look", body).json["error"]
    monkeypatch.setattr(RecordingDesk, "save", broken)
    answer = desk.ask("entry-save", body)
    assert (answer.status_code, "读写出错" in answer.json["error"]) == (409, True)
    monkeypatch.setattr(RecordingDesk, "look", lambda *_: 1 // 0)
    desk.app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = desk.ask("entry-look", body)
    assert (answer.status_code, "程序出错了" in answer.json["error"]) == (500, True)
    assert "error" in desk.client.put(f"/{desk.slug}/extension/GovAccounts/entry-look").get_json()


def test_a_voucher_is_printed(desk: Desk) -> None:
    one = desk.ask("entry-print", year=2020, month=1, line=2, file=str(desk.month), format="html")
    assert (one.status_code, one.mimetype) == (200, "text/html")
    assert "购电" in one.text
    assert "购水" not in one.text
    assert desk.ask("entry-print", year=2020, month=1, line=3, file=str(desk.month)).status_code == 404
    assert desk.ask("entry-print", year=2020, month=7, line=0).status_code == 404
    assert desk.ask("entry-print", year=2020, month=1, line=1, file="/etc/passwd").status_code == 404
    pdf = desk.ask("entry-print", year=2020, month=2, line=0, format="pdf")
    assert pdf.data[:5] == b"%PDF-"


def test_what_is_saved_is_there_and_what_it_replaced_is_kept(desk: Desk) -> None:
    before, main = desk.month.read_bytes(), desk.main.read_bytes()
    assert desk.amend().json["saved"]
    head, _, old = before.partition(b"2020-02-05")
    assert desk.month.read_bytes().startswith(head + '2020-02-05 * "某公司" "购自来水" #2060502 #30205\n'.encode())
    assert desk.month.read_bytes().count(b"\n") == before.count(b"\n")
    assert b"60.00" in old
    assert [each.path.read_bytes() for each in versions_of(desk.month)] == [before]
    assert desk.record().json["saved"]
    assert desk.main.read_bytes() == main + b'include "2020-03.beancount"\n'
    assert [each.path.read_bytes() for each in versions_of(desk.main)] == [main]
    assert "购纸" in [getattr(each, "narration", "") for each in desk.ledger.all_entries]


@pytest.mark.parametrize("way", ["record", "amend"])
def test_a_disk_that_fails_leaves_every_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setattr(reloading, "_QUIET", 0)
    folder = tmp_path / "账"
    folder.mkdir()
    desk = Desk(folder)
    before = tree(folder)
    refused = 0
    for at in range(200):
        with failing(at, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) as done:
            answer = getattr(desk, way)()
        found = {name: content for name, content in tree(folder).items() if not name.startswith(FOLDER.parts[0])}
        if answer.status_code != 200:
            refused += 1
            assert answer.json["error"].startswith("没有办成，文件没有变")
            assert found == before
        if len(done) <= at:
            break
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        for name, content in before.items():
            (folder / name).write_bytes(content)
    assert refused > 6
    assert found != before
    assert len(found) == len(before) + (way == "record")


@pytest.mark.parametrize(("way", "name"), [("record", "main"), ("amend", "month"), ("amend", "main")])
def test_what_somebody_wrote_at_the_last_moment_stays(
    desk: Desk, way: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After all was worked out, before the files take their place; in another file of the ledger, too."""
    target: Path = getattr(desk, name)
    month = desk.month.read_bytes()
    theirs = target.read_bytes() + b"; theirs\n"
    real = whole.write_whole

    def write(changes: Any, require: Any) -> None:
        target.write_bytes(theirs)
        real(changes, require)

    monkeypatch.setattr(saving, "write_whole", write)
    answer = getattr(desk, way)()
    assert answer.status_code == 409
    assert "刚刚被别的程序改动了" in answer.json["error"]
    assert target.read_bytes() == theirs
    assert target == desk.month or desk.month.read_bytes() == month
    assert not desk.main.with_name("2020-03.beancount").exists()


def test_a_detail_is_opened_where_accounts_are(desk: Desk) -> None:
    body = {"year": 2020, "parent": "Assets:1002-银行存款", "name": "专户", "budget": ""}
    assert desk.ask("entry-open", body).json == {"account": "Assets:1002-银行存款:01-专户"}
    assert desk.main.read_text(encoding="utf-8").endswith("2019-12-31 open Assets:1002-银行存款:01-专户 CNY\n")
    accounts = [each["id"] for each in desk.ask("entry-lists", year=2020).json["accounts"]]
    assert "Assets:1002-银行存款:01-专户" in accounts
    assert "error" in desk.ask("entry-open", body).json
