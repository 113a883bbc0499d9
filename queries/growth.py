"""What each account gained, period by period, and where it stood: the rows of `growth`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from metrics.falls import Fall, falls, with_and_without
from metrics.growth import (
    NO_READING_BEFORE,
    NetGrowth,
    TotalGrowth,
    days_due,
    growth_between,
    known_ends,
    like_for_like,
)
from metrics.model import Account
from metrics.periods import Period, local_day, midnight
from metrics.printed import as_point, days_of_figure, latest_printed
from metrics.quantity import Quantity, growth_rate
from metrics.series import Point, PrintedFigure
from queries.account_days import told_before
from storage import Store
from storage.accounts import if_enrolled
from storage.followers import (
    around_drops,
    days_told,
    drops_at,
    first_followers,
    last_followers_before,
)
from storage.registers.printed import figures
from storage.slots import first_slot

FOLLOWERS = "followers"
NEAR = timedelta(days=30)
"""Readings of so long are looked through as soon as a question is asked of the database."""


@dataclass(frozen=True, slots=True)
class AccountGrowth:
    """What one account gained in one period.

    `start` and `end` are the last readings before the period's two ends; in holes of the readings
    what was told later of a day (`queries.account_days`), or what was printed (`metrics.printed`);
    None where there is none.
    """

    account: Account
    growth: NetGrowth
    start: Point | None
    end: Point | None
    first: Point | None = None
    """The account's very first reading, where its period begins before it and growth is unknown."""
    printed: Point | None = None
    """The last figure printed before the period, where its growth is unknown for want of a start:
    older than what stands for its beginning."""
    falls: tuple[Fall, ...] = ()
    """The falls in one step between the two readings."""

    @property
    def rate(self) -> Quantity | None:
        """The net growth as a fraction of the start's followers; None where that is not known."""
        if self.growth.net is None or not self.start or not self.end:
            return None
        if not self.start.quantity or not self.end.quantity:
            return None
        return growth_rate(self.start.quantity, self.end.quantity)

    @property
    def since_first(self) -> Quantity | None:
        """What it gained from its first reading to the period's end: the nearest known answer."""
        if not self.first or not self.first.at or not self.end or not self.end.at:
            return None
        return self._gain_since(self.first) if self.end.at > self.first.at else None

    @property
    def since_printed(self) -> Quantity | None:
        """What it gained from the last printed figure to the period's end."""
        return self._gain_since(self.printed) if self.printed else None

    def _gain_since(self, start: Point) -> Quantity | None:
        if not start.quantity or not self.end or not self.end.quantity:
            return None
        return self.end.quantity - start.quantity

    @property
    def undisturbed(self) -> Quantity | None:
        """What people did: the net growth, without the falls in one step where there are any."""
        return self.without_falls or self.growth.net

    @property
    def without_falls(self) -> Quantity | None:
        """What the net growth would be without the falls in one step; None where there are none."""
        both = with_and_without(self.growth, self.falls) if self.falls else None
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


def grown_together(growths: Sequence[AccountGrowth]) -> TotalGrowth:
    """What accounts gained together in one period, like for like.

    An account whose growth is not known counts at neither end, and is left out.
    """
    known = [grown for grown in growths if grown.growth.net is not None]
    together = like_for_like(
        {grown.account.name: grown.start.quantity if grown.start else None for grown in known},
        {grown.account.name: grown.end.quantity if grown.end else None for grown in known},
    )
    left_out = tuple(
        grown.account.name for grown in growths if grown.account.name not in together.accounts
    )
    return replace(together, left_out=left_out)


def printed_followers(store: Store, account: Account) -> list[PrintedFigure]:
    """The numbers of followers that were printed of an account, in force."""
    return figures(store, account.name, FOLLOWERS)


def standing(store: Store, account: Account, before: datetime) -> Point | None:
    """The last follower count of an account told before an instant; None where none was."""
    points = if_enrolled(lambda: last_followers_before(store, account.name, [before]))
    return points[0] if points else None


