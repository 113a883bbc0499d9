"""Followers between two known totals, reckoned from the new and the lost followers of the days.

Source: no platform but one tells past totals; files tell how many came and went by day. From the
first total forward, and from the second one back, the days between have two values each. Where
both totals and all days are right they agree. What they disagree by is told, and not spread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from metrics.history.account_days import AccountDay
from metrics.periods import A_DAY
from metrics.quantity import Bound, Quantity, derived

TOLERATED = Fraction(1, 50)
"""The disagreement, as a share of the second total, from which on no curve is drawn."""
RECKONED = "new_followers - lost_followers"
"""What a reckoned total is told as."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A total that is known: how many followed when a day ended."""

    day: date
    quantity: Quantity
    """With bounds on both sides."""


@dataclass(frozen=True, slots=True)
class AnchoredCurve:
    """The days between two totals."""

    first: Anchor
    last: Anchor
    disagreement: Quantity
    """What the first total and the days sum to, less the second total."""
    days: tuple[AccountDay, ...]
    """Derived, each with the interval that both totals leave; none where the curve is refused."""

    @property
    def is_refused(self) -> bool:
        """Whether the days and the two totals disagree by too much to draw a curve."""
        return not self.days


def anchored_curves(
    anchors: Sequence[Anchor], net: Mapping[date, Quantity], zone: str
) -> Iterator[AnchoredCurve]:
    """The curve between each two neighbouring totals of which every day is told.

    Args:
        anchors: Totals with closed bounds, by their day, a day once.
        net: New less lost followers of each day of which both are told.
        zone: Whose days these are.
    """
    for first, last in pairwise(anchors):
        days = [first.day + number * A_DAY for number in range(1, (last.day - first.day).days + 1)]
        if len(days) > 1 and all(day in net for day in days):
            yield _curve(first, last, [(day, net[day]) for day in days], zone)


def _curve(
    first: Anchor, last: Anchor, days: Sequence[tuple[date, Quantity]], zone: str
) -> AnchoredCurve:
    forward = [first.quantity]
    for _, change in days:
        forward.append(forward[-1] + change)
    back = [last.quantity]
    for _, change in reversed(days):
        back.append(back[-1] - change)
    disagreement = forward[-1] - last.quantity
    both = zip(days[:-1], forward[1:-1], back[-2:0:-1], strict=True)
    limit = TOLERATED * last.quantity.value
    is_close = -limit <= disagreement.value <= limit
    reckoned = [
        AccountDay(day, "followers", _within_both(ahead, behind), zone, RECKONED)
        for (day, _), ahead, behind in both
    ]
    return AnchoredCurve(first, last, disagreement, tuple(reckoned) if is_close else ())


def _within_both(ahead: Quantity, behind: Quantity) -> Quantity:
    """The value reckoned forward, with the interval that holds it and the one reckoned back."""
    return derived(ahead.value, _lower(ahead.low, behind.low), _higher(ahead.high, behind.high))


def _lower(bound: Bound, other: Bound) -> Bound:
    return None if bound is None or other is None else min(bound, other)


def _higher(bound: Bound, other: Bound) -> Bound:
    return None if bound is None or other is None else max(bound, other)
