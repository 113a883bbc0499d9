"""When to call where one call brings all posts of an account (the Graph API).

What costs is the call, so the readings that posts are due are packed together: each nominal age
has a window of a quarter to either side. Any call inside it will do, whoever caused it, and one
is made for its sake only at its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from metrics.model import Known, KnownPost
from metrics.platforms import PLATFORMS, growth_of
from metrics.reading_plan.pay_days import SWEPT_FOR
from metrics.reading_plan.revival import is_growing_again
from metrics.slots import slot_at

STORIES_EVERY = timedelta(hours=6)
"""A story lives for a day, so that a look that is missed costs none."""
STORIES_LATE = timedelta(hours=2)
"""So long after a look for stories is due a visit is made for its sake: any earlier one will do."""
TOLERANCE = 0.25
YOUNG = timedelta(days=30)
LATEST = timedelta(days=29)
"""The age at which a post's last reading is made at the latest."""
REVIVED_EVERY = timedelta(hours=12)
FLOOR = timedelta(days=4)
"""How long the posts of a silent account go unread at most: else no revival would be noticed."""


def found_after(platform: str) -> timedelta:
    """The age at which a new post is worth its first call. The account itself shows it sooner."""
    return timedelta(hours=growth_of(platform).found_after_h)


def by_age(known: Known, now: datetime) -> tuple[list[KnownPost], list[KnownPost]]:
    """The posts whose counts are followed, and the old ones of which we ask if they still are."""
    young = [post for post in known.posts if now - post.published_at <= YOUNG]
    old = [post for post in known.posts if YOUNG < now - post.published_at < SWEPT_FOR]
    return young, old


def is_call_due(young: Sequence[KnownPost], platform: str, now: datetime) -> bool:
    """Whether a call is worth making now for the sake of posts on file."""
    return any(at <= now for at in _dues(young, platform))


def next_call(young: Sequence[KnownPost], platform: str, now: datetime) -> datetime | None:
    """When the next call falls due, if one is made now should it be due; None without posts."""
    return min((at for at in _dues(young, platform) if at > now), default=None)


def are_stories_due(read_at: datetime | None, platform: str, now: datetime) -> bool:
    """Whether this is the first visit within six hours of UTC; `read_at` is that of the last."""
    if not PLATFORMS[platform].has_stories:
        return False
    return read_at is None or slot_at(read_at, STORIES_EVERY) < slot_at(now, STORIES_EVERY)


def next_stories(platform: str, now: datetime) -> datetime | None:
    """When a visit is to be made for the sake of stories, if one is made now; None: it has none."""
    if not PLATFORMS[platform].has_stories:
        return None
    return slot_at(now, STORIES_EVERY) + STORIES_EVERY + STORIES_LATE


def _dues(young: Sequence[KnownPost], platform: str) -> Iterator[datetime]:
    """The instants at which readings fall due, as the readings on file stand."""
    if young:
        yield max(post.read_at for post in young) + FLOOR
    for post in young:
        yield from _dues_of(post, platform)


def _dues_of(post: KnownPost, platform: str) -> Iterator[datetime]:
    read = post.read_at - post.published_at
    for hours in growth_of(platform).call_ages_h:
        nominal = timedelta(hours=hours)
        if read < (1 - TOLERANCE) * nominal:
            yield post.published_at + min((1 + TOLERANCE) * nominal, LATEST)
    if is_growing_again(post, platform):
        yield post.read_at + REVIVED_EVERY
