"""How much of a period was read: days and slots of those due, and the longest hole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Protocol
from zoneinfo import ZoneInfo

from metrics.growth import days_due
from metrics.periods import Period, local_day, midnight
from metrics.slots import slot_at, slots_between
from metrics.snapshot import Outcome, Reason

KEPT = frozenset({Outcome.OK, Outcome.PARTIAL})


class Slot(Protocol):
    """A slot on file, as much of it as is counted."""

    @property
    def start(self) -> datetime:
        """Its first instant."""

    @property
    def outcome(self) -> Outcome:
        """How it ended."""

    @property
    def reason(self) -> Reason | None:
        """Why nothing was read, of one that was lost."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A stretch in which nothing was read: whole slots, from `since` until `until` (excluded)."""

    since: datetime
    until: datetime
    reason: Reason | None
    """The one that most of its slots give; None where none gives any."""

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.until - self.since


@dataclass(frozen=True, slots=True)
class Completeness:
    """What was read of what was due, in a period until now."""

    days_kept: int
    """Local days with at least one good slot."""
    days_due: int
    slots_kept: int
    slots_due: int
    longest: Hole | None
    """The first of equally long ones; None where no slot was lost."""

    @property
    def is_whole(self) -> bool:
        """Whether every slot was kept."""
        return self.slots_kept == self.slots_due


@dataclass(frozen=True, slots=True)
class Life:
    """The days of an account on which it could be read; None is unbounded."""

    opened: date | None = None
    closed: date | None = None
    """The last day on which it was."""

    @property
    def ends(self) -> date:
        """The first day on which it was no more, or no day that anybody lives to see."""
        return self.closed + timedelta(days=1) if self.closed else date.max


def completeness(
    slots: Iterable[Slot],
    period: Period,
    zone: ZoneInfo,
    now: datetime,
    length: timedelta,
    life: Life | None = None,
) -> Completeness:
    """How complete a period is, of one account.

    Due is every slot from the beginning of the period, or the account's opening, to its end, its
    closing or now; the slot of now is due once it is over, or kept. Days due hold today.

    Args:
        slots: Those on file; what lies outside the period is left out.
        period: The period, half-open in `zone`.
        zone: The institution's own.
        now: The instant of the question.
        length: How long a slot is.
        life: When the account was opened and closed, if that is known.
    """
    life = life or Life()
    own = [slot for slot in slots if slot.start <= now]
    kept = {slot_at(slot.start, length) for slot in own if slot.outcome in KEPT}
    since, until = _due(period, life, zone)
    current = slot_at(now, length)
    until = min(until, current + length if current in kept else current)
    within = sorted(start for start in kept if since <= start < until)
    today = local_day(now, zone)
    alive = replace(period, until=min(period.until, life.ends))
    holes = _holes(within, since, until, length)
    return Completeness(
        days_kept=len({local_day(start, zone) for start in within}),
        days_due=days_due(alive, today, life.opened),
        slots_kept=len(within),
        slots_due=slots_between(since, until, length),
        longest=_longest(holes, own),
    )


def _due(period: Period, life: Life, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when until when an account was to be read in a period, now left aside."""
    since = max(period.since, life.opened or period.since)
    return midnight(since, zone), midnight(min(period.until, life.ends), zone)


def _holes(
    kept: Sequence[datetime], since: datetime, until: datetime, length: timedelta
) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of whole slots between kept ones, and before and after them all."""
    first = slot_at(since, length)
    first += length if first < since else timedelta()
    for end, start in pairwise([first - length, *kept, max(until, first)]):
        if start > end + length:
            yield end + length, start


def _longest(holes: Iterator[tuple[datetime, datetime]], slots: Sequence[Slot]) -> Hole | None:
    """The first of the longest holes, with the reason that most of its slots give."""
    longest = max(holes, key=lambda hole: hole[1] - hole[0], default=None)
    if longest is None:
        return None
    since, until = longest
    why = Counter(slot.reason for slot in slots if since <= slot.start < until and slot.reason)
    return Hole(since, until, why.most_common(1)[0][0] if why else None)
