"""What the readings say, ready to be asked: the followers of each day, the counts of each post.

Both tables are filled from the readings on file; they can be dropped and built again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Day, Instant, Whole

revision = "0004"
down_revision = "0003"

COUNTS = ("views", "reach", "likes", "comments", "shares", "quotes", "saves")


def upgrade() -> None:
    """Make the tables, and fill them."""
    _account_days()
    _posts_now()


def _counts(*names: str) -> list[sa.schema.SchemaItem]:
    checks = (sa.CheckConstraint(f"{name} >= 0", name=f"{name}_not_negative") for name in names)
    return [*(sa.Column(name, Whole) for name in names), *checks]


def _pointer(target: str) -> sa.Column[int]:
    pointed = sa.ForeignKey(f"{target}.id")
    return sa.Column(f"{target}_id", Whole, pointed, primary_key=True, autoincrement=False)


def _account_days() -> None:
    op.create_table(
        "account_day",
        _pointer("account"),
        sa.Column("day", Day, primary_key=True),
        sa.Column("at", Instant),
        *_counts("followers"),
        sa.Column("looks", sa.Integer, nullable=False),
        sa.CheckConstraint("looks >= 0", name="looks_not_negative"),
        sa.CheckConstraint("(at IS NULL) = (followers IS NULL)", name="told_at"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO account_day (account_id, day, at, followers, looks)"
        " SELECT d.account_id, d.day, d.at, r.followers, d.looks FROM ("
        " SELECT account_id, day, count(*) AS looks,"
        " max(CASE WHEN followers IS NOT NULL THEN at END) AS at"
        " FROM account_reading GROUP BY account_id, day) d"
        " LEFT JOIN account_reading r ON r.account_id = d.account_id AND r.at = d.at"
    )


def _posts_now() -> None:
    op.create_table(
        "post_now",
        _pointer("post"),
        sa.Column("at", Instant, nullable=False),
        *_counts(*COUNTS),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    last_told = ", ".join(
        f"(SELECT r.{name} FROM post_reading r WHERE r.post_id = n.post_id"  # noqa: S608 - our own names
        f" AND r.{name} IS NOT NULL ORDER BY r.at DESC LIMIT 1)"
        for name in COUNTS
    )
    op.execute(
        f"INSERT INTO post_now (post_id, at, {', '.join(COUNTS)})"  # noqa: S608 - our own names
        f" SELECT n.post_id, max(n.at), {last_told} FROM post_reading n GROUP BY n.post_id"
    )
