"""What the database adds up for questions, on each database, computed by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from metrics.milestones import STEP, reached
from metrics.model import Counts, Kind, PostSnapshot
from metrics.posts import Tally
from metrics.rates import RATE, RATE_BY_VIEWS, Of, mean_rate, pooled_rate
from queries.posts import best_by_count, with_rates
from storage import Store, UnknownAccount
from storage.accounts import enrol
from storage.backup.export import at_rest, tables, views
from storage.followers import follower_days, rises
from storage.post_query import (
    PostQuery,
    counts_by_period,
    counts_by_topic,
    latest_counts,
    latest_posts,
    leading_posts,
    one_post,
    posts_across,
    posts_at_age,
    posts_with_readings,
    posts_with_topic,
    rates_by_period,
    totals_read_before,
    views_of,
)
from storage.topics import tag, topics_on_file
from storage.visits import keep
from tests.support.storage_visits import ACCOUNTS, CASABLANCA, HOUR, X, visit

NOVEMBER = datetime(2026, 11, 1, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)
DAY = timedelta(days=1)
METRICS = ("views", "interactions")
OF_NOVEMBER = PostQuery(X.name, NOVEMBER, DECEMBER)


def post(identifier: str, at: datetime, views: int | None, likes: int | None) -> PostSnapshot:
    counts = Counts(views=views, likes=likes, comments=1, shares=1)
    return PostSnapshot(identifier, at, counts=counts)


@pytest.fixture
def filled(store: Store) -> Store:
    """Four posts of November: one without views, one without likes, one on no topic; a reply."""
    enrol(store, ACCOUNTS, NOVEMBER - DAY)
    keep(store, visit(NOVEMBER - HOUR, followers=1000))
    posts = (
        post("1", NOVEMBER + DAY, 100, 8),
        post("2", NOVEMBER + 2 * DAY, None, 18),
        post("3", NOVEMBER + 4 * DAY, 400, None),
        post("4", NOVEMBER + 5 * DAY, 200, 38),
        PostSnapshot("5", NOVEMBER + DAY, kind=Kind.REPLY, counts=Counts(views=9, likes=9)),
    )
    keep(store, visit(NOVEMBER + 3 * DAY, followers=2000))
    keep(store, visit(NOVEMBER + 6 * DAY, *posts, followers=2000))
    for identifier, topic in (("1", "roads"), ("1", "schools"), ("2", "roads"), ("3", "roads")):
        tag(store, X.name, identifier, topic, who="test", now=DECEMBER)
    tag(store, X.name, "3", "schools", who="test", now=DECEMBER, off=True)
    return store


def test_it_tells_what_each_post_drew_in_the_order_of_time(filled: Store) -> None:
    told = latest_counts(filled, OF_NOVEMBER, "interactions")

    assert told == [
        (NOVEMBER + DAY, 10, False),
        (NOVEMBER + 2 * DAY, 20, False),
        (NOVEMBER + 4 * DAY, None, False),
        (NOVEMBER + 5 * DAY, 40, False),
    ]
    on_schools = replace(OF_NOVEMBER, topic="schools")
    assert latest_counts(filled, on_schools, "views") == [(NOVEMBER + DAY, 100, False)]


def test_it_adds_up_the_parts_of_rates_as_metrics_compute_them(filled: Store) -> None:
    found = rates_by_period(filled, X.name, [NOVEMBER, DECEMBER])[NOVEMBER]

    posts = latest_posts(filled, OF_NOVEMBER)
    entries = with_rates(filled, best_by_count(posts, "interactions", 10))
    for of, rates in (
        (Of.FOLLOWERS, [one.by_followers for one in entries if one.by_followers]),
        (Of.VIEWS, [one.by_views for one in entries if one.by_views]),
    ):
        mean, pooled = mean_rate(rates), pooled_rate(rates)
        assert mean is not None
        assert pooled is not None
        assert found[of].mean == pytest.approx(float(mean.value))
        assert found[of].numerator == pooled.numerator.value
        assert found[of].denominator == pooled.denominator.value
    assert (found[Of.FOLLOWERS].posts, found[Of.VIEWS].posts) == (3, 2)
    assert found[Of.FOLLOWERS].denominator == 1000 + 1000 + 2000


def test_it_adds_up_nothing_where_there_is_nothing(filled: Store) -> None:
    earlier = [NOVEMBER - 9 * DAY, NOVEMBER]

    assert rates_by_period(filled, X.name, earlier) == {}
    assert counts_by_topic(filled, X.name, earlier, METRICS) == []


@pytest.mark.parametrize(
    "ask",
    [
        latest_posts,
        posts_with_readings,
        lambda store, wanted: latest_counts(store, wanted, "views"),
        lambda store, wanted: leading_posts(store, wanted, "views", 1),
        lambda store, wanted: posts_at_age(store, wanted, ["views"], DAY),
        posts_with_topic,
        lambda store, wanted: totals_read_before(store, wanted, METRICS, DECEMBER),
        lambda store, _: posts_across(store, "nobody", NOVEMBER, DECEMBER, METRICS),
        lambda store, _: counts_by_period(store, "nobody", [NOVEMBER, DECEMBER], METRICS),
        lambda store, _: counts_by_topic(store, "nobody", [NOVEMBER, DECEMBER], METRICS),
        lambda store, _: rates_by_period(store, "nobody", [NOVEMBER, DECEMBER]),
        lambda store, _: one_post(store, "nobody", "1"),
    ],
)
def test_no_posts_are_those_of_an_account_that_was_never_enrolled(
    filled: Store, ask: Callable[[Store, PostQuery], object]
) -> None:
    with pytest.raises(UnknownAccount, match="'nobody'"):
        ask(filled, PostQuery("nobody", NOVEMBER, DECEMBER))


def test_leading_posts_may_be_chosen_by_rate_and_topic(filled: Store) -> None:
    def leading(metric: str, topic: str | None = None, limit: int = 1) -> list[str]:
        found = leading_posts(filled, replace(OF_NOVEMBER, topic=topic), metric, limit)
        return sorted(one.id for one in found)

    assert leading("views") == ["3"]
    assert leading("views", "schools") == ["1"]
    assert leading(RATE) == ["2", "4"]
    assert leading(RATE_BY_VIEWS) == ["4"]
    assert leading(RATE_BY_VIEWS, "roads") == ["1"]


def test_topics_are_added_up_apart_from_what_a_hand_took_away(filled: Store) -> None:
    found = counts_by_topic(filled, X.name, [NOVEMBER, DECEMBER], METRICS)

    told = [
        (one.topic, one.posts, one.totals["views"].total, one.totals["interactions"].counted)
        for one in found
    ]
    assert told == [("roads", 3, 500, 2), ("schools", 1, 100, 1)]
    assert posts_with_topic(filled, OF_NOVEMBER) == 3
    assert topics_on_file(filled) == ("roads", "schools")
    narrowed = counts_by_period(filled, X.name, [NOVEMBER, DECEMBER], METRICS, "roads")[NOVEMBER]
    assert (narrowed.kinds[Kind.POST], narrowed.kinds[Kind.REPLY]) == (3, 0)


def test_views_of_some_posts_are_added_up(filled: Store) -> None:
    assert views_of(filled, {"1", "2", "3", "strange"}) == Tally(500, 2, 4)
    assert views_of(filled, {"2"}) == Tally(None, 0, 1)
    assert views_of(filled, set()) == Tally(None, 0, 0)


def test_rises_find_the_same_milestones_as_all_days(filled: Store) -> None:
    counts = (9_000, 9_990, 10_020, 9_900, 10_100, 49_000, 51_000, 20_000, 99_999, 263_000, 100)
    for number, count in enumerate(counts):
        keep(filled, visit(NOVEMBER + (10 + number) * DAY, followers=count))

    everything = follower_days(filled, X.name)
    few = rises(filled, X.name, STEP)

    assert reached(few, CASABLANCA) == reached(everything, CASABLANCA)
    assert len(reached(few, CASABLANCA)) == 4
    assert len(few) < len(everything)
    assert rises(filled, X.name, STEP, date(2026, 11, 12))[-1].at == NOVEMBER - HOUR


def test_everything_on_file_is_streamed_from_one_moment(filled: Store, tmp_path: Path) -> None:
    with at_rest(filled, tmp_path) as resting:
        keep(filled, visit(NOVEMBER + 30 * DAY))
        found = {one.name: [*one.rows(resting)] for one in [*tables(), *views(resting)]}
        columns = {one.name: one.columns for one in tables()}

    assert len(found["post"]) == 5
    assert {len(row) for row in found["post"]} == {len(columns["post"])}
    assert "cost_usd" in columns["visit"]
    assert len(found["posts_latest"]) == 5
    if filled.path is not None:  # a copy of one moment; PostgreSQL is read as it is
        assert len(found["visit"]) == 3
    assert list(tmp_path.glob(".export-*")) == []
