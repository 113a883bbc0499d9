"""The past: files that were taken in, and what platforms and files tell of an account's days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Day, Instant, Whole

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the tables; an older file has nothing to put into them."""
    op.create_table(
        "source_file",
        sa.Column("id", Whole, primary_key=True),
        _account_id(),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("sha256", "name", "kind")),
        sa.Column("downloaded_on", Day, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("since", Day),
        sa.Column("until", Day),
        sa.Column("rows", Whole, nullable=False),
        sa.Column("taken_at", Instant, nullable=False),
        sa.Column("taken_by", sa.Text, nullable=False),
        sa.Column("undone_at", Instant),
        sa.Column("undone_by", sa.Text),
        sa.Column("undone_reason", sa.Text),
        sa.CheckConstraint("rows >= 0", name="rows_not_negative"),
        sa.CheckConstraint("(since IS NULL) = (until IS NULL)", name="days_together"),
        sa.CheckConstraint("since < until", name="some_days"),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL) AND (undone_at IS NULL) ="
            " (undone_reason IS NULL)",
            name="undone_with_reason",
        ),
        sqlite_strict=True,
    )
    op.create_index(None, "source_file", ["account_id", "sha256"])
    _make_days()


def _make_days() -> None:
    op.create_table(
        "account_day_metric",
        sa.Column("id", Whole, primary_key=True),
        _account_id(),
        sa.Column("day", Day, nullable=False),
        sa.Column("metric", sa.Text, nullable=False),
        sa.Column("value", Whole, nullable=False),
        sa.Column("low", Whole),
        sa.Column("high", Whole),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("evidence", "zone", "told_as")),
        sa.Column("told_at", Instant, nullable=False),
        sa.Column("source_file_id", Whole, sa.ForeignKey("source_file.id")),
        sa.CheckConstraint("evidence IN ('reported', 'exported')", name="evidence_known"),
        sa.CheckConstraint(
            "(evidence = 'exported') = (source_file_id IS NOT NULL)", name="exported_from_a_file"
        ),
        sa.CheckConstraint("low <= value AND value <= high", name="within_its_bounds"),
        sa.UniqueConstraint("source_file_id", "day", "metric"),
        sqlite_strict=True,
    )
    op.create_index(None, "account_day_metric", ["account_id", "metric", "day"])


def _account_id() -> sa.Column[int]:
    account = sa.ForeignKey("account.id")
    return sa.Column("account_id", Whole, account, nullable=False, autoincrement=False)
