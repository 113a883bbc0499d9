"""Where a year's growth begins that was not measured: at what was printed for the year before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from metrics.growth import NO_READING_BEFORE
from metrics.periods import Period, Span
from metrics.quantity import growth_rate
from metrics.series import Point, PrintedFigure
from queries.growth import AccountGrowth

FOLLOWERS = "followers"


def since_printed(found: AccountGrowth, printed: Iterable[PrintedFigure]) -> AccountGrowth:
    """The growth of a year; without a reading before the year, that since the printed figure.

    A reading counts before a printed figure. Only what was printed for the whole year before, or
    for a day of it, is taken; the growth keeps the figure's precision, and says where it begins.
    """
    start = _printed_before(found, printed)
    end, net = found.end, found.growth
    if net.reason != NO_READING_BEFORE or start is None or start.quantity is None:
        return found
    if end is None or end.quantity is None:
        return found
    grown = replace(net, net=end.quantity - start.quantity, reason=None)
    rate = growth_rate(start.quantity, end.quantity)
    return replace(found, growth=grown, rate=rate, start=start)


def _printed_before(found: AccountGrowth, printed: Iterable[PrintedFigure]) -> Point | None:
    year = found.growth.period.since.year - 1
    fitting = [
        one for one in printed if one.account == found.account.name and _day(one).year == year
    ]
    latest = max(fitting, key=_lateness, default=None)
    if latest is None:
        return None
    day = latest.as_of
    period = Period(day, day + timedelta(days=1), Span.DAY) if day else latest.period
    return Point(latest.quantity, period=period)


def _day(one: PrintedFigure) -> date:
    return one.as_of or one.period.since


def _lateness(one: PrintedFigure) -> tuple[bool, date]:
    """What was printed for the year as a whole stands for its end."""
    return one.period.span is Span.YEAR and one.as_of is None, one.as_of or one.period.until