def _of(
    store: Store, account: Account, periods: Sequence[Period], zone: ZoneInfo, now: datetime
) -> Iterator[AccountGrowth]:
    instants = sorted({end for period in periods for end in period.instants(zone)})
    begun = if_enrolled(lambda: first_slot(store, account.name))
    beginnings = [account.opened, begun and local_day(begun, zone)]
    first_day = max((day for day in beginnings if day), default=None)
    read = _stood(store, account, instants, zone)
    kept = if_enrolled(lambda: days_told(store, account.name, periods)) or [0] * len(periods)
    today, printed = local_day(now, zone), printed_followers(store, account)
    ends = [
        known_ends(period, (read.get(since), read.get(until)), printed, zone, today)
        for period in periods
        for since, until in [period.instants(zone)]
    ]
    steps = _falls(store, account, periods, ends, zone)
    first = _first(store, account) if any(start is None for start, _ in ends) else None
    for period, (start, end), days in zip(periods, ends, kept, strict=True):
        due = days_due(period, today, first_day)
        net = growth_between(period, start, end, (days, due), zone, today)
        within = _falls_within(net, steps, zone)
        growth = AccountGrowth(account, net, start, end, falls=within)
        if net.reason == NO_READING_BEFORE:
            growth = replace(growth, first=first, printed=_printed_before(printed, period))
        yield growth


def _stood(
    store: Store, account: Account, instants: Sequence[datetime], zone: ZoneInfo
) -> dict[datetime, Point | None]:
    """Where an account stood at some instants: by its last reading before.

    Where nothing was read on the day of it, by what was told later of a day that ended then.
    """
    read = if_enrolled(lambda: last_followers_before(store, account.name, instants))
    counts = told_before(store, account, instants)
    pairs = zip(read or [None] * len(instants), counts, strict=True)
    return {instant: _nearer(*pair, zone) for instant, pair in zip(instants, pairs, strict=True)}


def _nearer(read: Point | None, other: Point | None, zone: ZoneInfo) -> Point | None:
    """The reading, unless what was told later ended on a day after it."""
    if read is None or read.at is None or other is None or other.at is None:
        return read or other
    return other if local_day(other.at, zone) > local_day(read.at, zone) else read


def _first(store: Store, account: Account) -> Point | None:
    """The very first reading of an account, if any."""
    return if_enrolled(lambda: first_followers(store, account.name))


def _printed_before(printed: Iterable[PrintedFigure], period: Period) -> Point | None:
    """The last figure printed for days before a period, however long before."""
    found = latest_printed(
        figure for figure in printed if days_of_figure(figure).until <= period.since
    )
    return as_point(found) if found else None


def _falls(
    store: Store,
    account: Account,
    periods: Sequence[Period],
    ends: Iterable[tuple[Point | None, Point | None]],
    zone: ZoneInfo,
) -> tuple[Fall, ...]:
    """The falls in one step within the periods, between the readings at their ends.

    Before a reading that ends a growth from a printed figure on, those since its period began.
    """
    stretches = _stretches(periods, ends, zone)
    if len(stretches) > 1:
        dropped = if_enrolled(lambda: drops_at(store, account.name)) or []
        stretches = [
            (since, until)
            for since, until in stretches
            if any(since < at <= until for at in dropped)
        ]
    return tuple(fall for stretch in stretches for fall in falls_between(store, account, *stretch))


def falls_between(
    store: Store, account: Account, since: datetime, until: datetime
) -> tuple[Fall, ...]:
    """The falls in one step whose two readings lie in [since, until], oldest first.

    Whether one was true is told by what was read after it, also after `until`: so every answer
    says the same of it.
    """
    drops = around_drops(store, account.name, since, until)
    return tuple(
        fall for readings in drops for fall in falls(readings) if fall.at == readings[1].at
    )


def _stretches(
    periods: Sequence[Period], ends: Iterable[tuple[Point | None, Point | None]], zone: ZoneInfo
) -> list[tuple[datetime, datetime]]:
    """The time of which readings lie within a growth; what is nearer than a month is together.

    A growth may begin with what was told later of a day: the reading before that is looked at too.
    """
    merged: list[tuple[datetime, datetime]] = []
    counted = (
        (start.at or midnight(period.since, zone), end.at)
        for period, (start, end) in zip(periods, ends, strict=True)
        if start and end and end.at
    )
    for since, until in sorted(counted):
        if merged and since - merged[-1][1] <= NEAR:
            merged[-1] = merged[-1][0], max(merged[-1][1], until)
        else:
            merged.append((since - NEAR if merged else since, until))
    return merged


def _falls_within(growth: NetGrowth, steps: Sequence[Fall], zone: ZoneInfo) -> tuple[Fall, ...]:
    if not steps:
        return ()
    since = midnight(growth.period.since, zone)
    is_read = growth.start_at is not None
    within = with_and_without(growth, [step for step in steps if is_read or step.since >= since])
    return within.falls if within else ()
