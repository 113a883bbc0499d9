"""How a post's count grows on each platform, and what it was between two readings.

A straight line in time errs most where most happens. So the gap between two readings is filled
along the platform's mean curve, which is learned (`metrics/platforms.py`). What
comes out is an estimate for answers: it is marked as derived, and kept in a roll-up alone, which is
built anew where this curve has changed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from math import log

from metrics.platforms import MeanCurve, growth_of
from metrics.quantity import Quantity, derived, measured

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CountReading:
    """One count of one post at one instant."""

    at: datetime
    count: int


def share(platform: str, age: timedelta) -> float:
    """The part, 0 to 1, of what the mean post draws in 30 days that has come by this age.

    A platform without a curve of its own borrows one.
    """
    return share_along(growth_of(platform).mean, age / HOUR)


def share_along(points: MeanCurve, age_h: float) -> float:
    """The share at an age in hours on a learned curve.

    Linear over the logarithm of the age between its points, over the age itself before the first.
    """
    ages, logs, shares = _columns(points)
    if age_h <= ages[0]:
        return shares[0] * max(age_h, 0.0) / ages[0]
    if age_h >= ages[-1]:
        return shares[-1]
    index = bisect_right(ages, age_h)
    part = (log(age_h) - logs[index - 1]) / (logs[index] - logs[index - 1])
    return shares[index - 1] + part * (shares[index] - shares[index - 1])


def interpolate(
    looks: Sequence[CountReading], at: datetime, platform: str, *, published_at: datetime
) -> Quantity | None:
    """What a post had drawn at an instant, from looks at it in the order of time.

    Exactly what was read where somebody looked then; between two looks a derived whole number
    along the platform's mean curve, without bounds, since counts may also fall. A post starts
    with nothing. None before its publication and after the last look: nobody knows.
    """
    index = bisect_right(looks, at, key=lambda look: look.at)
    if index and looks[index - 1].at == at:
        return measured(looks[index - 1].count)
    if at < published_at or index == len(looks):
        return None
    before = looks[index - 1] if index else CountReading(published_at, 0)
    part = part_between(platform, before.at, at, looks[index].at, published_at)
    return derived(number_along(before.count, looks[index].count, part))


def number_along(before: int, after: int, part: float) -> int:
    """The whole number that is nearest to a part of the way from one count to another."""
    return round(before + part * (after - before))


@lru_cache(maxsize=16)  # of the same two looks each count is asked for
def part_between(
    platform: str, start: datetime, at: datetime, end: datetime, published_at: datetime
) -> float:
    """How much of the growth between start and end has come at an instant between them."""
    low, mid, high = (share(platform, instant - published_at) for instant in (start, at, end))
    return (mid - low) / (high - low) if high > low else (at - start) / (end - start)


@lru_cache
def _columns(
    points: MeanCurve,
) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    ages, shares = zip(*points, strict=True)
    return ages, tuple(log(age) for age in ages), shares
