"""When something happened: a day in the institution's zone, with the time where it is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from imports.cells import Cell, LocalTime, as_day, as_text, western
from imports.refusal import CellRefused
from metrics.periods import YEARS, YEARS_TOLD

WRITTEN = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})[T \u00a0]+(?P<time>\d{1,2}:\d{2})(?P<offset>Z|[+-]\d{2}:\d{2})?"
)
SECOND = timedelta(seconds=1)
HALF = timedelta(milliseconds=500)
ADVICE = "write 2026-03-09 14:30, or the day alone where the time is not known"


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the minute of it where somebody wrote it down."""

    on: date
    """In the institution's zone."""
    at: datetime | None
    """In UTC, to the minute; None: only the day is known."""


def as_moment(cell: Cell, zone: ZoneInfo, now: datetime) -> Moment | None:
    """A day with or without a time, as the clocks of `zone` show it; None where there is none.

    A date of a sheet at midnight is the day alone: Excel does not tell the two apart.

    Raises:
        CellRefused: it is no moment, has not come yet, or the clocks showed it never, or twice
            (then its offset from UTC tells which one is meant: 2026-02-15 02:30+01:00).
    """
    moment = _read(cell, zone)
    if moment is None:
        return None
    if moment.on.year not in YEARS:
        raise CellRefused(f"the year {moment.on.year} cannot be meant: {YEARS_TOLD}")
    if (moment.at or now) > now or moment.on > now.astimezone(zone).date():
        raise CellRefused(f"{as_shown(moment, zone)} has not come yet")
    return moment


def as_shown(moment: Moment, zone: ZoneInfo) -> str:
    """A moment as people write it."""
    return f"{moment.at.astimezone(zone):%Y-%m-%d %H:%M}" if moment.at else f"{moment.on}"


def _read(cell: Cell, zone: ZoneInfo) -> Moment | None:
    if isinstance(cell, LocalTime):
        # Excel keeps times as fractions of a day: 14:30 may come as 14:29:59.999.
        exact = cell.value + HALF
        return _on_the_clock(exact.replace(second=0, microsecond=0), zone)
    if isinstance(cell, date):
        return Moment(cell, None)
    text = as_text(cell)
    if text is None:
        return None
    found = WRITTEN.fullmatch(western(text))
    if found is None:
        return _day_alone(text)
    return _parse(text, found, zone)


def _day_alone(text: str) -> Moment:
    try:
        day = as_day(text)
    except CellRefused as refusal:
        raise CellRefused(f"{refusal}; {ADVICE}" if ":" in text else str(refusal)) from None
    if day is None:
        raise CellRefused("is empty")
    return Moment(day, None)


def _parse(text: str, found: re.Match[str], zone: ZoneInfo) -> Moment:
    offset = (found["offset"] or "").replace("Z", "+00:00")
    try:
        instant = datetime.fromisoformat(f"{found['day']}T{found['time']:0>5}{offset}")
    except ValueError:
        raise CellRefused(f"{text!r} is on no calendar or clock: {ADVICE}") from None
    if instant.tzinfo is None:
        return _on_the_clock(instant, zone)
    return Moment(instant.astimezone(zone).date(), instant.astimezone(UTC))


def _on_the_clock(local: datetime, zone: ZoneInfo) -> Moment:
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return Moment(local.date(), first)
    if first.astimezone(zone).replace(tzinfo=None) != local:
        raise CellRefused(f"{local:%Y-%m-%d %H:%M} was skipped when the clocks were put forward")
    offset = f"{first.astimezone(zone):%z}"
    raise CellRefused(
        f"{local:%Y-%m-%d %H:%M} came twice when the clocks were put back: write which one is"
        f" meant, such as {local:%Y-%m-%d %H:%M}{offset[:3]}:{offset[3:]}"
    )
