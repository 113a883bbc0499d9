"""The slots of an account: what decides what is due, which were kept, and which were lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    cast,
    extract,
    func,
    select,
    type_coerce,
)

from metrics.completeness import KEPT, KeptSlots
from metrics.model import Account, Outcome, Reason
from metrics.quantity import measured
from metrics.series import Point
from metrics.slots import HOUR, OnFile, Pause, slot_at
from storage.accounts import find
from storage.backoff import of_account, of_platform
from storage.schema import AnyRow, account_day, failure, pause, slot, visit
from storage.store import Store
from storage.types import Instant
from storage.visits import SlotRecord

READ = frozenset({Outcome.OK, Outcome.PARTIAL})


def on_file(
    store: Store,
    owner: Account,
    now: datetime,
    length: timedelta = HOUR,
    *,
    since: datetime | None = None,
) -> OnFile:
    """What decides whether an account is due at `now`.

    Every slot before `since` is known to have a row, so only later ones are looked up; None looks
    up all. When posts want to be read is not on file.

    Raises:
        UnknownAccount: the account was never enrolled.
        StorageError: the database could not answer.
    """
    start = slot_at(now, length)
    with store.read() as connection:
        key = find(connection, owner.name).id
        rows = _slots(connection, key, since, start)
        current = rows.get(start)
        tried = [] if current in READ else _tries(connection, key, start, start + length)
        pauses = _pauses(connection, owner)
    own = pauses.get(of_account(owner.name))
    return OnFile(
        starts=tuple(rows),
        since=since,
        current=current,
        tries=len(tried),
        tried_at=tried[-1].at if tried else None,
        lost_for=Reason(tried[-1].reason) if tried and tried[-1].reason else None,
        failed_in_a_row=own.failures if own else 0,
        pause=_longest(pauses, now),
    )


def _slots(
    connection: Connection, account_id: int, since: datetime | None, current: datetime
) -> dict[datetime, Outcome]:
    query = select(slot.c.start, slot.c.outcome).where(slot.c.account_id == account_id)
    if since is not None:
        query = query.where(slot.c.start >= since, slot.c.start <= current)
    result = connection.execute(query.order_by(slot.c.start))
    return {start: Outcome(outcome) for start, outcome in result}


def _tries(
    connection: Connection, account_id: int, since: datetime, until: datetime
) -> list[AnyRow]:
    """The visits in a slot, each with why it did not reach the account."""
    why = select(func.min(failure.c.reason)).where(
        failure.c.visit_id == visit.c.id, failure.c.scope == "account"
    )
    query = select(visit.c.at, why.scalar_subquery().label("reason")).where(
        visit.c.account_id == account_id, visit.c.at >= since, visit.c.at < until
    )
    return list(connection.execute(query.order_by(visit.c.at)))


def _pauses(connection: Connection, owner: Account) -> dict[str, AnyRow]:
    scopes = (of_account(owner.name), of_platform(owner.platform))
    query = select(pause).where(pause.c.scope.in_(scopes))
    return {row.scope: row for row in connection.execute(query)}


def _longest(pauses: dict[str, AnyRow], now: datetime) -> Pause | None:
    """The pause that ends last of those in force."""
    held = [row for row in pauses.values() if row.not_before and row.not_before > now]
    if not held:
        return None
    row = max(held, key=lambda one: one.not_before)
    return Pause(row.not_before, Reason(row.reason))


KEPT_WORDS = [outcome.value for outcome in KEPT]


def kept_stretches(
    store: Store, account_name: str, since: datetime, until: datetime, length: timedelta
) -> list[KeptSlots]:
    """The stretches of kept slots that begin in [since, until), oldest first.

    Slots of another length, which was changed in between, count as those in which they lie.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        query = (
            select(_seconds(connection))
            .where(slot.c.account_id == find(connection, account_name).id)
            .where(slot.c.start >= since, slot.c.start < until, slot.c.outcome.in_(KEPT_WORDS))
        )
        starts = connection.execute(query.order_by(slot.c.start)).scalars()
        return list(_stretches(starts, int(length.total_seconds())))


def lost_slots(
    store: Store, account_name: str, since: datetime, until: datetime
) -> list[SlotRecord]:
    """The slots on file that begin in [since, until) and in which nothing was read, oldest first.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        query = (
            select(slot.c.start, slot.c.outcome, slot.c.reason)
            .where(slot.c.account_id == find(connection, account_name).id)
            .where(slot.c.start >= since, slot.c.start < until)
            .where(slot.c.outcome.not_in(KEPT_WORDS))
        )
        return [
            SlotRecord(account_name, start, Outcome(outcome), Reason(reason) if reason else None)
            for start, outcome, reason in connection.execute(query.order_by(slot.c.start))
        ]


def _seconds(connection: Connection) -> ColumnElement[int]:
    """The beginning of a slot in seconds since 1970, in which SQLite keeps it anyway."""
    if connection.dialect.name == "sqlite":
        return type_coerce(slot.c.start, Integer)
    return cast(extract("epoch", slot.c.start), BigInteger)


def _stretches(starts: Iterable[int], length: int) -> Iterator[KeptSlots]:
    begun, end = 0, 0
    for start in starts:
        begins = start // length * length
        if begins > end:
            if end:
                yield _stretch(begun, end)
            begun = begins
        end = begins + length
    if end:
        yield _stretch(begun, end)


def _stretch(since: int, until: int) -> KeptSlots:
    return KeptSlots(datetime.fromtimestamp(since, UTC), datetime.fromtimestamp(until, UTC))


LOST = (Outcome.FAILED.value, Outcome.MISSED.value)


@dataclass(frozen=True, slots=True)
class LostSlots:
    """Slots on file of which none was read, with no other between them."""

    first: datetime
    last: datetime
    """The beginning of the last of them."""
    reason: Reason | None
    """Of the first of them."""


def lost_stretches(
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
    return [_lost([row for _, row in group]) for _, group in together]


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


def _lost(rows: Sequence[AnyRow]) -> LostSlots:
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
