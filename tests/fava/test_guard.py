"""What stands before Fava, without a network: names, where requests come from, who is let in, what answers carry."""

from __future__ import annotations

import os
import re
import stat
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse

from gov_accounts.fava import door as door_module
from gov_accounts.fava import policy
from gov_accounts.fava.answers import failure, own_path
from gov_accounts.fava.door import LOGIN, LOGOUT, REMEMBERED, Door, cookie_name, user_key
from gov_accounts.fava.guard import LOOPBACK, Guard, Names
from gov_accounts.fava.password import Attempts, password
from gov_accounts.fava.site import site
from tests.support.heads import EXTENSION_LINE, HEAD

HERE = "http://127.0.0.1:5000"


def app(environ: Any, start_response: Any) -> list[bytes]:
    """Whatever is guarded: says what it was asked."""
    start_response("200 OK", [("Content-Type", "text/html"), ("X-Frame-Options", "ALLOWALL")])
    return [f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}?{environ['QUERY_STRING']}".encode()]


def ask(guard: Any, path: str = "/book/journal/", method: str = "GET", **given: Any) -> TestResponse:
    """The answer to a request; the names of headers are written as keywords."""
    headers = {name.replace("_", "-"): value for name, value in given.pop("headers", {}).items()}
    return Client(guard, use_cookies=False).open(path, method=method, base_url=HERE, headers=headers, **given)


# Names


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:5000", "localhost:80", "LOCALHOST:1", "[::1]:5000", "[::1]"])
def test_own_names(host: str) -> None:
    assert Names().own(host)


FOREIGN = (
    "",
    "evil.example",
    "evil.example:5000",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "evil.example#127.0.0.1",
    "evil@127.0.0.1",
    "127.0.0.1@evil.example",
    "127.0.0.1:5000:80",
    "127.0.0.1:",
    "127.0.0.1,evil.example",
    "[::1",
    "::1",
    "::1:5000",
    "127.0.0.1/",
    "127.0.0.1 ",
    "127.0.0.1\\",
    "0.0.0.0:5000",
    "192.0.2.7:5000",
    "[::]",
    "2130706433",
)


@pytest.mark.parametrize("host", FOREIGN)
def test_foreign_names(host: str) -> None:
    assert not Names().own(host)


def test_a_server_for_others_answers_to_addresses() -> None:
    """It may not know its own. A name it does know, or is told."""
    names = Names(LOOPBACK | {"books.example"}, addresses=True)
    assert all(names.own(host) for host in ("192.0.2.7:5000", "[2001:DB8::7]:80", "books.example", "BOOKS.example.:80"))
    assert not any(names.own(host) for host in ("evil.example", "192.0.2.7.evil.example", "books.example.evil.example"))


@given(st.text(max_size=30))
def test_no_other_text_is_a_name(text: str) -> None:
    names = {"127.0.0.1", "localhost", "::1"}
    if Names().own(text):
        bare = re.sub(r":\d{1,5}$", "", text) if not text.endswith("]") else text
        assert bare.strip("[]").rstrip(".").lower() in names


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_name_is_answered_by_a_refusal(host: str) -> None:
    answer = ask(Guard(app, Names()), headers={"Host": host})
    assert answer.status_code == 421
    assert "这个名字不是本服务的" in answer.text
    assert "GET" not in answer.text


# Where a request comes from

ELSEWHERE = (
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:6000"},
    {"Origin": "http://127.0.0.1"},
    {"Origin": "http://127.0.0.1:5000.evil.example"},
    {"Origin": "http://evil.example/127.0.0.1:5000"},
    {"Origin": "http://localhost:5000"},
    {"Origin": "http://["},
    {"Referer": "http://evil.example/127.0.0.1:5000"},
    {"Origin": "http://evil.example", "Referer": f"{HERE}/"},
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site"},
    {"Sec_Fetch_Site": "cross-site", "Origin": HERE},
)


@pytest.mark.parametrize("headers", ELSEWHERE)
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH", "get", "X"])
def test_nothing_is_changed_from_elsewhere(headers: dict[str, str], method: str) -> None:
    """A method that is not known to be harmless isn't."""
    answer = ask(Guard(app, Names()), "/book/api/source", method, headers=headers)
    assert answer.status_code == 403
    assert "请求来自别的网站" in answer.get_json()["error"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": HERE},
        {"Referer": f"{HERE}/book/editor/"},
        {"Origin": HERE, "Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": "HTTP://127.0.0.1:5000"},
    ],
)
def test_own_pages_may_change(headers: dict[str, str]) -> None:
    assert ask(Guard(app, Names()), "/book/api/source", "PUT", headers=headers).status_code == 200


