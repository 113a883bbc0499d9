"""Periods tile the calendar, and zones come from the pinned package alone."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.periods import (
    Period,
    Span,
    local_day,
    midnight,
    parse_period,
    period_of,
    periods_between,
    zone,
)

ROOT = Path(__file__).parents[2]
PACKAGE = files("tzdata")
CASABLANCA, PARIS = zone("Africa/Casablanca"), zone("Europe/Paris")
CAIRO, KATHMANDU, NEW_YORK = zone("Africa/Cairo"), zone("Asia/Kathmandu"), zone("America/New_York")
ZONES = st.sampled_from([CASABLANCA, PARIS, CAIRO, KATHMANDU, NEW_YORK])
DAYS = st.dates(date(2008, 1, 1), date(2035, 12, 31))
SPANS = st.sampled_from(Span)


def hours(day: date, zone_name: str) -> float:
    """How long a day is, in hours, in a zone."""
    first, after = period_of(day, Span.DAY).instants(zone(zone_name))
    return (after - first) / timedelta(hours=1)


@given(DAYS, SPANS)
def test_a_period_holds_its_days_and_not_its_end(day: date, span: Span) -> None:
    period = period_of(day, span)

    assert day in period
    assert period.since in period
    assert period.until not in period
    assert period.since - timedelta(days=1) not in period


@given(DAYS, st.integers(1, 800), SPANS)
def test_periods_between_two_days_follow_each_other_without_a_gap(
    since: date, days: int, span: Span
) -> None:
    until = since + timedelta(days=days)
    periods = list(periods_between(since, until, span))

    assert since in periods[0]
    assert until - timedelta(days=1) in periods[-1]
    assert all(before.until == after.since for before, after in pairwise(periods))


def test_there_are_no_periods_between_a_day_and_itself() -> None:
    assert list(periods_between(date(2026, 3, 9), date(2026, 3, 9), Span.DAY)) == []


@given(DAYS, SPANS)
def test_the_label_of_a_period_is_read_back_as_it(day: date, span: Span) -> None:
    period = period_of(day, span)

    assert parse_period(period.label) == period


@pytest.mark.parametrize(
    ("text", "since", "until", "span"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1), Span.YEAR),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1), Span.MONTH),
        ("2024-02", date(2024, 2, 1), date(2024, 3, 1), Span.MONTH),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 4), Span.WEEK),
        ("2025-W01", date(2024, 12, 30), date(2025, 1, 6), Span.WEEK),
        ("2024-02-29", date(2024, 2, 29), date(2024, 3, 1), Span.DAY),
        (" 2026-03-09 ", date(2026, 3, 9), date(2026, 3, 10), Span.DAY),
    ],
)
def test_it_reads_a_period(text: str, since: date, until: date, span: Span) -> None:
    assert parse_period(text) == Period(since, until, span)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "26", "20266", "2026-", "2026-0", "2026-00", "2026-13", "2026-1", "2026-3-9",
        "2026-W00", "2026-W54", "2025-W53", "2026-W1", "2026-w46", "2026-W46-1", "2026W46",
        "2026-02-29", "2026-04-31", "2026-03-00", "20260309", "2026/03", "09/03/2026", "-2026",
        "2026-03-09T00:00",
        "last month", "2026\n2026", "2026-03-09-01",
    ],
)  # fmt: skip
def test_it_refuses_what_names_no_period_and_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="write 2026, 2026-03, 2026-W46 or 2026-03-09"):
        parse_period(text)


@pytest.mark.parametrize(
    "text",
    ["0000", "0000-01", "9999", "9999-12", "9999-12-31", "9999-W52", "1899-12-31", "2200-W01"],
)
def test_it_says_which_years_can_be_meant(text: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be meant: write years from 1900 to 2199$"):
        parse_period(text)


@pytest.mark.parametrize("span", Span)
@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(2200, 1, 1), date.max])
def test_a_day_of_no_year_that_can_be_meant_lies_in_no_period(day: date, span: Span) -> None:
    with pytest.raises(ValueError, match="years from 1900 to 2199"):
        period_of(day, span)


@pytest.mark.parametrize("text", ["1900-01-01", "1900-W01", "2199", "2199-12-31", "2199-W52"])
def test_it_reads_the_first_and_the_last_years(text: str) -> None:
    assert parse_period(text).label == text


@pytest.mark.fault(49)
@pytest.mark.parametrize("year", [2015, 2020, 2026, 2032])
def test_a_long_year_has_53_weeks(year: int) -> None:
    weeks = [f"{year}-W{number:02}" for number in range(1, 54)]

    assert [parse_period(week).label for week in weeks] == weeks
    assert parse_period(weeks[-1]).until == parse_period(f"{year + 1}-W01").since


@pytest.mark.fault(49)
@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2024, 12, 29), "2024-W52"),
        (date(2024, 12, 30), "2025-W01"),
        (date(2026, 12, 31), "2026-W53"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
        (date(2023, 1, 1), "2022-W52"),
    ],
)
def test_a_week_at_the_turn_of_the_year_has_the_year_of_its_thursday(day: date, week: str) -> None:
    assert period_of(day, Span.WEEK).label == week


@given(DAYS, ZONES)
def test_a_day_begins_with_its_first_instant_in_every_zone(day: date, place: ZoneInfo) -> None:
    begins = midnight(day, place)

    assert begins.tzinfo is UTC
    assert local_day(begins, place) == day
    assert local_day(begins - timedelta(seconds=1), place) == day - timedelta(days=1)


@given(st.datetimes(datetime(2008, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)), ZONES)  # noqa: DTZ001  hypothesis wants bounds without a zone
def test_every_instant_lies_in_the_day_that_the_wall_shows(
    instant: datetime, place: ZoneInfo
) -> None:
    first, after = period_of(local_day(instant, place), Span.DAY).instants(place)

    assert first <= instant < after


@pytest.mark.parametrize(
    ("day", "length"),
    [
        pytest.param(date(2026, 2, 14), 24, id="the day before Ramadan"),
        pytest.param(date(2026, 2, 15), 25, id="back for Ramadan"),
        pytest.param(date(2026, 3, 22), 23, id="forward after Ramadan"),
        pytest.param(date(2026, 9, 20), 25, id="back for good"),
        pytest.param(date(2027, 2, 7), 24, id="no change before Ramadan 2027"),
        pytest.param(date(2027, 3, 14), 24, id="no change after Ramadan 2027"),
    ],
)
def test_days_of_casablanca_are_as_long_as_the_clock_makes_them(day: date, length: int) -> None:
    assert hours(day, "Africa/Casablanca") == length


@pytest.mark.parametrize(
    ("instant", "day", "hour"),
    [
        ("2026-02-15T01:59:59+00:00", date(2026, 2, 15), 2),
        ("2026-02-15T02:00:00+00:00", date(2026, 2, 15), 2),
        ("2026-03-22T01:59:59+00:00", date(2026, 3, 22), 1),
        ("2026-03-22T02:00:00+00:00", date(2026, 3, 22), 3),
        ("2026-09-19T23:00:00+00:00", date(2026, 9, 20), 0),
        ("2026-09-20T00:59:59+00:00", date(2026, 9, 20), 1),
        ("2026-09-20T01:00:00+00:00", date(2026, 9, 20), 1),
        ("2026-11-21T12:00:00+00:00", date(2026, 11, 21), 12),
        ("2027-07-01T23:59:59+00:00", date(2027, 7, 1), 23),
    ],
)
def test_the_wall_clock_of_casablanca(instant: str, day: date, hour: int) -> None:
    """Morocco went back to UTC for good on 2026-09-20, at two o'clock local time."""
    moment = datetime.fromisoformat(instant)

    assert local_day(moment, CASABLANCA) == day
    assert moment.astimezone(CASABLANCA).hour == hour


