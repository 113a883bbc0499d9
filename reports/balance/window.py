"""The time that a balance looks at: a year up to a day, as of an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from metrics.errors import HasilaError
from metrics.periods import YEARS, Period, Span, local_day, midnight, period_of
from metrics.texts.phrases import Phrase

A_DAY = timedelta(days=1)


class WrongDay(HasilaError):
    """The balance cannot be drawn as of that day, or not yet be closed."""


def why_not_yet_closable(year: int, today: date) -> Phrase | None:
    """Why a year cannot be closed yet, and from which day on it can; None where it is over."""
    if today.year > year:
        return None
    first = f"{year + 1}-01-01"
    return Phrase("{year} is not over: close it from {day} on", year=str(year), day=first)


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
        raise WrongDay(
            Phrase(
                "the year {year} is compared with the year before, which cannot be meant",
                year=str(year),
            )
        )
    whole, today = period_of(date(year, 1, 1), Span.YEAR), local_day(now, zone)
    if whole.since > today:
        raise WrongDay(
            Phrase("the year {year} has not begun: today is {today}", year=str(year), today=today)
        )
    if as_of is not None and as_of not in whole:
        raise WrongDay(Phrase("--as-of {as_of} lies outside {year}", as_of=as_of, year=str(year)))
    if as_of is not None and as_of > today:
        raise WrongDay(
            Phrase("--as-of {as_of} has not come: today is {today}", as_of=as_of, today=today)
        )
    return Window(whole, as_of or min(today, whole.until - A_DAY), zone, now)
