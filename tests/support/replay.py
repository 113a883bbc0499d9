"""Recorded answers, served over loopback HTTP: the one seam at which the network is replaced.

with Replay(reply_of(FILE), Reply(status=503)) as platform:      # in the order of the requests
    visit(account, access_to(platform.url), ...)
with Replay(by_path={"/2/users/me": reply_of(FILE)}) as platform: # by path, again and again
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self
from urllib.parse import parse_qs, urlsplit

RAN_OUT = 599
"""The status of an answer to a request that no test expected."""


@dataclass(frozen=True)
class Reply:
    """One recorded answer. A body that is no bytes or text is written as JSON."""

    body: Any = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    act: Callable[[BaseHTTPRequestHandler, threading.Event], None] | None = None
    """Writes to the wire by itself (a fault); the event is set when the test ends."""

    @property
    def content(self) -> bytes:
        """The body's bytes."""
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


def reply_of(file: Path, status: int = 200, **headers: str) -> Reply:
    """The answer kept in a file. Underscores in the headers' names stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(file.read_bytes(), status, named)


@dataclass(frozen=True)
class Asked:
    """A request that came: `query` holds the last value of each name."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """With names in lower case."""
    target: str
    """Path and query, as they came."""


class Replay:
    """A server on 127.0.0.1 for one test, used as a context manager."""

    def __init__(
        self, *in_order: Reply, by_path: Mapping[str, Reply | Sequence[Reply]] | None = None
    ) -> None:
        self.asked: list[Asked] = []
        self._in_order = list(in_order)
        self._by_path = {
            path: [replies] if isinstance(replies, Reply) else list(replies)
            for path, replies in (by_path or {}).items()
        }
        self._ended = threading.Event()
        handler = type("Handler", (_Handler,), {"replay": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        serve = self._server.serve_forever
        threading.Thread(target=serve, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [asked.path for asked in self.asked]

    def answer(self, asked: Asked) -> tuple[Reply, threading.Event]:
        """The reply to a request: by path the next one, of which the last stays; else in order."""
        self.asked.append(asked)
        if replies := self._by_path.get(asked.path):
            return (replies.pop(0) if len(replies) > 1 else replies[0]), self._ended
        if self._in_order:
            return self._in_order.pop(0), self._ended
        return Reply({"unexpected": asked.target}, RAN_OUT), self._ended


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or every answer waits 40 ms for the next one
    replay: ClassVar[Replay]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query, True).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply, ended = self.replay.answer(
            Asked(self.command, parts.path, query, headers, self.path)
        )
        if reply.act is not None:
            self.close_connection = True
            reply.act(self, ended)
            return
        self._write(reply)

    do_POST = do_GET  # noqa: N815 - the name that http.server calls
    do_DELETE = do_GET  # noqa: N815 - as above

    def _write(self, reply: Reply) -> None:
        given = {name.lower() for name in reply.headers}
        self.send_response_only(reply.status)  # without a Date: tests have a clock of their own
        if "content-type" not in given:
            self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(reply.content)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.content)

    def handle(self) -> None:
        try:
            super().handle()
        except (BrokenPipeError, ConnectionResetError):
            return  # the client has gone, as some tests want it to

    def log_message(self, *_: Any) -> None:
        return
