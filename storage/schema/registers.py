"""The tables of the registers that staff keep: activities, statements, periods, topics of posts.

A statement has no field for a person, an address, a place, a file or a foreign page: the posts
that it names are the office's own, by reference.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    TypedColumns,
)

from metrics.activity import Stand
from metrics.calendar import Certainty
from metrics.quantity import Evidence
from metrics.statement import OfficeAnswer, StatementOutcome
from storage.schema.base import PRINTED, key, metadata
from storage.types import Day, Instant, Whole, never_negative, one_of


class By(StrEnum):
    """Who gave a post its topic."""

    RULE = "rule"
    HAND = "hand"


class _Activity(TypedColumns):
    id = key()
    period = Column(Text, nullable=False, doc="2026, 2026-03, 2026-W46 or 2026-03-09")
    kind = Column(Text, nullable=False, doc="a built-in kind, or one of the settings")
    count = Column(Whole, nullable=False)
    evidence = Column(Text, nullable=False)
    precision = Column(Text, nullable=False)
    in_total = Column(Text, nullable=False, doc="check: a printed total, to compare ours with")
    source = Column(Text, nullable=False)
    note: Column[str | None] = Column(Text)
    coverage: Column[str | None] = Column(Text, doc="what the count covers, in a few words")
    recorded_at = Column(Instant, nullable=False)
    recorded_by = Column(Text, nullable=False)
    supersedes: Column[int | None] = Column(Whole, ForeignKey("activity.id"), unique=True)
    reason: Column[str | None] = Column(Text, doc="why it supersedes the other")


activity = Table(
    "activity",
    metadata,
    _Activity,
    one_of("evidence", (Evidence.MEASURED, Evidence.PUBLISHED)),
    one_of("precision", PRINTED),
    one_of("in_total", Stand),
    *never_negative("count"),
    CheckConstraint("(supersedes IS NULL) = (reason IS NULL)", name="superseded_with_reason"),
    sqlite_strict=True,
)


class _Statement(TypedColumns):
    id = key()
    key = Column(Text, nullable=False, doc="the office's own number for the content")
    noticed_at: Column[datetime | None] = Column(Instant, doc="empty where only the day is known")
    noticed_on = Column(Day, nullable=False)
    outcome = Column(Text, nullable=False)
    answer = Column(Text, nullable=False)
    note: Column[str | None] = Column(Text)
    recorded_at = Column(Instant, nullable=False)
    recorded_by = Column(Text, nullable=False)
    supersedes: Column[int | None] = Column(Whole, ForeignKey("statement.id"), unique=True)
    reason: Column[str | None] = Column(Text, doc="why it supersedes the other")


statement = Table(
    "statement",
    metadata,
    _Statement,
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


class _StatementInformed(TypedColumns):
    statement_id = _statement_key()
    channel = Column(Text, primary_key=True)
    day: Column[date | None] = Column(Day, doc="on which the public was informed there")
    at: Column[datetime | None] = Column(Instant, doc="when, where the time is known")


statement_informed = Table(
    "statement_informed",
    metadata,
    _StatementInformed,
    CheckConstraint("day IS NOT NULL OR at IS NOT NULL", name="some_time"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


class _StatementPost(TypedColumns):
    statement_id = _statement_key()
    post_id = Column(
        Whole, ForeignKey("post.id"), primary_key=True, autoincrement=False, index=True
    )


statement_post = Table(
    "statement_post",
    metadata,
    _StatementPost,
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


class _CalendarPeriod(TypedColumns):
    id = key()
    season = Column(Text, nullable=False, doc="ramadan, or a word of the office's own")
    label = Column(Text, nullable=False, doc="the year by which it is told apart: 1448, 2025-2026")
    since = Column(Day, nullable=False)
    until = Column(Day, nullable=False, doc="the first day after it")
    certainty = Column(Text, nullable=False)
    name_ar: Column[str | None] = Column(Text, doc="of the season; empty: as it is called already")
    name_fr: Column[str | None] = Column(Text)
    name_en: Column[str | None] = Column(Text)
    source = Column(Text, nullable=False)
    note: Column[str | None] = Column(Text)
    recorded_at = Column(Instant, nullable=False)
    recorded_by = Column(Text, nullable=False)
    supersedes: Column[int | None] = Column(Whole, ForeignKey("calendar_period.id"), unique=True)
    reason: Column[str | None] = Column(Text, doc="why it supersedes the other")


calendar_period = Table(
    "calendar_period",
    metadata,
    _CalendarPeriod,
    one_of("certainty", Certainty),
    CheckConstraint("since < until", name="some_days"),
    CheckConstraint("(supersedes IS NULL) = (reason IS NULL)", name="superseded_with_reason"),
    sqlite_strict=True,
)


class _Wording(TypedColumns):
    id = key()
    text = Column(Text, nullable=False, doc="a source, a coverage or a note, as entries have it")
    language = Column(Text, nullable=False)
    words = Column(Text, nullable=False, doc="what it says in that language")
    recorded_at = Column(Instant, nullable=False)
    recorded_by = Column(Text, nullable=False)
    supersedes: Column[int | None] = Column(Whole, ForeignKey("wording.id"), unique=True)
    reason: Column[str | None] = Column(Text, doc="why it supersedes the other")


wording = Table(
    "wording",
    metadata,
    _Wording,
    CheckConstraint("(supersedes IS NULL) = (reason IS NULL)", name="superseded_with_reason"),
    sqlite_strict=True,
)


class _Topic(TypedColumns):
    post_id = Column(Whole, ForeignKey("post.id"), primary_key=True, autoincrement=False)
    topic = Column(Text, primary_key=True)
    given_by = Column(Text, nullable=False)
    is_off = Column(Integer, nullable=False, doc="1: taken away by hand, whatever a rule says")
    who: Column[str | None] = Column(Text, doc="whose hand")
    at = Column(Instant, nullable=False)


topic = Table(
    "topic",
    metadata,
    _Topic,
    one_of("given_by", By),
    CheckConstraint("is_off IN (0, 1)", name="is_off_known"),
    CheckConstraint(f"is_off = 0 OR given_by = '{By.HAND}'", name="off_by_hand"),
    CheckConstraint(f"(who IS NOT NULL) = (given_by = '{By.HAND}')", name="hand_named"),
    Index(None, "topic"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
