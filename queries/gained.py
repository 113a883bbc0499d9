"""What posts drew within a period, beside what the posts of the period drew in all their life.

"How many likes in March?" has two right answers (Sprout Social and Later name both): `within` is
what came between the first and the last instant of March, to posts of whatever age; `lifetime` is
what the posts published in March have drawn until today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from metrics.engagement import INTERACTIONS, count_of
from metrics.equal_age import drawn_within
from metrics.periods import Period
from metrics.quantity import Quantity, measured, total
from metrics.series import Post
from metrics.snapshot import Account
from queries.publishing import Tally, published_counts
from storage import Store
from storage.around import Inside, drawn_inside, posts_across


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
    """How many more were published in the period or looked at after it began, of which nobody
    knows what they gained in it."""
    lifetime: Tally
    """What the posts published in the period have drawn until today."""


def gained(store: Store, account: Account, period: Period, zone: ZoneInfo, metric: str) -> Gained:
    """What an account's own posts gained within a period, and what those of the period drew.

    `metric` is a count's name or `interactions`; not reach, which does not add up. Posts that
    nobody was to look at any more when the period began are in neither number.

    Raises:
        KeyError: the platform does not tell such a count, or it does not add up.
    """
    lifetimes = {metric: _lifetime(store, account, period, zone, metric)}
    return gains(store, account, period, zone, lifetimes)[metric]


def gains(
    store: Store,
    account: Account,
    period: Period,
    zone: ZoneInfo,
    lifetimes: Mapping[str, Tally],
) -> dict[str, Gained]:
    """The same of several counts at once, whose lifetimes were counted already."""
    since, until = period.instants(zone)
    metrics = tuple(lifetimes)
    posts = posts_across(store, account.name, since, until, metrics)
    inside = drawn_inside(store, account.name, since, until, metrics)
    return {
        metric: _gained(_Asked(account, period, metric, since, until), posts, inside[metric], tally)
        for metric, tally in lifetimes.items()
    }


@dataclass(frozen=True, slots=True)
class _Asked:
    account: Account
    period: Period
    metric: str
    since: datetime
    until: datetime


def _gained(asked: _Asked, posts: Sequence[Post], inside: Inside, lifetime: Tally) -> Gained:
    metric, until = asked.metric, asked.until
    ends = {post.id: _end(post, metric, until) for post in posts}
    found = {post.id: _gain(post, metric, asked.since, ends[post.id]) for post in posts}
    known = [gain for gain in found.values() if gain is not None]
    sums = known if inside.drawn is None else [*known, measured(inside.drawn)]
    cut = sum(ends[post.id] < until for post in posts if found[post.id] is not None)
    return Gained(
        account=asked.account,
        period=asked.period,
        metric=metric,
        within=total(sums) if sums else None,
        posts=len(known) + inside.counted,
        unfinished=inside.counted + cut,
        unknown=len(posts) - len(known) + inside.posts - inside.counted,
        lifetime=lifetime,
    )


def _lifetime(store: Store, account: Account, period: Period, zone: ZoneInfo, metric: str) -> Tally:
    (counts,) = published_counts(store, account, [period], zone)
    named = {"views": counts.views, INTERACTIONS: counts.interactions, **counts.by_kind}
    return named[metric]


def _end(post: Post, metric: str, until: datetime) -> datetime:
    """Until when it is known what a post gained: the end, or the last look that told the count."""
    told = (
        look.at
        for look in reversed(post.readings)
        if count_of(look.counts, post.platform, metric) is not None
    )
    return min(until, next(told, post.published_at))


def _gain(post: Post, metric: str, since: datetime, until: datetime) -> Quantity | None:
    """None where nobody looked after the beginning, or the count was never told."""
    if until <= max(since, post.published_at):
        return None
    return drawn_within(post, metric, since, until)
