"""The tables of the registers that staff keep: activities, statements, the topics of posts.

A statement has no field for a person, an address, a place, a file or a foreign page: the posts
that it names are the office's own, by reference.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from metrics.activity import Stand
from metrics.quantity import Evidence
from metrics.statement import OfficeAnswer, StatementOutcome
from storage.schema.base import PRINTED, key, metadata
from storage.types import Day, Instant, Whole, never_negative, one_of


class By(StrEnum):
    """Who gave a post its topic."""

    RULE = "rule"
    HAND = "hand"


activity = Table(
    "activity",
    metadata,
    key(),
    Column("period", Text, nullable=False, doc="2026, 2026-03, 2026-W46 or 2026-03-09"),
    Column("kind", Text, nullable=False, doc="a built-in kind, or one of the settings"),
    Column("count", Whole, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("precision", Text, nullable=False),
    Column("in_total", Text, nullable=False, doc="check: a printed total, to compare ours with"),
    Column("source", Text, nullable=False),
    Column("note", Text),
    Column("coverage", Text, doc="what the count covers, in a few words"),
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("supersedes", Whole, ForeignKey("activity.id"), unique=True),
    Column("reason", Text, doc="why it supersedes the other"),
    one_of("evidence", (Evidence.MEASURED, Evidence.PUBLISHED)),
    one_of("precision", PRINTED),
    one_of("in_total", Stand),
    *never_negative("count"),
    CheckConstraint("(supersedes IS NULL) = (reason IS NULL)", name="superseded_with_reason"),
    sqlite_strict=True,
)

statement = Table(
    "statement",
    metadata,
    key(),
    Column("key", Text, nullable=False, doc="the office's own number for the content"),
    Column("noticed_at", Instant, doc="empty where only the day is known"),
    Column("noticed_on", Day, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("note", Text),
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("supersedes", Whole, ForeignKey("statement.id"), unique=True),
    Column("reason", Text, doc="why it supersedes the other"),
    one_of("outcome", StatementOutcome),
    one_of("answer", OfficeAnswer),
    CheckConstraint("(supersedes IS NULL) = (reason IS NULL)", name="superseded_with_reason"),
    sqlite_strict=True,
)


def _statement_key() -> Column[int]:
    return Column(
        "statement_id",
        Whole,
        ForeignKey("statement.id"),
        primary_key=True,
        autoincrement=False,
    )


statement_informed = Table(
    "statement_informed",
    metadata,
    _statement_key(),
    Column("channel", Text, primary_key=True),
    Column("day", Day, doc="on which the public was informed there"),
    Column("at", Instant, doc="when, where the time is known"),
    CheckConstraint("day IS NOT NULL OR at IS NOT NULL", name="some_time"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

statement_post = Table(
    "statement_post",
    metadata,
    _statement_key(),
    Column(
        "post_id", Whole, ForeignKey("post.id"), primary_key=True, autoincrement=False, index=True
    ),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

topic = Table(
    "topic",
    metadata,
    Column("post_id", Whole, ForeignKey("post.id"), primary_key=True, autoincrement=False),
    Column("topic", Text, primary_key=True),
    Column("given_by", Text, nullable=False),
    Column("is_off", Integer, nullable=False, doc="1: taken away by hand, whatever a rule says"),
    Column("who", Text, doc="whose hand"),
    Column("at", Instant, nullable=False),
    one_of("given_by", By),
    CheckConstraint("is_off IN (0, 1)", name="is_off_known"),
    CheckConstraint(f"is_off = 0 OR given_by = '{By.HAND}'", name="off_by_hand"),
    CheckConstraint(f"(who IS NOT NULL) = (given_by = '{By.HAND}')", name="hand_named"),
    Index(None, "topic"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
