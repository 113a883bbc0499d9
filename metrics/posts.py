"""What posts have drawn: interactions, the posts that drew most, sums by month, and contents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from metrics.model import Counts
from metrics.periods import Period, local_day
from metrics.platforms import NEVER_SUMMED, PLATFORMS
from metrics.quantity import Evidence, Number, Precision, Quantity, measured
from metrics.series import Point, Post, PostReading, Series

INTERACTIONS = "interactions"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A post with its place: equal counts share a place, and the next one is left out."""

    place: int
    post: Post
    count: int
    reading: PostReading


def interactions(counts: Counts, platform: str) -> int | None:
    """The sum of the platform's own list of interactions; None unless it told every one.

    Source: Rival IQ's public interactions: X likes, reposts, replies; Facebook reactions,
    comments, shares; Instagram likes, comments. The list stands in metrics/platforms.py.
    """
    parts = [getattr(counts, name) for name in PLATFORMS[platform].interactions]
    return None if None in parts else sum(parts)


def parts_of(platform: str, metric: str) -> tuple[str, ...]:
    """The counts that are added to make a metric: the platform's own list, or the one count."""
    return PLATFORMS[platform].interactions if metric == INTERACTIONS else (metric,)


def count_of(counts: Counts, platform: str, metric: str) -> int | None:
    """One count of a post by name: `views`, `likes`, … or `interactions`."""
    if metric == INTERACTIONS:
        return interactions(counts, platform)
    told: int | None = getattr(counts, metric)
    return told


def rank(posts: Sequence[Post], metric: str, limit: int) -> tuple[Ranked, ...]:
    """The posts with the highest last known count, best first; posts without one are left out.

    `limit` is the highest place told; posts that share it are all told.
    """
    known = [found for post in posts if (found := _last_known(post, metric)) is not None]
    known.sort(key=lambda entry: (-entry[0], entry[1].published_at, entry[1].id))
    places = places_of([count for count, _, _ in known])
    ranked = (Ranked(places[n], post, n, reading) for n, post, reading in known)
    return tuple(entry for entry in ranked if entry.place <= limit)


def places_of(scores: Sequence[Number]) -> dict[Number, int]:
    """The place of each score among scores from the highest on; equal ones share theirs."""
    places: dict[Number, int] = {}
    for index, score in enumerate(scores):
        places.setdefault(score, index + 1)
    return places


def _last_known(post: Post, metric: str) -> tuple[int, Post, PostReading] | None:
    for reading in reversed(post.readings):
        count = count_of(reading.counts, post.platform, metric)
        if count is not None:
            return count, post, reading
    return None


TOGETHER = timedelta(days=1)
"""Posts of one content are published within so long of its first."""
FEWEST_WORDS = 4
"""Fewer are a greeting or a heading, which different contents share."""
WORD = re.compile(r"\w+")
ADDRESS = re.compile(r"https?://\S+|#\S+")
"""Addresses and hashtags differ from network to network."""


@dataclass(frozen=True, slots=True)
class Content:
    """Posts that say the same, at most one of each account, the first one first."""

    posts: tuple[Post, ...]


def contents(posts: Sequence[Post]) -> tuple[Content, ...]:
    """The posts grouped by what they say, by the first post of each content.

    Posts are one content where their words are the same, addresses and hashtags aside, and they
    stand on different accounts within a day. A post without a text, or of hardly a word, is a
    content of its own: nothing says that it is another's. Posts stay what is counted; this groups
    them for a list.
    """
    groups: list[list[Post]] = []
    newest: dict[str, int] = {}
    for post in sorted(posts, key=lambda one: (one.published_at, one.account, one.id)):
        words = _words(post)
        place = newest.get(words) if words else None
        if place is not None and _belongs(post, groups[place]):
            groups[place].append(post)
            continue
        groups.append([post])
        if words:
            newest[words] = len(groups) - 1
    return tuple(Content(tuple(group)) for group in groups)


def _belongs(post: Post, group: Sequence[Post]) -> bool:
    is_near = post.published_at - group[0].published_at <= TOGETHER
    return is_near and post.account not in {one.account for one in group}


def _words(post: Post) -> str | None:
    words = WORD.findall(ADDRESS.sub(" ", post.text or "").casefold())
    return " ".join(words) if len(words) >= FEWEST_WORDS else None


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
    told = (count_of(reading.counts, post.platform, metric) for reading in reversed(post.readings))
    return next((count for count in told if count is not None), None)
