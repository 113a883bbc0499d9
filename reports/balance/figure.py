"""One number of the balance, with what it rests on.

A figure is a quantity with an id by which sentences name it, the readings or the printed source
that it rests on, and the figures that it was computed from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from metrics.periods import Period
from metrics.quantity import Precision, Quantity


@dataclass(frozen=True, slots=True, order=True)
class FigureReading:
    """One reading that a number rests on: the account that was read, and the (aware) instant."""

    account: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the balance."""

    id: str
    """Such as `followers/dgsn-x/2023`; unique in a balance."""
    quantity: Quantity
    readings: tuple[FigureReading, ...] = ()
    """What was read for it; none of a printed figure."""
    period: Period | None = None
    """Of a printed figure: what it was printed for."""
    as_of: date | None = None
    """Of a printed figure: its day, where one was printed; of one told later, the day it is of."""
    parts: tuple[str, ...] = ()
    """The ids of the figures that it was computed from."""

    @property
    def at(self) -> datetime | None:
        """The instant of the one reading that it is."""
        return self.readings[0].at if len(self.readings) == 1 else None


def precision_of_sum(whole: Quantity, parts: tuple[Quantity, ...]) -> Precision:
    """How a sum is told: of exact figures and figures rounded to the thousand, as rounded.

    Its interval is the sum of theirs, so wider than one rounding's.
    """
    precisions = {part.precision for part in parts}
    if Precision.THOUSAND in precisions and precisions <= {Precision.EXACT, Precision.THOUSAND}:
        return Precision.THOUSAND
    return whole.precision


def figures_in(part: object) -> list[Figure]:
    """The figures inside a part of the balance, in the order of its fields."""
    if isinstance(part, Figure):
        return [part]
    if isinstance(part, tuple):
        return [figure for member in part for figure in figures_in(member)]
    fields = getattr(type(part), "__dataclass_fields__", {})
    return [figure for name in fields for figure in figures_in(getattr(part, name))]
