"""Ways in which a server misbehaves on the wire, for `Reply(act=...)`."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

from tests.support.replay import Reply

Act = Callable[[BaseHTTPRequestHandler, threading.Event], None]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
DRIP_S = 0.02


def _sends(content: bytes) -> Act:
    def act(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
        handler.wfile.write(content)

    return act


def _drips(head: bytes, drop: bytes) -> Act:
    def act(handler: BaseHTTPRequestHandler, ended: threading.Event) -> None:
        handler.wfile.write(head)
        while not ended.wait(DRIP_S):
            handler.wfile.write(drop)

    return act


def _hangs(_: BaseHTTPRequestHandler, ended: threading.Event) -> None:
    ended.wait(10)


def _resets(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
    # A linger of nothing makes the close a reset.
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def _bomb() -> bytes:
    return gzip.compress(b" " * 50_000_000)


DRIPPING_HEADERS = Reply(act=_drips(b"HTTP/1.1 200 OK\r\n", b"X-Drip: 1\r\n"))
DRIPPING_BODY = Reply(act=_drips(HEAD + b"Content-Length: 100000\r\n\r\n", b" "))
DRIPPING_ENDLESS_BODY = Reply(act=_drips(HEAD + b"Connection: close\r\n\r\n", b" "))
HANGING = Reply(act=_hangs)
RESETTING = Reply(act=_resets)
GARBAGE = Reply(act=_sends(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"))
MANY_HEADERS = Reply(act=_sends(HEAD + b"X-More: 1\r\n" * 200 + b"\r\n"))
SHORT_BODY = Reply(act=_sends(HEAD + b"Content-Length: 500\r\n\r\n" + b'{"data": {'))
CUT_BODY = Reply(act=_sends(HEAD + b"Connection: close\r\n\r\n" + b'{"data": {"id": "1'))
GZIP_BOMB = Reply(_bomb(), headers={"Content-Encoding": "gzip"})
BROKEN_GZIP = Reply(b"not gzip at all", headers={"Content-Encoding": "gzip"})
LARGE_BODY = Reply(b'{"data": "' + b"x" * 9_000_000 + b'"}')
HTML = Reply(b"<html><h1>Sign in to the hotel</h1></html>", headers={"Content-Type": "text/html"})
EMPTY = Reply(b"")
REDIRECT = Reply(b"", 302, {"Location": "http://elsewhere.example/"})
