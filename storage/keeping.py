"""Which slots were kept, stretch by stretch: a year of hours without an object for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    cast,
    extract,
    select,
    type_coerce,
)

from metrics.completeness import KEPT, Stretch
from metrics.snapshot import Outcome, Reason
from storage.accounts import find
from storage.schema import slot
from storage.store import Store
from storage.visits import SlotRecord

KEPT_WORDS = [outcome.value for outcome in KEPT]


def kept_stretches(
    store: Store, account_name: str, since: datetime, until: datetime, length: timedelta
) -> list[Stretch]:
    """The stretches of kept slots that begin in [since, until), oldest first.

    Slots of another length, which was changed in between, count as those in which they lie.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        query = (
            select(_seconds(connection))
            .where(slot.c.account_id == find(connection, account_name).id)
            .where(slot.c.start >= since, slot.c.start < until, slot.c.outcome.in_(KEPT_WORDS))
        )
        starts = connection.execute(query.order_by(slot.c.start)).scalars()
        return list(_stretches(starts, int(length.total_seconds())))


def lost_slots(
    store: Store, account_name: str, since: datetime, until: datetime
) -> list[SlotRecord]:
    """The slots on file that begin in [since, until) and in which nothing was read, oldest first.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        query = (
            select(slot.c.start, slot.c.outcome, slot.c.reason)
            .where(slot.c.account_id == find(connection, account_name).id)
            .where(slot.c.start >= since, slot.c.start < until)
            .where(slot.c.outcome.not_in(KEPT_WORDS))
        )
        return [
            SlotRecord(account_name, start, Outcome(outcome), reason and Reason(reason))
            for start, outcome, reason in connection.execute(query.order_by(slot.c.start))
        ]


def _seconds(connection: Connection) -> ColumnElement[int]:
    """The beginning of a slot in seconds since 1970, in which SQLite keeps it anyway."""
    if connection.dialect.name == "sqlite":
        return type_coerce(slot.c.start, Integer)
    return cast(extract("epoch", slot.c.start), BigInteger)


def _stretches(starts: Iterable[int], length: int) -> Iterator[Stretch]:
    begun, end = 0, 0
    for start in starts:
        begins = start // length * length
        if begins > end:
            if end:
                yield _stretch(begun, end)
            begun = begins
        end = begins + length
    if end:
        yield _stretch(begun, end)


def _stretch(since: int, until: int) -> Stretch:
    return Stretch(datetime.fromtimestamp(since, UTC), datetime.fromtimestamp(until, UTC))
