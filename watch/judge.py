"""Who judges how it stands, tells the administrators, and sends the sign of life."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from metrics.alarms import AlarmKind
from metrics.errors import HasilaError
from settings import Settings
from storage import Store
from watch import alerts, sight
from watch.drift import Drift
from watch.pinging import Pinger

LASTING = frozenset(AlarmKind) - alerts.STAGED
"""The kinds that judging opens and closes; those of tokens have a day of their own."""


@dataclass(slots=True)
class Judge:
    """What only a daemon that runs knows, beside all that is on file."""

    store: Store
    clock: Callable[[], datetime]
    drift: Drift
    seconds: Callable[[], float]
    """The clock that nobody sets."""
    damage: str | None = None
    """What the database's own check found last."""
    unread: str | None = None
    """Why new settings could not be read."""
    _teller: alerts.Teller = field(init=False)
    _pinger: Pinger = field(init=False)

    def __post_init__(self) -> None:
        self._teller = alerts.Teller(self.store, self.seconds)
        self._pinger = Pinger(self.store)

    def begin(self, settings: Settings) -> None:
        """Send the sign that a daemon has started."""
        self._pinger.begin(settings)

    def judge(self, settings: Settings) -> None:
        """Open and close alerts, mail them, and send a sign of life.

        Raises:
            StorageError: the database could not be read or written.
        """
        now = self.clock()
        clock = None if self.drift.is_steady else self.drift.describe()
        house = sight.look_around(
            self.store, settings, clock=clock, damage=self.damage, unread=self.unread
        )
        found = sight.alarms(self.store, settings, house, now)
        alerts.reconcile(self.store, found, now, LASTING)
        self._teller.calm(now)
        self._teller.tell(settings, now)
        self._pinger.ping(settings, found, now)

    def cry(self, settings: Settings, trouble: HasilaError) -> None:
        """Mail that the database itself fails, where no alert can be kept."""
        self._teller.cry(settings, trouble, self.clock())
