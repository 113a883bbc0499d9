"""When an account is due: hourly slots, cut from the UTC epoch: no clock change moves one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

HOUR = timedelta(hours=1)


def slot_at(instant: datetime, length: timedelta = HOUR) -> datetime:
    """The first instant of the slot in which an instant lies; slots are half-open."""
    seconds = int(length.total_seconds())
    return datetime.fromtimestamp(int(instant.timestamp()) // seconds * seconds, UTC)


def slots_between(since: datetime, until: datetime, length: timedelta = HOUR) -> int:
    """How many slots begin between two instants (until excluded)."""
    seconds = int(length.total_seconds())
    ceiling = -(-int(since.timestamp()) // seconds), -(-int(until.timestamp()) // seconds)
    return max(0, ceiling[1] - ceiling[0])
