"""What was measured, in the order of time: follower counts with their gaps, posts with theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import Column, Connection, select

from metrics.model import Counts, Form, Kind, Outcome, Reason
from metrics.platforms import COUNT_NAMES
from metrics.quantity import measured
from metrics.series import Point, Post, PostReading, Series
from storage.accounts import find
from storage.posts import goes_by, told_id
from storage.schema import (
    AnyRow,
    AnySelect,
    account,
    account_reading,
    failure,
    post,
    post_reading,
    slot,
)
from storage.store import Store

SILENCE = timedelta(hours=36)
"""Longer between two looks than this and nobody looked: a gap."""


def followers(
    store: Store, account_name: str, since: datetime | None = None, until: datetime | None = None
) -> Series:
    """Follower counts read in [since, until), with a gap wherever there should be a number.

    A gap stands at a look that told no number, at the beginning of a slot that failed or was
    missed, and 36 hours after a look that no other followed for longer than that.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        row = find(connection, account_name)
        looks = _looks(connection, row.id, since, until)
        lost = _lost_slots(connection, row.id, since, until)
    points = _with_silences(sorted([*looks, *lost], key=_instant))
    return Series(account_name, row.platform, "followers", tuple(points))


def latest(store: Store, account_name: str) -> Point | None:
    """The newest follower count of an account.

    Raises:
        UnknownAccount: it was never enrolled.
    """
    reading = account_reading.c
    with store.read() as connection:
        row = find(connection, account_name)
        query = select(reading.at, reading.followers).where(
            reading.account_id == row.id, reading.followers.is_not(None)
        )
        found = connection.execute(query.order_by(reading.at.desc()).limit(1)).one_or_none()
    return None if found is None else Point(measured(found.followers), at=found.at)


def posts(
    store: Store,
    account_name: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    kinds: Collection[Kind] = (Kind.POST,),
) -> list[Post]:
    """Posts published in [since, until) with every look at them, oldest first.

    A post whose id had to be forgotten goes by an id of our own.
    """
    chosen = _within(select(post), post.c.published_at, since, until)
    chosen = chosen.where(post.c.kind.in_([kind.value for kind in kinds]))
    if account_name:
        chosen = chosen.join(account).where(account.c.name == account_name)
    with store.read() as connection:
        readings = _readings_of(connection, chosen.with_only_columns(post.c.id))
        query = chosen if account_name else chosen.join(account)
        query = query.add_columns(account.c.name, account.c.platform)
        rows = connection.execute(query.order_by(post.c.published_at, post.c.id)).all()
    return [post_of(row, readings[row.id]) for row in rows]


def one_post(store: Store, account_name: str, post_id: str) -> Post | None:
    """A post by its id, with every look at it; None where none is on file.

    That is the platform's id; or ours, by which a post goes whose id had to be forgotten.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        owner = find(connection, account_name)
        chosen = select(post).where(post.c.account_id == owner.id, goes_by(post_id))
        readings = _readings_of(connection, chosen.with_only_columns(post.c.id))
        query = chosen.join(account).add_columns(account.c.name, account.c.platform)
        row = connection.execute(query).one_or_none()
    return None if row is None else post_of(row, readings[row.id])


def _looks(
    connection: Connection, account_id: int, since: datetime | None, until: datetime | None
) -> list[Point]:
    reading = account_reading.c
    why = (
        select(failure.c.reason)
        .where(failure.c.visit_id == reading.visit_id, failure.c.scope == "followers")
        .limit(1)
    )
    query = select(reading.at, reading.followers, why.scalar_subquery().label("reason"))
    query = _within(query.where(reading.account_id == account_id), reading.at, since, until)
    return [
        Point(None, at=at, reason=reason or Reason.MISSING.value)
        if count is None
        else Point(measured(count), at=at)
        for at, count, reason in connection.execute(query)
    ]


def _lost_slots(
    connection: Connection, account_id: int, since: datetime | None, until: datetime | None
) -> list[Point]:
    lost = (Outcome.FAILED.value, Outcome.MISSED.value)
    query = select(slot.c.start, slot.c.reason).where(
        slot.c.account_id == account_id, slot.c.outcome.in_(lost)
    )
    query = _within(query, slot.c.start, since, until)
    return [Point(None, at=at, reason=reason) for at, reason in connection.execute(query)]


def _with_silences(points: Sequence[Point]) -> Iterator[Point]:
    for point, following in pairwise(points):
        yield point
        if _instant(following) - _instant(point) > SILENCE:
            yield Point(None, at=_instant(point) + SILENCE, reason=Reason.DOWN.value)
    yield from points[-1:]


def _instant(point: Point) -> datetime:
    assert point.at is not None  # noqa: S101  # every point of this file is at an instant
    return point.at


def _within(
    query: AnySelect, column: Column[datetime], since: datetime | None, until: datetime | None
) -> AnySelect:
    if since is not None:
        query = query.where(column >= since)
    return query if until is None else query.where(column < until)


def _readings_of(connection: Connection, keys: AnySelect) -> dict[int, list[PostReading]]:
    query = select(post_reading).where(post_reading.c.post_id.in_(keys))
    readings = defaultdict(list)
    for row in connection.execute(query.order_by(post_reading.c.post_id, post_reading.c.at)):
        readings[row.post_id].append(reading_of(row))
    return readings


def reading_of(row: AnyRow) -> PostReading:
    """The reading of a row with an instant and every count."""
    return PostReading(row.at, Counts(*(getattr(row, name) for name in COUNT_NAMES)))


def post_of(row: AnyRow, readings: Sequence[PostReading]) -> Post:
    """The post of a row of its table with its account's name and platform."""
    return Post(
        account=row.name,
        platform=row.platform,
        id=told_id(row.platform_id, row.id),
        published_at=row.published_at,
        kind=Kind(row.kind),
        form=row.form and Form(row.form),
        text=row.text,
        url=row.url,
        vanished_at=row.vanished_at,
        readings=tuple(readings),
    )
