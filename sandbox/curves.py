"""How a post's counts grow, and how an account's followers do. Pure functions of the instant.

Calibrated on published measurements: on X half of the views come within about 80 minutes
(Pfeffer et al., The Half-Life of a Tweet, ICWSM 2023), on Facebook half of the reactions within
80 minutes and 95 % within a day (Visibli, 2011), on Instagram half of them within about 18 hours.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

HOUR_S = 3600
DAY_H = 24
PEAK_HOUR = 19
"""The hour (UTC) at which most people are online."""
SWING = 0.5
"""How much busier than the mean that hour is, and how much quieter the night."""

WEEKLY_GROWTH = 0.002
PURGE_LASTS = timedelta(hours=6)
RIPPLES = ((0.9, 0.00006), (2.3, 0.0001), (6.1, 0.0002), (17.0, 0.0004))
"""Restlessness of a follower count: (period in days, amplitude as a share of the count)."""


@dataclass(frozen=True, slots=True)
class Decay:
    """Interest that fades as a power law with an exponential tail. Hours."""

    scale_h: float
    exponent: float
    cutoff_h: float

    def share(self, age_h: float) -> float:
        """The part, 0 to below 1, of all there will be that has come by this age."""
        if age_h <= 0:
            return 0.0
        left = math.pow(1 + age_h / self.scale_h, -self.exponent)
        return 1 - left * math.exp(-age_h / self.cutoff_h)


DECAYS = {
    "x": Decay(scale_h=1.15, exponent=0.9, cutoff_h=480),
    "facebook": Decay(scale_h=0.8, exponent=0.7, cutoff_h=96),
    "instagram": Decay(scale_h=34, exponent=1.5, cutoff_h=360),
}


def busy_hours(instant: datetime) -> float:
    """A clock that runs fast when people are online and slowly at night; a day has 24 hours."""
    hours = instant.timestamp() / HOUR_S
    turn = 2 * math.pi / DAY_H
    return hours + SWING / turn * math.sin(turn * (hours - PEAK_HOUR))


@dataclass(frozen=True, slots=True)
class Wave:
    """A burst of interest: the publication itself, or a late revival."""

    starts_h: float
    """In busy hours."""
    size: float
    """As a share of the post's first wave, which is 1."""
    speed: float

    def share(self, now_h: float, decay: Decay) -> float:
        """What this wave has brought by now, in the same share."""
        return self.size * decay.share((now_h - self.starts_h) * self.speed)


@dataclass(frozen=True, slots=True)
class Purge:
    """The platform removes false accounts: followers fall by a share within six hours."""

    at: datetime
    share: float

    def kept(self, instant: datetime) -> float:
        """The share of followers left at an instant."""
        done = min(max((instant - self.at) / PURGE_LASTS, 0.0), 1.0)
        return 1 - self.share * done


@dataclass(frozen=True, slots=True)
class FollowerCurve:
    """Followers through known points, restless, growing on after the last one."""

    anchors: Sequence[tuple[datetime, int]]
    seed: str
    purge: Purge | None = None

    def at(self, instant: datetime) -> int:
        """How many follow at an instant; none before the first point."""
        if instant < self.anchors[0][0]:
            return 0
        kept = self.purge.kept(instant) if self.purge else 1.0
        return int(self._trend(instant) * self._ripple(instant) * kept)

    def _trend(self, instant: datetime) -> float:
        index = bisect_right(self.anchors, instant, key=lambda anchor: anchor[0])
        since, low = self.anchors[index - 1]
        if index == len(self.anchors):
            return low * math.pow(1 + WEEKLY_GROWTH, (instant - since) / timedelta(days=7))
        until, high = self.anchors[index]
        return low * math.pow(high / low, (instant - since) / (until - since))

    def _ripple(self, instant: datetime) -> float:
        rng = random.Random(self.seed)
        days = instant.timestamp() / HOUR_S / DAY_H
        return 1 + sum(
            size * math.sin(2 * math.pi * (days / period + rng.random()))
            for period, size in RIPPLES
        )


def on(year: int, month: int, day: int) -> datetime:
    """Midnight of a day, UTC."""
    return datetime(year, month, day, tzinfo=UTC)
