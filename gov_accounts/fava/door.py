"""Who is let in: whoever opens the address that `serve` prints, or knows the password. A signed cookie remembers it.

The address holds a token, a new one at each start. The key that signs cookies is the user's, kept in a file that only
they can read: a bookmark works after a restart, and an address that was seen on a screen doesn't.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, parse_qsl, urlencode

from markupsafe import Markup

from gov_accounts.fava.answers import Answer, is_call, own_path, page, redirect
from gov_accounts.fava.password import Attempts, Password

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from wsgiref.types import WSGIEnvironment

LOGIN: Final = "/_login"
LOGOUT: Final = "/_logout"
_TOKEN: Final = "token"  # noqa: S105 (the name of a parameter)
_DAY: Final = 24 * 60 * 60
REMEMBERED: Final = 30 * _DAY
"""Seconds for which a browser is let in that opened the printed address."""
LOGGED_IN: Final = _DAY // 2
"""Seconds for which it is after the password: a working day, and never longer than the browser stays open."""
_KEY_BYTES: Final = 32
_FORM: Final = 8192
"""Bytes of a login that are read."""
_COOKIE: Final = re.compile(r"([0-9]{1,12})\.([0-9a-f]{64})")
_PORT: Final = re.compile(r":([0-9]{1,5})$")


@dataclass(frozen=True)
class Door:
    """Who is let in.

    Attributes:
        key: signs cookies.
        token: what the printed address holds.
        password: where there is one, it is asked for, and the token opens nothing.
        attempts: at the password, of each address.
    """

    key: bytes = field(repr=False)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    password: Password | None = None
    attempts: Attempts = field(default_factory=Attempts)

    def answer(self, environ: WSGIEnvironment, path: str) -> Answer | None:
        """What to answer at the door; None to someone who is in."""
        host = environ.get("HTTP_HOST", "")
        inside = self.admits(environ.get("HTTP_COOKIE", ""), host)
        if self.password is not None:
            if path == LOGIN:
                return self._login(environ, host, self.password)
            if path == LOGOUT:
                return redirect("/", [("Set-Cookie", f"{cookie_name(host)}=; Max-Age=0; {_ATTRIBUTES}")])
            return None if inside else _ask(path, address(environ, path))
        query = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
        given = [value for name, value in query if name == _TOKEN]
        if given and environ.get("REQUEST_METHOD") == "GET":
            known = any(hmac.compare_digest(each.encode(), self.token.encode()) for each in given)
            if known or inside:
                clean = urlencode([(name, value) for name, value in query if name != _TOKEN])
                return redirect(f"{path}?{clean}" if clean else path, [self._cookie(host)] if known else [])
        return None if inside else _closed(path, address(environ, path))

    def admits(self, cookies: str, host: str) -> bool:
        """Whether a browser with these cookies is let in.

        Args:
            cookies: the request's header of that name.
            host: the server's name and port as the browser knows them.
        """
        return any(self._left(host, value) > 0 for value in _values(cookies, cookie_name(host)))

    def renewed(self, environ: WSGIEnvironment, path: str) -> list[tuple[str, str]]:
        """A header with a new cookie, where half the time of the old one is over. A page left open calls for ever."""
        if is_call(path):
            return []
        host = environ.get("HTTP_HOST", "")
        left = max(self._left(host, each) for each in _values(environ.get("HTTP_COOKIE", ""), cookie_name(host)))
        return [self._cookie(host)] if 2 * left < self._life else []

    def _login(self, environ: WSGIEnvironment, host: str, password: Password) -> Answer:
        if environ.get("REQUEST_METHOD") != "POST":
            return _ask(LOGIN, "/")
        size = environ.get("CONTENT_LENGTH") or "0"
        content = environ["wsgi.input"].read(min(int(size) if size.isdecimal() else 0, _FORM))
        form = parse_qs(content.decode("utf-8", "replace"))
        following = form.get("next", ["/"])[0]
        who = environ.get("REMOTE_ADDR", "")
        wait = self.attempts.begin(who)
        if wait:
            return _ask(LOGIN, following, f"试得太多了，等 {wait} 秒再试。", HTTPStatus.TOO_MANY_REQUESTS, wait)
        if not password.matches(form.get("password", [""])[0]):
            return _ask(LOGIN, following, "密码不对。")
        self.attempts.forget(who)
        return redirect(following, [self._cookie(host)])

    @property
    def _life(self) -> int:
        return REMEMBERED if self.password is None else LOGGED_IN

    def _cookie(self, host: str) -> tuple[str, str]:
        until = str(int(time.time()) + self._life)
        name = cookie_name(host)
        # With a password, a machine that several people use: the cookie goes when the browser is closed.
        lasting = f"Max-Age={self._life}; " if self.password is None else ""
        return "Set-Cookie", f"{name}={until}.{self._signature(name, until)}; {lasting}{_ATTRIBUTES}"

    def _left(self, host: str, value: str) -> int:
        """Seconds for which a cookie still lets in; none where its signature is wrong."""
        found = _COOKIE.fullmatch(value)
        if found is None:
            return 0
        right = self._signature(cookie_name(host), found[1])
        return int(found[1]) - int(time.time()) if hmac.compare_digest(found[2], right) else 0

    def _signature(self, name: str, until: str) -> str:
        # Another password, or none, makes another key: who knew the old one has to ask again.
        key = hmac.digest(self.key, b"" if self.password is None else self.password.digest, hashlib.sha256)
        return hmac.digest(key, f"{name} {until}".encode(), hashlib.sha256).hex()


_ATTRIBUTES: Final = "Path=/; HttpOnly; SameSite=Strict"


def cookie_name(host: str) -> str:
    """A cookie's name, with the port: browsers give a machine's cookies to each of its ports."""
    port = _PORT.search(host)
    return f"gov-accounts-{port[1] if port else ''}"


def address(environ: WSGIEnvironment, path: str) -> str:
    """The path and query that were asked for, to be asked for again."""
    query = environ.get("QUERY_STRING", "")
    return own_path(f"{path}?{query}" if query else path)


def user_key(file: Path) -> bytes:
    """The key in a file that only its owner can read, made where there is none; one for this run where it can't be."""
    try:
        return _kept_key(file) or _new_key(file)
    except OSError:
        return secrets.token_bytes(_KEY_BYTES)


