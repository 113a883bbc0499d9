"""Round numbers of followers: which were passed, when, and how long after the opening."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from metrics.falls import counts_of
from metrics.periods import local_day
from metrics.series import Point

STEP = 10_000
GREAT_STEPS = (1_000_000, 100_000, STEP)
"""The steps of round numbers, the greatest first: 700,000 is rounder than 690,000."""
DECADE = (10_000, 50_000, 100_000, 250_000, 500_000)
"""The milestones that a year is told by; beyond half a million, every further half million."""
HALF_A_MILLION = 500_000


@dataclass(frozen=True, slots=True)
class Milestone:
    """A great round number of followers, and when it was first read to be passed."""

    count: int
    at: datetime
    """The first reading at or above it."""
    since: datetime
    """The reading before, which was below it: it was passed between the two."""
    days: int | None
    """Days from the account's opening to that reading; None where no opening is known."""


@dataclass(frozen=True, slots=True)
class Passing:
    """A great round number of followers, and the two counts between which it was passed."""

    count: int
    below: Point
    above: Point
    """The first count that is surely at or above it."""

    @property
    def is_read(self) -> bool:
        """Whether both are readings, and neither was printed."""
        return self.below.at is not None and self.above.at is not None


def reached(
    points: Sequence[Point], zone: ZoneInfo, opened: date | None = None
) -> tuple[Milestone, ...]:
    """The milestones that were passed between two readings, each once, oldest first.

    What the first reading of all lies above was passed nobody knows when: it is left out.
    """
    return tuple(
        Milestone(passing.count, at, since, days_since(opened, at, zone))
        for passing in passings(points, zone)
        if (at := passing.above.at) is not None and (since := passing.below.at) is not None
    )


def days_since(opened: date | None, at: datetime, zone: ZoneInfo) -> int | None:
    """Days from an account's opening to an instant; None where no opening is known."""
    return None if opened is None else (local_day(at, zone) - opened).days


def passings(points: Sequence[Point], zone: ZoneInfo) -> tuple[Passing, ...]:
    """The milestones that were passed between two of some counts, each once, oldest first.

    Points are readings or printed figures, by their time. A figure passes a number only where its
    whole interval does, and lies before another count only where all its days do. What the first
    count of all lies above was passed nobody knows when: it is left out.
    """
    known = [point for point in points if point.quantity is not None]
    highest = max((_low(point) for point in known), default=0)
    passed = (_passing(count, known, zone) for count in _between(0, highest))
    return tuple(
        sorted(
            (passing for passing in passed if passing),
            key=lambda passing: _days(passing.above, zone)[1],
        )
    )


def _passing(count: int, points: Sequence[Point], zone: ZoneInfo) -> Passing | None:
    for above in points:
        if _low(above) < count:
            continue
        begun, ended = _days(above, zone)
        lower = [
            point
            for point in points
            if _is_below(point, count) and not ended <= _days(point, zone)[0]
        ]
        before = [point for point in lower if _days(point, zone)[1] <= begun]
        if before:
            return Passing(count, before[-1], above)
        if not lower:
            return None
    return None


def _low(point: Point) -> int:
    """So many followers at least; 0 where no bound is known."""
    low = point.quantity.low if point.quantity else None
    return 0 if low is None else int(low)


def _is_below(point: Point, count: int) -> bool:
    return point.quantity is not None and (
        point.quantity.high is not None and point.quantity.high < count
    )


def _days(point: Point, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first and the last instant that a count may be of."""
    if point.period is not None:
        return point.period.instants(zone)
    assert point.at is not None  # noqa: S101 - a point without a period is at an instant
    return point.at, point.at


def newest_passed(points: Sequence[Point]) -> int | None:
    """The roundest number that the newest reading has passed and none before it had."""
    counts = [count for _, count in counts_of(points)]
    if len(counts) < 2:  # noqa: PLR2004 - one reading passes nothing
        return None
    return roundest(max(counts[:-1]), counts[-1])


def roundest(before: int, after: int) -> int | None:
    """The roundest number above one count and not above another; None where there is none."""
    passed = (after // step * step for step in GREAT_STEPS)
    return next((count for count in passed if count > before), None)


def next_milestone(count: int) -> int:
    """The first milestone above a count."""
    following = (count // HALF_A_MILLION + 1) * HALF_A_MILLION
    return next((milestone for milestone in DECADE if milestone > count), following)


def _between(before: int, after: int) -> Iterator[int]:
    """The milestones above one count and not above another."""
    yield from (count for count in DECADE if before < count <= after)
    first = max(before // HALF_A_MILLION + 1, 2)
    yield from (half * HALF_A_MILLION for half in range(first, after // HALF_A_MILLION + 1))
