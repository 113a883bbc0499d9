"""Follower counts: as they were read, with their gaps, and as a chart of years needs them.

Ten years are 263,000 readings of three accounts, and a chart tells some two thousand points apart.
Growth by day, week, month or year is the same from either: it needs a day's last count alone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, and_, func, or_, select

from metrics.model import Outcome, Reason
from metrics.periods import Period, local_day, midnight
from metrics.quantity import measured
from metrics.series import Point, Series
from storage.accounts import find
from storage.engine import let_go
from storage.schema import account_day, account_drop, account_reading, failure, slot
from storage.store import Store
from storage.types import Instant, asked_instants

LOST = (Outcome.FAILED.value, Outcome.MISSED.value)
SILENCE = timedelta(hours=36)
"""Longer between two readings than this and nobody read: a gap."""


def followers(
    store: Store, account_name: str, since: datetime | None = None, until: datetime | None = None
) -> Series:
    """Follower counts read in [since, until), with a gap wherever there should be a number.

    A gap stands at a reading that told no number, at the beginning of a slot that failed or was
    missed, and 36 hours after a reading that no other followed for longer than that.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        row = find(connection, account_name)
        read = connection.execute(_readings(row.id, since, until))
        lost = connection.execute(_lost_slots(row.id, since, until))
        let_go(connection)
        told = [*(_point(*reading) for reading in read), *(_gap_at(*each) for each in lost)]
    points = _with_silences(sorted(told, key=_instant))
    return Series(account_name, row.platform, "followers", tuple(points))


def latest(store: Store, account_name: str) -> Point | None:
    """The newest follower count of an account.

    Raises:
        UnknownAccount: it was never enrolled.
    """
    return _outermost(store, account_name, account_reading.c.at.desc())


def first_followers(store: Store, account_name: str) -> Point | None:
    """The oldest follower count of an account.

    Raises:
        UnknownAccount: it was never enrolled.
    """
    return _outermost(store, account_name, account_reading.c.at)


def _outermost(store: Store, account_name: str, order: ColumnElement[datetime]) -> Point | None:
    reading = account_reading.c
    with store.read() as connection:
        row = find(connection, account_name)
        query = select(reading.at, reading.followers).where(
            reading.account_id == row.id, reading.followers.is_not(None)
        )
        found = connection.execute(query.order_by(order).limit(1)).one_or_none()
    return None if found is None else Point(measured(found.followers), at=found.at)


def _readings(
    account_id: int, since: datetime | None, until: datetime | None
) -> Select[datetime, int | None, str | None]:
    """When, how many, and why no number was told."""
    reading = account_reading.c
    why = (
        select(failure.c.reason)
        .where(failure.c.visit_id == reading.visit_id, failure.c.scope == "followers")
        .limit(1)
    )
    query = select(reading.at, reading.followers, why.scalar_subquery().label("reason"))
    return query.where(reading.account_id == account_id, *_within(reading.at, since, until))


def _point(at: datetime, count: int | None, reason: str | None) -> Point:
    if count is None:
        return _gap_at(at, reason or Reason.MISSING.value)
    return Point(measured(count), at=at)


def _lost_slots(
    account_id: int, since: datetime | None, until: datetime | None
) -> Select[datetime, str | None]:
    """When each slot that was lost began, and why it was."""
    return select(slot.c.start, slot.c.reason).where(
        slot.c.account_id == account_id,
        slot.c.outcome.in_(LOST),
        *_within(slot.c.start, since, until),
    )


def _gap_at(at: datetime, reason: str | None) -> Point:
    return Point(None, at=at, reason=reason)


def _with_silences(points: Sequence[Point]) -> Iterator[Point]:
    for point, following in pairwise(points):
        yield point
        if _instant(following) - _instant(point) > SILENCE:
            yield Point(None, at=_instant(point) + SILENCE, reason=Reason.DOWN.value)
    yield from points[-1:]


def _instant(point: Point) -> datetime:
    assert point.at is not None  # noqa: S101  # every point of this file is at an instant
    return point.at


