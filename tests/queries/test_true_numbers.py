"""Whatever happened and whatever of it was read: the true number lies within what is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from documents.model import Cell, Row, value_in_files
from metrics.model import Counts, Discovery, Form, PostSnapshot, Snapshot, Visit
from metrics.periods import Period, Span, local_day, periods_between
from metrics.quantity import Precision, Quantity
from queries.growth import growth_by_account
from storage.topics import tag
from storage.visits import keep
from tests.support.asking import IDS, Desk, X, open_desk
from tests.support.examples import examples
from tests.support.storage_visits import CASABLANCA, NOON

pytestmark = pytest.mark.timeout(900)
"""At night each of these lives through hundreds of histories, each with a file of its own."""
HOURS = 24 * 70
"""How long ago the oldest post of a history may be, in hours."""
ROADS = "roads"


@dataclass(frozen=True)
class TruePost:
    """A post as it was published, whether or not anybody ever finds it."""

    hours_ago: int
    views: int
    tells_views: bool = True
    form: Form | None = None
    interactions: int = 1
    tells_interactions: bool = True
    is_on_roads: bool = False

    @property
    def published_at(self) -> datetime:
        return NOON - timedelta(hours=self.hours_ago)


@dataclass(frozen=True)
class Look:
    """A visit that finds every post of the hours before it; 0 of them is a refused list."""

    hours_ago: int
    depth: int


MOSTLY = st.sampled_from([True, True, True, False])
POSTS = st.lists(
    st.builds(
        TruePost,
        st.integers(1, HOURS),
        st.integers(0, 5000),
        MOSTLY,
        st.sampled_from([None, Form.TEXT, Form.IMAGE]),
        st.integers(0, 50),
        MOSTLY,
        st.booleans(),
    ),
    max_size=20,
)
LOOKS = st.lists(st.builds(Look, st.integers(1, HOURS), st.integers(0, 24 * 20)), max_size=4)
LAST_DEPTH = st.integers(1, HOURS + 100)
FORMS = (("texts", Form.TEXT), ("images", Form.IMAGE))


def live(desk: Desk, posts: Sequence[TruePost], looks: Sequence[Look]) -> None:
    """Let a history happen: each look puts on file what was there to be found."""
    found = set()
    for look in sorted(looks, key=lambda one: -one.hours_ago):
        at = desk.now - timedelta(hours=look.hours_ago)
        seen = {
            str(number + 1): post
            for number, post in enumerate(posts)
            if look.hours_ago < post.hours_ago <= look.hours_ago + look.depth
        }
        found |= {key for key, post in seen.items() if post.is_on_roads}
        reach = Discovery(at - timedelta(hours=look.depth), at) if look.depth else None
        told = tuple(shown(key, post) for key, post in seen.items())
        keep(
            desk.store,
            Visit(X, at, Snapshot(X, at, IDS[X], 600, posts=told, discovered=reach), proven_at=at),
        )
    for key in found:
        tag(desk.store, X, key, ROADS, who="test", now=desk.now)


def shown(key: str, post: TruePost) -> PostSnapshot:
    """What the platform tells of a post."""
    counts = Counts(
        views=post.views if post.tells_views else None,
        likes=post.interactions if post.tells_interactions else None,
        comments=0,
        shares=0,
    )
    return PostSnapshot(key, post.published_at, form=post.form, text="نص", counts=counts)


def truth(posts: Sequence[TruePost], period: Period) -> list[TruePost]:
    """The posts of a period, found or not."""
    return [post for post in posts if local_day(post.published_at, CASABLANCA) in period]


def truths(posts: Sequence[TruePost]) -> Mapping[str, Any]:
    """Every number of some posts; None where there is none, as of a mean of nothing."""
    numbers: dict[str, Any] = {"posts": len(posts)}
    for metric in ("views", "interactions"):
        counts = [getattr(post, metric) for post in posts]
        numbers[metric] = sum(counts)
        numbers[f"{metric}_per_post"] = Fraction(sum(counts), len(counts)) if counts else None
        numbers[f"{metric}_median"] = median(map(Fraction, counts)) if counts else None
    return numbers


def check(row: Row, key: str, prefix: str, true: Any) -> None:
    """That a number which is told holds the truth, and is it where it is told as exact."""
    number, precision, low, high = (
        value_in_files(row[name])
        for name in (key, f"{prefix}precision", f"{prefix}low", f"{prefix}high")
    )
    if precision is None:
        assert (number, low, high) == (None, None, None)
        return
    check_bounds(low, high, true)
    if precision == Precision.EXACT:
        assert number == low == high == true


def check_quantity(row: Row, key: str, true: Any) -> None:
    """The same of a number that brings its own bounds; one that is not told is not wrong."""
    content = row[key]
    quantity = content.value if isinstance(content, Cell) else content
    assert quantity is None or isinstance(quantity, Quantity)
    if quantity is not None:
        check_bounds(quantity.low, quantity.high, true)
        assert not quantity.is_exact or quantity.value == true


def check_bounds(low: Any, high: Any, true: Any) -> None:
    if low is not None or high is not None:
        assert true is not None
    assert low is None or low <= true
    assert high is None or true <= high


def period_of_row(row: Row, side: str = "") -> Period:
    since, until = (value_in_files(row[f"{side}{end}"]) for end in ("since", "until"))
    assert isinstance(since, date)
    assert isinstance(until, date)
    return Period(since, until, Span.DAY)


@examples(40)
@given(POSTS, LOOKS, LAST_DEPTH, st.sampled_from(list(Span)))
def test_the_true_number_of_posts_lies_within_what_is_said(
    posts: list[TruePost], looks: list[Look], depth: int, by: Span
) -> None:
    with TemporaryDirectory() as folder, open_desk(Path(folder)) as desk:
        live(desk, posts, [*looks, Look(0, depth)])
        days: dict[str, Any] = {"accounts": [X], "since": "2026-09", "until": "2026-12", "by": by}

        for row in desk.ask("posts", **days).rows:
            true = truth(posts, period_of_row(row))
            check(row, "posts", "", len(true))
            untold = value_in_files(row["form_not_told"])
            for key, form in FORMS:
                told = value_in_files(row[key])
                if told is not None and row["precision"] == Precision.EXACT:
                    assert told == sum(post.form is form for post in true) or untold
                if told == 0:
                    assert not untold
        for row in desk.ask("engagement", **days).rows:
            check_drawn(row, truth(posts, period_of_row(row)))
        for row in desk.ask("topics", **days).rows:
            of_period = truth(posts, period_of_row(row))
            check_drawn(row, [post for post in of_period if post.is_on_roads])


def check_drawn(row: Row, true: Sequence[TruePost]) -> None:
    """How many posts a row tells of, and what they drew."""
    check(row, "posts", "", len(true))
    for metric in ("views", "interactions"):
        check_quantity(row, metric, truths(true)[metric])


@examples(50)
@given(
    POSTS,
    LOOKS,
    LAST_DEPTH,
    st.none() | st.tuples(st.integers(0, 65), st.integers(1, 40)),
    st.sampled_from([None, "2026-10"]),
)
@example(
    [TruePost(24 * 48, 100, interactions=5), TruePost(24 * 16, 300, False)], [], HOURS, None, None
)
@example([TruePost(24 * 48, 100, interactions=5), TruePost(24 * 16, 300)], [], 24 * 36, None, None)
def test_the_true_change_lies_within_what_compare_says(
    posts: list[TruePost],
    looks: list[Look],
    depth: int,
    days: tuple[int, int] | None,
    versus: str | None,
) -> None:
    """Days ago and how many of them; None is how it is compared unless told."""
    with TemporaryDirectory() as folder, open_desk(Path(folder)) as desk:
        live(desk, posts, [*looks, Look(0, depth)])
        options: dict[str, Any] = {}
        if days is not None:
            since = NOON.date() - timedelta(days=days[0])
            options = {"since": since, "until": since + timedelta(days=days[1]), "versus": versus}

        for row in desk.ask("compare", accounts=[X], **options).rows:
            metric = str(row["metric"])
            if metric == "net_growth":
                continue
            before, after = (
                truths(truth(posts, period_of_row(row, side)))[metric]
                for side in ("before_", "after_")
            )
            check(row, "before", "before_", before)
            check(row, "after", "after_", after)
            is_both = before is not None and after is not None
            check(row, "change", "change_", after - before if is_both else None)


STEPS = st.lists(
    st.tuples(st.integers(0, HOURS), st.integers(-400, 900)),
    max_size=12,
    unique_by=lambda step: step[0],
)
READ = st.dictionaries(st.integers(0, HOURS), st.booleans(), max_size=15)
"""Hours ago in which somebody looked, and whether the followers were told."""


def followers_at(at: datetime, steps: Sequence[tuple[int, int]]) -> int:
    """How many there truly were: some came or went at each step."""
    return 10_000 + sum(
        change for hours_ago, change in steps if NOON - timedelta(hours=hours_ago) <= at
    )


@examples(30)
@given(STEPS, READ, st.sampled_from(list(Span)))
def test_the_true_growth_lies_within_what_is_said(
    steps: list[tuple[int, int]], read: dict[int, bool], by: Span
) -> None:
    with TemporaryDirectory() as folder, open_desk(Path(folder)) as desk:
        for hours_ago in sorted(read, reverse=True):
            at = NOON - timedelta(hours=hours_ago)
            desk.read(X, at, followers_at(at, steps) if read[hours_ago] else None)
        days: dict[str, Any] = {"accounts": [X], "since": "2026-09", "until": "2026-12", "by": by}

        def true(row: Row, key: str) -> int | None:
            at = row[key]
            assert at is None or isinstance(at, datetime)
            return None if at is None else followers_at(at, steps)

        for row in desk.ask("growth", **days).rows:
            start, end, first = (true(row, key) for key in ("start_at", "end_at", "first_at"))
            check_quantity(row, "start", start)
            check_quantity(row, "end", end)
            check_quantity(row, "net", end - start if start and end else None)
            check_quantity(row, "net_since_first", end - first if first and end else None)
            fell = value_in_files(row["fell"]) or 0
            assert isinstance(fell, int)
            without = end - start + fell if start and end else None
            check_quantity(row, "net_without_falls", without)
            check_instants(row)
        for row in desk.ask("followers", **days).rows:
            number = value_in_files(row["followers"])
            assert number == true(row, "read_at")


@examples(15)
@given(
    st.lists(st.none() | st.integers(-60, 60), min_size=3, max_size=25),
    st.sampled_from([Span.DAY, Span.WEEK]),
    st.integers(1, 4),
)
def test_the_best_days_are_those_of_every_growth(
    changes: list[int | None], by: Span, limit: int
) -> None:
    with TemporaryDirectory() as folder, open_desk(Path(folder)) as desk:
        followers, first = 10_000, NOON - timedelta(days=len(changes))
        desk.read(X, first, followers)
        for number, change in enumerate(changes, start=1):
            followers += change or 0
            if change is not None:
                desk.read(X, first + timedelta(days=number), followers)
        table = desk.ask("best-days", accounts=[X], by=by, limit=limit)

        account = next(one for one in desk.accounts if one.name == X)
        since, until = local_day(first, CASABLANCA), local_day(NOON, CASABLANCA)
        whole = [
            period
            for period in periods_between(since, until, by)
            if since <= period.since and period.until <= until
        ]
        grown = growth_by_account(desk.store, [account], whole, CASABLANCA, NOON)
    known = [
        (-one.undisturbed.value, one.growth.period.since)
        for one in grown
        if one.growth.is_own and one.undisturbed
    ]
    best = [(lost, day) for lost, day in sorted(known) if sum(a < lost for a, _ in known) < limit]
    told = [(value_in_files(row["gained"]), row["since"]) for row in table.rows]
    assert told == [(-lost, day) for lost, day in best]
    left_out = f"{len(whole) - len(known)} of {len(whole)}"
    assert (len(known) == len(whole)) != any(left_out in note for note in table.notes)


def check_instants(row: Row) -> None:
    """That a growth is told where there is a reading before its period, and one within."""
    since, until = period_of_row(row).instants(CASABLANCA)
    start, end = row["start_at"], row["end_at"]
    assert start is None or (isinstance(start, datetime) and start < since)
    assert end is None or (isinstance(end, datetime) and end < until)
    is_within = isinstance(end, datetime) and end >= since
    assert (value_in_files(row["net"]) is None) == (start is None or not is_within)
