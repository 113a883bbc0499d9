"""What each post had drawn at common ages: a roll-up, filled as soon as every step is done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Whole

revision = "0014"
down_revision = "0013"

NUMBERS = ("views", "reach", "likes", "comments", "shares", "quotes", "saves", "interactions")


def upgrade() -> None:
    """Make the table; what is estimated in it no SQL can tell."""
    op.create_table(
        "post_at_age",
        sa.Column(
            "post_id", Whole, sa.ForeignKey("post.id"), primary_key=True, autoincrement=False
        ),
        sa.Column("age_days", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, Whole) for name in NUMBERS),
        sa.Column("estimated", sa.Integer, nullable=False),
        sa.Column("is_open", sa.Integer, nullable=False),
        *(
            sa.CheckConstraint(f"{name} >= 0", name=f"{name}_not_negative")
            for name in (*NUMBERS, "estimated")
        ),
        sa.CheckConstraint("is_open IN (0, 1)", name="is_open_known"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
