"""Falls in one step: a platform that purges false accounts, or a number that was misread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from metrics.growth import NetGrowth
from metrics.quantity import Quantity, measured
from metrics.series import Point

SUSPECT_SHARE = 0.003
"""A fall of this share of the followers in one step is no ordinary loss, which is some thousandth
of a per cent an hour: the platform has purged false accounts, or has told a wrong number."""
CONFIRMED_BY = 2
"""Readings after a fall that show whether it was true."""


@dataclass(frozen=True, slots=True)
class Fall:
    """A fall of followers between two readings that follow each other."""

    since: datetime
    """When the higher count was read."""
    at: datetime
    """When the lower count was read."""
    before: int
    after: int
    is_suspect: bool
    """Too few readings have followed to know whether the number is true."""

    @property
    def lost(self) -> int:
        """By how many followers it fell."""
        return self.before - self.after


@dataclass(frozen=True, slots=True)
class NetWithFalls:
    """A net growth beside what it would have been without the falls in one step within it."""

    net: Quantity
    """All that happened: what counts."""
    without: Quantity
    """What people did, as far as it can be told apart: the net growth, less the falls."""
    falls: tuple[Fall, ...]


def falls(points: Sequence[Point]) -> tuple[Fall, ...]:
    """Falls in one step, oldest first. A slow loss, of however many, is none.

    One is suspect until two more readings stay nearer to it than to what was before; one after
    which the number came back was a misreading, and is left out.
    """
    counts = counts_of(points)
    steps = []
    for index, ((since, before), (at, after)) in enumerate(pairwise(counts)):
        if before - after < max(SUSPECT_SHARE * before, 1):
            continue
        later = [count for _, count in counts[index + 2 :][:CONFIRMED_BY]]
        if all(2 * count < before + after for count in later):
            steps.append(Fall(since, at, before, after, is_suspect=len(later) < CONFIRMED_BY))
    return tuple(steps)


def with_and_without(growth: NetGrowth, candidates: Sequence[Fall]) -> NetWithFalls | None:
    """A net growth with and without the falls that lie between its two readings.

    Of a growth from a printed figure on, `candidates` are the falls since its days. None where the
    growth is not known, or goes up to a printed figure. Source: platforms have purged so in 2014,
    2015 and 2019, and each time a growth without a word on it misled.
    """
    if growth.net is None or growth.end_at is None:
        return None
    since = growth.start_at
    within = tuple(
        fall
        for fall in candidates
        if (since is None or since < fall.at) and fall.at <= growth.end_at
    )
    purged = measured(sum(fall.lost for fall in within))
    return NetWithFalls(growth.net, growth.net + purged, within)


def counts_of(points: Sequence[Point]) -> list[tuple[datetime, int]]:
    """The points that are readings with a number: their instants and counts."""
    return [
        (point.at, int(point.quantity.value))
        for point in points
        if point.at is not None and point.quantity is not None
    ]
