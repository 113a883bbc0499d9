"""The figures of a balance: each with an id, what it rests on, and the days it looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Strict

from metrics.errors import HasilaError
from metrics.periods import YEARS, Period, Span, local_day, midnight, period_of
from metrics.quantity import Precision, Quantity

A_DAY = timedelta(days=1)


class WrongDay(HasilaError):
    """The balance cannot be drawn as of that day, or not yet be closed."""


@dataclass(frozen=True, slots=True)
class Window:
    """A year as it is looked at: readings from its first instant to the end of `as_of`."""

    year: Period
    as_of: date
    """The last day that is looked at."""
    zone: ZoneInfo
    now: datetime

    @property
    def before(self) -> Period:
        """The year before."""
        return period_of(self.year.since - A_DAY, Span.YEAR)

    @property
    def since(self) -> datetime:
        """The year's first instant."""
        return midnight(self.year.since, self.zone)

    @property
    def until(self) -> datetime:
        """The first instant after the last day that is looked at."""
        return midnight(self.as_of + A_DAY, self.zone)

    @property
    def seen(self) -> Period:
        """The days that are looked at, as a period."""
        return Period(self.year.since, self.as_of + A_DAY, Span.YEAR)


def window(year: int, as_of: date | None, zone: ZoneInfo, now: datetime) -> Window:
    """The time that the balance of a year looks at.

    Without a day: up to the year's last one, or today while the year runs.

    Raises:
        WrongDay: the day lies outside the year, or has not come, or the year has not begun.
    """
    if year - 1 not in YEARS:
        raise WrongDay(f"the year {year} is compared with the year before, which cannot be meant")
    whole, today = period_of(date(year, 1, 1), Span.YEAR), local_day(now, zone)
    if whole.since > today:
        raise WrongDay(f"the year {year} has not begun: today is {today}")
    if as_of is not None and as_of not in whole:
        raise WrongDay(f"--as-of {as_of} lies outside {year}")
    if as_of is not None and as_of > today:
        raise WrongDay(f"--as-of {as_of} has not come: today is {today}")
    return Window(whole, as_of or min(today, whole.until - A_DAY), zone, now)


Length = Annotated[timedelta, Strict(strict=False)]
"""A length of time, which a seal holds as a number of seconds."""


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
    """Of a printed figure: its day, where one was printed."""
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
        return [figure for one in part for figure in figures_in(one)]
    fields = getattr(type(part), "__dataclass_fields__", {})
    return [figure for name in fields for figure in figures_in(getattr(part, name))]


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """How often something of one kind was done."""

    kind: str
    in_total: bool
    count: Figure
    note: str | None = None
    """What the source says that it covers."""
    previous: Figure | None = None
    is_comparable: bool = True
    """False where the two years' sources say that they cover different things."""
    previous_note: str | None = None
    is_whole: bool = True
    """Whether every day of the year is counted."""


@dataclass(frozen=True, slots=True)
class Activities:
    """What the services did in the year."""

    lines: tuple[ActivityLine, ...] = ()
    total: Figure | None = None
    printed: Figure | None = None
    """The total that was printed, to compare with."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Statements that informed the public on violent or false contents, and how soon."""

    count: int = 0
    informed: int = 0
    denials: int = 0
    rectifications: int = 0
    timed: int = 0
    shortest: Length | None = None
    median: Length | None = None
    longest: Length | None = None
    within: int = 0
    ceiling: Length = timedelta(hours=5)
    outcomes: tuple[tuple[str, int], ...] = ()
    """What the contents turned out to be, and how many."""
    views: int | None = None
    """Views of the own posts that answered."""
    figures: tuple[Figure, ...] = ()
    """The same numbers as sentences name them; lengths in seconds."""


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the year. Half-open: `until` is excluded."""

    since: date
    until: date
    names: dict[str, str]
    source: str | None = None
    account: str | None = None
    """The account that was opened for it."""


@dataclass(frozen=True, slots=True)
class LongestGap:
    """The longest stretch in which an account was not read: `until` is excluded."""

    since: datetime
    until: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what was due was read of an account."""

    account: str
    days_kept: int
    days_due: int
    slots_kept: int
    slots_due: int
    """How many readings were planned: one in each slot of the account's life."""
    figure: Figure
    """The readings that were kept, as sentences name them."""
    hole: LongestGap | None = None


@dataclass(frozen=True, slots=True)
class OtherFigure:
    """A figure that was printed for the year and that nothing is computed from."""

    account: str
    metric: str
    figure: Figure
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """A change of what a platform's number means, in the year or the one before."""

    platform: str
    metrics: tuple[str, ...]
    on: date
    names: dict[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure of a closed year that is known otherwise now. None is "not known any more"."""

    id: str
    old: Quantity
    new: Quantity | None
    printed_on: date
    corrected_at: datetime | None = None
    """When somebody corrected it by hand."""
    reason: str | None = None
    """Why, where somebody corrected it by hand."""
    is_base: bool = True
    """Whether it was read or printed, and not computed from other figures."""
