"""The counts of posts that stand in files which somebody downloaded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant, Whole

revision = "0010"
down_revision = "0009"

COUNTS = ("views", "reach", "likes", "comments", "shares", "quotes", "saves")


def upgrade() -> None:
    """Make the table; files taken in before brought no posts."""
    op.create_table(
        "exported_post",
        sa.Column("id", Whole, primary_key=True),
        sa.Column("source_file_id", Whole, sa.ForeignKey("source_file.id"), nullable=False),
        sa.Column("platform_id", sa.Text),
        sa.Column("published_at", Instant),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        *(sa.Column(name, Whole) for name in COUNTS),
        sa.CheckConstraint("kind IN ('post', 'reply', 'repost')", name="kind_known"),
        *(sa.CheckConstraint(f"{name} >= 0", name=f"{name}_not_negative") for name in COUNTS),
        sa.UniqueConstraint("source_file_id", "platform_id"),
        sqlite_strict=True,
    )
