"""Signs of life: sent by the way of the settings, and of no consequence when they fail."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
import trustme

from settings import Network
from tests.support.replay import Replay, Reply
from tests.support.wire_faults import DRIPPING_HEADERS, GARBAGE, HANGING, MANY_HEADERS, RESETTING
from watch.ping import Signal, ping

DIRECT = Network()
SECRET = "canary-3f8a-uuid"
GOOD_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK"


@pytest.mark.parametrize(
    ("signal", "path"),
    [
        (Signal.START, f"/{SECRET}/start"),
        (Signal.SUCCESS, f"/{SECRET}"),
        (Signal.FAIL, f"/{SECRET}/fail"),
    ],
)
@pytest.mark.parametrize("end", ["", "/"])
def test_a_ping_says_start_success_or_fail(signal: Signal, path: str, end: str) -> None:
    with Replay(by_path={path: Reply("OK")}) as service:
        assert ping(f"{service.url}/{SECRET}{end}", signal, DIRECT)

    assert [asked.target for asked in service.asked] == [path]


@pytest.mark.parametrize("status", [301, 302, 307, 404, 429, 500])
def test_any_other_answer_is_a_failure_and_no_redirection_is_followed(status: int) -> None:
    with Replay() as elsewhere, Replay(Reply("", status, {"Location": elsewhere.url})) as service:
        assert not ping(f"{service.url}/x", Signal.SUCCESS, DIRECT)

    assert (len(service.asked), len(elsewhere.asked)) == (1, 0)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/x",
        "https://127.0.0.1:1/x",
        "http://ping.example/x",
        "ftp://127.0.0.1/x",
        "file:///etc/passwd",
        "https://",
        "https://ping.example:port/x",
        "https://127.0.0.1:1/with space",
        "no address",
    ],
)
def test_a_ping_that_cannot_be_sent_raises_nothing(url: str) -> None:
    assert not ping(url, Signal.SUCCESS, DIRECT)


def test_a_failure_is_logged_without_the_address(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with Replay(Reply(status=404)) as service:
        ping(f"{service.url}/{SECRET}", Signal.FAIL, DIRECT)
    ping(f"http://127.0.0.1:1/{SECRET}", Signal.FAIL, DIRECT)
    ping(f"https://127.0.0.1:1/{SECRET}\n", Signal.FAIL, DIRECT)

    assert len(caplog.records) == 3
    assert [vars(record)["why"] for record in caplog.records] == [
        "status 404",
        "ConnectionRefusedError",
        "ConnectionRefusedError",
    ]
    assert "canary" not in caplog.text + str([vars(record) for record in caplog.records])


@pytest.mark.parametrize("fault", [DRIPPING_HEADERS, HANGING, RESETTING, GARBAGE, MANY_HEADERS])
def test_a_service_that_drips_hangs_or_babbles_holds_nobody_up(fault: Reply) -> None:
    with Replay(fault) as service:
        assert not ping(f"{service.url}/x", Signal.SUCCESS, DIRECT, deadline_s=0.3)


@pytest.mark.threat(10)
def test_the_environments_proxy_and_exceptions_are_not_looked_at(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.setenv(name.upper(), "http://127.0.0.1:9")
    with Replay(Reply("OK")) as service:
        assert ping(f"{service.url}/x", Signal.SUCCESS, DIRECT)

    monkeypatch.setenv("no_proxy", "*")
    with _proxy_to_service(tmp_path) as (proxy, heads):
        assert ping("https://ping.example/x", Signal.START, proxy)
    assert len(heads) == 2


def test_it_goes_through_the_proxy_of_the_settings_and_trusts_its_certificates(
    tmp_path: Path,
) -> None:
    with _proxy_to_service(tmp_path) as (proxy, heads):
        assert ping(f"https://ping.example/{SECRET}", Signal.START, proxy)

    assert heads[0].startswith(b"CONNECT ping.example:443 ")
    assert SECRET.encode() not in heads[0]
    assert heads[1].startswith(f"GET /{SECRET}/start ".encode())


def test_it_trusts_no_certificate_but_those_of_the_settings(tmp_path: Path) -> None:
    with _proxy_to_service(tmp_path) as (proxy, heads):
        stranger = proxy.model_copy(update={"ca_bundle": None})

        assert not ping("https://ping.example/x", Signal.START, stranger)

    assert len(heads) == 1


def test_a_proxy_that_drips_is_cut_at_the_deadline() -> None:
    ended = threading.Event()

    def drip(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection, suppress(OSError):
            while not ended.wait(0.02):
                connection.sendall(b"H")

    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        threading.Thread(target=drip, args=(server,), daemon=True).start()
        proxy = Network(proxy=f"http://127.0.0.1:{server.getsockname()[1]}")

        assert not ping("https://ping.example/x", Signal.SUCCESS, proxy, deadline_s=0.3)
        ended.set()


@contextmanager
def _proxy_to_service(folder: Path) -> Iterator[tuple[Network, list[bytes]]]:
    """A proxy with the service ping.example behind it, and the head of each request it is sent."""
    authority, heads = trustme.CA(), list[bytes]()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("ping.example").configure_cert(context)

    def serve(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection, suppress(OSError):
            heads.append(_head(connection))
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with context.wrap_socket(connection, server_side=True) as secure:
                heads.append(_head(secure))
                secure.sendall(GOOD_ANSWER)

    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        thread = threading.Thread(target=serve, args=(server,), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        yield Network.model_construct(proxy=url, ca_bundle=folder / "ca.pem"), heads
        thread.join(5)


def _head(connection: socket.socket) -> bytes:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += connection.recv(1)
    return head
