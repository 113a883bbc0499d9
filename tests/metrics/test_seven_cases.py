"""What the best of the others get wrong, case by case, and what is right."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from charts.series import broken, plotted_readings, unread_between
from metrics.alerts import AlarmKind
from metrics.completeness import KeptSlots, completeness_of
from metrics.falls import falls, with_and_without
from metrics.growth import NetGrowth, net_growth
from metrics.model import Account, Outcome, Reason
from metrics.periods import Span, local_day, period_of, zone
from metrics.quantity import measured
from metrics.series import Point, Series
from metrics.slots import HOUR
from settings import Settings, load
from storage import Store
from storage.accounts import enrol
from storage.followers import followers
from storage.post_query import PostQuery, posts_with_readings
from storage.visits import SlotRecord
from tests.support.databases import open_empty
from tests.support.office import Office, open_office
from watch.observations import alarms, look_around
from watch.visits import attempt

CASABLANCA = zone("Africa/Casablanca")
DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 9, tzinfo=UTC)
WEEK = period_of(MONDAY.date(), Span.WEEK)
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


def daily(*counts: int | None) -> Series:
    """A count a day at noon, the first on the Sunday before the week; None is a day not read."""
    points = (
        Point(None if count is None else measured(count), at=MONDAY + number * DAY - DAY / 2)
        for number, count in enumerate(counts)
    )
    return Series("dgsn-x", "x", "followers", tuple(points))


def grown(series: Series) -> NetGrowth:
    (growth,) = net_growth(series, [WEEK], CASABLANCA, NOW)
    return growth


def test_ten_followers_a_day_for_seven_days_are_seventy() -> None:
    week = daily(*range(1000, 1080, 10))
    days = [period_of((MONDAY + number * DAY).date(), Span.DAY) for number in range(7)]

    assert grown(week).net == measured(70)
    assert [each.net for each in net_growth(week, days, CASABLANCA, NOW)] == [measured(10)] * 7


def test_a_purge_of_five_thousand_is_a_loss_of_five_thousand_in_one_step() -> None:
    week = daily(640_000, 640_000, 640_000, *[635_000] * 5)
    (fall,) = falls(week.points)

    told = with_and_without(grown(week), [fall])

    assert grown(week).net == measured(-5000)
    assert (fall.lost, fall.is_suspect) == (5000, False)
    assert told is not None
    assert (told.net, told.without, told.falls) == (measured(-5000), measured(0), (fall,))


def test_ten_followers_fewer_a_day_for_seven_days_are_seventy_fewer() -> None:
    week = daily(*range(1000, 920, -10))

    assert grown(week).net == measured(-70)


def test_three_days_that_nobody_read_are_four_of_seven_and_no_fall() -> None:
    week = daily(1000, 1000, 1000, None, None, None, 1000, 1000)
    growth = grown(week)

    assert growth.net == measured(0)
    assert (growth.days_kept, growth.days_due) == (4, 7)
    assert falls(week.points) == ()


def test_three_days_that_nobody_read_are_drawn_as_a_gap_and_never_as_zero() -> None:
    readings = plotted_readings(daily(1000, 1000, 1000, None, None, None, 1000, 1000))

    (gap,) = unread_between(readings, readings[0].x, readings[-1].x)
    drawn = [reading.value for run in broken(readings) for reading in run]

    assert gap[1] - gap[0] == 4
    assert drawn == [1000] * 5


def test_three_days_without_a_slot_kept_are_the_longest_hole_with_its_reason() -> None:
    kept = [
        KeptSlots(MONDAY, MONDAY + 2 * DAY),
        KeptSlots(MONDAY + 5 * DAY, MONDAY + 7 * DAY),
    ]
    lost = [
        SlotRecord("dgsn-x", MONDAY + hour * HOUR, Outcome.FAILED, Reason.UNAVAILABLE)
        for hour in range(2 * 24, 5 * 24)
    ]

    told = completeness_of(kept, lost, WEEK, CASABLANCA, NOW, HOUR)

    assert (told.days_kept, told.days_due) == (4, 7)
    assert (told.slots_kept, told.slots_due) == (96, 168)
    assert told.longest is not None
    assert (told.longest.length, told.longest.reason) == (3 * DAY, Reason.UNAVAILABLE)


def test_followers_that_a_platform_tells_no_more_are_an_alert_of_their_own(office: Office) -> None:
    office.sandbox.faults.malformed("followers_count", "many")

    with visits(office) as (settings, store):
        for ago in (4, 3, 2, 1, 0):
            at = NOW - ago * HOUR
            attempt(page(settings), settings, store, lambda at=at: at)  # type: ignore[misc]
        house = look_around(store, settings, clock=None, damage=None, unread=None)
        told = {alarm.kind: alarm for alarm in alarms(store, settings, house, NOW)}

    assert told[AlarmKind.FOLLOWERS].subject == "dgsn-facebook"
    assert "no whole number" in told[AlarmKind.FOLLOWERS].detail
    assert AlarmKind.ACCESS not in told


def test_one_retired_metric_of_five_leaves_four_on_file_and_is_named_in_an_alert(
    office: Office,
) -> None:
    office.sandbox.faults.retired_metric("post_media_view")

    with visits(office) as (settings, store):
        done = attempt(page(settings), settings, store, lambda: NOW)
        newest = posts_with_readings(store, PostQuery("dgsn-facebook"))[-1].readings[-1].counts
        house = look_around(store, settings, clock=None, damage=None, unread=None)
        told = alarms(store, settings, house, NOW + HOUR)

    assert done.visit.outcome is Outcome.PARTIAL
    assert done.visit.snapshot is not None
    assert done.visit.snapshot.followers is not None
    assert newest.views is None
    assert None not in (newest.reach, newest.likes, newest.comments, newest.shares)
    named = [alarm.subject for alarm in told if alarm.kind is AlarmKind.METRIC]
    assert named == ["dgsn-facebook views"]


def test_a_page_has_a_dated_series_of_followers(office: Office) -> None:
    world = office.sandbox.world
    with visits(office) as (settings, store):
        for _ in range(4):
            world.now += DAY
            attempt(page(settings), settings, store, lambda: world.now)
        points = followers(store, "dgsn-facebook").points

    days = [local_day(point.at, CASABLANCA) for point in points if point.at and point.quantity]
    last = local_day(world.now, CASABLANCA)
    assert days == [last - 3 * DAY, last - 2 * DAY, last - DAY, last]
    assert points[-1].quantity == measured(world.page.followers_at(world.now))


def test_six_looks_with_two_changes_are_six_readings(office: Office) -> None:
    looks = [100, 100, 100, 105, 105, 103]
    with visits(office) as (settings, store):
        world = office.sandbox.world
        for count in looks:
            world.now += HOUR
            office.sandbox.faults.clear()
            office.sandbox.faults.malformed("followers_count", count)
            attempt(page(settings), settings, store, lambda: world.now)
        points = followers(store, "dgsn-facebook").points

    assert [point.quantity for point in points] == [measured(count) for count in looks]


@contextmanager
def visits(office: Office) -> Iterator[tuple[Settings, Store]]:
    """The office's settings, and its store with every account enrolled."""
    settings = load(office.config)
    with open_empty(office.folder) as store:
        enrol(store, settings.accounts, NOW)
        yield settings, store


def page(settings: Settings) -> Account:
    """The account on Facebook."""
    return next(one for one in settings.accounts if one.platform == "facebook")
