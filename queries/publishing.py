"""What an account published in a period, and what that has drawn until today.

Every figure of what posts drew is of their whole life so far, not of the period: what was gained
within it is another answer, in `queries.gained`. A post that has vanished was published all the
same, and counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from metrics.engagement import INTERACTIONS, count_of
from metrics.periods import Period
from metrics.platforms import PLATFORMS
from metrics.series import Post
from metrics.snapshot import Account, Form, Kind
from storage import Store
from storage import series as on_file


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


def published(store: Store, account: Account, period: Period, zone: ZoneInfo) -> Published:
    """What an account published in a period, with what it has drawn until today."""
    since, until = period.instants(zone)
    found = on_file.posts(store, account.name, since, until, tuple(Kind))
    own = tuple(post for post in found if post.kind is Kind.POST)
    kinds = Counter(post.kind for post in found)
    return Published(
        account=account,
        period=period,
        posts=own,
        replies=kinds[Kind.REPLY],
        reposts=kinds[Kind.REPOST],
        forms=Counter(post.form for post in own if post.form is not None),
        views=_tally(own, "views"),
        interactions=_tally(own, INTERACTIONS),
        by_kind={name: _tally(own, name) for name in summable(account.platform)},
    )


def summable(platform: str) -> tuple[str, ...]:
    """The counts of a platform that may be added over posts, but its views. Reach never may be."""
    return tuple(name for name in PLATFORMS[platform].counts if name not in {"views", "reach"})


def tally(counts: Iterable[int | None]) -> Tally:
    """The sum of those that were told."""
    listed = list(counts)
    told = [count for count in listed if count is not None]
    return Tally(sum(told) if told else None, len(told), len(listed))


def _tally(posts: Sequence[Post], metric: str) -> Tally:
    return tally(_last_told(post, metric) for post in posts)


def _last_told(post: Post, metric: str) -> int | None:
    told = (count_of(look.counts, post.platform, metric) for look in reversed(post.readings))
    return next((count for count in told if count is not None), None)
