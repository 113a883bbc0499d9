"""What a platform refused of an account, so that not every visit asks for it again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant, Whole

revision = "0008"
down_revision = "0007"

REASONS = (
    "reason IN ('access', 'not_ours', 'missing', 'limit', 'credit', 'ceiling', 'unavailable',"
    " 'malformed', 'terms', 'down')"
)


def upgrade() -> None:
    """Make the table; what was refused before is found out by the next visit."""
    op.create_table(
        "refused_part",
        sa.Column(
            "account_id",
            Whole,
            sa.ForeignKey("account.id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("part", sa.Text, primary_key=True),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("until", Instant, nullable=False),
        sa.CheckConstraint(REASONS, name="reason_known"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
