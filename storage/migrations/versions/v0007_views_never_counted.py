"""The views of X's posts from before X counted views are not known, where they were kept as 0.

X shows views of posts published since 2022-12-15; of an older one its API answers 0, for its
documents require the number. Whoever read such posts with an earlier version has that 0 on file,
where it enters sums, means and rankings. What the latest counts of these posts are is told anew.

Nothing else is lost: on exactly these posts an empty number of views now means that X told 0 or
nothing, and neither of them is a count.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0007"
down_revision = "0006"

X_COUNTS_VIEWS = datetime(2022, 12, 15, tzinfo=UTC)
OLDER = """
SELECT p.id FROM post p JOIN account a ON a.id = p.account_id
WHERE a.platform = 'x' AND p.published_at < :day
"""
FORGET = f"UPDATE post_reading SET views = NULL WHERE views = 0 AND post_id IN ({OLDER})"  # noqa: S608
LATEST = f"""
UPDATE post_now SET views = (
    SELECT r.views FROM post_reading r
    WHERE r.post_id = post_now.post_id AND r.views IS NOT NULL
    ORDER BY r.at DESC LIMIT 1
)
WHERE views = 0 AND post_id IN ({OLDER})
"""  # noqa: S608


def upgrade() -> None:
    """Empty the zeros, in the readings and in the latest counts made of them."""
    day = sa.bindparam("day", X_COUNTS_VIEWS, type_=Instant)
    for statement in (FORGET, LATEST):
        op.get_bind().execute(sa.text(statement).bindparams(day))
