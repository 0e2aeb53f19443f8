"""Answers of our own, for what is refused or goes wrong: a sentence or two in Chinese, without a script."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from wsgiref.types import StartResponse, WSGIEnvironment

_PAGE: Final = Markup(
    '<!doctype html>\n<html lang="zh-CN">\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n<style>\n'
    ":root {{ color-scheme: light dark; }}\n"
    'body {{ font: 16px/1.7 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; '
    "max-width: 36em; margin: 15vh auto; padding: 0 1em; }}\n"
    "h1 {{ font-size: 1.4em; }}\n"
    "input, button {{ font: inherit; padding: 0.3em 0.6em; }}\n"
    "</style>\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n</html>\n"
)


class Answer(NamedTuple):
    """A whole answer: its status, type, content, and headers beside those that every answer has."""

    status: HTTPStatus
    type: str
    content: bytes
    headers: tuple[tuple[str, str], ...] = ()

    def send(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Give the answer, as a WSGI application does."""
        start_response(
            f"{self.status.value} {self.status.phrase}",
            [
                ("Content-Type", self.type),
                ("Content-Length", str(len(self.content))),
                ("Cache-Control", "no-store"),
                *self.headers,
            ],
        )
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [self.content]


def page(
    status: HTTPStatus, path: str, title: str, *paragraphs: str, headers: Sequence[tuple[str, str]] = ()
) -> Answer:
    """A page with a title and paragraphs, escaped where they aren't markup; for Fava's own calls the words as JSON.

    Args:
        status: the status of the answer.
        path: what was asked for.
        title: one sentence, without its full stop.
        paragraphs: what more is to be said.
        headers: more headers.
    """
    if is_call(path):
        # Fava shows them for a few seconds in a corner.
        words = "。".join((title, *(each.rstrip("。") for each in paragraphs[:1]))) + "。"
        content = json.dumps({"error": words}, ensure_ascii=False).encode()
        return Answer(status, "application/json", content, tuple(headers))
    body = Markup("\n").join(Markup("<p>{}</p>").format(each) for each in paragraphs)
    content = _PAGE.format(title=title, body=body).encode("utf-8", "replace")
    return Answer(status, "text/html; charset=utf-8", content, tuple(headers))


def redirect(address: str, headers: Sequence[tuple[str, str]] = ()) -> Answer:
    """To another page of this server; a path that would lead to another one stays on this."""
    return Answer(HTTPStatus.SEE_OTHER, "text/plain", b"", (("Location", own_path(address)), *headers))


def own_path(address: str) -> str:
    """A path and query that a browser takes for this server's: one slash at the start, nothing that breaks a header."""
    address = "".join(each for each in address if " " < each < "\x7f" and each != "\\")
    return "/" + address.lstrip("/")


def is_call(path: str) -> bool:
    """Whether a program of Fava's page asks, rather than a person."""
    return "/api/" in path or _ENTRY.search(path) is not None


_ENTRY: Final = re.compile(r"/extension/[^/]+/entry-(?!print$)[a-z]+$")
"""Where the page 记账 asks; what it prints is a page."""


_WHAT: Final[dict[int, tuple[str, str]]] = {
    400: ("这个网址读不懂", "检查网址里 ? 后面的部分，或从左边的菜单重新打开。"),
    401: ("现在只能看，不能改", "服务是用 --read-only 启动的。"),
    404: ("没有这一页", "也许账本的标题改了，网址跟着变了。打开首页再找。"),
    405: ("这个网址不能这样用", "从页面上的按钮和链接操作。"),
    413: ("传来的内容太大", "一次最多 64 MB。大的附件直接放进附件文件夹。"),
    431: ("网址或请求头太长", "缩短筛选条件，或清除浏览器里本机网址的 Cookie。"),
    500: ("程序出错了", "账本没有受影响。终端里印出了原因，请连同账本里出错的那几行报告给软件的维护者。"),
    501: ("这种请求不支持", "用一般的浏览器打开。"),
}


def failure(code: int, path: str, headers: Sequence[tuple[str, str]] = ()) -> Answer:
    """What is said for a status that Fava or the server gives."""
    title, remedy = _WHAT.get(code, (f"没有办成（{code}）", "从首页重新打开再试。"))
    try:
        status = HTTPStatus(code)
    except ValueError:
        status = HTTPStatus.BAD_REQUEST
    return page(status, path, title, remedy, headers=headers)


def path_of(environ: WSGIEnvironment) -> str:
    """The path asked for, percent-encoded as browsers do it: Fava's pages take an account's name out of it."""
    asked: str = environ.get("PATH_INFO", "/")
    return own_path(quote(asked.encode("latin-1", "replace"), safe="/:@!$&'()*+,;=~"))
