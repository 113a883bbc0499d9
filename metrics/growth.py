"""Net growth of followers, of one account or several; gaps are named and never bridged."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from metrics import quantity
from metrics.model import Account
from metrics.periods import Period, local_day, midnight
from metrics.printed import end_of, start_of
from metrics.quantity import Quantity, growth_rate
from metrics.series import Point, PrintedFigure, Series

NO_READING_BEFORE = "no reading before the period"
NO_READING_WITHIN = "no reading in the period"
LATE = timedelta(hours=36)
"""A growth counted from a reading older than this at its period's start holds more than it."""


@dataclass(frozen=True, slots=True)
class NetGrowth:
    """What an account gained (or lost: negative) in a period.

    `net` is the last reading before the period's end less the last reading before its start:
    n days need n + 1 readings. It is None, with a `reason`, where one of the two is missing.
    `start_at` and `end_at` are the two readings' instants, the true interval of the growth; None
    of a printed figure, which stands where nothing was read (`metrics.printed`).
    """

    period: Period
    net: Quantity | None
    start_at: datetime | None
    end_at: datetime | None
    days_kept: int
    """Local days of the period with at least one reading."""
    days_due: int
    """Local days of the period from the account's opening until now."""
    reason: str | None = None
    is_longer: bool = False
    """Whether the growth holds more than its period: it is that since a reading long before."""
    is_shorter: bool = False
    """Whether it lacks the end of its period: nothing is known of the last day."""
    is_over: bool = True
    """Whether the last day of the period has passed."""

    @property
    def is_own(self) -> bool:
        """Whether the growth is that of the period's days alone, and all of them have passed.

        Both ends were read, or told later of their day; the days between need not be known.
        """
        is_dated = self.start_at is not None and self.end_at is not None
        is_whole = not self.is_longer and not self.is_shorter and self.is_over
        return self.net is not None and is_dated and is_whole

    @property
    def is_complete(self) -> bool:
        """Whether the growth is the period's own, and every day of it was read."""
        length = (self.period.until - self.period.since).days
        return self.is_own and self.days_kept == length


def net_growth(
    series: Series,
    periods: Sequence[Period],
    zone: ZoneInfo,
    now: datetime,
    opened: date | None = None,
) -> tuple[NetGrowth, ...]:
    """The net growth in each period, from the readings of a series.

    Source: net growth = followers at the end - followers at the last reading before the period
    (CrowdTangle; Sprout Social's "net page likes"). A first day counts its growth so, too.
    """
    readings = [
        point for point in series.points if point.at is not None and point.quantity is not None
    ]
    return tuple(_grow(readings, period, zone, now, opened) for period in periods)


def _grow(
    readings: Sequence[Point],
    period: Period,
    zone: ZoneInfo,
    now: datetime,
    opened: date | None,
) -> NetGrowth:
    since, until = period.instants(zone)
    start = _last_before(readings, since)
    end = _last_before(readings, until)
    within = readings[_count_before(readings, since) : _count_before(readings, until)]
    kept = len({local_day(_instant(reading), zone) for reading in within})
    today = local_day(now, zone)
    due = days_due(period, today, opened)
    return growth_between(period, start, end, (kept, due), zone, today)


def growth_between(
    period: Period,
    start: Point | None,
    end: Point | None,
    days: tuple[int, int],
    zone: ZoneInfo,
    today: date,
) -> NetGrowth:
    """The net growth in a period, from the last readings before its two ends.

    Either may be a printed figure, as `known_ends` chooses them: the growth is then an interval.
    `days` are the local days of it that were kept, and those that were due. See `net_growth`.
    """
    since, _ = period.instants(zone)
    within = end is not None and _begun(end, zone) >= since
    known = start and start.quantity, end and end.quantity
    net = known[1] - known[0] if known[0] and known[1] and within else None
    return NetGrowth(
        period=period,
        net=net,
        start_at=start.at if start else None,
        end_at=end.at if end else None,
        days_kept=days[0],
        days_due=days[1],
        reason=None if start and within else NO_READING_BEFORE if within else NO_READING_WITHIN,
        is_longer=net is not None and _is_old(start, since),
        is_shorter=net is not None and _is_early(end, period.until - timedelta(days=1), zone),
        is_over=period.until <= today,
    )


