"""Growth, publishing, best posts, completeness and gains, on data that was added up by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from metrics.completeness import Completeness
from metrics.growth import net_growth
from metrics.model import Account, Counts, Form, Kind, PostSnapshot, Reason
from metrics.periods import Span, period_of
from metrics.posts import Tally
from metrics.quantity import Evidence
from queries.completeness import account_completeness
from queries.growth import growth_by_account, standing
from queries.posts import best_by_count, published_counts, what_was_published, with_rates
from queries.questions.engagement import gained
from storage import Store
from storage.accounts import enrol
from storage.followers import followers
from storage.post_query import PostQuery, posts_with_readings
from storage.visits import keep, keep_missed
from tests.support.storage_visits import (
    ACCOUNTS,
    CASABLANCA,
    DAY,
    HOUR,
    X,
    failed,
    post,
    reply,
    visit,
)

NOVEMBER = period_of(date(2026, 11, 1), Span.MONTH)
OCTOBER = period_of(date(2026, 10, 1), Span.MONTH)
WEEK = period_of(date(2026, 11, 16), Span.WEEK)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
STRANGER = Account("nobody", "instagram")


def on(day: int, hour: int = 12, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def own(identifier: str, at: datetime, **counts: int | None) -> PostSnapshot:
    return post(identifier, at, counts=Counts(**counts))


def value(found: object) -> object:
    return getattr(found, "value", found)


@pytest.fixture(autouse=True)
def _enrolled(store: Store) -> None:
    enrol(store, ACCOUNTS, on(1))


def test_seven_days_of_ten_more_are_seventy(store: Store) -> None:
    for day in range(8):
        keep(store, visit(on(15 + day), followers=1000 + 10 * day))

    (row,) = growth_by_account(store, [X], [WEEK], CASABLANCA, on(23))

    assert (value(row.growth.net), value(row.rate)) == (70, Fraction(70, 1000))
    assert (value(row.start and row.start.quantity), row.growth.start_at) == (1000, on(15))
    assert (value(row.end and row.end.quantity), row.growth.end_at) == (1070, on(22))
    assert (row.growth.days_kept, row.growth.days_due) == (7, 7)


def test_three_missing_days_are_four_of_seven_and_no_fall(store: Store) -> None:
    for day in (15, 16, 20, 21, 22):
        keep(store, visit(on(day), followers=500))

    (row,) = growth_by_account(store, [X], [WEEK], CASABLANCA, on(23))

    assert (value(row.growth.net), row.growth.days_kept, row.growth.days_due) == (0, 4, 7)


def test_a_start_that_nobody_read_leaves_the_growth_unknown_and_says_why(store: Store) -> None:
    keep(store, visit(on(18), followers=10))

    (row,) = growth_by_account(store, [X], [WEEK], CASABLANCA, NOW)

    assert (row.growth.net, row.rate, row.start) == (None, None, None)
    assert row.growth.reason == "no reading before the period"
    assert value(row.end and row.end.quantity) == 10


def test_it_tells_every_account_in_order_and_strangers_as_never_read(store: Store) -> None:
    keep(store, visit(on(18), followers=10))

    rows = growth_by_account(store, [STRANGER, X], [OCTOBER, NOVEMBER], CASABLANCA, NOW)

    assert [(row.account.name, row.growth.period) for row in rows] == [
        ("nobody", OCTOBER),
        ("nobody", NOVEMBER),
        (X.name, OCTOBER),
        (X.name, NOVEMBER),
    ]
    assert [row.growth.days_kept for row in rows] == [0, 0, 0, 1]
    assert standing(store, STRANGER, NOW) is None
    assert standing(store, X, on(18)) is None
    assert value(getattr(standing(store, X, NOW), "quantity", None)) == 10


def test_it_tells_the_same_growth_as_the_whole_series(store: Store) -> None:
    """Sought at the periods' ends, or worked out of every look: days, weeks and months alike."""
    for day, told in enumerate([10, 20, None, 15, 40, 40, None, None, 7, 90], start=10):
        keep(store, visit(on(day, day % 24), followers=told))
        keep(store, visit(on(day, 23), followers=told and told + 1))
    periods = [
        *(period_of(date(2026, 11, day), Span.DAY) for day in range(8, 23)),
        *(OCTOBER, WEEK, NOVEMBER),
    ]

    rows = growth_by_account(store, [X], periods, CASABLANCA, NOW)

    series, begun = followers(store, X.name), date(2026, 11, 10)
    assert tuple(row.growth for row in rows) == net_growth(series, periods, CASABLANCA, NOW, begun)


