"""Own posts as lists: with their latest counts, all their readings, or those around a moment.

A year's posts at one age, or a month's growth, would otherwise load every reading of every post.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Interval,
    Result,
    and_,
    func,
    literal,
    or_,
    select,
)

from metrics.model import Counts, Form, Kind
from metrics.periods import midnight
from metrics.platforms import COUNT_NAMES
from metrics.posts import parts_of
from metrics.reading_plan.pay_days import SWEPT_FOR
from metrics.series import Post, PostReading
from storage.engine import let_go
from storage.post_query.query import ChosenPosts, PostQuery, choose_posts, leading_of, once
from storage.posts import goes_by, told_id
from storage.schema import account, post, post_in_files, post_now, post_reading
from storage.store import Store
from storage.types import Instant

Columns = tuple[ColumnElement[Any], ...]
Readings = dict[int, list[PostReading]]
"""By our own key of the post, oldest first."""


class _PostRow(NamedTuple):
    """A post on file, with whose it is."""

    key: int
    account: str
    platform: str
    platform_id: str | None
    published_at: datetime
    kind: str
    form: str | None
    text: str | None
    url: str | None
    vanished_at: datetime | None


POST: Columns = (
    post.c.id,
    account.c.name,
    account.c.platform,
    post.c.platform_id,
    post.c.published_at,
    post.c.kind,
    post.c.form,
    post.c.text,
    post.c.url,
    post.c.vanished_at,
)
LATEST: Columns = (post_now.c.at, *(post_now.c[name] for name in COUNT_NAMES))
IN_FILES: Columns = (post_in_files.c.told_on, *(post_in_files.c[name] for name in COUNT_NAMES))
READING: Columns = tuple(post_reading.c[name] for name in ("post_id", "at", *COUNT_NAMES))
"""Of a count that was read, and of one that some file tells."""
OLDEST_FIRST = (post.c.published_at, post.c.id)


def posts_with_readings(store: Store, wanted: PostQuery) -> list[Post]:
    """Posts with every reading of them, oldest first.

    A post whose id had to be forgotten goes by an id of our own. Where files are meant, what they
    tell of a post stands beside its readings: `metrics.posts.with_files` takes both together.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        chosen = choose_posts(connection, wanted)
        fetched = _fetch_with_readings(connection, chosen.where)
        exported = _fetch_in_files(connection, chosen.where) if chosen.in_files else ()
        let_go(connection)
        posts = fetched.posts()
        if not chosen.in_files:
            return posts
        told = _in_files(exported, store.zone)
        return [replace(post, in_files=told.get((post.account, post.id))) for post in posts]


def one_post(
    store: Store, account_name: str, post_id: str, *, in_files: bool = False
) -> Post | None:
    """A post of any kind by its id, with every reading of it; None where none is on file.

    That is the platform's id; or ours, by which a post goes whose id had to be forgotten.
    `in_files`: a post that files alone tell, too, with one reading of their latest day.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        wanted = PostQuery(account_name, kinds=tuple(Kind), in_files=in_files, with_stories=True)
        chosen = choose_posts(connection, wanted)
        own = replace(chosen, where=chosen.where & goes_by(post_id))
        found = _fetch_with_readings(connection, own.where).posts()
        if found and in_files and not found[0].readings:
            found = latest_of_chosen(connection, own).posts(store.zone)
        return next(iter(found), None)


def latest_posts(store: Store, wanted: PostQuery) -> list[Post]:
    """Posts, oldest first, each with one reading: its latest counts.

    That reading bears the instant of the last one on file, and each count as it was told last;
    of a post that files alone tell of, the beginning of the day of the latest download.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        fetched = latest_of_chosen(connection, choose_posts(connection, wanted))
        let_go(connection)
        return fetched.posts(store.zone)


class PostText(NamedTuple):
    """What a post says, without its counts."""

    account: str
    id: str
    published_at: datetime
    text: str | None


def texts_of_posts(store: Store, wanted: PostQuery) -> list[PostText]:
    """What posts say, oldest first; of many posts in a third of the time of `latest_posts`.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    columns = (account.c.name, post.c.platform_id, post.c.id, post.c.published_at, post.c.text)
    with store.read() as connection:
        where = choose_posts(connection, wanted).where
        query = select(*columns).join_from(post, account).where(where).order_by(*OLDEST_FIRST)
        rows = connection.execute(query)
        let_go(connection)
        return [
            PostText(name, told_id(platform_id, key), at, text)
            for name, platform_id, key, at, text in rows
        ]


def leading_posts(store: Store, wanted: PostQuery, metric: str, limit: int) -> list[Post]:
    """The posts of an account whose latest counts are the highest, oldest first.

    `metric` is a count, `interactions`, `rate` (interactions over the followers at publication)
    or `rate_by_views`. They hold the first `limit` places: posts that share the last of them are
    all told. Each with one reading, as in `latest_posts`.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        chosen = choose_posts(connection, wanted)
        scores = select(post.c.id, chosen.score(metric).label("score")).select_from(post)
        leading = leading_of(once(chosen.with_counts(scores).where(chosen.where), "scored"), limit)
        fetched = latest_of_chosen(connection, replace(chosen, where=post.c.id.in_(leading)))
        let_go(connection)
        return fetched.posts(store.zone)


