"""A sign of life to a service that raises the alarm when the signs stop (as Healthchecks does)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from metrics.alerts import NEWS, Alarm, AlarmKind
from metrics.slots import slot_at
from net import Limits, NetworkError, Session
from settings import Network, Settings
from storage import Store, observations

DEADLINE_S = 10.0
"""Seconds that a ping may take, however slowly it is answered."""
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
    try:
        status = _status(url.rstrip("/") + signal, network, deadline_s)
    except NetworkError as error:
        _complain(signal, error.cause)
        return False
    except ValueError as error:  # no address at all
        _complain(signal, type(error).__name__)
        return False
    if status not in GOOD:
        _complain(signal, f"status {status}")
    return status in GOOD


def _status(url: str, network: Network, deadline_s: float) -> int:
    address = urlsplit(url)
    base = f"{address.scheme}://{address.netloc}"
    permitted = [("GET", re.compile(re.escape(address.path)))]
    limits = Limits(connect_s=deadline_s, read_s=deadline_s, exchange_s=deadline_s, tries=1)
    session = Session(network, base, permitted, deadline_s=deadline_s, limits=limits)
    with closing(session):
        answer = session.request("GET", base + address.path, headers={"User-Agent": "Hasila"})
    return answer.status_code


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
