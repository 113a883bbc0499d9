"""Days, weeks, months and years in the institution's own zone, also as people say them.

Every range here is half-open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from metrics.texts.phrases import Phrase
from metrics.texts.spoken import spoken_month, spoken_stretch

YEARS = range(1900, 2200)
"""The years that can be meant; what lies outside was mistyped."""
YEARS_TOLD = Phrase("write years from {first} to {last}", first=str(YEARS[0]), last=str(YEARS[-1]))
ZONE_NAME = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*")
PERIOD_TEXT = re.compile(
    r"(?P<year>\d{4})(?:-W(?P<week>\d{2})|-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?"
)


class Span(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar period: from the first instant of `since` to the first instant of `until`."""

    since: date
    until: date
    span: Span

    @property
    def label(self) -> str:
        """Its name: 2026, 2026-03, 2026-W46 (ISO 8601) or 2026-03-09."""
        year, week, _ = self.since.isocalendar()
        return {
            Span.DAY: self.since.isoformat(),
            Span.WEEK: f"{year}-W{week:02}",
            Span.MONTH: f"{self.since:%Y-%m}",
            Span.YEAR: f"{self.since:%Y}",
        }[self.span]

    def __contains__(self, day: date) -> bool:
        return self.since <= day < self.until

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Its first instant and the first instant after it, in UTC."""
        return midnight(self.since, zone), midnight(self.until, zone)


@cache
def zone(name: str) -> ZoneInfo:
    """A time zone of the tzdata package.

    Raises:
        ValueError: the package has no zone of that name.
    """
    entry = files("tzdata").joinpath("zoneinfo", *name.split("/"))
    if not ZONE_NAME.fullmatch(name) or not entry.is_file():
        raise ValueError(Phrase("no time zone is called {name}", name=repr(name)))
    with entry.open("rb") as data:
        try:
            return ZoneInfo.from_file(data, key=name)
        except ValueError:
            raise ValueError(Phrase("no time zone is called {name}", name=repr(name))) from None


LATEST_CHANGE = ("Africa/Casablanca", datetime(2026, 11, 21, 12, tzinfo=UTC), timedelta(0))
"""A zone, an instant after its latest change, and its offset since then: Morocco has moved to UTC+0
for good (2026-09-20, decree 2.26.530). Data that lacks it is older than this program."""


def are_zones_current() -> bool:
    """Whether the time zone data knows the latest change of a zone that this program knows of."""
    name, at, offset = LATEST_CHANGE
    return at.astimezone(zone(name)).utcoffset() == offset


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day in a zone, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The day that the calendar on the wall shows at an (aware) instant."""
    return instant.astimezone(zone).date()


def period_of(day: date, span: Span) -> Period:
    """The period of that length in which a day lies; weeks begin on Monday (ISO 8601).

    Raises:
        ValueError: the day lies in none of `YEARS`.
    """
    if day.year not in YEARS:
        raise ValueError(
            Phrase(
                "the year {year} cannot be meant: {advice}",
                year=str(day.year),
                advice=YEARS_TOLD,
            )
        )
    match span:
        case Span.DAY:
            return Period(day, day + timedelta(days=1), span)
        case Span.WEEK:
            monday = day - timedelta(days=day.weekday())
            return Period(monday, monday + timedelta(days=7), span)
        case Span.MONTH:
            first = day.replace(day=1)
            return Period(first, (first + timedelta(days=32)).replace(day=1), span)
        case Span.YEAR:
            return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1), span)


def parse_period(text: str) -> Period:
    """Read 2026, 2026-03, 2026-W46, 2026-03-09, or a month by its name: octobre 2026.

    Raises:
        ValueError: the text names no period of the calendar, or one outside `YEARS`.
    """
    if named := spoken_month(text):
        text = f"{named[0]:04}-{named[1]:02}"
    match = PERIOD_TEXT.fullmatch(text.strip())
    advice = Phrase(
        "{text} is not a period: write 2026, 2026-03, 2026-W46 or 2026-03-09", text=repr(text)
    )
    if match is None:
        raise ValueError(advice)
    if int(match["year"]) not in YEARS:
        raise ValueError(
            Phrase("{text} cannot be meant: {advice}", text=repr(text), advice=YEARS_TOLD)
        )
    try:
        return _from_parts(**match.groupdict())
    except ValueError:
        raise ValueError(advice) from None


def _from_parts(year: str, week: str | None, month: str | None, day: str | None) -> Period:
    if week:
        return period_of(date.fromisocalendar(int(year), int(week), 1), Span.WEEK)
    span = Span.DAY if day else Span.MONTH if month else Span.YEAR
    return period_of(date(int(year), int(month or 1), int(day or 1)), span)


def periods_between(since: date, until: date, span: Span) -> Iterator[Period]:
    """The periods that lie, wholly or in part, between two days (until excluded)."""
    while since < until:
        period = period_of(since, span)
        yield period
        since = period.until


def begun_periods(since: date, until: date, span: Span, today: date) -> Iterator[Period]:
    """The periods between two days (until excluded) that have begun: the future is not data.

    The one in which today lies is whole, and told as running (`today in period`).
    """
    return periods_between(since, min(until, today + A_DAY), span)


A_DAY = timedelta(days=1)
ADVICE = Phrase(
    "write 2026, 2026-03, 2026-W46, 2026-03-09, today, yesterday, this month or last month"
)


def spoken_period(text: str, today: date) -> Period:
    """The period that is meant on a day: its label, `yesterday`, `cette semaine`, `الشهر الماضي`.

    Raises:
        ValueError: the text names no period.
    """
    if spoken := spoken_stretch(text):
        back, span = spoken
        current = period_of(today, Span(span))
        return period_of(current.since - A_DAY, current.span) if back else current
    try:
        return parse_period(text)
    except ValueError:
        raise ValueError(
            Phrase("{text} is not a period: {advice}", text=repr(text), advice=ADVICE)
        ) from None


def last_days(days: int, today: date) -> Period:
    """So many days, of which today is the last."""
    tomorrow = today + timedelta(days=1)
    return Period(tomorrow - timedelta(days=days), tomorrow, Span.DAY)
