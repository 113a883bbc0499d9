"""What each account gained, period by period, and where it stood: the rows of `growth`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from metrics.falls import SUSPECT_SHARE, Fall, falls, with_and_without
from metrics.growth import NO_READING_BEFORE, FollowerReading, NetGrowth, days_due, growth_between
from metrics.model import Account
from metrics.periods import Period, local_day
from metrics.quantity import Quantity, growth_rate
from metrics.series import Point
from storage import Store, UnknownAccount
from storage.accounts import if_enrolled
from storage.followers import (
    around_drops,
    days_told,
    first_followers,
    last_followers_before,
)
from storage.slots import first_slot


@dataclass(frozen=True, slots=True)
class AccountGrowth:
    """What one account gained in one period.

    `rate` is a fraction of the start's followers; None where the net growth is.
    `start` and `end` are the last readings before the period's two ends, None where there is none.
    """

    account: Account
    growth: NetGrowth
    rate: Quantity | None
    start: Point | None
    end: Point | None
    first: Point | None = None
    """The account's very first reading, where its period begins before it and growth is unknown."""
    falls: tuple[Fall, ...] = ()
    """The falls in one step between the two readings."""

    @property
    def since_first(self) -> Quantity | None:
        """What it gained from its first reading to the period's end: the nearest known answer."""
        if not self.first or not self.first.quantity or not self.end or not self.end.quantity:
            return None
        return self.end.quantity - self.first.quantity if self.end.at != self.first.at else None

    @property
    def without_falls(self) -> Quantity | None:
        """What the net growth would be without the falls in one step; None where there are none."""
        both = with_and_without(self.growth, self.falls)
        return both.without if both and both.falls else None


def growth_by_account(
    store: Store,
    accounts: Sequence[Account],
    periods: Sequence[Period],
    zone: ZoneInfo,
    now: datetime,
) -> tuple[AccountGrowth, ...]:
    """What each account gained in each period: account by account, as they are given.

    An account that was never enrolled has been read on no day. Formulas: `metrics.growth`.
    """
    return tuple(entry for account in accounts for entry in _of(store, account, periods, zone, now))


def standing(store: Store, account: Account, before: datetime) -> Point | None:
    """The last follower count of an account told before an instant; None where none was."""
    points = if_enrolled(lambda: last_followers_before(store, account.name, [before]))
    return points[0] if points else None


def _of(
    store: Store, account: Account, periods: Sequence[Period], zone: ZoneInfo, now: datetime
) -> Iterator[AccountGrowth]:
    ends = sorted({end for period in periods for end in period.instants(zone)})
    begun = if_enrolled(lambda: first_slot(store, account.name))
    beginnings = [account.opened, begun and local_day(begun, zone)]
    first_day = max((day for day in beginnings if day), default=None)
    try:
        standings = dict(zip(ends, last_followers_before(store, account.name, ends), strict=True))
        kept = days_told(store, account.name, periods)
    except UnknownAccount:
        standings, kept = {}, [0] * len(periods)
    today, first = local_day(now, zone), None
    steps = _falls(store, account, standings.values())
    for period, days in zip(periods, kept, strict=True):
        start, end = (standings.get(instant) for instant in period.instants(zone))
        due = days_due(period, today, first_day)
        net = growth_between(period, _reading(start), _reading(end), (days, due), zone, today)
        is_before = net.reason == NO_READING_BEFORE
        if is_before and first is None:
            first = first_followers(store, account.name)
        since = first if is_before else None
        within = _falls_within(net, steps)
        yield AccountGrowth(account, net, _rate(net, start, end), start, end, since, within)


def _falls(store: Store, account: Account, points: Iterable[Point | None]) -> tuple[Fall, ...]:
    """The falls in one step between the first and the last of some readings."""
    instants = sorted(point.at for point in points if point and point.at)
    if not instants:
        return ()
    drops = around_drops(store, account.name, SUSPECT_SHARE, instants[0], instants[-1])
    return tuple(
        fall for readings in drops for fall in falls(readings) if fall.at == readings[1].at
    )


def _falls_within(growth: NetGrowth, steps: Sequence[Fall]) -> tuple[Fall, ...]:
    within = with_and_without(growth, steps)
    return within.falls if within else ()


def _reading(point: Point | None) -> FollowerReading | None:
    return (
        FollowerReading(point.at, point.quantity) if point and point.at and point.quantity else None
    )


def _rate(net: NetGrowth, start: Point | None, end: Point | None) -> Quantity | None:
    if net.net is None or not start or not end or not start.quantity or not end.quantity:
        return None
    return growth_rate(start.quantity, end.quantity)
