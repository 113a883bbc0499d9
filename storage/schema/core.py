"""The tables of accounts, visits, posts and their readings, of printed figures and events.

`None` (NULL) means "the platform did not say" and is never 0. Readings are one immutable row
per look, keyed by what was looked at and when, and kept without a hidden row number: on SQLite
a post reading takes some 26 bytes. No table holds a secret, nor anything about anybody but the
institution itself; a test holds the list of columns literally.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from metrics.model import Form, Kind, Outcome, Reason
from storage.schema.base import PRINTED, account_key, key, metadata
from storage.types import Day, Dollars, Instant, Whole, never_negative, one_of

account = Table(
    "account",
    metadata,
    key(),
    Column("name", Text, nullable=False, unique=True, doc="its name in the settings"),
    Column("platform", Text, nullable=False),
    Column("platform_id", Text, doc="the platform's id of it"),
    Column("handle", Text),
    Column("display_name", Text),
    Column("verified", Text, doc="the kind of badge, in the platform's own word"),
    Column("proven_at", Instant, doc="when the platform last told that it is ours"),
    sqlite_strict=True,
)

slot = Table(
    "slot",
    metadata,
    account_key(primary_key=True),
    Column("start", Instant, primary_key=True, doc="the first second of the slot"),
    Column("outcome", Text, nullable=False, doc="the best of its visits"),
    Column("reason", Text, doc="of a failed or missed slot"),
    one_of("outcome", Outcome),
    one_of("reason", Reason),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

visit = Table(
    "visit",
    metadata,
    key(),
    account_key(),
    Column("at", Instant, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("cost_micro_usd", Dollars, nullable=False, doc="millionths of a US dollar"),
    UniqueConstraint("account_id", "at"),
    one_of("outcome", (Outcome.OK, Outcome.PARTIAL, Outcome.FAILED)),
    *never_negative("requests", "cost_micro_usd"),
    sqlite_strict=True,
)

failure = Table(
    "failure",
    metadata,
    key(),
    Column("visit_id", Whole, ForeignKey("visit.id"), nullable=False, index=True),
    Column("scope", Text, nullable=False, doc="account, posts, or a metric"),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("until", Instant, doc="not to be tried again before then"),
    one_of("reason", Reason),
    sqlite_strict=True,
)

account_reading = Table(
    "account_reading",
    metadata,
    account_key(primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("day", Day, nullable=False, doc="the day in the institution's zone"),
    Column("visit_id", Whole, ForeignKey("visit.id"), nullable=False),
    Column("followers", Whole),
    Column("following", Whole),
    Column("posts_total", Whole),
    Column("listed", Whole),
    *never_negative("followers", "following", "posts_total", "listed"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

post = Table(
    "post",
    metadata,
    key(),
    account_key(),
    Column("platform_id", Text, doc="the platform's id; empty once it had to be forgotten"),
    Column("published_at", Instant, nullable=False),
    Column("kind", Text, nullable=False),
    Column("form", Text),
    Column("text", Text),
    Column("url", Text),
    Column("vanished_at", Instant, doc="when the platform first told that it is gone"),
    UniqueConstraint("account_id", "platform_id"),
    Index(None, "account_id", "published_at"),
    one_of("kind", Kind),
    one_of("form", Form),
    CheckConstraint(f"kind = '{Kind.POST}' OR text IS NULL", name="only_own_words"),
    CheckConstraint("vanished_at IS NULL OR text IS NULL", name="vanished_without_text"),
    sqlite_strict=True,
)

post_reading = Table(
    "post_reading",
    metadata,
    Column("post_id", Whole, ForeignKey("post.id"), primary_key=True, autoincrement=False),
    Column("at", Instant, primary_key=True),
    Column("views", Whole),
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

printed_figure = Table(
    "printed_figure",
    metadata,
    key(),
    Column("period", Text, nullable=False, doc="2026, 2026-03, 2026-W46 or 2026-03-09"),
    Column("as_of", Day, doc="the day, where one was printed"),
    Column("account", Text, nullable=False, doc="an account's name, or the source's own word"),
    Column("metric", Text, nullable=False),
    Column("numerator", Whole, nullable=False, doc="the value is numerator / denominator"),
    Column("denominator", Whole, nullable=False),
    Column("precision", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("note", Text),
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("supersedes", Whole, ForeignKey("printed_figure.id"), unique=True),
    Column("reason", Text, doc="why it supersedes the other"),
    one_of("precision", PRINTED),
    CheckConstraint("denominator > 0", name="denominator_positive"),
    CheckConstraint("(supersedes IS NULL) = (reason IS NULL)", name="superseded_with_reason"),
    sqlite_strict=True,
)

event = Table(
    "event",
    metadata,
    key(),
    Column("since", Day, nullable=False),
    Column("until", Day, nullable=False, doc="the first day after it"),
    Column("name_ar", Text),
    Column("name_fr", Text),
    Column("name_en", Text),
    Column("source", Text),
    Column("note", Text),
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("supersedes", Whole, ForeignKey("event.id"), unique=True),
    Column("reason", Text, doc="why it supersedes the other"),
    Column("account", Text, doc="the account that was opened for it"),
    CheckConstraint("since < until", name="some_days"),
    CheckConstraint("coalesce(name_ar, name_fr, name_en) IS NOT NULL", name="named"),
    CheckConstraint("(supersedes IS NULL) = (reason IS NULL)", name="superseded_with_reason"),
    sqlite_strict=True,
)

change = Table(
    "change",
    metadata,
    key(),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False, doc="a person, or `platform` for what we noticed"),
    account_key(nullable=True),
    Column("what", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("why", Text),
    sqlite_strict=True,
)
