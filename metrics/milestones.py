"""Round numbers of followers: which were passed, when, and how long after the opening."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate, pairwise
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


def reached(
    points: Sequence[Point], zone: ZoneInfo, opened: date | None = None
) -> tuple[Milestone, ...]:
    """The milestones that were passed between two readings, each once, oldest first.

    What the first reading of all lies above was passed nobody knows when: it is left out.
    """
    counts = counts_of(points)
    highest = accumulate((count for _, count in counts), max)
    found = []
    for ((since, _), (at, _)), (before, after) in zip(
        pairwise(counts), pairwise(highest), strict=True
    ):
        days = None if opened is None else (local_day(at, zone) - opened).days
        found += [Milestone(count, at, since, days) for count in _between(before, after)]
    return tuple(found)


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


def _between(before: int, after: int) -> Iterator[int]:
    """The milestones above one count and not above another."""
    yield from (count for count in DECADE if before < count <= after)
    first = max(before // HALF_A_MILLION + 1, 2)
    yield from (half * HALF_A_MILLION for half in range(first, after // HALF_A_MILLION + 1))
