"""The posts that files tell of, known as posts, and what the files together tell of each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Day, Whole

revision = "0011"
down_revision = "0010"

COUNTS = ("views", "reach", "likes", "comments", "shares", "quotes", "saves")


def upgrade() -> None:
    """Make the column and the roll-up; counts of files taken in before are of no post yet."""
    # SQLite adds a constraint with its column alone.
    op.execute(
        "ALTER TABLE exported_post ADD COLUMN post_id"
        f" {'integer' if op.get_bind().dialect.name == 'sqlite' else 'bigint'}"
        " CONSTRAINT fk_exported_post_post_id REFERENCES post (id)"
    )
    op.create_index("ix_exported_post_post_id", "exported_post", ["post_id"])
    op.create_table(
        "post_in_files",
        sa.Column(
            "post_id", Whole, sa.ForeignKey("post.id"), primary_key=True, autoincrement=False
        ),
        sa.Column("told_on", Day, nullable=False),
        *(sa.Column(name, Whole) for name in COUNTS),
        *(sa.CheckConstraint(f"{name} >= 0", name=f"{name}_not_negative") for name in COUNTS),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
