"""Two numbers side by side, and whether they may be compared: never across a break in silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from metrics.coverage import CoverageBreak
from metrics.platforms import Break, breaks_between
from metrics.quantity import Quantity, growth_rate

Mark = Break | CoverageBreak


@dataclass(frozen=True, slots=True)
class Comparison:
    """An earlier and a later number, with the breaks that lie between them."""

    before: Quantity
    after: Quantity
    marks: tuple[Mark, ...] = ()

    @property
    def is_like_for_like(self) -> bool:
        """Whether both numbers mean the same thing."""
        return not self.marks

    @property
    def difference(self) -> Quantity | None:
        """The later less the earlier; None across a break, where it would be no change."""
        return None if self.marks else self.after - self.before

    @property
    def growth(self) -> Quantity | None:
        """`after / before - 1`; None across a break, and from nothing.

        Source: year over year, (F_y - F_(y-1)) / F_(y-1).
        """
        return None if self.marks else growth_rate(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Dated:
    """A number of a platform's, and the day whose definition it was counted by."""

    quantity: Quantity
    on: date


def compare(platform: str, metric: str, before: Dated, after: Dated) -> Comparison:
    """Two numbers of one metric of a platform's, the earlier one first."""
    marks = breaks_between(platform, metric, before.on, after.on)
    return Comparison(before.quantity, after.quantity, marks)
