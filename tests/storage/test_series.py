from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from metrics.model import Account, Failure, Kind, Reason
from metrics.periods import zone
from metrics.quantity import measured
from metrics.series import Point
from storage import Store
from storage.accounts import enrol
from storage.followers import followers, latest
from storage.post_query import PostQuery, one_post, posts_with_readings
from storage.schema import account, account_reading, slot
from storage.visits import keep
from tests.support.examples import examples
from tests.support.storage_visits import (
    ACCOUNTS,
    DAY,
    FACEBOOK,
    HOUR,
    NOON,
    X,
    failed,
    post,
    reply,
    visit,
)


@pytest.fixture(autouse=True)
def _enrolled(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)


def told(store: Store, **bounds: datetime) -> list[tuple[datetime | None, object]]:
    """Each point as its instant and its number, or the reason of the gap."""
    return [
        (point.at, point.quantity.value if point.quantity else point.reason)
        for point in followers(store, X.name, **bounds).points
    ]


def test_it_tells_the_readings_in_the_order_of_time(store: Store) -> None:
    for hours in (2, 0, 1):
        keep(store, visit(NOON + hours * HOUR, followers=100 + hours))

    series = followers(store, X.name)

    assert (series.account, series.platform, series.metric) == (X.name, "x", "followers")
    assert series.points[0] == Point(measured(100), at=NOON)
    assert [number for _, number in told(store)] == [100, 101, 102]
    assert followers(store, FACEBOOK.name).points == ()


def test_it_shows_a_failed_slot_as_a_gap_with_its_reason(store: Store) -> None:
    keep(store, visit(NOON, followers=100))
    keep(store, failed(NOON + HOUR, Reason.CREDIT))
    keep(store, visit(NOON + 2 * HOUR, followers=102))

    slot_start = (NOON + HOUR).replace(second=0)
    assert told(store) == [(NOON, 100), (slot_start, "credit"), (NOON + 2 * HOUR, 102)]


def test_it_shows_no_gap_where_a_later_visit_saved_the_slot(store: Store) -> None:
    keep(store, failed(NOON))
    keep(store, visit(NOON + timedelta(minutes=5), followers=100))

    assert [number for _, number in told(store)] == [100]


def test_it_shows_a_missed_slot_as_a_gap(store: Store) -> None:
    with store.write() as connection:
        key = connection.execute(select(account.c.id).where(account.c.name == X.name)).scalar()
        missed = {"account_id": key, "start": NOON, "outcome": "missed", "reason": "down"}
        connection.execute(insert(slot).values(missed))

    assert told(store) == [(NOON, "down")]


def test_it_shows_a_silence_of_more_than_36_hours_as_one_gap(store: Store) -> None:
    silence = timedelta(hours=36)
    keep(store, visit(NOON, followers=100))
    keep(store, visit(NOON + silence, followers=101))
    keep(store, visit(NOON + 2 * silence + timedelta(seconds=1), followers=102))

    assert told(store) == [
        (NOON, 100),
        (NOON + silence, 101),
        (NOON + 2 * silence, "down"),
        (NOON + 2 * silence + timedelta(seconds=1), 102),
    ]


@pytest.mark.fault(24)
def test_it_never_takes_an_untold_count_for_zero(store: Store) -> None:
    keep(store, visit(NOON, followers=0))
    keep(store, visit(NOON + HOUR, followers=None))
    lost = (Failure("followers", Reason.ACCESS, "Not permitted."),)
    keep(store, replace(visit(NOON + 2 * HOUR, followers=None), failures=lost))

    assert [number for _, number in told(store)] == [0, "missing", "access"]
    assert latest(store, X.name) == Point(measured(0), at=NOON)


def test_it_tells_a_half_open_range(store: Store) -> None:
    for hours in range(4):
        keep(store, visit(NOON + hours * HOUR, followers=hours))

    found = told(store, since=NOON + HOUR, until=NOON + 3 * HOUR)

    assert [number for _, number in found] == [1, 2]


