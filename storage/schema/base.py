"""What every table is made with: one book of tables, one way to name keys and rules."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, MetaData

from metrics.quantity import Precision
from storage.types import Whole

PRINTED = tuple(word for word in Precision if word is not Precision.AT_MOST)
"""The precisions in which a figure can be printed."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def key() -> Column[int]:
    """A surrogate key."""
    return Column("id", Whole, primary_key=True)


def account_key(*, primary_key: bool = False, nullable: bool = False) -> Column[int]:
    """Which account a row is about."""
    return Column(
        "account_id",
        Whole,
        ForeignKey("account.id"),
        primary_key=primary_key,
        nullable=nullable,
        autoincrement=False,
    )
