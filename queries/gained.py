"""What posts drew within a period, beside what the posts of the period drew in all their life.

"How many likes in March?" has two right answers (Sprout Social and Later name both): `within` is
what came between the first and the last instant of March, to posts of whatever age; `lifetime` is
what the posts published in March have drawn until today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from metrics.engagement import count_of
from metrics.equal_age import drawn_within
from metrics.periods import Period
from metrics.quantity import Quantity, total
from metrics.series import Post
from metrics.snapshot import Account
from queries.publishing import Tally, tally
from storage import Store
from storage import series as on_file


@dataclass(frozen=True, slots=True)
class Gained:
    """Both answers, of one count of an account's own posts."""

    account: Account
    period: Period
    metric: str
    within: Quantity | None
    """What came within the period: measured where a look fell on both ends, else derived along
    the platform's mean curve. None where it is known of no post."""
    posts: int
    """How many posts `within` is of: those looked at after the period began, whatever their age."""
    unfinished: int
    """Of how many of them the last look lies before the period's end: counted as far as it."""
    unknown: int
    """How many posts were never looked at again after the period began, or never told the count:
    nobody knows what they gained."""
    lifetime: Tally
    """What the posts published in the period have drawn until today."""


def gained(store: Store, account: Account, period: Period, zone: ZoneInfo, metric: str) -> Gained:
    """What an account's own posts gained within a period, and what those of the period drew.

    `metric` is a count's name or `interactions`.
    """
    since, until = period.instants(zone)
    posts = on_file.posts(store, account.name, until=until)
    ends = {post.id: _last_told(post, metric) for post in posts}
    gains = {post.id: _gain(post, metric, since, min(until, ends[post.id].at)) for post in posts}
    known = [gain for gain in gains.values() if gain is not None]
    return Gained(
        account=account,
        period=period,
        metric=metric,
        within=total(known) if known else None,
        posts=len(known),
        unfinished=sum(ends[post.id].at < until for post in posts if gains[post.id] is not None),
        unknown=len(posts) - len(known),
        lifetime=tally(ends[post.id].count for post in posts if post.published_at >= since),
    )


@dataclass(frozen=True, slots=True)
class _End:
    """The last look that told a count; that of the publication where none did."""

    at: datetime
    count: int | None


def _last_told(post: Post, metric: str) -> _End:
    for look in reversed(post.readings):
        count = count_of(look.counts, post.platform, metric)
        if count is not None:
            return _End(look.at, count)
    return _End(post.published_at, None)


def _gain(post: Post, metric: str, since: datetime, until: datetime) -> Quantity | None:
    """None where nobody looked after the beginning, or the count was never told."""
    if until <= max(since, post.published_at):
        return None
    return drawn_within(post, metric, since, until)
