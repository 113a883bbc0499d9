"""A sign of life to a service that raises the alarm when the signs stop (as Healthchecks does)."""

from __future__ import annotations

import http.client
import logging
import socket
import ssl
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import SplitResult, urlsplit

from collectors.wire import Deadline, Overdue
from metrics.alerts import NEWS, Alarm, AlarmKind
from metrics.slots import slot_at
from settings import Network, Settings
from settings.values import is_loopback
from storage import Store, observations

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
    line = Deadline()
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


def _status(address: SplitResult, network: Network, line: Deadline, timeout_s: float) -> int:
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


NO_FAULT = NEWS | {AlarmKind.FALL}
"""Kinds that say nothing against the daemon."""


@dataclass(slots=True)
class Pinger:
    """Sends the signs of one daemon."""

    store: Store
    _told: datetime | None = field(default=None, init=False)
    """The slot of which a sign was sent last."""

    def begin(self, settings: Settings) -> None:
        """Say that the daemon has started."""
        if settings.daemon.ping_url:
            ping(settings.daemon.ping_url, Signal.START, settings.network)

    def ping(self, settings: Settings, alarms: Iterable[Alarm], now: datetime) -> None:
        """Say how the slot of now goes: well once something was read in it; not, if alarms hold.

        Raises:
            StorageError: the database could not answer.
        """
        url, slot = settings.daemon.ping_url, slot_at(now, settings.schedule.followers)
        if url is None or slot == self._told:
            return
        if any(alarm.kind not in NO_FAULT for alarm in alarms):
            signal = Signal.FAIL
        elif any(
            (at := observations.read_at(self.store, account.name)) is not None and at >= slot
            for account in settings.accounts
        ):
            signal = Signal.SUCCESS
        else:
            return
        self._told = slot
        ping(url, signal, settings.network)