def _within(
    column: Column[datetime], since: datetime | None, until: datetime | None
) -> Iterator[ColumnElement[bool]]:
    if since is not None:
        yield column >= since
    if until is not None:
        yield column < until


MOST_DAYS = 100
"""Of so many days every reading is drawn; of more, the last of each day."""
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Uncounted:
    """A stretch without a count; both ends are excluded."""

    after: datetime
    before: datetime | None
    is_between: bool = False
    """Whether a count lies at either end, so that silence alone tells that one is missing."""


def followers_as_drawn(
    store: Store, account_name: str, since: date | None = None, until: date | None = None
) -> Series:
    """Follower counts of the local days in [since, until), as many as a chart can show.

    Where numbers were told over at most 100 days: every reading, with gaps (`followers`).
    Over more days, or where no number was told at all: the last count of each day. A gap then
    stands where a whole day has none: at the first slot that was lost after the last count, else
    36 hours after it, if the next one is further off; and after the last count and before the
    first one where slots were lost.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    told = follower_days(store, account_name, since, until)
    instants = (_begin(since, store), _begin(until, store))
    if told and _days_between(told[0], told[-1], store) <= MOST_DAYS:
        return followers(store, account_name, *instants)
    holes = _holes(told, *instants, store)
    lost = _first_losses(store, account_name, [hole.after for hole in holes])
    untold = _days_without(store, account_name, since, until)
    gaps = [gap for hole in holes if (gap := _gap(hole, lost.get(hole.after), untold))]
    points = sorted([*told, *gaps], key=_instant)
    with store.read() as connection:
        platform = find(connection, account_name).platform
    return Series(account_name, platform, "followers", tuple(points))


def _begin(day: date | None, store: Store) -> datetime | None:
    return None if day is None else midnight(day, store.zone)


def _days_between(first: Point, last: Point, store: Store) -> int:
    days = (local_day(_instant(point), store.zone) for point in (first, last))
    begun = next(days)
    return (next(days) - begun).days


def _holes(
    told: Sequence[Point], since: datetime | None, until: datetime | None, store: Store
) -> list[_Uncounted]:
    """Where there may be a gap: before the counts, between two with a day between, after them."""
    first, last = (told[0].at, told[-1].at) if told else (until, None)
    between = [
        _Uncounted(_instant(point), after.at, is_between=True)
        for point, after in pairwise(told)
        if _days_between(point, after, store) > 1
    ]
    before = _Uncounted(
        (since or BEGINNING) - timedelta(seconds=1), first
    )  # a slot may begin the day
    return [before, *between, *([_Uncounted(last, until)] if last else [])]


def _gap(hole: _Uncounted, lost: Point | None, untold: Sequence[Point]) -> Point | None:
    """The first sign in a hole that there should have been a number; None where there is none."""
    place = bisect_right(untold, hole.after, key=_instant)
    points = [*untold[place : place + 1], *filter(None, [lost])]
    if hole.is_between:
        points.append(Point(None, at=hole.after + SILENCE, reason=Reason.DOWN.value))
    within = [point for point in points if hole.before is None or _instant(point) < hole.before]
    return min(within, key=_instant, default=None)


def _first_losses(
    store: Store, account_name: str, anchors: Sequence[datetime]
) -> Mapping[datetime, Point]:
    """The first slot that was lost after each of some instants, where there is one."""
    with store.read() as connection:
        asked = asked_instants(connection, anchors)
        own = slot.c.account_id == find(connection, account_name).id
        start = select(slot.c.start).where(
            own, slot.c.outcome.in_(LOST), slot.c.start > asked.c.value
        )
        start = start.order_by(slot.c.start).limit(1)
        reason = start.with_only_columns(slot.c.reason).scalar_subquery()
        rows = connection.execute(select(asked.c.value, start.scalar_subquery(), reason)).all()
    return {anchor: Point(None, at=at, reason=why) for anchor, at, why in rows if at}


def _days_without(
    store: Store, account_name: str, since: date | None, until: date | None
) -> list[Point]:
    """A gap at the beginning of each day on which readings told no number."""
    day = account_day.c
    with store.read() as connection:
        own = day.account_id == find(connection, account_name).id
        query = select(day.day).where(own, day.followers.is_(None)).order_by(day.day)
        days = connection.execute(query).scalars().all()
    return [
        Point(None, at=midnight(one, store.zone), reason=Reason.MISSING.value)
        for one in days
        if (since is None or since <= one) and (until is None or one < until)
    ]


def last_followers_before(
    store: Store, account_name: str, instants: Sequence[datetime]
) -> list[Point | None]:
    """The last follower count told before each of some instants, in their order.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    if not instants:
        return []
    read, wanted = account_reading.c, [instant.replace(microsecond=0) for instant in instants]
    with store.read() as connection:
        asked = asked_instants(connection, sorted(set(wanted)))
        told = (read.account_id == find(connection, account_name).id, read.followers.is_not(None))
        newest = select(read.at).where(*told, read.at < asked.c.value)
        newest = newest.order_by(read.at.desc()).limit(1)
        # Two seeks for each instant: a join may be planned the other way round, row by row.
        count = newest.with_only_columns(read.followers).scalar_subquery()
        rows = connection.execute(select(asked.c.value, newest.scalar_subquery(), count))
        let_go(connection)
        points = {asked_at: Point(measured(n), at=at) for asked_at, at, n in rows if n is not None}
    return [points.get(instant) for instant in wanted]


