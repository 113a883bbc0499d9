"""Chores: the newest of each kind whose moment has come, on every kind of night."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from metrics.jobs import Job, JobKind, ReportEvery, due_jobs, due_reports, moment, report_days
from metrics.periods import zone

CASABLANCA, PARIS, UTC_ZONE = zone("Africa/Casablanca"), zone("Europe/Paris"), zone("UTC")
MONDAY, TUESDAY, SUNDAY = 0, 1, 6
EIGHT = time(8)
MINUTE = timedelta(minutes=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def keys(at: datetime, where: str, weekday: int = MONDAY, leaves: time = EIGHT) -> dict[str, str]:
    return {chore.kind: chore.key for chore in due_jobs(at, zone(where), weekday, leaves)}


@pytest.mark.parametrize(
    ("at", "where", "week"),
    [
        ("2026-11-16 07:59", "Africa/Casablanca", "2026-W45"),
        ("2026-11-16 08:00", "Africa/Casablanca", "2026-W46"),
        ("2026-11-22 23:59", "Africa/Casablanca", "2026-W46"),
        # Morocco gave up UTC+1 on 2026-09-20: the same wall time is an hour later from then on.
        ("2026-09-14 07:00", "Africa/Casablanca", "2026-W37"),
        ("2026-09-14 06:59", "Africa/Casablanca", "2026-W36"),
        ("2026-09-21 07:59", "Africa/Casablanca", "2026-W37"),
        ("2026-09-21 08:00", "Africa/Casablanca", "2026-W38"),
        # Ramadan of 2026: UTC+0 from 2026-02-15 to 2026-03-22.
        ("2026-02-16 07:59", "Africa/Casablanca", "2026-W06"),
        ("2026-02-16 08:00", "Africa/Casablanca", "2026-W07"),
        ("2026-03-23 07:00", "Africa/Casablanca", "2026-W12"),
        ("2026-03-30 05:59", "Europe/Paris", "2026-W12"),
        ("2026-03-30 06:00", "Europe/Paris", "2026-W13"),
        ("2026-10-26 06:59", "Europe/Paris", "2026-W42"),
        ("2026-10-26 07:00", "Europe/Paris", "2026-W43"),
        # 2026 has 53 weeks; the last of them ends in 2027.
        ("2027-01-04 07:59", "UTC", "2026-W52"),
        ("2027-01-04 08:00", "UTC", "2026-W53"),
        ("2027-01-11 08:00", "UTC", "2027-W01"),
    ],
)
def test_the_letter_of_a_week_falls_due_at_its_moment_on_the_wall(
    at: str, where: str, week: str
) -> None:
    assert keys(utc(at), where)["letter"] == week


def test_a_letter_that_leaves_on_a_sunday_is_about_the_week_before() -> None:
    """The week is not whole before Monday."""
    assert keys(utc("2026-11-22 20:00"), "UTC", SUNDAY, time(20))["letter"] == "2026-W46"
    assert keys(utc("2026-11-22 19:59"), "UTC", SUNDAY, time(20))["letter"] == "2026-W45"


@pytest.mark.fault(47)
@pytest.mark.parametrize(
    ("where", "night", "leaves", "week"),
    [
        ("Africa/Casablanca", "2026-09-20 00:00", time(1, 30), "2026-W37"),
        ("Africa/Casablanca", "2026-02-15 00:00", time(2, 30), "2026-W06"),
        ("Africa/Casablanca", "2026-03-22 00:00", time(2, 30), "2026-W11"),
        ("Europe/Paris", "2026-10-25 00:00", time(2, 30), "2026-W42"),
        ("Europe/Paris", "2026-03-29 00:00", time(2, 30), "2026-W12"),
    ],
    ids=["hour twice", "hour twice (Ramadan)", "no such hour", "Paris, twice", "Paris, never"],
)
def test_an_hour_that_comes_twice_or_never_makes_one_letter_and_one_backup(
    where: str, night: str, leaves: time, week: str
) -> None:
    instants = [utc(night) + minute * MINUTE for minute in range(-60, 6 * 60)]

    letters = [keys(at, where, SUNDAY, leaves)["letter"] for at in instants]
    backups = [keys(at, where)["backup"] for at in instants]

    assert letters == sorted(letters)
    assert len(set(letters)) == len(set(backups)) == 2
    assert letters[-1] == week
    assert backups == sorted(backups)


def test_a_moment_that_the_wall_shows_twice_is_the_first() -> None:
    day = datetime(2026, 9, 20, tzinfo=UTC).date()

    assert moment(day, time(1, 30), CASABLANCA) == utc("2026-09-20 00:30")
    assert moment(day, time(2, 30), CASABLANCA) == utc("2026-09-20 02:30")


def test_a_moment_that_the_wall_never_shows_comes_after_the_change() -> None:
    day = datetime(2026, 3, 29, tzinfo=UTC).date()

    assert moment(day, time(2, 30), PARIS) == utc("2026-03-29 01:30")


@pytest.mark.parametrize(
    ("at", "tokens", "backup"),
    [
        ("2026-11-21 00:00", "2026-11-20", "2026-11-20"),
        ("2026-11-21 02:29", "2026-11-20", "2026-11-20"),
        ("2026-11-21 02:30", "2026-11-20", "2026-11-21"),
        ("2026-11-21 05:59", "2026-11-20", "2026-11-21"),
        ("2026-11-21 06:00", "2026-11-21", "2026-11-21"),
        ("2026-08-21 01:30", "2026-08-20", "2026-08-21"),
        ("2026-08-21 05:00", "2026-08-21", "2026-08-21"),
    ],
)
def test_backups_are_made_at_night_and_tokens_checked_in_the_morning(
    at: str, tokens: str, backup: str
) -> None:
    assert keys(utc(at), "Africa/Casablanca")["tokens"] == tokens
    assert keys(utc(at), "Africa/Casablanca")["backup"] == backup


@pytest.mark.parametrize("where", ["Africa/Casablanca", "Europe/Paris", "UTC"])
def test_two_years_have_each_week_once_and_each_day_once(where: str) -> None:
    begin = utc("2025-06-01 12:00")
    instants = [begin + timedelta(minutes=30 * step) for step in range(104 * 7 * 48)]

    found: dict[JobKind, dict[str, None]] = {kind: {} for kind in JobKind}
    for at in instants:
        for chore in due_jobs(at, zone(where), TUESDAY, time(2, 30)):
            found[chore.kind].setdefault(chore.key)

    assert len(found[JobKind.LETTER]) == 104 + 1
    assert len(found[JobKind.BACKUP]) == len(found[JobKind.TOKENS]) == 104 * 7 + 1
    assert all(list(days) == sorted(days) for days in found.values())


def test_each_kind_has_one_chore_due() -> None:
    chores = due_jobs(utc("2026-11-21 12:00"), UTC_ZONE, MONDAY, EIGHT)

    assert chores == (
        Job(JobKind.BACKUP, "2026-11-21"),
        Job(JobKind.TOKENS, "2026-11-21"),
        Job(JobKind.LETTER, "2026-W46"),
        Job(JobKind.HISTORY, "2026-11-21"),
    )


@pytest.mark.parametrize(
    ("at", "every", "label", "first", "after"),
    [
        ("2026-11-16 07:59", "week", "2026-W45", "2026-11-02", "2026-11-09"),
        ("2026-11-16 08:00", "week", "2026-W46", "2026-11-09", "2026-11-16"),
        ("2026-12-01 07:59", "month", "2026-10", "2026-10-01", "2026-11-01"),
        ("2026-12-01 08:00", "month", "2026-11", "2026-11-01", "2026-12-01"),
        ("2026-11-21 12:00", "quarter", "2026-Q3", "2026-07-01", "2026-10-01"),
        ("2027-01-01 07:59", "quarter", "2026-Q3", "2026-07-01", "2026-10-01"),
        ("2027-01-01 08:00", "quarter", "2026-Q4", "2026-10-01", "2027-01-01"),
    ],
)
def test_a_report_is_due_on_the_day_after_its_days_at_the_letter_s_time(
    at: str, every: str, label: str, first: str, after: str
) -> None:
    (job,) = due_reports(utc(at), CASABLANCA, EIGHT, {"own": ReportEvery(every)})
    days = report_days(label)

    assert job == Job(JobKind.REPORT, f"own {label}")
    assert (days.since.isoformat(), days.until.isoformat()) == (first, after)


def test_two_years_have_each_quarter_once() -> None:
    begin = utc("2025-01-15 12:00")
    found = {
        job.key
        for day in range(730)
        for job in due_reports(
            begin + timedelta(days=day), CASABLANCA, EIGHT, {"own": ReportEvery.QUARTER}
        )
    }
    assert len(found) == 9
    for key in found:
        days = report_days(key.removeprefix("own "))
        assert 90 <= (days.until - days.since).days <= 92
