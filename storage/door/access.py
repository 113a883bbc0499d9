"""The access log: every login and every refused try, bounded however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from storage.engine import let_go
from storage.schema import AccessEvent, access
from storage.store import Store

MERGED = timedelta(hours=1)
"""Refused tries of one name from one address are one row for so long."""
MOST_A_DAY = 1_000
"""So many rows are made within a day, of logins and of the rest each; what comes then is counted
without name and address."""
ONE_BY_ONE = frozenset({AccessEvent.LOGIN, AccessEvent.LOGOUT})
"""What is told each time it happens; of the rest, how often."""


@dataclass(frozen=True, slots=True)
class AccessLine:
    """What happened at the door, once or several times: never what was typed as a password."""

    at: datetime
    event: AccessEvent
    who: str | None
    """A name of the settings; None: nobody there is called what was typed."""
    address: str | None
    """From where; None: from many addresses."""
    last_at: datetime
    times: int = 1


def add_access(store: Store, lines: Sequence[AccessLine]) -> None:
    """Keep what happened, in one transaction; what was refused again is counted on.

    Raises:
        StorageError: nothing was kept.
    """
    with store.write() as connection:
        for line in lines:
            _add(connection, line)


def access_lines(store: Store, since: datetime, until: datetime) -> list[AccessLine]:
    """What happened in [since, until), the latest first.

    Raises:
        StorageError: the database could not answer.
    """
    asked = select(access).where(access.c.last_at >= since, access.c.at < until)
    with store.read() as connection:
        rows = connection.execute(asked.order_by(access.c.at.desc(), access.c.id.desc()))
        let_go(connection)
        return [
            AccessLine(row.at, AccessEvent(row.event), row.who, row.address, row.last_at, row.times)
            for row in rows
        ]


def forget_access(store: Store, before: datetime) -> int:
    """Let go of what happened before an instant; so many rows."""
    with store.write() as connection:
        return connection.execute(delete(access).where(access.c.last_at < before)).rowcount


def _add(connection: Connection, line: AccessLine) -> None:
    if _is_full(connection, line):
        line = replace(line, who=None, address=None)
    elif line.event in ONE_BY_ONE:
        connection.execute(insert(access).values(asdict(line)))
        return
    counted = connection.execute(
        update(access)
        .where(access.c.id == _row_of(connection, line))
        .values(times=access.c.times + line.times, last_at=line.last_at)
    )
    if not counted.rowcount:
        connection.execute(insert(access).values(asdict(line)))


def _row_of(connection: Connection, line: AccessLine) -> int | None:
    """The row in which the same was counted within the last hour."""
    same = (
        access.c.event == line.event,
        access.c.who.is_not_distinct_from(line.who),
        access.c.address.is_not_distinct_from(line.address),
    )
    of_late = access.c.at > line.at - MERGED, access.c.at <= line.last_at
    return connection.execute(select(func.max(access.c.id)).where(*same, *of_late)).scalar_one()


def _is_full(connection: Connection, line: AccessLine) -> bool:
    """Whether a day's rows are made; what is refused takes no row from those who log in."""
    told_each = access.c.event.in_(ONE_BY_ONE)
    alike = told_each if line.event in ONE_BY_ONE else ~told_each
    of_late = select(func.count()).where(alike, access.c.at > line.at - timedelta(days=1))
    return connection.execute(of_late).scalar_one() >= MOST_A_DAY
