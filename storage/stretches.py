"""Few rows out of many: the slots that were lost, the days on which followers passed a step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import func, select

from metrics.quantity import measured
from metrics.series import Point
from metrics.snapshot import Outcome, Reason
from storage.accounts import find
from storage.columns import Instant
from storage.derived import account_day
from storage.schema import AnyRow, slot
from storage.store import Store

LOST = (Outcome.FAILED.value, Outcome.MISSED.value)


@dataclass(frozen=True, slots=True)
class LostSlots:
    """Slots on file of which none was read, with no other between them."""

    first: datetime
    last: datetime
    """The beginning of the last of them."""
    reason: Reason | None
    """Of the first of them."""


def lost_slots(
    store: Store, account_name: str, since: datetime, until: datetime
) -> list[LostSlots]:
    """The stretches of slots that were not read among those that begin in [since, until).

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        number = func.row_number().over(order_by=slot.c.start).label("number")
        numbered = (
            select(slot.c.start, slot.c.outcome, slot.c.reason, number)
            .where(
                slot.c.account_id == find(connection, account_name).id,
                slot.c.start >= since,
                slot.c.start < until,
            )
            .subquery()
        )
        lost = select(numbered).where(numbered.c.outcome.in_(LOST)).order_by(numbered.c.number)
        rows = connection.execute(lost).all()
    together = groupby(enumerate(rows), key=lambda placed: placed[1].number - placed[0])
    return [_stretch([row for _, row in group]) for _, group in together]


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
        query = select(days).where(days.c.highest.is_(None) | passed).order_by(days.c.at)
        return list(_points(connection.execute(query).all()))


def _stretch(rows: Sequence[AnyRow]) -> LostSlots:
    reason = rows[0].reason
    return LostSlots(rows[0].start, rows[-1].start, Reason(reason) if reason else None)


def _points(rows: Sequence[AnyRow]) -> Iterator[Point]:
    """Each day and the one before it, no day twice."""
    newest: datetime | None = None
    for row in rows:
        for at, followers in ((row.at_before, row.followers_before), (row.at, row.followers)):
            if at is not None and (newest is None or at > newest):
                newest = at
                yield Point(measured(followers), at=at)
