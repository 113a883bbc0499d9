"""Keeping what a visit saw of the account itself: its proof, its name, its counts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, update

from metrics.snapshot import Reason, Snapshot, Visit
from storage.changes import PLATFORM, Change, log
from storage.engine import insert_once
from storage.schema import AnyRow, account, account_reading

WATCHED = ("platform_id", "handle", "display_name", "verified")
"""What is told to people when it changes."""


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

    Two visits may look within one second: the first look stands, the second adds nothing.
    """
    row = insert_once(connection, account_reading).values(
        account_id=account_id,
        at=snapshot.taken_at,
        day=day,
        visit_id=visit_id,
        followers=snapshot.followers,
        following=snapshot.following,
        posts_total=snapshot.posts_total,
        listed=snapshot.listed,
    )
    connection.execute(row)


def keep_identity(connection: Connection, row: AnyRow, snapshot: Snapshot) -> tuple[Change, ...]:
    """What the account is called now; a line for each thing that was called otherwise before."""
    told = {name: getattr(snapshot, name) for name in WATCHED}
    new = {
        name: value
        for name, value in told.items()
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