def known_ends(
    period: Period,
    readings: tuple[Point | None, Point | None],
    printed: Sequence[PrintedFigure],
    zone: ZoneInfo,
    today: date,
) -> tuple[Point | None, Point | None]:
    """Where an account stood when a period began and when it ended: the ends of its growth.

    `readings` are the last before its two ends, `printed` the account's figures of followers. A
    figure stands where nothing was read near the beginning, or in the period.
    """
    before, last = readings
    is_within = last is not None and _instant(last) >= midnight(period.since, zone)
    start = start_of(before, printed, period.since, zone)
    end = end_of(last if is_within else None, printed, period, today)
    return start, end or last


def _begun(point: Point, zone: ZoneInfo) -> datetime:
    """The instant of a reading; of a printed figure the first that it may be of."""
    return _instant(point) if point.period is None else midnight(point.period.since, zone)


def _instant(reading: Point) -> datetime:
    assert reading.at is not None  # noqa: S101 - a point without a period is at an instant
    return reading.at


def _is_old(start: Point | None, since: datetime) -> bool:
    return start is not None and start.at is not None and since - start.at > LATE


def _is_early(end: Point | None, last_day: date, zone: ZoneInfo) -> bool:
    return end is not None and end.at is not None and local_day(end.at, zone) < last_day


def _last_before(readings: Sequence[Point], instant: datetime) -> Point | None:
    count = _count_before(readings, instant)
    return readings[count - 1] if count else None


def _count_before(readings: Sequence[Point], instant: datetime) -> int:
    return bisect_left(readings, instant, key=_instant)


def days_due(period: Period, today: date, opened: date | None = None) -> int:
    """Days of a period on which an account was to be read: from its opening until today."""
    first = max(period.since, opened or period.since)
    last = min(period.until, today + timedelta(days=1))
    return max(0, (last - first).days)


@dataclass(frozen=True, slots=True)
class KnownTotal:
    """The sum of what is known, and of whom."""

    value: Quantity | None
    """None where nothing is known of any account: never zero."""
    accounts: tuple[str, ...]
    left_out: tuple[str, ...]
    """Accounts of which nothing is known: the sum is less than the whole by these."""


@dataclass(frozen=True, slots=True)
class TotalGrowth:
    """The growth of a total, over the accounts that are known at both ends and no other."""

    accounts: tuple[str, ...]
    start: Quantity | None
    end: Quantity | None
    growth: Quantity | None
    """A fraction of one."""
    left_out: tuple[str, ...] = ()
    """Accounts known at one end at most: opened or closed in between, or not read."""

    @property
    def net(self) -> Quantity | None:
        """What they gained; None where no account is known at both ends."""
        return self.end - self.start if self.start and self.end else None


def in_total(accounts: Iterable[Account]) -> tuple[Account, ...]:
    """The accounts that totals hold: all but those opened for an event."""
    return tuple(account for account in accounts if not account.event)


def known_total(figures: Mapping[str, Quantity | None]) -> KnownTotal:
    """The sum of what is known of each account, in the mapping's order.

    Only counts that add up: followers, views, interactions; never reach.
    """
    known = {name: figure for name, figure in figures.items() if figure is not None}
    value = quantity.total(tuple(known.values())) if known else None
    return KnownTotal(value, tuple(known), tuple(name for name in figures if name not in known))


def like_for_like(
    starts: Mapping[str, Quantity | None], ends: Mapping[str, Quantity | None]
) -> TotalGrowth:
    """The growth of the accounts that are known at the start and at the end.

    An account that opened in between would be counted as growth, one that closed as a fall. Year
    over year is (F_y - F_(y-1)) / F_(y-1), over both sums at once, so that the interval is as
    narrow as the figures allow. Source: the field's year over year (Brandwatch, Fanpage Karma).
    """
    everybody = dict.fromkeys([*starts, *ends])
    both = [name for name in everybody if starts.get(name) and ends.get(name)]
    start = known_total({name: starts[name] for name in both}).value
    end = known_total({name: ends[name] for name in both}).value
    growth = growth_rate(start, end) if start and end else None
    left_out = tuple(name for name in everybody if name not in both)
    return TotalGrowth(tuple(both), start, end, growth, left_out)
