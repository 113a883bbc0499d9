"""Rates with what they are shares of, and posts compared at the same age."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.equal_age import count_at_age, drawn_within, rank_at_age
from metrics.model import Counts, Kind
from metrics.posts import contents
from metrics.quantity import Evidence, Precision, measured, published
from metrics.rates import (
    Of,
    Rate,
    mean_rate,
    pooled_rate,
    rate_by_followers,
    rate_by_views,
)
from metrics.series import Post, PostReading

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def post(
    *looks: tuple[timedelta, int | None],
    name: str = "1",
    platform: str = "x",
    at: datetime = NOON,
    text: str | None = None,
) -> Post:
    """A post and its views at these ages."""
    readings = tuple(PostReading(at + age, Counts(views=views)) for age, views in looks)
    return Post(f"dgsn-{platform}", platform, name, at, Kind.POST, None, text, None, None, readings)


def reading(views: int | None, likes: int | None, at: datetime = NOON) -> PostReading:
    return PostReading(at, Counts(views=views, likes=likes, comments=0, shares=0))


def rate(interactions: int, followers: int, platform: str = "x", at: datetime = NOON) -> Rate:
    found = rate_by_followers(
        post(platform=platform), reading(None, interactions, at), measured(followers)
    )
    assert found is not None
    return found


def test_a_rate_tells_its_numerator_and_its_denominator() -> None:
    read = reading(views=2000, likes=30)

    by_followers = rate_by_followers(post(), read, measured(640_000))
    by_views = rate_by_views(post(), read)

    assert by_followers is not None
    assert by_views is not None
    assert (by_followers.numerator, by_followers.denominator) == (measured(30), measured(640_000))
    assert (by_followers.of, by_views.of) == (Of.FOLLOWERS, Of.VIEWS)
    assert by_views.value == measured(Fraction(30, 2000))


def test_a_rate_by_rounded_followers_is_an_interval() -> None:
    figure = published(440_000, Precision.THOUSAND, "hasila")

    found = rate_by_followers(post(), reading(None, 440), figure)

    assert found is not None
    assert found.value.low == Fraction(440, 440_500)
    assert found.value.high == Fraction(440, 439_500)
    assert found.value.evidence is Evidence.PUBLISHED


@pytest.mark.parametrize("read", [reading(None, 30), reading(0, 30), reading(100, None)])
def test_no_rate_is_made_of_what_was_not_told_or_of_nothing(read: PostReading) -> None:
    assert rate_by_views(post(), read) is None
    assert rate_by_followers(post(), read, None) is None
    assert rate_by_followers(post(), read, measured(0)) is None


def test_the_mean_of_rates_and_the_pooled_rate_are_two_answers() -> None:
    rates = [rate(10, 100), rate(10, 1000)]

    pooled = pooled_rate(rates)

    assert mean_rate(rates) == measured(Fraction(55, 1000))
    assert pooled is not None
    assert pooled.value == measured(Fraction(20, 1100))
    assert (pooled.numerator, pooled.denominator) == (measured(20), measured(1100))
    assert mean_rate([]) is None
    assert pooled_rate([]) is None


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**7)), min_size=1))
def test_both_lie_between_the_lowest_rate_and_the_highest(parts: list[tuple[int, int]]) -> None:
    rates = [rate(*each) for each in parts]
    values = [each.value.value for each in rates]
    mean, pooled = mean_rate(rates), pooled_rate(rates)

    assert mean is not None
    assert pooled is not None
    assert min(values) <= mean.value <= max(values)
    assert min(values) <= pooled.value.value <= max(values)


def test_rates_of_different_kinds_or_networks_are_refused() -> None:
    by_views = rate_by_views(post(), reading(100, 1))
    assert by_views is not None

    for mixed in ([rate(1, 10), by_views], [rate(1, 10), rate(1, 10, "facebook")]):
        with pytest.raises(ValueError, match="different kinds"):
            mean_rate(mixed)
        with pytest.raises(ValueError, match="different kinds"):
            pooled_rate(mixed)


def test_a_reading_near_the_age_is_what_was_measured_there() -> None:
    read = post((6 * HOUR, 500), (24 * HOUR - timedelta(minutes=20), 900), (3 * DAY, 1000))

    assert count_at_age(read, "views", DAY) == measured(900)


def test_between_two_readings_the_count_is_derived() -> None:
    told = count_at_age(post((6 * HOUR, 500), (3 * DAY, 1000)), "views", DAY)

    assert told is not None
    assert told.evidence is Evidence.DERIVED
    assert 500 < told.value < 1000


@pytest.mark.parametrize(
    "looks",
    [(), ((3 * DAY, 9),), ((6 * HOUR, 9),), ((6 * HOUR, None), (3 * DAY, 9))],
    ids=["never read", "first read later", "last read before", "not told before"],
)
def test_outside_the_readings_nobody_knows(
    looks: Sequence[tuple[timedelta, int | None]],
) -> None:
    assert count_at_age(post(*looks), "views", DAY) is None


def test_nothing_is_derived_across_a_break() -> None:
    eve = datetime(2025, 4, 20, 12, tzinfo=UTC)
    looks = (HOUR, 500), (3 * DAY, 1000)

    assert count_at_age(post(*looks, platform="instagram", at=eve), "views", DAY) is None
    assert count_at_age(post(*looks, platform="facebook", at=eve), "views", DAY) is not None


def test_posts_are_ranked_by_what_they_had_drawn_at_one_age() -> None:
    old = post((DAY, 800), (300 * DAY, 9000), name="old", at=NOON - 300 * DAY)
    young = post((DAY, 900), name="young")
    tied = post((DAY, 800), name="tied")
    unknown = post((HOUR, 5000), name="unknown")

    ranked = rank_at_age([old, unknown, tied, young], "views", DAY, limit=2)

    assert [(one.place, one.post.id) for one in ranked] == [(1, "young"), (2, "old"), (2, "tied")]
    assert ranked[1].at == NOON - 299 * DAY


def test_a_rank_across_a_break_carries_its_mark() -> None:
    before = post((DAY, 800), name="a", platform="instagram", at=datetime(2025, 3, 1, tzinfo=UTC))
    after = post((DAY, 900), name="b", platform="instagram")

    newer, older = rank_at_age([before, after], "views", DAY, limit=9)

    assert (newer.post.id, newer.breaks) == ("b", ())
    assert [one.on.isoformat() for one in older.breaks] == ["2025-04-21"]


def test_a_period_holds_what_was_drawn_in_it_and_a_lifetime_more() -> None:
    read = post((DAY, 100), (2 * DAY, 160), (9 * DAY, 400))

    assert drawn_within(read, "views", NOON + DAY, NOON + 2 * DAY) == measured(60)
    assert drawn_within(read, "views", NOON - DAY, NOON + 2 * DAY) == measured(160)
    assert drawn_within(read, "views", NOON - 2 * DAY, NOON) == measured(0)
    assert drawn_within(read, "views", NOON + DAY, NOON + 20 * DAY) is None


TEXT = "بلاغ حول حملة السلامة الطرقية بالدار البيضاء"


def test_one_text_on_three_networks_is_three_posts_and_one_content() -> None:
    same = [
        post(name="1", platform="x", text=f"{TEXT} https://example.org/1 #أمن"),
        post(name="2", platform="facebook", text=f"{TEXT}.", at=NOON + HOUR),
        post(name="3", platform="instagram", text=TEXT, at=NOON + 2 * HOUR),
    ]
    again = post(name="4", platform="x", text=TEXT, at=NOON + 5 * DAY)

    found = contents([again, *reversed(same)])

    assert [[one.id for one in each.posts] for each in found] == [["1", "2", "3"], ["4"]]


def test_posts_without_a_text_or_of_hardly_a_word_are_contents_of_their_own() -> None:
    posts = [
        post(name="1", text=None),
        post(name="2", platform="facebook", text=None),
        post(name="3", text="عيد مبارك"),
        post(name="4", platform="facebook", text="عيد مبارك"),
        post(name="5", text=TEXT),
        post(name="6", text=TEXT, at=NOON + HOUR),
    ]

    assert [len(each.posts) for each in contents(posts)] == [1] * 6
