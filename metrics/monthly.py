"""What posts drew, by the month (or week, or year) in which they were published."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from metrics.engagement import count_of
from metrics.periods import Period, local_day
from metrics.platforms import NEVER_SUMMED
from metrics.quantity import Evidence, Precision, Quantity, measured
from metrics.series import Point, Post, Series

NO_POST = "no post of this time is on file"
NOT_TOLD = "no post of this time told this number"


def by_period(
    posts: Sequence[Post], metric: str, periods: Sequence[Period], zone: ZoneInfo
) -> tuple[Series, ...]:
    """A series for each account: in each period, what its posts of that period drew so far.

    The lifetime of the posts, not what happened in the period (Sprout Social's "lifetime"). Where
    some of the posts did not tell the number, the sum is a lower bound; where none did, a gap.

    Raises:
        ValueError: the metric is one that does not add up, such as reach.
    """
    if metric in NEVER_SUMMED:
        raise ValueError(f"{metric} does not add up over posts")
    accounts = dict.fromkeys((post.account, post.platform) for post in posts)
    found = []
    for account, platform in accounts:
        own = [post for post in posts if post.account == account]
        points = tuple(_point(own, metric, period, zone) for period in periods)
        found.append(Series(account, platform, metric, points))
    return tuple(found)


def _point(posts: Sequence[Post], metric: str, period: Period, zone: ZoneInfo) -> Point:
    own = [post for post in posts if local_day(post.published_at, zone) in period]
    told = [count for post in own if (count := _last_told(post, metric)) is not None]
    if not told:
        return Point(None, period=period, reason=NOT_TOLD if own else NO_POST)
    drawn = sum(told)
    if len(told) == len(own):
        return Point(measured(drawn), period=period)
    bound = Quantity(drawn, Evidence.MEASURED, Precision.AT_LEAST, drawn, None)
    return Point(bound, period=period)


def _last_told(post: Post, metric: str) -> int | None:
    told = (count_of(one.counts, post.platform, metric) for one in reversed(post.readings))
    return next((count for count in told if count is not None), None)
