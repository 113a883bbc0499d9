"""The roll-ups: asked without reading years of looks, compared with the looks, built anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, Integer, Table, column, delete, except_, func, select, values

from metrics.periods import Period
from metrics.quantity import measured
from metrics.series import Point
from storage.accounts import find
from storage.columns import Day, Instant
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
    listed = values(column("number", Integer), column("instant", Instant), name="asked")
    asked = listed.data(list(enumerate(instants))).cte()
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
    listed = values(
        column("number", Integer), column("since", Day), column("until", Day), name="asked"
    )
    rows = [(number, one.since, one.until) for number, one in enumerate(periods)]
    asked, day = listed.data(rows).cte(), account_day.c
    with store.read() as connection:
        key = find(connection, account_name).id
        within = (day.day >= asked.c.since) & (day.day < asked.c.until)
        own = (day.account_id == key) & day.followers.is_not(None)
        query = select(asked.c.number, func.count()).join_from(asked, account_day, within & own)
        counts = connection.execute(query.group_by(asked.c.number))
        found: dict[int, int] = {row[0]: row[1] for row in counts}
    return [found.get(number, 0) for number in range(len(periods))]


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
