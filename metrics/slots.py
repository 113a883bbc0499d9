"""When an account is due: hourly slots, cut from the UTC epoch: no clock change moves one.

What is due is a function of what is on file and of now. So a restart, an outage or a clock that
jumps loses no slot and doubles none: each has one row, whoever writes it, and however often.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from metrics.model import Outcome, Reason, Visit

HOUR = timedelta(hours=1)
MOST_TRIES = 3
"""Visits to an account within one slot, until one reads it."""
CIRCUIT_OPENS_AFTER = 5
"""Failed visits in a row after which a slot gets a single probe."""
CURABLE = frozenset({Reason.UNAVAILABLE, Reason.MALFORMED, Reason.LIMIT})
"""What may have passed before the slot ends. A dead token or an empty credit will not."""
FIRST_WAIT, SECOND_WAIT = 1 / 12, 1 / 4
"""How long after the first and second try the next one is made, as shares of a slot."""
USUAL_WAIT = timedelta(minutes=15)
"""How long a platform that gives no hour is left alone: X counts in windows of this length."""
CREDIT_WAIT = timedelta(hours=1)
"""How long a platform whose credit is spent is left alone: somebody may pay at any hour, and asking
costs nothing, but not in every short slot."""
LONGEST_TRUSTED_PAUSE = timedelta(days=1)
"""A longer one is a mistake of somebody's clock, or worth asking about once a slot."""
WAITS = {Reason.LIMIT: USUAL_WAIT, Reason.CREDIT: CREDIT_WAIT}
SILENT_TOO_LONG = 1.1
"""After so many slots by a clock that never jumps a reading is due, whatever the wall says."""
LONGEST_OUTAGE = timedelta(days=1000)
"""Slots on file that lie further apart tell of a clock that was wrong, and of no outage."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Until when something is not to be asked, and why."""

    until: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class OnFile:
    """What is on file of an account, as far as it decides what is due."""

    starts: tuple[datetime, ...] = ()
    """The first instants of its slots that have a row: all, or those from `since` on."""
    since: datetime | None = None
    """Every slot before this one is known to have a row; None: that was not looked up yet."""
    current: Outcome | None = None
    """How the slot of now stands; None: it has no row yet."""
    tries: int = 0
    """Visits made in the slot of now."""
    tried_at: datetime | None = None
    """When the latest of them was made."""
    lost_for: Reason | None = None
    """Why the latest visit on file failed, if it did."""
    failed_in_a_row: int = 0
    """Visits that failed since the last one that did not."""
    pause: Pause | None = None
    posts_wanted_at: datetime | None = None
    """When a post wants to be read again, as the reading plan said after the latest visit."""


@dataclass(frozen=True, slots=True)
class Due:
    """What an account is due at one instant."""

    missed: tuple[datetime, ...] = ()
    """Slots that have passed with nobody there, oldest first: to be written as missed."""
    visit: bool = False
    waits_for: Pause | None = None
    """What keeps the visit back that the slot of now should have."""


