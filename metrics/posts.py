"""What posts have drawn: interactions, the posts that drew most, sums by month, and contents."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from metrics.model import Counts
from metrics.periods import Period, local_day
from metrics.platforms import NEVER_SUMMED, PLATFORMS
from metrics.quantity import Evidence, Number, Precision, Quantity, known_by
from metrics.series import Point, Post, PostReading, Series

INTERACTIONS = "interactions"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A post with its place: equal counts share a place, and the next one is left out."""

    place: int
    post: Post
    count: int
    reading: PostReading


@dataclass(frozen=True, slots=True)
class Tally:
    """The sum of one count over some posts.

    Where `counted` is less than `posts`, `total` is the sum of those alone that told the count:
    a part, to be said as such. None where none of them did.
    """

    total: int | None
    counted: int
    posts: int
    exported: int = 0
    """Of how many of `counted` the count was never read, and stands in a file."""

    @property
    def evidence(self) -> Evidence:
        """The weakest of the sum's parts."""
        return Evidence.EXPORTED if self.exported else Evidence.MEASURED

    @property
    def is_whole(self) -> bool:
        """Whether every post told the count."""
        return self.counted == self.posts

    @property
    def quantity(self) -> Quantity | None:
        """The sum, a lower bound where only some of the posts told the count."""
        if self.total is None:
            return None
        if self.is_whole:
            return known_by(self.total, self.evidence)
        return Quantity(self.total, self.evidence, Precision.AT_LEAST, self.total, None)

    def __add__(self, other: Tally) -> Tally:
        """The sum over the posts of both, which are other posts."""
        totals = [total for total in (self.total, other.total) if total is not None]
        counted, posts = self.counted + other.counted, self.posts + other.posts
        exported = self.exported + other.exported
        return Tally(sum(totals) if totals else None, counted, posts, exported)


def tally_of(counts: Collection[int | None]) -> Tally:
    """The sum of what some posts told of one count; None among them is a post that did not."""
    known = [count for count in counts if count is not None]
    return Tally(sum(known) if known else None, len(known), len(counts))


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
    count: int | None = getattr(counts, metric)
    return count


def quantity_of(reading: PostReading, platform: str, metric: str) -> Quantity | None:
    """A count of a reading, or `interactions`: exported where some of it stands in a file alone."""
    count = count_of(reading.counts, platform, metric)
    if count is None:
        return None
    is_exported = is_of_file(reading, platform, metric)
    return known_by(count, Evidence.EXPORTED if is_exported else Evidence.MEASURED)


def is_of_file(reading: PostReading, platform: str, metric: str) -> bool:
    """Whether some of a count that a reading holds was never read, and stands in a file."""
    return not reading.exported.isdisjoint(parts_of(platform, metric))


def rank(posts: Sequence[Post], metric: str, limit: int) -> tuple[Ranked, ...]:
    """The posts with the highest last known count, best first; posts without one are left out.

    `limit` is the highest place told; posts that share it are all told.
    """
    last = ((post, last_reading(post, metric)) for post in posts)
    known = [(reading[1], post, reading[0]) for post, reading in last if reading]
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


def last_reading(post: Post, metric: str) -> tuple[PostReading, int] | None:
    """The last reading that told a count of a post, and the count; None where none did."""
    for reading in reversed(post.readings):
        count = count_of(reading.counts, post.platform, metric)
        if count is not None:
            return reading, count
    return None


def latest_count(post: Post, metric: str) -> int | None:
    """A count of a post as it was told last; None where it never was."""
    last = last_reading(post, metric)
    return None if last is None else last[1]


def with_files(post: Post) -> Post:
    """A post whose last reading holds, too, the counts that files tell and no reading does.

    The first of the day of the download where it was never read. `in_files` stays beside it.
    """
    if post.in_files is None:
        return post
    file_counts = post.in_files.counts
    missing = {
        name: getattr(file_counts, name)
        for name in post.in_files.exported
        if all(getattr(look.counts, name) is None for look in post.readings)
    }
    if not missing:
        return post
    *before, last = post.readings or (replace(post.in_files, counts=Counts()),)
    filled = replace(last, counts=replace(last.counts, **missing), exported=frozenset(missing))
    return replace(post, readings=(*before, filled))


