"""The sandbox's HTTP server on loopback, and the many ways in which it can misbehave."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import sys
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

from sandbox.exchange import ApiRequest, Reply
from sandbox.faults import Fault

Answer = Callable[[ApiRequest], tuple[Reply | None, Fault | None]]
"""Answers one request: the reply (None for none at all), and the fault that spoils it."""

JSON = "application/json; charset=UTF-8"
RESET_AT_ONCE = struct.pack("ii", 1, 0)


class Server(ThreadingHTTPServer):
    """Serves on a free port of 127.0.0.1 until it is closed; every connection has a thread."""

    daemon_threads = True

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.stopping = threading.Event()
        self._open: dict[socket.socket, threading.Thread] = {}
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve one connection, remembering it so that it can be closed."""
        self._open[request] = threading.current_thread()
        super().process_request_thread(request, client_address)
        self._open.pop(request, None)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that go away are not worth a word; anything else is a fault of ours."""
        if not self.stopping.is_set() and not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def close(self) -> None:
        """Stop serving, cut what is open, wait for the threads to end."""
        self.stopping.set()
        self.shutdown()
        for connection, thread in list(self._open.items()):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=5)
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """Reads a request, has it answered, writes the answer as the fault says."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def _server(self) -> Server:
        return cast("Server", self.server)

    def do_GET(self) -> None:
        """Answer a GET."""
        self._serve()

    def do_POST(self) -> None:
        """Answer a POST, whose body is read and passed over."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
        """Keep quiet: the sandbox keeps what it saw in `requests`."""

    def _serve(self) -> None:
        reply, fault = self._server.answer(self._asked())
        fault = fault or Fault()
        if fault.hang:
            self._server.stopping.wait()
        elif fault.delay_s:
            self._server.stopping.wait(fault.delay_s)
        if fault.reset:
            linger = (socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_ONCE)
            self.connection.setsockopt(*linger)
        if fault.reset or reply is None:
            self.close_connection = True
        else:
            self._write(reply, fault)

    def _asked(self) -> ApiRequest:
        parts = urlsplit(self.path)
        return ApiRequest(
            method=self.command,
            url=self._server.url + parts.path,
            path=parts.path,
            pairs=tuple(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
        )

    def _write(self, reply: Reply, fault: Fault) -> None:
        is_bytes = isinstance(reply.body, bytes)
        body = (
            reply.body
            if is_bytes
            else json.dumps(reply.body, ensure_ascii=False).encode("utf-8", "surrogatepass")
        )
        head = self._head(reply, len(body))
        if fault.truncate is not None:
            body = body[: fault.truncate]
            self.close_connection = True
        if fault.drip_headers_s:
            self._drip(head, fault.drip_headers_s)
            head = b""
        if fault.drip_s:
            self.wfile.write(head)
            self._drip(body, fault.drip_s)
        else:
            self.wfile.write(head + body)

    def _head(self, reply: Reply, length: int) -> bytes:
        phrases = {status.value: status.phrase for status in HTTPStatus}
        headers = {"Content-Type": JSON, "Content-Length": str(length), **reply.headers}
        if headers["Content-Length"] is None:
            self.close_connection = True
        lines = [f"HTTP/1.1 {reply.status} {phrases.get(reply.status, 'Unknown')}"]
        lines += [f"{name}: {value}" for name, value in headers.items() if value is not None]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _drip(self, data: bytes, pause_s: float) -> None:
        for index in range(len(data)):
            self.wfile.write(data[index : index + 1])
            if self._server.stopping.wait(pause_s):
                return
