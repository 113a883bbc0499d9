"""Net growth: what others get wrong, as a table; and which posts come first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import partial

import pytest

from metrics.growth import (
    NO_READING_BEFORE,
    NO_READING_WITHIN,
    KnownTotal,
    NetGrowth,
    days_due,
    growth_between,
    known_ends,
    known_total,
    like_for_like,
    net_growth,
)
from metrics.model import Counts, Kind
from metrics.periods import Span, period_of, zone
from metrics.posts import interactions, rank
from metrics.quantity import Evidence, measured
from metrics.series import Point, Post, PostReading, Series

CASABLANCA = zone("Africa/Casablanca")
MONDAY = date(2026, 11, 9)
WEEK = period_of(MONDAY, Span.WEEK)
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def daily(values: list[int | None], since: date = MONDAY - timedelta(days=1)) -> Series:
    """One reading a day at noon, the first on the day before the week; None is a gap."""
    points = (
        Point(None if value is None else measured(value), at=_noon(since + timedelta(days=n)))
        for n, value in enumerate(values)
    )
    return Series("ours", "x", "followers", tuple(points))


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def grow(values: list[int | None]) -> NetGrowth:
    return net_growth(daily(values), [WEEK], CASABLANCA, NOW)[0]


@pytest.mark.parametrize(
    ("values", "net"),
    [
        ([1000 + 10 * day for day in range(8)], 70),
        ([100_000, 100_000, 95_000, 95_000, 95_000, 95_000, 95_000, 95_000], -5_000),
        ([1000 - 10 * day for day in range(8)], -70),
        ([1000] * 8, 0),
    ],
    ids=["ten a day for seven days is seventy", "a purge is a loss", "losses count", "standstill"],
)
def test_it_counts_from_the_last_reading_before_the_period(
    values: list[int | None], net: int
) -> None:
    growth = grow(values)

    assert growth.net == measured(net)
    assert growth.net.evidence is Evidence.MEASURED
    assert (growth.days_kept, growth.days_due) == (7, 7)
    assert growth.is_complete


def test_it_tells_a_hole_instead_of_a_fall() -> None:
    growth = grow([1000, 1010, 1020, None, None, None, 1060, 1070])

    assert growth.net == measured(70)
    assert (growth.days_kept, growth.days_due) == (4, 7)
    assert not growth.is_complete


def test_a_week_is_not_complete_before_its_last_day_is_over() -> None:
    series, sunday = daily([1000 + 10 * day for day in range(8)]), MONDAY + timedelta(days=6)

    on_its_last_day, on_the_next = (
        net_growth(series, [WEEK], CASABLANCA, _noon(day))[0]
        for day in (sunday, sunday + timedelta(days=1))
    )

    assert not on_its_last_day.is_complete
    assert on_the_next.is_complete


def test_it_does_not_know_without_a_reading_before() -> None:
    growth = grow([None, 1010, 1020])

    assert growth.net is None
    assert growth.reason == NO_READING_BEFORE


def test_it_does_not_know_without_a_reading_within() -> None:
    growth = grow([1000])

    assert growth.net is None
    assert growth.reason == NO_READING_WITHIN
    assert growth.days_kept == 0


def test_it_names_the_true_interval_across_a_gap() -> None:
    series = daily([990, *([None] * 9), 1100, 1110])
    week = period_of(MONDAY + timedelta(days=7), Span.WEEK)

    growth = net_growth(series, [week], CASABLANCA, NOW)[0]

    assert growth.net == measured(120)
    assert growth.start_at == _noon(MONDAY - timedelta(days=1))
    assert growth.end_at == _noon(MONDAY + timedelta(days=10))
    assert growth.is_longer


@pytest.mark.parametrize(("lost", "told"), [(0, "week"), (1, "week"), (2, "more"), (49, "more")])
def test_it_is_no_whole_week_when_it_holds_more_than_the_week(lost: int, told: str) -> None:
    """Every day of the week was read, but the reading before it is as old as the gap is long."""
    since = MONDAY - timedelta(days=1 + lost)
    series = daily([1000, *([None] * lost), *range(1010, 1080, 10)], since)

    growth = net_growth(series, [WEEK], CASABLANCA, NOW)[0]

    assert growth.net == measured(70)
    assert (growth.days_kept, growth.days_due) == (7, 7)
    assert (growth.is_complete, growth.is_longer) == (told == "week", told == "more")


def test_it_cuts_the_day_where_the_institution_does() -> None:
    before_midnight_utc = datetime(2026, 9, 7, 23, 30, tzinfo=UTC)  # 00:30 of the 8th, at +01
    series = Series(
        "ours",
        "x",
        "followers",
        (
            Point(measured(5), at=_noon(date(2026, 9, 6))),
            Point(measured(7), at=before_midnight_utc),
        ),
    )
    tuesday = period_of(date(2026, 9, 8), Span.DAY)

    assert net_growth(series, [tuesday], CASABLANCA, NOW)[0].net == measured(2)


@pytest.mark.parametrize(
    ("today", "opened", "due"),
    [
        (date(2026, 12, 1), None, 7),
        (MONDAY, None, 1),
        (MONDAY - timedelta(days=1), None, 0),
        (date(2026, 12, 1), MONDAY + timedelta(days=5), 2),
        (date(2026, 12, 1), date(2027, 1, 1), 0),
    ],
)
def test_it_is_due_from_the_opening_until_today(today: date, opened: date | None, due: int) -> None:
    assert days_due(WEEK, today, opened) == due


def post(name: str, *readings: Counts) -> Post:
    looks = tuple(PostReading(NOW + timedelta(hours=n), c) for n, c in enumerate(readings))
    return Post("ours", "x", name, NOW, Kind.POST, None, None, None, None, looks)


def test_it_sums_interactions_only_when_every_part_was_told() -> None:
    told = Counts(likes=5, comments=2, shares=1, quotes=9, saves=9)

    assert interactions(told, "x") == 8
    assert interactions(Counts(likes=5, comments=2), "x") is None
    assert interactions(Counts(likes=None, comments=2), "instagram") is None
    assert interactions(Counts(likes=5, comments=2), "instagram") == 7


def test_it_ranks_by_the_last_known_count_and_ties_share_a_place() -> None:
    best = post("best", Counts(views=10), Counts(views=90))
    tied = post("tied", Counts(views=50))
    also_tied = post("also tied", Counts(views=50), Counts(views=None))
    silent = post("silent", Counts())
    last = post("last", Counts(views=1))

    ranked = rank([silent, last, tied, best, also_tied], "views", limit=2)

    assert [(entry.place, entry.post.id) for entry in ranked] == [
        (1, "best"),
        (2, "also tied"),
        (2, "tied"),
    ]


def test_growth_whose_last_reading_lies_before_the_last_day_is_shorter() -> None:
    whole = grow([1000 + 10 * day for day in range(8)])
    early = grow([1000, 1010, 1020, 1030, 1040, 1050, 1060, None])
    none = grow([None] * 8)

    assert (whole.is_shorter, early.is_shorter, none.is_shorter) == (False, True, False)


def test_days_before_the_opening_are_not_due_of_a_growth() -> None:
    opened = MONDAY + timedelta(days=3)

    (growth,) = net_growth(daily([None] * 4 + [5, 6, 7, 8]), [WEEK], CASABLANCA, NOW, opened)

    assert (growth.days_kept, growth.days_due) == (4, 4)
    assert (growth.net, growth.reason) == (None, NO_READING_BEFORE)


def test_the_ends_of_a_growth_are_readings_and_figures_only_where_nothing_was_read() -> None:
    before, last = daily([100, 110]).points
    old = replace(before, at=_noon(MONDAY - timedelta(days=2)))
    ask = partial(known_ends, WEEK, printed=(), zone=CASABLANCA, today=NOW.date())

    assert ask((before, last)) == (before, last)
    assert ask((before, None)) == (before, None)
    assert ask((old, before)) == (old, before)
    assert growth_between(WEEK, old, before, (0, 7), CASABLANCA, NOW.date()).net is None


def test_a_total_grows_over_whoever_is_known_at_both_ends() -> None:
    starts = {"x": measured(100), "facebook": measured(50), "closed": measured(7)}
    ends = {"x": measured(110), "facebook": measured(70), "opened": measured(9)}

    growth = like_for_like(starts, ends)

    assert (growth.start, growth.end) == (measured(150), measured(180))
    assert growth.growth is not None
    assert growth.growth.value == Fraction(1, 5)
    assert (growth.accounts, growth.left_out) == (("x", "facebook"), ("closed", "opened"))
    assert known_total(starts | {"late": None}) == KnownTotal(
        measured(157), ("x", "facebook", "closed"), ("late",)
    )
    assert like_for_like(starts, {}).growth is None
