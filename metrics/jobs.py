"""What is done once a week or once a day, in the institution's zone: letter, token check, backup.

Each job has a key that is unique for its week or day. Whoever claims the key does the job, so
a night on which the clock shows an hour twice, or never, changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from metrics.periods import Span, local_day, parse_period, period_of

BACKUP_AT, TOKENS_AT, HISTORY_AT = time(2, 30), time(6), time(11)
"""When the nightly backup is made, the tokens are checked, and the past days are asked for (Meta's
day has then ended on the Pacific coast, and been counted), on the wall."""
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


class ReportEvery(StrEnum):
    """Of which days a report of the institution's own is: the last that are over."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class JobKind(StrEnum):
    """What there is to do beside reading."""

    BACKUP = "backup"
    TOKENS = "tokens"
    LETTER = "letter"
    HISTORY = "history"
    """The accounts' past days, as the platforms tell them later."""
    REPORT = "report"
    """A report of the institution's own."""


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to be done once: its kind, and the day or week that makes it unique."""

    kind: JobKind
    key: str
    """2026-11-21; of a letter the week that it is about: 2026-W46; of a report its key and the
    label of its days: monthly 2026-10."""


@dataclass(frozen=True, slots=True)
class ReportDays:
    """The days of a report, half-open, and the label by which they are told apart."""

    label: str
    """2026-W46, 2026-10, 2026-Q3."""
    since: date
    until: date


def days_of_report(every: ReportEvery, today: date) -> ReportDays:
    """The last whole week, month or quarter that was over when a day began."""
    if every is not ReportEvery.QUARTER:
        span = Span.WEEK if every is ReportEvery.WEEK else Span.MONTH
        period = period_of(period_of(today, span).since - DAY, span)
        return ReportDays(period.label, period.since, period.until)
    until = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    last = until - DAY
    number = (last.month - 1) // 3 + 1
    return ReportDays(f"{last.year}-Q{number}", date(last.year, number * 3 - 2, 1), until)


def report_days(label: str) -> ReportDays:
    """The days that a label means: 2026-W46, 2026-10, 2026-Q3.

    Raises:
        ValueError: it means none.
    """
    quarter = re.fullmatch("([0-9]{4})-Q([1-4])", label)
    if quarter is None:
        period = parse_period(label)
        return ReportDays(period.label, period.since, period.until)
    first = date(int(quarter[1]), int(quarter[2]) * 3 - 2, 1)
    after = period_of(first + 80 * DAY, Span.MONTH).until
    return ReportDays(label, first, after)


def report_job(key: str, days: ReportDays) -> Job:
    """The job of making a report of some days."""
    return Job(JobKind.REPORT, f"{key} {days.label}")


def due_reports(
    now: datetime, zone: ZoneInfo, at: time, reports: Mapping[str, ReportEvery]
) -> tuple[Job, ...]:
    """The newest job of each report, by its key; it leaves on the day after its days, at a time."""
    today = _newest(local_day(now, zone), at, DAY, now, zone)
    return tuple(report_job(key, days_of_report(every, today)) for key, every in reports.items())


def due_jobs(now: datetime, zone: ZoneInfo, weekday: int, at: time) -> tuple[Job, ...]:
    """The newest job of each kind whose moment has come; what an outage skipped stays skipped.

    Args:
        now: The instant of the question.
        zone: The institution's own.
        weekday: The day on which the letter leaves; 0 is Monday.
        at: When it leaves, on the wall.
    """
    today = local_day(now, zone)
    return (
        Job(JobKind.BACKUP, _newest(today, BACKUP_AT, DAY, now, zone).isoformat()),
        Job(JobKind.TOKENS, _newest(today, TOKENS_AT, DAY, now, zone).isoformat()),
        Job(JobKind.LETTER, _last_whole_week(now, zone, weekday, at)),
        Job(JobKind.HISTORY, _newest(today, HISTORY_AT, DAY, now, zone).isoformat()),
    )


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant at which the clock on the wall shows a time on a day, in UTC.

    The first of two, where it shows it twice; where it never does, as long after the change as
    the time lies behind it.
    """
    return datetime.combine(day, at, zone).astimezone(UTC)


def _last_whole_week(now: datetime, zone: ZoneInfo, weekday: int, at: time) -> str:
    """The week before the one in which the newest letter became due."""
    monday = period_of(local_day(now, zone), Span.WEEK).since
    leaves = _newest(monday + timedelta(days=weekday), at, WEEK, now, zone)
    return period_of(leaves - WEEK, Span.WEEK).label


def _newest(day: date, at: time, step: timedelta, now: datetime, zone: ZoneInfo) -> date:
    """That day if its moment has come, else the day one step before."""
    return day if moment(day, at, zone) <= now else day - step