def test_other_sites_may_lead_here_and_nothing_else() -> None:
    """No picture, script, frame or call; not even the answer to whether there is one."""
    guard = Guard(app, Names())
    link = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    assert ask(guard, headers=link).status_code == 200
    assert ask(guard, headers=link | {"Sec_Fetch_Dest": "iframe"}).status_code == 403
    assert ask(guard, headers=link | {"Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "image"}).status_code == 403
    assert ask(guard, "/book/api/extract?filename=x", headers=link).status_code == 403
    assert ask(guard, headers=link | {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "cors"}).status_code == 403


# Who is let in


def cookie(answer: TestResponse) -> str:
    return answer.headers["Set-Cookie"].partition(";")[0]


def test_without_a_cookie_the_door_is_closed() -> None:
    guard = Guard(app, Names(), Door(b"k" * 32))
    for method in ("GET", "HEAD", "PUT", "OPTIONS"):
        answer = ask(guard, "/book/journal/?time=2020", method)
        assert answer.status_code == 403
        assert answer.headers["Cache-Control"] == "no-store"
    text = ask(guard, "/book/journal/?time=2020").text
    assert "请用终端里印出的网址打开" in text
    assert 'href="/book/journal/?time=2020"' in text
    assert "请用终端里印出的网址打开" in ask(guard, "/book/api/changed").get_json()["error"]


def test_the_token_opens_and_is_gone_from_the_address() -> None:
    door = Door(b"k" * 32)
    guard = Guard(app, Names(), door)
    answer = ask(guard, f"/账/account/Assets:1011-x/?time=2020&token={door.token}&filter=%23a%26b")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/%E8%B4%A6/account/Assets:1011-x/?time=2020&filter=%23a%26b"
    kept = answer.headers["Set-Cookie"]
    assert re.fullmatch(
        r"gov-accounts-5000=\d+\.[0-9a-f]{64}; Max-Age=2592000; Path=/; HttpOnly; SameSite=Strict", kept
    )
    assert door.token not in kept
    assert ask(guard, headers={"Cookie": f"a=b; {cookie(answer)}; c"}).text == "GET /book/journal/?"
    assert ask(guard, "/", "PUT", headers={"Cookie": cookie(answer)}).text == "PUT /?"


@pytest.mark.parametrize("token", ["", "x", "钱", "%00", "%ff"])
def test_another_token_opens_nothing(token: str) -> None:
    door = Door(b"k" * 32)
    answer = ask(Guard(app, Names(), door), f"/?token={token}")
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_a_token_is_new_each_time_and_for_looking_only() -> None:
    door = Door(b"k" * 32)
    assert len({Door(b"k" * 32).token for _ in range(100)}) == 100
    assert ask(Guard(app, Names(), door), f"/?token={door.token}", "POST").status_code == 403


def test_a_bookmark_with_an_old_token_opens_for_who_is_in() -> None:
    door = Door(b"k" * 32)
    guard = Guard(app, Names(), door)
    mine = {"Cookie": cookie(ask(guard, f"/?token={door.token}"))}
    answer = ask(guard, "/a/?token=old&b=1", headers=mine)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/a/?b=1")


def test_a_cookie_is_of_its_port_key_and_time(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(b"k" * 32)
    mine = cookie(ask(Guard(app, Names(), door), f"/?token={door.token}"))
    host = "127.0.0.1:5000"
    assert Door(b"k" * 32).admits(mine, host), "after a restart"
    assert not Door(b"l" * 32).admits(mine, host)
    assert not door.admits(mine, "127.0.0.1:5001")
    assert not door.admits(mine.replace("-5000", "-5001"), "127.0.0.1:5001")
    assert not door.admits(mine[:-1] + ("0" if mine[-1] != "0" else "1"), host)
    until = int(mine.partition("=")[2].partition(".")[0])
    assert not door.admits(mine.replace(str(until), str(until + 1)), host)
    for wrong in ("", "gov-accounts-5000=", "gov-accounts-5000=.", f"gov-accounts-5000={'9' * 12}.{'0' * 64}"):
        assert not door.admits(wrong, host)
    monkeypatch.setattr(time, "time", lambda: until - 1)
    assert door.admits(mine, host)
    monkeypatch.setattr(time, "time", lambda: until + 1)
    assert not door.admits(mine, host)


def test_a_cookie_is_renewed_where_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(b"k" * 32)
    guard = Guard(app, Names(), door)
    mine = {"Cookie": cookie(ask(guard, f"/?token={door.token}"))}
    assert "Set-Cookie" not in ask(guard, headers=mine).headers
    later = time.time() + REMEMBERED - 60
    monkeypatch.setattr(time, "time", lambda: later)
    assert "Set-Cookie" not in ask(guard, "/book/api/changed", headers=mine).headers, "a page left open asks that"
    answer = ask(guard, headers=mine)
    assert answer.status_code == 200
    monkeypatch.setattr(time, "time", lambda: later + 3600)
    assert ask(guard, headers=mine).status_code == 403
    assert ask(guard, headers={"Cookie": cookie(answer)}).status_code == 200


def test_cookies_of_two_servers_stand_side_by_side() -> None:
    names = {cookie_name(host) for host in ("127.0.0.1:5000", "127.0.0.1:5001", "books.example", "[::1]", "[::1]:80")}
    assert names == {"gov-accounts-5000", "gov-accounts-5001", "gov-accounts-", "gov-accounts-80"}


# The key


def test_the_key_stays_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "config" / "gov-accounts" / "serve.key"
    key = user_key(file)
    assert len(key) == 32
    assert user_key(file) == key
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(os.name != "posix", reason="Windows knows no such mode")
def test_a_key_that_others_could_read_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "serve.key"
    key = user_key(file)
    file.chmod(0o644)
    assert user_key(file) != key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"short", b"k" * 33])
def test_a_key_that_is_none_is_made_anew(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "serve.key"
    file.write_bytes(content)
    file.chmod(0o600)
    assert len(user_key(file)) == 32
    assert user_key(file) == file.read_bytes()


def test_where_no_key_can_be_kept_there_is_one_for_now(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    for file in (tmp_path / "file" / "serve.key", tmp_path / "folder"):
        assert len({user_key(file) for _ in range(3)}) == 3


# The password


def login(guard: Any, given: str, following: str = "/", **headers: str) -> TestResponse:
    return ask(guard, LOGIN, "POST", data={"password": given, "next": following}, headers=headers)


def test_the_password_is_asked_for() -> None:
    guard = Guard(app, Names(), Door(b"k" * 32, password=password("好密码 8&=%")))
    asked = ask(guard, "/book/journal/?a='\"><script>")
    assert asked.status_code == 403
    assert "看账要密码" in asked.text
    assert "<script" not in asked.text
    assert "看账要密码" in ask(guard, "/book/api/changed").get_json()["error"]
    for wrong in ("好密码", "好密码 8&=% "):
        answer = login(guard, wrong)
        assert (answer.status_code, "Set-Cookie" in answer.headers) == (403, False)
        assert "密码不对" in answer.text
    right = login(guard, "好密码 8&=%", "/book/journal/?a=1")
    assert (right.status_code, right.headers["Location"]) == (303, "/book/journal/?a=1")
    assert "HttpOnly; SameSite=Strict" in right.headers["Set-Cookie"]
    assert "Max-Age" not in right.headers["Set-Cookie"]
    assert ask(guard, headers={"Cookie": cookie(right)}).status_code == 200


def test_with_a_password_the_token_opens_nothing() -> None:
    door = Door(b"k" * 32, password=password("correct horse"))
    assert ask(Guard(app, Names(), door), f"/?token={door.token}").status_code == 403


def test_another_password_makes_old_cookies_void() -> None:
    host = "127.0.0.1:5000"
    first = Door(b"k" * 32, password=password("correct horse"))
    mine = cookie(login(Guard(app, Names(), first), "correct horse"))
    assert first.admits(mine, host)
    assert not Door(b"k" * 32, password=password("correct horse 2")).admits(mine, host)
    assert not Door(b"k" * 32).admits(mine, host)
    open_door = Door(b"k" * 32)
    by_token = cookie(ask(Guard(app, Names(), open_door), f"/?token={open_door.token}"))
    assert not first.admits(by_token, host)


def test_who_goes_is_out() -> None:
    guard = Guard(app, Names(), Door(b"k" * 32, password=password("correct horse")))
    answer = ask(guard, LOGOUT, headers={"Cookie": cookie(login(guard, "correct horse"))})
    assert answer.headers["Set-Cookie"].startswith("gov-accounts-5000=; Max-Age=0;")


@pytest.mark.parametrize("following", ["//evil.example", "http://evil.example", "/\\evil.example", "\r\nX: 1", "\t//e"])
def test_the_password_leads_nowhere_else(following: str) -> None:
    guard = Guard(app, Names(), Door(b"k" * 32, password=password("correct horse")))
    answer = login(guard, "correct horse", following)
    assert answer.status_code == 303
    assert re.fullmatch(r"/[^/\\].*", answer.headers["Location"])
    assert "X" not in answer.headers


@given(st.text())
def test_an_own_path_is_one(text: str) -> None:
    path = own_path(text)
    assert re.fullmatch(r"/(?:[!-\[\]-~][!-\[\]-~]*)?", path)
    assert not path.startswith("//")


def test_a_login_from_elsewhere_is_refused() -> None:
    guard = Guard(app, Names(), Door(b"k" * 32, password=password("correct horse")))
    assert "Set-Cookie" not in login(guard, "correct horse", Origin="http://evil.example").headers


def test_a_large_login_is_not_read() -> None:
    guard = Guard(app, Names(), Door(b"k" * 32, password=password("correct horse")))
    answer = ask(guard, LOGIN, "POST", data={"x": "y" * 100_000, "password": "correct horse"})
    assert answer.status_code == 403


class Clock:
    """A steady clock that is set by hand, in seconds."""

    now = 1000

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(time, "monotonic_ns", lambda: self.now * 1_000_000_000)


def test_attempts_are_slowed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    attempts = Attempts()
    made = 0
    for clock.now in range(1000, 1000 + 3600):
        made += sum(attempts.begin("192.0.2.1") == 0 for _ in range(50))
    assert made < 75, "in an hour, however many are tried"
    assert attempts.begin("192.0.2.2") == 0, "others don't wait"
    assert 0 < attempts.begin("192.0.2.1") <= 60
    attempts.forget("192.0.2.1")
    assert attempts.begin("192.0.2.1") == 0


def test_attempts_from_one_network_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    Clock(monkeypatch)
    attempts = Attempts()
    assert [attempts.begin(f"2001:db8::{number}") for number in range(4)] == [0, 0, 0, 1]
    assert attempts.begin("2001:db8:0:1::1") == 0
    assert [attempts.begin("unix") for number in range(4)] == [0, 0, 0, 1]


def test_attempts_of_many_take_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    Clock(monkeypatch)
    attempts = Attempts()
    for number in range(10_000):
        attempts.begin(f"10.0.{number // 256}.{number % 256}")
    assert len(attempts._failed) <= 4096  # noqa: SLF001


def test_a_right_password_waits_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else trying on would tell when it was right."""
    clock = Clock(monkeypatch)
    guard = Guard(app, Names(), Door(b"k" * 32, password=password("correct horse")))
    for _ in range(3):
        login(guard, "wrong")
    answer = login(guard, "correct horse")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert "等 1 秒再试" in answer.text
    clock.now += 1
    assert login(guard, "correct horse").status_code == 303
    assert [login(guard, "wrong").status_code for _ in range(4)] == [403, 403, 403, 429], "as at the beginning"


# What answers carry


@pytest.mark.parametrize("path", ["/book/journal/", "/book/api/changed", "/static/app.js", "/book/document/"])
def test_every_answer_carries_the_policy(path: str) -> None:
    answer = ask(Guard(app, Names()), path)
    within = path.endswith("/document/")
    rules = dict(each.strip().partition(" ")[::2] for each in answer.headers["Content-Security-Policy"].split(";"))
    assert rules["default-src"] == "'none'"
    assert re.fullmatch(r"'nonce-[\w-]{22}' 'wasm-unsafe-eval'", rules["script-src"])
    assert rules["frame-ancestors"] == ("'self'" if within else "'none'")
    assert ("sandbox" in rules) == within
    assert answer.headers.getlist("X-Frame-Options") == ["SAMEORIGIN" if within else "DENY"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_refusals_and_failures_carry_it_too() -> None:
    guard = Guard(app, Names(), Door(b"k" * 32))
    for answer in (
        ask(guard),
        ask(guard, headers={"Host": "evil.example"}),
        ask(guard, method="PUT", headers=ELSEWHERE[0]),
    ):
        assert answer.status_code in (403, 421)
        assert "script-src 'nonce-" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_nonce_is_used_once() -> None:
    guard = Guard(app, Names())
    assert len({ask(guard).headers["Content-Security-Policy"] for _ in range(50)}) == 50


def test_a_sheet_among_documents_is_shown() -> None:
    """Browsers show no PDF where there is a sandbox."""
    kinds = {kind: dict(policy.headers("n", "/b/document/", kind)) for kind in ("application/pdf", "text/html", "")}
    sandboxed = {kind: given["Content-Security-Policy"].endswith("; sandbox") for kind, given in kinds.items()}
    assert sandboxed == {"application/pdf": False, "text/html": True, "": True}


def test_a_template_names_its_scripts_and_writes_words() -> None:
    source = (
        '<script type="module" src="a.js"></script><script>b()</script><SCRIPT></SCRIPT>'
        '<script type="application/json" id="x">1</script>{% autoescape false %}{{ c }}{% endautoescape %}'
    )
    nonce = '<script nonce="{{ request.environ["gov_accounts.nonce"] }}"'
    assert policy.inert(source) == (
        f'{nonce} type="module" src="a.js"></script>{nonce}>b()</script><SCRIPT></SCRIPT>'
        '<script type="application/json" id="x">1</script>{% autoescape true %}{{ c }}{% endautoescape %}'
    )


@pytest.mark.parametrize("code", [400, 401, 404, 405, 413, 418, 431, 500, 501, 599, 999])
def test_failures_are_in_chinese(code: int) -> None:
    answer = failure(code, "/book/")
    words = re.sub(r"<style>.*</style>|<[^>]*>|--read-only|Cookie", "", answer.content.decode(), flags=re.DOTALL)
    assert re.search("[一-龥]", words)
    assert not re.search(r"[A-Za-z]{3,}", words)


# The whole of it, around Fava


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + EXTENSION_LINE, encoding="utf-8", newline="\n")
    return path


def test_every_kind_of_answer_of_fava_has_the_headers(ledger: Path) -> None:
    fava = site(ledger)
    ((slug, _),) = fava.config["LEDGERS"].items()
    client = fava.test_client()
    for path, status in (
        ("/", 302),
        (f"/{slug}/", 302),
        (f"/{slug}/journal/", 200),
        (f"/{slug}/extension/GovAccounts/", 200),
        (f"/{slug}/extension/GovAccounts/download?tab=balance&format=xlsx", 400),
        (f"/{slug}/extension_js_module/GovAccounts.js", 200),
        (f"/{slug}/api/changed", 200),
        ("/static/app.js", 200),
        ("/static/none.js", 404),
        (f"/{slug}/none/", 404),
        (f"/{slug}/document/?filename=/etc/passwd", 404),
        (f"/{slug}/extension/GovAccounts/?tab=none", 400),
    ):
        answer = client.get(path)
        assert answer.status_code == status, path
        assert "script-src 'nonce-" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        answer.close()


def test_a_page_of_fava_loads_what_its_policy_names(ledger: Path) -> None:
    fava = site(ledger)
    ((slug, _),) = fava.config["LEDGERS"].items()
    answer = fava.test_client().get(f"/{slug}/journal/")
    (nonce,) = re.findall(r"'nonce-([\w-]+)'", answer.headers["Content-Security-Policy"])
    scripts = [each for each in re.findall(r"<script[^>]*>", answer.text) if "application/json" not in each]
    assert len(scripts) == 1
    assert f'nonce="{nonce}"' in scripts[0]


def test_jump_stays_here(ledger: Path) -> None:
    client = site(ledger).test_client()
    for referer in (
        "http://evil.example/",
        "http://localhost.evil.example/",
        "http://localhost:81/",
        "http://[",
        "",
        None,
    ):
        answer = client.get("/jump?time=2020", headers={} if referer is None else {"Referer": referer})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    answer = client.get("/jump?time=2020", headers={"Referer": "http://localhost/book/journal/?a=1"})
    assert answer.headers["Location"] == "http://localhost/book/journal/?a=1&time=2020"


def test_read_only_stays(ledger: Path) -> None:
    fava = site(ledger, read_only=True)
    ((slug, _),) = fava.config["LEDGERS"].items()
    for method in ("PUT", "DELETE", "POST", "PATCH"):
        answer = fava.test_client().open(f"/{slug}/api/source", method=method)
        assert answer.status_code in (401, 405)
        assert "read-only" in answer.get_json()["error"] or answer.status_code == 405
    assert fava.test_client().get(f"/{slug}/journal/").status_code == 200


def test_what_fava_refuses_is_told_in_chinese(ledger: Path) -> None:
    fava = site(ledger)
    ((slug, _),) = fava.config["LEDGERS"].items()
    assert "没有这一页" in fava.test_client().get(f"/{slug}/none/").text
    assert "没有这一页" in fava.test_client().get(f"/{slug}/api/none").get_json()["error"]


def test_a_door_shows_nothing_of_its_keys() -> None:
    """Not even where it is printed."""
    door = Door(b"k" * 32, token="the-token", password=password("correct horse"))
    assert not re.search(r"kkk|the-token|digest=b", repr(door))
    assert door_module.LOGIN not in repr(door)
