"""The tables of accounts, visits, posts and their readings, of printed figures and events.

`None` (NULL) means "the platform did not say" and is never 0. Readings are one immutable row
each, keyed by what was read and when, and kept without a hidden row number: on SQLite
a post reading takes some 26 bytes. No table holds a secret, nor anything about anybody but the
institution itself; a test holds the list of columns literally.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    text,
)

from metrics.model import Form, Kind, Outcome, Reason
from storage.schema.base import PRINTED, account_key, key, metadata
from storage.types import Day, Dollars, Instant, Whole, Worded, never_negative, one_of


class _Account(TypedColumns):
    id = key()
    name = Column(Text, nullable=False, unique=True, doc="its name in the settings")
    platform = Column(Text, nullable=False)
    platform_id: Column[str | None] = Column(Text, doc="the platform's id of it")
    handle: Column[str | None] = Column(Text)
    display_name: Column[str | None] = Column(Text)
    verified: Column[str | None] = Column(Text, doc="the kind of badge, in the platform's own word")
    proven_at: Column[datetime | None] = Column(
        Instant, doc="when the platform last told that it is ours"
    )


account = Table(
    "account",
    metadata,
    _Account,
    sqlite_strict=True,
)


class _Slot(TypedColumns):
    account_id = account_key(primary_key=True)
    start = Column(Instant, primary_key=True, doc="the first second of the slot")
    outcome = Column(Text, nullable=False, doc="the best of its visits")
    reason: Column[str | None] = Column(Text, doc="of a failed or missed slot")


slot = Table(
    "slot",
    metadata,
    _Slot,
    one_of("outcome", Outcome),
    one_of("reason", Reason),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


class _Visit(TypedColumns):
    id = key()
    account_id = account_key()
    at = Column(Instant, nullable=False)
    outcome = Column(Text, nullable=False)
    requests = Column(Integer, nullable=False)
    cost_micro_usd = Column(Dollars, nullable=False, doc="millionths of a US dollar")


visit = Table(
    "visit",
    metadata,
    _Visit,
    UniqueConstraint("account_id", "at"),
    one_of("outcome", (Outcome.OK, Outcome.PARTIAL, Outcome.FAILED)),
    *never_negative("requests", "cost_micro_usd"),
    sqlite_strict=True,
)


class _Failure(TypedColumns):
    id = key()
    visit_id = Column(Whole, ForeignKey("visit.id"), nullable=False, index=True)
    scope = Column(Text, nullable=False, doc="account, posts, or a metric")
    reason = Column(Text, nullable=False)
    detail = Column(
        Worded, nullable=False, doc="a sentence; one of ours as JSON: say, with its facts"
    )
    until: Column[datetime | None] = Column(Instant, doc="not to be tried again before then")


failure = Table(
    "failure",
    metadata,
    _Failure,
    one_of("reason", Reason),
    sqlite_strict=True,
)


class _RefusedPart(TypedColumns):
    account_id = account_key(primary_key=True)
    part = Column(Text, primary_key=True, doc="what was asked for, in the platform's own word")
    scope = Column(Text, nullable=False, doc="what is lost without it: a metric, or identity")
    reason = Column(Text, nullable=False)
    detail = Column(
        Worded, nullable=False, doc="a sentence; one of ours as JSON: say, with its facts"
    )
    until = Column(Instant, nullable=False, doc="asked for again from then on")


refused_part = Table(
    "refused_part",
    metadata,
    _RefusedPart,
    one_of("reason", Reason),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


class _AccountReading(TypedColumns):
    account_id = account_key(primary_key=True)
    at = Column(Instant, primary_key=True)
    day = Column(Day, nullable=False, doc="the day in the institution's zone")
    visit_id = Column(Whole, ForeignKey("visit.id"), nullable=False)
    followers: Column[int | None] = Column(Whole)
    following: Column[int | None] = Column(Whole)
    posts_total: Column[int | None] = Column(Whole)
    listed: Column[int | None] = Column(Whole)


account_reading = Table(
    "account_reading",
    metadata,
    _AccountReading,
    *never_negative("followers", "following", "posts_total", "listed"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


class _Post(TypedColumns):
    id = key()
    account_id = account_key()
    platform_id: Column[str | None] = Column(
        Text, doc="the platform's id; empty once it had to be forgotten"
    )
    published_at = Column(Instant, nullable=False)
    kind = Column(Text, nullable=False)
    form: Column[str | None] = Column(Text)
    text: Column[str | None] = Column(Text)
    url: Column[str | None] = Column(Text)
    vanished_at: Column[datetime | None] = Column(
        Instant, doc="when the platform first told that it is gone"
    )


post = Table(
    "post",
    metadata,
    _Post,
    UniqueConstraint("account_id", "platform_id"),
    Index(None, "account_id", "published_at"),
    # The migration says so of PostgreSQL as well; here it would load that dialect for everybody.
    Index(
        "ix_post_vanished",
        "account_id",
        "published_at",
        sqlite_where=text("vanished_at IS NOT NULL"),
    ),
    one_of("kind", Kind),
    one_of("form", Form),
    CheckConstraint(f"kind = '{Kind.POST}' OR text IS NULL", name="only_own_words"),
    CheckConstraint("vanished_at IS NULL OR text IS NULL", name="vanished_without_text"),
    sqlite_strict=True,
)


class _PostReading(TypedColumns):
    post_id = Column(Whole, ForeignKey("post.id"), primary_key=True, autoincrement=False)
    at = Column(Instant, primary_key=True)
    views: Column[int | None] = Column(Whole)
    reach: Column[int | None] = Column(Whole)
    likes: Column[int | None] = Column(Whole)
    comments: Column[int | None] = Column(Whole)
    shares: Column[int | None] = Column(Whole)
    quotes: Column[int | None] = Column(Whole)
    saves: Column[int | None] = Column(Whole)


post_reading = Table(
    "post_reading",
    metadata,
    _PostReading,
    *never_negative("views", "reach", "likes", "comments", "shares", "quotes", "saves"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


class _PostCoverage(TypedColumns):
    account_id = account_key(primary_key=True)
    since = Column(Instant, primary_key=True, doc="from then on every own post is on file")
    until = Column(Instant, nullable=False, doc="until then, itself excluded")


post_coverage = Table(
    "post_coverage",
    metadata,
    _PostCoverage,
    CheckConstraint("since <= until", name="some_time"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


class _PrintedFigure(TypedColumns):
    id = key()
    period = Column(Text, nullable=False, doc="2026, 2026-03, 2026-W46 or 2026-03-09")
    as_of: Column[date | None] = Column(Day, doc="the day, where one was printed")
    account = Column(Text, nullable=False, doc="an account's name, or the source's own word")
    metric = Column(Text, nullable=False)
    numerator = Column(Whole, nullable=False, doc="the value is numerator / denominator")
    denominator = Column(Whole, nullable=False)
    precision = Column(Text, nullable=False)
    source = Column(Text, nullable=False)
    note: Column[str | None] = Column(Text)
    recorded_at = Column(Instant, nullable=False)
    recorded_by = Column(Text, nullable=False)
    supersedes: Column[int | None] = Column(Whole, ForeignKey("printed_figure.id"), unique=True)
    reason: Column[str | None] = Column(Text, doc="why it supersedes the other")


printed_figure = Table(
    "printed_figure",
    metadata,
    _PrintedFigure,
    one_of("precision", PRINTED),
    CheckConstraint("denominator > 0", name="denominator_positive"),
    CheckConstraint("(supersedes IS NULL) = (reason IS NULL)", name="superseded_with_reason"),
    sqlite_strict=True,
)


class _Event(TypedColumns):
    id = key()
    since = Column(Day, nullable=False)
    until = Column(Day, nullable=False, doc="the first day after it")
    name_ar: Column[str | None] = Column(Text)
    name_fr: Column[str | None] = Column(Text)
    name_en: Column[str | None] = Column(Text)
    source: Column[str | None] = Column(Text)
    note: Column[str | None] = Column(Text)
    recorded_at = Column(Instant, nullable=False)
    recorded_by = Column(Text, nullable=False)
    supersedes: Column[int | None] = Column(Whole, ForeignKey("event.id"), unique=True)
    reason: Column[str | None] = Column(Text, doc="why it supersedes the other")
    account: Column[str | None] = Column(Text, doc="the account that was opened for it")


event = Table(
    "event",
    metadata,
    _Event,
    CheckConstraint("since < until", name="some_days"),
    CheckConstraint("coalesce(name_ar, name_fr, name_en) IS NOT NULL", name="named"),
    CheckConstraint("(supersedes IS NULL) = (reason IS NULL)", name="superseded_with_reason"),
    sqlite_strict=True,
)


class _Change(TypedColumns):
    id = key()
    at = Column(Instant, nullable=False)
    who = Column(Text, nullable=False, doc="a person, or `platform` for what we noticed")
    account_id: Column[int | None] = Column(Whole, ForeignKey("account.id"), autoincrement=False)
    what = Column(Text, nullable=False)
    before: Column[str | None] = Column(Text)
    after: Column[str | None] = Column(Text)
    why: Column[str | None] = Column(Text)


change = Table(
    "change",
    metadata,
    _Change,
    sqlite_strict=True,
)
