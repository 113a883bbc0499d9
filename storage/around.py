"""Posts with the few looks around a moment: enough to know what each had drawn at it.

A year's posts at one age, or a month's growth, would otherwise load every look at every post.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Interval,
    and_,
    func,
    literal,
    or_,
    select,
)

from metrics.model import Kind
from metrics.posts import parts_of
from metrics.reading_plan.pay_days import SWEPT_FOR
from metrics.series import Post, PostReading
from storage.schema import AnySelect, account, post, post_now, post_reading
from storage.series import post_of, reading_of
from storage.standing import added
from storage.store import Store
from storage.topics import is_tagged
from storage.types import Instant


@dataclass(frozen=True, slots=True)
class Inside:
    """Posts of which all that is known happened within some time."""

    posts: int
    drawn: int | None
    """By their last told counts; None where none told it."""
    counted: int
    """How many of them told it."""


def posts_at_age(
    store: Store,
    account_name: str,
    since: datetime,
    until: datetime,
    metric: str,
    age: timedelta,
    topic: str | None = None,
) -> list[Post]:
    """The own posts (on a topic) published in [since, until), with the looks around an age.

    These are the last look before it and the first after it (one that fell on it is both) that
    told the metric.
    """
    published = _own(account_name).where(post.c.published_at >= since, post.c.published_at < until)
    with store.read() as connection:
        wanted = published.where(is_tagged(topic))
        return _posts(connection, wanted, [metric], [_aged(connection, age)])


def posts_across(
    store: Store, account_name: str, since: datetime, until: datetime, metrics: Collection[str]
) -> list[Post]:
    """The own posts that were looked at both sides of `since` or `until`, or on one of them.

    Published before `until` and looked at after `since` had come, but for those that began and
    were looked at last in between: `drawn_inside` adds those up. Each with the looks around both
    instants that told a metric. Posts that were no longer followed when the time began (400
    days old) are left out: nobody was to look at them.
    """
    followed = _own(account_name).where(
        post.c.published_at >= since - SWEPT_FOR, post.c.published_at < until
    )
    read = followed.where(
        or_(
            and_(post.c.published_at < since, post_now.c.at >= since),
            and_(post.c.published_at >= since, post_now.c.at >= until),
        )
    )
    with store.read() as connection:
        moments = [literal(instant, Instant) for instant in (since, until)]
        return _posts(connection, read, metrics, moments)


def drawn_inside(
    store: Store, account_name: str, since: datetime, until: datetime, metrics: Sequence[str]
) -> dict[str, Inside]:
    """What the own posts drew that were published in [since, until) and not looked at later."""
    with store.read() as connection:
        owner = select(account.c.id, account.c.platform).where(account.c.name == account_name)
        row = connection.execute(owner).one_or_none()
        if row is None:
            return {metric: Inside(0, None, 0) for metric in metrics}
        drawn = [added(parts_of(row.platform, metric)) for metric in metrics]
        sums = (sum_of(column) for column in drawn for sum_of in (func.sum, func.count))
        query = (
            select(func.count(), *sums)
            .select_from(post)
            .join(post_now, post_now.c.post_id == post.c.id, isouter=True)
            .where(
                post.c.account_id == row.id,
                post.c.kind == Kind.POST.value,
                post.c.published_at >= since,
                post.c.published_at < until,
                or_(post_now.c.at.is_(None), post_now.c.at < until),
            )
        )
        posts, *told = connection.execute(query).one()
    pairs = zip(metrics, told[::2], told[1::2], strict=True)
    return {
        metric: Inside(posts, None if total is None else int(total), counted)
        for metric, total, counted in pairs
    }


def _own(account_name: str) -> AnySelect:
    query = select(post, account.c.name, account.c.platform, post_now.c.at.label("last_look"))
    joined = query.join_from(post, account).join(
        post_now, post_now.c.post_id == post.c.id, isouter=True
    )
    return joined.where(account.c.name == account_name, post.c.kind == Kind.POST.value)


def _aged(connection: Connection, age: timedelta) -> ColumnElement[Any]:
    """When a post was of an age, in SQL."""
    if connection.dialect.name == "sqlite":
        return post.c.published_at.op("+")(literal(int(age.total_seconds()), Integer))
    return post.c.published_at.op("+")(literal(age, Interval))


def _posts(
    connection: Connection,
    query: AnySelect,
    metrics: Collection[str],
    moments: Sequence[ColumnElement[Any]],
) -> list[Post]:
    rows = connection.execute(query.order_by(post.c.published_at, post.c.id)).all()
    if not rows:
        return []
    looks: dict[int, list[PostReading]] = defaultdict(list)
    parts = [parts_of(rows[0].platform, metric) for metric in metrics]
    near = _near(query, parts, moments)
    for look in connection.execute(near):
        if look.post_id is not None:
            looks[look.post_id].append(reading_of(look))
    return [post_of(row, looks[row.id]) for row in rows]


def _near(
    posts: AnySelect, told: Sequence[Sequence[str]], moments: Sequence[ColumnElement[Any]]
) -> AnySelect:
    """The looks next to each moment, each once, oldest first; an empty row where there is none."""
    sides = [side for moment in moments for parts in told for side in _beside(moment, parts)]
    labelled = (side.label(f"side_{number}") for number, side in enumerate(sides))
    beside = posts.with_only_columns(post.c.id, *labelled).subquery()
    is_beside = post_reading.c.at.in_([beside.c[f"side_{n}"] for n in range(len(sides))])
    own = post_reading.c.post_id == beside.c.id
    # Outer joins are made in the order written: post by post, along the key of the looks.
    joined = select(post_reading).join_from(beside, post_reading, own & is_beside, isouter=True)
    return joined.order_by(post_reading.c.post_id, post_reading.c.at)


def _beside(moment: ColumnElement[Any], parts: Sequence[str]) -> list[ColumnElement[Any]]:
    """When a post was last looked at until a moment, and first from it on, telling the parts."""
    read = post_reading.alias()
    columns = [read.c.post_id == post.c.id, *(read.c[name].is_not(None) for name in parts)]
    before = select(func.max(read.c.at)).where(*columns, read.c.at <= moment)
    after = select(func.min(read.c.at)).where(*columns, read.c.at >= moment)
    return [query.correlate(post).scalar_subquery() for query in (before, after)]
