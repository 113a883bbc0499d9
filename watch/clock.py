"""Whether the clock on the wall goes on as it did, or has jumped.

It is compared with a clock that nobody sets and that goes on while the machine is suspended. A
jump is told and stops no reading; only what is claimed for a week or day waits until the clock
has come back, or has kept its new time for an hour.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from metrics.texts.phrases import Phrase

TOLERATED_S = 60.0
"""Seconds between two looks that are no jump."""
TRUSTED_AFTER_S = 3600.0
"""Seconds after which a new time is believed."""


@dataclass(slots=True)
class Drift:
    """How the wall clock has gone since the start. Seconds are those of the steady clock."""

    _trusted: float | None = field(default=None, init=False)
    """Wall seconds less steady seconds, as they are believed."""
    _latest: float = field(default=0.0, init=False)
    _jumped_at: float = field(default=0.0, init=False)

    def look(self, now: datetime, steady_s: float) -> timedelta | None:
        """Compare the two clocks; by how much the wall has jumped since the last look, if it has.

        The first look believes what it sees.
        """
        offset = now.timestamp() - steady_s
        if self._trusted is None:
            self._trusted = self._latest = offset
        jump, self._latest = offset - self._latest, offset
        if abs(jump) > TOLERATED_S:
            self._jumped_at = steady_s
            return timedelta(seconds=round(jump))
        if self.is_steady or steady_s - self._jumped_at >= TRUSTED_AFTER_S:
            self._trusted = offset  # a slow drift, as an ordinary clock's, is followed
        return None

    @property
    def is_steady(self) -> bool:
        """Whether the wall shows a time that is believed."""
        return self._trusted is None or abs(self._latest - self._trusted) <= TOLERATED_S

    def describe(self) -> str:
        """What is the matter, in a sentence."""
        if self._trusted is None or self.is_steady:
            return Phrase("The clock goes as it should.")
        off = timedelta(seconds=round(abs(self._latest - self._trusted)))
        shown = datetime.fromtimestamp(self._jumped_at + self._latest, UTC)
        facts = {"at": shown, "length": str(off)}
        if self._latest > self._trusted:
            return Phrase(
                "The clock jumped to {at}, {length} ahead of the time that passed since: set it"
                " right, and see that something keeps it so (NTP).",
                **facts,
            )
        return Phrase(
            "The clock jumped to {at}, {length} behind the time that passed since: set it right,"
            " and see that something keeps it so (NTP).",
            **facts,
        )