@pytest.mark.parametrize(
    ("day", "length"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 7, 1), 24)]
)
def test_days_of_paris_are_as_long_as_the_clock_makes_them(day: date, length: int) -> None:
    assert hours(day, "Europe/Paris") == length


def test_a_year_of_casablanca_is_an_hour_longer_when_the_clock_goes_back_for_good() -> None:
    first, after = parse_period("2026").instants(CASABLANCA)

    assert first == datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert after == datetime(2027, 1, 1, tzinfo=UTC)


def test_a_day_that_begins_at_one_o_clock_begins_at_the_change() -> None:
    """In Cairo summer time begins at midnight, which that day does not have."""
    assert midnight(date(2026, 4, 24), CAIRO) == datetime(2026, 4, 23, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "name",
    [
        "", "Mars/Phobos", "Africa", "africa/casablanca/", "../tzdata", "Africa/../Africa/Cairo",
        "/etc/localtime", "zone.tab", "tzdata.zi", "leapseconds", "Africa//Cairo", "Africa/Cairo\0",
        "Africa\\Cairo",
    ],
)  # fmt: skip
def test_it_refuses_a_name_that_is_no_zone(name: str) -> None:
    with pytest.raises(ValueError, match="no time zone is called"):
        zone(name)


@pytest.mark.fault(51)
def test_zones_are_never_the_system_s(tmp_path: Path) -> None:
    """The system calls Paris Casablanca, as a stale one would: nobody looks there."""
    stale = tmp_path / "Africa" / "Casablanca"
    stale.parent.mkdir()
    stale.write_bytes((PACKAGE / "zoneinfo" / "Europe" / "Paris").read_bytes())

    assert (told_by_the_system(tmp_path), told_by_the_program(tmp_path)) == ("1:00:00", "0:00:00")


def told_by_the_system(folder: Path) -> str:
    return _offset(folder, "from zoneinfo import ZoneInfo as zone")


def told_by_the_program(folder: Path) -> str:
    return _offset(folder, "from metrics.periods import zone")


def _offset(folder: Path, line: str) -> str:
    """The offset of Casablanca in winter 2026, in a process whose zones lie in that folder."""
    script = (
        f"import datetime; {line}; print(zone('Africa/Casablanca')"
        ".utcoffset(datetime.datetime(2026, 11, 21)))"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=os.environ | {"PYTHONTZPATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return finished.stdout.strip()
