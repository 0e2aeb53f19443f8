"""The server under Fava: it reads requests without a thread for each, and none may be endless or too large.

Waitress gives a request to a thread once it is whole. What is half-sent costs a socket, and that not for long.
"""

from __future__ import annotations

import logging
import select
import socket
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask
from waitress.utilities import RequestEntityTooLarge

from gov_accounts.fava import policy
from gov_accounts.fava.answers import failure

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

THREADS: Final = 8
CONNECTIONS: Final = 200
"""At one time; macOS gives a program 256 files. Who has been silent longest makes room for the next."""
IDLE: Final = 15
"""Seconds of silence after which a connection is closed. The head of a request counts as silence until it is whole."""
SWEEP: Final = 5
"""Seconds between two looks for such connections."""
HEAD: Final = 256 * 1024
"""Bytes of an address and headers. A page of a project is addressed by its id, and an id may be long."""
BODY: Final = 64 * 1024 * 1024
"""Bytes that may be sent: a scan that goes with a voucher is the largest."""
STRANGER: Final = 16 * 1024
"""Bytes that may be sent by someone who isn't let in: a password."""

Welcome = Callable[[Mapping[str, str]], bool]
"""Whether a request's headers, named as ``COOKIE`` and ``HOST``, are those of someone who is let in."""


def listen(host: str, port: int) -> socket.socket:
    """A socket on an address, of which a name may have several: the first.

    Raises:
        OSError: the name or the port can't be used.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind, protocol)
    try:
        if sys.platform == "win32":
            # Another program could listen on the same port, and be asked in place of this one.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError:
        listening.close()
        raise
    return listening


def server(listening: socket.socket, app: WSGIApplication, welcome: Welcome = lambda _: True) -> TcpWSGIServer:
    """A server; `run` runs it, `stop` stops it from another thread."""
    settings = Adjustments(
        sockets=[listening],
        threads=THREADS,
        connection_limit=2 * CONNECTIONS,
        channel_timeout=IDLE,
        cleanup_interval=SWEEP,
        max_request_header_size=HEAD,
        max_request_body_size=BODY,
        log_socket_errors=False,
        asyncore_use_poll=hasattr(select, "poll"),
        ident=None,
    )

    class Parser(HTTPRequestParser):  # type: ignore[misc, unused-ignore]
        """Refuses what a stranger sends before it is read."""

        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            if (self.chunked or self.content_length > STRANGER) and not welcome(self.headers):
                self.error = RequestEntityTooLarge("")
                self.completed = True

    class Channel(_Channel):
        parser_class = Parser

    made = TcpWSGIServer(
        app,
        _sock=listening,
        bind_socket=False,
        adj=settings,
        sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
    )
    made.channel_class = Channel
    return made


def run(serving: TcpWSGIServer) -> None:
    """Answer requests until Ctrl-C or `stop`."""
    try:
        serving.run()
    finally:
        serving.close()
        serving.task_dispatcher.shutdown()


def stop(serving: TcpWSGIServer) -> None:
    """Have `run` return; to be called from another thread."""

    def close() -> None:
        serving.close()
        for channel in list(serving.active_channels.values()):
            channel.handle_close()

    serving.trigger.pull_trigger(close)


class _ErrorTask(ErrorTask):  # type: ignore[misc, unused-ignore]
    """An answer to what is no request, or too large a one."""

    def execute(self) -> None:
        path = str(getattr(self.request, "path", "") or "/")
        answer = failure(self.request.error.code, path)
        self.status = f"{answer.status.value} {answer.status.phrase}"
        self.response_headers.extend(
            policy.with_headers([("Content-Type", answer.type), ("Cache-Control", "no-store")], "", path)
        )
        self.set_close_on_finish()
        self.content_length = len(answer.content)
        self.write(answer.content)


class _Channel(HTTPChannel):  # type: ignore[misc, unused-ignore]
    """A connection."""

    error_task_class = _ErrorTask
    last_activity: Any

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        others = self.server.active_channels
        if len(others) > CONNECTIONS:
            silent = [each for each in others.values() if not (each.requests or each.will_close or each is self)]
            for each in sorted(silent, key=lambda each: each.last_activity)[:1]:
                each.will_close = True

    def handle_read(self) -> None:
        before = self.last_activity
        super().handle_read()
        if self.request is not None and not self.request.headers_finished:
            self.last_activity = before


class _OneLine(logging.Formatter):
    """What goes wrong while serving, in one line, for the terminal: who uses the books has no use for a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's message, and its exception's."""
        error = record.exc_info[1] if record.exc_info else None
        reason = f"（{type(error).__name__}：{error}）" if error is not None else ""
        return f"浏览器的一个请求没有办成：{record.getMessage()}{reason}".replace("\n", " ")


def say_in_one_line() -> None:
    """Have everything that the server and Fava log said so."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(_OneLine())
    logging.getLogger("waitress").setLevel(logging.ERROR)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
