"""Holes of a follower curve are filled with what was told of their days, and no others."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.history.account_days import AccountDay, fill_holes, summed_days
from metrics.quantity import Evidence, measured, reported
from metrics.series import Point, Series

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
MONDAY = date(2026, 11, 2)
DAY = timedelta(days=1)


def read(*days: int | None) -> Series:
    """A reading at noon of each of these days since Monday, the number its value; minus: a gap."""
    points = [
        Point(None, at=NOON + abs(day) * DAY, reason="down")
        if day < 0
        else Point(measured(1_000 + day), at=NOON + day * DAY)
        for day in days
        if day is not None
    ]
    return Series("dgsn-facebook", "facebook", "followers", tuple(points))


def told(*days: int) -> list[AccountDay]:
    """What was told of days since Monday."""
    return [AccountDay(MONDAY + day * DAY, "followers", reported(2_000 + day)) for day in days]


def values(series: Series) -> list[int | None]:
    return [None if each.quantity is None else int(each.quantity.value) for each in series.points]


def test_a_reading_stands_before_what_was_told_of_its_day() -> None:
    assert values(fill_holes(read(0, 1, 2), told(0, 1, 2))) == [1_000, 1_001, 1_002]


def test_a_hole_that_was_told_whole_is_a_gap_no_more() -> None:
    filled = fill_holes(read(0, -1, 5), told(1, 2, 3, 4))

    assert values(filled) == [1_000, 2_001, 2_002, 2_003, 2_004, 1_005]


def test_a_hole_that_was_told_in_part_keeps_a_gap() -> None:
    filled = fill_holes(read(0, -1, 9), told(1, 2))

    assert values(filled) == [1_000, 2_001, 2_002, None, 1_009]


def test_a_gap_outside_the_days_that_were_told_stays() -> None:
    assert values(fill_holes(read(0, -4, 5), told(1))) == [1_000, 2_001, None, 1_005]


def test_years_before_the_first_reading_are_drawn_as_told() -> None:
    filled = fill_holes(read(3, 4), told(-2, -1, 0, 1, 2))

    assert values(filled) == [1_998, 1_999, 2_000, 2_001, 2_002, 1_003, 1_004]
    kinds = [point.quantity.evidence for point in filled.points if point.quantity]
    assert kinds == [Evidence.REPORTED] * 5 + [Evidence.MEASURED] * 2


def test_without_a_word_nothing_changes() -> None:
    series = read(0, -1, 3)
    assert fill_holes(series, []) is series
    assert fill_holes(series, told(0)) is series


@given(
    days=st.sets(st.integers(-40, 40)),
    lost=st.sets(st.integers(0, 40)),
    known=st.sets(st.integers(-40, 40)),
)
def test_no_reading_is_lost_and_every_day_has_one_word(
    days: set[int], lost: set[int], known: set[int]
) -> None:
    points = [
        Point(measured(day + 1_000), at=NOON + day * DAY)
        if day not in lost
        else Point(None, at=NOON + day * DAY, reason="down")
        for day in sorted(days)
    ]
    series = Series("a", "facebook", "followers", tuple(points))

    filled = fill_holes(series, told(*known))

    measured_before = [point for point in points if point.quantity]
    kept = [
        point
        for point in filled.points
        if point.quantity and point.quantity.evidence is Evidence.MEASURED
    ]
    assert kept == measured_before
    instants = [point.at for point in filled.points if point.at]
    assert instants == sorted(instants)
    reads = {day for day in days if day not in lost}
    said = [point for point in filled.points if point.quantity and point not in kept]
    assert len(said) == len(known - reads)


def test_days_of_people_who_came_add_up_and_totals_never_do() -> None:
    gained = [AccountDay(MONDAY + day * DAY, "new_followers", reported(7)) for day in range(3)]

    assert summed_days(gained) == reported(21)
    assert summed_days([]) is None
    with pytest.raises(ValueError, match="followers is never summed"):
        summed_days(told(0, 1))