def as_read(post: Post) -> Post:
    """A post with its readings alone, without what files tell: the other way of `with_files`."""
    if post.is_of_files:
        return replace(post, readings=(), in_files=None)
    looks = (
        replace(
            look,
            counts=replace(look.counts, **dict.fromkeys(look.exported)),
            exported=frozenset(),
        )
        for look in post.readings
    )
    return replace(post, readings=tuple(looks), in_files=None)


def drawn_by(posts: Sequence[Post], metric: str) -> Tally:
    """The sum of a count over posts, each as it told it last, with of how many it is a file's."""
    lasts = [(post, last_reading(post, metric)) for post in posts]
    numbers = [
        (last[1], is_of_file(last[0], post.platform, metric)) for post, last in lasts if last
    ]
    counts = [count for count, _ in numbers]
    total = sum(counts) if counts else None
    return Tally(total, len(counts), len(posts), sum(of_file for _, of_file in numbers))


TOGETHER = timedelta(days=1)
"""Posts of one content are published within so long of its first."""
FEWEST_WORDS = 4
"""Fewer are a greeting or a heading, which different contents share."""
WORD = re.compile(r"\w+")
ADDRESS = re.compile(r"https?://\S+|#\S+")
"""Addresses and hashtags differ from network to network."""


class SaidPost(Protocol):
    """What of a post tells whether it says the same as another."""

    @property
    def account(self) -> str:
        """The account that published it."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def published_at(self) -> datetime:
        """When it was published."""

    @property
    def text(self) -> str | None:
        """Its text, where one is on file."""


@dataclass(frozen=True, slots=True)
class Content:
    """Posts that say the same, at most one of each account, the first one first."""

    posts: tuple[SaidPost, ...]


def contents(posts: Sequence[SaidPost]) -> tuple[Content, ...]:
    """The posts grouped by what they say, by the first post of each content.

    Posts are one content where their words are the same, addresses and hashtags aside, and they
    stand on different accounts within a day. A post without a text, or of hardly a word, is a
    content of its own: nothing says that it is another's. Posts stay what is counted; this groups
    them for a list.
    """
    groups: list[list[SaidPost]] = []
    newest: dict[str, int] = {}
    told: dict[str, str | None] = {}  # accounts that publish together share most of their texts
    for post in sorted(posts, key=lambda entry: (entry.published_at, entry.account, entry.id)):
        text = post.text or ""
        if text not in told:
            told[text] = _words(text)
        words = told[text]
        place = newest.get(words) if words else None
        if place is not None and _belongs(post, groups[place]):
            groups[place].append(post)
            continue
        groups.append([post])
        if words:
            newest[words] = len(groups) - 1
    return tuple(Content(tuple(group)) for group in groups)


def _belongs(post: SaidPost, group: Sequence[SaidPost]) -> bool:
    is_near = post.published_at - group[0].published_at <= TOGETHER
    return is_near and post.account not in {member.account for member in group}


def _words(text: str) -> str | None:
    words = WORD.findall(ADDRESS.sub(" ", text).casefold())
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
    tallies = []
    for account, platform in accounts:
        own = [post for post in posts if post.account == account]
        points = tuple(_point(own, metric, period, zone) for period in periods)
        tallies.append(Series(account, platform, metric, points))
    return tuple(tallies)


def _point(posts: Sequence[Post], metric: str, period: Period, zone: ZoneInfo) -> Point:
    own = [post for post in posts if local_day(post.published_at, zone) in period]
    drawn = drawn_by(own, metric).quantity
    if drawn is None:
        return Point(None, period=period, reason=NOT_TOLD if own else NO_POST)
    return Point(drawn, period=period)
