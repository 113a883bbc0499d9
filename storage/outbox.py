"""The outbox: each letter to each recipient, claimed before it is sent, never sent twice.

    waiting -> claimed -> handing -> sent | unsure | failed
       ^          |          |
       +----------+----------+   put off: a temporary fault; or, of a claim alone, a crash

A claim is one conditional UPDATE, so of two processes one has it. What is lost between the claim
and the handing over has not left the house and is tried again; what is lost after it may have
arrived: `unsure`, which a person is told of and nobody sends again. Each claim has a number, and
whoever holds an older one can change nothing any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, or_, select, true, update

from storage.engine import insert_once
from storage.errors import StorageError
from storage.schema import State, letter
from storage.store import Store

WAITS = tuple(timedelta(minutes=minutes) for minutes in (15, 15, 30, 60, 120, 240, 960))
"""How long a letter waits after each temporary fault: tries 15 and 30 minutes, 1, 2, 4, 8 and
24 hours after the first. Counted in tries, so that a long outage of ours costs none of them."""
LATEST = max(WAITS)
BROKEN_AFTER = timedelta(minutes=15)
"""A letter claimed for so long was left behind by a process that was killed: no try lasts longer
than a few minutes."""
NO_RECIPIENT = "no longer a recipient by config.toml"
"""Why a letter failed of which nobody need be told."""
NOT_IN_TIME = "put off {tries} times; last: {detail}"


class TicketLost(StorageError):
    """Somebody else has this letter by now, or nobody may send it: it must not be sent."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A letter to be sent, without what it says: that is composed when it is sent."""

    recipient: str
    language: str
    role: str
    message_id: str
    """The same at every try, so that a mail server may notice a second copy."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """The right to send one letter once."""

    id: int
    week: str
    recipient: str
    language: str
    role: str
    message_id: str
    number: int
    """How many claims there were of it, this one included."""


@dataclass(frozen=True, slots=True)
class LetterRecord:
    """A letter of the outbox."""

    week: str
    recipient: str
    language: str
    role: str
    message_id: str
    state: State
    tries: int
    """How often it was put off for a temporary fault."""
    enqueued_at: datetime
    next_at: datetime
    """Not to be tried before then, while it waits."""
    claimed_at: datetime | None
    sent_at: datetime | None
    detail: str | None


def enqueue(store: Store, week: str, letters: Sequence[Envelope], now: datetime) -> int:
    """Put a week's letters into the outbox; what is there already stays as it is.

    Returns:
        How many are new.
    """
    with store.write() as connection:
        return sum(_enqueue(connection, week, envelope, now) for envelope in letters)


def due(store: Store, now: datetime) -> list[LetterRecord]:
    """The letters that wait and may be tried now, the oldest first."""
    return _letters(store, _is_due(now))


def claim(store: Store, week: str, recipient: str, now: datetime) -> Ticket | None:
    """Take a due letter of a week and recipient upon oneself; None where there is none.

    A recipient of two roles has two letters: claim again until there is none.
    """
    mine = (letter.c.week == week) & (letter.c.recipient == recipient) & _is_due(now)
    with store.write() as connection:
        key = connection.execute(select(letter.c.id).where(mine).order_by(letter.c.id)).scalar()
        claimed = update(letter).where(letter.c.id == key, _is_due(now))
        values = {"state": State.CLAIMED.value, "claims": letter.c.claims + 1, "claimed_at": now}
        if key is None or connection.execute(claimed.values(values)).rowcount != 1:
            return None
        query = select(
            letter.c.id,
            letter.c.week,
            letter.c.recipient,
            letter.c.language,
            letter.c.role,
            letter.c.message_id,
            letter.c.claims,
        )
        return Ticket(*connection.execute(query.where(letter.c.id == key)).one())


def handing_over(store: Store, ticket: Ticket, now: datetime) -> None:
    """Note that a letter is handed over from now on: just before its first byte leaves.

    Raises:
        TicketLost: the claim is no longer good; the letter must not be sent.
        StorageError: it could not be noted; the letter must not be sent.
    """
    held = _held(ticket) & (letter.c.state == State.CLAIMED.value)
    begun = update(letter).where(held).values(state=State.HANDING.value, claimed_at=now)
    with store.write() as connection:
        if connection.execute(begun).rowcount != 1:
            raise TicketLost(f"the letter of {ticket.week} to {ticket.recipient}: taken back")


def ended(
    store: Store, ticket: Ticket, state: State, detail: str | None, now: datetime
) -> LetterRecord:
    """Say how a try has ended; of a claim that was taken back, nothing changes.

    Args:
        store: Where the outbox is.
        ticket: The claim.
        state: SENT, UNSURE (it may have arrived), FAILED (refused for good), or WAITING: a
            temporary fault, tried again after the next of `WAITS`, and failed after the last.
        detail: What the server said, or what went wrong, in a sentence.
        now: The instant.

    Returns:
        The letter as it stands now.

    Raises:
        ValueError: no try ends in such a state.
    """
    if state in (State.CLAIMED, State.HANDING):
        raise ValueError(f"no try ends as {state}")
    open_states = [State.CLAIMED.value, State.HANDING.value, State.UNSURE.value]
    with store.write() as connection:
        own = letter.c.id == ticket.id
        tries = connection.execute(select(letter.c.tries).where(own)).scalar_one()
        held = update(letter).where(_held(ticket), letter.c.state.in_(open_states))
        connection.execute(held.values(_after(tries, state, detail, now)))
        (record,) = _on_file(connection, own)
        return record


def settle_broken(store: Store, now: datetime, older_than: timedelta) -> list[LetterRecord]:
    """Settle what a killed process left behind: what was claimed or handed over so long ago.

    What was claimed waits again; what was being handed over is `unsure`. A process that is only
    slow loses its claim, unless it was handing over: then its own word still counts.

    Returns:
        The letters that are `unsure` since, of which a person must be told.
    """
    # A claim of the far future was made by a clock that was wrong.
    old = or_(letter.c.claimed_at <= now - older_than, letter.c.claimed_at > now + older_than)
    broken = (letter.c.state == State.HANDING.value) & old
    with store.write() as connection:
        lost = select(letter.c.id).where(broken).order_by(letter.c.id)
        keys = connection.execute(lost).scalars().all()
        unsure = {"state": State.UNSURE.value, "detail": "cut off while it was handed over"}
        connection.execute(update(letter).where(letter.c.id.in_(keys)).values(unsure))
        claimed = update(letter).where(letter.c.state == State.CLAIMED.value, old)
        connection.execute(claimed.values(state=State.WAITING.value))
        return _on_file(connection, letter.c.id.in_(keys))


def hasten(store: Store, week: str, now: datetime) -> int:
    """Let the waiting letters of a week be tried now, whatever they were put off to.

    Returns:
        How many wait.
    """
    waiting = (letter.c.week == week) & (letter.c.state == State.WAITING.value)
    with store.write() as connection:
        return connection.execute(update(letter).where(waiting).values(next_at=now)).rowcount


def outbox(store: Store, week: str | None = None) -> list[LetterRecord]:
    """Every letter, or those of a week, the oldest first."""
    return _letters(store, true() if week is None else letter.c.week == week)


def _enqueue(connection: Connection, week: str, envelope: Envelope, now: datetime) -> int:
    values = {"week": week, "enqueued_at": now, "next_at": now} | asdict(envelope)
    new = {"state": State.WAITING.value, "claims": 0, "tries": 0}
    return connection.execute(insert_once(connection, letter).values(values | new)).rowcount


def _is_due(now: datetime) -> ColumnElement[bool]:
    """A time further ahead than any wait was set by a clock that was wrong: then at once."""
    come = or_(letter.c.next_at <= now, letter.c.next_at > now + LATEST)
    return (letter.c.state == State.WAITING.value) & come


def _held(ticket: Ticket) -> ColumnElement[bool]:
    return (letter.c.id == ticket.id) & (letter.c.claims == ticket.number)


def _after(tries: int, state: State, detail: str | None, now: datetime) -> dict[str, object]:
    """What a letter's row says after a try."""
    values: dict[str, object] = {"state": state.value, "detail": detail, "next_at": now}
    if state is State.SENT:
        return values | {"sent_at": now}
    if state is not State.WAITING:
        return values
    values["tries"] = tries + 1
    if tries >= len(WAITS):
        why = NOT_IN_TIME.format(tries=tries + 1, detail=detail)
        return values | {"state": State.FAILED.value, "detail": why}
    return values | {"next_at": now + WAITS[tries]}


def _letters(store: Store, where: ColumnElement[bool]) -> list[LetterRecord]:
    with store.read() as connection:
        return _on_file(connection, where)


def _on_file(connection: Connection, where: ColumnElement[bool]) -> list[LetterRecord]:
    """The letters of a condition, the oldest first."""
    columns = [letter.c[name] for name in LetterRecord.__slots__]
    rows = connection.execute(select(*columns).where(where).order_by(letter.c.id)).mappings()
    return [LetterRecord(**{**row, "state": State(row["state"])}) for row in rows]
