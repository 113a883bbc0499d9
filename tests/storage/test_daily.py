"""Follower counts as a chart of years draws them: one a day, gaps as gaps, the growth unchanged."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from metrics.growth import net_growth
from metrics.model import Reason
from metrics.periods import Span, local_day, periods_between
from metrics.series import Series
from storage import Store, UnknownAccount
from storage.accounts import enrol
from storage.followers import MOST_DAYS, followers, followers_as_drawn
from storage.schema import account, slot
from storage.visits import keep
from tests.support.databases import open_empty
from tests.support.examples import examples
from tests.support.storage_visits import ACCOUNTS, CASABLANCA, DAY, HOUR, NOON, X, failed, visit

FIRST = NOON - 200 * DAY


@pytest.fixture(autouse=True)
def _enrolled(store: Store) -> None:
    enrol(store, ACCOUNTS, FIRST)


def read(store: Store, *ages: float) -> None:
    """Visits so many days after the first one, each telling its age as a number."""
    for age in ages:
        keep(store, visit(FIRST + age * DAY, followers=int(1000 + age)))


def told(
    store: Store, since: date | None = None, until: date | None = None
) -> list[tuple[object, object]]:
    """The days from the first visit on with their number, or the reason of a gap."""
    series = followers_as_drawn(store, X.name, since, until)
    return [
        (
            round((point.at - FIRST) / DAY, 1) if point.at else None,
            point.quantity.value if point.quantity else point.reason,
        )
        for point in series.points
    ]


def lose(store: Store, at: datetime, reason: str = "down") -> None:
    with store.write() as connection:
        key = connection.execute(select(account.c.id).where(account.c.name == X.name)).scalar()
        missed = {"account_id": key, "start": at, "outcome": "missed", "reason": reason}
        connection.execute(insert(slot).values(missed))


def test_it_tells_every_look_of_a_hundred_days(store: Store) -> None:
    read(store, 0, 0.1, MOST_DAYS)
    keep(store, failed(FIRST + DAY / 2))

    assert followers_as_drawn(store, X.name) == followers(store, X.name)


def test_it_tells_the_last_count_of_each_day_of_more(store: Store) -> None:
    read(store, *(day + part for day in range(102) for part in (0, 0.1, 0.2)))

    assert told(store) == [(day + 0.2, 1000 + day) for day in range(102)]
    series = followers_as_drawn(store, X.name)
    assert (series.account, series.platform, series.metric) == (X.name, "x", "followers")


def test_it_breaks_no_line_of_years_for_an_hour_that_was_lost(store: Store) -> None:
    read(store, *range(102))
    lose(store, FIRST + 50 * DAY + HOUR)

    assert [number for _, number in told(store)] == [1000 + day for day in range(102)]


def test_it_shows_a_day_without_a_count_as_a_gap_from_the_first_slot_that_was_lost(
    store: Store,
) -> None:
    read(store, *range(50), *range(52, 104))
    lose(store, FIRST + 49 * DAY + 12 * HOUR, "credit")
    lose(store, FIRST + 50 * DAY)

    assert told(store)[49:52] == [(49.0, 1049), (49.5, "credit"), (52.0, 1052)]


def test_it_shows_a_day_whose_looks_told_nothing_as_a_gap(store: Store) -> None:
    read(store, *range(50), *range(51, 104))
    keep(store, visit(FIRST + 50 * DAY, followers=None))

    (gap,) = (reason for _, reason in told(store) if isinstance(reason, str))
    assert gap == Reason.MISSING


def test_it_shows_silence_as_a_gap(store: Store) -> None:
    read(store, *range(50), *range(53, 104))

    assert told(store)[50] == (50.5, "down")


def test_it_shows_no_gap_from_an_evening_to_the_morning_after_next(store: Store) -> None:
    early, late = datetime(2026, 7, 1, 22, tzinfo=UTC), datetime(2026, 7, 3, 1, tzinfo=UTC)
    for at in (FIRST, early, late, NOON):
        keep(store, visit(at, followers=1))

    points = followers_as_drawn(store, X.name).points
    assert [point.at for point in points if point.quantity is None] == [
        FIRST + timedelta(hours=36),
        late + timedelta(hours=36),
    ]


def test_it_shows_what_was_lost_before_the_first_count_and_after_the_last(store: Store) -> None:
    read(store, *range(1, 110))
    lose(store, FIRST)
    lose(store, FIRST + 109.5 * DAY, "access")

    assert told(store)[0] == (0.0, "down")
    assert told(store)[-1] == (109.5, "access")


def test_it_tells_one_gap_where_no_number_was_ever_told(store: Store) -> None:
    for hours in range(5):
        keep(store, failed(FIRST + hours * HOUR))

    assert told(store) == [(0.0, "unavailable")]


def test_it_heeds_the_days_asked_for(store: Store) -> None:
    read(store, *range(150))
    lose(store, FIRST - DAY)
    since, until = (local_day(FIRST + day * DAY, CASABLANCA) for day in (20, 140))

    assert told(store, since, until) == [(day, 1000 + day) for day in range(20, 140)]


def test_it_refuses_an_account_that_was_never_enrolled(store: Store) -> None:
    with pytest.raises(UnknownAccount):
        followers_as_drawn(store, "nobody")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@examples(20)
@given(hours=st.sets(st.integers(0, 200 * 24), min_size=2, max_size=40), span=st.sampled_from(Span))
def test_it_leaves_every_growth_as_it_is_by_the_hour(
    hours: set[int], span: Span, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Over days, weeks, months and years, across the changes of Casablanca's clock."""
    with open_empty(tmp_path_factory.mktemp("growth")) as store:
        enrol(store, ACCOUNTS, FIRST)
        for number, hour in enumerate(sorted(hours)):
            keep(store, visit(FIRST + hour * HOUR, followers=1000 + number))
        drawn, hourly = followers_as_drawn(store, X.name), followers(store, X.name)

    assert _growth(drawn, span, CASABLANCA) == _growth(hourly, span, CASABLANCA)


def _growth(series: Series, span: Span, zone: ZoneInfo) -> list[object]:
    days = (local_day(FIRST, zone), local_day(NOON + DAY, zone))
    return list(net_growth(series, list(periods_between(*days, span)), zone, NOON))
