"""What staff register, and the papers that leave: activities, statements, topics, letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Day, Instant, Whole

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables; an event may have an account of its own."""
    op.add_column("event", sa.Column("account", sa.Text))
    _activities()
    _statements()
    _topics()
    _letters()
    _sealed_years()


def _key() -> sa.Column[int]:
    return sa.Column("id", Whole, primary_key=True)


def _pointer(name: str, target: str, *, index: bool = False) -> sa.Column[int]:
    return sa.Column(
        name,
        Whole,
        sa.ForeignKey(f"{target}.id"),
        primary_key=True,
        autoincrement=False,
        index=index,
    )


def _recorded(own_table: str) -> list[sa.schema.SchemaItem]:
    """Who brought a row, and which one it corrects: nothing is overwritten."""
    return [
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("supersedes", Whole, sa.ForeignKey(f"{own_table}.id"), unique=True),
        sa.Column("reason", sa.Text),
        sa.CheckConstraint(
            "(supersedes IS NULL) = (reason IS NULL)", name="superseded_with_reason"
        ),
    ]


def _activities() -> None:
    op.create_table(
        "activity",
        _key(),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("count", Whole, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("precision", sa.Text, nullable=False),
        sa.Column("in_total", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("coverage", sa.Text),
        *_recorded("activity"),
        sa.CheckConstraint("evidence IN ('measured', 'published')", name="evidence_known"),
        sa.CheckConstraint(
            "precision IN ('exact', 'thousand', 'about', 'at_least')", name="precision_known"
        ),
        sa.CheckConstraint("in_total IN ('yes', 'no', 'check')", name="in_total_known"),
        sa.CheckConstraint("count >= 0", name="count_not_negative"),
        sqlite_strict=True,
    )


def _statements() -> None:
    op.create_table(
        "statement",
        _key(),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("noticed_at", Instant),
        sa.Column("noticed_on", Day, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        *_recorded("statement"),
        sa.CheckConstraint(
            "outcome IN ('true', 'fabricated', 'inaccurate', 'open')", name="outcome_known"
        ),
        sa.CheckConstraint(
            "answer IN ('communique', 'denial', 'rectification', 'none')", name="answer_known"
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "statement_informed",
        _pointer("statement_id", "statement"),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("day", Day),
        sa.Column("at", Instant),
        sa.CheckConstraint("day IS NOT NULL OR at IS NOT NULL", name="some_time"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "statement_post",
        _pointer("statement_id", "statement"),
        _pointer("post_id", "post", index=True),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _topics() -> None:
    op.create_table(
        "topic",
        _pointer("post_id", "post"),
        sa.Column("topic", sa.Text, primary_key=True),
        sa.Column("given_by", sa.Text, nullable=False),
        sa.Column("is_off", sa.Integer, nullable=False),
        sa.Column("who", sa.Text),
        sa.Column("at", Instant, nullable=False),
        sa.Index(None, "topic"),
        sa.CheckConstraint("given_by IN ('rule', 'hand')", name="given_by_known"),
        sa.CheckConstraint("is_off IN (0, 1)", name="is_off_known"),
        sa.CheckConstraint("is_off = 0 OR given_by = 'hand'", name="off_by_hand"),
        sa.CheckConstraint("(who IS NOT NULL) = (given_by = 'hand')", name="hand_named"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _letters() -> None:
    op.create_table(
        "letter",
        _key(),
        sa.Column("week", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("claims", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("enqueued_at", Instant, nullable=False),
        sa.Column("next_at", Instant, nullable=False),
        sa.Column("claimed_at", Instant),
        sa.Column("sent_at", Instant),
        sa.Column("detail", sa.Text),
        sa.UniqueConstraint("week", "recipient", "role"),
        sa.Index(None, "state", "next_at"),
        sa.CheckConstraint(
            "state IN ('waiting', 'claimed', 'handing', 'sent', 'unsure', 'failed')",
            name="state_known",
        ),
        sa.CheckConstraint("claims >= 0", name="claims_not_negative"),
        sa.CheckConstraint("tries >= 0", name="tries_not_negative"),
        sa.CheckConstraint("(sent_at IS NOT NULL) = (state = 'sent')", name="sent_when_sent"),
        sqlite_strict=True,
    )


def _sealed_years() -> None:
    op.create_table(
        "sealed_year",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("as_of", Day, nullable=False),
        sa.Column("figures", sa.Text, nullable=False),
        sa.Column("readings", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("sealed_at", Instant, nullable=False),
        sa.Column("sealed_by", sa.Text, nullable=False),
        sa.CheckConstraint("length(digest) = 64", name="digest_whole"),
        sqlite_strict=True,
    )
