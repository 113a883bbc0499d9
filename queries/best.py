"""The posts that drew most, with the followers that the account had when each was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from metrics.engagement import rank
from metrics.equal_age import rank_at_age
from metrics.periods import Period
from metrics.platforms import Break
from metrics.quantity import Quantity, measured
from metrics.rates import Rate, rate_by_followers, rate_by_views
from metrics.series import Post, PostReading
from metrics.snapshot import Account
from storage import Store, UnknownAccount
from storage.around import posts_at_age
from storage.rollups import standings_before
from storage.standing import leading_posts, with_looks


@dataclass(frozen=True, slots=True)
class Best:
    """A post with its place: equal counts share a place, and the next one is left out.

    `count` is what it had drawn at its last look or, at equal age, at that age: measured, or
    derived between two looks. `reading` is the look whose interactions the rates are of: the one
    that told the count or, at equal age, the last.
    """

    place: int
    post: Post
    count: Quantity
    reading: PostReading
    followers: Quantity | None = None
    """What the account had when the post was published."""
    by_followers: Rate | None = None
    by_views: Rate | None = None
    breaks: tuple[Break, ...] = ()
    """Of the platform's definitions, between this count and the newest that it is compared with."""


def best(
    posts: Sequence[Post], metric: str, limit: int, age: timedelta | None = None
) -> tuple[Best, ...]:
    """The posts of the first `limit` places by one count, best first, without their followers.

    `metric` is a count's name or `interactions`. With an age, all are compared as they were so
    long after their publication; posts of which that is not known are left out.
    """
    if age is not None:
        return _at_age(posts, metric, limit, age)
    return tuple(
        Best(entry.place, entry.post, measured(entry.count), entry.reading)
        for entry in rank(posts, metric, limit)
    )


def best_of(
    store: Store,
    accounts: Sequence[Account],
    period: Period,
    zone: ZoneInfo,
    metric: str,
    limit: int,
    age: timedelta | None = None,
) -> tuple[Best, ...]:
    """The best of the accounts' own posts of a period, with followers and rates.

    Each post brings every look at it. An account that was never enrolled has no posts.
    """
    since, until = period.instants(zone)
    names = [account.name for account in accounts]
    if age is None:
        leading = [leading_posts(store, name, since, until, metric, limit) for name in names]
    else:
        leading = [posts_at_age(store, name, since, until, metric, age) for name in names]
    placed = best([post for posts in leading for post in posts], metric, limit, age)
    return with_rates(store, _with_looks(store, placed))


def _with_looks(store: Store, entries: Sequence[Best]) -> list[Best]:
    found = with_looks(store, [entry.post for entry in entries])
    return [replace(entry, post=post) for entry, post in zip(entries, found, strict=True)]


def with_rates(store: Store, entries: Sequence[Best]) -> tuple[Best, ...]:
    """The same posts with the followers at their publication and their rates of engagement."""
    return tuple(_rated(store, entry) for entry in entries)


def _rated(store: Store, entry: Best) -> Best:
    post = entry.post
    try:
        (point,) = standings_before(store, post.account, [post.published_at])
    except UnknownAccount:
        point = None
    followers = point.quantity if point else None
    return replace(
        entry,
        followers=followers,
        by_followers=rate_by_followers(post, entry.reading, followers),
        by_views=rate_by_views(post, entry.reading),
    )


def _at_age(posts: Sequence[Post], metric: str, limit: int, age: timedelta) -> tuple[Best, ...]:
    return tuple(
        Best(entry.place, entry.post, entry.count, entry.post.readings[-1], breaks=entry.breaks)
        for entry in rank_at_age(posts, metric, age, limit)
    )
