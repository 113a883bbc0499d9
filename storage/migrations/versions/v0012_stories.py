"""A post may be a story: the check of its forms knows one more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant, Whole

revision = "0012"
down_revision = "0011"

NAMES = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
}
NAME = "form_known"
FORMS = "form IN ('text', 'link', 'image', 'album', 'video', 'reel', 'story')"
POST = sa.Table(
    "post",
    sa.MetaData(naming_convention=NAMES),
    sa.Column("id", Whole, primary_key=True),
    sa.Column("account_id", Whole, sa.ForeignKey("account.id"), nullable=False),
    sa.Column("platform_id", sa.Text),
    sa.Column("published_at", Instant, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("form", sa.Text),
    sa.Column("text", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("vanished_at", Instant),
    sa.UniqueConstraint("account_id", "platform_id"),
    sa.Index("ix_post_account_id_published_at", "account_id", "published_at"),
    sa.CheckConstraint("kind IN ('post', 'reply', 'repost')", name="kind_known"),
    sa.CheckConstraint(FORMS, name=NAME),
    sa.CheckConstraint("kind = 'post' OR text IS NULL", name="only_own_words"),
    sa.CheckConstraint("vanished_at IS NULL OR text IS NULL", name="vanished_without_text"),
    sqlite_strict=True,
)
"""The table as it shall be: SQLite changes no check, so it is made anew there."""


def upgrade() -> None:
    """Let the check of forms pass stories; every row stays."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("post", copy_from=POST, recreate="always"):
            pass
        return
    op.drop_constraint(NAME, "post", type_="check")
    op.create_check_constraint(NAME, "post", FORMS)
