"""The slots of an account: what decides what is due, which were kept, and which were lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

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
from metrics.periods import local_day, parse_period
from metrics.slots import HOUR, OnFile, Pause, slot_at
from storage.accounts import find
from storage.backoff import BackoffRecord, of_account, of_platform, of_scopes
from storage.engine import let_go
from storage.schema import (
    account_day_metric,
    account_reading,
    activity,
    event,
    failure,
    post,
    printed_figure,
    slot,
    source_file,
    spend,
    statement,
    visit,
)
from storage.store import Store
from storage.visits import SlotRecord


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
        tried = [] if current in KEPT else _tries(connection, key, start, start + length)
        backoffs = of_scopes(connection, of_account(owner.name), of_platform(owner.platform))
    own = backoffs.get(of_account(owner.name))
    return OnFile(
        starts=tuple(rows),
        since=since,
        current=current,
        tries=len(tried),
        tried_at=tried[-1][0] if tried else None,
        lost_for=tried[-1][1] if tried else None,
        failed_in_a_row=own.failures if own else 0,
        pause=_longest(backoffs.values(), now),
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
) -> list[tuple[datetime, Reason | None]]:
    """When an account was visited in [since, until), and why each visit did not reach it."""
    why = select(func.min(failure.c.reason)).where(
        failure.c.visit_id == visit.c.id, failure.c.scope == "account"
    )
    query = select(visit.c.at, why.scalar_subquery().label("reason")).where(
        visit.c.account_id == account_id, visit.c.at >= since, visit.c.at < until
    )
    rows = connection.execute(query.order_by(visit.c.at))
    return [(at, Reason(reason) if reason else None) for at, reason in rows]


def _longest(backoffs: Iterable[BackoffRecord], now: datetime) -> Pause | None:
    """The pause that ends last of those in force."""
    held = [
        Pause(pause.not_before, pause.reason)
        for pause in backoffs
        if pause.reason and pause.not_before and pause.not_before > now
    ]
    return max(held, key=lambda pause: pause.until, default=None)


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
        let_go(connection)
        return list(_stretches(starts, int(length.total_seconds())))


def first_slot(store: Store, account_name: str) -> datetime | None:
    """The first slot in which anybody tried to read an account; None where nobody has.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        own = slot.c.account_id == find(connection, account_name).id
        return connection.execute(select(func.min(slot.c.start)).where(own)).scalar()


def first_day_on_file(store: Store, zone: ZoneInfo) -> date | None:
    """The earliest day of which anything is on file, in the institution's zone.

    That is of a slot, a reading, an own post, a cost, what was told of a past day, or what a
    register holds; None of an empty file. What a register superseded, and a file that was taken
    back, count as well.
    """
    instants = (slot.c.start, account_reading.c.at, post.c.published_at, spend.c.at)
    past = (account_day_metric.c.day, source_file.c.since)
    days, periods = (event.c.since, statement.c.noticed_on, *past), (printed_figure.c, activity.c)
    with store.read() as connection:
        read = [connection.execute(select(func.min(column))).scalar() for column in instants]
        first_days = [connection.execute(select(func.min(column))).scalar() for column in days]
        names = [
            name
            for columns in periods
            for name in connection.execute(select(columns.period).distinct()).scalars()
        ]
    candidates = [
        *(local_day(instant, zone) for instant in read if instant is not None),
        *(day for day in first_days if day is not None),
        *(parse_period(name).since for name in names),
    ]
    return min(candidates, default=None)


def partial_slots(store: Store, account_name: str, since: datetime, until: datetime) -> int:
    """How many slots that begin in [since, until) were kept, but not with everything.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        query = (
            select(func.count())
            .where(slot.c.account_id == find(connection, account_name).id)
            .where(slot.c.start >= since, slot.c.start < until)
            .where(slot.c.outcome == Outcome.PARTIAL.value)
        )
        return connection.execute(query).scalar_one()


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
        rows = connection.execute(query.order_by(slot.c.start))
        let_go(connection)
        return [
            SlotRecord(account_name, start, Outcome(outcome), Reason(reason) if reason else None)
            for start, outcome, reason in rows
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