def test_it_counts_what_was_published_and_adds_up_what_it_drew(store: Store) -> None:
    inside = [
        own("1", on(2), views=100, likes=10, comments=1, shares=2),
        own("2", on(3), views=None, likes=20, comments=2, shares=3),
        replace(own("3", on(4), views=7, likes=None, comments=0, shares=0), form=Form.VIDEO),
        reply("4", on(5)),
        replace(reply("5", on(5)), kind=Kind.REPOST),
    ]
    outside = [own("6", on(30, 23, month=10), views=1), own("7", on(1, 0, month=12), views=1)]
    keep(store, visit(on(20), *inside, *outside, gone=("1",)))

    found = what_was_published(store, X, NOVEMBER, CASABLANCA)

    assert [one.id for one in found.posts] == ["1", "2", "3"]
    assert (found.replies, found.reposts) == (1, 1)
    assert found.forms == {Form.IMAGE: 2, Form.VIDEO: 1}
    assert found.views == Tally(107, 2, 3)
    assert not found.views.is_whole
    assert found.interactions == Tally(13 + 25, 2, 3)
    assert found.by_kind == {
        "likes": Tally(30, 2, 3),
        "comments": Tally(3, 3, 3),
        "shares": Tally(5, 3, 3),
        "quotes": Tally(None, 0, 3),
        "saves": Tally(None, 0, 3),
    }


def test_it_counts_each_count_as_it_was_told_last(store: Store) -> None:
    keep(store, visit(on(20), own("1", on(2), views=100, likes=4, comments=0, shares=0)))
    keep(store, visit(on(21), own("1", on(2), views=None, likes=5, comments=0, shares=0)))

    found = what_was_published(store, X, NOVEMBER, CASABLANCA, looks=False)

    assert (found.views, found.interactions) == (Tally(100, 1, 1), Tally(5, 1, 1))
    (stands,) = found.posts
    assert [(look.at, look.counts.views, look.counts.likes) for look in stands.readings] == [
        (on(21), 100, 5)
    ]
    assert len(what_was_published(store, X, NOVEMBER, CASABLANCA).posts[0].readings) == 2


def test_it_counts_months_side_by_side_and_empty_ones_as_empty(store: Store) -> None:
    at = on(30, 23, month=10)  # before the end of October everywhere
    keep(store, visit(on(20), own("1", at, views=1), own("2", on(2), views=2)))
    months = [period_of(date(2026, month, 1), Span.MONTH) for month in (9, 10, 11)]

    found = published_counts(store, X, months, CASABLANCA)

    assert [(one.period, one.posts, one.views.total) for one in found] == [
        (months[0], 0, None),
        (months[1], 1, 1),
        (months[2], 1, 2),
    ]
    assert published_counts(store, X, [], CASABLANCA) == ()
    (nothing,) = published_counts(store, STRANGER, [NOVEMBER], CASABLANCA)
    assert (nothing.posts, nothing.interactions) == (0, Tally(None, 0, 0))


def test_it_ranks_the_best_with_followers_of_their_own_day(store: Store) -> None:
    keep(store, visit(on(1), followers=1000))
    keep(store, visit(on(10), followers=2000))
    told = {"views": 100, "comments": 0, "shares": 0}
    seen = [
        own("old", on(2), likes=30, **told),
        own("new", on(11), likes=40, **told),
        own("twin", on(12), likes=40, **told),
        own("poor", on(12), likes=1, **told),
        own("silent", on(12), views=100, likes=None),
    ]
    keep(store, visit(on(20), *seen, followers=9000))
    keep(store, visit(on(21), *seen[:1], followers=9000))

    found = with_rates(
        store, best_by_count(posts_with_readings(store, PostQuery()), "interactions", 3)
    )

    assert [(one.place, one.post.id, value(one.count)) for one in found] == [
        (1, "new", 40),
        (1, "twin", 40),
        (3, "old", 30),
    ]
    assert [value(one.followers) for one in found] == [2000, 2000, 1000]
    assert [value(one.by_followers and one.by_followers.value) for one in found] == [
        Fraction(40, 2000),
        Fraction(40, 2000),
        Fraction(30, 1000),
    ]
    assert value(found[2].by_views and found[2].by_views.value) == Fraction(30, 100)
    assert [len(one.post.readings) for one in found] == [1, 1, 2]


