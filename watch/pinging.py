"""When a sign of life is sent: once a slot, when it is known how the slot went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from metrics.alarms import NEWS, Alarm, AlarmKind
from metrics.slots import slot_at
from settings import Settings
from storage import Store, recent
from watch.ping import Signal, ping

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
            (at := recent.read_at(self.store, account.name)) is not None and at >= slot
            for account in settings.accounts
        ):
            signal = Signal.SUCCESS
        else:
            return
        self._told = slot
        ping(url, signal, settings.network)
