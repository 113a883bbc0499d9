"""Whatever happened and whatever of it was read: the truth lies within what questions say."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from documents.model import value_in_files
from metrics.model import Counts, PostSnapshot
from queries.questions.compare import compared_periods
from queries.request import Asked
from tests.support.asking import Desk, X, open_desk
from words import language

FIRST = datetime(2026, 9, 25, 10, tzinfo=UTC)
DAYS = 56
"""Days after the first on which posts were published: until 20 November."""


@dataclass(frozen=True)
class TruePost:
    """What was published on a day after the first, and what the platform tells of it."""

    day: int
    views: int
    interactions: int
    tells_views: bool
    tells_interactions: bool

    @property
    def published_at(self) -> datetime:
        return FIRST + timedelta(days=self.day)


TRUE_POSTS = st.builds(
    TruePost,
    st.integers(0, DAYS - 1),
    st.integers(0, 1000),
    st.integers(0, 50),
    st.booleans() | st.just(True),
    st.booleans() | st.just(True),
)


def fill(desk: Desk, posts: Sequence[TruePost], known_from: int) -> None:
    """One look on the last day, which finds what was published since a day."""
    since = FIRST + timedelta(days=known_from) - timedelta(hours=1)
    desk.known_since[X] = since
    shown = [
        PostSnapshot(
            str(number),
            post.published_at,
            text="نص",
            counts=Counts(
                views=post.views if post.tells_views else None,
                likes=post.interactions if post.tells_interactions else None,
                shares=0,
                comments=0,
            ),
        )
        for number, post in enumerate(posts)
        if post.published_at >= since
    ]
    desk.read(X, desk.now, 600, *shown)


def truths(posts: Sequence[TruePost]) -> Mapping[str, Any]:
    """Every number of some posts; None where there is none, as of a mean of nothing."""
    found: dict[str, Any] = {"posts": len(posts)}
    for metric in ("views", "interactions"):
        counts = [getattr(post, metric) for post in posts]
        found[metric] = sum(counts)
        found[f"{metric}_per_post"] = Fraction(sum(counts), len(counts)) if counts else None
        found[f"{metric}_median"] = median(map(Fraction, counts)) if counts else None
    return found


def check(told: Mapping[str, Any], key: str, prefix: str, truth: Any) -> None:
    """That a number which is told holds the truth, and is it where it is told as exact."""
    if told[key] is None:
        assert told[f"{prefix}precision"] is None
        return
    low, high = told[f"{prefix}low"], told[f"{prefix}high"]
    if low is not None or high is not None:
        assert truth is not None
        assert low is None or low <= truth
        assert high is None or truth <= high
    if told[f"{prefix}precision"] == "exact":
        assert told[key] == truth


def among(posts: Sequence[TruePost], desk: Desk, period: Any) -> list[TruePost]:
    since, until = period.instants(desk.settings.zone())
    return [post for post in posts if since <= post.published_at < until]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TRUE_POSTS, max_size=12), st.integers(0, DAYS))
@example([TruePost(8, 100, 5, True, True), TruePost(40, 300, 7, False, True)], 0)
@example([TruePost(8, 100, 5, True, True), TruePost(40, 300, 7, True, True)], 20)
def test_the_truth_lies_within_what_questions_say(
    posts: Sequence[TruePost], known_from: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, open_desk(Path(folder)) as desk:
        fill(desk, posts, known_from)
        account = next(account for account in desk.accounts if account.name == X)
        asked = Asked(desk.store, desk.settings, desk.now, language("en"), (account,))
        before, after = compared_periods(asked)
        sides = [truths(among(posts, desk, period)) for period in (before, after)]

        for row in desk.ask("compare", accounts=[X]).rows:
            told = {key: value_in_files(value) for key, value in row.items()}
            if told["metric"] == "net_growth":
                continue
            earlier, later = (side[str(told["metric"])] for side in sides)
            is_both = earlier is not None and later is not None
            check(told, "before", "before_", earlier)
            check(told, "after", "after_", later)
            check(told, "change", "change_", later - earlier if is_both else None)

        days: dict[str, Any] = {"since": after.since, "until": after.until, "accounts": [X]}
        for question in ("posts", "engagement"):
            for row in desk.ask(question, **days).rows:
                check(
                    {key: value_in_files(row[key]) for key in row}, "posts", "", sides[1]["posts"]
                )
