"""The posts that stand highest in a count or a rate, now or at an equal age."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from metrics.engagement import INTERACTIONS, places_of
from metrics.equal_age import count_at_age
from metrics.quantity import Quantity, ratio
from metrics.rates import RATE, RATE_BY_VIEWS, RATES
from metrics.series import Post
from metrics.snapshot import Account
from queries.asking import Asked
from queries.best import Best, best, with_rates
from queries.choosing import age_of, topic_of
from storage.around import posts_at_age
from storage.rollups import standings_before
from storage.standing import leading_posts

MOST = 1_000_000_000
"""More places than there are posts: none is to be left out."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A post with its place: equal scores share a place, and the next one is left out."""

    place: int
    post: Post
    score: Quantity
    """The count or the rate by which it is ranked."""
    standing: Best | None
    """How it stands today, with its rates; None at an equal age, where that would mislead."""


@dataclass(frozen=True, slots=True)
class _Scored:
    post: Post
    score: Quantity
    standing: Best | None = None


def ranked(asked: Asked, metric: str) -> tuple[Ranked, ...]:
    """The posts of the first places, best first, over all accounts asked for.

    `metric` is a count, `interactions`, `rate` or `rate_by_views`. At an equal age the number of
    each post is that of then: measured, or derived between two looks; others are left out.

    Raises:
        CannotAnswer: nobody knows the topic that was asked for.
    """
    age = age_of(asked)
    found = _standing(asked, metric) if age is None else _aged(asked, metric, age)
    in_order = sorted(found, key=lambda one: (-one.score.value, one.post.published_at, one.post.id))
    places = places_of([one.score.value for one in in_order])
    placed = (
        Ranked(places[one.score.value], one.post, one.score, one.standing) for one in in_order
    )
    return tuple(one for one in placed if one.place <= asked.limit)


def _standing(asked: Asked, metric: str) -> Iterator[_Scored]:
    """The leading posts of each account by what they drew until today."""
    topic, instants = topic_of(asked), asked.instants()
    leading = [
        post
        for account in asked.accounts
        for post in leading_posts(asked.store, account.name, *instants, metric, asked.limit, topic)
    ]
    if metric in RATES:
        entries = best(leading, INTERACTIONS, MOST)
    else:
        entries = best(leading, metric, asked.limit)
    for entry in with_rates(asked.store, entries):
        score = _score(entry, metric)
        if score is not None:
            yield _Scored(entry.post, score, entry)


def _score(entry: Best, metric: str) -> Quantity | None:
    if metric not in RATES:
        return entry.count
    rate = entry.by_followers if metric == RATE else entry.by_views
    return rate.value if rate else None


def _aged(asked: Asked, metric: str, age: timedelta) -> Iterator[_Scored]:
    """All posts of which it is known what they had drawn at an age."""
    for account in asked.accounts:
        counted = INTERACTIONS if metric in RATES else metric
        counts = list(_counts(asked, account, counted, age))
        if metric not in RATES:
            yield from counts
            continue
        among = _followers(asked, account, counts)
        if metric == RATE_BY_VIEWS:
            views = {one.post.id: one.score for one in _counts(asked, account, "views", age)}
            among = [views.get(one.post.id) for one in counts]
        yield from _rates(counts, among)


def _counts(asked: Asked, account: Account, metric: str, age: timedelta) -> Iterator[_Scored]:
    topic = topic_of(asked)
    for post in posts_at_age(asked.store, account.name, *asked.instants(), metric, age, topic):
        count = count_at_age(post, metric, age)
        if count is not None:
            yield _Scored(post, count)


def _followers(
    asked: Asked, account: Account, counts: Sequence[_Scored]
) -> Sequence[Quantity | None]:
    """What the account had when each was published."""
    instants = [one.post.published_at for one in counts]
    points = standings_before(asked.store, account.name, instants)
    return [point.quantity if point else None for point in points]


def _rates(counts: Iterable[_Scored], among: Sequence[Quantity | None]) -> Iterator[_Scored]:
    for one, whole in zip(counts, among, strict=True):
        rate = ratio(one.score, whole) if whole else None
        if rate is not None:
            yield _Scored(one.post, rate)
