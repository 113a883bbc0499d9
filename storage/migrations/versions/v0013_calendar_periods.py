"""The days of the calendar's periods that staff enter: Ramadan 1448 as it was declared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Day, Instant, Whole

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the table; until now such days stood in the settings alone."""
    op.create_table(
        "calendar_period",
        sa.Column("id", Whole, primary_key=True),
        sa.Column("season", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("since", Day, nullable=False),
        sa.Column("until", Day, nullable=False),
        sa.Column("certainty", sa.Text, nullable=False),
        sa.Column("name_ar", sa.Text),
        sa.Column("name_fr", sa.Text),
        sa.Column("name_en", sa.Text),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("supersedes", Whole, sa.ForeignKey("calendar_period.id"), unique=True),
        sa.Column("reason", sa.Text),
        sa.CheckConstraint("certainty IN ('declared', 'estimated')", name="certainty_known"),
        sa.CheckConstraint("since < until", name="some_days"),
        sa.CheckConstraint(
            "(supersedes IS NULL) = (reason IS NULL)", name="superseded_with_reason"
        ),
        sqlite_strict=True,
    )
