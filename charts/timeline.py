"""The axis of time: days since 1970 as plain numbers, with marks that fit.

Time runs from left to right in Arabic too. The Arabic press and Moroccan institutions print time
series so (as they print digits), and a growing line that falls to the eye would mislead. What
turns round in Arabic is everything that is read: titles, keys, notes, and the scale of values,
which stands at the right edge, where an Arabic reader begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from matplotlib.axes import Axes

from charts.axis import MOST_MARKS, Frame, Mark, draw_axis, first_that_fits
from charts.sheet import Sheet
from metrics.periods import midnight
from words import Language

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days that an axis spans: from the first instant of `since` to that of `until`."""

    since: date
    until: date
    zone: ZoneInfo

    @property
    def ends(self) -> tuple[float, float]:
        """Its two ends on the axis."""
        return day_x(self.since, self.zone), day_x(self.until, self.zone)


def instant_x(instant: datetime) -> float:
    """Where an (aware) instant lies on the axis."""
    return (instant - EPOCH) / A_DAY


def day_x(day: date, zone: ZoneInfo) -> float:
    """Where the first instant of a day lies on the axis."""
    return instant_x(midnight(day, zone))


@dataclass(frozen=True, slots=True)
class TimeFrame(Frame):
    """A frame whose axis is days of the calendar."""

    stretch: Stretch


def time_frame(edges: tuple[float, float], reserved: float, stretch: Stretch) -> TimeFrame:
    """The frame of a stretch between these edges of the page."""
    return TimeFrame(*edges, reserved, stretch.ends, stretch)


def draw_time(
    sheet: Sheet,
    axes: Axes,
    frame: TimeFrame,
    *,
    labels: bool = True,
    candidates: Iterable[list[Mark]] | None = None,
) -> None:
    """Give the axes the frame's axis of time, with or without labels.

    The marks are the first of the candidates whose labels fit; by default the finest of days,
    weeks, months and years.
    """
    offered = _candidates(frame.stretch, sheet.language) if candidates is None else candidates
    draw_axis(sheet, axes, frame, first_that_fits(sheet, frame, offered), labels=labels)


def _candidates(stretch: Stretch, language: Language) -> Iterator[list[Mark]]:
    """Every so many days, months, years; only sets that a page could hold."""
    rules = (
        (_days, language.day_month, (1, 2, 7, 14)),
        (_months, language.month, (1, 2, 3, 6)),
        (_years, language.year, (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)),
    )
    for find, name, steps in rules:
        for step in steps:
            days = list(islice(find(stretch, step), MOST_MARKS + 1))
            if len(days) <= MOST_MARKS:
                yield _marked(days, name, stretch, centred=step == 1)


def _marked(
    days: Sequence[date], name: Callable[[date], str], stretch: Stretch, *, centred: bool
) -> list[Mark]:
    """Marks at these days, labelled there or in the middle of what is seen until the next."""
    first, last = stretch.ends
    places = [max(first, day_x(day, stretch.zone)) for day in days]
    labels = places
    if centred:
        labels = [(begin + end) / 2 for begin, end in pairwise([*places, last])]
    return [Mark(*mark) for mark in zip(places, labels, map(name, days), strict=True)]


def _days(stretch: Stretch, step: int) -> Iterator[date]:
    """Every so many days, counted so that whole weeks begin on Monday."""
    day = stretch.since + timedelta(days=(1 - stretch.since.toordinal()) % step)
    while day < stretch.until:
        yield day
        day += timedelta(days=step)


def _months(stretch: Stretch, step: int) -> Iterator[date]:
    """The months of which something is seen; every so many, counted from January."""
    month = stretch.since.replace(day=1)
    while month < stretch.until:
        if (month.month - 1) % step == 0 and (step == 1 or month >= stretch.since):
            yield month
        month = (month + timedelta(days=32)).replace(day=1)


def _years(stretch: Stretch, step: int) -> Iterator[date]:
    """The years of which something is seen; every so many, on round ones."""
    for year in range(stretch.since.year, stretch.until.year + 1):
        first = date(year, 1, 1)
        if year % step == 0 and first < stretch.until and (step == 1 or first >= stretch.since):
            yield first
