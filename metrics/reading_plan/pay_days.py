"""Which posts to read where each is billed once per UTC day: pay-days, and reading inside them.

What costs is a post on a day. So the days are chosen that tell most of the curve, and on a day
that is paid a post is read as often as it tells something, for nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import IntEnum
from statistics import median

from metrics.model import Known, KnownPost
from metrics.reading_plan.revival import is_growing_again

PAY_DAYS = (0, 1, 29)
"""The UTC days of its life on which a post is read; benchmarks/_learn_schedule.py finds them."""
MIDDLE_DAY, MIDDLE_ENDS = 6, 10
"""The fourth pay-day, for the posts that are worth it; too late to make up for from day 10 on."""
SHORTEST_WAIT, LONGEST_WAIT = timedelta(minutes=30), timedelta(hours=2)
GROWTH_OF_AGE = 0.35
DAY = timedelta(days=1)
LAST_LOOK = timedelta(hours=23, minutes=55)
"""When the counts of a paid day are read for the last time."""
SWEEP = timedelta(days=30)
"""How long an old post is left unread before somebody looks whether it is still there."""
SWEPT_FOR = timedelta(days=400)
"""The age at which this ends: by then the text of a post has expired."""


class Worth(IntEnum):
    """Why a post is read, what is given up last first."""

    PAID = 0
    """It costs nothing today."""
    LAST = 1
    """The last pay-day: the total in the end."""
    SECOND = 2
    REVIVED = 3
    MIDDLE = 4
    SWEEP = 5
    """To notice that an old post has vanished."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A post that is worth reading now, and why."""

    worth: Worth
    post: KnownPost


def wishes(known: Known, platform: str, now: datetime, middle_from: float) -> Iterator[Wish]:
    """Every post that is worth reading now.

    Args:
        known: What is on file.
        platform: Whose mean curve tells a revival.
        now: The instant of the visit.
        middle_from: How many times the median post one must have drawn to deserve a fourth day.
    """
    great = _great(known.posts, middle_from)
    for post in known.posts:
        if post.id in known.billed_today:
            if _due_again(post, post.read_at) <= now:
                yield Wish(Worth.PAID, post)
        elif (worth := _worth(post, platform, now, great)) is not None:
            yield Wish(worth, post)


def next_look(known: Known, now: datetime) -> datetime | None:
    """When the next post falls due on this UTC day, if all that is due now is read now.

    None where no post is to be read again today. Midnight opens new pay-days by itself.
    """
    paid = [post for post in known.posts if post.id in known.billed_today]
    dues = [_due_again(post, post.read_at) for post in paid]
    later = [at if at > now else _due_again(post, now) for post, at in zip(paid, dues, strict=True)]
    return min((at for at in later if at < _midnight(now) + DAY), default=None)


def day_of_life(post: KnownPost, at: datetime) -> int:
    """How many UTC midnights lie between a post's publication and an instant."""
    return (at.astimezone(UTC).date() - post.published_at.astimezone(UTC).date()).days


def _worth(post: KnownPost, platform: str, now: datetime, great: frozenset[str]) -> Worth | None:
    """Why a post deserves to be paid today, if it does. A missed pay-day is made up for."""
    today, last = day_of_life(post, now), day_of_life(post, post.read_at)
    _, second, end = PAY_DAYS
    if last < end <= today:
        return Worth.LAST
    if last < second <= today:
        return Worth.SECOND
    if last < today and is_growing_again(post, platform):
        return Worth.REVIVED
    if last < MIDDLE_DAY <= today < MIDDLE_ENDS and post.id in great:
        return Worth.MIDDLE
    is_swept = now - post.published_at < SWEPT_FOR and now - post.read_at >= SWEEP
    return Worth.SWEEP if today > end and is_swept else None


def _due_again(post: KnownPost, read_at: datetime) -> datetime:
    """When to read a post again that is paid for on the day of a look at it."""
    midnight = _midnight(read_at)
    last_look = midnight + LAST_LOOK
    if read_at >= last_look or day_of_life(post, read_at) > PAY_DAYS[-1]:
        return midnight + DAY
    wait = max(SHORTEST_WAIT, GROWTH_OF_AGE * (read_at - post.published_at))
    return min(read_at + min(wait, LONGEST_WAIT), last_look)


def _great(posts: Iterable[KnownPost], middle_from: float) -> frozenset[str]:
    """Ids of the posts that have drawn so many times what the median post has."""
    counts = {post.id: post.count for post in posts if post.count is not None}
    least = middle_from * median(counts.values()) if counts else 0
    return frozenset(post_id for post_id, count in counts.items() if count >= least)


def _midnight(at: datetime) -> datetime:
    return datetime.combine(at.astimezone(UTC).date(), time(), UTC)
