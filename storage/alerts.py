"""Alerts: what people must be told of, from its beginning to its end.

At most one alert is open for each kind and subject. It is told of when it opens, again while it
lasts, and once when it has ended; that this was done is kept across restarts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, insert, or_, select, update

from storage.schema import STILL_OPEN, alert
from storage.store import Store


@dataclass(frozen=True, slots=True)
class AlertRecord:
    """An alert on file."""

    id: int
    kind: str
    subject: str
    detail: str
    """A sentence for people: what it looked like last."""
    opened_at: datetime
    told_at: datetime | None
    """When people were last told of it."""
    closed_at: datetime | None
    end_told_at: datetime | None


def open_(store: Store, kind: str, subject: str, detail: str, at: datetime) -> bool:
    """Open an alert; where it is open already, its detail alone becomes the new one.

    Returns:
        Whether it was opened just now.
    """
    with store.write() as connection:
        here = update(alert).where(_is(kind, subject)).values(detail=detail)
        if connection.execute(here).rowcount:
            return False
        row = insert(alert).values(kind=kind, subject=subject, detail=detail, opened_at=at)
        connection.execute(row)
        return True


def close(store: Store, kind: str, subject: str, at: datetime) -> bool:
    """Close the open alert of a kind and subject; False where there is none."""
    with store.write() as connection:
        closed = update(alert).where(_is(kind, subject)).values(closed_at=at)
        return connection.execute(closed).rowcount > 0


def open_alerts(store: Store) -> list[AlertRecord]:
    """The alerts that are open, oldest first."""
    return _alerts(store, STILL_OPEN)


def ended_untold(store: Store) -> list[AlertRecord]:
    """Closed alerts of which people were told, but not yet that they have ended."""
    announced, closed = alert.c.told_at.is_not(None), alert.c.closed_at.is_not(None)
    return _alerts(store, announced, closed, alert.c.end_told_at.is_(None))


def mark_told(store: Store, record: AlertRecord, at: datetime) -> None:
    """Note that people were told of an alert; of its end, where the record is of a closed one."""
    column = alert.c.end_told_at if record.closed_at else alert.c.told_at
    with store.write() as connection:
        connection.execute(update(alert).where(alert.c.id == record.id).values({column: at}))


def history(
    store: Store, since: datetime | None = None, *, kind: str | None = None
) -> list[AlertRecord]:
    """Every alert that was open at or after an instant, oldest first; of one kind, if named."""
    lasted = [or_(STILL_OPEN, alert.c.closed_at >= since)] if since else []
    of_kind = [alert.c.kind == kind] if kind else []
    return _alerts(store, *lasted, *of_kind)


def _is(kind: str, subject: str) -> ColumnElement[bool]:
    return STILL_OPEN & (alert.c.kind == kind) & (alert.c.subject == subject)


def _alerts(store: Store, *conditions: ColumnElement[bool]) -> list[AlertRecord]:
    query = select(
        alert.c.id,
        alert.c.kind,
        alert.c.subject,
        alert.c.detail,
        alert.c.opened_at,
        alert.c.told_at,
        alert.c.closed_at,
        alert.c.end_told_at,
    )
    chosen = query.where(*conditions).order_by(alert.c.opened_at, alert.c.id)
    with store.read() as connection:
        return [AlertRecord(*row) for row in connection.execute(chosen)]