def follower_days(
    store: Store, account_name: str, since: date | None = None, until: date | None = None
) -> list[Point]:
    """The last follower count of each local day in [since, until) on which one was told.

    A day is that of the institution's zone when the reading was kept. Days without a number have
    no point.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    day = account_day.c
    with store.read() as connection:
        query = select(day.at, day.followers).where(
            day.account_id == find(connection, account_name).id, day.followers.is_not(None)
        )
        if since is not None:
            query = query.where(day.day >= since)
        if until is not None:
            query = query.where(day.day < until)
        rows = connection.execute(query.order_by(day.day))
        let_go(connection)
        return [Point(measured(count), at=at) for at, count in rows if count is not None]


def followers_by_day(store: Store, account_name: str) -> dict[date, int]:
    """The last follower count of each local day on which one was told; as `follower_days`.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    day = account_day.c
    with store.read() as connection:
        own = day.account_id == find(connection, account_name).id
        query = select(day.day, day.followers).where(own, day.followers.is_not(None))
        rows = connection.execute(query)
        let_go(connection)
        return {told: count for told, count in rows if count is not None}


def drops_at(store: Store, account_name: str) -> list[datetime]:
    """When readings told many fewer followers than the one before (`around_drops`), oldest first.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    drop = account_drop.c
    with store.read() as connection:
        own = drop.account_id == find(connection, account_name).id
        return list(connection.execute(select(drop.at).where(own).order_by(drop.at)).scalars())


def days_told(store: Store, account_name: str, periods: Sequence[Period]) -> list[int]:
    """How many local days of each period have a follower count, in the order of the periods.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    if not periods:
        return []
    day = account_day.c
    within = [and_(day.day >= since, day.day < until) for since, until in _touching(periods)]
    with store.read() as connection:
        own = day.account_id == find(connection, account_name).id
        query = select(day.day).where(own, day.followers.is_not(None), or_(*within))
        days = connection.execute(query.order_by(day.day)).scalars()
        let_go(connection)
        told = days.all()
    return [bisect_left(told, period.until) - bisect_left(told, period.since) for period in periods]


FEW = 50
"""So many stretches of days are asked for by themselves; more as one, with what lies between."""


def _touching(periods: Sequence[Period]) -> list[tuple[date, date]]:
    """The days of some periods as stretches [since, until), all that lies between if it is many."""
    merged: list[tuple[date, date]] = []
    for since, until in sorted((period.since, period.until) for period in periods):
        if merged and since <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], until)
        else:
            merged.append((since, until))
    return merged if len(merged) <= FEW else [(merged[0][0], merged[-1][1])]