class LatestCount(NamedTuple):
    """A count of a post as told last."""

    published_at: datetime
    number: int | None
    """None where it was not told."""
    is_of_file: bool
    """Whether some of it was never read and stands in a file."""


def latest_counts(store: Store, wanted: PostQuery, metric: str) -> list[LatestCount]:
    """When each post of an account was published, and its count as told last; oldest first.

    `metric` is a count's name or `interactions`.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        chosen = choose_posts(connection, wanted)
        columns = (post.c.published_at, chosen.count(metric), chosen.is_of_file(metric))
        counted = select(*columns).select_from(post)
        query = chosen.with_counts(counted).where(chosen.where).order_by(*OLDEST_FIRST)
        rows = connection.execute(query)
        let_go(connection)
        return [LatestCount(at, count, bool(of_file)) for at, count, of_file in rows]


def posts_at_age(
    store: Store, wanted: PostQuery, metrics: Collection[str], age: timedelta
) -> list[Post]:
    """The posts of an account, oldest first, with the readings around an age.

    These are, of each metric, the last reading before it and the first after it (one that fell on
    it is both) that told it.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        where = choose_posts(connection, wanted).where
        fetched = _fetch_around(connection, where, metrics, [_aged(connection, age)])
        let_go(connection)
        return fetched.posts()


