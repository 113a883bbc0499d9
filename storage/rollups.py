"""Follower counts by local day, and the last one before any instant: without reading years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Integer, column, distinct, func, select, values

from metrics.periods import Period
from metrics.quantity import measured
from metrics.series import Point
from storage.accounts import find
from storage.columns import Day, Instant
from storage.schema import account_reading
from storage.store import Store


def standing_before(store: Store, account_name: str, instant: datetime) -> Point | None:
    """The last follower count told before an instant; None where none was.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    return standings_before(store, account_name, [instant])[0]


def standings_before(
    store: Store, account_name: str, instants: Sequence[datetime]
) -> list[Point | None]:
    """The last follower count told before each of some instants, in their order.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    if not instants:
        return []
    asked = values(column("number", Integer), column("instant", Instant), name="asked")
    asked = asked.data(list(enumerate(instants)))
    read, told = account_reading.c, account_reading.alias()
    with store.read() as connection:
        key = find(connection, account_name).id
        own = (told.c.account_id == key) & (told.c.followers.is_not(None))
        newest = select(func.max(told.c.at)).where(own, told.c.at < asked.c.instant)
        is_newest = (read.account_id == key) & (read.at == newest.scalar_subquery())
        query = select(asked.c.number, read.at, read.followers).join_from(
            asked, account_reading, is_newest
        )
        found = {row[0]: Point(measured(row[2]), at=row[1]) for row in connection.execute(query)}
    return [found.get(number) for number in range(len(instants))]


def follower_days(
    store: Store, account_name: str, since: date | None = None, until: date | None = None
) -> list[Point]:
    """The last follower count of each local day in [since, until) on which one was told.

    A day is that of the institution's zone when the reading was kept. Days without a number have
    no point.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    read, last = account_reading.c, account_reading.alias()
    with store.read() as connection:
        own = (last.c.account_id == find(connection, account_name).id) & (
            last.c.followers.is_not(None)
        )
        newest = select(last.c.account_id, func.max(last.c.at).label("at")).where(own)
        if since is not None:
            newest = newest.where(last.c.day >= since)
        if until is not None:
            newest = newest.where(last.c.day < until)
        days = newest.group_by(last.c.account_id, last.c.day).subquery()
        is_newest = (read.account_id == days.c.account_id) & (read.at == days.c.at)
        query = select(read.at, read.followers).join(days, is_newest).order_by(read.at)
        return [Point(measured(count), at=at) for at, count in connection.execute(query)]


def days_told(store: Store, account_name: str, periods: Sequence[Period]) -> list[int]:
    """How many local days of each period have a follower count, in the order of the periods.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    if not periods:
        return []
    asked = values(
        column("number", Integer), column("since", Day), column("until", Day), name="asked"
    ).data([(number, one.since, one.until) for number, one in enumerate(periods)])
    read = account_reading.c
    with store.read() as connection:
        key = find(connection, account_name).id
        within = (read.day >= asked.c.since) & (read.day < asked.c.until)
        own = (read.account_id == key) & read.followers.is_not(None)
        query = select(asked.c.number, func.count(distinct(read.day)))
        query = query.join_from(asked, account_reading, within & own)
        rows = connection.execute(query.group_by(asked.c.number))
        found: dict[int, int] = {row[0]: row[1] for row in rows}
    return [found.get(number, 0) for number in range(len(periods))]
