"""The readings that told many fewer followers than the one before: a roll-up, filled at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant, Whole

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the table, and fill it."""
    pointed = sa.ForeignKey("account.id")
    op.create_table(
        "account_drop",
        sa.Column("account_id", Whole, pointed, primary_key=True, autoincrement=False),
        sa.Column("at", Instant, primary_key=True),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO account_drop (account_id, at)"
        " SELECT account_id, at FROM (SELECT account_id, at, followers,"
        " lag(followers) OVER (PARTITION BY account_id ORDER BY at) AS before"
        " FROM account_reading WHERE followers IS NOT NULL) AS told"
        " WHERE before - followers >= before * 0.003 AND before > followers"
    )
