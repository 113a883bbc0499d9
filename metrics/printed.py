"""Printed figures as readings: for which day one stands, and which of several counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from metrics.periods import A_DAY, Period, Span, midnight
from metrics.series import Point, PrintedFigure

STANDS_FOR = timedelta(days=31)
"""How long after its days a printed figure, or a reading before it, stands for where an account is.

The longest month: an office prints in the weeks after a period's end, and a figure that is older
would be carried over a whole month of the next period, in which it says nothing."""


def days_of_figure(figure: PrintedFigure) -> Period:
    """The day of which a figure is; where none was printed, the period, on an unknown day of it."""
    if figure.as_of is None:
        return figure.period
    return Period(figure.as_of, figure.as_of + A_DAY, Span.DAY)


def as_point(figure: PrintedFigure) -> Point:
    """A printed figure as a point of a series: of its days, at no instant."""
    return Point(figure.quantity, period=days_of_figure(figure))


def latest_printed(figures: Iterable[PrintedFigure]) -> PrintedFigure | None:
    """The figure whose days end last: of those of one end a year's own, then the last one given."""
    latest = None
    for figure in figures:
        if latest is None or _lateness(figure) >= _lateness(latest):
            latest = figure
    return latest


def _lateness(figure: PrintedFigure) -> tuple[date, bool]:
    days = days_of_figure(figure)
    return days.until, days.span is Span.YEAR


def printed_before(figures: Iterable[PrintedFigure], day: date) -> PrintedFigure | None:
    """The figure that stands for where an account was when a day began; None without one.

    All its days lie before, and they, or the period that it was printed for, ended at most
    `STANDS_FOR` before.
    """
    return latest_printed(figure for figure in figures if _stands(figure, day, day))


def printed_within(
    figures: Iterable[PrintedFigure], period: Period, today: date
) -> PrintedFigure | None:
    """The figure that stands for where an account was when a period ended; None without one.

    All its days lie in the period. Of a period that is not over the end is that of today.
    """
    end = min(period.until, today + A_DAY)
    return latest_printed(
        figure
        for figure in figures
        if days_of_figure(figure).since >= period.since and _stands(figure, period.until, end)
    )


def _stands(figure: PrintedFigure, until: date, end: date) -> bool:
    days = days_of_figure(figure)
    ends = (days.until, figure.period.until)
    return days.until <= until and any(last <= until and end - last <= STANDS_FOR for last in ends)


def start_of(
    read: Point | None, figures: Iterable[PrintedFigure], day: date, zone: ZoneInfo
) -> Point | None:
    """Where an account stood when a day began: by its last reading before, or by print.

    A reading counts before a figure of the same period, and if it is at most `STANDS_FOR` older
    than the day; a figure counts before a reading that is older than both.
    """
    printed = printed_before(figures, day)
    if printed is None:
        return read
    near = min(printed.period.since, day - STANDS_FOR)
    is_near = read is not None and read.at is not None and read.at >= midnight(near, zone)
    return read if is_near else as_point(printed)


def end_of(
    read: Point | None, figures: Iterable[PrintedFigure], period: Period, today: date
) -> Point | None:
    """Where an account stood when a period ended: by its last reading within, or by print."""
    if read is not None:
        return read
    printed = printed_within(figures, period, today)
    return as_point(printed) if printed else None
