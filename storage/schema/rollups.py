"""The tables that can be dropped and built again: what the readings say, ready to be asked.

They are kept in the same transaction as the readings (`storage.rollups`), and built anew from
them alone (`storage.rollups`). A row says nothing that no reading says, or no file that counts.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Table, TypedColumns

from storage.schema.base import account_key, metadata
from storage.types import Day, Instant, Whole, never_negative


class _AccountDay(TypedColumns):
    account_id = account_key(primary_key=True)
    day = Column(Day, primary_key=True, doc="the day in the institution's zone, as of its looks")
    at: Column[datetime | None] = Column(
        Instant, doc="when the followers were last told that day; empty if never"
    )
    followers: Column[int | None] = Column(Whole, doc="how many were told then")
    looks = Column(Integer, nullable=False, doc="readings of that day, with followers or not")


account_day = Table(
    "account_day",
    metadata,
    _AccountDay,
    CheckConstraint("(at IS NULL) = (followers IS NULL)", name="told_at"),
    *never_negative("followers", "looks"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


class _AccountDrop(TypedColumns):
    account_id = account_key(primary_key=True)
    at = Column(
        Instant,
        primary_key=True,
        doc="a reading that told fewer followers than the one before, by 0.3 % of them or more",
    )


account_drop = Table(
    "account_drop",
    metadata,
    _AccountDrop,
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


class _PostNow(TypedColumns):
    post_id = Column(Whole, ForeignKey("post.id"), primary_key=True, autoincrement=False)
    at = Column(Instant, nullable=False, doc="when it was last looked at")
    views: Column[int | None] = Column(
        Whole, doc="each count as it was told last, at that look or before"
    )
    reach: Column[int | None] = Column(Whole)
    likes: Column[int | None] = Column(Whole)
    comments: Column[int | None] = Column(Whole)
    shares: Column[int | None] = Column(Whole)
    quotes: Column[int | None] = Column(Whole)
    saves: Column[int | None] = Column(Whole)


post_now = Table(
    "post_now",
    metadata,
    _PostNow,
    *never_negative("views", "reach", "likes", "comments", "shares", "quotes", "saves"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


class _PostAtAge(TypedColumns):
    post_id = Column(Whole, ForeignKey("post.id"), primary_key=True, autoincrement=False)
    age_days = Column(
        Integer, primary_key=True, autoincrement=False, doc="so long after its publication"
    )
    views: Column[int | None] = Column(
        Whole, doc="each number as it was then: read, or estimated between two looks; else empty"
    )
    reach: Column[int | None] = Column(Whole)
    likes: Column[int | None] = Column(Whole)
    comments: Column[int | None] = Column(Whole)
    shares: Column[int | None] = Column(Whole)
    quotes: Column[int | None] = Column(Whole)
    saves: Column[int | None] = Column(Whole)
    interactions: Column[int | None] = Column(
        Whole, doc="the sum of the platform's own list of them"
    )
    estimated = Column(
        Integer, nullable=False, doc="a bit for each number, in order, that is an estimate"
    )
    is_open = Column(Integer, nullable=False, doc="1: a later look may still tell more")


post_at_age = Table(
    "post_at_age",
    metadata,
    _PostAtAge,
    *never_negative("views", "reach", "likes", "comments", "shares", "quotes", "saves"),
    *never_negative("interactions", "estimated"),
    CheckConstraint("is_open IN (0, 1)", name="is_open_known"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


class _PostInFiles(TypedColumns):
    post_id = Column(Whole, ForeignKey("post.id"), primary_key=True, autoincrement=False)
    told_on = Column(Day, nullable=False, doc="the day of the latest download that tells of it")
    views: Column[int | None] = Column(
        Whole, doc="each count as the file downloaded last tells it, of those that tell it"
    )
    reach: Column[int | None] = Column(Whole)
    likes: Column[int | None] = Column(Whole)
    comments: Column[int | None] = Column(Whole)
    shares: Column[int | None] = Column(Whole)
    quotes: Column[int | None] = Column(Whole)
    saves: Column[int | None] = Column(Whole)


post_in_files = Table(
    "post_in_files",
    metadata,
    _PostInFiles,
    *never_negative("views", "reach", "likes", "comments", "shares", "quotes", "saves"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
