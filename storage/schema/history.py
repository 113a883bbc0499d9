"""The tables of the past: files that were taken in, and what is told of an account's days."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
)

from metrics.model import Kind
from metrics.quantity import Evidence
from storage.schema.base import account_key, key, metadata
from storage.types import Day, Instant, Whole, never_negative, one_of


class _SourceFile(TypedColumns):
    id = key()
    account_id = account_key()
    sha256 = Column(Text, nullable=False, doc="of its bytes, 64 hexadecimal digits")
    name = Column(Text, nullable=False, doc="what it was called, without its folder")
    kind = Column(Text, nullable=False, doc="the kind of export, such as `x_overview`")
    downloaded_on = Column(Day, nullable=False, doc="the day on which somebody downloaded it")
    zone = Column(Text, nullable=False, doc="whose days and times it tells")
    since: Column[date | None] = Column(Day, doc="the first day that it tells of")
    until: Column[date | None] = Column(Day, doc="the first day after those")
    rows = Column(Whole, nullable=False, doc="how many of its rows were taken in")
    taken_at = Column(Instant, nullable=False)
    taken_by = Column(Text, nullable=False)
    undone_at: Column[datetime | None] = Column(Instant, doc="since when it counts no more")
    undone_by: Column[str | None] = Column(Text)
    undone_reason: Column[str | None] = Column(Text)


source_file = Table(
    "source_file",
    metadata,
    _SourceFile,
    Index(None, "account_id", "sha256"),
    *never_negative("rows"),
    CheckConstraint("(since IS NULL) = (until IS NULL)", name="days_together"),
    CheckConstraint("since < until", name="some_days"),
    CheckConstraint(
        "(undone_at IS NULL) = (undone_by IS NULL) AND (undone_at IS NULL) ="
        " (undone_reason IS NULL)",
        name="undone_with_reason",
    ),
    sqlite_strict=True,
)


class _AccountDayMetric(TypedColumns):
    id = key()
    account_id = account_key()
    day = Column(Day, nullable=False, doc="the platform's own day, by the calendar of `zone`")
    metric = Column(Text, nullable=False)
    value = Column(Whole, nullable=False, doc="of a net growth it may be negative")
    low: Column[int | None] = Column(Whole, doc="the true count is not below; empty: not known")
    high: Column[int | None] = Column(Whole, doc="the true count is not above; empty: not known")
    evidence = Column(Text, nullable=False)
    zone = Column(Text, nullable=False)
    told_as = Column(Text, nullable=False, doc="the platform's own word, or the file's column")
    told_at = Column(Instant, nullable=False, doc="when it was asked, or the file downloaded")
    source_file_id: Column[int | None] = Column(Whole, ForeignKey("source_file.id"))


account_day_metric = Table(
    "account_day_metric",
    metadata,
    _AccountDayMetric,
    one_of("evidence", (Evidence.REPORTED, Evidence.EXPORTED)),
    CheckConstraint(
        f"(evidence = '{Evidence.EXPORTED}') = (source_file_id IS NOT NULL)",
        name="exported_from_a_file",
    ),
    CheckConstraint("low <= value AND value <= high", name="within_its_bounds"),
    UniqueConstraint("source_file_id", "day", "metric"),
    Index(None, "account_id", "metric", "day"),
    sqlite_strict=True,
)


class _ExportedPost(TypedColumns):
    id = key()
    source_file_id = Column(Whole, ForeignKey("source_file.id"), nullable=False)
    platform_id: Column[str | None] = Column(
        Text, doc="the platform's id; empty once it had to be forgotten"
    )
    published_at: Column[datetime | None] = Column(Instant, doc="empty where the file tells a day")
    kind = Column(Text, nullable=False)
    url: Column[str | None] = Column(Text)
    post_id: Column[int | None] = Column(
        Whole, ForeignKey("post.id"), index=True, doc="empty where the file tells no moment of it"
    )
    views: Column[int | None] = Column(Whole)
    reach: Column[int | None] = Column(Whole)
    likes: Column[int | None] = Column(Whole)
    comments: Column[int | None] = Column(Whole)
    shares: Column[int | None] = Column(Whole)
    quotes: Column[int | None] = Column(Whole)
    saves: Column[int | None] = Column(Whole)


exported_post = Table(
    "exported_post",
    metadata,
    _ExportedPost,
    one_of("kind", Kind),
    *never_negative("views", "reach", "likes", "comments", "shares", "quotes", "saves"),
    UniqueConstraint("source_file_id", "platform_id"),
    sqlite_strict=True,
)
