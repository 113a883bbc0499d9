"""The roll-ups: asked without reading years of looks, compared with the looks, built anew."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, Table, delete, except_, func, select

from metrics.periods import Period
from metrics.quantity import measured
from metrics.series import Point
from storage.accounts import find
from storage.asked import asked_instants
from storage.derived import account_day, post_now
from storage.rolling import days_of_readings, fill, posts_of_readings
from storage.schema import AnySelect, account_reading
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
    read, wanted = account_reading.c, [instant.replace(microsecond=0) for instant in instants]
    with store.read() as connection:
        asked = asked_instants(connection, sorted(set(wanted)))
        told = (read.account_id == find(connection, account_name).id, read.followers.is_not(None))
        newest = select(account_reading).where(*told, read.at < asked.c.value)
        newest = newest.order_by(read.at.desc()).limit(1)
        # Two seeks for each instant: a join may be planned the other way round, row by row.
        at, followers = (
            newest.with_only_columns(column).scalar_subquery()
            for column in (read.at, read.followers)
        )
        rows = connection.execute(select(asked.c.value, at, followers))
        found = {row[0]: Point(measured(row[2]), at=row[1]) for row in rows if row[1]}
    return [found.get(instant) for instant in wanted]


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
        return [Point(measured(count), at=at) for at, count in rows]


def days_told(store: Store, account_name: str, periods: Sequence[Period]) -> list[int]:
    """How many local days of each period have a follower count, in the order of the periods.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    if not periods:
        return []
    day = account_day.c
    first, last = min(one.since for one in periods), max(one.until for one in periods)
    with store.read() as connection:
        query = select(day.day).where(
            day.account_id == find(connection, account_name).id,
            day.followers.is_not(None),
            day.day >= first,
            day.day < last,
        )
        told = connection.execute(query.order_by(day.day)).scalars().all()
    return [bisect_left(told, one.until) - bisect_left(told, one.since) for one in periods]


def rebuild(store: Store) -> None:
    """Build every roll-up anew from the readings alone, in one transaction.

    Raises:
        StorageError: the database could not write; everything is as it was.
    """
    with store.write() as connection:
        for table, rows in ROLLUPS.items():
            connection.execute(delete(table))
            fill(connection, table, rows)


def differences(store: Store) -> dict[str, int]:
    """How many rows of each roll-up are not what the readings say; empty where all are right."""
    with store.read() as connection:
        found = {table.name: _differing(connection, table, rows) for table, rows in ROLLUPS.items()}
    return {name: count for name, count in found.items() if count}


def _differing(connection: Connection, table: Table, rows: AnySelect) -> int:
    """Rows that are kept and should not be, or should be and are not."""
    kept = select(*table.columns)
    strays, lost = except_(kept, rows).subquery(), except_(rows, kept).subquery()
    counts = (select(func.count()).select_from(part) for part in (strays, lost))
    return max(connection.execute(count).scalar_one() for count in counts)


ROLLUPS: Mapping[Table, AnySelect] = {
    account_day: days_of_readings(),
    post_now: posts_of_readings(),
}