def test_it_ranks_at_equal_age_by_the_looks_around_it(store: Store) -> None:
    """The elder has drawn more by now; when both were two days old, the younger had."""
    elder, younger = on(1), on(15)
    for age, counts in [(1, (10, 50)), (2, (20, 60)), (5, (900, 70))]:
        for identifier, born, views in zip("ab", (elder, younger), counts, strict=True):
            keep(store, visit(born + age * DAY, own(identifier, born, views=views)))

    assert [
        one.post.id for one in best_by_count(posts_with_readings(store, PostQuery()), "views", 5)
    ] == ["a", "b"]
    found = best_by_count(posts_with_readings(store, PostQuery()), "views", 5, timedelta(days=2))

    assert [(one.place, one.post.id, value(one.count)) for one in found] == [
        (1, "b", 60),
        (2, "a", 20),
    ]
    estimated = best_by_count(
        posts_with_readings(store, PostQuery()), "views", 5, timedelta(days=3)
    )
    assert {one.count.evidence for one in estimated} == {Evidence.DERIVED}
    assert (
        best_by_count(posts_with_readings(store, PostQuery()), "views", 5, timedelta(days=9)) == ()
    )


def test_it_counts_days_and_slots_of_those_due_and_the_longest_hole(store: Store) -> None:
    keep(store, visit(on(19, 0)))
    keep(store, failed(on(19, 1), Reason.LIMIT))
    keep_missed(store, X.name, [on(19, 2) + n * HOUR for n in range(3)])
    keep(store, visit(on(19, 5)))
    account = replace(X, opened=date(2026, 11, 19))

    (found,) = account_completeness(store, [account], WEEK, CASABLANCA, on(19, 6), HOUR)

    kept = found.kept
    assert (kept.days_kept, kept.days_due) == (1, 1)
    assert (kept.slots_kept, kept.slots_due) == (2, 6)
    assert kept.longest is not None
    assert (kept.longest.since, kept.longest.until) == (on(19, 1), on(19, 5))
    assert kept.longest.reason is Reason.DOWN


def test_a_stranger_has_kept_nothing(store: Store) -> None:
    (found,) = account_completeness(store, [STRANGER], WEEK, CASABLANCA, on(17, 0), HOUR)

    assert found.kept == Completeness(0, 0, 0, 0)


def test_likes_of_a_month_have_two_right_answers(store: Store) -> None:
    """Looked at on both midnights, so that nothing is estimated."""
    told = {"comments": 0, "shares": 0}
    begun, ended = on(1, 0), on(1, 0, month=12)
    elder, own_month = on(20, month=10), on(10)
    keep(store, visit(begun, own("elder", elder, likes=100, **told)))
    for at, likes in [(ended, 60), (ended + DAY, 65)]:
        seen = own("elder", elder, likes=130, **told), own("own", own_month, likes=likes, **told)
        keep(store, visit(at, *seen))

    found = gained(store, X, NOVEMBER, CASABLANCA, "likes")

    assert value(found.within) == 30 + 60
    assert found.within is not None
    assert found.within.evidence is Evidence.MEASURED
    assert (found.posts, found.unfinished, found.unknown) == (2, 0, 0)
    assert found.lifetime == Tally(65, 1, 1)
    assert value(gained(store, X, NOVEMBER, CASABLANCA, "interactions").within) == 90


def test_what_lies_between_two_looks_is_estimated_and_said_to_be(store: Store) -> None:
    born = on(30, month=10)
    for at, likes in [(on(31, month=10), 10), (on(2), 30), (on(20), 50)]:
        keep(store, visit(at, own("1", born, likes=likes)))

    found = gained(store, X, NOVEMBER, CASABLANCA, "likes")

    assert found.within is not None
    assert 20 <= found.within.value <= 40
    assert found.within.evidence is Evidence.DERIVED
    assert (found.posts, found.unfinished, found.unknown) == (1, 1, 0)


def test_posts_that_told_nothing_or_were_not_looked_at_again_are_counted_apart(
    store: Store,
) -> None:
    keep(store, visit(on(20), own("silent", on(2), views=5)))
    keep(store, visit(on(25, month=10), own("left", on(24, month=10), likes=5)))

    found = gained(store, X, NOVEMBER, CASABLANCA, "likes")

    assert (found.within, found.posts, found.unknown) == (None, 0, 1)
    assert found.lifetime == Tally(None, 0, 1)
    with pytest.raises(KeyError):
        gained(store, X, NOVEMBER, CASABLANCA, "reach")
