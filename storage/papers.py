"""The tables behind the papers that leave the house: the outbox of letters, the sealed years.

A recipient is the address of an office or of an administrator, as the settings name it.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, UniqueConstraint

from storage.columns import Day, Instant, never_negative, one_of
from storage.tables import key, metadata


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
