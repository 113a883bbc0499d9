"""Visits on file: each attempt to read an account, in one transaction with what it brought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection, bindparam, func, insert, select, update

from metrics.model import Failure, Outcome, Reason, Snapshot, Visit
from metrics.periods import local_day
from metrics.slots import slot_at
from metrics.texts.phrases import Phrase
from storage.accounts import AccountRow, double_of, find
from storage.backoff import keep_refused_parts
from storage.changes import PLATFORM, Change, log
from storage.engine import insert_once
from storage.post_coverage import keep_discovery
from storage.posts import keep_posts, keep_vanished
from storage.rollups import roll_day
from storage.schema import (
    account,
    account_reading,
    failure,
    post,
    post_reading,
    slot,
    visit,
)
from storage.store import Store

WATCHED = ("platform_id", "handle", "display_name", "verified")
"""What is told to people when it changes."""


def refusal(connection: Connection, row: AccountRow, snapshot: Snapshot | None) -> Failure | None:
    """Why a snapshot must not be kept: it shows another account than the one on file.

    One series would otherwise hold two accounts, or two series would hold one.
    """
    if snapshot is None or snapshot.platform_id == row.platform_id:
        return None
    if row.platform_id is not None:
        why: str | None = Phrase(
            "{name} is on file as account {old}: give the new account ({new}) another name",
            name=row.name,
            old=row.platform_id,
            new=snapshot.platform_id,
        )
    else:
        why = double_of(connection, row, snapshot.platform_id)
    return Failure("account", Reason.NOT_OURS, f"{why}.") if why else None


def is_read_alike(connection: Connection, account_id: int, seen: Snapshot | None) -> bool:
    """Whether the readings on file at a snapshot's instant are its own; no snapshot is alike."""
    if seen is None:
        return True
    own = (account_reading.c.account_id == account_id) & (account_reading.c.at == seen.taken_at)
    followers = connection.execute(select(account_reading.c.followers).where(own)).scalar()
    read = select(func.count()).select_from(post_reading).join(post)
    here = read.where(post.c.account_id == account_id, post_reading.c.at == seen.taken_at)
    posts = len({snapshot.id for snapshot in seen.posts})
    return (followers, connection.execute(here).scalar_one()) == (seen.followers, posts)


def keep_proof(connection: Connection, account_id: int, visited: Visit) -> None:
    """A proof that failed ends the former one: the next visit must ask again."""
    refused = any(lost.reason is Reason.NOT_OURS for lost in visited.failures)
    if refused or visited.proven_at:
        proven = None if refused else visited.proven_at
        own = update(account).where(account.c.id == account_id)
        connection.execute(own.values(proven_at=proven))


def keep_reading(
    connection: Connection, account_id: int, visit_id: int, snapshot: Snapshot, day: date
) -> None:
    """Keep an account's own counts; `day` is the day in the institution's zone.

    Two visits may read within one second: the first reading stands, the second adds nothing.
    """
    row = {
        "account_id": account_id,
        "at": snapshot.taken_at,
        "day": day,
        "visit_id": visit_id,
        "followers": snapshot.followers,
        "following": snapshot.following,
        "posts_total": snapshot.posts_total,
        "listed": snapshot.listed,
    }
    if connection.execute(insert_once(connection, account_reading), row).rowcount:
        roll_day(connection, row)


def keep_identity(
    connection: Connection, row: AccountRow, snapshot: Snapshot
) -> tuple[Change, ...]:
    """What the account is called now; a line for each thing that was called otherwise before."""
    values = {name: getattr(snapshot, name) for name in WATCHED}
    new = {
        name: value
        for name, value in values.items()
        if value is not None and value != getattr(row, name)
    }
    if new:
        connection.execute(update(account).where(account.c.id == row.id).values(**new))
    lines = tuple(
        Change(snapshot.taken_at, PLATFORM, name, getattr(row, name), value)
        for name, value in new.items()
        if getattr(row, name) is not None
    )
    for line in lines:
        log(connection, line, account_id=row.id)
    return lines


