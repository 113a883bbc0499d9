"""Posts on file, for the tests of the reading plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count

from metrics.model import Known, KnownPost

_ids = count(1)


def at(day: int, hour: float = 0, minute: float = 0) -> datetime:
    """An instant of UTC day `day`, counted from a day on which posts are published."""
    return datetime(2026, 10, 1, tzinfo=UTC) + timedelta(days=day, hours=hour, minutes=minute)


def filed(
    published_at: datetime,
    read_at: datetime,
    count: int | None = None,
    earlier: tuple[datetime, int] | None = None,
) -> KnownPost:
    """A post, when it was last read, and what it had drawn then and at an earlier look."""
    return KnownPost(str(next(_ids)), published_at, read_at, count, *(earlier or (None, None)))


def on_file(posts: Iterable[KnownPost], now: datetime) -> Known:
    """An account of these posts, of which those read today are paid for."""
    newest_first = sorted(posts, key=lambda post: post.published_at, reverse=True)
    billed = {post.id for post in newest_first if post.read_at.date() == now.date()}
    return Known("7", now, tuple(newest_first), next(iter(newest_first), None), frozenset(billed))
