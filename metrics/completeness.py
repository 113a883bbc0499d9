"""How much of a period was read: days and slots of those due, and the gaps.

What is due of an account begins with the first slot in which anybody tried to read it: what lies
before is "before Hasila", and no gap. From there on every slot in which nothing was read is one,
whether somebody wrote down that it was missed or no process ran that could have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from metrics.growth import days_due
from metrics.model import Outcome, Reason
from metrics.periods import Period, local_day, midnight
from metrics.slots import slot_at, slots_between

KEPT = frozenset({Outcome.OK, Outcome.PARTIAL})
HALF_A_DAY = timedelta(hours=12)


class Slot(Protocol):
    """A slot on file in which nothing was read."""

    @property
    def start(self) -> datetime:
        """Its first instant."""

    @property
    def reason(self) -> Reason | None:
        """Why nothing was read."""


@dataclass(frozen=True, slots=True)
class KeptSlots:
    """Slots that were kept, one after the other, from `since` until `until` (excluded)."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """Whole slots in a row in which nothing was read, from `since` until `until` (excluded)."""

    since: datetime
    until: datetime
    reason: Reason | None
    """Why: what most of its slots tell, `DOWN` of those that no process wrote; None: not told."""
    slots: int = 1
    reaches_now: bool = False
    """Whether it has not ended yet: an account that is closed or a period that is over ends it."""

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
    """In which the account was read, the followers or something else of it."""
    slots_due: int
    gaps: tuple[Gap, ...] = ()
    """Where no slot was kept, oldest first."""
    since: datetime | None = None
    """From when on slots were due; None where none was."""
    slots_partial: int = 0
    """Of those kept: in which something was not read, such as the followers or the posts."""
    begun: datetime | None = None
    """When reading began, where that lies within the period: before it is before Hasila."""

    @property
    def longest(self) -> Gap | None:
        """The first of equally long gaps; None where no slot was lost."""
        return max(self.gaps, key=lambda gap: gap.length, default=None)

    @property
    def is_whole(self) -> bool:
        """Whether every slot was kept, and everything read in it; not where none was due."""
        return 0 < self.slots_kept == self.slots_due and not self.slots_partial

    @property
    def is_silent(self) -> bool:
        """Whether nothing was read in the last two slots that were due, or for longer."""
        last = self.gaps[-1] if self.gaps else None
        return last is not None and last.reaches_now and last.slots > 1


@dataclass(frozen=True, slots=True)
class Life:
    """The days of an account on which it could be read; None is unbounded."""

    opened: date | None = None
    closed: date | None = None
    """The last day on which it was."""
    begun: datetime | None = None
    """The first slot in which somebody tried to read it."""

    @property
    def ends(self) -> date:
        """The first day on which it was no more, or no day that anybody lives to see."""
        return self.closed + timedelta(days=1) if self.closed else date.max


def completeness_of(
    kept: Sequence[KeptSlots],
    slots: Sequence[Slot],
    period: Period,
    zone: ZoneInfo,
    now: datetime,
    length: timedelta,
    life: Life | None = None,
) -> Completeness:
    """How complete a period is, of one account.

    Due is every slot from the beginning of the period, or the account's opening, or the first slot
    in which it was tried, to the period's end, the account's closing or now; the slot of now is due
    once it is over, or kept. Days due hold today.

    Args:
        kept: The stretches of kept slots, oldest first, of any time; in part is not told of them.
        slots: Those on file in which nothing was read.
        period: The period, half-open in `zone`.
        zone: The institution's own.
        now: The instant of the question.
        length: How long a slot is.
        life: When it was opened, closed and first tried, if that is known.
    """
    life, over = life or Life(), _over(kept, now, length)
    since, until, begun = _due(period, life, over, zone)
    within = list(_cut(kept, _next_slot(since, length), _next_slot(until, length)))
    due = slots_between(since, until, length)
    return Completeness(
        days_kept=len(set().union(*(_days(stretch, length, zone) for stretch in within))),
        days_due=_days_due(period, life, begun, zone, now),
        slots_kept=sum((stretch.until - stretch.since) // length for stretch in within),
        slots_due=due,
        gaps=tuple(
            _gap(hole, slots, over, length) for hole in _holes(within, since, until, length)
        ),
        since=since if due else None,
        begun=begun,
    )


def _days_due(
    period: Period, life: Life, begun: datetime | None, zone: ZoneInfo, now: datetime
) -> int:
    alive = replace(period, until=min(period.until, life.ends))
    return days_due(alive, local_day(now, zone), local_day(begun, zone) if begun else life.opened)


def _over(kept: Sequence[KeptSlots], now: datetime, length: timedelta) -> datetime:
    """Until when slots are due: to that of now, which is over once it is kept."""
    current = slot_at(now, length)
    is_kept = any(stretch.since <= current < stretch.until for stretch in kept)
    return current + length if is_kept else current


def _due(
    period: Period, life: Life, over: datetime, zone: ZoneInfo
) -> tuple[datetime, datetime, datetime | None]:
    """From when until when slots of a period were due, and when reading began, if within it."""
    since = midnight(max(period.since, life.opened or period.since), zone)
    until = midnight(min(period.until, life.ends), zone)
    begun = life.begun if life.begun and since < life.begun < until else None
    return begun or since, min(until, over), begun


def _cut(kept: Sequence[KeptSlots], since: datetime, until: datetime) -> Iterator[KeptSlots]:
    """What of the stretches lies between the beginnings of two slots."""
    for stretch in kept:
        if stretch.until > since and stretch.since < until:
            yield KeptSlots(max(stretch.since, since), min(stretch.until, until))


def _days(stretch: KeptSlots, length: timedelta, zone: ZoneInfo) -> set[int]:
    """The local days, as ordinals, on which a slot of a stretch begins."""
    if length > HALF_A_DAY:  # such slots may step over a day
        count = (stretch.until - stretch.since) // length
        starts = (stretch.since + number * length for number in range(count))
        return {local_day(start, zone).toordinal() for start in starts}
    first, last = local_day(stretch.since, zone), local_day(stretch.until - length, zone)
    return set(range(first.toordinal(), last.toordinal() + 1))


def _next_slot(instant: datetime, length: timedelta) -> datetime:
    """The beginning of the first slot that begins at an instant or after it."""
    start = slot_at(instant, length)
    return start if start == instant else start + length


def _holes(
    kept: Sequence[KeptSlots], since: datetime, until: datetime, length: timedelta
) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of whole slots between kept ones, and before and after them all."""
    first = _next_slot(since, length)
    ends = [first, *(stretch.until for stretch in kept)]
    starts = [*(stretch.since for stretch in kept), max(until, first)]
    return ((end, start) for end, start in zip(ends, starts, strict=True) if start > end)


def _gap(
    hole: tuple[datetime, datetime], lost: Sequence[Slot], over: datetime, length: timedelta
) -> Gap:
    """A hole with the reason that most of its slots give; those without a row: nobody was there."""
    since, until = hole
    within = [slot for slot in lost if since <= slot.start < until]
    count = slots_between(since, until, length)
    why = Counter(slot.reason for slot in within if slot.reason)
    if count > len(within):
        why[Reason.DOWN] += count - len(within)
    reason = why.most_common(1)[0][0] if why else None
    return Gap(since, until, reason, count, reaches_now=until >= over)
