"""Posts compared at the same age: a post of last year has had a year longer to be seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from metrics.platforms import Break, breaks_between
from metrics.posts import count_of, places_of
from metrics.quantity import Quantity, measured
from metrics.reading_plan.curve import (
    CountReading,
    interpolate,
    number_along,
    part_between,
)
from metrics.series import Post

COMMON_AGES = (timedelta(days=7), timedelta(days=1))
"""The ages at which answers compare posts of themselves: what each had drawn then is kept."""
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
    instants = (before.at if before else None, after.at if after else None)
    weight = weight_at_age(post.platform, metric, post.published_at, age, *instants)
    if weight is None:
        return None
    nearest = after if weight.part else before
    if weight.is_read and nearest is not None:
        return measured(nearest.count)
    looks = list(filter(None, (before, after)))
    return interpolate(looks, at, post.platform, published_at=post.published_at)


class Weight(NamedTuple):
    """How two looks make a number between them."""

    part: float
    """Of the way from the look before to the one after: 0 and 1 are the looks themselves."""
    is_read: bool
    """Whether it is the number of one of the looks; else it is an estimate."""

    def between(self, before: int | None, after: int | None) -> int | None:
        """The number; a look of which it is no part need not have told one."""
        if self.is_read:
            return after if self.part else before
        return None if before is None or after is None else number_along(before, after, self.part)


def weight_at_age(
    platform: str,
    metric: str,
    published_at: datetime,
    age: timedelta,
    before: datetime | None,
    after: datetime | None,
) -> Weight | None:
    """How the last look until an age and the first one after it make a number; None: they do not.

    `before` and `after` are the looks' instants, None where there is none. See `count_at_age`.
    """
    at = published_at + age
    nearest = min(filter(None, (before, after)), key=lambda look: abs(look - at), default=None)
    if nearest is None:
        return None
    if abs(nearest - at) <= tolerance(age):
        return Weight(float(nearest is not before), is_read=True)
    if before is None or after is None or _changed(platform, metric, before, after):
        return None
    return Weight(part_between(platform, before, at, after, published_at), is_read=False)


def tolerance(age: timedelta) -> timedelta:
    """How far from an age a reading is still one at that age."""
    return max(LEAST_TOLERANCE, TOLERANCE * age)


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
    known.sort(key=lambda pair: (-pair[1].value, pair[0].published_at, pair[0].id))
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
    return tuple(entry for entry in ranked if entry.place <= limit)


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
    return _changed(post.platform, metric, since, until)


def _changed(platform: str, metric: str, since: datetime, until: datetime) -> tuple[Break, ...]:
    days = since.astimezone(UTC).date(), until.astimezone(UTC).date()
    return breaks_between(platform, metric, *days)