BEST_FIRST = tuple(Outcome)
HOUR_S = 3600
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a visit added to the file."""

    posts_new: int = 0
    posts_read: int = 0
    vanished: int = 0
    changes: tuple[Change, ...] = ()
    refused: Failure | None = None
    """Why nothing of what it read was kept, but only that it was made and what it cost."""


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """A visit on file, without what it read."""

    account: str
    at: datetime
    outcome: Outcome
    requests: int
    cost_usd: Decimal
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class SlotRecord:
    """A slot and the best outcome of the visits that fell into it."""

    account: str
    start: datetime
    outcome: Outcome
    reason: Reason | None
    """Of a failed or missed slot."""


def keep(store: Store, visited: Visit, *, slot_seconds: int = HOUR_S) -> Kept:
    """Keep a visit: all of it in one transaction, or nothing.

    The same visit kept twice changes nothing. Instants are kept to the second; another visit
    within the same second is kept at the next one that is free, for no reading may be lost.
    A visit that has read another account than the one on file is kept as a failed one.

    Raises:
        UnknownAccount: the account was never enrolled.
        RefusedValue: a value broke a rule.
        StorageError: the database could not write.
    """
    with store.write() as connection:
        row = find(connection, visited.account)
        refused = refusal(connection, row, visited.snapshot)
        if refused:
            visited = replace(visited, snapshot=None, failures=(refused,))
        placed = _at_a_free_second(connection, row.id, visited)
        if placed is None:
            return Kept(refused=refused)
        visited = placed
        key = _insert_visit(connection, row.id, visited)
        _keep_slot(connection, row.id, visited, slot_seconds)
        keep_proof(connection, row.id, visited)
        if visited.snapshot is None:
            return Kept(refused=refused)
        keep_refused_parts(connection, row.id, visited.refused)
        day = local_day(visited.snapshot.taken_at, store.zone)
        return _keep_snapshot(connection, row, key, visited.snapshot, day)


def keep_missed(
    store: Store, account_name: str, starts: Iterable[datetime], reason: Reason = Reason.DOWN
) -> int:
    """Write slots in which nobody looked, all at once; how many are new.

    A slot on file stays as it is. A visit that falls into a missed slot later takes its place.

    Args:
        store: Where to.
        account_name: Whose slots.
        starts: The first instant of each slot.
        reason: Why nobody looked.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    values = {"outcome": Outcome.MISSED.value, "reason": reason.value}
    with store.write() as connection:
        owner = find(connection, account_name)
        rows = [{"account_id": owner.id, "start": start, **values} for start in starts]
        if not rows:
            return 0
        return connection.execute(insert_once(connection, slot), rows).rowcount


def last(store: Store, account_name: str) -> VisitRecord | None:
    """The latest visit to an account.

    Raises:
        UnknownAccount: it was never enrolled.
    """
    with store.read() as connection:
        owner = find(connection, account_name)
        latest = select(visit).where(visit.c.account_id == owner.id).order_by(visit.c.at.desc())
        row = connection.execute(latest.limit(1)).one_or_none()
        if row is None:
            return None
        return VisitRecord(
            account=account_name,
            at=row.at,
            outcome=Outcome(row.outcome),
            requests=row.requests,
            cost_usd=row.cost_micro_usd,
            failures=_failures(connection, row.id),
        )


