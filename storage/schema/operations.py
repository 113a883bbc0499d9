"""The tables of what a daemon must remember across restarts, and of what leaves the house.

Money, jobs, alerts, pauses; the outbox of letters, the sealed years.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, UniqueConstraint

from metrics.model import Outcome, Reason
from storage.schema.base import account_key, key, metadata
from storage.types import Day, Dollars, Instant, never_negative, one_of

spend = Table(
    "spend",
    metadata,
    key(),
    account_key(),
    Column("at", Instant, nullable=False, doc="when it was reserved: its UTC day and month"),
    Column("reserved_micro_usd", Dollars, nullable=False, doc="the worst case of one request"),
    Column("settled_micro_usd", Dollars, doc="what it cost; empty where that never became known"),
    Column("resource", Text, doc="the id of what was asked for, where that was one thing"),
    Index(None, "at"),
    *never_negative("reserved_micro_usd", "settled_micro_usd"),
    sqlite_strict=True,
)

chore = Table(
    "chore",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True, doc="the day or week that it is for"),
    Column("claimed_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("outcome", Text),
    Column("reason", Text, doc="a sentence, where it did not go well"),
    one_of("outcome", (Outcome.OK, Outcome.PARTIAL, Outcome.FAILED)),
    CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ended_with_outcome"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

alert = Table(
    "alert",
    metadata,
    key(),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False, doc="an account, a platform, a file"),
    Column("detail", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("told_at", Instant, doc="when people were last told of it"),
    Column("closed_at", Instant),
    Column("end_told_at", Instant, doc="when people were told that it has ended"),
    sqlite_strict=True,
)
STILL_OPEN = alert.c.closed_at.is_(None)
Index(
    "uq_alert_open",
    alert.c.kind,
    alert.c.subject,
    unique=True,
    sqlite_where=STILL_OPEN,
    postgresql_where=STILL_OPEN,
)

pause = Table(
    "pause",
    metadata,
    Column("scope", Text, primary_key=True, doc="a platform or an account"),
    Column("not_before", Instant, doc="not to be asked before then"),
    Column("reason", Text),
    Column("failures", Integer, nullable=False, doc="how many visits in a row have failed"),
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


letter = Table(
    "letter",
    metadata,
    key(),
    Column("week", Text, nullable=False, doc="2026-W46 (ISO 8601)"),
    Column("recipient", Text, nullable=False, doc="an address of the settings"),
    Column("language", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("message_id", Text, nullable=False, doc="the same at every try"),
    Column("state", Text, nullable=False),
    Column("claims", Integer, nullable=False, doc="how often somebody took it on"),
    Column("tries", Integer, nullable=False, doc="how often it was put off"),
    Column("enqueued_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False, doc="not to be tried before then"),
    Column("claimed_at", Instant, doc="when somebody last took it on, or began to hand it over"),
    Column("sent_at", Instant),
    Column("detail", Text, doc="what the server said last, or what went wrong"),
    UniqueConstraint("week", "recipient", "role"),
    Index(None, "state", "next_at"),
    one_of("state", State),
    *never_negative("claims", "tries"),
    CheckConstraint(f"(sent_at IS NOT NULL) = (state = '{State.SENT}')", name="sent_when_sent"),
    sqlite_strict=True,
)

sealed_year = Table(
    "sealed_year",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("as_of", Day, nullable=False, doc="the day up to which it tells"),
    Column(
        "figures",
        Text,
        nullable=False,
        doc="JSON in one canonical spelling, with the `version` of its form; no texts",
    ),
    Column("readings", Text, nullable=False, doc="JSON: [account, when] of each reading used"),
    Column("digest", Text, nullable=False, doc="SHA-256 of all of the above, in hexadecimals"),
    Column("sealed_at", Instant, nullable=False),
    Column("sealed_by", Text, nullable=False),
    CheckConstraint("length(digest) = 64", name="digest_whole"),
    sqlite_strict=True,
)
