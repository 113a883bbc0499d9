"""The few posts that have vanished, to be found without looking at all others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the index."""
    is_gone = sa.text("vanished_at IS NOT NULL")
    op.create_index(
        "ix_post_vanished",
        "post",
        ["account_id", "published_at"],
        sqlite_where=is_gone,
        postgresql_where=is_gone,
    )
