"""Links to copies of a page or a paper, for whoever has no account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant, Whole

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "link",
        sa.Column("id", Whole, primary_key=True),
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("content", sa.Text),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("passcode_hash", sa.Text),
        sa.Column("ended_at", Instant),
        sa.Column("ended_by", sa.Text),
        sa.Column("opened", Whole, nullable=False),
        sa.Column("last_opened_at", Instant),
        sa.UniqueConstraint("token_hash", name="uq_link_token_hash"),
        sa.CheckConstraint("opened >= 0", name="opened_not_negative"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_somebody"),
        sqlite_strict=True,
    )
