"""The first schema: accounts, slots, visits, readings, printed figures, events, changes.

A step is a photograph of its day: it says everything itself and takes no list from the program.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Day, Dollars, Instant, Whole

revision = "0001"
down_revision = None

OUTCOMES = "outcome IN ('ok', 'partial', 'failed', 'missed')"
REASONS = (
    "reason IN ('access', 'not_ours', 'missing', 'limit', 'credit', 'ceiling', 'unavailable',"
    " 'malformed', 'terms', 'down')"
)
COUNTS = ("views", "reach", "likes", "comments", "shares", "quotes", "saves")
ACCOUNT_COUNTS = ("followers", "following", "posts_total", "listed")


def upgrade() -> None:
    """Make the tables."""
    _accounts()
    _visits()
    _account_readings()
    _posts()
    _printed_figures()
    _events()
    _changes()


def _key() -> sa.Column[int]:
    return sa.Column("id", Whole, primary_key=True)


def _pointer(name: str, target: str, **options: bool) -> sa.Column[int]:
    options = {"nullable": False, "autoincrement": False} | options
    return sa.Column(name, Whole, sa.ForeignKey(f"{target}.id"), **options)  # type: ignore[arg-type]  # all are booleans


def _counts(*names: str) -> list[sa.schema.SchemaItem]:
    checks = (sa.CheckConstraint(f"{name} >= 0", name=f"{name}_not_negative") for name in names)
    return [*(sa.Column(name, Whole) for name in names), *checks]


def _accounts() -> None:
    op.create_table(
        "account",
        _key(),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("platform_id", sa.Text),
        sa.Column("handle", sa.Text),
        sa.Column("display_name", sa.Text),
        sa.Column("verified", sa.Text),
        sa.Column("proven_at", Instant),
        sqlite_strict=True,
    )
    op.create_table(
        "slot",
        _pointer("account_id", "account", primary_key=True),
        sa.Column("start", Instant, primary_key=True),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.CheckConstraint(OUTCOMES, name="outcome_known"),
        sa.CheckConstraint(REASONS, name="reason_known"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _visits() -> None:
    op.create_table(
        "visit",
        _key(),
        _pointer("account_id", "account"),
        sa.Column("at", Instant, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("requests", sa.Integer, nullable=False),
        sa.Column("cost_micro_usd", Dollars, nullable=False),
        sa.UniqueConstraint("account_id", "at"),
        sa.CheckConstraint("outcome IN ('ok', 'partial', 'failed')", name="outcome_known"),
        sa.CheckConstraint("requests >= 0", name="requests_not_negative"),
        sa.CheckConstraint("cost_micro_usd >= 0", name="cost_micro_usd_not_negative"),
        sqlite_strict=True,
    )
    op.create_table(
        "failure",
        _key(),
        _pointer("visit_id", "visit", index=True),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("until", Instant),
        sa.CheckConstraint(REASONS, name="reason_known"),
        sqlite_strict=True,
    )


def _account_readings() -> None:
    op.create_table(
        "account_reading",
        _pointer("account_id", "account", primary_key=True),
        sa.Column("at", Instant, primary_key=True),
        sa.Column("day", Day, nullable=False),
        _pointer("visit_id", "visit"),
        *_counts(*ACCOUNT_COUNTS),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _posts() -> None:
    op.create_table(
        "post",
        _key(),
        _pointer("account_id", "account"),
        sa.Column("platform_id", sa.Text),
        sa.Column("published_at", Instant, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("form", sa.Text),
        sa.Column("text", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("vanished_at", Instant),
        sa.UniqueConstraint("account_id", "platform_id"),
        sa.Index(None, "account_id", "published_at"),
        sa.CheckConstraint("kind IN ('post', 'reply', 'repost')", name="kind_known"),
        sa.CheckConstraint(
            "form IN ('text', 'link', 'image', 'album', 'video', 'reel')", name="form_known"
        ),
        sa.CheckConstraint("kind = 'post' OR text IS NULL", name="only_own_words"),
        sa.CheckConstraint("vanished_at IS NULL OR text IS NULL", name="vanished_without_text"),
        sqlite_strict=True,
    )
    op.create_table(
        "post_reading",
        _pointer("post_id", "post", primary_key=True),
        sa.Column("at", Instant, primary_key=True),
        *_counts(*COUNTS),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _recorded(own_table: str) -> list[sa.schema.SchemaItem]:
    """Who brought a row, and which one it corrects: nothing is overwritten."""
    return [
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        _pointer("supersedes", own_table, nullable=True, unique=True),
        sa.Column("reason", sa.Text),
        sa.CheckConstraint(
            "(supersedes IS NULL) = (reason IS NULL)", name="superseded_with_reason"
        ),
    ]


def _printed_figures() -> None:
    op.create_table(
        "printed_figure",
        _key(),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("as_of", Day),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("metric", sa.Text, nullable=False),
        sa.Column("numerator", Whole, nullable=False),
        sa.Column("denominator", Whole, nullable=False),
        sa.Column("precision", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        *_recorded("printed_figure"),
        sa.CheckConstraint(
            "precision IN ('exact', 'thousand', 'about', 'at_least')", name="precision_known"
        ),
        sa.CheckConstraint("denominator > 0", name="denominator_positive"),
        sqlite_strict=True,
    )


def _events() -> None:
    op.create_table(
        "event",
        _key(),
        sa.Column("since", Day, nullable=False),
        sa.Column("until", Day, nullable=False),
        sa.Column("name_ar", sa.Text),
        sa.Column("name_fr", sa.Text),
        sa.Column("name_en", sa.Text),
        sa.Column("source", sa.Text),
        sa.Column("note", sa.Text),
        *_recorded("event"),
        sa.CheckConstraint("since < until", name="some_days"),
        sa.CheckConstraint("coalesce(name_ar, name_fr, name_en) IS NOT NULL", name="named"),
        sqlite_strict=True,
    )


def _changes() -> None:
    op.create_table(
        "change",
        _key(),
        sa.Column("at", Instant, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        _pointer("account_id", "account", nullable=True),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        sa.Column("why", sa.Text),
        sqlite_strict=True,
    )