def rises(store: Store, account_name: str, step: int, until: date | None = None) -> list[Point]:
    """The days on which followers first passed a multiple of a step, and the days told before.

    The first day told is among them. Whoever looks for the first day above a number that is a
    multiple of the step finds the same here as among all days.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    day = account_day.c
    with store.read() as connection:
        highest = func.max(day.followers).over(order_by=day.day, rows=(None, -1)).label("highest")
        told = select(
            day.at,
            day.followers,
            func.lag(day.at, type_=Instant).over(order_by=day.day).label("at_before"),
            func.lag(day.followers).over(order_by=day.day).label("followers_before"),
            highest,
        ).where(day.account_id == find(connection, account_name).id, day.followers.is_not(None))
        days = (told if until is None else told.where(day.day < until)).subquery()
        passed = days.c.followers // step > days.c.highest // step
        columns = days.c.at_before, days.c.followers_before, days.c.at, days.c.followers
        query = select(*columns).where(days.c.highest.is_(None) | passed).order_by(days.c.at)
        return list(_days_told(connection.execute(query).all()))


def around_drops(
    store: Store, account_name: str, since: datetime, until: datetime
) -> list[list[Point]]:
    """The readings in (since, until] that told many fewer followers than before: 0.3 % or more.

    Each with the reading before it, not before `since`, and the two after it, as far as there are
    any. Oldest first.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    drop, begun = account_drop.c, since.replace(microsecond=0)
    with store.read() as connection:
        account_id = find(connection, account_name).id
        within = drop.account_id == account_id, drop.at > since, drop.at <= until
        query = select(drop.at).where(*within).order_by(drop.at)
        dropped = connection.execute(query).scalars().all()
        if not dropped:
            return []
        found = connection.execute(_beside(connection, account_id, dropped)).mappings().all()
    return [list(_neighbours(dict(row))) for row in found if row["at_-1"] >= begun]


def _told(account_id: int) -> tuple[ColumnElement[bool], ...]:
    """What is true of the readings of an account that told a number of followers."""
    reading = account_reading.c
    return reading.account_id == account_id, reading.followers.is_not(None)


BESIDE = (-1, 0, 1, 2)
"""The places of readings from one on: the one before it, itself, and two after it."""


def _beside(connection: Connection, account_id: int, instants: Sequence[datetime]) -> Select[Any]:
    """A row for each of some readings, oldest first: it and those beside it, sought one by one."""
    asked, reading = asked_instants(connection, instants), account_reading.c
    columns: list[Any] = []
    for place in BESIDE:
        is_after = reading.at >= asked.c.value if place >= 0 else reading.at < asked.c.value
        order = reading.at if place >= 0 else reading.at.desc()
        at = select(reading.at).where(*_told(account_id), is_after).order_by(order)
        at = at.limit(1).offset(max(place, 0))
        columns.append(at.scalar_subquery().label(f"at_{place}"))
        count = at.with_only_columns(reading.followers)
        columns.append(count.scalar_subquery().label(f"followers_{place}"))
    return select(*columns).select_from(asked).order_by(asked.c.value)


def _neighbours(row: Mapping[str, Any]) -> Iterator[Point]:
    """A row of `_beside` as points, in the order of time."""
    for place in BESIDE:
        if row[f"at_{place}"] is not None:
            yield Point(measured(row[f"followers_{place}"]), at=row[f"at_{place}"])


def _days_told(rows: Sequence[Sequence[Any]]) -> Iterator[Point]:
    """Each day and the one before it, no day twice."""
    newest: datetime | None = None
    for at_before, followers_before, at, followers in rows:
        for instant, count in ((at_before, followers_before), (at, followers)):
            if instant is not None and (newest is None or instant > newest):
                newest = instant
                yield Point(measured(count), at=instant)
