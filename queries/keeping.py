"""How many of the slots that were due were kept, and the longest stretch in which none was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from metrics.slots import slots_between
from metrics.snapshot import Outcome, Reason
from storage.visits import SlotRecord

KEPT = frozenset({Outcome.OK, Outcome.PARTIAL})


@dataclass(frozen=True, slots=True)
class Keeping:
    """The slots of some days until now. Due ones count from the first on file."""

    due: int
    kept: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of slots in which nothing was read: from `since` until `until` (excluded)."""

    since: datetime
    until: datetime
    reason: Reason | None
    """Why, at its beginning."""


def keeping(records: Sequence[SlotRecord], now: datetime, days: int, length: timedelta) -> Keeping:
    """The slots of so many days before now. `records` begin with these days or before."""
    since = now - timedelta(days=days)
    within = [record for record in records if since <= record.start < now]
    begun = max(since, within[0].start) if within else now
    kept = sum(record.outcome in KEPT for record in within)
    return Keeping(slots_between(begun, now, length), kept)


def longest_gap(records: Sequence[SlotRecord], length: timedelta) -> Gap | None:
    """The longest stretch of slots that were not read; the first of equal ones."""
    return max(gaps(records, length), key=lambda gap: gap.until - gap.since, default=None)


def gaps(records: Sequence[SlotRecord], length: timedelta) -> Iterator[Gap]:
    """Every stretch of slots on file that were not read, oldest first."""
    for is_kept, group in groupby(records, key=lambda record: record.outcome in KEPT):
        stretch = list(group)
        if not is_kept:
            yield Gap(stretch[0].start, stretch[-1].start + length, stretch[0].reason)
