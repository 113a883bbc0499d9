"""A sign of life to a service that raises the alarm when the signs stop (as Healthchecks does).

Whoever knows the address can send such signs, so it is never logged. A ping that fails stops
nothing: the service notices its absence, which is what it is for.
"""

from __future__ import annotations

import http.client
import logging
import socket
import ssl
from contextlib import closing
from enum import StrEnum
from typing import Any
from urllib.parse import SplitResult, urlsplit

from collectors._line import Line, Overdue
from settings import Network
from settings.values import is_loopback

DEADLINE_S = 10.0
"""Seconds that a ping may take, however slowly it is answered."""
PROXY_PORT = 80
GOOD = range(200, 300)
"""Answers that a service gives to a ping that it has noted. Redirections are not followed."""

logger = logging.getLogger(__name__)


class Signal(StrEnum):
    """What a ping says: the end of the address that it is sent to."""

    START = "/start"
    SUCCESS = ""
    FAIL = "/fail"


def ping(url: str, signal: Signal, network: Network, *, deadline_s: float = DEADLINE_S) -> bool:
    """Send a sign of life; whether the service has noted it. Never raises.

    The proxy and the certificates are those of the settings; the environment's are not looked at.
    """
    line = Line()
    try:
        with line.timed(deadline_s):
            status = _status(urlsplit(url.rstrip("/") + signal), network, line, deadline_s)
    except (OSError, ValueError, http.client.HTTPException, Overdue) as error:
        _complain(signal, type(error).__name__)
        return False
    finally:
        line.close()
    if status not in GOOD:
        _complain(signal, f"status {status}")
    return status in GOOD


def _status(address: SplitResult, network: Network, line: Line, timeout_s: float) -> int:
    connection = _connection(address, network, timeout_s)

    def create(*arguments: Any, **options: Any) -> socket.socket:
        opened = socket.create_connection(*arguments, **options)
        line.hold(opened)
        return opened

    # The place that http.client keeps for a socket of one's own making.
    connection._create_connection = create  # type: ignore[attr-defined]  # noqa: SLF001 - see above
    with closing(connection):
        connection.request("GET", address.path or "/", headers={"User-Agent": "Hasila"})
        return connection.getresponse().status


def _connection(
    address: SplitResult, network: Network, timeout_s: float
) -> http.client.HTTPConnection:
    """The way to the service: over TLS, but on this machine itself, and by the proxy, if any."""
    host = address.hostname or ""
    if address.scheme == "http" and is_loopback(host):
        return http.client.HTTPConnection(host, address.port, timeout=timeout_s)
    if address.scheme != "https":
        raise ValueError("a ping goes by https")
    context = ssl.create_default_context(cafile=network.ca_bundle)
    if network.proxy is None or is_loopback(host):
        return http.client.HTTPSConnection(host, address.port, timeout=timeout_s, context=context)
    proxy = urlsplit(network.proxy)
    connection = http.client.HTTPSConnection(
        proxy.hostname or "", proxy.port or PROXY_PORT, timeout=timeout_s, context=context
    )
    connection.set_tunnel(host, address.port)
    return connection


def _complain(signal: Signal, why: str) -> None:
    logger.warning("a ping was not noted", extra={"ping": signal.name.lower(), "why": why})
