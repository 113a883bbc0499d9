"""The posts that drew most, with the followers that the account had when each was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from metrics.engagement import rank
from metrics.equal_age import rank_at_age
from metrics.platforms import Break
from metrics.quantity import Quantity, measured
from metrics.rates import Rate, rate_by_followers, rate_by_views
from metrics.series import Point, Post, PostReading
from storage import Store, UnknownAccount
from storage.rollups import standings_before


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


def with_rates(store: Store, entries: Sequence[Best]) -> tuple[Best, ...]:
    """The same posts with the followers at their publication and their rates of engagement."""
    found: dict[tuple[str, datetime], Point | None] = {}
    for name in dict.fromkeys(entry.post.account for entry in entries):
        instants = [one.post.published_at for one in entries if one.post.account == name]
        points = _standings(store, name, instants)
        found |= {(name, at): point for at, point in zip(instants, points, strict=True)}
    return tuple(
        _rated(entry, found[entry.post.account, entry.post.published_at]) for entry in entries
    )


def _standings(store: Store, name: str, instants: Sequence[datetime]) -> list[Point | None]:
    try:
        return standings_before(store, name, instants)
    except UnknownAccount:
        return [None] * len(instants)


def _rated(entry: Best, point: Point | None) -> Best:
    followers = point.quantity if point else None
    return replace(
        entry,
        followers=followers,
        by_followers=rate_by_followers(entry.post, entry.reading, followers),
        by_views=rate_by_views(entry.post, entry.reading),
    )


def _at_age(posts: Sequence[Post], metric: str, limit: int, age: timedelta) -> tuple[Best, ...]:
    return tuple(
        Best(entry.place, entry.post, entry.count, entry.post.readings[-1], breaks=entry.breaks)
        for entry in rank_at_age(posts, metric, age, limit)
    )