def slots(store: Store, account_name: str, since: datetime, until: datetime) -> list[SlotRecord]:
    """The slots on file that begin in [since, until), oldest first.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        owner = find(connection, account_name)
        query = select(slot.c.start, slot.c.outcome, slot.c.reason).where(
            slot.c.account_id == owner.id, slot.c.start >= since, slot.c.start < until
        )
        return [
            SlotRecord(account_name, start, Outcome(outcome), Reason(reason) if reason else None)
            for start, outcome, reason in connection.execute(query.order_by(slot.c.start))
        ]


# Each is made once, as every visit asks it: making a statement takes longer than a seek.
VISIT_AT = select(visit).where(
    visit.c.account_id == bindparam("account"), visit.c.at == bindparam("instant")
)
NEW_VISIT = insert(visit).returning(visit.c.id)


def _at_a_free_second(connection: Connection, account_id: int, visited: Visit) -> Visit | None:
    """The visit, moved to a second that no other holds; None where it is on file itself."""
    while True:
        wanted = {"account": account_id, "instant": visited.at}
        row = connection.execute(VISIT_AT, wanted).one_or_none()
        if row is None:
            return visited
        values = (visited.outcome.value, visited.requests, visited.cost_usd)
        on_file = (row.outcome, row.requests, row.cost_micro_usd)
        if on_file == values and is_read_alike(connection, account_id, visited.snapshot):
            return None
        visited = _a_second_later(visited)


def _a_second_later(visited: Visit) -> Visit:
    seen = visited.snapshot
    later = seen and replace(seen, taken_at=seen.taken_at + SECOND)
    return replace(visited, at=visited.at + SECOND, snapshot=later)


def _insert_visit(connection: Connection, account_id: int, visited: Visit) -> int:
    row = {
        "account_id": account_id,
        "at": visited.at,
        "outcome": visited.outcome.value,
        "requests": visited.requests,
        "cost_micro_usd": visited.cost_usd,
    }
    key: int = connection.execute(NEW_VISIT, row).scalar_one()
    if visited.failures:
        rows = [_failure_row(key, lost) for lost in visited.failures]
        connection.execute(insert(failure), rows)
    return key


def _failure_row(visit_id: int, lost: Failure) -> dict[str, object]:
    return {
        "visit_id": visit_id,
        "scope": lost.scope,
        "reason": lost.reason.value,
        "detail": lost.detail,
        "until": lost.until,
    }


def _keep_slot(connection: Connection, account_id: int, visited: Visit, slot_seconds: int) -> None:
    """The slot keeps the best outcome of its visits."""
    start = slot_at(visited.at, timedelta(seconds=slot_seconds))
    values = {"outcome": visited.outcome.value, "reason": _why_nothing(visited)}
    new = {"account_id": account_id, "start": start, **values}
    if connection.execute(insert_once(connection, slot), new).rowcount:
        return
    here = (slot.c.account_id == account_id) & (slot.c.start == start)
    before = Outcome(connection.execute(select(slot.c.outcome).where(here)).scalar_one())
    if BEST_FIRST.index(visited.outcome) < BEST_FIRST.index(before):
        connection.execute(update(slot).where(here).values(**values))


def _why_nothing(visited: Visit) -> str | None:
    """Of a failed visit: what kept us from the account, else the first thing that was lost."""
    if visited.outcome is not Outcome.FAILED or not visited.failures:
        return None
    ordered = sorted(visited.failures, key=lambda lost: lost.scope != "account")
    return ordered[0].reason.value


def _keep_snapshot(
    connection: Connection, row: AccountRow, visit_id: int, snapshot: Snapshot, day: date
) -> Kept:
    keep_reading(connection, row.id, visit_id, snapshot, day)
    if snapshot.discovered:
        keep_discovery(connection, row.id, snapshot.discovered)
    return Kept(
        changes=keep_identity(connection, row, snapshot),
        posts_new=keep_posts(connection, row.id, snapshot),
        posts_read=len({shown.id for shown in snapshot.posts}),
        vanished=keep_vanished(connection, row.id, snapshot.gone, snapshot.taken_at),
    )


def _failures(connection: Connection, visit_id: int) -> tuple[Failure, ...]:
    query = select(failure).where(failure.c.visit_id == visit_id).order_by(failure.c.id)
    return tuple(
        Failure(row.scope, Reason(row.reason), row.detail, row.until)
        for row in connection.execute(query)
    )