def posts_across(
    store: Store, account_name: str, since: datetime, until: datetime, metrics: Collection[str]
) -> list[Post]:
    """The own posts that were read both sides of `since` or `until`, or on one of them.

    Published before `until` and read after `since` had come, but for those that began and were
    read last in between: `totals_read_before` adds those up. Each with the readings around both
    instants that told a metric. Posts that were no longer followed when the time began (400 days
    old) are left out: nobody was to read them.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        where = choose_posts(connection, PostQuery(account_name, since - SWEPT_FOR, until)).where
        read = or_(
            and_(post.c.published_at < since, post_now.c.at >= since),
            and_(post.c.published_at >= since, post_now.c.at >= until),
        )
        moments = [literal(instant, Instant) for instant in (since, until)]
        fetched = _fetch_around(connection, where & read, metrics, moments)
        let_go(connection)
        return fetched.posts()


def _post(row: _PostRow, readings: Iterable[PostReading]) -> Post:
    return Post(
        account=row.account,
        platform=row.platform,
        id=told_id(row.platform_id, row.key),
        published_at=row.published_at,
        kind=Kind(row.kind),
        form=Form(row.form) if row.form else None,
        text=row.text,
        url=row.url,
        vanished_at=row.vanished_at,
        readings=tuple(readings),
    )


@dataclass(frozen=True, slots=True)
class LatestPosts:
    """Posts with their latest counts as the database told them, not yet made into posts."""

    rows: Result[*tuple[Any, ...]]

    def posts(self, zone: ZoneInfo) -> list[Post]:
        """The posts as `latest_posts` tells them, oldest first. They can be made once."""
        return [_latest_post(row, zone) for row in self.rows]


def latest_of_chosen(connection: Connection, chosen: ChosenPosts) -> LatestPosts:
    """Fetch chosen posts, each with its latest counts."""
    columns = (*POST, *LATEST, *(IN_FILES if chosen.in_files else ()))
    query = chosen.with_counts(select(*columns).join_from(post, account))
    return LatestPosts(connection.execute(query.where(chosen.where).order_by(*OLDEST_FIRST)))


def _latest_post(row: Sequence[Any], zone: ZoneInfo) -> Post:
    ends = len(POST), len(POST) + len(LATEST)
    at, *counts = row[ends[0] : ends[1]]
    told_on, *exported = row[ends[1] :] or (None,)
    reading: PostReading | None
    if told_on is not None:
        reading = _with_file(at or midnight(told_on, zone), counts, exported)
    else:
        reading = None if at is None else PostReading(at, Counts(*counts))
    return _post(_PostRow(*row[: ends[0]]), [reading] if reading else [])


def _fetch_in_files(connection: Connection, where: ColumnElement[bool]) -> Iterable[Sequence[Any]]:
    columns: Columns = (account.c.name, post.c.platform_id, post.c.id, *IN_FILES)
    query = select(*columns).join_from(post, account).join(post_in_files).where(where)
    return connection.execute(query)


def _in_files(rows: Iterable[Sequence[Any]], zone: ZoneInfo) -> dict[tuple[str, str], PostReading]:
    """What files tell of posts, by account and id, as of the day of the latest download."""
    readings = {}
    for name, platform_id, key, told_on, *counts in rows:
        reading = _with_file(midnight(told_on, zone), [None] * len(counts), counts)
        readings[name, told_id(platform_id, key)] = reading
    return readings


def _with_file(
    at: datetime, counts: Sequence[int | None], exported: Sequence[int | None]
) -> PostReading:
    """What was read last, with what a file tells of the counts that never were."""
    pairs = dict(zip(COUNT_NAMES, zip(counts, exported, strict=True), strict=True))
    whole = {
        name: exported_count if read is None else read
        for name, (read, exported_count) in pairs.items()
    }
    of_file = (
        name
        for name, (read, exported_count) in pairs.items()
        if read is None and exported_count is not None
    )
    return PostReading(at, Counts(**whole), frozenset(of_file))


@dataclass(frozen=True, slots=True)
class _Fetched:
    """Posts and readings of them as the database told them, not yet made into posts."""

    rows: Iterable[Sequence[Any]]
    readings: Iterable[Sequence[Any]]

    def posts(self) -> list[Post]:
        """The posts, oldest first, each with its readings. They can be made once."""
        readings = _readings(self.readings)
        rows = (_PostRow._make(row) for row in self.rows)
        return [_post(row, readings[row.key]) for row in rows]


def _fetch_rows(connection: Connection, where: ColumnElement[bool]) -> Iterable[Sequence[Any]]:
    joined = select(*POST).join_from(post, account).join(post_now, isouter=True)
    return connection.execute(joined.where(where).order_by(*OLDEST_FIRST))


def _fetch_with_readings(connection: Connection, where: ColumnElement[bool]) -> _Fetched:
    keys = select(post.c.id).where(where)
    query = select(*READING).where(post_reading.c.post_id.in_(keys))
    readings = connection.execute(query.order_by(post_reading.c.post_id, post_reading.c.at))
    return _Fetched(_fetch_rows(connection, where), readings)


def _readings(rows: Iterable[Sequence[Any]]) -> Readings:
    """The readings of rows of the columns `READING`; a row without a post is none."""
    readings: Readings = defaultdict(list)
    for key, at, *counts in rows:
        if key is not None:
            readings[key].append(PostReading(at, Counts(*counts)))
    return readings


def _fetch_around(
    connection: Connection,
    where: ColumnElement[bool],
    metrics: Collection[str],
    moments: Sequence[ColumnElement[Any]],
) -> _Fetched:
    platform = select(account.c.platform).join_from(post, account).join(post_now, isouter=True)
    found = connection.execute(platform.where(where).limit(1)).scalar()
    if found is None:
        return _Fetched((), ())
    parts = [parts_of(found, metric) for metric in metrics]
    readings = connection.execute(_nearest(where, parts, moments))
    return _Fetched(_fetch_rows(connection, where), readings)


def _nearest(
    where: ColumnElement[bool],
    columns: Sequence[Sequence[str]],
    moments: Sequence[ColumnElement[Any]],
) -> Any:
    """The readings next to each moment, each once, oldest first; an empty row where none is."""
    sides = [side for moment in moments for parts in columns for side in _beside(moment, parts)]
    labelled = (side.label(f"side_{number}") for number, side in enumerate(sides))
    beside = (
        select(post.c.id, *labelled).join_from(post, post_now, isouter=True).where(where).subquery()
    )
    is_beside = post_reading.c.at.in_([beside.c[f"side_{n}"] for n in range(len(sides))])
    own = post_reading.c.post_id == beside.c.id
    # Outer joins are made in the order written: post by post, along the key of the readings.
    joined = select(*READING).join_from(beside, post_reading, own & is_beside, isouter=True)
    return joined.order_by(post_reading.c.post_id, post_reading.c.at)


def _beside(moment: ColumnElement[Any], parts: Sequence[str]) -> list[ColumnElement[Any]]:
    """When a post was last read until a moment, and first from it on, telling the parts."""
    read = post_reading.alias()
    columns = [read.c.post_id == post.c.id, *(read.c[name].is_not(None) for name in parts)]
    before = select(func.max(read.c.at)).where(*columns, read.c.at <= moment)
    after = select(func.min(read.c.at)).where(*columns, read.c.at >= moment)
    return [query.correlate(post).scalar_subquery() for query in (before, after)]


def _aged(connection: Connection, age: timedelta) -> ColumnElement[Any]:
    """When a post was of an age, in SQL."""
    if connection.dialect.name == "sqlite":
        return post.c.published_at.op("+")(literal(int(age.total_seconds()), Integer))
    return post.c.published_at.op("+")(literal(age, Interval))
