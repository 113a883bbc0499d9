"""What the office's own sources, coverages and notes say in another language, by their texts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant, Whole

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "wording",
        sa.Column("id", Whole, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("supersedes", Whole, sa.ForeignKey("wording.id"), unique=True),
        sa.Column("reason", sa.Text),
        sa.CheckConstraint(
            "(supersedes IS NULL) = (reason IS NULL)", name="superseded_with_reason"
        ),
        sqlite_strict=True,
    )
