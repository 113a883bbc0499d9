"""For random histories and plants, the true number lies within what the questions say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from documents.model import Row, value_in_files
from metrics.model import Counts, Discovery, Form, PostSnapshot, Snapshot, Visit
from metrics.periods import Period, Span, local_day
from metrics.quantity import Precision
from storage.visits import keep
from tests.support.asking import IDS, Desk, X, open_desk
from tests.support.storage_visits import NOON

HOURS = 24 * 70
"""How long ago the oldest post of a history may be, in hours."""


@dataclass(frozen=True)
class TruePost:
    """A post as it was published, whether or not anybody ever finds it."""

    hours_ago: int
    views: int
    tells_views: bool
    form: Form | None


@dataclass(frozen=True)
class Look:
    """A visit that finds every post of the hours before it; 0 of them is a refused list."""

    hours_ago: int
    depth: int


POSTS = st.lists(
    st.builds(
        TruePost,
        st.integers(1, HOURS),
        st.integers(0, 5000),
        st.sampled_from([True, True, True, False]),
        st.sampled_from([None, Form.TEXT, Form.IMAGE]),
    ),
    max_size=25,
)
LOOKS = st.lists(st.builds(Look, st.integers(1, HOURS), st.integers(0, 24 * 20)), max_size=6)
LAST_DEPTH = st.integers(1, HOURS + 100)
DAYS = st.integers(0, 65)
TRUE_NUMBERS: dict[str, Callable[[list[TruePost]], int]] = {
    "posts": len,
    "views": lambda posts: sum(post.views for post in posts),
    "interactions": len,
}
"""Every post drew one interaction."""


def live(desk: Desk, posts: Sequence[TruePost], looks: Sequence[Look]) -> None:
    """Let a history happen: each look puts on file what was there to be found."""
    for look in sorted(looks, key=lambda one: -one.hours_ago):
        at = desk.now - timedelta(hours=look.hours_ago)
        seen = tuple(
            PostSnapshot(
                str(number + 1),
                desk.now - timedelta(hours=post.hours_ago),
                form=post.form,
                text="نص",
                counts=Counts(
                    post.views if post.tells_views else None, likes=1, comments=0, shares=0
                ),
            )
            for number, post in enumerate(posts)
            if look.hours_ago < post.hours_ago <= look.hours_ago + look.depth
        )
        reach = Discovery(at - timedelta(hours=look.depth), at) if look.depth else None
        shown = Snapshot(X, at, IDS[X], 600, posts=seen, discovered=reach)
        keep(desk.store, Visit(X, at, shown, proven_at=at))


def truth(desk: Desk, posts: Sequence[TruePost], period: Period) -> list[TruePost]:
    """The posts of a period, found or not."""
    zone = desk.settings.zone()
    return [
        post
        for post in posts
        if local_day(desk.now - timedelta(hours=post.hours_ago), zone) in period
    ]


def in_bounds(row: Row, prefix: str, true: int) -> bool:
    """Whether a number lies within what a row says; a row that says nothing is not wrong."""
    said = {key: value_in_files(row[f"{prefix}{key}"]) for key in ("precision", "low", "high")}
    if said["precision"] is None:
        return said["low"] is None and said["high"] is None
    low, high = (said[side] for side in ("low", "high"))
    assert not isinstance(low, str)
    is_within = (low is None or low <= true) and (high is None or true <= high)  # type: ignore[operator]
    return is_within and (said["precision"] != Precision.EXACT or low == high == true)


def period_of_row(row: Row, side: str = "") -> Period:
    since, until = (value_in_files(row[f"{side}{end}"]) for end in ("since", "until"))
    assert isinstance(since, date)
    assert isinstance(until, date)
    return Period(since, until, Span.DAY)


@settings(max_examples=60, deadline=None)
@given(POSTS, LOOKS, LAST_DEPTH, st.sampled_from(list(Span)))
def test_the_true_number_of_posts_lies_within_what_is_said(
    posts: list[TruePost], looks: list[Look], depth: int, by: Span
) -> None:
    with TemporaryDirectory() as folder, open_desk(Path(folder)) as desk:
        live(desk, posts, [*looks, Look(0, depth)])

        rows = desk.ask("posts", accounts=[X], since="2026-09", until="2026-12", by=by).rows

        for row in rows:
            true = truth(desk, posts, period_of_row(row))
            assert in_bounds(row, "", len(true))
            if row["precision"] is None:
                assert row["posts"] is None
            for key, form in (("texts", Form.TEXT), ("images", Form.IMAGE)):
                told = row[key]
                if told is not None and row["precision"] == Precision.EXACT:
                    assert isinstance(told, int)
                    assert told == sum(post.form is form for post in true) or row["form_not_told"]
                if told == 0:
                    assert not row["form_not_told"]


@settings(max_examples=60, deadline=None)
@given(POSTS, LOOKS, LAST_DEPTH, DAYS, st.integers(1, 40), st.sampled_from([None, "2026-10"]))
def test_the_true_change_lies_within_what_compare_says(
    posts: list[TruePost],
    looks: list[Look],
    depth: int,
    days_ago: int,
    length: int,
    versus: str | None,
) -> None:
    with TemporaryDirectory() as folder, open_desk(Path(folder)) as desk:
        live(desk, posts, [*looks, Look(0, depth)])
        since = NOON.date() - timedelta(days=days_ago)
        options: dict[str, Any] = {"since": since, "until": since + timedelta(days=length)}

        rows = desk.ask("compare", accounts=[X], versus=versus, **options).rows

        for row in rows:
            true_number = TRUE_NUMBERS.get(str(row["metric"]))
            if true_number is None:
                continue
            before, after = (
                true_number(truth(desk, posts, period_of_row(row, side)))
                for side in ("before_", "after_")
            )
            assert in_bounds(row, "before_", before)
            assert in_bounds(row, "after_", after)
            assert in_bounds(row, "change_", after - before)


@settings(max_examples=40, deadline=None)
@given(POSTS, LOOKS, LAST_DEPTH)
def test_an_exact_mean_of_a_post_is_the_true_mean(
    posts: list[TruePost], looks: list[Look], depth: int
) -> None:
    with TemporaryDirectory() as folder, open_desk(Path(folder)) as desk:
        live(desk, posts, [*looks, Look(0, depth)])

        rows = desk.ask("compare", accounts=[X]).rows

        for row in (row for row in rows if row["metric"] == "views_per_post"):
            for side in ("before", "after"):
                true = truth(desk, posts, period_of_row(row, f"{side}_"))
                if row[f"{side}_precision"] == Precision.EXACT:
                    mean = Fraction(sum(post.views for post in true), len(true))
                    assert value_in_files(row[side]) == mean
