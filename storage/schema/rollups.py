"""The tables that can be dropped and built again: what the readings say, ready to be asked.

They are kept in the same transaction as the readings (`storage.rollups`), and built anew from
them alone (`storage.rollups`). A row says nothing that no reading says.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Table

from storage.schema.base import account_key, metadata
from storage.types import Day, Instant, Whole, never_negative

account_day = Table(
    "account_day",
    metadata,
    account_key(primary_key=True),
    Column("day", Day, primary_key=True, doc="the day in the institution's zone, as of its looks"),
    Column("at", Instant, doc="when the followers were last told that day; empty if never"),
    Column("followers", Whole, doc="how many were told then"),
    Column("looks", Integer, nullable=False, doc="readings of that day, with followers or not"),
    CheckConstraint("(at IS NULL) = (followers IS NULL)", name="told_at"),
    *never_negative("followers", "looks"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

post_now = Table(
    "post_now",
    metadata,
    Column("post_id", Whole, ForeignKey("post.id"), primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False, doc="when it was last looked at"),
    Column("views", Whole, doc="each count as it was told last, at that look or before"),
    Column("reach", Whole),
    Column("likes", Whole),
    Column("comments", Whole),
    Column("shares", Whole),
    Column("quotes", Whole),
    Column("saves", Whole),
    *never_negative("views", "reach", "likes", "comments", "shares", "quotes", "saves"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
