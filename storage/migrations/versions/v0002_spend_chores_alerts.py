"""What a daemon remembers across restarts: money, chores, alerts, pauses.

What visits have cost so far goes into the ledger, or the ceilings would forget this month.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Dollars, Instant, Whole

revision = "0002"
down_revision = "0001"

REASONS = (
    "reason IN ('access', 'not_ours', 'missing', 'limit', 'credit', 'ceiling', 'unavailable',"
    " 'malformed', 'terms', 'down')"
)


def upgrade() -> None:
    """Make the tables, and carry the costs over."""
    _spend()
    _chores()
    _alerts()
    _pauses()


def _spend() -> None:
    op.create_table(
        "spend",
        sa.Column("id", Whole, primary_key=True),
        sa.Column(
            "account_id", Whole, sa.ForeignKey("account.id"), nullable=False, autoincrement=False
        ),
        sa.Column("at", Instant, nullable=False),
        sa.Column("reserved_micro_usd", Dollars, nullable=False),
        sa.Column("settled_micro_usd", Dollars),
        sa.Column("resource", sa.Text),
        sa.Index(None, "at"),
        sa.CheckConstraint("reserved_micro_usd >= 0", name="reserved_micro_usd_not_negative"),
        sa.CheckConstraint("settled_micro_usd >= 0", name="settled_micro_usd_not_negative"),
        sqlite_strict=True,
    )
    op.execute(
        "INSERT INTO spend (account_id, at, reserved_micro_usd, settled_micro_usd)"
        " SELECT account_id, at, cost_micro_usd, cost_micro_usd FROM visit"
        " WHERE cost_micro_usd > 0 ORDER BY id"
    )


def _chores() -> None:
    op.create_table(
        "chore",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("claimed_at", Instant, nullable=False),
        sa.Column("ended_at", Instant),
        sa.Column("outcome", sa.Text),
        sa.Column("reason", sa.Text),
        sa.CheckConstraint("outcome IN ('ok', 'partial', 'failed')", name="outcome_known"),
        sa.CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ended_with_outcome"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _alerts() -> None:
    op.create_table(
        "alert",
        sa.Column("id", Whole, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("opened_at", Instant, nullable=False),
        sa.Column("told_at", Instant),
        sa.Column("closed_at", Instant),
        sa.Column("end_told_at", Instant),
        sqlite_strict=True,
    )
    still_open = sa.text("closed_at IS NULL")
    op.create_index(
        "uq_alert_open",
        "alert",
        ["kind", "subject"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )


def _pauses() -> None:
    op.create_table(
        "pause",
        sa.Column("scope", sa.Text, primary_key=True),
        sa.Column("not_before", Instant),
        sa.Column("reason", sa.Text),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.CheckConstraint(REASONS, name="reason_known"),
        sa.CheckConstraint("(not_before IS NULL) = (reason IS NULL)", name="paused_with_reason"),
        sa.CheckConstraint("failures >= 0", name="failures_not_negative"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