def test_it_keeps_the_day_that_the_calendar_in_the_zone_shows(store: Store) -> None:
    """Casablanca: an hour ahead until 2026-09-20, none since."""
    summer = datetime(2026, 8, 1, 23, 30, tzinfo=UTC)
    autumn = datetime(2026, 10, 1, 23, 30, tzinfo=UTC)
    for instant in (summer, autumn):
        keep(store, visit(instant))

    with store.read() as connection:
        days = connection.execute(select(account_reading.c.day).order_by("at")).scalars().all()
    assert days == [date(2026, 8, 2), date(2026, 10, 1)]
    assert store.zone == zone("Africa/Casablanca")


def test_it_chooses_posts_by_account_kind_and_day_of_publication(store: Store) -> None:
    early, late = post("1", NOON - 2 * DAY), post("2", NOON - DAY)
    keep(store, visit(NOON, late, early, reply("3", NOON - DAY)))
    on_facebook = visit(NOON, post("1", NOON - DAY))
    assert on_facebook.snapshot is not None
    snapshot = replace(on_facebook.snapshot, account=FACEBOOK.name)
    keep(store, replace(on_facebook, account=FACEBOOK.name, snapshot=snapshot))

    assert [one.id for one in posts_with_readings(store, PostQuery(X.name))] == ["1", "2"]
    assert [one.id for one in posts_with_readings(store, PostQuery(X.name, since=NOON - DAY))] == [
        "2"
    ]
    assert [one.id for one in posts_with_readings(store, PostQuery(X.name, until=NOON - DAY))] == [
        "1"
    ]
    assert {(one.account, one.platform) for one in posts_with_readings(store, PostQuery())} == {
        ("dgsn-x", "x"),
        ("dgsn-facebook", "facebook"),
    }
    assert [one.id for one in posts_with_readings(store, PostQuery(kinds=[Kind.REPLY]))] == ["3"]


@pytest.mark.fault(45)
@examples(25)
@given(
    instant=st.datetimes(
        min_value=datetime(1971, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
        max_value=datetime(2100, 1, 1),  # noqa: DTZ001  # the same
        timezones=st.timezones(),
    ),
    count=st.none() | st.integers(0, 2**63 - 1),
)
def test_it_gives_back_every_instant_and_count_as_it_was(
    store: Store, instant: datetime, count: int | None
) -> None:
    name = uuid4().hex  # one account each
    enrol(store, [Account(name, "x")], instant)
    keep(store, replace(visit(instant, followers=count, platform_id=name), account=name))

    (point,) = followers(store, name).points
    assert point.at == instant.astimezone(UTC).replace(microsecond=0)
    assert point.at.tzinfo is UTC
    assert (point.quantity and point.quantity.value) == count


def test_a_post_whose_id_had_to_be_forgotten_is_found_by_the_id_it_goes_by(store: Store) -> None:
    keep(store, visit(NOON, post("1"), post("2")))
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE post SET platform_id = NULL WHERE platform_id = '1'")
    (forgotten,) = (one for one in posts_with_readings(store, PostQuery()) if one.id != "2")

    assert forgotten.id.startswith("forgotten-")
    assert one_post(store, X.name, forgotten.id) == forgotten
    assert one_post(store, FACEBOOK.name, forgotten.id) is None
    for stranger in ("forgotten-", "forgotten-0", "forgotten-" + "9" * 30, "forgotten-٣", "1"):
        assert one_post(store, X.name, stranger) is None


def test_a_post_that_has_its_id_goes_by_no_other(store: Store) -> None:
    keep(store, visit(NOON, post("1")))
    with store.read() as connection:
        (key,) = connection.exec_driver_sql("SELECT id FROM post").one()

    assert one_post(store, X.name, f"forgotten-{key}") is None
