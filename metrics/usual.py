"""What is usual of a number by its own history, and when a number is reached at that pace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from math import ceil
from statistics import quantiles

from metrics.quantity import Number

FEWEST = 5
"""Of fewer earlier periods nothing is called usual: a quartile would be one of them, or none."""
FEWEST_WEEKS = 12
"""Of fewer whole weeks no pace is told: one campaign, or one holiday, would be all of it."""
FARTHEST = timedelta(days=3653)
"""What would be reached later than in ten years is not told by a day: no pace lasts so long."""
DAYS_OF_WEEK = 7


class Standing(StrEnum):
    """Where a number stands among those of its own history."""

    BELOW = "below"
    """Less than in three quarters of the periods."""
    USUAL = "usual"
    """Between the quartiles, both included."""
    ABOVE = "above"
    """More than in three quarters of the periods."""


@dataclass(frozen=True, slots=True)
class Usual:
    """The quartiles of some numbers: a half of them lies from `low` to `high`."""

    periods: int
    """How many numbers they are of."""
    low: Fraction
    median: Fraction
    high: Fraction

    def standing(self, value: Number) -> Standing:
        """Where another number stands among them."""
        if value < self.low:
            return Standing.BELOW
        return Standing.ABOVE if value > self.high else Standing.USUAL


def usual(values: Sequence[Number], fewest: int = FEWEST) -> Usual | None:
    """The quartiles of some numbers; None of fewer than `fewest`.

    The least is the 0th and the greatest the 100th percentile (R's type 7; Excel's QUARTILE.INC).
    """
    if len(values) < max(fewest, 2):
        return None
    low, median, high = quantiles(map(Fraction, values), n=4, method="inclusive")
    return Usual(len(values), low, median, high)


@dataclass(frozen=True, slots=True)
class Arrival:
    """The days on which a number is reached if weeks go on as they were; None is not foreseen."""

    earliest: date | None
    """At the upper quartile of the weeks."""
    likely: date | None
    """At their median."""
    latest: date | None
    """At the lower quartile."""


def arrival(missing: Number, weekly: Usual, today: date) -> Arrival:
    """When so many followers are gained, by the quartiles of what whole weeks brought.

    At a quartile that gains nothing, or takes longer than ten years, no day is foreseen.
    """
    days = (_after(missing, gain, today) for gain in (weekly.high, weekly.median, weekly.low))
    return Arrival(*days)


def _after(missing: Number, gain: Fraction, today: date) -> date | None:
    if gain <= 0:
        return None
    days = ceil(missing * DAYS_OF_WEEK / gain)
    return today + timedelta(days=days) if days <= FARTHEST.days else None
