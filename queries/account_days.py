"""What came within periods by the account's own days: views, visits, engagements, followers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from metrics.history.account_days import AccountDay, summed_days
from metrics.model import Account
from metrics.periods import A_DAY, Period
from metrics.printed import STANDS_FOR
from metrics.quantity import Quantity, at_least, total
from metrics.series import Point
from storage import Store
from storage.accounts import if_enrolled
from storage.history.account_days import account_days

FOLLOWERS = "followers"
A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class PeriodSum:
    """One metric of an account over the days of a period.

    Days are the platform's own; one that began within a period of the institution's calendar by
    its name belongs to it.
    """

    quantity: Quantity | None
    """At least so much where some day of the period that has passed is not told; None: none is."""
    days: int
    """How many days were told."""
    due: int
    """How many days of the period have passed in which the account was there."""


@dataclass(frozen=True, slots=True)
class PeriodPeak:
    """The highest day of a period of people whom an account reached: they never add up."""

    quantity: Quantity
    """At least so many where some day of the period that has passed is not told."""
    day: date
    """Of the platform's calendar; the first of several."""
    days: int
    due: int


def period_sums(
    store: Store,
    account: Account,
    periods: Sequence[Period],
    metrics: Collection[str],
    today: date,
) -> list[dict[str, PeriodSum]]:
    """The sums of an account's days for each period, by metric, in the periods' order.

    `metrics` are such as add up over days (`metrics.history.account_days`): people do not.
    """
    if not periods:
        return []
    since, until = min(period.since for period in periods), max(period.until for period in periods)
    days = if_enrolled(lambda: account_days(store, account.name, since, until, metrics)) or []
    return [
        {
            metric: _sum(
                [day.told for day in days if day.told.metric == metric and day.told.day in period],
                _due(account, period, today),
            )
            for metric in metrics
        }
        for period in periods
    ]


def period_peak(
    store: Store, account: Account, period: Period, metric: str, today: date
) -> PeriodPeak | None:
    """The highest day of a period of one metric of people; None where none of its days is told."""
    ask = partial(account_days, store, account.name, period.since, period.until, {metric})
    days = [day.told for day in if_enrolled(ask) or []]
    if not days:
        return None
    highest = max(days, key=lambda day: (day.quantity.value, -day.day.toordinal()))
    due = _due(account, period, today)
    return PeriodPeak(_of_days(highest.quantity, len(days), due), highest.day, len(days), due)


@dataclass(frozen=True, slots=True)
class ViewsAndVisits:
    """Views of accounts as wholes and visits to them as one number, with its parts."""

    together: Quantity
    """At least so much where a part of it is not told."""
    views: Quantity
    visits: Quantity
    untold: tuple[tuple[str, str], ...]
    """The accounts and counts (`views`, `visits`) of which no day is told."""


PARTS = ("views", "visits")


def views_and_visits(
    by_account: Mapping[str, Mapping[str, Quantity | None]],
) -> ViewsAndVisits | None:
    """What accounts drew together, of each of which the quantities by count are given.

    None where views alone are told, or visits alone: then there is nothing to put together.
    """
    sums = {
        metric: [
            known
            for quantities in by_account.values()
            if (known := quantities.get(metric)) is not None
        ]
        for metric in PARTS
    }
    if not all(sums.values()):
        return None
    untold = [
        (name, part) for name in by_account for part in PARTS if by_account[name].get(part) is None
    ]
    views, visits = (total(sums[metric]) for metric in PARTS)
    together = views + visits + at_least(0) if untold else views + visits
    return ViewsAndVisits(together, views, visits, tuple(untold))


def told_before(store: Store, account: Account, instants: Sequence[datetime]) -> list[Point | None]:
    """The followers told of the last day that ended before each instant; None where none was.

    Told by the platform later, or by a file: no reading of this program. A day stands for where an
    account is as long as a printed figure does.
    """
    if not instants:
        return []
    since, until = (min(instants) - STANDS_FOR).date(), max(instants).date() + A_DAY
    ask = partial(account_days, store, account.name, since, until, {FOLLOWERS})
    days = [day.told for day in if_enrolled(ask) or []]
    points = [Point(day.quantity, at=day.ended_at - A_SECOND) for day in days]
    return [_last_within(points, instant - STANDS_FOR, instant) for instant in instants]


def _last_within(points: Sequence[Point], since: datetime, until: datetime) -> Point | None:
    place = bisect_left(points, until, key=_instant)
    return points[place - 1] if place and _instant(points[place - 1]) >= since else None


def _instant(point: Point) -> datetime:
    assert point.at is not None  # noqa: S101 - made so in `told_before`
    return point.at


def _sum(days: Sequence[AccountDay], due: int) -> PeriodSum:
    quantity = summed_days(days)
    return PeriodSum(quantity and _of_days(quantity, len(days), due), len(days), due)


def _of_days(quantity: Quantity, days: int, due: int) -> Quantity:
    """At least so much where fewer days are told than are due."""
    return quantity if days >= due else quantity + at_least(0)


def _due(account: Account, period: Period, today: date) -> int:
    """The days of a period that have passed, from the account's opening to its last day."""
    since = max(period.since, account.opened or period.since)
    until = min(period.until, today)
    if account.closed is not None:
        until = min(until, account.closed + A_DAY)
    return max(0, (until - since) // A_DAY)
