"""Posts as they stand: each count as it was told last, without loading every look at them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Float, func, select

from metrics.model import Kind
from metrics.platforms import COUNT_NAMES
from metrics.posts import INTERACTIONS, parts_of
from metrics.rates import RATE_BY_VIEWS, RATES
from metrics.series import Post, PostReading
from storage.schema import (
    AnyRow,
    AnySelect,
    account,
    account_reading,
    post,
    post_now,
    post_reading,
)
from storage.series import post_of, reading_of
from storage.store import Store
from storage.topics import is_tagged


def standing_posts(
    store: Store,
    account_name: str,
    since: datetime,
    until: datetime,
    kinds: Collection[Kind] = (Kind.POST,),
) -> list[Post]:
    """Posts published in [since, until), oldest first, each with one reading: as it stands.

    That reading bears the instant of the last look, and each count as it was told last.
    """
    with store.read() as connection:
        return _posts(connection, _published(account_name, since, until, kinds))


def leading_posts(
    store: Store,
    account_name: str,
    since: datetime,
    until: datetime,
    metric: str,
    limit: int,
    topic: str | None = None,
) -> list[Post]:
    """The own posts published in [since, until) that stand highest in a count, or in a rate.

    `metric` is a count, `interactions`, `rate` (interactions over the followers at publication)
    or `rate_by_views`; with a topic only posts on it are among them. They hold the first `limit`
    places: posts that share the last of them are all told. In no particular order, each with one
    reading: as it stands.
    """
    published = _published(account_name, since, until, (Kind.POST,))
    with store.read() as connection:
        platform = connection.execute(
            select(account.c.platform).where(account.c.name == account_name)
        ).scalar()
        if platform is None:
            return []
        count = _score(platform, metric)
        placed = published.where(count.is_not(None), is_tagged(topic)).with_only_columns(
            post.c.id, func.rank().over(order_by=count.desc()).label("place")
        )
        leading = placed.subquery()
        keys = select(leading.c.id).where(leading.c.place <= limit)
        return _posts(connection, published.where(post.c.id.in_(keys)))


def added(parts: Sequence[str]) -> ColumnElement[int]:
    """The sum of some counts of a post as it stands, in SQL; NULL unless all of them are told."""
    first, *rest = (post_now.c[name] for name in parts)
    total: ColumnElement[int] = first
    for part in rest:
        total = total + part
    return total


def followers_at_publication() -> ColumnElement[Any]:
    """The last count of an account's followers told before a post of it was published, in SQL."""
    read = account_reading.c
    told = (read.account_id == post.c.account_id, read.followers.is_not(None))
    before = select(read.followers).where(*told, read.at < post.c.published_at)
    return before.order_by(read.at.desc()).limit(1).correlate(post).scalar_subquery()


def over(numerator: ColumnElement[int], denominator: ColumnElement[Any]) -> ColumnElement[Any]:
    """One count over another, in SQL; NULL where either is not told or the second is nothing."""
    return numerator / func.nullif(denominator, 0).cast(Float)


def with_looks(store: Store, posts: Iterable[Post]) -> list[Post]:
    """The same posts with every look at them, in the same order; strangers are left out."""
    wanted = list(posts)
    found: dict[tuple[str, str], Post] = {}
    by_account = sorted(wanted, key=lambda one: one.account)
    with store.read() as connection:
        for name, group in groupby(by_account, key=lambda one: one.account):
            instants = {one.published_at for one in group}
            query = _all().where(account.c.name == name, post.c.published_at.in_(instants))
            for one in _with_looks(connection, connection.execute(query).all()):
                found[one.account, one.id] = one
    keys = ((one.account, one.id) for one in wanted)
    return [found[key] for key in keys if key in found]


def _score(platform: str, metric: str) -> ColumnElement[Any]:
    """What posts are ranked by, in SQL."""
    if metric not in RATES:
        return added(parts_of(platform, metric))
    among = post_now.c.views if metric == RATE_BY_VIEWS else followers_at_publication()
    return over(added(parts_of(platform, INTERACTIONS)), among)


def _all() -> AnySelect:
    return select(post, account.c.name, account.c.platform).join_from(post, account)


def _published(
    account_name: str, since: datetime, until: datetime, kinds: Collection[Kind]
) -> AnySelect:
    """Posts of an account with their standing, if they have any, oldest first."""
    counts = (post_now.c[name] for name in COUNT_NAMES)
    query = _all().add_columns(post_now.c.at, *counts)
    return (
        query.join(post_now, post_now.c.post_id == post.c.id, isouter=True)
        .where(
            account.c.name == account_name,
            post.c.published_at >= since,
            post.c.published_at < until,
            post.c.kind.in_([kind.value for kind in kinds]),
        )
        .order_by(post.c.published_at, post.c.id)
    )


def _posts(connection: Connection, query: AnySelect) -> list[Post]:
    return [
        post_of(row, [] if row.at is None else [reading_of(row)])
        for row in connection.execute(query)
    ]


def _with_looks(connection: Connection, rows: Sequence[AnyRow]) -> Iterable[Post]:
    looks: dict[int, list[PostReading]] = defaultdict(list)
    query = select(post_reading).where(post_reading.c.post_id.in_([row.id for row in rows]))
    for look in connection.execute(query.order_by(post_reading.c.post_id, post_reading.c.at)):
        looks[look.post_id].append(reading_of(look))
    return [post_of(row, looks[row.id]) for row in rows]
