"""Keeping what a visit saw of the account itself: its proof, its name, its counts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select, update

from metrics.snapshot import Failure, Reason, Snapshot, Visit
from storage.changes import PLATFORM, Change, log
from storage.engine import insert_once
from storage.enrolment import double_of
from storage.rolling import roll_day
from storage.schema import AnyRow, account, account_reading, post, post_reading

WATCHED = ("platform_id", "handle", "display_name", "verified")
"""What is told to people when it changes."""


def refusal(connection: Connection, row: AnyRow, snapshot: Snapshot | None) -> Failure | None:
    """Why a snapshot must not be kept: it shows another account than the one on file.

    One series would otherwise hold two accounts, or two series would hold one.
    """
    if snapshot is None or snapshot.platform_id == row.platform_id:
        return None
    if row.platform_id is not None:
        why: str | None = (
            f"{row.name} is on file as account {row.platform_id}: give the new account"
            f" ({snapshot.platform_id}) another name"
        )
    else:
        why = double_of(connection, row, snapshot.platform_id)
    return Failure("account", Reason.NOT_OURS, f"{why}.") if why else None


def is_read_alike(connection: Connection, account_id: int, seen: Snapshot | None) -> bool:
    """Whether the readings on file at a snapshot's instant look like its own; no look is alike."""
    if seen is None:
        return True
    own = (account_reading.c.account_id == account_id) & (account_reading.c.at == seen.taken_at)
    followers = connection.execute(select(account_reading.c.followers).where(own)).scalar()
    read = select(func.count()).select_from(post_reading).join(post)
    here = read.where(post.c.account_id == account_id, post_reading.c.at == seen.taken_at)
    posts = len({found.id for found in seen.posts})
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

    Two visits may look within one second: the first look stands, the second adds nothing.
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
    if connection.execute(insert_once(connection, account_reading).values(row)).rowcount:
        roll_day(connection, row)


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
