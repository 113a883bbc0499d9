"""What happened to an account: milestones, posts that break out, falls in one step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from metrics.alarms import Alarm, AlarmKind
from metrics.engagement import interactions
from metrics.falls import falls
from metrics.milestones import newest_passed
from metrics.series import Point, Post
from metrics.snapshot import Kind

YOUNG = timedelta(days=3)
"""A post breaks out while it is young, or it is no news."""
USUAL_AGE = timedelta(days=2)
"""From this age on a post has drawn most of what it will, and tells what is usual."""
FEWEST_POSTS = 10
"""From fewer nobody knows what is usual."""
FAR_ABOVE = 5
"""How many times the usual engagement is a break-out."""


def milestones(account: str, points: Sequence[Point]) -> Iterator[Alarm]:
    """The roundest number that the newest reading has passed and none before it had."""
    passed = newest_passed(points)
    if passed is not None:
        detail = f"{account} has passed {passed:,} followers."
        yield Alarm(AlarmKind.MILESTONE, f"{account} {passed:,}", detail)


@dataclass(frozen=True, slots=True)
class Breakout:
    """A post that has drawn far more than its account's posts usually draw."""

    post: Post
    drawn: int
    """Its interactions at the last look that told them."""
    usual: int
    """The median of the account's older posts."""


def breakouts(posts: Sequence[Post], now: datetime) -> Iterator[Alarm]:
    """Young posts of one account that have drawn far more than its posts usually draw."""
    for found in broken_out(posts, now - YOUNG, now):
        post = found.post
        detail = (
            f"A post of {post.published_at:%Y-%m-%d %H:%M} UTC draws more than"
            f" {FAR_ABOVE} times the usual: {found.drawn:,} interactions, where"
            f" {found.usual:,} are usual. {post.url or ''}".rstrip()
        )
        yield Alarm(AlarmKind.BREAKOUT, f"{post.account} {post.id}", detail)


def broken_out(posts: Sequence[Post], since: datetime, now: datetime) -> Iterator[Breakout]:
    """The posts published at or after `since` that break out, of one account's.

    What is usual is told by those that are two days old at `now`.
    """
    own = [post for post in posts if post.kind is Kind.POST and post.vanished_at is None]
    drawn = {post.id: count for post in own if (count := _drawn(post)) is not None}
    usual = [
        drawn[post.id] for post in own if post.id in drawn and now - post.published_at >= USUAL_AGE
    ]
    if len(usual) < FEWEST_POSTS:
        return
    bar = max(FAR_ABOVE * median(usual), 1)
    for post in own:
        if post.published_at >= since and drawn.get(post.id, 0) >= bar:
            yield Breakout(post, drawn[post.id], round(median(usual)))


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


def _drawn(post: Post) -> int | None:
    """The interactions at the newest reading that tells them."""
    told = (interactions(one.counts, post.platform) for one in reversed(post.readings))
    return next((count for count in told if count is not None), None)
