"""What the posts of each month drew: sums, lower bounds and gaps, never a zero for a gap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from metrics.model import Counts, Kind
from metrics.periods import parse_period, zone
from metrics.posts import NO_POST, NOT_TOLD, by_period
from metrics.quantity import Precision, measured
from metrics.series import Post, PostReading

CASABLANCA = zone("Africa/Casablanca")
MONTHS = [parse_period(f"2026-{month:02}") for month in (1, 2, 3)]


def post(at: datetime, *views: int | None, account: str = "dgsn-x") -> Post:
    looks = tuple(
        PostReading(at + timedelta(days=day), Counts(views=count))
        for day, count in enumerate(views, 1)
    )
    return Post(account, account[5:], str(at), at, Kind.POST, None, None, None, None, looks)


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, 12, tzinfo=UTC)


def test_a_month_holds_the_last_numbers_of_its_posts() -> None:
    posts = [post(day(1, 5), 10, 40), post(day(1, 31), 2), post(day(2, 1), 300, None)]

    (series,) = by_period(posts, "views", MONTHS, CASABLANCA)

    assert [point.quantity for point in series.points] == [measured(42), measured(300), None]
    assert series.points[2].reason == NO_POST


def test_where_some_posts_did_not_tell_the_sum_is_a_lower_bound() -> None:
    (series,) = by_period([post(day(1, 5), 10), post(day(1, 6))], "views", MONTHS, CASABLANCA)

    bound = series.points[0].quantity
    assert bound is not None
    assert (bound.value, bound.precision, bound.high) == (10, Precision.AT_LEAST, None)


def test_where_no_post_told_there_is_a_gap_and_no_zero() -> None:
    (series,) = by_period([post(day(1, 5), None)], "views", MONTHS, CASABLANCA)

    assert (series.points[0].quantity, series.points[0].reason) == (None, NOT_TOLD)


def test_each_account_has_a_series_of_its_own() -> None:
    posts = [post(day(1, 5), 1), post(day(1, 5), 2, account="dgsn-facebook")]

    found = by_period(posts, "views", MONTHS, CASABLANCA)

    assert [(one.account, one.platform, one.metric) for one in found] == [
        ("dgsn-x", "x", "views"),
        ("dgsn-facebook", "facebook", "views"),
    ]


def test_reach_is_never_summed() -> None:
    with pytest.raises(ValueError, match="does not add up"):
        by_period([], "reach", MONTHS, CASABLANCA)