def _kept_key(file: Path) -> bytes | None:
    """The key, where it is whole and nobody else could read it."""
    try:
        with file.open("rb") as opened:
            others = os.name == "posix" and os.fstat(opened.fileno()).st_mode & 0o077
            key = opened.read(_KEY_BYTES + 1)
    except FileNotFoundError:
        return None
    if others or len(key) != _KEY_BYTES:
        file.unlink(missing_ok=True)
        return None
    return key


def _new_key(file: Path) -> bytes:
    """A new key. Of two servers that start at once, the first makes it; the other has one of its own till it ends."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = secrets.token_bytes(_KEY_BYTES)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb") as to:
        to.write(key)
    return key


def _values(cookies: str, name: str) -> Iterator[str]:
    for each in cookies.split(";"):
        key, _, value = each.strip().partition("=")
        if key == name:
            yield value


def _closed(path: str, asked: str) -> Answer:
    again = Markup('从别的网页或聊天里点过来的，<a href="{}">点这里再打开一次</a>。').format(asked)
    return page(
        HTTPStatus.FORBIDDEN,
        path,
        "请用终端里印出的网址打开",
        "gov-accounts serve 启动时印出一个带 token 的网址，只有从那里进来的浏览器能看账。",
        "打开过一次，这个浏览器在三十天里用书签也能打开。",
        *([] if is_call(path) else [again]),
    )


def _ask(
    path: str, following: str, wrong: str = "", status: HTTPStatus = HTTPStatus.FORBIDDEN, wait: int = 0
) -> Answer:
    form = Markup(
        '<form method="post" action="{}"><input type="hidden" name="next" value="{}">'
        '<label>密码 <input type="password" name="password" autocomplete="current-password" required autofocus></label>'
        " <button>打开</button></form>"
    ).format(LOGIN, following)
    words = [Markup('<strong role="alert">{}</strong>').format(wrong)] if wrong else []
    headers = [("Retry-After", str(wait))] if wait else []
    return page(status, path, "看账要密码", *words, *([] if is_call(path) else [form]), headers=headers)
