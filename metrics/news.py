"""What happened to an account: milestones, posts that break out, falls in one step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from metrics.alarms import Alarm, AlarmKind
from metrics.engagement import interactions
from metrics.series import Point, Post
from metrics.snapshot import Kind

STEP = 10_000
GREAT_STEPS = (1_000_000, 100_000, STEP)
YOUNG = timedelta(days=3)
"""A post breaks out while it is young, or it is no news."""
USUAL_AGE = timedelta(days=2)
"""From this age on a post has drawn most of what it will, and tells what is usual."""
FEWEST_POSTS = 10
"""From fewer nobody knows what is usual."""
FAR_ABOVE = 5
"""How many times the usual engagement is a break-out."""
SUSPECT_SHARE = 0.003
"""A fall of this share of the followers in one step is no ordinary loss, which is some thousandth
of a per cent an hour: the platform has purged false accounts, or has told a wrong number."""
CONFIRMED_BY = 2
"""Readings after a fall that show whether it was true."""


@dataclass(frozen=True, slots=True)
class Fall:
    """A fall of followers between two readings that follow each other."""

    at: datetime
    """When the lower count was read."""
    before: int
    after: int
    is_suspect: bool
    """Too few readings have followed to know whether the number is true."""


def milestones(account: str, points: Sequence[Point]) -> Iterator[Alarm]:
    """The greatest round number that the newest reading has passed and none before it had."""
    counts = [count for _, count in _counts(points)]
    if len(counts) < 2:  # noqa: PLR2004 - one reading passes nothing
        return
    highest, newest = max(counts[:-1]), counts[-1]
    for step in GREAT_STEPS:
        passed = newest // step * step
        if passed > highest:
            detail = f"{account} has passed {passed:,} followers."
            yield Alarm(AlarmKind.MILESTONE, f"{account} {passed:,}", detail)
            return


def breakouts(posts: Sequence[Post], now: datetime) -> Iterator[Alarm]:
    """Young posts of one account that have drawn far more than its posts usually draw."""
    own = [post for post in posts if post.kind is Kind.POST and post.vanished_at is None]
    drawn = {post.id: count for post in own if (count := _drawn(post)) is not None}
    usual = [
        drawn[post.id] for post in own if post.id in drawn and now - post.published_at >= USUAL_AGE
    ]
    if len(usual) < FEWEST_POSTS:
        return
    bar = max(FAR_ABOVE * median(usual), 1)
    for post in own:
        if now - post.published_at <= YOUNG and drawn.get(post.id, 0) >= bar:
            detail = (
                f"A post of {post.published_at:%Y-%m-%d %H:%M} UTC draws more than"
                f" {FAR_ABOVE} times the usual: {drawn[post.id]:,} interactions, where"
                f" {median(usual):,.0f} are usual. {post.url or ''}".rstrip()
            )
            yield Alarm(AlarmKind.BREAKOUT, f"{post.account} {post.id}", detail)


def falls(points: Sequence[Point]) -> tuple[Fall, ...]:
    """Falls in one step, oldest first. A slow loss, of however many, is none.

    One is suspect until two more readings stay nearer to it than to what was before; one after
    which the number came back was a misreading, and is left out.
    """
    counts = _counts(points)
    found = []
    for index, ((_, before), (at, after)) in enumerate(pairwise(counts)):
        if before - after < max(SUSPECT_SHARE * before, 1):
            continue
        later = [count for _, count in counts[index + 2 :][:CONFIRMED_BY]]
        if all(2 * count < before + after for count in later):
            found.append(Fall(at, before, after, is_suspect=len(later) < CONFIRMED_BY))
    return tuple(found)


def suspect_falls(account: str, points: Sequence[Point]) -> Iterator[Alarm]:
    """The newest fall, while nobody knows yet whether its number is true."""
    suspect = [fall for fall in falls(points) if fall.is_suspect]
    for fall in suspect[-1:]:
        detail = (
            f"Suspect: from {fall.before:,} to {fall.after:,} followers in one step, at"
            f" {fall.at:%Y-%m-%d %H:%M} UTC. A platform that purges false accounts does so, and a"
            " misreading looks the same; the next two readings tell."
        )
        yield Alarm(AlarmKind.FALL, account, detail)


def _counts(points: Sequence[Point]) -> list[tuple[datetime, int]]:
    return [
        (point.at, int(point.quantity.value))
        for point in points
        if point.at is not None and point.quantity is not None
    ]


def _drawn(post: Post) -> int | None:
    """The interactions at the newest reading that tells them."""
    told = (interactions(one.counts, post.platform) for one in reversed(post.readings))
    return next((count for count in told if count is not None), None)
