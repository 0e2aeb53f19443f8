"""What stands before Fava: only requests that name this server, come from its own pages, and from someone let in.

    request ──► Host ──► where from ──► door ──► Fava ──► the policy's headers ──► answer

A page anywhere on the web can make a browser send requests to this machine. Its name can even be made to lead here
(DNS rebinding), and then the browser takes its requests for the site's own; the name in Host is all that tells.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from markupsafe import Markup

from gov_accounts.fava import policy
from gov_accounts.fava.answers import Answer, is_call, page, path_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from gov_accounts.fava.door import Door

HARMLESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods by which Fava changes nothing."""
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_HOST: Final = re.compile(r"(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<name>[^\s:/?#@\[\]\\,]+))(?::[0-9]{1,5})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Names:
    """The names that this server answers to.

    Attributes:
        names: in lower case, addresses without brackets.
        addresses: whether any address will do, as for a server that others reach by an address it may not know. A
            page of the web has a name: no address in Host can be its doing.
    """

    names: frozenset[str] = LOOPBACK
    addresses: bool = False

    def own(self, host: str) -> bool:
        """Whether a request's Host, with or without a port, is this server."""
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = (found["six"] or found["name"]).lower().rstrip(".")
        return name in self.names or (self.addresses and _is_address(name))


class Guard:
    """A WSGI application that guards another.

    Args:
        app: what is guarded.
        names: the names it answers to.
        door: who is let in; everybody where it is None.
    """

    def __init__(self, app: WSGIApplication, names: Names, door: Door | None = None) -> None:
        self._app = app
        self._names = names
        self._door = door

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, or have it answered."""
        nonce = secrets.token_urlsafe(16)
        environ[policy.NONCE] = nonce
        path = path_of(environ)
        more: list[tuple[str, str]] = []

        def start(
            status: str,
            headers: list[tuple[str, str]],
            exc_info: tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None] | None = None,
        ) -> Any:
            return start_response(status, policy.with_headers([*headers, *more], nonce, path), exc_info)

        refused = self._host(environ, path) or _origin(environ, path)
        if refused is None and self._door is not None:
            refused = self._door.answer(environ, path)
            more += self._door.renewed(environ, path) if refused is None else ()
        if refused is not None:
            return refused.send(environ, start)
        return self._app(environ, start)

    def _host(self, environ: WSGIEnvironment, path: str) -> Answer | None:
        host = environ.get("HTTP_HOST", "")
        if self._names.own(host):
            return None
        return page(
            HTTPStatus.MISDIRECTED_REQUEST,
            path,
            "这个名字不是本服务的",
            f"请求里的主机名是“{host[:100]}”。别的网站也能让自己的名字指向这台机器，所以只回答自己的名字。",
            "如果是您自己起的名字（如反向代理的域名），启动时加上 --host-name 和这个名字。",
        )


def _origin(environ: WSGIEnvironment, path: str) -> Answer | None:
    """A refusal of what another site's page sends. It may lead a person here, and that is all.

    Browsers say where a request comes from in Origin when it may change something, and the newer ones in
    Sec-Fetch-Site always; another port of this machine is another site in both. Programs that are no browsers say
    nothing, and have no cookies that a page could make use of.
    """
    harmless = environ.get("REQUEST_METHOD") in HARMLESS
    host = environ.get("HTTP_HOST", "").lower()
    said = environ.get("HTTP_ORIGIN") or environ.get("HTTP_REFERER")
    foreign = not harmless and said is not None and netloc(said) != host
    if environ.get("HTTP_SEC_FETCH_SITE", "same-origin") not in ("same-origin", "none"):
        led_here = (
            harmless
            and environ.get("HTTP_SEC_FETCH_MODE") == "navigate"
            and environ.get("HTTP_SEC_FETCH_DEST", "document") == "document"
            and not is_call(path)
        )
        foreign = foreign or not led_here
    if not foreign:
        return None
    return page(
        HTTPStatus.FORBIDDEN,
        path,
        "请求来自别的网站，没有照办",
        f"别的网页不能读账、改账。这个请求来自：{(said or '没有说明')[:100]}",
        Markup("如果前面有反向代理，让它把 Host 原样转来，如 nginx 的 <code>proxy_set_header Host $http_host;</code>"),
    )


def netloc(address: str) -> str:
    """The name and port in an address, in lower case; none in what is no address."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
