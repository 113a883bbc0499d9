"""How much of a period was read, falls left aside and told, milestones and their days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.completeness import Completeness, KeptSlots, Life, completeness_of
from metrics.falls import falls, with_and_without
from metrics.growth import net_growth
from metrics.milestones import reached
from metrics.model import Reason
from metrics.periods import Span, local_day, parse_period, period_of, zone
from metrics.quantity import measured
from metrics.series import Point, Series
from metrics.slots import HOUR, slot_at

CASABLANCA = zone("Africa/Casablanca")
DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 9, tzinfo=UTC)
WEEK = period_of(MONDAY.date(), Span.WEEK)
AFTER = datetime(2026, 11, 30, tzinfo=UTC)
REASONS = {"f": Reason.UNAVAILABLE, "m": Reason.DOWN}


@dataclass(frozen=True)
class Lost:
    """A slot in which nothing was read."""

    start: datetime
    reason: Reason


def told(
    outcomes: str,
    now: datetime = AFTER,
    life: Life | None = None,
    begin: datetime = MONDAY,
) -> Completeness:
    """How complete the week is after these slots, an hour each: kept, lost; a dot has no row."""
    slots = [(begin + number * HOUR, sign) for number, sign in enumerate(outcomes)]
    kept = [KeptSlots(start, start + HOUR) for start, sign in slots if sign == "k"]
    lost = [Lost(start, REASONS[sign]) for start, sign in slots if sign in REASONS]
    return completeness_of(kept, lost, WEEK, CASABLANCA, now, HOUR, life)


def test_a_week_without_a_loss_is_whole() -> None:
    week = told("k" * 168)

    assert (week.slots_kept, week.slots_due, week.days_kept, week.days_due) == (168, 168, 7, 7)
    assert week.is_whole
    assert week.longest is None


@pytest.mark.parametrize(("begun", "due"), [(30, 138), (0, 168), (-5, 168)])
def test_what_lies_before_reading_began_is_no_gap(begun: int, due: int) -> None:
    life = Life(begun=MONDAY + begun * HOUR)

    week = told("." * 30 + "k" * 100, life=life)

    assert (week.slots_kept, week.slots_due) == (100, due)
    assert week.begun == (life.begun if begun > 0 else None)
    assert week.gaps[-1].length == 38 * HOUR
    assert len(week.gaps) == 1 + (begun <= 0)


@pytest.mark.parametrize(("outcomes", "silent"), [("kk..", True), ("kkk.", False), ("k..k", False)])
def test_two_slots_without_a_reading_until_now_are_silence(outcomes: str, silent: bool) -> None:  # noqa: FBT001
    week = told(outcomes, now=MONDAY + 4 * HOUR)

    assert week.is_silent is silent


def test_what_nobody_wrote_down_is_a_hole_too() -> None:
    week = told("k" * 100)

    assert (week.slots_kept, week.slots_due) == (100, 168)
    assert week.longest is not None
    assert (week.longest.length, week.longest.reason) == (68 * HOUR, Reason.DOWN)


def test_the_reason_of_a_hole_is_the_one_that_most_of_its_slots_give() -> None:
    week = told("k" * 60 + "fmmm." + "k" * 103)

    assert week.longest is not None
    assert week.longest.since == MONDAY + 60 * HOUR
    assert (week.longest.length, week.longest.reason) == (5 * HOUR, Reason.DOWN)


def test_a_period_that_lasts_is_due_until_now() -> None:
    now = MONDAY + 10 * HOUR + timedelta(minutes=5)

    assert told("k" * 10, now).is_whole
    assert told("k" * 11, now).slots_due == 11
    assert told("k" * 11, now).is_whole
    assert told("k" * 8, now).slots_due == 10
    assert told("", MONDAY - DAY) == Completeness(0, 0, 0, 0)


def test_an_account_is_due_from_its_opening_to_its_closing() -> None:
    life = Life(date(2026, 11, 11), date(2026, 11, 12))

    lived = told("." * 48 + "k" * 40, life=life)

    assert (lived.days_kept, lived.days_due) == (2, 2)
    assert (lived.slots_kept, lived.slots_due) == (40, 48)
    assert lived.longest is not None
    assert lived.longest.length == 8 * HOUR


def test_an_account_that_is_closed_is_silent_no_more() -> None:
    life = Life(closed=date(2026, 11, 10))

    assert told("k" * 40, now=MONDAY + 44 * HOUR, life=life).is_silent
    closed = told("k" * 40, now=MONDAY + 90 * HOUR, life=life)
    assert (closed.slots_due - closed.slots_kept, closed.is_silent) == (8, False)


def test_slots_outside_the_period_are_not_its_own() -> None:
    assert told("k" * 24, begin=MONDAY - DAY).slots_kept == 0


@given(st.text("kfm.", max_size=168))
def test_what_was_kept_and_the_longest_hole_fit_into_what_was_due(outcomes: str) -> None:
    week = told(outcomes)
    lost = week.slots_due - week.slots_kept
    hole = week.longest.length // HOUR if week.longest else 0

    assert week.slots_kept == outcomes.count("k")
    assert sum(gap.slots for gap in week.gaps) == lost
    assert sum(gap.length // HOUR for gap in week.gaps) == lost
    assert hole <= lost
    assert (hole == 0) == (lost == 0)
    assert hole * (week.slots_kept + 1) >= lost


def counted(*counts: int | None, step: timedelta = DAY) -> list[Point]:
    """Follower counts, a day from one to the next, the first on the day before the week."""
    return [
        Point(None if count is None else measured(count), at=MONDAY + (number - 1) * step)
        for number, count in enumerate(counts)
    ]


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=9))
def test_a_growth_without_its_falls_is_never_less_than_with_them(counts: list[int]) -> None:
    points = counted(*counts)
    series = Series("dgsn-x", "x", "followers", tuple(points))
    (growth,) = net_growth(series, [WEEK], CASABLANCA, AFTER)

    both = with_and_without(growth, falls(points))

    assert both is not None
    assert both.net == growth.net
    assert both.without.value - both.net.value == sum(fall.lost for fall in both.falls)


def test_a_fall_names_the_two_readings_between_which_it_came() -> None:
    (fall,) = falls(counted(1000, None, 900, 900, 901))

    assert (fall.since, fall.at) == (MONDAY - DAY, MONDAY + DAY)
    assert fall.lost == 100


def test_a_fall_outside_the_growth_s_two_readings_is_none_of_its_own() -> None:
    points = counted(5000, 4000, 4000, 4010, 4020)
    month = Series("dgsn-x", "x", "followers", tuple(points))
    (growth,) = net_growth(month, [period_of(date(2026, 11, 11), Span.DAY)], CASABLANCA, AFTER)

    both = with_and_without(growth, falls(points))

    assert both is not None
    assert (both.net, both.without, both.falls) == (measured(10), measured(10), ())


def test_without_a_growth_there_is_none_without_its_falls() -> None:
    nothing = Series("dgsn-x", "x", "followers", ())
    (growth,) = net_growth(nothing, [parse_period("2026")], CASABLANCA, AFTER)

    assert with_and_without(growth, ()) is None


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((9_000, 11_000), [10_000]),
        ((9_000, 10_000), [10_000]),
        ((9_000, 120_000), [10_000, 50_000, 100_000]),
        ((490_000, 510_000, 499_000, 501_000), [500_000]),
        ((999_999, 1_000_000), [1_000_000]),
        ((1_400_000, 2_000_001), [1_500_000, 2_000_000]),
        ((11_000, 12_000), []),
        ((600_000,), []),
        ((None, 9_000, None, 11_000), [10_000]),
        ((), []),
    ],
)
def test_a_milestone_is_reached_between_two_readings_and_once(
    counts: tuple[int | None, ...], told: list[int]
) -> None:
    assert [one.count for one in reached(counted(*counts), CASABLANCA)] == told


def test_a_milestone_knows_its_reading_and_its_days_from_the_opening() -> None:
    (one,) = reached(counted(8_000, 9_000, 10_500), CASABLANCA, date(2026, 11, 1))

    assert (one.since, one.at, one.days) == (MONDAY, MONDAY + DAY, 9)


def test_slots_longer_than_half_a_day_keep_the_days_on_which_they_begin() -> None:
    """A slot of 36 hours steps over a day now and then: that day was not kept."""
    length = timedelta(hours=36)
    first = slot_at(MONDAY + length, length)
    kept = [KeptSlots(first, first + 3 * length)]
    days = {local_day(first + number * length, CASABLANCA) for number in range(3)}

    week = completeness_of(kept, [], WEEK, CASABLANCA, AFTER, length)

    assert (week.slots_kept, week.days_kept) == (3, len(days))
    assert len(days) == 3 < (kept[0].until - first).days + 1


def test_reading_that_began_within_a_slot_is_due_from_the_next_one() -> None:
    begun = MONDAY + 30 * HOUR + timedelta(minutes=20)
    slots = "." * 31 + "k" * 137

    week = told(slots, life=Life(begun=begun))

    assert (week.slots_kept, week.slots_due, week.gaps) == (137, 137, ())
    assert week.begun == week.since == begun


def test_the_days_before_an_account_opened_are_not_due() -> None:
    opened = MONDAY.date() + timedelta(days=2)

    week = told("." * 48 + "k" * 120, life=Life(opened=opened))

    assert (week.days_due, week.slots_due) == (5, 120)
    assert week.since == MONDAY + 2 * DAY


def test_a_gap_has_the_reason_of_most_of_its_slots_those_without_a_row_included() -> None:
    refused = told("k" * 10 + "fff" + ".." + "k" * 153).gaps
    absent = told("k" * 10 + "ff" + "..." + "k" * 153).gaps

    assert [(gap.reason, gap.slots) for gap in refused] == [(Reason.UNAVAILABLE, 5)]
    assert [(gap.reason, gap.slots) for gap in absent] == [(Reason.DOWN, 5)]
    assert refused[0].until == MONDAY + 15 * HOUR


def test_nothing_is_due_before_the_first_reading_of_a_week_to_come() -> None:
    week = told("", now=MONDAY - DAY)

    assert (week.since, week.slots_due, week.days_due) == (None, 0, 0)
