"""Of which time every own post is on file, filled from the visits and failures that are.

Until this version nobody wrote down how far a look at the posts had reached. So a stretch begins
with the oldest post on file, the edge of the first reading, and ends with the last look that lost
no posts. A loss that a later look cannot have made up for (our ceiling, an answer that was not
understood) leaves a hole; of an account whose posts were never read, nothing is known.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant, Whole

revision = "0006"
down_revision = "0005"

ACCOUNT = "SELECT id FROM account ORDER BY id"
OLDEST = "SELECT min(published_at) FROM post WHERE account_id = :account"
LOOKS = """
SELECT v.at AS at, v.outcome AS outcome,
    max(CASE WHEN f.scope = 'posts' THEN 1 ELSE 0 END) AS lost,
    max(CASE WHEN f.scope = 'posts' AND f.reason IN ('ceiling', 'malformed') THEN 1 ELSE 0 END)
        AS lost_for_good
FROM visit v LEFT JOIN failure f ON f.visit_id = v.id
WHERE v.account_id = :account AND v.outcome <> 'failed'
GROUP BY v.id, v.at, v.outcome ORDER BY v.at
"""


def upgrade() -> None:
    """Make the table, and fill it."""
    op.create_table(
        "post_coverage",
        sa.Column(
            "account_id",
            Whole,
            sa.ForeignKey("account.id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("since", Instant, primary_key=True),
        sa.Column("until", Instant, nullable=False),
        sa.CheckConstraint("since <= until", name="some_time"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    for (account,) in connection.execute(sa.text(ACCOUNT)).all():
        _fill(connection, account)


def _fill(connection: sa.Connection, account: int) -> None:
    looks = connection.execute(sa.text(LOOKS), {"account": account}).all()
    oldest = connection.execute(sa.text(OLDEST), {"account": account}).scalar()
    stretches: list[list[object]] = []
    opens = True
    for look in looks:
        if look.lost_for_good:
            opens = True
        if look.lost:
            continue
        if opens:
            first = not stretches and oldest is not None and oldest < look.at
            stretches.append([oldest if first else look.at, look.at])
            opens = False
        stretches[-1][1] = look.at
    insert = sa.text(
        "INSERT INTO post_coverage (account_id, since, until) VALUES (:account, :since, :until)"
    )
    for since, until in stretches:
        connection.execute(insert, {"account": account, "since": since, "until": until})
