"""Posts compared at the same age: a post of last year has had a year longer to be seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from metrics.platforms import Break, breaks_between
from metrics.posts import count_of, places_of
from metrics.quantity import Quantity, measured
from metrics.reading_plan.curve import CountReading, interpolate
from metrics.series import Post

LEAST_TOLERANCE = timedelta(minutes=30)
TOLERANCE = 0.02
"""Of the age: a reading so near to it is one at that age, for the mean post draws less than one
per cent of its lifetime's views within so short a time once it is a day old."""


@dataclass(frozen=True, slots=True)
class RankedAtAge:
    """A post with its place among others at one age."""

    place: int
    post: Post
    count: Quantity
    """Exact where it was read at that age, else derived."""
    at: datetime
    """When the post was of that age."""
    breaks: tuple[Break, ...] = ()
    """Breaks between its count and the newest one of its platform that was ranked with it."""


def count_at_age(post: Post, metric: str, age: timedelta) -> Quantity | None:
    """What a post had drawn when it was of an age.

    The reading nearest to that age where one lies within the tolerance (2 % of the age, half an
    hour at least), else a number derived between the readings before and after it along the
    platform's mean curve. None before the first reading and after the last, and between two that
    a break divides: nobody knows.
    """
    at = post.published_at + age
    before, after = _around(post, metric, at)
    nearest = min(filter(None, (before, after)), key=lambda look: abs(look.at - at), default=None)
    if nearest is None:
        return None
    if abs(nearest.at - at) <= max(LEAST_TOLERANCE, TOLERANCE * age):
        return measured(nearest.count)
    if before is None or after is None or _between(post, metric, before.at, after.at):
        return None
    return interpolate((before, after), at, post.platform, published_at=post.published_at)


def _around(
    post: Post, metric: str, at: datetime
) -> tuple[CountReading | None, CountReading | None]:
    """The last look until an instant and the first one after it that told a count."""
    before = None
    for reading in post.readings:
        count = count_of(reading.counts, post.platform, metric)
        if count is None:
            continue
        look = CountReading(reading.at, count)
        if reading.at > at:
            return before, look
        before = look
    return before, None


def rank_at_age(
    posts: Sequence[Post], metric: str, age: timedelta, limit: int
) -> tuple[RankedAtAge, ...]:
    """The posts that had drawn most at an age, best first; those of which it is not known are out.

    Equal counts share a place and the next one is left out, as in `metrics.posts.rank`;
    `limit` is the highest place told, and posts that share it are all told.
    """
    counts = [(post, count_at_age(post, metric, age)) for post in posts]
    known = [(post, count) for post, count in counts if count is not None]
    known.sort(key=lambda one: (-one[1].value, one[0].published_at, one[0].id))
    places = places_of([count.value for _, count in known])
    newest = _newest(post for post, _ in known)
    ranked = (
        RankedAtAge(
            place=places[count.value],
            post=post,
            count=count,
            at=post.published_at + age,
            breaks=_between(post, metric, post.published_at + age, newest[post.platform] + age),
        )
        for post, count in known
    )
    return tuple(one for one in ranked if one.place <= limit)


def drawn_within(post: Post, metric: str, since: datetime, until: datetime) -> Quantity | None:
    """What a post drew in [since, until): the reporting period, not its lifetime.

    Source: "reporting period" against "lifetime" as Sprout Social and Brandwatch tell them apart:
    two right answers to "how many likes in March?". A post published within starts with nothing.
    None unless both ends are known (read, or derived between two readings), and across a break.
    """
    if until <= post.published_at:
        return measured(0)
    end = count_at_age(post, metric, until - post.published_at)
    if since <= post.published_at:
        return end
    start = count_at_age(post, metric, since - post.published_at)
    if start is None or end is None or _between(post, metric, since, until):
        return None
    return end - start


def _newest(posts: Iterable[Post]) -> dict[str, datetime]:
    """When the newest post of each platform was published."""
    newest: dict[str, datetime] = {}
    for post in posts:
        newest[post.platform] = max(newest.get(post.platform, post.published_at), post.published_at)
    return newest


def _between(post: Post, metric: str, since: datetime, until: datetime) -> tuple[Break, ...]:
    days = since.astimezone(UTC).date(), until.astimezone(UTC).date()
    return breaks_between(post.platform, metric, *days)
