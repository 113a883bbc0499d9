"""What is on file of one account, as far as it decides what is due."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from metrics.slots import HOUR, OnFile, Pause, slot_at
from metrics.snapshot import Account, Outcome, Reason
from storage.accounts import find
from storage.pauses import of_account, of_platform
from storage.schema import AnyRow, failure, pause, slot, visit
from storage.store import Store

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
    found = connection.execute(query.order_by(slot.c.start))
    return {start: Outcome(outcome) for start, outcome in found}


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
