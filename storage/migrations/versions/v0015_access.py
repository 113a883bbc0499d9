"""Who came in at the page's door, and who was turned away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant, Whole

revision = "0015"
down_revision = "0014"

EVENTS = (
    "'login', 'logout', 'wrong_password', 'locked', 'sign_on', 'no_role', 'not_believed',"
    " 'link_opened', 'wrong_passcode'"
)


def upgrade() -> None:
    """Make the table; what happened before stands in the page's log alone."""
    op.create_table(
        "access",
        sa.Column("id", Whole, primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("last_at", Instant, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("who", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("times", Whole, nullable=False),
        sa.CheckConstraint(f"event IN ({EVENTS})", name="event_known"),
        sa.CheckConstraint("times >= 1", name="times_counted"),
        sqlite_strict=True,
    )
    op.create_index("ix_access_at", "access", ["at"])
