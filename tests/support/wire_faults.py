"""Ways in which a server misbehaves on the wire, for `Reply(act=...)`."""

from __future__ import annotations

import gzip
import socket
import ssl
import struct
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import trustme

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


class _Polite(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        return


class _Refusable(HTTPServer):
    def handle_error(self, *_: object) -> None:
        return  # a client that refuses the certificate is expected


@contextmanager
def encrypted_server(
    certificate: trustme.LeafCert, newest: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED
) -> Iterator[str]:
    """Where a server listens that shows a certificate, and speaks TLS up to a version."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    if newest is not ssl.TLSVersion.MAXIMUM_SUPPORTED:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # old TLS is what is wanted
            context.minimum_version = context.maximum_version = newest
        context.set_ciphers("DEFAULT@SECLEVEL=0")
    server = _Refusable(("127.0.0.1", 0), _Polite)
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"https://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
