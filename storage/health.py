"""How the database is, in lines for `check`."""

from __future__ import annotations

from sqlalchemy import Connection, Table, func, select, text

from storage.schema import account_reading, post_reading
from storage.store import Store, problems_of
from storage.upgrade import version_of

MEGABYTE = 1_000_000


def describe(store: Store) -> list[str]:
    """Where it is, its schema, its size, its readings, and what its own check says.

    Raises:
        StorageError: it cannot be read.
    """
    with store.read() as connection:
        version, size = version_of(connection), _size(store, connection)
        accounts, posts = (_rows(connection, table) for table in (account_reading, post_reading))
    problems = problems_of(store)
    return [
        f"{store.place}: schema {version}, {size / MEGABYTE:.1f} MB",
        f"{accounts} readings of accounts, {posts} of posts",
        f"damaged: {problems[0]}" if problems else "sound",
    ]


def _size(store: Store, connection: Connection) -> int:
    """In bytes."""
    if store.path:
        return store.path.stat().st_size
    query = text("SELECT pg_database_size(current_database())")
    size: int = connection.execute(query).scalar_one()
    return size


def _rows(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()
