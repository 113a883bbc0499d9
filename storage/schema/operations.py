"""The tables of what a daemon must remember across restarts, and of what leaves the house.

Money, jobs, alerts, backoff; the outbox of letters, the sealed years.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
)

from metrics.model import Outcome, Reason
from storage.schema.base import account_key, key, metadata
from storage.types import Day, Dollars, Instant, Worded, never_negative, one_of


class _Spend(TypedColumns):
    id = key()
    account_id = account_key()
    at = Column(Instant, nullable=False, doc="when it was reserved: its UTC day and month")
    reserved_micro_usd = Column(Dollars, nullable=False, doc="the worst case of one request")
    settled_micro_usd: Column[Decimal | None] = Column(
        Dollars, doc="what it cost; empty where that never became known"
    )
    resource: Column[str | None] = Column(
        Text,
        doc="the id of what was asked for, where that was one thing; of a request that is only"
        " counted, whose token it was",
    )


spend = Table(
    "spend",
    metadata,
    _Spend,
    Index(None, "at"),
    *never_negative("reserved_micro_usd", "settled_micro_usd"),
    sqlite_strict=True,
)


class _Job(TypedColumns):
    kind = Column(Text, primary_key=True)
    key = Column(Text, primary_key=True, doc="the day, week or report that it is for")
    claimed_at = Column(Instant, nullable=False)
    ended_at: Column[datetime | None] = Column(Instant)
    outcome: Column[str | None] = Column(Text)
    reason: Column[str | None] = Column(Worded, doc="a sentence, where it did not go well")


job = Table(
    "chore",
    metadata,
    _Job,
    one_of("outcome", (Outcome.OK, Outcome.PARTIAL, Outcome.FAILED)),
    CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ended_with_outcome"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


class _Alert(TypedColumns):
    id = key()
    kind = Column(Text, nullable=False)
    subject = Column(Text, nullable=False, doc="an account, a platform, a file")
    detail = Column(
        Worded, nullable=False, doc="a sentence; one of ours as JSON: say, with its facts"
    )
    opened_at = Column(Instant, nullable=False)
    told_at: Column[datetime | None] = Column(Instant, doc="when people were last told of it")
    closed_at: Column[datetime | None] = Column(Instant)
    end_told_at: Column[datetime | None] = Column(
        Instant, doc="when people were told that it has ended"
    )


alert = Table(
    "alert",
    metadata,
    _Alert,
    sqlite_strict=True,
)

# The migration says so of PostgreSQL as well; here it would load that dialect for everybody.
STILL_OPEN = alert.c.closed_at.is_(None)
Index("uq_alert_open", alert.c.kind, alert.c.subject, unique=True, sqlite_where=STILL_OPEN)


class _Backoff(TypedColumns):
    scope = Column(Text, primary_key=True, doc="a platform or an account")
    not_before: Column[datetime | None] = Column(Instant, doc="not to be asked before then")
    reason: Column[str | None] = Column(Text)
    failures = Column(Integer, nullable=False, doc="how many visits in a row have failed")


backoff = Table(
    "pause",
    metadata,
    _Backoff,
    one_of("reason", Reason),
    CheckConstraint("(not_before IS NULL) = (reason IS NULL)", name="paused_with_reason"),
    *never_negative("failures"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


class State(StrEnum):
    """How far a letter has come."""

    WAITING = "waiting"
    """To be sent, at once or later."""
    CLAIMED = "claimed"
    """Somebody is about to send it; nothing of it has left."""
    HANDING = "handing"
    """It is being handed over: from here on it may have arrived."""
    SENT = "sent"
    UNSURE = "unsure"
    """It may have arrived: it is never sent again by itself, and a person is told."""
    FAILED = "failed"
    """It was refused, for good or for too long."""


class _Letter(TypedColumns):
    id = key()
    week = Column(Text, nullable=False, doc="2026-W46 (ISO 8601); of a report its key and days")
    recipient = Column(Text, nullable=False, doc="an address of the settings")
    language = Column(Text, nullable=False)
    role = Column(Text, nullable=False)
    message_id = Column(Text, nullable=False, doc="the same at every try")
    state = Column(Text, nullable=False)
    claims = Column(Integer, nullable=False, doc="how often somebody took it on")
    tries = Column(Integer, nullable=False, doc="how often it was put off")
    enqueued_at = Column(Instant, nullable=False)
    next_at = Column(Instant, nullable=False, doc="not to be tried before then")
    claimed_at: Column[datetime | None] = Column(
        Instant, doc="when somebody last took it on, or began to hand it over"
    )
    sent_at: Column[datetime | None] = Column(Instant)
    detail: Column[str | None] = Column(Text, doc="what the server said last, or what went wrong")


letter = Table(
    "letter",
    metadata,
    _Letter,
    UniqueConstraint("week", "recipient", "role"),
    Index(None, "state", "next_at"),
    one_of("state", State),
    *never_negative("claims", "tries"),
    CheckConstraint(f"(sent_at IS NOT NULL) = (state = '{State.SENT}')", name="sent_when_sent"),
    sqlite_strict=True,
)


class _SealedYear(TypedColumns):
    year = Column(Integer, primary_key=True, autoincrement=False)
    as_of = Column(Day, nullable=False, doc="the day up to which it tells")
    figures = Column(
        Text,
        nullable=False,
        doc="JSON in one canonical spelling, with the `version` of its form; no texts",
    )
    readings = Column(Text, nullable=False, doc="JSON: [account, when] of each reading used")
    digest = Column(Text, nullable=False, doc="SHA-256 of all of the above, in hexadecimals")
    sealed_at = Column(Instant, nullable=False)
    sealed_by = Column(Text, nullable=False)


sealed_year = Table(
    "sealed_year",
    metadata,
    _SealedYear,
    CheckConstraint("length(digest) = 64", name="digest_whole"),
    sqlite_strict=True,
)
