"""What an account published in a period, and what that has drawn until today.

Every figure of what posts drew is of their whole life so far, not of the period: what was gained
within it is another answer, in `queries.gained`. A post that has vanished was published all the
same, and counts. Of each post each count is the one that was told last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from metrics.engagement import INTERACTIONS, parts_of
from metrics.periods import Period
from metrics.platforms import PLATFORMS
from metrics.series import Post
from metrics.snapshot import Account, Form, Kind
from storage import Store
from storage import series as on_file
from storage.standing import standing_posts
from storage.tallies import Stretch, stretches


@dataclass(frozen=True, slots=True)
class Tally:
    """The sum of one count over some posts.

    Where `counted` is less than `posts`, `total` is the sum of those alone that told the count:
    a part, to be said as such. None where none of them did.
    """

    total: int | None
    counted: int
    posts: int

    @property
    def is_whole(self) -> bool:
        """Whether every post told the count."""
        return self.counted == self.posts


@dataclass(frozen=True, slots=True)
class Published:
    """What an account published in a period."""

    account: Account
    period: Period
    posts: tuple[Post, ...]
    """Its own posts, oldest first, the vanished ones among them."""
    replies: int
    reposts: int
    forms: Mapping[Form, int]
    """How many of the own posts are of each form that the platform told."""
    views: Tally
    interactions: Tally
    """The platform's own list of them: `metrics.platforms`."""
    by_kind: Mapping[str, Tally]
    """Each count that the platform tells and that may be summed: likes, comments, shares, …"""


@dataclass(frozen=True, slots=True)
class PublishedCounts:
    """The same without the posts themselves: for many periods at once. See `Published`."""

    account: Account
    period: Period
    posts: int
    replies: int
    reposts: int
    forms: Mapping[Form, int]
    views: Tally
    interactions: Tally
    by_kind: Mapping[str, Tally]


def published(
    store: Store, account: Account, period: Period, zone: ZoneInfo, *, looks: bool = True
) -> Published:
    """What an account published in a period, with what it has drawn until today.

    `looks`: whether the posts bring every look at them. Without, each has one reading, as it
    stands today, and a year is answered some thirty times as fast; `storage.standing.with_looks`
    then loads the looks at those that are shown.
    """
    since, until = period.instants(zone)
    find = on_file.posts if looks else standing_posts
    counts = published_counts(store, account, [period], zone)[0]
    return Published(
        account=account,
        period=period,
        posts=tuple(find(store, account.name, since, until)),
        replies=counts.replies,
        reposts=counts.reposts,
        forms=counts.forms,
        views=counts.views,
        interactions=counts.interactions,
        by_kind=counts.by_kind,
    )


def published_counts(
    store: Store,
    account: Account,
    periods: Sequence[Period],
    zone: ZoneInfo,
    topic: str | None = None,
) -> tuple[PublishedCounts, ...]:
    """How much an account published in each period, and what that has drawn until today.

    The periods must follow each other without a hole or an overlap, oldest first. With a topic, of
    the posts on it alone: replies and reposts have none.
    """
    if not periods:
        return ()
    bounds = [period.instants(zone)[0] for period in periods] + [periods[-1].instants(zone)[1]]
    metrics = {name: parts_of(account.platform, name) for name in _metrics(account.platform)}
    found = stretches(store, account.name, bounds, metrics, topic)
    return tuple(
        _counts(account, period, found[since])
        for period, since in zip(periods, bounds, strict=False)
    )


def summable(platform: str) -> tuple[str, ...]:
    """The counts of a platform that may be added over posts, but its views. Reach never may be."""
    return tuple(name for name in PLATFORMS[platform].counts if name not in {"views", "reach"})


def _metrics(platform: str) -> tuple[str, ...]:
    return ("views", INTERACTIONS, *summable(platform))


def _counts(account: Account, period: Period, found: Stretch) -> PublishedCounts:
    posts = found.kinds[Kind.POST]
    tallies = {name: Tally(one.drawn, one.counted, posts) for name, one in found.totals.items()}
    return PublishedCounts(
        account=account,
        period=period,
        posts=posts,
        replies=found.kinds[Kind.REPLY],
        reposts=found.kinds[Kind.REPOST],
        forms=found.forms,
        views=tallies["views"],
        interactions=tallies[INTERACTIONS],
        by_kind={name: tallies[name] for name in summable(account.platform)},
    )