def slot_at(instant: datetime, length: timedelta = HOUR) -> datetime:
    """The first instant of the slot in which an instant lies; slots are half-open."""
    seconds = int(length.total_seconds())
    return datetime.fromtimestamp(int(instant.timestamp()) // seconds * seconds, UTC)


def slots_between(since: datetime, until: datetime, length: timedelta = HOUR) -> int:
    """How many slots begin between two instants (until excluded)."""
    seconds = int(length.total_seconds())
    ceiling = -(-int(since.timestamp()) // seconds), -(-int(until.timestamp()) // seconds)
    return max(0, ceiling[1] - ceiling[0])


def missed(
    starts: Sequence[datetime],
    now: datetime,
    length: timedelta = HOUR,
    *,
    since: datetime | None = None,
) -> Iterator[datetime]:
    """The slots without a row, from the first one that was due to that of now (excluded).

    A slot was due from the first two rows on that stand side by side: where slots had another
    length, or somebody read by hand now and then, none was missed. Rows that lie after now, which
    a clock left that was ahead, bound holes as any others.

    Args:
        starts: The slots that have a row, oldest first; with none on file, none was missed.
        now: The instant of the question.
        length: How long a slot is.
        since: Every slot before this one has a row, and `starts` begins with it; None is unknown.
    """
    current = slot_at(now, length)
    rows = sorted({*starts, current})
    begin = min(current, _first_of_this_length(rows, length)) if since is None else since - length
    rows = [begin, *(row for row in rows if row > begin)]
    for row, following in pairwise(rows):
        if following - row <= LONGEST_OUTAGE:
            yield from _between(row, following, length)


def due(
    on_file: OnFile, now: datetime, length: timedelta = HOUR, *, silence: timedelta | None = None
) -> Due:
    """What an account is due now.

    `silence` is the time since the latest visit by a clock that never jumps; None if that is
    not known. It alone tells that a reading is due where the wall clock was set back to slots
    that were kept long ago; and that one has just been made, though nothing of it could be kept.
    """
    past = tuple(missed(on_file.starts, now, length, since=on_file.since))
    wanted = _is_slot_open(on_file, now, length) or _is_wanted(on_file, now, length, silence)
    if silence is not None and silence < FIRST_WAIT * length:
        return Due(past)
    pause = on_file.pause
    if wanted and pause and now < pause.until <= now + LONGEST_TRUSTED_PAUSE:
        return Due(past, waits_for=pause)
    return Due(past, visit=wanted)


def next_due(on_file: OnFile, now: datetime, length: timedelta = HOUR) -> datetime | None:
    """When an account is due again within the slot of now, if nothing changes until then.

    For whoever does not ask all the time; None: it is not due before the next slot.
    """
    ends = slot_at(now, length) + length
    moments = [on_file.posts_wanted_at, on_file.pause.until if on_file.pause else None]
    if on_file.tried_at is not None:
        moments += [on_file.tried_at + share * length for share in (FIRST_WAIT, SECOND_WAIT)]
    coming = sorted(max(moment, now) for moment in moments if moment is not None and moment < ends)
    return next((moment for moment in coming if due(on_file, moment, length).visit), None)


def pause_after(visit: Visit) -> Pause | None:
    """Until when an account is to be left alone after a visit, if the platform asked for that."""
    if visit.not_before is not None and visit.not_before > visit.at:
        return Pause(visit.not_before, Reason.LIMIT)
    lost = next((failure for failure in visit.failures if failure.scope == "account"), None)
    if lost is None:
        return None
    if lost.until is not None and lost.until > visit.at:
        return Pause(lost.until, lost.reason)
    wait = WAITS.get(lost.reason)
    return Pause(visit.at + wait, lost.reason) if wait else None


def _first_of_this_length(rows: list[datetime], length: timedelta) -> datetime:
    """The first of the rows that stand side by side, else the last but one."""
    beside = (row for row, following in pairwise(rows) if following - row == length)
    return next(beside, rows[-2:][0])


def _between(slot: datetime, until: datetime, length: timedelta) -> Iterator[datetime]:
    """The slots that begin after a slot and before another."""
    start = slot_at(slot, length) + length
    while start < until:
        yield start
        start += length


def _is_slot_open(on_file: OnFile, now: datetime, length: timedelta) -> bool:
    """Whether the slot of now still wants a reading, and may be tried for one."""
    if on_file.current in {Outcome.OK, Outcome.PARTIAL}:
        return False
    if on_file.tries == 0 or on_file.tried_at is None:
        return True
    circuit_open = on_file.failed_in_a_row >= CIRCUIT_OPENS_AFTER
    if circuit_open or on_file.tries >= MOST_TRIES or on_file.lost_for not in CURABLE:
        return False
    share = FIRST_WAIT if on_file.tries == 1 else SECOND_WAIT
    return now - on_file.tried_at >= share * length


def _is_wanted(
    on_file: OnFile, now: datetime, length: timedelta, silence: timedelta | None
) -> bool:
    """Whether a visit is wanted for another reason than the slot of now."""
    if silence is not None and silence >= SILENT_TOO_LONG * length:
        return True
    posts_at = on_file.posts_wanted_at
    return posts_at is not None and posts_at <= now and on_file.failed_in_a_row == 0
