"""What a post has drawn: interactions, and which posts drew most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metrics.platforms import PLATFORMS
from metrics.quantity import Number
from metrics.series import Post, PostReading
from metrics.snapshot import Counts

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
